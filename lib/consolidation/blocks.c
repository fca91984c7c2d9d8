#include "consolidation/blocks.h"

#include "facts/work.h"
#include "support/sort.h"

/* R30: nothing is free on a node that takes no work; a share makes its whole GPU unavailable. */
static double blocks_free(const piq__world *world, size_t row)
{
    const piq__node *n = &world->nodes[row];
    const double allocated = piq__number_at(world->fleet, F_node_gpus_allocated, row);
    if (n->state != PIQ_NODE_STATE_READY || n->mig)
        return 0;
    if (!piq__known(n->gpu_count) || (!piq__known(allocated) && !world->complete))
        return PIQ__UNKNOWN;
    return piq__max(0, n->gpu_count - n->unhealthy - piq__max(piq__or(piq__ceiling(allocated), 0), n->taken));
}

static double blocks_island(const piq__world *world, size_t row)
{
    const double size = piq__number_at(world->fleet, F_node_domain_gpus, row);
    return size > 0 && size < world->nodes[row].gpu_count ? size : 0;
}

typedef struct blocks_key {
    uint32_t cluster, domain, type, region, node;
} blocks_key;

static int blocks_compare(const void *context, const void *a, const void *b)
{
    const blocks_key *x = a, *y = b;
    (void)context;
    if (x->cluster != y->cluster)
        return x->cluster < y->cluster ? -1 : 1;
    if (x->domain != y->domain)
        return x->domain < y->domain ? -1 : 1;
    if (x->type != y->type)
        return x->type < y->type ? -1 : 1;
    if (x->region != y->region)
        return x->region < y->region ? -1 : 1;
    return (x->node > y->node) - (x->node < y->node);
}

/* Nodes without a domain of their own name, and nodes cut into islands, stand alone. */
static uint32_t blocks_domain(const piq__blocks *b, size_t row)
{
    const uint32_t named = piq__text_at(b->world->fleet, F_node_domain, row);
    return named == 0 || b->island[row] > 0 ? (uint32_t)row | UINT32_C(0x80000000) : named;
}

static bool blocks_group(piq__blocks *b)
{
    const piq__world *world = b->world;
    const size_t nodes = world->node_count;
    blocks_key *keys = piq__alloc(world->allocator, (nodes + 1) * sizeof *keys);
    if (keys == NULL)
        return false;
    for (size_t row = 0; row < nodes; row++) {
        const piq__node *n = &world->nodes[row];
        const blocks_key key = {n->cluster, blocks_domain(b, row), n->type, n->region, (uint32_t)row};
        keys[row] = key;
    }
    const bool good = piq__sort(world->allocator, keys, nodes, sizeof *keys, blocks_compare, NULL);
    for (size_t i = 0; good && i < nodes; i++) {
        b->ordered[i] = keys[i].node;
        if (i == 0 || keys[i].cluster != keys[i - 1].cluster || keys[i].domain != keys[i - 1].domain)
            b->domains[b->domain_count++].first = (uint32_t)i;
        b->domains[b->domain_count - 1].count = (uint32_t)i + 1 - b->domains[b->domain_count - 1].first;
    }
    piq__release(world->allocator, keys, (nodes + 1) * sizeof *keys);
    return good;
}

bool piq__blocks_begin(piq__blocks *b, const piq__world *world)
{
    const size_t room = world->node_count + 1;
    memset(b, 0, sizeof *b);
    b->world = world;
    b->free = piq__alloc(world->allocator, room * sizeof *b->free);
    b->after = piq__alloc(world->allocator, room * sizeof *b->after);
    b->island = piq__alloc(world->allocator, room * sizeof *b->island);
    b->ordered = piq__alloc(world->allocator, room * sizeof *b->ordered);
    b->domains = piq__alloc_zero(world->allocator, room, sizeof *b->domains);
    if (b->free == NULL || b->after == NULL || b->island == NULL || b->ordered == NULL || b->domains == NULL)
        return false;
    for (size_t row = 0; row < world->node_count; row++) {
        b->free[row] = b->after[row] = blocks_free(world, row);
        b->island[row] = blocks_island(world, row);
    }
    return blocks_group(b);
}

void piq__blocks_end(piq__blocks *b)
{
    const size_t room = b->world->node_count + 1;
    const piq_allocator *a = b->world->allocator;
    piq__release(a, b->free, room * sizeof *b->free);
    piq__release(a, b->after, room * sizeof *b->after);
    piq__release(a, b->island, room * sizeof *b->island);
    piq__release(a, b->ordered, room * sizeof *b->ordered);
    piq__release(a, b->domains, room * sizeof *b->domains);
    piq__release(a, b->alike, b->alike_room * sizeof *b->alike);
    piq__release(a, b->kin, b->kin_room * sizeof *b->kin);
}

