/* Room on one node: what can still leave it, at what price, and which nodes are equals. */
#include "consolidation/target.h"

#define GAP_WIDEST 128
#define GAP_CANDIDATES 192u

typedef struct gap_list {
    uint32_t count;
    uint32_t id[GAP_CANDIDATES];
    int32_t gain[GAP_CANDIDATES];
    piq__plan_weight weight[GAP_CANDIDATES];
} gap_list;

bool piq__plan_target_vacatable(const target_search *q, uint32_t slot)
{
    return q->slot_live[slot] > 0 && q->c->slot_fixed[slot] == 0 && !q->slot_stays[slot] && q->slot_placed[slot] == 0;
}

int32_t piq__plan_target_evictable(const target_search *q, uint32_t node)
{
    int32_t sum = 0;
    for (uint32_t k = q->item_first[node]; k < q->item_first[node + 1]; k++)
        sum += q->status[q->node_item[k]] == TARGET_OPEN ? q->node_gain[k] : 0;
    for (uint32_t s = 0; q->shares && s < q->c->slot_room; s++)
        sum += q->slot_node[s] == node && piq__plan_target_vacatable(q, s) ? 1 : 0;
    return sum;
}

static piq__plan_weight gap_slot_weight(const target_search *q, uint32_t slot)
{
    piq__plan_weight w = PLAN_FREE_OF_COST;
    for (uint32_t i = 0; i < q->c->items; i++)
        if (q->c->home_slot[i] == slot)
            w = piq__plan_sum(w, q->c->weight[i]);
    return w;
}

static void gap_gather(const target_search *q, uint32_t node, gap_list *l)
{
    const piq__plan_cluster *c = q->c;
    l->count = 0;
    for (uint32_t k = q->item_first[node]; k < q->item_first[node + 1] && l->count < GAP_CANDIDATES; k++) {
        const uint32_t i = q->node_item[k];
        if (q->status[i] != TARGET_OPEN)
            continue;
        piq__plan_weight w = c->weight[i];
        if (q->node_gain[k] < c->gpus[i]) { /* it may be counted on its other nodes too: only its part here */
            w.cost = w.cost / c->gpus[i] * q->node_gain[k];
            w.prio = w.prio < 0 ? w.prio : 0;
        }
        l->id[l->count] = i;
        l->gain[l->count] = q->node_gain[k];
        l->weight[l->count++] = w;
    }
    for (uint32_t s = 0; q->shares && s < c->slot_room && l->count < GAP_CANDIDATES; s++)
        if (q->slot_node[s] == node && piq__plan_target_vacatable(q, s)) {
            l->id[l->count] = TARGET_SLOT | s;
            l->gain[l->count] = 1;
            l->weight[l->count++] = gap_slot_weight(q, s);
        }
}

piq__plan_weight piq__plan_target_gap(const target_search *q, uint32_t node, uint32_t *first)
{
    const int32_t missing = -q->room[node];
    piq__plan_weight cost[GAP_WIDEST + 1];
    bool with_last[GAP_WIDEST + 1];
    gap_list l;
    *first = PLAN_NONE;
    gap_gather(q, node, &l);
    if (missing > GAP_WIDEST || l.count == GAP_CANDIDATES) {
        *first = l.count > 0 ? l.id[0] : PLAN_NONE;
        return l.count > 0 ? PLAN_FREE_OF_COST : PLAN_IMPOSSIBLE;
    }
    for (int32_t y = 1; y <= missing; y++)
        cost[y] = PLAN_IMPOSSIBLE;
    cost[0] = PLAN_FREE_OF_COST;
    /* Backwards, so that what the last row says is whether the first candidate belongs to a best set. */
    for (uint32_t k = l.count; k-- > 0;)
        for (int32_t y = missing; y > 0; y--) {
            const piq__plan_weight rest = cost[y > l.gain[k] ? y - l.gain[k] : 0];
            const piq__plan_weight with = piq__plan_sum(l.weight[k], rest);
            with_last[y] = piq__plan_possible(rest) && piq__plan_less(with, cost[y]);
            if (with_last[y]) {
                cost[y] = with;
                if (y == missing)
                    *first = l.id[k];
            }
        }
    return cost[missing];
}

static uint64_t gap_mix(uint64_t h)
{
    h ^= h >> 31;
    h *= UINT64_C(0x7fb5d329728ea185);
    h ^= h >> 27;
    h *= UINT64_C(0x81dadef4bc2dd44d);
    return h ^ h >> 33;
}

uint64_t piq__plan_target_slot_mark(const target_search *q, uint32_t slot)
{
    uint64_t h = (uint64_t)(uint32_t)q->slot_load[slot] * 8 + (piq__plan_target_vacatable(q, slot) ? 1u : 0u) +
                 (q->c->slot_fixed[slot] > 0 ? 2u : 0u);
    for (uint32_t i = 0; i < q->c->items; i++)
        if (q->c->home_slot[i] == slot && q->status[i] == TARGET_OPEN)
            h += gap_mix(q->c->cls[i] + 77u);
    return gap_mix(h);
}

void piq__plan_target_marks(const target_search *q, uint64_t *mark)
{
    const piq__plan_cluster *c = q->c;
    for (uint32_t n = 0; n < c->nodes; n++) {
        uint64_t h = gap_mix(((uint64_t)c->type[n] << 32) + (uint64_t)(uint32_t)q->room[n] + 0x51u) + q->touched[n];
        for (uint32_t k = q->item_first[n]; k < q->item_first[n + 1]; k++)
            if (q->status[q->node_item[k]] == TARGET_OPEN)
                h += gap_mix(((uint64_t)c->cls[q->node_item[k]] << 20) + (uint64_t)(uint32_t)q->node_gain[k] + 3);
        mark[n] = h;
    }
    for (uint32_t s = 0; q->shares && s < c->slot_room; s++)
        if (q->slot_node[s] != PLAN_NONE && (q->slot_live[s] > 0 || c->slot_fixed[s] > 0))
            mark[q->slot_node[s]] += gap_mix(piq__plan_target_slot_mark(q, s) + 11);
}
