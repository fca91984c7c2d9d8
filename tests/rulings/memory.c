/* R19 to R21: what must fit, what a target can do, shares and mixed placements. */
#include "harness/fixtures.h"

#include <math.h>

#define KV_7B 131072.0

TEST(rulings, R19_bytes_per_parameter)
{
    static const struct {
        const char *dtype;
        double bytes;
    } rows[] = {{"fp32", 4}, {"bf16", 2}, {"fp16", 2}, {"fp8", 1}, {"int8", 1}, {"int4", 0.5625}, {"fp4", 0.5625}, {"mxfp4", 0.5625}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        EXPECT(judge(fleet_of(tier("'weight_dtype': '%s'", rows[i].dtype))), TIER, "w",
               "fired too_big evidence.required_bytes_per_gpu=%.17g", 7.24e9 * rows[i].bytes + 8192 * KV_7B + 2e9);
    }
}

TEST(rulings, R19_weight_bytes_override)
{
    EXPECT(judge(fleet_of(tier("'weight_bytes': 5000000000"))), TIER, "w", "fired evidence.required_bytes_per_gpu=%.17g",
           5e9 + 8192 * KV_7B + 2e9);
    EXPECT(judge(fleet_of(tier("'model_parameters': 1e9"))), TIER, "w", "fired evidence.required_bytes_per_gpu=%.17g",
           2e9 + 8192 * KV_7B + 2e9);
}

TEST(rulings, R19_kv_dtype_and_concurrency)
{
    EXPECT(judge(fleet_of(tier("'kv_dtype': 'fp8'"))), TIER, "w", "fired evidence.required_bytes_per_gpu=%.17g",
           14.48e9 + 8192 * KV_7B / 2 + 2e9);
    EXPECT(judge(fleet_of(tier("'declared_concurrency': 4"))), TIER, "w", "fired evidence.required_bytes_per_gpu=%.17g",
           14.48e9 + 4 * 8192 * KV_7B + 2e9);
}

TEST(rulings, R19_kv_shards_by_heads_at_most)
{
    /* 2 heads over 4 GPUs: each holds half of the cache, 16,384 bytes a token. */
    const char *w = tier("'gpus': 4, 'tensor_parallel': 4, 'placement': [{'node': 'n1', 'gpus': 4}], 'max_model_len': 4300000");
    EXPECT(judge(fleet_where(w, "'models': [%s]", with(model_7b, "'kv_heads': 2"))), TIER, "w",
           "fired too_small evidence.required_bytes_per_gpu=%.17g", 14.48e9 / 4 + 4300000 * KV_7B / 4 / 2 + 2e9);
    EXPECT(judge(fleet_where(with(w, "'max_model_len': 4290000"), "'models': [%s]", with(model_7b, "'kv_heads': 2"))), TIER, "w", "clear");
}

TEST(rulings, R19_kv_shards_over_all_gpus_where_heads_allow)
{
    const char *w = tier("'gpus': 4, 'tensor_parallel': 4, 'placement': [{'node': 'n1', 'gpus': 4}], 'max_model_len': 2200000");
    EXPECT(judge(fleet_of(w)), TIER, "w", "fired too_small evidence.required_bytes_per_gpu=%.17g", 14.48e9 / 4 + 2200000 * KV_7B / 4 + 2e9);
}

TEST(rulings, R19_pipeline_divides_the_cache)
{
    const char *w = tier("'gpus': 2, 'pipeline_parallel': 2, 'placement': [{'node': 'n1', 'gpus': 2}], 'max_model_len': 1100000");
    EXPECT(judge(fleet_of(w)), TIER, "w", "fired too_small evidence.required_bytes_per_gpu=%.17g", 14.48e9 / 2 + 1100000 * KV_7B / 2 + 2e9);
}

