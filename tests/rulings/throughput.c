/* R31: low throughput. */
#include "harness/fixtures.h"

#include <math.h>
#include <stdio.h>

TEST(rulings, R31_no_demand_is_clear)
{
    EXPECT(judge(fleet_of(slow(340, "'demand_seconds': 0"))), LOW, "w", "clear");
    EXPECT(judge(fleet_of(slow(340, "'demand_seconds': 0, 'requests_running': null, 'requests_waiting': null"))), LOW, "w", "clear");
    EXPECT(judge(fleet_of(slow(340, "'requests_waiting': 0, 'requests_running': 2"))), LOW, "w", "clear");
}

TEST(rulings, R31_demand_unknown)
{
    const char *blind = "'requests_running': null, 'requests_waiting': null";
    EXPECT(judge(fleet_of(slow(340, "%s", blind))), LOW, "w", "ambiguous_demand:*");
    EXPECT(judge(fleet_of(slow(340, "%s, 'expected_tokens_per_second': null", blind))), LOW, "w", "ambiguous_demand:*");
    EXPECT(judge(fleet_of(slow(900, "%s", blind))), LOW, "w", "clear");
}

TEST(rulings, R31_length_of_demand_before_the_ratio)
{
    EXPECT(judge(fleet_of(slow(1800, "'demand_seconds': 1799"))), LOW, "w", "insufficient_coverage");
    EXPECT(judge(fleet_of(slow(1800, "'demand_seconds': 1800"))), LOW, "w", "clear");
    /* Unknown demand is ambiguous only where the ratio is low or unknown; then the length is asked as ever. */
    const char *blind = "'requests_running': null, 'requests_waiting': null";
    EXPECT(judge(fleet_of(slow(1800, "%s, 'demand_seconds': 1799", blind))), LOW, "w", "insufficient_coverage");
    EXPECT(judge(fleet_of(slow(1800, "%s, 'demand_seconds': 1800", blind))), LOW, "w", "clear");
    EXPECT(judge(fleet_of(slow(340, "%s, 'demand_seconds': 1799", blind))), LOW, "w", "ambiguous_demand:requests_running,requests_waiting");
}

static const piq_report *with_peers(const double *rates, size_t count, const char *own, const char *peers)
{
    const char *list = slow(800, "'expected_tokens_per_second': null, 'model': 'fixture-7b', 'weight_dtype': 'bf16', %s", own);
    for (size_t i = 0; i < count; i++) {
        list = text("%s, %s", list,
                    with(slow(rates[i], "'expected_tokens_per_second': null, 'model': 'fixture-7b', 'weight_dtype': 'bf16'"),
                         "'id': 'p%zu', %s", i, json("%s", peers)));
    }
    return judge(fleet("'workloads': [%s]", list));
}

TEST(rulings, R31_peers)
{
    static const double rates[] = {1700, 2000, 1800};
    EXPECT(with_peers(rates, 3, "", ""), LOW, "w", "fired source=0.85 evidence.throughput_ratio=0.4");
}

TEST(rulings, R31_peers_median_of_the_top_quarter)
{
    static const double rates[] = {900, 1600, 1000, 2400, 1000};
    EXPECT(with_peers(rates, 5, "", ""), LOW, "w", "fired evidence.throughput_ratio=0.4");
}

TEST(rulings, R31_peers_are_of_the_same_kind)
{
    static const double rates[] = {1700, 2000, 1800};
    EXPECT(with_peers(rates, 2, "", ""), LOW, "w", "missing_input:*");
    EXPECT(with_peers(rates, 3, "", "'model': 'fixture-70b'"), LOW, "w", "missing_input:*");
    EXPECT(with_peers(rates, 3, "", "'requests_waiting': 0, 'requests_running': 1"), LOW, "w", "missing_input:*");
    EXPECT(with_peers(rates, 3, "", "'kind': 'serving'"), LOW, "w", "missing_input:*");
    EXPECT(with_peers(rates, 3, "", "'gpus': 2, 'tensor_parallel': 2, 'placement': [{'node': 'n1', 'gpus': 2}]"), LOW, "w",
           "missing_input:*");
    EXPECT(with_peers(rates, 3, "", "'gpus': 0.25, 'placement': [{'node': 'n1', 'gpus': 0.25, 'gpu': 'a'}]"), LOW, "w", "missing_input:*");
}

