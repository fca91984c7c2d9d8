#include "report/report.h"

#include "support/copy.h"

void piq_report_free(piq_report *r)
{
    if (r == NULL)
        return;
    const piq_allocator a = r->allocator;
    r->arena.allocator = &a;
    for (size_t i = 0; i < r->part_count; i++)
        piq__part_end(&r->parts[i]);
    piq__release(&a, r->parts, r->part_count * sizeof *r->parts);
    piq__release(&a, r->findings, r->finding_room * sizeof *r->findings);
    piq__release(&a, r->blanks, r->blank_count * sizeof *r->blanks);
    piq__release(&a, r->gaps, r->gap_count * sizeof *r->gaps);
    for (unsigned e = 0; e < PIQ__ENTITY_COUNT; e++) {
        piq__release(&a, r->names[e].offsets, (r->names[e].count + 1) * sizeof(size_t));
        piq__release(&a, r->names[e].bytes, r->names[e].size + 1);
    }
    piq__arena_end(&r->arena);
    piq__release(&a, r, sizeof *r);
}

piq_status piq_report_summary(const piq_report *r, piq_summary *summary)
{
    if (r == NULL || summary == NULL)
        return piq__refuse_out(summary, sizeof *summary);
    piq_summary full = r->summary;
    full.struct_size = summary->struct_size;
    return piq__copy_out(summary, &full, sizeof full);
}

piq_status piq_report_detector(const piq_report *r, uint32_t detector, piq_detector_totals *totals)
{
    const bool known = detector >= 1 && detector <= PIQ__DETECTOR_COUNT;
    if (r == NULL || totals == NULL || !known) {
        const piq_status refused = piq__refuse_out(totals, sizeof *totals);
        return r == NULL || totals == NULL ? refused : PIQ_E_FIELD;
    }
    const uint64_t *c = r->counts[detector];
    const piq_detector_totals full = {totals->struct_size, detector, c[PIQ__FIRED], c[PIQ__CLEAR], c[PIQ__NOT_EVALUATED], c[PIQ__NOT_APPLICABLE],
                                      c[PIQ__SUPPRESSED], c[PIQ__CANDIDATE], r->detector_waste[detector], r->detector_recoverable[detector]};
    return piq__copy_out(totals, &full, sizeof full);
}

size_t piq_report_finding_count(const piq_report *r) { return r == NULL ? 0 : r->finding_count; }

static const piq__record *access_record(const piq_report *r, size_t index)
{
    return r != NULL && index < r->finding_count ? r->findings[index] : NULL;
}

static uint32_t access_bits(uint32_t bits)
{
    uint32_t count = 0;
    for (; bits != 0; bits &= bits - 1)
        count++;
    return count;
}

static uint32_t access_basis(const piq__draft_head *h)
{
    if (!piq__has_money(h->waste, h->standalone, h->recoverable, h->cost_to_fix))
        return 0;
    return (h->degraded & DEGRADED(reference_price)) != 0 ? PIQ_BASIS_REFERENCE : PIQ_BASIS_DECLARED;
}

piq_status piq_report_finding(const piq_report *r, size_t index, piq_finding *finding)
{
    const piq__record *f = access_record(r, index);
    if (f == NULL || finding == NULL)
        return piq__refuse_out(finding, sizeof *finding);
    const piq__draft_head *h = &f->head;
    const piq_finding full = {finding->struct_size, h->detector, h->subtype, h->entity, h->state, h->severity, piq__detector_personas(h->detector), 0,
                              h->id, f->entity_id, f->cluster, f->entity_length, f->cluster_length, h->confidence, h->signal, h->coverage,
                              h->window, h->source, h->margin, h->waste, h->standalone, h->recoverable, h->cost_to_fix, h->gpu_hours,
                              h->proof_count, h->cure_count, h->wrong_count, h->link_count, access_bits(h->degraded), access_basis(h)};
    return piq__copy_out(finding, &full, sizeof full);
}

size_t piq_report_message(const piq_report *r, size_t index, char *buffer, size_t size)
{
    const piq__record *f = access_record(r, index);
    piq__text t = piq__text_in(buffer, buffer == NULL ? 0 : size);
    if (f != NULL)
        piq__report_message(r, f, &t);
    return t.length;
}

static const char *access_comparison(piq__comparison c)
{
    switch (c) {
    case PIQ__LT: return "<";
    case PIQ__LE: return "<=";
    case PIQ__GT: return ">";
    case PIQ__GE: return ">=";
    case PIQ__EQ: return "==";
    default: return "";
    }
}

