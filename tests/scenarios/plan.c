/* The joint plan as a snapshot's reader meets it: what may move, where to, and which of several ways is taken. */
#include "harness/fixtures.h"

/* "a/0 n0>n1; job/0 >n0": moves, then starts, of one piece each. */
static const char *steps(const piq_report *r)
{
    const piq_plan plan = plan_of(r);
    const char *list = "";
    for (size_t i = 0; i < plan.moves + plan.starts; i++) {
        const int start = i >= plan.moves;
        const size_t at = start ? i - plan.moves : i;
        piq_step s = {.struct_size = sizeof s};
        const char *from = "", *to = "", *label;
        double gpus;
        CHECK_OK(start ? piq_report_start(r, at, &s) : piq_report_move(r, at, &s));
        if (!start)
            CHECK_OK(piq_report_step_piece(r, 0, at, 0, 0, &from, &gpus, &label));
        CHECK_OK(piq_report_step_piece(r, start, at, 1, 0, &to, &gpus, &label));
        list = text("%s%s%s/%d %s>%s", list, list[0] ? "; " : "", s.workload, (int)s.replica, from, to);
    }
    return list;
}

static const char *held(const char *id, const char *where, int gpus, const char *more)
{
    return json("{'id': '%s', 'kind': 'training', 'movable': true, 'gpus': %d, 'placement': [{'node': '%s', 'gpus': %d}]%s}", id, gpus, where, gpus, more);
}

static const piq_report *with_job(const char *nodes, const char *work, const char *pending)
{
    return judge(fleet("'nodes': [%s], 'workloads': [%s, %s]", nodes, work, pending));
}

TEST(plan, one_move)
{
    CHECK_EQ_STR(steps(with_job(nodes_with("4 4"), text("%s, %s", held("a", "n0", 4, ""), held("b", "n1", 4, "")), job(""))), "a/0 n0>n1; job/0 >n0");
}

/* Pods of one replica stand in one domain, on as many of its nodes as they like. */
TEST(plan, pods_share_a_domain)
{
    const char *work = text("%s, %s", held("a", "n0", 4, ""), held("b", "n1", 4, "")), *pods = job("'pod_gpus': 4");
    CHECK_EQ_STR(steps(with_job(nodes_with("4 4"), work, pods)), "a/0 n0>n1; job/0 >n0");
    const char *rack = text("%s, %s", node("'id': 'n0', 'domain': 'rack'"), node("'id': 'n1', 'domain': 'rack'"));
    CHECK_EQ_STR(steps(with_job(rack, work, pods)), "job/0 >n0");
}

TEST(plan, only_what_may_move)
{
    const char *stays = json("{'id': 'a', 'kind': 'training', 'gpus': 4, 'placement': [{'node': 'n0', 'gpus': 4}]}");
    CHECK_EQ_STR(steps(with_job(nodes_with("4 4"), text("%s, %s", stays, held("b", "n1", 4, "")), job(""))), "b/0 n1>n0; job/0 >n1");
}

TEST(plan, never_onto_a_node_that_takes_no_work)
{
    const char *states[] = {"'state': 'cordoned'", "'state': 'draining'", "'state': 'maintenance'", "'state': 'failed'", "'mig_enabled': true"};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        const char *nodes = text("%s, %s, %s", node("'id': 'n0'"), node("'id': 'n1', 'gpu_count': 4"), node("'id': 'n2', %s", states[i]));
        /* The only room for a is on the node that takes none; where it is n1, the plan is there. */
        const piq_report *r = with_job(nodes, text("%s, %s", held("a", "n0", 1, ""), held("b", "n1", 4, "")), job("'gpus': 8"));
        CHECK_EQ_STR(steps(r), "");
    }
    const char *nodes = text("%s, %s", node("'id': 'n0'"), node("'id': 'n1', 'gpu_count': 4"));
    CHECK_EQ_STR(steps(with_job(nodes, text("%s, %s", held("a", "n0", 1, ""), held("b", "n1", 3, "")), job(""))), "a/0 n0>n1; job/0 >n0");
}

/* R30: GPUs that the node counts as allocated are not free, whoever holds them. */
TEST(plan, never_onto_what_nobody_placed)
{
    const char *a100_node = node("'id': 'n2', 'gpu_type': 'A100-80', 'gpu_count': 1");
    const char *nodes = text("%s, %s, %s", node("'id': 'n0'"), node("'id': 'n1', 'gpu_count': 1, 'gpus_allocated': %d", 1), a100_node);
    const char *open = text("%s, %s, %s", node("'id': 'n0'"), node("'id': 'n1', 'gpu_count': 1, 'gpus_allocated': %d", 0), a100_node);
    const char *work = held("a", "n0", 1, ", 'accepted_gpu_types': ['H100-80']"), *waits = job("'accepted_gpu_types': null");
    CHECK_EQ_STR(steps(with_job(open, work, waits)), "a/0 n0>n1; job/0 >n0");
    CHECK_EQ_STR(steps(with_job(nodes, work, waits)), "");
}

