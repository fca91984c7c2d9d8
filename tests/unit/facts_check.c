/* R16: what the caller declares of a type or model completes, field by field, what is built in under that name. */
#include "catalog/catalog.h"
#include "facts/world.h"

#include <stdio.h>

static unsigned failures;

static void fail(const char *what, const char *field)
{
    if (++failures <= 40) {
        fprintf(stderr, "%s: %s\n", what, field);
    }
}

typedef struct declared {
    piq_fleet *fleet;
    piq_policy *policy;
    piq__world world;
} declared;

/* A snapshot of one type or model of that name with one field; field NULL: none. */
static bool declare(declared *d, const char *table, const char *name, const char *field, const char *value)
{
    char text[400];
    piq_error error = PIQ_ERROR_INIT;
    memset(d, 0, sizeof *d);
    (void)snprintf(text, sizeof text, "{\"piq_snapshot\": 1, \"%s\": [{\"name\": \"%s\"%s%s%s%s}]}", table, name, field == NULL ? "" : ", \"",
                   field == NULL ? "" : field, field == NULL ? "" : "\": ", field == NULL ? "" : value);
    if (piq_fleet_new(NULL, &d->fleet) != PIQ_OK || piq_policy_new(NULL, &d->policy) != PIQ_OK ||
        piq_fleet_read_json(d->fleet, text, strlen(text), &error) != PIQ_OK || piq__world_begin(&d->world, d->fleet, d->policy, &error) != PIQ_OK) {
        fail(error.message, text);
        return false;
    }
    return true;
}

static void drop(declared *d)
{
    if (d->world.allocator != NULL) {
        piq__world_end(&d->world);
    }
    piq_fleet_free(d->fleet);
    piq_policy_free(d->policy);
}

typedef struct member {
    const char *field;
    size_t offset;
    bool none; /* 0 says that there is none of it */
} member;

static double at(const void *from, size_t offset)
{
    double value;
    memcpy(&value, (const char *)from + offset, sizeof value);
    return value;
}

static bool same(double a, double b) { return a == b || (!piq__known(a) && !piq__known(b)); }

/* Only the declared member differs from what is built in. */
static void compare(const char *name, const void *built_in, const void *found, const member *members, size_t count, size_t which, double wanted)
{
    for (size_t i = 0; i < count; i++) {
        const double expected = i == which ? wanted : at(built_in, members[i].offset);
        if (!same(at(found, members[i].offset), expected)) {
            fail(name, members[i].field);
        }
    }
}

static const member devices[] = {{"memory_bytes", offsetof(piq__device, memory_bytes), false},
                                 {"memory_bandwidth", offsetof(piq__device, memory_bandwidth), false},
                                 {"fp16_flops", offsetof(piq__device, fp16_flops), false},
                                 {"fp8_flops", offsetof(piq__device, fp8_flops), true},
                                 {"fp4_flops", offsetof(piq__device, fp4_flops), true},
                                 {"link_bandwidth", offsetof(piq__device, link_bandwidth), true}};

static void check_devices(const char *name)
{
    piq__device own;
    declared d;
    piq__catalog_gpu_device(piq__catalog_gpu(piq__catalog_gpu_find(name, strlen(name))), &own);
    for (size_t i = 0; i < PIQ__COUNT(devices); i++) {
        if (declare(&d, "gpu_types", name, devices[i].field, "12345")) {
            compare(name, &own, &d.world.types[0].device, devices, PIQ__COUNT(devices), i, 12345);
        }
        drop(&d);
        if (declare(&d, "gpu_types", name, devices[i].field, "0")) {
            compare(name, &own, &d.world.types[0].device, devices, PIQ__COUNT(devices), i,
                    devices[i].none ? PIQ__UNKNOWN : at(&own, devices[i].offset));
        }
        drop(&d);
    }
}

/* The rest of a type: what the catalog has of it stays where nothing is declared. */
static void check_type(const char *field, const char *value, double domain, size_t profiles, double price, double resale, bool target)
{
    declared d;
    if (declare(&d, "gpu_types", "NVIDIA H100 80GB HBM3", field, value)) {
        const piq__type *t = &d.world.types[0];
        if (t->domain_gpus != domain || !t->profiles_known || t->profile_count != profiles || !same(t->price, price) ||
            !same(t->resale, resale) || t->target != target || !t->known) {
            fail("the rest of a type", field == NULL ? "as it is" : field);
        }
    }
    drop(&d);
}

