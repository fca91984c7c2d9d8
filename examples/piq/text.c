#include <stdlib.h>
#include <string.h>

#include "program.h"

static size_t text_decode(const char *text, uint32_t *character)
{
    const unsigned char *s = (const unsigned char *)text;
    size_t length = s[0] < 0x80 ? 1 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
    *character = length == 1 ? s[0] : s[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((s[i] & 0xc0) != 0x80) { /* not UTF-8, as a file name may be */
            *character = 0xfffd;
            return i;
        }
        *character = *character << 6 | (s[i] & 0x3fu);
    }
    return length;
}

typedef struct text_range {
    uint32_t first, last;
} text_range;

static bool text_in(uint32_t c, const text_range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    return false;
}

/* Control characters, and those that turn the direction of writing or end a line. */
static bool text_unsafe(uint32_t c)
{
    static const text_range unsafe[] = {{0, 0x1f}, {0x7f, 0x9f}, {0x200e, 0x200f}, {0x2028, 0x202e}, {0x2066, 0x2069}, {0xfeff, 0xfeff}};
    return text_in(c, unsafe, sizeof unsafe / sizeof unsafe[0]);
}

static size_t text_character_columns(uint32_t c)
{
    static const text_range none[] = {{0x300, 0x36f}, {0x200b, 0x200d}, {0x2060, 0x2064}, {0xfe00, 0xfe0f}, {0x1f3fb, 0x1f3ff}};
    static const text_range wide[] = {{0x1100, 0x115f}, {0x2e80, 0x303e}, {0x3041, 0xa4cf}, {0xac00, 0xd7a3}, {0xf900, 0xfaff},
                                      {0xfe30, 0xfe6f}, {0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x1f300, 0x1faff}, {0x20000, 0x3fffd}};
    if (text_in(c, none, sizeof none / sizeof none[0]))
        return 0;
    return text_in(c, wide, sizeof wide / sizeof wide[0]) ? 2 : 1;
}

const char *text_clean(const char *text, size_t length, char *out, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < length;) {
        char bytes[5] = {0}, shown[8];
        uint32_t c;
        memcpy(bytes, text + i, length - i < 4 ? length - i : 4);
        const size_t step = text_decode(bytes, &c);
        if (text_unsafe(c))
            (void)snprintf(shown, sizeof shown, "\\u%04x", (unsigned)c);
        else
            (void)snprintf(shown, sizeof shown, "%.*s", (int)step, c == 0xfffd ? "?" : bytes);
        const size_t more = strlen(shown);
        if (used + more >= size)
            break;
        memcpy(out + used, shown, more);
        used += more;
        i += step;
    }
    out[used] = '\0';
    return out;
}

size_t text_columns(const char *text)
{
    size_t columns = 0;
    uint32_t c;
    while (*text != '\0') {
        text += text_decode(text, &c);
        columns += text_character_columns(c);
    }
    return columns;
}

/* How many bytes of the text take at most `columns`. */
static size_t text_bytes(const char *text, size_t columns)
{
    size_t bytes = 0, used = 0;
    uint32_t c;
    while (text[bytes] != '\0') {
        const size_t step = text_decode(text + bytes, &c);
        used += text_character_columns(c);
        if (used > columns)
            break;
        bytes += step;
    }
    return bytes;
}

const char *text_fit(const char *text, size_t columns, char *out, size_t size)
{
    const size_t all = text_columns(text);
    if (all <= columns) {
        (void)snprintf(out, size, "%s", text);
        return out;
    }
    const size_t head = (columns - 2) / 2, tail = columns - 2 - head;
    size_t from = text_bytes(text, all - tail);
    if (text_columns(text + from) > tail) { /* a wide character straddles the cut */
        uint32_t c;
        from += text_decode(text + from, &c);
    }
    (void)snprintf(out, size, "%.*s..%s", (int)text_bytes(text, head), text, text + from);
    return out;
}

void text_pad(FILE *out, const char *text, size_t columns)
{
    size_t have = text_columns(text);
    (void)fputs(text, out);
    for (; have < columns; have++)
        (void)fputc(' ', out);
}

void text_paragraph(FILE *out, const char *first, const char *text)
{
    const size_t indent = text_columns(first), room = COLUMNS - indent;
    size_t used = 0;
    (void)fputs(first, out);
    while (*text != '\0') {
        while (*text == ' ')
            text++;
        size_t length = strcspn(text, " ");
        if (length == 0)
            break;
        char word[TEXT_MOST];
        (void)snprintf(word, sizeof word, "%.*s", (int)length, text);
        size_t columns = text_columns(word);
        if (columns > room) { /* longer than a line: cut it */
            const size_t left = used == 0 ? room : used + 1 < room ? room - used - 1 : room;
            length = text_bytes(word, left < 8 ? room : left);
            word[length] = '\0';
            columns = text_columns(word);
        }
        if (used != 0 && used + 1 + columns > room) {
            (void)fprintf(out, "\n%*s", (int)indent, "");
            used = 0;
        }
        (void)fprintf(out, "%s%s", used != 0 ? " " : "", word);
        used += columns + (used != 0 ? 1 : 0);
        text += length;
    }
    (void)fputc('\n', out);
}

/* Puts commas between the thousands of the whole part. */
static void text_group(const char *digits, char *out, size_t size)
{
    const size_t whole = strcspn(digits + (digits[0] == '-'), ".");
    size_t used = 0, at = 0;
    if (digits[0] == '-')
        out[used++] = *digits++;
    for (; digits[at] != '\0' && used + 2 < size; at++) {
        if (at != 0 && at < whole && (whole - at) % 3 == 0)
            out[used++] = ',';
        out[used++] = digits[at];
    }
    out[used] = '\0';
}

const char *text_number(double value, int digits, char *out, size_t size)
{
    char plain[400];
    if (value >= 1e15 || value <= -1e15 || value != value) {
        (void)snprintf(out, size, "%.6g", value);
        return out;
    }
    (void)snprintf(plain, sizeof plain, "%.*f", digits, value);
    if (strchr(plain, '.') != NULL) {
        size_t end = strlen(plain);
        while (plain[end - 1] == '0')
            end--;
        plain[plain[end - 1] == '.' ? end - 1 : end] = '\0';
    }
    text_group(plain, out, size);
    return out;
}

const char *text_money(piq_money micro, char *out, size_t size)
{
    char plain[40];
    if (micro == PIQ_MONEY_UNKNOWN) {
        (void)snprintf(out, size, "unknown");
        return out;
    }
    const double amount = (double)micro / 1e6;
    (void)snprintf(plain, sizeof plain, amount >= 999.995 || amount <= -999.995 ? "%.0f" : "%.2f", amount);
    text_group(plain, out, size);
    return out;
}

void text_add(char *out, size_t size, const char *more)
{
    const size_t used = strlen(out);
    (void)snprintf(out + used, size - used, "%s", more);
}
