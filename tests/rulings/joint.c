/* R14: one target for findings that ask for different ones, after what the configuration finding changes. */
#include "harness/fixtures.h"

TEST(rulings, R14_a_target_passes_both)
{
    /* Finding 1 alone says L4; the traffic of finding 2 asks for an A10G. Finding 1's own tests admit that one, so it claims. */
    const piq_report *r = judge(fleet_of(chat("'max_model_len': 8192, 'output_tokens_per_second_peak': 305")));
    EXPECT(r, TIER, "w", "fired too_big move_gpu_type gpu_type=A10G-24 waste=2.8 recoverable=2044");
    EXPECT(r, OVER, "w", "fired smaller_type waste=0 recoverable=0 overlaps=tier_misplacement");
    EXPECT_TOTALS(r, "waste=2.8");
}

TEST(rulings, R14_attributed_to_2_where_1_does_not_admit)
{
    /* Declared: 60,000 tokens of context, 25.7 GB, which 24 GB do not hold and 48 do. Seen: a need of 70 GB. Nothing is joint
     * but the A100. */
    const char *w = chat("'max_model_len': 60000, 'kv_cache_usage_max': 0.92");
    const piq_report *r = judge(fleet_of(w));
    EXPECT(r, OVER, "w", "fired smaller_type gpu_type=A100-80");
    EXPECT(r, TIER, "w", "fired too_big gpu_type=A100-80 waste=1.5");
}

/* Section 12.3: a target holds what is declared as well as what was seen; a move must not trade finding 2 for finding 1. */
TEST(rulings, R14_what_was_declared_vetoes)
{
    /* 24 GB hold 22.8 of a requirement: 14 of weights, 2 of overhead and 131,072 for every token declared. */
    const char *tight = chat("'max_model_len': 51879"), *large = chat("'max_model_len': 51880");
    EXPECT(judge(fleet_of(tight)), OVER, "w", "fired gpu_type=L4-24 standalone=2336");
    EXPECT(judge(fleet_of(large)), OVER, "w", "fired gpu_type=L40S-48 standalone=1606");
    EXPECT(judge(fleet_of(chat("'max_model_len': 8192, 'declared_concurrency': 7"))), OVER, "w", "fired gpu_type=L40S-48");
    /* Where it runs the requirement is exceeded already: finding 1 blocks the move, which is still told. */
    EXPECT(judge(fleet_of(chat("'max_model_len': 500000"))), OVER, "w", "fired gpu_type=L4-24 waste=0 blocked_by=tier_misplacement");
    /* An unknown requirement vetoes nothing; its known part does. */
    EXPECT(judge(fleet_of(chat("'kv_cache_usage_max': 0.01, 'max_model_len': null"))), OVER, "w", "fired gpu_type=L4-24");
    const char *job = batch("'model': 'fixture-70b', 'weight_dtype': 'int4'");
    EXPECT(judge(fleet_of(batch(""))), TIERED, "w", "fired gpu_type=L4-24");
    EXPECT(judge(fleet_of(job)), TIERED, "w", "fired gpu_type=L40S-48");
    /* So it is where weights are offloaded: finding 1 fires here and there. */
    EXPECT(judge(fleet_of(with(job, "'weights_offloaded': true"))), TIERED, "w",
           "fired gpu_type=L4-24 waste=0 blocked_by=tier_misplacement");
}

TEST(rulings, R14_what_was_observed_vetoes)
{
    /* Finding 2 is clear by its memory screen; its need still rules the small cards out. */
    const char *w = tier("'engine': 'triton', 'gpu_memory_used_max_bytes': 36000000000, 'observed_seconds': 1209600, "
                         "'coverage_ratio': 1, 'stale_seconds': 0");
    EXPECT(judge(fleet_of(w)), TIER, "w", "fired too_big gpu_type=L40S-48 waste=2.2");
    EXPECT(judge(fleet_of(with(w, "'gpu_memory_used_max_bytes': 60000000000"))), TIER, "w", "fired too_big gpu_type=A100-80 waste=1.5");
}