TEST(rulings, R31_peers_share_slice_and_role)
{
    static const double rates[] = {1700, 2000, 1800};
    EXPECT(with_peers(rates, 3, "", "'role': 'monolith'"), LOW, "w", "fired evidence.throughput_ratio=0.4");
    EXPECT(with_peers(rates, 3, "'role': 'decode'", "'role': 'decode'"), LOW, "w", "fired evidence.throughput_ratio=0.4");
    EXPECT(with_peers(rates, 3, "", "'role': 'decode'"), LOW, "w", "missing_input:*");
}

/* Its own rate is not among those of its peers, and need not be left out of them, where its demand is unknown. */
TEST(rulings, R31_peers_of_one_whose_demand_is_unknown)
{
    static const double rates[] = {1600, 1600, 1600};
    const char *blind = "'requests_running': null, 'requests_waiting': null";
    EXPECT(with_peers(rates, 3, blind, ""), LOW, "w", "clear");
    static const double higher[] = {1600, 1600, 1601};
    EXPECT(with_peers(higher, 3, blind, ""), LOW, "w", "ambiguous_demand:requests_running,requests_waiting");
}

/* None at all are no peers, however few are asked for. */
TEST(rulings, R31_no_peers_at_all)
{
    const char *w = slow(800, "'expected_tokens_per_second': null, 'model': 'm'");
    EXPECT(judge_with(fleet_of(w), "{\"throughput_min_peers\": 0}"), LOW, "w", "missing_input:expected_tokens_per_second");
    const char *two = text("%s, %s", w, with(w, "'id': 'other', 'output_tokens_per_second': 2000"));
    EXPECT(judge_with(fleet("'workloads': [%s]", two), "{\"throughput_min_peers\": 1}"), LOW, "w",
           "fired source=0.85 evidence.throughput_ratio=0.4");
}

/* Each of many kinds has peers of its own, whatever they have in common with others: what differs is one of type, slice, model, width,
   kind and role. */
enum { TYPES = 5, SLICES = 2, MODELS = 4, WIDTHS = 3, PACES = 2, ROLES = 2 };

static const char *member(size_t kind, const char *id, double rate)
{
    size_t left = kind;
    const size_t type = left % TYPES, slice = (left /= TYPES) % SLICES, model = (left /= SLICES) % MODELS;
    const size_t width = (left /= MODELS) % WIDTHS, pace = (left /= WIDTHS) % PACES, role = (left / PACES) % ROLES;
    return json("{'id': '%s%zu', 'kind': '%s', '%s': %g, 'model': 'm%zu', 'gpus': %d, 'tensor_parallel': %d, 'role': '%s', %s 'placement': "
                "[{'node': 'n%zu', 'gpus': %d}], 'requests_waiting': 9, 'demand_seconds': 21600}",
                id, kind, pace ? "serving" : "llm_serving", pace ? "items_per_second" : "output_tokens_per_second", rate, model, 1 << width,
                1 << width, role ? "decode" : "monolith", slice ? "'mig_profile': 's'," : "", type, 1 << width);
}

TEST(rulings, R31_peers_of_many_kinds)
{
    const size_t kinds = TYPES * SLICES * MODELS * WIDTHS * PACES * ROLES, room = kinds * 1700;
    char *work = piq_test_memory(room), *at = work;
    const char *nodes = "", *types = "";
    for (size_t i = 0; i < TYPES; i++) {
        nodes = text("%s%s%s", nodes, i ? ", " : "", json("{'id': 'n%zu', 'gpu_type': 't%zu', 'gpu_count': 100000}", i, i));
        types = text("%s%s%s", types, i ? ", " : "",
                     json("{'name': 't%zu', 'mig_profiles': [{'name': 's', 'compute_slices': 1, 'compute_slices_total': 7, 'memory_bytes': 1e10}]}", i));
    }
    for (size_t kind = 0; kind < kinds; kind++) {
        const double best = 1000 + (double)kind;
        const void *mark = piq_test_mark();
        at += snprintf(at, room - (size_t)(at - work), "%s%s, %s, %s, %s", kind ? ", " : "", member(kind, "w", best * 0.4), member(kind, "a", best),
                       member(kind, "b", best / 2), member(kind, "c", best / 3));
        piq_test_release(mark);
    }
    const piq_report *r = judge(fleet("'gpu_types': [%s], 'nodes': [%s], 'models': [], 'workloads': [%s]", types, nodes, work));
    size_t good = 0;
    for (size_t kind = 0; kind < kinds; kind++) {
        const void *mark = piq_test_mark();
        double ratio = 0;
        const size_t place = finding_place(r, PIQ_DETECTOR_LOW_THROUGHPUT, text("w%zu", kind), PIQ_STATE_FIRED, 0);
        good += place != NO_FINDING && evidence_value(r, place, "throughput_ratio", &ratio) && fabs(ratio - 0.4) < 1e-9;
        piq_test_release(mark);
    }
    CHECK_EQ_INT(good, kinds);
}

