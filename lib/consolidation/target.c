/* The best placement when order does not matter. Jobs take their rooms; whoever is in the way leaves or stays, one
   decision at a time; whoever left finds a room, perhaps in another's place. What a branch must still cost at least is
   known at each step, so the search ends early. A placement counts as a plan only if its moves have an order. */
#include "consolidation/target.h"

#define TARGET_CHOICES 4096u

static void target_settle(target_search *q);
static void target_next_job(target_search *q, uint32_t at, uint32_t taken);

static piq__plan_weight target_gaps(const target_search *q, uint32_t *node, uint32_t *first)
{
    piq__plan_weight sum = PLAN_FREE_OF_COST;
    int32_t worst = 0;
    *node = *first = PLAN_NONE;
    for (uint32_t n = 0; n < q->c->nodes; n++) {
        uint32_t candidate;
        if (!q->touched[n] || q->room[n] >= 0)
            continue;
        const piq__plan_weight w = piq__plan_target_gap(q, n, &candidate);
        if (!piq__plan_possible(w))
            return PLAN_IMPOSSIBLE;
        sum = piq__plan_sum(sum, w);
        if (-q->room[n] > worst) {
            worst = -q->room[n];
            *node = n;
            *first = candidate;
        }
    }
    return sum;
}

/* GPUs cannot be made: what all nodes have left must hold what is still homeless. */
static bool target_volume(const target_search *q)
{
    int64_t left = 0;
    for (uint32_t n = 0; n < q->c->nodes; n++)
        left += q->c->receives[n] && (q->touched[n] || q->room[n] > 0) ? q->room[n] : 0;
    for (uint32_t s = 0; q->shares && s < q->c->slot_room; s++)
        left += q->slot_live[s] > 0 && q->c->slot_fixed[s] == 0 ? 1 : 0;
    for (uint32_t k = 0; k < q->homeless_count; k++)
        left -= q->c->gpus[q->homeless[k]];
    return left >= q->loose_need[q->loose_wanted];
}

/* ---- leaving and staying ---- */

static void target_leave(target_search *q, uint32_t i, int sign)
{
    const piq__plan_cluster *c = q->c;
    const uint32_t slot = c->home_slot[i];
    q->status[i] = sign > 0 ? TARGET_HOMELESS : TARGET_OPEN;
    q->spent.cost += sign * c->weight[i].cost;
    q->spent.prio += sign * c->weight[i].prio;
    if (sign > 0)
        q->homeless[q->homeless_count++] = i;
    else
        q->homeless_count--;
    if (c->gpus[i] > 0) {
        for (uint32_t k = c->piece_first[i]; k < c->piece_first[i + 1]; k++)
            q->room[c->piece_node[k]] += sign * c->piece_gpus[k];
        return;
    }
    const bool before = q->slot_live[slot] == 0;
    q->slot_load[slot] -= sign * c->shape[i].share;
    q->slot_live[slot] = sign > 0 ? q->slot_live[slot] - 1 : q->slot_live[slot] + 1;
    const bool after = q->slot_live[slot] == 0;
    if (c->slot_fixed[slot] == 0 && before != after)
        q->room[q->slot_node[slot]] += after ? 1 : -1;
}

static void target_vacate(target_search *q, uint32_t slot)
{
    const uint32_t mark = q->homeless_count;
    for (uint32_t i = 0; i < q->c->items; i++)
        if (q->c->home_slot[i] == slot) /* nobody has left it alone */
            target_leave(q, i, 1);
    target_settle(q);
    while (q->homeless_count > mark)
        target_leave(q, q->homeless[q->homeless_count - 1], -1);
}

static bool target_same_home(const piq__plan_cluster *c, uint32_t a, uint32_t b)
{
    const uint32_t na = c->piece_first[a + 1] - c->piece_first[a], nb = c->piece_first[b + 1] - c->piece_first[b];
    if (c->cls[a] != c->cls[b] || na != nb || c->home_slot[a] != c->home_slot[b])
        return false;
    for (uint32_t k = 0; k < na; k++)
        if (c->piece_node[c->piece_first[a] + k] != c->piece_node[c->piece_first[b] + k] ||
            c->piece_gpus[c->piece_first[a] + k] != c->piece_gpus[c->piece_first[b] + k])
            return false;
    return true;
}

