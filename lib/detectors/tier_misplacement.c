/* Finding 1: what the model needs on paper against the GPU it holds. No utilisation is read. */
#include "detectors/detectors.h"

/* A declared need that the target must meet in throughput or latency. */
static bool tier_need_declared(const piq__work *w)
{
    return piq__known(IN(required_tokens_per_second)) || piq__known(IN(ttft_slo_seconds)) || piq__known(IN(tpot_slo_seconds));
}

static void tier_lacks_kv(const piq__work *w, piq__gap *gap)
{
    (void)piq__lacks_kv(w, gap);
    if (w->model->model_class == PIQ__CLASS_DECODER && !piq__known(w->context))
        piq__lack(gap, W(max_model_len));
}

/* Requirement within headroom; a lower bound can refuse a target, but not admit it. */
static piq__tri tier_holds(const piq__work *w, const piq__layout *layout, double memory, piq__gap *gap)
{
    bool bound;
    const double required = piq__work_requirement(w, layout, &bound);
    const piq__tri holds = piq__at_most(required, P(memory_headroom) * memory);
    if (holds == MAYBE) {
        piq__lacks_weights(w, gap);
        if (!piq__known(memory))
            piq__lack(gap, F_gpu_type_memory_bytes);
        return MAYBE;
    }
    if (holds == NO || !bound)
        return holds;
    tier_lacks_kv(w, gap);
    return MAYBE;
}

static void tier_lack_length(const piq__work *w, piq__gap *gap)
{
    if (w->model->model_class != PIQ__CLASS_DECODER)
        return;
    if (!piq__known(IN(prompt_tokens_mean)))
        piq__lack(gap, W(prompt_tokens_mean));
    if (!piq__known(piq__divisor(IN(output_tokens_mean))))
        piq__lack(gap, W(output_tokens_mean));
}

/* R20: declared tokens per second within the cap; time per token at the declared concurrency; time to first token. */
static piq__tri tier_delivers(const piq__work *w, const piq__effect *effect, const piq__target *target, piq__gap *gap)
{
    const piq__layout layout = piq__target_layout(w, target);
    const piq__device *device = piq__target_device(w, target);
    const double prompt = IN(prompt_tokens_mean), output = IN(output_tokens_mean), needed = IN(required_tokens_per_second);
    const double tpot_slo = IN(tpot_slo_seconds), ttft_slo = IN(ttft_slo_seconds);
    piq__tri delivers = YES;
    if (!tier_need_declared(w))
        return YES;
    const piq__throughput *t = piq__pace(w, device, &layout);
    if (piq__known(needed)) {
        const piq__tri carries = piq__at_most(needed, piq__online_cap(w) * piq__or(effect->replicas, w->replicas) * piq__capacity(t, prompt, piq__divisor(output)));
        if (carries == MAYBE) {
            tier_lack_length(w, gap);
            piq__lacks_pace(w, device, gap);
            (void)piq__lacks_replicas(w, gap);
        }
        delivers = piq__all(delivers, carries);
    }
    if (piq__known(tpot_slo)) {
        const double context = piq__or(prompt + output / 2, w->context);
        const double batch = piq__max(1, piq__or(piq__divisor(IN(declared_concurrency)), 1) / w->layout.data_parallel);
        const piq__tri quick = piq__at_most(piq__step_seconds(t, batch, context), tpot_slo);
        if (quick == MAYBE)
            piq__lacks_pace(w, device, gap);
        delivers = piq__all(delivers, quick);
    }
    if (piq__known(ttft_slo)) {
        const double length = piq__or(prompt, w->context);
        const piq__tri prompt_done = piq__at_most(piq__prefill_seconds(t, length), ttft_slo);
        if (prompt_done == MAYBE)
            piq__lacks_pace(w, device, gap);
        delivers = piq__all(delivers, prompt_done);
    }
    return delivers;
}

piq__tri piq__tier_admits(const piq__work *w, const piq__effect *effect, piq__target *target, const void *context, piq__gap *gap)
{
    const piq__device *device = piq__target_device(w, target);
    const piq__layout layout = piq__target_layout(w, target);
    (void)context;
    const piq__tri saves = piq__saves(w, target, gap);
    if (saves == NO || piq__lacks_feature(w, device) || (P(tier_hard_fit) < P(memory_headroom) && piq__tier_outgrows(w, target)))
        return NO;
    return piq__all(piq__all(saves, tier_holds(w, &layout, device->memory_bytes, gap)), tier_delivers(w, effect, target, gap));
}

