/* The catalog through its public door. */
#include "harness/piq_test.h"

#include <stdio.h>
#include <string.h>

#include "piq/piq.h"

static const uint32_t both[] = {PIQ_ENTITY_GPU_TYPE, PIQ_ENTITY_MODEL};

static piq_status find(uint32_t entity, const char *name, size_t length, piq_catalog_match *match, piq_error *error)
{
    match->struct_size = sizeof *match;
    return piq_catalog_find(entity, name, length, match, error);
}

TEST(estimate_catalog, every_entry_is_whole)
{
    CHECK(piq_catalog_count(PIQ_ENTITY_GPU_TYPE) >= 42);
    CHECK(piq_catalog_count(PIQ_ENTITY_MODEL) >= 78);
    CHECK_EQ_INT(piq_catalog_count(PIQ_ENTITY_NODE), 0);
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < piq_catalog_count(both[k]); i++) {
            piq_catalog_entry e;
            e.struct_size = sizeof e;
            CHECK_OK(piq_catalog_at(both[k], i, &e));
            CHECK_EQ_INT(e.entity, both[k]);
            CHECK(e.name[0] != '\0' && e.source[0] != '\0' && e.aliases != NULL && e.notes != NULL);
            CHECK((e.price_median > 0) == (e.price_date[0] != '\0'));
            CHECK(!(e.price_median > 0) || (e.price_min <= e.price_median && e.price_median <= e.price_max));
            CHECK_SAY((e.model_class != 0) == (both[k] == PIQ_ENTITY_MODEL), "%s", e.name);
            CHECK_SAY((e.vendor[0] != '\0') == (both[k] == PIQ_ENTITY_GPU_TYPE), "%s", e.name);
        }
}

/* Its own name finds an entry; an alias finds it too, or may mean it. */
static void check_name(uint32_t entity, size_t row, const char *name, size_t length, int own)
{
    piq_catalog_match match;
    const piq_status status = find(entity, name, length, &match, NULL);
    int among = 0;
    for (uint32_t i = 0; i < match.count; i++)
        among |= match.rows[i] == row;
    CHECK_SAY(among && (status == PIQ_OK || (!own && status == PIQ_E_AMBIGUOUS && match.count > 1)), "%.*s", (int)length, name);
    CHECK_SAY(status != PIQ_OK || match.count == 1, "%.*s", (int)length, name);
}

TEST(estimate_catalog, every_name_and_alias_resolves)
{
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < piq_catalog_count(both[k]); i++) {
            piq_catalog_entry e;
            e.struct_size = sizeof e;
            CHECK_OK(piq_catalog_at(both[k], i, &e));
            check_name(both[k], i, e.name, PIQ_NUL_TERMINATED, 1);
            for (const char *at = e.aliases; *at != '\0';) {
                const size_t length = strcspn(at, ";");
                check_name(both[k], i, at, length, 0);
                at += length + (at[length] == ';');
            }
        }
}

/* Names as somebody prints them, where they were seen, and what they are. The longer table is in tests/unit/catalog_check.c. */
static const struct {
    uint32_t entity;
    const char *name, *where, *found;
} seen[] = {
    {PIQ_ENTITY_GPU_TYPE, "NVIDIA H100 80GB HBM3", "DCGM exporter", "NVIDIA H100 80GB HBM3"},
    {PIQ_ENTITY_GPU_TYPE, "NVIDIA-H100-80GB-HBM3", "Kubernetes label nvidia.com/gpu.product", "NVIDIA H100 80GB HBM3"},
    {PIQ_ENTITY_GPU_TYPE, "H100-SXM5-80GB", "people", "NVIDIA H100 80GB HBM3"},
    {PIQ_ENTITY_GPU_TYPE, "h100", "Karpenter label", "NVIDIA H100 80GB HBM3"},
    {PIQ_ENTITY_GPU_TYPE, "nvidia-a100-80gb", "GKE label", "NVIDIA A100-SXM4-80GB"},
    {PIQ_ENTITY_GPU_TYPE, "NVIDIA-L40S-SHARED", "Kubernetes label with time slicing", "NVIDIA L40S"},
    {PIQ_ENTITY_GPU_TYPE, "A100_PCIE_80GB", "CoreWeave label", "NVIDIA A100 80GB PCIe"},
    {PIQ_ENTITY_GPU_TYPE, "amd_instinct_mi300x_oam", "Slurm Gres", "AMD Instinct MI300X"},
    {PIQ_ENTITY_MODEL, "meta-llama/Llama-3.1-8B-Instruct", "vLLM metrics", "meta-llama/Llama-3.1-8B"},
    {PIQ_ENTITY_MODEL, "llama3.1:8b", "Ollama", "meta-llama/Llama-3.1-8B"},
    {PIQ_ENTITY_MODEL, "neuralmagic/Meta-Llama-3.1-8B-Instruct-FP8", "Hugging Face", "meta-llama/Llama-3.1-8B"},
    {PIQ_ENTITY_MODEL, "Qwen/Qwen2.5-72B-Instruct-GPTQ-Int4", "Hugging Face", "Qwen/Qwen2.5-72B"},
    {PIQ_ENTITY_MODEL, "/models/qwen3-32b/", "a path", "Qwen/Qwen3-32B"},
};

