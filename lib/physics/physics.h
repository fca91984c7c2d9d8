/* What a model needs (memory) and what a device can deliver (throughput). Pure functions of plain numbers: NaN is
   unknown, goes in anywhere and comes out wherever the answer depends on it. */
#ifndef PIQ__PHYSICS_H
#define PIQ__PHYSICS_H

#include "physics/constants.h"
#include "support/base.h"

enum { /* piq__model.model_class */
    PIQ__CLASS_DECODER = 0,
    PIQ__CLASS_ENCODER = 1,
    PIQ__CLASS_ENCODER_DECODER = 2,
    PIQ__CLASS_DIFFUSION = 3,
    PIQ__CLASS_OTHER = 4
};

enum { /* piq__engine.weight_dtype */
    PIQ__DTYPE_UNKNOWN = 0,
    PIQ__DTYPE_FP32 = 1,
    PIQ__DTYPE_BF16 = 2,
    PIQ__DTYPE_FP16 = 3,
    PIQ__DTYPE_FP8 = 4,
    PIQ__DTYPE_INT8 = 5,
    PIQ__DTYPE_INT4 = 6, /* AWQ, GPTQ, W4A16 */
    PIQ__DTYPE_FP4 = 7,  /* NVFP4 */
    PIQ__DTYPE_MXFP4 = 8
};

/* The fields of a model as the snapshot names them. */
typedef struct piq__model {
    double parameters, active_parameters, layers, hidden_size, attention_heads, kv_heads, head_dim, kv_lora_rank,
        rope_head_dim, sliding_window, sliding_layers, max_context, vocab_size, intermediate_size, experts,
        experts_per_token;
    uint8_t model_class;
    uint8_t tied_embeddings; /* 1: the input embedding is the output head too, and is read in every step */
} piq__model;

typedef struct piq__device {
    double memory_bytes, memory_bandwidth, fp16_flops;
    double fp8_flops, fp4_flops; /* NaN: no such units */
    double link_bandwidth;       /* both directions; NaN: PCIe only */
    bool cdna3;                  /* MI300X and its siblings reach a smaller share of their peaks */
} piq__device;

typedef struct piq__layout {
    double tensor_parallel, pipeline_parallel, data_parallel;
} piq__layout;

typedef struct piq__engine {
    double weight_bytes;        /* the model once, over all tensor and pipeline ranks; NaN: parameters and dtype */
    double kv_element_bytes;    /* 2, or 1 for an 8-bit cache */
    double gpu_memory_fraction; /* share of the device that the engine may fill */
    double max_num_seqs;        /* per data-parallel rank; NaN: not bounded */
    double overhead_bytes;      /* per GPU, next to weights and KV */
    double steady;              /* share of the pace that the kind of load leaves: PIQ__K(steady), offline, burst */
    double steady_prefill;      /* of prefill; apart from it only under a burst */
    uint8_t weight_dtype;
    bool fraction_of_free; /* TensorRT-LLM: the fraction is of what weights and overhead leave, not of the device */
} piq__engine;

/* All unknown, class decoder. */
piq__model piq__model_unknown(void);
piq__device piq__device_unknown(void);
/* 1 x 1 x 1; 16-bit weights and cache, fraction .9, no sequence bound, overhead 2e9, steady load. */
piq__layout piq__layout_single(void);
static inline piq__engine piq__engine_default(void)
{
    /* Fraction: the default of vLLM up to 0.19 and of SGLang; overhead: policy.csv overhead_bytes. */
    const piq__engine e = {PIQ__UNKNOWN, 2.0, 0.9, PIQ__UNKNOWN, 2e9, PIQ__K(steady), PIQ__K(steady), PIQ__DTYPE_BF16, false};
    return e;
}

/* ---- memory (memory.c) ---- */

double piq__dtype_bytes(uint8_t dtype); /* bytes per parameter; NaN for unknown */

