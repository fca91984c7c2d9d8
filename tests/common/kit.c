#include "common/kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef PIQ_SOURCE_DIR
#define PIQ_SOURCE_DIR "."
#endif

/* ---- text ---- */

int32_t kit_write(void *user, const char *bytes, size_t length)
{
    kit_text *t = user;
    if (t->length + length + 1 > t->capacity) {
        const size_t capacity = (t->length + length + 1) * 2;
        char *moved = realloc(t->bytes, capacity);
        if (moved == NULL)
            return 1;
        t->bytes = moved;
        t->capacity = capacity;
    }
    if (length != 0)
        memcpy(t->bytes + t->length, bytes, length);
    t->length += length;
    t->bytes[t->length] = '\0';
    return 0;
}

void kit_put(kit_text *t, const char *word) { (void)kit_write(t, word, strlen(word)); }

void kit_put_quoted(kit_text *t, const char *word)
{
    kit_put(t, "\"");
    for (; *word != '\0'; word++) {
        if (*word == '"' || *word == '\\')
            kit_put(t, "\\");
        (void)kit_write(t, word, 1);
    }
    kit_put(t, "\"");
}

void kit_put_number(kit_text *t, double value)
{
    char digits[40];
    (void)snprintf(digits, sizeof digits, "%.17g", value);
    kit_put(t, digits);
}

void kit_text_free(kit_text *t)
{
    free(t->bytes);
    memset(t, 0, sizeof *t);
}

/* ---- reports ---- */

char *kit_report_json(const piq_report *report)
{
    kit_text t = {NULL, 0, 0};
    if (report == NULL || piq_report_write_json(report, kit_write, &t, 0, NULL) != PIQ_OK) {
        kit_text_free(&t);
        return NULL;
    }
    return t.bytes;
}

char *kit_evaluate(const piq_fleet *fleet, const piq_policy *policy)
{
    piq_report *report = NULL;
    if (piq_evaluate(fleet, policy, &report, NULL) != PIQ_OK)
        return NULL;
    char *text = kit_report_json(report);
    piq_report_free(report);
    return text;
}

char *kit_evaluate_text(const char *snapshot, const piq_policy *policy)
{
    piq_fleet *fleet = kit_read(snapshot);
    char *text = fleet == NULL ? NULL : kit_evaluate(fleet, policy);
    piq_fleet_free(fleet);
    return text;
}

bool kit_same(const char *a, const char *b) { return a != NULL && b != NULL && strcmp(a, b) == 0; }

/* ---- fleets ---- */

static void kit_must(piq_status status, const piq_error *error)
{
    if (status == PIQ_OK)
        return;
    fprintf(stderr, "a fixture was refused: %s\n", error->message);
    abort();
}

piq_fleet *kit_fleet(void)
{
    piq_error error = PIQ_ERROR_INIT;
    piq_fleet *fleet = NULL;
    kit_must(piq_fleet_new(NULL, &fleet), &error);
    return fleet;
}

piq_fleet *kit_read(const char *snapshot)
{
    piq_fleet *fleet = kit_fleet();
    if (piq_fleet_read_json(fleet, snapshot, strlen(snapshot), NULL) == PIQ_OK)
        return fleet;
    piq_fleet_free(fleet);
    return NULL;
}

piq_ref kit_add(piq_fleet *fleet, uint32_t entity, const char *id)
{
    piq_error error = PIQ_ERROR_INIT;
    piq_ref ref = 0;
    kit_must(piq_fleet_add(fleet, entity, id, PIQ_NUL_TERMINATED, &ref, &error), &error);
    return ref;
}

static void kit_number(piq_fleet *fleet, piq_ref row, uint32_t field, double value)
{
    piq_error error = PIQ_ERROR_INIT;
    kit_must(piq_fleet_set_number(fleet, row, field, value, &error), &error);
}

static void kit_string(piq_fleet *fleet, piq_ref row, uint32_t field, const char *text)
{
    piq_error error = PIQ_ERROR_INIT;
    kit_must(piq_fleet_set_string(fleet, row, field, text, PIQ_NUL_TERMINATED, &error), &error);
}

piq_ref kit_node(piq_fleet *fleet, const char *id)
{
    piq_error error = PIQ_ERROR_INIT;
    const piq_ref node = kit_add(fleet, PIQ_ENTITY_NODE, id);
    kit_string(fleet, node, PIQ_NODE_GPU_TYPE, "H100-80");
    kit_number(fleet, node, PIQ_NODE_GPU_COUNT, 8);
    kit_number(fleet, node, PIQ_NODE_PRICE_PER_GPU_HOUR, 4);
    kit_must(piq_fleet_set_boolean(fleet, node, PIQ_NODE_BILLED, 1, &error), &error);
    return node;
}

piq_ref kit_workload(piq_fleet *fleet, const char *id, piq_ref node)
{
    piq_error error = PIQ_ERROR_INIT;
    const piq_ref workload = kit_add(fleet, PIQ_ENTITY_WORKLOAD, id);
    const piq_piece piece = {node, 1, -1, NULL, 0};
    kit_number(fleet, workload, PIQ_WORKLOAD_GPUS, 1);
    kit_must(piq_fleet_place(fleet, workload, &piece, 1, sizeof piece, &error), &error);
    return workload;
}

