/* R30: what holds a pending workload, free GPUs, stranded GPUs. */
#include "harness/fixtures.h"

static const char *state_of(const char *nodes, const char *held, const char *pending)
{
    return pending_state(judge(fleet("'nodes': [%s], 'workloads': [%s%s%s]", nodes, held, held[0] ? ", " : "", pending)), "job");
}

TEST(rulings, R30_not_applicable_first)
{
    CHECK_EQ_STR(state_of(nodes_with("4 4"), holders("4 4"), job("'single_domain': false, 'gpus': null")), "not_applicable");
    CHECK_EQ_STR(state_of(nodes_with("4 4"), holders("4 4"), job("'gpus': 0.5, 'single_domain': null")), "not_applicable");
    CHECK_EQ_STR(state_of(nodes_with("4 4"), holders("4 4"), job("'gpus': null")), "not_evaluated");
}

TEST(rulings, R30_free_gpus_unknown)
{
    const char *nodes = json("'workloads_complete': false, 'nodes': [%s, %s]", node("'id': 'n0'"), node("'id': 'n1'"));
    const piq_report *r = judge(fleet("%s, 'workloads': [%s]", nodes, job("")));
    EXPECT_PENDING(r, "job", "not_evaluated");
    EXPECT(r, FRAG, "job", "missing_input:gpus_allocated");
    /* A node that is not ready, or of a type the job refuses, does not matter. */
    const char *known = json("'workloads_complete': false, 'nodes': [%s, %s]", node("'id': 'n0', 'gpus_allocated': 0"),
                             node("'id': 'n1', 'state': 'cordoned'"));
    EXPECT_PENDING(judge(fleet("%s, 'workloads': [%s]", known, job(""))), "job", "other_constraint");
}

/* How large a closed node is matters only to a job that is larger than every other. */
TEST(rulings, R30_size_of_a_closed_node_unknown)
{
    const char *nodes = json("'nodes': [%s, %s]", node("'id': 'n0'"), node("'id': 'n1', 'state': 'cordoned', 'gpu_count': null"));
    EXPECT_PENDING(judge(fleet("%s, 'workloads': [%s]", nodes, job(""))), "job", "other_constraint");
    const piq_report *r = judge(fleet("%s, 'workloads': [%s]", nodes, job("'gpus': 9")));
    EXPECT_PENDING(r, "job", "not_evaluated");
    EXPECT(r, FRAG, "job", "missing_input:gpu_count");
}

TEST(rulings, R30_shape_by_all_gpus_of_a_domain)
{
    /* The only node of 8 is cordoned: its shape counts, its GPUs do not. */
    const char *nodes =
        text("%s, %s, %s", node("'id': 'n0', 'state': 'cordoned'"), node("'id': 'a', 'gpu_count': 4"), node("'id': 'b', 'gpu_count': 4"));
    CHECK_EQ_STR(state_of(nodes, "", job("")), "blocked");
    CHECK_EQ_STR(state_of(nodes, "", job("'gpus': 9, 'pod_gpus': 1")), "infeasible_shape");
}

TEST(rulings, R30_no_compatible_node_is_shortage)
{
    CHECK_EQ_STR(state_of(nodes_with("8 8"), "", job("'accepted_gpu_types': ['A100-80']")), "shortage");
    CHECK_EQ_STR(state_of(nodes_with("8 8"), "", job("'gpus': 64, 'accepted_gpu_types': ['A100-80']")), "shortage");
}

TEST(rulings, R30_every_replica_counts)
{
    CHECK_EQ_STR(state_of(nodes_with("8 4"), holders("8 4"), job("'replicas': 2")), "shortage");
    CHECK_EQ_STR(state_of(nodes_with("8 4 4"), holders("8 4 4"), job("'replicas': 2")), "blocked");
    CHECK_EQ_STR(state_of(nodes_with("8 8"), "", job("'replicas': 2")), "other_constraint");
}

