/* Compares the number reader and printer with the C library's. Usage: number_check [count] */
#include "support/base.h"
#include "support/number.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define TEXT_MAX 4096

static uint64_t random_state = 0x9e3779b97f4a7c15u;
static unsigned long failures;

static uint64_t next_random(void)
{
    uint64_t z = random_state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static unsigned below(unsigned limit) { return (unsigned)(next_random() % limit); }

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static double double_of(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static bool is_finite(uint64_t bits) { return (bits >> 52 & 0x7ff) != 0x7ff; }

static void fail(const char *what, const char *text)
{
    if (++failures <= 20)
        fprintf(stderr, "%s: %.200s\n", what, text);
}

static void check_parse(const char *text)
{
    double got, expected = strtod(text, NULL);
    size_t length = strlen(text);
    char *exact = malloc(length); /* no NUL, so that a sanitizer sees a read past the token */
    if (exact == NULL)
        exit(3);
    memcpy(exact, text, length);
    int overflow = piq__number_parse(exact, length, &got);
    free(exact);
    if (bits_of(got) != bits_of(expected) || overflow != !is_finite(bits_of(expected)))
        fail("parse", text);
}

/* ---- texts ---- */

static size_t put_digits(char *out, size_t count)
{
    for (size_t i = 0; i < count; ++i)
        out[i] = (char)('0' + below(10));
    return count;
}

static size_t put_integer_part(char *out, size_t count)
{
    put_digits(out, count);
    if (count > 1 && out[0] == '0')
        out[0] = '7';
    return count;
}

static void random_text(char *out, size_t whole, size_t fraction, int exponent, bool scientific)
{
    size_t n = 0;
    if (below(4) == 0)
        out[n++] = '-';
    n += put_integer_part(out + n, whole);
    if (fraction > 0) {
        out[n++] = '.';
        n += put_digits(out + n, fraction);
    }
    if (scientific)
        n += (size_t)sprintf(out + n, below(2) ? "e%d" : "E%+d", exponent);
    out[n] = 0;
}

static void short_text(char *out)
{
    random_text(out, 1 + below(6), below(4), (int)below(20) - 10, below(3) == 0);
}

static void wide_text(char *out)
{
    random_text(out, 1 + below(20), below(22), (int)below(700) - 350, true);
}

static void long_text(char *out)
{
    bool huge = below(200) == 0;
    random_text(out, 1 + below(huge ? 1500 : 60), below(huge ? 1500 : 60), (int)below(800) - 400, below(2) == 0);
}

static void leading_zero_text(char *out)
{
    size_t zeros = below(below(100) == 0 ? 1200 : 40), n = (size_t)sprintf(out, "0.");
    memset(out + n, '0', zeros);
    n += zeros;
    n += put_digits(out + n, 1 + below(30));
    if (below(2))
        n += (size_t)sprintf(out + n, "e%d", (int)zeros + (int)below(60) - 30);
    out[n] = 0;
}

static void trailing_zero_text(char *out)
{
    size_t n = put_integer_part(out, 1 + below(18)), zeros = below(60);
    memset(out + n, '0', zeros);
    n += zeros;
    if (below(2)) {
        out[n++] = '.';
        zeros = 1 + below(40);
        memset(out + n, '0', zeros);
        n += zeros;
        if (below(2))
            out[n++] = '1';
    }
    n += (size_t)sprintf(out + n, "e-%u", below(90));
    out[n] = 0;
}

/* Decimal digits of (2m + 1) * 2^two, exactly: the midpoint between a double and its successor. */
static void midpoint_text(uint64_t bits, char *out)
{
    unsigned char digit[1200];
    int count = 0, exponent = (int)(bits >> 52), two = (exponent != 0 ? exponent : 1) - 1076, ten = 0;
    uint64_t m = 2 * ((bits & ((UINT64_C(1) << 52) - 1)) | (exponent != 0 ? UINT64_C(1) << 52 : 0)) + 1;
    for (; m != 0; m /= 10)
        digit[count++] = (unsigned char)(m % 10);
    for (; two != 0; two += two < 0 ? 1 : -1) {
        unsigned factor = two < 0 ? 5 : 2, carry = 0;
        ten -= two < 0;
        for (int i = 0; i < count; ++i) {
            carry += digit[i] * factor;
            digit[i] = (unsigned char)(carry % 10);
            carry /= 10;
        }
        if (carry != 0)
            digit[count++] = (unsigned char)carry;
    }
    for (int i = 0; i < count; ++i)
        out[i] = (char)('0' + digit[count - 1 - i]);
    sprintf(out + count, "e%d", ten);
}

/* The midpoint itself, then just below and just above it, with and without hundreds of digits in between. */
static void check_midpoint(uint64_t bits)
{
    char text[TEXT_MAX], changed[TEXT_MAX];
    if (!is_finite(bits))
        return;
    midpoint_text(bits, text);
    check_parse(text);
    size_t digits = strcspn(text, "e");
    size_t cut = 1 + below((unsigned)digits);
    sprintf(changed, "%.*se%d", (int)cut, text, atoi(text + digits + 1) + (int)(digits - cut));
    check_parse(changed);
    size_t zeros = below(900);
    memcpy(changed, text, digits);
    changed[digits] = '.';
    memset(changed + digits + 1, '0', zeros);
    sprintf(changed + digits + 1 + zeros, "%d%s", (int)below(2), text + digits);
    check_parse(changed);
    size_t last = digits;
    for (; text[last - 1] == '0'; --last)
        text[last - 1] = '9';
    --text[last - 1];
    memcpy(changed, text, digits);
    changed[digits] = '.';
    memset(changed + digits + 1, '9', zeros + 1);
    sprintf(changed + digits + 2 + zeros, "%s", text + digits);
    check_parse(changed);
}

static uint64_t random_bits(void)
{
    uint64_t bits = next_random() & ~(UINT64_C(1) << 63);
    switch (below(8)) {
    case 0: return bits & ((UINT64_C(1) << below(53)) - 1);            /* denormal */
    case 1: return bits & (UINT64_C(0x7ff) << 52);                     /* power of two */
    case 2: return (bits & (UINT64_C(0x7ff) << 52)) - 1 + below(3);    /* its neighbours */
    case 3: return bits_of((double)(bits >> (10 + below(50))));        /* integer */
    case 4: return bits_of((double)(bits >> 40) / (below(2) ? 1e3 : 1e6)); /* decimal fraction */
    default: return bits;
    }
}

/* ---- printer ---- */

static void significant(const char *text, char *digits)
{
    size_t n = 0;
    for (; *text != 0 && *text != 'e'; ++text) {
        if (*text >= '0' && *text <= '9' && (n > 0 || *text != '0'))
            digits[n++] = *text;
    }
    while (n > 1 && digits[n - 1] == '0')
        --n;
    digits[n] = 0;
}

static void check_form(double value, const char *text)
{
    double size = value < 0 ? -value : value;
    bool scientific = strchr(text, 'e') != NULL, point = strchr(text, '.') != NULL;
    if (size != 0 && scientific != (size < 1e-5 || size >= 1e17))
        fail("form", text);
    if (!scientific && size >= 9007199254740992.0 && point)
        fail("point", text);
    if (strstr(text, "e+") || strstr(text, ".e") || (point && !scientific && text[strlen(text) - 1] == '0'))
        fail("spelling", text);
}

static void check_print(double value)
{
    char text[PIQ__NUMBER_TEXT], digits[64], rounded[64], other[64];
    memset(text, '#', sizeof text);
    size_t length = piq__number_print(value, text);
    if (length >= sizeof text || text[length] != 0 || strlen(text) != length) {
        fail("length", "");
        return;
    }
    if (bits_of(strtod(text, NULL)) != bits_of(value) && value != 0)
        fail("print", text);
    check_parse(text);
    check_form(value, text);
    if (value == 0)
        return;
    significant(text, digits);
    int count = (int)strlen(digits);
    snprintf(rounded, sizeof rounded, "%.*e", count - 1, value);
    significant(rounded, other);
    if (bits_of(strtod(rounded, NULL)) == bits_of(value) && strcmp(digits, other) != 0)
        fail("not the closest", text);
    for (int fewer = count - 1; fewer >= 1 && fewer >= count - 3; --fewer) {
        snprintf(rounded, sizeof rounded, "%.*e", fewer - 1, value);
        if (bits_of(strtod(rounded, NULL)) == bits_of(value))
            fail("not the shortest", text);
    }
}

static void check_money(int64_t micro)
{
    char money[PIQ__NUMBER_TEXT], number[PIQ__NUMBER_TEXT];
    volatile double units = (double)micro / 1e6;
#if !defined(__FLT_EVAL_METHOD__) || __FLT_EVAL_METHOD__ != 0
    if (micro < 0 ? micro < -999999999999999 : micro > 999999999999999)
        return;
    snprintf(number, sizeof number, "%" PRId64 "e-6", micro);
    units = strtod(number, NULL);
#endif
    size_t length = piq__number_print_money(micro, money);
    if (length != piq__number_print(units, number) || strcmp(money, number) != 0)
        fail("money", money);
}

/* ---- integers ---- */

static void expect_integer(const char *text, int status, int64_t expected)
{
    int64_t value = 77;
    if (piq__number_parse_integer(text, strlen(text), &value) != status || value != (status == 0 ? expected : 0))
        fail("integer", text);
}

static void check_integer(int64_t value)
{
    char text[64], printed[PIQ__NUMBER_TEXT];
    int n = sprintf(text, "%" PRId64, value);
    if (piq__number_print_integer(value, printed) != (size_t)n || strcmp(text, printed) != 0)
        fail("print integer", text);
    expect_integer(text, 0, value);
    sprintf(text + n, ".000");
    expect_integer(text, 0, value);
    sprintf(text + n, "000000e-6");
    expect_integer(text, 0, value);
    sprintf(text + n, ".5");
    expect_integer(text, 1, 0);
    sprintf(text + n, "e-30");
    expect_integer(text, value == 0 ? 0 : 1, 0);
    sprintf(text + n, "e30");
    expect_integer(text, value == 0 ? 0 : 2, 0);
    n = sprintf(text, "%" PRId64 ".%03de3", value / 1000, abs((int)(value % 1000)));
    if (value <= -1000 || value >= 0)
        expect_integer(text, 0, value);
}

/* clang-format off */
static void check_integer_cases(void)
{
    static const struct {
        const char *text;
        int status;
        int64_t value;
    } cases[] = {
        {"80e9", 0, 80000000000}, {"1.5e3", 0, 1500}, {"2.0", 0, 2}, {"-0", 0, 0}, {"0.0e999999999999999999999", 0, 0},
        {"-0e-1", 0, 0}, {"1e-1", 1, 0}, {"1.5", 1, 0}, {"15e-1", 1, 0}, {"150e-1", 0, 15}, {"1.50e1", 0, 15},
        {"9223372036854775807", 0, INT64_MAX}, {"9223372036854775808", 2, 0}, {"-9223372036854775808", 0, INT64_MIN},
        {"-9223372036854775809", 2, 0}, {"9223372036854775807.0", 0, INT64_MAX}, {"9223372036854775807.5", 1, 0},
        {"92233720368547758070e-1", 0, INT64_MAX}, {"0.0000000000000000000000001e25", 0, 1},
        {"1e18", 0, 1000000000000000000},
        {"1e19", 2, 0}, {"9.3e18", 2, 0}, {"-9.3e18", 2, 0}, {"1e400", 2, 0}, {"1e-400", 1, 0},
        {"1e99999999999999999999", 2, 0},
        {"1e-99999999999999999999", 1, 0}, {"10000000000000000000000000e-25", 0, 1},
        {"10000000000000000000000001e-25", 1, 0},
        {"123456789012345678901234567890", 2, 0}, {"123456789012345678901234567890.5", 1, 0},
        {"123456789012345678901234567890e-1", 2, 0}, {"123456789012345678901234567890e-2", 1, 0},
        {"1234567890123456789012345678.9000e1", 2, 0}, {"0.1234567890123456789012345e25", 2, 0},
        {"0.1234567890123456789012345e24", 1, 0},
        {"12345678901234567890000.00", 2, 0}, {"12345678901234567890123.00", 2, 0}, {"12345678901234567890123.00e-1", 1, 0},
        {"00", 0, 0}, {"5E+0", 0, 5}, {"5e00000000000000000000001", 0, 50},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i)
        expect_integer(cases[i].text, cases[i].status, cases[i].value);
}

/* ---- fixed cases ---- */

static void check_print_cases(void)
{
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        {0.0, "0"}, {-0.0, "0"}, {8, "8"}, {-8, "-8"}, {0.1, "0.1"}, {-2.5, "-2.5"}, {1209600, "1209600"},
        {80e9, "80000000000"},
        {1e16, "10000000000000000"}, {99999999999999984.0, "99999999999999980"}, {1e17, "1e17"}, {1e22, "1e22"}, {1e-5, "0.00001"},
        {1.5e-7, "1.5e-7"}, {9.999e-6, "9.999e-6"}, {1.2345e-5, "0.000012345"}, {0.30000000000000004, "0.30000000000000004"},
        {5e-324, "5e-324"}, {2.2250738585072014e-308, "2.2250738585072014e-308"}, {1.7976931348623157e308, "1.7976931348623157e308"},
        {-1.2345678901234568e-300, "-1.2345678901234568e-300"}, {9007199254740993.0, "9007199254740992"}, {1.0 / 3, "0.3333333333333333"},
        {9.5367431640625e-7, "9.5367431640625e-7"}, {123456.789, "123456.789"}, {2e-323, "2e-323"}, {9e-323, "9e-323"},
        {0x1p-44, "5.684341886080802e-14"},
        {4503599627370495.5, "4503599627370495.5"}, {0x1p56, "72057594037927940"},
    };
    char text[PIQ__NUMBER_TEXT];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
        piq__number_print(cases[i].value, text);
        if (strcmp(text, cases[i].text) != 0)
            fail("print case", text);
        check_print(cases[i].value);
    }
}

