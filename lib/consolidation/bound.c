/* What must still move before so many jobs can start: each job needs room in some node (or domain), and room costs at
   least the cheapest set of movable work that frees it there, wherever that work may go. Never more than the truth. */
#include "consolidation/internal.h"

#define BOUND_WIDEST 640
#define BOUND_STEPS 4000u

struct piq__plan_opening {
    const piq__plan_cluster *c;
    bool by_node;  /* bins are nodes, not domains */
    bool disabled; /* bins too large for the tables */
    uint32_t bins, width;
    uint32_t *bin; /* of a node */
    int32_t *base;
    piq__plan_weight *cost; /* bins * width: to have x GPUs free */
    uint64_t *content;      /* a bin's tables and base, hashed: equals need one try */
    int32_t *load;
    uint8_t *bin_ok; /* jobs * bins */
    uint32_t *alike; /* the first bin that takes the same jobs */
    uint32_t compact, loose;
    uint32_t order[PLAN_EXACT_JOBS];
    int64_t loose_need[PLAN_EXACT_JOBS + 1]; /* of the smallest so many */
    piq__plan_weight *slot_weight;
    uint8_t *slot_stays;
    uint32_t steps; /* of the last bound */
};

uint32_t piq__plan_opening_steps(const piq__plan_opening *o) { return o->steps; }

static bool bound_by_node(const piq__plan_cluster *c)
{
    for (uint32_t j = 0; j < c->jobs; j++)
        if (c->job_shape[j].single && c->job_shape[j].pods > 1)
            return c->flat;
    return true;
}

static uint32_t bound_width(const piq__plan_opening *o)
{
    const piq__plan_cluster *c = o->c;
    int64_t widest = 0;
    for (uint32_t b = 0; b < o->bins; b++)
        o->base[b] = 0;
    for (uint32_t n = 0; n < c->nodes; n++)
        o->base[o->bin[n]] += c->free[n] > 0 ? c->free[n] : 0;
    for (uint32_t i = 0; i < c->items; i++)
        for (uint32_t k = c->piece_first[i]; k < c->piece_first[i + 1]; k++)
            o->base[o->bin[c->piece_node[k]]] += c->piece_gpus[k];
    for (uint32_t s = 0; s < c->slots; s++)
        o->base[o->bin[c->slot_node[s]]]++;
    for (uint32_t b = 0; b < o->bins; b++)
        widest = o->base[b] > widest ? o->base[b] : widest;
    return widest >= BOUND_WIDEST ? 0 : (uint32_t)widest + 1;
}

static void bound_jobs(piq__plan_opening *o)
{
    const piq__plan_cluster *c = o->c;
    o->loose_need[0] = 0;
    for (uint32_t j = 0; j < c->jobs; j++) {
        if (!c->job_shape[j].single) {
            uint32_t k = ++o->loose;
            for (; k > 1 && o->loose_need[k - 1] > c->job_need[j]; k--)
                o->loose_need[k] = o->loose_need[k - 1];
            o->loose_need[k] = c->job_need[j];
            continue;
        }
        uint32_t k = o->compact++;
        for (; k > 0 && c->job_need[o->order[k - 1]] < c->job_need[j]; k--)
            o->order[k] = o->order[k - 1];
        o->order[k] = j;
        for (uint32_t n = 0; n < c->nodes; n++)
            if (piq__plan_ok(c, &c->job_shape[j], n))
                o->bin_ok[j * o->bins + o->bin[n]] = 1;
    }
    for (uint32_t k = 1; k <= o->loose; k++)
        o->loose_need[k] += o->loose_need[k - 1];
}

static bool bound_same_jobs(const piq__plan_opening *o, uint32_t a, uint32_t b)
{
    for (uint32_t k = 0; k < o->compact; k++)
        if (o->bin_ok[o->order[k] * o->bins + a] != o->bin_ok[o->order[k] * o->bins + b])
            return false;
    return true;
}

