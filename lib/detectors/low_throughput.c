/* Finding 10: the right device, busy, and far fewer tokens than it should give. */
#include "detectors/detectors.h"

#include "facts/peers.h"

#define THROUGHPUT_USE 0.8        /* a tuned replica is planned at this share of what is expected of it */
#define THROUGHPUT_PREFILL_MIX 50 /* more prompt than this per output token: a prefill role, or something else */
#define THROUGHPUT_BIG_DEVICE 75161927680.0 /* 70 GiB: vLLM get_batch_defaults */

typedef struct throughput_view {
    double observed, expected, ratio, source;
    uint32_t expected_field; /* public id of where it comes from */
    bool llm;
} throughput_view;

/* What the model expects of one replica at this many sequences. */
static double throughput_model(const piq__work *w, double batch)
{
    const double prompt = IN(prompt_tokens_mean), output = IN(output_tokens_mean);
    piq__throughput *t = piq__pace(w, w->device, &w->layout);
    t->pool = piq__or(piq__divisor(IN(kv_cache_pool_bytes)), t->pool);
    const double held = piq__kv_sequences(t, prompt, output), limit = piq__min(held, 256);
    return !(held >= 1) ? PIQ__UNKNOWN : piq__tokens_per_second(t, piq__min(batch / w->layout.data_parallel, limit), prompt, output);
}

/* The caller's baseline, its own best, its peers, the library: the first that is known. */
static void throughput_expect(const piq__work *w, throughput_view *t)
{
    const double declared = piq__divisor(t->llm ? IN(expected_tokens_per_second) : IN(expected_items_per_second));
    const double best = piq__divisor(t->llm ? IN(best_tokens_per_second) : IN(best_items_per_second));
    const double waiting = IN(requests_running) + IN(requests_waiting);
    t->source = 1.0;
    t->expected_field = t->llm ? PIQ_WORKLOAD_EXPECTED_TOKENS_PER_SECOND : PIQ_WORKLOAD_EXPECTED_ITEMS_PER_SECOND;
    t->expected = declared;
    if (!piq__known(t->expected)) {
        t->expected_field = t->llm ? PIQ_WORKLOAD_BEST_TOKENS_PER_SECOND : PIQ_WORKLOAD_BEST_ITEMS_PER_SECOND;
        t->expected = best;
    }
    if (!piq__known(t->expected)) {
        t->expected_field = t->llm ? PIQ_MEASURE_EXPECTED_TOKENS_PER_SECOND : PIQ_MEASURE_EXPECTED_ITEMS_PER_SECOND;
        t->expected = piq__divisor(piq__peers_expect(w->world->peers, w));
        t->source = 0.85;
    }
    if (!piq__known(t->expected) && t->llm) {
        t->expected = piq__divisor(throughput_model(w, piq__or(piq__divisor(IN(requests_in_system_p95)), waiting)));
        t->source = 0.60;
    }
    t->ratio = t->observed / t->expected;
}

/* ---- causes, each with its own test and remedy ---- */

static double throughput_needed_cpus(const piq__work *w)
{
    return P(throughput_api_servers) + w->layout.data_parallel + piq__ceiling(w->gpus) + (w->layout.data_parallel > 1 ? 1 : 0);
}

static bool throughput_cpu_bound(const piq__work *w)
{
    const double used = IN(cpu_utilization_p95);
    const bool few = IN(cpu_cores) < throughput_needed_cpus(w) && !(used < P(throughput_cpu_busy));
    return few || used >= P(throughput_cpu_high) || IN(cpu_throttled_ratio) >= P(throughput_throttle_high);
}

static bool throughput_seqs_low(const piq__work *w)
{
    const double limit = piq__divisor(IN(max_num_seqs));
    const bool at_limit = piq__known(IN(at_limit_ratio)) ? IN(at_limit_ratio) >= P(throughput_at_limit_ratio) : IN(requests_running) >= 0.95 * limit;
    return at_limit && IN(requests_waiting) >= 1 && IN(kv_cache_usage_p95) < P(throughput_kv_low);
}