TEST(rulings, R19_latent_attention_is_replicated)
{
    const char *mla = "'models': [{'name': 'mla', 'parameters': 16e9, 'layers': 27, 'kv_lora_rank': 512, 'rope_head_dim': 64}]";
    const double kv = 27 * (512 + 64) * 2 * 2000000.0;
    const char *tp = "'model': 'mla', 'gpus': 2, 'tensor_parallel': 2, 'placement': [{'node': 'n1', 'gpus': 2}]";
    const char *pp = "'model': 'mla', 'gpus': 2, 'pipeline_parallel': 2, 'placement': [{'node': 'n1', 'gpus': 2}]";
    EXPECT(judge(fleet_where(tier("%s, 'max_model_len': 2000000", tp), "%s", mla)), TIER, "w",
           "fired too_small evidence.required_bytes_per_gpu=%.17g", 32e9 / 2 + kv + 2e9);
    const piq_report *r = judge(fleet_where(tier("%s, 'max_model_len': 2000000", pp), "%s", mla));
    CHECK(r && finding_place(r, PIQ_DETECTOR_TIER_MISPLACEMENT, "w", 0, PIQ_SUBTYPE_TOO_SMALL) == NO_FINDING);
    EXPECT(judge(fleet_where(tier("%s, 'max_model_len': 4000000", pp), "%s", mla)), TIER, "w",
           "fired too_small evidence.required_bytes_per_gpu=%.17g", 32e9 / 2 + kv + 2e9);
}

TEST(rulings, R19_context_of_the_model)
{
    const char *w = tier("'max_model_len': null");
    EXPECT(judge(fleet_of(w)), TIER, "w", "missing_input:max_model_len");
    EXPECT(judge(fleet_where(w, "'models': [%s]", with(model_7b, "'max_context': 4096"))), TIER, "w",
           "fired evidence.required_bytes_per_gpu=%.17g", 14.48e9 + 4096 * KV_7B + 2e9);
    EXPECT(judge(fleet_where(tier(""), "'models': [%s]", with(model_7b, "'max_context': 4096"))), TIER, "w",
           "fired evidence.required_bytes_per_gpu=%.17g", 14.48e9 + 8192 * KV_7B + 2e9);
}

TEST(rulings, R19_encoders_have_no_cache)
{
    const char *models = json("'models': [{'name': 'fixture-7b', 'parameters': 7.24e9, 'class': 'encoder'}]");
    EXPECT(judge(fleet_where(tier(""), "%s", models)), TIER, "w", "fired too_big evidence.required_bytes_per_gpu=16.48e9");
}

TEST(rulings, R19_other_classes_give_a_lower_bound)
{
    static const char *const classes[] = {"encoder_decoder", "diffusion", "other"};
    for (size_t i = 0; i < 3; i++) {
        const char *small = json("'models': [%s]", with(model_7b, "'class': '%s'", classes[i]));
        const char *large = json("'models': [%s]", with(model_7b, "'class': '%s', 'parameters': 70e9", classes[i]));
        EXPECT(judge(fleet_where(tier(""), "%s", small)), TIER, "w", "unsupported_signal*");
        EXPECT(judge(fleet_where(tier(""), "%s", large)), TIER, "w", "fired too_small");
    }
}

TEST(rulings, R19_overhead_is_policy)
{
    EXPECT(judge_with(fleet_of(tier("")), "{\"overhead_bytes\": 5e9}"), TIER, "w", "fired evidence.required_bytes_per_gpu=%.17g",
           14.48e9 + 8192 * KV_7B + 5e9);
}

/* By hand, without attention heads: B sequences, s 0.9. */
static double capacity(double b, double prompt, double output, double bandwidth, double flops)
{
    const double step =
        (14.48e9 + b * KV_7B * (prompt + output / 2)) / (0.85 * bandwidth) + 2 * 7.24e9 * b / (0.57 * flops) + 1.5e-3 + 23e-6 * 32;
    return 0.9 * b * output / (output * step + b * 2 * 7.24e9 * prompt / (0.72 * flops));
}

static const char *needs(double rate, const char *more)
{
    return tier("'required_tokens_per_second': %.17g, 'prompt_tokens_mean': 500, 'output_tokens_mean': 200%s", rate, more);
}

TEST(rulings, R20_admission_of_finding_1)
{
    const double b = floor((0.9 * 24e9 - 14.48e9 - 2e9) / (KV_7B * (500 + 0.8 * 200)));
    const double limit = 0.6 * capacity(b, 500, 200, 300e9, 121e12);
    EXPECT(judge(fleet_of(needs(limit * 0.9999, ""))), TIER, "w", "fired gpu_type=L4-24 source=0.85");
    EXPECT(judge(fleet_of(needs(limit * 1.0001, ""))), TIER, "w", "fired gpu_type=A10G-24");
}

