/* What a random fleet holds: common situations with values on and around the thresholds, and any field missing now and then. */
#include "properties/random_fleet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct maker {
    uint64_t state;
    rf_fleet *fleet;
    const char *prefix, *cluster;
    double free[16];     /* GPUs of each node */
    unsigned shares[16]; /* halves of a GPU handed out on each */
} maker;

static double pick_of(maker *m, const double *values, size_t count) { return values[kit_random(&m->state) % count]; }
static bool chance(maker *m, double p) { return (double)(kit_random(&m->state) >> 11) / 9007199254740992.0 < p; }
#define PICK(m, ...) pick_of(m, (const double[]){__VA_ARGS__}, sizeof((double[]){__VA_ARGS__}) / sizeof(double))
#define WORD(m, ...)                                                                                                                   \
    ((const char *const[]){__VA_ARGS__})[kit_random(&(m)->state) % (sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))]
#define MAYBE(m, p, row, field, ...)                                                                                                   \
    do {                                                                                                                               \
        if (chance(m, p))                                                                                                              \
            rf_set(row, field, PICK(m, __VA_ARGS__));                                                                                  \
    } while (0)

/* ---- catalog ---- */

static const piq_mig_profile profiles[] = {
    {"1g.10gb", 1, 7, 10e9, 7}, {"2g.20gb", 2, 7, 20e9, 3}, {"3g.40gb", 3, 7, 40e9, 2}, {"7g.80gb", 7, 7, 80e9, 1}};

static const struct {
    const char *name;
    double memory, bandwidth, fp16, fp8, price, domain, link;
} cards[] = {{"H100-80", 80e9, 3350e9, 989e12, 1979e12, 4, 8, 900e9},   {"A100-80", 80e9, 2039e9, 312e12, 0, 2.5, 8, 600e9},
             {"L40S-48", 48e9, 864e9, 362e12, 733e12, 1.8, 1, 0},       {"A10G-24", 24e9, 600e9, 70e12, 0, 1.2, 1, 0},
             {"L4-24", 24e9, 300e9, 121e12, 242e12, 0.8, 1, 0},         {"H200-141", 141e9, 4800e9, 989e12, 1979e12, 5.5, 8, 900e9}};
#define CARDS (sizeof cards / sizeof cards[0])

static const struct {
    const char *name;
    double parameters, layers, kv_heads, head_dim, heads, hidden;
} models[] = {{"m7", 7.24e9, 32, 8, 128, 32, 4096}, {"m70", 70.6e9, 80, 8, 128, 64, 8192}, {"m34", 34e9, 48, 8, 128, 56, 7168}, {"bare", 7.24e9, 0, 0, 0, 0, 0}};
#define MODELS (sizeof models / sizeof models[0])

static void make_catalog(maker *m)
{
    for (size_t i = 0; i < CARDS; i++) {
        rf_row *row = rf_add(m->fleet, PIQ_ENTITY_GPU_TYPE, cards[i].name);
        rf_set(row, PIQ_GPU_TYPE_MEMORY_BYTES, cards[i].memory);
        rf_set(row, PIQ_GPU_TYPE_MEMORY_BANDWIDTH, cards[i].bandwidth);
        rf_set(row, PIQ_GPU_TYPE_FP16_FLOPS, cards[i].fp16);
        if (cards[i].fp8 > 0)
            rf_set(row, PIQ_GPU_TYPE_FP8_FLOPS, cards[i].fp8);
        if (cards[i].link > 0)
            rf_set(row, PIQ_GPU_TYPE_LINK_BANDWIDTH, cards[i].link);
        rf_set(row, PIQ_GPU_TYPE_DOMAIN_GPUS, cards[i].domain);
        if (chance(m, 0.95))
            rf_set(row, PIQ_GPU_TYPE_PRICE_PER_GPU_HOUR, cards[i].price);
        MAYBE(m, 0.1, row, PIQ_GPU_TYPE_RESALE_PRICE_PER_GPU_HOUR, 0.5, 0.2);
        MAYBE(m, 0.1, row, PIQ_GPU_TYPE_ALLOWED, 0, 1);
        row->has_profiles = true;
        if (i < 2 && chance(m, 0.5)) {
            row->profiles = profiles;
            row->profile_count = sizeof profiles / sizeof profiles[0];
        }
    }
    for (size_t i = 0; i < MODELS; i++) {
        rf_row *row = rf_add(m->fleet, PIQ_ENTITY_MODEL, models[i].name);
        rf_set(row, PIQ_MODEL_PARAMETERS, models[i].parameters);
        if (models[i].layers == 0)
            continue;
        rf_set(row, PIQ_MODEL_LAYERS, models[i].layers);
        rf_set(row, PIQ_MODEL_KV_HEADS, models[i].kv_heads);
        rf_set(row, PIQ_MODEL_HEAD_DIM, models[i].head_dim);
        rf_set(row, PIQ_MODEL_ATTENTION_HEADS, models[i].heads);
        rf_set(row, PIQ_MODEL_HIDDEN_SIZE, models[i].hidden);
    }
}

