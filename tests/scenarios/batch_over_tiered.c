/* Finding 7, batch over-tiered: rows 7.1 to 7.8. */
#include "harness/fixtures.h"

static const double slowdown_l4 = 1.25 * (0.15 * 989 / (0.8 * 121));

TEST(batch_over_tiered, row_7_1)
{
    const piq_report *r = judge(fleet_of(batch("")));
    const double saved = 4.0 - 0.8 * slowdown_l4;
    CHECK_NEAR(saved * 4, 9.87, 0.005);
    EXPECT(r, TIERED, "w", "fired move low move_gpu_type gpu_type=L4-24 waste=%.17g recoverable=%.17g", saved, saved * 4 * 30);
    EXPECT(r, TIERED, "w", "fired evidence.slowdown=%.17g hours=120", slowdown_l4);
}

TEST(batch_over_tiered, row_7_2)
{
    EXPECT(judge(fleet_of(batch("'deadline_seconds': %g", 6 * HOUR))), TIERED, "w",
           "fired move gpu_type=L40S-48 waste=1.75 recoverable=210 evidence.slowdown=1.25");
}

TEST(batch_over_tiered, row_7_2_deadline)
{
    const double run = 4 * HOUR * slowdown_l4;
    EXPECT(judge(fleet_of(batch("'deadline_seconds': %.17g", run + 0.001))), TIERED, "w", "fired gpu_type=L4-24");
    EXPECT(judge(fleet_of(batch("'deadline_seconds': %.17g", run - 0.001))), TIERED, "w", "fired gpu_type=L40S-48");
}

TEST(batch_over_tiered, row_7_2_no_card_is_fast_enough)
{
    EXPECT(judge(fleet_of(batch("'deadline_seconds': %g", 5 * HOUR))), TIERED, "w", "fired gpu_type=L40S-48");
    EXPECT(judge(fleet_of(batch("'deadline_seconds': %g", 5 * HOUR - 1))), TIERED, "w", "clear");
}

TEST(batch_over_tiered, row_7_3)
{
    EXPECT(judge(fleet_of(batch("'dram_active_mean': 0.55, 'sm_active_mean': 0.3"))), TIERED, "w", "clear");
    EXPECT(judge(fleet_of(batch("'dram_active_mean': 0.40"))), TIERED, "w", "clear");
}

TEST(batch_over_tiered, row_7_3_below)
{
    /* Tensor activity known and small: only memory activity decides. At 0.39 the L40S needs 1.25*0.39*3350/(0.8*864). */
    const char *w = batch("'dram_active_mean': 0.39, 'tensor_active_mean': 0.05, 'deadline_seconds': null");
    EXPECT(judge(fleet_of(w)), TIERED, "w", "fired move gpu_type=A100-80 waste=%.17g", 4 - 2.5 * 1.25);
}

TEST(batch_over_tiered, row_7_4)
{
    EXPECT(judge(fleet_of(batch("'sm_active_mean': 0.50"))), TIERED, "w", "clear");
    EXPECT(judge(fleet_of(batch("'sm_active_mean': 0.49, 'tensor_active_mean': 0.05"))), TIERED, "w", "fired");
}

TEST(batch_over_tiered, row_7_5)
{
    EXPECT(judge(fleet_of(batch("'kind': null"))), TIERED, "w", "missing_input:kind");
    EXPECT(judge(fleet_of(batch("'kind': 'unknown'"))), TIERED, "w", "missing_input:kind");
}

TEST(batch_over_tiered, row_7_6)
{
    EXPECT(judge(fleet_where(batch(""), "'nodes': [%s]", node("'gpu_type': 'L4-24'"))), TIERED, "w", "clear");
}

TEST(batch_over_tiered, row_7_7)
{
    EXPECT(judge(fleet_of(batch("'run_seconds': 1800, 'runs_per_month': 4"))), TIERED, "w", "clear");
    EXPECT(judge(fleet_of(batch("'run_seconds': 1800, 'runs_per_month': 19"))), TIERED, "w", "clear");
    EXPECT(judge(fleet_of(batch("'run_seconds': 1800, 'runs_per_month': 20"))), TIERED, "w", "fired");
    EXPECT(judge(fleet_of(batch("'run_seconds': 3599, 'runs_per_month': 4"))), TIERED, "w", "clear");
    EXPECT(judge(fleet_of(batch("'run_seconds': 3600, 'runs_per_month': 4"))), TIERED, "w", "fired");
}

