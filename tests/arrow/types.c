/* Every Arrow type that a field takes gives the report that JSON gives, at any offset. */
#include <stdlib.h>
#include <string.h>

#include "arrow/producer.h"
#include "common/kit.h"
#include "harness/json_text.h"
#include "harness/piq_test.h"

static const int64_t pads[] = {0, 1, 3, 8, 13, 64, 67};
#define EACH_PAD(pad) (size_t pad = 0; pad < sizeof pads / sizeof *pads; producer_pad = 0, pad++)

#define LONG_ID "a node whose name is longer than twelve bytes"
#define OBSERVED "2026-11-23T00:00:00Z"

static piq_fleet *new_fleet(void)
{
    piq_fleet *fleet = kit_fleet();
    CHECK_OK(piq_fleet_set_string(fleet, PIQ_FLEET_ROW, PIQ_FLEET_OBSERVED_AT, OBSERVED, PIQ_NUL_TERMINATED, NULL));
    return fleet;
}

/* The fleet's report is that of the snapshot whose tables are given as JSON. Frees the fleet. */
static void same_as(piq_fleet *fleet, const char *tables, const char *what)
{
    char *wanted = kit_evaluate_text(json("{'piq_snapshot': 1, 'observed_at': '" OBSERVED "', %s}", tables), NULL);
    char *got = kit_evaluate(fleet, NULL);
    CHECK_SAY(kit_same(wanted, got), "%s, offset %d: not the report of %s\n%s\n%s", what, (int)producer_pad, tables, wanted, got);
    free(wanted);
    free(got);
    piq_fleet_free(fleet);
}

static void add(piq_fleet *fleet, uint32_t entity, column *table, const char *what)
{
    piq_error error = PIQ_ERROR_INIT;
    const piq_status status = import_table(fleet, entity, table, PIQ_ARROW_STRICT, &error);
    CHECK_SAY(status == PIQ_OK, "%s, offset %d: %s", what, (int)producer_pad, error.message);
}

static const char *const three_ids[] = {"a", LONG_ID, "c"};

static column *nodes_with(column *field)
{
    column *const columns[] = {texts("id", "u", 3, three_ids), field, booleans("billed", 3, "111"),
                               numbers("price_per_gpu_hour", "g", 3, (const double[]){2, 3, 4})};
    return table_of(3, 4, columns);
}

#define THREE_NODES(first, second, third)                                                                                \
    "'nodes': [{'id': 'a', 'billed': true, 'price_per_gpu_hour': 2" first "}, {'id': '" LONG_ID                           \
    "', 'billed': true, 'price_per_gpu_hour': 3" second "}, {'id': 'c', 'billed': true, 'price_per_gpu_hour': 4" third "}]"

TEST(arrow_types, numbers)
{
    static const char *const formats[] = {"c", "C", "s", "S", "i", "I", "l", "L", "f", "g"};
    const double values[] = {8, 99, 4};
    for EACH_PAD (pad) {
        producer_pad = pads[pad];
        for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
            for (int counted = 0; counted < 2; counted++) {
                piq_fleet *fleet = new_fleet();
                add(fleet, PIQ_ENTITY_NODE, nodes_with(with_nulls(numbers("gpu_count", formats[i], 3, values), "101", counted != 0)), formats[i]);
                same_as(fleet, THREE_NODES(", 'gpu_count': 8", "", ", 'gpu_count': 4"), formats[i]);
            }
            piq_fleet *fleet = new_fleet();
            add(fleet, PIQ_ENTITY_NODE, nodes_with(numbers("gpu_count", formats[i], 3, values)), formats[i]);
            same_as(fleet, THREE_NODES(", 'gpu_count': 8", ", 'gpu_count': 99", ", 'gpu_count': 4"), formats[i]);
        }
    }
}

