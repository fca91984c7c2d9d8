/* The planner's problem, built from the fleet: nodes, what runs, what waits. */
#ifndef PIQ__JOINT_PROBLEM_H
#define PIQ__JOINT_PROBLEM_H

#include "consolidation/blocks.h"
#include "consolidation/labels.h"
#include "consolidation/plan.h"

#define PIQ__JOINT_LABEL 0x40000000u /* the caller's labels stand above those the planner makes up */
#define PIQ__JOINT_LOOSE 0x80000000u /* and shares without a label above those */

/* The problem under construction: arrays in one arena, as the planner wants them. */
typedef struct piq__joint_problem {
    const piq__blocks *blocks;
    const piq__pending *pending;
    const uint32_t *states;
    piq__arena arena;
    piq__plan_problem p;
    uint32_t *type_first;     /* of every type: the first of its cluster */
    uint32_t *type_of_lot;    /* the world's lots are the planner's types, numbered by name */
    piq__map sets, labels_by_text;
    uint32_t *label_text;     /* of every label, by number */
    uint64_t *set_bits, *set_now; /* set_now: scratch, one set */
    uint32_t *set_first;          /* of every set: the first type of its cluster, which bit 0 stands for */
    size_t type_count, set_count, set_room, set_first_room;
    uint32_t *node_rank, *node_domain, *node_type;
    int32_t *node_gpus, *node_capacity;
    uint8_t *node_receives;
    double *node_cpu, *node_memory;
    uint32_t *item_row, *item_first;
    int32_t *item_replica;
    uint32_t *job_of;         /* planner's job to pending job */
    size_t items, pieces, jobs;
    size_t held;              /* pieces that are taken off the capacity of their nodes */
    piq__labels labels;       /* as they stand along the plan */
} piq__joint_problem;

void piq__joint_problem_begin(piq__joint_problem *j, const piq__blocks *blocks, const piq__pending *pending, const uint32_t *states);
void piq__joint_problem_end(piq__joint_problem *j);
/* All of it; what runs only where something waits, or where `always`. False: out of memory. */
bool piq__joint_problem_build(piq__joint_problem *j, bool always);
/* A set of the planner's types: those of a cluster that a list of names lets in. */
uint32_t piq__joint_set(piq__joint_problem *j, uint32_t cluster, bool any, const piq__span *accepted, bool *good);
void *piq__joint_take(piq__joint_problem *j, size_t count, size_t size, bool *good); /* zeroed, freed with the problem */

#endif
