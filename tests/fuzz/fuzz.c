#include "fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/kit.h"

void fuzz_broken(const char *what, const char *file, int line)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
    abort();
}

/* ---- reading an input ---- */

uint8_t fuzz_byte(fuzz_bytes *b)
{
    if (b->left == 0)
        return 0;
    b->left--;
    return *b->at++;
}

uint32_t fuzz_below(fuzz_bytes *b, uint32_t end)
{
    uint32_t value = fuzz_byte(b);
    if (end > 256)
        value = value << 8 | fuzz_byte(b);
    return end == 0 ? 0 : value % end;
}

static double fuzz_raw(fuzz_bytes *b)
{
    uint64_t bits = 0;
    double value;
    for (int i = 0; i < 8; i++)
        bits = bits << 8 | fuzz_byte(b);
    memcpy(&value, &bits, sizeof value);
    return value;
}

double fuzz_number(fuzz_bytes *b)
{
    static const double corners[] = {0, -0.0, 1, -1, 0.5, 0.8, 1e-300, 4.9e-324, 1.7976931348623157e308, 9007199254740993.0, 80e9, 4,
                                     8, 86400, 604800, 1209600, 2e9, 1e15, 0.9999999999999999, 1.0000000000000002};
    const uint8_t kind = fuzz_byte(b);
    if (kind < 64)
        return corners[kind % (sizeof corners / sizeof *corners)];
    if (kind < 128)
        return fuzz_byte(b);
    if (kind < 192)
        return fuzz_byte(b) / 255.0;
    if (kind < 224)
        return (double)fuzz_byte(b) * 1e9;
    return kind == 255 ? kit_nan() : kind == 254 ? kit_infinity() : fuzz_raw(b);
}

const char *fuzz_text(fuzz_bytes *b, char room[32])
{
    static const char *const usual[] = {"", "n0", "n1", "n2", "w0", "w1", "H100-80", "A100-80", "h100", "m", "llama-3.1-8b", "east",
                                        "2026-11-23T00:00:00Z", "2026-11-23T23:59:60.5+14:00", "1g.10gb", "3g.40gb", "link", "fp8", "*"};
    const uint8_t kind = fuzz_byte(b);
    if (kind < 96)
        return usual[kind % (sizeof usual / sizeof *usual)];
    if (kind < 192) {
        const char *word = piq_word(fuzz_below(b, 40), fuzz_below(b, 32));
        return word == NULL ? "" : word;
    }
    const uint32_t length = fuzz_below(b, 31);
    for (uint32_t i = 0; i < length; i++)
        room[i] = (char)fuzz_byte(b);
    room[length] = '\0';
    return room;
}

/* ---- oracles ---- */

/* The report stands where a snapshot may hold anything, so that the reader checks it as JSON. */
static void fuzz_is_json(const char *report)
{
    kit_text text = {NULL, 0, 0};
    piq_error error = PIQ_ERROR_INIT;
    piq_fleet *fleet = kit_fleet();
    kit_put(&text, "{\"piq_snapshot\": 1, \"x_report\": ");
    kit_put(&text, report);
    kit_put(&text, "}");
    FUZZ_MUST(piq_fleet_read_json(fleet, text.bytes, text.length, &error) == PIQ_OK);
    piq_fleet_free(fleet);
    kit_text_free(&text);
}

static void fuzz_check_money(const piq_report *report)
{
    piq_summary s = {.struct_size = sizeof s};
    piq_money waste = 0;
    FUZZ_MUST(piq_report_summary(report, &s) == PIQ_OK);
    for (size_t i = 0; i < piq_report_finding_count(report); i++) {
        piq_finding f = {.struct_size = sizeof f};
        FUZZ_MUST(piq_report_finding(report, i, &f) == PIQ_OK);
        FUZZ_MUST(f.confidence >= 0.05 && f.confidence <= 0.99);
        FUZZ_MUST(piq_report_message(report, i, NULL, 0) != 0);
        if (f.waste_per_hour != PIQ_MONEY_UNKNOWN)
            FUZZ_MUST(f.waste_per_hour >= 0);
        if (f.state == PIQ_STATE_FIRED && f.waste_per_hour != PIQ_MONEY_UNKNOWN && waste < INT64_MAX / 2 && f.waste_per_hour < INT64_MAX / 4)
            waste += f.waste_per_hour;
    }
    FUZZ_MUST(s.waste_per_hour <= s.spend_per_hour);
    FUZZ_MUST(waste == s.waste_per_hour || waste > INT64_MAX / 8 || s.waste_per_hour > INT64_MAX / 8);
}

void fuzz_judge(const piq_fleet *fleet, const piq_policy *policy)
{
    piq_report *report = NULL;
    const piq_status status = piq_evaluate(fleet, policy, &report, NULL);
    if (status != PIQ_OK) { /* the allocator's limit; it may hold again the next time */
        FUZZ_MUST(status == PIQ_E_NOMEM && report == NULL);
        return;
    }
    char *first = kit_report_json(report), *second = kit_evaluate(fleet, policy);
    FUZZ_MUST(first != NULL);
    FUZZ_MUST(second == NULL || strcmp(first, second) == 0);
    fuzz_is_json(first);
    fuzz_check_money(report);
    piq_report_free(report);
    free(first);
    free(second);
}

void fuzz_refused(piq_status status, const piq_error *error)
{
    FUZZ_MUST(status < 0);
    FUZZ_MUST(error->code == status);
    FUZZ_MUST(error->message[0] != '\0' && memchr(error->message, '\0', sizeof error->message) != NULL);
}

void fuzz_settled(const failing *f)
{
    FUZZ_MUST(f->blocks == 0 && f->bytes == 0);
    FUZZ_MUST(f->wrong == 0);
}
