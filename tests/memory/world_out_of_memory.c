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

/* A queue in a fleet of racks, shares and dark nodes, in no order: what plans it, what it waits for, and what it strands. More of all that
   is asked for with each size, so that it is at another place that memory is out. */
static const char *crowded_queue(int size)
{
    const char *nodes = json("{'id': 'r2', 'domain': 'b', 'gpu_count': 4, 'gpu_type': 'H100-80', 'region': 'y'}, {'id': 'r1', 'domain': 'a', 'gpu_count': 4, 'gpu_type': 'A100-80'}, "
                             "{'id': 'r0', 'domain': 'b', 'gpu_count': 4, 'gpu_type': 'A100-80', 'region': 'x'}, {'id': 'i', 'domain_gpus': 4, 'gpu_count': 8}, "
                             "{'id': 'dz', 'gpu_type': 'H100-80', 'gpu_count': 2, 'idle_seconds': 604800, 'ready_seconds': 2592000, 'gpu_workloads': 0, 'sm_active_max': 0}, "
                             "{'id': 'dy', 'gpu_type': 'H100-80', 'gpu_count': 2, 'idle_seconds': 604800, 'ready_seconds': 2592000, 'gpu_workloads': 0, 'sm_active_max': 0}, "
                             "{'id': 'n2', 'gpu_type': 'H100-80', 'gpu_count': 8}, {'id': 'n1', 'gpu_type': 'H100-80', 'gpu_count': 8}, {'id': 'n0', 'gpu_type': 'H100-80', 'gpu_count': 8}");
    const char *work = json("{'id': 'z', 'gpus': 2, 'movable': true, 'remaining_seconds': 900, 'placement': [{'node': 'n0', 'gpus': 2}]}, "
                            "{'id': 'y', 'gpus': 2, 'movable': true, 'remaining_seconds': 300, 'placement': [{'node': 'n1', 'gpus': 2}]}, "
                            "{'id': 'x', 'gpus': 0.5, 'movable': true, 'remaining_seconds': 500, 'placement': [{'node': 'n2', 'gpus': 0.5, 'gpu': 'b'}]}, "
                            "{'id': 'w', 'gpus': 0.25, 'movable': true, 'remaining_seconds': 100, 'placement': [{'node': 'n2', 'gpus': 0.25, 'gpu': 'a'}]}, "
                            "{'id': 'v', 'gpus': 0.5, 'remaining_seconds': 100, 'placement': [{'node': 'r2', 'gpus': 0.5, 'gpu': '1'}]}, "
                            "{'id': 'u', 'gpus': 2, 'movable': true, 'placement': [{'node': 'r2', 'gpus': 1}, {'node': 'r0', 'gpus': 1}], 'accepted_gpu_types': ['A100-80', 'H100-80']}");
    const char *pending = json("{'id': 'q2', 'state': 'pending', 'gpus': 8, 'single_domain': true, 'pending_seconds': 1800, 'accepted_gpu_types': ['H100-80']}, "
                               "{'id': 'q1', 'state': 'pending', 'gpus': 8, 'single_domain': true, 'pending_seconds': 3600, 'quota_admitted': true}, "
                               "{'id': 'q0', 'state': 'pending', 'gpus': 8, 'single_domain': true, 'pending_seconds': 7200, 'quota_admitted': true, 'cpu_cores': 2}, "
                               "{'id': 'p2', 'state': 'pending', 'gpus': 8, 'single_domain': true, 'replicas': 4, 'pending_seconds': 60}, "
                               "{'id': 'p1', 'state': 'pending', 'gpus': 1, 'single_domain': false, 'accepted_gpu_types': ['A100-80', 'L4-24']}, "
                               "{'id': 'p0', 'state': 'pending', 'gpus': 1, 'single_domain': false, 'quota_admitted': true}");
    const char *more = several(size, "{'id': 'm%d', 'gpu_type': 'H100-80', 'gpu_count': 16, 'free_cpu_cores': 64, 'free_memory_bytes': 1000000, 'cluster': 'c%d'}");
    const char *moved = "", *waits = "";
    for (int i = 0; i < size; i++) {
        moved = text("%s, %s", moved, json("{'id': 'k%d', 'gpus': 4, 'movable': true, 'remaining_seconds': %d, 'placement': [{'node': 'm%d', 'gpus': 4}]}", size - i, 100 - i, i));
        waits = text("%s, %s", waits, json("{'id': 'j%d', 'state': 'pending', 'gpus': 8, 'single_domain': true, 'pending_seconds': 1800, 'cluster': 'c%d'}", size - i, i));
    }
    return json("{'piq_snapshot': 1, 'nodes': [%s%s%s], 'workloads': [%s%s, %s%s]}", nodes, size ? ", " : "", more, work, moved, pending, waits);
}

TEST(out_of_memory, a_crowded_queue)
{
    static const int sizes[] = {0, 1, 2, 3, 5, 8, 20};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        const void *mark = piq_test_mark();
        judge_without_memory("{\"use_reference_prices\": 1}", crowded_queue(sizes[i]));
        piq_test_release(mark);
    }
}

