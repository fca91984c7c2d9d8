#include "consolidation/relief.h"

#include "facts/work.h"

typedef struct relief_view {
    const piq__world *world;
    const piq__pending *pending;
    const uint32_t *states;
    const piq__joint_plan *plan;
    piq__needs *needs;
    piq__relief *reliefs;
} relief_view;

static double relief_price(const piq__world *world, uint32_t node)
{
    return world->nodes[node].billed == NO ? 0 : world->nodes[node].price;
}

/* ---- what moving costs ---- */

/* The moved GPUs do nothing while their work restarts. */
static double relief_move_cost(const piq__world *world, const piq__joint_plan *plan, size_t move)
{
    const piq__plan_move *m = &plan->result.moves[move];
    const double own = piq__number_at(world->fleet, F_workload_price_per_gpu_hour, plan->move_row[move]);
    const double hours = piq__number_at(world->fleet, F_workload_restart_seconds, plan->move_row[move]) / 3600;
    double sum = 0;
    for (uint32_t i = 0; i < m->from_count; i++) {
        const piq__plan_piece *p = &plan->result.pieces[m->from + i];
        const double gpus = p->gpus > 0 ? p->gpus : (double)p->share / PIQ__PLAN_WHOLE;
        const bool free_of_cost = world->nodes[p->node].billed == NO;
        sum += gpus * (piq__known(own) && !free_of_cost ? own : relief_price(world, p->node));
    }
    return sum * hours;
}

double piq__plan_cost(const piq__world *world, const piq__joint_plan *plan)
{
    double sum = 0;
    for (size_t m = 0; plan->made && m < plan->result.move_count; m++)
        sum += relief_move_cost(world, plan, m);
    return sum;
}

static double relief_moved(const piq__plan_result *plan, const piq__plan_move *m)
{
    double sum = 0;
    for (uint32_t i = 0; i < m->to_count; i++) {
        const piq__plan_piece *p = &plan->pieces[m->to + i];
        sum += p->gpus > 0 ? p->gpus : (double)p->share / PIQ__PLAN_WHOLE;
    }
    return sum;
}

static void relief_needs(const relief_view *v, piq__relief *r)
{
    for (size_t k = 0; k < v->needs->found_count; k++) {
        const uint32_t m = v->needs->found[k];
        const double restart = piq__number_at(v->world->fleet, F_workload_restart_seconds, v->plan->move_row[m]);
        r->gpus_moved += relief_moved(&v->plan->result, &v->plan->result.moves[m]);
        r->cost += relief_move_cost(v->world, v->plan, m);
        if (piq__known(r->restart_seconds) && !(restart <= r->restart_seconds))
            r->restart_seconds = restart;
    }
}

/* ---- what a start is worth ---- */

/* How long the job would wait without the plan: until work ends, else as long again as it has waited. */
static double relief_spared(const relief_view *v, size_t job)
{
    return piq__known(v->reliefs[job].frees) ? v->reliefs[job].frees : v->pending->jobs[job].seconds;
}

static double relief_value(const relief_view *v, size_t job, size_t first, size_t count)
{
    const piq__plan_result *plan = &v->plan->result;
    double sum = 0;
    if (v->states[job] != PIQ_PENDING_BLOCKED && v->states[job] != PIQ_PENDING_TOO_RECENT)
        return 0;
    for (size_t s = first; s < first + count; s++)
        for (uint32_t i = 0; i < plan->starts[s].to_count; i++) {
            const piq__plan_piece *p = &plan->pieces[plan->starts[s].to + i];
            sum += p->gpus * relief_price(v->world, p->node);
        }
    return sum * relief_spared(v, job) / 3600;
}

/* The replicas of a job start one behind the other. */
static void relief_starts(const relief_view *v)
{
    const piq__plan_result *plan = &v->plan->result;
    for (size_t first = 0; v->plan->made && first < plan->start_count;) {
        const uint32_t job = v->plan->start_job[first];
        size_t count = 1;
        while (first + count < plan->start_count && v->plan->start_job[first + count] == job)
            count++;
        v->reliefs[job].starts = true;
        piq__needs_of(v->needs, first, count);
        relief_needs(v, &v->reliefs[job]);
        v->reliefs[job].value = relief_value(v, job, first, count);
        first += count;
    }
}

/* ---- what comes by itself ---- */

static bool relief_waits(uint32_t state)
{
    return state == PIQ_PENDING_BLOCKED || state == PIQ_PENDING_TOO_RECENT || state == PIQ_PENDING_SHORTAGE;
}

