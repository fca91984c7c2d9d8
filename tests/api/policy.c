/* Thresholds, detectors that are off, personas, suppressions. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/kit.h"
#include "harness/piq_test.h"

static piq_policy *policy_new(void)
{
    piq_policy *policy = NULL;
    CHECK_OK(piq_policy_new(NULL, &policy));
    return policy;
}

TEST(policy, every_key_has_its_default_and_takes_a_value)
{
    piq_policy *policy = policy_new();
    for (size_t i = 0; i < piq_policy_key_count(); i++) {
        piq_policy_info info = {.struct_size = sizeof info};
        uint32_t found = 0;
        CHECK_OK(piq_policy_key_at(i, &info));
        CHECK_OK(piq_policy_key_find(info.name, PIQ_NUL_TERMINATED, &found));
        CHECK_SAY(found == info.id, "%s is found as %u", info.name, (unsigned)found);
        CHECK_SAY(piq_policy_get(NULL, info.id) == info.default_value, "default of %s", info.name);
        CHECK_SAY(piq_policy_get(policy, info.id) == info.default_value, "default of %s", info.name);
        CHECK_OK(piq_policy_set(policy, info.id, 1, NULL));
        CHECK_SAY(piq_policy_get(policy, info.id) == 1, "%s keeps 1", info.name);
        CHECK_SAY(piq_policy_get(NULL, info.id) == info.default_value, "defaults do not change: %s", info.name);
        CHECK_EQ_STR(piq_name(info.id), info.name);
    }
    piq_policy_free(policy);
}

TEST(policy, values_must_be_finite_and_not_negative)
{
    piq_policy *policy = policy_new();
    const double bad[] = {-1, -1e-300, kit_infinity(), -kit_infinity(), kit_nan()};
    for (size_t i = 0; i < piq_policy_key_count(); i++) {
        piq_policy_info info = {.struct_size = sizeof info};
        CHECK_OK(piq_policy_key_at(i, &info));
        for (size_t b = 0; b < sizeof bad / sizeof bad[0]; b++) {
            piq_error error = PIQ_ERROR_INIT;
            CHECK_SAY(piq_policy_set(policy, info.id, bad[b], &error) == PIQ_E_RANGE, "%s = %g", info.name, bad[b]);
            CHECK_SAY(error.code == PIQ_E_RANGE && error.field == info.id && strstr(error.message, info.name) != NULL, "%s: %s", info.name, error.message);
        }
        if (info.is_boolean)
            CHECK_SAY(piq_policy_set(policy, info.id, 0.5, NULL) == PIQ_E_RANGE, "%s = 0.5", info.name);
        CHECK_SAY(piq_policy_get(policy, info.id) == info.default_value, "%s is unchanged", info.name);
    }
    piq_policy_free(policy);
}

TEST(policy, what_is_not_there)
{
    piq_policy *policy = policy_new();
    CHECK_EQ_INT(piq_policy_new(NULL, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_policy_set(policy, 1, 1, NULL), PIQ_E_FIELD);
    CHECK_EQ_INT(piq_policy_set(policy, PIQ_NODE_GPU_COUNT, 1, NULL), PIQ_E_FIELD);
    CHECK_EQ_INT(piq_policy_set(NULL, PIQ_POLICY_COVERAGE_MIN, 1, NULL), PIQ_E_ARGUMENT);
    CHECK(piq_policy_get(policy, 1) != piq_policy_get(policy, 1));
    CHECK_EQ_INT(piq_policy_enable(policy, 0, 0, NULL), PIQ_E_FIELD);
    CHECK_EQ_INT(piq_policy_enable(policy, 11, 0, NULL), PIQ_E_FIELD);
    CHECK_EQ_INT(piq_policy_enable(policy, UINT32_MAX, 0, NULL), PIQ_E_FIELD);
    CHECK_EQ_INT(piq_policy_enable(NULL, 1, 0, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_policy_set_persona(policy, 5, NULL), PIQ_E_FIELD);
    CHECK_EQ_INT(piq_policy_set_persona(NULL, 1, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_policy_set_workers(NULL, NULL, NULL, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_policy_read_json(policy, NULL, 3, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_policy_read_json(NULL, "{}", 2, NULL), PIQ_E_ARGUMENT);
    piq_policy_free(policy);
}

/* All counts of a detector that is off are 0. */
TEST(policy, a_detector_that_is_off_judges_nothing)
{
    piq_fleet *fleet = kit_small_fleet();
    for (uint32_t detector = 1; detector <= piq_detector_count(); detector++) {
        piq_policy *policy = policy_new();
        piq_report *report = NULL;
        piq_detector_totals t = {.struct_size = sizeof t};
        CHECK_OK(piq_policy_enable(policy, detector, 0, NULL));
        CHECK_OK(piq_evaluate(fleet, policy, &report, NULL));
        CHECK_OK(piq_report_detector(report, detector, &t));
        CHECK_SAY(t.fired + t.clear + t.not_evaluated + t.not_applicable + t.suppressed + t.candidates == 0, "detector %u", (unsigned)detector);
        CHECK(t.waste_per_hour == 0 && t.recoverable_per_month == 0);
        for (size_t i = 0; i < piq_report_finding_count(report); i++) {
            piq_finding f = {.struct_size = sizeof f};
            CHECK_OK(piq_report_finding(report, i, &f));
            CHECK(f.detector != detector);
        }
        for (size_t i = 0; i < piq_report_not_evaluated_count(report); i++) {
            piq_not_evaluated n = {.struct_size = sizeof n};
            CHECK_OK(piq_report_not_evaluated(report, i, &n));
            CHECK(n.detector != detector);
        }
        piq_report_free(report);
        CHECK_OK(piq_policy_enable(policy, detector, 1, NULL));
        CHECK(kit_same(piq_test_keep(kit_evaluate(fleet, policy), free), piq_test_keep(kit_evaluate(fleet, NULL), free)));
        piq_policy_free(policy);
    }
    piq_fleet_free(fleet);
}

