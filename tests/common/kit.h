/* What tests of the public API share: reports as text, fleets in a line, files of the repository. */
#ifndef KIT_H
#define KIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "piq/piq.h"

/* ---- text that grows ---- */

typedef struct kit_text {
    char *bytes; /* always ends in NUL once anything was put */
    size_t length, capacity;
} kit_text;

int32_t kit_write(void *text, const char *bytes, size_t length); /* a piq_write */
void kit_put(kit_text *text, const char *word);
void kit_put_quoted(kit_text *text, const char *word); /* as a JSON string */
void kit_put_number(kit_text *text, double value);     /* reads back to the same double */
void kit_text_free(kit_text *text);

/* ---- reports ---- */

/* The report as JSON, or NULL where evaluating or writing failed; freed with free(). */
char *kit_report_json(const piq_report *report);
char *kit_evaluate(const piq_fleet *fleet, const piq_policy *policy);
/* Reads a snapshot and evaluates it. */
char *kit_evaluate_text(const char *snapshot, const piq_policy *policy);
bool kit_same(const char *a, const char *b); /* both there, and equal */

/* ---- fleets ---- */

piq_fleet *kit_fleet(void);
piq_fleet *kit_read(const char *snapshot); /* NULL where it is refused */
piq_ref kit_add(piq_fleet *fleet, uint32_t entity, const char *id);
/* A node of 8 H100-80 at 4.00 an hour. */
piq_ref kit_node(piq_fleet *fleet, const char *id);
/* A workload of one GPU on that node. */
piq_ref kit_workload(piq_fleet *fleet, const char *id, piq_ref node);
/* Three nodes and four workloads on which five detectors find something: what a refused call must leave alone. */
piq_fleet *kit_small_fleet(void);

/* A file under the repository, NUL-terminated; NULL where it is not there. */
char *kit_file(const char *path, size_t *length);
/* How much to do: the environment's PIQ_TEST_SCALE times `count`. */
size_t kit_scaled(size_t count);
uint64_t kit_random(uint64_t *state);

double kit_nan(void);
double kit_infinity(void);

#endif
