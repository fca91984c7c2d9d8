/* Operations that are tried with every allocation failing. */
#ifndef MEMORY_OPERATIONS_H
#define MEMORY_OPERATIONS_H

#include "memory/failing_allocator.h"

/* One operation on a subject that its preparation makes anew. */
typedef struct operation {
    const char *name;
    void *(*prepare)(const piq_allocator *allocator);
    piq_status (*run)(void *subject);
    char *(*look)(void *subject); /* what must be unchanged by a failure, to be freed; NULL: nothing */
    void (*finish)(void *subject);
} operation;
/* Tries it with every allocation failing in turn, once and from then on. */
void try_all(const operation *o);

#endif
