#include "consolidation/opening.h"

#include "facts/work.h"

#define OPENING_WORK_LIMIT 1000000u

/* The pieces of every item after the steps of a plan, with the pending work it starts as work that stays. */
typedef struct opening_state {
    uint32_t *first, *piece_node, *piece_label;
    int32_t *piece_gpus, *piece_share;
    uint32_t *rank, *types;
    int32_t *gpus, *pod, *priority;
    uint8_t *single, *movable;
    double *cost, *cpu, *memory;
    size_t items, pieces;
} opening_state;

static size_t opening_piece_room(const piq__joint_problem *j, const piq__plan_result *plan)
{
    return (j->p.items == 0 ? 0 : j->p.item_piece[j->p.items]) + plan->piece_count + 1;
}

static bool opening_room(piq__joint_problem *j, const piq__plan_result *plan, opening_state *s)
{
    const size_t items = j->p.items + plan->start_count, pieces = opening_piece_room(j, plan);
    bool good = true;
    s->first = piq__joint_take(j, items + 1, sizeof *s->first, &good);
    s->rank = piq__joint_take(j, items, sizeof *s->rank, &good);
    s->types = piq__joint_take(j, items, sizeof *s->types, &good);
    s->gpus = piq__joint_take(j, items, sizeof *s->gpus, &good);
    s->pod = piq__joint_take(j, items, sizeof *s->pod, &good);
    s->priority = piq__joint_take(j, items, sizeof *s->priority, &good);
    s->single = piq__joint_take(j, items, sizeof *s->single, &good);
    s->movable = piq__joint_take(j, items, sizeof *s->movable, &good);
    s->cost = piq__joint_take(j, items, sizeof *s->cost, &good);
    s->cpu = piq__joint_take(j, items, sizeof *s->cpu, &good);
    s->memory = piq__joint_take(j, items, sizeof *s->memory, &good);
    s->piece_node = piq__joint_take(j, pieces, sizeof *s->piece_node, &good);
    s->piece_label = piq__joint_take(j, pieces, sizeof *s->piece_label, &good);
    s->piece_gpus = piq__joint_take(j, pieces, sizeof *s->piece_gpus, &good);
    s->piece_share = piq__joint_take(j, pieces, sizeof *s->piece_share, &good);
    return good;
}

static void opening_put(opening_state *s, uint32_t node, int32_t gpus, int32_t share, uint32_t label)
{
    s->piece_node[s->pieces] = node;
    s->piece_gpus[s->pieces] = gpus;
    s->piece_share[s->pieces] = share;
    s->piece_label[s->pieces++] = label;
}

static void opening_put_plan(opening_state *s, const piq__plan_result *plan, uint32_t first, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const piq__plan_piece *piece = &plan->pieces[first + i];
        opening_put(s, piece->node, piece->gpus, piece->gpus > 0 ? 0 : piece->share, piece->label);
    }
}

static void opening_copy_item(const piq__plan_problem *p, opening_state *s, size_t i)
{
    s->rank[i] = p->item_rank[i];
    s->types[i] = p->item_types[i];
    s->gpus[i] = p->item_gpus[i];
    s->pod[i] = p->item_pod_gpus[i];
    s->priority[i] = p->item_priority[i];
    s->single[i] = p->item_single[i];
    s->movable[i] = p->item_movable[i];
    s->cost[i] = p->item_move_cost[i];
    s->cpu[i] = p->item_cpu[i];
    s->memory[i] = p->item_memory[i];
}

