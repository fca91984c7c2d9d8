/* R10 to R13, R15: parallelism, the ledger, cost, realisable share, duty, what yields. */
#include "harness/fixtures.h"

#define TWO "'gpus': 2, 'placement': [{'node': 'n1', 'gpus': 2}]"
#define FOUR "'gpus': 4, 'placement': [{'node': 'n1', 'gpus': 4}]"

TEST(rulings, R10_more_than_one_gpu_says_nothing_of_parallelism)
{
    EXPECT(judge(fleet_of(tier(TWO))), TIER, "w", "missing_input:tensor_parallel");
    EXPECT(judge(fleet_of(tier(FOUR ", 'data_parallel': 2"))), TIER, "w", "fired too_big");
    /* 70B over pipeline 2 makes tensor 2 of 4 GPUs: 37.97 GB a GPU fits. */
    EXPECT(judge(fleet_of(tier("'model': 'fixture-70b', 'kind': 'training', 'pipeline_parallel': 2, " FOUR))), TIER, "w", "clear");
}

TEST(rulings, R10_products_that_differ)
{
    const char *odd = "'tensor_parallel': 2, 'pipeline_parallel': 1, 'data_parallel': 1, " FOUR;
    EXPECT(judge(fleet_of(tier("%s", odd))), TIER, "w", "invalid_samples");
    EXPECT(judge(fleet_of(vision(36, 0.1, "%s", odd))), OVER, "w", "invalid_samples");
    EXPECT(judge(fleet_of(batch("%s", odd))), TIERED, "w", "invalid_samples");
    EXPECT(judge(fleet_of(items("%s", odd))), SIZE, "w", "fired");
    EXPECT(judge(fleet_of(slow(340, "%s", odd))), LOW, "w", "fired");
}

/* 4 replicas at a quarter of their throughput, and demand that an L4 could carry. */
static const char *slow_and_big(const char *more)
{
    return with(chat("'replicas': 4, 'placement': [{'node': 'n1', 'gpus': 4}], 'output_tokens_per_second': 450, "
                     "'expected_tokens_per_second': 1800, 'requests_waiting': 12, 'requests_running': 16, 'max_num_seqs': 16, "
                     "'kv_cache_usage_p95': 0.30, 'requests_in_system_p95': 44, 'demand_seconds': 21600, "
                     "'output_tokens_per_second_peak': 100"),
                "%s", more);
}

TEST(rulings, R11_the_ledger_runs_twice)
{
    const piq_report *r = judge(fleet_where(slow_and_big(""), "'gpu_types': [%s, %s]", h100, l4));
    EXPECT(r, LOW, "w", "fired waste=12 recoverable=5840 standalone=5840");
    EXPECT(r, OVER, "w", "fired smaller_type gpu_type=L4-24 waste=3.2 recoverable=4672 standalone=9344");
    EXPECT_TOTALS(r, "waste=15.2 recoverable=10512");
}

TEST(rulings, R11_loading_share_comes_off_first)
{
    const char *w = with(tier("'tpot_slo_seconds': 0.2"), "'min_replicas': 0, 'cold_start_p50_seconds': 90, 'scale_events': %s",
                         events(12, 12, 1.9, "traffic"));
    const piq_report *r = judge(fleet_of(w));
    EXPECT(r, THRASH, "w", "fired waste=0.05");
    EXPECT(r, TIER, "w", "fired too_big waste=%.17g recoverable=%.17g standalone=2336", 3.2 * (1 - 0.05 / 4), 3.2 * 730 * (1 - 0.05 / 4));
    EXPECT_TOTALS(r, "waste=%.17g", 0.05 + 3.2 * (1 - 0.05 / 4));
}

TEST(rulings, R11_a_loading_share_that_nobody_knows_takes_nothing_off)
{
    const char *w = with(work("'kind': 'llm_serving', 'idle_seconds': 1209600, 'gpus': null"),
                         "'min_replicas': 0, 'cold_start_p50_seconds': 90, 'scale_events': %s", events(12, 12, 1.9, "traffic"));
    const piq_report *r = judge(fleet_of(w));
    EXPECT(r, THRASH, "w", "fired");
    EXPECT(r, DARK, "w", "fired held_idle waste=4 recoverable=2920");
}

