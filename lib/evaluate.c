/* The pipeline: fleet, facts, detectors, ledger, consolidation, report. */
#include "consolidation/fragmentation.h"
#include "detectors/detectors.h"
#include "facts/peers.h"
#include "facts/pending.h"
#include "ledger/ledger.h"
#include "report/report.h"

#define EVALUATE_PAGES_PER_TASK 64u

typedef struct evaluation {
    const piq__world *world;
    const piq__pending *pending;
    const piq__peers *peers;
    piq_report *report;
    size_t pages;
    bool *failed; /* one per task, so that tasks share nothing they write */
} evaluation;

/* What one task needs to judge a workload. */
typedef struct evaluate_desk {
    piq__block block;
    piq__work work;
    piq__verdict verdicts[PIQ__DETECTOR_COUNT + 1];
} evaluate_desk;

static bool evaluate_enabled(const piq__world *world, unsigned detector) { return (world->policy->disabled >> detector & 1u) == 0; }

/* ---- workloads ---- */

/* A verdict that was not applicable is as it was cleared but for its outcome. */
static piq__verdict *evaluate_fresh(piq__verdict *verdicts, unsigned detector)
{
    piq__verdict *v = &verdicts[detector];
    if (v->outcome == PIQ__NOT_APPLICABLE)
        v->outcome = PIQ__CLEAR;
    else
        piq__verdict_clear(v, detector);
    return v;
}

/* Detector 9 judges all that waits, together. False when memory is out. */
static bool evaluate_detect(const piq__work *w, const piq__peers *peers, piq__verdict *v)
{
    if (evaluate_enabled(w->world, PIQ_DETECTOR_TIER_MISPLACEMENT))
        piq__tier_misplacement(w, evaluate_fresh(v, PIQ_DETECTOR_TIER_MISPLACEMENT));
    if (evaluate_enabled(w->world, PIQ_DETECTOR_OVERPROVISIONED))
        piq__overprovisioned(w, evaluate_fresh(v, PIQ_DETECTOR_OVERPROVISIONED));
    if (evaluate_enabled(w->world, PIQ_DETECTOR_OOM_RISK))
        piq__oom_risk(w, evaluate_fresh(v, PIQ_DETECTOR_OOM_RISK));
    if (evaluate_enabled(w->world, PIQ_DETECTOR_COLD_START))
        piq__cold_start(w, evaluate_fresh(v, PIQ_DETECTOR_COLD_START));
    if (evaluate_enabled(w->world, PIQ_DETECTOR_THRASHING) && !piq__thrashing(w, evaluate_fresh(v, PIQ_DETECTOR_THRASHING)))
        return false;
    if (evaluate_enabled(w->world, PIQ_DETECTOR_DARK_CAPACITY))
        piq__held_idle(w, evaluate_fresh(v, PIQ_DETECTOR_DARK_CAPACITY));
    if (evaluate_enabled(w->world, PIQ_DETECTOR_BATCH_OVER_TIERED))
        piq__batch_over_tiered(w, evaluate_fresh(v, PIQ_DETECTOR_BATCH_OVER_TIERED));
    if (evaluate_enabled(w->world, PIQ_DETECTOR_BATCH_SIZE))
        piq__batch_size(w, evaluate_fresh(v, PIQ_DETECTOR_BATCH_SIZE));
    if (evaluate_enabled(w->world, PIQ_DETECTOR_LOW_THROUGHPUT))
        piq__low_throughput(w, peers, evaluate_fresh(v, PIQ_DETECTOR_LOW_THROUGHPUT));
    return true;
}

static uint32_t evaluate_cluster(const piq__work *w)
{
    const uint32_t stated = w->block->texts[PIQ__BLOCK_CLUSTER][w->at];
    if (stated != 0 || w->places.count == 0)
        return stated;
    return w->world->nodes[piq__places(w->world->fleet, w->places)[0].node].cluster;
}

/* What somebody has decided to live with is taken away; the rest shares out the workload's money. */
static void evaluate_settle(const piq__work *w, piq__verdict *verdicts, piq__part *part)
{
    const uint32_t cluster = evaluate_cluster(w);
    bool any = false;
    for (unsigned d = 1; d <= PIQ__DETECTOR_COUNT; d++) {
        piq__identify(w->world, &verdicts[d], PIQ_ENTITY_WORKLOAD, w->row, cluster);
        any = any || verdicts[d].has_draft;
    }
    if (any)
        piq__settle(w, verdicts);
    const piq__verdict *thrash = &verdicts[PIQ_DETECTOR_THRASHING];
    if (w->state == PIQ_WORKLOAD_STATE_SCALED_TO_ZERO && thrash->outcome == PIQ__FIRED)
        part->spend = piq__money_add(part->spend, thrash->draft.waste);
    for (unsigned d = 1; d <= PIQ__DETECTOR_COUNT; d++)
        if (verdicts[d].outcome == PIQ__CANDIDATE && verdicts[d].draft.state == PIQ_STATE_FIRED)
            verdicts[d].draft.state = PIQ_STATE_CANDIDATE; /* the ledger found no target for it */
}