/* If one of several equals stays, the others do too: which of them leaves is the same plan. */
static void target_stay(target_search *q, uint32_t i)
{
    uint8_t kept[PLAN_EXACT_ITEMS];
    const uint32_t items = q->c->items;
    memcpy(kept, q->status, items);
    for (uint32_t k = 0; k < items; k++)
        if (q->status[k] == TARGET_OPEN && target_same_home(q->c, i, k))
            q->status[k] = TARGET_STAYS;
    const uint32_t slot = q->c->home_slot[i];
    const uint8_t stays = slot == PLAN_NONE ? 0 : q->slot_stays[slot];
    if (slot != PLAN_NONE)
        q->slot_stays[slot] = 1;
    target_settle(q);
    if (slot != PLAN_NONE)
        q->slot_stays[slot] = stays;
    memcpy(q->status, kept, items);
}

static void target_decide(target_search *q, uint32_t candidate)
{
    if (candidate & TARGET_SLOT) {
        const uint32_t slot = candidate & ~TARGET_SLOT;
        target_vacate(q, slot);
        if (q->stop)
            return;
        q->slot_stays[slot] = 1;
        target_settle(q);
        q->slot_stays[slot] = 0;
        return;
    }
    target_leave(q, candidate, 1);
    target_settle(q);
    target_leave(q, candidate, -1);
    if (!q->stop)
        target_stay(q, candidate);
}

/* ---- finding a room ---- */

static void target_hold(target_search *q, const piq__plan_shape *shape, const uint32_t *pods, int sign)
{
    for (uint32_t p = 0; p < shape->pods; p++) {
        q->room[pods[p]] -= sign * shape->pod;
        q->touched[pods[p]] = (uint8_t)(q->touched[pods[p]] + sign);
    }
}

typedef struct target_visit {
    target_search *q;
    const piq__plan_shape *shape;
    uint32_t item; /* PLAN_NONE: a job's replica */
    uint32_t least;
} target_visit;

static bool target_push(target_search *q, const uint32_t *pods, uint32_t count, piq__plan_weight gap, int32_t room, uint32_t slot)
{
    if (!piq__grow(q->a, (void **)&q->choice, &q->choice_room, q->choice_count + 1, sizeof *q->choice) ||
        !piq__grow(q->a, (void **)&q->choice_pods, &q->choice_pod_room, q->choice_pod_count + count, sizeof *q->choice_pods)) {
        q->stop = q->no_memory = true;
        return false;
    }
    q->choice[q->choice_count++] = (target_choice){gap, room, slot, (uint32_t)q->choice_pod_count};
    memcpy(q->choice_pods + q->choice_pod_count, pods, count * sizeof *pods);
    q->choice_pod_count += count;
    return true;
}

static bool target_at_home(const target_search *q, uint32_t item, const uint32_t *pods)
{
    const piq__plan_cluster *c = q->c;
    return item != PLAN_NONE && memcmp(c->home + c->pod_at[item], pods, c->shape[item].pods * sizeof *pods) == 0;
}

static bool target_collect(void *context, const uint32_t *pods)
{
    const target_visit *v = context;
    target_search *q = v->q;
    uint32_t node, first;
    if (!piq__plan_spend(q->work, 1)) {
        q->stop = true;
        return false;
    }
    if (pods[0] < v->least || target_at_home(q, v->item, pods))
        return true;
    target_hold(q, v->shape, pods, 1);
    const piq__plan_weight gap = target_gaps(q, &node, &first);
    const int32_t room = q->room[pods[0]];
    target_hold(q, v->shape, pods, -1);
    if (!piq__plan_less(piq__plan_sum(q->spent, gap), q->answer->weight))
        return true;
    return target_push(q, pods, v->shape->pods, gap, room, PLAN_NONE);
}

static bool target_before(const target_choice *a, const target_choice *b)
{
    if (a->gap.cost != b->gap.cost || a->gap.prio != b->gap.prio)
        return piq__plan_less(a->gap, b->gap);
    return a->room < b->room;
}

static void target_sort(target_search *q, size_t first)
{
    for (size_t i = first + 1; i < q->choice_count; i++) {
        const target_choice x = q->choice[i];
        size_t k = i;
        for (; k > first && target_before(&x, &q->choice[k - 1]); k--)
            q->choice[k] = q->choice[k - 1];
        q->choice[k] = x;
    }
}