TEST(rulings, R31_order_of_expectations)
{
    static const double rates[] = {1700, 2000, 1800};
    EXPECT(with_peers(rates, 3, "'best_tokens_per_second': 1500", ""), LOW, "w", "clear");
    EXPECT(judge(fleet_of(slow(800, "'best_tokens_per_second': 1500"))), LOW, "w", "fired evidence.throughput_ratio=%.17g", 800 / 1800.0);
}

/* The library's expectation of 28 at once, prompts of 500, answers of 200, by hand. */
static double expected(double b)
{
    const double step = (14.48e9 + b * 131072 * 600) / (0.85 * 3350e9) + 2 * 7.24e9 * b / (0.57 * 989e12) + 1.5e-3 + 23e-6 * 32;
    return 0.9 * b * 200 / (200 * step + b * 2 * 7.24e9 * 500 / (0.72 * 989e12));
}

static const char *modelled(const char *more)
{
    return with(slow(100, "'expected_tokens_per_second': null, 'model': 'fixture-7b', 'weight_dtype': 'bf16', 'prompt_tokens_mean': 500, "
                          "'output_tokens_mean': 200"),
                "%s", more);
}

static double expectation_of(const piq_report *r, const char *id)
{
    double value = -1;
    CHECK(evidence_value(r, finding_place(r, PIQ_DETECTOR_LOW_THROUGHPUT, id, 0, 0), "expected_tokens_per_second", &value));
    return value;
}

/* What a model comes to on a device is worked out once for all that are served alike, and for no other. */
TEST(rulings, R31_library_expectation_whoever_else_is_served)
{
    static const char *const served[] = {
        "", "'weight_dtype': 'fp8'", "'kv_dtype': 'fp8'", "'model': 'fixture-moe', 'weight_dtype': 'int4'",
        "'gpus': 2, 'tensor_parallel': 2, 'placement': [{'node': 'n1', 'gpus': 2}]",
        "'gpus': 4, 'tensor_parallel': 2, 'pipeline_parallel': 2, 'placement': [{'node': 'n1', 'gpus': 4}]",
        "'gpus': 4, 'tensor_parallel': 2, 'data_parallel': 2, 'placement': [{'node': 'n1', 'gpus': 4}]",
        "'gpus': 2, 'tensor_parallel': 2, 'weight_dtype': 'fp8', 'placement': [{'node': 'n1', 'gpus': 2}]"};
    const size_t ways = sizeof served / sizeof *served;
    double alone[8];
    for (size_t i = 0; i < ways; i++)
        alone[i] = expectation_of(judge(fleet_of(modelled(json("%s", served[i])))), "w");
    for (size_t i = 0; i < ways; i++)
        for (size_t k = 0; k < ways; k++) {
            const char *other = with(modelled(json("%s", served[k])), "'id': 'other'");
            const piq_report *r = judge(fleet("'workloads': [%s, %s]", modelled(json("%s", served[i])), other));
            CHECK_NEAR(expectation_of(r, "w"), alone[i], 0);
            CHECK_NEAR(expectation_of(r, "other"), alone[k], 0);
        }
}

