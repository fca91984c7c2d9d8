/* One number for what the library says: a hash over the reports of the tour and of seeded random fleets, read as JSON, filled by
   rows and by columns. Every compiler, option and machine must print the same.

       golden [--fleets N] [--flush]      --flush: in a floating-point mode that another library may have left behind */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/kit.h"
#include "properties/random_fleet.h"

static uint64_t golden_hash = UINT64_C(14695981039346656037); /* FNV-1a */

static void golden_add(char *report)
{
    if (report == NULL) {
        fprintf(stderr, "a fleet was refused\n");
        exit(1);
    }
    for (const char *at = report; *at != '\0'; at++)
        golden_hash = (golden_hash ^ (unsigned char)*at) * UINT64_C(1099511628211);
    free(report);
}

static void golden_fleet(piq_fleet *fleet)
{
    golden_add(fleet == NULL ? NULL : kit_evaluate(fleet, NULL));
    piq_fleet_free(fleet);
}

/* Subnormal numbers become 0, and results are rounded up. False where this machine knows no such mode. */
static bool golden_flush(void)
{
#if defined(__SSE2__)
    __builtin_ia32_ldmxcsr(0x1F80u | 0x8040u | 0x4000u);
    return true;
#elif defined(__aarch64__)
    const uint64_t mode = UINT64_C(1) << 24 | UINT64_C(1) << 22;
    __asm__ volatile("msr fpcr, %0" : : "r"(mode));
    return true;
#else
    return false;
#endif
}

int main(int count, char **words)
{
    unsigned long fleets = 200;
    bool flush = false;
    for (int i = 1; i < count; i++) {
        flush = flush || strcmp(words[i], "--flush") == 0;
        if (strcmp(words[i], "--fleets") == 0 && i + 1 < count)
            fleets = strtoul(words[++i], NULL, 10);
    }
    char *tour = kit_file("examples/fleets/tour.json", NULL);
    rf_fleet **made = calloc(fleets + 1, sizeof *made);
    if (tour == NULL || made == NULL)
        return 1;
    for (unsigned long seed = 0; seed < fleets; seed++)
        made[seed] = rf_make(seed, seed / 4, "", seed % 3 == 0 ? "east" : "");
    if (flush && !golden_flush())
        fprintf(stderr, "no such mode here\n");
    golden_add(kit_evaluate_text(tour, NULL));
    for (unsigned long seed = 0; seed < fleets; seed++) {
        golden_fleet(rf_by_json(made[seed]));
        golden_fleet(seed % 2 == 0 ? rf_by_rows(made[seed]) : rf_by_columns(made[seed]));
    }
    for (unsigned long seed = 0; seed < fleets; seed++)
        rf_free(made[seed]);
    free(made);
    free(tour);
    printf("%016llx\n", (unsigned long long)golden_hash);
    return 0;
}
