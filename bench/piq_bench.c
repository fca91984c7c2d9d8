/* Times and memory of loading, evaluating and writing, as JSON lines. See README.md for what they mean. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load.h"
#include "memory.h"

#define BYTES_PER_NUMBER 12.0
#define BYTES_PER_ENTITY 64.0

typedef struct bench_options {
    size_t sizes[16], size_count;
    size_t json_most; /* larger fleets are not written as JSON */
    unsigned repeat;
    uint64_t seed;
    bench_shape shape;
    bool shuffled, detectors, loads, rest; /* rest: more than one evaluation */
    const char *load;                      /* the only one that is timed, and no evaluation; NULL: all */
} bench_options;

typedef struct bench_evaluation {
    double seconds;
    size_t peak, kept; /* bytes above the fleet: at most; of the report */
    size_t findings, not_evaluated;
} bench_evaluation;

static int32_t bench_swallow(void *user, const char *bytes, size_t length)
{
    (void)bytes;
    *(size_t *)user += length;
    return 0;
}

static double bench_least(double a, double b) { return a == 0 || b < a ? b : a; }

static piq_fleet *bench_new(bench_memory *memory)
{
    const piq_allocator allocator = bench_allocator(memory);
    piq_fleet *fleet;
    bench_must(piq_fleet_new(&allocator, &fleet), NULL);
    return fleet;
}

static void bench_begin_line(const bench_fleet *f, const char *what)
{
    printf("{\"what\": \"%s\", \"shape\": \"%s\", \"shuffled\": %s, \"workloads\": %zu, \"nodes\": %zu", what, bench_shape_name(f->shape),
           f->shuffled ? "true" : "false", f->workloads, f->nodes);
}

static void bench_end_line(void)
{
    printf("}\n");
    fflush(stdout);
}

/* ---- loading ---- */

static void bench_time_load(const bench_options *o, const bench_fleet *f, const char *what, void (*load)(const bench_fleet *, piq_fleet *, bench_load *))
{
    bench_load best;
    size_t bytes = 0;
    memset(&best, 0, sizeof best);
    for (unsigned i = 0; i < o->repeat; i++) {
        bench_memory memory;
        bench_load one;
        piq_fleet *fleet = bench_new(&memory);
        load(f, fleet, &one);
        one.seconds = bench_least(best.seconds, one.seconds);
        for (unsigned kind = 0; kind < BENCH_KINDS; kind++)
            one.kind_seconds[kind] = bench_least(best.kind_seconds[kind], one.kind_seconds[kind]);
        best = one;
        bytes = memory.now;
        piq_fleet_free(fleet);
    }
    const double budget = BYTES_PER_NUMBER * (double)best.numbers + BYTES_PER_ENTITY * (double)best.entities;
    bench_begin_line(f, what);
    printf(", \"seconds\": %.4f, \"values\": %zu, \"ns_per_value\": %.1f, \"ns_per_workload\": %.0f", best.seconds, best.numbers + best.words,
           best.seconds * 1e9 / (double)(best.numbers + best.words), best.seconds * 1e9 / (double)f->workloads);
    for (unsigned kind = 0; kind < BENCH_KINDS && best.kind_seconds[BENCH_IDS] > 0; kind++)
        printf(", \"ns_per_value_of_%s\": %.1f", bench_kind_name(kind), best.kind_seconds[kind] * 1e9 / (double)(best.kind_values[kind] + 1));
    printf(", \"fleet_bytes\": %zu, \"share_of_budget\": %.3f", bytes, (double)bytes / budget);
    bench_end_line();
}

static void bench_time_json(const bench_options *o, const bench_fleet *f)
{
    size_t length;
    char *json = bench_json(f, &length);
    double seconds = 0;
    for (unsigned i = 0; i < o->repeat; i++) {
        bench_memory memory;
        bench_load load;
        piq_fleet *fleet = bench_new(&memory);
        bench_load_json(json, length, fleet, &load);
        seconds = bench_least(seconds, load.seconds);
        piq_fleet_free(fleet);
    }
    bench_begin_line(f, "load_json");
    printf(", \"seconds\": %.4f, \"bytes\": %zu, \"mb_per_second\": %.0f", seconds, length, (double)length / seconds / 1e6);
    bench_end_line();
    free(json);
}

/* ---- evaluating ---- */

static piq_report *bench_evaluate(const piq_fleet *fleet, const piq_policy *policy, bench_memory *memory, bench_evaluation *e)
{
    const size_t before = memory->now;
    piq_error error = PIQ_ERROR_INIT;
    piq_report *report;
    memory->peak = memory->now;
    const double begin = bench_seconds();
    bench_must(piq_evaluate(fleet, policy, &report, &error), &error);
    e->seconds = bench_least(e->seconds, bench_seconds() - begin);
    e->peak = memory->peak - before;
    e->kept = memory->now - before;
    e->findings = piq_report_finding_count(report);
    e->not_evaluated = piq_report_not_evaluated_count(report);
    return report;
}

