/* Thresholds, what is off, what is suppressed, and for whom the report is. */
#ifndef PIQ__POLICY_H
#define PIQ__POLICY_H

#include "schema/schema.h"
#include "support/alloc.h"
#include "support/error.h"

typedef struct piq__suppression {
    char *text; /* the pattern */
    size_t text_size;
    const char *pattern; /* in text; NULL: any */
    uint64_t finding;
    int64_t until_seconds;
    double until_fraction;
    uint32_t detector;
    bool by_finding, expires;
} piq__suppression;

struct piq_policy {
    piq_allocator allocator;
    double values[PIQ__POLICY_COUNT];
    uint32_t disabled; /* bit (1 << detector) */
    uint32_t persona;
    piq__suppression *suppressions;
    size_t suppression_count, suppression_capacity;
    piq_run_tasks run;
    void *run_user;
};

/* A policy of defaults in place; nothing to free. */
void piq__policy_defaults(piq_policy *p);
bool piq__policy_suppresses(const piq_policy *p, uint64_t finding, uint32_t detector, const char *id, size_t length,
                            bool now_known, int64_t now_seconds, double now_fraction);
piq_status piq__policy_check(unsigned key, double value, piq_error *error);
/* `*` stands for any text. */
bool piq__pattern_matches(const char *pattern, const char *text, size_t length);

#endif
