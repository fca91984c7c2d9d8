#include "ledger/ledger.h"

#define BIT(detector) (1u << PIQ_DETECTOR_##detector)
#define HARDWARE (BIT(TIER_MISPLACEMENT) | BIT(OVERPROVISIONED) | BIT(BATCH_OVER_TIERED))

typedef struct ledger {
    const piq__work *w;
    piq__verdict *v;      /* by detector number */
    unsigned fired;       /* bits */
    unsigned hardware;    /* fired findings that propose a target and are not blocked */
    unsigned config;      /* the configuration finding, or 0 */
    double loading;       /* share of the cost that is loading */
    piq__effect effect;   /* of the configuration fix */
    piq__target alone;    /* what a too_big comes to by itself */
    piq__realisable realisable;
} ledger;

static bool ledger_fired(const ledger *l, unsigned detector) { return (l->fired >> detector & 1u) != 0; }
static piq__draft *ledger_draft(const ledger *l, unsigned detector) { return &l->v[detector].draft; }

static void ledger_relate(const ledger *l, unsigned yields, uint32_t relation, unsigned other)
{
    piq__link_to(ledger_draft(l, yields), relation, ledger_draft(l, other)->id);
    if (relation == PIQ_RELATION_BLOCKED_BY)
        piq__link_to(ledger_draft(l, other), PIQ_RELATION_BLOCKS, ledger_draft(l, yields)->id);
    else if (relation != PIQ_RELATION_SUPERSEDED_BY)
        piq__link_to(ledger_draft(l, other), relation, ledger_draft(l, yields)->id);
}

/* ---- joint target ---- */

/* R13: on a batch job the hours that a slower card takes longer are paid, too, where they are known. */
static bool ledger_saves_per_job(const piq__work *w, const piq__effect *effect, piq__target *target)
{
    piq__gap gap = PIQ__GAP_NONE;
    const double slowdown = piq__batch_slowdown(w, effect, target, &gap);
    if (target->slowdown == 1 && piq__known(slowdown)) {
        target->slowdown = slowdown;
        target->ratio *= slowdown;
    }
    return piq__saves(w, target, &gap) != NO;
}

/* R14: every finding asked admits it, and what was observed does not forbid it. */
static piq__tri ledger_admits(const piq__work *w, const piq__effect *effect, piq__target *target, const void *context, piq__gap *gap)
{
    const unsigned asked = *(const unsigned *)context;
    if ((asked & BIT(TIER_MISPLACEMENT)) != 0 && piq__tier_admits(w, effect, target, NULL, gap) != YES)
        return NO;
    if ((asked & BIT(OVERPROVISIONED)) != 0 && piq__over_admits(w, effect, target, NULL, gap) != YES)
        return NO;
    if ((asked & BIT(BATCH_OVER_TIERED)) != 0 && piq__batch_admits(w, effect, target, NULL, gap) != YES)
        return NO;
    if ((asked & BIT(OVERPROVISIONED)) != 0)
        return YES; /* what it admits it tolerates, and it does not judge batch work */
    const bool batch = w->kind == PIQ_KIND_BATCH;
    if (batch && !ledger_saves_per_job(w, effect, target))
        return NO;
    return (batch ? piq__batch_tolerates(w, effect, target, gap) : piq__over_tolerates(w, effect, target, gap)) == NO ? NO : YES;
}

static double ledger_needs(const piq__work *w, const piq__effect *effect, const piq__layout *layout, const void *context)
{
    const unsigned asked = *(const unsigned *)context;
    const double observed = piq__observed_least(w, effect, layout, NULL);
    if ((asked & BIT(TIER_MISPLACEMENT)) == 0)
        return observed;
    bool bound;
    return piq__max(piq__work_requirement(w, layout, &bound), piq__or(observed, 0));
}

static double ledger_activity(const piq__work *w) { return piq__or(piq__mig_activity(w), 0); }

/* A slice must hold the declared need and the observed one, with its activity: what 2 or 7 asks for is known where they fired. */
static bool ledger_mig(const piq__work *w, unsigned asked, piq__target *best)
{
    piq__gap gap = PIQ__GAP_NONE;
    const double declared = (asked & BIT(TIER_MISPLACEMENT)) != 0 ? piq__tier_mig_need(w) : 0;
    const double observed = piq__observed_need(w, &w->layout, &gap);
    const bool seen = (asked & (BIT(OVERPROVISIONED) | BIT(BATCH_OVER_TIERED))) != 0;
    const double need = piq__max(declared, piq__or(observed, 0));
    return piq__mig_search(w, need, seen ? piq__mig_activity : ledger_activity, piq__online_cap(w), best, &gap) == YES;
}

