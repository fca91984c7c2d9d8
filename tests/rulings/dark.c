/* R27: dark capacity. */
#include "harness/fixtures.h"

static const char *beside(const char *pending, const char *more)
{
    return fleet("'nodes': [%s], 'workloads': [%s]%s", dark(""), pending, json("%s", more));
}

static const char *idle(const char *more) { return with(work("'kind': 'llm_serving', 'idle_seconds': 1209600"), "%s", more); }

TEST(rulings, R27_held_idle_after_three_days)
{
    EXPECT(judge(fleet_of(idle("'idle_seconds': 259200"))), DARK, "w", "fired held_idle");
    EXPECT(judge(fleet_of(idle("'idle_seconds': 259199"))), DARK, "w", "clear");
    EXPECT(judge_with(fleet_of(idle("'idle_seconds': 86400")), "{\"dark_held_min_seconds\": 86400}"), DARK, "w", "fired held_idle");
    EXPECT(judge(fleet_of(idle("'idle_seconds': null"))), DARK, "w", "missing_input:idle_seconds");
}

TEST(rulings, R27_requests_of_the_window_are_not_read)
{
    EXPECT(judge(fleet_of(idle("'requests': 5000"))), DARK, "w", "fired held_idle");
    EXPECT(judge(fleet_of(idle("'requests': null"))), DARK, "w", "fired held_idle");
}

TEST(rulings, R27_above_the_floor)
{
    const char *three = "'replicas': 3, 'placement': [{'node': 'n1', 'gpus': 3}]";
    EXPECT(judge(fleet_of(idle(text("%s", three)))), DARK, "w", "fired held_idle waste=12");
    EXPECT(judge(fleet_of(idle(text("%s, 'replica_floor': 1", three)))), DARK, "w", "fired held_idle waste=8 recoverable=5840");
    EXPECT(judge(fleet_of(idle(text("%s, 'replica_floor': 3", three)))), DARK, "w", "clear");
}

TEST(rulings, R27_who_holds_no_gpu_holds_nothing_idle)
{
    EXPECT(judge(fleet_of(idle("'placement': [{'node': 'n1', 'gpus': 0}]"))), DARK, "w", "clear");
    EXPECT(judge(fleet_of(idle("'placement': [{'node': 'n1', 'gpus': 0}, {'node': 'n1', 'gpus': 1}]"))), DARK, "w", "fired held_idle waste=4");
}

TEST(rulings, R27_purpose_of_all_its_nodes)
{
    const char *two = "'replicas': 2, 'placement': [{'node': 'n1', 'gpus': 1}, {'node': 'n2', 'gpus': 1}]";
    EXPECT(judge(fleet_where(idle(""), "'nodes': [%s]", node("'purpose': 'dr'"))), DARK, "w", "clear");
    EXPECT(judge(fleet_where(idle(two), "'nodes': [%s, %s]", node("'purpose': 'dr'"), node("'id': 'n2', 'purpose': 'dr'"))), DARK, "w",
           "clear");
    EXPECT(judge(fleet_where(idle(two), "'nodes': [%s, %s]", node("'purpose': 'dr'"), node("'id': 'n2'"))), DARK, "w", "fired held_idle");
}

TEST(rulings, R27_purpose_of_a_node)
{
    static const char *const purposes[] = {"ha_spare", "dr", "burst_reserve", "dev"};
    for (size_t i = 0; i < 4; i++) {
        EXPECT(judge(fleet("'nodes': [%s]", dark("'purpose': '%s'", purposes[i]))), DARK, "n1", "clear");
    }
    EXPECT(judge(fleet("'nodes': [%s]", dark("'purpose': 'general'"))), DARK, "n1", "fired");
}