TEST(arrow_types, not_a_number_is_unknown)
{
    const double values[] = {8, 0, 4};
    double with_nan[3];
    memcpy(with_nan, values, sizeof values);
    with_nan[1] = kit_nan();
    piq_fleet *fleet = new_fleet();
    add(fleet, PIQ_ENTITY_NODE, nodes_with(numbers("gpu_count", "g", 3, with_nan)), "NaN");
    same_as(fleet, THREE_NODES(", 'gpu_count': 8", "", ", 'gpu_count': 4"), "NaN");
    fleet = new_fleet();
    add(fleet, PIQ_ENTITY_NODE, nodes_with(numbers("gpu_count", "f", 3, with_nan)), "float NaN");
    same_as(fleet, THREE_NODES(", 'gpu_count': 8", "", ", 'gpu_count': 4"), "float NaN");
    fleet = new_fleet();
    add(fleet, PIQ_ENTITY_NODE, nodes_with(numbers("gpu_count", "g", 3, (const double[]){8, -0.0, 4})), "-0");
    same_as(fleet, THREE_NODES(", 'gpu_count': 8", ", 'gpu_count': 0", ", 'gpu_count': 4"), "-0");
    fleet = new_fleet();
    add(fleet, PIQ_ENTITY_NODE, nodes_with(nothing("gpu_count", 3)), "null type");
    same_as(fleet, THREE_NODES("", "", ""), "null type");
}

TEST(arrow_types, booleans)
{
    for EACH_PAD (pad) {
        producer_pad = pads[pad];
        column *const columns[] = {texts("id", "U", 3, three_ids), numbers("gpu_count", "l", 3, (const double[]){8, 8, 8}),
                                   with_nulls(booleans("billed", 3, "100"), "110", false),
                                   numbers("price_per_gpu_hour", "f", 3, (const double[]){2, 3, 4})};
        piq_fleet *fleet = new_fleet();
        add(fleet, PIQ_ENTITY_NODE, table_of(3, 4, columns), "bool");
        same_as(fleet,
                "'nodes': [{'id': 'a', 'billed': true, 'price_per_gpu_hour': 2, 'gpu_count': 8}, {'id': '" LONG_ID
                "', 'billed': false, 'price_per_gpu_hour': 3, 'gpu_count': 8}, {'id': 'c', 'price_per_gpu_hour': 4, 'gpu_count': 8}]",
                "bool");
    }
}

#define TEXT_NODES THREE_NODES(", 'gpu_count': 8, 'cluster': 'east'", ", 'gpu_count': 8", ", 'gpu_count': 8, 'cluster': '" LONG_ID "'")

static column *with_cluster(column *ids, column *cluster)
{
    column *const columns[] = {ids, numbers("gpu_count", "c", 3, (const double[]){8, 8, 8}), cluster, booleans("billed", 3, "111"),
                               numbers("price_per_gpu_hour", "g", 3, (const double[]){2, 3, 4})};
    return table_of(3, 5, columns);
}

TEST(arrow_types, texts)
{
    static const char *const formats[] = {"u", "U", "vu"};
    static const char *const clusters[] = {"east", NULL, LONG_ID}, *const empty[] = {"east", "", LONG_ID};
    for EACH_PAD (pad) {
        producer_pad = pads[pad];
        for (size_t i = 0; i < 3; i++) {
            piq_fleet *fleet = new_fleet();
            add(fleet, PIQ_ENTITY_NODE, with_cluster(texts("id", formats[i], 3, three_ids), texts("cluster", formats[i], 3, clusters)), formats[i]);
            same_as(fleet, TEXT_NODES, formats[i]);
            fleet = new_fleet();
            add(fleet, PIQ_ENTITY_NODE, with_cluster(texts("id", formats[i], 3, three_ids), texts("cluster", formats[i], 3, empty)), formats[i]);
            same_as(fleet, TEXT_NODES, "an empty text");
        }
    }
}

