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

/* Pods that take the type, and those of which nobody can tell, because the node's type is not known. */
typedef struct piq__waiting {
    double sure, doubtful;      /* GPUs of the smallest; unknown: none waits */
    bool any_sure, any_doubtful; /* one of unknown size waits */
} piq__waiting;

typedef struct piq__pending {
    piq__job *jobs;
    size_t count, capacity;
    const piq_allocator *allocator;
    piq__waiting *waiting; /* the smallest pods that wait, by lot: a dark node asks only whether one is small enough; NULL: none do */
    size_t lot_count;
} piq__pending;

bool piq__pending_begin(piq__pending *pending, const piq__world *world); /* false: out of memory */
/* Those of `all` whose rows are not in the ascending list: for asking what still waits. */
bool piq__pending_without(piq__pending *rest, const piq__world *world, const piq__pending *all, const uint32_t *rows, size_t count);
void piq__pending_end(piq__pending *pending);
bool piq__job_accepts(const piq__world *world, const piq__job *job, uint32_t type);
/* Many jobs ask for the same, replica by replica: whether these two do, and a number that is the same when they do. */
bool piq__same_request(const piq__world *world, const piq__job *a, const piq__job *b);
uint64_t piq__request_hash(const piq__world *world, const piq__job *job);
/* Some pending work, not held by quota, could run on so many GPUs of a node like this. */
piq__tri piq__pending_fits(const piq__pending *pending, const piq__node *node, double gpus, piq__gap *gap);

#endif
