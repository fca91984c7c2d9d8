/* R24 to R26: OOM risk, cold start, thrashing. */
#include "harness/fixtures.h"

TEST(rulings, R24_unknown_kills_are_told_apart_by_host_memory)
{
    const char *w = kills("'unknown_oom_events': 1, 'gpu_oom_events': 0, 'oom_gpu_memory_peak': 0.97");
    EXPECT(judge(fleet_of(with(w, "'host_memory_peak': 0.90"))), OOM, "w", "fired host confidence=0.60");
    EXPECT(judge(fleet_of(with(w, "'host_memory_peak': 0.89"))), OOM, "w", "fired gpu confidence=0.60");
    EXPECT(judge(fleet_of(w)), OOM, "w", "missing_input:host_memory_peak");
    EXPECT(judge(fleet_of(with(w, "'unknown_oom_events': 0"))), OOM, "w", "observation pressure");
}

TEST(rulings, R24_absent_host_counters_leave_the_host_out)
{
    EXPECT(judge(fleet_of(kills("'host_oom_events': null, 'gpu_oom_events': 1, 'oom_gpu_memory_peak': 0.97"))), OOM, "w",
           "fired gpu degraded=host_events_unknown");
    EXPECT(judge(fleet_of(kills("'host_oom_events': null, 'gpu_oom_events': 0, 'oom_gpu_memory_peak': 0.5"))), OOM, "w", "clear");
    EXPECT(judge(fleet_of(kills("'gpu_oom_events': 1, 'oom_gpu_memory_peak': 0.97"))), OOM, "w",
           "fired gpu undegraded=host_events_unknown");
}

TEST(rulings, R24_host_fires_without_device_counters)
{
    EXPECT(judge(fleet_of(kills("'host_oom_events': 1"))), OOM, "w", "fired host high");
}

TEST(rulings, R24_highest_of_the_window_stands_in)
{
    EXPECT(judge(fleet_of(kills("'gpu_oom_events': 1, 'gpu_memory_used_max_bytes': 72000000000"))), OOM, "w", "fired gpu");
    EXPECT(judge(fleet_of(kills("'gpu_oom_events': 1, 'gpu_memory_used_max_bytes': 71000000000, 'host_memory_peak': 0.1"))), OOM, "w",
           "observation unexplained");
    EXPECT(judge(fleet_of(kills(
               "'gpu_oom_events': 1, 'gpu_memory_used_max_bytes': 72000000000, 'oom_gpu_memory_peak': 0.5, 'host_memory_peak': 0.1"))),
           OOM, "w", "observation unexplained");
}

TEST(rulings, R24_gpu_hours_that_restarts_took)
{
    const char *w = kills("'gpu_oom_events': 4, 'oom_gpu_memory_peak': 0.97, 'restart_seconds': 900, 'gpus': 2, 'placement': [{'node': 'n1', 'gpus': 2}]");
    EXPECT(judge(fleet_of(w)), OOM, "w", "fired gpu evidence.lost_gpu_hours=2");
}

TEST(rulings, R24_critical_by_the_last_day_and_hour)
{
    const char *w = kills("'gpu_oom_events': 9, 'oom_gpu_memory_peak': 0.97");
    EXPECT(judge(fleet_of(w)), OOM, "w", "fired gpu high");
    EXPECT(judge(fleet_of(with(w, "'gpu_oom_events_24h': 2, 'seconds_since_oom': 3599"))), OOM, "w", "fired gpu critical");
    EXPECT(judge(fleet_of(with(w, "'gpu_oom_events_24h': 2, 'seconds_since_oom': 3600"))), OOM, "w", "fired gpu high");
    EXPECT(judge(fleet_of(with(w, "'gpu_oom_events_24h': 1, 'seconds_since_oom': 60"))), OOM, "w", "fired gpu high");
    EXPECT(judge(fleet_of(with(w, "'crash_looping': true"))), OOM, "w", "fired gpu critical");
}

TEST(rulings, R24_host_is_critical_by_its_own_counter)
{
    const char *w = kills("'host_oom_events': 9, 'gpu_oom_events': 0, 'gpu_oom_events_24h': 0, 'oom_gpu_memory_peak': 0.3");
    EXPECT(judge(fleet_of(w)), OOM, "w", "fired host high");
    EXPECT(judge(fleet_of(with(w, "'host_oom_events_24h': 3"))), OOM, "w", "fired host critical");
    EXPECT(judge(fleet_of(with(w, "'crash_looping': true"))), OOM, "w", "fired host critical");
}

/* Numbers beyond 2^52 are whole already. */
TEST(rulings, R24_sequences_beyond_count)
{
    const char *w = kills("'engine': 'vllm', 'gpu_oom_events': 1, 'oom_gpu_memory_peak': 0.97, 'max_num_seqs': 9000000000000000000, "
                          "'kv_cache_usage_p95': 0.9");
    EXPECT(judge(fleet_of(w)), OOM, "w", "fired set_max_num_seqs max_num_seqs=8.5e18");
}

