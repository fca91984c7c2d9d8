/* Where a workload could run instead: the shapes of every allowed type, and the tests that findings 1, 2 and 7 put to them. */
#ifndef PIQ__TARGETS_H
#define PIQ__TARGETS_H

#include "detectors/verdict.h"

/* What a configuration fix does to the workload before its hardware is judged again. */
typedef struct piq__effect {
    double replicas;   /* after it; unknown: as they are */
    double activity;   /* activity is multiplied by this, up to 0.8 */
    double run;        /* run time is multiplied by this */
    double need_least; /* bytes that one GPU needs at least */
} piq__effect;
piq__effect piq__no_effect(void);

/* What a finding asks of a shape. */
typedef struct piq__test {
    /* True, false or unknown, with what would decide it; fills the target's slowdown, and raises its ratio where a slowdown costs. */
    piq__tri (*admits)(const piq__work *w, const piq__effect *effect, piq__target *target, const void *context, piq__gap *gap);
    /* Bytes that one GPU must hold within the headroom: with less memory it is not admitted. Unknown: admits must be asked; so always where
       this is NULL. */
    double (*needs)(const piq__work *w, const piq__effect *effect, const piq__layout *layout, const void *context);
    const void *context;
    double dearest; /* a higher ratio is not admitted; unknown: any may be */
} piq__test;
/* The ratio above which nothing is saved (piq__saves). */
double piq__dearest(const piq__work *w);

/* The cheapest whole-GPU shape that is admitted; MAYBE with all gaps when none is but some are unknown. */
piq__tri piq__search(const piq__work *w, const piq__effect *effect, const piq__test *test, piq__target *best, piq__gap *gap);
/* True when some type other than the present one, which is known, may be proposed. */
bool piq__other_types(const piq__work *w);
/* Attention heads, where they are known, divide evenly over so many GPUs. */
bool piq__splits_heads(const piq__work *w, double tp);
/* What a remedy costs more than today: so many GPUs of this type (NULL: the present one) for every replica. */
void piq__cost_to_fix(const piq__work *w, piq__draft *d, const piq__type *type, double gpus);
/* The cheaper of two; ties go to fewer GPUs, more bandwidth, the name. */
bool piq__cheaper(const piq__work *w, const piq__target *a, const piq__target *b);

piq__layout piq__target_layout(const piq__work *w, const piq__target *target);
const piq__device *piq__target_device(const piq__work *w, const piq__target *target);
/* Something in required_features that the device does not have. */
bool piq__lacks_feature(const piq__work *w, const piq__device *device);
/* Costs at most 1 - min_saving_ratio of today; equal within rounding passes, as "exactly 0.80" must. */
piq__tri piq__saves(const piq__work *w, const piq__target *target, piq__gap *gap);
/* What is lacking to know the target's cost ratio. */
void piq__lacks_ratio(const piq__work *w, const piq__target *target, piq__gap *gap);

/* MIG on the present type (R18): the smallest profile that holds `need` and has the compute for the activity within the cap; NULL asks for
   none. The gap is what lacks of the profiles; that need or activity is unknown, the caller tells. */
typedef double (*piq__activity_told)(const piq__work *w);
piq__tri piq__mig_search(const piq__work *w, double need, piq__activity_told activity, double cap, piq__target *best, piq__gap *gap);

/* ---- what was observed ---- */

/* Peak need of one GPU, were the workload laid out like this; unknown with what is lacking. What an engine reserved is
   never read as need. */
double piq__observed_need(const piq__work *w, const piq__layout *layout, piq__gap *gap);
/* For a piq__test: the need, and what a configuration fix makes of it. */
double piq__observed_least(const piq__work *w, const piq__effect *effect, const piq__layout *layout, const void *context);

/* Which of the two devices' peaks a projection lacks. */
void piq__lacks_peaks(const piq__work *w, const piq__device *target, bool compute, bool bandwidth, piq__gap *gap);

/* ---- what the throughput model says ---- */

double piq__online_cap(const piq__work *w); /* 0.60, or 0.80 for work nobody waits for */
/* What is lacking to count replicas. */
bool piq__lacks_replicas(const piq__work *w, piq__gap *gap);
/* What is lacking to ask the model about a device. */
void piq__lacks_pace(const piq__work *w, const piq__device *device, piq__gap *gap);
/* The present or a new placement, ready to be asked until the next one is. */
piq__throughput *piq__pace(const piq__work *w, const piq__device *device, const piq__layout *layout);
/* Finding 2 for language models: `replicas` carry the observed peak within the cap, and the objectives hold then. */
piq__tri piq__carries_peak(const piq__work *w, const piq__device *device, const piq__layout *layout, double replicas, piq__gap *gap);

#endif
