/* The search for the best placement when order does not matter; shared by its two files. */
#ifndef PIQ__PLAN_TARGET_H
#define PIQ__PLAN_TARGET_H

#include "consolidation/internal.h"

enum { TARGET_OPEN = 0, TARGET_STAYS, TARGET_HOMELESS, TARGET_PLACED };

#define TARGET_SLOT UINT32_C(0x80000000) /* marks a candidate that is a shared GPU, not an item */

/* One way to place what is homeless: its nodes, and what making room there costs at least. */
typedef struct target_choice {
    piq__plan_weight gap;
    int32_t room;
    uint32_t slot;
    uint32_t pods; /* in choice_pods */
} target_choice;

typedef struct target_search {
    const piq__plan_cluster *c;
    const piq_allocator *a;
    piq__plan_work *work;
    piq__plan_state state; /* for trying orders */
    piq__plan_target *target;
    piq__plan_answer *answer;
    uint32_t want, loose_wanted;
    uint32_t compact, loose;
    uint32_t order[PLAN_EXACT_JOBS];
    int64_t loose_need[PLAN_EXACT_JOBS + 1];
    int32_t room[PLAN_EXACT_NODES];
    uint8_t touched[PLAN_EXACT_NODES];
    uint32_t item_first[PLAN_EXACT_NODES + 1]; /* whole items at home on each node */
    uint32_t *node_item;
    int32_t *node_gain;
    uint8_t status[PLAN_EXACT_ITEMS];
    uint32_t dest_slot[PLAN_EXACT_ITEMS];
    uint32_t *dest; /* by pod */
    uint32_t homeless[PLAN_EXACT_ITEMS];
    uint32_t homeless_count;
    uint32_t slot_node[PLAN_EXACT_SLOTS];
    int32_t slot_load[PLAN_EXACT_SLOTS];
    uint32_t slot_live[PLAN_EXACT_SLOTS];
    uint32_t slot_placed[PLAN_EXACT_SLOTS];
    uint8_t slot_stays[PLAN_EXACT_SLOTS];
    bool shares;
    piq__plan_weight spent;
    target_choice *choice; /* a stack */
    size_t choice_count, choice_room;
    uint32_t *choice_pods;
    size_t choice_pod_count, choice_pod_room;
    bool stop, no_memory;
} target_search;

/* What freeing the missing GPUs of a node costs at least, and the item or shared GPU to decide about first. */
piq__plan_weight piq__plan_target_gap(const target_search *q, uint32_t node, uint32_t *first);
int32_t piq__plan_target_evictable(const target_search *q, uint32_t node);
bool piq__plan_target_vacatable(const target_search *q, uint32_t slot);
/* Nodes that a search need not tell apart get the same mark. */
void piq__plan_target_marks(const target_search *q, uint64_t *mark);
uint64_t piq__plan_target_slot_mark(const target_search *q, uint32_t slot);

#endif
