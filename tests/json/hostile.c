/* Bad snapshots, one line each: what is wrong, what is said, and where. */
#include <stdlib.h>
#include <string.h>

#include "common/kit.h"
#include "harness/piq_test.h"

typedef struct bad {
    piq_status status;
    const char *text;    /* apostrophes stand for quotation marks */
    const char *mention; /* of the message; NULL: anything */
    uint32_t column;     /* 0: any */
} bad;

static piq_status read_text(const char *text, size_t length, piq_error *error, size_t *rows)
{
    piq_fleet *fleet = kit_fleet();
    const piq_status got = piq_fleet_read_json(fleet, text, length, error);
    *rows = 0;
    for (uint32_t e = PIQ_ENTITY_GPU_TYPE; e <= PIQ_ENTITY_WORKLOAD; e++)
        *rows += piq_fleet_count(fleet, e);
    char *report = kit_evaluate(fleet, NULL); /* whatever was kept can be judged */
    CHECK(report != NULL);
    free(report);
    piq_fleet_free(fleet);
    return got;
}

static void check_bad(const bad *b)
{
    char text[1024];
    size_t rows;
    piq_error error = PIQ_ERROR_INIT;
    (void)strncpy(text, b->text, sizeof text - 1);
    text[sizeof text - 1] = '\0';
    for (char *at = text; *at != '\0'; at++)
        *at = *at == '\'' ? '"' : *at;
    const piq_status got = read_text(text, strlen(text), &error, &rows);
    CHECK_SAY(got == b->status, "%s: %s (%s)", b->text, piq_status_name(got), error.message);
    CHECK_SAY(rows == 0, "%s: %zu rows stay", b->text, rows);
    CHECK_SAY(error.code == got && error.message[0] != '\0' && error.line >= 1 && error.column >= 1, "%s: no place", b->text);
    CHECK_SAY(b->mention == NULL || strstr(error.message, b->mention) != NULL, "%s: \"%s\" is not in: %s", b->text, b->mention, error.message);
    CHECK_SAY(b->column == 0 || error.column == b->column, "%s: column %u, not %u", b->text, (unsigned)error.column, (unsigned)b->column);
}

#define CHECK_ALL(list)                                                                                                                \
    for (size_t i = 0; i < sizeof(list) / sizeof((list)[0]); i++)                                                                      \
    check_bad(&(list)[i])

TEST(hostile, keys)
{
    static const bad list[] = {
        {PIQ_E_FIELD, "{'piq_snapshot': 1, 'node': []}", "node", 21},
        {PIQ_E_FIELD, "{'piq_snapshot': 1, '': 1}", NULL, 21},
        {PIQ_E_FIELD, "{'piq_snapshot': 1, 'x': 1}", "x", 21},
        {PIQ_E_FIELD, "{'piq_snapshot': 1, 'X_a': 1}", NULL, 21},
        {PIQ_E_FIELD, "{'piq_snapshot': 1, 'nodes': [{'id': 'n', 'gpus': 8}]}", "nodes[0].gpus", 43},
        {PIQ_E_FIELD, "{'piq_snapshot': 1, 'nodes': [{'id': 'n'}, {'id': 'm', 'Gpu_count': 8}]}", "nodes[1].Gpu_count", 0},
        {PIQ_E_FIELD, "{'piq_snapshot': 1, 'workloads': [{'id': 'w', 'gpu_count': 8}]}", "workloads[0].gpu_count", 0},
        {PIQ_E_FIELD, "{'piq_snapshot': 1, 'models': [{'id': 'm'}]}", NULL, 0},
        {PIQ_E_FIELD, "{'piq_snapshot': 1, 'gpu_types': [{'name': 't', 'mig_profiles': [{'name': 'p', 'slices': 1}]}]}", "gpu_types[0].mig_profiles[0].slices", 0},
        {PIQ_E_FIELD, "{'piq_snapshot': 1, 'nodes': [{'id': 'n'}], 'workloads': [{'id': 'w', 'placement': [{'node': 'n', 'gpus': 1, 'gpu_index': 1}]}]}", "workloads[0].placement[0].gpu_index", 0},
        {PIQ_E_FIELD, "{'piq_snapshot': 1, 'workloads': [{'id': 'w', 'scale_events': [{'time': 1}]}]}", "workloads[0].scale_events[0].time", 0},
    };
    CHECK_ALL(list);
}

