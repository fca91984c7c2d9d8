/* Jobs without a domain: any GPUs of accepted types will do, so they ask for totals by type only. */
#include "consolidation/internal.h"

#define SCATTER_JOBS 10u
#define SCATTER_TYPES PLAN_EXACT_NODES /* there are no more nodes */

typedef struct scatter_sums {
    uint32_t types;
    uint32_t type[SCATTER_TYPES];
    int64_t left[SCATTER_TYPES];
    uint32_t jobs;
    uint32_t job[SCATTER_JOBS];
    int64_t need[SCATTER_JOBS];
} scatter_sums;

static bool scatter_takes(const piq__plan_cluster *c, uint32_t job, uint32_t type)
{
    return piq__plan_accepts(c->m, c->job_shape[job].set, type);
}

static bool scatter_gather(const piq__plan_cluster *c, const int32_t *free, const uint8_t *chosen, scatter_sums *x)
{
    x->types = x->jobs = 0;
    for (uint32_t j = 0; j < c->jobs; j++)
        if (chosen[j] && !c->job_shape[j].single) {
            if (x->jobs == SCATTER_JOBS)
                return false;
            x->job[x->jobs] = j;
            x->need[x->jobs++] = c->job_need[j];
        }
    for (uint32_t n = 0; x->jobs > 0 && n < c->nodes; n++) {
        uint32_t t = 0;
        if (!c->receives[n] || free[n] <= 0)
            continue;
        while (t < x->types && x->type[t] != c->type[n])
            t++;
        if (t == x->types) {
            x->type[t] = c->type[n];
            x->left[x->types++] = 0;
        }
        x->left[t] += free[n];
    }
    return true;
}

/* Hall's condition: no group of jobs asks for more than the types that any of them accepts have left. */
static bool scatter_holds(const piq__plan_cluster *c, const scatter_sums *x)
{
    for (uint32_t group = 1; group < 1u << x->jobs; group++) {
        int64_t need = 0, left = 0;
        for (uint32_t k = 0; k < x->jobs; k++)
            need += group >> k & 1u ? x->need[k] : 0;
        for (uint32_t t = 0; t < x->types; t++) {
            bool any = false;
            for (uint32_t k = 0; k < x->jobs && !any; k++)
                any = (group >> k & 1u) && scatter_takes(c, x->job[k], x->type[t]);
            left += any ? x->left[t] : 0;
        }
        if (need > left)
            return false;
    }
    return true;
}

/* The most of one type that this job may take so that the others still find theirs. */
static int64_t scatter_share(const piq__plan_cluster *c, scatter_sums *x, uint32_t k, uint32_t t)
{
    const int64_t most = x->need[k] < x->left[t] ? x->need[k] : x->left[t];
    for (int64_t take = most; take > 0; take--) {
        x->need[k] -= take;
        x->left[t] -= take;
        if (scatter_holds(c, x))
            return take;
        x->need[k] += take;
        x->left[t] += take;
    }
    return 0;
}

static bool scatter_lay(const piq__plan_cluster *c, int32_t *free, uint32_t type, int64_t take, piq__plan_starts *starts,
                        const piq_allocator *a)
{
    for (uint32_t n = 0; take > 0; n++) {
        if (!c->receives[n] || free[n] <= 0 || c->type[n] != type)
            continue;
        const int32_t here = take < free[n] ? (int32_t)take : free[n];
        free[n] -= here;
        take -= here;
        if (!piq__plan_starts_add(starts, a, n) || !piq__plan_starts_add(starts, a, (uint32_t)here))
            return false;
    }
    return true;
}

bool piq__plan_scatter(const piq__plan_cluster *c, const int32_t *free, const uint8_t *chosen, piq__plan_starts *starts,
                       const piq_allocator *a)
{
    scatter_sums x;
    int32_t left[PLAN_EXACT_NODES];
    if (!scatter_gather(c, free, chosen, &x) || !scatter_holds(c, &x))
        return false;
    if (starts == NULL || x.jobs == 0)
        return true;
    memcpy(left, free, c->nodes * sizeof *left);
    for (uint32_t k = 0; k < x.jobs; k++) {
        starts->runs[x.job[k]] = 1;
        starts->first[x.job[k]] = (uint32_t)starts->count;
        for (uint32_t t = 0; t < x.types; t++) {
            if (!scatter_takes(c, x.job[k], x.type[t]))
                continue;
            const int64_t take = scatter_share(c, &x, k, t);
            if (!scatter_lay(c, left, x.type[t], take, starts, a))
                return false;
        }
    }
    return true;
}
