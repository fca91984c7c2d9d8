/* R5 to R8a: data gates, confidence, severity, GPU-hours. */
#include "harness/fixtures.h"

#include <math.h>

TEST(rulings, R5_stale_before_coverage_before_length)
{
    const char *w = vision(36, 0.1, "'stale_seconds': 301, 'coverage_ratio': 0.5, 'observed_seconds': 60");
    EXPECT(judge(fleet_of(w)), OVER, "w", "stale");
    EXPECT(judge(fleet_of(with(w, "'stale_seconds': 300"))), OVER, "w", "insufficient_coverage");
    EXPECT(judge(fleet_of(with(w, "'stale_seconds': 300, 'coverage_ratio': 0.80"))), OVER, "w", "insufficient_coverage");
    EXPECT(judge(fleet_of(with(w, "'stale_seconds': 300, 'coverage_ratio': 0.80, 'observed_seconds': 108000"))), OVER, "w", "fired");
}

TEST(rulings, R5_gates_before_rule)
{
    /* Each of these rules is false on its face; old samples are asked first. */
    EXPECT(judge(fleet_of(vision(70, 0.9, "'stale_seconds': 301"))), OVER, "w", "stale");
    EXPECT(judge(fleet_of(batch("'sm_active_mean': 0.9, 'stale_seconds': 301"))), TIERED, "w", "stale");
    EXPECT(judge(fleet_of(items("'sm_active_mean': 0.9, 'stale_seconds': 301"))), SIZE, "w", "stale");
    EXPECT(judge(fleet_of(slow(1800, "'stale_seconds': 301"))), LOW, "w", "stale");
}

TEST(rulings, R5_applicability_before_gates)
{
    EXPECT(judge(fleet_of(batch("'stale_seconds': 301"))), OVER, "w", "not_applicable");
    EXPECT(judge(fleet_of(vision(36, 0.1, "'stale_seconds': 301"))), TIERED, "w", "not_applicable");
    EXPECT(judge(fleet_of(vision(36, 0.1, "'stale_seconds': 301, 'requests': 0"))), OVER, "w", "not_applicable");
}

TEST(rulings, R5_not_for_1_3_4_5)
{
    const char *bad = "'stale_seconds': 99999, 'coverage_ratio': 0.1, 'observed_seconds': 60";
    EXPECT(judge(fleet_of(tier("%s", bad))), TIER, "w", "fired too_big");
    EXPECT(judge(fleet_of(kills("'oom_gpu_memory_peak': 0.97, 'gpu_oom_events': 1, %s", bad))), OOM, "w", "fired gpu");
    EXPECT(judge(fleet_of(cold("%s", bad))), COLD, "w", "fired");
    EXPECT(judge(fleet_of(thrash("%s", bad))), THRASH, "w", "fired");
}

TEST(rulings, R5_length_of_data_is_asked_by_2_7_10_only)
{
    EXPECT(judge(fleet_of(batch("'observed_seconds': 107999"))), TIERED, "w", "insufficient_coverage");
    EXPECT(judge(fleet_of(slow(340, "'observed_seconds': 107999"))), LOW, "w", "insufficient_coverage");
    EXPECT(judge(fleet_of(items("'observed_seconds': 107999"))), SIZE, "w", "fired");
}

TEST(rulings, R5_absent_passes_and_is_said)
{
    const char *w = vision(36, 0.1, "'stale_seconds': null, 'coverage_ratio': null, 'observed_seconds': null");
    EXPECT(judge(fleet_of(w)), OVER, "w", "fired degraded=stale_unknown,coverage_unknown coverage=1 window=1");
    EXPECT(judge(fleet_of(vision(36, 0.1, ""))), OVER, "w", "fired undegraded=stale_unknown undegraded=coverage_unknown");
}

TEST(rulings, R5_absent_length_is_the_window)
{
    EXPECT(judge(fleet_where(vision(36, 0.1, "'observed_seconds': null"), "'window_seconds': 172800")), OVER, "w", "fired window=0.8");
    EXPECT(judge(fleet_where(vision(36, 0.1, "'observed_seconds': null"), "'window_seconds': 86400")), OVER, "w", "insufficient_coverage");
}

