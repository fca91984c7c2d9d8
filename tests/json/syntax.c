/* JSON as RFC 8259 has it and no other: by category, at a place where the reader looks and at one that it skips. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/kit.h"
#include "harness/piq_test.h"

static piq_status read_bytes(const char *text, size_t length, piq_error *error)
{
    piq_fleet *fleet = kit_fleet();
    char *exact = malloc(length == 0 ? 1 : length); /* no NUL behind it, so that a sanitizer sees a read past its end */
    if (length != 0)
        memcpy(exact, text, length);
    const piq_status got = piq_fleet_read_json(fleet, exact, length, error);
    CHECK(got == PIQ_OK || piq_fleet_count(fleet, PIQ_ENTITY_NODE) == 0);
    free(exact);
    piq_fleet_free(fleet);
    return got;
}

static piq_status read_about(const char *value, piq_error *error)
{
    char text[4096];
    (void)snprintf(text, sizeof text, "{\"piq_snapshot\": 1, \"x_a\": %s}", value);
    return read_bytes(text, strlen(text), error);
}

TEST(syntax, values_that_are_json)
{
    static const char *const good[] = {
        "0", "-0", "1", "-1", "10", "1.5", "-0.25", "1e5", "1E5", "1e+5", "1e-5", "0e0", "0.0e-0", "123456789012345678901234567890", "1e999", "-1e999", "1e-999",
        "true", "false", "null", "\"\"", "\"a\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u0000\"", "\"\\u00e9\"", "\"\\uD83D\\uDE80\"", "\"\\ud83d\\ude80\"", "\"\xc3\xa9\"",
        "\"\xf4\x8f\xbf\xbf\"", "\"\x7f\"", "[]", "{}", "[ ]", "{ }", "[1,2]", "[[],{}]", "{\"a\":1}", "{\"a\":1,\"a\":2}", "[\t1\r\n,2 ]", "{\"\":0}", "[1,[2,[3,{\"a\":[]}]]]",
        "\"\\u2028\\u2029\"", "\"\xe2\x80\xa8\"", "[null]"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        piq_error error = PIQ_ERROR_INIT;
        CHECK_SAY(read_about(good[i], &error) == PIQ_OK, "%s: %s", good[i], error.message);
    }
}

TEST(syntax, values_that_are_not)
{
    static const char *const wrong[] = {
        "", "+1", "01", "-01", "00", "1.", ".5", "-.5", "1e", "1e+", "1E-", "e5", "-", "--1", "1.e5", "1.5.5", "0x10", "1_000", "1 2", "NaN", "nan", "Infinity", "-Infinity", "inf",
        "True", "FALSE", "nul", "nulll", "tru", "undefined", "'a'", "a", "\"a", "a\"", "\"\\x41\"", "\"\\a\"", "\"\\\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\U0041\"", "\"\\ud800\"",
        "\"\\ud800\\u0041\"", "\"\\ud800\\ud800\"", "\"\\udc00\"", "\"\\ud83d\\\"", "\"\n\"", "\"\t\"", "\"\x01\"", "\"\x1f\"", "\"\x80\"", "\"\xbf\"", "\"\xc0\x80\"", "\"\xc1\xbf\"",
        "\"\xe0\x80\x80\"", "\"\xed\xa0\x80\"", "\"\xed\xbf\xbf\"", "\"\xf0\x80\x80\x80\"", "\"\xf4\x90\x80\x80\"", "\"\xf8\x88\x80\x80\x80\"", "\"\xe2\x82\"", "\"\xfe\"", "[", "]", "{", "[1",
        "[1,", "[1,]", "[,1]", "[,]", "[1,,2]", "[1;2]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\" 1}", "{\"a\":1,}", "{,}", "{a:1}", "{'a':1}", "{1:1}", "{null:1}", "{\"a\":1 \"b\":2}",
        "{\"a\"::1}", "{\"a\":1,,\"b\":2}", "[}", "{]", "[1}", "{\"a\":1]", "//c\n1", "/*c*/1", "1//c", "#c\n1", "\f1", "\v1", "\xc2\xa0" "1", "\xef\xbb\xbf" "1", "[\"a\"\"b\"]", "\"a\" \"b\""};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        piq_error error = PIQ_ERROR_INIT;
        const piq_status got = read_about(wrong[i], &error);
        CHECK_SAY(got == PIQ_E_SYNTAX, "value %zu (%s): %s", i, wrong[i], piq_status_name(got));
        CHECK_SAY(error.line >= 1 && error.column >= 1 && error.message[0] != '\0', "value %zu: no place", i);
    }
}

