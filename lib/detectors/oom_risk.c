/* Finding 3: kills that were seen, and memory that was high before them. */
#include "detectors/detectors.h"

typedef struct oom_signs {
    piq__tri gpu, host;
    double peak;           /* device memory, ratio */
    bool by_unknown_kind;  /* only kills of unknown kind speak for it */
} oom_signs;

static bool oom_urgent(const piq__work *w, double day)
{
    const double since = IN(seconds_since_oom);
    return day >= P(oom_critical_events_24h) || (since < 3600 && day >= 2) || IN(crash_looping) == 1;
}

static uint32_t oom_severity(const piq__work *w, double day)
{
    const uint32_t severity = oom_urgent(w, day) ? PIQ_SEVERITY_CRITICAL : PIQ_SEVERITY_HIGH;
    return w->dev ? severity - 1 : severity;
}

#define OOM_ROOM 0.85 /* of the device: what a peak that killed may take after the remedy */

/* The fewest GPUs of this type over which the peak, cut anew, leaves room; 0: none within its domain. */
static double oom_wider(const piq__work *w, double used)
{
    if (w->type == PIQ__NO_TYPE || w->mig || w->share || w->mixed)
        return 0;
    const double widest = piq__or(piq__work_type(w)->domain_gpus, 1), now = w->layout.tensor_parallel;
    for (double tp = 2; tp <= 64 && tp <= widest; tp *= 2) {
        const piq__layout layout = {tp, w->layout.pipeline_parallel, w->layout.data_parallel};
        const double fixed = piq__min(used, piq__work_overhead(w, &layout));
        if (tp > now && piq__splits_heads(w, tp) && fixed + (used - fixed) * now / tp <= OOM_ROOM * w->device->memory_bytes)
            return tp;
    }
    return 0;
}

/* The cheapest other type that holds the peak with room on as many GPUs, judged by what was seen and by no requirement. */
static bool oom_larger(const piq__work *w, double used, piq__target *best)
{
    const double gpus = piq__max(w->gpus, 1), tp = w->layout.tensor_parallel;
    best->kind = PIQ__TARGET_NONE;
    for (uint32_t i = 0; i < w->world->type_count && !w->mixed; i++) {
        const piq__type *type = &w->world->types[i];
        const piq__target t = {PIQ__TARGET_TYPE, i, gpus, tp, w->replicas, type->price * gpus, 1, NULL};
        const bool holds = used <= OOM_ROOM * type->device.memory_bytes && piq__or(tp, gpus) <= piq__or(type->domain_gpus, 1);
        if (!type->target || i == w->type || !holds || !piq__known(t.ratio) || piq__lacks_feature(w, &type->device))
            continue;
        if (best->kind == PIQ__TARGET_NONE || piq__cheaper(w, &t, best))
            *best = t;
    }
    return best->kind != PIQ__TARGET_NONE;
}

/* More GPUs of the type, else a larger type: the last resort, and a matter of money only where nothing stands before it. */
static void oom_cure_size(const piq__work *w, piq__draft *d, double used)
{
    const double tp = oom_wider(w, used), gpus = tp * w->layout.pipeline_parallel * w->layout.data_parallel;
    const bool first = d->cure_count == 0;
    piq__target larger;
    if (tp > 0) {
        piq__cure *cure = piq__cure_with(d, PIQ_ACTION_RAISE_TENSOR_PARALLEL, "device memory peaks below 0.85 and no kill follows for 7 days");
        piq__with(cure, PIQ_WORKLOAD_TENSOR_PARALLEL, tp);
        piq__with(cure, PIQ_WORKLOAD_GPUS, gpus);
        if (first)
            piq__cost_to_fix(w, d, NULL, gpus);
    } else if (oom_larger(w, used, &larger)) {
        piq__cure_target(w, d, &larger);
        if (first)
            piq__cost_to_fix(w, d, &w->world->types[larger.type], larger.gpus);
    }
}

