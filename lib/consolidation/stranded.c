/* Free GPUs that a blocked job could use together and cannot apart: each counted once, for one job. */
#include "consolidation/fragmentation.h"

#include "support/sort.h"

typedef struct stranded_node {
    double worth, price, left, all;
    uint32_t node;
} stranded_node;

/* Those of one lot, the dearest first: from `first` to before `end`. */
typedef struct stranded_lot {
    size_t first, end;
    size_t left; /* before it others took all */
    size_t at;   /* the next one to be looked at */
} stranded_lot;

typedef struct stranded_pool {
    const piq__blocks *b;
    stranded_node *nodes; /* lot by lot */
    stranded_lot *lots;
    size_t count;
} stranded_pool;

static int stranded_compare_ids(const piq__world *world, unsigned entity, uint32_t a, uint32_t b)
{
    const uint32_t x = piq__rank(&world->ranks, entity, a), y = piq__rank(&world->ranks, entity, b);
    return (x > y) - (x < y);
}

static int stranded_order(const piq__world *world, const stranded_node *x, const stranded_node *y)
{
    if (x->worth != y->worth)
        return x->worth > y->worth ? -1 : 1;
    if (x->price != y->price)
        return x->price > y->price ? -1 : 1;
    return stranded_compare_ids(world, PIQ_ENTITY_NODE, x->node, y->node);
}

static int stranded_compare(const void *context, const void *a, const void *b)
{
    const piq__world *world = context;
    const stranded_node *x = a, *y = b;
    const uint32_t lot = world->nodes[x->node].lot, other = world->nodes[y->node].lot;
    return lot != other ? (lot < other ? -1 : 1) : stranded_order(world, x, y);
}

static double stranded_price(const piq__node *n) { return n->billed == NO ? 0 : n->price; }

static double stranded_realisable(const piq__node *n, double price)
{
    if (n->purchase != PIQ_PURCHASE_COMMITTED && n->purchase != PIQ_PURCHASE_OWNED)
        return 1;
    return price > 0 ? piq__or(n->resale * n->sell_through / price, 0) : 0;
}

static void stranded_gather(stranded_pool *pool)
{
    const piq__blocks *b = pool->b;
    for (size_t row = 0; row < b->world->node_count; row++) {
        const piq__node *n = &b->world->nodes[row];
        const bool partly = b->free[row] > 0 && b->free[row] < n->gpu_count - n->unhealthy;
        if (!partly)
            continue;
        const double price = stranded_price(n), known = piq__or(price, 0);
        const stranded_node s = {known * stranded_realisable(n, known), known, b->free[row], b->free[row], (uint32_t)row};
        pool->nodes[pool->count++] = s;
    }
}

static bool stranded_begin(stranded_pool *pool, const piq__blocks *b)
{
    const piq__world *world = b->world;
    pool->b = b;
    pool->count = 0;
    pool->nodes = piq__alloc(world->allocator, (world->node_count + 1) * sizeof *pool->nodes);
    pool->lots = piq__alloc_zero(world->allocator, world->lot_count + 1, sizeof *pool->lots);
    if (pool->nodes == NULL || pool->lots == NULL)
        return false;
    stranded_gather(pool);
    if (!piq__sort(world->allocator, pool->nodes, pool->count, sizeof *pool->nodes, stranded_compare, world))
        return false;
    for (size_t i = 0; i < pool->count; i++) {
        stranded_lot *lot = &pool->lots[world->nodes[pool->nodes[i].node].lot];
        lot->first = lot->left = lot->end == 0 ? i : lot->first;
        lot->end = i + 1;
    }
    return true;
}

/* The dearest of the lots that the job accepts; NULL: they are through. */
static stranded_node *stranded_next(stranded_pool *pool, const piq__job *job)
{
    const piq__world *world = pool->b->world;
    stranded_lot *dearest = NULL;
    for (uint32_t at = piq__world_first_lot(world, job->cluster); at != PIQ__NO_LOT; at = world->lots[at].next) {
        stranded_lot *lot = &pool->lots[at];
        if (lot->at < lot->end && piq__job_accepts(world, job, world->lots[at].type) &&
            (dearest == NULL || stranded_order(world, &pool->nodes[lot->at], &pool->nodes[dearest->at]) < 0))
            dearest = lot;
    }
    return dearest == NULL ? NULL : &pool->nodes[dearest->at++];
}

static void stranded_rewind(stranded_pool *pool, const piq__job *job, bool fresh)
{
    const piq__world *world = pool->b->world;
    for (uint32_t at = piq__world_first_lot(world, job->cluster); at != PIQ__NO_LOT; at = world->lots[at].next) {
        stranded_lot *lot = &pool->lots[at];
        while (lot->left < lot->end && pool->nodes[lot->left].left <= 0)
            lot->left++;
        lot->at = fresh ? lot->first : lot->left;
    }
}

/* Takes up to `wanted` GPUs for a job; `fresh` ignores what others took. */
static double stranded_take(stranded_pool *pool, piq__strand *strand, double wanted, bool fresh, double *waste)
{
    const piq__world *world = pool->b->world;
    double taken = 0;
    stranded_node *s;
    *waste = 0;
    stranded_rewind(pool, strand->job, fresh);
    while (taken < wanted && (s = stranded_next(pool, strand->job)) != NULL) {
        const double here = piq__min(wanted - taken, fresh ? s->all : s->left);
        taken += here;
        *waste += here * stranded_price(&world->nodes[s->node]);
        strand->reference_price |= world->nodes[s->node].reference_price;
        s->left -= fresh ? 0 : here;
    }
    return taken;
}

static int stranded_compare_jobs(const void *context, const void *a, const void *b)
{
    const piq__job *x = ((const piq__strand *)a)->job, *y = ((const piq__strand *)b)->job;
    if (x->priority != y->priority)
        return x->priority > y->priority ? -1 : 1;
    if (x->seconds != y->seconds)
        return x->seconds > y->seconds ? -1 : 1;
    return stranded_compare_ids(context, PIQ_ENTITY_WORKLOAD, x->row, y->row);
}

bool piq__strand_jobs(const piq__blocks *blocks, piq__strand *strands, size_t count)
{
    stranded_pool pool;
    const piq__world *world = blocks->world;
    if (count == 0)
        return true;
    bool good = stranded_begin(&pool, blocks) &&
                piq__sort(world->allocator, strands, count, sizeof *strands, stranded_compare_jobs, world);
    for (size_t i = 0; good && i < count; i++) {
        const double wanted = strands[i].job->gpus * strands[i].job->replicas;
        strands[i].alone_gpus = stranded_take(&pool, &strands[i], wanted, true, &strands[i].alone_waste);
        strands[i].gpus = stranded_take(&pool, &strands[i], wanted, !strands[i].claims, &strands[i].waste);
    }
    piq__release(world->allocator, pool.nodes, (world->node_count + 1) * sizeof *pool.nodes);
    piq__release(world->allocator, pool.lots, (world->lot_count + 1) * sizeof *pool.lots);
    return good;
}
