/* Columns, packing and the column setters against a plain model: one value for every row. */
#include "fleet/fleet.h"
#include "fleet/pack.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static unsigned long checks, failures;
static uint64_t state = 1;

static void expect(bool good, const char *what, size_t where)
{
    checks++;
    if (!good && ++failures <= 30)
        fprintf(stderr, "%s, at %zu\n", what, where);
}

static uint64_t chance(void)
{
    uint64_t x = state += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}
static size_t below(size_t limit) { return (size_t)(chance() % limit); }

/* A copy that ends where its memory ends, and stands at an odd address, so that a sanitizer sees what should not be read. */
static void *odd_copy(const void *bytes, size_t size, void **block)
{
    char *copy = malloc(size + 1);
    if (copy == NULL)
        exit(3);
    memcpy(copy + 1, bytes, size);
    *block = copy;
    return copy + 1;
}

/* ---- masks and packing ---- */

static void fill_bits(uint8_t *bitmap, size_t bytes)
{
    const size_t kind = below(4);
    for (size_t i = 0; i < bytes; i++)
        bitmap[i] = (uint8_t)(kind == 0 ? 0xFF : kind == 1 ? 0 : kind == 2 ? chance() : chance() & chance() & chance());
}

static void check_masks(void)
{
    uint8_t bits[48];
    uint64_t mask[PIQ__PAGE_WORDS], in_page[PIQ__PAGE_WORDS];
    for (size_t round = 0; round < 20000; round++) {
        const size_t first = below(70), count = below(PIQ__PAGE_ROWS + 1), bytes = (first + count + 7) / 8, row = below(PIQ__PAGE_ROWS - count + 1);
        void *block;
        fill_bits(bits, sizeof bits);
        const uint8_t *bitmap = odd_copy(bits, bytes, &block);
        unsigned there = 0;
        bool same = true;
        piq__mask_all((unsigned)count, mask);
        piq__mask_among(bitmap, first, (unsigned)count, mask);
        piq__mask_in_page(1024 + row, mask, in_page);
        for (size_t i = 0; i < PIQ__PAGE_ROWS; i++) {
            const bool wanted = i < count && piq__bit(bits, first + i);
            there += wanted;
            same = same && (mask[i / 64] >> (i % 64) & 1) == wanted;
            same = same && (i + row >= PIQ__PAGE_ROWS || (in_page[(i + row) / 64] >> ((i + row) % 64) & 1) == wanted);
        }
        for (size_t i = 0; i < row; i++)
            same = same && (in_page[i / 64] >> (i % 64) & 1) == 0;
        expect(same && piq__mask_count(mask) == there, "a mask", round);
        free(block);
    }
}

static void check_packing(void)
{
    double values[PIQ__PAGE_ROWS], packed[PIQ__PAGE_ROWS];
    unsigned char bytes[PIQ__PAGE_ROWS];
    uint8_t bits[PIQ__PAGE_ROWS / 8];
    for (size_t round = 0; round < 20000; round++) {
        uint64_t mask[PIQ__PAGE_WORDS];
        const size_t count = below(PIQ__PAGE_ROWS + 1);
        void *block;
        fill_bits(bits, sizeof bits);
        piq__mask_all((unsigned)count, mask);
        piq__mask_among(bits, 0, (unsigned)count, mask);
        for (size_t i = 0; i < PIQ__PAGE_ROWS; i++)
            values[i] = (double)chance();
        size_t last = count;
        while (last > 0 && (mask[(last - 1) / 64] >> ((last - 1) % 64) & 1) == 0)
            last--;
        const void *copy = odd_copy(values, last * sizeof *values, &block);
        piq__pack_numbers(mask, copy, packed);
        piq__pack_bits(mask, bits, 0, bytes);
        size_t to = 0;
        bool same = true;
        for (size_t i = 0; i < count; i++)
            if ((mask[i / 64] >> (i % 64) & 1) != 0) {
                same = same && bytes[to] == 1 && memcmp(&packed[to], &values[i], sizeof values[i]) == 0;
                to++;
            }
        expect(same, "packed values", round);
        free(block);
    }
}

/* ---- which numbers pass without a second look ---- */

static bool allowed(const piq__field *about, double value)
{
    const bool inside = value >= about->min && value <= about->max;
    return inside && (about->type != PIQ_TYPE_INTEGER || value >= 9007199254740992.0 || value <= -9007199254740992.0 || (double)(int64_t)value == value);
}

