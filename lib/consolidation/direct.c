/* Planning a large component. Two ways are tried and the better plan kept: nodes chosen together by the direct program,
   and job by job. What neither could place is tried once more with smaller work stepping aside. */
#include "consolidation/direct.h"

#define DIRECT_TAKE(r, count) ((uint32_t *)piq__arena_take((r)->arena, ((size_t)(count) + 2) * sizeof(uint32_t)))

static bool direct_list_arrays(piq__plan_direct_run *r)
{
    const piq__plan_cluster *c = r->c;
    uint32_t longest = 1;
    for (uint32_t i = 0; i < c->items; i++)
        longest = c->shape[i].pods > longest ? c->shape[i].pods : longest;
    r->longest = longest;
    r->node_first = DIRECT_TAKE(r, c->nodes);
    r->node_item = DIRECT_TAKE(r, c->pods);
    r->node_gain = piq__arena_take(r->arena, ((size_t)c->pods + 1) * sizeof *r->node_gain);
    r->spread = DIRECT_TAKE(r, longest);
    r->slot_first = DIRECT_TAKE(r, c->slots);
    r->slot_item = DIRECT_TAKE(r, c->items);
    r->node_slot_first = DIRECT_TAKE(r, c->nodes);
    r->node_slot = DIRECT_TAKE(r, c->slots);
    r->live = DIRECT_TAKE(r, c->nodes);
    if (r->arena->failed)
        return false;
    memset(r->node_first, 0, ((size_t)c->nodes + 2) * sizeof *r->node_first);
    memset(r->slot_first, 0, ((size_t)c->slots + 2) * sizeof *r->slot_first);
    memset(r->node_slot_first, 0, ((size_t)c->nodes + 2) * sizeof *r->node_slot_first);
    return true;
}

static bool direct_first_pod(const piq__plan_cluster *c, uint32_t i, uint32_t p)
{
    const uint32_t *home = c->home + c->pod_at[i];
    return home[0] != PLAN_NONE && (p == 0 || home[p] != home[p - 1]);
}

static int32_t direct_gain(const piq__plan_cluster *c, uint32_t i, uint32_t p)
{
    const uint32_t *home = c->home + c->pod_at[i];
    int32_t gain = 0;
    for (uint32_t k = p; k < c->shape[i].pods && home[k] == home[p]; k++)
        gain += c->shape[i].pod;
    return gain;
}

/* Lists by node and by shared GPU of the movable items that stand there. */
static bool direct_lists(piq__plan_direct_run *r)
{
    const piq__plan_cluster *c = r->c;
    if (!direct_list_arrays(r))
        return false;
    for (uint32_t i = 0; i < c->items; i++) {
        if (c->gpus[i] == 0)
            r->slot_first[c->home_slot[i] + 2]++;
        for (uint32_t p = 0; c->gpus[i] > 0 && p < c->shape[i].pods; p++)
            if (direct_first_pod(c, i, p))
                r->node_first[c->home[c->pod_at[i] + p] + 2]++;
    }
    for (uint32_t k = 0; k < c->slots; k++)
        r->node_slot_first[c->slot_node[k] + 2]++;
    for (uint32_t n = 0; n < c->nodes; n++) {
        r->node_first[n + 2] += r->node_first[n + 1];
        r->node_slot_first[n + 2] += r->node_slot_first[n + 1];
    }
    for (uint32_t k = 0; k < c->slots; k++)
        r->slot_first[k + 2] += r->slot_first[k + 1];
    for (uint32_t i = 0; i < c->items; i++) {
        if (c->gpus[i] == 0)
            r->slot_item[r->slot_first[c->home_slot[i] + 1]++] = i;
        for (uint32_t p = 0; c->gpus[i] > 0 && p < c->shape[i].pods; p++)
            if (direct_first_pod(c, i, p)) {
                const uint32_t at = r->node_first[c->home[c->pod_at[i] + p] + 1]++;
                r->node_item[at] = i;
                r->node_gain[at] = direct_gain(c, i, p);
            }
    }
    for (uint32_t k = 0; k < c->slots; k++)
        r->node_slot[r->node_slot_first[c->slot_node[k] + 1]++] = k;
    for (uint32_t n = 0; n < c->nodes; n++)
        if (c->free[n] > 0 || !piq__plan_direct_stands(r, n))
            r->live[r->live_count++] = n;
    return true;
}

