/* When room comes by itself is looked for as long as that takes little. */
#include <stdio.h>

#include "common/kit.h"
#include "harness/fixtures.h"

/* So many jobs in one rack, each of another size, that what ends where is not looked at for all of them: for the last nothing is known. */
TEST(limits, endings_for_many_jobs)
{
    kit_text list = {NULL, 0, 0}, queue = {NULL, 0, 0};
    char row[300];
    for (int i = 0; i < 2000; i++) {
        (void)snprintf(row, sizeof row, "%s{\"id\": \"n%d\", \"gpu_count\": 8, \"domain\": \"r\"}", i ? ", " : "", i);
        kit_put(&list, row);
        (void)snprintf(row, sizeof row, "%s{\"id\": \"h%d\", \"gpus\": 8, \"remaining_seconds\": %d, \"placement\": [{\"node\": \"n%d\", \"gpus\": 8}]}", i ? ", " : "", i, 10 + i, i);
        kit_put(&queue, row);
    }
    for (int i = 1; i <= 6000; i++) {
        (void)snprintf(row, sizeof row, ", {\"id\": \"j%05d\", \"state\": \"pending\", \"gpus\": %d, \"pod_gpus\": 1, \"single_domain\": true, \"pending_seconds\": 60}", i, i);
        kit_put(&queue, row);
    }
    const piq_report *r = judge(text("{\"piq_snapshot\": 1, \"nodes\": [%s], \"workloads\": [%s]}", list.bytes, queue.bytes));
    kit_text_free(&list);
    kit_text_free(&queue);
    piq_waiting first = {.struct_size = sizeof first}, last = {.struct_size = sizeof last};
    CHECK_OR_RETURN(r != NULL && piq_report_pending_count(r) == 6000);
    CHECK_OK(piq_report_waiting(r, 0, &first));
    CHECK_OK(piq_report_waiting(r, 5999, &last));
    CHECK_EQ_STR(first.freed_by, "h0");
    CHECK(last.free_in_seconds != last.free_in_seconds && last.freed_by == NULL);
}
