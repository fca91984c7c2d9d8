/* Bytes as a policy file, suppressions among them, and as a config.json and a name to look up. A refused file changes nothing. */
#include <stdlib.h>
#include <string.h>

#include "common/kit.h"
#include "fuzz/fuzz.h"

static void policy_file(const char *text, size_t length)
{
    failing f;
    piq_policy *policy = NULL;
    piq_error error = PIQ_ERROR_INIT;
    piq_fleet *fleet = kit_small_fleet();
    failing_begin(&f, true);
    FUZZ_MUST(piq_policy_new(&f.allocator, &policy) == PIQ_OK);
    char *before = kit_evaluate(fleet, policy);
    const piq_status status = piq_policy_read_json(policy, text, length, &error);
    if (status == PIQ_OK) {
        fuzz_judge(fleet, policy);
    } else {
        fuzz_refused(status, &error);
        char *after = kit_evaluate(fleet, policy);
        FUZZ_MUST(kit_same(before, after));
        free(after);
    }
    free(before);
    piq_policy_free(policy);
    piq_fleet_free(fleet);
    fuzz_settled(&f);
}

static void policy_config(const char *text, size_t length)
{
    piq_model_config config = {.struct_size = sizeof config};
    piq_error error = PIQ_ERROR_INIT;
    const piq_status status = piq_model_config_read_json(&config, text, length, &error);
    if (status != PIQ_OK) {
        fuzz_refused(status, &error);
        return;
    }
    piq_estimate_query query = {.struct_size = sizeof query, .config = &config, .gpu_type = "NVIDIA H100 80GB HBM3"};
    piq_estimate_result result = {.struct_size = sizeof result};
    (void)(piq_estimate(&query, &result, NULL) == PIQ_OK);
}

static void policy_name(const char *text, size_t length)
{
    for (uint32_t entity = PIQ_ENTITY_GPU_TYPE; entity <= PIQ_ENTITY_MODEL; entity++) {
        piq_catalog_match match = {.struct_size = sizeof match};
        piq_error error = PIQ_ERROR_INIT;
        const piq_status status = piq_catalog_find(entity, text, length, &match, &error);
        FUZZ_MUST(status != PIQ_OK || match.count == 1);
        FUZZ_MUST(match.count <= PIQ_CATALOG_MATCHES);
        for (uint32_t i = 0; i < match.count; i++)
            FUZZ_MUST(match.rows[i] < piq_catalog_count(entity));
        if (status != PIQ_OK)
            fuzz_refused(status, &error);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size == 0)
        return 0;
    const char *text = (const char *)bytes + 1;
    switch (bytes[0] % 4) {
    case 0: policy_config(text, size - 1); break;
    case 1: policy_name(text, size - 1); break;
    default: policy_file(text, size - 1); break;
    }
    return 0;
}
