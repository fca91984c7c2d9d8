/* The pipeline: fleet, facts, detectors, consolidation, ledger, report. */
#include "evaluate.h"

#include "consolidation/fragmentation.h"
#include "facts/peers.h"
#include "support/mode.h"

static bool evaluate_begin_report(const piq__world *world, piq_report *report, size_t tasks)
{
    const piq_fleet *f = world->fleet;
    report->allocator = *world->allocator;
    piq__arena_begin(&report->arena, &report->allocator);
    report->parts = piq__alloc_zero(&report->allocator, tasks + 2, sizeof *report->parts);
    if (report->parts == NULL)
        return false;
    report->part_count = tasks + 2;
    for (size_t i = 0; i < report->part_count; i++)
        piq__part_begin(&report->parts[i], &report->allocator);
    const piq__string now = piq__strings_at(&f->strings, piq__text_at(f, F_fleet_observed_at, 0));
    const piq__string currency = piq__strings_at(&f->strings, piq__text_at(f, F_fleet_currency, 0));
    piq_summary *s = &report->summary;
    s->nodes = world->node_count;
    s->workloads = piq__row_count(f, PIQ_ENTITY_WORKLOAD);
    s->window_seconds = world->window;
    s->observed_at = piq__copy_text(&report->arena, now.text, now.length);
    s->currency = currency.length == 0 ? "USD" : piq__copy_text(&report->arena, currency.text, currency.length);
    for (size_t row = 0; row < world->node_count; row++)
        s->gpus += piq__or(world->nodes[row].gpu_count, 0);
    return s->observed_at != NULL && s->currency != NULL;
}

static bool evaluate_run(piq__world *world, piq_report *report)
{
    const size_t tasks = piq__evaluate_tasks(world);
    piq__pending pending;
    piq__peers peers;
    if (!evaluate_begin_report(world, report, tasks))
        return false;
    memset(&peers, 0, sizeof peers);
    piq__part *nodes = &report->parts[tasks], *waiting = &report->parts[tasks + 1];
    /* What needs most room goes first, while there are few findings beside it. */
    bool good = piq__pending_begin(&pending, world);
    good = good && piq__evaluate_nodes(world, &pending, nodes);
    good = good && piq__fragmentation(world, &pending, report, nodes, waiting);
    piq__pending_end(&pending);
    good = good && piq__peers_begin(&peers, world);
    world->peers = &peers;
    good = good && piq__evaluate_workloads(world, report->parts);
    world->peers = NULL;
    piq__peers_end(&peers);
    piq__world_drop_nodes(world);
    return good && piq__report_finish(report, world);
}

static piq_status evaluate_fleet(const piq_fleet *fleet, const piq_policy *policy, piq_report **report, piq_error *error)
{
    piq__world world;
    piq_policy defaults;
    piq__policy_defaults(&defaults);
    const piq_status status = piq__world_begin(&world, fleet, policy == NULL ? &defaults : policy, error);
    if (status != PIQ_OK)
        return status;
    piq_report *fresh = piq__alloc_zero(&fleet->allocator, 1, sizeof *fresh);
    const bool good = fresh != NULL && evaluate_run(&world, fresh);
    piq__world_end(&world);
    if (!good) {
        piq_report_free(fresh);
        return piq__fail_memory(error);
    }
    *report = fresh;
    return PIQ_OK;
}

piq_status piq_evaluate(const piq_fleet *fleet, const piq_policy *policy, piq_report **report, piq_error *error)
{
    if (report == NULL)
        return piq__fail(error, PIQ_E_ARGUMENT, "an evaluation needs somewhere to put its report");
    *report = NULL;
    if (fleet == NULL)
        return piq__fail(error, PIQ_E_ARGUMENT, "the fleet is NULL");
    const piq__mode mode = piq__mode_begin();
    const piq_status status = evaluate_fleet(fleet, policy, report, error);
    piq__mode_end(mode);
    return status;
}
