/* Follows a plan step by step on its problem and says what is wrong with it, or NULL. Shares no code with the planner. */
#ifndef FOLLOW_H
#define FOLLOW_H

#include <math.h>

#include "problem_text.h"

typedef struct follow_desk {
    const piq__plan_problem *p;
    const piq__plan_result *r;
    int64_t *whole;      /* by node: GPUs in use whole */
    double *cpu, *bytes; /* by node: left */
    piq__plan_piece *piece; /* where all work is now, item by item */
    uint32_t *first, *count;
    size_t pieces;
} follow_desk;

static bool follow_given(const double *numbers, uint32_t at) { return numbers != NULL && !isnan(numbers[at]); }

/* Cores and bytes go with the GPUs. */
static double follow_part(const double *numbers, uint32_t item, const piq__plan_piece *piece, double gpus)
{
    const double here = piece->gpus > 0 ? piece->gpus : (double)piece->share / PIQ__PLAN_WHOLE;
    return follow_given(numbers, item) ? numbers[item] * here / gpus : 0;
}

static double follow_gpus(const piq__plan_problem *p, uint32_t item)
{
    return p->item_gpus[item] > 0 ? p->item_gpus[item] : (double)p->piece_share[p->item_piece[item]] / PIQ__PLAN_WHOLE;
}

static void follow_hold(follow_desk *d, uint32_t item, int sign)
{
    for (uint32_t k = d->first[item]; k < d->first[item] + d->count[item]; k++) {
        const piq__plan_piece *x = &d->piece[k];
        d->whole[x->node] += sign * x->gpus;
        d->cpu[x->node] -= sign * follow_part(d->p->item_cpu, item, x, follow_gpus(d->p, item));
        d->bytes[x->node] -= sign * follow_part(d->p->item_memory, item, x, follow_gpus(d->p, item));
    }
}

/* Shared GPUs of a node, and what the one with that label carries. */
static int64_t follow_shared(const follow_desk *d, uint32_t node, uint32_t label, int64_t *load)
{
    int64_t gpus = 0;
    *load = 0;
    for (uint32_t i = 0; i < d->p->items; i++)
        for (uint32_t k = d->first[i]; k < d->first[i] + d->count[i]; k++) {
            const piq__plan_piece *x = &d->piece[k];
            bool again = x->node != node || x->gpus > 0;
            *load += !again && x->label == label ? x->share : 0;
            for (uint32_t o = 0; !again && o <= i; o++)
                for (uint32_t q = d->first[o]; !again && q < d->first[o] + d->count[o] && !(o == i && q >= k); q++)
                    again = d->piece[q].node == node && d->piece[q].gpus == 0 && d->piece[q].label == x->label;
            gpus += again ? 0 : 1;
        }
    return gpus;
}

static bool follow_accepts(const piq__plan_problem *p, uint32_t set, uint32_t type)
{
    const uint32_t first = p->type_first == NULL ? 0 : p->type_first[set];
    return type >= first && type - first < p->type_words * 64 && (p->type_set[(size_t)set * p->type_words + (type - first) / 64] >> ((type - first) % 64) & 1u);
}

/* What any place must be: whole pods on nodes that take work and are of an accepted type, in one domain where that is asked for. */
static const char *follow_place(const piq__plan_problem *p, const piq__plan_piece *to, uint32_t count, int64_t gpus, int32_t pod, bool single,
                                uint32_t set, uint32_t only)
{
    int64_t sum = 0;
    for (uint32_t k = 0; k < count; k++) {
        const uint32_t type = p->node_type[to[k].node];
        sum += to[k].gpus;
        if (!p->node_receives[to[k].node])
            return "a node that takes nothing";
        if (set != PIQ__PLAN_NONE ? !follow_accepts(p, set, type) : only != PIQ__PLAN_NONE && only != type)
            return "a type that is not accepted";
        if (to[k].gpus % pod != 0)
            return "pods torn apart";
        if (single && p->node_domain[to[k].node] != p->node_domain[to[0].node])
            return "across domains";
    }
    return sum == gpus ? NULL : "other than its GPUs";
}

static int32_t follow_pod(int32_t gpus, int32_t pod)
{
    for (pod = pod <= 0 || pod > gpus ? gpus : pod; gpus % pod != 0;)
        pod--;
    return pod;
}

static const char *follow_room(const follow_desk *d, uint32_t node, bool takes)
{
    int64_t load;
    if (d->whole[node] + follow_shared(d, node, 0, &load) > d->p->node_capacity[node])
        return "more GPUs than the node has";
    return takes && (d->cpu[node] < -0.1 || d->bytes[node] < -1e5) ? "more cores or bytes than the node has" : NULL;
}

