/* R4 and R4a: what is clear, what is missing, and what a high GPU utilization proves. */
#include "harness/fixtures.h"

TEST(rulings, R4_a_false_conjunct_decides)
{
    EXPECT(judge(fleet_of(vision(36, 0.55, "'gpu_memory_used_max_bytes': null"))), OVER, "w", "clear");
    EXPECT(judge(fleet_of(batch("'sm_active_mean': 0.6, 'dram_active_mean': null"))), TIERED, "w", "clear");
    EXPECT(judge(fleet_of(items("'sm_active_mean': 0.6, 'bytes_per_item': null"))), SIZE, "w", "clear");
    EXPECT(judge(fleet_of(cold("'cold_start_p95_seconds': 1, 'cold_starts': null"))), COLD, "w", "clear");
    EXPECT(judge(fleet_of(slow(900, "'demand_seconds': 7200, 'requests_running': null, 'requests_waiting': 0, 'max_num_seqs': null"))), LOW,
           "w", "clear");
}

TEST(rulings, R4_every_unknown_conjunct_in_the_order_of_the_fields)
{
    EXPECT(judge(fleet_of(kills(""))), OOM, "w", "missing_input:gpu_memory_used_max_bytes,gpu_oom_events");
    EXPECT(judge(fleet_of(items("'bytes_per_item': null, 'batch_size': null"))), SIZE, "w", "missing_input:batch_size,bytes_per_item");
    EXPECT(judge(fleet_of(cold("'min_replicas': null, 'user_facing': null, 'cold_start_p95_seconds': null"))), COLD, "w",
           "missing_input:user_facing,min_replicas,cold_start_p95_seconds");
}

TEST(rulings, R4_best_of_interchangeable_activities)
{
    EXPECT(judge(fleet_of(vision(36, 0, "'sm_active_peak': null"))), OVER, "w", "missing_input:sm_active_peak");
    EXPECT(judge(fleet_of(batch("'sm_active_mean': null"))), TIERED, "w", "missing_input:sm_active_mean");
    EXPECT(judge(fleet_of(items("'sm_active_mean': null"))), SIZE, "w", "missing_input:sm_active_mean");
}

TEST(rulings, R4_of_weight_sources_the_lacking_one)
{
    EXPECT(judge(fleet_of(tier("'model': null"))), TIER, "w", "missing_input:model");
    const char *shapeless = json("'models': [{'name': 'shape', 'layers': 32, 'kv_heads': 8, 'head_dim': 128}]");
    EXPECT(judge(fleet_where(tier("'model': 'shape'"), "%s", shapeless)), TIER, "w", "missing_input:model_parameters");
}

TEST(rulings, R4_of_memory_peaks_and_scale_downs)
{
    EXPECT(judge(fleet_of(kills("'gpu_oom_events': 1"))), OOM, "w", "missing_input:gpu_memory_used_max_bytes");
    EXPECT(judge(fleet_of(thrash("'scale_events': null"))), THRASH, "w", "missing_input:scale_events*");
}

TEST(rulings, R4_some_reasons_list_nothing)
{
    EXPECT(judge(fleet_of(vision(36, 0.1, "'stale_seconds': 301"))), OVER, "w", "stale");
    EXPECT(judge(fleet_of(vision(36, 0.1, "'coverage_ratio': 0.7"))), OVER, "w", "insufficient_coverage");
    EXPECT(judge(fleet_of(tier("'gpus': 2, 'placement': [{'node': 'n1', 'gpus': 2}], 'tensor_parallel': 3"))), TIER, "w",
           "invalid_samples");
}

TEST(rulings, R4_what_lifts_the_others)
{
    const char *share = "'gpus': 0.5, 'placement': [{'node': 'n1', 'gpus': 0.5, 'gpu': 'a'}]";
    EXPECT(judge(fleet_of(tier("%s", share))), TIER, "w", "unsupported_signal");
    EXPECT(judge(fleet_where(tier(""), "'nodes': [%s]", node("'gpu_type': 'NOSUCH-1'"))), TIER, "w", "no_catalog_entry:gpu_type");
    EXPECT(judge(fleet_of(tier("'model': 'no-such-model'"))), TIER, "w", "no_catalog_entry:model");
    EXPECT(judge(fleet_of(tier("%s, 'mig_profile': '9g.1gb'", share))), TIER, "w", "no_catalog_entry:mig_profiles");
    EXPECT(judge(fleet_where(tier(""), "'gpu_types': [%s]", h100)), TIER, "w", "no_catalog_entry");
}

