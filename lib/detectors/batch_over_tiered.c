/* Finding 7: a batch job on a card that is dearer than the job can use. Cost is counted per job, never per hour. */
#include "detectors/detectors.h"

#define BATCH_PRACTICAL_DRAM 0.8 /* memory activity peaks near this in practice (DCGM user guide, profiling metrics) */
#define BATCH_SLOWEST 2.0        /* without a deadline a run may take at most twice as long */

static piq__activity batch_activity(const piq__work *w)
{
    return piq__activity_of(IN(sm_active_mean), PIQ_WORKLOAD_SM_ACTIVE_MEAN, IN(gr_engine_active_mean), PIQ_WORKLOAD_GR_ENGINE_ACTIVE_MEAN,
                            IN(gpu_utilization_mean), PIQ_WORKLOAD_GPU_UTILIZATION_MEAN);
}

/* Activity once a configuration is fixed: it grows, but not beyond what an effective GPU shows. */
static double batch_after(double activity, const piq__effect *effect)
{
    return effect->activity == 1 || !piq__known(activity) ? activity : piq__min(0.8, activity * effect->activity);
}

/* As a pessimistic number; a high GPU utilization is none. */
static double batch_bound(const piq__work *w, piq__gap *gap)
{
    const piq__activity a = batch_activity(w);
    return piq__activity_below(&a, P(batch_tier_sm_max), w->mig, W(sm_active_mean), gap) == MAYBE ? PIQ__UNKNOWN : a.value;
}

double piq__batch_activity(const piq__work *w)
{
    piq__gap ignored = PIQ__GAP_NONE;
    return batch_bound(w, &ignored);
}

static double batch_tensor(const piq__work *w, piq__gap *gap)
{
    return piq__known(IN(tensor_active_mean)) ? IN(tensor_active_mean) : batch_bound(w, gap);
}

/* Projected slowdown; *least is what of it is known, where it is not known as a whole. */
static double batch_slowdown(const piq__work *w, const piq__effect *effect, const piq__target *target, double *least, piq__gap *gap)
{
    const piq__device *device = piq__target_device(w, target);
    const double spread = w->mig ? 1 / target->gpus : w->gpus / target->gpus;
    const double tensor = batch_after(batch_tensor(w, gap), effect), dram = batch_after(IN(dram_active_mean), effect);
    const double compute = tensor == 0 ? 0 : tensor * w->device->fp16_flops * spread / (P(compute_cap_batch) * device->fp16_flops);
    const double stream = dram == 0 ? 0 : dram * w->device->memory_bandwidth * spread / (BATCH_PRACTICAL_DRAM * device->memory_bandwidth);
    if (!piq__known(dram))
        piq__lack(gap, W(dram_active_mean));
    piq__lacks_peaks(w, device, !piq__known(compute), !piq__known(stream), gap);
    *least = P(batch_tier_margin) * piq__max(1, piq__max(piq__or(compute, 0), piq__or(stream, 0)));
    return piq__known(compute) && piq__known(stream) ? *least : PIQ__UNKNOWN;
}

double piq__batch_slowdown(const piq__work *w, const piq__effect *effect, const piq__target *target, piq__gap *gap)
{
    double least;
    return batch_slowdown(w, effect, target, &least, gap);
}

static piq__tri batch_holds(const piq__work *w, const piq__effect *effect, const piq__target *target, piq__gap *gap)
{
    const piq__layout layout = piq__target_layout(w, target);
    const double memory = piq__target_device(w, target)->memory_bytes, need = piq__observed_need(w, &layout, gap);
    if (!piq__known(memory))
        piq__lack(gap, F_gpu_type_memory_bytes);
    return piq__at_most(piq__known(need) ? piq__max(need, effect->need_least) : need, P(memory_headroom) * memory);
}

/* In time: before the deadline, or at most twice as long where there is none. The least may show already that it is not. */
static piq__tri batch_in_time(const piq__work *w, const piq__effect *effect, double slowdown, double least, piq__gap *gap)
{
    const double limit = piq__known(IN(deadline_seconds)) ? IN(deadline_seconds) / (IN(run_seconds) * effect->run) : BATCH_SLOWEST;
    if (least > limit * (1 + 1e-12))
        return NO;
    if (piq__known(IN(deadline_seconds)) && !piq__known(IN(run_seconds)))
        piq__lack(gap, W(run_seconds));
    return piq__known(slowdown) && piq__known(limit) ? YES : MAYBE;
}

