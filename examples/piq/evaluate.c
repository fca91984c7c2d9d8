#include "program.h"

static int evaluate_write(const piq_report *report, const options *o, FILE *file)
{
    piq_error error = PIQ_ERROR_INIT;
    piq_status status = PIQ_OK;
    switch (o->format) {
    case FORMAT_JSON:
        status = piq_report_write_json(report, output_write, file, 0, &error);
        break;
    case FORMAT_NDJSON:
        for (size_t i = 0; status == PIQ_OK && i < piq_report_finding_count(report); i++) {
            status = piq_report_write_finding_json(report, i, output_write, file, &error);
            (void)fputc('\n', file);
        }
        break;
    case FORMAT_SARIF:
        sarif_write(file, report);
        break;
    default:
        table_write(file, report, o->output == NULL && terminal_colour(file));
        break;
    }
    /* A sink that refused has left its mark on the file, which output_close() reads. */
    return status == PIQ_OK || status == PIQ_E_SINK ? EXIT_GOOD : complain("%s", error.message);
}

static bool evaluate_found(const piq_report *report, uint32_t severity)
{
    for (size_t i = 0; severity != 0 && i < piq_report_finding_count(report); i++) {
        piq_finding finding;
        finding.struct_size = sizeof finding;
        if (piq_report_finding(report, i, &finding) == PIQ_OK && finding.state == PIQ_STATE_FIRED && finding.severity >= severity)
            return true;
    }
    return false;
}

static int evaluate_result(const piq_report *report, const options *o)
{
    return evaluate_found(report, o->fail_on) ? EXIT_FOUND : EXIT_GOOD;
}

int command_evaluate(int count, char **arguments)
{
    return snapshot_command(count, arguments, "fpox", evaluate_write, evaluate_result);
}