TEST(rulings, R20_max_num_seqs_and_memory_fraction)
{
    const double few = 0.6 * capacity(16, 500, 200, 300e9, 121e12);
    EXPECT(judge(fleet_of(needs(few * 0.9999, ", 'max_num_seqs': 16"))), TIER, "w", "fired gpu_type=L4-24");
    EXPECT(judge(fleet_of(needs(few * 1.0001, ", 'max_num_seqs': 16"))), TIER, "w", "fired gpu_type=A10G-24");
    const double b = floor((0.8 * 24e9 - 14.48e9 - 2e9) / (KV_7B * (500 + 0.8 * 200)));
    const double tight = 0.6 * capacity(b, 500, 200, 300e9, 121e12);
    EXPECT(judge(fleet_of(needs(tight * 0.9999, ", 'gpu_memory_fraction': 0.8"))), TIER, "w", "fired gpu_type=L4-24");
    EXPECT(judge(fleet_of(needs(tight * 1.0001, ", 'gpu_memory_fraction': 0.8"))), TIER, "w", "fired gpu_type=A10G-24");
}

TEST(rulings, R20_all_replicas_carry_the_need)
{
    const double one = 0.6 * capacity(16, 500, 200, 300e9, 121e12);
    const char *three = ", 'max_num_seqs': 16, 'replicas': 3, 'placement': [{'node': 'n1', 'gpus': 3}]";
    EXPECT(judge(fleet_of(needs(3 * one * 0.9999, three))), TIER, "w", "fired gpu_type=L4-24");
    EXPECT(judge(fleet_of(needs(3 * one * 1.0001, three))), TIER, "w", "fired gpu_type=A10G-24");
}

/* Time of one step of one sequence at a context, and of a prompt, on an L4. */
static double step_l4(double b, double context)
{
    return (14.48e9 + b * KV_7B * context) / (0.85 * 300e9) + 2 * 7.24e9 * b / (0.57 * 121e12) + 1.5e-3 + 23e-6 * 32;
}

TEST(rulings, R20_tpot_of_finding_1)
{
    const char *lengths = "'prompt_tokens_mean': 4000, 'output_tokens_mean': 200";
    const double one = step_l4(1, 4100), four = step_l4(4, 4100), longest = step_l4(1, 8192);
    EXPECT(judge(fleet_of(tier("'tpot_slo_seconds': %.17g, %s", one * 1.0001, lengths))), TIER, "w", "fired gpu_type=L4-24");
    EXPECT(judge(fleet_of(tier("'tpot_slo_seconds': %.17g, %s", one * 0.9999, lengths))), TIER, "w", "fired gpu_type=A10G-24");
    EXPECT(judge(fleet_of(tier("'tpot_slo_seconds': %.17g", longest * 1.0001))), TIER, "w", "fired gpu_type=L4-24");
    EXPECT(judge(fleet_of(tier("'tpot_slo_seconds': %.17g", longest * 0.9999))), TIER, "w", "fired gpu_type=A10G-24");
    const char *many = "'declared_concurrency': 4, 'max_model_len': 4096";
    EXPECT(judge(fleet_of(tier("'tpot_slo_seconds': %.17g, %s, %s", four * 1.0001, lengths, many))), TIER, "w", "fired gpu_type=L4-24");
    EXPECT(judge(fleet_of(tier("'tpot_slo_seconds': %.17g, %s, %s", four * 0.9999, lengths, many))), TIER, "w", "fired gpu_type=A10G-24");
}

TEST(rulings, R20_ttft_of_finding_1)
{
    const double prompt = 2 * 7.24e9 * 1000 / (0.72 * 121e12), longest = 2 * 7.24e9 * 8192 / (0.72 * 121e12);
    const char *types = json("'gpu_types': [%s, %s]", h100, l4);
    EXPECT(judge(fleet_where(tier("'ttft_slo_seconds': %.17g, 'prompt_tokens_mean': 1000", prompt * 1.0001), "%s", types)), TIER, "w",
           "fired");
    EXPECT(judge(fleet_where(tier("'ttft_slo_seconds': %.17g, 'prompt_tokens_mean': 1000", prompt * 0.9999), "%s", types)), TIER, "w",
           "clear");
    EXPECT(judge(fleet_where(tier("'ttft_slo_seconds': %.17g", longest * 1.0001), "%s", types)), TIER, "w", "fired");
    EXPECT(judge(fleet_where(tier("'ttft_slo_seconds': %.17g", longest * 0.9999), "%s", types)), TIER, "w", "clear");
}

