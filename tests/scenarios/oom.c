/* Finding 3, OOM risk: rows 3.1 to 3.8. */
#include "harness/fixtures.h"

TEST(oom, row_3_1)
{
    const piq_report *r = judge(fleet_of(kills("'oom_gpu_memory_peak': 0.97, 'gpu_oom_events': 4, 'gpu_oom_events_24h': 4")));
    EXPECT(r, OOM, "w", "fired gpu critical confidence=0.95 waste=0 recoverable=0");
    EXPECT_TOTALS(r, "waste=0 recoverable=0 findings=1");
}

TEST(oom, row_3_1_three_a_day_are_critical)
{
    EXPECT(judge(fleet_of(kills("'oom_gpu_memory_peak': 0.97, 'gpu_oom_events': 3, 'gpu_oom_events_24h': 3"))), OOM, "w",
           "fired gpu critical");
    EXPECT(judge(fleet_of(kills("'oom_gpu_memory_peak': 0.97, 'gpu_oom_events': 3, 'gpu_oom_events_24h': 2"))), OOM, "w", "fired gpu high");
}

TEST(oom, row_3_2)
{
    const piq_report *r = judge(fleet_of(kills("'oom_gpu_memory_peak': 0.97, 'gpu_oom_events': 0")));
    EXPECT(r, OOM, "w", "observation pressure info counted=clear waste=0");
    EXPECT_COUNTS(r, OOM, "fired=0 clear=1 candidates=0");
    EXPECT_TOTALS(r, "findings=0");
}

TEST(oom, row_3_3)
{
    EXPECT(judge(fleet_of(kills("'kind': 'llm_serving', 'engine': 'vllm', 'gpu_memory_used_max_bytes': 73600000000, 'gpu_oom_events': 0, "
                                "'kv_cache_usage_p95': 0.40"))),
           OOM, "w", "clear");
}

TEST(oom, row_3_4)
{
    const piq_report *r = judge(fleet_of(kills("'host_oom_events': 2, 'host_memory_peak': 0.99, 'oom_gpu_memory_peak': 0.45, "
                                               "'gpu_oom_events': 0, 'host_memory_bytes': 100000000000")));
    EXPECT(r, OOM, "w", "fired host high raise_host_memory confidence=0.95 unremedied=move_gpu_type unremedied=raise_tensor_parallel");
    EXPECT(r, OOM, "w", "fired host_memory_bytes=%.17g", 100e9 * 0.99 * 1.25);
    CHECK(finding_place(r, PIQ_DETECTOR_OOM_RISK, "w", 0, PIQ_SUBTYPE_GPU) == NO_FINDING);
}

TEST(oom, row_3_5)
{
    EXPECT(judge(fleet_of(kills("'gpu_oom_events': 1, 'seconds_since_oom': 518400, 'oom_gpu_memory_peak': 0.90"))), OOM, "w",
           "fired gpu high confidence=0.95");
}

TEST(oom, row_3_5_lower)
{
    EXPECT(
        judge(fleet_of(kills("'gpu_oom_events': 1, 'seconds_since_oom': 518400, 'oom_gpu_memory_peak': 0.89, 'host_memory_peak': 0.30"))),
        OOM, "w", "observation unexplained info counted=clear");
}

TEST(oom, row_3_6)
{
    const piq_report *r = judge(fleet_of(tier("'model': 'fixture-70b', 'engine': 'vllm', 'startup_oom_events': 3, 'gpu_oom_events': 0, "
                                              "'host_oom_events': 0, 'oom_gpu_memory_peak': 0.97")));
    EXPECT(r, OOM, "w", "clear");
    EXPECT(r, TIER, "w", "fired too_small critical evidence.startup_oom_events=3");
}

TEST(oom, row_3_7) { EXPECT(judge(fleet_of(kills("'gpu_oom_events': 1"))), OOM, "w", "missing_input:gpu_memory_used_max_bytes"); }

TEST(oom, row_3_8)
{
    EXPECT(judge(fleet_of(kills("'gpu_memory_used_max_bytes': 40000000000, 'host_oom_events': null"))), OOM, "w", "clear");
    EXPECT(judge(fleet_of(kills("'gpu_memory_used_max_bytes': 40000000000"))), OOM, "w", "clear");
}
