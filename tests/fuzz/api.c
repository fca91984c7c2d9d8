/* Bytes as a sequence of calls on a fleet and a policy, with allocations that fail in between. What is refused is refused with
   a reason and has changed nothing. */
#include <stdlib.h>
#include <string.h>

#include "common/kit.h"
#include "fuzz/fuzz.h"

#define CALLS_MOST 64
#define MANY 40

typedef struct api_desk {
    fuzz_bytes input;
    failing memory;
    piq_fleet *fleet;
    piq_policy *policy;
} api_desk;

static uint32_t api_entity(api_desk *d) { return fuzz_below(&d->input, 7); }

static piq_ref api_row(api_desk *d)
{
    const uint32_t entity = api_entity(d);
    const size_t count = piq_fleet_count(d->fleet, entity);
    if (fuzz_byte(&d->input) > 250)
        return (piq_ref)entity << 32 | fuzz_byte(&d->input); /* perhaps no row */
    return count == 0 ? PIQ_FLEET_ROW : piq_fleet_row(d->fleet, entity, fuzz_below(&d->input, (uint32_t)count));
}

/* Mostly a field of the row's entity. */
static uint32_t api_field(api_desk *d, uint32_t entity)
{
    piq_field_info info = {.struct_size = sizeof info};
    uint32_t at = fuzz_below(&d->input, (uint32_t)piq_field_count());
    for (size_t tries = 0; tries < piq_field_count(); tries++, at = (at + 1) % (uint32_t)piq_field_count()) {
        FUZZ_MUST(piq_field_at(at, &info) == PIQ_OK);
        if (info.entity == entity || tries == 0)
            if (info.entity == entity || fuzz_byte(&d->input) > 250)
                break;
    }
    return info.id;
}

static uint32_t api_entity_of(piq_ref row) { return (uint32_t)(row >> 32); }

static piq_status api_add(api_desk *d, piq_error *error)
{
    char room[32];
    piq_ref ref = 1;
    const uint32_t entity = api_entity(d);
    const char *id = fuzz_text(&d->input, room);
    const piq_status status = piq_fleet_add(d->fleet, entity, id, PIQ_NUL_TERMINATED, &ref, error);
    FUZZ_MUST(status == PIQ_OK || ref == 0);
    return status;
}

static piq_status api_set(api_desk *d, unsigned how, piq_error *error)
{
    char room[32];
    const piq_ref row = api_row(d);
    const uint32_t field = api_field(d, api_entity_of(row));
    switch (how) {
    case 0: return piq_fleet_set_number(d->fleet, row, field, fuzz_number(&d->input), error);
    case 1: return piq_fleet_set_integer(d->fleet, row, field, (int64_t)fuzz_byte(&d->input) - 8, error);
    case 2: return piq_fleet_set_boolean(d->fleet, row, field, fuzz_byte(&d->input) & 1, error);
    default: return piq_fleet_set_string(d->fleet, row, field, fuzz_text(&d->input, room), PIQ_NUL_TERMINATED, error);
    }
}

static piq_status api_set_list(api_desk *d, bool numbers, piq_error *error)
{
    char rooms[8][32];
    const char *texts[8];
    double values[8];
    const piq_ref row = api_row(d);
    const uint32_t field = api_field(d, api_entity_of(row)), count = fuzz_below(&d->input, 9);
    for (uint32_t i = 0; i < count; i++) {
        values[i] = numbers ? fuzz_number(&d->input) : 0;
        texts[i] = numbers ? "" : fuzz_text(&d->input, rooms[i]);
    }
    if (numbers)
        return piq_fleet_set_number_list(d->fleet, row, field, values, count, error);
    return piq_fleet_set_string_list(d->fleet, row, field, texts, NULL, count, error);
}

