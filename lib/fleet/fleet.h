/* The fleet: rows of five entities, a column for every field that anybody has set, and the lists that do not fit a column. */
#ifndef PIQ__FLEET_H
#define PIQ__FLEET_H

#include "fleet/column.h"
#include "fleet/strings.h"
#include "schema/schema.h"
#include "support/error.h"

#define PIQ__FLEET_ROWS_MOST UINT32_C(0x3FFFFFFF)

/* A list in one of the pools. */
typedef struct piq__span {
    uint32_t first, count;
} piq__span;

typedef struct piq__place {
    double gpus;
    uint32_t node;   /* row */
    uint32_t label;  /* text of the shared GPU, 0: none */
    int32_t replica; /* -1: pieces fill replicas in order */
} piq__place;

typedef struct piq__event {
    double seconds_ago, replicas;
    uint32_t cause;
} piq__event;

typedef struct piq__profile {
    uint32_t name;
    double slices, slices_total, memory_bytes, max_instances;
} piq__profile;

#define PIQ__POOL_MOST (UINT32_MAX - 1)
typedef struct piq__pool {
    void *items;
    size_t count, capacity;
} piq__pool;

/* What placements take of a node, in millionths of a GPU so that adding and taking back is exact. */
typedef struct piq__usage {
    int64_t whole, loose; /* pieces of at least one GPU; shares without a label */
    uint32_t labels;      /* distinct shared GPUs */
} piq__usage;

typedef struct piq__shared {
    uint32_t node, label;
    int64_t used;
} piq__shared;

typedef struct piq__rows {
    uint32_t *ids; /* text of each row's id */
    size_t count, capacity;
    uint32_t *by_id; /* text number to row + 1 */
    size_t by_id_count;
    bool disordered; /* some id is not behind the one before it */
} piq__rows;

struct piq_fleet {
    piq_allocator allocator;
    piq__strings strings;
    piq__rows rows[PIQ__ENTITY_COUNT];
    piq__column columns[PIQ__FIELD_COUNT];
    piq__pool places, events, profiles, numbers, texts;
    piq__usage *usage; /* one per node once anything is placed */
    size_t usage_capacity;
    piq__shared *shared;
    size_t shared_count, shared_capacity;
    piq__tree shared_by; /* node and label: the number of the shared GPU + 1 */
};

static inline uint32_t piq__ref_entity(piq_ref ref) { return (uint32_t)(ref >> 32); }
static inline uint32_t piq__ref_row(piq_ref ref) { return (uint32_t)ref; }
static inline piq_ref piq__ref(uint32_t entity, size_t row) { return (piq_ref)entity << 32 | (piq_ref)row; }

static inline size_t piq__row_count(const piq_fleet *f, uint32_t entity) { return f->rows[entity].count; }
static inline piq__string piq__row_id(const piq_fleet *f, uint32_t entity, size_t row)
{
    return piq__strings_at(&f->strings, f->rows[entity].ids[row]);
}
/* SIZE_MAX where there is none. */
size_t piq__row_find(const piq_fleet *f, uint32_t entity, const char *id, size_t length);
size_t piq__row_by_text(const piq_fleet *f, uint32_t entity, uint32_t text);
/* Asks for what the latter will need. */
static inline void piq__row_expect(const piq_fleet *f, uint32_t entity, uint32_t text)
{
#if defined(__GNUC__)
    if (text < f->rows[entity].by_id_count)
        __builtin_prefetch(&f->rows[entity].by_id[text]);
#else
    (void)f;
    (void)entity;
    (void)text;
#endif
}

/* A field of one row, unknown where it is not set. */
static inline double piq__number_at(const piq_fleet *f, unsigned field, size_t row)
{
    const void *at = piq__column_at(&f->columns[field], row);
    double value = PIQ__UNKNOWN;
    if (at != NULL && f->columns[field].width == 8)
        memcpy(&value, at, sizeof value);
    else if (at != NULL)
        value = (double)*(const unsigned char *)at;
    return value;
}
static inline uint32_t piq__word_at(const piq_fleet *f, unsigned field, size_t row) /* 0: not given */
{
    const unsigned char *at = piq__column_at(&f->columns[field], row);
    return at == NULL ? 0 : *at;
}
static inline uint32_t piq__text_at(const piq_fleet *f, unsigned field, size_t row)
{
    const void *at = piq__column_at(&f->columns[field], row);
    uint32_t text = 0;
    if (at != NULL)
        memcpy(&text, at, sizeof text);
    return text;
}
static inline bool piq__span_at(const piq_fleet *f, unsigned field, size_t row, piq__span *span)
{
    const void *at = piq__column_at(&f->columns[field], row);
    span->first = span->count = 0;
    if (at != NULL)
        memcpy(span, at, sizeof *span);
    return at != NULL;
}

