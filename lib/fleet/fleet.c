#include "fleet/fleet.h"

#include "support/copy.h"

static uint8_t fleet_width(const piq__field *field)
{
    switch (field->type) {
    case PIQ_TYPE_BOOL: return 1;
    case PIQ_TYPE_STRING: return field->words != 0 ? 1 : 4;
    case PIQ_TYPE_TIMESTAMP: return 4;
    default: return 8;
    }
}

piq_status piq_fleet_new(const piq_allocator *allocator, piq_fleet **fleet)
{
    if (fleet == NULL)
        return PIQ_E_ARGUMENT;
    *fleet = NULL;
    if (allocator != NULL && (allocator->struct_size < sizeof *allocator || allocator->alloc == NULL || allocator->release == NULL))
        return PIQ_E_ARGUMENT;
    const piq_allocator a = piq__allocator(allocator);
    piq_fleet *f = piq__alloc_zero(&a, 1, sizeof *f);
    if (f == NULL)
        return PIQ_E_NOMEM;
    f->allocator = a;
    piq__strings_begin(&f->strings, &f->allocator);
    for (unsigned i = 0; i < PIQ__FIELD_COUNT; i++)
        f->columns[i].width = fleet_width(&piq__fields[i]);
    f->rows[PIQ_ENTITY_FLEET].count = 1;
    *fleet = f;
    return PIQ_OK;
}

void piq_fleet_free(piq_fleet *f)
{
    if (f == NULL)
        return;
    const piq_allocator a = f->allocator;
    piq__release(&a, f->places.items, f->places.capacity * sizeof(piq__place));
    piq__release(&a, f->events.items, f->events.capacity * sizeof(piq__event));
    piq__release(&a, f->profiles.items, f->profiles.capacity * sizeof(piq__profile));
    piq__release(&a, f->numbers.items, f->numbers.capacity * sizeof(double));
    piq__release(&a, f->texts.items, f->texts.capacity * sizeof(uint32_t));
    piq__release(&a, f->usage, f->usage_capacity * sizeof *f->usage);
    piq__release(&a, f->shared, f->shared_capacity * sizeof *f->shared);
    piq__tree_end(&f->shared_by, &a);
    for (unsigned i = 0; i < PIQ__FIELD_COUNT; i++)
        piq__column_end(&f->columns[i], &a);
    for (unsigned e = 0; e < PIQ__ENTITY_COUNT; e++) {
        piq__release(&a, f->rows[e].ids, f->rows[e].capacity * sizeof(uint32_t));
        piq__release(&a, f->rows[e].by_id, f->rows[e].by_id_count * sizeof(uint32_t));
    }
    piq__strings_end(&f->strings);
    piq__release(&a, f, sizeof *f);
}

void piq__fleet_swap(piq_fleet *a, piq_fleet *b)
{
    piq_fleet t = *a;
    *a = *b;
    *b = t;
    a->strings.bytes.allocator = &a->allocator;
    b->strings.bytes.allocator = &b->allocator;
}

static bool fleet_has_rows(uint32_t entity) { return entity >= PIQ_ENTITY_GPU_TYPE && entity <= PIQ_ENTITY_WORKLOAD; }

size_t piq_fleet_count(const piq_fleet *f, uint32_t entity) { return f != NULL && fleet_has_rows(entity) ? f->rows[entity].count : 0; }
piq_ref piq_fleet_row(const piq_fleet *f, uint32_t entity, size_t row)
{
    return row < piq_fleet_count(f, entity) ? piq__ref(entity, row) : 0;
}

size_t piq__row_by_text(const piq_fleet *f, uint32_t entity, uint32_t text)
{
    const piq__rows *rows = &f->rows[entity];
    return text < rows->by_id_count && rows->by_id[text] != 0 ? rows->by_id[text] - 1 : SIZE_MAX;
}

size_t piq__row_find(const piq_fleet *f, uint32_t entity, const char *id, size_t length)
{
    uint32_t text = piq__strings_find(&f->strings, id, length);
    return text == 0 ? SIZE_MAX : piq__row_by_text(f, entity, text);
}

piq_status piq_fleet_find(const piq_fleet *f, uint32_t entity, const char *id, size_t length, piq_ref *ref)
{
    if (ref == NULL)
        return PIQ_E_ARGUMENT;
    *ref = 0;
    if (f == NULL || id == NULL || !fleet_has_rows(entity))
        return PIQ_E_ARGUMENT;
    size_t row = piq__row_find(f, entity, id, piq__length(id, length));
    if (row == SIZE_MAX)
        return PIQ_E_REFERENCE;
    *ref = piq__ref(entity, row);
    return PIQ_OK;
}

