/* What is refused has changed nothing: the report is the same before and after, byte for byte. */
#include <stdlib.h>
#include <string.h>

#include "common/kit.h"
#include "harness/piq_test.h"

static piq_fleet *fleet;
static char *before;

static void begin(void)
{
    fleet = kit_small_fleet();
    before = piq_test_keep(kit_evaluate(fleet, NULL), free);
    CHECK(before != NULL && strstr(before, "\"fired\": 1") != NULL);
}

static void end(void)
{
    CHECK(kit_same(before, piq_test_keep(kit_evaluate(fleet, NULL), free)));
    piq_fleet_free(fleet);
}

static piq_ref node(size_t row) { return piq_fleet_row(fleet, PIQ_ENTITY_NODE, row); }
static piq_ref work(size_t row) { return piq_fleet_row(fleet, PIQ_ENTITY_WORKLOAD, row); }

TEST(strong_guarantee, refused_values)
{
    begin();
    CHECK_EQ_INT(piq_fleet_set_number(fleet, node(0), PIQ_NODE_PRICE_PER_GPU_HOUR, -1, NULL), PIQ_E_RANGE);
    CHECK_EQ_INT(piq_fleet_set_number(fleet, node(1), PIQ_NODE_IDLE_SECONDS, kit_infinity(), NULL), PIQ_E_RANGE);
    CHECK_EQ_INT(piq_fleet_set_string(fleet, work(2), PIQ_WORKLOAD_KIND, "gaming", PIQ_NUL_TERMINATED, NULL), PIQ_E_VALUE);
    CHECK_EQ_INT(piq_fleet_set_string(fleet, node(0), PIQ_NODE_GPU_TYPE, "\xff", 1, NULL), PIQ_E_VALUE);
    CHECK_EQ_INT(piq_fleet_set_string(fleet, PIQ_FLEET_ROW, PIQ_FLEET_OBSERVED_AT, "yesterday", PIQ_NUL_TERMINATED, NULL), PIQ_E_VALUE);
    CHECK_EQ_INT(piq_fleet_set_boolean(fleet, node(0), PIQ_NODE_GPU_COUNT, 0, NULL), PIQ_E_TYPE);
    end();
}

/* The last row is the bad one: the good ones before it must not stick. */
TEST(strong_guarantee, refused_number_column)
{
    begin();
    const double prices[3] = {1, 2, -3};
    piq_error error = PIQ_ERROR_INIT;
    CHECK_EQ_INT(piq_fleet_set_number_column(fleet, PIQ_NODE_PRICE_PER_GPU_HOUR, 0, 3, prices, 0, NULL, &error), PIQ_E_RANGE);
    CHECK_EQ_INT(error.row, 2);
    CHECK_EQ_INT(error.entity, PIQ_ENTITY_NODE);
    CHECK_EQ_INT(error.field, PIQ_NODE_PRICE_PER_GPU_HOUR);
    end();
}

TEST(strong_guarantee, refused_integer_column)
{
    begin();
    const int64_t counts[3] = {4, 4, -4};
    piq_error error = PIQ_ERROR_INIT;
    CHECK_EQ_INT(piq_fleet_set_integer_column(fleet, PIQ_NODE_GPU_COUNT, 0, 3, counts, 0, NULL, &error), PIQ_E_RANGE);
    CHECK_EQ_INT(error.row, 2);
    end();
}

TEST(strong_guarantee, refused_whole_numbers)
{
    begin();
    const double counts[4] = {1, 2, 3, 3.5};
    piq_error error = PIQ_ERROR_INIT;
    CHECK_EQ_INT(piq_fleet_set_number_column(fleet, PIQ_WORKLOAD_GPU_OOM_EVENTS, 0, 4, counts, 0, NULL, &error), PIQ_E_RANGE);
    CHECK_EQ_INT(error.row, 3);
    end();
}

TEST(strong_guarantee, refused_string_column)
{
    begin();
    const char *kinds[4] = {"batch", "batch", NULL, "gaming"};
    const char *types[3] = {"L4-24", "L4-24", "\xc3"};
    piq_error error = PIQ_ERROR_INIT;
    CHECK_EQ_INT(piq_fleet_set_string_column(fleet, PIQ_WORKLOAD_KIND, 0, 4, kinds, NULL, &error), PIQ_E_VALUE);
    CHECK_EQ_INT(error.row, 3);
    CHECK_EQ_INT(piq_fleet_set_string_column(fleet, PIQ_NODE_GPU_TYPE, 0, 3, types, NULL, &error), PIQ_E_VALUE);
    CHECK_EQ_INT(error.row, 2);
    end();
}

