/* Every way to lay a replica out on whole GPUs of a type that may be proposed, in the order in which they are tried. */
#include "facts/types.h"

#include "support/sort.h"

/* Without a price first: nothing can be said of their place. Then by price, for a wider shape of one type is dearer; then as they were. */
static int offers_compare(const void *context, const void *a, const void *b)
{
    const piq__offer *x = a, *y = b;
    const bool priced = piq__known(x->price);
    (void)context;
    if (priced != piq__known(y->price))
        return priced ? 1 : -1;
    return (x->price > y->price) - (x->price < y->price);
}

static void offers_of_type(piq__world *world, uint32_t type)
{
    const piq__type *t = &world->types[type];
    const double widest = piq__or(t->domain_gpus, 1);
    double gpus = 1;
    for (unsigned step = 0; step < PIQ__OFFER_STEPS && gpus <= widest; step++, gpus *= 2) {
        const piq__offer offer = {type, step, gpus, t->price * gpus, t->price, world->p[P_memory_headroom] * t->device.memory_bytes};
        world->offers[world->offer_count++] = offer;
    }
}

bool piq__world_read_offers(piq__world *world)
{
    world->offers = piq__alloc(world->allocator, (world->type_count * PIQ__OFFER_STEPS + 1) * sizeof *world->offers);
    if (world->offers == NULL)
        return false;
    for (uint32_t type = 0; type < world->type_count; type++)
        if (world->types[type].target) {
            offers_of_type(world, type);
            world->target_count++;
        }
    return piq__sort(world->allocator, world->offers, world->offer_count, sizeof *world->offers, offers_compare, NULL);
}