static bool throughput_kv_pressed(const piq__work *w)
{
    const double per_100 = IN(preemptions) / piq__divisor(IN(requests)) * 100;
    return IN(kv_cache_usage_p95) >= P(throughput_kv_high) || per_100 >= P(throughput_preemptions_per_100);
}

static bool throughput_prefill_starved(const piq__work *w)
{
    return IN(prompt_tokens_mean) >= P(throughput_long_prompt_tokens) && IN(max_num_batched_tokens) <= P(throughput_batched_tokens_low);
}

/* The smallest tensor-parallel size that holds the requirement comfortably; unknown where it cannot be told. */
static double throughput_smallest_tp(const piq__work *w)
{
    for (double tp = 1; tp < w->layout.tensor_parallel; tp *= 2) {
        const piq__layout layout = {tp, w->layout.pipeline_parallel, w->layout.data_parallel};
        bool bound;
        const double required = piq__work_requirement(w, &layout, &bound);
        if (!bound && piq__splits_heads(w, tp) && required <= P(memory_headroom) * w->device->memory_bytes)
            return tp;
    }
    return PIQ__UNKNOWN;
}

static bool throughput_over_sharded(const piq__work *w)
{
    return !piq__known(w->device->link_bandwidth) && piq__known(throughput_smallest_tp(w));
}

static double throughput_engine_cap(const piq__work *w)
{
    if (w->engine != PIQ_ENGINE_VLLM)
        return PIQ__UNKNOWN;
    const piq__type *type = piq__work_type(w);
    const bool big = type != NULL && w->device->memory_bytes >= THROUGHPUT_BIG_DEVICE && !type->is_a100;
    return big ? 1024 : 256;
}

static double throughput_least(double bound, double other) { return piq__known(other) ? piq__min(piq__or(bound, other), other) : bound; }

/* As many sequences as the KV pool and the queue ask for, in steps of 8, and no more than the engine's default. */
static double throughput_new_seqs(const piq__work *w)
{
    const double kv = IN(kv_cache_usage_p95), limit = IN(max_num_seqs), target = P(throughput_kv_target);
    const double per_token = piq__kv_bytes_per_token(w->model, w->running.kv_element_bytes) / piq__kv_shard(w->model, &w->layout);
    const double tokens = IN(prompt_tokens_mean) + IN(output_tokens_mean);
    double wanted = piq__floor(limit * target / piq__divisor(kv));
    wanted = throughput_least(wanted, piq__floor(target * (piq__work_pool(w) / piq__divisor(per_token)) / piq__divisor(tokens)));
    wanted = throughput_least(wanted, IN(requests_in_system_p95));
    wanted = piq__floor(wanted / 8) * 8;
    wanted = throughput_least(wanted, throughput_engine_cap(w));
    return wanted > limit ? wanted : PIQ__UNKNOWN;
}

#define THROUGHPUT_KV_VERIFY "preemptions fall to 0 within a day"

/* Section 11's list: a smaller cache, a larger pool, more GPUs for it, shorter sequences. */
static void throughput_cure_kv(const piq__work *w, piq__draft *d)
{
    const double wider = 2 * w->layout.tensor_parallel, fraction = w->running.gpu_memory_fraction;
    const double widest = w->type == PIQ__NO_TYPE || w->mig ? 0 : piq__or(piq__work_type(w)->domain_gpus, 1);
    if (w->running.kv_element_bytes > 1)
        piq__with_text(piq__cure_with(d, PIQ_ACTION_SET_KV_DTYPE, THROUGHPUT_KV_VERIFY), PIQ_WORKLOAD_KV_DTYPE, "fp8");
    else if (w->preallocated == YES && fraction < P(tier_hard_fit))
        piq__with(piq__cure_with(d, PIQ_ACTION_SET_GPU_MEMORY_FRACTION, THROUGHPUT_KV_VERIFY), PIQ_WORKLOAD_GPU_MEMORY_FRACTION, P(tier_hard_fit));
    else if (wider <= widest && piq__splits_heads(w, wider))
        piq__with(piq__cure_with(d, PIQ_ACTION_RAISE_TENSOR_PARALLEL, THROUGHPUT_KV_VERIFY), PIQ_WORKLOAD_TENSOR_PARALLEL, wider);
    else
        piq__cure_with(d, PIQ_ACTION_SET_MAX_MODEL_LEN, THROUGHPUT_KV_VERIFY);
}