TEST(plan, work_on_a_cordoned_node_stays_when_that_helps_nobody)
{
    const char *nodes = text("%s, %s, %s", node("'id': 'n0'"), node("'id': 'n1'"), node("'id': 'n2', 'state': 'cordoned'"));
    const char *work = text("%s, %s, %s", held("a", "n0", 4, ""), held("b", "n1", 4, ""), held("c", "n2", 4, ""));
    CHECK_EQ_STR(steps(with_job(nodes, work, job(""))), "a/0 n0>n1; job/0 >n0");
}

TEST(plan, cores_and_memory_of_the_host)
{
    /* n1 has GPUs for a, but no cores, or no memory: a goes to n2. */
    const char *limits[] = {"'free_cpu_cores': 3.5", "'free_memory_bytes': 3999"};
    for (int i = 0; i < 2; i++) {
        const char *nodes = text("%s, %s, %s", node("'id': 'n0'"), node("'id': 'n1', %s", limits[i]), node("'id': 'n2'"));
        const char *moves = held("a", "n0", 2, ", 'cpu_cores': 4, 'host_memory_bytes': 4000");
        const char *stay = json("{'id': 'b', 'kind': 'training', 'gpus': 6, 'placement': [{'node': 'n1', 'gpus': 6}]}");
        const char *other = json("{'id': 'c', 'kind': 'training', 'gpus': 5, 'placement': [{'node': 'n2', 'gpus': 5}]}");
        CHECK_EQ_STR(steps(with_job(nodes, text("%s, %s, %s", moves, stay, other), job(""))), "a/0 n0>n2; job/0 >n0");
    }
}

TEST(plan, a_job_needs_its_own_cores)
{
    const char *nodes = text("%s, %s", node("'id': 'n0', 'free_cpu_cores': 7"), node("'id': 'n1', 'free_cpu_cores': 64"));
    const char *work = text("%s, %s", held("a", "n0", 4, ", 'cpu_cores': 0"), held("b", "n1", 4, ", 'cpu_cores': 0"));
    CHECK_EQ_STR(steps(with_job(nodes, work, job("'cpu_cores': 8"))), "b/0 n1>n0; job/0 >n1");
}

TEST(plan, what_moving_costs)
{
    const char *nodes = nodes_with("4 4 0"), *full = held("c", "n2", 8, "");
    const char *dear = text("%s, %s, %s", held("a", "n0", 4, ", 'move_cost': 10"), held("b", "n1", 4, ", 'move_cost': 9"), full);
    CHECK_EQ_STR(steps(with_job(nodes, dear, job(""))), "b/0 n1>n0; job/0 >n1");
    const char *high = text("%s, %s, %s", held("a", "n0", 4, ", 'priority': 5"), held("b", "n1", 4, ", 'priority': 4"), full);
    CHECK_EQ_STR(steps(with_job(nodes, high, job(""))), "b/0 n1>n0; job/0 >n1");
    /* Cost goes before priority. */
    const char *both = text("%s, %s, %s", held("a", "n0", 4, ", 'priority': 5, 'move_cost': 1"), held("b", "n1", 4, ", 'priority': 4"), full);
    CHECK_EQ_STR(steps(with_job(nodes, both, job(""))), "a/0 n0>n1; job/0 >n0");
}

