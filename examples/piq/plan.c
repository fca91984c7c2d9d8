#include <stdlib.h>
#include <string.h>

#include "program.h"

/* ---- JSON: the members of the report that are about the plan, byte for byte ---- */

typedef struct plan_bytes {
    char *at;
    size_t length, room;
} plan_bytes;

static int32_t plan_take(void *user, const char *bytes, size_t length)
{
    plan_bytes *b = user;
    if (b->room - b->length <= length) {
        const size_t room = (b->room + length) * 2 + 4096;
        char *wider = realloc(b->at, room);
        if (wider == NULL)
            return 1;
        b->at = wider;
        b->room = room;
    }
    memcpy(b->at + b->length, bytes, length);
    b->length += length;
    b->at[b->length] = '\0';
    return 0;
}

/* Where the value that begins here ends: behind its last bracket, whatever texts in it hold. */
static const char *plan_end(const char *text)
{
    int depth = 0;
    do {
        if (*text == '"')
            for (text++; *text != '"' && *text != '\0'; text++)
                text += *text == '\\' && text[1] != '\0';
        depth += (*text == '{' || *text == '[') - (*text == '}' || *text == ']');
    } while (*text++ != '\0' && depth > 0);
    return text;
}

/* A member of the report itself: the writer indents those by two blanks, and those alone. */
static void plan_member(FILE *out, const char *report, const char *name, bool last)
{
    char key[40];
    (void)snprintf(key, sizeof key, "\n  \"%s\": ", name);
    const char *at = strstr(report, key);
    if (at == NULL)
        return;
    (void)fprintf(out, "%.*s%s", (int)(plan_end(at + strlen(key)) - at), at, last ? "" : ",");
}

static int plan_json(FILE *out, const piq_report *report)
{
    piq_error error = PIQ_ERROR_INIT;
    plan_bytes text = {NULL, 0, 0};
    int result = EXIT_GOOD;
    if (piq_report_write_json(report, plan_take, &text, 0, &error) == PIQ_OK) {
        (void)fputc('{', out);
        plan_member(out, text.at, "consolidation", false);
        plan_member(out, text.at, "pending", false);
        plan_member(out, text.at, "capacity", true);
        (void)fputs("\n}\n", out);
    } else {
        result = complain("out of memory");
    }
    free(text.at);
    return result;
}

/* ---- the command ---- */

static bool plan_is_empty(const piq_report *report)
{
    piq_plan plan;
    plan.struct_size = sizeof plan;
    if (piq_report_plan(report, &plan) != PIQ_OK || plan.moves + plan.starts != 0)
        return false;
    for (size_t i = 0; i < piq_report_pending_count(report); i++) {
        const char *id;
        uint32_t state;
        if (piq_report_pending(report, i, &id, &state) == PIQ_OK && state == PIQ_PENDING_BLOCKED)
            return false;
    }
    return true;
}

static void plan_table(FILE *out, const piq_report *report, bool colour)
{
    piq_summary s;
    s.struct_size = sizeof s;
    if (piq_report_summary(report, &s) != PIQ_OK)
        return;
    table_title(out, &s, colour);
    if (plan_is_empty(report))
        (void)fputs("\nNo pending workload is blocked: nothing to move.\n", out);
    else
        table_plan(out, report, colour);
}

static int plan_write(const piq_report *report, const options *o, FILE *file)
{
    if (o->format == FORMAT_JSON)
        return plan_json(file, report);
    if (o->format == FORMAT_DOT)
        dot_write(file, report);
    else
        plan_table(file, report, o->output == NULL && terminal_colour(file));
    return EXIT_GOOD;
}

int command_plan(int count, char **arguments) { return snapshot_command(count, arguments, "fdpo", plan_write, NULL); }
