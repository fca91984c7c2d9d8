/* Every field takes what its type says, through every setter that can give it, and nothing else. */
#include <stdlib.h>
#include <string.h>

#include "common/kit.h"
#include "harness/piq_test.h"

static piq_ref row_of(piq_fleet *fleet, uint32_t entity)
{
    return entity == PIQ_ENTITY_FLEET ? PIQ_FLEET_ROW : piq_fleet_row(fleet, entity, 0);
}

/* One row of each entity. */
static piq_fleet *fleet_of_each(void)
{
    piq_fleet *fleet = kit_fleet();
    for (uint32_t entity = PIQ_ENTITY_GPU_TYPE; entity <= PIQ_ENTITY_WORKLOAD; entity++)
        (void)kit_add(fleet, entity, "row");
    return fleet;
}

static int is_id(const piq_field_info *info)
{
    return info->entity != PIQ_ENTITY_FLEET && (strcmp(info->name, "id") == 0 || strcmp(info->name, "name") == 0);
}

static const char *some_text(const piq_field_info *info)
{
    return info->words != 0 ? piq_word(info->words, 1) : info->type == PIQ_TYPE_TIMESTAMP ? "2026-11-23T00:00:00Z" : "text";
}

enum { NUMBER, INTEGER, BOOLEAN, STRING, STRINGS, NUMBERS, SETTERS };

static piq_status set_by(int setter, piq_fleet *fleet, piq_ref row, const piq_field_info *info, piq_error *error)
{
    const char *text = some_text(info);
    const double value = info->min > 1 ? info->min : 1;
    switch (setter) {
    case NUMBER: return piq_fleet_set_number(fleet, row, info->id, value, error);
    case INTEGER: return piq_fleet_set_integer(fleet, row, info->id, 1, error);
    case BOOLEAN: return piq_fleet_set_boolean(fleet, row, info->id, 1, error);
    case STRING: return piq_fleet_set_string(fleet, row, info->id, text, strlen(text), error);
    case STRINGS: return piq_fleet_set_string_list(fleet, row, info->id, &text, NULL, 1, error);
    default: return piq_fleet_set_number_list(fleet, row, info->id, &value, 1, error);
    }
}

static int setter_fits(int setter, uint32_t type)
{
    switch (type) {
    case PIQ_TYPE_NUMBER:
    case PIQ_TYPE_INTEGER: return setter == NUMBER || setter == INTEGER;
    case PIQ_TYPE_BOOL: return setter == BOOLEAN;
    case PIQ_TYPE_STRING:
    case PIQ_TYPE_TIMESTAMP: return setter == STRING;
    case PIQ_TYPE_STRING_LIST: return setter == STRINGS;
    case PIQ_TYPE_NUMBER_LIST: return setter == NUMBERS;
    default: return 0;
    }
}

TEST(setters, every_field_takes_its_type_and_refuses_others)
{
    piq_fleet *fleet = fleet_of_each();
    for (size_t i = 0; i < piq_field_count(); i++) {
        piq_field_info info = {.struct_size = sizeof info};
        CHECK_OK(piq_field_at(i, &info));
        for (int setter = 0; setter < SETTERS; setter++) {
            piq_error error = PIQ_ERROR_INIT;
            const piq_status got = set_by(setter, fleet, row_of(fleet, info.entity), &info, &error);
            const piq_status wanted = is_id(&info) ? PIQ_E_FIELD : setter_fits(setter, info.type) ? PIQ_OK : PIQ_E_TYPE;
            CHECK_SAY(got == wanted, "%s by setter %d: %s", info.name, setter, piq_status_name(got));
            CHECK_SAY(got == PIQ_OK || (error.code == got && error.message[0] != '\0'), "%s by setter %d says nothing", info.name, setter);
            if (got == PIQ_E_TYPE) {
                CHECK_SAY(error.field == info.id && error.entity == info.entity && error.row == 0, "%s: the error names its place", info.name);
                CHECK_SAY(strstr(error.message, info.name) != NULL, "%s is not in: %s", info.name, error.message);
            }
        }
    }
    piq_fleet_free(fleet);
}

