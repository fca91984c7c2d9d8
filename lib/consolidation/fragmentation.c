#include "consolidation/fragmentation.h"

#include "consolidation/joint_plan.h"
#include "facts/money.h"
#include "facts/work.h"
#include "support/sort.h"

typedef struct frag_view {
    const piq__world *world;
    const piq__pending *pending;
    piq_report *report;
    piq__part *part;
    piq__blocks blocks;
    uint32_t *states;          /* by job */
    piq__outlook *outlooks;    /* by job */
    uint32_t *order;           /* jobs by id */
    piq__strand *strands;
    uint32_t *strand_of;       /* by job */
    size_t strand_count;
    bool blocked;              /* some job is */
    piq__joint_plan plan;
    piq__part *nodes;          /* what was found of nodes */
    piq__needs needs;
    piq__relief *reliefs;      /* by job */
    uint32_t *start_of;        /* by job: its first start, and 1; 0: none */
    piq__conflicts conflicts;
} frag_view;

#define POLICY(v, name) ((v)->world->p[P_##name])

/* ---- states ---- */

/* R30: the first that holds. */
static uint32_t frag_state(const frag_view *v, const piq__job *job, const piq__outlook *o, piq__gap *gap)
{
    if (job->single == NO || job->gpus < 1)
        return PIQ_PENDING_NOT_APPLICABLE;
    if (job->single == MAYBE)
        piq__lack(gap, F_workload_single_domain);
    if (!piq__known(job->gpus))
        piq__lack(gap, F_workload_gpus);
    if (o->unknown)
        piq__lack(gap, F_node_gpus_allocated);
    if (o->uncounted || (o->unsized && !(job->gpus <= o->largest_shape)))
        piq__lack(gap, F_node_gpu_count);
    if (o->untyped)
        piq__lack(gap, F_node_gpu_type);
    if (gap->reasons != 0)
        return PIQ_PENDING_NOT_EVALUATED;
    if (o->compatible && job->gpus > o->largest_shape)
        return PIQ_PENDING_INFEASIBLE_SHAPE;
    if (o->free < job->gpus * job->replicas)
        return PIQ_PENDING_SHORTAGE;
    if (o->slots >= job->replicas || job->admitted == NO)
        return PIQ_PENDING_OTHER_CONSTRAINT;
    if (!piq__known(job->seconds)) {
        piq__lack(gap, F_workload_pending_seconds);
        return PIQ_PENDING_NOT_EVALUATED;
    }
    return job->seconds < POLICY(v, fragmentation_min_pending_seconds) ? PIQ_PENDING_TOO_RECENT : PIQ_PENDING_BLOCKED;
}

/* Many jobs ask for the same: the fleet is looked at once for each request. */
static bool frag_look(frag_view *v, piq__map *seen, size_t at)
{
    const piq__job *job = &v->pending->jobs[at];
    memset(&v->outlooks[at], 0, sizeof v->outlooks[at]);
    if (job->single == NO || job->gpus < 1)
        return true;
    for (uint32_t key = (uint32_t)(piq__request_hash(v->world, job) >> 32) | 1u;; key += 2) {
        uint32_t *known = piq__map_at(seen, v->world->allocator, key);
        if (known == NULL)
            return false;
        if (*known == UINT32_MAX) {
            *known = (uint32_t)at;
            piq__look(&v->blocks, job, &v->outlooks[at]);
            return true;
        }
        if (ALWAYS(piq__same_request(v->world, job, &v->pending->jobs[*known]))) {
            v->outlooks[at] = v->outlooks[*known];
            return true;
        }
    }
}

static int frag_compare_ids(const void *context, const void *a, const void *b)
{
    const frag_view *v = context;
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    const uint32_t i = piq__rank(&v->world->ranks, PIQ_ENTITY_WORKLOAD, v->pending->jobs[x].row);
    const uint32_t k = piq__rank(&v->world->ranks, PIQ_ENTITY_WORKLOAD, v->pending->jobs[y].row);
    return (i > k) - (i < k);
}

