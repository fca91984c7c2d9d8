#include "detectors/targets.h"

#include "detectors/detectors.h"

piq__effect piq__no_effect(void)
{
    const piq__effect none = {PIQ__UNKNOWN, 1, 1, 0};
    return none;
}

piq__layout piq__target_layout(const piq__work *w, const piq__target *target)
{
    const piq__layout layout = {target->tensor_parallel, 1, w->layout.data_parallel};
    return layout;
}

piq__device piq__target_device(const piq__work *w, const piq__target *target)
{
    piq__device device = w->world->types[target->type].device;
    if (target->profile != NULL) {
        const double slice = target->profile->slices / target->profile->slices_total;
        device.memory_bytes = target->profile->memory_bytes;
        device.memory_bandwidth *= slice;
        device.fp16_flops *= slice;
        device.fp8_flops *= slice;
        device.fp4_flops *= slice;
    }
    return device;
}

bool piq__other_types(const piq__work *w)
{
    for (size_t i = 0; i < w->world->type_count; i++)
        if (w->world->types[i].target && i != w->type)
            return true;
    return false;
}

void piq__lacks_ratio(const piq__work *w, const piq__target *target, piq__gap *gap)
{
    if (!piq__known(w->gpus))
        piq__lack(gap, W(gpus));
    if (target->kind == PIQ__TARGET_FEWER)
        return;
    if (w->places.count == 0)
        piq__lack(gap, W(placement));
    const piq__type *type = piq__work_type(w);
    const bool untyped = type == NULL || !type->known, unpriced = w->places.count != 0 && !piq__known(w->cost);
    if (unpriced && untyped)
        (void)piq__lacks_device(w, gap); /* an entry for the type would bring its price */
    if (!piq__known(w->world->types[target->type].price) || (unpriced && !untyped))
        piq__lack(gap, F_gpu_type_price_per_gpu_hour);
}

piq__tri piq__saves(const piq__work *w, const piq__target *target, piq__gap *gap)
{
    const double limit = 1 - P(min_saving_ratio);
    if (w->price == 0 && target->kind == PIQ__TARGET_TYPE)
        return NO; /* nothing undercuts what is free */
    const piq__tri saves = piq__at_most(target->ratio, limit + 1e-12 * limit);
    if (saves == MAYBE)
        piq__lacks_ratio(w, target, gap);
    return saves;
}

bool piq__lacks_feature(const piq__work *w, const piq__device *device)
{
    const piq_fleet *f = w->world->fleet;
    piq__span features;
    piq__span_at(f, W(required_features), w->row, &features);
    for (uint32_t i = 0; i < features.count; i++) {
        const piq__string name = piq__strings_at(&f->strings, piq__texts(f, features)[i]);
        const uint32_t feature = piq_word_find(PIQ_WORDS_FEATURE, name.text, name.length);
        if ((feature == PIQ_FEATURE_FP8 && !piq__known(device->fp8_flops)) || (feature == PIQ_FEATURE_FP4 && !piq__known(device->fp4_flops)) ||
            (feature == PIQ_FEATURE_LINK && !piq__known(device->link_bandwidth)))
            return true;
    }
    return false;
}

bool piq__cheaper(const piq__work *w, const piq__target *a, const piq__target *b)
{
    if (piq__min(a->ratio, b->ratio) < piq__max(a->ratio, b->ratio) * (1 - 1e-12)) /* not equal but for rounding */
        return a->ratio < b->ratio;
    const double held_a = a->gpus * piq__or(a->replicas, 1), held_b = b->gpus * piq__or(b->replicas, 1);
    if (held_a != held_b)
        return held_a < held_b;
    const piq__type *ta = &w->world->types[a->type], *tb = &w->world->types[b->type];
    const double wide_a = piq__or(ta->device.memory_bandwidth, 0), wide_b = piq__or(tb->device.memory_bandwidth, 0);
    return wide_a != wide_b ? wide_a > wide_b : strcmp(ta->name, tb->name) < 0;
}

/* R16: a type's price over that of today; fewer GPUs of the present type need no price. */
static double targets_ratio(const piq__work *w, uint32_t type, double gpus)
{
    if (type == w->type)
        return gpus / w->gpus;
    return w->world->types[type].price * gpus / piq__divisor(w->price * w->gpus);
}

bool piq__splits_heads(const piq__work *w, double tp)
{
    const double heads = w->model.attention_heads;
    return !piq__known(heads) || piq__floor(heads / tp) * tp == heads;
}

