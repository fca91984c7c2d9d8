/* Memory and throughput models against worked examples, a measured log, published rows and their own laws. */
#include "catalog/catalog.h"
#include "physics/physics.h"

#include <stdio.h>

static unsigned failures;

static void check(bool good, const char *what, double got, double expected)
{
    if (!good && ++failures <= 30) {
        fprintf(stderr, "%s: %.17g, expected %.17g\n", what, got, expected);
    }
}

static void near(const char *what, double got, double expected, double tolerance)
{
    check(got >= expected - tolerance && got <= expected + tolerance, what, got, expected);
}

static void is_unknown(const char *what, double got) { check(!piq__known(got), what, got, PIQ__UNKNOWN); }
static void is(const char *what, double got, double expected) { check(got == expected, what, got, expected); }

static piq__model dense(double parameters, double layers)
{
    piq__model m = piq__model_unknown();
    m.parameters = parameters;
    m.layers = layers;
    m.kv_heads = 8.0;
    m.head_dim = 128.0;
    return m;
}

static piq__device h100(void)
{
    piq__device d = piq__device_unknown();
    d.memory_bytes = 80e9;
    d.memory_bandwidth = 3350e9;
    d.fp16_flops = 989e12;
    d.fp8_flops = 1978e12;
    d.link_bandwidth = 900e9;
    return d;
}

static piq__model built_in(const char *name)
{
    piq__model m = piq__model_unknown();
    const int row = piq__catalog_model_find(name, strlen(name));
    check(row >= 0, name, row, 0);
    piq__catalog_model_shape(piq__catalog_model(row), &m);
    return m;
}

static piq__device built_in_device(const char *name)
{
    piq__device d = piq__device_unknown();
    const int row = piq__catalog_gpu_find(name, strlen(name));
    check(row >= 0, name, row, 0);
    piq__catalog_gpu_device(piq__catalog_gpu(row), &d);
    return d;
}

/* ---- memory ---- */

static void check_requirement(void)
{
    const piq__engine e = piq__engine_default();
    piq__layout l = piq__layout_single();
    piq__model m = dense(7.24e9, 32.0);
    near("row 1.1", piq__requirement(&m, &l, &e, 1.0, 8192.0), 17.55e9, 0.005e9);
    m = dense(46.7e9, 32.0);
    near("row 1.5", piq__requirement(&m, &l, &e, 1.0, 8192.0), 96.5e9, 0.05e9);
    m = dense(70.6e9, 80.0);
    near("row 1.3 TP1", piq__requirement(&m, &l, &e, 1.0, 8192.0), 145.9e9, 0.05e9);
    l.tensor_parallel = 2.0;
    near("row 1.3 TP2", piq__requirement(&m, &l, &e, 1.0, 8192.0), 73.9e9, 0.05e9);
    l.tensor_parallel = 4.0;
    near("row 1.3 TP4", piq__requirement(&m, &l, &e, 1.0, 8192.0), 37.97e9, 0.005e9);
    l.pipeline_parallel = 2.0;
    near("TP4 PP2", piq__requirement(&m, &l, &e, 1.0, 8192.0), 2e9 + 143.88e9 / 8.0, 0.01e9);
    m.layers = PIQ__UNKNOWN;
    is_unknown("layers unknown", piq__requirement(&m, &l, &e, 1.0, 8192.0));
    is("weights only", piq__requirement_lower_bound(&m, &l, &e), 141.2e9 / 8.0 + 2e9);
}

static void check_dtypes(void)
{
    static const double bytes[] = {0.0, 4.0, 2.0, 2.0, 1.0, 1.0, 0.5625, 0.5625, 0.5625};
    for (uint8_t d = 1; d < PIQ__COUNT(bytes); d++) {
        is("bytes per parameter", piq__dtype_bytes(d), bytes[d]);
    }
    is_unknown("unknown dtype", piq__dtype_bytes(PIQ__DTYPE_UNKNOWN));
    piq__engine e = piq__engine_default();
    piq__model m = dense(1e9, 1.0);
    e.weight_bytes = 3e9;
    is("stated bytes win", piq__weight_bytes(&m, &e), 3e9);
}