/* 0 of them is none stated: one replica, in pods of its own size. */
TEST(rulings, R30_zero_replicas_or_pods_are_not_stated)
{
    CHECK_EQ_STR(state_of(nodes_with("4 4"), holders("4 4"), job("'replicas': 0")), "blocked");
    CHECK_EQ_STR(state_of(nodes_with("3 3"), holders("3 3"), job("'replicas': 0")), "shortage");
    CHECK_EQ_STR(state_of(nodes_with("4 4"), holders("4 4"), job("'pod_gpus': 0")), "blocked");
    CHECK_EQ_STR(state_of(nodes_with("8 8"), "", job("'pod_gpus': 0")), "other_constraint");
    EXPECT(judge(fleet("'nodes': [%s], 'workloads': [%s]", dark("'gpu_count': 4"), job("'pod_gpus': 0"))), DARK, "n1", "fired");
}

TEST(rulings, R30_quota_and_time)
{
    CHECK_EQ_STR(state_of(nodes_with("4 4"), holders("4 4"), job("'quota_admitted': false")), "other_constraint");
    CHECK_EQ_STR(state_of(nodes_with("3 3"), holders("3 3"), job("'quota_admitted': false")), "shortage");
    CHECK_EQ_STR(state_of(nodes_with("8 8"), "", job("'pending_seconds': null")), "other_constraint");
    EXPECT(judge(queue("4 4", job("'pending_seconds': null"))), FRAG, "job", "missing_input:pending_seconds");
}

TEST(rulings, R30_priority_is_no_severity)
{
    EXPECT(judge(queue("4 4", job("'priority': 1000000, 'pending_seconds': 600"))), FRAG, "job", "fired medium");
}

TEST(rulings, R30_free_gpus_of_a_node)
{
    CHECK_EQ_STR(state_of(node("'id': 'n0', 'unhealthy_gpus': 1"), "", job("")), "shortage");
    CHECK_EQ_STR(state_of(node("'id': 'n0', 'unhealthy_gpus': 1"), "", job("'gpus': 7")), "other_constraint");
    CHECK_EQ_STR(state_of(node("'id': 'n0', 'gpus_allocated': 3.5"), "", job("'gpus': 4")), "other_constraint");
    CHECK_EQ_STR(state_of(node("'id': 'n0', 'gpus_allocated': 3.5"), "", job("'gpus': 5")), "shortage");
    CHECK_EQ_STR(state_of(node("'id': 'n0', 'mig_enabled': true"), "", job("'gpus': 1")), "shortage");
    CHECK_EQ_STR(state_of(node("'id': 'n0', 'state': 'draining'"), "", job("'gpus': 1")), "shortage");
}

TEST(rulings, R30_shares_by_label)
{
    const char *share = "{'id': '%s', 'kind': 'notebook', 'gpus': 0.5, 'placement': [{'node': 'n0', 'gpus': 0.5, 'gpu': '%s'}]}";
    const char *together = text("%s, %s", json(share, "a", "x"), json(share, "b", "x"));
    const char *apart = text("%s, %s", json(share, "a", "x"), json(share, "b", "y"));
    CHECK_EQ_STR(state_of(node("'id': 'n0'"), together, job("'gpus': 7")), "other_constraint");
    CHECK_EQ_STR(state_of(node("'id': 'n0'"), apart, job("'gpus': 7")), "shortage");
    CHECK_EQ_STR(state_of(node("'id': 'n0', 'gpus_allocated': 1"), apart, job("'gpus': 7")), "shortage");
}

TEST(rulings, R30_islands_fill_one_after_another)
{
    const char *nodes = node("'id': 'n0', 'domain_gpus': 4");
    const char *held = json("{'id': 'h', 'kind': 'training', 'gpus': 2, 'placement': [{'node': 'n0', 'gpus': 2}]}");
    CHECK_EQ_STR(state_of(nodes, "", job("'gpus': 8")), "infeasible_shape");
    CHECK_EQ_STR(state_of(nodes, held, job("'gpus': 4")), "other_constraint");
    CHECK_EQ_STR(state_of(nodes, held, job("'gpus': 3, 'replicas': 2")), "blocked");
    CHECK_EQ_STR(state_of(nodes, held, job("'gpus': 4, 'replicas': 2")), "shortage");
}

