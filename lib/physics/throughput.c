#include "physics/physics.h"

#include <float.h>

/* A decode step adds what it reads, what it computes and what it waits for: on published measurements the sum comes
   closer than the largest of the three (a roofline), because real kernels do not overlap them. */

/* The peak of the arithmetic that the weights allow, times what of it is reached next to FP16. Weights in a format that
   the device has no units for are widened first and run at the 16-bit peak. */
static double throughput_peak(const piq__device *device, uint8_t dtype)
{
    switch (dtype) {
    case PIQ__DTYPE_FP32: return device->fp16_flops * PIQ__K(fp32_factor);
    case PIQ__DTYPE_FP8:
    case PIQ__DTYPE_INT8: return piq__or(device->fp8_flops * PIQ__K(fp8_factor), device->fp16_flops);
    case PIQ__DTYPE_FP4:
    case PIQ__DTYPE_MXFP4: return piq__or(device->fp4_flops * PIQ__K(fp4_factor), device->fp16_flops);
    default: return device->fp16_flops;
    }
}

typedef struct throughput_weights {
    double dense, experts; /* parameters that every token uses; that are routed */
    double miss;           /* chance that one token leaves a given expert out */
    double active;
} throughput_weights;

static throughput_weights throughput_split(const piq__model *model)
{
    throughput_weights w = {model->parameters, 0.0, 0.0, piq__or(model->active_parameters, model->parameters)};
    if (!(w.active < model->parameters)) {
        w.active = model->parameters;
        return w;
    }
    const double used = model->experts_per_token / model->experts;
    if (used > 0.0 && used < 1.0) {
        w.experts = piq__min(model->parameters, (model->parameters - w.active) / (1.0 - used));
        w.miss = 1.0 - used;
    } else { /* experts unknown: as if every parameter were routed */
        w.experts = model->parameters;
        w.miss = 1.0 - w.active / model->parameters;
    }
    w.dense = model->parameters - w.experts;
    return w;
}

/* Floating-point operations of attention per pair of tokens, all layers of one kind, prefill or decode. Unknown: 0. */
static double throughput_pair_flops(const piq__model *model, bool decode)
{
    if (piq__is_latent(model)) {
        /* Latent attention works on the compressed width in decode and on expanded heads in prefill. */
        const double width = decode ? 2.0 * model->kv_lora_rank + model->rope_head_dim
                                    : 2.0 * model->head_dim + model->rope_head_dim;
        return piq__or(2.0 * model->attention_heads * width, 0.0);
    }
    return piq__or(4.0 * model->attention_heads * model->head_dim, 0.0);
}

/* Seconds of the two all-reduces of every layer: for one pass, and for one token's activations in it. */
static void throughput_reduce(const piq__model *model, const piq__device *device, const piq__layout *layout,
                              double *per_pass, double *per_token)
{
    const double tp = layout->tensor_parallel;
    *per_pass = *per_token = 0.0;
    if (!(tp > 1.0)) {
        return;
    }
    const bool linked = piq__known(device->link_bandwidth);
    const double one_way = PIQ__K(link_efficiency) * piq__or(device->link_bandwidth, PIQ__K(pcie_bandwidth)) / 2.0;
    *per_pass = 2.0 * model->layers * PIQ__K(reduce_seconds) * (linked ? 1.0 : PIQ__K(reduce_pcie));
    *per_token = piq__or(2.0 * model->layers * (2.0 * model->hidden_size) * (2.0 * (tp - 1.0) / tp) / one_way, 0.0);
}

static void throughput_attention(piq__throughput *t, const piq__model *model, const piq__layout *layout,
                                 const piq__engine *engine, double read_rate, double decode_rate, double prefill_rate)
{
    const double short_layers = piq__windowed_layers(model);
    const double full_layers = model->layers - short_layers;
    const double layer_bytes =
        piq__kv_bytes_per_token(model, engine->kv_element_bytes) / piq__kv_shard(model, layout) / model->layers;
    /* The shard counts pipeline ranks, each with its own layers; a step passes through all of them. */
    const double layer_seconds =
        layer_bytes * layout->pipeline_parallel / read_rate + throughput_pair_flops(model, true) / decode_rate;
    const double pair_seconds = throughput_pair_flops(model, false) / prefill_rate;
    t->window = short_layers > 0.0 ? model->sliding_window : 0.0;
    t->bytes_full = layer_bytes * full_layers;
    t->bytes_window = layer_bytes * short_layers;
    t->kv_full = layer_seconds * full_layers;
    t->kv_window = layer_seconds * short_layers;
    t->pairs_full = pair_seconds * full_layers;
    t->pairs_window = pair_seconds * short_layers;
}