/* KV bytes per token at 16 bit: the published configurations of each attention kind. */
static void check_kv_shapes(void)
{
    static const struct {
        const char *model;
        double bytes;
    } rows[] = {{"Llama-3.1-8B", 131072},  {"Llama-3.1-70B", 327680}, {"Qwen2.5-7B", 57344},  {"Llama-2-7b", 524288},
                {"Qwen3-30B-A3B", 98304},  {"gpt-oss-120b", 73728},   {"DeepSeek-V3", 70272}, {"bge-m3", 0},
                {"Phi-3-mini-4k", 393216}, {"gemma-3-27b-it", 507904}};
    for (size_t i = 0; i < PIQ__COUNT(rows); i++) {
        const piq__model m = built_in(rows[i].model);
        is(rows[i].model, piq__kv_bytes_per_token(&m, 2.0), rows[i].bytes);
        is(rows[i].model, piq__kv_bytes_per_token(&m, 1.0), rows[i].bytes / 2.0);
    }
}

static void check_kv_windows(void)
{
    piq__model m = built_in("gpt-oss-120b");
    const double layer = 2.0 * 8.0 * 64.0 * 2.0;
    is("below the window", piq__kv_bytes_per_sequence(&m, 2.0, 100.0), 36.0 * layer * 100.0);
    is("above the window", piq__kv_bytes_per_sequence(&m, 2.0, 8192.0), 18.0 * layer * (8192.0 + 128.0));
    m.sliding_layers = 99.0;
    is("no more windows than layers", piq__kv_bytes_per_sequence(&m, 2.0, 8192.0), 36.0 * layer * 128.0);
    m.sliding_layers = PIQ__UNKNOWN;
    is("how many layers unknown: the upper bound", piq__kv_bytes_per_sequence(&m, 2.0, 8192.0), 36.0 * layer * 8192.0);
    m.sliding_layers = 18.0;
    m.sliding_window = 0.0;
    is("window 0 is none", piq__kv_bytes_per_sequence(&m, 2.0, 8192.0), 36.0 * layer * 8192.0);
}

static void check_kv_shards(void)
{
    piq__layout l = {8.0, 2.0, 1.0};
    piq__model m = built_in("DeepSeek-V3");
    is("latent attention is replicated", piq__kv_shard(&m, &l), 2.0);
    m.rope_head_dim = PIQ__UNKNOWN;
    is_unknown("latent width unknown", piq__kv_bytes_per_token(&m, 2.0));
    m = built_in("Qwen2.5-7B");
    is("four heads cannot be cut in eight", piq__kv_shard(&m, &l), 8.0);
    m.kv_lora_rank = 0.0;
    is("rank 0 is no latent attention", piq__kv_shard(&m, &l), 8.0);
    m.kv_heads = 0.0;
    is("no heads", piq__kv_shard(&m, &l), 2.0);
    l.tensor_parallel = PIQ__UNKNOWN;
    m.kv_heads = 4.0;
    is_unknown("TP unknown", piq__kv_shard(&m, &l));
    m.model_class = PIQ__CLASS_ENCODER;
    is("encoder", piq__kv_per_gpu(&m, &l, 2.0, 5.0, 100.0), 0.0);
    is("encoder", piq__kv_bytes_per_sequence(&m, 2.0, 100.0), 0.0);
    is("encoder", piq__kv_shard(&m, &l), 2.0);
    for (uint8_t c = PIQ__CLASS_ENCODER_DECODER; c <= PIQ__CLASS_OTHER; c++) {
        m.model_class = c;
        is_unknown("no decoder", piq__kv_bytes_per_token(&m, 2.0));
    }
}

static void check_kv_ranks(void)
{
    const piq__model m = dense(8e9, 32.0);
    piq__layout l = {1.0, 1.0, 4.0};
    is("the fullest rank", piq__kv_per_gpu(&m, &l, 2.0, 9.0, 1000.0), 3.0 * 131072.0 * 1000.0);
    is("an even spread", piq__kv_per_gpu(&m, &l, 2.0, 8.0, 1000.0), 2.0 * 131072.0 * 1000.0);
    l.data_parallel = 1.0;
    is("more than a double counts", piq__kv_per_gpu(&m, &l, 2.0, 1e17, 1.0), 1e17 * 131072.0);
    is_unknown("sequences unknown", piq__kv_per_gpu(&m, &l, 2.0, PIQ__UNKNOWN, 1.0));
}