/* ---- what jobs can tell apart ---- */

static int blocks_order(double a, double b)
{
    const double x = piq__or(a, -1), y = piq__or(b, -1);
    return (x > y) - (x < y);
}

static int blocks_compare_alike(const void *context, const void *a, const void *b)
{
    const piq__blocks *blocks = context;
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    const piq__node *n = &blocks->world->nodes[x], *m = &blocks->world->nodes[y];
    if (n->type != m->type)
        return (n->type > m->type) - (n->type < m->type);
    const int order = blocks_order(blocks->free[x], blocks->free[y]);
    return order != 0 ? order : blocks_order(n->gpu_count, m->gpu_count);
}

/* Appends what a domain consists of; `nodes` are its nodes, alike ones side by side. */
static bool blocks_describe(piq__blocks *b, const uint32_t *nodes, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const piq__node *n = &b->world->nodes[nodes[i]];
        if (i > 0 && blocks_compare_alike(b, &nodes[i - 1], &nodes[i]) == 0) {
            b->alike[b->alike_count - 1].nodes++;
            continue;
        }
        if (!piq__grow(b->world->allocator, (void **)&b->alike, &b->alike_room, b->alike_count + 1, sizeof *b->alike))
            return false;
        const piq__alike fresh = {b->free[nodes[i]], n->gpu_count, n->type, 1};
        b->alike[b->alike_count++] = fresh;
    }
    return true;
}

static bool blocks_same_kin(const piq__blocks *b, const piq__kin *x, const piq__kin *y)
{
    bool same = (x->cluster == y->cluster) & (x->island == y->island) & (x->count == y->count);
    for (uint32_t i = 0; ALWAYS(same) && i < x->count; i++) {
        const piq__alike *m = &b->alike[x->first + i], *n = &b->alike[y->first + i];
        same = m->type == n->type && m->nodes == n->nodes && blocks_order(m->free, n->free) == 0 && blocks_order(m->size, n->size) == 0;
    }
    return same;
}

static uint32_t blocks_hash(const piq__blocks *b, const piq__kin *kin)
{
    uint64_t h = kin->cluster * UINT64_C(0x9E3779B97F4A7C15) + (uint64_t)kin->island;
    for (uint32_t i = 0; i < kin->count; i++) {
        const piq__alike *n = &b->alike[kin->first + i];
        h = (h ^ n->type ^ (uint64_t)n->nodes << 32) * UINT64_C(0xD6E8FEB86659FD93);
        h = (h ^ (uint64_t)((piq__or(n->free, -1) + 1) * 64) ^ (uint64_t)(piq__or(n->size, -1) + 1) << 40) * UINT64_C(0x9E3779B97F4A7C15);
        h ^= h >> 29;
    }
    return (uint32_t)(h >> 32) | 1u;
}

/* The domain just described joins its kin, or is the first of it. */
static bool blocks_join(piq__blocks *b, piq__map *seen, const piq__kin *fresh)
{
    for (uint32_t key = blocks_hash(b, fresh);; key += 2) {
        uint32_t *at = piq__map_at(seen, b->world->allocator, key);
        if (at == NULL)
            return false;
        if (*at == UINT32_MAX) {
            if (!piq__grow(b->world->allocator, (void **)&b->kin, &b->kin_room, b->kin_count + 1, sizeof *b->kin))
                return false;
            *at = (uint32_t)b->kin_count;
            b->kin[b->kin_count++] = *fresh;
            return true;
        }
        if (ALWAYS(blocks_same_kin(b, &b->kin[*at], fresh))) {
            b->kin[*at].domains++;
            b->alike_count = fresh->first;
            return true;
        }
    }
}

static bool blocks_index_domain(piq__blocks *b, piq__map *seen, const piq__domain *d, uint32_t *sorted)
{
    const uint32_t *nodes = b->ordered + d->first;
    const piq__kin fresh = {d, b->island[nodes[0]], 1, b->world->nodes[nodes[0]].cluster, (uint32_t)b->alike_count, 0};
    piq__kin kin = fresh;
    if (d->count > 1) {
        memcpy(sorted, nodes, d->count * sizeof *sorted);
        if (!piq__sort(b->world->allocator, sorted, d->count, sizeof *sorted, blocks_compare_alike, b))
            return false;
        nodes = sorted;
    }
    if (!blocks_describe(b, nodes, d->count))
        return false;
    kin.count = (uint32_t)b->alike_count - kin.first;
    return blocks_join(b, seen, &kin);
}