static bool direct_begin(piq__plan_direct_run *r, const piq__plan_cluster *c, piq__plan_work *work, const piq_allocator *a,
                         piq__arena *arena)
{
    memset(r, 0, sizeof *r);
    r->c = c;
    r->a = a;
    r->work = work;
    r->arena = arena;
    r->planned = -1;
    r->moved = piq__arena_take(arena, (size_t)c->items + 1);
    r->where = DIRECT_TAKE(r, c->jobs);
    if (piq__plan_state_begin(&r->s, c, arena) != PIQ_OK || !piq__plan_holes_begin(&r->holes, &r->s, arena))
        return false;
    memset(r->moved, 0, c->items);
    memset(r->where, 0xff, c->jobs * sizeof *r->where);
    return direct_lists(r);
}

static void direct_end(piq__plan_direct_run *r)
{
    piq__plan_steps_end(&r->steps, r->a);
    piq__release(r->a, r->dead, r->dead_room * sizeof *r->dead);
    piq__release(r->a, r->was, r->was_room * sizeof *r->was);
    piq__release(r->a, r->trail, r->trail_room * sizeof *r->trail);
    piq__release(r->a, r->pods, r->pod_room * sizeof *r->pods);
}

bool piq__plan_direct_start(piq__plan_direct_run *r, uint32_t job, const uint32_t *pods)
{
    const size_t count = (size_t)r->c->job_shape[job].pods * (size_t)r->c->job_replicas[job];
    if (!piq__grow(r->a, (void **)&r->pods, &r->pod_room, r->pod_count + count, sizeof *r->pods)) {
        r->no_memory = true;
        return false;
    }
    r->where[job] = (uint32_t)r->pod_count;
    memcpy(r->pods + r->pod_count, pods, count * sizeof *pods);
    r->pod_count += count;
    r->runs++;
    return true;
}

/* ---- order of jobs ---- */

static bool direct_same_shape(const piq__plan_cluster *c, uint32_t a, uint32_t b)
{
    const piq__plan_shape *x = &c->job_shape[a], *y = &c->job_shape[b];
    return c->job_gpus[a] == c->job_gpus[b] && x->pod == y->pod && x->set == y->set && x->single == y->single && x->cpu == y->cpu &&
           x->memory == y->memory;
}

/* Large shapes first, for the small ones fit in what those leave; within a shape fewest replicas first. */
static bool direct_before(const piq__plan_cluster *c, uint32_t a, uint32_t b)
{
    const piq__plan_shape *x = &c->job_shape[a], *y = &c->job_shape[b];
    if (x->single != y->single)
        return x->single;
    if (x->single && c->job_gpus[a] != c->job_gpus[b])
        return c->job_gpus[a] > c->job_gpus[b];
    if (x->pod != y->pod)
        return x->pod > y->pod;
    if (x->set != y->set)
        return x->set < y->set;
    if (x->cpu != y->cpu)
        return x->cpu > y->cpu;
    if (x->memory != y->memory)
        return x->memory > y->memory;
    if (c->job_need[a] != c->job_need[b])
        return c->job_need[a] < c->job_need[b];
    return a < b;
}

static int direct_compare(const void *context, const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return direct_before(context, x, y) ? -1 : x == y ? 0 : 1;
}

static int64_t direct_capacity(const piq__plan_direct_run *r)
{
    int64_t sum = 0;
    for (uint32_t n = 0; n < r->c->nodes; n++)
        sum += r->c->receives[n] && r->c->free[n] > 0 ? r->c->free[n] : 0;
    for (uint32_t k = 0; k < r->c->slots; k++)
        sum += r->c->receives[r->c->slot_node[k]] && r->c->slot_fixed[k] == 0 ? 1 : 0;
    return sum;
}

static int direct_need_compare(const void *context, const void *x, const void *y)
{
    (void)context;
    const int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return a < b ? -1 : a > b ? 1 : 0;
}

/* The largest need among the most jobs that the free GPUs could hold together: larger jobs wait their turn. */
static bool direct_largest(const piq__plan_direct_run *r, int64_t *largest)
{
    int64_t left = direct_capacity(r);
    int64_t *need = piq__arena_take(r->arena, ((size_t)r->c->jobs + 1) * sizeof *need);
    if (r->arena->failed)
        return false;
    memcpy(need, r->c->job_need, r->c->jobs * sizeof *need);
    if (!piq__sort(r->a, need, r->c->jobs, sizeof *need, direct_need_compare, NULL))
        return false;
    *largest = 0;
    for (uint32_t j = 0; j < r->c->jobs && need[j] <= left; j++) {
        left -= need[j];
        *largest = need[j];
    }
    return true;
}