static double strange_number(const piq__field *about)
{
    const unsigned shift = (unsigned)below(64);
    const double choices[] = {0, -0.0, about->min, about->max, about->min - 1, about->max * 1.0000001, 0.5, -1, 1, 3, 4503599627370497.5, 9007199254740993.0,
                              4503599627370495.5, 1e300, -1e300, 5e-324, -5e-324, (double)(chance() >> shift), PIQ__UNKNOWN, 1e308 * 10, -1e308 * 10};
    return choices[below(PIQ__COUNT(choices))];
}

static void check_plain(void)
{
    static const unsigned fields[] = {F_workload_gpus, F_workload_requests, F_workload_priority, F_workload_coverage_ratio, F_fleet_window_seconds,
                                      F_workload_replicas, F_workload_model_parameters};
    for (size_t round = 0; round < 40000; round++) {
        const piq__field *about = &piq__fields[fields[below(PIQ__COUNT(fields))]];
        double values[9], kept[9];
        const unsigned count = (unsigned)below(PIQ__COUNT(values) + 1);
        bool good = true, ordinary = true;
        for (unsigned i = 0; i < count; i++) {
            kept[i] = values[i] = below(8) != 0 ? piq__max(about->min, piq__min(about->max, (double)below(1000))) : strange_number(about);
            good = good && allowed(about, values[i]);
            ordinary = ordinary && values[i] < 1e15;
        }
        const bool plain = piq__numbers_plain(values, count, about, false);
        expect(!plain || good, "a number that is not allowed passes", round);
        expect(plain || !good || !ordinary, "ordinary numbers need a second look", round);
        for (unsigned i = 0; i < count; i++)
            expect(values[i] == kept[i] || !piq__known(kept[i]), "a number has changed", round);
        for (unsigned i = 0; plain && i < count; i++)
            expect(!signbit(values[i]) || values[i] != 0 || kept[i] != 0, "-0 stays", round);
    }
}

/* ---- a column ---- */

#define ROWS 2000

typedef struct model {
    bool there[ROWS];
    uint64_t value[ROWS]; /* as many bytes of it as the column is wide */
} model;

static void cut(uint64_t *value, unsigned width) { *value = width == 8 ? *value : *value & ((UINT64_C(1) << (8 * width)) - 1); }

static void low_bytes(uint64_t value, unsigned width, void *out)
{
    const uint32_t four = (uint32_t)value;
    const uint8_t one = (uint8_t)value;
    memcpy(out, width == 8 ? (const void *)&value : width == 4 ? (const void *)&four : &one, width);
}

static void same_column(const piq__column *c, const model *m, size_t round)
{
    size_t end = 0;
    bool same = true;
    for (size_t row = 0; row < ROWS; row++) {
        char wanted[8];
        const void *at = piq__column_at(c, row);
        low_bytes(m->value[row], c->width, wanted);
        same = same && (at != NULL) == m->there[row] && (at == NULL || memcmp(at, wanted, c->width) == 0);
        end = m->there[row] ? row + 1 : end;
    }
    expect(same, "a column", round);
    for (size_t i = 0; i < 8; i++) {
        const size_t row = i == 0 ? end : below(ROWS);
        expect(piq__column_ends_before(c, row) == (row >= end), "where a column ends", round);
    }
    for (size_t page = 0; page < c->page_count; page++) {
        char raw[PIQ__PAGE_ROWS * 8], wanted[8];
        piq__column_unpack_raw(c, page, raw);
        for (size_t i = 0; i < PIQ__PAGE_ROWS && page * PIQ__PAGE_ROWS + i < ROWS; i++) {
            const size_t row = page * PIQ__PAGE_ROWS + i;
            low_bytes(m->there[row] ? m->value[row] : 0, c->width, wanted);
            same = same && memcmp(raw + i * c->width, wanted, c->width) == 0;
        }
    }
    expect(same, "an unpacked page", round);
}

/* Values for some rows of one page: what the model should hold afterwards, and the call's arguments. */
static unsigned some_values(model *m, size_t row, unsigned count, unsigned width, uint64_t given[PIQ__PAGE_WORDS], uint64_t mask[PIQ__PAGE_WORDS], char *packed)
{
    uint8_t bits[PIQ__PAGE_ROWS / 8];
    unsigned to = 0;
    fill_bits(bits, sizeof bits);
    piq__mask_all(count, given);
    piq__mask_among(bits, 0, count, given);
    memcpy(mask, given, PIQ__PAGE_WORDS * sizeof *mask);
    fill_bits(bits, sizeof bits);
    piq__mask_among(bits, 0, count, mask);
    for (unsigned i = 0; i < count; i++) {
        if ((given[i / 64] >> (i % 64) & 1) != 0)
            m->there[row + i] = false;
        if ((mask[i / 64] >> (i % 64) & 1) == 0)
            continue;
        m->there[row + i] = true;
        m->value[row + i] = chance() | 1;
        cut(&m->value[row + i], width);
        low_bytes(m->value[row + i], width, packed + (size_t)to++ * width);
    }
    return to;
}

