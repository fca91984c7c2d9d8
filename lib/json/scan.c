#include "support/base.h"
#include "json/scan.h"

/* What the next token may be. */
enum { SCAN_VALUE, SCAN_FIRST_KEY, SCAN_FIRST_ELEMENT, SCAN_AFTER_VALUE, SCAN_DONE, SCAN_FAILED };

enum {
    SCAN_SPACE = 1,
    SCAN_DIGIT = 2,
    SCAN_HEX = 4,
    SCAN_WORD = 8,  /* may not follow a number, true, false or null */
    SCAN_PLAIN = 16 /* stands for itself in a string and is ASCII */
};

#define SCAN_P SCAN_PLAIN
#define SCAN_W (SCAN_PLAIN | SCAN_WORD)
#define SCAN_D (SCAN_PLAIN | SCAN_WORD | SCAN_DIGIT | SCAN_HEX)
#define SCAN_H (SCAN_PLAIN | SCAN_WORD | SCAN_HEX)
#define SCAN_EIGHT(x) x, x, x, x, x, x, x, x

/* clang-format off */
static const unsigned char scan_class[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, SCAN_SPACE, SCAN_SPACE, 0, 0, SCAN_SPACE, 0, 0, SCAN_EIGHT(0), SCAN_EIGHT(0),
    /* space to / */ SCAN_P | SCAN_SPACE, SCAN_P, 0, SCAN_P, SCAN_P, SCAN_P, SCAN_P, SCAN_P,
    SCAN_P, SCAN_P, SCAN_P, SCAN_W, SCAN_P, SCAN_W, SCAN_W, SCAN_P,
    /* 0 to ? */ SCAN_EIGHT(SCAN_D), SCAN_D, SCAN_D, SCAN_P, SCAN_P, SCAN_P, SCAN_P, SCAN_P, SCAN_P,
    /* @ to _ */ SCAN_P, SCAN_H, SCAN_H, SCAN_H, SCAN_H, SCAN_H, SCAN_H, SCAN_W, SCAN_EIGHT(SCAN_W),
    SCAN_EIGHT(SCAN_W), SCAN_W, SCAN_W, SCAN_W, SCAN_P, 0, SCAN_P, SCAN_P, SCAN_W,
    /* ` to DEL */ SCAN_P, SCAN_H, SCAN_H, SCAN_H, SCAN_H, SCAN_H, SCAN_H, SCAN_W, SCAN_EIGHT(SCAN_W),
    SCAN_EIGHT(SCAN_W), SCAN_W, SCAN_W, SCAN_W, SCAN_P, SCAN_P, SCAN_P, SCAN_P, SCAN_P,
};
/* clang-format on */

static unsigned scan_is(const char *p, unsigned classes)
{
    return scan_class[(unsigned char)*p] & classes;
}

static int32_t scan_fail(piq__json_scanner *s, const char *where, const char *message)
{
    s->state = SCAN_FAILED;
    s->error = where == s->limit ? "unexpected end of text" : message;
    s->error_offset = (size_t)(where - s->text);
    s->begin = s->end = where;
    return PIQ__JSON_ERROR;
}

static const char *scan_space(const char *p, const char *limit)
{
    while (p < limit && scan_is(p, SCAN_SPACE))
        ++p;
    return p;
}

static const char *scan_digits(const char *p, const char *limit)
{
    while (p < limit && scan_is(p, SCAN_DIGIT))
        ++p;
    return p;
}

static bool scan_in_object(const piq__json_scanner *s)
{
    return (s->objects[s->depth / 64] >> (s->depth % 64) & 1) != 0;
}

static int32_t scan_token(piq__json_scanner *s, int32_t kind, const char *begin, const char *end)
{
    s->begin = begin;
    s->end = end;
    s->position = end;
    s->state = SCAN_AFTER_VALUE;
    return kind;
}

/* ---- strings ---- */