TEST(rulings, R27_pending_work_that_could_run_here)
{
    EXPECT_COUNTS(judge(beside(job("'gpus': 16, 'pod_gpus': 8"), "")), DARK, "fired=0 clear=1");
    EXPECT(judge(beside(job("'gpus': 16"), "")), DARK, "n1", "fired unallocated");
    EXPECT_COUNTS(judge(beside(job("'quota_admitted': null"), "")), DARK, "fired=0 clear=1");
    EXPECT(judge(beside(job("'quota_admitted': false"), "")), DARK, "n1", "fired unallocated");
    EXPECT(judge(beside(job("'accepted_gpu_types': ['A100-80']"), "")), DARK, "n1", "fired unallocated");
    EXPECT(judge(beside(job("'cluster': 'elsewhere'"), "")), DARK, "n1", "fired unallocated");
}

TEST(rulings, R27_pending_work_against_healthy_gpus)
{
    EXPECT(judge(fleet("'nodes': [%s], 'workloads': [%s]", dark("'unhealthy_gpus': 1"), job(""))), DARK, "n1", "fired unallocated");
    EXPECT_COUNTS(judge(fleet("'nodes': [%s], 'workloads': [%s]", dark("'unhealthy_gpus': 1"), job("'gpus': 7"))), DARK, "fired=0");
}

/* What would fit, were more known of the node or of the job, keeps the node from being called dark, and is asked for. */
TEST(rulings, R27_pending_work_that_might_run_here)
{
    const char *format = "'nodes': [%s], 'workloads': [%s]";
    EXPECT(judge(fleet(format, dark(""), job("'gpus': null"))), DARK, "n1", "missing_input:gpus");
    EXPECT(judge(fleet(format, dark("'gpu_count': null"), job(""))), DARK, "n1", "missing_input:gpu_count");
    EXPECT(judge(fleet(format, dark("'gpu_count': null"), job("'gpus': null"))), DARK, "n1", "missing_input:gpu_count,gpus");
    EXPECT_COUNTS(judge(fleet(format, dark(""), text("%s, %s", job("'gpus': null"), job("'id': 'small', 'gpus': 1")))), DARK,
                  "fired=0 clear=1 not_evaluated=0");
    EXPECT(judge(fleet(format, dark(""), text("%s, %s", job("'gpus': null"), job("'id': 'large', 'gpus': 9")))), DARK, "n1", "missing_input:gpus");
}

/* Of a node that states no type only work that takes any type is sure to be able to run there; work that takes none never is. */
TEST(rulings, R27_pending_work_and_a_node_without_a_type)
{
    const char *bare = dark("'gpu_type': null, 'price_per_gpu_hour': 4"), *format = "'nodes': [%s], 'workloads': [%s]";
    EXPECT_COUNTS(judge(fleet(format, bare, job(""))), DARK, "fired=0 clear=1 not_evaluated=0");
    EXPECT(judge(fleet(format, bare, job("'gpus': 9"))), DARK, "n1", "fired");
    EXPECT(judge(fleet(format, bare, job("'accepted_gpu_types': ['A100-80']"))), DARK, "n1", "missing_input:gpu_type");
    EXPECT(judge(fleet(format, bare, job("'accepted_gpu_types': ['A100-80'], 'gpus': 9"))), DARK, "n1", "fired");
    EXPECT(judge(fleet(format, bare, job("'accepted_gpu_types': ['A100-80'], 'gpus': null"))), DARK, "n1", "missing_input:gpu_type,gpus");
    EXPECT(judge(fleet(format, bare, text("%s, %s", job("'accepted_gpu_types': ['A100-80']"), job("'id': 'large', 'gpus': 9")))), DARK, "n1",
           "missing_input:gpu_type");
    EXPECT(judge(fleet(format, bare, job("'accepted_gpu_types': []"))), DARK, "n1", "fired");
    EXPECT(judge(fleet(format, dark(""), job("'accepted_gpu_types': []"))), DARK, "n1", "fired");
}

TEST(rulings, R27_pending_list_incomplete)
{
    const char *nodes = json("'nodes': [%s], 'pending_complete': false", dark(""));
    EXPECT(judge(fleet("%s", nodes)), DARK, "n1", "missing_input:pending_complete");
    EXPECT_COUNTS(judge(fleet("%s, 'workloads': [%s]", nodes, job(""))), DARK, "fired=0 clear=1 not_evaluated=0");
}

