/* Times the planner on synthetic fleets and counts its memory: by itself, or as part of an evaluation.
   piq_bench_plan NODES JOBS FREE_PERMILLE MOVABLE_PERCENT [SEED [TYPES [SHARE_PERCENT [WORK_LIMIT]]]] [nodes | fleet]
   The last word: `nodes` prints, instead, each node on a line: type, free GPUs, then each item's GPUs (negative: not movable);
   `fleet` fills a fleet of the same work through the public header and evaluates it with and without the jobs. */
#include "synthetic.h"

#include "../memory.h"

static uint32_t scale_argument(int argc, char **argv, int k, uint32_t otherwise)
{
    return argc > k ? (uint32_t)strtoul(argv[k], NULL, 10) : otherwise;
}

static void scale_print_nodes(const piq__plan_problem *p)
{
    uint32_t i = 0;
    for (uint32_t n = 0; n < p->nodes; n++) {
        uint32_t first = i;
        int32_t used = 0;
        for (; i < p->items && p->piece_node[i] == n; i++)
            used += p->item_gpus[i];
        printf("%u %d", p->node_type[n], p->node_capacity[n] - used);
        for (; first < i; first++)
            printf(" %d", p->item_movable[first] ? p->item_gpus[first] : -p->item_gpus[first]);
        printf("\n");
    }
}

static int scale_plan(const piq__plan_problem *p, uint64_t limit)
{
    bench_memory memory;
    piq__plan_result result;
    const piq_allocator a = bench_allocator(&memory);
    const double before = bench_seconds();
    if (piq__plan(p, &a, limit, &result) != PIQ_OK)
        return 3;
    const double after = bench_seconds();
    printf("nodes %u items %u jobs %u: runs %u of at most %u, moved %.2f in %zu moves, optimal %s, work %llu, %.1f ms, %.1f MB\n", p->nodes,
           p->items, p->jobs, result.runs, result.runs_bound, result.gpus_moved, result.move_count, result.optimal ? "yes" : "no",
           (unsigned long long)result.work, (after - before) * 1e3, (double)memory.peak / 1e6);
    piq__plan_free(&a, &result);
    return memory.now == 0 ? 0 : 4;
}

/* ---- the same as a fleet ---- */

static piq_fleet *scale_rows(piq_fleet *f, uint32_t entity, char letter, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        char id[24];
        (void)snprintf(id, sizeof id, "%c%06u", letter, i);
        if (piq_fleet_add(f, entity, id, PIQ_NUL_TERMINATED, NULL, NULL) != PIQ_OK)
            exit(3);
    }
    return f;
}

static void scale_number(piq_fleet *f, uint32_t entity, size_t row, uint32_t field, double value)
{
    if (piq_fleet_set_number(f, piq_fleet_row(f, entity, row), field, value, NULL) != PIQ_OK)
        exit(3);
}

static void scale_flag(piq_fleet *f, size_t row, uint32_t field, int32_t value)
{
    if (piq_fleet_set_boolean(f, piq_fleet_row(f, PIQ_ENTITY_WORKLOAD, row), field, value, NULL) != PIQ_OK)
        exit(3);
}

static void scale_word(piq_fleet *f, uint32_t entity, size_t row, uint32_t field, const char *word)
{
    if (piq_fleet_set_string(f, piq_fleet_row(f, entity, row), field, word, PIQ_NUL_TERMINATED, NULL) != PIQ_OK)
        exit(3);
}

