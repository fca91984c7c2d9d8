/* Demand, and what comparable workloads deliver while they have it. */
#ifndef PIQ__PEERS_H
#define PIQ__PEERS_H

#include "facts/work.h"

/* Requests are waiting, or running is near the limit: only then does a low rate mean anything. */
piq__tri piq__demand(const piq__work *w, piq__gap *gap);
/* What finding 10 compares: output tokens per second, or items per second of serving without tokens. */
static inline double piq__rate(const piq__work *w)
{
    return w->kind == PIQ_KIND_LLM_SERVING ? IN(output_tokens_per_second) : IN(items_per_second);
}

typedef struct piq__peer_key {
    uint32_t model, type, profile;
    double tensor_parallel;
    uint8_t kind, role;
} piq__peer_key;

typedef struct piq__peer_group {
    piq__peer_key key;
    double *rates; /* descending once sealed */
    size_t count, capacity;
    bool sorted;
} piq__peer_group;

typedef struct piq__peers {
    const piq_allocator *allocator;
    piq__peer_group *groups;
    size_t group_count, group_capacity;
    uint32_t *slots;
    size_t slot_count;
} piq__peers;

bool piq__peers_begin(piq__peers *peers, const piq__world *world); /* false: out of memory; all groups sealed */
void piq__peers_end(piq__peers *peers);
/* Median of the top quarter of the others in its group; unknown below throughput_min_peers of them. */
double piq__peers_expect(const piq__peers *peers, const piq__work *w);

#endif
