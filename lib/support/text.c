#include "support/text.h"

#include "support/number.h"

#define TEXT_QUOTE_MOST 64u

/* The longest prefix of at most `room` bytes that does not end inside a character. */
static size_t text_cut(const char *bytes, size_t length, size_t room)
{
    if (length <= room)
        return length;
    while (room > 0 && ((unsigned char)bytes[room] & 0xC0u) == 0x80u)
        room--;
    return room;
}

void piq__put_bytes(piq__text *t, const char *bytes, size_t length)
{
    if (t->size != 0 && t->length < t->size) {
        size_t kept = text_cut(bytes, length, t->size - 1 - t->length);
        memcpy(t->out + t->length, bytes, kept);
        t->out[t->length + kept] = '\0';
    }
    t->length += length;
}

void piq__put(piq__text *t, const char *words) { piq__put_bytes(t, words, strlen(words)); }

void piq__put_number(piq__text *t, double value)
{
    char digits[32];
    if (!piq__known(value)) {
        piq__put(t, "NaN");
    } else if (value > 1.7976931348623157e308 || value < -1.7976931348623157e308) {
        piq__put(t, value > 0 ? "infinity" : "-infinity");
    } else {
        piq__put_bytes(t, digits, piq__number_print(value, digits));
    }
}

void piq__put_rounded(piq__text *t, double value, unsigned digits)
{
    double scale = 1;
    for (unsigned i = 0; i < digits; i++)
        scale *= 10;
    double scaled = value * scale;
    if (!(scaled < 9e15)) {
        piq__put_number(t, value);
        return;
    }
    int64_t whole = (int64_t)(scaled + 0.5);
    piq__put_number(t, (double)whole / scale);
}

void piq__put_quoted(piq__text *t, const char *bytes, size_t length)
{
    size_t kept = text_cut(bytes, length, TEXT_QUOTE_MOST);
    piq__put(t, "\"");
    piq__put_bytes(t, bytes, kept);
    piq__put(t, kept < length ? "...\"" : "\"");
}

static bool text_continues(const unsigned char *s, size_t count)
{
    for (size_t i = 1; i <= count; i++)
        if ((s[i] & 0xC0u) != 0x80u)
            return false;
    return true;
}

/* Length of the character at s, 0 when it is not one (overlong forms and surrogates are not). */
static size_t text_character(const unsigned char *s, size_t left)
{
    unsigned first = s[0];
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return left >= 2 && text_continues(s, 1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        if (left < 3 || !text_continues(s, 2))
            return 0;
        bool overlong = first == 0xE0 && s[1] < 0xA0, surrogate = first == 0xED && s[1] >= 0xA0;
        return overlong || surrogate ? 0 : 3;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        if (left < 4 || !text_continues(s, 3))
            return 0;
        bool overlong = first == 0xF0 && s[1] < 0x90, beyond = first == 0xF4 && s[1] >= 0x90;
        return overlong || beyond ? 0 : 4;
    }
    return 0;
}

bool piq__utf8_valid(const char *bytes, size_t length)
{
    const unsigned char *s = (const unsigned char *)bytes;
    for (size_t i = 0; i < length;) {
        uint64_t eight; /* most text is ASCII */
        if (length - i >= sizeof eight && (memcpy(&eight, s + i, sizeof eight), (eight & UINT64_C(0x8080808080808080)) == 0)) {
            i += sizeof eight;
            continue;
        }
        size_t step = text_character(s + i, length - i);
        if (step == 0)
            return false;
        i += step;
    }
    return true;
}

const char *piq__text_fault(const char *bytes, size_t length)
{
    if (length > PIQ__TEXT_LONGEST)
        return " is longer than 4294967294 bytes";
    if (!piq__utf8_valid(bytes, length))
        return " is not UTF-8";
    return length != 0 && memchr(bytes, '\0', length) != NULL ? " is not text: it holds a NUL" : NULL;
}
