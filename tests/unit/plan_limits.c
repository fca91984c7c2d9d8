/* The planner where there is more of something than it tells apart, and where rows are odd. Every plan is followed step by step. */
#include "../planner/follow.h"
#include "plan_help.h"

/* Room for any of these. */
#define NODES 4300
#define WORK 4300
#define JOBS 128

typedef struct wide_case {
    piq__plan_problem p;
    uint32_t domain[NODES], type[NODES];
    int32_t capacity[NODES];
    uint8_t receives[NODES];
    double cpu[NODES];
    uint32_t piece[WORK + 1], piece_node[2 * WORK], label[2 * WORK], set[WORK];
    int32_t gpus[WORK], pod[WORK], share[2 * WORK], piece_gpus[2 * WORK], priority[WORK];
    uint8_t movable[WORK], single[WORK];
    double cost[WORK], item_cpu[WORK];
    int32_t job_gpus[JOBS], job_pod[JOBS], job_replicas[JOBS];
    uint8_t job_single[JOBS];
    uint32_t job_set[JOBS];
    double job_cpu[JOBS];
    uint64_t sets[NODES];
    uint32_t first[NODES];
} wide_case;

static wide_case wide;

static wide_case *begin(void)
{
    wide_case *c = &wide;
    memset(c, 0, sizeof *c);
    c->p = (piq__plan_problem){.types = 1,
                               .type_words = 1,
                               .type_set = c->sets,
                               .node_domain = c->domain,
                               .node_type = c->type,
                               .node_capacity = c->capacity,
                               .node_receives = c->receives,
                               .item_piece = c->piece,
                               .item_gpus = c->gpus,
                               .item_pod_gpus = c->pod,
                               .item_single = c->single,
                               .item_types = c->set,
                               .item_movable = c->movable,
                               .item_priority = c->priority,
                               .item_move_cost = c->cost,
                               .piece_node = c->piece_node,
                               .piece_gpus = c->piece_gpus,
                               .piece_share = c->share,
                               .piece_label = c->label,
                               .job_gpus = c->job_gpus,
                               .job_pod_gpus = c->job_pod,
                               .job_replicas = c->job_replicas,
                               .job_single = c->job_single,
                               .job_types = c->job_set};
    return c;
}

static uint32_t node(wide_case *c, int32_t gpus)
{
    const uint32_t n = c->p.nodes++;
    c->domain[n] = c->p.domains++;
    c->capacity[n] = gpus;
    c->receives[n] = 1;
    c->cpu[n] = PIQ__UNKNOWN;
    return n;
}

static void nodes(wide_case *c, uint32_t count, int32_t gpus)
{
    for (uint32_t k = 0; k < count; k++)
        (void)node(c, gpus);
}

/* Work without a piece: they follow. */
static uint32_t work(wide_case *c, int32_t gpus, bool movable)
{
    const uint32_t i = c->p.items++;
    c->gpus[i] = gpus;
    c->movable[i] = movable;
    c->single[i] = 1;
    c->set[i] = PIQ__PLAN_NONE;
    c->cost[i] = c->item_cpu[i] = PIQ__UNKNOWN;
    c->piece[i + 1] = c->piece[i];
    return i;
}

/* One more piece of the last item. */
static void at(wide_case *c, uint32_t n, int32_t gpus, int32_t share, uint32_t label)
{
    const uint32_t k = c->piece[c->p.items]++;
    c->piece_node[k] = n;
    c->piece_gpus[k] = gpus;
    c->share[k] = share;
    c->label[k] = label;
}

static void whole(wide_case *c, uint32_t n, int32_t gpus, bool movable)
{
    (void)work(c, gpus, movable);
    at(c, n, gpus, 0, 0);
}

static void part(wide_case *c, uint32_t n, int32_t share, uint32_t label, bool movable)
{
    (void)work(c, 0, movable);
    at(c, n, 0, share, label);
}

static void job(wide_case *c, int32_t gpus, int32_t pod, int32_t replicas, bool single)
{
    const uint32_t j = c->p.jobs++;
    c->job_gpus[j] = gpus;
    c->job_pod[j] = pod;
    c->job_replicas[j] = replicas;
    c->job_single[j] = single;
    c->job_set[j] = PIQ__PLAN_NONE;
    c->job_cpu[j] = PIQ__UNKNOWN;
}

