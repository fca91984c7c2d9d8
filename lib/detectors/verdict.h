/* What a detector says of one entity, with everything a finding carries. Filled on a scratch, copied only when it fired. */
#ifndef PIQ__VERDICT_H
#define PIQ__VERDICT_H

#include "facts/work.h"

typedef enum piq__outcome {
    PIQ__CLEAR,
    PIQ__FIRED,
    PIQ__CANDIDATE,
    PIQ__NOT_EVALUATED,
    PIQ__NOT_APPLICABLE,
    PIQ__SUPPRESSED,
    PIQ__OUTCOMES,
    PIQ__NO_MEMORY = PIQ__OUTCOMES /* to judge; the evaluation ends */
} piq__outcome;

/* What lowered a finding's worth: bits, and a word for each. */
#define PIQ__DEGRADED(X)                                                                                                  \
    X(kv_unknown) X(slo_unknown) X(weight_dtype_defaulted) X(stale_unknown) X(coverage_unknown) X(mig_cotenant_unknown)    \
    X(observed_load) X(sunk) X(node_billing) X(host_events_unknown) X(runs_per_month_unknown) X(simultaneous_idle)         \
    X(items_remaining_unknown) X(cpu_unknown) X(batch_size_limit_unknown) X(warm_ratio_unknown)                \
    X(quota_unknown) X(deadline_unknown) X(demand_seconds_unknown) X(price_unknown) X(reference_price)            \
    X(activity_unknown) X(idle_gaps_unknown)
enum {
#define X(name) PIQ__DEGRADED_BIT_##name,
    PIQ__DEGRADED(X)
#undef X
        PIQ__DEGRADED_COUNT
};
#define DEGRADED(name) (UINT32_C(1) << PIQ__DEGRADED_BIT_##name)
const char *piq__degraded_word(unsigned bit);

typedef enum piq__comparison { PIQ__SHOWN, PIQ__LT, PIQ__LE, PIQ__GT, PIQ__GE, PIQ__EQ } piq__comparison;

typedef struct piq__proof {
    uint16_t field, policy; /* public ids; policy 0: none */
    uint8_t comparison;
    double value, threshold;
} piq__proof;

typedef struct piq__setting {
    uint32_t field;
    double value;
    const char *text; /* borrowed from the fleet or static */
} piq__setting;

#define PIQ__SETTINGS_MOST 3
typedef struct piq__cure {
    uint32_t action;
    uint32_t setting_count;
    piq__setting settings[PIQ__SETTINGS_MOST];
    const char *verify;
} piq__cure;

typedef struct piq__wrong {
    uint32_t action;
    const char *reason;
} piq__wrong;

#define PIQ__PROOFS_MOST 24
#define PIQ__CURES_MOST 8
#define PIQ__WRONGS_MOST 4
#define PIQ__LINKS_MOST 12

typedef struct piq__link {
    uint32_t relation;
    uint64_t other; /* a finding's id */
} piq__link;

/* One finding in the making: its figures, */
#define PIQ__DRAFT_HEAD                                                                                                   \
    uint32_t detector, subtype, entity, state, severity;                                                                  \
    uint32_t row;     /* of the entity; a cluster's text */                                                               \
    uint32_t cluster; /* text */                                                                                          \
    uint32_t degraded;                                                                                                    \
    uint64_t id;                                                                                                          \
    double signal, coverage, window, source, margin, confidence;                                                          \
    int64_t waste, standalone, recoverable, cost_to_fix;                                                                  \
    double gpus, gpu_hours;                                                                                               \
    uint32_t proof_count, cure_count, wrong_count, link_count;
typedef struct piq__draft_head {
    PIQ__DRAFT_HEAD
} piq__draft_head;

/* and what it points at. */
typedef struct piq__draft {
    PIQ__DRAFT_HEAD
    piq__proof proofs[PIQ__PROOFS_MOST];
    piq__cure cures[PIQ__CURES_MOST];
    piq__wrong wrongs[PIQ__WRONGS_MOST];
    piq__link links[PIQ__LINKS_MOST];
} piq__draft;

