/* Questions that cannot be answered say why, and leave nothing behind. */
#include "harness/piq_test.h"

#include <math.h>
#include <string.h>

#include "piq/piq.h"

static piq_estimate_query good(void)
{
    piq_estimate_query q = {0};
    q.struct_size = sizeof q;
    q.model = "Llama-3.1-8B";
    q.gpu_type = "h100";
    return q;
}

static void refused(const piq_estimate_query *q, piq_status wanted, const char *sentence)
{
    piq_error error = PIQ_ERROR_INIT;
    piq_estimate_result r;
    memset(&r, 0x5a, sizeof r);
    r.struct_size = sizeof r;
    CHECK_EQ_INT(piq_estimate(q, &r, &error), wanted);
    CHECK_EQ_INT(error.code, wanted);
    CHECK_SAY(strstr(error.message, sentence) != NULL, "\"%s\" does not say \"%s\"", error.message, sentence);
    CHECK(r.fits == 0 && r.weights_bytes == 0 && r.struct_size == sizeof r);
}

TEST(estimate_query, names)
{
    piq_estimate_query q = good();
    q.model = "lama-3.1-8b";
    refused(&q, PIQ_E_REFERENCE, "nearest: meta-llama/Llama-3.1-8B");
    q = good();
    q.gpu_type = "H1000";
    refused(&q, PIQ_E_REFERENCE, "nearest: NVIDIA H100 80GB HBM3");
    q.gpu_type = "a100";
    refused(&q, PIQ_E_AMBIGUOUS, "may mean NVIDIA A100-SXM4-80GB or ");
    q.gpu_type = NULL;
    refused(&q, PIQ_E_ARGUMENT, "needs a GPU type");
    q.model = NULL;
    refused(&q, PIQ_E_ARGUMENT, "needs a model");
    q.struct_size = 0;
    refused(&q, PIQ_E_ARGUMENT, "states its size");
    refused(NULL, PIQ_E_ARGUMENT, "states its size");
}

TEST(estimate_query, ranges)
{
    const double unknown = NAN, infinite = INFINITY;
    const double bad[] = {-1, infinite, -infinite, 1e10};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        piq_estimate_query q = good();
        double *const fields[] = {&q.gpus,        &q.tensor_parallel,    &q.input_tokens,       &q.output_tokens,
                                  &q.concurrency, &q.price_per_gpu_hour, &q.gpu_memory_fraction};
        static const char *const names[] = {"gpus is ",        "tensor_parallel is ",    "input_tokens is ",       "output_tokens is ",
                                            "concurrency is ", "price_per_gpu_hour is ", "gpu_memory_fraction is "};
        for (size_t k = 0; k < sizeof fields / sizeof fields[0]; k++) {
            *fields[k] = bad[i];
            refused(&q, PIQ_E_RANGE, names[k]);
            *fields[k] = unknown; /* as good as not given */
        }
        piq_estimate_result r;
        r.struct_size = sizeof r;
        CHECK_OK(piq_estimate(&q, &r, NULL));
    }
    piq_estimate_query q = good();
    piq_estimate_result whole;
    whole.struct_size = sizeof whole;
    q.gpu_memory_fraction = 1;
    CHECK_OK(piq_estimate(&q, &whole, NULL));
    q.concurrency = q.output_tokens = q.price_per_gpu_hour = 1e9; /* the most that is allowed */
    CHECK_OK(piq_estimate(&q, &whole, NULL));
    q = good();
    q.input_tokens = q.output_tokens = q.concurrency = q.price_per_gpu_hour = 500.5; /* a mean need not be whole */
    CHECK_OK(piq_estimate(&q, &whole, NULL));
    q.gpu_memory_fraction = 1.001;
    refused(&q, PIQ_E_RANGE, "gpu_memory_fraction is 1.001; allowed are numbers above 0 to 1");
    q = good();
    q.gpus = 2.5;
    refused(&q, PIQ_E_RANGE, "gpus is 2.5; allowed are whole numbers from 1 to 1000000");
    q.gpus = 3;
    q.tensor_parallel = 2;
    refused(&q, PIQ_E_RANGE, "divide gpus");
    q.tensor_parallel = 3;
    refused(&q, PIQ_E_RANGE, "divide the model's attention heads");
}

TEST(estimate_query, words)
{
    piq_estimate_query q = good();
    q.weight_dtype = 99;
    refused(&q, PIQ_E_VALUE, "weight_dtype");
    q = good();
    q.kv_dtype = 99;
    refused(&q, PIQ_E_VALUE, "kv_dtype");
    q = good();
    q.engine = 99;
    refused(&q, PIQ_E_VALUE, "engine");
    q = good();
    q.load = 99;
    refused(&q, PIQ_E_VALUE, "load");
}

TEST(estimate_query, sizes_of_structs)
{
    piq_estimate_query q = good();
    piq_estimate_result r, whole;
    piq_error error = PIQ_ERROR_INIT;
    whole.struct_size = sizeof whole;
    CHECK_OK(piq_estimate(&q, &whole, NULL));
    /* An older caller's query ends before the price: no price. */
    q.price_per_gpu_hour = 5;
    q.struct_size = (uint32_t)offsetof(piq_estimate_query, price_per_gpu_hour);
    r.struct_size = (uint32_t)offsetof(piq_estimate_result, low);
    r.low = 77;
    CHECK_OK(piq_estimate(&q, &r, NULL));
    CHECK_NEAR(r.output_tokens_per_second, whole.output_tokens_per_second, 0);
    CHECK_NEAR(r.low, 77, 0);
    r.struct_size = sizeof r;
    CHECK_OK(piq_estimate(&q, &r, NULL));
    CHECK(r.price_per_hour != r.price_per_hour);
    r.struct_size = 3;
    CHECK_EQ_INT(piq_estimate(&q, &r, &error), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_estimate(&q, NULL, &error), PIQ_E_ARGUMENT);
}