TEST(rulings, R5_a_busy_sample_needs_no_gate_for_held_idle)
{
    const char *w = work("'kind': 'notebook', 'idle_seconds': 259199, 'stale_seconds': 99999, 'coverage_ratio': 0.1");
    EXPECT(judge(fleet_of(w)), DARK, "w", "clear");
    EXPECT(judge(fleet_of(with(w, "'idle_seconds': 259200"))), DARK, "w", "stale");
    EXPECT(judge(fleet_of(with(w, "'idle_seconds': 259200, 'stale_seconds': 0"))), DARK, "w", "insufficient_coverage");
}

TEST(rulings, R5_nodes_by_their_own_samples)
{
    const char *n = dark("'stale_seconds': 301, 'idle_seconds': 14399");
    EXPECT(judge(fleet("'nodes': [%s]", n)), DARK, "n1", "clear");
    EXPECT(judge(fleet("'nodes': [%s]", with(n, "'idle_seconds': 14400"))), DARK, "n1", "stale");
    EXPECT(judge(fleet("'nodes': [%s]", dark("'coverage_ratio': 0.79"))), DARK, "n1", "insufficient_coverage");
    EXPECT(judge(fleet("'nodes': [%s]", dark("'coverage_ratio': 0.80"))), DARK, "n1", "fired confidence=0.95");
}

TEST(rulings, R6_margin_of_too_small)
{
    const double need = 70.6e9 * 2 + 8192 * 327680.0 + 2e9, just = 78e9 / 80e9;
    EXPECT(judge(fleet_of(tier("'weight_bytes': %.0f", 78e9 - 8192 * 131072.0 - 2e9))), TIER, "w", "fired too_small margin=%.17g",
           0.70 + 0.30 * (just - 0.95) / 0.95);
    EXPECT(judge(fleet_of(tier("'model': 'fixture-70b'"))), TIER, "w", "fired too_small margin=%.17g",
           0.70 + 0.30 * (need / 80e9 - 0.95) / 0.95);
}

TEST(rulings, R6_margin_when_offloaded)
{
    EXPECT(judge(fleet_of(tier("'weights_offloaded': true"))), TIER, "w", "fired too_small critical margin=1 confidence=0.99");
}

/* At the threshold, 0.70; where all of the cost must be saved, a card that costs nothing stands there. */
TEST(rulings, R6_margin_below_nothing)
{
    const char *types = json("'gpu_types': [%s, %s]", h100, with(l4, "'price_per_gpu_hour': 0"));
    EXPECT(judge_with(fleet_where(tier("'tpot_slo_seconds': 0.2"), "%s", types), "{\"min_saving_ratio\": 1}"), TIER, "w",
           "fired too_big gpu_type=L4-24 margin=0.70");
}

TEST(rulings, R6_margin_of_too_big)
{
    const char *types = json("'gpu_types': [%s, %s]", h100, with(l4, "'price_per_gpu_hour': 2.8"));
    EXPECT(judge(fleet_where(tier("'tpot_slo_seconds': 0.2"), "%s", types)), TIER, "w", "fired too_big margin=%.17g",
           0.70 + 0.30 * (0.8 - 0.7) / 0.4);
}

TEST(rulings, R6_margin_of_overprovisioned_is_the_smaller)
{
    const double memory = 0.70 + 0.30 * (0.80 - 0.45) / 0.40, activity = 0.70 + 0.30 * (0.50 - 0.40) / 0.25;
    EXPECT(judge(fleet_of(vision(36, 0.40, ""))), OVER, "w", "fired margin=%.17g", activity);
    EXPECT(judge(fleet_of(vision(36, 0.10, ""))), OVER, "w", "fired margin=%.17g", memory);
}

