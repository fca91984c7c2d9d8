/* Finding 10, low throughput: rows 10.1 to 10.9. */
#include "harness/fixtures.h"

TEST(low_throughput, row_10_1)
{
    const piq_report *r = judge(fleet_of(slow(340, "")));
    EXPECT(r, LOW, "w", "fired max_num_seqs medium set_max_num_seqs max_num_seqs=40 waste=%.17g confidence=0.99", 4 * (1 - 340 / 1800.0));
    EXPECT(r, LOW, "w", "fired evidence.throughput_ratio=%.17g wrong=mig_partition", 340 / 1800.0);
}

TEST(low_throughput, row_10_1_kv_bound)
{
    /* floor(16*0.85/0.30) = 45 where the queue allows more: 40 again; at kv 0.28 it is 48. */
    EXPECT(judge(fleet_of(slow(340, "'requests_in_system_p95': 60"))), LOW, "w", "fired max_num_seqs=40");
    EXPECT(judge(fleet_of(slow(340, "'requests_in_system_p95': 60, 'kv_cache_usage_p95': 0.28"))), LOW, "w", "fired max_num_seqs=48");
}

TEST(low_throughput, row_10_2)
{
    EXPECT(judge(fleet_of(slow(340, "'requests_waiting': 0, 'requests_running': 2, 'max_num_seqs': 256"))), LOW, "w", "clear");
}

TEST(low_throughput, row_10_2_running_near_the_limit_is_demand)
{
    EXPECT(judge(fleet_of(slow(340, "'requests_waiting': 0, 'requests_running': 80, 'max_num_seqs': 100"))), LOW, "w", "fired");
    EXPECT(judge(fleet_of(slow(340, "'requests_waiting': 0, 'requests_running': 79, 'max_num_seqs': 100"))), LOW, "w", "clear");
    EXPECT(judge(fleet_of(slow(340, "'requests_waiting': 1, 'requests_running': 2, 'max_num_seqs': 100"))), LOW, "w", "fired");
}

TEST(low_throughput, row_10_3)
{
    EXPECT(judge(fleet_of(slow(900, ""))), LOW, "w", "clear");
    EXPECT(judge(fleet_of(slow(899, ""))), LOW, "w", "fired");
}

TEST(low_throughput, row_10_4)
{
    EXPECT(judge(fleet_of(slow(720, "'kv_cache_usage_p95': 0.97, 'preemptions': 300"))), LOW, "w",
           "fired kv_pressure unremedied=raise_max_replicas");
    const piq_report *r = judge(fleet_of(slow(720, "'kv_cache_usage_p95': 0.97, 'preemptions': 300")));
    const size_t place = finding_place(r, PIQ_DETECTOR_LOW_THROUGHPUT, "w", 0, 0);
    const size_t remedy = remedy_place(r, place, PIQ_ACTION_SET_MAX_NUM_SEQS);
    double value = 0;
    const char *words = NULL;
    CHECK(remedy != 0);
    CHECK(remedy == NO_FINDING || !parameter_of(r, place, remedy, "max_num_seqs", &value, &words) || value < 16);
}

TEST(low_throughput, row_10_4_preemptions)
{
    EXPECT(judge(fleet_of(slow(720, "'preemptions': 100, 'requests_running': 8"))), LOW, "w", "fired kv_pressure");
    EXPECT(judge(fleet_of(slow(720, "'preemptions': 99, 'requests_running': 8"))), LOW, "w", "fired unknown profile");
}

TEST(low_throughput, row_10_5)
{
    const char *four = "'gpus': 4, 'tensor_parallel': 4, 'placement': [{'node': 'n1', 'gpus': 4}]";
    EXPECT(judge(fleet_of(slow(540, "'cpu_cores': 4, %s", four))), LOW, "w", "fired cpu_bound add_cpu_cores cpu_cores=12");
    EXPECT(judge(fleet_of(slow(540, "'cpu_cores': 6, %s", four))), LOW, "w", "fired max_num_seqs");
}

TEST(low_throughput, row_10_6)
{
    /* The model by hand: 28 in flight, prompts of 500 and answers of 200 tokens, without attention heads. */
    const double b = 28, kv = 131072, weights = 14.48e9;
    const double step = (weights + b * kv * 600) / (0.85 * 3350e9) + 2 * 7.24e9 * b / (0.57 * 989e12) + 1.5e-3 + 23e-6 * 32;
    const double prompt = 2 * 7.24e9 * 500 / (989e12 * 0.72);
    const double expected = 0.9 * b * 200 / (200 * step + b * prompt);
    const char *w = slow(0.45 * expected, "'expected_tokens_per_second': null, 'model': 'fixture-7b', 'weight_dtype': 'bf16', "
                                          "'prompt_tokens_mean': 500, 'output_tokens_mean': 200, 'requests_in_system_p95': 28");
    const piq_report *r = judge(fleet_of(w));
    EXPECT(r, LOW, "w", "candidate source=0.60 margin=%.17g confidence=%.17g waste=0 recoverable=0", 0.70 + 0.30 * 0.05 / 0.25,
           0.60 * (0.70 + 0.30 * 0.05 / 0.25));
    EXPECT(r, LOW, "w", "candidate evidence.expected_tokens_per_second=%.17g", expected);
    EXPECT_TOTALS(r, "waste=0 recoverable=0 findings=0");
}

TEST(low_throughput, row_10_7)
{
    EXPECT(judge(fleet_of(slow(340, "'requests_running': null, 'requests_waiting': null"))), LOW, "w", "ambiguous_demand:*");
}

TEST(low_throughput, row_10_8)
{
    const char *none = "'kind': 'serving', 'output_tokens_per_second': null, 'expected_tokens_per_second': null";
    EXPECT(judge(fleet_of(slow(340, "%s", none))), LOW, "w", "not_applicable");
    EXPECT(judge(fleet_of(slow(340, "'items_per_second': 40, 'expected_items_per_second': 100, %s", none))), LOW, "w",
           "fired waste=%.17g evidence.throughput_ratio=0.4", 4 * 0.6);
    EXPECT(judge(fleet_of(slow(340, "'items_per_second': 50, 'expected_items_per_second': 100, %s", none))), LOW, "w", "clear");
}

TEST(low_throughput, row_10_9)
{
    EXPECT(judge(fleet_of(slow(340, "'demand_seconds': 1200"))), LOW, "w", "insufficient_coverage");
    EXPECT(judge(fleet_of(slow(340, "'demand_seconds': 1799"))), LOW, "w", "insufficient_coverage");
    EXPECT(judge(fleet_of(slow(340, "'demand_seconds': 1800"))), LOW, "w", "fired");
}
