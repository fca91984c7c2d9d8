/* Free GPUs by node and by scale-up domain: what a job that must stay together can see. */
#ifndef PIQ__BLOCKS_H
#define PIQ__BLOCKS_H

#include "facts/pending.h"

/* A stretch of nodes that share a scale-up domain, cluster and region; islands make one node several domains. */
typedef struct piq__domain {
    uint32_t first, count; /* in the ordered nodes */
} piq__domain;

/* Nodes of one domain that no job can tell apart, and domains of one cluster that none can. */
typedef struct piq__alike {
    double free, size; /* of one node */
    uint32_t type, nodes;
} piq__alike;
typedef struct piq__kin {
    const piq__domain *like;
    double island;
    uint64_t domains;
    uint32_t cluster;
    uint32_t first, count; /* in the list of nodes that are alike */
} piq__kin;

typedef struct piq__blocks {
    const piq__world *world;
    double *free;       /* by node; unknown where nobody counted */
    double *after;      /* by node: free once work has been consolidated */
    double *island;     /* by node: GPUs of one island, or 0 */
    uint32_t *ordered;  /* nodes, domain by domain */
    piq__domain *domains;
    size_t domain_count;
    piq__alike *alike;
    piq__kin *kin;      /* cluster by cluster */
    size_t alike_count, alike_room, kin_count, kin_room;
} piq__blocks;

bool piq__blocks_begin(piq__blocks *b, const piq__world *world); /* false: out of memory */
void piq__blocks_end(piq__blocks *b);

/* Sorts the domains by what jobs can see of them, for piq__look; false: out of memory. */
bool piq__blocks_index(piq__blocks *b);

/* What a job sees when it looks at the fleet alone. */
typedef struct piq__outlook {
    bool compatible;     /* some node could be meant at all */
    bool unknown;        /* free GPUs of a compatible ready node are not known */
    bool uncounted;      /* nor how many GPUs such a node has */
    bool unsized;        /* how many GPUs some compatible node has, whatever its state */
    bool untyped;        /* some node with free GPUs states no type */
    double free, largest_shape, slots, largest_free;
} piq__outlook;
void piq__look(const piq__blocks *b, const piq__job *job, piq__outlook *out);

/* For certain it has no free GPU. */
static inline bool piq__domain_full(const piq__blocks *b, const piq__domain *d)
{
    bool full = true;
    for (uint32_t i = 0; i < d->count && full; i++)
        full = b->free[b->ordered[d->first + i]] == 0;
    return full;
}

/* Free GPUs of one domain, cut into its islands: calls `each` with the free GPUs of every one. */
typedef void (*piq__each_block)(void *context, uint32_t first_node, double free, double size);
void piq__domain_islands(const piq__blocks *b, const piq__domain *d, piq__each_block each, void *context);

#endif
