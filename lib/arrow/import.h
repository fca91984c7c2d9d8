/* Import in two steps: the schema is turned into a plan of the columns that fields want, then every array is read by that plan,
   column by column, straight onto the end of the fleet's columns. A failure takes all rows back. */
#ifndef PIQ__ARROW_IMPORT_H
#define PIQ__ARROW_IMPORT_H

#include "arrow/view.h"
#include "fleet/fill.h"

#define PIQ__ARROW_MEMBERS 5 /* of a struct in a list, at most */

typedef struct piq__arrow_member {
    piq__arrow_type type;
    size_t child;
    bool given;
} piq__arrow_member;

typedef struct piq__arrow_plan {
    size_t child; /* of the table */
    unsigned field;
    piq__arrow_type type, item; /* of the column; of a list's items */
    size_t item_children;
    piq__arrow_member members[PIQ__ARROW_MEMBERS];
    piq__words words; /* that the field, or a member, may hold */
    bool worded;
} piq__arrow_plan;

typedef struct piq__arrow_import {
    piq_fleet *fleet;
    uint32_t entity, flags;
    piq_error *error, detail; /* the caller's; a setter's, without the place */
    piq__fleet_mark mark;
    piq__arrow_plan *plans; /* the first is that of the id */
    size_t plan_count, children; /* of the table's schema */
    int64_t now_seconds;         /* observed_at */
    double now_fraction;
    bool now_known;
    /* the array being read */
    const struct ArrowArray *array;
    size_t first, count;      /* fleet row of its first element; elements */
    const uint8_t *validity;  /* of the structs */
    size_t validity_base;
    /* room that lives as long as the import */
    void *list;
    size_t list_capacity;
} piq__arrow_import;

/* A text column that is turned into numbers: words, texts or rows of nodes. What a text stands for is asked once for each value
   of a dictionary, and once for a run of equal texts. */
typedef struct piq__arrow_symbols {
    piq__arrow_import *import;
    const piq__arrow_plan *plan;
    const char *part; /* the member it is, or NULL */
    /* 0: no value */
    piq_status (*resolve)(struct piq__arrow_symbols *s, const char *text, size_t length, size_t row, uint32_t *number);
    piq__arrow_texts texts;
    uint32_t *codes; /* what a dictionary's values stand for, UINT32_MAX: not asked yet; NULL: nothing is kept */
    size_t code_count;
    const char *last;
    size_t last_length;
    uint32_t last_number;
} piq__arrow_symbols;

/* ---- schema.c ---- */
piq_status piq__arrow_plan_table(piq__arrow_import *m, const struct ArrowSchema *schema);
const char *piq__arrow_table_name(uint32_t entity);
/* The members of the struct in a list of objects, blank-separated; NULL: the field is no such list. */
const char *piq__arrow_member_names(unsigned field);

/* ---- errors.c ---- */
/* Begins "workloads, column gpus, row 3"; row and field may be PIQ_NONE and PIQ__FIELD_COUNT. */
piq__text piq__arrow_error(piq__arrow_import *m, piq_status status, const char *column, size_t length, uint64_t row, unsigned field);
/* The column's place, and then `why`. Row counts from the fleet's first; SIZE_MAX: the column as such. */
piq_status piq__arrow_fail(piq__arrow_import *m, piq_status status, const piq__arrow_plan *plan, size_t row, const char *why);
/* The same with what m->detail says, which a setter has filled. */
piq_status piq__arrow_fail_detail(piq__arrow_import *m, piq_status status, const piq__arrow_plan *plan, size_t row);
/* A field of a list's object: "workloads, column placement, row 3: node" and then `why`. */
piq_status piq__arrow_fail_member(piq__arrow_import *m, piq_status status, const piq__arrow_plan *plan, size_t row, const char *member,
                                  const char *why);

/* ---- columns.c, texts.c, lists.c, objects.c: one column of one array ---- */
piq_status piq__arrow_ids(piq__arrow_import *m);
piq_status piq__arrow_column(piq__arrow_import *m, const piq__arrow_plan *plan);
piq_status piq__arrow_text_column(piq__arrow_import *m, const piq__arrow_plan *plan, const struct ArrowArray *a);
piq_status piq__arrow_list_column(piq__arrow_import *m, const piq__arrow_plan *plan, const struct ArrowArray *a);
piq_status piq__arrow_object_column(piq__arrow_import *m, const piq__arrow_plan *plan, const struct ArrowArray *a);

/* Looks at the array of a column as the table's rows see it. */
piq_status piq__arrow_bind_column(piq__arrow_import *m, const piq__arrow_plan *plan, const struct ArrowArray *a, piq__arrow_view *v);
/* A number of element i, checked for nothing; timestamps count back from observed_at. */
double piq__arrow_number(const piq__arrow_import *m, const piq__arrow_view *v, size_t i);

/* The text of element i, NULL where there is none. False, and why, where the array is at odds with itself. */
bool piq__arrow_text_at(const piq__arrow_texts *t, size_t i, const char **text, size_t *length, const char **why);
/* Array elements skip to skip+length-1 of a text column or member, to be turned into numbers; import, plan, part and resolve are
   set. Ended in any case. */
piq_status piq__arrow_symbols_begin(piq__arrow_symbols *s, piq__arrow_type type, const struct ArrowArray *a, size_t skip, size_t length);
void piq__arrow_symbols_end(piq__arrow_symbols *s);
piq_status piq__arrow_symbol(piq__arrow_symbols *s, size_t i, size_t row, uint32_t *number);
/* The same if a dictionary's value has been asked before and stands for something; otherwise 0. */
uint32_t piq__arrow_symbol_known(const piq__arrow_symbols *s, size_t i);
/* Room for a list that lives until the next call. */
void *piq__arrow_room(piq__arrow_import *m, size_t count, size_t size);
/* Lists as the table's rows see them, and their items' array. */
piq_status piq__arrow_bind_list(piq__arrow_import *m, const piq__arrow_plan *plan, const struct ArrowArray *a, piq__arrow_view *v);
/* The items of a row's list, whether it is there or not. */
piq_status piq__arrow_items(piq__arrow_import *m, const piq__arrow_plan *plan, const struct ArrowArray *a, const piq__arrow_view *v,
                            size_t i, size_t *first, size_t *count);
/* Ways to resolve. */
piq_status piq__arrow_word(piq__arrow_symbols *s, const char *text, size_t length, size_t row, uint32_t *number);
piq_status piq__arrow_take(piq__arrow_symbols *s, const char *text, size_t length, size_t row, uint32_t *number);

#endif