void piq__cost_to_fix(const piq__work *w, piq__draft *d, const piq__type *type, double gpus)
{
    const double price = type == NULL ? w->price : type->price;
    d->cost_to_fix = piq__micro((price * gpus * w->replicas - w->cost) * P(hours_per_month));
    d->degraded |= d->cost_to_fix == PIQ_MONEY_UNKNOWN ? DEGRADED(price_unknown) : 0;
    d->degraded |= (type == NULL ? w->reference_price : type->reference_price) ? DEGRADED(reference_price) : 0;
}

/* The ratio above which nothing is saved. A test may add a slowdown to it; by a margin below 1 that could make a shape cheaper. */
static double targets_too_dear(const piq__work *w)
{
    const double limit = 1 - P(min_saving_ratio);
    return w->kind == PIQ_KIND_BATCH && P(batch_tier_margin) < 1 ? PIQ__UNKNOWN : limit + 1e-12 * limit;
}

static piq__tri targets_search(const piq__work *w, const piq__effect *effect, piq__admits admits, const void *context, double too_dear,
                               piq__target *best, piq__gap *gap)
{
    piq__tri found = NO;
    piq__gap gaps, own;
    memset(&gaps, 0, sizeof gaps);
    memset(best, 0, sizeof *best);
    for (uint32_t i = 0; i < w->world->type_count; i++) {
        const piq__type *type = &w->world->types[i];
        if (!type->target)
            continue;
        const double widest = piq__or(type->domain_gpus, 1);
        for (double tp = 1; tp <= 64 && tp <= widest; tp *= 2) {
            const double gpus = tp * w->layout.data_parallel, ratio = targets_ratio(w, i, gpus);
            if (ratio > too_dear || (i == w->type && gpus >= w->gpus))
                break; /* wider is dearer still */
            if (!piq__splits_heads(w, tp))
                continue;
            piq__target t = {i == w->type ? PIQ__TARGET_FEWER : PIQ__TARGET_TYPE, i, gpus, tp, w->replicas, ratio, 1, NULL};
            memset(&own, 0, sizeof own);
            const piq__tri admitted = admits(w, effect, &t, context, &own);
            if (admitted == YES && (found != YES || piq__cheaper(w, &t, best)))
                *best = t;
            if (admitted == MAYBE)
                piq__gap_join(&gaps, &own);
            found = piq__any(found, admitted);
        }
    }
    if (found == MAYBE)
        piq__gap_join(gap, &gaps);
    return found;
}

piq__tri piq__search(const piq__work *w, const piq__effect *effect, piq__admits admits, const void *context, piq__target *best,
                     piq__gap *gap)
{
    return targets_search(w, effect, admits, context, PIQ__UNKNOWN, best, gap);
}

piq__tri piq__search_cheaper(const piq__work *w, const piq__effect *effect, piq__admits admits, const void *context, piq__target *best,
                             piq__gap *gap)
{
    return targets_search(w, effect, admits, context, targets_too_dear(w), best, gap);
}

void piq__lacks_peaks(const piq__work *w, const piq__device *target, bool compute, bool bandwidth, piq__gap *gap)
{
    const bool named = piq__device_named(w);
    if (!named && (compute || bandwidth))
        (void)piq__lacks_device(w, gap);
    if (compute && (!piq__known(target->fp16_flops) || (named && !piq__known(w->device.fp16_flops))))
        piq__lack(gap, F_gpu_type_fp16_flops);
    if (bandwidth && (!piq__known(target->memory_bandwidth) || (named && !piq__known(w->device.memory_bandwidth))))
        piq__lack(gap, F_gpu_type_memory_bandwidth);
}

static bool targets_may_slice(const piq__work *w)
{
    piq__span features;
    if (w->mig || (piq__known(w->gpus) && (w->gpus != 1 || w->layout.tensor_parallel != 1)))
        return false;
    piq__span_at(w->world->fleet, W(required_features), w->row, &features);
    for (uint32_t i = 0; i < features.count; i++)
        if (strcmp(piq__strings_at(&w->world->fleet->strings, piq__texts(w->world->fleet, features)[i]).text, "link") == 0)
            return false;
    return true;
}

static bool targets_smaller(const piq__gpu_profile *a, const piq__gpu_profile *b)
{
    const double share_a = a->slices / a->slices_total, share_b = b->slices / b->slices_total;
    if (share_a != share_b)
        return share_a < share_b;
    return a->memory_bytes != b->memory_bytes ? a->memory_bytes < b->memory_bytes : strcmp(a->name, b->name) < 0;
}

/* True when the profiles are known; otherwise with what would tell them. */
static bool targets_profiles(const piq__work *w, piq__gap *gap)
{
    if (!piq__known(w->gpus))
        piq__lack(gap, W(gpus));
    if (!piq__device_named(w))
        (void)piq__lacks_device(w, gap);
    else if (!piq__work_type(w)->profiles_known)
        piq__lack(gap, F_gpu_type_mig_profiles);
    return gap->reasons == 0;
}