TEST(arrow_types, dictionaries)
{
    static const char *const formats[] = {"c", "C", "s", "S", "i", "I", "l", "L"}, *const kinds[] = {"u", "U", "vu"};
    static const char *const values[] = {LONG_ID, "unused", NULL, "east"};
    static const char *const ids[] = {"c", LONG_ID, "a"};
    for EACH_PAD (pad) {
        producer_pad = pads[pad];
        for (size_t i = 0; i < 24; i++) {
            const char *format = formats[i % 8], *kind = kinds[i / 8];
            for (int null_in_value = 0; null_in_value < 2; null_in_value++) {
                const int indexes[] = {3, null_in_value ? 2 : -1, 0}, id_indexes[] = {2, 1, 0};
                column *id = coded("id", format, 3, id_indexes, texts(NULL, kind, 3, ids));
                column *cluster = coded("cluster", format, 3, indexes, texts(NULL, kind, 4, values));
                piq_fleet *fleet = new_fleet();
                add(fleet, PIQ_ENTITY_NODE, with_cluster(id, cluster), format);
                same_as(fleet, TEXT_NODES, format);
            }
        }
    }
    producer_pad = 0;
    const int none[] = {-1, -1, -1};
    piq_fleet *fleet = new_fleet();
    add(fleet, PIQ_ENTITY_NODE, with_cluster(texts("id", "u", 3, three_ids), coded("cluster", "C", 3, none, nothing(NULL, 0))), "null values");
    same_as(fleet, THREE_NODES(", 'gpu_count': 8", ", 'gpu_count': 8", ", 'gpu_count': 8"), "a dictionary of nothing");
}

/* ---- times ---- */

#define AGED_NODES THREE_NODES(", 'gpu_count': 8, 'idle_seconds': 604800", ", 'gpu_count': 8", ", 'gpu_count': 8, 'idle_seconds': 1209600")

static void times(const char *format, double first, double last)
{
    for EACH_PAD (pad) {
        producer_pad = pads[pad];
        const double ticks[] = {first, 77, last};
        column *idle = with_nulls(numbers("idle_seconds", format, 3, ticks), "101", false);
        column *const columns[] = {texts("id", "u", 3, three_ids), numbers("gpu_count", "c", 3, (const double[]){8, 8, 8}), idle,
                                   booleans("billed", 3, "111"), numbers("price_per_gpu_hour", "g", 3, (const double[]){2, 3, 4})};
        piq_fleet *fleet = new_fleet();
        add(fleet, PIQ_ENTITY_NODE, table_of(3, 5, columns), format);
        same_as(fleet, AGED_NODES, format);
    }
}

#define NOW 1795392000.0 /* OBSERVED */

TEST(arrow_types, durations)
{
    times("tDs", 604800, 1209600);
    times("tDm", 604800e3, 1209600e3);
    times("tDu", 604800e6, 1209600e6);
    times("tDn", 604800e9, 1209600e9);
}

TEST(arrow_types, moments_count_back_from_observed_at)
{
    times("tss:", NOW - 604800, NOW - 1209600);
    times("tsm:UTC", (NOW - 604800) * 1e3, (NOW - 1209600) * 1e3);
    times("tsu:Europe/Paris", (NOW - 604800) * 1e6, (NOW - 1209600) * 1e6);
    times("tsn:+05:30", (NOW - 604800) * 1e9, (NOW - 1209600) * 1e9);
    times("tdD", NOW / 86400 - 7, NOW / 86400 - 14);
    times("tdm", (NOW - 604800) * 1e3, (NOW - 1209600) * 1e3);
}

/* ---- lists ---- */

static const char *node_names[] = {"a", "a", LONG_ID, "c", "c"};
static const int piece_counts[] = {2, 0, 3, -1};

/* Pieces on the three nodes; every other member but node and gpus may be missing. */
static column *placement(const char *text_format, const char *list_format, bool dictionary)
{
    static const char *const distinct[] = {"c", "a", LONG_ID};
    static const int which[] = {1, 1, 2, 0, 0};
    static const char *const labels[] = {NULL, NULL, NULL, "x", "x"};
    const double gpus[] = {4, 2, 8, 0.5, 0.25}, replicas[] = {1, 0, 2, 9, 9};
    column *const members[] = {dictionary ? coded("node", "C", 5, which, texts(NULL, text_format, 3, distinct))
                                          : texts("node", text_format, 5, node_names),
                               numbers("gpus", "f", 5, gpus), with_nulls(numbers("replica", "s", 5, replicas), "11100", true),
                               texts("gpu", text_format, 5, labels)};
    return lists("placement", list_format, 4, piece_counts, structs("item", 5, 4, members));
}