TEST(rulings, R31_library_expectation_by_what_is_in_the_system)
{
    EXPECT(judge(fleet_of(modelled("'requests_in_system_p95': 60"))), LOW, "w",
           "fired source=0.60 evidence.expected_tokens_per_second=%.17g", expected(60));
    EXPECT(judge(fleet_of(modelled("'requests_in_system_p95': null"))), LOW, "w", "fired evidence.expected_tokens_per_second=%.17g",
           expected(28));
    EXPECT(judge(fleet_of(modelled("'requests_in_system_p95': 2000"))), LOW, "w", "fired evidence.expected_tokens_per_second=%.17g",
           expected(256));
}

TEST(rulings, R31_library_expectation_by_memory)
{
    const char *nodes = json("'gpu_types': [%s], 'nodes': [%s]", with(h100, "'memory_bytes': 24000000000"), node(""));
    const double b = floor((0.9 * 24e9 - 14.48e9 - 2e9) / (131072 * 660.0));
    EXPECT(judge(fleet_where(modelled("'requests_in_system_p95': 200"), "%s", nodes)), LOW, "w",
           "fired evidence.expected_tokens_per_second=%.17g", expected(b));
}

/* What holds a single sequence runs it; what holds none is expected to give nothing that could be known. */
TEST(rulings, R31_library_expectation_of_one_sequence)
{
    for (int held = 0; held < 2; held++) {
        const double memory = (14.48e9 + 2e9 + (held + 0.5) * 131072 * 660) / 0.9;
        const char *types = json("'gpu_types': [%s]", with(h100, "'memory_bytes': %.0f", memory));
        const piq_report *r = judge(fleet_where(modelled("'output_tokens_per_second': 40"), "%s", types));
        if (held == 0)
            EXPECT(r, LOW, "w", "missing_input:*");
        else
            EXPECT(r, LOW, "w", "fired evidence.expected_tokens_per_second=%.17g", expected(1));
    }
}

TEST(rulings, R31_roles)
{
    EXPECT(judge(fleet_of(slow(340, "'role': 'prefill'"))), LOW, "w", "not_applicable");
    const char *long_prompts = "'prompt_tokens_mean': 5001, 'output_tokens_mean': 100";
    EXPECT(judge(fleet_of(slow(340, "%s", long_prompts))), LOW, "w", "missing_input:role");
    EXPECT(judge(fleet_of(slow(340, "%s, 'role': 'decode'", long_prompts))), LOW, "w", "fired");
    EXPECT(judge(fleet_of(slow(340, "%s, 'role': 'monolith'", long_prompts))), LOW, "w", "fired");
    EXPECT(judge(fleet_of(slow(340, "'prompt_tokens_mean': 5000, 'output_tokens_mean': 100"))), LOW, "w", "fired");
}

TEST(rulings, R31_items)
{
    const char *w =
        with(slow(0, "'kind': 'serving', 'output_tokens_per_second': null, 'expected_tokens_per_second': null"), "'items_per_second': 40");
    EXPECT(judge(fleet_of(with(w, "'expected_items_per_second': 100"))), LOW, "w", "fired evidence.throughput_ratio=0.4 source=1");
    EXPECT(judge(fleet_of(with(w, "'best_items_per_second': 100"))), LOW, "w", "fired evidence.throughput_ratio=0.4 source=1");
    EXPECT(judge(fleet_of(with(w, "'expected_items_per_second': 60, 'best_items_per_second': 100"))), LOW, "w", "clear");
    EXPECT(judge(fleet_of(with(w, "'model': 'fixture-7b', 'weight_dtype': 'bf16', 'prompt_tokens_mean': 500, 'output_tokens_mean': 200"))),
           LOW, "w", "missing_input:*");
}