/* Whether any of its sums is known and not 0. */
static inline bool piq__has_money(int64_t waste, int64_t standalone, int64_t recoverable, int64_t cost_to_fix)
{
    const int64_t sums[] = {waste, standalone, recoverable, cost_to_fix};
    bool money = false;
    for (size_t i = 0; i < PIQ__COUNT(sums); i++)
        money = money || (sums[i] != 0 && sums[i] != PIQ_MONEY_UNKNOWN);
    return money;
}

/* Where a workload's GPUs or replicas could go instead. */
typedef enum piq__target_kind { PIQ__TARGET_NONE, PIQ__TARGET_TYPE, PIQ__TARGET_FEWER, PIQ__TARGET_REPLICAS, PIQ__TARGET_MIG } piq__target_kind;

typedef struct piq__target {
    piq__target_kind kind;
    uint32_t type;          /* index of the type it runs on then */
    double gpus, tensor_parallel, replicas;
    double ratio;           /* cost then over cost now */
    double slowdown;        /* batch: run time then over now; 1 */
    const piq__gpu_profile *profile;
} piq__target;

typedef struct piq__verdict {
    piq__outcome outcome;
    bool has_draft, has_second; /* fired, candidate or an observation; a second one: oom_risk's host beside gpu */
    bool gated;                 /* it is worth what the telemetry is worth */
    uint32_t detector;          /* whose it is, for good */
    uint32_t reason;            /* of not evaluated */
    piq__gap gap;

    piq__target target;      /* of a shrinking remedy */
    double kept;             /* share of the cost that stays once a configuration is fixed: waste run, recoverable run */
    double kept_recoverable;
    double replicas_after;   /* 10 */
    double upper, expected;  /* 8: speed-up; 1 */
    double batch;            /* 8: the new batch */
    double ratio;            /* 10: observed over expected */
    double waste;            /* 5, 6: currency per hour, by itself */
    double idle_gpus;        /* 6: GPUs held without work */
    double duty;
    bool severity_by_money, capped_at_medium, raised;
    piq__draft draft, second;
} piq__verdict;

/* Most verdicts come to nothing: what only a draft needs is made ready with it. */
static inline void piq__verdict_clear(piq__verdict *v)
{
    v->outcome = PIQ__CLEAR;
    v->has_draft = v->has_second = v->gated = false;
}
/* The verdict's draft, empty but for what the gates found of the workload (NULL: of something else); all that stands before it in the
   verdict but the target is as if nothing were said. */
piq__draft *piq__draft_begin(const piq__work *w, piq__verdict *v);
/* The same for one beside it. */
void piq__draft_clear(piq__draft *d, unsigned detector);
void piq__not_evaluated(piq__verdict *v, unsigned reason);
void piq__not_evaluated_gap(piq__verdict *v, const piq__gap *gap);

/* Confidence from its five factors, clipped. */
void piq__draft_confidence(piq__draft *d);
/* Fires, or stays a candidate below confidence_min. */
void piq__fire(const piq__work *w, piq__verdict *v, uint32_t subtype);
void piq__observe(piq__verdict *v, uint32_t subtype, double confidence);

void piq__prove(piq__draft *d, uint32_t field, double value, piq__comparison comparison, double threshold, uint32_t policy);
/* One of several that would do: at or above its threshold it speaks for the finding, below it is only shown; unknown: not even that. */
void piq__prove_either(piq__draft *d, uint32_t field, double value, double threshold, uint32_t policy);
void piq__show(piq__draft *d, uint32_t field, double value);
piq__cure *piq__cure_with(piq__draft *d, uint32_t action, const char *verify);
void piq__with(piq__cure *cure, uint32_t field, double value);
void piq__with_text(piq__cure *cure, uint32_t field, const char *text);
void piq__wrong_cure(piq__draft *d, uint32_t action, const char *reason);
void piq__link_to(piq__draft *d, uint32_t relation, uint64_t other);

/* R6: distance from the threshold, 0.70 at it. */
double piq__margin_below(double x, double threshold);
double piq__margin_above(double x, double threshold);

/* A finding's id: the same for the same detector, group and entity in every report. */
uint64_t piq__finding_id(uint32_t detector, uint32_t group, uint32_t entity, const char *id, size_t length);

#endif