TEST(rulings, R24_a_host_of_many_bytes)
{
    EXPECT(judge(fleet_of(kills("'host_oom_events': 1, 'host_memory_peak': 1, 'host_memory_bytes': 9000000000000000000"))), OOM, "w",
           "fired raise_host_memory host_memory_bytes=1.125e19");
    EXPECT(judge(fleet_of(kills("'host_oom_events': 1, 'host_memory_peak': 0.5, 'host_memory_bytes': 3"))), OOM, "w",
           "fired raise_host_memory host_memory_bytes=2");
}

TEST(rulings, R24_device_kills_do_not_make_the_host_critical)
{
    const piq_report *r =
        judge(fleet_of(kills("'host_oom_events': 1, 'gpu_oom_events': 3, 'gpu_oom_events_24h': 3, 'oom_gpu_memory_peak': 0.97")));
    EXPECT(r, OOM, "w", "fired gpu critical");
    EXPECT(r, OOM, "w", "fired host high");
}

TEST(rulings, R24_dev_is_one_step_lower)
{
    const char *w = kills("'gpu_oom_events': 4, 'oom_gpu_memory_peak': 0.97, 'environment': 'dev'");
    EXPECT(judge(fleet_of(w)), OOM, "w", "fired gpu medium");
    EXPECT(judge(fleet_of(with(w, "'gpu_oom_events_24h': 4"))), OOM, "w", "fired gpu high");
}

TEST(rulings, R24_max_num_seqs_by_the_cache)
{
    const char *w = kills("'kind': 'llm_serving', 'engine': 'vllm', 'gpu_oom_events': 1, 'oom_gpu_memory_peak': 0.97, 'max_num_seqs': 256, "
                          "'kv_cache_usage_p95': 0.95");
    EXPECT(judge(fleet_of(w)), OOM, "w", "fired gpu set_max_num_seqs max_num_seqs=229");
}

TEST(rulings, R24_max_model_len_without_a_value)
{
    const char *w =
        kills("'kind': 'llm_serving', 'engine': 'vllm', 'gpu_oom_events': 1, 'oom_gpu_memory_peak': 0.97, 'max_model_len': 32768");
    const piq_report *r = judge(fleet_of(w));
    const size_t place = finding_place(r, PIQ_DETECTOR_OOM_RISK, "w", 0, PIQ_SUBTYPE_GPU);
    const size_t remedy = remedy_place(r, place, PIQ_ACTION_SET_MAX_MODEL_LEN);
    double value;
    const char *words;
    CHECK(place != NO_FINDING);
    CHECK(remedy == NO_FINDING || !parameter_of(r, place, remedy, "max_model_len", &value, &words));
}

TEST(rulings, R24_pressure_of_a_preallocating_engine)
{
    const char *w = kills("'kind': 'llm_serving', 'engine': 'vllm', 'gpu_oom_events': 0, 'gpu_memory_used_max_bytes': 73600000000, "
                          "'kv_cache_usage_p95': 0.95, 'preemptions': 1");
    EXPECT(judge(fleet_of(w)), OOM, "w", "observation pressure");
    EXPECT(judge(fleet_of(with(w, "'preemptions': 0"))), OOM, "w", "clear");
    EXPECT(judge(fleet_of(with(w, "'kv_cache_usage_p95': 0.94"))), OOM, "w", "clear");
}

/* Fewer sequences only where that many are fewer; a half of the cache's bytes only where they are whole. */
TEST(rulings, R24_knobs_that_are_turned_only_one_way)
{
    const char *w = kills("'kind': 'llm_serving', 'engine': 'vllm', 'gpu_oom_events': 1, 'oom_gpu_memory_peak': 0.97, 'max_num_seqs': 100");
    EXPECT(judge(fleet_of(with(w, "'kv_cache_usage_p95': 0.86"))), OOM, "w", "fired set_max_num_seqs max_num_seqs=98 alternative=set_kv_dtype");
    EXPECT(judge(fleet_of(with(w, "'kv_cache_usage_p95': 0.85"))), OOM, "w", "fired set_kv_dtype kv_dtype=fp8 unremedied=set_max_num_seqs");
    EXPECT(judge(fleet_of(with(w, "'kv_cache_usage_p95': 0.5"))), OOM, "w",
           "fired set_gpu_memory_fraction gpu_memory_fraction=0.85 unremedied=set_max_num_seqs");
    EXPECT(judge(fleet_of(with(w, "'kv_cache_usage_p95': 0.86, 'kv_dtype': 'fp8'"))), OOM, "w",
           "fired set_max_num_seqs unremedied=set_kv_dtype");
    EXPECT(judge(fleet_of(with(w, "'kv_cache_usage_p95': 1, 'max_num_seqs': 1"))), OOM, "w", "fired set_kv_dtype unremedied=set_max_num_seqs");
    EXPECT(judge(fleet_of(with(w, "'kv_cache_usage_p95': 1, 'max_num_seqs': 2"))), OOM, "w", "fired set_max_num_seqs max_num_seqs=1");
}

