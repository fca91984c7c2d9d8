#include "support/sort.h"

static void sort_merge(const char *from, char *to, size_t low, size_t middle, size_t high, size_t size, piq__compare compare,
                       const void *context)
{
    size_t left = low, right = middle;
    for (size_t at = low; at < high; at++) {
        const bool take_left =
            left < middle && (right >= high || compare(context, from + left * size, from + right * size) <= 0);
        memcpy(to + at * size, from + (take_left ? left++ : right++) * size, size);
    }
}

static bool sort_done(const char *items, size_t count, size_t size, piq__compare compare, const void *context)
{
    for (size_t i = 1; i < count; i++)
        if (compare(context, items + (i - 1) * size, items + i * size) > 0)
            return false;
    return true;
}

bool piq__sort(const piq_allocator *a, void *items, size_t count, size_t size, piq__compare compare, const void *context)
{
    if (count < 2 || sort_done(items, count, size, compare, context))
        return true;
    char *spare = piq__alloc(a, count * size), *from = items, *to = spare;
    if (spare == NULL)
        return false;
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t low = 0; low < count; low += 2 * width) {
            const size_t middle = low + width < count ? low + width : count;
            const size_t high = low + 2 * width < count ? low + 2 * width : count;
            sort_merge(from, to, low, middle, high, size, compare, context);
        }
        char *swap = from;
        from = to;
        to = swap;
    }
    if (from != items)
        memcpy(items, from, count * size);
    piq__release(a, spare, count * size);
    return true;
}
