/* What counts as text: every form of UTF-8 and its neighbours, times as RFC 3339 writes them, and sentences cut to any size. */
#include "fleet/fleet.h"
#include "support/text.h"

#include <stdio.h>
#include <stdlib.h>

static unsigned long failures;

#define MUST(condition) ((condition) ? (void)0 : (void)(failures++, fprintf(stderr, "%d: %s\n", __LINE__, #condition)))

/* ---- UTF-8 ---- */

/* By the definition: decoded with the length that the first byte claims, the shortest form, no surrogate, at most U+10FFFF. */
static bool plainly_valid(const unsigned char *s, size_t length)
{
    for (size_t i = 0; i < length;) {
        const unsigned first = s[i];
        const size_t size = first < 0x80 ? 1 : first >> 5 == 6 ? 2 : first >> 4 == 14 ? 3 : first >> 3 == 30 ? 4 : 0;
        if (size == 0 || length - i < size)
            return false;
        uint32_t point = size == 1 ? first : first & (0x7Fu >> size);
        for (size_t k = 1; k < size; k++) {
            if (s[i + k] >> 6 != 2)
                return false;
            point = point << 6 | (s[i + k] & 0x3Fu);
        }
        static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
        if (point < least[size] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
            return false;
        i += size;
    }
    return true;
}

static void check_utf8(void)
{
    static const unsigned char edges[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF,
                                          0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF};
    enum { EDGES = sizeof edges };
    unsigned char bytes[4];
    unsigned long valid = 0;
    for (size_t n = 0; n < (size_t)EDGES * EDGES * EDGES * EDGES; n++) {
        for (size_t k = 0, rest = n; k < 4; k++, rest /= EDGES)
            bytes[k] = edges[rest % EDGES];
        for (size_t length = 1; length <= 4; length++) {
            unsigned char *exact = malloc(length); /* so that a sanitizer sees what should not be read */
            if (exact == NULL)
                exit(3);
            memcpy(exact, bytes, length);
            const bool good = piq__utf8_valid((const char *)exact, length);
            MUST(good == plainly_valid(exact, length));
            valid += good;
            free(exact);
        }
    }
    MUST(valid > 1000);
}

/* ---- times ---- */

typedef struct moment {
    const char *text;
    bool good;
    int64_t seconds;
    double fraction;
} moment;

static void check_times(void)
{
    static const moment all[] = {
        {"1970-01-01T00:00:00Z", true, 0, 0},
        {"1969-12-31T23:59:59z", true, -1, 0},
        {"2000-02-29t12:00:00Z", true, 951825600, 0},
        {"2026-11-23 00:00:00Z", true, 1795392000, 0},
        {"0000-01-01T00:00:00Z", true, INT64_C(-62167219200), 0},
        {"0000-02-29T00:00:00Z", true, INT64_C(-62162121600), 0},
        {"0000-03-01T00:00:00Z", true, INT64_C(-62162035200), 0},
        {"9999-12-31T23:59:59Z", true, INT64_C(253402300799), 0},
        {"1970-01-01T01:30:00+01:30", true, 0, 0},
        {"1969-12-31T22:30:00-01:30", true, 0, 0},
        {"1970-01-01T00:00:60Z", true, 60, 0},
        {"1970-01-01T00:00:00.5Z", true, 0, 0.5},
        {"1970-01-01T00:00:00.123456789Z", true, 0, 0.123456789},
        {"1970-01-01T00:00:00.1234567899999Z", true, 0, 0.123456789},
        {"1970-01-01T23:59:59+23:59", true, 59, 0},
        {"1900-02-29T00:00:00Z", false, 0, 0},
        {"2100-02-29T00:00:00Z", false, 0, 0},
        {"2023-02-29T00:00:00Z", false, 0, 0},
        {"2023-04-31T00:00:00Z", false, 0, 0},
        {"2023-00-01T00:00:00Z", false, 0, 0},
        {"2023-13-01T00:00:00Z", false, 0, 0},
        {"2023-01-00T00:00:00Z", false, 0, 0},
        {"2023-01-32T00:00:00Z", false, 0, 0},
        {"20x3-01-01T00:00:00Z", false, 0, 0},
        {"2023-01-01T24:00:00Z", false, 0, 0},
        {"2023-01-01Tx0:00:00Z", false, 0, 0},
        {"2023-01-01T00:60:00Z", false, 0, 0},
        {"2023-01-01T00:x0:00Z", false, 0, 0},
        {"2023-01-01T00:00:61Z", false, 0, 0},
        {"2023-01-01T00:00:x0Z", false, 0, 0},
        {"2023/01-01T00:00:00Z", false, 0, 0},
        {"2023-01/01T00:00:00Z", false, 0, 0},
        {"2023-01-01_00:00:00Z", false, 0, 0},
        {"2023-01-01T00.00:00Z", false, 0, 0},
        {"2023-01-01T00:00.00Z", false, 0, 0},
        {"2023-01-01T00:00:00", false, 0, 0},
        {"2023-01-01T00:00:00.", false, 0, 0},
        {"2023-01-01T00:00:00.Z", false, 0, 0},
        {"2023-01-01T00:00:00.5", false, 0, 0},
        {"2023-01-01T00:00:00:Z", false, 0, 0},
        {"2023-01-01T00:00:00Y", false, 0, 0},
        {"2023-01-01T00:00:00+01", false, 0, 0},
        {"2023-01-01T00:00:00+0100", false, 0, 0},
        {"2023-01-01T00:00:00+01:000", false, 0, 0},
        {"2023-01-01T00:00:00*01:00", false, 0, 0},
        {"2023-01-01T00:00:00+01.00", false, 0, 0},
        {"2023-01-01T00:00:00+24:00", false, 0, 0},
        {"2023-01-01T00:00:00+x1:00", false, 0, 0},
        {"2023-01-01T00:00:00+01:60", false, 0, 0},
        {"2023-01-01T00:00:00+01:x0", false, 0, 0},
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        int64_t seconds = 0;
        double fraction = 0;
        const bool good = piq__timestamp(all[i].text, strlen(all[i].text), &seconds, &fraction);
        const bool same = good == all[i].good && (!good || (seconds == all[i].seconds && fraction == all[i].fraction));
        if (!same && ++failures != 0)
            fprintf(stderr, "%s: %d, %lld, %.17g\n", all[i].text, good, (long long)seconds, fraction);
    }
}

/* ---- sentences ---- */

/* Any text in any room: a prefix of it that ends with a character and a NUL, and the length of the whole. */
static void check_cuts(void)
{
    static const char *const words[] = {"a", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "plain", ""};
    for (size_t size = 0; size <= 24; size++) {
        char out[32], whole[64] = "";
        memset(out, '#', sizeof out);
        piq__text t = piq__text_in(out, size);
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
            piq__put(&t, words[i]);
            strcat(whole, words[i]);
        }
        MUST(t.length == strlen(whole));
        if (size == 0) {
            MUST(out[0] == '#');
            continue;
        }
        const size_t kept = strlen(out);
        MUST(kept < size && memcmp(out, whole, kept) == 0 && piq__utf8_valid(out, kept) && out[size] == '#');
        MUST(kept == t.length || kept + 4 >= size);
    }
}

static void check_rounding(void)
{
    static const struct {
        double value;
        unsigned digits;
        const char *words;
    } all[] = {{0, 0, "0"}, {0.04, 1, "0"}, {0.05, 1, "0.1"}, {1234.56, 1, "1234.6"}, {99.5, 0, "100"}, {9e15, 0, "9000000000000000"},
               {8.9e15, 2, "8900000000000000"}, {1e30, 1, "1e30"}, {2.5, 6, "2.5"}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        char out[64];
        piq__text t = piq__text_in(out, sizeof out);
        piq__put_rounded(&t, all[i].value, all[i].digits);
        if (strcmp(out, all[i].words) != 0 && ++failures != 0)
            fprintf(stderr, "%.17g rounded to %u digits is %s\n", all[i].value, all[i].digits, out);
    }
    char out[64];
    piq__text t = piq__text_in(out, sizeof out);
    piq__put_rounded(&t, PIQ__UNKNOWN, 1);
    MUST(strcmp(out, "NaN") == 0);
}

int main(void)
{
    check_utf8();
    check_times();
    check_cuts();
    check_rounding();
    printf("%d passed, %lu failed\n", failures == 0, failures);
    return failures != 0;
}
