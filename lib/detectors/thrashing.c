/* Finding 5: down to zero and back again before the traffic had really gone. */
#include "detectors/detectors.h"

#include "support/sort.h"

#define THRASH_DAY 86400.0
#define THRASH_IMPACT 0.05 /* of all requests meet a cold start: as bad as many cycles */

typedef struct thrash_counts {
    double drops, regretted; /* to zero, in the worst 24 hours */
    double flaps;            /* regretted drops that end above zero, in theirs */
    bool timed;              /* there are events: patience, not they, would be lacking */
} thrash_counts;

static int thrash_compare(const void *context, const void *a, const void *b)
{
    const piq__event *x = a, *y = b;
    (void)context;
    if (x->seconds_ago != y->seconds_ago)
        return x->seconds_ago > y->seconds_ago ? -1 : 1;
    return x->replicas < y->replicas ? -1 : x->replicas > y->replicas ? 1 : (x->cause > y->cause) - (x->cause < y->cause);
}

static bool thrash_is_drop(const piq__event *before, const piq__event *e, bool to_zero)
{
    if (e->cause == PIQ_CAUSE_ROLLOUT || e->cause == PIQ_CAUSE_FAILURE)
        return false;
    return to_zero ? before->replicas > 0 && e->replicas == 0 : e->replicas > 0 && e->replicas < before->replicas;
}

/* Traffic was back in time: to more than zero, or to more than the drop had left. */
static bool thrash_is_regretted(const piq__event *events, size_t count, size_t at, double within)
{
    for (size_t i = at + 1; i < count; i++)
        if (events[i].replicas > events[at].replicas)
            return events[at].seconds_ago - events[i].seconds_ago <= within;
    return false;
}

/* The 24 hours with most regretted drops; of several those with most drops. A drop of the same minute of yesterday is not
   in them, else what happens thrice a day would happen four times in 24 hours. Two fingers over the drops. */
static void thrash_worst_day(const piq__event *events, size_t count, double within, bool to_zero, double *drops, double *regretted)
{
    size_t first = 1;
    double day_drops = 0, day_regretted = 0;
    *drops = *regretted = 0;
    for (size_t last = 1; last < count; last++) {
        if (!thrash_is_drop(&events[last - 1], &events[last], to_zero))
            continue;
        day_drops++;
        day_regretted += thrash_is_regretted(events, count, last, within) ? 1 : 0;
        for (; events[first].seconds_ago - events[last].seconds_ago >= THRASH_DAY; first++)
            if (thrash_is_drop(&events[first - 1], &events[first], to_zero)) {
                day_drops--;
                day_regretted -= thrash_is_regretted(events, count, first, within) ? 1 : 0;
            }
        if (day_regretted > *regretted || (day_regretted == *regretted && day_drops > *drops)) {
            *drops = day_drops;
            *regretted = day_regretted;
        }
    }
}

/* Explicit counts win; else events are put in order and counted; unknown where there is neither. */
static bool thrash_count(const piq__work *w, thrash_counts *c)
{
    const piq_fleet *f = w->world->fleet;
    piq__span span;
    c->drops = IN(scale_downs_24h);
    c->regretted = IN(regretted_scale_downs_24h);
    c->flaps = 0;
    c->timed = false;
    if (!piq__span_at(f, W(scale_events), w->row, &span))
        return true;
    const size_t size = (span.count + 1u) * sizeof(piq__event);
    piq__event *events = piq__alloc(w->world->allocator, size);
    if (events == NULL)
        return false;
    if (span.count != 0)
        memcpy(events, piq__events(f, span), span.count * sizeof *events);
    if (!piq__sort(w->world->allocator, events, span.count, sizeof *events, thrash_compare, NULL)) {
        piq__release(w->world->allocator, events, size);
        return false;
    }
    const double within = piq__max(P(thrash_regret_seconds), piq__or(2 * IN(cold_start_p50_seconds), 0));
    double drops, regretted, ignored;
    thrash_worst_day(events, span.count, within, true, &drops, &regretted);
    thrash_worst_day(events, span.count, within, false, &ignored, &c->flaps);
    c->timed = true;
    c->drops = piq__or(c->drops, drops);
    c->regretted = piq__or(c->regretted, piq__known(IN(cold_start_p50_seconds)) ? regretted : PIQ__UNKNOWN);
    piq__release(w->world->allocator, events, size);
    return true;
}

