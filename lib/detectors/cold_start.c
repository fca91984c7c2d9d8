/* Finding 4: people wait for a GPU to be found and a model to be loaded. */
#include "detectors/detectors.h"

#define COLD_WEEK 604800.0

/* Share of requests that met a cold start: given, else counted; without a cold start it is 0. */
static double cold_ratio(const piq__work *w)
{
    if (piq__known(IN(cold_request_ratio)))
        return IN(cold_request_ratio);
    if (IN(cold_starts) == 0)
        return 0;
    return IN(cold_starts) / (piq__divisor(IN(requests)) * COLD_WEEK / w->world->window);
}

static uint32_t cold_severity(const piq__work *w, double objective, double ratio)
{
    const double p95 = IN(cold_start_p95_seconds);
    if (w->dev)
        return PIQ_SEVERITY_LOW;
    if ((p95 >= P(cold_start_critical_seconds) || p95 >= P(cold_start_critical_slo_multiple) * objective) && ratio >= P(cold_start_critical_ratio))
        return PIQ_SEVERITY_CRITICAL;
    if (p95 >= P(cold_start_high_slo_multiple) * objective && ratio >= P(cold_start_min_ratio))
        return PIQ_SEVERITY_HIGH;
    return PIQ_SEVERITY_MEDIUM;
}

/* What takes longest at a start, where it can be told. */
static const char *cold_phase(const piq__work *w)
{
    const double loading = w->weights / piq__divisor(IN(weight_load_rate));
    if (!piq__known(loading) || !piq__known(IN(init_seconds)))
        return NULL;
    return loading >= IN(init_seconds) ? "weight_loading" : "initialisation";
}

static void cold_cures(const piq__work *w, piq__draft *d)
{
    const double warm = IN(warm_ratio);
    d->cost_to_fix = piq__micro(w->price * w->gpus * P(hours_per_month) * (1 - piq__or(warm, 0)));
    d->degraded |= piq__known(warm) ? 0 : DEGRADED(warm_ratio_unknown);
    d->degraded |= d->cost_to_fix == PIQ_MONEY_UNKNOWN ? DEGRADED(price_unknown) : 0;
    piq__with(piq__cure_with(d, PIQ_ACTION_SET_MIN_REPLICAS, "cold_starts stays at 0 for 7 days"), PIQ_WORKLOAD_MIN_REPLICAS, IN(replica_floor) >= 2 ? 2 : 1);
    piq__cure_with(d, PIQ_ACTION_SCHEDULE_REPLICAS, "cold_starts stays at 0 in the scheduled hours");
    piq__cure *faster = piq__cure_with(d, PIQ_ACTION_SPEED_UP_LOADING, "cold_start_p95_seconds falls below the objective");
    if (cold_phase(w) != NULL)
        piq__with_text(faster, PIQ_MEASURE_PHASE, cold_phase(w));
    piq__wrong_cure(d, PIQ_ACTION_MOVE_GPU_TYPE, "a start waits for storage and scheduling, not for the GPU");
}

static void cold_evidence(const piq__work *w, piq__draft *d, double objective, double ratio)
{
    const bool declared = piq__known(IN(ttft_slo_seconds));
    piq__prove(d, PIQ_WORKLOAD_COLD_START_P95_SECONDS, IN(cold_start_p95_seconds), PIQ__GT, objective, declared ? 0 : PIQ_POLICY_COLD_START_DEFAULT_SLO_SECONDS);
    piq__prove_either(d, PIQ_WORKLOAD_COLD_STARTS, IN(cold_starts), P(cold_start_min_hits), PIQ_POLICY_COLD_START_MIN_HITS);
    piq__prove_either(d, PIQ_MEASURE_COLD_HITS_RATIO, ratio, P(cold_start_min_ratio), PIQ_POLICY_COLD_START_MIN_RATIO);
    piq__show(d, PIQ_WORKLOAD_MIN_REPLICAS, IN(min_replicas));
}

/* No cold start was seen, but the next request after a pause will meet one. */
static void cold_notice_latent(const piq__work *w, piq__verdict *v, double objective)
{
    const double estimate = w->weights / piq__divisor(IN(weight_load_rate)) + IN(init_seconds);
    if (piq__known(estimate) && !(estimate > objective))
        return;
    piq__draft *d = piq__draft_begin(w, v);
    if (piq__known(estimate))
        piq__prove(d, PIQ_MEASURE_COLD_START_ESTIMATE_SECONDS, estimate, PIQ__GT, objective, 0);
    piq__show(d, PIQ_WORKLOAD_MIN_REPLICAS, 0);
    piq__with(piq__cure_with(d, PIQ_ACTION_SET_MIN_REPLICAS, "the first request after a pause is answered within the objective"),
              PIQ_WORKLOAD_MIN_REPLICAS, 1);
    piq__observe(v, PIQ_SUBTYPE_LATENT, 0.50);
}

static void cold_judge(const piq__work *w, piq__verdict *v, double objective, piq__tri to_zero, piq__tri user_facing)
{
    const double ratio = cold_ratio(w);
    const piq__tri often = piq__any(piq__at_least(IN(cold_starts), P(cold_start_min_hits)), piq__at_least(ratio, P(cold_start_min_ratio)));
    piq__rule rule;
    piq__rule_begin(&rule);
    piq__need(&rule, user_facing, W(user_facing));
    piq__need(&rule, piq__above(IN(cold_start_p95_seconds), objective), W(cold_start_p95_seconds));
    piq__need(&rule, often, piq__known(IN(cold_starts)) ? W(cold_request_ratio) : W(cold_starts));
    const piq__tri slow = piq__rule_end(&rule);
    piq__need(&rule, to_zero, W(min_replicas));
    piq__draft *d;
    switch (piq__rule_end(&rule)) {
    case YES:
        d = piq__draft_begin(w, v);
        d->signal = 0.95;
        d->severity = cold_severity(w, objective, ratio);
        cold_evidence(w, d, objective, ratio);
        cold_cures(w, d);
        piq__fire(w, v, PIQ_SUBTYPE_OBSERVED);
        break;
    case MAYBE:
        piq__not_evaluated_gap(v, &rule.gap);
        break;
    default:
        if (to_zero == NO && slow == YES) {
            cold_evidence(w, piq__draft_begin(w, v), objective, ratio);
            piq__observe(v, PIQ_SUBTYPE_BURST, 0.95);
        } else if (to_zero == YES && user_facing == YES && IN(cold_starts) == 0) {
            cold_notice_latent(w, v, objective);
        }
    }
}

/* Nobody waits, or one replica is always warm and no start was seen to be slow: no matter what else is unknown. */
void piq__cold_start(const piq__work *w, piq__verdict *v)
{
    const double objective = piq__or(IN(ttft_slo_seconds), P(cold_start_default_slo_seconds));
    const piq__tri to_zero = piq__below(IN(min_replicas), 1), user_facing = piq__flag(IN(user_facing));
    if (user_facing == NO || (to_zero == NO && !(IN(cold_start_p95_seconds) > objective)))
        return;
    cold_judge(w, v, objective, to_zero, user_facing);
}
