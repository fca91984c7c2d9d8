/* What is rare but good: empty buffers, types of nulls, the past before 1970, numbers without fractions beyond 2^53. Each gives the
   report that the same snapshot gives. */
#include <stdlib.h>
#include <string.h>

#include "arrow/producer.h"
#include "common/kit.h"
#include "harness/json_text.h"
#include "harness/piq_test.h"

#define OBSERVED "2026-11-23T00:00:00Z"

static piq_fleet *fleet_observed(void)
{
    piq_fleet *fleet = kit_fleet();
    CHECK_OK(piq_fleet_set_string(fleet, PIQ_FLEET_ROW, PIQ_FLEET_OBSERVED_AT, OBSERVED, PIQ_NUL_TERMINATED, NULL));
    return fleet;
}

/* Nodes a and b with that column are those of the snapshot. */
static void same_nodes(column *changed, uint32_t flags, const char *first, const char *second)
{
    static const char *const ids[] = {"a", "b"};
    static const double eights[] = {8, 8}, prices[] = {2, 3};
    column *const columns[] = {texts("id", "u", 2, ids), numbers("gpu_count", "g", 2, eights), numbers("price_per_gpu_hour", "g", 2, prices),
                               booleans("billed", 2, "11"), changed};
    piq_fleet *fleet = fleet_observed();
    piq_error error = PIQ_ERROR_INIT;
    const piq_status got = import_table(fleet, PIQ_ENTITY_NODE, table_of(2, 5, columns), flags, &error);
    CHECK_SAY(got == PIQ_OK, "%s", error.message);
    const char *tail = "'gpu_count': 8, 'billed': true, 'price_per_gpu_hour'";
    char *wanted = kit_evaluate_text(json("{'piq_snapshot': 1, 'observed_at': '" OBSERVED "', 'nodes': [{'id': 'a', %s%s: 2}, {'id': 'b', %s%s: 3}]}",
                                          first, tail, second, tail),
                                     NULL);
    char *report = kit_evaluate(fleet, NULL);
    CHECK_SAY(kit_same(wanted, report), "%s%s\n%s\n%s", first, second, wanted, report);
    free(wanted);
    free(report);
    piq_fleet_free(fleet);
}

TEST(arrow_corners, columns)
{
    static const char *const empty[] = {"", ""}, *const small[] = {"east", "west"};
    same_nodes(numbers("idle_seconds", "tsm:", 2, (const double[]){-500, 1795392000000.0}), 0, "'idle_seconds': 1795392000.5, ", "'idle_seconds': 0, ");
    same_nodes(numbers("idle_seconds", "f", 2, (const double[]){-0.0, 900000}), 0, "'idle_seconds': 0, ", "'idle_seconds': 900000, ");
    same_nodes(numbers(NULL, "g", 2, (const double[]){1, 2}), 0, "", "");
    column *texts_of_nothing = texts("cluster", "u", 2, empty);
    texts_of_nothing->buffers[2] = NULL;
    same_nodes(texts_of_nothing, PIQ_ARROW_STRICT, "", "");
    column *views = texts("cluster", "vu", 2, small);
    views->array.n_buffers = 3; /* all is inline: there is no part, and so no size of one */
    views->buffers[2] = NULL;
    same_nodes(views, PIQ_ARROW_STRICT, "'cluster': 'east', ", "'cluster': 'west', ");
    char name[2000][12];
    const char *values[2000];
    for (int i = 0; i < 2000; i++) { /* more values than rows: they are not kept */
        strcpy(name[i], text("c%d", i));
        values[i] = name[i];
    }
    same_nodes(coded("cluster", "s", 2, (const int[]){1999, 7}, texts(NULL, "u", 2000, values)), PIQ_ARROW_STRICT, "'cluster': 'c1999', ", "'cluster': 'c7', ");
    same_nodes(coded("cluster", "s", 2, (const int[]){1, 0}, nothing(NULL, 2)), PIQ_ARROW_STRICT, "", "");
    same_nodes(coded("cluster", "s", 2, (const int[]){1, 0}, texts(NULL, "u", 2, (const char *const[]){"", "east"})), PIQ_ARROW_STRICT, "'cluster': 'east', ", "");
}