static void bound_alike(piq__plan_opening *o)
{
    for (uint32_t b = 0; b < o->bins; b++) {
        uint32_t k = 0;
        while (k < b && (o->alike[k] != k || !bound_same_jobs(o, k, b)))
            k++;
        o->alike[b] = k;
    }
}

piq_status piq__plan_opening_begin(piq__plan_opening **out, const piq__plan_cluster *c, piq__arena *arena)
{
    piq__plan_opening *o = piq__arena_take(arena, sizeof *o);
    *out = o;
    if (o == NULL)
        return PIQ_E_NOMEM;
    memset(o, 0, sizeof *o);
    o->c = c;
    o->by_node = bound_by_node(c);
    o->bins = o->by_node ? c->nodes : c->domains;
    o->bin = piq__arena_take(arena, ((size_t)c->nodes + 1) * sizeof *o->bin);
    o->base = piq__arena_take(arena, ((size_t)o->bins + 1) * sizeof *o->base);
    o->load = piq__arena_take(arena, ((size_t)o->bins + 1) * sizeof *o->load);
    o->content = piq__arena_take(arena, ((size_t)o->bins + 1) * sizeof *o->content);
    o->bin_ok = piq__arena_take(arena, (size_t)c->jobs * o->bins + 1);
    o->alike = piq__arena_take(arena, ((size_t)o->bins + 1) * sizeof *o->alike);
    o->slot_weight = piq__arena_take(arena, ((size_t)c->slot_room + 1) * sizeof *o->slot_weight);
    o->slot_stays = piq__arena_take(arena, (size_t)c->slot_room + 1);
    if (arena->failed)
        return PIQ_E_NOMEM;
    for (uint32_t n = 0; n < c->nodes; n++)
        o->bin[n] = o->by_node ? n : c->domain[n];
    memset(o->bin_ok, 0, (size_t)c->jobs * o->bins);
    bound_jobs(o);
    bound_alike(o);
    o->width = bound_width(o);
    o->disabled = o->width == 0;
    if (o->disabled)
        return PIQ_OK;
    o->cost = piq__arena_take(arena, (size_t)o->bins * o->width * sizeof *o->cost);
    return o->cost == NULL ? PIQ_E_NOMEM : PIQ_OK;
}

/* One more way to free `gain` GPUs of a bin: the table holds the cheapest way to free at least y. */
static void bound_offer(piq__plan_opening *o, uint32_t bin, int32_t gain, piq__plan_weight w)
{
    piq__plan_weight *g = o->cost + (size_t)bin * o->width;
    const uint32_t step = (uint32_t)gain;
    for (uint32_t y = o->width - 1; y > 0; y--) {
        const piq__plan_weight with = piq__plan_sum(w, g[y > step ? y - step : 0]);
        if (piq__plan_possible(g[y > step ? y - step : 0]) && piq__plan_less(with, g[y]))
            g[y] = with;
    }
    o->content[bin] +=
        ((uint64_t)w.cost * UINT64_C(0x9e3779b97f4a7c15) ^ (uint64_t)w.prio * UINT64_C(0xc2b2ae3d27d4eb4f)) * (2u * (uint64_t)step + 1);
}

static int64_t bound_part(int64_t whole, int64_t part, int64_t of)
{
    const double share = (double)whole * ((double)part / (double)of);
    const int64_t guess = (int64_t)share;
    return guess - 1; /* below whatever rounding gives: a bound may be low, never high */
}

