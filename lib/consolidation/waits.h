/* When the room a job needs comes free by itself, because running work ends: the alternative to moving anything. */
#ifndef PIQ__WAITS_H
#define PIQ__WAITS_H

#include "consolidation/blocks.h"

/* GPUs of a node that come free when a workload ends. */
typedef struct piq__ending {
    double seconds, gpus;
    uint32_t node, workload;
} piq__ending;

typedef struct piq__waits {
    const piq__blocks *blocks;
    piq__ending *endings; /* domain by domain, the soonest first */
    size_t count, room;
    uint32_t *domain_of;  /* by node */
    uint32_t *first;      /* by domain, and one more */
    double *free;         /* scratch, by node */
    piq__ending *gains;   /* scratch: one for each place that comes free */
    size_t gain_room;
    uint64_t steps;
} piq__waits;

bool piq__waits_begin(piq__waits *w, const piq__blocks *blocks); /* false: out of memory */
void piq__waits_end(piq__waits *w);

/* `missing` more replicas must find places than do now. Out: seconds (unknown: never, as far as anybody knows) and the workload
   that ends last. False: out of memory. */
bool piq__waits_for(piq__waits *w, const piq__job *job, double missing, double *seconds, uint32_t *workload);

#endif
