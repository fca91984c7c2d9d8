/* Models by their config.json: what is derived agrees with what their publishers state. */
#include "harness/piq_test.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "piq/piq.h"

/* The entries of the published config.json files that say the shape, and the published total in billions. */
static const struct {
    const char *name, *json;
    double total;
} published[] = {
#define LLAMA(layers, hidden, inner, heads, kv, vocab)                                                                                     \
    "{\"model_type\": \"llama\", \"num_hidden_layers\": " #layers ", \"hidden_size\": " #hidden ", \"intermediate_size\": " #inner         \
    ", \"num_attention_heads\": " #heads ", \"num_key_value_heads\": " #kv ", \"vocab_size\": " #vocab ", \"torch_dtype\": \"bfloat16\"}"
    {"Llama-2-7b", LLAMA(32, 4096, 11008, 32, 32, 32000), 6.738},
    {"Llama-2-13b", LLAMA(40, 5120, 13824, 40, 40, 32000), 13.016},
    {"Llama-2-70b", LLAMA(80, 8192, 28672, 64, 8, 32000), 68.977},
    {"Meta-Llama-3-8B", LLAMA(32, 4096, 14336, 32, 8, 128256), 8.03},
    {"Meta-Llama-3-70B", LLAMA(80, 8192, 28672, 64, 8, 128256), 70.554},
    {"Llama-3.1-405B", LLAMA(126, 16384, 53248, 128, 8, 128256), 405.853},
    {"Mistral-7B-v0.1", LLAMA(32, 4096, 14336, 32, 8, 32000), 7.242},
    {"Mistral-Large-2407", LLAMA(88, 12288, 28672, 96, 8, 32768), 122.61},
    {"phi-4", LLAMA(40, 5120, 17920, 40, 10, 100352), 14.66},
    {"Qwen2.5-7B", LLAMA(28, 3584, 18944, 28, 4, 152064), 7.616},
    {"Qwen2.5-14B", LLAMA(48, 5120, 13824, 40, 8, 152064), 14.77},
    {"Qwen2.5-32B", LLAMA(64, 5120, 27648, 40, 8, 152064), 32.764},
    {"Qwen2.5-72B", LLAMA(80, 8192, 29568, 64, 8, 152064), 72.706},
#define WIDE(type, layers, hidden, inner, heads, kv, head, vocab, more)                                                                    \
    "{\"model_type\": \"" type "\", \"num_hidden_layers\": " #layers ", \"hidden_size\": " #hidden ", \"intermediate_size\": " #inner      \
    ", \"num_attention_heads\": " #heads ", \"num_key_value_heads\": " #kv ", \"head_dim\": " #head ", \"vocab_size\": " #vocab more "}"
    {"Llama-3.2-1B", WIDE("llama", 16, 2048, 8192, 32, 8, 64, 128256, ", \"tie_word_embeddings\": true"), 1.236},
    {"Llama-3.2-3B", WIDE("llama", 28, 3072, 8192, 24, 8, 128, 128256, ", \"tie_word_embeddings\": true"), 3.213},
    {"gemma-2-2b", WIDE("gemma2", 26, 2304, 9216, 8, 4, 256, 256000, ", \"sliding_window\": 4096"), 2.614},
    {"gemma-2-9b", WIDE("gemma2", 42, 3584, 14336, 16, 8, 256, 256000, ", \"sliding_window\": 4096"), 9.242},
    {"gemma-2-27b", WIDE("gemma2", 46, 4608, 36864, 32, 16, 128, 256000, ", \"sliding_window\": 4096"), 27.227},
    {"gemma-3-12b", WIDE("gemma3_text", 48, 3840, 15360, 16, 8, 256, 262144, ""), 11.771},
    {"Qwen3-4B", WIDE("qwen3", 36, 2560, 9728, 32, 8, 128, 151936, ", \"tie_word_embeddings\": true"), 4.022},
    {"Qwen3-8B", WIDE("qwen3", 36, 4096, 12288, 32, 8, 128, 151936, ", \"tie_word_embeddings\": false"), 8.191},
    {"Qwen3-14B", WIDE("qwen3", 40, 5120, 17408, 40, 8, 128, 151936, ", \"tie_word_embeddings\": false"), 14.768},
    {"Qwen3-32B", WIDE("qwen3", 64, 5120, 25600, 64, 8, 128, 151936, ", \"tie_word_embeddings\": false"), 32.762},
    {"Qwen3-30B-A3B",
     WIDE("qwen3_moe", 48, 2048, 6144, 32, 4, 128, 151936,
          ", \"num_experts\": 128, \"num_experts_per_tok\": 8, \"moe_intermediate_size\": 768"),
     30.532},
    {"Qwen3-235B-A22B",
     WIDE("qwen3_moe", 94, 4096, 12288, 64, 4, 128, 151936,
          ", \"num_experts\": 128, \"num_experts_per_tok\": 8, \"moe_intermediate_size\": 1536"),
     235.094},
    {"Mixtral-8x7B",
     WIDE("mixtral", 32, 4096, 14336, 32, 8, 128, 32000,
          ", \"num_local_experts\": 8, \"num_experts_per_tok\": 2, \"sliding_window\": null"),
     46.703},
    {"Mixtral-8x22B", WIDE("mixtral", 56, 6144, 16384, 48, 8, 128, 32768, ", \"num_local_experts\": 8, \"num_experts_per_tok\": 2"),
     140.63},
    {"gpt-oss-20b",
     WIDE("gpt_oss", 24, 2880, 2880, 64, 8, 64, 201088,
          ", \"num_local_experts\": 32, \"experts_per_token\": 4, \"quantization_config\": {\"quant_method\": \"mxfp4\"}"),
     20.91},
    {"gpt-oss-120b", WIDE("gpt_oss", 36, 2880, 2880, 64, 8, 64, 201088, ", \"num_local_experts\": 128, \"experts_per_token\": 4"), 116.83},
    {"GLM-4.5-Air",
     WIDE("glm4_moe", 46, 4096, 10944, 96, 8, 128, 151552,
          ", \"n_routed_experts\": 128, \"num_experts_per_tok\": 8, \"moe_intermediate_size\": 1408, \"n_shared_experts\": 1, "
          "\"first_k_dense_replace\": 1"),
     106.0},
    {"DeepSeek-V3",
     WIDE("deepseek_v3", 61, 7168, 18432, 128, 128, 128, 129280,
          ", \"n_routed_experts\": 256, \"num_experts_per_tok\": 8, \"moe_intermediate_size\": 2048, \"n_shared_experts\": 1, "
          "\"first_k_dense_replace\": 3, \"kv_lora_rank\": 512, \"q_lora_rank\": 1536, \"qk_rope_head_dim\": 64, \"qk_nope_head_dim\": "
          "128, \"v_head_dim\": 128"),
     671.0},
    {"DeepSeek-V2-Lite",
     WIDE("deepseek_v2", 27, 2048, 10944, 16, 16, 128, 102400,
          ", \"n_routed_experts\": 64, \"num_experts_per_tok\": 6, \"moe_intermediate_size\": 1408, \"n_shared_experts\": 2, "
          "\"first_k_dense_replace\": 1, \"kv_lora_rank\": 512, \"q_lora_rank\": null, \"qk_rope_head_dim\": 64, \"qk_nope_head_dim\": "
          "128, \"v_head_dim\": 128"),
     15.706},
};