piq_status piq_report_evidence(const piq_report *r, size_t finding, size_t index, piq_evidence *evidence)
{
    const piq__record *f = access_record(r, finding);
    if (f == NULL || evidence == NULL || index >= f->head.proof_count)
        return piq__refuse_out(evidence, sizeof *evidence);
    const piq__proof *p = &f->proofs[index];
    const piq_evidence full = {evidence->struct_size, p->field, p->policy, 0, piq_name(p->field), piq__unit(p->field), access_comparison((piq__comparison)p->comparison),
                               p->value, p->threshold, NULL}; /* nothing is shown of a word so far */
    return piq__copy_out(evidence, &full, sizeof full);
}

piq_status piq_report_remedy(const piq_report *r, size_t finding, size_t index, piq_remedy *remedy)
{
    const piq__record *f = access_record(r, finding);
    if (f == NULL || remedy == NULL || index >= f->head.cure_count)
        return piq__refuse_out(remedy, sizeof *remedy);
    const piq__kept_cure *c = &f->cures[index];
    const piq_remedy full = {remedy->struct_size, c->action, index == 0 ? 1 : 0, c->setting_count, c->verify};
    return piq__copy_out(remedy, &full, sizeof full);
}

piq_status piq_report_parameter(const piq_report *r, size_t finding, size_t remedy, size_t index, piq_parameter *parameter)
{
    const piq__record *f = access_record(r, finding);
    if (f == NULL || parameter == NULL || remedy >= f->head.cure_count || index >= f->cures[remedy].setting_count)
        return piq__refuse_out(parameter, sizeof *parameter);
    const piq__setting *s = &f->cures[remedy].settings[index];
    const piq_parameter full = {parameter->struct_size, s->field, piq_name(s->field), s->value, s->text};
    return piq__copy_out(parameter, &full, sizeof full);
}

piq_status piq_report_wrong_remedy(const piq_report *r, size_t finding, size_t index, uint32_t *action, const char **reason)
{
    const piq__record *f = access_record(r, finding);
    const bool there = f != NULL && action != NULL && reason != NULL && index < f->head.wrong_count;
    if (action != NULL)
        *action = there ? f->wrongs[index].action : 0;
    if (reason != NULL)
        *reason = there ? f->wrongs[index].reason : NULL;
    return there ? PIQ_OK : PIQ_E_ARGUMENT;
}

piq_status piq_report_relation(const piq_report *r, size_t finding, size_t index, uint32_t *relation, uint64_t *other)
{
    const piq__record *f = access_record(r, finding);
    const bool there = f != NULL && relation != NULL && other != NULL && index < f->head.link_count;
    if (relation != NULL)
        *relation = there ? f->links[index].relation : 0;
    if (other != NULL)
        *other = there ? f->links[index].other : 0;
    return there ? PIQ_OK : PIQ_E_ARGUMENT;
}

const char *piq_report_degraded(const piq_report *r, size_t finding, size_t index)
{
    const piq__record *f = access_record(r, finding);
    for (unsigned bit = 0; f != NULL && bit < PIQ__DEGRADED_COUNT; bit++)
        if ((f->head.degraded >> bit & 1u) != 0 && index-- == 0)
            return piq__degraded_word(bit);
    return NULL;
}

size_t piq_report_not_evaluated_count(const piq_report *r) { return r == NULL ? 0 : r->blank_count; }

static uint32_t access_gap_count(const piq__gap_fields *gap)
{
    uint32_t count = 0;
    for (size_t i = 0; i < PIQ__COUNT(gap->fields); i++)
        for (uint64_t bits = gap->fields[i]; bits != 0; bits &= bits - 1)
            count++;
    return count;
}

piq_status piq_report_not_evaluated(const piq_report *r, size_t index, piq_not_evaluated *entry)
{
    if (r == NULL || entry == NULL || index >= r->blank_count)
        return piq__refuse_out(entry, sizeof *entry);
    const piq__blank *b = &r->blanks[index];
    const piq__named_rows *names = &r->names[b->entity];
    const piq_not_evaluated full = {entry->struct_size, b->detector, b->entity, b->reason, names->bytes + names->offsets[b->row],
                                    names->offsets[b->row + 1] - names->offsets[b->row] - 1, access_gap_count(&r->gaps[b->gap]), 0};
    return piq__copy_out(entry, &full, sizeof full);
}

uint32_t piq_report_missing(const piq_report *r, size_t index, size_t position)
{
    if (r == NULL || index >= r->blank_count)
        return 0;
    const piq__gap_fields *gap = &r->gaps[r->blanks[index].gap];
    for (unsigned field = 0; field < PIQ__FIELD_COUNT; field++)
        if ((gap->fields[field / 64] >> (field % 64) & 1u) != 0 && position-- == 0)
            return piq__fields[field].id;
    return 0;
}

size_t piq_report_pending_count(const piq_report *r) { return r == NULL ? 0 : r->pending_count; }

