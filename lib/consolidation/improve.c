/* Improving the plan of a large component: nodes that exchange work form groups; a few groups and some nodes around them are small
   enough for exact search, which may start one job more there, or the same for less. What it finds takes the place of what was
   planned for those nodes; nothing else is touched, so the plan stays executable. */
#include "consolidation/subset.h"

#define IMPROVE_LARGEST 512u /* nodes of the component: in a larger one it gains too little for its time */
#define IMPROVE_WINDOWS 256u /* tried in all */
#define IMPROVE_SEARCHES 64u /* that its work is for */
#define IMPROVE_AROUND 16u   /* nodes of a window that the plan does not touch */
#define IMPROVE_LEVELS 17u
#define IMPROVE_ALIKE 3u /* of each number of free GPUs */

static const uint32_t IMPROVE_CORE[] = {6, 8, 12, 16, 24}; /* nodes of a window that the plan touches; small ones are searched to the end */
#define IMPROVE_CORES (sizeof IMPROVE_CORE / sizeof *IMPROVE_CORE)

typedef struct improve_run {
    const piq__plan_cluster *c;
    const piq_allocator *a;
    piq__plan_work *work;
    piq__plan_answer *answer;
    piq__plan_starts *starts;
    piq__arena arena;
    uint32_t *parent;                /* groups of nodes */
    uint32_t *member_first, *member; /* nodes of the groups that the plan touches, group by group */
    uint32_t groups;
    uint8_t *touched;
    uint8_t *in;   /* scratch of the subset */
    int32_t *held; /* GPUs of jobs that need no domain */
    uint32_t windows;
    uint64_t seed, budget;
} improve_run;

static uint32_t improve_draw(improve_run *r, uint32_t below)
{
    r->seed = r->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(((r->seed >> 33) * below) >> 31);
}

/* ---- groups ---- */

static void improve_join_steps(improve_run *r)
{
    const piq__plan_cluster *c = r->c;
    const piq__plan_steps *steps = &r->answer->steps;
    for (size_t k = 0; k < steps->count; k++) {
        const uint32_t i = steps->step[k].item, *pods = steps->pool + steps->step[k].pods;
        const uint32_t first = c->piece_node[c->piece_first[i]];
        for (uint32_t q = c->piece_first[i]; q < c->piece_first[i + 1]; q++) {
            piq__plan_join(r->parent, first, c->piece_node[q]);
            r->touched[c->piece_node[q]] = 1;
        }
        for (uint32_t p = 0; p < c->shape[i].pods; p++) {
            piq__plan_join(r->parent, first, pods[p]);
            r->touched[pods[p]] = 1;
        }
    }
}

static void improve_join_starts(improve_run *r)
{
    const piq__plan_cluster *c = r->c;
    for (uint32_t j = 0; j < c->jobs; j++) {
        if (!r->starts->runs[j])
            continue;
        const uint32_t *at = r->starts->pool + r->starts->first[j];
        const bool single = c->job_shape[j].single;
        int64_t left = single ? (int64_t)c->job_shape[j].pods * c->job_replicas[j] : c->job_need[j];
        for (uint32_t first = at[0]; left > 0; at += single ? 1 : 2) {
            left -= single ? 1 : at[1];
            if (!single) {
                r->held[at[0]] += (int32_t)at[1];
                continue;
            }
            piq__plan_join(r->parent, first, at[0]);
            r->touched[at[0]] = 1;
        }
    }
}

/* Lists the groups, and each one's nodes. */
static void improve_list(improve_run *r, uint32_t *size, uint32_t *fill)
{
    const piq__plan_cluster *c = r->c;
    uint32_t total = 0;
    memset(size, 0, ((size_t)c->nodes + 2) * sizeof *size);
    for (uint32_t n = 0; n < c->nodes; n++)
        if (r->touched[n])
            size[piq__plan_root(r->parent, n)]++;
    for (uint32_t n = 0; n < c->nodes; n++) /* wide domains come whole */
        if (!r->touched[n] && size[piq__plan_root(r->parent, n)] > 0) {
            r->touched[n] = 1;
            size[piq__plan_root(r->parent, n)]++;
        }
    for (uint32_t n = 0; n < c->nodes; n++)
        if (r->parent[n] == n && size[n] > 0) {
            r->member_first[r->groups] = total;
            total += size[n];
            size[n] = r->groups++;
        }
    r->member_first[r->groups] = total;
    memcpy(fill, r->member_first, r->groups * sizeof *fill);
    for (uint32_t n = 0; n < c->nodes; n++) {
        if (r->touched[n])
            r->member[fill[size[piq__plan_root(r->parent, n)]]++] = n;
    }
}

