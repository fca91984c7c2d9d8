/* One random fleet by rows, by columns, by JSON and by Arrow in chunks of many sizes: one report. */
#include <stdlib.h>
#include <string.h>

#include "arrow/producer.h"
#include "arrow/random_tables.h"
#include "common/kit.h"
#include "harness/json_text.h"
#include "harness/piq_test.h"

enum { NODES = 700, WORKS = 1500, FIELDS = 8 };

static const struct {
    uint32_t id;
    const char *name, *format;
    double scale;
} fields[FIELDS] = {
    {PIQ_WORKLOAD_GPUS, "gpus", "g", 0},
    {PIQ_WORKLOAD_IDLE_SECONDS, "idle_seconds", "g", 1209600},
    {PIQ_WORKLOAD_GPU_OOM_EVENTS, "gpu_oom_events", "C", 8},
    {PIQ_WORKLOAD_SM_ACTIVE_PEAK, "sm_active_peak", "g", 1},
    {PIQ_WORKLOAD_TENSOR_ACTIVE_P95, "tensor_active_p95", "g", 1},
    {PIQ_WORKLOAD_DRAM_ACTIVE_P95, "dram_active_p95", "g", 1},
    {PIQ_WORKLOAD_GPU_MEMORY_USED_MAX_BYTES, "gpu_memory_used_max_bytes", "l", 80e9},
    {PIQ_WORKLOAD_REPLICA_FLOOR, "replica_floor", "c", 2},
};

/* NaN: not given. */
static struct {
    char node_ids[NODES][24], work_ids[WORKS][40];
    double values[FIELDS][WORKS], counts[NODES], idle[NODES];
    const char *kinds[WORKS];
    int node_of[WORKS]; /* -1: none */
    bool billed[NODES];
} made;

static void make(uint64_t seed)
{
    static const char *const kinds[] = {"llm_serving", "serving", "batch", NULL};
    for (int i = 0; i < NODES; i++) {
        strcpy(made.node_ids[i], text("node-%d", i));
        made.counts[i] = 8;
        made.idle[i] = kit_random(&seed) % 3 == 0 ? (double)(kit_random(&seed) % 1209600) : kit_nan();
        made.billed[i] = kit_random(&seed) % 4 != 0;
    }
    for (int i = 0; i < WORKS; i++) {
        strcpy(made.work_ids[i], text("workload %u-%d", (unsigned)(kit_random(&seed) % 10000), i));
        made.kinds[i] = kinds[kit_random(&seed) % 4];
        made.node_of[i] = kit_random(&seed) % 5 == 0 ? -1 : i % NODES;
        for (int k = 0; k < FIELDS; k++) {
            const double share = (double)(kit_random(&seed) % 1000) / 1000;
            const bool whole = fields[k].format[0] != 'g';
            made.values[k][i] = k == 0 ? 1 : kit_random(&seed) % 3 == 0 ? kit_nan() : whole ? (double)(int64_t)(share * fields[k].scale) : share * fields[k].scale;
        }
    }
}

static bool known(double value) { return value == value; }

static char *report_of(piq_fleet *fleet)
{
    char *report = kit_evaluate(fleet, NULL);
    piq_fleet_free(fleet);
    return report;
}

static char *by_rows(void)
{
    piq_fleet *fleet = kit_fleet();
    int failed = 0;
    for (int i = 0; i < NODES; i++) {
        const piq_ref node = kit_add(fleet, PIQ_ENTITY_NODE, made.node_ids[i]);
        failed |= piq_fleet_set_number(fleet, node, PIQ_NODE_GPU_COUNT, made.counts[i], NULL);
        failed |= piq_fleet_set_number(fleet, node, PIQ_NODE_IDLE_SECONDS, made.idle[i], NULL);
        failed |= piq_fleet_set_boolean(fleet, node, PIQ_NODE_BILLED, made.billed[i], NULL);
        failed |= piq_fleet_set_string(fleet, node, PIQ_NODE_GPU_TYPE, "H100-80", PIQ_NUL_TERMINATED, NULL);
    }
    for (int i = 0; i < WORKS; i++) {
        const piq_ref work = kit_add(fleet, PIQ_ENTITY_WORKLOAD, made.work_ids[i]);
        for (int k = 0; k < FIELDS; k++)
            failed |= piq_fleet_set_number(fleet, work, fields[k].id, made.values[k][i], NULL);
        if (made.kinds[i] != NULL)
            failed |= piq_fleet_set_string(fleet, work, PIQ_WORKLOAD_KIND, made.kinds[i], PIQ_NUL_TERMINATED, NULL);
        if (made.node_of[i] >= 0) {
            const piq_piece piece = {piq_fleet_row(fleet, PIQ_ENTITY_NODE, (size_t)made.node_of[i]), 1, -1, NULL, 0};
            failed |= piq_fleet_place(fleet, work, &piece, 1, sizeof piece, NULL);
        }
    }
    CHECK_EQ_INT(failed, 0);
    return report_of(fleet);
}