static bool ledger_joint(const piq__work *w, unsigned asked, unsigned config, const piq__effect *effect, piq__target *best)
{
    piq__gap gap = PIQ__GAP_NONE;
    piq__target cut;
    const piq__test test = {ledger_admits, ledger_needs, &asked, piq__dearest(w)};
    bool found = piq__search(w, effect, &test, best, &gap) == YES;
    const bool tier_agrees = (asked & BIT(TIER_MISPLACEMENT)) == 0 || piq__tier_requirement_held(w);
    if ((asked & BIT(OVERPROVISIONED)) != 0 && config != PIQ_DETECTOR_LOW_THROUGHPUT && tier_agrees &&
        piq__replica_cut(w, &cut, &gap) == YES && (!found || piq__cheaper(w, &cut, best))) {
        *best = cut;
        found = true;
    }
    return found || (config == 0 && ledger_mig(w, asked, best));
}

/* ---- money ---- */

static double ledger_realised(const ledger *l, bool leaves) { return leaves ? l->realisable.leaving : l->realisable.staying; }

static void ledger_degrade(const ledger *l, piq__draft *d, bool leaves)
{
    const piq__work *w = l->w;
    d->degraded |= l->realisable.sunk ? DEGRADED(sunk) : 0;
    d->degraded |= l->realisable.node_billing && !(leaves && l->realisable.alone) ? DEGRADED(node_billing) : 0;
    d->degraded |= piq__known(w->cost) ? 0 : DEGRADED(price_unknown);
    d->degraded |= w->reference_price ? DEGRADED(reference_price) : 0;
}

/* The price of the place to go to counts, too. */
static void ledger_mark_target(const piq__work *w, piq__draft *d, const piq__target *t)
{
    d->degraded |= t->kind == PIQ__TARGET_TYPE && w->world->types[t->type].reference_price ? DEGRADED(reference_price) : 0;
}

static bool ledger_target_leaves(const piq__target *t) { return t->kind == PIQ__TARGET_TYPE; }

/* Per hour and per month: a share of the running cost, and what of it comes back. */
static void ledger_claim(const ledger *l, unsigned detector, double waste_share, double recoverable_share, bool leaves)
{
    const piq__work *w = l->w;
    piq__draft *d = ledger_draft(l, detector);
    const double running = w->cost * (1 - l->loading);
    d->waste = piq__micro(running * waste_share);
    d->recoverable = piq__micro(running * recoverable_share * l->v[detector].duty * P(hours_per_month) * ledger_realised(l, leaves));
}

static void ledger_standalone(const ledger *l, unsigned detector, double share, bool leaves)
{
    const piq__work *w = l->w;
    ledger_draft(l, detector)->standalone =
        piq__micro(w->cost * share * l->v[detector].duty * P(hours_per_month) * ledger_realised(l, leaves));
    ledger_degrade(l, ledger_draft(l, detector), leaves);
}

static bool ledger_has(const ledger *l, unsigned detector)
{
    return l->v[detector].outcome == PIQ__FIRED || l->v[detector].outcome == PIQ__CANDIDATE;
}

static bool ledger_too_big(const ledger *l)
{
    return ledger_has(l, PIQ_DETECTOR_TIER_MISPLACEMENT) && ledger_draft(l, PIQ_DETECTOR_TIER_MISPLACEMENT)->subtype == PIQ_SUBTYPE_TOO_BIG;
}

/* ---- the steps ---- */

/* The target becomes the finding's primary remedy. */
static void ledger_propose(const ledger *l, unsigned detector, const piq__target *target)
{
    piq__draft *d = ledger_draft(l, detector);
    const uint32_t cures = d->cure_count;
    const bool mig = target->kind == PIQ__TARGET_MIG;
    d->cure_count = 0;
    piq__cure_target(l->w, d, target);
    d->cure_count = cures;
    d->degraded = mig ? d->degraded | DEGRADED(mig_cotenant_unknown) : d->degraded & ~DEGRADED(mig_cotenant_unknown);
}