TEST(estimate_catalog, names_as_they_are_seen)
{
    for (size_t i = 0; i < sizeof seen / sizeof seen[0]; i++) {
        piq_catalog_match match;
        piq_catalog_entry e;
        e.struct_size = sizeof e;
        e.name = "nothing";
        if (find(seen[i].entity, seen[i].name, PIQ_NUL_TERMINATED, &match, NULL) == PIQ_OK)
            CHECK_OK(piq_catalog_at(seen[i].entity, match.rows[0], &e));
        CHECK_SAY(strcmp(e.name, seen[i].found) == 0, "%s (%s) finds %s", seen[i].name, seen[i].where, e.name);
    }
}

TEST(estimate_catalog, tricky_names_find_nothing)
{
    static const char *const gpus[] = {"H100-80",
                                       "A100-80",
                                       "L40S-48",
                                       "A10G-24",
                                       "L4-24",
                                       "H200-141",
                                       "L4-0",
                                       "80GB",
                                       "GPU",
                                       "",
                                       "NVIDIA-A100-SXM4-40GB-MIG-1g.5gb",
                                       "gpu.a10g.large",
                                       "MI300",
                                       "a100",
                                       "V100",
                                       "gaudi"};
    static const char *const models[] = {"8b",
                                         "70b-instruct-fp8",
                                         "llama",
                                         "qwen3",
                                         "gpt-oss",
                                         "qwen-257b",
                                         "Llama-Guard-3-8B",
                                         "awq",
                                         "DeepSeek-R1-Distill-Qwen-7B",
                                         "my-finetune-of-llama-3.1-8b",
                                         "",
                                         "mixtral"};
    piq_catalog_match match;
    for (size_t i = 0; i < sizeof gpus / sizeof gpus[0]; i++)
        CHECK_SAY(find(PIQ_ENTITY_GPU_TYPE, gpus[i], PIQ_NUL_TERMINATED, &match, NULL) != PIQ_OK, "%s", gpus[i]);
    for (size_t i = 0; i < sizeof models / sizeof models[0]; i++)
        CHECK_SAY(find(PIQ_ENTITY_MODEL, models[i], PIQ_NUL_TERMINATED, &match, NULL) != PIQ_OK, "%s", models[i]);
}

TEST(estimate_catalog, a_failed_search_says_what_might_be_meant)
{
    piq_error error = PIQ_ERROR_INIT;
    piq_catalog_match match;
    CHECK_EQ_INT(find(PIQ_ENTITY_GPU_TYPE, "A100-80GB", PIQ_NUL_TERMINATED, &match, &error), PIQ_E_AMBIGUOUS);
    CHECK_EQ_INT(match.count, 2);
    CHECK_EQ_INT(error.code, PIQ_E_AMBIGUOUS);
    CHECK_EQ_INT(error.entity, PIQ_ENTITY_GPU_TYPE);
    CHECK_EQ_STR(error.message, "\"A100-80GB\" may mean NVIDIA A100-SXM4-80GB or NVIDIA A100 80GB PCIe");
    CHECK_EQ_INT(find(PIQ_ENTITY_GPU_TYPE, "H1000", PIQ_NUL_TERMINATED, &match, &error), PIQ_E_REFERENCE);
    CHECK(match.count > 0 && match.count <= PIQ_CATALOG_MATCHES);
    CHECK(strstr(error.message, "nearest: NVIDIA H100 80GB HBM3, ") != NULL);
    CHECK_EQ_INT(find(PIQ_ENTITY_MODEL, "lama3.1:8b", PIQ_NUL_TERMINATED, &match, &error), PIQ_E_REFERENCE);
    CHECK(strstr(error.message, "nearest: meta-llama/Llama-3.1-8B") != NULL);
    CHECK_EQ_INT(find(PIQ_ENTITY_MODEL, "a completely different sort of thing", PIQ_NUL_TERMINATED, &match, &error), PIQ_E_REFERENCE);
    CHECK_EQ_INT(match.count, 0);
    CHECK_EQ_STR(error.message, "\"a completely different sort of thing\" is no model that the catalog knows");
    CHECK_EQ_INT(find(PIQ_ENTITY_MODEL, "mistralai/Mistral-7B-Instruct", PIQ_NUL_TERMINATED, &match, NULL), PIQ_E_AMBIGUOUS);
    CHECK_EQ_INT(match.count, 3);
    CHECK_EQ_STR(piq_status_name(PIQ_E_AMBIGUOUS), "ambiguous");
}