static bool evaluate_collect(const piq__work *w, const piq__verdict *verdicts, piq__part *part)
{
    for (unsigned d = 1; d <= PIQ__DETECTOR_COUNT; d++) {
        const piq__verdict *v = &verdicts[d];
        const bool pending = w->state == PIQ_WORKLOAD_STATE_PENDING && d == PIQ_DETECTOR_FRAGMENTATION;
        if (evaluate_enabled(w->world, d) && !pending && !piq__collect(part, w->world, d, PIQ_ENTITY_WORKLOAD, w->row, v))
            return false;
    }
    return true;
}

/* Only findings that stand may claim money or block others: identify first, settle then. */
static bool evaluate_workload(const evaluation *e, evaluate_desk *desk, unsigned at, piq__part *part)
{
    piq__work *w = &desk->work;
    piq__work_derive(w, e->world, &desk->block, at);
    part->spend = piq__money_add(part->spend, w->cost_micro);
    part->unpriced_gpus += w->unpriced_gpus;
    if (!evaluate_detect(w, e->peers, desk->verdicts))
        return false;
    bool said = false;
    for (unsigned d = 1; d <= PIQ__DETECTOR_COUNT; d++)
        said = said || desk->verdicts[d].has_draft || desk->verdicts[d].has_second;
    if (said)
        evaluate_settle(w, desk->verdicts, part);
    return evaluate_collect(w, desk->verdicts, part);
}

/* What is off stays clear, and what 9 says of a workload is said elsewhere. */
static void evaluate_begin_verdicts(piq__verdict *verdicts)
{
    for (unsigned d = 1; d <= PIQ__DETECTOR_COUNT; d++)
        piq__verdict_clear(&verdicts[d], d);
    verdicts[PIQ_DETECTOR_FRAGMENTATION].outcome = PIQ__NOT_APPLICABLE;
}

static bool evaluate_pages(const evaluation *e, size_t task, evaluate_desk *desk)
{
    const size_t first = task * EVALUATE_PAGES_PER_TASK;
    const size_t end = first + EVALUATE_PAGES_PER_TASK < e->pages ? first + EVALUATE_PAGES_PER_TASK : e->pages;
    for (size_t page = first; page < end; page++) {
        piq__block_load(&desk->block, e->world->fleet, page);
        for (unsigned at = 0; at < desk->block.count; at++)
            if (!evaluate_workload(e, desk, at, &e->report->parts[task]))
                return false;
    }
    return true;
}

static void evaluate_task(void *context, size_t task)
{
    const evaluation *e = context;
    const piq_allocator *a = e->world->allocator;
    evaluate_desk *desk = piq__alloc(a, sizeof *desk);
    bool good = desk != NULL && piq__block_begin(&desk->block, e->world->fleet, a);
    if (good) {
        evaluate_begin_verdicts(desk->verdicts);
        good = evaluate_pages(e, task, desk);
        piq__block_end(&desk->block, a);
    }
    piq__release(a, desk, sizeof *desk);
    e->failed[task] = !good;
}

static bool evaluate_workloads(evaluation *e, size_t tasks)
{
    const piq_policy *policy = e->world->policy;
    e->failed = piq__alloc_zero(e->world->allocator, tasks + 1, sizeof *e->failed);
    if (e->failed == NULL)
        return false;
    if (policy->run != NULL && tasks > 1)
        policy->run(policy->run_user, evaluate_task, e, tasks);
    else
        for (size_t task = 0; task < tasks; task++)
            evaluate_task(e, task);
    bool good = true;
    for (size_t task = 0; task < tasks; task++)
        good = good && !e->failed[task];
    piq__release(e->world->allocator, e->failed, (tasks + 1) * sizeof *e->failed);
    return good;
}

/* ---- nodes ---- */

typedef struct evaluate_idle {
    double least, most; /* idle_seconds */
    size_t nodes;
    bool known; /* of all its nodes */
} evaluate_idle;

typedef struct evaluate_clusters {
    piq__map by_name; /* text + 1: the empty name is one, too */
    evaluate_idle *idle;
    size_t count, capacity;
} evaluate_clusters;

static bool evaluate_note_idle(evaluate_clusters *c, const piq__world *world, size_t row)
{
    uint32_t *at = piq__map_at(&c->by_name, world->allocator, world->nodes[row].cluster + 1);
    if (at == NULL)
        return false;
    if (*at == UINT32_MAX) {
        const evaluate_idle fresh = {PIQ__UNKNOWN, PIQ__UNKNOWN, 0, true};
        if (!piq__grow(world->allocator, (void **)&c->idle, &c->capacity, c->count + 1, sizeof *c->idle))
            return false;
        *at = (uint32_t)c->count;
        c->idle[c->count++] = fresh;
    }
    evaluate_idle *cluster = &c->idle[*at];
    const double seconds = piq__number_at(world->fleet, F_node_idle_seconds, row);
    cluster->known = cluster->known && piq__known(seconds);
    cluster->least = !(cluster->least <= seconds) ? seconds : cluster->least;
    cluster->most = !(cluster->most >= seconds) ? seconds : cluster->most;
    cluster->nodes++;
    return true;
}

