/* A fleet of two nodes and one workload, evaluated: the program of the README. */
#include <piq/piq.h>
#include <stdio.h>

int main(void)
{
    piq_fleet *fleet = NULL;
    piq_report *report = NULL;
    piq_ref node[2], chat;
    piq_error error = PIQ_ERROR_INIT;
    piq_status bad = piq_fleet_new(NULL, &fleet);
    bad = bad ? bad : piq_fleet_add(fleet, PIQ_ENTITY_NODE, "node-1", PIQ_NUL_TERMINATED, &node[0], &error);
    bad = bad ? bad : piq_fleet_add(fleet, PIQ_ENTITY_NODE, "node-2", PIQ_NUL_TERMINATED, &node[1], &error);
    for (int i = 0; i < 2 && !bad; i++) {
        bad = piq_fleet_set_string(fleet, node[i], PIQ_NODE_GPU_TYPE, "H100-80", PIQ_NUL_TERMINATED, &error);
        bad = bad ? bad : piq_fleet_set_number(fleet, node[i], PIQ_NODE_GPU_COUNT, 8, &error);
        bad = bad ? bad : piq_fleet_set_boolean(fleet, node[i], PIQ_NODE_BILLED, 1, &error);
        bad = bad ? bad : piq_fleet_set_number(fleet, node[i], PIQ_NODE_PRICE_PER_GPU_HOUR, 4.00, &error);
    }
    bad = bad ? bad : piq_fleet_set_number(fleet, node[1], PIQ_NODE_IDLE_SECONDS, 7 * 86400, &error); /* nothing runs here */
    bad = bad ? bad : piq_fleet_add(fleet, PIQ_ENTITY_WORKLOAD, "chat", PIQ_NUL_TERMINATED, &chat, &error);
    bad = bad ? bad : piq_fleet_place(fleet, chat, &(piq_piece){node[0], 8, -1, NULL, 0}, 1, sizeof(piq_piece), &error);
    bad = bad ? bad : piq_fleet_set_number(fleet, chat, PIQ_WORKLOAD_GPU_OOM_EVENTS, 4, &error);
    bad = bad ? bad : piq_fleet_set_number(fleet, chat, PIQ_WORKLOAD_OOM_GPU_MEMORY_PEAK, 0.97, &error);
    bad = bad ? bad : piq_evaluate(fleet, NULL, &report, &error);
    for (size_t i = 0; !bad && i < piq_report_finding_count(report); i++) {
        char sentence[256];
        piq_finding finding = {.struct_size = sizeof finding};
        bad = piq_report_finding(report, i, &finding);
        (void)piq_report_message(report, i, sentence, sizeof sentence);
        printf("%-8s  %-6s  %s\n", piq_word(PIQ_WORDS_SEVERITY, finding.severity), finding.entity_id, sentence);
    }
    if (bad)
        fprintf(stderr, "%s: %s\n", piq_status_name(bad), error.message);
    piq_report_free(report);
    piq_fleet_free(fleet);
    return bad ? 1 : 0;
}
