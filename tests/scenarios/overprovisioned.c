/* Finding 2, GPU overprovisioned: rows 2.1 to 2.9. */
#include "harness/fixtures.h"

#include <math.h>

#define THREE "'replicas': 3, 'placement': [{'node': 'n1', 'gpus': 3}]"

static const char *only_h100_and_l40s(double price)
{
    return json("'gpu_types': [%s, %s]", h100, with(l40s, "'price_per_gpu_hour': %.17g", price));
}

TEST(overprovisioned, row_2_1)
{
    const piq_report *r = judge(fleet_of(chat("")));
    EXPECT(r, OVER, "w", "fired smaller_type medium move_gpu_type gpu_type=L4-24 gpus=1 waste=3.20 recoverable=2336 confidence=0.85");
    EXPECT(r, OVER, "w", "fired source=0.85 evidence.memory_need_bytes=18e9");
}

TEST(overprovisioned, row_2_1_objective_not_met)
{
    EXPECT(judge(fleet_of(chat("'tpot_slo_seconds': 0.045"))), OVER, "w", "fired smaller_type gpu_type=A10G-24 waste=2.80");
}

/* Capacity of one replica at 500 and 200 tokens with `pool` bytes for the KV cache, by hand: no attention heads are known. */
static double capacity(double pool, double bandwidth, double flops)
{
    const double b = floor(pool / (131072 * (500 + 0.8 * 200)));
    const double step = (14e9 + b * 131072 * 600) / (0.85 * bandwidth) + 2 * 7.24e9 * b / (0.57 * flops) + 1.5e-3 + 23e-6 * 32;
    return 0.9 * b * 200 / (200 * step + b * 2 * 7.24e9 * 500 / (0.72 * flops));
}

TEST(overprovisioned, row_2_1_too_much_traffic_for_the_small_card)
{
    const double small = 0.6 * capacity(0.9 * 24e9 - 16e9, 300e9, 121e12), next = 0.6 * capacity(0.9 * 24e9 - 16e9, 600e9, 70e12);
    CHECK(small > 60 && next > small);
    EXPECT(judge(fleet_of(chat("'output_tokens_per_second_peak': %.17g", small * 0.9999))), OVER, "w", "fired gpu_type=L4-24");
    EXPECT(judge(fleet_of(chat("'output_tokens_per_second_peak': %.17g", small * 1.0001))), OVER, "w", "fired gpu_type=A10G-24");
    EXPECT(judge(fleet_of(chat("'output_tokens_per_second_peak': %.17g", next * 0.9999))), OVER, "w", "fired gpu_type=A10G-24");
    EXPECT(judge(fleet_of(chat("'output_tokens_per_second_peak': %.17g", next * 1.0001))), OVER, "w", "fired gpu_type=L40S-48");
}

TEST(overprovisioned, row_2_2)
{
    EXPECT(judge(fleet_of(chat("'kv_cache_usage_max': null"))), OVER, "w", "missing_input:kv_cache_usage_max");
}

TEST(overprovisioned, row_2_3)
{
    EXPECT(judge(fleet_of(vision(36, 0.55, ""))), OVER, "w", "clear");
    EXPECT(judge(fleet_of(vision(36, 0.50, ""))), OVER, "w", "clear");
    EXPECT(judge(fleet_of(vision(36, 0.49, ""))), OVER, "w", "fired");
}

TEST(overprovisioned, row_2_4)
{
    EXPECT(judge(fleet_of(vision(60, 0.10, ""))), OVER, "w", "fired smaller_type gpu_type=A100-80 waste=1.50 recoverable=1095 medium");
}

TEST(overprovisioned, row_2_4_memory_heavy)
{
    EXPECT(judge(fleet_of(vision(66, 0.10, ""))), OVER, "w", "clear");
    EXPECT(judge(fleet_of(vision(64, 0.10, ""))), OVER, "w", "fired gpu_type=A100-80");
    EXPECT(judge(fleet_of(vision(64.001, 0.10, ""))), OVER, "w", "clear");
}

