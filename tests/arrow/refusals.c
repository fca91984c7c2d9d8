/* What is refused: with a status, a sentence that names table, column and row, a fleet as it was, and everything released. */
#include <stdlib.h>
#include <string.h>

#include "arrow/producer.h"
#include "common/kit.h"
#include "harness/piq_test.h"

/* A column that must be refused, in a table of two rows "a" and "b" (of nodes) or "w1" and "w2" (of workloads). */
static void refused_with(uint32_t entity, column *bad, column *whole, uint32_t flags, piq_status wanted, const char *words, uint64_t row)
{
    static const char *const nodes[] = {"a", "b"}, *const works[] = {"w1", "w2"};
    piq_fleet *fleet = kit_small_fleet();
    char *before = kit_evaluate(fleet, NULL);
    column *const columns[] = {texts("id", "u", 2, entity == PIQ_ENTITY_NODE ? nodes : works), bad};
    column *table = whole != NULL ? whole : table_of(2, bad == NULL ? 1 : 2, columns);
    piq_error error = PIQ_ERROR_INIT;
    const piq_status got = import_table(fleet, entity, table, flags, &error);
    CHECK_SAY(got == wanted, "%s, wanted %s: %s", piq_status_name(got), piq_status_name(wanted), error.message);
    CHECK_SAY(strstr(error.message, words) != NULL, "\"%s\" is not in \"%s\"", words, error.message);
    CHECK_SAY(error.row == row, "row %llu: %s", (unsigned long long)error.row, error.message);
    CHECK_EQ_INT(error.code, got);
    char *after = kit_evaluate(fleet, NULL);
    CHECK_SAY(kit_same(before, after), "changed by: %s", error.message);
    free(before);
    free(after);
    /* The same ids can be added afterwards, and nothing of the failed rows is left in them. */
    column *const good[] = {texts("id", "u", 2, entity == PIQ_ENTITY_NODE ? nodes : works)};
    CHECK_OK(import_table(fleet, entity, table_of(2, 1, good), 0, NULL));
    piq_fleet *fresh = kit_small_fleet();
    CHECK_OK(import_table(fresh, entity, table_of(2, 1, good), 0, NULL));
    before = kit_evaluate(fresh, NULL);
    after = kit_evaluate(fleet, NULL);
    CHECK_SAY(kit_same(before, after), "something is left after: %s", error.message);
    free(before);
    free(after);
    piq_fleet_free(fresh);
    piq_fleet_free(fleet);
}

static void refused(column *bad, piq_status wanted, const char *words, uint64_t row)
{
    refused_with(PIQ_ENTITY_NODE, bad, NULL, 0, wanted, words, row);
}

static void refused_work(column *bad, piq_status wanted, const char *words, uint64_t row)
{
    refused_with(PIQ_ENTITY_WORKLOAD, bad, NULL, 0, wanted, words, row);
}

static const double eights[] = {8, 8};
static const char *const words2[] = {"ready", "failed"};
static const int ones[] = {1, 1};

TEST(arrow_refusals, types)
{
    refused(numbers("gpu_count", "e", 2, eights), PIQ_E_TYPE, "nodes, column gpu_count has Arrow type \"e\": 16-bit floats are not read", PIQ_NONE);
    refused(column_of("gpu_count", "d:10,2", 2), PIQ_E_TYPE, "decimals are not read", PIQ_NONE);
    refused(texts("gpu_count", "u", 2, words2), PIQ_E_TYPE, "the field's type is integer", PIQ_NONE);
    refused(booleans("gpu_count", 2, "11"), PIQ_E_TYPE, "column gpu_count", PIQ_NONE);
    refused(numbers("billed", "c", 2, eights), PIQ_E_TYPE, "column billed", PIQ_NONE);
    refused(numbers("state", "c", 2, eights), PIQ_E_TYPE, "column state", PIQ_NONE);
    refused(column_of("state", "z", 2), PIQ_E_TYPE, "column state", PIQ_NONE);
    refused(column_of("state", NULL, 2), PIQ_E_TYPE, "has no format", PIQ_NONE);
    refused(numbers("gpu_count", "tDs", 2, eights), PIQ_E_TYPE, "column gpu_count", PIQ_NONE);
    refused(numbers("gpu_count", "tss:", 2, eights), PIQ_E_TYPE, "column gpu_count", PIQ_NONE);
    refused(numbers("idle_seconds", "tts", 2, eights), PIQ_E_TYPE, "column idle_seconds", PIQ_NONE);
    refused(numbers("idle_seconds", "tss", 2, eights), PIQ_E_TYPE, "column idle_seconds", PIQ_NONE);
    refused(numbers("idle_seconds", "tDx", 2, eights), PIQ_E_TYPE, "column idle_seconds", PIQ_NONE);
    refused_work(numbers("run_seconds", "tss:", 2, eights), PIQ_E_TYPE, "column run_seconds", PIQ_NONE);
    refused_work(numbers("placement", "g", 2, eights), PIQ_E_TYPE, "column placement", PIQ_NONE);
    refused_work(lists("placement", "+l", 2, ones, numbers("item", "g", 2, eights)), PIQ_E_TYPE, "column placement", PIQ_NONE);
    refused_work(lists("idle_gaps", "+l", 2, ones, texts("item", "u", 2, words2)), PIQ_E_TYPE, "column idle_gaps", PIQ_NONE);
    refused_work(lists("accepted_gpu_types", "+l", 2, ones, numbers("item", "g", 2, eights)), PIQ_E_TYPE, "accepted_gpu_types", PIQ_NONE);
    const int indexes[] = {0, 1};
    refused(coded("gpu_count", "c", 2, indexes, numbers(NULL, "g", 2, eights)), PIQ_E_TYPE, "with a dictionary", PIQ_NONE);
    refused(coded("state", "g", 2, indexes, texts(NULL, "u", 2, words2)), PIQ_E_TYPE, "with a dictionary", PIQ_NONE);
    refused(coded("state", "c", 2, indexes, numbers(NULL, "g", 2, eights)), PIQ_E_TYPE, "with a dictionary", PIQ_NONE);
}

