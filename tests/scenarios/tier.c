/* Finding 1, tier misplacement: rows 1.1 to 1.8. */
#include "harness/fixtures.h"

#define SLO "'tpot_slo_seconds': 0.2, 'prompt_tokens_mean': 500, 'output_tokens_mean': 200"

static const double need_7b = 7.24e9 * 2 + 8192 * 131072.0 + 2e9;
static const double need_70b = 70.6e9 * 2 + 8192 * 327680.0 + 2e9;

TEST(tier, row_1_1)
{
    const piq_report *r = judge(fleet_of(tier(SLO)));
    EXPECT(r, TIER, "w", "fired too_big medium move_gpu_type gpu_type=L4-24 gpus=1 tensor_parallel=1 waste=3.20 recoverable=2336");
    EXPECT(r, TIER, "w", "fired evidence.required_bytes_per_gpu=%.17g undegraded=slo_unknown fix=0 standalone=2336", need_7b);
    EXPECT_TOTALS(r, "waste=3.20 recoverable=2336 findings=1 spend=32");
}

TEST(tier, row_1_1_requirement_is_73_percent_of_the_small_card)
{
    /* The same requirement on the small card itself: it fits, and nothing cheaper does. */
    const piq_report *r = judge(fleet_where(tier(SLO), "'nodes': [%s]", node("'gpu_type': 'L4-24'")));
    EXPECT(r, TIER, "w", "clear");
    CHECK_NEAR(need_7b / 24e9, 0.73, 0.005);
}

TEST(tier, row_1_1_objective_rules_the_small_card_out)
{
    /* 14.48 GB of weights take 57 ms to read on an L4 and 28 ms on an A10G. */
    const char *w = tier("'tpot_slo_seconds': 0.045, 'prompt_tokens_mean': 500, 'output_tokens_mean': 200");
    EXPECT(judge(fleet_of(w)), TIER, "w", "fired too_big gpu_type=A10G-24 waste=2.80");
}

TEST(tier, row_1_2)
{
    const piq_report *r = judge(fleet_of(tier("")));
    EXPECT(r, TIER, "w", "fired too_big medium confidence=0.60 degraded=slo_unknown source=0.60 gpu_type=L4-24 waste=3.20");
}

TEST(tier, row_1_2_never_above_medium)
{
    const char *three = "'replicas': 3, 'placement': [{'node': 'n1', 'gpus': 3}]";
    EXPECT(judge(fleet_of(tier("%s", three))), TIER, "w", "fired medium recoverable=7008");
    EXPECT(judge(fleet_of(tier(SLO ", %s", three))), TIER, "w", "fired high recoverable=7008");
}

TEST(tier, row_1_3)
{
    const piq_report *r = judge(fleet_of(tier("'model': 'fixture-70b'")));
    EXPECT(r, TIER, "w", "fired too_small high raise_tensor_parallel tensor_parallel=4 fix=8760 waste=0 recoverable=0");
    EXPECT(r, TIER, "w", "fired evidence.required_bytes_per_gpu=%.17g alternative=quantize_weights wrong=mig_partition", need_70b);
    CHECK_NEAR(need_70b / 1e9, 145.9, 0.1);
    EXPECT_TOTALS(r, "waste=0 recoverable=0 fix=8760");
}

TEST(tier, row_1_4)
{
    const char *two = "'gpus': 2, 'placement': [{'node': 'n1', 'gpus': 2}], 'tensor_parallel': 2";
    EXPECT(judge(fleet_of(tier("'model': 'fixture-70b', %s", two))), TIER, "w", "clear");
}

TEST(tier, row_1_4_hard_fit_is_95_percent)
{
    /* 76 GB is still held, one parameter more is not: weights = (76 GB - KV - overhead), then a little more. */
    const double weights = 76e9 - 8192 * 131072.0 - 2e9;
    EXPECT(judge(fleet_of(tier("'weight_bytes': %.0f", weights))), TIER, "w", "clear");
    EXPECT(judge(fleet_of(tier("'weight_bytes': %.0f", weights + 1e6))), TIER, "w", "fired too_small");
}

