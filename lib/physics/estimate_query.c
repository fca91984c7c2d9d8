/* From a caller's question to numbers that the physics takes. */
#include "physics/estimate.h"

#include "catalog/catalog.h"
#include "support/error.h"

#define QUERY_COUNT_MOST 1e9
#define QUERY_GPUS_MOST 1e6
#define QUERY_CONFIG_MOST 1e15

/* ---- values ---- */

static bool query_given(double value) { return piq__known(value) && value != 0; }

static piq_status query_range(piq_error *error, const char *what, double value, const char *allowed)
{
    piq__text t = piq__error_begin(error, PIQ_E_RANGE, 0, PIQ_NONE, 0);
    piq__put(&t, what);
    piq__put(&t, " is ");
    piq__put_number(&t, value);
    piq__put(&t, "; allowed are ");
    piq__put(&t, allowed);
    return PIQ_E_RANGE;
}

static bool query_whole(double value) { return value == (double)(int64_t)value; }

static piq_status query_check_numbers(const piq_estimate_query *q, piq_error *error)
{
    const struct {
        const char *name;
        double value, most;
        bool whole;
    } fields[] = {{"gpus", q->gpus, QUERY_GPUS_MOST, true},
                  {"tensor_parallel", q->tensor_parallel, QUERY_GPUS_MOST, true},
                  {"input_tokens", q->input_tokens, QUERY_COUNT_MOST, false},
                  {"output_tokens", q->output_tokens, QUERY_COUNT_MOST, false},
                  {"concurrency", q->concurrency, QUERY_COUNT_MOST, false},
                  {"price_per_gpu_hour", q->price_per_gpu_hour, QUERY_COUNT_MOST, false}};
    for (size_t i = 0; i < PIQ__COUNT(fields); i++) {
        if (!query_given(fields[i].value))
            continue;
        if (!(fields[i].value > 0 && fields[i].value <= fields[i].most) || (fields[i].whole && !query_whole(fields[i].value)))
            return query_range(error, fields[i].name, fields[i].value,
                               fields[i].whole ? "whole numbers from 1 to 1000000" : "numbers above 0 to 1e9");
    }
    if (query_given(q->gpu_memory_fraction) && !(q->gpu_memory_fraction > 0 && q->gpu_memory_fraction <= 1))
        return query_range(error, "gpu_memory_fraction", q->gpu_memory_fraction, "numbers above 0 to 1");
    return PIQ_OK;
}

static piq_status query_check_words(const piq_estimate_query *q, piq_error *error)
{
    const struct {
        uint32_t words, id;
        const char *sentence;
    } fields[] = {{PIQ_WORDS_DTYPE, q->weight_dtype, "weight_dtype is none of PIQ_DTYPE_..."},
                  {PIQ_WORDS_KV_DTYPE, q->kv_dtype, "kv_dtype is none of PIQ_KV_DTYPE_..."},
                  {PIQ_WORDS_ENGINE, q->engine, "engine is none of PIQ_ENGINE_..."},
                  {PIQ_WORDS_LOAD, q->load, "load is none of PIQ_LOAD_..."}};
    for (size_t i = 0; i < PIQ__COUNT(fields); i++)
        if (fields[i].id != 0 && piq_word(fields[i].words, fields[i].id) == NULL)
            return piq__fail(error, PIQ_E_VALUE, fields[i].sentence);
    return PIQ_OK;
}

/* ---- the model ---- */

static double query_or_unknown(double value) { return query_given(value) ? value : PIQ__UNKNOWN; }

static piq__shape query_shape(const piq_model_config *c)
{
    const piq__shape s = {query_or_unknown(c->layers),
                          query_or_unknown(c->hidden_size),
                          query_or_unknown(c->intermediate_size),
                          query_or_unknown(c->attention_heads),
                          query_or_unknown(c->kv_heads),
                          query_or_unknown(c->head_dim),
                          query_or_unknown(c->vocab_size),
                          query_or_unknown(c->kv_lora_rank),
                          query_or_unknown(c->rope_head_dim),
                          query_or_unknown(c->experts),
                          query_or_unknown(c->experts_per_token),
                          query_or_unknown(c->expert_intermediate_size),
                          query_or_unknown(c->shared_intermediate_size),
                          query_or_unknown(c->dense_layers),
                          query_or_unknown(c->q_lora_rank),
                          query_or_unknown(c->nope_head_dim),
                          query_or_unknown(c->value_head_dim),
                          query_or_unknown(c->positions),
                          c->tied_embeddings != 0,
                          c->plain_mlp != 0};
    return s;
}

