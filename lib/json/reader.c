#include "json/reader.h"

#include "schema/schema.h"
#include "support/copy.h"
#include "support/number.h"

#define READER_KEY_MOST 64u /* bytes of a key that a message shows */

void piq__reader_begin(piq__reader *r, const char *bytes, size_t length, const piq_allocator *a, piq_error *error)
{
    const piq_error none = PIQ_ERROR_INIT;
    memset(r, 0, sizeof *r);
    piq__json_scan(&r->scan, bytes, piq__length(bytes, length));
    r->allocator = a;
    r->error = error;
    r->detail = none;
    r->row = PIQ_NONE;
    piq__strings_begin(&r->ignored, a);
}

void piq__reader_end(piq__reader *r)
{
    piq__release(r->allocator, r->text, r->text_capacity);
    piq__release(r->allocator, r->list, r->list_capacity);
    piq__release(r->allocator, r->ignored_in, r->ignored_capacity * sizeof *r->ignored_in);
    piq__strings_end(&r->ignored);
}

int32_t piq__read_next(piq__reader *r)
{
    r->kind = piq__json_next(&r->scan);
    return r->kind;
}

/* ---- errors ---- */

static void reader_put_path(const piq__reader *r, piq__text *t)
{
    for (uint32_t i = 0; i < r->level; i++) {
        const size_t kept = r->path[i].length < READER_KEY_MOST ? r->path[i].length : READER_KEY_MOST;
        piq__put(t, i == 0 ? "" : ".");
        piq__put_bytes(t, r->path[i].key, kept);
        piq__put(t, kept < r->path[i].length ? "..." : "");
        if (r->path[i].index != SIZE_MAX) {
            piq__put(t, "[");
            piq__put_number(t, (double)r->path[i].index);
            piq__put(t, "]");
        }
    }
}

/* Where the token just read begins; of a string its quote. */
static const char *reader_place(const piq__reader *r)
{
    return r->scan.begin - (r->kind == PIQ__JSON_KEY || r->kind == PIQ__JSON_STRING ? 1 : 0);
}

static piq__text reader_error(piq__reader *r, const char *at, piq_status status)
{
    size_t line, column;
    piq__text t = piq__error_begin(r->error, status, r->entity, r->row, r->field);
    if (t.size != 0) {
        piq__json_line_column(r->scan.text, (size_t)(at - r->scan.text), &line, &column);
        r->error->line = (uint32_t)piq__min((double)line, UINT32_MAX);
        r->error->column = (uint32_t)piq__min((double)column, UINT32_MAX);
    }
    reader_put_path(r, &t);
    piq__put(&t, r->level != 0 ? ": " : "");
    return t;
}

piq_status piq__read_fail_at(piq__reader *r, const char *at, piq_status status, const char *reason)
{
    piq__text t = reader_error(r, at, status);
    piq__put(&t, reason);
    return status;
}

piq_status piq__read_fail(piq__reader *r, piq_status status, const char *reason)
{
    return piq__read_fail_at(r, reader_place(r), status, reason);
}

piq_status piq__read_fail_range(piq__reader *r, const char *at, double value, double min, double max, bool whole)
{
    piq__text t = reader_error(r, at, PIQ_E_RANGE);
    piq__put_number(&t, value);
    piq__put(&t, whole ? "; allowed are whole numbers from " : "; allowed are numbers from ");
    piq__put_number(&t, min);
    piq__put(&t, " to ");
    piq__put_number(&t, max);
    return PIQ_E_RANGE;
}

piq_status piq__read_fail_detail(piq__reader *r, const char *at)
{
    const piq_status status = r->detail.code;
    return status == PIQ_E_NOMEM ? piq__fail_memory(r->error) : piq__read_fail_at(r, at, status, r->detail.message);
}

static piq_status reader_syntax(piq__reader *r)
{
    const piq_status status = PIQ_E_SYNTAX;
    r->field = 0;
    piq__text t = reader_error(r, r->scan.text + r->scan.error_offset, status);
    piq__put(&t, r->scan.error);
    return status;
}

