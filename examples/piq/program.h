/* The demo program: a thin caller of libpiq's public API. */
#ifndef PROGRAM_H
#define PROGRAM_H

#include <stdbool.h>
#include <stdio.h>

#include "piq/piq.h"

#define EXIT_GOOD 0
#define EXIT_FOUND 1 /* something at or above --fail-on */
#define EXIT_BAD 2   /* bad usage or bad input: a message on stderr, nothing on stdout */

#define COLUMNS 80u

/* ---- main.c, help.c ---- */

/* Prints "piq: " and the message, made safe for a terminal, and returns EXIT_BAD. */
int complain(const char *format, ...)
#if defined(__GNUC__)
    __attribute__((format(printf, 1, 2)))
#endif
    ;
void help_general(FILE *out);
bool help_command(const char *command); /* false where there is no such command */

/* ---- options.c ---- */

enum { FORMAT_TABLE, FORMAT_JSON, FORMAT_NDJSON, FORMAT_SARIF, FORMAT_DOT };

typedef struct options {
    const char *operands[2];
    int operand_count;
    int format;
    uint32_t persona, fail_on; /* 0: not given */
    const char *policy, *output;
    const char *config;           /* of a model */
    piq_estimate_query estimate;
    const char **settings; /* KEY=VALUE */
    int setting_count;
    bool help;
} options;

/* Which options a command takes: letters of f(ormat) d(ot, a format) p(olicy, set, persona) o(utput) x (fail-on) e(stimate). */
int options_read(options *o, int count, char **arguments, const char *takes, int operands_least, int operands_most);
void options_free(options *o);

/* ---- input.c ---- */

/* All of them complain themselves; the result is EXIT_GOOD or EXIT_BAD. */
int input_policy(const options *o, piq_policy **policy);
int input_config(const char *path, piq_model_config *config);
int input_report(const char *path, const piq_policy *policy, piq_report **report);

/* ---- snapshot.c ---- */

typedef int (*snapshot_writer)(const piq_report *report, const options *o, FILE *file); /* EXIT_GOOD or EXIT_BAD */
typedef int (*snapshot_judge)(const piq_report *report, const options *o);              /* the exit status of what was written */

/* A command whose operand is a snapshot: evaluates it and writes something of the report. `judge` may be NULL. */
int snapshot_command(int count, char **arguments, const char *takes, snapshot_writer write, snapshot_judge judge);

/* ---- output.c ---- */

typedef struct output {
    FILE *file;
    const char *path; /* NULL: standard output */
    char *temporary;
    bool direct; /* not by way of a temporary file */
} output;

int output_open(output *o, const char *path);
int output_close(output *o, bool keep); /* the file takes its name only now, and only if it is to be kept */
int32_t output_write(void *file, const char *bytes, size_t length); /* a piq_write */

/* ---- terminal.c ---- */

bool terminal_colour(FILE *out);
/* Says on stderr what is going on, once it has taken a second and only on a terminal. NULL: done. */
void terminal_progress(const char *doing);

/* ---- text.c ---- */

#define TEXT_MOST 4096u

/* A copy without control characters, which could steer a terminal: they are written as \u001b. Cut at `size`. */
const char *text_clean(const char *text, size_t length, char *out, size_t size);
size_t text_columns(const char *text);
/* Cuts in the middle to at most `columns`. */
const char *text_fit(const char *text, size_t columns, char *out, size_t size);
/* Wraps at 80 columns; the first line starts with `first`, the others are indented as far. */
void text_paragraph(FILE *out, const char *first, const char *text);
void text_pad(FILE *out, const char *text, size_t columns);
/* "12,345", "1.80", "unknown". */
const char *text_money(piq_money micro, char *out, size_t size);
/* At most `digits` decimals, without trailing zeros; thousands separated. */
const char *text_number(double value, int digits, char *out, size_t size);
/* Appends; cuts at `size`. */
void text_add(char *out, size_t size, const char *more);

/* ---- json.c: for what the library does not write itself ---- */

typedef struct json {
    FILE *out;
    int depth;
    bool follows, after_key;
} json;

void json_open(json *j, char bracket);
void json_close(json *j, char bracket);
void json_key(json *j, const char *key);
void json_text(json *j, const char *text, size_t length);
void json_word(json *j, const char *key, const char *text); /* key and text; NULL: null */
void json_number(json *j, double value);
void json_boolean(json *j, bool value);
void json_money(json *j, piq_money micro);
void json_words(json *j, const char *key, const char *blank_separated);

/* ---- the commands and formats ---- */

int command_evaluate(int count, char **arguments);
int command_diff(int count, char **arguments);
int command_explain(int count, char **arguments);
int command_fields(int count, char **arguments);
int command_policy(int count, char **arguments);
int command_catalog(int count, char **arguments);
int command_estimate(int count, char **arguments);
int command_plan(int count, char **arguments);

void table_write(FILE *out, const piq_report *report, bool colour);
void table_rest(FILE *out, const piq_report *report, bool colour); /* pending, plan, capacity */
void table_plan(FILE *out, const piq_report *report, bool colour); /* blocked work, the plan's steps, the map */
void table_map(FILE *out, const piq_report *report, bool colour);
void dot_write(FILE *out, const piq_report *report);
void table_title(FILE *out, const piq_summary *s, bool colour); /* version and time */
void table_heading(FILE *out, const char *text, bool colour);
/* The line of a finding: severity, kind, where, and its money. */
void table_head(FILE *out, const char *label, const piq_finding *f, bool colour);
void table_why(FILE *out, const piq_report *report, size_t index);
/* What it saves a month, what it costs to fix, or what is lost and cannot be had back. */
const char *table_money(const piq_finding *f, char *out, size_t size);
void sarif_write(FILE *out, const piq_report *report);
/* What to do, from the primary remedy. */
const char *advice(const piq_report *report, size_t finding, const piq_finding *about, char *out, size_t size);

const char *detector_name(uint32_t detector);
/* Whether a blank-separated list holds a word. */
bool list_has(const char *list, const char *word);

#endif