/* A larger card is a matter of money only where nothing cheaper stands before it. */
TEST(rulings, R24_a_larger_card)
{
    const char *small = json("'nodes': [%s]", node("'gpu_type': 'L40S-48'"));
    const char *w = kills("'gpu_oom_events': 1, 'oom_gpu_memory_peak': 0.97");
    EXPECT(judge(fleet_where(w, "%s", small)), OOM, "w", "fired move_gpu_type gpu_type=A100-80 fix=%.17g", (2.5 - 1.8) * 730);
    EXPECT(judge(fleet_where(with(w, "'required_features': ['fp8']"), "%s", small)), OOM, "w", "fired move_gpu_type gpu_type=H100-80");
    EXPECT(judge(fleet_where(with(w, "'engine': 'vllm'"), "%s", small)), OOM, "w",
           "fired set_gpu_memory_fraction alternative=move_gpu_type fix=0");
    /* 0.97 of 48 GB are 0.85 of 54.8. */
    const char *format = "%s, 'gpu_types': [%s, %s]", *a = "'name': 'Other', 'memory_bytes': 54777000000", *b = "'name': 'Other', 'memory_bytes': 54776000000";
    EXPECT(judge(fleet_where(w, format, small, l40s, with(a100, "%s", json("%s", a)))), OOM, "w", "fired move_gpu_type gpu_type=Other");
    EXPECT(judge(fleet_where(w, format, small, l40s, with(a100, "%s", json("%s", b)))), OOM, "w", "fired profile");
    /* 43.35 GB are 0.85 of 51. */
    const char *exact = with(a100, "'name': 'Other', 'memory_bytes': 51000000000");
    EXPECT(judge(fleet_where(with(w, "'oom_gpu_memory_peak': 0.903125"), format, small, l40s, exact)), OOM, "w", "fired move_gpu_type gpu_type=Other");
}

/* A slice is not widened: it moves to a card that holds its peak. */
TEST(rulings, R24_on_a_slice)
{
    const char *sliced = with(h100, "'mig_profiles': [{'name': '3g.40gb', 'compute_slices': 3, 'compute_slices_total': 7, "
                                    "'memory_bytes': 40000000000, 'max_instances': 2}]");
    const char *w = kills("'gpu_oom_events': 1, 'oom_gpu_memory_peak': 0.97, 'gpus': 0.5, 'mig_profile': '3g.40gb', "
                          "'placement': [{'node': 'n1', 'gpus': 0.5, 'gpu': 'a'}]");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s, %s]", sliced, l40s)), OOM, "w", "fired gpu move_gpu_type gpu_type=L40S-48");
}

/* Stages and ranks stay as they are. */
TEST(rulings, R24_wider_in_every_stage_and_rank)
{
    const char *w = kills("'gpu_oom_events': 1, 'oom_gpu_memory_peak': 0.97, 'gpus': 6, 'tensor_parallel': 1, 'pipeline_parallel': 2, "
                          "'data_parallel': 3, 'placement': [{'node': 'n1', 'gpus': 6}]");
    EXPECT(judge(fleet_of(w)), OOM, "w", "fired raise_tensor_parallel tensor_parallel=2 gpus=12");
}

/* What is not cut, overhead, leaves less room for what is: 60 GB of it and 17.6 on 1 GPU, 8.8 on 2, 4.4 on 4; 68 fit. */
TEST(rulings, R24_overhead_is_not_cut)
{
    const char *w = kills("'gpu_oom_events': 1, 'oom_gpu_memory_peak': 0.97");
    EXPECT(judge(fleet_of(w)), OOM, "w", "fired raise_tensor_parallel tensor_parallel=2 gpus=2 fix=2920");
    EXPECT(judge_with(fleet_of(w), "{\"overhead_bytes\": 60000000000}"), OOM, "w", "fired raise_tensor_parallel tensor_parallel=4 gpus=4");
}

TEST(rulings, R24_pressure_of_any_other_engine)
{
    EXPECT(judge(fleet_of(kills("'gpu_oom_events': 0, 'oom_gpu_memory_peak': 0.90"))), OOM, "w", "observation pressure");
    EXPECT(judge(fleet_of(kills("'gpu_oom_events': 0, 'oom_gpu_memory_peak': 0.899"))), OOM, "w", "clear");
}

