/* What is rare and good in a snapshot, and what is bad only there. */
#include <stdlib.h>
#include <string.h>

#include "common/kit.h"
#include "harness/json_text.h"
#include "harness/piq_test.h"

#define NODE "'nodes': [{'id': 'n', 'gpu_type': 'H100-80', 'gpu_count': 8, 'billed': true, 'price_per_gpu_hour': 4}]"

static void same_report(const char *workload, const char *plain)
{
    char *got = kit_evaluate_text(json("{'piq_snapshot': 1, " NODE ", 'workloads': [{'id': 'w', %s, 'gpus': 1, 'idle_seconds': 900000}]}", workload), NULL);
    char *wanted = kit_evaluate_text(json("{'piq_snapshot': 1, " NODE ", 'workloads': [{'id': 'w', %s, 'gpus': 1, 'idle_seconds': 900000}]}", plain), NULL);
    CHECK_SAY(kit_same(got, wanted), "%s is not %s\n%s\n%s", workload, plain, got, wanted);
    free(got);
    free(wanted);
}

/* null is as good as nothing at all. */
TEST(json_corners, nulls)
{
    same_report("'placement': [{'node': 'n', 'gpus': 0.5, 'replica': null, 'gpu': null}]", "'placement': [{'node': 'n', 'gpus': 0.5}]");
    same_report("'scale_events': [{'t': 60, 'replicas': -0.0, 'cause': null}]", "'scale_events': [{'t': 60, 'replicas': 0}]");
    same_report("'scale_events': [{'t': 60, 'replicas': 9e18}]", "'scale_events': [{'t': 60, 'replicas': 9000000000000000000}]");
    same_report("'idle_gaps': [0, -0.0, 5]", "'idle_gaps': [0, 0, 5]");
    char *got = kit_evaluate_text(json("{'piq_snapshot': 1, 'gpu_types': [{'name': 'T', 'mig_profiles': [{'name': '1g', 'compute_slices': 1, "
                                       "'compute_slices_total': 7, 'memory_bytes': 1e10, 'max_instances': null}]}]}"),
                                  NULL);
    CHECK(got != NULL);
    free(got);
}

static void refused(const char *tables, piq_status wanted, const char *words)
{
    piq_fleet *fleet = kit_fleet();
    piq_error error = PIQ_ERROR_INIT;
    const char *text = json("{'piq_snapshot': 1, %s}", tables);
    const piq_status got = piq_fleet_read_json(fleet, text, strlen(text), &error);
    CHECK_SAY(got == wanted && error.code == wanted, "%s: %s: %s", tables, piq_status_name(got), error.message);
    CHECK_SAY(strstr(error.message, words) != NULL, "\"%s\" is not in: %s", words, error.message);
    piq_fleet_free(fleet);
}

TEST(json_corners, refusals)
{
    refused(NODE ", 'workloads': [{'id': 'w', 'placement': [{'node': null, 'gpus': 1}]}]", PIQ_E_FIELD, "node is missing");
    refused(NODE ", 'workloads': [{'id': 'w', 'placement': [{'node': 'n', 'gpus': null}]}]", PIQ_E_FIELD, "gpus is missing");
    refused("'workloads': [{'id': 'w', 'scale_events': [{'t': null, 'replicas': 1}]}]", PIQ_E_FIELD, "t is missing");
    refused("'workloads': [{'id': 'w', 'scale_events': [{'t': 1, 'replicas': 1, 'cause': 5}]}]", PIQ_E_TYPE, "cause: must be a string");
    refused("'workloads': [{'id': 'w', 'scale_events': [{'t': 1, 'replicas': 1e19}]}]", PIQ_E_RANGE, "replicas: 1e19; allowed are whole numbers from 0 to 9e18");
    refused("'gpu_types': [{'name': 'T', 'mig_profiles': [{'name': null, 'compute_slices': 1}]}]", PIQ_E_FIELD, "name is missing");
    refused("'gpu_types': [{'name': 'T', 'mig_profiles': [{'name': 7}]}]", PIQ_E_TYPE, "name: must be a string");
    refused("'workloads': [{'id': 'w', 'idle_gaps': ['x']}]", PIQ_E_TYPE, "idle_gaps[0]: must be a number");
    refused("'workloads': [{'id': 'w', 'accepted_gpu_types': [7]}]", PIQ_E_TYPE, "accepted_gpu_types[0]: must be a string");
    refused("'an_unknown_key_that_is_longer_than_any_name_of_ours_and_not_like_one_of_them': 1", PIQ_E_FIELD, "no such key; one that starts with x_");
}

/* ---- policies ---- */

static piq_status read_policy(piq_policy *policy, const char *text, piq_error *error) { return piq_policy_read_json(policy, text, strlen(text), error); }

