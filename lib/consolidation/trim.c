/* Leaves out moves that a plan can do without. Proven plans have none; a plan put together job by job can. */
#include "consolidation/internal.h"

#define TRIM_ALWAYS 100000u

typedef struct trim_run {
    const piq__plan_cluster *c;
    const piq__plan_starts *starts;
    piq__plan_answer *answer;
    piq__plan_state s;
    uint8_t *dead;
    uint32_t *from; /* first node each step's item comes from; PLAN_NONE: look at it anyway */
    uint8_t *opens;  /* by step: a share that takes a GPU of its own */
    uint32_t *last;  /* by item: first node of where it ends */
    uint32_t *to;    /* by step: its slot as last replayed */
    uint32_t *stand; /* for the slot of a step, the one that stands for it in a replay */
    int32_t *left; /* free in the end, by node */
    int32_t *light; /* load of the lightest shared GPU in the end, by node */
} trim_run;

static void trim_hold(trim_run *r, uint32_t node, const piq__plan_shape *shape, uint32_t pods)
{
    r->s.free[node] -= shape->pod * (int32_t)pods;
    if (r->s.cpu != NULL && r->s.cpu[node] != PLAN_UNLIMITED)
        r->s.cpu[node] -= shape->cpu * pods;
    if (r->s.memory != NULL && r->s.memory[node] != PLAN_UNLIMITED)
        r->s.memory[node] -= shape->memory * pods;
}

/* Jobs take their places where they were to start; false when one does not fit. */
static bool trim_start(trim_run *r)
{
    const piq__plan_cluster *c = r->c;
    for (uint32_t j = 0; j < c->jobs; j++) {
        const piq__plan_shape *shape = &c->job_shape[j];
        if (!r->starts->runs[j])
            continue;
        const uint32_t *at = r->starts->pool + r->starts->first[j];
        int64_t left = shape->single ? (int64_t)shape->pods * c->job_replicas[j] : c->job_need[j];
        for (; left > 0; at += shape->single ? 1 : 2) {
            const uint32_t pods = shape->single ? 1 : at[1];
            if (piq__plan_takes(&r->s, shape, at[0]) < pods)
                return false;
            trim_hold(r, at[0], shape, pods);
            left -= pods;
        }
    }
    return true;
}

/* A GPU on the node that has room for the share. */
static uint32_t trim_join(const trim_run *r, uint32_t node, int32_t share)
{
    for (uint32_t k = 0; k < r->c->slot_room; k++)
        if (r->s.slot_node[k] == node && r->s.slot_load[k] + share <= PLAN_WHOLE)
            return k;
    return PLAN_NONE;
}

/* Where all have left a slot it is free for others, and its GPU, too: if one stays, those who come need another slot, or join it. */
static uint32_t trim_slot(trim_run *r, size_t k)
{
    const piq__plan_step *m = &r->answer->steps.step[k];
    const piq__plan_shape *shape = &r->c->shape[m->item];
    if (m->slot == PLAN_NONE)
        return PLAN_NONE;
    if (r->opens[k] || r->s.slot_node[r->stand[m->slot]] == PLAN_NONE) {
        const uint32_t node = r->answer->steps.pool[m->pods], spare = r->s.slot_node[m->slot] == PLAN_NONE ? m->slot : piq__plan_spare_slot(&r->s);
        r->stand[m->slot] = piq__plan_takes(&r->s, shape, node) > 0 ? spare : trim_join(r, node, shape->share);
    }
    return r->stand[m->slot];
}

static bool trim_replay(trim_run *r, size_t without)
{
    const piq__plan_steps *steps = &r->answer->steps;
    piq__plan_state_reset(&r->s);
    for (uint32_t k = 0; k < r->c->slot_room; k++)
        r->stand[k] = k;
    for (size_t k = 0; k < steps->count; k++) {
        const piq__plan_step *m = &steps->step[k];
        if (r->dead[k] || k == without)
            continue;
        piq__plan_lift(&r->s, m->item);
        r->to[k] = trim_slot(r, k);
        if ((r->to[k] == PLAN_NONE && m->slot != PLAN_NONE) || !piq__plan_can_drop(&r->s, m->item, steps->pool + m->pods, r->to[k]))
            return false;
        piq__plan_drop(&r->s, m->item, steps->pool + m->pods, r->to[k]);
    }
    return trim_start(r);
}

/* Whether what a step moves ends where the step found it. */
static bool trim_returns(const trim_run *r, size_t k)
{
    return r->last[r->answer->steps.step[k].item] == r->from[k];
}

