/* Plans of instances whose best is known (planner/known.py, planner/corners.py), each followed step by step; and what must hold of them
   whatever the work limit, and when memory runs out at any allocation. */
#include "../planner/follow.h"
#include "plan_help.h"

#define KNOWN_WORK 1000000 /* as in planner/known.py */

typedef struct known_best {
    uint32_t runs;
    double cost, priority;
    bool proven;
} known_best;

static int count, wrong;

static void known_wrong(const char *what, const known_best *best, uint64_t limit)
{
    wrong++;
    printf("instance %d, %llu steps: %s; best %u at %g, priority %g\n", count, (unsigned long long)limit, what, best->runs, best->cost, best->priority);
}

/* What a plan comes to: more jobs first, then what moving costs, then its priority. Negative: worse than the best known. */
static int known_compare(const piq__plan_problem *p, const piq__plan_result *r, const known_best *best)
{
    double cost = 0, priority = 0;
    for (size_t k = 0; k < r->move_count; k++) {
        const uint32_t i = r->moves[k].item;
        cost += isnan(p->item_move_cost[i]) ? follow_gpus(p, i) : p->item_move_cost[i];
        priority += p->item_priority[i] * follow_gpus(p, i);
    }
    if (r->runs != best->runs)
        return r->runs < best->runs ? -1 : 1;
    if (fabs(cost - best->cost) >= 1e-3)
        return cost > best->cost ? -1 : 1;
    return priority > best->priority + 1e-3 ? -1 : priority < best->priority - 1e-3 ? 1 : 0;
}

/* `whole`: with all the work it is to reach the best; with less it may not say that it did where it did not. */
static void known_plan(const piq__plan_problem *p, const known_best *best, uint64_t limit, bool whole)
{
    piq__plan_result r;
    if (piq__plan(p, NULL, limit, &r) != PIQ_OK) {
        known_wrong("no plan", best, limit);
        return;
    }
    const int than = known_compare(p, &r, best);
    const char *fault = follow_plan(p, &r);
    if (fault != NULL)
        known_wrong(fault, best, limit);
    else if (than > 0 && best->proven && r.runs > best->runs)
        known_wrong("better than what is proven", best, limit);
    else if (than < 0 && whole)
        known_wrong("worse", best, limit);
    else if (r.optimal && (r.runs < best->runs || r.runs != r.runs_bound))
        known_wrong("said to be the best", best, limit);
    piq__plan_free(NULL, &r);
}

/* Cores and memory change places, a byte for each thousandth of a core: nothing else changes. */
static void known_by_bytes(const piq__plan_problem *given, const known_best *best, uint64_t limit)
{
    piq__plan_problem p = *given;
    piq__plan_result cores, bytes;
    const size_t counts[] = {p.nodes, p.items, p.jobs};
    const double *from[][2] = {{p.node_cpu, p.node_memory}, {p.item_cpu, p.item_memory}, {p.job_cpu, p.job_memory}};
    double *to[3][2];
    for (int k = 0; k < 3; k++) {
        to[k][0] = TEXT_ROW(double, counts[k]);
        to[k][1] = TEXT_ROW(double, counts[k]);
        for (size_t i = 0; i < counts[k]; i++) {
            to[k][0][i] = from[k][1][i] / 1000;
            to[k][1][i] = from[k][0][i] * 1000;
        }
    }
    p.node_cpu = to[0][0];
    p.node_memory = to[0][1];
    p.item_cpu = to[1][0];
    p.item_memory = to[1][1];
    p.job_cpu = to[2][0];
    p.job_memory = to[2][1];
    bool same = piq__plan(given, NULL, limit, &cores) == PIQ_OK && piq__plan(&p, NULL, limit, &bytes) == PIQ_OK;
    same = same && bytes.runs == cores.runs && bytes.runs_bound == cores.runs_bound && bytes.move_count == cores.move_count &&
           bytes.start_count == cores.start_count;
    for (size_t k = 0; same && k < bytes.move_count; k++)
        same = bytes.moves[k].item == cores.moves[k].item && bytes.pieces[bytes.moves[k].to].node == cores.pieces[cores.moves[k].to].node;
    if (!same)
        known_wrong("bytes are not what cores are", best, limit);
    piq__plan_free(NULL, &bytes);
    piq__plan_free(NULL, &cores);
    for (int k = 0; k < 3; k++) {
        free(to[k][0]);
        free(to[k][1]);
    }
}

/* ---- memory ---- */

/* At each of the first allocations, and at some of the later ones where there are many. */
static void known_memory(const piq__plan_problem *p, const known_best *best, uint64_t limit)
{
    bool done = false;
    for (long long after = 0; !done; after += 1 + after / (p->nodes > 64 ? 1 : p->nodes > 20 ? 8 : 256)) {
        scarce s = {after, 0};
        const piq_allocator a = {sizeof a, 0, scarce_alloc, NULL, scarce_release, &s};
        piq__plan_result r;
        const piq_status status = piq__plan(p, &a, limit, &r);
        done = status == PIQ_OK;
        if (!done && (status != PIQ_E_NOMEM || r.move_count != 0 || r.moves != NULL))
            known_wrong("a plan without memory", best, limit);
        piq__plan_free(&a, &r);
        if (s.held != 0)
            known_wrong("memory is lost", best, limit);
    }
}

/* ---- the lists ---- */

/* Each list says what its last column is: known.txt has none. */
static int known_list(const char *path, bool limits)
{
    FILE *f = fopen(path, "r");
    if (f == NULL)
        return 2;
    for (int next = getc(f); next != EOF; next = getc(f)) {
        piq__plan_problem p;
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
        const uint64_t limit = limits ? (uint64_t)text_number(f) : KNOWN_WORK;
        count++;
        known_plan(&p, &best, KNOWN_WORK, true);
        known_plan(&p, &best, 1, false);
        known_by_bytes(&p, &best, KNOWN_WORK);
        for (uint64_t less = limits ? limit : 30; less < KNOWN_WORK; less *= limits ? KNOWN_WORK : 30)
            known_plan(&p, &best, less, false);
        known_memory(&p, &best, limit == KNOWN_WORK ? 3000 : limit);
        text_free(&rows);
    }
    fclose(f);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return known_list(argv[1], true) + wrong;
    if (known_list(PIQ_SOURCE_DIR "/tests/planner/known.txt", false) != 0 || count < 50 || known_list(PIQ_SOURCE_DIR "/tests/planner/corners.txt", true) != 0)
        return 2;
    printf("plan_known: %d instances, %d wrong\n", count, wrong);
    return wrong > 0 ? 1 : 0;
}