TEST(rulings, R6_margin_of_batch_over_tiered_is_the_smaller)
{
    EXPECT(judge(fleet_of(batch("'dram_active_mean': 0.30, 'tensor_active_mean': 0.02"))), TIERED, "w", "fired margin=%.17g",
           0.70 + 0.30 * 0.1 / 0.2);
    EXPECT(judge(fleet_of(batch("'sm_active_mean': 0.40, 'tensor_active_mean': 0.02"))), TIERED, "w", "fired margin=%.17g",
           0.70 + 0.30 * 0.1 / 0.25);
}

TEST(rulings, R6_margins_of_8_and_10)
{
    EXPECT(judge(fleet_of(items("'sm_active_mean': 0.30"))), SIZE, "w", "fired margin=0.94 source=0.80 signal=1");
    EXPECT(judge(fleet_of(slow(810, ""))), LOW, "w", "fired margin=%.17g source=1", 0.70 + 0.30 * 0.05 / 0.25);
}

TEST(rulings, R6_fixed_confidence_stands_in_signal)
{
    EXPECT(judge(fleet_of(kills("'oom_gpu_memory_peak': 0.97, 'gpu_oom_events': 1"))), OOM, "w", "fired signal=0.95 margin=1 coverage=1");
    EXPECT(judge(fleet_of(cold(""))), COLD, "w", "fired signal=0.95 margin=1");
    EXPECT(judge(fleet_of(thrash(""))), THRASH, "w", "fired signal=0.95 margin=1");
    EXPECT(judge(queue("4 4", job(""))), FRAG, "job", "fired signal=0.95 margin=1 source=1");
    EXPECT(judge(queue("4 4", job("'quota_admitted': null"))), FRAG, "job", "fired signal=0.95 source=0.60 confidence=0.57");
}

TEST(rulings, R6_only_held_idle_takes_coverage)
{
    const char *w = work("'kind': 'notebook', 'idle_seconds': 604800, 'coverage_ratio': 0.855, 'stale_seconds': 0");
    EXPECT(judge(fleet_of(w)), DARK, "w", "fired held_idle coverage=0.9 confidence=%.17g", 0.95 * 0.9);
    EXPECT(judge(fleet("'nodes': [%s]", dark("'coverage_ratio': 0.855"))), DARK, "n1", "fired coverage=1 confidence=0.95");
}

TEST(rulings, R6_finding_1_takes_no_coverage)
{
    EXPECT(judge(fleet_of(tier("'coverage_ratio': 0.5, 'observed_seconds': 3600"))), TIER, "w", "fired too_big coverage=1 window=1");
}

TEST(rulings, R6_unknown_cause_costs_a_fifth)
{
    EXPECT(judge(fleet_of(slow(340, "'requests_running': 8"))), LOW, "w", "fired unknown profile source=0.80 confidence=0.80");
}

TEST(rulings, R6_the_product_is_the_confidence)
{
    const char *a = with(chat("'observed_seconds': 115200, 'coverage_ratio': 0.9"), "'id': 'a'");
    const char *b = with(items("'sm_active_mean': 0.30, 'coverage_ratio': 0.9"), "'id': 'b'");
    const char *c = with(slow(810, "'coverage_ratio': 0.9"), "'id': 'c'");
    const char *d = with(kills("'oom_gpu_memory_peak': 0.97, 'gpu_oom_events': 1"), "'id': 'd'");
    const piq_report *r = judge(fleet("'workloads': [%s, %s, %s, %s, %s]", a, b, c, d, with(tier(""), "'id': 'e'")));
    size_t seen = 0;
    for (size_t i = 0; r && i < piq_report_finding_count(r); i++, seen++) {
        const piq_finding f = finding_at(r, i);
        CHECK_NEAR(f.confidence, fmin(0.99, fmax(0.05, f.signal * f.coverage * f.window * f.source * f.margin)), 1e-12);
    }
    CHECK(seen >= 5);
}

