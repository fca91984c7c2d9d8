/* A small integer program: many columns, few rows. The relaxation by the simplex method with bounded variables, then
   branch and bound; what is returned is checked in integers. All in a fixed order of operations. */
#include "consolidation/direct.h"

#define PROGRAM_TINY 1e-9
#define PROGRAM_ROWS (DIRECT_ROWS + 1)

typedef struct program_run {
    const piq__plan_program *p;
    piq__plan_work *work;
    uint32_t rows, columns, all; /* rows with the total; all: with slacks */
    double *gain;                /* of a column */
    int64_t *low, *high;
    uint8_t *at_high, *basic;
    double inverse[PROGRAM_ROWS][PROGRAM_ROWS];
    uint32_t basis[PROGRAM_ROWS];
    double value[PROGRAM_ROWS]; /* of basic variables */
    double heavy;
    int64_t *best;
    double best_value;
    int64_t best_count, best_cost, grain;
    int64_t *try;
    bool cut;
    double *price;
} program_run;

/* Of what may enter the basis: artificial variables never do. */
static double program_entry(const program_run *r, uint32_t row, uint32_t column)
{
    if (column < r->columns)
        return row + 1 == r->rows ? 1.0 : r->p->a[(size_t)column * r->p->rows + row];
    return column - r->columns == row ? 1.0 : 0.0;
}

static double program_gain(const program_run *r, uint32_t column)
{
    return column < r->columns ? r->gain[column] : column < r->columns + r->rows ? 0.0 : -r->heavy;
}

static double program_span(const program_run *r, uint32_t column)
{
    return column < r->columns ? (double)(r->high[column] - r->low[column]) : 1e30;
}

static void program_start(program_run *r)
{
    for (uint32_t i = 0; i < r->rows; i++) {
        int64_t left = i + 1 == r->rows ? r->p->total : r->p->b[i];
        for (uint32_t j = 0; j < r->columns; j++)
            if (r->low[j] != 0)
                left -= r->low[j] * (i + 1 == r->rows ? 1 : r->p->exact[(size_t)j * r->p->rows + i]);
        for (uint32_t k = 0; k < r->rows; k++)
            r->inverse[i][k] = 0.0;
        r->inverse[i][i] = left < 0 ? -1.0 : 1.0;
        r->basis[i] = left < 0 ? r->columns + r->rows + i : r->columns + i;
        r->value[i] = left < 0 ? (double)-left : (double)left;
    }
    memset(r->at_high, 0, r->all);
    memset(r->basic, 0, r->all);
    for (uint32_t i = 0; i < r->rows; i++)
        r->basic[r->basis[i]] = 1;
}

static uint32_t program_enter(const program_run *r, const double *y, bool first)
{
    uint32_t best = PLAN_NONE;
    double most = 1e-7;
    for (uint32_t j = 0; j < r->columns + r->rows; j++) {
        if (r->basic[j] || program_span(r, j) <= 0)
            continue;
        double d = program_gain(r, j);
        if (j < r->columns) {
            const double *a = r->p->a + (size_t)j * r->p->rows;
            for (uint32_t i = 0; i + 1 < r->rows; i++)
                d -= y[i] * a[i];
            d -= y[r->rows - 1];
        } else {
            d -= y[j - r->columns];
        }
        if (r->at_high[j])
            d = -d;
        if (d > most) {
            best = j;
            if (first)
                break;
            most = d;
        }
    }
    return best;
}

static void program_pivot(program_run *r, uint32_t row, const double *w)
{
    const double pivot = w[row];
    for (uint32_t k = 0; k < r->rows; k++)
        r->inverse[row][k] /= pivot;
    for (uint32_t i = 0; i < r->rows; i++) {
        if (i == row || (w[i] < PROGRAM_TINY && w[i] > -PROGRAM_TINY))
            continue;
        for (uint32_t k = 0; k < r->rows; k++)
            r->inverse[i][k] -= w[i] * r->inverse[row][k];
    }
}

/* How far the entering variable may go, and who stops it (PLAN_NONE: its own other bound). */
static double program_ratio(const program_run *r, const double *w, double direction, double span, uint32_t *row)
{
    double most = span;
    *row = PLAN_NONE;
    for (uint32_t i = 0; i < r->rows; i++) {
        const double slope = w[i] * direction;
        double room;
        if (slope > PROGRAM_TINY)
            room = r->value[i] / slope;
        else if (slope < -PROGRAM_TINY && r->basis[i] < r->columns)
            room = (program_span(r, r->basis[i]) - r->value[i]) / -slope;
        else
            continue;
        if (room < 0)
            room = 0;
        if (room < most - 1e-12 || (*row != PLAN_NONE && room <= most && r->basis[i] > r->basis[*row])) {
            most = room;
            *row = i;
        }
    }
    return most;
}