TEST(arrow_corners, no_rows_and_no_buffers)
{
    column *id = texts("id", "u", 0, NULL), *count = numbers("gpu_count", "g", 0, NULL), *const columns[] = {id, count};
    id->buffers[1] = id->buffers[2] = count->buffers[1] = NULL;
    piq_fleet *fleet = fleet_observed();
    CHECK_OK(import_table(fleet, PIQ_ENTITY_NODE, table_of(0, 2, columns), PIQ_ARROW_STRICT, NULL));
    CHECK_EQ_INT(piq_fleet_count(fleet, PIQ_ENTITY_NODE), 0);
    piq_fleet_free(fleet);
}

/* Workloads v and w with that column are those of the snapshot. */
static void same_works(column *changed, const char *first, const char *second)
{
    static const char *const ids[] = {"v", "w"};
    static const double ones[] = {1, 1}, idle[] = {900000, 900000};
    column *const columns[] = {texts("id", "u", 2, ids), numbers("gpus", "g", 2, ones), numbers("idle_seconds", "g", 2, idle), changed};
    piq_fleet *fleet = fleet_observed();
    (void)kit_node(fleet, "n1");
    piq_error error = PIQ_ERROR_INIT;
    const piq_status got = import_table(fleet, PIQ_ENTITY_WORKLOAD, table_of(2, 4, columns), PIQ_ARROW_STRICT, &error);
    CHECK_SAY(got == PIQ_OK, "%s", error.message);
    char *report = kit_evaluate(fleet, NULL);
    const char *body = "'gpus': 1, 'idle_seconds': 900000";
    char *wanted = kit_evaluate_text(json("{'piq_snapshot': 1, 'observed_at': '" OBSERVED "', 'nodes': [{'id': 'n1', 'gpu_type': 'H100-80', 'gpu_count': 8, "
                                          "'billed': true, 'price_per_gpu_hour': 4}], 'workloads': [{'id': 'v', %s%s}, {'id': 'w', %s%s}]}",
                                          first, body, second, body),
                                     NULL);
    CHECK_SAY(kit_same(wanted, report), "%s%s\n%s\n%s", first, second, wanted, report);
    free(wanted);
    free(report);
    piq_fleet_free(fleet);
}

static column *pieces(column *label, const int counts[2])
{
    column *const members[] = {texts("node", "u", 2, (const char *const[]){"n1", "n1"}), numbers("gpus", "g", 2, (const double[]){0.5, 0.5}), label};
    return lists("placement", "+l", 2, counts, structs("item", 2, 3, members));
}

#define HALF "'placement': [{'node': 'n1', 'gpus': 0.5}], "

TEST(arrow_corners, lists)
{
    const int ones[] = {1, 1}, none[] = {0, 0}, first_only[] = {2, -1}, indexes[] = {0, 1};
    static const char *const with_empty[] = {"", "L4-24"};
    same_works(pieces(nothing("gpu", 2), ones), HALF, HALF);
    same_works(pieces(coded("gpu", "c", 2, indexes, nothing(NULL, 2)), ones), HALF, HALF);
    same_works(lists("placement", "+l", 2, none, structs("item", 0, 0, NULL)), "'placement': [], ", "'placement': [], ");
    column *bare = lists("placement", "+l", 2, none, structs("item", 0, 0, NULL));
    bare->array_children[0]->children = NULL;
    bare->schema_children[0]->children = NULL;
    same_works(bare, "'placement': [], ", "'placement': [], ");
    same_works(lists("accepted_gpu_types", "+l", 2, first_only, texts("item", "u", 2, with_empty)), "'accepted_gpu_types': ['', 'L4-24'], ", "");
    same_works(lists("accepted_gpu_types", "+l", 2, none, nothing("item", 0)), "'accepted_gpu_types': [], ", "'accepted_gpu_types': [], ");
    column *const event[] = {numbers("t", "g", 2, (const double[]){60, 30}), numbers("replicas", "g", 2, (const double[]){1e16, 2e18}),
                             texts("cause", "u", 2, (const char *const[]){"traffic", NULL})};
    same_works(lists("scale_events", "+l", 2, ones, structs("item", 2, 3, event)), "'scale_events': [{'t': 60, 'replicas': 1e16, 'cause': 'traffic'}], ",
               "'scale_events': [{'t': 30, 'replicas': 2e18}], ");
}

