/* What a plan is worth and costs, and what would come without it. */
#include <string.h>

#include "harness/fixtures.h"

/* Two nodes of 8, half of each held by a movable job that restarts in 15 minutes; the second one ends in `seconds`. */
static const char *halves(const char *first, const char *second, const char *pending)
{
    return fleet("'nodes': [%s], 'workloads': [%s, %s, %s]", nodes_with("4 4"),
                 with(json("{'id': 'a', 'kind': 'training', 'movable': true, 'gpus': 4, 'placement': [{'node': 'n0', 'gpus': 4}]}"), "%s", first),
                 with(json("{'id': 'b', 'kind': 'training', 'movable': true, 'gpus': 4, 'placement': [{'node': 'n1', 'gpus': 4}]}"), "%s", second),
                 pending);
}

TEST(relief, lost_so_far)
{
    const piq_report *r = judge(queue("4 4", job("")));
    EXPECT(r, FRAG, "job", "fired evidence.stranded_gpu_hours=4 evidence.lost_so_far=16 waste=32");
    const piq_waiting w = waiting_at(r, "job");
    CHECK_NEAR(w.gpus, 8, 0);
    CHECK_NEAR(w.pending_seconds, 1800, 0);
    CHECK_NEAR(w.stranded_gpus, 8, 0);
    CHECK_NEAR(money(w.lost_per_hour), 32, 0);
    CHECK_NEAR(money(w.lost_so_far), 16, 0);
    CHECK_EQ_INT(w.starts, 1);
    const piq_plan plan = plan_of(r);
    CHECK_NEAR(plan.stranded_gpus, 8, 0);
    CHECK_NEAR(money(plan.lost_per_hour), 32, 0);
    CHECK_NEAR(money(plan.lost_so_far), 16, 0);
}

TEST(relief, each_gpu_is_lost_once)
{
    const char *second = with(job(""), "'id': 'second', 'pending_seconds': 3600");
    const piq_report *r = judge(fleet("'nodes': [%s], 'workloads': [%s, %s, %s]", nodes_with("4 4"), holders("4 4"), job(""), second));
    CHECK_NEAR(money(waiting_at(r, "second").lost_so_far), 32, 0);
    CHECK_NEAR(money(waiting_at(r, "job").lost_so_far), 0, 0);
    CHECK_NEAR(plan_of(r).stranded_gpus, 8, 0);
}

TEST(relief, value_is_as_long_again_and_cost_is_the_restart)
{
    const piq_report *r = judge(halves("'restart_seconds': 900", "'restart_seconds': 900", job("")));
    const piq_waiting w = waiting_at(r, "job");
    CHECK_NEAR(w.gpus_moved, 4, 0);
    CHECK_NEAR(w.restart_seconds, 900, 0);
    CHECK_NEAR(money(w.plan_value), 16, 0); /* 8 GPUs at 4.00 for half an hour */
    CHECK_NEAR(money(w.plan_cost), 4, 0);   /* 4 GPUs at 4.00 for a quarter */
    CHECK_NEAR(money(plan_of(r).value), 16, 0);
    CHECK_NEAR(money(plan_of(r).cost), 4, 0);
    CHECK(w.free_in_seconds != w.free_in_seconds && w.freed_by == NULL);
    EXPECT(r, FRAG, "job", "fired consolidate gpus_moved=4");
}

TEST(relief, an_unknown_restart_is_no_cost_of_zero)
{
    const piq_report *r = judge(queue("4 4", job("")));
    CHECK(waiting_at(r, "job").plan_cost == PIQ_MONEY_UNKNOWN);
    CHECK(plan_of(r).cost == PIQ_MONEY_UNKNOWN);
    CHECK_NEAR(money(plan_of(r).value), 16, 0);
}

/* Nobody knows when the job can start when one restart of two is unknown, whichever moves first. */
TEST(relief, one_unknown_restart_leaves_the_longest_unknown)
{
    const char *half = "{'id': '%s', 'kind': 'training', 'movable': true, 'gpus': 2, 'placement': [{'node': 'n0', 'gpus': 2}]%s}";
    const char *known = ", 'restart_seconds': 60";
    for (int first = 0; first < 2; first++) {
        const char *two = text("%s, %s", json(half, "a", first ? known : ""), json(half, "b", first ? "" : known));
        const char *rest = json("{'id': 'c', 'kind': 'training', 'gpus': 4, 'placement': [{'node': 'n1', 'gpus': 4}]}");
        const piq_waiting w = waiting_at(judge(fleet("'nodes': [%s], 'workloads': [%s, %s, %s]", nodes_with("4 4"), two, rest, job(""))), "job");
        CHECK_NEAR(w.gpus_moved, 4, 0);
        CHECK(w.restart_seconds != w.restart_seconds);
    }
}

