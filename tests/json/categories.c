/* The categories of the public JSON test suites, restated: what must be read, what must be refused, and what a reader may decide; and
   what this one decides there. Each text stands for itself, not inside a snapshot; syntax.c has the same for values. */
#include <stdlib.h>
#include <string.h>

#include "common/kit.h"
#include "harness/piq_test.h"

typedef struct category {
    const char *bytes;
    size_t length;
    piq_status status;
} category;

#define TEXT(bytes, status) {bytes, sizeof(bytes) - 1, status}
#define HEAD "{\"piq_snapshot\": 1, "

static piq_status category_read(const char *bytes, size_t length, piq_error *error)
{
    piq_fleet *fleet = kit_fleet();
    char *exact = malloc(length == 0 ? 1 : length);
    if (length != 0)
        memcpy(exact, bytes, length);
    const piq_status got = piq_fleet_read_json(fleet, exact, length, error);
    free(exact);
    piq_fleet_free(fleet);
    return got;
}

static void category_check(const category *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        piq_error error = PIQ_ERROR_INIT;
        const piq_status got = category_read(list[i].bytes, list[i].length, &error);
        CHECK_SAY(got == list[i].status, "text %zu: %s: %s: %s", i, list[i].bytes, piq_status_name(got), error.message);
    }
}

#define CHECK_CATEGORY(list) category_check(list, sizeof(list) / sizeof((list)[0]))

/* JSON, if not all a snapshot: what is wrong with the others is not their syntax. */
TEST(json_categories, must_be_read)
{
    static const category list[] = {
        TEXT("{\"piq_snapshot\": 1}", PIQ_OK),
        TEXT(" \t\r\n{\"piq_snapshot\"\n:\t1\r} \n", PIQ_OK),
        TEXT("{\"piq\\u005fsnapshot\": 1}", PIQ_OK),
        TEXT("{\"piq_snapshot\": 1.0}", PIQ_OK),
        TEXT("{\"piq_snapshot\": 10e-1}", PIQ_OK),
        TEXT(HEAD "\"nodes\": []}", PIQ_OK),
        TEXT(HEAD "\"x_\\u0000\": \"\\u0000\"}", PIQ_OK),
        TEXT(HEAD "\"x_a\": \"\\uDBFF\\uDFFF\\uFFFF\\uFDD0\"}", PIQ_OK),
        TEXT(HEAD "\"x_a\": [0e+1, 0E1, -0, -1e1, 1.5E-5, 1e-500, 123.456e78]}", PIQ_OK),
        TEXT(HEAD "\"nodes\": [{\"id\": \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0061\\ud834\\udd1e\xe2\x82\xac\"}]}", PIQ_OK),
        TEXT("{}", PIQ_E_VERSION),
        TEXT("[]", PIQ_E_TYPE),
        TEXT("42", PIQ_E_TYPE),
        TEXT("-0.1", PIQ_E_TYPE),
        TEXT("\"asd\"", PIQ_E_TYPE),
        TEXT("null", PIQ_E_TYPE),
        TEXT(" true ", PIQ_E_TYPE),
    };
    CHECK_CATEGORY(list);
}

TEST(json_categories, must_be_refused)
{
    static const category list[] = {
        TEXT("", PIQ_E_SYNTAX),
        TEXT(" ", PIQ_E_SYNTAX),
        TEXT("{", PIQ_E_SYNTAX),
        TEXT("}", PIQ_E_SYNTAX),
        TEXT("{\"piq_snapshot\": 1", PIQ_E_SYNTAX),
        TEXT("{\"piq_snapshot\": 1}}", PIQ_E_SYNTAX),
        TEXT("{\"piq_snapshot\": 1}]", PIQ_E_SYNTAX),
        TEXT("{\"piq_snapshot\": 1}x", PIQ_E_SYNTAX),
        TEXT("{\"piq_snapshot\": 1},", PIQ_E_SYNTAX),
        TEXT("{\"piq_snapshot\": 1}{}", PIQ_E_SYNTAX),
        TEXT("{\"piq_snapshot\": 1}#", PIQ_E_SYNTAX),
        TEXT("{\"piq_snapshot\": 1}/**/", PIQ_E_SYNTAX),
        TEXT("{\"piq_snapshot\": 1}\0", PIQ_E_SYNTAX),
        TEXT("{\"piq_snapshot\": 1}\f", PIQ_E_SYNTAX),
        TEXT("{\"piq_snapshot\": 1}\xc2\xa0", PIQ_E_SYNTAX),
        TEXT("{\"piq_snapshot\": 1}\xe2\x81\xa0", PIQ_E_SYNTAX),
        TEXT("\0{\"piq_snapshot\": 1}", PIQ_E_SYNTAX),
        TEXT("{\"piq_snapshot\": 1,}", PIQ_E_SYNTAX),
        TEXT("{\"piq_snapshot\" 1}", PIQ_E_SYNTAX),
        TEXT("{\"piq_snapshot\":: 1}", PIQ_E_SYNTAX),
        TEXT("{piq_snapshot: 1}", PIQ_E_SYNTAX),
        TEXT("{'piq_snapshot': 1}", PIQ_E_SYNTAX),
        TEXT("{\"piq_snapshot\": 01}", PIQ_E_SYNTAX),
        TEXT("{\"piq_snapshot\": 1.}", PIQ_E_SYNTAX),
        TEXT("{\"piq_snapshot\": +1}", PIQ_E_SYNTAX),
        TEXT("{\"piq_snapshot\": 1e}", PIQ_E_SYNTAX),
        TEXT("{\"piq_snapshot\": 0x1}", PIQ_E_SYNTAX),
        TEXT("{\"piq_snapshot\": \xef\xbc\x91}", PIQ_E_SYNTAX),
        TEXT("{\"piq_snapshot\": NaN}", PIQ_E_SYNTAX),
        TEXT("{\"piq_snapshot\": -Infinity}", PIQ_E_SYNTAX),
        TEXT("{\"piq_snapshot\": 1 \"nodes\": []}", PIQ_E_SYNTAX),
        TEXT(HEAD "\"nodes\": [{]}", PIQ_E_SYNTAX),
        TEXT(HEAD "\"nodes\": [,]}", PIQ_E_SYNTAX),
        TEXT(HEAD "\"nodes\": [{\"id\": \"n\"},]}", PIQ_E_SYNTAX),
        TEXT(HEAD "\"nodes\": [{\"id\": \"n\"} {\"id\": \"m\"}]}", PIQ_E_SYNTAX),
        TEXT(HEAD "\"nodes\": [{\"id\": \"a\tb\"}]}", PIQ_E_SYNTAX),
        TEXT(HEAD "\"nodes\": [{\"id\": \"\\x00\"}]}", PIQ_E_SYNTAX),
        TEXT(HEAD "\"nodes\": [{\"id\": \"\\u00A\"}]}", PIQ_E_SYNTAX),
        TEXT(HEAD "\"nodes\": [{\"id\": \"\\\"}]}", PIQ_E_SYNTAX),
        TEXT(HEAD "\"nodes\": [{\"id\": \"a\0b\"}]}", PIQ_E_SYNTAX),
        TEXT(HEAD "1: 1}", PIQ_E_SYNTAX),
        TEXT(HEAD "\"x_a\": [1}", PIQ_E_SYNTAX),
        TEXT("{\"piq_snapshot\": 1, ...}", PIQ_E_SYNTAX),
    };
    CHECK_CATEGORY(list);
}