/* As many GPUs in one domain as before: where the domain is not stated it is a single GPU. */
TEST(rulings, R24_a_larger_card_for_two)
{
    const char *w = kills("'gpu_oom_events': 1, 'oom_gpu_memory_peak': 0.97, 'gpus': 2, 'tensor_parallel': 2, 'placement': [{'node': 'n1', 'gpus': 2}]");
    const char *format = "'nodes': [%s], 'gpu_types': [%s, %s]", *here = node("'gpu_type': 'L40S-48'");
    const char *pair = with(l40s, "'domain_gpus': 2");
    EXPECT(judge(fleet_where(w, format, here, pair, with(a100, "'domain_gpus': 2"))), OOM, "w", "fired move_gpu_type gpu_type=A100-80 gpus=2");
    EXPECT(judge(fleet_where(w, format, here, pair, with(a100, "'domain_gpus': null"))), OOM, "w", "fired profile");
    EXPECT(judge(fleet_where(w, format, here, pair, with(a100, "'domain_gpus': 1"))), OOM, "w", "fired profile");
}

TEST(rulings, R24_unexplained_is_said_of_what_is_known)
{
    const char *w = kills("'gpu_oom_events': 1, 'oom_gpu_memory_peak': 0.5");
    EXPECT(judge(fleet_of(w)), OOM, "w", "clear");
    EXPECT(judge(fleet_of(with(w, "'host_memory_peak': 0.89"))), OOM, "w", "observation unexplained");
    EXPECT(judge(fleet_of(with(w, "'host_memory_peak': 0.90"))), OOM, "w", "clear");
    EXPECT(judge(fleet_of(with(w, "'host_memory_peak': 0.89, 'host_oom_events': null"))), OOM, "w",
           "observation unexplained degraded=host_events_unknown");
    /* One kill of unknown kind is one, too. */
    EXPECT(judge(fleet_of(with(w, "'gpu_oom_events': 0, 'unknown_oom_events': 1, 'host_memory_peak': 0.5"))), OOM, "w", "observation unexplained");
}

TEST(rulings, R24_pressure_is_the_absence_of_kills_that_were_counted)
{
    const char *w = kills("'kind': 'llm_serving', 'engine': 'vllm', 'kv_cache_usage_p95': 0.95, 'preemptions': 1, 'oom_gpu_memory_peak': 0.85");
    EXPECT(judge(fleet_of(with(w, "'gpu_oom_events': 0"))), OOM, "w", "observation pressure undegraded=host_events_unknown");
    EXPECT(judge(fleet_of(with(w, "'gpu_oom_events': 0, 'host_oom_events': null"))), OOM, "w",
           "observation pressure degraded=host_events_unknown");
    EXPECT(judge(fleet_of(w)), OOM, "w", "clear");
}

TEST(rulings, R25_share_of_requests_from_the_counts)
{
    EXPECT(judge(fleet_where(cold("'requests': 2000"), "'window_seconds': 604800")), COLD, "w", "fired evidence.cold_hits_ratio=0.02");
    EXPECT(judge(fleet_where(cold("'requests': 1000"), "'window_seconds': 302400")), COLD, "w", "fired evidence.cold_hits_ratio=0.02");
    EXPECT(judge(fleet_of(cold("'cold_request_ratio': 0.004, 'cold_starts': 40"))), COLD, "w", "fired medium");
}

TEST(rulings, R25_latent_only_where_the_estimate_exceeds)
{
    const char *w =
        cold("'cold_starts': 0, 'cold_start_p95_seconds': null, 'weight_bytes': 16000000000, 'weight_load_rate': 1e9, 'init_seconds': 20");
    EXPECT(judge(fleet_of(with(w, "'ttft_slo_seconds': 35"))), COLD, "w", "observation latent");
    EXPECT(judge(fleet_of(with(w, "'ttft_slo_seconds': 37"))), COLD, "w", "clear");
    EXPECT(judge(fleet_of(with(w, "'weight_load_rate': null"))), COLD, "w", "observation latent");
    EXPECT(judge(fleet_of(with(w, "'min_replicas': 1"))), COLD, "w", "clear");
}

/* Who is not known to be waited for is not said to make anybody wait. */
TEST(rulings, R25_latent_needs_somebody_who_waits)
{
    const char *w = cold("'cold_starts': 0, 'cold_start_p95_seconds': 1");
    EXPECT(judge(fleet_of(w)), COLD, "w", "observation latent");
    EXPECT(judge(fleet_of(with(w, "'user_facing': null"))), COLD, "w", "clear");
}

TEST(rulings, R25_burst_needs_the_other_three)
{
    const char *w = cold("'min_replicas': 1");
    EXPECT(judge(fleet_of(w)), COLD, "w", "observation burst");
    EXPECT(judge(fleet_of(with(w, "'cold_start_p95_seconds': 2"))), COLD, "w", "clear");
    EXPECT(judge(fleet_of(with(w, "'user_facing': false"))), COLD, "w", "clear");
    EXPECT(judge(fleet_of(with(w, "'cold_starts': 2"))), COLD, "w", "clear");
}

TEST(rulings, R25_dev_is_low)
{
    EXPECT(judge(fleet_of(cold("'environment': 'dev'"))), COLD, "w", "fired low");
    EXPECT(judge(fleet_of(cold("'environment': 'dev', 'cold_start_p95_seconds': 90, 'cold_request_ratio': 0.06"))), COLD, "w", "fired low");
}

