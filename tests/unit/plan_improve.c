/* Plans of large clusters made better, piece by piece, from answers that are poor on purpose; and out of memory at every allocation. */
#include "../planner/follow.h"
#include "consolidation/internal.h"
#include "plan_help.h"

/* A cluster of nodes of 8 and what stands there; the caller frees the rows. */
typedef struct improve_case {
    piq__plan_problem p;
    text_rows rows;
    uint32_t items, pieces;
} improve_case;

static void begin(improve_case *c, uint32_t nodes, uint32_t most, uint32_t jobs, int32_t gpus)
{
    memset(c, 0, sizeof *c);
    c->p.types = 1;
    c->p.nodes = c->p.domains = nodes;
    c->rows.domain = TEXT_ROW(uint32_t, nodes);
    c->rows.type = TEXT_ROW(uint32_t, nodes);
    c->rows.capacity = TEXT_ROW(int32_t, nodes);
    c->rows.receives = TEXT_ROW(uint8_t, nodes);
    for (uint32_t n = 0; n < nodes; n++) {
        c->rows.domain[n] = n;
        c->rows.capacity[n] = 8;
        c->rows.receives[n] = 1;
    }
    c->rows.item_piece = TEXT_ROW(uint32_t, most);
    c->rows.item_gpus = TEXT_ROW(int32_t, most);
    c->rows.item_pod = TEXT_ROW(int32_t, most);
    c->rows.item_single = TEXT_ROW(uint8_t, most);
    c->rows.item_movable = TEXT_ROW(uint8_t, most);
    c->rows.piece_node = TEXT_ROW(uint32_t, most);
    c->rows.piece_gpus = TEXT_ROW(int32_t, most);
    c->rows.piece_share = TEXT_ROW(int32_t, most);
    c->rows.piece_label = TEXT_ROW(uint32_t, most);
    c->rows.job_gpus = TEXT_ROW(int32_t, jobs);
    c->rows.job_pod = TEXT_ROW(int32_t, jobs);
    for (uint32_t j = 0; j < jobs; j++)
        c->rows.job_gpus[j] = c->rows.job_pod[j] = gpus;
    c->p.jobs = jobs;
}

static void item(improve_case *c, uint32_t node, int32_t gpus, int32_t share, uint32_t label, bool movable)
{
    const uint32_t i = c->p.items++;
    c->rows.item_gpus[i] = c->rows.item_pod[i] = c->rows.piece_gpus[i] = gpus;
    c->rows.piece_share[i] = share;
    c->rows.piece_label[i] = label;
    c->rows.piece_node[i] = node;
    c->rows.item_movable[i] = movable;
    c->rows.item_single[i] = 1;
    c->rows.item_piece[i + 1] = i + 1;
}

/* From that node on all are. */
static void full(improve_case *c, uint32_t first)
{
    for (uint32_t n = first; n < c->p.nodes; n++)
        item(c, n, 8, 0, 0, false);
}

static const piq__plan_problem *problem(improve_case *c)
{
    const text_rows *r = &c->rows;
    c->p.node_domain = r->domain;
    c->p.node_type = r->type;
    c->p.node_capacity = r->capacity;
    c->p.node_receives = r->receives;
    c->p.item_piece = r->item_piece;
    c->p.item_gpus = r->item_gpus;
    c->p.item_pod_gpus = r->item_pod;
    c->p.item_single = r->item_single;
    c->p.item_movable = r->item_movable;
    c->p.piece_node = r->piece_node;
    c->p.piece_gpus = r->piece_gpus;
    c->p.piece_share = r->piece_share;
    c->p.piece_label = r->piece_label;
    c->p.job_gpus = r->job_gpus;
    c->p.job_pod_gpus = r->job_pod;
    return &c->p;
}

/* ---- a poor answer: the moves given, and a start of job j on its node ---- */

typedef struct poor_move {
    uint32_t item, node, slot;
} poor_move;

typedef struct poor_plan {
    const poor_move *moves;
    size_t move_count;
    const uint32_t *starts; /* a node for each of the first jobs */
    uint32_t start_count, bound;
} poor_plan;

