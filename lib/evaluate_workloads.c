/* Workloads, page by page: facts, detectors, ledger, and what of it the report keeps. */
#include "detectors/detectors.h"
#include "evaluate.h"
#include "ledger/ledger.h"
#include "support/mode.h"

#define WORKLOADS_PAGES_PER_TASK 64u

/* By state and kind: what is to be judged, and what only lacks the kind. */
#define WORKLOADS_STATES 4u
#define WORKLOADS_KINDS 8u
typedef struct workloads_plan {
    struct {
        void (*judge)(const piq__work *w, piq__verdict *v);
        piq__verdict *verdict;
        uint64_t clear; /* as most are: these only have to be counted */
    } judges[PIQ__WORKLOAD_DETECTORS];
    unsigned judge_count;
    unsigned judged, lacking; /* places in the table, as bits */
    size_t count;             /* workloads of the task */
} workloads_plan;

/* What one task needs to judge a workload. */
typedef struct workloads_desk {
    const piq__world *world;
    piq__part *part;
    piq__block block;
    piq__work work;
    piq__paced paces[PIQ__PACES + 1];
    workloads_plan plans[WORKLOADS_STATES][WORKLOADS_KINDS];
    uint8_t order[PIQ__PAGE_ROWS]; /* rows of the block, alike ones side by side */
    double unpriced[PIQ__PAGE_ROWS]; /* GPUs */
    piq__blank blanks[PIQ__PAGE_ROWS * PIQ__DETECTOR_COUNT]; /* scratch */
    unsigned drafts; /* detectors that have one, as bits */
    piq__verdict verdicts[PIQ__DETECTOR_COUNT + 1];
} workloads_desk;

static uint32_t workloads_cluster(const piq__work *w)
{
    const uint32_t stated = w->block->texts[PIQ__BLOCK_CLUSTER][w->at];
    if (stated != 0 || w->places.count == 0)
        return stated;
    return w->world->nodes[piq__places(w->world->fleet, w->places)[0].node].cluster;
}

/* ---- who judges what ---- */

static void workloads_begin_plan(workloads_desk *desk, unsigned state, unsigned kind)
{
    workloads_plan *plan = &desk->plans[state][kind];
    for (unsigned i = 0; i < PIQ__WORKLOAD_DETECTORS; i++) {
        const piq__detector_row *row = &piq__workload_detectors[i];
        if (!piq__enabled(desk->world, row->detector) || (row->states >> state & 1u) == 0)
            continue;
        if ((row->kinds >> kind & 1u) != 0) {
            plan->judged |= 1u << i;
            plan->judges[plan->judge_count].judge = row->judge;
            plan->judges[plan->judge_count++].verdict = &desk->verdicts[row->detector];
        } else if (kind == PIQ_KIND_UNKNOWN) {
            plan->lacking |= 1u << i;
        }
    }
}

/* What was not judged is not applicable; 9 counts what waits by itself. */
static void workloads_end_plans(workloads_desk *desk)
{
    for (unsigned state = 0; state < WORKLOADS_STATES; state++)
        for (unsigned kind = 0; kind < WORKLOADS_KINDS; kind++) {
            const workloads_plan *plan = &desk->plans[state][kind];
            for (unsigned i = 0; i < plan->judge_count; i++)
                desk->part->counts[plan->judges[i].verdict->detector][PIQ__CLEAR] += plan->judges[i].clear;
            for (unsigned i = 0; i < PIQ__WORKLOAD_DETECTORS; i++) {
                const unsigned detector = piq__workload_detectors[i].detector;
                if (piq__enabled(desk->world, detector) && ((plan->judged | plan->lacking) >> i & 1u) == 0)
                    desk->part->counts[detector][PIQ__NOT_APPLICABLE] += plan->count;
            }
            if (state != PIQ_WORKLOAD_STATE_PENDING && piq__enabled(desk->world, PIQ_DETECTOR_FRAGMENTATION))
                desk->part->counts[PIQ_DETECTOR_FRAGMENTATION][PIQ__NOT_APPLICABLE] += plan->count;
        }
}

