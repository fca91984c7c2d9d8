/* Free blocks that could be traded, now and after consolidation: each a nested partition, so that no GPU stands in two rows. */
#include "consolidation/fragmentation.h"

#include "facts/money.h"
#include "support/sort.h"

/* On what terms free GPUs can be let: unknown where some node does not say. */
typedef struct capacity_terms {
    double hours, floor;
} capacity_terms;

typedef struct capacity_row {
    uint32_t cluster, region, type;
    uint32_t block;
    uint64_t now, after;
    capacity_terms terms; /* of the blocks free now: the shortest, the dearest */
    int64_t gpu_hours;    /* of these, in millionths: exact, so in any order */
} capacity_row;

typedef struct capacity_table {
    const piq__blocks *b;
    const piq__pending *pending;
    capacity_row *rows;
    size_t count, capacity;
    piq__map by_key; /* hash of what a row stands for */
    bool later, good;
} capacity_table;

/* Spares stay where they are, stale data is no offer, and what a pending job could use is not for sale. */
static bool capacity_tradeable(const capacity_table *t, size_t node)
{
    const piq__world *world = t->b->world;
    const piq__node *n = &world->nodes[node];
    const double hours = world->p[P_lease_hours];
    if (n->purpose != PIQ_PURPOSE_GENERAL || !(t->b->free[node] > 0))
        return false;
    if (piq__number_at(world->fleet, F_node_stale_seconds, node) > world->p[P_stale_after_seconds])
        return false;
    if (hours > 0 && !(piq__number_at(world->fleet, F_node_free_spell_p10_seconds, node) >= hours * 3600))
        return false;
    piq__gap ignored = {{0}, 0};
    return piq__pending_fits(t->pending, n, t->b->free[node], &ignored) == NO;
}

static const capacity_terms capacity_any = {1e300, 0};

/* What an hour saves when the GPUs are given back instead: nothing where they are paid for anyway. */
static double capacity_floor(const piq__blocks *b, size_t node)
{
    const piq__node *n = &b->world->nodes[node];
    const bool sunk = n->purchase == PIQ_PURCHASE_COMMITTED || n->purchase == PIQ_PURCHASE_OWNED || n->billed == NO;
    const bool stays = n->billing_unit == PIQ_BILLING_UNIT_NODE && b->free[node] < n->gpu_count - n->unhealthy;
    return sunk || stays ? 0 : n->price;
}

/* What is let together lasts as long as the first that is wanted back, and costs what the dearest does. */
static void capacity_join(capacity_terms *terms, const capacity_terms *more)
{
    if (piq__known(terms->hours) && !(terms->hours <= more->hours))
        terms->hours = more->hours;
    if (piq__known(terms->floor) && !(terms->floor >= more->floor))
        terms->floor = more->floor;
}

static void capacity_join_node(const piq__blocks *b, size_t node, capacity_terms *terms)
{
    const capacity_terms own = {piq__number_at(b->world->fleet, F_node_free_spell_p10_seconds, node) / 3600, capacity_floor(b, node)};
    capacity_join(terms, &own);
}

static capacity_row *capacity_find(capacity_table *t, const piq__node *n, uint32_t block)
{
    const piq_allocator *a = t->b->world->allocator;
    uint64_t h = n->cluster * UINT64_C(0x9E3779B97F4A7C15) ^ n->region * UINT64_C(0xC2B2AE3D27D4EB4F);
    h = (h ^ h >> 29 ^ n->type) * UINT64_C(0xD6E8FEB86659FD93) + block;
    for (uint32_t key = (uint32_t)((h * UINT64_C(0x9E3779B97F4A7C15)) >> 32) | 1u;; key += 2) {
        uint32_t *at = piq__map_at(&t->by_key, a, key);
        if (at == NULL)
            return NULL;
        if (*at == UINT32_MAX) {
            const capacity_row fresh = {n->cluster, n->region, n->type, block, 0, 0, capacity_any, 0};
            if (!piq__grow(a, (void **)&t->rows, &t->capacity, t->count + 1, sizeof fresh))
                return NULL;
            *at = (uint32_t)t->count;
            t->rows[t->count++] = fresh;
        }
        capacity_row *row = &t->rows[*at];
        if (ALWAYS((row->cluster == n->cluster) & (row->region == n->region) & (row->type == n->type) & (row->block == block)))
            return row;
    }
}

static void capacity_count(capacity_table *t, capacity_row *row, const capacity_terms *terms)
{
    if (t->later) {
        row->after++;
        return;
    }
    row->now++;
    capacity_join(&row->terms, terms);
    row->gpu_hours = piq__money_add(row->gpu_hours, piq__micro(row->block * terms->hours));
}

static void capacity_add(capacity_table *t, uint32_t node, double free, const capacity_terms *terms)
{
    double size = 1;
    while (size * 2 <= free)
        size *= 2;
    for (; t->good && size >= 1; size /= 2) {
        if (free < size)
            continue;
        free -= size;
        capacity_row *row = capacity_find(t, &t->b->world->nodes[node], (uint32_t)size);
        t->good = row != NULL;
        if (row != NULL)
            capacity_count(t, row, terms);
    }
}

