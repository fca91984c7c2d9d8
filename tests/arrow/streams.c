/* Streams: many arrays, empty ones, failures on the way, and everything released exactly once. */
#include <stdlib.h>
#include <string.h>

#include "arrow/producer.h"
#include "common/kit.h"
#include "harness/json_text.h"
#include "harness/piq_test.h"

static column *batch(int64_t rows, int first)
{
    const char **ids = piq_test_memory(((size_t)rows + 1) * sizeof *ids);
    double *counts = piq_test_memory(((size_t)rows + 1) * sizeof *counts);
    for (int64_t i = 0; i < rows; i++) {
        ids[i] = text("node %d", first + (int)i);
        counts[i] = 1 + (first + (int)i) % 8;
    }
    column *const columns[] = {texts("id", "u", rows, ids), numbers("gpu_count", "s", rows, counts)};
    return table_of(rows, 2, columns);
}

/* Imports and checks what was released: of the tables, `taken` were handed out. */
static piq_status import(piq_fleet *fleet, producer_stream *s, size_t taken, piq_error *error)
{
    const piq_status status = piq_fleet_import_arrow_stream(fleet, PIQ_ENTITY_NODE, &s->stream, 0, error);
    CHECK(s->stream.release == NULL);
    CHECK_EQ_INT(s->releases, 1);
    CHECK_EQ_INT(s->calls_after_release, 0);
    CHECK_EQ_INT(s->count == 0 ? 0 : s->tables[0]->schema_releases, s->schema_code == 0 && s->count != 0);
    for (size_t i = 0; i < s->count; i++)
        CHECK_EQ_INT(s->tables[i]->array_releases, i < taken);
    return status;
}

static int bound_to_page;

TEST(arrow_streams, many_arrays)
{
    static const int sizes[] = {1, 0, 255, 256, 257, 3, 0, 1000, 64, 1};
    enum { COUNT = sizeof sizes / sizeof *sizes };
    for (bound_to_page = 0; bound_to_page < 3; bound_to_page++) {
        producer_pad = bound_to_page * 5;
        column *tables[COUNT];
        int rows = 0;
        for (int i = 0; i < COUNT; i++) {
            tables[i] = batch(sizes[i], rows);
            rows += sizes[i];
        }
        piq_fleet *fleet = kit_fleet(), *whole = kit_fleet();
        CHECK_OK(import(fleet, stream_of(COUNT, tables), COUNT, NULL));
        CHECK_EQ_INT(piq_fleet_count(fleet, PIQ_ENTITY_NODE), rows);
        CHECK_OK(import_table(whole, PIQ_ENTITY_NODE, batch(rows, 0), 0, NULL));
        char *one = kit_evaluate(fleet, NULL), *other = kit_evaluate(whole, NULL);
        CHECK(kit_same(one, other));
        free(one);
        free(other);
        piq_fleet_free(fleet);
        piq_fleet_free(whole);
    }
    producer_pad = 0;
}

TEST(arrow_streams, nothing_in_it)
{
    column *const none[] = {batch(0, 0)};
    for (size_t count = 0; count < 2; count++) {
        piq_fleet *fleet = kit_fleet();
        none[0]->schema_releases = none[0]->array_releases = 0;
        producer_stream *s = stream_of(1, none);
        s->next = count == 0 ? 1 : 0; /* ends at once */
        CHECK_OK(piq_fleet_import_arrow_stream(fleet, PIQ_ENTITY_NODE, &s->stream, 0, NULL));
        CHECK_EQ_INT(none[0]->schema_releases, 1);
        CHECK_EQ_INT(none[0]->array_releases, count);
        CHECK_EQ_INT(s->releases, 1);
        CHECK_EQ_INT(piq_fleet_count(fleet, PIQ_ENTITY_NODE), 0);
        piq_fleet_free(fleet);
    }
}

static void fails(int schema_code, size_t fail_at, int code, const char *says, piq_status wanted, const char *words)
{
    column *const tables[] = {batch(300, 0), batch(300, 300), batch(2, 600)};
    producer_stream *s = stream_of(3, tables);
    s->schema_code = schema_code;
    s->fail_at = fail_at;
    s->code = code;
    if (says == NULL || says[0] != '\0')
        s->error = says;
    piq_fleet *fleet = kit_small_fleet();
    char *before = kit_evaluate(fleet, NULL);
    piq_error error = PIQ_ERROR_INIT;
    CHECK_EQ_INT(import(fleet, s, schema_code != 0 ? 0 : fail_at, &error), wanted);
    CHECK_SAY(strstr(error.message, words) != NULL, "%s", error.message);
    char *after = kit_evaluate(fleet, NULL);
    CHECK(kit_same(before, after));
    free(before);
    free(after);
    piq_fleet_free(fleet);
}