TEST(rulings, R25_schedule_has_no_hours)
{
    const piq_report *r = judge(fleet_of(cold("")));
    const size_t place = finding_place(r, PIQ_DETECTOR_COLD_START, "w", 0, 0);
    const size_t remedy = remedy_place(r, place, PIQ_ACTION_SCHEDULE_REPLICAS);
    double value;
    const char *words;
    CHECK(place != NO_FINDING && remedy != 0);
    CHECK(remedy == NO_FINDING || !parameter_of(r, place, remedy, "seconds", &value, &words));
}

TEST(rulings, R25_availability_wants_two)
{
    EXPECT(judge(fleet_of(cold("'replica_floor': 2"))), COLD, "w", "fired set_min_replicas min_replicas=2");
    EXPECT(judge(fleet_of(cold("'replica_floor': 1"))), COLD, "w", "fired set_min_replicas min_replicas=1");
}

TEST(rulings, R26_short_starts_are_no_harm)
{
    EXPECT(judge(fleet_of(thrash("'cold_start_p50_seconds': 4.99"))), THRASH, "w", "clear");
    EXPECT(judge(fleet_of(thrash("'cold_start_p50_seconds': 5"))), THRASH, "w", "fired");
}

TEST(rulings, R26_nearest_rank_and_grid)
{
    /* 20 gaps: the 95th percentile is the 19th, the 99th the 20th. */
    const char *gaps = "'idle_gaps': [2000, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 301]";
    EXPECT(judge(fleet_of(thrash("%s", gaps))), THRASH, "w", "fired set_scale_down_grace seconds=360");
    EXPECT(judge(fleet_of(thrash("%s, 'user_facing': true", gaps))), THRASH, "w", "fired set_scale_down_grace seconds=2040");
    EXPECT(judge(fleet_of(thrash("%s, 'user_facing': true, 'environment': 'dev'", gaps))), THRASH, "w", "fired seconds=360");
}

TEST(rulings, R26_half_of_the_gaps_short_enough)
{
    /* Of the gaps no longer than an hour, here two of four, the 95th percentile is the last. */
    EXPECT(judge(fleet_of(thrash("'idle_gaps': [60, 3600, 7300, 7400]"))), THRASH, "w", "fired set_scale_down_grace seconds=3600");
    EXPECT(judge(fleet_of(thrash("'idle_gaps': [60, 3601, 7300, 7400]"))), THRASH, "w", "fired set_min_replicas min_replicas=1");
}

TEST(rulings, R26_first_percentile_that_fits)
{
    EXPECT(judge(fleet_of(thrash("'user_facing': true, 'idle_gap_p95_seconds': 540, 'idle_gap_p99_seconds': 7200"))), THRASH, "w",
           "fired set_scale_down_grace seconds=540");
    EXPECT(judge(fleet_of(thrash("'idle_gap_p99_seconds': 600, 'idle_gap_p95_seconds': 7200"))), THRASH, "w", "fired set_min_replicas");
    EXPECT(judge(fleet_of(thrash("'user_facing': true, 'idle_gap_p95_seconds': 541"))), THRASH, "w", "fired seconds=600");
}

static const char *four_drops(double back, const char *more)
{
    const char *list = "";
    for (int i = 0; i < 4; i++) {
        const double down = 80000 - i * 20000;
        list = json("%s, {'t': %g, 'replicas': 0}, {'t': %.17g, 'replicas': 1}", list, down, down - back);
    }
    return thrash("'scale_events': [{'t': 90000, 'replicas': 1}%s]%s", list, more);
}

TEST(rulings, R26_the_99th_percentile_alone)
{
    const char *w = thrash("'idle_gap_p99_seconds': 1490");
    EXPECT(judge(fleet_of(with(w, "'user_facing': true"))), THRASH, "w", "fired set_scale_down_grace seconds=1500 undegraded=idle_gaps_unknown");
    EXPECT(judge(fleet_of(w)), THRASH, "w", "fired set_min_replicas degraded=idle_gaps_unknown");
    EXPECT(judge(fleet_of(with(w, "'user_facing': true, 'environment': 'dev'"))), THRASH, "w", "fired set_min_replicas degraded=idle_gaps_unknown");
}

/* Of what happens in one second the fewer replicas come first, and of two that fall at once the cause that is none of ours counts last:
   the list may come in any order. */