TEST(strong_guarantee, refused_gpu_counts_of_full_nodes)
{
    begin();
    const double counts[3] = {8, 8, 1}; /* two GPUs are placed on the third */
    piq_error error = PIQ_ERROR_INIT;
    CHECK_EQ_INT(piq_fleet_set_number_column(fleet, PIQ_NODE_GPU_COUNT, 0, 3, counts, 0, NULL, &error), PIQ_E_OVERFULL);
    CHECK_EQ_INT(error.row, 2);
    end();
}

TEST(strong_guarantee, refused_rows)
{
    begin();
    const char *duplicate[3] = {"n4", "n5", "n4"}, *empty[2] = {"n6", ""}, *taken[2] = {"n7", "n1"};
    piq_ref first = 5, found = 5;
    piq_error error = PIQ_ERROR_INIT;
    CHECK_EQ_INT(piq_fleet_add_many(fleet, PIQ_ENTITY_NODE, duplicate, NULL, 3, &first, &error), PIQ_E_DUPLICATE);
    CHECK(first == 0);
    CHECK_EQ_INT(piq_fleet_add_many(fleet, PIQ_ENTITY_NODE, empty, NULL, 2, &first, &error), PIQ_E_VALUE);
    CHECK_EQ_INT(piq_fleet_add_many(fleet, PIQ_ENTITY_NODE, taken, NULL, 2, &first, &error), PIQ_E_DUPLICATE);
    CHECK_EQ_INT(piq_fleet_count(fleet, PIQ_ENTITY_NODE), 3);
    CHECK_EQ_INT(piq_fleet_find(fleet, PIQ_ENTITY_NODE, "n4", 2, &found), PIQ_E_REFERENCE);
    end();
}

/* Rows that were taken back can be added for good, and get the values that they are then given. */
TEST(strong_guarantee, a_refused_id_can_be_added_later)
{
    begin();
    const char *ids[2] = {"n4", "n1"};
    piq_ref ref = 0;
    CHECK_EQ_INT(piq_fleet_add_many(fleet, PIQ_ENTITY_NODE, ids, NULL, 2, NULL, NULL), PIQ_E_DUPLICATE);
    CHECK_OK(piq_fleet_add(fleet, PIQ_ENTITY_NODE, "n4", 2, &ref, NULL));
    CHECK(ref == node(3));
    CHECK_EQ_INT(piq_fleet_add(fleet, PIQ_ENTITY_NODE, "n4", 2, NULL, NULL), PIQ_E_DUPLICATE);
    piq_fleet_free(fleet);
}

TEST(strong_guarantee, refused_placements)
{
    begin();
    const piq_piece overfull[2] = {{node(1), 4, -1, NULL, 0}, {node(1), 5, -1, NULL, 0}};
    const piq_piece negative[2] = {{node(1), 4, -1, NULL, 0}, {node(1), -1, -1, NULL, 0}};
    const piq_piece nowhere[2] = {{node(1), 4, -1, NULL, 0}, {work(0), 1, -1, NULL, 0}};
    const piq_piece replica[2] = {{node(1), 4, 0, NULL, 0}, {node(1), 1, -2, NULL, 0}};
    const piq_piece label[2] = {{node(1), 4, -1, NULL, 0}, {node(1), 0.5, -1, "\xff", 1}};
    const piq_piece shares[2] = {{node(1), 0.7, -1, "g", 1}, {node(1), 0.7, -1, "g", 1}};
    CHECK_EQ_INT(piq_fleet_place(fleet, work(0), overfull, 2, sizeof(piq_piece), NULL), PIQ_E_OVERFULL);
    CHECK_EQ_INT(piq_fleet_place(fleet, work(0), negative, 2, sizeof(piq_piece), NULL), PIQ_E_RANGE);
    CHECK_EQ_INT(piq_fleet_place(fleet, work(0), nowhere, 2, sizeof(piq_piece), NULL), PIQ_E_REFERENCE);
    CHECK_EQ_INT(piq_fleet_place(fleet, work(0), replica, 2, sizeof(piq_piece), NULL), PIQ_E_RANGE);
    CHECK_EQ_INT(piq_fleet_place(fleet, work(0), label, 2, sizeof(piq_piece), NULL), PIQ_E_VALUE);
    CHECK_EQ_INT(piq_fleet_place(fleet, work(0), shares, 2, sizeof(piq_piece), NULL), PIQ_E_OVERFULL);
    end();
}

TEST(strong_guarantee, refused_column_of_placements)
{
    begin();
    const uint32_t works[4] = {0, 1, 2, 0}, nodes[4] = {1, 1, 1, 1};
    const double gpus[4] = {1, 1, 1, 6}, bad[4] = {1, 1, 1, kit_nan()};
    CHECK_EQ_INT(piq_fleet_place_column(fleet, works, nodes, gpus, 4, NULL), PIQ_E_OVERFULL);
    CHECK_EQ_INT(piq_fleet_place_column(fleet, works, nodes, bad, 4, NULL), PIQ_E_RANGE);
    const piq_piece all = {node(1), 8, -1, NULL, 0}; /* the node must be empty again */
    piq_ref fresh = kit_add(fleet, PIQ_ENTITY_WORKLOAD, "fresh");
    CHECK_OK(piq_fleet_place(fleet, fresh, &all, 1, sizeof all, NULL));
    piq_fleet_free(fleet);
}

