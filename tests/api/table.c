/* The function table: asked for by version and size, it gives the library's own functions. */
#include <stdlib.h>

#include "common/kit.h"
#include "harness/piq_test.h"

#include "piq/api.h"

TEST(table, is_given_to_programs_as_old_or_older)
{
    const piq_api *whole = piq_get_api(PIQ_ABI_VERSION, sizeof(piq_api));
    CHECK_OR_RETURN(whole != NULL);
    CHECK_EQ_INT(whole->struct_size, sizeof(piq_api));
    CHECK_EQ_INT(whole->abi_version, PIQ_ABI_VERSION);
    CHECK(piq_get_api(PIQ_ABI_VERSION, PIQ_API_SIZE(version)) == whole);
    CHECK(piq_get_api(PIQ_ABI_VERSION, 0) == whole);
}

TEST(table, is_refused_to_programs_that_want_more)
{
    CHECK(piq_get_api(PIQ_ABI_VERSION, sizeof(piq_api) + 1) == NULL);
    CHECK(piq_get_api(PIQ_ABI_VERSION, SIZE_MAX) == NULL);
    CHECK(piq_get_api(PIQ_ABI_VERSION + 1, 0) == NULL);
    CHECK(piq_get_api(PIQ_ABI_VERSION - 1, sizeof(piq_api)) == NULL);
    CHECK(piq_get_api(UINT32_MAX, sizeof(piq_api)) == NULL);
}

TEST(table, calls_mean_what_calls_by_name_mean)
{
    const piq_api *piq = piq_get_api(PIQ_ABI_VERSION, sizeof(piq_api));
    piq_fleet *fleet = kit_small_fleet();
    piq_report *report = NULL;
    piq_summary by_table = {.struct_size = sizeof by_table}, by_name = {.struct_size = sizeof by_name};
    CHECK_OR_RETURN(piq != NULL);
    CHECK_EQ_INT(piq->version(), piq_version());
    CHECK_OK(piq->evaluate(fleet, NULL, &report, NULL));
    CHECK_OK(piq->report_summary(report, &by_table));
    CHECK_OK(piq_report_summary(report, &by_name));
    CHECK_EQ_INT(by_table.nodes, by_name.nodes);
    CHECK_EQ_INT(by_table.waste_per_hour, by_name.waste_per_hour);
    piq->report_free(report);
    piq->fleet_free(fleet);
}
