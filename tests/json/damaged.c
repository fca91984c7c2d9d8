/* A good snapshot, cut off anywhere or with one byte changed: never a crash, and an error always has a place. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/kit.h"
#include "harness/piq_test.h"

static const char good[] =
    "{\"piq_snapshot\": 1, \"observed_at\": \"2026-11-23T00:00:00Z\", \"window_seconds\": 1209600,\n"
    " \"gpu_types\": [{\"name\": \"H100-80\", \"memory_bytes\": 80e9, \"mig_profiles\": [{\"name\": \"1g\", \"compute_slices\": 1, \"compute_slices_total\": 7,"
    " \"memory_bytes\": 1e10, \"max_instances\": 7}], \"aliases\": [\"h\"]}],\n"
    " \"workloads\": [{\"placement\": [{\"node\": \"n\\u00e9\", \"gpus\": 2, \"replica\": 0}, {\"node\": \"b\", \"gpus\": 0.5, \"gpu\": \"g\"}], \"id\": \"w\","
    " \"kind\": \"llm_serving\", \"gpus\": 2, \"idle_gaps\": [30, 4.5e1], \"user_facing\": true, \"scale_events\": [{\"t\": 5, \"replicas\": 0, \"cause\": \"traffic\"}]}],\n"
    " \"nodes\": [{\"id\": \"n\xc3\xa9\", \"gpu_count\": 8, \"price_per_gpu_hour\": 3.25, \"x_note\": {\"a\": [1, {}]}}, {\"gpu_count\": 1, \"id\": \"b\", \"state\": \"ready\", \"billed\": false}]}\n";

static bool allowed(piq_status s)
{
    return s == PIQ_OK || s == PIQ_E_SYNTAX || s == PIQ_E_FIELD || s == PIQ_E_TYPE || s == PIQ_E_RANGE || s == PIQ_E_VALUE || s == PIQ_E_DUPLICATE ||
           s == PIQ_E_REFERENCE || s == PIQ_E_OVERFULL || s == PIQ_E_VERSION;
}

static piq_status read_exactly(const char *text, size_t length)
{
    piq_error error = PIQ_ERROR_INIT;
    piq_fleet *fleet = kit_fleet();
    char *exact = malloc(length == 0 ? 1 : length);
    if (length != 0)
        memcpy(exact, text, length);
    const piq_status got = piq_fleet_read_json(fleet, exact, length, &error);
    if (got == PIQ_OK) {
        char *report = kit_evaluate(fleet, NULL);
        CHECK(report != NULL);
        free(report);
    } else {
        CHECK_SAY(allowed(got), "status %d", (int)got);
        CHECK_SAY(error.code == got && error.line >= 1 && error.line <= 6 && error.column >= 1 && error.message[0] != '\0', "no place: %s", error.message);
        CHECK_SAY(memchr(error.message, '\0', sizeof error.message) != NULL, "the message does not end");
        CHECK(piq_fleet_count(fleet, PIQ_ENTITY_NODE) + piq_fleet_count(fleet, PIQ_ENTITY_GPU_TYPE) + piq_fleet_count(fleet, PIQ_ENTITY_WORKLOAD) == 0);
    }
    free(exact);
    piq_fleet_free(fleet);
    return got;
}

TEST(damaged, cut_off_anywhere)
{
    const size_t length = strlen(good);
    CHECK_EQ_INT(read_exactly(good, length), PIQ_OK);
    CHECK_EQ_INT(read_exactly(good, length - 1), PIQ_OK); /* the line feed */
    for (size_t kept = 0; kept < length - 1; kept++) {
        const piq_status got = read_exactly(good, kept);
        CHECK_SAY(got == PIQ_E_SYNTAX, "the first %zu bytes: %s", kept, piq_status_name(got));
    }
}

TEST(damaged, a_byte_changed)
{
    static const char replacements[] = "\"{}[],:\\0 9-.eE+x_\x01\x7f\x80\xc3\xff\n";
    char text[sizeof good];
    const size_t length = strlen(good);
    size_t accepted = 0;
    for (size_t i = 0; i < length; i++)
        for (size_t r = 0; r <= sizeof replacements - 1; r++) {
            memcpy(text, good, length);
            text[i] = replacements[r]; /* the last one is NUL */
            accepted += read_exactly(text, length) == PIQ_OK;
        }
    CHECK(accepted > 100);
}

TEST(damaged, a_byte_more_or_less)
{
    static const char more[] = "\"{}[],:0-\\\xff";
    char text[sizeof good + 1];
    const size_t length = strlen(good);
    for (size_t i = 0; i < length; i++) {
        memcpy(text, good, i);
        memcpy(text + i, good + i + 1, length - i - 1);
        (void)read_exactly(text, length - 1);
        for (size_t r = 0; r < sizeof more - 1; r++) {
            memcpy(text, good, i);
            text[i] = more[r];
            memcpy(text + i + 1, good + i, length - i);
            (void)read_exactly(text, length + 1);
        }
    }
    CHECK(true);
}

/* Several changes at once, from a seed. */
TEST(damaged, many_bytes_changed)
{
    uint64_t state = 42;
    char text[sizeof good];
    const size_t length = strlen(good);
    for (size_t turn = 0; turn < kit_scaled(20000); turn++) {
        memcpy(text, good, length);
        for (size_t i = 1 + kit_random(&state) % 6; i > 0; i--)
            text[kit_random(&state) % length] = good[kit_random(&state) % length];
        (void)read_exactly(text, length - kit_random(&state) % 3);
    }
    CHECK(true);
}

TEST(damaged, pieces_swapped)
{
    uint64_t state = 7;
    char text[sizeof good], part[64];
    const size_t length = strlen(good);
    for (size_t turn = 0; turn < kit_scaled(5000); turn++) {
        memcpy(text, good, length);
        const size_t size = 1 + kit_random(&state) % sizeof part, from = kit_random(&state) % (length - size), to = kit_random(&state) % (length - size);
        memcpy(part, text + from, size);
        memmove(text + from, text + to, size);
        memcpy(text + to, part, size);
        (void)read_exactly(text, length);
    }
    CHECK(true);
}