TEST(rulings, R6_clipped_at_both_ends)
{
    EXPECT(judge_with(fleet_of(chat("'coverage_ratio': 0.01")), "{\"coverage_min\": 0}"), OVER, "w", "candidate confidence=0.05");
    EXPECT(judge_with(fleet_of(chat("'coverage_ratio': 0.06")), "{\"coverage_min\": 0}"), OVER, "w", "candidate confidence=%.17g",
           0.85 * 0.06 / 0.95);
    EXPECT(judge(fleet_of(vision(10, 0.01, ""))), OVER, "w", "fired confidence=0.99");
}

TEST(rulings, R7_source)
{
    EXPECT(judge(fleet_of(chat(""))), OVER, "w", "fired source=0.85");
    EXPECT(judge(fleet_of(vision(36, 0.1, ""))), OVER, "w", "fired source=1");
    EXPECT(judge(fleet_of(tier("'tpot_slo_seconds': 0.2"))), TIER, "w", "fired too_big source=0.85");
    EXPECT(judge(fleet_of(tier(""))), TIER, "w", "fired too_big source=0.60");
    EXPECT(judge(fleet_of(slow(340, ""))), LOW, "w", "fired source=1");
    EXPECT(judge(fleet_of(slow(340, "'expected_tokens_per_second': null, 'best_tokens_per_second': 1800"))), LOW, "w", "fired source=1");
}

TEST(rulings, R8_money_severity)
{
    /* 3.20 an hour: 2,336 a month; 3 of them 7,008. */
    EXPECT(judge(fleet_of(vision(36, 0.1, ""))), OVER, "w", "fired medium");
    EXPECT(judge(fleet_of(vision(36, 0.1, "'replicas': 5, 'placement': [{'node': 'n1', 'gpus': 5}]"))), OVER, "w", "fired high");
    EXPECT(judge(fleet_of(vision(36, 0.1, "'price_per_gpu_hour': 2.3"))), OVER, "w", "fired low recoverable=%.17g", 0.5 * 730);
    EXPECT(judge(fleet_of(vision(36, 0.1, "'price_per_gpu_hour': 2.25"))), OVER, "w", "fired recoverable=%.17g", 0.45 * 730);
}

TEST(rulings, R8_is_of_what_can_be_recovered)
{
    EXPECT(judge(fleet_where(vision(36, 0.1, ""), "'nodes': [%s]", node("'purchase': 'owned'"))), OVER, "w",
           "fired info waste=2.2 recoverable=0 degraded=sunk");
}

TEST(rulings, R8_low_throughput_is_of_its_waste)
{
    EXPECT(judge(fleet_of(slow(340, ""))), LOW, "w", "fired medium recoverable=0");
    EXPECT(judge(fleet_of(slow(340, "'price_per_gpu_hour': 0.4"))), LOW, "w", "fired low recoverable=0");
}

TEST(rulings, R8_dark_capacity_counts_what_is_burned)
{
    /* 0.4 an hour for 168 h and 365 h: 213; a month of it to come would be 146. */
    EXPECT(judge(fleet("'nodes': [%s]", dark("'gpu_count': 1, 'price_per_gpu_hour': 0.25"))), DARK, "n1", "fired low recoverable=91.25");
}

TEST(rulings, R8_shares_of_spend_need_a_fleet_that_spends)
{
    /* 365 a month are 1.6 percent of 8 H100. */
    const char *w = vision(36, 0.1, "'price_per_gpu_hour': 2.3");
    EXPECT(judge(fleet_of(w)), OVER, "w", "fired low");
    EXPECT(judge_with(fleet_of(w), "{\"severity_spend_floor_multiple\": 0}"), OVER, "w", "fired medium");
    EXPECT(judge_with(fleet_of(w), "{\"severity_spend_floor_multiple\": 0, \"severity_low_per_month\": 366}"), OVER, "w", "fired info");
    EXPECT(judge_with(fleet_of(w), "{\"severity_spend_floor_multiple\": 4}"), OVER, "w", "fired medium");
    EXPECT(judge_with(fleet_of(w), "{\"severity_spend_floor_multiple\": 5}"), OVER, "w", "fired low");
}