static bool improve_begin(improve_run *r)
{
    const piq__plan_cluster *c = r->c;
    const size_t nodes = (size_t)c->nodes + 2;
    r->parent = piq__arena_take(&r->arena, nodes * sizeof *r->parent);
    r->member_first = piq__arena_take(&r->arena, nodes * sizeof *r->member_first);
    r->member = piq__arena_take(&r->arena, nodes * sizeof *r->member);
    r->touched = piq__arena_take(&r->arena, nodes);
    r->held = piq__arena_take(&r->arena, nodes * sizeof *r->held);
    r->in = piq__arena_take(&r->arena, nodes);
    uint32_t *size = piq__arena_take(&r->arena, nodes * sizeof *size), *fill = piq__arena_take(&r->arena, nodes * sizeof *fill);
    if (r->arena.failed)
        return false;
    memset(r->touched, 0, nodes);
    memset(r->held, 0, nodes * sizeof *r->held);
    memset(r->in, 0, nodes);
    for (uint32_t n = 0; n < c->nodes; n++)
        r->parent[n] = n;
    for (uint32_t d = 0; d < c->domains; d++)
        for (uint32_t k = c->domain_first[d] + 1; k < c->domain_first[d + 1]; k++)
            piq__plan_join(r->parent, c->domain_node[c->domain_first[d]], c->domain_node[k]);
    improve_join_steps(r);
    improve_join_starts(r);
    improve_list(r, size, fill);
    return true;
}

/* ---- windows ---- */

typedef struct improve_window {
    uint32_t node[PLAN_EXACT_NODES], nodes;
    uint32_t job[PLAN_EXACT_JOBS], jobs; /* those that start there now; one more may follow */
    piq__plan_weight weight;
} improve_window;

static bool improve_in(const improve_window *w, uint32_t node)
{
    uint32_t k = 0;
    while (k < w->nodes && w->node[k] != node)
        k++;
    return k < w->nodes;
}

/* False: more than exact search can hold. */
static bool improve_take_jobs(improve_run *r, improve_window *w)
{
    const piq__plan_cluster *c = r->c;
    w->jobs = 0;
    for (uint32_t j = 0; j < c->jobs; j++) {
        if (!r->starts->runs[j] || !c->job_shape[j].single || !improve_in(w, r->starts->pool[r->starts->first[j]]))
            continue;
        if (w->jobs + 1 == PLAN_EXACT_JOBS)
            return false;
        w->job[w->jobs++] = j;
    }
    w->weight = PLAN_FREE_OF_COST;
    for (size_t k = 0; k < r->answer->steps.count; k++) {
        const uint32_t i = r->answer->steps.step[k].item;
        if (improve_in(w, c->piece_node[c->piece_first[i]]))
            w->weight = piq__plan_sum(w->weight, c->weight[i]);
    }
    return true;
}

/* Nodes that nobody touches: a few of each number of free GPUs, others in every round. */
static void improve_surround(improve_run *r, improve_window *w, uint32_t core)
{
    const piq__plan_cluster *c = r->c;
    uint32_t have[IMPROVE_LEVELS] = {0};
    const uint32_t skip = improve_draw(r, c->nodes);
    for (uint32_t k = 0; k < c->nodes && w->nodes < core + IMPROVE_AROUND; k++) {
        const uint32_t n = (k + skip) % c->nodes;
        const int32_t free = c->free[n] - r->held[n];
        const uint32_t level = free < 0 ? 0 : free < (int32_t)IMPROVE_LEVELS ? (uint32_t)free : IMPROVE_LEVELS - 1;
        const uint32_t size = c->domain_first[c->domain[n] + 1] - c->domain_first[c->domain[n]];
        if (r->touched[n] || have[level] >= IMPROVE_ALIKE || !c->receives[n] || w->nodes + size > core + IMPROVE_AROUND || improve_in(w, n))
            continue;
        have[level]++;
        for (uint32_t q = c->domain_first[c->domain[n]]; q < c->domain_first[c->domain[n] + 1]; q++)
            w->node[w->nodes++] = c->domain_node[q];
    }
}

static void improve_sort(improve_window *w)
{
    for (uint32_t k = 1; k < w->nodes; k++) {
        const uint32_t x = w->node[k];
        uint32_t b = k;
        for (; b > 0 && w->node[b - 1] > x; b--)
            w->node[b] = w->node[b - 1];
        w->node[b] = x;
    }
}

