/* Which moves of a plan a start needs: those that leave where it starts, those that make room for these, and so on. */
#ifndef PIQ__NEEDS_H
#define PIQ__NEEDS_H

#include "consolidation/joint_plan.h"

typedef struct piq__needs {
    const piq__plan_result *plan;
    const piq_allocator *allocator;
    uint32_t *first; /* by node: its first in `leaving` */
    uint32_t *leaving; /* moves, node by node, in the order of the plan */
    uint32_t *stamp;   /* by move: the question that found it last */
    uint32_t *found;   /* the answer to the last question */
    size_t nodes, leaves, found_count;
    uint32_t question;
} piq__needs;

bool piq__needs_begin(piq__needs *n, const piq__plan_result *plan, size_t nodes, const piq_allocator *a); /* false: out of memory */
void piq__needs_end(piq__needs *n);
/* Fills `found` with the moves that these starts, one behind the other, need. */
void piq__needs_of(piq__needs *n, size_t first_start, size_t starts);

#endif