static void target_limits(target_search *q, const piq__plan_shape *shape, uint32_t item, uint32_t *limit, uint32_t *same)
{
    const piq__plan_cluster *c = q->c;
    uint64_t mark[PLAN_EXACT_NODES];
    for (uint32_t n = 0; n < c->nodes; n++) {
        const int32_t most = piq__plan_ok(c, shape, n) ? q->room[n] + piq__plan_target_evictable(q, n) : 0;
        limit[n] = most > 0 ? (uint32_t)(most / shape->pod) : 0;
    }
    if (item != PLAN_NONE && shape->pods == 1 && c->home[c->pod_at[item]] != PLAN_NONE)
        limit[c->home[c->pod_at[item]]] = 0;
    piq__plan_target_marks(q, mark);
    for (uint32_t n = 0; n < c->nodes; n++) {
        same[n] = n;
        for (uint32_t k = 0; c->flat && limit[n] > 0 && k < n; k++)
            if (same[k] == k && limit[k] > 0 && mark[k] == mark[n]) {
                same[n] = k;
                break;
            }
    }
}

static void target_choose_places(target_search *q, const piq__plan_shape *shape, uint32_t item, uint32_t least)
{
    uint32_t limit[PLAN_EXACT_NODES], same[PLAN_EXACT_NODES], scratch[PLAN_EXACT_PODS];
    target_visit v = {q, shape, item, least};
    const size_t first = q->choice_count;
    target_limits(q, shape, item, limit, same);
    piq__plan_each_place(q->c, limit, q->c->flat ? same : NULL, shape->pods, shape->single, scratch, target_collect, &v);
    if (q->choice_count - first > TARGET_CHOICES)
        q->stop = true;
    if (!q->stop)
        target_sort(q, first);
}

static void target_place_share(target_search *q, uint32_t i, uint32_t node, uint32_t slot, int sign)
{
    const piq__plan_shape *shape = &q->c->shape[i];
    const bool used = q->slot_live[slot] > 0 || q->c->slot_fixed[slot] > 0;
    if (sign > 0) {
        q->room[node] -= used ? 0 : 1;
        q->touched[node] = (uint8_t)(q->touched[node] + (used ? 0 : 1)); /* a share on a GPU already shared asks nothing of the node */
        q->slot_node[slot] = node;
        q->slot_load[slot] += shape->share;
        q->slot_live[slot]++;
        q->slot_placed[slot]++;
        return;
    }
    q->slot_placed[slot]--;
    q->slot_live[slot]--;
    q->slot_load[slot] -= shape->share;
    if (q->slot_live[slot] == 0 && q->c->slot_fixed[slot] == 0) {
        q->room[node]++;
        q->touched[node]--;
        q->slot_node[slot] = PLAN_NONE; /* it was fresh: no share comes to a GPU that all have left */
    }
}

static int32_t target_slot_evictable(const target_search *q, uint32_t slot)
{
    int32_t sum = 0;
    for (uint32_t i = 0; i < q->c->items; i++)
        sum += q->c->home_slot[i] == slot && q->status[i] == TARGET_OPEN ? q->c->shape[i].share : 0;
    return sum;
}

/* There is one for every share that may move, and the one in hand has none. */
static uint32_t target_spare_slot(const target_search *q)
{
    uint32_t s = q->c->slots;
    while (q->slot_live[s] != 0)
        s++;
    return s;
}

