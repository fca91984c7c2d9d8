/* What the planner's files share. Indices here are canonical (by rank); only emit.c speaks the caller's. */
#ifndef PIQ__PLAN_INTERNAL_H
#define PIQ__PLAN_INTERNAL_H

#include "consolidation/plan.h"
#include "support/alloc.h"
#include "support/sort.h"

#define PLAN_NONE PIQ__PLAN_NONE
#define PLAN_WHOLE PIQ__PLAN_WHOLE
#define PLAN_UNLIMITED INT64_MAX

/* What moving costs: GPUs (or the caller's weights) first, then priority. Compared in that order, added part by part. */
typedef struct piq__plan_weight {
    int64_t cost;
    int64_t prio;
} piq__plan_weight;

#define PLAN_FREE_OF_COST ((piq__plan_weight){0, 0})
#define PLAN_IMPOSSIBLE ((piq__plan_weight){INT64_MAX / 4, 0})

static inline bool piq__plan_less(piq__plan_weight a, piq__plan_weight b) { return a.cost != b.cost ? a.cost < b.cost : a.prio < b.prio; }
static inline piq__plan_weight piq__plan_sum(piq__plan_weight a, piq__plan_weight b)
{
    return (piq__plan_weight){a.cost + b.cost, a.prio + b.prio};
}
static inline bool piq__plan_possible(piq__plan_weight a) { return a.cost < INT64_MAX / 8; }

/* Steps counted against the caller's limit. */
typedef struct piq__plan_work {
    uint64_t used;
    uint64_t limit;
} piq__plan_work;

static inline bool piq__plan_spend(piq__plan_work *w, uint64_t steps)
{
    w->used += steps;
    return w->used <= w->limit;
}

/* Sets that are joined: each thing points towards the root of its set, which is the smallest of it, whatever was joined first. */
static inline uint32_t piq__plan_root(uint32_t *parent, uint32_t t)
{
    while (parent[t] != t) {
        parent[t] = parent[parent[t]];
        t = parent[t];
    }
    return t;
}

static inline void piq__plan_join(uint32_t *parent, uint32_t a, uint32_t b)
{
    a = piq__plan_root(parent, a);
    b = piq__plan_root(parent, b);
    parent[a > b ? a : b] = a > b ? b : a;
}

/* Things by the component, or the type, that they belong to, in canonical order: at[first[c]] to at[first[c + 1] - 1]. */
typedef struct piq__plan_list {
    uint32_t *first, *at;
} piq__plan_list;

/* The problem in canonical order, with what one pass derives. */
typedef struct piq__plan_model {
    const piq__plan_problem *p;
    piq__arena arena;
    uint32_t *set_in; /* the caller's type set to ours */
    uint32_t *set_first; /* by set of ours: the first type it could hold, of set_span */
    uint32_t *set_only;  /* the only type with nodes that it holds; PLAN_NONE: none, or several */
    uint8_t *accepts;    /* type_sets * set_span */
    uint32_t set_span;
    uint32_t *type_nodes;
    uint32_t *component; /* of a type */
    uint32_t components;

    uint32_t nodes, domains;
    uint32_t *node_of, *node_in; /* canonical to caller's and back */
    uint32_t *domain;
    uint32_t *domain_first, *domain_node;
    int32_t *free;         /* capacity less what is held; negative when over-committed */
    int32_t *shared;       /* GPUs of the node that carry shares */
    int64_t *cpu, *memory; /* thousandths of a core, bytes; NULL when no node tells */

    uint32_t items;
    uint32_t *item_of;
    uint8_t *movable;
    uint32_t *piece_slot; /* by the caller's piece; PLAN_NONE: whole GPUs */

    uint32_t slots;       /* GPUs that carry shares, by node and label */
    uint32_t *slot_first; /* by node */
    uint32_t *slot_node, *slot_label;
    int64_t *slot_load;  /* all shares */
    int64_t *slot_fixed; /* of work that stays */

    uint32_t jobs;
    uint32_t *job_of;
    uint8_t *job_class, *job_share_fragmented; /* by the caller's index */

    piq__plan_list cut_nodes, cut_slots, cut_items, cut_jobs; /* items: those that may move; jobs: the caller's, those that take part */
    uint32_t *cut_node, *cut_slot, *cut_domain; /* while a part is cut out: the model's index to the one in there */
} piq__plan_model;