TEST(rulings, R4_of_several_reasons_for_one_type_the_first)
{
    const char *two = "'gpus': 2, 'tensor_parallel': 2, 'placement': [{'node': 'n1', 'gpus': 1}, {'node': 'n2', 'gpus': 1}]";
    const char *untyped = with(node("'gpu_type': null"), "'id': 'n2'");
    EXPECT(judge(fleet_where(tier("%s", two), "'nodes': [%s, %s]", node("'gpu_type': 'NOSUCH-1'"), untyped)), TIER, "w",
           "no_catalog_entry:gpu_type");
    EXPECT(judge(fleet_where(tier("%s", two), "'nodes': [%s, %s]", node("'gpu_count': 8"), untyped)), TIER, "w", "missing_input:gpu_type");
}

TEST(rulings, R4_of_several_pieces_what_each_lacks)
{
    const char *two = "'gpus': 1, 'replicas': 2, 'placement': [{'node': 'n1', 'gpus': 1}, {'node': 'n2', 'gpus': 1}]";
    const char *unpriced = with(h100, "'price_per_gpu_hour': null"), *untyped = with(node("'gpu_type': null"), "'id': 'n2'");
    const char *undeclared = with(node("'gpu_type': 'NOSUCH-1'"), "'id': 'n2'");
    EXPECT(judge(fleet_where(vision(16, 0.1, "%s", two), "'gpu_types': [%s, %s], 'nodes': [%s, %s]", unpriced, l4, node("'gpu_count': 8"), untyped)), OVER,
           "w", "missing_input:price_per_gpu_hour,gpu_type");
    EXPECT(judge(fleet_where(vision(16, 0.1, "%s", two), "'gpu_types': [%s, %s], 'nodes': [%s, %s]", h100, l4, node("'gpu_count': 8"), untyped)), OVER, "w",
           "missing_input:gpu_type");
    EXPECT(judge(fleet_where(vision(16, 0.1, "%s", two), "'gpu_types': [%s, %s], 'nodes': [%s, %s]", h100, l4, undeclared, node("'gpu_count': 8"))), OVER,
           "w", "invalid_samples");
}

TEST(rulings, R4_unknown_type_is_never_guessed)
{
    const piq_report *r = judge(fleet_where(chat(""), "'nodes': [%s]", node("'gpu_type': 'NOSUCH-1'")));
    EXPECT(r, OVER, "w", "no_catalog_entry:gpu_type");
    EXPECT_TOTALS(r, "waste=0 spend=0 unpriced=8 findings=0");
}

TEST(rulings, R4_unsupported_signal_goes_before_missing_input)
{
    const char *share = "'gpus': 0.5, 'placement': [{'node': 'n1', 'gpus': 0.5, 'gpu': 'a'}]";
    EXPECT(judge(fleet_of(batch("%s, 'dram_active_mean': null", share))), TIERED, "w", "unsupported_signal*");
    EXPECT(judge(fleet_of(chat("%s, 'model': 'no-such-model'", share))), OVER, "w", "unsupported_signal*");
}

TEST(rulings, R4_no_catalog_entry_goes_before_missing_input)
{
    EXPECT(judge(fleet_of(tier("'model': 'no-such-model', 'max_model_len': null"))), TIER, "w", "no_catalog_entry:*");
}

/* What lacks for a replica cut alone: no other target is allowed. */
TEST(rulings, R4_a_cut_of_replicas_that_are_laid_out_somehow)
{
    const char *w = chat("'engine': 'other', 'gpu_memory_used_max_bytes': 18000000000, 'gpus': 2, 'replicas': 3, 'replica_floor': 1, "
                         "'placement': [{'node': 'n1', 'gpus': 6}]");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s]", with(h100, "'allowed': false"))), OVER, "w", "missing_input:tensor_parallel");
    EXPECT(judge(fleet_where(with(w, "'tensor_parallel': 2"), "'gpu_types': [%s]", with(h100, "'allowed': false"))), OVER, "w",
           "fired fewer_replicas replicas=1");
}