/* Only detector `only` is on; 0: none. */
static bench_evaluation bench_evaluate_only(const bench_options *o, const piq_fleet *fleet, bench_memory *memory, uint32_t only)
{
    bench_evaluation e = {0, 0, 0, 0, 0};
    piq_policy *policy;
    bench_must(piq_policy_new(NULL, &policy), NULL);
    for (uint32_t d = 1; d <= piq_detector_count(); d++)
        bench_must(piq_policy_enable(policy, d, d == only, NULL), NULL);
    for (unsigned i = 0; i < o->repeat; i++)
        piq_report_free(bench_evaluate(fleet, policy, memory, &e));
    piq_policy_free(policy);
    return e;
}

static void bench_time_detectors(const bench_options *o, const bench_fleet *f, const piq_fleet *fleet, bench_memory *memory, double none)
{
    for (size_t i = 0; i < piq_detector_count(); i++) {
        piq_detector_info info;
        info.struct_size = sizeof info;
        bench_must(piq_detector_at(i, &info), NULL);
        const bench_evaluation e = bench_evaluate_only(o, fleet, memory, info.id);
        bench_begin_line(f, "detector");
        printf(", \"detector\": \"%s\", \"findings\": %zu, \"not_evaluated\": %zu, \"ns_per_workload_above_none\": %.1f", info.name, e.findings,
               e.not_evaluated, (e.seconds - none) * 1e9 / (double)f->workloads);
        bench_end_line();
    }
}

static void bench_time_write(const bench_options *o, const bench_fleet *f, const piq_report *report)
{
    double seconds = 0;
    size_t bytes = 0;
    for (unsigned i = 0; i < o->repeat; i++) {
        bytes = 0;
        const double begin = bench_seconds();
        bench_must(piq_report_write_json(report, bench_swallow, &bytes, PIQ_JSON_COMPACT, NULL), NULL);
        seconds = bench_least(seconds, bench_seconds() - begin);
    }
    bench_begin_line(f, "write_json");
    printf(", \"seconds\": %.4f, \"bytes\": %zu, \"mb_per_second\": %.0f", seconds, bytes, (double)bytes / seconds / 1e6);
    bench_end_line();
}

static void bench_print_memory(const bench_fleet *f, const bench_load *load, size_t fleet_bytes, const bench_evaluation *all, const bench_evaluation *none)
{
    const double findings = (double)all->kept - (double)none->kept;
    const double budget = BYTES_PER_NUMBER * (double)load->numbers + BYTES_PER_ENTITY * (double)load->entities + findings;
    bench_begin_line(f, "memory");
    printf(", \"numbers\": %zu, \"other_values\": %zu, \"entities\": %zu, \"fleet_bytes\": %zu, \"evaluate_peak_bytes\": %zu, \"report_bytes\": %zu,"
           " \"finding_bytes\": %.0f, \"budget_bytes\": %.0f, \"share_of_budget\": %.3f",
           load->numbers, load->words, load->entities, fleet_bytes, all->peak, all->kept, findings, budget,
           ((double)fleet_bytes + (double)all->peak) / budget);
    bench_end_line();
}

/* What stays when no detector is on, and what each adds. */
static void bench_compare_evaluations(const bench_options *o, const bench_fleet *f, const piq_fleet *fleet, bench_memory *memory,
                                      const bench_load *load, size_t fleet_bytes, const bench_evaluation *all)
{
    const bench_evaluation none = bench_evaluate_only(o, fleet, memory, 0);
    bench_begin_line(f, "evaluate_none");
    printf(", \"seconds\": %.4f, \"ns_per_workload\": %.1f", none.seconds, none.seconds * 1e9 / (double)f->workloads);
    bench_end_line();
    bench_print_memory(f, load, fleet_bytes, all, &none);
    if (o->detectors)
        bench_time_detectors(o, f, fleet, memory, none.seconds);
}

/* Returns nanoseconds per workload. */
static double bench_time_evaluation(const bench_options *o, const bench_fleet *f)
{
    bench_memory memory;
    bench_load load;
    bench_evaluation all = {0, 0, 0, 0, 0};
    piq_report *report = NULL;
    piq_fleet *fleet = bench_new(&memory);
    bench_load_columns(f, fleet, &load);
    const size_t fleet_bytes = memory.now;
    for (unsigned i = 0; i < o->repeat; i++) {
        piq_report_free(report);
        report = bench_evaluate(fleet, NULL, &memory, &all);
    }
    const double ns = all.seconds * 1e9 / (double)f->workloads;
    bench_begin_line(f, "evaluate");
    printf(", \"seconds\": %.4f, \"ns_per_workload\": %.1f, \"findings\": %zu, \"not_evaluated\": %zu", all.seconds, ns, all.findings, all.not_evaluated);
    bench_end_line();
    if (o->rest)
        bench_time_write(o, f, report);
    piq_report_free(report);
    if (o->rest)
        bench_compare_evaluations(o, f, fleet, &memory, &load, fleet_bytes, &all);
    piq_fleet_free(fleet);
    return ns;
}