/* Eight bytes, the first one lowest: compilers make one load of it where that is possible. */
static uint64_t scan_load(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 | (uint64_t)b[4] << 32 |
           (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}

/* The first byte that is not plain: a quote, a backslash, a control character or part of a longer character. */
static const char *scan_plain(const char *p, const char *limit)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
    for (; limit - p >= 8; p += 8) {
        uint64_t word = scan_load(p), quote = word ^ (ones * '"'), backslash = word ^ (ones * '\\');
        /* Borrows make false hits only above a true one, and the lowest hit is all that is used. */
        uint64_t escapes = ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash);
        uint64_t hits = (escapes | (word - ones * 0x20) | word) & tops;
        if (hits != 0)
            return p + ((((hits - 1) & ~hits & ones) * ones) >> 56) - 1;
    }
    while (p < limit && scan_is(p, SCAN_PLAIN))
        ++p;
    return p;
}

/* A character of two to four bytes; RFC 3629 leaves no other form. Returns its end, or NULL. */
static const char *scan_wide(const char *p, const char *limit)
{
    const unsigned char *b = (const unsigned char *)p;
    unsigned lead = b[0], low = 0x80, high = 0xbf;
    int length;
    if (lead >= 0xc2 && lead <= 0xdf)
        length = 2;
    else if (lead >= 0xe0 && lead <= 0xef)
        length = 3;
    else if (lead >= 0xf0 && lead <= 0xf4)
        length = 4;
    else
        return NULL;
    if (limit - p < length)
        return NULL;
    if (lead == 0xe0)
        low = 0xa0; /* shorter forms exist below */
    else if (lead == 0xed)
        high = 0x9f; /* surrogates above */
    else if (lead == 0xf0)
        low = 0x90;
    else if (lead == 0xf4)
        high = 0x8f; /* U+10FFFF is the last */
    if (b[1] < low || b[1] > high)
        return NULL;
    for (int i = 2; i < length; ++i) {
        if ((b[i] & 0xc0) != 0x80)
            return NULL;
    }
    return p + length;
}

static unsigned scan_hex(const char *p)
{
    unsigned value = 0;
    for (int i = 0; i < 4; ++i) {
        unsigned digit = scan_is(p + i, SCAN_DIGIT) ? (unsigned)(p[i] - '0') : ((unsigned)p[i] | 0x20u) - 'a' + 10u;
        value = value * 16 + digit;
    }
    return value;
}

/* The end of four hex digits, or NULL after scan_fail. */
static const char *scan_hex_digits(piq__json_scanner *s, const char *p)
{
    for (int i = 0; i < 4; ++i, ++p) {
        if (p == s->limit || !scan_is(p, SCAN_HEX)) {
            scan_fail(s, p, "expected four hexadecimal digits after \\u");
            return NULL;
        }
    }
    return p;
}

static const char *scan_unicode(piq__json_scanner *s, const char *escape)
{
    const char *p = scan_hex_digits(s, escape + 2);
    if (p == NULL)
        return NULL;
    unsigned unit = scan_hex(p - 4);
    if (unit < 0xd800 || unit > 0xdfff)
        return p;
    if (unit <= 0xdbff && s->limit - p >= 2 && p[0] == '\\' && p[1] == 'u') {
        const char *end = scan_hex_digits(s, p + 2);
        if (end == NULL)
            return NULL;
        unsigned second = scan_hex(p + 2);
        if (second >= 0xdc00 && second <= 0xdfff)
            return end;
    }
    scan_fail(s, escape, "half of a surrogate pair");
    return NULL;
}

static const char *scan_escape(piq__json_scanner *s, const char *p)
{
    s->has_escapes = true;
    if (s->limit - p < 2) {
        scan_fail(s, s->limit, "");
        return NULL;
    }
    switch (p[1]) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
        return p + 2;
    case 'u':
        return scan_unicode(s, p);
    default:
        scan_fail(s, p, "unknown escape in a string");
        return NULL;
    }
}

/* From behind the opening quote; returns the closing one, or NULL after scan_fail. */
static const char *scan_string(piq__json_scanner *s, const char *p)
{
    s->has_escapes = false;
    for (;;) {
        p = scan_plain(p, s->limit);
        if (p == s->limit) {
            scan_fail(s, p, "");
            return NULL;
        }
        if (*p == '"')
            return p;
        const char *end = NULL;
        if (*p == '\\') {
            end = scan_escape(s, p);
        } else if ((unsigned char)*p < 0x20) {
            scan_fail(s, p, "control character in a string");
        } else {
            end = scan_wide(p, s->limit);
            if (end == NULL)
                scan_fail(s, p, "invalid UTF-8");
        }
        if (end == NULL)
            return NULL;
        p = end;
    }
}

