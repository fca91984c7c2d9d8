/* A report's tables on their way out: columns are declared once, then filled row by row in the order of their declaration, and
   handed over array by array. Every array, children included, owns its memory, as the consumer may part them. */
#ifndef PIQ__ARROW_EXPORT_H
#define PIQ__ARROW_EXPORT_H

#include "piq/arrow.h"
#include "support/alloc.h"

#define PIQ__ARROW_COLUMNS 32 /* of a table, items and members of lists included */

/* One column of a table, or what is in it: the children of a list or struct stand right behind it. */
typedef struct piq__arrow_spec {
    const char *name, *format; /* static */
    uint32_t children, tree;   /* direct children; nodes from this one to the end of its last child */
    bool nullable;
} piq__arrow_spec;

typedef struct piq__arrow_node {
    piq_allocator allocator;
    uint8_t *validity;
    char *data, *text; /* values or offsets; bytes of texts */
    size_t validity_capacity, data_capacity, text_capacity, text_length;
    int64_t length, nulls;
    const void *buffers[3];
    struct ArrowArray *children;
    struct ArrowArray **pointers;
    size_t child_count;
} piq__arrow_node;

typedef struct piq__arrow_writer {
    piq_allocator allocator;
    const piq_report *report;
    piq__arrow_spec spec[PIQ__ARROW_COLUMNS]; /* the first is the table */
    size_t spec_count;
    piq__arrow_node *nodes[PIQ__ARROW_COLUMNS]; /* of the array being filled, NULL when there is none */
    size_t at, list;                            /* the column to be put next; the list that is open */
    piq_status status;                          /* what went wrong first */
    struct ArrowArray *arrays;                  /* those that are full */
    size_t array_count, array_capacity;
} piq__arrow_writer;

/* ---- writer.c ---- */
void piq__arrow_declare(piq__arrow_writer *w, const char *name, const char *format, bool nullable);
/* A list of texts, or of structs of which `members` are declared next. */
void piq__arrow_declare_list(piq__arrow_writer *w, const char *name, uint32_t members);
void piq__arrow_put_text(piq__arrow_writer *w, const char *text); /* NULL: null */
void piq__arrow_put_bytes(piq__arrow_writer *w, const char *text, size_t length);
void piq__arrow_put_integer(piq__arrow_writer *w, int64_t value);
void piq__arrow_put_count(piq__arrow_writer *w, uint64_t value);
void piq__arrow_put_money(piq__arrow_writer *w, piq_money micro); /* unknown: null */
void piq__arrow_put_number(piq__arrow_writer *w, double value);   /* NaN: null */
void piq__arrow_put_boolean(piq__arrow_writer *w, bool value);
void piq__arrow_list_begin(piq__arrow_writer *w);
void piq__arrow_list_item(piq__arrow_writer *w); /* before each item */
void piq__arrow_list_end(piq__arrow_writer *w);
/* A row is about to be put; it has been. */
void piq__arrow_row_begin(piq__arrow_writer *w);
void piq__arrow_row_end(piq__arrow_writer *w);
/* Closes the array being filled, or drops it when something went wrong. */
void piq__arrow_finish(piq__arrow_writer *w);
/* Drops everything. */
void piq__arrow_writer_end(piq__arrow_writer *w);

/* ---- schema_out.c ---- */
/* 0, or the errno value for lack of memory. */
int piq__arrow_schema_out(const piq__arrow_spec *spec, const piq_allocator *a, struct ArrowSchema *out);

/* ---- tables.c ---- */
/* Declares and fills a table; PIQ_E_FIELD: there is none of that number. */
piq_status piq__arrow_table(piq__arrow_writer *w, uint32_t table);

#endif