/* Half a GPU does nothing for an hour: 2.00 of 4.00. */
TEST(relief, a_share_costs_its_part_of_the_gpu)
{
    const char *share = "{'id': '%s', 'kind': 'notebook', 'movable': %s, 'restart_seconds': 3600, 'gpus': 0.5, "
                        "'placement': [{'node': '%s', 'gpus': 0.5, 'gpu': 'x'}]}";
    const char *two = text("%s, %s", json(share, "a", "true", "n0"), json(share, "b", "false", "n1"));
    const piq_report *r = judge(fleet("'nodes': [%s], 'workloads': [%s, %s]", text("%s, %s", node("'id': 'n0'"), node("'id': 'n1', 'gpu_count': 4")),
                                      two, job("")));
    const piq_waiting w = waiting_at(r, "job");
    CHECK_NEAR(w.gpus_moved, 0.5, 0);
    CHECK_NEAR(money(w.plan_cost), 2, 0);
    CHECK_NEAR(money(plan_of(r).cost), 2, 0);
}

TEST(relief, one_gpu_costs_what_it_does_not_do)
{
    const char *work = json("{'id': 'a', 'kind': 'notebook', 'movable': true, 'restart_seconds': 3600, 'gpus': 1, "
                            "'placement': [{'node': 'n0', 'gpus': 1}]}");
    const piq_report *r = judge(fleet("'nodes': [%s, %s], 'workloads': [%s, %s]", node("'id': 'n0'"), node("'id': 'n1', 'gpu_count': 4"), work, job("")));
    CHECK_NEAR(money(waiting_at(r, "job").plan_cost), 4, 0);
}

TEST(relief, a_workloads_own_price_is_what_its_restart_costs)
{
    const piq_report *r = judge(halves("'restart_seconds': 900, 'price_per_gpu_hour': 1", "'restart_seconds': 900, 'price_per_gpu_hour': 1", job("")));
    CHECK_NEAR(money(plan_of(r).cost), 1, 0);
}

TEST(relief, wait_when_work_ends_sooner_than_the_moved_one_is_back)
{
    const piq_report *r = judge(halves("'restart_seconds': 900", "'restart_seconds': 900, 'remaining_seconds': 900", job("")));
    EXPECT(r, FRAG, "job", "fired wait_for_job seconds=900 workload=b alternative=consolidate");
    const piq_waiting w = waiting_at(r, "job");
    CHECK_NEAR(w.free_in_seconds, 900, 0);
    CHECK_EQ_STR(w.freed_by, "b");
    CHECK_NEAR(money(w.plan_value), 8, 0); /* what the plan spares is a quarter of an hour */
}

TEST(relief, move_when_the_moved_one_is_back_sooner)
{
    const piq_report *r = judge(halves("'restart_seconds': 900", "'restart_seconds': 900, 'remaining_seconds': 901", job("")));
    EXPECT(r, FRAG, "job", "fired consolidate alternative=wait_for_job");
}

TEST(relief, move_when_nobody_knows_how_long_that_takes)
{
    EXPECT(judge(halves("'remaining_seconds': 60", "'remaining_seconds': 60", job(""))), FRAG, "job", "fired consolidate alternative=wait_for_job");
}

TEST(relief, nothing_movable_leaves_the_wait)
{
    const char *stays = "'movable': false, 'remaining_seconds': 7200";
    EXPECT(judge(halves(stays, stays, job(""))), FRAG, "job", "fired wait_for_job seconds=7200 workload=a unremedied=consolidate");
    EXPECT(judge(halves("'movable': false", "'movable': false", job(""))), FRAG, "job", "fired wait_for_job unremedied=consolidate");
}