/* ---- values ---- */

static int32_t scan_number(piq__json_scanner *s, const char *begin)
{
    const char *limit = s->limit, *digits = begin + (*begin == '-'), *p = scan_digits(digits, limit);
    if (p == digits)
        return scan_fail(s, p, "expected a digit");
    if (*digits == '0' && p - digits > 1)
        return scan_fail(s, digits, "a number starts with an unneeded 0");
    if (p < limit && *p == '.') {
        digits = ++p;
        p = scan_digits(p, limit);
        if (p == digits)
            return scan_fail(s, p, "expected a digit after the decimal point");
    }
    if (p < limit && (*p == 'e' || *p == 'E')) {
        ++p;
        if (p < limit && (*p == '+' || *p == '-'))
            ++p;
        digits = p;
        p = scan_digits(p, limit);
        if (p == digits)
            return scan_fail(s, p, "expected a digit in the exponent");
    }
    if (p < limit && scan_is(p, SCAN_WORD))
        return scan_fail(s, p, "malformed number");
    return scan_token(s, PIQ__JSON_NUMBER, begin, p);
}

static int32_t scan_word(piq__json_scanner *s, const char *p, const char *word, int32_t kind)
{
    const char *begin = p;
    for (; *word != 0; ++word, ++p) {
        if (p == s->limit || *p != *word)
            return scan_fail(s, p == s->limit ? p : begin, "expected a value");
    }
    if (p < s->limit && scan_is(p, SCAN_WORD))
        return scan_fail(s, begin, "expected a value");
    return scan_token(s, kind, begin, p);
}

static int32_t scan_open(piq__json_scanner *s, const char *p, bool object)
{
    if (s->depth >= PIQ__JSON_DEPTH)
        return scan_fail(s, p, "nested too deeply");
    s->depth++;
    uint64_t bit = UINT64_C(1) << (s->depth % 64);
    if (object)
        s->objects[s->depth / 64] |= bit;
    else
        s->objects[s->depth / 64] &= ~bit;
    scan_token(s, 0, p, p + 1);
    s->state = object ? SCAN_FIRST_KEY : SCAN_FIRST_ELEMENT;
    return object ? PIQ__JSON_OBJECT_BEGIN : PIQ__JSON_ARRAY_BEGIN;
}

static int32_t scan_close(piq__json_scanner *s, const char *p, int32_t kind)
{
    s->depth--;
    return scan_token(s, kind, p, p + 1);
}

static int32_t scan_value(piq__json_scanner *s, const char *p)
{
    if (p == s->limit)
        return scan_fail(s, p, "");
    switch (*p) {
    case '"': {
        const char *end = scan_string(s, p + 1);
        if (end == NULL)
            return PIQ__JSON_ERROR;
        scan_token(s, PIQ__JSON_STRING, p + 1, end);
        s->position = end + 1;
        return PIQ__JSON_STRING;
    }
    case '{':
        return scan_open(s, p, true);
    case '[':
        return scan_open(s, p, false);
    case 't':
        return scan_word(s, p, "true", PIQ__JSON_TRUE);
    case 'f':
        return scan_word(s, p, "false", PIQ__JSON_FALSE);
    case 'n':
        return scan_word(s, p, "null", PIQ__JSON_NULL);
    default:
        if (*p == '-' || scan_is(p, SCAN_DIGIT))
            return scan_number(s, p);
        return scan_fail(s, p, "expected a value");
    }
}

static int32_t scan_key(piq__json_scanner *s, const char *p)
{
    if (p == s->limit || *p != '"')
        return scan_fail(s, p, "expected a key in double quotes");
    const char *end = scan_string(s, p + 1);
    if (end == NULL)
        return PIQ__JSON_ERROR;
    const char *colon = scan_space(end + 1, s->limit);
    if (colon == s->limit || *colon != ':')
        return scan_fail(s, colon, "expected ':' after a key");
    scan_token(s, PIQ__JSON_KEY, p + 1, end);
    s->position = colon + 1;
    s->state = SCAN_VALUE;
    return PIQ__JSON_KEY;
}

