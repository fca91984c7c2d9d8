/* R1 to R3: states of a finding, one finding per detector and entity, which kinds a detector judges. */
#include "harness/fixtures.h"

#include <string.h>

#define EIGHT_BLOCKS_SEVEN                                                                                                                 \
    "'batch_size': 1, 'memory_base_bytes': 10000000000, 'bytes_per_item': 1000000000, 'items_remaining': 1000000, 'batch_size_limit': 4"

TEST(rulings, R1_below_confidence_min_is_a_candidate)
{
    EXPECT(judge_with(fleet_of(chat("")), "{\"confidence_min\": 0.85}"), OVER, "w", "fired confidence=0.85");
    const piq_report *r = judge_with(fleet_of(chat("")), "{\"confidence_min\": 0.8501}");
    EXPECT(r, OVER, "w", "candidate smaller_type waste=0 recoverable=0 standalone=2336");
    EXPECT_TOTALS(r, "waste=0 recoverable=0 findings=0");
    EXPECT_COUNTS(r, OVER, "fired=0 candidates=1 clear=0");
}

TEST(rulings, R1_a_candidate_blocks_and_supersedes_nothing)
{
    const piq_report *r = judge_with(fleet_of(batch(EIGHT_BLOCKS_SEVEN)), "{\"confidence_min\": 0.85}");
    EXPECT(r, SIZE, "w", "candidate waste=0 unrelated=blocks");
    EXPECT(r, TIERED, "w", "fired unrelated=blocked_by waste>2");
}

TEST(rulings, R1_order_fired_then_candidates_then_observations)
{
    const char *low = with(chat(""), "'id': 'a', 'observed_seconds': 115200, 'coverage_ratio': 0.8");
    const char *fires = with(vision(36, 0.1, ""), "'id': 'b'");
    const char *info = with(kills("'oom_gpu_memory_peak': 0.97, 'gpu_oom_events': 0"), "'id': 'c'");
    const piq_report *r = judge_with(fleet("'workloads': [%s, %s, %s]", low, fires, info), "{\"confidence_min\": 0.7}");
    EXPECT(r, OVER, "a", "candidate");
    EXPECT(r, OVER, "b", "fired");
    EXPECT(r, OOM, "c", "observation pressure");
    for (size_t i = 1; r && i < piq_report_finding_count(r); i++) {
        CHECK(finding_at(r, i - 1).state <= finding_at(r, i).state);
    }
}

TEST(rulings, R1_fired_whatever_its_severity)
{
    EXPECT(judge(fleet("'nodes': [%s]", dark("'gpu_count': 1, 'price_per_gpu_hour': 0.01"))), DARK, "n1", "fired unallocated info");
    EXPECT_COUNTS(judge(fleet("'nodes': [%s]", dark("'gpu_count': 1, 'price_per_gpu_hour': 0.01"))), DARK, "fired=1 clear=0");
}

TEST(rulings, R1_unavailable_billed_counts_as_not_applicable)
{
    const piq_report *r = judge(fleet("'nodes': [%s]", node("'state': 'failed'")));
    EXPECT(r, DARK, "n1", "observation unavailable_billed info waste=0 recoverable=0");
    EXPECT_COUNTS(r, DARK, "fired=0 clear=0 not_applicable=1 candidates=0");
}

TEST(rulings, R1_stuck_maintenance_counts_as_not_applicable)
{
    const piq_report *r = judge(fleet("'nodes': [%s]", node("'state': 'maintenance', 'state_seconds': 86400")));
    EXPECT(r, DARK, "n1", "observation stuck_maintenance info waste=0 recoverable=0");
    EXPECT_COUNTS(r, DARK, "fired=0 clear=0 not_applicable=1 candidates=0");
}

TEST(rulings, R2_gpu_and_host_may_both_stand)
{
    const piq_report *r = judge(fleet_of(kills("'oom_gpu_memory_peak': 0.97, 'gpu_oom_events': 1, 'host_oom_events': 1, "
                                               "'host_memory_peak': 0.99")));
    EXPECT(r, OOM, "w", "fired gpu");
    EXPECT(r, OOM, "w", "fired host");
    EXPECT_COUNTS(r, OOM, "fired=1 clear=0");
    EXPECT_TOTALS(r, "findings=2");
}