TEST(rulings, R31_order_of_causes)
{
    const char *all = "'eager_mode': true, 'speculative_acceptance': 0.4, 'cpu_throttled_ratio': 0.2, 'preemptions': 900, "
                      "'prompt_tokens_mean': 2000, 'output_tokens_mean': 200, 'max_num_batched_tokens': 2048";
    const char *w = slow(340, "%s", all);
    EXPECT(judge(fleet_of(w)), LOW, "w", "fired eager enable_graphs");
    EXPECT(judge(fleet_of(with(w, "'eager_mode': false"))), LOW, "w", "fired speculation disable_speculation");
    EXPECT(judge(fleet_of(with(w, "'eager_mode': false, 'speculative_acceptance': 0.5"))), LOW, "w", "fired cpu_bound add_cpu_cores");
    EXPECT(judge(fleet_of(with(w, "'eager_mode': false, 'speculative_acceptance': null, 'cpu_throttled_ratio': 0"))), LOW, "w",
           "fired max_num_seqs set_max_num_seqs");
    EXPECT(judge(fleet_of(
               with(w, "'eager_mode': false, 'speculative_acceptance': null, 'cpu_throttled_ratio': 0, 'kv_cache_usage_p95': 0.7"))),
           LOW, "w", "fired kv_pressure");
    EXPECT(
        judge(fleet_of(with(w, "'eager_mode': false, 'speculative_acceptance': null, 'cpu_throttled_ratio': 0, 'kv_cache_usage_p95': 0.7, "
                               "'preemptions': 0"))),
        LOW, "w", "fired prefill_budget set_max_num_batched_tokens max_num_batched_tokens=8192");
}

TEST(rulings, R31_limit_ratio_and_its_stand_in)
{
    EXPECT(judge(fleet_of(slow(340, "'at_limit_ratio': 0.5, 'requests_running': 3"))), LOW, "w", "fired max_num_seqs");
    EXPECT(judge(fleet_of(slow(340, "'at_limit_ratio': 0.49"))), LOW, "w", "fired unknown");
    EXPECT(judge(fleet_of(slow(340, "'requests_running': 95, 'max_num_seqs': 100"))), LOW, "w", "fired max_num_seqs");
    EXPECT(judge(fleet_of(slow(340, "'requests_running': 94, 'max_num_seqs': 100"))), LOW, "w", "fired unknown");
    EXPECT(judge(fleet_of(slow(340, "'kv_cache_usage_p95': 0.70"))), LOW, "w", "fired unknown");
}

TEST(rulings, R31_cpu)
{
    const char *few = "'cpu_cores': 2, 'requests_running': 8";
    EXPECT(judge(fleet_of(slow(340, "%s", few))), LOW, "w", "fired cpu_bound cpu_cores=6");
    EXPECT(judge(fleet_of(slow(340, "%s, 'cpu_utilization_p95': 0.79", few))), LOW, "w", "fired unknown");
    EXPECT(judge(fleet_of(slow(340, "%s, 'cpu_utilization_p95': 0.80", few))), LOW, "w", "fired cpu_bound");
    EXPECT(judge(fleet_of(slow(340, "'cpu_cores': 3, 'requests_running': 8"))), LOW, "w", "fired unknown");
    EXPECT(judge(fleet_of(slow(340, "'cpu_cores': 64, 'cpu_utilization_p95': 0.90"))), LOW, "w", "fired cpu_bound");
    EXPECT(judge(fleet_of(slow(340, "'cpu_throttled_ratio': 0.05"))), LOW, "w", "fired cpu_bound");
    EXPECT(judge(fleet_of(slow(340, "'cpu_throttled_ratio': 0.049"))), LOW, "w", "fired max_num_seqs");
}

TEST(rulings, R31_cpu_of_data_parallel_ranks)
{
    const char *w = slow(340, "'gpus': 4, 'data_parallel': 2, 'placement': [{'node': 'n1', 'gpus': 4}], 'cpu_cores': 7");
    EXPECT(judge(fleet_of(w)), LOW, "w", "fired cpu_bound cpu_cores=16");
    EXPECT(judge(fleet_of(with(w, "'cpu_cores': 8"))), LOW, "w", "fired max_num_seqs");
}

TEST(rulings, R31_cap_of_the_engine_default)
{
    const char *w = slow(340, "'requests_running': 1000, 'max_num_seqs': 1000, 'requests_in_system_p95': 5000");
    EXPECT(judge(fleet_of(w)), LOW, "w", "fired max_num_seqs=1024");
    EXPECT(judge(fleet_of(with(w, "'engine': 'sglang'"))), LOW, "w", "fired max_num_seqs=2832");
    const char *small = slow(340, "'requests_running': 200, 'max_num_seqs': 200, 'requests_in_system_p95': 5000");
    EXPECT(judge(fleet_where(small, "'nodes': [%s]", node("'gpu_type': 'A100-80'"))), LOW, "w", "fired max_num_seqs=256");
    EXPECT(judge(fleet_where(small, "'nodes': [%s]", node("'gpu_type': 'L40S-48'"))), LOW, "w", "fired max_num_seqs=256");
    EXPECT(judge(fleet_of(small)), LOW, "w", "fired max_num_seqs=560");
}