static char *by_columns(void)
{
    piq_fleet *fleet = kit_fleet();
    const char *ids[WORKS], *types[NODES];
    uint8_t billed[NODES];
    uint32_t works[WORKS], nodes[WORKS];
    double ones[WORKS];
    size_t placed = 0;
    for (int i = 0; i < NODES; i++) {
        ids[i] = made.node_ids[i];
        types[i] = "H100-80";
        billed[i] = made.billed[i];
    }
    CHECK_OK(piq_fleet_add_many(fleet, PIQ_ENTITY_NODE, ids, NULL, NODES, NULL, NULL));
    for (int i = 0; i < WORKS; i++) {
        ids[i] = made.work_ids[i];
        if (made.node_of[i] < 0)
            continue;
        works[placed] = (uint32_t)i;
        nodes[placed] = (uint32_t)made.node_of[i];
        ones[placed++] = 1;
    }
    CHECK_OK(piq_fleet_add_many(fleet, PIQ_ENTITY_WORKLOAD, ids, NULL, WORKS, NULL, NULL));
    CHECK_OK(piq_fleet_set_number_column(fleet, PIQ_NODE_GPU_COUNT, 0, NODES, made.counts, 0, NULL, NULL));
    CHECK_OK(piq_fleet_set_number_column(fleet, PIQ_NODE_IDLE_SECONDS, 0, NODES, made.idle, 0, NULL, NULL));
    CHECK_OK(piq_fleet_set_boolean_column(fleet, PIQ_NODE_BILLED, 0, NODES, billed, 0, NULL, NULL));
    CHECK_OK(piq_fleet_set_string_column(fleet, PIQ_NODE_GPU_TYPE, 0, NODES, types, NULL, NULL));
    for (int k = 0; k < FIELDS; k++)
        CHECK_OK(piq_fleet_set_number_column(fleet, fields[k].id, 0, WORKS, made.values[k], 0, NULL, NULL));
    CHECK_OK(piq_fleet_set_string_column(fleet, PIQ_WORKLOAD_KIND, 0, WORKS, made.kinds, NULL, NULL));
    CHECK_OK(piq_fleet_place_column(fleet, works, nodes, ones, placed, NULL));
    return report_of(fleet);
}

static void put_field(kit_text *t, const char *name, double value)
{
    if (!known(value))
        return;
    kit_put(t, text(", \"%s\": ", name));
    kit_put_number(t, value);
}

static char *by_json(void)
{
    kit_text t = {NULL, 0, 0};
    kit_put(&t, "{\"piq_snapshot\": 1, \"nodes\": [");
    for (int i = 0; i < NODES; i++) {
        kit_put(&t, text("%s{\"id\": \"%s\", \"gpu_type\": \"H100-80\", \"billed\": %s", i ? ", " : "", made.node_ids[i],
                         made.billed[i] ? "true" : "false"));
        put_field(&t, "gpu_count", made.counts[i]);
        put_field(&t, "idle_seconds", made.idle[i]);
        kit_put(&t, "}");
    }
    kit_put(&t, "], \"workloads\": [");
    for (int i = 0; i < WORKS; i++) {
        kit_put(&t, text("%s{\"id\": \"%s\"", i ? ", " : "", made.work_ids[i]));
        for (int k = 0; k < FIELDS; k++)
            put_field(&t, fields[k].name, made.values[k][i]);
        if (made.kinds[i] != NULL)
            kit_put(&t, text(", \"kind\": \"%s\"", made.kinds[i]));
        if (made.node_of[i] >= 0)
            kit_put(&t, text(", \"placement\": [{\"node\": \"%s\", \"gpus\": 1}]", made.node_ids[made.node_of[i]]));
        kit_put(&t, "}");
    }
    kit_put(&t, "]}");
    char *report = kit_evaluate_text(t.bytes, NULL);
    kit_text_free(&t);
    return report;
}

/* Numbers of rows first to first+count-1, NaN as null. */
static column *slice(const char *name, const char *format, const double *values, int first, int count)
{
    double *kept = piq_test_memory(((size_t)count + 1) * sizeof *kept);
    char *bits = piq_test_memory((size_t)count + 1);
    for (int i = 0; i < count; i++) {
        bits[i] = known(values[first + i]) ? '1' : '0';
        kept[i] = known(values[first + i]) ? values[first + i] : 0;
    }
    return with_nulls(numbers(name, format, count, kept), bits, first % 2 == 0);
}

