/* From one place per row to values side by side, as a column keeps them: which rows of a page have a value, packing, and the check
   of numbers against their field. */
#ifndef PIQ__PACK_H
#define PIQ__PACK_H

#include "fleet/column.h"
#include "schema/schema.h"

/* Rows from `row` on that belong to its page, at most `left`. */
static inline unsigned piq__page_rest(size_t row, size_t left)
{
    const size_t room = PIQ__PAGE_ROWS - row % PIQ__PAGE_ROWS;
    return (unsigned)(left < room ? left : room);
}

/* All of `count` rows. */
void piq__mask_all(unsigned count, uint64_t mask[PIQ__PAGE_WORDS]);
/* Those of them whose bit is set, too, in a bitmap from its bit `first` on; NULL: all. */
void piq__mask_among(const uint8_t *bitmap, size_t first, unsigned count, uint64_t mask[PIQ__PAGE_WORDS]);
unsigned piq__mask_count(const uint64_t mask[PIQ__PAGE_WORDS]);
/* The same rows counted from the beginning of the page that `row` is in. */
void piq__mask_in_page(size_t row, const uint64_t mask[PIQ__PAGE_WORDS], uint64_t in_page[PIQ__PAGE_WORDS]);

/* Copies what the mask names; nothing behind the last row it names is read. Values may stand at any address. */
void piq__pack_numbers(const uint64_t mask[PIQ__PAGE_WORDS], const void *values, double *packed);
void piq__pack_bits(const uint64_t mask[PIQ__PAGE_WORDS], const uint8_t *bitmap, size_t first, unsigned char *packed);

/* True when all numbers are sure to be in order for the field; -0 has become 0. `whole`: they have no fraction. False says only
   that they have to be looked at one by one. */
bool piq__numbers_plain(double *values, unsigned count, const piq__field *about, bool whole);

#endif
