/* Money where findings overlap, M1 to M7, and what can be leased, L1 to L3. */
#include "harness/fixtures.h"

TEST(overlaps, M1)
{
    const piq_report *r = judge(fleet_of(chat("'max_model_len': 8192, 'tpot_slo_seconds': 0.2")));
    EXPECT(r, TIER, "w", "fired too_big waste=3.20 recoverable=2336 overlaps=overprovisioned gpu_type=L4-24");
    EXPECT(r, OVER, "w", "fired waste=0 recoverable=0 standalone=2336 overlaps=tier_misplacement");
    EXPECT_TOTALS(r, "waste=3.20 recoverable=2336");
}

TEST(overlaps, M2)
{
    const char *w = with(chat("'replicas': 4, 'placement': [{'node': 'n1', 'gpus': 4}]"),
                         "'output_tokens_per_second': 450, 'expected_tokens_per_second': 1800, 'requests_waiting': 12, "
                         "'requests_running': 16, 'max_num_seqs': 16, 'kv_cache_usage_p95': 0.30, 'requests_in_system_p95': 44, "
                         "'demand_seconds': 21600, 'output_tokens_per_second_peak': 300");
    const piq_report *r = judge(fleet_where(w, "'gpu_types': [%s, %s]", h100, l4));
    EXPECT(r, LOW, "w", "fired waste=12 recoverable=5840");
    EXPECT(r, OVER, "w", "fired waste=0 recoverable=0 superseded_by=low_throughput");
    EXPECT_TOTALS(r, "waste=12 recoverable=5840");
}

TEST(overlaps, M3)
{
    const piq_report *r = judge(fleet_of(batch("'sm_active_mean': 0.10, 'dram_active_mean': 0.05, 'batch_size': 1, 'batch_size_limit': 8, "
                                               "'memory_base_bytes': 10000000000, 'bytes_per_item': 1000000000, "
                                               "'items_remaining': 1000000")));
    EXPECT(r, SIZE, "w", "fired batch_size=8 evidence.speedup_upper=8 evidence.expected_speedup=4 waste=3 recoverable=360");
    EXPECT(r, TIERED, "w", "fired waste=0 recoverable=0 standalone>0 blocked_by=batch_size");
    EXPECT_TOTALS(r, "waste=3 recoverable=360");
}

TEST(overlaps, M4)
{
    const char *w = tier("'model': 'fixture-34b', 'gpus': 4, 'placement': [{'node': 'n1', 'gpus': 4}], 'tensor_parallel': 4, "
                         "'idle_seconds': 1209600, 'requests': 0, 'observed_seconds': 1209600, 'coverage_ratio': 1, 'stale_seconds': 30");
    const piq_report *r = judge(fleet_where(w,
                                            "'nodes': [%s], 'models': [{'name': 'fixture-34b', 'parameters': 34e9, 'layers': 48, "
                                            "'kv_heads': 8, 'head_dim': 128}]",
                                            node("'price_per_gpu_hour': 4.25, 'gpu_count': 4")));
    EXPECT(r, DARK, "w", "fired held_idle waste=17 recoverable=%.17g", 17 * 730.0);
    EXPECT(r, TIER, "w", "fired waste=0 recoverable=0 superseded_by=dark_capacity");
    EXPECT_TOTALS(r, "waste=17 spend=17 recoverable=%.17g", 17 * 730.0);
    CHECK_NEAR(money(totals(r).waste_per_hour) * 24, 408, 1e-6);
}

TEST(overlaps, M5)
{
    const char *nodes = json("'nodes': [%s, %s]", nodes_with("4 4"), dark("'id': 'small', 'gpu_count': 4"));
    const piq_report *r = judge(fleet("%s, 'workloads': [%s, %s]", nodes, holders("4 4"), job("")));
    EXPECT(r, FRAG, "job", "fired waste=32");
    EXPECT(r, DARK, "small", "fired unallocated waste=16");
    EXPECT_TOTALS(r, "waste=48");
}

TEST(overlaps, M6)
{
    const char *w = tier("'tpot_slo_seconds': 0.2, 'prompt_tokens_mean': 500, 'output_tokens_mean': 200");
    const piq_report *r = judge(fleet_where(w, "'nodes': [%s]", node("'purchase': 'committed'")));
    EXPECT(r, TIER, "w", "fired waste=3.20 recoverable=0 degraded=sunk");
    EXPECT_TOTALS(r, "waste=3.20 recoverable=0");
    CHECK_NEAR(money(totals(r).waste_per_hour) * 730, 2336, 1e-3);
}

TEST(overlaps, M7)
{
    const char *w =
        work("'kind': 'llm_serving', 'idle_seconds': 1209600, 'observed_seconds': 1209600, 'coverage_ratio': 1, 'stale_seconds': 30");
    const char *other = work("'id': 'other', 'kind': 'training'");
    const piq_report *r = judge(fleet("'nodes': [%s], 'workloads': [%s, %s]", node("'billing_unit': 'node'"), w, other));
    EXPECT(r, DARK, "w", "fired held_idle waste=4 recoverable=0 degraded=node_billing");
    CHECK_NEAR(money(totals(r).waste_per_hour) * 730, 2920, 1e-3);
}

TEST(lease, L1) { EXPECT_BLOCKS(judge(queue("8 4 2 1 1", NULL)), "8:1 4:1 2:1 1:2"); }

TEST(lease, L2)
{
    const piq_report *r = judge(queue("4 4", NULL));
    uint64_t now = 0, after = 0;
    for (size_t i = 0; r && i < piq_report_capacity_count(r); i++) {
        piq_capacity row = {.struct_size = (uint32_t)sizeof row};
        CHECK_OK(piq_report_capacity(r, i, &row));
        now += row.block == 4 ? row.now : 0;
        after += row.block == 8 ? row.after_consolidation : 0;
    }
    CHECK_EQ_INT(now, 2);
    CHECK_EQ_INT(after, 1);
}

TEST(lease, L3) { EXPECT_BLOCKS(judge(fleet("'nodes': [%s, %s]", node("'id': 'a'"), node("'id': 'b', 'purpose': 'ha_spare'"))), "8:1"); }

TEST(lease, L4)
{
    const char *nodes = json("'nodes': [%s]", node("'free_spell_p10_seconds': 10800"));
    EXPECT_BLOCKS(judge_with(fleet("%s", nodes), "{\"lease_hours\": 6}"), "");
    EXPECT_BLOCKS(judge_with(fleet("%s", nodes), "{\"lease_hours\": 3}"), "8:1");
}