/* vLLM PR 10511, Llama-3-8B on an H100: of 79.22 GiB the engine takes 0.9; weights 14.96, non-torch 1.79, activation
   1.26 leave 53.29 GiB of KV cache. */
static void check_measured_pool(void)
{
    const double gib = 1073741824.0;
    const piq__model m = built_in("Llama-3-8B");
    const piq__layout l = piq__layout_single();
    piq__device d = h100();
    piq__engine e = piq__engine_default();
    d.memory_bytes = 79.22 * gib;
    near("weights", piq__weight_bytes(&m, &e) / gib, 14.96, 0.01);
    e.overhead_bytes = (1.79 + 1.26) * gib;
    near("KV pool", piq__kv_pool(&m, &d, &l, &e) / gib, 53.29, 0.02);
    e.overhead_bytes = piq__derived_overhead(&m, &l, &e, PIQ__UNKNOWN);
    near("KV pool with the derived overhead", piq__kv_pool(&m, &d, &l, &e) / gib, 53.29, 1.5);
    e.fraction_of_free = true;
    near("TensorRT-LLM: 0.9 of what is free", piq__kv_pool(&m, &d, &l, &e),
         0.9 * (79.22 * gib - piq__weight_bytes(&m, &e) - e.overhead_bytes), 1.0);
    e.fraction_of_free = false;
    d.memory_bytes = 10e9;
    is("no room", piq__kv_pool(&m, &d, &l, &e), 0.0);
    d.memory_bytes = PIQ__UNKNOWN;
    is_unknown("memory unknown", piq__kv_pool(&m, &d, &l, &e));
}

static void check_derived_overhead(void)
{
    const double gib = 1073741824.0;
    piq__layout l = piq__layout_single();
    const piq__engine e = piq__engine_default();
    piq__model m = built_in("Llama-3.1-8B");
    const double weights = 0.02 * 16.06e9;
    near("8B: least activation", piq__derived_overhead(&m, &l, &e, PIQ__UNKNOWN), weights + 2.1 * gib, 1e7);
    near("8B: stated tokens", piq__derived_overhead(&m, &l, &e, 16384.0), weights + 1.1 * gib + 1476395008.0, 1e7);
    near("8B: most activation", piq__derived_overhead(&m, &l, &e, 1e6), weights + 4.1 * gib, 1e7);
    l.tensor_parallel = 2.0;
    near("8B TP2", piq__derived_overhead(&m, &l, &e, PIQ__UNKNOWN), weights / 2.0 + 3.9 * gib, 1e7);
    m.hidden_size = PIQ__UNKNOWN;
    near("hidden size unknown", piq__derived_overhead(&m, &l, &e, PIQ__UNKNOWN), weights / 2.0 + 3.9 * gib, 1e7);
}

/* BGE-M3 on a 24 GB card ran out of memory between 512 and 1024 documents of 512 tokens. */
static void check_encoder(void)
{
    const piq__model m = built_in("bge-m3");
    const piq__device d = built_in_device("NVIDIA GeForce RTX 3090");
    const piq__layout l = piq__layout_single();
    const piq__engine e = piq__engine_default();
    const double documents = piq__encoder_tokens(&m, &d, &l, &e) / 512.0;
    check(documents > 512.0, "documents in a batch", documents, 512.0);
    piq__model unknown = m;
    unknown.hidden_size = PIQ__UNKNOWN;
    is_unknown("hidden size unknown", piq__encoder_tokens(&unknown, &d, &l, &e));
}

/* ---- parameters ---- */