static piq_model_config read(const char *json, piq_status wanted, const char *sentence)
{
    piq_model_config config;
    piq_error error = PIQ_ERROR_INIT;
    memset(&config, 0x5a, sizeof config);
    config.struct_size = sizeof config;
    CHECK_EQ_INT(piq_model_config_read_json(&config, json, PIQ_NUL_TERMINATED, &error), wanted);
    CHECK_SAY(sentence == NULL || strstr(error.message, sentence) != NULL, "\"%s\" does not say \"%s\"", error.message,
              sentence == NULL ? "" : sentence);
    return config;
}

static piq_estimate_result answer(const piq_model_config *config, piq_status wanted)
{
    piq_estimate_result r = {0};
    piq_estimate_query q = {0};
    r.struct_size = sizeof r;
    q.struct_size = sizeof q;
    q.config = config;
    q.gpu_type = "b300";
    CHECK_EQ_INT(piq_estimate(&q, &r, NULL), wanted);
    return r;
}

TEST(estimate_config, published_totals)
{
    size_t agree = 0;
    for (size_t i = 0; i < sizeof published / sizeof published[0]; i++) {
        const piq_model_config config = read(published[i].json, PIQ_OK, NULL);
        const double ratio = answer(&config, PIQ_OK).parameters / (published[i].total * 1e9);
        const int close = fabs(ratio - 1) <= 0.012;
        CHECK_SAY(close, "%s: %g of the published total", published[i].name, ratio);
        agree += (size_t)close;
    }
    CHECK(agree >= 27);
}

