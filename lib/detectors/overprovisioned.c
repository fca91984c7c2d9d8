/* Finding 2: what the workload was seen to use at its peak against what it holds. */
#include "detectors/detectors.h"

#define OVER_ENDLESS 1e9 /* the load of what serves nothing */

static bool over_is_llm(const piq__work *w) { return w->kind == PIQ_KIND_LLM_SERVING; }

static piq__activity over_activity(const piq__work *w)
{
    return piq__activity_of(IN(sm_active_peak), PIQ_WORKLOAD_SM_ACTIVE_PEAK, IN(gr_engine_active_peak), PIQ_WORKLOAD_GR_ENGINE_ACTIVE_PEAK,
                            IN(gpu_utilization_peak), PIQ_WORKLOAD_GPU_UTILIZATION_PEAK);
}

/* Tensor activity, or what stands in for it as a pessimistic bound: a high GPU utilization does not. */
static double over_tensor(const piq__work *w, piq__gap *gap)
{
    const piq__activity a = over_activity(w);
    if (piq__known(IN(tensor_active_p95)))
        return IN(tensor_active_p95);
    if (!a.low_only)
        return a.value;
    if (!w->mig && a.value < P(overprovision_activity_max))
        return a.value;
    if (w->mig && piq__known(a.value))
        piq__lack_because(gap, PIQ_REASON_UNSUPPORTED_SIGNAL, W(sm_active_peak));
    else
        piq__lack(gap, W(sm_active_peak));
    return PIQ__UNKNOWN;
}

/* Activity of work that is no language model, carried over by the ratio of peaks. */
static piq__tri over_projects(const piq__work *w, const piq__target *target, piq__gap *gap)
{
    const piq__device *device = piq__target_device(w, target);
    const double spread = w->mig ? 1 / target->gpus : w->gpus / target->gpus;
    const double tensor = over_tensor(w, gap), dram = IN(dram_active_p95);
    const piq__tri computes = tensor == 0 ? YES : piq__at_most(tensor * w->device->fp16_flops * spread / device->fp16_flops, piq__online_cap(w));
    const piq__tri streams =
        dram == 0 ? YES : piq__at_most(dram * w->device->memory_bandwidth * spread / (0.8 * device->memory_bandwidth), piq__online_cap(w));
    if (!piq__known(dram))
        piq__lack(gap, W(dram_active_p95));
    piq__lacks_peaks(w, device, computes == MAYBE, streams == MAYBE, gap);
    return piq__all(computes, streams);
}

static piq__tri over_holds(const piq__work *w, const piq__target *target, piq__gap *gap)
{
    const piq__layout layout = piq__target_layout(w, target);
    const double memory = piq__target_device(w, target)->memory_bytes, need = piq__observed_need(w, &layout, gap);
    if (!piq__known(memory))
        piq__lack(gap, F_gpu_type_memory_bytes);
    return piq__at_most(need, P(memory_headroom) * memory);
}

static piq__tri over_performs(const piq__work *w, const piq__effect *effect, const piq__target *target, piq__gap *gap)
{
    if (!over_is_llm(w))
        return over_projects(w, target, gap);
    const piq__layout layout = piq__target_layout(w, target);
    const piq__device *device = piq__target_device(w, target);
    return piq__carries_peak(w, device, &layout, piq__or(effect->replicas, w->replicas), gap);
}

piq__tri piq__over_admits(const piq__work *w, const piq__effect *effect, piq__target *target, const void *context, piq__gap *gap)
{
    (void)context;
    const piq__device *device = piq__target_device(w, target);
    const piq__tri saves = piq__saves(w, target, gap);
    if (saves == NO || piq__lacks_feature(w, device) || piq__tier_outgrows(w, target))
        return NO;
    return piq__all(piq__all(saves, over_holds(w, target, gap)), over_performs(w, effect, target, gap));
}

piq__tri piq__over_tolerates(const piq__work *w, const piq__effect *effect, piq__target *target, piq__gap *gap)
{
    return piq__all(over_holds(w, target, gap), over_performs(w, effect, target, gap));
}

