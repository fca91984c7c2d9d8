package piq

// #include "bridge.h"
import "C"

import (
	"math"
	"runtime"
)

// ModelConfig is a model as its config.json describes it. 0 and NaN mean that the entry is not there.
type ModelConfig struct {
	Class                  Class // 0: decoder
	WeightDType            DType // that the weights are stored in; 0: not said
	TiedEmbeddings         bool  // one table for input and output
	PlainMLP               bool  // two matrices instead of three
	Layers                 float64
	HiddenSize             float64
	IntermediateSize       float64
	AttentionHeads         float64
	VocabSize              float64
	KVHeads                float64
	HeadDim                float64
	KVLoraRank             float64
	RopeHeadDim            float64
	QLoraRank              float64
	NopeHeadDim            float64
	ValueHeadDim           float64
	SlidingWindow          float64
	SlidingLayers          float64
	Experts                float64
	ExpertsPerToken        float64
	ExpertIntermediateSize float64
	SharedIntermediateSize float64
	DenseLayers            float64
	MaxContext             float64
	Positions              float64
	Parameters             float64
	ActiveParameters       float64
}

// numbers pairs each number with its place in C.
func (m *ModelConfig) numbers(c *C.piq_model_config) []struct {
	own   *float64
	there *C.double
} {
	return []struct {
		own   *float64
		there *C.double
	}{
		{&m.Layers, &c.layers}, {&m.HiddenSize, &c.hidden_size}, {&m.IntermediateSize, &c.intermediate_size},
		{&m.AttentionHeads, &c.attention_heads}, {&m.VocabSize, &c.vocab_size}, {&m.KVHeads, &c.kv_heads}, {&m.HeadDim, &c.head_dim},
		{&m.KVLoraRank, &c.kv_lora_rank}, {&m.RopeHeadDim, &c.rope_head_dim}, {&m.QLoraRank, &c.q_lora_rank},
		{&m.NopeHeadDim, &c.nope_head_dim}, {&m.ValueHeadDim, &c.value_head_dim}, {&m.SlidingWindow, &c.sliding_window},
		{&m.SlidingLayers, &c.sliding_layers}, {&m.Experts, &c.experts}, {&m.ExpertsPerToken, &c.experts_per_token},
		{&m.ExpertIntermediateSize, &c.expert_intermediate_size}, {&m.SharedIntermediateSize, &c.shared_intermediate_size},
		{&m.DenseLayers, &c.dense_layers}, {&m.MaxContext, &c.max_context}, {&m.Positions, &c.positions},
		{&m.Parameters, &c.parameters}, {&m.ActiveParameters, &c.active_parameters},
	}
}

// ReadModelConfig reads a config.json as model repositories publish it.
func ReadModelConfig(text []byte) (ModelConfig, error) {
	bytes, length := bytesOfSlice(text)
	c := C.piq_model_config{struct_size: C.sizeof_piq_model_config}
	e := newError()
	if err := failure(C.piq_model_config_read_json(&c, bytes, length, &e), &e); err != nil {
		return ModelConfig{}, err
	}
	m := ModelConfig{Class: Class(c.model_class), WeightDType: DType(c.weight_dtype), TiedEmbeddings: c.tied_embeddings != 0,
		PlainMLP: c.plain_mlp != 0}
	for _, number := range m.numbers(&c) {
		*number.own = float64(*number.there)
	}
	return m, nil
}

func (m *ModelConfig) toC() *C.piq_model_config {
	c := C.piq_model_config{struct_size: C.sizeof_piq_model_config, model_class: C.uint32_t(m.Class), weight_dtype: C.uint32_t(m.WeightDType),
		tied_embeddings: C.uint32_t(number(m.TiedEmbeddings)), plain_mlp: C.uint32_t(number(m.PlainMLP))}
	for _, number := range m.numbers(&c) {
		*number.there = C.double(*number.own)
	}
	return &c
}

// EstimateQuery is a question to the calculator. 0, NaN, "" and nil ask for the default.
type EstimateQuery struct {
	Model             string       // a name of the catalog
	Config            *ModelConfig // a model of the caller's; then Model does not count
	GPUType           string       // a name of the catalog
	WeightDType       DType        // default: the configuration's, else bf16
	KVDType           KVDType      // default: 16 bit
	Engine            Engine       // default: vllm
	Load              Load         // default: steady
	UseReferencePrice bool         // where no price is given, the catalog's median stands in, and the result says so
	GPUs              float64      // in all; default: TensorParallel. More than that are further replicas that share the load
	TensorParallel    float64      // GPUs of one replica; default: the most that divides GPUs and the attention heads
	InputTokens       float64      // of one request; default: 512
	OutputTokens      float64      // of one request; default: 256
	Concurrency       float64      // requests in flight in all; default: as many as memory holds
	GPUMemoryFraction float64      // above 0 to 1; default: 0.9
	PricePerGPUHour   float64      // default: none
}