TEST(rulings, R20_experts_touched)
{
    /* One sequence touches 12.9 of 46.7 GB: 8 ms on an A100, where all of it would take 27. */
    const char *w = tier("'model': 'fixture-moe', 'weight_dtype': 'int8', 'tpot_slo_seconds': 0.014");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s, %s]", h100, a100)), TIER, "w", "fired too_big gpu_type=A100-80");
    EXPECT(judge(fleet_where(with(w, "'declared_concurrency': 8, 'max_model_len': 1024"), "'gpu_types': [%s, %s]", h100, a100)), TIER, "w",
           "clear");
}

TEST(rulings, R20_no_output_tokens_are_no_length)
{
    EXPECT(judge(fleet_of(chat("'output_tokens_mean': 0"))), OVER, "w", "missing_input:output_tokens_mean");
    EXPECT(judge(fleet_of(tier("'required_tokens_per_second': 1, 'prompt_tokens_mean': 10, 'output_tokens_mean': 0"))), TIER, "w",
           "missing_input:output_tokens_mean");
}

TEST(rulings, R20_finding_2_needs_the_lengths)
{
    EXPECT(judge(fleet_of(chat("'prompt_tokens_mean': null, 'output_tokens_mean': null"))), OVER, "w",
           "missing_input:prompt_tokens_mean,output_tokens_mean");
    EXPECT(judge(fleet_of(chat("'output_tokens_per_second_peak': null"))), OVER, "w", "missing_input:output_tokens_per_second_peak");
}

#define SHARE "'gpus': 0.5, 'placement': [{'node': 'n1', 'gpus': 0.5, 'gpu': 'a'}]"

TEST(rulings, R21_shares_are_not_judged)
{
    EXPECT(judge(fleet_of(tier(SHARE))), TIER, "w", "unsupported_signal");
    EXPECT(judge(fleet_of(chat(SHARE))), OVER, "w", "unsupported_signal");
    EXPECT(judge(fleet_of(batch(SHARE))), TIERED, "w", "unsupported_signal");
    EXPECT(judge(fleet_of(items(SHARE))), SIZE, "w", "unsupported_signal");
    EXPECT(judge(fleet_of(slow(340, SHARE))), LOW, "w", "unsupported_signal");
}

TEST(rulings, R21_shares_are_judged_by_3_and_6)
{
    EXPECT(judge(fleet_of(kills("'oom_gpu_memory_peak': 0.97, 'gpu_oom_events': 1, " SHARE))), OOM, "w", "fired gpu");
    EXPECT(judge(fleet_of(work("'kind': 'notebook', 'idle_seconds': 604800, " SHARE))), DARK, "w", "fired held_idle waste=2");
}

#define SLICED                                                                                                                             \
    "'mig_profiles': [{'name': '3g.40gb', 'compute_slices': 3, 'compute_slices_total': 7, 'memory_bytes': 40000000000, 'max_instances': "  \
    "2},"                                                                                                                                  \
    "{'name': '1g.10gb', 'compute_slices': 1, 'compute_slices_total': 7, 'memory_bytes': 10000000000, 'max_instances': 7}]"

TEST(rulings, R21_the_device_is_the_slice)
{
    const char *types = json("'gpu_types': [%s, %s]", with(h100, SLICED), l4);
    EXPECT(judge(fleet_where(tier(SHARE ", 'mig_profile': '3g.40gb'"), "%s", types)), TIER, "w",
           "fired too_big gpu_type=L4-24 waste=1.2 evidence.required_bytes_per_gpu=%.17g", 14.48e9 + 8192 * KV_7B + 2e9);
    EXPECT(judge(fleet_where(tier(SHARE ", 'mig_profile': '1g.10gb'"), "%s", types)), TIER, "w", "fired too_small");
}

TEST(rulings, R21_a_slice_has_its_part_of_the_speed)
{
    /* Batch 20 SM .30 of 3/7 of an H100 are 127 TFLOP/s at full price: an L4 at 121 takes 1.25*.3*424/(.8*121). */
    const char *types = json("'gpu_types': [%s, %s]", with(h100, SLICED), l4);
    const double slowdown = 1.25 * 0.30 * 989 * 3 / 7 / (0.8 * 121);
    EXPECT(judge(fleet_where(
               batch(SHARE ", 'mig_profile': '3g.40gb', 'sm_active_mean': 0.30, 'dram_active_mean': 0.01, 'deadline_seconds': null"), "%s",
               types)),
           TIERED, "w", "fired gpu_type=L4-24 evidence.slowdown=%.17g waste=%.17g", slowdown, 2 - 0.8 * slowdown);
}