TEST(arrow_streams, failures)
{
    fails(5, SIZE_MAX, 0, "", PIQ_E_SOURCE, "nodes: the stream failed to give its schema (error 5): the disk is on fire");
    fails(12, SIZE_MAX, 0, "", PIQ_E_NOMEM, "its schema (error 12)");
    fails(0, 0, 5, "", PIQ_E_SOURCE, "its next array (error 5): the disk is on fire");
    fails(0, 2, 22, "", PIQ_E_SOURCE, "its next array (error 22): the disk is on fire");
    fails(0, 1, 5, NULL, PIQ_E_SOURCE, "(error 5)");
    fails(0, 1, 5, "\xFF is no text", PIQ_E_SOURCE, "its next array (error 5)");
}

TEST(arrow_streams, without_words_or_a_schema)
{
    column *const few[] = {batch(2, 0)};
    producer_stream *silent = stream_of(1, few);
    silent->error = "";
    silent->fail_at = 0;
    silent->code = 5;
    piq_error error = PIQ_ERROR_INIT;
    piq_fleet *untouched = kit_fleet();
    CHECK_EQ_INT(import(untouched, silent, 0, &error), PIQ_E_SOURCE);
    CHECK_EQ_STR(error.message, "nodes: the stream failed to give its next array (error 5)");
    piq_fleet_free(untouched);
    column *const tables[] = {batch(2, 0)};
    piq_fleet *fleet = kit_fleet();
    producer_stream *s = stream_of(1, tables);
    s->stream.get_last_error = NULL;
    s->fail_at = 0;
    s->code = 5;
    CHECK_EQ_INT(import(fleet, s, 0, NULL), PIQ_E_SOURCE);
    tables[0]->schema_releases = 0;
    tables[0]->schema.release = NULL;
    s = stream_of(1, tables);
    CHECK_EQ_INT(piq_fleet_import_arrow_stream(fleet, PIQ_ENTITY_NODE, &s->stream, 0, NULL), PIQ_E_SYNTAX);
    CHECK_EQ_INT(s->releases, 1);
    CHECK_EQ_INT(tables[0]->schema_releases, 0);
    piq_fleet_free(fleet);
}

/* The second array is bad: the first one's rows go, too, and its row counts on. */
TEST(arrow_streams, a_bad_array_in_the_middle)
{
    column *bad = batch(2, 300);
    column *const tables[] = {batch(300, 0), bad, batch(2, 600)};
    double *counts = (double[]){1, -1};
    bad->schema_children[1] = tables[0]->schema_children[1];
    column *field = numbers("gpu_count", "s", 2, counts);
    bad->array_children[1] = &field->array;
    piq_fleet *fleet = kit_small_fleet();
    char *before = kit_evaluate(fleet, NULL);
    piq_error error = PIQ_ERROR_INIT;
    CHECK_EQ_INT(import(fleet, stream_of(3, tables), 2, &error), PIQ_E_RANGE);
    CHECK_EQ_INT(error.row, 301);
    CHECK_EQ_INT(error.entity, PIQ_ENTITY_NODE);
    CHECK_EQ_INT(error.field, PIQ_NODE_GPU_COUNT);
    char *after = kit_evaluate(fleet, NULL);
    CHECK(kit_same(before, after));
    free(before);
    free(after);
    CHECK_OK(import_table(fleet, PIQ_ENTITY_NODE, batch(300, 0), 0, NULL));
    piq_fleet_free(fleet);
}

TEST(arrow_streams, arguments)
{
    column *const tables[] = {batch(2, 0)};
    producer_stream *s = stream_of(1, tables);
    CHECK_EQ_INT(piq_fleet_import_arrow_stream(NULL, PIQ_ENTITY_NODE, &s->stream, 0, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(s->releases, 1);
    piq_fleet *fleet = kit_fleet();
    CHECK_EQ_INT(piq_fleet_import_arrow_stream(fleet, PIQ_ENTITY_NODE, &s->stream, 0, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(s->releases, 1);
    s = stream_of(1, tables);
    CHECK_EQ_INT(piq_fleet_import_arrow_stream(fleet, PIQ_ENTITY_NODE, &s->stream, 8, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(s->releases, 1);
    CHECK_EQ_INT(tables[0]->schema_releases, 0);
    piq_fleet_free(fleet);
}