TEST(rulings, R27_pods_by_count_or_placement)
{
    EXPECT_COUNTS(judge(fleet("'nodes': [%s], 'workloads': [%s]", dark(""), work("'kind': 'training', 'idle_seconds': 0"))), DARK,
                  "fired=0 clear=2");
    EXPECT(judge(fleet("'nodes': [%s]", dark("'gpu_workloads': 2"))), DARK, "n1", "clear");
    EXPECT(judge(fleet("'nodes': [%s], 'workloads_complete': false, 'pending_complete': true", dark(""))), DARK, "n1", "fired unallocated");
}

/* `count` nodes that fell idle one second after another, and one more. */
static const piq_report *silence(int count, const char *more)
{
    const char *list = more;
    for (int i = 0; i < count; i++) {
        list = text("%s%s%s", list, list[0] ? ", " : "", dark("'id': 'd%d', 'idle_seconds': %d", i, 604800 + i));
    }
    return judge(fleet("'nodes': [%s]", list));
}

TEST(rulings, R27_a_hole_in_the_log)
{
    EXPECT(silence(8, ""), DARK, "d0", "fired unallocated degraded=simultaneous_idle confidence=0.60");
    EXPECT(silence(7, ""), DARK, "d0", "fired unallocated undegraded=simultaneous_idle confidence=0.95");
    EXPECT(silence(8, node("'id': 'busy', 'gpu_workloads': 3, 'idle_seconds': 0")), DARK, "d0",
           "fired undegraded=simultaneous_idle confidence=0.95");
    EXPECT(silence(8, dark("'id': 'late', 'idle_seconds': 604700")), DARK, "d0", "fired undegraded=simultaneous_idle");
    EXPECT(silence(8, node("'id': 'far', 'cluster': 'other', 'gpu_workloads': 3, 'idle_seconds': 0")), DARK, "d0",
           "fired degraded=simultaneous_idle");
}

TEST(rulings, R27_age)
{
    EXPECT(judge(fleet("'nodes': [%s]", dark("'ready_seconds': null"))), DARK, "n1", "fired");
    EXPECT(judge(fleet("'nodes': [%s]", dark("'ready_seconds': 3599"))), DARK, "n1", "clear");
    EXPECT(judge(fleet("'nodes': [%s]", dark("'ready_seconds': 3600"))), DARK, "n1", "fired");
}

TEST(rulings, R27_activity)
{
    EXPECT(judge(fleet("'nodes': [%s]", dark("'sm_active_max': 0.01"))), DARK, "n1", "fired confidence=0.95");
    EXPECT(judge(fleet("'nodes': [%s]", dark("'sm_active_max': 0.011"))), DARK, "n1", "clear");
    EXPECT(judge(fleet("'nodes': [%s]", dark("'sm_active_max': null, 'gr_engine_active_max': 0.02"))), DARK, "n1", "clear");
    EXPECT(judge(fleet("'nodes': [%s]", dark("'sm_active_max': null, 'gpu_utilization_max': 0.0"))), DARK, "n1", "fired confidence=0.95");
    EXPECT(judge(fleet("'nodes': [%s]", dark("'sm_active_max': null"))), DARK, "n1", "fired confidence=0.80");
}

TEST(rulings, R27_activity_of_any_kind)
{
    EXPECT(judge(fleet("'nodes': [%s]", dark("'gr_engine_active_max': 0.02"))), DARK, "n1", "clear");
    EXPECT(judge(fleet("'nodes': [%s]", dark("'gr_engine_active_max': 0.01"))), DARK, "n1", "fired");
    EXPECT(judge(fleet("'nodes': [%s]", dark("'gpu_utilization_max': 0.02"))), DARK, "n1", "clear");
    EXPECT(judge(fleet("'nodes': [%s]", dark("'gpu_utilization_max': 0.01"))), DARK, "n1", "fired");
    EXPECT(judge(fleet("'nodes': [%s]", dark("'gpu_utilization_max': 0.5, 'mig_enabled': true"))), DARK, "n1", "fired");
}

