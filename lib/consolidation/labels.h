/* Names for shared GPUs along a plan: a GPU taken fresh is called by the smallest number that no shared GPU of its node
   bears at that moment. */
#ifndef PIQ__LABELS_H
#define PIQ__LABELS_H

#include "support/alloc.h"

typedef struct piq__label_slot {
    uint64_t key;    /* node and label, or node and number; 0: free slot */
    int64_t parts;   /* of the GPU in use */
    uint32_t number; /* the name of a fresh GPU while it is in use */
} piq__label_slot;

typedef struct piq__labels {
    const piq_allocator *allocator;
    piq__label_slot *slots;
    size_t count, slot_count;
} piq__labels;

void piq__labels_begin(piq__labels *l, const piq_allocator *a);
void piq__labels_end(piq__labels *l);

/* A share of `parts` (negative: given back) on the GPU that the caller calls `text`. False: out of memory. */
bool piq__labels_named(piq__labels *l, uint32_t node, const char *text, size_t length, int64_t parts);
/* The same on a GPU the planner took fresh and numbers `label`; its name is set to that in force. */
bool piq__labels_fresh(piq__labels *l, uint32_t node, uint32_t label, int64_t parts, uint32_t *name);

#endif
