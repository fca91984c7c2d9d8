/* The Nth allocation fails, once and from then on, for every N until the operation succeeds: it says so, nothing is lost,
   nothing has changed, and trying again works. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/kit.h"
#include "harness/piq_test.h"
#include "memory/operations.h"

/* ---- fleets ---- */

static void *fleet_prepare(const piq_allocator *allocator)
{
    piq_fleet *fleet = NULL;
    CHECK_OK(piq_fleet_new(allocator, &fleet));
    return fleet;
}

/* Two nodes and one workload to start from. */
static void *small_prepare(const piq_allocator *allocator)
{
    piq_fleet *fleet = fleet_prepare(allocator);
    const piq_ref node = kit_node(fleet, "n1");
    (void)kit_node(fleet, "n2");
    (void)kit_workload(fleet, "w1", node);
    return fleet;
}

static char *fleet_look(void *subject) { return kit_evaluate(subject, NULL); }
static void fleet_finish(void *subject) { piq_fleet_free(subject); }

static piq_status new_run(void *subject)
{
    const piq_allocator *allocator = subject;
    piq_fleet *fleet = (piq_fleet *)subject;
    const piq_status got = piq_fleet_new(allocator, &fleet);
    CHECK((got == PIQ_OK) == (fleet != NULL));
    piq_fleet_free(fleet);
    return got;
}
static void *new_prepare(const piq_allocator *allocator) { return (void *)(uintptr_t)allocator; }
static void new_finish(void *subject) { (void)subject; }

TEST(out_of_memory, fleet_new)
{
    const operation o = {"piq_fleet_new", new_prepare, new_run, NULL, new_finish};
    try_all(&o);
}

static piq_status add_run(void *subject)
{
    const char *ids[100]; /* more than are looked up at once */
    char names[100][8];
    for (int i = 0; i < 100; i++) {
        names[i][0] = 'x';
        names[i][1] = (char)('a' + i / 26);
        names[i][2] = (char)('a' + i % 26);
        names[i][3] = '\0';
        ids[i] = names[i];
    }
    piq_ref first = 1;
    const piq_status got = piq_fleet_add_many(subject, PIQ_ENTITY_NODE, ids, NULL, 100, &first, NULL);
    CHECK((got == PIQ_OK) == (first != 0));
    return got;
}

TEST(out_of_memory, adding_rows)
{
    const operation o = {"piq_fleet_add_many", small_prepare, add_run, fleet_look, fleet_finish};
    try_all(&o);
}

static piq_ref node_of(piq_fleet *fleet, size_t row) { return piq_fleet_row(fleet, PIQ_ENTITY_NODE, row); }
static piq_ref work_of(piq_fleet *fleet) { return piq_fleet_row(fleet, PIQ_ENTITY_WORKLOAD, 0); }