static bool workloads_lack_kind(workloads_desk *desk, unsigned lacking)
{
    bool good = true;
    for (unsigned i = 0; i < PIQ__WORKLOAD_DETECTORS && good; i++)
        if ((lacking >> i & 1u) != 0) {
            const unsigned detector = piq__workload_detectors[i].detector;
            piq__verdict *v = &desk->verdicts[detector];
            piq__verdict_clear(v);
            piq__not_evaluated(v, PIQ_REASON_MISSING_INPUT);
            piq__lack(&v->gap, F_workload_kind);
            good = piq__collect(desk->part, desk->world, detector, PIQ_ENTITY_WORKLOAD, desk->work.row, v);
        }
    return good;
}

/* ---- one workload ---- */

/* What comes to no draft is final; the others have to be settled together. False when memory is out. */
static bool workloads_judge(workloads_desk *desk)
{
    const piq__work *w = &desk->work;
    workloads_plan *plan = &desk->plans[w->state][w->kind];
    plan->count++;
    desk->drafts = 0;
    for (unsigned i = 0; i < plan->judge_count; i++) {
        piq__verdict *v = plan->judges[i].verdict;
        piq__verdict_clear(v);
        plan->judges[i].judge(w, v);
        if (v->has_draft)
            desk->drafts |= 1u << v->detector;
        else if (v->outcome == PIQ__CLEAR)
            plan->judges[i].clear++;
        else if (v->outcome == PIQ__NO_MEMORY || !piq__collect(desk->part, desk->world, v->detector, PIQ_ENTITY_WORKLOAD, w->row, v))
            return false;
    }
    return plan->lacking == 0 || workloads_lack_kind(desk, plan->lacking);
}

/* What somebody has decided to live with is taken away; the rest shares out the workload's money. */
static void workloads_settle(workloads_desk *desk)
{
    const piq__work *w = &desk->work;
    const uint32_t cluster = workloads_cluster(w);
    bool any = false;
    for (unsigned d = 1; d <= PIQ__DETECTOR_COUNT; d++) {
        piq__verdict *v = &desk->verdicts[d];
        if ((desk->drafts >> d & 1u) == 0) {
            piq__verdict_clear(v); /* it may be that of an earlier workload */
            continue;
        }
        piq__identify(desk->world, v, PIQ_ENTITY_WORKLOAD, w->row, cluster);
        any = any || v->has_draft;
    }
    if (any)
        piq__settle(w, desk->verdicts);
    const piq__verdict *thrash = &desk->verdicts[PIQ_DETECTOR_THRASHING];
    if (w->state == PIQ_WORKLOAD_STATE_SCALED_TO_ZERO && thrash->outcome == PIQ__FIRED)
        desk->part->spend = piq__money_add(desk->part->spend, thrash->draft.waste);
}

static bool workloads_collect(workloads_desk *desk)
{
    for (unsigned d = 1; d <= PIQ__DETECTOR_COUNT; d++) {
        piq__verdict *v = &desk->verdicts[d];
        if ((desk->drafts >> d & 1u) == 0)
            continue;
        if (v->outcome == PIQ__CANDIDATE && v->draft.state == PIQ_STATE_FIRED)
            v->draft.state = PIQ_STATE_CANDIDATE; /* the ledger found no target for it */
        if (!piq__collect(desk->part, desk->world, d, PIQ_ENTITY_WORKLOAD, desk->work.row, v))
            return false;
    }
    return true;
}

/* Only findings that stand may claim money or block others: identify first, settle then. */
static bool workloads_one(workloads_desk *desk, unsigned at)
{
    piq__work *w = &desk->work;
    piq__part *part = desk->part;
    piq__work_derive(w, desk->world, &desk->block, at);
    part->spend = piq__money_add(part->spend, w->cost_micro);
    desk->unpriced[at] = w->unpriced_gpus;
    if (!workloads_judge(desk))
        return false;
    if (desk->drafts == 0)
        return true;
    workloads_settle(desk);
    return workloads_collect(desk);
}

/* ---- a page of them ---- */

/* What one workload takes the next of its kind takes, too: a processor that guesses where a program goes guesses well then. */
static void workloads_by_kind(workloads_desk *desk)
{
    const piq__block *block = &desk->block;
    unsigned starts[WORKLOADS_STATES * WORKLOADS_KINDS + 1] = {0};
    for (unsigned at = 0; at < block->count; at++)
        starts[block->words[PIQ__BLOCK_STATE][at] * WORKLOADS_KINDS + block->words[PIQ__BLOCK_KIND][at] + 1]++;
    for (unsigned i = 1; i < PIQ__COUNT(starts); i++)
        starts[i] += starts[i - 1];
    for (unsigned at = 0; at < block->count; at++)
        desk->order[starts[block->words[PIQ__BLOCK_STATE][at] * WORKLOADS_KINDS + block->words[PIQ__BLOCK_KIND][at]]++] = (uint8_t)at;
}

