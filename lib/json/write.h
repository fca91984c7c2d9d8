#ifndef PIQ__JSON_WRITE_H
#define PIQ__JSON_WRITE_H

#include "support/base.h"

/* Streams JSON to a sink through a buffer of its own; allocates nothing. The caller's order of calls must make a
   value; commas, colons and indentation are added here. */

#define PIQ__JSON_BUFFER 4096

/* Returns 0 to go on. Anything else ends the output: it is remembered, and the sink is not called again. */
typedef int32_t (*piq__json_sink)(void *user, const char *bytes, size_t length);

typedef struct piq__json_writer {
    piq__json_sink write;
    void *user;
    int32_t status; /* what the sink returned */
    bool pretty;    /* a line per value, two spaces per depth; otherwise no white space at all */
    bool follows;   /* a value stands before in the same container */
    bool after_key;
    uint32_t depth;
    size_t used;
    char buffer[PIQ__JSON_BUFFER];
} piq__json_writer;

void piq__json_write(piq__json_writer *writer, piq__json_sink write, void *user, bool pretty);

void piq__json_begin_object(piq__json_writer *writer);
void piq__json_end_object(piq__json_writer *writer);
void piq__json_begin_array(piq__json_writer *writer);
void piq__json_end_array(piq__json_writer *writer);

/* `key` ends with a NUL and is escaped like any string. */
void piq__json_put_key(piq__json_writer *writer, const char *key);

/* `text` is valid UTF-8 and may be NULL when length is 0. */
void piq__json_put_string(piq__json_writer *writer, const char *text, size_t length);

/* A value that is not finite becomes null: JSON has no text for it. */
void piq__json_put_number(piq__json_writer *writer, double value);
void piq__json_put_integer(piq__json_writer *writer, int64_t value);
/* The double micro / 1e6. */
void piq__json_put_money(piq__json_writer *writer, int64_t micro);
void piq__json_put_boolean(piq__json_writer *writer, bool value);
void piq__json_put_null(piq__json_writer *writer);

/* Hands on what is buffered, with a final line feed when pretty. Returns 0, or what the sink returned. */
int32_t piq__json_finish(piq__json_writer *writer);

#endif
