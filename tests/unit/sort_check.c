/* Sorting by whole numbers: in the order of the doubles behind them, negative ones too, and equal ones stay where they were. */
#include "support/radix.h"

#include <stdio.h>
#include <stdlib.h>

static unsigned long failures;

#define MUST(condition) ((condition) ? (void)0 : (void)(failures++, fprintf(stderr, "%d: %s\n", __LINE__, #condition)))

int main(void)
{
    static const double some[] = {0, -0.0, 1, -1, 1e-300, -1e-300, 5e-324, -5e-324, 1.7976931348623157e308, -1.7976931348623157e308, 0.1, -0.1, 255, 256, 1e9};
    enum { KINDS = sizeof some / sizeof some[0], MOST = 3000 };
    static double numbers[MOST];
    static piq__keyed items[MOST], spare[MOST];
    uint64_t state = 1;
    for (size_t count = 0; count <= MOST; count = count < 20 ? count + 1 : count * 2) {
        for (size_t i = 0; i < count; i++) {
            state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
            numbers[i] = some[(state >> 33) % KINDS] * (count % 2 != 0 ? 1 : (double)(state >> 50));
            numbers[i] = numbers[i] > 1.7e308 || numbers[i] < -1.7e308 ? 0 : numbers[i];
            items[i].key = piq__key_of_number(numbers[i]);
            items[i].item = (uint32_t)i;
        }
        piq__sort_keyed(items, spare, count);
        for (size_t i = 1; i < count; i++) {
            const double x = numbers[items[i - 1].item], y = numbers[items[i].item];
            MUST(x < y || (x == y && items[i - 1].item < items[i].item));
        }
    }
    printf("%d passed, %lu failed\n", failures == 0, failures);
    return failures != 0;
}
