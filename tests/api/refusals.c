/* Values out of range, unknown words and text that is no text are refused where they are set, and the error says where. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/kit.h"
#include "harness/piq_test.h"

static piq_fleet *fleet_of_rows(size_t rows)
{
    piq_fleet *fleet = kit_fleet();
    for (uint32_t entity = PIQ_ENTITY_GPU_TYPE; entity <= PIQ_ENTITY_WORKLOAD; entity++)
        for (size_t i = 0; i < rows; i++) {
            char id[16];
            (void)snprintf(id, sizeof id, "row%zu", i);
            (void)kit_add(fleet, entity, id);
        }
    return fleet;
}

static void check_place(const piq_error *error, piq_status status, const piq_field_info *info, size_t row)
{
    CHECK_SAY(error->code == status, "%s: code %d, not %d", info->name, (int)error->code, (int)status);
    CHECK_SAY(error->field == info->id, "%s: field %u", info->name, (unsigned)error->field);
    CHECK_SAY(error->entity == info->entity, "%s: entity %u", info->name, (unsigned)error->entity);
    CHECK_SAY(error->row == row, "%s: row %llu", info->name, (unsigned long long)error->row);
    CHECK_SAY(error->line == 0 && error->column == 0, "%s: a line where there is no text", info->name);
    CHECK_SAY(strstr(error->message, info->name) != NULL, "%s is not in: %s", info->name, error->message);
    CHECK_SAY(memchr(error->message, '\0', sizeof error->message) != NULL, "%s: the message does not end", info->name);
}

TEST(refusals, numbers_out_of_range)
{
    piq_fleet *fleet = fleet_of_rows(3);
    for (size_t i = 0; i < piq_field_count(); i++) {
        piq_field_info info = {.struct_size = sizeof info};
        CHECK_OK(piq_field_at(i, &info));
        if (info.type != PIQ_TYPE_NUMBER && info.type != PIQ_TYPE_INTEGER)
            continue;
        const size_t at = info.entity == PIQ_ENTITY_FLEET ? 0 : 2;
        const piq_ref row = info.entity == PIQ_ENTITY_FLEET ? PIQ_FLEET_ROW : piq_fleet_row(fleet, info.entity, at);
        const double high = info.max * (1 + 1e-9) + (info.max == 0 ? 1 : 0), low = info.min - (info.min == 0 ? 1e-300 : 0.5);
        const double bad[] = {high, low, -1e300, 1e308, kit_infinity(), -kit_infinity()};
        for (size_t b = 0; b < sizeof bad / sizeof bad[0]; b++) {
            piq_error error = PIQ_ERROR_INIT;
            const piq_status got = piq_fleet_set_number(fleet, row, info.id, bad[b], &error);
            CHECK_SAY(got == PIQ_E_RANGE, "%s = %g: %s", info.name, bad[b], piq_status_name(got));
            check_place(&error, PIQ_E_RANGE, &info, at);
        }
        CHECK_SAY(piq_fleet_set_number(fleet, row, info.id, info.min, NULL) == PIQ_OK, "%s: its least value", info.name);
        CHECK_SAY(piq_fleet_set_number(fleet, row, info.id, info.max, NULL) == PIQ_OK, "%s: its greatest value", info.name);
    }
    piq_fleet_free(fleet);
}

TEST(refusals, integers_are_whole)
{
    piq_fleet *fleet = fleet_of_rows(1);
    for (size_t i = 0; i < piq_field_count(); i++) {
        piq_field_info info = {.struct_size = sizeof info};
        CHECK_OK(piq_field_at(i, &info));
        if (info.type != PIQ_TYPE_NUMBER && info.type != PIQ_TYPE_INTEGER)
            continue;
        const piq_ref row = info.entity == PIQ_ENTITY_FLEET ? PIQ_FLEET_ROW : piq_fleet_row(fleet, info.entity, 0);
        const double half = info.max >= 1.5 && info.min <= 1.5 ? 1.5 : 0.5;
        piq_error error = PIQ_ERROR_INIT;
        const piq_status wanted = info.type == PIQ_TYPE_INTEGER ? PIQ_E_RANGE : PIQ_OK;
        const piq_status got = piq_fleet_set_number(fleet, row, info.id, half, &error);
        CHECK_SAY(got == wanted, "%s = %g: %s", info.name, half, piq_status_name(got));
    }
    piq_fleet_free(fleet);
}

TEST(refusals, integer_setter_knows_the_range_too)
{
    piq_fleet *fleet = fleet_of_rows(1);
    const piq_ref node = piq_fleet_row(fleet, PIQ_ENTITY_NODE, 0), work = piq_fleet_row(fleet, PIQ_ENTITY_WORKLOAD, 0);
    CHECK_EQ_INT(piq_fleet_set_integer(fleet, node, PIQ_NODE_GPU_COUNT, -1, NULL), PIQ_E_RANGE);
    CHECK_EQ_INT(piq_fleet_set_integer(fleet, node, PIQ_NODE_GPU_COUNT, 1000001, NULL), PIQ_E_RANGE);
    CHECK_EQ_INT(piq_fleet_set_integer(fleet, node, PIQ_NODE_GPU_COUNT, INT64_MIN, NULL), PIQ_E_RANGE);
    CHECK_EQ_INT(piq_fleet_set_integer(fleet, node, PIQ_NODE_FREE_MEMORY_BYTES, INT64_MAX, NULL), PIQ_E_RANGE);
    CHECK_EQ_INT(piq_fleet_set_integer(fleet, work, PIQ_WORKLOAD_COVERAGE_RATIO, 2, NULL), PIQ_E_RANGE);
    CHECK_OK(piq_fleet_set_integer(fleet, work, PIQ_WORKLOAD_PRIORITY, -1000000000, NULL));
    piq_fleet_free(fleet);
}

TEST(refusals, unknown_words)
{
    piq_fleet *fleet = fleet_of_rows(2);
    for (size_t i = 0; i < piq_field_count(); i++) {
        piq_field_info info = {.struct_size = sizeof info};
        CHECK_OK(piq_field_at(i, &info));
        if (info.words == 0)
            continue;
        const piq_ref row = piq_fleet_row(fleet, info.entity, 1);
        const char *bad[] = {"", "no_such_word", "READY", " ", "\xff"};
        const char *word;
        for (size_t b = 0; b < sizeof bad / sizeof bad[0]; b++) {
            piq_error error = PIQ_ERROR_INIT;
            const piq_status got = info.type == PIQ_TYPE_STRING_LIST ? piq_fleet_set_string_list(fleet, row, info.id, &bad[b], NULL, 1, &error)
                                                                     : piq_fleet_set_string(fleet, row, info.id, bad[b], PIQ_NUL_TERMINATED, &error);
            CHECK_SAY(got == PIQ_E_VALUE, "%s = \"%s\": %s", info.name, bad[b], piq_status_name(got));
            check_place(&error, PIQ_E_VALUE, &info, 1);
        }
        for (uint32_t id = 1; (word = piq_word(info.words, id)) != NULL; id++) {
            const piq_status got = info.type == PIQ_TYPE_STRING_LIST ? piq_fleet_set_string_list(fleet, row, info.id, &word, NULL, 1, NULL)
                                                                     : piq_fleet_set_string(fleet, row, info.id, word, PIQ_NUL_TERMINATED, NULL);
            CHECK_SAY(got == PIQ_OK, "%s = %s: %s", info.name, word, piq_status_name(got));
        }
    }
    piq_fleet_free(fleet);
}

TEST(refusals, text_must_be_utf8)
{
    static const char *const bad[] = {"\x80", "a\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\xfe"};
    static const char *const good[] = {"caf\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x9a\x80", "\xf4\x8f\xbf\xbf", ""};
    piq_fleet *fleet = fleet_of_rows(1);
    const piq_ref node = piq_fleet_row(fleet, PIQ_ENTITY_NODE, 0);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const char *list[1] = {bad[i]};
        CHECK_EQ_INT(piq_fleet_set_string(fleet, node, PIQ_NODE_CLUSTER, bad[i], PIQ_NUL_TERMINATED, NULL), PIQ_E_VALUE);
        CHECK_EQ_INT(piq_fleet_set_string_column(fleet, PIQ_NODE_CLUSTER, 0, 1, list, NULL, NULL), PIQ_E_VALUE);
        CHECK_EQ_INT(piq_fleet_add(fleet, PIQ_ENTITY_NODE, bad[i], PIQ_NUL_TERMINATED, NULL, NULL), PIQ_E_VALUE);
        CHECK_EQ_INT(piq_fleet_set_string_list(fleet, piq_fleet_row(fleet, PIQ_ENTITY_MODEL, 0), PIQ_MODEL_ALIASES, list, NULL, 1, NULL), PIQ_E_VALUE);
        CHECK_EQ_INT(piq_fleet_set_string_list(fleet, piq_fleet_row(fleet, PIQ_ENTITY_WORKLOAD, 0), PIQ_WORKLOAD_ACCEPTED_GPU_TYPES, list, NULL, 1, NULL), PIQ_E_VALUE);
    }
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        CHECK_OK(piq_fleet_set_string(fleet, node, PIQ_NODE_CLUSTER, good[i], PIQ_NUL_TERMINATED, NULL));
    piq_fleet_free(fleet);
}

TEST(refusals, timestamps)
{
    static const char *const good[] = {"2026-11-23T00:00:00Z", "2026-11-23t00:00:00z", "2026-11-23T23:59:59.123456789+05:30",
                                       "2024-02-29T00:00:00Z", "2026-12-31T23:59:60Z", "0001-01-01T00:00:00-00:00"};
    static const char *const bad[] = {"", "2026-11-23", "2026-11-23 00:00:00", "2026-11-23T00:00:00", "2026-13-01T00:00:00Z",
                                      "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-11-31T00:00:00Z", "2026-11-23T24:00:00Z",
                                      "2026-11-23T00:60:00Z", "2026-11-23T00:00:61Z", "2026-11-23T00:00:00.Z", "2026-11-23T00:00:00+24:00",
                                      "2026-11-23T00:00:00+5:30", "26-11-23T00:00:00Z", "2026-11-23T00:00:00Zx", "now"};
    piq_fleet *fleet = kit_fleet();
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        CHECK_SAY(piq_fleet_set_string(fleet, PIQ_FLEET_ROW, PIQ_FLEET_OBSERVED_AT, good[i], PIQ_NUL_TERMINATED, NULL) == PIQ_OK, "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CHECK_SAY(piq_fleet_set_string(fleet, PIQ_FLEET_ROW, PIQ_FLEET_OBSERVED_AT, bad[i], PIQ_NUL_TERMINATED, NULL) == PIQ_E_VALUE, "%s", bad[i]);
    piq_fleet_free(fleet);
}

TEST(refusals, numbers_in_lists)
{
    piq_fleet *fleet = fleet_of_rows(1);
    const piq_ref work = piq_fleet_row(fleet, PIQ_ENTITY_WORKLOAD, 0);
    const double bad[] = {-1, 1.1e30, kit_infinity(), kit_nan()};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const double list[3] = {10, bad[i], 20};
        piq_error error = PIQ_ERROR_INIT;
        CHECK_EQ_INT(piq_fleet_set_number_list(fleet, work, PIQ_WORKLOAD_IDLE_GAPS, list, 3, &error), PIQ_E_RANGE);
        CHECK_EQ_INT(error.field, PIQ_WORKLOAD_IDLE_GAPS);
    }
    piq_fleet_free(fleet);
}

TEST(refusals, scale_events)
{
    piq_fleet *fleet = fleet_of_rows(1);
    const piq_ref work = piq_fleet_row(fleet, PIQ_ENTITY_WORKLOAD, 0);
    const piq_scale_event bad[] = {{-1, 0, 0, 0}, {kit_nan(), 0, 0, 0}, {kit_infinity(), 0, 0, 0}, {1, -1, 0, 0},
                                   {1, kit_nan(), 0, 0}, {1, 1e19, 0, 0}, {1, 0, 5, 0}, {1, 1.5, 0, 0}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const piq_scale_event list[2] = {{5, 1, 0, 0}, bad[i]};
        piq_error error = PIQ_ERROR_INIT;
        const piq_status got = piq_fleet_set_scale_events(fleet, work, list, 2, sizeof list[0], &error);
        CHECK_SAY(got == PIQ_E_RANGE, "event %zu: %s", i, piq_status_name(got));
        CHECK_SAY(got == PIQ_OK || error.field == PIQ_WORKLOAD_SCALE_EVENTS, "event %zu", i);
    }
    piq_fleet_free(fleet);
}

TEST(refusals, mig_profiles)
{
    piq_fleet *fleet = fleet_of_rows(1);
    const piq_ref type = piq_fleet_row(fleet, PIQ_ENTITY_GPU_TYPE, 0);
    const piq_mig_profile bad[] = {{NULL, 1, 7, 1e9, 7}, {"p", 0, 7, 1e9, 7}, {"p", 8, 7, 1e9, 7}, {"p", -1, 7, 1e9, 7},
                                   {"p", 1, kit_nan(), 1e9, 7}, {"p", 1, 7, -1, 7}, {"p", 1, 7, kit_infinity(), 7},
                                   {"p", kit_nan(), 7, 1e9, 7}, {"\xff", 1, 7, 1e9, 7}, {"p", 1, 7, 1e9, -1}, {"p", 1, 7, 1e9, kit_infinity()}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        piq_error error = PIQ_ERROR_INIT;
        const piq_status got = piq_fleet_set_mig_profiles(fleet, type, &bad[i], 1, sizeof bad[0], &error);
        CHECK_SAY(got == PIQ_E_RANGE || got == PIQ_E_VALUE || got == PIQ_E_ARGUMENT, "profile %zu: %s", i, piq_status_name(got));
    }
    piq_fleet_free(fleet);
}

TEST(refusals, ids)
{
    piq_fleet *fleet = kit_fleet();
    piq_ref ref = 77;
    piq_error error = PIQ_ERROR_INIT;
    (void)kit_add(fleet, PIQ_ENTITY_NODE, "n");
    CHECK_EQ_INT(piq_fleet_add(fleet, PIQ_ENTITY_NODE, "n", PIQ_NUL_TERMINATED, &ref, &error), PIQ_E_DUPLICATE);
    CHECK(ref == 0);
    CHECK_EQ_INT(error.code, PIQ_E_DUPLICATE);
    CHECK_EQ_INT(error.entity, PIQ_ENTITY_NODE);
    CHECK_EQ_INT(error.row, 1);
    CHECK(strstr(error.message, "\"n\"") != NULL);
    CHECK_EQ_INT(piq_fleet_add(fleet, PIQ_ENTITY_NODE, "", PIQ_NUL_TERMINATED, NULL, NULL), PIQ_E_VALUE);
    CHECK_EQ_INT(piq_fleet_add(fleet, PIQ_ENTITY_NODE, NULL, 0, NULL, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_add(fleet, PIQ_ENTITY_FLEET, "x", 1, NULL, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_add(fleet, PIQ_ENTITY_CLUSTER, "x", 1, NULL, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_add(fleet, 0, "x", 1, NULL, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_add(fleet, 999, "x", 1, NULL, NULL), PIQ_E_ARGUMENT);
    CHECK_OK(piq_fleet_add(fleet, PIQ_ENTITY_WORKLOAD, "n", 1, NULL, NULL)); /* another entity, another name space */
    CHECK_EQ_INT(piq_fleet_count(fleet, PIQ_ENTITY_NODE), 1);
    piq_fleet_free(fleet);
}