static bool program_relax(program_run *r)
{
    program_start(r);
    for (uint32_t turn = 0; turn < 4000; turn++) {
        double y[PROGRAM_ROWS], w[PROGRAM_ROWS];
        for (uint32_t k = 0; k < r->rows; k++) {
            y[k] = 0.0;
            for (uint32_t i = 0; i < r->rows; i++)
                y[k] += program_gain(r, r->basis[i]) * r->inverse[i][k];
        }
        const uint32_t j = program_enter(r, y, turn > 1000);
        if (!piq__plan_spend(r->work, 1 + r->columns / 16))
            return false;
        if (j == PLAN_NONE) {
            memcpy(r->price, y, r->rows * sizeof *y);
            return true;
        }
        for (uint32_t i = 0; i < r->rows; i++) {
            w[i] = 0.0;
            for (uint32_t k = 0; k < r->rows; k++)
                w[i] += r->inverse[i][k] * program_entry(r, k, j);
        }
        const double direction = r->at_high[j] ? -1.0 : 1.0;
        uint32_t row;
        const double step = program_ratio(r, w, direction, program_span(r, j), &row);
        for (uint32_t i = 0; i < r->rows; i++)
            r->value[i] -= w[i] * direction * step;
        if (row == PLAN_NONE) {
            r->at_high[j] = r->at_high[j] ? 0 : 1;
            continue;
        }
        const uint32_t out = r->basis[row];
        r->basic[out] = 0;
        r->at_high[out] = w[row] * direction < 0 ? 1 : 0;
        r->basic[j] = 1;
        r->basis[row] = j;
        r->value[row] = r->at_high[j] ? program_span(r, j) - step : step;
        r->at_high[j] = 0;
        program_pivot(r, row, w);
    }
    return false;
}

static double program_value(const program_run *r, double *z)
{
    double sum = 0.0;
    for (uint32_t j = 0; j < r->columns; j++)
        z[j] = r->at_high[j] ? (double)r->high[j] : (double)r->low[j];
    for (uint32_t i = 0; i < r->rows; i++)
        if (r->basis[i] < r->columns)
            z[r->basis[i]] = (double)r->low[r->basis[i]] + r->value[i];
    for (uint32_t j = 0; j < r->columns; j++)
        sum += r->gain[j] * z[j];
    return sum;
}

/* A row that the lower bounds alone break: nothing takes that back, for no entry is negative. */
static bool program_artificial(const program_run *r)
{
    for (uint32_t i = 0; i < r->rows; i++)
        if (r->basis[i] >= r->columns + r->rows)
            return true;
    return false;
}

static bool program_fits(const program_run *r, const int64_t *left)
{
    for (uint32_t i = 0; i < r->rows; i++)
        if (left[i] < 0)
            return false;
    return true;
}

static void program_take(const program_run *r, int64_t *left, uint32_t j, int64_t times)
{
    for (uint32_t i = 0; i + 1 < r->rows; i++)
        left[i] -= times * r->p->exact[(size_t)j * r->p->rows + i];
    left[r->rows - 1] -= times;
}

static void program_keep(program_run *r, const int64_t *z)
{
    int64_t count = 0, cost = 0;
    for (uint32_t j = 0; j < r->columns; j++) {
        count += z[j];
        cost += z[j] * r->p->cost[j];
    }
    if (count < r->best_count || (count == r->best_count && cost >= r->best_cost))
        return;
    memcpy(r->best, z, r->columns * sizeof *z);
    r->best_count = count;
    r->best_cost = cost;
    r->best_value = 0.0;
    for (uint32_t j = 0; j < r->columns; j++)
        r->best_value += r->gain[j] * (double)z[j];
}