TEST(rulings, R4_node_without_gpu_count)
{
    EXPECT(judge(fleet("'nodes': [%s]", dark("'gpu_count': null"))), DARK, "n1", "missing_input:gpu_count");
}

TEST(rulings, R4_workloads_incomplete)
{
    const char *nodes = json("'nodes': [%s], 'workloads_complete': false", dark("'gpu_workloads': null"));
    EXPECT(judge(fleet("%s", nodes)), DARK, "n1", "missing_input:pending_complete,gpu_workloads");
    EXPECT(judge(fleet("%s, 'pending_complete': true", nodes)), DARK, "n1", "missing_input:gpu_workloads");
}

TEST(rulings, R4a_high_utilization_proves_nothing_for_2)
{
    const char *w = vision(36, 0, "'sm_active_peak': null, 'gpu_utilization_peak': 0.5");
    EXPECT(judge(fleet_of(w)), OVER, "w", "missing_input:sm_active_peak");
    EXPECT(judge(fleet_of(with(w, "'gpu_utilization_peak': 1.0"))), OVER, "w", "missing_input:sm_active_peak");
}

TEST(rulings, R4a_low_utilization_decides_for_2)
{
    EXPECT(judge(fleet_of(vision(36, 0, "'sm_active_peak': null, 'gpu_utilization_peak': 0.49"))), OVER, "w", "candidate signal=0.70");
    EXPECT(judge(fleet_of(vision(36, 0, "'sm_active_peak': null, 'gpu_utilization_peak': 0.30"))), OVER, "w", "fired signal=0.70");
}

TEST(rulings, R4a_high_engine_activity_decides)
{
    EXPECT(judge(fleet_of(vision(36, 0, "'sm_active_peak': null, 'gr_engine_active_peak': 0.5"))), OVER, "w", "clear");
    EXPECT(judge(fleet_of(vision(36, 0, "'sm_active_peak': null, 'gr_engine_active_peak': 0.49"))), OVER, "w", "fired signal=0.90");
}

TEST(rulings, R4a_for_7)
{
    EXPECT(judge(fleet_of(batch("'sm_active_mean': null, 'gpu_utilization_mean': 0.5"))), TIERED, "w", "missing_input:sm_active_mean");
    EXPECT(judge(fleet_of(batch("'sm_active_mean': null, 'gpu_utilization_mean': 0.15"))), TIERED, "w", "fired gpu_type=L4-24 signal=0.70");
    EXPECT(judge(fleet_of(batch("'sm_active_mean': null, 'gr_engine_active_mean': 0.5"))), TIERED, "w", "clear");
}

TEST(rulings, R4a_for_8)
{
    EXPECT(judge(fleet_of(items("'sm_active_mean': null, 'gpu_utilization_mean': 0.5"))), SIZE, "w", "missing_input:sm_active_mean");
    EXPECT(judge(fleet_of(items("'sm_active_mean': null, 'gpu_utilization_mean': 0.05"))), SIZE, "w",
           "fired batch_size=32 signal=0.70 confidence=%.17g", 0.8 * 0.7);
}

TEST(rulings, R4a_tensor_stand_in)
{
    /* 0.06 of the engine stands for the tensor cores: 0.06*989/121 is below 0.60 on an L4, and 0.08 is not. */
    const char *w = vision(10, 0, "'sm_active_peak': null, 'tensor_active_p95': null");
    EXPECT(judge(fleet_of(with(w, "'gpu_utilization_peak': 0.06"))), OVER, "w", "fired gpu_type=L4-24");
    EXPECT(judge(fleet_of(with(w, "'sm_active_peak': 0.06"))), OVER, "w", "fired gpu_type=L4-24");
    EXPECT(judge(fleet_of(with(w, "'sm_active_peak': 0.08"))), OVER, "w", "fired gpu_type=L40S-48");
    EXPECT(judge(fleet_of(with(w, "'gr_engine_active_peak': 0.08"))), OVER, "w", "fired gpu_type=L40S-48");
    EXPECT(judge(fleet_of(with(w, "'gpu_utilization_peak': 0.9"))), OVER, "w", "missing_input:sm_active_peak");
}