static void with_cores(wide_case *c)
{
    c->p.node_cpu = c->cpu;
    c->p.item_cpu = c->item_cpu;
    c->p.job_cpu = c->job_cpu;
}

static uint64_t work_limit = 1000000;

/* Jobs that start, and GPUs that move; class of the first job. */
static void plan(const char *name, wide_case *c, int class, long long runs, double moved)
{
    piq__plan_result r;
    char what[128];
    if (piq__plan(&c->p, NULL, work_limit, &r) != PIQ_OK) {
        expect(name, -1, 0);
        return;
    }
    const char *wrong = follow_plan(&c->p, &r);
    if (wrong != NULL) {
        failures++;
        fprintf(stderr, "%s: %s\n", name, wrong);
    }
    (void)snprintf(what, sizeof what, "%s: class", name);
    expect(what, r.job_class[0], class);
    (void)snprintf(what, sizeof what, "%s: runs", name);
    expect(what, r.runs, runs);
    (void)snprintf(what, sizeof what, "%s: thousandths of a GPU moved", name);
    expect(what, (long long)(r.gpus_moved * 1000 + 0.5), (long long)(moved * 1000 + 0.5));
    piq__plan_free(NULL, &r);
}

/* ---- odd rows ---- */

#define HALF (PIQ__PLAN_WHOLE / 2)

/* 4 + 4 free, in the way of a job of 8: work that could not be put down again as it is stays. */
static wide_case *halves(void)
{
    wide_case *c = begin();
    nodes(c, 2, 8);
    job(c, 8, 8, 1, true);
    return c;
}

static void check_odd_rows(void)
{
    wide_case *c = halves();
    whole(c, 0, 4, true);
    whole(c, 1, 4, true);
    plan("as it should be", c, PIQ__PLAN_BLOCKED, 1, 4);
    c->p.item_movable = NULL;
    plan("nobody says that it may move", c, PIQ__PLAN_BLOCKED, 0, 0);
    c = halves();
    whole(c, 0, 3, true);
    at(c, 0, 0, HALF, 0);
    whole(c, 1, 4, false);
    plan("whole GPUs and a share of one", c, PIQ__PLAN_BLOCKED, 0, 0);
    c = halves();
    whole(c, 1, 4, false);
    part(c, 0, HALF, 0, true);
    at(c, 0, 0, HALF, 1);
    plan("two shares", c, PIQ__PLAN_BLOCKED, 0, 0);
    c = halves();
    whole(c, 1, 4, false);
    (void)work(c, 0, true);
    at(c, 0, 1, 0, 0);
    plan("a share that is a whole GPU", c, PIQ__PLAN_BLOCKED, 0, 0);
    c = halves();
    whole(c, 1, 4, false);
    part(c, 0, 0, 0, true);
    plan("a share of nothing", c, PIQ__PLAN_BLOCKED, 0, 0);
    c = halves();
    whole(c, 1, 4, false);
    part(c, 0, PIQ__PLAN_WHOLE + 1, 0, true);
    plan("a share of more than a GPU", c, PIQ__PLAN_BLOCKED, 0, 0);
    c = halves();
    whole(c, 1, 4, false);
    part(c, 0, HALF, 0, true);
    c->p.piece_share = NULL;
    plan("shares of nobody knows how much", c, PIQ__PLAN_BLOCKED, 0, 0);
    c = halves();
    whole(c, 0, 4, true);
    whole(c, 1, 4, true);
    c->job_gpus[0] = 0;
    plan("a job of no GPUs", c, PIQ__PLAN_SHORTAGE, 0, 0);
}

/* Work without a place is nowhere in the way. */
static void check_nowhere(void)
{
    wide_case *c = halves();
    whole(c, 0, 4, true);
    (void)work(c, 4, true);
    whole(c, 1, 4, true);
    plan("work that stands nowhere", c, PIQ__PLAN_BLOCKED, 1, 4);
}

