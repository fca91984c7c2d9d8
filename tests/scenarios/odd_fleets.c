/* Pending work in fleets that are not of one piece: racks of several types, islands, counts that nobody knows, shares without names,
   work that ends, jobs alike but for one thing. */
#include <string.h>

#include "common/kit.h"
#include "harness/fixtures.h"

static int never_free(const piq_report *r, const char *id)
{
    const piq_waiting w = waiting_at(r, id);
    return w.free_in_seconds != w.free_in_seconds && w.freed_by == NULL;
}

static const piq_report *of(const char *nodes, const char *work) { return judge(fleet("'nodes': [%s], 'workloads': [%s]", nodes, work)); }

static const char *held(const char *id, const char *where, double gpus, const char *more)
{
    return json("{'id': '%s', 'kind': 'training', 'gpus': %.17g, 'placement': [{'node': '%s', 'gpus': %.17g}]%s}", id, gpus, where, gpus, more);
}

static const char *share(const char *id, const char *where, double part, const char *gpu, const char *more)
{
    return json("{'id': '%s', 'kind': 'notebook', 'gpus': %.17g, 'placement': [{'node': '%s', 'gpus': %.17g%s}]%s}", id, part, where, part, gpu, more);
}

/* ---- racks and islands ---- */

/* Rack b has three kinds of nodes: of two regions and two types. Its nodes come first and last. */
static const char *racks(void)
{
    return text("%s, %s, %s, %s, %s", node("'id': 'n0', 'domain': 'b', 'gpu_count': 4, 'region': 'x'"), node("'id': 'n1', 'domain': 'a', 'gpu_count': 4"),
                node("'id': 'n2', 'domain': 'b', 'gpu_type': 'A100-80'"), node("'id': 'n3', 'domain': 'b', 'gpu_count': 4, 'region': 'y'"),
                node("'id': 'n4', 'domain': 'a', 'gpu_count': 4"));
}

TEST(odd_fleets, racks_of_several_types)
{
    const char *pods = job("'pod_gpus': 4, 'accepted_gpu_types': ['H100-80']");
    CHECK_EQ_STR(pending_state(of(racks(), with(pods, "'replicas': 2")), "job"), "other_constraint");
    CHECK_EQ_STR(pending_state(of(racks(), with(pods, "'replicas': 3")), "job"), "shortage");
    CHECK_EQ_STR(pending_state(of(racks(), with(pods, "'gpus': 16")), "job"), "infeasible_shape");
    EXPECT_BLOCKS(of(racks(), job("'accepted_gpu_types': ['L4-24']")), "8:2 4:2");
    const piq_report *r = of(racks(), text("%s, %s, %s", held("h", "n1", 4, ""), held("i", "n3", 4, ""), pods));
    EXPECT_PENDING(r, "job", "blocked");
    CHECK_NEAR(waiting_at(r, "job").stranded_gpus, 0, 0); /* nodes that are wholly free strand nothing */
}

/* Regions and types of a rack in no order, with more and fewer GPUs free. */
TEST(odd_fleets, a_rack_in_no_order)
{
    const char *nodes = text("%s, %s, %s, %s, %s", node("'id': 'a', 'domain': 'r', 'region': 'x', 'gpu_count': 1, 'gpu_type': 'A100-80'"), node("'id': 'b', 'domain': 'r', 'region': 'y'"),
                             node("'id': 'c', 'domain': 'r', 'region': 'x', 'gpu_count': 4"), node("'id': 'd', 'domain': 'r', 'region': 'y', 'gpu_count': 2"),
                             node("'id': 'e', 'domain': 'r', 'region': 'x', 'gpu_count': 2"));
    EXPECT_BLOCKS(of(nodes, job("'accepted_gpu_types': ['L4-24']")), "8:1 4:1 2:2 1:1");
}

TEST(odd_fleets, no_nodes)
{
    EXPECT_PENDING(of("", text("%s, %s", job(""), json("{'id': 'a', 'kind': 'training', 'movable': true, 'gpus': 1}"))), "job", "shortage");
}

