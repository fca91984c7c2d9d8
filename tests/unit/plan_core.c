/* The planner on problems small enough to read, and out of memory at every allocation. */
#include "../../bench/plan/synthetic.h"
#include "plan_help.h"

#define CASE_MOST 16

/* Nodes that are domains of their own, all of one type, work of whole GPUs. */
typedef struct small_case {
    piq__plan_problem p;
    uint32_t domain[CASE_MOST], type[CASE_MOST];
    int32_t capacity[CASE_MOST], gpus[CASE_MOST];
    uint8_t receives[CASE_MOST];
    double cpu[CASE_MOST];
    uint32_t piece[CASE_MOST + 1], piece_node[CASE_MOST], label[CASE_MOST];
    int32_t item_gpus[CASE_MOST], share[CASE_MOST], priority[CASE_MOST];
    uint8_t movable[CASE_MOST];
    double item_cpu[CASE_MOST];
    int32_t job_gpus[CASE_MOST], job_replicas[CASE_MOST];
    uint8_t job_single[CASE_MOST];
    double job_cpu[CASE_MOST];
} small_case;

static void begin(small_case *c)
{
    memset(c, 0, sizeof *c);
    c->p.types = 1;
    c->p.node_domain = c->domain;
    c->p.node_type = c->type;
    c->p.node_capacity = c->capacity;
    c->p.node_gpus = c->gpus;
    c->p.node_receives = c->receives;
    c->p.item_piece = c->piece;
    c->p.item_gpus = c->item_gpus;
    c->p.item_movable = c->movable;
    c->p.item_priority = c->priority;
    c->p.piece_node = c->piece_node;
    c->p.piece_gpus = c->item_gpus;
    c->p.piece_share = c->share;
    c->p.piece_label = c->label;
    c->p.job_gpus = c->job_gpus;
    c->p.job_replicas = c->job_replicas;
    c->p.job_single = c->job_single;
}

static void node(small_case *c, int32_t gpus, bool receives)
{
    const uint32_t n = c->p.nodes++;
    c->domain[n] = c->p.domains++;
    c->capacity[n] = c->gpus[n] = gpus;
    c->receives[n] = receives;
    c->cpu[n] = PIQ__UNKNOWN;
}

static void work(small_case *c, uint32_t at, int32_t gpus, bool movable)
{
    const uint32_t i = c->p.items++;
    c->piece_node[i] = at;
    c->item_gpus[i] = gpus;
    c->movable[i] = movable;
    c->piece[i + 1] = i + 1;
}

static void share(small_case *c, uint32_t at, int32_t quarters, uint32_t label, bool movable)
{
    work(c, at, 0, movable);
    c->share[c->p.items - 1] = PIQ__PLAN_WHOLE / 4 * quarters;
    c->label[c->p.items - 1] = label;
}

static void job(small_case *c, int32_t gpus, int32_t replicas, bool single)
{
    const uint32_t j = c->p.jobs++;
    c->job_gpus[j] = gpus;
    c->job_replicas[j] = replicas;
    c->job_single[j] = single;
}

static void plan(const char *name, small_case *c, int class, long long runs, double moved, size_t moves)
{
    piq__plan_result r;
    char what[128];
    if (piq__plan(&c->p, NULL, 100000, &r) != PIQ_OK) {
        expect(name, -1, 0);
        return;
    }
    snprintf(what, sizeof what, "%s: class", name);
    expect(what, r.job_class[0], class);
    snprintf(what, sizeof what, "%s: runs", name);
    expect(what, r.runs, runs);
    snprintf(what, sizeof what, "%s: thousandths of a GPU moved", name);
    expect(what, (long long)(r.gpus_moved * 1000 + 0.5), (long long)(moved * 1000 + 0.5));
    snprintf(what, sizeof what, "%s: moves", name);
    expect(what, (long long)r.move_count, (long long)moves);
    snprintf(what, sizeof what, "%s: proven", name);
    expect(what, r.optimal, 1);
    expect(what, r.runs_bound, runs);
    piq__plan_free(NULL, &r);
}

static void two_nodes(small_case *c, int32_t free_a, int32_t free_b, bool movable)
{
    begin(c);
    node(c, 8, true);
    node(c, 8, true);
    if (free_a < 8)
        work(c, 0, 8 - free_a, movable);
    if (free_b < 8)
        work(c, 1, 8 - free_b, movable);
}