static void check_parse_cases(void)
{
    static const char *const cases[] = {
        "0", "-0", "0.0", "0e0", "-0E-99999", "0e999999999999999999999999", "1", "1e0", "1E+0", "4.0", "80e9", "7.24e9", "1e22", "1e23", "1e-22",
        "1.7976931348623157e308", "1.7976931348623158e308", "1.7976931348623159e308", "1.797693134862315807e308", "1e308", "1e309", "1e310",
        "179769313486231580793e289", "-1e400", "1e99999999999999999999", "1e-99999999999999999999", "2.2250738585072011e-308",
        "2.2250738585072012e-308", "2.2250738585072014e-308", "4.9406564584124654e-324", "2.4703282292062327e-324", "2.4703282292062328e-324",
        "2.4703282292062327208e-324", "2.47032822920623272e-324", "1e-323", "1e-324", "9999999999999999999e-343", "9999999999999999999e-342",
        "18446744073709551615", "18446744073709551616", "9999999999999999999", "99999999999999999999", "9007199254740993",
        "9007199254740993.0", "9007199254740993.00000000000000000000000000000000001", "9007199254740992.99999999999999999999999999999",
        "9007199254740991.5", "9007199254740995", "0.000000000000000000000000000000000000000000000000000000000000000001e66",
        "6.631236846766476e-316", "3.237883913302901e-319", "6.9294956446009195e15", "8.7e-18446744073709551616", "3.5e18446744073709551616",
        "1.00000000000000011102230246251565404236316680908203125", "1.00000000000000011102230246251565404236316680908203124",
        "1.00000000000000011102230246251565404236316680908203126", "2.22507385850720113605740979670913197593481954635164564e-308",
        "10000000000000000000000000000000000000000e-40", "0.1000000000000000055511151231257827021181583404541015625",
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; ++i)
        check_parse(cases[i]);
    char text[TEXT_MAX];
    for (int digits = 700; digits < 1300; digits += 7) {
        for (int shift = 0; shift < 2; ++shift) {
            memset(text, shift ? '9' : '0', (size_t)digits);
            text[0] = '1';
            sprintf(text + digits, "e-%d", digits + 300 + shift);
            check_parse(text);
            sprintf(text + digits, ".%01000d1e-%d", 0, digits - 1);
            check_parse(text);
        }
    }
}
/* clang-format on */

