/* Every number of the memory and throughput models that is neither the caller's nor a fact of the catalog: one row
   per constant with its unit and its source. bench/calibration refits the rows marked "fit" and prints what they miss
   by. */
#ifndef PIQ__PHYSICS_CONSTANTS_H
#define PIQ__PHYSICS_CONSTANTS_H

#include "support/base.h"

/* X(name, value, unit, source) */
#define PIQ__CONSTANTS(X)                                                                                              \
    /* memory */                                                                                                       \
    X(bytes_fp32, 4.0, "bytes per parameter", "definition")                                                            \
    X(bytes_16bit, 2.0, "bytes per parameter", "definition")                                                           \
    X(bytes_8bit, 1.0, "bytes per parameter", "definition; scales are below 1%")                                       \
    X(bytes_4bit, 0.5625, "bytes per parameter", "NVFP4: 4 bits and one FP8 scale per 16 weights; AWQ, GPTQ alike")    \
    X(kv_output_share, 0.8, "ratio", "fit: share of the output length that a running sequence holds on average")       \
    X(weights_replicated, 0.02, "ratio", "KAITO model-sku-calculation: embedding and norms replicated over TP")        \
    X(activation_coefficient, 11.0, "ratio", "aiconfigurator@095f58a5 vllm backend: dense, TP 1")                      \
    X(activation_tokens, 8192.0, "tokens", "vLLM server default of max_num_batched_tokens from 70 GiB of memory up")   \
    X(activation_min, 1073741824.0, "bytes", "1 GiB: vLLM issues, RTX 5090 measured 1.0-1.8 GiB")                      \
    X(activation_max, 3221225472.0, "bytes", "3 GiB: vLLM issue 11251 measured 2.53 GiB")                              \
    X(non_torch, 644245094.4, "bytes", "0.6 GiB: KAITO model-sku-calculation, vLLM 0.10.1")                            \
    X(non_torch_parallel, 1932735283.2, "bytes", "1.8 GiB more at TP above 1: vLLM PR 10511 (1.79 against 3.58)")      \
    X(graphs, 536870912.0, "bytes", "0.5 GiB: vLLM issue 7553, gpustack/runner PR 251 (0.13-2.4 GiB)")                 \
    /* throughput */                                                                                                   \
    X(bandwidth_efficiency, 0.85, "ratio", "fit")                                                                      \
    X(decode_efficiency, 0.57, "ratio", "fit")                                                                         \
    X(prefill_efficiency, 0.72, "ratio", "fit")                                                                        \
    X(step_seconds, 0.0015, "seconds", "fit: scheduling and sampling of one decode step")                              \
    X(layer_seconds, 0.000023, "seconds per layer", "fit: kernel launches of one decode step")                         \
    X(reduce_seconds, 0.000033, "seconds", "fit: latency of one all-reduce over the scale-up link")                    \
    X(reduce_pcie, 3.0, "ratio", "fit: the same over PCIe, as a multiple")                                             \
    X(link_efficiency, 0.45, "ratio", "fit: share of the link's peak that an all-reduce reaches")                      \
    X(pcie_bandwidth, 64e9, "bytes per second", "PCIe 4.0 x16, both directions: PCI-SIG")                              \
    X(fp8_factor, 0.86, "ratio", "fit: of the FP8 peak, next to FP16 of its own peak")                                 \
    X(fp4_factor, 0.55, "ratio", "fit: of the FP4 peak, next to FP16 of its own peak")                                 \
    X(fp32_factor, 0.5, "ratio", "NVIDIA A100 datasheet: TF32 runs at half the FP16 rate")                             \
    X(moe_factor, 0.76, "ratio", "fit: grouped matrix products of a mixture of experts")                               \
    X(cdna3_factor, 0.7, "ratio", "fit: MI300X, all three efficiencies")                                               \
    X(steady, 0.9, "ratio", "fit: a server under steady load, next to an offline run")                                 \
    X(offline, 1.0, "ratio", "fit: reference")                                                                         \
    X(burst, 0.45, "ratio", "fit: decode of all requests at once, ramp and tail included")                             \
    X(burst_prefill, 0.8, "ratio", "fit: prefill of the same, which neither ramp nor tail leaves idle")                \
    /* how sure */                                                                                                     \
    X(range_measured, 1.75, "ratio", "bench/calibration: 9 of 10 rows of a source that the fit has not seen")          \
    X(range_extrapolated, 2.0, "ratio", "bench/calibration: the same of an unseen device, 1.70, rounded up")           \
    X(confidence_measured, 0.6, "ratio", "rulings R7")                                                                 \
    X(confidence_extrapolated, 0.45, "ratio", "a quarter less: no published row to hold the model against")

#define PIQ__CONSTANT_FUNCTION(name, value, unit, source)                                                              \
    static inline double piq__constant_##name(void)                                                                    \
    {                                                                                                                  \
        return value;                                                                                                  \
    }
PIQ__CONSTANTS(PIQ__CONSTANT_FUNCTION)
#undef PIQ__CONSTANT_FUNCTION
#define PIQ__K(name) (piq__constant_##name())

#endif