static void target_choose_slots(target_search *q, uint32_t i)
{
    const piq__plan_cluster *c = q->c;
    const piq__plan_shape *shape = &c->shape[i];
    uint64_t mark[PLAN_EXACT_NODES], seen[PLAN_EXACT_SLOTS];
    uint32_t seen_count = 0;
    const size_t first = q->choice_count;
    piq__plan_target_marks(q, mark);
    for (uint32_t s = 0; s < c->slot_room && !q->stop; s++) {
        if (q->slot_node[s] == PLAN_NONE || (q->slot_live[s] == 0 && c->slot_fixed[s] == 0) || s == c->home_slot[i] ||
            !piq__plan_ok(c, shape, q->slot_node[s]))
            continue;
        const int32_t over = q->slot_load[s] + shape->share - PLAN_WHOLE;
        if (over > target_slot_evictable(q, s))
            continue;
        const uint64_t key = mark[q->slot_node[s]] * 31 + piq__plan_target_slot_mark(q, s) + (c->flat ? 0 : q->slot_node[s]);
        uint32_t k = 0;
        while (k < seen_count && seen[k] != key)
            k++;
        if (k < seen_count)
            continue;
        seen[seen_count++] = key;
        const piq__plan_weight gap = {over > 0 ? 1 : 0, 0};
        target_push(q, &q->slot_node[s], 1, gap, -over, s);
    }
    const uint32_t spare = target_spare_slot(q);
    for (uint32_t n = 0; n < c->nodes && !q->stop; n++) {
        if (!piq__plan_ok(c, shape, n) || q->room[n] + piq__plan_target_evictable(q, n) < 1)
            continue;
        bool seen_before = false;
        for (uint32_t k = 0; c->flat && k < n && !seen_before; k++)
            seen_before = mark[k] == mark[n] && piq__plan_ok(c, shape, k);
        if (seen_before)
            continue;
        uint32_t node, candidate;
        q->room[n]--;
        q->touched[n]++;
        piq__plan_weight gap = target_gaps(q, &node, &candidate);
        q->room[n]++;
        q->touched[n]--;
        target_push(q, &n, 1, gap, PLAN_WHOLE, spare);
    }
    target_sort(q, first);
}

static void target_place(target_search *q, uint32_t at)
{
    const piq__plan_cluster *c = q->c;
    const uint32_t i = q->homeless[at];
    const piq__plan_shape *shape = &c->shape[i];
    const size_t first = q->choice_count, first_pod = q->choice_pod_count;
    uint32_t least = 0;
    for (uint32_t k = 0; k < c->items; k++) /* equals from one home go up */
        if (q->status[k] == TARGET_PLACED && c->gpus[i] > 0 && target_same_home(c, k, i) && q->dest[c->pod_at[k]] > least)
            least = q->dest[c->pod_at[k]];
    q->homeless[at] = q->homeless[--q->homeless_count];
    if (shape->pod == 0)
        target_choose_slots(q, i);
    else
        target_choose_places(q, shape, i, least);
    q->status[i] = TARGET_PLACED;
    for (size_t k = first; k < q->choice_count && !q->stop; k++) {
        const target_choice x = q->choice[k];
        if (!piq__plan_less(piq__plan_sum(q->spent, x.gap), q->answer->weight))
            continue;
        uint32_t *dest = q->dest + c->pod_at[i];
        memcpy(dest, q->choice_pods + x.pods, shape->pods * sizeof *dest);
        q->dest_slot[i] = x.slot;
        if (shape->pod == 0)
            target_place_share(q, i, dest[0], x.slot, 1);
        else
            target_hold(q, shape, dest, 1);
        target_settle(q);
        if (shape->pod == 0)
            target_place_share(q, i, dest[0], x.slot, -1);
        else
            target_hold(q, shape, dest, -1);
    }
    q->choice_count = first;
    q->choice_pod_count = first_pod;
    q->status[i] = TARGET_HOMELESS;
    q->homeless[q->homeless_count++] = q->homeless[at];
    q->homeless[at] = i;
}

/* ---- a placement is complete ---- */

static void target_leaf(target_search *q)
{
    const piq__plan_cluster *c = q->c;
    uint32_t item[62], order[62], slot[62], count = 0;
    const uint32_t *pods[62];
    if (!q->target->any || q->spent.cost < q->target->floor)
        q->target->floor = q->spent.cost;
    q->target->any = true;
    for (uint32_t i = 0; i < c->items; i++)
        if (q->status[i] == TARGET_PLACED) {
            if (count == PIQ__COUNT(item))
                return;
            item[count] = i;
            slot[count] = q->dest_slot[i];
            pods[count++] = q->dest + c->pod_at[i];
        }
    piq__plan_state_reset(&q->state);
    if (!piq__plan_order(&q->state, item, pods, slot, count, q->work, order))
        return;
    if (piq__plan_pack(&q->state, q->want, q->work, NULL, q->a) != 1)
        return;
    piq__plan_steps *steps = &q->answer->steps;
    piq__plan_steps_clear(steps);
    for (uint32_t k = 0; k < count; k++)
        if (!piq__plan_steps_add(steps, q->a, item[order[k]], pods[order[k]], c->shape[item[order[k]]].pods, slot[order[k]])) {
            q->stop = q->no_memory = true;
            return;
        }
    q->answer->weight = q->spent;
    q->answer->runs = q->want;
    q->answer->known = true;
}

