/* What the commands share that evaluate one snapshot and write something of its report. */
#include <string.h>

#include "program.h"

static int snapshot_write(const piq_report *report, const options *o, snapshot_writer write)
{
    output out;
    int result = output_open(&out, o->output);
    if (result != EXIT_GOOD)
        return result;
    const int written = write(report, o, out.file);
    result = output_close(&out, written == EXIT_GOOD);
    return written == EXIT_GOOD ? result : written;
}

int snapshot_command(int count, char **arguments, const char *takes, snapshot_writer write, snapshot_judge judge)
{
    options o;
    piq_policy *policy = NULL;
    piq_report *report = NULL;
    int result = options_read(&o, count, arguments, takes, 1, 1);
    if (result != EXIT_GOOD)
        return result;
    if (!o.help) {
        if (o.policy != NULL && strcmp(o.policy, "-") == 0 && strcmp(o.operands[0], "-") == 0)
            result = complain("snapshot and policy cannot both be standard input");
        if (result == EXIT_GOOD)
            result = input_policy(&o, &policy);
        if (result == EXIT_GOOD)
            result = input_report(o.operands[0], policy, &report);
        if (result == EXIT_GOOD)
            result = snapshot_write(report, &o, write);
        if (result == EXIT_GOOD && judge != NULL)
            result = judge(report, &o);
    }
    piq_report_free(report);
    piq_policy_free(policy);
    options_free(&o);
    return result;
}
