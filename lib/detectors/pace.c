/* The throughput model as findings 1 and 2 ask it: does a placement carry the demand within the objectives? */
#include "detectors/targets.h"

static bool pace_kept(const piq__paced *p, const piq__work *w, const piq__device *device, const piq__layout *layout)
{
    return p->model == w->model && p->device == device && p->layout.tensor_parallel == layout->tensor_parallel &&
           p->layout.pipeline_parallel == layout->pipeline_parallel && p->layout.data_parallel == layout->data_parallel &&
           p->kv_element_bytes == w->running.kv_element_bytes && p->weight_dtype == w->running.weight_dtype;
}

static size_t pace_place(const piq__work *w, const piq__device *device, const piq__layout *layout)
{
    uint64_t tensor;
    memcpy(&tensor, &layout->tensor_parallel, sizeof tensor);
    return ((uintptr_t)w->model / sizeof *w->model * 5 + (uintptr_t)device / sizeof *device + (size_t)(tensor >> 52)) % PIQ__PACES;
}

/* A fleet has few models on few devices: what they come to is worked out once, but for a workload that describes its own weights. */
piq__throughput *piq__pace(const piq__work *w, const piq__device *device, const piq__layout *layout)
{
    const piq__engine engine = piq__work_engine(w, layout);
    const bool own = w->model == &w->stated_model || piq__known(engine.weight_bytes);
    piq__paced *p = &w->paces[own ? PIQ__PACES : pace_place(w, device, layout)];
    if (!own && pace_kept(p, w, device, layout)) {
        piq__throughput_bind(&p->throughput, w->model, device, layout, &engine);
        return &p->throughput;
    }
    p->model = w->model;
    p->device = device;
    p->layout = *layout;
    p->kv_element_bytes = engine.kv_element_bytes;
    p->weight_dtype = engine.weight_dtype;
    piq__throughput_prepare(&p->throughput, w->model, device, layout, &engine);
    return &p->throughput;
}

void piq__lacks_pace(const piq__work *w, const piq__device *device, piq__gap *gap)
{
    if (w->model->model_class != PIQ__CLASS_DECODER) {
        piq__lack_because(gap, PIQ_REASON_UNSUPPORTED_SIGNAL, PIQ__FIELD_COUNT);
        return;
    }
    piq__lacks_kv(w, gap);
    if (!piq__known(w->model->parameters) && w->model_known != PIQ__MODEL_UNNAMED)
        piq__lack(gap, w->model_known == PIQ__MODEL_NONE ? W(model) : W(model_parameters));
    if (device == w->device && !piq__device_named(w)) {
        (void)piq__lacks_device(w, gap);
        return;
    }
    if (!piq__known(device->memory_bytes))
        piq__lack(gap, F_gpu_type_memory_bytes);
    if (!piq__known(device->memory_bandwidth))
        piq__lack(gap, F_gpu_type_memory_bandwidth);
    if (!piq__known(device->fp16_flops))
        piq__lack(gap, F_gpu_type_fp16_flops);
}

/* Where an objective is declared, the seconds keep it. */
static piq__tri pace_keeps(double seconds, double objective) { return piq__known(objective) ? piq__at_most(seconds, objective) : YES; }

bool piq__lacks_replicas(const piq__work *w, piq__gap *gap)
{
    if (piq__known(w->replicas))
        return false;
    piq__lack(gap, piq__known(w->gpus) ? W(placement) : W(gpus));
    return true;
}

static bool pace_lacks_demand(const piq__work *w, piq__gap *gap)
{
    bool lacking = false;
    const double given[] = {IN(output_tokens_per_second_peak), IN(prompt_tokens_mean), piq__divisor(IN(output_tokens_mean))};
    const unsigned fields[] = {W(output_tokens_per_second_peak), W(prompt_tokens_mean), W(output_tokens_mean)};
    const size_t asked = w->model->model_class == PIQ__CLASS_DECODER ? PIQ__COUNT(given) : 1; /* of no other class lengths would help */
    for (size_t i = 0; i < asked; i++)
        if (!piq__known(given[i])) {
            piq__lack(gap, fields[i]);
            lacking = true;
        }
    return piq__lacks_replicas(w, gap) || lacking;
}

piq__tri piq__carries_peak(const piq__work *w, const piq__device *device, const piq__layout *layout, double replicas, piq__gap *gap)
{
    const double prompt = IN(prompt_tokens_mean), output = piq__divisor(IN(output_tokens_mean)), peak = IN(output_tokens_per_second_peak);
    const piq__throughput *t = piq__pace(w, device, layout);
    const double capacity = piq__capacity(t, prompt, output);
    const bool lacking = pace_lacks_demand(w, gap);
    if (!piq__known(capacity)) {
        piq__lacks_pace(w, device, gap);
        if (layout == &w->layout)
            (void)piq__lacks_layout(w, gap);
    }
    if (lacking || !piq__known(capacity))
        return MAYBE;
    if (capacity == 0 || !(replicas * capacity * piq__online_cap(w) >= peak))
        return NO;
    const double limit = piq__batch_limit(t, prompt, output);
    const double batch = piq__max(1, piq__batch_for(t, peak / replicas, limit, prompt, output));
    return piq__all(pace_keeps(piq__step_seconds(t, batch, prompt + output / 2), IN(tpot_slo_seconds)),
                    pace_keeps(piq__prefill_seconds(t, prompt), IN(ttft_slo_seconds)));
}