/* The first knob that lowers what the engine asks of the device; a wider or larger placement where there is none. */
static void oom_cure_gpu(const piq__work *w, piq__draft *d, double peak)
{
    const double kv = IN(kv_cache_usage_p95), limit = IN(max_num_seqs);
    const double fewer = piq__floor(limit * 0.85 / kv);
    if (kv > 0 && fewer >= 1 && fewer < limit)
        piq__with(piq__cure_with(d, PIQ_ACTION_SET_MAX_NUM_SEQS, "kv_cache_usage_p95 falls to 0.85 and no kill follows for 7 days"),
                  PIQ_WORKLOAD_MAX_NUM_SEQS, fewer);
    if (w->preallocated == YES && !(kv >= 0.85))
        piq__with(piq__cure_with(d, PIQ_ACTION_SET_GPU_MEMORY_FRACTION, "device memory peaks at least 5% lower and no kill follows for 7 days"),
                  PIQ_WORKLOAD_GPU_MEMORY_FRACTION, piq__max(piq__floor((w->running.gpu_memory_fraction - 0.05) * 1e6 + 0.5) / 1e6, 0));
    if (w->preallocated == YES && w->running.kv_element_bytes > 1)
        piq__with_text(piq__cure_with(d, PIQ_ACTION_SET_KV_DTYPE, "KV bytes per token halve"), PIQ_WORKLOAD_KV_DTYPE, "fp8");
    oom_cure_size(w, d, peak * w->device->memory_bytes);
    if (d->cure_count == 0)
        piq__cure_with(d, PIQ_ACTION_PROFILE, "record the allocator's history before the next kill");
    if (w->kind == PIQ_KIND_LLM_SERVING)
        piq__cure_with(d, PIQ_ACTION_SET_MAX_MODEL_LEN, "requests longer than the new limit are refused, and no kill follows for 7 days");
}

static void oom_fire_gpu(const piq__work *w, piq__verdict *v, const oom_signs *signs)
{
    piq__draft *d = piq__draft_begin(w, v);
    d->signal = signs->by_unknown_kind ? 0.60 : 0.95;
    d->severity = oom_severity(w, IN(gpu_oom_events_24h));
    d->degraded |= piq__known(IN(host_oom_events)) ? 0 : DEGRADED(host_events_unknown);
    if (signs->by_unknown_kind) {
        piq__prove(d, PIQ_WORKLOAD_UNKNOWN_OOM_EVENTS, IN(unknown_oom_events), PIQ__GE, 1, 0);
        piq__prove(d, PIQ_WORKLOAD_HOST_MEMORY_PEAK, IN(host_memory_peak), PIQ__LT, P(oom_host_memory_high), PIQ_POLICY_OOM_HOST_MEMORY_HIGH);
    } else {
        piq__prove(d, PIQ_WORKLOAD_GPU_OOM_EVENTS, IN(gpu_oom_events), PIQ__GE, 1, 0);
    }
    piq__prove(d, PIQ_MEASURE_MEMORY_PEAK_RATIO, signs->peak, PIQ__GE, P(oom_memory_high), PIQ_POLICY_OOM_MEMORY_HIGH);
    piq__show(d, PIQ_WORKLOAD_GPU_OOM_EVENTS_24H, IN(gpu_oom_events_24h));
    piq__show(d, PIQ_WORKLOAD_KV_CACHE_USAGE_P95, IN(kv_cache_usage_p95));
    piq__show(d, PIQ_MEASURE_LOST_GPU_HOURS, IN(gpu_oom_events) * IN(restart_seconds) / 3600 * w->gpus);
    oom_cure_gpu(w, d, signs->peak);
    piq__wrong_cure(d, PIQ_ACTION_ADD_REPLICAS, "each replica meets the same limit");
    piq__wrong_cure(d, PIQ_ACTION_MIG_PARTITION, "a slice has less memory");
    piq__wrong_cure(d, PIQ_ACTION_RAISE_HOST_MEMORY, "the device ran out, not the host");
    piq__fire(w, v, PIQ_SUBTYPE_GPU);
}