/* ---- findings ---- */

static void frag_cure_consolidate(const piq__relief *relief, piq__draft *d)
{
    piq__with(piq__cure_with(d, PIQ_ACTION_CONSOLIDATE, "the job starts when the plan's moves are done"), PIQ_MEASURE_GPUS_MOVED, relief->gpus_moved);
}

static void frag_cure_wait(const frag_view *v, const piq__relief *relief, piq__draft *d)
{
    piq__cure *cure = piq__cure_with(d, PIQ_ACTION_WAIT_FOR_JOB, "a job that ends frees a whole block");
    if (!piq__known(relief->frees))
        return;
    piq__with_text(cure, PIQ_MEASURE_WORKLOAD, piq__row_id(v->world->fleet, PIQ_ENTITY_WORKLOAD, relief->freed_by).text);
    piq__with(cure, PIQ_MEASURE_SECONDS, relief->frees);
}

/* Moving is worth it only where the room does not come by itself as soon. */
static void frag_cures(const frag_view *v, size_t at, piq__draft *d)
{
    const piq__relief *relief = &v->reliefs[at];
    const bool wait = piq__better_wait(relief);
    if (!wait)
        frag_cure_consolidate(relief, d);
    if (wait || piq__known(relief->frees))
        frag_cure_wait(v, relief, d);
    if (wait && relief->starts)
        frag_cure_consolidate(relief, d);
    piq__wrong_cure(d, PIQ_ACTION_ADD_GPUS, "more GPUs one by one are more scatter; only a whole new block would help, and the stranded GPUs stay stranded");
    piq__wrong_cure(d, PIQ_ACTION_MIG_PARTITION, "slices cannot join in one scale-up domain");
    piq__wrong_cure(d, PIQ_ACTION_RELAX_SINGLE_DOMAIN, "tensor parallelism across domains loses more than the wait");
}

/* Does it fire at all? Before its money is known, since only what stands may claim GPUs. */
static void frag_stand(const frag_view *v, const piq__job *job, piq__verdict *out)
{
    piq__verdict_clear(out);
    piq__draft *d = piq__draft_begin(NULL, out);
    d->signal = 0.95;
    d->source = job->admitted == MAYBE ? 0.60 : 1;
    d->subtype = PIQ_SUBTYPE_BLOCKED;
    out->has_draft = true;
    piq__draft_confidence(d);
    out->outcome = d->confidence < POLICY(v, confidence_min) ? PIQ__CANDIDATE : PIQ__FIRED;
}

static void frag_fire(const frag_view *v, size_t at, piq__verdict *out)
{
    const piq__job *job = &v->pending->jobs[at];
    const piq__outlook *o = &v->outlooks[at];
    const piq__strand *strand = &v->strands[v->strand_of[at]];
    const double duty = piq__min(1, job->seconds / v->world->window), hours = POLICY(v, hours_per_month);
    frag_stand(v, job, out);
    piq__draft *d = &out->draft;
    d->degraded |= job->admitted == MAYBE ? DEGRADED(quota_unknown) : 0;
    d->severity = job->seconds >= POLICY(v, fragmentation_high_pending_seconds) ? PIQ_SEVERITY_HIGH : PIQ_SEVERITY_MEDIUM;
    piq__prove(d, PIQ_WORKLOAD_PENDING_SECONDS, job->seconds, PIQ__GE, POLICY(v, fragmentation_min_pending_seconds), PIQ_POLICY_FRAGMENTATION_MIN_PENDING_SECONDS);
    piq__show(d, PIQ_WORKLOAD_GPUS, job->gpus);
    piq__prove(d, PIQ_MEASURE_FREE_GPUS, o->free, PIQ__GE, job->gpus * job->replicas, 0);
    if (o->largest_free < job->gpus)
        piq__prove(d, PIQ_MEASURE_LARGEST_FREE_BLOCK, o->largest_free, PIQ__LT, job->gpus, 0);
    else /* there is a block for some replicas, or one that its pods do not fit */
        piq__prove(d, PIQ_MEASURE_REPLICAS_FITTING, o->slots, PIQ__LT, job->replicas, 0);
    piq__show(d, PIQ_MEASURE_STRANDED_GPUS, strand->gpus);
    piq__show(d, PIQ_MEASURE_STRANDED_GPU_HOURS, strand->gpus * job->seconds / 3600);
    if (piq__known(strand->waste))
        piq__show(d, PIQ_MEASURE_LOST_SO_FAR, strand->waste * job->seconds / 3600);
    d->gpus = strand->gpus;
    d->gpu_hours = strand->gpus * duty * hours;
    d->standalone = piq__micro(strand->alone_waste * duty * hours);
    d->degraded |= piq__known(strand->waste + strand->alone_waste) ? 0 : DEGRADED(price_unknown);
    d->degraded |= strand->reference_price ? DEGRADED(reference_price) : 0;
    frag_cures(v, at, d);
    out->duty = duty;
    if (out->outcome == PIQ__FIRED) {
        d->waste = piq__micro(strand->waste);
        d->recoverable = piq__micro(strand->waste * duty * hours);
    }
}

