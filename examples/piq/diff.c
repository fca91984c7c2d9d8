#include <string.h>

#include "program.h"

static void diff_one(const piq_report *before, const piq_report *after, const piq_change *change, bool colour)
{
    char text[80], money[40];
    piq_finding old = {.struct_size = sizeof old}, new = {.struct_size = sizeof new};
    const bool had = change->before != PIQ_NONE && piq_report_finding(before, (size_t)change->before, &old) == PIQ_OK;
    const bool has = change->after != PIQ_NONE && piq_report_finding(after, (size_t)change->after, &new) == PIQ_OK;
    if (!had && !has)
        return;
    table_head(stdout, "", has ? &new : &old, colour);
    if (change->kind == PIQ_CHANGE_WORSE || change->kind == PIQ_CHANGE_BETTER) {
        (void)snprintf(text, sizeof text, "%s, %s", piq_word(PIQ_WORDS_SEVERITY, old.severity), table_money(&old, money, sizeof money));
        text_paragraph(stdout, "    was  ", text);
    }
    if (change->kind == PIQ_CHANGE_NEW || change->kind == PIQ_CHANGE_WORSE)
        table_why(stdout, after, (size_t)change->after);
}

static void diff_totals(const char *label, const piq_report *report)
{
    char money[40], waste[40], currency[16], text[256];
    piq_summary s;
    s.struct_size = sizeof s;
    if (piq_report_summary(report, &s) != PIQ_OK)
        return;
    (void)text_clean(s.currency, strlen(s.currency), currency, sizeof currency);
    (void)snprintf(text, sizeof text, "%zu finding%s, waste %s %s/hour, recoverable %s %s/month", (size_t)s.findings, s.findings == 1 ? "" : "s",
                   text_money(s.waste_per_hour, waste, sizeof waste), currency,
                   text_money(s.recoverable_per_month, money, sizeof money), currency);
    text_paragraph(stdout, label, text);
}

static void diff_write(const piq_report *before, const piq_report *after, const piq_change *changes, size_t count)
{
    static const char *const names[] = {"", "NEW", "WORSE", "SAME", "BETTER", "RESOLVED"};
    const bool colour = terminal_colour(stdout);
    diff_totals("before  ", before);
    diff_totals("after   ", after);
    for (uint32_t kind = PIQ_CHANGE_NEW; kind <= PIQ_CHANGE_RESOLVED; kind++) {
        char heading[40];
        size_t of_kind = 0;
        for (size_t i = 0; i < count; i++)
            of_kind += changes[i].kind == kind;
        (void)snprintf(heading, sizeof heading, "%s: %zu", names[kind], of_kind);
        table_heading(stdout, heading, colour);
        for (size_t i = 0; i < count; i++)
            if (changes[i].kind == kind)
                diff_one(before, after, &changes[i], colour);
    }
}

static int diff_reports(const options *o, const piq_policy *policy)
{
    piq_report *before = NULL, *after = NULL;
    piq_change *changes = NULL;
    size_t count = 0;
    piq_error error = PIQ_ERROR_INIT;
    int result = input_report(o->operands[0], policy, &before);
    if (result == EXIT_GOOD)
        result = input_report(o->operands[1], policy, &after);
    if (result == EXIT_GOOD && piq_report_compare(before, after, &changes, &count, &error) != PIQ_OK)
        result = complain("%s", error.message);
    if (result == EXIT_GOOD)
        diff_write(before, after, changes, count);
    if (changes != NULL)
        piq_changes_free(after, changes, count);
    piq_report_free(before);
    piq_report_free(after);
    return result;
}

int command_diff(int count, char **arguments)
{
    options o;
    piq_policy *policy = NULL;
    int result = options_read(&o, count, arguments, "p", 2, 2);
    if (result != EXIT_GOOD)
        return result;
    if (!o.help) {
        if (strcmp(o.operands[0], "-") == 0 && strcmp(o.operands[1], "-") == 0)
            result = complain("OLD and NEW cannot both be standard input");
        if (result == EXIT_GOOD)
            result = input_policy(&o, &policy);
        if (result == EXIT_GOOD)
            result = diff_reports(&o, policy);
    }
    piq_policy_free(policy);
    options_free(&o);
    return result;
}
