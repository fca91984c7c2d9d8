/* Policy files: what they may say, what is wrong with them, and that a bad one changes nothing. */
#include <stdlib.h>
#include <string.h>

#include "common/kit.h"
#include "harness/piq_test.h"

static piq_status read(piq_policy *policy, const char *text, piq_error *error)
{
    return piq_policy_read_json(policy, text, strlen(text), error);
}

static piq_policy *policy_new(void)
{
    piq_policy *policy = NULL;
    CHECK_OK(piq_policy_new(NULL, &policy));
    return policy;
}

TEST(policy_json, sets_what_it_says)
{
    piq_policy *policy = policy_new();
    CHECK_OK(read(policy, "{\"coverage_min\": 0.5, \"oom_critical_events_24h\": null, \"use_reference_prices\": true, \"x_note\": [1, {\"a\": 2}],"
                          " \"disabled\": [\"thrashing\", \"cold_start\"], \"suppressions\": [{\"entity_id\": \"o*\", \"reason\": \"r\","
                          " \"owner\": \"me\", \"until\": \"2027-01-01T00:00:00Z\", \"x_ticket\": 7}, {\"finding\": \"0123456789abcdef\"}]}", NULL));
    CHECK(piq_policy_get(policy, PIQ_POLICY_COVERAGE_MIN) == 0.5);
    CHECK(piq_policy_get(policy, PIQ_POLICY_USE_REFERENCE_PRICES) == 1);
    CHECK(piq_policy_get(policy, PIQ_POLICY_OOM_CRITICAL_EVENTS_24H) == 3);
    piq_fleet *fleet = kit_small_fleet();
    piq_report *report = NULL;
    piq_detector_totals t = {.struct_size = sizeof t};
    CHECK_OK(piq_evaluate(fleet, policy, &report, NULL));
    CHECK_OK(piq_report_detector(report, PIQ_DETECTOR_OOM_RISK, &t));
    CHECK_EQ_INT(t.suppressed, 1);
    CHECK_OK(piq_report_detector(report, PIQ_DETECTOR_COLD_START, &t));
    CHECK_EQ_INT(t.clear + t.not_applicable + t.not_evaluated, 0);
    piq_report_free(report);
    piq_fleet_free(fleet);
    CHECK_OK(read(policy, "{\"use_reference_prices\": 0}", NULL));
    CHECK(piq_policy_get(policy, PIQ_POLICY_USE_REFERENCE_PRICES) == 0);
    CHECK(piq_policy_get(policy, PIQ_POLICY_COVERAGE_MIN) == 0.5);
    CHECK_OK(read(policy, " {} ", NULL));
    piq_policy_free(policy);
}