TEST(arrow_types, placements)
{
    static const char *const ids[] = {"w1", "w2", "w3", "w4"}, *const formats[] = {"u", "U", "vu"};
    for EACH_PAD (pad) {
        for (int i = 0; i < 12; i++) {
            producer_pad = pads[pad];
            const char *format = formats[i % 3];
            piq_fleet *fleet = new_fleet();
            add(fleet, PIQ_ENTITY_NODE, nodes_with(numbers("gpu_count", "i", 3, (const double[]){8, 8, 8})), "nodes");
            column *const columns[] = {texts("id", format, 4, ids), placement(format, i < 6 ? "+l" : "+L", i % 2 == 1),
                                       numbers("gpus", "g", 4, (const double[]){3, 1, 4, 1})};
            add(fleet, PIQ_ENTITY_WORKLOAD, table_of(4, 3, columns), "placement");
            same_as(fleet,
                    THREE_NODES(", 'gpu_count': 8", ", 'gpu_count': 8", ", 'gpu_count': 8") ", 'workloads': [{'id': 'w1', 'gpus': 3, "
                    "'placement': [{'node': 'a', 'gpus': 4, 'replica': 1}, {'node': 'a', 'gpus': 2, 'replica': 0}]}, {'id': 'w2', "
                    "'gpus': 1, 'placement': []}, {'id': 'w3', 'gpus': 4, 'placement': [{'node': '" LONG_ID "', 'gpus': 8, 'replica': 2}, "
                    "{'node': 'c', 'gpus': 0.5, 'gpu': 'x'}, {'node': 'c', 'gpus': 0.25, 'gpu': 'x'}]}, {'id': 'w4', 'gpus': 1}]",
                    "placement");
        }
    }
}

#define SLEEPER "'id': 'sleeper', 'kind': 'llm_serving', 'gpus': 1, 'placement': [{'node': 'a', 'gpus': 1}], 'user_facing': true"

static column *sleeper(column *fifth, column *sixth)
{
    static const char *const ids[] = {"sleeper"}, *const kinds[] = {"llm_serving"}, *const on[] = {"a"};
    const int one[] = {1};
    column *const piece[] = {texts("node", "u", 1, on), numbers("gpus", "c", 1, (const double[]){1})};
    column *const columns[] = {texts("id", "u", 1, ids),
                               texts("kind", "vu", 1, kinds),
                               numbers("gpus", "g", 1, (const double[]){1}),
                               lists("placement", "+l", 1, one, structs("item", 1, 2, piece)),
                               booleans("user_facing", 1, "1"),
                               fifth,
                               sixth};
    return table_of(1, sixth != NULL ? 7 : 6, columns);
}

static column *events(const char *t_format, const double *ticks)
{
    static const char *const causes[] = {"traffic", "traffic", NULL, "rollout", "traffic", "traffic"};
    const double counts[] = {0, 1, 0, 1, 0, 1};
    const int six[] = {6};
    column *const members[] = {texts("cause", "u", 6, causes), numbers("t", t_format, 6, ticks), numbers("replicas", "C", 6, counts)};
    return lists("scale_events", "+l", 1, six, structs("item", 6, 3, members));
}

