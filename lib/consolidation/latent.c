/* How scattered free GPUs are, by cluster and type: what blocks of a size cannot use, and what the pending mix cannot. */
#include "consolidation/fragmentation.h"
#include "consolidation/mix.h"

#include "facts/work.h"
#include "support/sort.h"

#define LATENT_CACHE 17u /* free GPUs of a node up to here are looked up */
#define LATENT_NANO 1e9  /* fragments are added up in billionths of a GPU: exactly, so in any order */

static const double latent_blocks[3] = {2, 4, 8};

typedef struct latent_row {
    uint32_t cluster, type;
    double free, usable[3], usable_domain, largest;
    bool unknown;
    int64_t fragment, left; /* billionths */
    piq__fgd_task *tasks;
    size_t task_count;
    double by_free[LATENT_CACHE]; /* of a node without shares and limits; unknown: not looked at yet */
} latent_row;

/* What a GPU that carries shares has left. */
typedef struct latent_share {
    uint32_t node;
    double left;
} latent_share;

typedef struct latent_view {
    const piq__blocks *blocks;
    latent_row **by_lot, **rows;
    size_t count, room;
    latent_row *current;
    bool sizing; /* the walk that only finds the largest domains */
    latent_share *shares; /* node by node */
    size_t share_count, share_room;
    double *left; /* scratch: of each GPU of a node */
    size_t left_room;
    piq__arena arena;
    piq__mix mix;
} latent_view;

/* ---- rows ---- */

static bool latent_tasks(latent_view *v, latent_row *row, const piq__node *n)
{
    piq__fgd_task tasks[PIQ__MIX_MOST];
    memset(row, 0, sizeof *row);
    row->cluster = n->cluster;
    row->type = n->type;
    row->task_count = piq__mix_tasks(&v->mix, n->cluster, n->type, tasks);
    for (size_t i = 0; i < LATENT_CACHE; i++)
        row->by_free[i] = PIQ__UNKNOWN;
    if (row->task_count == 0)
        return true;
    row->tasks = piq__arena_take(&v->arena, row->task_count * sizeof *row->tasks);
    if (row->tasks == NULL)
        return false;
    memcpy(row->tasks, tasks, row->task_count * sizeof *row->tasks);
    return true;
}

static latent_row *latent_find(latent_view *v, uint32_t node)
{
    const piq__world *world = v->blocks->world;
    const piq__node *n = &world->nodes[node];
    if (v->by_lot[n->lot] != NULL)
        return v->by_lot[n->lot];
    latent_row *row = piq__arena_take(&v->arena, sizeof *row);
    if (row == NULL || !piq__grow(world->allocator, (void **)&v->rows, &v->room, v->count + 1, sizeof *v->rows) ||
        !latent_tasks(v, row, n))
        return NULL;
    v->rows[v->count++] = v->by_lot[n->lot] = row;
    return row;
}

/* ---- blocks ---- */

static void latent_block(void *context, uint32_t first_node, double free, double size)
{
    const latent_view *v = context;
    latent_row *row = v->current;
    (void)first_node;
    if (v->sizing) {
        row->largest = piq__max(row->largest, piq__or(size, 0));
        return;
    }
    row->unknown = row->unknown || !piq__known(free);
    free = piq__or(free, 0);
    row->free += free;
    for (size_t k = 0; k < PIQ__COUNT(latent_blocks); k++)
        row->usable[k] += piq__floor(free / latent_blocks[k]) * latent_blocks[k];
    if (row->largest > 0)
        row->usable_domain += piq__floor(free / row->largest) * row->largest;
}

