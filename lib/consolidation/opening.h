/* What could be free: the plan done, then movable work packed so that as many whole blocks as possible open. */
#ifndef PIQ__OPENING_H
#define PIQ__OPENING_H

#include "consolidation/joint_problem.h"

/* `plan` may be empty. free_after by node: in, free now; out, free then. False: out of memory. */
bool piq__opening(piq__joint_problem *j, const piq__plan_result *plan, double *free_after);

#endif