/* The traffic that was seen counts whoever speaks of it: where finding 2 does not, finding 1 alone proposes what carries it. */
TEST(rulings, R14_what_was_observed_vetoes_by_pace)
{
    const char *w = chat("'max_model_len': 8192, 'output_tokens_per_second_peak': %d", 305);
    EXPECT(judge_with(fleet_of(w), "{\"disabled\": [\"overprovisioned\"]}"), TIER, "w", "fired too_big gpu_type=A10G-24 waste=2.8");
    EXPECT(judge_with(fleet_of(with(w, "'output_tokens_per_second_peak': 100")), "{\"disabled\": [\"overprovisioned\"]}"), TIER, "w",
           "fired too_big gpu_type=L4-24 waste=3.2");
}

TEST(rulings, R14_no_joint_target)
{
    const char *w = tier("'engine': 'triton', 'gpu_memory_used_max_bytes': 70000000000, 'tpot_slo_seconds': 0.2");
    EXPECT(judge(fleet_of(w)), TIER, "w", "candidate too_big waste=0 recoverable=0 degraded=observed_load");
}

#define JOB(limit, sm)                                                                                                                     \
    "'sm_active_mean': " sm ", 'dram_active_mean': 0.05, 'batch_size': 1, 'batch_size_limit': " limit ", 'deadline_seconds': null, "       \
    "'memory_base_bytes': 10000000000, 'bytes_per_item': 1000000000, 'items_remaining': 1000000"

TEST(rulings, R14_activity_after_8)
{
    /* Batch 4: upper 4, expected 2. SM .10 becomes .40: the L40S runs 1.25*.4*989/(.8*362) times longer at 1.80. */
    const double ratio = 1.8 * 1.25 * 0.40 * 989 / (0.8 * 362) / 4;
    const piq_report *r = judge(fleet_of(batch(JOB("4", "0.10"))));
    EXPECT(r, SIZE, "w", "fired batch_size=4 waste=2 recoverable=240");
    EXPECT(r, TIERED, "w", "fired move gpu_type=L40S-48 waste=%.17g recoverable=%.17g blocked_by=batch_size", 4 * 0.5 * (1 - ratio),
           4 * 0.5 * (1 - ratio) * 120);
    EXPECT_TOTALS(r, "waste=%.17g", 2 + 2 * (1 - ratio));
}

TEST(rulings, R14_row_M3_leaves_nothing)
{
    const piq_report *r = judge(fleet_of(batch(JOB("8", "0.10"))));
    EXPECT(r, SIZE, "w", "fired evidence.expected_speedup=4 waste=3");
    EXPECT(r, TIERED, "w", "fired waste=0 recoverable=0");
    /* Findings that yield to 8 do not contradict each other. */
    r = judge(fleet_of(with(batch(JOB("8", "0.10")), "'model': 'fixture-7b', 'weight_dtype': 'bf16', 'max_model_len': 8192")));
    EXPECT(r, TIER, "w", "fired too_big waste=0 superseded_by=batch_size unrelated=conflict");
    EXPECT(r, TIERED, "w", "fired waste=0 blocked_by=batch_size unrelated=conflict");
}

TEST(rulings, R14_need_after_8)
{
    /* 4 items of 10 GB on 10 GB make 50 GB, which only the A100 holds; its compute is too little after the fix. */
    const char *w = batch(JOB("4", "0.10"));
    EXPECT(judge(fleet_of(with(w, "'bytes_per_item': 10000000000"))), TIERED, "w", "fired waste=0");
    /* 7 GB: 38 GB, within 0.80 of 48. */
    EXPECT(judge(fleet_of(with(w, "'bytes_per_item': 7000000000"))), TIERED, "w", "fired gpu_type=L40S-48 waste>0");
}

TEST(rulings, R14_run_time_after_8)
{
    /* 1.708 times 4 h are 6.8 h, too long; the run takes half of it after the fix, and 3.4 h are not. */
    EXPECT(judge(fleet_of(with(batch(JOB("4", "0.10")), "'deadline_seconds': 18400"))), TIERED, "w", "fired waste>0 gpu_type=L40S-48");
}

