/* Detector 6 on every node, and what nobody's work covers of its price. */
#include "detectors/detectors.h"
#include "evaluate.h"
#include "ledger/ledger.h"

typedef struct nodes_idle {
    double least, most; /* idle_seconds */
    size_t nodes;
    bool known; /* of all its nodes */
} nodes_idle;

typedef struct nodes_clusters {
    piq__map by_name; /* text + 1: the empty name is one, too */
    nodes_idle *idle;
    size_t count, capacity;
} nodes_clusters;

static bool nodes_note_idle(nodes_clusters *c, const piq__world *world, size_t row)
{
    uint32_t *at = piq__map_at(&c->by_name, world->allocator, world->nodes[row].cluster + 1);
    if (at == NULL)
        return false;
    if (*at == UINT32_MAX) {
        const nodes_idle fresh = {PIQ__UNKNOWN, PIQ__UNKNOWN, 0, true};
        if (!piq__grow(world->allocator, (void **)&c->idle, &c->capacity, c->count + 1, sizeof *c->idle))
            return false;
        *at = (uint32_t)c->count;
        c->idle[c->count++] = fresh;
    }
    nodes_idle *cluster = &c->idle[*at];
    const double seconds = piq__number_at(world->fleet, F_node_idle_seconds, row);
    cluster->known = cluster->known && piq__known(seconds);
    cluster->least = !(cluster->least <= seconds) ? seconds : cluster->least;
    cluster->most = !(cluster->most >= seconds) ? seconds : cluster->most;
    cluster->nodes++;
    return true;
}

/* R27: at least 8 nodes, all of a cluster, fell idle within a minute: a hole in the log looks like that. */
static bool nodes_simultaneous(const nodes_clusters *c, const piq__node *node)
{
    const nodes_idle *cluster = &c->idle[piq__map_get(&c->by_name, node->cluster + 1)];
    return cluster->known && cluster->nodes >= 8 && cluster->most - cluster->least <= 60;
}

static void nodes_spend(const piq__node *node, piq__part *part)
{
    const double uncovered = node->gpu_count - node->placed, price = node->billed == NO ? 0 : node->price;
    if (uncovered > 0 && piq__known(price))
        part->spend = piq__money_add(part->spend, piq__micro(uncovered * price));
    else if (uncovered > 0)
        part->unpriced_gpus += uncovered;
}

/* Whether pending work could run here, with what would tell. */
static piq__tri nodes_wanted(const piq__world *world, const piq__pending *pending, const piq__node *node, piq__gap *gap)
{
    const piq__tri wanted = piq__pending_fits(pending, node, node->gpu_count - node->unhealthy, gap);
    if (wanted == YES || world->pending_complete)
        return wanted;
    piq__lack(gap, F_fleet_pending_complete);
    return MAYBE;
}

static bool nodes_judge(const piq__world *world, const piq__pending *pending, size_t row, const nodes_clusters *clusters, piq__verdict *v,
                        piq__part *part)
{
    const piq__node *node = &world->nodes[row];
    piq__gap gap = {{0}, 0};
    const piq__tri wanted = nodes_wanted(world, pending, node, &gap);
    piq__verdict_clear(v, PIQ_DETECTOR_DARK_CAPACITY);
    piq__dark_node(world, row, nodes_simultaneous(clusters, node), wanted, &gap, v);
    piq__identify(world, v, PIQ_ENTITY_NODE, (uint32_t)row, node->cluster);
    piq__settle_node(world, row, v);
    return piq__collect(part, world, PIQ_DETECTOR_DARK_CAPACITY, PIQ_ENTITY_NODE, (uint32_t)row, v);
}

bool piq__evaluate_nodes(const piq__world *world, const piq__pending *pending, piq__part *part)
{
    const piq_allocator *a = world->allocator;
    const bool judged = piq__enabled(world, PIQ_DETECTOR_DARK_CAPACITY);
    nodes_clusters clusters = {{NULL, NULL, 0, 0}, NULL, 0, 0};
    piq__verdict *v = piq__alloc(a, sizeof *v);
    bool good = v != NULL;
    for (size_t row = 0; row < world->node_count && good; row++) {
        nodes_spend(&world->nodes[row], part);
        good = !judged || nodes_note_idle(&clusters, world, row);
    }
    for (size_t row = 0; row < world->node_count && judged && good; row++)
        good = nodes_judge(world, pending, row, &clusters, v, part);
    piq__release(a, clusters.idle, clusters.capacity * sizeof *clusters.idle);
    piq__map_end(&clusters.by_name, a);
    piq__release(a, v, sizeof *v);
    return good;
}