/* Of several moves of one item the last one counts. */
static bool opening_apply(piq__joint_problem *j, const piq__plan_result *plan, opening_state *s)
{
    const piq__plan_problem *p = &j->p;
    bool good = opening_room(j, plan, s);
    uint32_t *last = piq__joint_take(j, p->items, sizeof *last, &good);
    if (!good)
        return false;
    for (size_t m = 0; m < plan->move_count; m++)
        last[plan->moves[m].item] = (uint32_t)m + 1;
    for (size_t i = 0; i < p->items; i++) {
        opening_copy_item(p, s, i);
        s->first[i] = (uint32_t)s->pieces;
        if (last[i] != 0)
            opening_put_plan(s, plan, plan->moves[last[i] - 1].to, plan->moves[last[i] - 1].to_count);
        else
            for (uint32_t k = p->item_piece[i]; k < p->item_piece[i + 1]; k++)
                opening_put(s, p->piece_node[k], p->piece_gpus[k], p->piece_share[k], p->piece_label[k]);
    }
    s->items = p->items;
    for (size_t i = 0; i < plan->start_count; i++, s->items++) {
        s->first[s->items] = (uint32_t)s->pieces;
        s->rank[s->items] = (uint32_t)s->items;
        s->types[s->items] = PIQ__PLAN_NONE;
        s->cost[s->items] = s->cpu[s->items] = s->memory[s->items] = PIQ__UNKNOWN;
        opening_put_plan(s, plan, plan->starts[i].to, plan->starts[i].to_count);
    }
    s->first[s->items] = (uint32_t)s->pieces;
    return true;
}

/* Free whole GPUs by node, as the fleet counts them: a shared GPU is not free. Nodes with islands stay as they are. */
static bool opening_free(piq__joint_problem *j, const opening_state *s, double *free_after, piq__settled *settled)
{
    const piq__world *world = j->blocks->world;
    piq__labels shared;
    bool good = true;
    for (size_t n = 0; n < world->node_count; n++)
        if (j->node_receives[n])
            free_after[n] = j->node_capacity[n];
    piq__labels_begin(&shared, world->allocator);
    for (size_t i = 0; good && i < s->pieces; i++) {
        const uint32_t node = s->piece_node[i];
        uint32_t number = 0;
        const size_t before = shared.count;
        const uint32_t label = s->piece_label[i];
        if (s->piece_gpus[i] == 0)
            good = piq__labels_fresh(&shared, node, label >= PIQ__JOINT_LOOSE ? (label & 0x1FFFFFFFu) | 0x20000000u : label, 1, &number);
        if (j->node_receives[node])
            free_after[node] -= s->piece_gpus[i] > 0 ? s->piece_gpus[i] : shared.count != before ? 1 : 0;
        if (settled != NULL)
            settled[node].shared += shared.count != before ? 1 : 0;
    }
    piq__labels_end(&shared);
    for (size_t n = 0; n < world->node_count; n++) {
        free_after[n] = piq__known(free_after[n]) ? piq__max(free_after[n], 0) : free_after[n];
        if (settled != NULL)
            settled[n].free = free_after[n];
    }
    return good;
}

