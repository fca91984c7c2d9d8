#define _POSIX_C_SOURCE 200809L
#include "memory.h"

#include <stdlib.h>
#include <time.h>

static void memory_count(bench_memory *m, size_t taken, size_t given)
{
    m->now = m->now + taken - given;
    m->peak = m->now > m->peak ? m->now : m->peak;
}

static void *memory_alloc(void *user, size_t size, size_t align)
{
    (void)align;
    memory_count(user, size, 0);
    return malloc(size);
}

/* Growing may hold both blocks for a moment: so it is counted. */
static void *memory_resize(void *user, void *block, size_t old_size, size_t new_size, size_t align)
{
    (void)align;
    memory_count(user, new_size, 0);
    memory_count(user, 0, old_size);
    return realloc(block, new_size);
}

static void memory_release(void *user, void *block, size_t size, size_t align)
{
    (void)align;
    memory_count(user, 0, size);
    free(block);
}

piq_allocator bench_allocator(bench_memory *m)
{
    const piq_allocator a = {sizeof a, 0, memory_alloc, memory_resize, memory_release, m};
    m->now = m->peak = 0;
    return a;
}

double bench_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}