/* ---- nodes ---- */

static void make_node(maker *m, size_t number)
{
    char id[24];
    (void)snprintf(id, sizeof id, "%snode%zu", m->prefix, number);
    rf_row *row = rf_add(m->fleet, PIQ_ENTITY_NODE, id);
    const double gpus = PICK(m, 8, 8, 8, 4, 2, 1);
    rf_set_text(row, PIQ_NODE_CLUSTER, m->cluster);
    rf_set_text(row, PIQ_NODE_GPU_TYPE, cards[kit_random(&m->state) % CARDS].name);
    rf_set(row, PIQ_NODE_GPU_COUNT, gpus);
    m->free[number] = gpus;
    MAYBE(m, 0.9, row, PIQ_NODE_BILLED, 1, 1, 1, 1, 0);
    MAYBE(m, 0.5, row, PIQ_NODE_PRICE_PER_GPU_HOUR, 4, 2.5, 1.1, 0, 3.33);
    if (chance(m, 0.25)) {
        rf_set_text(row, PIQ_NODE_PURCHASE, WORD(m, "on_demand", "spot", "committed", "owned"));
        MAYBE(m, 0.7, row, PIQ_NODE_RESALE_PRICE_PER_GPU_HOUR, 0.5, 0.4, 0);
        MAYBE(m, 0.7, row, PIQ_NODE_SELL_THROUGH_RATIO, 0.5, 1, 0);
    }
    if (chance(m, 0.2))
        rf_set_text(row, PIQ_NODE_BILLING_UNIT, WORD(m, "gpu", "node"));
    if (chance(m, 0.15))
        rf_set_text(row, PIQ_NODE_STATE, WORD(m, "ready", "cordoned", "draining", "maintenance", "failed"));
    if (chance(m, 0.1))
        rf_set_text(row, PIQ_NODE_PURPOSE, WORD(m, "general", "ha_spare", "dr", "dev"));
    MAYBE(m, 0.4, row, PIQ_NODE_IDLE_SECONDS, 604800, 14400, 14399, 3600, 1209600);
    MAYBE(m, 0.3, row, PIQ_NODE_READY_SECONDS, 5000000, 3600, 3599);
    MAYBE(m, 0.1, row, PIQ_NODE_STATE_SECONDS, 86400, 100000);
    MAYBE(m, 0.1, row, PIQ_NODE_UNHEALTHY_GPUS, 1, 0);
    MAYBE(m, 0.2, row, PIQ_NODE_SM_ACTIVE_MAX, 0, 0.01, 0.5);
    MAYBE(m, 0.1, row, PIQ_NODE_COVERAGE_RATIO, 1, 0.8, 0.5);
    MAYBE(m, 0.1, row, PIQ_NODE_DARK_RATIO, 0.5, 1);
    MAYBE(m, 0.05, row, PIQ_NODE_MIG_ENABLED, 1, 0);
}

/* ---- workloads ---- */

