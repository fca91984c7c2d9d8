/* Best-first search over all reachable states: chains, third-party moves and hops included. States that differ only by
   which of several equals stands where are one state. Ends with the cheapest executable plan, or the proof of none. */
#include "consolidation/internal.h"

typedef struct search_key {
    uint64_t a, b;
} search_key;

typedef struct search_node {
    search_key key;
    piq__plan_weight spent;
    uint32_t parent;
    uint32_t item, slot, pods; /* the move that led here */
} search_node;

typedef struct search_entry {
    piq__plan_weight total; /* spent plus the bound */
    uint32_t node;
} search_entry;

typedef struct search_run {
    const piq__plan_cluster *c;
    const piq_allocator *a;
    piq__plan_work *work;
    piq__plan_answer *answer;
    piq__plan_opening *opening;
    piq__plan_state state;
    uint32_t want;
    uint64_t *node_salt, *cls_salt;
    uint64_t *node_sum, *slot_sum;
    search_node *node;
    size_t nodes, node_room;
    uint32_t *pods;
    size_t pod_count, pod_room;
    search_entry *heap;
    size_t heap_count, heap_room;
    uint32_t *table;
    size_t table_size;
    uint32_t expanding;
    bool stop, no_memory;
} search_run;

static uint64_t search_mix(uint64_t h)
{
    h ^= h >> 32;
    h *= UINT64_C(0xd6e8feb86659fd93);
    h ^= h >> 32;
    h *= UINT64_C(0xd6e8feb86659fd93);
    return h ^ h >> 32;
}

/* Nodes that are equal but for what stands on them share a salt; where domains are wider every node has its own. */
static void search_salts(search_run *r)
{
    const piq__plan_cluster *c = r->c;
    for (uint32_t n = 0; n < c->nodes; n++) {
        uint64_t h = n + 1;
        if (c->flat && !c->tracked)
            h = ((uint64_t)c->type[n] << 33) + ((uint64_t)(uint32_t)r->state.free[n] << 1) + c->receives[n];
        r->node_salt[n] = search_mix(h + UINT64_C(0x1234567));
    }
    for (uint32_t i = 0; i < c->items; i++)
        r->cls_salt[i] = search_mix(((uint64_t)c->cls[i] << 8) + 0x9b);
}

/* The salts must not depend on where movable work stands at the start. */
static void search_lift_all(search_run *r, int32_t *free)
{
    const piq__plan_cluster *c = r->c;
    for (uint32_t i = 0; i < c->items; i++)
        for (uint32_t k = c->piece_first[i]; k < c->piece_first[i + 1]; k++)
            free[c->piece_node[k]] += c->piece_gpus[k];
    for (uint32_t s = 0; s < c->slots; s++)
        free[c->slot_node[s]] += c->slot_fixed[s] == 0 ? 1 : 0;
}

static uint64_t search_item_place(const search_run *r, uint32_t i)
{
    const piq__plan_cluster *c = r->c;
    uint64_t h = 0;
    if (r->state.odd[i])
        return search_mix(i + UINT64_C(0x77770000));
    for (uint32_t p = 0; p < c->shape[i].pods; p++)
        h += r->node_salt[r->state.at[c->pod_at[i] + p]];
    return h;
}

static search_key search_hash(search_run *r)
{
    const piq__plan_cluster *c = r->c;
    const piq__plan_state *s = &r->state;
    const bool alike = c->flat && !c->tracked;
    search_key key = {0, 0};
    memset(r->node_sum, 0, c->nodes * sizeof *r->node_sum);
    memset(r->slot_sum, 0, c->slot_room * sizeof *r->slot_sum);
    for (uint32_t i = 0; i < c->items; i++)
        if (c->gpus[i] == 0)
            r->slot_sum[s->in_slot[i]] += r->cls_salt[i];
        else if (alike && c->shape[i].pods == 1 && !s->odd[i])
            r->node_sum[s->at[c->pod_at[i]]] += r->cls_salt[i];
        else {
            const uint64_t h = search_mix(search_item_place(r, i) + r->cls_salt[i]);
            key.a += h;
            key.b += search_mix(h ^ UINT64_C(0xabcdef));
        }
    for (uint32_t k = 0; k < c->slot_room; k++)
        if (s->slot_node[k] != PLAN_NONE)
            r->node_sum[s->slot_node[k]] += search_mix(r->slot_sum[k] + (uint64_t)(uint32_t)c->slot_fixed[k] * 3 + 5);
    for (uint32_t n = 0; n < c->nodes; n++) {
        const uint64_t h = search_mix(r->node_sum[n] + r->node_salt[n]);
        key.a += h;
        key.b += search_mix(h ^ UINT64_C(0x5bd1e995));
    }
    return key;
}

