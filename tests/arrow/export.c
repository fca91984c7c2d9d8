/* The tables of a report: what stands in them is what the accessors say, and their arrays live by themselves. */
#include <stdlib.h>
#include <string.h>

#include "arrow/producer.h"
#include "common/kit.h"
#include "harness/piq_test.h"

typedef struct exported {
    struct ArrowArrayStream stream;
    struct ArrowSchema schema;
    struct ArrowArray array; /* the only one; released: there is none */
} exported;

static piq_report *tour(void)
{
    size_t length = 0;
    char *snapshot = kit_file("examples/fleets/tour.json", &length);
    piq_fleet *fleet = snapshot == NULL ? NULL : kit_read(snapshot);
    piq_report *report = NULL;
    CHECK_OK(piq_evaluate(fleet, NULL, &report, NULL));
    piq_fleet_free(fleet);
    free(snapshot);
    return report;
}

static exported read_table(const piq_report *report, uint32_t table)
{
    exported e;
    struct ArrowArray end;
    memset(&e, 0, sizeof e);
    CHECK_OK(piq_report_export_arrow_stream(report, table, &e.stream, NULL));
    CHECK_EQ_INT(e.stream.get_schema(&e.stream, &e.schema), 0);
    CHECK_EQ_INT(e.stream.get_next(&e.stream, &e.array), 0);
    CHECK(e.stream.get_last_error(&e.stream) == NULL);
    if (e.array.release != NULL) {
        CHECK_EQ_INT(e.stream.get_next(&e.stream, &end), 0);
        CHECK(end.release == NULL);
        CHECK_EQ_INT(e.array.n_children, e.schema.n_children);
    }
    return e;
}

static void drop_table(exported *e)
{
    if (e->array.release != NULL)
        e->array.release(&e->array);
    e->schema.release(&e->schema);
    e->stream.release(&e->stream);
    CHECK(e->array.release == NULL && e->schema.release == NULL && e->stream.release == NULL);
}

static int64_t place_of(const struct ArrowSchema *schema, const char *name)
{
    for (int64_t i = 0; i < schema->n_children; i++)
        if (strcmp(schema->children[i]->name, name) == 0)
            return i;
    CHECK_SAY(0, "there is no column %s", name);
    return 0;
}

static bool there(const struct ArrowArray *a, int64_t row)
{
    const uint8_t *bits = a->buffers[0];
    return bits == NULL || (bits[row / 8] >> (row % 8) & 1) != 0;
}

/* A text in static room; NULL: null. */
static const char *text_in(const struct ArrowArray *a, int64_t row)
{
    static char room[2048];
    const int32_t *offsets = a->buffers[1];
    const char *bytes = a->buffers[2];
    const size_t size = (size_t)(offsets[row + 1] - offsets[row]);
    if (!there(a, row) || size >= sizeof room)
        return NULL;
    if (size != 0)
        memcpy(room, bytes + offsets[row], size);
    room[size] = '\0';
    return room;
}

static const struct ArrowArray *cell(const exported *e, const char *name) { return e->array.children[place_of(&e->schema, name)]; }
static const char *text_cell(const exported *e, const char *name, int64_t row) { return text_in(cell(e, name), row); }
static double number_cell(const exported *e, const char *name, int64_t row) { return ((const double *)cell(e, name)->buffers[1])[row]; }
static int64_t integer_cell(const exported *e, const char *name, int64_t row) { return ((const int64_t *)cell(e, name)->buffers[1])[row]; }

static void same_money(const exported *e, const char *name, int64_t row, piq_money wanted)
{
    CHECK_EQ_INT(there(cell(e, name), row), wanted != PIQ_MONEY_UNKNOWN);
    if (wanted != PIQ_MONEY_UNKNOWN)
        CHECK_EQ_INT(integer_cell(e, name, row), wanted);
}

TEST(arrow_export, findings)
{
    piq_report *report = tour();
    exported e = read_table(report, PIQ_TABLE_FINDINGS);
    const size_t count = piq_report_finding_count(report);
    CHECK_OR_RETURN(count > 5);
    CHECK_EQ_INT(e.array.length, count);
    for (size_t i = 0; i < count; i++) {
        const int64_t row = (int64_t)i;
        piq_finding f;
        char message[1024];
        memset(&f, 0, sizeof f);
        f.struct_size = (uint32_t)sizeof f;
        CHECK_OK(piq_report_finding(report, i, &f));
        CHECK_EQ_INT(strtoull(text_cell(&e, "id", row), NULL, 16), f.id);
        CHECK_EQ_STR(text_cell(&e, "subtype", row), piq_word(PIQ_WORDS_SUBTYPE, f.subtype));
        CHECK_EQ_STR(text_cell(&e, "severity", row), piq_word(PIQ_WORDS_SEVERITY, f.severity));
        CHECK_EQ_STR(text_cell(&e, "entity_id", row), f.entity_id);
        CHECK_NEAR(number_cell(&e, "confidence", row), f.confidence, 0);
        CHECK_NEAR(number_cell(&e, "margin", row), f.margin, 0);
        same_money(&e, "waste_per_hour_micros", row, f.waste_per_hour);
        same_money(&e, "standalone_per_month_micros", row, f.standalone_per_month);
        same_money(&e, "recoverable_per_month_micros", row, f.recoverable_per_month);
        same_money(&e, "cost_to_fix_per_month_micros", row, f.cost_to_fix_per_month);
        (void)piq_report_message(report, i, message, sizeof message);
        CHECK_EQ_STR(text_cell(&e, "message", row), message);
        const int32_t *degraded = cell(&e, "degraded_by")->buffers[1];
        CHECK_EQ_INT(degraded[i + 1] - degraded[i], f.degraded_count);
        for (uint32_t k = 0; k < f.degraded_count; k++)
            CHECK_EQ_STR(text_in(cell(&e, "degraded_by")->children[0], degraded[i] + (int32_t)k), piq_report_degraded(report, i, k));
    }
    drop_table(&e);
    piq_report_free(report);
}