/* Lists things by what they are `of`, less than the number of types; PLAN_NONE: not listed. False: out of memory. */
bool piq__plan_list_by(piq__plan_model *m, piq__plan_list *list, uint32_t count, const uint32_t *of);
piq_status piq__plan_index(piq__plan_model *m, const piq__plan_problem *p, const piq_allocator *a);
piq_status piq__plan_classify(piq__plan_model *m);
piq_status piq__plan_cut(piq__plan_model *m); /* once the jobs are classified */
static inline bool piq__plan_accepts(const piq__plan_model *m, uint32_t set, uint32_t type)
{
    return set == PLAN_NONE ||
           (type - m->set_first[set] < m->set_span && m->accepts[(size_t)set * m->set_span + (type - m->set_first[set])] != 0);
}
/* The types that may be in a set: from the first to before the end. */
static inline uint32_t piq__plan_types_first(const piq__plan_model *m, uint32_t set) { return set == PLAN_NONE ? 0 : m->set_first[set]; }
static inline uint32_t piq__plan_types_end(const piq__plan_model *m, uint32_t set)
{
    const uint32_t types = m->p->types;
    return set == PLAN_NONE || types - m->set_first[set] < m->set_span ? types : m->set_first[set] + m->set_span;
}
uint32_t piq__plan_item_types(const piq__plan_model *m, uint32_t caller_item); /* PLAN_NONE: its present type */
uint32_t piq__plan_job_types(const piq__plan_model *m, uint32_t caller_job);   /* PLAN_NONE: any */
int32_t piq__plan_pod(int32_t gpus, int32_t pod);                              /* the largest pod that divides the replica */
int64_t piq__plan_millis(double value, bool up);

/* What has to be placed: a replica of running work or of a job. */
typedef struct piq__plan_shape {
    int32_t pod; /* GPUs of one pod; 0: a share */
    uint32_t pods;
    int32_t share;
    uint32_t set;  /* accepted types; PLAN_NONE: any */
    uint32_t only; /* when set is PLAN_NONE and this is not: this type alone */
    bool single;
    int64_t cpu, memory; /* of one pod */
} piq__plan_shape;

/* One component: the nodes of types that exchange work, their movable items and the jobs that take part. */
typedef struct piq__plan_cluster {
    const piq__plan_model *m;
    piq__arena arena;
    uint32_t nodes, domains;
    uint32_t *node; /* canonical index */
    uint32_t *domain, *type;
    uint32_t type_first, types; /* its nodes are of these, and perhaps not of each */
    uint8_t *receives;
    int32_t *free;
    int64_t *cpu, *memory; /* NULL: not tracked */
    uint32_t *domain_first, *domain_node;
    bool flat; /* every domain is one node */

    uint32_t items;
    uint32_t *item; /* canonical index */
    piq__plan_shape *shape;
    int32_t *gpus; /* 0: a share */
    piq__plan_weight *weight;
    uint32_t *cls;    /* items of one class are interchangeable */
    uint32_t *pod_at; /* first pod of each item in the state's `at` */
    uint32_t pods;
    uint32_t *home;        /* by pod: node; PLAN_NONE when the present place is no whole number of pods */
    uint32_t *home_slot;   /* of a share */
    uint32_t *piece_first; /* present place, piece by piece */
    uint32_t *piece_node;
    int32_t *piece_gpus;

    uint32_t slots; /* shared GPUs at the start; then room for fresh ones */
    uint32_t slot_room;
    uint32_t *slot_node, *slot; /* slot: canonical index */
    int32_t *slot_load;
    uint32_t *slot_count; /* movable shares on it */
    int32_t *slot_fixed;

    uint32_t jobs;
    uint32_t *job; /* the caller's index, in rank order */
    piq__plan_shape *job_shape;
    int32_t *job_gpus, *job_replicas;
    int64_t *job_need;
    bool tracked;
} piq__plan_cluster;

/* What is cut out: nodes, slots, items by the model's index, ascending; jobs by the caller's. Items stand on these nodes alone. */
typedef struct piq__plan_part {
    const uint32_t *node, *slot, *item, *job;
    uint32_t nodes, slots, items, jobs;
} piq__plan_part;

