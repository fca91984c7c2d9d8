#include "facts/ranks.h"

#include "support/sort.h"

typedef struct ranks_sort_key {
    uint64_t key; /* eight bytes of the id behind what all ids share */
    uint32_t row;
} ranks_sort_key;

typedef struct ranks_view {
    const piq_fleet *fleet;
    uint32_t entity;
} ranks_view;

static size_t ranks_common(const ranks_view *v, size_t count)
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

static int ranks_compare_rows(const ranks_view *v, uint32_t a, uint32_t b)
{
    const piq__string x = piq__row_id(v->fleet, v->entity, a), y = piq__row_id(v->fleet, v->entity, b);
    const int order = memcmp(x.text, y.text, x.length < y.length ? x.length : y.length);
    return order != 0 ? order : (x.length > y.length) - (x.length < y.length);
}

static int ranks_compare(const void *context, const void *a, const void *b)
{
    const ranks_sort_key *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return ranks_compare_rows(context, x->row, y->row);
}

static bool ranks_ordered(const ranks_view *v, size_t count)
{
    for (size_t row = 1; row < count; row++)
        if (ranks_compare_rows(v, (uint32_t)row - 1, (uint32_t)row) >= 0)
            return false;
    return true;
}

static void ranks_fill_keys(const ranks_view *v, ranks_sort_key *keys, size_t count)
{
    const size_t common = ranks_common(v, count);
    for (size_t row = 0; row < count; row++) {
        const piq__string id = piq__row_id(v->fleet, v->entity, row);
        keys[row].key = 0;
        keys[row].row = (uint32_t)row;
        for (size_t i = 0; i < 8; i++)
            keys[row].key = keys[row].key << 8 | (common + i < id.length ? (unsigned char)id.text[common + i] : 0u);
    }
}

/* Ranks by id, byte by byte. */
static bool ranks_rank(const ranks_view *v, uint32_t **ranks, size_t count, const piq_allocator *a)
{
    if (ranks_ordered(v, count))
        return true;
    ranks_sort_key *keys = piq__alloc(a, count * sizeof *keys);
    *ranks = piq__alloc(a, count * sizeof **ranks);
    bool good = keys != NULL && *ranks != NULL;
    if (good) {
        ranks_fill_keys(v, keys, count);
        good = piq__sort(a, keys, count, sizeof *keys, ranks_compare, v);
    }
    for (size_t i = 0; i < count && good; i++)
        (*ranks)[keys[i].row] = (uint32_t)i;
    piq__release(a, keys, count * sizeof *keys);
    return good;
}

bool piq__ranks_begin(piq__ranks *ranks, const piq_fleet *f)
{
    static const uint8_t entities[] = {PIQ_ENTITY_NODE, PIQ_ENTITY_WORKLOAD};
    for (size_t i = 0; i < PIQ__COUNT(entities); i++) {
        const ranks_view v = {f, entities[i]};
        ranks->count[v.entity] = piq__row_count(f, v.entity);
        if (!ranks_rank(&v, &ranks->of[v.entity], ranks->count[v.entity], &f->allocator))
            return false;
    }
    return true;
}

void piq__ranks_end(piq__ranks *ranks, const piq_allocator *a)
{
    for (unsigned e = 0; e < PIQ__ENTITY_COUNT; e++)
        piq__release(a, ranks->of[e], ranks->count[e] * sizeof(uint32_t));
    memset(ranks, 0, sizeof *ranks);
}