TEST(hostile, missing_parts)
{
    static const bad list[] = {
        {PIQ_E_VERSION, "{}", "piq_snapshot", 0},
        {PIQ_E_VERSION, "{'nodes': []}", "piq_snapshot", 0},
        {PIQ_E_FIELD, "{'piq_snapshot': 1, 'nodes': [{}]}", "nodes[0]: id is missing", 31},
        {PIQ_E_FIELD, "{'piq_snapshot': 1, 'nodes': [{'id': null}]}", "id", 0},
        {PIQ_E_FIELD, "{'piq_snapshot': 1, 'nodes': [{'gpu_count': 8}]}", "id is missing", 0},
        {PIQ_E_FIELD, "{'piq_snapshot': 1, 'models': [{'layers': 8}]}", "name is missing", 0},
        {PIQ_E_FIELD, "{'piq_snapshot': 1, 'nodes': [{'id': 'n'}], 'workloads': [{'id': 'w', 'placement': [{'gpus': 1}]}]}", "node is missing", 0},
        {PIQ_E_FIELD, "{'piq_snapshot': 1, 'nodes': [{'id': 'n'}], 'workloads': [{'id': 'w', 'placement': [{'node': 'n'}]}]}", "gpus is missing", 0},
        {PIQ_E_FIELD, "{'piq_snapshot': 1, 'workloads': [{'id': 'w', 'scale_events': [{'t': 1}]}]}", "replicas is missing", 0},
        {PIQ_E_FIELD, "{'piq_snapshot': 1, 'workloads': [{'id': 'w', 'scale_events': [{'replicas': 1}]}]}", "t is missing", 0},
        {PIQ_E_FIELD, "{'piq_snapshot': 1, 'gpu_types': [{'name': 't', 'mig_profiles': [{'name': 'p'}]}]}", "missing", 0},
        {PIQ_E_FIELD, "{'piq_snapshot': 1, 'gpu_types': [{'name': 't', 'mig_profiles': [{}]}]}", "name is missing", 0},
    };
    CHECK_ALL(list);
}

TEST(hostile, versions)
{
    static const bad list[] = {
        {PIQ_E_VERSION, "{'piq_snapshot': 2}", "version 1", 18},
        {PIQ_E_VERSION, "{'piq_snapshot': 0}", "version 1", 0},
        {PIQ_E_VERSION, "{'piq_snapshot': 1.5}", "version 1", 0},
        {PIQ_E_VERSION, "{'piq_snapshot': -1}", "version 1", 0},
        {PIQ_E_VERSION, "{'piq_snapshot': 1e400}", "version 1", 0},
        {PIQ_E_VERSION, "{'piq_snapshot': null}", "version 1", 0},
        {PIQ_E_TYPE, "{'piq_snapshot': '1'}", "piq_snapshot", 0},
        {PIQ_E_TYPE, "{'piq_snapshot': true}", "piq_snapshot", 0},
        {PIQ_E_TYPE, "{'piq_snapshot': [1]}", "piq_snapshot", 0},
        {PIQ_E_TYPE, "[]", "object", 1},
        {PIQ_E_TYPE, "'piq_snapshot'", "object", 1},
        {PIQ_E_TYPE, "null", "object", 1},
        {PIQ_E_TYPE, "1", "object", 1},
    };
    CHECK_ALL(list);
}