static uint32_t relief_hash(const piq__world *world, const piq__job *job)
{
    const uint64_t replicas = (uint64_t)piq__max(0, piq__min(job->replicas, 1e9));
    return (uint32_t)(((piq__request_hash(world, job) ^ replicas) * UINT64_C(0x9E3779B97F4A7C15)) >> 32) | 1u;
}

/* Many jobs ask for the same: each request is answered once. */
static bool relief_ending(const relief_view *v, piq__waits *waits, piq__map *seen, size_t at, double slots)
{
    const piq__job *job = &v->pending->jobs[at];
    piq__relief *r = &v->reliefs[at];
    for (uint32_t key = relief_hash(v->world, job);; key += 2) {
        uint32_t *known = piq__map_at(seen, v->world->allocator, key);
        if (known == NULL)
            return false;
        if (*known == UINT32_MAX) {
            *known = (uint32_t)at;
            const bool good = piq__waits_for(waits, job, job->replicas - slots, &r->frees, &r->freed_by);
            r->freed_by = piq__known(r->frees) ? r->freed_by : PIQ__NO_WORKLOAD;
            return good;
        }
        const piq__job *other = &v->pending->jobs[*known];
        if (ALWAYS((job->replicas == other->replicas) & piq__same_request(v->world, job, other))) {
            r->frees = v->reliefs[*known].frees;
            r->freed_by = v->reliefs[*known].freed_by;
            return true;
        }
    }
}

static bool relief_endings(const relief_view *v, const piq__blocks *blocks, const uint32_t *order, const piq__outlook *outlooks)
{
    piq__map seen = {NULL, NULL, 0, 0};
    piq__waits waits;
    bool good = piq__waits_begin(&waits, blocks);
    for (size_t i = 0; good && waits.count != 0 && i < v->pending->count; i++)
        if (relief_waits(v->states[order[i]]))
            good = relief_ending(v, &waits, &seen, order[i], outlooks[order[i]].slots);
    piq__map_end(&seen, v->world->allocator);
    piq__waits_end(&waits);
    return good;
}

/* ---- shortages that are none ---- */

/* What shared GPUs have left, by lot, in millionths of a GPU: sums are exact. */
static void relief_rooms(const piq__world *world, int64_t *room)
{
    const piq_fleet *f = world->fleet;
    for (size_t i = 0; i < f->shared_count; i++) {
        const piq__node *n = &world->nodes[f->shared[i].node];
        if (f->shared[i].used > 0 && f->shared[i].used < 1000000 && n->state == PIQ_NODE_STATE_READY && !n->mig)
            room[n->lot] += 1000000 - f->shared[i].used;
    }
}

static double relief_room(const piq__world *world, const int64_t *room, const piq__job *job)
{
    int64_t sum = 0;
    for (uint32_t lot = piq__world_first_lot(world, job->cluster); lot != PIQ__NO_LOT; lot = world->lots[lot].next)
        sum += piq__job_accepts(world, job, world->lots[lot].type) ? room[lot] : 0;
    const int64_t whole = sum / 1000000;
    return (double)whole;
}

static bool relief_shares(const relief_view *v, const piq__outlook *outlooks)
{
    const piq_allocator *a = v->world->allocator;
    const size_t lots = v->world->lot_count;
    bool short_of = false;
    for (size_t i = 0; i < v->pending->count && !short_of; i++)
        short_of = v->states[i] == PIQ_PENDING_SHORTAGE;
    if (!short_of || v->world->fleet->shared_count == 0)
        return true;
    int64_t *room = piq__alloc_zero(a, lots + 1, sizeof *room);
    if (room == NULL)
        return false;
    relief_rooms(v->world, room);
    for (size_t i = 0; i < v->pending->count; i++) {
        const piq__job *job = &v->pending->jobs[i];
        if (v->states[i] == PIQ_PENDING_SHORTAGE)
            v->reliefs[i].share_fragmented = outlooks[i].free + relief_room(v->world, room, job) >= job->gpus * job->replicas;
    }
    piq__release(a, room, (lots + 1) * sizeof *room);
    return true;
}

bool piq__reliefs(const piq__blocks *blocks, const piq__pending *pending, const uint32_t *order, const uint32_t *states,
                  const piq__outlook *outlooks, const piq__joint_plan *plan, piq__needs *needs, piq__relief *reliefs)
{
    const relief_view v = {blocks->world, pending, states, plan, needs, reliefs};
    for (size_t i = 0; i < pending->count; i++)
        reliefs[i] = (piq__relief){PIQ__UNKNOWN, PIQ__NO_WORKLOAD, false, false, 0, 0, 0, 0};
    if (!relief_endings(&v, blocks, order, outlooks) || !relief_shares(&v, outlooks))
        return false;
    relief_starts(&v);
    return true;
}