static void bound_offer_item(piq__plan_opening *o, const piq__plan_state *s, uint32_t i)
{
    const piq__plan_cluster *c = o->c;
    const piq__plan_shape *shape = &c->shape[i];
    const uint32_t count = s->odd[i] ? c->piece_first[i + 1] - c->piece_first[i] : shape->pods;
    const uint32_t *at = s->odd[i] ? c->piece_node + c->piece_first[i] : s->at + c->pod_at[i];
    const int32_t *size = c->piece_gpus + c->piece_first[i];
    for (uint32_t p = 0; p < count; p++) {
        const uint32_t bin = o->bin[at[p]];
        int32_t gain = 0;
        bool first = true;
        for (uint32_t q = 0; q < count; q++) {
            if (o->bin[at[q]] != bin)
                continue;
            first = first && q >= p;
            gain += c->receives[at[q]] ? (s->odd[i] ? size[q] : shape->pod) : 0;
        }
        if (!first || gain == 0)
            continue;
        piq__plan_weight w = c->weight[i];
        if (gain < c->gpus[i]) {
            w.cost = bound_part(w.cost, gain, c->gpus[i]);
            w.prio = bound_part(w.prio, gain, c->gpus[i]);
            w.cost = w.cost < 0 ? 0 : w.cost;
        }
        bound_offer(o, bin, gain, w);
    }
}

/* GPUs that repacking shares can free at most, by volume. */
static int64_t bound_shares(piq__plan_opening *o, const piq__plan_state *s)
{
    const piq__plan_cluster *c = o->c;
    int64_t volume = 0, room = 0, open = 0;
    for (uint32_t k = 0; k < c->slot_room; k++) {
        o->slot_weight[k] = PLAN_FREE_OF_COST;
        o->slot_stays[k] = c->slot_fixed[k] > 0;
        if (s->slot_node[k] == PLAN_NONE || !c->receives[s->slot_node[k]])
            continue;
        const int64_t over = s->slot_load[k] > PLAN_WHOLE ? s->slot_load[k] - PLAN_WHOLE : 0; /* what stands there now may stay */
        volume += s->slot_load[k] - c->slot_fixed[k] - over > 0 ? s->slot_load[k] - c->slot_fixed[k] - over : 0;
        room += c->slot_fixed[k] > 0 && c->slot_fixed[k] < PLAN_WHOLE ? PLAN_WHOLE - c->slot_fixed[k] : 0;
        open += c->slot_fixed[k] > 0 ? 0 : 1;
    }
    const int64_t left = volume - room, must = left > 0 ? (left + PLAN_WHOLE - 1) / PLAN_WHOLE : 0;
    return open > must ? open - must : 0;
}

static void bound_tables(piq__plan_opening *o, const piq__plan_state *s)
{
    const piq__plan_cluster *c = o->c;
    for (size_t k = 0; k < (size_t)o->bins * o->width; k++)
        o->cost[k] = PLAN_IMPOSSIBLE;
    for (uint32_t b = 0; b < o->bins; b++) {
        o->cost[(size_t)b * o->width] = PLAN_FREE_OF_COST;
        o->base[b] = 0;
        o->content[b] = 0;
    }
    for (uint32_t n = 0; n < c->nodes; n++)
        if (c->receives[n])
            o->base[o->bin[n]] += o->by_node || s->free[n] > 0 ? s->free[n] : 0;
    for (uint32_t i = 0; i < c->items; i++)
        if (c->gpus[i] > 0)
            bound_offer_item(o, s, i);
        else
            o->slot_weight[s->in_slot[i]] = piq__plan_sum(o->slot_weight[s->in_slot[i]], c->weight[i]);
    for (uint32_t k = 0; k < c->slot_room; k++)
        if (s->slot_node[k] != PLAN_NONE && !o->slot_stays[k] && c->receives[s->slot_node[k]])
            bound_offer(o, o->bin[s->slot_node[k]], 1, o->slot_weight[k]);
    for (uint32_t b = 0; b < o->bins; b++)
        o->content[b] = (o->content[b] ^ (uint64_t)(int64_t)o->base[b]) * UINT64_C(0xff51afd7ed558ccd);
}

typedef struct bound_search {
    piq__plan_opening *o;
    uint32_t want;
    int64_t capacity;
    piq__plan_weight best;
    uint32_t steps;
} bound_search;