TEST(setters, object_lists_have_setters_of_their_own)
{
    piq_fleet *fleet = fleet_of_each();
    const piq_ref type = piq_fleet_row(fleet, PIQ_ENTITY_GPU_TYPE, 0), work = piq_fleet_row(fleet, PIQ_ENTITY_WORKLOAD, 0);
    const piq_scale_event events[2] = {{100, 0, PIQ_CAUSE_TRAFFIC, 0}, {50, 1, 0, 0}};
    const piq_mig_profile profile = {"1g.10gb", 1, 7, 10e9, 7};
    const piq_piece piece = {piq_fleet_row(fleet, PIQ_ENTITY_NODE, 0), 1, -1, NULL, 0};
    CHECK_OK(piq_fleet_set_scale_events(fleet, work, events, 2, sizeof events[0], NULL));
    CHECK_OK(piq_fleet_set_scale_events(fleet, work, NULL, 0, sizeof events[0], NULL));
    CHECK_OK(piq_fleet_set_mig_profiles(fleet, type, &profile, 1, sizeof profile, NULL));
    CHECK_OK(piq_fleet_set_mig_profiles(fleet, type, NULL, 0, sizeof profile, NULL));
    CHECK_OK(piq_fleet_place(fleet, work, &piece, 1, sizeof piece, NULL));
    CHECK_OK(piq_fleet_place(fleet, work, NULL, 0, sizeof piece, NULL));
    CHECK_EQ_INT(piq_fleet_set_scale_events(fleet, type, events, 2, sizeof events[0], NULL), PIQ_E_FIELD);
    CHECK_EQ_INT(piq_fleet_set_mig_profiles(fleet, work, &profile, 1, sizeof profile, NULL), PIQ_E_FIELD);
    CHECK_EQ_INT(piq_fleet_place(fleet, type, &piece, 1, sizeof piece, NULL), PIQ_E_ARGUMENT);
    piq_fleet_free(fleet);
}

/* A column writes what as many single calls would. */
TEST(setters, every_field_by_column)
{
    piq_fleet *fleet = fleet_of_each();
    for (size_t i = 0; i < piq_field_count(); i++) {
        piq_field_info info = {.struct_size = sizeof info};
        CHECK_OK(piq_field_at(i, &info));
        const char *text = some_text(&info);
        const double number = info.min > 1 ? info.min : 1;
        const int64_t integer = 1;
        const uint8_t byte = 1;
        const piq_status got[4] = {piq_fleet_set_number_column(fleet, info.id, 0, 1, &number, 0, NULL, NULL),
                                   piq_fleet_set_integer_column(fleet, info.id, 0, 1, &integer, 0, NULL, NULL),
                                   piq_fleet_set_boolean_column(fleet, info.id, 0, 1, &byte, 0, NULL, NULL),
                                   piq_fleet_set_string_column(fleet, info.id, 0, 1, &text, NULL, NULL)};
        for (int setter = 0; setter < 4; setter++) {
            const int fits = setter_fits(setter, info.type);
            const piq_status wanted = is_id(&info) ? PIQ_E_FIELD : !fits ? PIQ_E_TYPE : PIQ_OK;
            const int good = info.entity == PIQ_ENTITY_FLEET ? got[setter] != PIQ_OK : got[setter] == wanted; /* the fleet has no rows */
            CHECK_SAY(good, "column of %s by setter %d: %s", info.name, setter, piq_status_name(got[setter]));
        }
    }
    piq_fleet_free(fleet);
}

