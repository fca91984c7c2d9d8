/* Bytes as a table of Arrow columns: every encoding, then some lies that an importer is able to see (it cannot see how long a
   buffer is, so buffers are always as long as the array says). Whatever comes of it, everything is released exactly once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arrow/producer.h"
#include "common/kit.h"
#include "fuzz/fuzz.h"
#include "harness/piq_test.h"

#define ROWS_MOST 9
#define COLUMNS_MOST 7

typedef struct arrow_desk {
    fuzz_bytes input;
    int64_t rows;
    column *made[64]; /* what may be lied about, and must be released with its table */
    size_t count;
} arrow_desk;

static char *arrow_kept(const char *text)
{
    char *copy = piq_test_memory(strlen(text) + 1);
    memcpy(copy, text, strlen(text));
    return copy;
}

static const char *arrow_nulls(arrow_desk *d, int64_t count)
{
    char *bits = piq_test_memory((size_t)count + 1);
    for (int64_t i = 0; i < count; i++)
        bits[i] = fuzz_byte(&d->input) % 4 == 0 ? '0' : '1';
    return bits;
}

static column *arrow_note(arrow_desk *d, column *c, int64_t count)
{
    if (fuzz_byte(&d->input) % 2 == 0 && c->schema.format[0] != 'n')
        with_nulls(c, arrow_nulls(d, count), fuzz_byte(&d->input) % 2 == 0);
    if (d->count < sizeof d->made / sizeof *d->made)
        d->made[d->count++] = c;
    return c;
}

/* ---- columns ---- */

static column *arrow_numbers(arrow_desk *d, const char *name, int64_t count)
{
    static const char *const formats[] = {"c", "C", "s", "S", "i", "I", "l", "L", "f", "g", "g", "tdD", "tdm", "tss:UTC", "tsn:", "tDm", "tDs"};
    const char *format = formats[fuzz_below(&d->input, sizeof formats / sizeof *formats)];
    double *values = piq_test_memory(((size_t)count + 1) * sizeof *values);
    for (int64_t i = 0; i < count; i++) { /* small enough for every format */
        const double value = fuzz_number(&d->input);
        values[i] = format[0] == 'f' || format[0] == 'g' ? value : value >= 0 && value < 100 ? (double)(int)value : 1;
    }
    if (format[0] == 'f')
        for (int64_t i = 0; i < count; i++)
            values[i] = values[i] > -1e30 && values[i] < 1e30 ? values[i] : 0;
    return arrow_note(d, numbers(name, format, count, values), count);
}

static const char *const *arrow_words(arrow_desk *d, int64_t count, bool ids)
{
    const char **words = piq_test_memory(((size_t)count + 1) * sizeof *words);
    char room[32];
    for (int64_t i = 0; i < count; i++) {
        (void)snprintf(room, sizeof room, "row-%d", (int)i);
        words[i] = arrow_kept(ids && fuzz_byte(&d->input) < 240 ? room : fuzz_text(&d->input, room));
    }
    return words;
}

static column *arrow_texts(arrow_desk *d, const char *name, int64_t count, bool ids)
{
    static const char *const formats[] = {"u", "U", "vu"};
    static const char *const indexes[] = {"c", "C", "s", "S", "i", "I", "l", "L"};
    const char *format = formats[fuzz_below(&d->input, 3)];
    if (fuzz_byte(&d->input) % 3 != 0 || ids)
        return arrow_note(d, texts(name, format, count, arrow_words(d, count, ids)), count);
    const int64_t entries = 1 + fuzz_below(&d->input, 5);
    int *codes = piq_test_memory(((size_t)count + 1) * sizeof *codes);
    for (int64_t i = 0; i < count; i++)
        codes[i] = fuzz_byte(&d->input) < 250 ? (int)fuzz_below(&d->input, (uint32_t)entries) : 100; /* past the dictionary */
    column *values = arrow_note(d, texts("", format, entries, arrow_words(d, entries, false)), entries);
    return arrow_note(d, coded(name, indexes[fuzz_below(&d->input, 8)], count, codes, values), count);
}

static column *arrow_booleans(arrow_desk *d, const char *name, int64_t count)
{
    return arrow_note(d, booleans(name, count, arrow_nulls(d, count)), count);
}