/* Many more pieces than are read at once, on few nodes: told by a dictionary, whose values are known after a while, as by texts. */
TEST(arrow_corners, nodes_of_a_dictionary)
{
    enum { ROWS = 500, NODES = 7 };
    char *reports[2];
    const char **ids = piq_test_memory(ROWS * sizeof *ids), **names = piq_test_memory(ROWS * sizeof *names), *nodes[NODES];
    int *indexes = piq_test_memory(ROWS * sizeof *indexes), *ones = piq_test_memory(ROWS * sizeof *ones);
    double *shares = piq_test_memory(ROWS * sizeof *shares);
    for (int i = 0; i < NODES; i++)
        nodes[i] = text("node %d", i);
    for (int i = 0; i < ROWS; i++) {
        ids[i] = text("w%d", i);
        indexes[i] = i * i % NODES;
        names[i] = nodes[indexes[i]];
        ones[i] = 1;
        shares[i] = 0.03125;
    }
    for (int with_codes = 0; with_codes < 2; with_codes++) {
        piq_fleet *fleet = fleet_observed();
        for (int i = 0; i < NODES; i++)
            (void)kit_node(fleet, nodes[i]);
        column *node = with_codes ? coded("node", "C", ROWS, indexes, texts(NULL, "u", NODES, nodes)) : texts("node", "u", ROWS, names);
        column *const members[] = {node, numbers("gpus", "g", ROWS, shares)};
        column *const columns[] = {texts("id", "u", ROWS, ids), lists("placement", "+l", ROWS, ones, structs("item", ROWS, 2, members))};
        CHECK_OK(import_table(fleet, PIQ_ENTITY_WORKLOAD, table_of(ROWS, 2, columns), PIQ_ARROW_STRICT, NULL));
        reports[with_codes] = kit_evaluate(fleet, NULL);
        piq_fleet_free(fleet);
    }
    CHECK(kit_same(reports[0], reports[1]));
    free(reports[0]);
    free(reports[1]);
}

/* Money that nobody knows is null, in every table that has some. */
TEST(arrow_corners, unknown_money_is_null)
{
    piq_fleet *fleet = kit_read("{\"piq_snapshot\": 1, \"nodes\": [{\"id\": \"n\", \"gpu_type\": \"T\", \"gpu_count\": 8, \"billed\": true, \"idle_seconds\": 604800}]}");
    piq_report *report = NULL;
    struct ArrowArrayStream stream;
    struct ArrowSchema schema;
    struct ArrowArray array;
    CHECK_OK(piq_evaluate(fleet, NULL, &report, NULL));
    piq_finding finding = {.struct_size = sizeof finding};
    CHECK_OK(piq_report_finding(report, 0, &finding));
    CHECK(finding.waste_per_hour == PIQ_MONEY_UNKNOWN);
    CHECK_OK(piq_report_export_arrow_stream(report, PIQ_TABLE_FINDINGS, &stream, NULL));
    CHECK_EQ_INT(stream.get_schema(&stream, &schema), 0);
    CHECK_EQ_INT(stream.get_next(&stream, &array), 0);
    for (int64_t i = 0; i < schema.n_children; i++)
        if (strcmp(schema.children[i]->name, "waste_per_hour_micros") == 0) {
            const struct ArrowArray *money = array.children[i];
            CHECK(money->null_count >= 1 && money->buffers[0] != NULL && (*(const uint8_t *)money->buffers[0] & 1) == 0);
            CHECK(((const int64_t *)money->buffers[1])[0] == 0);
        }
    array.release(&array);
    schema.release(&schema);
    stream.release(&stream);
    piq_report_free(report);
    piq_fleet_free(fleet);
}
