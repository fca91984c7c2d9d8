/* R22 and R23: tier misplacement and overprovisioned. */
#include "harness/fixtures.h"

#include <math.h>

TEST(rulings, R22_too_small_before_wrong_class)
{
    const char *nodes = json("'nodes': [%s]", node("'gpu_type': 'A100-80'"));
    EXPECT(judge(fleet_where(tier("'model': 'fixture-70b', 'required_features': ['fp8']"), "%s", nodes)), TIER, "w", "fired too_small");
    EXPECT(judge(fleet_where(tier("'required_features': ['fp8']"), "%s", nodes)), TIER, "w", "fired wrong_class");
}

TEST(rulings, R22_wrong_class_before_unknown)
{
    const char *nodes = json("'nodes': [%s]", node("'gpu_type': 'A100-80'"));
    EXPECT(judge(fleet_where(tier("'model': null, 'required_features': ['fp8']"), "%s", nodes)), TIER, "w", "fired wrong_class");
    EXPECT(judge(fleet_where(tier("'model': null"), "%s", nodes)), TIER, "w", "missing_input:model");
}

TEST(rulings, R22_wrong_class_only_from_required_features)
{
    const char *nodes = json("'gpu_types': [%s], 'nodes': [%s]", a100, node("'gpu_type': 'A100-80'"));
    EXPECT(judge(fleet_where(tier("'weight_dtype': 'fp8'"), "%s", nodes)), TIER, "w", "no_catalog_entry");
    EXPECT(judge(fleet_where(tier("'weight_dtype': 'fp8', 'required_features': ['fp8']"), "%s", nodes)), TIER, "w",
           "fired wrong_class medium waste=0 recoverable=0 confidence=0.95");
    EXPECT(judge(fleet_where(tier("'required_features': []"), "%s", nodes)), TIER, "w", "no_catalog_entry");
}

TEST(rulings, R22_wrong_class_of_each_feature)
{
    EXPECT(judge(fleet_where(tier("'required_features': ['link']"), "'nodes': [%s]", node("'gpu_type': 'L40S-48'"))), TIER, "w",
           "fired wrong_class");
    EXPECT(judge(fleet_of(tier("'required_features': ['fp4']"))), TIER, "w", "fired wrong_class");
    EXPECT(judge(fleet_of(tier("'required_features': ['fp8', 'link']"))), TIER, "w", "clear");
}

TEST(rulings, R22_wrong_class_moves_to_a_type_that_has_it)
{
    EXPECT(judge(fleet_where(tier("'required_features': ['fp8']"), "'nodes': [%s]", node("'gpu_type': 'A100-80'"))), TIER, "w",
           "fired wrong_class move_gpu_type gpu_type=L4-24");
}

TEST(rulings, R22_remedy_raise_then_move_then_profile)
{
    const char *w = tier("'model': 'fixture-70b'"), *narrow = with(h100, "'domain_gpus': 2");
    EXPECT(judge(fleet_of(w)), TIER, "w", "fired raise_tensor_parallel tensor_parallel=4 fix=8760");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s, %s]", narrow, a100)), TIER, "w",
           "fired move_gpu_type gpu_type=A100-80 gpus=4 tensor_parallel=4 fix=%.17g", (10.0 - 4.0) * 730);
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s]", narrow)), TIER, "w", "fired profile");
}

TEST(rulings, R22_remedy_at_headroom)
{
    /* 64 GB a GPU at 2: 2*(64-2) GB of weights and cache. */
    const double weights = 2 * 62e9 - 8192 * 131072.0;
    EXPECT(judge(fleet_of(tier("'weight_bytes': %.0f", weights))), TIER, "w", "fired tensor_parallel=2 fix=2920");
    EXPECT(judge(fleet_of(tier("'weight_bytes': %.0f", weights + 1e6))), TIER, "w", "fired tensor_parallel=4");
}

TEST(rulings, R22_a_defaulted_dtype_proves_little)
{
    const char *w = tier("'model': 'fixture-70b', 'weight_dtype': null");
    EXPECT(judge(fleet_of(w)), TIER, "w", "fired too_small source=0.60 degraded=weight_dtype_defaulted");
    EXPECT(judge(fleet_of(with(w, "'startup_oom_events': 1"))), TIER, "w", "fired too_small critical source=1");
    EXPECT(judge(fleet_of(with(w, "'startup_oom_events': 0"))), TIER, "w", "fired too_small high source=0.60");
    EXPECT(judge(fleet_of(with(w, "'gpu_oom_events': 3"))), TIER, "w", "fired too_small high source=0.60");
    EXPECT(judge(fleet_of(with(w, "'weights_offloaded': true"))), TIER, "w", "fired too_small critical source=1");
    EXPECT(judge(fleet_of(with(w, "'weight_bytes': 141200000000"))), TIER, "w",
           "fired too_small source=1 undegraded=weight_dtype_defaulted");
}