static void check_derived_parameters(void)
{
    piq__model m = built_in("Llama-3.1-8B");
    m.parameters = m.active_parameters = PIQ__UNKNOWN;
    piq__model_derive(&m);
    near("Llama-3.1-8B", m.parameters, 8.03e9, 0.01e9);
    is("dense: all are active", m.active_parameters, m.parameters);
    m = built_in("Mixtral-8x7B-Instruct-v0.1");
    m.parameters = m.active_parameters = PIQ__UNKNOWN;
    piq__model_derive(&m);
    near("Mixtral 8x7B", m.parameters, 46.7e9, 0.1e9);
    near("Mixtral 8x7B active", m.active_parameters, 12.9e9, 0.05e9);
    m.parameters = 10e9;
    m.active_parameters = PIQ__UNKNOWN;
    piq__model_derive(&m);
    is("never more active than stated", m.active_parameters, 10e9);
    m = piq__model_unknown();
    piq__model_derive(&m);
    is_unknown("nothing known", m.parameters);
    is_unknown("nothing known", m.active_parameters);
    m.parameters = 5e9;
    m.experts = 8.0;
    piq__model_derive(&m);
    is("shape unknown: the default", m.active_parameters, 5e9);
    m = built_in("Llama-3.2-1B");
    m.parameters = m.active_parameters = PIQ__UNKNOWN;
    piq__model_derive(&m);
    near("tied embeddings count once", m.parameters, 1.236e9, 0.004e9);
    m = built_in("whisper-large-v3");
    m.parameters = PIQ__UNKNOWN;
    piq__model_derive(&m);
    is_unknown("no formula for an encoder-decoder", m.parameters);
    m = built_in("bert-large");
    m.parameters = PIQ__UNKNOWN;
    piq__model_derive(&m);
    near("BERT large", m.parameters, 0.335e9, 0.004e9);
}

/* ---- throughput ---- */

static piq__throughput prepared(const piq__model *m, const piq__device *d, double tp)
{
    piq__throughput t;
    piq__layout l = piq__layout_single();
    const piq__engine e = piq__engine_default();
    l.tensor_parallel = tp;
    piq__throughput_prepare(&t, m, d, &l, &e);
    return t;
}

/* gpustack performance lab, Qwen3-8B BF16 on one H100, vLLM. */
static void check_measured_pace(void)
{
    static const double measured[][2] = {{1, 133}, {2, 257}, {4, 497}, {8, 917}};
    const piq__model m = built_in("Qwen/Qwen3-8B");
    const piq__device d = built_in_device("NVIDIA H100 80GB HBM3");
    const piq__throughput t = prepared(&m, &d, 1.0);
    for (size_t i = 0; i < PIQ__COUNT(measured); i++) {
        const double got = piq__tokens_per_second(&t, measured[i][0], 230.0, 220.0);
        near("Qwen3-8B on H100", got / measured[i][1], 1.0, 0.15);
    }
}

static void check_laws_of(const char *model, const char *gpu, double tp)
{
    const piq__model m = built_in(model);
    const piq__device d = built_in_device(gpu);
    const piq__throughput t = prepared(&m, &d, tp);
    const double limit = piq__batch_limit(&t, 1000.0, 300.0);
    double before = 0.0;
    for (double b = 1.0; b <= limit && b < 3000.0; b = b < 40.0 ? b + 1.0 : b * 1.1) {
        const double pace = piq__tokens_per_second(&t, b, 1000.0, 300.0);
        check(pace > before, "pace rises with the batch", pace, before);
        check(piq__step_seconds(&t, b, 1000.0) > 0.0, "a step takes time", b, 0.0);
        before = pace;
    }
    is("capacity is the pace at the limit", piq__capacity(&t, 1000.0, 300.0),
       piq__tokens_per_second(&t, limit, 1000.0, 300.0));
    for (double share = 0.05; share < 1.0; share += 0.13) {
        const double wanted = share * piq__capacity(&t, 1000.0, 300.0);
        const double b = piq__batch_for(&t, wanted, limit, 1000.0, 300.0);
        check(piq__tokens_per_second(&t, b, 1000.0, 300.0) >= wanted, "carries", b, wanted);
        check(b == 1.0 || piq__tokens_per_second(&t, b - 1.0, 1000.0, 300.0) < wanted, "smallest", b, wanted);
    }
}

static void check_laws(void)
{
    check_laws_of("Llama-3.1-8B", "NVIDIA H100 80GB HBM3", 1.0);
    check_laws_of("Llama-3.1-70B", "NVIDIA A100-SXM4-80GB", 8.0);
    check_laws_of("Llama-3.1-70B", "NVIDIA L40S", 8.0);
    check_laws_of("Mixtral-8x7B-Instruct-v0.1", "NVIDIA H100 80GB HBM3", 2.0);
    check_laws_of("DeepSeek-V3", "NVIDIA B200", 16.0);
    check_laws_of("gpt-oss-120b", "AMD Instinct MI300X", 2.0);
    check_laws_of("gemma-3-27b-it", "NVIDIA B300", 1.0);
}