TEST(arrow_types, scale_events_and_gaps)
{
    const double seconds[] = {3600, 3540, 3000, 2940, 2000, 1940}, gaps[] = {60, 60, 300, 1000};
    double moments[6], ticks[6];
    for (int i = 0; i < 6; i++) {
        moments[i] = (NOW - seconds[i]) * 1e3;
        ticks[i] = seconds[i] * 1e9;
    }
    const int four[] = {4};
    for EACH_PAD (pad) {
        for (int i = 0; i < 3; i++) {
            producer_pad = pads[pad];
            piq_fleet *fleet = new_fleet();
            add(fleet, PIQ_ENTITY_NODE, nodes_with(numbers("gpu_count", "i", 3, (const double[]){8, 8, 8})), "nodes");
            column *gap = i == 2 ? numbers("item", "tDs", 4, gaps) : numbers("item", i == 0 ? "i" : "f", 4, gaps);
            column *event = events(i == 0 ? "g" : i == 1 ? "tsm:UTC" : "tDn", i == 0 ? seconds : i == 1 ? moments : ticks);
            add(fleet, PIQ_ENTITY_WORKLOAD, sleeper(event, lists("idle_gaps", i == 0 ? "+L" : "+l", 1, four, gap)), "events");
            same_as(fleet,
                    THREE_NODES(", 'gpu_count': 8", ", 'gpu_count': 8", ", 'gpu_count': 8") ", 'workloads': [{" SLEEPER
                    ", 'idle_gaps': [60, 60, 300, 1000], 'scale_events': [{'t': 3600, 'replicas': 0, 'cause': 'traffic'}, {'t': 3540, "
                    "'replicas': 1, 'cause': 'traffic'}, {'t': 3000, 'replicas': 0}, {'t': 2940, 'replicas': 1, 'cause': 'rollout'}, "
                    "{'t': 2000, 'replicas': 0, 'cause': 'traffic'}, {'t': 1940, 'replicas': 1, 'cause': 'traffic'}]}]",
                    "events");
        }
    }
}

TEST(arrow_types, lists_of_nothing)
{
    const int none[] = {0}, null[] = {-1};
    for (int i = 0; i < 2; i++) {
        piq_fleet *fleet = new_fleet();
        add(fleet, PIQ_ENTITY_NODE, nodes_with(numbers("gpu_count", "i", 3, (const double[]){8, 8, 8})), "nodes");
        column *event = lists("scale_events", "+l", 1, i == 0 ? none : null, nothing("item", 0));
        add(fleet, PIQ_ENTITY_WORKLOAD, sleeper(event, lists("idle_gaps", "+l", 1, i == 0 ? none : null, nothing("item", 0))), "nothing");
        same_as(fleet,
                text("%s, %s", json(THREE_NODES(", 'gpu_count': 8", ", 'gpu_count': 8", ", 'gpu_count': 8")),
                     json("'workloads': [{" SLEEPER "%s}]", i == 0 ? ", 'idle_gaps': [], 'scale_events': []" : "")),
                "nothing");
    }
}

TEST(arrow_types, gpu_types_and_models)
{
    static const char *const names[] = {"Card-80"}, *const aliases[] = {"card", LONG_ID}, *const profile_names[] = {"1g.10gb", "3g.40gb"};
    static const char *const model_names[] = {"mine-7b"}, *const gpu_types[] = {LONG_ID}, *const node_ids[] = {"n"};
    const int two[] = {2}, first[] = {1, 0};
    const double slices[] = {1, 3}, total[] = {7, 7}, memory[] = {10e9, 40e9}, most[] = {7, 2};
    for EACH_PAD (pad) {
        producer_pad = pads[pad];
        column *const profile[] = {texts("name", "u", 2, profile_names), numbers("compute_slices", "c", 2, slices),
                                   numbers("compute_slices_total", "C", 2, total), numbers("memory_bytes", "l", 2, memory),
                                   numbers("max_instances", "i", 2, most)};
        column *const card[] = {texts("name", "u", 1, names), numbers("memory_bytes", "l", 1, (const double[]){80e9}),
                                lists("aliases", "+l", 1, two, coded("item", "i", 2, first, texts(NULL, "U", 2, aliases))),
                                lists("mig_profiles", "+L", 1, two, structs("item", 2, 5, profile)),
                                numbers("price_per_gpu_hour", "g", 1, (const double[]){4})};
        column *const model[] = {texts("name", "u", 1, model_names), numbers("parameters", "g", 1, (const double[]){7.24e9}),
                                 numbers("layers", "C", 1, (const double[]){32})};
        column *const node[] = {texts("id", "u", 1, node_ids), texts("gpu_type", "u", 1, gpu_types),
                                numbers("gpu_count", "c", 1, (const double[]){8}), booleans("billed", 1, "1")};
        piq_fleet *fleet = new_fleet();
        add(fleet, PIQ_ENTITY_GPU_TYPE, table_of(1, 5, card), "gpu_types");
        add(fleet, PIQ_ENTITY_MODEL, table_of(1, 3, model), "models");
        add(fleet, PIQ_ENTITY_NODE, table_of(1, 4, node), "nodes");
        same_as(fleet,
                "'gpu_types': [{'name': 'Card-80', 'memory_bytes': 80e9, 'aliases': ['" LONG_ID "', 'card'], 'price_per_gpu_hour': 4, "
                "'mig_profiles': [{'name': '1g.10gb', 'compute_slices': 1, 'compute_slices_total': 7, 'memory_bytes': 10e9, "
                "'max_instances': 7}, {'name': '3g.40gb', 'compute_slices': 3, 'compute_slices_total': 7, 'memory_bytes': 40e9, "
                "'max_instances': 2}]}], 'models': [{'name': 'mine-7b', 'parameters': 7.24e9, 'layers': 32}], 'nodes': [{'id': 'n', "
                "'gpu_type': '" LONG_ID "', 'gpu_count': 8, 'billed': true}]",
                "catalog");
    }
}