/* Equals whose places are no whole number of pods, and one that is like them but for where its pieces are. Whatever the limit. */
static void check_odd_twins(void)
{
    wide_case *c = begin();
    nodes(c, 4, 8);
    for (int k = 0; k < 3; k++) {
        (void)work(c, 3, true);
        at(c, 0, k == 2 ? 1 : 2, 0, 0);
        at(c, 1, k == 2 ? 2 : 1, 0, 0);
        c->pod[k] = 3;
        c->single[k] = 0;
    }
    whole(c, 2, 1, false);
    whole(c, 3, 5, false);
    job(c, 8, 8, 1, true);
    job(c, 6, 6, 1, true);
    plan("odd twins", c, PIQ__PLAN_BLOCKED, 2, 9);
    for (uint64_t limit = 1; limit < 20000; limit += 1 + limit / 16) {
        piq__plan_result r;
        if (piq__plan(&c->p, NULL, limit, &r) != PIQ_OK)
            exit(3);
        expect("odd twins with less work", follow_plan(&c->p, &r) == NULL, 1);
        piq__plan_free(NULL, &r);
    }
}

/* Two shares change places by way of a third node, whose GPU a job takes in the end: neither has its cores before the other is gone. */
static void check_share_aside(void)
{
    wide_case *c = begin();
    (void)node(c, 1);
    (void)node(c, 1);
    (void)node(c, 3);
    (void)node(c, 1);
    c->p.types = 3;
    c->type[1] = 1;
    c->type[2] = c->type[3] = 2;
    c->p.type_sets = 4;
    c->sets[0] = 7;
    c->sets[1] = 5;
    c->sets[2] = 4;
    c->sets[3] = 2;
    part(c, 0, PIQ__PLAN_WHOLE / 4 * 3, 0, true);
    part(c, 2, PIQ__PLAN_WHOLE / 4 * 3, 0, true);
    c->set[0] = 0;
    c->set[1] = 1;
    job(c, 2, 2, 1, true);
    job(c, 1, 1, 1, true);
    c->job_set[0] = 2;
    c->job_set[1] = 3;
    with_cores(c);
    c->item_cpu[0] = 2;
    c->item_cpu[1] = 3;
    c->job_cpu[0] = 2;
    c->cpu[0] = c->cpu[2] = c->cpu[3] = 1;
    c->cpu[1] = 2;
    plan("shares that change places", c, PIQ__PLAN_BLOCKED, 2, 2.25);
}

/* Of two nodes with the same work the first is cordoned: the share goes to the other one, whose work leaves it first. */
static void check_cordoned_with_work(void)
{
    wide_case *c = begin();
    (void)node(c, 2);
    for (int k = 0; k < 4; k++)
        (void)node(c, 1);
    c->receives[1] = 0;
    c->p.types = 3;
    c->type[1] = c->type[2] = 1;
    c->type[3] = 2;
    c->p.type_sets = 3;
    c->sets[0] = 2;
    c->sets[1] = 6;
    c->sets[2] = 1;
    part(c, 0, HALF, 0, true);
    whole(c, 1, 1, true);
    whole(c, 2, 1, true);
    c->set[0] = 0;
    c->set[1] = c->set[2] = 1;
    job(c, 2, 2, 1, true);
    c->job_set[0] = 2;
    plan("a cordoned node with the same work", c, PIQ__PLAN_BLOCKED, 1, 1.5);
}

/* A share looks for a GPU; a cordoned node is like one that is not, but for that. */
static void check_cordoned_twin(void)
{
    wide_case *c = begin();
    (void)node(c, 2);
    (void)node(c, 1);
    (void)node(c, 1);
    c->receives[1] = 0;
    part(c, 0, HALF, 0, true);
    job(c, 2, 2, 1, true);
    plan("a cordoned twin", c, PIQ__PLAN_BLOCKED, 1, 0.5);
}

/* Without labels every share is a GPU of its own. */
static void check_no_labels(void)
{
    wide_case *c = halves();
    whole(c, 1, 5, false);
    part(c, 0, HALF, 0, true);
    part(c, 0, HALF, 0, true);
    plan("one GPU", c, PIQ__PLAN_BLOCKED, 1, 1);
    c->capacity[1] = 6;
    plan("one fresh GPU for both", c, PIQ__PLAN_BLOCKED, 1, 1);
    piq__plan_result r;
    c->capacity[1] = 8;
    c->p.piece_label = NULL;
    if (piq__plan(&c->p, NULL, 1000000, &r) != PIQ_OK)
        exit(3);
    expect("two GPUs: runs", r.runs, 1);
    expect("two GPUs: moves", (long long)r.move_count, 2);
    expect("two GPUs: free before", r.job_class[0], PIQ__PLAN_BLOCKED);
    piq__plan_free(NULL, &r);
}

