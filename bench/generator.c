#include "generator.h"

#include <stdio.h>
#include <string.h>

const uint32_t bench_columns[BENCH_COLUMN_COUNT] = {
#define X(name) PIQ_##name,
    BENCH_COLUMNS(X)
#undef X
};

#define PER_NODE 4
#define NODES_PER_CLUSTER 1000
#define GPUS_PER_NODE 8
#define OVERHEAD 2e9

typedef struct type_row {
    const char *name;
    double memory, bandwidth, fp16, fp8, domain, link, price;
} type_row;
static const type_row types[] = {
    {"H100-80", 80e9, 3350e9, 989e12, 1979e12, 8, 900e9, 4.0},    {"A100-80", 80e9, 2039e9, 312e12, 0, 8, 600e9, 2.5},
    {"H200-141", 141e9, 4800e9, 989e12, 1979e12, 8, 900e9, 5.5},  {"L40S-48", 48e9, 864e9, 362e12, 733e12, 1, 0, 1.8},
    {"L4-24", 24e9, 300e9, 121e12, 242e12, 1, 0, 0.8},
};
#define TYPES (sizeof types / sizeof *types)

typedef struct model_row {
    const char *name;
    double parameters, layers, heads, kv_heads, hidden, vocabulary;
} model_row;
static const model_row models[] = {
    {"chat-7b", 7.6e9, 28, 28, 4, 3584, 152064},   {"chat-8b", 8.03e9, 32, 32, 8, 4096, 128256},
    {"chat-12b", 12.2e9, 40, 32, 8, 5120, 131072}, {"chat-14b", 14.8e9, 48, 40, 8, 5120, 152064},
    {"chat-24b", 23.6e9, 40, 32, 8, 5120, 131072}, {"chat-32b", 32.8e9, 64, 40, 8, 5120, 152064},
    {"chat-70b", 70.6e9, 80, 64, 8, 8192, 128256},
};
#define MODELS (sizeof models / sizeof *models)
static const char encoder[] = "embed-0.6b";

/* GPUs of the four workloads of a node. */
static const unsigned char layouts[][PER_NODE] = {{1, 1, 2, 4}, {2, 2, 2, 2}, {1, 1, 2, 2}, {1, 2, 1, 4}, {1, 1, 1, 1}};

/* ---- chance (splitmix64) ---- */

