#include "facts/ranks.h"

#include "support/radix.h"
#include "support/sort.h"

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

static int ranks_compare(const void *context, const void *a, const void *b)
{
    const ranks_view *v = context;
    const piq__keyed *x = a, *y = b;
    return piq__string_order(piq__row_id(v->fleet, v->entity, x->item), piq__row_id(v->fleet, v->entity, y->item));
}

/* Eight bytes of the id behind what all ids share. */
static void ranks_fill_keys(const ranks_view *v, piq__keyed *keys, size_t count)
{
    const size_t common = ranks_common(v, count);
    for (size_t row = 0; row < count; row++) {
        const piq__string id = piq__row_id(v->fleet, v->entity, row);
        keys[row].key = 0;
        keys[row].item = (uint32_t)row;
        for (size_t i = 0; i < 8; i++)
            keys[row].key = keys[row].key << 8 | (common + i < id.length ? (unsigned char)id.text[common + i] : 0u);
    }
}

/* Where eight bytes do not decide, the whole ids do. */
static bool ranks_sort_equals(const ranks_view *v, piq__keyed *keys, size_t count, const piq_allocator *a)
{
    bool good = true;
    for (size_t first = 0, end; first < count && good; first = end) {
        for (end = first + 1; end < count && keys[end].key == keys[first].key; end++) {}
        good = end == first + 1 || piq__sort(a, keys + first, end - first, sizeof *keys, ranks_compare, v);
    }
    return good;
}

static bool ranks_rank(const ranks_view *v, uint32_t **ranks, size_t count, const piq_allocator *a)
{
    if (count < 2 || !v->fleet->rows[v->entity].disordered) /* rows may have been taken back since */
        return true;
    piq__keyed *keys = piq__alloc(a, count * sizeof *keys), *spare = piq__alloc(a, count * sizeof *spare);
    bool good = keys != NULL && spare != NULL;
    if (good) {
        ranks_fill_keys(v, keys, count);
        piq__sort_keyed(keys, spare, count);
    }
    piq__release(a, spare, count * sizeof *spare);
    good = good && ranks_sort_equals(v, keys, count, a);
    *ranks = good ? piq__alloc(a, count * sizeof **ranks) : NULL;
    for (size_t i = 0; i < count && *ranks != NULL; i++)
        (*ranks)[keys[i].item] = (uint32_t)i;
    piq__release(a, keys, count * sizeof *keys);
    return *ranks != NULL;
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
