#include "consolidation/joint_plan.h"

#include "facts/work.h"
#include "support/sort.h"

#define JOINT_WORK_LIMIT 4000000u /* counted steps, so that a plan never depends on how fast the machine is */

/* ---- the answer, in the fleet's names ---- */

static const char *joint_text(piq_report *report, piq__string text) { return piq__copy_text(&report->arena, text.text, text.length); }

/* The name of a shared GPU, while `sign` times the piece's share comes onto it; a label the planner made up means a fresh one. */
static const char *joint_label(piq__joint_problem *j, piq_report *report, const piq__plan_piece *piece, int sign)
{
    char name[32];
    uint32_t number;
    const int64_t parts = sign * (int64_t)piece->share;
    if (piece->label >= PIQ__JOINT_LABEL) {
        const piq__string text = piq__strings_at(&j->blocks->world->fleet->strings, j->label_text[piece->label & ~PIQ__JOINT_LABEL]);
        return ALWAYS(piq__labels_named(&j->labels, piece->node, text.text, text.length, parts)) ? joint_text(report, text) : NULL;
    }
    if (!piq__labels_fresh(&j->labels, piece->node, piece->label, parts, &number))
        return NULL;
    piq__text t = piq__text_in(name, sizeof name);
    piq__put_number(&t, number);
    return piq__copy_text(&report->arena, name, t.length);
}

/* Which names are borne before the first move. */
static bool joint_first_labels(piq__joint_problem *j)
{
    const piq_fleet *f = j->blocks->world->fleet;
    for (size_t i = 0; i < j->pieces; i++) {
        const uint32_t label = j->p.piece_label[i];
        if (j->p.piece_share[i] == 0 || label >= PIQ__JOINT_LOOSE)
            continue;
        const piq__string text = piq__strings_at(&f->strings, j->label_text[label & ~PIQ__JOINT_LABEL]);
        if (!piq__labels_named(&j->labels, j->p.piece_node[i], text.text, text.length, j->p.piece_share[i]))
            return false;
    }
    return true;
}

/* `sign` as above; the pieces of all steps are in one block. */
static bool joint_parts(piq__joint_problem *j, const piq__plan_result *r, piq_report *report, uint32_t first, uint32_t count, int sign,
                        piq__step_part *parts)
{
    for (uint32_t i = 0; i < count; i++) {
        const piq__plan_piece *piece = &r->pieces[first + i];
        parts[i].node = joint_text(report, piq__row_id(j->blocks->world->fleet, PIQ_ENTITY_NODE, piece->node));
        parts[i].gpus = piece->gpus > 0 ? piece->gpus : piq__floor((double)piece->share / PIQ__PLAN_WHOLE * 1e6 + 0.5) / 1e6;
        parts[i].gpu = piece->gpus > 0 ? NULL : joint_label(j, report, piece, sign);
        if (piece->gpus == 0 && parts[i].gpu == NULL)
            return false;
    }
    return true;
}

static double joint_sum(const piq__step_part *parts, uint32_t count)
{
    double sum = 0;
    for (uint32_t i = 0; i < count; i++)
        sum += parts[i].gpus;
    return sum;
}

static bool joint_write_moves(piq__joint_problem *j, const piq__plan_result *r, piq_report *report, piq__step_part *parts)
{
    for (size_t i = 0; i < r->move_count; i++) {
        const piq__plan_move *m = &r->moves[i];
        piq__step *step = &report->moves[report->move_count++];
        step->workload = joint_text(report, piq__row_id(j->blocks->world->fleet, PIQ_ENTITY_WORKLOAD, j->item_row[m->item]));
        step->replica = j->item_replica[m->item];
        step->from = parts + m->from;
        step->to = parts + m->to;
        step->from_count = m->from_count;
        step->to_count = m->to_count;
        if (!joint_parts(j, r, report, m->from, m->from_count, -1, parts + m->from) || !joint_parts(j, r, report, m->to, m->to_count, 1, parts + m->to))
            return false;
        step->gpus = joint_sum(step->to, step->to_count);
    }
    return true;
}