/* Work that ends on a type that the job does not accept makes no room for it, nor does a node whose free GPUs nobody knows. */
TEST(relief, room_comes_free_where_the_job_may_run)
{
    const char *soon = json("{'id': 'soon', 'kind': 'training', 'gpus': %d, 'remaining_seconds': 100, 'placement': [{'node': '%s', 'gpus': %d}]}", 8, "x", 8);
    const char *one = with(job(""), "'gpus': 1, 'pod_gpus': 1, 'accepted_gpu_types': ['H100-80']");
    const char *other = node("'id': 'x', 'gpu_type': 'A100-80'"), *same = node("'id': 'x'");
    const char *list[] = {one, job("'accepted_gpu_types': ['H100-80']")};
    for (size_t i = 0; i < 2; i++) {
        const char *work = text("%s, %s", holders("0"), soon);
        const piq_waiting never = waiting_at(judge(fleet("'nodes': [%s, %s], 'workloads': [%s, %s]", nodes_with("0"), other, work, list[i])), "job");
        CHECK(never.free_in_seconds != never.free_in_seconds);
        CHECK_NEAR(waiting_at(judge(fleet("'nodes': [%s, %s], 'workloads': [%s, %s]", nodes_with("0"), same, work, list[i])), "job").free_in_seconds, 100, 0);
    }
}

/* What ends on a node of which no GPU is healthy makes no room. */
TEST(relief, broken_gpus_do_not_come_free)
{
    const char *soon = json("{'id': 'soon', 'kind': 'training', 'gpus': 1, 'remaining_seconds': 100, 'placement': [{'node': 'x', 'gpus': 1}]}");
    const char *waits = job("'gpus': 1");
    for (int broken = 0; broken < 2; broken++) {
        const char *nodes = text("%s, %s", nodes_with("0"), node("'id': 'x', 'gpu_count': 1, 'unhealthy_gpus': %d", broken));
        const piq_waiting w = waiting_at(judge(fleet("'nodes': [%s], 'workloads': [%s, %s, %s]", nodes, holders("0"), soon, waits)), "job");
        CHECK((w.free_in_seconds == 100) == !broken);
    }
}

TEST(relief, every_replica_must_find_room)
{
    const char *ends = "'movable': false, 'remaining_seconds': 100", *later = "'movable': false, 'remaining_seconds': 200";
    const piq_report *r = judge(halves(ends, later, job("'replicas': 2")));
    EXPECT_PENDING(r, "job", "shortage");
    CHECK_NEAR(waiting_at(r, "job").free_in_seconds, 200, 0);
    CHECK_EQ_STR(waiting_at(r, "job").freed_by, "b");
}

TEST(relief, a_shared_gpu_is_free_when_the_last_has_ended)
{
    const char *share = "{'id': '%s', 'kind': 'notebook', 'gpus': 0.5, 'placement': [{'node': 'n0', 'gpus': 0.5, 'gpu': 'x'}]%s}";
    const char *one = json(share, "a", ", 'remaining_seconds': 100"), *two = json(share, "b", ", 'remaining_seconds': 300");
    const char *waits = job("");
    CHECK_NEAR(waiting_at(judge(fleet("'nodes': [%s], 'workloads': [%s, %s, %s]", node("'id': 'n0'"), one, two, waits)), "job").free_in_seconds, 300, 0);
    const char *stays = json(share, "b", "");
    const piq_waiting w = waiting_at(judge(fleet("'nodes': [%s], 'workloads': [%s, %s, %s]", node("'id': 'n0'"), one, stays, waits)), "job");
    CHECK(w.free_in_seconds != w.free_in_seconds);
}

TEST(relief, islands_and_racks_come_free_as_jobs_see_them)
{
    const char *held = "{'id': 'h', 'kind': 'training', 'gpus': 2, 'remaining_seconds': 50, 'placement': [{'node': 'n0', 'gpus': 2}]}";
    const char *islands = json("'nodes': [%s], 'workloads': [%s, %s]", node("'id': 'n0', 'domain_gpus': 4"), json("%s", held), job("'gpus': 3, 'replicas': 2"));
    CHECK_NEAR(waiting_at(judge(fleet("%s", islands)), "job").free_in_seconds, 50, 0);
    const char *rack = text("%s, %s", node("'id': 'n0', 'domain': 'rack'"), node("'id': 'n1', 'domain': 'rack'"));
    const char *both = json("'nodes': [%s], 'workloads': [%s, %s]", rack, json("%s", held), job("'gpus': 16, 'pod_gpus': 8"));
    CHECK_NEAR(waiting_at(judge(fleet("%s", both)), "job").free_in_seconds, 50, 0);
}

