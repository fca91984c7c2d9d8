/* Rows that are not there, NULL where something is needed, and out-parameters that a failure leaves cleared. */
#include <stdlib.h>

#include "common/kit.h"
#include "harness/piq_test.h"

TEST(references, rows_that_are_not_there)
{
    piq_fleet *fleet = kit_small_fleet();
    const piq_ref bad[] = {0, (piq_ref)PIQ_ENTITY_NODE << 32 | 3, (piq_ref)PIQ_ENTITY_CLUSTER << 32, (piq_ref)99 << 32, UINT64_MAX,
                           (piq_ref)PIQ_ENTITY_FLEET << 32 | 1};
    char *before = piq_test_keep(kit_evaluate(fleet, NULL), free);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        piq_error error = PIQ_ERROR_INIT;
        const char *text = "x";
        const double number = 1;
        const piq_piece piece = {piq_fleet_row(fleet, PIQ_ENTITY_NODE, 0), 1, -1, NULL, 0};
        const piq_scale_event event = {1, 1, 0, 0};
        const piq_mig_profile profile = {"p", 1, 7, 1e9, 7};
        CHECK_EQ_INT(piq_fleet_set_number(fleet, bad[i], PIQ_NODE_GPU_COUNT, 1, &error), PIQ_E_ARGUMENT);
        CHECK_EQ_INT(error.code, PIQ_E_ARGUMENT);
        CHECK_EQ_INT(piq_fleet_set_integer(fleet, bad[i], PIQ_NODE_GPU_COUNT, 1, NULL), PIQ_E_ARGUMENT);
        CHECK_EQ_INT(piq_fleet_set_boolean(fleet, bad[i], PIQ_NODE_BILLED, 1, NULL), PIQ_E_ARGUMENT);
        CHECK_EQ_INT(piq_fleet_set_string(fleet, bad[i], PIQ_NODE_CLUSTER, text, 1, NULL), PIQ_E_ARGUMENT);
        CHECK_EQ_INT(piq_fleet_set_string_list(fleet, bad[i], PIQ_MODEL_ALIASES, &text, NULL, 1, NULL), PIQ_E_ARGUMENT);
        CHECK_EQ_INT(piq_fleet_set_number_list(fleet, bad[i], PIQ_WORKLOAD_IDLE_GAPS, &number, 1, NULL), PIQ_E_ARGUMENT);
        CHECK_EQ_INT(piq_fleet_place(fleet, bad[i], &piece, 1, sizeof piece, NULL), PIQ_E_ARGUMENT);
        CHECK_EQ_INT(piq_fleet_set_scale_events(fleet, bad[i], &event, 1, sizeof event, NULL), PIQ_E_ARGUMENT);
        CHECK_EQ_INT(piq_fleet_set_mig_profiles(fleet, bad[i], &profile, 1, sizeof profile, NULL), PIQ_E_ARGUMENT);
    }
    CHECK(kit_same(before, piq_test_keep(kit_evaluate(fleet, NULL), free)));
    piq_fleet_free(fleet);
}

/* A reference from another fleet with more rows is stale here. */
TEST(references, of_another_fleet)
{
    piq_fleet *small = kit_fleet(), *large = kit_small_fleet();
    const piq_ref stale = piq_fleet_row(large, PIQ_ENTITY_NODE, 2);
    const piq_piece piece = {stale, 1, -1, NULL, 0};
    const piq_ref work = kit_add(small, PIQ_ENTITY_WORKLOAD, "w");
    piq_error error = PIQ_ERROR_INIT;
    CHECK_EQ_INT(piq_fleet_set_number(small, stale, PIQ_NODE_GPU_COUNT, 1, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_place(small, work, &piece, 1, sizeof piece, &error), PIQ_E_REFERENCE);
    CHECK_EQ_INT(error.field, PIQ_WORKLOAD_PLACEMENT);
    CHECK_EQ_INT(error.entity, PIQ_ENTITY_WORKLOAD);
    CHECK_EQ_INT(error.row, 0);
    piq_fleet_free(small);
    piq_fleet_free(large);
}

TEST(references, unknown_fields)
{
    piq_fleet *fleet = kit_small_fleet();
    const piq_ref node = piq_fleet_row(fleet, PIQ_ENTITY_NODE, 0);
    const uint32_t bad[] = {0, 1, UINT32_MAX, PIQ_WORKLOAD_GPUS, PIQ_POLICY_COVERAGE_MIN, PIQ_MEASURE_COST_RATIO, PIQ_FLEET_CURRENCY};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK_SAY(piq_fleet_set_number(fleet, node, bad[i], 1, NULL) == PIQ_E_FIELD, "field %u", (unsigned)bad[i]);
        CHECK_SAY(piq_fleet_set_string(fleet, node, bad[i], "x", 1, NULL) == PIQ_E_FIELD, "field %u", (unsigned)bad[i]);
    }
    const double value = 1;
    CHECK_EQ_INT(piq_fleet_set_number_column(fleet, 1, 0, 1, &value, 0, NULL, NULL), PIQ_E_FIELD);
    CHECK_EQ_INT(piq_fleet_set_number_column(fleet, 0, 0, 1, &value, 0, NULL, NULL), PIQ_E_FIELD);
    piq_fleet_free(fleet);
}

