/* A ceiling on the jobs that can run together, however work is moved: every movable item and every job takes at least
   floor(size/s) places of size s, and a node, emptied of all that may move, gives floor(room/s). So it is on all nodes together, and,
   for what cannot leave its type, on the nodes of each type. */
#include "consolidation/direct.h"

#define CEILING_SIZES 16

/* What a node could give if all that may move were gone, by node; one that is over-committed can at least keep what it has. */
static void ceiling_rooms(const piq__plan_direct_run *r, int64_t *room)
{
    const piq__plan_cluster *c = r->c;
    for (uint32_t n = 0; n < c->nodes; n++)
        room[n] = c->receives[n] && c->free[n] > 0 ? c->free[n] : 0;
    for (uint32_t i = 0; i < c->items; i++)
        for (uint32_t k = c->piece_first[i]; k < c->piece_first[i + 1]; k++)
            room[c->piece_node[k]] += c->receives[c->piece_node[k]] ? c->piece_gpus[k] : 0;
    for (uint32_t k = 0; k < c->slots; k++)
        room[c->slot_node[k]] += c->receives[c->slot_node[k]] && c->slot_fixed[k] == 0 ? 1 : 0;
}

typedef struct ceiling {
    const piq__plan_cluster *c;
    uint32_t types; /* of the cluster, counted from its first */
    int64_t *room;
    int64_t *shares; /* GPUs for movable shares, by type; last: beyond those, for shares that may go to several types */
    int64_t *left;   /* places of the present size, by type; last: less what items take that may go to several types */
    int64_t *most; /* replicas that a type can hold */
    int64_t *need; /* of jobs, ascending */
} ceiling;

/* The type that an item cannot leave, or `types`: one that stands where it would not be put now may stay there. */
static uint32_t ceiling_type(const ceiling *q, uint32_t item)
{
    const piq__plan_cluster *c = q->c;
    const piq__plan_shape *shape = &c->shape[item];
    const uint32_t type = shape->set == PLAN_NONE ? shape->only : c->m->set_only[shape->set];
    for (uint32_t k = c->piece_first[item]; k < c->piece_first[item + 1]; k++)
        if (c->type[c->piece_node[k]] != type)
            return q->types;
    return type - c->type_first;
}

static int64_t ceiling_whole(int64_t parts) { return parts > 0 ? (parts + PLAN_WHOLE - 1) / PLAN_WHOLE : 0; }

/* By volume; what shares that stay leave free on their GPUs takes some of it, and what stands on an overfull GPU may stay there. */
static void ceiling_shares(const ceiling *q)
{
    const piq__plan_cluster *c = q->c;
    int64_t volume = 0, sum = 0;
    memset(q->shares, 0, ((size_t)q->types + 1) * sizeof *q->shares);
    for (uint32_t i = 0; i < c->items; i++)
        if (c->gpus[i] == 0 && c->receives[c->piece_node[c->piece_first[i]]])
            q->shares[ceiling_type(q, i)] += c->shape[i].share;
    for (uint32_t k = 0; k < c->slots; k++) {
        const int64_t load = c->slot_load[k], fixed = c->slot_fixed[k];
        if (!c->receives[c->slot_node[k]])
            continue;
        if (load > PLAN_WHOLE)
            q->shares[c->type[c->slot_node[k]] - c->type_first] -= load - PLAN_WHOLE < load - fixed ? load - PLAN_WHOLE : load - fixed;
        if (fixed > 0 && fixed < PLAN_WHOLE)
            q->shares[c->type[c->slot_node[k]] - c->type_first] -= PLAN_WHOLE - fixed;
    }
    for (uint32_t t = 0; t <= q->types; t++)
        volume += q->shares[t];
    for (uint32_t t = 0; t < q->types; t++) {
        q->shares[t] = ceiling_whole(q->shares[t]);
        sum += q->shares[t];
    }
    q->shares[q->types] = ceiling_whole(volume) > sum ? ceiling_whole(volume) - sum : 0;
}

/* An item that stands on a node that takes nothing may stay there: only the others must find places. */
static void ceiling_left(const ceiling *q, int32_t size)
{
    const piq__plan_cluster *c = q->c;
    memset(q->left, 0, ((size_t)q->types + 1) * sizeof *q->left);
    for (uint32_t n = 0; n < c->nodes; n++)
        q->left[c->type[n] - c->type_first] += q->room[n] > 0 ? q->room[n] / size : 0;
    for (uint32_t i = 0; i < c->items; i++) {
        const piq__plan_shape *shape = &c->shape[i];
        const int64_t takes = (int64_t)(shape->pod / size) * shape->pods;
        int64_t here = 0; /* less where the place is no whole number of pods, and it may stay so */
        bool stays = takes == 0;
        for (uint32_t k = c->piece_first[i]; !stays && k < c->piece_first[i + 1]; k++) {
            stays = !c->receives[c->piece_node[k]];
            here += c->piece_gpus[k] / size;
        }
        if (!stays)
            q->left[ceiling_type(q, i)] -= here < takes ? here : takes;
    }
    for (uint32_t t = 0; size == 1 && t <= q->types; t++)
        q->left[t] -= q->shares[t];
}