/* Room in the map from text to row for `texts` texts; new places are empty. */
static bool fleet_map_room(piq_fleet *f, piq__rows *rows, size_t texts)
{
    size_t have = rows->by_id_count;
    if (!piq__grow(&f->allocator, (void **)&rows->by_id, &rows->by_id_count, texts + 1, sizeof(uint32_t)))
        return false;
    if (rows->by_id_count > have)
        memset(rows->by_id + have, 0, (rows->by_id_count - have) * sizeof(uint32_t));
    return true;
}

bool piq__fleet_reserve(piq_fleet *f, uint32_t entity, size_t more)
{
    piq__rows *rows = &f->rows[entity];
    return piq__strings_reserve(&f->strings, more) && fleet_map_room(f, rows, f->strings.count + more) &&
           piq__grow(&f->allocator, (void **)&rows->ids, &rows->capacity, rows->count + more, sizeof(uint32_t));
}

static piq_status fleet_id_error(piq_fleet *f, uint32_t entity, piq_status status, const char *id, size_t length, const char *words,
                                 piq_error *error)
{
    unsigned field = piq__field_first(entity);
    piq__text t = piq__error_begin(error, status, entity, f->rows[entity].count, piq__fields[field].id);
    piq__put(&t, piq_word(PIQ_WORDS_ENTITY, entity));
    piq__put(&t, " ");
    piq__put(&t, piq__field_name(field));
    piq__put(&t, " ");
    piq__put_quoted(&t, id, length);
    piq__put(&t, words);
    return status;
}

static piq_status fleet_append_one(piq_fleet *f, uint32_t entity, const piq__asked *id, piq_error *error)
{
    piq__rows *rows = &f->rows[entity];
    bool valid;
    if (id->length == 0)
        return fleet_id_error(f, entity, PIQ_E_VALUE, id->text, id->length, " is empty", error);
    const uint32_t text = piq__strings_take_valid(&f->strings, id, &valid);
    if (!valid) {
        const piq_status status = piq__text_status(id->length);
        const bool readable = status == PIQ_E_VALUE && piq__utf8_valid(id->text, id->length); /* as far as the NUL */
        return fleet_id_error(f, entity, status, id->text, readable ? strlen(id->text) : 0, piq__text_fault(id->text, id->length), error);
    }
    if (text != 0 && piq__row_by_text(f, entity, text) != SIZE_MAX)
        return fleet_id_error(f, entity, PIQ_E_DUPLICATE, id->text, id->length, " is there already", error);
    if (text == 0)
        return piq__strings_fail(&f->strings, error);
    if (text >= rows->by_id_count && !fleet_map_room(f, rows, text))
        return piq__fail_memory(error);
    if (rows->count == rows->capacity && !piq__grow(&f->allocator, (void **)&rows->ids, &rows->capacity, rows->count + 1, sizeof(uint32_t)))
        return piq__fail_memory(error);
    rows->disordered = rows->disordered || (rows->count != 0 && piq__string_order(piq__row_id(f, entity, rows->count - 1), piq__strings_at(&f->strings, text)) > 0);
    rows->ids[rows->count] = text;
    rows->by_id[text] = (uint32_t)++rows->count;
    return PIQ_OK;
}

piq_status piq__fleet_append(piq_fleet *f, uint32_t entity, piq__asked *ids, size_t count, size_t *added, piq_error *error)
{
    piq_status status = PIQ_OK;
    piq__strings_expect(&f->strings, ids, count, false);
    for (*added = 0; *added < count; ++*added)
        if ((status = fleet_append_one(f, entity, &ids[*added], error)) != PIQ_OK)
            break;
    return status;
}

static piq_status fleet_add_allowed(const piq_fleet *f, uint32_t entity, const void *ids, size_t count, piq_ref *first, piq_error *error)
{
    if (first != NULL)
        *first = 0;
    if (f == NULL || !fleet_has_rows(entity) || (ids == NULL && count != 0))
        return piq__fail(error, PIQ_E_ARGUMENT, "piq_fleet_add needs a fleet, an entity that has rows, and an id");
    if (count > PIQ__FLEET_ROWS_MOST - f->rows[entity].count)
        return piq__fail(error, PIQ_E_LIMIT, "a fleet holds at most 1073741823 rows of one entity");
    return PIQ_OK;
}