/* Every finding as if it stood alone; a too_big that what was observed leaves no target is only a candidate. */
static void ledger_each_alone(ledger *l)
{
    const piq__work *w = l->w;
    const piq__effect none = piq__no_effect();
    if (ledger_too_big(l)) {
        piq__verdict *tier = &l->v[PIQ_DETECTOR_TIER_MISPLACEMENT];
        const piq__target *alone = &l->alone;
        if (ledger_joint(w, BIT(TIER_MISPLACEMENT), 0, &none, &l->alone)) {
            ledger_standalone(l, PIQ_DETECTOR_TIER_MISPLACEMENT, alone->kind == PIQ__TARGET_MIG ? 0 : 1 - alone->ratio, ledger_target_leaves(alone));
            ledger_mark_target(w, &tier->draft, alone);
            ledger_propose(l, PIQ_DETECTOR_TIER_MISPLACEMENT, alone);
        } else {
            tier->draft.degraded |= DEGRADED(observed_load) | (piq__known(w->cost) ? 0 : DEGRADED(price_unknown));
            tier->outcome = PIQ__CANDIDATE;
        }
    }
    static const uint8_t movers[] = {PIQ_DETECTOR_OVERPROVISIONED, PIQ_DETECTOR_BATCH_OVER_TIERED};
    for (size_t i = 0; i < PIQ__COUNT(movers); i++) {
        const piq__target *t = &l->v[movers[i]].target;
        if (!ledger_has(l, movers[i]))
            continue;
        ledger_standalone(l, movers[i], t->kind == PIQ__TARGET_MIG ? 0 : 1 - t->ratio, ledger_target_leaves(t));
        ledger_mark_target(w, ledger_draft(l, movers[i]), t);
    }
    if (ledger_has(l, PIQ_DETECTOR_BATCH_SIZE))
        ledger_standalone(l, PIQ_DETECTOR_BATCH_SIZE, 1 - l->v[PIQ_DETECTOR_BATCH_SIZE].kept_recoverable, true);
    if (ledger_has(l, PIQ_DETECTOR_LOW_THROUGHPUT))
        ledger_standalone(l, PIQ_DETECTOR_LOW_THROUGHPUT, 1 - l->v[PIQ_DETECTOR_LOW_THROUGHPUT].kept_recoverable, false);
    if (ledger_has(l, PIQ_DETECTOR_DARK_CAPACITY)) {
        const piq__verdict *held = &l->v[PIQ_DETECTOR_DARK_CAPACITY];
        const bool leaves = held->draft.cures[0].action == PIQ_ACTION_SCALE_TO_ZERO;
        ledger_standalone(l, PIQ_DETECTOR_DARK_CAPACITY, held->idle_gpus / w->gpus_placed, leaves);
    }
}

static void ledger_read_fired(ledger *l)
{
    l->fired = 0;
    for (unsigned d = 1; d <= PIQ__DETECTOR_COUNT; d++)
        l->fired |= l->v[d].outcome == PIQ__FIRED ? 1u << d : 0;
    l->hardware = l->fired & HARDWARE;
    if (!ledger_too_big(l))
        l->hardware &= ~BIT(TIER_MISPLACEMENT);
    l->config = ledger_fired(l, PIQ_DETECTOR_BATCH_SIZE)       ? PIQ_DETECTOR_BATCH_SIZE
                : ledger_fired(l, PIQ_DETECTOR_LOW_THROUGHPUT) ? PIQ_DETECTOR_LOW_THROUGHPUT
                                                               : 0;
}

/* Layer 1: loading is taken off first; cold starts yield to thrashing. */
static void ledger_loading(ledger *l)
{
    const piq__work *w = l->w;
    const unsigned thrash = PIQ_DETECTOR_THRASHING;
    l->loading = 0;
    if (ledger_has(l, thrash)) {
        piq__draft *d = ledger_draft(l, thrash);
        /* What runs loads within its cost, and without a placement it has none; what sleeps pays for its starts alone. */
        const double cost = w->state == PIQ_WORKLOAD_STATE_SCALED_TO_ZERO ? l->v[thrash].waste : w->places.count == 0 ? 0 : w->cost;
        const double waste = piq__min(l->v[thrash].waste, cost);
        d->standalone = piq__micro(waste * P(hours_per_month));
        d->degraded |= piq__known(waste) ? 0 : DEGRADED(price_unknown);
        if (!ledger_fired(l, thrash))
            return;
        d->waste = piq__micro(waste);
        d->recoverable = d->standalone;
        l->loading = w->cost > 0 ? piq__or(waste / w->cost, 0) : 0; /* a sum that nobody knows takes nothing off */
    }
    if (ledger_fired(l, PIQ_DETECTOR_COLD_START) && ledger_fired(l, thrash)) {
        ledger_relate(l, PIQ_DETECTOR_COLD_START, PIQ_RELATION_SUPERSEDED_BY, thrash);
        ledger_draft(l, PIQ_DETECTOR_COLD_START)->cost_to_fix = 0;
    }
}