TEST(relief, conflict_only_with_the_node_a_job_needs)
{
    /* Two clusters, each with a dark node that its own plan needs: neither job has to do with the other's. */
    const char *list = "", *work_list = "";
    for (int c = 0; c < 2; c++) {
        const char *name = c ? "east" : "west";
        list = text("%s%s%s, %s, %s", list, c ? ", " : "", node("'id': 'a%d', 'cluster': '%s'", c, name), node("'id': 'b%d', 'cluster': '%s'", c, name),
                    dark("'id': 'dark%d', 'cluster': '%s', 'gpu_count': 4", c, name));
        work_list = text("%s%s%s, %s, %s", work_list, c ? ", " : "",
                         json("{'id': 'x%d', 'kind': 'training', 'gpus': 4, 'movable': true, 'placement': [{'node': 'a%d', 'gpus': 4}]}", c, c),
                         json("{'id': 'y%d', 'kind': 'training', 'gpus': 8, 'placement': [{'node': 'b%d', 'gpus': 8}]}", c, c),
                         with(job(""), "'id': 'job-%s', 'cluster': '%s'", name, name));
    }
    const piq_report *r = judge(fleet("'nodes': [%s], 'workloads': [%s]", list, work_list));
    for (int c = 0; c < 2; c++) {
        const size_t place = finding_place(r, PIQ_DETECTOR_FRAGMENTATION, c ? "job-east" : "job-west", PIQ_STATE_FIRED, 0);
        CHECK_OR_RETURN(place != NO_FINDING);
        CHECK_EQ_INT(finding_at(r, place).relation_count, 1);
        EXPECT(r, DARK, c ? "dark1" : "dark0", "fired conflict=fragmentation");
    }
}

static const char *piece(const char *id, const char *at, int gpus, const char *movable)
{
    return json("{'id': '%s', 'kind': 'training', 'gpus': %d, 'movable': %s, 'placement': [{'node': '%s', 'gpus': %d}]}", id, gpus, movable, at, gpus);
}

static size_t conflicts_of(const piq_report *r, uint32_t detector, const char *id)
{
    const size_t place = finding_place(r, detector, id, PIQ_STATE_FIRED, 0);
    return place == NO_FINDING ? 99 : finding_at(r, place).relation_count;
}

/* Each dark node that a job needs is told once, to the job and to the node, however much goes there. */
TEST(relief, conflict_with_each_dark_node_once)
{
    const char *full = text("%s, %s", node("'id': 'a'"), node("'id': 'b'")), *two = dark("'id': 'd0', 'gpu_count': %d", 4);
    const char *stays = piece("s", "b", 8, "false");
    const char *once = fleet("'nodes': [%s, %s], 'workloads': [%s, %s, %s, %s]", full, two, piece("x", "a", 2, "true"), piece("y", "a", 2, "true"), stays, job(""));
    CHECK_EQ_INT(conflicts_of(judge(once), PIQ_DETECTOR_FRAGMENTATION, "job"), 1);
    CHECK_EQ_INT(conflicts_of(judge(once), PIQ_DETECTOR_DARK_CAPACITY, "d0"), 1);
    const char *both = fleet("'nodes': [%s, %s, %s], 'workloads': [%s, %s, %s, %s]", full, two, dark("'id': 'd1', 'gpu_count': 4"),
                             piece("x", "a", 4, "true"), piece("y", "a", 4, "true"), stays, job(""));
    CHECK_EQ_INT(conflicts_of(judge(both), PIQ_DETECTOR_FRAGMENTATION, "job"), 2);
    CHECK_EQ_INT(conflicts_of(judge(both), PIQ_DETECTOR_DARK_CAPACITY, "d0"), 1);
    CHECK_EQ_INT(conflicts_of(judge(both), PIQ_DETECTOR_DARK_CAPACITY, "d1"), 1);
}

/* 4 go to d1, twice 3 to d0: no other way. The first job needs both, the second the first of them. */
TEST(relief, conflict_of_two_jobs_with_one_dark_node)
{
    const char *nodes = text("%s, %s, %s, %s", node("'id': 'a'"), node("'id': 'b', 'cluster': null"), dark("'id': 'd0', 'gpu_count': %d", 6),
                             dark("'id': 'd1', 'gpu_count': %d", 4));
    const char *work = text("%s, %s, %s", piece("x", "a", 4, "true"), piece("y", "a", 3, "true"), piece("z", "b", 3, "true"));
    const char *jobs = text("%s, %s", with(job(""), "'id': 'first', 'priority': 9"), with(job(""), "'id': 'second'"));
    const piq_report *r = judge(fleet("'nodes': [%s], 'workloads': [%s, %s]", nodes, work, jobs));
    CHECK_EQ_INT(conflicts_of(r, PIQ_DETECTOR_DARK_CAPACITY, "d0"), 2);
    CHECK_EQ_INT(conflicts_of(r, PIQ_DETECTOR_DARK_CAPACITY, "d1"), 1);
    CHECK_EQ_INT(conflicts_of(r, PIQ_DETECTOR_FRAGMENTATION, "first") + conflicts_of(r, PIQ_DETECTOR_FRAGMENTATION, "second"), 3);
}

