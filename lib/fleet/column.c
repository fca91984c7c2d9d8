#include "fleet/column.h"

#include "fleet/pack.h"

static char *column_values(const piq__page *page) { return (char *)(page + 1); }

static size_t column_page_size(const piq__column *c, size_t capacity) { return sizeof(piq__page) + capacity * c->width; }

/* Widths are three: so no call is needed to copy a value. */
static inline void column_put(const piq__column *c, char *place, const void *value)
{
    if (c->width == 8)
        memcpy(place, value, 8);
    else if (c->width == 4)
        memcpy(place, value, 4);
    else
        *place = *(const char *)value;
}

/* How many rows of the page before this one have a value: where its own value stands. */
static unsigned column_rank(const piq__page *page, unsigned in_page)
{
    if (page->count == PIQ__PAGE_ROWS)
        return in_page;
    unsigned rank = 0, word = in_page / 64;
    for (unsigned w = 0; w < word; w++)
        rank += piq__popcount(page->bits[w]);
    uint64_t below = (UINT64_C(1) << (in_page % 64)) - 1;
    return rank + piq__popcount(page->bits[word] & below);
}

/* True when neither this row of the page nor any behind it has a value. */
static bool column_ends_before(const piq__page *page, unsigned in_page)
{
    uint64_t behind = page->bits[in_page / 64] >> (in_page % 64);
    for (unsigned w = in_page / 64 + 1; w < PIQ__PAGE_WORDS; w++)
        behind |= page->bits[w];
    return behind == 0;
}

static bool column_has(const piq__page *page, unsigned in_page) { return (page->bits[in_page / 64] >> (in_page % 64) & 1) != 0; }

const void *piq__column_find(const piq__column *c, size_t row)
{
    const piq__page *page = c->pages[row / PIQ__PAGE_ROWS];
    if (page == NULL)
        return NULL;
    unsigned in_page = (unsigned)(row % PIQ__PAGE_ROWS);
    return column_has(page, in_page) ? column_values(page) + (size_t)column_rank(page, in_page) * c->width : NULL;
}

static bool column_page_list(piq__column *c, const piq_allocator *a, size_t number)
{
    if (number < c->page_count)
        return true;
    size_t count = number + 1 > c->page_count * 2 ? number + 1 : c->page_count * 2;
    piq__page **pages = piq__resize(a, c->pages, c->page_count * sizeof *pages, count * sizeof *pages);
    if (pages == NULL)
        return false;
    for (size_t i = c->page_count; i < count; i++)
        pages[i] = NULL;
    c->pages = pages;
    c->page_count = count;
    return true;
}

/* Room in one page for `more` values beside those it has. */
static bool column_page_room(piq__column *c, const piq_allocator *a, size_t number, unsigned more)
{
    if (!column_page_list(c, a, number))
        return false;
    piq__page *page = c->pages[number];
    unsigned have = page == NULL ? 0 : page->capacity, wanted = page == NULL ? more : page->count + more;
    if (wanted <= have)
        return true;
    unsigned capacity = have == 0 ? 8 : have + have / 2;
    capacity = capacity < wanted ? wanted : capacity;
    capacity = capacity > PIQ__PAGE_ROWS ? PIQ__PAGE_ROWS : capacity;
    piq__page *grown = piq__resize(a, page, page == NULL ? 0 : column_page_size(c, have), column_page_size(c, capacity));
    if (grown == NULL)
        return false;
    if (page == NULL)
        memset(grown, 0, sizeof *grown);
    grown->capacity = (uint16_t)capacity;
    c->pages[number] = grown;
    return true;
}

/* Puts a value in its place among those of rows that are known. */
static void column_insert(piq__column *c, piq__page *page, unsigned in_page, const void *value)
{
    const unsigned rank = column_ends_before(page, in_page) ? page->count : column_rank(page, in_page), behind = page->count - rank;
    char *place = column_values(page) + (size_t)rank * c->width;
    if (behind != 0)
        memmove(place + c->width, place, (size_t)behind * c->width);
    page->bits[in_page / 64] |= UINT64_C(1) << (in_page % 64);
    page->count++;
    column_put(c, place, value);
}