/* The nodes of a domain stand type by type. */
static bool latent_domain(latent_view *v, const piq__domain *d)
{
    const piq__blocks *b = v->blocks;
    const uint32_t *nodes = b->ordered + d->first;
    if (b->island[nodes[0]] > 0) {
        v->current = latent_find(v, nodes[0]);
        if (v->current == NULL)
            return false;
        piq__domain_islands(b, d, latent_block, v);
        return true;
    }
    for (uint32_t i = 0; i < d->count;) {
        const uint32_t type = b->world->nodes[nodes[i]].type;
        double free = 0, size = 0;
        v->current = latent_find(v, nodes[i]);
        if (v->current == NULL)
            return false;
        for (; i < d->count && b->world->nodes[nodes[i]].type == type; i++) {
            free += b->free[nodes[i]];
            size += piq__or(b->world->nodes[nodes[i]].gpu_count, 0);
        }
        latent_block(v, nodes[0], free, size);
    }
    return true;
}

static bool latent_walk(latent_view *v, bool sizing)
{
    bool good = true;
    v->sizing = sizing;
    for (size_t d = 0; good && d < v->blocks->domain_count; d++)
        if (sizing || !piq__domain_full(v->blocks, &v->blocks->domains[d]))
            good = latent_domain(v, &v->blocks->domains[d]);
    return good;
}

/* ---- fragments ---- */

static int latent_compare_shares(const void *context, const void *a, const void *b)
{
    const latent_share *x = a, *y = b;
    (void)context;
    if (x->node != y->node)
        return x->node < y->node ? -1 : 1;
    return (x->left > y->left) - (x->left < y->left);
}

static bool latent_shares(latent_view *v)
{
    const piq_fleet *f = v->blocks->world->fleet;
    for (size_t i = 0; i < f->shared_count; i++) {
        const piq__shared *s = &f->shared[i];
        if (s->used <= 0)
            continue;
        if (!piq__grow(v->blocks->world->allocator, (void **)&v->shares, &v->share_room, v->share_count + 1, sizeof *v->shares))
            return false;
        v->shares[v->share_count++] = (latent_share){s->node, piq__max(0, 1 - (double)s->used / 1e6)};
    }
    return piq__sort(v->blocks->world->allocator, v->shares, v->share_count, sizeof *v->shares, latent_compare_shares, NULL);
}

static void latent_add(latent_row *row, double fragment, double left)
{
    row->fragment += (int64_t)(fragment * LATENT_NANO + 0.5);
    row->left += (int64_t)(left * LATENT_NANO + 0.5);
}

/* `share` is the node's first in the list, `shares` how many. */
static bool latent_node(latent_view *v, latent_row *row, uint32_t node, size_t share, size_t shares)
{
    const piq__world *world = v->blocks->world;
    const double cpu = piq__number_at(world->fleet, F_node_free_cpu_cores, node);
    const double memory = piq__number_at(world->fleet, F_node_free_memory_bytes, node), free = v->blocks->free[node];
    const bool plain = shares == 0 && !piq__known(cpu) && !piq__known(memory) && free < LATENT_CACHE;
    if (plain && piq__known(row->by_free[(size_t)free])) {
        latent_add(row, row->by_free[(size_t)free], free);
        return true;
    }
    const size_t gpus = (size_t)piq__min(free, 1e6) + shares;
    double left = 0;
    if (!piq__grow(world->allocator, (void **)&v->left, &v->left_room, gpus + 1, sizeof *v->left))
        return false;
    for (size_t g = 0; g < gpus; g++) {
        v->left[g] = g < shares ? v->shares[share + g].left : 1;
        left += v->left[g];
    }
    const piq__fgd_node about = {v->left, (uint32_t)gpus, cpu, memory, 0};
    const double fragment = piq__fgd_fragment(&about, row->tasks, row->task_count);
    if (plain)
        row->by_free[(size_t)free] = fragment;
    latent_add(row, fragment, left);
    return true;
}

static bool latent_fragments(latent_view *v)
{
    const piq__world *world = v->blocks->world;
    size_t share = 0;
    bool good = v->mix.count == 0 || latent_shares(v);
    for (uint32_t node = 0; good && v->mix.count != 0 && node < world->node_count; node++) {
        size_t shares = 0;
        latent_row *row = v->by_lot[world->nodes[node].lot]; /* the walks have found it */
        while (share + shares < v->share_count && v->shares[share + shares].node == node)
            shares++;
        const bool takes = world->nodes[node].state == PIQ_NODE_STATE_READY && !world->nodes[node].mig;
        if (takes && piq__known(v->blocks->free[node]) && row->task_count != 0)
            good = latent_node(v, row, node, share, shares);
        share += shares;
    }
    return good;
}

