/* An executable order for moves that each go straight to their goal. Which of two feasible moves goes first can matter,
   so all orders are searched; sets of moves already done that failed once are not tried again. */
#include "consolidation/internal.h"

#define ORDER_FAILED 1024u

typedef struct order_search {
    piq__plan_state *s;
    const uint32_t *item;
    const uint32_t *const *pods;
    const uint32_t *slot;
    uint32_t count;
    piq__plan_work *work;
    uint32_t *order;
    uint64_t failed[ORDER_FAILED]; /* sets of moves done, as hashes of themselves */
    uint64_t done;
} order_search;

static bool order_try(order_search *q, uint32_t depth)
{
    if (depth == q->count)
        return true;
    const uint64_t key = (q->done + 1) * UINT64_C(0x9e3779b97f4a7c15);
    uint64_t *mark = &q->failed[key >> 54];
    if (*mark == q->done + 1 || !piq__plan_spend(q->work, 1))
        return false;
    for (uint32_t k = 0; k < q->count; k++) {
        const uint32_t i = q->item[k];
        if (q->done >> k & 1u)
            continue;
        const piq__plan_shape *shape = &q->s->c->shape[i];
        uint32_t was[PLAN_EXACT_PODS];
        const uint8_t odd = q->s->odd[i];
        const uint32_t slot = q->s->in_slot[i];
        memcpy(was, q->s->at + q->s->c->pod_at[i], shape->pods * sizeof *was);
        piq__plan_lift(q->s, i);
        bool fits = piq__plan_can_drop(q->s, i, q->pods[k], q->slot[k]);
        if (fits) {
            piq__plan_drop(q->s, i, q->pods[k], q->slot[k]);
            q->done |= UINT64_C(1) << k;
            q->order[depth] = k;
            if (order_try(q, depth + 1))
                return true;
            q->done &= ~(UINT64_C(1) << k);
            piq__plan_lift(q->s, i);
        }
        if (odd)
            piq__plan_state_undo_odd(q->s, i);
        else
            piq__plan_drop(q->s, i, was, slot);
    }
    *mark = q->done + 1;
    return false;
}

bool piq__plan_order(piq__plan_state *s, const uint32_t *item, const uint32_t *const *pods, const uint32_t *slot, uint32_t count,
                     piq__plan_work *work, uint32_t *order)
{
    order_search q;
    memset(&q, 0, sizeof q);
    q.s = s;
    q.item = item;
    q.pods = pods;
    q.slot = slot;
    q.count = count;
    q.work = work;
    q.order = order;
    return order_try(&q, 0);
}