static const char *reader_kind(int32_t kind)
{
    switch (kind) {
    case PIQ__JSON_OBJECT_BEGIN: return "an object";
    case PIQ__JSON_ARRAY_BEGIN: return "an array";
    case PIQ__JSON_STRING: return "a string";
    case PIQ__JSON_NUMBER: return "a number";
    case PIQ__JSON_NULL: return "null";
    default: return "true or false";
    }
}

piq_status piq__read_unexpected(piq__reader *r, const char *wanted)
{
    if (r->kind == PIQ__JSON_ERROR)
        return reader_syntax(r);
    piq__text t = reader_error(r, reader_place(r), PIQ_E_TYPE);
    piq__put(&t, "must be ");
    piq__put(&t, wanted);
    piq__put(&t, ", not ");
    piq__put(&t, reader_kind(r->kind));
    return PIQ_E_TYPE;
}

/* ---- keys ---- */

/* Letters to insert, delete or change to make one text of the other. */
static size_t reader_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t row[READER_KEY_MOST + 1];
    for (size_t j = 0; j <= b_length; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            const size_t change = corner + (a[i - 1] != b[j - 1] ? 1 : 0);
            const size_t step = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            corner = row[j];
            row[j] = change < step ? change : step;
        }
    }
    return row[b_length];
}

void piq__read_guess(const piq__reader *r, piq__guess *guess, const char *name)
{
    const size_t length = strlen(name);
    if (r->key_length > READER_KEY_MOST || NEVER(length > READER_KEY_MOST))
        return;
    const size_t distance = reader_distance(r->key, r->key_length, name, length);
    if (distance <= 1 + length / 4 && (guess->name == NULL || distance < guess->distance)) {
        guess->name = name;
        guess->distance = distance;
    }
}

piq_status piq__read_fail_key(piq__reader *r, const piq__guess *guess)
{
    r->field = 0;
    piq__text t = reader_error(r, reader_place(r), PIQ_E_FIELD);
    piq__put(&t, "no such key; ");
    if (guess->name != NULL) {
        piq__put(&t, "did you mean ");
        piq__put(&t, guess->name);
        piq__put(&t, "? ");
    }
    piq__put(&t, guess->name != NULL ? "One" : "one");
    piq__put(&t, " that starts with x_ would be ignored");
    return PIQ_E_FIELD;
}

/* The text of a key or string, decoded where it has escapes. */
static bool reader_decode(piq__reader *r, const char **text, size_t *length)
{
    *text = r->scan.begin;
    *length = (size_t)(r->scan.end - r->scan.begin);
    if (!r->scan.has_escapes)
        return true;
    if (!piq__grow(r->allocator, (void **)&r->text, &r->text_capacity, *length, 1))
        return false;
    piq__json_unescape(r->scan.begin, r->scan.end, r->text, length);
    *text = r->text;
    return true;
}

void piq__read_enter(piq__reader *r, uint32_t level) { r->object[level] = ++r->objects; }

/* Whether this object has had the ignored key before; a level of its own, since objects lie in each other. */
static piq_status reader_ignored_once(piq__reader *r, uint32_t level)
{
    const uint32_t number = piq__strings_take(&r->ignored, r->key, r->key_length);
    const size_t have = r->ignored_capacity, place = (size_t)number * PIQ__READ_LEVELS + level;
    if (number == 0 || !piq__grow(r->allocator, (void **)&r->ignored_in, &r->ignored_capacity, place + PIQ__READ_LEVELS,
                                  sizeof *r->ignored_in))
        return piq__fail_memory(r->error);
    if (r->ignored_capacity > have)
        memset(r->ignored_in + have, 0, (r->ignored_capacity - have) * sizeof *r->ignored_in);
    if (r->ignored_in[place] == r->object[level])
        return piq__read_fail(r, PIQ_E_DUPLICATE, "this key is given twice");
    r->ignored_in[place] = r->object[level];
    return PIQ_OK;
}

