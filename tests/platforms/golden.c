/* Three numbers for what the library says. The first is a hash over the reports of the tour and of seeded random fleets, read as JSON,
   filled by rows and by columns; the second over the plans of tests/planner/known.txt, with work enough and with too little; the
   third over the steps that each plan took. Every compiler, option and machine must print the same. A quicker search changes the
   third alone.

       golden [--fleets N] [--no-plans] [--flush]      --flush: in a floating-point mode that another library may have left behind */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/kit.h"
#include "planner/problem_text.h"
#include "properties/random_fleet.h"

#define GOLDEN_BEGIN UINT64_C(14695981039346656037) /* FNV-1a */

static uint64_t golden_hash = GOLDEN_BEGIN, golden_steps = GOLDEN_BEGIN;

static void golden_byte(unsigned char byte)
{
    golden_hash = (golden_hash ^ byte) * UINT64_C(1099511628211);
}

static void golden_number(uint64_t number)
{
    for (int shift = 0; shift < 64; shift += 8)
        golden_byte((unsigned char)(number >> shift));
}

static void golden_add(char *report)
{
    if (report == NULL) {
        fprintf(stderr, "a fleet was refused\n");
        exit(1);
    }
    for (const char *at = report; *at != '\0'; at++)
        golden_byte((unsigned char)*at);
    free(report);
}

static void golden_fleet(piq_fleet *fleet)
{
    golden_add(fleet == NULL ? NULL : kit_evaluate(fleet, NULL));
    piq_fleet_free(fleet);
}

static void golden_pieces(const piq__plan_result *r, uint32_t first, uint32_t count)
{
    golden_number(count);
    for (uint32_t k = first; k < first + count; k++) {
        golden_number(r->pieces[k].node);
        golden_number((uint64_t)r->pieces[k].gpus);
        golden_number((uint64_t)r->pieces[k].share);
        golden_number(r->pieces[k].share > 0 ? r->pieces[k].label : 0);
    }
}

static void golden_plan(const piq__plan_problem *p, uint64_t work_limit)
{
    piq__plan_result r;
    if (piq__plan(p, NULL, work_limit, &r) != PIQ_OK)
        exit(1);
    for (size_t k = 0; k < r.move_count; k++) {
        golden_number(r.moves[k].item);
        golden_pieces(&r, r.moves[k].from, r.moves[k].from_count);
        golden_pieces(&r, r.moves[k].to, r.moves[k].to_count);
    }
    for (size_t k = 0; k < r.start_count; k++) {
        golden_number(r.starts[k].job);
        golden_number(r.starts[k].replica);
        golden_pieces(&r, r.starts[k].to, r.starts[k].to_count);
    }
    for (size_t k = 0; k < r.jobs; k++)
        golden_number(r.job_class[k] + 4U * r.job_share_fragmented[k]);
    golden_number((uint64_t)r.parts_moved);
    golden_number(r.runs);
    golden_number(r.runs_bound);
    golden_number(r.optimal);
    golden_steps = (golden_steps ^ r.work) * UINT64_C(1099511628211);
    piq__plan_free(NULL, &r);
}

static void golden_plans(void)
{
    FILE *f = fopen(PIQ_SOURCE_DIR "/tests/planner/known.txt", "r");
    if (f == NULL)
        exit(1);
    char more;
    while (fscanf(f, " %c", &more) == 1) {
        piq__plan_problem p;
        text_rows rows;
        ungetc(more, f);
        memset(&p, 0, sizeof p);
        memset(&rows, 0, sizeof rows);
        text_read(f, &p, &rows);
        for (int k = 0; k < 4; k++) /* what is known of the best plan */
            (void)text_real(f);
        golden_plan(&p, 1000000);
        golden_plan(&p, 2000);
        text_free(&rows);
    }
    fclose(f);
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
    bool flush = false, plans = true;
    for (int i = 1; i < count; i++) {
        flush = flush || strcmp(words[i], "--flush") == 0;
        if (strcmp(words[i], "--fleets") == 0 && i + 1 < count)
            fleets = strtoul(words[++i], NULL, 10);
        plans = plans && strcmp(words[i], "--no-plans") != 0;
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
    printf("%016llx ", (unsigned long long)golden_hash);
    golden_hash = GOLDEN_BEGIN;
    if (plans)
        golden_plans();
    printf("%016llx %016llx\n", (unsigned long long)golden_hash, (unsigned long long)golden_steps);
    return 0;
}