TEST(tier, row_1_5)
{
    const char *nodes = json("'nodes': [%s]", node("'gpu_type': 'A100-80'"));
    const piq_report *r = judge(fleet_where(tier("'model': 'fixture-moe'"), "%s", nodes));
    const double need = 46.7e9 * 2 + 8192 * 131072.0 + 2e9;
    EXPECT(r, TIER, "w", "fired too_small high evidence.required_bytes_per_gpu=%.17g", need);
    EXPECT(r, TIER, "w", "fired confidence=%.17g source=1 signal=1", 0.70 + 0.30 * (need / 80e9 - 0.95) / 0.95);
}

TEST(tier, row_1_6)
{
    const char *bare = json("'models': [{'name': 'bare', 'parameters': 7.24e9}]");
    EXPECT(judge(fleet_where(tier("'model': 'bare'"), "%s", bare)), TIER, "w", "missing_input:layers,kv_heads,head_dim");
}

TEST(tier, row_1_6_a_lower_bound_proves_too_small)
{
    const char *bare = json("'models': [{'name': 'bare', 'parameters': 70.6e9}]");
    EXPECT(judge(fleet_where(tier("'model': 'bare'"), "%s", bare)), TIER, "w",
           "fired too_small degraded=kv_unknown evidence.required_bytes_per_gpu=143.2e9");
}

TEST(tier, row_1_6_only_what_lacks)
{
    const char *part = json("'models': [{'name': 'part', 'parameters': 7.24e9, 'layers': 32, 'head_dim': 128}]");
    EXPECT(judge(fleet_where(tier("'model': 'part'"), "%s", part)), TIER, "w", "missing_input:kv_heads");
}

TEST(tier, row_1_7)
{
    const char *types = json("'gpu_types': [%s, %s]", h100, with(l4, "'price_per_gpu_hour': 3.20"));
    EXPECT(judge(fleet_where(tier(SLO), "%s", types)), TIER, "w", "fired too_big gpu_type=L4-24 waste=0.80 margin=0.70");
}

TEST(tier, row_1_7_dearer)
{
    const char *types = json("'gpu_types': [%s, %s]", h100, with(l4, "'price_per_gpu_hour': 3.24"));
    EXPECT(judge(fleet_where(tier(SLO), "%s", types)), TIER, "w", "clear");
}

TEST(tier, row_1_8) { EXPECT(judge(fleet_where(tier(SLO), "'gpu_types': [%s]", h100)), TIER, "w", "no_catalog_entry"); }

TEST(tier, row_1_8_does_not_hide_too_small)
{
    EXPECT(judge(fleet_where(tier("'model': 'fixture-70b'"), "'gpu_types': [%s]", h100)), TIER, "w", "fired too_small");
}

/* The model of throughput asks for more than that of memory: what lacks for a declared need is told by name. */
TEST(tier, what_a_declared_need_lacks)
{
    const char *types = json("'gpu_types': [%s, %s]", h100, l4);
    const char *tokens = tier("'required_tokens_per_second': 100, 'prompt_tokens_mean': 500, 'output_tokens_mean': 200");
    EXPECT(judge(fleet_where(tokens, "%s", types)), TIER, "w", "fired gpu_type=L4-24");
    EXPECT(judge(fleet_where(with(tokens, "'prompt_tokens_mean': null"), "%s", types)), TIER, "w", "missing_input:prompt_tokens_mean");
    EXPECT(judge(fleet_where(with(tokens, "'output_tokens_mean': null"), "%s", types)), TIER, "w", "missing_input:output_tokens_mean");
    EXPECT(judge(fleet_where(with(tokens, "'prompt_tokens_mean': null, 'output_tokens_mean': null"), "%s", types)), TIER, "w",
           "missing_input:prompt_tokens_mean,output_tokens_mean");
    const char *vague = json("'gpu_types': [%s, %s]", h100, with(l4, "'memory_bandwidth': null"));
    EXPECT(judge(fleet_where(tokens, "%s", vague)), TIER, "w", "missing_input:memory_bandwidth");
    EXPECT(judge(fleet_where(tier("'tpot_slo_seconds': 0.2"), "%s", vague)), TIER, "w", "missing_input:memory_bandwidth");
    vague = json("'gpu_types': [%s, %s]", h100, with(l4, "'fp16_flops': null"));
    EXPECT(judge(fleet_where(tier("'ttft_slo_seconds': 10"), "%s", vague)), TIER, "w", "missing_input:fp16_flops");
}

