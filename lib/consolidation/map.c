/* The map of the plan: the nodes of the domains that it touches, before and after. */
#include "consolidation/fragmentation.h"

#include "facts/work.h"
#include "support/sort.h"

typedef struct map_view {
    const piq__blocks *blocks;
    const piq__joint_plan *plan;
    uint8_t *touched;      /* by node */
    uint32_t *nodes;       /* those of the map */
    size_t count;
} map_view;

static const char *map_text(const piq__world *world, uint32_t text) { return piq__strings_at(&world->fleet->strings, text).text; }

static uint32_t map_domain(const map_view *v, uint32_t node)
{
    return v->blocks->island[node] > 0 ? 0 : piq__text_at(v->blocks->world->fleet, F_node_domain, node);
}

/* By cluster, then by the name of the domain, which is the node's own where it has none. */
static int map_compare(const void *context, const void *a, const void *b)
{
    const map_view *v = context;
    const piq__world *world = v->blocks->world;
    uint32_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    const uint32_t dx = map_domain(v, x), dy = map_domain(v, y);
    const char *ix = piq__row_id(world->fleet, PIQ_ENTITY_NODE, x).text, *iy = piq__row_id(world->fleet, PIQ_ENTITY_NODE, y).text;
    int order = strcmp(map_text(world, world->nodes[x].cluster), map_text(world, world->nodes[y].cluster));
    order = order != 0 ? order : strcmp(dx == 0 ? ix : map_text(world, dx), dy == 0 ? iy : map_text(world, dy));
    order = order != 0 ? order : (dx == 0) - (dy == 0);
    return order != 0 ? order : strcmp(ix, iy);
}

static void map_touch(map_view *v, uint32_t first, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        v->touched[v->plan->result.pieces[first + i].node] = 1;
}

static void map_touch_all(map_view *v)
{
    const piq__plan_result *r = &v->plan->result;
    for (size_t m = 0; m < r->move_count; m++) {
        map_touch(v, r->moves[m].from, r->moves[m].from_count);
        map_touch(v, r->moves[m].to, r->moves[m].to_count);
    }
    for (size_t s = 0; s < r->start_count; s++)
        map_touch(v, r->starts[s].to, r->starts[s].to_count);
}

static void map_gather(map_view *v, bool whole)
{
    const piq__blocks *b = v->blocks;
    for (size_t d = 0; d < b->domain_count; d++) {
        const uint32_t *nodes = b->ordered + b->domains[d].first;
        bool shown = whole;
        for (uint32_t i = 0; i < b->domains[d].count && !shown; i++)
            shown = v->touched[nodes[i]] != 0;
        for (uint32_t i = 0; i < b->domains[d].count && shown; i++)
            v->nodes[v->count++] = nodes[i];
    }
}

static uint32_t map_count(double gpus) { return gpus > 0 ? (uint32_t)piq__min(gpus, 1e9) : 0; }

static const char *map_keep(piq__arena *arena, const char *text)
{
    return text[0] == '\0' ? "" : piq__copy_text(arena, text, strlen(text));
}

static void map_node(const map_view *v, uint32_t node, piq__arena *arena, piq_map_node *out)
{
    const piq__world *world = v->blocks->world;
    const piq__node *n = &world->nodes[node];
    const piq__settled *then = v->plan->settled == NULL ? NULL : &v->plan->settled[node];
    const piq__usage *usage = node < world->fleet->usage_capacity ? &world->fleet->usage[node] : NULL;
    memset(out, 0, sizeof *out);
    out->state = n->state;
    out->node = map_keep(arena, piq__row_id(world->fleet, PIQ_ENTITY_NODE, node).text);
    out->domain = map_keep(arena, map_text(world, map_domain(v, node)));
    out->cluster = map_keep(arena, map_text(world, n->cluster));
    out->gpu_type = map_keep(arena, n->type == PIQ__NO_TYPE ? "" : world->types[n->type].name);
    out->moves = v->touched[node];
    out->gpus = map_count(n->gpu_count);
    out->out_of_service = map_count(n->unhealthy);
    out->free_before = map_count(v->blocks->free[node]);
    out->free_after = then == NULL ? out->free_before : map_count(then->free);
    out->held_before = map_count(piq__max(piq__or(piq__ceiling(piq__number_at(world->fleet, F_node_gpus_allocated, node)), 0), n->taken));
    out->shared_before = usage == NULL ? 0 : usage->labels;
    out->shared_after = then == NULL ? out->shared_before : then->shared;
}

static bool map_write(map_view *v, piq_report *report)
{
    const piq__world *world = v->blocks->world;
    report->map = piq__arena_take(&report->arena, (v->count + 1) * sizeof *report->map);
    if (report->map == NULL || !piq__sort(world->allocator, v->nodes, v->count, sizeof *v->nodes, map_compare, v))
        return false;
    for (size_t i = 0; i < v->count; i++) {
        piq_map_node *row = &report->map[i];
        map_node(v, v->nodes[i], &report->arena, row);
        if (report->arena.failed)
            return false;
        const piq_map_node *before = i == 0 ? NULL : &report->map[i - 1];
        const bool joined = before != NULL && row->domain[0] != '\0' && strcmp(row->domain, before->domain) == 0 &&
                            strcmp(row->cluster, before->cluster) == 0;
        row->first = joined ? 0 : 1;
        report->map_count++;
    }
    return true;
}

bool piq__plan_map(const piq__blocks *blocks, const piq__joint_plan *plan, bool blocked, piq_report *report)
{
    const piq__world *world = blocks->world;
    const bool starts = plan->made && plan->result.start_count != 0, whole = world->node_count <= PIQ_MAP_WHOLE;
    map_view v = {blocks, plan, NULL, NULL, 0};
    report->domain_count = blocks->domain_count;
    if (!starts && !(blocked && whole))
        return true;
    v.touched = piq__alloc_zero(world->allocator, world->node_count + 1, sizeof *v.touched);
    v.nodes = piq__alloc(world->allocator, (world->node_count + 1) * sizeof *v.nodes);
    bool good = v.touched != NULL && v.nodes != NULL;
    if (good && plan->made)
        map_touch_all(&v);
    if (good)
        map_gather(&v, whole);
    good = good && map_write(&v, report);
    piq__release(world->allocator, v.touched, (world->node_count + 1) * sizeof *v.touched);
    piq__release(world->allocator, v.nodes, (world->node_count + 1) * sizeof *v.nodes);
    return good;
}