static void change_column(piq__column *c, model *m, const piq_allocator *a)
{
    const size_t row = below(ROWS);
    const unsigned count = piq__page_rest(row, ROWS - row);
    uint64_t value = chance(), given[PIQ__PAGE_WORDS], mask[PIQ__PAGE_WORDS], given_in_page[PIQ__PAGE_WORDS], in_page[PIQ__PAGE_WORDS];
    char packed[PIQ__PAGE_ROWS * 8], bytes[8];
    switch (below(6)) {
    case 0:
        cut(&value, c->width);
        low_bytes(value, c->width, bytes);
        expect(piq__column_set(c, a, row, bytes), "memory", row);
        m->there[row] = true;
        m->value[row] = value;
        return;
    case 1:
        piq__column_clear(c, row);
        m->there[row] = false;
        return;
    case 2:
        if (below(8) == 0) {
            piq__column_truncate(c, a, row);
            memset(m->there + row, 0, ROWS - row);
        }
        return;
    case 3:
        if (piq__column_ends_before(c, row)) {
            const unsigned there = some_values(m, row, count, c->width, given, mask, packed);
            expect(piq__column_append(c, a, row, mask, packed, there), "memory", row);
        }
        return;
    default:
        (void)some_values(m, row, count, c->width, given, mask, packed);
        piq__mask_in_page(row, given, given_in_page);
        piq__mask_in_page(row, mask, in_page);
        expect(piq__column_reserve(c, a, row / PIQ__PAGE_ROWS, in_page), "memory", row);
        piq__column_overlay(c, row / PIQ__PAGE_ROWS, given_in_page, in_page, packed);
        return;
    }
}

static void check_column(uint8_t width)
{
    const piq_allocator a = piq__allocator(NULL);
    for (size_t round = 0; round < 20; round++) {
        piq__column c = {NULL, 0, width};
        static model m;
        memset(&m, 0, sizeof m);
        for (size_t i = 0; i < 300; i++) {
            change_column(&c, &m, &a);
            if (i % 10 == 0)
                same_column(&c, &m, round);
        }
        same_column(&c, &m, round);
        piq__column_end(&c, &a);
    }
}

/* ---- texts: every one once ---- */

static void check_strings(void)
{
    const piq_allocator a = piq__allocator(NULL);
    piq__strings s;
    char text[16];
    piq__strings_begin(&s, &a);
    for (unsigned i = 0; i < 5000; i++) {
        const size_t length = (size_t)snprintf(text, sizeof text, "text %u", i);
        const piq__asked asked = piq__ask(text, length);
        bool valid = false;
        const uint32_t number = i % 2 == 0 ? piq__strings_take(&s, text, length) : piq__strings_take_valid(&s, &asked, &valid);
        expect(number == i + 1 && (i % 2 == 0 || valid), "the number of a new text", i);
    }
    for (unsigned i = 0; i < 5000; i++) {
        const size_t length = (size_t)snprintf(text, sizeof text, "text %u", i);
        expect(piq__strings_find(&s, text, length) == i + 1 && piq__strings_take(&s, text, length) == i + 1, "the number of a text", i);
    }
    bool valid = true;
    const piq__asked bad = piq__ask("\xFF", 1);
    expect(piq__strings_take_valid(&s, &bad, &valid) == 0 && !valid && piq__strings_find(&s, "\xFF", 1) == 0, "what is no text", 0);
    piq__strings_end(&s);
}

/* ---- column setters: one fleet by columns, one row by row ---- */

static const char *const kinds[] = {"llm_serving", "serving", "batch", "training", "notebook"};
static const char *const owners[] = {"", "a", "b of the house", "a", "\xC3\xA9", "a name beyond sixteen bytes"};

typedef struct pair {
    piq_fleet *by_columns, *by_rows;
} pair;