static void check_classes(void)
{
    small_case c;
    two_nodes(&c, 4, 4, true);
    job(&c, 8, 1, true);
    plan("4 + 4 free", &c, PIQ__PLAN_BLOCKED, 1, 4, 1);
    two_nodes(&c, 8, 0, true);
    job(&c, 8, 1, true);
    plan("8 + 0 free", &c, PIQ__PLAN_FITS, 1, 0, 0);
    two_nodes(&c, 3, 3, true);
    job(&c, 8, 1, true);
    plan("3 + 3 free", &c, PIQ__PLAN_SHORTAGE, 0, 0, 0);
    two_nodes(&c, 8, 8, true);
    job(&c, 16, 1, true);
    plan("16 on domains of 8", &c, PIQ__PLAN_INFEASIBLE, 0, 0, 0);
    two_nodes(&c, 4, 4, true);
    c.receives[1] = 0;
    job(&c, 8, 1, true);
    plan("a cordoned half", &c, PIQ__PLAN_SHORTAGE, 0, 0, 0);
    two_nodes(&c, 4, 4, false);
    job(&c, 8, 1, true);
    plan("nothing may move", &c, PIQ__PLAN_BLOCKED, 0, 0, 0);
    two_nodes(&c, 4, 4, true);
    job(&c, 1, 8, false);
    plan("no domain asked for", &c, PIQ__PLAN_FITS, 1, 0, 0);
}