/* A configuration of a model that the catalog knows says the same as its name. */
TEST(estimate_config, as_by_name)
{
    static const char *const names[][2] = {
        {"Meta-Llama-3-8B", "Meta-Llama-3-8B"}, {"DeepSeek-V3", "DeepSeek-V3"}, {"Mixtral-8x7B", "Mixtral-8x7B-v0.1"}};
    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < sizeof published / sizeof published[0]; k++) {
            if (strcmp(published[k].name, names[i][0]) != 0)
                continue;
            const piq_model_config config = read(published[k].json, PIQ_OK, NULL);
            piq_estimate_query q = {0};
            piq_estimate_result a = {0}, b = {0};
            a.struct_size = b.struct_size = sizeof a;
            q.struct_size = sizeof q;
            q.gpu_type = "b300";
            q.gpus = 8;
            q.concurrency = 16;
            q.weight_dtype = PIQ_DTYPE_FP8;
            q.model = names[i][1];
            CHECK_OK(piq_estimate(&q, &a, NULL));
            q.config = &config;
            CHECK_OK(piq_estimate(&q, &b, NULL));
            CHECK_NEAR(b.kv_bytes_per_token, a.kv_bytes_per_token, 0);
            CHECK_NEAR(b.required_bytes_per_gpu / a.required_bytes_per_gpu, 1, 0.01);
            CHECK_NEAR(b.output_tokens_per_second / a.output_tokens_per_second, 1, 0.02);
            CHECK_EQ_INT(b.model, UINT32_MAX);
        }
}

#define SHAPE                                                                                                                              \
    "\"num_hidden_layers\": 12, \"hidden_size\": 768, \"intermediate_size\": 3072, \"num_attention_heads\": 12, \"vocab_size\": 30522"

TEST(estimate_config, families)
{
    /* bert-base: 110M, learned positions, two matrices, tied. */
    piq_model_config c =
        read("{\"model_type\": \"bert\", \"max_position_embeddings\": 512, \"torch_dtype\": \"float32\", " SHAPE "}", PIQ_OK, NULL);
    CHECK(c.model_class == PIQ_CLASS_ENCODER && c.plain_mlp == 1 && c.tied_embeddings == 1 && c.positions == 512 &&
          c.weight_dtype == PIQ_DTYPE_FP32);
    const piq_estimate_result r = answer(&c, PIQ_OK);
    CHECK_NEAR(r.parameters, 110e6, 2e6);
    CHECK_NEAR(r.weights_bytes, 4 * r.parameters, 0);
    CHECK(r.kv_bytes_per_token == 0 && r.max_concurrency > 0);
    /* GPT-2's own names. */
    c = read("{\"model_type\": \"gpt2\", \"n_layer\": 12, \"n_embd\": 768, \"n_head\": 12, \"n_inner\": null, \"n_positions\": 1024, "
             "\"vocab_size\": 50257}",
             PIQ_OK, NULL);
    CHECK(c.intermediate_size == 3072 && c.positions == 1024 && c.model_class == PIQ_CLASS_DECODER);
    CHECK_NEAR(answer(&c, PIQ_OK).parameters, 124.4e6, 1e6);
    c = read("{\"model_type\": \"falcon\", \"multi_query\": true, " SHAPE "}", PIQ_OK, NULL);
    CHECK(c.kv_heads == 1 && c.plain_mlp == 1);
    c = read("{\"is_encoder_decoder\": true, \"torch_dtype\": \"float16\", " SHAPE "}", PIQ_OK, NULL);
    CHECK(c.model_class == PIQ_CLASS_ENCODER_DECODER && c.weight_dtype == PIQ_DTYPE_FP16);
    c = read("{\"tie_word_embeddings\": false, \"model_type\": \"gemma\", " SHAPE "}", PIQ_OK, NULL);
    CHECK_EQ_INT(c.tied_embeddings, 0);
    /* The text part of a multimodal model goes before what stands outside, wherever it comes. */
    c = read("{\"text_config\": {\"head_dim\": 16, \"head_dim\": 32}, \"head_dim\": 64, \"shared_expert_intermediate_size\": 99, " SHAPE
             "}",
             PIQ_OK, NULL);
    CHECK(c.head_dim == 32 && c.shared_intermediate_size == 99);
    c = read("{\"vision_config\": {\"hidden_size\": 1}, \"text_config\": {\"model_type\": \"gemma3_text\", " SHAPE
             "}, \"hidden_size\": 5, \"model_type\": \"gemma3\"}",
             PIQ_OK, NULL);
    CHECK(c.hidden_size == 768 && c.tied_embeddings == 1);
}

