/* Reading an expectation and holding it against a report. */
#include "harness/expect.h"

#include "harness/json_text.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct subject {
    const char *file, *detector, *entity_id, *wanted;
    const piq_report *report;
    size_t place;
    piq_finding finding;
    int line;
} subject;

typedef struct pair {
    char name[96], sign[3], value[160];
} pair;

/* Cuts "name<=value"; 0 for a bare word. */
static int split(const char *token, pair *out)
{
    const size_t name = strcspn(token, "<>=");
    if (!token[name] || name >= sizeof out->name) {
        return 0;
    }
    const size_t sign = strspn(token + name, "<>=");
    snprintf(out->name, sizeof out->name, "%.*s", (int)name, token);
    snprintf(out->sign, sizeof out->sign, "%.*s", (int)sign, token + name);
    snprintf(out->value, sizeof out->value, "%s", token + name + sign);
    for (char *at = out->value; *at; at++) {
        *at = *at == '~' ? ' ' : *at;
    }
    return 1;
}

static int holds(double got, const char *sign, double wanted, double slack)
{
    if (strcmp(sign, "=") == 0) {
        return fabs(got - wanted) <= slack * (1 + fabs(wanted)) || (isnan(got) && isnan(wanted));
    }
    const int equal = sign[1] == '=' && fabs(got - wanted) <= 1e-12;
    return equal || (sign[0] == '<' ? got < wanted : got > wanted);
}

static void say(const subject *s, int good, const char *token, const char *got)
{
    const piq_finding *f = &s->finding;
    piq_test_check(
        good, s->file, s->line,
        "%s %s: %s, but it is %s\n    wanted: %s\n    found: %s %s, confidence %.17g, waste %g, recoverable %g, standalone %g, fix %g",
        s->detector, s->entity_id, token, got, s->wanted, piq_word(PIQ_WORDS_SUBTYPE, f->subtype),
        piq_word(PIQ_WORDS_SEVERITY, f->severity), f->confidence, money(f->waste_per_hour), money(f->recoverable_per_month),
        money(f->standalone_per_month), money(f->cost_to_fix_per_month));
}

static int number_of(const subject *s, const char *name, double *value, double *slack)
{
    const piq_finding *f = &s->finding;
    const struct {
        const char *name;
        double value;
        int is_money;
    } numbers[] = {{"waste", money(f->waste_per_hour), 1},
                   {"recoverable", money(f->recoverable_per_month), 1},
                   {"standalone", money(f->standalone_per_month), 1},
                   {"fix", money(f->cost_to_fix_per_month), 1},
                   {"hours", f->gpu_hours_per_month, 0},
                   {"confidence", f->confidence, 0},
                   {"signal", f->signal, 0},
                   {"coverage", f->coverage, 0},
                   {"window", f->window, 0},
                   {"source", f->source, 0},
                   {"margin", f->margin, 0}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (strcmp(name, numbers[i].name) == 0) {
            *value = numbers[i].value;
            *slack = numbers[i].is_money ? 1.5e-6 : 1e-9;
            return 1;
        }
    }
    *slack = 1e-9;
    return strncmp(name, "evidence.", 9) == 0 && evidence_value(s->report, s->place, name + 9, value);
}

static void check_word(const subject *s, const char *token)
{
    const piq_finding *f = &s->finding;
    piq_remedy primary = {0};
    primary.struct_size = (uint32_t)sizeof primary;
    if (piq_word_find(PIQ_WORDS_SEVERITY, token, strlen(token))) {
        say(s, f->severity == piq_word_find(PIQ_WORDS_SEVERITY, token, strlen(token)), token, piq_word(PIQ_WORDS_SEVERITY, f->severity));
    } else if (piq_word_find(PIQ_WORDS_SUBTYPE, token, strlen(token))) {
        const char *got = piq_word(PIQ_WORDS_SUBTYPE, f->subtype);
        say(s, got && strcmp(got, token) == 0, token, got ? got : "(none)");
    } else if (piq_word_find(PIQ_WORDS_ACTION, token, strlen(token))) {
        const int found = f->remedy_count > 0 && piq_report_remedy(s->report, s->place, 0, &primary) == PIQ_OK;
        const char *got = found ? piq_word(PIQ_WORDS_ACTION, primary.action) : "(no remedy)";
        say(s, strcmp(got, token) == 0 && primary.primary == 1, token, got);
    } else {
        say(s, 0, token, "no word of a severity, subtype or action");
    }
}