static void check_batch_for(void)
{
    const piq__model m = dense(8e9, 32.0);
    const piq__device d = h100();
    const piq__throughput t = prepared(&m, &d, 1.0);
    is("too much asked", piq__batch_for(&t, 1e9, 100.0, 500.0, 200.0), 0.0);
    is("nothing asked", piq__batch_for(&t, 0.0, 100.0, 500.0, 200.0), 1.0);
    is("no room", piq__batch_for(&t, 0.0, 0.0, 500.0, 200.0), 0.0);
    is("half a sequence is none", piq__batch_for(&t, 0.0, 0.5, 500.0, 200.0), 0.0);
    is_unknown("limit unknown", piq__batch_for(&t, 10.0, PIQ__UNKNOWN, 500.0, 200.0));
    is_unknown("pace unknown", piq__batch_for(&t, PIQ__UNKNOWN, 10.0, 500.0, 200.0));
    is("an endless limit", piq__batch_for(&t, 10.0, 1e300, 500.0, 200.0), 1.0);
    is("no batch", piq__tokens_per_second(&t, 0.0, 500.0, 200.0), 0.0);
}

static void check_capacity(void)
{
    const piq__model m = dense(8e9, 32.0);
    const piq__device d = h100();
    const piq__layout l = piq__layout_single();
    piq__engine e = piq__engine_default();
    piq__throughput t;
    piq__throughput_prepare(&t, &m, &d, &l, &e);
    /* 0.9*80 - 16 - 2 = 54 GB of 131,072 bytes per token, 1,000 + 0.8*500 tokens each: 294.3 */
    is("KV capacity", piq__kv_sequences(&t, 1000.0, 500.0), 294.0);
    is("no other bound", piq__batch_limit(&t, 1000.0, 500.0), 294.0);
    e.max_num_seqs = 64.0;
    piq__throughput_prepare(&t, &m, &d, &l, &e);
    is("max_num_seqs", piq__batch_limit(&t, 1000.0, 500.0), 64.0);
    is("tiny sequences", piq__kv_sequences(&t, 1e-9, 0.0) > 1e14, 1.0);
    check(piq__kv_sequences(&t, 0.0, 0.0) > 1e300, "empty sequences", 0.0, 1e300);
    e.weight_bytes = 75e9;
    piq__throughput_prepare(&t, &m, &d, &l, &e);
    is("does not fit", piq__capacity(&t, 1000.0, 500.0), 0.0);
}

static void check_unknown(void)
{
    const piq__device d = h100();
    piq__device bare = d;
    piq__model m = dense(8e9, 32.0);
    piq__throughput t;
    m.parameters = PIQ__UNKNOWN;
    t = prepared(&m, &d, 1.0);
    is_unknown("parameters", piq__step_seconds(&t, 1.0, 100.0));
    m = dense(8e9, PIQ__UNKNOWN);
    t = prepared(&m, &d, 1.0);
    is_unknown("layers", piq__step_seconds(&t, 1.0, 100.0));
    m = dense(8e9, 32.0);
    bare.memory_bandwidth = PIQ__UNKNOWN;
    t = prepared(&m, &bare, 1.0);
    is_unknown("bandwidth", piq__step_seconds(&t, 1.0, 100.0));
    bare = d;
    bare.fp16_flops = PIQ__UNKNOWN;
    t = prepared(&m, &bare, 1.0);
    is_unknown("FLOPS", piq__prefill_seconds(&t, 100.0));
    bare = d;
    bare.memory_bytes = PIQ__UNKNOWN;
    t = prepared(&m, &bare, 1.0);
    is_unknown("memory", piq__capacity(&t, 100.0, 100.0));
    check(piq__known(piq__tokens_per_second(&t, 4.0, 100.0, 100.0)), "a known batch needs no memory", 0.0, 1.0);
    t = prepared(&m, &d, 1.0);
    is_unknown("batch", piq__step_seconds(&t, PIQ__UNKNOWN, 100.0));
    is_unknown("context", piq__step_seconds(&t, 1.0, PIQ__UNKNOWN));
    m.model_class = PIQ__CLASS_ENCODER;
    t = prepared(&m, &d, 1.0);
    is_unknown("encoder", piq__capacity(&t, 100.0, 100.0));
    is_unknown("encoder", piq__prefill_seconds(&t, 100.0));
    is_unknown("experts of an unknown batch", piq__experts_touched(0.5, PIQ__UNKNOWN));
}

