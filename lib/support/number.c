#include "support/base.h"
#include "support/number.h"

enum {
    NUMBER_POWER_FIRST = -342,
    NUMBER_POWER_EXACT = 55, /* the largest power of five below 2^128 */
    NUMBER_WORD_DIGITS = 19, /* digits that always fit 64 bits */
    NUMBER_DIGITS = 768,     /* no midpoint between two doubles has more */
    NUMBER_LIMBS = 96        /* 5^1111 takes 2580 bits, its product with a 54 bit midpoint 2634 */
};

#define NUMBER_INFINITY (UINT64_C(0x7ff) << 52)

static const uint64_t number_powers[][2] = {
#include "support/powers.inc"
};

typedef struct number_pair {
    uint64_t high, low;
} number_pair;

/* The value is word * 10^exponent, plus less than one unit of that when `more` is set. */
typedef struct number_token {
    const char *mantissa, *mantissa_end;
    uint64_t word;
    int64_t exponent;
    int64_t unit; /* power of ten of the last mantissa digit as written */
    bool negative, more;
} number_token;

typedef struct number_big {
    uint32_t limb[NUMBER_LIMBS];
    int count;
} number_big;

#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 number_wide;

static number_pair number_multiply(uint64_t a, uint64_t b)
{
    number_wide product = (number_wide)a * b;
    number_pair result = {(uint64_t)(product >> 64), (uint64_t)product};
    return result;
}
#else
static number_pair number_multiply(uint64_t a, uint64_t b)
{
    uint64_t a1 = a >> 32, a0 = a & UINT32_MAX, b1 = b >> 32, b0 = b & UINT32_MAX;
    uint64_t low = a0 * b0, middle = a1 * b0 + (low >> 32), other = a0 * b1 + (middle & UINT32_MAX);
    number_pair result = {a1 * b1 + (middle >> 32) + (other >> 32), (other << 32) | (low & UINT32_MAX)};
    return result;
}
#endif

static int number_leading_zeros(uint64_t word)
{
#if defined(__GNUC__) || defined(__clang__)
    return __builtin_clzll(word);
#else
    int count = 0;
    for (int step = 32; step > 0; step /= 2) {
        if (word >> (64 - step) == 0) {
            word <<= step;
            count += step;
        }
    }
    return count;
#endif
}

/* floor(log2(10^q)) for |q| <= 600; the bias keeps the shifted value positive. */
static int number_log2_of_power(int q)
{
    return (int)((((int64_t)q * 1741647) + ((int64_t)1 << 31)) >> 19) - (1 << 12);
}

static bool number_is_digit(char c)
{
    return (unsigned)(c - '0') < 10u;
}

/* ---- text to number ---- */

static int64_t number_read_exponent(const char *p, const char *end)
{
    bool negative = *p == '-';
    int64_t exponent = 0;
    if (*p == '-' || *p == '+')
        ++p;
    for (; p < end; ++p) {
        if (exponent < INT64_C(100000000000000000))
            exponent = exponent * 10 + (*p - '0');
    }
    return negative ? -exponent : exponent;
}

/* More digits than a word holds: keeps the first significant ones, notes whether the others matter. */
static void number_read_long(number_token *token)
{
    const char *p = token->mantissa;
    int kept = 0;
    token->word = 0;
    for (; p < token->mantissa_end; ++p) {
        if (*p == '.')
            continue;
        if (kept < NUMBER_WORD_DIGITS) {
            token->word = token->word * 10 + (uint64_t)(*p - '0');
            kept += token->word != 0;
        } else {
            token->exponent++;
            token->more = token->more || *p != '0';
        }
    }
}

static void number_read(number_token *token, const char *p, const char *end)
{
    uint64_t word = 0;
    const char *point = NULL;
    token->negative = *p == '-';
    p += token->negative;
    token->mantissa = p;
    for (; p < end && number_is_digit(*p); ++p)
        word = word * 10 + (uint64_t)(*p - '0');
    if (p < end && *p == '.') {
        point = ++p;
        for (; p < end && number_is_digit(*p); ++p)
            word = word * 10 + (uint64_t)(*p - '0');
    }
    token->mantissa_end = p;
    token->word = word;
    token->more = false;
    token->unit = point != NULL ? -(int64_t)(p - point) : 0;
    if (p < end)
        token->unit += number_read_exponent(p + 1, end);
    token->exponent = token->unit;
    if (token->mantissa_end - token->mantissa - (point != NULL) > NUMBER_WORD_DIGITS)
        number_read_long(token);
}