TEST(odd_fleets, islands)
{
    const char *whole = node("'id': 'n0', 'domain': 'r', 'domain_gpus': 8"), *cut = node("'id': 'n0', 'domain': 'r', 'domain_gpus': 4");
    CHECK_EQ_STR(pending_state(of(whole, job("")), "job"), "other_constraint");
    CHECK_EQ_STR(pending_state(of(cut, job("")), "job"), "infeasible_shape");
    EXPECT_BLOCKS(of(with(cut, "'purpose': 'ha_spare'"), job("'accepted_gpu_types': ['L4-24']")), "");
    EXPECT_BLOCKS(of(cut, job("'accepted_gpu_types': ['L4-24']")), "4:2");
    const piq_report *r = judge(fleet("'workloads_complete': false, 'nodes': [%s], 'workloads': [%s]", cut, job("'gpus': 4")));
    EXPECT(r, FRAG, "job", "missing_input:gpus_allocated");
    /* What is on an island stays, whatever it says of itself. */
    const piq_report *stays = of(text("%s, %s", node("'id': 'n0'"), with(cut, "'id': 'i'")),
                                 text("%s, %s, %s", held("a", "i", 2, ", 'movable': true"), held("b", "n0", 4, ""), job("'accepted_gpu_types': ['H100-80']")));
    CHECK_EQ_INT(plan_of(stays).moves, 0);
}

/* ---- what nobody knows ---- */

TEST(odd_fleets, sizes_that_nobody_knows)
{
    const char *cordoned = node("'id': 'x', 'state': 'cordoned', 'gpu_count': null"), *ready = node("'id': 'y', 'gpu_count': null");
    CHECK_EQ_STR(pending_state(of(text("%s, %s", cordoned, nodes_with("8")), job("")), "job"), "other_constraint");
    EXPECT(of(text("%s, %s", cordoned, nodes_with("8")), job("'gpus': 16, 'pod_gpus': 8")), FRAG, "job", "missing_input:gpu_count");
    EXPECT(of(text("%s, %s", ready, nodes_with("8")), job("")), FRAG, "job", "missing_input:gpu_count");
    const char *several = text("%s, %s, %s, %s", cordoned, ready, node("'id': 'z', 'gpu_type': null"), node("'id': 'w', 'gpu_type': null, 'state': 'cordoned'"));
    EXPECT(of(several, job("'accepted_gpu_types': ['H100-80']")), FRAG, "job", "missing_input:gpu_type,gpu_count");
}

TEST(odd_fleets, a_node_without_a_type_is_planned_for_work_that_takes_any)
{
    const char *nodes = text("%s, %s, %s", node("'id': 'n0', 'gpu_type': null"), node("'id': 'n1', 'gpu_type': null"), node("'id': 'n2', 'gpu_type': 'A100-80', 'gpu_count': 1"));
    const char *work = text("%s, %s", held("a", "n0", 4, ", 'movable': true"), held("b", "n1", 4, ", 'movable': true"));
    const piq_plan plan = plan_of(of(nodes, text("%s, %s", work, job(""))));
    CHECK_EQ_INT(plan.runs, 1);
    CHECK_NEAR(plan.gpus_moved, 4, 0);
}

/* ---- work that ends ---- */

#define ENDS ", 'remaining_seconds': %d"

static const char *ending(const char *id, const char *where, int gpus, int seconds) { return held(id, where, gpus, json(ENDS, seconds)); }

TEST(odd_fleets, work_that_ends_on_nodes_that_take_nothing)
{
    const char *const states[] = {"'state': 'cordoned'", "'mig_enabled': true"};
    for (size_t i = 0; i < 2; i++) {
        const char *nodes = text("%s, %s", nodes_with("0"), with(node("'id': 'x'"), "%s", states[i]));
        CHECK(never_free(of(nodes, text("%s, %s, %s", holders("0"), ending("soon", "x", 8, 10), job(""))), "job"));
    }
    const char *counted = text("%s, %s", node("'id': 'n0', 'gpus_allocated': 8"), node("'id': 'x'"));
    const char *work = text("%s, %s, %s", holders("0"), ending("soon", "x", 8, 10), job("'accepted_gpu_types': ['H100-80']"));
    const piq_report *r = judge(fleet("'workloads_complete': false, 'nodes': [%s], 'workloads': [%s]", counted, work));
    EXPECT(r, FRAG, "job", "missing_input:gpus_allocated");
}

