/* Finding 9, fragmentation: rows 9.1 to 9.9. */
#include "harness/fixtures.h"

TEST(fragmentation, row_9_1)
{
    const piq_report *r = judge(queue("4 4", job("")));
    EXPECT_PENDING(r, "job", "blocked");
    EXPECT(r, FRAG, "job", "fired blocked medium consolidate confidence=0.95 waste=32 evidence.stranded_gpus=8 evidence.free_gpus=8");
    EXPECT(r, FRAG, "job", "fired recoverable=%.17g evidence.largest_free_block=4", 32 * 730 * 1800 / (14 * DAY));
}

TEST(fragmentation, row_9_1_plan)
{
    const piq_report *r = judge(queue("4 4", job("")));
    piq_plan plan = {.struct_size = (uint32_t)sizeof plan};
    piq_step step = {(uint32_t)sizeof step, 0, 0, 0, NULL, 0, 0};
    CHECK_OR_RETURN(r && piq_report_plan(r, &plan) == PIQ_OK);
    CHECK_EQ_INT(plan.moves, 1);
    CHECK_EQ_INT(plan.starts, 1);
    CHECK_EQ_INT(plan.runs, 1);
    CHECK_NEAR(plan.gpus_moved, 4, 0);
    CHECK_OR_RETURN(piq_report_start(r, 0, &step) == PIQ_OK);
    CHECK_EQ_STR(step.workload, "job");
    CHECK_NEAR(step.gpus, 8, 0);
}

TEST(fragmentation, row_9_1_nothing_movable)
{
    const char *stuck = "'workloads': [{'id': 'a', 'kind': 'training', 'gpus': 4, 'placement': [{'node': 'n0', 'gpus': 4}]}, "
                        "{'id': 'b', 'kind': 'training', 'gpus': 4, 'placement': [{'node': 'n1', 'gpus': 4}]}, %s]";
    const piq_report *r = judge(fleet("'nodes': [%s], %s", nodes_with("4 4"), json(stuck, job(""))));
    EXPECT(r, FRAG, "job", "fired blocked waste=32 unremedied=consolidate");
}

TEST(fragmentation, row_9_2) { EXPECT_PENDING(judge(queue("8 0", job(""))), "job", "other_constraint"); }

TEST(fragmentation, row_9_2_is_clear) { EXPECT_COUNTS(judge(queue("8 0", job(""))), FRAG, "fired=0 clear=1 not_evaluated=0"); }

TEST(fragmentation, row_9_3)
{
    const piq_report *r = judge(queue("3 3", job("")));
    EXPECT_PENDING(r, "job", "shortage");
    EXPECT_COUNTS(r, FRAG, "fired=0 clear=1 not_evaluated=0");
}

TEST(fragmentation, row_9_4)
{
    const piq_report *r = judge(queue("8 8", job("'gpus': 16")));
    EXPECT_PENDING(r, "job", "infeasible_shape");
    EXPECT_COUNTS(r, FRAG, "fired=0 clear=1 not_evaluated=0");
}

TEST(fragmentation, row_9_5)
{
    EXPECT_PENDING(judge(queue("4 4", job("'pending_seconds': 540"))), "job", "too_recent");
    EXPECT_PENDING(judge(queue("4 4", job("'pending_seconds': 599"))), "job", "too_recent");
    EXPECT(judge(queue("4 4", job("'pending_seconds': 600"))), FRAG, "job", "fired blocked medium");
}

TEST(fragmentation, row_9_5_an_hour_is_high)
{
    EXPECT(judge(queue("4 4", job("'pending_seconds': 3599"))), FRAG, "job", "fired blocked medium");
    EXPECT(judge(queue("4 4", job("'pending_seconds': 3600"))), FRAG, "job", "fired blocked high");
}

TEST(fragmentation, row_9_6)
{
    const piq_report *r = judge(queue("4 4", job("'single_domain': false")));
    EXPECT_PENDING(r, "job", "not_applicable");
    EXPECT(r, FRAG, "job", "not_applicable");
}

TEST(fragmentation, row_9_7)
{
    const piq_report *r = judge(queue("4 4", job("'single_domain': null")));
    EXPECT_PENDING(r, "job", "not_evaluated");
    EXPECT(r, FRAG, "job", "missing_input:single_domain");
}

TEST(fragmentation, row_9_8)
{
    EXPECT(judge(queue("3 3 3 3 4", NULL)), FRAG, "", "observation latent info evidence.latent_index=1 waste=0");
    EXPECT(judge(queue("2 2 2 2 8", NULL)), FRAG, "", "observation latent info evidence.latent_index=0.5");
}

TEST(fragmentation, row_9_8_below)
{
    EXPECT_COUNTS(judge(queue("3 3 3 3 3", NULL)), FRAG, "fired=0 candidates=0");
    CHECK(finding_place(judge(queue("3 3 3 3 3", NULL)), PIQ_DETECTOR_FRAGMENTATION, "", 0, 0) == NO_FINDING);
    CHECK(finding_place(judge(queue("1 2 2 2 8 8", NULL)), PIQ_DETECTOR_FRAGMENTATION, "", 0, 0) == NO_FINDING);
}

TEST(fragmentation, row_9_9)
{
    const char *nodes = json("'nodes': [%s, %s], 'workloads': [%s, %s]", node("'id': 'n0'"), node("'id': 'n1', 'state': 'cordoned'"),
                             holders("4 4"), job(""));
    EXPECT_PENDING(judge(fleet("%s", nodes)), "job", "shortage");
}
