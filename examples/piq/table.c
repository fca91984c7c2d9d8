/* The report for a terminal: totals first, then findings by rank, each with why and what to do. 80 columns hold. */
#include <stdlib.h>
#include <string.h>

#include "program.h"

#define TABLE_FIRED 100u /* findings listed; JSON has them all */
#define TABLE_OTHERS 20u
#define TABLE_WHERE 22u
#define TABLE_MONEY 14u

void table_heading(FILE *out, const char *text, bool colour)
{
    (void)fprintf(out, "\n%s%s%s\n", colour ? "\033[1m" : "", text, colour ? "\033[0m" : "");
}

/* ---- totals ---- */

static void table_amount(FILE *out, const char *label, piq_money micro, const char *currency, const char *per)
{
    char number[40], money[80];
    (void)snprintf(money, sizeof money, "%s%s%s%s", text_money(micro, number, sizeof number), micro == PIQ_MONEY_UNKNOWN ? "" : " ",
                   micro == PIQ_MONEY_UNKNOWN ? "" : currency, micro == PIQ_MONEY_UNKNOWN ? "" : per);
    (void)fprintf(out, "  %-15s %24s\n", label, money);
}

static void table_share(FILE *out, const char *label, piq_money micro, piq_money of, const char *currency)
{
    char number[40], money[80];
    (void)snprintf(money, sizeof money, "%s %s/hour", text_money(micro, number, sizeof number), currency);
    (void)fprintf(out, "  %-15s %24s", label, money);
    if (of > 0 && micro >= 0)
        (void)fprintf(out, "  (%.1f%% of spend)", 100 * (double)micro / (double)of);
    (void)fputc('\n', out);
}

/* How many judgements lack a field; each weighs the more, the less else it lacks. */
typedef struct table_lack {
    size_t count;
    double weight;
} table_lack;

static void table_count_lacks(const piq_report *report, table_lack *lacks, size_t most)
{
    for (size_t i = 0; i < piq_report_not_evaluated_count(report); i++) {
        piq_not_evaluated entry;
        entry.struct_size = sizeof entry;
        if (piq_report_not_evaluated(report, i, &entry) != PIQ_OK)
            continue;
        for (uint32_t k = 0; k < entry.missing_count; k++) {
            const uint32_t field = piq_report_missing(report, i, k);
            if (field >= most)
                continue;
            lacks[field].count++;
            lacks[field].weight += 1.0 / entry.missing_count;
        }
    }
}

/* The fields that would unlock most, in a sentence. */
static void table_unlock(const piq_report *report, char *out, size_t size)
{
    uint32_t most = 1;
    piq_field_info info;
    info.struct_size = sizeof info;
    for (size_t i = 0; piq_field_at(i, &info) == PIQ_OK; i++)
        most = info.id >= most ? info.id + 1 : most;
    table_lack *lacks = calloc(most, sizeof *lacks);
    if (lacks == NULL)
        return;
    table_count_lacks(report, lacks, most);
    for (int shown = 0; shown < 3; shown++) {
        char piece[160], number[40];
        uint32_t best = 0;
        for (uint32_t i = 1; i < most; i++)
            if (lacks[i].weight > lacks[best].weight)
                best = i;
        if (lacks[best].count == 0)
            break;
        (void)snprintf(piece, sizeof piece, "%s%s (%s)", shown == 0 ? "; most would be unlocked by " : ", ", piq_name(best),
                       text_number((double)lacks[best].count, 0, number, sizeof number));
        text_add(out, size, piece);
        lacks[best].count = 0;
        lacks[best].weight = 0;
    }
    free(lacks);
}

static void table_not_judged(FILE *out, const piq_report *report)
{
    char text[TEXT_MOST], number[40], whole[40];
    uint64_t judged = 0;
    const size_t open = piq_report_not_evaluated_count(report);
    for (uint32_t detector = 1; detector <= piq_detector_count(); detector++) {
        piq_detector_totals totals;
        totals.struct_size = sizeof totals;
        if (piq_report_detector(report, detector, &totals) == PIQ_OK)
            judged += totals.fired + totals.clear + totals.candidates + totals.suppressed;
    }
    (void)snprintf(text, sizeof text, "%s of %s judgements", text_number((double)open, 0, number, sizeof number),
                   text_number((double)(judged + open), 0, whole, sizeof whole));
    if (open != 0)
        table_unlock(report, text, sizeof text);
    text_paragraph(out, "  not judged      ", text);
}