static void kit_small_types(piq_fleet *fleet)
{
    static const struct {
        const char *name;
        double memory, bandwidth, flops, price;
    } types[] = {{"H100-80", 80e9, 3.35e12, 989e12, 4}, {"L4-24", 24e9, 300e9, 121e12, 0.8}};
    for (size_t i = 0; i < 2; i++) {
        const piq_ref type = kit_add(fleet, PIQ_ENTITY_GPU_TYPE, types[i].name);
        kit_number(fleet, type, PIQ_GPU_TYPE_MEMORY_BYTES, types[i].memory);
        kit_number(fleet, type, PIQ_GPU_TYPE_MEMORY_BANDWIDTH, types[i].bandwidth);
        kit_number(fleet, type, PIQ_GPU_TYPE_FP16_FLOPS, types[i].flops);
        kit_number(fleet, type, PIQ_GPU_TYPE_PRICE_PER_GPU_HOUR, types[i].price);
    }
}

piq_fleet *kit_small_fleet(void)
{
    piq_fleet *fleet = kit_fleet();
    kit_string(fleet, PIQ_FLEET_ROW, PIQ_FLEET_OBSERVED_AT, "2026-11-23T00:00:00Z");
    kit_small_types(fleet);
    piq_ref nodes[3], works[4];
    nodes[0] = kit_node(fleet, "n1");
    nodes[1] = kit_node(fleet, "n2");
    nodes[2] = kit_node(fleet, "n3");
    kit_number(fleet, nodes[1], PIQ_NODE_IDLE_SECONDS, 604800);
    works[0] = kit_workload(fleet, "oom", nodes[0]);
    kit_number(fleet, works[0], PIQ_WORKLOAD_GPU_OOM_EVENTS, 4);
    kit_number(fleet, works[0], PIQ_WORKLOAD_OOM_GPU_MEMORY_PEAK, 0.97);
    works[1] = kit_workload(fleet, "held", nodes[0]);
    kit_number(fleet, works[1], PIQ_WORKLOAD_IDLE_SECONDS, 500000);
    kit_number(fleet, works[1], PIQ_WORKLOAD_REPLICA_FLOOR, 0);
    works[2] = kit_workload(fleet, "vision", nodes[2]);
    kit_string(fleet, works[2], PIQ_WORKLOAD_KIND, "serving");
    kit_number(fleet, works[2], PIQ_WORKLOAD_GPU_MEMORY_USED_MAX_BYTES, 8e9);
    kit_number(fleet, works[2], PIQ_WORKLOAD_SM_ACTIVE_PEAK, 0.05);
    kit_number(fleet, works[2], PIQ_WORKLOAD_TENSOR_ACTIVE_P95, 0.02);
    kit_number(fleet, works[2], PIQ_WORKLOAD_DRAM_ACTIVE_P95, 0.02);
    kit_string(fleet, works[2], PIQ_WORKLOAD_ENGINE, "triton");
    works[3] = kit_workload(fleet, "slow", nodes[2]);
    kit_string(fleet, works[3], PIQ_WORKLOAD_KIND, "serving");
    kit_number(fleet, works[3], PIQ_WORKLOAD_ITEMS_PER_SECOND, 10);
    kit_number(fleet, works[3], PIQ_WORKLOAD_EXPECTED_ITEMS_PER_SECOND, 100);
    kit_number(fleet, works[3], PIQ_WORKLOAD_REQUESTS_WAITING, 20);
    kit_number(fleet, works[3], PIQ_WORKLOAD_REQUESTS_RUNNING, 8);
    kit_number(fleet, works[3], PIQ_WORKLOAD_DEMAND_SECONDS, 40000);
    return fleet;
}

/* ---- files, numbers ---- */

char *kit_file(const char *path, size_t *length)
{
    char full[1024];
    (void)snprintf(full, sizeof full, "%s/%s", PIQ_SOURCE_DIR, path);
    FILE *file = fopen(full, "rb");
    if (file == NULL)
        return NULL;
    kit_text t = {NULL, 0, 0};
    char part[4096];
    size_t got;
    while ((got = fread(part, 1, sizeof part, file)) != 0)
        (void)kit_write(&t, part, got);
    (void)fclose(file);
    if (length != NULL)
        *length = t.length;
    return t.bytes;
}

size_t kit_scaled(size_t count)
{
    const char *scale = getenv("PIQ_TEST_SCALE");
    const double factor = scale == NULL ? 1 : strtod(scale, NULL);
    const double wanted = (double)count * (factor > 0 ? factor : 1);
    return wanted < 1 ? 1 : (size_t)wanted;
}

uint64_t kit_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

double kit_nan(void) { return kit_infinity() - kit_infinity(); }

double kit_infinity(void)
{
    volatile double huge = 1e308;
    return huge * 10;
}
