/* Two measures of fragmentation: how much of the free space a block size cannot use, and the expected fragment of FGD. */
#ifndef PIQ__MEASURE_H
#define PIQ__MEASURE_H

#include "support/base.h"

/* 1 - k * sum floor(free/k) / sum free over domains; NaN when nothing is free or k is not positive. */
double piq__unusable_space(const int32_t *domain_free, size_t domains, int32_t k);

/* A task of the mix that FGD measures against: `count` GPUs of which it needs the share `gpu` each (1: whole ones; a share
   asks for one GPU). `accepts` tells for each type whether it may run there (NULL: any). */
typedef struct piq__fgd_task {
    double cpu;
    double memory;
    double gpu;
    uint32_t count;
    const uint8_t *accepts;
    double popularity; /* the mix adds up to 1 */
} piq__fgd_task;

/* A node: what each of its GPUs has left (0 to 1), its free cores and memory (NaN: no limit). */
typedef struct piq__fgd_node {
    const double *left;
    uint32_t gpus;
    double cpu;
    double memory;
    uint32_t type;
} piq__fgd_node;

/* GPUs of the node that are a fragment for the mix, by expectation: all that is left where a task cannot run at all, else
   what stands on GPUs too full for it. (Weng and others, USENIX ATC 2023.) */
double piq__fgd_fragment(const piq__fgd_node *node, const piq__fgd_task *tasks, size_t count);

#endif
