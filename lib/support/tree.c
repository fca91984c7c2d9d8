#include "support/tree.h"

uint32_t piq__tree_find(const piq__tree *t, piq__tree_compare compare, const void *context, const void *key)
{
    uint32_t at = t->root;
    while (at != 0) {
        const int order = compare(context, key, t->nodes[at].item);
        if (order == 0)
            return t->nodes[at].item;
        at = order < 0 ? t->nodes[at].left : t->nodes[at].right;
    }
    return 0;
}

bool piq__tree_room(piq__tree *t, const piq_allocator *a, size_t more)
{
    const size_t have = t->capacity;
    if (!piq__grow(a, (void **)&t->nodes, &t->capacity, t->count + more + 1, sizeof *t->nodes))
        return false;
    if (have == 0)
        memset(t->nodes, 0, sizeof *t->nodes);
    return true;
}

/* A left child on the same level: turn right. */
static uint32_t tree_skew(piq__tree_node *nodes, uint32_t at)
{
    const uint32_t left = nodes[at].left;
    if (left == 0 || nodes[left].level != nodes[at].level)
        return at;
    nodes[at].left = nodes[left].right;
    nodes[left].right = at;
    return left;
}

/* Two right children in a row on the same level: turn left, and the middle one rises. */
static uint32_t tree_split(piq__tree_node *nodes, uint32_t at)
{
    const uint32_t right = nodes[at].right;
    if (nodes[right].right == 0 || nodes[nodes[right].right].level != nodes[at].level) /* nobody, node 0, has nobody on its right */
        return at;
    nodes[at].right = nodes[right].left;
    nodes[right].left = at;
    nodes[right].level++;
    return right;
}

/* As deep as the tree: at most twice the logarithm of its count. */
static uint32_t tree_insert(piq__tree *t, uint32_t at, piq__tree_compare compare, const void *context, const void *key, uint32_t fresh)
{
    if (at == 0)
        return fresh;
    piq__tree_node *nodes = t->nodes;
    if (compare(context, key, nodes[at].item) < 0)
        nodes[at].left = tree_insert(t, nodes[at].left, compare, context, key, fresh);
    else
        nodes[at].right = tree_insert(t, nodes[at].right, compare, context, key, fresh);
    return tree_split(nodes, tree_skew(nodes, at));
}

void piq__tree_add(piq__tree *t, piq__tree_compare compare, const void *context, const void *key, uint32_t item)
{
    const piq__tree_node node = {item, 1, 0, 0};
    const uint32_t fresh = (uint32_t)++t->count;
    t->nodes[fresh] = node;
    t->root = tree_insert(t, t->root, compare, context, key, fresh);
}

void piq__tree_end(piq__tree *t, const piq_allocator *a)
{
    piq__release(a, t->nodes, t->capacity * sizeof *t->nodes);
    memset(t, 0, sizeof *t);
}
