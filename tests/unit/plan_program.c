/* The small integer programs of the direct plan: against every possible answer, and where they are large or deep. */
#include <stdio.h>
#include <stdlib.h>

#include "consolidation/direct.h"
#include "plan_help.h"

static uint32_t below(uint64_t *state, uint32_t n)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33) % n;
}

#define MOST 4200
static double a[MOST * 2 + 200], price[64];
static int64_t exact[MOST * 2 + 200], b[64], most[MOST], cost[MOST], z[MOST];

static piq__plan_program program(uint32_t columns, uint32_t rows, int64_t total)
{
    for (uint32_t k = 0; k < columns * rows; k++)
        a[k] = (double)exact[k];
    return (piq__plan_program){columns, rows, a, exact, b, most, cost, total, price};
}

static bool fits(const piq__plan_program *p, const int64_t *x)
{
    int64_t sum = 0;
    for (uint32_t j = 0; j < p->columns; j++) {
        sum += x[j];
        if (x[j] < 0 || x[j] > most[j])
            return false;
    }
    for (uint32_t i = 0; i < p->rows; i++) {
        int64_t row = 0;
        for (uint32_t j = 0; j < p->columns; j++)
            row += x[j] * exact[j * p->rows + i];
        if (row > b[i])
            return false;
    }
    return sum <= p->total;
}

static void value(const piq__plan_program *p, const int64_t *x, int64_t *count, int64_t *price_of)
{
    *count = *price_of = 0;
    for (uint32_t j = 0; j < p->columns; j++) {
        *count += x[j];
        *price_of += x[j] * cost[j];
    }
}

/* The best of all: counts with digits up to `most`. */
static void every(const piq__plan_program *p, int64_t *best_count, int64_t *best_cost)
{
    int64_t x[8] = {0}, count, price_of;
    *best_count = -1;
    *best_cost = 0;
    for (uint32_t j = 0; j < p->columns;) {
        if (fits(p, x)) {
            value(p, x, &count, &price_of);
            if (count > *best_count || (count == *best_count && price_of < *best_cost)) {
                *best_count = count;
                *best_cost = price_of;
            }
        }
        for (j = 0; j < p->columns && x[j] == most[j]; j++)
            x[j] = 0;
        if (j < p->columns)
            x[j]++;
    }
}

static void check_small(void)
{
    const piq_allocator allocator = piq__allocator(NULL);
    uint64_t seed = 7;
    int proofs = 0;
    for (int turn = 0; turn < 3000; turn++) {
        const uint32_t columns = 1 + below(&seed, 6), rows = 1 + below(&seed, 4);
        for (uint32_t k = 0; k < columns * rows; k++)
            exact[k] = below(&seed, 6);
        for (uint32_t i = 0; i < rows; i++)
            b[i] = below(&seed, 16);
        for (uint32_t j = 0; j < columns; j++) {
            most[j] = 1 + below(&seed, 3);
            cost[j] = (int64_t)below(&seed, 9) * PLAN_WHOLE / 4;
        }
        const piq__plan_program p = program(columns, rows, 1 + below(&seed, 9));
        piq__plan_work work = {0, 1000000};
        int64_t count, price_of, best_count, best_cost;
        bool proven;
        expect("solved", piq__plan_program_solve(&p, &work, &allocator, z, &proven), 1);
        expect("feasible", fits(&p, z), 1);
        value(&p, z, &count, &price_of);
        every(&p, &best_count, &best_cost);
        if (proven) {
            proofs++;
            expect("count", count, best_count);
            expect("cost", price_of, best_cost);
        }
    }
    expect("most are proven", proofs > 2900, 1);
}

/* As many kinds of nodes as there are nodes: one pivot for each, more than are made. What was found so far is feasible, and unproven. */
static void check_many_columns(void)
{
    const piq_allocator allocator = piq__allocator(NULL);
    for (uint32_t columns = 1200; columns <= MOST; columns += MOST - 1200) {
        for (uint32_t j = 0; j < columns; j++) {
            exact[j] = 1;
            most[j] = 1;
            cost[j] = (int64_t)(j + 1) * PLAN_WHOLE / 100;
        }
        b[0] = columns;
        const piq__plan_program p = program(columns, 1, columns);
        piq__plan_work work = {0, UINT64_MAX};
        bool proven;
        int64_t count, price_of;
        expect("many columns", piq__plan_program_solve(&p, &work, &allocator, z, &proven), 1);
        expect("many columns fit", fits(&p, z), 1);
        value(&p, z, &count, &price_of);
        if (columns < 4000) {
            expect("1200 pivots", proven, 1);
            expect("all of them", count, columns);
        }
    }
}

/* Half a unit is left whatever is fixed: the search goes as deep as it may, and gives up the proof. */
static void check_depth(void)
{
    const piq_allocator allocator = piq__allocator(NULL);
    const uint32_t columns = 180;
    for (uint32_t j = 0; j < columns; j++) {
        exact[j] = 2;
        most[j] = 1;
        cost[j] = PLAN_WHOLE;
    }
    b[0] = columns - 1;
    const piq__plan_program p = program(columns, 1, columns);
    piq__plan_work work = {0, 200000};
    bool proven;
    int64_t count, price_of;
    expect("deep", piq__plan_program_solve(&p, &work, &allocator, z, &proven), 1);
    value(&p, z, &count, &price_of);
    expect("deep: count", count, (columns - 1) / 2);
    expect("deep: no proof", proven, 0);
}

int main(void)
{
    check_small();
    check_many_columns();
    check_depth();
    printf("plan_program: %d failures\n", failures);
    return failures != 0;
}