/* Of an encoder the model of throughput knows nothing, and no field would change that. */
TEST(tier, needs_of_an_encoder)
{
    const char *fleet_text = json("'gpu_types': [%s, %s], 'models': [%s]", h100, l4, with(model_7b, "'class': 'encoder'"));
    const char *w = tier("'max_model_len': null");
    EXPECT(judge(fleet_where(w, "%s", fleet_text)), TIER, "w", "fired gpu_type=L4-24");
    EXPECT(judge(fleet_where(with(w, "'required_tokens_per_second': 100"), "%s", fleet_text)), TIER, "w", "unsupported_signal");
    EXPECT(judge(fleet_where(with(w, "'tpot_slo_seconds': 0.2"), "%s", fleet_text)), TIER, "w", "unsupported_signal");
    EXPECT(judge(fleet_where(with(w, "'ttft_slo_seconds': 0.2"), "%s", fleet_text)), TIER, "w", "unsupported_signal");
}

/* A node whose type nobody states has nothing to be widened on. */
TEST(tier, offloaded_on_a_node_without_a_type)
{
    const char *w = tier("'weights_offloaded': true");
    EXPECT(judge(fleet_where(w, "'nodes': [%s]", node("'gpu_type': null"))), TIER, "w", "fired too_small critical move_gpu_type gpu_type=L4-24");
    EXPECT(judge(fleet_of(w)), TIER, "w", "fired too_small critical raise_tensor_parallel tensor_parallel=2");
}

/* Weights that are offloaded go on more GPUs than now, even where they would fit; those on a slice go to a card. */
TEST(tier, offloaded_from_where_they_fit)
{
    const char *two = "'gpus': 2, 'tensor_parallel': 2, 'placement': [{'node': 'n1', 'gpus': 2}]";
    EXPECT(judge(fleet_of(tier("'weights_offloaded': true, %s", two))), TIER, "w", "fired too_small raise_tensor_parallel tensor_parallel=4 gpus=4");
    /* 76 GB are 0.95 of 80, and not above. */
    EXPECT(judge(fleet_of(tier("'weights_offloaded': true, 'weight_bytes': %.0f", 76e9 - 8192 * 131072.0 - 2e9))), TIER, "w",
           "fired too_small evidence.required_bytes_per_gpu=76e9");
    EXPECT(judge(fleet_of(tier("'weight_bytes': %.0f", 76e9 - 8192 * 131072.0 - 2e9))), TIER, "w", "clear");
    const char *sliced = with(h100, "'mig_profiles': [{'name': '3g.40gb', 'compute_slices': 3, 'compute_slices_total': 7, "
                                    "'memory_bytes': 40000000000, 'max_instances': 2}]");
    const char *on_slice = "'gpus': 0.5, 'mig_profile': '3g.40gb', 'placement': [{'node': 'n1', 'gpus': 0.5, 'gpu': 'a'}]";
    EXPECT(judge(fleet_where(tier("'weight_bytes': 50000000000, %s", on_slice), "'gpu_types': [%s, %s]", sliced, a100)), TIER, "w",
           "fired too_small move_gpu_type gpu_type=A100-80");
}

TEST(tier, a_hard_fit_of_zero)
{
    EXPECT(judge_with(fleet_of(tier("")), "{\"tier_hard_fit\": 0}"), TIER, "w", "fired too_small margin=1");
}
