/* A program of version 0.1, compiled by that version's header and run with the library of today: it must go on as it did. It prints
   what is promised to stay (ids, names, states, counts of its own fleet, what is refused), and no sentence of the library's. */
#include "header_0_1.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static piq_error error = PIQ_ERROR_INIT;
static size_t live;

static void *take(void *user, size_t size, size_t align)
{
    (void)user;
    (void)align;
    live++;
    return malloc(size);
}

static void give(void *user, void *block, size_t size, size_t align)
{
    (void)user;
    (void)size;
    (void)align;
    live--;
    free(block);
}

static void good(const char *what, piq_status status)
{
    if (status != PIQ_OK) {
        printf("%s: %s, %s\n", what, piq_status_name(status), error.message);
        exit(1);
    }
}

static piq_fleet *new_fleet(void)
{
    const piq_allocator allocator = {(uint32_t)sizeof allocator, 0, take, NULL, give, NULL};
    piq_fleet *fleet = NULL;
    good("fleet", piq_fleet_new(&allocator, &fleet));
    return fleet;
}

static void fill_nodes(piq_fleet *fleet)
{
    const char *const ids[] = {"n0", "n1", "n2"}, *const types[] = {"H100-80", "H100-80", "H100-80"};
    const double counts[] = {8, 8, 8}, idle[] = {0, 604800, 0}, prices[] = {4, 4, 4};
    const uint8_t billed[] = {1, 1, 1}, only_second = 2;
    piq_ref first = 0;
    good("add", piq_fleet_add_many(fleet, PIQ_ENTITY_NODE, ids, NULL, 3, &first, &error));
    good("type", piq_fleet_set_string_column(fleet, PIQ_NODE_GPU_TYPE, 0, 3, types, NULL, &error));
    good("count", piq_fleet_set_number_column(fleet, PIQ_NODE_GPU_COUNT, 0, 3, counts, 0, NULL, &error));
    good("price", piq_fleet_set_number_column(fleet, PIQ_NODE_PRICE_PER_GPU_HOUR, 0, 3, prices, sizeof *prices, NULL, &error));
    good("billed", piq_fleet_set_boolean_column(fleet, PIQ_NODE_BILLED, 0, 3, billed, 0, NULL, &error));
    good("idle", piq_fleet_set_number_column(fleet, PIQ_NODE_IDLE_SECONDS, 0, 3, idle, 0, &only_second, &error));
}

static void fill_workloads(piq_fleet *fleet)
{
    const piq_scale_event event = {7200, 1, PIQ_CAUSE_TRAFFIC, 0};
    const piq_mig_profile profile = {"1g.10gb", 1, 7, 10e9, 7};
    piq_piece pieces[2] = {{piq_fleet_row(fleet, PIQ_ENTITY_NODE, 0), 0.5, 0, "a", 1}, {piq_fleet_row(fleet, PIQ_ENTITY_NODE, 0), 4, 1, NULL, 0}};
    piq_ref chat = 0, type = 0;
    good("add", piq_fleet_add(fleet, PIQ_ENTITY_WORKLOAD, "chat", PIQ_NUL_TERMINATED, &chat, &error));
    good("place", piq_fleet_place(fleet, chat, pieces, 2, sizeof *pieces, &error));
    good("events", piq_fleet_set_scale_events(fleet, chat, &event, 1, sizeof event, &error));
    good("kills", piq_fleet_set_integer(fleet, chat, PIQ_WORKLOAD_GPU_OOM_EVENTS, 4, &error));
    good("peak", piq_fleet_set_number(fleet, chat, PIQ_WORKLOAD_OOM_GPU_MEMORY_PEAK, 0.97, &error));
    good("add", piq_fleet_add(fleet, PIQ_ENTITY_GPU_TYPE, "H100-80", 7, &type, &error));
    good("slices", piq_fleet_set_mig_profiles(fleet, type, &profile, 1, sizeof profile, &error));
    pieces[0].node = piq_fleet_row(fleet, PIQ_ENTITY_NODE, 99);
    printf("place nowhere: %" PRId32 "\n", piq_fleet_place(fleet, chat, pieces, 1, sizeof *pieces, &error));
    printf("too much: %" PRId32, piq_fleet_set_number(fleet, chat, PIQ_WORKLOAD_OOM_GPU_MEMORY_PEAK, 1.5, &error));
    printf(", field %" PRIu32 " row %" PRIu64 " entity %" PRIu32 " size %" PRIu32 "\n", error.field, error.row, error.entity, error.struct_size);
}

static void print_finding(const piq_report *report, size_t index)
{
    struct {
        piq_finding finding;
        unsigned char behind[16]; /* what a library that has grown must leave alone */
    } space;
    char sentence[8];
    size_t told = 0;
    memset(&space, 0xa5, sizeof space);
    space.finding.struct_size = (uint32_t)sizeof space.finding;
    good("finding", piq_report_finding(report, index, &space.finding));
    for (size_t i = 0; i < sizeof space.behind; i++)
        if (space.behind[i] != 0xa5)
            printf("byte %zu behind the finding was written\n", i);
    const piq_finding *f = &space.finding;
    printf("%016" PRIx64 " %" PRIu32 "/%" PRIu32 " %s %s severity %s, waste %" PRId64 ", saves %" PRId64 "\n", f->id, f->detector, f->subtype,
           piq_word(PIQ_WORDS_STATE, f->state), f->entity_id, piq_word(PIQ_WORDS_SEVERITY, f->severity), f->waste_per_hour,
           f->recoverable_per_month);
    for (size_t i = 0; i < f->evidence_count; i++) {
        piq_evidence e = {.struct_size = sizeof e};
        good("evidence", piq_report_evidence(report, index, i, &e));
        told += e.name[0] != 0 && strcmp(e.name, piq_name(e.field)) == 0 && (e.text != NULL || e.value == e.value);
    }
    for (size_t i = 0; i < f->remedy_count; i++) {
        piq_remedy r = {.struct_size = sizeof r};
        good("remedy", piq_report_remedy(report, index, i, &r));
        told += r.primary == (i == 0) && r.verify[0] != 0 && piq_word(PIQ_WORDS_ACTION, r.action) != NULL;
    }
    printf("  evidence and remedies: %s\n", told > 1 && told == (size_t)f->evidence_count + f->remedy_count ? "yes" : "no");
    printf("  a sentence: %s\n", piq_report_message(report, index, sentence, sizeof sentence) > 0 && strlen(sentence) < sizeof sentence ? "yes" : "no");
}

