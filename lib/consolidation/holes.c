/* Free places by size. */
#include "consolidation/direct.h"

#define HOLES_LOOK 64u /* nodes looked at per size before the next size is tried */
#define HOLES_TAKE(arena, count) ((uint32_t *)piq__arena_take(arena, ((size_t)(count) + 1) * sizeof(uint32_t)))

static void holes_unlink(uint32_t *head, uint32_t *next, uint32_t *prev, uint32_t bucket, uint32_t x)
{
    if (prev[x] == PLAN_NONE)
        head[bucket] = next[x];
    else
        next[prev[x]] = next[x];
    if (next[x] != PLAN_NONE)
        prev[next[x]] = prev[x];
}

static void holes_link(uint32_t *head, uint32_t *next, uint32_t *prev, uint32_t bucket, uint32_t x)
{
    next[x] = head[bucket];
    prev[x] = PLAN_NONE;
    if (head[bucket] != PLAN_NONE)
        prev[head[bucket]] = x;
    head[bucket] = x;
}

void piq__plan_holes_update(piq__plan_holes *h, uint32_t n)
{
    uint32_t level = PLAN_NONE;
    if (h->s->free[n] > 0 && !h->closed[n] && h->s->c->receives[n])
        level = h->s->free[n] < (int32_t)DIRECT_LEVELS ? (uint32_t)h->s->free[n] : DIRECT_LEVELS - 1;
    if (level == h->level[n])
        return;
    if (h->level[n] != PLAN_NONE)
        holes_unlink(h->head, h->next, h->prev, h->type[n] * DIRECT_LEVELS + h->level[n], n);
    if (level != PLAN_NONE)
        holes_link(h->head, h->next, h->prev, h->type[n] * DIRECT_LEVELS + level, n);
    h->level[n] = level;
}

static uint32_t holes_room(int32_t parts) { return (uint32_t)((int64_t)parts * (DIRECT_ROOMS - 1) / PLAN_WHOLE); }

void piq__plan_holes_update_slot(piq__plan_holes *h, uint32_t s)
{
    const uint32_t n = h->s->slot_node[s], was = h->slot_level[s];
    uint32_t level = PLAN_NONE;
    if (n != PLAN_NONE && !h->slot_closed[s] && h->s->c->receives[n] && h->s->slot_load[s] < PLAN_WHOLE)
        level = h->type[n] * DIRECT_ROOMS + holes_room(PLAN_WHOLE - h->s->slot_load[s]);
    if (level == was)
        return;
    if (was != PLAN_NONE)
        holes_unlink(h->slot_head, h->slot_next, h->slot_prev, was, s);
    if (level != PLAN_NONE)
        holes_link(h->slot_head, h->slot_next, h->slot_prev, level, s);
    h->slot_level[s] = level;
}

static bool holes_types(piq__plan_holes *h, piq__arena *arena)
{
    const piq__plan_cluster *c = h->s->c;
    uint32_t *local = HOLES_TAKE(arena, c->types);
    h->type = HOLES_TAKE(arena, c->nodes);
    h->type_of = HOLES_TAKE(arena, c->types);
    if (arena->failed)
        return false;
    memset(local, 0xff, (size_t)c->types * sizeof *local);
    for (uint32_t n = 0; n < c->nodes; n++) {
        uint32_t *at = &local[c->type[n] - c->type_first];
        if (*at == PLAN_NONE) {
            h->type_of[h->types] = c->type[n];
            *at = h->types++;
        }
        h->type[n] = *at;
    }
    return true;
}

static void holes_want(piq__plan_holes *h)
{
    const piq__plan_cluster *c = h->s->c;
    h->all_wanted = true;
    for (uint32_t t = 0; t < h->types; t++) {
        h->wanted[t] = 0;
        for (uint32_t j = 0; j < c->jobs && !h->wanted[t]; j++)
            h->wanted[t] = piq__plan_accepts(c->m, c->job_shape[j].set, h->type_of[t]);
        h->all_wanted = h->all_wanted && h->wanted[t];
    }
}

bool piq__plan_holes_begin(piq__plan_holes *h, piq__plan_state *s, piq__arena *arena)
{
    const piq__plan_cluster *c = s->c;
    memset(h, 0, sizeof *h);
    h->s = s;
    if (!holes_types(h, arena))
        return false;
    h->head = HOLES_TAKE(arena, (size_t)h->types * DIRECT_LEVELS);
    h->next = HOLES_TAKE(arena, c->nodes);
    h->prev = HOLES_TAKE(arena, c->nodes);
    h->level = HOLES_TAKE(arena, c->nodes);
    h->slot_head = HOLES_TAKE(arena, (size_t)h->types * DIRECT_ROOMS);
    h->slot_next = HOLES_TAKE(arena, c->slot_room);
    h->slot_prev = HOLES_TAKE(arena, c->slot_room);
    h->slot_level = HOLES_TAKE(arena, c->slot_room);
    h->closed = piq__arena_take(arena, (size_t)c->nodes + 1);
    h->slot_closed = piq__arena_take(arena, (size_t)c->slot_room + 1);
    h->wanted = piq__arena_take(arena, (size_t)h->types + 1);
    if (arena->failed)
        return false;
    memset(h->head, 0xff, (size_t)h->types * DIRECT_LEVELS * sizeof *h->head);
    memset(h->level, 0xff, c->nodes * sizeof *h->level);
    memset(h->slot_head, 0xff, (size_t)h->types * DIRECT_ROOMS * sizeof *h->slot_head);
    memset(h->slot_level, 0xff, c->slot_room * sizeof *h->slot_level);
    memset(h->closed, 0, c->nodes);
    memset(h->slot_closed, 0, c->slot_room);
    h->spare = c->slots;
    holes_want(h);
    for (uint32_t n = c->nodes; n-- > 0;)
        piq__plan_holes_update(h, n);
    for (uint32_t k = c->slots; k-- > 0;)
        piq__plan_holes_update_slot(h, k);
    return true;
}

