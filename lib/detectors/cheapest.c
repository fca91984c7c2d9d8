/* The cheapest way to lay a workload out that passes a test. */
#include "detectors/targets.h"

bool piq__cheaper(const piq__work *w, const piq__target *a, const piq__target *b)
{
    if (a->ratio != b->ratio)
        return a->ratio < b->ratio;
    const double held_a = a->gpus * piq__or(a->replicas, 1), held_b = b->gpus * piq__or(b->replicas, 1);
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
    return w->kind == PIQ_KIND_BATCH && P(batch_tier_margin) < 1 ? PIQ__UNKNOWN : limit + 1e-12 * limit;
}

typedef struct cheapest_run {
    const piq__work *w;
    const piq__effect *effect;
    const piq__test *test;
    piq__target *best;
    piq__tri found;
    piq__gap gaps;
    double needs[PIQ__OFFER_STEPS]; /* of the first `asked` steps */
    unsigned asked;
} cheapest_run;

/* What is dearer than this does not matter any more. */
static inline double cheapest_limit(const cheapest_run *run)
{
    const double dearest = run->test->dearest;
    return run->found == YES && piq__known(dearest) ? run->best->ratio : dearest;
}

/* Types differ in memory, but not in what a layout asks of it. */
static double cheapest_needs(cheapest_run *run, unsigned step)
{
    for (; run->asked <= step; run->asked++) {
        const piq__layout layout = {(double)(1u << run->asked), 1, run->w->layout.data_parallel};
        run->needs[run->asked] = run->test->needs == NULL ? PIQ__UNKNOWN : run->test->needs(run->w, run->effect, &layout, run->test->context);
    }
    return run->needs[step];
}

static inline bool cheapest_too_small(cheapest_run *run, const piq__offer *offer)
{
    const double needs = offer->step < run->asked ? run->needs[offer->step] : cheapest_needs(run, offer->step);
    return needs > run->w->world->p[P_memory_headroom] * run->w->world->types[offer->type].device.memory_bytes;
}

static void cheapest_try(cheapest_run *run, piq__target_kind kind, const piq__offer *offer, double gpus, double ratio)
{
    const piq__work *w = run->w;
    if (!piq__splits_heads(w, offer->gpus))
        return;
    piq__target t = {kind, offer->type, gpus, offer->gpus, w->replicas, ratio, 1, NULL};
    piq__gap own = {{0}, 0};
    const piq__tri admitted = run->test->admits(w, run->effect, &t, run->test->context, &own);
    if (admitted == YES && (run->found != YES || piq__cheaper(w, &t, run->best)))
        *run->best = t;
    if (admitted == MAYBE)
        piq__gap_join(&run->gaps, &own);
    run->found = piq__any(run->found, admitted);
}

/* Fewer GPUs of the present type: that needs no price. */
static void cheapest_narrower(cheapest_run *run)
{
    const piq__work *w = run->w;
    const piq__type *type = piq__work_type(w);
    if (type == NULL || !type->target)
        return;
    const double widest = piq__or(type->domain_gpus, 1);
    piq__offer offer = {w->type, 0, 1, PIQ__UNKNOWN};
    for (; offer.step < PIQ__OFFER_STEPS && offer.gpus <= widest; offer.step++, offer.gpus *= 2) {
        const double gpus = offer.gpus * w->layout.data_parallel, ratio = gpus / w->gpus;
        if (ratio > cheapest_limit(run) || gpus >= w->gpus)
            return;
        if (!cheapest_too_small(run, &offer))
            cheapest_try(run, PIQ__TARGET_FEWER, &offer, gpus, ratio);
    }
}

/* R16: a type's price over that of today. */
static void cheapest_elsewhere(cheapest_run *run)
{
    const piq__work *w = run->w;
    const double today = piq__divisor(w->price * w->gpus);
    for (size_t i = 0; i < w->world->offer_count; i++) {
        const piq__offer *offer = &w->world->offers[i];
        if (offer->type == w->type)
            continue;
        const double gpus = offer->gpus * w->layout.data_parallel, ratio = w->world->types[offer->type].price * gpus / today;
        if (ratio > cheapest_limit(run))
            return; /* the next is dearer still */
        if (!cheapest_too_small(run, offer))
            cheapest_try(run, PIQ__TARGET_TYPE, offer, gpus, ratio);
    }
}

piq__tri piq__search(const piq__work *w, const piq__effect *effect, const piq__test *test, piq__target *best, piq__gap *gap)
{
    cheapest_run run = {w, effect, test, best, NO, {{0}, 0}, {0}, 0};
    memset(best, 0, sizeof *best);
    cheapest_narrower(&run);
    cheapest_elsewhere(&run);
    if (run.found == MAYBE)
        piq__gap_join(gap, &run.gaps);
    return run.found;
}