static piq__plan_weight bound_price(const piq__plan_opening *o, uint32_t b, int64_t x)
{
    const int64_t y = x - o->base[b];
    if (x <= 0 || y <= 0)
        return PLAN_FREE_OF_COST;
    return y >= o->width ? PLAN_IMPOSSIBLE : o->cost[(size_t)b * o->width + (size_t)y];
}

static void bound_job(bound_search *q, uint32_t at, uint32_t taken, int64_t demand, piq__plan_weight spent);

/* A bin is like another only if it is for every job: what is left of it is for those that follow. */
static bool bound_tried(const piq__plan_opening *o, uint32_t from, uint32_t b)
{
    for (uint32_t k = from; k < b; k++)
        if (o->content[k] == o->content[b] && o->load[k] == o->load[b] && o->alike[k] == o->alike[b])
            return true;
    return false;
}

static void bound_replica(bound_search *q, uint32_t at, uint32_t replica, uint32_t least, uint32_t taken, int64_t demand,
                          piq__plan_weight spent)
{
    piq__plan_opening *o = q->o;
    const uint32_t job = o->order[at];
    const int32_t gpus = o->c->job_gpus[job];
    if (replica == (uint32_t)o->c->job_replicas[job]) {
        bound_job(q, at + 1, taken + 1, demand + o->c->job_need[job], spent);
        return;
    }
    for (uint32_t b = least; b < o->bins; b++) {
        if (!o->bin_ok[job * o->bins + b] || ++q->steps > BOUND_STEPS)
            continue;
        const piq__plan_weight before = bound_price(o, b, o->load[b]), after = bound_price(o, b, (int64_t)o->load[b] + gpus);
        if (!piq__plan_possible(after))
            continue;
        const piq__plan_weight next = {spent.cost + after.cost - before.cost, spent.prio + after.prio - before.prio};
        if (!piq__plan_less(next, q->best) || bound_tried(o, least, b))
            continue;
        o->load[b] += gpus;
        bound_replica(q, at, replica + 1, b, taken, demand, next);
        o->load[b] -= gpus;
    }
}

static bool bound_twins(const piq__plan_cluster *c, uint32_t a, uint32_t b)
{
    return c->job_gpus[a] == c->job_gpus[b] && c->job_replicas[a] == c->job_replicas[b] && c->job_shape[a].set == c->job_shape[b].set;
}

static void bound_job(bound_search *q, uint32_t at, uint32_t taken, int64_t demand, piq__plan_weight spent)
{
    const piq__plan_opening *o = q->o;
    if (demand > q->capacity || taken + (o->compact - at) + o->loose < q->want)
        return;
    if (taken + o->loose >= q->want) {
        const uint32_t loose = q->want - (taken < q->want ? taken : q->want);
        if (demand + o->loose_need[loose] <= q->capacity && piq__plan_less(spent, q->best))
            q->best = spent;
    }
    if (at == o->compact || taken >= q->want)
        return;
    bound_replica(q, at, 0, 0, taken, demand, spent);
    uint32_t next = at + 1; /* of equal jobs the first ones run */
    while (next < o->compact && bound_twins(o->c, o->order[at], o->order[next]))
        next++;
    bound_job(q, next, taken, demand, spent);
}

piq__plan_weight piq__plan_opening_bound(piq__plan_opening *o, const piq__plan_state *s, uint32_t want)
{
    bound_search q = {o, want, 0, PLAN_IMPOSSIBLE, 0};
    if (o->disabled)
        return PLAN_FREE_OF_COST;
    q.capacity = bound_shares(o, s);
    for (uint32_t n = 0; n < o->c->nodes; n++)
        q.capacity += o->c->receives[n] && s->free[n] > 0 ? s->free[n] : 0;
    bound_tables(o, s);
    memset(o->load, 0, o->bins * sizeof *o->load);
    bound_job(&q, 0, 0, 0, PLAN_FREE_OF_COST);
    o->steps = q.steps;
    return q.steps > BOUND_STEPS ? PLAN_FREE_OF_COST : q.best;
}
