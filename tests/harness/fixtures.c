/* The usual fleets. */
#include "harness/fixtures.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char h100[] = "{\"name\": \"H100-80\", \"memory_bytes\": 80000000000, \"memory_bandwidth\": 3350e9, \"fp16_flops\": 989e12, "
                    "\"fp8_flops\": 1979e12, \"link_bandwidth\": 900e9, \"domain_gpus\": 8, \"mig_profiles\": [], "
                    "\"price_per_gpu_hour\": 4.00}";
const char a100[] = "{\"name\": \"A100-80\", \"memory_bytes\": 80000000000, \"memory_bandwidth\": 2039e9, \"fp16_flops\": 312e12, "
                    "\"link_bandwidth\": 600e9, \"domain_gpus\": 8, \"mig_profiles\": [], \"price_per_gpu_hour\": 2.50}";
const char l40s[] = "{\"name\": \"L40S-48\", \"memory_bytes\": 48000000000, \"memory_bandwidth\": 864e9, \"fp16_flops\": 362e12, "
                    "\"fp8_flops\": 733e12, \"domain_gpus\": 1, \"mig_profiles\": [], \"price_per_gpu_hour\": 1.80}";
const char a10g[] = "{\"name\": \"A10G-24\", \"memory_bytes\": 24000000000, \"memory_bandwidth\": 600e9, \"fp16_flops\": 70e12, "
                    "\"domain_gpus\": 1, \"mig_profiles\": [], \"price_per_gpu_hour\": 1.20}";
const char l4[] = "{\"name\": \"L4-24\", \"memory_bytes\": 24000000000, \"memory_bandwidth\": 300e9, \"fp16_flops\": 121e12, "
                  "\"fp8_flops\": 242e12, \"domain_gpus\": 1, \"mig_profiles\": [], \"price_per_gpu_hour\": 0.80}";
const char model_7b[] = "{\"name\": \"fixture-7b\", \"parameters\": 7.24e9, \"layers\": 32, \"kv_heads\": 8, \"head_dim\": 128}";
const char model_70b[] = "{\"name\": \"fixture-70b\", \"parameters\": 70.6e9, \"layers\": 80, \"kv_heads\": 8, \"head_dim\": 128}";
const char model_moe[] = "{\"name\": \"fixture-moe\", \"parameters\": 46.7e9, \"active_parameters\": 12.9e9, \"layers\": 32, "
                         "\"kv_heads\": 8, \"head_dim\": 128}";

/* with(object, format, ...) for a function that takes the same. */
#define WITH(result, object, format)                                                                                                       \
    do {                                                                                                                                   \
        va_list arguments;                                                                                                                 \
        va_start(arguments, format);                                                                                                       \
        (result) = with((object), "%s", text_of(format, arguments));                                                                       \
        va_end(arguments);                                                                                                                 \
    } while (0)

static const char *whole_fleet(void)
{
    return json("{'piq_snapshot': 1, 'observed_at': '2026-11-23T00:00:00Z', 'window_seconds': 1209600, "
                "'gpu_types': [%s, %s, %s, %s, %s], 'models': [%s, %s, %s], 'nodes': [%s], 'workloads': []}",
                h100, a100, l40s, a10g, l4, model_7b, model_70b, model_moe, node(""));
}

const char *fleet(const char *format, ...)
{
    const char *result;
    WITH(result, whole_fleet(), format);
    return result;
}

const char *fleet_of(const char *workload) { return with(whole_fleet(), "'workloads': [%s]", workload); }

const char *fleet_where(const char *workload, const char *format, ...)
{
    const char *result;
    WITH(result, fleet_of(workload), format);
    return result;
}

const char *node(const char *format, ...)
{
    const char *result;
    WITH(result, json("{'id': 'n1', 'gpu_type': 'H100-80', 'gpu_count': 8, 'billed': true}"), format);
    return result;
}

const char *work(const char *format, ...)
{
    const char *result;
    WITH(result, json("{'id': 'w', 'gpus': 1, 'placement': [{'node': 'n1', 'gpus': 1}]}"), format);
    return result;
}

static const char *seen(const char *workload)
{
    return with(workload, "'observed_seconds': 1209600, 'coverage_ratio': 1.0, 'stale_seconds': 30");
}

const char *tier(const char *format, ...)
{
    const char *result;
    WITH(result, work("'kind': 'llm_serving', 'model': 'fixture-7b', 'weight_dtype': 'bf16', 'max_model_len': 8192"), format);
    return result;
}

const char *chat(const char *format, ...)
{
    const char *result;
    WITH(result,
         seen(work("'kind': 'llm_serving', 'engine': 'vllm', 'model': 'fixture-7b', 'weight_bytes': 14000000000, "
                   "'gpu_memory_used_max_bytes': 73600000000, 'kv_cache_usage_max': 0.04, 'kv_cache_pool_bytes': 50000000000, "
                   "'non_kv_peak_bytes': 2000000000, 'sm_active_peak': 0.08, 'output_tokens_per_second_peak': 60, "
                   "'prompt_tokens_mean': 500, 'output_tokens_mean': 200, 'requests': 5000, 'replicas': 1")),
         format);
    return result;
}

