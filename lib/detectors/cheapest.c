/* The cheapest way to lay a workload out that passes a test. */
#include "detectors/targets.h"

#define CHEAPEST_SLACK 1e-12 /* prices that differ by rounding alone are equal */

bool piq__cheaper(const piq__work *w, const piq__target *a, const piq__target *b)
{
    if (piq__min(a->ratio, b->ratio) < piq__max(a->ratio, b->ratio) * (1 - CHEAPEST_SLACK))
        return a->ratio < b->ratio;
    const double held_a = a->gpus * a->replicas, held_b = b->gpus * b->replicas;
    if (held_a != held_b)
        return held_a < held_b;
    const piq__type *ta = &w->world->types[a->type], *tb = &w->world->types[b->type];
    const double wide_a = piq__or(ta->device.memory_bandwidth, 0), wide_b = piq__or(tb->device.memory_bandwidth, 0);
    return wide_a != wide_b ? wide_a > wide_b : strcmp(ta->name, tb->name) < 0;
}

bool piq__splits_heads(const piq__work *w, double tp)
{
    const double heads = w->model->attention_heads;
    return !piq__known(heads) || piq__floor(heads / tp) * tp == heads;
}

/* A test may add a slowdown to the ratio; by a margin below 1 that could make a shape cheaper. */
double piq__dearest(const piq__work *w)
{
    const double limit = 1 - P(min_saving_ratio);
    return w->kind == PIQ_KIND_BATCH && P(batch_tier_margin) < 1 ? PIQ__UNKNOWN : limit + CHEAPEST_SLACK * limit;
}

typedef struct cheapest_run {
    const piq__work *w;
    const piq__effect *effect;
    const piq__test *test;
    piq__target *best;
    piq__tri found;
    piq__gap gaps;
    double limit; /* above this ratio nothing needs to be tried */
    double needs[PIQ__OFFER_STEPS]; /* of the first `asked` steps */
    unsigned asked;
} cheapest_run;

/* Types differ in memory, but not in what a layout asks of it. */
static double cheapest_needs(cheapest_run *run, unsigned step)
{
    for (; run->asked <= step; run->asked++) {
        const piq__layout layout = {(double)(1u << run->asked), 1, run->w->layout.data_parallel};
        run->needs[run->asked] = run->test->needs == NULL ? PIQ__UNKNOWN : run->test->needs(run->w, run->effect, &layout, run->test->context);
    }
    return run->needs[step];
}

static inline bool cheapest_too_small(cheapest_run *run, unsigned step, double room)
{
    return (step < run->asked ? run->needs[step] : cheapest_needs(run, step)) > room;
}

static void cheapest_try(cheapest_run *run, const piq__target *offer)
{
    const piq__work *w = run->w;
    if (!piq__splits_heads(w, offer->tensor_parallel))
        return;
    piq__target t = *offer;
    piq__gap own = PIQ__GAP_NONE;
    const piq__tri admitted = run->test->admits(w, run->effect, &t, run->test->context, &own);
    if (admitted == YES && (run->found != YES || piq__cheaper(w, &t, run->best)))
        *run->best = t;
    if (admitted == MAYBE)
        piq__gap_join(&run->gaps, &own);
    run->found = piq__any(run->found, admitted);
    if (run->found == YES && piq__known(run->test->dearest))
        run->limit = run->best->ratio * (1 + 2 * CHEAPEST_SLACK); /* what is dearer does not matter any more */
}

/* Fewer GPUs of the present type: that needs no price. */
static void cheapest_narrower(cheapest_run *run)
{
    const piq__work *w = run->w;
    const piq__type *type = piq__work_type(w);
    if (type == NULL || !type->target)
        return;
    const double widest = piq__or(type->domain_gpus, 1), room = P(memory_headroom) * type->device.memory_bytes;
    double tp = 1;
    for (unsigned step = 0; step < PIQ__OFFER_STEPS && tp <= widest; step++, tp *= 2) {
        const double gpus = tp * w->layout.data_parallel, ratio = gpus / w->gpus;
        if (gpus >= w->gpus || ratio > run->limit)
            return;
        const piq__target t = {PIQ__TARGET_FEWER, w->type, gpus, tp, w->replicas, ratio, 1, NULL};
        if (!cheapest_too_small(run, step, room))
            cheapest_try(run, &t);
    }
}

/* R16: a type's price over that of today. Most offers are too small or too dear: of these it is not worth a division. */
static void cheapest_elsewhere(cheapest_run *run)
{
    const piq__work *w = run->w;
    const piq__offer *offer = w->world->offers, *end = offer + w->world->offer_count;
    const uint32_t present = w->type;
    const double today = piq__divisor(w->price * w->gpus), ranks = w->layout.data_parallel;
    double dear = run->limit * today / ranks * (1 + 1e-9);
    for (; offer < end && !(offer->price > dear); offer++) {
        if (offer->type == present || cheapest_too_small(run, offer->step, offer->room))
            continue;
        const double gpus = offer->gpus * ranks, ratio = offer->unit_price * gpus / today;
        if (ratio > run->limit)
            return; /* the next is dearer still */
        const piq__target t = {PIQ__TARGET_TYPE, offer->type, gpus, offer->gpus, w->replicas, ratio, 1, NULL};
        cheapest_try(run, &t);
        dear = run->limit * today / ranks * (1 + 1e-9);
    }
}

piq__tri piq__search(const piq__work *w, const piq__effect *effect, const piq__test *test, piq__target *best, piq__gap *gap)
{
    cheapest_run run;
    run.w = w;
    run.effect = effect;
    run.test = test;
    run.best = best;
    run.found = NO;
    run.limit = test->dearest;
    run.asked = 0;
    memset(&run.gaps, 0, sizeof run.gaps);
    memset(best, 0, sizeof *best);
    cheapest_narrower(&run);
    cheapest_elsewhere(&run);
    if (run.found == MAYBE)
        piq__gap_join(gap, &run.gaps);
    return run.found;
}
