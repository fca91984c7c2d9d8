/* Which nodes to open for jobs of one shape: nodes alike are one column of the direct program. What it chooses is then
   done item by item, the largest first into the tightest hole of nodes that are not opened. */
#include "consolidation/direct.h"

typedef struct select_node {
    piq__plan_weight weight;
    uint32_t node, column;
} select_node;

typedef struct select_mover {
    uint32_t item, chosen; /* index of the chosen node */
    uint32_t trail;
} select_mover;

typedef struct select_run {
    piq__plan_direct_run *r;
    uint32_t job;
    piq__plan_rows rows;
    piq__plan_program program;
    piq__arena arena;
    select_node *node; /* candidates */
    uint32_t nodes;
    int64_t *row; /* scratch: a candidate's rows */
    uint32_t *table;
    size_t table_size;
    int64_t *z;
    bool choice; /* some node could give up different movers */
    uint64_t *key;
} select_run;

static uint64_t select_hash(const int64_t *row, uint32_t rows, int64_t cost)
{
    uint64_t h = (uint64_t)cost * UINT64_C(0x9e3779b97f4a7c15);
    for (uint32_t k = 0; k < rows; k++) {
        h = (h ^ (uint64_t)row[k]) * UINT64_C(0xd6e8feb86659fd93);
        h ^= h >> 31;
    }
    return h;
}

static uint32_t select_column(select_run *q, int64_t cost)
{
    piq__plan_program *p = &q->program;
    const uint64_t key = select_hash(q->row, p->rows, cost);
    size_t at = (size_t)key & (q->table_size - 1);
    for (; q->table[at] != PLAN_NONE; at = (at + 1) & (q->table_size - 1)) {
        const uint32_t c = q->table[at];
        const bool same = (p->cost[c] == cost) & (memcmp(p->exact + (size_t)c * p->rows, q->row, p->rows * sizeof *q->row) == 0);
        if (q->key[c] == key && ALWAYS(same))
            return c;
    }
    const uint32_t c = p->columns++;
    q->table[at] = c;
    q->key[c] = key;
    p->cost[c] = cost;
    p->most[c] = 0;
    memcpy(p->exact + (size_t)c * p->rows, q->row, p->rows * sizeof *q->row);
    return c;
}

static void select_row_add(select_run *q, uint32_t id)
{
    const piq__plan_direct_run *r = q->r;
    if (!(id & DIRECT_SLOT)) {
        for (uint32_t k = 0; k < q->rows.count; k++)
            q->row[k] += piq__plan_rows_demand(&q->rows, r, k, id);
        return;
    }
    const uint32_t slot = id & ~DIRECT_SLOT;
    for (uint32_t s = r->slot_first[slot]; s < r->slot_first[slot + 1]; s++)
        for (uint32_t k = 0; k < q->rows.count; k++)
            q->row[k] += piq__plan_rows_demand(&q->rows, r, k, r->slot_item[s]);
}

static void select_candidate(select_run *q, uint32_t n, const piq__plan_prices *prices)
{
    const piq__plan_direct_run *r = q->r;
    const piq__plan_shape *shape = &r->c->job_shape[q->job];
    piq__plan_movers movers;
    const int32_t need = shape->pod - r->s.free[n];
    if (!piq__plan_ok(r->c, shape, n) || !piq__plan_movers_find(r, n, need, prices, &movers))
        return;
    int32_t gain = 0;
    for (uint32_t k = 0; k < movers.count; k++)
        gain += movers.id[k] & DIRECT_SLOT ? 1 : r->c->gpus[movers.id[k]];
    q->choice = q->choice || gain < r->c->m->p->node_capacity[r->c->m->node_of[r->c->node[n]]] - r->s.free[n];
    for (uint32_t k = 0; k < q->rows.count; k++) {
        q->row[k] = piq__plan_rows_supply(&q->rows, r, k, n, 0);
        if (movers.count == 0)
            q->row[k] -= piq__plan_rows_supply(&q->rows, r, k, n, shape->pod);
    }
    for (uint32_t k = 0; k < movers.count; k++)
        select_row_add(q, movers.id[k]);
    q->node[q->nodes].node = n;
    q->node[q->nodes].weight = movers.weight;
    q->node[q->nodes].column = select_column(q, movers.weight.cost);
    q->program.most[q->node[q->nodes++].column]++;
}