static void query_shape_model(const piq_model_config *c, const piq__shape *s, piq__model *m)
{
    const double plain = piq__or(s->head_dim, s->hidden_size / s->attention_heads);
    *m = piq__model_unknown();
    m->layers = s->layers;
    m->hidden_size = s->hidden_size;
    m->attention_heads = s->attention_heads;
    m->kv_heads = piq__or(s->kv_heads, s->attention_heads);
    m->head_dim = s->kv_lora_rank > 0 ? piq__or(s->value_head_dim, plain) : plain;
    m->kv_lora_rank = s->kv_lora_rank;
    m->rope_head_dim = s->rope_head_dim;
    m->sliding_window = query_or_unknown(c->sliding_window);
    m->sliding_layers = query_or_unknown(c->sliding_layers);
    m->max_context = query_or_unknown(c->max_context);
    m->vocab_size = s->vocab_size;
    m->intermediate_size = piq__or(s->expert_intermediate_size, s->intermediate_size);
    m->experts = s->experts;
    m->experts_per_token = s->experts_per_token;
    m->model_class = (uint8_t)(c->model_class == 0 ? PIQ__CLASS_DECODER : c->model_class - 1); /* the words count from 1 */
    m->tied_embeddings = s->tied_embeddings;
}

static piq_status query_lacks(piq_error *error, uint32_t field)
{
    piq__text t = piq__error_begin(error, PIQ_E_FIELD, PIQ_ENTITY_MODEL, PIQ_NONE, field);
    piq__put(&t, "the model's configuration does not say its ");
    piq__put(&t, piq_name(field));
    return PIQ_E_FIELD;
}

/* All the numbers, which stand one behind the other. */
static bool query_config_sane(const piq_model_config *c)
{
    bool sane = true;
    for (size_t at = offsetof(piq_model_config, layers); at < sizeof *c; at += sizeof(double)) {
        double value;
        memcpy(&value, (const char *)c + at, sizeof value);
        sane = sane && !(value < 0) && !(value > QUERY_CONFIG_MOST);
    }
    return sane;
}

static piq_status query_config(const piq_model_config *given, piq__case *c, piq_estimate_query *q, piq_error *error)
{
    piq_model_config config = {0};
    if (given->struct_size < sizeof given->struct_size)
        return piq__fail(error, PIQ_E_ARGUMENT, "the configuration does not state its size");
    memcpy(&config, given, given->struct_size < sizeof config ? given->struct_size : sizeof config);
    if (config.model_class != 0 && piq_word(PIQ_WORDS_CLASS, config.model_class) == NULL)
        return piq__fail(error, PIQ_E_VALUE, "model_class is none of PIQ_CLASS_...");
    if (!query_config_sane(&config))
        return piq__fail(error, PIQ_E_RANGE, "a number of the configuration is below 0 or above 1e15");
    const piq__shape s = query_shape(&config);
    const struct {
        double value;
        uint32_t field;
    } needed[] = {{s.layers, PIQ_MODEL_LAYERS}, {s.hidden_size, PIQ_MODEL_HIDDEN_SIZE}, {s.attention_heads, PIQ_MODEL_ATTENTION_HEADS}};
    for (size_t i = 0; i < PIQ__COUNT(needed); i++)
        if (!(needed[i].value > 0))
            return query_lacks(error, needed[i].field);
    query_shape_model(&config, &s, &c->model);
    piq__shape_parameters(&s, &c->model.parameters, &c->model.active_parameters);
    if (query_given(config.parameters)) {
        c->model.parameters = config.parameters;
        c->model.active_parameters = piq__or(query_or_unknown(config.active_parameters), config.parameters);
    }
    if (!(c->model.parameters > 0))
        return query_lacks(error, piq__known(s.vocab_size) ? PIQ_MODEL_INTERMEDIATE_SIZE : PIQ_MODEL_VOCAB_SIZE);
    if (q->weight_dtype == 0 && piq_word(PIQ_WORDS_DTYPE, config.weight_dtype) != NULL)
        q->weight_dtype = config.weight_dtype;
    return PIQ_OK;
}

static piq_status query_model(piq__case *c, piq_estimate_query *q, piq_error *error)
{
    piq_catalog_match match;
    match.struct_size = sizeof match;
    c->model_row = UINT32_MAX;
    if (q->config != NULL)
        return query_config(q->config, c, q, error);
    if (q->model == NULL)
        return piq__fail(error, PIQ_E_ARGUMENT, "an estimate needs a model: a name of the catalog, or its configuration");
    const piq_status status = piq_catalog_find(PIQ_ENTITY_MODEL, q->model, PIQ_NUL_TERMINATED, &match, error);
    if (status != PIQ_OK)
        return status;
    c->model_row = match.rows[0];
    if (q->weight_dtype == 0)
        q->weight_dtype = piq__catalog_model_dtype(q->model, strlen(q->model)); /* the same numbers */
    piq__catalog_model_shape(piq__catalog_model((int)match.rows[0]), &c->model);
    return PIQ_OK;
}

/* ---- the engine ---- */

static void query_load(piq__engine *e, uint32_t load)
{
    e->steady = load == PIQ_LOAD_OFFLINE ? PIQ__K(offline) : load == PIQ_LOAD_BURST ? PIQ__K(burst) : PIQ__K(steady);
    e->steady_prefill = load == PIQ_LOAD_BURST ? PIQ__K(burst_prefill) : e->steady;
}

