#ifndef PIQ__JSON_SCAN_H
#define PIQ__JSON_SCAN_H

#include "support/base.h"

/* A strict RFC 8259 pull scanner over UTF-8 text in memory. It checks all syntax, keeps nothing but its position,
   and never reads past the text. Duplicate keys and the meaning of values are the reader's business. */

#ifndef PIQ__JSON_DEPTH
#define PIQ__JSON_DEPTH 64 /* containers open at once */
#endif

enum {
    PIQ__JSON_ERROR = 0, /* and again on every further call */
    PIQ__JSON_END,       /* after the one value and white space; again on every further call */
    PIQ__JSON_OBJECT_BEGIN,
    PIQ__JSON_OBJECT_END,
    PIQ__JSON_ARRAY_BEGIN,
    PIQ__JSON_ARRAY_END,
    PIQ__JSON_KEY, /* its colon has been read */
    PIQ__JSON_STRING,
    PIQ__JSON_NUMBER,
    PIQ__JSON_TRUE,
    PIQ__JSON_FALSE,
    PIQ__JSON_NULL
};

typedef struct piq__json_scanner {
    const char *begin, *end; /* the token's text; of a key or string what is between the quotes, as written */
    bool has_escapes;        /* of a key or string: piq__json_unescape is needed */
    uint32_t depth;          /* containers open now */
    const char *error;       /* static message, or NULL */
    size_t error_offset;     /* in bytes */
    const char *text, *position, *limit;
    int32_t state;
    uint64_t objects[(PIQ__JSON_DEPTH + 64) / 64]; /* one bit per depth: the container is an object */
} piq__json_scanner;

/* `text` is borrowed; it may be NULL when length is 0. */
void piq__json_scan(piq__json_scanner *scanner, const char *text, size_t length);

/* Reads one token and returns its kind. In an object keys and values alternate until PIQ__JSON_OBJECT_END. */
int32_t piq__json_next(piq__json_scanner *scanner);

/* Reads one whole value, checking its syntax only: what follows a key, or an array's next element.
   Returns the kind of its first token, or PIQ__JSON_ERROR. */
int32_t piq__json_skip(piq__json_scanner *scanner);

/* Reads on to the end of the innermost open container; returns the kind of that end, or PIQ__JSON_ERROR. */
int32_t piq__json_leave(piq__json_scanner *scanner);

/* Decodes what stands between the quotes of a scanned string. `out` takes at least end - begin bytes, may be `begin`
   itself, and gets no NUL of its own (the text may contain some: \u0000). */
void piq__json_unescape(const char *begin, const char *end, char *out, size_t *length);

/* Both count from 1; the column counts characters. Lines end with a line feed. */
void piq__json_line_column(const char *text, size_t offset, size_t *line, size_t *column);

#endif