TEST(plan, types_and_clusters_are_kept)
{
    const char *nodes = text("%s, %s, %s", node("'id': 'n0'"), node("'id': 'n1'"), node("'id': 'm', 'gpu_type': 'A100-80'"));
    const char *elsewhere = text("%s, %s, %s", node("'id': 'n0', 'cluster': 'a'"), node("'id': 'n1', 'cluster': 'a'"), node("'id': 'm', 'cluster': 'b'"));
    const char *work = text("%s, %s, %s", held("a", "n0", 5, ""), json("{'id': 'b', 'kind': 'training', 'gpus': 3, 'placement': [{'node': 'n1', 'gpus': 3}]}"),
                            json("{'id': 'c', 'kind': 'training', 'gpus': 1, 'placement': [{'node': 'm', 'gpus': 1}]}"));
    CHECK_EQ_STR(steps(with_job(nodes, work, job("'accepted_gpu_types': ['H100-80']"))), "a/0 n0>n1; job/0 >n0");
    const char *full = text("%s, %s", held("a", "n0", 5, ""), json("{'id': 'b', 'kind': 'training', 'gpus': 4, 'placement': [{'node': 'n1', 'gpus': 4}]}"));
    CHECK_EQ_STR(steps(with_job(elsewhere, full, job("'gpus': 7, 'cluster': 'a'"))), "");
    const char *takes = text("%s, %s", held("a", "n0", 5, ", 'accepted_gpu_types': ['H100-80', 'A100-80']"),
                             json("{'id': 'b', 'kind': 'training', 'gpus': 5, 'placement': [{'node': 'n1', 'gpus': 5}]}"));
    CHECK_EQ_STR(steps(with_job(nodes, takes, job("'accepted_gpu_types': ['H100-80'], 'gpus': 6"))), "a/0 n0>m; job/0 >n0");
}

TEST(plan, work_that_is_partly_on_an_island_holds_the_rest)
{
    /* Of 8 GPUs 7 are held on n0, 3 of them by work whose other pieces are on an island of n1. */
    const char *nodes = text("%s, %s", node("'id': 'n0'"), node("'id': 'n1', 'domain_gpus': 2"));
    const char *wide = json("{'id': 'wide', 'kind': 'training', 'movable': true, 'gpus': 5, 'placement': [{'node': 'n0', 'gpus': 3}, {'node': 'n1', 'gpus': 2}]}");
    const char *stays = json("{'id': 'wide', 'kind': 'training', 'gpus': 5, 'placement': [{'node': 'n0', 'gpus': 3}, {'node': 'n1', 'gpus': 2}]}");
    const char *other = json("{'id': 'x', 'kind': 'training', 'gpus': 4, 'placement': [{'node': 'n0', 'gpus': 4}]}");
    const char *three = job("'gpus': 3"), *one = with(job("'gpus': 1"), "'id': 'one'");
    for (int movable = 0; movable < 2; movable++) {
        const char *work = text("%s, %s", movable ? wide : stays, other);
        CHECK_EQ_INT(plan_of(with_job(nodes, work, three)).runs, 0);
        CHECK_EQ_STR(steps(with_job(nodes, work, text("%s, %s", three, one))), "one/0 >n0");
    }
}

TEST(plan, nodes_alike_but_for_their_type)
{
    /* The job that takes any type has to leave the first of two equal nodes to the one that takes no other. */
    const char *nodes = text("%s, %s, %s, %s", node("'id': 'n0'"), node("'id': 'n1', 'gpu_type': 'A100-80'"), node("'id': 'n2'"),
                             node("'id': 'n3', 'gpu_type': 'A100-80'"));
    const char *stay = text("%s, %s", json("{'id': 'x', 'kind': 'training', 'gpus': 4, 'placement': [{'node': 'n2', 'gpus': 4}]}"),
                            json("{'id': 'y', 'kind': 'training', 'gpus': 4, 'placement': [{'node': 'n3', 'gpus': 4}]}"));
    const char *work = text("%s, %s, %s", stay, held("a", "n0", 4, ", 'accepted_gpu_types': ['H100-80']"), held("b", "n1", 4, ", 'accepted_gpu_types': ['A100-80']"));
    const char *any = with(job(""), "'id': 'any', 'accepted_gpu_types': ['A100-80', 'H100-80']");
    const piq_report *r = with_job(nodes, work, text("%s, %s", any, job("'accepted_gpu_types': ['H100-80']")));
    CHECK_EQ_INT(plan_of(r).runs, 2);
    CHECK_EQ_INT(plan_of(r).optimal, 1);
}

/* Types of one cluster, in the order of their names: t00 ... t64. Only where `node_types` puts free GPUs is there room. */
static const char *of_65_types(const char *node_types[3], const char *work, const char *pending)
{
    const char *types = "", *nodes = "";
    for (int t = 0; t < 65; t++) {
        types = text("%s%s%s", types, t ? ", " : "", with(h100, "'name': 't%02d'", t));
        nodes = text("%s%s, ", nodes, node("'id': 'closed%02d', 'gpu_type': 't%02d', 'gpu_count': 1, 'state': 'cordoned'", t, t));
    }
    for (int n = 0; n < 3; n++)
        nodes = text("%s%s%s", nodes, n ? ", " : "", node("'id': 'n%d', 'gpu_type': '%s', 'gpu_count': %d", n, node_types[n], n == 0 ? 8 : 4));
    return fleet("'gpu_types': [%s], 'nodes': [%s], 'workloads': [%s, %s]", types, nodes, work, pending);
}