/* The last of those on a GPU, the earlier name where two end at once; a share that names no GPU frees none. */
TEST(odd_fleets, shares_that_end)
{
    const char *on = ", 'gpu': '%s'";
    const char *nodes = text("%s, %s", node("'id': 'n0'"), node("'id': 'n1'"));
    const char *rest = text("%s, %s", held("full", "n0", 7, ""), held("fuller", "n1", 7, ""));
    const char *one = job("'gpus': 1, 'replicas': 2, 'pending_seconds': 1800");
    const char *shares = text("%s, %s, %s, %s", share("b", "n1", 0.5, json(on, "g"), json(ENDS, 300)), share("a", "n0", 0.5, json(on, "g"), json(ENDS, 100)),
                              share("c", "n0", 0.5, json(on, "g"), json(ENDS, 100)), share("d", "n1", 0.25, json(on, "g"), json(ENDS, 200)));
    const piq_report *r = of(nodes, text("%s, %s, %s", rest, shares, one));
    EXPECT_PENDING(r, "job", "shortage");
    CHECK_NEAR(waiting_at(r, "job").free_in_seconds, 300, 0);
    CHECK_EQ_STR(waiting_at(r, "job").freed_by, "b");
    r = of(nodes, text("%s, %s, %s", rest, shares, with(one, "'replicas': 1")));
    CHECK_NEAR(waiting_at(r, "job").free_in_seconds, 100, 0);
    CHECK_EQ_STR(waiting_at(r, "job").freed_by, "c");
    /* Work that does not say when it ends, before and behind work that does. */
    const char *silent = text("%s, %s, %s, %s", share("b", "n1", 0.5, json(on, "g"), json(ENDS, 300)), share("c", "n0", 0.5, json(on, "g"), ""),
                              share("a", "n0", 0.5, json(on, "g"), json(ENDS, 100)), share("d", "n1", 0.25, json(on, "g"), json(ENDS, 300)));
    r = of(nodes, text("%s, %s, %s", rest, silent, with(one, "'replicas': 1")));
    CHECK_NEAR(waiting_at(r, "job").free_in_seconds, 300, 0);
    CHECK_EQ_STR(waiting_at(r, "job").freed_by, "d");
    const char *back = text("%s, %s", share("d", "n1", 0.25, json(on, "g"), json(ENDS, 300)), share("b", "n1", 0.5, json(on, "g"), json(ENDS, 300)));
    CHECK_EQ_STR(waiting_at(of(nodes, text("%s, %s, %s", rest, back, one)), "job").freed_by, "d");
    CHECK(never_free(of(nodes, text("%s, %s, %s, %s", rest, share("a", "n0", 0.5, "", json(ENDS, 100)), share("b", "n1", 0.5, "", json(ENDS, 100)), one)), "job"));
}

/* Of several domains the one whose work ends first; of two that end at once the earlier name. */
TEST(odd_fleets, endings_here_and_there)
{
    const char *nodes = text("%s, %s", nodes_with("0 0 0"), node("'id': 'far', 'cluster': 'east'"));
    const char *work = text("%s, %s, %s, %s, %s", ending("c", "n0", 4, 500), ending("d", "n0", 4, 400), ending("b", "n1", 8, 300), ending("e", "n2", 8, 300),
                            ending("a", "far", 8, 1));
    const piq_report *r = of(nodes, text("%s, %s", work, job("")));
    CHECK_NEAR(waiting_at(r, "job").free_in_seconds, 300, 0);
    CHECK_EQ_STR(waiting_at(r, "job").freed_by, "b");
    r = of(nodes, text("%s, %s", work, job("'replicas': 3")));
    CHECK_NEAR(waiting_at(r, "job").free_in_seconds, 500, 0);
    r = of(nodes, text("%s, %s, %s", work, job("'replicas': 3"), job("'id': 'alike', 'replicas': 3")));
    CHECK_NEAR(waiting_at(r, "alike").free_in_seconds, 500, 0);
    CHECK(never_free(of(nodes, text("%s, %s", work, job("'replicas': 4"))), "job"));
    r = of(nodes, text("%s, %s", work, job("'cluster': 'east'")));
    CHECK_EQ_STR(waiting_at(r, "job").freed_by, "a");
}

TEST(odd_fleets, endings_on_one_node)
{
    const char *work = text("%s, %s, %s, %s", ending("d", "n0", 2, 400), ending("c", "n0", 2, 500), ending("b", "n0", 2, 450), ending("a", "n0", 2, 450));
    const piq_report *r = of(nodes_with("0"), text("%s, %s", work, job("'gpus': 4")));
    CHECK_NEAR(waiting_at(r, "job").free_in_seconds, 450, 0);
    CHECK_EQ_STR(waiting_at(r, "job").freed_by, "a");
}