/* Idle GPUs are nobody else's: all that judges the running of this workload yields. */
static bool ledger_held(ledger *l)
{
    const unsigned held = PIQ_DETECTOR_DARK_CAPACITY;
    if (!ledger_fired(l, held))
        return false;
    const double share = l->v[held].idle_gpus / l->w->gpus_placed;
    ledger_claim(l, held, share, share, ledger_draft(l, held)->cures[0].action == PIQ_ACTION_SCALE_TO_ZERO);
    const unsigned yields = (l->fired & HARDWARE) | (l->fired & (BIT(BATCH_SIZE) | BIT(LOW_THROUGHPUT)));
    for (unsigned d = 1; d <= PIQ__DETECTOR_COUNT; d++)
        if ((yields >> d & 1u) != 0) {
            ledger_relate(l, d, PIQ_RELATION_SUPERSEDED_BY, held);
            ledger_draft(l, d)->cost_to_fix = 0;
        }
    return true;
}

/* Kills on the host beside those on the device. */
static void ledger_block_beside(const ledger *l, unsigned yields, piq__verdict *blocker)
{
    if (!blocker->has_second || blocker->second.state != PIQ_STATE_FIRED)
        return;
    piq__link_to(ledger_draft(l, yields), PIQ_RELATION_BLOCKED_BY, blocker->second.id);
    piq__link_to(&blocker->second, PIQ_RELATION_BLOCKS, ledger_draft(l, yields)->id);
}

/* What is too small already is not made smaller. */
static void ledger_block_shrinking(ledger *l)
{
    static const uint8_t blockers[] = {PIQ_DETECTOR_TIER_MISPLACEMENT, PIQ_DETECTOR_OOM_RISK};
    unsigned blocked = 0;
    for (size_t i = 0; i < PIQ__COUNT(blockers); i++) {
        const unsigned b = blockers[i];
        const bool blocks = ledger_fired(l, b) && (b == PIQ_DETECTOR_OOM_RISK || ledger_draft(l, b)->subtype == PIQ_SUBTYPE_TOO_SMALL);
        for (unsigned d = 1; blocks && d <= PIQ__DETECTOR_COUNT; d++)
            if ((l->hardware >> d & 1u) != 0) {
                ledger_relate(l, d, PIQ_RELATION_BLOCKED_BY, b);
                ledger_block_beside(l, d, &l->v[b]);
                blocked |= 1u << d;
            }
    }
    l->hardware &= ~blocked;
}

static void ledger_configuration(ledger *l)
{
    const piq__verdict *v = &l->v[l->config];
    const piq__work *w = l->w;
    l->effect = piq__no_effect();
    if (l->config == 0)
        return;
    ledger_claim(l, l->config, 1 - v->kept, 1 - v->kept_recoverable, l->config == PIQ_DETECTOR_BATCH_SIZE);
    if (l->config == PIQ_DETECTOR_LOW_THROUGHPUT) {
        l->effect.replicas = v->replicas_after;
        return;
    }
    const double base = piq__or(IN(memory_base_bytes), piq__work_weights(w, &w->layout) + piq__work_overhead(w, &w->layout));
    l->effect.activity = v->upper;
    l->effect.run = 1 / v->expected;
    l->effect.need_least = piq__or(base + v->batch * IN(bytes_per_item), 0);
    if (ledger_fired(l, PIQ_DETECTOR_BATCH_OVER_TIERED)) /* R28, whatever else blocks it */
        ledger_relate(l, PIQ_DETECTOR_BATCH_OVER_TIERED, PIQ_RELATION_BLOCKED_BY, l->config);
}

