/* Two findings of one detector on one entity: suppressing either leaves the other, and the entity's outcome is what is left. */
#include <stdlib.h>
#include <stdbool.h>

#include "harness/fixtures.h"

/* The report under a suppression of what stands there with that subtype, by its id (0: of nothing; 0 twice: of both). */
static const piq_report *without(const char *snapshot, const char *entity, uint32_t detector, uint32_t first, uint32_t second)
{
    const piq_report *whole = judge(snapshot);
    const char *policy = "{\"suppressions\": [";
    const uint32_t subtypes[] = {first, second};
    for (size_t i = 0; i < 2; i++) {
        const size_t place = subtypes[i] == 0 ? NO_FINDING : finding_place(whole, detector, entity, 0, subtypes[i]);
        if (subtypes[i] == 0)
            continue;
        CHECK_SAY(place != NO_FINDING, "%s has no finding of that kind", entity);
        policy = text("%s%s{\"finding\": \"%016llx\"}", policy, i == 1 && first != 0 ? ", " : "", (unsigned long long)finding_at(whole, place).id);
    }
    return judge_with(snapshot, text("%s]}", policy));
}

static void check(const piq_report *r, const char *detector, const char *entity, uint32_t first, bool has_first, uint32_t second, bool has_second,
                  uint64_t fired, uint64_t candidate, uint64_t suppressed)
{
    const uint32_t number = detector_named(detector);
    CHECK_EQ_INT(finding_place(r, number, entity, 0, first) != NO_FINDING, has_first);
    CHECK_EQ_INT(finding_place(r, number, entity, 0, second) != NO_FINDING, has_second);
    const piq_detector_totals t = counts(r, detector);
    CHECK_EQ_INT(t.fired, fired);
    CHECK_EQ_INT(t.candidates, candidate);
    CHECK_EQ_INT(t.suppressed, suppressed);
}

TEST(suppressed, kills_of_device_and_host)
{
    const char *both = fleet_of(kills("'host_oom_events': 1, 'gpu_oom_events': 3, 'gpu_oom_events_24h': 3, 'oom_gpu_memory_peak': 0.97"));
    const uint32_t gpu = PIQ_SUBTYPE_GPU, host = PIQ_SUBTYPE_HOST, oom = PIQ_DETECTOR_OOM_RISK;
    check(without(both, "w", oom, 0, 0), "oom_risk", "w", gpu, true, host, true, 1, 0, 0);
    check(without(both, "w", oom, gpu, 0), "oom_risk", "w", gpu, false, host, true, 1, 0, 0);
    check(without(both, "w", oom, 0, host), "oom_risk", "w", gpu, true, host, false, 1, 0, 0);
    check(without(both, "w", oom, gpu, host), "oom_risk", "w", gpu, false, host, false, 0, 0, 1);
}

TEST(suppressed, what_is_only_a_candidate_speaks_when_the_other_is_gone)
{
    const char *both = fleet_of(kills("'unknown_oom_events': 1, 'host_memory_peak': 0.95, 'gpu_oom_events': 3, 'gpu_oom_events_24h': 3, 'oom_gpu_memory_peak': 0.97"));
    const piq_report *whole = judge(both);
    const double gpu = finding_at(whole, finding_place(whole, PIQ_DETECTOR_OOM_RISK, "w", 0, PIQ_SUBTYPE_GPU)).confidence;
    const double host = finding_at(whole, finding_place(whole, PIQ_DETECTOR_OOM_RISK, "w", 0, PIQ_SUBTYPE_HOST)).confidence;
    CHECK_OR_RETURN(gpu != host);
    const uint32_t surer = gpu > host ? PIQ_SUBTYPE_GPU : PIQ_SUBTYPE_HOST;
    const size_t place = finding_place(whole, PIQ_DETECTOR_OOM_RISK, "w", 0, surer);
    const piq_report *r = judge_with(both, text("{\"confidence_min\": %.17g, \"suppressions\": [{\"finding\": \"%016llx\"}]}", (gpu + host) / 2,
                                                (unsigned long long)finding_at(whole, place).id));
    const piq_detector_totals t = counts(r, "oom_risk");
    CHECK_EQ_INT(t.fired, 0);
    CHECK_EQ_INT(t.candidates, 1);
    CHECK_EQ_INT(t.suppressed, 0);
}

/* Both are candidates of one severity, and first of all: the subtype decides which is read first, whichever was collected first. */
TEST(suppressed, two_candidates_in_order)
{
    const piq_report *r = judge_with(fleet_of(kills("'host_oom_events': 1, 'gpu_oom_events': 3, 'oom_gpu_memory_peak': 0.97")), "{\"confidence_min\": 1}");
    const size_t gpu = finding_place(r, PIQ_DETECTOR_OOM_RISK, "w", PIQ_STATE_CANDIDATE, PIQ_SUBTYPE_GPU);
    const size_t host = finding_place(r, PIQ_DETECTOR_OOM_RISK, "w", PIQ_STATE_CANDIDATE, PIQ_SUBTYPE_HOST);
    CHECK_EQ_INT(gpu, 0);
    CHECK_EQ_INT(host, 1);
    CHECK_EQ_INT(finding_at(r, gpu).severity, finding_at(r, host).severity);
}

TEST(suppressed, what_is_idle_and_what_is_broken)
{
    const char *both = fleet("'nodes': [%s]", dark("'gpu_count': 8, 'unhealthy_gpus': 2, 'idle_seconds': 604800"));
    const uint32_t idle = finding_at(judge(both), finding_place(judge(both), PIQ_DETECTOR_DARK_CAPACITY, "n1", PIQ_STATE_FIRED, 0)).subtype;
    const uint32_t broken = PIQ_SUBTYPE_UNAVAILABLE_BILLED, dark_one = PIQ_DETECTOR_DARK_CAPACITY;
    check(without(both, "n1", dark_one, 0, 0), "dark_capacity", "n1", idle, true, broken, true, 1, 0, 0);
    check(without(both, "n1", dark_one, idle, 0), "dark_capacity", "n1", idle, false, broken, true, 0, 0, 1);
    check(without(both, "n1", dark_one, 0, broken), "dark_capacity", "n1", idle, true, broken, false, 1, 0, 0);
    check(without(both, "n1", dark_one, idle, broken), "dark_capacity", "n1", idle, false, broken, false, 0, 0, 1);
    const char *failed = fleet("'nodes': [%s]", dark("'state': 'failed', 'state_seconds': 400000"));
    CHECK_EQ_INT(counts(without(failed, "n1", dark_one, 0, broken), "dark_capacity").suppressed, 1);
}
