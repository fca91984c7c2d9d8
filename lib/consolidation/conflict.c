/* A plan may need the very node that finding 6 would give back: both findings say so. */
#include "consolidation/fragmentation.h"

#include "support/sort.h"

bool piq__conflicts_begin(piq__conflicts *c, const piq__world *world, const piq__plan_result *plan, const piq__part *nodes)
{
    memset(c, 0, sizeof *c);
    c->plan = plan;
    c->allocator = world->allocator;
    c->nodes = world->node_count;
    if (plan->start_count == 0)
        return true;
    c->dark = piq__alloc_zero(world->allocator, c->nodes + 1, sizeof *c->dark);
    for (size_t i = 0; c->dark != NULL && i < nodes->record_count; i++) {
        const piq__record *r = nodes->records[i];
        if (r->head.subtype == PIQ_SUBTYPE_UNALLOCATED && r->head.state == PIQ_STATE_FIRED)
            c->dark[r->head.row] = (uint32_t)i + 1;
    }
    return c->dark != NULL;
}

static bool conflict_pieces(piq__conflicts *c, const piq__part *nodes, uint32_t first, uint32_t count, piq__draft *job)
{
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t at = c->dark[c->plan->pieces[first + i].node];
        bool told = at == 0;
        for (uint32_t k = 0; !told && k < job->link_count; k++)
            told = job->links[k].other == nodes->records[at - 1]->head.id;
        if (told || job->link_count == PIQ__LINKS_MOST)
            continue;
        if (!piq__grow(c->allocator, (void **)&c->clashes, &c->room, c->count + 1, sizeof *c->clashes))
            return false;
        c->clashes[c->count++] = (piq__clash){at - 1, job->id};
        piq__link_to(job, PIQ_RELATION_CONFLICT, nodes->records[at - 1]->head.id);
    }
    return true;
}

bool piq__conflicts_link(piq__conflicts *c, const piq__part *nodes, const piq__needs *needs, size_t first_start, size_t starts,
                         piq__draft *job)
{
    bool good = true;
    for (size_t s = first_start; good && s < first_start + starts; s++)
        good = conflict_pieces(c, nodes, c->plan->starts[s].to, c->plan->starts[s].to_count, job);
    for (size_t k = 0; good && k < needs->found_count; k++) {
        const piq__plan_move *m = &c->plan->moves[needs->found[k]];
        good = conflict_pieces(c, nodes, m->to, m->to_count, job);
    }
    return good;
}

static int conflict_compare(const void *context, const void *a, const void *b)
{
    const piq__clash *x = a, *y = b;
    (void)context;
    return (x->record > y->record) - (x->record < y->record); /* within one, in the order of the jobs */
}

/* Nothing but this links what is found of nodes. */
static bool conflict_tell(piq__record *r, const piq__clash *clashes, size_t count, piq__arena *arena)
{
    piq__link *links = piq__arena_take(arena, count * sizeof *links);
    if (links == NULL)
        return false;
    for (size_t k = 0; k < count; k++)
        links[r->head.link_count++] = (piq__link){PIQ_RELATION_CONFLICT, clashes[k].job};
    r->links = links;
    return true;
}

bool piq__conflicts_end(piq__conflicts *c, piq__part *nodes)
{
    if (!piq__sort(c->allocator, c->clashes, c->count, sizeof *c->clashes, conflict_compare, NULL))
        return false;
    for (size_t first = 0; first < c->count;) {
        size_t count = 1;
        while (first + count < c->count && c->clashes[first + count].record == c->clashes[first].record)
            count++;
        if (!conflict_tell(nodes->records[c->clashes[first].record], c->clashes + first, count, &nodes->arena))
            return false;
        first += count;
    }
    return true;
}

void piq__conflicts_free(piq__conflicts *c)
{
    if (c->allocator == NULL)
        return;
    piq__release(c->allocator, c->dark, (c->nodes + 1) * sizeof *c->dark);
    piq__release(c->allocator, c->clashes, c->room * sizeof *c->clashes);
}
