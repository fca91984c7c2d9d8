/* Order of rows by id, which no insertion order can change, and the ids that a report keeps. */
#include "report/report.h"

#include "support/sort.h"

typedef struct names_sort_key {
    uint64_t key; /* eight bytes of the id behind what all ids share */
    uint32_t row;
} names_sort_key;

typedef struct names_view {
    const piq_fleet *fleet;
    uint32_t entity;
} names_view;

static size_t names_common(const names_view *v, size_t count)
{
    const piq__string first = piq__row_id(v->fleet, v->entity, 0);
    size_t common = first.length;
    for (size_t row = 1; row < count; row++) {
        const piq__string id = piq__row_id(v->fleet, v->entity, row);
        size_t same = 0;
        while (same < common && same < id.length && id.text[same] == first.text[same])
            same++;
        common = same;
    }
    return common;
}

static int names_compare_rows(const names_view *v, uint32_t a, uint32_t b)
{
    const piq__string x = piq__row_id(v->fleet, v->entity, a), y = piq__row_id(v->fleet, v->entity, b);
    const int order = memcmp(x.text, y.text, x.length < y.length ? x.length : y.length);
    return order != 0 ? order : (x.length > y.length) - (x.length < y.length);
}

static int names_compare(const void *context, const void *a, const void *b)
{
    const names_sort_key *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return names_compare_rows(context, x->row, y->row);
}

static bool names_ordered(const names_view *v, size_t count)
{
    for (size_t row = 1; row < count; row++)
        if (names_compare_rows(v, (uint32_t)row - 1, (uint32_t)row) >= 0)
            return false;
    return true;
}

static void names_fill_keys(const names_view *v, names_sort_key *keys, size_t count)
{
    const size_t common = names_common(v, count);
    for (size_t row = 0; row < count; row++) {
        const piq__string id = piq__row_id(v->fleet, v->entity, row);
        keys[row].key = 0;
        keys[row].row = (uint32_t)row;
        for (size_t i = 0; i < 8; i++)
            keys[row].key = keys[row].key << 8 | (common + i < id.length ? (unsigned char)id.text[common + i] : 0u);
    }
}

/* Ranks by id, byte by byte. */
static bool names_rank(const names_view *v, uint32_t **ranks, size_t count, const piq_allocator *a)
{
    if (names_ordered(v, count))
        return true;
    names_sort_key *keys = piq__alloc(a, count * sizeof *keys);
    *ranks = piq__alloc(a, count * sizeof **ranks);
    bool good = keys != NULL && *ranks != NULL;
    if (good) {
        names_fill_keys(v, keys, count);
        good = piq__sort(a, keys, count, sizeof *keys, names_compare, v);
    }
    for (size_t i = 0; i < count && good; i++)
        (*ranks)[keys[i].row] = (uint32_t)i;
    piq__release(a, keys, count * sizeof *keys);
    return good;
}

bool piq__ranks_begin(piq__ranks *ranks, const piq__world *world)
{
    static const uint8_t entities[] = {PIQ_ENTITY_NODE, PIQ_ENTITY_WORKLOAD};
    memset(ranks, 0, sizeof *ranks);
    for (size_t i = 0; i < PIQ__COUNT(entities); i++) {
        const names_view v = {world->fleet, entities[i]};
        ranks->count[v.entity] = piq__row_count(world->fleet, v.entity);
        if (!names_rank(&v, &ranks->of[v.entity], ranks->count[v.entity], world->allocator))
            return false;
    }
    return true;
}

void piq__ranks_end(piq__ranks *ranks, const piq_allocator *a)
{
    for (unsigned e = 0; e < PIQ__ENTITY_COUNT; e++)
        piq__release(a, ranks->of[e], ranks->count[e] * sizeof(uint32_t));
}

/* ---- the ids that are kept ---- */

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