static void check_experts(void)
{
    is("dense", piq__experts_touched(0.0, 5.0), 1.0);
    is("one", piq__experts_touched(0.75, 1.0), 0.25);
    is("two", piq__experts_touched(0.75, 2.0), 1.0 - 0.5625);
    near("between", piq__experts_touched(0.75, 1.5), 0.5 * (0.25 + 1.0 - 0.5625), 1e-15);
    near("many", piq__experts_touched(0.9375, 1000.0), 1.0, 1e-15);
    is("no end of them", piq__experts_touched(0.9375, 1e9), 1.0);
    piq__model m = dense(46.7e9, 32.0);
    m.active_parameters = 12.9e9;
    const piq__device d = h100();
    const piq__throughput unknown = prepared(&m, &d, 1.0);
    is("experts unknown: every parameter is routed", unknown.expert_miss, 1.0 - 12.9 / 46.7);
    m.experts = 8.0;
    m.experts_per_token = 2.0;
    const piq__throughput known = prepared(&m, &d, 1.0);
    is("experts known", known.expert_miss, 0.75);
    check(known.step_fixed > unknown.step_fixed, "known experts leave dense weights", 0.0, 1.0);
    m.experts_per_token = 8.0;
    is("all experts for every token", prepared(&m, &d, 1.0).expert_miss, 1.0 - 12.9 / 46.7);
    m.active_parameters = 50e9;
    is("more active than there are", prepared(&m, &d, 1.0).expert_miss, 0.0);
}

static double step_with(uint8_t dtype, const piq__device *d)
{
    const piq__model m = dense(8e9, 32.0);
    const piq__layout l = piq__layout_single();
    piq__engine e = piq__engine_default();
    piq__throughput t;
    e.weight_bytes = 8e9;
    e.weight_dtype = dtype;
    piq__throughput_prepare(&t, &m, d, &l, &e);
    return t.step_per_sequence;
}

static void check_formats(void)
{
    piq__device d = h100();
    const double base = step_with(PIQ__DTYPE_BF16, &d);
    near("FP32 runs at half the pace", step_with(PIQ__DTYPE_FP32, &d), 2.0 * base, 1e-15);
    near("FP8", step_with(PIQ__DTYPE_FP8, &d), base / (2.0 * PIQ__K(fp8_factor)), 1e-15);
    is("INT8 as FP8", step_with(PIQ__DTYPE_INT8, &d), step_with(PIQ__DTYPE_FP8, &d));
    is("4-bit weights are widened", step_with(PIQ__DTYPE_INT4, &d), base);
    is("no FP4 units", step_with(PIQ__DTYPE_MXFP4, &d), base);
    is("unknown format", step_with(PIQ__DTYPE_UNKNOWN, &d), base);
    d.fp4_flops = 4.0 * d.fp16_flops;
    near("FP4 units", step_with(PIQ__DTYPE_FP4, &d), base / (4.0 * PIQ__K(fp4_factor)), 1e-15);
    d.fp8_flops = PIQ__UNKNOWN;
    is("no FP8 units", step_with(PIQ__DTYPE_FP8, &d), base);
}