static double thrash_grid(double seconds) { return piq__ceiling(seconds / 60) * 60; }

static int thrash_compare_gaps(const void *context, const void *a, const void *b)
{
    double x, y;
    (void)context;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

/* R26: patience that covers 95 (prod and user-facing: 99) of 100 short gaps; unknown: keep one replica warm instead. */
static bool thrash_grace(const piq__work *w, double *grace)
{
    const double longest = P(thrash_grace_max_seconds);
    const bool strict = !w->dev && IN(user_facing) == 1;
    piq__span span;
    *grace = PIQ__UNKNOWN;
    if (!piq__span_at(w->world->fleet, W(idle_gaps), w->row, &span) || span.count == 0) {
        const double p99 = thrash_grid(IN(idle_gap_p99_seconds)), p95 = thrash_grid(IN(idle_gap_p95_seconds));
        *grace = strict && p99 <= longest ? p99 : p95 <= longest ? p95 : PIQ__UNKNOWN;
        return true;
    }
    const size_t size = span.count * sizeof(double);
    double *gaps = piq__alloc(w->world->allocator, size);
    size_t few = 0;
    if (gaps == NULL)
        return false;
    for (uint32_t i = 0; i < span.count; i++)
        if (piq__numbers(w->world->fleet, span)[i] <= longest)
            gaps[few++] = piq__numbers(w->world->fleet, span)[i];
    const bool sorted = piq__sort(w->world->allocator, gaps, few, sizeof *gaps, thrash_compare_gaps, NULL);
    if (sorted && few * 2 >= span.count)
        *grace = thrash_grid(gaps[((strict ? 99 : 95) * few + 99) / 100 - 1]);
    piq__release(w->world->allocator, gaps, size);
    return sorted;
}

/* Idle time that the new patience buys, as money a month; unknown without the gaps. */
static int64_t thrash_added_idle(const piq__work *w, double grace)
{
    piq__span span;
    double added = 0;
    if (!piq__span_at(w->world->fleet, W(idle_gaps), w->row, &span) || span.count == 0)
        return PIQ_MONEY_UNKNOWN;
    for (uint32_t i = 0; i < span.count; i++) {
        const double gap = piq__numbers(w->world->fleet, span)[i];
        added += piq__known(grace) ? piq__min(gap, grace) : gap;
    }
    return piq__micro(added / w->world->window * P(hours_per_month) * w->price * w->gpus);
}

static bool thrash_lists_gaps(const piq__work *w)
{
    piq__span span;
    return piq__span_at(w->world->fleet, W(idle_gaps), w->row, &span) && span.count != 0;
}

/* Something says how long the pauses are; without it nothing says that any patience would do. */
static bool thrash_knows_gaps(const piq__work *w)
{
    return thrash_lists_gaps(w) || piq__known(IN(idle_gap_p95_seconds)) || (!w->dev && IN(user_facing) == 1 && piq__known(IN(idle_gap_p99_seconds)));
}

static uint32_t thrash_severity(const piq__work *w, double regretted)
{
    if (w->dev)
        return PIQ_SEVERITY_LOW;
    return regretted >= P(thrash_high_cycles) || IN(cold_request_ratio) >= THRASH_IMPACT ? PIQ_SEVERITY_HIGH : PIQ_SEVERITY_MEDIUM;
}

static void thrash_fire(const piq__work *w, piq__verdict *v, const thrash_counts *c)
{
    piq__draft *d = piq__draft_begin(w, v);
    double grace;
    if (!thrash_grace(w, &grace)) {
        v->outcome = PIQ__NO_MEMORY;
        return;
    }
    const double observed = piq__or(piq__divisor(IN(observed_seconds)), w->world->window) / 3600, cold = IN(cold_start_p50_seconds);
    const double lost = c->regretted * cold / 3600 * w->gpus;
    d->signal = 0.95;
    d->severity = thrash_severity(w, c->regretted);
    v->waste = IN(billed_while_loading) == 0 ? 0 : lost / piq__min(24, observed) * w->price;
    piq__prove(d, PIQ_WORKLOAD_REGRETTED_SCALE_DOWNS_24H, c->regretted, PIQ__GE, P(thrash_min_cycles), PIQ_POLICY_THRASH_MIN_CYCLES);
    piq__show(d, PIQ_WORKLOAD_SCALE_DOWNS_24H, c->drops);
    piq__prove_either(d, PIQ_MEASURE_REGRETTED_RATIO, c->regretted / piq__divisor(c->drops), P(thrash_regret_ratio), PIQ_POLICY_THRASH_REGRET_RATIO);
    piq__prove_either(d, PIQ_WORKLOAD_LOADING_RATIO, IN(loading_ratio), P(thrash_loading_ratio), PIQ_POLICY_THRASH_LOADING_RATIO);
    piq__show(d, PIQ_WORKLOAD_COLD_START_P50_SECONDS, cold);
    piq__show(d, PIQ_MEASURE_LOADING_GPU_HOURS_PER_DAY, lost);
    d->cost_to_fix = thrash_added_idle(w, grace);
    d->degraded |= thrash_knows_gaps(w) ? 0 : DEGRADED(idle_gaps_unknown);
    d->degraded |= thrash_lists_gaps(w) && d->cost_to_fix == PIQ_MONEY_UNKNOWN ? DEGRADED(price_unknown) : 0;
    if (piq__known(grace))
        piq__with(piq__cure_with(d, PIQ_ACTION_SET_SCALE_DOWN_GRACE, "regretted_scale_downs_24h falls below 4 within two days"), PIQ_MEASURE_SECONDS, grace);
    else
        piq__with(piq__cure_with(d, PIQ_ACTION_SET_MIN_REPLICAS, "scale_downs_24h falls to 0 within a day"), PIQ_WORKLOAD_MIN_REPLICAS, 1);
    piq__wrong_cure(d, PIQ_ACTION_MOVE_GPU_TYPE, "the cycles come from the autoscaler's patience, not from the GPU");
    piq__wrong_cure(d, PIQ_ACTION_RAISE_MAX_REPLICAS, "the upper end of scaling is not what thrashes");
    if (WORD(AUTOSCALER) == PIQ_AUTOSCALER_KNATIVE)
        piq__wrong_cure(d, PIQ_ACTION_SET_SCALE_DOWN_GRACE, "on Knative not by scale-to-zero-grace-period: it does not say how long the last replica stays; scale-to-zero-pod-retention-period does");
    piq__fire(w, v, PIQ_SUBTYPE_TO_ZERO);
}

static void thrash_judge(const piq__work *w, piq__verdict *v, bool warm)
{
    thrash_counts c;
    piq__rule rule;
    if (!thrash_count(w, &c)) {
        v->outcome = PIQ__NO_MEMORY;
        return;
    }
    if (warm && c.flaps >= P(thrash_min_cycles)) {
        piq__prove(piq__draft_begin(w, v), PIQ_WORKLOAD_REGRETTED_SCALE_DOWNS_24H, c.flaps, PIQ__GE, P(thrash_min_cycles), PIQ_POLICY_THRASH_MIN_CYCLES);
        piq__observe(v, PIQ_SUBTYPE_REPLICA_FLAP, 0.95);
    }
    if (warm)
        return;
    const piq__tri mostly = piq__at_least(c.regretted / piq__divisor(c.drops), P(thrash_regret_ratio));
    const piq__tri loading = piq__at_least(IN(loading_ratio), P(thrash_loading_ratio));
    piq__rule_begin(&rule);
    piq__need(&rule, piq__at_least(IN(cold_start_p50_seconds), P(thrash_cold_min_seconds)), W(cold_start_p50_seconds));
    const bool too_few = !piq__known(c.regretted) && c.drops < P(thrash_min_cycles); /* of all drops, so of any part of them */
    const piq__tri enough = too_few ? NO : piq__at_least(c.regretted, P(thrash_min_cycles));
    const unsigned source = c.timed ? W(cold_start_p50_seconds) : W(scale_events);
    piq__need(&rule, enough, source);
    piq__need(&rule, piq__any(mostly, loading), mostly != MAYBE ? W(loading_ratio) : piq__known(c.regretted) ? W(scale_events) : source);
    if (piq__rule_end(&rule) == YES)
        thrash_fire(w, v, &c);
    else if (piq__rule_end(&rule) == MAYBE)
        piq__not_evaluated_gap(v, &rule.gap);
}

/* What is always warm can only flap, and flaps are read off its events. */
void piq__thrashing(const piq__work *w, piq__verdict *v)
{
    const bool warm = IN(min_replicas) >= 1, timed = piq__column_at(&w->world->fleet->columns[W(scale_events)], w->row) != NULL;
    if (!warm || timed)
        thrash_judge(w, v, warm);
}