/* R23: n' = max(1, min_replicas, replica_floor, ceil(peak / (cap * capacity of one))). */
piq__tri piq__replica_cut(const piq__work *w, piq__target *target, piq__gap *gap)
{
    const double peak = IN(output_tokens_per_second_peak), floor = IN(replica_floor), least = IN(min_replicas);
    if (!over_is_llm(w))
        return NO;
    const double capacity = piq__capacity(piq__pace(w, w->device, &w->layout), IN(prompt_tokens_mean), piq__divisor(IN(output_tokens_mean)));
    const double bounds = piq__max(1, piq__max(piq__or(least, 0), piq__or(floor, 0)));
    const double each = piq__online_cap(w) * capacity;
    const double carried = each == 0 ? peak + OVER_ENDLESS : piq__ceiling(peak / each);
    piq__target t_cut = {PIQ__TARGET_REPLICAS, w->type, w->gpus, w->layout.tensor_parallel, piq__max(bounds, carried), 1, 1, NULL};
    const double most = piq__min(piq__floor((1 - P(min_saving_ratio)) * w->replicas * (1 + 1e-12)), w->replicas - 1);
    if (bounds > most || (piq__known(carried) && t_cut.replicas > most))
        return NO;
    /* Without a floor the smallest cut that still saves is asked: what that does not carry, no cut does. */
    const bool bounded = piq__known(least) || piq__known(floor), known = piq__known(carried) && piq__known(w->replicas);
    t_cut.ratio = t_cut.replicas / w->replicas;
    piq__tri cut = piq__carries_peak(w, w->device, &w->layout, known ? bounded ? t_cut.replicas : most : w->replicas, gap);
    cut = known ? cut : MAYBE;
    if (cut != NO && !bounded) {
        piq__lack(gap, W(min_replicas));
        cut = MAYBE;
    }
    *target = t_cut;
    return cut;
}

uint32_t piq__over_subtype(const piq__target *target)
{
    switch (target->kind) {
    case PIQ__TARGET_TYPE: return PIQ_SUBTYPE_SMALLER_TYPE;
    case PIQ__TARGET_FEWER: return PIQ_SUBTYPE_FEWER_GPUS;
    case PIQ__TARGET_REPLICAS: return PIQ_SUBTYPE_FEWER_REPLICAS;
    default: return PIQ_SUBTYPE_MIG;
    }
}

/* What was seen; for a language model its load over what the present placement could do (R23). */
double piq__mig_activity(const piq__work *w)
{
    piq__gap ignored = PIQ__GAP_NONE;
    if (w->kind == PIQ_KIND_BATCH)
        return piq__batch_activity(w);
    if (!over_is_llm(w)) {
        const piq__activity a = over_activity(w);
        return piq__activity_below(&a, P(overprovision_activity_max), w->mig, W(sm_active_peak), &ignored) == MAYBE ? PIQ__UNKNOWN : a.value;
    }
    const double capacity = piq__capacity(piq__pace(w, w->device, &w->layout), IN(prompt_tokens_mean), piq__divisor(IN(output_tokens_mean))) * w->replicas;
    return capacity == 0 ? OVER_ENDLESS : IN(output_tokens_per_second_peak) / capacity;
}

static piq__tri over_mig(const piq__work *w, double need, piq__target *best, piq__gap *gap)
{
    const piq__tri found = piq__mig_search(w, need, piq__mig_activity, piq__online_cap(w), best, gap);
    if (found == MAYBE && over_is_llm(w) && !piq__known(piq__mig_activity(w))) /* need and other activity were asked for by the screen */
        (void)piq__carries_peak(w, w->device, &w->layout, w->replicas, gap);
    return found;
}

static piq__tri over_find(const piq__work *w, double need, piq__target *best, piq__gap *gap)
{
    const piq__effect none = piq__no_effect();
    piq__gap gaps = PIQ__GAP_NONE;
    piq__target cut, mig;
    const piq__test test = {piq__over_admits, piq__observed_least, NULL, piq__dearest(w)};
    piq__tri found = piq__search(w, &none, &test, best, &gaps);
    const piq__tri by_cut = piq__replica_cut(w, &cut, &gaps);
    if (by_cut == YES && (found != YES || piq__cheaper(w, &cut, best)))
        *best = cut;
    found = piq__any(found, by_cut);
    if (found != YES) {
        const piq__tri by_mig = over_mig(w, need, &mig, &gaps);
        if (by_mig == YES)
            *best = mig;
        found = piq__any(found, by_mig);
    }
    if (found == MAYBE)
        piq__gap_join(gap, &gaps);
    return found;
}