TEST(batch_over_tiered, row_7_8)
{
    const piq_report *r = judge(fleet_of(batch("'batch_size': 1, 'memory_base_bytes': 10000000000, 'bytes_per_item': 1000000000, "
                                               "'items_remaining': 1000000, 'batch_size_limit': 4")));
    EXPECT(r, SIZE, "w", "fired fixed blocks=batch_over_tiered");
    EXPECT(r, TIERED, "w", "fired blocked_by=batch_size");
}

/* What is not used need not be known: it takes no time on any card. */
TEST(batch_over_tiered, what_a_job_does_not_use)
{
    const char *no_stream = json("'gpu_types': [%s, %s]", with(h100, "'memory_bandwidth': null"), with(l4, "'memory_bandwidth': null"));
    const char *no_flops = json("'gpu_types': [%s, %s]", with(h100, "'fp16_flops': null"), with(l4, "'fp16_flops': null"));
    EXPECT(judge(fleet_where(batch("'dram_active_mean': 0"), "%s", no_stream)), TIERED, "w", "fired gpu_type=L4-24 evidence.slowdown=%.17g",
           1.25 * 0.15 * 989 / (0.8 * 121));
    EXPECT(judge(fleet_where(batch(""), "%s", no_stream)), TIERED, "w", "missing_input:memory_bandwidth");
    EXPECT(judge(fleet_where(batch("'tensor_active_mean': 0"), "%s", no_flops)), TIERED, "w", "fired gpu_type=L4-24 evidence.slowdown=%.17g",
           1.25 * 0.10 * 3350 / (0.8 * 300));
    EXPECT(judge(fleet_where(batch(""), "%s", no_flops)), TIERED, "w", "missing_input:fp16_flops");
}

/* One side of the projection is enough to lack. */
TEST(batch_over_tiered, peaks_of_either_side)
{
    EXPECT(judge(fleet_where(batch(""), "'gpu_types': [%s, %s]", with(h100, "'fp16_flops': null"), l4)), TIERED, "w",
           "missing_input:fp16_flops");
    EXPECT(judge(fleet_where(batch(""), "'gpu_types': [%s, %s]", h100, with(l4, "'fp16_flops': null"))), TIERED, "w",
           "missing_input:fp16_flops");
    EXPECT(judge(fleet_where(batch(""), "'gpu_types': [%s, %s]", with(h100, "'memory_bandwidth': null"), l4)), TIERED, "w",
           "missing_input:memory_bandwidth");
    EXPECT(judge(fleet_where(batch(""), "'gpu_types': [%s, %s]", h100, with(l4, "'memory_bandwidth': null"))), TIERED, "w",
           "missing_input:memory_bandwidth");
}

/* A card that nobody describes is no reason to ask for its peaks where nothing is projected from them. */
TEST(batch_over_tiered, on_a_card_that_nobody_describes)
{
    const char *nodes = json("'nodes': [%s]", node("'gpu_type': 'Mystery-80', 'price_per_gpu_hour': 4"));
    EXPECT(judge(fleet_where(batch("'tensor_active_mean': 0, 'dram_active_mean': 0"), "%s", nodes)), TIERED, "w",
           "fired gpu_type=L4-24 evidence.slowdown=1.25 waste=3");
    EXPECT(judge(fleet_where(batch("'tensor_active_mean': 0"), "%s", nodes)), TIERED, "w", "no_catalog_entry:gpu_type");
    EXPECT(judge(fleet_where(batch("'dram_active_mean': 0"), "%s", nodes)), TIERED, "w", "no_catalog_entry:gpu_type");
    /* Nor is one for a job that is too wide for a slice. */
    const char *two = "'gpus': 2, 'tensor_parallel': 2, 'placement': [{'node': 'n1', 'gpus': 2}]";
    EXPECT(judge(fleet_where(batch("'tensor_active_mean': 0, %s", two), "%s", nodes)), TIERED, "w", "no_catalog_entry:gpu_type");
    EXPECT(judge(fleet_where(batch("'dram_active_mean': 0, %s", two), "%s", nodes)), TIERED, "w", "no_catalog_entry:gpu_type");
}