TEST(arrow_export, evidence_and_remedies)
{
    piq_report *report = tour();
    exported evidence = read_table(report, PIQ_TABLE_EVIDENCE), remedies = read_table(report, PIQ_TABLE_REMEDIES);
    const struct ArrowArray *parameters = cell(&remedies, "parameters"), *items = parameters->children[0];
    int64_t row = 0, remedy_row = 0, item = 0;
    for (size_t i = 0; i < piq_report_finding_count(report); i++) {
        piq_finding f;
        f.struct_size = (uint32_t)sizeof f;
        CHECK_OK(piq_report_finding(report, i, &f));
        for (uint32_t k = 0; k < f.evidence_count; k++, row++) {
            piq_evidence one;
            one.struct_size = (uint32_t)sizeof one;
            CHECK_OK(piq_report_evidence(report, i, k, &one));
            CHECK_EQ_STR(text_cell(&evidence, "field", row), one.name);
            CHECK_EQ_STR(text_cell(&evidence, "text", row), one.text);
            CHECK_EQ_INT(there(cell(&evidence, "value"), row), one.text == NULL && one.value == one.value);
            CHECK_EQ_INT(there(cell(&evidence, "threshold"), row), one.threshold == one.threshold);
            CHECK_EQ_STR(text_cell(&evidence, "policy", row), one.policy == 0 ? NULL : piq_name(one.policy));
        }
        for (uint32_t k = 0; k < f.remedy_count; k++, remedy_row++) {
            piq_remedy one;
            one.struct_size = (uint32_t)sizeof one;
            CHECK_OK(piq_report_remedy(report, i, k, &one));
            CHECK_EQ_STR(text_cell(&remedies, "action", remedy_row), piq_word(PIQ_WORDS_ACTION, one.action));
            const uint8_t *primary = cell(&remedies, "primary")->buffers[1];
            CHECK_EQ_INT(primary[remedy_row / 8] >> (remedy_row % 8) & 1, one.primary);
            for (uint32_t p = 0; p < one.parameter_count; p++, item++) {
                piq_parameter parameter;
                parameter.struct_size = (uint32_t)sizeof parameter;
                CHECK_OK(piq_report_parameter(report, i, k, p, &parameter));
                CHECK_EQ_STR(text_in(items->children[0], item), parameter.name);
                CHECK_EQ_STR(text_in(items->children[2], item), parameter.text);
            }
            CHECK_EQ_INT(((const int32_t *)parameters->buffers[1])[remedy_row + 1], item);
        }
    }
    CHECK_EQ_INT(evidence.array.length, row);
    CHECK_EQ_INT(remedies.array.length, remedy_row);
    CHECK_EQ_INT(items->length, item);
    CHECK(row > 5 && remedy_row > 5 && item > 3);
    drop_table(&evidence);
    drop_table(&remedies);
    piq_report_free(report);
}

TEST(arrow_export, the_other_tables)
{
    piq_report *report = tour();
    exported e = read_table(report, PIQ_TABLE_NOT_EVALUATED);
    CHECK_EQ_INT(e.array.length, piq_report_not_evaluated_count(report));
    for (size_t i = 0; i < piq_report_not_evaluated_count(report); i++) {
        piq_not_evaluated one;
        one.struct_size = (uint32_t)sizeof one;
        CHECK_OK(piq_report_not_evaluated(report, i, &one));
        CHECK_EQ_STR(text_cell(&e, "entity_id", (int64_t)i), one.entity_id);
        CHECK_EQ_STR(text_cell(&e, "reason", (int64_t)i), piq_word(PIQ_WORDS_REASON, one.reason));
        const int32_t *missing = cell(&e, "missing")->buffers[1];
        CHECK_EQ_INT(missing[i + 1] - missing[i], one.missing_count);
    }
    drop_table(&e);
    e = read_table(report, PIQ_TABLE_CAPACITY);
    for (size_t i = 0; i < piq_report_capacity_count(report); i++) {
        piq_capacity one;
        one.struct_size = (uint32_t)sizeof one;
        CHECK_OK(piq_report_capacity(report, i, &one));
        CHECK_EQ_STR(text_cell(&e, "gpu_type", (int64_t)i), one.gpu_type);
        CHECK_EQ_INT(integer_cell(&e, "block", (int64_t)i), one.block);
        CHECK_EQ_INT(integer_cell(&e, "after_consolidation", (int64_t)i), one.after_consolidation);
    }
    drop_table(&e);
    e = read_table(report, PIQ_TABLE_DETECTORS);
    CHECK_EQ_INT(e.array.length, piq_detector_count());
    drop_table(&e);
    piq_report_free(report);
}

