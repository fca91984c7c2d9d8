/* Nodes: what the fleet says of each, completed by its GPU type, and what runs there. */
#include "facts/types.h"

enum { NODES_PRICE, NODES_RESALE, NODES_SELL_THROUGH, NODES_GPU_COUNT, NODES_UNHEALTHY, NODES_MIG, NODES_BILLED, NODES_NUMBERS };
enum { NODES_STATE, NODES_PURPOSE, NODES_PURCHASE, NODES_BILLING_UNIT, NODES_WORDS };
enum { NODES_TYPE, NODES_CLUSTER, NODES_REGION, NODES_TEXTS };

/* A page of nodes, field by field. */
typedef struct nodes_page {
    double numbers[NODES_NUMBERS][PIQ__PAGE_ROWS];
    uint8_t words[NODES_WORDS][PIQ__PAGE_ROWS];
    uint32_t texts[NODES_TEXTS][PIQ__PAGE_ROWS];
} nodes_page;

static void nodes_load(nodes_page *p, const piq_fleet *f, size_t page)
{
    static const uint16_t numbers[NODES_NUMBERS] = {F_node_price_per_gpu_hour, F_node_resale_price_per_gpu_hour, F_node_sell_through_ratio,
                                                    F_node_gpu_count, F_node_unhealthy_gpus, F_node_mig_enabled, F_node_billed};
    static const uint16_t words[NODES_WORDS] = {F_node_state, F_node_purpose, F_node_purchase, F_node_billing_unit};
    static const uint16_t texts[NODES_TEXTS] = {F_node_gpu_type, F_node_cluster, F_node_region};
    for (size_t i = 0; i < NODES_NUMBERS; i++)
        piq__column_unpack(&f->columns[numbers[i]], page, p->numbers[i]);
    for (size_t i = 0; i < NODES_WORDS; i++)
        piq__column_unpack_raw(&f->columns[words[i]], page, p->words[i]);
    for (size_t i = 0; i < NODES_TEXTS; i++)
        piq__column_unpack_raw(&f->columns[texts[i]], page, p->texts[i]);
}

static uint8_t nodes_or(uint8_t word, uint32_t otherwise) { return (uint8_t)(word == 0 ? otherwise : word); }

static void nodes_read(const piq__world *world, const nodes_page *p, unsigned i, piq__node *n)
{
    n->type_named = p->texts[NODES_TYPE][i] != 0;
    n->type = piq__world_type(world, p->texts[NODES_TYPE][i]);
    const piq__type *type = n->type == PIQ__NO_TYPE ? NULL : &world->types[n->type];
    const double price = p->numbers[NODES_PRICE][i];
    n->reference_price = !piq__known(price) && type != NULL && type->reference_price;
    n->price = piq__or(price, type == NULL ? PIQ__UNKNOWN : type->price);
    n->resale = piq__or(p->numbers[NODES_RESALE][i], type == NULL ? PIQ__UNKNOWN : type->resale);
    n->sell_through = p->numbers[NODES_SELL_THROUGH][i];
    n->gpu_count = p->numbers[NODES_GPU_COUNT][i];
    n->unhealthy = piq__or(p->numbers[NODES_UNHEALTHY][i], 0);
    n->cluster = p->texts[NODES_CLUSTER][i];
    n->region = p->texts[NODES_REGION][i];
    n->state = nodes_or(p->words[NODES_STATE][i], PIQ_NODE_STATE_READY);
    n->purpose = nodes_or(p->words[NODES_PURPOSE][i], PIQ_PURPOSE_GENERAL);
    n->purchase = nodes_or(p->words[NODES_PURCHASE][i], PIQ_PURCHASE_ON_DEMAND);
    n->billing_unit = nodes_or(p->words[NODES_BILLING_UNIT][i], PIQ_BILLING_UNIT_GPU);
    n->mig = p->numbers[NODES_MIG][i] == 1;
    n->billed = (uint8_t)piq__flag(p->numbers[NODES_BILLED][i]);
}

