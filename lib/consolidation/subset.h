/* A part of a cluster as a cluster of its own, small enough for exact search: some nodes, the movable items that stand on these nodes
   alone, some jobs. */
#ifndef PIQ__PLAN_SUBSET_H
#define PIQ__PLAN_SUBSET_H

#include "consolidation/internal.h"

typedef struct piq__plan_subset {
    piq__plan_cluster d;
    const uint32_t *node, *job;                       /* the subset's numbers to the cluster's, as they were given */
    uint32_t item[PLAN_EXACT_ITEMS], slot[PLAN_EXACT_SLOTS]; /* likewise */
} piq__plan_subset;

/* `nodes` ascending; of a domain all or none. `held` by node: GPUs that are not to be had. `in` by node: scratch, all zero, as it is left.
   1: made, 0: too large for exact search, -1: out of memory. */
int piq__plan_subset_begin(piq__plan_subset *s, const piq__plan_cluster *c, const uint32_t *nodes, uint32_t node_count, const uint32_t *jobs,
                           uint32_t job_count, const int32_t *held, uint8_t *in, const piq_allocator *a);
void piq__plan_subset_end(piq__plan_subset *s);

#endif