// EstimateResult is an answer. Unknown numbers are NaN.
type EstimateResult struct {
	Fits                        bool    // one request at full length, and the concurrency asked for, fit the engine's share of the memory
	Bound                       Bound   // what most of the time goes to, or that memory holds fewer than asked for; 0: unknown
	Extrapolated                bool    // no published measurement on this GPU type, or a replica larger than its scale-up domain
	Basis                       Basis   // of the prices, 0 without
	WeightDType                 DType   // that was reckoned with
	GPUType                     int     // row of the catalog
	Model                       int     // row of the catalog, -1 for a configuration
	GPUs                        float64 // as asked for, or the default
	TensorParallel              float64 // as asked for, or the default
	Parameters                  float64 // of the model
	ActiveParameters            float64 // of those, used for a token
	WeightsBytes                float64 // of the whole model
	KVBytesPerToken             float64 // over all GPUs of a replica, no layer windowed
	OverheadBytes               float64 // per GPU
	RequiredBytesPerGPU         float64 // weights, overhead and cache of the requests in flight
	DeviceBytes                 float64 // memory of one GPU
	MaxConcurrency              float64 // requests in all replicas
	OutputTokensPerSecond       float64 // of all replicas
	Low, High                   float64 // 9 of 10 published measurements lie between them
	Batch                       float64 // requests in flight in all replicas
	Confidence                  float64 // 0 to 1
	TTFTSeconds                 float64 // to the first token on an idle engine
	TPOTSeconds                 float64 // one decode step at that batch
	PricePerHour                float64 // of all GPUs; currency of the price given, USD for a reference price
	PricePerMillionOutputTokens float64 // in the same currency
}

func (q *EstimateQuery) toC(texts *cTexts) C.piq_estimate_query {
	return C.piq_estimate_query{
		struct_size: C.sizeof_piq_estimate_query, weight_dtype: C.uint32_t(q.WeightDType), kv_dtype: C.uint32_t(q.KVDType),
		engine: C.uint32_t(q.Engine), load: C.uint32_t(q.Load), use_reference_price: C.uint32_t(number(q.UseReferencePrice)),
		model: texts.of("model", q.Model), gpu_type: texts.of("gpu_type", q.GPUType), gpus: C.double(q.GPUs),
		tensor_parallel: C.double(q.TensorParallel), input_tokens: C.double(q.InputTokens), output_tokens: C.double(q.OutputTokens),
		concurrency: C.double(q.Concurrency), gpu_memory_fraction: C.double(q.GPUMemoryFraction),
		price_per_gpu_hour: C.double(q.PricePerGPUHour),
	}
}

func resultOf(r *C.piq_estimate_result) EstimateResult {
	result := EstimateResult{
		Fits: r.fits != 0, Bound: Bound(r.bound), Extrapolated: r.extrapolated != 0, Basis: Basis(r.basis),
		WeightDType: DType(r.weight_dtype), GPUType: int(r.gpu_type), Model: -1, GPUs: float64(r.gpus),
		TensorParallel: float64(r.tensor_parallel), Parameters: float64(r.parameters), ActiveParameters: float64(r.active_parameters),
		WeightsBytes: float64(r.weights_bytes), KVBytesPerToken: float64(r.kv_bytes_per_token), OverheadBytes: float64(r.overhead_bytes),
		RequiredBytesPerGPU: float64(r.required_bytes_per_gpu), DeviceBytes: float64(r.device_bytes),
		MaxConcurrency: float64(r.max_concurrency), OutputTokensPerSecond: float64(r.output_tokens_per_second),
		Low: float64(r.low), High: float64(r.high), Batch: float64(r.batch), Confidence: float64(r.confidence),
		TTFTSeconds: float64(r.ttft_seconds), TPOTSeconds: float64(r.tpot_seconds), PricePerHour: float64(r.price_per_hour),
		PricePerMillionOutputTokens: float64(r.price_per_million_output_tokens),
	}
	if r.model != math.MaxUint32 {
		result.Model = int(r.model)
	}
	return result
}

// ask hands the question over in a form that Go's rules for pointers allow.
func (q EstimateQuery) ask(call func(*C.piq_estimate_query, *C.piq_error) C.piq_status) error {
	var texts cTexts
	defer texts.free()
	query := q.toC(&texts)
	if texts.bad != nil {
		return texts.bad
	}
	if q.Config != nil {
		var pinner runtime.Pinner
		defer pinner.Unpin()
		query.config = q.Config.toC()
		pinner.Pin(query.config)
	}
	e := newError()
	return failure(call(&query, &e), &e)
}

// Estimate reckons memory, throughput and price of a model on a GPU type.
func Estimate(query EstimateQuery) (EstimateResult, error) {
	result := C.piq_estimate_result{struct_size: C.sizeof_piq_estimate_result}
	err := query.ask(func(q *C.piq_estimate_query, e *C.piq_error) C.piq_status { return C.piq_estimate(q, &result, e) })
	if err != nil {
		return EstimateResult{}, err
	}
	return resultOf(&result), nil
}

// EstimateRank tries every GPU type of the catalog (query.GPUType does not count) and gives those that fit, each with the fewest
// GPUs that do unless the query says how many: cheapest hour first, then cheapest tokens; unpriced ones last.
func EstimateRank(query EstimateQuery) ([]EstimateResult, error) {
	results := make([]C.piq_estimate_result, max(1, int(C.piq_catalog_count(C.uint32_t(EntityGPUType)))))
	for i := range results {
		results[i].struct_size = C.sizeof_piq_estimate_result
	}
	var count C.size_t
	err := query.ask(func(q *C.piq_estimate_query, e *C.piq_error) C.piq_status {
		return C.piq_estimate_rank(q, &results[0], C.size_t(len(results)), &count, e)
	})
	if err != nil {
		return nil, err
	}
	list := make([]EstimateResult, min(int(count), len(results)))
	for i := range list {
		list[i] = resultOf(&results[i])
	}
	return list, nil
}