TEST(relief, a_shortage_under_shares_is_named)
{
    const char *share = "{'id': '%s', 'kind': 'notebook', 'gpus': 0.5, 'placement': [{'node': 'n0', 'gpus': 0.5, 'gpu': '%s'}]}";
    const char *apart = text("%s, %s", json(share, "a", "x"), json(share, "b", "y")), *one = json(share, "a", "x");
    const piq_report *r = judge(fleet("'nodes': [%s], 'workloads': [%s, %s]", node("'id': 'n0'"), apart, job("'gpus': 7")));
    EXPECT_PENDING(r, "job", "shortage");
    CHECK_EQ_INT(waiting_at(r, "job").share_fragmented, 1);
    CHECK_EQ_INT(waiting_at(judge(fleet("'nodes': [%s], 'workloads': [%s, %s]", node("'id': 'n0'"), apart, job(""))), "job").share_fragmented, 0);
    CHECK_EQ_INT(waiting_at(judge(fleet("'nodes': [%s], 'workloads': [%s, %s]", node("'id': 'n0'"), one, job(""))), "job").share_fragmented, 0);
    CHECK_EQ_INT(waiting_at(judge(queue("3 3", job(""))), "job").share_fragmented, 0);
}

/* ---- claims ---- */

TEST(relief, best_is_not_claimed_against_work_that_could_start_anywhere)
{
    const char *loose = "{'id': 'loose', 'kind': 'training', 'state': 'pending', 'gpus': 1, 'replicas': %d, 'single_domain': false, 'quota_admitted': true}";
    const char *four = text("%s, %s", job(""), json(loose, 4)), *five = text("%s, %s", job(""), json(loose, 5)), *many = text("%s, %s", job(""), json(loose, 50));
    CHECK_EQ_INT(plan_of(judge(queue("4 4 4", four))).optimal, 1);
    CHECK_EQ_INT(plan_of(judge(queue("4 4 4", five))).optimal, 0);
    CHECK_EQ_INT(plan_of(judge(queue("4 4 4", five))).runs, 1);
    CHECK_EQ_INT(plan_of(judge(queue("4 4 4", many))).optimal, 1); /* it lacks GPUs anyway */
    /* Two that want different types share nothing: each may take all of its own. */
    const char *nodes = text("%s, %s, %s", nodes_with("4 4"), node("'id': 'x', 'gpu_type': 'A100-80', 'gpu_count': 4"),
                             node("'id': 'y', 'gpu_type': 'L4-24', 'gpu_count': 4"));
    const char *two = text("%s, %s", with(json(loose, 4), "'accepted_gpu_types': ['A100-80']"),
                           with(json(loose, 4), "'id': 'more', 'accepted_gpu_types': ['L4-24']"));
    CHECK_EQ_INT(plan_of(judge(fleet("'nodes': [%s], 'workloads': [%s, %s, %s]", nodes, holders("4 4"), job(""), two))).optimal, 1);
}

/* ---- lease ---- */

static piq_capacity capacity_at(const piq_report *r, uint32_t block)
{
    piq_capacity row = {.struct_size = sizeof row};
    for (size_t i = 0; r && i < piq_report_capacity_count(r); i++) {
        CHECK_OK(piq_report_capacity(r, i, &row));
        if (row.block == block)
            return row;
    }
    CHECK_SAY(0, "no blocks of %u", (unsigned)block);
    return row;
}

TEST(lease, terms)
{
    const char *nodes = text("%s, %s", node("'id': 'a', 'free_spell_p10_seconds': 10800"), node("'id': 'b', 'free_spell_p10_seconds': 21600, 'price_per_gpu_hour': 5"));
    const piq_capacity row = capacity_at(judge(fleet("'nodes': [%s]", nodes)), 8);
    CHECK_EQ_INT(row.now, 2);
    CHECK_NEAR(row.lease_hours, 3, 0);
    CHECK_NEAR(row.gpu_hours, 8 * 3 + 8 * 6, 0);
    CHECK_NEAR(money(row.floor_price_per_gpu_hour), 5, 0);
}

/* What would be free after consolidation, where no job waits. Work moves to the types that it accepts, and to no others; small nodes
   open, too. */