const char *vision(double need, double sm, const char *format, ...)
{
    const char *result;
    WITH(result,
         seen(work("'kind': 'serving', 'engine': 'triton', 'gpu_memory_used_max_bytes': %.0f, 'sm_active_peak': %.17g, "
                   "'tensor_active_p95': 0.02, 'dram_active_p95': 0.02, 'requests': 5000",
                   need * 1e9, sm)),
         format);
    return result;
}

const char *kills(const char *format, ...)
{
    const char *result;
    WITH(result, work("'kind': 'serving', 'engine': 'triton', 'host_oom_events': 0"), format);
    return result;
}

const char *cold(const char *format, ...)
{
    const char *result;
    WITH(result,
         work("'kind': 'llm_serving', 'min_replicas': 0, 'user_facing': true, 'cold_starts': 40, 'cold_start_p95_seconds': 12, "
              "'requests': 4000, 'ttft_slo_seconds': 2, 'warm_ratio': 0.3"),
         format);
    return result;
}

const char *events(int falls, int regretted, double every, const char *cause)
{
    const char *list = json("[{'t': %.17g, 'replicas': 1, 'cause': 'traffic'}", falls * every * HOUR + HOUR);
    for (int i = 0; i < falls; i++) {
        const double down = (falls - i) * every * HOUR;
        list = json("%s, {'t': %.17g, 'replicas': 0, 'cause': '%s'}, {'t': %.17g, 'replicas': 1, 'cause': 'traffic'}", list, down, cause,
                    down - (i < regretted ? 60 : 5400));
    }
    return json("%s]", list);
}

const char *thrash(const char *format, ...)
{
    const char *result;
    WITH(result,
         work("'kind': 'llm_serving', 'min_replicas': 0, 'cold_start_p50_seconds': 90, 'scale_events': %s", events(12, 12, 1.9, "traffic")),
         format);
    return result;
}

const char *dark(const char *format, ...)
{
    const char *result;
    WITH(result, node("'idle_seconds': 604800, 'ready_seconds': 2592000, 'gpu_workloads': 0, 'sm_active_max': 0.0"), format);
    return result;
}

const char *batch(const char *format, ...)
{
    const char *result;
    WITH(result,
         seen(work("'kind': 'batch', 'run_seconds': 14400, 'runs_per_month': 30, 'deadline_seconds': 28800, 'sm_active_mean': 0.15, "
                   "'dram_active_mean': 0.10, 'gpu_memory_used_max_bytes': 12000000000, 'engine': 'other'")),
         format);
    return result;
}

const char *items(const char *format, ...)
{
    const char *result;
    WITH(result,
         seen(work("'kind': 'batch', 'batch_size': 1, 'memory_base_bytes': 16000000000, 'bytes_per_item': 500000000, "
                   "'sm_active_mean': 0.05, 'items_remaining': 1000000, 'batch_size_limit': 32, 'cpu_utilization_p95': 0.3, "
                   "'run_seconds': 14400, 'runs_per_month': 30")),
         format);
    return result;
}

const char *job(const char *format, ...)
{
    const char *result;
    WITH(result,
         json("{'id': 'job', 'kind': 'training', 'state': 'pending', 'gpus': 8, 'single_domain': true, 'pending_seconds': 1800, "
              "'quota_admitted': true}"),
         format);
    return result;
}

const char *nodes_with(const char *free)
{
    const char *list = "";
    char *end = NULL;
    for (int i = 0; strtol(free, &end, 10), end != free; i++, free = end) {
        list = text("%s%s%s", list, i ? ", " : "", node("'id': 'n%d'", i));
    }
    return list;
}

const char *holders(const char *free)
{
    const char *list = "";
    char *end = NULL;
    for (int i = 0;; i++, free = end) {
        const long count = strtol(free, &end, 10);
        if (end == free) {
            return list;
        }
        if (count < 8) {
            list = json("%s%s{'id': 'h%d', 'kind': 'training', 'movable': true, 'gpus': %ld, 'placement': [{'node': 'n%d', 'gpus': %ld}]}",
                        list, list[0] ? ", " : "", i, 8 - count, i, 8 - count);
        }
    }
}

const char *queue(const char *free, const char *pending)
{
    const char *held = holders(free);
    return fleet("'nodes': [%s], 'workloads': [%s%s%s]", nodes_with(free), held, held[0] && pending ? ", " : "", pending ? pending : "");
}

const char *slow(double rate, const char *format, ...)
{
    const char *result;
    WITH(result,
         seen(work("'kind': 'llm_serving', 'engine': 'vllm', 'output_tokens_per_second': %.17g, 'expected_tokens_per_second': 1800, "
                   "'requests_waiting': 12, 'requests_running': 16, 'max_num_seqs': 16, 'kv_cache_usage_p95': 0.30, "
                   "'requests_in_system_p95': 44, 'demand_seconds': 21600, 'requests': 10000",
                   rate)),
         format);
    return result;
}
