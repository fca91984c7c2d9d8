/* Seeded synthetic fleets. Any row can be asked for by itself, and is the same in every run. */
#ifndef BENCH_GENERATOR_H
#define BENCH_GENERATOR_H

#include <stdbool.h>

#include "piq/piq.h"

/* Columns in use, by entity; which of them a row has depends on what it is. */
#define BENCH_TYPE_COLUMNS(X)                                                                                            \
    X(GPU_TYPE_MEMORY_BYTES) X(GPU_TYPE_MEMORY_BANDWIDTH) X(GPU_TYPE_FP16_FLOPS) X(GPU_TYPE_FP8_FLOPS)                   \
    X(GPU_TYPE_DOMAIN_GPUS) X(GPU_TYPE_LINK_BANDWIDTH) X(GPU_TYPE_PRICE_PER_GPU_HOUR)
#define BENCH_MODEL_COLUMNS(X)                                                                                           \
    X(MODEL_CLASS) X(MODEL_PARAMETERS) X(MODEL_LAYERS) X(MODEL_HIDDEN_SIZE) X(MODEL_ATTENTION_HEADS) X(MODEL_KV_HEADS)   \
    X(MODEL_HEAD_DIM) X(MODEL_MAX_CONTEXT) X(MODEL_VOCAB_SIZE)
#define BENCH_NODE_COLUMNS(X)                                                                                            \
    X(NODE_CLUSTER) X(NODE_GPU_TYPE) X(NODE_GPU_COUNT) X(NODE_DOMAIN) X(NODE_BILLED) X(NODE_IDLE_SECONDS)                \
    X(NODE_SM_ACTIVE_MAX) X(NODE_COVERAGE_RATIO)
#define BENCH_WORKLOAD_COLUMNS(X)                                                                                        \
    X(WORKLOAD_CLUSTER) X(WORKLOAD_ENVIRONMENT) X(WORKLOAD_KIND) X(WORKLOAD_ENGINE) X(WORKLOAD_MODEL) X(WORKLOAD_STATE)  \
    X(WORKLOAD_GPU_TYPE) X(WORKLOAD_USER_FACING) X(WORKLOAD_MODEL_PARAMETERS) X(WORKLOAD_WEIGHT_DTYPE)                   \
    X(WORKLOAD_MAX_MODEL_LEN) X(WORKLOAD_DECLARED_CONCURRENCY) X(WORKLOAD_GPUS) X(WORKLOAD_TENSOR_PARALLEL)              \
    X(WORKLOAD_REPLICAS) X(WORKLOAD_MIN_REPLICAS) X(WORKLOAD_SINGLE_DOMAIN) X(WORKLOAD_PENDING_SECONDS)                  \
    X(WORKLOAD_PRIORITY) X(WORKLOAD_COVERAGE_RATIO) X(WORKLOAD_STALE_SECONDS) X(WORKLOAD_SM_ACTIVE_MEAN)                 \
    X(WORKLOAD_SM_ACTIVE_PEAK) X(WORKLOAD_TENSOR_ACTIVE_MEAN) X(WORKLOAD_TENSOR_ACTIVE_P95) X(WORKLOAD_DRAM_ACTIVE_MEAN) \
    X(WORKLOAD_DRAM_ACTIVE_P95) X(WORKLOAD_GPU_MEMORY_USED_MAX_BYTES) X(WORKLOAD_KV_CACHE_USAGE_MAX)                     \
    X(WORKLOAD_KV_CACHE_USAGE_P95) X(WORKLOAD_GPU_OOM_EVENTS) X(WORKLOAD_HOST_MEMORY_PEAK) X(WORKLOAD_PREEMPTIONS)       \
    X(WORKLOAD_REQUESTS) X(WORKLOAD_IDLE_SECONDS) X(WORKLOAD_COLD_STARTS) X(WORKLOAD_COLD_START_P50_SECONDS)             \
    X(WORKLOAD_COLD_START_P95_SECONDS) X(WORKLOAD_SCALE_DOWNS_24H) X(WORKLOAD_REGRETTED_SCALE_DOWNS_24H)                 \
    X(WORKLOAD_TTFT_SLO_SECONDS) X(WORKLOAD_TTFT_P95_SECONDS) X(WORKLOAD_TPOT_SLO_SECONDS) X(WORKLOAD_TPOT_P95_SECONDS)  \
    X(WORKLOAD_OUTPUT_TOKENS_PER_SECOND) X(WORKLOAD_OUTPUT_TOKENS_PER_SECOND_PEAK) X(WORKLOAD_PROMPT_TOKENS_MEAN)        \
    X(WORKLOAD_OUTPUT_TOKENS_MEAN) X(WORKLOAD_REQUESTS_RUNNING) X(WORKLOAD_REQUESTS_WAITING) X(WORKLOAD_MAX_NUM_SEQS)    \
    X(WORKLOAD_CPU_UTILIZATION_P95) X(WORKLOAD_RUN_SECONDS) X(WORKLOAD_RUNS_PER_MONTH) X(WORKLOAD_DEADLINE_SECONDS)      \
    X(WORKLOAD_BATCH_SIZE) X(WORKLOAD_BATCH_SIZE_LIMIT) X(WORKLOAD_BYTES_PER_ITEM) X(WORKLOAD_MEMORY_BASE_BYTES)         \
    X(WORKLOAD_ITEMS_REMAINING) X(WORKLOAD_ITEMS_PER_SECOND)
