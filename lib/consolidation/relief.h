/* What the plan is worth to each pending workload and what it costs, and what would come without it. */
#ifndef PIQ__RELIEF_H
#define PIQ__RELIEF_H

#include "consolidation/needs.h"
#include "consolidation/waits.h"

#define PIQ__NO_WORKLOAD UINT32_MAX

typedef struct piq__relief {
    double frees;           /* seconds until ending work leaves the room; unknown: nobody can tell */
    uint32_t freed_by;      /* that work's row; PIQ__NO_WORKLOAD */
    bool starts;            /* the plan starts it */
    bool share_fragmented;  /* what shared GPUs have left would make up for the shortage */
    double gpus_moved;      /* by the moves it needs */
    double restart_seconds; /* the longest of them */
    double value, cost;     /* currency; unknown where a price or a duration is */
} piq__relief;

/* `states` and `reliefs` by pending job, `outlooks` too. False: out of memory. */
bool piq__reliefs(const piq__blocks *blocks, const piq__pending *pending, const uint32_t *order, const uint32_t *states,
                  const piq__outlook *outlooks, const piq__joint_plan *plan, piq__needs *needs, piq__relief *reliefs);
/* What all moves cost: as the reliefs' costs, each move once. */
double piq__plan_cost(const piq__world *world, const piq__joint_plan *plan);
/* Ending work makes the room at least as soon as the moved work is back. */
static inline bool piq__better_wait(const piq__relief *r) { return !r->starts || r->frees <= r->restart_seconds; }

#endif