/* For what is too small: the requirement, or the lower bound where only that is known, leaves headroom. */
static bool tier_roomy(const piq__work *w, const piq__layout *layout, double memory)
{
    bool bound;
    return piq__work_requirement(w, layout, &bound) <= P(memory_headroom) * memory;
}

bool piq__tier_requirement_held(const piq__work *w)
{
    piq__gap gap = PIQ__GAP_NONE;
    return tier_holds(w, &w->layout, w->device->memory_bytes, &gap) == YES;
}

double piq__tier_mig_need(const piq__work *w)
{
    bool bound;
    return piq__work_requirement(w, &w->layout, &bound);
}

/* What is known of the requirement is above tier_hard_fit of so much memory. */
static bool tier_short(const piq__work *w, const piq__layout *layout, double memory)
{
    bool bound;
    return piq__work_requirement(w, layout, &bound) > P(tier_hard_fit) * memory;
}

bool piq__tier_outgrows(const piq__work *w, const piq__target *target)
{
    const piq__layout layout = piq__target_layout(w, target);
    return tier_short(w, &layout, piq__target_device(w, target)->memory_bytes) && IN(weights_offloaded) != 1 &&
           !tier_short(w, &w->layout, w->device->memory_bytes);
}

/* The smallest tensor-parallel size of the present type that holds the requirement; 0: none within its domain. */
static double tier_wider(const piq__work *w, double *gpus)
{
    if (w->type == PIQ__NO_TYPE || w->mig || piq__lacks_feature(w, w->device))
        return 0;
    const double widest = piq__or(piq__work_type(w)->domain_gpus, 1);
    for (double tp = 2; tp <= 64 && tp <= widest; tp *= 2) {
        const piq__layout layout = {tp, w->layout.pipeline_parallel, w->layout.data_parallel};
        if (tp > w->layout.tensor_parallel && piq__splits_heads(w, tp) && tier_roomy(w, &layout, w->device->memory_bytes)) {
            *gpus = tp * layout.pipeline_parallel * layout.data_parallel;
            return tp;
        }
    }
    return 0;
}

static piq__tri tier_repairs(const piq__work *w, const piq__effect *effect, piq__target *target, const void *context, piq__gap *gap)
{
    const piq__device *device = piq__target_device(w, target);
    const piq__layout layout = piq__target_layout(w, target);
    const bool by_feature = *(const bool *)context;
    (void)effect;
    const double price = w->world->types[target->type].price;
    target->ratio = price * target->gpus; /* the cheapest, whatever today costs */
    if (!piq__known(price) || target->type == w->type || piq__lacks_feature(w, device))
        return NO;
    return piq__is(by_feature ? tier_holds(w, &layout, device->memory_bytes, gap) != NO : tier_roomy(w, &layout, device->memory_bytes));
}

static void tier_quantized(const piq__work *w, piq__draft *d)
{
    static const struct {
        uint8_t dtype;
        char word[8];
    } smaller[] = {{PIQ__DTYPE_FP8, "fp8"}, {PIQ__DTYPE_INT4, "int4"}};
    for (size_t i = 0; i < PIQ__COUNT(smaller) && piq__known(w->model->parameters); i++) {
        piq__work lighter = *w;
        lighter.running.weight_dtype = smaller[i].dtype;
        lighter.running.weight_bytes = PIQ__UNKNOWN;
        lighter.weights = piq__weight_bytes(lighter.model, &lighter.running);
        piq__gap gap = PIQ__GAP_NONE;
        const bool served = smaller[i].dtype != PIQ__DTYPE_FP8 || piq__known(w->device->fp8_flops);
        if (!served || tier_holds(&lighter, &w->layout, w->device->memory_bytes, &gap) != YES)
            continue;
        piq__with_text(piq__cure_with(d, PIQ_ACTION_QUANTIZE_WEIGHTS, "quality holds on the caller's own evaluation; memory falls at the next start"),
                       PIQ_WORKLOAD_WEIGHT_DTYPE, smaller[i].word);
        return;
    }
}