void piq__throughput_prepare(piq__throughput *t, const piq__model *model, const piq__device *device,
                             const piq__layout *layout, const piq__engine *engine)
{
    const throughput_weights w = throughput_split(model);
    const double tp = layout->tensor_parallel;
    const double cdna = device->cdna3 ? PIQ__K(cdna3_factor) : 1.0;
    const double compute = w.miss > 0.0 ? cdna * PIQ__K(moe_factor) : cdna;
    const double read_rate = PIQ__K(bandwidth_efficiency) * cdna * device->memory_bandwidth;
    const double peak = throughput_peak(device, engine->weight_dtype);
    const double decode = PIQ__K(decode_efficiency) * compute * tp;
    const double prefill = PIQ__K(prefill_efficiency) * compute * tp;
    const double parameter_seconds = piq__weight_bytes(model, engine) / model->parameters / (tp * read_rate);
    double pass = 0.0, token = 0.0;

    /* Decode looks one row of the input embedding up; it never reads the table, unless that is the output head too. */
    const double embedding = model->tied_embeddings ? 0.0 : piq__or(model->vocab_size * model->hidden_size, 0.0);
    throughput_reduce(model, device, layout, &pass, &token);
    throughput_attention(t, model, layout, engine, read_rate, decode * device->fp16_flops,
                         prefill * device->fp16_flops);
    t->step_fixed = piq__max(0.0, w.dense - embedding) * parameter_seconds + PIQ__K(step_seconds) +
                    PIQ__K(layer_seconds) * model->layers + pass;
    t->step_per_sequence = 2.0 * w.active / (decode * peak) + token;
    t->expert_seconds = w.experts * parameter_seconds;
    t->expert_miss = w.miss;
    t->prefill_per_token = 2.0 * w.active / (prefill * peak) + token;
    t->prefill_fixed = pass;
    t->steady = engine->steady;
    t->prefill_share = engine->steady / engine->steady_prefill;
    t->pipeline = layout->pipeline_parallel;
    t->ranks = layout->data_parallel;
    if (model->model_class != PIQ__CLASS_DECODER) {
        t->step_fixed = t->prefill_fixed = PIQ__UNKNOWN;
    }
    piq__throughput_bind(t, model, device, layout, engine);
}

void piq__throughput_bind(piq__throughput *t, const piq__model *model, const piq__device *device,
                          const piq__layout *layout, const piq__engine *engine)
{
    t->max_num_seqs = engine->max_num_seqs;
    t->pool = model->model_class != PIQ__CLASS_DECODER ? PIQ__UNKNOWN : piq__kv_pool(model, device, layout, engine);
}

double piq__experts_touched(double miss, double batch)
{
    if (!(miss > 0.0)) {
        return 1.0;
    }
    if (!(batch < 1e6)) { /* every expert by then, or unknown */
        return piq__known(batch) ? 1.0 : batch;
    }
    const uint32_t whole = (uint32_t)batch;
    double left = 1.0, square = miss;
    for (uint32_t n = whole; n != 0; n >>= 1) {
        left = (n & 1u) != 0 ? left * square : left;
        square *= square;
    }
    return 1.0 - left * (1.0 - (batch - (double)whole) * (1.0 - miss));
}

double piq__step_seconds(const piq__throughput *t, double batch, double context)
{
    /* A pipeline works on as many part batches as it has stages; a part is at least one sequence. */
    const double part = piq__max(batch / t->pipeline, 1.0);
    const double short_context = piq__min(context, t->window);
    const double experts = t->expert_miss > 0.0 ? t->expert_seconds * piq__experts_touched(t->expert_miss, part) : 0.0;
    return t->step_fixed + experts +
           part * (t->step_per_sequence + t->kv_full * context + t->kv_window * short_context);
}

double piq__prefill_seconds(const piq__throughput *t, double prompt)
{
    const double window = piq__min(prompt, t->window);
    const double pairs_full = prompt * prompt * 0.5; /* a token sees those before it */
    const double pairs_window = window * prompt - window * window * 0.5;
    return t->prefill_fixed + t->prefill_per_token * prompt + t->pairs_full * pairs_full +
           t->pairs_window * pairs_window;
}