TEST(strong_guarantee, refused_lists)
{
    begin();
    const double gaps[3] = {10, 20, -1};
    const char *types[2] = {"L4-24", "\xff"}, *features[2] = {"fp8", "fp5"};
    const piq_scale_event events[2] = {{10, 0, 0, 0}, {-1, 0, 0, 0}};
    const piq_mig_profile profiles[2] = {{"1g.10gb", 1, 7, 10e9, 7}, {"2g.20gb", 9, 7, 20e9, 3}};
    CHECK_OK(piq_fleet_set_number_list(fleet, work(3), PIQ_WORKLOAD_IDLE_GAPS, gaps, 2, NULL));
    CHECK_OK(piq_fleet_set_string_list(fleet, work(3), PIQ_WORKLOAD_REQUIRED_FEATURES, features, NULL, 1, NULL));
    before = piq_test_keep(kit_evaluate(fleet, NULL), free);
    CHECK_EQ_INT(piq_fleet_set_number_list(fleet, work(3), PIQ_WORKLOAD_IDLE_GAPS, gaps, 3, NULL), PIQ_E_RANGE);
    CHECK_EQ_INT(piq_fleet_set_string_list(fleet, work(3), PIQ_WORKLOAD_ACCEPTED_GPU_TYPES, types, NULL, 2, NULL), PIQ_E_VALUE);
    CHECK_EQ_INT(piq_fleet_set_string_list(fleet, work(3), PIQ_WORKLOAD_REQUIRED_FEATURES, features, NULL, 2, NULL), PIQ_E_VALUE);
    CHECK_EQ_INT(piq_fleet_set_scale_events(fleet, work(3), events, 2, sizeof events[0], NULL), PIQ_E_RANGE);
    CHECK_EQ_INT(piq_fleet_set_mig_profiles(fleet, piq_fleet_row(fleet, PIQ_ENTITY_GPU_TYPE, 0), profiles, 2, sizeof profiles[0], NULL), PIQ_E_RANGE);
    end();
}

TEST(strong_guarantee, refused_snapshot)
{
    static const char *const bad = "{\"piq_snapshot\": 1, \"currency\": \"EUR\", \"nodes\": [{\"id\": \"n\"}], \"workloads\": [{\"id\": \"w\", \"nope\": 1}]}";
    fleet = kit_fleet();
    CHECK_OK(piq_fleet_set_string(fleet, PIQ_FLEET_ROW, PIQ_FLEET_CURRENCY, "CHF", 3, NULL));
    before = piq_test_keep(kit_evaluate(fleet, NULL), free);
    CHECK_EQ_INT(piq_fleet_read_json(fleet, bad, strlen(bad), NULL), PIQ_E_FIELD);
    CHECK_EQ_INT(piq_fleet_count(fleet, PIQ_ENTITY_NODE), 0);
    end();
}

TEST(strong_guarantee, snapshot_into_a_fleet_with_rows)
{
    static const char *const good = "{\"piq_snapshot\": 1}";
    begin();
    CHECK_EQ_INT(piq_fleet_read_json(fleet, good, strlen(good), NULL), PIQ_E_ARGUMENT);
    end();
}

/* What was set of the fleet itself before reading stays, unless the snapshot says otherwise. */
TEST(strong_guarantee, a_snapshot_keeps_what_it_does_not_say)
{
    static const char *const first = "{\"piq_snapshot\": 1, \"window_seconds\": 86400}";
    fleet = kit_fleet();
    CHECK_OK(piq_fleet_set_string(fleet, PIQ_FLEET_ROW, PIQ_FLEET_CURRENCY, "CHF", 3, NULL));
    CHECK_OK(piq_fleet_set_string(fleet, PIQ_FLEET_ROW, PIQ_FLEET_OBSERVED_AT, "2026-11-23T00:00:00Z", PIQ_NUL_TERMINATED, NULL));
    CHECK_OK(piq_fleet_set_number(fleet, PIQ_FLEET_ROW, PIQ_FLEET_WINDOW_SECONDS, 3600, NULL));
    CHECK_OK(piq_fleet_set_boolean(fleet, PIQ_FLEET_ROW, PIQ_FLEET_WORKLOADS_COMPLETE, 0, NULL));
    CHECK_OK(piq_fleet_read_json(fleet, first, strlen(first), NULL));
    char *report = piq_test_keep(kit_evaluate(fleet, NULL), free);
    CHECK(report != NULL && strstr(report, "\"currency\": \"CHF\"") != NULL && strstr(report, "\"window_seconds\": 86400") != NULL);
    piq_fleet_free(fleet);
}