static piq_status suppress(piq_policy *policy, uint32_t detector, const char *finding, const char *entity, const char *until)
{
    const piq_suppression s = {(uint32_t)sizeof s, detector, finding, entity, "known", "someone", until};
    piq_error error = PIQ_ERROR_INIT;
    const piq_status got = piq_policy_suppress(policy, &s, &error);
    CHECK_SAY(got == PIQ_OK || (error.code == got && error.message[0] != '\0'), "a refused suppression says why");
    return got;
}

TEST(policy, malformed_suppressions)
{
    piq_policy *policy = policy_new();
    CHECK_EQ_INT(suppress(policy, 0, NULL, NULL, NULL), PIQ_E_VALUE);
    CHECK_EQ_INT(suppress(policy, 0, "xyz", NULL, NULL), PIQ_E_VALUE);
    CHECK_EQ_INT(suppress(policy, 0, "0123456789abcdeg", NULL, NULL), PIQ_E_VALUE);
    CHECK_EQ_INT(suppress(policy, 0, "0123456789abcde", NULL, NULL), PIQ_E_VALUE);
    CHECK_EQ_INT(suppress(policy, 0, "0123456789abcdef0", NULL, NULL), PIQ_E_VALUE);
    CHECK_EQ_INT(suppress(policy, 0, "", NULL, NULL), PIQ_E_VALUE);
    CHECK_EQ_INT(suppress(policy, 1, NULL, NULL, "tomorrow"), PIQ_E_VALUE);
    CHECK_EQ_INT(suppress(policy, 1, NULL, NULL, ""), PIQ_E_VALUE);
    CHECK_EQ_INT(suppress(policy, 11, NULL, NULL, NULL), PIQ_E_FIELD);
    CHECK_EQ_INT(suppress(policy, 1, NULL, "\xff", NULL), PIQ_E_VALUE);
    CHECK_OK(suppress(policy, 1, NULL, NULL, NULL));
    piq_policy_free(policy);
}

static uint64_t suppressed_of(uint32_t detector, const char *entity, const char *until, const char *finding)
{
    piq_fleet *fleet = kit_small_fleet();
    piq_policy *policy = policy_new();
    piq_report *report = NULL;
    piq_detector_totals t = {.struct_size = sizeof t};
    CHECK_OK(suppress(policy, detector, finding, entity, until));
    CHECK_OK(piq_evaluate(fleet, policy, &report, NULL));
    CHECK_OK(piq_report_detector(report, PIQ_DETECTOR_OOM_RISK, &t));
    CHECK(t.fired + t.suppressed == 1);
    piq_report_free(report);
    piq_policy_free(policy);
    piq_fleet_free(fleet);
    return t.suppressed;
}