/* What nobody knows of a node that the job does not accept is no matter, though it shares the rack. */
TEST(odd_fleets, an_uncounted_node_in_the_rack)
{
    const char *nodes = text("%s, %s", node("'id': 'n0', 'domain': 'r', 'gpus_allocated': 8"), node("'id': 'x', 'domain': 'r', 'gpu_type': 'A100-80'"));
    const piq_report *r = judge(fleet("'workloads_complete': false, 'nodes': [%s], 'workloads': [%s, %s]", nodes, ending("a", "n0", 8, 70), job("'accepted_gpu_types': ['H100-80']")));
    CHECK_NEAR(waiting_at(r, "job").free_in_seconds, 70, 0);
}

TEST(odd_fleets, a_job_that_has_just_come_may_wait_too)
{
    const char *work = text("%s, %s", ending("a", "n0", 4, 50), ending("b", "n1", 4, 70));
    const piq_report *r = of(nodes_with("4 4"), text("%s, %s", work, job("'pending_seconds': 1")));
    EXPECT_PENDING(r, "job", "too_recent");
    CHECK_NEAR(waiting_at(r, "job").free_in_seconds, 50, 0);
}

TEST(odd_fleets, work_on_nodes_that_cost_nothing_costs_nothing_to_move)
{
    const char *nodes = text("%s, %s", node("'id': 'n0', 'billed': false"), node("'id': 'n1'"));
    const char *more = ", 'movable': true, 'restart_seconds': 3600, 'price_per_gpu_hour': 3, 'move_cost': 1";
    const char *work = text("%s, %s", held("a", "n0", 4, more), held("b", "n1", 4, ", 'restart_seconds': 3600"));
    CHECK_NEAR(money(plan_of(of(nodes, text("%s, %s", work, job("")))).cost), 0, 0);
}

/* ---- conflicts ---- */

static uint64_t relations(const piq_report *r, uint32_t detector, const char *id)
{
    const size_t place = finding_place(r, detector, id, PIQ_STATE_FIRED, 0);
    CHECK_SAY(place != NO_FINDING, "nothing is found of %s", id);
    return place == NO_FINDING ? 0 : finding_at(r, place).relation_count;
}

/* Two moves for one job and one for another go to one dark node; a second dark node takes what is left. */
TEST(odd_fleets, conflicts_once_for_each_node)
{
    const char *moves = ", 'movable': true";
    const char *nodes = text("%s, %s, %s, %s", nodes_with("6 6 7"), dark("'id': 'z', 'gpu_count': 4"), dark("'id': 'y', 'gpu_count': 1"), dark("'id': 'x', 'gpu_count': 1"));
    const char *work = text("%s, %s, %s, %s", held("a", "n0", 1, moves), held("b", "n0", 1, moves), held("c", "n1", 2, moves), held("d", "n2", 1, ""));
    const piq_report *r = of(nodes, text("%s, %s, %s", work, job(""), job("'id': 'other', 'pending_seconds': 7200")));
    CHECK_EQ_INT(plan_of(r).runs, 2);
    CHECK_EQ_INT(plan_of(r).moves, 3);
    uint64_t told = 0, known = 0;
    for (size_t i = 0; i < 3; i++)
        told += relations(r, PIQ_DETECTOR_DARK_CAPACITY, i == 0 ? "x" : i == 1 ? "y" : "z");
    known = relations(r, PIQ_DETECTOR_FRAGMENTATION, "job") + relations(r, PIQ_DETECTOR_FRAGMENTATION, "other");
    CHECK(told >= 2 && told == known);
}

/* Both jobs need the one dark node. */
TEST(odd_fleets, a_dark_node_for_two_jobs)
{
    const char *moves = ", 'movable': true", *nodes = text("%s, %s", nodes_with("6 6"), dark("'id': 'z', 'gpu_count': 4"));
    const char *work = text("%s, %s, %s", held("a", "n0", 1, moves), held("b", "n0", 1, moves), held("c", "n1", 2, moves));
    const piq_report *r = of(nodes, text("%s, %s, %s", work, job(""), job("'id': 'other', 'pending_seconds': 7200")));
    CHECK_EQ_INT(plan_of(r).runs, 2);
    CHECK_EQ_INT(relations(r, PIQ_DETECTOR_DARK_CAPACITY, "z"), 2);
    CHECK_EQ_INT(relations(r, PIQ_DETECTOR_FRAGMENTATION, "job"), 1);
    CHECK_EQ_INT(relations(r, PIQ_DETECTOR_FRAGMENTATION, "other"), 1);
}