/* Groups that fit together, by chance: the numbers are the same in every run. */
static bool improve_gather(improve_run *r, improve_window *w)
{
    const uint32_t core = IMPROVE_CORE[r->windows % IMPROVE_CORES];
    w->nodes = 0;
    for (uint32_t k = 0; k < 4 * core && w->nodes < core; k++) {
        const uint32_t g = improve_draw(r, r->groups), size = r->member_first[g + 1] - r->member_first[g];
        if (w->nodes + size > core || improve_in(w, r->member[r->member_first[g]]))
            continue;
        memcpy(w->node + w->nodes, r->member + r->member_first[g], size * sizeof *w->node);
        w->nodes += size;
    }
    if (w->nodes == 0 || !improve_take_jobs(r, w))
        return false;
    improve_surround(r, w, core);
    improve_sort(w);
    return true;
}

/* ---- putting what was found in the place of what was planned ---- */

static bool improve_keep_steps(improve_run *r, const improve_window *w, piq__plan_steps *out)
{
    const piq__plan_steps *steps = &r->answer->steps;
    for (size_t k = 0; k < steps->count; k++) {
        const piq__plan_step *m = &steps->step[k];
        if (!improve_in(w, r->c->piece_node[r->c->piece_first[m->item]]) &&
            !piq__plan_steps_add(out, r->a, m->item, steps->pool + m->pods, r->c->shape[m->item].pods, m->slot))
            return false;
    }
    return true;
}

/* GPUs taken fresh need numbers of slots that no other step uses. */
static bool improve_add_steps(improve_run *r, const piq__plan_subset *s, const piq__plan_answer *found, piq__plan_steps *out)
{
    uint32_t fresh[PLAN_EXACT_SLOTS], pods[PLAN_EXACT_PODS], next = r->c->slots;
    const size_t others = out->count;
    memset(fresh, 0xff, sizeof fresh);
    for (size_t k = 0; k < found->steps.count; k++) {
        const piq__plan_step *m = &found->steps.step[k];
        uint32_t slot = m->slot;
        if (slot != PLAN_NONE && slot >= s->d.slots) {
            for (bool taken = fresh[slot] == PLAN_NONE; taken;) {
                taken = false;
                for (size_t q = 0; q < others && !taken; q++)
                    taken = out->step[q].slot == next;
                if (!taken)
                    fresh[slot] = next;
                next++;
            }
            slot = fresh[slot];
        } else if (slot != PLAN_NONE) {
            slot = s->slot[slot];
        }
        for (uint32_t p = 0; p < s->d.shape[m->item].pods; p++)
            pods[p] = s->node[found->steps.pool[m->pods + p]];
        if (!piq__plan_steps_add(out, r->a, s->item[m->item], pods, s->d.shape[m->item].pods, slot))
            return false;
    }
    return true;
}

static bool improve_restart(improve_run *r, const piq__plan_subset *s, const piq__plan_starts *found)
{
    for (uint32_t k = 0; k < s->d.jobs; k++)
        r->starts->runs[s->job[k]] = 0;
    for (uint32_t k = 0; k < s->d.jobs; k++) {
        r->starts->runs[s->job[k]] = 1;
        r->starts->first[s->job[k]] = (uint32_t)r->starts->count;
        const uint32_t pods = s->d.job_shape[k].pods * (uint32_t)s->d.job_replicas[k];
        for (uint32_t p = 0; p < pods; p++)
            if (!piq__plan_starts_add(r->starts, r->a, s->node[found->pool[found->first[k] + p]]))
                return false;
    }
    return true;
}

static bool improve_replace(improve_run *r, const improve_window *w, const piq__plan_subset *s, const piq__plan_answer *found,
                            const piq__plan_starts *starts)
{
    piq__plan_steps steps;
    memset(&steps, 0, sizeof steps);
    const bool good = improve_keep_steps(r, w, &steps) && improve_add_steps(r, s, found, &steps) && improve_restart(r, s, starts);
    if (!good) {
        piq__plan_steps_end(&steps, r->a);
        return false;
    }
    piq__plan_steps_end(&r->answer->steps, r->a);
    r->answer->steps = steps;
    r->answer->runs = r->answer->runs - w->jobs + found->runs;
    r->answer->weight.cost += found->weight.cost - w->weight.cost;
    r->answer->weight.prio += found->weight.prio - w->weight.prio;
    return true;
}

/* ---- one window ---- */

static piq__plan_work improve_part(const improve_run *r)
{
    const uint64_t left = r->work->used < r->work->limit ? r->work->limit - r->work->used : 0;
    const uint64_t most = r->budget / IMPROVE_SEARCHES;
    return (piq__plan_work){0, left < most ? left : most};
}

