/* Reading a report: every index past its end, NULL, messages into small buffers, sinks that refuse, lifetimes. */
#include <stdlib.h>
#include <string.h>

#include "common/kit.h"
#include "harness/piq_test.h"

static piq_report *tour(void)
{
    piq_report *report = NULL;
    char *text = piq_test_keep(kit_file("examples/fleets/tour.json", NULL), free);
    piq_fleet *fleet = text == NULL ? NULL : kit_read(text);
    CHECK(fleet != NULL && piq_evaluate(fleet, NULL, &report, NULL) == PIQ_OK);
    piq_fleet_free(fleet); /* a report does not need its fleet */
    return report;
}

static void check_finding(const piq_report *report, size_t index)
{
    piq_finding f = {.struct_size = sizeof f};
    piq_evidence e = {.struct_size = sizeof e};
    piq_remedy r = {.struct_size = sizeof r};
    piq_parameter p = {.struct_size = sizeof p};
    uint32_t word = 0;
    uint64_t id = 0;
    const char *text = NULL;
    CHECK_OK(piq_report_finding(report, index, &f));
    CHECK(f.entity_id != NULL && strlen(f.entity_id) == f.entity_id_length);
    CHECK(f.cluster != NULL && strlen(f.cluster) == f.cluster_length);
    CHECK(f.confidence >= 0.05 && f.confidence <= 0.99);
    CHECK(piq_word(PIQ_WORDS_SUBTYPE, f.subtype) != NULL && piq_word(PIQ_WORDS_STATE, f.state) != NULL);
    CHECK(piq_word(PIQ_WORDS_SEVERITY, f.severity) != NULL && piq_word(PIQ_WORDS_ENTITY, f.entity) != NULL);
    for (uint32_t i = 0; i <= f.evidence_count; i++) {
        const piq_status got = piq_report_evidence(report, index, i, &e);
        CHECK_EQ_INT(got, i < f.evidence_count ? PIQ_OK : PIQ_E_ARGUMENT);
        CHECK(got != PIQ_OK || (e.name != NULL && e.unit != NULL && e.comparison != NULL && piq_name(e.field) == e.name));
    }
    for (uint32_t i = 0; i <= f.remedy_count; i++) {
        const piq_status got = piq_report_remedy(report, index, i, &r);
        CHECK_EQ_INT(got, i < f.remedy_count ? PIQ_OK : PIQ_E_ARGUMENT);
        if (got != PIQ_OK)
            continue;
        CHECK(piq_word(PIQ_WORDS_ACTION, r.action) != NULL && r.primary == (i == 0) && r.verify != NULL);
        for (uint32_t k = 0; k <= r.parameter_count; k++) {
            const piq_status read = piq_report_parameter(report, index, i, k, &p);
            CHECK_EQ_INT(read, k < r.parameter_count ? PIQ_OK : PIQ_E_ARGUMENT);
            CHECK(read != PIQ_OK || (p.name != NULL && piq_name(p.field) == p.name));
        }
    }
    CHECK_EQ_INT(piq_report_parameter(report, index, f.remedy_count, 0, &p), PIQ_E_ARGUMENT);
    for (uint32_t i = 0; i <= f.wrong_remedy_count; i++)
        CHECK_EQ_INT(piq_report_wrong_remedy(report, index, i, &word, &text), i < f.wrong_remedy_count ? PIQ_OK : PIQ_E_ARGUMENT);
    for (uint32_t i = 0; i <= f.relation_count; i++)
        CHECK_EQ_INT(piq_report_relation(report, index, i, &word, &id), i < f.relation_count ? PIQ_OK : PIQ_E_ARGUMENT);
    for (uint32_t i = 0; i <= f.degraded_count; i++)
        CHECK((piq_report_degraded(report, index, i) != NULL) == (i < f.degraded_count));
}