static void oom_fire_host(const piq__work *w, piq__verdict *v, piq__draft *d)
{
    const bool known_kind = IN(host_oom_events) >= 1;
    d->signal = known_kind ? 0.95 : 0.60;
    d->severity = oom_severity(w, IN(host_oom_events_24h));
    if (known_kind)
        piq__prove(d, PIQ_WORKLOAD_HOST_OOM_EVENTS, IN(host_oom_events), PIQ__GE, 1, 0);
    else
        piq__prove(d, PIQ_WORKLOAD_UNKNOWN_OOM_EVENTS, IN(unknown_oom_events), PIQ__GE, 1, 0);
    if (!known_kind)
        piq__prove(d, PIQ_WORKLOAD_HOST_MEMORY_PEAK, IN(host_memory_peak), PIQ__GE, P(oom_host_memory_high), PIQ_POLICY_OOM_HOST_MEMORY_HIGH);
    else
        piq__show(d, PIQ_WORKLOAD_HOST_MEMORY_PEAK, IN(host_memory_peak));
    piq__cure *cure = piq__cure_with(d, PIQ_ACTION_RAISE_HOST_MEMORY, "host memory peaks below 0.90 of its limit and no kill follows for 7 days");
    piq__with(cure, PIQ_WORKLOAD_HOST_MEMORY_BYTES, piq__ceiling(IN(host_memory_peak) * IN(host_memory_bytes) * 1.25));
    piq__wrong_cure(d, PIQ_ACTION_MOVE_GPU_TYPE, "the host ran out, not the device");
    piq__wrong_cure(d, PIQ_ACTION_ADD_REPLICAS, "each replica meets the same limit");
    piq__draft_confidence(d);
    d->subtype = PIQ_SUBTYPE_HOST;
    if (d == &v->second) {
        v->has_second = true;
        d->state = d->confidence < P(confidence_min) ? PIQ_STATE_CANDIDATE : PIQ_STATE_FIRED;
    } else {
        piq__fire(w, v, PIQ_SUBTYPE_HOST);
    }
}

/* The first of the two is the one that stands for the entity: what fired, not what is only a candidate. */
static void oom_fire_both(const piq__work *w, piq__verdict *v)
{
    const bool candidate = v->outcome == PIQ__CANDIDATE;
    piq__draft *host = candidate ? &v->draft : &v->second;
    if (candidate) {
        v->second = v->draft;
        v->second.state = PIQ_STATE_CANDIDATE;
        v->has_second = true;
    }
    piq__draft_clear(host, PIQ_DETECTOR_OOM_RISK);
    oom_fire_host(w, v, host);
}

static double oom_peak(const piq__work *w)
{
    return piq__or(IN(oom_gpu_memory_peak), IN(gpu_memory_used_max_bytes) / w->device->memory_bytes);
}

static piq__draft *oom_begin_notice(const piq__work *w, piq__verdict *v)
{
    piq__draft *d = piq__draft_begin(w, v);
    d->degraded |= piq__known(IN(host_oom_events)) ? 0 : DEGRADED(host_events_unknown);
    return d;
}

/* High memory without a kill. */
static void oom_notice_pressure(const piq__work *w, piq__verdict *v)
{
    const bool squeezed = IN(kv_cache_usage_p95) >= P(oom_pressure_kv) && IN(preemptions) > 0;
    if (!squeezed && !(w->preallocated == NO && oom_peak(w) >= P(oom_memory_high)))
        return;
    piq__draft *d = oom_begin_notice(w, v);
    if (squeezed)
        piq__prove(d, PIQ_WORKLOAD_KV_CACHE_USAGE_P95, IN(kv_cache_usage_p95), PIQ__GE, P(oom_pressure_kv), PIQ_POLICY_OOM_PRESSURE_KV);
    else
        piq__prove(d, PIQ_MEASURE_MEMORY_PEAK_RATIO, oom_peak(w), PIQ__GE, P(oom_memory_high), PIQ_POLICY_OOM_MEMORY_HIGH);
    piq__cure_with(d, PIQ_ACTION_PROFILE, "watch for the first kill");
    piq__observe(v, PIQ_SUBTYPE_PRESSURE, 0.95);
}

