/* Every field of the vocabulary, by the library's own description of it: wrong types, values out of range, the edges. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/kit.h"
#include "harness/piq_test.h"

static const char *table_of(uint32_t entity)
{
    static const char *const names[] = {"", "", "gpu_types", "models", "nodes", "workloads"};
    return names[entity];
}

/* A snapshot that says one thing, in the second row of its table. */
static void snapshot(const piq_field_info *info, const char *value, char *text, size_t size)
{
    const char *id = info->entity <= PIQ_ENTITY_MODEL ? "name" : "id";
    if (info->entity == PIQ_ENTITY_FLEET)
        (void)snprintf(text, size, "{\"piq_snapshot\": 1,\n \"%s\": %s}", info->name, value);
    else if (strcmp(info->name, id) == 0)
        (void)snprintf(text, size, "{\"piq_snapshot\": 1, \"%s\": [{\"%s\": \"a\"},\n {\"%s\": %s}]}", table_of(info->entity), id, id, value);
    else
        (void)snprintf(text, size, "{\"piq_snapshot\": 1, \"%s\": [{\"%s\": \"a\"},\n {\"%s\": \"b\", \"%s\": %s}]}", table_of(info->entity), id, id, info->name, value);
}

static void check(const piq_field_info *info, const char *value, piq_status wanted)
{
    char text[512], path[128];
    piq_error error = PIQ_ERROR_INIT;
    piq_fleet *fleet = kit_fleet();
    snapshot(info, value, text, sizeof text);
    const piq_status got = piq_fleet_read_json(fleet, text, strlen(text), &error);
    CHECK_SAY(got == wanted, "%s: %s, not %s (%s)", text, piq_status_name(got), piq_status_name(wanted), error.message);
    if (got != PIQ_OK) {
        if (info->entity == PIQ_ENTITY_FLEET)
            (void)snprintf(path, sizeof path, "%s", info->name);
        else
            (void)snprintf(path, sizeof path, "%s[1].%s", table_of(info->entity), info->name);
        CHECK_SAY(error.code == got && error.line == 2 && error.column > 1, "%s: at %u:%u", text, (unsigned)error.line, (unsigned)error.column);
        CHECK_SAY(error.field == info->id && error.entity == info->entity, "%s: field %u of entity %u", text, (unsigned)error.field, (unsigned)error.entity);
        CHECK_SAY(error.row == (info->entity == PIQ_ENTITY_FLEET ? 0 : 1), "%s: row %llu", text, (unsigned long long)error.row);
        CHECK_SAY(strncmp(error.message, path, strlen(path)) == 0, "%s is not at the head of: %s", path, error.message);
    }
    piq_fleet_free(fleet);
}

static int is_id(const piq_field_info *info)
{
    return info->entity != PIQ_ENTITY_FLEET && (strcmp(info->name, "id") == 0 || strcmp(info->name, "name") == 0);
}

/* What JSON values a type takes: bits number, string, boolean, array. */
static int takes(uint32_t type)
{
    switch (type) {
    case PIQ_TYPE_NUMBER:
    case PIQ_TYPE_INTEGER: return 1;
    case PIQ_TYPE_STRING:
    case PIQ_TYPE_TIMESTAMP: return 2;
    case PIQ_TYPE_BOOL: return 4;
    default: return 8;
    }
}

TEST(every_field, wrong_types)
{
    static const struct {
        const char *value;
        int kind;
    } values[] = {{"1", 1}, {"-1.5e3", 1}, {"\"1\"", 2}, {"\"\"", 2}, {"\"true\"", 2}, {"true", 4}, {"false", 4}, {"[]", 8}, {"[1]", 8}, {"{}", 16}, {"{\"a\": 1}", 16}};
    for (size_t i = 0; i < piq_field_count(); i++) {
        piq_field_info info = {.struct_size = sizeof info};
        CHECK_OK(piq_field_at(i, &info));
        for (size_t v = 0; v < sizeof values / sizeof values[0]; v++)
            if (values[v].kind != takes(info.type))
                check(&info, values[v].value, PIQ_E_TYPE);
        check(&info, "null", is_id(&info) ? PIQ_E_FIELD : PIQ_OK);
    }
}

TEST(every_field, numbers_out_of_range)
{
    for (size_t i = 0; i < piq_field_count(); i++) {
        piq_field_info info = {.struct_size = sizeof info};
        CHECK_OK(piq_field_at(i, &info));
        if (takes(info.type) != 1)
            continue;
        char over[40], under[40], least[40], most[40];
        (void)snprintf(over, sizeof over, "%.17g", info.max * (1 + 1e-9));
        (void)snprintf(under, sizeof under, "%.17g", info.min == 0 ? -1e-300 : info.min < 0 ? info.min * 2 : info.min / 2);
        (void)snprintf(least, sizeof least, "%.17g", info.min);
        (void)snprintf(most, sizeof most, "%.17g", info.max);
        check(&info, least, PIQ_OK);
        check(&info, most, PIQ_OK);
        check(&info, over, PIQ_E_RANGE);
        check(&info, under, PIQ_E_RANGE);
        check(&info, "1e308", PIQ_E_RANGE);
        check(&info, "1e309", PIQ_E_RANGE);
        check(&info, "-1e309", PIQ_E_RANGE);
        check(&info, "1e999999999999999999999", PIQ_E_RANGE);
        check(&info, info.min <= 0 ? "-0" : least, PIQ_OK);
        check(&info, info.min <= 0 ? "1e-999999999999999999999" : least, PIQ_OK);
        check(&info, info.max >= 7.5 && info.min <= 7.5 ? "7.5" : "0.5", info.type == PIQ_TYPE_INTEGER ? PIQ_E_RANGE : PIQ_OK);
    }
}

TEST(every_field, words)
{
    for (size_t i = 0; i < piq_field_count(); i++) {
        piq_field_info info = {.struct_size = sizeof info};
        CHECK_OK(piq_field_at(i, &info));
        if (info.words == 0 || info.type != PIQ_TYPE_STRING)
            continue;
        const char *word;
        check(&info, "\"no_such_word\"", PIQ_E_VALUE);
        check(&info, "\"\"", PIQ_E_VALUE);
        for (uint32_t id = 1; (word = piq_word(info.words, id)) != NULL; id++) {
            char value[64];
            (void)snprintf(value, sizeof value, "\"%s\"", word);
            check(&info, value, PIQ_OK);
            (void)snprintf(value, sizeof value, "\"%s \"", word);
            check(&info, value, PIQ_E_VALUE);
        }
    }
}

/* Escaped or not, a key is the same key. */
TEST(every_field, escaped_keys)
{
    for (size_t i = 0; i < piq_field_count(); i++) {
        piq_field_info info = {.struct_size = sizeof info};
        CHECK_OK(piq_field_at(i, &info));
        if (is_id(&info) || info.entity == PIQ_ENTITY_FLEET)
            continue;
        char text[512];
        const char *id = info.entity <= PIQ_ENTITY_MODEL ? "name" : "id";
        piq_fleet *fleet = kit_fleet();
        (void)snprintf(text, sizeof text, "{\"piq_snapshot\": 1, \"%s\": [{\"%s\": \"b\", \"\\u%04x%s\": null}]}", table_of(info.entity), id, (unsigned)info.name[0], info.name + 1);
        CHECK_SAY(piq_fleet_read_json(fleet, text, strlen(text), NULL) == PIQ_OK, "%s", text);
        piq_fleet_free(fleet);
    }
}