TEST(rulings, R11_standalone_knows_no_configuration_step)
{
    /* Alone, finding 7 would move the job to the L4; after 8 no target is left. */
    const piq_report *r = judge(fleet_of(batch("'batch_size': 1, 'memory_base_bytes': 10000000000, 'bytes_per_item': 1000000000, "
                                               "'items_remaining': 1000000, 'batch_size_limit': 32")));
    EXPECT(r, SIZE, "w", "fired waste>0");
    EXPECT(r, TIERED, "w", "fired waste=0 recoverable=0 standalone=%.17g", (4 - 0.8 * 1.25 * 0.15 * 989 / (0.8 * 121)) * 120);
}

/* A GPU count that the other sizes do not divide is no layout. */
TEST(rulings, R10_parts_of_a_gpu)
{
    const char *three = "'gpus': 3, 'placement': [{'node': 'n1', 'gpus': 3}]";
    EXPECT(judge(fleet_of(tier("%s, 'pipeline_parallel': 2", three))), TIER, "w", "invalid_samples");
    EXPECT(judge(fleet_of(tier("%s, 'pipeline_parallel': 3", three))), TIER, "w", "fired too_big");
}

/* Sums of money end where they can be told: prices up to 1e30 are allowed, millionths up to 2e18 an amount, 2^63 - 1 all together. */
TEST(rulings, R12_money_beyond_measure)
{
    const char *nodes = "", *work = "";
    for (int i = 0; i < 5; i++) {
        nodes = text("%s%s%s", nodes, i ? ", " : "", node("'id': 'd%d', 'gpu_type': 'L4-24', 'price_per_gpu_hour': 1e30", i));
        work = text("%s%s%s", work, i ? ", " : "", tier("'id': 'w%d', 'weight_bytes': 90000000000, 'placement': [{'node': 'd%d', 'gpus': 1}]", i, i));
    }
    const char *one = fleet("'nodes': [%s], 'workloads': []", node("'price_per_gpu_hour': 1e30"));
    EXPECT_TOTALS(judge(one), "spend=2e12");
    const piq_report *r = judge(fleet("'nodes': [%s], 'workloads': [%s]", nodes, work));
    CHECK_EQ_INT(totals(r).spend_per_hour, INT64_MAX);
    /* What holds the model costs next to nothing beside it: the remedy saves as much as can be told, and five of them no more. */
    EXPECT(r, TIER, "w0", "fired too_small move_gpu_type fix=-2e12");
    CHECK_EQ_INT(totals(r).cost_to_fix_per_month, -INT64_MAX);
}

/* A price that rests on a reference says so, wherever one of the pieces has it, and where nothing is placed. */
TEST(rulings, R16_reference_prices_are_marked)
{
    const char *policy = "{\"use_reference_prices\": 1}";
    const char *nodes = json("'gpu_types': [], 'nodes': [%s, %s]", node("'gpu_type': 'NVIDIA H100 80GB HBM3'"),
                             node("'id': 'n2', 'gpu_type': 'NVIDIA H100 80GB HBM3', 'price_per_gpu_hour': 4"));
    const char *w = work("'kind': 'notebook', 'idle_seconds': 1209600, 'gpus': 1, 'replicas': 2, 'placement': [{'node': 'n2', 'gpus': 1}, "
                         "{'node': 'n2', 'gpus': 1}]");
    EXPECT(judge_with(fleet_where(w, "%s", nodes), policy), DARK, "w", "fired undegraded=reference_price waste=8");
    const char *first = json("'placement': [{'node': 'n1', 'gpus': 1}, {'node': 'n2', 'gpus': 1}]");
    const char *last = json("'placement': [{'node': 'n2', 'gpus': 1}, {'node': 'n1', 'gpus': 1}]");
    const char *both = json("'placement': [{'node': 'n1', 'gpus': 1}, {'node': 'n1', 'gpus': 1}]");
    EXPECT(judge_with(fleet_where(with(w, "%s", first), "%s", nodes), policy), DARK, "w", "fired degraded=reference_price");
    EXPECT(judge_with(fleet_where(with(w, "%s", last), "%s", nodes), policy), DARK, "w", "fired degraded=reference_price");
    EXPECT(judge_with(fleet_where(with(w, "%s", both), "%s", nodes), policy), DARK, "w", "fired degraded=reference_price");
    EXPECT(judge_with(fleet_where(with(w, "%s, 'price_per_gpu_hour': 1", first), "%s", nodes), policy), DARK, "w",
           "fired undegraded=reference_price waste=2");
    const char *asleep = cold("'state': 'scaled_to_zero', 'placement': null, 'gpu_type': 'NVIDIA H100 80GB HBM3'");
    EXPECT(judge_with(fleet_where(asleep, "%s", nodes), policy), COLD, "w", "fired fix>0 degraded=reference_price");
    EXPECT(judge_with(fleet_where(with(asleep, "'price_per_gpu_hour': 4"), "%s", nodes), policy), COLD, "w",
           "fired fix=2044 undegraded=reference_price");
}