static int ceiling_compare(const void *context, const void *x, const void *y)
{
    (void)context;
    const int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return a < b ? -1 : a > b ? 1 : 0;
}

/* The most jobs that together need no more than that. */
static uint32_t ceiling_fit(const ceiling *q, int64_t left)
{
    uint32_t fit = 0;
    for (; fit < q->c->jobs && q->need[fit] <= left; fit++)
        left -= q->need[fit];
    return fit;
}

/* On all nodes together; false: out of memory. */
static bool ceiling_size(const ceiling *q, int32_t size, const piq_allocator *a, uint32_t *bound)
{
    const piq__plan_cluster *c = q->c;
    int64_t left = 0;
    for (uint32_t t = 0; t <= q->types; t++)
        left += q->left[t];
    for (uint32_t j = 0; j < c->jobs; j++)
        q->need[j] = (int64_t)(c->job_shape[j].pod / size) * c->job_shape[j].pods * c->job_replicas[j];
    if (!piq__sort(a, q->need, c->jobs, sizeof *q->need, ceiling_compare, NULL))
        return false;
    const uint32_t fit = ceiling_fit(q, left);
    *bound = fit < *bound ? fit : *bound;
    return true;
}

/* The same type by type, where each replica stays on nodes of one type: what a replica takes at least, whichever it is. */
static void ceiling_types(const ceiling *q, int32_t size)
{
    const piq__plan_cluster *c = q->c;
    int64_t least = INT64_MAX;
    for (uint32_t j = 0; j < c->jobs; j++) {
        const int64_t takes = (int64_t)(c->job_shape[j].pod / size) * c->job_shape[j].pods;
        least = takes < least ? takes : least;
    }
    for (uint32_t t = 0; least > 0 && t < q->types; t++)
        q->most[t] = q->left[t] / least < q->most[t] ? q->left[t] / least : q->most[t];
}

static bool ceiling_of_one_type(const piq__plan_cluster *c)
{
    for (uint32_t j = 0; j < c->jobs; j++)
        if (!c->job_shape[j].single || (c->job_shape[j].pods > 1 && !c->flat))
            return false;
    return true;
}

static bool ceiling_wanted(const piq__plan_cluster *c, uint32_t type)
{
    for (uint32_t j = 0; j < c->jobs; j++)
        if (piq__plan_accepts(c->m, c->job_shape[j].set, c->type_first + type))
            return true;
    return false;
}

static bool ceiling_replicas(const ceiling *q, const piq_allocator *a, uint32_t *bound)
{
    const piq__plan_cluster *c = q->c;
    int64_t left = 0;
    for (uint32_t t = 0; t < q->types; t++)
        left += q->most[t] > 0 && ceiling_wanted(c, t) ? q->most[t] : 0;
    for (uint32_t j = 0; j < c->jobs; j++)
        q->need[j] = c->job_replicas[j];
    if (!piq__sort(a, q->need, c->jobs, sizeof *q->need, ceiling_compare, NULL))
        return false;
    const uint32_t fit = ceiling_fit(q, left);
    *bound = fit < *bound ? fit : *bound;
    return true;
}

bool piq__plan_slots_bound(const piq__plan_direct_run *r, uint32_t *bound)
{
    const piq__plan_cluster *c = r->c;
    const uint32_t types = c->types;
    int32_t largest = 1;
    *bound = c->jobs;
    const ceiling q = {c,
                       types,
                       piq__arena_take(r->arena, ((size_t)c->nodes + 1) * sizeof *q.room),
                       piq__arena_take(r->arena, ((size_t)types + 1) * sizeof *q.shares),
                       piq__arena_take(r->arena, ((size_t)types + 1) * sizeof *q.left),
                       piq__arena_take(r->arena, ((size_t)types + 1) * sizeof *q.most),
                       piq__arena_take(r->arena, ((size_t)c->jobs + 1) * sizeof *q.need)};
    if (r->arena->failed)
        return false;
    ceiling_rooms(r, q.room);
    ceiling_shares(&q);
    for (uint32_t t = 0; t < types; t++)
        q.most[t] = INT32_MAX;
    for (uint32_t j = 0; j < c->jobs; j++)
        largest = c->job_shape[j].pod > largest ? c->job_shape[j].pod : largest;
    for (int32_t size = 1; size <= largest && size <= CEILING_SIZES; size++) {
        ceiling_left(&q, size);
        ceiling_types(&q, size);
        if (!ceiling_size(&q, size, r->a, bound))
            return false;
    }
    return !ceiling_of_one_type(c) || ceiling_replicas(&q, r->a, bound);
}