void table_title(FILE *out, const piq_summary *s, bool colour)
{
    char line[TEXT_MOST], number[40], clean[64];
    (void)snprintf(line, sizeof line, "piq %s%s%s, window %s days", piq_version_string(), s->observed_at[0] != '\0' ? ", observed " : "",
                   text_clean(s->observed_at, strlen(s->observed_at), clean, sizeof clean),
                   text_number(s->window_seconds / 86400, 2, number, sizeof number));
    (void)fprintf(out, "%s%s%s\n", colour ? "\033[2m" : "", line, colour ? "\033[0m" : "");
}

static void table_totals(FILE *out, const piq_report *report, const piq_summary *s, bool colour)
{
    char line[TEXT_MOST], number[40], gpus[40], clean[64];
    table_title(out, s, colour);
    (void)fputc('\n', out);
    (void)snprintf(line, sizeof line, "%s node%s, %s GPU%s, %s workload%s", text_number((double)s->nodes, 0, number, sizeof number),
                   s->nodes == 1 ? "" : "s", text_number(s->gpus, 2, gpus, sizeof gpus), s->gpus == 1 ? "" : "s",
                   text_number((double)s->workloads, 0, clean, sizeof clean), s->workloads == 1 ? "" : "s");
    text_paragraph(out, "  fleet           ", line);
    (void)text_clean(s->currency, strlen(s->currency), clean, 16);
    table_amount(out, "spend", s->spend_per_hour, clean, "/hour");
    table_share(out, "waste", s->waste_per_hour, s->spend_per_hour, clean);
    table_amount(out, "recoverable", s->recoverable_per_month, clean, "/month");
    table_amount(out, "cost to fix", s->cost_to_fix_per_month, clean, "/month");
    if (s->unpriced_gpus > 0)
        (void)fprintf(out, "  %-15s %s\n", "unpriced GPUs", text_number(s->unpriced_gpus, 2, number, sizeof number));
    table_not_judged(out, report);
}

/* ---- findings ---- */

static const char *table_colour(uint32_t severity, bool colour)
{
    if (!colour)
        return "";
    switch (severity) {
    case PIQ_SEVERITY_CRITICAL: return "\033[1;31m";
    case PIQ_SEVERITY_HIGH: return "\033[31m";
    case PIQ_SEVERITY_MEDIUM: return "\033[33m";
    default: return "";
    }
}

const char *table_money(const piq_finding *f, char *out, size_t size)
{
    char number[40];
    if (f->recoverable_per_month == 0 && f->cost_to_fix_per_month != 0 && f->cost_to_fix_per_month != PIQ_MONEY_UNKNOWN)
        (void)snprintf(out, size, "costs %s", text_money(f->cost_to_fix_per_month, number, sizeof number));
    else if (f->recoverable_per_month == 0 && f->waste_per_hour > 0)
        (void)snprintf(out, size, "waste %s/h", text_money(f->waste_per_hour, number, sizeof number));
    else if (f->recoverable_per_month == 0)
        (void)snprintf(out, size, "-");
    else
        (void)snprintf(out, size, "%s", text_money(f->recoverable_per_month, number, sizeof number));
    return out;
}

static const char *table_message(const piq_report *report, size_t index, char *out, size_t size)
{
    char raw[TEXT_MOST];
    (void)piq_report_message(report, index, raw, sizeof raw);
    return text_clean(raw, strlen(raw), out, size);
}

static const char *table_kind(const piq_finding *f, char *out, size_t size)
{
    const char *subtype = piq_word(PIQ_WORDS_SUBTYPE, f->subtype);
    (void)snprintf(out, size, "%s/%s", detector_name(f->detector), subtype == NULL ? "?" : subtype);
    return out;
}

void table_head(FILE *out, const char *label, const piq_finding *f, bool colour)
{
    char money[64], id[TEXT_MOST], fitted[TEXT_MOST], kind[64];
    const char *severity = piq_word(PIQ_WORDS_SEVERITY, f->severity);
    (void)text_clean(f->entity_id, f->entity_id_length, id, sizeof id);
    const bool fits = text_columns(id) < TABLE_WHERE;
    (void)fprintf(out, "%3s %s%-8s%s %-30s ", label, table_colour(f->severity, colour), severity == NULL ? "?" : severity,
                  colour ? "\033[0m" : "", table_kind(f, kind, sizeof kind));
    text_pad(out, fits ? id : "", TABLE_WHERE);
    (void)fprintf(out, "%*s\n", (int)TABLE_MONEY, table_money(f, money, sizeof money));
    if (!fits)
        text_paragraph(out, "    at   ", text_fit(id, (size_t)4 * COLUMNS, fitted, sizeof fitted));
}

