/* A ceiling on the jobs that can run together, however work is moved: every movable item and every job takes at least
   floor(size/s) places of size s, and a node, emptied of all that may move, gives floor(room/s). */
#include "consolidation/direct.h"

#define CEILING_SIZES 16

static int64_t ceiling_shares(const piq__plan_cluster *c)
{
    int64_t volume = 0, room = 0;
    for (uint32_t k = 0; k < c->slots; k++) {
        if (!c->receives[c->slot_node[k]])
            continue;
        const int64_t over = c->slot_load[k] > PLAN_WHOLE ? c->slot_load[k] - PLAN_WHOLE : 0; /* what stands there now may stay */
        volume += c->slot_load[k] - c->slot_fixed[k] - over > 0 ? c->slot_load[k] - c->slot_fixed[k] - over : 0;
        room += c->slot_fixed[k] > 0 && c->slot_fixed[k] < PLAN_WHOLE ? PLAN_WHOLE - c->slot_fixed[k] : 0;
    }
    return volume > room ? (volume - room + PLAN_WHOLE - 1) / PLAN_WHOLE : 0;
}

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

/* An item that stands on a node that takes nothing may stay there: only the others must find places. */
static int64_t ceiling_taken(const piq__plan_cluster *c, int32_t size)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < c->items; i++) {
        bool stays = c->gpus[i] == 0;
        for (uint32_t k = c->piece_first[i]; !stays && k < c->piece_first[i + 1]; k++)
            stays = !c->receives[c->piece_node[k]];
        sum += stays ? 0 : (int64_t)(c->shape[i].pod / size) * c->shape[i].pods;
    }
    return sum;
}

static int ceiling_compare(const void *context, const void *x, const void *y)
{
    (void)context;
    const int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return a < b ? -1 : a > b ? 1 : 0;
}

uint32_t piq__plan_slots_bound(const piq__plan_direct_run *r)
{
    const piq__plan_cluster *c = r->c;
    uint32_t bound = c->jobs;
    int64_t *room = piq__arena_take(r->arena, ((size_t)c->nodes + 1) * sizeof *room);
    int64_t *need = piq__arena_take(r->arena, ((size_t)c->jobs + 1) * sizeof *need);
    if (room == NULL || need == NULL)
        return bound;
    ceiling_rooms(r, room);
    int32_t largest = 1;
    for (uint32_t j = 0; j < c->jobs; j++)
        largest = c->job_shape[j].pod > largest ? c->job_shape[j].pod : largest;
    for (int32_t size = 1; size <= largest && size <= CEILING_SIZES; size++) {
        int64_t left = -ceiling_taken(c, size) - (size == 1 ? ceiling_shares(c) : 0);
        uint32_t fit = 0;
        for (uint32_t n = 0; n < c->nodes; n++)
            left += room[n] > 0 ? room[n] / size : 0;
        for (uint32_t j = 0; j < c->jobs; j++)
            need[j] = (int64_t)(c->job_shape[j].pod / size) * c->job_shape[j].pods * c->job_replicas[j];
        if (!piq__sort(r->a, need, c->jobs, sizeof *need, ceiling_compare, NULL))
            return bound;
        for (; fit < c->jobs && need[fit] <= left; fit++)
            left -= need[fit];
        bound = fit < bound ? fit : bound;
    }
    return bound;
}
