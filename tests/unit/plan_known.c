/* Plans of instances whose best is known (planner/known.py). */
#include <math.h>

#include "../planner/problem_text.h"

#define KNOWN_WORK 1000000 /* as in planner/known.py */

typedef struct known_best {
    uint32_t runs;
    double cost, priority;
    bool proven;
} known_best;

static double known_gpus(const piq__plan_problem *p, uint32_t item)
{
    return p->item_gpus[item] > 0 ? p->item_gpus[item] : (double)p->piece_share[p->item_piece[item]] / PIQ__PLAN_WHOLE;
}

static bool known_good(const piq__plan_problem *p, const piq__plan_result *r, const known_best *best)
{
    double cost = 0, priority = 0;
    for (size_t k = 0; k < r->move_count; k++) {
        const uint32_t i = r->moves[k].item;
        cost += isnan(p->item_move_cost[i]) ? known_gpus(p, i) : p->item_move_cost[i];
        priority += p->item_priority[i] * known_gpus(p, i);
    }
    const bool same = r->runs == best->runs && fabs(cost - best->cost) < 1e-3;
    const bool good = same ? priority <= best->priority + 1e-3 : !best->proven && (r->runs > best->runs || (r->runs == best->runs && cost < best->cost));
    if (!good)
        printf("%u jobs at %g, priority %g; best %u at %g, priority %g\n", r->runs, cost, priority, best->runs, best->cost, best->priority);
    return good && r->runs <= r->runs_bound && (!r->optimal || r->runs == r->runs_bound);
}

int main(int argc, char **argv)
{
    FILE *f = fopen(argc > 1 ? argv[1] : PIQ_SOURCE_DIR "/tests/planner/known.txt", "r");
    int count = 0, wrong = 0;
    if (f == NULL)
        return 2;
    for (int next = getc(f); next != EOF; next = getc(f)) {
        piq__plan_problem p;
        piq__plan_result result;
        text_rows rows;
        if (next == '\n' || next == ' ')
            continue;
        ungetc(next, f);
        memset(&p, 0, sizeof p);
        memset(&rows, 0, sizeof rows);
        text_read(f, &p, &rows);
        known_best best;
        best.runs = (uint32_t)text_number(f);
        best.cost = text_real(f);
        best.priority = text_real(f);
        best.proven = text_number(f) != 0;
        count++;
        if (piq__plan(&p, NULL, KNOWN_WORK, &result) != PIQ_OK || !known_good(&p, &result, &best)) {
            wrong++;
            printf("instance %d is wrong\n", count);
        }
        piq__plan_free(NULL, &result);
        text_free(&rows);
    }
    fclose(f);
    printf("plan_known: %d instances, %d wrong\n", count, wrong);
    return wrong > 0 || count < 50 ? 1 : 0;
}