/* Bits of the double nearest to word * 10^q: Lemire, "Number parsing at a gigabyte per second"; that no other
   precision is ever needed for 64 bit words is shown in Mushtak and Lemire, "Fast number parsing without fallback". */
static uint64_t number_nearest(uint64_t word, int64_t q)
{
    if (word == 0 || q < NUMBER_POWER_FIRST)
        return 0;
    if (q > 308)
        return NUMBER_INFINITY;
    int zeros = number_leading_zeros(word);
    const uint64_t *power = number_powers[q - NUMBER_POWER_FIRST];
    word <<= zeros;
    number_pair product = number_multiply(word, power[0]);
    if ((product.high & 0x1ff) == 0x1ff) {
        uint64_t carry = number_multiply(word, power[1]).high;
        product.low += carry;
        product.high += product.low < carry;
    }
    int top = (int)(product.high >> 63), shift = top + 9;
    uint64_t mantissa = product.high >> shift;
    int exponent = number_log2_of_power((int)q) + 63 + top - zeros + 1023;
    if (exponent <= 0) {
        if (exponent < -62)
            return 0;
        mantissa >>= 1 - exponent;
        return (mantissa + (mantissa & 1)) >> 1; /* a carry into the hidden bit is the smallest normal number */
    }
    bool halfway = product.low <= 1 && q >= -4 && q <= 23 && (mantissa & 3) == 1 && mantissa << shift == product.high;
    mantissa = halfway ? mantissa >> 1 : (mantissa + (mantissa & 1)) >> 1;
    /* Added, not combined: a mantissa that was rounded up to 2^53 moves the exponent on. */
    uint64_t bits = ((uint64_t)(exponent - 1) << 52) + mantissa;
    return bits < NUMBER_INFINITY ? bits : NUMBER_INFINITY;
}

static void number_big_multiply(number_big *big, uint32_t factor, uint32_t carry)
{
    uint64_t sum = carry;
    for (int i = 0; i < big->count; ++i) {
        sum += (uint64_t)big->limb[i] * factor;
        big->limb[i] = (uint32_t)sum;
        sum >>= 32;
    }
    if (sum != 0)
        big->limb[big->count++] = (uint32_t)sum;
}

static void number_big_multiply_five(number_big *big, int64_t power)
{
    for (; power >= 13; power -= 13)
        number_big_multiply(big, 1220703125u, 0);
    for (; power > 0; --power)
        number_big_multiply(big, 5, 0);
}

static void number_big_shift(number_big *big, int64_t bits)
{
    int limbs = (int)(bits / 32);
    number_big_multiply(big, (uint32_t)1 << (bits % 32), 0);
    memmove(big->limb + limbs, big->limb, (size_t)big->count * sizeof big->limb[0]);
    memset(big->limb, 0, (size_t)limbs * sizeof big->limb[0]);
    big->count += limbs;
}

static int number_big_compare(const number_big *a, const number_big *b)
{
    for (int i = NUMBER_LIMBS - 1; i >= 0; --i) {
        if (a->limb[i] != b->limb[i])
            return a->limb[i] < b->limb[i] ? -1 : 1;
    }
    return 0;
}

/* Sets a zero to all digits as an integer; returns the power of ten that belongs to it. Digits past the limit become
   one sticky digit. */
static int64_t number_big_digits(number_big *big, const number_token *token)
{
    int64_t exponent = token->unit;
    int kept = 0;
    bool sticky = false;
    for (const char *p = token->mantissa; p < token->mantissa_end; ++p) {
        if (*p == '.')
            continue;
        if (kept < NUMBER_DIGITS) {
            number_big_multiply(big, 10, (uint32_t)(*p - '0'));
            kept += big->count != 0;
        } else {
            exponent++;
            sticky = sticky || *p != '0';
        }
    }
    if (sticky) {
        number_big_multiply(big, 10, 1);
        exponent--;
    }
    return exponent;
}

