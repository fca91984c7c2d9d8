/* Import and export when the Nth allocation fails, once and from then on, for every N. */
#include <stdlib.h>
#include <string.h>

#include "arrow/producer.h"
#include "common/kit.h"
#include "harness/json_text.h"
#include "harness/piq_test.h"
#include "memory/failing_allocator.h"

#define OBSERVED "2026-11-23T00:00:00Z"

/* Every kind of column; rows over several pages, so that all pools and columns have to grow. */
static column *nodes_table(int rows)
{
    const char **ids = piq_test_memory((size_t)rows * sizeof *ids), **clusters = piq_test_memory((size_t)rows * sizeof *clusters);
    double *counts = piq_test_memory((size_t)rows * sizeof *counts);
    char *bits = piq_test_memory((size_t)rows + 1);
    for (int i = 0; i < rows; i++) {
        ids[i] = text("node-%d", i);
        clusters[i] = text("cluster %d", i % 5);
        counts[i] = 8;
        bits[i] = '1';
    }
    column *const columns[] = {texts("id", "u", rows, ids), texts("cluster", "vu", rows, clusters), numbers("gpu_count", "c", rows, counts),
                               booleans("billed", rows, bits)};
    return table_of(rows, 4, columns);
}

static column *works_table(int rows)
{
    const char **ids = piq_test_memory((size_t)rows * sizeof *ids), **nodes = piq_test_memory((size_t)rows * sizeof *nodes);
    const char **labels = piq_test_memory((size_t)rows * sizeof *labels);
    double *gpus = piq_test_memory((size_t)rows * sizeof *gpus);
    int *ones = piq_test_memory((size_t)rows * sizeof *ones), *kinds = piq_test_memory((size_t)rows * sizeof *kinds);
    for (int i = 0; i < rows; i++) {
        ids[i] = text("work-%d", i);
        nodes[i] = text("node-%d", i);
        labels[i] = text("gpu %d", i);
        gpus[i] = 0.5;
        ones[i] = 1;
        kinds[i] = i % 2;
    }
    static const char *const kind_words[] = {"serving", "batch"}, *const features[] = {"fp8", "link"};
    column *const piece[] = {texts("node", "u", rows, nodes), numbers("gpus", "g", rows, gpus), texts("gpu", "u", rows, labels)};
    column *const event[] = {numbers("t", "g", rows, gpus), numbers("replicas", "C", rows, (const double *)piq_test_memory((size_t)rows * 8)),
                             coded("cause", "c", rows, (const int *)piq_test_memory((size_t)rows * sizeof(int)),
                                   texts(NULL, "u", 1, (const char *const[]){"traffic"}))};
    column *const columns[] = {texts("id", "u", rows, ids),
                               coded("kind", "C", rows, kinds, texts(NULL, "u", 2, kind_words)),
                               lists("placement", "+l", rows, ones, structs("item", rows, 3, piece)),
                               lists("scale_events", "+l", rows, ones, structs("item", rows, 3, event)),
                               lists("idle_gaps", "+l", rows, ones, numbers("item", "g", rows, gpus)),
                               lists("required_features", "+l", rows, ones, coded("item", "c", rows, kinds, texts(NULL, "u", 2, features)))};
    return table_of(rows, 6, columns);
}

static column *cards_table(int rows)
{
    const char **names = piq_test_memory((size_t)rows * sizeof *names);
    double *sevens = piq_test_memory((size_t)rows * sizeof *sevens);
    int *ones = piq_test_memory((size_t)rows * sizeof *ones);
    for (int i = 0; i < rows; i++) {
        names[i] = text("card-%d", i);
        sevens[i] = 7;
        ones[i] = 1;
    }
    column *const profile[] = {texts("name", "u", rows, names), numbers("compute_slices", "c", rows, sevens),
                               numbers("compute_slices_total", "c", rows, sevens), numbers("memory_bytes", "l", rows, sevens)};
    column *const columns[] = {texts("name", "u", rows, names), lists("mig_profiles", "+l", rows, ones, structs("item", rows, 4, profile))};
    return table_of(rows, 2, columns);
}