static bool select_begin(select_run *q)
{
    const piq__plan_direct_run *r = q->r;
    const size_t nodes = (size_t)r->c->nodes + 1;
    piq__plan_program *p = &q->program;
    piq__plan_rows_begin(&q->rows, r);
    p->rows = q->rows.count;
    q->table_size = 64;
    while (q->table_size < nodes * 2)
        q->table_size *= 2;
    q->table = piq__arena_take(&q->arena, q->table_size * sizeof *q->table);
    q->node = piq__arena_take(&q->arena, nodes * sizeof *q->node);
    q->row = piq__arena_take(&q->arena, (p->rows + 1) * sizeof *q->row);
    q->key = piq__arena_take(&q->arena, nodes * sizeof *q->key);
    q->z = piq__arena_take(&q->arena, nodes * sizeof *q->z);
    p->exact = piq__arena_take(&q->arena, nodes * (p->rows + 1) * sizeof *p->exact);
    p->a = piq__arena_take(&q->arena, nodes * (p->rows + 1) * sizeof *p->a);
    p->b = piq__arena_take(&q->arena, (p->rows + 1) * sizeof *p->b);
    p->price = piq__arena_take(&q->arena, (p->rows + 1) * sizeof *p->price);
    p->most = piq__arena_take(&q->arena, nodes * sizeof *p->most);
    p->cost = piq__arena_take(&q->arena, nodes * sizeof *p->cost);
    return !q->arena.failed;
}

static void select_fill(select_run *q, const piq__plan_prices *prices)
{
    const piq__plan_direct_run *r = q->r;
    piq__plan_program *p = &q->program;
    memset(q->table, 0xff, q->table_size * sizeof *q->table);
    p->columns = q->nodes = 0;
    for (uint32_t k = 0; k < r->live_count; k++)
        select_candidate(q, r->live[k], prices);
    for (uint32_t k = 0; k < p->rows; k++) {
        p->b[k] = 0;
        for (uint32_t i = 0; i < r->live_count; i++)
            p->b[k] += piq__plan_rows_supply(&q->rows, r, k, r->live[i], 0);
    }
    for (size_t k = 0; k < (size_t)p->columns * p->rows; k++)
        p->a[k] = (double)p->exact[k];
}

static int select_compare(const void *context, const void *x, const void *y)
{
    (void)context;
    const select_node *a = x, *b = y;
    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    if (a->weight.prio != b->weight.prio)
        return a->weight.prio < b->weight.prio ? -1 : 1;
    return (a->node > b->node) - (a->node < b->node);
}

/* Keeps of each column the nodes chosen: those whose movers have the lowest priority. */
static bool select_keep(select_run *q)
{
    uint32_t kept = 0, column = PLAN_NONE;
    int64_t left = 0;
    if (!piq__sort(q->r->a, q->node, q->nodes, sizeof *q->node, select_compare, NULL))
        return false;
    for (uint32_t k = 0; k < q->nodes; k++) {
        if (q->node[k].column != column) {
            column = q->node[k].column;
            left = q->z[column];
        }
        if (left > 0) {
            left--;
            q->node[kept++] = q->node[k];
        }
    }
    q->nodes = kept;
    return true;
}

static int64_t select_totals(const select_run *q, const int64_t *z, int64_t *cost)
{
    int64_t count = 0;
    *cost = 0;
    for (uint32_t c = 0; c < q->program.columns; c++) {
        count += z[c];
        *cost += z[c] * q->program.cost[c];
    }
    return count;
}