/* Takes GPUs where there are any; a fleet may be full. */
static void place_on(maker *m, rf_row *row, double gpus)
{
    static const char *const labels[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    const size_t nodes = m->fleet->counts[PIQ_ENTITY_NODE], first = kit_random(&m->state) % nodes;
    for (size_t i = 0; i < nodes && gpus > 0 && row->piece_count < RF_PIECES; i++) {
        const size_t node = (first + i) % nodes;
        const bool opened = m->shares[node] % 2 == 1; /* half of a shared GPU is still free */
        const double part = gpus < 1 ? (opened || m->free[node] >= 1 ? gpus : 0) : m->free[node] < gpus ? m->free[node] : gpus;
        if (part <= 0)
            continue;
        const rf_piece piece = {node, part, -1, gpus < 1 ? labels[m->shares[node]++ / 2] : NULL};
        row->pieces[row->piece_count++] = piece;
        m->free[node] -= part >= 1 ? part : opened ? 0 : 1;
        gpus -= part;
    }
    row->has_pieces = row->piece_count > 0;
}

static void make_common(maker *m, rf_row *row)
{
    MAYBE(m, 0.2, row, PIQ_WORKLOAD_COVERAGE_RATIO, 1, 0.95, 0.8, 0.79);
    MAYBE(m, 0.2, row, PIQ_WORKLOAD_STALE_SECONDS, 10, 300, 301);
    MAYBE(m, 0.2, row, PIQ_WORKLOAD_OBSERVED_SECONDS, 1209600, 108000, 107999);
    MAYBE(m, 0.1, row, PIQ_WORKLOAD_PRICE_PER_GPU_HOUR, 3, 0.5);
    MAYBE(m, 0.15, row, PIQ_WORKLOAD_MIN_REPLICAS, 0, 1, 2);
    MAYBE(m, 0.1, row, PIQ_WORKLOAD_REPLICA_FLOOR, 0, 1, 2);
    MAYBE(m, 0.1, row, PIQ_WORKLOAD_WARM_RATIO, 0.5, 1, 0.1);
    MAYBE(m, 0.1, row, PIQ_WORKLOAD_IDLE_SECONDS, 259200, 1209600, 259199);
    MAYBE(m, 0.1, row, PIQ_WORKLOAD_MOVABLE, 1, 0);
    if (chance(m, 0.15))
        rf_set_text(row, PIQ_WORKLOAD_ENVIRONMENT, WORD(m, "prod", "dev"));
    MAYBE(m, 0.1, row, PIQ_WORKLOAD_GPU_OOM_EVENTS, 0, 1, 4);
    MAYBE(m, 0.1, row, PIQ_WORKLOAD_OOM_GPU_MEMORY_PEAK, 0.97, 0.9, 0.5);
    MAYBE(m, 0.1, row, PIQ_WORKLOAD_HOST_OOM_EVENTS, 0, 2);
    MAYBE(m, 0.05, row, PIQ_WORKLOAD_UNKNOWN_OOM_EVENTS, 1);
    MAYBE(m, 0.1, row, PIQ_WORKLOAD_HOST_MEMORY_PEAK, 0.95, 0.3);
}

static void make_model(maker *m, rf_row *row)
{
    if (chance(m, 0.9))
        rf_set_text(row, PIQ_WORKLOAD_MODEL, WORD(m, "m7", "m7", "m70", "m34", "bare", "nobody-knows"));
    if (chance(m, 0.6))
        rf_set_text(row, PIQ_WORKLOAD_WEIGHT_DTYPE, WORD(m, "bf16", "fp8", "int4", "fp32"));
    if (chance(m, 0.7))
        rf_set_text(row, PIQ_WORKLOAD_ENGINE, WORD(m, "vllm", "sglang", "triton", "other"));
    MAYBE(m, 0.7, row, PIQ_WORKLOAD_MAX_MODEL_LEN, 8192, 4096, 131072);
    MAYBE(m, 0.3, row, PIQ_WORKLOAD_DECLARED_CONCURRENCY, 1, 8, 64);
    MAYBE(m, 0.6, row, PIQ_WORKLOAD_PROMPT_TOKENS_MEAN, 500, 2000);
    MAYBE(m, 0.6, row, PIQ_WORKLOAD_OUTPUT_TOKENS_MEAN, 200, 100);
    MAYBE(m, 0.3, row, PIQ_WORKLOAD_TTFT_SLO_SECONDS, 1, 5);
    MAYBE(m, 0.3, row, PIQ_WORKLOAD_TPOT_SLO_SECONDS, 0.05, 0.1);
}

static void make_llm(maker *m, rf_row *row)
{
    rf_set_text(row, PIQ_WORKLOAD_KIND, "llm_serving");
    make_model(m, row);
    MAYBE(m, 0.7, row, PIQ_WORKLOAD_KV_CACHE_USAGE_MAX, 0.1, 0.5, 0.99);
    MAYBE(m, 0.6, row, PIQ_WORKLOAD_KV_CACHE_USAGE_P95, 0.1, 0.6, 0.95);
    MAYBE(m, 0.7, row, PIQ_WORKLOAD_OUTPUT_TOKENS_PER_SECOND_PEAK, 10, 300, 3000);
    MAYBE(m, 0.5, row, PIQ_WORKLOAD_OUTPUT_TOKENS_PER_SECOND, 100, 450, 1500);
    MAYBE(m, 0.4, row, PIQ_WORKLOAD_EXPECTED_TOKENS_PER_SECOND, 1000, 1500);
    MAYBE(m, 0.6, row, PIQ_WORKLOAD_REQUESTS_WAITING, 0, 5, 20);
    MAYBE(m, 0.6, row, PIQ_WORKLOAD_REQUESTS_RUNNING, 4, 16, 200);
    MAYBE(m, 0.5, row, PIQ_WORKLOAD_MAX_NUM_SEQS, 16, 256);
    MAYBE(m, 0.6, row, PIQ_WORKLOAD_DEMAND_SECONDS, 0, 1800, 40000);
    MAYBE(m, 0.3, row, PIQ_WORKLOAD_PREEMPTIONS, 0, 500);
    MAYBE(m, 0.4, row, PIQ_WORKLOAD_REQUESTS, 0, 100, 20000);
    MAYBE(m, 0.1, row, PIQ_WORKLOAD_EAGER_MODE, 1, 0);
    MAYBE(m, 0.1, row, PIQ_WORKLOAD_CPU_CORES, 2, 32);
    MAYBE(m, 0.1, row, PIQ_WORKLOAD_CPU_UTILIZATION_P95, 0.95, 0.3);
}

static void make_serving(maker *m, rf_row *row)
{
    rf_set_text(row, PIQ_WORKLOAD_KIND, WORD(m, "serving", "notebook", "training"));
    MAYBE(m, 0.9, row, PIQ_WORKLOAD_GPU_MEMORY_USED_MAX_BYTES, 8e9, 15e9, 40e9, 70e9);
    MAYBE(m, 0.8, row, PIQ_WORKLOAD_SM_ACTIVE_PEAK, 0.05, 0.3, 0.49, 0.5);
    MAYBE(m, 0.7, row, PIQ_WORKLOAD_TENSOR_ACTIVE_P95, 0.01, 0.2);
    MAYBE(m, 0.7, row, PIQ_WORKLOAD_DRAM_ACTIVE_P95, 0.01, 0.2);
    if (chance(m, 0.8))
        rf_set_text(row, PIQ_WORKLOAD_ENGINE, WORD(m, "triton", "other"));
    MAYBE(m, 0.3, row, PIQ_WORKLOAD_ITEMS_PER_SECOND, 10, 60);
    MAYBE(m, 0.3, row, PIQ_WORKLOAD_EXPECTED_ITEMS_PER_SECOND, 100);
    MAYBE(m, 0.4, row, PIQ_WORKLOAD_REQUESTS_WAITING, 0, 20);
    MAYBE(m, 0.4, row, PIQ_WORKLOAD_DEMAND_SECONDS, 1800, 40000);
}

static void make_batch(maker *m, rf_row *row)
{
    rf_set_text(row, PIQ_WORKLOAD_KIND, "batch");
    if (chance(m, 0.3))
        make_model(m, row);
    MAYBE(m, 0.9, row, PIQ_WORKLOAD_SM_ACTIVE_MEAN, 0.05, 0.1, 0.49, 0.5);
    MAYBE(m, 0.7, row, PIQ_WORKLOAD_TENSOR_ACTIVE_MEAN, 0.02, 0.1);
    MAYBE(m, 0.8, row, PIQ_WORKLOAD_DRAM_ACTIVE_MEAN, 0.02, 0.1, 0.39, 0.4);
    MAYBE(m, 0.9, row, PIQ_WORKLOAD_GPU_MEMORY_USED_MAX_BYTES, 6e9, 15e9, 60e9);
    MAYBE(m, 0.7, row, PIQ_WORKLOAD_BATCH_SIZE, 1, 4, 8, 9, 64);
    MAYBE(m, 0.7, row, PIQ_WORKLOAD_MEMORY_BASE_BYTES, 4e9, 10e9);
    MAYBE(m, 0.7, row, PIQ_WORKLOAD_BYTES_PER_ITEM, 1e8, 1e9);
    MAYBE(m, 0.4, row, PIQ_WORKLOAD_BATCH_SIZE_LIMIT, 4, 8, 256);
    MAYBE(m, 0.5, row, PIQ_WORKLOAD_ITEMS_REMAINING, 10, 1e6);
    MAYBE(m, 0.8, row, PIQ_WORKLOAD_RUN_SECONDS, 3600, 14400, 36000);
    MAYBE(m, 0.8, row, PIQ_WORKLOAD_RUNS_PER_MONTH, 1, 30, 200);
    MAYBE(m, 0.2, row, PIQ_WORKLOAD_DEADLINE_SECONDS, 7200, 86400);
    if (chance(m, 0.7))
        rf_set_text(row, PIQ_WORKLOAD_ENGINE, "other");
}

static void make_scaling(maker *m, rf_row *row)
{
    rf_set_text(row, PIQ_WORKLOAD_KIND, WORD(m, "llm_serving", "serving"));
    MAYBE(m, 0.9, row, PIQ_WORKLOAD_USER_FACING, 1, 1, 0);
    MAYBE(m, 0.8, row, PIQ_WORKLOAD_COLD_STARTS, 0, 2, 3, 40);
    MAYBE(m, 0.8, row, PIQ_WORKLOAD_COLD_START_P50_SECONDS, 4, 30, 90, 3000);
    MAYBE(m, 0.8, row, PIQ_WORKLOAD_COLD_START_P95_SECONDS, 5, 45, 100, 4000);
    MAYBE(m, 0.5, row, PIQ_WORKLOAD_COLD_REQUEST_RATIO, 0.005, 0.01, 0.06);
    MAYBE(m, 0.5, row, PIQ_WORKLOAD_REQUESTS, 100, 20000);
    MAYBE(m, 0.6, row, PIQ_WORKLOAD_SCALE_DOWNS_24H, 2, 12, 40);
    MAYBE(m, 0.6, row, PIQ_WORKLOAD_REGRETTED_SCALE_DOWNS_24H, 0, 4, 12);
    MAYBE(m, 0.3, row, PIQ_WORKLOAD_LOADING_RATIO, 0.1, 0.3);
    if (rf_number(row, PIQ_WORKLOAD_REGRETTED_SCALE_DOWNS_24H) > rf_number(row, PIQ_WORKLOAD_SCALE_DOWNS_24H))
        rf_unset(row, PIQ_WORKLOAD_SCALE_DOWNS_24H);
    if (chance(m, 0.4)) {
        row->has_events = true;
        for (row->event_count = 0; row->event_count < RF_LIST && !chance(m, 0.08); row->event_count++) {
            const piq_scale_event event = {(double)(kit_random(&m->state) % 200000), PICK(m, 0, 0, 1, 2), (uint32_t)(kit_random(&m->state) % 5), 0};
            row->events[row->event_count] = event;
        }
    }
    if (chance(m, 0.5)) {
        row->has_gaps = true;
        for (row->gap_count = 0; row->gap_count < RF_LIST && !chance(m, 0.08); row->gap_count++)
            row->gaps[row->gap_count] = PICK(m, 30, 300, 540, 700, 1500, 8000);
    }
    if (chance(m, 0.3))
        rf_set_text(row, PIQ_WORKLOAD_STATE, WORD(m, "running", "scaled_to_zero"));
}

static void make_pending(maker *m, rf_row *row)
{
    rf_set_text(row, PIQ_WORKLOAD_STATE, "pending");
    rf_set_text(row, PIQ_WORKLOAD_KIND, "training");
    rf_set_text(row, PIQ_WORKLOAD_CLUSTER, m->cluster);
    rf_set(row, PIQ_WORKLOAD_GPUS, PICK(m, 8, 4, 2, 16));
    MAYBE(m, 0.9, row, PIQ_WORKLOAD_SINGLE_DOMAIN, 1, 1, 1, 0);
    MAYBE(m, 0.9, row, PIQ_WORKLOAD_PENDING_SECONDS, 7200, 600, 599, 4000);
    MAYBE(m, 0.7, row, PIQ_WORKLOAD_QUOTA_ADMITTED, 1, 1, 0);
    MAYBE(m, 0.3, row, PIQ_WORKLOAD_PRIORITY, -5, 0, 10);
}

static void make_workload(maker *m, size_t number)
{
    static void (*const kinds[])(maker *m, rf_row *row) = {make_llm, make_llm, make_serving, make_batch, make_scaling, make_pending};
    char id[24];
    (void)snprintf(id, sizeof id, "%swork%zu", m->prefix, number);
    rf_row *row = rf_add(m->fleet, PIQ_ENTITY_WORKLOAD, id);
    void (*const kind)(maker *, rf_row *) = kinds[kit_random(&m->state) % 6];
    if (kind == make_pending) {
        make_pending(m, row);
        return;
    }
    kind(m, row);
    make_common(m, row);
    const char *state = rf_text(row, PIQ_WORKLOAD_STATE);
    const double gpus = PICK(m, 1, 1, 1, 2, 4, 0.5), replicas = PICK(m, 1, 1, 1, 2, 3);
    if (chance(m, 0.97))
        rf_set(row, PIQ_WORKLOAD_GPUS, gpus);
    if (state != NULL && strcmp(state, "scaled_to_zero") == 0) {
        rf_set_text(row, PIQ_WORKLOAD_GPU_TYPE, cards[kit_random(&m->state) % CARDS].name);
        return;
    }
    place_on(m, row, gpus < 1 ? gpus : gpus * replicas);
    MAYBE(m, 0.2, row, PIQ_WORKLOAD_REPLICAS, 1, 2, 4);
    MAYBE(m, gpus > 1 ? 0.8 : 0.1, row, PIQ_WORKLOAD_TENSOR_PARALLEL, gpus < 1 ? 1 : gpus);
}

/* Work on every node, so that what is free lies apart, and a job that would need it together. */
static void make_scattered(maker *m)
{
    char id[24];
    for (size_t node = 0; node < m->fleet->counts[PIQ_ENTITY_NODE]; node++) {
        if (m->free[node] < 2)
            continue;
        (void)snprintf(id, sizeof id, "%shold%zu", m->prefix, node);
        rf_row *row = rf_add(m->fleet, PIQ_ENTITY_WORKLOAD, id);
        const double gpus = m->free[node] / 2;
        const rf_piece piece = {node, gpus, -1, NULL};
        rf_set_text(row, PIQ_WORKLOAD_KIND, "training");
        rf_set(row, PIQ_WORKLOAD_GPUS, gpus);
        MAYBE(m, 0.7, row, PIQ_WORKLOAD_MOVABLE, 1, 1, 0);
        row->pieces[row->piece_count++] = piece;
        row->has_pieces = true;
        m->free[node] -= gpus;
    }
    (void)snprintf(id, sizeof id, "%sbig", m->prefix);
    rf_row *job = rf_add(m->fleet, PIQ_ENTITY_WORKLOAD, id);
    make_pending(m, job);
    rf_set(job, PIQ_WORKLOAD_GPUS, 8);
    rf_set(job, PIQ_WORKLOAD_SINGLE_DOMAIN, 1);
    rf_set(job, PIQ_WORKLOAD_PENDING_SECONDS, 7200);
}

rf_fleet *rf_make(uint64_t seed, uint64_t catalog, const char *prefix, const char *cluster)
{
    maker m = {catalog * UINT64_C(0x2545F4914F6CDD1D) + 1, calloc(1, sizeof(rf_fleet)), prefix, cluster, {0}, {0}};
    rf_set_text(&m.fleet->self, PIQ_FLEET_OBSERVED_AT, "2026-11-23T00:00:00Z");
    make_catalog(&m);
    m.state = seed * UINT64_C(0x9E3779B97F4A7C15) + 7;
    const size_t nodes = 2 + kit_random(&m.state) % 7, works = 1 + kit_random(&m.state) % 12;
    for (size_t i = 0; i < nodes; i++)
        make_node(&m, i);
    if (chance(&m, 0.25))
        make_scattered(&m);
    for (size_t i = 0; i < works; i++)
        make_workload(&m, i);
    return m.fleet;
}