/* The replicas of a job start one behind the other. */
static size_t frag_starts(const frag_view *v, size_t at, size_t first)
{
    size_t count = 0;
    while (first + count < v->plan.result.start_count && v->plan.start_job[first + count] == at)
        count++;
    return count;
}

static bool frag_conflicts(frag_view *v, size_t at, piq__draft *d)
{
    if (v->start_of[at] == 0)
        return true;
    const size_t first = v->start_of[at] - 1, count = frag_starts(v, at, first);
    piq__needs_of(&v->needs, first, count);
    return piq__conflicts_link(&v->conflicts, v->nodes, &v->needs, first, count, d);
}

static bool frag_judge(frag_view *v, size_t at, piq__verdict *out)
{
    const piq__job *job = &v->pending->jobs[at];
    piq__gap gap = {{0}, 0};
    piq__verdict_clear(out);
    switch (v->states[at]) {
    case PIQ_PENDING_NOT_APPLICABLE: out->outcome = PIQ__NOT_APPLICABLE; break;
    case PIQ_PENDING_NOT_EVALUATED:
        (void)frag_state(v, job, &v->outlooks[at], &gap);
        piq__not_evaluated_gap(out, &gap);
        break;
    case PIQ_PENDING_BLOCKED: frag_fire(v, at, out); break;
    default: break;
    }
    piq__identify(v->world, out, PIQ_ENTITY_WORKLOAD, job->row, job->cluster);
    if (out->outcome == PIQ__FIRED && !frag_conflicts(v, at, &out->draft))
        return false;
    return piq__collect(v->part, v->world, PIQ_DETECTOR_FRAGMENTATION, PIQ_ENTITY_WORKLOAD, job->row, out);
}

/* ---- latent, per cluster ---- */

typedef struct frag_latent {
    double block, free, whole;
    bool unknown;
} frag_latent;

static void frag_latent_domain(void *context, uint32_t first_node, double free, double size)
{
    frag_latent *l = context;
    (void)first_node;
    if (size < l->block)
        return;
    l->unknown = l->unknown || !piq__known(free);
    l->free += piq__or(free, 0);
    l->whole += piq__floor(piq__or(free, 0) / l->block) * l->block;
}

static bool frag_cluster_blocked(const frag_view *v, uint32_t cluster)
{
    for (size_t i = 0; i < v->pending->count; i++)
        if (v->states[i] == PIQ_PENDING_BLOCKED && v->pending->jobs[i].cluster == cluster)
            return true;
    return false;
}