static void same_pair(const pair *p, size_t round)
{
    static const unsigned numbers[] = {F_workload_gpus, F_workload_requests}, bytes[] = {F_workload_user_facing, F_workload_kind};
    bool same = true;
    for (size_t row = 0; row < ROWS; row++) {
        for (size_t i = 0; i < 2; i++) {
            const double a = piq__number_at(p->by_columns, numbers[i], row), b = piq__number_at(p->by_rows, numbers[i], row);
            same = same && (memcmp(&a, &b, sizeof a) == 0);
            const unsigned char *x = piq__column_at(&p->by_columns->columns[bytes[i]], row), *y = piq__column_at(&p->by_rows->columns[bytes[i]], row);
            same = same && (x == NULL) == (y == NULL) && (x == NULL || *x == *y);
        }
        const piq__string a = piq__strings_at(&p->by_columns->strings, piq__text_at(p->by_columns, F_workload_owner, row));
        const piq__string b = piq__strings_at(&p->by_rows->strings, piq__text_at(p->by_rows, F_workload_owner, row));
        same = same && a.length == b.length && memcmp(a.text, b.text, a.length) == 0;
    }
    expect(same, "a fleet by columns", round);
}

static void set_numbers(const pair *p, size_t first, size_t count, const uint8_t *validity)
{
    const bool integers = below(2) == 0;
    const size_t stride = below(3) * 8 + (below(3) == 0 ? 4 : 0) + 8;
    const uint32_t field = below(2) == 0 ? PIQ_WORKLOAD_GPUS : PIQ_WORKLOAD_REQUESTS;
    char *values = calloc(count + 1, stride);
    void *block;
    for (size_t i = 0; i < count; i++) {
        const int64_t whole = (int64_t)below(1000);
        const double number = below(10) == 0 ? PIQ__UNKNOWN : below(10) == 0 ? -0.0 : field == PIQ_WORKLOAD_GPUS ? (double)whole / 8 : (double)whole;
        memcpy(values + i * stride, integers ? (const void *)&whole : &number, 8);
        if (piq__bit(validity, i))
            expect(piq_fleet_set_number(p->by_rows, piq__ref(PIQ_ENTITY_WORKLOAD, first + i), field, integers ? (double)whole : number, NULL) == PIQ_OK, "a row", i);
    }
    const void *copy = odd_copy(values, count == 0 ? 0 : (count - 1) * stride + 8, &block);
    const size_t said = stride == 8 && below(2) == 0 ? 0 : stride;
    const piq_status status = integers ? piq_fleet_set_integer_column(p->by_columns, field, first, count, copy, said, validity, NULL)
                                       : piq_fleet_set_number_column(p->by_columns, field, first, count, copy, said, validity, NULL);
    expect(status == PIQ_OK, "a column of numbers", first);
    free(block);
    free(values);
}

static void set_booleans(const pair *p, size_t first, size_t count, const uint8_t *validity)
{
    const size_t stride = 1 + below(3);
    uint8_t *values = calloc(count + 1, stride);
    for (size_t i = 0; i < count; i++) {
        values[i * stride] = (uint8_t)(chance() & chance());
        if (piq__bit(validity, i))
            expect(piq_fleet_set_boolean(p->by_rows, piq__ref(PIQ_ENTITY_WORKLOAD, first + i), PIQ_WORKLOAD_USER_FACING, values[i * stride], NULL) == PIQ_OK, "a row", i);
    }
    expect(piq_fleet_set_boolean_column(p->by_columns, PIQ_WORKLOAD_USER_FACING, first, count, values, stride, validity, NULL) == PIQ_OK, "booleans", first);
    free(values);
}

/* Texts at the same address, at others with the same bytes, and many that are all different. */
static void set_texts(const pair *p, size_t first, size_t count, const uint8_t *validity)
{
    const bool words = below(2) == 0, lengths_given = below(2) == 0;
    const uint32_t field = words ? PIQ_WORKLOAD_KIND : PIQ_WORKLOAD_OWNER;
    const char **texts = calloc(count + 1, sizeof *texts);
    size_t *lengths = calloc(count + 1, sizeof *lengths);
    char (*own)[24] = calloc(count + 1, sizeof *own);
    for (size_t i = 0; i < count; i++) {
        texts[i] = words ? kinds[below(PIQ__COUNT(kinds))] : owners[below(PIQ__COUNT(owners))];
        if (!words && below(3) == 0) {
            (void)snprintf(own[i], sizeof own[i], "owner %u", (unsigned)below(3000));
            texts[i] = own[i];
        }
        lengths[i] = below(9) == 0 ? PIQ_NUL_TERMINATED : !words && below(9) == 0 ? strlen(texts[i]) / 2 : strlen(texts[i]);
        if (lengths_given && !words && lengths[i] < strlen(texts[i]) && (unsigned char)texts[i][0] >= 0x80)
            lengths[i] = strlen(texts[i]); /* half a character is no text */
        if (!piq__bit(validity, i))
            texts[i] = NULL;
        else
            expect(piq_fleet_set_string(p->by_rows, piq__ref(PIQ_ENTITY_WORKLOAD, first + i), field, texts[i], lengths_given ? lengths[i] : PIQ_NUL_TERMINATED, NULL) == PIQ_OK, "a row", i);
    }
    expect(piq_fleet_set_string_column(p->by_columns, field, first, count, texts, lengths_given ? lengths : NULL, NULL) == PIQ_OK, "texts", first);
    free(texts);
    free(lengths);
    free(own);
}