TEST(report, every_list_ends_where_it_says)
{
    piq_report *report = tour();
    const size_t findings = piq_report_finding_count(report), blanks = piq_report_not_evaluated_count(report);
    CHECK(findings > 20 && blanks > 5);
    for (size_t i = 0; i < findings; i++)
        check_finding(report, i);
    for (size_t i = 0; i < blanks; i++) {
        piq_not_evaluated n = {.struct_size = sizeof n};
        CHECK_OK(piq_report_not_evaluated(report, i, &n));
        CHECK(strlen(n.entity_id) == n.entity_id_length && piq_word(PIQ_WORDS_REASON, n.reason) != NULL);
        for (uint32_t k = 0; k <= n.missing_count; k++)
            CHECK((piq_report_missing(report, i, k) != 0) == (k < n.missing_count));
    }
    piq_report_free(report);
}

/* A struct full of something, but for its size. */
#define STALE(name) (memset(&(name), 0xA5, sizeof(name)), (name).struct_size = (uint32_t)sizeof(name))

/* All of it behind the size is 0. */
static bool emptied(const void *filled, size_t size)
{
    const unsigned char *bytes = filled;
    uint32_t stated;
    memcpy(&stated, bytes, sizeof stated);
    bool empty = stated == size;
    for (size_t i = sizeof stated; i < size; i++)
        empty = empty && bytes[i] == 0;
    return empty;
}
#define EMPTIED(name) CHECK_SAY(emptied(&(name), sizeof(name)), "%s still holds something", #name)

static void check_structs_emptied(const piq_report *report, size_t past)
{
    piq_finding f;
    piq_evidence e;
    piq_remedy r;
    piq_parameter p;
    piq_not_evaluated n;
    piq_capacity c;
    piq_step moved, started;
    piq_detector_totals t;
    STALE(f), STALE(e), STALE(r), STALE(p), STALE(n), STALE(c), STALE(moved), STALE(started), STALE(t);
    CHECK(piq_report_finding(report, past, &f) != PIQ_OK);
    CHECK(piq_report_evidence(report, past, 0, &e) != PIQ_OK);
    CHECK(piq_report_remedy(report, past, 0, &r) != PIQ_OK);
    CHECK(piq_report_parameter(report, past, 0, 0, &p) != PIQ_OK);
    CHECK(piq_report_not_evaluated(report, past, &n) != PIQ_OK);
    CHECK(piq_report_capacity(report, past, &c) != PIQ_OK);
    CHECK(piq_report_move(report, past, &moved) != PIQ_OK);
    CHECK(piq_report_start(report, past, &started) != PIQ_OK);
    CHECK(piq_report_detector(report, 11, &t) != PIQ_OK);
    EMPTIED(f);
    EMPTIED(e);
    EMPTIED(r);
    EMPTIED(p);
    EMPTIED(n);
    EMPTIED(c);
    EMPTIED(moved);
    EMPTIED(started);
    EMPTIED(t);
}

static void check_pointers_cleared(const piq_report *report, size_t past)
{
    uint32_t action = 7, relation = 7, state = 7;
    uint64_t other = 7;
    const char *reason = "x", *id = "x", *node = "x", *label = "x";
    double gpus = 7;
    CHECK(piq_report_wrong_remedy(report, past, 0, &action, &reason) != PIQ_OK);
    CHECK(piq_report_relation(report, past, 0, &relation, &other) != PIQ_OK);
    CHECK(piq_report_pending(report, past, &id, &state) != PIQ_OK);
    CHECK(piq_report_step_piece(report, 0, past, 0, 0, &node, &gpus, &label) != PIQ_OK);
    CHECK(action == 0 && reason == NULL && relation == 0 && other == 0 && state == 0 && id == NULL);
    CHECK(node == NULL && label == NULL && gpus == 0);
}

TEST(report, what_is_refused_is_emptied)
{
    piq_report *report = tour();
    check_structs_emptied(report, 100000);
    check_structs_emptied(NULL, 0);
    check_pointers_cleared(report, 100000);
    check_pointers_cleared(NULL, 0);
    piq_summary s;
    piq_plan plan;
    STALE(s), STALE(plan);
    CHECK(piq_report_summary(NULL, &s) != PIQ_OK && piq_report_plan(NULL, &plan) != PIQ_OK);
    EMPTIED(s);
    EMPTIED(plan);
    /* Half an answer is none: with nowhere for the label the node is cleared, too. */
    const char *node = "x";
    double gpus = 7;
    CHECK(piq_report_step_piece(report, 0, 0, 0, 0, &node, &gpus, NULL) != PIQ_OK);
    CHECK(node == NULL && gpus == 0);
    piq_report_free(report);
}

