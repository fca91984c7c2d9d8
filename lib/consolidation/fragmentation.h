/* Finding 9: enough free GPUs, in the wrong shape; what holds every pending workload; the blocks that could be traded. */
#ifndef PIQ__FRAGMENTATION_H
#define PIQ__FRAGMENTATION_H

#include "consolidation/blocks.h"
#include "consolidation/relief.h"
#include "report/report.h"

/* `nodes` holds what was found of nodes. Judges pending workloads and clusters into `part`, and fills the report's pending, plan and capacity tables. */
bool piq__fragmentation(const piq__world *world, const piq__pending *pending, piq_report *report, piq__part *nodes,
                        piq__part *part);

/* capacity.c */
/* `settled`: what the plan leaves, or NULL; `rest`: what still waits then. */
bool piq__capacity_table(const piq__blocks *blocks, const piq__settled *settled, const piq__pending *pending, const piq__pending *rest,
                         piq_report *report);

/* map.c: `blocked` where some job is. */
bool piq__plan_map(const piq__blocks *blocks, const piq__joint_plan *plan, bool blocked, piq_report *report);

/* latent.c: how scattered free GPUs are, by cluster and type. */
bool piq__latent_table(const piq__blocks *blocks, const piq__pending *pending, piq_report *report);

/* conflict.c: dark nodes that the plan uses, and the jobs that need them. */
typedef struct piq__clash {
    uint32_t record; /* of the node's finding */
    uint64_t job;    /* id of the job's */
} piq__clash;
typedef struct piq__conflicts {
    const piq__plan_result *plan;
    uint32_t *dark; /* by node: its finding in the records, and 1; 0: none */
    size_t nodes;
    piq__clash *clashes;
    size_t count, room;
    const piq_allocator *allocator;
} piq__conflicts;
bool piq__conflicts_begin(piq__conflicts *c, const piq__world *world, const piq__plan_result *plan, const piq__part *nodes);
/* Where a job starts, and where what it needs moved goes; `needs` holds its moves. */
bool piq__conflicts_link(piq__conflicts *c, const piq__part *nodes, const piq__needs *needs, size_t first_start, size_t starts,
                         piq__draft *job);
bool piq__conflicts_end(piq__conflicts *c, piq__part *nodes); /* tells the nodes' findings */
void piq__conflicts_free(piq__conflicts *c);

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
