/* R16 to R18: which types may be proposed, in which shapes, and when a slice is. */
#include "harness/fixtures.h"

#define SLO "'tpot_slo_seconds': 0.2"

TEST(rulings, R16_not_allowed_is_not_proposed)
{
    const char *types = json("'gpu_types': [%s, %s, %s]", h100, with(l4, "'allowed': false"), a10g);
    EXPECT(judge(fleet_where(tier(SLO), "%s", types)), TIER, "w", "fired gpu_type=A10G-24");
    EXPECT(judge(fleet_where(tier(SLO), "'gpu_types': [%s, %s]", h100, with(l4, "'allowed': false"))), TIER, "w", "no_catalog_entry");
}

TEST(rulings, R16_a_true_candidate_is_enough)
{
    const char *unpriced = with(l4, "'price_per_gpu_hour': null");
    EXPECT(judge(fleet_where(tier(SLO), "'gpu_types': [%s, %s, %s]", h100, unpriced, a10g)), TIER, "w", "fired gpu_type=A10G-24");
    EXPECT(judge(fleet_where(tier(SLO), "'gpu_types': [%s, %s]", h100, unpriced)), TIER, "w", "missing_input:price_per_gpu_hour");
}

TEST(rulings, R16_union_of_what_lacks)
{
    const char *one = with(l4, "'price_per_gpu_hour': null"), *two = with(a10g, "'memory_bytes': null");
    EXPECT(judge(fleet_where(tier(SLO), "'gpu_types': [%s, %s, %s]", h100, one, two)), TIER, "w",
           "missing_input:memory_bytes,price_per_gpu_hour");
}

TEST(rulings, R16_a_false_test_beats_an_unknown_one)
{
    /* The unpriced card is too small anyway. */
    const char *unpriced = with(l4, "'price_per_gpu_hour': null");
    EXPECT(judge(fleet_where(tier(SLO ", 'weight_bytes': 30000000000"), "'gpu_types': [%s, %s]", h100, unpriced)), TIER, "w", "clear");
}

TEST(rulings, R16_fewer_gpus_need_no_price)
{
    const char *w = vision(10, 0.1, "'gpus': 4, 'tensor_parallel': 4, 'placement': [{'node': 'n1', 'gpus': 4}]");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s]", with(h100, "'price_per_gpu_hour': null"))), OVER, "w",
           "fired fewer_gpus reduce_tensor_parallel gpus=1 tensor_parallel=1");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s]", h100)), OVER, "w", "fired fewer_gpus gpus=1 waste=12");
}

/* Finding 7 does not read the memory of the card that the job is on: a price for both cards is all it lacks. */
TEST(rulings, R16_what_a_price_lacks)
{
    const char *unpriced = with(h100, "'price_per_gpu_hour': null, 'memory_bytes': null");
    EXPECT(judge(fleet_where(batch(""), "'gpu_types': [%s, %s]", unpriced, l4)), TIERED, "w", "missing_input:price_per_gpu_hour");
    EXPECT(judge(fleet_where(batch(""), "'gpu_types': [%s, %s], 'nodes': [%s]", with(unpriced, "'price_per_gpu_hour': 4"), l4, node(""))),
           TIERED, "w", "fired gpu_type=L4-24");
}

TEST(rulings, R16_types_of_nodes_are_targets)
{
    /* A node's built-in type, undeclared: it has no price until reference prices are asked for. */
    const char *nodes =
        json("'gpu_types': [%s], 'nodes': [%s, %s]", h100, node(""), node("'id': 'n2', 'gpu_type': 'NVIDIA L4', 'gpu_count': 1"));
    EXPECT(judge(fleet_where(tier(SLO), "%s", nodes)), TIER, "w", "missing_input:price_per_gpu_hour");
}

TEST(rulings, R16_built_in_rows_are_no_targets_by_themselves)
{
    EXPECT(judge(fleet_where(tier(SLO), "'gpu_types': [%s]", h100)), TIER, "w", "no_catalog_entry");
    EXPECT(judge_with(fleet_where(tier(SLO), "'gpu_types': [%s]", h100), "{\"use_reference_prices\": 1}"), TIER, "w", "fired too_big");
}

