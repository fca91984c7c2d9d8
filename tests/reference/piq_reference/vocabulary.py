"""The order of the vocabulary, and the thresholds with their defaults."""

FIELDS = """
fleet: observed_at window_seconds currency workloads_complete pending_complete
gpu_type: name aliases vendor memory_bytes memory_bandwidth fp16_flops fp8_flops fp4_flops
    link_bandwidth domain_gpus mig_profiles price_per_gpu_hour resale_price_per_gpu_hour allowed
model: name aliases parameters active_parameters layers hidden_size attention_heads kv_heads
    head_dim kv_lora_rank rope_head_dim sliding_window sliding_layers max_context vocab_size
    intermediate_size experts experts_per_token class
node: id cluster region gpu_type gpu_count domain domain_gpus state ready_seconds unhealthy_gpus
    billed purchase billing_unit purpose price_per_gpu_hour resale_price_per_gpu_hour
    sell_through_ratio gpu_workloads gpus_allocated idle_seconds dark_ratio requests sm_active_max
    gr_engine_active_max gpu_utilization_max power_watts_max mig_enabled free_cpu_cores
    free_memory_bytes free_spell_p10_seconds state_seconds coverage_ratio stale_seconds
workload: id cluster owner tenants environment kind role user_facing engine memory_preallocated
    model model_parameters weight_dtype weight_bytes kv_dtype max_model_len declared_concurrency
    required_features weights_offloaded state placement gpus mig_profile accepted_gpu_types pod_gpus
    tensor_parallel pipeline_parallel data_parallel replicas min_replicas max_replicas replica_floor
    single_domain pending_seconds quota_admitted priority movable move_cost cpu_cores
    host_memory_bytes price_per_gpu_hour observed_seconds coverage_ratio stale_seconds
    sm_active_mean sm_active_peak gr_engine_active_mean gr_engine_active_peak gpu_utilization_mean
    gpu_utilization_peak tensor_active_mean tensor_active_p95 dram_active_mean dram_active_p95
    gpu_memory_used_max_bytes kv_cache_usage_max kv_cache_usage_p95 kv_cache_pool_bytes
    gpu_memory_fraction non_kv_peak_bytes gpu_oom_events gpu_oom_events_24h startup_oom_events
    host_oom_events host_oom_events_24h unknown_oom_events seconds_since_oom oom_gpu_memory_peak
    host_memory_peak crash_looping restart_seconds preemptions requests idle_seconds cold_starts
    cold_start_p50_seconds cold_start_p95_seconds cold_request_ratio warm_ratio weight_load_rate
    init_seconds autoscaler scale_events scale_downs_24h regretted_scale_downs_24h loading_ratio
    billed_while_loading scale_down_grace_seconds idle_gaps idle_gap_p50_seconds
    idle_gap_p95_seconds idle_gap_p99_seconds ttft_slo_seconds ttft_p95_seconds tpot_slo_seconds
    tpot_p95_seconds output_tokens_per_second output_tokens_per_second_peak
    required_tokens_per_second prompt_tokens_mean output_tokens_mean requests_running
    requests_waiting requests_in_system_p95 at_limit_ratio demand_seconds max_num_seqs
    max_num_batched_tokens cpu_utilization_p95 cpu_throttled_ratio speculative_acceptance eager_mode
    expected_tokens_per_second best_tokens_per_second token_price_per_million run_seconds
    runs_per_month deadline_seconds batch_size batch_size_limit bytes_per_item memory_base_bytes
    items_remaining items_per_second expected_items_per_second best_items_per_second
    remaining_seconds gpu_type
"""