TEST(arrow_refusals, values)
{
    const double below[] = {8, -1}, half[] = {8, 1.5}, vast[] = {8, 1e7}, infinite[] = {8, kit_infinity()};
    static const char *const sleepy[] = {"ready", "sleepy"}, *const broken[] = {"ok", "\xFF\xFE"};
    refused(numbers("gpu_count", "c", 2, below), PIQ_E_RANGE, "nodes, column gpu_count, row 1: gpu_count of node \"b\" is -1", 1);
    refused(numbers("gpu_count", "g", 2, half), PIQ_E_RANGE, "row 1", 1);
    refused(numbers("gpu_count", "L", 2, vast), PIQ_E_RANGE, "row 1", 1);
    refused(numbers("gpus_allocated", "f", 2, infinite), PIQ_E_RANGE, "infinity", 1);
    refused(with_nulls(numbers("gpu_count", "c", 2, (const double[]){-1, -1}), "01", false), PIQ_E_RANGE, "row 1", 1);
    refused(texts("state", "u", 2, sleepy), PIQ_E_VALUE, "nodes, column state, row 1: state of node \"b\" is \"sleepy\"", 1);
    refused(texts("cluster", "vu", 2, broken), PIQ_E_VALUE, "row 1", 1);
    refused(texts("state", "u", 2, (const char *const[]){"ready", ""}), PIQ_E_VALUE, "row 1", 1);
    refused_work(lists("idle_gaps", "+l", 2, ones, numbers("item", "g", 2, below)), PIQ_E_RANGE, "workloads, column idle_gaps, row 1", 1);
    refused_work(lists("idle_gaps", "+l", 2, ones, with_nulls(numbers("item", "g", 2, eights), "10", true)), PIQ_E_TYPE, "null", 1);
    refused_work(lists("required_features", "+l", 2, ones, texts("item", "u", 2, (const char *const[]){"fp8", "wings"})), PIQ_E_VALUE,
                 "\"wings\"", 1);
    refused_work(lists("accepted_gpu_types", "+l", 2, ones, texts("item", "u", 2, (const char *const[]){"x", NULL})), PIQ_E_TYPE, "null", 1);
}

static column *whole_table(const char *first, const char *second)
{
    const char *const ids[] = {first, second};
    column *const columns[] = {texts("id", "u", 2, ids)};
    return table_of(2, 1, columns);
}

TEST(arrow_refusals, ids_and_columns)
{
    static const char *const ids[] = {"a", "b"};
    column *const no_id[] = {numbers("gpu_count", "c", 2, eights)};
    column *const twice[] = {texts("id", "u", 2, ids), numbers("gpu_count", "c", 2, eights), numbers("gpu_count", "c", 2, eights)};
    column *const two_ids[] = {texts("id", "u", 2, ids), texts("id", "u", 2, ids)};
    const uint32_t node = PIQ_ENTITY_NODE;
    refused_with(node, NULL, table_of(2, 1, no_id), 0, PIQ_E_FIELD, "nodes, column id is missing", PIQ_NONE);
    refused_with(node, NULL, table_of(2, 3, twice), 0, PIQ_E_DUPLICATE, "column gpu_count is given twice", PIQ_NONE);
    refused_with(node, NULL, table_of(2, 2, two_ids), 0, PIQ_E_DUPLICATE, "column id is given twice", PIQ_NONE);
    refused_with(node, NULL, whole_table("a", "a"), 0, PIQ_E_DUPLICATE, "nodes, column id, row 1", 1);
    refused_with(node, NULL, whole_table("a", "n1"), 0, PIQ_E_DUPLICATE, "nodes, column id, row 1", 1);
    refused_with(node, NULL, whole_table("a", NULL), 0, PIQ_E_FIELD, "nodes, column id, row 1 is missing", 1);
    refused_with(node, NULL, whole_table("a", ""), 0, PIQ_E_VALUE, "nodes, column id, row 1", 1);
    refused_with(node, NULL, whole_table("a", "\xFF"), 0, PIQ_E_VALUE, "nodes, column id, row 1", 1);
    column *const hole[] = {texts("id", "u", 2, ids)};
    refused_with(node, NULL, with_nulls(table_of(2, 1, hole), "10", true), 0, PIQ_E_FIELD, "row 1 is missing", 1);
    refused_with(node, numbers("colour", "c", 2, eights), NULL, PIQ_ARROW_STRICT, PIQ_E_FIELD, "nodes, column \"colour\"", PIQ_NONE);
    refused_with(node, numbers("\xFF", "c", 2, eights), NULL, PIQ_ARROW_STRICT, PIQ_E_FIELD, "nodes, column \"\"", PIQ_NONE);
    refused_with(node, numbers("idle_seconds", "tss:", 2, (const double[]){1e9, 3e9}), NULL, 0, PIQ_E_RANGE, "row 1", 1);
}