/* What improving makes of it; `after` so many allocations there is no memory. */
static piq_status improve(const piq__plan_problem *p, const poor_plan *poor, uint64_t limit, long long after, piq__plan_result *r)
{
    scarce s = {INT64_MAX, 0};
    const piq_allocator given = {sizeof given, 0, scarce_alloc, NULL, scarce_release, &s}, a = piq__allocator(&given);
    piq__plan_model m;
    piq__plan_cluster c;
    piq__plan_answer answer = {{NULL, 0, 0, NULL, 0, 0}, {0, 0}, poor->start_count, poor->bound, true, false};
    piq__plan_starts starts;
    piq__plan_work work = {0, limit};
    memset(r, 0, sizeof *r);
    if (piq__plan_index(&m, p, &a) != PIQ_OK || piq__plan_classify(&m) != PIQ_OK || piq__plan_cut(&m) != PIQ_OK)
        exit(3);
    const piq__plan_part part = piq__plan_component(&m, 0);
    if (piq__plan_cluster_begin(&c, &m, &part, &a) != PIQ_OK || !piq__plan_starts_begin(&starts, c.jobs, &a))
        exit(3);
    for (size_t k = 0; k < poor->move_count; k++) {
        const poor_move *x = &poor->moves[k];
        uint32_t i = 0;
        while (c.item[i] != x->item)
            i++;
        if (!piq__plan_steps_add(&answer.steps, &a, i, &x->node, 1, x->slot == PLAN_NONE ? PLAN_NONE : c.slots + x->slot))
            exit(3);
        answer.weight = piq__plan_sum(answer.weight, c.weight[i]);
    }
    for (uint32_t j = 0; j < poor->start_count; j++) {
        starts.runs[j] = 1;
        starts.first[j] = (uint32_t)starts.count;
        if (!piq__plan_starts_add(&starts, &a, poor->starts[j]))
            exit(3);
    }
    s.left = after;
    const piq_status status = piq__plan_improve(&c, &work, &a, &answer, &starts);
    s.left = INT64_MAX;
    r->runs_bound = answer.bound;
    if (status == PIQ_OK && piq__plan_emit(&c, &answer, &starts, &a, r) != PIQ_OK)
        exit(3);
    const char *wrong = status == PIQ_OK ? follow_plan(p, r) : NULL;
    if (wrong != NULL)
        expect(wrong, 1, 0);
    piq__plan_starts_end(&starts, &a);
    piq__plan_steps_end(&answer.steps, &a);
    piq__plan_cluster_end(&c);
    piq__arena_end(&m.arena);
    const double moved = (double)r->parts_moved / PLAN_WHOLE;
    const uint32_t runs = r->runs;
    piq__plan_free(&given, r);
    r->gpus_moved = moved;
    r->runs = runs;
    expect("memory held", s.held, 0);
    return status;
}

static void improved(const char *what, improve_case *c, const poor_plan *poor, uint64_t limit, uint32_t runs, double moved)
{
    piq__plan_result r;
    const piq__plan_problem *p = problem(c);
    expect(what, improve(p, poor, limit, INT64_MAX, &r), PIQ_OK);
    expect(what, r.runs, runs);
    expect(what, (long long)(r.gpus_moved * 1000 + 0.5), (long long)(moved * 1000 + 0.5));
    bool done = false;
    for (long long after = 0; !done; after += 1 + after / 64) {
        const piq_status status = improve(p, poor, limit, after, &r);
        done = status == PIQ_OK;
        expect("without memory", done || status == PIQ_E_NOMEM, 1);
    }
    text_free(&c->rows);
}

/* Item 0 leaves node 0 for node 2, and the job starts there. */
static const poor_move emptied_moves[] = {{0, 2, PLAN_NONE}};
static const uint32_t emptied_starts[] = {0};
static const poor_plan emptied = {emptied_moves, 1, emptied_starts, 1, 1};

/* Node 0 is emptied of 4 where node 1 could be of 1; all others are full. */
static void check_cheaper(void)
{
    improve_case c;
    begin(&c, 70, 400, 1, 8);
    item(&c, 0, 4, 0, 0, true);
    item(&c, 1, 1, 0, 0, true);
    item(&c, 2, 4, 0, 0, false);
    full(&c, 3);
    improved("the cheaper node", &c, &emptied, 1000000, 1, 1);
}

/* One job more: the 4 finds its hole after a 1 has left it. */
static void check_one_more(void)
{
    improve_case c;
    begin(&c, 70, 400, 2, 8);
    item(&c, 0, 4, 0, 0, true);
    item(&c, 1, 4, 0, 0, false);
    item(&c, 1, 1, 0, 0, true);
    item(&c, 2, 7, 0, 0, false);
    item(&c, 3, 1, 0, 0, true);
    item(&c, 4, 7, 0, 0, false);
    full(&c, 5);
    const poor_move moves[] = {{4, 4, PLAN_NONE}};
    const uint32_t starts[] = {3};
    const poor_plan poor = {moves, 1, starts, 1, 2};
    improved("one job more", &c, &poor, 1000000, 2, 6);
}

