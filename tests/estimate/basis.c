/* Money that rests on the catalog's prices says so; money that rests on the caller's says that. */
#include "harness/piq_test.h"

#include <stdlib.h>
#include <string.h>

#include "common/kit.h"

static const char snapshot[] =
    "{\"piq_snapshot\": 1, \"window_seconds\": 1209600, \"workloads_complete\": true,"
    "\"nodes\": [{\"id\": \"n1\", \"gpu_type\": \"NVIDIA-H100-80GB-HBM3\", \"gpu_count\": 8, \"billed\": true, \"state\": \"ready\"},"
    "            {\"id\": \"n2\", \"gpu_type\": \"NVIDIA-H100-80GB-HBM3\", \"gpu_count\": 8, \"billed\": true, \"state\": \"ready\","
    "             \"requests\": 0, \"gpu_workloads\": 0, \"gpus_allocated\": 0, \"idle_seconds\": 604800, \"gr_engine_active_max\": 0}],"
    "\"workloads\": [{\"id\": \"w\", \"kind\": \"llm_serving\", \"engine\": \"vllm\", \"model\": \"Llama-3.2-3B-Instruct\", "
    "\"weight_dtype\": \"bf16\","
    "  \"placement\": [{\"node\": \"n1\", \"gpus\": 1}], \"gpus\": 1, \"replicas\": 1, \"tensor_parallel\": 1, \"max_model_len\": 8192,"
    "  \"declared_concurrency\": 1, \"required_tokens_per_second\": 20, \"tpot_slo_seconds\": 0.2, \"prompt_tokens_mean\": 500, "
    "\"output_tokens_mean\": 200}]}";

static piq_policy *priced(void)
{
    piq_policy *policy = NULL;
    CHECK_OK(piq_policy_new(NULL, &policy));
    CHECK_OK(piq_policy_set(policy, PIQ_POLICY_USE_REFERENCE_PRICES, 1, NULL));
    return policy;
}

static piq_report *judge(const char *text, const piq_policy *policy)
{
    piq_report *report = NULL;
    piq_fleet *fleet = kit_read(text);
    CHECK(fleet != NULL && piq_evaluate(fleet, policy, &report, NULL) == PIQ_OK);
    piq_fleet_free(fleet);
    return report;
}

static size_t with_basis(const piq_report *report, uint32_t basis)
{
    size_t count = 0;
    for (size_t i = 0; i < piq_report_finding_count(report); i++) {
        piq_finding f;
        f.struct_size = sizeof f;
        CHECK_OK(piq_report_finding(report, i, &f));
        count += f.basis == basis;
        int marked = 0;
        for (uint32_t k = 0; k < f.degraded_count; k++)
            marked |= strcmp(piq_report_degraded(report, i, k), "reference_price") == 0;
        CHECK(f.basis != PIQ_BASIS_REFERENCE || marked);
        CHECK(f.basis != PIQ_BASIS_DECLARED || !marked);
    }
    return count;
}

TEST(estimate_basis, reference_prices_are_marked)
{
    piq_policy *policy = priced();
    piq_report *report = judge(snapshot, policy);
    piq_summary s;
    s.struct_size = sizeof s;
    CHECK_OK(piq_report_summary(report, &s));
    CHECK_NEAR((double)s.spend_per_hour / 1e6, 16 * 2.595, 0.5);
    CHECK_NEAR(s.unpriced_gpus, 0, 0);
    CHECK(with_basis(report, PIQ_BASIS_REFERENCE) >= 2);
    CHECK_EQ_INT(with_basis(report, PIQ_BASIS_DECLARED), 0);
    char *json = kit_report_json(report);
    CHECK(strstr(json, "\"basis\": \"reference\"") != NULL && strstr(json, "\"reference_price\"") != NULL);
    free(json);
    piq_report_free(report);
    piq_policy_free(policy);
}

TEST(estimate_basis, without_the_policy_there_is_no_money)
{
    piq_report *report = judge(snapshot, NULL);
    piq_summary s;
    s.struct_size = sizeof s;
    CHECK_OK(piq_report_summary(report, &s));
    CHECK_NEAR(s.unpriced_gpus, 16, 0);
    CHECK_EQ_INT(with_basis(report, PIQ_BASIS_REFERENCE) + with_basis(report, PIQ_BASIS_DECLARED), 0);
    char *json = kit_report_json(report);
    CHECK(strstr(json, "\"basis\"") == NULL);
    free(json);
    piq_report_free(report);
}

/* The caller's price on the node, and a target at a reference price: the saving rests on both. */
TEST(estimate_basis, a_target_may_be_the_reference)
{
    char text[sizeof snapshot + 128];
    const char *const price = ", \"price_per_gpu_hour\": 4";
    const char *at = strstr(snapshot, ", \"billed\"");
    piq_policy *policy = priced();
    CHECK_OR_RETURN(at != NULL);
    memcpy(text, snapshot, (size_t)(at - snapshot));
    strcpy(text + (at - snapshot), price);
    strcat(text, at);
    piq_report *report = judge(text, policy);
    int moved = 0;
    for (size_t i = 0; i < piq_report_finding_count(report); i++) {
        piq_finding f;
        f.struct_size = sizeof f;
        CHECK_OK(piq_report_finding(report, i, &f));
        if (f.detector == PIQ_DETECTOR_TIER_MISPLACEMENT && f.waste_per_hour > 0) {
            moved = 1;
            CHECK_EQ_INT(f.basis, PIQ_BASIS_REFERENCE);
        }
    }
    CHECK(moved);
    piq_report_free(report);
    piq_policy_free(policy);
    /* Without the policy the same money is the caller's. */
    piq_report *declared = judge(text, NULL);
    CHECK_EQ_INT(with_basis(declared, PIQ_BASIS_REFERENCE), 0);
    piq_report_free(declared);
}