/* Jobs that need dark nodes, in no order; shares that go to GPUs that nobody has named; scattered GPUs that no job waits for. */
static const char *dark_queue(int jobs)
{
    const char *nodes = "", *work = "";
    for (int i = 0; i < jobs; i++) {
        nodes = text("%s%s%s", nodes, i ? ", " : "",
                     json("{'id': 'n%d', 'gpu_type': 'H100-80', 'gpu_count': 16}, {'id': 'x%d', 'gpu_type': 'H100-80', 'gpu_count': 3, 'idle_seconds': 604800, "
                          "'ready_seconds': 2592000, 'gpu_workloads': 0, 'sm_active_max': 0}", i, jobs - i));
        work = text("%s%s%s", work, i ? ", " : "",
                    json("{'id': 'a%d', 'gpus': 2, 'movable': true, 'placement': [{'node': 'n%d', 'gpus': 2}]}, {'id': 'b%d', 'gpus': 1, 'movable': true, 'placement': [{'node': 'n%d', 'gpus': 1}]}, "
                         "{'id': 'p%d', 'state': 'pending', 'gpus': 16, 'single_domain': true, 'quota_admitted': true, 'pending_seconds': %d}", i, i, i, i, jobs - i, 1800 + i));
    }
    return json("{'piq_snapshot': 1, 'nodes': [%s], 'workloads': [%s]}", nodes, work);
}

static const char *fresh_shares(int shares)
{
    const char *work = "";
    for (int i = 0; i < shares; i++)
        work = text("%s%s, ", work, json("{'id': 's%d', 'gpus': 0.75, 'movable': true, 'placement': [{'node': 'n0', 'gpus': 0.75, 'gpu': 'g%d'}]}", i, i));
    return json("{'piq_snapshot': 1, 'nodes': [{'id': 'n0', 'gpu_type': 'H100-80', 'gpu_count': 48}, {'id': 'n1', 'gpu_type': 'H100-80', 'gpu_count': %d}], 'workloads': [%s"
                "{'id': 'q', 'state': 'pending', 'gpus': 48, 'single_domain': true, 'quota_admitted': true, 'pending_seconds': 1800}]}", shares, work);
}

TEST(out_of_memory, dark_nodes_and_fresh_gpus)
{
    for (int jobs = 1; jobs <= 9; jobs += 4)
        judge_without_memory("{}", dark_queue(jobs));
    for (int shares = 1; shares <= 41; shares += 8)
        judge_without_memory("{}", fresh_shares(shares));
    const char *nodes = several(30, "{'id': 'n%d', 'gpu_type': 'H100-80', 'gpu_count': 3, 'cluster': 'c'}");
    for (int more = 0; more < 3; more++)
        judge_without_memory("{}", json("{'piq_snapshot': 1, 'nodes': [%s%s]}", nodes, more == 0 ? "" : text(", %s", several(7 * more, json("{'id': 'm%%d', 'gpu_type': 'H100-80', 'gpu_count': 3, 'cluster': 'd%%d'}")))));
}

/* So many nodes that most of what is asked for them is a block of its own. Only what the evaluation asks for fails. */
static void wide(int nodes)
{
    failing f;
    failing_begin(&f, true);
    piq_fleet *fleet = NULL;
    piq_report *report = NULL;
    const char *list = several(nodes, "{'id': 'n%d', 'gpu_type': 'H100-80', 'gpu_count': 8, 'free_cpu_cores': %d}");
    const char *work = "";
    for (int i = 0; i < 40; i++)
        work = text("%s%s, ", work, json("{'id': 'w%d', 'gpus': 0.5, 'movable': true, 'placement': [{'node': 'n%d', 'gpus': 0.5, 'gpu': 'g'}]}, {'id': 'v%d', 'gpus': 4, 'movable': true, "
                                         "'placement': [{'node': 'n%d', 'gpus': 4}]}", 40 - i, i, 40 - i, i));
    const char *kinds = several(40, "{'id': 'k%d', 'state': 'pending', 'gpus': 1, 'single_domain': false, 'quota_admitted': true, 'cpu_cores': %d}");
    const char *snapshot_text = json("{'piq_snapshot': 1, 'nodes': [%s], 'workloads': [%s%s, {'id': 'q', 'state': 'pending', 'gpus': 8, 'replicas': %d, 'single_domain': true, 'quota_admitted': true, "
                                     "'pending_seconds': 1800}]}", list, work, kinds, nodes - 20);
    CHECK_OK(piq_fleet_new(&f.allocator, &fleet));
    CHECK_OK(piq_fleet_read_json(fleet, snapshot_text, strlen(snapshot_text), NULL));
    piq_status got = PIQ_E_NOMEM;
    for (size_t call = 0; got == PIQ_E_NOMEM; call += 1 + call / 200) {
        failing_at(&f, call, true);
        got = piq_evaluate(fleet, NULL, &report, NULL);
        CHECK((got == PIQ_OK) == (report != NULL));
    }
    CHECK_OK(got);
    failing_at(&f, NEVER_FAIL, false);
    piq_report_free(report);
    piq_fleet_free(fleet);
    failing_end(&f, "a wide fleet");
}

TEST(out_of_memory, a_wide_fleet)
{
    static const int sizes[] = {130, 300};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        wide(sizes[i]);
}