TEST(rulings, R14_what_8_leaves_of_1)
{
    /* Batch 16 makes 0.096 of 0.006 for tensors, which the L4 does in 1.25 times the time or more: how much more, memory activity
     * would tell. R13: then the prices alone are compared; R14: what is known, memory and time, must still pass. */
    const char *w = items("'model': 'fixture-7b', 'weight_dtype': 'bf16', 'max_model_len': 8192, 'tensor_active_mean': 0.006, "
                          "'memory_base_bytes': 1000000000, 'bytes_per_item': 100000000, 'batch_size_limit': 16, 'engine': 'other', "
                          "'gpu_memory_used_max_bytes': 12000000000");
    const char *types = json("'gpu_types': [%s, %s]", h100, l4);
    const piq_report *r = judge(fleet_where(w, "%s", types));
    EXPECT(r, SIZE, "w", "fired evidence.expected_speedup=8 waste=3.5");
    EXPECT(r, TIER, "w", "fired too_big gpu_type=L4-24 waste=%.17g recoverable=%.17g", 4 * 0.8 / 8, 4 * 0.8 / 8 * 120);
    r = judge(fleet_where(with(w, "'memory_base_bytes': 10000000000, 'bytes_per_item': 1000000000"), "%s", types));
    EXPECT(r, TIER, "w", "fired too_big waste=0 superseded_by=batch_size");
    r = judge(fleet_where(with(w, "'dram_active_mean': 0.01, 'deadline_seconds': 28800"), "%s", types));
    EXPECT(r, TIER, "w", "fired too_big waste=%.17g", 4.0 / 8 * (1 - 0.2 * 1.25 * 0.16 * 3350 / (0.8 * 300)));
    /* Activity grows by 16, but not above 0.8. */
    const char *cheap = with(h100, "'name': 'Cheap-80', 'price_per_gpu_hour': 1");
    r = judge(fleet_where(with(w, "'dram_active_mean': 0.30"), "'gpu_types': [%s, %s]", h100, cheap));
    EXPECT(r, TIER, "w", "fired too_big gpu_type=Cheap-80 waste=%.17g", 4.0 / 8 * (1 - 0.25 * 1.25));
}

TEST(rulings, R14_a_replica_cut_yields_to_10)
{
    const char *w = with(chat("'replicas': 4, 'placement': [{'node': 'n1', 'gpus': 4}], 'replica_floor': 1"),
                         "'output_tokens_per_second': 450, 'expected_tokens_per_second': 1800, 'requests_waiting': 12, "
                         "'requests_running': 16, 'max_num_seqs': 16, 'kv_cache_usage_p95': 0.30, 'requests_in_system_p95': 44, "
                         "'demand_seconds': 21600");
    const piq_report *r = judge(fleet_where(w, "'gpu_types': [%s]", h100));
    EXPECT(r, LOW, "w", "fired waste=12 recoverable=5840");
    EXPECT(r, OVER, "w", "fired fewer_replicas waste=0 recoverable=0 blocked_by=low_throughput");
}

TEST(rulings, R14_a_replica_cut_beside_a_fitting_type)
{
    const char *w = chat("'replicas': 3, 'placement': [{'node': 'n1', 'gpus': 3}], 'replica_floor': 1, 'max_model_len': 8192");
    const piq_report *r = judge(fleet_where(w, "'gpu_types': [%s, %s]", h100, with(a100, "'price_per_gpu_hour': 3.9")));
    EXPECT(r, TIER, "w", "clear");
    EXPECT(r, OVER, "w", "fired fewer_replicas replicas=1 waste=8");
}

/* Four replicas with four times the traffic: an L4 does not carry it, an A10G does, and saves more than one replica fewer. */
TEST(rulings, R14_a_joint_type_against_a_replica_cut)
{
    const char *w = chat("'replicas': 4, 'placement': [{'node': 'n1', 'gpus': 4}], 'replica_floor': 3, 'max_model_len': 8192, 'output_tokens_per_second_peak': 1220");
    const piq_report *r = judge(fleet_of(w));
    EXPECT(r, TIER, "w", "fired too_big move_gpu_type gpu_type=A10G-24 waste=11.2");
    EXPECT(r, OVER, "w", "fired smaller_type waste=0 overlaps=tier_misplacement");
}

/* Against a type that finding 2 admits, too, the cheaper of the two wins. */
TEST(rulings, R14_a_replica_cut_against_a_type)
{
    const char *w = chat("'replicas': 3, 'placement': [{'node': 'n1', 'gpus': 3}], 'replica_floor': 2");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s, %s]", h100, l4)), OVER, "w", "fired smaller_type gpu_type=L4-24 waste=9.6");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s, %s]", h100, with(l4, "'price_per_gpu_hour': 3"))), OVER, "w",
           "fired fewer_replicas replicas=2 waste=4");
}