TEST(refusals, texts_that_hold_a_nul)
{
    static const char cut[] = "a\0b";
    piq_fleet *fleet = fleet_of_rows(1);
    const piq_ref node = piq_fleet_row(fleet, PIQ_ENTITY_NODE, 0), model = piq_fleet_row(fleet, PIQ_ENTITY_MODEL, 0);
    const piq_ref work = piq_fleet_row(fleet, PIQ_ENTITY_WORKLOAD, 0);
    piq_error error = PIQ_ERROR_INIT;
    for (uint32_t entity = PIQ_ENTITY_GPU_TYPE; entity <= PIQ_ENTITY_WORKLOAD; entity++) {
        piq_ref row = 7;
        CHECK_EQ_INT(piq_fleet_add(fleet, entity, cut, 3, &row, &error), PIQ_E_VALUE);
        CHECK_SAY(row == 0 && strstr(error.message, "\"a\" is not text: it holds a NUL") != NULL, "%s", error.message);
        CHECK_EQ_INT(piq_fleet_count(fleet, entity), 1);
    }
    CHECK_EQ_INT(piq_fleet_set_string(fleet, node, PIQ_NODE_CLUSTER, cut, 3, &error), PIQ_E_VALUE);
    CHECK_SAY(strstr(error.message, "cluster of node \"row0\" is not text: it holds a NUL") != NULL, "%s", error.message);
    CHECK_EQ_INT(piq_fleet_set_string(fleet, node, PIQ_NODE_STATE, "ready\0", 6, &error), PIQ_E_VALUE);
    const char *const list[] = {"a", cut};
    const size_t lengths[] = {1, 3};
    CHECK_EQ_INT(piq_fleet_set_string_list(fleet, model, PIQ_MODEL_ALIASES, list, lengths, 2, &error), PIQ_E_VALUE);
    const piq_piece piece = {.node = node, .gpus = 0.5, .replica = -1, .gpu = cut, .gpu_length = 3};
    CHECK_EQ_INT(piq_fleet_place(fleet, work, &piece, 1, sizeof piece, &error), PIQ_E_VALUE);
    CHECK_SAY(strstr(error.message, "NUL") != NULL, "%s", error.message);
    piq_fleet_free(fleet);
}
