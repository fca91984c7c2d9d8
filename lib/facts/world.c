#include "facts/types.h"

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
    if (!piq__world_read_types(world) || !piq__world_read_offers(world) || !piq__world_read_models(world) || !piq__world_read_nodes(world) ||
        !piq__ranks_begin(&world->ranks, fleet)) {
        piq__world_end(world);
        return piq__fail_memory(error);
    }
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
    piq__release(a, world->lots, world->lot_capacity * sizeof *world->lots);
    piq__map_end(&world->lot_by_cluster, a);
    piq__map_end(&world->type_by_text, a);
    piq__map_end(&world->model_by_text, a);
    piq__arena_end(&world->arena);
    memset(world, 0, sizeof *world);
}
