#include "consolidation/waits.h"

#include "facts/work.h"
#include "support/sort.h"

#define WAITS_STEPS UINT64_C(20000000) /* looks at endings in all; beyond, nothing is known */

/* ---- what ends where ---- */

static bool waits_note(piq__waits *w, uint32_t node, double gpus, double seconds, size_t workload)
{
    const piq__world *world = w->blocks->world;
    if (!piq__known(w->blocks->free[node]) || world->nodes[node].state != PIQ_NODE_STATE_READY || world->nodes[node].mig)
        return true;
    if (!piq__grow(world->allocator, (void **)&w->endings, &w->room, w->count + 1, sizeof *w->endings))
        return false;
    w->endings[w->count++] = (piq__ending){seconds, gpus, node, (uint32_t)workload};
    return true;
}

typedef struct waits_share {
    double seconds; /* unknown: some work on this GPU does not say */
    uint32_t node, label, workload;
} waits_share;

static int waits_compare_shares(const void *context, const void *a, const void *b)
{
    const waits_share *x = a, *y = b;
    (void)context;
    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    return (x->label > y->label) - (x->label < y->label);
}

static int waits_order_ids(const piq__world *world, uint32_t a, uint32_t b)
{
    const uint32_t x = piq__rank(&world->ranks, PIQ_ENTITY_WORKLOAD, a), y = piq__rank(&world->ranks, PIQ_ENTITY_WORKLOAD, b);
    return (x > y) - (x < y);
}

/* A shared GPU is free when the last of those on it has ended; shares that name none free nothing for sure. */
static bool waits_note_shares(piq__waits *w, waits_share *shares, size_t count)
{
    const piq__world *world = w->blocks->world;
    if (!piq__sort(world->allocator, shares, count, sizeof *shares, waits_compare_shares, NULL))
        return false;
    for (size_t i = 0; i < count;) {
        waits_share last = shares[i++];
        for (; i < count && waits_compare_shares(NULL, &last, &shares[i]) == 0; i++) {
            const bool later = shares[i].seconds > last.seconds ||
                               (shares[i].seconds == last.seconds && waits_order_ids(world, shares[i].workload, last.workload) > 0);
            if (!piq__known(shares[i].seconds) || (piq__known(last.seconds) && later)) {
                last.seconds = shares[i].seconds;
                last.workload = shares[i].workload;
            }
        }
        if (piq__known(last.seconds) && !waits_note(w, last.node, 1, last.seconds, last.workload))
            return false;
    }
    return true;
}

static bool waits_gather_page(piq__waits *w, size_t page, waits_share **shares, size_t *count, size_t *room)
{
    const piq_fleet *f = w->blocks->world->fleet;
    piq__span places[PIQ__PAGE_ROWS];
    bool good = true;
    piq__world_placements(f, page, places);
    for (unsigned i = 0; good && i < PIQ__PAGE_ROWS; i++) {
        const size_t row = page * PIQ__PAGE_ROWS + i;
        const double seconds = places[i].count == 0 ? PIQ__UNKNOWN : piq__number_at(f, F_workload_remaining_seconds, row);
        for (uint32_t k = 0; good && k < places[i].count; k++) {
            const piq__place *piece = piq__places(f, places[i]) + k;
            if (piece->gpus >= 1 && piq__known(seconds))
                good = waits_note(w, piece->node, piq__ceiling(piece->gpus), seconds, row);
            if (piece->gpus == 0 || piece->gpus >= 1 || piece->label == 0)
                continue;
            good = piq__grow(w->blocks->world->allocator, (void **)shares, room, *count + 1, sizeof **shares);
            if (good)
                (*shares)[(*count)++] = (waits_share){seconds, piece->node, piece->label, (uint32_t)row};
        }
    }
    return good;
}

static bool waits_gather(piq__waits *w)
{
    const piq__world *world = w->blocks->world;
    waits_share *shares = NULL;
    size_t count = 0, room = 0;
    bool good = true;
    for (size_t page = 0; good && page < world->fleet->columns[F_workload_placement].page_count; page++)
        good = waits_gather_page(w, page, &shares, &count, &room);
    good = good && waits_note_shares(w, shares, count);
    piq__release(world->allocator, shares, room * sizeof *shares);
    return good;
}

static int waits_compare(const void *context, const void *a, const void *b)
{
    const piq__waits *w = context;
    const piq__ending *x = a, *y = b;
    const uint32_t dx = w->domain_of[x->node], dy = w->domain_of[y->node];
    if (dx != dy)
        return dx < dy ? -1 : 1;
    if (x->seconds != y->seconds)
        return x->seconds < y->seconds ? -1 : 1;
    return waits_order_ids(w->blocks->world, x->workload, y->workload);
}