TEST(rulings, R27_a_candidate_claims_nothing)
{
    const piq_report *r = judge_with(fleet("'nodes': [%s]", dark("'sm_active_max': null")), "{\"confidence_min\": 0.81}");
    EXPECT(r, DARK, "n1", "candidate unallocated waste=0 recoverable=0 standalone=11680 confidence=0.80");
    EXPECT_COUNTS(r, DARK, "fired=0 candidates=1 waste=0 recoverable=0");
    EXPECT_TOTALS(r, "waste=0 recoverable=0");
    r = judge_with(fleet("'nodes': [%s]", dark("'sm_active_max': null")), "{\"confidence_min\": 0.80}");
    EXPECT(r, DARK, "n1", "fired waste=32 recoverable=11680");
}

TEST(rulings, R27_stuck_maintenance)
{
    EXPECT(judge(fleet("'nodes': [%s]", node("'state': 'cordoned', 'state_seconds': 86400"))), DARK, "n1", "observation stuck_maintenance");
    EXPECT(judge(fleet("'nodes': [%s]", node("'state': 'cordoned', 'state_seconds': 86399"))), DARK, "n1", "not_applicable");
    EXPECT(judge(fleet("'nodes': [%s]", node("'state': 'draining', 'idle_seconds': 86400"))), DARK, "n1", "observation stuck_maintenance");
    EXPECT(judge(fleet("'nodes': [%s]", node("'state': 'draining', 'idle_seconds': 999999, 'state_seconds': 60"))), DARK, "n1",
           "not_applicable");
}

TEST(rulings, R27_unavailable_billed)
{
    EXPECT(judge(fleet("'nodes': [%s]", node("'state': 'failed', 'unhealthy_gpus': 1"))), DARK, "n1",
           "observation unavailable_billed evidence.unavailable_gpus=8");
    EXPECT(judge(fleet("'nodes': [%s]", node("'unhealthy_gpus': 3, 'gpu_workloads': 1"))), DARK, "n1",
           "observation unavailable_billed evidence.unavailable_gpus=3");
    /* None is left that could be dark. */
    EXPECT_COUNTS(judge(fleet("'nodes': [%s]", dark("'unhealthy_gpus': 8"))), DARK, "fired=0 clear=1 not_evaluated=0");
    EXPECT(judge(fleet("'nodes': [%s]", dark("'unhealthy_gpus': 7"))), DARK, "n1", "fired unallocated waste=4");
    /* Busy lately or not. */
    EXPECT(judge(fleet("'nodes': [%s]", node("'unhealthy_gpus': 1, 'idle_seconds': 0"))), DARK, "n1",
           "observation unavailable_billed evidence.unavailable_gpus=1");
    EXPECT(judge(fleet("'nodes': [%s]", node("'unhealthy_gpus': 0, 'idle_seconds': 0"))), DARK, "n1", "clear");
    EXPECT(judge(fleet("'nodes': [%s]", node("'state': 'failed', 'billed': false"))), DARK, "n1", "not_applicable");
    EXPECT(judge(fleet("'nodes': [%s]", node("'state': 'failed', 'billed': null"))), DARK, "n1", "not_applicable");
}

TEST(rulings, R27_not_billed_is_not_dark)
{
    EXPECT(judge(fleet("'nodes': [%s]", dark("'billed': false"))), DARK, "n1", "clear");
    EXPECT(judge(fleet("'nodes': [%s]", dark("'idle_seconds': null"))), DARK, "n1", "missing_input:idle_seconds");
}

TEST(rulings, R27_out_of_service_whatever_its_size)
{
    const piq_report *r = judge(fleet("'nodes': [%s]", node("'state': 'failed', 'gpu_count': null")));
    EXPECT(r, DARK, "n1", "observation unavailable_billed info counted=not_applicable");
    CHECK_EQ_STR(sentence_of(r, PIQ_DETECTOR_DARK_CAPACITY, "n1"), "The node is out of service and still billed.");
}
