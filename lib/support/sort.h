/* A stable merge sort: the same order everywhere, n log n whatever the input, and quick where it is sorted already. */
#ifndef PIQ__SORT_H
#define PIQ__SORT_H

#include "support/alloc.h"

typedef int (*piq__compare)(const void *context, const void *a, const void *b);
/* False when memory is out; the array is then a permutation of what it was. */
bool piq__sort(const piq_allocator *a, void *items, size_t count, size_t size, piq__compare compare, const void *context);

#endif
