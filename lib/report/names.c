/* The ids that a report keeps. */
#include "report/report.h"

static bool names_copy(piq__named_rows *names, const piq__world *world, unsigned entity, const uint32_t *kept, size_t rows)
{
    names->offsets = piq__alloc(world->allocator, (names->count + 1) * sizeof *names->offsets);
    names->bytes = piq__alloc(world->allocator, names->size + 1);
    if (names->offsets == NULL || names->bytes == NULL)
        return false;
    size_t at = 0;
    for (size_t row = 0; row < rows; row++) {
        if (kept[row] == 0)
            continue;
        const piq__string id = piq__row_id(world->fleet, entity, row);
        names->offsets[kept[row] - 1] = at;
        memcpy(names->bytes + at, id.text, id.length + 1u);
        at += id.length + 1u;
    }
    names->offsets[names->count] = at;
    return true;
}

/* `kept` is 1 for a row that is needed, and then its place among them, + 1. */
static bool names_keep(piq_report *report, const piq__world *world, unsigned entity, uint32_t *kept, size_t rows)
{
    piq__named_rows *names = &report->names[entity];
    for (size_t i = 0; i < report->blank_count; i++)
        if (report->blanks[i].entity == entity)
            kept[report->blanks[i].row] = 1;
    for (size_t row = 0; row < rows; row++)
        if (kept[row] != 0) {
            kept[row] = (uint32_t)++names->count;
            names->size += piq__row_id(world->fleet, entity, row).length + 1u;
        }
    if (names->count != 0 && !names_copy(names, world, entity, kept, rows))
        return false;
    for (size_t i = 0; i < report->blank_count; i++)
        if (report->blanks[i].entity == entity)
            report->blanks[i].row = kept[report->blanks[i].row] - 1;
    return true;
}

bool piq__report_names(piq_report *report, const piq__world *world)
{
    static const uint8_t entities[] = {PIQ_ENTITY_NODE, PIQ_ENTITY_WORKLOAD};
    bool good = true;
    for (size_t i = 0; i < PIQ__COUNT(entities) && good && report->blank_count != 0; i++) {
        const size_t rows = piq__row_count(world->fleet, entities[i]);
        uint32_t *kept = piq__alloc_zero(world->allocator, rows + 1, sizeof *kept);
        good = kept != NULL && names_keep(report, world, entities[i], kept, rows);
        piq__release(world->allocator, kept, (rows + 1) * sizeof *kept);
    }
    return good;
}
