/* Moving with a way back, and the cheapest movers of a node. */
#include "consolidation/direct.h"

#define MOVERS_NEED 128

static void movers_refresh(piq__plan_direct_run *r, const uint32_t *pods, uint32_t count, uint32_t slot)
{
    for (uint32_t p = 0; p < count; p++)
        piq__plan_holes_update(&r->holes, pods[p]);
    if (slot != PLAN_NONE)
        piq__plan_holes_update_slot(&r->holes, slot);
}

bool piq__plan_direct_move(piq__plan_direct_run *r, uint32_t item, const uint32_t *pods, uint32_t slot)
{
    const uint32_t count = r->c->shape[item].pods, was_slot = r->s.in_slot[item];
    if (!piq__grow(r->a, (void **)&r->trail, &r->trail_room, r->trail_count + 1, sizeof *r->trail) ||
        !piq__grow(r->a, (void **)&r->was, &r->was_room, r->was_count + count, sizeof *r->was) ||
        !piq__grow(r->a, (void **)&r->dead, &r->dead_room, r->steps.count + 1, sizeof *r->dead) ||
        !piq__plan_steps_add(&r->steps, r->a, item, pods, count, slot)) {
        r->no_memory = true;
        return false;
    }
    uint32_t *was = r->was + r->was_count;
    memcpy(was, r->s.at + r->c->pod_at[item], count * sizeof *was);
    r->dead[r->steps.count - 1] = 0;
    r->trail[r->trail_count++] = (piq__plan_undo){item, (uint32_t)r->was_count, was_slot, (uint32_t)r->steps.count - 1};
    r->was_count += count;
    piq__plan_lift(&r->s, item);
    piq__plan_drop(&r->s, item, pods, slot);
    movers_refresh(r, was, count, was_slot);
    movers_refresh(r, pods, count, slot);
    while (r->holes.spare < r->c->slot_room && r->s.slot_node[r->holes.spare] != PLAN_NONE)
        r->holes.spare++;
    r->moved[item]++;
    r->weight = piq__plan_sum(r->weight, r->c->weight[item]);
    return true;
}

bool piq__plan_direct_send(piq__plan_direct_run *r, uint32_t item)
{
    uint32_t slot;
    if (r->c->shape[item].pods == 1) {
        const uint32_t to = piq__plan_holes_find(&r->holes, item, &slot);
        return to != PLAN_NONE && piq__plan_direct_move(r, item, &to, slot);
    }
    piq__plan_spend(r->work, 1 + r->c->nodes / 16);
    piq__plan_lift(&r->s, item);
    const bool found = piq__plan_holes_spread(&r->holes, item, r->spread);
    piq__plan_drop(&r->s, item, r->s.at + r->c->pod_at[item], PLAN_NONE);
    return found && piq__plan_direct_move(r, item, r->spread, PLAN_NONE);
}

static void movers_hold(piq__plan_direct_run *r, uint32_t node, uint32_t job, int sign)
{
    const piq__plan_shape *shape = &r->c->job_shape[job];
    r->s.free[node] -= sign * shape->pod;
    if (r->s.cpu != NULL && r->s.cpu[node] != PLAN_UNLIMITED)
        r->s.cpu[node] -= sign * shape->cpu;
    if (r->s.memory != NULL && r->s.memory[node] != PLAN_UNLIMITED)
        r->s.memory[node] -= sign * shape->memory;
    piq__plan_holes_update(&r->holes, node);
}

bool piq__plan_direct_hold(piq__plan_direct_run *r, uint32_t node, uint32_t job)
{
    if (!piq__grow(r->a, (void **)&r->trail, &r->trail_room, r->trail_count + 1, sizeof *r->trail)) {
        r->no_memory = true;
        return false;
    }
    r->trail[r->trail_count++] = (piq__plan_undo){PLAN_NONE, node, job, 0};
    movers_hold(r, node, job, 1);
    return true;
}

/* Takes one move or hold back wherever it stands in the trail: nothing else is on the place it goes back to. */
void piq__plan_direct_undo_item(piq__plan_direct_run *r, size_t at)
{
    const piq__plan_undo u = r->trail[at];
    if (u.item == PLAN_NONE) {
        movers_hold(r, u.node, u.slot, -1);
        return;
    }
    const uint32_t count = r->c->shape[u.item].pods, slot = r->s.in_slot[u.item];
    uint32_t *was = r->was + u.node;
    piq__plan_lift(&r->s, u.item);
    const uint32_t *now = r->steps.pool + r->steps.step[u.step].pods;
    piq__plan_drop(&r->s, u.item, was, u.slot);
    movers_refresh(r, now, count, slot);
    movers_refresh(r, was, count, u.slot);
    if (slot != PLAN_NONE && slot >= r->c->slots && slot < r->holes.spare)
        r->holes.spare = slot;
    r->dead[u.step] = 1;
    r->moved[u.item]--;
    r->weight.cost -= r->c->weight[u.item].cost;
    r->weight.prio -= r->c->weight[u.item].prio;
}