bool piq__column_set(piq__column *c, const piq_allocator *a, size_t row, const void *value)
{
    const size_t number = row / PIQ__PAGE_ROWS;
    const unsigned in_page = (unsigned)(row % PIQ__PAGE_ROWS);
    piq__page *page = number < c->page_count ? c->pages[number] : NULL;
    if (page != NULL && column_has(page, in_page)) {
        column_put(c, column_values(page) + (size_t)column_rank(page, in_page) * c->width, value);
        return true;
    }
    if (page == NULL || page->count == page->capacity) {
        if (!column_page_room(c, a, number, 1))
            return false;
        page = c->pages[number];
    }
    column_insert(c, page, in_page, value);
    return true;
}

void piq__column_clear(piq__column *c, size_t row)
{
    size_t number = row / PIQ__PAGE_ROWS;
    unsigned in_page = (unsigned)(row % PIQ__PAGE_ROWS);
    if (number >= c->page_count || c->pages[number] == NULL || !column_has(c->pages[number], in_page))
        return;
    piq__page *page = c->pages[number];
    unsigned rank = column_rank(page, in_page);
    char *place = column_values(page) + (size_t)rank * c->width;
    memmove(place, place + c->width, (size_t)(page->count - rank - 1) * c->width);
    page->bits[in_page / 64] &= ~(UINT64_C(1) << (in_page % 64));
    page->count--;
}

bool piq__column_ends_before(const piq__column *c, size_t row)
{
    const size_t number = row / PIQ__PAGE_ROWS;
    for (size_t i = number + 1; i < c->page_count; i++)
        if (!piq__column_empty(c, i))
            return false;
    return piq__column_empty(c, number) || column_ends_before(c->pages[number], (unsigned)(row % PIQ__PAGE_ROWS));
}

bool piq__column_append(piq__column *c, const piq_allocator *a, size_t row, const uint64_t mask[PIQ__PAGE_WORDS], const void *values,
                        unsigned count)
{
    const size_t number = row / PIQ__PAGE_ROWS;
    uint64_t in_page[PIQ__PAGE_WORDS];
    if (count == 0)
        return true;
    if (!column_page_room(c, a, number, count))
        return false;
    piq__page *page = c->pages[number];
    memcpy(column_values(page) + (size_t)page->count * c->width, values, (size_t)count * c->width);
    page->count = (uint16_t)(page->count + count);
    piq__mask_in_page(row, mask, in_page);
    for (unsigned word = 0; word < PIQ__PAGE_WORDS; word++)
        page->bits[word] |= in_page[word];
    return true;
}

bool piq__column_reserve(piq__column *c, const piq_allocator *a, size_t number, const uint64_t bits[PIQ__PAGE_WORDS])
{
    unsigned fresh = 0;
    for (unsigned w = 0; w < PIQ__PAGE_WORDS; w++)
        fresh += piq__popcount(piq__column_empty(c, number) ? bits[w] : bits[w] & ~c->pages[number]->bits[w]);
    return fresh == 0 || column_page_room(c, a, number, fresh);
}

/* Values that lie side by side, each to the place of its row. */
static void column_spread(const piq__column *c, const uint64_t bits[PIQ__PAGE_WORDS], const char *values, char *places)
{
    for (unsigned w = 0; w < PIQ__PAGE_WORDS; w++)
        for (uint64_t left = bits[w]; left != 0; left &= left - 1, values += c->width)
            column_put(c, places + (size_t)(w * 64 + piq__lowest(left)) * c->width, values);
}

void piq__column_overlay(piq__column *c, size_t number, const uint64_t given[PIQ__PAGE_WORDS], const uint64_t bits[PIQ__PAGE_WORDS],
                         const void *values)
{
    char places[PIQ__PAGE_ROWS * 8];
    if (number >= c->page_count || c->pages[number] == NULL)
        return; /* nothing was there, and nothing comes */
    piq__page *page = c->pages[number];
    column_spread(c, page->bits, column_values(page), places);
    column_spread(c, bits, values, places);
    char *to = column_values(page);
    for (unsigned w = 0; w < PIQ__PAGE_WORDS; w++) {
        page->bits[w] = (page->bits[w] & ~given[w]) | bits[w];
        for (uint64_t left = page->bits[w]; left != 0; left &= left - 1, to += c->width)
            column_put(c, to, places + (size_t)(w * 64 + piq__lowest(left)) * c->width);
    }
    page->count = (uint16_t)((size_t)(to - column_values(page)) / c->width);
}