static bool frag_notice_latent(frag_view *v, uint32_t cluster, const frag_latent *l, piq__verdict *out)
{
    const double index = 1 - l->whole / piq__divisor(l->free);
    if (l->unknown || !(l->free >= POLICY(v, fragmentation_latent_min_free)) || !(index >= POLICY(v, fragmentation_latent_ratio)) ||
        frag_cluster_blocked(v, cluster))
        return true;
    piq__verdict_clear(out);
    piq__draft *d = piq__draft_begin(NULL, out);
    piq__prove(d, PIQ_MEASURE_LATENT_INDEX, index, PIQ__GE, POLICY(v, fragmentation_latent_ratio), PIQ_POLICY_FRAGMENTATION_LATENT_RATIO);
    piq__prove(d, PIQ_MEASURE_FREE_GPUS, l->free, PIQ__GE, POLICY(v, fragmentation_latent_min_free), PIQ_POLICY_FRAGMENTATION_LATENT_MIN_FREE);
    piq__show(d, PIQ_MEASURE_BLOCK, l->block);
    piq__cure_with(d, PIQ_ACTION_CONSOLIDATE, "small jobs are packed, and the index falls below its limit");
    piq__observe(out, PIQ_SUBTYPE_LATENT, 0.95);
    piq__identify(v->world, out, PIQ_ENTITY_CLUSTER, cluster, cluster);
    return piq__collect(v->part, v->world, PIQ_DETECTOR_FRAGMENTATION, PIQ_ENTITY_CLUSTER, cluster, out);
}

/* Domains stand cluster by cluster. */
static bool frag_latent_clusters(frag_view *v, piq__verdict *out)
{
    const piq__blocks *b = &v->blocks;
    for (size_t i = 0; i < b->domain_count;) {
        const uint32_t cluster = v->world->nodes[b->ordered[b->domains[i].first]].cluster;
        frag_latent l = {POLICY(v, fragmentation_latent_block), 0, 0, false};
        for (; i < b->domain_count && v->world->nodes[b->ordered[b->domains[i].first]].cluster == cluster; i++)
            piq__domain_islands(b, &b->domains[i], frag_latent_domain, &l);
        if (l.block > 0 && !frag_notice_latent(v, cluster, &l, out))
            return false;
    }
    return true;
}

/* ---- the room's one door ---- */

static bool frag_begin(frag_view *v)
{
    const piq_allocator *a = v->world->allocator;
    const size_t room = v->pending->count + 1;
    v->states = piq__alloc_zero(a, room, sizeof *v->states);
    v->outlooks = piq__alloc_zero(a, room, sizeof *v->outlooks);
    v->order = piq__alloc_zero(a, room, sizeof *v->order);
    v->strands = piq__alloc_zero(a, room, sizeof *v->strands);
    v->strand_of = piq__alloc_zero(a, room, sizeof *v->strand_of);
    v->reliefs = piq__alloc_zero(a, room, sizeof *v->reliefs);
    v->start_of = piq__alloc_zero(a, room, sizeof *v->start_of);
    return v->reliefs != NULL && v->start_of != NULL && v->strand_of != NULL && v->states != NULL && v->outlooks != NULL && v->order != NULL && v->strands != NULL && piq__blocks_begin(&v->blocks, v->world);
}

static void frag_end(frag_view *v)
{
    const piq_allocator *a = v->world->allocator;
    const size_t room = v->pending->count + 1;
    piq__release(a, v->states, room * sizeof *v->states);
    piq__release(a, v->outlooks, room * sizeof *v->outlooks);
    piq__release(a, v->order, room * sizeof *v->order);
    piq__release(a, v->strands, room * sizeof *v->strands);
    piq__release(a, v->strand_of, room * sizeof *v->strand_of);
    piq__release(a, v->reliefs, room * sizeof *v->reliefs);
    piq__release(a, v->start_of, room * sizeof *v->start_of);
    if (v->needs.plan != NULL)
        piq__needs_end(&v->needs);
    piq__conflicts_free(&v->conflicts);
    if (v->blocks.world != NULL)
        piq__blocks_end(&v->blocks);
    piq__joint_plan_end(&v->plan, a);
}