TEST(rulings, R30_domains_over_nodes)
{
    const char *nodes = text("%s, %s", node("'id': 'n0', 'domain': 'rack'"), node("'id': 'n1', 'domain': 'rack'"));
    CHECK_EQ_STR(state_of(nodes, holders("4 4"), job("'pod_gpus': 4")), "other_constraint");
    CHECK_EQ_STR(state_of(nodes, holders("4 4"), job("'pod_gpus': 2")), "other_constraint");
    CHECK_EQ_STR(state_of(nodes, holders("4 4"), job("")), "blocked");
    CHECK_EQ_STR(state_of(nodes, "", job("'gpus': 16, 'pod_gpus': 8")), "other_constraint");
}

TEST(rulings, R30_cluster_of_a_pending_workload)
{
    const char *one = text("%s, %s", node("'id': 'n0', 'cluster': 'a'"), node("'id': 'n1', 'cluster': 'a'"));
    const char *two = text("%s, %s", node("'id': 'n0', 'cluster': 'a'"), node("'id': 'n1', 'cluster': 'b'"));
    CHECK_EQ_STR(state_of(one, "", job("")), "other_constraint");
    CHECK_EQ_STR(state_of(two, "", job("")), "shortage");
    CHECK_EQ_STR(state_of(two, "", job("'cluster': 'b'")), "other_constraint");
    CHECK_EQ_STR(state_of(text("%s, %s", one, node("'id': 'n2'")), "", job("")), "other_constraint");
}

TEST(rulings, R30_latent_by_cluster)
{
    const char *list = "";
    const char *held = "";
    for (int i = 0; i < 6; i++) {
        list = text("%s%s%s", list, i ? ", " : "", node("'id': 'n%d', 'cluster': '%s'", i, i < 5 ? "a" : "b"));
        held = text("%s%s%s", held, i ? ", " : "",
                    json("{'id': 'h%d', 'kind': 'training', 'gpus': 4, 'placement': [{'node': 'n%d', 'gpus': 4}]}", i, i));
    }
    const piq_report *r = judge(fleet("'nodes': [%s], 'workloads': [%s]", list, held));
    EXPECT(r, FRAG, "a", "observation latent evidence.latent_index=1 evidence.free_gpus=20");
    CHECK(finding_place(r, PIQ_DETECTOR_FRAGMENTATION, "b", 0, 0) == NO_FINDING);
    const piq_report *blocked = judge(fleet("'nodes': [%s], 'workloads': [%s, %s]", list, held, job("'cluster': 'a'")));
    EXPECT_PENDING(blocked, "job", "blocked");
    CHECK(finding_place(blocked, PIQ_DETECTOR_FRAGMENTATION, "a", 0, 0) == NO_FINDING);
}

TEST(rulings, R30_stranded_once)
{
    const char *second = with(job(""), "'id': 'second', 'priority': 5");
    const piq_report *r = judge(fleet("'nodes': [%s], 'workloads': [%s, %s, %s]", nodes_with("4 4"), holders("4 4"), job(""), second));
    EXPECT(r, FRAG, "second", "fired waste=32");
    EXPECT(r, FRAG, "job", "fired waste=0 recoverable=0");
    EXPECT_TOTALS(r, "waste=32");
}

TEST(rulings, R30_order_of_jobs)
{
    const char *longer = with(job("'pending_seconds': 3000"), "'id': 'longer'"), *twin = with(job(""), "'id': 'a-job'");
    const piq_report *r = judge(fleet("'nodes': [%s], 'workloads': [%s, %s, %s]", nodes_with("4 4"), holders("4 4"), job(""), longer));
    EXPECT(r, FRAG, "longer", "fired waste=32");
    EXPECT(r, FRAG, "job", "fired waste=0");
    const piq_report *by_id = judge(fleet("'nodes': [%s], 'workloads': [%s, %s, %s]", nodes_with("4 4"), holders("4 4"), job(""), twin));
    EXPECT(by_id, FRAG, "a-job", "fired waste=32");
    EXPECT(by_id, FRAG, "job", "fired waste=0");
}