static bool holes_accept(const piq__plan_holes *h, const piq__plan_shape *shape, uint32_t t)
{
    const uint32_t type = h->type_of[t];
    return shape->set != PLAN_NONE ? piq__plan_accepts(h->s->c->m, shape->set, type) : shape->only == type;
}

/* The tightest node that takes one pod of this shape, of types that some job wants or of the others. */
static uint32_t holes_among(const piq__plan_holes *h, const piq__plan_shape *shape, uint32_t gpus, uint8_t wanted)
{
    for (uint32_t level = gpus < DIRECT_LEVELS ? gpus : DIRECT_LEVELS - 1; level < DIRECT_LEVELS; level++)
        for (uint32_t t = 0; t < h->types; t++) {
            if (h->wanted[t] != wanted || h->head[t * DIRECT_LEVELS + level] == PLAN_NONE || !holes_accept(h, shape, t))
                continue;
            uint32_t looked = 0;
            for (uint32_t n = h->head[t * DIRECT_LEVELS + level]; n != PLAN_NONE && looked < HOLES_LOOK; n = h->next[n], looked++)
                if (piq__plan_takes(h->s, shape, n) > 0)
                    return n;
        }
    return PLAN_NONE;
}

/* Places that no job can use are used up first. */
static uint32_t holes_node(const piq__plan_holes *h, const piq__plan_shape *shape, uint32_t gpus)
{
    const uint32_t n = h->all_wanted ? PLAN_NONE : holes_among(h, shape, gpus, 0);
    return n != PLAN_NONE ? n : holes_among(h, shape, gpus, 1);
}

/* There is one for every share that may move, and what looks for a place has not moved yet. */
static uint32_t holes_spare(const piq__plan_holes *h)
{
    uint32_t k = h->spare;
    while (h->s->slot_node[k] != PLAN_NONE)
        k++;
    return k;
}

/* Work may still come back to a node that is closed: its cores and memory are kept for it. */
static uint32_t holes_share(const piq__plan_holes *h, uint32_t item, uint32_t *slot)
{
    const piq__plan_shape *shape = &h->s->c->shape[item];
    for (uint32_t room = holes_room(shape->share); room < DIRECT_ROOMS; room++)
        for (uint32_t t = 0; t < h->types; t++) {
            uint32_t looked = 0;
            if (h->slot_head[t * DIRECT_ROOMS + room] == PLAN_NONE || !holes_accept(h, shape, t))
                continue;
            for (uint32_t k = h->slot_head[t * DIRECT_ROOMS + room]; k != PLAN_NONE && looked < HOLES_LOOK; k = h->slot_next[k], looked++)
                if (!(h->s->c->tracked && h->closed[h->s->slot_node[k]]) && piq__plan_can_drop(h->s, item, &h->s->slot_node[k], k)) {
                    *slot = k;
                    return h->s->slot_node[k];
                }
        }
    *slot = holes_spare(h);
    return holes_node(h, shape, 1);
}

uint32_t piq__plan_holes_find(const piq__plan_holes *h, uint32_t item, uint32_t *slot)
{
    const piq__plan_shape *shape = &h->s->c->shape[item];
    *slot = PLAN_NONE;
    return shape->pod == 0 ? holes_share(h, item, slot) : holes_node(h, shape, (uint32_t)shape->pod);
}

/* Pods on these nodes, the tightest first; pods come out sorted by node. */
static void holes_lay(const piq__plan_holes *h, const piq__plan_shape *shape, const uint32_t *node, uint32_t count, uint32_t *pods)
{
    uint32_t laid = 0;
    for (uint32_t level = 1; laid < shape->pods; level++)
        for (uint32_t k = 0; k < count && laid < shape->pods; k++) {
            const uint32_t n = node == NULL ? k : node[k];
            const uint32_t takes = h->closed[n] ? 0 : piq__plan_takes(h->s, shape, n);
            if (takes == level || (level == DIRECT_LEVELS && takes > level))
                for (uint32_t p = 0; p < takes && laid < shape->pods; p++) {
                    uint32_t b = laid++;
                    for (; b > 0 && pods[b - 1] > n; b--)
                        pods[b] = pods[b - 1];
                    pods[b] = n;
                }
        }
}

bool piq__plan_holes_spread(const piq__plan_holes *h, uint32_t item, uint32_t *pods)
{
    const piq__plan_cluster *c = h->s->c;
    const piq__plan_shape *shape = &c->shape[item];
    uint64_t least = UINT64_MAX;
    uint32_t best = PLAN_NONE;
    for (uint32_t d = 0; d < (shape->single ? c->domains : 1u); d++) {
        const uint32_t first = shape->single ? c->domain_first[d] : 0, end = shape->single ? c->domain_first[d + 1] : c->nodes;
        uint64_t room = 0;
        for (uint32_t k = first; k < end; k++) {
            const uint32_t n = shape->single ? c->domain_node[k] : k;
            room += h->closed[n] ? 0 : piq__plan_takes(h->s, shape, n);
        }
        if (room >= shape->pods && room < least) {
            least = room;
            best = d;
        }
    }
    if (best == PLAN_NONE)
        return false;
    const uint32_t first = shape->single ? c->domain_first[best] : 0, end = shape->single ? c->domain_first[best + 1] : c->nodes;
    holes_lay(h, shape, shape->single ? c->domain_node + first : NULL, end - first, pods);
    return true;
}