static void over_fire(const piq__work *w, piq__verdict *v, double need, const piq__activity *activity)
{
    piq__draft *d = piq__draft_begin(w, v);
    const double share = need / w->device->memory_bytes;
    const bool llm = over_is_llm(w), mig = v->target.kind == PIQ__TARGET_MIG;
    d->margin = piq__margin_below(share, P(overprovision_memory_max));
    if (!llm)
        d->margin = piq__min(d->margin, piq__margin_below(activity->value, P(overprovision_activity_max)));
    d->signal = llm ? (mig ? 0.70 : 1.0) : activity->quality;
    d->source = llm ? 0.85 : 1.0;
    d->degraded |= mig ? DEGRADED(mig_cotenant_unknown) : 0;
    d->degraded |= w->dtype_defaulted && w->preallocated == YES ? DEGRADED(weight_dtype_defaulted) : 0;
    v->severity_by_money = true;
    v->duty = piq__work_duty(w);
    piq__prove(d, PIQ_MEASURE_MEMORY_NEED_BYTES, need, PIQ__LE, P(overprovision_memory_max) * w->device->memory_bytes, PIQ_POLICY_OVERPROVISION_MEMORY_MAX);
    piq__show(d, PIQ_MEASURE_DEVICE_MEMORY_BYTES, w->device->memory_bytes);
    if (!llm)
        piq__prove(d, activity->field, activity->value, PIQ__LT, P(overprovision_activity_max), PIQ_POLICY_OVERPROVISION_ACTIVITY_MAX);
    piq__show(d, PIQ_WORKLOAD_OUTPUT_TOKENS_PER_SECOND_PEAK, llm ? IN(output_tokens_per_second_peak) : PIQ__UNKNOWN);
    piq__prove(d, PIQ_MEASURE_COST_RATIO, v->target.ratio, PIQ__LE, 1 - P(min_saving_ratio), PIQ_POLICY_MIN_SAVING_RATIO);
    piq__cure_target(w, d, &v->target);
    if (w->layout.tensor_parallel > 1)
        piq__wrong_cure(d, PIQ_ACTION_MIG_PARTITION, "a slice cannot take part in tensor parallelism");
    if (piq__known(IN(replica_floor)))
        piq__wrong_cure(d, PIQ_ACTION_SCALE_TO_ZERO, "availability asks for replica_floor replicas whatever the load");
    piq__fire(w, v, piq__over_subtype(&v->target));
}

static void over_judge(const piq__work *w, piq__verdict *v, const piq__activity *activity)
{
    piq__rule rule;
    piq__gap gap = PIQ__GAP_NONE;
    piq__rule_begin(&rule);
    const bool device = !piq__lacks_device(w, &gap);
    const double need = piq__observed_need(w, &w->layout, &gap);
    const piq__tri small = device ? piq__at_most(need, P(overprovision_memory_max) * w->device->memory_bytes) : MAYBE;
    if (!piq__need_gap(&rule, small, &gap))
        return;
    if (!over_is_llm(w)) {
        piq__gap lacking = PIQ__GAP_NONE;
        const piq__tri calm = piq__activity_below(activity, P(overprovision_activity_max), w->mig, W(sm_active_peak), &lacking);
        piq__need_gap(&rule, calm, &lacking);
    }
    const bool unsupported = (rule.gap.reasons >> PIQ_REASON_UNSUPPORTED_SIGNAL & 1u) != 0;
    piq__gap target_gap = PIQ__GAP_NONE, nothing_more = PIQ__GAP_NONE;
    const piq__tri found = over_find(w, need, &v->target, &target_gap);
    piq__need_gap(&rule, found, unsupported ? &nothing_more : &target_gap); /* R23: what lifts the signal comes first (row 2.6) */
    if (rule.refuted)
        return;
    if (rule.unknown)
        piq__not_evaluated_gap(v, &rule.gap);
    else
        over_fire(w, v, need, activity);
}

/* Work that is no language model and is known to be busy is clear, whatever else is unknown. */
void piq__overprovisioned(const piq__work *w, piq__verdict *v)
{
    if (IN(requests) == 0) {
        v->outcome = PIQ__NOT_APPLICABLE;
        return;
    }
    if (!piq__gate(w, v, true) || !piq__placement_usable(w, v, true))
        return;
    const piq__activity activity = over_activity(w);
    if (over_is_llm(w) || !piq__activity_reaches(&activity, P(overprovision_activity_max)))
        over_judge(w, v, &activity);
}