/* Sign of the token's exact value minus the midpoint between the double with these bits and its successor. */
static int number_compare_midpoint(const number_token *token, uint64_t bits)
{
    number_big value = {{0}, 0}, midpoint = {{0}, 0};
    int64_t ten = number_big_digits(&value, token);
    int64_t two = (int64_t)(bits >> 52);
    uint64_t mantissa = bits & ((UINT64_C(1) << 52) - 1);
    if (two != 0)
        mantissa |= UINT64_C(1) << 52;
    else
        two = 1;
    mantissa = 2 * mantissa + 1;
    midpoint.limb[0] = (uint32_t)mantissa;
    midpoint.limb[1] = (uint32_t)(mantissa >> 32);
    midpoint.count = midpoint.limb[1] != 0 ? 2 : 1;
    number_big_multiply_five(ten < 0 ? &midpoint : &value, ten < 0 ? -ten : ten);
    int64_t shift = ten - (two - 1076);
    number_big_shift(shift < 0 ? &midpoint : &value, shift < 0 ? -shift : shift);
    return number_big_compare(&value, &midpoint);
}

int piq__number_parse(const char *text, size_t length, double *out)
{
    number_token token;
    number_read(&token, text, text + length);
    uint64_t bits = number_nearest(token.word, token.exponent);
    /* The dropped digits are worth less than one unit of the 19th, so at most one midpoint is in doubt. */
    if (token.more && bits != number_nearest(token.word + 1, token.exponent)) {
        int sign = number_compare_midpoint(&token, bits);
        bits += sign > 0 || (sign == 0 && (bits & 1) != 0);
    }
    int overflow = bits == NUMBER_INFINITY;
    bits |= (uint64_t)token.negative << 63;
    memcpy(out, &bits, sizeof bits);
    return overflow;
}

/* Twenty or more significant digits: never a fitting integer, but perhaps an integer. */
static int number_refuse_long(const number_token *token)
{
    int64_t exponent = token->unit;
    for (const char *p = token->mantissa_end; *--p == '0' || *p == '.';)
        exponent += *p == '0';
    return exponent < 0 ? 1 : 2;
}

int piq__number_parse_integer(const char *text, size_t length, int64_t *out)
{
    number_token token;
    *out = 0;
    number_read(&token, text, text + length);
    uint64_t word = token.word, limit = (uint64_t)INT64_MAX + token.negative;
    int64_t exponent = token.exponent;
    if (word == 0)
        return 0;
    if (token.more)
        return number_refuse_long(&token);
    for (; exponent < 0; ++exponent) {
        if (word % 10 != 0)
            return 1;
        word /= 10;
    }
    for (; exponent > 0; --exponent) {
        if (word > limit / 10)
            return 2;
        word *= 10;
    }
    if (word > limit)
        return 2;
    *out = token.negative ? -(int64_t)(word - 1) - 1 : (int64_t)word;
    return 0;
}

/* ---- number to text ---- */

static size_t number_print_word(uint64_t word, char *out)
{
    char reversed[20];
    size_t count = 0;
    do {
        reversed[count++] = (char)('0' + word % 10);
        word /= 10;
    } while (word != 0);
    for (size_t i = 0; i < count; ++i)
        out[i] = reversed[count - 1 - i];
    out[count] = 0;
    return count;
}

static size_t number_print_signed(bool negative, uint64_t word, char *out)
{
    out[0] = '-';
    return number_print_word(word, out + negative) + negative;
}

static size_t number_print_scientific(const char *digits, size_t count, int exponent, char *out)
{
    size_t length = 0;
    out[length++] = digits[0];
    if (count > 1) {
        out[length++] = '.';
        memcpy(out + length, digits + 1, count - 1);
        length += count - 1;
    }
    out[length++] = 'e';
    return length + number_print_signed(exponent < 0, (uint64_t)(exponent < 0 ? -exponent : exponent), out + length);
}