TEST(rulings, R31_sequences_of_mean_length)
{
    /* 5 GB hold 38,146 tokens: 0.85 of them are 46 sequences of 700. */
    EXPECT(
        judge(fleet_of(slow(340, "'kv_cache_usage_p95': 0.10, 'requests_in_system_p95': 400, 'kv_cache_pool_bytes': 5000000000, "
                                 "'model': 'fixture-7b', 'weight_dtype': 'bf16', 'prompt_tokens_mean': 500, 'output_tokens_mean': 200"))),
        LOW, "w", "fired max_num_seqs=40");
    /* On two GPUs a token takes half of it in each: 92 of them. */
    const char *two = "'gpus': 2, 'tensor_parallel': 2, 'placement': [{'node': 'n1', 'gpus': 2}]";
    EXPECT(judge(fleet_of(slow(340, "'kv_cache_usage_p95': 0.10, 'requests_in_system_p95': 400, 'kv_cache_pool_bytes': 5000000000, %s, "
                                    "'model': 'fixture-7b', 'weight_dtype': 'bf16', 'prompt_tokens_mean': 500, 'output_tokens_mean': 200", two))),
           LOW, "w", "fired max_num_seqs=88");
}

TEST(rulings, R31_prefill_budget)
{
    const char *w =
        slow(340, "'requests_running': 8, 'prompt_tokens_mean': 1024, 'output_tokens_mean': 200, 'max_num_batched_tokens': 2048");
    EXPECT(judge(fleet_of(w)), LOW, "w", "fired prefill_budget");
    EXPECT(judge(fleet_of(with(w, "'prompt_tokens_mean': 1023"))), LOW, "w", "fired unknown");
    EXPECT(judge(fleet_of(with(w, "'max_num_batched_tokens': 2049"))), LOW, "w", "fired unknown");
}

TEST(rulings, R31_over_sharded)
{
    const char *w = slow(340, "'requests_running': 8, 'gpus': 2, 'tensor_parallel': 2, 'placement': [{'node': 'n1', 'gpus': 2}], "
                              "'model': 'fixture-7b', 'weight_dtype': 'bf16', 'max_model_len': 8192");
    EXPECT(judge(fleet_where(w, "'nodes': [%s]", node("'gpu_type': 'L40S-48'"))), LOW, "w",
           "fired over_sharded reduce_tensor_parallel tensor_parallel=1");
    EXPECT(judge(fleet_of(w)), LOW, "w", "fired unknown");
    EXPECT(judge(fleet_where(with(w, "'weight_bytes': 60000000000"), "'nodes': [%s]", node("'gpu_type': 'L40S-48'"))), LOW, "w",
           "fired unknown");
    /* One of them holds 38.4 GB with room: weights, 8,192 tokens and 2 GB. */
    const double most = 38.4e9 - 8192 * 131072.0 - 2e9;
    EXPECT(judge(fleet_where(with(w, "'weight_bytes': %.0f", most), "'nodes': [%s]", node("'gpu_type': 'L40S-48'"))), LOW, "w",
           "fired over_sharded tensor_parallel=1 gpus=1");
    EXPECT(judge(fleet_where(with(w, "'weight_bytes': %.0f", most + 100), "'nodes': [%s]", node("'gpu_type': 'L40S-48'"))), LOW, "w",
           "fired unknown");
}