TEST(policy, suppressions_by_detector_and_pattern)
{
    CHECK_EQ_INT(suppressed_of(PIQ_DETECTOR_OOM_RISK, "oom", NULL, NULL), 1);
    CHECK_EQ_INT(suppressed_of(PIQ_DETECTOR_OOM_RISK, NULL, NULL, NULL), 1);
    CHECK_EQ_INT(suppressed_of(0, "oom", NULL, NULL), 1);
    CHECK_EQ_INT(suppressed_of(0, "*", NULL, NULL), 1);
    CHECK_EQ_INT(suppressed_of(0, "o*", NULL, NULL), 1);
    CHECK_EQ_INT(suppressed_of(0, "*o*o*m*", NULL, NULL), 1);
    CHECK_EQ_INT(suppressed_of(0, "**", NULL, NULL), 1);
    CHECK_EQ_INT(suppressed_of(0, "oo", NULL, NULL), 0);
    CHECK_EQ_INT(suppressed_of(0, "ooms", NULL, NULL), 0);
    CHECK_EQ_INT(suppressed_of(0, "*x*", NULL, NULL), 0);
    CHECK_EQ_INT(suppressed_of(0, "", NULL, NULL), 0);
    CHECK_EQ_INT(suppressed_of(PIQ_DETECTOR_THRASHING, "oom", NULL, NULL), 0);
}

TEST(policy, suppressions_expire_when_the_snapshot_was_taken)
{
    CHECK_EQ_INT(suppressed_of(0, "oom", "2026-11-23T00:00:01Z", NULL), 1);
    CHECK_EQ_INT(suppressed_of(0, "oom", "2026-11-23T00:00:00.5Z", NULL), 1);
    CHECK_EQ_INT(suppressed_of(0, "oom", "2026-11-23T00:00:00Z", NULL), 0);
    CHECK_EQ_INT(suppressed_of(0, "oom", "2026-11-23T01:00:00+01:00", NULL), 0);
    CHECK_EQ_INT(suppressed_of(0, "oom", "2026-11-23T00:00:00-01:00", NULL), 1);
    CHECK_EQ_INT(suppressed_of(0, "oom", "2020-01-01T00:00:00Z", NULL), 0);
}

TEST(policy, suppressions_by_finding)
{
    piq_fleet *fleet = kit_small_fleet();
    piq_report *report = NULL;
    char id[17] = "";
    CHECK_OK(piq_evaluate(fleet, NULL, &report, NULL));
    for (size_t i = 0; i < piq_report_finding_count(report); i++) {
        piq_finding f = {.struct_size = sizeof f};
        CHECK_OK(piq_report_finding(report, i, &f));
        if (f.detector == PIQ_DETECTOR_OOM_RISK)
            (void)snprintf(id, sizeof id, "%016llx", (unsigned long long)f.id);
    }
    piq_report_free(report);
    CHECK_EQ_INT(suppressed_of(0, NULL, NULL, id), 1);
    CHECK_EQ_INT(suppressed_of(PIQ_DETECTOR_THRASHING, "nobody", NULL, id), 1); /* the id alone decides */
    CHECK_EQ_INT(suppressed_of(0, NULL, NULL, "0123456789abcdef"), 0);
    piq_fleet_free(fleet);
}

TEST(policy, a_pattern_of_stars_does_not_explode)
{
    char id[2001], pattern[2001];
    for (size_t i = 0; i < 2000; i++) {
        id[i] = 'a';
        pattern[i] = i % 2 == 0 ? '*' : 'a';
    }
    id[2000] = pattern[2000] = '\0';
    pattern[1999] = 'b';
    piq_fleet *fleet = kit_fleet();
    piq_policy *policy = policy_new();
    const piq_ref work = kit_workload(fleet, id, kit_node(fleet, "n"));
    CHECK_OK(piq_fleet_set_number(fleet, work, PIQ_WORKLOAD_GPU_OOM_EVENTS, 4, NULL));
    CHECK_OK(suppress(policy, 0, NULL, pattern, NULL));
    char *report = piq_test_keep(kit_evaluate(fleet, policy), free);
    CHECK(report != NULL);
    piq_policy_free(policy);
    piq_fleet_free(fleet);
}