TEST(overprovisioned, row_2_5)
{
    EXPECT(judge(fleet_where(vision(38.4, 0.49, ""), "%s", only_h100_and_l40s(1.80))), OVER, "w",
           "fired smaller_type gpu_type=L40S-48 waste=2.20");
    EXPECT(judge(fleet_where(vision(38.401, 0.49, ""), "%s", only_h100_and_l40s(1.80))), OVER, "w", "clear");
}

TEST(overprovisioned, row_2_5_price)
{
    EXPECT(judge(fleet_where(vision(38.4, 0.49, ""), "%s", only_h100_and_l40s(3.20))), OVER, "w", "fired smaller_type waste=0.80");
    EXPECT(judge(fleet_where(vision(38.4, 0.49, ""), "%s", only_h100_and_l40s(3.24))), OVER, "w", "clear");
}

TEST(overprovisioned, row_2_6)
{
    const char *sliced = with(h100, "'mig_profiles': [{'name': '3g.40gb', 'compute_slices': 3, 'compute_slices_total': 7, "
                                    "'memory_bytes': 40000000000, 'max_instances': 2}]");
    const char *w = vision(10, 0,
                           "'sm_active_peak': null, 'gpu_utilization_peak': 0.0, 'gpus': 0.5, 'mig_profile': '3g.40gb', "
                           "'placement': [{'node': 'n1', 'gpus': 0.5, 'gpu': 'a'}]");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s, %s, %s]", sliced, a100, l4)), OVER, "w", "unsupported_signal:sm_active_peak");
    /* Nor is any other profiling metric there: R23 still asks for this one. */
    EXPECT(judge(fleet_where(with(w, "'tensor_active_p95': null, 'dram_active_p95': null"), "'gpu_types': [%s, %s, %s]", sliced, a100, l4)),
           OVER, "w", "unsupported_signal:sm_active_peak");
    /* The gap is one of the signal: a need that no cheaper card holds is still clear. */
    EXPECT(judge(fleet_where(with(w, "'gpu_memory_used_max_bytes': 33000000000"), "'gpu_types': [%s]", sliced)), OVER, "w", "clear");
}

TEST(overprovisioned, row_2_7)
{
    EXPECT(judge(fleet_of(chat("'observed_seconds': %g", 29 * HOUR))), OVER, "w", "insufficient_coverage");
    EXPECT(judge(fleet_of(chat("'observed_seconds': %g", 30 * HOUR - 1))), OVER, "w", "insufficient_coverage");
    EXPECT(judge(fleet_of(chat("'observed_seconds': %g", 30 * HOUR))), OVER, "w", "fired");
}

TEST(overprovisioned, row_2_7_longer)
{
    EXPECT(judge(fleet_of(chat("'observed_seconds': %g", 31 * HOUR))), OVER, "w", "fired window=0.8 confidence=%.17g", 0.85 * 0.8);
    EXPECT(judge(fleet_of(chat("'observed_seconds': %g", 7 * DAY))), OVER, "w", "fired window=1");
}

TEST(overprovisioned, row_2_8)
{
    const char *types = json("'gpu_types': [%s]", h100);
    EXPECT(judge(fleet_where(chat(THREE ", 'replica_floor': 2"), "%s", types)), OVER, "w",
           "fired fewer_replicas reduce_replicas replicas=2 waste=4 recoverable=2920");
    EXPECT(judge(fleet_where(chat(THREE ", 'replica_floor': 1"), "%s", types)), OVER, "w", "fired fewer_replicas replicas=1 waste=8");
    EXPECT(judge(fleet_where(chat(THREE ", 'replica_floor': 3"), "%s", types)), OVER, "w", "clear");
}

TEST(overprovisioned, row_2_9)
{
    const char *w =
        vision(10, 0, "'gpu_utilization_peak': 0.06, 'sm_active_peak': null, 'tensor_active_p95': null, 'dram_active_p95': null");
    EXPECT(judge(fleet_of(w)), OVER, "w", "missing_input:dram_active_p95");
}