TEST(plan, more_types_than_a_word_has_bits)
{
    const char *work = held("a", "n0", 4, ", 'accepted_gpu_types': ['t64']"), *waits = job("'accepted_gpu_types': ['t63', 't64']");
    const char *same[] = {"t64", "t64", "t64"}, *before[] = {"t64", "t63", "t63"}, *first[] = {"t64", "t00", "t63"};
    CHECK_EQ_STR(steps(judge(of_65_types(same, work, waits))), "a/0 n0>n1; job/0 >n0");
    CHECK_EQ_STR(steps(judge(of_65_types(before, work, waits))), "");
    CHECK_EQ_STR(steps(judge(of_65_types(first, work, waits))), "");
    CHECK_EQ_STR(steps(judge(of_65_types(before, with(work, "'accepted_gpu_types': ['t63']"), waits))), "a/0 n0>n1; job/0 >n0");
    /* Beside the plan for 8 GPUs of t64 there is room for work that wants 4 of t63, not of t00 or t64. */
    const char *loose = "{'id': 'loose', 'kind': 'training', 'state': 'pending', 'gpus': 4, 'single_domain': false, 'quota_admitted': true, "
                        "'accepted_gpu_types': ['%s']}";
    const char *apart[] = {"t64", "t64", "t63"}, *zero[] = {"t64", "t64", "t00"};
    CHECK_EQ_INT(plan_of(judge(of_65_types(apart, work, text("%s, %s", waits, json(loose, "t63"))))).optimal, 1);
    CHECK_EQ_INT(plan_of(judge(of_65_types(zero, work, text("%s, %s", waits, json(loose, "t00"))))).optimal, 1);
    CHECK_EQ_INT(plan_of(judge(of_65_types(zero, work, text("%s, %s", waits, json(loose, "t64"))))).optimal, 0);
}

TEST(plan, work_that_stands_on_a_type_that_it_does_not_accept)
{
    /* It may stay there, so it takes nothing of the type that it would go to. */
    const char *nodes = text("%s, %s, %s", node("'id': 'n0', 'gpu_type': 'A100-80'"), node("'id': 'n1'"), node("'id': 'n2', 'gpu_count': 4"));
    const char *work = text("%s, %s", held("a", "n0", 4, ", 'accepted_gpu_types': ['H100-80']"), held("b", "n1", 4, ", 'accepted_gpu_types': ['H100-80']"));
    const piq_report *r = with_job(nodes, work, job("'accepted_gpu_types': ['H100-80']"));
    CHECK_EQ_STR(steps(r), "b/0 n1>n2; job/0 >n1");
    CHECK_EQ_INT(plan_of(r).runs_bound, 1);
    CHECK_EQ_INT(plan_of(r).optimal, 1);
}

/* Work of two pods of 2 GPUs that stands as 3 and 1: it gives back what it holds, not what stands after it in the list. */
TEST(plan, work_that_is_no_whole_number_of_pods)
{
    const char *odd = json("{'id': 'a', 'kind': 'training', 'movable': true, 'gpus': 4, 'pod_gpus': 2, 'single_domain': false, "
                           "'placement': [{'node': 'n0', 'gpus': 3}, {'node': 'n1', 'gpus': 1}]}");
    const char *stays = json("{'id': 'c', 'kind': 'training', 'gpus': 7, 'placement': [{'node': 'n2', 'gpus': 7}]}");
    const char *work = text("%s, %s, %s", odd, held("b", "n1", 4, ""), stays);
    const char *three = text("%s, %s, %s", node("'id': 'n0'"), node("'id': 'n1', 'gpu_count': 7"), node("'id': 'n2'"));
    const char *four = text("%s, %s, %s", node("'id': 'n0'"), node("'id': 'n1', 'gpu_count': 8"), node("'id': 'n2'"));
    const piq_report *r = with_job(three, work, job(""));
    EXPECT_PENDING(r, "job", "blocked");
    CHECK_EQ_STR(steps(r), "");
    CHECK_EQ_STR(steps(with_job(four, work, job(""))), "a/0 n0>n1; job/0 >n0");
}