static void check_types(void)
{
    wide_case *c = halves();
    whole(c, 0, 4, true);
    whole(c, 1, 4, true);
    c->p.types = 3; /* none of type 1 */
    c->type[1] = 2;
    c->p.type_sets = 3;
    c->sets[0] = 7;
    c->sets[1] = 6;
    c->sets[2] = 2;
    c->set[0] = 0;
    c->job_set[0] = 0;
    plan("a type that no node is of", c, PIQ__PLAN_BLOCKED, 1, 4);
    c->job_set[0] = 2;
    plan("asked for alone", c, PIQ__PLAN_SHORTAGE, 0, 0);
    (void)node(c, 8);
    c->type[2] = 2;
    whole(c, 2, 4, false);
    c->job_set[0] = 1;
    c->set[0] = PIQ__PLAN_NONE;
    c->set[1] = 0;
    plan("what is on the other type leaves it", c, PIQ__PLAN_BLOCKED, 1, 4);
}

/* Two clusters, with sets that are alike but for where they begin. */
static void check_clusters(void)
{
    wide_case *c = begin();
    nodes(c, 4, 8);
    c->p.types = 130;
    c->type[2] = c->type[3] = 100;
    c->p.type_sets = 3;
    c->p.type_first = c->first;
    c->sets[0] = c->sets[1] = c->sets[2] = 1;
    c->first[0] = 100;
    c->first[2] = 100;
    for (uint32_t n = 0; n < 4; n++)
        whole(c, n, 4, true);
    c->set[0] = c->set[1] = 1;
    c->set[2] = c->set[3] = 2;
    job(c, 8, 8, 1, true);
    job(c, 8, 8, 1, true);
    c->job_set[0] = 0;
    c->job_set[1] = 1;
    plan("a job in each cluster", c, PIQ__PLAN_BLOCKED, 2, 8);
    c->first[1] = 40; /* 0 to 63, 40 to 103: they meet where the nodes of type 50 are */
    c->type[0] = 0;
    c->type[1] = 50;
    c->sets[2] = UINT64_C(1) | UINT64_C(1) << 50;
    c->first[2] = 0;
    c->sets[1] = UINT64_C(1) << 10 | UINT64_C(1) << 60;
    c->set[0] = c->set[1] = 2;
    c->set[2] = c->set[3] = 1;
    c->job_set[0] = 0;
    c->job_set[1] = 1;
    plan("sets that begin elsewhere", c, PIQ__PLAN_BLOCKED, 2, 8);
    piq__plan_result result;
    if (piq__plan(&c->p, NULL, 1, &result) != PIQ_OK)
        exit(3);
    expect("no work left for the second cluster", follow_plan(&c->p, &result) == NULL && result.runs_bound == 2, 1);
    piq__plan_free(NULL, &result);
}

static void check_unlimited_cores(void)
{
    wide_case *c = halves();
    whole(c, 0, 4, true);
    whole(c, 1, 4, true);
    with_cores(c);
    c->cpu[0] = 1e15;
    c->cpu[1] = 1;
    c->item_cpu[0] = c->item_cpu[1] = 8;
    c->job_cpu[0] = 16;
    /* The second node's item leaves for the first, and its cores with it. */
    plan("more cores than can be counted", c, PIQ__PLAN_SHORTAGE, 0, 0);
    c->cpu[1] = 8;
    plan("as many as it takes", c, PIQ__PLAN_BLOCKED, 1, 4);
}

/* One GPU that 430 whole ones are said to be on. */
static void check_overfull(void)
{
    wide_case *c = halves();
    whole(c, 0, 4, true);
    whole(c, 1, 4, true);
    (void)node(c, 8);
    for (int k = 0; k < 430; k++)
        part(c, 2, PIQ__PLAN_WHOLE, 3, false);
    plan("an overfull GPU", c, PIQ__PLAN_BLOCKED, 1, 4);
}

/* ---- much of something ---- */