/* Shares that take fresh GPUs where they need not. */
static void check_shares(void)
{
    improve_case c;
    begin(&c, 70, 400, 2, 8);
    item(&c, 0, 0, PIQ__PLAN_WHOLE / 2, 0, true);
    item(&c, 0, 0, PIQ__PLAN_WHOLE / 2, 1, true);
    item(&c, 1, 0, PIQ__PLAN_WHOLE / 4, 0, true);
    item(&c, 2, 6, 0, 0, false);
    item(&c, 3, 0, PIQ__PLAN_WHOLE / 4, 0, true);
    full(&c, 4);
    const poor_move moves[] = {{0, 2, 0}, {1, 2, 1}};
    const uint32_t starts[] = {0};
    const poor_plan poor = {moves, 2, starts, 1, 2};
    improved("shares for less, and one more", &c, &poor, 1000000, 2, 0.5);
}

/* A group of more nodes than a window's core stays as it is. */
static void check_wide_group(void)
{
    improve_case c;
    begin(&c, 70, 400, 1, 8);
    for (uint32_t n = 0; n < 30; n++)
        c.rows.domain[n] = 0;
    item(&c, 0, 4, 0, 0, true);
    item(&c, 1, 1, 0, 0, true);
    item(&c, 2, 4, 0, 0, false);
    full(&c, 3);
    improved("a rack of 30", &c, &emptied, 1000000, 1, 4);
}

/* More jobs in one window than exact search holds. */
static void check_many_jobs(void)
{
    improve_case c;
    uint32_t starts[128];
    begin(&c, 80, 400, 128, 1);
    for (uint32_t n = 0; n < 16; n++)
        for (uint32_t k = 0; k < 8; k++)
            starts[8 * n + k] = n;
    full(&c, 16);
    const poor_plan poor = {NULL, 0, starts, 128, 128};
    improved("128 jobs", &c, &poor, 100000, 128, 0);
}

/* A move that helps nobody, where no job starts. */
static void check_needless(void)
{
    improve_case c;
    begin(&c, 70, 400, 1, 8);
    item(&c, 1, 1, 0, 0, true);
    item(&c, 2, 4, 0, 0, false);
    full(&c, 3);
    improved("a needless move", &c, &emptied, 1000000, 1, 0);
}

/* More shared GPUs than exact search holds, on the node that would be cheaper. */
static void check_many_shared(void)
{
    improve_case c;
    begin(&c, 70, 1000, 1, 8);
    item(&c, 0, 4, 0, 0, true);
    item(&c, 1, 1, 0, 0, true);
    c.rows.capacity[1] = 308;
    for (uint32_t k = 0; k < 300; k++)
        item(&c, 1, 0, PIQ__PLAN_WHOLE, k, false);
    item(&c, 2, 4, 0, 0, false);
    full(&c, 3);
    improved("300 shared GPUs", &c, &emptied, 1000000, 1, 4);
}

/* The same for work of whole GPUs. */
static void check_much_work(void)
{
    improve_case c;
    begin(&c, 70, 1000, 1, 8);
    item(&c, 0, 4, 0, 0, true);
    item(&c, 1, 1, 0, 0, true);
    c.rows.capacity[1] = 308;
    for (uint32_t k = 0; k < 300; k++)
        item(&c, 1, 1, 0, 0, true);
    item(&c, 2, 4, 0, 0, false);
    full(&c, 3);
    improved("301 in one place", &c, &emptied, 1000000, 1, 4);
}

/* Thirty times the cheaper node, in groups of which a window holds some. */
static void check_many_groups(void)
{
    improve_case c;
    poor_move moves[30];
    uint32_t starts[30];
    begin(&c, 140, 400, 30, 8);
    for (uint32_t g = 0; g < 30; g++) {
        moves[g] = (poor_move){c.p.items, 4 * g + 2, PLAN_NONE};
        starts[g] = 4 * g;
        item(&c, 4 * g, 4, 0, 0, true);
        item(&c, 4 * g + 1, 1, 0, 0, true);
        item(&c, 4 * g + 2, 4, 0, 0, false);
        item(&c, 4 * g + 3, 8, 0, 0, false);
    }
    full(&c, 120);
    const poor_plan poor = {moves, 30, starts, 30, 30};
    improved("thirty cheaper nodes", &c, &poor, 40000000, 30, 30);
}

/* Nothing starts and nothing could: nothing is looked for. */
static void check_nothing_starts(void)
{
    improve_case c;
    begin(&c, 70, 400, 1, 8);
    item(&c, 1, 1, 0, 0, true);
    full(&c, 3);
    const poor_move moves[] = {{0, 2, PLAN_NONE}};
    const poor_plan poor = {moves, 1, NULL, 0, 0};
    improved("nothing starts", &c, &poor, 1000000, 0, 1);
}

int main(void)
{
    check_much_work();
    check_many_groups();
    check_nothing_starts();
    check_cheaper();
    check_one_more();
    check_shares();
    check_wide_group();
    check_many_jobs();
    check_needless();
    check_many_shared();
    printf("plan_improve: %d failures\n", failures);
    return failures != 0;
}
