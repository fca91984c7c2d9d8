/* The order of nodes and workloads by id, byte by byte, which no insertion order can change. */
#ifndef PIQ__RANKS_H
#define PIQ__RANKS_H

#include "fleet/fleet.h"

/* The row's place in that order; NULL where the rows stand in it. */
typedef struct piq__ranks {
    uint32_t *of[PIQ__ENTITY_COUNT];
    size_t count[PIQ__ENTITY_COUNT];
} piq__ranks;

bool piq__ranks_begin(piq__ranks *ranks, const piq_fleet *f); /* of zeros; false: out of memory, to be ended all the same */
void piq__ranks_end(piq__ranks *ranks, const piq_allocator *a);

static inline uint32_t piq__rank(const piq__ranks *ranks, unsigned entity, size_t row)
{
    return ranks->of[entity] == NULL ? (uint32_t)row : ranks->of[entity][row];
}

#endif