/* What is not used need not be known: it fits any card. */
TEST(overprovisioned, what_a_server_does_not_use)
{
    const char *no_flops = json("'gpu_types': [%s, %s]", with(h100, "'fp16_flops': null"), with(l4, "'fp16_flops': null"));
    const char *no_stream = json("'gpu_types': [%s, %s]", with(h100, "'memory_bandwidth': null"), with(l4, "'memory_bandwidth': null"));
    EXPECT(judge(fleet_where(vision(10, 0.1, "'tensor_active_p95': 0"), "%s", no_flops)), OVER, "w", "fired gpu_type=L4-24");
    EXPECT(judge(fleet_where(vision(10, 0.1, ""), "%s", no_flops)), OVER, "w", "missing_input:fp16_flops");
    EXPECT(judge(fleet_where(vision(10, 0.1, "'dram_active_p95': 0"), "%s", no_stream)), OVER, "w", "fired gpu_type=L4-24");
    EXPECT(judge(fleet_where(vision(10, 0.1, ""), "%s", no_stream)), OVER, "w", "missing_input:memory_bandwidth");
}

/* The cards whose peaks are compared, each at its end of the cap: 0.60 on the L4. */
TEST(overprovisioned, projected_activity_at_the_cap)
{
    const char *types = json("'gpu_types': [%s, %s]", h100, l4);
    const double tensor = 0.60 * 121 / 989, dram = 0.60 * 0.8 * 300 / 3350;
    EXPECT(judge(fleet_where(vision(10, 0.1, "'tensor_active_p95': %.17g", tensor * 0.9999), "%s", types)), OVER, "w", "fired");
    EXPECT(judge(fleet_where(vision(10, 0.1, "'tensor_active_p95': %.17g", tensor * 1.0001), "%s", types)), OVER, "w", "clear");
    EXPECT(judge(fleet_where(vision(10, 0.1, "'dram_active_p95': %.17g", dram * 0.9999), "%s", types)), OVER, "w", "fired");
    EXPECT(judge(fleet_where(vision(10, 0.1, "'dram_active_p95': %.17g", dram * 1.0001), "%s", types)), OVER, "w", "clear");
}

TEST(overprovisioned, a_slice_without_any_activity)
{
    const char *sliced = with(h100, "'mig_profiles': [{'name': '3g.40gb', 'compute_slices': 3, 'compute_slices_total': 7, "
                                    "'memory_bytes': 40000000000, 'max_instances': 2}]");
    const char *w = vision(10, 0,
                           "'sm_active_peak': null, 'tensor_active_p95': null, 'gpus': 0.5, 'mig_profile': '3g.40gb', "
                           "'placement': [{'node': 'n1', 'gpus': 0.5, 'gpu': 'a'}]");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s, %s]", sliced, l4)), OVER, "w", "missing_input:sm_active_peak");
}

/* An objective that no batch keeps is kept by no number of replicas, with a floor or without. */
TEST(overprovisioned, replicas_that_miss_the_objective)
{
    const char *types = json("'gpu_types': [%s]", h100);
    EXPECT(judge(fleet_where(chat(THREE ", 'replica_floor': 1, 'tpot_slo_seconds': 0.001"), "%s", types)), OVER, "w", "clear");
    EXPECT(judge(fleet_where(chat(THREE ", 'tpot_slo_seconds': 0.001"), "%s", types)), OVER, "w", "clear");
    EXPECT(judge(fleet_where(chat(THREE ", 'replica_floor': 1, 'tpot_slo_seconds': 0.1"), "%s", types)), OVER, "w", "fired fewer_replicas");
}

/* A placement whose cache holds no request carries no traffic, be it none: nothing says that fewer of it would do. */
TEST(overprovisioned, replicas_that_hold_no_request)
{
    const char *types = json("'gpu_types': [%s]", h100), *w = chat(THREE ", 'replica_floor': 1, 'gpu_memory_fraction': 0.1");
    EXPECT(judge(fleet_where(w, "%s", types)), OVER, "w", "clear");
    EXPECT(judge(fleet_where(with(w, "'output_tokens_per_second_peak': 0"), "%s", types)), OVER, "w", "clear");
    EXPECT(judge(fleet_where(with(w, "'output_tokens_per_second_peak': null"), "%s", types)), OVER, "w",
           "missing_input:output_tokens_per_second_peak");
}