#define BENCH_COLUMNS(X) BENCH_TYPE_COLUMNS(X) BENCH_MODEL_COLUMNS(X) BENCH_NODE_COLUMNS(X) BENCH_WORKLOAD_COLUMNS(X)
enum {
#define X(name) BENCH_##name,
    BENCH_COLUMNS(X)
#undef X
        BENCH_COLUMN_COUNT
};
extern const uint32_t bench_columns[BENCH_COLUMN_COUNT]; /* public field ids */

typedef enum bench_shape {
    BENCH_TYPICAL,
    BENCH_GIANT_DOMAIN, /* all nodes in one scale-up domain */
    BENCH_ONE_NODE,     /* all workloads on one node */
    BENCH_MANY_TYPES,   /* 40 GPU types to move to */
    BENCH_PENDING,      /* every tenth workload waits, each for something else */
    BENCH_ALL_FIRE,     /* every workload holds idle GPUs */
    BENCH_ONE_MODEL,    /* all serve the same model on the same type */
    BENCH_SHAPES
} bench_shape;
const char *bench_shape_name(unsigned shape);

typedef struct bench_fleet {
    uint64_t seed;
    size_t workloads, nodes, types;
    bench_shape shape;
    bool shuffled; /* ids are no longer in the order of the rows */
} bench_fleet;
bench_fleet bench_fleet_of(size_t workloads, uint64_t seed, bench_shape shape, bool shuffled);

typedef struct bench_cell {
    unsigned column;
    const char *text; /* NULL: a number or a boolean */
    double number;
} bench_cell;

#define BENCH_CELLS 48
#define BENCH_ACCEPTED 3
typedef struct bench_row {
    char id[24], group[24]; /* group: room for a cluster's or domain's name */
    size_t count;
    bench_cell cells[BENCH_CELLS];
    size_t node; /* where a workload sits; SIZE_MAX: nowhere */
    double gpus;
    const char *accepted[BENCH_ACCEPTED];
    size_t accepted_count;
} bench_row;

size_t bench_count(const bench_fleet *f, uint32_t entity);
/* MIG profiles of a GPU type; NULL and 0: it has none. */
const piq_mig_profile *bench_profiles(size_t type, size_t *count);
/* Row `index` of GPU types, models, nodes or workloads. */
void bench_make(const bench_fleet *f, uint32_t entity, size_t index, bench_row *row);
/* The node's id, as placements in JSON name it. */
void bench_node_id(const bench_fleet *f, size_t index, char id[24]);

#endif