/* ---- open list ---- */

static bool search_before(const search_entry *x, const search_entry *y)
{
    if (x->total.cost != y->total.cost || x->total.prio != y->total.prio)
        return piq__plan_less(x->total, y->total);
    return x->node > y->node; /* deeper first among equals */
}

static bool search_push(search_run *r, piq__plan_weight total, uint32_t node)
{
    if (!piq__grow(r->a, (void **)&r->heap, &r->heap_room, r->heap_count + 1, sizeof *r->heap))
        return false;
    size_t k = r->heap_count++;
    const search_entry e = {total, node};
    for (; k > 0 && search_before(&e, &r->heap[(k - 1) / 2]); k = (k - 1) / 2)
        r->heap[k] = r->heap[(k - 1) / 2];
    r->heap[k] = e;
    return true;
}

static search_entry search_pop(search_run *r)
{
    const search_entry top = r->heap[0], e = r->heap[--r->heap_count];
    size_t k = 0;
    for (;;) {
        size_t child = 2 * k + 1;
        if (child >= r->heap_count)
            break;
        if (child + 1 < r->heap_count && search_before(&r->heap[child + 1], &r->heap[child]))
            child++;
        if (!search_before(&r->heap[child], &e))
            break;
        r->heap[k] = r->heap[child];
        k = child;
    }
    if (r->heap_count > 0)
        r->heap[k] = e;
    return top;
}

/* ---- states seen ---- */

static bool search_table_grow(search_run *r)
{
    const size_t size = r->table_size == 0 ? 1024 : r->table_size * 2;
    uint32_t *table = piq__alloc(r->a, size * sizeof *table);
    if (table == NULL)
        return false;
    memset(table, 0xff, size * sizeof *table);
    for (size_t k = 0; k < r->table_size; k++) {
        if (r->table[k] == PLAN_NONE)
            continue;
        size_t at = (size_t)r->node[r->table[k]].key.a & (size - 1);
        while (table[at] != PLAN_NONE)
            at = (at + 1) & (size - 1);
        table[at] = r->table[k];
    }
    piq__release(r->a, r->table, r->table_size * sizeof *r->table);
    r->table = table;
    r->table_size = size;
    return true;
}

static uint32_t *search_find(search_run *r, search_key key)
{
    size_t at = (size_t)key.a & (r->table_size - 1);
    while (r->table[at] != PLAN_NONE && ((r->node[r->table[at]].key.a ^ key.a) | (r->node[r->table[at]].key.b ^ key.b)) != 0)
        at = (at + 1) & (r->table_size - 1);
    return &r->table[at];
}

/* A cheaper way to a state already seen takes its place: the older entry is recognised as stale when it comes up. */
static void search_reach(search_run *r, piq__plan_weight spent, uint32_t item, const uint32_t *pods, uint32_t slot)
{
    if (r->table_size < (r->nodes + 1) * 2 && !search_table_grow(r)) {
        r->no_memory = true;
        return;
    }
    const search_key key = search_hash(r);
    uint32_t *seen = search_find(r, key);
    if (*seen != PLAN_NONE && !piq__plan_less(spent, r->node[*seen].spent))
        return;
    const piq__plan_weight left = piq__plan_opening_bound(r->opening, &r->state, r->want);
    piq__plan_spend(r->work, piq__plan_opening_steps(r->opening) / 4);
    if (!piq__plan_possible(left) || !piq__plan_less(piq__plan_sum(spent, left), r->answer->weight))
        return;
    const uint32_t count = item == PLAN_NONE ? 0 : r->c->shape[item].pods;
    if (!piq__grow(r->a, (void **)&r->node, &r->node_room, r->nodes + 1, sizeof *r->node) ||
        !piq__grow(r->a, (void **)&r->pods, &r->pod_room, r->pod_count + count + 1, sizeof *r->pods) ||
        !search_push(r, piq__plan_sum(spent, left), (uint32_t)r->nodes)) {
        r->no_memory = true;
        return;
    }
    r->node[r->nodes] = (search_node){key, spent, r->expanding, item, slot, (uint32_t)r->pod_count};
    if (count > 0)
        memcpy(r->pods + r->pod_count, pods, count * sizeof *pods);
    r->pod_count += count;
    *seen = (uint32_t)r->nodes++;
}