TEST(rulings, R21_unknown_profile)
{
    const char *types = json("'gpu_types': [%s, %s]", with(h100, SLICED), l4);
    EXPECT(judge(fleet_where(chat(SHARE ", 'mig_profile': '9g.1gb'"), "%s", types)), OVER, "w", "no_catalog_entry:mig_profiles");
}

TEST(rulings, R21_mixed_types)
{
    const char *two = "'replicas': 2, 'placement': [{'node': 'n1', 'gpus': 1}, {'node': 'n2', 'gpus': 1}]";
    const char *nodes = json("'nodes': [%s, %s]", node(""), node("'id': 'n2', 'gpu_type': 'A100-80'"));
    EXPECT(judge(fleet_where(tier("%s", two), "%s", nodes)), TIER, "w", "invalid_samples");
    EXPECT(judge(fleet_where(chat("%s", two), "%s", nodes)), OVER, "w", "invalid_samples");
    EXPECT(judge(fleet_where(batch("%s", two), "%s", nodes)), TIERED, "w", "invalid_samples");
    EXPECT(judge(fleet_where(slow(340, "%s", two), "%s", nodes)), LOW, "w", "invalid_samples");
}

TEST(rulings, R21_no_placement)
{
    EXPECT(judge(fleet_of(tier("'placement': null, 'gpu_type': 'H100-80'"))), TIER, "w", "missing_input:placement*");
    EXPECT(judge(fleet_of(kills("'placement': null, 'gpu_memory_used_max_bytes': 79000000000, 'gpu_oom_events': 1"))), OOM, "w",
           "missing_input:placement");
    EXPECT(
        judge(fleet_of(kills("'placement': null, 'gpu_memory_used_max_bytes': 79000000000, 'gpu_oom_events': 1, 'state': 'scaled_to_zero', "
                             "'gpu_type': 'H100-80'"))),
        OOM, "w", "fired gpu");
}

TEST(rulings, R20_objectives_of_finding_2_at_the_load_that_was_seen)
{
    /* 60 tokens a second are a few sequences, 60 ms a step; all that fits would be 90 ms. */
    EXPECT(judge(fleet_of(chat("'tpot_slo_seconds': 0.075"))), OVER, "w", "fired gpu_type=L4-24");
    EXPECT(judge(fleet_of(chat("'tpot_slo_seconds': 0.056"))), OVER, "w", "fired gpu_type=A10G-24");
}

TEST(rulings, R21_mixed_types_are_judged_by_3_and_8)
{
    const char *two = "'replicas': 2, 'placement': [{'node': 'n1', 'gpus': 1}, {'node': 'n2', 'gpus': 1}]";
    const char *nodes = json("'nodes': [%s, %s]", node(""), node("'id': 'n2', 'gpu_type': 'A100-80'"));
    EXPECT(judge(fleet_where(items("%s", two), "%s", nodes)), SIZE, "w", "fired");
    EXPECT(judge(fleet_where(kills("'gpu_oom_events': 1, 'oom_gpu_memory_peak': 0.97, %s", two), "%s", nodes)), OOM, "w", "fired gpu");
}

TEST(rulings, R19_bytes_of_the_cache)
{
    static const struct {
        const char *dtype;
        double bytes;
    } all[] = {{"bf16", 2}, {"fp16", 2}, {"fp8", 1}, {"int8", 1}};
    for (size_t i = 0; i < 4; i++)
        EXPECT(judge(fleet_of(tier("'kv_dtype': '%s'", all[i].dtype))), TIER, "w", "fired evidence.required_bytes_per_gpu=%.17g",
               14.48e9 + 8192 * KV_7B * all[i].bytes / 2 + 2e9);
}