int main(int argc, char **argv)
{
    static void (*const texts[])(char *) = {short_text, wide_text, long_text, leading_zero_text, trailing_zero_text};
    unsigned long count = argc > 1 ? strtoul(argv[1], NULL, 10) : 200000, midpoints = 0;
    char text[TEXT_MAX];
    check_parse_cases();
    check_print_cases();
    check_integer_cases();
    for (int shift = 0; shift < 64; ++shift) {
        check_integer((int64_t)(UINT64_MAX >> shift));
        check_integer(-(int64_t)(UINT64_MAX >> 1 >> shift) - 1);
        check_money((int64_t)(UINT64_MAX >> shift));
    }
    for (uint64_t exponent = 0; exponent < 0x7ff; ++exponent) {
        for (uint64_t i = 0; i < 5; ++i) {
            uint64_t bits = (exponent << 52) - 2 + i;
            if ((bits >> 63) != 0 || !is_finite(bits))
                continue;
            check_midpoint(bits);
            check_print(double_of(bits));
        }
    }
    for (unsigned long i = 0; i < count; ++i) {
        texts[i % 5](text);
        check_parse(text);
        uint64_t bits = random_bits();
        if (is_finite(bits))
            check_print(double_of(bits | (next_random() & 1) << 63));
        check_integer((int64_t)(next_random() >> below(64)) * (below(2) ? 1 : -1));
        check_money((int64_t)(next_random() >> (1 + below(63))) * (below(2) ? 1 : -1));
        if (i % 64 == 0) {
            check_midpoint(random_bits() & (UINT64_MAX >> 1));
            ++midpoints;
        }
    }
    printf("number_check: %lu texts, %lu doubles, %lu midpoints times 4, %lu failures\n", count, count, midpoints, failures);
    return failures != 0;
}
