/* Snapshot JSON straight into a fleet's columns; no document is built. Two things may stand later in the text than they are
   needed, and are then found first: the id of a row, and the nodes that placements name. */
#include "fleet/fleet.h"
#include "json/reader.h"

#define SNAPSHOT_SLOTS 512u /* over twice the fields */
#define SNAPSHOT_TOP "piq_snapshot gpu_types models nodes workloads"

enum { SNAPSHOT_VERSION, SNAPSHOT_GPU_TYPES, SNAPSHOT_MODELS, SNAPSHOT_NODES, SNAPSHOT_WORKLOADS };

typedef struct snapshot_reader {
    piq__reader r;
    piq_fleet *fleet;
    uint32_t seen; /* top-level keys */
    bool deferred; /* workloads came before the nodes */
    piq__json_scanner workloads;
    uint64_t field_in[PIQ__FIELD_COUNT]; /* the object each field was last seen in */
    uint16_t slots[SNAPSHOT_SLOTS];      /* field + 1 by the hash of its entity and name */
} snapshot_reader;

/* ---- keys to fields ---- */

static uint64_t snapshot_word(const char *text, size_t length)
{
    uint64_t word = 0;
    memcpy(&word, text, length < sizeof word ? length : sizeof word);
    return word;
}

/* Length, beginning and end tell names apart well; the order of bytes may differ between machines, as nothing but the
   place in the table depends on it. */
static size_t snapshot_slot(unsigned entity, const char *name, size_t length)
{
    const size_t tail = length < 8 ? 0 : length - 8;
    uint64_t hash = snapshot_word(name, length) + (length * 8 + entity);
    hash = hash * UINT64_C(0x9E3779B97F4A7C15) ^ snapshot_word(name + tail, length - tail);
    hash *= UINT64_C(0xD6E8FEB86659FD93);
    return (size_t)(hash >> 40) & (SNAPSHOT_SLOTS - 1);
}

static void snapshot_index(snapshot_reader *s)
{
    for (unsigned field = 0; field < PIQ__FIELD_COUNT; field++) {
        const char *name = piq__field_name(field);
        size_t slot = snapshot_slot(piq__fields[field].entity, name, strlen(name));
        while (s->slots[slot] != 0)
            slot = (slot + 1) & (SNAPSHOT_SLOTS - 1);
        s->slots[slot] = (uint16_t)(field + 1);
    }
}

static unsigned snapshot_field(const snapshot_reader *s, unsigned entity)
{
    const char *key = s->r.key;
    const size_t length = s->r.key_length;
    size_t slot = snapshot_slot(entity, key, length);
    for (; s->slots[slot] != 0; slot = (slot + 1) & (SNAPSHOT_SLOTS - 1)) {
        const unsigned field = s->slots[slot] - 1u;
        if (piq__fields[field].entity == entity && piq__text_is(key, length, piq__field_name(field)))
            return field;
    }
    return PIQ__FIELD_COUNT;
}

/* ---- one value ---- */

static piq_status snapshot_scalar(snapshot_reader *s, size_t row, unsigned field)
{
    piq__reader *r = &s->r;
    piq_status status;
    double value = 0;
    const char *text = NULL;
    size_t length = 0;
    switch (piq__fields[field].type) {
    case PIQ_TYPE_NUMBER:
    case PIQ_TYPE_INTEGER:
        status = piq__read_this_number(r, &value);
        if (status != PIQ_OK)
            return status;
        status = piq__set_number(s->fleet, row, field, value, &r->detail);
        break;
    case PIQ_TYPE_BOOL:
        if (r->kind != PIQ__JSON_TRUE && r->kind != PIQ__JSON_FALSE)
            return piq__read_unexpected(r, "true or false");
        status = piq__set_boolean(s->fleet, row, field, r->kind == PIQ__JSON_TRUE, &r->detail);
        break;
    default:
        status = piq__read_this_text(r, &text, &length);
        if (status != PIQ_OK)
            return status;
        status = piq__set_text(s->fleet, row, field, text, length, &r->detail);
        break;
    }
    return status == PIQ_OK ? PIQ_OK : piq__read_fail_detail(r, r->scan.begin - (r->kind == PIQ__JSON_STRING ? 1 : 0));
}

static piq_status snapshot_list(snapshot_reader *s, size_t row, unsigned field)
{
    if (s->r.kind != PIQ__JSON_ARRAY_BEGIN)
        return piq__read_unexpected(&s->r, "an array");
    switch (field) {
    case F_workload_placement: return piq__read_placement(&s->r, s->fleet, row);
    case F_workload_scale_events: return piq__read_events(&s->r, s->fleet, row);
    case F_gpu_type_mig_profiles: return piq__read_profiles(&s->r, s->fleet, row);
    default:
        return piq__fields[field].type == PIQ_TYPE_NUMBER_LIST ? piq__read_numbers(&s->r, s->fleet, row, field)
                                                               : piq__read_strings(&s->r, s->fleet, row, field);
    }
}