POLICY = {
    "coverage_min": 0.80,
    "stale_after_seconds": 300,
    "rightsize_min_data_seconds": 108000,
    "memory_headroom": 0.80,
    "compute_cap_batch": 0.80,
    "compute_cap_online": 0.60,
    "min_saving_ratio": 0.20,
    "overhead_bytes": 2000000000,
    "confidence_min": 0.50,
    "idle_activity_max": 0.01,
    "severity_high_per_month": 5000,
    "severity_medium_per_month": 1000,
    "severity_low_per_month": 100,
    "severity_high_spend_ratio": 0.05,
    "severity_medium_spend_ratio": 0.01,
    "severity_high_gpu_hours": 2190,
    "severity_medium_gpu_hours": 730,
    "severity_spend_floor_multiple": 20,
    "severity_low_gpu_hours": 73,
    "hours_per_month": 730,
    "tier_hard_fit": 0.95,
    "overprovision_memory_max": 0.80,
    "overprovision_activity_max": 0.50,
    "oom_memory_high": 0.90,
    "oom_host_memory_high": 0.90,
    "oom_pressure_kv": 0.95,
    "oom_critical_events_24h": 3,
    "cold_start_default_slo_seconds": 5,
    "cold_start_min_hits": 3,
    "cold_start_min_ratio": 0.01,
    "cold_start_high_slo_multiple": 2,
    "cold_start_critical_slo_multiple": 10,
    "cold_start_critical_seconds": 60,
    "cold_start_critical_ratio": 0.05,
    "thrash_min_cycles": 4,
    "thrash_high_cycles": 12,
    "thrash_regret_ratio": 0.50,
    "thrash_loading_ratio": 0.20,
    "thrash_regret_seconds": 900,
    "thrash_cold_min_seconds": 5,
    "thrash_grace_max_seconds": 3600,
    "dark_min_seconds": 14400,
    "dark_held_min_seconds": 259200,
    "dark_node_min_age_seconds": 3600,
    "maintenance_stuck_seconds": 86400,
    "batch_tier_price_ratio": 1.5,
    "batch_tier_sm_max": 0.50,
    "batch_tier_dram_max": 0.40,
    "batch_tier_margin": 1.25,
    "batch_tier_min_gpu_hours_run": 1,
    "batch_tier_min_gpu_hours_month": 10,
    "batch_low": 8,
    "batch_gain_min": 2,
    "batch_backlog_min": 8,
    "batch_max": 128,
    "batch_sm_max": 0.50,
    "batch_cpu_max": 0.90,
    "fragmentation_min_pending_seconds": 600,
    "fragmentation_high_pending_seconds": 3600,
    "fragmentation_latent_ratio": 0.50,
    "fragmentation_latent_min_free": 16,
    "fragmentation_latent_block": 8,
    "throughput_ratio_min": 0.50,
    "throughput_min_demand_seconds": 1800,
    "throughput_running_ratio": 0.80,
    "throughput_at_limit_ratio": 0.50,
    "throughput_kv_high": 0.90,
    "throughput_kv_low": 0.70,
    "throughput_preemptions_per_100": 1,
    "throughput_cpu_high": 0.90,
    "throughput_cpu_busy": 0.80,
    "throughput_throttle_high": 0.05,
    "throughput_severe_ratio": 0.25,
    "throughput_kv_target": 0.85,
    "throughput_batched_tokens_low": 2048,
    "throughput_batched_tokens_target": 8192,
    "throughput_acceptance_low": 0.50,
    "throughput_long_prompt_tokens": 1024,
    "throughput_api_servers": 1,
    "throughput_min_peers": 3,
    "use_reference_prices": 0,
    "lease_hours": 0,
}


def _order():
    order, entity = {}, ""
    for word in FIELDS.split():
        if word.endswith(":"):
            entity = word[:-1]
        else:
            order[entity + "." + word] = len(order)
    return order


ORDER = _order()


def in_order(qualified):
    """Bare field names, each once, in the order of the vocabulary."""
    names = []
    for field in sorted(qualified, key=ORDER.__getitem__):
        bare = field.split(".")[1]
        if bare not in names:
            names.append(bare)
    return names


def policy_with(overrides):
    policy = dict(POLICY)
    for key, value in (overrides or {}).items():
        if key in policy:
            policy[key] = value
    return policy