/* Too few cores, and busy; or busy or throttled whatever their number. */
static void throughput_prove_cpu(const piq__work *w, piq__draft *d)
{
    const bool few = IN(cpu_cores) < throughput_needed_cpus(w);
    if (few)
        piq__prove(d, PIQ_WORKLOAD_CPU_CORES, IN(cpu_cores), PIQ__LT, throughput_needed_cpus(w), PIQ_POLICY_THROUGHPUT_API_SERVERS);
    else
        piq__show(d, PIQ_WORKLOAD_CPU_CORES, IN(cpu_cores));
    piq__prove_either(d, PIQ_WORKLOAD_CPU_UTILIZATION_P95, IN(cpu_utilization_p95), few ? P(throughput_cpu_busy) : P(throughput_cpu_high),
                      few ? PIQ_POLICY_THROUGHPUT_CPU_BUSY : PIQ_POLICY_THROUGHPUT_CPU_HIGH);
    piq__prove_either(d, PIQ_WORKLOAD_CPU_THROTTLED_RATIO, IN(cpu_throttled_ratio), P(throughput_throttle_high), PIQ_POLICY_THROUGHPUT_THROTTLE_HIGH);
}

#define THROUGHPUT_VERIFY "output_tokens_per_second under demand rises towards the expectation within a day"

static void throughput_cause(const piq__work *w, piq__draft *d, uint32_t subtype)
{
    piq__cure *cure;
    switch (subtype) {
    case PIQ_SUBTYPE_EAGER:
        piq__show(d, PIQ_WORKLOAD_EAGER_MODE, 1);
        piq__cure_with(d, PIQ_ACTION_ENABLE_GRAPHS, THROUGHPUT_VERIFY);
        break;
    case PIQ_SUBTYPE_SPECULATION:
        piq__prove(d, PIQ_WORKLOAD_SPECULATIVE_ACCEPTANCE, IN(speculative_acceptance), PIQ__LT, P(throughput_acceptance_low), PIQ_POLICY_THROUGHPUT_ACCEPTANCE_LOW);
        piq__cure_with(d, PIQ_ACTION_DISABLE_SPECULATION, THROUGHPUT_VERIFY);
        break;
    case PIQ_SUBTYPE_CPU_BOUND:
        throughput_prove_cpu(w, d);
        piq__with(piq__cure_with(d, PIQ_ACTION_ADD_CPU_CORES, THROUGHPUT_VERIFY), PIQ_WORKLOAD_CPU_CORES, 2 * throughput_needed_cpus(w));
        break;
    case PIQ_SUBTYPE_MAX_NUM_SEQS:
        if (piq__known(IN(at_limit_ratio)))
            piq__prove(d, PIQ_WORKLOAD_AT_LIMIT_RATIO, IN(at_limit_ratio), PIQ__GE, P(throughput_at_limit_ratio), PIQ_POLICY_THROUGHPUT_AT_LIMIT_RATIO);
        else
            piq__prove(d, PIQ_WORKLOAD_REQUESTS_RUNNING, IN(requests_running), PIQ__GE, 0.95 * IN(max_num_seqs), 0);
        piq__prove(d, PIQ_WORKLOAD_KV_CACHE_USAGE_P95, IN(kv_cache_usage_p95), PIQ__LT, P(throughput_kv_low), PIQ_POLICY_THROUGHPUT_KV_LOW);
        piq__with(piq__cure_with(d, PIQ_ACTION_SET_MAX_NUM_SEQS, THROUGHPUT_VERIFY), PIQ_WORKLOAD_MAX_NUM_SEQS, throughput_new_seqs(w));
        break;
    case PIQ_SUBTYPE_KV_PRESSURE:
        piq__prove_either(d, PIQ_WORKLOAD_KV_CACHE_USAGE_P95, IN(kv_cache_usage_p95), P(throughput_kv_high), PIQ_POLICY_THROUGHPUT_KV_HIGH);
        piq__prove_either(d, PIQ_WORKLOAD_PREEMPTIONS, IN(preemptions), P(throughput_preemptions_per_100) * piq__divisor(IN(requests)) / 100, PIQ_POLICY_THROUGHPUT_PREEMPTIONS_PER_100);
        throughput_cure_kv(w, d);
        break;
    case PIQ_SUBTYPE_PREFILL_BUDGET:
        piq__prove(d, PIQ_WORKLOAD_MAX_NUM_BATCHED_TOKENS, IN(max_num_batched_tokens), PIQ__LE, P(throughput_batched_tokens_low), PIQ_POLICY_THROUGHPUT_BATCHED_TOKENS_LOW);
        piq__with(piq__cure_with(d, PIQ_ACTION_SET_MAX_NUM_BATCHED_TOKENS, THROUGHPUT_VERIFY), PIQ_WORKLOAD_MAX_NUM_BATCHED_TOKENS, P(throughput_batched_tokens_target));
        break;
    case PIQ_SUBTYPE_OVER_SHARDED:
        piq__prove(d, PIQ_WORKLOAD_TENSOR_PARALLEL, w->layout.tensor_parallel, PIQ__GT, throughput_smallest_tp(w), 0);
        cure = piq__cure_with(d, PIQ_ACTION_REDUCE_TENSOR_PARALLEL, THROUGHPUT_VERIFY);
        piq__with(cure, PIQ_WORKLOAD_GPUS, throughput_smallest_tp(w) * w->layout.pipeline_parallel * w->layout.data_parallel);
        piq__with(cure, PIQ_WORKLOAD_TENSOR_PARALLEL, throughput_smallest_tp(w));
        break;
    default:
        piq__cure_with(d, PIQ_ACTION_PROFILE, "the profile names what the replica waits for");
    }
}

