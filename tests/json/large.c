/* Texts that are long in one way or another, numbers at the edges of double, keys and tables in any order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/kit.h"
#include "harness/piq_test.h"

#define MEGA 1000000

static char *filled(const char *head, char with, size_t count, const char *tail)
{
    const size_t before = strlen(head), after = strlen(tail);
    char *text = malloc(before + count + after + 1);
    memcpy(text, head, before);
    memset(text + before, with, count);
    memcpy(text + before + count, tail, after + 1);
    return text;
}

TEST(large, a_string_of_ten_megabytes)
{
    static const char *const heads[] = {"{\"piq_snapshot\": 1, \"nodes\": [{\"id\": \"", "{\"piq_snapshot\": 1, \"nodes\": [{\"id\": \"n\", \"cluster\": \"", "{\"piq_snapshot\": 1, \"x_",
                                        "{\"piq_snapshot\": 1, \"x_a\": \"", "{\"piq_snapshot\": 1, \"nodes\": [{\"id\": \"n\", \"state\": \"", "{\"piq_snapshot\": 1, \""};
    static const char *const tails[] = {"\"}]}", "\"}]}", "\": 1}", "\"}", "\"}]}", "\": 1}"};
    static const piq_status wanted[] = {PIQ_OK, PIQ_OK, PIQ_OK, PIQ_OK, PIQ_E_VALUE, PIQ_E_FIELD};
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        char *text = filled(heads[i], 'a', 10 * MEGA, tails[i]);
        piq_fleet *fleet = kit_fleet();
        piq_error error = PIQ_ERROR_INIT;
        const piq_status got = piq_fleet_read_json(fleet, text, strlen(text), &error);
        CHECK_SAY(got == wanted[i], "%s...: %s", heads[i], piq_status_name(got));
        CHECK(got == PIQ_OK || (error.line == 1 && strlen(error.message) < sizeof error.message));
        char *report = kit_evaluate(fleet, NULL);
        CHECK(report != NULL);
        free(report);
        piq_fleet_free(fleet);
        free(text);
    }
}

TEST(large, ten_megabytes_of_one_thing)
{
    static const struct {
        const char *head;
        char with;
        const char *tail;
        piq_status wanted;
    } texts[] = {
        {"{\"piq_snapshot\": 1", ' ', "}", PIQ_OK},
        {"{\"piq_snapshot\": 1, \"x_a\": ", '1', "}", PIQ_OK},
        {"{\"piq_snapshot\": 1, \"window_seconds\": 1.", '0', "}", PIQ_OK},
        {"{\"piq_snapshot\": 1, \"window_seconds\": 1", '0', "}", PIQ_E_RANGE},
        {"{\"piq_snapshot\": 1, \"window_seconds\": 1e", '0', "}", PIQ_OK},
        {"{\"piq_snapshot\": 1, \"window_seconds\": 1e", '9', "}", PIQ_E_RANGE},
        {"{\"piq_snapshot\": 1, \"x_a\": ", '[', "}", PIQ_E_SYNTAX},
        {"{\"piq_snapshot\": 1, \"x_a\": \"", '\\', "\"}", PIQ_OK},
        {"", '{', "", PIQ_E_SYNTAX},
        {"", '\0', "", PIQ_E_SYNTAX},
        {"{\"piq_snapshot\": 1}", '\n', "x", PIQ_E_SYNTAX},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char *text = filled(texts[i].head, texts[i].with, 10 * MEGA, texts[i].tail);
        piq_fleet *fleet = kit_fleet();
        const piq_status got = piq_fleet_read_json(fleet, text, strlen(texts[i].head) + 10 * MEGA + strlen(texts[i].tail), NULL);
        CHECK_SAY(got == texts[i].wanted, "text %zu: %s", i, piq_status_name(got));
        piq_fleet_free(fleet);
        free(text);
    }
}

/* The price in the text and the price in the report are the same double; correctly rounded, whatever the digits. */
TEST(large, numbers_at_the_edge_of_double)
{
    static const char *const texts[] = {
        "0.1", "0.30000000000000004", "1.7976931348623157e308", "2.2250738585072014e-308", "2.2250738585072011e-308", "4.9e-324", "5e-324", "2e-324", "9007199254740993",
        "9007199254740991.5", "0.000000000000000000000000000000000000000000000000001e51", "1.00000000000000011102230246251565404236316680908203125",
        "1.00000000000000011102230246251565404236316680908203124", "1.00000000000000011102230246251565404236316680908203126", "8.988465674311582e307", "123456789.123456789e-9",
        "3.14159265358979323846264338327950288419716939937510582097494459", "1e23", "8.5e22", "7.2057594037927933e16", "179769313486231570000e289"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char text[512], wanted[64];
        const double value = strtod(texts[i], NULL);
        (void)snprintf(text, sizeof text, "{\"piq_snapshot\": 1, \"window_seconds\": %s}", texts[i]);
        piq_fleet *fleet = kit_fleet();
        const piq_status got = piq_fleet_read_json(fleet, text, strlen(text), NULL);
        CHECK_SAY(got == (value >= 1 && value <= 1e10 ? PIQ_OK : PIQ_E_RANGE), "%s: %s", texts[i], piq_status_name(got));
        char *report = got == PIQ_OK ? kit_evaluate(fleet, NULL) : NULL;
        const char *at = report == NULL ? NULL : strstr(report, "\"window_seconds\": ");
        if (got == PIQ_OK)
            CHECK_SAY(at != NULL && strtod(at + 18, NULL) == value, "%s is not read as %s", texts[i], (snprintf(wanted, sizeof wanted, "%.17g", value), wanted));
        free(report);
        piq_fleet_free(fleet);
    }
}

