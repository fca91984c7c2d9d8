/* From the fleet to the planner and back: one joint plan for all pending work that must stay in one domain. */
#ifndef PIQ__JOINT_PLAN_H
#define PIQ__JOINT_PLAN_H

#include "consolidation/opening.h"
#include "report/report.h"

typedef struct piq__joint_plan {
    piq__plan_result result;
    uint32_t *started; /* workload rows, ascending */
    size_t started_count, started_room;
    uint32_t *move_row;  /* workload of each move */
    uint32_t *start_job; /* pending job of each start */
    piq__settled *settled; /* by node; NULL where nothing starts */
    size_t nodes;
    bool made;
} piq__joint_plan;

/* `states` by job: PIQ_PENDING_.... Writes the steps into the report, and into free_after, by node, what is free once the plan
   is done and movable work is packed together; it comes in as what is free now. */
bool piq__joint_plan_make(piq__joint_plan *plan, const piq__blocks *blocks, const piq__pending *pending, const uint32_t *states,
                          piq_report *report, double *free_after);
void piq__joint_plan_end(piq__joint_plan *plan, const piq_allocator *a);

#endif