/* Exact search for so many jobs: placements, then states. Whether it found something better than the answer that it is given. */
static piq_status improve_search(improve_run *r, const piq__plan_cluster *d, uint32_t want, piq__plan_answer *answer, bool *better)
{
    const piq__plan_weight before = answer->weight;
    const bool known = answer->known;
    piq__plan_target target;
    piq__plan_work part = improve_part(r);
    piq_status status = piq__plan_find_target(d, want, &part, r->a, &target, answer);
    r->work->used += part.used;
    const bool settled = target.complete && (!target.any || (answer->known && answer->weight.cost <= target.floor));
    if (status == PIQ_OK && !settled) {
        part = improve_part(r);
        const int found = piq__plan_search(d, want, &part, r->a, answer);
        r->work->used += part.used;
        status = found == -2 ? PIQ_E_NOMEM : PIQ_OK;
    }
    *better = status == PIQ_OK && answer->known && (!known || piq__plan_less(answer->weight, before));
    return status;
}

/* So many jobs of the window's are all to start there. */
static piq_status improve_try(improve_run *r, improve_window *w, uint32_t jobs, bool *done)
{
    piq__plan_subset s;
    piq__plan_answer answer;
    piq__plan_starts starts;
    bool better = false;
    memset(&answer, 0, sizeof answer);
    memset(&starts, 0, sizeof starts);
    *done = false;
    const int made = piq__plan_subset_begin(&s, r->c, w->node, w->nodes, w->job, jobs, r->held, r->in, r->a);
    piq_status status = made < 0 ? PIQ_E_NOMEM : PIQ_OK;
    if (jobs == w->jobs) {
        answer.known = true;
        answer.runs = jobs;
        answer.weight = w->weight;
    }
    if (made == 1)
        status = improve_search(r, &s.d, jobs, &answer, &better);
    if (status == PIQ_OK && better) {
        status = piq__plan_starts_begin(&starts, s.d.jobs, r->a) ? piq__plan_place(&s.d, &answer, r->a, &starts) : PIQ_E_NOMEM;
        *done = status == PIQ_OK;
        if (*done && !improve_replace(r, w, &s, &answer, &starts))
            status = PIQ_E_NOMEM;
    }
    piq__plan_starts_end(&starts, r->a);
    piq__plan_steps_end(&answer.steps, r->a);
    piq__plan_subset_end(&s);
    return status;
}

/* The smallest job that waits and could run where these do. */
static uint32_t improve_waiting(const improve_run *r, const improve_window *w)
{
    const piq__plan_cluster *c = r->c;
    uint32_t best = PLAN_NONE;
    for (uint32_t j = 0; j < c->jobs; j++) {
        bool ok = false;
        if (r->starts->runs[j] || !c->job_shape[j].single || (best != PLAN_NONE && c->job_need[j] >= c->job_need[best]))
            continue;
        for (uint32_t k = 0; k < w->nodes && !ok; k++)
            ok = piq__plan_ok(c, &c->job_shape[j], w->node[k]);
        best = ok ? j : best;
    }
    return best;
}

static piq_status improve_window_of(improve_run *r, improve_window *w, bool *done)
{
    const uint32_t more = r->answer->runs < r->answer->bound ? improve_waiting(r, w) : PLAN_NONE;
    *done = false;
    if (more != PLAN_NONE) {
        w->job[w->jobs] = more;
        const piq_status status = improve_try(r, w, w->jobs + 1, done);
        if (status != PIQ_OK || *done)
            return status;
    }
    return w->jobs == 0 || w->weight.cost == 0 ? PIQ_OK : improve_try(r, w, w->jobs, done);
}

static piq_status improve_turns(improve_run *r, bool *any)
{
    improve_window w;
    piq_status status = PIQ_OK;
    *any = false;
    for (; status == PIQ_OK && !*any && r->windows < IMPROVE_WINDOWS && r->work->used < r->work->limit; r->windows++) {
        if (improve_gather(r, &w))
            status = improve_window_of(r, &w, any);
    }
    return status;
}

piq_status piq__plan_improve(const piq__plan_cluster *c, piq__plan_work *work, const piq_allocator *a, piq__plan_answer *answer,
                             piq__plan_starts *starts)
{
    improve_run r;
    piq_status status = PIQ_OK;
    if (c->nodes > IMPROVE_LARGEST)
        return PIQ_OK;
    memset(&r, 0, sizeof r);
    r.c = c;
    r.a = a;
    r.work = work;
    r.budget = work->used < work->limit ? work->limit - work->used : 0;
    r.answer = answer;
    r.starts = starts;
    for (bool any = true; status == PIQ_OK && any;) { /* the groups are others after every turn */
        piq__arena_begin(&r.arena, a);
        r.groups = 0;
        status = improve_begin(&r) ? PIQ_OK : PIQ_E_NOMEM;
        any = false;
        if (status == PIQ_OK && r.groups > 0)
            status = improve_turns(&r, &any);
        piq__arena_end(&r.arena);
    }
    return status;
}