TEST(rulings, R30_dearest_nodes_first)
{
    const char *nodes =
        text("%s, %s, %s", node("'id': 'n0'"), node("'id': 'n1', 'price_per_gpu_hour': 2"), node("'id': 'n2', 'price_per_gpu_hour': 8"));
    const piq_report *r = judge(fleet("'nodes': [%s], 'workloads': [%s, %s]", nodes, holders("4 4 4"), job("")));
    EXPECT(r, FRAG, "job", "fired waste=48 evidence.stranded_gpus=8");
}

TEST(rulings, R30_realisable_price_first)
{
    /* The committed node is dear, and nothing of it can be had back. */
    const char *nodes = text("%s, %s, %s", node("'id': 'n0'"), node("'id': 'n1', 'price_per_gpu_hour': 2"),
                             node("'id': 'n2', 'price_per_gpu_hour': 8, 'purchase': 'owned'"));
    const piq_report *r = judge(fleet("'nodes': [%s], 'workloads': [%s, %s]", nodes, holders("4 4 4"), job("")));
    EXPECT(r, FRAG, "job", "fired waste=24");
}

TEST(rulings, R30_only_partly_used_nodes_are_stranded)
{
    const char *nodes = text("%s, %s", nodes_with("4 3"), node("'id': 'small', 'gpu_count': 4"));
    const piq_report *r = judge(fleet("'nodes': [%s], 'workloads': [%s, %s]", nodes, holders("4 3"), job("")));
    EXPECT(r, FRAG, "job", "fired waste=28 evidence.stranded_gpus=7");
}

TEST(rulings, R30_conflict_with_a_dark_node)
{
    /* The only way out goes over the empty node that finding 6 would release. */
    const char *nodes = text("%s, %s", nodes_with("4 0"), dark("'id': 'small', 'gpu_count': 4"));
    const piq_report *r = judge(fleet("'nodes': [%s], 'workloads': [%s, %s]", nodes, holders("4 0"), job("")));
    EXPECT(r, FRAG, "job", "fired consolidate waste=16 conflict=dark_capacity");
    EXPECT(r, DARK, "small", "fired conflict=fragmentation");
}

TEST(rulings, R30_what_is_said_of_a_job_is_so)
{
    /* A block that is large enough is never held against the job: it wants two, or its pods do not fit. */
    const piq_report *two = judge(queue("8 4 4", job("'replicas': 2")));
    EXPECT(two, FRAG, "job", "fired evidence.free_gpus=16 evidence.replicas_fitting=1");
    CHECK_EQ_STR(sentence_of(two, PIQ_DETECTOR_FRAGMENTATION, "job"),
                 "Waits for 2 replicas of 8 GPUs, each in one domain; 16 are free, in blocks for 1 of them.");
    const char *rack = text("%s, %s", node("'id': 'n0', 'domain': 'rack'"), node("'id': 'n1', 'domain': 'rack'"));
    const piq_report *pods = judge(fleet("'nodes': [%s], 'workloads': [%s, %s]", rack, holders("6 2"), job("'pod_gpus': 4")));
    EXPECT(pods, FRAG, "job", "fired evidence.free_gpus=8 evidence.replicas_fitting=0");
    CHECK_EQ_STR(sentence_of(pods, PIQ_DETECTOR_FRAGMENTATION, "job"), "Waits for 8 GPUs in one domain; 8 are free, in pieces that its pods do not fit.");
    const piq_report *pieces = judge(queue("4 4", job("")));
    EXPECT(pieces, FRAG, "job", "fired evidence.largest_free_block=4");
    CHECK_EQ_STR(sentence_of(pieces, PIQ_DETECTOR_FRAGMENTATION, "job"), "Waits for 8 GPUs in one domain; 8 are free, at most 4 of them together.");
}

TEST(rulings, R30_latent_over_large_domains_only)
{
    /* Nodes of 4 are no place for a block of 8: their free GPUs do not count. */
    const char *list = "";
    for (int i = 0; i < 6; i++) {
        list = text("%s%s%s", list, i ? ", " : "", node("'id': 's%d', 'gpu_count': 4", i));
    }
    CHECK(finding_place(judge(fleet("'nodes': [%s]", list)), PIQ_DETECTOR_FRAGMENTATION, "", 0, 0) == NO_FINDING);
}