static bool target_overfull(target_search *q)
{
    for (uint32_t s = 0; q->shares && s < q->c->slot_room; s++) {
        if (q->slot_load[s] <= PLAN_WHOLE || q->slot_placed[s] == 0)
            continue;
        for (uint32_t i = 0; i < q->c->items; i++)
            if (q->c->home_slot[i] == s && q->status[i] == TARGET_OPEN) {
                target_leave(q, i, 1);
                target_settle(q);
                target_leave(q, i, -1);
                if (!q->stop)
                    target_stay(q, i);
                return true;
            }
        return true;
    }
    return false;
}

/* Pods like the item's that nodes could take at most; shares find a place last. */
static uint32_t target_places(const target_search *q, uint32_t item, const int32_t *most)
{
    const piq__plan_shape *shape = &q->c->shape[item];
    uint32_t places = 0;
    if (shape->pod == 0)
        return UINT32_MAX;
    for (uint32_t n = 0; n < q->c->nodes; n++)
        places += most[n] >= shape->pod && piq__plan_ok(q->c, shape, n) ? (uint32_t)(most[n] / shape->pod) : 0;
    return places / shape->pods;
}

static bool target_larger(const piq__plan_cluster *c, uint32_t a, uint32_t b)
{
    if (c->gpus[a] != c->gpus[b])
        return c->gpus[a] > c->gpus[b];
    return c->shape[a].share != c->shape[b].share ? c->shape[a].share > c->shape[b].share : a < b;
}

/* Whoever has the fewest places left goes first: what cannot be done is seen soon. */
static uint32_t target_next(const target_search *q)
{
    int32_t most[PLAN_EXACT_NODES];
    uint32_t at = 0, least = UINT32_MAX;
    for (uint32_t n = 0; n < q->c->nodes; n++)
        most[n] = q->room[n] + piq__plan_target_evictable(q, n);
    for (uint32_t k = 0; k < q->homeless_count; k++) {
        const uint32_t places = target_places(q, q->homeless[k], most);
        if (k > 0 && (places > least || (places == least && !target_larger(q->c, q->homeless[k], q->homeless[at]))))
            continue;
        at = k;
        least = places;
    }
    return at;
}

static void target_settle(target_search *q)
{
    uint32_t node, first;
    if (!piq__plan_spend(q->work, 1))
        q->stop = true;
    if (q->stop || !piq__plan_less(q->spent, q->answer->weight) || !target_volume(q))
        return;
    const piq__plan_weight gap = target_gaps(q, &node, &first);
    if (!piq__plan_possible(gap) || !piq__plan_less(piq__plan_sum(q->spent, gap), q->answer->weight))
        return;
    if (target_overfull(q))
        return;
    if (node != PLAN_NONE) {
        target_decide(q, first);
        return;
    }
    if (q->homeless_count == 0) {
        target_leaf(q);
        return;
    }
    target_place(q, target_next(q));
}

/* ---- jobs first ---- */

static bool target_twins(const piq__plan_cluster *c, uint32_t a, uint32_t b)
{
    return c->job_gpus[a] == c->job_gpus[b] && c->job_replicas[a] == c->job_replicas[b] && c->job_shape[a].pod == c->job_shape[b].pod &&
           c->job_shape[a].set == c->job_shape[b].set && c->job_shape[a].cpu == c->job_shape[b].cpu &&
           c->job_shape[a].memory == c->job_shape[b].memory;
}

static void target_replica(target_search *q, uint32_t at, uint32_t replica, uint32_t least, uint32_t taken)
{
    const piq__plan_shape *shape = &q->c->job_shape[q->order[at]];
    const size_t first = q->choice_count, first_pod = q->choice_pod_count;
    if (replica == (uint32_t)q->c->job_replicas[q->order[at]]) {
        target_next_job(q, at + 1, taken + 1);
        return;
    }
    target_choose_places(q, shape, PLAN_NONE, least);
    for (size_t k = first; k < q->choice_count && !q->stop; k++) {
        uint32_t pods[PLAN_EXACT_PODS];
        if (!piq__plan_less(q->choice[k].gap, q->answer->weight))
            continue;
        memcpy(pods, q->choice_pods + q->choice[k].pods, shape->pods * sizeof *pods);
        target_hold(q, shape, pods, 1);
        target_replica(q, at, replica + 1, pods[0], taken);
        target_hold(q, shape, pods, -1);
    }
    q->choice_count = first;
    q->choice_pod_count = first_pod;
}