piq__plan_part piq__plan_component(const piq__plan_model *m, uint32_t component);
piq_status piq__plan_cluster_begin(piq__plan_cluster *c, const piq__plan_model *m, const piq__plan_part *part, const piq_allocator *a);
void piq__plan_cluster_end(piq__plan_cluster *c);
static inline bool piq__plan_ok(const piq__plan_cluster *c, const piq__plan_shape *s, uint32_t node)
{
    if (!c->receives[node])
        return false;
    if (s->set != PLAN_NONE)
        return piq__plan_accepts(c->m, s->set, c->type[node]);
    return s->only == PLAN_NONE || s->only == c->type[node];
}

/* Where everything is while a plan is tried. */
typedef struct piq__plan_state {
    const piq__plan_cluster *c;
    int32_t *free;
    int64_t *cpu, *memory;
    uint32_t *at;        /* by pod */
    uint32_t *in_slot;   /* by item */
    uint8_t *odd;        /* still at a present place that is no whole number of pods */
    uint32_t *slot_node; /* PLAN_NONE: not in use */
    int32_t *slot_load;
    uint32_t *slot_count;
} piq__plan_state;

piq_status piq__plan_state_begin(piq__plan_state *s, const piq__plan_cluster *c, piq__arena *arena);
void piq__plan_state_reset(piq__plan_state *s);
void piq__plan_lift(piq__plan_state *s, uint32_t item);
void piq__plan_drop(piq__plan_state *s, uint32_t item, const uint32_t *pods, uint32_t slot);
void piq__plan_state_undo_odd(piq__plan_state *s, uint32_t item); /* a lifted item back to a place that is no whole number of pods */
/* Pods of that shape that the node can take now; a share: 1 when it has a GPU to give. */
uint32_t piq__plan_takes(const piq__plan_state *s, const piq__plan_shape *shape, uint32_t node);
bool piq__plan_can_drop(const piq__plan_state *s, uint32_t item, const uint32_t *pods, uint32_t slot);
uint32_t piq__plan_spare_slot(const piq__plan_state *s);

/* One move: an item to the nodes of its pods (in the steps' pool), or a share to a slot of a node. */
typedef struct piq__plan_step {
    uint32_t item;
    uint32_t slot;
    uint32_t pods; /* first of its nodes in the pool */
} piq__plan_step;

typedef struct piq__plan_steps {
    piq__plan_step *step;
    size_t count, room;
    uint32_t *pool;
    size_t pool_count, pool_room;
} piq__plan_steps;

bool piq__plan_steps_add(piq__plan_steps *s, const piq_allocator *a, uint32_t item, const uint32_t *pods, uint32_t count, uint32_t slot);
void piq__plan_steps_clear(piq__plan_steps *s);
bool piq__plan_steps_copy(piq__plan_steps *to, const piq__plan_steps *from, const piq_allocator *a);
void piq__plan_steps_end(piq__plan_steps *s, const piq_allocator *a);

/* Where jobs start: for each job of the cluster its pods' nodes, replica by replica; a job without a domain: node and GPUs in turn. */
typedef struct piq__plan_starts {
    uint8_t *runs;   /* by job */
    uint32_t *first; /* in `pool` */
    uint32_t *pool;
    size_t count, room;
    uint32_t jobs;
} piq__plan_starts;

bool piq__plan_starts_begin(piq__plan_starts *s, uint32_t jobs, const piq_allocator *a);
void piq__plan_starts_clear(piq__plan_starts *s);
bool piq__plan_starts_add(piq__plan_starts *s, const piq_allocator *a, uint32_t node);
void piq__plan_starts_end(piq__plan_starts *s, const piq_allocator *a);

/* Every way to lay `pods` pods on nodes that take at most limit[n] each (one domain when single). `same` (or NULL) names
   for each node the first of its equals: only that one is tried for a single pod. The visitor stops by returning false. */
typedef bool (*piq__plan_visit)(void *context, const uint32_t *pods);
bool piq__plan_each_place(const piq__plan_cluster *c, const uint32_t *limit, const uint32_t *same, uint32_t pods, bool single,
                          uint32_t *scratch, piq__plan_visit visit, void *context);