piq_status piq__read_key(piq__reader *r, uint32_t level, bool *more)
{
    *more = false;
    for (;;) {
        r->level = level;
        if (piq__read_next(r) == PIQ__JSON_OBJECT_END)
            return PIQ_OK;
        if (r->kind != PIQ__JSON_KEY)
            return reader_syntax(r);
        if (!reader_decode(r, &r->key, &r->key_length))
            return piq__fail_memory(r->error);
        r->path[level].key = r->scan.begin;
        r->path[level].length = (size_t)(r->scan.end - r->scan.begin);
        r->path[level].index = SIZE_MAX;
        r->level = level + 1;
        if (r->key_length < 2 || r->key[0] != 'x' || r->key[1] != '_') {
            *more = true;
            return PIQ_OK;
        }
        const piq_status status = reader_ignored_once(r, level);
        if (status != PIQ_OK)
            return status;
        r->kind = piq__json_skip(&r->scan);
        if (r->kind == PIQ__JSON_ERROR)
            return reader_syntax(r);
    }
}

piq_status piq__read_once(piq__reader *r, uint32_t *seen, unsigned key)
{
    if ((*seen >> key & 1u) != 0)
        return piq__read_fail(r, PIQ_E_DUPLICATE, "this key is given twice");
    *seen |= 1u << key;
    return PIQ_OK;
}

piq_status piq__read_which(piq__reader *r, const char *names, unsigned *which)
{
    const char *name = names;
    for (*which = 0; *name != '\0'; ++*which) {
        const char *end = strchr(name, ' ');
        const size_t length = end == NULL ? strlen(name) : (size_t)(end - name);
        if (length == r->key_length && memcmp(name, r->key, length) == 0)
            return PIQ_OK;
        name += end == NULL ? length : length + 1;
    }
    piq__text t = reader_error(r, reader_place(r), PIQ_E_FIELD);
    piq__put(&t, "no such key; known are ");
    piq__put(&t, names);
    return PIQ_E_FIELD;
}

/* ---- values ---- */

piq_status piq__read_this_number(piq__reader *r, double *value)
{
    if (r->kind != PIQ__JSON_NUMBER)
        return piq__read_unexpected(r, "a number");
    (void)piq__number_parse(r->scan.begin, (size_t)(r->scan.end - r->scan.begin), value); /* an infinity is out of every range */
    return PIQ_OK;
}

piq_status piq__read_this_text(piq__reader *r, const char **text, size_t *length)
{
    *text = "";
    *length = 0;
    if (r->kind != PIQ__JSON_STRING)
        return piq__read_unexpected(r, "a string");
    return reader_decode(r, text, length) ? PIQ_OK : piq__fail_memory(r->error);
}

piq_status piq__read_number(piq__reader *r, double *value, bool *known)
{
    *known = piq__read_next(r) != PIQ__JSON_NULL;
    return *known ? piq__read_this_number(r, value) : PIQ_OK;
}

piq_status piq__read_text(piq__reader *r, const char **text, size_t *length, bool *known)
{
    *text = "";
    *length = 0;
    *known = piq__read_next(r) != PIQ__JSON_NULL;
    return *known ? piq__read_this_text(r, text, length) : PIQ_OK;
}

piq_status piq__read_array(piq__reader *r, const char *of, bool *known)
{
    *known = piq__read_next(r) != PIQ__JSON_NULL;
    return !*known || r->kind == PIQ__JSON_ARRAY_BEGIN ? PIQ_OK : piq__read_unexpected(r, of);
}

bool piq__read_room(piq__reader *r, size_t count, size_t element)
{
    return ALWAYS(count <= SIZE_MAX / element) && piq__grow(r->allocator, (void **)&r->list, &r->list_capacity, count * element, 1);
}
