/* From parts to one report: totals, severities, ranks, order. */
#include "report/report.h"

#include "facts/money.h"
#include "ledger/ledger.h"
#include "support/sort.h"

static uint32_t finish_rank(const piq__ranks *ranks, unsigned entity, uint32_t row)
{
    if (entity == PIQ_ENTITY_CLUSTER)
        return 0;
    return ranks->of[entity] == NULL ? row : ranks->of[entity][row];
}

/* ---- totals ---- */

static void finish_add_record(piq_report *report, const piq__record *r)
{
    const piq__draft_head *h = &r->head;
    if (h->state != PIQ_STATE_FIRED)
        return;
    report->summary.findings++;
    report->detector_waste[h->detector] = piq__money_add(report->detector_waste[h->detector], h->waste);
    report->detector_recoverable[h->detector] = piq__money_add(report->detector_recoverable[h->detector], h->recoverable);
    report->summary.waste_per_hour = piq__money_add(report->summary.waste_per_hour, h->waste);
    report->summary.recoverable_per_month = piq__money_add(report->summary.recoverable_per_month, h->recoverable);
    report->summary.cost_to_fix_per_month = piq__money_add(report->summary.cost_to_fix_per_month, h->cost_to_fix);
}

static void finish_totals(piq_report *report)
{
    for (size_t p = 0; p < report->part_count; p++) {
        const piq__part *part = &report->parts[p];
        report->summary.spend_per_hour = piq__money_add(report->summary.spend_per_hour, part->spend);
        report->summary.unpriced_gpus += part->unpriced_gpus;
        for (unsigned d = 1; d <= PIQ__DETECTOR_COUNT; d++)
            for (unsigned o = 0; o < PIQ__OUTCOMES; o++)
                report->counts[d][o] += part->counts[d][o];
        for (size_t i = 0; i < part->record_count; i++)
            finish_add_record(report, part->records[i]);
    }
}

/* ---- severity ---- */

static void finish_severity(const piq__world *world, piq__record *r, double spend_per_month)
{
    if (!r->by_money)
        return;
    uint32_t severity = piq__money_severity(world->p, r->severity_money, r->head.gpu_hours, spend_per_month);
    if (r->head.state == PIQ_STATE_CANDIDATE)
        severity = PIQ_SEVERITY_INFO;
    if (r->raised && severity < PIQ_SEVERITY_HIGH)
        severity++;
    if (r->capped && severity > PIQ_SEVERITY_MEDIUM)
        severity = PIQ_SEVERITY_MEDIUM;
    r->head.severity = severity;
}

/* ---- order of findings ---- */

typedef struct finish_key {
    uint64_t group; /* state, persona's place, severity: smaller comes first */
    double worth;   /* recoverable money times confidence: larger comes first */
    uint32_t rank, detector_entity;
    piq__record *record;
} finish_key;

/* The brief's "What This Means for Buyers": what each persona reads first. */
static uint64_t finish_place(uint32_t persona, uint32_t detector)
{
    static const uint8_t first[][6] = {{0},
                                       {PIQ_DETECTOR_TIER_MISPLACEMENT, PIQ_DETECTOR_OVERPROVISIONED, PIQ_DETECTOR_OOM_RISK,
                                        PIQ_DETECTOR_BATCH_OVER_TIERED, PIQ_DETECTOR_BATCH_SIZE},
                                       {PIQ_DETECTOR_DARK_CAPACITY, PIQ_DETECTOR_FRAGMENTATION},
                                       {PIQ_DETECTOR_LOW_THROUGHPUT, PIQ_DETECTOR_TIER_MISPLACEMENT},
                                       {PIQ_DETECTOR_DARK_CAPACITY, PIQ_DETECTOR_FRAGMENTATION}};
    for (uint64_t i = 0; i < 6 && first[persona][i] != 0; i++)
        if (first[persona][i] == detector)
            return i;
    return 15;
}

static finish_key finish_key_of(const piq__world *world, piq__record *r)
{
    const uint64_t place = finish_place(world->policy->persona, r->head.detector);
    const double money = r->head.recoverable == PIQ_MONEY_UNKNOWN ? 0 : (double)r->head.recoverable / 1e6;
    const finish_key key = {(uint64_t)r->head.state << 16 | place << 8 | (PIQ_SEVERITY_CRITICAL - r->head.severity), money * r->head.confidence,
                            r->rank, r->head.detector << 4 | r->head.entity, r};
    return key;
}

static int finish_compare(const void *context, const void *a, const void *b)
{
    const finish_key *x = a, *y = b;
    (void)context;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    if (x->worth != y->worth)
        return x->worth > y->worth ? -1 : 1;
    if (x->detector_entity != y->detector_entity)
        return x->detector_entity < y->detector_entity ? -1 : 1;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    const int names = strcmp(x->record->entity_id, y->record->entity_id);
    return names != 0 ? names : (x->record->head.subtype > y->record->head.subtype) - (x->record->head.subtype < y->record->head.subtype);
}