/* R22: wider on the same type, else the cheapest type that holds it, else look closer. */
static void tier_cure_shortage(const piq__work *w, piq__draft *d, bool feature)
{
    double gpus = 0;
    const double tp = feature ? 0 : tier_wider(w, &gpus);
    piq__target target;
    piq__gap gap = PIQ__GAP_NONE;
    d->cost_to_fix = feature ? 0 : PIQ_MONEY_UNKNOWN; /* a missing feature has no price */
    if (tp > 0) {
        piq__cure *cure = piq__cure_with(d, PIQ_ACTION_RAISE_TENSOR_PARALLEL, "the replica starts and its memory stays below the limit");
        piq__with(cure, PIQ_WORKLOAD_TENSOR_PARALLEL, tp);
        piq__with(cure, PIQ_WORKLOAD_GPUS, gpus);
        piq__cost_to_fix(w, d, NULL, gpus);
    } else {
        const piq__effect none = piq__no_effect();
        const piq__test repairs = {tier_repairs, NULL, &feature, PIQ__UNKNOWN};
        if (piq__search(w, &none, &repairs, &target, &gap) == YES) {
            target.kind = PIQ__TARGET_TYPE;
            piq__cure_target(w, d, &target);
            if (!feature)
                piq__cost_to_fix(w, d, &w->world->types[target.type], target.gpus);
        } else {
            piq__cure_with(d, PIQ_ACTION_PROFILE, "find out what fills the memory, and which type could hold it");
        }
    }
    if (!feature)
        tier_quantized(w, d);
}

static void tier_wrong(piq__draft *d)
{
    piq__wrong_cure(d, PIQ_ACTION_ADD_REPLICAS, "each further replica needs the same memory and does not fit either");
    piq__wrong_cure(d, PIQ_ACTION_MIG_PARTITION, "a slice has less memory than the GPU that is too small already");
}

static piq__draft *tier_begin(const piq__work *w, piq__verdict *v)
{
    piq__draft *d = piq__draft_begin(w, v);
    v->duty = piq__work_duty(w);
    return d;
}

static void tier_fire_small(const piq__work *w, piq__verdict *v, double required, bool offloaded, bool bound)
{
    piq__draft *d = tier_begin(w, v);
    const bool oom = IN(startup_oom_events) >= 1; /* kills while serving are finding 3's */
    d->margin = offloaded ? 1 : piq__margin_above(required / w->device->memory_bytes, P(tier_hard_fit));
    if (w->dtype_defaulted) {
        d->degraded |= DEGRADED(weight_dtype_defaulted);
        d->source = IN(startup_oom_events) >= 1 || offloaded ? 1 : 0.60;
    }
    d->degraded |= bound ? DEGRADED(kv_unknown) : 0;
    d->severity = oom || offloaded ? PIQ_SEVERITY_CRITICAL : PIQ_SEVERITY_HIGH;
    if (required > P(tier_hard_fit) * w->device->memory_bytes)
        piq__prove(d, PIQ_MEASURE_REQUIRED_BYTES_PER_GPU, required, PIQ__GT, P(tier_hard_fit) * w->device->memory_bytes, PIQ_POLICY_TIER_HARD_FIT);
    else if (piq__known(w->device->memory_bytes))
        piq__show(d, PIQ_MEASURE_REQUIRED_BYTES_PER_GPU, required);
    piq__show(d, PIQ_MEASURE_DEVICE_MEMORY_BYTES, w->device->memory_bytes);
    piq__show(d, PIQ_WORKLOAD_WEIGHTS_OFFLOADED, IN(weights_offloaded));
    piq__show(d, PIQ_WORKLOAD_STARTUP_OOM_EVENTS, IN(startup_oom_events));
    tier_cure_shortage(w, d, false);
    tier_wrong(d);
    piq__fire(w, v, PIQ_SUBTYPE_TOO_SMALL);
}

static void tier_fire_class(const piq__work *w, piq__verdict *v)
{
    piq__draft *d = tier_begin(w, v);
    d->signal = 0.95;
    d->severity = PIQ_SEVERITY_MEDIUM;
    piq__prove(d, PIQ_MEASURE_MISSING_FEATURE, 1, PIQ__EQ, 1, 0);
    tier_cure_shortage(w, d, true);
    piq__wrong_cure(d, PIQ_ACTION_ADD_REPLICAS, "each further replica lacks the same feature");
    piq__fire(w, v, PIQ_SUBTYPE_WRONG_CLASS);
}

