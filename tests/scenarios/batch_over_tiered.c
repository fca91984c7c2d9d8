/* Finding 7, batch over-tiered: rows 7.1 to 7.8. */
#include "harness/fixtures.h"

static const double slowdown_l4 = 1.25 * (0.15 * 989 / (0.8 * 121));

TEST(batch_over_tiered, row_7_1)
{
    const piq_report *r = judge(fleet_of(batch("")));
    const double saved = 4.0 - 0.8 * slowdown_l4;
    CHECK_NEAR(saved * 4, 9.87, 0.005);
    EXPECT(r, TIERED, "w", "fired move low move_gpu_type gpu_type=L4-24 waste=%.17g recoverable=%.17g", saved, saved * 4 * 30);
    EXPECT(r, TIERED, "w", "fired evidence.slowdown=%.17g hours=120", slowdown_l4);
}

TEST(batch_over_tiered, row_7_2)
{
    EXPECT(judge(fleet_of(batch("'deadline_seconds': %g", 6 * HOUR))), TIERED, "w",
           "fired move gpu_type=L40S-48 waste=1.75 recoverable=210 evidence.slowdown=1.25");
}

TEST(batch_over_tiered, row_7_2_deadline)
{
    const double run = 4 * HOUR * slowdown_l4;
    EXPECT(judge(fleet_of(batch("'deadline_seconds': %.17g", run + 0.001))), TIERED, "w", "fired gpu_type=L4-24");
    EXPECT(judge(fleet_of(batch("'deadline_seconds': %.17g", run - 0.001))), TIERED, "w", "fired gpu_type=L40S-48");
}

TEST(batch_over_tiered, row_7_2_no_card_is_fast_enough)
{
    EXPECT(judge(fleet_of(batch("'deadline_seconds': %g", 5 * HOUR))), TIERED, "w", "fired gpu_type=L40S-48");
    EXPECT(judge(fleet_of(batch("'deadline_seconds': %g", 5 * HOUR - 1))), TIERED, "w", "clear");
}

TEST(batch_over_tiered, row_7_3)
{
    EXPECT(judge(fleet_of(batch("'dram_active_mean': 0.55, 'sm_active_mean': 0.3"))), TIERED, "w", "clear");
    EXPECT(judge(fleet_of(batch("'dram_active_mean': 0.40"))), TIERED, "w", "clear");
}

TEST(batch_over_tiered, row_7_3_below)
{
    /* Tensor activity known and small: only memory activity decides. At 0.39 the L40S needs 1.25*0.39*3350/(0.8*864). */
    const char *w = batch("'dram_active_mean': 0.39, 'tensor_active_mean': 0.05, 'deadline_seconds': null");
    EXPECT(judge(fleet_of(w)), TIERED, "w", "fired move gpu_type=A100-80 waste=%.17g", 4 - 2.5 * 1.25);
}

TEST(batch_over_tiered, row_7_4)
{
    EXPECT(judge(fleet_of(batch("'sm_active_mean': 0.50"))), TIERED, "w", "clear");
    EXPECT(judge(fleet_of(batch("'sm_active_mean': 0.49, 'tensor_active_mean': 0.05"))), TIERED, "w", "fired");
}

TEST(batch_over_tiered, row_7_5)
{
    EXPECT(judge(fleet_of(batch("'kind': null"))), TIERED, "w", "missing_input:kind");
    EXPECT(judge(fleet_of(batch("'kind': 'unknown'"))), TIERED, "w", "missing_input:kind");
}

TEST(batch_over_tiered, row_7_6)
{
    EXPECT(judge(fleet_where(batch(""), "'nodes': [%s]", node("'gpu_type': 'L4-24'"))), TIERED, "w", "clear");
}

TEST(batch_over_tiered, row_7_7)
{
    EXPECT(judge(fleet_of(batch("'run_seconds': 1800, 'runs_per_month': 4"))), TIERED, "w", "clear");
    EXPECT(judge(fleet_of(batch("'run_seconds': 1800, 'runs_per_month': 19"))), TIERED, "w", "clear");
    EXPECT(judge(fleet_of(batch("'run_seconds': 1800, 'runs_per_month': 20"))), TIERED, "w", "fired");
    EXPECT(judge(fleet_of(batch("'run_seconds': 3599, 'runs_per_month': 4"))), TIERED, "w", "clear");
    EXPECT(judge(fleet_of(batch("'run_seconds': 3600, 'runs_per_month': 4"))), TIERED, "w", "fired");
}

TEST(batch_over_tiered, row_7_8)
{
    const piq_report *r = judge(fleet_of(batch("'batch_size': 1, 'memory_base_bytes': 10000000000, 'bytes_per_item': 1000000000, "
                                               "'items_remaining': 1000000, 'batch_size_limit': 4")));
    EXPECT(r, SIZE, "w", "fired fixed blocks=batch_over_tiered");
    EXPECT(r, TIERED, "w", "fired blocked_by=batch_size");
}