/* ---- the program ---- */

static void bench_usage(void)
{
    fprintf(stderr, "piq_bench [--sizes N,N,...] [--repeat N] [--seed N] [--shape NAME] [--shuffled] [--no-loads] [--no-detectors] [--evaluate-only]\n"
                    "          [--load rows|columns|arrow|json] [--json-most N] [--snapshot N]\n"
                    "shapes:");
    for (unsigned i = 0; i < BENCH_SHAPES; i++)
        fprintf(stderr, " %s", bench_shape_name(i));
    fprintf(stderr, "\n");
    exit(1);
}

static void bench_read_sizes(bench_options *o, const char *text)
{
    char *end;
    o->size_count = 0;
    while (o->size_count < sizeof o->sizes / sizeof *o->sizes) {
        o->sizes[o->size_count] = (size_t)strtod(text, &end);
        if (end == text || o->sizes[o->size_count] == 0 || o->sizes[o->size_count] > 100000000)
            bench_usage();
        o->size_count++;
        if (*end != ',')
            break;
        text = end + 1;
    }
}

static void bench_read_shape(bench_options *o, const char *name)
{
    for (unsigned i = 0; i < BENCH_SHAPES; i++)
        if (strcmp(name, bench_shape_name(i)) == 0) {
            o->shape = (bench_shape)i;
            return;
        }
    bench_usage();
}

/* The snapshot itself, to be read by other programs. */
static void bench_print_snapshot(const bench_options *o, const char *count)
{
    const bench_fleet f = bench_fleet_of(strtoul(count, NULL, 10), o->seed, o->shape, o->shuffled);
    size_t length;
    char *json = bench_json(&f, &length);
    fwrite(json, 1, length, stdout);
    free(json);
    exit(0);
}

static void bench_read_options(bench_options *o, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "--shuffled") == 0)
            o->shuffled = true;
        else if (strcmp(argv[i], "--no-detectors") == 0)
            o->detectors = false;
        else if (strcmp(argv[i], "--no-loads") == 0)
            o->loads = false;
        else if (strcmp(argv[i], "--evaluate-only") == 0)
            o->rest = o->loads = false;
        else if (++i >= argc)
            bench_usage();
        else if (strcmp(argv[i - 1], "--sizes") == 0)
            bench_read_sizes(o, value);
        else if (strcmp(argv[i - 1], "--repeat") == 0)
            o->repeat = (unsigned)strtoul(value, NULL, 10);
        else if (strcmp(argv[i - 1], "--seed") == 0)
            o->seed = strtoull(value, NULL, 10);
        else if (strcmp(argv[i - 1], "--json-most") == 0)
            o->json_most = strtoul(value, NULL, 10);
        else if (strcmp(argv[i - 1], "--load") == 0)
            o->load = value;
        else if (strcmp(argv[i - 1], "--shape") == 0)
            bench_read_shape(o, value);
        else if (strcmp(argv[i - 1], "--snapshot") == 0)
            bench_print_snapshot(o, value);
        else
            bench_usage();
    }
    if (o->repeat == 0)
        bench_usage();
}

static void bench_loads(const bench_options *o, const bench_fleet *f)
{
    static const struct {
        const char *name, *what;
        void (*load)(const bench_fleet *f, piq_fleet *fleet, bench_load *load);
    } all[] = {{"rows", "load_rows", bench_load_rows}, {"columns", "load_columns", bench_load_columns}, {"arrow", "load_arrow", bench_load_arrow}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (o->load == NULL || strcmp(o->load, all[i].name) == 0)
            bench_time_load(o, f, all[i].what, all[i].load);
    if (f->workloads <= o->json_most && (o->load == NULL || strcmp(o->load, "json") == 0))
        bench_time_json(o, f);
}

int main(int argc, char **argv)
{
    bench_options o = {{1000, 10000, 100000, 1000000}, 4, 1000000, 5, 1, BENCH_TYPICAL, false, true, true, true, NULL};
    double at_10000 = 0, at_1000000 = 0;
    bench_read_options(&o, argc, argv);
    for (size_t i = 0; i < o.size_count; i++) {
        const bench_fleet f = bench_fleet_of(o.sizes[i], o.seed, o.shape, o.shuffled);
        if (o.loads)
            bench_loads(&o, &f);
        if (o.load != NULL)
            continue;
        const double ns = bench_time_evaluation(&o, &f);
        at_10000 = f.workloads == 10000 ? ns : at_10000;
        at_1000000 = f.workloads == 1000000 ? ns : at_1000000;
    }
    if (at_10000 > 0 && at_1000000 > 0)
        printf("{\"what\": \"flatness\", \"ns_per_workload_1e6_over_1e4\": %.2f}\n", at_1000000 / at_10000);
    return 0;
}