TEST(lease, blocks_after_consolidation)
{
    const char *half = "%s{'id': '%s%d', 'kind': 'training', 'movable': %s, 'gpus': %d, 'accepted_gpu_types': ['H100-80'], "
                       "'placement': [{'node': '%s%d', 'gpus': %d}]}";
    for (int size = 2; size <= 8; size *= 2) {
        const char *nodes = "", *other = "", *work = "";
        for (int k = 0; k < 3; k++) { /* three times two halves, of which one may move */
            const char *first = node("'id': 'm%d', 'gpu_count': %d", k, size);
            nodes = text("%s%s%s, %s", nodes, k ? ", " : "", first, node("'id': 's%d', 'gpu_count': %d", k, size));
            other = text("%s%s%s, %s", other, k ? ", " : "", first, node("'id': 's%d', 'gpu_count': %d, 'gpu_type': 'A100-80'", k, size));
            work = text("%s%s", work, json(half, k ? ", " : "", "m", k, "true", size / 2, "m", k, size / 2));
            work = text("%s%s", work, json(half, ", ", "s", k, "false", size / 2, "s", k, size / 2));
        }
        const piq_capacity row = capacity_at(judge(fleet("'nodes': [%s], 'workloads': [%s]", nodes, work)), (uint32_t)size);
        CHECK_EQ_INT(row.now, 0);
        CHECK_EQ_INT(row.after_consolidation, 3);
        /* Where the fixed halves are of a type that the others do not accept, those open one node of three with each other. */
        const piq_report *r = judge(fleet("'nodes': [%s], 'workloads': [%s]", other, work));
        uint64_t opened = 0;
        for (size_t i = 0; r && i < piq_report_capacity_count(r); i++) {
            piq_capacity each = {.struct_size = sizeof each};
            CHECK_OK(piq_report_capacity(r, i, &each));
            opened += each.block == (uint64_t)size ? each.after_consolidation : 0;
            CHECK_EQ_INT(each.now, each.block == (uint64_t)size ? 0 : 3);
        }
        CHECK_EQ_INT(opened, 1);
    }
}

/* A rack of two types has blocks of each; those of one type join. */
TEST(lease, a_rack_of_two_types)
{
    const char *a = "'domain': 'rack', 'gpu_type': 'A100-80'";
    const char *nodes = text("%s, %s, %s, %s", node("'id': 'n0', 'gpu_count': 4"), node("'id': 'n1', 'gpu_count': 2, 'domain': 'rack'"),
                             node("'id': 'n2', 'gpu_count': 4, %s", json("%s", a)), node("'id': 'n3', 'gpu_count': 4, %s", json("%s", a)));
    const piq_report *r = judge(fleet("'nodes': [%s]", nodes));
    const struct {
        const char *type;
        uint64_t block, now;
    } rows[] = {{"A100-80", 8, 1}, {"H100-80", 4, 1}, {"H100-80", 2, 1}};
    CHECK_EQ_INT(piq_report_capacity_count(r), 3);
    for (size_t i = 0; i < 3; i++) {
        piq_capacity row = {.struct_size = sizeof row};
        CHECK_OK(piq_report_capacity(r, i, &row));
        CHECK_EQ_STR(row.gpu_type, rows[i].type);
        CHECK_EQ_INT(row.block, rows[i].block);
        CHECK_EQ_INT(row.now, rows[i].now);
    }
}

TEST(lease, terms_unknown)
{
    const char *nodes = text("%s, %s", node("'id': 'a', 'free_spell_p10_seconds': 10800"), node("'id': 'b'"));
    const piq_capacity row = capacity_at(judge(fleet("'nodes': [%s]", nodes)), 8);
    CHECK(row.lease_hours != row.lease_hours && row.gpu_hours != row.gpu_hours);
    const char *unpriced = text("%s", node("'id': 'a', 'gpu_type': 'somebody else'"));
    CHECK(capacity_at(judge(fleet("'nodes': [%s]", unpriced)), 8).floor_price_per_gpu_hour == PIQ_MONEY_UNKNOWN);
}

TEST(lease, floor_is_what_giving_back_would_save)
{
    CHECK_NEAR(money(capacity_at(judge(fleet("'nodes': [%s]", node("'purchase': 'owned'"))), 8).floor_price_per_gpu_hour), 0, 0);
    CHECK_NEAR(money(capacity_at(judge(fleet("'nodes': [%s]", node("'billed': false"))), 8).floor_price_per_gpu_hour), 0, 0);
    CHECK_NEAR(money(capacity_at(judge(fleet("'nodes': [%s]", node("'billing_unit': 'node'"))), 8).floor_price_per_gpu_hour), 4, 0);
    const char *half = json("'nodes': [%s], 'workloads': [%s]", node("'id': 'n0', 'billing_unit': 'node'"), holders("4"));
    CHECK_NEAR(money(capacity_at(judge(fleet("%s", half)), 4).floor_price_per_gpu_hour), 0, 0);
}