TEST(hostile, duplicates)
{
    static const bad list[] = {
        {PIQ_E_DUPLICATE, "{'piq_snapshot': 1, 'piq_snapshot': 1}", "twice", 21},
        {PIQ_E_DUPLICATE, "{'piq_snapshot': 1, 'nodes': [], 'nodes': []}", "nodes", 0},
        {PIQ_E_DUPLICATE, "{'piq_snapshot': 1, 'workloads': [], 'workloads': [], 'nodes': []}", "workloads", 0},
        {PIQ_E_DUPLICATE, "{'piq_snapshot': 1, 'currency': 'EUR', 'currency': 'EUR'}", "currency", 0},
        {PIQ_E_DUPLICATE, "{'piq_snapshot': 1, 'currency': null, 'currency': 'EUR'}", "currency", 0},
        {PIQ_E_DUPLICATE, "{'piq_snapshot': 1, 'currency': 'EUR', 'curren\\u0063y': 'EUR'}", "twice", 0},
        {PIQ_E_DUPLICATE, "{'piq_snapshot': 1, 'x_a': 1, 'x_a': 1}", "twice", 0},
        {PIQ_E_DUPLICATE, "{'piq_snapshot': 1, 'nodes': [{'id': 'n', 'id': 'n'}]}", "nodes[0].id", 0},
        {PIQ_E_DUPLICATE, "{'piq_snapshot': 1, 'nodes': [{'id': 'n', 'gpu_count': 1, 'gpu_count': 1}]}", "nodes[0].gpu_count", 0},
        {PIQ_E_DUPLICATE, "{'piq_snapshot': 1, 'nodes': [{'x_a': 1, 'id': 'n', 'x_a': 1}]}", "nodes[0].x_a", 0},
        {PIQ_E_DUPLICATE, "{'piq_snapshot': 1, 'nodes': [{'id': 'n'}, {'id': 'n'}]}", "nodes[1].id", 51},
        {PIQ_E_DUPLICATE, "{'piq_snapshot': 1, 'models': [{'name': 'm'}, {'name': '\\u006d'}]}", "there already", 0},
        {PIQ_E_DUPLICATE, "{'piq_snapshot': 1, 'nodes': [{'id': 'n'}], 'workloads': [{'id': 'w', 'placement': [{'node': 'n', 'node': 'n', 'gpus': 1}]}]}", "placement[0].node", 0},
        {PIQ_E_DUPLICATE, "{'piq_snapshot': 1, 'workloads': [{'id': 'w', 'scale_events': [{'t': 1, 't': 1}]}]}", "scale_events[0].t", 0},
        {PIQ_E_DUPLICATE, "{'piq_snapshot': 1, 'workloads': [{'id': 'w', 'scale_events': [{'t': 1, 'x_b': 1, 'x_b': 1}]}]}", "scale_events[0].x_b", 0},
        {PIQ_E_DUPLICATE, "{'piq_snapshot': 1, 'gpu_types': [{'name': 't', 'mig_profiles': [{'name': 'p', 'name': 'p'}]}]}", "mig_profiles[0].name", 0},
        {PIQ_E_DUPLICATE, "{'piq_snapshot': 1, 'workloads': [{'id': 'w', 'placement': [], 'placement': []}]}", "workloads[0].placement", 0},
        {PIQ_E_DUPLICATE, "{'piq_snapshot': 1, 'x_a': {'b': 1}, 'x_b': 2, 'x_a': {}}", "x_a", 0},
    };
    CHECK_ALL(list);
}

TEST(hostile, placements)
{
#define PLACED(nodes, pieces) "{'piq_snapshot': 1, 'nodes': [" nodes "], 'workloads': [{'id': 'w', 'placement': [" pieces "]}]}"
    static const bad list[] = {
        {PIQ_E_REFERENCE, PLACED("", "{'node': 'n', 'gpus': 1}"), "workloads[0].placement[0].node", 0},
        {PIQ_E_REFERENCE, "{'piq_snapshot': 1, 'workloads': [{'id': 'w', 'placement': [{'node': 'n', 'gpus': 1}]}]}", "there is no node \"n\"", 70},
        {PIQ_E_REFERENCE, "{'piq_snapshot': 1, 'workloads': [{'id': 'w', 'placement': [{'node': 'n', 'gpus': 1}]}], 'nodes': [{'id': 'm'}]}", "\"n\"", 70},
        {PIQ_E_REFERENCE, PLACED("{'id': 'w2'}", "{'node': 'w', 'gpus': 1}"), "\"w\"", 0},
        {PIQ_E_OVERFULL, PLACED("{'id': 'n', 'gpu_count': 8}", "{'node': 'n', 'gpus': 9}"), "9", 0},
        {PIQ_E_OVERFULL, PLACED("{'id': 'n', 'gpu_count': 0}", "{'node': 'n', 'gpus': 1}"), NULL, 0},
        {PIQ_E_OVERFULL, PLACED("{'id': 'n', 'gpu_count': 8}", "{'node': 'n', 'gpus': 4}, {'node': 'n', 'gpus': 5}"), "\"n\"", 0},
        {PIQ_E_OVERFULL, PLACED("{'id': 'n', 'gpu_count': 1}", "{'node': 'n', 'gpus': 0.5, 'gpu': 'a'}, {'node': 'n', 'gpus': 0.5, 'gpu': 'b'}"), NULL, 0},
        {PIQ_E_OVERFULL, PLACED("{'id': 'n', 'gpu_count': 8}", "{'node': 'n', 'gpus': 0.6, 'gpu': 'a'}, {'node': 'n', 'gpus': 0.6, 'gpu': 'a'}"), "\"a\"", 0},
        {PIQ_E_RANGE, PLACED("{'id': 'n'}", "{'node': 'n', 'gpus': -1}"), "placement[0].gpus", 0},
        {PIQ_E_RANGE, PLACED("{'id': 'n'}", "{'node': 'n', 'gpus': 1e999}"), "placement[0].gpus", 0},
        {PIQ_E_RANGE, PLACED("{'id': 'n'}", "{'node': 'n', 'gpus': 1, 'replica': -1}"), "placement[0].replica", 0},
        {PIQ_E_RANGE, PLACED("{'id': 'n'}", "{'node': 'n', 'gpus': 1, 'replica': 1.5}"), "placement[0].replica", 0},
        {PIQ_E_TYPE, PLACED("{'id': 'n'}", "{'node': 0, 'gpus': 1}"), "placement[0].node", 0},
        {PIQ_E_TYPE, PLACED("{'id': 'n'}", "{'node': 'n', 'gpus': 1, 'gpu': 3}"), "placement[0].gpu", 0},
        {PIQ_E_TYPE, PLACED("{'id': 'n'}", "'n'"), "placement[0]", 0},
        {PIQ_E_TYPE, PLACED("{'id': 'n'}", "null"), "placement[0]", 0},
    };
    CHECK_ALL(list);
}