TEST(rulings, R16_built_in_rows_complete_declared_names)
{
    const char *types = json("'gpu_types': [%s, {'name': 'NVIDIA L4', 'price_per_gpu_hour': 0.5}]", h100);
    EXPECT(judge(fleet_where(tier(SLO), "%s", types)), TIER, "w", "fired gpu_type=NVIDIA~L4 waste=3.5");
    const char *small = json("'gpu_types': [%s, {'name': 'NVIDIA L4', 'price_per_gpu_hour': 0.5, 'memory_bytes': 20000000000}]", h100);
    EXPECT(judge(fleet_where(tier(SLO), "%s", small)), TIER, "w", "clear");
}

TEST(rulings, R16_the_tables_own_names_are_the_callers)
{
    const char *types = json("'gpu_types': [%s, {'name': 'L4-24', 'price_per_gpu_hour': 0.5}]", h100);
    EXPECT(judge(fleet_where(tier(""), "%s", types)), TIER, "w", "missing_input:memory_bytes*");
}

TEST(rulings, R16_an_empty_list_overrides_the_built_in_one)
{
    const char *w = tier(""), *nodes = json("'nodes': [%s]", node("'gpu_type': 'NVIDIA H100 80GB HBM3', 'price_per_gpu_hour': 4"));
    EXPECT(judge(fleet_where(w, "%s, 'gpu_types': []", nodes)), TIER, "w", "fired too_big mig_partition");
    EXPECT(judge(fleet_where(w, "%s, 'gpu_types': [{'name': 'NVIDIA H100 80GB HBM3', 'mig_profiles': []}]", nodes)), TIER, "w",
           "no_catalog_entry");
}

TEST(rulings, R16_models_by_exact_name_or_alias)
{
    EXPECT(judge(fleet_where(tier("'model': 'meta-llama/Llama-2-7b-hf'"), "'models': []")), TIER, "w", "fired too_big");
    EXPECT(judge(fleet_where(tier("'model': 'Llama-2-7b'"), "'models': []")), TIER, "w", "fired too_big");
    EXPECT(judge(fleet_where(tier("'model': 'my-Llama-2-7b'"), "'models': []")), TIER, "w", "no_catalog_entry:model");
}

/* 60 GB of weights on one H100; two small cards of 48 GB would hold them for 1.40. */
static const char *two_cards(const char *type_fields, const char *model_fields, const char *workload_fields)
{
    return fleet_where(tier("'weight_bytes': 60000000000, %s", workload_fields), "'gpu_types': [%s, %s], 'models': [%s]", h100,
                       with(with(l40s, "'price_per_gpu_hour': 0.70"), "%s", type_fields), with(model_7b, "%s", model_fields));
}

TEST(rulings, R17_within_the_domain_of_the_target)
{
    EXPECT(judge(two_cards("'domain_gpus': 2", "", "")), TIER, "w", "fired too_big gpu_type=L40S-48 gpus=2 tensor_parallel=2 waste=2.6");
    EXPECT(judge(two_cards("'domain_gpus': 1", "", "")), TIER, "w", "clear");
    EXPECT(judge(two_cards("'domain_gpus': null", "", "")), TIER, "w", "clear");
}

TEST(rulings, R17_divides_the_heads)
{
    EXPECT(judge(two_cards("'domain_gpus': 8", "'attention_heads': 7", "")), TIER, "w", "clear");
    EXPECT(judge(two_cards("'domain_gpus': 8", "'attention_heads': 6", "")), TIER, "w", "fired gpus=2");
}

TEST(rulings, R17_data_parallel_stays)
{
    /* Two ranks of 60 GB each on 2 GPUs: the target has 2 ranks of 2. */
    const char *two = "'gpus': 2, 'data_parallel': 2, 'tensor_parallel': 1, 'placement': [{'node': 'n1', 'gpus': 2}]";
    EXPECT(judge(two_cards("'domain_gpus': 8", "", two)), TIER, "w", "fired gpus=4 tensor_parallel=2 waste=5.2");
}