/* ---- order ---- */

static const char *const tables[] = {
    "\"piq_snapshot\": 1", "\"observed_at\": \"2026-11-23T00:00:00Z\"", "\"gpu_types\": [{\"name\": \"T\", \"memory_bytes\": 8e10, \"price_per_gpu_hour\": 2}]", "\"models\": [{\"layers\": 32, \"name\": \"m\"}]",
    "\"nodes\": [{\"gpu_type\": \"T\", \"billed\": true, \"gpu_count\": 8, \"id\": \"n\"}, {\"id\": \"o\", \"gpu_type\": \"T\", \"billed\": true, \"gpu_count\": 8, \"idle_seconds\": 604800}]",
    "\"workloads\": [{\"gpu_oom_events\": 4, \"placement\": [{\"gpus\": 1, \"node\": \"n\"}], \"gpus\": 1, \"oom_gpu_memory_peak\": 0.97, \"id\": \"w\"}]"};
#define TABLES (sizeof tables / sizeof tables[0])

TEST(large, tables_in_any_order)
{
    uint64_t state = 3;
    char *first = NULL;
    for (size_t turn = 0; turn < 200; turn++) {
        size_t order[TABLES];
        kit_text t = {NULL, 0, 0};
        for (size_t i = 0; i < TABLES; i++)
            order[i] = i;
        for (size_t i = TABLES; turn != 0 && i > 1; i--) {
            const size_t other = kit_random(&state) % i, kept = order[other];
            order[other] = order[i - 1];
            order[i - 1] = kept;
        }
        for (size_t i = 0; i < TABLES; i++) {
            kit_put(&t, i == 0 ? "{" : ", ");
            kit_put(&t, tables[order[i]]);
        }
        kit_put(&t, "}");
        char *report = kit_evaluate_text(t.bytes, NULL);
        CHECK_SAY(report != NULL && strstr(report, "\"oom_risk\"") != NULL, "%s", t.bytes);
        if (first == NULL)
            first = report;
        else
            CHECK_SAY(kit_same(first, report), "%s", t.bytes);
        if (report != first)
            free(report);
        kit_text_free(&t);
    }
    free(first);
}

