/* The vocabulary, from one table each: fields, thresholds, detectors, words, measures. */
#ifndef PIQ__SCHEMA_H
#define PIQ__SCHEMA_H

#include "support/base.h"

/* A dense number for every field: F_workload_gpus. The column of a field and its place in a row of facts. */
enum {
#define FIELD(entity, id, name, type, unit, min, max, words, used, since, meaning) F_##entity##_##name,
#include "schema/fields.def"
#undef FIELD
    PIQ__FIELD_COUNT
};

/* A dense number for every threshold: P_coverage_min. */
enum {
#define POLICY(id, name, value, unit, used, since, meaning) P_##name,
#include "schema/policy.def"
#undef POLICY
    PIQ__POLICY_COUNT
};

enum {
#define MEASURE(id, name, unit, meaning) M_##name = id,
#include "schema/measures.def"
#undef MEASURE
};

#define PIQ__DETECTOR_COUNT 10
#define PIQ__ENTITY_COUNT 6 /* 1 to 5 hold fields */

typedef struct piq__field {
    double min, max;
    uint32_t id, name, unit, used_by, meaning; /* the last four: piq__schema_text() */
    uint32_t since;
    uint8_t entity, type, words;
} piq__field;

extern const piq__field piq__fields[PIQ__FIELD_COUNT];
const char *piq__field_name(unsigned field);
/* PIQ__FIELD_COUNT where there is none. */
unsigned piq__field_by_id(uint32_t id);
unsigned piq__field_by_name(unsigned entity, const char *name, size_t length);
unsigned piq__field_first(unsigned entity); /* fields of an entity are neighbours, the next entity's follow */

double piq__policy_default(unsigned key);
bool piq__policy_is_boolean(unsigned key);
uint32_t piq__policy_id(unsigned key);
const char *piq__policy_name(unsigned key);
unsigned piq__policy_by_id(uint32_t id); /* PIQ__POLICY_COUNT where there is none */
unsigned piq__policy_by_name(const char *name, size_t length);

uint32_t piq__detector_personas(unsigned detector); /* bits (1 << PIQ_PERSONA_...) */
const char *piq__detector_name(unsigned detector);

/* Unit of a field, measure or threshold by public id. */
const char *piq__unit(uint32_t id);

/* A group of words, found once and then searched often. */
typedef struct piq__words {
    uint16_t first, count;
} piq__words;
piq__words piq__words_of(uint32_t words);                                        /* empty where there is no such group */
uint32_t piq__word_among(piq__words group, const char *text, size_t length); /* 0: none of them */

bool piq__text_is(const char *text, size_t length, const char *word);

#endif
