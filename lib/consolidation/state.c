/* Where everything is while a plan is tried: taking an item up, putting it down, and asking what fits. */
#include "consolidation/internal.h"

#define STATE_TAKE(arena, type, count) ((type *)piq__arena_take(arena, ((size_t)(count) + 1) * sizeof(type)))

piq_status piq__plan_state_begin(piq__plan_state *s, const piq__plan_cluster *c, piq__arena *arena)
{
    s->c = c;
    s->free = STATE_TAKE(arena, int32_t, c->nodes);
    s->cpu = c->cpu == NULL ? NULL : STATE_TAKE(arena, int64_t, c->nodes);
    s->memory = c->memory == NULL ? NULL : STATE_TAKE(arena, int64_t, c->nodes);
    s->at = STATE_TAKE(arena, uint32_t, c->pods);
    s->in_slot = STATE_TAKE(arena, uint32_t, c->items);
    s->odd = STATE_TAKE(arena, uint8_t, c->items);
    s->slot_node = STATE_TAKE(arena, uint32_t, c->slot_room);
    s->slot_load = STATE_TAKE(arena, int32_t, c->slot_room);
    s->slot_count = STATE_TAKE(arena, uint32_t, c->slot_room);
    if (arena->failed)
        return PIQ_E_NOMEM;
    piq__plan_state_reset(s);
    return PIQ_OK;
}

void piq__plan_state_reset(piq__plan_state *s)
{
    const piq__plan_cluster *c = s->c;
    memcpy(s->free, c->free, c->nodes * sizeof *s->free);
    if (s->cpu != NULL)
        memcpy(s->cpu, c->cpu, c->nodes * sizeof *s->cpu);
    if (s->memory != NULL)
        memcpy(s->memory, c->memory, c->nodes * sizeof *s->memory);
    memcpy(s->at, c->home, c->pods * sizeof *s->at);
    memcpy(s->in_slot, c->home_slot, c->items * sizeof *s->in_slot);
    for (uint32_t i = 0; i < c->items; i++)
        s->odd[i] = c->home[c->pod_at[i]] == PLAN_NONE ? 1 : 0;
    memcpy(s->slot_node, c->slot_node, c->slot_room * sizeof *s->slot_node);
    memcpy(s->slot_load, c->slot_load, c->slot_room * sizeof *s->slot_load);
    memcpy(s->slot_count, c->slot_count, c->slot_room * sizeof *s->slot_count);
}

static void state_give(piq__plan_state *s, uint32_t node, int32_t gpus, int64_t cpu, int64_t memory)
{
    s->free[node] += gpus;
    if (s->cpu != NULL && s->cpu[node] != PLAN_UNLIMITED)
        s->cpu[node] += cpu;
    if (s->memory != NULL && s->memory[node] != PLAN_UNLIMITED)
        s->memory[node] += memory;
}

/* A present place that is no whole number of pods gives its cores back by GPUs. */
static void state_lift_odd(piq__plan_state *s, uint32_t item)
{
    const piq__plan_cluster *c = s->c;
    const piq__plan_shape *shape = &c->shape[item];
    for (uint32_t k = c->piece_first[item]; k < c->piece_first[item + 1]; k++) {
        const int32_t gpus = c->piece_gpus[k];
        state_give(s, c->piece_node[k], gpus, shape->cpu * gpus / shape->pod, shape->memory / shape->pod * gpus);
    }
    s->odd[item] = 0;
}

void piq__plan_state_undo_odd(piq__plan_state *s, uint32_t item)
{
    const piq__plan_cluster *c = s->c;
    const piq__plan_shape *shape = &c->shape[item];
    for (uint32_t k = c->piece_first[item]; k < c->piece_first[item + 1]; k++) {
        const int32_t gpus = c->piece_gpus[k];
        state_give(s, c->piece_node[k], -gpus, -(shape->cpu * gpus / shape->pod), -(shape->memory / shape->pod * gpus));
    }
    s->at[c->pod_at[item]] = PLAN_NONE;
    s->odd[item] = 1;
}

void piq__plan_lift(piq__plan_state *s, uint32_t item)
{
    const piq__plan_cluster *c = s->c;
    const piq__plan_shape *shape = &c->shape[item];
    if (s->odd[item]) {
        state_lift_odd(s, item);
        return;
    }
    const uint32_t *at = s->at + c->pod_at[item];
    if (shape->pod != 0) {
        for (uint32_t p = 0; p < shape->pods; p++)
            state_give(s, at[p], shape->pod, shape->cpu, shape->memory);
        return;
    }
    const uint32_t slot = s->in_slot[item];
    s->slot_load[slot] -= shape->share;
    s->slot_count[slot]--;
    const bool empty = s->slot_count[slot] == 0 && c->slot_fixed[slot] == 0;
    state_give(s, at[0], empty ? 1 : 0, shape->cpu, shape->memory);
    if (empty)
        s->slot_node[slot] = PLAN_NONE;
}

void piq__plan_drop(piq__plan_state *s, uint32_t item, const uint32_t *pods, uint32_t slot)
{
    const piq__plan_cluster *c = s->c;
    const piq__plan_shape *shape = &c->shape[item];
    uint32_t *at = s->at + c->pod_at[item];
    if (at != pods)
        memcpy(at, pods, shape->pods * sizeof *at);
    if (shape->pod != 0) {
        for (uint32_t p = 0; p < shape->pods; p++)
            state_give(s, at[p], -shape->pod, -shape->cpu, -shape->memory);
        return;
    }
    const bool fresh = s->slot_node[slot] == PLAN_NONE;
    state_give(s, at[0], fresh ? -1 : 0, -shape->cpu, -shape->memory);
    s->slot_node[slot] = at[0];
    s->in_slot[item] = slot;
    s->slot_load[slot] += shape->share;
    s->slot_count[slot]++;
}