/* ---- jobs without a domain ---- */

static bool direct_loose_job(piq__plan_direct_run *r, uint32_t job)
{
    const piq__plan_cluster *c = r->c;
    int64_t left = c->job_need[job];
    const size_t first = r->pod_count;
    for (uint32_t n = 0; n < c->nodes && left > 0; n++)
        left -= piq__plan_takes(&r->s, &c->job_shape[job], n);
    if (left > 0)
        return true;
    left = c->job_need[job];
    for (int32_t level = 1; left > 0; level++) /* whole blocks are kept whole; each node comes once, and all of them hold it */
        for (uint32_t n = 0; n < c->nodes && left > 0; n++) {
            if (r->s.free[n] < level || (r->s.free[n] > level && level < (int32_t)DIRECT_LEVELS))
                continue;
            const int64_t here = piq__plan_takes(&r->s, &c->job_shape[job], n), take = here < left ? here : left;
            if (take == 0)
                continue;
            if (!piq__grow(r->a, (void **)&r->pods, &r->pod_room, r->pod_count + 2, sizeof *r->pods))
                return false;
            r->pods[r->pod_count++] = n;
            r->pods[r->pod_count++] = (uint32_t)take;
            for (int64_t g = 0; g < take; g++)
                if (!piq__plan_direct_hold(r, n, job))
                    return false;
            left -= take;
        }
    r->where[job] = (uint32_t)first;
    r->runs++;
    return true;
}

/* ---- one way ---- */

static bool direct_pass(piq__plan_direct_run *r, const uint32_t *job, int64_t largest, bool together, bool deep)
{
    const piq__plan_cluster *c = r->c;
    for (uint32_t k = 0; k < c->jobs;) {
        uint32_t end = k;
        while (end < c->jobs && direct_same_shape(c, job[end], job[k]) && c->job_need[job[end]] <= largest)
            end++;
        if (end == k) {
            k++;
            continue;
        }
        if (!c->job_shape[job[k]].single) {
            for (; k < end; k++)
                if (r->where[job[k]] == PLAN_NONE && !direct_loose_job(r, job[k]))
                    return false;
            continue;
        }
        if (together && !piq__plan_select(r, job + k, end - k))
            return false;
        if (!piq__plan_greedy(r, job + k, end - k, deep))
            return false;
        k = end;
    }
    return true;
}

static bool direct_way(piq__plan_direct_run *r, bool together)
{
    int64_t largest;
    uint32_t *job = DIRECT_TAKE(r, r->c->jobs);
    if (!direct_largest(r, &largest))
        return false;
    for (uint32_t j = 0; j < r->c->jobs; j++)
        job[j] = j;
    if (!piq__sort(r->a, job, r->c->jobs, sizeof *job, direct_compare, r->c) || !direct_pass(r, job, largest, together, false))
        return false;
    if (r->runs < r->bound && !direct_pass(r, job, largest, false, true))
        return false;
    return r->runs >= r->bound || direct_pass(r, job, INT64_MAX, false, true);
}

/* ---- proof and result ---- */

/* No plan for so many replicas costs less than the cheapest openings of so many nodes, each taken alone. */
static bool direct_cheapest(piq__plan_direct_run *r, bool *best)
{
    const piq__plan_cluster *c = r->c;
    const piq__plan_shape *shape = &c->job_shape[0];
    int64_t replicas = 0, sum = 0;
    uint32_t count = 0;
    *best = false;
    for (uint32_t i = 0; i < c->items; i++)
        if (c->gpus[i] > 0 && (c->shape[i].pods > 1 || c->home[c->pod_at[i]] == PLAN_NONE)) /* counted on several nodes */
            return true;
    for (uint32_t j = 0; j < c->jobs; j++) {
        if (!direct_same_shape(c, 0, j) || !shape->single || shape->pods != 1)
            return true;
        replicas += r->where[j] != PLAN_NONE ? c->job_replicas[j] : 0;
    }
    int64_t *cost = piq__arena_take(r->arena, ((size_t)c->nodes + 1) * sizeof *cost);
    if (cost == NULL)
        return false;
    for (uint32_t n = 0; n < c->nodes; n++) {
        piq__plan_movers movers;
        if (c->free[n] >= 2 * shape->pod) /* more than one replica: not this simple */
            return true;
        if (piq__plan_ok(c, shape, n) && piq__plan_movers_find(r, n, shape->pod - c->free[n], NULL, &movers))
            cost[count++] = movers.weight.cost;
    }
    if (!piq__sort(r->a, cost, count, sizeof *cost, direct_need_compare, NULL))
        return false;
    for (uint32_t k = 0; k < count && k < replicas; k++)
        sum += cost[k];
    *best = count >= replicas && r->weight.cost <= sum;
    return true;
}

