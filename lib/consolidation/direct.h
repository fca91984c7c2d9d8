/* Planning a large component: no search over states, but the direct optimum - every mover goes straight to a GPU that is
   free already - chosen by an integer program over kinds of nodes, then job by job for what that leaves. */
#ifndef PIQ__PLAN_DIRECT_H
#define PIQ__PLAN_DIRECT_H

#include "consolidation/internal.h"

#define DIRECT_LEVELS 129u /* free GPUs are told apart up to here */
#define DIRECT_ROOMS 65u   /* and rooms on shared GPUs by so many steps */

/* Free places by size, so that the tightest one is found without a look at every node. */
typedef struct piq__plan_holes {
    piq__plan_state *s;
    uint32_t types;
    uint32_t *type; /* local, by node */
    uint32_t *type_of;
    uint8_t *wanted; /* by local type: some job accepts it */
    bool all_wanted;
    uint32_t *head, *next, *prev, *level;
    uint32_t *slot_head, *slot_next, *slot_prev, *slot_level;
    uint8_t *closed; /* nothing is put on this node */
    uint8_t *slot_closed;
    uint32_t spare; /* first slot perhaps not in use */
} piq__plan_holes;

typedef struct piq__plan_undo {
    uint32_t item, node, slot; /* an item's former place, its pods' nodes from `node` on in the run's `was`; item PLAN_NONE: a pod of
                                  job `slot` held on `node` */
    uint32_t step;
} piq__plan_undo;

typedef struct piq__plan_direct_run {
    const piq__plan_cluster *c;
    const piq_allocator *a;
    piq__arena *arena;
    piq__plan_work *work;
    piq__plan_state s;
    piq__plan_holes holes;
    uint32_t *node_first, *node_item; /* movable items of whole GPUs on each node at the start */
    int32_t *node_gain;               /* their GPUs there */
    uint32_t longest;                 /* most pods of an item */
    int64_t planned;                  /* cost of the direct program's proven optimum; -1: none, or there were several programs */
    uint32_t programs;
    bool narrow;      /* only items that one node holds whole may move */
    uint32_t *spread; /* scratch: pods of one item */
    uint32_t *was;    /* former places */
    size_t was_count, was_room;
    uint32_t *slot_first, *slot_item;
    uint32_t *node_slot_first, *node_slot;
    uint32_t *live, live_count; /* nodes that have free GPUs, or something that may leave: on all others nothing ever changes */
    uint8_t *moved;
    piq__plan_steps steps;
    uint8_t *dead; /* by step: taken back */
    size_t dead_room;
    piq__plan_weight weight;
    piq__plan_undo *trail;
    size_t trail_count, trail_room;
    uint32_t *where; /* by job: first of its pods' nodes in `pods`, or PLAN_NONE */
    uint32_t *pods;
    size_t pod_count, pod_room;
    uint32_t runs, bound; /* jobs that start; that ever can */
    bool no_memory;
} piq__plan_direct_run;

bool piq__plan_holes_begin(piq__plan_holes *h, piq__plan_state *s, piq__arena *arena);
void piq__plan_holes_update(piq__plan_holes *h, uint32_t node); /* after its free GPUs changed */
void piq__plan_holes_update_slot(piq__plan_holes *h, uint32_t slot);
/* The tightest place for an item in hand; PLAN_NONE: nowhere. For a share *slot says where on the node. */
uint32_t piq__plan_holes_find(const piq__plan_holes *h, uint32_t item, uint32_t *slot);
/* The same for an item of several pods, which has been taken up: the domain with the least to spare. */
bool piq__plan_holes_spread(const piq__plan_holes *h, uint32_t item, uint32_t *pods);

/* Moving with a way back. */
bool piq__plan_direct_move(piq__plan_direct_run *r, uint32_t item, const uint32_t *pods, uint32_t slot);
bool piq__plan_direct_send(piq__plan_direct_run *r, uint32_t item);               /* to the tightest place; false: there is none */
bool piq__plan_direct_hold(piq__plan_direct_run *r, uint32_t node, uint32_t job); /* one pod */
void piq__plan_direct_back(piq__plan_direct_run *r, size_t mark);
void piq__plan_direct_undo_item(piq__plan_direct_run *r, size_t trail_index);

/* The cheapest movers that give a node `need` more free GPUs; candidates are items, or shared GPUs marked with the top bit. */
#define DIRECT_SLOT UINT32_C(0x80000000)
#define DIRECT_MOVERS 64u
typedef struct piq__plan_movers {
    uint32_t count;
    uint32_t id[DIRECT_MOVERS];
    piq__plan_weight weight;
} piq__plan_movers;
/* What the prices of rows make an item cost beyond its weight; NULL prices: nothing. */
typedef struct piq__plan_prices {
    const struct piq__plan_rows *rows;
    const double *price;
} piq__plan_prices;
bool piq__plan_movers_find(const piq__plan_direct_run *r, uint32_t node, int32_t need, const piq__plan_prices *prices,
                           piq__plan_movers *out);

/* Nothing on the node may move. */
static inline bool piq__plan_direct_stands(const piq__plan_direct_run *r, uint32_t node)
{
    return r->node_first[node] == r->node_first[node + 1] && r->node_slot_first[node] == r->node_slot_first[node + 1];
}

bool piq__plan_slot_original(const piq__plan_direct_run *r, uint32_t slot); /* all on it may move and stand there since the start */

/* What must hold for movers to find places: for each size, how many pieces of that size still fit on the types of a family. */
#define DIRECT_ROWS 40u
#define DIRECT_FAMILIES 8u
typedef struct piq__plan_rows {
    uint32_t count;
    int64_t size[DIRECT_ROWS]; /* parts; 0: volume */
    uint32_t family[DIRECT_ROWS];
    uint32_t families;
    uint64_t types[DIRECT_FAMILIES]; /* local types */
    bool shares;
} piq__plan_rows;
void piq__plan_rows_begin(piq__plan_rows *rows, const piq__plan_direct_run *r);
int64_t piq__plan_rows_demand(const piq__plan_rows *rows, const piq__plan_direct_run *r, uint32_t row, uint32_t item);
int64_t piq__plan_rows_supply(const piq__plan_rows *rows, const piq__plan_direct_run *r, uint32_t row, uint32_t node, int32_t less);

/* max sum z, then min cost z; A z <= b, 0 <= z <= most, sum z <= total. No entry of A is negative. */
typedef struct piq__plan_program {
    uint32_t columns, rows;
    double *a;      /* columns * rows */
    int64_t *exact; /* the same in integers */
    int64_t *b;
    int64_t *most;
    int64_t *cost;
    int64_t total;
    double *price; /* out: by row, at the relaxation's optimum */
} piq__plan_program;
/* Integer z; false when memory is out. Always a feasible z; *proven when it is the best. */
bool piq__plan_program_solve(const piq__plan_program *p, piq__plan_work *work, const piq_allocator *a, int64_t *z, bool *proven);

/* Jobs of one shape, fewest replicas first: those that can be opened for together; marks what starts in r->where. */
bool piq__plan_select(piq__plan_direct_run *r, const uint32_t *job, uint32_t jobs);
/* The same job by job, the cheapest place first; `deep`: a mover without a place may push smaller ones aside. */
bool piq__plan_greedy(piq__plan_direct_run *r, const uint32_t *job, uint32_t jobs, bool deep);
bool piq__plan_direct_start(piq__plan_direct_run *r, uint32_t job, const uint32_t *pods); /* its pods are held already */
/* Jobs that can ever run together: false when memory is out. */
bool piq__plan_slots_bound(const piq__plan_direct_run *r, uint32_t *bound);

#endif
