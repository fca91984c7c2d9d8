/* Finding 6: GPUs that are paid for and serve nothing: whole nodes, and those that idle workloads hold. */
#include "detectors/detectors.h"

#define N(field) piq__number_at(world->fleet, F_node_##field, row)
#define POLICY(name) (world->p[P_##name])

/* ---- held by a workload ---- */

static void dark_judge_held(const piq__work *w, piq__verdict *v)
{
    piq__rule rule;
    const double idle = IN(idle_seconds), floor = IN(replica_floor);
    if (idle >= P(dark_held_min_seconds) && !piq__gate(w, v, false))
        return;
    piq__rule_begin(&rule);
    piq__need(&rule, piq__at_least(idle, P(dark_held_min_seconds)), W(idle_seconds));
    if (piq__known(floor) && floor > 0) {
        piq__need(&rule, piq__above(w->replicas, floor), piq__known(w->gpus) ? W(placement) : W(gpus));
        piq__need(&rule, piq__known(w->gpus) ? YES : MAYBE, W(gpus));
    }
    if (piq__work_special_purpose(w) || (w->places.count != 0 && w->gpus_placed == 0))
        rule.refuted = true; /* it may be idle there, or holds nothing */
    if (w->places.count == 0)
        piq__need(&rule, MAYBE, W(placement));
    if (piq__rule_end(&rule) == MAYBE)
        piq__not_evaluated_gap(v, &rule.gap);
    if (piq__rule_end(&rule) != YES)
        return;
    piq__draft *d = piq__draft_begin(w, v);
    d->window = 1;
    const double kept = piq__known(floor) && floor > 0 ? floor * w->gpus : 0;
    v->idle_gpus = piq__max(0, w->gpus_placed - kept);
    v->waste = w->cost * v->idle_gpus / w->gpus_placed;
    v->duty = piq__min(1, idle / w->world->window);
    v->severity_by_money = true;
    d->signal = 0.95;
    piq__prove(d, PIQ_WORKLOAD_IDLE_SECONDS, idle, PIQ__GE, P(dark_held_min_seconds), PIQ_POLICY_DARK_HELD_MIN_SECONDS);
    piq__show(d, PIQ_MEASURE_IDLE_GPUS, v->idle_gpus);
    piq__show(d, PIQ_WORKLOAD_GPU_MEMORY_USED_MAX_BYTES, IN(gpu_memory_used_max_bytes));
    if (kept > 0)
        piq__with(piq__cure_with(d, PIQ_ACTION_REDUCE_REPLICAS, "GPUs held fall to those of replica_floor at once"), PIQ_WORKLOAD_REPLICAS, floor);
    else
        piq__with(piq__cure_with(d, PIQ_ACTION_SCALE_TO_ZERO, "the GPUs are free at once, and idle_seconds starts anew"), PIQ_WORKLOAD_MIN_REPLICAS, 0);
    piq__wrong_cure(d, PIQ_ACTION_MOVE_GPU_TYPE, "a smaller GPU without requests is as idle");
    piq__fire(w, v, PIQ_SUBTYPE_HELD_IDLE);
}

/* Most have been busy lately: no matter what else is unknown. */
void piq__held_idle(const piq__work *w, piq__verdict *v)
{
    if (!(IN(idle_seconds) < P(dark_held_min_seconds)))
        dark_judge_held(w, v);
}

/* ---- whole nodes ---- */

typedef struct dark_view {
    const piq__node *node;
    double idle, healthy, activity;
    uint32_t activity_field;
    bool active; /* some activity is above the limit */
} dark_view;

/* Any activity above the limit clears; GPU utilization says nothing on MIG. */
static void dark_read_activity(const piq__world *world, size_t row, dark_view *n)
{
    const double sm = N(sm_active_max), gr = N(gr_engine_active_max);
    const double utilization = n->node->mig ? PIQ__UNKNOWN : N(gpu_utilization_max), limit = POLICY(idle_activity_max);
    n->active = sm > limit || gr > limit || utilization > limit;
    n->activity = piq__or(sm, piq__or(gr, utilization));
    n->activity_field = piq__known(sm) ? PIQ_NODE_SM_ACTIVE_MAX : piq__known(gr) ? PIQ_NODE_GR_ENGINE_ACTIVE_MAX : PIQ_NODE_GPU_UTILIZATION_MAX;
}