TEST(lease, not_what_the_plan_needs)
{
    const piq_report *r = judge(queue("4 4 4", job("")));
    const piq_capacity row = capacity_at(r, 4);
    CHECK_EQ_INT(row.now, 1); /* two of the three halves make the job's room */
    CHECK_EQ_INT(row.after_consolidation, 1);
}

TEST(lease, what_a_job_starts_on_is_gone_afterwards)
{
    const piq_report *r = judge(fleet("'nodes': [%s, %s], 'workloads': [%s]", node("'id': 'a'"), node("'id': 'b'"), job("")));
    EXPECT_BLOCKS(r, "");
    CHECK_EQ_INT(capacity_at(r, 8).after_consolidation, 1);
}

/* ---- how scattered ---- */

static piq_fragmentation scatter_at(const piq_report *r, const char *type)
{
    piq_fragmentation row = {.struct_size = sizeof row};
    for (size_t i = 0; r && i < piq_report_fragmentation_count(r); i++) {
        CHECK_OK(piq_report_fragmentation(r, i, &row));
        if (strcmp(row.gpu_type, type) == 0)
            return row;
    }
    CHECK_SAY(0, "no row of %s", type);
    return row;
}

TEST(scattered, by_block_size)
{
    const piq_fragmentation row = scatter_at(judge(queue("3 3 3 3 4", NULL)), "H100-80");
    CHECK_NEAR(row.free_gpus, 16, 0);
    CHECK_EQ_INT(row.domain_gpus, 8);
    CHECK_NEAR(row.unusable_2, 0.25, 1e-12);
    CHECK_NEAR(row.unusable_4, 0.75, 1e-12);
    CHECK_NEAR(row.unusable_8, 1, 0);
    CHECK_NEAR(row.unusable_domain, 1, 0);
    CHECK(row.fragment_gpus != row.fragment_gpus);
}

TEST(scattered, domain_of_its_type)
{
    const char *nodes = text("%s, %s, %s", node("'id': 'n0', 'domain': 'rack'"), node("'id': 'n1', 'domain': 'rack'"), node("'id': 'n2', 'gpu_count': 4"));
    const piq_fragmentation row = scatter_at(judge(fleet("'nodes': [%s], 'workloads': [%s]", nodes, holders("4"))), "H100-80");
    CHECK_EQ_INT(row.domain_gpus, 16);
    CHECK_NEAR(row.unusable_8, 0.5, 1e-12); /* 12 free in the rack make one 8, the 4 none */
    CHECK_NEAR(row.unusable_domain, 1, 0);
}

/* Half of what waits needs 8 GPUs, which no node has; the other half needs one, which each has: half is a fragment. */
TEST(scattered, by_what_waits)
{
    const char *small = with(job(""), "'id': 'small', 'gpus': 1");
    const piq_fragmentation row = scatter_at(judge(queue("4 4", text("%s, %s", job(""), small))), "H100-80");
    CHECK_NEAR(row.fragment_gpus, 4, 1e-9);
    CHECK_NEAR(row.fragment_ratio, 0.5, 1e-9);
}

TEST(scattered, shares_and_cores_count)
{
    const char *share = "{'id': 'h', 'kind': 'notebook', 'gpus': 0.75, 'placement': [{'node': 'n0', 'gpus': 0.75, 'gpu': 'x'}]}";
    const char *asks = job("'gpus': 1, 'cpu_cores': 8");
    const piq_report *r = judge(fleet("'nodes': [%s], 'workloads': [%s, %s]", node("'id': 'n0', 'free_cpu_cores': 8"), json("%s", share), asks));
    CHECK_NEAR(scatter_at(r, "H100-80").fragment_gpus, 0.25, 1e-9); /* what the share leaves of its GPU */
    const piq_report *none = judge(fleet("'nodes': [%s], 'workloads': [%s, %s]", node("'id': 'n0', 'free_cpu_cores': 7"), json("%s", share), asks));
    CHECK_NEAR(scatter_at(none, "H100-80").fragment_gpus, 7.25, 1e-9);
    CHECK_NEAR(scatter_at(none, "H100-80").fragment_ratio, 1, 1e-9);
}