static void print_report(const piq_report *report)
{
    piq_summary s = {.struct_size = sizeof s};
    piq_plan plan = {.struct_size = sizeof plan};
    piq_detector_totals t = {.struct_size = sizeof t};
    good("summary", piq_report_summary(report, &s));
    printf("%" PRIu64 " nodes, %" PRIu64 " workloads, %g GPUs, spend %" PRId64 ", waste %" PRId64 " %s\n", s.nodes, s.workloads, s.gpus,
           s.spend_per_hour, s.waste_per_hour, s.currency);
    for (size_t i = 0; i < piq_report_finding_count(report); i++)
        print_finding(report, i);
    good("totals", piq_report_detector(report, PIQ_DETECTOR_DARK_CAPACITY, &t));
    printf("dark: %" PRIu64 " fired\n", t.fired);
    good("plan", piq_report_plan(report, &plan));
    printf("plan: %" PRIu64 " moves\n", plan.moves);
    piq_finding none = {.struct_size = sizeof none};
    printf("past the end: %" PRId32 "\n", piq_report_finding(report, 1000, &none));
}

static int32_t count(void *user, const char *bytes, size_t length)
{
    (void)bytes;
    *(size_t *)user += length;
    return 0;
}

static void evaluate(void)
{
    piq_fleet *fleet = new_fleet();
    piq_policy *policy = NULL;
    piq_report *report = NULL, *again = NULL;
    piq_change *changes = NULL;
    size_t written = 0, changed = 0;
    const piq_suppression suppression = {(uint32_t)sizeof suppression, PIQ_DETECTOR_DARK_CAPACITY, NULL, "n1", "known", NULL, NULL};
    fill_nodes(fleet);
    fill_workloads(fleet);
    good("evaluate", piq_evaluate(fleet, NULL, &report, &error));
    print_report(report);
    good("policy", piq_policy_new(NULL, &policy));
    good("set", piq_policy_set(policy, PIQ_POLICY_DARK_MIN_SECONDS, 3600, &error));
    good("suppress", piq_policy_suppress(policy, &suppression, &error));
    good("evaluate", piq_evaluate(fleet, policy, &again, &error));
    piq_fleet_free(fleet);
    good("compare", piq_report_compare(report, again, &changes, &changed, &error));
    for (size_t i = 0; i < changed; i++)
        printf("change %" PRIu32 "\n", changes[i].kind);
    piq_changes_free(again, changes, changed);
    good("json", piq_report_write_json(again, count, &written, PIQ_JSON_COMPACT, &error));
    printf("json: %s\n", written > 1000 ? "yes" : "no");
    piq_report_free(report);
    piq_report_free(again);
    piq_policy_free(policy);
    printf("blocks left: %zu\n", live);
}

static void describe(void)
{
    piq_field_info field = {.struct_size = sizeof field};
    piq_catalog_match match = {.struct_size = sizeof match};
    uint32_t id = 0;
    good("field", piq_field_find(PIQ_ENTITY_NODE, "gpu_count", PIQ_NUL_TERMINATED, &id));
    printf("gpu_count %" PRIu32 " is %s\n", id, piq_name(PIQ_NODE_GPU_COUNT));
    good("field", piq_field_at(0, &field));
    printf("first field: %s\n", field.name);
    good("policy", piq_policy_key_find("dark_min_seconds", 16, &id));
    printf("dark_min_seconds %" PRIu32 "\n", id);
    printf("word: %" PRIu32 "\n", piq_word_find(PIQ_WORDS_SEVERITY, "critical", PIQ_NUL_TERMINATED));
    good("catalog", piq_catalog_find(PIQ_ENTITY_GPU_TYPE, "H100", PIQ_NUL_TERMINATED, &match, &error));
    printf("catalog: %" PRIu32 " match\n", match.count);
    printf("statuses: %s %s %s\n", piq_status_name(PIQ_OK), piq_status_name(PIQ_E_RANGE), piq_status_name(PIQ_E_OVERFULL));
}

static void by_table(void)
{
    const piq_api *piq = piq_get_api(PIQ_ABI_VERSION, sizeof(piq_api));
    printf("table: %s\n", piq != NULL && piq->struct_size >= sizeof(piq_api) && piq->version() == piq_version() ? "yes" : "no");
    printf("no table of another kind: %s\n", piq_get_api(PIQ_ABI_VERSION + 1000, 0) == NULL ? "yes" : "no");
}

int main(void)
{
    printf("as new as its header: %s\n", piq_version() >= (PIQ_VERSION_MAJOR << 16 | PIQ_VERSION_MINOR << 8) ? "yes" : "no");
    describe();
    evaluate();
    by_table();
    return 0;
}