TEST(references, columns_past_the_rows)
{
    piq_fleet *fleet = kit_small_fleet();
    const double values[8] = {1, 1, 1, 1, 1, 1, 1, 1};
    CHECK_EQ_INT(piq_fleet_set_number_column(fleet, PIQ_NODE_PRICE_PER_GPU_HOUR, 0, 4, values, 0, NULL, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_set_number_column(fleet, PIQ_NODE_PRICE_PER_GPU_HOUR, 2, 2, values, 0, NULL, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_set_number_column(fleet, PIQ_NODE_PRICE_PER_GPU_HOUR, 4, 0, values, 0, NULL, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_set_number_column(fleet, PIQ_NODE_PRICE_PER_GPU_HOUR, SIZE_MAX, 2, values, 0, NULL, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_set_number_column(fleet, PIQ_NODE_PRICE_PER_GPU_HOUR, 1, SIZE_MAX, values, 0, NULL, NULL), PIQ_E_ARGUMENT);
    const uint32_t work[2] = {0, 9}, node[2] = {0, 0};
    const double gpus[2] = {1, 1};
    CHECK_EQ_INT(piq_fleet_place_column(fleet, work, node, gpus, 2, NULL), PIQ_E_ARGUMENT);
    const uint32_t good_work[2] = {0, 1}, bad_node[2] = {0, 9};
    CHECK_EQ_INT(piq_fleet_place_column(fleet, good_work, bad_node, gpus, 2, NULL), PIQ_E_REFERENCE);
    piq_fleet_free(fleet);
}

TEST(references, rows_keep_their_number)
{
    piq_fleet *fleet = kit_fleet();
    piq_ref first = 0, many = 0, found = 0;
    const char *ids[3] = {"b", "c", "d"};
    CHECK_OK(piq_fleet_add(fleet, PIQ_ENTITY_NODE, "a", 1, &first, NULL));
    CHECK_OK(piq_fleet_add_many(fleet, PIQ_ENTITY_NODE, ids, NULL, 3, &many, NULL));
    CHECK(many == first + 1);
    CHECK_EQ_INT(piq_fleet_count(fleet, PIQ_ENTITY_NODE), 4);
    CHECK(piq_fleet_row(fleet, PIQ_ENTITY_NODE, 3) == first + 3);
    CHECK(piq_fleet_row(fleet, PIQ_ENTITY_NODE, 4) == 0);
    CHECK_OK(piq_fleet_find(fleet, PIQ_ENTITY_NODE, "cc", 1, &found));
    CHECK(found == first + 2);
    CHECK_EQ_INT(piq_fleet_count(fleet, PIQ_ENTITY_FLEET), 0);
    CHECK_EQ_INT(piq_fleet_count(fleet, 77), 0);
    piq_fleet_free(fleet);
}

TEST(references, null_arguments)
{
    piq_fleet *fleet = kit_small_fleet();
    const piq_ref node = piq_fleet_row(fleet, PIQ_ENTITY_NODE, 0), work = piq_fleet_row(fleet, PIQ_ENTITY_WORKLOAD, 0);
    const char *hole[2] = {"x", NULL};
    char *before = piq_test_keep(kit_evaluate(fleet, NULL), free);
    CHECK_EQ_INT(piq_fleet_new(NULL, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_add(NULL, PIQ_ENTITY_NODE, "x", 1, NULL, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_add_many(fleet, PIQ_ENTITY_NODE, hole, NULL, 2, NULL, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_add_many(fleet, PIQ_ENTITY_NODE, NULL, NULL, 2, NULL, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_set_number(NULL, node, PIQ_NODE_GPU_COUNT, 1, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_set_string(fleet, node, PIQ_NODE_CLUSTER, NULL, 0, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_set_string_list(fleet, work, PIQ_WORKLOAD_REQUIRED_FEATURES, NULL, NULL, 1, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_set_string_list(fleet, work, PIQ_WORKLOAD_ACCEPTED_GPU_TYPES, hole, NULL, 2, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_set_number_list(fleet, work, PIQ_WORKLOAD_IDLE_GAPS, NULL, 1, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_place(fleet, work, NULL, 1, sizeof(piq_piece), NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_set_scale_events(fleet, work, NULL, 1, sizeof(piq_scale_event), NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_set_number_column(fleet, PIQ_NODE_GPU_COUNT, 0, 1, NULL, 0, NULL, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_set_number_column(NULL, PIQ_NODE_GPU_COUNT, 0, 0, NULL, 0, NULL, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_place_column(fleet, NULL, NULL, NULL, 1, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_read_json(NULL, "{}", 2, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_read_json(fleet, NULL, 2, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_count(NULL, PIQ_ENTITY_NODE), 0);
    CHECK(piq_fleet_row(NULL, PIQ_ENTITY_NODE, 0) == 0);
    CHECK(kit_same(before, piq_test_keep(kit_evaluate(fleet, NULL), free)));
    piq_fleet_free(fleet);
    piq_fleet_free(NULL);
    piq_policy_free(NULL);
    piq_report_free(NULL);
    piq_changes_free(NULL, NULL, 0);
}

TEST(references, out_parameters_are_cleared)
{
    piq_fleet *fleet = kit_fleet(), *none = (piq_fleet *)(void *)fleet;
    piq_allocator broken = {sizeof broken, 0, NULL, NULL, NULL, NULL};
    piq_policy *policy = (piq_policy *)(void *)fleet;
    piq_report *report = (piq_report *)(void *)fleet;
    piq_ref ref = 1;
    uint32_t id = 1;
    CHECK_EQ_INT(piq_fleet_new(&broken, &none), PIQ_E_ARGUMENT);
    CHECK(none == NULL);
    CHECK_EQ_INT(piq_policy_new(&broken, &policy), PIQ_E_ARGUMENT);
    CHECK(policy == NULL);
    CHECK_EQ_INT(piq_evaluate(NULL, NULL, &report, NULL), PIQ_E_ARGUMENT);
    CHECK(report == NULL);
    CHECK_EQ_INT(piq_evaluate(fleet, NULL, NULL, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_find(fleet, PIQ_ENTITY_NODE, "x", 1, &ref), PIQ_E_REFERENCE);
    CHECK(ref == 0);
    ref = 1;
    CHECK_EQ_INT(piq_fleet_find(NULL, PIQ_ENTITY_NODE, "x", 1, &ref), PIQ_E_ARGUMENT);
    CHECK(ref == 0);
    ref = 1;
    CHECK_EQ_INT(piq_fleet_add(fleet, PIQ_ENTITY_NODE, "", 0, &ref, NULL), PIQ_E_VALUE);
    CHECK(ref == 0);
    CHECK_EQ_INT(piq_field_find(PIQ_ENTITY_NODE, "nope", 4, &id), PIQ_E_FIELD);
    CHECK(id == 0);
    id = 1;
    CHECK_EQ_INT(piq_policy_key_find("nope", 4, &id), PIQ_E_FIELD);
    CHECK(id == 0);
    id = 1;
    CHECK_EQ_INT(piq_detector_find("nope", 4, &id), PIQ_E_FIELD);
    CHECK(id == 0);
    piq_fleet_free(fleet);
}
