/* Arrow arrays made by hand, as a hostile or careful producer would: every buffer is exactly as long as it must be and stands at
   an odd address, whatever the import does not need is rubbish, and every release is counted. */
#ifndef ARROW_PRODUCER_H
#define ARROW_PRODUCER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "piq/arrow.h"

#define COLUMN_CHILDREN 192

/* One column, list item or struct member; lives until the end of the test. */
typedef struct column {
    struct ArrowSchema schema;
    struct ArrowArray array;
    const void *buffers[8];
    struct ArrowSchema **schema_children; /* room for COLUMN_CHILDREN once there is one */
    struct ArrowArray **array_children;
    int schema_releases, array_releases;
} column;

/* Elements of rubbish in front of every array made from now on: its offset. */
extern int64_t producer_pad;
/* Items before those of the first list, in every list made from now on: what a slice of lists looks like. */
extern int64_t producer_skip;

column *column_of(const char *name, const char *format, int64_t length);
/* Copies bytes to a block of exactly that size, at an odd address. */
void column_buffer(column *c, int64_t place, const void *bytes, size_t size);
void column_child(column *parent, column *child);

/* Values as any format of numbers, durations and timestamps (ticks). */
column *numbers(const char *name, const char *format, int64_t count, const double *values);
column *booleans(const char *name, int64_t count, const char *bits); /* "101" */
column *texts(const char *name, const char *format, int64_t count, const char *const *values); /* u, U, vu; NULL: null */
column *nothing(const char *name, int64_t count);
/* Indexes of any integer format, -1: null, into the column's values. */
column *coded(const char *name, const char *format, int64_t count, const int *indexes, column *values);
/* Lists of the given lengths, -1: null. Format +l or +L. */
column *lists(const char *name, const char *format, int64_t count, const int *lengths, column *items);
column *structs(const char *name, int64_t count, size_t members, column *const *children);
/* Marks what is null: "101"; counted false: the null count is left at -1. */
column *with_nulls(column *c, const char *bits, bool counted);

/* A table of columns, which the offset of the table shifts too. */
column *table_of(int64_t rows, size_t columns, column *const *children);

/* A stream over tables of one schema. `fail_at`: get_next fails with `code` at that call; `schema_code`: get_schema does. */
typedef struct producer_stream {
    struct ArrowArrayStream stream;
    column *const *tables;
    size_t count, next, fail_at;
    int code, schema_code, releases, calls_after_release;
    const char *error;
    char text[64]; /* what get_last_error gives; wiped by release */
} producer_stream;
producer_stream *stream_of(size_t count, column *const *tables);

/* Imports as an array (through copies of the structs, as they are moved from) and checks that both were released once. */
piq_status import_table(piq_fleet *fleet, uint32_t entity, column *table, uint32_t flags, piq_error *error);

#endif
