/* The consolidation planner on an abstract problem: which running work moves where, in which order, so that most waiting
   jobs start. Structure of arrays, integer indices, no strings; the fleet's adapter fills a problem and names the result.

   A "type" is whatever must match for work to run on a node: the adapter folds cluster and GPU type into one, and numbers
   them by name. Ranks make
   the result independent of input order: each is a permutation of 0..n-1 by name (NULL: the index is the rank). */
#ifndef PIQ__PLAN_H
#define PIQ__PLAN_H

#include "support/base.h"

/* A share is counted in parts of a GPU. 5,040,000 is exact for every share with a denominator up to 10, and for thousandths. */
#define PIQ__PLAN_WHOLE 5040000
#define PIQ__PLAN_NONE UINT32_MAX

typedef struct piq__plan_problem {
    uint32_t types;
    uint32_t type_sets;
    uint32_t type_words;      /* 64-bit words of one set */
    const uint64_t *type_set; /* type_sets * type_words; bit b: type type_first + b is accepted */
    const uint32_t *type_first; /* by set (NULL: 0); so a set is no larger than what it could hold, however many types there are */

    uint32_t domains;
    uint32_t nodes;
    const uint32_t *node_rank;
    const uint32_t *node_domain;
    const uint32_t *node_type;
    const int32_t *node_gpus;     /* all GPUs whatever their state: the shape test only (NULL: node_capacity) */
    const int32_t *node_capacity; /* healthy GPUs, without those held by work that no item tells of */
    const uint8_t *node_receives; /* ready and not partitioned */
    const double *node_cpu;       /* free cores; NaN: unknown, no limit (NULL: all unknown) */
    const double *node_memory;    /* free bytes of host memory, likewise */

    uint32_t items; /* running replicas */
    const uint32_t *item_rank;
    const uint32_t *item_piece;   /* items + 1: first piece of each */
    const int32_t *item_gpus;     /* whole GPUs; 0: a share, or a mixture (never movable) */
    const int32_t *item_pod_gpus; /* NULL or 0: one pod */
    const uint8_t *item_single;   /* single_domain (NULL: all) */
    const uint32_t *item_types;   /* a type set; NULL or PIQ__PLAN_NONE: the type of its first piece */
    const uint8_t *item_movable;  /* NULL: none */
    const int32_t *item_priority; /* NULL: 0 */
    const double *item_move_cost; /* NULL or NaN: its GPUs */
    const double *item_cpu;       /* cores of the replica (NULL or NaN: not counted) */
    const double *item_memory;
    const uint32_t *piece_node;
    const int32_t *piece_gpus;   /* whole GPUs; 0: a share */
    const int32_t *piece_share;  /* parts of one GPU (NULL: no shares) */
    const uint32_t *piece_label; /* equal labels on a node are the same GPU; ranked by name */

    uint32_t jobs; /* pending */
    const uint32_t *job_rank;
    const int32_t *job_gpus;     /* of one replica */
    const int32_t *job_replicas; /* NULL: 1 */
    const int32_t *job_pod_gpus;
    const uint8_t *job_single; /* single_domain; 0: any gpus * replicas whole GPUs */
    const uint32_t *job_types; /* NULL or PIQ__PLAN_NONE: any */
    const int32_t *job_priority;
    const double *job_cpu; /* of one replica */
    const double *job_memory;
} piq__plan_problem;

/* Each job alone, no move. Fits and blocked jobs take part in the plan. */
enum {
    PIQ__PLAN_FITS = 0,
    PIQ__PLAN_BLOCKED = 1,
    PIQ__PLAN_SHORTAGE = 2,
    PIQ__PLAN_INFEASIBLE = 3 /* larger than any compatible domain */
};

typedef struct piq__plan_piece {
    uint32_t node;
    int32_t gpus;   /* 0: a share */
    int32_t share;  /* parts of one GPU; 0: whole GPUs */
    uint32_t label; /* the caller's, or the smallest number not in use on that node for a GPU taken fresh */
} piq__plan_piece;

typedef struct piq__plan_move {
    uint32_t item;
    uint32_t from, from_count; /* in `pieces` */
    uint32_t to, to_count;
} piq__plan_move;

typedef struct piq__plan_start {
    uint32_t job;
    uint32_t replica;
    uint32_t to, to_count;
} piq__plan_start;

typedef struct piq__plan_result {
    piq__plan_move *moves; /* in executable order */
    size_t move_count, move_room;
    piq__plan_start *starts; /* by job priority and rank, then replica */
    size_t start_count, start_room;
    piq__plan_piece *pieces;
    size_t piece_count, piece_room;
    uint8_t *job_class;
    uint8_t *job_share_fragmented; /* a shortage that partly used GPUs would cover */
    size_t jobs;
    int64_t parts_moved; /* GPUs moved, in parts of a GPU */
    double gpus_moved;
    uint32_t runs;       /* jobs that start */
    uint32_t runs_bound; /* proven */
    bool optimal;        /* the count and what the moves cost are proven best */
    uint64_t work;       /* steps counted */
} piq__plan_result;

/* PIQ_OK or PIQ_E_NOMEM; on failure the result is empty. The same plan for the same problem whatever the order of its
   rows, on every machine: work is counted in steps, never in time. */
PIQ_CHECK piq_status piq__plan(const piq__plan_problem *problem, const piq_allocator *a, uint64_t work_limit, piq__plan_result *out);
void piq__plan_free(const piq_allocator *a, piq__plan_result *result);

#endif
