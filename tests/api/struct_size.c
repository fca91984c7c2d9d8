/* Structs that start with struct_size: a caller that knows less gets less, one that knows more keeps the rest of its own. */
#include <stdlib.h>
#include <string.h>

#include "common/kit.h"
#include "harness/piq_test.h"

typedef struct subject {
    const piq_report *report;
} subject;

typedef piq_status (*fill_call)(const subject *s, void *target);

static piq_status fill_field(const subject *s, void *target) { return (void)s, piq_field_at(3, target); }
static piq_status fill_key(const subject *s, void *target) { return (void)s, piq_policy_key_at(3, target); }
static piq_status fill_detector(const subject *s, void *target) { return (void)s, piq_detector_at(3, target); }
static piq_status fill_summary(const subject *s, void *target) { return piq_report_summary(s->report, target); }
static piq_status fill_totals(const subject *s, void *target) { return piq_report_detector(s->report, PIQ_DETECTOR_OOM_RISK, target); }
static piq_status fill_finding(const subject *s, void *target) { return piq_report_finding(s->report, 0, target); }
static piq_status fill_evidence(const subject *s, void *target) { return piq_report_evidence(s->report, 0, 0, target); }
static piq_status fill_remedy(const subject *s, void *target) { return piq_report_remedy(s->report, 0, 0, target); }
static piq_status fill_parameter(const subject *s, void *target)
{
    for (size_t f = 0; f < piq_report_finding_count(s->report); f++) {
        const piq_status got = piq_report_parameter(s->report, f, 0, 0, target);
        if (got == PIQ_OK || *(uint32_t *)target < sizeof(uint32_t))
            return got;
    }
    return PIQ_E_REFERENCE;
}
static piq_status fill_blank(const subject *s, void *target) { return piq_report_not_evaluated(s->report, 0, target); }
static piq_status fill_plan(const subject *s, void *target) { return piq_report_plan(s->report, target); }
static piq_status fill_capacity(const subject *s, void *target) { return piq_report_capacity(s->report, 0, target); }
static piq_status fill_waiting(const subject *s, void *target) { return piq_report_waiting(s->report, 0, target); }
static piq_status fill_map(const subject *s, void *target) { return piq_report_map_node(s->report, 0, target); }
static piq_status fill_fragmentation(const subject *s, void *target) { return piq_report_fragmentation(s->report, 0, target); }
static piq_status fill_move(const subject *s, void *target) { return piq_report_move(s->report, 0, target); }
static piq_status fill_start(const subject *s, void *target) { return piq_report_start(s->report, 0, target); }

static const struct {
    const char *name;
    uint32_t size;
    fill_call fill;
} structs[] = {
    {"piq_field_info", sizeof(piq_field_info), fill_field},
    {"piq_policy_info", sizeof(piq_policy_info), fill_key},
    {"piq_detector_info", sizeof(piq_detector_info), fill_detector},
    {"piq_summary", sizeof(piq_summary), fill_summary},
    {"piq_detector_totals", sizeof(piq_detector_totals), fill_totals},
    {"piq_finding", sizeof(piq_finding), fill_finding},
    {"piq_evidence", sizeof(piq_evidence), fill_evidence},
    {"piq_remedy", sizeof(piq_remedy), fill_remedy},
    {"piq_parameter", sizeof(piq_parameter), fill_parameter},
    {"piq_not_evaluated", sizeof(piq_not_evaluated), fill_blank},
    {"piq_plan", sizeof(piq_plan), fill_plan},
    {"piq_capacity", sizeof(piq_capacity), fill_capacity},
    {"piq_waiting", sizeof(piq_waiting), fill_waiting},
    {"piq_map_node", sizeof(piq_map_node), fill_map},
    {"piq_fragmentation", sizeof(piq_fragmentation), fill_fragmentation},
    {"piq_step (move)", sizeof(piq_step), fill_move},
    {"piq_step (start)", sizeof(piq_step), fill_start},
};

typedef union room {
    uint32_t size;
    double align;
    void *pointer;
    unsigned char bytes[1024];
} room;

static piq_status filled(room *r, uint32_t size, fill_call fill, const subject *s)
{
    memset(r->bytes, 0xA5, sizeof r->bytes);
    r->size = size;
    return fill(s, r);
}

static int untouched(const room *r, size_t from)
{
    for (size_t i = from; i < sizeof r->bytes; i++)
        if (r->bytes[i] != 0xA5)
            return 0;
    return 1;
}

/* The tour has everything: moves, starts, parameters, capacity. */
static piq_report *tour(piq_fleet **fleet)
{
    piq_report *report = NULL;
    char *text = piq_test_keep(kit_file("examples/fleets/tour.json", NULL), free);
    *fleet = text == NULL ? NULL : kit_read(text);
    CHECK(*fleet != NULL && piq_evaluate(*fleet, NULL, &report, NULL) == PIQ_OK);
    return report;
}

