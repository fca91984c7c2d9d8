/* What the unit programs of the planner share: counting what is wrong, and an allocator that runs out. */
#ifndef PLAN_HELP_H
#define PLAN_HELP_H

#include <stdio.h>
#include <stdlib.h>

#include "piq/piq.h"

static int failures;

static inline void expect(const char *what, long long got, long long wanted)
{
    if (got != wanted) {
        failures++;
        fprintf(stderr, "%s: %lld, not %lld\n", what, got, wanted);
    }
}

typedef struct scarce {
    long long left; /* allocations that still succeed */
    long long held; /* bytes */
} scarce;

static inline void *scarce_alloc(void *user, size_t size, size_t align)
{
    scarce *s = user;
    (void)align;
    if (s->left-- <= 0)
        return NULL;
    s->held += (long long)size;
    return malloc(size);
}

static inline void *scarce_resize(void *user, void *block, size_t old_size, size_t new_size, size_t align)
{
    scarce *s = user;
    (void)align;
    if (s->left-- <= 0)
        return NULL;
    s->held += (long long)new_size - (long long)old_size;
    return realloc(block, new_size);
}

static inline void scarce_release(void *user, void *block, size_t size, size_t align)
{
    scarce *s = user;
    (void)align;
    s->held -= (long long)size;
    free(block);
}

#endif
