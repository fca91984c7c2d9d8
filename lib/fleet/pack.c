#include "fleet/pack.h"

#include "support/load.h"

/* ---- masks ---- */

void piq__mask_all(unsigned count, uint64_t mask[PIQ__PAGE_WORDS])
{
    for (unsigned word = 0; word < PIQ__PAGE_WORDS; word++) {
        const unsigned rows = word * 64 >= count ? 0 : count - word * 64;
        mask[word] = rows >= 64 ? UINT64_MAX : (UINT64_C(1) << rows) - 1;
    }
}

/* Up to 64 bits from any place of a bitmap, reading no byte that holds none of them. */
static uint64_t pack_bits_at(const uint8_t *bitmap, size_t first, unsigned count)
{
    const uint8_t *at = bitmap + first / 8;
    const unsigned shift = (unsigned)(first % 8), bytes = (shift + count + 7) / 8;
    if (bytes >= 8) {
        const uint64_t bits = piq__load_eight(at) >> shift;
        return bytes > 8 ? bits | (uint64_t)at[8] << (64 - shift) : bits;
    }
    uint64_t bits = 0;
    for (unsigned i = 0; i < bytes; i++)
        bits |= (uint64_t)at[i] << (8 * i);
    return bits >> shift;
}

void piq__mask_among(const uint8_t *bitmap, size_t first, unsigned count, uint64_t mask[PIQ__PAGE_WORDS])
{
    if (bitmap == NULL)
        return;
    for (unsigned word = 0; word * 64 < count; word++) {
        const unsigned rows = count - word * 64;
        mask[word] &= pack_bits_at(bitmap, first + (size_t)word * 64, rows < 64 ? rows : 64);
    }
}

unsigned piq__mask_count(const uint64_t mask[PIQ__PAGE_WORDS])
{
    unsigned count = 0;
    for (unsigned word = 0; word < PIQ__PAGE_WORDS; word++)
        count += piq__popcount(mask[word]);
    return count;
}

void piq__mask_in_page(size_t row, const uint64_t mask[PIQ__PAGE_WORDS], uint64_t in_page[PIQ__PAGE_WORDS])
{
    const unsigned skip = (unsigned)(row % PIQ__PAGE_ROWS) / 64, shift = (unsigned)(row % 64);
    memset(in_page, 0, PIQ__PAGE_WORDS * sizeof *in_page);
    for (unsigned word = 0; skip + word < PIQ__PAGE_WORDS; word++) {
        in_page[skip + word] |= mask[word] << shift;
        if (shift != 0 && skip + word + 1 < PIQ__PAGE_WORDS)
            in_page[skip + word + 1] = mask[word] >> (64 - shift);
    }
}

/* ---- packing ---- */

#define PACK_FEW 16 /* values of a word for which it pays to go from one to the next */

/* Without a branch for each row: each value is written, and overwritten by the next where its row has none. */
static double *pack_dense(uint64_t bits, const char *values, double *packed)
{
    size_t to = 0;
    for (; bits != 0; bits >>= 1, values += sizeof *packed) {
        memcpy(packed + to, values, sizeof *packed);
        to += bits & 1;
    }
    return packed + to;
}

static double *pack_sparse(uint64_t bits, const char *values, double *packed)
{
    for (; bits != 0; bits &= bits - 1)
        memcpy(packed++, values + piq__lowest(bits) * sizeof *packed, sizeof *packed);
    return packed;
}

void piq__pack_numbers(const uint64_t mask[PIQ__PAGE_WORDS], const void *values, double *packed)
{
    for (unsigned word = 0; word < PIQ__PAGE_WORDS; word++) {
        const char *from = (const char *)values + (size_t)word * 64 * sizeof *packed;
        if (mask[word] == UINT64_MAX) {
            memcpy(packed, from, 64 * sizeof *packed);
            packed += 64;
        } else if (piq__popcount(mask[word]) <= PACK_FEW) {
            packed = pack_sparse(mask[word], from, packed);
        } else {
            packed = pack_dense(mask[word], from, packed);
        }
    }
}

void piq__pack_bits(const uint64_t mask[PIQ__PAGE_WORDS], const uint8_t *bitmap, size_t first, unsigned char *packed)
{
    for (unsigned word = 0; word < PIQ__PAGE_WORDS; word++)
        for (uint64_t bits = mask[word]; bits != 0; bits &= bits - 1)
            *packed++ = piq__bit(bitmap, first + (size_t)word * 64 + piq__lowest(bits)) ? 1 : 0;
}

/* ---- numbers ---- */

static uint64_t pack_bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* Numbers from 0 on stand in the order of their bits, and infinity and NaN above them: so integers tell what is outside, which
   compilers do for several numbers at once. The highest bit of the result says that one is. */
static uint64_t pack_outside(double *values, unsigned count, const piq__field *about)
{
    const uint64_t low = pack_bits_of(about->min), high = pack_bits_of(about->max);
    uint64_t outside = 0;
    for (unsigned i = 0; i < count; i++) {
        const double value = values[i] + 0.0; /* -0 becomes 0 */
        const uint64_t bits = pack_bits_of(value);
        outside |= bits | (bits - low) | (high - bits);
        values[i] = value;
    }
    return outside;
}

#define PACK_FRACTION_ENDS 6755399441055744.0 /* 1.5 * 2^52: a number that has been added to it has no fraction left */

static bool pack_whole(const double *values, unsigned count)
{
    uint64_t fractions = 0;
    for (unsigned i = 0; i < count; i++)
        fractions |= pack_bits_of((values[i] + PACK_FRACTION_ENDS) - PACK_FRACTION_ENDS) ^ pack_bits_of(values[i]);
    return fractions == 0;
}

static bool pack_inside(double *values, unsigned count, const piq__field *about)
{
    bool inside = true;
    for (unsigned i = 0; i < count; i++) {
        inside = inside && values[i] >= about->min && values[i] <= about->max;
        values[i] += 0.0;
    }
    return inside;
}

bool piq__numbers_plain(double *values, unsigned count, const piq__field *about, bool whole)
{
    const bool inside = about->min >= 0 ? pack_outside(values, count, about) >> 63 == 0 : pack_inside(values, count, about);
    return inside && (whole || about->type != PIQ_TYPE_INTEGER || pack_whole(values, count));
}
