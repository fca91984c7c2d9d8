/* What the calculator says of memory, next to what was published. */
#include "harness/piq_test.h"

#include "piq/piq.h"

#define GIB 1073741824.0

static piq_estimate_query ask(const char *model, const char *gpu_type)
{
    piq_estimate_query q = {0};
    q.struct_size = sizeof q;
    q.model = model;
    q.gpu_type = gpu_type;
    return q;
}

static piq_estimate_result answer(const piq_estimate_query *q)
{
    piq_estimate_result r;
    piq_error error = PIQ_ERROR_INIT;
    r.struct_size = sizeof r;
    const piq_status status = piq_estimate(q, &r, &error);
    CHECK_SAY(status == PIQ_OK, "%s", error.message);
    return r;
}

/* vLLM pull request 10511, Llama-3-8B on an H100: of 79.22 GiB a share of 0.9 is 71.29; weights 14.96, non-torch 1.79 and
   activations 1.26 leave 53.29 GiB of KV cache. The derived overhead may miss the measured one by 1.5 GiB. */
TEST(estimate_memory, the_h100_log)
{
    piq_estimate_query q = ask("meta-llama/Meta-Llama-3-8B", "h100");
    q.input_tokens = 4096;
    q.output_tokens = 1;
    q.gpu_memory_fraction = 0.9 * 79.22 * GIB / (81559.0 * 1048576);
    const piq_estimate_result r = answer(&q);
    const double pool = q.gpu_memory_fraction * r.device_bytes - r.weights_bytes - r.overhead_bytes;
    CHECK_NEAR(q.gpu_memory_fraction * r.device_bytes / GIB, 71.29, 0.01);
    CHECK_NEAR(r.weights_bytes / GIB, 14.96, 0.01);
    CHECK_NEAR(r.overhead_bytes / GIB, 1.79 + 1.26, 1.5);
    CHECK_NEAR(pool / GIB, 53.29, 1.5);
    CHECK_NEAR((71.29 - 14.96 - 1.79 - 1.26), 53.29, 0.02);
    CHECK_EQ_INT(r.max_concurrency, (long long)(pool / (131072 * (4096 + 0.8))));
}

/* KV bytes per token at 16 bit (published configurations). */
TEST(estimate_memory, kv_bytes_per_token)
{
    static const struct {
        const char *model;
        double bytes;
    } known[] = {{"Llama-3.1-8B", 131072},
                 {"Llama-3.1-70B", 327680},
                 {"Qwen2.5-7B", 57344},
                 {"Llama-2-7b-hf", 524288},
                 {"Qwen3-30B-A3B", 98304},
                 {"gpt-oss-120b", 73728},
                 {"DeepSeek-V3", 70272},
                 {"gemma-3-27b-it", 507904},
                 {"Phi-3-mini-4k-instruct", 393216},
                 {"bge-m3", 0}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        piq_estimate_query q = ask(known[i].model, "b300");
        CHECK_NEAR(answer(&q).kv_bytes_per_token, known[i].bytes, 0);
        q.kv_dtype = i % 2 == 0 ? PIQ_KV_DTYPE_FP8 : PIQ_KV_DTYPE_INT8;
        CHECK_NEAR(answer(&q).kv_bytes_per_token, known[i].bytes / 2, 0);
    }
}

TEST(estimate_memory, weights_by_format)
{
    static const struct {
        uint32_t dtype;
        double bytes;
    } formats[] = {{0, 2},
                   {PIQ_DTYPE_FP32, 4},
                   {PIQ_DTYPE_FP16, 2},
                   {PIQ_DTYPE_FP8, 1},
                   {PIQ_DTYPE_INT8, 1},
                   {PIQ_DTYPE_INT4, 0.5625},
                   {PIQ_DTYPE_FP4, 0.5625},
                   {PIQ_DTYPE_MXFP4, 0.5625}};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        piq_estimate_query q = ask("Llama-3.1-8B", "h100");
        q.weight_dtype = formats[i].dtype;
        const piq_estimate_result r = answer(&q);
        CHECK_NEAR(r.weights_bytes, 8.03e9 * formats[i].bytes, 1e7);
        CHECK_EQ_INT(r.weight_dtype, formats[i].dtype == 0 ? PIQ_DTYPE_BF16 : formats[i].dtype);
    }
}

/* A name may end in the format; what is asked for counts first. */
TEST(estimate_memory, weights_by_name)
{
    piq_estimate_query q = ask("hugging-quants/Meta-Llama-3.1-8B-Instruct-AWQ-INT4", "h100");
    CHECK_EQ_INT(answer(&q).weight_dtype, PIQ_DTYPE_INT4);
    CHECK_NEAR(answer(&q).weights_bytes, 8.03e9 * 0.5625, 1e7);
    q.weight_dtype = PIQ_DTYPE_FP8;
    CHECK_EQ_INT(answer(&q).weight_dtype, PIQ_DTYPE_FP8);
    q = ask("TheBloke/Llama-2-7B-Chat-GPTQ", "h100"); /* of how many bits, it does not say */
    CHECK_EQ_INT(answer(&q).weight_dtype, PIQ_DTYPE_BF16);
}

