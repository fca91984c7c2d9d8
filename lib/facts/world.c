#include "facts/types.h"

static uint8_t world_or(uint32_t word, uint32_t otherwise) { return (uint8_t)(word == 0 ? otherwise : word); }

static double world_first_known(double a, double b) { return piq__known(a) ? a : b; }

static void world_node(piq__world *world, size_t row, piq__node *n)
{
    const piq_fleet *f = world->fleet;
    memset(n, 0, sizeof *n);
    const uint32_t named = piq__text_at(f, F_node_gpu_type, row);
    n->type_named = named != 0;
    n->type = piq__world_type(world, named);
    const piq__type *type = n->type == PIQ__NO_TYPE ? NULL : &world->types[n->type];
    n->price = piq__number_at(f, F_node_price_per_gpu_hour, row);
    n->reference_price = !piq__known(n->price) && type != NULL && type->reference_price;
    n->price = world_first_known(n->price, type == NULL ? PIQ__UNKNOWN : type->price);
    n->resale = world_first_known(piq__number_at(f, F_node_resale_price_per_gpu_hour, row), type == NULL ? PIQ__UNKNOWN : type->resale);
    n->sell_through = piq__number_at(f, F_node_sell_through_ratio, row);
    n->gpu_count = piq__number_at(f, F_node_gpu_count, row);
    n->unhealthy = piq__or(piq__number_at(f, F_node_unhealthy_gpus, row), 0);
    n->cluster = piq__text_at(f, F_node_cluster, row);
    n->region = piq__text_at(f, F_node_region, row);
    n->state = world_or(piq__word_at(f, F_node_state, row), PIQ_NODE_STATE_READY);
    n->purpose = world_or(piq__word_at(f, F_node_purpose, row), PIQ_PURPOSE_GENERAL);
    n->purchase = world_or(piq__word_at(f, F_node_purchase, row), PIQ_PURCHASE_ON_DEMAND);
    n->billing_unit = world_or(piq__word_at(f, F_node_billing_unit, row), PIQ_BILLING_UNIT_GPU);
    n->mig = piq__number_at(f, F_node_mig_enabled, row) == 1;
    n->billed = (uint8_t)piq__flag(piq__number_at(f, F_node_billed, row));
}

static bool world_read_nodes(piq__world *world)
{
    world->node_count = piq__row_count(world->fleet, PIQ_ENTITY_NODE);
    world->nodes = piq__alloc_zero(world->allocator, world->node_count + 1, sizeof *world->nodes);
    if (world->nodes == NULL)
        return false;
    bool one_cluster = true;
    for (size_t row = 0; row < world->node_count; row++) {
        world_node(world, row, &world->nodes[row]);
        one_cluster = one_cluster && world->nodes[row].cluster == world->nodes[0].cluster;
    }
    world->sole_cluster = one_cluster && world->node_count > 0 ? world->nodes[0].cluster : 0;
    return true;
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

static void world_count_workload(piq__world *world, size_t row, piq__span places)
{
    for (uint32_t i = 0; i < places.count; i++) {
        const piq__place *piece = piq__places(world->fleet, places) + i;
        piq__node *n = &world->nodes[piece->node];
        n->placed += piece->gpus;
        n->pods += n->last_workload == row + 1 ? 0 : 1;
        n->last_workload = (uint32_t)row + 1;
    }
}

/* What runs where: GPUs and workloads per node. */
static void world_count_placements(piq__world *world)
{
    const piq_fleet *f = world->fleet;
    piq__span places[PIQ__PAGE_ROWS];
    for (size_t page = 0; page < f->columns[F_workload_placement].page_count; page++) {
        piq__world_placements(f, page, places);
        for (unsigned i = 0; i < PIQ__PAGE_ROWS; i++)
            world_count_workload(world, page * PIQ__PAGE_ROWS + i, places[i]);
    }
    for (size_t row = 0; row < world->node_count; row++)
        world->nodes[row].taken = piq__place_taken(f, row);
}

static void world_read_fleet(piq__world *world)
{
    const piq_fleet *f = world->fleet;
    world->window = piq__or(piq__number_at(f, F_fleet_window_seconds, 0), 1209600);
    world->complete = piq__number_at(f, F_fleet_workloads_complete, 0) != 0;
    const double pending = piq__number_at(f, F_fleet_pending_complete, 0);
    world->pending_complete = piq__known(pending) ? pending != 0 : world->complete;
    const piq__string now = piq__strings_at(&f->strings, piq__text_at(f, F_fleet_observed_at, 0));
    world->now_known = piq__timestamp(now.text, now.length, &world->now_seconds, &world->now_fraction);
}

piq_status piq__world_begin(piq__world *world, const piq_fleet *fleet, const piq_policy *policy, piq_error *error)
{
    memset(world, 0, sizeof *world);
    world->fleet = fleet;
    world->policy = policy;
    world->allocator = &fleet->allocator;
    world->p = policy->values;
    world->no_device = piq__device_unknown();
    world->no_model = piq__model_unknown();
    piq__arena_begin(&world->arena, world->allocator);
    world_read_fleet(world);
    if (!piq__world_read_types(world) || !piq__world_read_offers(world) || !piq__world_read_models(world) || !world_read_nodes(world) ||
        !piq__ranks_begin(&world->ranks, fleet)) {
        piq__world_end(world);
        return piq__fail_memory(error);
    }
    world_count_placements(world);
    return PIQ_OK;
}

void piq__world_drop_nodes(piq__world *world)
{
    if (world->nodes != NULL)
        piq__release(world->allocator, world->nodes, (world->node_count + 1) * sizeof *world->nodes);
    world->nodes = NULL;
}

void piq__world_end(piq__world *world)
{
    piq__world_drop_nodes(world);
    const piq_allocator *a = world->allocator;
    piq__ranks_end(&world->ranks, a);
    if (world->offers != NULL)
        piq__release(a, world->offers, (world->type_count * PIQ__OFFER_STEPS + 1) * sizeof *world->offers);
    piq__release(a, world->types, world->type_capacity * sizeof *world->types);
    piq__release(a, world->models, world->model_capacity * sizeof *world->models);
    piq__map_end(&world->type_by_text, a);
    piq__map_end(&world->model_by_text, a);
    piq__arena_end(&world->arena);
    memset(world, 0, sizeof *world);
}