/* All causes leave their evidence and remedy; the first names the finding. */
static uint32_t throughput_causes(const piq__work *w, piq__draft *d)
{
    const struct {
        uint32_t subtype;
        bool holds;
    } causes[] = {
        {PIQ_SUBTYPE_EAGER, IN(eager_mode) == 1},
        {PIQ_SUBTYPE_SPECULATION, IN(speculative_acceptance) < P(throughput_acceptance_low)},
        {PIQ_SUBTYPE_CPU_BOUND, throughput_cpu_bound(w)},
        {PIQ_SUBTYPE_MAX_NUM_SEQS, throughput_seqs_low(w)},
        {PIQ_SUBTYPE_KV_PRESSURE, throughput_kv_pressed(w)},
        {PIQ_SUBTYPE_PREFILL_BUDGET, throughput_prefill_starved(w)},
        {PIQ_SUBTYPE_OVER_SHARDED, throughput_over_sharded(w)},
    };
    uint32_t first = 0;
    for (size_t i = 0; i < PIQ__COUNT(causes); i++) {
        if (!causes[i].holds)
            continue;
        first = first == 0 ? causes[i].subtype : first;
        throughput_cause(w, d, causes[i].subtype);
    }
    if (first == 0)
        throughput_cause(w, d, first = PIQ_SUBTYPE_UNKNOWN);
    return first;
}