TEST(large, x_keys_anywhere)
{
    static const char plain[] = "{\"piq_snapshot\": 1, \"nodes\": [{\"id\": \"n\", \"gpu_count\": 8}], \"workloads\": [{\"id\": \"w\", \"placement\": [{\"node\": \"n\", \"gpus\": 1}],"
                                " \"scale_events\": [{\"t\": 1, \"replicas\": 0}]}]}";
    static const char noted[] = "{\"x_\": null, \"piq_snapshot\": 1, \"nodes\": [{\"x_a\": {\"id\": \"z\"}, \"id\": \"n\", \"x_id\": \"m\", \"gpu_count\": 8}, {\"id\": \"o\", \"x_a\": 1}], \"x_nodes\": [{\"id\": 1}],"
                                " \"workloads\": [{\"id\": \"w\", \"x_a\": [[[[]]]], \"placement\": [{\"x_p\": -0, \"node\": \"n\", \"gpus\": 1, \"x_a\": \"\\ud83d\\ude80\"}],"
                                " \"scale_events\": [{\"t\": 1, \"x_a\": true, \"replicas\": 0}, {\"x_a\": 2, \"t\": 0, \"replicas\": 0}]}], \"x_last\": {\"x_last\": {}}}";
    char *report = kit_evaluate_text(noted, NULL), *without = kit_evaluate_text(plain, NULL);
    CHECK(report != NULL && without != NULL);
    free(report);
    free(without);
}

TEST(large, nothing_in_it)
{
    static const char *const texts[] = {
        "{\"piq_snapshot\": 1}", "{\"piq_snapshot\": 1.0, \"nodes\": [], \"workloads\": []}", "{\"piq_snapshot\": 1e0, \"nodes\": [{\"id\": \"n\"}]}", "{\"piq_snapshot\": 1, \"workloads\": [{\"id\": \"w\"}]}",
        "{\"piq_snapshot\": 1, \"nodes\": [{\"id\": \"n\"}], \"workloads\": [{\"id\": \"w\", \"placement\": []}]}", "{\"piq_snapshot\": 1, \"gpu_types\": [{\"name\": \"t\"}], \"models\": [{\"name\": \"m\"}]}",
        "{\"piq_snapshot\": 1, \"nodes\": [{\"id\": \"n\", \"gpu_type\": \"no such type\", \"gpu_count\": 8}], \"workloads\": [{\"id\": \"w\", \"kind\": \"batch\", \"gpus\": 1, \"placement\": [{\"node\": \"n\", \"gpus\": 1}]}]}"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char *report = kit_evaluate_text(texts[i], NULL);
        CHECK_SAY(report != NULL && strstr(report, "\"findings\": 0") != NULL && strstr(report, "\"waste_per_hour\": 0") != NULL, "%s", texts[i]);
        free(report);
    }
}

/* A type that nobody knows is not guessed at. */
TEST(large, an_unknown_gpu_type)
{
    static const char text[] = "{\"piq_snapshot\": 1, \"nodes\": [{\"id\": \"n\", \"gpu_type\": \"Mystery-9000\", \"gpu_count\": 8}], \"workloads\": [{\"id\": \"w\", \"kind\": \"llm_serving\", \"gpus\": 1,"
                               " \"placement\": [{\"node\": \"n\", \"gpus\": 1}], \"model_parameters\": 7e9, \"max_model_len\": 4096}]}";
    char *report = kit_evaluate_text(text, NULL);
    CHECK(report != NULL && strstr(report, "no_catalog_entry") != NULL);
    free(report);
}

/* Every id once, a million keys: not quadratic. The time is bounded by the run of the whole. */
TEST(large, many_rows_and_many_ignored_keys)
{
    kit_text t = {NULL, 0, 0};
    char part[64];
    kit_put(&t, "{\"piq_snapshot\": 1, \"nodes\": [");
    for (int i = 0; i < 50000; i++) {
        (void)snprintf(part, sizeof part, "%s{\"id\": \"n%d\", \"x_%d\": %d}", i == 0 ? "" : ",", i, i, i);
        kit_put(&t, part);
    }
    kit_put(&t, "]");
    for (int i = 0; i < 50000; i++) {
        (void)snprintf(part, sizeof part, ", \"x_%d\": %d", i, i);
        kit_put(&t, part);
    }
    kit_put(&t, "}");
    piq_fleet *fleet = kit_fleet();
    CHECK_OK(piq_fleet_read_json(fleet, t.bytes, t.length, NULL));
    CHECK_EQ_INT(piq_fleet_count(fleet, PIQ_ENTITY_NODE), 50000);
    piq_fleet_free(fleet);
    kit_text_free(&t);
}
