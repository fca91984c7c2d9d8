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

const piq__device *piq__target_device(const piq__work *w, const piq__target *target)
{
    return target->profile != NULL ? &target->profile->device : &w->world->types[target->type].device;
}

bool piq__other_types(const piq__work *w)
{
    return w->world->target_count > (w->world->types[w->type].target ? 1u : 0u);
}

/* A type that is known, and has no price. */
static bool targets_unpriced(const piq__work *w)
{
    bool unpriced = false;
    for (uint32_t i = 0; i < w->places.count && !unpriced; i++) {
        const piq__node *n = &w->world->nodes[w->pieces[i].node];
        unpriced = n->type != PIQ__NO_TYPE && w->world->types[n->type].known && !piq__known(piq__piece_price(n, IN(price_per_gpu_hour)));
    }
    return unpriced;
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
    if (!piq__known(w->world->types[target->type].price) || (unpriced && targets_unpriced(w)))
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
    for (uint32_t i = 0; i < w->features.count; i++) {
        const piq__string name = piq__strings_at(&f->strings, piq__texts(f, w->features)[i]);
        const uint32_t feature = piq_word_find(PIQ_WORDS_FEATURE, name.text, name.length);
        if ((feature == PIQ_FEATURE_FP8 && !piq__known(device->fp8_flops)) || (feature == PIQ_FEATURE_FP4 && !piq__known(device->fp4_flops)) ||
            (feature == PIQ_FEATURE_LINK && !piq__known(device->link_bandwidth)))
            return true;
    }
    return false;
}

void piq__cost_to_fix(const piq__work *w, piq__draft *d, const piq__type *type, double gpus)
{
    const double price = type == NULL ? w->price : type->price;
    d->cost_to_fix = piq__micro((price * gpus * w->replicas - w->cost) * P(hours_per_month));
    d->degraded |= d->cost_to_fix == PIQ_MONEY_UNKNOWN ? DEGRADED(price_unknown) : 0;
    d->degraded |= (type == NULL ? w->reference_price : type->reference_price) ? DEGRADED(reference_price) : 0;
}

void piq__lacks_peaks(const piq__work *w, const piq__device *target, bool compute, bool bandwidth, piq__gap *gap)
{
    const bool named = piq__device_named(w);
    if (!named && (compute || bandwidth))
        (void)piq__lacks_device(w, gap);
    if (compute && (!piq__known(target->fp16_flops) || (named && !piq__known(w->device->fp16_flops))))
        piq__lack(gap, F_gpu_type_fp16_flops);
    if (bandwidth && (!piq__known(target->memory_bandwidth) || (named && !piq__known(w->device->memory_bandwidth))))
        piq__lack(gap, F_gpu_type_memory_bandwidth);
}

static bool targets_may_slice(const piq__work *w)
{
    if (w->mig || (piq__known(w->gpus) && w->gpus != 1))
        return false;
    for (uint32_t i = 0; i < w->features.count; i++)
        if (strcmp(piq__strings_at(&w->world->fleet->strings, piq__texts(w->world->fleet, w->features)[i]).text, "link") == 0)
            return false;
    return true;
}

static bool targets_smaller(const piq__gpu_profile *a, const piq__gpu_profile *b)
{
    if (a->share != b->share)
        return a->share < b->share;
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

piq__tri piq__mig_search(const piq__work *w, double need, piq__activity_told activity, double cap, piq__target *best, piq__gap *gap)
{
    piq__gap own = PIQ__GAP_NONE;
    if (!targets_may_slice(w))
        return NO;
    if (!targets_profiles(w, &own)) {
        piq__gap_join(gap, &own);
        return MAYBE;
    }
    const piq__type *type = piq__work_type(w);
    const piq__gpu_profile *smallest = NULL;
    piq__tri found = NO;
    double share = -1; /* of the GPU that the activity asks for; below 0: not asked yet */
    for (size_t i = 0; i < type->profile_count; i++) {
        const piq__gpu_profile *p = &type->profiles[i];
        const piq__tri holds = piq__at_most(need, P(memory_headroom) * p->memory_bytes);
        if (holds == NO || p->share > 1 - P(min_saving_ratio) + 1e-12)
            continue;
        const piq__target t = {PIQ__TARGET_MIG, w->type, 1, 1, w->replicas, p->share, 1, p};
        if (share < 0)
            share = activity == NULL ? 0 : activity(w) / cap;
        const piq__tri carries = piq__all(holds, piq__at_most(share, p->share));
        if (carries == NO || piq__tier_outgrows(w, &t))
            continue;
        if (carries == YES && (smallest == NULL || targets_smaller(p, smallest))) {
            smallest = p;
            *best = t;
        }
        found = piq__any(found, carries);
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
    if (!piq__known(piq__kv_bytes_per_token(w->model, 1)))
        return PIQ__UNKNOWN;
    return piq__kv_shard(w->model, &w->layout) / piq__kv_shard(w->model, layout);
}

static double targets_preallocated_need(const piq__work *w, const piq__layout *layout, piq__gap *gap)
{
    const double other = piq__or(IN(non_kv_peak_bytes), piq__work_overhead(w, &w->layout));
    const double kv = IN(kv_cache_usage_max) == 0 ? 0 : IN(kv_cache_usage_max) * piq__work_pool(w) * targets_kv_factor(w, layout);
    const double need = piq__work_weights(w, layout) + kv + other;
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
    const double overhead = piq__min(used, piq__work_overhead(w, layout));
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

double piq__observed_least(const piq__work *w, const piq__effect *effect, const piq__layout *layout, const void *context)
{
    piq__gap ignored = PIQ__GAP_NONE;
    const double need = piq__observed_need(w, layout, &ignored);
    (void)context;
    return piq__known(need) ? piq__max(need, effect->need_least) : need;
}
