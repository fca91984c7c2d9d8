/* Memory runs out while a fleet is judged that needs room in every corner: names that outgrow their maps, lists that are in no order, ids
   that begin alike, work of unknown kind. */
#include <stdlib.h>
#include <string.h>

#include "common/kit.h"
#include "harness/json_text.h"
#include "harness/piq_test.h"
#include "memory/operations.h"

static const char *snapshot, *policy_text;
static char *whole;

typedef struct judging {
    piq_fleet *fleet;
    piq_policy *policy;
} judging;
static judging desk;

static void *prepare(const piq_allocator *allocator)
{
    CHECK_OK(piq_fleet_new(allocator, &desk.fleet));
    CHECK_OK(piq_policy_new(NULL, &desk.policy));
    CHECK_OK(piq_fleet_read_json(desk.fleet, snapshot, strlen(snapshot), NULL));
    CHECK_OK(piq_policy_read_json(desk.policy, policy_text, strlen(policy_text), NULL));
    return &desk;
}

/* Where it succeeds it says what it says with all the memory it asks for. */
static piq_status run(void *subject)
{
    const judging *j = subject;
    piq_report *report = NULL;
    const piq_status got = piq_evaluate(j->fleet, j->policy, &report, NULL);
    CHECK((got == PIQ_OK) == (report != NULL));
    if (report != NULL) {
        char *said = kit_report_json(report);
        CHECK(kit_same(said, whole));
        free(said);
    }
    piq_report_free(report);
    return got;
}

static void finish(void *subject)
{
    const judging *j = subject;
    piq_policy_free(j->policy);
    piq_fleet_free(j->fleet);
}

/* Evaluating takes memory from the fleet's allocator, and leaves the fleet as it was. */
static void judge_without_memory(const char *policy, const char *fleet)
{
    static const operation o = {"piq_evaluate (crowded)", prepare, run, NULL, finish};
    policy_text = policy;
    snapshot = fleet;
    judging *j = prepare(NULL);
    whole = kit_evaluate(j->fleet, j->policy);
    finish(j);
    try_all(&o);
    free(whole);
}

/* `count` objects of a format that takes a number twice, in a row. */
static const char *several(int count, const char *format)
{
    const char *list = "";
    for (int i = 0; i < count; i++)
        list = text("%s%s%s", list, i ? ", " : "", json(format, i, i));
    return list;
}

static const char *named(size_t count, const char *const *names, const char *format)
{
    const char *list = "";
    for (size_t i = 0; i < count; i++)
        list = text("%s%s%s", list, i ? ", " : "", json(format, (int)i, names[i]));
    return list;
}

static const char *crowd(int types, int models)
{
    static const char *const of_nodes[] = {"NVIDIA H200", "NVIDIA A30", "NVIDIA B200", "NVIDIA A100 80GB PCIe", "unheard of", "NVIDIA L4"};
    static const char *const of_work[] = {"NVIDIA GB200", "NVIDIA H20", "unseen", "NVIDIA A10", "NVIDIA L40"};
    static const char *const shapes[] = {"google/gemma-2-2b", "microsoft/phi-4", "unheard of", "meta-llama/Llama-3.1-8B", "google/gemma-2-9b"};
    const char *declared = several(types, "{'name': 'type %d', 'aliases': ['kind %d']}");
    declared = text("%s%s%s", declared, types ? ", " : "",
                    json("{'name': 'NVIDIA H100 80GB HBM3'}, {'name': 'NVIDIA A100-SXM4-80GB', 'mig_profiles': [{'name': '1g', "
                         "'compute_slices': 1, 'compute_slices_total': 7, 'memory_bytes': 10000000000}]}"));
    const char *nodes = named(6, of_nodes, "{'id': 'one of a kind, %d', 'gpu_type': '%s', 'gpu_count': 8, 'billed': true}");
    const char *work = named(5, of_work, "{'id': 'asleep %d', 'state': 'scaled_to_zero', 'gpu_type': '%s'}");
    return json("{'piq_snapshot': 1, 'gpu_types': [%s], 'models': [%s], 'nodes': [%s, {'id': 'alike, and the same'}, {'id': 'alike, and another'}], "
                "'workloads': [%s, %s]}",
                declared, several(models, "{'name': 'model %d', 'aliases': ['form %d'], 'parameters': 7e9}"), nodes, work,
                named(5, shapes, "{'id': 'served %d', 'kind': 'serving', 'model': '%s'}"));
}

TEST(out_of_memory, names_that_outgrow_their_maps)
{
    for (int size = 0; size < 14; size++) {
        const void *mark = piq_test_mark();
        judge_without_memory("{}", crowd(size, 13 - size));
        piq_test_release(mark);
    }
    judge_without_memory("{\"use_reference_prices\": 1}", crowd(0, 0));
}

/* Events and gaps that are to be sorted; a currency that fills a chunk of its own. */
TEST(out_of_memory, lists_in_no_order)
{
    char *currency = piq_test_memory(3001);
    memset(currency, 'C', 3000);
    const char *events = "[{'t': 100, 'replicas': 1}, {'t': 9000, 'replicas': 1}, {'t': 8000, 'replicas': 0}, {'t': 7000, 'replicas': 1}, "
                         "{'t': 6000, 'replicas': 0}, {'t': 5000, 'replicas': 1}, {'t': 4000, 'replicas': 0}]";
    const char *work = json("{'id': 'w', 'kind': 'serving', 'min_replicas': 0, 'cold_start_p50_seconds': 60, 'idle_gaps': [900, 60, 600, 300], "
                            "'gpus': 1, 'placement': [{'node': 'n', 'gpus': 1}], 'scale_events': %s}",
                            events);
    judge_without_memory("{\"thrash_min_cycles\": 2, \"thrash_regret_seconds\": 2000}",
                         json("{'piq_snapshot': 1, 'currency': '%s', 'observed_at': '2026-11-23T00:00:00Z', 'nodes': [{'id': 'n', 'gpu_count': 8}], "
                              "'workloads': [%s]}",
                              currency, work));
}

/* So many that lack a kind that the list of what was not judged grows while they are noted. */
TEST(out_of_memory, work_of_unknown_kind)
{
    judge_without_memory("{}", json("{'piq_snapshot': 1, 'workloads': [%s]}", several(60, "{'id': 'w%d', 'gpus': 1, 'replicas': %d}")));
}
