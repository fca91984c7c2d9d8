/* Free GPUs that a blocked job could use together and cannot apart: each counted once, for one job. */
#include "consolidation/fragmentation.h"

#include "support/sort.h"

typedef struct stranded_node {
    double worth, price, left, all;
    uint32_t node;
} stranded_node;

typedef struct stranded_pool {
    const piq__blocks *b;
    stranded_node *nodes; /* dearest first */
    size_t count, first; /* nothing is left before the first */
} stranded_pool;

static int stranded_compare_ids(const piq__world *world, unsigned entity, uint32_t a, uint32_t b)
{
    const uint32_t x = piq__rank(&world->ranks, entity, a), y = piq__rank(&world->ranks, entity, b);
    return (x > y) - (x < y);
}

static int stranded_compare(const void *context, const void *a, const void *b)
{
    const stranded_node *x = a, *y = b;
    if (x->worth != y->worth)
        return x->worth > y->worth ? -1 : 1;
    if (x->price != y->price)
        return x->price > y->price ? -1 : 1;
    return stranded_compare_ids(context, PIQ_ENTITY_NODE, x->node, y->node);
}

static double stranded_price(const piq__node *n) { return n->billed == NO ? 0 : n->price; }

static double stranded_realisable(const piq__node *n, double price)
{
    if (n->purchase != PIQ_PURCHASE_COMMITTED && n->purchase != PIQ_PURCHASE_OWNED)
        return 1;
    return price > 0 ? piq__or(n->resale * n->sell_through / price, 0) : 0;
}

static bool stranded_begin(stranded_pool *pool, const piq__blocks *b)
{
    const piq__world *world = b->world;
    pool->b = b;
    pool->count = pool->first = 0;
    pool->nodes = piq__alloc(world->allocator, (world->node_count + 1) * sizeof *pool->nodes);
    if (pool->nodes == NULL)
        return false;
    for (size_t row = 0; row < world->node_count; row++) {
        const piq__node *n = &world->nodes[row];
        const bool partly = b->free[row] > 0 && b->free[row] < n->gpu_count - n->unhealthy;
        if (!partly)
            continue;
        const double price = stranded_price(n), known = piq__or(price, 0);
        const stranded_node s = {known * stranded_realisable(n, known), known, b->free[row], b->free[row], (uint32_t)row};
        pool->nodes[pool->count++] = s;
    }
    return piq__sort(world->allocator, pool->nodes, pool->count, sizeof *pool->nodes, stranded_compare, world);
}

/* Takes up to `wanted` GPUs for a job; `fresh` ignores what others took. */
static double stranded_take(stranded_pool *pool, piq__strand *strand, double wanted, bool fresh, double *waste)
{
    const piq__job *job = strand->job;
    const piq__world *world = pool->b->world;
    double taken = 0;
    *waste = 0;
    while (!fresh && pool->first < pool->count && pool->nodes[pool->first].left <= 0)
        pool->first++;
    for (size_t i = fresh ? 0 : pool->first; i < pool->count && taken < wanted; i++) {
        stranded_node *s = &pool->nodes[i];
        const double here = piq__min(wanted - taken, fresh ? s->all : s->left);
        if (here <= 0 || !piq__node_compatible(world, job, s->node))
            continue;
        taken += here;
        *waste += here * stranded_price(&world->nodes[s->node]);
        strand->reference_price = strand->reference_price || world->nodes[s->node].reference_price;
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
    for (size_t i = 0; i < count && good; i++) {
        const double wanted = strands[i].job->gpus * strands[i].job->replicas;
        strands[i].alone_gpus = stranded_take(&pool, &strands[i], wanted, true, &strands[i].alone_waste);
        strands[i].gpus = stranded_take(&pool, &strands[i], wanted, !strands[i].claims, &strands[i].waste);
    }
    piq__release(world->allocator, pool.nodes, (world->node_count + 1) * sizeof *pool.nodes);
    return good;
}
