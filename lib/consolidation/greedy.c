/* Job by job, the cheapest node or domain first, the tightest hole for each mover. */
#include "consolidation/direct.h"

#define GREEDY_ASIDE 1000u /* nodes looked at to make a hole by pushing smaller work aside */

#define GREEDY_HOPELESS 32u
#define GREEDY_DEEPEST 3u /* smaller work may push still smaller work aside */

typedef struct greedy_entry {
    piq__plan_weight weight;
    uint32_t bin;
} greedy_entry;

typedef struct greedy_run {
    piq__plan_direct_run *r;
    uint32_t job;
    bool by_node, deep;
    greedy_entry *heap;
    uint32_t count;
    uint32_t *laid; /* pods of the job so far */
    uint32_t laid_count;
    uint64_t hopeless[GREEDY_HOPELESS]; /* kinds of movers that nothing could step aside for since the last start */
    uint32_t hopeless_count;
    uint32_t depth;
} greedy_run;

/* ---- moving a set of items off a node ---- */

static void greedy_close(piq__plan_direct_run *r, uint32_t n, uint8_t closed)
{
    r->holes.closed[n] = closed;
    piq__plan_holes_update(&r->holes, n);
}

static bool greedy_send(greedy_run *g, uint32_t item);

/* A hole for the item where smaller work can step aside into holes of its own. */
static bool greedy_aside(greedy_run *g, uint32_t item)
{
    piq__plan_direct_run *r = g->r;
    const piq__plan_shape *shape = &r->c->shape[item];
    uint32_t looked = 0;
    if (shape->pod < 2 || shape->pods > 1)
        return false;
    for (uint32_t level = (uint32_t)shape->pod < DIRECT_LEVELS ? (uint32_t)shape->pod - 1 : DIRECT_LEVELS - 1; level > 0; level--)
        for (uint32_t t = 0; t < r->holes.types; t++) {
            uint32_t next;
            for (uint32_t n = r->holes.head[t * DIRECT_LEVELS + level]; n != PLAN_NONE; n = next) {
                piq__plan_movers movers;
                const size_t mark = r->trail_count;
                next = r->holes.next[n];
                if (!piq__plan_ok(r->c, shape, n))
                    break;
                if (looked++ >= GREEDY_ASIDE || !piq__plan_spend(r->work, 4))
                    return false;
                if (!piq__plan_movers_find(r, n, shape->pod - r->s.free[n], NULL, &movers))
                    continue;
                bool good = true;
                greedy_close(r, n, 1);
                for (uint32_t k = 0; good && k < movers.count; k++)
                    good = !(movers.id[k] & DIRECT_SLOT) && r->c->gpus[movers.id[k]] < shape->pod && greedy_send(g, movers.id[k]);
                greedy_close(r, n, 0);
                if (good && piq__plan_takes(&r->s, shape, n) > 0)
                    return piq__plan_direct_move(r, item, &n, PLAN_NONE);
                piq__plan_direct_back(r, mark);
                if (r->no_memory)
                    return false;
            }
        }
    return false;
}

/* Moves all shares of a GPU onto other shared GPUs. */
static bool greedy_empty_slot(greedy_run *g, uint32_t slot)
{
    piq__plan_direct_run *r = g->r;
    const size_t mark = r->trail_count;
    bool good = true;
    r->holes.slot_closed[slot] = 1;
    piq__plan_holes_update_slot(&r->holes, slot);
    for (uint32_t k = r->slot_first[slot]; good && k < r->slot_first[slot + 1]; k++) {
        uint32_t to_slot;
        const uint32_t i = r->slot_item[k], to = piq__plan_holes_find(&r->holes, i, &to_slot);
        good = to != PLAN_NONE && r->s.slot_node[to_slot] != PLAN_NONE && piq__plan_direct_move(r, i, &to, to_slot);
    }
    r->holes.slot_closed[slot] = 0;
    if (!good)
        piq__plan_direct_back(r, mark);
    piq__plan_holes_update_slot(&r->holes, slot);
    return good;
}