static piq_fleet *prepared(const piq_allocator *allocator, uint32_t entity, int rows)
{
    piq_fleet *fleet = NULL;
    CHECK_OK(piq_fleet_new(allocator, &fleet));
    CHECK_OK(piq_fleet_set_string(fleet, PIQ_FLEET_ROW, PIQ_FLEET_OBSERVED_AT, OBSERVED, PIQ_NUL_TERMINATED, NULL));
    if (entity == PIQ_ENTITY_WORKLOAD)
        CHECK_OK(import_table(fleet, PIQ_ENTITY_NODE, nodes_table(rows), 0, NULL));
    return fleet;
}

/* Only lists, so that each of them is the first to need its room. */
static column *gaps_table(int rows, bool strings)
{
    const char **ids = piq_test_memory((size_t)rows * sizeof *ids), **types = piq_test_memory((size_t)rows * sizeof *types);
    double *gaps = piq_test_memory((size_t)rows * sizeof *gaps);
    int *lengths = piq_test_memory((size_t)rows * sizeof *lengths);
    for (int i = 0; i < rows; i++) {
        ids[i] = text("w%d", i);
        types[i] = text("a type of GPU with a name that fills its room soon: %0100d", i);
        gaps[i] = i;
    }
    lengths[rows / 2] = rows;
    column *const columns[] = {texts("id", "u", rows, ids), strings ? lists("accepted_gpu_types", "+l", rows, lengths, texts("item", "u", rows, types))
                                                                    : lists("idle_gaps", "+l", rows, lengths, numbers("item", "g", rows, gaps))};
    return table_of(rows, 2, columns);
}

static void import_at_every(uint32_t entity, column *table, int rows)
{
    for (int mode = 0; mode < 4; mode++) {
        bool done = false;
        for (size_t call = 0; !done && call < 100000; call++) {
            failing f;
            failing_begin(&f, (mode & 1) != 0);
            piq_fleet *fleet = prepared(&f.allocator, entity, rows);
            char *before = kit_evaluate(fleet, NULL);
            failing_at(&f, call, (mode & 2) != 0);
            table->schema_releases = table->array_releases = 0;
            piq_status status = import_table(fleet, entity, table, 0, NULL);
            done = f.failed == 0;
            failing_at(&f, NEVER_FAIL, false);
            CHECK_EQ_INT(status, done ? PIQ_OK : PIQ_E_NOMEM);
            if (!done) {
                char *after = kit_evaluate(fleet, NULL);
                CHECK_SAY(kit_same(before, after), "changed by a failure of allocation %zu", call);
                free(after);
                CHECK_OK(import_table(fleet, entity, table, 0, NULL));
            }
            free(before);
            piq_fleet_free(fleet);
            failing_end(&f, "import");
        }
        CHECK(done);
    }
}

TEST(arrow_memory, import)
{
    import_at_every(PIQ_ENTITY_NODE, nodes_table(600), 0);
    import_at_every(PIQ_ENTITY_WORKLOAD, works_table(300), 300);
    import_at_every(PIQ_ENTITY_GPU_TYPE, cards_table(40), 0);
    import_at_every(PIQ_ENTITY_WORKLOAD, gaps_table(40, false), 0);
    import_at_every(PIQ_ENTITY_WORKLOAD, gaps_table(40, true), 0);
}

/* ---- a stream of several arrays into a fleet that has rows ---- */

static column *batch_of(int first, int rows)
{
    const char **ids = piq_test_memory((size_t)rows * sizeof *ids), **clusters = piq_test_memory((size_t)rows * sizeof *clusters);
    double *counts = piq_test_memory((size_t)rows * sizeof *counts), *idle = piq_test_memory((size_t)rows * sizeof *idle);
    for (int i = 0; i < rows; i++) {
        ids[i] = text("more-%d", first + i);
        clusters[i] = text("cluster %d", (first + i) / 7);
        counts[i] = 8;
        idle[i] = i % 3 == 0 ? kit_nan() : i;
    }
    column *const columns[] = {texts("cluster", "U", rows, clusters), texts("id", "u", rows, ids), numbers("gpu_count", "s", rows, counts),
                               numbers("idle_seconds", "g", rows, idle)};
    return table_of(rows, 4, columns);
}

