/* Finding 9: enough free GPUs, in the wrong shape; what holds every pending workload; the blocks that could be traded. */
#ifndef PIQ__FRAGMENTATION_H
#define PIQ__FRAGMENTATION_H

#include "consolidation/blocks.h"
#include "consolidation/plan.h"
#include "report/report.h"

/* `nodes` holds what was found of nodes. Judges pending workloads and clusters into `part`, and fills the report's pending, plan and capacity tables. */
bool piq__fragmentation(const piq__world *world, const piq__pending *pending, piq_report *report, piq__part *nodes,
                        piq__part *part);

/* capacity.c */
/* `rest`: what still waits once the plan is done. */
bool piq__capacity_table(const piq__blocks *blocks, const piq__pending *pending, const piq__pending *rest, piq_report *report);

/* conflict.c: dark nodes that the plan uses, and the jobs it starts by that. */
#define PIQ__CONFLICTS_MOST 8
typedef struct piq__conflicts {
    piq__record *nodes[PIQ__CONFLICTS_MOST];
    uint64_t jobs[PIQ__CONFLICTS_MOST];
    size_t count, job_count;
} piq__conflicts;
bool piq__conflicts_begin(piq__conflicts *c, const piq__world *world, const piq__plan_result *plan, const piq__part *nodes);
void piq__conflicts_link(piq__conflicts *c, piq__draft *job);
bool piq__conflicts_end(const piq__conflicts *c, piq__part *nodes);

/* stranded.c: jobs that are blocked, in the order in which they claim free GPUs of partly used nodes. */
typedef struct piq__strand {
    const piq__job *job;
    bool claims;                    /* others may not have what it takes */
    double gpus, waste;             /* claimed after those before it; were it the only one, where it claims nothing */
    double alone_gpus, alone_waste; /* were it the only one */
    bool reference_price;           /* some of it is priced so */
} piq__strand;
bool piq__strand_jobs(const piq__blocks *blocks, piq__strand *strands, size_t count);

#endif