piq__tri piq__batch_admits(const piq__work *w, const piq__effect *effect, piq__target *target, const void *context, piq__gap *gap)
{
    const piq__device *device = piq__target_device(w, target);
    (void)context;
    piq__gap slow_gap = PIQ__GAP_NONE;
    double least;
    const double slowdown = batch_slowdown(w, effect, target, &least, &slow_gap);
    piq__target quickest = *target;
    quickest.ratio *= least;
    if (piq__saves(w, &quickest, gap) == NO || piq__lacks_feature(w, device) || piq__tier_outgrows(w, target))
        return NO;
    const piq__tri holds = batch_holds(w, effect, target, gap);
    piq__gap_join(gap, &slow_gap);
    if (piq__known(slowdown)) {
        target->slowdown = slowdown;
        target->ratio *= slowdown;
    }
    const piq__tri saves = piq__known(slowdown) ? piq__saves(w, target, gap) : MAYBE;
    return piq__all(piq__all(saves, holds), batch_in_time(w, effect, slowdown, least, gap));
}

piq__tri piq__batch_tolerates(const piq__work *w, const piq__effect *effect, piq__target *target, piq__gap *gap)
{
    double least;
    const double slowdown = batch_slowdown(w, effect, target, &least, gap);
    return piq__all(batch_holds(w, effect, target, gap), batch_in_time(w, effect, slowdown, least, gap));
}

/* For the price screen: a shape that holds the job and is that much cheaper. */
static piq__tri batch_undercuts(const piq__work *w, const piq__effect *effect, piq__target *target, const void *context, piq__gap *gap)
{
    const piq__device *device = piq__target_device(w, target);
    (void)context;
    if (w->price == 0 && target->kind == PIQ__TARGET_TYPE)
        return NO;
    const piq__tri cheap = piq__at_most(target->ratio * P(batch_tier_price_ratio), 1 + 1e-12);
    if (cheap == NO || piq__lacks_feature(w, device))
        return NO;
    if (cheap == MAYBE)
        piq__lacks_ratio(w, target, gap);
    return piq__all(cheap, batch_holds(w, effect, target, gap));
}

/* Costs at least batch_tier_price_ratio times the cheapest placement that holds it. */
static piq__tri batch_dear(const piq__work *w, double *cheapest, piq__gap *gap)
{
    const piq__effect none = piq__no_effect();
    piq__target best;
    const piq__test test = {batch_undercuts, piq__observed_least, NULL, (1 + 1e-9) / P(batch_tier_price_ratio)};
    const piq__tri dear = piq__search(w, &none, &test, &best, gap);
    *cheapest = dear == YES ? best.ratio * w->price * w->gpus : PIQ__UNKNOWN;
    return dear;
}

static piq__tri batch_large(const piq__work *w, piq__gap *gap)
{
    const double gpu_hours = IN(run_seconds) * (w->places.count != 0 ? w->gpus_placed : PIQ__UNKNOWN) / 3600;
    const piq__tri by_run = piq__at_least(gpu_hours, P(batch_tier_min_gpu_hours_run));
    const piq__tri by_month = piq__at_least(gpu_hours * IN(runs_per_month), P(batch_tier_min_gpu_hours_month));
    const piq__tri large = piq__any(by_run, by_month);
    if (large == MAYBE && !piq__known(IN(run_seconds)))
        piq__lack(gap, W(run_seconds));
    if (large == MAYBE && !piq__known(IN(runs_per_month)))
        piq__lack(gap, W(runs_per_month));
    if (large == MAYBE && w->places.count == 0)
        piq__lack(gap, W(placement));
    return large;
}

