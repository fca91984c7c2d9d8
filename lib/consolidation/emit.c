/* From the cluster's indices to the caller's: replays the plan, writes where each piece comes from and goes to, and gives
   shared GPUs their labels. */
#include "consolidation/internal.h"

typedef struct emit_run {
    const piq__plan_cluster *c;
    const piq_allocator *a;
    piq__plan_result *out;
    piq__plan_state state;
    uint32_t *label;      /* of a slot in use */
    uint32_t *fresh_head; /* by node: slots that are not on it at the start */
    uint32_t *fresh_next;
    uint8_t *fresh_linked;
} emit_run;

static uint32_t emit_node(const emit_run *r, uint32_t node) { return r->c->m->node_of[r->c->node[node]]; }

static bool emit_room(emit_run *r, size_t pieces)
{
    piq__plan_result *o = r->out;
    return piq__grow(r->a, (void **)&o->pieces, &o->piece_room, o->piece_count + pieces, sizeof *o->pieces);
}

static void emit_piece(emit_run *r, uint32_t node, int32_t gpus, int32_t share, uint32_t label)
{
    r->out->pieces[r->out->piece_count++] = (piq__plan_piece){emit_node(r, node), gpus, share, label};
}

static void emit_pods(emit_run *r, const uint32_t *pods, uint32_t count, int32_t pod)
{
    for (uint32_t p = 0; p < count;) {
        uint32_t same = 1;
        while (p + same < count && pods[p + same] == pods[p])
            same++;
        emit_piece(r, pods[p], pod * (int32_t)same, 0, PLAN_NONE);
        p += same;
    }
}

static void emit_place(emit_run *r, uint32_t i)
{
    const piq__plan_cluster *c = r->c;
    const piq__plan_shape *shape = &c->shape[i];
    const uint32_t *at = r->state.at + c->pod_at[i];
    if (r->state.odd[i])
        for (uint32_t k = c->piece_first[i]; k < c->piece_first[i + 1]; k++)
            emit_piece(r, c->piece_node[k], c->piece_gpus[k], 0, PLAN_NONE);
    else if (shape->pod == 0)
        emit_piece(r, at[0], 0, shape->share, r->label[r->state.in_slot[i]]);
    else
        emit_pods(r, at, shape->pods, shape->pod);
}

static bool emit_label_used(const emit_run *r, uint32_t node, uint32_t slot, uint32_t label)
{
    for (uint32_t s = r->fresh_head[node]; s != PLAN_NONE; s = r->fresh_next[s])
        if (s != slot && r->state.slot_node[s] == node && r->label[s] == label)
            return true;
    return false;
}

/* The smallest number not in use on the node. */
static void emit_label(emit_run *r, uint32_t node, uint32_t slot)
{
    if (!r->fresh_linked[slot]) {
        r->fresh_linked[slot] = 1;
        r->fresh_next[slot] = r->fresh_head[node];
        r->fresh_head[node] = slot;
    }
    uint32_t label = 0;
    while (emit_label_used(r, node, slot, label))
        label++;
    r->label[slot] = label;
}

/* A slot that has moved to another node is looked for there. */
static void emit_relink(emit_run *r, uint32_t node, uint32_t slot)
{
    for (uint32_t n = 0; r->fresh_linked[slot] && n < r->c->nodes; n++)
        for (uint32_t *at = &r->fresh_head[n]; n != node && *at != PLAN_NONE; at = &r->fresh_next[*at])
            if (*at == slot) {
                *at = r->fresh_next[slot];
                r->fresh_linked[slot] = 0;
                break;
            }
}

static bool emit_move(emit_run *r, const piq__plan_steps *steps, const piq__plan_step *step)
{
    const piq__plan_cluster *c = r->c;
    piq__plan_result *o = r->out;
    const uint32_t i = step->item, *pods = steps->pool + step->pods;
    piq__plan_move m = {c->m->item_of[c->item[i]], (uint32_t)o->piece_count, 0, 0, 0};
    if (!emit_room(r, c->piece_first[i + 1] - c->piece_first[i] + 2 * (size_t)c->shape[i].pods) ||
        !piq__grow(r->a, (void **)&o->moves, &o->move_room, o->move_count + 1, sizeof *o->moves))
        return false;
    emit_place(r, i);
    m.from_count = (uint32_t)o->piece_count - m.from;
    piq__plan_lift(&r->state, i);
    if (c->gpus[i] == 0 && r->state.slot_node[step->slot] == PLAN_NONE) {
        emit_relink(r, pods[0], step->slot);
        emit_label(r, pods[0], step->slot);
    }
    piq__plan_drop(&r->state, i, pods, step->slot);
    m.to = (uint32_t)o->piece_count;
    emit_place(r, i);
    m.to_count = (uint32_t)o->piece_count - m.to;
    o->moves[o->move_count++] = m;
    o->parts_moved += c->gpus[i] > 0 ? (int64_t)c->gpus[i] * PLAN_WHOLE : c->shape[i].share;
    return true;
}

