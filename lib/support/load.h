/* Eight bytes of any address as one number, the first of them lowest, so that nothing of a run depends on the machine. */
#ifndef PIQ__LOAD_H
#define PIQ__LOAD_H

#include "support/base.h"

static inline uint64_t piq__load_eight(const void *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return word;
#else
    const unsigned char *bytes = at;
    word = 0;
    for (size_t i = 0; i < 8; i++)
        word |= (uint64_t)bytes[i] << (8 * i);
    return word;
#endif
}

#endif
