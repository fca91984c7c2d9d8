/* An allocator that counts, checks what it is told, and fails when asked to. */
#ifndef FAILING_ALLOCATOR_H
#define FAILING_ALLOCATOR_H

#include <stdbool.h>

#include "piq/piq.h"

#define NEVER_FAIL SIZE_MAX

typedef struct failing {
    piq_allocator allocator;
    size_t calls;   /* alloc and resize since the last failing_at() */
    size_t fail_at; /* the number of the call that fails, from 0 */
    bool on;        /* and every one after it */
    size_t failed;  /* how many were refused */
    size_t blocks, bytes;
    size_t wrong; /* sizes or alignments that do not match, blocks that are not ours */
} failing;

/* `resizes` false: without a resize function. */
void failing_begin(failing *f, bool resizes);
/* The given call fails, once or it and all that follow. */
void failing_at(failing *f, size_t call, bool on);
/* No block is out and nothing was wrong; says so when not. */
void failing_end(const failing *f, const char *what);

#endif
