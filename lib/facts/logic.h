/* Three-valued logic, in this one place, so that a detector reads like its rule: known true, known false, unknown; and for an
   unknown, what would decide it. */
#ifndef PIQ__LOGIC_H
#define PIQ__LOGIC_H

#include "schema/schema.h"

typedef enum piq__tri { NO = 0, YES = 1, MAYBE = 2 } piq__tri;

static inline piq__tri piq__is(bool holds) { return holds ? YES : NO; }
static inline piq__tri piq__not(piq__tri t) { return t == MAYBE ? MAYBE : t == YES ? NO : YES; }
/* Bit by bit: of what is or may be, the first is in any, the second in all, unless one is not. */
static inline piq__tri piq__any(piq__tri a, piq__tri b) { return ((a | b) & YES) != 0 ? YES : (piq__tri)(a | b); }
static inline piq__tri piq__all(piq__tri a, piq__tri b) { return a == NO || b == NO ? NO : ((a | b) & MAYBE) != 0 ? MAYBE : YES; }

/* Of an unknown number neither is true. */
static inline piq__tri piq__above(double x, double limit) { return x > limit ? YES : x <= limit ? NO : MAYBE; }
static inline piq__tri piq__at_least(double x, double limit) { return x >= limit ? YES : x < limit ? NO : MAYBE; }
static inline piq__tri piq__below(double x, double limit) { return x < limit ? YES : x >= limit ? NO : MAYBE; }
static inline piq__tri piq__at_most(double x, double limit) { return x <= limit ? YES : x > limit ? NO : MAYBE; }
/* A boolean field: 0, 1 or unknown. */
static inline piq__tri piq__flag(double x) { return piq__known(x) ? piq__is(x != 0) : MAYBE; }

/* Why something is unknown: reasons as bits (1 << PIQ_REASON_...), and the fields whose presence would decide it. */
typedef struct piq__gap {
    uint64_t fields[(PIQ__FIELD_COUNT + 63) / 64];
    uint32_t reasons;
} piq__gap;
#define PIQ__GAP_NONE {{0}, 0}

static inline void piq__lack(piq__gap *gap, unsigned field)
{
    gap->fields[field / 64] |= UINT64_C(1) << (field % 64);
    gap->reasons |= 1u << PIQ_REASON_MISSING_INPUT;
}
static inline void piq__lack_because(piq__gap *gap, unsigned reason, unsigned field)
{
    if (field < PIQ__FIELD_COUNT)
        gap->fields[field / 64] |= UINT64_C(1) << (field % 64);
    gap->reasons |= 1u << reason;
}
static inline void piq__gap_join(piq__gap *gap, const piq__gap *more)
{
    for (size_t i = 0; i < PIQ__COUNT(gap->fields); i++)
        gap->fields[i] |= more->fields[i];
    gap->reasons |= more->reasons;
}
/* The reason that is told of several. */
static inline unsigned piq__gap_reason(const piq__gap *gap)
{
    if (gap->reasons >> PIQ_REASON_UNSUPPORTED_SIGNAL & 1u)
        return PIQ_REASON_UNSUPPORTED_SIGNAL;
    if (gap->reasons >> PIQ_REASON_AMBIGUOUS_DEMAND & 1u)
        return PIQ_REASON_AMBIGUOUS_DEMAND;
    if (gap->reasons >> PIQ_REASON_NO_CATALOG_ENTRY & 1u)
        return PIQ_REASON_NO_CATALOG_ENTRY;
    return PIQ_REASON_MISSING_INPUT;
}

/* A conjunction under way: false once a conjunct is; unknown, with all gaps, while one is. */
typedef struct piq__rule {
    piq__gap gap;
    bool refuted, unknown;
} piq__rule;

static inline void piq__rule_begin(piq__rule *rule) { memset(rule, 0, sizeof *rule); }
static inline piq__tri piq__rule_end(const piq__rule *rule) { return rule->refuted ? NO : rule->unknown ? MAYBE : YES; }

/* The rule needs this; if it is unknown, `field` would decide it. Returns false once the rule is refuted. */
static inline bool piq__need(piq__rule *rule, piq__tri holds, unsigned field)
{
    if (holds == NO)
        rule->refuted = true;
    else if (holds == MAYBE) {
        rule->unknown = true;
        piq__lack(&rule->gap, field);
    }
    return !rule->refuted;
}
static inline bool piq__need_gap(piq__rule *rule, piq__tri holds, const piq__gap *gap)
{
    if (holds == NO)
        rule->refuted = true;
    else if (holds == MAYBE) {
        rule->unknown = true;
        piq__gap_join(&rule->gap, gap);
    }
    return !rule->refuted;
}

#endif