TEST(rulings, R12_price_of_workload_then_node_then_type)
{
    EXPECT(judge(fleet_of(tier("'price_per_gpu_hour': 6"))), TIER, "w", "fired waste=5.2");
    EXPECT(judge(fleet_where(tier(""), "'nodes': [%s]", node("'price_per_gpu_hour': 5"))), TIER, "w", "fired waste=4.2");
    EXPECT(judge(fleet_where(tier("'price_per_gpu_hour': 6"), "'nodes': [%s]", node("'price_per_gpu_hour': 5"))), TIER, "w",
           "fired waste=5.2");
    EXPECT_TOTALS(judge(fleet_where(tier("'price_per_gpu_hour': 6"), "'nodes': [%s]", node("'price_per_gpu_hour': 5"))), "spend=41");
}

TEST(rulings, R12_billed_false_costs_nothing)
{
    const piq_report *r = judge(fleet_where(vision(36, 0.1, ""), "'nodes': [%s]", node("'billed': false")));
    EXPECT_TOTALS(r, "spend=0 waste=0 recoverable=0");
}

TEST(rulings, R12_billed_absent_counts_as_billed)
{
    const piq_report *r = judge(fleet_where(vision(36, 0.1, ""), "'nodes': [%s]", node("'billed': null")));
    EXPECT(r, OVER, "w", "fired waste=2.2 recoverable=1606");
    EXPECT_TOTALS(r, "spend=32");
    EXPECT(judge(fleet("'nodes': [%s]", dark("'billed': null"))), DARK, "n1", "missing_input:billed");
}

TEST(rulings, R12_spend_counts_every_gpu_once)
{
    EXPECT_TOTALS(judge(fleet_of(tier("'price_per_gpu_hour': 6"))), "spend=34");
    EXPECT_TOTALS(judge(fleet("'nodes': [%s, %s]", node(""), node("'id': 'n2', 'billed': false"))), "spend=32 gpus=16");
}

TEST(rulings, R12_spend_of_a_thrashing_workload_at_zero)
{
    const char *w = thrash("'state': 'scaled_to_zero', 'placement': null, 'gpu_type': 'H100-80'");
    const piq_report *r = judge(fleet_of(w));
    EXPECT(r, THRASH, "w", "fired waste=0.05");
    EXPECT_TOTALS(r, "spend=32.05 waste=0.05");
}

TEST(rulings, R12_realisable_of_commitments)
{
    const char *w = tier("'tpot_slo_seconds': 0.2");
    EXPECT(
        judge(fleet_where(w, "'nodes': [%s]", node("'purchase': 'committed', 'resale_price_per_gpu_hour': 2, 'sell_through_ratio': 0.5"))),
        TIER, "w", "fired waste=3.2 recoverable=584 undegraded=sunk");
    EXPECT(judge(fleet_where(w, "'nodes': [%s]", node("'purchase': 'owned', 'resale_price_per_gpu_hour': 2"))), TIER, "w",
           "fired waste=3.2 recoverable=0 degraded=sunk");
    EXPECT(judge(fleet_where(w, "'nodes': [%s]", node("'purchase': 'spot'"))), TIER, "w", "fired recoverable=2336 undegraded=sunk");
}

TEST(rulings, R12_realisable_weighted_by_piece_cost)
{
    const char *w = tier("'tpot_slo_seconds': 0.2, 'replicas': 2, 'placement': [{'node': 'n1', 'gpus': 1}, {'node': 'n2', 'gpus': 1}]");
    const char *nodes = json("'nodes': [%s, %s]", node(""), node("'id': 'n2', 'purchase': 'owned', 'price_per_gpu_hour': 12"));
    /* Cost 16; targets cost 1.60; a quarter of the cost can be had back. */
    EXPECT(judge(fleet_where(w, "%s", nodes)), TIER, "w", "fired waste=14.4 recoverable=%.17g degraded=sunk", 14.4 * 730 / 4);
}