TEST(arrow_types, string_lists)
{
    static const char *const formats[] = {"u", "U", "vu"}, *const values[] = {"in no list", "in no list", "fp8", "link", "fp4"};
    static const char *const distinct[] = {"link", NULL, "in no list", "fp4", "fp8"}, *const ids[] = {"w1", "w2", "w3", "w4"};
    const int which[] = {2, 2, 4, 0, 3}, lengths[] = {2, 0, -1, 1};
    for EACH_PAD (pad) {
        for (int i = 0; i < 12; i++) {
            producer_pad = pads[pad];
            column *items = i < 6 ? texts("item", formats[i % 3], 5, values) : coded("item", i % 2 == 0 ? "c" : "L", 5, which, texts(NULL, formats[i % 3], 5, distinct));
            producer_skip = 2;
            column *features = lists("required_features", i % 2 == 0 ? "+l" : "+L", 4, lengths, items);
            producer_skip = 0;
            column *const columns[] = {features, texts("id", "u", 4, ids)};
            piq_fleet *fleet = new_fleet();
            add(fleet, PIQ_ENTITY_WORKLOAD, table_of(4, 2, columns), "string lists");
            same_as(fleet,
                    "'workloads': [{'id': 'w1', 'required_features': ['fp8', 'link']}, {'id': 'w2', 'required_features': []}, {'id': 'w3'}, "
                    "{'id': 'w4', 'required_features': ['fp4']}]",
                    "string lists");
        }
    }
}

/* Members that are there and hold nothing: by type, by validity, by index, by the dictionary's value. */
TEST(arrow_types, members_of_nothing)
{
    static const char *const nodes[] = {"a", "c"}, *const ids[] = {"w1", "w2"}, *const none[] = {NULL, NULL}, *const null_value[] = {NULL};
    const int ones[] = {1, 1}, by_index[] = {-1, -1}, by_value[] = {0, 0};
    for EACH_PAD (pad) {
        for (int i = 0; i < 4; i++) {
            producer_pad = pads[pad];
            column *label = i == 0   ? nothing("gpu", 2)
                            : i == 1 ? texts("gpu", "vu", 2, none)
                                     : coded("gpu", "s", 2, i == 2 ? by_index : by_value, texts(NULL, "U", 1, null_value));
            column *replica = i == 0 ? nothing("replica", 2) : with_nulls(numbers("replica", "L", 2, (const double[]){5, 5}), "00", i == 1);
            column *const members[] = {label, replica, numbers("gpus", "S", 2, (const double[]){2, 1}), texts("node", "u", 2, nodes)};
            column *const columns[] = {texts("id", "u", 2, ids), lists("placement", "+l", 2, ones, structs("item", 2, 4, members)),
                                       numbers("gpus", "g", 2, (const double[]){2, 1})};
            piq_fleet *fleet = new_fleet();
            add(fleet, PIQ_ENTITY_NODE, nodes_with(numbers("gpu_count", "i", 3, (const double[]){8, 8, 8})), "nodes");
            add(fleet, PIQ_ENTITY_WORKLOAD, table_of(2, 3, columns), "members");
            same_as(fleet,
                    THREE_NODES(", 'gpu_count': 8", ", 'gpu_count': 8", ", 'gpu_count': 8") ", 'workloads': [{'id': 'w1', 'gpus': 2, "
                    "'placement': [{'node': 'a', 'gpus': 2}]}, {'id': 'w2', 'gpus': 1, 'placement': [{'node': 'c', 'gpus': 1}]}]",
                    "members");
        }
    }
}

