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
    for (size_t i = 0; i < nodes && good; i++) {
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
    b->island = piq__alloc(world->allocator, room * sizeof *b->island);
    b->ordered = piq__alloc(world->allocator, room * sizeof *b->ordered);
    b->domains = piq__alloc_zero(world->allocator, room, sizeof *b->domains);
    if (b->free == NULL || b->island == NULL || b->ordered == NULL || b->domains == NULL)
        return false;
    for (size_t row = 0; row < world->node_count; row++) {
        b->free[row] = blocks_free(world, row);
        b->island[row] = blocks_island(world, row);
    }
    return blocks_group(b);
}

void piq__blocks_end(piq__blocks *b)
{
    const size_t room = b->world->node_count + 1;
    const piq_allocator *a = b->world->allocator;
    piq__release(a, b->free, room * sizeof *b->free);
    piq__release(a, b->island, room * sizeof *b->island);
    piq__release(a, b->ordered, room * sizeof *b->ordered);
    piq__release(a, b->domains, room * sizeof *b->domains);
}

bool piq__node_compatible(const piq__world *world, const piq__job *job, size_t node)
{
    const piq__node *n = &world->nodes[node];
    return n->cluster == job->cluster && piq__job_accepts(world, job, n->type);
}

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
            size += piq__or(b->world->nodes[b->ordered[d->first + i]].gpu_count, 0);
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

double piq__domain_slots(const piq__blocks *b, const piq__domain *d, const piq__job *job)
{
    blocks_fit fit = {job->pod_gpus, job->gpus / job->pod_gpus, 0};
    double pods = 0;
    if (b->island[b->ordered[d->first]] > 0) {
        if (piq__node_compatible(b->world, job, b->ordered[d->first]))
            piq__domain_islands(b, d, blocks_count_island, &fit);
        return fit.slots;
    }
    for (uint32_t i = 0; i < d->count; i++) {
        const uint32_t node = b->ordered[d->first + i];
        if (piq__node_compatible(b->world, job, node) && piq__known(b->free[node]))
            pods += piq__floor(b->free[node] / job->pod_gpus);
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
static void blocks_see_domain(blocks_view *view, const piq__domain *d)
{
    const piq__blocks *b = view->b;
    double shape = 0, free = 0;
    bool compatible = false;
    for (uint32_t i = 0; i < d->count; i++) {
        const uint32_t node = b->ordered[d->first + i];
        if (!piq__node_compatible(b->world, view->job, node))
            continue;
        compatible = true;
        shape += piq__or(b->world->nodes[node].gpu_count, 0);
        free += piq__or(b->free[node], 0);
        view->out->uncounted = view->out->uncounted || !piq__known(b->world->nodes[node].gpu_count);
        view->out->unknown = view->out->unknown || (!piq__known(b->free[node]) && piq__known(b->world->nodes[node].gpu_count));
    }
    if (!compatible)
        return;
    view->out->compatible = true;
    view->out->free += free;
    view->out->slots += piq__domain_slots(b, d, view->job);
    if (b->island[b->ordered[d->first]] > 0) {
        piq__domain_islands(b, d, blocks_see_island, view);
        return;
    }
    view->out->largest_shape = piq__max(view->out->largest_shape, shape);
    view->out->largest_free = piq__max(view->out->largest_free, free);
}

void piq__look(const piq__blocks *b, const piq__job *job, piq__outlook *out)
{
    blocks_view view = {b, job, out};
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < b->domain_count; i++)
        if (b->world->nodes[b->ordered[b->domains[i].first]].cluster == job->cluster)
            blocks_see_domain(&view, &b->domains[i]);
}