TEST(hostile, lists)
{
    static const bad list[] = {
        {PIQ_E_RANGE, "{'piq_snapshot': 1, 'workloads': [{'id': 'w', 'idle_gaps': [1, -1]}]}", "workloads[0].idle_gaps[1]", 0},
        {PIQ_E_TYPE, "{'piq_snapshot': 1, 'workloads': [{'id': 'w', 'idle_gaps': [1, null]}]}", "idle_gaps[1]", 0},
        {PIQ_E_TYPE, "{'piq_snapshot': 1, 'workloads': [{'id': 'w', 'idle_gaps': [1, '2']}]}", "idle_gaps[1]", 0},
        {PIQ_E_TYPE, "{'piq_snapshot': 1, 'workloads': [{'id': 'w', 'idle_gaps': 1}]}", "idle_gaps", 0},
        {PIQ_E_VALUE, "{'piq_snapshot': 1, 'workloads': [{'id': 'w', 'required_features': ['fp8', 'fp5']}]}", "required_features[1]", 0},
        {PIQ_E_TYPE, "{'piq_snapshot': 1, 'workloads': [{'id': 'w', 'required_features': [8]}]}", "required_features[0]", 0},
        {PIQ_E_TYPE, "{'piq_snapshot': 1, 'models': [{'name': 'm', 'aliases': ['a', ['b']]}]}", "models[0].aliases[1]", 0},
        {PIQ_E_VALUE, "{'piq_snapshot': 1, 'workloads': [{'id': 'w', 'scale_events': [{'t': 1, 'replicas': 0, 'cause': 'whim'}]}]}", "cause", 0},
        {PIQ_E_RANGE, "{'piq_snapshot': 1, 'workloads': [{'id': 'w', 'scale_events': [{'t': -1, 'replicas': 0}]}]}", "scale_events[0].t", 0},
        {PIQ_E_RANGE, "{'piq_snapshot': 1, 'workloads': [{'id': 'w', 'scale_events': [{'t': 1, 'replicas': 0.5}]}]}", "replicas", 0},
        {PIQ_E_RANGE, "{'piq_snapshot': 1, 'gpu_types': [{'name': 't', 'mig_profiles': [{'name': 'p', 'compute_slices': 8, 'compute_slices_total': 7, 'memory_bytes': 1}]}]}", "mig_profiles", 0},
        {PIQ_E_RANGE, "{'piq_snapshot': 1, 'gpu_types': [{'name': 't', 'mig_profiles': [{'name': 'p', 'compute_slices': 1, 'compute_slices_total': 7, 'memory_bytes': -1}]}]}", "memory_bytes", 0},
        {PIQ_E_TYPE, "{'piq_snapshot': 1, 'nodes': {}}", "nodes", 0},
        {PIQ_E_TYPE, "{'piq_snapshot': 1, 'nodes': [1]}", "nodes[0]", 0},
        {PIQ_E_TYPE, "{'piq_snapshot': 1, 'nodes': [null]}", "nodes[0]", 0},
        {PIQ_E_TYPE, "{'piq_snapshot': 1, 'nodes': [[{'id': 'n'}]]}", "nodes[0]", 0},
        {PIQ_E_TYPE, "{'piq_snapshot': 1, 'workloads': 'none', 'nodes': []}", "workloads", 0},
    };
    CHECK_ALL(list);
}