TEST(rulings, R12_whole_node_alone_and_leaving)
{
    const char *nodes = json("'nodes': [%s]", node("'billing_unit': 'node'"));
    EXPECT(judge(fleet_where(tier(""), "%s", nodes)), TIER, "w", "fired waste=3.2 recoverable=2336 undegraded=node_billing");
    EXPECT(judge(fleet("%s, 'workloads': [%s, %s]", nodes, tier(""), work("'id': 'other', 'kind': 'training'"))), TIER, "w",
           "fired waste=3.2 recoverable=0 degraded=node_billing");
}

TEST(rulings, R12_fewer_replicas_do_not_leave_a_node)
{
    const char *w = chat("'replicas': 3, 'placement': [{'node': 'n1', 'gpus': 3}], 'replica_floor': 2");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s], 'nodes': [%s]", h100, node("'billing_unit': 'node'"))), OVER, "w",
           "fired fewer_replicas waste=4 recoverable=0 degraded=node_billing");
}

TEST(rulings, R12_batch_size_leaves_a_node_and_10_does_not)
{
    const char *nodes = json("'nodes': [%s]", node("'billing_unit': 'node'"));
    EXPECT(judge(fleet_where(items(""), "%s", nodes)), SIZE, "w", "fired waste=3.5 recoverable=420");
    EXPECT(judge(fleet_where(slow_and_big(""), "%s", nodes)), LOW, "w", "fired waste=12 recoverable=0 degraded=node_billing");
}

TEST(rulings, R13_warm_ratio)
{
    EXPECT(judge(fleet_of(tier("'tpot_slo_seconds': 0.2, 'min_replicas': 0, 'warm_ratio': 0.25"))), TIER, "w",
           "fired waste=3.2 recoverable=584");
    EXPECT(judge(fleet_of(tier("'tpot_slo_seconds': 0.2, 'min_replicas': 1, 'warm_ratio': 0.25"))), TIER, "w", "fired recoverable=2336");
    EXPECT(judge(fleet_of(tier("'tpot_slo_seconds': 0.2, 'min_replicas': 0"))), TIER, "w", "fired recoverable=2336");
    EXPECT(judge(fleet_of(chat("'min_replicas': 0, 'warm_ratio': 0.25"))), OVER, "w", "fired recoverable=584");
}

TEST(rulings, R13_runs_per_month)
{
    EXPECT(judge(fleet_of(items("'runs_per_month': 15"))), SIZE, "w", "fired waste=3.5 recoverable=210");
    EXPECT(judge(fleet_of(items("'runs_per_month': 300"))), SIZE, "w", "fired waste=3.5 recoverable=%.17g", 3.5 * 730);
    EXPECT(judge(fleet_of(items("'runs_per_month': null"))), SIZE, "w", "fired waste=3.5 recoverable=0 degraded=runs_per_month_unknown");
    EXPECT(judge(fleet_of(batch("'runs_per_month': null"))), TIERED, "w", "fired waste>2 recoverable=0 degraded=runs_per_month_unknown");
}

TEST(rulings, R13_batch_workloads_in_finding_1)
{
    /* A batch job is paid per run: duty of its runs, and the slowdown of the target on its price. */
    const char *w = batch("'model': 'fixture-7b', 'weight_dtype': 'bf16', 'max_model_len': 8192, 'gpu_memory_used_max_bytes': 70000000000");
    EXPECT(judge(fleet_of(with(w, "'gpu_memory_used_max_bytes': null, 'sm_active_mean': null, 'dram_active_mean': null"))), TIER, "w",
           "fired waste=3.2 recoverable=%.17g", 3.2 * 120);
}

TEST(rulings, R13_dark_ratio)
{
    EXPECT(judge(fleet("'nodes': [%s]", dark("'dark_ratio': 0.25"))), DARK, "n1", "fired waste=32 recoverable=5840");
    EXPECT(judge(fleet("'nodes': [%s]", dark("'idle_seconds': 9999999"))), DARK, "n1", "fired recoverable=23360");
}

