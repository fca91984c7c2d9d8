#include "report/report.h"

static bool identify_suppressed(const piq__world *world, const piq__draft *d)
{
    if (world->policy->suppression_count == 0)
        return false;
    const piq__string name = piq__entity_name(world, d->entity, d->row);
    return piq__policy_suppresses(world->policy, d->id, d->detector, name.text, name.length, world->now_known, world->now_seconds, world->now_fraction);
}

static void identify_name(const piq__world *world, piq__draft *d, unsigned entity, uint32_t row, uint32_t cluster, piq__outcome outcome)
{
    d->entity = entity;
    d->row = row;
    d->cluster = cluster;
    if (d->state != PIQ_STATE_OBSERVATION && d->state == 0)
        d->state = outcome == PIQ__FIRED ? PIQ_STATE_FIRED : PIQ_STATE_CANDIDATE;
    d->id = piq__draft_id(world, d);
}

/* Names what fired, and takes away what somebody has decided to live with. */
void piq__identify(const piq__world *world, piq__verdict *v, unsigned entity, uint32_t row, uint32_t cluster)
{
    if (v->has_second) {
        identify_name(world, &v->second, entity, row, cluster, v->outcome);
        v->has_second = !identify_suppressed(world, &v->second);
        if (!v->has_second && !v->has_draft)
            v->outcome = PIQ__SUPPRESSED;
    }
    if (!v->has_draft)
        return;
    identify_name(world, &v->draft, entity, row, cluster, v->outcome);
    if (!identify_suppressed(world, &v->draft))
        return;
    v->has_draft = v->has_second && v->second.state != PIQ_STATE_OBSERVATION;
    if (!v->has_draft) {
        v->outcome = PIQ__SUPPRESSED;
        return;
    }
    v->draft = v->second; /* the other one speaks for the entity */
    v->has_second = false;
    v->outcome = v->draft.state == PIQ_STATE_FIRED ? PIQ__FIRED : PIQ__CANDIDATE;
}