TEST(report, no_more_than_the_stated_size_is_emptied)
{
    unsigned char room[sizeof(piq_finding)];
    const uint32_t stated = 24;
    memset(room, 0xA5, sizeof room);
    memcpy(room, &stated, sizeof stated);
    CHECK_EQ_INT(piq_report_finding(NULL, 0, (piq_finding *)(void *)room), PIQ_E_ARGUMENT);
    CHECK(room[4] == 0 && room[23] == 0 && room[24] == 0xA5 && room[sizeof room - 1] == 0xA5);
}

static void check_nothing_at(const piq_report *report, size_t past)
{
    piq_finding f = {.struct_size = sizeof f};
    piq_evidence e = {.struct_size = sizeof e};
    piq_remedy r = {.struct_size = sizeof r};
    piq_parameter p = {.struct_size = sizeof p};
    piq_not_evaluated n = {.struct_size = sizeof n};
    piq_capacity c = {.struct_size = sizeof c};
    piq_step s = {.struct_size = sizeof s};
    piq_waiting w = {.struct_size = sizeof w};
    piq_map_node m = {.struct_size = sizeof m};
    piq_fragmentation g = {.struct_size = sizeof g};
    uint32_t word = 0;
    uint64_t id = 0;
    const char *text = NULL, *label = NULL;
    double gpus = 0;
    CHECK_EQ_INT(piq_report_finding(report, past, &f), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_evidence(report, past, 0, &e), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_remedy(report, past, 0, &r), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_parameter(report, past, 0, 0, &p), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_wrong_remedy(report, past, 0, &word, &text), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_relation(report, past, 0, &word, &id), PIQ_E_ARGUMENT);
    CHECK(piq_report_degraded(report, past, 0) == NULL);
    CHECK_EQ_INT(piq_report_message(report, past, NULL, 0), 0);
    CHECK_EQ_INT(piq_report_not_evaluated(report, past, &n), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_missing(report, past, 0), 0);
    CHECK_EQ_INT(piq_report_pending(report, past, &text, &word), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_capacity(report, past, &c), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_waiting(report, past, &w), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_map_node(report, past, &m), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_fragmentation(report, past, &g), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_move(report, past, &s), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_start(report, past, &s), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_step_piece(report, 0, past, 0, 0, &text, &gpus, &label), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_step_piece(report, 1, past, 1, 0, &text, &gpus, &label), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_write_finding_json(report, past, kit_write, NULL, NULL), PIQ_E_ARGUMENT);
}