/* Whole GPUs only: shares would need labels. */
static piq_fleet *scale_fleet(const piq__plan_problem *p, const piq_allocator *a, uint32_t jobs)
{
    piq_fleet *f;
    if (piq_fleet_new(a, &f) != PIQ_OK)
        exit(3);
    scale_rows(f, PIQ_ENTITY_NODE, 'n', p->nodes);
    scale_rows(f, PIQ_ENTITY_WORKLOAD, 'w', p->items);
    scale_rows(f, PIQ_ENTITY_WORKLOAD, 'x', jobs);
    for (uint32_t n = 0; n < p->nodes; n++) {
        scale_number(f, PIQ_ENTITY_NODE, n, PIQ_NODE_GPU_COUNT, p->node_capacity[n]);
        scale_word(f, PIQ_ENTITY_NODE, n, PIQ_NODE_GPU_TYPE, "H100-80");
    }
    for (uint32_t i = 0; i < p->items; i++) {
        const piq_piece piece = {piq_fleet_row(f, PIQ_ENTITY_NODE, p->piece_node[i]), p->item_gpus[i], -1, NULL, 0};
        scale_number(f, PIQ_ENTITY_WORKLOAD, i, PIQ_WORKLOAD_GPUS, p->item_gpus[i]);
        scale_flag(f, i, PIQ_WORKLOAD_MOVABLE, p->item_movable[i]);
        if (piq_fleet_place(f, piq_fleet_row(f, PIQ_ENTITY_WORKLOAD, i), &piece, 1, sizeof piece, NULL) != PIQ_OK)
            exit(3);
    }
    for (uint32_t j = p->items; j < p->items + jobs; j++) {
        scale_word(f, PIQ_ENTITY_WORKLOAD, j, PIQ_WORKLOAD_STATE, "pending");
        scale_number(f, PIQ_ENTITY_WORKLOAD, j, PIQ_WORKLOAD_GPUS, 8);
        scale_number(f, PIQ_ENTITY_WORKLOAD, j, PIQ_WORKLOAD_PENDING_SECONDS, 3600);
        scale_flag(f, j, PIQ_WORKLOAD_SINGLE_DOMAIN, 1);
        scale_flag(f, j, PIQ_WORKLOAD_QUOTA_ADMITTED, 1);
    }
    return f;
}

/* Nothing is judged but fragmentation, so that what remains is the frame of an evaluation. */
static double scale_evaluate(const piq__plan_problem *p, uint32_t jobs, size_t *peak, piq_plan *plan)
{
    bench_memory memory;
    piq_policy *policy;
    piq_report *report;
    const piq_allocator a = bench_allocator(&memory);
    piq_fleet *f = scale_fleet(p, &a, jobs);
    if (piq_policy_new(NULL, &policy) != PIQ_OK)
        exit(3);
    for (uint32_t d = 1; d <= piq_detector_count(); d++)
        if (d != PIQ_DETECTOR_FRAGMENTATION && piq_policy_enable(policy, d, 0, NULL) != PIQ_OK)
            exit(3);
    const size_t held = memory.now;
    memory.peak = memory.now;
    const double before = bench_seconds();
    if (piq_evaluate(f, policy, &report, NULL) != PIQ_OK)
        exit(3);
    const double seconds = bench_seconds() - before;
    *peak = memory.peak - held;
    plan->struct_size = sizeof *plan;
    if (piq_report_plan(report, plan) != PIQ_OK)
        exit(3);
    piq_report_free(report);
    piq_policy_free(policy);
    piq_fleet_free(f);
    return seconds;
}

static int scale_whole(const piq__plan_problem *p)
{
    size_t without_peak, peak;
    piq_plan plan;
    const double without = scale_evaluate(p, 0, &without_peak, &plan), seconds = scale_evaluate(p, p->jobs, &peak, &plan);
    printf("nodes %u workloads %u, %u of them pending: evaluation %.1f ms and %.1f MB beyond the fleet, without the pending ones %.1f ms and %.1f MB; "
           "runs %llu of at most %llu, %.0f GPUs moved in %llu moves\n",
           p->nodes, p->items + p->jobs, p->jobs, seconds * 1e3, (double)peak / 1e6, without * 1e3, (double)without_peak / 1e6,
           (unsigned long long)plan.runs, (unsigned long long)plan.runs_bound, plan.gpus_moved, (unsigned long long)plan.moves);
    return 0;
}

int main(int argc, char **argv)
{
    const char *last = argc > 1 ? argv[argc - 1] : "";
    const bool nodes = strcmp(last, "nodes") == 0, fleet = strcmp(last, "fleet") == 0;
    argc -= nodes || fleet ? 1 : 0;
    const synthetic_mix mix = {scale_argument(argc, argv, 1, 1000), scale_argument(argc, argv, 2, 200), scale_argument(argc, argv, 5, 1),
                               scale_argument(argc, argv, 3, 133),  scale_argument(argc, argv, 4, 80),  scale_argument(argc, argv, 6, 1),
                               scale_argument(argc, argv, 7, 0)};
    piq__plan_problem p;
    text_rows rows;
    int result = 0;
    synthetic_fleet(&mix, &p, &rows);
    if (nodes)
        scale_print_nodes(&p);
    else if (fleet)
        result = scale_whole(&p);
    else
        result = scale_plan(&p, argc > 8 ? strtoull(argv[8], NULL, 10) : 5000000);
    text_free(&rows);
    return result;
}