/* What a reader may decide. Here: no byte order mark, no half of a surrogate pair, no byte that is not UTF-8, nothing deeper than 64; a
   number that no double holds is infinite, which no field allows, and one too small is 0. */
TEST(json_categories, may_be_either)
{
    static const category list[] = {
        TEXT("\xef\xbb\xbf{\"piq_snapshot\": 1}", PIQ_E_SYNTAX),
        TEXT("\xef\xbb\xbf", PIQ_E_SYNTAX),
        TEXT("\xef\xbb{\"piq_snapshot\": 1}", PIQ_E_SYNTAX),
        TEXT("\xff\xfe{\0}\0", PIQ_E_SYNTAX),
        TEXT("\0{\0}", PIQ_E_SYNTAX),
        TEXT(HEAD "\"x_a\": \"\\uDADA\"}", PIQ_E_SYNTAX),
        TEXT(HEAD "\"x_a\": \"\\ud800\\u0061\"}", PIQ_E_SYNTAX),
        TEXT(HEAD "\"x_a\": \"\\uDd1e\\uD834\"}", PIQ_E_SYNTAX),
        TEXT(HEAD "\"x_a\": \"\\ud800\\n\"}", PIQ_E_SYNTAX),
        TEXT(HEAD "\"x_\\uDFAA\": 0}", PIQ_E_SYNTAX),
        TEXT(HEAD "\"x_a\": \"\xed\xa0\x80\"}", PIQ_E_SYNTAX),
        TEXT(HEAD "\"x_a\": \"\xe0\xff\"}", PIQ_E_SYNTAX),
        TEXT(HEAD "\"x_a\": \"\xc0\xaf\"}", PIQ_E_SYNTAX),
        TEXT(HEAD "\"x_a\": \"\xfc\x83\xbf\xbf\xbf\xbf\"}", PIQ_E_SYNTAX),
        TEXT(HEAD "\"x_a\": \"\xf4\xbf\xbf\xbf\"}", PIQ_E_SYNTAX),
        TEXT(HEAD "\"x_a\": \"\x81\"}", PIQ_E_SYNTAX),
        TEXT(HEAD "\"x_a\": [1e9999, -1e9999, 123123e100000, 0.4e00669999999999999999999999999, -123123123123123123123123123123]}", PIQ_OK),
        TEXT(HEAD "\"nodes\": [{\"id\": \"n\", \"price_per_gpu_hour\": 1e309}]}", PIQ_E_RANGE),
        TEXT(HEAD "\"nodes\": [{\"id\": \"n\", \"price_per_gpu_hour\": -1e9999999999999999999}]}", PIQ_E_RANGE),
        TEXT(HEAD "\"nodes\": [{\"id\": \"n\", \"price_per_gpu_hour\": 1e-400}]}", PIQ_OK),
        TEXT(HEAD "\"nodes\": [{\"id\": \"n\", \"price_per_gpu_hour\": 1e-99999999999999999999}]}", PIQ_OK),
        TEXT("{\"piq_snapshot\": 1e400}", PIQ_E_VERSION),
        TEXT(HEAD "\"x_a\": {\"a\": 0, \"a\": 1}}", PIQ_OK),
        TEXT(HEAD "\"nodes\": [], \"nodes\": []}", PIQ_E_DUPLICATE),
    };
    CHECK_CATEGORY(list);
}
