/* One component: exactly where it is small, by its direct optimum where it is not. Counts from the top down: the largest
   number of jobs that can run, then the cheapest plan for it; each larger number is either proven out of reach or, when
   work runs out, left open, and then nothing is claimed. */
#include "consolidation/internal.h"

#define SOLVE_SHARE 16u /* of the work that is left, for improving the plan of a large component: more finds little more */

bool piq__plan_exact_jobs(const piq__plan_cluster *c)
{
    int64_t replicas = 0;
    for (uint32_t j = 0; j < c->jobs; j++) {
        if (!c->job_shape[j].single)
            continue;
        replicas += c->job_replicas[j];
        if (c->job_shape[j].pods > PLAN_EXACT_PODS || replicas > PLAN_EXACT_REPLICAS)
            return false;
    }
    return c->jobs <= PLAN_EXACT_JOBS;
}

static bool solve_small(const piq__plan_cluster *c)
{
    if (c->nodes > PLAN_EXACT_NODES || c->items > PLAN_EXACT_ITEMS || c->slot_room > PLAN_EXACT_SLOTS)
        return false;
    for (uint32_t i = 0; i < c->items; i++)
        if (c->shape[i].pods > PLAN_EXACT_PODS)
            return false;
    return piq__plan_exact_jobs(c);
}

/* Work for one attempt: a part of what is left. */
static piq__plan_work solve_part(const piq__plan_work *work, uint64_t of)
{
    const uint64_t left = work->used < work->limit ? work->limit - work->used : 0;
    return (piq__plan_work){0, left / of};
}

/* Placement first, then states: whichever is easy on this instance ends soon. */
static piq_status solve_try(const piq__plan_cluster *c, uint32_t want, uint64_t of, piq__plan_work *work, const piq_allocator *a,
                            piq__plan_answer *answer, bool *impossible, bool *best)
{
    piq__plan_target target;
    piq__plan_work part = solve_part(work, of);
    const piq_status status = piq__plan_find_target(c, want, &part, a, &target, answer);
    work->used += part.used;
    if (status != PIQ_OK)
        return status;
    *impossible = target.complete && !target.any && !answer->known;
    *best = target.complete && answer->known && (!target.any || answer->weight.cost <= target.floor);
    if (*impossible || *best)
        return PIQ_OK;
    part = solve_part(work, of);
    const int found = piq__plan_search(c, want, &part, a, answer);
    work->used += part.used;
    if (found == -2)
        return PIQ_E_NOMEM;
    *best = found == 1 || (found == 0 && answer->known);
    *impossible = found == 0 && !answer->known;
    return PIQ_OK;
}

static piq_status solve_count(const piq__plan_cluster *c, uint32_t want, piq__plan_work *work, const piq_allocator *a,
                              piq__plan_answer *answer, bool *impossible, bool *best)
{
    static const uint8_t parts[] = {64, 16, 4, 2};
    piq_status status = PIQ_OK;
    *impossible = *best = false;
    for (size_t k = 0; status == PIQ_OK && k < PIQ__COUNT(parts) && !*impossible && !*best; k++)
        status = solve_try(c, want, parts[k], work, a, answer, impossible, best);
    return status;
}

static piq_status solve_root_bound(const piq__plan_cluster *c, const piq_allocator *a, uint32_t *bound)
{
    piq__arena arena;
    piq__plan_state s;
    piq__plan_opening *o;
    piq__arena_begin(&arena, a);
    piq_status status = piq__plan_state_begin(&s, c, &arena);
    if (status == PIQ_OK)
        status = piq__plan_opening_begin(&o, c, &arena);
    if (status == PIQ_OK)
        while (*bound > 0 && !piq__plan_possible(piq__plan_opening_bound(o, &s, *bound)))
            --*bound;
    piq__arena_end(&arena);
    return status;
}

/* Where the plan ends, so many jobs start. */
piq_status piq__plan_place(const piq__plan_cluster *c, const piq__plan_answer *answer, const piq_allocator *a, piq__plan_starts *starts)
{
    piq__arena arena;
    piq__plan_state s;
    piq__plan_work work = {0, UINT64_MAX};
    piq__arena_begin(&arena, a);
    piq_status status = piq__plan_state_begin(&s, c, &arena);
    for (size_t k = 0; status == PIQ_OK && k < answer->steps.count; k++) {
        const piq__plan_step *m = &answer->steps.step[k];
        piq__plan_lift(&s, m->item);
        piq__plan_drop(&s, m->item, answer->steps.pool + m->pods, m->slot);
    }
    if (status == PIQ_OK && piq__plan_pack(&s, answer->runs, &work, starts, a) != 1)
        status = PIQ_E_NOMEM;
    piq__arena_end(&arena);
    return status;
}