static void throughput_fire(const piq__work *w, piq__verdict *v, const throughput_view *t)
{
    piq__draft *d = piq__draft_begin(w, v);
    const bool missed = IN(ttft_p95_seconds) > IN(ttft_slo_seconds) || IN(tpot_p95_seconds) > IN(tpot_slo_seconds);
    v->ratio = t->ratio;
    v->kept = t->ratio;
    v->severity_by_money = true;
    v->raised = t->ratio < P(throughput_severe_ratio) && missed;
    v->duty = piq__work_duty(w);
    const double needed = piq__ceiling(w->replicas * t->ratio / THROUGHPUT_USE - 1e-9);
    v->replicas_after = piq__min(w->replicas, piq__max(piq__max(1, piq__or(IN(replica_floor), 1)), needed));
    v->kept_recoverable = piq__or(v->replicas_after / w->replicas, 1);
    d->margin = piq__margin_below(t->ratio, P(throughput_ratio_min));
    d->degraded |= piq__known(IN(demand_seconds)) ? 0 : DEGRADED(demand_seconds_unknown);
    piq__show(d, t->llm ? PIQ_WORKLOAD_OUTPUT_TOKENS_PER_SECOND : PIQ_WORKLOAD_ITEMS_PER_SECOND, t->observed);
    piq__show(d, t->expected_field, t->expected);
    piq__prove(d, PIQ_MEASURE_THROUGHPUT_RATIO, t->ratio, PIQ__LT, P(throughput_ratio_min), PIQ_POLICY_THROUGHPUT_RATIO_MIN);
    if (t->llm && IN(requests_running) >= 1)
        piq__show(d, PIQ_MEASURE_EXPECTED_AT_OBSERVED_BATCH, throughput_model(w, IN(requests_running)));
    piq__show(d, PIQ_WORKLOAD_REQUESTS_WAITING, IN(requests_waiting));
    const uint32_t subtype = throughput_causes(w, d);
    d->source = t->source * (subtype == PIQ_SUBTYPE_UNKNOWN ? 0.80 : 1.0);
    piq__wrong_cure(d, PIQ_ACTION_MIG_PARTITION, "a slice gives the same configuration less memory to work with");
    piq__wrong_cure(d, PIQ_ACTION_ADD_REPLICAS, "more replicas multiply what one of them wastes; tune one first");
    piq__wrong_cure(d, PIQ_ACTION_MOVE_GPU_TYPE, "a larger GPU does not mend the configuration");
    piq__fire(w, v, subtype);
}

static bool throughput_has_items(const piq__work *w)
{
    return piq__known(IN(items_per_second)) || piq__known(IN(expected_items_per_second)) || piq__known(IN(best_items_per_second));
}

static void throughput_judge(const piq__work *w, piq__verdict *v)
{
    throughput_view t = {0};
    piq__gap gap = PIQ__GAP_NONE;
    piq__rule rule;
    t.llm = w->kind == PIQ_KIND_LLM_SERVING;
    t.observed = piq__rate(w);
    const piq__tri demand = IN(demand_seconds) == 0 ? NO : piq__demand(w, &gap);
    if (demand == NO)
        return;
    throughput_expect(w, &t);
    const piq__tri low = piq__below(t.ratio, P(throughput_ratio_min));
    if ((demand == YES || low == NO) && IN(demand_seconds) < P(throughput_min_demand_seconds)) {
        piq__not_evaluated(v, PIQ_REASON_INSUFFICIENT_COVERAGE);
        return;
    }
    piq__rule_begin(&rule);
    piq__need_gap(&rule, demand, &gap);
    piq__need(&rule, low, piq__known(t.observed) ? (t.llm ? W(expected_tokens_per_second) : W(expected_items_per_second))
                                                 : (t.llm ? W(output_tokens_per_second) : W(items_per_second)));
    if (low == MAYBE && !piq__known(t.observed) && !piq__known(t.expected))
        piq__lack(&rule.gap, t.llm ? W(expected_tokens_per_second) : W(expected_items_per_second));
    if (w->role == 0 && IN(prompt_tokens_mean) / piq__divisor(IN(output_tokens_mean)) > THROUGHPUT_PREFILL_MIX)
        piq__need(&rule, MAYBE, W(role));
    if (w->places.count == 0)
        piq__need(&rule, MAYBE, W(placement));
    if (piq__rule_end(&rule) == MAYBE)
        piq__not_evaluated_gap(v, &rule.gap);
    else if (piq__rule_end(&rule) == YES)
        throughput_fire(w, v, &t);
}

void piq__low_throughput(const piq__work *w, piq__verdict *v)
{
    if (w->role == PIQ_ROLE_PREFILL || (w->kind == PIQ_KIND_SERVING && !throughput_has_items(w))) {
        v->outcome = PIQ__NOT_APPLICABLE;
        return;
    }
    if (!piq__gate(w, v, true) || !piq__placement_usable(w, v, false))
        return;
    if (w->mixed) {
        piq__not_evaluated(v, PIQ_REASON_INVALID_SAMPLES);
        return;
    }
    throughput_judge(w, v);
}