/* Nor does a slice of it; and a load of nothing is carried by nothing at all. */
TEST(overprovisioned, loads_of_nothing)
{
    const char *sliced = with(h100, "'mig_profiles': [{'name': '3g.40gb', 'compute_slices': 3, 'compute_slices_total': 7, "
                                    "'memory_bytes': 40000000000, 'max_instances': 2}]");
    EXPECT(judge(fleet_where(chat("'gpu_memory_fraction': 0.1"), "'gpu_types': [%s]", sliced)), OVER, "w", "clear");
    EXPECT(judge_with(fleet_where(chat("'output_tokens_per_second_peak': 0"), "'gpu_types': [%s, %s]", h100, l4), "{\"compute_cap_online\": 0}"), OVER, "w",
           "fired gpu_type=L4-24");
}

/* What one of four GPUs is to do it does four times as much of. */
TEST(overprovisioned, activity_on_fewer_gpus)
{
    const char *four = "'gpus': 4, 'tensor_parallel': 4, 'placement': [{'node': 'n1', 'gpus': 4}]", *types = json("'gpu_types': [%s]", h100);
    EXPECT(judge(fleet_where(vision(10, 0.1, "%s, 'tensor_active_p95': 0.15", four), "%s", types)), OVER, "w", "fired fewer_gpus gpus=1");
    EXPECT(judge(fleet_where(vision(10, 0.1, "%s, 'tensor_active_p95': 0.151", four), "%s", types)), OVER, "w", "fired fewer_gpus gpus=2");
    EXPECT(judge(fleet_where(vision(10, 0.1, "%s, 'dram_active_p95': 0.119", four), "%s", types)), OVER, "w", "fired fewer_gpus gpus=1");
    EXPECT(judge(fleet_where(vision(10, 0.1, "%s, 'dram_active_p95': 0.121", four), "%s", types)), OVER, "w", "fired fewer_gpus gpus=2");
}

/* The objective holds for the smallest batch that carries the traffic, half of the answer on: by hand, on the L4. */
TEST(overprovisioned, time_per_token_at_the_traffic)
{
    double b = 0, step = 0, rate = 0;
    while (rate < 150) {
        b += 1;
        step = (14e9 + b * 131072 * 600) / (0.85 * 300e9) + 2 * 7.24e9 * b / (0.57 * 121e12) + 1.5e-3 + 23e-6 * 32;
        rate = 0.9 * b * 200 / (200 * step + b * 2 * 7.24e9 * 500 / (0.72 * 121e12));
    }
    CHECK(b > 5);
    const char *types = json("'gpu_types': [%s, %s]", h100, l4), *w = chat("'output_tokens_per_second_peak': 150");
    EXPECT(judge(fleet_where(with(w, "'tpot_slo_seconds': %.17g", step * 1.000001), "%s", types)), OVER, "w", "fired gpu_type=L4-24");
    EXPECT(judge(fleet_where(with(w, "'tpot_slo_seconds': %.17g", step * 0.999999), "%s", types)), OVER, "w", "clear");
    const double prompt = 2 * 7.24e9 * 500 / (0.72 * 121e12);
    EXPECT(judge(fleet_where(with(w, "'ttft_slo_seconds': %.17g", prompt * 1.000001), "%s", types)), OVER, "w", "fired gpu_type=L4-24");
    EXPECT(judge(fleet_where(with(w, "'ttft_slo_seconds': %.17g", prompt * 0.999999), "%s", types)), OVER, "w", "clear");
}

/* Of a model without a model of throughput only the peak is asked, which would tell as little. */
TEST(overprovisioned, lengths_help_decoders_only)
{
    const char *models = json("'models': [%s]", with(model_7b, "'class': 'encoder'"));
    EXPECT(judge(fleet_where(chat("'prompt_tokens_mean': null, 'output_tokens_mean': null"), "%s", models)), OVER, "w", "unsupported_signal");
    EXPECT(judge(fleet_where(chat("'prompt_tokens_mean': null, 'output_tokens_per_second_peak': null"), "%s", models)), OVER, "w",
           "unsupported_signal:output_tokens_per_second_peak");
}

/* Where nobody says how large a domain is it is a single GPU. */
TEST(overprovisioned, fewer_gpus_within_the_domain)
{
    const char *w = vision(20, 0.1, "'gpus': 4, 'tensor_parallel': 4, 'placement': [{'node': 'n1', 'gpus': 4}]");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s]", h100)), OVER, "w", "fired fewer_gpus gpus=2");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s]", with(h100, "'domain_gpus': null"))), OVER, "w", "clear");
}