uint32_t piq__plan_takes(const piq__plan_state *s, const piq__plan_shape *shape, uint32_t node)
{
    if (s->free[node] <= 0 || !piq__plan_ok(s->c, shape, node))
        return 0;
    int64_t pods = shape->pod == 0 ? 1 : s->free[node] / shape->pod;
    if (s->cpu != NULL && shape->cpu > 0 && s->cpu[node] / shape->cpu < pods)
        pods = NEVER(s->cpu[node] < 0) ? 0 : s->cpu[node] / shape->cpu;
    if (s->memory != NULL && shape->memory > 0 && s->memory[node] / shape->memory < pods)
        pods = NEVER(s->memory[node] < 0) ? 0 : s->memory[node] / shape->memory;
    return (uint32_t)pods;
}

static bool state_serves(const piq__plan_state *s, const piq__plan_shape *shape, uint32_t node)
{
    return piq__plan_ok(s->c, shape, node) && (s->cpu == NULL || shape->cpu == 0 || s->cpu[node] >= shape->cpu) &&
           (s->memory == NULL || shape->memory == 0 || s->memory[node] >= shape->memory);
}

/* The item has been taken up before. Pods are sorted by node. */
bool piq__plan_can_drop(const piq__plan_state *s, uint32_t item, const uint32_t *pods, uint32_t slot)
{
    const piq__plan_shape *shape = &s->c->shape[item];
    if (shape->pod == 0) {
        if (s->slot_node[slot] == PLAN_NONE)
            return piq__plan_takes(s, shape, pods[0]) > 0;
        return s->slot_node[slot] == pods[0] && s->slot_load[slot] + shape->share <= PLAN_WHOLE && state_serves(s, shape, pods[0]);
    }
    for (uint32_t p = 0; p < shape->pods;) {
        uint32_t same = 1;
        while (p + same < shape->pods && pods[p + same] == pods[p])
            same++;
        if (piq__plan_takes(s, shape, pods[p]) < same)
            return false;
        p += same;
    }
    return true;
}

/* There is one for every share that may move, and the one in hand has none. */
uint32_t piq__plan_spare_slot(const piq__plan_state *s)
{
    uint32_t k = s->c->slots;
    while (s->slot_node[k] != PLAN_NONE)
        k++;
    return k;
}

bool piq__plan_steps_add(piq__plan_steps *s, const piq_allocator *a, uint32_t item, const uint32_t *pods, uint32_t count, uint32_t slot)
{
    if (!piq__grow(a, (void **)&s->step, &s->room, s->count + 1, sizeof *s->step) ||
        !piq__grow(a, (void **)&s->pool, &s->pool_room, s->pool_count + count, sizeof *s->pool))
        return false;
    s->step[s->count++] = (piq__plan_step){item, slot, (uint32_t)s->pool_count};
    memcpy(s->pool + s->pool_count, pods, count * sizeof *pods);
    s->pool_count += count;
    return true;
}

void piq__plan_steps_clear(piq__plan_steps *s) { s->count = s->pool_count = 0; }

bool piq__plan_steps_copy(piq__plan_steps *to, const piq__plan_steps *from, const piq_allocator *a)
{
    if (!piq__grow(a, (void **)&to->step, &to->room, from->count, sizeof *to->step) ||
        !piq__grow(a, (void **)&to->pool, &to->pool_room, from->pool_count, sizeof *to->pool))
        return false;
    if (from->count > 0) {
        memcpy(to->step, from->step, from->count * sizeof *to->step);
        memcpy(to->pool, from->pool, from->pool_count * sizeof *to->pool);
    }
    to->count = from->count;
    to->pool_count = from->pool_count;
    return true;
}

void piq__plan_steps_end(piq__plan_steps *s, const piq_allocator *a)
{
    piq__release(a, s->step, s->room * sizeof *s->step);
    piq__release(a, s->pool, s->pool_room * sizeof *s->pool);
    memset(s, 0, sizeof *s);
}

bool piq__plan_starts_begin(piq__plan_starts *s, uint32_t jobs, const piq_allocator *a)
{
    memset(s, 0, sizeof *s);
    s->jobs = jobs;
    s->runs = piq__alloc_zero(a, (size_t)jobs + 1, sizeof *s->runs);
    s->first = piq__alloc_zero(a, (size_t)jobs + 1, sizeof *s->first);
    return s->runs != NULL && s->first != NULL;
}

void piq__plan_starts_clear(piq__plan_starts *s)
{
    memset(s->runs, 0, s->jobs);
    s->count = 0;
}

bool piq__plan_starts_add(piq__plan_starts *s, const piq_allocator *a, uint32_t node)
{
    if (!piq__grow(a, (void **)&s->pool, &s->room, s->count + 1, sizeof *s->pool))
        return false;
    s->pool[s->count++] = node;
    return true;
}

void piq__plan_starts_end(piq__plan_starts *s, const piq_allocator *a)
{
    piq__release(a, s->runs, ((size_t)s->jobs + 1) * sizeof *s->runs);
    piq__release(a, s->first, ((size_t)s->jobs + 1) * sizeof *s->first);
    piq__release(a, s->pool, s->room * sizeof *s->pool);
    memset(s, 0, sizeof *s);
}