/* A pod asks for its part of the replica's cores and bytes; a job that states none asks for none. */
TEST(scattered, by_pods_of_what_waits)
{
    static const struct {
        const char *node, *job;
        double fragment;
    } cases[] = {{"'free_cpu_cores': 4", "'cpu_cores': 8", 0},
                 {"'free_cpu_cores': 3", "'cpu_cores': 8", 8},
                 {"'free_memory_bytes': 4000000000", "'host_memory_bytes': 8000000000", 0},
                 {"'free_memory_bytes': 3000000000", "'host_memory_bytes': 8000000000", 8},
                 {"'free_cpu_cores': 0.5, 'free_memory_bytes': 0", "'gpus': 2", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *waits = with(job("'gpus': 2, 'pod_gpus': 1"), "%s", json("%s", cases[i].job));
        const piq_report *r = judge(fleet("'nodes': [%s], 'workloads': [%s]", node("'id': 'n0', %s", cases[i].node), waits));
        CHECK_NEAR(scatter_at(r, "H100-80").fragment_gpus, cases[i].fragment, 1e-9);
    }
}

/* ---- the map ---- */

static const char *map_line(const piq_report *r, size_t index)
{
    piq_map_node n = {.struct_size = sizeof n};
    if (r == NULL || piq_report_map_node(r, index, &n) != PIQ_OK)
        return "";
    return text("%s %u/%u shared %u/%u of %u%s%s", n.node, (unsigned)n.free_before, (unsigned)n.free_after, (unsigned)n.shared_before,
                (unsigned)n.shared_after, (unsigned)n.gpus, n.first ? "" : " joined", n.moves ? " moves" : "");
}

TEST(map, before_and_after)
{
    const piq_report *r = judge(queue("4 4 6", job("")));
    CHECK_EQ_INT(piq_report_map_count(r), 3);
    CHECK_EQ_INT(piq_report_domain_count(r), 3);
    CHECK_EQ_STR(map_line(r, 0), "n0 4/2 shared 0/0 of 8 moves");
    CHECK_EQ_STR(map_line(r, 1), "n1 4/4 shared 0/0 of 8");
    CHECK_EQ_STR(map_line(r, 2), "n2 6/0 shared 0/0 of 8 moves");
    CHECK_EQ_STR(map_line(r, 3), "");
}

TEST(map, shares_and_racks)
{
    const char *share = "{'id': '%s', 'kind': 'notebook', 'movable': true, 'gpus': 0.5, 'placement': [{'node': '%s', 'gpus': 0.5, 'gpu': 'x'}]}";
    const char *nodes = text("%s, %s", node("'id': 'n0', 'domain': 'rack'"), node("'id': 'n1', 'domain': 'rack'"));
    const piq_report *r = judge(fleet("'nodes': [%s], 'workloads': [%s, %s, %s]", nodes, json(share, "a", "n0"), json(share, "b", "n1"), job("")));
    CHECK_EQ_STR(map_line(r, 0), "n0 7/0 shared 1/0 of 8 moves");
    CHECK_EQ_STR(map_line(r, 1), "n1 7/7 shared 1/1 of 8 joined moves");
}

/* By the name of the domain, which is the node's own where it has none. */
TEST(map, in_order_of_domains)
{
    const char *nodes = text("%s, %s, %s, %s", node("'id': 'z', 'domain': 'a'"), node("'id': 'm'"), node("'id': 'b', 'domain': 'x'"), node("'id': 'a0'"));
    const piq_report *r = judge(fleet("'nodes': [%s], 'workloads': [%s]", nodes, job("'gpus': 8")));
    const char *order[] = {"z ", "a0 ", "m ", "b "};
    for (size_t i = 0; i < 4; i++)
        CHECK_SAY(strncmp(map_line(r, i), order[i], strlen(order[i])) == 0, "%d: %s", (int)i, map_line(r, i));
}

TEST(map, large_fleets_show_what_is_touched)
{
    const char *free = "4 4";
    for (int i = 0; i < PIQ_MAP_WHOLE; i++)
        free = text("%s 0", free);
    const piq_report *r = judge(queue(free, job("")));
    CHECK_EQ_INT(piq_report_map_count(r), 2);
    CHECK_EQ_INT(piq_report_domain_count(r), PIQ_MAP_WHOLE + 2);
    const char *fits = text("8%s", free + 1); /* a job that starts as it is */
    CHECK_EQ_STR(map_line(judge(queue(fits, job(""))), 0), "n0 8/0 shared 0/0 of 8 moves");
    CHECK_EQ_INT(piq_report_map_count(judge(queue("8 8", NULL))), 0);
}
