/* The planner: index, classify, solve each component, put the answers together. */
#include "consolidation/internal.h"

static piq_status plan_component(const piq__plan_model *m, uint32_t component, piq__plan_work *work, const piq_allocator *a,
                                 piq__plan_result *out)
{
    piq__plan_cluster c;
    piq__plan_answer answer;
    piq__plan_starts starts;
    memset(&answer, 0, sizeof answer);
    memset(&starts, 0, sizeof starts);
    const piq__plan_part part = piq__plan_component(m, component);
    piq_status status = piq__plan_cluster_begin(&c, m, &part, a);
    if (status == PIQ_OK) {
        if (!piq__plan_starts_begin(&starts, c.jobs, a))
            status = PIQ_E_NOMEM;
        if (status == PIQ_OK)
            status = piq__plan_solve(&c, work, a, &answer, &starts);
        if (status == PIQ_OK)
            status = piq__plan_trim(&c, &starts, work, a, &answer);
        if (status == PIQ_OK)
            status = piq__plan_emit(&c, &answer, &starts, a, out);
        out->runs_bound += answer.bound;
        out->optimal = out->optimal && answer.optimal;
        piq__plan_starts_end(&starts, a);
        piq__plan_steps_end(&answer.steps, a);
    }
    piq__plan_cluster_end(&c);
    return status;
}

static piq_status plan_classes(const piq__plan_model *m, const piq_allocator *a, piq__plan_result *out)
{
    out->job_class = piq__alloc(a, (size_t)m->jobs + 1);
    out->job_share_fragmented = piq__alloc(a, (size_t)m->jobs + 1);
    out->jobs = m->jobs;
    if (out->job_class == NULL || out->job_share_fragmented == NULL)
        return PIQ_E_NOMEM;
    memcpy(out->job_class, m->job_class, m->jobs);
    memcpy(out->job_share_fragmented, m->job_share_fragmented, m->jobs);
    return PIQ_OK;
}

/* Each component may use an equal part of what work is left, so that none starves those after it. */
static piq_status plan_components(piq__plan_model *m, const piq_allocator *a, uint64_t work_limit, piq__plan_result *out)
{
    const uint32_t *first = m->cut_jobs.first;
    uint32_t open = 0;
    for (uint32_t t = 0; t < m->components; t++)
        open += first[t + 1] != first[t] ? 1 : 0;
    piq_status status = PIQ_OK;
    for (uint32_t t = 0; status == PIQ_OK && t < m->components; t++) {
        if (first[t + 1] == first[t])
            continue;
        piq__plan_work work = {0, out->work < work_limit ? (work_limit - out->work) / open : 0};
        open--;
        status = plan_component(m, t, &work, a, out);
        out->work += work.used;
    }
    return status;
}

piq_status piq__plan(const piq__plan_problem *problem, const piq_allocator *given, uint64_t work_limit, piq__plan_result *out)
{
    const piq_allocator a = piq__allocator(given);
    piq__plan_model m;
    memset(out, 0, sizeof *out);
    out->optimal = true;
    piq_status status = piq__plan_index(&m, problem, &a);
    if (status == PIQ_OK)
        status = piq__plan_classify(&m);
    if (status == PIQ_OK)
        status = piq__plan_cut(&m);
    if (status == PIQ_OK)
        status = plan_classes(&m, &a, out);
    if (status == PIQ_OK)
        status = plan_components(&m, &a, work_limit, out);
    piq__arena_end(&m.arena);
    if (status != PIQ_OK)
        piq__plan_free(&a, out);
    out->gpus_moved = (double)out->parts_moved / PLAN_WHOLE;
    return status;
}

void piq__plan_free(const piq_allocator *given, piq__plan_result *r)
{
    const piq_allocator a = piq__allocator(given);
    piq__release(&a, r->moves, r->move_room * sizeof *r->moves);
    piq__release(&a, r->starts, r->start_room * sizeof *r->starts);
    piq__release(&a, r->pieces, r->piece_room * sizeof *r->pieces);
    piq__release(&a, r->job_class, r->jobs + 1);
    piq__release(&a, r->job_share_fragmented, r->jobs + 1);
    memset(r, 0, sizeof *r);
}