/* 8 GB of context for 50 sequences make 69.7 GB: less than 0.95 of 80, more than 0.80. The traffic of three replicas fits one, but
 * finding 1 asks for a card that holds the requirement with room, and that both admit. */
TEST(rulings, R14_a_replica_cut_where_the_requirement_is_tight)
{
    const char *w = chat("'replicas': 3, 'placement': [{'node': 'n1', 'gpus': 3}], 'replica_floor': 1, 'max_model_len': 8192, "
                         "'declared_concurrency': 50");
    const char *large = with(h100, "'name': 'Large-141', 'memory_bytes': 141000000000, 'price_per_gpu_hour': 2");
    const piq_report *r = judge(fleet_where(w, "'gpu_types': [%s, %s]", h100, large));
    EXPECT(r, TIER, "w", "fired too_big gpu_type=Large-141 waste=6");
    EXPECT(r, OVER, "w", "fired fewer_replicas waste=0 overlaps=tier_misplacement");
    r = judge(fleet_where(with(w, "'declared_concurrency': 1"), "'gpu_types': [%s, %s]", h100, large));
    EXPECT(r, OVER, "w", "fired fewer_replicas waste=8");
}

TEST(rulings, R14_the_subtype_follows_the_joint_target)
{
    /* The cheapest answer to finding 2 alone is one replica instead of eight; finding 1 wants another card, and both take it. */
    const char *w = chat("'replicas': 2, 'placement': [{'node': 'n1', 'gpus': 2}], 'replica_floor': 1, 'max_model_len': 8192");
    const piq_report *r = judge(fleet_where(w, "'gpu_types': [%s, %s]", h100, with(l4, "'price_per_gpu_hour': 2.4")));
    EXPECT(r, OVER, "w", "fired fewer_replicas waste=4");
    EXPECT(r, TIER, "w", "fired too_big waste=0 overlaps=overprovisioned");
}

TEST(rulings, R14_declared_tokens_after_10)
{
    /* At 16 sequences an L4 steps in (14.48e9 + 16*131072*640)/(.85*300e9) + 2*7.24e9*16/(.57*121e12) + 2.236 ms = 67.64 ms and
     * prefills in 85.10 ms: .9*16*256/(256*.06764 + 16*.08510) = 197.4 tokens a second, 118.4 of them within the cap. Four replicas
     * carry 474, the two that remain after the fix 236.8. */
    const char *w = slow(450, "'model': 'fixture-7b', 'weight_dtype': 'bf16', 'max_model_len': 8192, 'replicas': 4, "
                              "'placement': [{'node': 'n1', 'gpus': 4}], 'prompt_tokens_mean': 512, 'output_tokens_mean': 256");
    const char *types = json("'gpu_types': [%s, %s]", h100, l4);
    const piq_report *r = judge(fleet_where(with(w, "'required_tokens_per_second': 236"), "%s", types));
    EXPECT(r, LOW, "w", "fired waste=12 recoverable=5840");
    EXPECT(r, TIER, "w", "fired too_big gpu_type=L4-24 waste=3.2 recoverable=4672 standalone=9344");
    r = judge(fleet_where(with(w, "'required_tokens_per_second': 238"), "%s", types));
    EXPECT(r, LOW, "w", "fired waste=12 recoverable=5840");
    EXPECT(r, TIER, "w", "fired too_big gpu_type=L4-24 waste=0 recoverable=0 standalone=9344 superseded_by=low_throughput");
    EXPECT_TOTALS(r, "waste=12 recoverable=5840");
}

/* Section 12.3, R18: 6 GB were seen, and fit a slice of 10 GB; the 16.48 GB that are declared do not, and fit one of 20. */
TEST(rulings, R14_what_was_declared_vetoes_a_slice)
{
    const char *card = with(h100, "'mig_profiles': [{'name': '1g.10gb', 'compute_slices': 1, 'compute_slices_total': 7, 'memory_bytes': 10000000000, "
                                  "'max_instances': 7}, {'name': '2g.20gb', 'compute_slices': 2, 'compute_slices_total': 7, "
                                  "'memory_bytes': 20000000000, 'max_instances': 3}]");
    const char *w = vision(6, 0.05, "");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s]", card)), OVER, "w", "fired mig_profile=1g.10gb");
    EXPECT(judge(fleet_where(with(w, "'model': 'fixture-7b', 'weight_dtype': 'bf16'"), "'gpu_types': [%s]", card)), OVER, "w",
           "fired mig_profile=2g.20gb");
}