/* A move is needed for sure when the place it leaves is full in the end, and not of what was moved. */
static bool trim_may_stay(const trim_run *r, size_t k)
{
    const piq__plan_shape *shape = &r->c->shape[r->answer->steps.step[k].item];
    if (r->from[k] == PLAN_NONE || trim_returns(r, k))
        return true;
    if (shape->pod != 0)
        return r->left[r->from[k]] >= shape->pod;
    return r->left[r->from[k]] >= 1 || r->light[r->from[k]] + shape->share <= PLAN_WHOLE;
}

static void trim_remember(trim_run *r)
{
    memcpy(r->left, r->s.free, r->c->nodes * sizeof *r->left);
    for (uint32_t n = 0; n < r->c->nodes; n++)
        r->light[n] = PLAN_WHOLE;
    for (uint32_t k = 0; k < r->c->slot_room; k++)
        if (r->s.slot_node[k] != PLAN_NONE && r->s.slot_load[k] < r->light[r->s.slot_node[k]])
            r->light[r->s.slot_node[k]] = r->s.slot_load[k];
}

static void trim_froms(trim_run *r)
{
    const piq__plan_steps *steps = &r->answer->steps;
    piq__plan_state_reset(&r->s);
    for (size_t k = 0; k < steps->count; k++) {
        const piq__plan_step *m = &steps->step[k];
        if (r->dead[k])
            continue;
        r->from[k] = r->s.odd[m->item] ? PLAN_NONE : r->s.at[r->c->pod_at[m->item]];
        piq__plan_lift(&r->s, m->item);
        r->opens[k] = m->slot != PLAN_NONE && r->s.slot_node[m->slot] == PLAN_NONE;
        piq__plan_drop(&r->s, m->item, steps->pool + m->pods, m->slot);
        r->last[m->item] = steps->pool[m->pods];
    }
}

/* The plan is the one just replayed. */
static void trim_leave(trim_run *r, size_t without)
{
    r->dead[without] = 1;
    for (size_t k = 0; k < r->answer->steps.count; k++)
        if (!r->dead[k])
            r->answer->steps.step[k].slot = r->to[k];
    trim_remember(r);
    trim_froms(r);
}

static void trim_pack(trim_run *r)
{
    piq__plan_steps *steps = &r->answer->steps;
    size_t kept = 0;
    for (size_t k = 0; k < steps->count; k++) {
        const piq__plan_weight w = r->c->weight[steps->step[k].item];
        if (!r->dead[k]) {
            steps->step[kept++] = steps->step[k];
            continue;
        }
        r->answer->weight.cost -= w.cost;
        r->answer->weight.prio -= w.prio;
    }
    steps->count = kept;
}

/* What one move less leaves free may let another stay that was looked at before: whether any was left out. */
static bool trim_pass(trim_run *r, uint64_t each, uint64_t limit, piq__plan_work *work)
{
    bool any = false;
    for (size_t k = r->answer->steps.count; k-- > 0 && work->used + each <= limit;) {
        if (r->dead[k] || !trim_may_stay(r, k))
            continue;
        work->used += each;
        if (trim_replay(r, k)) {
            trim_leave(r, k);
            any = true;
        }
    }
    return any;
}

piq_status piq__plan_trim(const piq__plan_cluster *c, const piq__plan_starts *starts, piq__plan_work *work, const piq_allocator *a,
                          piq__plan_answer *answer)
{
    const size_t count = answer->steps.count;
    piq__arena arena;
    trim_run r;
    memset(&r, 0, sizeof r);
    r.c = c;
    r.starts = starts;
    r.answer = answer;
    if (count == 0 || answer->optimal)
        return PIQ_OK;
    piq__arena_begin(&arena, a);
    r.dead = piq__arena_take(&arena, count);
    r.from = piq__arena_take(&arena, count * sizeof *r.from);
    r.opens = piq__arena_take(&arena, count);
    r.last = piq__arena_take(&arena, ((size_t)c->items + 1) * sizeof *r.last);
    r.to = piq__arena_take(&arena, count * sizeof *r.to);
    r.stand = piq__arena_take(&arena, ((size_t)c->slot_room + 1) * sizeof *r.stand);
    r.left = piq__arena_take(&arena, ((size_t)c->nodes + 1) * sizeof *r.left);
    r.light = piq__arena_take(&arena, ((size_t)c->nodes + 1) * sizeof *r.light);
    const piq_status status = piq__plan_state_begin(&r.s, c, &arena);
    if (status == PIQ_OK) {
        const uint64_t each = 1 + 2 * count + c->nodes + c->slot_room;
        memset(r.dead, 0, count);
        trim_froms(&r);
        (void)trim_start(&r);
        trim_remember(&r);
        /* A short plan is trimmed even when the search has used all its work. */
        const uint64_t limit = each * count < TRIM_ALWAYS ? UINT64_MAX : work->limit;
        while (trim_pass(&r, each, limit, work)) {
        }
        trim_pack(&r);
    }
    piq__arena_end(&arena);
    return status;
}
