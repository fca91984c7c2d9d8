/* What the calculator says of pace and price, and how it ranks. */
#include "harness/piq_test.h"

#include <string.h>

#include "piq/piq.h"

static piq_estimate_query ask(const char *model, const char *gpu_type, double concurrency)
{
    piq_estimate_query q = {0};
    q.struct_size = sizeof q;
    q.model = model;
    q.gpu_type = gpu_type;
    q.concurrency = concurrency;
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

/* Published, not among the rows the model was fitted to (gpustack, vLLM, one H100): tokens per second by requests in flight. */
TEST(estimate_throughput, published_points)
{
    static const double points[][2] = {{1, 133}, {2, 257}, {4, 497}, {8, 917}};
    for (size_t i = 0; i < 4; i++) {
        const piq_estimate_query q = ask("Qwen3-8B", "h100", points[i][0]);
        const piq_estimate_result r = answer(&q);
        CHECK_SAY(r.output_tokens_per_second > points[i][1] / 1.25 && r.output_tokens_per_second < points[i][1] * 1.25, "%g in flight: %g",
                  points[i][0], r.output_tokens_per_second);
        CHECK(r.low < points[i][1] && points[i][1] < r.high);
        CHECK_NEAR(r.batch, points[i][0], 0);
        CHECK_EQ_INT(r.bound, PIQ_BOUND_BANDWIDTH);
        CHECK_EQ_INT(r.extrapolated, 0);
    }
    /* TensorRT-LLM 0.14, FP8, 1000/1000, offline: 14,108. */
    piq_estimate_query q = ask("Llama-3.1-8B", "h100", 0);
    q.engine = PIQ_ENGINE_TENSORRT_LLM;
    q.load = PIQ_LOAD_OFFLINE;
    q.weight_dtype = PIQ_DTYPE_FP8;
    q.kv_dtype = PIQ_KV_DTYPE_FP8;
    q.input_tokens = q.output_tokens = 1000;
    CHECK_NEAR(answer(&q).output_tokens_per_second, 14108, 14108 * 0.2);
}

TEST(estimate_throughput, loads_and_bounds)
{
    piq_estimate_query q = ask("Llama-3.1-8B", "h100", 16);
    const double steady = answer(&q).output_tokens_per_second;
    q.load = PIQ_LOAD_STEADY;
    CHECK_NEAR(answer(&q).output_tokens_per_second, steady, 0);
    q.load = PIQ_LOAD_OFFLINE;
    CHECK_NEAR(answer(&q).output_tokens_per_second, steady / 0.9, 1e-6 * steady);
    /* A burst leaves decode half idle, prefill not: 16 requests of 256 output tokens. */
    q.load = PIQ_LOAD_BURST;
    const piq_estimate_result burst = answer(&q);
    CHECK_NEAR(burst.output_tokens_per_second, 16 * 256 / (256 * burst.tpot_seconds / 0.45 + 16 * burst.ttft_seconds / 0.8), 1e-6 * steady);
    q = ask("Llama-3.1-8B", "h100", 512);
    CHECK_EQ_INT(answer(&q).bound, PIQ_BOUND_COMPUTE);
    q = ask("Llama-3.1-70B", "h100", 64);
    q.gpus = 2;
    CHECK_EQ_INT(answer(&q).bound, PIQ_BOUND_CAPACITY); /* memory holds three */
    q = ask("Llama-3.1-8B", "L40S", 64);
    q.tensor_parallel = 8;
    const piq_estimate_result r = answer(&q);
    CHECK_EQ_INT(r.bound, PIQ_BOUND_COMMUNICATION);
    CHECK(r.ttft_seconds > 0 && r.tpot_seconds > 0);
}

TEST(estimate_throughput, extrapolation_is_said)
{
    static const char *const types[] = {"T4", "NVIDIA A10", "A10G", "L4", "HL-225", "V100-32"};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        const piq_estimate_query q = ask("Llama-3.2-3B", types[i], 4);
        const piq_estimate_result r = answer(&q),
                                  known = answer(&(piq_estimate_query){
                                      .struct_size = sizeof q, .model = "Llama-3.2-3B", .gpu_type = "h100", .concurrency = 4});
        CHECK_EQ_INT(r.extrapolated, 1);
        CHECK(r.confidence < known.confidence);
        CHECK(r.high / r.low > known.high / known.low);
    }
    /* A replica larger than the scale-up domain: the link does not reach. */
    piq_estimate_query q = ask("Llama-3.1-405B", "h100", 16);
    q.tensor_parallel = 16;
    CHECK_EQ_INT(answer(&q).extrapolated, 1);
    q.tensor_parallel = 8;
    CHECK_EQ_INT(answer(&q).extrapolated, 0);
    /* Weights in a format of which nobody published a pace. */
    static const uint32_t formats[] = {PIQ_DTYPE_INT8, PIQ_DTYPE_FP32};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        q.weight_dtype = formats[i];
        CHECK_EQ_INT(answer(&q).extrapolated, 1);
    }
}