/* Jobs that start at once, without a move. */
static piq_status solve_now(const piq__plan_cluster *c, uint32_t most, const piq_allocator *a, piq__plan_work *work, uint32_t *runs)
{
    piq__arena arena;
    piq__plan_state s;
    piq__arena_begin(&arena, a);
    const piq_status status = piq__plan_state_begin(&s, c, &arena);
    *runs = 0;
    if (status == PIQ_OK)
        for (uint32_t want = most; want > 0 && *runs == 0; want--) {
            piq__plan_work part = solve_part(work, 8);
            if (piq__plan_pack(&s, want, &part, NULL, a) == 1)
                *runs = want;
            work->used += part.used;
        }
    piq__arena_end(&arena);
    return status;
}

/* Whatever work is left in the end, the plan is no worse than the direct one, or than none. */
static piq_status solve_begin(const piq__plan_cluster *c, piq__plan_work *work, const piq_allocator *a, piq__plan_answer *answer,
                              piq__plan_starts *starts, uint32_t *now)
{
    uint32_t bound = c->jobs;
    piq_status status = solve_root_bound(c, a, &bound);
    if (status == PIQ_OK)
        status = solve_now(c, bound, a, work, now);
    if (status == PIQ_OK && *now < bound) {
        status = piq__plan_direct(c, work, a, answer, starts);
        bound = answer->bound < bound ? answer->bound : bound;
    }
    answer->bound = bound;
    answer->optimal = false; /* what is proven so far is the cost, not the priority */
    if (status != PIQ_OK || answer->runs > *now)
        return status;
    piq__plan_steps_end(&answer->steps, a);
    answer->weight = PLAN_FREE_OF_COST;
    answer->runs = *now;
    answer->known = true;
    answer->optimal = answer->runs == bound;
    return piq__plan_place(c, answer, a, starts);
}

/* Each larger number of jobs is tried, and last whether as many as in the answer can be had for less. */
static piq_status solve_climb(const piq__plan_cluster *c, uint32_t now, piq__plan_work *work, const piq_allocator *a,
                              piq__plan_answer *answer, piq__plan_starts *starts)
{
    piq_status status = PIQ_OK;
    bool proven = true, best = true;
    piq__plan_answer found;
    memset(&found, 0, sizeof found);
    for (uint32_t want = answer->bound; status == PIQ_OK && want > now && want >= answer->runs && !found.known; want--) {
        bool impossible = false;
        const uint64_t turns = want - (answer->runs > now ? answer->runs - 1 : now); /* numbers still to try */
        piq__plan_work part = solve_part(work, turns);
        if (want == answer->runs && !piq__plan_steps_copy(&found.steps, &answer->steps, a))
            status = PIQ_E_NOMEM;
        if (want == answer->runs) {
            found.known = true;
            found.runs = want;
            found.weight = answer->weight;
        }
        if (status == PIQ_OK)
            status = solve_count(c, want, &part, a, &found, &impossible, &best);
        work->used += part.used;
        if (impossible) /* and so is every larger number, looked at to the end or not */
            answer->bound = want - 1;
        proven = impossible || (proven && found.known);
    }
    answer->optimal = proven && (!found.known || best);
    const bool better = found.known && (found.runs > answer->runs || piq__plan_less(found.weight, answer->weight));
    if (status != PIQ_OK || !better) {
        piq__plan_steps_end(&found.steps, a);
        return status;
    }
    piq__plan_steps_end(&answer->steps, a);
    answer->steps = found.steps;
    answer->weight = found.weight;
    answer->runs = found.runs;
    return piq__plan_place(c, answer, a, starts);
}

/* Most clusters take little work. Where it is not enough, a better plan found piece by piece makes the long search shorter. */
static piq_status solve_exact(const piq__plan_cluster *c, piq__plan_work *work, const piq_allocator *a, piq__plan_answer *answer,
                              piq__plan_starts *starts)
{
    uint32_t now;
    piq_status status = solve_begin(c, work, a, answer, starts, &now);
    for (uint32_t turn = 0; turn < 3 && status == PIQ_OK && !answer->optimal; turn++) {
        piq__plan_work part = solve_part(work, turn == 0 ? 16 : turn == 1 ? 4 : 1);
        status = turn == 1 ? piq__plan_improve(c, &part, a, answer, starts) : solve_climb(c, now, &part, a, answer, starts);
        work->used += part.used;
    }
    return status;
}

piq_status piq__plan_solve(const piq__plan_cluster *c, piq__plan_work *work, const piq_allocator *a, piq__plan_answer *answer,
                           piq__plan_starts *starts)
{
    if (solve_small(c))
        return solve_exact(c, work, a, answer, starts);
    piq_status status = piq__plan_direct(c, work, a, answer, starts);
    if (status == PIQ_OK && !answer->optimal) {
        piq__plan_work part = solve_part(work, SOLVE_SHARE);
        status = piq__plan_improve(c, &part, a, answer, starts);
        work->used += part.used;
    }
    return status;
}