static bool direct_report(piq__plan_direct_run *r, piq__plan_answer *answer, piq__plan_starts *starts)
{
    const piq__plan_cluster *c = r->c;
    answer->known = true;
    answer->runs = r->runs;
    answer->weight = r->weight;
    for (size_t k = 0; k < r->steps.count; k++)
        if (!r->dead[k] && !piq__plan_steps_add(&answer->steps, r->a, r->steps.step[k].item, r->steps.pool + r->steps.step[k].pods,
                                                c->shape[r->steps.step[k].item].pods, r->steps.step[k].slot))
            return false;
    for (uint32_t j = 0; j < c->jobs; j++) {
        if (r->where[j] == PLAN_NONE)
            continue;
        starts->runs[j] = 1;
        starts->first[j] = (uint32_t)starts->count;
        const uint32_t *pods = r->pods + r->where[j];
        const bool single = c->job_shape[j].single;
        int64_t left = single ? (int64_t)c->job_shape[j].pods * c->job_replicas[j] : c->job_need[j];
        for (; left > 0; pods += single ? 1 : 2) {
            if (!piq__plan_starts_add(starts, r->a, pods[0]) || (!single && !piq__plan_starts_add(starts, r->a, pods[1])))
                return false;
            left -= single ? 1 : pods[1];
        }
    }
    return true;
}

static bool direct_better(const piq__plan_direct_run *x, const piq__plan_direct_run *y)
{
    return x->runs != y->runs ? x->runs > y->runs : piq__plan_less(x->weight, y->weight);
}

/* Whether the plan is the best there is; `r` is a run in which nothing has moved. */
static bool direct_prove(piq__plan_direct_run *r, const piq__plan_direct_run *found, piq__plan_answer *answer)
{
    bool cheapest = found->weight.cost == 0;
    answer->bound = found->bound;
    memcpy(r->where, found->where, r->c->jobs * sizeof *r->where);
    r->weight = found->weight;
    const bool good = cheapest || direct_cheapest(r, &cheapest);
    answer->optimal = good && cheapest && found->runs == answer->bound;
    return good;
}

/* As many start as ever can, at the proven direct optimum: going job by job cannot do better. */
static bool direct_is_enough(const piq__plan_direct_run *r)
{
    return r->runs == r->bound && r->weight.cost == r->planned && r->longest <= 1;
}

piq_status piq__plan_direct(const piq__plan_cluster *c, piq__plan_work *work, const piq_allocator *a, piq__plan_answer *answer,
                            piq__plan_starts *starts)
{
    piq__plan_direct_run way[3]; /* together, job by job, and one left as it was */
    piq__arena arena[3];
    bool good = true;
    int begun = 0;
    const piq__plan_direct_run *untouched = &way[1];
    piq__plan_direct_run *best = &way[0];
    for (; good && begun < 2; begun++) {
        piq__arena_begin(&arena[begun], a);
        good = direct_begin(&way[begun], c, work, a, &arena[begun]);
    }
    good = good && piq__plan_slots_bound(&way[1], &way[0].bound);
    if (good)
        way[1].bound = way[0].bound;
    good = good && direct_way(&way[0], true);
    if (good && !direct_is_enough(&way[0])) {
        piq__arena_begin(&arena[begun], a);
        good = direct_begin(&way[begun++], c, work, a, &arena[2]) && direct_way(&way[1], false);
        best = good && direct_better(&way[1], &way[0]) ? &way[1] : &way[0];
        untouched = &way[2];
    }
    good = good && direct_report(best, answer, starts) && direct_prove(&way[untouched - way], best, answer);
    while (begun-- > 0) {
        direct_end(&way[begun]);
        piq__arena_end(&arena[begun]);
    }
    return good ? PIQ_OK : PIQ_E_NOMEM;
}