static bool frag_classify(frag_view *v)
{
    piq__map seen = {NULL, NULL, 0, 0};
    bool good = v->pending->count == 0 || piq__blocks_index(&v->blocks);
    for (size_t i = 0; good && i < v->pending->count; i++) {
        piq__gap gap = {{0}, 0};
        const piq__job *job = &v->pending->jobs[i];
        good = frag_look(v, &seen, i);
        v->order[i] = (uint32_t)i;
        v->states[i] = good ? frag_state(v, job, &v->outlooks[i], &gap) : 0;
        if (v->states[i] == PIQ_PENDING_BLOCKED)
            v->strands[v->strand_count++].job = job;
        v->blocked = v->blocked || v->states[i] == PIQ_PENDING_BLOCKED || v->states[i] == PIQ_PENDING_TOO_RECENT;
    }
    piq__map_end(&seen, v->world->allocator);
    return good && piq__sort(v->world->allocator, v->order, v->pending->count, sizeof *v->order, frag_compare_ids, v);
}

static piq__verdict *frag_verdict(const frag_view *v)
{
    piq__verdict *fresh = piq__alloc_zero(v->world->allocator, 1, sizeof *fresh);
    if (fresh != NULL)
        fresh->detector = PIQ_DETECTOR_FRAGMENTATION;
    return fresh;
}

/* What is suppressed or only a candidate leaves the GPUs to others. */
static bool frag_claims(frag_view *v)
{
    piq__verdict *out = frag_verdict(v);
    for (size_t i = 0; out != NULL && i < v->strand_count; i++) {
        const piq__job *job = v->strands[i].job;
        frag_stand(v, job, out);
        piq__identify(v->world, out, PIQ_ENTITY_WORKLOAD, job->row, job->cluster);
        v->strands[i].claims = out->outcome == PIQ__FIRED;
    }
    const bool good = out != NULL;
    piq__release(v->world->allocator, out, sizeof *out);
    return good;
}

static bool frag_strand(frag_view *v)
{
    if (!frag_claims(v) || !piq__strand_jobs(&v->blocks, v->strands, v->strand_count))
        return false;
    for (size_t i = 0; i < v->strand_count; i++)
        v->strand_of[v->strands[i].job - v->pending->jobs] = (uint32_t)i;
    return true;
}

static bool frag_findings(frag_view *v)
{
    piq__verdict *out = frag_verdict(v);
    bool good = out != NULL;
    for (size_t i = 0; good && i < v->pending->count; i++)
        good = frag_judge(v, v->order[i], out);
    good = good && frag_latent_clusters(v, out);
    piq__release(v->world->allocator, out, sizeof *out);
    return good;
}

/* ---- what the report says of pending work and the plan ---- */

static void frag_tell_strand(const frag_view *v, size_t at, piq_waiting *row)
{
    if (v->states[at] != PIQ_PENDING_BLOCKED || !v->strands[v->strand_of[at]].claims)
        return;
    const piq__strand *strand = &v->strands[v->strand_of[at]];
    row->stranded_gpus = strand->gpus;
    row->lost_per_hour = piq__micro(strand->waste);
    row->lost_so_far = piq__micro(strand->waste * row->pending_seconds / 3600);
}

static bool frag_tell_job(const frag_view *v, size_t at, piq_waiting *row)
{
    piq__arena *arena = &v->report->arena;
    const piq__job *job = &v->pending->jobs[at];
    const piq__relief *relief = &v->reliefs[at];
    const piq__string id = piq__row_id(v->world->fleet, PIQ_ENTITY_WORKLOAD, job->row);
    memset(row, 0, sizeof *row);
    row->state = v->states[at];
    row->entity_id = piq__copy_text(arena, id.text, id.length);
    row->starts = relief->starts ? 1 : 0;
    row->share_fragmented = relief->share_fragmented ? 1 : 0;
    row->gpus = job->gpus;
    row->replicas = job->replicas;
    row->pending_seconds = job->seconds;
    row->free_in_seconds = relief->frees;
    row->gpus_moved = relief->gpus_moved;
    row->restart_seconds = relief->restart_seconds;
    row->plan_value = piq__micro(relief->value);
    row->plan_cost = piq__micro(relief->cost);
    frag_tell_strand(v, at, row);
    if (relief->freed_by == PIQ__NO_WORKLOAD)
        return !arena->failed;
    const piq__string other = piq__row_id(v->world->fleet, PIQ_ENTITY_WORKLOAD, relief->freed_by);
    row->freed_by = piq__copy_text(arena, other.text, other.length);
    return !arena->failed;
}