static int32_t scan_after_value(piq__json_scanner *s, const char *p)
{
    if (s->depth == 0) {
        if (p != s->limit)
            return scan_fail(s, p, "more text after the end of the value");
        scan_token(s, PIQ__JSON_END, p, p);
        s->state = SCAN_DONE;
        return PIQ__JSON_END;
    }
    if (p == s->limit)
        return scan_fail(s, p, "");
    bool object = scan_in_object(s);
    if (*p == ',') {
        p = scan_space(p + 1, s->limit);
        return object ? scan_key(s, p) : scan_value(s, p);
    }
    if (*p == '}' && object)
        return scan_close(s, p, PIQ__JSON_OBJECT_END);
    if (*p == ']' && !object)
        return scan_close(s, p, PIQ__JSON_ARRAY_END);
    return scan_fail(s, p, object ? "expected ',' or '}'" : "expected ',' or ']'");
}

void piq__json_scan(piq__json_scanner *s, const char *text, size_t length)
{
    memset(s, 0, sizeof *s);
    s->text = s->position = s->begin = s->end = text != NULL ? text : "";
    s->limit = s->text + length;
    s->state = SCAN_VALUE;
    if (length >= 3 && memcmp(s->text, "\xef\xbb\xbf", 3) == 0)
        scan_fail(s, s->text, "the text starts with a byte order mark");
}

int32_t piq__json_next(piq__json_scanner *s)
{
    const char *p = scan_space(s->position, s->limit);
    switch (s->state) {
    case SCAN_AFTER_VALUE:
        return scan_after_value(s, p);
    case SCAN_VALUE:
        return scan_value(s, p);
    case SCAN_FIRST_KEY:
        return p < s->limit && *p == '}' ? scan_close(s, p, PIQ__JSON_OBJECT_END) : scan_key(s, p);
    case SCAN_FIRST_ELEMENT:
        return p < s->limit && *p == ']' ? scan_close(s, p, PIQ__JSON_ARRAY_END) : scan_value(s, p);
    case SCAN_DONE:
        return PIQ__JSON_END;
    default:
        return PIQ__JSON_ERROR;
    }
}

int32_t piq__json_leave(piq__json_scanner *s)
{
    uint32_t depth = s->depth;
    int32_t kind;
    do
        kind = piq__json_next(s);
    while (kind > PIQ__JSON_END && s->depth >= depth);
    return kind;
}

int32_t piq__json_skip(piq__json_scanner *s)
{
    int32_t kind = piq__json_next(s);
    if (kind == PIQ__JSON_OBJECT_BEGIN || kind == PIQ__JSON_ARRAY_BEGIN)
        return piq__json_leave(s) == PIQ__JSON_ERROR ? PIQ__JSON_ERROR : kind;
    return kind;
}

/* ---- after scanning ---- */

static size_t scan_encode(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t length = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; --i, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3f));
    out[0] = (char)((0xf00 >> length & 0xff) | c);
    return length;
}

static char scan_short_escape(char c)
{
    switch (c) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return c;
    }
}

void piq__json_unescape(const char *begin, const char *end, char *out, size_t *length)
{
    char *to = out;
    for (const char *p = begin; p < end;) {
        if (*p != '\\') {
            *to++ = *p++;
        } else if (p[1] != 'u') {
            *to++ = scan_short_escape(p[1]);
            p += 2;
        } else {
            uint32_t c = scan_hex(p + 2);
            p += 6;
            if (c >= 0xd800 && c <= 0xdbff) {
                c = 0x10000 + ((c - 0xd800) << 10) + (scan_hex(p + 2) - 0xdc00);
                p += 6;
            }
            to += scan_encode(c, to);
        }
    }
    *length = (size_t)(to - out);
}

void piq__json_line_column(const char *text, size_t offset, size_t *line, size_t *column)
{
    *line = *column = 1;
    for (size_t i = 0; i < offset; ++i) {
        if (text[i] == '\n') {
            ++*line;
            *column = 1;
        } else if (((unsigned char)text[i] & 0xc0) != 0x80) {
            ++*column;
        }
    }
}