bool piq__waits_begin(piq__waits *w, const piq__blocks *blocks)
{
    const piq__world *world = blocks->world;
    memset(w, 0, sizeof *w);
    w->blocks = blocks;
    if (world->fleet->columns[F_workload_remaining_seconds].page_count == 0)
        return true;
    w->domain_of = piq__alloc_zero(world->allocator, world->node_count + 1, sizeof *w->domain_of);
    w->first = piq__alloc_zero(world->allocator, blocks->domain_count + 2, sizeof *w->first);
    w->free = piq__alloc(world->allocator, (world->node_count + 1) * sizeof *w->free);
    if (w->domain_of == NULL || w->first == NULL || w->free == NULL)
        return false;
    for (size_t d = 0; d < blocks->domain_count; d++)
        for (uint32_t i = 0; i < blocks->domains[d].count; i++)
            w->domain_of[blocks->ordered[blocks->domains[d].first + i]] = (uint32_t)d;
    if (!waits_gather(w) || !piq__sort(world->allocator, w->endings, w->count, sizeof *w->endings, waits_compare, w))
        return false;
    for (size_t i = 0; i < w->count; i++)
        w->first[w->domain_of[w->endings[i].node] + 1]++;
    for (size_t d = 0; d < blocks->domain_count; d++)
        w->first[d + 1] += w->first[d];
    return true;
}

void piq__waits_end(piq__waits *w)
{
    const piq_allocator *a = w->blocks->world->allocator;
    piq__release(a, w->endings, w->room * sizeof *w->endings);
    piq__release(a, w->gains, w->gain_room * sizeof *w->gains);
    piq__release(a, w->domain_of, (w->blocks->world->node_count + 1) * sizeof *w->domain_of);
    piq__release(a, w->first, (w->blocks->domain_count + 2) * sizeof *w->first);
    piq__release(a, w->free, (w->blocks->world->node_count + 1) * sizeof *w->free);
}

/* ---- one job ---- */

/* Pods that a node holds; of a node cut into islands whole replicas, counted in pods. As piq__look counts them. */
static double waits_pods(const piq__waits *w, uint32_t node, const piq__job *job)
{
    const piq__blocks *b = w->blocks;
    const double per_group = job->gpus / job->pod_gpus, island = b->island[node];
    double free = w->free[node], pods = 0;
    if (!piq__known(free) || !piq__job_accepts(b->world, job, b->world->nodes[node].type))
        return 0;
    if (island == 0)
        return piq__floor(free / job->pod_gpus);
    for (double at = 0; at < b->world->nodes[node].gpu_count; at += island, free -= island)
        pods += piq__floor(piq__floor(piq__max(0, piq__min(island, free)) / job->pod_gpus) / per_group) * per_group;
    return pods;
}

static int waits_compare_gains(const void *context, const void *a, const void *b)
{
    const piq__ending *x = a, *y = b;
    if (x->seconds != y->seconds)
        return x->seconds < y->seconds ? -1 : 1;
    return waits_order_ids(context, x->workload, y->workload);
}

/* Work ends in its order; each new place goes to the list. */
static bool waits_domain(piq__waits *w, size_t d, const piq__job *job, size_t *gains)
{
    const piq__blocks *b = w->blocks;
    const piq__domain *domain = &b->domains[d];
    const double per_group = job->gpus / job->pod_gpus;
    double pods = 0;
    w->steps += domain->count;
    for (uint32_t i = 0; i < domain->count; i++) {
        const uint32_t node = b->ordered[domain->first + i];
        w->free[node] = b->free[node];
        pods += waits_pods(w, node, job);
    }
    double slots = piq__floor(pods / per_group);
    for (uint32_t k = w->first[d]; k < w->first[d + 1] && w->steps++ < WAITS_STEPS; k++) {
        const piq__ending *e = &w->endings[k];
        const piq__node *n = &b->world->nodes[e->node];
        pods -= waits_pods(w, e->node, job);
        w->free[e->node] = piq__min(w->free[e->node] + e->gpus, piq__max(0, n->gpu_count - n->unhealthy));
        pods += waits_pods(w, e->node, job);
        for (; slots < piq__floor(pods / per_group); slots++) {
            if (!piq__grow(b->world->allocator, (void **)&w->gains, &w->gain_room, *gains + 1, sizeof *w->gains))
                return false;
            w->gains[(*gains)++] = *e;
        }
    }
    return true;
}

bool piq__waits_for(piq__waits *w, const piq__job *job, double missing, double *seconds, uint32_t *workload)
{
    const piq__blocks *b = w->blocks;
    size_t gains = 0;
    *seconds = PIQ__UNKNOWN;
    *workload = 0;
    for (size_t d = 0; d < b->domain_count; d++) {
        if (w->first[d] == w->first[d + 1] || b->world->nodes[b->ordered[b->domains[d].first]].cluster != job->cluster)
            continue;
        if (!waits_domain(w, d, job, &gains))
            return false;
    }
    if (NEVER(!(missing >= 1)) || (double)gains < missing || w->steps > WAITS_STEPS)
        return true;
    if (!piq__sort(b->world->allocator, w->gains, gains, sizeof *w->gains, waits_compare_gains, b->world))
        return false;
    *seconds = w->gains[(size_t)missing - 1].seconds;
    *workload = w->gains[(size_t)missing - 1].workload;
    return true;
}