static void query_engine(piq__engine *e, const piq_estimate_query *q)
{
    *e = piq__engine_default();
    e->weight_dtype = (uint8_t)(q->weight_dtype == 0 ? PIQ_DTYPE_BF16 : q->weight_dtype); /* the same numbers */
    e->kv_element_bytes = q->kv_dtype == PIQ_KV_DTYPE_FP8 || q->kv_dtype == PIQ_KV_DTYPE_INT8 ? 1 : 2;
    e->gpu_memory_fraction = query_given(q->gpu_memory_fraction) ? q->gpu_memory_fraction : e->gpu_memory_fraction;
    e->fraction_of_free = q->engine == PIQ_ENGINE_TENSORRT_LLM;
    query_load(e, q->load);
}

/* ---- the whole ---- */

piq_status piq__case_read(piq__case *c, piq_estimate_query *q, const piq_estimate_query *query, piq_error *error)
{
    const piq_estimate_query empty = {0};
    memset(c, 0, sizeof *c);
    *q = empty;
    if (query == NULL || query->struct_size < sizeof query->struct_size)
        return piq__fail(error, PIQ_E_ARGUMENT, "an estimate needs a query that states its size");
    memcpy(q, query, query->struct_size < sizeof *q ? query->struct_size : sizeof *q);
    piq_status status = query_check_numbers(q, error);
    if (status == PIQ_OK)
        status = query_check_words(q, error);
    if (status == PIQ_OK)
        status = query_model(c, q, error);
    if (status != PIQ_OK)
        return status;
    query_engine(&c->engine, q);
    c->prompt = query_given(q->input_tokens) ? q->input_tokens : 512;
    c->output = query_given(q->output_tokens) ? q->output_tokens : 256;
    c->concurrency = query_or_unknown(q->concurrency);
    return PIQ_OK;
}

/* Nobody published a pace of these two. */
static bool query_measured(uint8_t dtype) { return dtype != PIQ__DTYPE_FP32 && dtype != PIQ__DTYPE_INT8; }

void piq__case_device(piq__case *c, const piq_estimate_query *q, uint32_t row)
{
    const piq__gpu_row *gpu = piq__catalog_gpu((int)row);
    piq__catalog_gpu_device(gpu, &c->device);
    c->gpu_type = row;
    c->measured = gpu->measured_rows != 0 && query_measured(c->engine.weight_dtype);
    c->price = query_or_unknown(q->price_per_gpu_hour);
    c->basis = piq__known(c->price) ? PIQ_BASIS_DECLARED : 0;
    if (c->basis == 0 && q->use_reference_price != 0 && gpu->price.median > 0) {
        c->price = gpu->price.median;
        c->basis = PIQ_BASIS_REFERENCE;
    }
}

/* Heads cannot be cut: every rank takes as many. */
static bool query_cuts_heads(const piq__case *c, double tensor_parallel)
{
    const double heads = c->model.attention_heads / tensor_parallel;
    return !piq__known(heads) || query_whole(heads);
}

bool piq__case_cuts(const piq__case *c, double gpus, double tensor_parallel)
{
    return query_whole(gpus / tensor_parallel) && query_cuts_heads(c, tensor_parallel);
}

static double query_default_tp(const piq__case *c, double gpus)
{
    uint32_t tp = (uint32_t)gpus;
    while (tp > 1 && !piq__case_cuts(c, gpus, tp))
        tp--;
    return tp;
}

void piq__case_cut(piq__case *c, double gpus, double tensor_parallel)
{
    const piq__gpu_row *gpu = piq__catalog_gpu((int)c->gpu_type);
    const piq__layout layout = {tensor_parallel, 1, gpus / tensor_parallel};
    c->gpus = gpus;
    c->layout = layout;
    c->engine.overhead_bytes = piq__derived_overhead(&c->model, &c->layout, &c->engine, PIQ__UNKNOWN);
    if (tensor_parallel > 1 && tensor_parallel > gpu->domain_gpus && piq__known(c->device.link_bandwidth)) {
        c->device.link_bandwidth = PIQ__UNKNOWN; /* beyond the scale-up domain the link does not reach */
        c->measured = false;
    }
}

piq_status piq__case_layout(piq__case *c, const piq_estimate_query *q, piq_error *error)
{
    const double asked = query_or_unknown(q->tensor_parallel), gpus = piq__or(query_or_unknown(q->gpus), piq__or(asked, 1));
    const double tp = piq__known(asked) ? asked : query_default_tp(c, gpus);
    if (!query_whole(gpus / tp))
        return query_range(error, "tensor_parallel", tp, "numbers that divide gpus");
    if (!query_cuts_heads(c, tp))
        return query_range(error, "tensor_parallel", tp, "numbers that divide the model's attention heads");
    piq__case_cut(c, gpus, tp);
    return PIQ_OK;
}