/* It finds no room on its second node until b has left. */
TEST(plan, work_in_pieces_waits_for_room)
{
    const char *odd = json("{'id': 'a', 'kind': 'training', 'movable': true, 'gpus': 4, 'pod_gpus': 2, 'single_domain': false, "
                           "'accepted_gpu_types': ['H100-80'], 'placement': [{'node': 'n0', 'gpus': 3}, {'node': 'n1', 'gpus': 1}]}");
    const char *nodes = text("%s, %s, %s", node("'id': 'n0'"), node("'id': 'n1', 'gpu_count': 7"), node("'id': 'n3', 'gpu_type': 'A100-80', 'gpu_count': 4"));
    const char *work = text("%s, %s", odd, held("b", "n1", 4, ", 'accepted_gpu_types': ['A100-80', 'H100-80']"));
    CHECK_EQ_STR(steps(with_job(nodes, work, job("'accepted_gpu_types': null"))), "b/0 n1>n3; a/0 n0>n1; job/0 >n0");
}

/* A GPU that a share takes fresh gets the smallest number that is no label there. */
TEST(plan, labels_of_fresh_gpus)
{
    const char *work = "";
    for (int k = 0; k < 10; k++)
        work = text("%s%s, ", work, json("{'id': 's%d', 'kind': 'notebook', 'gpus': 1, 'placement': [{'node': 'n1', 'gpus': 0.75, 'gpu': '%d'}]}", k, k));
    const char *moves = json("{'id': 'm', 'kind': 'notebook', 'movable': true, 'gpus': 0.5, 'placement': [{'node': 'n0', 'gpus': 0.5, 'gpu': 'x'}]}");
    const char *nodes = text("%s, %s", node("'id': 'n0'"), node("'id': 'n1', 'gpu_count': %d", 12));
    const piq_report *r = judge(fleet("'nodes': [%s], 'workloads': [%s%s, %s]", nodes, work, moves, job("")));
    const char *to = "", *label = "";
    double gpus;
    CHECK_EQ_STR(steps(r), "m/0 n0>n1; job/0 >n0");
    CHECK(piq_report_step_piece(r, 0, 0, 1, 0, &to, &gpus, &label) == PIQ_OK);
    CHECK_EQ_STR(label, "10");
}

TEST(plan, one_replica_of_several)
{
    const char *two = json("{'id': 'a', 'kind': 'training', 'movable': true, 'gpus': 2, 'replicas': 2, 'placement': [{'node': 'n0', 'gpus': 2}, {'node': 'n1', 'gpus': 2}]}");
    const char *rest = json("{'id': 'b', 'kind': 'training', 'gpus': 4, 'placement': [{'node': 'n1', 'gpus': 4}]}");
    CHECK_EQ_STR(steps(with_job(nodes_with("6 2"), text("%s, %s", two, rest), job(""))), "a/0 n0>n1; job/0 >n0");
}

TEST(plan, all_replicas_or_none)
{
    const char *work = text("%s, %s, %s", held("a", "n0", 4, ""), held("b", "n1", 4, ""), held("c", "n2", 4, ""));
    CHECK_EQ_INT(plan_of(with_job(nodes_with("4 4 4"), work, job("'replicas': 2"))).runs, 0);
    const char *four = text("%s, %s", work, held("d", "n3", 4, ""));
    const piq_plan plan = plan_of(with_job(nodes_with("4 4 4 4"), four, job("'replicas': 2")));
    CHECK_EQ_INT(plan.runs, 1);
    CHECK_EQ_INT(plan.starts, 2);
    CHECK_NEAR(plan.gpus_moved, 8, 0);
}

TEST(plan, a_job_that_fits_takes_part)
{
    /* Ten GPUs are too few for both: the one that needs no move starts. */
    const char *small = with(job(""), "'id': 'small', 'gpus': 4");
    const piq_report *r = with_job(nodes_with("6 4"), text("%s, %s", held("a", "n0", 2, ""), json("{'id': 'b', 'kind': 'training', 'gpus': 4, 'placement': [{'node': 'n1', 'gpus': 4}]}")),
                                   text("%s, %s", job(""), small));
    EXPECT_PENDING(r, "small", "other_constraint");
    EXPECT_PENDING(r, "job", "blocked");
    CHECK_EQ_INT(plan_of(r).runs, 1);
    CHECK_EQ_INT(plan_of(r).runs_bound, 1);
    CHECK_EQ_STR(steps(r), "small/0 >n0");
}

TEST(plan, what_quota_holds_is_not_planned)
{
    const piq_report *r = judge(queue("4 4", job("'quota_admitted': false")));
    CHECK_EQ_INT(plan_of(r).starts, 0);
    CHECK_EQ_INT(plan_of(judge(queue("4 4", job("'quota_admitted': null")))).starts, 1);
}
