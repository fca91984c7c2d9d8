/* What could be free: the plan done, then movable work packed so that as many whole blocks as possible open. */
#ifndef PIQ__OPENING_H
#define PIQ__OPENING_H

#include "consolidation/joint_problem.h"

/* Of a node once the plan is done, and before anything is packed. */
typedef struct piq__settled {
    double free;
    uint32_t shared; /* GPUs that carry shares */
} piq__settled;

/* `plan` may be empty. free_after by node: in, free now; out, free then. `settled` by node, or NULL. False: out of memory. */
bool piq__opening(piq__joint_problem *j, const piq__plan_result *plan, double *free_after, piq__settled *settled);

/* beside.c: what could start anywhere, and could now, still finds its GPUs once the plan is done. Sure when true. */
bool piq__room_beside(piq__joint_problem *j, const piq__settled *settled, bool *good);

#endif