TEST(estimate_config, windows)
{
    static const struct {
        const char *more;
        double layers;
    } known[] = {{"", 0},
                 {"\"sliding_window\": null, ", 0},
                 {"\"sliding_window\": 4096, ", 12},
                 {"\"sliding_window\": 4096, \"use_sliding_window\": false, ", 0},
                 {"\"sliding_window\": 4096, \"sliding_window_pattern\": 6, ", 10},
                 {"\"sliding_window\": 4096, \"sliding_window_pattern\": 1e9, ", 12},
                 {"\"sliding_window\": 4096, \"max_window_layers\": 8, \"use_sliding_window\": true, ", 4},
                 {"\"sliding_window\": 4096, \"max_window_layers\": 12, ", 12},
                 {"\"sliding_window\": 4096, \"model_type\": \"gemma2\", ", 6},
                 {"\"sliding_window\": 128, \"layer_types\": [\"sliding_attention\", \"full_attention\", \"sliding_attention\"], ", 2},
                 {"\"sliding_window\": 128, \"layer_types\": null, ", 12}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        char json[512];
        (void)snprintf(json, sizeof json, "{%s" SHAPE "}", known[i].more);
        const piq_model_config c = read(json, PIQ_OK, NULL);
        CHECK_SAY(c.sliding_layers == known[i].layers, "%s: %g layers", known[i].more, c.sliding_layers);
        CHECK((c.sliding_window > 0) == (known[i].layers > 0));
    }
}

TEST(estimate_config, formats)
{
    static const struct {
        const char *quantization;
        uint32_t dtype;
    } known[] = {{"{\"quant_method\": \"fp8\"}", PIQ_DTYPE_FP8},
                 {"{\"quant_method\": \"awq\", \"bits\": 4}", PIQ_DTYPE_INT4},
                 {"{\"quant_method\": \"gptq\", \"bits\": 8}", PIQ_DTYPE_INT8},
                 {"{\"quant_method\": \"mxfp4\"}", PIQ_DTYPE_MXFP4},
                 {"{\"quant_method\": \"modelopt\", \"quant_algo\": \"NVFP4\"}", PIQ_DTYPE_FP4},
                 {"{\"quant_method\": \"modelopt\", \"quant_algo\": \"FP8\"}", PIQ_DTYPE_FP8},
                 {"{\"quant_method\": \"something new\"}", 0},
                 {"[1, {\"bits\": 8}]", PIQ_DTYPE_BF16},
                 {"null", PIQ_DTYPE_BF16}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        char json[512];
        (void)snprintf(json, sizeof json, "{\"dtype\": \"bfloat16\", \"quantization_config\": %s, " SHAPE "}", known[i].quantization);
        const piq_model_config c = read(json, PIQ_OK, NULL);
        CHECK_SAY(c.weight_dtype == known[i].dtype, "%s", known[i].quantization);
        CHECK_EQ_INT(answer(&c, PIQ_OK).weight_dtype, known[i].dtype == 0 ? PIQ_DTYPE_BF16 : known[i].dtype);
    }
    CHECK_EQ_INT(read("{\"torch_dtype\": [\"bfloat16\"], \"model_type\": {\"a\": 1}, " SHAPE "}", PIQ_OK, NULL).weight_dtype, 0);
}