TEST(rulings, R26_in_the_same_second)
{
    static const char *const lists[2][2] = {
        {"{'t': %g, 'replicas': 1}, {'t': %g, 'replicas': 0}, {'t': %g, 'replicas': 1}",
         "{'t': %g, 'replicas': 1}, {'t': %g, 'replicas': 1}, {'t': %g, 'replicas': 0}"},
        {"{'t': %g, 'replicas': 1}, {'t': %g, 'replicas': 0, 'cause': 'traffic'}, {'t': %g, 'replicas': 0, 'cause': 'rollout'}",
         "{'t': %g, 'replicas': 1}, {'t': %g, 'replicas': 0, 'cause': 'rollout'}, {'t': %g, 'replicas': 0, 'cause': 'traffic'}"}};
    for (size_t kind = 0; kind < 2; kind++)
        for (size_t order = 0; order < 2; order++) {
            const char *list = "";
            for (int i = 0; i < 5; i++) {
                const double at = 20000 - i * 3600;
                list = text("%s%s%s", list, i ? ", " : "", json(lists[kind][order], at, at - 1800, at - 1800));
            }
            const char *w = thrash("'scale_events': [%s, {'t': 2500, 'replicas': 1}]", list);
            EXPECT(judge_with(fleet_of(w), "{\"thrash_regret_seconds\": 1800}"), THRASH, "w",
                   "fired to_zero evidence.scale_downs_24h=5 evidence.regretted_scale_downs_24h=5");
        }
}

/* A drop after which nothing comes back was none to regret. */
/* Down is not back: what stays at zero has not returned. */
TEST(rulings, R26_back_is_more_than_before)
{
    const char *list = "";
    for (int i = 0; i < 4; i++) {
        const int down = 80000 - i * 20000;
        list = text("%s%s%s", list, i ? ", " : "", json("{'t': %d, 'replicas': 1}, {'t': %d, 'replicas': 0}, {'t': %d, 'replicas': 0}, {'t': %d, 'replicas': 1}",
                                                        down + 100, down, down - 60, down - 5000));
    }
    EXPECT(judge(fleet_of(thrash("'scale_events': [%s]", list))), THRASH, "w", "clear");
}

/* A list of no gaps says nothing of them. */
TEST(rulings, R26_no_gaps_listed)
{
    EXPECT(judge(fleet_of(thrash("'idle_gaps': []"))), THRASH, "w", "fired set_min_replicas fix=nan degraded=idle_gaps_unknown");
    EXPECT(judge(fleet_of(thrash("'idle_gaps': [0]"))), THRASH, "w", "fired set_scale_down_grace seconds=0 fix=0 undegraded=idle_gaps_unknown");
}

TEST(rulings, R26_the_last_drop)
{
    const char *list = "";
    for (int i = 0; i < 5; i++)
        list = text("%s%s%s", list, i ? ", " : "", json("{'t': %d, 'replicas': 1}, {'t': %d, 'replicas': 0}", 9000 - i * 1000, 8900 - i * 1000));
    EXPECT(judge(fleet_of(thrash("'scale_events': [%s]", list))), THRASH, "w",
           "fired evidence.scale_downs_24h=5 evidence.regretted_scale_downs_24h=4");
}

TEST(rulings, R26_flaps_are_read_off_events)
{
    const char *w = thrash("'min_replicas': 1, 'scale_events': null");
    EXPECT(judge_with(fleet_of(w), "{\"thrash_min_cycles\": 0}"), THRASH, "w", "clear");
    const char *flaps = with(w, "'scale_events': [{'t': 9000, 'replicas': 3}, {'t': 8000, 'replicas': 2}, {'t': 7900, 'replicas': 3}]");
    EXPECT(judge_with(fleet_of(flaps), "{\"thrash_min_cycles\": 1}"), THRASH, "w", "observation replica_flap counted=clear");
    EXPECT(judge_with(fleet_of(flaps), "{\"thrash_min_cycles\": 2}"), THRASH, "w", "clear");
    /* Where no time is given to regret in, nothing that takes time is regretted. */
    const char *quick = with(w, "'cold_start_p50_seconds': null, 'scale_events': [{'t': 9000, 'replicas': 3}, {'t': 8000, 'replicas': 2}, {'t': 7999, 'replicas': 3}]");
    EXPECT(judge_with(fleet_of(quick), "{\"thrash_min_cycles\": 1, \"thrash_regret_seconds\": 0}"), THRASH, "w", "clear");
    EXPECT(judge_with(fleet_of(quick), "{\"thrash_min_cycles\": 1, \"thrash_regret_seconds\": 1}"), THRASH, "w", "observation replica_flap");
    /* What stays is no drop. */
    const char *stays = with(w, "'scale_events': [{'t': 9000, 'replicas': 3}, {'t': 8000, 'replicas': 3}, {'t': 7900, 'replicas': 4}]");
    EXPECT(judge_with(fleet_of(stays), "{\"thrash_min_cycles\": 1}"), THRASH, "w", "clear");
}

TEST(rulings, R26_regret_time)
{
    EXPECT(judge(fleet_of(four_drops(900, ""))), THRASH, "w", "fired");
    EXPECT(judge(fleet_of(four_drops(901, ""))), THRASH, "w", "clear");
    EXPECT(judge(fleet_of(four_drops(1000, ", 'cold_start_p50_seconds': 500"))), THRASH, "w", "fired");
    EXPECT(judge(fleet_of(four_drops(1001, ", 'cold_start_p50_seconds': 500"))), THRASH, "w", "clear");
}