/* ---- placements ---- */

static column *place(column *node, column *gpus, column *more)
{
    column *const members[] = {node, gpus, more};
    return lists("placement", "+l", 2, ones, structs("item", 2, more == NULL ? 2 : 3, members));
}

static column *on(const char *first, const char *second)
{
    const char *const names[] = {first, second};
    return texts("node", "u", 2, names);
}

static column *gpus(double first, double second)
{
    const double values[] = {first, second};
    return numbers("gpus", "g", 2, values);
}

TEST(arrow_refusals, placements)
{
    refused_work(place(on("n2", "nowhere"), gpus(1, 1), NULL), PIQ_E_REFERENCE,
                 "workloads, column placement, row 1: there is no node \"nowhere\"", 1);
    refused_work(place(on("n2", "\xFF"), gpus(1, 1), NULL), PIQ_E_REFERENCE, "row 1", 1);
    refused_work(place(on("n2", NULL), gpus(1, 1), NULL), PIQ_E_FIELD, "node is missing", 1);
    refused_work(place(on("n2", "n2"), with_nulls(gpus(1, 1), "10", false), NULL), PIQ_E_FIELD, "gpus is missing", 1);
    refused_work(place(on("n2", "n2"), gpus(1, kit_nan()), NULL), PIQ_E_FIELD, "gpus is missing", 1);
    refused_work(place(on("n2", "n2"), gpus(1, -1), NULL), PIQ_E_RANGE, "gpus is -1", 1);
    refused_work(place(on("n2", "n2"), gpus(1, 8), NULL), PIQ_E_OVERFULL, "row 1", 1);
    refused_work(place(on("n2", "n2"), gpus(1, 1), numbers("replica", "f", 2, (const double[]){0, 0.5})), PIQ_E_RANGE, "replica is 0.5", 1);
    refused_work(place(on("n2", "n2"), gpus(1, 1), numbers("replica", "s", 2, (const double[]){0, -1})), PIQ_E_RANGE, "replica is -1", 1);
    refused_work(place(on("n2", "n2"), gpus(1, 1), texts("gpu", "u", 2, (const char *const[]){NULL, "\xFF"})), PIQ_E_VALUE, "row 1", 1);
    refused_work(place(on("n2", "n2"), gpus(1, 1), numbers("gpu", "g", 2, eights)), PIQ_E_TYPE, "gpu has Arrow type", PIQ_NONE);
    refused_work(place(on("n2", "n2"), gpus(1, 1), gpus(1, 1)), PIQ_E_DUPLICATE, "gpus is given twice", PIQ_NONE);
    column *const null_piece[] = {on("n2", "n2"), gpus(1, 1)};
    refused_work(lists("placement", "+l", 2, ones, with_nulls(structs("item", 2, 2, null_piece), "10", true)), PIQ_E_TYPE, "null", 1);
    refused_work(lists("placement", "+l", 2, ones, nothing("item", 2)), PIQ_E_TYPE, "null", 0);
    refused_with(PIQ_ENTITY_WORKLOAD, place(on("n2", "n2"), gpus(1, 1), gpus(1, 1)), NULL, PIQ_ARROW_STRICT, PIQ_E_DUPLICATE, "gpus", PIQ_NONE);
    column *other = gpus(1, 1);
    other->schema.name = "colour";
    refused_with(PIQ_ENTITY_WORKLOAD, place(on("n2", "n2"), gpus(1, 1), other), NULL, PIQ_ARROW_STRICT, PIQ_E_FIELD, "\"colour\"", PIQ_NONE);
}

static column *event_column(const char *t_format, double t, double replicas, const char *cause)
{
    const char *const causes[] = {"traffic", cause};
    const double ts[] = {60, t}, counts[] = {1, replicas};
    column *const members[] = {numbers("t", t_format, 2, ts), numbers("replicas", "g", 2, counts), texts("cause", "u", 2, causes)};
    return lists("scale_events", "+l", 2, ones, structs("item", 2, 3, members));
}