/* A finding names twelve others at most. */
TEST(odd_fleets, conflicts_with_more_nodes_than_are_told)
{
    const char *nodes = node("'id': 'n0', 'gpu_count': 16"), *work = job("'gpus': 16");
    for (int i = 0; i < 14; i++) {
        nodes = text("%s, %s", nodes, dark("'id': 'dark%d', 'gpu_count': 1", i));
        work = text("%s, %s", work, held(text("w%d", i), "n0", 1, ", 'movable': true"));
    }
    const piq_report *r = of(nodes, work);
    CHECK_EQ_INT(plan_of(r).moves, 14);
    CHECK_EQ_INT(relations(r, PIQ_DETECTOR_FRAGMENTATION, "job"), 12);
}

/* A dark node that is not known well enough is no finding to conflict with. */
TEST(odd_fleets, no_conflict_with_a_candidate)
{
    const char *nodes = text("%s, %s", node("'id': 'n0'"), dark("'id': 'z', 'gpu_count': 4, 'sm_active_max': null"));
    const piq_report *r = judge_with(fleet("'nodes': [%s], 'workloads': [%s, %s]", nodes, held("a", "n0", 4, ", 'movable': true"), job("")), "{\"confidence_min\": 0.94}");
    CHECK_EQ_INT(plan_of(r).moves, 1);
    EXPECT(r, DARK, "z", "candidate");
    CHECK_EQ_INT(relations(r, PIQ_DETECTOR_FRAGMENTATION, "job"), 0);
}

/* ---- findings ---- */

TEST(odd_fleets, not_sure_enough)
{
    const piq_report *r = judge_with(queue("4 4", job("'quota_admitted': null")), "{\"confidence_min\": 0.96}");
    EXPECT(r, FRAG, "job", "candidate waste=0");
    CHECK_NEAR(waiting_at(r, "job").stranded_gpus, 0, 0);
    const char *plain = json("{'piq_snapshot': 1, 'nodes': [%s, %s], 'workloads': [%s, %s, %s]}", "{'id': 'n0', 'gpu_type': 'NVIDIA H100 80GB HBM3', 'gpu_count': 8, 'billed': true}",
                             "{'id': 'n1', 'gpu_type': 'NVIDIA H100 80GB HBM3', 'gpu_count': 8, 'billed': true}", held("a", "n0", 4, ""), held("b", "n1", 4, ""), job(""));
    EXPECT(judge_with(plain, "{\"use_reference_prices\": 1}"), FRAG, "job", "fired degraded=reference_price");
    EXPECT(judge_with(plain, "{}"), FRAG, "job", "fired degraded=price_unknown");
}

/* The one that waits longer claims the stranded GPUs, whichever comes first. */
TEST(odd_fleets, who_waits_longer_claims)
{
    for (int first = 0; first < 2; first++) {
        const char *a = job("'id': 'a', 'pending_seconds': %d", first ? 1800 : 3600), *b = job("'id': 'b', 'pending_seconds': %d", first ? 3600 : 1800);
        const piq_report *r = of(nodes_with("4 4"), text("%s, %s, %s", holders("4 4"), a, b));
        CHECK_NEAR(waiting_at(r, first ? "b" : "a").stranded_gpus, 8, 0);
        CHECK_NEAR(waiting_at(r, first ? "a" : "b").stranded_gpus, 0, 0);
    }
}

/* ---- what the planner is told ---- */

