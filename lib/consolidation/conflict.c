/* A plan may need the very node that finding 6 would give back: both findings say so. */
#include "consolidation/fragmentation.h"

static void conflict_mark(uint8_t *used, const piq__plan_result *plan, uint32_t first, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        used[plan->pieces[first + i].node] = 1;
}

bool piq__conflicts_begin(piq__conflicts *c, const piq__world *world, const piq__plan_result *plan, const piq__part *nodes)
{
    memset(c, 0, sizeof *c);
    if (plan->start_count == 0)
        return true;
    uint8_t *used = piq__alloc_zero(world->allocator, world->node_count + 1, 1);
    if (used == NULL)
        return false;
    for (size_t i = 0; i < plan->move_count; i++)
        conflict_mark(used, plan, plan->moves[i].to, plan->moves[i].to_count);
    for (size_t i = 0; i < plan->start_count; i++)
        conflict_mark(used, plan, plan->starts[i].to, plan->starts[i].to_count);
    for (size_t i = 0; i < nodes->record_count && c->count < PIQ__CONFLICTS_MOST; i++) {
        piq__record *r = nodes->records[i];
        if (r->head.subtype == PIQ_SUBTYPE_UNALLOCATED && r->head.state == PIQ_STATE_FIRED && used[r->head.row] != 0)
            c->nodes[c->count++] = r;
    }
    piq__release(world->allocator, used, world->node_count + 1);
    return true;
}

void piq__conflicts_link(piq__conflicts *c, piq__draft *job)
{
    for (size_t i = 0; i < c->count; i++)
        piq__link_to(job, PIQ_RELATION_CONFLICT, c->nodes[i]->head.id);
    if (c->count != 0 && c->job_count < PIQ__CONFLICTS_MOST)
        c->jobs[c->job_count++] = job->id;
}

bool piq__conflicts_end(const piq__conflicts *c, piq__part *nodes)
{
    for (size_t i = 0; i < c->count && c->job_count != 0; i++) {
        piq__record *r = c->nodes[i];
        piq__link *links = piq__arena_take(&nodes->arena, (r->head.link_count + c->job_count) * sizeof *links);
        if (links == NULL)
            return false;
        if (r->head.link_count != 0)
            memcpy(links, r->links, r->head.link_count * sizeof *links);
        for (size_t k = 0; k < c->job_count; k++) {
            const piq__link link = {PIQ_RELATION_CONFLICT, c->jobs[k]};
            links[r->head.link_count++] = link;
        }
        r->links = links;
    }
    return true;
}