static void check_degraded(const subject *s, const pair *p)
{
    char list[sizeof p->value];
    strcpy(list, p->value);
    for (char *name = strtok(list, ","); name; name = strtok(NULL, ",")) {
        const char *all = "";
        for (size_t i = 0; i < s->finding.degraded_count; i++) {
            all = text("%s %s", all, piq_report_degraded(s->report, s->place, i));
        }
        say(s, has_degraded(s->report, s->place, name), text("degraded by %s", name), text("degraded by%s", all));
    }
}

/* Keys that are neither numbers nor parameters. */
static int check_list(const subject *s, const pair *p)
{
    const uint32_t action = piq_word_find(PIQ_WORDS_ACTION, p->value, strlen(p->value));
    const uint32_t relation = piq_word_find(PIQ_WORDS_RELATION, p->name, strlen(p->name));
    const char *token = text("%s=%s", p->name, p->value);
    double value;
    const char *words;
    if (strcmp(p->name, "degraded") == 0) {
        check_degraded(s, p);
    } else if (strcmp(p->name, "undegraded") == 0) {
        say(s, !has_degraded(s->report, s->place, p->value), token, "degraded by it");
    } else if (strcmp(p->name, "alternative") == 0) {
        const size_t at = action ? remedy_place(s->report, s->place, action) : NO_FINDING;
        say(s, at != NO_FINDING && at > 0, token, "no alternative");
    } else if (strcmp(p->name, "unremedied") == 0) {
        say(s, action && remedy_place(s->report, s->place, action) == NO_FINDING, token, "a remedy");
    } else if (strcmp(p->name, "wrong") == 0) {
        say(s, action && has_wrong_remedy(s->report, s->place, action), token, "not among the wrong remedies");
    } else if (strcmp(p->name, "without") == 0) {
        say(s, !parameter_of(s->report, s->place, 0, p->value, &value, &words), token, "a parameter");
    } else if (strcmp(p->name, "unrelated") == 0) {
        const uint32_t kind = piq_word_find(PIQ_WORDS_RELATION, p->value, strlen(p->value));
        say(s, kind && !has_relation(s->report, s->place, kind, 0), token, "related so");
    } else if (relation) {
        const uint32_t other = detector_named(p->value);
        say(s, other && has_relation(s->report, s->place, relation, other), token, "not related so");
    } else {
        return 0;
    }
    return 1;
}

static void check_pair(const subject *s, const pair *p)
{
    const char *token = text("%s%s%s", p->name, p->sign, p->value);
    double value = NAN, slack = 0;
    const char *words = NULL;
    char *end = NULL;
    const double wanted = strtod(p->value, &end);
    const int is_number = end != p->value && *end == 0;
    if (strcmp(p->name, "counted") == 0) {
        const piq_detector_totals all = counts(s->report, s->detector);
        const uint64_t count = strcmp(p->value, "clear") == 0 ? all.clear : all.not_applicable;
        say(s, all.fired + all.candidates + all.not_evaluated == 0 && count > 0, token, "counted otherwise");
    } else if (number_of(s, p->name, &value, &slack)) {
        say(s, is_number && holds(value, p->sign, wanted, slack), token, text("%.17g", value));
    } else if (check_list(s, p)) {
        return;
    } else if (!parameter_of(s->report, s->place, 0, p->name, &value, &words)) {
        say(s, 0, token, "no parameter of the primary remedy");
    } else if (words) {
        say(s, strcmp(words, p->value) == 0, token, words);
    } else {
        say(s, is_number && holds(value, p->sign, wanted, 1e-9), token, text("%.17g", value));
    }
}

static uint32_t subtype_in(const char *wanted)
{
    char *copy = piq_test_memory(strlen(wanted) + 1);
    strcpy(copy, wanted);
    for (char *token = strtok(copy, " "); token; token = strtok(NULL, " ")) {
        const uint32_t subtype = piq_word_find(PIQ_WORDS_SUBTYPE, token, strlen(token));
        if (subtype) {
            return subtype;
        }
    }
    return 0;
}