/* The 4 on the first node finds no hole until a 1 has made one. */
/* Nodes larger than any that is sold as one: all that a job needs there, 128 and 130 GPUs, moves to a type that the job does not accept. */
static void check_wide_nodes(void)
{
    static const uint64_t sets[] = {1, 3};
    for (int32_t size = 128; size <= 130; size += 2) {
        const uint32_t any[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, first[] = {0};
        small_case c;
        begin(&c);
        c.p.types = 2;
        c.p.type_sets = 2;
        c.p.type_words = 1;
        c.p.type_set = sets;
        c.p.item_types = any;
        c.p.job_types = first;
        node(&c, size, true);
        node(&c, size, true);
        c.type[1] = 1;
        for (int k = 0; k < 8; k++)
            work(&c, 0, k < 7 ? 16 : size - 7 * 16, true);
        for (uint32_t n = 2; n < 4; n++) { /* free GPUs enough, in two halves */
            node(&c, size, true);
            work(&c, n, size / 2, false);
        }
        job(&c, size, 1, true);
        plan("a wide node", &c, PIQ__PLAN_BLOCKED, 1, size, 8);
    }
}

static void check_chain(void)
{
    small_case c;
    begin(&c);
    for (int n = 0; n < 3; n++)
        node(&c, 8, true);
    work(&c, 0, 4, true);
    work(&c, 1, 4, false);
    work(&c, 1, 1, true);
    work(&c, 2, 7, false);
    job(&c, 8, 1, true);
    plan("a chain", &c, PIQ__PLAN_BLOCKED, 1, 5, 2);
}

/* Two items change places by way of a third node. */
static void check_cycle(void)
{
    small_case c;
    begin(&c);
    node(&c, 4, true);
    node(&c, 3, true);
    node(&c, 2, true);
    work(&c, 0, 2, true);
    work(&c, 1, 1, false);
    work(&c, 1, 1, true);
    work(&c, 2, 1, true);
    job(&c, 4, 1, true);
    plan("stepping aside", &c, PIQ__PLAN_BLOCKED, 1, 3, 2);
}

static void check_shares(void)
{
    small_case c;
    begin(&c);
    node(&c, 2, true);
    node(&c, 2, true);
    share(&c, 0, 1, 0, true);
    share(&c, 1, 2, 7, true);
    job(&c, 2, 1, true);
    plan("shares packed together", &c, PIQ__PLAN_BLOCKED, 1, 0.25, 1);
}

static void check_cores(void)
{
    small_case c;
    two_nodes(&c, 4, 4, true);
    c.p.node_cpu = c.cpu;
    c.p.item_cpu = c.item_cpu;
    c.p.job_cpu = c.job_cpu;
    c.cpu[0] = 1.0;
    c.cpu[1] = 100.0;
    c.item_cpu[0] = 4.0;
    c.item_cpu[1] = 4.0;
    c.job_cpu[0] = 8.0;
    job(&c, 8, 1, true);
    /* A free GPU without free cores is not free for the job: 1 + 4 of them. */
    plan("cores lacking", &c, PIQ__PLAN_SHORTAGE, 0, 0, 0);
    c.cpu[0] = 4.0;
    plan("cores on one node only", &c, PIQ__PLAN_BLOCKED, 1, 4, 1);
    /* What no row tells is not counted: not of the job, not of the work, and not where nodes do not tell. */
    c.cpu[0] = 0;
    c.p.job_cpu = NULL;
    c.item_cpu[1] = 0;
    plan("a job without cores", &c, PIQ__PLAN_BLOCKED, 1, 4, 1);
    c.p.item_cpu = NULL;
    plan("work without cores", &c, PIQ__PLAN_BLOCKED, 1, 4, 1);
    c.p.job_cpu = c.job_cpu;
    c.p.item_cpu = c.item_cpu;
    c.p.node_cpu = NULL;
    plan("nodes without cores", &c, PIQ__PLAN_BLOCKED, 1, 4, 1);
}

static void check_memory_of_the_host(void)
{
    small_case c;
    two_nodes(&c, 4, 4, true);
    c.p.node_memory = c.cpu;
    c.p.item_memory = c.item_cpu;
    c.p.job_memory = c.job_cpu;
    c.cpu[0] = 1e9;
    c.cpu[1] = 96e9; /* for twelve such jobs, and nothing over */
    c.item_cpu[0] = 4e9;
    c.item_cpu[1] = 4e9;
    c.job_cpu[0] = 8e9;
    job(&c, 8, 1, true);
    plan("memory lacking", &c, PIQ__PLAN_SHORTAGE, 0, 0, 0);
    c.cpu[0] = 4e9;
    plan("memory on one node only", &c, PIQ__PLAN_BLOCKED, 1, 4, 1);
    c.cpu[0] = 0;
    c.p.job_memory = NULL;
    c.item_cpu[1] = 0;
    plan("a job without memory", &c, PIQ__PLAN_BLOCKED, 1, 4, 1);
    c.p.item_memory = NULL;
    plan("work without memory", &c, PIQ__PLAN_BLOCKED, 1, 4, 1);
    c.p.job_memory = c.job_cpu;
    c.p.item_memory = c.item_cpu;
    c.p.node_memory = NULL;
    plan("nodes without memory", &c, PIQ__PLAN_BLOCKED, 1, 4, 1);
}

static void check_priority(void)
{
    small_case c;
    two_nodes(&c, 4, 4, true);
    c.priority[0] = 5;
    job(&c, 8, 1, true);
    piq__plan_result r;
    if (piq__plan(&c.p, NULL, 100000, &r) != PIQ_OK)
        exit(3);
    expect("the lower priority moves", r.moves[0].item, 1);
    piq__plan_free(NULL, &r);
}

/* ---- memory ---- */

static void check_memory(const char *what, const piq__plan_problem *p)
{
    bool done = false;
    for (long long after = 0; !done && after < 20000; after++) {
        scarce s = {after, 0};
        const piq_allocator a = {sizeof a, 0, scarce_alloc, scarce_resize, scarce_release, &s};
        piq__plan_result r;
        const piq_status status = piq__plan(p, &a, 20000, &r);
        done = status == PIQ_OK;
        if (!done && (status != PIQ_E_NOMEM || r.move_count != 0 || r.moves != NULL))
            expect(what, status, PIQ_E_NOMEM);
        piq__plan_free(&a, &r);
        if (s.held != 0)
            expect(what, s.held, 0);
    }
    expect(what, done, 1);
}

static void check_out_of_memory(void)
{
    static const synthetic_mix mixes[] = {
        {6, 2, 3, 250, 80, 1, 30}, {8, 3, 4, 300, 90, 1, 0}, {90, 20, 5, 120, 80, 1, 20},
        {80, 12, 6, 150, 50, 2, 0}, {66, 8, 2, 150, 80, 1, 0},    {66, 8, 1, 150, 80, 1, 20}};
    for (size_t k = 0; k < PIQ__COUNT(mixes); k++) {
        piq__plan_problem p;
        text_rows rows;
        synthetic_fleet(&mixes[k], &p, &rows);
        check_memory("out of memory", &p);
        text_free(&rows);
    }
}

static void check_empty(void)
{
    piq__plan_problem p;
    piq__plan_result r;
    memset(&p, 0, sizeof p);
    expect("an empty problem", piq__plan(&p, NULL, 1000, &r), PIQ_OK);
    expect("an empty problem runs", r.runs, 0);
    expect("an empty problem is solved", r.optimal, 1);
    piq__plan_free(NULL, &r);
}

int main(void)
{
    check_classes();
    check_wide_nodes();
    check_chain();
    check_cycle();
    check_shares();
    check_cores();
    check_memory_of_the_host();
    check_priority();
    check_empty();
    check_out_of_memory();
    printf("plan_core: %d failures\n", failures);
    return failures != 0;
}