double piq__weight_bytes(const piq__model *model, const piq__engine *engine);
double piq__weights_per_gpu(const piq__model *model, const piq__layout *layout, const piq__engine *engine);

/* KV cache of one token over all ranks, no layer windowed (an encoder: 0; no decoder: NaN). */
double piq__kv_bytes_per_token(const piq__model *model, double kv_element_bytes);
/* A configuration may spell "no latent attention" as 0. */
static inline bool piq__is_latent(const piq__model *model) { return model->kv_lora_rank > 0.0; }
/* What tensor and pipeline parallelism divide it by for one GPU: heads cannot be cut, latent attention is repeated. */
static inline double piq__kv_shard(const piq__model *model, const piq__layout *layout)
{
    if (model->model_class == PIQ__CLASS_ENCODER || piq__is_latent(model)) {
        return layout->pipeline_parallel;
    }
    /* Zero heads (a shape nobody has) must not turn an empty cache into 0/0. */
    return piq__max(piq__min(layout->tensor_parallel, model->kv_heads), 1.0) * layout->pipeline_parallel;
}
/* Layers that hold no more than a window; unless both numbers are known, none do (the upper bound). */
double piq__windowed_layers(const piq__model *model);
/* KV cache of one sequence of that length over all ranks; layers with a window hold no more than the window. */
double piq__kv_bytes_per_sequence(const piq__model *model, double kv_element_bytes, double context);
/* KV cache on one GPU; sequences are spread over the data-parallel ranks, the fullest rank counts. */
double piq__kv_per_gpu(const piq__model *model, const piq__layout *layout, double kv_element_bytes, double sequences,
                       double context);

/* Weights + KV + engine->overhead_bytes on one GPU. NaN when the KV shape is unknown: ask for the lower bound then. */
double piq__requirement(const piq__model *model, const piq__layout *layout, const piq__engine *engine, double sequences,
                        double context);
double piq__requirement_lower_bound(const piq__model *model, const piq__layout *layout, const piq__engine *engine);

/* What overhead_bytes 0 asks for: replicated weights, activations of a full prefill step, non-torch memory, graphs.
   `batched_tokens` NaN: the engine's default. */
double piq__derived_overhead(const piq__model *model, const piq__layout *layout, const piq__engine *engine,
                             double batched_tokens);

/* The engine's KV pool on one GPU: what is left of its share of the device (never below 0), beside what is taken. */
static inline double piq__pool_beside(const piq__engine *engine, double memory, double taken)
{
    const double left = engine->fraction_of_free ? engine->gpu_memory_fraction * (memory - taken)
                                                 : engine->gpu_memory_fraction * memory - taken;
    return left < 0.0 ? 0.0 : left;
}
double piq__kv_pool(const piq__model *model, const piq__device *device, const piq__layout *layout,
                    const piq__engine *engine);

/* Tokens that an encoder can hold in one batch: what is left for activations. NaN without hidden_size. */
double piq__encoder_tokens(const piq__model *model, const piq__device *device, const piq__layout *layout,
                           const piq__engine *engine);

/* ---- parameters (parameters.c) ---- */

/* A transformer as its config.json describes it. NaN where the configuration has no such entry. */
typedef struct piq__shape {
    double layers, hidden_size, intermediate_size, attention_heads, kv_heads, head_dim, vocab_size;
    double kv_lora_rank, rope_head_dim; /* latent attention; the other widths default to head_dim */
    double experts, experts_per_token;  /* routed; 0 or NaN: dense */
    double expert_intermediate_size;    /* default: intermediate_size */
    double shared_intermediate_size;    /* all shared experts of a layer together; default 0 */
    double dense_layers;                /* layers without routed experts; default 0 */
    double q_lora_rank, nope_head_dim, value_head_dim;
    double positions; /* rows of a learned position table */
    uint8_t tied_embeddings, plain_mlp; /* plain: two matrices (BERT, Falcon), otherwise gated: three */
} piq__shape;

void piq__shape_parameters(const piq__shape *shape, double *total, double *active);