TEST(json_corners, policies)
{
    piq_policy *policy = NULL;
    piq_error error = PIQ_ERROR_INIT;
    CHECK_OK(piq_policy_new(NULL, &policy));
    CHECK_OK(read_policy(policy, json("{'use_reference_prices': true, 'disabled': null, 'suppressions': null}"), &error));
    CHECK(piq_policy_get(policy, PIQ_POLICY_USE_REFERENCE_PRICES) == 1);
    CHECK_OK(read_policy(policy, json("{'use_reference_prices': false}"), &error));
    CHECK(piq_policy_get(policy, PIQ_POLICY_USE_REFERENCE_PRICES) == 0);
    CHECK_EQ_INT(read_policy(policy, json("{'use_reference_prices': {}}"), &error), PIQ_E_TYPE);
    CHECK_EQ_INT(read_policy(policy, json("{'suppressions': 5}"), &error), PIQ_E_TYPE);
    CHECK_EQ_INT(read_policy(policy, json("{'suppressions': [{'entity_id': 7}]}"), &error), PIQ_E_TYPE);
    CHECK_EQ_INT(read_policy(policy, json("{'suppressions': [{'entity_id' 7}]}"), &error), PIQ_E_SYNTAX);
    CHECK_EQ_INT(read_policy(policy, json("{'suppressions': [{'entity_id': 'x', 'entity_id': 'y'}]}"), &error), PIQ_E_DUPLICATE);
    CHECK_EQ_INT(read_policy(policy, json("{'suppressions': [{'reason': 'a\\u0000b'}]}"), &error), PIQ_E_VALUE);
    piq_policy_free(policy);
}

/* How many of the small fleet's findings a suppression leaves. */
static size_t left_by(const char *suppression)
{
    piq_policy *policy = NULL;
    piq_error error = PIQ_ERROR_INIT;
    CHECK_OK(piq_policy_new(NULL, &policy));
    const piq_status got = read_policy(policy, json("{'suppressions': [%s]}", suppression), &error);
    CHECK_SAY(got == PIQ_OK, "%s: %s", suppression, error.message);
    piq_fleet *fleet = kit_small_fleet();
    piq_report *report = NULL;
    CHECK_OK(piq_evaluate(fleet, policy, &report, NULL));
    const size_t count = piq_report_finding_count(report);
    piq_report_free(report);
    piq_policy_free(policy);
    piq_fleet_free(fleet);
    return count;
}

TEST(json_corners, suppressions)
{
    piq_fleet *fleet = kit_small_fleet();
    piq_report *report = NULL;
    CHECK_OK(piq_evaluate(fleet, NULL, &report, NULL));
    const size_t all = piq_report_finding_count(report);
    piq_report_free(report);
    piq_fleet_free(fleet);
    CHECK(all > 2);
    CHECK_EQ_INT(left_by("{'detector': '*'}"), 0);
    CHECK_EQ_INT(left_by("{'detector': '*', 'entity_id': 'oom'}"), all - 1);
    CHECK_EQ_INT(left_by("{'detector': null, 'entity_id': 'oom', 'reason': '', 'owner': null}"), all - 1);
    CHECK_EQ_INT(left_by("{'detector': 'oom*'}"), all - 1);
    CHECK_EQ_INT(left_by("{'detector': 'oom_risk', 'entity_id': 'other'}"), all);
    CHECK_EQ_INT(left_by("{'entity_id': 'oom', 'until': '2026-11-22T23:59:59Z'}"), all);      /* over */
    CHECK_EQ_INT(left_by("{'entity_id': 'oom', 'until': '2026-11-23T00:00:00Z'}"), all);      /* over just now */
    CHECK_EQ_INT(left_by("{'entity_id': 'oom', 'until': '2026-11-23T00:00:00.001Z'}"), all - 1);
}

/* Where nobody says what time it is, no suppression is over. */
TEST(json_corners, a_suppression_without_a_clock)
{
    for (int clock = 0; clock < 2; clock++) {
        piq_policy *policy = NULL;
        piq_report *report = NULL;
        CHECK_OK(piq_policy_new(NULL, &policy));
        CHECK_OK(read_policy(policy, json("{'suppressions': [{'entity_id': 'n', 'until': '2020-01-01T00:00:00Z'}]}"), NULL));
        piq_fleet *fleet = kit_read(json("{'piq_snapshot': 1%s, 'nodes': [{'id': 'n', 'gpu_type': 'H100-80', 'gpu_count': 8, 'billed': true, "
                                         "'price_per_gpu_hour': 4, 'idle_seconds': 604800}]}",
                                         clock ? ", 'observed_at': '2026-11-23T00:00:00Z'" : ""));
        CHECK_OR_RETURN(fleet != NULL);
        CHECK_OK(piq_evaluate(fleet, policy, &report, NULL));
        CHECK_EQ_INT(piq_report_finding_count(report), clock);
        piq_report_free(report);
        piq_policy_free(policy);
        piq_fleet_free(fleet);
    }
}