static const char *follow_move(follow_desk *d, const piq__plan_move *m)
{
    const piq__plan_problem *p = d->p;
    const uint32_t i = m->item;
    const piq__plan_piece *from = d->r->pieces + m->from, *to = d->r->pieces + m->to;
    const bool share = p->item_gpus[i] == 0, takes = follow_given(p->item_cpu, i) || follow_given(p->item_memory, i);
    if (p->item_movable == NULL || !p->item_movable[i])
        return "what moves may not";
    for (uint32_t k = 0; k < m->from_count; k++) {
        bool there = false;
        for (uint32_t q = d->first[i]; q < d->first[i] + d->count[i]; q++)
            there = there || (d->piece[q].node == from[k].node && d->piece[q].gpus == from[k].gpus &&
                              (from[k].gpus > 0 || d->piece[q].label == from[k].label));
        if (!there || m->from_count != d->count[i])
            return "it is not where it moves from";
    }
    const uint32_t set = p->item_types == NULL ? PIQ__PLAN_NONE : p->item_types[i];
    const char *wrong = follow_place(p, to, m->to_count, p->item_gpus[i], share ? 1 : follow_pod(p->item_gpus[i], p->item_pod_gpus[i]),
                                     p->item_single[i], set, p->node_type[p->piece_node[p->item_piece[i]]]);
    follow_hold(d, i, -1);
    d->first[i] = (uint32_t)d->pieces;
    d->count[i] = m->to_count;
    for (uint32_t k = 0; k < m->to_count; k++)
        d->piece[d->pieces++] = to[k];
    follow_hold(d, i, 1);
    for (uint32_t k = 0; wrong == NULL && k < m->to_count; k++) {
        int64_t load;
        wrong = follow_room(d, to[k].node, takes);
        (void)follow_shared(d, to[k].node, to[k].label, &load);
        if (wrong == NULL && share && (load > PIQ__PLAN_WHOLE || to[k].share != p->piece_share[p->item_piece[i]]))
            wrong = "a GPU shared by too many";
    }
    return wrong;
}

static const char *follow_start(follow_desk *d, const piq__plan_start *s)
{
    const piq__plan_problem *p = d->p;
    const uint32_t j = s->job;
    const bool single = p->job_single == NULL || p->job_single[j];
    const int32_t replicas = p->job_replicas == NULL ? 1 : p->job_replicas[j];
    const piq__plan_piece *to = d->r->pieces + s->to;
    const char *wrong = follow_place(p, to, s->to_count, (int64_t)p->job_gpus[j] * (single ? 1 : replicas),
                                     single ? follow_pod(p->job_gpus[j], p->job_pod_gpus[j]) : 1, single,
                                     p->job_types == NULL ? PIQ__PLAN_NONE : p->job_types[j], PIQ__PLAN_NONE);
    for (uint32_t k = 0; k < s->to_count; k++) {
        d->whole[to[k].node] += to[k].gpus;
        d->cpu[to[k].node] -= follow_given(p->job_cpu, j) ? p->job_cpu[j] * to[k].gpus / p->job_gpus[j] : 0;
        d->bytes[to[k].node] -= follow_given(p->job_memory, j) ? p->job_memory[j] * to[k].gpus / p->job_gpus[j] : 0;
    }
    for (uint32_t k = 0; wrong == NULL && k < s->to_count; k++)
        wrong = follow_room(d, to[k].node, follow_given(p->job_cpu, j) || follow_given(p->job_memory, j));
    return wrong;
}

/* Every job starts wholly or not at all. */
static const char *follow_whole_jobs(const piq__plan_problem *p, const piq__plan_result *r)
{
    uint32_t runs = 0;
    for (uint32_t j = 0; j < p->jobs; j++) {
        int32_t starts = 0;
        for (size_t k = 0; k < r->start_count; k++)
            starts += r->starts[k].job == j ? 1 : 0;
        const bool single = p->job_single == NULL || p->job_single[j];
        if (starts != 0 && starts != (single && p->job_replicas != NULL ? p->job_replicas[j] : 1))
            return "a part of a job starts";
        runs += starts != 0 ? 1 : 0;
    }
    return runs == r->runs && r->runs <= r->runs_bound ? NULL : "other jobs than it says";
}

static inline const char *follow_plan(const piq__plan_problem *p, const piq__plan_result *r)
{
    const size_t pieces = p->items == 0 ? 0 : p->item_piece[p->items];
    follow_desk d = {p, r, TEXT_ROW(int64_t, p->nodes), TEXT_ROW(double, p->nodes), TEXT_ROW(double, p->nodes),
                     TEXT_ROW(piq__plan_piece, pieces + r->piece_count), TEXT_ROW(uint32_t, p->items), TEXT_ROW(uint32_t, p->items), pieces};
    for (uint32_t n = 0; n < p->nodes; n++) {
        d.cpu[n] = follow_given(p->node_cpu, n) ? p->node_cpu[n] : 1e300;
        d.bytes[n] = follow_given(p->node_memory, n) ? p->node_memory[n] : 1e300;
    }
    for (size_t k = 0; k < pieces; k++)
        d.piece[k] = (piq__plan_piece){p->piece_node[k], p->piece_gpus[k], p->piece_gpus[k] > 0 ? 0 : p->piece_share == NULL ? PIQ__PLAN_WHOLE : p->piece_share[k],
                                        p->piece_label == NULL ? (uint32_t)k : p->piece_label[k]};
    for (uint32_t i = 0; i < p->items; i++) {
        d.first[i] = p->item_piece[i];
        d.count[i] = p->item_piece[i + 1] - p->item_piece[i];
        for (uint32_t k = d.first[i]; k < d.first[i] + d.count[i]; k++)
            d.whole[d.piece[k].node] += d.piece[k].gpus; /* cores and bytes are counted without what runs at the start */
    }
    const char *wrong = follow_whole_jobs(p, r);
    for (size_t k = 0; wrong == NULL && k < r->move_count; k++)
        wrong = follow_move(&d, &r->moves[k]);
    for (size_t k = 0; wrong == NULL && k < r->start_count; k++)
        wrong = follow_start(&d, &r->starts[k]);
    void *rows[] = {d.whole, d.cpu, d.bytes, d.piece, d.first, d.count};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        free(rows[k]);
    return wrong;
}

#endif