static const struct {
    piq_status status;
    const char *text;
} bad[] = {
    {PIQ_E_SYNTAX, ""},
    {PIQ_E_SYNTAX, "{"},
    {PIQ_E_SYNTAX, "{\"coverage_min\": 0.5,}"},
    {PIQ_E_SYNTAX, "{\"coverage_min\": 0.5} x"},
    {PIQ_E_SYNTAX, "{\"x_a\": [1,]}"},
    {PIQ_E_TYPE, "[]"},
    {PIQ_E_TYPE, "1"},
    {PIQ_E_FIELD, "{\"coverage\": 0.5}"},
    {PIQ_E_FIELD, "{\"\": 0.5}"},
    {PIQ_E_TYPE, "{\"coverage_min\": \"0.5\"}"},
    {PIQ_E_TYPE, "{\"coverage_min\": true}"},
    {PIQ_E_TYPE, "{\"coverage_min\": [0.5]}"},
    {PIQ_E_RANGE, "{\"coverage_min\": -0.5}"},
    {PIQ_E_RANGE, "{\"coverage_min\": 1e999}"},
    {PIQ_E_RANGE, "{\"use_reference_prices\": 2}"},
    {PIQ_E_TYPE, "{\"use_reference_prices\": \"yes\"}"},
    {PIQ_E_DUPLICATE, "{\"coverage_min\": 0.5, \"coverage_min\": 0.5}"},
    {PIQ_E_DUPLICATE, "{\"coverage_min\": null, \"coverage\\u005fmin\": 0.5}"},
    {PIQ_E_DUPLICATE, "{\"disabled\": [], \"disabled\": []}"},
    {PIQ_E_DUPLICATE, "{\"suppressions\": [], \"suppressions\": []}"},
    {PIQ_E_DUPLICATE, "{\"x_a\": 1, \"x_a\": 1}"},
    {PIQ_E_TYPE, "{\"disabled\": \"thrashing\"}"},
    {PIQ_E_TYPE, "{\"disabled\": [5]}"},
    {PIQ_E_FIELD, "{\"disabled\": [\"thrash\"]}"},
    {PIQ_E_TYPE, "{\"suppressions\": {}}"},
    {PIQ_E_TYPE, "{\"suppressions\": [\"x\"]}"},
    {PIQ_E_VALUE, "{\"suppressions\": [{}]}"},
    {PIQ_E_VALUE, "{\"suppressions\": [{\"reason\": \"r\"}]}"},
    {PIQ_E_FIELD, "{\"suppressions\": [{\"detector\": \"thrash\"}]}"},
    {PIQ_E_FIELD, "{\"suppressions\": [{\"detector\": \"thrashing\", \"why\": \"x\"}]}"},
    {PIQ_E_VALUE, "{\"suppressions\": [{\"finding\": \"12\"}]}"},
    {PIQ_E_VALUE, "{\"suppressions\": [{\"entity_id\": \"*\", \"until\": \"soon\"}]}"},
    {PIQ_E_TYPE, "{\"suppressions\": [{\"entity_id\": 5}]}"},
    {PIQ_E_DUPLICATE, "{\"suppressions\": [{\"entity_id\": \"a\", \"entity_id\": \"b\"}]}"},
    {PIQ_E_VALUE, "{\"suppressions\": [{\"entity_id\": \"a\\u0000b\"}]}"},
};

TEST(policy_json, a_bad_file_has_a_place_and_changes_nothing)
{
    piq_fleet *fleet = kit_small_fleet();
    char *before = piq_test_keep(kit_evaluate(fleet, NULL), free);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        piq_policy *policy = policy_new();
        piq_error error = PIQ_ERROR_INIT;
        const piq_status got = read(policy, bad[i].text, &error);
        CHECK_SAY(got == bad[i].status, "%s: %s (%s)", bad[i].text, piq_status_name(got), error.message);
        CHECK_SAY(error.code == got && error.line == 1 && error.column >= 1 && error.message[0] != '\0', "%s: no place", bad[i].text);
        CHECK(kit_same(before, piq_test_keep(kit_evaluate(fleet, policy), free)));
        piq_policy_free(policy);
    }
    piq_fleet_free(fleet);
}

/* The good beginning of a bad file is taken back: thresholds, detectors and suppressions. */
TEST(policy_json, a_good_beginning_is_taken_back)
{
    piq_fleet *fleet = kit_small_fleet();
    piq_policy *policy = policy_new();
    const piq_suppression own = {(uint32_t)sizeof own, 0, NULL, "held", NULL, NULL, NULL};
    CHECK_OK(piq_policy_suppress(policy, &own, NULL));
    CHECK_OK(piq_policy_set(policy, PIQ_POLICY_COVERAGE_MIN, 0.6, NULL));
    char *before = piq_test_keep(kit_evaluate(fleet, policy), free);
    CHECK_EQ_INT(read(policy, "{\"coverage_min\": 0.1, \"disabled\": [\"oom_risk\"], \"suppressions\": [{\"entity_id\": \"*\"}, {\"entity_id\": \"b\"}], \"nope\": 1}", NULL), PIQ_E_FIELD);
    CHECK(piq_policy_get(policy, PIQ_POLICY_COVERAGE_MIN) == 0.6);
    CHECK(kit_same(before, piq_test_keep(kit_evaluate(fleet, policy), free)));
    CHECK_OK(read(policy, "{\"suppressions\": [{\"entity_id\": \"oom\"}]}", NULL));
    char *after = piq_test_keep(kit_evaluate(fleet, policy), free);
    CHECK(after != NULL && strcmp(before, after) != 0);
    piq_policy_free(policy);
    piq_fleet_free(fleet);
}
