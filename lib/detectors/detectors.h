/* The ten detectors: facts in, verdict out. */
#ifndef PIQ__DETECTORS_H
#define PIQ__DETECTORS_H

#include "detectors/targets.h"

/* The table of those that judge one workload at a time (9 judges all that waits, together): R3, which states and kinds. Of others it is
   not applicable; where only the kind is unknown, and it would not take any, the kind is missing. */
#define PIQ__WORKLOAD_DETECTORS 9u
typedef struct piq__detector_row {
    uint8_t detector;
    uint8_t states, kinds; /* bits: 1 << PIQ_WORKLOAD_STATE_..., 1 << PIQ_KIND_... */
    void (*judge)(const piq__work *w, piq__verdict *v);
} piq__detector_row;
extern const piq__detector_row piq__workload_detectors[PIQ__WORKLOAD_DETECTORS];

void piq__tier_misplacement(const piq__work *w, piq__verdict *v);
void piq__overprovisioned(const piq__work *w, piq__verdict *v);
void piq__oom_risk(const piq__work *w, piq__verdict *v);
void piq__cold_start(const piq__work *w, piq__verdict *v);
void piq__thrashing(const piq__work *w, piq__verdict *v);
void piq__held_idle(const piq__work *w, piq__verdict *v);
void piq__batch_over_tiered(const piq__work *w, piq__verdict *v);
void piq__batch_size(const piq__work *w, piq__verdict *v);
void piq__low_throughput(const piq__work *w, piq__verdict *v);
/* Nothing stands on this node that detector 6 could speak of, whatever else is known: it is clear. */
bool piq__dark_node_busy(const piq__world *world, size_t node, double idle_seconds);
/* Detector 6 on a node, and whether pending work could run there, with what would tell; what else stands there (unavailable GPUs) is the verdict's second draft. */
void piq__dark_node(const piq__world *world, size_t node, bool simultaneous, piq__tri pending_work, const piq__gap *pending_gap, piq__verdict *v);

/* The tests of the three that propose hardware, for the ledger's joint target. */
piq__tri piq__tier_admits(const piq__work *w, const piq__effect *effect, piq__target *target, const void *context, piq__gap *gap);
piq__tri piq__over_admits(const piq__work *w, const piq__effect *effect, piq__target *target, const void *context, piq__gap *gap);
piq__tri piq__batch_admits(const piq__work *w, const piq__effect *effect, piq__target *target, const void *context, piq__gap *gap);
/* NO only where memory or throughput are known to fail on the target (R14: also when that finding did not fire). */
piq__tri piq__over_tolerates(const piq__work *w, const piq__effect *effect, piq__target *target, piq__gap *gap);
piq__tri piq__batch_tolerates(const piq__work *w, const piq__effect *effect, piq__target *target, piq__gap *gap);
/* Finding 1's requirement and declared needs on the present placement: what a replica cut must pass. */
bool piq__tier_requirement_held(const piq__work *w);
/* What a slice must hold by finding 1, once that has found the requirement to fit. */
double piq__tier_mig_need(const piq__work *w);
/* Finding 1 would call the target too small, and does not call the present placement so: a move to it would trade one
   finding for another. */
bool piq__tier_outgrows(const piq__work *w, const piq__target *target);
/* Activity that a slice must carry; unknown where nothing tells it. */
double piq__mig_activity(const piq__work *w);
double piq__batch_activity(const piq__work *w);
uint32_t piq__over_subtype(const piq__target *target);
/* The fewest replicas that carry the observed peak (2), and whether that many keep what must be kept. */
piq__tri piq__replica_cut(const piq__work *w, piq__target *target, piq__gap *gap);
/* Projected slowdown of a batch job on a target; unknown with what is lacking. */
double piq__batch_slowdown(const piq__work *w, const piq__effect *effect, const piq__target *target, piq__gap *gap);

/* ---- shared by the ten ---- */

/* R5: is the data good enough to judge from? */
static inline bool piq__gate(const piq__work *w, piq__verdict *v, bool needs_length)
{
    const uint32_t reason = needs_length ? w->data.reason_in_length : w->data.reason;
    v->gated = true;
    if (reason != 0)
        piq__not_evaluated(v, reason);
    return reason == 0;
}
/* R10, R21: shares, several GPU types, sizes that contradict each other. */
static inline bool piq__placement_usable(const piq__work *w, piq__verdict *v, bool product_matters)
{
    const bool invalid = product_matters && (w->mixed || w->layout_wrong);
    if (w->share || invalid)
        piq__not_evaluated(v, w->share ? PIQ_REASON_UNSUPPORTED_SIGNAL : PIQ_REASON_INVALID_SAMPLES);
    return !w->share && !invalid;
}

/* The activity ladder: SM, else graphics engine, else GPU utilization, which proves low use only (R4a). */
typedef struct piq__activity {
    double value;    /* unknown where nothing is given */
    double quality;  /* 1.00, 0.90, 0.70 */
    uint32_t field;  /* public id of what was read */
    bool low_only;   /* rung C */
} piq__activity;
piq__activity piq__activity_of(double sm, uint32_t sm_field, double gr, uint32_t gr_field, double utilization, uint32_t utilization_field);
/* Activity below a limit, as the rung allows; what is lacking otherwise is the SM field. */
piq__tri piq__activity_below(const piq__activity *a, double limit, bool mig, unsigned sm_field, piq__gap *gap);

/* Known to be at or above it. */
static inline bool piq__activity_reaches(const piq__activity *a, double limit) { return !a->low_only && a->value >= limit; }

/* Adds the remedy that takes a workload to its target. */
void piq__cure_target(const piq__work *w, piq__draft *d, const piq__target *target);

#endif
