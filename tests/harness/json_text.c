/* Putting JSON texts together. */
#include "harness/json_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *text_of(const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    const int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0) {
        abort();
    }
    char *result = piq_test_memory((size_t)length + 1);
    vsnprintf(result, (size_t)length + 1, format, arguments);
    return result;
}

static char *format_json(const char *format, va_list arguments)
{
    char *result = text_of(format, arguments);
    for (char *at = result; *at; at++) {
        if (*at == '\'') {
            *at = '"';
        }
    }
    return result;
}

const char *text(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *result = text_of(format, arguments);
    va_end(arguments);
    return result;
}

const char *json(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *result = format_json(format, arguments);
    va_end(arguments);
    return result;
}

typedef struct member {
    const char *key, *value;
    size_t key_length, value_length;
} member;

static const char *skip_blank(const char *at) { return at + strspn(at, " \n\r\t,"); }

static const char *skip_string(const char *at)
{
    for (at++; *at && *at != '"'; at++) {
        if (*at == '\\' && at[1]) {
            at++;
        }
    }
    return *at ? at + 1 : at;
}

/* Reads one member of the well-formed objects that tests write; NULL at their end. */
static const char *next_member(const char *at, member *found)
{
    at = skip_blank(at);
    if (*at != '"') {
        return NULL;
    }
    found->key = at + 1;
    at = skip_string(at);
    found->key_length = (size_t)(at - found->key) - 1;
    at += strspn(at, " :");
    found->value = at;
    int depth = 0;
    while (*at && !(depth == 0 && (*at == ',' || *at == '}'))) {
        depth += *at == '{' || *at == '[' ? 1 : *at == '}' || *at == ']' ? -1 : 0;
        at = *at == '"' ? skip_string(at) : at + 1;
    }
    found->value_length = (size_t)(at - found->value);
    return at;
}

static int has_member(const char *members, const member *wanted)
{
    member found;
    for (const char *at = members; (at = next_member(at, &found)) != NULL;) {
        if (found.key_length == wanted->key_length && memcmp(found.key, wanted->key, found.key_length) == 0) {
            return 1;
        }
    }
    return 0;
}

static void append(char *out, const member *one)
{
    if (strncmp(one->value, "null", 4) != 0) {
        out += strlen(out);
        sprintf(out, "%s\"%.*s\": %.*s", out[-1] == '{' ? "" : ", ", (int)one->key_length, one->key, (int)one->value_length, one->value);
    }
}

const char *with(const char *object, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *changes = format_json(format, arguments);
    va_end(arguments);
    char *result = piq_test_memory(2 * (strlen(object) + strlen(changes)) + 16);
    const char *inside = strchr(object, '{') + 1;
    member found;
    strcpy(result, "{");
    for (const char *at = inside; (at = next_member(at, &found)) != NULL;) {
        if (!has_member(changes, &found)) {
            append(result, &found);
        }
    }
    for (const char *at = changes; (at = next_member(at, &found)) != NULL;) {
        append(result, &found);
    }
    strcat(result, "}");
    return result;
}