TEST(estimate_config, refused)
{
    piq_error error = PIQ_ERROR_INIT;
    piq_model_config c;
    (void)read("", PIQ_E_SYNTAX, NULL);
    (void)read("[]", PIQ_E_TYPE, "expected an object");
    (void)read("{\"num_hidden_layers\": }", PIQ_E_SYNTAX, NULL);
    (void)read("{" SHAPE "} 1", PIQ_E_SYNTAX, NULL);
    (void)read("{" SHAPE, PIQ_E_SYNTAX, NULL);
    (void)read("{\"x\": [1, ", PIQ_E_SYNTAX, NULL);
    (void)read("{\"model_type\": [1, ", PIQ_E_SYNTAX, NULL);
    (void)read("{\"text_config\": [1, ", PIQ_E_SYNTAX, NULL);
    (void)read("{\"text_config\": {\"x\": ", PIQ_E_SYNTAX, NULL);
    (void)read("{\"layer_types\": ", PIQ_E_SYNTAX, NULL);
    (void)read("{\"layer_types\": [\"a\", ", PIQ_E_SYNTAX, NULL);
    (void)read("{\"layer_types\": [1]}", PIQ_E_TYPE, "layer_types");
    (void)read("{\n \"num_key_value_heads\": [1, 2]}", PIQ_E_TYPE, "num_key_value_heads: expected one number for all layers");
    (void)read("{}", PIQ_E_FIELD, "num_hidden_layers");
    (void)read("{\"num_layers\": 1}", PIQ_E_FIELD, "hidden_size");
    (void)read("{\"num_layers\": 1, \"d_model\": 64}", PIQ_E_FIELD, "num_attention_heads");
    (void)read("{\"num_layers\": 1, \"d_model\": 64, \"n_heads\": 4}", PIQ_E_FIELD, "vocab_size");
    (void)read("{\"num_layers\": 1, \"d_model\": 64, \"n_heads\": 4, \"vocab_size\": 10}", PIQ_E_FIELD, "intermediate_size");
    (void)read("{\"num_layers\": 1e300}", PIQ_E_RANGE, "num_layers is above 1e15");
    (void)read("{\"num_layers\": 1e999}", PIQ_E_RANGE, "num_layers");
    c.struct_size = sizeof c;
    CHECK_EQ_INT(piq_model_config_read_json(&c, "{\n \"head_dim\": \"x\"}", PIQ_NUL_TERMINATED, &error), PIQ_E_TYPE);
    CHECK(error.line == 2 && error.column > 1);
    CHECK_EQ_INT(piq_model_config_read_json(NULL, "{}", 2, &error), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_model_config_read_json(&c, NULL, 2, &error), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_model_config_read_json(&c, NULL, 0, NULL), PIQ_E_SYNTAX);
    c.struct_size = 1;
    CHECK_EQ_INT(piq_model_config_read_json(&c, "{}", 2, &error), PIQ_E_ARGUMENT);
}

TEST(estimate_config, filled_by_hand)
{
    piq_model_config c = {0};
    c.struct_size = sizeof c;
    (void)answer(&c, PIQ_E_FIELD);
    c.layers = 32;
    (void)answer(&c, PIQ_E_FIELD);
    c.hidden_size = 4096;
    (void)answer(&c, PIQ_E_FIELD);
    c.attention_heads = 32;
    (void)answer(&c, PIQ_E_FIELD); /* no vocabulary */
    c.vocab_size = 32000;
    (void)answer(&c, PIQ_E_FIELD); /* no width */
    c.parameters = 7e9;            /* stated: neither is needed */
    CHECK_NEAR(answer(&c, PIQ_OK).active_parameters, 7e9, 0);
    CHECK_NEAR(answer(&c, PIQ_OK).kv_bytes_per_token, 2 * 2 * 32 * 4096.0, 0);
    c.active_parameters = 2e9;
    CHECK_NEAR(answer(&c, PIQ_OK).active_parameters, 2e9, 0);
    c.weight_dtype = PIQ_DTYPE_FP8;
    CHECK_NEAR(answer(&c, PIQ_OK).weights_bytes, 7e9, 0);
    c.model_class = PIQ_CLASS_DIFFUSION;
    CHECK_EQ_INT(answer(&c, PIQ_OK).fits, 1);
    c.layers = 1; /* the fewest, and one head */
    c.attention_heads = 1;
    CHECK_NEAR(answer(&c, PIQ_OK).parameters, 7e9, 0);
    c.attention_heads = 32;
    c.layers = -1;
    (void)answer(&c, PIQ_E_RANGE);
    c.layers = 1e300;
    (void)answer(&c, PIQ_E_RANGE);
    c.layers = 32;
    c.positions = 1e15;
    (void)answer(&c, PIQ_OK);
    c.positions = 1.001e15;
    (void)answer(&c, PIQ_E_RANGE);
    c.positions = 0;
    c.model_class = 99;
    (void)answer(&c, PIQ_E_VALUE);
    c.struct_size = sizeof c.struct_size; /* its size and no more: no shape */
    (void)answer(&c, PIQ_E_FIELD);
    c.struct_size = 2;
    (void)answer(&c, PIQ_E_ARGUMENT);
}