static void add_workloads(piq_fleet *f)
{
    const char *ids[ROWS];
    char names[ROWS][16];
    for (size_t i = 0; i < ROWS; i++) {
        (void)snprintf(names[i], sizeof names[i], "w%zu", i);
        ids[i] = names[i];
    }
    expect(piq_fleet_add_many(f, PIQ_ENTITY_WORKLOAD, ids, NULL, ROWS, NULL, NULL) == PIQ_OK, "rows", 0);
}

static void check_setters(void)
{
    for (size_t round = 0; round < 6; round++) {
        pair p;
        uint8_t validity[ROWS / 8 + 1];
        expect(piq_fleet_new(NULL, &p.by_columns) == PIQ_OK && piq_fleet_new(NULL, &p.by_rows) == PIQ_OK, "memory", 0);
        add_workloads(p.by_columns);
        add_workloads(p.by_rows);
        for (size_t i = 0; i < 60; i++) {
            const size_t first = below(3) == 0 ? 0 : below(ROWS), count = below(ROWS - first + 1);
            const uint8_t *given = below(4) == 0 ? NULL : validity;
            fill_bits(validity, sizeof validity);
            void (*const set[])(const pair *, size_t, size_t, const uint8_t *) = {set_numbers, set_booleans, set_texts};
            set[below(3)](&p, first, count, given);
            if (i % 5 == 0)
                same_pair(&p, round);
        }
        same_pair(&p, round);
        piq_fleet_free(p.by_columns);
        piq_fleet_free(p.by_rows);
    }
}

/* A value that is refused, in any row of any state of the column, leaves what was there, and is named. */
static void check_refusals(void)
{
    for (size_t round = 0; round < 200; round++) {
        pair p;
        double values[ROWS];
        const char *texts[ROWS];
        expect(piq_fleet_new(NULL, &p.by_columns) == PIQ_OK && piq_fleet_new(NULL, &p.by_rows) == PIQ_OK, "memory", 0);
        add_workloads(p.by_columns);
        add_workloads(p.by_rows);
        const size_t before = below(3) * 300, first = below(700), count = 1 + below(ROWS - first), bad = below(count);
        set_numbers(&p, 0, before, NULL);
        set_texts(&p, 0, before, NULL);
        for (size_t i = 0; i < count; i++) {
            values[i] = i == bad || (i > bad && below(5) == 0) ? (below(2) == 0 ? -1 : 0.5) : 7;
            texts[i] = i == bad || (i > bad && below(5) == 0) ? (below(2) == 0 ? "\xFF" : "idle") : "batch";
        }
        piq_error error = PIQ_ERROR_INIT;
        expect(piq_fleet_set_number_column(p.by_columns, PIQ_WORKLOAD_REQUESTS, first, count, values, 0, NULL, &error) == PIQ_E_RANGE, "a refusal", round);
        expect(error.row == first + bad && error.field == PIQ_WORKLOAD_REQUESTS, "the row of a number", round);
        expect(piq_fleet_set_string_column(p.by_columns, PIQ_WORKLOAD_KIND, first, count, texts, NULL, &error) == PIQ_E_VALUE, "a refusal", round);
        expect(error.row == first + bad && error.field == PIQ_WORKLOAD_KIND, "the row of a word", round);
        for (size_t i = 0; i < count; i++)
            texts[i] = i == bad ? "no \xFF text" : texts[i][0] == 'b' ? texts[i] : "idle";
        expect(piq_fleet_set_string_column(p.by_columns, PIQ_WORKLOAD_OWNER, first, count, texts, NULL, &error) == PIQ_E_VALUE, "a refusal", round);
        expect(error.row == first + bad && error.field == PIQ_WORKLOAD_OWNER, "the row of a text", round);
        same_pair(&p, round);
        piq_fleet_free(p.by_columns);
        piq_fleet_free(p.by_rows);
    }
}

int main(void)
{
    check_masks();
    check_packing();
    check_plain();
    check_column(1);
    check_column(4);
    check_column(8);
    check_strings();
    check_setters();
    check_refusals();
    printf("columns_check: %lu checks, %lu failures\n", checks, failures);
    return failures != 0;
}
