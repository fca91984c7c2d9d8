#include "consolidation/subset.h"

/* The part in the model's numbers. */
typedef struct subset_lists {
    uint32_t node[PLAN_EXACT_NODES], slot[PLAN_EXACT_SLOTS], item[PLAN_EXACT_ITEMS], job[PLAN_EXACT_JOBS];
} subset_lists;

static bool subset_holds(const piq__plan_cluster *c, uint32_t item, const uint8_t *in)
{
    for (uint32_t k = c->piece_first[item]; k < c->piece_first[item + 1]; k++)
        if (!in[c->piece_node[k]])
            return false;
    return true;
}

/* False: too many. A share may come to a GPU of its own, so it counts as a slot, too. */
static bool subset_things(piq__plan_subset *s, const piq__plan_cluster *c, const uint8_t *in, subset_lists *l, piq__plan_part *part)
{
    uint32_t room = 0;
    for (uint32_t k = 0; k < c->slots; k++) {
        if (!in[c->slot_node[k]])
            continue;
        if (++room > PLAN_EXACT_SLOTS)
            return false;
        s->slot[part->slots] = k;
        l->slot[part->slots++] = c->slot[k];
    }
    for (uint32_t i = 0; i < c->items; i++) {
        if (!subset_holds(c, i, in))
            continue;
        room += c->gpus[i] == 0 ? 1 : 0;
        if (part->items == PLAN_EXACT_ITEMS || room > PLAN_EXACT_SLOTS || c->shape[i].pods > PLAN_EXACT_PODS)
            return false;
        s->item[part->items] = i;
        l->item[part->items++] = c->item[i];
    }
    return true;
}

int piq__plan_subset_begin(piq__plan_subset *s, const piq__plan_cluster *c, const uint32_t *nodes, uint32_t node_count, const uint32_t *jobs,
                           uint32_t job_count, const int32_t *held, uint8_t *in, const piq_allocator *a)
{
    subset_lists l;
    piq__plan_part part = {l.node, l.slot, l.item, l.job, node_count, 0, 0, job_count};
    memset(&s->d, 0, sizeof s->d);
    s->node = nodes;
    s->job = jobs;
    for (uint32_t k = 0; k < job_count; k++)
        l.job[k] = c->job[jobs[k]];
    for (uint32_t k = 0; k < node_count; k++) {
        l.node[k] = c->node[nodes[k]];
        in[nodes[k]] = 1;
    }
    const bool small = subset_things(s, c, in, &l, &part);
    for (uint32_t k = 0; k < node_count; k++)
        in[nodes[k]] = 0;
    if (!small)
        return 0;
    if (piq__plan_cluster_begin(&s->d, c->m, &part, a) != PIQ_OK)
        return -1;
    bool free = true; /* what is held on a node may have to be freed first */
    for (uint32_t k = 0; k < node_count; k++) {
        free = free && s->d.free[k] >= held[nodes[k]];
        s->d.free[k] -= held[nodes[k]];
    }
    return free && piq__plan_exact_jobs(&s->d) ? 1 : 0;
}

void piq__plan_subset_end(piq__plan_subset *s) { piq__arena_end(&s->d.arena); }