/* Completes `parameters` and `active_parameters` from the other fields where they are unknown. Of a mixture of experts
   intermediate_size is taken as the width of one expert. What cannot be derived stays unknown; active_parameters of a
   model without experts are its parameters. */
void piq__model_derive(piq__model *model);

/* ---- throughput (throughput.c) ---- */

/* Model x device x layout x engine, prepared once so that a batch costs a few multiplications. Only decoders have a
   model; needed are parameters, layers, the KV shape, bandwidth, fp16_flops (memory_bytes for capacity). A term that
   needs another unknown field is left out: hidden_size (the bytes of an all-reduce; with vocab_size the input
   embedding, which decode does not read), attention_heads and head_dim (attention arithmetic). `batch` is sequences in
   one data-parallel rank, tokens per second are those of all ranks. */
typedef struct piq__throughput {
    double step_fixed;         /* s: what every decode step costs */
    double step_per_sequence;  /* s: more for each sequence in the step */
    double kv_full, kv_window; /* s per token of context and sequence: layers without and with a window */
    double window;             /* tokens; 0 where no layer has one */
    double expert_seconds;     /* s to read all routed experts once */
    double expert_miss;        /* chance that one token leaves a given expert out; 0 for a dense model */
    double prefill_per_token, prefill_fixed;
    double pairs_full, pairs_window; /* s per pair of tokens that attention joins in prefill */
    double pool;                     /* KV bytes one GPU can hold */
    double bytes_full, bytes_window; /* KV bytes of one GPU per token of a sequence */
    double max_num_seqs, steady, pipeline, ranks;
    double prefill_share; /* pace of decode over that of prefill, both as the kind of load leaves them */
} piq__throughput;

void piq__throughput_prepare(piq__throughput *t, const piq__model *model, const piq__device *device,
                             const piq__layout *layout, const piq__engine *engine);

/* The part of it that the engine's bounds decide: its share of the memory, its overhead, its sequences. */
void piq__throughput_bind(piq__throughput *t, const piq__model *model, const piq__device *device,
                          const piq__layout *layout, const piq__engine *engine);

/* Seconds of one decode step, which is the time per output token of each sequence in it. */
double piq__step_seconds(const piq__throughput *t, double batch, double context);
/* Seconds to the first token of a prompt on an idle engine. */
double piq__prefill_seconds(const piq__throughput *t, double prompt);

/* Whole sequences of one rank: that fit the KV pool, and of these no more than max_num_seqs. 0: not even one. */
double piq__kv_sequences(const piq__throughput *t, double prompt, double output);
double piq__batch_limit(const piq__throughput *t, double prompt, double output);

/* Output tokens per second of the whole replica with `batch` sequences kept in flight in every rank. Rises with it. */
double piq__tokens_per_second(const piq__throughput *t, double batch, double prompt, double output);
/* The same at the batch limit; 0 when nothing fits. */
double piq__capacity(const piq__throughput *t, double prompt, double output);

/* Smallest whole batch up to `limit` that carries the pace; 0 when the limit does not, NaN when unknown. */
double piq__batch_for(const piq__throughput *t, double tokens_per_second, double limit, double prompt, double output);

/* What most of a request's time goes to at that batch. */
enum { PIQ__BOUND_UNKNOWN = 0, PIQ__BOUND_BANDWIDTH = 1, PIQ__BOUND_COMPUTE = 2, PIQ__BOUND_COMMUNICATION = 3 };
int piq__throughput_bound(const piq__model *model, const piq__device *device, const piq__layout *layout,
                          const piq__engine *engine, double batch, double prompt, double output);

/* Where nine of ten published measurements lie, wider for a device that none was published for. */
typedef struct piq__range {
    double low, expected, high, confidence;
} piq__range;
piq__range piq__throughput_range(double expected, bool measured);

/* 1 - miss^batch without pow: squaring up to the whole part, linear in between (so it stays concave in batch). */
double piq__experts_touched(double miss, double batch);

#endif