/* A strided column is read at the right places, and rows without a validity bit stay as they were. */
TEST(setters, columns_honour_stride_and_validity)
{
    char *reports[2];
    for (int by_column = 0; by_column < 2; by_column++) {
        piq_fleet *fleet = kit_fleet();
        const struct {
            double price, other;
        } rows[5] = {{1, 9}, {2, 9}, {3, 9}, {4, 9}, {5, 9}};
        const uint8_t valid[1] = {0x15}; /* rows 0, 2, 4 of the column */
        for (int i = 0; i < 7; i++) {
            const char id[3] = {'n', (char)('0' + i), '\0'};
            const piq_ref node = kit_node(fleet, id);
            CHECK_OK(piq_fleet_set_number(fleet, node, PIQ_NODE_IDLE_SECONDS, 604800, NULL));
        }
        if (by_column) {
            CHECK_OK(piq_fleet_set_number_column(fleet, PIQ_NODE_PRICE_PER_GPU_HOUR, 1, 5, &rows[0].price, sizeof rows[0], valid, NULL));
        } else {
            for (size_t i = 0; i < 5; i += 2)
                CHECK_OK(piq_fleet_set_number(fleet, piq_fleet_row(fleet, PIQ_ENTITY_NODE, 1 + i), PIQ_NODE_PRICE_PER_GPU_HOUR, rows[i].price, NULL));
        }
        reports[by_column] = piq_test_keep(kit_evaluate(fleet, NULL), free);
        piq_fleet_free(fleet);
    }
    CHECK(kit_same(reports[0], reports[1]));
    CHECK(reports[0] != NULL && strstr(reports[0], "\"spend_per_hour\": 200") != NULL);
}

TEST(setters, an_empty_column_changes_nothing)
{
    piq_fleet *fleet = kit_small_fleet();
    const double none = 0;
    char *before = piq_test_keep(kit_evaluate(fleet, NULL), free);
    CHECK_OK(piq_fleet_set_number_column(fleet, PIQ_NODE_PRICE_PER_GPU_HOUR, 0, 0, NULL, 0, NULL, NULL));
    CHECK_OK(piq_fleet_set_number_column(fleet, PIQ_NODE_PRICE_PER_GPU_HOUR, 3, 0, &none, 0, NULL, NULL));
    CHECK_OK(piq_fleet_set_string_column(fleet, PIQ_NODE_CLUSTER, 0, 0, NULL, NULL, NULL));
    CHECK_OK(piq_fleet_set_boolean_column(fleet, PIQ_NODE_BILLED, 0, 0, NULL, 0, NULL, NULL));
    CHECK_OK(piq_fleet_place_column(fleet, NULL, NULL, NULL, 0, NULL));
    CHECK_OK(piq_fleet_add_many(fleet, PIQ_ENTITY_NODE, NULL, NULL, 0, NULL, NULL));
    CHECK(kit_same(before, piq_test_keep(kit_evaluate(fleet, NULL), free)));
    piq_fleet_free(fleet);
}

/* Texts are copied: what the caller does with them afterwards does not matter, and neither does a NUL behind their length. */
TEST(setters, texts_are_copied_and_have_a_length)
{
    char id[] = "nodeXXX", type[] = "H100-80XXX";
    piq_fleet *fleet = kit_fleet();
    piq_ref node;
    CHECK_OK(piq_fleet_add(fleet, PIQ_ENTITY_NODE, id, 4, &node, NULL));
    CHECK_OK(piq_fleet_set_string(fleet, node, PIQ_NODE_GPU_TYPE, type, 7, NULL));
    memset(id, 'Z', sizeof id - 1);
    memset(type, 'Z', sizeof type - 1);
    piq_ref found = 0;
    CHECK_OK(piq_fleet_find(fleet, PIQ_ENTITY_NODE, "node", PIQ_NUL_TERMINATED, &found));
    CHECK(found == node);
    CHECK_EQ_INT(piq_fleet_find(fleet, PIQ_ENTITY_NODE, "nodeXXX", PIQ_NUL_TERMINATED, &found), PIQ_E_REFERENCE);
    CHECK(found == 0);
    piq_fleet_free(fleet);
}