/* R14: finding 1's requirement rules over a cut only where finding 1 asks for something: 70 GB are tight, and clear. */
TEST(rulings, R14_a_cut_of_what_is_tight)
{
    const char *w = chat("'replicas': 3, 'replica_floor': 1, 'placement': [{'node': 'n1', 'gpus': 3}], 'max_model_len': 400000");
    const piq_report *r = judge(fleet_where(w, "'gpu_types': [%s]", h100));
    EXPECT(r, TIER, "w", "no_catalog_entry");
    EXPECT(r, OVER, "w", "fired fewer_replicas replicas=1 waste=8");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s, %s]", h100, with(a100, "'price_per_gpu_hour': 3.9"))), OVER, "w", "fired fewer_replicas replicas=1 waste=8");
}

/* What one layout carries is not what another does, though all else is the same: as judged one by one. */
TEST(rulings, R20_pace_of_each_layout)
{
    static const char *const layouts[] = {"'gpus': 4, 'tensor_parallel': 4", "'gpus': 4, 'tensor_parallel': 1, 'pipeline_parallel': 4",
                                          "'gpus': 4, 'tensor_parallel': 1, 'data_parallel': 4", "'gpus': 4, 'tensor_parallel': 2, 'data_parallel': 2"};
    for (int peak = 500; peak < 40000; peak *= 2) {
        const char *all = "";
        double alone[4];
        for (int k = 0; k < 4; k++) {
            const char *w = chat("'id': 'w%d', 'replicas': 8, 'replica_floor': 1, 'placement': [{'node': 'n1', 'gpus': 32}], "
                                 "'output_tokens_per_second_peak': %d, %s", k, peak, json("%s", layouts[k]));
            const piq_report *r = judge(fleet_where(w, "'nodes': [%s], 'gpu_types': [%s]", node("'gpu_count': 256"), h100));
            const size_t place = finding_place(r, PIQ_DETECTOR_OVERPROVISIONED, text("w%d", k), PIQ_STATE_FIRED, 0);
            alone[k] = place == NO_FINDING ? -1 : money(finding_at(r, place).waste_per_hour);
            all = text("%s%s%s", all, k ? ", " : "", w);
        }
        const piq_report *r = judge(fleet("'nodes': [%s], 'gpu_types': [%s], 'workloads': [%s]", node("'gpu_count': 256"), h100, all));
        for (int k = 0; k < 4; k++) {
            const size_t place = finding_place(r, PIQ_DETECTOR_OVERPROVISIONED, text("w%d", k), PIQ_STATE_FIRED, 0);
            CHECK_NEAR(place == NO_FINDING ? -1 : money(finding_at(r, place).waste_per_hour), alone[k], 0);
        }
    }
}

TEST(rulings, R14_a_slice_passes_both)
{
    /* The L4 satisfies finding 2 but not the declared tokens of finding 1, which a slice is not asked for. Finding 2 asks a slice
     * for its share of the load, and that takes the FLOP/s of the present card. */
    const char *profile = "'mig_profiles': [{'name': '2g.20gb', 'compute_slices': 2, 'compute_slices_total': 7, "
                          "'memory_bytes': 22000000000, 'max_instances': 3}]";
    const char *card = with(h100, "%s", profile);
    const char *w = chat("'max_model_len': 1024, 'required_tokens_per_second': 5000, 'kv_cache_usage_max': 0.02, 'kv_cache_pool_bytes': null");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s, %s]", card, l4)), TIER, "w",
           "fired too_big mig_partition waste=%.17g overlaps=overprovisioned", 4 * (1 - 2 / 7.0));
    const piq_report *r = judge(fleet_where(w, "'gpu_types': [%s, %s]", with(card, "'fp16_flops': null"), l4));
    EXPECT(r, TIER, "w", "fired too_big mig_partition waste=0 conflict=overprovisioned");
    EXPECT(r, OVER, "w", "fired smaller_type waste=0 standalone=2336 conflict=tier_misplacement");
}