TEST(rulings, R22_observed_load_makes_a_candidate)
{
    const char *w = tier("'engine': 'triton', 'gpu_memory_used_max_bytes': 70000000000, 'tpot_slo_seconds': 0.2");
    EXPECT(judge(fleet_of(w)), TIER, "w", "candidate too_big degraded=observed_load waste=0");
    EXPECT(judge(fleet_of(with(w, "'gpu_memory_used_max_bytes': 20000000000"))), TIER, "w", "fired too_big undegraded=observed_load");
}

TEST(rulings, R23_no_activity_screen_for_language_models)
{
    EXPECT(judge(fleet_of(chat("'sm_active_peak': 0.95"))), OVER, "w", "fired gpu_type=L4-24 signal=1");
    EXPECT(judge(fleet_of(chat("'sm_active_peak': null"))), OVER, "w", "fired gpu_type=L4-24 signal=1");
    EXPECT(judge(fleet_of(chat("'gpu_utilization_peak': 1, 'sm_active_peak': null"))), OVER, "w", "fired signal=1");
}

TEST(rulings, R23_memory_screen_and_margin)
{
    /* Need = 14 GB + usage * 50 GB + 2 GB. */
    EXPECT(judge(fleet_of(chat("'kv_cache_usage_max': 0.96"))), OVER, "w", "fired gpu_type=A100-80 margin=%.17g confidence=%.17g", 0.70,
           0.85 * 0.70);
    EXPECT(judge(fleet_of(chat("'kv_cache_usage_max': 0.97"))), OVER, "w", "clear");
    EXPECT(judge(fleet_of(chat("'kv_cache_usage_max': 0.64"))), OVER, "w", "fired margin=%.17g", 0.70 + 0.30 * (0.8 - 0.6) / 0.4);
}

TEST(rulings, R23_mig_of_a_language_model)
{
    const char *types =
        json("'gpu_types': [%s]", with(h100, "'mig_profiles': [{'name': '3g.40gb', 'compute_slices': 3, "
                                             "'compute_slices_total': 7, 'memory_bytes': 40000000000, 'max_instances': 2}]"));
    EXPECT(judge(fleet_where(chat(""), "%s", types)), OVER, "w",
           "fired mig mig_profile=3g.40gb signal=0.70 waste=%.17g recoverable=0 degraded=mig_cotenant_unknown", 4 * (1 - 3 / 7.0));
}

static double capacity_h100(double b)
{
    const double step = (14e9 + b * 131072 * 600) / (0.85 * 3350e9) + 2 * 7.24e9 * b / (0.57 * 989e12) + 1.5e-3 + 23e-6 * 32;
    return 0.9 * b * 200 / (200 * step + b * 2 * 7.24e9 * 500 / (0.72 * 989e12));
}

TEST(rulings, R23_replicas_that_the_load_needs)
{
    const double one = 0.6 * capacity_h100(256);
    const char *w = chat("'replicas': 4, 'placement': [{'node': 'n1', 'gpus': 4}], 'min_replicas': 1");
    const char *types = json("'gpu_types': [%s]", h100);
    EXPECT(judge(fleet_where(with(w, "'output_tokens_per_second_peak': %.17g", one * 0.9999), "%s", types)), OVER, "w",
           "fired replicas=1 waste=12");
    EXPECT(judge(fleet_where(with(w, "'output_tokens_per_second_peak': %.17g", one * 1.0001), "%s", types)), OVER, "w",
           "fired replicas=2 waste=8");
    EXPECT(judge(fleet_where(with(w, "'output_tokens_per_second_peak': %.17g", one * 2.0001), "%s", types)), OVER, "w",
           "fired replicas=3 waste=4");
    EXPECT(judge(fleet_where(with(w, "'output_tokens_per_second_peak': %.17g", one * 3.0001), "%s", types)), OVER, "w", "clear");
}

TEST(rulings, R23_replicas_need_a_floor)
{
    const char *w = chat("'replicas': 3, 'placement': [{'node': 'n1', 'gpus': 3}]"), *types = json("'gpu_types': [%s]", h100);
    EXPECT(judge(fleet_where(w, "%s", types)), OVER, "w", "missing_input:min_replicas");
    EXPECT(judge(fleet_where(with(w, "'min_replicas': 2"), "%s", types)), OVER, "w", "fired fewer_replicas replicas=2");
    EXPECT(judge(fleet_where(with(w, "'min_replicas': 0, 'warm_ratio': 1"), "%s", types)), OVER, "w", "fired fewer_replicas replicas=1");
    EXPECT(judge(fleet_where(with(w, "'min_replicas': 1, 'replica_floor': 2"), "%s", types)), OVER, "w", "fired fewer_replicas replicas=2");
}