static column *arrow_items(arrow_desk *d, const char *kind, int64_t count)
{
    if (strcmp(kind, "texts") == 0)
        return arrow_texts(d, "item", count, false);
    if (strcmp(kind, "numbers") == 0)
        return arrow_numbers(d, "item", count);
    column *members[5];
    size_t used = 0;
    if (strcmp(kind, "placement") == 0) {
        members[used++] = arrow_texts(d, "node", count, false);
        members[used++] = arrow_numbers(d, "gpus", count);
        members[used++] = arrow_texts(d, "gpu", count, false);
        members[used++] = arrow_numbers(d, "replica", count);
    } else if (strcmp(kind, "events") == 0) {
        members[used++] = arrow_numbers(d, "t", count);
        members[used++] = arrow_numbers(d, "replicas", count);
        members[used++] = arrow_texts(d, "cause", count, false);
    } else {
        members[used++] = arrow_texts(d, "name", count, false);
        members[used++] = arrow_numbers(d, "compute_slices", count);
        members[used++] = arrow_numbers(d, "compute_slices_total", count);
        members[used++] = arrow_numbers(d, "memory_bytes", count);
    }
    used -= fuzz_byte(&d->input) < 16; /* a member too few */
    return arrow_note(d, structs("item", count, used, members), count);
}

static column *arrow_list(arrow_desk *d, const char *name, const char *kind, int64_t count)
{
    int *lengths = piq_test_memory(((size_t)count + 1) * sizeof *lengths);
    int64_t items = 0;
    for (int64_t i = 0; i < count; i++) {
        lengths[i] = (int)fuzz_below(&d->input, 4);
        items += lengths[i];
    }
    return arrow_note(d, lists(name, fuzz_byte(&d->input) % 2 == 0 ? "+l" : "+L", count, lengths, arrow_items(d, kind, items)), count);
}

/* A column for a field, mostly of the type that it asks for. */
static column *arrow_column(arrow_desk *d, uint32_t entity)
{
    piq_field_info info = {.struct_size = sizeof info};
    const uint32_t count = (uint32_t)piq_field_count();
    uint32_t at = fuzz_below(&d->input, count);
    for (uint32_t tries = 0; tries <= count; tries++, at = (at + 1) % count)
        if (piq_field_at(at, &info) == PIQ_OK && info.entity == entity)
            break;
    const char *name = info.name;
    if (fuzz_byte(&d->input) < 8)
        return arrow_note(d, nothing(name, d->rows), d->rows);
    const uint32_t type = fuzz_byte(&d->input) < 16 ? 1 + fuzz_below(&d->input, 8) : info.type;
    if (strcmp(name, "placement") == 0 || strcmp(name, "scale_events") == 0 || strcmp(name, "mig_profiles") == 0)
        return arrow_list(d, name, name[0] == 'p' ? "placement" : name[0] == 's' ? "events" : "profiles", d->rows);
    switch (type) {
    case PIQ_TYPE_NUMBER:
    case PIQ_TYPE_INTEGER: return arrow_numbers(d, name, d->rows);
    case PIQ_TYPE_BOOL: return arrow_booleans(d, name, d->rows);
    case PIQ_TYPE_STRING_LIST: return arrow_list(d, name, "texts", d->rows);
    case PIQ_TYPE_NUMBER_LIST: return arrow_list(d, name, "numbers", d->rows);
    default: return arrow_texts(d, name, d->rows, false);
    }
}

/* ---- lies ---- */

static void arrow_lie(arrow_desk *d, column *c)
{
    static const char *const formats[] = {"e", "d:10,2", "w:16", "", "zz", "+s", "tdX", "tsx:", "vz", "+w:3", "+ud:0,1", "+r", "+vl"};
    const uint8_t lie = fuzz_byte(&d->input) % 12;
    switch (lie) {
    case 0: c->schema.format = formats[fuzz_below(&d->input, sizeof formats / sizeof *formats)]; break;
    case 1: c->array.n_buffers = fuzz_below(&d->input, 6); break;
    case 2: c->array.n_children = fuzz_below(&d->input, 2) == 0 ? 0 : -1; break;
    case 3: c->schema.n_children = 0; break;
    case 4: c->buffers[fuzz_below(&d->input, 3)] = NULL; break;
    case 5: c->array.dictionary = NULL; break;
    case 6: c->schema.dictionary = NULL; break;
    case 7: c->array.null_count = (int64_t)fuzz_below(&d->input, 30) - 10; break;
    case 8: c->array.length = c->array.length > 0 ? (int64_t)fuzz_below(&d->input, (uint32_t)c->array.length) : -1; break;
    case 9: c->array.offset = -1; break;
    case 10: c->schema.name = NULL; break;
    default: c->array.length = INT64_MAX - fuzz_byte(&d->input); break; /* refused: longer than memory can be */
    }
}

