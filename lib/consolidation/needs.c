#include "consolidation/needs.h"

/* Counts, or with `fill` enters, the moves that leave each node; a move off two nodes of a rack stands at both. */
static void needs_list(piq__needs *n, bool fill)
{
    const piq__plan_result *plan = n->plan;
    for (size_t m = 0; m < plan->move_count; m++)
        for (uint32_t i = 0; i < plan->moves[m].from_count; i++) {
            const uint32_t node = plan->pieces[plan->moves[m].from + i].node;
            if (fill)
                n->leaving[n->first[node + 1]++] = (uint32_t)m;
            else
                n->first[node + 2]++;
        }
}

bool piq__needs_begin(piq__needs *n, const piq__plan_result *plan, size_t nodes, const piq_allocator *a)
{
    memset(n, 0, sizeof *n);
    n->plan = plan;
    n->allocator = a;
    n->nodes = nodes;
    n->leaves = plan->piece_count;
    if (plan->move_count == 0)
        return true;
    n->first = piq__alloc_zero(a, nodes + 2, sizeof *n->first);
    n->leaving = piq__alloc(a, (n->leaves + 1) * sizeof *n->leaving);
    n->stamp = piq__alloc_zero(a, plan->move_count, sizeof *n->stamp);
    n->found = piq__alloc(a, plan->move_count * sizeof *n->found);
    if (n->first == NULL || n->leaving == NULL || n->stamp == NULL || n->found == NULL)
        return false;
    needs_list(n, false);
    for (size_t node = 0; node < nodes; node++)
        n->first[node + 2] += n->first[node + 1];
    needs_list(n, true);
    return true;
}

void piq__needs_end(piq__needs *n)
{
    piq__release(n->allocator, n->first, (n->nodes + 2) * sizeof *n->first);
    piq__release(n->allocator, n->leaving, (n->leaves + 1) * sizeof *n->leaving);
    if (n->stamp != NULL)
        piq__release(n->allocator, n->stamp, n->plan->move_count * sizeof *n->stamp);
    if (n->found != NULL)
        piq__release(n->allocator, n->found, n->plan->move_count * sizeof *n->found);
}

/* Moves that leave the node before the one numbered `before`. */
static void needs_node(piq__needs *n, uint32_t node, size_t before)
{
    for (uint32_t k = n->first[node]; k < n->first[node + 1] && n->leaving[k] < before; k++) {
        const uint32_t m = n->leaving[k];
        if (n->stamp[m] == n->question)
            continue;
        n->stamp[m] = n->question;
        n->found[n->found_count++] = m;
    }
}

void piq__needs_of(piq__needs *n, size_t first_start, size_t starts)
{
    const piq__plan_result *plan = n->plan;
    n->found_count = 0;
    n->question++;
    if (plan->move_count == 0)
        return;
    for (size_t s = first_start; s < first_start + starts; s++)
        for (uint32_t i = 0; i < plan->starts[s].to_count; i++)
            needs_node(n, plan->pieces[plan->starts[s].to + i].node, plan->move_count);
    for (size_t k = 0; k < n->found_count; k++) {
        const piq__plan_move *m = &plan->moves[n->found[k]];
        for (uint32_t i = 0; i < m->to_count; i++)
            needs_node(n, plan->pieces[m->to + i].node, n->found[k]);
    }
}
