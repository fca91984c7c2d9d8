/* Leaving out what a plan can do without, on plans that are put together by hand. */
#include "consolidation/internal.h"

#include <stdio.h>
#include "plan_help.h"

#define MOST 8

/* Nodes 0, 1, ... with so many GPUs, items of whole GPUs, jobs that start on one node each. */
typedef struct trim_case {
    int32_t capacity[MOST], item_gpus[MOST], job_gpus[MOST];
    uint32_t nodes, items, jobs;
    uint32_t at[MOST], start[MOST];
    uint32_t moves[MOST][2]; /* item, node */
    size_t count;
} trim_case;

static piq__plan_problem trim_problem(const trim_case *c)
{
    static const uint8_t yes[MOST] = {1, 1, 1, 1, 1, 1, 1, 1};
    static const uint32_t each[MOST + 1] = {0, 1, 2, 3, 4, 5, 6, 7, 8}, none[MOST];
    static const int32_t once[MOST] = {1, 1, 1, 1, 1, 1, 1, 1};
    piq__plan_problem p;
    memset(&p, 0, sizeof p);
    p.types = 1;
    p.nodes = p.domains = c->nodes;
    p.node_domain = each;
    p.node_type = none;
    p.node_capacity = p.node_gpus = c->capacity;
    p.node_receives = yes;
    p.items = c->items;
    p.item_piece = each;
    p.item_gpus = p.piece_gpus = c->item_gpus;
    p.item_movable = yes;
    p.piece_node = c->at;
    p.jobs = c->jobs;
    p.job_gpus = c->job_gpus;
    p.job_replicas = once;
    p.job_single = yes;
    return p;
}

/* The items whose moves remain, in order, as digits. */
static long long trimmed(const trim_case *given)
{
    const piq_allocator a = piq__allocator(NULL);
    const piq__plan_problem p = trim_problem(given);
    piq__plan_model m;
    piq__plan_cluster c;
    piq__plan_starts starts;
    piq__plan_answer answer;
    piq__plan_work work = {0, 100000};
    memset(&starts, 0, sizeof starts);
    memset(&answer, 0, sizeof answer);
    bool good = piq__plan_index(&m, &p, &a) == PIQ_OK && piq__plan_classify(&m) == PIQ_OK && piq__plan_cut(&m) == PIQ_OK;
    const piq__plan_part part = piq__plan_component(&m, 0);
    good = good && piq__plan_cluster_begin(&c, &m, &part, &a) == PIQ_OK && piq__plan_starts_begin(&starts, c.jobs, &a);
    expect("jobs that take part", c.jobs, given->jobs);
    for (uint32_t j = 0; good && j < c.jobs; j++) {
        starts.runs[j] = 1;
        starts.first[j] = (uint32_t)starts.count;
        good = piq__plan_starts_add(&starts, &a, given->start[j]);
    }
    for (size_t k = 0; good && k < given->count; k++) {
        good = piq__plan_steps_add(&answer.steps, &a, given->moves[k][0], &given->moves[k][1], 1, PLAN_NONE);
        answer.weight = piq__plan_sum(answer.weight, c.weight[given->moves[k][0]]);
    }
    good = good && piq__plan_trim(&c, &starts, &work, &a, &answer) == PIQ_OK;
    expect("trimmed", good, 1);
    long long digits = 0, cost = 0;
    for (size_t k = 0; k < answer.steps.count; k++) {
        digits = 10 * digits + 1 + answer.steps.step[k].item;
        cost += c.weight[answer.steps.step[k].item].cost;
    }
    expect("what remains of the cost", answer.weight.cost, cost);
    piq__plan_steps_end(&answer.steps, &a);
    piq__plan_starts_end(&starts, &a);
    piq__plan_cluster_end(&c);
    piq__arena_end(&m.arena);
    return digits;
}

int main(void)
{
    /* The job of 8 needs what item 2 leaves; item 1 has moved for nothing, first or last. */
    const trim_case first = {{8, 8, 4}, {2, 4}, {8}, 3, 2, 1, {0, 1}, {1}, {{0, 2}, {1, 0}}, 2};
    expect("the first move is needless", trimmed(&first), 2);
    const trim_case last = {{8, 8, 4}, {2, 4}, {8}, 3, 2, 1, {0, 1}, {1}, {{1, 0}, {0, 2}}, 2};
    expect("the last move is needless", trimmed(&last), 2);
    const trim_case both = {{8, 8, 4}, {2, 4}, {2}, 3, 2, 1, {0, 1}, {1}, {{0, 2}, {1, 0}}, 2};
    expect("both moves are needless", trimmed(&both), 0);
    const trim_case needed = {{8, 8, 4}, {2, 4}, {8}, 3, 2, 1, {0, 1}, {1}, {{1, 0}}, 1};
    expect("the move is needed", trimmed(&needed), 2);
    /* Item 1 steps aside so that 2 and 3 change places, which the jobs need, and must come back: nothing can be left out. */
    const trim_case aside = {{4, 4, 2, 4}, {2, 4, 3}, {1, 2, 2}, 4, 3, 3, {0, 1, 3}, {1, 2, 0}, {{0, 2}, {1, 0}, {2, 1}, {1, 3}, {0, 0}}, 5};
    expect("one steps aside", trimmed(&aside), 12321);
    printf("plan_trim: %d failures\n", failures);
    return failures != 0;
}