static void check_types(void)
{
    const double unknown = PIQ__UNKNOWN;
    check_devices("NVIDIA H100 80GB HBM3");
    check_devices("h100"); /* any spelling of it */
    check_devices("NVIDIA B200");
    check_type(NULL, NULL, 8, 6, unknown, unknown, true);
    check_type("domain_gpus", "4", 4, 6, unknown, unknown, true);
    check_type("domain_gpus", "0", 8, 6, unknown, unknown, true);
    check_type("mig_profiles", "[]", 8, 0, unknown, unknown, true);
    check_type("mig_profiles", "[{\"name\": \"own\", \"compute_slices\": 1, \"compute_slices_total\": 2, \"memory_bytes\": 5, \"max_instances\": 2}]",
               8, 1, unknown, unknown, true);
    check_type("price_per_gpu_hour", "3.5", 8, 6, 3.5, unknown, true);
    check_type("price_per_gpu_hour", "0", 8, 6, 0, unknown, true);
    check_type("resale_price_per_gpu_hour", "1.5", 8, 6, unknown, 1.5, true);
    check_type("allowed", "false", 8, 6, unknown, unknown, false);
    check_type("vendor", "\"somebody\"", 8, 6, unknown, unknown, true);
}

#define MODEL(name, none) {#name, offsetof(piq__model, name), none}
static const member models[] = {
    MODEL(parameters, false), MODEL(active_parameters, false), MODEL(layers, false), MODEL(hidden_size, false),
    MODEL(attention_heads, false), MODEL(kv_heads, false), MODEL(head_dim, false), MODEL(kv_lora_rank, true),
    MODEL(rope_head_dim, false), MODEL(sliding_window, true), MODEL(sliding_layers, true), MODEL(max_context, false),
    MODEL(vocab_size, false), MODEL(intermediate_size, false), MODEL(experts, true), MODEL(experts_per_token, true)};

static void check_model(const char *name)
{
    declared d;
    piq__model own = piq__model_unknown();
    piq__catalog_model_shape(piq__catalog_model(piq__catalog_model_find(name, strlen(name))), &own);
    for (size_t i = 0; i < PIQ__COUNT(models); i++) {
        piq__model expected = own;
        if (i == 0 && own.active_parameters == own.parameters) {
            expected.active_parameters = 12345; /* of a dense model they go together */
        }
        if (declare(&d, "models", name, models[i].field, "12345")) {
            compare(name, &expected, &d.world.models[0], models, PIQ__COUNT(models), i, 12345);
        }
        drop(&d);
        if (declare(&d, "models", name, models[i].field, "0")) {
            compare(name, &own, &d.world.models[0], models, PIQ__COUNT(models), i, models[i].none ? PIQ__UNKNOWN : at(&own, models[i].offset));
        }
        drop(&d);
    }
}

static void check_models(void)
{
    declared d;
    check_model("meta-llama/Llama-3.1-8B");
    check_model("mistralai/Mixtral-8x7B-v0.1");
    check_model("deepseek-ai/DeepSeek-V3");
    check_model("google/gemma-3-27b-it");
    check_model("BAAI/bge-m3");
    if (declare(&d, "models", "meta-llama/Llama-3.1-8B", "class", "\"encoder\"") && d.world.models[0].model_class != PIQ__CLASS_ENCODER) {
        fail("class", "declared");
    }
    drop(&d);
    if (declare(&d, "models", "BAAI/bge-m3", NULL, NULL) && d.world.models[0].model_class != PIQ__CLASS_ENCODER) {
        fail("class", "built in");
    }
    drop(&d);
}

/* The names of the scenario tables are the callers' own, and a model's name is not searched for something like it. */
static void check_own_names(void)
{
    static const char *const types[] = {"H100-80", "A100-80", "L40S-48", "A10G-24", "L4-24", "H200-141"};
    static const char *const names[] = {"my-llama-3.1-8b", "llama-3.1-8b-finance", "fixture-7b", "7b"};
    declared d;
    for (size_t i = 0; i < PIQ__COUNT(types); i++) {
        if (declare(&d, "gpu_types", types[i], NULL, NULL) && piq__known(d.world.types[0].device.memory_bytes)) {
            fail("finds a built-in type", types[i]);
        }
        drop(&d);
    }
    for (size_t i = 0; i < PIQ__COUNT(names); i++) {
        if (declare(&d, "models", names[i], NULL, NULL) && piq__known(d.world.models[0].parameters)) {
            fail("finds a built-in model", names[i]);
        }
        drop(&d);
    }
}

int main(void)
{
    check_types();
    check_models();
    check_own_names();
    printf("facts_check: %u failures\n", failures);
    return failures != 0;
}
