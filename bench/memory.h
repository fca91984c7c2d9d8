/* An allocator that counts what it has given out. */
#ifndef BENCH_MEMORY_H
#define BENCH_MEMORY_H

#include "piq/piq.h"

typedef struct bench_memory {
    size_t now, peak;
} bench_memory;

piq_allocator bench_allocator(bench_memory *m);
double bench_seconds(void); /* of processor time, so that a busy machine blurs it less */

#endif