TEST(rulings, R23_replicas_of_language_models_only)
{
    const char *w = vision(36, 0.1, "'replicas': 3, 'placement': [{'node': 'n1', 'gpus': 3}], 'replica_floor': 1");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s, %s]", h100, with(a100, "'price_per_gpu_hour': 3.9"))), OVER, "w", "clear");
}

TEST(rulings, R23_no_requests_is_not_overprovisioned)
{
    EXPECT(judge(fleet_of(chat("'requests': 0"))), OVER, "w", "not_applicable");
    EXPECT(judge(fleet_of(chat("'requests': null"))), OVER, "w", "fired");
    EXPECT(judge(fleet_of(chat("'requests': 1"))), OVER, "w", "fired");
}

TEST(rulings, R23_unknown_engine_that_looks_preallocated)
{
    const char *w = vision(70.4, 0.1, "'engine': null");
    EXPECT(judge(fleet_of(w)), OVER, "w", "missing_input:memory_preallocated");
    EXPECT(judge(fleet_of(with(w, "'gpu_memory_used_max_bytes': 77600000000"))), OVER, "w", "missing_input:memory_preallocated");
    EXPECT(judge(fleet_of(with(w, "'gpu_memory_used_max_bytes': 70300000000"))), OVER, "w", "clear");
    EXPECT(judge(fleet_of(with(w, "'gpu_memory_used_max_bytes': 77700000000"))), OVER, "w", "clear");
}

TEST(rulings, R23_known_engines)
{
    EXPECT(judge(fleet_of(vision(70.4, 0.1, ""))), OVER, "w", "clear");
    EXPECT(judge(fleet_of(vision(70.4, 0.1, "'engine': 'other'"))), OVER, "w", "clear");
    EXPECT(judge(fleet_of(vision(70.4, 0.1, "'engine': null, 'memory_preallocated': false"))), OVER, "w", "clear");
    /* Used memory is no need where the engine reserves it. */
    EXPECT(judge(fleet_of(vision(36, 0.1, "'engine': 'vllm'"))), OVER, "w", "missing_input:*");
    EXPECT(judge(fleet_of(vision(36, 0.1, "'engine': 'vllm', 'memory_preallocated': false"))), OVER, "w", "fired");
    EXPECT(judge(fleet_of(vision(36, 0.1, "'engine': null"))), OVER, "w", "fired");
}

TEST(rulings, R23_utilization_on_a_slice)
{
    const char *sliced = with(h100, "'mig_profiles': [{'name': '3g.40gb', 'compute_slices': 3, 'compute_slices_total': 7, "
                                    "'memory_bytes': 40000000000, 'max_instances': 2}]");
    const char *w = vision(10, 0,
                           "'sm_active_peak': null, 'gpu_utilization_peak': 0.2, 'gpus': 0.5, 'mig_profile': '3g.40gb', "
                           "'placement': [{'node': 'n1', 'gpus': 0.5, 'gpu': 'a'}]");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s, %s]", sliced, l4)), OVER, "w", "unsupported_signal:sm_active_peak");
    EXPECT(judge(fleet_where(with(w, "'sm_active_peak': 0.05"), "'gpu_types': [%s, %s]", sliced, l4)), OVER, "w",
           "fired gpu_type=L4-24 waste=1.2");
}

/* No target that finding 1 itself would call too small, however little headroom is asked for. */
TEST(rulings, R22_no_target_beyond_the_hard_fit)
{
    EXPECT(judge(fleet_of(tier(""))), TIER, "w", "fired gpu_type=L4-24");
    EXPECT(judge_with(fleet_of(tier("")), "{\"tier_hard_fit\": 0.6}"), TIER, "w", "fired gpu_type=L40S-48");
}

/* A replica whose memory holds no sequence carries nothing, not even a peak of 0. */
TEST(rulings, R23_without_capacity_nothing_is_carried)
{
    const char *none = "'output_tokens_per_second_peak': 0, 'replicas': 2, 'placement': [{'node': 'n1', 'gpus': 2}], 'min_replicas': 1";
    EXPECT(judge(fleet_of(chat("%s", none))), OVER, "w", "fired");
    EXPECT(judge(fleet_of(chat("%s, 'model': 'fixture-70b', 'weight_bytes': null", none))), OVER, "w", "clear");
}

/* Where it runs now the cache is as it is, however it is split: a model without a cache model leaves the replicas to be asked for. */
TEST(rulings, R23_a_present_cache_needs_no_split)
{
    const char *split = "'model': 'paint', 'gpus': 2, 'replicas': 4, 'placement': [{'node': 'n1', 'gpus': 8}], 'output_tokens_per_second_peak': 20";
    const char *paint = json("'models': [{'name': 'paint', 'class': 'diffusion', 'parameters': 12e9}]");
    EXPECT(judge(fleet_where(chat("%s", split), "%s", paint)), OVER, "w", "unsupported_signal:tensor_parallel,min_replicas");
}
