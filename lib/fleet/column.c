#include "fleet/column.h"

static char *column_values(const piq__page *page) { return (char *)(uintptr_t)(page + 1); }

static size_t column_page_size(const piq__column *c, size_t capacity) { return sizeof(piq__page) + capacity * c->width; }

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
    if (wanted <= have && page != NULL)
        return true;
    unsigned capacity = have == 0 ? 8 : have * 2;
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

bool piq__column_set(piq__column *c, const piq_allocator *a, size_t row, const void *value)
{
    size_t number = row / PIQ__PAGE_ROWS;
    unsigned in_page = (unsigned)(row % PIQ__PAGE_ROWS);
    bool known = number < c->page_count && c->pages[number] != NULL && column_has(c->pages[number], in_page);
    if (!known && !column_page_room(c, a, number, 1))
        return false;
    piq__page *page = c->pages[number];
    unsigned rank = column_rank(page, in_page);
    char *place = column_values(page) + (size_t)rank * c->width;
    if (!known) {
        memmove(place + c->width, place, (size_t)(page->count - rank) * c->width);
        page->bits[in_page / 64] |= UINT64_C(1) << (in_page % 64);
        page->count++;
    }
    memcpy(place, value, c->width);
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

bool piq__column_reserve(piq__column *c, const piq_allocator *a, size_t first, size_t count, const uint8_t *validity)
{
    for (size_t i = 0; i < count;) {
        size_t number = (first + i) / PIQ__PAGE_ROWS;
        const piq__page *page = number < c->page_count ? c->pages[number] : NULL;
        unsigned fresh = 0;
        for (; i < count && (first + i) / PIQ__PAGE_ROWS == number; i++)
            if (piq__bit(validity, i) && (page == NULL || !column_has(page, (unsigned)((first + i) % PIQ__PAGE_ROWS))))
                fresh++;
        if (fresh != 0 && !column_page_room(c, a, number, fresh))
            return false;
    }
    return true;
}

bool piq__column_append(piq__column *c, const piq_allocator *a, size_t row, const uint64_t mask[PIQ__PAGE_ROWS / 64], const void *values,
                        unsigned count)
{
    const size_t number = row / PIQ__PAGE_ROWS;
    const unsigned word = (unsigned)(row % PIQ__PAGE_ROWS) / 64, shift = (unsigned)(row % 64);
    if (count == 0)
        return true;
    if (!column_page_room(c, a, number, count))
        return false;
    piq__page *page = c->pages[number];
    memcpy(column_values(page) + (size_t)page->count * c->width, values, (size_t)count * c->width);
    page->count = (uint16_t)(page->count + count);
    for (unsigned i = 0; word + i < PIQ__PAGE_ROWS / 64; i++) {
        page->bits[word + i] |= mask[i] << shift;
        if (shift != 0 && word + i + 1 < PIQ__PAGE_ROWS / 64)
            page->bits[word + i + 1] |= mask[i] >> (64 - shift);
    }
    return true;
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
    for (unsigned word = in_page / 64 + 1; word < PIQ__PAGE_ROWS / 64; word++)
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

/* The row of the lowest bit of a word, which is not 0. */
static unsigned column_lowest(uint64_t bits)
{
#if defined(__GNUC__) || defined(__clang__)
    return (unsigned)__builtin_ctzll(bits);
#else
    return piq__popcount((bits & (~bits + 1)) - 1);
#endif
}

static void column_unpack_bytes(const piq__page *page, double out[PIQ__PAGE_ROWS])
{
    const unsigned char *values = (const unsigned char *)column_values(page);
    for (unsigned w = 0; w < PIQ__PAGE_ROWS / 64; w++)
        for (uint64_t bits = page->bits[w]; bits != 0; bits &= bits - 1)
            out[w * 64 + column_lowest(bits)] = (double)*values++;
}

void piq__column_unpack(const piq__column *c, size_t number, const double unknown[PIQ__PAGE_ROWS], double out[PIQ__PAGE_ROWS])
{
    if (piq__column_empty(c, number)) {
        memcpy(out, unknown, PIQ__PAGE_ROWS * sizeof *out);
        return;
    }
    const piq__page *page = c->pages[number];
    const char *values = column_values(page);
    if (page->count == PIQ__PAGE_ROWS && c->width == 8) {
        memcpy(out, values, PIQ__PAGE_ROWS * sizeof *out);
        return;
    }
    memcpy(out, unknown, PIQ__PAGE_ROWS * sizeof *out);
    if (c->width != 8) {
        column_unpack_bytes(page, out);
        return;
    }
    for (unsigned w = 0; w < PIQ__PAGE_ROWS / 64; w++)
        for (uint64_t bits = page->bits[w]; bits != 0; bits &= bits - 1, values += sizeof *out)
            memcpy(&out[w * 64 + column_lowest(bits)], values, sizeof *out);
}

void piq__column_unpack_raw(const piq__column *c, size_t number, void *out)
{
    const size_t width = c->width;
    if (piq__column_empty(c, number)) {
        memset(out, 0, PIQ__PAGE_ROWS * width);
        return;
    }
    const piq__page *page = c->pages[number];
    const char *values = column_values(page);
    if (page->count == PIQ__PAGE_ROWS) {
        memcpy(out, values, PIQ__PAGE_ROWS * width);
        return;
    }
    memset(out, 0, PIQ__PAGE_ROWS * width);
    for (unsigned w = 0; w < PIQ__PAGE_ROWS / 64; w++)
        for (uint64_t bits = page->bits[w]; bits != 0; bits &= bits - 1, values += width) {
            char *at = (char *)out + (w * 64 + column_lowest(bits)) * width;
            if (width == 8)
                memcpy(at, values, 8);
            else if (width == 4)
                memcpy(at, values, 4);
            else
                *at = *values;
        }
}