static void dark_begin_notice(piq__draft *d, uint32_t subtype)
{
    piq__draft_clear(d, PIQ_DETECTOR_DARK_CAPACITY);
    d->state = PIQ_STATE_OBSERVATION;
    d->severity = PIQ_SEVERITY_INFO;
    d->signal = 0.95;
    d->subtype = subtype;
    piq__draft_confidence(d);
}

/* R2: GPUs that are billed and out of service stand beside whatever else is said of the node. */
static void dark_notice_unavailable(const dark_view *n, piq__verdict *v)
{
    const double lost = n->node->state == PIQ_NODE_STATE_FAILED ? n->node->gpu_count : n->node->unhealthy;
    if (n->node->billed != YES || (n->node->state != PIQ_NODE_STATE_FAILED && !(lost >= 1)))
        return;
    dark_begin_notice(&v->second, PIQ_SUBTYPE_UNAVAILABLE_BILLED);
    piq__show(&v->second, PIQ_MEASURE_UNAVAILABLE_GPUS, lost);
    piq__cure_with(&v->second, PIQ_ACTION_RELEASE_NODE, "the supplier credits the hours or replaces the GPUs");
    v->has_second = true;
}

static void dark_notice_stuck(const piq__world *world, size_t row, const dark_view *n, piq__verdict *v)
{
    const double stated = N(state_seconds), since = piq__or(stated, n->idle);
    const bool out = n->node->state != PIQ_NODE_STATE_READY && n->node->state != PIQ_NODE_STATE_FAILED;
    if (!out || n->node->billed == NO || !(since >= POLICY(maintenance_stuck_seconds)))
        return;
    dark_begin_notice(&v->draft, PIQ_SUBTYPE_STUCK_MAINTENANCE);
    piq__prove(&v->draft, piq__known(stated) ? PIQ_NODE_STATE_SECONDS : PIQ_NODE_IDLE_SECONDS, since, PIQ__GE,
               POLICY(maintenance_stuck_seconds), PIQ_POLICY_MAINTENANCE_STUCK_SECONDS);
    piq__cure_with(&v->draft, PIQ_ACTION_RELEASE_NODE, "the node is back in service or off the bill within a day");
    v->has_draft = true;
}

static bool dark_gate(const piq__world *world, size_t row, const dark_view *n, piq__verdict *v)
{
    if (!(n->idle >= POLICY(dark_min_seconds)))
        return true;
    if (N(stale_seconds) > POLICY(stale_after_seconds)) {
        piq__not_evaluated(v, PIQ_REASON_STALE);
        return false;
    }
    if (N(coverage_ratio) < POLICY(coverage_min)) {
        piq__not_evaluated(v, PIQ_REASON_INSUFFICIENT_COVERAGE);
        return false;
    }
    return true;
}

/* Pods that are known to be there; unknown only where nobody counted and the list has holes. */
static double dark_pods(const piq__world *world, size_t row, const piq__node *node)
{
    const double counted = N(gpu_workloads);
    if (node->pods > 0)
        return piq__max(node->pods, piq__or(counted, 0));
    return piq__known(counted) ? counted : world->complete ? 0 : PIQ__UNKNOWN;
}