TEST(arrow_refusals, scale_events)
{
    refused_work(event_column("g", -1, 1, "traffic"), PIQ_E_RANGE, "t is -1", 1);
    refused_work(event_column("g", kit_nan(), 1, "traffic"), PIQ_E_FIELD, "t is missing", 1);
    refused_work(event_column("g", 1, 1.5, "traffic"), PIQ_E_RANGE, "replicas is 1.5", 1);
    refused_work(event_column("g", 1, kit_nan(), "traffic"), PIQ_E_FIELD, "replicas is missing", 1);
    refused_work(event_column("g", 1, 1, "boredom"), PIQ_E_VALUE, "cause", 1);
    refused_work(event_column("tsn:UTC", 9e18, 1, "traffic"), PIQ_E_RANGE, "t is -", 1);
}

TEST(arrow_refusals, profiles)
{
    static const char *const cards[] = {"card-1", "card-2"}, *const names[] = {"1g", NULL};
    const double slices[] = {1, 8}, total[] = {7, 7}, memory[] = {10e9, 10e9};
    for (int bad = 0; bad < 3; bad++) {
        column *const members[] = {texts("name", "u", 2, bad == 0 ? names : cards), numbers("compute_slices", "c", 2, bad == 1 ? slices : total),
                                   numbers("compute_slices_total", "c", 2, total), numbers("memory_bytes", "l", 2, memory)};
        column *profiles = lists("mig_profiles", "+l", 2, ones, structs("item", 2, bad == 2 ? 3 : 4, members));
        column *const columns[] = {texts("name", "u", 2, cards), profiles};
        piq_fleet *fleet = kit_fleet();
        piq_error error = PIQ_ERROR_INIT;
        const piq_status status = import_table(fleet, PIQ_ENTITY_GPU_TYPE, table_of(2, 2, columns), 0, &error);
        CHECK_EQ_INT(status, bad == 1 ? PIQ_E_RANGE : PIQ_E_FIELD);
        CHECK_EQ_INT(error.row, bad == 2 ? 0 : 1);
        CHECK(strstr(error.message, "gpu_types, column mig_profiles, row ") != NULL);
        CHECK_EQ_INT(piq_fleet_count(fleet, PIQ_ENTITY_GPU_TYPE), 0);
        piq_fleet_free(fleet);
    }
}

/* ---- arrays at odds with themselves ---- */

/* A good column of texts or numbers, for one figure of it to be made wrong. */
static column *good_texts(const char *format) { return texts("cluster", format, 2, (const char *const[]){"one", "a text beyond twelve bytes"}); }
static column *good_numbers(void) { return numbers("gpu_count", "l", 2, eights); }

#define BROKEN(make, breaking, words)                     \
    do {                                                  \
        column *c = make;                                 \
        breaking;                                         \
        refused(c, PIQ_E_SYNTAX, words, PIQ_NONE);        \
    } while (0)
#define BROKEN_ROW(make, breaking, words, row)            \
    do {                                                  \
        column *c = make;                                 \
        breaking;                                         \
        refused(c, PIQ_E_SYNTAX, words, row);             \
    } while (0)

static int64_t *long_at(column *c, int buffer) { return (int64_t *)(uintptr_t)c->buffers[buffer]; }

static void set32(column *c, int buffer, size_t place, int32_t value)
{
    memcpy((char *)(uintptr_t)c->buffers[buffer] + place * 4, &value, sizeof value);
}

static void set64(column *c, int buffer, size_t place, int64_t value)
{
    memcpy((char *)long_at(c, buffer) + place * 8, &value, sizeof value);
}

TEST(arrow_refusals, figures)
{
    BROKEN(good_numbers(), c->array.length = 1, "shorter");
    BROKEN(good_numbers(), c->array.length = -2, "impossible");
    BROKEN(good_numbers(), c->array.offset = -1, "impossible");
    BROKEN(good_numbers(), c->array.offset = INT64_MAX, "impossible");
    BROKEN(good_numbers(), (c->array.offset = INT64_MAX - 2), "impossible");
    BROKEN(good_numbers(), c->array.null_count = -2, "impossible");
    BROKEN(good_numbers(), c->array.null_count = 1, "has nulls, but no validity");
    BROKEN(good_numbers(), c->array.n_buffers = 1, "wrong number of buffers");
    BROKEN(good_numbers(), c->array.n_buffers = 3, "wrong number of buffers");
    BROKEN(good_numbers(), c->array.buffers = NULL, "has no buffers");
    BROKEN(good_numbers(), c->buffers[1] = NULL, "has no values");
    BROKEN(good_numbers(), c->array.dictionary = &c->array, "dictionary");
    BROKEN(good_texts("u"), c->array.n_buffers = 2, "wrong number of buffers");
    BROKEN(good_texts("vu"), c->array.n_buffers = 2, "wrong number of buffers");
    BROKEN(good_texts("vu"), c->buffers[4] = NULL, "sizes");
    BROKEN(coded("cluster", "c", 2, ones, good_texts("u")), c->array.dictionary = NULL, "has no dictionary");
    BROKEN(coded("cluster", "c", 2, ones, good_texts("u")), c->array.dictionary->length = -1, "impossible dictionary");
    BROKEN(coded("cluster", "c", 2, ones, good_texts("u")), c->array.dictionary->n_buffers = 1, "impossible dictionary");
}

