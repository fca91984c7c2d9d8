/* Counts in a snapshot that the planner's exact search must not take: its arrays and its recursion are of fixed size. */
#include <stdio.h>
#include <stdlib.h>

#include "common/kit.h"
#include "harness/piq_test.h"

static void stack_put(kit_text *t, const char *format, size_t a, size_t b, size_t c)
{
    char line[400];
    (void)kit_write(t, line, (size_t)snprintf(line, sizeof line, format, a, b, c));
}

/* `domains` domains of `nodes` nodes with `gpus` GPUs each, and movable work on every node. */
static kit_text stack_cluster(size_t domains, size_t nodes, size_t gpus, size_t held)
{
    kit_text t = {NULL, 0, 0};
    stack_put(&t, "{\"piq_snapshot\": 1, \"observed_at\": \"2026-11-23T00:00:00Z\", \"window_seconds\": 1209600, \"workloads_complete\": true, \"gpu_types\": "
                  "[{\"name\": \"T\", \"memory_bytes\": 8e10, \"price_per_gpu_hour\": 4, \"domain_gpus\": %zu}], \"nodes\": [", nodes * gpus, 0, 0);
    for (size_t n = 0; n < domains * nodes; n++) {
        kit_put(&t, n == 0 ? "" : ", ");
        stack_put(&t, "{\"id\": \"n%zu\", \"gpu_type\": \"T\", \"gpu_count\": %zu, \"billed\": true, \"cluster\": \"c\", \"domain\": \"d%zu\"}", n, gpus,
                  n / nodes);
    }
    kit_put(&t, "], \"workloads\": [");
    for (size_t n = 0; n < domains * nodes; n++) {
        stack_put(&t, "{\"id\": \"m%zu\", \"kind\": \"batch\", \"replicas\": 1, \"movable\": true, \"restart_seconds\": 60, \"gpus\": %zu, ", n,
                  held + n % 4, 0);
        stack_put(&t, "\"placement\": [{\"node\": \"n%zu\", \"gpus\": %zu}]}, ", n, held + n % 4, 0);
    }
    return t;
}

static void stack_pending(kit_text *t, const char *id, size_t gpus, size_t pod, size_t replicas, const char *after)
{
    kit_put(t, "{\"id\": ");
    kit_put_quoted(t, id);
    stack_put(t, ", \"state\": \"pending\", \"kind\": \"training\", \"gpus\": %zu, \"pod_gpus\": %zu, \"replicas\": %zu, ", gpus, pod, replicas);
    kit_put(t, "\"single_domain\": true, \"quota_admitted\": true, \"pending_seconds\": 7200}");
    kit_put(t, after);
}

static void stack_judge(kit_text *t)
{
    char *report = kit_evaluate_text(t->bytes, NULL);
    CHECK(report != NULL);
    free(report);
    kit_text_free(t);
}

/* A small component, and a job of as many replicas as a million GPUs hold. */
TEST(limits, replicas_of_a_job_in_a_small_cluster)
{
    static const size_t sizes[] = {64, 300, 100000, 1000000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        kit_text t = stack_cluster(3, 1, sizes[i], sizes[i] / 4);
        stack_pending(&t, "whole", sizes[i], sizes[i], 1, ", ");
        stack_pending(&t, "many", 2, 2, sizes[i] - 3 * sizes[i] / 8 - 6, "]}");
        stack_judge(&t);
    }
}

/* A large one, whose plan is improved in small parts, and jobs of more pods than such a part may have. */
TEST(limits, pods_of_a_job_in_a_large_cluster)
{
    static const size_t pods[] = {63, 64, 65, 100, 128};
    for (size_t i = 0; i < sizeof pods / sizeof pods[0]; i++)
        for (size_t held = 1; held <= 9; held += 4) {
            kit_text t = stack_cluster(20, 4, 32, held);
            for (size_t k = 0; k < 4; k++) {
                char id[8] = {'p', (char)('0' + k), '\0'};
                stack_pending(&t, id, pods[i], 1, 1, k < 3 ? ", " : "]}");
            }
            stack_judge(&t);
        }
}