static int joint_compare_rows(const void *context, const void *a, const void *b)
{
    uint32_t x, y;
    (void)context;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

static bool joint_write_starts(piq__joint_problem *j, piq__joint_plan *plan, piq_report *report, piq__step_part *parts)
{
    const piq__plan_result *r = &plan->result;
    for (size_t i = 0; i < r->start_count; i++) {
        const piq__plan_start *s = &r->starts[i];
        const uint32_t row = j->pending->jobs[j->job_of[s->job]].row;
        piq__step *step = &report->starts[report->start_count++];
        step->workload = joint_text(report, piq__row_id(j->blocks->world->fleet, PIQ_ENTITY_WORKLOAD, row));
        step->replica = s->replica;
        step->from = NULL;
        step->from_count = 0;
        step->to = parts + s->to;
        step->to_count = s->to_count;
        plan->started[plan->started_count++] = row;
        (void)joint_parts(j, r, report, s->to, s->to_count, 1, parts + s->to); /* whole GPUs have no names */
        step->gpus = joint_sum(step->to, step->to_count);
    }
    return piq__sort(j->arena.allocator, plan->started, plan->started_count, sizeof *plan->started, joint_compare_rows, NULL);
}

static bool joint_write(piq__joint_problem *j, piq__joint_plan *plan, piq_report *report)
{
    const piq__plan_result *r = &plan->result;
    report->moves = piq__arena_take(&report->arena, (r->move_count + 1) * sizeof *report->moves);
    report->starts = piq__arena_take(&report->arena, (r->start_count + 1) * sizeof *report->starts);
    piq__step_part *parts = piq__arena_take(&report->arena, (r->piece_count + 1) * sizeof *parts);
    return !report->arena.failed && joint_first_labels(j) && joint_write_moves(j, r, report, parts) &&
           joint_write_starts(j, plan, report, parts) && !report->arena.failed;
}

/* Whose moves and starts they are, for those who ask later. */
static bool joint_remember(const piq__joint_problem *j, piq__joint_plan *plan)
{
    const piq_allocator *a = j->arena.allocator;
    const piq__plan_result *r = &plan->result;
    plan->started_room = r->start_count + 1;
    plan->started = piq__alloc(a, plan->started_room * sizeof *plan->started);
    plan->start_job = piq__alloc(a, plan->started_room * sizeof *plan->start_job);
    plan->move_row = piq__alloc(a, (r->move_count + 1) * sizeof *plan->move_row);
    plan->nodes = j->blocks->world->node_count;
    if (r->start_count != 0) {
        plan->settled = piq__alloc_zero(a, plan->nodes + 1, sizeof *plan->settled);
        if (plan->settled == NULL)
            return false;
    }
    if (plan->started == NULL || plan->start_job == NULL || plan->move_row == NULL)
        return false;
    for (size_t i = 0; i < r->move_count; i++)
        plan->move_row[i] = j->item_row[r->moves[i].item];
    for (size_t i = 0; i < r->start_count; i++)
        plan->start_job[i] = j->job_of[r->starts[i].job];
    return true;
}

static bool joint_solve(piq__joint_problem *j, piq__joint_plan *plan, piq_report *report)
{
    if (j->jobs == 0)
        return true;
    if (piq__plan(&j->p, j->arena.allocator, JOINT_WORK_LIMIT, &plan->result) != PIQ_OK)
        return false;
    plan->made = true;
    if (!joint_remember(j, plan))
        return false;
    report->plan.moves = plan->result.move_count;
    report->plan.starts = plan->result.start_count;
    report->plan.runs = plan->result.runs;
    report->plan.runs_bound = plan->result.runs_bound;
    report->plan.gpus_moved = plan->result.gpus_moved;
    report->plan.optimal = plan->result.optimal ? 1 : 0;
    return joint_write(j, plan, report);
}

bool piq__joint_plan_make(piq__joint_plan *plan, const piq__blocks *blocks, const piq__pending *pending, const uint32_t *states,
                          piq_report *report, double *free_after)
{
    const bool movable = blocks->world->fleet->columns[F_workload_movable].page_count != 0;
    piq__joint_problem j;
    if (pending->count == 0 && !movable)
        return true;
    piq__joint_problem_begin(&j, blocks, pending, states);
    bool good = piq__joint_problem_build(&j, movable) && joint_solve(&j, plan, report) &&
                (!(movable || plan->made) || piq__opening(&j, &plan->result, free_after, plan->settled));
    if (good && plan->settled != NULL && !piq__room_beside(&j, plan->settled, &good))
        report->plan.optimal = 0;
    piq__joint_problem_end(&j);
    return good;
}

void piq__joint_plan_end(piq__joint_plan *plan, const piq_allocator *a)
{
    piq__release(a, plan->settled, (plan->nodes + 1) * sizeof *plan->settled);
    piq__release(a, plan->move_row, (plan->result.move_count + 1) * sizeof *plan->move_row);
    piq__release(a, plan->start_job, plan->started_room * sizeof *plan->start_job);
    piq__release(a, plan->started, plan->started_room * sizeof *plan->started);
    if (plan->made)
        piq__plan_free(a, &plan->result);
}