piq_status piq_report_pending(const piq_report *r, size_t index, const char **entity_id, uint32_t *state)
{
    const bool there = r != NULL && entity_id != NULL && state != NULL && index < r->pending_count;
    if (entity_id != NULL)
        *entity_id = there ? r->pending[index].entity_id : NULL;
    if (state != NULL)
        *state = there ? r->pending[index].state : 0;
    return there ? PIQ_OK : PIQ_E_ARGUMENT;
}

piq_status piq_report_waiting(const piq_report *r, size_t index, piq_waiting *waiting)
{
    if (r == NULL || waiting == NULL || index >= r->pending_count)
        return piq__refuse_out(waiting, sizeof *waiting);
    piq_waiting full = r->pending[index];
    full.struct_size = waiting->struct_size;
    return piq__copy_out(waiting, &full, sizeof full);
}

piq_status piq_report_plan(const piq_report *r, piq_plan *plan)
{
    if (r == NULL || plan == NULL)
        return piq__refuse_out(plan, sizeof *plan);
    piq_plan full = r->plan;
    full.struct_size = plan->struct_size;
    return piq__copy_out(plan, &full, sizeof full);
}

static piq_status access_step(const piq__step *steps, size_t count, size_t index, piq_step *step)
{
    if (step == NULL || index >= count)
        return piq__refuse_out(step, sizeof *step);
    const piq__step *s = &steps[index];
    const piq_step full = {step->struct_size, s->from_count, s->to_count, 0, s->workload, s->replica, s->gpus};
    return piq__copy_out(step, &full, sizeof full);
}

piq_status piq_report_move(const piq_report *r, size_t index, piq_step *step)
{
    return access_step(r == NULL ? NULL : r->moves, r == NULL ? 0 : r->move_count, index, step);
}

piq_status piq_report_start(const piq_report *r, size_t index, piq_step *step)
{
    return access_step(r == NULL ? NULL : r->starts, r == NULL ? 0 : r->start_count, index, step);
}

static const piq__step_part *access_part(const piq_report *r, int32_t start, size_t step, int32_t to, size_t index)
{
    if (r == NULL || step >= (start ? r->start_count : r->move_count))
        return NULL;
    const piq__step *s = start ? &r->starts[step] : &r->moves[step];
    if (index >= (to ? s->to_count : s->from_count))
        return NULL;
    return to ? &s->to[index] : &s->from[index];
}

piq_status piq_report_step_piece(const piq_report *r, int32_t start, size_t step, int32_t to, size_t index, const char **node, double *gpus,
                                 const char **gpu)
{
    const bool asked = node != NULL && gpus != NULL && gpu != NULL;
    const piq__step_part *part = asked ? access_part(r, start, step, to, index) : NULL;
    if (node != NULL)
        *node = part == NULL ? NULL : part->node;
    if (gpus != NULL)
        *gpus = part == NULL ? 0 : part->gpus;
    if (gpu != NULL)
        *gpu = part == NULL ? NULL : part->gpu;
    return part != NULL ? PIQ_OK : PIQ_E_ARGUMENT;
}

size_t piq_report_capacity_count(const piq_report *r) { return r == NULL ? 0 : r->capacity_count; }

piq_status piq_report_capacity(const piq_report *r, size_t index, piq_capacity *capacity)
{
    if (r == NULL || capacity == NULL || index >= r->capacity_count)
        return piq__refuse_out(capacity, sizeof *capacity);
    const piq__capacity_row *row = &r->capacity[index];
    const piq_capacity full = {capacity->struct_size, row->block, row->cluster,     row->region,    row->gpu_type,
                               row->now,              row->after, row->lease_hours, row->gpu_hours, piq__micro(row->floor_price)};
    return piq__copy_out(capacity, &full, sizeof full);
}

size_t piq_report_map_count(const piq_report *r) { return r == NULL ? 0 : r->map_count; }

piq_status piq_report_map_node(const piq_report *r, size_t index, piq_map_node *node)
{
    if (r == NULL || node == NULL || index >= r->map_count)
        return piq__refuse_out(node, sizeof *node);
    piq_map_node full = r->map[index];
    full.struct_size = node->struct_size;
    return piq__copy_out(node, &full, sizeof full);
}

size_t piq_report_domain_count(const piq_report *r) { return r == NULL ? 0 : r->domain_count; }

size_t piq_report_fragmentation_count(const piq_report *r) { return r == NULL ? 0 : r->fragmentation_count; }

piq_status piq_report_fragmentation(const piq_report *r, size_t index, piq_fragmentation *row)
{
    if (r == NULL || row == NULL || index >= r->fragmentation_count)
        return piq__refuse_out(row, sizeof *row);
    piq_fragmentation full = r->fragmentation[index];
    full.struct_size = row->struct_size;
    return piq__copy_out(row, &full, sizeof full);
}