static void check_large_nodes(void)
{
    wide_case *c = begin();
    (void)node(c, 700);
    (void)node(c, 8);
    whole(c, 0, 4, true);
    whole(c, 1, 1, false);
    job(c, 700, 700, 1, true);
    plan("a node of 700", c, PIQ__PLAN_BLOCKED, 1, 4);
    c = begin();
    (void)node(c, 320);
    (void)node(c, 60);
    for (int k = 0; k < 195; k++)
        whole(c, 0, 1, true);
    part(c, 0, HALF, 0, true);
    whole(c, 1, 2, false);
    job(c, 130, 130, 1, true);
    plan("many that could leave", c, PIQ__PLAN_BLOCKED, 1, 5.5);
    c = begin();
    (void)node(c, 200);
    (void)node(c, 196);
    for (int k = 0; k < 195; k++)
        whole(c, 0, 1, true);
    job(c, 200, 200, 1, true);
    piq__plan_result r;
    if (piq__plan(&c->p, NULL, 300000, &r) != PIQ_OK)
        exit(3);
    expect("195 would have to leave: followed", follow_plan(&c->p, &r) == NULL, 1);
    expect("195 would have to leave: bound", r.runs_bound, 1);
    piq__plan_free(NULL, &r);
}

/* 64 moves at least: longer than exact search writes down. */
static void check_many_moves(void)
{
    wide_case *c = begin();
    nodes(c, 32, 8);
    for (uint32_t n = 0; n < 32; n++)
        for (int k = 0; k < 4; k++)
            whole(c, n, 1, true);
    job(c, 8, 8, 16, true);
    plan("64 moves", c, PIQ__PLAN_BLOCKED, 1, 64);
}

/* More ways to lay 4 pods on 30 nodes of a rack than are listed; and more pods than are written down. */
static void check_many_places(void)
{
    wide_case *c = begin();
    nodes(c, 30, 2);
    nodes(c, 2, 8);
    for (uint32_t n = 0; n < 30; n++) {
        c->domain[n] = 0;
        whole(c, n, 1, false);
    }
    (void)node(c, 8);
    whole(c, 30, 4, true); /* finds no hole until a 1 has made one */
    whole(c, 31, 4, false);
    whole(c, 31, 1, true);
    whole(c, 32, 7, false);
    job(c, 4, 1, 1, true);
    job(c, 8, 8, 1, true);
    work_limit = 20000000;
    plan("pods of a rack", c, PIQ__PLAN_FITS, 2, 5);
    work_limit = 1000000;
    c = begin();
    nodes(c, 64, 32);
    for (uint32_t n = 0; n < 64; n++)
        c->domain[n] = 0;
    job(c, 64, 1, 17, true);
    plan("1,088 pods", c, PIQ__PLAN_FITS, 1, 0);
    c = begin();
    nodes(c, 2, 100);
    whole(c, 0, 80, true);
    c->pod[0] = 1;
    whole(c, 1, 10, false);
    job(c, 100, 100, 1, true);
    plan("80 pods that move", c, PIQ__PLAN_BLOCKED, 1, 80);
}

/* Too many nodes for exact search. */
static wide_case *large(int32_t gpus)
{
    wide_case *c = begin();
    (void)node(c, gpus);
    for (uint32_t n = 1; n < 70; n++)
        whole(c, node(c, 8), 8, false);
    return c;
}

static void check_large_clusters(void)
{
    wide_case *c = large(200);
    (void)node(c, 190);
    job(c, 1, 1, 300, false);
    plan("any 300 GPUs", c, PIQ__PLAN_FITS, 1, 0);
    c = large(8);
    (void)node(c, 400);
    c->type[c->p.nodes - 1] = 1;
    c->p.types = 2;
    c->p.type_sets = 2;
    c->sets[0] = 3;
    c->sets[1] = 1;
    whole(c, 0, 4, true);
    c->pod[c->p.items - 1] = 2;
    c->set[c->p.items - 1] = 0;
    job(c, 8, 8, 1, true);
    c->job_set[0] = 1;
    plan("two pods to a node with much room", c, PIQ__PLAN_SHORTAGE, 0, 0);
    for (uint32_t n = 1; n <= 4; n++)
        c->capacity[n] = 9; /* a GPU each: none of them takes a pod */
    plan("the same where it is short of none", c, PIQ__PLAN_BLOCKED, 1, 4);
}

