#include "physics/estimate.h"

#include "support/copy.h"
#include "support/error.h"
#include "support/mode.h"

typedef struct estimate_room {
    double one;         /* cache of one request at full length, on one GPU */
    double each;        /* of a running one on average */
    double pool;        /* what the engine has for it on one GPU */
    double per_replica; /* requests that fit; 0: not one at full length */
} estimate_room;

static double estimate_floor(double value)
{
    return value < 9007199254740992.0 ? (double)(int64_t)value : value; /* 2^53: whole anyway, or unknown */
}

static double estimate_ceiling(double value)
{
    const double whole = estimate_floor(value);
    return whole < value ? whole + 1 : whole;
}

static double estimate_cache(const piq__case *c, double context)
{
    return piq__kv_per_gpu(&c->model, &c->layout, c->engine.kv_element_bytes, c->layout.data_parallel, context);
}

/* An encoder holds no cache; its requests share the room for activations. Other classes: only the weights can be told. */
static estimate_room estimate_memory(const piq__case *c)
{
    const piq__model *m = &c->model;
    estimate_room r;
    r.pool = piq__kv_pool(m, &c->device, &c->layout, &c->engine);
    if (m->model_class == PIQ__CLASS_ENCODER) {
        r.one = r.each = 2 * m->hidden_size * PIQ__K(activation_coefficient) * c->prompt;
    } else {
        r.one = estimate_cache(c, c->prompt + c->output);
        r.each = estimate_cache(c, c->prompt + PIQ__K(kv_output_share) * c->output);
    }
    r.per_replica = r.one > r.pool ? 0 : estimate_floor(r.pool / r.each);
    return r;
}

/* What the fullest replica must hold at that many requests in all. */
static double estimate_required(const piq__case *c, const estimate_room *r, double requests)
{
    const double held = piq__max(1, estimate_ceiling(requests / c->layout.data_parallel));
    const double cache = held * r->each > r->one ? held * r->each : r->one;
    return piq__requirement_lower_bound(&c->model, &c->layout, &c->engine) + piq__or(cache, 0);
}

static void estimate_put_memory(const piq__case *c, piq_estimate_result *out)
{
    const estimate_room r = estimate_memory(c);
    const double ranks = c->layout.data_parallel;
    out->weights_bytes = piq__weight_bytes(&c->model, &c->engine);
    out->kv_bytes_per_token = piq__kv_bytes_per_token(&c->model, c->engine.kv_element_bytes);
    out->overhead_bytes = c->engine.overhead_bytes;
    out->device_bytes = c->device.memory_bytes;
    out->max_concurrency = r.per_replica * ranks;
    out->required_bytes_per_gpu = estimate_required(c, &r, piq__or(c->concurrency, piq__or(out->max_concurrency, 1)));
    const double wanted = piq__max(1, estimate_ceiling(piq__or(c->concurrency, 1) / ranks));
    /* Where no cache can be reckoned, the weights alone must fit. */
    out->fits = piq__known(r.per_replica) ? r.per_replica >= wanted : r.pool > 0;
}

static uint32_t estimate_bound(const piq__case *c, double per_replica, bool held_back)
{
    if (per_replica == 0)
        return PIQ_BOUND_CAPACITY;
    switch (piq__throughput_bound(&c->model, &c->device, &c->layout, &c->engine, per_replica, c->prompt, c->output)) {
    case PIQ__BOUND_BANDWIDTH: return held_back ? PIQ_BOUND_CAPACITY : PIQ_BOUND_BANDWIDTH;
    case PIQ__BOUND_COMPUTE: return PIQ_BOUND_COMPUTE;
    case PIQ__BOUND_COMMUNICATION: return PIQ_BOUND_COMMUNICATION;
    default: return 0;
    }
}

static void estimate_put_throughput(const piq__case *c, piq_estimate_result *out)
{
    piq__throughput t;
    piq__throughput_prepare(&t, &c->model, &c->device, &c->layout, &c->engine);
    const bool held_back = !(c->concurrency <= out->max_concurrency);
    out->batch = held_back ? out->max_concurrency : c->concurrency;
    const double per_replica = out->batch / c->layout.data_parallel;
    const piq__range range = piq__throughput_range(piq__tokens_per_second(&t, per_replica, c->prompt, c->output), c->measured);
    out->output_tokens_per_second = range.expected;
    out->low = range.low;
    out->high = range.high;
    out->confidence = piq__known(range.expected) ? range.confidence : 0;
    out->extrapolated = !c->measured;
    out->ttft_seconds = piq__prefill_seconds(&t, c->prompt);
    out->tpot_seconds = out->batch > 0 ? piq__step_seconds(&t, per_replica, c->prompt + 0.5 * c->output) : PIQ__UNKNOWN;
    out->bound = estimate_bound(c, per_replica, held_back);
}

void piq__case_answer(const piq__case *c, piq_estimate_result *out)
{
    memset(out, 0, sizeof *out);
    out->gpu_type = c->gpu_type;
    out->model = c->model_row;
    out->basis = c->basis;
    out->weight_dtype = c->engine.weight_dtype;
    out->gpus = c->gpus;
    out->tensor_parallel = c->layout.tensor_parallel;
    out->parameters = c->model.parameters;
    out->active_parameters = c->model.active_parameters;
    estimate_put_memory(c, out);
    estimate_put_throughput(c, out);
    out->price_per_hour = c->price * c->gpus;
    out->price_per_million_output_tokens =
        out->output_tokens_per_second > 0 ? out->price_per_hour / (out->output_tokens_per_second * 3600) * 1e6 : PIQ__UNKNOWN;
}

/* The caller's struct keeps its size and is otherwise emptied. */
static piq_status estimate_clear(piq_estimate_result *result, piq_error *error)
{
    piq_estimate_result empty = {0};
    if (result == NULL)
        return piq__fail(error, PIQ_E_ARGUMENT, "an estimate needs a result to fill");
    empty.struct_size = result->struct_size;
    if (piq__copy_out(result, &empty, sizeof empty) != PIQ_OK)
        return piq__fail(error, PIQ_E_ARGUMENT, "the result does not state its size");
    return PIQ_OK;
}

static piq_status estimate_one(const piq_estimate_query *query, piq_estimate_result *result, piq_error *error)
{
    piq__case c;
    piq_estimate_query q;
    piq_estimate_result full;
    piq_catalog_match match;
    match.struct_size = sizeof match;
    piq_status status = estimate_clear(result, error);
    if (status == PIQ_OK)
        status = piq__case_read(&c, &q, query, error);
    if (status == PIQ_OK && q.gpu_type == NULL)
        status = piq__fail(error, PIQ_E_ARGUMENT, "an estimate needs a GPU type: a name of the catalog");
    if (status == PIQ_OK)
        status = piq_catalog_find(PIQ_ENTITY_GPU_TYPE, q.gpu_type, PIQ_NUL_TERMINATED, &match, error);
    if (status != PIQ_OK)
        return status;
    piq__case_device(&c, &q, match.rows[0]);
    status = piq__case_layout(&c, &q, error);
    if (status != PIQ_OK)
        return status;
    piq__case_answer(&c, &full);
    full.struct_size = result->struct_size;
    return piq__copy_out(result, &full, sizeof full);
}

piq_status piq_estimate(const piq_estimate_query *query, piq_estimate_result *result, piq_error *error)
{
    const piq__mode mode = piq__mode_begin();
    const piq_status status = estimate_one(query, result, error);
    piq__mode_end(mode);
    return status;
}