TEST(rulings, R13_pending_time)
{
    EXPECT(judge(queue("4 4", job("'pending_seconds': 1209600"))), FRAG, "job", "fired waste=32 recoverable=23360");
    EXPECT(judge(queue("4 4", job("'pending_seconds': 9999999"))), FRAG, "job", "fired waste=32 recoverable=23360");
    EXPECT(judge(queue("4 4", job("'pending_seconds': 604800"))), FRAG, "job", "fired waste=32 recoverable=11680");
}

TEST(rulings, R15_blocked_stays_fired_without_money)
{
    const piq_report *r =
        judge(fleet_of(chat("'oom_gpu_memory_peak': 0.97, 'gpu_oom_events': 1, 'max_model_len': 8192, 'host_oom_events': 0")));
    EXPECT(r, OOM, "w", "fired gpu");
    EXPECT(r, OVER, "w", "fired waste=0 recoverable=0 blocked_by=oom_risk");
    EXPECT(r, TIER, "w", "fired too_big waste=0 recoverable=0 blocked_by=oom_risk");
    EXPECT_TOTALS(r, "waste=0 recoverable=0 findings=3");
}

TEST(rulings, R15_too_small_blocks_overprovisioned)
{
    /* On paper the declared context does not fit; what was seen is small. */
    const piq_report *r = judge(fleet_of(chat("'max_model_len': 600000")));
    EXPECT(r, TIER, "w", "fired too_small");
    EXPECT(r, OVER, "w", "fired waste=0 recoverable=0 blocked_by=tier_misplacement standalone=2336");
}

TEST(rulings, R15_held_idle_supersedes)
{
    const piq_report *r = judge(fleet_of(chat("'idle_seconds': 1209600, 'max_model_len': 8192")));
    EXPECT(r, DARK, "w", "fired held_idle waste=4 recoverable=2920");
    EXPECT(r, OVER, "w", "fired waste=0 recoverable=0 superseded_by=dark_capacity");
    EXPECT(r, TIER, "w", "fired waste=0 recoverable=0 superseded_by=dark_capacity");
    EXPECT_TOTALS(r, "waste=4 recoverable=2920");
}

TEST(rulings, R15_held_idle_supersedes_7_and_8_and_10)
{
    const piq_report *r =
        judge(fleet_of(with(items("'idle_seconds': 1209600"), "'dram_active_mean': 0.05, 'gpu_memory_used_max_bytes': 17000000000")));
    EXPECT(r, SIZE, "w", "fired waste=0 superseded_by=dark_capacity");
    EXPECT(r, TIERED, "w", "fired waste=0 superseded_by=dark_capacity");
    EXPECT(judge(fleet_of(slow(340, "'idle_seconds': 1209600"))), LOW, "w", "fired waste=0 superseded_by=dark_capacity");
}

TEST(rulings, R12_an_idle_workload_leaves_its_node)
{
    const char *w = work("'kind': 'notebook', 'idle_seconds': 1209600"), *nodes = json("'nodes': [%s]", node("'billing_unit': 'node'"));
    EXPECT(judge(fleet_where(w, "%s", nodes)), DARK, "w", "fired held_idle waste=4 recoverable=2920 undegraded=node_billing");
    EXPECT(judge(fleet("%s, 'workloads': [%s, %s]", nodes, w, work("'id': 'other', 'kind': 'training'"))), DARK, "w",
           "fired held_idle waste=4 recoverable=0 degraded=node_billing");
}

TEST(rulings, R12_fewer_gpus_do_not_leave_a_node)
{
    const char *w = vision(10, 0.1, FOUR ", 'tensor_parallel': 4");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s], 'nodes': [%s]", h100, node("'billing_unit': 'node'"))), OVER, "w",
           "fired fewer_gpus waste=12 recoverable=0 degraded=node_billing");
}

TEST(rulings, R13_slowdown_in_finding_1_on_a_batch_workload)
{
    /* Too short for finding 7, which is clear; what it knows of the slowdown still prices the run on an L4. */
    const char *w = batch("'model': 'fixture-7b', 'weight_dtype': 'bf16', 'max_model_len': 8192, 'run_seconds': 1800, 'runs_per_month': 4");
    const double saved = 4 - 0.8 * 1.25 * 0.15 * 989 / (0.8 * 121);
    const piq_report *r = judge(fleet_of(w));
    EXPECT(r, TIERED, "w", "clear");
    EXPECT(r, TIER, "w", "fired too_big gpu_type=L4-24 waste=%.17g recoverable=%.17g", saved, saved * 2);
}

