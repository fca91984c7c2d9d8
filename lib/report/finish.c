/* From parts to one report: totals, severities, ranks, order. */
#include "report/report.h"

#include "facts/money.h"
#include "ledger/ledger.h"
#include "support/radix.h"
#include "support/sort.h"

static uint32_t finish_rank(const piq__ranks *ranks, unsigned entity, uint32_t row)
{
    return entity == PIQ_ENTITY_CLUSTER ? 0 : piq__rank(ranks, entity, row);
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

/* The brief's "What This Means for Buyers": what each persona reads first. */
static uint64_t finish_place(uint32_t persona, uint32_t detector)
{
    static const uint8_t first[][6] = {{0},
                                       {PIQ_DETECTOR_TIER_MISPLACEMENT, PIQ_DETECTOR_OVERPROVISIONED, PIQ_DETECTOR_OOM_RISK,
                                        PIQ_DETECTOR_BATCH_OVER_TIERED, PIQ_DETECTOR_BATCH_SIZE},
                                       {PIQ_DETECTOR_DARK_CAPACITY, PIQ_DETECTOR_FRAGMENTATION},
                                       {PIQ_DETECTOR_LOW_THROUGHPUT, PIQ_DETECTOR_TIER_MISPLACEMENT},
                                       {PIQ_DETECTOR_DARK_CAPACITY, PIQ_DETECTOR_FRAGMENTATION}};
    for (uint64_t i = 0; first[persona][i] != 0; i++)
        if (first[persona][i] == detector)
            return i;
    return 15;
}

/* State, the persona's place, severity: smaller comes first. */
static uint64_t finish_group(const piq__world *world, const piq__record *r)
{
    const uint64_t place = finish_place(world->policy->persona, r->head.detector);
    return (uint64_t)r->head.state << 16 | place << 8 | (PIQ_SEVERITY_CRITICAL - r->head.severity);
}

/* Recoverable money times confidence: larger comes first. */
static uint64_t finish_worth(const piq__record *r)
{
    const double money = r->head.recoverable == PIQ_MONEY_UNKNOWN ? 0 : (double)r->head.recoverable / 1e6;
    return ~piq__key_of_number(money * r->head.confidence);
}

static uint64_t finish_entity(const piq__record *r)
{
    return (uint64_t)(r->head.detector << 4 | r->head.entity) << 32 | r->rank;
}

/* What the findings are ordered by: of each record a key of every kind, so that a record is looked at only once. */
enum { FINISH_ENTITY, FINISH_WORTH, FINISH_GROUP, FINISH_KEYS }; /* what decides last is sorted by first */
typedef struct finish_list {
    piq__record **records;
    uint64_t *keys[FINISH_KEYS];
    size_t count, room;
} finish_list;

static bool finish_begin(finish_list *list, const piq_allocator *a, size_t room)
{
    list->count = 0;
    list->room = room;
    list->records = piq__alloc(a, room * sizeof *list->records);
    bool good = list->records != NULL;
    for (unsigned k = 0; k < FINISH_KEYS; k++) {
        list->keys[k] = piq__alloc(a, room * sizeof *list->keys[k]);
        good = good && list->keys[k] != NULL;
    }
    return good;
}

static void finish_end(finish_list *list, const piq_allocator *a)
{
    piq__release(a, list->records, list->room * sizeof *list->records);
    for (unsigned k = 0; k < FINISH_KEYS; k++)
        piq__release(a, list->keys[k], list->room * sizeof *list->keys[k]);
}

/* The records that the persona reads, severity and rank filled in; the parts' lists of them go. */
static void finish_gather(finish_list *list, piq_report *report, const piq__world *world)
{
    const double spend = (double)report->summary.spend_per_hour / 1e6 * world->p[P_hours_per_month];
    const uint32_t persona = world->policy->persona;
    for (size_t p = 0; p < report->part_count; p++) {
        for (size_t i = 0; i < report->parts[p].record_count; i++) {
            piq__record *r = report->parts[p].records[i];
            finish_severity(world, r, spend);
            r->rank = finish_rank(&world->ranks, r->head.entity, r->head.row);
            if (persona != 0 && (piq__detector_personas(r->head.detector) >> persona & 1u) == 0)
                continue;
            list->keys[FINISH_ENTITY][list->count] = finish_entity(r);
            list->keys[FINISH_WORTH][list->count] = finish_worth(r);
            list->keys[FINISH_GROUP][list->count] = finish_group(world, r);
            list->records[list->count++] = r;
        }
        piq__part_drop_records(&report->parts[p]);
    }
}

static bool finish_tied(const finish_list *list, uint32_t x, uint32_t y)
{
    bool tied = true;
    for (unsigned k = 0; k < FINISH_KEYS; k++)
        tied = tied && list->keys[k][x] == list->keys[k][y];
    return tied;
}

/* Of a cluster, which has no rank, the name decides; of two findings on one entity their kind. */
static int finish_compare_tied(const void *context, const void *a, const void *b)
{
    const finish_list *list = context;
    const piq__record *x = list->records[((const piq__keyed *)a)->item], *y = list->records[((const piq__keyed *)b)->item];
    const int names = strcmp(x->entity_id, y->entity_id);
    return names != 0 ? names : (x->head.subtype > y->head.subtype) - (x->head.subtype < y->head.subtype);
}

static bool finish_sort(const finish_list *list, const piq_allocator *a, piq__keyed *order, piq__keyed *spare)
{
    bool good = true;
    for (size_t i = 0; i < list->count; i++)
        order[i].item = (uint32_t)i;
    for (unsigned k = 0; k < FINISH_KEYS; k++) {
        for (size_t i = 0; i < list->count; i++)
            order[i].key = list->keys[k][order[i].item];
        piq__sort_keyed(order, spare, list->count);
    }
    for (size_t first = 0, end = 1; first < list->count && good; first = end++) {
        while (end < list->count && finish_tied(list, order[first].item, order[end].item))
            end++;
        good = piq__sort(a, order + first, end - first, sizeof *order, finish_compare_tied, list);
    }
    return good;
}

static bool finish_order(piq_report *report, const piq__world *world)
{
    const piq_allocator *a = world->allocator;
    finish_list list;
    size_t room = 0;
    for (size_t p = 0; p < report->part_count; p++)
        room += report->parts[p].record_count;
    if (room == 0)
        return true;
    piq__keyed *order = piq__alloc(a, room * sizeof *order), *spare = piq__alloc(a, room * sizeof *spare);
    bool good = finish_begin(&list, a, room) && order != NULL && spare != NULL;
    if (good) {
        finish_gather(&list, report, world);
        good = finish_sort(&list, a, order, spare);
    }
    piq__release(a, spare, room * sizeof *spare);
    report->findings = good ? piq__alloc(a, room * sizeof *report->findings) : NULL;
    report->finding_room = room;
    for (size_t i = 0; i < list.count && report->findings != NULL; i++)
        report->findings[report->finding_count++] = list.records[order[i].item];
    piq__release(a, order, room * sizeof *order);
    finish_end(&list, a);
    return report->findings != NULL;
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
        const piq__part *part = &report->parts[p];
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
    uint32_t gaps = 0; /* of the parts before */
    for (size_t p = 0; p < report->part_count; p++) {
        for (size_t i = 0; i < report->parts[p].blank_count; i++) {
            piq__blank b = report->parts[p].blanks[i];
            b.gap += gaps;
            report->blanks[starts[finish_bucket(&b)]++] = b;
        }
        gaps += (uint32_t)report->parts[p].gap_count;
        piq__part_drop_blanks(&report->parts[p]);
    }
    return true;
}

static int finish_compare_blanks(const void *context, const void *a, const void *b)
{
    const piq__blank *x = a, *y = b;
    const size_t bx = finish_bucket(x), by = finish_bucket(y);
    if (bx != by)
        return (bx > by) - (bx < by);
    const uint32_t rx = finish_rank(context, x->entity, x->row), ry = finish_rank(context, y->entity, y->row);
    return (rx > ry) - (rx < ry);
}

bool piq__report_finish(piq_report *report, const piq__world *world)
{
    const piq__ranks *ranks = &world->ranks;
    finish_totals(report);
    if (!finish_order(report, world) || !finish_blanks(report, world->allocator))
        return false;
    const bool ordered = ranks->of[PIQ_ENTITY_WORKLOAD] == NULL && ranks->of[PIQ_ENTITY_NODE] == NULL;
    return (ordered || piq__sort(world->allocator, report->blanks, report->blank_count, sizeof *report->blanks, finish_compare_blanks, ranks)) &&
           piq__report_names(report, world);
}