/* A list from its first item on; a pool without memory has no address to add to. */
static inline const void *piq__pool_from(const piq__pool *pool, size_t first, size_t element)
{
    return first == 0 ? pool->items : (const char *)pool->items + first * element;
}
static inline const piq__place *piq__places(const piq_fleet *f, piq__span s) { return piq__pool_from(&f->places, s.first, sizeof(piq__place)); }
static inline const piq__event *piq__events(const piq_fleet *f, piq__span s) { return piq__pool_from(&f->events, s.first, sizeof(piq__event)); }
static inline const piq__profile *piq__profiles(const piq_fleet *f, piq__span s) { return piq__pool_from(&f->profiles, s.first, sizeof(piq__profile)); }
static inline const double *piq__numbers(const piq_fleet *f, piq__span s) { return piq__pool_from(&f->numbers, s.first, sizeof(double)); }
static inline const uint32_t *piq__texts(const piq_fleet *f, piq__span s) { return piq__pool_from(&f->texts, s.first, sizeof(uint32_t)); }

/* Exchanges the contents of two fleets of the same allocator. */
void piq__fleet_swap(piq_fleet *a, piq_fleet *b);

/* For the doors: the field must be one of the row's entity. */
piq__text piq__error_at(const piq_fleet *f, piq_error *error, piq_status status, uint32_t entity, size_t row, unsigned field);
piq_status piq__check_number(const piq_fleet *f, uint32_t entity, size_t row, unsigned field, double value, piq_error *error);
piq_status piq__check_text(const piq_fleet *f, uint32_t entity, size_t row, unsigned field, const char *text, size_t length,
                           piq_error *error);
piq_status piq__set_number(piq_fleet *f, size_t row, unsigned field, double value, piq_error *error);
piq_status piq__set_boolean(piq_fleet *f, size_t row, unsigned field, bool value, piq_error *error);
piq_status piq__set_text(piq_fleet *f, size_t row, unsigned field, const char *text, size_t length, piq_error *error);

/* More rows, without fields, a few hundred at most; on failure those before the bad one stay: *added says how many. The hashes are
   filled in. */
piq_status piq__fleet_append(piq_fleet *f, uint32_t entity, piq__asked *ids, size_t count, size_t *added, piq_error *error);
/* Makes as many rows and texts fit as are about to come. */
bool piq__fleet_reserve(piq_fleet *f, uint32_t entity, size_t more);

/* A point to go back to when rows are added to one entity, and nothing else is changed in between. Going back needs no memory and
   gives none back but that of columns. */
typedef struct piq__fleet_mark {
    uint32_t entity;
    size_t rows, places, events, profiles, numbers, texts;
} piq__fleet_mark;
piq__fleet_mark piq__fleet_mark_now(const piq_fleet *f, uint32_t entity);
void piq__fleet_go_back(piq_fleet *f, const piq__fleet_mark *mark);

/* Room for more items of a list, and for one beside them, so that an empty list has an address, too. */
piq_status piq__pool_room(piq_fleet *f, piq__pool *pool, size_t more, size_t element, piq_error *error);
/* Appends to a pool and makes the row's list the appended items. */
piq_status piq__pool_assign(piq_fleet *f, piq__pool *pool, unsigned field, size_t row, const void *items, size_t count, size_t element,
                            piq_error *error);

/* fleet/place.c */
/* Asks for what placing on a node will need. */
void piq__place_expect(const piq_fleet *f, size_t node);
piq_status piq__check_node_size(piq_fleet *f, size_t node, double gpu_count, piq_error *error);
/* GPUs of a node that placements make unavailable to others: whole ones, and every GPU that carries a share. */
double piq__place_taken(const piq_fleet *f, size_t node);
piq_status piq__place_row(piq_fleet *f, size_t workload, const piq__place *pieces, size_t count, piq_error *error);
/* Counts `count` pieces that stand behind the end of the pool, for a workload without any: the pool then ends behind them, and
   the caller sets the workload's span. */
piq_status piq__place_fresh(piq_fleet *f, size_t workload, size_t count, piq_error *error);
/* Takes pieces back from what is counted on their nodes. */
void piq__place_forget(piq_fleet *f, const piq__place *pieces, size_t count);

/* fleet/timestamp.c: seconds since 1970 and the fraction of a second. */
bool piq__timestamp(const char *text, size_t length, int64_t *seconds, double *fraction);

#endif