TEST(rulings, R15_relations_stand_on_the_right_side)
{
    const piq_report *r = judge(fleet_of(chat("'oom_gpu_memory_peak': 0.97, 'gpu_oom_events': 1, 'host_oom_events': 0")));
    EXPECT(r, OVER, "w", "fired blocked_by=oom_risk unrelated=blocks");
    EXPECT(r, OOM, "w", "fired gpu blocks=overprovisioned unrelated=blocked_by");
    const piq_report *idle = judge(fleet_of(chat("'idle_seconds': 1209600")));
    EXPECT(idle, OVER, "w", "fired superseded_by=dark_capacity");
    EXPECT(idle, DARK, "w", "fired held_idle unrelated=superseded_by");
}

/* Kills on the device and kills on the host each block what would shrink the workload; a candidate does not. */
TEST(rulings, R15_both_kinds_of_kills_block)
{
    const char *w = chat("'oom_gpu_memory_peak': 0.97, 'gpu_oom_events': 1, 'host_memory_peak': 0.95, 'unknown_oom_events': 1");
    const piq_report *r = judge(fleet_of(w));
    EXPECT(r, OVER, "w", "fired waste=0 recoverable=0 blocked_by=oom_risk");
    EXPECT(r, OOM, "w", "fired gpu blocks=overprovisioned");
    EXPECT(r, OOM, "w", "fired host blocks=overprovisioned confidence=0.60");
    CHECK_EQ_INT(finding_at(r, finding_place(r, PIQ_DETECTOR_OVERPROVISIONED, "w", 0, 0)).relation_count, 2);
    EXPECT(judge_with(fleet_of(w), "{\"confidence_min\": 0.60}"), OOM, "w", "fired host blocks=overprovisioned");
    r = judge_with(fleet_of(w), "{\"confidence_min\": 0.61}");
    EXPECT(r, OOM, "w", "fired gpu blocks=overprovisioned");
    EXPECT(r, OOM, "w", "candidate host unrelated=blocks");
    CHECK_EQ_INT(finding_at(r, finding_place(r, PIQ_DETECTOR_OVERPROVISIONED, "w", 0, 0)).relation_count, 1);
}

/* A thrashing that is only a candidate takes nothing off the cost and supersedes nothing. */
TEST(rulings, R11_loading_of_a_candidate)
{
    const char *w = with(vision(10, 0.01, "'min_replicas': 0, 'user_facing': true, 'cold_starts': 40, 'cold_start_p95_seconds': 100, "
                                          "'cold_start_p50_seconds': 90"),
                         "'scale_events': %s", events(12, 12, 1.9, "traffic"));
    const char *types = json("'gpu_types': [%s, %s]", h100, l4);
    const piq_report *r = judge(fleet_where(w, "%s", types));
    EXPECT(r, THRASH, "w", "fired to_zero waste=0.05 recoverable=36.5 standalone=36.5");
    EXPECT(r, COLD, "w", "fired superseded_by=thrashing fix=0");
    EXPECT(r, OVER, "w", "fired gpu_type=L4-24 waste=%.17g standalone=2336 confidence=0.99", (4 - 0.05) * 0.8);
    r = judge_with(fleet_where(w, "%s", types), "{\"confidence_min\": 0.96}");
    EXPECT(r, THRASH, "w", "candidate to_zero waste=0 recoverable=0 standalone=36.5");
    EXPECT(r, COLD, "w", "candidate unrelated=superseded_by fix=2920");
    EXPECT(r, OVER, "w", "fired gpu_type=L4-24 waste=3.2 standalone=2336");
}

/* R16: what costs nothing rests on no price. */
TEST(rulings, R16_a_missing_feature_has_no_price)
{
    const char *nodes = json("'nodes': [%s], 'gpu_types': []", node("'gpu_type': 'NVIDIA A100-SXM4-80GB'"));
    const char *w = tier("'required_features': ['fp8']");
    EXPECT(judge_with(fleet_where(w, "%s", nodes), "{\"use_reference_prices\": 1}"), TIER, "w",
           "fired wrong_class move_gpu_type fix=0 undegraded=reference_price");
    EXPECT(judge_with(fleet_where(tier("'weight_bytes': 90000000000"), "%s", nodes), "{\"use_reference_prices\": 1}"), TIER, "w",
           "fired too_small raise_tensor_parallel fix>0 degraded=reference_price");
}
