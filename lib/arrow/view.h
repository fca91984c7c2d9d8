/* An Arrow array as the import sees it: its type, where its first element of interest stands, and its buffers. Nothing is
   assumed of alignment: all loads go through memcpy. */
#ifndef PIQ__ARROW_VIEW_H
#define PIQ__ARROW_VIEW_H

#include "fleet/column.h"
#include "piq/arrow.h"

typedef enum piq__arrow_kind {
    PIQ__ARROW_OTHER, /* nothing that a field could hold */
    PIQ__ARROW_NULL,
    PIQ__ARROW_BOOL,
    PIQ__ARROW_I8,
    PIQ__ARROW_U8,
    PIQ__ARROW_I16,
    PIQ__ARROW_U16,
    PIQ__ARROW_I32,
    PIQ__ARROW_U32,
    PIQ__ARROW_I64,
    PIQ__ARROW_U64,
    PIQ__ARROW_F32,
    PIQ__ARROW_F64,
    PIQ__ARROW_DURATION,
    PIQ__ARROW_TIMESTAMP, /* 64 bits */
    PIQ__ARROW_DATE,      /* 32 bits: days */
    PIQ__ARROW_UTF8,
    PIQ__ARROW_LARGE_UTF8,
    PIQ__ARROW_VIEW_UTF8,
    PIQ__ARROW_LIST,
    PIQ__ARROW_LARGE_LIST,
    PIQ__ARROW_STRUCT
} piq__arrow_kind;

typedef struct piq__arrow_type {
    uint8_t kind;
    uint8_t values;      /* of a dictionary: the kind of its values, `kind` being that of the indexes; else OTHER */
    bool coded;          /* there is a dictionary */
    uint32_t per_second; /* of a time: ticks */
} piq__arrow_type;

typedef struct piq__arrow_view {
    uint8_t kind;
    uint32_t per_second;
    size_t base, length;      /* element 0 stands at `base` of the buffers; `length` may be read */
    const uint8_t *validity;  /* NULL: all are valid */
    const uint8_t *above;     /* validity of the struct that holds it, with a base of its own */
    size_t above_base;
    const char *data;         /* values, indexes, offsets or views */
    const char *text;         /* bytes that offsets point into */
    const void *const *parts; /* the same for views */
    const char *part_sizes;
    size_t part_count;
} piq__arrow_view;

/* A text column: plain, or indexes and the dictionary they point into. */
typedef struct piq__arrow_texts {
    piq__arrow_view self, values;
    bool coded;
} piq__arrow_texts;

piq__arrow_type piq__arrow_type_of(const struct ArrowSchema *schema);
static inline bool piq__arrow_is_integer(unsigned kind) { return kind >= PIQ__ARROW_I8 && kind <= PIQ__ARROW_U64; }
static inline bool piq__arrow_is_number(unsigned kind) { return kind >= PIQ__ARROW_I8 && kind <= PIQ__ARROW_F64; }
static inline bool piq__arrow_is_text(unsigned kind) { return kind >= PIQ__ARROW_UTF8 && kind <= PIQ__ARROW_VIEW_UTF8; }
static inline bool piq__arrow_is_list(unsigned kind) { return kind == PIQ__ARROW_LIST || kind == PIQ__ARROW_LARGE_LIST; }
static inline bool piq__arrow_holds_text(piq__arrow_type t) { return piq__arrow_is_text(t.coded ? t.values : t.kind); }

/* Looks at elements skip to skip+length-1 of an array. NULL, or what is wrong with it, to follow the column's name. */
const char *piq__arrow_bind(piq__arrow_view *v, piq__arrow_type type, const struct ArrowArray *array, size_t skip, size_t length);
const char *piq__arrow_bind_texts(piq__arrow_texts *t, piq__arrow_type type, const struct ArrowArray *array, size_t skip, size_t length);

/* Which of the elements first to first+count-1 are there, bit by bit, and how many. count is at most 256. */
unsigned piq__arrow_mask(const piq__arrow_view *v, size_t first, unsigned count, uint64_t mask[PIQ__PAGE_WORDS]);
bool piq__arrow_there(const piq__arrow_view *v, size_t i);
/* Numbers, and durations in seconds, of elements first to first+count-1; what is not there gives anything. */
void piq__arrow_load(const piq__arrow_view *v, size_t first, size_t count, double *out);
/* A timestamp as whole seconds since 1970 and the rest in ticks. */
void piq__arrow_time(const piq__arrow_view *v, size_t i, int64_t *seconds, uint32_t *ticks);
/* The index of an element of integers; false: negative. */
bool piq__arrow_index(const piq__arrow_view *v, size_t i, uint64_t *index);
/* A list's items: first and count, checked against `items`. False: they are not in order. */
bool piq__arrow_span(const piq__arrow_view *v, size_t i, size_t items, size_t *first, size_t *count);
/* NULL and a text, or what is wrong. The element must be there. */
const char *piq__arrow_text(const piq__arrow_view *v, size_t i, const char **text, size_t *length);

#endif
