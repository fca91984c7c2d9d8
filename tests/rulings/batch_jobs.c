/* R28 and R29: the two findings on batch jobs. */
#include "harness/fixtures.h"

TEST(rulings, R28_blocked_by_8_keeps_what_is_left)
{
    const char *w =
        batch("'sm_active_mean': 0.10, 'dram_active_mean': 0.05, 'batch_size': 1, 'batch_size_limit': 4, 'deadline_seconds': null, "
              "'memory_base_bytes': 10000000000, 'bytes_per_item': 1000000000, 'items_remaining': 1000000");
    EXPECT(judge(fleet_of(w)), TIERED, "w", "fired blocked_by=batch_size waste>0 recoverable>0");
    EXPECT(judge(fleet_of(with(w, "'batch_size_limit': 32"))), TIERED, "w", "fired blocked_by=batch_size waste=0 recoverable=0");
    EXPECT(judge(fleet_of(with(w, "'batch_size': 9"))), TIERED, "w", "fired unrelated=blocked_by");
    EXPECT(judge(fleet_of(with(w, "'gpu_oom_events': 1, 'oom_gpu_memory_peak': 0.97"))), TIERED, "w",
           "fired blocked_by=batch_size blocked_by=oom_risk waste=0 recoverable=0");
}

TEST(rulings, R28_blocked_by_all_that_block)
{
    /* 12.6: 3 blocks 7, and 8 blocks 7. */
    const char *w =
        batch("'sm_active_mean': 0.10, 'dram_active_mean': 0.05, 'batch_size': 1, 'batch_size_limit': 4, 'deadline_seconds': null, "
              "'memory_base_bytes': 10000000000, 'bytes_per_item': 1000000000, 'items_remaining': 1000000, 'host_oom_events': 1");
    const piq_report *r = judge(fleet_of(w));
    EXPECT(r, TIERED, "w", "fired waste=0 recoverable=0 blocked_by=oom_risk blocked_by=batch_size");
    EXPECT(r, SIZE, "w", "fired waste=2 blocks=batch_over_tiered");
    EXPECT(r, OOM, "w", "fired blocks=batch_over_tiered");
}

/* Section 8: s = 1.25*max(1, 0.90*989/(0.80*989)) = 1.40625 while no fix of the batch size changes the activity; R14's cap of 0.80 is for
   what a fix leaves. Of 16.00 a run, 2.20/4.00*1.40625 remain. */
TEST(rulings, R14_activity_is_capped_after_a_fix_only)
{
    const char *cheap = with(h100, "'name': 'H100-half', 'price_per_gpu_hour': 2.20");
    const char *w = batch("'sm_active_mean': 0.90, 'dram_active_mean': 0.10, 'deadline_seconds': null");
    EXPECT(judge_with(fleet_where(w, "'gpu_types': [%s, %s]", h100, cheap), "{\"batch_tier_sm_max\": 0.95}"), TIERED, "w",
           "fired gpu_type=H100-half waste=%.17g", 4 - 2.20 * 1.40625);
}

TEST(rulings, R29_tensor_activity_first)
{
    EXPECT(judge(fleet_of(items("'tensor_active_mean': 0.05, 'sm_active_mean': 0.95"))), SIZE, "w", "fired batch_size=32 signal=1");
    EXPECT(judge(fleet_of(items("'tensor_active_mean': 0.55, 'sm_active_mean': 0.05"))), SIZE, "w", "clear");
    EXPECT(judge(fleet_of(items("'sm_active_mean': 0.05, 'gr_engine_active_mean': 0.95"))), SIZE, "w", "fired signal=1");
    EXPECT(judge(fleet_of(items("'sm_active_mean': null, 'gr_engine_active_mean': 0.05"))), SIZE, "w", "fired signal=0.90");
}

TEST(rulings, R29_upper_from_the_activity_that_decided)
{
    EXPECT(judge(fleet_of(items("'tensor_active_mean': 0.10, 'sm_active_mean': 0.40"))), SIZE, "w",
           "fired evidence.expected_speedup=4 waste=3");
}

TEST(rulings, R29_enough_items)
{
    EXPECT(judge(fleet_of(items("'batch_size': 4, 'items_remaining': 32"))), SIZE, "w", "fired batch_size=32");
    EXPECT(judge(fleet_of(items("'batch_size': 4, 'items_remaining': 31"))), SIZE, "w", "clear");
    EXPECT(judge(fleet_of(items("'batch_size': 8, 'items_remaining': 63"))), SIZE, "w", "clear");
}

TEST(rulings, R29_gain)
{
    EXPECT(judge(fleet_of(items("'batch_size': 8, 'batch_size_limit': 15"))), SIZE, "w", "clear");
    EXPECT(judge(fleet_of(items("'batch_size': 8, 'batch_size_limit': 16"))), SIZE, "w", "clear");
    EXPECT(judge(fleet_of(items("'batch_size': 6, 'batch_size_limit': 16"))), SIZE, "w",
           "fired batch_size=16 evidence.expected_speedup=%.17g", 16 / 6.0 / 2);
    EXPECT(judge(fleet_of(items("'sm_active_mean': 0.40"))), SIZE, "w", "clear");
    EXPECT(judge(fleet_of(items("'sm_active_mean': 0.39"))), SIZE, "w", "fired");
}

TEST(rulings, R29_no_activity_at_all)
{
    EXPECT(judge(fleet_of(items("'sm_active_mean': 0"))), SIZE, "w",
           "fired batch_size=32 evidence.speedup_upper=32 evidence.expected_speedup=16");
}

TEST(rulings, R29_absent_limits_bound_nothing)
{
    const piq_report *r = judge(fleet_of(items("'items_remaining': null, 'cpu_utilization_p95': null, 'batch_size_limit': null, "
                                               "'bytes_per_item': 1000000")));
    EXPECT(r, SIZE, "w", "fired batch_size=128");
    CHECK(finding_at(r, finding_place(r, PIQ_DETECTOR_BATCH_SIZE, "w", 0, 0)).degraded_count >= 3);
}

TEST(rulings, R29_a_power_of_two_within_every_bound)
{
    EXPECT(judge(fleet_of(items("'batch_size_limit': 100"))), SIZE, "w", "fired batch_size=64");
    EXPECT(judge(fleet_of(items("'batch_size_limit': 63"))), SIZE, "w", "fired batch_size=32");
    EXPECT(judge(fleet_of(items("'batch_size_limit': null, 'items_remaining': 20"))), SIZE, "w", "fired batch_size=16");
    EXPECT(judge(fleet_of(items("'batch_size_limit': null"))), SIZE, "w", "fired batch_size=64");
}

/* Steps with fewer inputs than one: with one they would do 2.5 times as much. */
TEST(rulings, R29_less_than_one_input_a_step)
{
    EXPECT(judge(fleet_of(items("'batch_size': 0.4, 'batch_size_limit': 1"))), SIZE, "w", "fired batch_size=1 evidence.expected_speedup=1.25");
    EXPECT(judge(fleet_of(items("'batch_size': 0.5, 'batch_size_limit': 1"))), SIZE, "w", "clear");
}

TEST(rulings, R29_base_from_the_model)
{
    /* Weights and overhead: 16.48 GB; 0.80*80 - 16.48 GB hold 47 items of 1 GB. */
    const char *w = items(
        "'memory_base_bytes': null, 'model': 'fixture-7b', 'weight_dtype': 'bf16', 'bytes_per_item': 1000000000, 'batch_size_limit': null");
    EXPECT(judge(fleet_of(w)), SIZE, "w", "fired batch_size=32 evidence.memory_batch=47");
}
