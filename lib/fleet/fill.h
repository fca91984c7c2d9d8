/* Values of one page on their way into a column: checked, and made what the column keeps. */
#ifndef PIQ__FILL_H
#define PIQ__FILL_H

#include "fleet/fleet.h"
#include "fleet/pack.h"

/* Checks numbers of rows row+i, all of one page, for every bit i of the mask; values[i] is that of row+i, at any address. They are put
   side by side; a NaN is unknown and leaves the mask. Refuses what the field does not allow, with the row in the error. `whole`: there
   are no fractions. */
piq_status piq__pack_checked(piq_fleet *f, unsigned field, size_t row, uint64_t mask[PIQ__PAGE_WORDS], const void *values, bool whole,
                             double packed[PIQ__PAGE_ROWS], piq_error *error);

/* Looks texts up that are not of a vocabulary, and takes in those that are new; numbers[i] is 0 for the empty one, which
   names nothing. A text that fails is at *failed, and no answer behind it means anything. */
piq_status piq__take_texts(piq_fleet *f, piq__asked *asked, size_t count, uint32_t *numbers, size_t *failed);

#endif
