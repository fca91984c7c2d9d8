/* Finding 5, scale-to-zero thrashing: rows 5.1 to 5.8. */
#include "harness/fixtures.h"

#define GAPS "'idle_gap_p50_seconds': 200, 'idle_gap_p95_seconds': 540, 'idle_gap_p99_seconds': 1500, 'scale_down_grace_seconds': 60"

static const char *with_events(const char *list, const char *more) { return thrash("'scale_events': %s%s", list, more); }

TEST(thrashing, row_5_1)
{
    const piq_report *r = judge(fleet_of(thrash("")));
    EXPECT(r, THRASH, "w", "fired to_zero high confidence=0.95 waste=0.05 recoverable=36.5");
    EXPECT_TOTALS(r, "waste=0.05 recoverable=36.5");
}

TEST(thrashing, row_5_1_twelve_a_day_are_high)
{
    EXPECT(judge(fleet_of(with_events(events(11, 11, 2, "traffic"), ""))), THRASH, "w", "fired medium waste=%.17g",
           11.0 / 24 * 90 / 3600 * 4);
    EXPECT(judge(fleet_of(with_events(events(11, 11, 2, "traffic"), ", 'environment': 'dev'"))), THRASH, "w", "fired low");
}

TEST(thrashing, row_5_2)
{
    const piq_report *r = judge(fleet_of(thrash(GAPS)));
    EXPECT(r, THRASH, "w", "fired set_scale_down_grace seconds=540");
}

TEST(thrashing, row_5_2_user_facing_in_production)
{
    EXPECT(judge(fleet_of(thrash("'user_facing': true, " GAPS))), THRASH, "w", "fired set_scale_down_grace seconds=1500");
    EXPECT(judge(fleet_of(thrash("'user_facing': true, 'environment': 'dev', " GAPS))), THRASH, "w", "fired seconds=540");
}

TEST(thrashing, row_5_2_list)
{
    EXPECT(judge(fleet_of(thrash("'idle_gaps': [60, 120, 180, 240, 300, 360, 420, 480, 540, 600, 30000]"))), THRASH, "w",
           "fired set_scale_down_grace seconds=600");
}

TEST(thrashing, row_5_2_long_gaps)
{
    EXPECT(judge(fleet_of(thrash("'idle_gaps': [60, 7200, 7300, 7400]"))), THRASH, "w", "fired set_min_replicas min_replicas=1");
}

TEST(thrashing, row_5_3)
{
    EXPECT(judge(fleet_of(with_events(events(3, 3, 2, "traffic"), ""))), THRASH, "w", "clear");
    EXPECT(judge(fleet_of(with_events(events(4, 4, 2, "traffic"), ""))), THRASH, "w", "fired medium");
}

TEST(thrashing, row_5_4)
{
    const char *list = events(12, 5, 1.9, "traffic");
    EXPECT(judge(fleet_of(with_events(list, ", 'loading_ratio': 0.05"))), THRASH, "w", "clear");
    EXPECT(judge(fleet_of(with_events(list, ", 'loading_ratio': 0.19"))), THRASH, "w", "clear");
    EXPECT(judge(fleet_of(with_events(list, ", 'loading_ratio': 0.20"))), THRASH, "w", "fired medium");
}

TEST(thrashing, row_5_4_half_is_enough)
{
    EXPECT(judge(fleet_of(with_events(events(10, 5, 2, "traffic"), ", 'loading_ratio': 0.05"))), THRASH, "w", "fired medium");
    EXPECT(judge(fleet_of(with_events(events(11, 5, 2, "traffic"), ", 'loading_ratio': 0.05"))), THRASH, "w", "clear");
}

static const char *five_drops(const char *first_four)
{
    return json("[{'t': 40000, 'replicas': 1}, {'t': 36000, 'replicas': 0, 'cause': '%s'}, {'t': 35900, 'replicas': 1}, "
                "{'t': 30000, 'replicas': 0, 'cause': '%s'}, {'t': 29900, 'replicas': 1}, {'t': 24000, 'replicas': 0, 'cause': '%s'}, "
                "{'t': 23900, 'replicas': 1}, {'t': 18000, 'replicas': 0, 'cause': '%s'}, {'t': 17900, 'replicas': 1}, "
                "{'t': 12000, 'replicas': 0, 'cause': 'traffic'}, {'t': 11900, 'replicas': 1}]",
                first_four, first_four, first_four, first_four);
}

TEST(thrashing, row_5_5)
{
    EXPECT(judge(fleet_of(with_events(five_drops("rollout"), ""))), THRASH, "w", "clear");
    EXPECT(judge(fleet_of(with_events(five_drops("failure"), ""))), THRASH, "w", "clear");
    EXPECT(judge(fleet_of(with_events(five_drops("unknown"), ""))), THRASH, "w", "fired");
}

TEST(thrashing, row_5_6)
{
    EXPECT(judge(fleet_of(thrash("'idle_gap_p95_seconds': 7200"))), THRASH, "w", "fired set_min_replicas min_replicas=1");
    EXPECT(judge(fleet_of(thrash("'idle_gap_p95_seconds': 3600"))), THRASH, "w", "fired set_scale_down_grace seconds=3600");
    EXPECT(judge(fleet_of(thrash("'idle_gap_p95_seconds': 3601"))), THRASH, "w", "fired set_min_replicas min_replicas=1");
}

TEST(thrashing, row_5_7) { EXPECT(judge(fleet_of(thrash("'scale_events': null"))), THRASH, "w", "missing_input:scale_events"); }

TEST(thrashing, row_5_8)
{
    const piq_report *r =
        judge(fleet_of(thrash("'user_facing': true, 'cold_starts': 40, 'cold_start_p95_seconds': 100, 'requests': 4000")));
    EXPECT(r, THRASH, "w", "fired to_zero");
    EXPECT(r, COLD, "w", "fired superseded_by=thrashing");
    CHECK(finding_at(r, finding_place(r, PIQ_DETECTOR_COLD_START, "w", 0, 0)).cost_to_fix_per_month == 0);
}
