/* Bytes as a small cluster with jobs that wait. The plan is followed step by step by a bookkeeper that knows only counts. */
#include <stdio.h>
#include <string.h>

#include "common/kit.h"
#include "fuzz/fuzz.h"

#define NODES_MOST 10
#define WORK_MOST 24
#define JOBS_MOST 4

typedef struct planner_work {
    piq_ref row;
    bool movable;
    unsigned whole[NODES_MOST]; /* GPUs held on each node */
} planner_work;

typedef struct planner_desk {
    fuzz_bytes input;
    piq_fleet *fleet;
    piq_ref nodes[NODES_MOST];
    unsigned free[NODES_MOST];
    bool closed[NODES_MOST]; /* cordoned, or out of bounds for new work */
    planner_work work[WORK_MOST];
    unsigned node_count, work_count;
} planner_desk;

static void planner_number(planner_desk *d, piq_ref row, uint32_t field, double value)
{
    FUZZ_MUST(piq_fleet_set_number(d->fleet, row, field, value, NULL) == PIQ_OK);
}

static void planner_word(planner_desk *d, piq_ref row, uint32_t field, const char *word)
{
    FUZZ_MUST(piq_fleet_set_string(d->fleet, row, field, word, PIQ_NUL_TERMINATED, NULL) == PIQ_OK);
}

static void planner_node(planner_desk *d, unsigned i)
{
    static const char *const types[] = {"H100-80", "A100-80"};
    char id[16], domain[16];
    const unsigned size = 1u << fuzz_below(&d->input, 4);
    const uint8_t how = fuzz_byte(&d->input);
    (void)snprintf(id, sizeof id, "n%u", i);
    d->nodes[i] = kit_add(d->fleet, PIQ_ENTITY_NODE, id);
    planner_word(d, d->nodes[i], PIQ_NODE_GPU_TYPE, types[how % 5 == 0]);
    planner_number(d, d->nodes[i], PIQ_NODE_GPU_COUNT, size);
    d->free[i] = size;
    d->closed[i] = how % 7 == 0;
    if (d->closed[i])
        planner_word(d, d->nodes[i], PIQ_NODE_STATE, "cordoned");
    if (how % 3 == 0) {
        (void)snprintf(domain, sizeof domain, "rack%u", i / 2);
        planner_word(d, d->nodes[i], PIQ_NODE_DOMAIN, domain);
    }
    if (how % 11 == 0) {
        planner_number(d, d->nodes[i], PIQ_NODE_UNHEALTHY_GPUS, 1);
        d->free[i]--;
    }
}

static void planner_running(planner_desk *d)
{
    const unsigned node = fuzz_below(&d->input, d->node_count), size = 1u << fuzz_below(&d->input, 3);
    char id[16];
    if (d->free[node] < size)
        return;
    planner_work *w = &d->work[d->work_count];
    (void)snprintf(id, sizeof id, "r%u", d->work_count++);
    w->row = kit_add(d->fleet, PIQ_ENTITY_WORKLOAD, id);
    w->movable = fuzz_byte(&d->input) % 4 != 0;
    w->whole[node] = size;
    d->free[node] -= size;
    const piq_piece piece = {d->nodes[node], size, -1, NULL, 0};
    FUZZ_MUST(piq_fleet_place(d->fleet, w->row, &piece, 1, sizeof piece, NULL) == PIQ_OK);
    planner_number(d, w->row, PIQ_WORKLOAD_GPUS, size);
    FUZZ_MUST(piq_fleet_set_boolean(d->fleet, w->row, PIQ_WORKLOAD_MOVABLE, w->movable, NULL) == PIQ_OK);
    if (fuzz_byte(&d->input) % 3 == 0)
        planner_number(d, w->row, PIQ_WORKLOAD_PRIORITY, fuzz_byte(&d->input) % 5);
}