static piq_status number_run(void *s) { return piq_fleet_set_number(s, node_of(s, 1), PIQ_NODE_IDLE_SECONDS, 604800, NULL); }
static piq_status boolean_run(void *s) { return piq_fleet_set_boolean(s, work_of(s), PIQ_WORKLOAD_CRASH_LOOPING, 1, NULL); }
static piq_status string_run(void *s) { return piq_fleet_set_string(s, node_of(s, 1), PIQ_NODE_CLUSTER, "a cluster with a name longer than a pocket", PIQ_NUL_TERMINATED, NULL); }
static piq_status word_run(void *s) { return piq_fleet_set_string(s, work_of(s), PIQ_WORKLOAD_KIND, "batch", PIQ_NUL_TERMINATED, NULL); }
static piq_status strings_run(void *s)
{
    const char *items[3] = {"H100-80", "a type nobody has named so far", "L4-24"};
    return piq_fleet_set_string_list(s, work_of(s), PIQ_WORKLOAD_ACCEPTED_GPU_TYPES, items, NULL, 3, NULL);
}
static piq_status numbers_run(void *s)
{
    const double gaps[20] = {30, 40, 50, 60};
    return piq_fleet_set_number_list(s, work_of(s), PIQ_WORKLOAD_IDLE_GAPS, gaps, 20, NULL);
}
static piq_status events_run(void *s)
{
    const piq_scale_event events[3] = {{300, 1, 0, 0}, {200, 0, 0, 0}, {100, 1, 0, 0}};
    return piq_fleet_set_scale_events(s, work_of(s), events, 3, sizeof events[0], NULL);
}
static piq_status place_run(void *s)
{
    piq_piece pieces[40] = {{node_of(s, 0), 4, 0, NULL, 0}};
    for (int i = 1; i < 40; i++) {
        const piq_piece share = {node_of(s, 1), 0.05, i, i % 2 == 0 ? "a label" : "another", 7};
        pieces[i] = share;
    }
    return piq_fleet_place(s, work_of(s), pieces, 40, sizeof pieces[0], NULL);
}
static piq_status number_column_run(void *s)
{
    const double values[2] = {1, 2};
    return piq_fleet_set_number_column(s, PIQ_NODE_PRICE_PER_GPU_HOUR, 0, 2, values, 0, NULL, NULL);
}
static piq_status fresh_column_run(void *s)
{
    const int64_t values[2] = {604800, 700000};
    return piq_fleet_set_integer_column(s, PIQ_NODE_IDLE_SECONDS, 0, 2, values, 0, NULL, NULL);
}
static piq_status boolean_column_run(void *s)
{
    const uint8_t values[2] = {1, 1};
    return piq_fleet_set_boolean_column(s, PIQ_NODE_MIG_ENABLED, 0, 2, values, 0, NULL, NULL);
}
static piq_status string_column_run(void *s)
{
    const char *values[2] = {"one cluster of nodes", "and another one"};
    return piq_fleet_set_string_column(s, PIQ_NODE_CLUSTER, 0, 2, values, NULL, NULL);
}
static piq_status place_column_run(void *s)
{
    const uint32_t works[20] = {0}, nodes[20] = {1, 0, 1, 0, 1};
    double gpus[20];
    for (size_t i = 0; i < 20; i++)
        gpus[i] = 0.125;
    return piq_fleet_place_column(s, works, nodes, gpus, 20, NULL);
}
static piq_status profiles_run(void *s)
{
    const piq_mig_profile list[2] = {{"1g.10gb", 1, 7, 10e9, 7}, {"2g.20gb", 2, 7, 20e9, 3}};
    return piq_fleet_set_mig_profiles(s, piq_fleet_row(s, PIQ_ENTITY_GPU_TYPE, 0), list, 2, sizeof list[0], NULL);
}
static void *typed_prepare(const piq_allocator *allocator)
{
    piq_fleet *fleet = small_prepare(allocator);
    (void)kit_add(fleet, PIQ_ENTITY_GPU_TYPE, "H100-80");
    return fleet;
}

