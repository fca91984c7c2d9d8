/* A column: the values of one field over all rows that have one. It is cut into pages of 256 rows; a page holds a bit for
   each row and, behind them, only the values that are set, in the order of the rows. So a field that few rows know costs
   little, and a block of rows unpacks in one sweep. */
#ifndef PIQ__COLUMN_H
#define PIQ__COLUMN_H

#include "support/alloc.h"

#define PIQ__PAGE_ROWS 256u
#define PIQ__PAGE_WORDS (PIQ__PAGE_ROWS / 64) /* of a page's bits */

typedef struct piq__page {
    uint64_t bits[PIQ__PAGE_WORDS];
    uint16_t count, capacity;
} piq__page; /* the values follow */

typedef struct piq__column {
    piq__page **pages; /* NULL where no row of the page has a value */
    size_t page_count;
    uint8_t width; /* bytes of a value: 1, 4 or 8 */
} piq__column;

/* Written out: without a processor's own instruction, which not every machine has, compilers call a function for it. */
static inline unsigned piq__popcount(uint64_t bits)
{
    bits -= (bits >> 1) & UINT64_C(0x5555555555555555);
    bits = (bits & UINT64_C(0x3333333333333333)) + ((bits >> 2) & UINT64_C(0x3333333333333333));
    return (unsigned)((((bits + (bits >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F)) * UINT64_C(0x0101010101010101)) >> 56);
}

/* The place of the lowest bit of a word that is not 0. */
static inline unsigned piq__lowest(uint64_t bits)
{
#if defined(__GNUC__) || defined(__clang__)
    return (unsigned)__builtin_ctzll(bits);
#else
    return piq__popcount((bits & (~bits + 1)) - 1);
#endif
}

/* The value of a row, or NULL. Most columns are not there at all. */
const void *piq__column_find(const piq__column *c, size_t row);
static inline const void *piq__column_at(const piq__column *c, size_t row)
{
    return row / PIQ__PAGE_ROWS < c->page_count ? piq__column_find(c, row) : NULL;
}
bool piq__column_set(piq__column *c, const piq_allocator *a, size_t row, const void *value);
void piq__column_clear(piq__column *c, size_t row);
/* True when neither this row nor any behind it has a value. */
bool piq__column_ends_before(const piq__column *c, size_t row);
/* Values for rows of one page of which none has one, nor has any row behind them: bit i of `mask` says whether row+i has the next of them. */
bool piq__column_append(piq__column *c, const piq_allocator *a, size_t row, const uint64_t mask[PIQ__PAGE_WORDS], const void *values,
                        unsigned count);
/* Room in a page for values of the rows in `bits`; then writing them cannot fail. */
bool piq__column_reserve(piq__column *c, const piq_allocator *a, size_t page, const uint64_t bits[PIQ__PAGE_WORDS]);
/* Writes values of the rows in `bits`, which lie side by side, over what the page has, and makes the other `given` rows unknown. */
void piq__column_overlay(piq__column *c, size_t page, const uint64_t given[PIQ__PAGE_WORDS], const uint64_t bits[PIQ__PAGE_WORDS],
                         const void *values);
/* Makes all rows from `row` on unknown. */
void piq__column_truncate(piq__column *c, const piq_allocator *a, size_t row);
void piq__column_end(piq__column *c, const piq_allocator *a);

/* Any page as doubles, unknown where a row has no value; width 8 holds doubles, width 1 small numbers. */
void piq__column_unpack(const piq__column *c, size_t page, double out[PIQ__PAGE_ROWS]);
/* Any page as it is kept, zeros where a row has no value: texts, words, lists. */
void piq__column_unpack_raw(const piq__column *c, size_t page, void *out);
/* True when no row of the page has a value. */
static inline bool piq__column_empty(const piq__column *c, size_t page)
{
    return page >= c->page_count || c->pages[page] == NULL || c->pages[page]->count == 0;
}

/* Asks for the beginning of a page that will be read soon: pages lie anywhere in memory. */
static inline void piq__column_expect(const piq__column *c, size_t page)
{
#if defined(__GNUC__)
    if (page < c->page_count && c->pages[page] != NULL)
        for (size_t line = 0; line < 4; line++)
            __builtin_prefetch((const char *)c->pages[page] + line * 64);
#else
    (void)c;
    (void)page;
#endif
}

static inline bool piq__bit(const uint8_t *bits, size_t i) { return bits == NULL || ((unsigned)bits[i / 8] >> (i % 8) & 1u) != 0; }

#endif