bool piq__blocks_index(piq__blocks *b)
{
    const piq_allocator *a = b->world->allocator;
    piq__map seen = {NULL, NULL, 0, 0};
    uint32_t widest = 1;
    for (size_t i = 0; i < b->domain_count; i++)
        widest = b->domains[i].count > widest ? b->domains[i].count : widest;
    uint32_t *sorted = piq__alloc(a, widest * sizeof *sorted);
    bool good = sorted != NULL;
    for (size_t i = 0; good && i < b->domain_count; i++)
        good = blocks_index_domain(b, &seen, &b->domains[i], sorted);
    piq__release(a, sorted, widest * sizeof *sorted);
    piq__map_end(&seen, a);
    return good;
}

/* ---- what one job sees ---- */

/* Free GPUs fill the islands of a node one after another: the best case, where placements name none. */
void piq__domain_islands(const piq__blocks *b, const piq__domain *d, piq__each_block each, void *context)
{
    const uint32_t first = b->ordered[d->first];
    const double island = b->island[first], gpus = b->world->nodes[first].gpu_count;
    double free = b->free[first];
    if (island == 0) {
        double size = 0;
        free = 0;
        for (uint32_t i = 0; i < d->count; i++) {
            free += b->free[b->ordered[d->first + i]];
            size += b->world->nodes[b->ordered[d->first + i]].gpu_count;
        }
        each(context, first, free, size);
        return;
    }
    for (double at = 0; at < gpus; at += island) {
        const double size = piq__min(island, gpus - at), here = piq__known(free) ? piq__min(size, free) : free;
        each(context, first, here, size);
        free -= here;
    }
}

typedef struct blocks_fit {
    double pod, per_group, slots;
} blocks_fit;

static void blocks_count_island(void *context, uint32_t first_node, double free, double size)
{
    blocks_fit *fit = context;
    (void)first_node;
    (void)size;
    fit->slots += piq__floor(piq__floor(free / fit->pod) / fit->per_group);
}

static double blocks_slots(const piq__blocks *b, const piq__kin *kin, const piq__job *job)
{
    blocks_fit fit = {job->pod_gpus, job->gpus / job->pod_gpus, 0};
    double pods = 0;
    if (kin->island > 0) {
        piq__domain_islands(b, kin->like, blocks_count_island, &fit);
        return fit.slots;
    }
    for (uint32_t i = 0; i < kin->count; i++) {
        const piq__alike *n = &b->alike[kin->first + i];
        if (piq__known(n->free) && piq__job_accepts(b->world, job, n->type))
            pods += piq__floor(n->free / job->pod_gpus) * n->nodes;
    }
    return piq__floor(pods / fit.per_group);
}

typedef struct blocks_view {
    const piq__blocks *b;
    const piq__job *job;
    piq__outlook *out;
} blocks_view;

static void blocks_see_island(void *context, uint32_t first_node, double free, double size)
{
    blocks_view *view = context;
    (void)first_node;
    view->out->largest_shape = piq__max(view->out->largest_shape, size);
    view->out->largest_free = piq__max(view->out->largest_free, piq__or(free, 0));
}

/* Only the compatible nodes of a domain count for its size and its free GPUs. */
static void blocks_see_kin(blocks_view *view, const piq__kin *kin)
{
    const piq__blocks *b = view->b;
    double shape = 0, free = 0;
    bool compatible = false;
    for (uint32_t i = 0; i < kin->count; i++) {
        const piq__alike *n = &b->alike[kin->first + i];
        view->out->untyped |= n->type == PIQ__NO_TYPE && !view->job->any_type && n->free != 0;
        if (!piq__job_accepts(b->world, view->job, n->type))
            continue;
        compatible = true;
        shape += piq__or(n->size, 0) * n->nodes;
        free += piq__or(n->free, 0) * n->nodes;
        view->out->unsized |= !piq__known(n->size);
        view->out->uncounted |= !piq__known(n->size) && !piq__known(n->free);
        view->out->unknown |= !piq__known(n->free) && piq__known(n->size);
    }
    if (!compatible)
        return;
    view->out->compatible = true;
    view->out->free += free * (double)kin->domains;
    view->out->slots += blocks_slots(b, kin, view->job) * (double)kin->domains;
    if (kin->island > 0) {
        piq__domain_islands(b, kin->like, blocks_see_island, view);
        return;
    }
    view->out->largest_shape = piq__max(view->out->largest_shape, shape);
    view->out->largest_free = piq__max(view->out->largest_free, free);
}

static size_t blocks_first_kin(const piq__blocks *b, uint32_t cluster)
{
    size_t low = 0, high = b->kin_count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (b->kin[middle].cluster < cluster)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void piq__look(const piq__blocks *b, const piq__job *job, piq__outlook *out)
{
    blocks_view view = {b, job, out};
    memset(out, 0, sizeof *out);
    for (size_t i = blocks_first_kin(b, job->cluster); i < b->kin_count && b->kin[i].cluster == job->cluster; i++)
        blocks_see_kin(&view, &b->kin[i]);
}