static void check_layouts(void)
{
    piq__model m = built_in("Llama-3.1-70B");
    piq__device d = h100();
    const piq__throughput linked = prepared(&m, &d, 8.0);
    d.link_bandwidth = PIQ__UNKNOWN;
    const piq__throughput pcie = prepared(&m, &d, 8.0);
    check(piq__step_seconds(&pcie, 32.0, 1000.0) > 1.5 * piq__step_seconds(&linked, 32.0, 1000.0), "PCIe", 0, 1);
    d.cdna3 = true;
    const piq__throughput amd = prepared(&m, &d, 1.0);
    d.cdna3 = false;
    const piq__throughput other = prepared(&m, &d, 1.0);
    check(piq__prefill_seconds(&amd, 1e4) > 1.4 * piq__prefill_seconds(&other, 1e4), "CDNA3", 0, 1);
    m.hidden_size = PIQ__UNKNOWN;
    d.link_bandwidth = 900e9;
    const piq__throughput blind = prepared(&m, &d, 8.0);
    check(blind.step_per_sequence < linked.step_per_sequence, "hidden size unknown: less, but known", 0, 1);
    const piq__layout two = {8.0, 2.0, 3.0};
    const piq__engine e = piq__engine_default();
    piq__throughput t;
    piq__throughput_prepare(&t, &m, &d, &two, &e);
    is("a pipeline halves the batch of a stage", piq__step_seconds(&t, 32.0, 1000.0),
       piq__step_seconds(&blind, 16.0, 1000.0));
    is("but not below one", piq__step_seconds(&t, 1.0, 1000.0), piq__step_seconds(&blind, 1.0, 1000.0));
    check(piq__capacity(&t, 1000.0, 300.0) > 3.0 * piq__capacity(&blind, 1000.0, 300.0), "three ranks", 0, 1);
    m.tied_embeddings = 1;
    m.hidden_size = 8192.0;
    const piq__throughput tied = prepared(&m, &d, 8.0);
    check(tied.step_fixed > linked.step_fixed, "a tied embedding is read", 0, 1);
}

static int bound_of(const char *model, const char *gpu, double tp, double batch, double prompt, double output)
{
    const piq__model m = built_in(model);
    const piq__device d = built_in_device(gpu);
    const piq__engine e = piq__engine_default();
    piq__layout l = piq__layout_single();
    l.tensor_parallel = tp;
    return piq__throughput_bound(&m, &d, &l, &e, batch, prompt, output);
}

static void check_bounds(void)
{
    is("one stream reads", bound_of("Llama-3.1-8B", "h100", 1, 1, 500, 500), PIQ__BOUND_BANDWIDTH);
    is("long prompts compute", bound_of("Llama-3.1-8B", "h100", 1, 64, 20000, 100), PIQ__BOUND_COMPUTE);
    is("eight cards on PCIe talk", bound_of("Llama-3.1-8B", "L40S", 8, 64, 500, 500), PIQ__BOUND_COMMUNICATION);
    is("they talk less than they compute", bound_of("Llama-3.1-70B", "h100", 2, 64, 30000, 10), PIQ__BOUND_COMPUTE);
    is("no decoder", bound_of("bge-m3", "h100", 1, 64, 500, 500), PIQ__BOUND_UNKNOWN);
    const piq__range known = piq__throughput_range(1000.0, true), other = piq__throughput_range(1000.0, false);
    check(known.low > other.low && known.high < other.high && known.confidence > other.confidence, "range", 0, 1);
    is_unknown("range of an unknown", piq__throughput_range(PIQ__UNKNOWN, true).low);
}

static void check_prefill(void)
{
    piq__model m = built_in("Mistral-7B-v0.1");
    const piq__device d = h100();
    const piq__throughput windowed = prepared(&m, &d, 1.0);
    m.sliding_window = PIQ__UNKNOWN;
    const piq__throughput full = prepared(&m, &d, 1.0);
    is("within the window", piq__prefill_seconds(&windowed, 4096.0), piq__prefill_seconds(&full, 4096.0));
    check(piq__prefill_seconds(&windowed, 32768.0) < 0.8 * piq__prefill_seconds(&full, 32768.0), "beyond it", 0, 1);
    check(piq__prefill_seconds(&full, 32768.0) > 8.0 * piq__prefill_seconds(&full, 4096.0), "squares", 0, 1);
    m = built_in("DeepSeek-V3");
    const piq__throughput latent = prepared(&m, &d, 8.0);
    check(latent.pairs_full > 0.0, "latent attention", latent.pairs_full, 0.0);
}

int main(void)
{
    check_requirement();
    check_dtypes();
    check_kv_shapes();
    check_kv_windows();
    check_kv_shards();
    check_kv_ranks();
    check_measured_pool();
    check_derived_overhead();
    check_encoder();
    check_derived_parameters();
    check_measured_pace();
    check_laws();
    check_batch_for();
    check_capacity();
    check_unknown();
    check_experts();
    check_formats();
    check_layouts();
    check_bounds();
    check_prefill();
    printf("physics_check: %u failures\n", failures);
    return failures != 0;
}