static void expect_released(column *const *tables, size_t count, const producer_stream *s)
{
    CHECK_EQ_INT(s->releases, 1);
    CHECK_EQ_INT(s->calls_after_release, 0);
    CHECK_EQ_INT(tables[0]->schema_releases, 1);
    for (size_t i = 0; i < count; i++)
        CHECK_EQ_INT(tables[i]->array_releases, i < s->next);
}

TEST(arrow_memory, import_of_a_stream)
{
    column *const tables[] = {batch_of(0, 300), batch_of(0, 0), batch_of(300, 41), batch_of(341, 300)};
    for (int mode = 0; mode < 4; mode++) {
        bool done = false;
        for (size_t call = 0; !done && call < 100000; call++) {
            failing f;
            failing_begin(&f, (mode & 1) != 0);
            piq_fleet *fleet = prepared(&f.allocator, PIQ_ENTITY_WORKLOAD, 100);
            char *before = kit_evaluate(fleet, NULL);
            for (size_t i = 0; i < 4; i++)
                tables[i]->schema_releases = tables[i]->array_releases = 0;
            producer_stream *s = stream_of(4, tables);
            failing_at(&f, call, (mode & 2) != 0);
            const piq_status status = piq_fleet_import_arrow_stream(fleet, PIQ_ENTITY_NODE, &s->stream, 0, NULL);
            done = f.failed == 0;
            failing_at(&f, NEVER_FAIL, false);
            CHECK_EQ_INT(status, done ? PIQ_OK : PIQ_E_NOMEM);
            expect_released(tables, 4, s);
            CHECK_EQ_INT(piq_fleet_count(fleet, PIQ_ENTITY_NODE), done ? 741 : 100);
            if (!done) {
                char *after = kit_evaluate(fleet, NULL);
                CHECK_SAY(kit_same(before, after), "changed by a failure of allocation %zu", call);
                free(after);
            }
            free(before);
            piq_fleet_free(fleet);
            failing_end(&f, "a stream");
        }
        CHECK(done);
    }
}

/* ---- export ---- */

static piq_status read_all(struct ArrowArrayStream *stream)
{
    struct ArrowSchema schema;
    struct ArrowArray array;
    if (stream->get_schema(stream, &schema) != 0)
        return PIQ_E_NOMEM;
    schema.release(&schema);
    for (;;) {
        CHECK_EQ_INT(stream->get_next(stream, &array), 0);
        if (array.release == NULL)
            return PIQ_OK;
        array.release(&array);
    }
}

static void export_at_every(const piq_report *report, failing *f, uint32_t table)
{
    for (int on = 0; on < 2; on++) {
        bool done = false;
        for (size_t call = 0; !done && call < 100000; call++) {
            struct ArrowArrayStream stream;
            const size_t blocks = f->blocks;
            failing_at(f, call, on != 0);
            piq_status status = piq_report_export_arrow_stream(report, table, &stream, NULL);
            CHECK((status == PIQ_OK) == (stream.release != NULL));
            if (status == PIQ_OK)
                status = read_all(&stream);
            done = f->failed == 0;
            failing_at(f, NEVER_FAIL, false);
            CHECK_EQ_INT(status, done ? PIQ_OK : PIQ_E_NOMEM);
            if (stream.release != NULL)
                stream.release(&stream);
            CHECK_EQ_INT(f->blocks, blocks);
        }
        CHECK(done);
    }
}

TEST(arrow_memory, export)
{
    size_t length = 0;
    char *snapshot = kit_file("examples/fleets/tour.json", &length);
    CHECK_OR_RETURN(snapshot != NULL);
    failing f;
    failing_begin(&f, true);
    piq_fleet *fleet = NULL;
    piq_report *report = NULL;
    CHECK_OK(piq_fleet_new(&f.allocator, &fleet));
    CHECK_OK(piq_fleet_read_json(fleet, snapshot, length, NULL));
    CHECK_OK(piq_evaluate(fleet, NULL, &report, NULL));
    piq_fleet_free(fleet);
    for (uint32_t table = PIQ_TABLE_FINDINGS; table <= PIQ_TABLE_DETECTORS; table++)
        export_at_every(report, &f, table);
    piq_report_free(report);
    free(snapshot);
    failing_end(&f, "export");
}