TEST(hostile, texts)
{
    static const bad list[] = {
        {PIQ_E_VALUE, "{'piq_snapshot': 1, 'nodes': [{'id': ''}]}", "empty", 0},
        {PIQ_E_VALUE, "{'piq_snapshot': 1, 'observed_at': 'today'}", "observed_at", 36},
        {PIQ_E_VALUE, "{'piq_snapshot': 1, 'observed_at': '2026-02-30T00:00:00Z'}", "observed_at", 36},
        {PIQ_E_VALUE, "{'piq_snapshot': 1, 'nodes': [{'id': 'n', 'state': 'Ready'}]}", "nodes[0].state", 0},
        {PIQ_E_VALUE, "{'piq_snapshot': 1, 'nodes': [{'id': 'n', 'state': ''}]}", "nodes[0].state", 0},
        /* It would be cut wherever it is handed out as a string. */
        {PIQ_E_VALUE, "{'piq_snapshot': 1, 'nodes': [{'id': 'a\\u0000b'}]}", "NUL", 38},
        {PIQ_E_VALUE, "{'piq_snapshot': 1, 'nodes': [{'id': 'n', 'cluster': '\\u0000'}]}", "nodes[0].cluster", 0},
        {PIQ_E_VALUE, "{'piq_snapshot': 1, 'models': [{'name': 'm', 'aliases': ['a', 'b\\u0000']}]}", "NUL", 0},
        {PIQ_E_VALUE, "{'piq_snapshot': 1, 'gpu_types': [{'name': 't', 'mig_profiles': [{'name': '1g\\u0000x'}]}]}", "NUL", 0},
        {PIQ_E_VALUE, PLACED("{'id': 'n', 'gpu_count': 1}", "{'node': 'n', 'gpus': 0.5, 'gpu': 'a\\u0000'}"), "NUL", 0},
        {PIQ_E_SYNTAX, "{'piq_snapshot': 1, 'nodes': [{'id': '\\ud800'}]}", NULL, 0},
        {PIQ_E_SYNTAX, "{'piq_snapshot': 1, 'nodes': [{'id': '\\udc00x'}]}", NULL, 0},
        {PIQ_E_SYNTAX, "{'piq_snapshot': 1, 'nodes': [{'id': '\xff'}]}", NULL, 39},
        {PIQ_E_SYNTAX, "{'piq_snapshot': 1, 'nodes': [{'id': '\xc0\xaf'}]}", NULL, 39},
        {PIQ_E_SYNTAX, "{'piq_snapshot': 1, 'x_\xed\xa0\x80': 1}", NULL, 0},
        {PIQ_E_SYNTAX, "{'piq_snapshot': 1, 'x_a': '\xf5\x80\x80\x80'}", NULL, 0},
        {PIQ_E_SYNTAX, "\xef\xbb\xbf{'piq_snapshot': 1}", NULL, 1},
        {PIQ_E_SYNTAX, "{'piq_snapshot': 1, 'nodes': [{'id': 'a\nb'}]}", NULL, 0},
        {PIQ_E_SYNTAX, "{'piq_snapshot': 1, 'nodes': [{'id': 'a\tb'}]}", NULL, 0},
    };
    CHECK_ALL(list);
}

TEST(hostile, lines_and_columns)
{
    static const struct {
        const char *text;
        uint32_t line, column;
    } list[] = {
        {"{\n  'piq_snapshot': 1,\n  'nope': 2\n}", 3, 3},
        {"{\r\n  'piq_snapshot': 1,\r\n  'nodes': [\r\n    {'id': 'n', 'gpu_count': -1}\r\n  ]\r\n}", 4, 30},
        {"{'x_\xc3\xa9\xc3\xa9': 1, 'piq_snapshot': 1, 'nope': 2}", 1, 32}, /* characters are counted, not bytes */
        {"{'piq_snapshot': 1,\n\n\n'nodes': [}", 4, 11},
        {"{'piq_snapshot': 1}\n\n x", 3, 2},
    };
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        char text[256];
        size_t rows;
        piq_error error = PIQ_ERROR_INIT;
        (void)strncpy(text, list[i].text, sizeof text - 1);
        text[sizeof text - 1] = '\0';
        for (char *at = text; *at != '\0'; at++)
            *at = *at == '\'' ? '"' : *at;
        CHECK(read_text(text, strlen(text), &error, &rows) != PIQ_OK);
        CHECK_SAY(error.line == list[i].line && error.column == list[i].column, "%zu: %u:%u, not %u:%u", i, (unsigned)error.line, (unsigned)error.column,
                  (unsigned)list[i].line, (unsigned)list[i].column);
    }
}