static column *node_batch(int first, int count)
{
    const char *ids[NODES], *types[NODES];
    char bits[NODES + 1];
    for (int i = 0; i < count; i++) {
        ids[i] = made.node_ids[first + i];
        types[i] = "H100-80";
        bits[i] = made.billed[first + i] ? '1' : '0';
    }
    column *const columns[] = {texts("id", "U", count, ids), slice("gpu_count", "s", made.counts, first, count),
                               slice("idle_seconds", "g", made.idle, first, count), booleans("billed", count, bits),
                               texts("gpu_type", "vu", count, types)};
    return table_of(count, 5, columns);
}

static column *work_batch(int first, int count)
{
    const char *ids[WORKS], *nodes[WORKS];
    double ones[WORKS];
    int lengths[WORKS], placed = 0;
    for (int i = 0; i < count; i++) {
        ids[i] = made.work_ids[first + i];
        lengths[i] = made.node_of[first + i] < 0 ? -1 : 1;
        if (lengths[i] != 1)
            continue;
        nodes[placed] = made.node_ids[made.node_of[first + i]];
        ones[placed++] = 1;
    }
    column *columns[FIELDS + 3] = {texts("id", "u", count, ids), texts("kind", "u", count, made.kinds + first)};
    for (int k = 0; k < FIELDS; k++)
        columns[2 + k] = slice(fields[k].name, fields[k].format, made.values[k], first, count);
    column *const piece[] = {texts("node", "u", placed, nodes), numbers("gpus", "f", placed, ones)};
    columns[FIELDS + 2] = lists("placement", "+l", count, lengths, structs("item", placed, 2, piece));
    return table_of(count, FIELDS + 3, columns);
}

static void stream_in(piq_fleet *fleet, uint32_t entity, int rows, int size, column *(*make_batch)(int first, int count))
{
    const size_t count = (size_t)((rows + size - 1) / size);
    column **tables = piq_test_memory(count * sizeof *tables);
    for (size_t i = 0; i < count; i++) {
        const int first = (int)i * size;
        producer_pad = (int64_t)(i * 7 % 20);
        tables[i] = make_batch(first, rows - first < size ? rows - first : size);
    }
    producer_pad = 0;
    piq_error error = PIQ_ERROR_INIT;
    const piq_status status = piq_fleet_import_arrow_stream(fleet, entity, &stream_of(count, tables)->stream, PIQ_ARROW_STRICT, &error);
    CHECK_SAY(status == PIQ_OK, "%s", error.message);
}

static char *by_arrow(int size)
{
    piq_fleet *fleet = kit_fleet();
    stream_in(fleet, PIQ_ENTITY_NODE, NODES, size, node_batch);
    stream_in(fleet, PIQ_ENTITY_WORKLOAD, WORKS, size, work_batch);
    return report_of(fleet);
}

TEST(arrow_agreement, four_doors)
{
    static const int sizes[] = {7, 100, 255, 256, 257, 1500};
    for (uint64_t seed = 1; seed <= 2; seed++) {
        make(seed);
        char *rows = by_rows(), *columns = by_columns(), *text_report = by_json();
        CHECK(kit_same(rows, columns));
        CHECK(kit_same(rows, text_report));
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            char *arrow = by_arrow(sizes[i]);
            CHECK_SAY(kit_same(rows, arrow), "chunks of %d rows", sizes[i]);
            free(arrow);
        }
        CHECK(rows != NULL && strstr(rows, "\"fired\"") != NULL);
        free(rows);
        free(columns);
        free(text_report);
    }
}

/* Fleets with any field missing now and then, in any mix of encodings. */
TEST(arrow_agreement, random_fleets)
{
    size_t found = 0;
    for (uint64_t seed = 0; seed < kit_scaled(150); seed++) {
        rf_fleet *f = rf_make(seed, seed, "", "c");
        char *rows = report_of(rf_by_rows(f));
        for (uint64_t way = 0; way < 3; way++) {
            const void *mark = piq_test_mark();
            char *arrow = report_of(rf_by_arrow(f, seed * 3 + way));
            CHECK_SAY(kit_same(rows, arrow), "seed %llu, way %llu: Arrow differs from rows", (unsigned long long)seed, (unsigned long long)way);
            free(arrow);
            piq_test_release(mark);
        }
        found += strstr(rows, "\"id\"") != NULL;
        free(rows);
        rf_free(f);
    }
    CHECK(found > 0);
}