static void column_drop(piq__column *c, const piq_allocator *a, size_t number)
{
    if (c->pages[number] != NULL)
        piq__release(a, c->pages[number], column_page_size(c, c->pages[number]->capacity));
    c->pages[number] = NULL;
}

void piq__column_truncate(piq__column *c, const piq_allocator *a, size_t row)
{
    const size_t number = row / PIQ__PAGE_ROWS;
    const unsigned in_page = (unsigned)(row % PIQ__PAGE_ROWS);
    for (size_t i = in_page == 0 ? number : number + 1; i < c->page_count; i++)
        column_drop(c, a, i);
    if (in_page == 0 || number >= c->page_count || c->pages[number] == NULL)
        return;
    piq__page *page = c->pages[number];
    page->count = (uint16_t)column_rank(page, in_page);
    page->bits[in_page / 64] &= (UINT64_C(1) << (in_page % 64)) - 1;
    for (unsigned word = in_page / 64 + 1; word < PIQ__PAGE_WORDS; word++)
        page->bits[word] = 0;
}

void piq__column_end(piq__column *c, const piq_allocator *a)
{
    for (size_t i = 0; i < c->page_count; i++)
        if (c->pages[i] != NULL)
            piq__release(a, c->pages[i], column_page_size(c, c->pages[i]->capacity));
    piq__release(a, c->pages, c->page_count * sizeof *c->pages);
    c->pages = NULL;
    c->page_count = 0;
}

/* A page's values, each to the place of its row, and `nothing` where there is none. Of the widths each has its own code; a line at a
   time, for a known length of many lines compilers choose an instruction that takes long to begin. */
static inline void column_scatter(const piq__page *page, char *out, size_t width, const void *nothing)
{
    const char *values = column_values(page);
    for (unsigned w = 0; w < PIQ__PAGE_WORDS; w++, out += 64 * width) {
        uint64_t bits = page->bits[w];
        if (bits == UINT64_MAX) {
            for (unsigned i = 0; i < width; i++)
                memcpy(out + (size_t)i * 64, values + (size_t)i * 64, 64);
            values += 64 * width;
            continue;
        }
        for (unsigned i = 0; i < 64; i++)
            memcpy(out + i * width, nothing, width);
        for (; bits != 0; bits &= bits - 1, values += width)
            memcpy(out + piq__lowest(bits) * width, values, width);
    }
}

static void column_scatter_bytes(const piq__page *page, double out[PIQ__PAGE_ROWS])
{
    const unsigned char *values = (const unsigned char *)column_values(page);
    for (unsigned i = 0; i < PIQ__PAGE_ROWS; i++)
        out[i] = PIQ__UNKNOWN;
    for (unsigned w = 0; w < PIQ__PAGE_WORDS; w++)
        for (uint64_t bits = page->bits[w]; bits != 0; bits &= bits - 1)
            out[w * 64 + piq__lowest(bits)] = (double)*values++;
}

void piq__column_unpack(const piq__column *c, size_t number, double out[PIQ__PAGE_ROWS])
{
    const double unknown = PIQ__UNKNOWN;
    if (piq__column_empty(c, number))
        for (unsigned i = 0; i < PIQ__PAGE_ROWS; i++)
            out[i] = unknown;
    else if (c->width == 8)
        column_scatter(c->pages[number], (char *)out, 8, &unknown);
    else
        column_scatter_bytes(c->pages[number], out);
}

void piq__column_unpack_raw(const piq__column *c, size_t number, void *out)
{
    const uint64_t nothing = 0;
    if (piq__column_empty(c, number))
        memset(out, 0, PIQ__PAGE_ROWS * (size_t)c->width);
    else if (c->width == 8)
        column_scatter(c->pages[number], out, 8, &nothing);
    else if (c->width == 4)
        column_scatter(c->pages[number], out, 4, &nothing);
    else
        column_scatter(c->pages[number], out, 1, &nothing);
}