TEST(rulings, R2_no_pressure_where_gpu_fired)
{
    const piq_report *r =
        judge(fleet_of(kills("'oom_gpu_memory_peak': 0.97, 'gpu_oom_events': 1, 'kv_cache_usage_p95': 0.99, 'preemptions': 9")));
    EXPECT(r, OOM, "w", "fired gpu");
    CHECK(finding_place(r, PIQ_DETECTOR_OOM_RISK, "w", 0, PIQ_SUBTYPE_PRESSURE) == NO_FINDING);
}

TEST(rulings, R2_no_pressure_where_host_fired)
{
    const piq_report *r =
        judge(fleet_of(kills("'oom_gpu_memory_peak': 0.97, 'gpu_oom_events': 0, 'host_oom_events': 1, 'host_memory_peak': 0.99")));
    EXPECT(r, OOM, "w", "fired host");
    CHECK(finding_place(r, PIQ_DETECTOR_OOM_RISK, "w", 0, PIQ_SUBTYPE_PRESSURE) == NO_FINDING);
}

TEST(rulings, R2_unavailable_billed_beside_unallocated)
{
    const piq_report *r = judge(fleet("'nodes': [%s]", dark("'unhealthy_gpus': 1")));
    EXPECT(r, DARK, "n1", "fired unallocated");
    EXPECT(r, DARK, "n1", "observation unavailable_billed");
}

TEST(rulings, R2_ids_follow_the_group)
{
    const piq_report *fired = judge(fleet_of(kills("'oom_gpu_memory_peak': 0.97, 'gpu_oom_events': 1, 'host_oom_events': 1")));
    const piq_report *info = judge(fleet_of(kills("'oom_gpu_memory_peak': 0.97, 'gpu_oom_events': 0")));
    const uint64_t gpu = finding_at(fired, finding_place(fired, PIQ_DETECTOR_OOM_RISK, "w", 0, PIQ_SUBTYPE_GPU)).id;
    const uint64_t host = finding_at(fired, finding_place(fired, PIQ_DETECTOR_OOM_RISK, "w", 0, PIQ_SUBTYPE_HOST)).id;
    const uint64_t pressure = finding_at(info, finding_place(info, PIQ_DETECTOR_OOM_RISK, "w", 0, PIQ_SUBTYPE_PRESSURE)).id;
    CHECK(gpu != 0 && gpu == pressure && host != 0 && host != gpu);
}

/* A workload that has something for every detector. */
static const char *everything(const char *kind)
{
    return with(chat("'max_model_len': 8192"),
                "'kind': %s, 'min_replicas': 0, 'user_facing': true, 'cold_starts': 40, 'cold_start_p95_seconds': 12, "
                "'cold_start_p50_seconds': 90, 'scale_events': %s, 'gpu_oom_events': 0, 'host_oom_events': 0, 'idle_seconds': 3600, "
                "'run_seconds': 14400, 'runs_per_month': 30, 'sm_active_mean': 0.05, 'dram_active_mean': 0.05, "
                "'tensor_active_p95': 0.02, 'dram_active_p95': 0.02, 'batch_size': 1, 'memory_base_bytes': 16000000000, "
                "'bytes_per_item': 500000000, 'items_remaining': 100000, 'output_tokens_per_second': 340, "
                "'expected_tokens_per_second': 1800, 'requests_waiting': 3, 'requests_running': 9, 'demand_seconds': 7200",
                kind, events(12, 12, 1.9, "traffic"));
}

static void applicability(const char *kind, const char *row)
{
    static const char *const names[] = {TIER, OVER, OOM, COLD, THRASH, DARK, TIERED, SIZE, LOW};
    const piq_report *r = judge(fleet_of(everything(kind)));
    for (size_t i = 0; i < 9; i++) {
        const char *got = outcome(r, detector_named(names[i]), "w");
        const int off = strcmp(got, "not_applicable") == 0, lacks_kind = strcmp(got, "missing_input:kind") == 0;
        CHECK_SAY((row[i] == '?' || off == (row[i] == '-')) && lacks_kind == (row[i] == 'K'), "%s of kind %s is %s", names[i], kind, got);
    }
    EXPECT_COUNTS(r, FRAG, "not_applicable=1 clear=0 fired=0 not_evaluated=0");
}

