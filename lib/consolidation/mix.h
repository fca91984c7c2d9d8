/* What pending work asks of one node, by kind and how common it is: the mix that a fragment is measured against. */
#ifndef PIQ__MIX_H
#define PIQ__MIX_H

#include "consolidation/measure.h"
#include "facts/pending.h"

#define PIQ__MIX_MOST 64u /* kinds of a cluster that count: the commonest */

/* Pods of one kind. */
typedef struct piq__kind {
    const piq__job *job; /* accepts what all of them do */
    uint32_t cluster, count;
    double gpu, cpu, memory; /* of each of its GPUs; of the pod */
    double pods;
} piq__kind;

typedef struct piq__mix {
    const piq__world *world;
    piq__kind *kinds; /* cluster by cluster, the commonest first */
    size_t count, room;
} piq__mix;

bool piq__mix_begin(piq__mix *mix, const piq__world *world, const piq__pending *pending); /* false: out of memory */
void piq__mix_end(piq__mix *mix);
/* The tasks of a cluster for nodes of one type, at most PIQ__MIX_MOST; 0: nothing is pending there. */
size_t piq__mix_tasks(const piq__mix *mix, uint32_t cluster, uint32_t type, piq__fgd_task *tasks);

#endif
