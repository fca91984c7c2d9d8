/* Finding 8: inputs processed one or a few at a time where memory would hold many. */
#include "detectors/detectors.h"

typedef struct batchsize_view {
    piq__activity activity;
    double base, memory_batch, wanted; /* bytes without input; inputs that memory holds; the batch proposed */
} batchsize_view;

/* Tensor activity tells best: SM and graphics engine stay high at batch 1. */
static piq__activity batchsize_activity(const piq__work *w)
{
    const piq__activity tensor = {IN(tensor_active_mean), 1.00, PIQ_WORKLOAD_TENSOR_ACTIVE_MEAN, false};
    if (piq__known(tensor.value))
        return tensor;
    return piq__activity_of(IN(sm_active_mean), PIQ_WORKLOAD_SM_ACTIVE_MEAN, IN(gr_engine_active_mean), PIQ_WORKLOAD_GR_ENGINE_ACTIVE_MEAN,
                            IN(gpu_utilization_mean), PIQ_WORKLOAD_GPU_UTILIZATION_MEAN);
}

/* The largest power of two that none of the bounds forbids; 0 where one is below 1. */
static double batchsize_power(double limit)
{
    double power = 1;
    while (power * 2 <= limit)
        power *= 2;
    return limit < 1 ? 0 : power;
}

static double batchsize_bound(double limit, double bound) { return piq__known(bound) ? piq__min(limit, bound) : limit; }

static void batchsize_read(const piq__work *w, batchsize_view *b)
{
    b->activity = batchsize_activity(w);
    b->base = piq__or(IN(memory_base_bytes), piq__work_weights(w, &w->layout) + piq__work_overhead(w, &w->layout));
    b->memory_batch = piq__max(piq__floor((P(memory_headroom) * w->device->memory_bytes - b->base) / piq__divisor(IN(bytes_per_item))), 0);
    const double declared = batchsize_bound(batchsize_bound(P(batch_max), IN(batch_size_limit)), IN(items_remaining));
    b->wanted = batchsize_power(batchsize_bound(declared, b->memory_batch));
}

static piq__tri batchsize_memory_allows(const piq__work *w, const batchsize_view *b, piq__gap *gap)
{
    const double least = P(batch_gain_min) * IN(batch_size);
    if (b->wanted < least)
        return NO;
    const bool known = piq__known(IN(memory_base_bytes)) || piq__known(b->base);
    if (piq__lacks_device(w, gap) || !known || !piq__known(piq__divisor(IN(bytes_per_item)))) {
        if (!known && piq__known(w->weights))
            (void)piq__lacks_layout(w, gap);
        else if (!known)
            piq__lack(gap, W(memory_base_bytes));
        if (!piq__known(piq__divisor(IN(bytes_per_item))))
            piq__lack(gap, W(bytes_per_item));
        return MAYBE;
    }
    return piq__at_least(b->wanted, least); /* unknown with the batch, which is asked for elsewhere */
}

/* Half the upper bound of the gain is expected, and that must be more than 1. */
static bool batchsize_pays(const piq__work *w, const batchsize_view *b, bool quiet)
{
    return !(b->wanted / IN(batch_size) <= 2) && !(quiet && 0.8 / piq__divisor(b->activity.value) <= 2);
}

static void batchsize_fire(const piq__work *w, piq__verdict *v, const batchsize_view *b)
{
    piq__draft *d = piq__draft_begin(w, v);
    const double least = P(batch_gain_min) * IN(batch_size), gain = b->wanted / IN(batch_size);
    v->upper = b->activity.value == 0 ? gain : piq__min(gain, 0.8 / b->activity.value);
    v->expected = v->upper / 2;
    v->batch = b->wanted;
    v->kept = v->kept_recoverable = 1 / v->expected;
    v->severity_by_money = true;
    v->duty = piq__work_duty(w);
    d->signal = b->activity.quality;
    d->margin = piq__margin_below(b->activity.value, P(batch_sm_max));
    d->source = 0.80; /* until a sweep confirms it */
    d->degraded |= piq__known(IN(items_remaining)) ? 0 : DEGRADED(items_remaining_unknown);
    d->degraded |= piq__known(IN(cpu_utilization_p95)) ? 0 : DEGRADED(cpu_unknown);
    d->degraded |= piq__known(IN(batch_size_limit)) ? 0 : DEGRADED(batch_size_limit_unknown);
    d->degraded |= piq__known(piq__work_month(w)) ? 0 : DEGRADED(runs_per_month_unknown);
    piq__prove(d, PIQ_WORKLOAD_BATCH_SIZE, IN(batch_size), PIQ__LE, P(batch_low), PIQ_POLICY_BATCH_LOW);
    piq__prove(d, PIQ_MEASURE_MEMORY_BATCH, b->memory_batch, PIQ__GE, least, PIQ_POLICY_BATCH_GAIN_MIN);
    piq__prove(d, b->activity.field, b->activity.value, PIQ__LT, P(batch_sm_max), PIQ_POLICY_BATCH_SM_MAX);
    piq__show(d, PIQ_WORKLOAD_ITEMS_REMAINING, IN(items_remaining));
    piq__show(d, PIQ_MEASURE_EXPECTED_SPEEDUP, v->expected);
    piq__show(d, PIQ_MEASURE_SPEEDUP_UPPER, v->upper);
    piq__with(piq__cure_with(d, PIQ_ACTION_SET_BATCH_SIZE, "run_seconds falls in the next run; double the batch until the gain is below 10% or memory above its limit"),
              PIQ_WORKLOAD_BATCH_SIZE, b->wanted);
    piq__wrong_cure(d, PIQ_ACTION_MOVE_GPU_TYPE, "at this batch a larger GPU idles more");
    piq__wrong_cure(d, PIQ_ACTION_MIG_PARTITION, "a slice takes away the memory that larger batches need");
    piq__wrong_cure(d, PIQ_ACTION_ADD_REPLICAS, "each replica works through its inputs just as slowly");
    piq__fire(w, v, PIQ_SUBTYPE_FIXED);
}

static void batchsize_judge(const piq__work *w, piq__verdict *v, double batch)
{
    batchsize_view b;
    piq__rule rule;
    piq__gap memory_gap = PIQ__GAP_NONE, activity_gap = PIQ__GAP_NONE;
    batchsize_read(w, &b);
    piq__rule_begin(&rule);
    piq__need(&rule, piq__at_most(batch, P(batch_low)), W(batch_size));
    piq__need_gap(&rule, batchsize_memory_allows(w, &b, &memory_gap), &memory_gap);
    const piq__tri quiet = piq__activity_below(&b.activity, P(batch_sm_max), w->mig, W(sm_active_mean), &activity_gap);
    piq__need_gap(&rule, quiet, &activity_gap);
    if (piq__known(IN(items_remaining)))
        piq__need(&rule, piq__at_least(IN(items_remaining), P(batch_backlog_min) * batch), W(batch_size));
    if (IN(cpu_utilization_p95) >= P(batch_cpu_max) || !batchsize_pays(w, &b, quiet == YES))
        rule.refuted = true;
    if (piq__rule_end(&rule) == MAYBE)
        piq__not_evaluated_gap(v, &rule.gap);
    if (piq__rule_end(&rule) == YES)
        batchsize_fire(w, v, &b);
}

/* A large batch is clear, whatever else is unknown. */
void piq__batch_size(const piq__work *w, piq__verdict *v)
{
    const double batch = piq__divisor(IN(batch_size));
    if (piq__gate(w, v, false) && piq__placement_usable(w, v, false) && !(batch > P(batch_low)))
        batchsize_judge(w, v, batch);
}
