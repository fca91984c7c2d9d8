/* Placements. Their items are read a block at a time, as columns; an item of a block that is not plain and good is read again by itself
   when its row wants it, to learn what it is or what is wrong with it. */
#include "arrow/objects.h"

#define PLACES_BLOCK 128u
#define PLACES_WORDS (PLACES_BLOCK / 64)

enum { PLACES_NODE, PLACES_GPUS, PLACES_REPLICA, PLACES_LABEL };

typedef struct arrow_places {
    piq__arrow_objects *objects;
    size_t first; /* item */
    unsigned count; /* 0: nothing has been read */
    uint64_t good[PIQ__PAGE_WORDS], labelled[PIQ__PAGE_WORDS];
    uint32_t nodes[PLACES_BLOCK]; /* rows */
    double gpus[PLACES_BLOCK], replicas[PLACES_BLOCK];
} arrow_places;

/* ---- one item by itself ---- */

static piq_status arrow_places_piece(piq__arrow_objects *o, size_t row, size_t i, piq__place *piece)
{
    uint32_t node = 0, label = 0;
    double gpus = -1, replica = -1;
    if (!piq__arrow_there(&o->item, i))
        return piq__arrow_object_null(o, row);
    piq_status status = piq__arrow_object_symbol(o, row, i, PLACES_NODE, &node);
    if (status == PIQ_OK)
        status = piq__arrow_object_number(o, row, i, PLACES_GPUS, 1e6, false, &gpus);
    if (status == PIQ_OK)
        status = piq__arrow_object_number(o, row, i, PLACES_REPLICA, INT32_MAX, true, &replica);
    if (status == PIQ_OK)
        status = piq__arrow_object_symbol(o, row, i, PLACES_LABEL, &label);
    if (status == PIQ_OK && (node == 0 || gpus < 0))
        status = piq__arrow_object_missing(o, row, node == 0 ? PLACES_NODE : PLACES_GPUS);
    const piq__place read = {gpus, node - 1, label, (int32_t)replica};
    *piece = read;
    return status;
}

/* ---- a block ---- */

static void arrow_places_drop(arrow_places *p, unsigned i) { p->good[i / 64] &= ~(UINT64_C(1) << (i % 64)); }

/* A fleet's nodes do not fit into a cache, so all that will be needed is asked for in advance. */
static void arrow_places_look_up(arrow_places *p)
{
    const piq_fleet *f = p->objects->import->fleet;
    const piq__arrow_view *v = &p->objects->symbols[PLACES_NODE].texts.self;
    piq__asked texts[PLACES_BLOCK];
    uint64_t there[PIQ__PAGE_WORDS];
    (void)piq__arrow_mask(v, p->first, p->count, there);
    for (unsigned i = 0; i < p->count; i++)
        if ((there[i / 64] >> (i % 64) & 1) == 0 || piq__arrow_text(v, p->first + i, &texts[i].text, &texts[i].length) != NULL)
            texts[i].text = NULL;
    piq__strings_expect(&f->strings, texts, p->count, true);
    for (unsigned i = 0; i < p->count; i++) {
        p->nodes[i] = texts[i].text == NULL ? 0 : piq__strings_find_asked(&f->strings, &texts[i]);
        piq__row_expect(f, PIQ_ENTITY_NODE, p->nodes[i]);
    }
    for (unsigned i = 0; i < p->count; i++) {
        const size_t node = p->nodes[i] == 0 ? SIZE_MAX : piq__row_by_text(f, PIQ_ENTITY_NODE, p->nodes[i]);
        p->nodes[i] = (uint32_t)node;
        if (node == SIZE_MAX)
            arrow_places_drop(p, i);
        else
            piq__place_expect(f, node);
    }
}

/* What the values of a dictionary stand for, as far as it is known. */
static void arrow_places_decode(arrow_places *p)
{
    for (unsigned i = 0; i < p->count; i++) {
        const uint32_t number = piq__arrow_symbol_known(&p->objects->symbols[PLACES_NODE], p->first + i);
        p->nodes[i] = number - 1;
        if (number == 0)
            arrow_places_drop(p, i);
        else
            piq__place_expect(p->objects->import->fleet, p->nodes[i]);
    }
}

static void arrow_places_numbers(arrow_places *p, unsigned place, double max, bool whole, double *values)
{
    const piq__arrow_view *v = &p->objects->numbers[place];
    uint64_t there[PIQ__PAGE_WORDS];
    (void)piq__arrow_mask(v, p->first, p->count, there);
    piq__arrow_load(v, p->first, p->count, values);
    for (unsigned i = 0; i < p->count; i++) {
        if ((there[i / 64] >> (i % 64) & 1) == 0)
            values[i] = -1;
        else if (!(values[i] >= 0 && values[i] <= max) || (whole && (double)(int64_t)values[i] != values[i]))
            arrow_places_drop(p, i);
    }
}