TEST(rulings, R31_replicas_that_remain)
{
    const char *w = slow(450, "'replicas': 4, 'placement': [{'node': 'n1', 'gpus': 4}]");
    EXPECT(judge(fleet_of(w)), LOW, "w", "fired waste=12 recoverable=5840");
    EXPECT(judge(fleet_of(with(w, "'replica_floor': 3"))), LOW, "w", "fired waste=12 recoverable=2920");
    EXPECT(judge(fleet_of(slow(450, ""))), LOW, "w", "fired waste=3 recoverable=0");
    /* ceil(2 * 0.25 / 0.8) is one, and no floor is known. */
    EXPECT(judge(fleet_of(slow(450, "'replicas': 2, 'placement': [{'node': 'n1', 'gpus': 2}]"))), LOW, "w", "fired waste=6 recoverable=2920");
    /* 4 * 0.4 / 0.8 are two, not one more for having been divided. */
    EXPECT(judge(fleet_of(with(w, "'output_tokens_per_second': 720"))), LOW, "w", "fired recoverable=5840");
    EXPECT(judge(fleet_of(with(w, "'output_tokens_per_second': 721"))), LOW, "w", "fired recoverable=2920");
}

/* As many sequences as today are no remedy: then it is offered without a number. */
TEST(rulings, R31_no_more_sequences_than_today)
{
    EXPECT(judge(fleet_of(slow(340, "'kv_cache_usage_p95': 0.56"))), LOW, "w", "fired max_num_seqs set_max_num_seqs max_num_seqs=24");
    EXPECT(judge(fleet_of(slow(340, "'kv_cache_usage_p95': 0.57"))), LOW, "w", "fired max_num_seqs set_max_num_seqs without=max_num_seqs");
}

/* Of the engine's default nothing is known where the type is not. */
TEST(rulings, R31_cap_on_a_card_that_nobody_names)
{
    const char *w = slow(340, "'requests_running': 200, 'max_num_seqs': 200, 'requests_in_system_p95': 5000");
    EXPECT(judge(fleet_where(w, "'nodes': [%s]", node("'gpu_type': null"))), LOW, "w", "fired max_num_seqs=256");
}

/* What must be known to blame the sharding: the memory of a GPU, and all of the requirement. */
TEST(rulings, R31_over_sharded_by_what_is_known)
{
    const char *w = slow(340, "'requests_running': 8, 'gpus': 8, 'tensor_parallel': 8, 'placement': [{'node': 'n1', 'gpus': 8}], "
                              "'model': 'fixture-70b', 'weight_dtype': 'bf16', 'max_model_len': 8192");
    const char *pcie = with(h100, "'link_bandwidth': null");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s]", pcie)), LOW, "w", "fired over_sharded tensor_parallel=4 gpus=4");
    /* Two ranks of two stages each keep both: 37 GB are in a GPU of a stage at 2, 73 at 1. */
    const char *ranks = with(w, "'gpus': 16, 'tensor_parallel': 4, 'pipeline_parallel': 2, 'data_parallel': 2, 'placement': "
                                "[{'node': 'n1', 'gpus': 8}, {'node': 'n2', 'gpus': 8}]");
    EXPECT(judge(fleet_where(ranks, "'gpu_types': [%s], 'nodes': [%s, %s]", pcie, node(""), node("'id': 'n2'"))), LOW, "w",
           "fired over_sharded tensor_parallel=2 gpus=8");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s], 'models': [%s]", pcie, with(model_70b, "'attention_heads': 6"))), LOW, "w", "fired unknown");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s], 'models': [%s]", pcie, with(model_70b, "'layers': null"))), LOW, "w", "fired unknown");
    EXPECT(judge(fleet_where(w, "'gpu_types': [%s]", with(pcie, "'memory_bytes': null"))), LOW, "w", "fired unknown");
    EXPECT(judge(fleet_where(w, "'nodes': [%s]", node("'gpu_type': null"))), LOW, "w", "fired unknown");
}

