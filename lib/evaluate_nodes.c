/* Detector 6 on every node, and what nobody's work covers of its price. */
#include "detectors/detectors.h"
#include "evaluate.h"
#include "ledger/ledger.h"

typedef struct evaluate_idle {
    double least, most; /* idle_seconds */
    size_t nodes;
    bool known; /* of all its nodes */
} evaluate_idle;

typedef struct evaluate_clusters {
    piq__map by_name; /* text + 1: the empty name is one, too */
    evaluate_idle *idle;
    size_t count, capacity;
    uint32_t last; /* that of the row before */
} evaluate_clusters;

/* Neighbours tend to stand in the same cluster. */
static bool evaluate_find(evaluate_clusters *c, const piq__world *world, size_t row)
{
    const uint32_t cluster = world->nodes[row].cluster;
    if (row > 0 && world->nodes[row - 1].cluster == cluster)
        return true;
    uint32_t *at = piq__map_at(&c->by_name, world->allocator, cluster + 1);
    if (at == NULL)
        return false;
    if (*at == UINT32_MAX) {
        const evaluate_idle fresh = {PIQ__UNKNOWN, PIQ__UNKNOWN, 0, true};
        if (!piq__grow(world->allocator, (void **)&c->idle, &c->capacity, c->count + 1, sizeof *c->idle))
            return false;
        *at = (uint32_t)c->count;
        c->idle[c->count++] = fresh;
    }
    c->last = *at;
    return true;
}

static bool evaluate_note_idle(evaluate_clusters *c, const piq__world *world, size_t row, double seconds)
{
    if (!evaluate_find(c, world, row))
        return false;
    evaluate_idle *cluster = &c->idle[c->last];
    cluster->known = cluster->known && piq__known(seconds);
    cluster->least = !(cluster->least <= seconds) ? seconds : cluster->least;
    cluster->most = !(cluster->most >= seconds) ? seconds : cluster->most;
    cluster->nodes++;
    return true;
}

/* R27: at least 8 nodes, all of a cluster, fell idle within a minute: a hole in the log looks like that. */
static bool evaluate_simultaneous(const evaluate_clusters *c, const piq__node *node)
{
    const evaluate_idle *cluster = &c->idle[piq__map_get(&c->by_name, node->cluster + 1)];
    return cluster->known && cluster->nodes >= 8 && cluster->most - cluster->least <= 60;
}

static void evaluate_spend(const piq__node *node, piq__part *part)
{
    const double uncovered = node->gpu_count - node->placed, price = node->billed == NO ? 0 : node->price;
    if (uncovered > 0 && piq__known(price))
        part->spend = piq__money_add(part->spend, piq__micro(uncovered * price));
    else if (uncovered > 0)
        part->unpriced_gpus += uncovered;
}

/* Whether pending work could run here, with what would tell. */
static piq__tri evaluate_wanted(const piq__world *world, const piq__pending *pending, const piq__node *node, piq__gap *gap)
{
    const piq__tri wanted = piq__pending_fits(pending, node, node->gpu_count - node->unhealthy, gap);
    if (wanted == YES || world->pending_complete)
        return wanted;
    piq__lack(gap, F_fleet_pending_complete);
    return MAYBE;
}

static bool evaluate_judge(const piq__world *world, const piq__pending *pending, size_t row, const evaluate_clusters *clusters, piq__verdict *v,
                        piq__part *part)
{
    const piq__node *node = &world->nodes[row];
    piq__gap gap = PIQ__GAP_NONE;
    const piq__tri wanted = evaluate_wanted(world, pending, node, &gap);
    piq__verdict_clear(v);
    piq__dark_node(world, row, evaluate_simultaneous(clusters, node), wanted, &gap, v);
    piq__identify(world, v, PIQ_ENTITY_NODE, (uint32_t)row, node->cluster);
    piq__settle_node(world, row, v);
    return piq__collect(part, world, PIQ_DETECTOR_DARK_CAPACITY, PIQ_ENTITY_NODE, (uint32_t)row, v);
}

typedef struct evaluate_pass {
    const piq__world *world;
    const piq__pending *pending;
    piq__part *part;
    evaluate_clusters clusters;
    piq__verdict verdict;
    double idle[PIQ__PAGE_ROWS]; /* seconds */
} evaluate_pass;

/* Every node of a page in turn; false ends it. */
static bool evaluate_each(evaluate_pass *pass, bool (*visit)(evaluate_pass *pass, size_t row, double idle))
{
    const piq__column *idle = &pass->world->fleet->columns[F_node_idle_seconds];
    bool good = true;
    for (size_t row = 0; row < pass->world->node_count && good; row++) {
        if (row % PIQ__PAGE_ROWS == 0)
            piq__column_unpack(idle, row / PIQ__PAGE_ROWS, pass->idle);
        good = visit(pass, row, pass->idle[row % PIQ__PAGE_ROWS]);
    }
    return good;
}

static bool evaluate_notice(evaluate_pass *pass, size_t row, double idle)
{
    evaluate_spend(&pass->world->nodes[row], pass->part);
    return evaluate_note_idle(&pass->clusters, pass->world, row, idle);
}

static bool evaluate_visit(evaluate_pass *pass, size_t row, double idle)
{
    if (!piq__dark_node_busy(pass->world, row, idle))
        return evaluate_judge(pass->world, pass->pending, row, &pass->clusters, &pass->verdict, pass->part);
    pass->part->counts[PIQ_DETECTOR_DARK_CAPACITY][PIQ__CLEAR]++;
    return true;
}

bool piq__evaluate_nodes(const piq__world *world, const piq__pending *pending, piq__part *part)
{
    const piq_allocator *a = world->allocator;
    evaluate_pass *pass = piq__alloc_zero(a, 1, sizeof *pass);
    if (pass == NULL)
        return false;
    pass->world = world;
    pass->pending = pending;
    pass->part = part;
    pass->verdict.detector = PIQ_DETECTOR_DARK_CAPACITY;
    bool good = evaluate_each(pass, evaluate_notice);
    if (piq__enabled(world, PIQ_DETECTOR_DARK_CAPACITY))
        good = good && evaluate_each(pass, evaluate_visit);
    piq__release(a, pass->clusters.idle, pass->clusters.capacity * sizeof *pass->clusters.idle);
    piq__map_end(&pass->clusters.by_name, a);
    piq__release(a, pass, sizeof *pass);
    return good;
}
