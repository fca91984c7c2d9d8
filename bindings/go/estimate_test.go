package piq

import (
	"errors"
	"math"
	"strings"
	"testing"
)

func TestCatalog(t *testing.T) {
	types, models := Catalog(EntityGPUType), Catalog(EntityModel)
	if len(types) < 20 || len(models) < 20 || len(Catalog(EntityNode)) != 0 {
		t.Fatalf("%d GPU types, %d models", len(types), len(models))
	}
	for _, entry := range types {
		rows := must1[[]int](t)(FindInCatalog(EntityGPUType, entry.Name))
		if len(rows) != 1 || rows[0] != entry.Row || entry.Source == "" || entry.Vendor == "" {
			t.Errorf("%+v: %v", entry, rows)
		}
		for _, alias := range entry.Aliases {
			if strings.TrimSpace(alias) != alias || alias == "" {
				t.Errorf("%q", alias)
			}
		}
	}
	h100 := must1[[]int](t)(FindInCatalog(EntityGPUType, "H100"))[0]
	if bytes := CatalogNumber(EntityGPUType, h100, FieldGPUTypeMemoryBytes); bytes < 79e9 || bytes > 86e9 {
		t.Error(bytes)
	}
	if profiles := types[h100].MIGProfiles; len(profiles) == 0 || profiles[0].ComputeSlicesTotal != 7 || profiles[0].Name == "" {
		t.Error(profiles)
	}
	if !math.IsNaN(CatalogNumber(EntityGPUType, -1, FieldGPUTypeMemoryBytes)) {
		t.Error("there is a fact before the first")
	}
	rows, err := FindInCatalog(EntityGPUType, "H1000")
	if !errors.Is(err, ErrReference) && !errors.Is(err, ErrAmbiguous) || len(rows) == 0 {
		t.Error(rows, err)
	}
}

func TestEstimateByNameAndByConfig(t *testing.T) {
	config := must1[ModelConfig](t)(ReadModelConfig([]byte(`{"model_type": "llama", "hidden_size": 4096, "intermediate_size": 14336,
		"num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 8, "vocab_size": 128256, "torch_dtype": "bfloat16",
		"max_position_embeddings": 8192}`)))
	if config.Layers != 32 || config.KVHeads != 8 || config.WeightDType != DTypeBF16 || config.MaxContext != 8192 {
		t.Errorf("%+v", config)
	}
	query := EstimateQuery{Config: &config, GPUType: "H100", GPUs: 2, InputTokens: 1000, OutputTokens: 500, Concurrency: 32,
		PricePerGPUHour: 4, KVDType: KVDTypeFP8, Engine: EngineVLLM}
	result := must1[EstimateResult](t)(Estimate(query))
	if !result.Fits || result.GPUs != 2 || result.PricePerHour != 8 || result.Model != -1 || result.Batch != 32 || result.Low > result.High ||
		result.WeightsBytes < 15e9 || result.WeightDType != DTypeBF16 || result.Basis != BasisDeclared {
		t.Errorf("%+v", result)
	}
	named := must1[EstimateResult](t)(Estimate(EstimateQuery{Model: "Llama-3.1-8B", GPUType: "H100"}))
	if named.Model < 0 || named.Parameters < 8e9 || !math.IsNaN(named.PricePerHour) {
		t.Errorf("%+v", named)
	}
	ranked := must1[[]EstimateResult](t)(EstimateRank(EstimateQuery{Model: "Llama-3.1-8B"}))
	if len(ranked) < 5 || !ranked[0].Fits || ranked[0].PricePerHour > ranked[1].PricePerHour {
		t.Errorf("%d ranked", len(ranked))
	}
}

func TestEstimateRefuses(t *testing.T) {
	_, unknown := Estimate(EstimateQuery{Model: "nobody/nothing", GPUType: "H100"})
	_, lacks := Estimate(EstimateQuery{Config: &ModelConfig{Layers: 3}, GPUType: "H100"})
	_, beyond := Estimate(EstimateQuery{Model: "Llama-3.1-8B", GPUType: "H100", GPUMemoryFraction: 2})
	_, nul := Estimate(EstimateQuery{Model: "a\x00", GPUType: "H100"})
	_, syntax := ReadModelConfig([]byte("{"))
	_, rank := EstimateRank(EstimateQuery{Model: "nobody/nothing"})
	for i, c := range []struct {
		err    error
		status Status
	}{{unknown, ErrReference}, {lacks, ErrField}, {beyond, ErrRange}, {nul, ErrValue}, {syntax, ErrSyntax}, {rank, ErrReference}} {
		if !errors.Is(c.err, c.status) {
			t.Errorf("%d: %v", i, c.err)
		}
	}
}
