/* Unknown is not zero: NaN, and never having set a field, say the same. */
#include <stdlib.h>
#include <string.h>

#include "common/kit.h"
#include "harness/piq_test.h"

static char *report_with(double price, int by_column)
{
    piq_fleet *fleet = kit_small_fleet();
    const piq_ref node = piq_fleet_row(fleet, PIQ_ENTITY_NODE, 0);
    if (by_column)
        CHECK_OK(piq_fleet_set_number_column(fleet, PIQ_NODE_PRICE_PER_GPU_HOUR, 0, 1, &price, 0, NULL, NULL));
    else
        CHECK_OK(piq_fleet_set_number(fleet, node, PIQ_NODE_PRICE_PER_GPU_HOUR, price, NULL));
    char *report = piq_test_keep(kit_evaluate(fleet, NULL), free);
    piq_fleet_free(fleet);
    return report;
}

static char *report_never_set(void)
{
    static const char *const snapshot = "{\"piq_snapshot\": 1, \"nodes\": [{\"id\": \"n\", \"gpu_type\": \"T\", \"gpu_count\": 8, \"billed\": true, "
                                        "\"idle_seconds\": 604800}]}";
    return piq_test_keep(kit_evaluate_text(snapshot, NULL), free);
}

TEST(unknown, nan_takes_a_value_back)
{
    char *nan_row = report_with(kit_nan(), 0), *nan_column = report_with(kit_nan(), 1), *zero = report_with(0, 0);
    CHECK(kit_same(nan_row, nan_column));
    CHECK(nan_row != NULL && zero != NULL && strcmp(nan_row, zero) != 0);
}

TEST(unknown, set_and_taken_back_is_never_set)
{
    piq_fleet *fleet = kit_fleet();
    const piq_ref node = kit_add(fleet, PIQ_ENTITY_NODE, "n");
    CHECK_OK(piq_fleet_set_string(fleet, node, PIQ_NODE_GPU_TYPE, "T", 1, NULL));
    CHECK_OK(piq_fleet_set_number(fleet, node, PIQ_NODE_GPU_COUNT, 8, NULL));
    CHECK_OK(piq_fleet_set_boolean(fleet, node, PIQ_NODE_BILLED, 1, NULL));
    CHECK_OK(piq_fleet_set_number(fleet, node, PIQ_NODE_IDLE_SECONDS, 604800, NULL));
    CHECK_OK(piq_fleet_set_number(fleet, node, PIQ_NODE_SM_ACTIVE_MAX, 0.5, NULL));
    CHECK_OK(piq_fleet_set_number(fleet, node, PIQ_NODE_SM_ACTIVE_MAX, kit_nan(), NULL));
    CHECK_OK(piq_fleet_set_number(fleet, node, PIQ_NODE_REQUESTS, kit_nan(), NULL)); /* an integer, and never set */
    CHECK(kit_same(report_never_set(), piq_test_keep(kit_evaluate(fleet, NULL), free)));
    piq_fleet_free(fleet);
}

TEST(unknown, null_in_json_is_never_set)
{
    static const char *const snapshot = "{\"piq_snapshot\": 1, \"observed_at\": null, \"workloads\": null, \"nodes\": [{\"id\": \"n\", \"gpu_type\": \"T\", "
                                        "\"gpu_count\": 8, \"billed\": true, \"idle_seconds\": 604800, \"sm_active_max\": null, \"mig_enabled\": null, "
                                        "\"cluster\": null}], \"models\": null}";
    CHECK(kit_same(report_never_set(), piq_test_keep(kit_evaluate_text(snapshot, NULL), free)));
}

TEST(unknown, every_number_can_be_taken_back)
{
    piq_fleet *fleet = kit_fleet();
    for (uint32_t entity = PIQ_ENTITY_GPU_TYPE; entity <= PIQ_ENTITY_WORKLOAD; entity++)
        (void)kit_add(fleet, entity, "row");
    char *before = piq_test_keep(kit_evaluate(fleet, NULL), free);
    for (size_t i = 0; i < piq_field_count(); i++) {
        piq_field_info info = {.struct_size = sizeof info};
        CHECK_OK(piq_field_at(i, &info));
        if (info.type != PIQ_TYPE_NUMBER && info.type != PIQ_TYPE_INTEGER)
            continue;
        const piq_ref row = info.entity == PIQ_ENTITY_FLEET ? PIQ_FLEET_ROW : piq_fleet_row(fleet, info.entity, 0);
        CHECK_OK(piq_fleet_set_number(fleet, row, info.id, info.max, NULL));
        CHECK_OK(piq_fleet_set_number(fleet, row, info.id, kit_nan(), NULL));
    }
    CHECK(kit_same(before, piq_test_keep(kit_evaluate(fleet, NULL), free)));
    piq_fleet_free(fleet);
}

TEST(unknown, an_empty_list_is_known)
{
    piq_fleet *fleet = kit_fleet();
    const piq_ref type = kit_add(fleet, PIQ_ENTITY_GPU_TYPE, "H100-80");
    CHECK_OK(piq_fleet_set_mig_profiles(fleet, type, NULL, 0, sizeof(piq_mig_profile), NULL));
    CHECK_OK(piq_fleet_set_string_list(fleet, type, PIQ_GPU_TYPE_ALIASES, NULL, NULL, 0, NULL));
    CHECK_OK(piq_fleet_set_number_list(fleet, kit_add(fleet, PIQ_ENTITY_WORKLOAD, "w"), PIQ_WORKLOAD_IDLE_GAPS, NULL, 0, NULL));
    piq_fleet_free(fleet);
}

TEST(unknown, negative_zero_is_zero)
{
    CHECK(kit_same(report_with(0.0, 0), report_with(-0.0, 0)));
    CHECK(kit_same(report_with(0.0, 1), report_with(-0.0, 1)));
}