/* The value behind the key just read, into a field. */
static piq_status snapshot_value(snapshot_reader *s, size_t row, unsigned field, uint32_t level)
{
    piq__reader *r = &s->r;
    r->field = piq__fields[field].id;
    if (s->field_in[field] == r->object[level])
        return piq__read_fail(r, PIQ_E_DUPLICATE, "this key is given twice");
    s->field_in[field] = r->object[level];
    if (piq__read_next(r) == PIQ__JSON_NULL)
        return PIQ_OK;
    return piq__fields[field].type >= PIQ_TYPE_STRING_LIST ? snapshot_list(s, row, field) : snapshot_scalar(s, row, field);
}

static piq_status snapshot_unknown(snapshot_reader *s, unsigned entity)
{
    piq__guess guess = {NULL, 0};
    for (unsigned field = piq__field_first(entity); field < PIQ__FIELD_COUNT && piq__fields[field].entity == entity; field++)
        piq__read_guess(&s->r, &guess, piq__field_name(field));
    if (entity == PIQ_ENTITY_FLEET) {
        piq__read_guess(&s->r, &guess, "gpu_types");
        piq__read_guess(&s->r, &guess, "models");
        piq__read_guess(&s->r, &guess, "nodes");
        piq__read_guess(&s->r, &guess, "workloads");
        piq__read_guess(&s->r, &guess, "piq_snapshot");
    }
    return piq__read_fail_key(&s->r, &guess);
}

/* ---- rows ---- */

/* Adds the row under its id, wherever in the object that stands, and returns to where it was. */
static piq_status snapshot_add(snapshot_reader *s, uint32_t entity)
{
    piq__reader *r = &s->r;
    const piq__json_scanner behind = r->scan;
    const char *name = piq__field_name(piq__field_first(entity)), *text;
    const char *at = r->scan.begin;
    size_t length;
    bool more, known;
    piq_status status;
    while ((status = piq__read_key(r, 1, &more)) == PIQ_OK && more && !piq__text_is(r->key, r->key_length, name))
        if ((r->kind = piq__json_skip(&r->scan)) == PIQ__JSON_ERROR)
            return piq__read_unexpected(r, "");
    r->field = piq__fields[piq__field_first(entity)].id;
    if (status == PIQ_OK && more)
        status = piq__read_text(r, &text, &length, &known);
    if (status != PIQ_OK)
        return status;
    if (!more || !known)
        return piq__read_fail_at(r, at, PIQ_E_FIELD, entity <= PIQ_ENTITY_MODEL ? "name is missing" : "id is missing");
    status = piq_fleet_add(s->fleet, entity, text, length, NULL, &r->detail);
    if (status != PIQ_OK)
        return piq__read_fail_detail(r, r->scan.begin - 1);
    r->scan = behind;
    return PIQ_OK;
}

static piq_status snapshot_row(snapshot_reader *s, uint32_t entity, size_t row)
{
    piq__reader *r = &s->r;
    const unsigned id = piq__field_first(entity);
    bool more;
    piq__read_enter(r, 1);
    piq_status status = snapshot_add(s, entity);
    piq__read_enter(r, 1); /* anew: the search for the id has seen keys, too */
    while (status == PIQ_OK) {
        status = piq__read_key(r, 1, &more);
        if (status != PIQ_OK || !more)
            break;
        const unsigned field = snapshot_field(s, entity);
        if (field == PIQ__FIELD_COUNT)
            status = snapshot_unknown(s, entity);
        else if (field != id || s->field_in[field] == r->object[1])
            status = snapshot_value(s, row, field, 1);
        else {
            s->field_in[field] = r->object[1];
            (void)piq__read_next(r);
        }
    }
    r->field = 0;
    return status;
}

static piq_status snapshot_table(snapshot_reader *s, uint32_t entity)
{
    piq__reader *r = &s->r;
    bool known;
    piq_status status = piq__read_array(r, "an array of objects", &known);
    if (status != PIQ_OK || !known)
        return status;
    r->entity = entity;
    for (size_t row = 0; status == PIQ_OK; row++) {
        r->row = row;
        r->path[0].index = row;
        r->level = 1;
        if (piq__read_next(r) == PIQ__JSON_ARRAY_END)
            break;
        status = r->kind == PIQ__JSON_OBJECT_BEGIN ? snapshot_row(s, entity, row) : piq__read_unexpected(r, "an object");
    }
    return status;
}

/* ---- the whole ---- */

static piq_status snapshot_version(piq__reader *r)
{
    double version = 0;
    bool known;
    const piq_status status = piq__read_number(r, &version, &known);
    if (status != PIQ_OK)
        return status;
    return version == 1 ? PIQ_OK : piq__read_fail(r, PIQ_E_VERSION, "this library reads version 1");
}

static piq_status snapshot_workloads(snapshot_reader *s)
{
    if ((s->seen >> SNAPSHOT_NODES & 1u) != 0)
        return snapshot_table(s, PIQ_ENTITY_WORKLOAD);
    s->deferred = true;
    s->workloads = s->r.scan;
    s->r.kind = piq__json_skip(&s->r.scan);
    return s->r.kind == PIQ__JSON_ERROR ? piq__read_unexpected(&s->r, "") : PIQ_OK;
}