/* Without a bitmap all are valid, whatever the count says that was not computed; with a count of 0 nobody looks at the bitmap. */
TEST(arrow_types, validity_that_says_nothing)
{
    for EACH_PAD (pad) {
        producer_pad = pads[pad];
        column *uncounted = numbers("gpu_count", "s", 3, (const double[]){8, 99, 4}), *rubbish = with_nulls(numbers("gpu_count", "s", 3, (const double[]){8, 99, 4}), "010", false);
        uncounted->array.null_count = -1;
        rubbish->array.null_count = 0;
        piq_fleet *fleet = new_fleet();
        add(fleet, PIQ_ENTITY_NODE, nodes_with(uncounted), "no bitmap");
        same_as(fleet, THREE_NODES(", 'gpu_count': 8", ", 'gpu_count': 99", ", 'gpu_count': 4"), "no bitmap");
        fleet = new_fleet();
        add(fleet, PIQ_ENTITY_NODE, nodes_with(rubbish), "no nulls");
        same_as(fleet, THREE_NODES(", 'gpu_count': 8", ", 'gpu_count': 99", ", 'gpu_count': 4"), "no nulls");
    }
}

/* Ticks before 1970, fractions of a second, and integers that no double holds. */
TEST(arrow_types, strange_numbers)
{
    piq_fleet *fleet = new_fleet();
    add(fleet, PIQ_ENTITY_NODE, nodes_with(numbers("idle_seconds", "tsm:UTC", 3, (const double[]){-1500, 1795391999750, -1})), "moments");
    same_as(fleet, THREE_NODES(", 'idle_seconds': 1795392001.5", ", 'idle_seconds': 0.25", ", 'idle_seconds': 1795392000.001"), "moments");
    fleet = new_fleet();
    add(fleet, PIQ_ENTITY_NODE, nodes_with(numbers("idle_seconds", "tDu", 3, (const double[]){1, 1500000, 0})), "durations");
    same_as(fleet, THREE_NODES(", 'idle_seconds': 1e-6", ", 'idle_seconds': 1.5", ", 'idle_seconds': 0"), "durations");
    column *wide = numbers("free_memory_bytes", "L", 3, (const double[]){0, 0, 0});
    const uint64_t values[] = {UINT64_C(9007199254740993), UINT64_C(9000000000000000000), 3};
    memcpy((char *)(uintptr_t)wide->buffers[1], values, sizeof values);
    fleet = new_fleet();
    add(fleet, PIQ_ENTITY_NODE, nodes_with(wide), "beyond 2^53");
    same_as(fleet, THREE_NODES(", 'free_memory_bytes': 9007199254740993", ", 'free_memory_bytes': 9000000000000000000", ", 'free_memory_bytes': 3"), "beyond 2^53");
}

/* ---- columns that nobody reads ---- */

TEST(arrow_types, unknown_columns)
{
    static const char *const formats[] = {"e", "d:10,2", "z", "w:4", "+r", "tts", "+vl", "+w:3", "what"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        for (int mine = 0; mine < 2; mine++) {
            column *extra = column_of(mine ? "x_extra" : "extra", formats[i], 3);
            column *const columns[] = {extra, texts("id", "u", 3, three_ids), numbers("gpu_count", "c", 3, (const double[]){8, 8, 8})};
            piq_fleet *fleet = new_fleet();
            piq_error error = PIQ_ERROR_INIT;
            CHECK_EQ_INT(import_table(fleet, PIQ_ENTITY_NODE, table_of(3, 3, columns), mine ? PIQ_ARROW_STRICT : 0, &error), PIQ_OK);
            CHECK_EQ_INT(piq_fleet_count(fleet, PIQ_ENTITY_NODE), 3);
            piq_fleet_free(fleet);
        }
    }
}
