/* Finding 8, batch size: rows 8.1 to 8.8. */
#include "harness/fixtures.h"

TEST(batch_size, row_8_1)
{
    const piq_report *r = judge(fleet_of(items("")));
    EXPECT(r, SIZE, "w", "fired fixed low set_batch_size batch_size=32 waste=3.5 recoverable=420 confidence=0.80");
    EXPECT(r, SIZE, "w", "fired evidence.memory_batch=96 evidence.speedup_upper=16 evidence.expected_speedup=8");
}

TEST(batch_size, row_8_2)
{
    EXPECT(judge(fleet_of(items("'bytes_per_item': 40000000000"))), SIZE, "w", "clear");
    EXPECT(judge(fleet_of(items("'bytes_per_item': 7000000000"))), SIZE, "w", "fired batch_size=4 evidence.memory_batch=6");
    EXPECT(judge(fleet_of(items("'bytes_per_item': 24000000001"))), SIZE, "w", "clear");
}

TEST(batch_size, row_8_2_two_is_no_gain_in_expectation)
{
    /* N 2: upper 2, expected 1, and nothing is expected to be won. */
    EXPECT(judge(fleet_of(items("'bytes_per_item': 24000000000"))), SIZE, "w", "clear");
}

TEST(batch_size, row_8_3)
{
    EXPECT(judge(fleet_of(items("'sm_active_mean': 0.55"))), SIZE, "w", "clear");
    EXPECT(judge(fleet_of(items("'sm_active_mean': 0.50"))), SIZE, "w", "clear");
}

TEST(batch_size, row_8_4)
{
    EXPECT(judge(fleet_of(items("'batch_size': 9"))), SIZE, "w", "clear");
    EXPECT(judge(fleet_of(items("'batch_size': 8.001"))), SIZE, "w", "clear");
    EXPECT(judge(fleet_of(items("'batch_size': 8"))), SIZE, "w", "fired batch_size=32 waste=%.17g", 4 * (1 - 1 / 2.0));
}

TEST(batch_size, row_8_5)
{
    EXPECT(judge(fleet_of(items("'items_remaining': 5"))), SIZE, "w", "clear");
    EXPECT(judge(fleet_of(items("'items_remaining': 7"))), SIZE, "w", "clear");
    EXPECT(judge(fleet_of(items("'items_remaining': 8"))), SIZE, "w", "fired batch_size=8");
}

TEST(batch_size, row_8_6) { EXPECT(judge(fleet_of(items("'bytes_per_item': null"))), SIZE, "w", "missing_input:bytes_per_item"); }

TEST(batch_size, row_8_7)
{
    EXPECT(judge(fleet_of(items("'cpu_utilization_p95': 0.97"))), SIZE, "w", "clear");
    EXPECT(judge(fleet_of(items("'cpu_utilization_p95': 0.90"))), SIZE, "w", "clear");
    EXPECT(judge(fleet_of(items("'cpu_utilization_p95': 0.89"))), SIZE, "w", "fired");
}

TEST(batch_size, row_8_8)
{
    EXPECT(judge(fleet_of(items("'sm_active_mean': 0.30, 'batch_size_limit': 64"))), SIZE, "w",
           "fired batch_size=64 confidence=%.17g waste=%.17g evidence.expected_speedup=%.17g", 0.8 * 0.94, 4 * (1 - 2 * 0.30 / 0.8),
           0.8 / 0.30 / 2);
}