TEST(rulings, R8_the_higher_share_is_high)
{
    /* 365 of 22,119 a month are 1.65 percent; severity_high_per_month is far away. */
    const char *w = vision(36, 0.1, "'price_per_gpu_hour': 2.3");
    const char *policy = "{\"severity_spend_floor_multiple\": 0, \"severity_high_spend_ratio\": %s}";
    EXPECT(judge_with(fleet_of(w), text(policy, "0.0165")), OVER, "w", "fired high");
    EXPECT(judge_with(fleet_of(w), text(policy, "0.0166")), OVER, "w", "fired medium");
    EXPECT(judge_with(fleet_of(w), "{\"severity_high_spend_ratio\": 0.0165}"), OVER, "w", "fired low");
    /* Eight H100 at 4.00 spend 23,360 a month: four times 5,840, and no more than that. */
    const char *large = "{\"severity_spend_floor_multiple\": 4, \"severity_high_per_month\": %s, \"severity_high_spend_ratio\": 0.01}";
    EXPECT(judge_with(fleet_of(vision(60, 0.1, "")), text(large, "5840")), OVER, "w", "fired high recoverable=1095");
    EXPECT(judge_with(fleet_of(vision(60, 0.1, "")), text(large, "5840.001")), OVER, "w", "fired medium");
}

TEST(rulings, R8_one_step_up_never_critical)
{
    const char *missed = "'ttft_slo_seconds': 1, 'ttft_p95_seconds': 2";
    EXPECT(judge(fleet_of(slow(340, "%s", missed))), LOW, "w", "fired high");
    EXPECT(judge(fleet_of(slow(450, "%s", missed))), LOW, "w", "fired medium");
    EXPECT(judge(fleet_of(slow(340, "'ttft_slo_seconds': 2, 'ttft_p95_seconds': 2"))), LOW, "w", "fired medium");
    EXPECT(judge(fleet_of(slow(340, "'replicas': 8, 'placement': [{'node': 'n1', 'gpus': 8}], %s", missed))), LOW, "w", "fired high");
    EXPECT(judge(fleet_of(slow(340, "'tpot_slo_seconds': 0.1, 'tpot_p95_seconds': 0.2"))), LOW, "w", "fired high");
}

TEST(rulings, R8_without_prices_by_gpu_hours)
{
    const char *types = json("'gpu_types': [%s]", with(h100, "'price_per_gpu_hour': null"));
    EXPECT(judge(fleet("%s, 'nodes': [%s]", types, dark("'gpu_count': 8"))), DARK, "n1", "fired high");
    EXPECT(judge(fleet("%s, 'nodes': [%s]", types, dark("'gpu_count': 2"))), DARK, "n1", "fired medium hours=730");
    EXPECT(judge(fleet("%s, 'nodes': [%s]", types, dark("'gpu_count': 1"))), DARK, "n1", "fired low hours=365");
}

TEST(rulings, R8a_gpu_hours)
{
    EXPECT(judge(fleet_of(tier("'min_replicas': 0, 'warm_ratio': 0.25"))), TIER, "w", "fired hours=182.5");
    EXPECT(judge(fleet_of(slow(340, "'replicas': 3, 'placement': [{'node': 'n1', 'gpus': 3}]"))), LOW, "w", "fired hours=2190");
    EXPECT(judge(fleet_of(batch(""))), TIERED, "w", "fired hours=120");
    EXPECT(judge(fleet("'nodes': [%s]", dark("'dark_ratio': 0.25"))), DARK, "n1", "fired hours=1460");
}

TEST(rulings, R7_fewer_replicas_are_admitted_by_the_model)
{
    const char *w = chat("'replicas': 3, 'placement': [{'node': 'n1', 'gpus': 3}], 'replica_floor': 2");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s]", h100)), OVER, "w", "fired fewer_replicas source=0.85");
}

TEST(rulings, R7_a_batch_job_asks_no_model) { EXPECT(judge(fleet_of(batch(""))), TIERED, "w", "fired source=1 signal=1 confidence=0.99"); }