TEST(odd_fleets, work_that_cannot_be_said_exactly_stays)
{
    const char *const odd[] = {
        "{'id': 'a', 'kind': 'training', 'movable': true, 'gpus': 3.5, 'placement': [{'node': 'n0', 'gpus': 3.5}]}",
        "{'id': 'a', 'kind': 'training', 'movable': true, 'gpus': 5, 'placement': [{'node': 'n0', 'gpus': 4}]}",
        "{'id': 'a', 'kind': 'training', 'movable': true, 'placement': [{'node': 'n0', 'gpus': 4}]}",
        "{'id': 'a', 'kind': 'training', 'movable': true, 'gpus': 4, 'pod_gpus': 1.5, 'placement': [{'node': 'n0', 'gpus': 4}]}",
        "{'id': 'a', 'kind': 'notebook', 'movable': true, 'gpus': 0.5, 'placement': [{'node': 'n0', 'gpus': 0.5}]}",
        "{'id': 'a', 'kind': 'notebook', 'movable': true, 'gpus': 0.5, 'mig_profile': '1g.10gb', 'placement': [{'node': 'n0', 'gpus': 0.5, 'gpu': 'g'}]}",
        "{'id': 'a', 'kind': 'training', 'movable': true, 'gpus': 1.5, 'placement': [{'node': 'n0', 'gpus': 1}, {'node': 'n0', 'gpus': 0.5, 'gpu': 'g'}]}",
        "{'id': 'a', 'kind': 'training', 'movable': false, 'gpus': 4, 'placement': [{'node': 'n0', 'gpus': 4}]}"};
    const char *rest = held("b", "n1", 4, "");
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        const piq_report *r = of(nodes_with("4 4"), text("%s, %s, %s", json("%s", odd[i]), rest, job("")));
        CHECK_EQ_INT(plan_of(r).moves, 0);
        CHECK_EQ_INT(plan_of(r).runs, 0);
    }
    const char *sound = "{'id': 'a', 'kind': 'training', 'movable': true, 'gpus': 0.5, 'pod_gpus': 0.5, 'placement': [{'node': 'n0', 'gpus': 0.5, 'gpu': 'g'}]}";
    CHECK_EQ_INT(plan_of(of(nodes_with("4 4"), text("%s, %s, %s", json("%s", sound), rest, job("")))).runs, 1);
    const char *pods = held("a", "n0", 4, ", 'movable': true, 'pod_gpus': 2");
    CHECK_EQ_INT(plan_of(of(nodes_with("4 4"), text("%s, %s, %s", pods, rest, job("")))).runs, 1);
    const char *huge = text("%s, %s", node("'id': 'n0', 'gpu_count': 1000000"), node("'id': 'n1', 'gpu_count': 1000000"));
    const char *many = job("'gpus': 1, 'replicas': 1500000");
    EXPECT_PENDING(of(huge, many), "job", "other_constraint");
    CHECK_EQ_INT(plan_of(of(huge, many)).starts, 0);
    CHECK_EQ_INT(plan_of(of(nodes_with("4 4"), text("%s, %s", holders("4 4"), job("'gpus': 7.5")))).starts, 0);
    CHECK_EQ_INT(plan_of(of(nodes_with("4 4"), text("%s, %s", holders("4 4"), job("'pod_gpus': 1.5")))).starts, 0);
}

/* Names of shared GPUs: what looks like a number that could be made up is not given twice. */
TEST(odd_fleets, names_of_gpus)
{
    const char *const names[] = {"", "07", "1234567890", "g", "0", "3", "#2"};
    const char *list = "";
    for (int i = 0; i < 7; i++)
        list = text("%s%s, ", list, share(text("s%d", i), "n1", 0.75, json(", 'gpu': '%s'", names[i]), ""));
    const char *move = share("moves", "n0", 0.5, ", 'gpu': 'x'", ", 'movable': true");
    const piq_report *r = of(nodes_with("8 8"), text("%s%s, %s", list, move, job("")));
    CHECK_EQ_INT(plan_of(r).moves, 1);
    const char *where = NULL, *label = NULL;
    double gpus;
    CHECK_OK(piq_report_step_piece(r, 0, 0, 1, 0, &where, &gpus, &label));
    CHECK_EQ_STR(where, "n1");
    CHECK_EQ_STR(label, "1");
}

/* ---- kinds of demand ---- */