void table_why(FILE *out, const piq_report *report, size_t index)
{
    char text[TEXT_MOST];
    text_paragraph(out, "    why  ", table_message(report, index, text, sizeof text));
}

static void table_finding(FILE *out, const piq_report *report, size_t index, const piq_finding *f, bool colour)
{
    char text[TEXT_MOST], label[24];
    (void)snprintf(label, sizeof label, "%zu", index + 1);
    (void)fputc('\n', out);
    table_head(out, label, f, colour);
    table_why(out, report, index);
    if (advice(report, index, f, text, sizeof text)[0] != '\0')
        text_paragraph(out, "    do   ", text);
}

static void table_brief(FILE *out, const piq_report *report, size_t index, const piq_finding *f)
{
    char text[TEXT_MOST], id[TEXT_MOST], fitted[TEXT_MOST], kind[64];
    (void)text_clean(f->entity_id, f->entity_id_length, id, sizeof id);
    (void)fprintf(out, "  %-33s %s\n", table_kind(f, kind, sizeof kind), text_fit(id, COLUMNS - 36, fitted, sizeof fitted));
    text_paragraph(out, "    ", table_message(report, index, text, sizeof text));
}

static void table_left_out(FILE *out, size_t count)
{
    char number[40];
    if (count != 0)
        (void)fprintf(out, "\n  ... and %s more; --format json has them all\n", text_number((double)count, 0, number, sizeof number));
}

static void table_state(FILE *out, const piq_report *report, uint32_t state, const char *heading, size_t most, bool colour)
{
    size_t shown = 0, left = 0;
    for (size_t i = 0; i < piq_report_finding_count(report); i++) {
        piq_finding f;
        f.struct_size = sizeof f;
        if (piq_report_finding(report, i, &f) != PIQ_OK || f.state != state)
            continue;
        if (shown == 0)
            table_heading(out, heading, colour);
        if (shown == most)
            left++;
        else if (state == PIQ_STATE_FIRED)
            table_finding(out, report, i, &f, colour);
        else
            table_brief(out, report, i, &f);
        shown += shown < most;
    }
    table_left_out(out, left);
}

/* Findings that have fired and concern the persona: those are in front. */
static uint64_t table_fired(const piq_report *report)
{
    uint64_t count = 0;
    piq_finding f;
    f.struct_size = sizeof f;
    while (piq_report_finding(report, (size_t)count, &f) == PIQ_OK && f.state == PIQ_STATE_FIRED)
        count++;
    return count;
}

void table_write(FILE *out, const piq_report *report, bool colour)
{
    char heading[120], currency[16], number[80], whole[40];
    piq_summary s;
    s.struct_size = sizeof s;
    if (piq_report_summary(report, &s) != PIQ_OK)
        return;
    table_totals(out, report, &s, colour);
    (void)text_clean(s.currency, strlen(s.currency), currency, sizeof currency);
    const uint64_t fired = table_fired(report);
    (void)text_number((double)fired, 0, number, sizeof number);
    if (fired != s.findings) /* a persona sees its own */
        (void)snprintf(number + strlen(number), sizeof number - strlen(number), " of %s",
                       text_number((double)s.findings, 0, whole, sizeof whole));
    (void)snprintf(heading, sizeof heading, "FINDINGS: %s%*s", number, (int)(COLUMNS - 10 - strlen(number)), "");
    char money[48];
    (void)snprintf(money, sizeof money, "saves %s/month", currency);
    (void)snprintf(heading + COLUMNS - strlen(money), sizeof heading - COLUMNS + strlen(money), "%s", money);
    table_state(out, report, PIQ_STATE_FIRED, heading, TABLE_FIRED, colour);
    if (fired == 0)
        table_heading(out, "No finding has fired.", colour);
    table_state(out, report, PIQ_STATE_CANDIDATE, "CANDIDATES: confidence too low, outside the totals", TABLE_OTHERS, colour);
    table_state(out, report, PIQ_STATE_OBSERVATION, "OBSERVATIONS: worth knowing, no money", TABLE_OTHERS, colour);
    table_rest(out, report, colour);
}
