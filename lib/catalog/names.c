#include "catalog/names.h"

#include "catalog/catalog.h"

static bool names_separator(char c)
{
    return c == ' ' || c == '-' || c == '_' || c == ':' || c == ',' || c == '(' || c == ')' || c == '/' || c == '\t';
}

static bool names_digit(char c) { return c >= '0' && c <= '9'; }

size_t piq__name_canonical(const char *name, size_t length, char *out)
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        char c = name[i];
        if (names_separator(c)) {
            if (n == 0 || out[n - 1] == '-') {
                continue;
            }
            c = '-';
        } else if (c >= 'A' && c <= 'Z') {
            c = (char)(c - 'A' + 'a');
        }
        if (n == PIQ__NAME_MAX) {
            return 0;
        }
        out[n++] = c;
    }
    return n > 0 && out[n - 1] == '-' ? n - 1 : n;
}

/* Drops the dashes that do not stand between digits. */
static size_t names_key(const char *canonical, size_t length, char *out)
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        /* A canonical name neither starts nor ends with a dash. */
        if (canonical[i] != '-' || (names_digit(canonical[i - 1]) && names_digit(canonical[i + 1]))) {
            out[n++] = canonical[i];
        }
    }
    return n;
}

static uint32_t names_hash(const char *text, size_t length)
{
    uint32_t h = UINT32_C(2166136261); /* FNV-1a */
    for (size_t i = 0; i < length; i++) {
        h = (h ^ (uint8_t)text[i]) * UINT32_C(16777619);
    }
    return h;
}

int piq__name_find(const piq__name_table *table, const char *canonical, size_t length)
{
    char key[PIQ__NAME_MAX];
    const size_t n = names_key(canonical, length, key);
    const uint32_t mask = table->key_count - 1;
    for (uint32_t slot = names_hash(key, n) & mask; table->keys[slot].key != 0; slot = (slot + 1) & mask) {
        const char *other = table->text + table->keys[slot].key;
        if (strlen(other) == n && memcmp(other, key, n) == 0) {
            const int row = table->keys[slot].row;
            return row >= 0 ? row : row - 1; /* -1 stays free for "none" */
        }
    }
    return PIQ__CATALOG_NONE;
}

size_t piq__name_candidates(const piq__name_table *table, int found, int *rows, size_t capacity)
{
    size_t n = 0;
    if (found <= PIQ__CATALOG_AMBIGUOUS) {
        for (const int16_t *g = table->groups + (PIQ__CATALOG_AMBIGUOUS - found); *g >= 0; g++) {
            if (n < capacity) {
                rows[n] = *g;
            }
            n++;
        }
    }
    return n;
}

/* Letters to insert, delete or change to make one text of the other. */
static unsigned names_distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    unsigned previous[PIQ__NAME_MAX + 1], row[PIQ__NAME_MAX + 1];
    for (size_t j = 0; j <= b_length; j++) {
        previous[j] = (unsigned)j;
    }
    for (size_t i = 1; i <= a_length; i++) {
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b_length; j++) {
            const unsigned change = previous[j - 1] + (a[i - 1] != b[j - 1] ? 1u : 0u);
            const unsigned step = (previous[j] < row[j - 1] ? previous[j] : row[j - 1]) + 1u;
            row[j] = change < step ? change : step;
        }
        memcpy(previous, row, (b_length + 1) * sizeof row[0]);
    }
    return previous[b_length];
}

#define NAMES_NEAREST_MAX 8

typedef struct names_near {
    unsigned distance;
    int row;
} names_near;

/* Keeps the list sorted by distance, then row, one entry per row. */
static size_t names_insert(names_near *list, size_t count, size_t capacity, names_near near)
{
    size_t at = 0, same = 0;
    while (at < count && (list[at].distance < near.distance ||
                          (list[at].distance == near.distance && list[at].row <= near.row))) {
        if (list[at].row == near.row) {
            return count;
        }
        at++;
    }
    for (same = at; same < count && list[same].row != near.row; same++) {
    }
    if (same == count) {
        if (at == capacity) {
            return count;
        }
        count += count < capacity ? 1u : 0u;
        same = count - 1;
    }
    memmove(list + at + 1, list + at, (same - at) * sizeof *list);
    list[at] = near;
    return count;
}

size_t piq__name_nearest(const piq__name_table *table, const char *canonical, size_t length, int *rows,
                         size_t capacity)
{
    char key[PIQ__NAME_MAX];
    names_near list[NAMES_NEAREST_MAX];
    size_t count = 0;
    const size_t n = names_key(canonical, length, key);
    capacity = capacity < NAMES_NEAREST_MAX ? capacity : NAMES_NEAREST_MAX;
    for (uint32_t slot = 0; slot < table->key_count; slot++) {
        if (table->keys[slot].key == 0) {
            continue;
        }
        const char *other = table->text + table->keys[slot].key;
        const size_t other_length = strlen(other);
        const unsigned letters = names_distance(key, n, other, other_length);
        const bool begins = n > other_length && memcmp(key, other, other_length) == 0 &&
                            !(names_digit(key[other_length - 1]) && names_digit(key[other_length]));
        if (letters > other_length / 2 && !begins) {
            continue;
        }
        /* Of two equally close names the one that goes on where the text stopped is meant. */
        const bool goes_on = n < other_length && memcmp(other, key, n) == 0;
        const unsigned distance = 2u * letters - (goes_on ? 1u : 0u);
        int candidates[NAMES_NEAREST_MAX] = {table->keys[slot].row};
        size_t found = 1;
        if (candidates[0] < 0) {
            found = piq__name_candidates(table, candidates[0] - 1, candidates, NAMES_NEAREST_MAX);
        }
        for (size_t i = 0; ALWAYS(i < NAMES_NEAREST_MAX) && i < found; i++) {
            const names_near near = {distance, candidates[i]};
            count = names_insert(list, count, capacity, near);
        }
    }
    for (size_t i = 0; i < count; i++) {
        rows[i] = list[i].row;
    }
    return count;
}