TEST(rulings, R26_explicit_counts_win)
{
    EXPECT(judge(fleet_of(thrash("'scale_downs_24h': 12, 'regretted_scale_downs_24h': 3"))), THRASH, "w", "clear");
    EXPECT(judge(fleet_of(thrash("'scale_downs_24h': 12, 'regretted_scale_downs_24h': 6"))), THRASH, "w", "fired medium waste=%.17g",
           6 / 24.0 * 90 / 3600 * 4);
    EXPECT(judge(fleet_of(thrash("'scale_events': null, 'scale_downs_24h': 4, 'regretted_scale_downs_24h': 4"))), THRASH, "w",
           "fired medium");
}

TEST(rulings, R26_the_worst_day)
{
    /* Three regretted drops on one day and four on another: four count. */
    const char *list =
        json("[{'t': 500000, 'replicas': 1}, {'t': 400000, 'replicas': 0}, {'t': 399900, 'replicas': 1}, {'t': 390000, 'replicas': 0}, "
             "{'t': 389900, 'replicas': 1}, {'t': 380000, 'replicas': 0}, {'t': 379900, 'replicas': 1}, {'t': 370000, 'replicas': 0}, "
             "{'t': 369900, 'replicas': 1}, {'t': 80000, 'replicas': 0}, {'t': 79900, 'replicas': 1}, {'t': 70000, 'replicas': 0}, "
             "{'t': 69900, 'replicas': 1}, {'t': 60000, 'replicas': 0}, {'t': 59900, 'replicas': 1}]");
    EXPECT(judge(fleet_of(thrash("'scale_events': %s", list))), THRASH, "w", "fired medium waste=%.17g", 4 / 24.0 * 90 / 3600 * 4);
}

/* Of days with as many regretted drops the one with most drops, whichever came first. */
TEST(rulings, R26_days_that_tie)
{
    for (int later = 0; later < 2; later++) {
        const char *list = "";
        for (int day = 0; day < 2; day++)
            for (int i = 0; i < (day == later ? 6 : 4); i++) {
                const double down = (3 - 2 * day) * DAY - i * 3 * HOUR;
                list = text("%s%s%s", list, list[0] ? ", " : "", json("{'t': %g, 'replicas': 1}, {'t': %g, 'replicas': 0}, {'t': %g, 'replicas': 1}",
                                                                      down + 60, down, down - (i < 4 ? 60 : 5400)));
            }
        EXPECT(judge(fleet_of(thrash("'scale_events': [%s]", list))), THRASH, "w",
               "fired evidence.scale_downs_24h=6 evidence.regretted_scale_downs_24h=4");
    }
}

TEST(rulings, R26_order_of_events_does_not_matter)
{
    const char *w =
        thrash("'scale_events': [{'t': 59900, 'replicas': 1}, {'t': 60000, 'replicas': 0}, {'t': 69900, 'replicas': 1}, "
               "{'t': 80000, 'replicas': 0}, {'t': 79900, 'replicas': 1}, {'t': 70000, 'replicas': 0}, {'t': 49900, 'replicas': 1}, "
               "{'t': 50000, 'replicas': 0}, {'t': 86000, 'replicas': 1}]");
    EXPECT(judge(fleet_of(w)), THRASH, "w", "fired medium");
}

TEST(rulings, R26_one_replica_kept_is_no_thrashing)
{
    EXPECT(judge(fleet_of(thrash("'min_replicas': 1"))), THRASH, "w", "clear");
    const char *flap =
        json("[{'t': 86000, 'replicas': 3}, {'t': 80000, 'replicas': 1}, {'t': 79900, 'replicas': 3}, {'t': 70000, 'replicas': 1}, "
             "{'t': 69900, 'replicas': 3}, {'t': 60000, 'replicas': 1}, {'t': 59900, 'replicas': 3}, {'t': 50000, 'replicas': 1}, "
             "{'t': 49900, 'replicas': 3}]");
    EXPECT(judge(fleet_of(thrash("'min_replicas': 1, 'scale_events': %s", flap))), THRASH, "w",
           "observation replica_flap info waste=0 counted=clear");
    EXPECT(judge(fleet_of(thrash("'min_replicas': 0, 'scale_events': %s", flap))), THRASH, "w", "clear");
}

TEST(rulings, R26_over_the_hours_observed)
{
    EXPECT(judge(fleet_of(thrash("'scale_events': null, 'scale_downs_24h': 6, 'regretted_scale_downs_24h': 6, 'observed_seconds': 43200"))),
           THRASH, "w", "fired waste=%.17g recoverable=%.17g", 6 / 12.0 * 90 / 3600 * 4, 6 / 12.0 * 90 / 3600 * 4 * 730);
}