/* The report wants blanks by row; those of one row stand in the order of the detectors. */
static void workloads_order_blanks(workloads_desk *desk, size_t before)
{
    const size_t count = desk->part->blank_count - before;
    if (count == 0)
        return;
    piq__blank *blanks = desk->part->blanks + before;
    unsigned starts[PIQ__PAGE_ROWS + 1] = {0};
    for (size_t i = 0; i < count; i++)
        starts[blanks[i].row - desk->block.first + 1]++;
    for (unsigned i = 1; i < PIQ__COUNT(starts); i++)
        starts[i] += starts[i - 1];
    for (size_t i = 0; i < count; i++)
        desk->blanks[starts[blanks[i].row - desk->block.first]++] = blanks[i];
    memcpy(blanks, desk->blanks, count * sizeof *blanks);
}

static bool workloads_page(workloads_desk *desk, size_t page)
{
    const size_t before = desk->part->blank_count;
    piq__block_load(&desk->block, desk->world->fleet, page);
    workloads_by_kind(desk);
    for (unsigned i = 0; i < desk->block.count; i++)
        if (!workloads_one(desk, desk->order[i]))
            return false;
    for (unsigned at = 0; at < desk->block.count; at++)
        desk->part->unpriced_gpus += desk->unpriced[at];
    workloads_order_blanks(desk, before);
    return true;
}

static bool workloads_pages(workloads_desk *desk, size_t first, size_t count)
{
    const size_t rows = piq__row_count(desk->world->fleet, PIQ_ENTITY_WORKLOAD);
    for (size_t page = first; page < first + count && page * PIQ__PAGE_ROWS < rows; page++)
        if (!workloads_page(desk, page))
            return false;
    return true;
}

typedef struct workloads_run {
    const piq__world *world;
    piq__part *parts;
    bool *failed; /* by task */
} workloads_run;

static void workloads_task(void *context, size_t task)
{
    const workloads_run *run = context;
    const piq_allocator *a = run->world->allocator;
    workloads_desk *desk = piq__alloc_zero(a, 1, sizeof *desk);
    bool good = desk != NULL && piq__block_begin(&desk->block, run->world->fleet, a);
    if (good) {
        desk->world = run->world;
        desk->part = &run->parts[task];
        desk->work.paces = desk->paces;
        for (unsigned d = 1; d <= PIQ__DETECTOR_COUNT; d++)
            desk->verdicts[d].detector = d;
        for (unsigned state = 0; state < WORKLOADS_STATES; state++)
            for (unsigned kind = 0; kind < WORKLOADS_KINDS; kind++)
                workloads_begin_plan(desk, state, kind);
        const piq__mode mode = piq__mode_begin(); /* the task may run on a thread of its own */
        good = workloads_pages(desk, task * WORKLOADS_PAGES_PER_TASK, WORKLOADS_PAGES_PER_TASK);
        piq__mode_end(mode);
        workloads_end_plans(desk);
        piq__block_end(&desk->block, a);
    }
    piq__release(a, desk, sizeof *desk);
    run->failed[task] = !good;
}

size_t piq__evaluate_tasks(const piq__world *world)
{
    const size_t rows = (size_t)WORKLOADS_PAGES_PER_TASK * PIQ__PAGE_ROWS;
    return (piq__row_count(world->fleet, PIQ_ENTITY_WORKLOAD) + rows - 1) / rows;
}

bool piq__evaluate_workloads(const piq__world *world, piq__part *parts)
{
    const piq_policy *policy = world->policy;
    const size_t tasks = piq__evaluate_tasks(world);
    workloads_run run = {world, parts, piq__alloc_zero(world->allocator, tasks + 1, sizeof(bool))};
    if (run.failed == NULL)
        return false;
    if (policy->run != NULL && tasks > 1)
        policy->run(policy->run_user, workloads_task, &run, tasks);
    else
        for (size_t task = 0; task < tasks; task++)
            workloads_task(&run, task);
    bool good = true;
    for (size_t task = 0; task < tasks; task++)
        if (run.failed[task])
            good = false;
    piq__release(world->allocator, run.failed, (tasks + 1) * sizeof *run.failed);
    return good;
}