/* As many blocks of each type's largest node size as its free GPUs could fill. */
static bool opening_jobs(piq__joint_problem *j, const double *free_after, piq__plan_problem *p)
{
    bool good = true;
    const size_t types = j->type_count, words = p->type_words;
    double *total = piq__joint_take(j, types, sizeof *total, &good), *size = piq__joint_take(j, types, sizeof *size, &good);
    size_t jobs = 0;
    for (size_t n = 0; good && n < j->blocks->world->node_count; n++) {
        const uint32_t t = j->node_type[n];
        total[t] += j->node_receives[n] ? free_after[n] : 0;
        while (j->node_receives[n] && piq__max(1, size[t] * 2) <= j->node_gpus[n])
            size[t] = piq__max(1, size[t] * 2);
    }
    for (size_t t = 0; good && t < types; t++)
        jobs += size[t] > 1 ? (size_t)(total[t] / size[t]) : 0;
    int32_t *gpus = piq__joint_take(j, jobs, sizeof *gpus, &good), *priority = piq__joint_take(j, jobs, sizeof *priority, &good);
    uint8_t *single = piq__joint_take(j, jobs, sizeof *single, &good);
    uint32_t *set = piq__joint_take(j, jobs, sizeof *set, &good), *rank = piq__joint_take(j, jobs, sizeof *rank, &good);
    uint64_t *sets = piq__joint_take(j, (p->type_sets + types + 1) * words, sizeof *sets, &good);
    uint32_t *firsts = piq__joint_take(j, p->type_sets + types, sizeof *firsts, &good);
    p->jobs = 0;
    for (size_t t = 0; good && t < types; t++) {
        const size_t first = firsts[p->type_sets + t] = j->type_first[t], bit = t - first;
        sets[(p->type_sets + t) * words + bit / 64] = UINT64_C(1) << (bit % 64);
        for (size_t k = 0; size[t] > 1 && k < (size_t)(total[t] / size[t]); k++, p->jobs++) {
            gpus[p->jobs] = (int32_t)size[t];
            single[p->jobs] = 1;
            set[p->jobs] = (uint32_t)(p->type_sets + t);
            rank[p->jobs] = p->jobs;
        }
    }
    if (!good)
        return false;
    if (p->type_sets != 0) {
        memcpy(sets, p->type_set, p->type_sets * words * sizeof *sets);
        memcpy(firsts, p->type_first, p->type_sets * sizeof *firsts);
    }
    p->type_set = sets;
    p->type_first = firsts;
    p->type_sets += (uint32_t)types;
    p->job_rank = rank;
    p->job_gpus = p->job_pod_gpus = gpus;
    p->job_replicas = NULL;
    p->job_single = single;
    p->job_types = set;
    p->job_priority = priority;
    p->job_cpu = p->job_memory = NULL;
    return true;
}

static void opening_problem(const opening_state *s, piq__plan_problem *p)
{
    p->items = (uint32_t)s->items;
    p->item_rank = s->rank;
    p->item_piece = s->first;
    p->item_gpus = s->gpus;
    p->item_pod_gpus = s->pod;
    p->item_single = s->single;
    p->item_types = s->types;
    p->item_movable = s->movable;
    p->item_priority = s->priority;
    p->item_move_cost = s->cost;
    p->item_cpu = s->cpu;
    p->item_memory = s->memory;
    p->piece_node = s->piece_node;
    p->piece_gpus = s->piece_gpus;
    p->piece_share = s->piece_share;
    p->piece_label = s->piece_label;
}

/* Where nothing may move, blocks are open or never will be. */
static bool opening_movable(const opening_state *s)
{
    for (size_t i = 0; i < s->items; i++)
        if (s->movable[i])
            return true;
    return false;
}

static bool opening_pack(piq__joint_problem *j, const opening_state *s, double *free_after)
{
    piq__plan_problem p = j->p;
    piq__plan_result result;
    opening_state packed;
    memset(&packed, 0, sizeof packed);
    opening_problem(s, &p);
    if (!opening_jobs(j, free_after, &p))
        return false;
    if (p.jobs == 0)
        return true;
    if (piq__plan(&p, j->arena.allocator, OPENING_WORK_LIMIT, &result) != PIQ_OK)
        return false;
    const piq__plan_problem before = j->p;
    bool good = true;
    if (result.move_count != 0) {
        result.start_count = 0; /* the blocks stay open */
        j->p = p;
        good = opening_apply(j, &result, &packed) && opening_free(j, &packed, free_after, NULL);
        j->p = before;
    }
    piq__plan_free(j->arena.allocator, &result);
    return good;
}

bool piq__opening(piq__joint_problem *j, const piq__plan_result *plan, double *free_after, piq__settled *settled)
{
    opening_state state;
    memset(&state, 0, sizeof state);
    if (j->p.items + j->held + plan->start_count == 0)
        return true;
    if (!opening_apply(j, plan, &state) || !opening_free(j, &state, free_after, settled))
        return false;
    return !opening_movable(&state) || opening_pack(j, &state, free_after);
}