TEST(rulings, R26_loading_that_is_not_billed)
{
    EXPECT(judge(fleet_of(thrash("'billed_while_loading': false"))), THRASH, "w", "fired waste=0 recoverable=0");
}

TEST(rulings, R26_added_idle_is_what_it_costs)
{
    /* 3,300 s in 14 days; how long the autoscaler waits today is context, which no rule reads. */
    const char *w = thrash("'idle_gaps': [60, 120, 180, 240, 300, 360, 420, 480, 540, 600]");
    EXPECT(judge(fleet_of(w)), THRASH, "w", "fired seconds=600 fix=%.17g recoverable=36.5", 3300 / 3600.0 * 4 * 730 / 336);
    EXPECT(judge(fleet_of(with(w, "'scale_down_grace_seconds': 60"))), THRASH, "w", "fired seconds=600 fix=%.17g", 3300 / 3600.0 * 4 * 730 / 336);
}

TEST(rulings, R26_five_percent_is_no_threshold_of_finding_4)
{
    const char *w = fleet_of(thrash("'scale_events': null, 'scale_downs_24h': 4, 'regretted_scale_downs_24h': 4, 'cold_request_ratio': 0.05"));
    EXPECT(judge(w), THRASH, "w", "fired high");
    EXPECT(judge_with(w, "{\"cold_start_critical_ratio\": 0.5}"), THRASH, "w", "fired high");
}

TEST(rulings, R26_loading_within_what_is_spent)
{
    /* 12 starts of 9,000 s are 30 hours a day: no more than the hour's 4.00 can go into them. */
    EXPECT(judge(fleet_of(thrash("'cold_start_p50_seconds': 9000"))), THRASH, "w", "fired waste=4 recoverable=2920 standalone=2920");
    /* Nobody says where it runs: it costs nothing that is known, so nothing of it is wasted. */
    const piq_report *r = judge(fleet_of(thrash("'placement': null, 'price_per_gpu_hour': 3")));
    EXPECT(r, THRASH, "w", "fired waste=0 recoverable=0 standalone=0");
    EXPECT_TOTALS(r, "waste=0 spend=32");
}

TEST(rulings, R26_no_observation_at_all_is_the_window)
{
    /* 0 would divide: it counts as absent. */
    EXPECT(judge(fleet_of(thrash("'observed_seconds': 0"))), THRASH, "w", "fired waste=0.05 recoverable=36.5 hours=9.125");
}

TEST(rulings, R26_regretted_drops_are_counted_whatever_all_drops_are)
{
    EXPECT(judge(fleet_of(thrash("'scale_downs_24h': 1, 'regretted_scale_downs_24h': 11"))), THRASH, "w", "fired medium");
    EXPECT(judge(fleet_of(thrash("'scale_events': null, 'scale_downs_24h': 3"))), THRASH, "w", "clear");
    EXPECT(judge(fleet_of(thrash("'scale_events': null, 'scale_downs_24h': 0, 'regretted_scale_downs_24h': 8"))), THRASH, "w",
           "missing_input:scale_events");
    EXPECT(judge(fleet_of(thrash("'scale_events': [{'t': 500, 'replicas': 1}], 'regretted_scale_downs_24h': 8"))), THRASH, "w",
           "missing_input:scale_events");
}

/* `count` regretted drops, `every` seconds apart, all of one minute's absence. */
static const char *regular(int count, double every)
{
    const char *list = "{'t': 900000, 'replicas': 1}";
    for (int i = 0; i < count; i++)
        list = json("%s, {'t': %.17g, 'replicas': 0}, {'t': %.17g, 'replicas': 1}", list, 800000 - i * every, 800000 - i * every - 60);
    return thrash("'scale_events': [%s]", list);
}

TEST(rulings, R26_three_a_day_are_never_four)
{
    /* Every 8 hours for a week: the drop of the same minute of the next day belongs to the next 24 hours. */
    EXPECT(judge(fleet_of(regular(21, 8 * HOUR))), THRASH, "w", "clear");
    EXPECT(judge(fleet_of(regular(4, 8 * HOUR - 1))), THRASH, "w", "fired medium");
    EXPECT(judge(fleet_of(regular(28, 6 * HOUR))), THRASH, "w", "fired medium waste=%.17g", 4 / 24.0 * 90 / 3600 * 4);
}

TEST(rulings, R26_which_drops_were_regretted_depends_on_the_start)
{
    /* Back after 5,400 s: only a start of 45 minutes or more makes that regret. All six drops count until that is known. */
    const char *w = thrash("'scale_events': %s, 'loading_ratio': 0.5", events(6, 0, 2, "traffic"));
    EXPECT(judge(fleet_of(w)), THRASH, "w", "clear");
    EXPECT(judge(fleet_of(with(w, "'cold_start_p50_seconds': 2700"))), THRASH, "w", "fired medium");
    EXPECT(judge(fleet_of(with(w, "'cold_start_p50_seconds': null"))), THRASH, "w", "missing_input:cold_start_p50_seconds");
}