TEST(rulings, R17_ties_fewest_gpus_then_bandwidth_then_name)
{
    const char *big = with(h100, "'name': 'Z-80', 'price_per_gpu_hour': 1.4, 'memory_bandwidth': 1e12");
    const char *wide = with(big, "'name': 'Y-80', 'memory_bandwidth': 2e12"), *twin = with(big, "'name': 'A-80'");
    const char *pair = with(l40s, "'price_per_gpu_hour': 0.70, 'domain_gpus': 2, 'memory_bandwidth': 9e12");
    const char *w = tier("'weight_bytes': 60000000000");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s, %s, %s]", h100, pair, big)), TIER, "w", "fired gpu_type=Z-80 gpus=1");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s, %s, %s]", h100, big, wide)), TIER, "w", "fired gpu_type=Y-80");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s, %s, %s]", h100, big, twin)), TIER, "w", "fired gpu_type=A-80");
}

TEST(rulings, R17_ties_of_unknown_bandwidth_go_by_name)
{
    const char *w = tier("'weight_bytes': 60000000000"), *format = "'gpu_types': [%s, %s, %s]";
    const char *b = with(h100, "'name': 'B-80', 'price_per_gpu_hour': 1.4, 'memory_bandwidth': null"), *a = with(b, "'name': 'A-80'");
    EXPECT(judge(fleet_where(w, format, h100, a, b)), TIER, "w", "fired gpu_type=A-80");
    EXPECT(judge(fleet_where(w, format, h100, b, a)), TIER, "w", "fired gpu_type=A-80");
    EXPECT(judge(fleet_where(w, format, h100, a, with(b, "'memory_bandwidth': 1"))), TIER, "w", "fired gpu_type=B-80");
    EXPECT(judge(fleet_where(w, format, h100, with(b, "'memory_bandwidth': 1"), a)), TIER, "w", "fired gpu_type=B-80");
}

TEST(rulings, R17_a_tie_but_for_rounding)
{
    /* 0.1*3/0.7 and 0.3/0.7 differ in the last bit only: the wider of two equal prices is taken, whichever is computed lower. */
    const char *now = with(h100, "'price_per_gpu_hour': 0.7");
    const char *narrow = with(h100, "'name': 'A-80', 'price_per_gpu_hour': 0.3, 'memory_bandwidth': 1e12");
    const char *wide = with(narrow, "'name': 'Z-80', 'price_per_gpu_hour': 0.30000000000000004, 'memory_bandwidth': 2e12");
    EXPECT(judge(fleet_where(tier(SLO), "'gpu_types': [%s, %s, %s]", now, narrow, wide)), TIER, "w", "fired gpu_type=Z-80");
    EXPECT(judge(fleet_where(tier(SLO), "'gpu_types': [%s, %s, %s]", now, wide, narrow)), TIER, "w", "fired gpu_type=Z-80");
}

TEST(rulings, R17_pipeline_becomes_one)
{
    const char *w = tier("'gpus': 4, 'pipeline_parallel': 4, 'tensor_parallel': 1, 'placement': [{'node': 'n1', 'gpus': 4}]");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s]", h100)), TIER, "w", "fired too_big gpus=1 tensor_parallel=1 waste=12");
}

#define PROFILE(name, slices, gb)                                                                                                          \
    "{'name': '" name "', 'compute_slices': " #slices ", 'compute_slices_total': 7, 'memory_bytes': " #gb "000000000, 'max_instances': 1}"
#define PROFILES                                                                                                                           \
    "'mig_profiles': [" PROFILE("7g.80gb", 7, 80) "," PROFILE("1g.10gb", 1, 10) "," PROFILE("2g.20gb", 2, 20) "," PROFILE(                 \
        "3g.40gb", 3, 40) "," PROFILE("4g.40gb", 4, 40) "]"

TEST(rulings, R18_mig_of_finding_1)
{
    const char *types = json("'gpu_types': [%s]", with(h100, PROFILES));
    EXPECT(judge(fleet_where(tier(""), "%s", types)), TIER, "w",
           "fired too_big mig_partition mig_profile=3g.40gb waste=%.17g recoverable=0 degraded=mig_cotenant_unknown", 4 * (1 - 3 / 7.0));
}

TEST(rulings, R18_a_whole_card_goes_first)
{
    EXPECT(judge(fleet_where(tier(""), "'gpu_types': [%s, %s]", with(h100, PROFILES), l40s)), TIER, "w",
           "fired too_big move_gpu_type waste=2.2");
}