/* A card that several share by name is known to be none of them: nothing is said of the GPU, in whatever order the pieces stand. */
TEST(rulings, R21_a_type_that_two_share)
{
    const char *types = json("'gpu_types': [%s, %s]", with(h100, "'aliases': ['card']"), with(l4, "'aliases': ['card']"));
    const char *nodes = text("%s, %s, %s", node("'gpu_type': 'card'"), node("'id': 'n2', 'gpu_type': 'Mystery-80'"), node("'id': 'n3'"));
    static const char *const orders[][2] = {{"n1", "n2"}, {"n2", "n1"}};
    for (size_t i = 0; i < 2; i++) {
        const char *pieces = json("'replicas': 2, 'placement': [{'node': '%s', 'gpus': 1}, {'node': '%s', 'gpus': 1}]", orders[i][0], orders[i][1]);
        const piq_report *r = judge(fleet_where(items("%s", pieces), "%s, 'nodes': [%s]", types, nodes));
        EXPECT(r, SIZE, "w", "no_catalog_entry:gpu_type");
        r = judge(fleet_where(kills("'gpu_oom_events': 1, 'gpu_memory_used_max_bytes': 79000000000, %s", pieces), "%s, 'nodes': [%s]", types, nodes));
        EXPECT(r, OOM, "w", "no_catalog_entry:gpu_type");
    }
    /* The least that is known speaks for all: that nothing is, of one of them. */
    const char *mixed = json("'replicas': 2, 'placement': [{'node': 'n3', 'gpus': 1}, {'node': 'n1', 'gpus': 1}]");
    EXPECT(judge(fleet_where(items("%s", mixed), "%s, 'nodes': [%s]", types, nodes)), SIZE, "w", "no_catalog_entry:gpu_type");
}

TEST(rulings, R21_a_slice_of_an_unknown_card)
{
    const char *nodes = json("'nodes': [%s]", node("'gpu_type': null"));
    const char *w = vision(10, 0.1, SHARE ", 'mig_profile': '9g.1gb'");
    EXPECT(judge(fleet_where(w, "%s", nodes)), OVER, "w", "missing_input:gpu_type");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s, %s]", with(h100, SLICED), l4)), OVER, "w", "no_catalog_entry:mig_profiles");
}

/* Of a mixture of experts what is stated are all parameters; those used per token stay those of the model. */
TEST(rulings, R19_parameters_stated_for_a_mixture)
{
    const char *models = json("'models': [%s, %s]", model_moe, with(model_moe, "'name': 'larger', 'parameters': 60e9"));
    const char *w = slow(100, "'expected_tokens_per_second': null, 'weight_dtype': 'int4', 'prompt_tokens_mean': 500, 'output_tokens_mean': 200");
    double wanted = 0, got = 0, dense = 0;
    const piq_report *r = judge(fleet_where(with(w, "'model': 'larger'"), "%s", models));
    CHECK(evidence_value(r, finding_place(r, PIQ_DETECTOR_LOW_THROUGHPUT, "w", 0, 0), "expected_tokens_per_second", &wanted));
    r = judge(fleet_where(with(w, "'model': 'fixture-moe', 'model_parameters': 60e9"), "%s", models));
    CHECK(evidence_value(r, finding_place(r, PIQ_DETECTOR_LOW_THROUGHPUT, "w", 0, 0), "expected_tokens_per_second", &got));
    CHECK_NEAR(got, wanted, 1e-9 * wanted);
    r = judge(fleet_where(with(w, "'model': 'larger'"), "'models': [%s]", with(model_moe, "'name': 'larger', 'parameters': 60e9, 'active_parameters': null")));
    CHECK(evidence_value(r, finding_place(r, PIQ_DETECTOR_LOW_THROUGHPUT, "w", 0, 0), "expected_tokens_per_second", &dense));
    CHECK(dense < wanted);
}

/* physics.md 3: 2% of the weights, activation of the default step, what is outside of torch, more where GPUs work together, graphs. */
TEST(rulings, R19_the_derived_overhead)
{
    const char *policy = "{\"overhead_bytes\": 0}";
    const double gib = 1073741824.0, least = 1 * gib, other = 0.6 * gib + 0.5 * gib;
    const double alone = 14.48e9 + 8192 * KV_7B + 0.02 * 14.48e9 + least + other;
    EXPECT(judge_with(fleet_of(tier("")), policy), TIER, "w", "fired evidence.required_bytes_per_gpu=%.17g", alone);
    const char *two = "'gpus': 2, 'placement': [{'node': 'n1', 'gpus': 2}]";
    const double half = (14.48e9 + 8192 * KV_7B + 0.02 * 14.48e9) / 2 + least + other + 1.8 * gib;
    EXPECT(judge_with(fleet_of(tier("%s, 'tensor_parallel': 2", two)), policy), TIER, "w", "fired evidence.required_bytes_per_gpu=%.17g", half);
    EXPECT(judge_with(fleet_of(tier("%s", two)), policy), TIER, "w", "missing_input:tensor_parallel");
}
