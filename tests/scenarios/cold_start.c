/* Finding 4, cold-start latency: rows 4.1 to 4.7. */
#include "harness/fixtures.h"

TEST(cold_start, row_4_1)
{
    const piq_report *r = judge(fleet_of(cold("")));
    EXPECT(r, COLD, "w", "fired observed high set_min_replicas min_replicas=1 fix=2044 confidence=0.95 waste=0 recoverable=0");
    EXPECT(r, COLD, "w", "fired evidence.cold_hits_ratio=0.02");
    EXPECT_TOTALS(r, "fix=2044 waste=0 recoverable=0");
}

TEST(cold_start, row_4_1_twice_the_objective_and_one_percent)
{
    EXPECT(judge(fleet_of(cold("'cold_start_p95_seconds': 4.0"))), COLD, "w", "fired high");
    EXPECT(judge(fleet_of(cold("'cold_start_p95_seconds': 3.9"))), COLD, "w", "fired medium");
    EXPECT(judge(fleet_of(cold("'cold_starts': 20"))), COLD, "w", "fired high");
    EXPECT(judge(fleet_of(cold("'cold_starts': 19"))), COLD, "w", "fired medium");
}

TEST(cold_start, row_4_2) { EXPECT(judge(fleet_of(cold("'min_replicas': 1"))), COLD, "w", "observation burst info counted=clear fix=0"); }

TEST(cold_start, row_4_3) { EXPECT(judge(fleet_of(cold("'kind': 'batch'"))), COLD, "w", "not_applicable"); }

TEST(cold_start, row_4_4)
{
    EXPECT(judge(fleet_of(cold("'cold_start_p95_seconds': 5.0, 'cold_starts': 3, 'ttft_slo_seconds': null"))), COLD, "w", "clear");
}

TEST(cold_start, row_4_4_slower)
{
    const char *w = cold("'cold_start_p95_seconds': 5.1, 'cold_starts': 3, 'ttft_slo_seconds': null");
    EXPECT(judge(fleet_of(w)), COLD, "w", "fired observed medium");
    EXPECT(judge(fleet_of(with(w, "'cold_starts': 2"))), COLD, "w", "clear");
    EXPECT(judge(fleet_of(with(w, "'cold_starts': 2, 'requests': 400"))), COLD, "w", "fired");
    EXPECT(judge(fleet_of(with(w, "'cold_starts': 2, 'requests': 402"))), COLD, "w", "clear");
}

TEST(cold_start, row_4_5)
{
    const piq_report *r = judge(fleet_of(cold("'cold_starts': 0, 'cold_start_p95_seconds': null, 'weight_bytes': 16000000000, "
                                              "'weight_load_rate': 1e9, 'init_seconds': 20")));
    EXPECT(r, COLD, "w", "observation latent info confidence<=0.5 evidence.cold_start_estimate_seconds=36 counted=clear fix=0");
}

TEST(cold_start, row_4_6) { EXPECT(judge(fleet_of(cold("'min_replicas': null"))), COLD, "w", "missing_input:min_replicas"); }

TEST(cold_start, row_4_7)
{
    EXPECT(judge(fleet_of(cold("'cold_start_p95_seconds': 90, 'cold_request_ratio': 0.06"))), COLD, "w", "fired critical");
}

TEST(cold_start, row_4_7_bounds)
{
    const char *w = cold("'cold_start_p95_seconds': 60, 'cold_request_ratio': 0.05, 'ttft_slo_seconds': 10");
    EXPECT(judge(fleet_of(w)), COLD, "w", "fired critical");
    EXPECT(judge(fleet_of(with(w, "'cold_start_p95_seconds': 59.9"))), COLD, "w", "fired high");
    EXPECT(judge(fleet_of(with(w, "'cold_request_ratio': 0.049"))), COLD, "w", "fired high");
    EXPECT(judge(fleet_of(with(w, "'cold_start_p95_seconds': 20, 'ttft_slo_seconds': 2"))), COLD, "w", "fired critical");
    EXPECT(judge(fleet_of(with(w, "'cold_start_p95_seconds': 19.9, 'ttft_slo_seconds': 2"))), COLD, "w", "fired high");
}

/* What takes longest is what to speed up: 14.48 GB at 1 GB/s against the rest of the start. */
TEST(cold_start, the_longest_phase)
{
    static const struct {
        const char *init, *phase;
    } starts[] = {{"14.47", "weight_loading"}, {"14.48", "weight_loading"}, {"14.49", "initialisation"}, {"null", NULL}};
    for (size_t i = 0; i < 4; i++) {
        const piq_report *r = judge(fleet_of(cold("'model': 'fixture-7b', 'weight_load_rate': 1e9, 'init_seconds': %s", starts[i].init)));
        const size_t place = finding_place(r, PIQ_DETECTOR_COLD_START, "w", PIQ_STATE_FIRED, 0);
        const char *words = NULL;
        double value;
        const int there = parameter_of(r, place, remedy_place(r, place, PIQ_ACTION_SPEED_UP_LOADING), "phase", &value, &words);
        CHECK(there == (starts[i].phase != NULL));
        CHECK(!there || words != NULL);
        if (there && words != NULL)
            CHECK_EQ_STR(words, starts[i].phase);
    }
}

/* Of two counts that would do, the one that is reached is held against its threshold, and the other is only shown. */
TEST(cold_start, which_count_speaks)
{
    static const struct {
        const char *starts, *hits, *ratio;
    } all[] = {{"3", ">=", ""}, {"2", "", ">="}};
    for (size_t i = 0; i < 2; i++) {
        const piq_report *r = judge(fleet_of(cold("'cold_starts': %s, 'cold_request_ratio': %s", all[i].starts, i == 0 ? "0.009" : "0.01")));
        const size_t place = finding_place(r, PIQ_DETECTOR_COLD_START, "w", PIQ_STATE_FIRED, 0);
        CHECK_OR_RETURN(place != NO_FINDING);
        for (size_t k = 0; k < finding_at(r, place).evidence_count; k++) {
            piq_evidence e = {0};
            e.struct_size = (uint32_t)sizeof e;
            CHECK_OK(piq_report_evidence(r, place, k, &e));
            if (e.field == PIQ_WORKLOAD_COLD_STARTS)
                CHECK_EQ_STR(e.comparison, all[i].hits);
            if (e.field == PIQ_MEASURE_COLD_HITS_RATIO)
                CHECK_EQ_STR(e.comparison, all[i].ratio);
        }
    }
}