static void target_next_job(target_search *q, uint32_t at, uint32_t taken)
{
    if (q->stop || taken + (q->compact - at) + q->loose < q->want)
        return;
    if (taken == q->want || at == q->compact) {
        q->loose_wanted = q->want - taken;
        target_settle(q);
        return;
    }
    target_replica(q, at, 0, 0, taken);
    uint32_t next = at + 1; /* of equal jobs the first ones run */
    while (next < q->compact && target_twins(q->c, q->order[at], q->order[next]))
        next++;
    target_next_job(q, next, taken);
}

static void target_sort_jobs(target_search *q)
{
    const piq__plan_cluster *c = q->c;
    for (uint32_t j = 0; j < c->jobs; j++) {
        if (!c->job_shape[j].single) {
            uint32_t k = ++q->loose;
            for (; k > 1 && q->loose_need[k - 1] > c->job_need[j]; k--)
                q->loose_need[k] = q->loose_need[k - 1];
            q->loose_need[k] = c->job_need[j];
            continue;
        }
        uint32_t k = q->compact++;
        for (; k > 0 && (c->job_need[q->order[k - 1]] < c->job_need[j] ||
                         (c->job_need[q->order[k - 1]] == c->job_need[j] && c->job_gpus[q->order[k - 1]] < c->job_gpus[j]));
             k--)
            q->order[k] = q->order[k - 1];
        q->order[k] = j;
    }
    for (uint32_t k = 1; k <= q->loose; k++)
        q->loose_need[k] += q->loose_need[k - 1];
}

static bool target_begin(target_search *q, piq__arena *arena)
{
    const piq__plan_cluster *c = q->c;
    const uint32_t pieces = c->piece_first[c->items];
    q->node_item = piq__arena_take(arena, ((size_t)pieces + 1) * sizeof *q->node_item);
    q->node_gain = piq__arena_take(arena, ((size_t)pieces + 1) * sizeof *q->node_gain);
    q->dest = piq__arena_take(arena, ((size_t)c->pods + 1) * sizeof *q->dest);
    if (piq__plan_state_begin(&q->state, c, arena) != PIQ_OK)
        return false;
    uint32_t at = 0;
    for (uint32_t n = 0; n < c->nodes; n++) {
        q->item_first[n] = at;
        for (uint32_t i = 0; i < c->items; i++)
            for (uint32_t k = c->piece_first[i]; k < c->piece_first[i + 1]; k++)
                if (c->gpus[i] > 0 && c->piece_node[k] == n) {
                    q->node_item[at] = i;
                    q->node_gain[at++] = c->piece_gpus[k];
                }
        q->room[n] = c->free[n];
    }
    q->item_first[c->nodes] = at;
    for (uint32_t s = 0; s < c->slot_room; s++) {
        q->slot_node[s] = c->slot_node[s];
        q->slot_load[s] = c->slot_load[s];
        q->slot_live[s] = c->slot_count[s];
    }
    q->shares = c->slot_room > 0;
    target_sort_jobs(q);
    return true;
}

piq_status piq__plan_find_target(const piq__plan_cluster *c, uint32_t want, piq__plan_work *work, const piq_allocator *a,
                                 piq__plan_target *target, piq__plan_answer *answer)
{
    piq__arena arena;
    memset(target, 0, sizeof *target);
    if (!answer->known)
        answer->weight = PLAN_IMPOSSIBLE;
    piq__arena_begin(&arena, a);
    target_search *q = piq__arena_take(&arena, sizeof *q);
    if (q == NULL) {
        piq__arena_end(&arena);
        return PIQ_E_NOMEM;
    }
    memset(q, 0, sizeof *q);
    q->c = c;
    q->a = a;
    q->work = work;
    q->want = want;
    q->target = target;
    q->answer = answer;
    q->no_memory = !target_begin(q, &arena);
    if (!q->no_memory)
        target_next_job(q, 0, 0);
    target->complete = !q->stop && !q->no_memory;
    const piq_status status = q->no_memory ? PIQ_E_NOMEM : PIQ_OK;
    piq__release(a, q->choice, q->choice_room * sizeof *q->choice);
    piq__release(a, q->choice_pods, q->choice_pod_room * sizeof *q->choice_pods);
    piq__arena_end(&arena);
    return status;
}
