/* What tests ask of a report, over the public functions only. */
#ifndef PIQ_TEST_REPORT_HELP_H
#define PIQ_TEST_REPORT_HELP_H

#include "harness/piq_test.h"
#include "piq/piq.h"

/* Evaluates a snapshot under a policy file's text (NULL: defaults). The report lives until the test ends; NULL, and a failed
 * check, when anything is refused. */
const piq_report *judge(const char *snapshot);
const piq_report *judge_with(const char *snapshot, const char *policy);

#define NO_FINDING SIZE_MAX
/* The place of a finding; state 0 or subtype 0: any. NO_FINDING where there is none. */
size_t finding_place(const piq_report *report, uint32_t detector, const char *entity_id, uint32_t state, uint32_t subtype);
piq_finding finding_at(const piq_report *report, size_t place);
/* "fired", "candidate", "observation", "missing_input:a,b", "stale", ..., "clear", "not_applicable", or what cannot be told. */
const char *outcome(const piq_report *report, uint32_t detector, const char *entity_id);
/* "missing_input:a,b" or NULL. */
const char *not_evaluated(const piq_report *report, uint32_t detector, const char *entity_id);

uint32_t detector_named(const char *name);
double money(piq_money amount);
/* The place of a remedy with that action (0: any), or NO_FINDING. */
size_t remedy_place(const piq_report *report, size_t finding, uint32_t action);
/* A parameter of a remedy: 1 and one of the two set, or 0. */
int parameter_of(const piq_report *report, size_t finding, size_t remedy, const char *name, double *value, const char **words);
int has_wrong_remedy(const piq_report *report, size_t finding, uint32_t action);
int has_degraded(const piq_report *report, size_t finding, const char *name);
/* Whether the finding has that relation to one of that detector (0: any). */
int has_relation(const piq_report *report, size_t finding, uint32_t relation, uint32_t detector);
int evidence_value(const piq_report *report, size_t finding, const char *name, double *value);
/* The sentence of the first finding of that detector on the entity; "" where there is none. */
const char *sentence_of(const piq_report *report, uint32_t detector, const char *entity_id);
piq_summary totals(const piq_report *report);
piq_detector_totals counts(const piq_report *report, const char *detector);
/* "blocked", ...; "" where it is not pending. */
const char *pending_state(const piq_report *report, const char *entity_id);
/* What the report says of a pending workload, and of the plan; a failed check where it says nothing. */
piq_waiting waiting_at(const piq_report *report, const char *entity_id);
piq_plan plan_of(const piq_report *report);

#endif
