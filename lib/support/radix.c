#include "support/radix.h"

#define RADIX_BYTES 8u
#define RADIX_FEW 48u /* below this, counting costs more than it saves */

static void radix_insert(piq__keyed *items, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const piq__keyed x = items[i];
        size_t at = i;
        for (; at > 0 && items[at - 1].key > x.key; at--)
            items[at] = items[at - 1];
        items[at] = x;
    }
}

static bool radix_count(const piq__keyed *items, size_t count, size_t counts[RADIX_BYTES][256])
{
    bool ordered = true;
    memset(counts, 0, RADIX_BYTES * sizeof *counts);
    for (size_t i = 0; i < count; i++) {
        const uint64_t key = items[i].key;
        ordered = ordered && (i == 0 || items[i - 1].key <= key);
        for (unsigned byte = 0; byte < RADIX_BYTES; byte++)
            counts[byte][key >> 8 * byte & 0xff]++;
    }
    return ordered;
}

static void radix_pass(const piq__keyed *from, piq__keyed *to, size_t count, unsigned byte, size_t starts[256])
{
    size_t sum = 0;
    for (unsigned digit = 0; digit < 256; digit++) {
        const size_t here = starts[digit];
        starts[digit] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++)
        to[starts[from[i].key >> 8 * byte & 0xff]++] = from[i];
}

void piq__sort_keyed(piq__keyed *items, piq__keyed *spare, size_t count)
{
    size_t counts[RADIX_BYTES][256];
    piq__keyed *from = items, *to = spare;
    if (count < RADIX_FEW) {
        radix_insert(items, count);
        return;
    }
    if (radix_count(items, count, counts))
        return;
    for (unsigned byte = 0; byte < RADIX_BYTES; byte++) {
        if (counts[byte][items[0].key >> 8 * byte & 0xff] == count)
            continue; /* the same everywhere */
        radix_pass(from, to, count, byte, counts[byte]);
        piq__keyed *swap = from;
        from = to;
        to = swap;
    }
    if (from != items)
        memcpy(items, from, count * sizeof *items);
}