/* More sets of types than are told apart: nothing is claimed. */
TEST(odd_fleets, more_kinds_of_demand_than_are_told_apart)
{
    static const char *const types[] = {"H100-80", "A100-80", "L40S-48", "A10G-24", "L4-24", "NVIDIA H200", "NVIDIA A30", "NVIDIA B200", "NVIDIA T4"};
    const char *nodes = nodes_with("4 4"), *list = "";
    for (int t = 1; t < 9; t++)
        nodes = text("%s, %s", nodes, node("'id': 't%d', 'gpu_type': '%s', 'gpu_count': 500", t, types[t]));
    for (int set = 1; set <= 300; set++) {
        const char *accepted = "";
        for (int t = 0; t < 9; t++)
            if (set >> t & 1)
                accepted = text("%s%s'%s'", accepted, accepted[0] ? ", " : "", types[t]);
        list = text("%s, %s", list, json("{'id': 'l%d', 'kind': 'training', 'state': 'pending', 'gpus': 1, 'single_domain': false, 'quota_admitted': %s, 'accepted_gpu_types': [%s]}",
                                         set, set == 300 ? "false" : "true", accepted));
    }
    const char *small = json("{'id': 'small', 'kind': 'training', 'state': 'pending', 'gpus': 0.5, 'single_domain': false}");
    const piq_report *r = of(nodes, text("%s, %s, %s%s", holders("4 4"), job("'accepted_gpu_types': ['H100-80']"), small, list));
    CHECK_EQ_INT(plan_of(r).runs, 1);
    CHECK_EQ_INT(plan_of(r).optimal, 0);
}

/* More types in the fleet than are looked at for one cluster's demand. */
TEST(odd_fleets, demand_in_one_of_many_clusters)
{
    const char *nodes = text("%s, %s", node("'id': 'n0', 'cluster': 'a'"), node("'id': 'n1', 'cluster': 'a'"));
    for (int c = 0; c < 80; c++)
        nodes = text("%s, %s", nodes, node("'id': 'm%d', 'cluster': 'c%02d'", c, c));
    const char *loose = json("{'id': 'loose', 'kind': 'training', 'state': 'pending', 'gpus': 1, 'replicas': %d, 'single_domain': false, 'quota_admitted': true, 'cluster': 'a'}", 2);
    const char *work = text("%s, %s, %s", held("x", "n0", 4, ", 'movable': true"), held("y", "n1", 2, ", 'movable': true"), job("'cluster': 'a'"));
    CHECK_EQ_INT(plan_of(of(nodes, text("%s, %s", work, loose))).optimal, 1);
    CHECK_EQ_INT(plan_of(of(nodes, text("%s, %s", work, with(loose, "'replicas': 3")))).optimal, 0);
}

/* Room on GPUs that others share counts for the types that a job accepts. */
TEST(odd_fleets, shares_on_another_type)
{
    const char *nodes = text("%s, %s", node("'id': 'n0'"), node("'id': 'n1', 'gpu_type': 'A100-80', 'gpu_count': 1"));
    const char *work = text("%s, %s", held("full", "n0", 8, ""), share("a", "n1", 0.25, ", 'gpu': 'g'", ""));
    CHECK_EQ_INT(waiting_at(of(nodes, text("%s, %s", work, job("'gpus': 1, 'accepted_gpu_types': ['H100-80']"))), "job").share_fragmented, 0);
}

/* A piece that says which replica it is of; a place that is left for another. */
TEST(odd_fleets, replicas_by_number_and_places_left)
{
    piq_fleet *f = kit_fleet();
    const piq_ref n0 = kit_node(f, "n0"), n1 = kit_node(f, "n1"), w = kit_add(f, PIQ_ENTITY_WORKLOAD, "w"), s = kit_workload(f, "s", n0), j = kit_add(f, PIQ_ENTITY_WORKLOAD, "j");
    const piq_piece replicas[] = {{n1, 4, 1, NULL, 0}, {n0, 4, 0, NULL, 0}}, first = {n0, 0.5, -1, "g", 1}, then = {n1, 0.5, -1, "g", 1};
    CHECK_OK(piq_fleet_place(f, w, replicas, 2, sizeof replicas[0], NULL));
    CHECK_OK(piq_fleet_set_number(f, w, PIQ_WORKLOAD_GPUS, 4, NULL));
    CHECK_OK(piq_fleet_set_boolean(f, w, PIQ_WORKLOAD_MOVABLE, 1, NULL));
    CHECK_OK(piq_fleet_place(f, s, &first, 1, sizeof first, NULL));
    CHECK_OK(piq_fleet_place(f, s, &then, 1, sizeof then, NULL));
    CHECK_OK(piq_fleet_set_number(f, s, PIQ_WORKLOAD_GPUS, 0.5, NULL));
    CHECK_OK(piq_fleet_set_string(f, j, PIQ_WORKLOAD_STATE, "pending", PIQ_NUL_TERMINATED, NULL));
    CHECK_OK(piq_fleet_set_number(f, j, PIQ_WORKLOAD_GPUS, 8, NULL));
    CHECK_OK(piq_fleet_set_number(f, j, PIQ_WORKLOAD_PENDING_SECONDS, 3600, NULL));
    CHECK_OK(piq_fleet_set_boolean(f, j, PIQ_WORKLOAD_SINGLE_DOMAIN, 1, NULL));
    piq_report *r = NULL;
    for (int gpus = 8; gpus >= 7; gpus--) { /* 4 + 3 free: short of 8, one move from 7 */
        CHECK_OK(piq_fleet_set_number(f, j, PIQ_WORKLOAD_GPUS, gpus, NULL));
        CHECK_OK(piq_evaluate(f, NULL, &r, NULL));
        CHECK_EQ_STR(pending_state(r, "j"), gpus == 8 ? "shortage" : "blocked");
        CHECK_EQ_INT(waiting_at(r, "j").share_fragmented, 0);
        piq_report_free(r);
    }
    piq_fleet_free(f);
}