TEST(estimate_throughput, prices)
{
    piq_estimate_query q = ask("Llama-3.1-8B", "h100", 16);
    piq_estimate_result r = answer(&q);
    CHECK(r.price_per_hour != r.price_per_hour && r.price_per_million_output_tokens != r.price_per_million_output_tokens && r.basis == 0);
    q.price_per_gpu_hour = 4;
    q.gpus = 2;
    r = answer(&q);
    CHECK_NEAR(r.price_per_hour, 8, 0);
    CHECK_NEAR(r.price_per_million_output_tokens, 8 / (r.output_tokens_per_second * 3600) * 1e6, 1e-9);
    CHECK_EQ_INT(r.basis, PIQ_BASIS_DECLARED);
    q.use_reference_price = 1;
    CHECK_EQ_INT(answer(&q).basis, PIQ_BASIS_DECLARED);
    q.price_per_gpu_hour = 0;
    CHECK_EQ_INT(answer(&q).basis, PIQ_BASIS_REFERENCE);
    q.gpu_type = "H800"; /* no price is known of it */
    CHECK_EQ_INT(answer(&q).basis, 0);
}

TEST(estimate_throughput, layouts)
{
    piq_estimate_query q = ask("Qwen2.5-7B", "h100", 8); /* 28 heads */
    q.gpus = 8;
    CHECK_NEAR(answer(&q).tensor_parallel, 4, 0);
    q.gpus = 3;
    CHECK_NEAR(answer(&q).tensor_parallel, 1, 0);
    q.gpus = 0;
    q.tensor_parallel = 2;
    CHECK_NEAR(answer(&q).gpus, 2, 0);
}

static size_t rank(const piq_estimate_query *q, piq_estimate_result *all, size_t capacity)
{
    size_t count = 0;
    piq_error error = PIQ_ERROR_INIT;
    all[0].struct_size = sizeof *all;
    const piq_status status = piq_estimate_rank(q, all, capacity, &count, &error);
    CHECK_SAY(status == PIQ_OK, "%s", error.message);
    return count;
}

TEST(estimate_throughput, ranking)
{
    piq_estimate_result *all = piq_test_memory(256 * sizeof *all);
    piq_estimate_query q = ask("Llama-3.1-70B", NULL, 16);
    q.weight_dtype = PIQ_DTYPE_FP8;
    const size_t count = rank(&q, all, 256);
    CHECK(count > 10 && count < piq_catalog_count(PIQ_ENTITY_GPU_TYPE));
    for (size_t i = 0; i < count; i++) {
        CHECK_EQ_INT(all[i].fits, 1);
        CHECK_EQ_INT(all[i].struct_size, sizeof *all);
        CHECK((all[i].price_per_hour > 0) == (all[i].basis == PIQ_BASIS_REFERENCE));
        CHECK(i == 0 || !(all[i].price_per_hour > 0) || all[i - 1].price_per_hour <= all[i].price_per_hour);
        CHECK(i == 0 || !(all[i].price_per_hour > 0) || all[i - 1].price_per_hour < all[i].price_per_hour ||
              all[i - 1].price_per_million_output_tokens <= all[i].price_per_million_output_tokens);
        CHECK_NEAR(all[i].gpus, all[i].tensor_parallel, 0);
    }
    CHECK_EQ_INT(rank(&q, all, 3), count);
    CHECK_EQ_INT(rank(&q, all, 0), count);
    q.price_per_gpu_hour = 1;
    CHECK_EQ_INT(rank(&q, all, 256), count);
    CHECK_EQ_INT(all[0].basis, PIQ_BASIS_DECLARED);
    q.tensor_parallel = 2; /* no domain of one GPU is left */
    const size_t pairs = rank(&q, all, 256);
    CHECK(pairs > 0 && pairs < count);
    for (size_t i = 0; i < pairs; i++)
        CHECK_NEAR(all[i].gpus, 2, 0);
    q.tensor_parallel = 1; /* no wider, even where only more hold it */
    const size_t alone = rank(&q, all, 256);
    CHECK(alone > 0 && alone < count);
    for (size_t i = 0; i < alone; i++)
        CHECK_NEAR(all[i].gpus, 1, 0);
    q.tensor_parallel = 0;
    q.gpus = 1;
    CHECK_EQ_INT(rank(&q, all, 256), alone);
    q.gpus = 8;
    CHECK(rank(&q, all, 256) > 0);
    CHECK_NEAR(all[0].gpus, 8, 0);
    q = ask("Kimi-K2-Instruct", NULL, 100000);
    q.weight_dtype = PIQ_DTYPE_FP32;
    q.gpus = 1;
    CHECK_EQ_INT(rank(&q, all, 256), 0);
}

TEST(estimate_throughput, ranking_arguments)
{
    piq_estimate_result one = {0};
    const piq_estimate_query q = ask("Llama-3.1-8B", NULL, 0), none = ask("no such model at all", NULL, 0);
    size_t count = 7;
    CHECK_EQ_INT(piq_estimate_rank(&q, &one, 1, NULL, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_estimate_rank(&q, NULL, 1, &count, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_estimate_rank(&q, &one, 1, &count, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_estimate_rank(&none, NULL, 0, &count, NULL), PIQ_E_REFERENCE);
    CHECK_EQ_INT(count, 0);
    CHECK_OK(piq_estimate_rank(&q, NULL, 0, &count, NULL));
    CHECK(count > 20);
    one.struct_size = 8; /* an older caller's smaller struct */
    CHECK_OK(piq_estimate_rank(&q, &one, 1, &count, NULL));
    CHECK(one.fits == 1 && one.weights_bytes == 0);
}