/* The finding that owns the joint target names it first; the others overlap it. */
static void ledger_attribute(ledger *l, const piq__target *joint)
{
    unsigned owner = (l->hardware & BIT(TIER_MISPLACEMENT)) != 0   ? PIQ_DETECTOR_TIER_MISPLACEMENT
                     : (l->hardware & BIT(BATCH_OVER_TIERED)) != 0 ? PIQ_DETECTOR_BATCH_OVER_TIERED
                                                                   : PIQ_DETECTOR_OVERPROVISIONED;
    if (joint->kind == PIQ__TARGET_REPLICAS)
        owner = PIQ_DETECTOR_OVERPROVISIONED;
    piq__draft *d = ledger_draft(l, owner);
    ledger_propose(l, owner, joint);
    if (owner == PIQ_DETECTOR_OVERPROVISIONED)
        d->subtype = piq__over_subtype(joint);
    else if (owner == PIQ_DETECTOR_BATCH_OVER_TIERED)
        d->subtype = joint->kind == PIQ__TARGET_MIG ? PIQ_SUBTYPE_MIG : PIQ_SUBTYPE_MOVE;
    const bool mig = joint->kind == PIQ__TARGET_MIG;
    const piq__verdict *config = &l->v[l->config];
    const double kept = l->config == 0 ? 1 : config->kept, kept_recoverable = l->config == 0 ? 1 : config->kept_recoverable;
    ledger_claim(l, owner, kept * (1 - joint->ratio), mig ? 0 : kept_recoverable * (1 - joint->ratio), ledger_target_leaves(joint));
    ledger_degrade(l, d, ledger_target_leaves(joint));
    ledger_mark_target(l->w, d, joint);
    for (unsigned other = 1; other <= PIQ__DETECTOR_COUNT; other++)
        if (other != owner && (l->hardware >> other & 1u) != 0)
            ledger_relate(l, other, PIQ_RELATION_OVERLAPS, owner);
}

static bool ledger_is_cut(const ledger *l, unsigned detector)
{
    return detector == PIQ_DETECTOR_OVERPROVISIONED && ledger_draft(l, detector)->subtype == PIQ_SUBTYPE_FEWER_REPLICAS;
}

/* No target satisfies all: they yield to the configuration, or contradict each other. */
static void ledger_no_target(ledger *l)
{
    unsigned first = 0;
    for (unsigned d = 1; d <= PIQ__DETECTOR_COUNT; d++) {
        if ((l->hardware >> d & 1u) == 0)
            continue;
        const bool cut = l->config == PIQ_DETECTOR_LOW_THROUGHPUT && ledger_is_cut(l, d);
        if (l->config != 0 && d != PIQ_DETECTOR_BATCH_OVER_TIERED && !cut)
            ledger_relate(l, d, PIQ_RELATION_SUPERSEDED_BY, l->config);
        else if (l->config == 0 && first != 0)
            ledger_relate(l, d, PIQ_RELATION_CONFLICT, first);
        first = first == 0 ? d : first;
    }
}

static bool ledger_same_target(const piq__target *a, const piq__target *b)
{
    return (a->kind == b->kind) & (a->type == b->type) & (a->gpus == b->gpus) & (a->profile == b->profile);
}

/* With nothing configured first, what a finding found alone is the joint target where it is asked alone, or where both found the same. */
static const piq__target *ledger_found_target(const ledger *l)
{
    const piq__target *over = &l->v[PIQ_DETECTOR_OVERPROVISIONED].target;
    if (l->config != 0)
        return NULL;
    switch (l->hardware) {
    case BIT(TIER_MISPLACEMENT): return &l->alone;
    case BIT(OVERPROVISIONED): return over;
    case BIT(TIER_MISPLACEMENT) | BIT(OVERPROVISIONED): return ledger_same_target(&l->alone, over) ? over : NULL;
    default: return NULL;
    }
}

static void ledger_hardware(ledger *l)
{
    const piq__target *found = ledger_found_target(l);
    piq__target joint;
    if (l->hardware == 0)
        return;
    if (found != NULL)
        ledger_attribute(l, found);
    else if (ledger_joint(l->w, l->hardware, l->config, &l->effect, &joint))
        ledger_attribute(l, &joint);
    else
        ledger_no_target(l);
}

static void ledger_gpu_hours(ledger *l)
{
    const piq__work *w = l->w;
    static const uint8_t whole[] = {PIQ_DETECTOR_TIER_MISPLACEMENT, PIQ_DETECTOR_OVERPROVISIONED, PIQ_DETECTOR_BATCH_OVER_TIERED,
                                    PIQ_DETECTOR_BATCH_SIZE, PIQ_DETECTOR_LOW_THROUGHPUT};
    for (size_t i = 0; i < PIQ__COUNT(whole); i++) {
        piq__verdict *v = &l->v[whole[i]];
        if (!v->has_draft)
            continue;
        v->draft.gpus = w->gpus_placed;
        v->draft.gpu_hours = w->gpus_placed * v->duty * P(hours_per_month);
    }
    piq__verdict *held = &l->v[PIQ_DETECTOR_DARK_CAPACITY], *thrash = &l->v[PIQ_DETECTOR_THRASHING];
    if (held->has_draft) {
        held->draft.gpus = held->idle_gpus;
        held->draft.gpu_hours = held->idle_gpus * held->duty * P(hours_per_month);
    }
    const double observed = piq__or(piq__divisor(IN(observed_seconds)), w->world->window) / 3600;
    if (thrash->has_draft && thrash->draft.subtype == PIQ_SUBTYPE_TO_ZERO)
        thrash->draft.gpu_hours = piq__or(thrash->draft.proofs[0].value * IN(cold_start_p50_seconds) / 3600 * w->gpus / piq__min(24, observed) * P(hours_per_month), 0);
}