piq_status piq_fleet_add(piq_fleet *f, uint32_t entity, const char *id, size_t length, piq_ref *ref, piq_error *error)
{
    piq_status status = fleet_add_allowed(f, entity, id, 1, ref, error);
    if (status != PIQ_OK)
        return status;
    const piq__asked asked = piq__ask(id, piq__length(id, length));
    status = fleet_append_one(f, entity, &asked, error);
    if (status == PIQ_OK && ref != NULL)
        *ref = piq__ref(entity, f->rows[entity].count - 1);
    return status;
}

#define FLEET_AT_ONCE 64u /* ids that are looked up together */

static piq_status fleet_add_some(piq_fleet *f, uint32_t entity, const char *const *ids, const size_t *lengths, size_t count,
                                 piq_error *error)
{
    piq__asked asked[FLEET_AT_ONCE];
    size_t given = 0, added;
    for (; given < count && ids[given] != NULL; given++) {
        asked[given].text = ids[given];
        asked[given].length = piq__length(ids[given], lengths == NULL ? PIQ_NUL_TERMINATED : lengths[given]);
    }
    const piq_status status = piq__fleet_append(f, entity, asked, given, &added, error);
    return status == PIQ_OK && given < count ? piq__fail(error, PIQ_E_ARGUMENT, "an id is NULL") : status;
}

piq_status piq_fleet_add_many(piq_fleet *f, uint32_t entity, const char *const *ids, const size_t *lengths, size_t count,
                              piq_ref *first, piq_error *error)
{
    piq_status status = fleet_add_allowed(f, entity, ids, count, first, error);
    if (status != PIQ_OK)
        return status;
    piq__rows *rows = &f->rows[entity];
    const size_t before = rows->count;
    if (count >= FLEET_AT_ONCE && !piq__fleet_reserve(f, entity, count))
        return piq__fail_memory(error);
    for (size_t i = 0; status == PIQ_OK && i < count; i += FLEET_AT_ONCE)
        status = fleet_add_some(f, entity, ids + i, lengths == NULL ? NULL : lengths + i, count - i < FLEET_AT_ONCE ? count - i : FLEET_AT_ONCE,
                                error);
    if (status != PIQ_OK) {
        while (rows->count > before)
            rows->by_id[rows->ids[--rows->count]] = 0;
        return status;
    }
    if (first != NULL)
        *first = piq__ref(entity, before);
    return PIQ_OK;
}

piq_status piq__pool_room(piq_fleet *f, piq__pool *pool, size_t more, size_t element, piq_error *error)
{
    if (more > PIQ__POOL_MOST - pool->count)
        return piq__fail(error, PIQ_E_LIMIT, "the lists of one kind hold at most 4294967294 items in a fleet");
    return piq__grow(&f->allocator, &pool->items, &pool->capacity, pool->count + more + 1, element) ? PIQ_OK : piq__fail_memory(error);
}

piq_status piq__pool_assign(piq_fleet *f, piq__pool *pool, unsigned field, size_t row, const void *items, size_t count, size_t element,
                            piq_error *error)
{
    const piq_status status = piq__pool_room(f, pool, count, element, error);
    if (status != PIQ_OK)
        return status;
    const piq__span span = {(uint32_t)pool->count, (uint32_t)count};
    if (!piq__column_set(&f->columns[field], &f->allocator, row, &span))
        return piq__fail_memory(error);
    if (count != 0)
        memcpy((char *)pool->items + pool->count * element, items, count * element);
    pool->count += count;
    return PIQ_OK;
}

piq__fleet_mark piq__fleet_mark_now(const piq_fleet *f, uint32_t entity)
{
    const piq__fleet_mark mark = {entity, f->rows[entity].count, f->places.count, f->events.count, f->profiles.count, f->numbers.count,
                                  f->texts.count};
    return mark;
}

void piq__fleet_go_back(piq_fleet *f, const piq__fleet_mark *mark)
{
    piq__rows *rows = &f->rows[mark->entity];
    if (f->places.count > mark->places)
        piq__place_forget(f, (const piq__place *)f->places.items + mark->places, f->places.count - mark->places);
    f->places.count = mark->places;
    f->events.count = mark->events;
    f->profiles.count = mark->profiles;
    f->numbers.count = mark->numbers;
    f->texts.count = mark->texts;
    while (rows->count > mark->rows)
        rows->by_id[rows->ids[--rows->count]] = 0;
    for (unsigned field = piq__field_first(mark->entity); field < PIQ__FIELD_COUNT && piq__fields[field].entity == mark->entity; field++)
        piq__column_truncate(&f->columns[field], &f->allocator, mark->rows);
}
