/* What reading a snapshot and reading a policy share: tokens with their place, keys with the rules that hold for all of
   them, and errors that name the JSON path. */
#ifndef PIQ__JSON_READER_H
#define PIQ__JSON_READER_H

#include "fleet/strings.h"
#include "json/scan.h"
#include "support/error.h"

#define PIQ__READ_LEVELS 3 /* objects in each other that hold keys of ours */

typedef struct piq__reader {
    piq__json_scanner scan;
    int32_t kind; /* of the token just read */
    const piq_allocator *allocator;
    piq_error *error, detail; /* the caller's; a setter's, without the place */
    struct {
        const char *key; /* as written */
        size_t length, index; /* SIZE_MAX: none */
    } path[PIQ__READ_LEVELS];
    uint32_t level; /* steps of the path in use */
    uint32_t entity, field;
    uint64_t row;
    const char *key; /* decoded, good until the next token */
    size_t key_length;
    char *text; /* room to decode in */
    size_t text_capacity;
    char *list; /* room to collect a list in */
    size_t list_capacity;
    uint64_t objects, object[PIQ__READ_LEVELS]; /* objects begun, and the number of the one open at each level */
    piq__strings ignored;                       /* x_ keys */
    uint64_t *ignored_in;                       /* the object each of them was last seen in, by level */
    size_t ignored_capacity;
} piq__reader;

void piq__reader_begin(piq__reader *r, const char *bytes, size_t length, const piq_allocator *a, piq_error *error);
void piq__reader_end(piq__reader *r);

int32_t piq__read_next(piq__reader *r);

/* An object has been opened whose keys are steps of the path at `level`. */
void piq__read_enter(piq__reader *r, uint32_t level);
/* The next key of the object at `level`, into r->key; *more is false at the object's end. x_ keys are passed over. */
piq_status piq__read_key(piq__reader *r, uint32_t level, bool *more);
/* Takes bit `key` out of those already seen in this object. */
piq_status piq__read_once(piq__reader *r, uint32_t *seen, unsigned key);
/* The number of the key among blank-separated `names`; one that is not there is an error. */
piq_status piq__read_which(piq__reader *r, const char *names, unsigned *which);

/* Each reads the next token as the value behind a key; *known is false where it is null. */
piq_status piq__read_number(piq__reader *r, double *value, bool *known);
piq_status piq__read_text(piq__reader *r, const char **text, size_t *length, bool *known);
piq_status piq__read_array(piq__reader *r, const char *of, bool *known);
/* The same for a token that has been read. */
piq_status piq__read_this_number(piq__reader *r, double *value);
piq_status piq__read_this_text(piq__reader *r, const char **text, size_t *length);

/* Room for `count` elements in r->list. */
bool piq__read_room(piq__reader *r, size_t count, size_t element);

/* The known name that is most like the key, for the message about a key that is not known. */
typedef struct piq__guess {
    const char *name;
    size_t distance;
} piq__guess;
void piq__read_guess(const piq__reader *r, piq__guess *guess, const char *name);
piq_status piq__read_fail_key(piq__reader *r, const piq__guess *guess);

/* All return the status. The place is that of the token just read, or `at`. */
piq_status piq__read_fail(piq__reader *r, piq_status status, const char *reason);
piq_status piq__read_fail_at(piq__reader *r, const char *at, piq_status status, const char *reason);
piq_status piq__read_fail_range(piq__reader *r, const char *at, double value, double min, double max, bool whole);
/* What stands in r->detail, with its place. */
piq_status piq__read_fail_detail(piq__reader *r, const char *at);
/* Another kind of token than `wanted`, which may also be that the text is malformed. */
piq_status piq__read_unexpected(piq__reader *r, const char *wanted);

/* json/read_lists.c: the lists of a row, from behind their opening bracket. */
piq_status piq__read_strings(piq__reader *r, piq_fleet *f, size_t row, unsigned field);
piq_status piq__read_numbers(piq__reader *r, piq_fleet *f, size_t row, unsigned field);
piq_status piq__read_placement(piq__reader *r, piq_fleet *f, size_t row);
piq_status piq__read_events(piq__reader *r, piq_fleet *f, size_t row);
piq_status piq__read_profiles(piq__reader *r, piq_fleet *f, size_t row);

#endif
