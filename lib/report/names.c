/* Ids as the report keeps them, and their order, which no insertion order can change. */
#include "report/report.h"

#include "support/sort.h"

typedef struct names_sort_key {
    uint64_t key; /* eight bytes of the id behind what all ids share */
    uint32_t row;
} names_sort_key;

static size_t names_common(const piq__named_rows *names)
{
    size_t common = names->count == 0 ? 0 : names->offsets[1] - 1;
    for (size_t row = 1; row < names->count; row++) {
        const char *id = names->bytes + names->offsets[row];
        size_t same = 0;
        while (same < common && id[same] == names->bytes[same] && same < names->offsets[row + 1] - names->offsets[row] - 1)
            same++;
        common = same;
    }
    return common;
}

static int names_compare_rows(const piq__named_rows *names, uint32_t a, uint32_t b)
{
    const size_t la = names->offsets[a + 1] - names->offsets[a] - 1, lb = names->offsets[b + 1] - names->offsets[b] - 1;
    const int order = memcmp(names->bytes + names->offsets[a], names->bytes + names->offsets[b], la < lb ? la : lb);
    return order != 0 ? order : (la > lb) - (la < lb);
}

static int names_compare(const void *context, const void *a, const void *b)
{
    const names_sort_key *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return names_compare_rows(context, x->row, y->row);
}

/* Ranks by id, byte by byte; none where the rows stand in that order already. */
static bool names_rank(piq__named_rows *names, const piq_allocator *a)
{
    bool ordered = true;
    for (size_t row = 1; row < names->count && ordered; row++)
        ordered = names_compare_rows(names, (uint32_t)row - 1, (uint32_t)row) < 0;
    if (ordered)
        return true;
    names_sort_key *keys = piq__alloc(a, names->count * sizeof *keys);
    names->ranks = piq__alloc(a, names->count * sizeof *names->ranks);
    bool good = keys != NULL && names->ranks != NULL;
    const size_t common = good ? names_common(names) : 0;
    for (size_t row = 0; row < names->count && good; row++) {
        const unsigned char *id = (const unsigned char *)names->bytes + names->offsets[row];
        const size_t length = names->offsets[row + 1] - names->offsets[row] - 1;
        keys[row].key = 0;
        keys[row].row = (uint32_t)row;
        for (size_t i = 0; i < 8; i++)
            keys[row].key = keys[row].key << 8 | (common + i < length ? id[common + i] : 0u);
    }
    good = good && piq__sort(a, keys, names->count, sizeof *keys, names_compare, names);
    for (size_t i = 0; i < names->count && good; i++)
        names->ranks[keys[i].row] = (uint32_t)i;
    piq__release(a, keys, names->count * sizeof *keys);
    return good;
}

static bool names_copy(piq__named_rows *names, const piq__world *world, unsigned entity)
{
    const piq_allocator *a = world->allocator;
    names->count = piq__row_count(world->fleet, entity);
    for (size_t row = 0; row < names->count; row++)
        names->size += piq__row_id(world->fleet, entity, row).length + 1u;
    names->offsets = piq__alloc(a, (names->count + 1) * sizeof *names->offsets);
    names->bytes = piq__alloc(a, names->size + 1);
    if (names->offsets == NULL || names->bytes == NULL)
        return false;
    size_t at = 0;
    for (size_t row = 0; row < names->count; row++) {
        const piq__string id = piq__row_id(world->fleet, entity, row);
        names->offsets[row] = at;
        memcpy(names->bytes + at, id.text, id.length + 1u);
        at += id.length + 1u;
    }
    names->offsets[names->count] = at;
    return names_rank(names, a);
}

bool piq__report_names(piq_report *report, const piq__world *world)
{
    return names_copy(&report->names[PIQ_ENTITY_NODE], world, PIQ_ENTITY_NODE) &&
           names_copy(&report->names[PIQ_ENTITY_WORKLOAD], world, PIQ_ENTITY_WORKLOAD);
}
