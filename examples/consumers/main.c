/* The program that the folders here build, each in its own way. */
#include <piq/piq.h>
#include <stdio.h>

int main(void)
{
    const char snapshot[] = "{\"piq_snapshot\": 1, \"nodes\": [{\"id\": \"node-1\", \"gpu_type\": \"H100-80\", \"gpu_count\": 8,"
                            " \"billed\": true, \"price_per_gpu_hour\": 4.0, \"idle_seconds\": 604800}]}";
    char sentence[256] = "";
    piq_error error = PIQ_ERROR_INIT;
    piq_fleet *fleet = NULL;
    piq_report *report = NULL;
    piq_status bad = piq_fleet_new(NULL, &fleet);
    bad = bad ? bad : piq_fleet_read_json(fleet, snapshot, PIQ_NUL_TERMINATED, &error);
    bad = bad ? bad : piq_evaluate(fleet, NULL, &report, &error);
    (void)piq_report_message(report, 0, sentence, sizeof sentence);
    printf("libpiq %s: %s\n", piq_version_string(), bad ? error.message : sentence);
    piq_report_free(report);
    piq_fleet_free(fleet);
    return bad ? 1 : 0;
}