TEST(estimate_catalog, arguments)
{
    piq_catalog_entry e;
    piq_catalog_match match;
    piq_mig_profile p;
    e.struct_size = sizeof e;
    CHECK_EQ_INT(piq_catalog_at(PIQ_ENTITY_GPU_TYPE, 0, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_catalog_at(PIQ_ENTITY_GPU_TYPE, piq_catalog_count(PIQ_ENTITY_GPU_TYPE), &e), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_catalog_at(PIQ_ENTITY_FLEET, 0, &e), PIQ_E_ARGUMENT);
    e.struct_size = 0;
    CHECK_EQ_INT(piq_catalog_at(PIQ_ENTITY_MODEL, 0, &e), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(find(PIQ_ENTITY_NODE, "h100", PIQ_NUL_TERMINATED, &match, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(find(PIQ_ENTITY_MODEL, NULL, 0, &match, NULL), PIQ_E_ARGUMENT);
    CHECK_OK(piq_catalog_find(PIQ_ENTITY_GPU_TYPE, "h100xyz", 4, NULL, NULL));
    match.struct_size = 2;
    CHECK_EQ_INT(piq_catalog_find(PIQ_ENTITY_GPU_TYPE, "h100", 4, &match, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_catalog_mig_profile(0, 0, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_catalog_mig_profile(0, 99, &p), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_catalog_mig_profile(9999, 0, &p), PIQ_E_ARGUMENT);
    const double past = piq_catalog_number(PIQ_ENTITY_MODEL, 9999, PIQ_MODEL_LAYERS);
    const double other = piq_catalog_number(PIQ_ENTITY_MODEL, 0, PIQ_MODEL_NAME),
                 price = piq_catalog_number(PIQ_ENTITY_GPU_TYPE, 0, PIQ_GPU_TYPE_PRICE_PER_GPU_HOUR);
    CHECK(past != past && other != other && price != price);
}

TEST(estimate_catalog, facts_of_an_h100)
{
    piq_catalog_match match;
    piq_catalog_entry e;
    piq_mig_profile p;
    CHECK_OK(find(PIQ_ENTITY_GPU_TYPE, "h100", PIQ_NUL_TERMINATED, &match, NULL));
    const size_t row = match.rows[0];
    e.struct_size = sizeof e;
    CHECK_OK(piq_catalog_at(PIQ_ENTITY_GPU_TYPE, row, &e));
    CHECK_EQ_STR(e.architecture, "Hopper");
    CHECK_NEAR(e.price_median, 2.595, 0.01);
    CHECK_EQ_INT(e.mig_profile_count, 6);
    CHECK(e.measured > 100 && e.price_offers > 10);
    const struct {
        uint32_t field;
        double value;
    } facts[] = {{PIQ_GPU_TYPE_MEMORY_BYTES, 81559.0 * 1048576},
                 {PIQ_GPU_TYPE_MEMORY_BANDWIDTH, 3.35e12},
                 {PIQ_GPU_TYPE_FP16_FLOPS, 989e12},
                 {PIQ_GPU_TYPE_FP8_FLOPS, 1978e12},
                 {PIQ_GPU_TYPE_LINK_BANDWIDTH, 900e9},
                 {PIQ_GPU_TYPE_DOMAIN_GPUS, 8}};
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++)
        CHECK_NEAR(piq_catalog_number(PIQ_ENTITY_GPU_TYPE, row, facts[i].field), facts[i].value, 0);
    const double fp4 = piq_catalog_number(PIQ_ENTITY_GPU_TYPE, row, PIQ_GPU_TYPE_FP4_FLOPS);
    CHECK(fp4 != fp4);
    CHECK_OK(piq_catalog_mig_profile(row, 0, &p));
    CHECK_EQ_STR(p.name, "1g.10gb");
    CHECK(p.compute_slices == 1 && p.compute_slices_total == 7 && p.max_instances == 7 && p.memory_bytes == 10e9);
    CHECK_OK(find(PIQ_ENTITY_MODEL, "gpt-oss-120b", PIQ_NUL_TERMINATED, &match, NULL));
    CHECK_NEAR(piq_catalog_number(PIQ_ENTITY_MODEL, match.rows[0], PIQ_MODEL_EXPERTS_PER_TOKEN), 4, 0);
    CHECK_NEAR(piq_catalog_number(PIQ_ENTITY_MODEL, match.rows[0], PIQ_MODEL_SLIDING_WINDOW), 128, 0);
}
