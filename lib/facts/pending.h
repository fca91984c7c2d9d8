/* Pending workloads: what each asks for, in which cluster, of which types. */
#ifndef PIQ__PENDING_H
#define PIQ__PENDING_H

#include "facts/world.h"

typedef struct piq__job {
    uint32_t row, cluster;
    double gpus, replicas, pod_gpus; /* gpus unknown where not given */
    double seconds, priority;        /* seconds unknown where not given */
    piq__tri single, admitted;
    piq__span accepted;              /* types, as texts of the fleet */
    bool any_type;
} piq__job;

typedef struct piq__pending {
    piq__job *jobs;
    size_t count, capacity;
    const piq_allocator *allocator;
    /* The smallest pod that waits, per cluster and type: a dark node asks only whether it is small enough. */
    piq__map smallest;
    double *pods;
    size_t pod_count, pod_capacity;
    size_t type_count;
} piq__pending;

bool piq__pending_begin(piq__pending *pending, const piq__world *world); /* false: out of memory */
/* Those of `all` whose rows are not in the ascending list: for asking what still waits. */
bool piq__pending_without(piq__pending *rest, const piq__world *world, const piq__pending *all, const uint32_t *rows, size_t count);
void piq__pending_end(piq__pending *pending);
bool piq__job_accepts(const piq__world *world, const piq__job *job, uint32_t type);
/* Some pending work, not held by quota, could run on the healthy GPUs of this node. */
bool piq__pending_fits(const piq__pending *pending, const piq__node *node);

#endif
