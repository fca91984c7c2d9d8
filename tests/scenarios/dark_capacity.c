/* Finding 6, dark capacity: rows 6.1 to 6.9. */
#include "harness/fixtures.h"

static const char *alone(const char *dark_node) { return fleet("'nodes': [%s]", dark_node); }

TEST(dark_capacity, row_6_1)
{
    const piq_report *r = judge(alone(dark("")));
    EXPECT(r, DARK, "n1", "fired unallocated high release_node confidence=0.95 waste=32 recoverable=11680 evidence.idle_seconds=604800");
    EXPECT_TOTALS(r, "waste=32 recoverable=11680 spend=32");
}

TEST(dark_capacity, row_6_1_burned_so_far_counts)
{
    /* 2 GPUs at 0.80: 1.60 x (168 h burned + 365 h to come) is below 1,000, and 365 h of one more GPU lift it above. */
    EXPECT(judge(alone(dark("'gpu_count': 2, 'price_per_gpu_hour': 0.8"))), DARK, "n1", "fired low recoverable=584");
    EXPECT(judge(alone(dark("'gpu_count': 2, 'price_per_gpu_hour': 0.95"))), DARK, "n1", "fired medium recoverable=693.5");
}

TEST(dark_capacity, row_6_2)
{
    EXPECT(judge(alone(dark("'idle_seconds': %g", 4 * HOUR - 60))), DARK, "n1", "clear");
    EXPECT(judge(alone(dark("'idle_seconds': %g", 4 * HOUR - 1))), DARK, "n1", "clear");
    EXPECT(judge(alone(dark("'idle_seconds': %g", 4 * HOUR))), DARK, "n1", "fired unallocated");
}

TEST(dark_capacity, row_6_3)
{
    EXPECT(judge(alone(dark(""))), DARK, "n1", "fired unallocated");
    EXPECT(judge(alone(dark("'gpu_workloads': null"))), DARK, "n1", "fired unallocated");
    EXPECT(judge(alone(dark("'gpu_workloads': 1"))), DARK, "n1", "clear");
}

TEST(dark_capacity, row_6_4)
{
    EXPECT(judge(alone(dark("'requests': 1"))), DARK, "n1", "clear");
    EXPECT(judge(alone(dark("'requests': 0"))), DARK, "n1", "fired");
}

TEST(dark_capacity, row_6_5)
{
    const piq_report *r = judge(fleet("'nodes': [%s], 'workloads': [%s]", dark(""), job("'gpus': 4")));
    EXPECT_COUNTS(r, DARK, "fired=0 candidates=0 not_evaluated=0 clear=1 not_applicable=1");
    EXPECT_PENDING(r, "job", "other_constraint");
}

TEST(dark_capacity, row_6_6)
{
    EXPECT(judge(alone(dark("'state': 'cordoned', 'idle_seconds': 3600"))), DARK, "n1", "not_applicable");
    EXPECT(judge(alone(dark("'state': 'draining', 'idle_seconds': 3600"))), DARK, "n1", "not_applicable");
    EXPECT(judge(alone(dark("'state': 'maintenance', 'idle_seconds': 3600"))), DARK, "n1", "not_applicable");
}

TEST(dark_capacity, row_6_7)
{
    EXPECT(judge(fleet("'nodes': [%s], 'workloads_complete': false", dark("'gpu_workloads': null"))), DARK, "n1",
           "missing_input:pending_complete,gpu_workloads");
}

TEST(dark_capacity, row_6_8)
{
    EXPECT(judge(alone(dark("'purchase': 'committed', 'resale_price_per_gpu_hour': 2.0, 'sell_through_ratio': 0.5, "
                            "'idle_seconds': %g",
                            14 * DAY))),
           DARK, "n1", "fired list_for_lease waste=32 recoverable=5840 undegraded=sunk");
}

TEST(dark_capacity, row_6_9)
{
    const char *w = work(
        "'kind': 'llm_serving', 'engine': 'vllm', 'idle_seconds': %g, 'requests': 0, 'gpu_memory_used_max_bytes': 26000000000", 72 * HOUR);
    EXPECT(judge(fleet_of(w)), DARK, "w", "fired held_idle scale_to_zero waste=4 recoverable=%.17g", 4 * 730 * 72.0 / (14 * 24));
    EXPECT(judge(fleet_of(with(w, "'idle_seconds': %g", 72 * HOUR - 1))), DARK, "w", "clear");
}