/* A cache that was never filled does not ask for the card's memory. */
TEST(batch_over_tiered, weights_of_a_job_on_such_a_card)
{
    const char *nodes = json("'nodes': [%s]", node("'gpu_type': 'Mystery-80', 'price_per_gpu_hour': 4"));
    const char *w = batch("'engine': 'vllm', 'kv_cache_usage_max': 0, 'tensor_active_mean': 0, 'dram_active_mean': 0, 'gpus': 2, "
                          "'tensor_parallel': 2, 'placement': [{'node': 'n1', 'gpus': 2}]");
    EXPECT(judge(fleet_where(w, "%s", nodes)), TIERED, "w", "missing_input:model");
}

TEST(batch_over_tiered, memory_of_a_target_unknown)
{
    const char *vague = with(l4, "'memory_bytes': null");
    EXPECT(judge(fleet_where(batch(""), "'gpu_types': [%s, %s]", h100, vague)), TIERED, "w", "missing_input:memory_bytes");
    EXPECT(judge(fleet_where(batch(""), "'gpu_types': [%s, %s, %s]", h100, vague, l40s)), TIERED, "w", "fired gpu_type=L40S-48");
}

/* Only the A100 has the link, at 0.625 of the price and 1.25 of the time. */
TEST(batch_over_tiered, features_that_the_job_requires)
{
    EXPECT(judge(fleet_of(batch("'required_features': ['link']"))), TIERED, "w", "fired gpu_type=A100-80 waste=%.17g",
           4 * (1 - 0.625 * 1.25));
    EXPECT(judge(fleet_of(batch("'required_features': ['link', 'fp8']"))), TIERED, "w", "clear");
}

TEST(batch_over_tiered, price_over_the_cheapest_card_that_fits)
{
    const char *margin = "{\"batch_tier_margin\": 1}";
    const double two = 2;
    const char *format = "'nodes': [%s], 'gpu_types': [%s, %s]", *here = node("'price_per_gpu_hour': 3");
    const char *other = with(h100, "'name': 'Other-80', 'price_per_gpu_hour': %.17g", two);
    EXPECT(judge_with(fleet_where(batch(""), format, here, h100, other), margin), TIERED, "w",
           "fired gpu_type=Other-80 waste=1 evidence.cheapest_price_per_gpu_hour=2");
    other = with(h100, "'name': 'Other-80', 'price_per_gpu_hour': %.17g", two * (1 + 1e-10));
    EXPECT(judge_with(fleet_where(batch(""), format, here, h100, other), margin), TIERED, "w", "clear");
    other = with(h100, "'name': 'Other-80', 'price_per_gpu_hour': 2.01");
    EXPECT(judge_with(fleet_where(batch(""), format, here, h100, other), margin), TIERED, "w", "clear");
}

/* With a margin below 1 a card may be dear by the hour and cheap by the job: 0.95 of the price for 0.8 of the time. */
TEST(batch_over_tiered, a_margin_that_shortens)
{
    const char *w = batch("'deadline_seconds': 14400");
    const char *types = json("'gpu_types': [%s, %s, %s]", h100, with(a100, "'price_per_gpu_hour': 3.8"), l4);
    EXPECT(judge_with(fleet_where(w, "%s", types), "{\"batch_tier_margin\": 0.8}"), TIERED, "w", "fired gpu_type=A100-80 waste=%.17g",
           4 * (1 - 0.95 * 0.8));
    EXPECT(judge(fleet_where(w, "%s", types)), TIERED, "w", "clear");
}

/* Fewer GPUs need no price, and none is shown. */
TEST(batch_over_tiered, fewer_gpus_without_a_price)
{
    const char *w = batch("'gpus': 4, 'tensor_parallel': 4, 'placement': [{'node': 'n1', 'gpus': 4}]");
    const piq_report *r = judge(fleet_where(w, "'gpu_types': [%s]", with(h100, "'price_per_gpu_hour': null")));
    double ignored;
    EXPECT(r, TIERED, "w", "fired move reduce_tensor_parallel gpus=1 degraded=price_unknown wrong=mig_partition evidence.cost_ratio=0.3125");
    CHECK(!evidence_value(r, finding_place(r, PIQ_DETECTOR_BATCH_OVER_TIERED, "w", 0, 0), "cheapest_price_per_gpu_hour", &ignored));
}