/* ---- expanding ---- */

static void search_replay(search_run *r, uint32_t node)
{
    uint32_t path[512];
    size_t depth = 0;
    piq__plan_state_reset(&r->state);
    for (uint32_t k = node; r->node[k].parent != PLAN_NONE && ALWAYS(depth < PIQ__COUNT(path)); k = r->node[k].parent)
        path[depth++] = k;
    r->stop |= depth == PIQ__COUNT(path);
    while (depth > 0) {
        const search_node *m = &r->node[path[--depth]];
        piq__plan_lift(&r->state, m->item);
        piq__plan_drop(&r->state, m->item, r->pods + m->pods, m->slot);
    }
}

typedef struct search_visit {
    search_run *r;
    uint32_t item;
    const uint32_t *was;
} search_visit;

static bool search_try(search_run *r, uint32_t item, const uint32_t *pods, uint32_t slot)
{
    const piq__plan_weight spent = piq__plan_sum(r->node[r->expanding].spent, r->c->weight[item]);
    if (!piq__plan_spend(r->work, 1 + r->c->items / 8)) {
        r->stop = true;
        return false;
    }
    piq__plan_drop(&r->state, item, pods, slot);
    search_reach(r, spent, item, pods, slot);
    piq__plan_lift(&r->state, item);
    r->stop |= r->no_memory;
    return !r->stop;
}

static bool search_place(void *context, const uint32_t *pods)
{
    const search_visit *v = context;
    if (v->was != NULL && memcmp(v->was, pods, v->r->c->shape[v->item].pods * sizeof *pods) == 0)
        return true;
    return search_try(v->r, v->item, pods, PLAN_NONE);
}

/* The nodes of a flat cluster with one salt and one content are equals. */
static void search_equals(search_run *r, const uint32_t *limit, uint32_t *same)
{
    const piq__plan_cluster *c = r->c;
    for (uint32_t n = 0; n < c->nodes; n++) {
        same[n] = n;
        for (uint32_t k = 0; limit[n] > 0 && k < n; k++)
            if (same[k] == k && limit[k] > 0 && r->node_sum[k] + r->node_salt[k] == r->node_sum[n] + r->node_salt[n]) {
                same[n] = k;
                break;
            }
    }
}

static void search_move_whole(search_run *r, uint32_t i, const uint32_t *was)
{
    const piq__plan_cluster *c = r->c;
    uint32_t limit[PLAN_EXACT_NODES], same[PLAN_EXACT_NODES], scratch[PLAN_EXACT_PODS];
    search_visit v = {r, i, was};
    for (uint32_t n = 0; n < c->nodes; n++)
        limit[n] = piq__plan_takes(&r->state, &c->shape[i], n);
    const bool alike = c->flat && !c->tracked && c->shape[i].pods == 1;
    if (alike) {
        if (was != NULL)
            limit[was[0]] = 0;
        search_equals(r, limit, same);
    }
    piq__plan_each_place(c, limit, alike ? same : NULL, c->shape[i].pods, c->shape[i].single, scratch, search_place, &v);
}

static void search_move_share(search_run *r, uint32_t i, uint32_t was_node, uint32_t was_slot)
{
    const piq__plan_cluster *c = r->c;
    for (uint32_t s = 0; s < c->slot_room && !r->stop; s++)
        if (s != was_slot && r->state.slot_node[s] != PLAN_NONE && piq__plan_can_drop(&r->state, i, &r->state.slot_node[s], s)) {
            const uint32_t node = r->state.slot_node[s];
            search_try(r, i, &node, s);
        }
    const bool alone = r->state.slot_node[was_slot] == PLAN_NONE;
    const uint32_t spare = piq__plan_spare_slot(&r->state);
    for (uint32_t n = 0; n < c->nodes && !r->stop; n++)
        if ((!alone || n != was_node) && piq__plan_can_drop(&r->state, i, &n, spare))
            search_try(r, i, &n, spare);
}

/* Of equals in one place only the first moves. */
static bool search_second(const search_run *r, uint32_t i)
{
    const piq__plan_cluster *c = r->c;
    for (uint32_t k = c->cls[i]; k < i; k++)
        if (c->cls[k] == c->cls[i] && !r->state.odd[k] && !r->state.odd[i] && r->state.in_slot[k] == r->state.in_slot[i] &&
            memcmp(r->state.at + c->pod_at[k], r->state.at + c->pod_at[i], c->shape[i].pods * sizeof *r->state.at) == 0)
            return true;
    return false;
}