static piq_status api_place(api_desk *d, piq_error *error)
{
    piq_piece pieces[8];
    char rooms[8][32];
    const piq_ref row = api_row(d);
    const uint32_t count = fuzz_below(&d->input, 9);
    for (uint32_t i = 0; i < count; i++) {
        const char *label = fuzz_byte(&d->input) < 64 ? fuzz_text(&d->input, rooms[i]) : NULL;
        const piq_piece piece = {api_row(d), fuzz_number(&d->input), (int64_t)fuzz_below(&d->input, 6) - 1, label, label == NULL ? 0 : strlen(label)};
        pieces[i] = piece;
    }
    return piq_fleet_place(d->fleet, row, pieces, count, sizeof *pieces, error);
}

static piq_status api_events(api_desk *d, piq_error *error)
{
    piq_scale_event events[8];
    const piq_ref row = api_row(d);
    const uint32_t count = fuzz_below(&d->input, 9);
    for (uint32_t i = 0; i < count; i++) {
        const piq_scale_event event = {fuzz_number(&d->input), fuzz_number(&d->input), fuzz_below(&d->input, 7), 0};
        events[i] = event;
    }
    return piq_fleet_set_scale_events(d->fleet, row, events, count, sizeof *events, error);
}

static piq_status api_profiles(api_desk *d, piq_error *error)
{
    piq_mig_profile profiles[4];
    char rooms[4][32];
    const piq_ref row = api_row(d);
    const uint32_t count = fuzz_below(&d->input, 5);
    for (uint32_t i = 0; i < count; i++) {
        const piq_mig_profile profile = {fuzz_text(&d->input, rooms[i]), fuzz_number(&d->input), fuzz_number(&d->input),
                                         fuzz_number(&d->input), fuzz_number(&d->input)};
        profiles[i] = profile;
    }
    return piq_fleet_set_mig_profiles(d->fleet, row, profiles, count, sizeof *profiles, error);
}

static piq_status api_column(api_desk *d, unsigned how, piq_error *error)
{
    double numbers[MANY];
    int64_t integers[MANY];
    uint8_t booleans[MANY], validity[(MANY + 7) / 8];
    const char *texts[MANY];
    char room[32];
    const uint32_t field = api_field(d, api_entity(d)), count = fuzz_below(&d->input, MANY + 1);
    const size_t first = fuzz_below(&d->input, 8);
    const bool all = fuzz_byte(&d->input) < 128;
    const double base = fuzz_number(&d->input);
    const char *text = fuzz_text(&d->input, room);
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t byte = fuzz_byte(&d->input);
        numbers[i] = byte == 255 ? kit_nan() : base + byte;
        integers[i] = byte - 4;
        booleans[i] = byte & 1;
        texts[i] = byte > 240 ? NULL : text;
        validity[i / 8] = byte;
    }
    switch (how) {
    case 0: return piq_fleet_set_number_column(d->fleet, field, first, count, numbers, 0, all ? NULL : validity, error);
    case 1: return piq_fleet_set_integer_column(d->fleet, field, first, count, integers, 0, all ? NULL : validity, error);
    case 2: return piq_fleet_set_boolean_column(d->fleet, field, first, count, booleans, 0, all ? NULL : validity, error);
    default: return piq_fleet_set_string_column(d->fleet, field, first, count, texts, NULL, error);
    }
}

static piq_status api_place_column(api_desk *d, piq_error *error)
{
    uint32_t workloads[8], nodes[8];
    double gpus[8];
    const uint32_t count = fuzz_below(&d->input, 9);
    for (uint32_t i = 0; i < count; i++) {
        workloads[i] = fuzz_below(&d->input, 12);
        nodes[i] = fuzz_below(&d->input, 12);
        gpus[i] = fuzz_number(&d->input);
    }
    return piq_fleet_place_column(d->fleet, workloads, nodes, gpus, count, error);
}