double piq__kv_sequences(const piq__throughput *t, double prompt, double output)
{
    const double held = prompt + PIQ__K(kv_output_share) * output;
    const double each = t->bytes_full * held + t->bytes_window * piq__min(held, t->window);
    if (each == 0.0) /* as many as one likes, unless the pool is unknown */
        return t->pool * DBL_MAX;
    const double sequences = t->pool / each;
    if (!(sequences < 9007199254740992.0)) { /* 2^53: whole anyway, or unknown */
        return sequences;
    }
    return (double)(int64_t)sequences;
}

double piq__batch_limit(const piq__throughput *t, double prompt, double output)
{
    return piq__min(piq__kv_sequences(t, prompt, output), t->max_num_seqs);
}

/* A sequence's context grows from prompt to prompt + output: half the output on average. Prefill takes the engine
   away from decode, one prompt per sequence; the stages of a pipeline prefill different prompts. */
static double throughput_pace(const piq__throughput *t, double batch, double prompt, double output, double prompt_seconds)
{
    const double step = piq__step_seconds(t, batch, prompt + 0.5 * output);
    const double prefill = prompt_seconds * batch / t->pipeline * t->prefill_share;
    return t->ranks * t->steady * batch * output / (output * step + prefill);
}

double piq__tokens_per_second(const piq__throughput *t, double batch, double prompt, double output)
{
    return batch <= 0.0 ? 0.0 : throughput_pace(t, batch, prompt, output, piq__prefill_seconds(t, prompt));
}

double piq__capacity(const piq__throughput *t, double prompt, double output)
{
    return piq__tokens_per_second(t, piq__batch_limit(t, prompt, output), prompt, output);
}

double piq__batch_for(const piq__throughput *t, double tokens_per_second, double limit, double prompt, double output)
{
    const double most = piq__tokens_per_second(t, limit, prompt, output);
    if (!piq__known(most) || !piq__known(tokens_per_second)) {
        return PIQ__UNKNOWN;
    }
    if (most < tokens_per_second || limit < 1.0) {
        return 0.0;
    }
    /* The pace rises with the batch (every part of a step grows at most linearly in it), so halving is right. */
    const double prompt_seconds = piq__prefill_seconds(t, prompt);
    int64_t low = 1, high = limit < 1e9 ? (int64_t)limit : 1000000000;
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        if (throughput_pace(t, (double)middle, prompt, output, prompt_seconds) >= tokens_per_second) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return (double)low;
}

/* Seconds of one request's share at that batch. */
static double throughput_request(const piq__model *model, const piq__device *device, const piq__layout *layout,
                                 const piq__engine *engine, double batch, double prompt, double output)
{
    piq__throughput t;
    piq__throughput_prepare(&t, model, device, layout, engine);
    return output * piq__step_seconds(&t, batch, prompt + 0.5 * output) +
           piq__prefill_seconds(&t, prompt) * batch / t.pipeline * t.prefill_share;
}

int piq__throughput_bound(const piq__model *model, const piq__device *device, const piq__layout *layout,
                          const piq__engine *engine, double batch, double prompt, double output)
{
    const double endless = 1e300; /* per second: a device that does this in no time */
    piq__device reads = *device, computes = *device;
    reads.memory_bandwidth = endless;
    computes.fp16_flops = computes.fp8_flops = computes.fp4_flops = endless;
    const double whole = throughput_request(model, device, layout, engine, batch, prompt, output);
    const double read = whole - throughput_request(model, &reads, layout, engine, batch, prompt, output);
    const double compute = whole - throughput_request(model, &computes, layout, engine, batch, prompt, output);
    double pass = 0.0, token = 0.0;
    throughput_reduce(model, device, layout, &pass, &token);
    const double part = piq__max(batch / layout->pipeline_parallel, 1.0);
    const double talk = output * (pass + token * part) + part * (pass + token * prompt);
    if (!piq__known(whole)) {
        return PIQ__BOUND_UNKNOWN;
    }
    if (talk > read && talk > compute) {
        return PIQ__BOUND_COMMUNICATION;
    }
    return compute > read ? PIQ__BOUND_COMPUTE : PIQ__BOUND_BANDWIDTH;
}

piq__range piq__throughput_range(double expected, bool measured)
{
    const double width = measured ? PIQ__K(range_measured) : PIQ__K(range_extrapolated);
    const double confidence = measured ? PIQ__K(confidence_measured) : PIQ__K(confidence_extrapolated);
    const piq__range r = {expected / width, expected, expected * width, confidence};
    return r;
}