/* Exact search works on at most this many of each; larger components go another way. */
#define PLAN_EXACT_NODES 64
#define PLAN_EXACT_ITEMS 256
#define PLAN_EXACT_SLOTS 256
#define PLAN_EXACT_JOBS 64
#define PLAN_EXACT_PODS 64
#define PLAN_EXACT_REPLICAS 256 /* of all jobs in a domain: each is one level of recursion */
bool piq__plan_exact_jobs(const piq__plan_cluster *c);

/* Can `want` of the cluster's jobs start together in this state? 1 yes (starts filled when given), 0 no, -1 out of work or memory. */
int piq__plan_pack(const piq__plan_state *s, uint32_t want, piq__plan_work *work, piq__plan_starts *starts, const piq_allocator *a);
/* Jobs without a domain that take whatever is left, all or none. */
bool piq__plan_scatter(const piq__plan_cluster *c, const int32_t *free, const uint8_t *chosen, piq__plan_starts *starts,
                       const piq_allocator *a);

/* A plan for one cluster. */
typedef struct piq__plan_answer {
    piq__plan_steps steps;
    piq__plan_weight weight;
    uint32_t runs, bound;
    bool known; /* holds a plan */
    bool optimal;
} piq__plan_answer;

/* Fewest GPUs that must still move before `want` jobs can start: a lower bound. */
typedef struct piq__plan_opening piq__plan_opening;
piq_status piq__plan_opening_begin(piq__plan_opening **o, const piq__plan_cluster *c, piq__arena *arena);
piq__plan_weight piq__plan_opening_bound(piq__plan_opening *o, const piq__plan_state *s, uint32_t want);
uint32_t piq__plan_opening_steps(const piq__plan_opening *o); /* what the last bound took */

/* Best placement when order does not matter: proves `floor` (no plan for `want` jobs is cheaper), and finds the best plan
   that moves each item once. */
typedef struct piq__plan_target {
    bool complete; /* the search ended by itself */
    bool any;      /* some placement exists, whatever the order */
    int64_t floor; /* cost of the cheapest, when complete and any */
} piq__plan_target;
piq_status piq__plan_find_target(const piq__plan_cluster *c, uint32_t want, piq__plan_work *work, const piq_allocator *a,
                                 piq__plan_target *target, piq__plan_answer *answer);
/* An executable order of moves that each go straight to their goal. */
bool piq__plan_order(piq__plan_state *s, const uint32_t *item, const uint32_t *const *pods, const uint32_t *slot, uint32_t count,
                     piq__plan_work *work, uint32_t *order);
/* Search over all reachable states. 1: found a plan better than the answer, 0: none exists, -1: not known, -2: out of memory. */
int piq__plan_search(const piq__plan_cluster *c, uint32_t want, piq__plan_work *work, const piq_allocator *a, piq__plan_answer *answer);

piq_status piq__plan_solve(const piq__plan_cluster *c, piq__plan_work *work, const piq_allocator *a, piq__plan_answer *answer,
                           piq__plan_starts *starts);
piq_status piq__plan_direct(const piq__plan_cluster *c, piq__plan_work *work, const piq_allocator *a, piq__plan_answer *answer,
                            piq__plan_starts *starts);
/* Places so many jobs where the plan ends; for a cluster that is small. */
piq_status piq__plan_place(const piq__plan_cluster *c, const piq__plan_answer *answer, const piq_allocator *a, piq__plan_starts *starts);
/* A plan made better, piece by piece, until the work is used up; not in a cluster that is very large. */
piq_status piq__plan_improve(const piq__plan_cluster *c, piq__plan_work *work, const piq_allocator *a, piq__plan_answer *answer,
                             piq__plan_starts *starts);
/* Leaves out moves that the plan can do without. */
piq_status piq__plan_trim(const piq__plan_cluster *c, const piq__plan_starts *starts, piq__plan_work *work, const piq_allocator *a,
                          piq__plan_answer *answer);
piq_status piq__plan_emit(const piq__plan_cluster *c, const piq__plan_answer *answer, const piq__plan_starts *starts,
                          const piq_allocator *a, piq__plan_result *out);

#endif