static void arrow_places_read(arrow_places *p, size_t first)
{
    const piq__arrow_objects *o = p->objects;
    const piq__arrow_member *members = o->plan->members;
    const size_t left = o->item.length - first;
    p->first = first;
    p->count = left < PLACES_BLOCK ? (unsigned)left : PLACES_BLOCK;
    (void)piq__arrow_mask(&o->item, first, p->count, p->good);
    memset(p->labelled, 0, sizeof p->labelled);
    if (!members[PLACES_NODE].given || !members[PLACES_GPUS].given || !piq__arrow_holds_text(members[PLACES_NODE].type)) {
        memset(p->good, 0, sizeof p->good);
        return;
    }
    arrow_places_numbers(p, PLACES_GPUS, 1e6, false, p->gpus);
    for (unsigned i = 0; i < p->count; i++)
        if (!(p->gpus[i] >= 0))
            arrow_places_drop(p, i);
    if (members[PLACES_REPLICA].given)
        arrow_places_numbers(p, PLACES_REPLICA, INT32_MAX, true, p->replicas);
    if (members[PLACES_LABEL].given)
        (void)piq__arrow_mask(&o->symbols[PLACES_LABEL].texts.self, first, p->count, p->labelled);
    if (members[PLACES_NODE].type.coded)
        arrow_places_decode(p);
    else
        arrow_places_look_up(p);
}

static piq_status arrow_places_at(arrow_places *p, size_t row, size_t item, piq__place *piece)
{
    if (item - p->first >= p->count) /* items are asked for in their order */
        arrow_places_read(p, item);
    const size_t i = item - p->first;
    if ((p->good[i / 64] >> (i % 64) & 1) == 0)
        return arrow_places_piece(p->objects, row, item, piece);
    piece->gpus = p->gpus[i];
    piece->node = p->nodes[i];
    piece->replica = p->objects->plan->members[PLACES_REPLICA].given ? (int32_t)p->replicas[i] : -1;
    piece->label = 0;
    if ((p->labelled[i / 64] >> (i % 64) & 1) == 0)
        return PIQ_OK;
    return piq__arrow_object_symbol(p->objects, row, item, PLACES_LABEL, &piece->label);
}

/* ---- rows ---- */

static piq_status arrow_places_row(arrow_places *p, size_t row, size_t first, size_t count, piq__span *span)
{
    piq__arrow_import *m = p->objects->import;
    piq_fleet *f = m->fleet;
    piq_status status = piq__pool_room(f, &f->places, count, sizeof(piq__place), &m->detail);
    if (status != PIQ_OK)
        return piq__arrow_fail_detail(m, status, p->objects->plan, row);
    span->first = (uint32_t)f->places.count;
    span->count = (uint32_t)count;
    for (size_t i = 0; i < count; i++) {
        status = arrow_places_at(p, row, first + i, (piq__place *)f->places.items + f->places.count + i);
        if (status != PIQ_OK)
            return status;
    }
    status = piq__place_fresh(f, row, count, &m->detail);
    return status == PIQ_OK ? PIQ_OK : piq__arrow_fail_detail(m, status, p->objects->plan, row);
}

/* Rows without placements before them: the lists of a page are appended together. */
piq_status piq__arrow_placements(piq__arrow_objects *o)
{
    piq__arrow_import *m = o->import;
    arrow_places p;
    piq__span spans[PIQ__PAGE_ROWS];
    uint64_t mask[PIQ__PAGE_WORDS];
    unsigned stretch;
    p.objects = o;
    p.first = p.count = 0;
    for (size_t done = 0; done < m->count; done += stretch) {
        unsigned to = 0;
        stretch = piq__page_rest(m->first + done, m->count - done);
        (void)piq__arrow_mask(&o->list, done, stretch, mask);
        for (unsigned i = 0; i < stretch; i++) {
            size_t first = 0, count = 0;
            const bool given = (mask[i / 64] >> (i % 64) & 1) != 0;
            piq_status status = piq__arrow_items(m, o->plan, o->lists, &o->list, done + i, &first, &count);
            if (status == PIQ_OK && given)
                status = arrow_places_row(&p, m->first + done + i, first, count, &spans[to++]);
            if (status != PIQ_OK)
                return status;
        }
        if (!piq__column_append(&m->fleet->columns[o->plan->field], &m->fleet->allocator, m->first + done, mask, spans, to))
            return piq__fail_memory(m->error);
    }
    return PIQ_OK;
}
