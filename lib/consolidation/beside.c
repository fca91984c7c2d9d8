/* The plan is for work that must stay together. Other work that waits may want the same GPUs: where not all of it fits beside the
   plan, starting that instead could be worth more, and then the plan is not called the best. */
#include "consolidation/opening.h"

#include "facts/work.h"

#define BESIDE_SETS 256u /* kinds of demand that are told apart; where there are more, nothing is claimed */

typedef struct beside_view {
    const piq__joint_problem *j;
    double *now, *then; /* free GPUs by type */
    uint32_t set[BESIDE_SETS];
    double demand[BESIDE_SETS];
    size_t count;
} beside_view;

static bool beside_waits(const piq__job *job)
{
    return job->single == NO && job->admitted != NO && job->gpus >= 1;
}

static double beside_free(const beside_view *v, uint32_t set, const double *free)
{
    const size_t words = v->j->p.type_words, first = v->j->set_first[set];
    double sum = 0;
    for (size_t b = 0; b < words * 64 && first + b < v->j->type_count; b++)
        sum += (v->j->set_bits[set * words + b / 64] >> (b % 64) & 1u) != 0 ? free[first + b] : 0;
    return sum;
}

static bool beside_meet(const beside_view *v, uint32_t a, uint32_t b)
{
    const size_t words = v->j->p.type_words;
    for (size_t w = 0; w < words && v->j->set_first[a] == v->j->set_first[b]; w++)
        if ((v->j->set_bits[a * words + w] & v->j->set_bits[b * words + w]) != 0)
            return true;
    return false;
}

static bool beside_add(beside_view *v, uint32_t set, double gpus)
{
    size_t k = 0;
    while (k < v->count && v->set[k] != set)
        k++;
    if (k == BESIDE_SETS)
        return false;
    if (k == v->count) {
        v->set[v->count] = set;
        v->demand[v->count++] = 0;
    }
    v->demand[k] += gpus;
    return true;
}

/* Enough for each kind even after all that wants some of the same types has had its share: then any order will do. */
static bool beside_enough(const beside_view *v)
{
    for (size_t k = 0; k < v->count; k++) {
        double wanted = 0;
        for (size_t o = 0; o < v->count; o++)
            wanted += beside_meet(v, v->set[k], v->set[o]) ? v->demand[o] : 0;
        if (wanted > beside_free(v, v->set[k], v->then))
            return false;
    }
    return true;
}

bool piq__room_beside(piq__joint_problem *j, const piq__settled *settled, bool *good)
{
    beside_view v = {j, NULL, NULL, {0}, {0}, 0};
    v.now = piq__joint_take(j, j->type_count, sizeof *v.now, good);
    v.then = piq__joint_take(j, j->type_count, sizeof *v.then, good);
    for (size_t n = 0; *good && n < j->blocks->world->node_count; n++) {
        v.now[j->node_type[n]] += piq__or(j->blocks->free[n], 0);
        v.then[j->node_type[n]] += piq__or(settled[n].free, 0);
    }
    for (size_t i = 0; *good && i < j->pending->count; i++) {
        const piq__job *job = &j->pending->jobs[i];
        if (!beside_waits(job))
            continue;
        const uint32_t set = piq__joint_set(j, job->cluster, job->any_type, &job->accepted, good);
        const double gpus = job->gpus * job->replicas;
        if (*good && gpus <= beside_free(&v, set, v.now) && !beside_add(&v, set, gpus))
            return false;
    }
    return *good && beside_enough(&v);
}