static void search_expand(search_run *r)
{
    const piq__plan_cluster *c = r->c;
    for (uint32_t i = 0; i < c->items && !r->stop; i++) {
        uint32_t was[PLAN_EXACT_PODS];
        if (search_second(r, i))
            continue;
        const bool odd = r->state.odd[i];
        const uint32_t slot = r->state.in_slot[i];
        if (c->flat && !c->tracked)
            search_hash(r); /* for the nodes' contents */
        memcpy(was, r->state.at + c->pod_at[i], c->shape[i].pods * sizeof *was);
        piq__plan_lift(&r->state, i);
        if (c->gpus[i] == 0)
            search_move_share(r, i, was[0], slot);
        else
            search_move_whole(r, i, odd ? NULL : was);
        if (odd)
            piq__plan_state_undo_odd(&r->state, i);
        else
            piq__plan_drop(&r->state, i, was, slot);
    }
}

static bool search_take_answer(search_run *r, uint32_t node)
{
    piq__plan_steps *steps = &r->answer->steps;
    uint32_t path[512];
    size_t depth = 0;
    for (uint32_t k = node; r->node[k].parent != PLAN_NONE && ALWAYS(depth < PIQ__COUNT(path)); k = r->node[k].parent)
        path[depth++] = k;
    piq__plan_steps_clear(steps);
    while (depth > 0) {
        const search_node *m = &r->node[path[--depth]];
        if (!piq__plan_steps_add(steps, r->a, m->item, r->pods + m->pods, r->c->shape[m->item].pods, m->slot))
            return false;
    }
    r->answer->weight = r->node[node].spent;
    r->answer->runs = r->want;
    r->answer->known = true;
    return true;
}

static int search_loop(search_run *r)
{
    r->expanding = PLAN_NONE;
    search_reach(r, PLAN_FREE_OF_COST, PLAN_NONE, NULL, PLAN_NONE);
    while (r->heap_count > 0 && !r->stop) {
        const search_entry e = search_pop(r);
        if (*search_find(r, r->node[e.node].key) != e.node)
            continue;
        r->expanding = e.node;
        search_replay(r, e.node);
        if (e.total.cost == r->node[e.node].spent.cost) {
            const int fits = piq__plan_pack(&r->state, r->want, r->work, NULL, r->a);
            if (fits < 0)
                return -1;
            if (fits > 0)
                return search_take_answer(r, e.node) ? 1 : -2;
        }
        search_expand(r);
    }
    return r->no_memory ? -2 : r->stop ? -1 : 0;
}

static bool search_begin(search_run *r, piq__arena *arena)
{
    const piq__plan_cluster *c = r->c;
    r->node_salt = piq__arena_take(arena, ((size_t)c->nodes + 1) * sizeof *r->node_salt);
    r->node_sum = piq__arena_take(arena, ((size_t)c->nodes + 1) * sizeof *r->node_sum);
    r->cls_salt = piq__arena_take(arena, ((size_t)c->items + 1) * sizeof *r->cls_salt);
    r->slot_sum = piq__arena_take(arena, ((size_t)c->slot_room + 1) * sizeof *r->slot_sum);
    if (piq__plan_state_begin(&r->state, c, arena) != PIQ_OK || piq__plan_opening_begin(&r->opening, c, arena) != PIQ_OK)
        return false;
    search_lift_all(r, r->state.free);
    search_salts(r);
    piq__plan_state_reset(&r->state);
    return true;
}

int piq__plan_search(const piq__plan_cluster *c, uint32_t want, piq__plan_work *work, const piq_allocator *a, piq__plan_answer *answer)
{
    piq__arena arena;
    search_run r;
    memset(&r, 0, sizeof r);
    r.c = c;
    r.a = a;
    r.work = work;
    r.want = want;
    r.answer = answer;
    if (!answer->known)
        answer->weight = PLAN_IMPOSSIBLE;
    piq__arena_begin(&arena, a);
    const int found = search_begin(&r, &arena) ? search_loop(&r) : -2;
    piq__release(a, r.node, r.node_room * sizeof *r.node);
    piq__release(a, r.pods, r.pod_room * sizeof *r.pods);
    piq__release(a, r.heap, r.heap_room * sizeof *r.heap);
    piq__release(a, r.table, r.table_size * sizeof *r.table);
    piq__arena_end(&arena);
    return found;
}