/* R27: at least 8 nodes, all of a cluster, fell idle within a minute: a hole in the log looks like that. */
static bool evaluate_simultaneous(const evaluate_clusters *c, const piq__node *node)
{
    const evaluate_idle *cluster = &c->idle[piq__map_get(&c->by_name, node->cluster + 1)];
    return cluster->known && cluster->nodes >= 8 && cluster->most - cluster->least <= 60;
}

static void evaluate_node_spend(const piq__node *node, piq__part *part)
{
    const double uncovered = node->gpu_count - node->placed, price = node->billed == NO ? 0 : node->price;
    if (uncovered > 0 && piq__known(price))
        part->spend = piq__money_add(part->spend, piq__micro(uncovered * price));
    else if (uncovered > 0)
        part->unpriced_gpus += uncovered;
}

static bool evaluate_node(const evaluation *e, size_t row, const evaluate_clusters *clusters, piq__verdict *v, piq__part *part)
{
    const piq__world *world = e->world;
    const piq__node *node = &world->nodes[row];
    evaluate_node_spend(node, part);
    if (!evaluate_enabled(world, PIQ_DETECTOR_DARK_CAPACITY))
        return true;
    piq__gap gap = {{0}, 0};
    piq__tri waiting = piq__pending_fits(e->pending, node, &gap);
    if (waiting != YES && !world->pending_complete) {
        waiting = MAYBE;
        piq__lack(&gap, F_fleet_pending_complete);
    }
    piq__verdict_clear(v, PIQ_DETECTOR_DARK_CAPACITY);
    piq__dark_node(world, row, evaluate_simultaneous(clusters, node), waiting, &gap, v);
    piq__identify(world, v, PIQ_ENTITY_NODE, (uint32_t)row, node->cluster);
    piq__settle_node(world, row, v);
    return piq__collect(part, world, PIQ_DETECTOR_DARK_CAPACITY, PIQ_ENTITY_NODE, (uint32_t)row, v);
}

static bool evaluate_nodes(const evaluation *e, piq__part *part)
{
    const piq_allocator *a = e->world->allocator;
    evaluate_clusters clusters = {{NULL, NULL, 0, 0}, NULL, 0, 0};
    piq__verdict *v = piq__alloc(a, sizeof *v);
    bool good = v != NULL;
    for (size_t row = 0; row < e->world->node_count && good; row++)
        good = evaluate_note_idle(&clusters, e->world, row);
    for (size_t row = 0; row < e->world->node_count && good; row++)
        good = evaluate_node(e, row, &clusters, v, part);
    piq__release(a, clusters.idle, clusters.capacity * sizeof *clusters.idle);
    piq__map_end(&clusters.by_name, a);
    piq__release(a, v, sizeof *v);
    return good;
}

/* ---- the whole ---- */

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
    const size_t pages = (piq__row_count(world->fleet, PIQ_ENTITY_WORKLOAD) + PIQ__PAGE_ROWS - 1) / PIQ__PAGE_ROWS;
    const size_t tasks = (pages + EVALUATE_PAGES_PER_TASK - 1) / EVALUATE_PAGES_PER_TASK;
    piq__pending pending;
    piq__peers peers;
    evaluation e = {world, &pending, &peers, report, pages, NULL};
    if (!evaluate_begin_report(world, report, tasks))
        return false;
    memset(&peers, 0, sizeof peers);
    /* What needs most room goes first, while there are few findings beside it. */
    bool good = piq__pending_begin(&pending, world);
    good = good && evaluate_nodes(&e, &report->parts[tasks]);
    good = good && piq__fragmentation(world, &pending, report, &report->parts[tasks], &report->parts[tasks + 1]);
    piq__pending_end(&pending);
    good = good && piq__peers_begin(&peers, world) && evaluate_workloads(&e, tasks);
    piq__peers_end(&peers);
    piq__world_drop_nodes(world);
    return good && piq__report_finish(report, world);
}

piq_status piq_evaluate(const piq_fleet *fleet, const piq_policy *policy, piq_report **report, piq_error *error)
{
    piq__world world;
    piq_policy defaults;
    if (report == NULL)
        return piq__fail(error, PIQ_E_ARGUMENT, "an evaluation needs somewhere to put its report");
    *report = NULL;
    if (fleet == NULL)
        return piq__fail(error, PIQ_E_ARGUMENT, "the fleet is NULL");
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