/* word * 10^exponent with word > 0. */
static size_t number_print_decimal(uint64_t word, int exponent, char *out)
{
    char digits[24];
    for (; word % 10 == 0; ++exponent)
        word /= 10;
    size_t count = number_print_word(word, digits), length = 0;
    int first = exponent + (int)count - 1; /* power of ten of the first digit */
    if (first < -5 || first >= 17)
        return number_print_scientific(digits, count, first, out);
    if (exponent >= 0) {
        memcpy(out, digits, count);
        memset(out + count, '0', (size_t)exponent);
        length = count + (size_t)exponent;
    } else if (first >= 0) {
        size_t whole = (size_t)first + 1;
        memcpy(out, digits, whole);
        out[whole] = '.';
        memcpy(out + whole + 1, digits + whole, count - whole);
        length = count + 1;
    } else {
        size_t zeros = (size_t)(-first) - 1;
        memcpy(out, "0.0000", 6);
        memcpy(out + 2 + zeros, digits, count);
        length = 2 + zeros + count;
    }
    out[length] = 0;
    return length;
}

static uint64_t number_round_to_odd(number_pair power, uint64_t factor)
{
    number_pair product = number_multiply(power.high, factor);
    uint64_t carry = number_multiply(power.low, factor).high;
    uint64_t low = product.low + carry;
    return (product.high + (low < carry)) | (low > 1);
}

/* Giulietti, "The Schubfach way to render doubles"; value = mantissa * 2^two, `closer`: the lower neighbour is. */
static uint64_t number_shortest(uint64_t mantissa, int two, bool closer, int *ten)
{
    int k = (int)(((int64_t)two * 1262611 - (closer ? 524031 : 0) + ((int64_t)1 << 31)) >> 22) - (1 << 9);
    int shift = two + number_log2_of_power(-k) + 1;
    const uint64_t *entry = number_powers[-k - NUMBER_POWER_FIRST];
    number_pair power = {entry[0], entry[1] + (-k > NUMBER_POWER_EXACT)};
    uint64_t odd = mantissa & 1;
    uint64_t lower = number_round_to_odd(power, (4 * mantissa - 2 + closer) << shift) + odd;
    uint64_t middle = number_round_to_odd(power, (4 * mantissa) << shift);
    uint64_t upper = number_round_to_odd(power, (4 * mantissa + 2) << shift) - odd;
    uint64_t word = middle / 4;
    *ten = k;
    if (word >= 10) {
        uint64_t tens = word / 10;
        bool below = lower <= 40 * tens, above = 40 * tens + 40 <= upper;
        if (below != above) {
            *ten = k + 1;
            return tens + above;
        }
    }
    bool below = lower <= 4 * word, above = 4 * word + 4 <= upper;
    if (below != above)
        return word + above;
    uint64_t half = 4 * word + 2;
    return word + (middle > half || (middle == half && (word & 1) != 0));
}

size_t piq__number_print(double value, char out[PIQ__NUMBER_TEXT])
{
    uint64_t bits, fraction, word;
    memcpy(&bits, &value, sizeof bits);
    bool negative = bits >> 63 != 0;
    int exponent = (int)(bits >> 52 & 0x7ff), ten;
    fraction = bits & ((UINT64_C(1) << 52) - 1);
    if (exponent == 0 && fraction == 0)
        return number_print_word(0, out);
    if (exponent == 0) {
        word = number_shortest(fraction, -1074, false, &ten);
    } else {
        int two = exponent - 1075;
        word = fraction | UINT64_C(1) << 52;
        if (two <= 0 && two > -53 && (word & ((UINT64_C(1) << -two) - 1)) == 0)
            return number_print_signed(negative, word >> -two, out);
        word = number_shortest(word, two, fraction == 0 && exponent > 1, &ten);
    }
    out[0] = '-';
    return number_print_decimal(word, ten, out + negative) + negative;
}

size_t piq__number_print_integer(int64_t value, char out[PIQ__NUMBER_TEXT])
{
    return number_print_signed(value < 0, value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value, out);
}

size_t piq__number_print_money(int64_t micro, char out[PIQ__NUMBER_TEXT])
{
    /* Fifteen digits and fewer are the shortest text of the nearest double, so no division need be rounded. */
    const int64_t digits15 = INT64_C(999999999999999);
    if (micro < -digits15 || micro > digits15)
        return piq__number_print((double)micro / 1e6, out);
    if (micro == 0)
        return number_print_word(0, out);
    out[0] = '-';
    return number_print_decimal((uint64_t)(micro < 0 ? -micro : micro), -6, out + (micro < 0)) + (micro < 0);
}