/* The consumer may take columns out of a table; they live on when the table, the stream and the report are gone. */
TEST(arrow_export, arrays_live_by_themselves)
{
    piq_report *report = tour();
    exported e = read_table(report, PIQ_TABLE_REMEDIES);
    piq_report_free(report);
    const int64_t place = place_of(&e.schema, "action"), nested = place_of(&e.schema, "parameters");
    struct ArrowArray action = *e.array.children[place], parameters = *e.array.children[nested];
    struct ArrowSchema name = *e.schema.children[nested];
    e.array.children[place]->release = NULL;
    e.array.children[nested]->release = NULL;
    e.schema.children[nested]->release = NULL;
    const int64_t rows = e.array.length;
    drop_table(&e);
    CHECK_EQ_STR(name.name, "parameters");
    CHECK_EQ_STR(name.children[0]->children[0]->name, "name");
    for (int64_t i = 0; i < rows; i++)
        CHECK(piq_word_find(PIQ_WORDS_ACTION, text_in(&action, i), PIQ_NUL_TERMINATED) != 0);
    CHECK(parameters.children[0]->length > 0);
    action.release(&action);
    parameters.release(&parameters);
    name.release(&name);
}

/* A stream that is released before it is read out, and one that is read again after its end. */
TEST(arrow_export, half_read)
{
    piq_report *report = tour();
    struct ArrowArrayStream stream;
    struct ArrowArray array;
    CHECK_OK(piq_report_export_arrow_stream(report, PIQ_TABLE_FINDINGS, &stream, NULL));
    stream.release(&stream);
    CHECK(stream.release == NULL);
    CHECK_OK(piq_report_export_arrow_stream(report, PIQ_TABLE_MOVES, &stream, NULL));
    for (int i = 0; i < 3; i++) {
        CHECK_EQ_INT(stream.get_next(&stream, &array), 0);
        if (array.release != NULL)
            array.release(&array);
    }
    CHECK(stream.get_next(&stream, NULL) != 0 && stream.get_schema(&stream, NULL) != 0);
    stream.release(&stream);
    piq_report_free(report);
}

TEST(arrow_export, arguments)
{
    piq_report *report = tour();
    struct ArrowArrayStream stream;
    piq_error error = PIQ_ERROR_INIT;
    CHECK_EQ_INT(piq_report_export_arrow_stream(report, PIQ_TABLE_FINDINGS, NULL, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_export_arrow_stream(NULL, PIQ_TABLE_FINDINGS, &stream, NULL), PIQ_E_ARGUMENT);
    CHECK(stream.release == NULL);
    CHECK_EQ_INT(piq_report_export_arrow_stream(report, 0, &stream, &error), PIQ_E_FIELD);
    CHECK(stream.release == NULL);
    CHECK_EQ_STR(error.message, "a report has no such table");
    CHECK_EQ_INT(piq_report_export_arrow_stream(report, 99, &stream, NULL), PIQ_E_FIELD);
    piq_report_free(report);
}

/* More rows than an array holds: several arrays, together the whole. A report's own tables go in and out again. */
TEST(arrow_export, many_rows)
{
    enum { ROWS = 70000 };
    piq_fleet *fleet = kit_fleet();
    char (*names)[16] = piq_test_memory(ROWS * sizeof *names);
    const char **ids = piq_test_memory(ROWS * sizeof *ids);
    for (int i = 0; i < ROWS; i++) {
        int value = i;
        for (int at = 7; at >= 0; at--, value /= 10)
            names[i][at] = (char)('0' + value % 10);
        ids[i] = names[i];
    }
    CHECK_OK(piq_fleet_add_many(fleet, PIQ_ENTITY_WORKLOAD, ids, NULL, ROWS, NULL, NULL));
    piq_report *report = NULL;
    CHECK_OK(piq_evaluate(fleet, NULL, &report, NULL));
    piq_fleet_free(fleet);
    const size_t count = piq_report_not_evaluated_count(report);
    CHECK_OR_RETURN(count >= ROWS);
    struct ArrowArrayStream stream;
    struct ArrowArray array;
    CHECK_OK(piq_report_export_arrow_stream(report, PIQ_TABLE_NOT_EVALUATED, &stream, NULL));
    piq_report_free(report);
    size_t rows = 0, arrays = 0;
    for (;; arrays++) {
        CHECK_EQ_INT(stream.get_next(&stream, &array), 0);
        if (array.release == NULL)
            break;
        rows += (size_t)array.length;
        array.release(&array);
    }
    CHECK_EQ_INT(rows, count);
    CHECK(arrays > 1);
    stream.release(&stream);
}