/* One table of random columns. */
static column *arrow_table(arrow_desk *d, uint32_t entity)
{
    column *columns[COLUMNS_MOST + 1];
    size_t used = 0;
    d->rows = fuzz_below(&d->input, ROWS_MOST + 1);
    producer_pad = fuzz_below(&d->input, 12);
    if (fuzz_byte(&d->input) < 250)
        columns[used++] = arrow_texts(d, entity <= PIQ_ENTITY_MODEL ? "name" : "id", d->rows, true);
    for (uint32_t left = fuzz_below(&d->input, COLUMNS_MOST + 1); left > 0; left--)
        columns[used++] = arrow_column(d, entity);
    column *table = table_of(d->rows, used, columns);
    for (uint32_t lies = fuzz_byte(&d->input) % 3; lies > 0 && d->count > 0; lies--)
        arrow_lie(d, d->made[fuzz_below(&d->input, (uint32_t)d->count)]);
    return table;
}

/* Imported as a whole or not at all. */
static void arrow_import_one(arrow_desk *d, piq_fleet *fleet, failing *memory)
{
    static const uint32_t entities[] = {PIQ_ENTITY_GPU_TYPE, PIQ_ENTITY_MODEL, PIQ_ENTITY_NODE, PIQ_ENTITY_WORKLOAD};
    const uint32_t entity = entities[fuzz_below(&d->input, 4)];
    piq_error error = PIQ_ERROR_INIT;
    const size_t before = piq_fleet_count(fleet, entity);
    const uint8_t how = fuzz_byte(&d->input);
    d->count = 0;
    column *table = arrow_table(d, entity);
    struct ArrowSchema schema = table->schema;
    struct ArrowArray array = table->array;
    failing_at(memory, how < 64 ? how : NEVER_FAIL, (how & 1) != 0);
    const piq_status status = piq_fleet_import_arrow_array(fleet, entity, &schema, &array, how & 2 ? PIQ_ARROW_STRICT : 0, &error);
    failing_at(memory, NEVER_FAIL, false);
    FUZZ_MUST(schema.release == NULL && array.release == NULL);
    FUZZ_MUST(table->schema_releases == 1 && table->array_releases == 1);
    FUZZ_MUST(piq_fleet_count(fleet, entity) == before + (status == PIQ_OK ? (size_t)d->rows : 0));
    if (status != PIQ_OK)
        fuzz_refused(status, &error);
}

static void arrow_export_all(const piq_fleet *fleet)
{
    piq_report *report = NULL;
    FUZZ_MUST(piq_evaluate(fleet, NULL, &report, NULL) == PIQ_OK);
    for (uint32_t table = PIQ_TABLE_FINDINGS; table <= PIQ_TABLE_DETECTORS; table++) {
        struct ArrowArrayStream stream;
        struct ArrowSchema schema;
        struct ArrowArray array;
        FUZZ_MUST(piq_report_export_arrow_stream(report, table, &stream, NULL) == PIQ_OK);
        FUZZ_MUST(stream.get_schema(&stream, &schema) == 0);
        schema.release(&schema);
        while (stream.get_next(&stream, &array) == 0 && array.release != NULL)
            array.release(&array);
        stream.release(&stream);
    }
    piq_report_free(report);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    arrow_desk d = {.input = {bytes, size}};
    failing memory;
    piq_fleet *fleet = NULL;
    piq_test_begin("fuzz", "arrow");
    CHECK(bytes != NULL || size == 0);
    failing_begin(&memory, true);
    FUZZ_MUST(piq_fleet_new(&memory.allocator, &fleet) == PIQ_OK);
    for (int tables = 0; tables < 4 && d.input.left != 0; tables++)
        arrow_import_one(&d, fleet, &memory);
    arrow_export_all(fleet);
    fuzz_judge(fleet, NULL);
    piq_fleet_free(fleet);
    fuzz_settled(&memory);
    producer_pad = 0;
    (void)piq_test_end();
    return 0;
}
