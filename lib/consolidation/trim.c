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
    uint32_t *from_slot;
    int32_t *left; /* free in the end, by node */
    int32_t *load; /* on shared GPUs in the end; 0: not in use */
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

static bool trim_replay(trim_run *r, size_t without)
{
    const piq__plan_steps *steps = &r->answer->steps;
    piq__plan_state_reset(&r->s);
    for (size_t k = 0; k < steps->count; k++) {
        const piq__plan_step *m = &steps->step[k];
        if (r->dead[k] || k == without)
            continue;
        piq__plan_lift(&r->s, m->item);
        if (!piq__plan_can_drop(&r->s, m->item, steps->pool + m->pods, m->slot))
            return false;
        piq__plan_drop(&r->s, m->item, steps->pool + m->pods, m->slot);
    }
    return trim_start(r);
}

/* A move is needed for sure when the place it leaves is full in the end. */
static bool trim_may_stay(const trim_run *r, size_t k)
{
    const piq__plan_shape *shape = &r->c->shape[r->answer->steps.step[k].item];
    if (r->from[k] == PLAN_NONE)
        return true;
    if (shape->pod != 0)
        return r->left[r->from[k]] >= shape->pod;
    const int32_t load = r->load[r->from_slot[k]];
    return r->left[r->from[k]] >= 1 || (load > 0 && load + shape->share <= PLAN_WHOLE);
}

static void trim_remember(trim_run *r)
{
    memcpy(r->left, r->s.free, r->c->nodes * sizeof *r->left);
    for (uint32_t k = 0; k < r->c->slot_room; k++)
        r->load[k] = r->s.slot_node[k] == PLAN_NONE ? 0 : r->s.slot_load[k];
}

static void trim_froms(trim_run *r)
{
    const piq__plan_steps *steps = &r->answer->steps;
    piq__plan_state_reset(&r->s);
    for (size_t k = 0; k < steps->count; k++) {
        const piq__plan_step *m = &steps->step[k];
        r->from[k] = r->s.odd[m->item] ? PLAN_NONE : r->s.at[r->c->pod_at[m->item]];
        r->from_slot[k] = r->s.in_slot[m->item];
        piq__plan_lift(&r->s, m->item);
        piq__plan_drop(&r->s, m->item, steps->pool + m->pods, m->slot);
    }
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
    r.from_slot = piq__arena_take(&arena, count * sizeof *r.from_slot);
    r.left = piq__arena_take(&arena, ((size_t)c->nodes + 1) * sizeof *r.left);
    r.load = piq__arena_take(&arena, ((size_t)c->slot_room + 1) * sizeof *r.load);
    const bool room = r.dead != NULL && r.from != NULL && r.from_slot != NULL && r.left != NULL && r.load != NULL;
    const piq_status status = room ? piq__plan_state_begin(&r.s, c, &arena) : PIQ_E_NOMEM;
    if (status == PIQ_OK) {
        const uint64_t each = 1 + 2 * count + c->nodes;
        memset(r.dead, 0, count);
        trim_froms(&r);
        const bool good = trim_start(&r);
        trim_remember(&r);
        /* A short plan is trimmed even when the search has used all its work. */
        const uint64_t limit = each * count < TRIM_ALWAYS ? UINT64_MAX : work->limit;
        for (size_t k = count; good && k-- > 0 && work->used + each <= limit;) {
            if (!trim_may_stay(&r, k))
                continue;
            work->used += each;
            if (trim_replay(&r, k)) {
                r.dead[k] = 1;
                trim_remember(&r);
            }
        }
        trim_pack(&r);
    }
    piq__arena_end(&arena);
    return status;
}