TEST(estimate_memory, what_fits)
{
    piq_estimate_query q = ask("Llama-3.1-70B", "h100");
    piq_estimate_result r = answer(&q);
    CHECK_EQ_INT(r.fits, 0);
    CHECK_EQ_INT(r.max_concurrency, 0);
    CHECK_EQ_INT(r.bound, PIQ_BOUND_CAPACITY);
    CHECK_NEAR(r.output_tokens_per_second, 0, 0);
    CHECK(r.price_per_million_output_tokens != r.price_per_million_output_tokens && r.tpot_seconds != r.tpot_seconds);
    CHECK(r.required_bytes_per_gpu > r.device_bytes);
    q.tensor_parallel = 4;
    r = answer(&q);
    CHECK_EQ_INT(r.fits, 1);
    CHECK_NEAR(r.gpus, 4, 0);
    /* As many as fit, and one more. */
    q.concurrency = r.max_concurrency;
    r = answer(&q);
    CHECK_EQ_INT(r.fits, 1);
    CHECK(r.required_bytes_per_gpu <= 0.9 * r.device_bytes);
    q.concurrency = r.max_concurrency + 1;
    r = answer(&q);
    CHECK_EQ_INT(r.fits, 0);
    CHECK(r.required_bytes_per_gpu > 0.9 * r.device_bytes);
    CHECK_NEAR(r.batch, r.max_concurrency, 0);
    /* TensorRT-LLM takes its share of what is free. */
    q.engine = PIQ_ENGINE_TENSORRT_LLM;
    CHECK(answer(&q).max_concurrency > r.max_concurrency);
}

/* One request at full length needs more than the average of a running one. */
TEST(estimate_memory, one_long_request)
{
    piq_estimate_query q = ask("Llama-3.1-8B", "l4");
    q.input_tokens = 1;
    q.output_tokens = 30000;
    piq_estimate_result r = answer(&q);
    CHECK_EQ_INT(r.fits, 0);
    q.output_tokens = 20000;
    q.concurrency = 1;
    r = answer(&q);
    CHECK_EQ_INT(r.fits, 1);
    CHECK_NEAR(r.required_bytes_per_gpu, r.weights_bytes + r.overhead_bytes + 20001 * 131072.0, 1);
}

TEST(estimate_memory, replicas_and_latent_attention)
{
    piq_estimate_query q = ask("Llama-3.1-8B", "h100");
    const piq_estimate_result one = answer(&q);
    q.gpus = 4;
    q.tensor_parallel = 1;
    CHECK_NEAR(answer(&q).max_concurrency, 4 * one.max_concurrency, 0);
    CHECK_NEAR(answer(&q).output_tokens_per_second, 4 * one.output_tokens_per_second, 1e-6 * one.output_tokens_per_second);
    /* The fullest replica counts: 5 requests on 4 replicas are 2 on one. */
    q.concurrency = 5;
    CHECK_NEAR(answer(&q).required_bytes_per_gpu, one.weights_bytes + one.overhead_bytes + 2 * (512 + 0.8 * 256) * 131072, 1);
    /* Latent attention is repeated on every rank: more GPUs hold no more of it than their weights free. */
    piq_estimate_query mla = ask("DeepSeek-V2-Lite", "h100");
    const double at_one = answer(&mla).required_bytes_per_gpu;
    mla.concurrency = 8;
    const piq_estimate_result a = answer(&mla);
    mla.tensor_parallel = 2;
    const piq_estimate_result b = answer(&mla);
    CHECK_NEAR(a.required_bytes_per_gpu - a.weights_bytes - a.overhead_bytes,
               b.required_bytes_per_gpu - b.weights_bytes / 2 - b.overhead_bytes, 1);
    CHECK(at_one > 0);
}

TEST(estimate_memory, windows)
{
    piq_estimate_query q = ask("gemma-3-27b-it", "h200");
    q.concurrency = 1;
    q.input_tokens = 32768;
    q.output_tokens = 1;
    const piq_estimate_result r = answer(&q);
    const double layer = 507904.0 / 62, kv = layer * (10 * 32769.0 + 52 * 1024.0);
    CHECK_NEAR(r.required_bytes_per_gpu - r.weights_bytes - r.overhead_bytes, kv, 1);
}

TEST(estimate_memory, encoders_and_others)
{
    piq_estimate_query q = ask("bge-m3", "t4");
    piq_estimate_result r = answer(&q);
    CHECK(r.fits == 1 && r.max_concurrency > 0 && r.kv_bytes_per_token == 0);
    CHECK(r.output_tokens_per_second != r.output_tokens_per_second && r.confidence == 0 && r.bound == 0);
    q.concurrency = r.max_concurrency + 1;
    CHECK_EQ_INT(answer(&q).fits, 0);
    q = ask("whisper-large-v3", "l4");
    r = answer(&q);
    CHECK(r.fits == 1 && r.max_concurrency != r.max_concurrency && r.kv_bytes_per_token != r.kv_bytes_per_token);
    CHECK_NEAR(r.required_bytes_per_gpu, r.weights_bytes + r.overhead_bytes, 0);
    q.weight_dtype = PIQ_DTYPE_FP32;
    q.gpu_memory_fraction = 0.3;
    CHECK_EQ_INT(answer(&q).fits, 0);
    q = ask("FLUX.1-dev", "h100"); /* no heads to cut are known */
    q.gpus = 2;
    CHECK_NEAR(answer(&q).tensor_parallel, 2, 0);
}