static void planner_job(planner_desk *d, unsigned i)
{
    char id[16];
    const uint8_t how = fuzz_byte(&d->input);
    (void)snprintf(id, sizeof id, "j%u", i);
    const piq_ref row = kit_add(d->fleet, PIQ_ENTITY_WORKLOAD, id);
    planner_word(d, row, PIQ_WORKLOAD_STATE, "pending");
    planner_number(d, row, PIQ_WORKLOAD_GPUS, 1u << fuzz_below(&d->input, 4));
    planner_number(d, row, PIQ_WORKLOAD_PENDING_SECONDS, 3600);
    FUZZ_MUST(piq_fleet_set_boolean(d->fleet, row, PIQ_WORKLOAD_SINGLE_DOMAIN, 1, NULL) == PIQ_OK);
    if (how % 4 == 0)
        planner_number(d, row, PIQ_WORKLOAD_REPLICAS, 2);
    if (how % 3 == 0)
        planner_number(d, row, PIQ_WORKLOAD_PRIORITY, how % 7);
}

/* ---- following the plan ---- */

static unsigned planner_named(const char *id, char letter, unsigned count)
{
    unsigned at = 0;
    FUZZ_MUST(id[0] == letter && sscanf(id + 1, "%u", &at) == 1 && at < count);
    return at;
}

static double planner_take(planner_desk *d, const piq_report *report, int32_t start, size_t index, const piq_step *step, planner_work *w)
{
    double gpus = 0;
    for (size_t i = 0; i < step->to_count; i++) {
        const char *node = NULL, *label = NULL;
        double piece = 0;
        FUZZ_MUST(piq_report_step_piece(report, start, index, 1, i, &node, &piece, &label) == PIQ_OK);
        const unsigned at = planner_named(node, 'n', d->node_count);
        FUZZ_MUST(!d->closed[at] && piece >= 1 && d->free[at] >= piece);
        d->free[at] -= (unsigned)piece;
        if (w != NULL)
            w->whole[at] += (unsigned)piece;
        gpus += piece;
    }
    FUZZ_MUST(gpus > step->gpus - 1e-9 && gpus < step->gpus + 1e-9);
    return gpus;
}

static void planner_move(planner_desk *d, const piq_report *report, size_t index, double *moved)
{
    piq_step step = {.struct_size = sizeof step};
    FUZZ_MUST(piq_report_move(report, index, &step) == PIQ_OK);
    planner_work *w = &d->work[planner_named(step.workload, 'r', d->work_count)];
    FUZZ_MUST(w->movable);
    for (size_t i = 0; i < step.from_count; i++) {
        const char *node = NULL, *label = NULL;
        double piece = 0;
        FUZZ_MUST(piq_report_step_piece(report, 0, index, 0, i, &node, &piece, &label) == PIQ_OK);
        const unsigned at = planner_named(node, 'n', d->node_count);
        FUZZ_MUST(w->whole[at] == piece);
        w->whole[at] = 0;
        d->free[at] += (unsigned)piece;
    }
    *moved += planner_take(d, report, 0, index, &step, w);
}

static void planner_follow(planner_desk *d, const piq_report *report)
{
    piq_plan plan = {.struct_size = sizeof plan};
    double moved = 0;
    FUZZ_MUST(piq_report_plan(report, &plan) == PIQ_OK);
    FUZZ_MUST(plan.runs <= plan.runs_bound && (!plan.optimal || plan.runs == plan.runs_bound));
    for (size_t i = 0; i < plan.moves; i++)
        planner_move(d, report, i, &moved);
    FUZZ_MUST(moved == plan.gpus_moved);
    for (size_t i = 0; i < plan.starts; i++) {
        piq_step step = {.struct_size = sizeof step};
        FUZZ_MUST(piq_report_start(report, i, &step) == PIQ_OK);
        (void)planner_take(d, report, 1, i, &step, NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    planner_desk d = {.input = {bytes, size}};
    piq_report *report = NULL;
    d.fleet = kit_fleet();
    d.node_count = 1 + fuzz_below(&d.input, NODES_MOST);
    for (unsigned i = 0; i < d.node_count; i++)
        planner_node(&d, i);
    for (unsigned i = fuzz_below(&d.input, WORK_MOST + 1); i > 0; i--)
        planner_running(&d);
    for (unsigned i = 0, count = 1 + fuzz_below(&d.input, JOBS_MOST); i < count; i++)
        planner_job(&d, i);
    fuzz_judge(d.fleet, NULL);
    FUZZ_MUST(piq_evaluate(d.fleet, NULL, &report, NULL) == PIQ_OK);
    planner_follow(&d, report);
    piq_report_free(report);
    piq_fleet_free(d.fleet);
    return 0;
}