TEST(arrow_refusals, texts)
{
    BROKEN_ROW(good_texts("u"), set32(c, 1, 0, -1), "out of order", 0);
    BROKEN_ROW(good_texts("u"), set32(c, 1, 2, 1), "out of order", 1);
    BROKEN_ROW(good_texts("U"), set64(c, 1, 2, 1), "out of order", 1);
    BROKEN_ROW(good_texts("U"), set64(c, 1, 2, INT64_MAX), "out of order", 1);
    BROKEN_ROW(good_texts("u"), c->buffers[2] = NULL, "no bytes", 0);
    BROKEN_ROW(good_texts("vu"), set32(c, 1, 4, -1), "negative length", 1);
    BROKEN_ROW(good_texts("vu"), set32(c, 1, 6, 2), "not there", 1);
    BROKEN_ROW(good_texts("vu"), set32(c, 1, 6, -1), "not there", 1);
    BROKEN_ROW(good_texts("vu"), set32(c, 1, 7, 1), "past its buffer", 1);
    BROKEN_ROW(good_texts("vu"), set32(c, 1, 7, -1), "not there", 1);
    BROKEN_ROW(good_texts("vu"), c->buffers[3] = NULL, "not there", 1);
    const int beyond[] = {0, 2};
    BROKEN_ROW(coded("cluster", "c", 2, beyond, good_texts("u")), (void)0, "beyond its dictionary", 1);
    BROKEN_ROW(coded("cluster", "L", 2, beyond, good_texts("vu")), (void)0, "beyond its dictionary", 1);
    BROKEN_ROW(coded("cluster", "c", 2, ones, good_texts("u")), *(char *)(uintptr_t)c->buffers[1] = -1, "beyond its dictionary", 0);
    BROKEN_ROW(coded("cluster", "c", 2, ones, good_texts("u")), ((const void **)c->array.dictionary->buffers)[2] = NULL, "no bytes", 0);
}

#define BROKEN_WORK(make, breaking, words, row)           \
    do {                                                  \
        column *c = make;                                 \
        breaking;                                         \
        refused_work(c, PIQ_E_SYNTAX, words, row);        \
    } while (0)
#define GAPS(format) lists("idle_gaps", format, 2, ones, numbers("item", "g", 2, eights))
#define PIECES place(on("n2", "n2"), gpus(1, 1), NULL)

TEST(arrow_refusals, lists)
{
    BROKEN_WORK(GAPS("+l"), set32(c, 1, 0, -1), "out of order", 0);
    BROKEN_WORK(GAPS("+l"), set32(c, 1, 2, 0), "out of order", 1);
    BROKEN_WORK(GAPS("+l"), set32(c, 1, 2, 3), "beyond the items", 1);
    BROKEN_WORK(GAPS("+L"), set64(c, 1, 2, INT64_MAX), "beyond the items", 1);
    BROKEN_WORK(GAPS("+l"), c->array.n_children = 0, "without items", PIQ_NONE);
    BROKEN_WORK(GAPS("+l"), c->array_children[0] = NULL, "without items", PIQ_NONE);
    BROKEN_WORK(GAPS("+l"), c->array_children[0]->length = -1, "without items", PIQ_NONE);
    BROKEN_WORK(GAPS("+l"), c->array_children[0]->n_buffers = 1, "wrong number of buffers", PIQ_NONE);
    BROKEN_WORK(GAPS("+l"), c->schema.n_children = 0, "without one type", PIQ_NONE);
    BROKEN_WORK(GAPS("+l"), c->schema_children[0] = NULL, "without one type", PIQ_NONE);
    BROKEN_WORK(PIECES, set32(c, 1, 2, 3), "beyond the items", 1);
    BROKEN_WORK(PIECES, c->array_children[0]->n_children = 1, "members of its type", PIQ_NONE);
    BROKEN_WORK(PIECES, c->array_children[0]->children = NULL, "members of its type", PIQ_NONE);
    BROKEN_WORK(PIECES, c->array_children[0]->children[0] = NULL, "node has no array", PIQ_NONE);
    BROKEN_WORK(PIECES, c->array_children[0]->children[1]->length = 1, "gpus is shorter", PIQ_NONE);
    BROKEN_WORK(PIECES, c->array_children[0]->n_buffers = 2, "wrong number of buffers", PIQ_NONE);
    BROKEN_WORK(PIECES, c->schema_children[0]->children = NULL, "without the types", PIQ_NONE);
    BROKEN_WORK(event_column("g", 1, 1, "traffic"), set32(c, 1, 2, 3), "beyond the items", 1);
}