static void batch_fire(const piq__work *w, piq__verdict *v, const piq__activity *activity, double cheapest)
{
    piq__draft *d = piq__draft_begin(w, v);
    const bool mig = v->target.kind == PIQ__TARGET_MIG;
    d->signal = activity->quality;
    d->margin = piq__min(piq__margin_below(activity->value, P(batch_tier_sm_max)), piq__margin_below(IN(dram_active_mean), P(batch_tier_dram_max)));
    d->degraded |= mig ? DEGRADED(mig_cotenant_unknown) : 0;
    d->degraded |= piq__known(piq__work_month(w)) ? 0 : DEGRADED(runs_per_month_unknown);
    d->degraded |= piq__known(IN(deadline_seconds)) ? 0 : DEGRADED(deadline_unknown);
    v->severity_by_money = true;
    v->duty = piq__work_duty(w);
    piq__prove(d, activity->field, activity->value, PIQ__LT, P(batch_tier_sm_max), PIQ_POLICY_BATCH_TIER_SM_MAX);
    piq__prove(d, PIQ_WORKLOAD_DRAM_ACTIVE_MEAN, IN(dram_active_mean), PIQ__LT, P(batch_tier_dram_max), PIQ_POLICY_BATCH_TIER_DRAM_MAX);
    if (piq__known(cheapest))
        piq__prove(d, PIQ_MEASURE_CHEAPEST_PRICE_PER_GPU_HOUR, cheapest, PIQ__LE, w->price * w->gpus / P(batch_tier_price_ratio), PIQ_POLICY_BATCH_TIER_PRICE_RATIO);
    piq__prove(d, PIQ_MEASURE_COST_RATIO, v->target.ratio, PIQ__LE, 1 - P(min_saving_ratio), PIQ_POLICY_MIN_SAVING_RATIO);
    if (!mig)
        piq__show(d, PIQ_MEASURE_SLOWDOWN, v->target.slowdown);
    if (!mig && piq__known(IN(deadline_seconds)))
        piq__prove(d, PIQ_WORKLOAD_RUN_SECONDS, IN(run_seconds) * v->target.slowdown, PIQ__LE, IN(deadline_seconds), 0);
    piq__cure_target(w, d, &v->target);
    if (w->gpus > 1)
        piq__wrong_cure(d, PIQ_ACTION_MIG_PARTITION, "a job on several GPUs cannot run in one slice");
    piq__fire(w, v, mig ? PIQ_SUBTYPE_MIG : PIQ_SUBTYPE_MOVE);
}

static piq__tri batch_find(const piq__work *w, piq__target *best, piq__gap *gap)
{
    const piq__effect none = piq__no_effect();
    piq__gap gaps = PIQ__GAP_NONE;
    const piq__test test = {piq__batch_admits, piq__observed_least, NULL, piq__dearest(w)};
    piq__tri found = piq__search(w, &none, &test, best, &gaps);
    if (found != YES) {
        piq__target mig;
        piq__gap need_gap = PIQ__GAP_NONE;
        const double need = piq__observed_need(w, &w->layout, &need_gap);
        const piq__tri by_mig = piq__mig_search(w, need, piq__mig_activity, P(compute_cap_batch), &mig, &gaps);
        if (by_mig == MAYBE)
            piq__gap_join(&gaps, &need_gap);
        if (by_mig == YES)
            *best = mig;
        found = piq__any(found, by_mig);
    }
    if (found == MAYBE)
        piq__gap_join(gap, &gaps);
    return found;
}

static void batch_judge(const piq__work *w, piq__verdict *v, const piq__activity *activity)
{
    piq__rule rule;
    piq__gap dear_gap = PIQ__GAP_NONE, activity_gap = PIQ__GAP_NONE, size_gap = PIQ__GAP_NONE, target_gap = PIQ__GAP_NONE;
    double cheapest = PIQ__UNKNOWN;
    piq__rule_begin(&rule);
    piq__need_gap(&rule, piq__activity_below(activity, P(batch_tier_sm_max), w->mig, W(sm_active_mean), &activity_gap), &activity_gap);
    piq__need(&rule, piq__below(IN(dram_active_mean), P(batch_tier_dram_max)), W(dram_active_mean));
    piq__need_gap(&rule, batch_large(w, &size_gap), &size_gap);
    if (rule.refuted)
        return;
    piq__need_gap(&rule, batch_dear(w, &cheapest, &dear_gap), &dear_gap);
    if (!rule.refuted)
        piq__need_gap(&rule, batch_find(w, &v->target, &target_gap), &target_gap);
    if (rule.refuted)
        return;
    if (rule.unknown)
        piq__not_evaluated_gap(v, &rule.gap);
    else
        batch_fire(w, v, activity, cheapest);
}

/* What streams from memory is clear, whatever else is unknown; so is what computes, where that is known. */
void piq__batch_over_tiered(const piq__work *w, piq__verdict *v)
{
    const piq__activity activity = batch_activity(w);
    const bool busy = piq__activity_reaches(&activity, P(batch_tier_sm_max)), streams = IN(dram_active_mean) >= P(batch_tier_dram_max);
    if (piq__gate(w, v, true) && piq__placement_usable(w, v, true) && !busy && !streams)
        batch_judge(w, v, &activity);
}