/* Each size of work once, none of which fits anywhere else: nothing can start. */
static void check_hopeless(void)
{
    wide_case *c = begin();
    for (int32_t size = 65; size <= 127; size++)
        whole(c, node(c, 128), size, true);
    for (uint32_t n = 63; n < 70; n++)
        whole(c, node(c, 8), 8, false);
    job(c, 128, 128, 1, true);
    plan("63 sizes", c, PIQ__PLAN_BLOCKED, 0, 0);
}

/* More shares on a node than are moved at once: none of that is tried. */
static void check_crowded_node(void)
{
    wide_case *c = begin();
    (void)node(c, 64);
    for (uint32_t n = 1; n < 70; n++)
        whole(c, node(c, 8), 7, false);
    for (uint32_t gpu = 0; gpu < 64; gpu++)
        for (int k = 0; k < 20; k++)
            part(c, 0, PIQ__PLAN_WHOLE / 20, gpu, true);
    job(c, 64, 32, 1, true);
    piq__plan_result r;
    if (piq__plan(&c->p, NULL, 1000000, &r) != PIQ_OK)
        exit(3);
    expect("1,280 shares in the way: followed", follow_plan(&c->p, &r) == NULL, 1);
    expect("1,280 shares in the way: not said to be impossible", r.runs_bound, 1);
    expect("1,280 shares in the way: not said to be the best", r.optimal && r.runs == 0, 0);
    piq__plan_free(NULL, &r);
}

/* Holes that do not do: the first 64 of each kind are looked at. Places on GPUs that others share, with as many cores as there are. */
static void check_holes(void)
{
    wide_case *c = begin();
    (void)node(c, 8);
    for (uint32_t n = 1; n < 80; n++)
        whole(c, node(c, 8), 7, false);
    whole(c, 0, 1, true);
    job(c, 8, 8, 1, true);
    with_cores(c);
    for (uint32_t n = 0; n < 80; n++)
        c->cpu[n] = n == 79 ? 1 : 0;
    c->item_cpu[c->p.items - 1] = 1;
    c->cpu[0] = 8;
    piq__plan_result r;
    if (piq__plan(&c->p, NULL, 1000000, &r) != PIQ_OK)
        exit(3);
    expect("80 holes, one with a core: followed", follow_plan(&c->p, &r) == NULL, 1);
    expect("80 holes, one with a core: not said to be impossible", r.runs_bound, 1);
    piq__plan_free(NULL, &r);
    c = begin();
    (void)node(c, 2);
    for (uint32_t n = 1; n < 80; n++) {
        (void)node(c, 1);
        part(c, n, HALF, 0, false);
    }
    part(c, 0, HALF / 2, 0, true);
    (void)node(c, 2);
    c->cpu[80] = 100;
    whole(c, 80, 1, false);
    job(c, 2, 2, 1, true);
    with_cores(c);
    for (uint32_t n = 0; n < 80; n++)
        c->cpu[n] = 0;
    c->cpu[0] = 8;
    c->item_cpu[79] = 1;
    plan("shared GPUs without cores", c, PIQ__PLAN_BLOCKED, 1, 0.25);
}

/* 4,200 shared GPUs none of which can be emptied for the one that is in the way; what is free it does not accept. */
static void check_many_shared(void)
{
    wide_case *c = begin();
    (void)node(c, 8);
    whole(c, 0, 1, true);
    for (uint32_t n = 1; n < 4200; n++)
        part(c, node(c, 1), HALF, 0, false);
    for (int k = 0; k < 8; k++)
        c->type[node(c, 1)] = 1;
    c->p.types = 2;
    c->p.type_sets = 1;
    c->sets[0] = 3;
    job(c, 8, 8, 1, true);
    c->job_set[0] = 0;
    plan("shared GPUs everywhere", c, PIQ__PLAN_BLOCKED, 0, 0);
}

int main(void)
{
    check_odd_rows();
    check_no_labels();
    check_nowhere();
    check_odd_twins();
    check_share_aside();
    check_cordoned_with_work();
    check_cordoned_twin();
    check_types();
    check_clusters();
    check_unlimited_cores();
    check_overfull();
    check_large_nodes();
    check_many_moves();
    check_many_places();
    check_large_clusters();
    check_hopeless();
    check_crowded_node();
    check_holes();
    check_many_shared();
    printf("plan_limits: %d failures\n", failures);
    return failures != 0;
}