static piq_status api_add_many(api_desk *d, piq_error *error)
{
    static const char *const ids[] = {"a", "b", "c", "d", "e", "f", "n1", "a"};
    piq_ref first = 1;
    const uint32_t from = fuzz_below(&d->input, 8);
    const piq_status status = piq_fleet_add_many(d->fleet, api_entity(d), ids + from, NULL, fuzz_below(&d->input, 9 - from), &first, error);
    FUZZ_MUST(status == PIQ_OK || first == 0);
    return status;
}

static piq_status api_policy(api_desk *d, piq_error *error)
{
    piq_policy_info info = {.struct_size = sizeof info};
    char rooms[2][32];
    switch (fuzz_byte(&d->input) % 4) {
    case 0: {
        const piq_suppression s = {sizeof s, fuzz_below(&d->input, 12), NULL, fuzz_text(&d->input, rooms[0]), NULL, NULL,
                                   fuzz_byte(&d->input) < 128 ? NULL : fuzz_text(&d->input, rooms[1])};
        return piq_policy_suppress(d->policy, &s, error);
    }
    case 1: return piq_policy_enable(d->policy, fuzz_below(&d->input, 12), fuzz_byte(&d->input) & 1, error);
    case 2: return piq_policy_set_persona(d->policy, fuzz_below(&d->input, 6), error);
    default:
        FUZZ_MUST(piq_policy_key_at(fuzz_below(&d->input, (uint32_t)piq_policy_key_count()), &info) == PIQ_OK);
        return piq_policy_set(d->policy, info.id, fuzz_number(&d->input), error);
    }
}

static piq_status api_call(api_desk *d, piq_error *error)
{
    const unsigned call = fuzz_byte(&d->input) % 24;
    switch (call) {
    case 0:
    case 1:
    case 2: return api_add(d, error);
    case 3:
    case 4:
    case 5:
    case 6:
    case 7:
    case 8: return api_set(d, call % 2 == 0 ? 0 : call == 3 ? 1 : call == 5 ? 2 : 3, error);
    case 9: return api_set_list(d, true, error);
    case 10: return api_set_list(d, false, error);
    case 11:
    case 12: return api_place(d, error);
    case 13: return api_events(d, error);
    case 14: return api_profiles(d, error);
    case 15:
    case 16:
    case 17:
    case 18: return api_column(d, call - 15, error);
    case 19: return api_place_column(d, error);
    case 20: return api_add_many(d, error);
    case 21: return api_policy(d, error);
    default: fuzz_judge(d->fleet, d->policy); return PIQ_OK;
    }
}

/* The strong guarantee costs two evaluations, so it is asked of some calls only. */
static void api_step(api_desk *d)
{
    const uint8_t how = fuzz_byte(&d->input);
    piq_error error = PIQ_ERROR_INIT;
    char *before = how < 32 ? kit_evaluate(d->fleet, d->policy) : NULL;
    failing_at(&d->memory, how % 4 == 0 ? fuzz_below(&d->input, 12) : NEVER_FAIL, (how & 4) != 0);
    const piq_status status = api_call(d, &error);
    failing_at(&d->memory, NEVER_FAIL, false);
    if (status != PIQ_OK)
        fuzz_refused(status, &error);
    if (status != PIQ_OK && before != NULL) {
        char *after = kit_evaluate(d->fleet, d->policy);
        FUZZ_MUST(kit_same(before, after));
        free(after);
    }
    free(before);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    api_desk d = {.input = {bytes, size}};
    failing_begin(&d.memory, true);
    FUZZ_MUST(piq_fleet_new(&d.memory.allocator, &d.fleet) == PIQ_OK);
    FUZZ_MUST(piq_policy_new(&d.memory.allocator, &d.policy) == PIQ_OK);
    for (int i = 0; i < CALLS_MOST && d.input.left != 0; i++)
        api_step(&d);
    fuzz_judge(d.fleet, d.policy);
    piq_fleet_free(d.fleet);
    piq_policy_free(d.policy);
    fuzz_settled(&d.memory);
    return 0;
}