TEST(report, nothing_past_the_end)
{
    piq_report *report = tour();
    check_nothing_at(report, 100000);
    check_nothing_at(report, SIZE_MAX);
    check_nothing_at(NULL, 0);
    piq_summary s = {.struct_size = sizeof s};
    piq_plan plan = {.struct_size = sizeof plan};
    piq_detector_totals t = {.struct_size = sizeof t};
    CHECK_EQ_INT(piq_report_summary(NULL, &s), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_summary(report, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_plan(NULL, &plan), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_plan(report, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_detector(report, 0, &t), PIQ_E_FIELD);
    CHECK_EQ_INT(piq_report_detector(report, 11, &t), PIQ_E_FIELD);
    CHECK_EQ_INT(piq_report_detector(report, 1, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_finding(report, 0, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_write_json(NULL, kit_write, NULL, 0, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_write_json(report, NULL, NULL, 0, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_report_finding_count(NULL) + piq_report_not_evaluated_count(NULL) + piq_report_pending_count(NULL) + piq_report_capacity_count(NULL), 0);
    CHECK_EQ_INT(piq_report_map_count(NULL) + piq_report_domain_count(NULL) + piq_report_fragmentation_count(NULL), 0);
    CHECK_EQ_INT(piq_report_waiting(report, 0, NULL), PIQ_E_ARGUMENT);
    piq_report_free(report);
}

TEST(report, steps_of_the_plan)
{
    piq_report *report = tour();
    piq_plan plan = {.struct_size = sizeof plan};
    CHECK_OK(piq_report_plan(report, &plan));
    CHECK(plan.moves >= 1 && plan.starts >= 1 && plan.runs >= 1 && plan.runs <= plan.runs_bound);
    double moved = 0;
    for (size_t i = 0; i < plan.moves + plan.starts; i++) {
        const int start = i >= plan.moves;
        const size_t at = start ? i - plan.moves : i;
        piq_step step = {.struct_size = sizeof step};
        CHECK_OK(start ? piq_report_start(report, at, &step) : piq_report_move(report, at, &step));
        moved += start ? 0 : step.gpus;
        CHECK(step.to_count >= 1 && (step.from_count == 0) == (start != 0));
        for (int to = 0; to < 2; to++) {
            const uint32_t count = to ? step.to_count : step.from_count;
            double gpus = 0, sum = 0;
            const char *node = NULL, *label = NULL;
            for (uint32_t k = 0; k < count; k++) {
                CHECK_OK(piq_report_step_piece(report, start, at, to, k, &node, &gpus, &label));
                sum += gpus;
            }
            CHECK(count == 0 || sum == step.gpus);
            CHECK_EQ_INT(piq_report_step_piece(report, start, at, to, count, &node, &gpus, &label), PIQ_E_ARGUMENT);
        }
    }
    CHECK_NEAR(moved, plan.gpus_moved, 1e-9);
    piq_report_free(report);
}

TEST(report, messages_fit_any_buffer)
{
    piq_report *report = tour();
    char whole[1024], part[1024];
    for (size_t i = 0; i < piq_report_finding_count(report); i++) {
        const size_t length = piq_report_message(report, i, whole, sizeof whole);
        CHECK(length > 10 && length < sizeof whole && strlen(whole) == length);
        CHECK_EQ_INT(piq_report_message(report, i, NULL, 0), length);
        for (size_t size = 1; size <= length + 2; size++) {
            memset(part, 'X', sizeof part);
            CHECK_EQ_INT(piq_report_message(report, i, part, size), length);
            const size_t kept = size <= length ? size - 1 : length;
            CHECK_SAY(strlen(part) <= kept && memcmp(part, whole, strlen(part)) == 0, "message %zu in %zu bytes", i, size);
            CHECK_SAY(part[size] == 'X', "message %zu in %zu bytes is written past its end", i, size);
        }
    }
    piq_report_free(report);
}

typedef struct limit {
    size_t left;
} limit;

static int32_t refuse_after(void *user, const char *bytes, size_t length)
{
    limit *l = user;
    (void)bytes;
    if (length > l->left)
        return 1;
    l->left -= length;
    return 0;
}

TEST(report, a_sink_may_refuse_anywhere)
{
    piq_report *report = tour();
    char *whole = piq_test_keep(kit_report_json(report), free);
    CHECK_OR_RETURN(whole != NULL);
    const size_t length = strlen(whole);
    for (size_t i = 0; i < length; i += 1 + length / 200) {
        limit l = {i};
        piq_error error = PIQ_ERROR_INIT;
        CHECK_EQ_INT(piq_report_write_json(report, refuse_after, &l, 0, &error), PIQ_E_SINK);
        CHECK_EQ_INT(error.code, PIQ_E_SINK);
    }
    limit enough = {length};
    CHECK_OK(piq_report_write_json(report, refuse_after, &enough, 0, NULL));
    CHECK_EQ_INT(enough.left, 0);
    limit none = {3};
    CHECK_EQ_INT(piq_report_write_finding_json(report, 0, refuse_after, &none, NULL), PIQ_E_SINK);
    piq_report_free(report);
}

TEST(report, compact_is_the_same_on_one_line)
{
    piq_report *report = tour();
    kit_text t = {NULL, 0, 0};
    CHECK_OK(piq_report_write_json(report, kit_write, &t, PIQ_JSON_COMPACT, NULL));
    const char *line = t.bytes == NULL ? NULL : strchr(t.bytes, '\n');
    CHECK(t.length > 1000 && (line == NULL || line[1] == '\0'));
    kit_text_free(&t);
    for (size_t i = 0; i < piq_report_finding_count(report); i++) {
        CHECK_OK(piq_report_write_finding_json(report, i, kit_write, &t, NULL));
        CHECK(t.bytes[0] == '{' && strchr(t.bytes, '\n') == NULL);
        kit_text_free(&t);
    }
    piq_report_free(report);
}

TEST(report, evaluate_json_is_the_same)
{
    char *snapshot = piq_test_keep(kit_file("examples/fleets/tour.json", NULL), free);
    CHECK_OR_RETURN(snapshot != NULL);
    kit_text t = {NULL, 0, 0};
    CHECK_OK(piq_evaluate_json(snapshot, strlen(snapshot), NULL, kit_write, &t, NULL));
    CHECK(kit_same(t.bytes, piq_test_keep(kit_evaluate_text(snapshot, NULL), free)));
    kit_text_free(&t);
    piq_error error = PIQ_ERROR_INIT;
    CHECK_EQ_INT(piq_evaluate_json("{", 1, NULL, kit_write, &t, &error), PIQ_E_SYNTAX);
    CHECK(error.line == 1 && t.length == 0);
    CHECK_EQ_INT(piq_evaluate_json(NULL, 1, NULL, kit_write, &t, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_evaluate_json("{\"piq_snapshot\": 1}", 19, NULL, NULL, NULL, NULL), PIQ_E_ARGUMENT);
    kit_text_free(&t);
}

TEST(report, words_and_names)
{
    CHECK_EQ_STR(piq_word(PIQ_WORDS_SEVERITY, PIQ_SEVERITY_HIGH), "high");
    CHECK(piq_word(PIQ_WORDS_SEVERITY, 0) == NULL && piq_word(PIQ_WORDS_SEVERITY, 99) == NULL && piq_word(0, 1) == NULL && piq_word(999, 1) == NULL);
    CHECK_EQ_INT(piq_word_find(PIQ_WORDS_SEVERITY, "high", PIQ_NUL_TERMINATED), PIQ_SEVERITY_HIGH);
    CHECK_EQ_INT(piq_word_find(PIQ_WORDS_SEVERITY, "highest", 4), PIQ_SEVERITY_HIGH);
    CHECK_EQ_INT(piq_word_find(PIQ_WORDS_SEVERITY, "highest", 7), 0);
    CHECK_EQ_INT(piq_word_find(PIQ_WORDS_SEVERITY, NULL, 0), 0);
    CHECK_EQ_INT(piq_word_find(0, "high", 4), 0);
    CHECK_EQ_STR(piq_name(PIQ_NODE_GPU_COUNT), "gpu_count");
    CHECK_EQ_STR(piq_name(PIQ_MEASURE_COST_RATIO), "cost_ratio");
    CHECK(piq_name(0) == NULL && piq_name(UINT32_MAX) == NULL);
    CHECK_EQ_STR(piq_status_name(PIQ_OK), "ok");
    for (piq_status s = -20; s <= 5; s++)
        CHECK(piq_status_name(s) != NULL && piq_status_name(s)[0] != '\0');
    CHECK_EQ_INT(piq_version(), (PIQ_VERSION_MAJOR << 16 | PIQ_VERSION_MINOR << 8 | PIQ_VERSION_PATCH));
    CHECK_EQ_STR(piq_version_string(), PIQ_VERSION_STRING);
    piq_field_info f = {.struct_size = sizeof f};
    piq_policy_info p = {.struct_size = sizeof p};
    piq_detector_info d = {.struct_size = sizeof d};
    CHECK_EQ_INT(piq_field_at(piq_field_count(), &f), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_policy_key_at(piq_policy_key_count(), &p), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_detector_at(piq_detector_count(), &d), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_field_at(0, NULL), PIQ_E_ARGUMENT);
    CHECK_EQ_INT(piq_field_find(PIQ_ENTITY_NODE, "id", 2, NULL), PIQ_E_ARGUMENT);
}
