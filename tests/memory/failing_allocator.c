#include "memory/failing_allocator.h"

#include <stdlib.h>
#include <string.h>

#include "harness/piq_test.h"

#define MARK UINT64_C(0x70697120626c6f63)

/* In front of every block: what it was given out as. */
typedef union head {
    struct {
        uint64_t mark;
        size_t size, align;
    } of;
    unsigned char room[32]; /* keeps the block aligned to 16 */
} head;

static bool refuse(failing *f)
{
    const size_t call = f->calls++;
    const bool no = f->on ? call >= f->fail_at : call == f->fail_at;
    f->failed += no;
    return no;
}

static void *take(failing *f, size_t size, size_t align)
{
    f->wrong += size == 0 || align != 16;
    head *h = malloc(sizeof *h + size);
    if (h == NULL)
        abort();
    h->of.mark = MARK;
    h->of.size = size;
    h->of.align = align;
    f->blocks++;
    f->bytes += size;
    memset(h + 1, 0xA5, size);
    return h + 1;
}

static head *check(failing *f, void *block, size_t size, size_t align)
{
    head *h = (head *)block - 1;
    f->wrong += h->of.mark != MARK || h->of.size != size || h->of.align != align;
    return h;
}

static void give_back(failing *f, head *h)
{
    f->blocks--;
    f->bytes -= h->of.size;
    memset(h + 1, 0x5A, h->of.size);
    h->of.mark = 0;
    free(h);
}

static void *failing_alloc(void *user, size_t size, size_t align) { return refuse(user) ? NULL : take(user, size, align); }

static void *failing_resize(void *user, void *block, size_t old_size, size_t new_size, size_t align)
{
    failing *f = user;
    f->wrong += block == NULL;
    head *h = check(f, block, old_size, align);
    if (refuse(f))
        return NULL;
    void *moved = take(f, new_size, align); /* always elsewhere, so that an old pointer is a dead one */
    memcpy(moved, block, old_size < new_size ? old_size : new_size);
    give_back(f, h);
    return moved;
}

static void failing_release(void *user, void *block, size_t size, size_t align)
{
    failing *f = user;
    f->wrong += block == NULL;
    if (block != NULL)
        give_back(f, check(f, block, size, align));
}

void failing_begin(failing *f, bool resizes)
{
    memset(f, 0, sizeof *f);
    f->allocator.struct_size = sizeof f->allocator;
    f->allocator.alloc = failing_alloc;
    f->allocator.resize = resizes ? failing_resize : NULL;
    f->allocator.release = failing_release;
    f->allocator.user = f;
    f->fail_at = NEVER_FAIL;
}

void failing_at(failing *f, size_t call, bool on)
{
    f->calls = 0;
    f->failed = 0;
    f->fail_at = call;
    f->on = on;
}

void failing_end(const failing *f, const char *what)
{
    CHECK_SAY(f->blocks == 0 && f->bytes == 0, "%s: %zu blocks of %zu bytes are lost", what, f->blocks, f->bytes);
    CHECK_SAY(f->wrong == 0, "%s: %zu times a size or alignment was not the one given out", what, f->wrong);
}