piq__tri piq__mig_search(const piq__work *w, double need, double activity, double cap, piq__target *best, piq__gap *gap)
{
    piq__gap own = {{0}, 0};
    if (!targets_may_slice(w))
        return NO;
    if (!targets_profiles(w, &own)) {
        piq__gap_join(gap, &own);
        return MAYBE;
    }
    const piq__type *type = piq__work_type(w);
    const piq__gpu_profile *smallest = NULL;
    piq__tri found = NO;
    for (size_t i = 0; i < type->profile_count; i++) {
        const piq__gpu_profile *p = &type->profiles[i];
        const double share = p->slices / p->slices_total;
        const piq__target t = {PIQ__TARGET_MIG, w->type, 1, 1, w->replicas, share, 1, p};
        const piq__tri holds = piq__all(piq__at_most(need, P(memory_headroom) * p->memory_bytes), piq__at_most(activity / cap, share));
        if (holds == NO || share > 1 - P(min_saving_ratio) + 1e-12 || piq__tier_outgrows(w, &t))
            continue;
        if (holds == YES && (smallest == NULL || targets_smaller(p, smallest))) {
            smallest = p;
            *best = t;
        }
        found = piq__any(found, holds);
    }
    return found;
}

double piq__online_cap(const piq__work *w)
{
    return w->kind == PIQ_KIND_LLM_SERVING || w->kind == PIQ_KIND_SERVING ? P(compute_cap_online) : P(compute_cap_batch);
}

/* How many times more of a cache one GPU holds under another layout. */
static double targets_kv_factor(const piq__work *w, const piq__layout *layout)
{
    if (layout->tensor_parallel == w->layout.tensor_parallel && layout->pipeline_parallel == w->layout.pipeline_parallel)
        return 1;
    if (!piq__known(piq__kv_bytes_per_token(&w->model, 1)))
        return PIQ__UNKNOWN;
    return piq__kv_shard(&w->model, &w->layout) / piq__kv_shard(&w->model, layout);
}

static double targets_preallocated_need(const piq__work *w, const piq__layout *layout, piq__gap *gap)
{
    const piq__engine engine = piq__work_engine(w, &w->layout);
    const double pool = piq__or(piq__divisor(IN(kv_cache_pool_bytes)), piq__kv_pool(&w->model, &w->device, &w->layout, &engine));
    const double other = piq__or(IN(non_kv_peak_bytes), engine.overhead_bytes);
    const double kv = IN(kv_cache_usage_max) == 0 ? 0 : IN(kv_cache_usage_max) * pool * targets_kv_factor(w, layout);
    const double need = piq__weights_per_gpu(&w->model, layout, &engine) + kv + other;
    if (piq__known(need))
        return need;
    (void)piq__lacks_weights(w, gap);
    (void)piq__lacks_layout(w, gap);
    if (!piq__known(IN(kv_cache_usage_max)))
        piq__lack(gap, W(kv_cache_usage_max));
    if (!piq__known(kv) && !piq__known(piq__divisor(IN(kv_cache_pool_bytes))))
        (void)piq__lacks_device(w, gap);
    if (!piq__known(kv) && layout != &w->layout && !piq__known(targets_kv_factor(w, layout)))
        (void)piq__lacks_kv(w, gap);
    return need;
}

/* Used memory of one GPU under another layout: what is above the overhead is divided anew, the overhead is not. */
static double targets_used_need(const piq__work *w, const piq__layout *layout, piq__gap *gap)
{
    const double used = IN(gpu_memory_used_max_bytes);
    const double now = w->layout.tensor_parallel * w->layout.pipeline_parallel;
    const double then = layout->tensor_parallel * layout->pipeline_parallel;
    if (!piq__known(used))
        piq__lack(gap, W(gpu_memory_used_max_bytes));
    if (then == now || layout == &w->layout)
        return used;
    piq__lacks_layout(w, gap);
    const double overhead = piq__min(used, piq__work_engine(w, layout).overhead_bytes);
    return (used - overhead) * now / then + overhead;
}

double piq__observed_need(const piq__work *w, const piq__layout *layout, piq__gap *gap)
{
    if (w->preallocated == YES)
        return targets_preallocated_need(w, layout, gap);
    if (w->preallocated == MAYBE) {
        piq__lack(gap, W(memory_preallocated));
        return PIQ__UNKNOWN;
    }
    return targets_used_need(w, layout, gap);
}
