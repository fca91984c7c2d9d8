/* Memory comes from the caller's three functions and from nowhere else. */
#ifndef PIQ__ALLOC_H
#define PIQ__ALLOC_H

#include "support/base.h"

/* The caller's allocator, completed with the C library's where a pointer was NULL. */
piq_allocator piq__allocator(const piq_allocator *given);

/* NULL when memory is out or the size overflows; never asks for 0 bytes. */
void *piq__alloc(const piq_allocator *a, size_t size);
void *piq__alloc_zero(const piq_allocator *a, size_t count, size_t size);
void *piq__resize(const piq_allocator *a, void *block, size_t old_size, size_t new_size);
void piq__release(const piq_allocator *a, void *block, size_t size);

/* Makes room for `wanted` elements in a growing array: half as many again, or a quarter
   where that is much, so that appending stays linear.
   On failure nothing has changed. */
bool piq__grow_more(const piq_allocator *a, void **array, size_t *capacity, size_t wanted, size_t element);
static inline bool piq__grow(const piq_allocator *a, void **array, size_t *capacity, size_t wanted, size_t element)
{
    return wanted <= *capacity || piq__grow_more(a, array, capacity, wanted, element);
}

/* An arena: many small pieces, freed together. */
typedef struct piq__arena {
    const piq_allocator *allocator; /* borrowed: must outlive the arena */
    struct piq__arena_chunk *chunks;
    size_t used;
    bool failed; /* some piece could not be had: who takes many asks once */
} piq__arena;

void piq__arena_begin(piq__arena *arena, const piq_allocator *a);
void *piq__arena_take(piq__arena *arena, size_t size); /* aligned for any type; NULL when memory is out */
char *piq__arena_take_bytes(piq__arena *arena, size_t size); /* unaligned */
void piq__arena_end(piq__arena *arena);

#endif