TEST(rulings, R18_memory_at_headroom)
{
    /* 16 GB are 0.80 of 20: the requirement is weights + 1.07 GB + 2 GB. */
    const char *types = json("'gpu_types': [%s]", with(h100, PROFILES));
    const double weights = 16e9 - 8192 * 131072.0 - 2e9;
    EXPECT(judge(fleet_where(tier("'weight_bytes': %.0f", weights), "%s", types)), TIER, "w", "fired mig_profile=2g.20gb");
    EXPECT(judge(fleet_where(tier("'weight_bytes': %.0f", weights + 1000), "%s", types)), TIER, "w", "fired mig_profile=3g.40gb");
}

TEST(rulings, R18_not_for_several_gpus_links_or_slices)
{
    const char *types = json("'gpu_types': [%s]", with(h100, PROFILES));
    EXPECT(judge(fleet_where(tier("'required_features': ['link']"), "%s", types)), TIER, "w", "no_catalog_entry");
    const char *on_slice = "'gpus': 0.5, 'mig_profile': '4g.40gb', 'placement': [{'node': 'n1', 'gpus': 0.5, 'gpu': 'a'}]";
    const char *small = "'weight_bytes': 4000000000";
    EXPECT(judge(fleet_where(tier("%s, %s", on_slice, small), "%s", types)), TIER, "w", "no_catalog_entry");
    const char *two = "'gpus': 2, 'tensor_parallel': 2, 'placement': [{'node': 'n1', 'gpus': 2}]";
    const piq_report *r = judge(fleet_where(tier("%s", two), "%s", types));
    EXPECT(r, TIER, "w", "fired too_big reduce_tensor_parallel gpus=1");
}

TEST(rulings, R18_mig_of_finding_2_needs_compute)
{
    /* 0.30 of the card at a cap of 0.60 takes half of it: 4 of 7 slices. */
    const char *types = json("'gpu_types': [%s]", with(h100, PROFILES));
    EXPECT(judge(fleet_where(vision(10, 0.30, ""), "%s", types)), OVER, "w",
           "fired mig mig_partition mig_profile=4g.40gb waste=%.17g recoverable=0 degraded=mig_cotenant_unknown", 4 * (1 - 4 / 7.0));
    EXPECT(judge(fleet_where(vision(10, 0.17, ""), "%s", types)), OVER, "w", "fired mig mig_profile=2g.20gb");
    EXPECT(judge(fleet_where(vision(8, 0.08, ""), "%s", types)), OVER, "w", "fired mig mig_profile=1g.10gb");
    EXPECT(judge(fleet_where(vision(8.001, 0.08, ""), "%s", types)), OVER, "w", "fired mig mig_profile=2g.20gb");
}

TEST(rulings, R18_mig_of_finding_7)
{
    const char *types =
        json("'gpu_types': [%s, %s]", with(h100, PROFILES), with(a100, "'price_per_gpu_hour': 1.0, 'memory_bytes': 20000000000"));
    /* A card that makes finding 7 ask, and is too slow: its tests fail on the deadline. */
    EXPECT(judge(fleet_where(batch("'deadline_seconds': 14401"), "%s", types)), TIERED, "w",
           "fired mig mig_partition mig_profile=2g.20gb recoverable=0 degraded=mig_cotenant_unknown");
}

static const char *slice(const char *name, int slices, double gigabytes)
{
    return json("{'name': '%s', 'compute_slices': %d, 'compute_slices_total': 7, 'memory_bytes': %.0f, 'max_instances': 1}", name, slices,
                gigabytes * 1e9);
}

/* The smallest by compute, then by memory, then by name, in whatever order they are listed. */
TEST(rulings, R18_the_smallest_of_several)
{
    const char *few = slice("1g.30gb", 1, 30), *less = slice("1g.24gb", 1, 24), *alike = slice("1g.24gb+me", 1, 24), *more = slice("2g.22gb", 2, 22);
    const char *const lists[] = {
        text("%s, %s, %s, %s", few, less, alike, more), text("%s, %s, %s, %s", more, alike, less, few),
        text("%s, %s, %s, %s", alike, few, more, less), text("%s, %s, %s, %s", less, more, few, alike),
    };
    for (size_t i = 0; i < 4; i++) {
        const char *types = json("'gpu_types': [%s]", with(h100, "'mig_profiles': [%s]", lists[i]));
        EXPECT(judge(fleet_where(tier(""), "%s", types)), TIER, "w", "fired too_big mig_partition mig_profile=1g.24gb");
    }
}