TEST(struct_size, short_exact_and_longer)
{
    piq_fleet *fleet;
    const subject s = {tour(&fleet)};
    for (size_t i = 0; i < sizeof structs / sizeof structs[0] && s.report != NULL; i++) {
        room exact, other;
        const uint32_t size = structs[i].size;
        CHECK_SAY(filled(&exact, size, structs[i].fill, &s) == PIQ_OK, "%s exact", structs[i].name);
        CHECK_SAY(exact.size == size && untouched(&exact, size), "%s exact: written past its size", structs[i].name);
        for (uint32_t less = 4; less < size; less++) {
            CHECK_SAY(filled(&other, less, structs[i].fill, &s) == PIQ_OK, "%s of %u bytes", structs[i].name, (unsigned)less);
            CHECK_SAY(other.size == less && untouched(&other, less), "%s of %u bytes: its size or what is behind it changed", structs[i].name, (unsigned)less);
            CHECK_SAY(memcmp(other.bytes + 4, exact.bytes + 4, less - 4) == 0, "%s of %u bytes differs from the whole", structs[i].name, (unsigned)less);
        }
        CHECK_SAY(filled(&other, size + 64, structs[i].fill, &s) == PIQ_OK, "%s longer", structs[i].name);
        CHECK_SAY(other.size == size + 64 && untouched(&other, size), "%s longer: the caller's tail changed", structs[i].name);
        CHECK_SAY(memcmp(other.bytes + 4, exact.bytes + 4, size - 4) == 0, "%s longer differs", structs[i].name);
        for (uint32_t none = 0; none < 4; none++)
            CHECK_SAY(filled(&other, none, structs[i].fill, &s) == PIQ_E_ARGUMENT, "%s of %u bytes is no struct", structs[i].name, (unsigned)none);
    }
    piq_report_free((piq_report *)(uintptr_t)s.report);
    piq_fleet_free(fleet);
}

TEST(struct_size, errors_negotiate_too)
{
    piq_fleet *fleet = kit_fleet();
    union {
        piq_error error;
        unsigned char bytes[sizeof(piq_error) + 64];
    } r;
    for (uint32_t size = 0; size <= sizeof r; size++) {
        memset(&r, 0xA5, sizeof r);
        r.error.struct_size = size;
        CHECK_EQ_INT(piq_fleet_add(fleet, PIQ_ENTITY_NODE, "", 0, NULL, &r.error), PIQ_E_VALUE);
        for (size_t i = size < 4 ? 4 : size; i < sizeof r; i++)
            CHECK_SAY(r.bytes[i] == 0xA5, "an error of %u bytes was written at %zu", (unsigned)size, i);
        CHECK_EQ_INT(r.error.struct_size, size);
        if (size > offsetof(piq_error, message)) {
            const size_t left = size - offsetof(piq_error, message);
            CHECK_SAY(memchr(r.error.message, '\0', left < sizeof r.error.message ? left : sizeof r.error.message) != NULL, "an error of %u bytes: its message does not end", (unsigned)size);
        }
        if (size >= sizeof(piq_error))
            CHECK_EQ_INT(r.error.code, PIQ_E_VALUE);
    }
    piq_fleet_free(fleet);
}

TEST(struct_size, what_the_caller_hands_in)
{
    piq_allocator a = {sizeof a, 0, NULL, NULL, NULL, NULL};
    piq_fleet *fleet = NULL;
    piq_policy *policy = NULL;
    piq_suppression s;
    memset(&s, 0, sizeof s);
    s.entity_id = "*";
    a.struct_size = 4;
    CHECK_EQ_INT(piq_fleet_new(&a, &fleet), PIQ_E_ARGUMENT);
    CHECK_OK(piq_policy_new(NULL, &policy));
    CHECK_EQ_INT(piq_policy_suppress(policy, &s, NULL), PIQ_E_ARGUMENT);
    s.struct_size = 4;
    CHECK_EQ_INT(piq_policy_suppress(policy, &s, NULL), PIQ_E_ARGUMENT);
    s.struct_size = sizeof s + 32;
    CHECK_OK(piq_policy_suppress(policy, &s, NULL));
    CHECK_EQ_INT(piq_policy_suppress(policy, NULL, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_policy_suppress(NULL, &s, NULL), PIQ_E_ARGUMENT);
    piq_policy_free(policy);
}

/* Lists of the caller's structs have a stride: a newer caller's are longer, a shorter one is a mistake. */
TEST(struct_size, strides_of_lists)
{
    struct long_piece {
        piq_piece piece;
        double later[3];
    } pieces[2];
    struct long_event {
        piq_scale_event event;
        double later[3];
    } events[2] = {{{100, 0, 0, 0}, {0}}, {{50, 1, 0, 0}, {0}}};
    piq_fleet *fleet = kit_small_fleet();
    const piq_ref work = piq_fleet_row(fleet, PIQ_ENTITY_WORKLOAD, 0);
    memset(pieces, 0x7f, sizeof pieces);
    for (size_t i = 0; i < 2; i++) {
        const piq_piece piece = {piq_fleet_row(fleet, PIQ_ENTITY_NODE, i), 1, -1, NULL, 0};
        pieces[i].piece = piece;
    }
    CHECK_OK(piq_fleet_place(fleet, work, &pieces[0].piece, 2, sizeof pieces[0], NULL));
    CHECK_OK(piq_fleet_set_scale_events(fleet, work, &events[0].event, 2, sizeof events[0], NULL));
    CHECK_EQ_INT(piq_fleet_place(fleet, work, &pieces[0].piece, 2, sizeof(piq_piece) - 1, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_place(fleet, work, &pieces[0].piece, 2, 0, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_set_scale_events(fleet, work, &events[0].event, 2, 0, NULL), PIQ_E_ARGUMENT);
    piq_fleet_free(fleet);
}