static uint64_t mixed(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

static uint64_t seeded(const bench_fleet *f, uint32_t entity, size_t index)
{
    return mixed(f->seed * UINT64_C(0x9E3779B97F4A7C15) + ((uint64_t)entity << 40) + index);
}

static uint64_t next(uint64_t *state) { return mixed(*state += UINT64_C(0x9E3779B97F4A7C15)); }
static size_t below(uint64_t *state, size_t limit) { return (size_t)(next(state) % limit); }
static bool chance(uint64_t *state, unsigned percent) { return below(state, 100) < percent; }

/* As exporters write them: four digits after the point. */
static double between(uint64_t *state, double low, double high)
{
    const double x = low + (high - low) * (double)below(state, 10001) / 1e4;
    return (double)(int64_t)(x * 1e4 + 0.5) / 1e4;
}

static double whole(double x) { return (double)(int64_t)x; }

/* ---- cells ---- */

static void put(bench_row *row, unsigned column, double number)
{
    const bench_cell cell = {column, NULL, number};
    row->cells[row->count++] = cell;
}

static void put_text(bench_row *row, unsigned column, const char *text)
{
    const bench_cell cell = {column, text, 0};
    row->cells[row->count++] = cell;
}

/* ---- the fleet ---- */

const char *bench_shape_name(unsigned shape)
{
    static const char *const names[] = {"typical", "giant_domain", "one_node", "many_types", "pending", "all_fire", "one_model"};
    return shape < BENCH_SHAPES ? names[shape] : NULL;
}

bench_fleet bench_fleet_of(size_t workloads, uint64_t seed, bench_shape shape, bool shuffled)
{
    const size_t nodes = shape == BENCH_ONE_NODE ? 1 : (workloads + PER_NODE - 1) / PER_NODE;
    const bench_fleet f = {seed, workloads, nodes, shape == BENCH_MANY_TYPES ? 40 : TYPES, shape, shuffled};
    return f;
}

size_t bench_count(const bench_fleet *f, uint32_t entity)
{
    switch (entity) {
    case PIQ_ENTITY_GPU_TYPE: return f->types;
    case PIQ_ENTITY_MODEL: return MODELS + 1; /* and the encoder */
    case PIQ_ENTITY_NODE: return f->nodes;
    default: return f->workloads;
    }
}

/* A prime above any count: the products go once through all numbers below it. */
static void name_row(const bench_fleet *f, char id[24], const char *prefix, size_t index, size_t count)
{
    const size_t number = f->shuffled ? (size_t)((uint64_t)index * 1000000007u % count) : index;
    snprintf(id, 24, "%s-%08u", prefix, (unsigned)number);
}

void bench_node_id(const bench_fleet *f, size_t index, char id[24]) { name_row(f, id, "node", index, f->nodes); }

static size_t type_of_node(const bench_fleet *f, size_t node)
{
    static const unsigned char mix[] = {0, 0, 0, 1, 1, 1, 2, 3, 3, 4};
    return f->shape == BENCH_ONE_MODEL ? 0 : mix[seeded(f, PIQ_ENTITY_NODE, node) % sizeof mix];
}

/* Nobody runs on one node of 40. */
static bool node_is_idle(const bench_fleet *f, size_t node)
{
    return f->shape != BENCH_ONE_NODE && f->shape != BENCH_ALL_FIRE && seeded(f, PIQ_ENTITY_NODE, node) / 1000 % 40 == 0;
}

static void make_type(const bench_fleet *f, size_t index, bench_row *row)
{
    const type_row *t = &types[index % TYPES];
    const double scale = 1 + (double)(index / TYPES) * 0.05;
    (void)f;
    snprintf(row->id, sizeof row->id, index < TYPES ? "%s" : "%s-v%u", t->name, (unsigned)(index / TYPES));
    put(row, BENCH_GPU_TYPE_MEMORY_BYTES, t->memory);
    put(row, BENCH_GPU_TYPE_MEMORY_BANDWIDTH, whole(t->bandwidth * scale));
    put(row, BENCH_GPU_TYPE_FP16_FLOPS, whole(t->fp16 * scale));
    if (t->fp8 > 0)
        put(row, BENCH_GPU_TYPE_FP8_FLOPS, whole(t->fp8 * scale));
    put(row, BENCH_GPU_TYPE_DOMAIN_GPUS, t->domain);
    if (t->link > 0)
        put(row, BENCH_GPU_TYPE_LINK_BANDWIDTH, t->link);
    put(row, BENCH_GPU_TYPE_PRICE_PER_GPU_HOUR, t->price * scale);
}

/* The first three types can be cut; the largest slice is the whole GPU. */
const piq_mig_profile *bench_profiles(size_t type, size_t *count)
{
    static const piq_mig_profile of_80[] = {{"1g.10gb", 1, 7, 10e9, 7}, {"2g.20gb", 2, 7, 20e9, 3}, {"3g.40gb", 3, 7, 40e9, 2}, {"7g.80gb", 7, 7, 80e9, 1}};
    static const piq_mig_profile of_141[] = {{"1g.18gb", 1, 7, 18e9, 7}, {"2g.35gb", 2, 7, 35e9, 3}, {"3g.71gb", 3, 7, 71e9, 2}, {"7g.141gb", 7, 7, 141e9, 1}};
    *count = type % TYPES < 3 ? sizeof of_80 / sizeof *of_80 : 0;
    return *count == 0 ? NULL : type % TYPES == 2 ? of_141 : of_80;
}

static void make_encoder(bench_row *row)
{
    snprintf(row->id, sizeof row->id, "%s", encoder);
    put_text(row, BENCH_MODEL_CLASS, "encoder");
    put(row, BENCH_MODEL_PARAMETERS, 6e8);
    put(row, BENCH_MODEL_LAYERS, 24);
    put(row, BENCH_MODEL_HIDDEN_SIZE, 1024);
}

static void make_model(size_t index, bench_row *row)
{
    if (index == MODELS) {
        make_encoder(row);
        return;
    }
    const model_row *m = &models[index];
    snprintf(row->id, sizeof row->id, "%s", m->name);
    put(row, BENCH_MODEL_PARAMETERS, m->parameters);
    put(row, BENCH_MODEL_LAYERS, m->layers);
    put(row, BENCH_MODEL_HIDDEN_SIZE, m->hidden);
    put(row, BENCH_MODEL_ATTENTION_HEADS, m->heads);
    put(row, BENCH_MODEL_KV_HEADS, m->kv_heads);
    put(row, BENCH_MODEL_HEAD_DIM, 128);
    put(row, BENCH_MODEL_MAX_CONTEXT, 131072);
    put(row, BENCH_MODEL_VOCAB_SIZE, m->vocabulary);
}

static const char *name_cluster(const bench_fleet *f, size_t node, bench_row *row)
{
    const size_t size = f->shape == BENCH_TYPICAL || f->shape == BENCH_MANY_TYPES ? NODES_PER_CLUSTER : f->nodes;
    snprintf(row->group, sizeof row->group, "cluster-%04u", (unsigned)(node / size));
    return row->group;
}

static void make_node(const bench_fleet *f, size_t index, bench_row *row)
{
    uint64_t s = seeded(f, PIQ_ENTITY_NODE, index);
    const bool idle = node_is_idle(f, index);
    bench_node_id(f, index, row->id);
    put_text(row, BENCH_NODE_CLUSTER, name_cluster(f, index, row));
    put_text(row, BENCH_NODE_GPU_TYPE, types[type_of_node(f, index)].name);
    put(row, BENCH_NODE_GPU_COUNT, f->shape == BENCH_ONE_NODE ? 1e6 : GPUS_PER_NODE);
    if (f->shape == BENCH_GIANT_DOMAIN)
        put_text(row, BENCH_NODE_DOMAIN, "rack");
    put(row, BENCH_NODE_BILLED, 1);
    put(row, BENCH_NODE_IDLE_SECONDS, idle ? whole(between(&s, 3600, 864000)) : 0);
    put(row, BENCH_NODE_SM_ACTIVE_MAX, idle ? 0 : between(&s, 0.2, 0.9));
    put(row, BENCH_NODE_COVERAGE_RATIO, between(&s, 0.95, 1));
}

/* ---- workloads ---- */

static void put_telemetry(bench_row *row, uint64_t *s)
{
    put(row, BENCH_WORKLOAD_COVERAGE_RATIO, between(s, 0.93, 1));
    put(row, BENCH_WORKLOAD_STALE_SECONDS, whole(between(s, 0, 120)));
    put(row, BENCH_WORKLOAD_GPU_OOM_EVENTS, chance(s, 1) ? 3 : 0);
}

static void put_idle(const bench_fleet *f, bench_row *row, uint64_t *s, unsigned percent)
{
    const bool idle = chance(s, percent) || f->shape == BENCH_ALL_FIRE;
    put(row, BENCH_WORKLOAD_IDLE_SECONDS, idle ? whole(between(s, 90000, 864000)) : whole(between(s, 0, 900)));
}

static const model_row *choose_model(const bench_fleet *f, const type_row *t, double gpus, bool oversized, uint64_t *s)
{
    size_t fitting = 1;
    while (fitting < MODELS && models[fitting].parameters * 2 <= 0.65 * t->memory * gpus)
        fitting++;
    if (f->shape == BENCH_ONE_MODEL)
        return &models[1];
    return &models[oversized ? below(s, 2) : fitting - 1 - below(s, fitting > 1 ? 2 : 1)];
}

/* Sized so that KV cache and weights fill what the objective asks of this device; one in 12 is not. */
static void make_llm(const bench_fleet *f, const type_row *t, bench_row *row, uint64_t *s)
{
    const bool oversized = chance(s, 8);
    const model_row *m = choose_model(f, t, row->gpus, oversized, s);
    const double weights = m->parameters * 2, kv_token = 4 * m->layers * m->kv_heads * 128, length = chance(s, 50) ? 4096 : 8192;
    const double room = between(s, 0.72, 0.84) * t->memory * row->gpus - weights - OVERHEAD * row->gpus;
    const double filled = whole(room / (length * kv_token)), sequences = oversized ? 2 : filled < 1 ? 1 : filled;
    const double prompt = whole(between(s, 300, 1500)), output = whole(between(s, 150, 500));
    const double rate = 0.85 * t->bandwidth * row->gpus, context = prompt + output / 2;
    const double step = 0.0015 + 23e-6 * m->layers + 66e-6 * m->layers * (row->gpus > 1 ? 1 : 0) + (weights + sequences * context * kv_token) / rate;
    const double running = whole(sequences * between(s, 0.75, 0.95)) + 1, pace = (chance(s, 3) ? 0.35 : between(s, 0.75, 0.95)) * running / step;
    put_text(row, BENCH_WORKLOAD_KIND, "llm_serving");
    put_text(row, BENCH_WORKLOAD_ENGINE, chance(s, 75) ? "vllm" : "sglang");
    put_text(row, BENCH_WORKLOAD_MODEL, m->name);
    put_text(row, BENCH_WORKLOAD_WEIGHT_DTYPE, "bf16");
    put(row, BENCH_WORKLOAD_MAX_MODEL_LEN, length);
    put(row, BENCH_WORKLOAD_DECLARED_CONCURRENCY, sequences);
    put(row, BENCH_WORKLOAD_TENSOR_PARALLEL, row->gpus);
    put(row, BENCH_WORKLOAD_REPLICAS, 1);
    put(row, BENCH_WORKLOAD_MIN_REPLICAS, 1);
    put(row, BENCH_WORKLOAD_GPU_MEMORY_USED_MAX_BYTES, whole(between(s, 0.89, 0.93) * t->memory));
    put(row, BENCH_WORKLOAD_KV_CACHE_USAGE_MAX, oversized ? between(s, 0.05, 0.2) : between(s, 0.6, 0.98));
    put(row, BENCH_WORKLOAD_KV_CACHE_USAGE_P95, oversized ? 0.1 : between(s, 0.45, 0.85));
    put(row, BENCH_WORKLOAD_PREEMPTIONS, 0);
    put(row, BENCH_WORKLOAD_REQUESTS, whole(between(s, 1000, 900000)));
    put(row, BENCH_WORKLOAD_TTFT_SLO_SECONDS, 2);
    put(row, BENCH_WORKLOAD_TTFT_P95_SECONDS, between(s, 0.3, 1.8));
    put(row, BENCH_WORKLOAD_TPOT_SLO_SECONDS, whole(step * 1.2 * 1e4 + 1) / 1e4);
    put(row, BENCH_WORKLOAD_TPOT_P95_SECONDS, whole(step * between(s, 0.7, 1.2) * 1e4 + 1) / 1e4);
    put(row, BENCH_WORKLOAD_OUTPUT_TOKENS_PER_SECOND, whole(pace * 100) / 100);
    put(row, BENCH_WORKLOAD_OUTPUT_TOKENS_PER_SECOND_PEAK, whole(pace * between(s, 1.05, 1.4) * 100) / 100);
    put(row, BENCH_WORKLOAD_PROMPT_TOKENS_MEAN, prompt);
    put(row, BENCH_WORKLOAD_OUTPUT_TOKENS_MEAN, output);
    put(row, BENCH_WORKLOAD_REQUESTS_RUNNING, running);
    put(row, BENCH_WORKLOAD_REQUESTS_WAITING, chance(s, 70) ? 0 : whole(between(s, 1, 20)));
    put(row, BENCH_WORKLOAD_MAX_NUM_SEQS, 256);
}

static void make_serving(const type_row *t, bench_row *row, uint64_t *s)
{
    const bool small = chance(s, 6), to_zero = chance(s, 5);
    put_text(row, BENCH_WORKLOAD_KIND, "serving");
    if (chance(s, 30))
        put_text(row, BENCH_WORKLOAD_MODEL, encoder);
    else
        put(row, BENCH_WORKLOAD_MODEL_PARAMETERS, whole(between(s, 1, 20) * 1e8));
    put(row, BENCH_WORKLOAD_REPLICAS, 1);
    put(row, BENCH_WORKLOAD_MIN_REPLICAS, to_zero ? 0 : 1);
    put(row, BENCH_WORKLOAD_USER_FACING, chance(s, 70) ? 1 : 0);
    put(row, BENCH_WORKLOAD_SM_ACTIVE_MEAN, small ? 0.05 : between(s, 0.3, 0.6));
    put(row, BENCH_WORKLOAD_SM_ACTIVE_PEAK, small ? between(s, 0.05, 0.15) : between(s, 0.5, 0.9));
    put(row, BENCH_WORKLOAD_TENSOR_ACTIVE_P95, small ? 0.02 : between(s, 0.2, 0.6));
    put(row, BENCH_WORKLOAD_DRAM_ACTIVE_P95, small ? 0.03 : between(s, 0.2, 0.7));
    put(row, BENCH_WORKLOAD_GPU_MEMORY_USED_MAX_BYTES, whole((small ? 0.1 : between(s, 0.6, 0.9)) * t->memory));
    put(row, BENCH_WORKLOAD_REQUESTS, whole(between(s, 1000, 90000)));
    put(row, BENCH_WORKLOAD_COLD_STARTS, to_zero ? whole(between(s, 0, 40)) : 0);
    put(row, BENCH_WORKLOAD_COLD_START_P50_SECONDS, between(s, 2, 20));
    put(row, BENCH_WORKLOAD_COLD_START_P95_SECONDS, between(s, 5, 60));
    put(row, BENCH_WORKLOAD_TTFT_SLO_SECONDS, 10);
    put(row, BENCH_WORKLOAD_ITEMS_PER_SECOND, between(s, 20, 200));
    put(row, BENCH_WORKLOAD_REQUESTS_RUNNING, whole(between(s, 0, 8)));
    put(row, BENCH_WORKLOAD_REQUESTS_WAITING, 0);
}

static void make_batch(const type_row *t, bench_row *row, uint64_t *s)
{
    const bool slack = chance(s, 10);
    put_text(row, BENCH_WORKLOAD_KIND, "batch");
    put(row, BENCH_WORKLOAD_SM_ACTIVE_MEAN, slack ? between(s, 0.05, 0.3) : between(s, 0.5, 0.95));
    put(row, BENCH_WORKLOAD_TENSOR_ACTIVE_MEAN, slack ? between(s, 0.02, 0.1) : between(s, 0.2, 0.6));
    put(row, BENCH_WORKLOAD_DRAM_ACTIVE_MEAN, slack ? between(s, 0.05, 0.25) : between(s, 0.3, 0.7));
    put(row, BENCH_WORKLOAD_GPU_MEMORY_USED_MAX_BYTES, whole(between(s, 0.2, 0.9) * t->memory));
    put(row, BENCH_WORKLOAD_HOST_MEMORY_PEAK, between(s, 0.3, 0.9));
    put(row, BENCH_WORKLOAD_CPU_UTILIZATION_P95, between(s, 0.2, 0.8));
    put(row, BENCH_WORKLOAD_RUN_SECONDS, whole(between(s, 600, 40000)));
    put(row, BENCH_WORKLOAD_RUNS_PER_MONTH, whole(between(s, 4, 120)));
    put(row, BENCH_WORKLOAD_DEADLINE_SECONDS, whole(between(s, 60000, 90000)));
    put(row, BENCH_WORKLOAD_BATCH_SIZE, chance(s, 8) ? 1 : 32);
    put(row, BENCH_WORKLOAD_BATCH_SIZE_LIMIT, 256);
    put(row, BENCH_WORKLOAD_BYTES_PER_ITEM, whole(between(s, 1, 40) * 1e7));
    put(row, BENCH_WORKLOAD_MEMORY_BASE_BYTES, whole(between(s, 0.1, 0.5) * t->memory));
    put(row, BENCH_WORKLOAD_ITEMS_REMAINING, whole(between(s, 10000, 9000000)));
}

static void make_training(const type_row *t, bench_row *row, uint64_t *s, bool notebook)
{
    put_text(row, BENCH_WORKLOAD_KIND, notebook ? "notebook" : "training");
    put_text(row, BENCH_WORKLOAD_ENVIRONMENT, notebook ? "dev" : "prod");
    put(row, BENCH_WORKLOAD_SM_ACTIVE_MEAN, notebook ? between(s, 0.1, 0.3) : between(s, 0.5, 0.9));
    put(row, BENCH_WORKLOAD_SM_ACTIVE_PEAK, notebook ? between(s, 0.25, 0.9) : between(s, 0.8, 1));
    put(row, BENCH_WORKLOAD_TENSOR_ACTIVE_P95, between(s, 0.3, 0.7));
    put(row, BENCH_WORKLOAD_DRAM_ACTIVE_P95, between(s, 0.4, 0.8));
    put(row, BENCH_WORKLOAD_GPU_MEMORY_USED_MAX_BYTES, whole(between(s, 0.55, 0.93) * t->memory));
    put(row, BENCH_WORKLOAD_HOST_MEMORY_PEAK, between(s, 0.3, 0.9));
    if (!notebook)
        put(row, BENCH_WORKLOAD_PREEMPTIONS, 0);
}

static void make_waiting(const bench_fleet *f, size_t index, bench_row *row, uint64_t *s)
{
    static const double sizes[] = {1, 2, 4, 8, 8, 16};
    const bool distinct = f->shape == BENCH_PENDING;
    put_text(row, BENCH_WORKLOAD_KIND, "training");
    put_text(row, BENCH_WORKLOAD_STATE, "pending");
    put_text(row, BENCH_WORKLOAD_CLUSTER, name_cluster(f, index / PER_NODE, row));
    row->gpus = distinct ? 1 + (double)(index % 100003) / 4 : sizes[below(s, 6)];
    put(row, BENCH_WORKLOAD_SINGLE_DOMAIN, 1);
    put(row, BENCH_WORKLOAD_PENDING_SECONDS, whole(between(s, 60, 20000)));
    put(row, BENCH_WORKLOAD_PRIORITY, (double)below(s, 10));
    row->accepted[row->accepted_count++] = types[below(s, 2)].name;
    if (chance(s, 50))
        row->accepted[row->accepted_count++] = types[2].name;
}

static void make_asleep(const type_row *t, bench_row *row, uint64_t *s)
{
    put_text(row, BENCH_WORKLOAD_KIND, "serving");
    put_text(row, BENCH_WORKLOAD_STATE, "scaled_to_zero");
    put_text(row, BENCH_WORKLOAD_GPU_TYPE, t->name);
    put(row, BENCH_WORKLOAD_MIN_REPLICAS, 0);
    put(row, BENCH_WORKLOAD_USER_FACING, 1);
    put(row, BENCH_WORKLOAD_REQUESTS, whole(between(s, 100, 5000)));
    put(row, BENCH_WORKLOAD_COLD_STARTS, whole(between(s, 0, 60)));
    put(row, BENCH_WORKLOAD_COLD_START_P50_SECONDS, between(s, 5, 60));
    put(row, BENCH_WORKLOAD_COLD_START_P95_SECONDS, between(s, 10, 120));
    put(row, BENCH_WORKLOAD_SCALE_DOWNS_24H, whole(between(s, 0, 12)));
    put(row, BENCH_WORKLOAD_REGRETTED_SCALE_DOWNS_24H, whole(between(s, 0, 6)));
}

static void make_running(const bench_fleet *f, const type_row *t, size_t index, bench_row *row, uint64_t *s)
{
    const size_t kind = f->shape == BENCH_ONE_MODEL ? 0 : below(s, 95);
    const size_t layout = seeded(f, PIQ_ENTITY_NODE, row->node) / 40000 % (sizeof layouts / sizeof *layouts);
    row->gpus = f->shape == BENCH_ONE_NODE ? 1 : layouts[layout][index % PER_NODE];
    if (kind < 45)
        make_llm(f, t, row, s);
    else if (kind < 60)
        make_serving(t, row, s);
    else if (kind < 80)
        make_batch(t, row, s);
    else
        make_training(t, row, s, kind >= 90);
    put_telemetry(row, s);
    put_idle(f, row, s, kind >= 90 ? 20 : 1);
}

static void make_workload(const bench_fleet *f, size_t index, bench_row *row)
{
    uint64_t s = seeded(f, PIQ_ENTITY_WORKLOAD, index);
    const size_t node = f->shape == BENCH_ONE_NODE ? 0 : index / PER_NODE;
    const type_row *t = &types[type_of_node(f, node)];
    const bool waits = f->shape == BENCH_PENDING ? index % 10 == 0 : node_is_idle(f, node) && node / NODES_PER_CLUSTER % 4 == 0 && chance(&s, 50);
    name_row(f, row->id, "workload", index, f->workloads);
    if (waits) {
        make_waiting(f, index, row, &s);
    } else if (node_is_idle(f, node)) {
        row->gpus = 1;
        make_asleep(t, row, &s);
    } else {
        row->node = node;
        make_running(f, t, index, row, &s);
    }
    put(row, BENCH_WORKLOAD_GPUS, row->gpus);
}

void bench_make(const bench_fleet *f, uint32_t entity, size_t index, bench_row *row)
{
    row->count = row->accepted_count = 0;
    row->node = SIZE_MAX;
    switch (entity) {
    case PIQ_ENTITY_GPU_TYPE: make_type(f, index, row); break;
    case PIQ_ENTITY_MODEL: make_model(index, row); break;
    case PIQ_ENTITY_NODE: make_node(f, index, row); break;
    default: make_workload(f, index, row);
    }
}