TEST(arrow_refusals, tables)
{
    static const char *const ids[] = {"a", "b"};
    for (int bad = 0; bad < 9; bad++) {
        column *const columns[] = {texts("id", "u", 2, ids)};
        column *table = table_of(2, 1, columns);
        switch (bad) {
        case 0: table->schema.format = "u"; break;
        case 1: table->schema.format = NULL; break;
        case 2: table->schema.children = NULL; break;
        case 3: table->schema_children[0] = NULL; break;
        case 4: table->schema.n_children = -1; break;
        case 5: table->array.n_children = 0; break;
        case 6: table->array.children = NULL; break;
        case 7: table->array_children[0] = NULL; break;
        default: table->array.length = -1; break;
        }
        refused_with(PIQ_ENTITY_NODE, NULL, table, 0, bad < 5 ? PIQ_E_TYPE : PIQ_E_SYNTAX, "nodes", PIQ_NONE);
    }
}

TEST(arrow_refusals, arguments)
{
    piq_fleet *fleet = kit_fleet();
    CHECK_EQ_INT(import_table(NULL, PIQ_ENTITY_NODE, whole_table("a", "b"), 0, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(import_table(fleet, PIQ_ENTITY_FLEET, whole_table("a", "b"), 0, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(import_table(fleet, 0, whole_table("a", "b"), 0, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(import_table(fleet, 99, whole_table("a", "b"), 0, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(import_table(fleet, PIQ_ENTITY_NODE, whole_table("a", "b"), 2, NULL), PIQ_E_ARGUMENT);
    column *table = whole_table("a", "b");
    struct ArrowSchema schema = table->schema;
    struct ArrowArray array = table->array;
    CHECK_EQ_INT(piq_fleet_import_arrow_array(fleet, PIQ_ENTITY_NODE, NULL, &array, 0, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_import_arrow_array(fleet, PIQ_ENTITY_NODE, &schema, NULL, 0, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(table->array_releases, 1);
    CHECK_EQ_INT(table->schema_releases, 1);
    CHECK_EQ_INT(piq_fleet_import_arrow_array(fleet, PIQ_ENTITY_NODE, &schema, &array, 0, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_import_arrow_array(fleet, PIQ_ENTITY_NODE, NULL, NULL, 0, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_import_arrow_stream(fleet, PIQ_ENTITY_NODE, NULL, 0, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(table->array_releases, 1);
    CHECK_EQ_INT(piq_fleet_count(fleet, PIQ_ENTITY_NODE), 0);
    piq_fleet_free(fleet);
    /* Moments need a point to count back from. */
    fleet = kit_fleet();
    static const char *const ids[] = {"a", "b"};
    column *const columns[] = {texts("id", "u", 2, ids), numbers("idle_seconds", "tss:", 2, eights)};
    piq_error error = PIQ_ERROR_INIT;
    CHECK_EQ_INT(import_table(fleet, PIQ_ENTITY_NODE, table_of(2, 2, columns), 0, &error), PIQ_E_ARGUMENT);
    CHECK(strstr(error.message, "observed_at") != NULL);
    piq_fleet_free(fleet);
}

/* ---- what is rare ---- */

static column *accepted(column *items) { return lists("accepted_gpu_types", "+l", 2, ones, items); }

TEST(arrow_refusals, rare_types)
{
    static const char *const ids[] = {"a", "b"};
    const int indexes[] = {0, 1};
    column *deep = coded("state", "c", 2, indexes, coded(NULL, "c", 2, indexes, texts(NULL, "u", 2, words2)));
    refused(deep, PIQ_E_TYPE, "with a dictionary", PIQ_NONE);
    refused(column_of("state", "\xFF", 2), PIQ_E_TYPE, "has Arrow type \"\"", PIQ_NONE);
    refused(column_of("state", "", 2), PIQ_E_TYPE, "has Arrow type \"\"", PIQ_NONE);
    refused(numbers("idle_seconds", "tDss", 2, eights), PIQ_E_TYPE, "idle_seconds", PIQ_NONE);
    refused(numbers("idle_seconds", "tssUTC", 2, eights), PIQ_E_TYPE, "idle_seconds", PIQ_NONE);
    refused(numbers("idle_seconds", "t", 2, eights), PIQ_E_TYPE, "idle_seconds", PIQ_NONE);
    refused_work(numbers("accepted_gpu_types", "g", 2, eights), PIQ_E_TYPE, "accepted_gpu_types", PIQ_NONE);
    refused_work(numbers("idle_gaps", "g", 2, eights), PIQ_E_TYPE, "idle_gaps", PIQ_NONE);
    column *const members[] = {numbers("t", "g", 2, eights)};
    refused_work(lists("idle_gaps", "+l", 2, ones, structs("item", 2, 1, members)), PIQ_E_TYPE, "idle_gaps", PIQ_NONE);
    column *gap = coded("item", "c", 2, indexes, numbers(NULL, "g", 2, eights));
    refused_work(lists("idle_gaps", "+l", 2, ones, gap), PIQ_E_TYPE, "idle_gaps", PIQ_NONE);
    column *const twice[] = {texts("name", "u", 2, ids), texts("name", "u", 2, ids)};
    piq_fleet *fleet = kit_fleet();
    piq_error error = PIQ_ERROR_INIT;
    CHECK_EQ_INT(import_table(fleet, PIQ_ENTITY_MODEL, table_of(2, 2, twice), 0, &error), PIQ_E_DUPLICATE);
    CHECK_EQ_STR(error.message, "models, column name is given twice");
    piq_fleet_free(fleet);
    column *other = numbers("\xFF", "g", 2, eights);
    refused_with(PIQ_ENTITY_WORKLOAD, place(on("n2", "n2"), gpus(1, 1), other), NULL, PIQ_ARROW_STRICT, PIQ_E_FIELD, ": \"\" is no member", PIQ_NONE);
}

TEST(arrow_refusals, rare_tables)
{
    static const char *const ids[] = {"a", "b"};
    for (int bad = 0; bad < 6; bad++) {
        column *id = texts("id", "u", 2, ids), *const columns[] = {id};
        column *table = table_of(2, bad == 0 ? 0 : 1, columns);
        switch (bad) {
        case 0: break; /* no column at all */
        case 1: table->schema.n_children = INT64_MAX; break;
        case 2: table->schema.dictionary = &id->schema; break;
        case 3: table->array.n_children = -1; break;
        case 4: table->array.offset = 3; break; /* past the end of its id */
        default: set32(id, 1, 2, 0);
        }
        static const char *const words[] = {"id is missing", "a table is an Arrow struct", "a table is an Arrow struct", "columns of its schema",
                                            "column id is shorter", "nodes, column id, row 1 has text offsets out of order"};
        refused_with(PIQ_ENTITY_NODE, NULL, table, 0, bad == 0 ? PIQ_E_FIELD : bad < 3 ? PIQ_E_TYPE : PIQ_E_SYNTAX, words[bad], bad == 5 ? 1 : PIQ_NONE);
    }
    column *const nameless[] = {texts("id", "u", 2, ids), numbers(NULL, "g", 2, eights)};
    refused_with(PIQ_ENTITY_NODE, NULL, table_of(2, 2, nameless), PIQ_ARROW_STRICT, PIQ_E_FIELD, "column \"\" is no field", PIQ_NONE);
}

TEST(arrow_refusals, rare_texts_and_lists)
{
    static const char *const sleepy[] = {"ready", "sleepy"};
    const int both[] = {0, 1}, one_null[] = {0, -1};
    const int other_way[] = {1, 0};
    refused(coded("state", "c", 2, both, texts(NULL, "u", 2, sleepy)), PIQ_E_VALUE, "row 1", 1);
    refused(coded("state", "c", 2, other_way, texts(NULL, "u", 2, sleepy)), PIQ_E_VALUE, "row 0", 0);
    refused(texts("state", "u", 2, (const char *const[]){"sleepy", "ready"}), PIQ_E_VALUE, "row 0", 0);
    BROKEN(booleans("billed", 2, "11"), c->array.n_buffers = 1, "wrong number of buffers");
    BROKEN(booleans("billed", 2, "11"), c->buffers[1] = NULL, "has no values");
    BROKEN_WORK(GAPS("+l"), c->array.n_buffers = 1, "wrong number of buffers", PIQ_NONE);
    BROKEN_WORK(GAPS("+l"), c->array.children = NULL, "without items", PIQ_NONE);
    BROKEN_WORK(PIECES, c->array.n_buffers = 1, "wrong number of buffers", PIQ_NONE);
    BROKEN_WORK(PIECES, c->array_children[0]->n_children = -1, "members of its type", PIQ_NONE);
    BROKEN_WORK(PIECES, set32((column *)c->array_children[0]->children[0]->private_data, 1, 2, 0), "node has text offsets out of order", 1);
    BROKEN_WORK(accepted(texts("item", "u", 2, sleepy)), set32(c, 1, 2, 3), "beyond the items", 1);
    BROKEN_WORK(accepted(texts("item", "u", 2, sleepy)), set32((column *)c->array_children[0]->private_data, 1, 2, 1), "its items' array has text offsets", 1);
    BROKEN_WORK(accepted(texts("item", "u", 2, sleepy)), c->array_children[0]->n_buffers = 1, "its items' array has the wrong number", PIQ_NONE);
    refused_work(accepted(coded("item", "c", 2, one_null, texts(NULL, "u", 2, sleepy))), PIQ_E_TYPE, "null", 1);
    refused_work(accepted(nothing("item", 2)), PIQ_E_TYPE, "null", 0);
}

TEST(arrow_refusals, rare_placements)
{
    column *const no_node[] = {gpus(1, 1)}, *const no_gpus[] = {on("n2", "n2")};
    refused_work(lists("placement", "+l", 2, ones, structs("item", 2, 1, no_node)), PIQ_E_FIELD, "node is missing", 0);
    refused_work(lists("placement", "+l", 2, ones, structs("item", 2, 1, no_gpus)), PIQ_E_FIELD, "gpus is missing", 0);
    refused_work(place(nothing("node", 2), gpus(1, 1), NULL), PIQ_E_FIELD, "node is missing", 0);
    refused_work(place(on("n2", "n2"), nothing("gpus", 2), NULL), PIQ_E_FIELD, "gpus is missing", 0);
    refused_work(place(on("n2", "n2"), gpus(1, 1e6 + 1), NULL), PIQ_E_RANGE, "gpus is 1000001; allowed are numbers from 0 to 1000000", 1);
    refused_work(place(on("n2", "n2"), gpus(1, 1), numbers("replica", "g", 2, (const double[]){0, 2147483648.0})), PIQ_E_RANGE, "replica is 2147483648", 1);
    refused_work(place(on("n2", "w2"), gpus(1, 1), NULL), PIQ_E_REFERENCE, "there is no node \"w2\"", 1);
    const int indexes[] = {0, 1};
    refused_work(place(coded("node", "c", 2, indexes, on("n2", "nowhere")), gpus(1, 1), NULL), PIQ_E_REFERENCE, "\"nowhere\"", 1);
    refused_work(place(coded("node", "c", 2, indexes, nothing(NULL, 2)), gpus(1, 1), NULL), PIQ_E_FIELD, "node is missing", 0);
    const int one_null[] = {0, -1};
    refused_work(place(coded("node", "c", 2, one_null, on("n2", "n2")), gpus(1, 1), NULL), PIQ_E_FIELD, "node is missing", 1);
}

static column *profile_with(column *changed, size_t at, bool left_out)
{
    column *members[] = {texts("name", "u", 2, (const char *const[]){"1g.10gb", "2g.20gb"}), numbers("compute_slices", "g", 2, (const double[]){1, 2}),
                         numbers("compute_slices_total", "g", 2, (const double[]){7, 7}), numbers("memory_bytes", "g", 2, (const double[]){1e10, 2e10}),
                         numbers("max_instances", "g", 2, (const double[]){7, 3})};
    if (changed != NULL)
        members[at] = changed;
    for (size_t i = at; left_out && i + 1 < 5; i++)
        members[i] = members[i + 1];
    return lists("mig_profiles", "+l", 2, ones, structs("item", 2, left_out ? 4 : 5, members));
}

static void refused_profile(column *profiles, piq_status wanted, const char *words, uint64_t row)
{
    static const char *const names[] = {"card a", "card b"};
    column *const columns[] = {texts("name", "u", 2, names), profiles};
    piq_fleet *fleet = kit_small_fleet();
    piq_error error = PIQ_ERROR_INIT;
    const piq_status got = import_table(fleet, PIQ_ENTITY_GPU_TYPE, table_of(2, 2, columns), 0, &error);
    CHECK_SAY(got == wanted && error.row == row, "%s, row %llu: %s", piq_status_name(got), (unsigned long long)error.row, error.message);
    CHECK_SAY(strstr(error.message, words) != NULL, "\"%s\" is not in \"%s\"", words, error.message);
    CHECK_EQ_INT(piq_fleet_count(fleet, PIQ_ENTITY_GPU_TYPE), 2);
    piq_fleet_free(fleet);
}

TEST(arrow_refusals, profiles_of_a_type)
{
    const double half[] = {7, 0.5}, below[] = {7, -1};
    refused_profile(profile_with(texts("name", "u", 2, (const char *const[]){"1g", "\xFF"}), 0, false), PIQ_E_VALUE, "gpu_types, column mig_profiles, row 1", 1);
    refused_profile(profile_with(numbers("compute_slices", "g", 2, below), 1, false), PIQ_E_RANGE, "compute_slices is -1", 1);
    refused_profile(profile_with(numbers("compute_slices_total", "g", 2, below), 2, false), PIQ_E_RANGE, "compute_slices_total is -1", 1);
    refused_profile(profile_with(numbers("memory_bytes", "g", 2, half), 3, false), PIQ_E_RANGE, "memory_bytes is 0.5", 1);
    refused_profile(profile_with(numbers("max_instances", "g", 2, half), 4, false), PIQ_E_RANGE, "max_instances is 0.5", 1);
    static const char *const missing[] = {"name is missing", "compute_slices is missing", "compute_slices_total is missing", "memory_bytes is missing"};
    for (size_t at = 0; at < 4; at++)
        refused_profile(profile_with(NULL, at, true), PIQ_E_FIELD, missing[at], 0);
    column *profiles = profile_with(NULL, 0, false);
    (void)with_nulls((column *)profiles->array_children[0]->private_data, "10", true);
    refused_profile(profiles, PIQ_E_TYPE, "has an item that is null", 1);
    refused_profile(profile_with(numbers("compute_slices", "g", 2, (const double[]){1, 8}), 1, false), PIQ_E_RANGE, "compute_slices above 0", 1);
}

TEST(arrow_refusals, an_event_that_is_null)
{
    column *events = event_column("g", 1, 1, "traffic");
    (void)with_nulls((column *)events->array_children[0]->private_data, "10", true);
    refused_work(events, PIQ_E_TYPE, "has an item that is null", 1);
}
