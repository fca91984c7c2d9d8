#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"

static void json_line(const json *j)
{
    (void)fputc('\n', j->out);
    for (int i = 0; i < j->depth; i++)
        (void)fputs("  ", j->out);
}

static void json_before(json *j)
{
    if (j->after_key) {
        j->after_key = false;
        return;
    }
    if (j->follows)
        (void)fputc(',', j->out);
    if (j->depth > 0)
        json_line(j);
    j->follows = true;
}

void json_open(json *j, char bracket)
{
    json_before(j);
    (void)fputc(bracket, j->out);
    j->depth++;
    j->follows = false;
}

void json_close(json *j, char bracket)
{
    j->depth--;
    if (j->follows)
        json_line(j);
    (void)fputc(bracket, j->out);
    j->follows = true;
    if (j->depth == 0)
        (void)fputc('\n', j->out);
}

static void json_string(const json *j, const char *text, size_t length)
{
    (void)fputc('"', j->out);
    for (size_t i = 0; i < length; i++) {
        const unsigned char c = (unsigned char)text[i];
        if (c < 0x20)
            (void)fprintf(j->out, "\\u%04x", (unsigned)c);
        else if (c == '"' || c == '\\')
            (void)fprintf(j->out, "\\%c", c);
        else
            (void)fputc(c, j->out);
    }
    (void)fputc('"', j->out);
}

void json_key(json *j, const char *key)
{
    json_before(j);
    json_string(j, key, strlen(key));
    (void)fputs(": ", j->out);
    j->after_key = true;
}

void json_text(json *j, const char *text, size_t length)
{
    json_before(j);
    json_string(j, text, length);
}

void json_word(json *j, const char *key, const char *text)
{
    json_key(j, key);
    json_before(j);
    if (text == NULL)
        (void)fputs("null", j->out);
    else
        json_string(j, text, strlen(text));
}

/* The fewest digits that read back to the same number. */
void json_number(json *j, double value)
{
    char digits[32];
    int precision = 15; /* %g drops the zeros of shorter ones */
    json_before(j);
    if (!isfinite(value)) {
        (void)fputs("null", j->out);
        return;
    }
    do
        (void)snprintf(digits, sizeof digits, "%.*g", precision, value);
    while (strtod(digits, NULL) != value && precision++ < 17);
    if (value > -1e15 && value < 1e15 && strchr(digits, 'e') != NULL && value == (double)(int64_t)value)
        (void)snprintf(digits, sizeof digits, "%.0f", value);
    (void)fputs(digits, j->out);
}

void json_boolean(json *j, bool value)
{
    json_before(j);
    (void)fputs(value ? "true" : "false", j->out);
}

void json_money(json *j, piq_money micro)
{
    if (micro == PIQ_MONEY_UNKNOWN) {
        json_before(j);
        (void)fputs("null", j->out);
    } else {
        json_number(j, (double)micro / 1e6);
    }
}

void json_words(json *j, const char *key, const char *words)
{
    json_key(j, key);
    json_open(j, '[');
    while (*words != '\0') {
        const size_t length = strcspn(words, " ");
        if (length != 0)
            json_text(j, words, length);
        words += length + (words[length] == ' ');
    }
    json_close(j, ']');
}
