/* One page of workloads unpacked: a stretch of doubles for every number, NaN where it is not set; words and texts, 0 where they are not. */
#ifndef PIQ__BLOCK_H
#define PIQ__BLOCK_H

#include "facts/world.h"

#define PIQ__WORKLOAD_FIRST F_workload_id
#define PIQ__WORKLOAD_FIELDS (PIQ__FIELD_COUNT - F_workload_id)

enum {
    PIQ__BLOCK_KIND,
    PIQ__BLOCK_STATE,
    PIQ__BLOCK_ENGINE,
    PIQ__BLOCK_ROLE,
    PIQ__BLOCK_ENVIRONMENT,
    PIQ__BLOCK_WEIGHT_DTYPE,
    PIQ__BLOCK_KV_DTYPE,
    PIQ__BLOCK_AUTOSCALER,
    PIQ__BLOCK_WORDS
};
enum { PIQ__BLOCK_MODEL, PIQ__BLOCK_PROFILE, PIQ__BLOCK_CLUSTER, PIQ__BLOCK_TYPE, PIQ__BLOCK_TEXTS };

typedef struct piq__block {
    const double *in[PIQ__WORKLOAD_FIELDS];
    uint8_t words[PIQ__BLOCK_WORDS][PIQ__PAGE_ROWS];
    uint32_t texts[PIQ__BLOCK_TEXTS][PIQ__PAGE_ROWS];
    piq__span places[PIQ__PAGE_ROWS], features[PIQ__PAGE_ROWS]; /* placements; what is required of a GPU */
    size_t first; /* row */
    unsigned count;
    double unknown[PIQ__PAGE_ROWS];
    double *storage; /* PIQ__PAGE_ROWS for every field that any row has */
    size_t storage_size;
} piq__block;

bool piq__block_begin(piq__block *block, const piq_fleet *f, const piq_allocator *a);
void piq__block_end(piq__block *block, const piq_allocator *a);
void piq__block_load(piq__block *block, const piq_fleet *f, size_t page);
/* Only what piq__work_place and demand read; the rest of the block is not to be looked at. */
void piq__block_load_demand(piq__block *block, const piq_fleet *f, size_t page);

#endif