static int64_t frag_add(int64_t sum, int64_t amount)
{
    return sum == PIQ_MONEY_UNKNOWN || amount == PIQ_MONEY_UNKNOWN ? PIQ_MONEY_UNKNOWN : piq__money_add(sum, amount);
}

static bool frag_tell(frag_view *v)
{
    piq_report *r = v->report;
    r->pending = piq__arena_take(&r->arena, (v->pending->count + 1) * sizeof *r->pending);
    if (r->pending == NULL)
        return false;
    for (size_t i = 0; i < v->pending->count; i++) {
        piq_waiting *row = &r->pending[i];
        if (!frag_tell_job(v, v->order[i], row))
            return false;
        r->pending_count++;
        r->plan.stranded_gpus += row->stranded_gpus;
        r->plan.lost_per_hour = frag_add(r->plan.lost_per_hour, row->lost_per_hour);
        r->plan.lost_so_far = frag_add(r->plan.lost_so_far, row->lost_so_far);
        r->plan.value = frag_add(r->plan.value, row->plan_value);
    }
    r->plan.cost = piq__micro(piq__plan_cost(v->world, &v->plan));
    return true;
}

static bool frag_capacity(frag_view *v)
{
    piq__pending rest;
    bool good = piq__pending_without(&rest, v->world, v->pending, v->plan.started, v->plan.started_count);
    good = good && piq__capacity_table(&v->blocks, v->plan.settled, v->pending, &rest, v->report);
    piq__pending_end(&rest);
    return good;
}

static bool frag_relieve(frag_view *v)
{
    const piq__plan_result *plan = &v->plan.result;
    bool good = piq__needs_begin(&v->needs, plan, v->world->node_count, v->world->allocator);
    for (size_t s = plan->start_count; s-- > 0;)
        v->start_of[v->plan.start_job[s]] = (uint32_t)s + 1;
    return good && piq__reliefs(&v->blocks, v->pending, v->order, v->states, v->outlooks, &v->plan, &v->needs, v->reliefs);
}

static bool frag_detect(frag_view *v)
{
    if ((v->world->policy->disabled >> PIQ_DETECTOR_FRAGMENTATION & 1u) != 0)
        return true;
    return frag_strand(v) && piq__conflicts_begin(&v->conflicts, v->world, &v->plan.result, v->nodes) && frag_findings(v) &&
           piq__conflicts_end(&v->conflicts, v->nodes);
}

bool piq__fragmentation(const piq__world *world, const piq__pending *pending, piq_report *report, piq__part *nodes, piq__part *part)
{
    frag_view v;
    memset(&v, 0, sizeof v);
    v.world = world;
    v.pending = pending;
    v.report = report;
    v.nodes = nodes;
    v.part = part;
    report->plan.optimal = 1;
    bool good = frag_begin(&v) && frag_classify(&v);
    good = good && piq__joint_plan_make(&v.plan, &v.blocks, pending, v.states, report, v.blocks.after);
    good = good && frag_relieve(&v) && frag_detect(&v) && frag_tell(&v) && frag_capacity(&v);
    good = good && piq__plan_map(&v.blocks, &v.plan, v.blocked, report) && piq__latent_table(&v.blocks, pending, report);
    frag_end(&v);
    return good;
}

#undef POLICY