/* Jobs alike but for one thing each. */
TEST(odd_fleets, jobs_alike_but_for_one_thing)
{
    static const char *const more[] = {"",
                                       "'cpu_cores': 8",
                                       "'cpu_cores': 16",
                                       "'host_memory_bytes': 1000",
                                       "'accepted_gpu_types': ['H100-80', 'A100-80']",
                                       "'accepted_gpu_types': ['H100-80']",
                                       "'accepted_gpu_types': ['A100-80']",
                                       "'cluster': 'east'",
                                       "'gpus': 0.5",
                                       "'quota_admitted': false",
                                       "'mig_profile': '1g.10gb'",
                                       "'gpus': null",
                                       "'gpus': 0",
                                       "'replicas': 2"};
    const char *list = "", *nodes = text("%s, %s, %s", nodes_with("4 4"), node("'id': 'far', 'cluster': 'east'"), node("'id': 'a', 'gpu_type': 'A100-80', 'domain': 'n0'"));
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++)
        list = text("%s, %s", list, with(job("'id': 'j%d', 'accepted_gpu_types': null", (int)i), "%s", more[i]));
    const piq_report *r = of(nodes, text("%s%s", holders("4 4"), list));
    CHECK_EQ_STR(pending_state(r, "j0"), "other_constraint"); /* on the A100s */
    CHECK_EQ_STR(pending_state(r, "j5"), "blocked");
    CHECK_EQ_STR(pending_state(r, "j6"), "other_constraint");
    CHECK_EQ_STR(pending_state(r, "j8"), "not_applicable");
    CHECK_EQ_STR(pending_state(r, "j11"), "not_evaluated");
}

/* ---- the map ---- */

TEST(odd_fleets, a_domain_of_one_name_in_two_clusters)
{
    const char *nodes = "", *work = "";
    for (int c = 0; c < 2; c++)
        for (int n = 0; n < 2; n++) {
            const char *cluster = c ? "east" : "west";
            nodes = text("%s%s%s", nodes, nodes[0] ? ", " : "", node("'id': 'n%d%d', 'cluster': '%s', 'domain': 'rack', 'gpu_count': 4", c, n, cluster));
        }
    work = job("'cluster': 'west', 'pod_gpus': 4");
    const piq_report *r = of(nodes, text("%s, %s", work, job("'id': 'other', 'cluster': 'east', 'pod_gpus': 4")));
    int first = 0;
    for (size_t i = 0; i < piq_report_map_count(r); i++) {
        piq_map_node row = {.struct_size = sizeof row};
        CHECK_OK(piq_report_map_node(r, i, &row));
        first += (int)row.first;
    }
    CHECK_EQ_INT(piq_report_map_count(r), 4);
    CHECK_EQ_INT(first, 2);
}

TEST(odd_fleets, no_map_of_a_large_fleet_without_a_plan)
{
    const char *free = "4 4", *zeros = "";
    for (int i = 0; i < 60; i++)
        zeros = text("%s 0", zeros);
    const char *all = text("%s%s", free, zeros);
    const piq_report *r = of(nodes_with(all), text("%s, %s, %s", held("a", "n0", 4, ""), held("b", "n1", 4, ""), job("")));
    CHECK_EQ_STR(pending_state(r, "job"), "other_constraint");
}