static bool emit_start(emit_run *r, uint32_t job, uint32_t replica, const uint32_t *pods, uint32_t count, bool loose)
{
    piq__plan_result *o = r->out;
    piq__plan_start s = {r->c->job[job], replica, (uint32_t)o->piece_count, 0};
    if (!emit_room(r, count) || !piq__grow(r->a, (void **)&o->starts, &o->start_room, o->start_count + 1, sizeof *o->starts))
        return false;
    if (!loose)
        emit_pods(r, pods, count, r->c->job_shape[job].pod);
    for (uint32_t k = 0; loose && k < count; k += 2)
        emit_piece(r, pods[k], (int32_t)pods[k + 1], 0, PLAN_NONE);
    s.to_count = (uint32_t)o->piece_count - s.to;
    o->starts[o->start_count++] = s;
    return true;
}

/* A job without a domain is one start whatever its replicas: they are interchangeable GPUs. */
static bool emit_job(emit_run *r, const piq__plan_starts *starts, uint32_t job)
{
    const piq__plan_cluster *c = r->c;
    const uint32_t *pods = starts->pool + starts->first[job];
    if (!c->job_shape[job].single) {
        int64_t sum = 0;
        uint32_t count = 0;
        while (sum < c->job_need[job]) {
            sum += pods[count + 1];
            count += 2;
        }
        return emit_start(r, job, 0, pods, count, true);
    }
    for (uint32_t k = 0; k < (uint32_t)c->job_replicas[job]; k++)
        if (!emit_start(r, job, k, pods + (size_t)k * c->job_shape[job].pods, c->job_shape[job].pods, false))
            return false;
    return true;
}

static bool emit_begin(emit_run *r, piq__arena *arena)
{
    const piq__plan_cluster *c = r->c;
    r->label = piq__arena_take(arena, ((size_t)c->slot_room + 1) * sizeof *r->label);
    r->fresh_head = piq__arena_take(arena, ((size_t)c->nodes + 1) * sizeof *r->fresh_head);
    r->fresh_next = piq__arena_take(arena, ((size_t)c->slot_room + 1) * sizeof *r->fresh_next);
    r->fresh_linked = piq__arena_take(arena, (size_t)c->slot_room + 1);
    if (piq__plan_state_begin(&r->state, c, arena) != PIQ_OK)
        return false;
    memset(r->fresh_head, 0xff, (size_t)c->nodes * sizeof *r->fresh_head);
    memset(r->fresh_linked, 0, c->slot_room);
    for (uint32_t s = c->slots; s-- > 0;) {
        r->label[s] = c->m->slot_label[c->slot[s]];
        r->fresh_linked[s] = 1;
        r->fresh_next[s] = r->fresh_head[c->slot_node[s]];
        r->fresh_head[c->slot_node[s]] = s;
    }
    return true;
}

piq_status piq__plan_emit(const piq__plan_cluster *c, const piq__plan_answer *answer, const piq__plan_starts *starts,
                          const piq_allocator *a, piq__plan_result *out)
{
    emit_run r;
    piq__arena arena;
    memset(&r, 0, sizeof r);
    r.c = c;
    r.a = a;
    r.out = out;
    piq__arena_begin(&arena, a);
    bool good = emit_begin(&r, &arena);
    for (size_t k = 0; good && k < answer->steps.count; k++)
        good = emit_move(&r, &answer->steps, &answer->steps.step[k]);
    for (uint32_t j = 0; good && j < c->jobs; j++)
        if (starts->runs[j]) {
            good = emit_job(&r, starts, j);
            out->runs++;
        }
    piq__arena_end(&arena);
    return good ? PIQ_OK : PIQ_E_NOMEM;
}