static piq_status snapshot_top(snapshot_reader *s)
{
    piq__reader *r = &s->r;
    unsigned key;
    const unsigned field = snapshot_field(s, PIQ_ENTITY_FLEET);
    r->entity = PIQ_ENTITY_FLEET;
    r->row = 0;
    if (field != PIQ__FIELD_COUNT)
        return snapshot_value(s, 0, field, 0);
    if (piq__text_is(r->key, r->key_length, "piq_snapshot"))
        r->entity = 0;
    piq_status status = piq__read_which(r, SNAPSHOT_TOP, &key);
    if (status != PIQ_OK)
        return snapshot_unknown(s, PIQ_ENTITY_FLEET);
    status = piq__read_once(r, &s->seen, key);
    if (status != PIQ_OK)
        return status;
    switch (key) {
    case SNAPSHOT_VERSION: return snapshot_version(r);
    case SNAPSHOT_GPU_TYPES: return snapshot_table(s, PIQ_ENTITY_GPU_TYPE);
    case SNAPSHOT_MODELS: return snapshot_table(s, PIQ_ENTITY_MODEL);
    case SNAPSHOT_NODES: return snapshot_table(s, PIQ_ENTITY_NODE);
    default: return snapshot_workloads(s);
    }
}

static void snapshot_nowhere(piq__reader *r)
{
    r->entity = 0;
    r->row = PIQ_NONE;
    r->field = 0;
    r->level = 0;
}

static piq_status snapshot_read(snapshot_reader *s)
{
    piq__reader *r = &s->r;
    piq_status status = PIQ_OK;
    bool more = true;
    if (piq__read_next(r) != PIQ__JSON_OBJECT_BEGIN)
        return piq__read_unexpected(r, "an object with \"piq_snapshot\": 1");
    const char *begin = r->scan.begin;
    piq__read_enter(r, 0);
    while (status == PIQ_OK) {
        snapshot_nowhere(r);
        status = piq__read_key(r, 0, &more);
        if (status != PIQ_OK || !more)
            break;
        status = snapshot_top(s);
    }
    if (status == PIQ_OK && piq__read_next(r) != PIQ__JSON_END)
        status = piq__read_unexpected(r, "");
    if (status == PIQ_OK && (s->seen >> SNAPSHOT_VERSION & 1u) == 0)
        status = piq__read_fail_at(r, begin, PIQ_E_VERSION, "piq_snapshot is missing; this library reads version 1");
    if (status == PIQ_OK && s->deferred) {
        r->scan = s->workloads;
        r->path[0].key = "workloads";
        r->path[0].length = strlen("workloads");
        r->path[0].index = SIZE_MAX;
        r->level = 1;
        status = snapshot_table(s, PIQ_ENTITY_WORKLOAD);
    }
    return status;
}

/* What the caller has set of the fleet itself stays, unless the snapshot says otherwise. */
static piq_status snapshot_keep(const piq_fleet *from, piq_fleet *to, piq_error *error)
{
    piq_status status = PIQ_OK;
    for (unsigned field = 0; status == PIQ_OK && piq__fields[field].entity == PIQ_ENTITY_FLEET; field++) {
        if (piq__column_at(&from->columns[field], 0) == NULL)
            continue;
        if (piq__fields[field].type == PIQ_TYPE_BOOL) {
            status = piq__set_boolean(to, 0, field, piq__number_at(from, field, 0) != 0, error);
        } else if (piq__fields[field].type == PIQ_TYPE_NUMBER) {
            status = piq__set_number(to, 0, field, piq__number_at(from, field, 0), error);
        } else {
            const piq__string kept = piq__strings_at(&from->strings, piq__text_at(from, field, 0));
            status = piq__set_text(to, 0, field, kept.text, kept.length, error);
        }
    }
    return status;
}

static bool snapshot_empty(const piq_fleet *f)
{
    size_t rows = 0;
    for (uint32_t entity = PIQ_ENTITY_GPU_TYPE; entity <= PIQ_ENTITY_WORKLOAD; entity++)
        rows += piq__row_count(f, entity);
    return rows == 0;
}

piq_status piq_fleet_read_json(piq_fleet *f, const char *bytes, size_t length, piq_error *error)
{
    if (f == NULL || (bytes == NULL && length != 0))
        return piq__fail(error, PIQ_E_ARGUMENT, "reading a snapshot needs a fleet and a text");
    if (!snapshot_empty(f))
        return piq__fail(error, PIQ_E_ARGUMENT, "a snapshot is read into a fleet without rows");
    piq_fleet *fresh;
    snapshot_reader s;
    piq_status status = piq_fleet_new(&f->allocator, &fresh);
    if (status != PIQ_OK)
        return piq__fail_memory(error);
    memset(&s, 0, sizeof s);
    piq__reader_begin(&s.r, bytes, length, &f->allocator, error);
    s.fleet = fresh;
    snapshot_index(&s);
    status = snapshot_keep(f, fresh, error);
    if (status == PIQ_OK)
        status = snapshot_read(&s);
    if (status == PIQ_OK)
        piq__fleet_swap(f, fresh);
    piq__reader_end(&s.r);
    piq_fleet_free(fresh);
    return status;
}