/* A whole GPU for the item by emptying a lightly used shared one. */
static bool greedy_repack(greedy_run *g, uint32_t item)
{
    piq__plan_direct_run *r = g->r;
    uint32_t looked = 0;
    for (uint32_t room = DIRECT_ROOMS - 1; room > 0; room--)
        for (uint32_t t = 0; t < r->holes.types; t++) {
            uint32_t next;
            for (uint32_t s = r->holes.slot_head[t * DIRECT_ROOMS + room]; s != PLAN_NONE; s = next) {
                const uint32_t n = r->s.slot_node[s];
                const size_t mark = r->trail_count;
                next = r->holes.slot_next[s];
                if (!piq__plan_ok(r->c, &r->c->shape[item], n))
                    break;
                if (looked++ >= GREEDY_ASIDE * 4 || !piq__plan_spend(r->work, 4))
                    return false;
                if (r->holes.closed[n] || s >= r->c->slots || r->c->slot_fixed[s] > 0 || !piq__plan_slot_original(r, s) ||
                    !greedy_empty_slot(g, s))
                    continue;
                if (piq__plan_direct_send(r, item))
                    return true;
                piq__plan_direct_back(r, mark);
                if (r->no_memory)
                    return false;
            }
        }
    return false;
}

static bool greedy_send(greedy_run *g, uint32_t item)
{
    piq__plan_direct_run *r = g->r;
    if (piq__plan_direct_send(r, item))
        return true;
    if (!g->deep || r->no_memory || g->depth == GREEDY_DEEPEST)
        return false;
    const piq__plan_shape *shape = &r->c->shape[item];
    const uint64_t kind = ((uint64_t)shape->set << 33) ^ ((uint64_t)shape->only << 20) ^
                          ((uint64_t)(uint32_t)(shape->pod > 0 ? shape->pod : shape->share) << 2) ^ g->depth;
    for (uint32_t k = 0; k < g->hopeless_count; k++)
        if (g->hopeless[k] == kind)
            return false;
    g->depth++;
    const bool found = r->c->gpus[item] > 1 ? greedy_aside(g, item) : greedy_repack(g, item);
    g->depth--;
    if (found)
        return true;
    if (g->hopeless_count < GREEDY_HOPELESS)
        g->hopeless[g->hopeless_count++] = kind;
    return false;
}

static void greedy_sort(const piq__plan_direct_run *r, uint32_t *item, uint32_t count)
{
    for (uint32_t k = 1; k < count; k++) {
        const uint32_t x = item[k];
        uint32_t b = k;
        for (; b > 0; b--) {
            const uint32_t y = item[b - 1];
            if (r->c->gpus[y] > r->c->gpus[x] || (r->c->gpus[y] == r->c->gpus[x] && r->c->shape[y].share >= r->c->shape[x].share))
                break;
            item[b] = y;
        }
        item[b] = x;
    }
}

static bool greedy_clear(greedy_run *g, const piq__plan_movers *movers)
{
    piq__plan_direct_run *r = g->r;
    uint32_t item[1024], count = 0;
    for (uint32_t k = 0; k < movers->count; k++) {
        const uint32_t id = movers->id[k];
        if (!(id & DIRECT_SLOT)) {
            item[count++] = id;
            continue;
        }
        const uint32_t slot = id & ~DIRECT_SLOT;
        r->holes.slot_closed[slot] = 1;
        piq__plan_holes_update_slot(&r->holes, slot);
        for (uint32_t s = r->slot_first[slot]; s < r->slot_first[slot + 1] && count < PIQ__COUNT(item); s++)
            item[count++] = r->slot_item[s];
    }
    greedy_sort(r, item, count);
    bool good = count < PIQ__COUNT(item);
    for (uint32_t k = 0; good && k < count; k++)
        good = greedy_send(g, item[k]);
    for (uint32_t k = 0; k < movers->count; k++)
        if (movers->id[k] & DIRECT_SLOT) {
            r->holes.slot_closed[movers->id[k] & ~DIRECT_SLOT] = 0;
            piq__plan_holes_update_slot(&r->holes, movers->id[k] & ~DIRECT_SLOT);
        }
    return good;
}

/* ---- what a bin costs, and opening it ---- */

/* So many pods on a node: the movers that make it possible. */
static bool greedy_node_movers(const greedy_run *g, uint32_t n, uint32_t pods, piq__plan_movers *movers)
{
    const piq__plan_direct_run *r = g->r;
    const piq__plan_shape *shape = &r->c->job_shape[g->job];
    const int32_t need = shape->pod * (int32_t)pods - r->s.free[n];
    movers->count = 0;
    movers->weight = PLAN_FREE_OF_COST;
    if ((need > 0 && piq__plan_direct_stands(r, n)) || !piq__plan_ok(r->c, shape, n))
        return false;
    return piq__plan_movers_find(r, n, need, NULL, movers);
}