/* Columns: 1 too_big, 2, 3, 4, 5, 6, 7, 8, 10; ?: too_small is judged, too_big is not. */
TEST(rulings, R3_llm_serving) { applicability("'llm_serving'", "YYYYYY--Y"); }
TEST(rulings, R3_serving) { applicability("'serving'", "YYYYYY---"); }
TEST(rulings, R3_batch) { applicability("'batch'", "Y-Y--YYY-"); }
TEST(rulings, R3_training) { applicability("'training'", "?YY--Y---"); }
TEST(rulings, R3_notebook) { applicability("'notebook'", "?YY--Y---"); }
TEST(rulings, R3_unknown) { applicability("'unknown'", "KKYYYYKKK"); }
TEST(rulings, R3_absent_kind_is_unknown) { applicability("null", "KKYYYYKKK"); }

TEST(rulings, R3_too_small_for_every_kind)
{
    static const char *const kinds[] = {"'llm_serving'", "'serving'", "'batch'", "'training'", "'notebook'", "'unknown'", "null"};
    for (size_t i = 0; i < 7; i++) {
        EXPECT(judge(fleet_of(tier("'model': 'fixture-70b', 'kind': %s", kinds[i]))), TIER, "w", "fired too_small");
    }
}

TEST(rulings, R3_wrong_class_for_training)
{
    EXPECT(judge(fleet_where(tier("'kind': 'training', 'required_features': ['fp8']"), "'nodes': [%s]", node("'gpu_type': 'A100-80'"))),
           TIER, "w", "fired wrong_class medium waste=0 confidence=0.95");
}

TEST(rulings, R3_serving_with_an_items_field)
{
    EXPECT(judge(fleet_of(with(everything("'serving'"), "'expected_items_per_second': 3"))), LOW, "w", "missing_input:items_per_second");
}

TEST(rulings, R3_pending_is_judged_by_9_only)
{
    static const char *const names[] = {TIER, OVER, OOM, COLD, THRASH, TIERED, SIZE, LOW};
    const char *w =
        with(everything("'llm_serving'"), "'state': 'pending', 'placement': null, 'single_domain': true, 'pending_seconds': 60");
    const piq_report *r = judge(fleet_of(w));
    for (size_t i = 0; i < 8; i++) {
        EXPECT_COUNTS(r, names[i], "not_applicable=1 fired=0 clear=0 not_evaluated=0");
    }
    EXPECT_COUNTS(r, FRAG, "clear=1");
}

TEST(rulings, R3_scaled_to_zero_is_judged_by_3_4_5_only)
{
    static const char *const off[] = {TIER, OVER, TIERED, SIZE, FRAG, LOW};
    const char *w = with(everything("'llm_serving'"), "'state': 'scaled_to_zero', 'placement': null, 'gpu_type': 'H100-80'");
    const piq_report *r = judge(fleet_of(w));
    for (size_t i = 0; i < 6; i++) {
        EXPECT_COUNTS(r, off[i], "not_applicable=1 fired=0 clear=0 not_evaluated=0");
    }
    EXPECT_COUNTS(r, OOM, "clear=1");
    EXPECT_COUNTS(r, COLD, "fired=1");
    EXPECT_COUNTS(r, THRASH, "fired=1");
}

TEST(rulings, R3_4_needs_user_facing_for_every_kind)
{
    EXPECT(judge(fleet_of(cold("'user_facing': null"))), COLD, "w", "missing_input:user_facing");
    EXPECT(judge(fleet_of(cold("'user_facing': null, 'kind': null"))), COLD, "w", "missing_input:user_facing");
    EXPECT(judge(fleet_of(cold("'user_facing': false"))), COLD, "w", "clear");
    EXPECT(judge(fleet_of(thrash("'kind': null"))), THRASH, "w", "fired to_zero");
}

/* The cluster that a workload states is its own; else that of its nodes; else none is known. */
TEST(rulings, R2_the_cluster_of_a_finding)
{
    static const struct {
        const char *own, *cluster;
    } all[] = {{"'cluster': 'east'", "east"}, {"'cluster': null", "west"}, {"'cluster': 'east', 'placement': null", "east"},
               {"'placement': null", ""}};
    for (size_t i = 0; i < 4; i++) {
        const char *w = kills("'host_oom_events': 1, %s", json("%s", all[i].own));
        const piq_report *r = judge(fleet_where(w, "'nodes': [%s]", node("'cluster': 'west'")));
        const size_t place = finding_place(r, PIQ_DETECTOR_OOM_RISK, "w", 0, PIQ_SUBTYPE_HOST);
        CHECK_OR_RETURN(place != NO_FINDING);
        CHECK_EQ_STR(finding_at(r, place).cluster, all[i].cluster);
    }
}
