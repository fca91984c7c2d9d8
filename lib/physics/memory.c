#include "physics/physics.h"

piq__model piq__model_unknown(void)
{
    const double u = PIQ__UNKNOWN;
    const piq__model m = {u, u, u, u, u, u, u, u, u, u, u, u, u, u, u, u, PIQ__CLASS_DECODER, 0};
    return m;
}

piq__device piq__device_unknown(void)
{
    const double u = PIQ__UNKNOWN;
    const piq__device d = {u, u, u, u, u, u, false};
    return d;
}

piq__layout piq__layout_single(void)
{
    const piq__layout l = {1.0, 1.0, 1.0};
    return l;
}

double piq__dtype_bytes(uint8_t dtype)
{
    switch (dtype) {
    case PIQ__DTYPE_FP32: return PIQ__K(bytes_fp32);
    case PIQ__DTYPE_BF16:
    case PIQ__DTYPE_FP16: return PIQ__K(bytes_16bit);
    case PIQ__DTYPE_FP8:
    case PIQ__DTYPE_INT8: return PIQ__K(bytes_8bit);
    case PIQ__DTYPE_INT4:
    case PIQ__DTYPE_FP4:
    case PIQ__DTYPE_MXFP4: return PIQ__K(bytes_4bit);
    default: return PIQ__UNKNOWN;
    }
}

double piq__weight_bytes(const piq__model *model, const piq__engine *engine)
{
    return piq__or(engine->weight_bytes, model->parameters * piq__dtype_bytes(engine->weight_dtype));
}

double piq__weights_per_gpu(const piq__model *model, const piq__layout *layout, const piq__engine *engine)
{
    return piq__weight_bytes(model, engine) / (layout->tensor_parallel * layout->pipeline_parallel);
}

double piq__windowed_layers(const piq__model *model)
{
    if (!(model->sliding_window > 0.0) || !(model->sliding_layers > 0.0)) {
        return 0.0;
    }
    return piq__min(model->sliding_layers, model->layers);
}

/* Of a model that has a cache: encoders are out before. */
static double memory_kv_bytes_per_layer(const piq__model *model, double kv_element_bytes)
{
    if (model->model_class != PIQ__CLASS_DECODER) {
        return PIQ__UNKNOWN; /* cross attention and denoisers: the weights are all that can be told */
    }
    if (piq__is_latent(model)) {
        return (model->kv_lora_rank + model->rope_head_dim) * kv_element_bytes;
    }
    return 2.0 * model->kv_heads * model->head_dim * kv_element_bytes;
}

double piq__kv_bytes_per_token(const piq__model *model, double kv_element_bytes)
{
    if (model->model_class == PIQ__CLASS_ENCODER) {
        return 0.0;
    }
    return model->layers * memory_kv_bytes_per_layer(model, kv_element_bytes);
}

double piq__kv_bytes_per_sequence(const piq__model *model, double kv_element_bytes, double context)
{
    if (model->model_class == PIQ__CLASS_ENCODER) {
        return 0.0;
    }
    const double layer = memory_kv_bytes_per_layer(model, kv_element_bytes);
    const double windowed = piq__windowed_layers(model);
    const double full = (model->layers - windowed) * layer * context;
    return windowed > 0.0 ? full + windowed * layer * piq__min(context, model->sliding_window) : full;
}

/* Whole sequences on the fullest of the ranks. */
static double memory_sequences_per_rank(double sequences, double ranks)
{
    const double share = sequences / ranks;
    if (!(share < 9007199254740992.0)) { /* 2^53: whole anyway, or unknown */
        return share;
    }
    const double whole = (double)(int64_t)share;
    return whole < share ? whole + 1.0 : whole;
}

double piq__kv_per_gpu(const piq__model *model, const piq__layout *layout, double kv_element_bytes, double sequences,
                       double context)
{
    if (model->model_class == PIQ__CLASS_ENCODER) {
        return 0.0;
    }
    const double held = memory_sequences_per_rank(sequences, layout->data_parallel);
    return held * piq__kv_bytes_per_sequence(model, kv_element_bytes, context) / piq__kv_shard(model, layout);
}

double piq__requirement_lower_bound(const piq__model *model, const piq__layout *layout, const piq__engine *engine)
{
    return piq__weights_per_gpu(model, layout, engine) + engine->overhead_bytes;
}

double piq__requirement(const piq__model *model, const piq__layout *layout, const piq__engine *engine, double sequences,
                        double context)
{
    return piq__weights_per_gpu(model, layout, engine) +
           piq__kv_per_gpu(model, layout, engine->kv_element_bytes, sequences, context) + engine->overhead_bytes;
}

double piq__derived_overhead(const piq__model *model, const piq__layout *layout, const piq__engine *engine,
                             double batched_tokens)
{
    const double tokens = piq__or(batched_tokens, PIQ__K(activation_tokens));
    /* hidden_size unknown: the smallest activation ever measured. */
    const double activation = piq__or(2.0 * tokens * model->hidden_size * PIQ__K(activation_coefficient), 0.0);
    const double parallel = layout->tensor_parallel > 1.0 ? PIQ__K(non_torch_parallel) : 0.0;
    return PIQ__K(weights_replicated) * piq__weights_per_gpu(model, layout, engine) +
           piq__min(PIQ__K(activation_max), piq__max(PIQ__K(activation_min), activation)) + PIQ__K(non_torch) +
           parallel + PIQ__K(graphs);
}

double piq__kv_pool(const piq__model *model, const piq__device *device, const piq__layout *layout,
                    const piq__engine *engine)
{
    return piq__pool_beside(engine, device->memory_bytes, piq__weights_per_gpu(model, layout, engine) + engine->overhead_bytes);
}

double piq__encoder_tokens(const piq__model *model, const piq__device *device, const piq__layout *layout,
                           const piq__engine *engine)
{
    return piq__kv_pool(model, device, layout, engine) /
           (2.0 * model->hidden_size * PIQ__K(activation_coefficient));
}