void expect(const char *file, int line, const piq_report *report, const char *detector, const char *entity_id, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *wanted = text_of(format, arguments);
    va_end(arguments);
    subject s = {file, detector, entity_id, text("%s", wanted), report, NO_FINDING, {0}, line};
    const uint32_t id = detector_named(detector);
    const char *word = strtok(wanted, " ");
    const uint32_t state = piq_word_find(PIQ_WORDS_STATE, word, strlen(word));
    const char *got = outcome(report, id, entity_id);
    if (!state) {
        const size_t star = strlen(word) - 1;
        const int good = word[star] == '*' ? strncmp(got, word, star) == 0 : strcmp(got, word) == 0;
        piq_test_check(good, file, line, "%s %s is %s, not %s", detector, entity_id, got, word);
        return;
    }
    char *rest = strtok(NULL, "");
    const uint32_t subtype = rest ? subtype_in(rest) : 0;
    s.place = finding_place(report, id, entity_id, state, subtype);
    if (s.place == NO_FINDING) {
        s.place = finding_place(report, id, entity_id, state, 0);
    }
    if (!piq_test_check(s.place != NO_FINDING, file, line, "%s %s is %s, not %s", detector, entity_id, got, s.wanted)) {
        return;
    }
    s.finding = finding_at(report, s.place);
    while (rest && *rest) {
        char token[300];
        const size_t length = strcspn(rest, " ");
        pair p;
        snprintf(token, sizeof token, "%.*s", (int)length, rest);
        if (split(token, &p)) {
            check_pair(&s, &p);
        } else if (token[0]) {
            check_word(&s, token);
        }
        rest += length + strspn(rest + length, " ");
    }
}

typedef struct named {
    const char *name;
    double value;
} named;

static void check_named(const char *file, int line, char *wanted, const named *values, size_t count)
{
    for (char *token = strtok(wanted, " "); token; token = strtok(NULL, " ")) {
        pair p;
        size_t i = 0;
        const int good = split(token, &p);
        while (good && i < count && strcmp(values[i].name, p.name) != 0) {
            i++;
        }
        if (!good || i == count) {
            piq_test_check(0, file, line, "%s is no figure", token);
        } else {
            piq_test_check(holds(values[i].value, p.sign, strtod(p.value, NULL), 1.5e-6), file, line, "%s, but it is %.17g", token,
                           values[i].value);
        }
    }
}

void expect_totals(const char *file, int line, const piq_report *report, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *wanted = text_of(format, arguments);
    va_end(arguments);
    const piq_summary s = totals(report);
    const named values[] = {{"waste", money(s.waste_per_hour)}, {"recoverable", money(s.recoverable_per_month)},
                            {"spend", money(s.spend_per_hour)}, {"fix", money(s.cost_to_fix_per_month)},
                            {"findings", (double)s.findings},   {"gpus", s.gpus},
                            {"unpriced", s.unpriced_gpus},      {"nodes", (double)s.nodes},
                            {"workloads", (double)s.workloads}};
    check_named(file, line, wanted, values, sizeof values / sizeof *values);
}

void expect_counts(const char *file, int line, const piq_report *report, const char *detector, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *wanted = text_of(format, arguments);
    va_end(arguments);
    const piq_detector_totals c = counts(report, detector);
    const named values[] = {{"fired", (double)c.fired},
                            {"clear", (double)c.clear},
                            {"not_evaluated", (double)c.not_evaluated},
                            {"not_applicable", (double)c.not_applicable},
                            {"suppressed", (double)c.suppressed},
                            {"candidates", (double)c.candidates},
                            {"waste", money(c.waste_per_hour)},
                            {"recoverable", money(c.recoverable_per_month)}};
    check_named(file, line, wanted, values, sizeof values / sizeof *values);
}

void expect_blocks(const char *file, int line, const piq_report *report, const char *wanted)
{
    const char *got = "";
    uint64_t by_size[64] = {0};
    const size_t count = report ? piq_report_capacity_count(report) : 0;
    for (size_t i = 0; i < count; i++) {
        piq_capacity row = {0};
        row.struct_size = (uint32_t)sizeof row;
        if (piq_report_capacity(report, i, &row) == PIQ_OK) {
            size_t bit = 0;
            while ((UINT32_C(1) << bit) < row.block && bit < 31) {
                bit++;
            }
            by_size[bit] += row.now;
        }
    }
    for (size_t bit = 32; bit-- > 0;) {
        if (by_size[bit]) {
            got = text("%s%s%lu:%llu", got, got[0] ? " " : "", 1ul << bit, (unsigned long long)by_size[bit]);
        }
    }
    piq_test_check_text(got, wanted, file, line, "free blocks");
}