/* Movers of a node need not be the cheapest when what they need elsewhere is scarce: once more, with the rows' prices. */
static bool select_choose(select_run *q, int64_t wanted, bool *priced)
{
    bool proven;
    int64_t cost, other_cost;
    double price[DIRECT_ROWS];
    const piq__plan_prices prices = {&q->rows, price};
    q->program.total = wanted;
    *priced = false;
    select_fill(q, NULL);
    if (q->nodes == 0)
        return true;
    if (!piq__plan_program_solve(&q->program, q->r->work, q->r->a, q->z, &proven))
        return false;
    const int64_t count = select_totals(q, q->z, &cost);
    memcpy(price, q->program.price, q->program.rows * sizeof *price);
    bool scarce = false;
    for (uint32_t k = 0; k < q->program.rows; k++)
        scarce = scarce || price[k] > 1e-9;
    q->r->planned = proven && !q->choice && q->r->programs++ == 0 ? cost : -1;
    if (!q->choice || !scarce)
        return true;
    select_fill(q, &prices);
    if (!piq__plan_program_solve(&q->program, q->r->work, q->r->a, q->z, &proven))
        return false;
    const int64_t other = select_totals(q, q->z, &other_cost);
    *priced = other > count || (other == count && other_cost < cost);
    memcpy(q->program.price, price, q->program.rows * sizeof *price);
    if (*priced)
        return true;
    select_fill(q, NULL);
    return piq__plan_program_solve(&q->program, q->r->work, q->r->a, q->z, &proven);
}

/* ---- doing it ---- */

static void select_close(piq__plan_direct_run *r, uint32_t node, const piq__plan_movers *movers, uint8_t closed)
{
    r->holes.closed[node] = closed;
    piq__plan_holes_update(&r->holes, node);
    for (uint32_t k = 0; k < movers->count; k++)
        if (movers->id[k] & DIRECT_SLOT) {
            r->holes.slot_closed[movers->id[k] & ~DIRECT_SLOT] = closed;
            piq__plan_holes_update_slot(&r->holes, movers->id[k] & ~DIRECT_SLOT);
        }
}

static int select_larger(const void *context, const void *x, const void *y)
{
    const piq__plan_cluster *c = context;
    const select_mover *a = x, *b = y;
    if (c->gpus[a->item] != c->gpus[b->item])
        return c->gpus[a->item] > c->gpus[b->item] ? -1 : 1;
    if (c->shape[a->item].share != c->shape[b->item].share)
        return c->shape[a->item].share > c->shape[b->item].share ? -1 : 1;
    if (a->chosen != b->chosen)
        return (a->chosen > b->chosen) - (a->chosen < b->chosen);
    return (a->item > b->item) - (a->item < b->item);
}

typedef struct select_doing {
    piq__plan_movers *movers; /* by chosen node */
    uint8_t *failed;
    select_mover *mover;
    size_t count;
    size_t *hold;          /* trail index of the job's hold */
    uint32_t *open, *pods; /* scratch: those opened, and their nodes */
} select_doing;

static void select_give_up(select_run *q, select_doing *d, uint32_t chosen, size_t upto)
{
    d->failed[chosen] = 1;
    for (size_t k = 0; k < upto; k++)
        if (d->mover[k].chosen == chosen)
            piq__plan_direct_undo_item(q->r, d->mover[k].trail);
    select_close(q->r, q->node[chosen].node, &d->movers[chosen], 0);
}

static bool select_gather(select_run *q, select_doing *d, const piq__plan_prices *prices)
{
    const piq__plan_direct_run *r = q->r;
    const piq__plan_shape *shape = &r->c->job_shape[q->job];
    d->movers = piq__arena_take(&q->arena, ((size_t)q->nodes + 1) * sizeof *d->movers);
    d->failed = piq__arena_take(&q->arena, (size_t)q->nodes + 1);
    d->hold = piq__arena_take(&q->arena, ((size_t)q->nodes + 1) * sizeof *d->hold);
    d->open = piq__arena_take(&q->arena, ((size_t)q->nodes + 1) * sizeof *d->open);
    d->pods = piq__arena_take(&q->arena, ((size_t)q->nodes + 1) * sizeof *d->pods);
    if (q->arena.failed)
        return false;
    memset(d->failed, 0, q->nodes);
    d->count = 0;
    for (uint32_t k = 0; k < q->nodes; k++) {
        piq__plan_movers_find(r, q->node[k].node, shape->pod - r->s.free[q->node[k].node], prices, &d->movers[k]);
        for (uint32_t m = 0; m < d->movers[k].count; m++) {
            const uint32_t id = d->movers[k].id[m];
            d->count += id & DIRECT_SLOT ? r->slot_first[(id & ~DIRECT_SLOT) + 1] - r->slot_first[id & ~DIRECT_SLOT] : 1;
        }
    }
    d->mover = piq__arena_take(&q->arena, (d->count + 1) * sizeof *d->mover);
    if (d->mover == NULL)
        return false;
    d->count = 0;
    for (uint32_t k = 0; k < q->nodes; k++)
        for (uint32_t m = 0; m < d->movers[k].count; m++) {
            const uint32_t id = d->movers[k].id[m], slot = id & ~DIRECT_SLOT;
            if (!(id & DIRECT_SLOT))
                d->mover[d->count++] = (select_mover){id, k, PLAN_NONE};
            for (uint32_t s = id & DIRECT_SLOT ? r->slot_first[slot] : 0; (id & DIRECT_SLOT) && s < r->slot_first[slot + 1]; s++)
                d->mover[d->count++] = (select_mover){r->slot_item[s], k, PLAN_NONE};
        }
    return piq__sort(r->a, d->mover, d->count, sizeof *d->mover, select_larger, r->c);
}

