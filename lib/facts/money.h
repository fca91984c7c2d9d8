/* Money in millionths: sums are exact, and so do not depend on the order of what is added. */
#ifndef PIQ__MONEY_H
#define PIQ__MONEY_H

#include "support/base.h"


/* Rounded to the nearest millionth, halves away from zero; held within what can be added up. NaN: unknown money. */
static inline int64_t piq__micro(double amount)
{
    const double scaled = amount * 1e6;
    if (scaled != scaled)
        return PIQ_MONEY_UNKNOWN;
    if (scaled > 2e18)
        return (int64_t)2e18;
    if (scaled < -2e18)
        return -(int64_t)2e18;
    return (int64_t)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
}

/* Adds where both are known; saturates. */
static inline int64_t piq__money_add(int64_t sum, int64_t amount)
{
    if (amount == PIQ_MONEY_UNKNOWN)
        return sum;
    if (amount > 0 && sum > INT64_MAX - amount)
        return INT64_MAX;
    if (amount < 0 && sum < -INT64_MAX - amount)
        return -INT64_MAX;
    return sum + amount;
}

#endif