/* Pods by node of a domain: what is free first, then wherever the next pod is cheapest. */
static bool greedy_spread(const greedy_run *g, uint32_t d, uint32_t *pods, piq__plan_weight *weight)
{
    const piq__plan_cluster *c = g->r->c;
    const piq__plan_shape *shape = &c->job_shape[g->job];
    const uint32_t first = c->domain_first[d], count = c->domain_first[d + 1] - first;
    uint32_t left = shape->pods;
    *weight = PLAN_FREE_OF_COST;
    for (uint32_t k = 0; k < count; k++) {
        const uint32_t here = piq__plan_takes(&g->r->s, shape, c->domain_node[first + k]);
        pods[k] = here < left ? here : left;
        left -= pods[k];
    }
    while (left > 0) {
        uint32_t best = PLAN_NONE;
        piq__plan_weight least = PLAN_IMPOSSIBLE;
        for (uint32_t k = 0; k < count; k++) {
            piq__plan_movers now, then;
            const uint32_t n = c->domain_node[first + k];
            if (!greedy_node_movers(g, n, pods[k], &now) || !greedy_node_movers(g, n, pods[k] + 1, &then))
                continue;
            const piq__plan_weight more = {then.weight.cost - now.weight.cost, then.weight.prio - now.weight.prio};
            if (piq__plan_less(more, least)) {
                least = more;
                best = k;
            }
        }
        if (best == PLAN_NONE)
            return false;
        pods[best]++;
        left--;
        *weight = piq__plan_sum(*weight, least);
    }
    return true;
}

#define GREEDY_DOMAIN 1024u

static piq__plan_weight greedy_domain_cost(const greedy_run *g, uint32_t bin)
{
    uint32_t pods[GREEDY_DOMAIN];
    piq__plan_weight w;
    if (g->r->c->domain_first[bin + 1] - g->r->c->domain_first[bin] > GREEDY_DOMAIN || !greedy_spread(g, bin, pods, &w))
        return PLAN_IMPOSSIBLE;
    return w;
}

static piq__plan_weight greedy_cost(const greedy_run *g, uint32_t bin)
{
    piq__plan_movers movers;
    if (!g->by_node)
        return greedy_domain_cost(g, bin);
    return greedy_node_movers(g, bin, 1, &movers) ? movers.weight : PLAN_IMPOSSIBLE;
}

static bool greedy_open_node(greedy_run *g, uint32_t n, uint32_t pods)
{
    piq__plan_direct_run *r = g->r;
    piq__plan_movers movers;
    if (!greedy_node_movers(g, n, pods, &movers))
        return false;
    bool good = true;
    if (movers.count > 0) {
        const uint8_t closed = r->holes.closed[n];
        greedy_close(r, n, 1);
        good = greedy_clear(g, &movers);
        greedy_close(r, n, closed);
    }
    good = good && piq__plan_takes(&r->s, &r->c->job_shape[g->job], n) >= pods;
    for (uint32_t p = 0; good && p < pods; p++) {
        good = piq__plan_direct_hold(r, n, g->job);
        g->laid[g->laid_count++] = n;
    }
    return good;
}

static bool greedy_open(greedy_run *g, uint32_t bin)
{
    piq__plan_direct_run *r = g->r;
    const size_t mark = r->trail_count;
    const uint32_t laid = g->laid_count;
    bool good = true;
    if (g->by_node) {
        good = greedy_open_node(g, bin, 1);
    } else {
        const piq__plan_cluster *c = r->c;
        uint32_t pods[GREEDY_DOMAIN];
        piq__plan_weight w;
        if (NEVER(!greedy_spread(g, bin, pods, &w)))
            return false;
        const uint32_t first = c->domain_first[bin], count = c->domain_first[bin + 1] - first;
        for (uint32_t k = 0; k < count; k++)
            if (pods[k] > 0)
                greedy_close(r, c->domain_node[first + k], 1);
        for (uint32_t k = 0; good && k < count; k++)
            if (pods[k] > 0)
                good = greedy_open_node(g, c->domain_node[first + k], pods[k]);
        for (uint32_t k = 0; k < count; k++)
            greedy_close(r, c->domain_node[first + k], 0);
    }
    if (!good) {
        piq__plan_direct_back(r, mark);
        g->laid_count = laid;
    }
    return good;
}

/* ---- the queue of bins ---- */