/* A rack of 256 GPUs is one domain; a replica is laid out on at most 64 of them. */
#define RACK "'domain_gpus': 256"
#define WIDE(gpus) "'gpus': " gpus ", 'tensor_parallel': " gpus ", 'placement': [{'node': 'n1', 'gpus': " gpus "}]"

static const char *rack(void) { return json("'gpu_types': [%s], 'nodes': [%s]", with(h100, RACK), node("'gpu_count': 256")); }

TEST(rulings, R17_no_wider_than_64)
{
    /* On 256 GPUs 17.5 GB each become 64 GB on 64, and 30 GB become 58 GB on 128. */
    EXPECT(judge(fleet_where(vision(17.5, 0.01, WIDE("256") ", 'tensor_active_p95': 0, 'dram_active_p95': 0"), "%s", rack())), OVER, "w",
           "fired fewer_gpus gpus=64 tensor_parallel=64");
    EXPECT(judge(fleet_where(vision(17.51, 0.01, WIDE("256") ", 'tensor_active_p95': 0, 'dram_active_p95': 0"), "%s", rack())), OVER, "w",
           "clear");
    EXPECT(judge(fleet_where(vision(30, 0.01, WIDE("256") ", 'tensor_active_p95': 0, 'dram_active_p95': 0"), "%s", rack())), OVER, "w",
           "clear");
    /* Finding 1: 80 GB a GPU on 32 of them, 41 on 64; 130 on 32, 66 on 64, 34 on 128. */
    const char *w = tier(WIDE("32"));
    EXPECT(judge(fleet_where(with(w, "'weight_bytes': 2500e9"), "%s", rack())), TIER, "w", "fired too_small raise_tensor_parallel gpus=64");
    EXPECT(judge(fleet_where(with(w, "'weight_bytes': 4096e9"), "%s", rack())), TIER, "w", "fired too_small profile");
    /* Finding 3: a peak of 77.6 GB, of which 2 are not cut, is 39.8 GB on twice as many. */
    const char *killed = kills("'gpu_oom_events': 1, 'oom_gpu_memory_peak': 0.97, " WIDE("32"));
    EXPECT(judge(fleet_where(killed, "%s", rack())), OOM, "w", "fired gpu raise_tensor_parallel gpus=64");
    EXPECT(judge(fleet_where(with(killed, WIDE("64")), "%s", rack())), OOM, "w", "fired gpu profile");
}

/* Findings 1 and 3 widen only to what divides the heads: 6 of them go on 2 GPUs, not on 4; 7 on 1. */
TEST(rulings, R17_wider_placements_divide_the_heads_too)
{
    const char *models = json("'models': [%s]", with(model_70b, "'attention_heads': 6"));
    const char *w = tier("'model': 'fixture-70b'");
    EXPECT(judge(fleet_of(w)), TIER, "w", "fired too_small raise_tensor_parallel tensor_parallel=4");
    EXPECT(judge(fleet_where(w, "%s", models)), TIER, "w", "fired too_small profile");
    const char *killed = kills("'gpu_oom_events': 1, 'oom_gpu_memory_peak': 0.97, 'model': 'fixture-70b'");
    EXPECT(judge(fleet_of(killed)), OOM, "w", "fired gpu raise_tensor_parallel tensor_parallel=2");
    EXPECT(judge(fleet_where(killed, "'models': [%s]", with(model_70b, "'attention_heads': 7"))), OOM, "w", "fired gpu profile");
}

TEST(rulings, R16_a_target_must_have_the_feature)
{
    const char *new_card = with(h100, "'name': 'New-180', 'memory_bytes': 180000000000, 'fp4_flops': 4e15, 'price_per_gpu_hour': 3");
    const char *w = tier(SLO ", 'required_features': ['fp4']");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s, %s, %s]", h100, l4, new_card)), TIER, "w",
           "fired wrong_class move_gpu_type gpu_type=New-180");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s, %s]", with(h100, "'fp4_flops': 1e15"), new_card)), TIER, "w",
           "fired too_big gpu_type=New-180");
}