/* Kills that no memory explains: that of the device was low, else they were its; the host's is to be known to be low, too. */
static void oom_notice_unexplained(const piq__work *w, piq__verdict *v, const oom_signs *signs)
{
    const bool killed = IN(gpu_oom_events) >= 1 || IN(unknown_oom_events) >= 1;
    if (!killed || !(IN(host_memory_peak) < P(oom_host_memory_high)))
        return;
    piq__draft *d = oom_begin_notice(w, v);
    piq__show(d, PIQ_WORKLOAD_GPU_OOM_EVENTS, IN(gpu_oom_events));
    piq__prove(d, PIQ_MEASURE_MEMORY_PEAK_RATIO, signs->peak, PIQ__LT, P(oom_memory_high), PIQ_POLICY_OOM_MEMORY_HIGH);
    piq__prove(d, PIQ_WORKLOAD_HOST_MEMORY_PEAK, IN(host_memory_peak), PIQ__LT, P(oom_host_memory_high), PIQ_POLICY_OOM_HOST_MEMORY_HIGH);
    piq__cure_with(d, PIQ_ACTION_PROFILE, "record the allocator's history before the next kill");
    piq__observe(v, PIQ_SUBTYPE_UNEXPLAINED, 0.95);
}

static oom_signs oom_read(const piq__work *w, piq__gap *gap)
{
    oom_signs s;
    const piq__tri unknown_kills = IN(unknown_oom_events) >= 1 ? YES : NO; /* absent: its alternatives are left out */
    const piq__tri gpu_kills = piq__at_least(IN(gpu_oom_events), 1);
    const piq__tri host_low = piq__below(IN(host_memory_peak), P(oom_host_memory_high));
    const piq__tri host_kills = IN(host_oom_events) >= 1 ? YES : NO;
    s.peak = oom_peak(w);
    s.by_unknown_kind = gpu_kills != YES;
    const piq__tri killed = piq__any(gpu_kills, piq__all(unknown_kills, host_low));
    const piq__tri high = piq__at_least(s.peak, P(oom_memory_high));
    s.gpu = piq__all(killed, high);
    s.host = piq__any(host_kills, piq__all(unknown_kills, piq__not(host_low)));
    if (s.gpu == MAYBE || s.host == MAYBE) {
        if (s.gpu == MAYBE && gpu_kills == MAYBE && killed != YES)
            piq__lack(gap, W(gpu_oom_events));
        if (unknown_kills == YES && host_low == MAYBE)
            piq__lack(gap, W(host_memory_peak));
        if (s.gpu == MAYBE && high == MAYBE && !piq__known(IN(gpu_memory_used_max_bytes)))
            piq__lack(gap, W(gpu_memory_used_max_bytes));
        if (s.gpu == MAYBE && high == MAYBE)
            (void)piq__lacks_device(w, gap);
    }
    return s;
}

static void oom_judge(const piq__work *w, piq__verdict *v)
{
    piq__gap gap = PIQ__GAP_NONE;
    const oom_signs signs = oom_read(w, &gap);
    if (signs.gpu == YES)
        oom_fire_gpu(w, v, &signs);
    if (signs.host == YES && signs.gpu == YES) {
        oom_fire_both(w, v);
    } else if (signs.host == YES) {
        oom_fire_host(w, v, piq__draft_begin(w, v));
    } else if (signs.gpu == NO && signs.host == NO) {
        oom_notice_unexplained(w, v, &signs);
    } else if (signs.gpu != YES) {
        piq__not_evaluated_gap(v, &gap);
    }
}

/* Most were never killed, and that is known. */
void piq__oom_risk(const piq__work *w, piq__verdict *v)
{
    if (IN(gpu_oom_events) < 1 && !(IN(unknown_oom_events) >= 1) && !(IN(host_oom_events) >= 1))
        oom_notice_pressure(w, v);
    else
        oom_judge(w, v);
}