static bool nodes_read_all(piq__world *world)
{
    nodes_page *p = piq__alloc(world->allocator, sizeof *p);
    world->node_count = piq__row_count(world->fleet, PIQ_ENTITY_NODE);
    world->nodes = p == NULL ? NULL : piq__alloc_zero(world->allocator, world->node_count + 1, sizeof *world->nodes);
    for (size_t row = 0; row < world->node_count && world->nodes != NULL; row++) {
        if (row % PIQ__PAGE_ROWS == 0)
            nodes_load(p, world->fleet, row / PIQ__PAGE_ROWS);
        nodes_read(world, p, (unsigned)(row % PIQ__PAGE_ROWS), &world->nodes[row]);
    }
    piq__release(world->allocator, p, sizeof *p);
    return world->nodes != NULL;
}

/* False: out of memory. */
static bool nodes_find_lot(piq__world *world, piq__node *n)
{
    uint32_t *first = piq__map_at(&world->lot_by_cluster, world->allocator, n->cluster + 1);
    if (first == NULL)
        return false;
    for (n->lot = *first; n->lot != PIQ__NO_LOT && world->lots[n->lot].type != n->type;)
        n->lot = world->lots[n->lot].next;
    if (n->lot != PIQ__NO_LOT)
        return true;
    const piq__lot fresh = {n->cluster, n->type, *first};
    if (!piq__grow(world->allocator, (void **)&world->lots, &world->lot_capacity, world->lot_count + 1, sizeof fresh))
        return false;
    n->lot = *first = (uint32_t)world->lot_count++;
    world->lots[n->lot] = fresh;
    return true;
}

static bool nodes_lots(piq__world *world)
{
    bool good = true;
    for (size_t row = 0; row < world->node_count && good; row++)
        good = nodes_find_lot(world, &world->nodes[row]);
    return good;
}

static uint32_t nodes_sole_cluster(const piq__world *world)
{
    for (size_t row = 1; row < world->node_count; row++)
        if (world->nodes[row].cluster != world->nodes[0].cluster)
            return 0;
    return world->node_count > 0 ? world->nodes[0].cluster : 0;
}

void piq__world_placements(const piq_fleet *f, size_t page, piq__span places[PIQ__PAGE_ROWS])
{
    uint8_t states[PIQ__PAGE_ROWS];
    const piq__span nowhere = {0, 0};
    piq__column_unpack_raw(&f->columns[F_workload_placement], page, places);
    if (piq__column_empty(&f->columns[F_workload_state], page))
        return;
    piq__column_unpack_raw(&f->columns[F_workload_state], page, states);
    for (unsigned i = 0; i < PIQ__PAGE_ROWS; i++)
        if (states[i] > PIQ_WORKLOAD_STATE_RUNNING)
            places[i] = nowhere;
}

static void nodes_count_workload(piq__world *world, size_t row, piq__span places)
{
    for (uint32_t i = 0; i < places.count; i++) {
        const piq__place *piece = piq__places(world->fleet, places) + i;
        piq__node *n = &world->nodes[piece->node];
        n->placed += piece->gpus;
        world->broken = world->broken || (double)(int64_t)piece->gpus != piece->gpus;
        n->pods += n->last_workload == row + 1 ? 0 : 1;
        n->last_workload = (uint32_t)row + 1;
    }
}

/* What runs where: GPUs and workloads per node. */
static void nodes_count_placements(piq__world *world)
{
    const piq_fleet *f = world->fleet;
    piq__span places[PIQ__PAGE_ROWS];
    for (size_t page = 0; page < f->columns[F_workload_placement].page_count; page++) {
        piq__world_placements(f, page, places);
        for (unsigned i = 0; i < PIQ__PAGE_ROWS; i++)
            nodes_count_workload(world, page * PIQ__PAGE_ROWS + i, places[i]);
    }
    for (size_t row = 0; row < world->node_count; row++)
        world->nodes[row].taken = piq__place_taken(f, row);
}

bool piq__world_read_nodes(piq__world *world)
{
    if (!nodes_read_all(world) || !nodes_lots(world))
        return false;
    world->sole_cluster = nodes_sole_cluster(world);
    nodes_count_placements(world);
    return true;
}
