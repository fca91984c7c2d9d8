/* A balanced search tree over numbers (an AA tree). What the numbers stand for, and so their order, is the caller's. Hashing is
   quicker, until somebody chooses the keys so that all of them collide; looking something up here takes log n steps whatever the
   keys are. */
#ifndef PIQ__TREE_H
#define PIQ__TREE_H

#include "support/alloc.h"

typedef struct piq__tree_node {
    uint32_t item, level, left, right; /* nodes by their index, 0: none */
} piq__tree_node;

typedef struct piq__tree {
    piq__tree_node *nodes; /* nodes[0] is no node */
    size_t count, capacity;
    uint32_t root;
} piq__tree;

/* Less than, equal to or greater than 0, as `key` comes before, is, or comes after what `item` stands for. */
typedef int (*piq__tree_compare)(const void *context, const void *key, uint32_t item);

/* The item that is equal to the key, or 0: no item may be 0. */
uint32_t piq__tree_find(const piq__tree *t, piq__tree_compare compare, const void *context, const void *key);
/* Room for `more` items. */
bool piq__tree_room(piq__tree *t, const piq_allocator *a, size_t more);
/* Adds an item, for which there is room, under a key that is not there. */
void piq__tree_add(piq__tree *t, piq__tree_compare compare, const void *context, const void *key, uint32_t item);
void piq__tree_end(piq__tree *t, const piq_allocator *a);

#endif
