/* The tree of numbers: whatever the order of the keys, all are found, nothing else is, and looking one up takes few steps. */
#include "support/tree.h"

#include <stdio.h>
#include <stdlib.h>

#define KEYS 20000u

static unsigned long steps, failures;

#define MUST(condition) ((condition) ? (void)0 : (void)(failures++, fprintf(stderr, "%d: %s\n", __LINE__, #condition)))

/* Items stand for the numbers in `context`. */
static int compare(const void *context, const void *key, uint32_t item)
{
    const uint32_t *numbers = context;
    const uint32_t wanted = *(const uint32_t *)key;
    steps++;
    return (wanted > numbers[item]) - (wanted < numbers[item]);
}

static uint32_t key_of(unsigned order, uint32_t i)
{
    switch (order) {
    case 0: return 2 * i;                                   /* ascending */
    case 1: return 2 * (KEYS - i);                          /* descending */
    case 2: return i % 2 == 0 ? 2 * i : 2 * (2 * KEYS - i); /* from both ends */
    default: return 2 * (i * UINT32_C(2654435761) >> 12);   /* all over */
    }
}

static void check(const piq_allocator *a, unsigned order)
{
    static uint32_t numbers[KEYS + 1];
    piq__tree tree = {NULL, 0, 0, 0};
    MUST(piq__tree_find(&tree, compare, numbers, &order) == 0);
    uint32_t count = 0;
    for (uint32_t i = 1; i <= KEYS; i++) {
        const uint32_t key = key_of(order, i);
        if (piq__tree_find(&tree, compare, numbers, &key) != 0)
            continue;
        numbers[++count] = key;
        if (!piq__tree_room(&tree, a, 1))
            exit(1);
        piq__tree_add(&tree, compare, numbers, &key, count);
    }
    unsigned long most = 0;
    for (uint32_t i = 1; i <= count; i++) {
        const uint32_t absent = numbers[i] + 1;
        steps = 0;
        MUST(piq__tree_find(&tree, compare, numbers, &numbers[i]) == i);
        MUST(piq__tree_find(&tree, compare, numbers, &absent) == 0);
        most = steps > most ? steps : most;
    }
    MUST(count > KEYS / 2);
    MUST(most <= 2 * 2 * 15); /* two searches, each at most twice the logarithm */
    piq__tree_end(&tree, a);
}

int main(void)
{
    const piq_allocator allocator = piq__allocator(NULL);
    for (unsigned order = 0; order < 4; order++)
        check(&allocator, order);
    printf("4 orders of %u keys, %lu failures\n", KEYS, failures);
    return failures != 0;
}