/* A smaller cache; else a larger pool, where there is one; else more GPUs for it; else shorter sequences. */
TEST(rulings, R31_remedies_of_kv_pressure)
{
    const char *w = slow(340, "'kv_cache_usage_p95': 0.97, 'kv_dtype': 'fp8'");
    EXPECT(judge(fleet_of(with(w, "'kv_dtype': null"))), LOW, "w", "fired kv_pressure set_kv_dtype kv_dtype=fp8");
    EXPECT(judge(fleet_of(w)), LOW, "w", "fired kv_pressure set_gpu_memory_fraction gpu_memory_fraction=0.95");
    EXPECT(judge(fleet_of(with(w, "'gpu_memory_fraction': 0.95"))), LOW, "w", "fired raise_tensor_parallel tensor_parallel=2");
    EXPECT(judge(fleet_of(with(w, "'engine': 'other'"))), LOW, "w", "fired raise_tensor_parallel tensor_parallel=2");
    const char *other = with(w, "'engine': 'other'");
    const char *eight = with(other, "'gpus': 8, 'tensor_parallel': 8, 'placement': [{'node': 'n1', 'gpus': 8}]");
    EXPECT(judge(fleet_of(eight)), LOW, "w", "fired set_max_model_len");
    const char *four = with(other, "'gpus': 4, 'tensor_parallel': 4, 'placement': [{'node': 'n1', 'gpus': 4}]");
    EXPECT(judge(fleet_of(four)), LOW, "w", "fired raise_tensor_parallel tensor_parallel=8");
    EXPECT(judge(fleet_where(with(other, "'model': 'odd'"), "'models': [%s]", with(model_7b, "'name': 'odd', 'attention_heads': 7"))), LOW, "w",
           "fired set_max_model_len");
    EXPECT(judge(fleet_where(other, "'nodes': [%s]", node("'gpu_type': null"))), LOW, "w", "fired set_max_model_len");
    const char *sliced = with(h100, "'mig_profiles': [{'name': '3g.40gb', 'compute_slices': 3, 'compute_slices_total': 7, "
                                    "'memory_bytes': 40000000000, 'max_instances': 2}]");
    const char *on_slice = with(other, "'gpus': 0.5, 'mig_profile': '3g.40gb', 'placement': [{'node': 'n1', 'gpus': 0.5, 'gpu': 'a'}]");
    EXPECT(judge(fleet_where(on_slice, "'gpu_types': [%s]", sliced)), LOW, "w", "fired set_max_model_len");
}

/* What the model expects of the batch that was seen is shown of language models, where a batch was seen. */
TEST(rulings, R31_expected_at_the_batch_that_was_seen)
{
    double expected_there = 0;
    const char *model = "'model': 'fixture-7b', 'weight_dtype': 'bf16', 'prompt_tokens_mean': 500, 'output_tokens_mean': 200";
    EXPECT(judge(fleet_of(slow(340, "%s", model))), LOW, "w", "fired evidence.expected_at_observed_batch=%.17g", expected(16));
    EXPECT(judge(fleet_of(slow(340, "%s, 'requests_running': 1", model))), LOW, "w", "fired evidence.expected_at_observed_batch=%.17g", expected(1));
    const char *serving = with(slow(0, "'kind': 'serving', 'output_tokens_per_second': null, 'expected_tokens_per_second': null"),
                               "'items_per_second': 40, 'expected_items_per_second': 100, %s", json("%s", model));
    const char *none[] = {serving, slow(340, "%s, 'requests_running': 0", model)};
    for (size_t i = 0; i < 2; i++) {
        const piq_report *r = judge(fleet_of(none[i]));
        EXPECT(r, LOW, "w", "fired");
        CHECK(!evidence_value(r, finding_place(r, PIQ_DETECTOR_LOW_THROUGHPUT, "w", 0, 0), "expected_at_observed_batch", &expected_there));
    }
}

TEST(rulings, R31_any_items_field_makes_it_applicable)
{
    const char *w = slow(0, "'kind': 'serving', 'output_tokens_per_second': null, 'expected_tokens_per_second': null");
    EXPECT(judge(fleet_of(w)), LOW, "w", "not_applicable");
    EXPECT(judge(fleet_of(with(w, "'best_items_per_second': 100"))), LOW, "w", "missing_input:items_per_second");
    EXPECT(judge(fleet_of(with(w, "'expected_items_per_second': 100"))), LOW, "w", "missing_input:items_per_second");
    EXPECT(judge(fleet_of(with(w, "'items_per_second': 40"))), LOW, "w", "missing_input:expected_items_per_second");
    /* 0 of what divides says nothing. */
    EXPECT(judge(fleet_of(with(w, "'best_items_per_second': 0"))), LOW, "w", "missing_input:items_per_second,expected_items_per_second");
    const char *llm = slow(0, "'output_tokens_per_second': null, 'expected_tokens_per_second': null");
    EXPECT(judge(fleet_of(llm)), LOW, "w", "missing_input:output_tokens_per_second,expected_tokens_per_second");
}