static void capacity_island(void *context, uint32_t first_node, double free, double size)
{
    capacity_table *t = context;
    capacity_terms terms = capacity_any;
    (void)size;
    capacity_join_node(t->b, first_node, &terms);
    capacity_add(t, first_node, free, &terms);
}

/* One type and region at a time: a rack may mix them; its nodes stand in that order. */
static void capacity_domain(capacity_table *t, const piq__domain *d)
{
    const piq__blocks *b = t->b;
    if (b->island[b->ordered[d->first]] > 0) {
        if (capacity_tradeable(t, b->ordered[d->first]))
            piq__domain_islands(b, d, capacity_island, t);
        return;
    }
    for (uint32_t i = 0; i < d->count;) {
        const uint32_t node = b->ordered[d->first + i];
        const piq__node *n = &b->world->nodes[node];
        capacity_terms terms = capacity_any;
        double free = 0;
        for (; i < d->count; i++) {
            const uint32_t other = b->ordered[d->first + i];
            if (b->world->nodes[other].type != n->type || b->world->nodes[other].region != n->region)
                break;
            if (!capacity_tradeable(t, other))
                continue;
            free += b->free[other];
            capacity_join_node(b, other, &terms);
        }
        capacity_add(t, node, free, &terms);
    }
}

static int capacity_text(const piq__world *world, uint32_t a, uint32_t b)
{
    return a == b ? 0 : strcmp(piq__strings_at(&world->fleet->strings, a).text, piq__strings_at(&world->fleet->strings, b).text);
}

static const char *capacity_type(const piq__world *world, uint32_t type) { return type == PIQ__NO_TYPE ? "" : world->types[type].name; }

static int capacity_compare(const void *context, const void *a, const void *b)
{
    const capacity_row *x = a, *y = b;
    const piq__world *world = context;
    int order = capacity_text(world, x->cluster, y->cluster);
    order = order != 0 ? order : capacity_text(world, x->region, y->region);
    order = order != 0 ? order : strcmp(capacity_type(world, x->type), capacity_type(world, y->type));
    return order != 0 ? order : (x->block < y->block) - (x->block > y->block);
}

static const char *capacity_keep(piq_report *report, const char *text)
{
    return text[0] == '\0' ? "" : piq__copy_text(&report->arena, text, strlen(text));
}

static bool capacity_write(const capacity_table *t, piq_report *report)
{
    const piq__world *world = t->b->world;
    report->capacity = piq__arena_take(&report->arena, (t->count + 1) * sizeof *report->capacity);
    if (report->capacity == NULL)
        return false;
    for (size_t i = 0; i < t->count; i++) {
        const capacity_row *row = &t->rows[i];
        const bool timed = row->now != 0 && piq__known(row->terms.hours);
        const piq__capacity_row kept = {capacity_keep(report, piq__strings_at(&world->fleet->strings, row->cluster).text),
                                        capacity_keep(report, piq__strings_at(&world->fleet->strings, row->region).text),
                                        capacity_keep(report, capacity_type(world, row->type)),
                                        row->block,
                                        row->now,
                                        row->after,
                                        timed ? row->terms.hours : PIQ__UNKNOWN,
                                        timed ? (double)row->gpu_hours / 1e6 : PIQ__UNKNOWN,
                                        row->now != 0 ? row->terms.floor : PIQ__UNKNOWN};
        report->capacity[report->capacity_count++] = kept;
    }
    return !report->arena.failed;
}

static void capacity_collect(capacity_table *t, const piq__blocks *b, const piq__pending *pending, bool later)
{
    t->b = b;
    t->pending = pending;
    t->later = later;
    for (size_t i = 0; t->good && i < b->domain_count; i++)
        if (!piq__domain_full(b, &b->domains[i]))
            capacity_domain(t, &b->domains[i]);
}

/* What the plan uses is needed by a pending job: of each node only what is free before and after it. */
static bool capacity_spared(const piq__blocks *blocks, const piq__settled *settled, piq__blocks *now)
{
    const piq__world *world = blocks->world;
    *now = *blocks;
    if (settled == NULL)
        return true;
    now->free = piq__alloc(world->allocator, (world->node_count + 1) * sizeof *now->free);
    for (size_t n = 0; now->free != NULL && n < world->node_count; n++)
        now->free[n] = settled[n].free < blocks->free[n] ? settled[n].free : blocks->free[n];
    return now->free != NULL;
}

bool piq__capacity_table(const piq__blocks *blocks, const piq__settled *settled, const piq__pending *pending, const piq__pending *rest,
                         piq_report *report)
{
    const piq_allocator *a = blocks->world->allocator;
    capacity_table t = {blocks, pending, NULL, 0, 0, {NULL, NULL, 0, 0}, false, true};
    piq__blocks then = *blocks, now;
    then.free = blocks->after;
    t.good = capacity_spared(blocks, settled, &now);
    capacity_collect(&t, &now, pending, false);
    capacity_collect(&t, &then, rest, true);
    t.good = t.good && piq__sort(a, t.rows, t.count, sizeof *t.rows, capacity_compare, blocks->world);
    t.good = t.good && capacity_write(&t, report);
    if (now.free != blocks->free)
        piq__release(a, now.free, (blocks->world->node_count + 1) * sizeof *now.free);
    piq__release(a, t.rows, t.capacity * sizeof *t.rows);
    piq__map_end(&t.by_key, a);
    return t.good;
}