void piq__plan_direct_back(piq__plan_direct_run *r, size_t mark)
{
    while (r->trail_count > mark)
        piq__plan_direct_undo_item(r, --r->trail_count);
}

static piq__plan_weight movers_price(const piq__plan_direct_run *r, uint32_t item, const piq__plan_prices *prices)
{
    piq__plan_weight w = r->c->weight[item];
    if (prices == NULL)
        return w;
    double extra = 0.0;
    for (uint32_t k = 0; k < prices->rows->count; k++)
        if (prices->price[k] > 0)
            extra += prices->price[k] * (double)piq__plan_rows_demand(prices->rows, r, k, item);
    w.cost += (int64_t)(piq__min(extra, 1e6) * PLAN_WHOLE);
    return w;
}

/* A shared GPU can be freed when all on it may move and stand there since the start. They leave it together or not at all, and nothing
   comes to a GPU that all have left. */
static bool movers_slot(const piq__plan_direct_run *r, uint32_t slot, const piq__plan_prices *prices, piq__plan_weight *w)
{
    const uint32_t first = r->slot_first[slot], end = r->slot_first[slot + 1];
    *w = PLAN_FREE_OF_COST;
    if (r->c->slot_fixed[slot] > 0 || r->s.slot_count[slot] == 0)
        return false;
    for (uint32_t k = first; k < end; k++) {
        *w = piq__plan_sum(*w, movers_price(r, r->slot_item[k], prices));
    }
    return end - first == r->s.slot_count[slot];
}

bool piq__plan_slot_original(const piq__plan_direct_run *r, uint32_t slot)
{
    piq__plan_weight w;
    return movers_slot(r, slot, NULL, &w);
}

static uint32_t movers_gather(const piq__plan_direct_run *r, uint32_t node, const piq__plan_prices *prices, uint32_t *id, int32_t *gain,
                              piq__plan_weight *weight)
{
    uint32_t count = 0;
    for (uint32_t k = r->node_first[node]; k < r->node_first[node + 1] && count < DIRECT_MOVERS; k++) {
        const uint32_t i = r->node_item[k];
        if (r->moved[i] || (r->narrow && r->c->shape[i].pods > 1))
            continue;
        id[count] = i;
        gain[count] = r->node_gain[k];
        weight[count++] = movers_price(r, i, prices);
    }
    for (uint32_t k = r->node_slot_first[node]; k < r->node_slot_first[node + 1] && count < DIRECT_MOVERS; k++)
        if (movers_slot(r, r->node_slot[k], prices, &weight[count])) {
            id[count] = DIRECT_SLOT | r->node_slot[k];
            gain[count++] = 1;
        }
    return count;
}

bool piq__plan_movers_find(const piq__plan_direct_run *r, uint32_t node, int32_t need, const piq__plan_prices *prices,
                           piq__plan_movers *out)
{
    uint32_t id[DIRECT_MOVERS];
    int32_t gain[DIRECT_MOVERS], sum = 0;
    piq__plan_weight weight[DIRECT_MOVERS], cost[MOVERS_NEED + 1];
    uint64_t set[MOVERS_NEED + 1];
    out->count = 0;
    out->weight = PLAN_FREE_OF_COST;
    if (need <= 0)
        return true;
    const uint32_t count = movers_gather(r, node, prices, id, gain, weight);
    for (uint32_t k = 0; k < count; k++)
        sum += gain[k];
    if (sum < need || need > MOVERS_NEED)
        return false;
    for (int32_t y = 0; y <= need; y++) {
        cost[y] = y == 0 ? PLAN_FREE_OF_COST : PLAN_IMPOSSIBLE;
        set[y] = 0;
    }
    if (sum == need)
        set[need] = count == 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;
    else
        for (uint32_t k = 0; k < count; k++)
            for (int32_t y = need; y > 0; y--) {
                const int32_t rest = y > gain[k] ? y - gain[k] : 0;
                const piq__plan_weight with = piq__plan_sum(weight[k], cost[rest]);
                if (piq__plan_possible(cost[rest]) && piq__plan_less(with, cost[y])) {
                    cost[y] = with;
                    set[y] = set[rest] | UINT64_C(1) << k;
                }
            }
    for (uint32_t k = 0; k < count; k++) {
        if (!(set[need] >> k & 1u))
            continue;
        out->id[out->count++] = id[k];
        if (prices == NULL)
            out->weight = piq__plan_sum(out->weight, weight[k]);
        else if (!(id[k] & DIRECT_SLOT))
            out->weight = piq__plan_sum(out->weight, r->c->weight[id[k]]);
        else {
            piq__plan_weight w;
            movers_slot(r, id[k] & ~DIRECT_SLOT, NULL, &w);
            out->weight = piq__plan_sum(out->weight, w);
        }
    }
    return true;
}