static bool select_hold(select_run *q, select_doing *d, uint32_t k)
{
    piq__plan_direct_run *r = q->r;
    if (piq__plan_takes(&r->s, &r->c->job_shape[q->job], q->node[k].node) == 0) {
        select_give_up(q, d, k, d->count);
        return true;
    }
    d->hold[k] = r->trail_count;
    return piq__plan_direct_hold(r, q->node[k].node, q->job);
}

static bool select_do(select_run *q, select_doing *d)
{
    piq__plan_direct_run *r = q->r;
    for (uint32_t k = 0; k < q->nodes; k++)
        if (d->movers[k].count > 0)
            select_close(r, q->node[k].node, &d->movers[k], 1);
        else if (!select_hold(q, d, k))
            return false;
    for (size_t m = 0; m < d->count; m++) {
        if (d->failed[d->mover[m].chosen])
            continue;
        const uint32_t trail = (uint32_t)r->trail_count;
        if (piq__plan_direct_send(r, d->mover[m].item))
            d->mover[m].trail = trail;
        else
            select_give_up(q, d, d->mover[m].chosen, m);
        if (r->no_memory)
            return false;
    }
    for (uint32_t k = 0; k < q->nodes; k++) {
        if (d->failed[k] || d->movers[k].count == 0)
            continue;
        select_close(r, q->node[k].node, &d->movers[k], 0);
        if (!select_hold(q, d, k))
            return false;
    }
    return true;
}

/* The opened nodes go to the jobs with the fewest replicas; what no job can use is taken back. */
static bool select_assign(select_run *q, select_doing *d, const uint32_t *job, uint32_t jobs)
{
    piq__plan_direct_run *r = q->r;
    uint32_t open = 0, at = 0;
    for (uint32_t k = 0; k < q->nodes; k++)
        if (!d->failed[k])
            d->open[open++] = k;
    for (uint32_t k = 0; k < open; k++)
        d->pods[k] = q->node[d->open[k]].node;
    for (uint32_t j = 0; j < jobs; j++) {
        const uint32_t replicas = (uint32_t)r->c->job_replicas[job[j]];
        if (replicas > open - at)
            break;
        if (!piq__plan_direct_start(r, job[j], d->pods + at))
            return false;
        at += replicas;
    }
    for (; at < open; at++) {
        piq__plan_direct_undo_item(r, d->hold[d->open[at]]);
        select_give_up(q, d, d->open[at], d->count);
    }
    return true;
}

bool piq__plan_select(piq__plan_direct_run *r, const uint32_t *job, uint32_t jobs)
{
    select_run q;
    select_doing d;
    int64_t wanted = 0;
    bool priced;
    memset(&q, 0, sizeof q);
    memset(&d, 0, sizeof d);
    if (r->c->job_shape[job[0]].pods != 1)
        return true;
    for (uint32_t j = 0; j < jobs; j++)
        wanted += r->c->job_replicas[job[j]];
    piq__arena_begin(&q.arena, r->a);
    r->narrow = true; /* an item on two nodes cannot be given back for one of them */
    q.r = r;
    q.job = job[0];
    bool good = select_begin(&q) && select_choose(&q, wanted, &priced);
    if (good && q.nodes > 0) {
        const piq__plan_prices prices = {&q.rows, q.program.price};
        good = select_keep(&q) && select_gather(&q, &d, priced ? &prices : NULL) && select_do(&q, &d) && select_assign(&q, &d, job, jobs);
    }
    r->narrow = false;
    piq__arena_end(&q.arena);
    return good;
}