static bool greedy_before(const greedy_entry *x, const greedy_entry *y)
{
    if (x->weight.cost != y->weight.cost || x->weight.prio != y->weight.prio)
        return piq__plan_less(x->weight, y->weight);
    return x->bin < y->bin;
}

static void greedy_sift(greedy_run *g, uint32_t k)
{
    const greedy_entry e = g->heap[k];
    for (;;) {
        uint32_t child = 2 * k + 1;
        if (child >= g->count)
            break;
        if (child + 1 < g->count && greedy_before(&g->heap[child + 1], &g->heap[child]))
            child++;
        if (!greedy_before(&g->heap[child], &e))
            break;
        g->heap[k] = g->heap[child];
        k = child;
    }
    g->heap[k] = e;
}

static void greedy_fill(greedy_run *g)
{
    const piq__plan_direct_run *r = g->r;
    const uint32_t bins = g->by_node ? r->live_count : r->c->domains;
    g->count = 0;
    for (uint32_t k = 0; k < bins; k++) {
        const uint32_t bin = g->by_node ? r->live[k] : k;
        const piq__plan_weight w = greedy_cost(g, bin);
        if (piq__plan_possible(w))
            g->heap[g->count++] = (greedy_entry){w, bin};
    }
    for (uint32_t k = g->count / 2; k-- > 0;)
        greedy_sift(g, k);
}

static void greedy_drop_top(greedy_run *g)
{
    g->heap[0] = g->heap[--g->count];
    if (g->count > 0)
        greedy_sift(g, 0);
}

static bool greedy_replica(greedy_run *g)
{
    while (g->count > 0 && piq__plan_spend(g->r->work, 2)) {
        const uint32_t bin = g->heap[0].bin;
        const piq__plan_weight now = greedy_cost(g, bin);
        if (piq__plan_less(g->heap[0].weight, now)) { /* it took something in meanwhile */
            g->heap[0].weight = now;
            if (piq__plan_possible(now))
                greedy_sift(g, 0);
            else
                greedy_drop_top(g);
            continue;
        }
        if (greedy_open(g, bin)) {
            g->hopeless_count = 0;
            return true;
        }
        greedy_drop_top(g);
        if (g->r->no_memory)
            return false;
    }
    return false;
}

bool piq__plan_greedy(piq__plan_direct_run *r, const uint32_t *job, uint32_t jobs, bool deep)
{
    const piq__plan_cluster *c = r->c;
    while (jobs > 0 && r->where[job[0]] != PLAN_NONE) {
        job++;
        jobs--;
    }
    if (jobs == 0)
        return true;
    greedy_run g;
    memset(&g, 0, sizeof g);
    g.r = r;
    g.job = job[0];
    g.deep = deep;
    g.by_node = c->job_shape[job[0]].pods == 1;
    const size_t bins = (g.by_node ? c->nodes : c->domains) + (size_t)1;
    uint64_t longest = 1;
    for (uint32_t k = 0; k < jobs; k++) {
        const uint64_t pods = (uint64_t)c->job_shape[job[k]].pods * (uint64_t)c->job_replicas[job[k]];
        longest = pods > longest ? pods : longest;
    }
    g.heap = piq__alloc(r->a, (bins + c->nodes) * sizeof *g.heap);
    g.laid = piq__alloc(r->a, (size_t)longest * sizeof *g.laid);
    bool good = g.heap != NULL && g.laid != NULL;
    int32_t failed = INT32_MAX; /* replicas that found no room as things stand: nor will more of them */
    if (good)
        greedy_fill(&g);
    for (uint32_t k = 0; good && k < jobs; k++) {
        const size_t mark = r->trail_count;
        bool runs = true;
        if (NEVER(r->where[job[k]] != PLAN_NONE) || c->job_replicas[job[k]] >= failed)
            continue;
        g.job = job[k];
        g.laid_count = 0;
        for (int32_t n = 0; runs && n < c->job_replicas[job[k]]; n++)
            runs = greedy_replica(&g);
        if (runs)
            good = piq__plan_direct_start(r, job[k], g.laid);
        else
            piq__plan_direct_back(r, mark);
        failed = runs ? INT32_MAX : c->job_replicas[job[k]];
        good = good && !r->no_memory;
        if (!runs)
            greedy_fill(&g);
    }
    piq__release(r->a, g.heap, (bins + c->nodes) * sizeof *g.heap);
    piq__release(r->a, g.laid, (size_t)longest * sizeof *g.laid);
    return good;
}