/* ---- the table ---- */

static const char *latent_type(const piq__world *world, uint32_t type) { return type == PIQ__NO_TYPE ? "" : world->types[type].name; }

static int latent_compare(const void *context, const void *a, const void *b)
{
    const piq__world *world = context;
    const latent_row *x = *(latent_row *const *)a, *y = *(latent_row *const *)b;
    const int order = strcmp(piq__strings_at(&world->fleet->strings, x->cluster).text, piq__strings_at(&world->fleet->strings, y->cluster).text);
    return order != 0 ? order : strcmp(latent_type(world, x->type), latent_type(world, y->type));
}

static double latent_unusable(const latent_row *row, double usable)
{
    return row->unknown || !(row->free > 0) ? PIQ__UNKNOWN : 1 - usable / row->free;
}

static bool latent_write(latent_view *v, piq_report *report)
{
    const piq__world *world = v->blocks->world;
    report->fragmentation = piq__arena_take(&report->arena, (v->count + 1) * sizeof *report->fragmentation);
    if (report->fragmentation == NULL || !piq__sort(world->allocator, v->rows, v->count, sizeof *v->rows, latent_compare, world))
        return false;
    for (size_t i = 0; i < v->count; i++) {
        const latent_row *row = v->rows[i];
        const piq__string cluster = piq__strings_at(&world->fleet->strings, row->cluster);
        const char *type = latent_type(world, row->type);
        const bool mixed = row->task_count != 0 && !row->unknown;
        piq_fragmentation *out = &report->fragmentation[report->fragmentation_count++];
        memset(out, 0, sizeof *out);
        out->cluster = cluster.length == 0 ? "" : piq__copy_text(&report->arena, cluster.text, cluster.length);
        out->gpu_type = type[0] == '\0' ? "" : piq__copy_text(&report->arena, type, strlen(type));
        out->domain_gpus = (uint32_t)piq__min(row->largest, 4e9);
        out->free_gpus = row->unknown ? PIQ__UNKNOWN : row->free;
        out->unusable_2 = latent_unusable(row, row->usable[0]);
        out->unusable_4 = latent_unusable(row, row->usable[1]);
        out->unusable_8 = latent_unusable(row, row->usable[2]);
        out->unusable_domain = latent_unusable(row, row->usable_domain);
        out->fragment_gpus = mixed ? (double)row->fragment / LATENT_NANO : PIQ__UNKNOWN;
        out->fragment_ratio = mixed && row->left > 0 ? (double)row->fragment / (double)row->left : PIQ__UNKNOWN;
    }
    return !report->arena.failed;
}

bool piq__latent_table(const piq__blocks *blocks, const piq__pending *pending, piq_report *report)
{
    const piq_allocator *a = blocks->world->allocator;
    latent_view v;
    memset(&v, 0, sizeof v);
    v.blocks = blocks;
    piq__arena_begin(&v.arena, a);
    v.by_lot = piq__alloc_zero(a, blocks->world->lot_count + 1, sizeof *v.by_lot);
    const bool good = v.by_lot != NULL && piq__mix_begin(&v.mix, blocks->world, pending) && latent_walk(&v, true) && ALWAYS(latent_walk(&v, false)) &&
                      latent_fragments(&v) && latent_write(&v, report);
    piq__mix_end(&v.mix);
    piq__release(a, v.by_lot, (blocks->world->lot_count + 1) * sizeof *v.by_lot);
    piq__release(a, v.rows, v.room * sizeof *v.rows);
    piq__release(a, v.shares, v.share_room * sizeof *v.shares);
    piq__release(a, v.left, v.left_room * sizeof *v.left);
    piq__arena_end(&v.arena);
    return good;
}
