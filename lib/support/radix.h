/* Sorting by a whole number, byte by byte from the lowest: equal ones stay in their order, and the time is linear in the count. */
#ifndef PIQ__RADIX_H
#define PIQ__RADIX_H

#include "support/base.h"

typedef struct piq__keyed {
    uint64_t key;
    uint32_t item; /* what it is the key of */
} piq__keyed;

/* Ascending; `spare` has room for as many. */
void piq__sort_keyed(piq__keyed *items, piq__keyed *spare, size_t count);

/* Orders as the numbers do; of -0 and 0 it makes no difference. Not of NaN. */
static inline uint64_t piq__key_of_number(double x)
{
    const double plain = x + 0.0;
    uint64_t bits;
    memcpy(&bits, &plain, sizeof bits);
    return bits >> 63 != 0 ? ~bits : bits | UINT64_C(1) << 63;
}

#endif