/* Down to whole numbers, then up where there is room: a feasible answer from any relaxation. */
static void program_round(program_run *r, const double *z)
{
    int64_t left[PROGRAM_ROWS];
    for (uint32_t i = 0; i < r->rows; i++)
        left[i] = i + 1 == r->rows ? r->p->total : r->p->b[i];
    for (uint32_t j = 0; j < r->columns; j++) {
        r->try[j] = (int64_t)(z[j] + 1e-6);
        if (r->try[j] != 0)
            program_take(r, left, j, r->try[j]);
    }
    if (NEVER(!program_fits(r, left)))
        return;
    program_keep(r, r->try);
    for (uint32_t turn = 0; turn < 2; turn++)
        for (uint32_t j = 0; j < r->columns; j++) {
            const bool split = z[j] - (double)r->try[j] > 1e-6;
            while (r->try[j] < r->p->most[j] && (turn == 1 || split)) {
                program_take(r, left, j, 1);
                if (!program_fits(r, left)) {
                    program_take(r, left, j, -1);
                    break;
                }
                r->try[j]++;
                if (turn == 0)
                    break;
            }
        }
    program_keep(r, r->try);
}

static void program_branch(program_run *r, double *z, uint32_t depth)
{
    if (r->cut || !program_relax(r)) {
        r->cut = true;
        return;
    }
    if (program_artificial(r))
        return;
    const double value = program_value(r, z);
    if (value < r->best_value + (double)r->grain / PLAN_WHOLE - 1e-5)
        return;
    uint32_t split = PLAN_NONE;
    double worst = 1e-6;
    for (uint32_t j = 0; j < r->columns; j++) {
        const double part = z[j] - (double)(int64_t)(z[j] + 1e-6), off = part < 0.5 ? part : 1.0 - part;
        if (off > worst) {
            worst = off;
            split = j;
        }
    }
    program_round(r, z);
    if (split == PLAN_NONE)
        return;
    if (depth == 0) {
        r->cut = true;
        return;
    }
    const int64_t low = r->low[split], high = r->high[split], floor = (int64_t)(z[split] + 1e-6);
    const bool up_first = z[split] - (double)floor >= 0.5;
    for (int turn = 0; turn < 2; turn++) {
        if ((turn == 0) == up_first)
            r->low[split] = floor + 1;
        else
            r->high[split] = floor;
        program_branch(r, z, depth - 1);
        r->low[split] = low;
        r->high[split] = high;
    }
}

static int64_t program_grain(const piq__plan_program *p)
{
    int64_t grain = 0;
    for (uint32_t j = 0; j < p->columns; j++)
        for (int64_t x = p->cost[j]; x != 0;) {
            const int64_t rest = grain % x;
            grain = x;
            x = rest;
        }
    return grain == 0 ? PLAN_WHOLE : grain;
}

bool piq__plan_program_solve(const piq__plan_program *p, piq__plan_work *work, const piq_allocator *a, int64_t *z, bool *proven)
{
    piq__arena arena;
    piq__arena_begin(&arena, a);
    program_run *r = piq__arena_take(&arena, sizeof *r);
    if (r == NULL)
        return false;
    memset(r, 0, sizeof *r);
    r->p = p;
    r->work = work;
    r->rows = p->rows + 1;
    r->columns = p->columns;
    r->all = r->columns + 2 * r->rows;
    const size_t wide = (size_t)r->all + 1;
    r->gain = piq__arena_take(&arena, wide * sizeof *r->gain);
    r->low = piq__arena_take(&arena, wide * sizeof *r->low);
    r->high = piq__arena_take(&arena, wide * sizeof *r->high);
    r->at_high = piq__arena_take(&arena, wide);
    r->basic = piq__arena_take(&arena, wide);
    r->try = piq__arena_take(&arena, wide * sizeof *r->try);
    double *relaxed = piq__arena_take(&arena, wide * sizeof *relaxed), first_price[PROGRAM_ROWS] = {0}, price[PROGRAM_ROWS] = {0};
    const bool good = !arena.failed;
    if (good) {
        double most = 1.0;
        for (uint32_t j = 0; j < p->columns; j++)
            most = piq__max(most, (double)p->cost[j] / PLAN_WHOLE);
        for (uint32_t j = 0; j < p->columns; j++) {
            r->gain[j] = 64.0 * most - (double)p->cost[j] / PLAN_WHOLE;
            r->low[j] = 0;
            r->high[j] = p->most[j];
            z[j] = 0;
        }
        r->heavy = 1e6 * most;
        r->best = z;
        r->grain = program_grain(p);
        r->price = first_price;
        if (program_relax(r)) {
            memcpy(p->price, first_price, p->rows * sizeof *price);
            r->price = price;
            program_branch(r, relaxed, 60);
        }
        *proven = !r->cut;
    }
    piq__arena_end(&arena);
    return good;
}