static void tier_fire_big(const piq__work *w, piq__verdict *v)
{
    piq__draft *d = tier_begin(w, v);
    const bool declared = tier_need_declared(w);
    const piq__layout layout = piq__target_layout(w, &v->target);
    bool bound;
    const double required = piq__work_requirement(w, &w->layout, &bound), then = piq__work_requirement(w, &layout, &bound);
    d->margin = piq__margin_below(v->target.ratio, 1 - P(min_saving_ratio));
    d->source = !declared ? 0.60 : v->target.kind == PIQ__TARGET_MIG ? 1.0 : 0.85;
    d->degraded |= declared ? 0 : DEGRADED(slo_unknown);
    d->degraded |= v->target.kind == PIQ__TARGET_MIG ? DEGRADED(mig_cotenant_unknown) : 0;
    d->degraded |= w->dtype_defaulted ? DEGRADED(weight_dtype_defaulted) : 0;
    v->severity_by_money = true;
    v->capped_at_medium = !declared;
    if (w->kind == PIQ_KIND_BATCH && !piq__known(piq__work_month(w)))
        d->degraded |= DEGRADED(runs_per_month_unknown);
    const piq__device *device = piq__target_device(w, &v->target);
    piq__show(d, PIQ_MEASURE_REQUIRED_BYTES_PER_GPU, required);
    piq__prove(d, PIQ_MEASURE_TARGET_BYTES_PER_GPU, then, PIQ__LE, P(memory_headroom) * device->memory_bytes, PIQ_POLICY_MEMORY_HEADROOM);
    piq__prove(d, PIQ_MEASURE_COST_RATIO, v->target.ratio, PIQ__LE, 1 - P(min_saving_ratio), PIQ_POLICY_MIN_SAVING_RATIO);
    piq__show(d, PIQ_MEASURE_DEVICE_MEMORY_BYTES, w->device->memory_bytes);
    piq__cure_target(w, d, &v->target);
    piq__fire(w, v, PIQ_SUBTYPE_TOO_BIG);
}

static double tier_needs(const piq__work *w, const piq__effect *effect, const piq__layout *layout, const void *context)
{
    bool bound;
    (void)effect;
    (void)context;
    return piq__work_requirement(w, layout, &bound);
}

/* Is some cheaper target enough? */
static void tier_judge_big(const piq__work *w, piq__verdict *v)
{
    const piq__effect none = piq__no_effect();
    piq__gap gap = PIQ__GAP_NONE;
    if (w->kind == PIQ_KIND_TRAINING || w->kind == PIQ_KIND_NOTEBOOK)
        return; /* the memory model is that of inference */
    if (w->kind == PIQ_KIND_UNKNOWN) {
        piq__lack(&gap, W(kind));
        piq__not_evaluated_gap(v, &gap);
        return;
    }
    const piq__test test = {piq__tier_admits, tier_needs, NULL, piq__dearest(w)};
    piq__tri found = piq__search(w, &none, &test, &v->target, &gap);
    if (found != YES) /* the requirement is known: it was found to fit */
        found = piq__any(found, piq__mig_search(w, piq__tier_mig_need(w), NULL, 1, &v->target, &gap));
    if (found == YES)
        tier_fire_big(w, v);
    else if (!piq__other_types(w))
        piq__lack_because(&gap, PIQ_REASON_NO_CATALOG_ENTRY, PIQ__FIELD_COUNT);
    if (found != YES && gap.reasons != 0)
        piq__not_evaluated_gap(v, &gap);
}

static void tier_lacks_requirement(const piq__work *w, piq__gap *gap)
{
    piq__lacks_weights(w, gap);
    piq__lacks_layout(w, gap);
    tier_lacks_kv(w, gap);
}

/* R22: too_small, else wrong_class, else unknown, else what too_big comes to. */
void piq__tier_misplacement(const piq__work *w, piq__verdict *v)
{
    piq__gap gap = PIQ__GAP_NONE;
    bool bound = false;
    if (!piq__placement_usable(w, v, true))
        return;
    const piq__type *type = piq__work_type(w);
    const bool placed = w->places.count != 0, typed = placed && type != NULL && type->known;
    const double required = piq__work_requirement(w, &w->layout, &bound);
    const piq__tri offloaded = piq__flag(IN(weights_offloaded));
    piq__tri above = piq__above(required, P(tier_hard_fit) * w->device->memory_bytes);
    if (above == NO && bound)
        above = MAYBE; /* a lower bound that fits proves nothing */
    if (placed && (offloaded == YES || above == YES)) {
        tier_fire_small(w, v, required, offloaded == YES, bound);
    } else if (typed && piq__lacks_feature(w, &type->device)) {
        tier_fire_class(w, v);
    } else if (!typed || above == MAYBE) {
        (void)piq__lacks_device(w, &gap);
        tier_lacks_requirement(w, &gap);
        piq__not_evaluated_gap(v, &gap);
    } else {
        tier_judge_big(w, v);
    }
}