/* First the throughput, then the question how many replicas it takes. */
static void ledger_block_cut(const ledger *l)
{
    const unsigned over = PIQ_DETECTOR_OVERPROVISIONED;
    if (l->config == PIQ_DETECTOR_LOW_THROUGHPUT && ledger_fired(l, over) && ledger_is_cut(l, over))
        ledger_relate(l, over, PIQ_RELATION_BLOCKED_BY, l->config);
}

/* R16: whatever money rests on a reference price says so. */
static void ledger_mark_own(const ledger *l)
{
    for (unsigned detector = 1; detector <= PIQ__DETECTOR_COUNT && l->w->reference_price; detector++) {
        piq__draft *d = ledger_draft(l, detector);
        if (ledger_has(l, detector) && piq__has_money(d->waste, d->standalone, d->recoverable, d->cost_to_fix))
            d->degraded |= DEGRADED(reference_price);
    }
}

void piq__settle(const piq__work *w, piq__verdict verdicts[PIQ__DETECTOR_COUNT + 1])
{
    ledger l = {w, verdicts, 0, 0, 0, 0, piq__no_effect(), {PIQ__TARGET_NONE, 0, 0, 0, 0, 0, 0, NULL}, piq__work_realisable(w)};
    ledger_each_alone(&l);
    ledger_gpu_hours(&l);
    ledger_read_fired(&l);
    ledger_loading(&l);
    if (!ledger_held(&l)) {
        ledger_block_shrinking(&l);
        ledger_configuration(&l);
        ledger_hardware(&l);
        ledger_block_cut(&l);
    }
    ledger_mark_own(&l);
}

void piq__settle_node(const piq__world *world, size_t row, piq__verdict *v)
{
    const piq__node *n = &world->nodes[row];
    piq__draft *d = &v->draft;
    if (v->outcome != PIQ__FIRED && v->outcome != PIQ__CANDIDATE)
        return;
    const double hours = world->p[P_hours_per_month];
    const bool sold = n->purchase == PIQ_PURCHASE_COMMITTED || n->purchase == PIQ_PURCHASE_OWNED;
    const double resale = n->resale * n->sell_through / piq__divisor(n->price), share = sold ? piq__or(resale, 0) : 1;
    d->gpus = v->idle_gpus;
    d->gpu_hours = v->idle_gpus * v->duty * hours;
    d->degraded |= sold && !piq__known(resale) ? DEGRADED(sunk) : 0;
    d->degraded |= piq__known(v->waste) ? 0 : DEGRADED(price_unknown);
    d->degraded |= n->reference_price ? DEGRADED(reference_price) : 0;
    d->standalone = piq__micro(v->waste * v->duty * hours * share);
    if (v->outcome == PIQ__FIRED) {
        d->waste = piq__micro(v->waste);
        d->recoverable = d->standalone;
    }
}

uint32_t piq__money_severity(const double *p, double money, double gpu_hours, double spend_per_month)
{
    const bool by_hours = !piq__known(money);
    const double x = by_hours ? gpu_hours : money;
    const double high = p[by_hours ? P_severity_high_gpu_hours : P_severity_high_per_month];
    const double medium = p[by_hours ? P_severity_medium_gpu_hours : P_severity_medium_per_month];
    const double low = p[by_hours ? P_severity_low_gpu_hours : P_severity_low_per_month];
    const bool shares = !by_hours && money >= low && spend_per_month >= p[P_severity_spend_floor_multiple] * p[P_severity_high_per_month];
    if (x >= high || (shares && money >= p[P_severity_high_spend_ratio] * spend_per_month))
        return PIQ_SEVERITY_HIGH;
    if (x >= medium || (shares && money >= p[P_severity_medium_spend_ratio] * spend_per_month))
        return PIQ_SEVERITY_MEDIUM;
    return x >= low ? PIQ_SEVERITY_LOW : PIQ_SEVERITY_INFO;
}