static size_t finish_keys(piq_report *report, const piq__world *world, const piq__ranks *ranks, finish_key *keys)
{
    const double spend = (double)report->summary.spend_per_hour / 1e6 * world->p[P_hours_per_month];
    const uint32_t persona = world->policy->persona;
    size_t kept = 0;
    for (size_t p = 0; p < report->part_count; p++)
        for (size_t i = 0; i < report->parts[p].record_count; i++) {
            piq__record *r = report->parts[p].records[i];
            finish_severity(world, r, spend);
            r->rank = finish_rank(ranks, r->head.entity, r->head.row);
            if (persona == 0 || (piq__detector_personas(r->head.detector) >> persona & 1u) != 0)
                keys[kept++] = finish_key_of(world, r);
        }
    return kept;
}

static bool finish_order(piq_report *report, const piq__world *world, const piq__ranks *ranks)
{
    const piq_allocator *a = world->allocator;
    size_t count = 0;
    for (size_t p = 0; p < report->part_count; p++)
        count += report->parts[p].record_count;
    if (count == 0)
        return true;
    finish_key *keys = piq__alloc(a, count * sizeof *keys);
    if (keys == NULL)
        return false;
    const size_t kept = finish_keys(report, world, ranks, keys);
    for (size_t p = 0; p < report->part_count; p++)
        piq__part_drop_records(&report->parts[p]);
    bool good = piq__sort(a, keys, kept, sizeof *keys, finish_compare, NULL);
    report->findings = good ? piq__alloc(a, count * sizeof *report->findings) : NULL;
    report->finding_room = count;
    good = report->findings != NULL;
    for (size_t i = 0; i < kept && good; i++)
        report->findings[i] = keys[i].record;
    report->finding_count = good ? kept : 0;
    piq__release(a, keys, count * sizeof *keys);
    return good;
}

/* ---- what could not be judged, by detector, entity, id ---- */

static bool finish_join_gaps(piq_report *report, const piq_allocator *a)
{
    size_t gaps = 0, blanks = 0;
    for (size_t p = 0; p < report->part_count; p++) {
        gaps += report->parts[p].gap_count;
        blanks += report->parts[p].blank_count;
    }
    report->gap_count = gaps;
    report->blank_count = blanks;
    if (blanks == 0)
        return true;
    report->gaps = piq__alloc(a, gaps * sizeof *report->gaps);
    report->blanks = piq__alloc(a, blanks * sizeof *report->blanks);
    if (report->gaps == NULL || report->blanks == NULL)
        return false;
    gaps = 0;
    for (size_t p = 0; p < report->part_count; p++) {
        piq__part *part = &report->parts[p];
        for (size_t i = 0; i < part->blank_count; i++)
            part->blanks[i].gap += (uint32_t)gaps;
        if (part->gap_count != 0)
            memcpy(report->gaps + gaps, part->gaps, part->gap_count * sizeof *part->gaps);
        gaps += part->gap_count;
    }
    return true;
}

static size_t finish_bucket(const piq__blank *b) { return (size_t)b->detector * PIQ__ENTITY_COUNT + b->entity; }

/* Rows come in their order from every part, so counting by detector and entity is enough unless ids are out of order. */
static bool finish_blanks(piq_report *report, const piq_allocator *a)
{
    size_t starts[(PIQ__DETECTOR_COUNT + 1) * PIQ__ENTITY_COUNT + 1] = {0};
    if (!finish_join_gaps(report, a))
        return false;
    for (size_t p = 0; p < report->part_count; p++)
        for (size_t i = 0; i < report->parts[p].blank_count; i++)
            starts[finish_bucket(&report->parts[p].blanks[i]) + 1]++;
    for (size_t i = 1; i < PIQ__COUNT(starts); i++)
        starts[i] += starts[i - 1];
    size_t next[PIQ__COUNT(starts)];
    memcpy(next, starts, sizeof next);
    for (size_t p = 0; p < report->part_count; p++) {
        for (size_t i = 0; i < report->parts[p].blank_count; i++) {
            const piq__blank *b = &report->parts[p].blanks[i];
            report->blanks[next[finish_bucket(b)]++] = *b;
        }
        piq__part_drop_blanks(&report->parts[p]);
    }
    return true;
}

static int finish_compare_blanks(const void *context, const void *a, const void *b)
{
    const piq__blank *x = a, *y = b;
    const size_t bx = finish_bucket(x), by = finish_bucket(y);
    if (bx != by)
        return bx < by ? -1 : 1;
    const uint32_t rx = finish_rank(context, x->entity, x->row), ry = finish_rank(context, y->entity, y->row);
    return (rx > ry) - (rx < ry);
}

static bool finish_all(piq_report *report, const piq__world *world, const piq__ranks *ranks)
{
    if (!finish_order(report, world, ranks) || !finish_blanks(report, world->allocator))
        return false;
    const bool ordered = ranks->of[PIQ_ENTITY_WORKLOAD] == NULL && ranks->of[PIQ_ENTITY_NODE] == NULL;
    return ordered || piq__sort(world->allocator, report->blanks, report->blank_count, sizeof *report->blanks, finish_compare_blanks, ranks);
}

bool piq__report_finish(piq_report *report, const piq__world *world)
{
    piq__ranks ranks;
    finish_totals(report);
    const bool good = piq__ranks_begin(&ranks, world) && finish_all(report, world, &ranks);
    piq__ranks_end(&ranks, world->allocator);
    return good && piq__report_names(report, world);
}
