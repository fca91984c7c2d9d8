#include "support/alloc.h"

#include <stdlib.h>

#define ALLOC_ALIGN 16u
#define GROW_LARGE 65536u /* bytes */
#ifdef PIQ_ARENA_APART /* a sanitizer sees a write past a piece only where the piece is a block of its own */
#define ARENA_FIRST_CHUNK ((size_t)0)
#define ARENA_LARGEST_CHUNK ((size_t)0)
#else
#define ARENA_FIRST_CHUNK ((size_t)1024)
#define ARENA_LARGEST_CHUNK ((size_t)128 * 1024)
#endif

static void *alloc_default(void *user, size_t size, size_t align)
{
    (void)user;
    (void)align;
    return malloc(size);
}

static void *alloc_default_resize(void *user, void *block, size_t old_size, size_t new_size, size_t align)
{
    (void)user;
    (void)old_size;
    (void)align;
    return realloc(block, new_size);
}

static void alloc_default_release(void *user, void *block, size_t size, size_t align)
{
    (void)user;
    (void)size;
    (void)align;
    free(block);
}

piq_allocator piq__allocator(const piq_allocator *given)
{
    piq_allocator a = {sizeof a, 0, alloc_default, alloc_default_resize, alloc_default_release, NULL};
    if (given == NULL)
        return a;
    a.alloc = given->alloc;
    a.resize = given->resize;
    a.release = given->release;
    a.user = given->user;
    return a;
}

void *piq__alloc(const piq_allocator *a, size_t size)
{
    if (NEVER(size == 0))
        size = 1;
    return a->alloc(a->user, size, ALLOC_ALIGN);
}

void *piq__alloc_zero(const piq_allocator *a, size_t count, size_t size)
{
    if (NEVER(count > SIZE_MAX / size))
        return NULL;
    void *block = piq__alloc(a, count * size);
    if (block != NULL)
        memset(block, 0, count * size);
    return block;
}

void *piq__resize(const piq_allocator *a, void *block, size_t old_size, size_t new_size)
{
    if (block == NULL)
        return piq__alloc(a, new_size);
    if (a->resize != NULL)
        return a->resize(a->user, block, old_size, new_size, ALLOC_ALIGN);
    void *moved = piq__alloc(a, new_size);
    if (moved == NULL)
        return NULL;
    memcpy(moved, block, old_size < new_size ? old_size : new_size);
    a->release(a->user, block, old_size, ALLOC_ALIGN);
    return moved;
}

void piq__release(const piq_allocator *a, void *block, size_t size)
{
    if (block != NULL)
        a->release(a->user, block, size, ALLOC_ALIGN);
}

bool piq__grow_more(const piq_allocator *a, void **array, size_t *capacity, size_t wanted, size_t element)
{
    size_t next = *capacity + *capacity / (*capacity > GROW_LARGE / element ? 4 : 2);
    if (next < wanted)
        next = wanted;
    if (next < 8)
        next = 8;
    if (NEVER(next > SIZE_MAX / element))
        return false;
    void *moved = piq__resize(a, *array, *capacity * element, next * element);
    if (moved == NULL)
        return false;
    *array = moved;
    *capacity = next;
    return true;
}

struct piq__arena_chunk {
    struct piq__arena_chunk *next;
    size_t size; /* of the whole block */
};

#define ARENA_HEAD ((sizeof(struct piq__arena_chunk) + ALLOC_ALIGN - 1) / ALLOC_ALIGN * ALLOC_ALIGN)

void piq__arena_begin(piq__arena *arena, const piq_allocator *a)
{
    arena->allocator = a;
    arena->chunks = NULL;
    arena->used = 0;
    arena->failed = false;
}

static bool arena_has_room(const piq__arena *arena, size_t size)
{
    return arena->chunks != NULL && arena->used <= arena->chunks->size && arena->chunks->size - arena->used >= size;
}

char *piq__arena_take_bytes(piq__arena *arena, size_t size)
{
    if (NEVER(size > SIZE_MAX / 4)) {
        arena->failed = true;
        return NULL;
    }
    if (!arena_has_room(arena, size)) {
        size_t chunk = arena->chunks == NULL ? ARENA_FIRST_CHUNK : arena->chunks->size * 2;
        if (chunk > ARENA_LARGEST_CHUNK)
            chunk = ARENA_LARGEST_CHUNK;
        if (chunk < size + ARENA_HEAD)
            chunk = size + ARENA_HEAD;
        struct piq__arena_chunk *fresh = piq__alloc(arena->allocator, chunk);
        if (fresh == NULL) {
            arena->failed = true;
            return NULL;
        }
        fresh->next = arena->chunks;
        fresh->size = chunk;
        arena->chunks = fresh;
        arena->used = ARENA_HEAD;
    }
    char *piece = (char *)arena->chunks + arena->used;
    arena->used += size;
    return piece;
}

void *piq__arena_take(piq__arena *arena, size_t size)
{
    arena->used = (arena->used + ALLOC_ALIGN - 1) / ALLOC_ALIGN * ALLOC_ALIGN;
    return piq__arena_take_bytes(arena, size);
}

void piq__arena_end(piq__arena *arena)
{
    while (arena->chunks != NULL) {
        struct piq__arena_chunk *next = arena->chunks->next;
        piq__release(arena->allocator, arena->chunks, arena->chunks->size);
        arena->chunks = next;
    }
    arena->used = 0;
}