/* How many replicas there are takes the GPUs of one. */
TEST(overprovisioned, replicas_of_unknown_size)
{
    const char *w = chat("'gpus': null, 'replicas': null, 'tensor_parallel': 1, 'replica_floor': 1, 'placement': [{'node': 'n1', 'gpus': 3}]");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s]", with(h100, "'allowed': false"))), OVER, "w", "missing_input:gpus");
}

/* As many as today are no fewer, however little must be saved. */
TEST(overprovisioned, fewer_replicas_are_fewer)
{
    const char *types = json("'gpu_types': [%s]", h100), *policy = "{\"min_saving_ratio\": 0}";
    EXPECT(judge_with(fleet_where(chat("'replica_floor': 1"), "%s", types), policy), OVER, "w", "clear");
    EXPECT(judge_with(fleet_where(chat(THREE ", 'replica_floor': 3"), "%s", types), policy), OVER, "w", "clear");
    EXPECT(judge_with(fleet_where(chat(THREE ", 'replica_floor': 2"), "%s", types), policy), OVER, "w", "fired fewer_replicas replicas=2");
    /* Five of them save exactly 0.20 with one less. */
    const char *five = "'replicas': 5, 'placement': [{'node': 'n1', 'gpus': 5}], 'replica_floor': 4";
    EXPECT(judge(fleet_where(chat("%s", five), "%s", types)), OVER, "w", "fired fewer_replicas replicas=4");
    EXPECT(judge_with(fleet_where(chat("%s", five), "%s", types), "{\"min_saving_ratio\": 0.201}"), OVER, "w", "clear");
}

/* Without weight_bytes the need rests on the default of two bytes per parameter: 14.48 + 2 + 2 GB. */
TEST(overprovisioned, weights_of_a_defaulted_dtype)
{
    EXPECT(judge(fleet_of(chat("'weight_bytes': null"))), OVER, "w",
           "fired gpu_type=L4-24 degraded=weight_dtype_defaulted evidence.memory_need_bytes=18.48e9");
    EXPECT(judge(fleet_of(chat("'weight_bytes': null, 'weight_dtype': 'bf16'"))), OVER, "w", "fired undegraded=weight_dtype_defaulted");
    EXPECT(judge(fleet_of(vision(10, 0.1, "'model': 'fixture-7b'"))), OVER, "w", "fired undegraded=weight_dtype_defaulted");
}

/* A cache that was never filled is 0 bytes, however large the pool; one of known size asks for nothing more than the weights. */
TEST(overprovisioned, what_is_known_of_the_cache)
{
    EXPECT(judge(fleet_of(chat("'kv_cache_usage_max': 0, 'kv_cache_pool_bytes': null"))), OVER, "w", "fired evidence.memory_need_bytes=16e9");
    EXPECT(judge(fleet_of(chat("'model': null, 'weight_bytes': null"))), OVER, "w", "missing_input:model");
}

/* A pipeline of two halves cache and weights on a GPU; one GPU holds all of both: 14 + 2 * 2 + 2 GB are above 0.80 of 24. */
TEST(overprovisioned, a_pipeline_on_one_gpu)
{
    const char *w = chat("'gpus': 2, 'pipeline_parallel': 2, 'placement': [{'node': 'n1', 'gpus': 2}]");
    EXPECT(judge(fleet_of(w)), OVER, "w", "fired smaller_type gpu_type=L40S-48 gpus=1 waste=6.2 evidence.memory_need_bytes=11e9");
    EXPECT(judge(fleet_of(with(w, "'kv_cache_usage_max': 0.02"))), OVER, "w", "fired gpu_type=L4-24");
}

/* Nothing of it can be lost at a threshold of 0. */
TEST(overprovisioned, a_threshold_of_zero)
{
    const char *policy = "{\"overprovision_memory_max\": 0}";
    EXPECT(judge_with(fleet_of(vision(0, 0.1, "")), policy), OVER, "w", "fired margin=0.7");
    EXPECT(judge_with(fleet_of(vision(0.001, 0.1, "")), policy), OVER, "w", "clear");
}
