/* Every function says no to what it cannot work with, and leaves nothing behind. */
#include <stdlib.h>
#include <string.h>

#include "common/kit.h"
#include "harness/piq_test.h"

static void *some_memory(void *user, size_t size, size_t align)
{
    (void)user;
    (void)align;
    return malloc(size);
}
static void some_release(void *user, void *block, size_t size, size_t align)
{
    (void)user;
    (void)size;
    (void)align;
    free(block);
}

TEST(arguments, allocators)
{
    const piq_allocator good = {sizeof good, 0, some_memory, NULL, some_release, NULL};
    for (int bad = 0; bad < 4; bad++) {
        piq_allocator a = good;
        a.struct_size = bad == 0 ? (uint32_t)sizeof a - 1 : (uint32_t)sizeof a;
        a.alloc = bad == 1 ? NULL : a.alloc;
        a.release = bad == 2 ? NULL : a.release;
        const piq_status wanted = bad == 3 ? PIQ_OK : PIQ_E_ARGUMENT;
        piq_fleet *fleet = (piq_fleet *)(void *)&a;
        piq_policy *policy = (piq_policy *)(void *)&a;
        CHECK_EQ_INT(piq_fleet_new(&a, &fleet), wanted);
        CHECK_EQ_INT(piq_policy_new(&a, &policy), wanted);
        CHECK((fleet != NULL) == (bad == 3) && (policy != NULL) == (bad == 3));
        piq_fleet_free(fleet);
        piq_policy_free(policy);
    }
    CHECK_EQ_INT(piq_fleet_new(&good, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_policy_new(&good, NULL), PIQ_E_ARGUMENT);
}

TEST(arguments, the_schema)
{
    uint32_t id = 7;
    piq_detector_info detector = {.struct_size = sizeof detector};
    piq_policy_info key = {.struct_size = sizeof key};
    piq_field_info field = {.struct_size = sizeof field};
    CHECK_EQ_INT(piq_detector_at(piq_detector_count(), &detector), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_detector_at(0, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_detector_find("cold_start", PIQ_NUL_TERMINATED, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_detector_find(NULL, 3, &id), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(id, 0);
    id = 7;
    CHECK_EQ_INT(piq_detector_find("cold_starts", PIQ_NUL_TERMINATED, &id), PIQ_E_FIELD);
    CHECK_EQ_INT(id, 0);
    CHECK_OK(piq_detector_find("cold_starts", 10, &id));
    CHECK_EQ_INT(id, PIQ_DETECTOR_COLD_START);
    CHECK_EQ_INT(piq_policy_key_at(piq_policy_key_count(), &key), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_policy_key_at(0, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_policy_key_find("coverage_min", PIQ_NUL_TERMINATED, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_policy_key_find(NULL, 3, &id), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(id, 0);
    CHECK_EQ_INT(piq_policy_key_find("coverage_most", PIQ_NUL_TERMINATED, &id), PIQ_E_FIELD);
    CHECK_OK(piq_policy_key_find("coverage_min", PIQ_NUL_TERMINATED, &id));
    CHECK_EQ_INT(id, PIQ_POLICY_COVERAGE_MIN);
    CHECK_EQ_INT(piq_field_at(piq_field_count(), &field), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_field_at(0, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_field_find(PIQ_ENTITY_NODE, "gpu_count", PIQ_NUL_TERMINATED, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_field_find(PIQ_ENTITY_NODE, NULL, 3, &id), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(id, 0);
    for (uint32_t entity = 0; entity <= PIQ_ENTITY_WORKLOAD + 3; entity++)
        CHECK_EQ_INT(piq_field_find(entity, "no such field", PIQ_NUL_TERMINATED, &id), PIQ_E_FIELD);
    CHECK_OK(piq_field_find(PIQ_ENTITY_NODE, "gpu_count", PIQ_NUL_TERMINATED, &id));
    CHECK_EQ_INT(id, PIQ_NODE_GPU_COUNT);
    CHECK_EQ_INT(piq_word_find(PIQ_WORDS_STATE, NULL, 0), 0);
}

/* Every number that is the id of nothing: between the ids, and past both ends of them. */
TEST(arguments, ids_of_nothing)
{
    piq_fleet *fleet = kit_fleet();
    const piq_ref node = kit_add(fleet, PIQ_ENTITY_NODE, "n");
    size_t known = 0, fields = 0;
    for (uint32_t id = 0; id < 12000; id++) {
        const char *name = piq_name(id);
        known += name != NULL;
        const piq_status got = piq_fleet_set_number(fleet, node, id, kit_nan(), NULL);
        CHECK_SAY(got == PIQ_OK || got == PIQ_E_FIELD || got == PIQ_E_TYPE, "%u: %s", (unsigned)id, piq_status_name(got));
        CHECK_SAY(name != NULL || got == PIQ_E_FIELD, "%u is of no field: %s", (unsigned)id, piq_status_name(got));
        fields += got != PIQ_E_FIELD;
    }
    CHECK(piq_name(UINT32_MAX) == NULL);
    size_t of_nodes = 0;
    for (size_t i = 0; i < piq_field_count(); i++) {
        piq_field_info info = {.struct_size = sizeof info};
        CHECK_OK(piq_field_at(i, &info));
        of_nodes += info.entity == PIQ_ENTITY_NODE;
        CHECK_EQ_STR(piq_name(info.id), info.name);
    }
    CHECK_EQ_INT(fields, of_nodes - 1); /* the id of a row is none that may be set */
    CHECK(known >= piq_field_count() + piq_policy_key_count());
    piq_fleet_free(fleet);
}

TEST(arguments, finding_a_row)
{
    piq_fleet *fleet = kit_small_fleet();
    piq_ref ref = 7;
    CHECK_EQ_INT(piq_fleet_find(fleet, PIQ_ENTITY_NODE, "n1", 2, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_find(NULL, PIQ_ENTITY_NODE, "n1", 2, &ref), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_find(fleet, PIQ_ENTITY_NODE, NULL, 2, &ref), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_find(fleet, PIQ_ENTITY_FLEET, "n1", 2, &ref), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_find(fleet, PIQ_ENTITY_WORKLOAD + 1, "n1", 2, &ref), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_find(fleet, PIQ_ENTITY_WORKLOAD, "n1", 2, &ref), PIQ_E_REFERENCE);
    CHECK(ref == 0);
    CHECK_OK(piq_fleet_find(fleet, PIQ_ENTITY_NODE, "n1", 2, &ref));
    CHECK(ref == piq_fleet_row(fleet, PIQ_ENTITY_NODE, 0));
    piq_fleet_free(fleet);
}

static int32_t refuse_all(void *user, const char *bytes, size_t length)
{
    (void)user;
    (void)bytes;
    (void)length;
    return 1;
}

TEST(arguments, reading_and_writing)
{
    piq_fleet *fleet = kit_small_fleet(), *empty = kit_fleet();
    piq_policy *policy = NULL;
    piq_report *report = NULL;
    kit_text t = {NULL, 0, 0};
    CHECK_OK(piq_policy_new(NULL, &policy));
    CHECK_OK(piq_evaluate(fleet, NULL, &report, NULL));
    CHECK_EQ_INT(piq_fleet_read_json(NULL, "{}", 2, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_read_json(empty, NULL, 2, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_read_json(empty, NULL, 0, NULL), PIQ_E_SYNTAX);
    CHECK_EQ_INT(piq_policy_read_json(NULL, "{}", 2, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_policy_read_json(policy, NULL, 2, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_policy_read_json(policy, NULL, 0, NULL), PIQ_E_SYNTAX);
    CHECK_EQ_INT(piq_report_write_json(NULL, kit_write, &t, 0, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_write_json(report, NULL, &t, 0, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_write_json(report, kit_write, &t, PIQ_JSON_COMPACT << 1, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_write_finding_json(NULL, 0, kit_write, &t, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_write_finding_json(report, 0, NULL, &t, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_write_finding_json(report, piq_report_finding_count(report), kit_write, &t, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(t.length, 0);
    CHECK_EQ_INT(piq_report_write_finding_json(report, 0, refuse_all, NULL, NULL), PIQ_E_SINK);
    CHECK_EQ_INT(piq_report_write_json(report, refuse_all, NULL, 0, NULL), PIQ_E_SINK);
    kit_text_free(&t);
    piq_report_free(report);
    piq_policy_free(policy);
    piq_fleet_free(fleet);
    piq_fleet_free(empty);
}

TEST(arguments, reading_a_report)
{
    piq_fleet *fleet = kit_small_fleet();
    piq_report *report = NULL;
    CHECK_OK(piq_evaluate(fleet, NULL, &report, NULL));
    const size_t many = 1000;
    piq_summary summary = {.struct_size = sizeof summary};
    piq_detector_totals sums = {.struct_size = sizeof sums};
    piq_finding finding = {.struct_size = sizeof finding};
    piq_evidence evidence = {.struct_size = sizeof evidence};
    piq_remedy remedy = {.struct_size = sizeof remedy};
    piq_parameter parameter = {.struct_size = sizeof parameter};
    piq_not_evaluated blank = {.struct_size = sizeof blank};
    piq_plan plan = {.struct_size = sizeof plan};
    piq_step step = {.struct_size = sizeof step};
    piq_capacity capacity = {.struct_size = sizeof capacity};
    piq_map_node on_map = {.struct_size = sizeof on_map};
    piq_fragmentation scattered = {.struct_size = sizeof scattered};
    uint32_t number;
    uint64_t other;
    const char *text, *label;
    double gpus;
    const piq_status refused[] = {
        piq_report_summary(NULL, &summary), piq_report_summary(report, NULL),
        piq_report_detector(NULL, 1, &sums), piq_report_detector(report, 1, NULL),
        piq_report_finding(NULL, 0, &finding), piq_report_finding(report, 0, NULL), piq_report_finding(report, many, &finding),
        piq_report_evidence(NULL, 0, 0, &evidence), piq_report_evidence(report, 0, 0, NULL), piq_report_evidence(report, 0, many, &evidence),
        piq_report_remedy(NULL, 0, 0, &remedy), piq_report_remedy(report, 0, 0, NULL), piq_report_remedy(report, 0, many, &remedy),
        piq_report_parameter(NULL, 0, 0, 0, &parameter), piq_report_parameter(report, 0, 0, 0, NULL),
        piq_report_parameter(report, 0, many, 0, &parameter), piq_report_parameter(report, 0, 0, many, &parameter),
        piq_report_wrong_remedy(NULL, 0, 0, &number, &text), piq_report_wrong_remedy(report, 0, 0, NULL, &text),
        piq_report_wrong_remedy(report, 0, 0, &number, NULL), piq_report_wrong_remedy(report, 0, many, &number, &text),
        piq_report_relation(NULL, 0, 0, &number, &other), piq_report_relation(report, 0, 0, NULL, &other),
        piq_report_relation(report, 0, 0, &number, NULL), piq_report_relation(report, 0, many, &number, &other),
        piq_report_not_evaluated(NULL, 0, &blank), piq_report_not_evaluated(report, 0, NULL), piq_report_not_evaluated(report, many, &blank),
        piq_report_pending(NULL, 0, &text, &number), piq_report_pending(report, 0, NULL, &number), piq_report_pending(report, 0, &text, NULL),
        piq_report_pending(report, many, &text, &number),
        piq_report_plan(NULL, &plan), piq_report_plan(report, NULL),
        piq_report_move(NULL, 0, &step), piq_report_move(report, 0, NULL), piq_report_move(report, many, &step),
        piq_report_start(NULL, 0, &step), piq_report_start(report, 0, NULL), piq_report_start(report, many, &step),
        piq_report_step_piece(NULL, 0, 0, 0, 0, &text, &gpus, &label), piq_report_step_piece(report, 0, 0, 0, 0, NULL, &gpus, &label),
        piq_report_step_piece(report, 0, 0, 0, 0, &text, NULL, &label), piq_report_step_piece(report, 0, 0, 0, 0, &text, &gpus, NULL),
        piq_report_step_piece(report, 0, many, 0, 0, &text, &gpus, &label), piq_report_step_piece(report, 1, many, 0, 0, &text, &gpus, &label),
        piq_report_capacity(NULL, 0, &capacity), piq_report_capacity(report, 0, NULL), piq_report_capacity(report, many, &capacity),
        piq_report_map_node(NULL, 0, &on_map), piq_report_map_node(report, 0, NULL), piq_report_map_node(report, many, &on_map),
        piq_report_fragmentation(NULL, 0, &scattered), piq_report_fragmentation(report, 0, NULL), piq_report_fragmentation(report, many, &scattered),
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        CHECK_SAY(refused[i] == PIQ_E_ARGUMENT, "%zu: %s", i, piq_status_name(refused[i]));
    CHECK_EQ_INT(piq_report_detector(report, 0, &sums), PIQ_E_FIELD);
    CHECK_EQ_INT(piq_report_detector(report, (uint32_t)piq_detector_count() + 1, &sums), PIQ_E_FIELD);
    CHECK(piq_report_finding_count(NULL) + piq_report_not_evaluated_count(NULL) + piq_report_pending_count(NULL) + piq_report_capacity_count(NULL) == 0);
    CHECK(piq_report_degraded(NULL, 0, 0) == NULL && piq_report_degraded(report, 0, many) == NULL && piq_report_degraded(report, many, 0) == NULL);
    CHECK(piq_report_missing(NULL, 0, 0) == 0 && piq_report_missing(report, many, 0) == 0 && piq_report_missing(report, 0, many) == 0);
    CHECK(piq_report_message(NULL, 0, NULL, 0) == 0 && piq_report_message(report, many, NULL, 0) == 0 && piq_report_message(report, 0, NULL, 0) > 0);
    piq_report_free(report);
    piq_report_free(NULL);
    piq_fleet_free(fleet);
}

/* ---- values ---- */

TEST(arguments, pieces)
{
    piq_fleet *fleet = kit_small_fleet();
    const piq_ref node = piq_fleet_row(fleet, PIQ_ENTITY_NODE, 1), work = piq_fleet_row(fleet, PIQ_ENTITY_WORKLOAD, 0);
    char *before = kit_evaluate(fleet, NULL);
    static const struct {
        double gpus;
        int64_t replica;
        piq_status wanted;
    } tried[] = {{-0.5, 0, PIQ_E_RANGE},  {1e6 + 1, 0, PIQ_E_RANGE},        {1, -2, PIQ_E_RANGE},
                 {1, INT64_MIN, PIQ_E_RANGE}, {1, (int64_t)INT32_MAX + 1, PIQ_E_RANGE}, {1e6, 0, PIQ_E_OVERFULL}};
    for (size_t i = 0; i < sizeof tried / sizeof tried[0]; i++) {
        const piq_piece piece = {node, tried[i].gpus, tried[i].replica, NULL, 0};
        piq_error error = PIQ_ERROR_INIT;
        CHECK_EQ_INT(piq_fleet_place(fleet, work, &piece, 1, sizeof piece, &error), tried[i].wanted);
        CHECK(error.row == 0 && error.field == PIQ_WORKLOAD_PLACEMENT);
    }
    const piq_piece piece = {node, 1, 0, NULL, 0}, nan = {node, kit_nan(), 0, NULL, 0};
    CHECK_EQ_INT(piq_fleet_place(fleet, work, &nan, 1, sizeof nan, NULL), PIQ_E_RANGE);
    CHECK_EQ_INT(piq_fleet_place(NULL, work, &piece, 1, sizeof piece, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_place(fleet, node, &piece, 1, sizeof piece, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_place(fleet, work + 1000, &piece, 1, sizeof piece, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_place(fleet, work, NULL, 1, sizeof piece, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_place(fleet, work, &piece, 1, sizeof piece - 1, NULL), PIQ_E_ARGUMENT);
    const uint32_t row = 0, far = 77;
    const double gpus = 1, vast = 1e6 + 1, below = -1;
    CHECK_EQ_INT(piq_fleet_place_column(NULL, &row, &row, &gpus, 1, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_place_column(fleet, NULL, &row, &gpus, 1, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_place_column(fleet, &row, NULL, &gpus, 1, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_place_column(fleet, &row, &row, NULL, 1, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_place_column(fleet, &far, &row, &gpus, 1, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_place_column(fleet, &row, &far, &gpus, 1, NULL), PIQ_E_REFERENCE);
    CHECK_EQ_INT(piq_fleet_place_column(fleet, &row, &row, &vast, 1, NULL), PIQ_E_RANGE);
    CHECK_EQ_INT(piq_fleet_place_column(fleet, &row, &row, &below, 1, NULL), PIQ_E_RANGE);
    CHECK_OK(piq_fleet_place_column(fleet, NULL, NULL, NULL, 0, NULL));
    char *after = kit_evaluate(fleet, NULL);
    CHECK(kit_same(before, after));
    free(before);
    free(after);
    piq_fleet_free(fleet);
}

TEST(arguments, events_and_profiles)
{
    piq_fleet *fleet = kit_small_fleet();
    const piq_ref work = piq_fleet_row(fleet, PIQ_ENTITY_WORKLOAD, 0), type = piq_fleet_row(fleet, PIQ_ENTITY_GPU_TYPE, 0);
    static const struct {
        piq_scale_event event;
        piq_status wanted;
    } events[] = {{{1, 9e18, 0, 0}, PIQ_OK},         {{1, 1e16, 0, 0}, PIQ_OK},       {{1, 9.1e18, 0, 0}, PIQ_E_RANGE}, {{1, 1.5, 0, 0}, PIQ_E_RANGE},
                  {{1, -1, 0, 0}, PIQ_E_RANGE},      {{-1, 1, 0, 0}, PIQ_E_RANGE},    {{1.1e30, 1, 0, 0}, PIQ_E_RANGE}, {{1e30, 1, 0, 0}, PIQ_OK},
                  {{1, 1, PIQ_CAUSE_UNKNOWN + 1, 0}, PIQ_E_RANGE}, {{0, 0, PIQ_CAUSE_UNKNOWN, 0}, PIQ_OK}};
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++)
        CHECK_EQ_INT(piq_fleet_set_scale_events(fleet, work, &events[i].event, 1, sizeof(piq_scale_event), NULL), events[i].wanted);
    CHECK_EQ_INT(piq_fleet_set_scale_events(fleet, work, NULL, 1, sizeof(piq_scale_event), NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_set_scale_events(fleet, work, &events[0].event, 1, sizeof(piq_scale_event) - 1, NULL), PIQ_E_ARGUMENT);
    const piq_mig_profile good = {"1g", 1, 7, 1e10, 7};
    for (int bad = 0; bad < 13; bad++) {
        piq_mig_profile p = good;
        p.name = bad == 1 ? NULL : bad == 2 ? "" : bad == 3 ? "\xFF" : p.name;
        p.compute_slices = bad == 4 ? 0 : bad == 5 ? 8 : bad == 6 ? 2e6 : p.compute_slices;
        p.compute_slices_total = bad == 6 ? 2e6 : p.compute_slices_total;
        p.memory_bytes = bad == 7 ? -1 : bad == 8 ? 9.1e18 : p.memory_bytes;
        p.max_instances = bad == 9 ? -1 : bad == 10 ? 1e6 + 1 : bad >= 11 ? kit_nan() : p.max_instances;
        const piq_status wanted = bad == 0 || bad >= 11 ? PIQ_OK : PIQ_E_RANGE;
        CHECK_EQ_INT(piq_fleet_set_mig_profiles(fleet, type, &p, 1, sizeof p, NULL), wanted);
    }
    CHECK_EQ_INT(piq_fleet_set_mig_profiles(fleet, type, NULL, 1, sizeof good, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_set_mig_profiles(fleet, type, &good, 1, sizeof good - 1, NULL), PIQ_E_ARGUMENT);
    CHECK_OK(piq_fleet_set_mig_profiles(fleet, type, NULL, 0, sizeof good, NULL));
    CHECK_OK(piq_fleet_set_scale_events(fleet, work, NULL, 0, sizeof(piq_scale_event), NULL));
    const char *items[] = {"L4-24 and more", NULL};
    const size_t lengths[] = {5, 0};
    CHECK_OK(piq_fleet_set_string_list(fleet, work, PIQ_WORKLOAD_ACCEPTED_GPU_TYPES, items, lengths, 1, NULL));
    CHECK_EQ_INT(piq_fleet_set_string_list(fleet, work, PIQ_WORKLOAD_ACCEPTED_GPU_TYPES, items, lengths, 2, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_set_string_list(fleet, work, PIQ_WORKLOAD_ACCEPTED_GPU_TYPES, NULL, NULL, 1, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_fleet_set_number_list(fleet, work, PIQ_WORKLOAD_IDLE_GAPS, NULL, 1, NULL), PIQ_E_ARGUMENT);
    piq_fleet_free(fleet);
}