/* The same where the reader knows the key. */
TEST(syntax, values_that_are_not_for_a_field)
{
    static const char *const wrong[] = {"01", "1.", ".5", "+1", "1e", "NaN", "Infinity", "-", "0x1", "\"", "tru", "", "1 1", "}"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char text[256];
        piq_error error = PIQ_ERROR_INIT;
        (void)snprintf(text, sizeof text, "{\"piq_snapshot\": 1, \"nodes\": [{\"id\": \"n\", \"price_per_gpu_hour\": %s}]}", wrong[i]);
        const piq_status got = read_bytes(text, strlen(text), &error);
        CHECK_SAY(got == PIQ_E_SYNTAX, "%s: %s", text, piq_status_name(got));
    }
}

TEST(syntax, a_nul_byte_ends_nothing)
{
    static const char text[] = "{\"piq_snapshot\": 1, \"x_a\": \"\0\"}", after[] = "{\"piq_snapshot\": 1}\0";
    piq_error error = PIQ_ERROR_INIT;
    CHECK_EQ_INT(read_bytes(text, sizeof text - 1, &error), PIQ_E_SYNTAX);
    CHECK_EQ_INT(read_bytes(after, sizeof after - 1, &error), PIQ_E_SYNTAX);
    CHECK_EQ_INT(read_bytes(after, sizeof after - 2, &error), PIQ_OK);
    CHECK_EQ_INT(read_bytes("", 0, &error), PIQ_E_SYNTAX);
    CHECK_EQ_INT(read_bytes(" \n\t", 3, &error), PIQ_E_SYNTAX);
}

TEST(syntax, other_encodings_are_refused)
{
    static const char utf16[] = "{\0\"\0a\0\"\0:\0" "1\0}\0", bom16[] = "\xff\xfe{\0}\0";
    piq_error error = PIQ_ERROR_INIT;
    CHECK_EQ_INT(read_bytes(utf16, sizeof utf16 - 1, &error), PIQ_E_SYNTAX);
    CHECK_EQ_INT(read_bytes(bom16, sizeof bom16 - 1, &error), PIQ_E_SYNTAX);
}

static char *nested(const char *open, const char *close, size_t depth)
{
    kit_text t = {NULL, 0, 0};
    kit_put(&t, "{\"piq_snapshot\": 1, \"x_a\": ");
    for (size_t i = 0; i < depth; i++)
        kit_put(&t, open);
    kit_put(&t, depth != 0 && open[0] == '{' ? "1" : "");
    for (size_t i = 0; close != NULL && i < depth; i++)
        kit_put(&t, close);
    kit_put(&t, close == NULL ? "" : "}");
    return t.bytes;
}

/* Deep nesting is an error at any depth above a limit; at no depth does it exhaust the stack. */
TEST(syntax, nesting)
{
    for (size_t depth = 1; depth <= 63; depth++) {
        char *arrays = nested("[", "]", depth), *objects = nested("{\"a\":", "}", depth);
        CHECK_SAY(read_bytes(arrays, strlen(arrays), NULL) == PIQ_OK, "%zu arrays", depth);
        CHECK_SAY(read_bytes(objects, strlen(objects), NULL) == PIQ_OK, "%zu objects", depth);
        free(arrays);
        free(objects);
    }
    static const size_t deep[] = {64, 65, 1000, 100000, 1000000};
    for (size_t i = 0; i < sizeof deep / sizeof deep[0]; i++) {
        char *texts[] = {nested("[", "]", deep[i]), nested("{\"a\":", "}", deep[i]), nested("[", NULL, deep[i]), nested("[{\"a\":", NULL, deep[i])};
        for (size_t k = 0; k < 4; k++) {
            piq_error error = PIQ_ERROR_INIT;
            const piq_status got = read_bytes(texts[k], strlen(texts[k]), &error);
            CHECK_SAY(got == PIQ_E_SYNTAX && error.line == 1, "%zu deep: %s", deep[i], piq_status_name(got));
            free(texts[k]);
        }
    }
}