TEST(out_of_memory, setters)
{
    static const operation all[] = {
        {"piq_fleet_set_number", small_prepare, number_run, fleet_look, fleet_finish},
        {"piq_fleet_set_boolean", small_prepare, boolean_run, fleet_look, fleet_finish},
        {"piq_fleet_set_string", small_prepare, string_run, fleet_look, fleet_finish},
        {"piq_fleet_set_string (word)", small_prepare, word_run, fleet_look, fleet_finish},
        {"piq_fleet_set_string_list", small_prepare, strings_run, fleet_look, fleet_finish},
        {"piq_fleet_set_number_list", small_prepare, numbers_run, fleet_look, fleet_finish},
        {"piq_fleet_set_scale_events", small_prepare, events_run, fleet_look, fleet_finish},
        {"piq_fleet_set_mig_profiles", typed_prepare, profiles_run, fleet_look, fleet_finish},
        {"piq_fleet_place", small_prepare, place_run, fleet_look, fleet_finish},
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        try_all(&all[i]);
}

/* Texts of this length soon need a new chunk, wherever they are kept. */
static char long_text[3][3001];

static void long_texts(void)
{
    for (int i = 0; i < 3; i++)
        memset(long_text[i], 'a' + i, sizeof long_text[i] - 1);
}
static void *long_prepare(const piq_allocator *allocator)
{
    long_texts();
    return typed_prepare(allocator);
}
static piq_status long_strings_run(void *s)
{
    const char *items[3] = {long_text[0], long_text[1], long_text[2]};
    const size_t lengths[3] = {3000, 3000, 2999};
    return piq_fleet_set_string_list(s, work_of(s), PIQ_WORKLOAD_ACCEPTED_GPU_TYPES, items, lengths, 3, NULL);
}
static piq_status long_profiles_run(void *s)
{
    const piq_mig_profile list[2] = {{long_text[0], 1, 7, 10e9, 7}, {long_text[1], 2, 7, 20e9, 3}};
    return piq_fleet_set_mig_profiles(s, piq_fleet_row(s, PIQ_ENTITY_GPU_TYPE, 0), list, 2, sizeof list[0], NULL);
}
static piq_status long_labels_run(void *s)
{
    const piq_piece pieces[2] = {{node_of(s, 1), 0.5, 0, long_text[0], 3000}, {node_of(s, 1), 0.5, 0, long_text[1], 3000}};
    return piq_fleet_place(s, work_of(s), pieces, 2, sizeof pieces[0], NULL);
}
static void *unplaced_prepare(const piq_allocator *allocator)
{
    piq_fleet *fleet = fleet_prepare(allocator);
    (void)kit_node(fleet, "n1");
    for (char id[] = "w00"; id[1] <= '9'; id[1]++)
        for (id[2] = '0'; id[2] <= '9'; id[2]++)
            (void)kit_add(fleet, PIQ_ENTITY_WORKLOAD, id);
    return fleet;
}
static piq_status first_pieces_run(void *s)
{
    uint32_t works[100], nodes[100] = {0};
    double gpus[100];
    for (uint32_t i = 0; i < 100; i++) {
        works[i] = i;
        gpus[i] = 0.0625;
    }
    return piq_fleet_place_column(s, works, nodes, gpus, 100, NULL);
}

TEST(out_of_memory, long_texts_and_first_pieces)
{
    static const operation all[] = {
        {"piq_fleet_set_string_list", long_prepare, long_strings_run, fleet_look, fleet_finish},
        {"piq_fleet_set_mig_profiles", long_prepare, long_profiles_run, fleet_look, fleet_finish},
        {"piq_fleet_place", long_prepare, long_labels_run, fleet_look, fleet_finish},
        {"piq_fleet_place_column", unplaced_prepare, first_pieces_run, fleet_look, fleet_finish},
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        try_all(&all[i]);
}

/* Every other row of the first pages has values; so pages have to grow, and others are new. */
enum { MANY = 700 };

static piq_status many_numbers(piq_fleet *fleet, size_t count)
{
    static double values[MANY];
    uint8_t every_other[MANY / 8 + 1];
    for (size_t i = 0; i < MANY; i++)
        values[i] = (double)i;
    memset(every_other, 0x55, sizeof every_other);
    return piq_fleet_set_number_column(fleet, PIQ_NODE_IDLE_SECONDS, 0, count, values, 0, count == MANY ? NULL : every_other, NULL);
}

static piq_status many_texts(piq_fleet *fleet, size_t count)
{
    static char names[MANY][12];
    static const char *texts[MANY];
    for (size_t i = 0; i < MANY; i++) {
        names[i][0] = (char)('a' + i % 26);
        names[i][1] = (char)('a' + i / 26 % 26);
        names[i][2] = (char)('a' + i / 676);
        names[i][3] = '\0';
        texts[i] = count == MANY || i % 2 == 0 ? names[i] : NULL;
    }
    return piq_fleet_set_string_column(fleet, PIQ_NODE_CLUSTER, 0, count, texts, NULL, NULL);
}

static void *many_prepare(const piq_allocator *allocator)
{
    piq_fleet *fleet = fleet_prepare(allocator);
    const char *ids[MANY];
    char names[MANY][8];
    for (size_t i = 0; i < MANY; i++) {
        names[i][0] = 'n';
        names[i][1] = (char)('a' + i / 26);
        names[i][2] = (char)('a' + i % 26);
        names[i][3] = '\0';
        ids[i] = names[i];
    }
    CHECK_OK(piq_fleet_add_many(fleet, PIQ_ENTITY_NODE, ids, NULL, MANY, NULL, NULL));
    CHECK_OK(many_numbers(fleet, 300));
    CHECK_OK(many_texts(fleet, 300));
    return fleet;
}
static piq_status many_numbers_run(void *s) { return many_numbers(s, MANY); }
static piq_status many_texts_run(void *s) { return many_texts(s, MANY); }

TEST(out_of_memory, columns_over_values)
{
    static const operation all[] = {
        {"piq_fleet_set_number_column", many_prepare, many_numbers_run, fleet_look, fleet_finish},
        {"piq_fleet_set_string_column", many_prepare, many_texts_run, fleet_look, fleet_finish},
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        try_all(&all[i]);
}

TEST(out_of_memory, columns)
{
    static const operation all[] = {
        {"piq_fleet_set_integer_column", small_prepare, fresh_column_run, fleet_look, fleet_finish},
        {"piq_fleet_set_boolean_column", small_prepare, boolean_column_run, fleet_look, fleet_finish},
        {"piq_fleet_set_string_column", small_prepare, string_column_run, fleet_look, fleet_finish},
        {"piq_fleet_place_column", small_prepare, place_column_run, fleet_look, fleet_finish},
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        try_all(&all[i]);
}

/* A column that is there already needs no memory. */
TEST(out_of_memory, writing_over_a_column)
{
    failing f;
    failing_begin(&f, true);
    piq_fleet *fleet = small_prepare(&f.allocator);
    failing_at(&f, 0, true);
    CHECK_OK(number_column_run(fleet));
    failing_at(&f, NEVER_FAIL, false);
    piq_fleet_free(fleet);
    failing_end(&f, "a column");
}

/* ---- texts ---- */

static const char *tour_text;

static piq_status read_run(void *subject) { return piq_fleet_read_json(subject, tour_text, strlen(tour_text), NULL); }
static char *empty_look(void *subject) { return piq_fleet_count(subject, PIQ_ENTITY_NODE) == 0 ? kit_evaluate(subject, NULL) : NULL; }

TEST(out_of_memory, read_json)
{
    const operation o = {"piq_fleet_read_json", fleet_prepare, read_run, empty_look, fleet_finish};
    tour_text = piq_test_keep(kit_file("examples/fleets/tour.json", NULL), free);
    CHECK_OR_RETURN(tour_text != NULL);
    try_all(&o);
}

/* Each list is the first to need its room; names are long, a key has an escape, and the fleet has values of its own to keep. */
static void *kept_prepare(const piq_allocator *allocator)
{
    piq_fleet *fleet = fleet_prepare(allocator);
    CHECK_OK(piq_fleet_set_string(fleet, PIQ_FLEET_ROW, PIQ_FLEET_OBSERVED_AT, "2026-11-23T00:00:00Z", PIQ_NUL_TERMINATED, NULL));
    CHECK_OK(piq_fleet_set_boolean(fleet, PIQ_FLEET_ROW, PIQ_FLEET_WORKLOADS_COMPLETE, 1, NULL));
    return fleet;
}

TEST(out_of_memory, read_json_lists)
{
    static const char *const formats[] = {
        "{\"workloads\": [{\"id\": \"w\", \"accepted_gpu_types\": [\"%s\", \"%s\", \"%s\"]}], \"piq_snapshot\": 1}",
        "{\"workloads\": [{\"id\": \"w\", \"idle_gaps\": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], \"model\": \"%s%s%s\"}], \"piq_snapshot\": 1}",
        "{\"nodes\": [{\"id\": \"n\"}], \"workloads\": [{\"id\": \"w\", \"placement\": [{\"node\": \"n\", \"gpus\": 0.5, \"gpu\": \"%s\"}, "
        "{\"node\": \"n\", \"gpus\": 0.5, \"gpu\": \"%s%s\"}]}], \"piq_snapshot\": 1}",
        "{\"gpu_types\": [{\"name\": \"t\", \"mig_profiles\": [{\"name\": \"%s\", \"compute_slices\": 1, \"compute_slices_total\": 7, "
        "\"memory_bytes\": 1}]}, {\"name\": \"%s%s\"}], \"piq_snapshot\": 1}",
        "{\"piq_sn\\u0061pshot\": 1, \"nodes\": [{\"\\u0069d\": \"%s\"}, {\"id\": \"%s%s\"}]}",
    };
    static const operation o = {"piq_fleet_read_json (lists)", kept_prepare, read_run, empty_look, fleet_finish};
    long_texts();
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        char *text = piq_test_memory(12000);
        (void)snprintf(text, 12000, formats[i], long_text[0], long_text[1], long_text[2]);
        tour_text = text;
        try_all(&o);
    }
}

static const char policy_text[] = "{\"coverage_min\": 0.5, \"x_note\": {\"a\": [1, 2]}, \"disabled\": [\"thr\\u0061shing\"], \"suppressions\": [{\"entity_id\": \"o*m\","
                                  " \"owner\": \"somebody\", \"until\": \"2027-01-01T00:00:00Z\"}, {\"detector\": \"cold_start\", \"entity_id\": \"*\"}]}";

static void *policy_prepare(const piq_allocator *allocator)
{
    piq_policy *policy = NULL;
    CHECK_OK(piq_policy_new(allocator, &policy));
    return policy;
}
static char *policy_look(void *subject)
{
    piq_fleet *fleet = kit_small_fleet();
    char *report = kit_evaluate(fleet, subject);
    piq_fleet_free(fleet);
    return report;
}
static piq_status policy_run(void *subject) { return piq_policy_read_json(subject, policy_text, strlen(policy_text), NULL); }
static void policy_finish(void *subject) { piq_policy_free(subject); }
static piq_status suppress_run(void *subject)
{
    const piq_suppression s = {(uint32_t)sizeof s, 0, NULL, "oom", NULL, NULL, NULL};
    return piq_policy_suppress(subject, &s, NULL);
}

static piq_status new_policy_run(void *subject)
{
    piq_policy *policy = (piq_policy *)subject;
    const piq_status got = piq_policy_new(subject, &policy);
    CHECK((got == PIQ_OK) == (policy != NULL));
    piq_policy_free(policy);
    return got;
}

TEST(out_of_memory, policy)
{
    const operation fresh = {"piq_policy_new", new_prepare, new_policy_run, NULL, new_finish};
    try_all(&fresh);
    const operation read = {"piq_policy_read_json", policy_prepare, policy_run, policy_look, policy_finish};
    const operation suppress = {"piq_policy_suppress", policy_prepare, suppress_run, policy_look, policy_finish};
    try_all(&read);
    try_all(&suppress);
}

/* ---- evaluation ---- */

typedef struct judging {
    piq_fleet *fleet;
    piq_policy *policy;
    piq_report *before, *after;
} judging;

static judging desk;

static void *judge_prepare(const piq_allocator *allocator)
{
    memset(&desk, 0, sizeof desk);
    desk.fleet = fleet_prepare(allocator);
    CHECK_OK(piq_fleet_read_json(desk.fleet, tour_text, strlen(tour_text), NULL));
    return &desk;
}
static char *judge_look(void *subject) { return kit_evaluate(((judging *)subject)->fleet, NULL); }
static void judge_finish(void *subject)
{
    judging *j = subject;
    piq_report_free(j->before);
    piq_report_free(j->after);
    piq_fleet_free(j->fleet);
}
static piq_status judge_run(void *subject)
{
    piq_report *report = (piq_report *)subject;
    piq_error error = PIQ_ERROR_INIT;
    const piq_status got = piq_evaluate(((judging *)subject)->fleet, NULL, &report, &error);
    CHECK((got == PIQ_OK) == (report != NULL));
    CHECK_EQ_INT(error.code, got);
    piq_report_free(report);
    return got;
}

TEST(out_of_memory, evaluate)
{
    const operation o = {"piq_evaluate", judge_prepare, judge_run, judge_look, judge_finish};
    tour_text = piq_test_keep(kit_file("examples/fleets/tour.json", NULL), free);
    CHECK_OR_RETURN(tour_text != NULL);
    try_all(&o);
}

/* Ids and clusters that fill a chunk each. */
TEST(out_of_memory, evaluate_long_names)
{
    const operation o = {"piq_evaluate (long names)", judge_prepare, judge_run, judge_look, judge_finish};
    char *text = piq_test_memory(20000);
    long_texts();
    (void)snprintf(text, 20000,
                   "{\"piq_snapshot\": 1, \"nodes\": [{\"id\": \"%s\", \"cluster\": \"%s\", \"gpu_type\": \"H100-80\", \"gpu_count\": 8, \"billed\": true, "
                   "\"idle_seconds\": 604800, \"price_per_gpu_hour\": 2}, {\"id\": \"%s\", \"cluster\": \"%s\", \"gpu_type\": \"H100-80\", \"gpu_count\": 8, "
                   "\"billed\": true, \"idle_seconds\": 604800, \"price_per_gpu_hour\": 2}]}",
                   long_text[0], long_text[1], long_text[1], long_text[2]);
    tour_text = text;
    try_all(&o);
}

static void *compare_prepare(const piq_allocator *allocator)
{
    judging *j = judge_prepare(allocator);
    CHECK_OK(piq_evaluate(j->fleet, NULL, &j->before, NULL));
    CHECK_OK(piq_evaluate(j->fleet, NULL, &j->after, NULL));
    return j;
}
static piq_status compare_run(void *subject)
{
    const judging *j = subject;
    piq_change *changes = (piq_change *)subject;
    size_t count = 9;
    const piq_status got = piq_report_compare(j->before, j->after, &changes, &count, NULL);
    CHECK(got == PIQ_OK || (changes == NULL && count == 0));
    piq_changes_free(j->after, changes, count);
    return got;
}
static char *compare_look(void *subject) { return kit_report_json(((judging *)subject)->after); }

TEST(out_of_memory, compare)
{
    const operation o = {"piq_report_compare", compare_prepare, compare_run, compare_look, judge_finish};
    tour_text = piq_test_keep(kit_file("examples/fleets/tour.json", NULL), free);
    CHECK_OR_RETURN(tour_text != NULL);
    try_all(&o);
}

/* Writing and reading a report takes no memory. */
TEST(out_of_memory, reading_a_report_allocates_nothing)
{
    failing f;
    failing_begin(&f, true);
    tour_text = piq_test_keep(kit_file("examples/fleets/tour.json", NULL), free);
    CHECK_OR_RETURN(tour_text != NULL);
    judging *j = compare_prepare(&f.allocator);
    const size_t blocks = f.blocks;
    failing_at(&f, 0, true);
    char *report = kit_report_json(j->after);
    CHECK(report != NULL && f.calls == 0 && f.blocks == blocks);
    free(report);
    failing_at(&f, NEVER_FAIL, false);
    judge_finish(j);
    failing_end(&f, "a report");
}

static piq_status text_run(void *subject)
{
    kit_text t = {NULL, 0, 0};
    const piq_status got = piq_evaluate_json(tour_text, strlen(tour_text), subject, kit_write, &t, NULL);
    CHECK((got == PIQ_OK) == (t.length != 0));
    kit_text_free(&t);
    return got;
}

TEST(out_of_memory, evaluate_json)
{
    const operation o = {"piq_evaluate_json", policy_prepare, text_run, NULL, policy_finish};
    tour_text = "{\"piq_snapshot\": 1, \"nodes\": [{\"id\": \"n\", \"gpu_type\": \"T\", \"gpu_count\": 8, \"billed\": true, \"idle_seconds\": 604800, \"price_per_gpu_hour\": 2}]}";
    try_all(&o);
}