static void dark_fire(const piq__world *world, size_t row, const dark_view *n, bool simultaneous, piq__verdict *v)
{
    piq__draft *d = piq__draft_begin(NULL, v);
    const piq__node *node = n->node;
    const bool sold = node->purchase == PIQ_PURCHASE_COMMITTED || node->purchase == PIQ_PURCHASE_OWNED;
    d->signal = simultaneous ? 0.60 : piq__known(n->activity) ? 0.95 : 0.80;
    d->degraded |= simultaneous ? DEGRADED(simultaneous_idle) : 0;
    d->degraded |= piq__known(n->activity) ? 0 : DEGRADED(activity_unknown);
    v->idle_gpus = n->healthy;
    v->waste = node->price * n->healthy;
    v->duty = piq__or(N(dark_ratio), piq__min(1, n->idle / world->window));
    v->severity_by_money = true;
    piq__prove(d, PIQ_NODE_IDLE_SECONDS, n->idle, PIQ__GE, POLICY(dark_min_seconds), PIQ_POLICY_DARK_MIN_SECONDS);
    piq__prove(d, PIQ_MEASURE_PODS, 0, PIQ__EQ, 0, 0);
    if (piq__known(n->activity))
        piq__prove(d, n->activity_field, n->activity, PIQ__LE, POLICY(idle_activity_max), PIQ_POLICY_IDLE_ACTIVITY_MAX);
    piq__show(d, PIQ_MEASURE_IDLE_GPUS, n->healthy);
    piq__show(d, PIQ_NODE_POWER_WATTS_MAX, N(power_watts_max));
    piq__cure *cure = piq__cure_with(d, sold ? PIQ_ACTION_LIST_FOR_LEASE : PIQ_ACTION_RELEASE_NODE,
                                     sold ? "the block is leased within a week" : "the node leaves the bill at once");
    piq__with(cure, PIQ_WORKLOAD_GPUS, n->healthy);
    piq__with_text(piq__cure_with(d, PIQ_ACTION_MARK_PURPOSE, "a node kept on purpose no longer shows here"), PIQ_MEASURE_PURPOSE, "ha_spare");
    piq__wrong_cure(d, PIQ_ACTION_MOVE_GPU_TYPE, "an empty node has no work whose size could be right");
    d->subtype = PIQ_SUBTYPE_UNALLOCATED;
    v->has_draft = true;
    piq__draft_confidence(d);
    v->outcome = d->confidence < POLICY(confidence_min) ? PIQ__CANDIDATE : PIQ__FIRED;
}

bool piq__dark_node_busy(const piq__world *world, size_t row, double idle)
{
    const piq__node *node = &world->nodes[row];
    const bool unavailable = node->billed == YES && node->unhealthy >= 1;
    return node->state == PIQ_NODE_STATE_READY && !unavailable && idle < POLICY(dark_min_seconds);
}

void piq__dark_node(const piq__world *world, size_t row, bool simultaneous, piq__tri pending_work, const piq__gap *pending_gap, piq__verdict *v)
{
    const piq__node *node = &world->nodes[row];
    dark_view n = {node, N(idle_seconds), node->gpu_count - node->unhealthy, PIQ__UNKNOWN, 0, false};
    piq__rule rule;
    dark_notice_unavailable(&n, v);
    dark_notice_stuck(world, row, &n, v);
    if (node->state != PIQ_NODE_STATE_READY) {
        v->outcome = PIQ__NOT_APPLICABLE;
        return;
    }
    if (!dark_gate(world, row, &n, v))
        return;
    dark_read_activity(world, row, &n);
    const double pods = dark_pods(world, row, node), age = piq__or(N(ready_seconds), n.idle);
    piq__rule_begin(&rule);
    piq__need(&rule, (piq__tri)node->billed, F_node_billed);
    piq__need(&rule, piq__is(node->purpose == PIQ_PURPOSE_GENERAL), F_node_purpose);
    piq__need(&rule, piq__at_least(n.idle, POLICY(dark_min_seconds)), F_node_idle_seconds);
    if (piq__known(age))
        piq__need(&rule, piq__at_least(age, POLICY(dark_node_min_age_seconds)), F_node_ready_seconds);
    piq__need(&rule, piq__at_most(pods, 0), F_node_gpu_workloads);
    piq__need_gap(&rule, piq__not(pending_work), pending_gap);
    piq__need(&rule, n.healthy <= 0 ? NO : piq__known(n.healthy) ? YES : MAYBE, F_node_gpu_count);
    if (N(gpus_allocated) > 0 || N(requests) > 0 || n.active)
        rule.refuted = true;
    if (piq__rule_end(&rule) == MAYBE)
        piq__not_evaluated_gap(v, &rule.gap);
    else if (piq__rule_end(&rule) == YES)
        dark_fire(world, row, &n, simultaneous, v);
}

#undef N
#undef POLICY
