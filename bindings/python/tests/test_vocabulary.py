"""The library's own description, its catalog and its calculator."""

from __future__ import annotations

import csv
import dataclasses
import inspect
import json
import re

import pytest
from conftest import ROOT

import piq
from piq._library import TABLES, current, declarations


def rows_of(name: str) -> list[dict[str, str]]:
    with open(ROOT / "tests" / "schema" / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_fields() -> None:
    fields = piq.fields()
    assert [(f.entity, f.name) for f in fields] == [(row["entity"], row["name"]) for row in rows_of("fields.csv")]
    assert sum(len(piq.fields(table)) for table in (*TABLES, "fleet")) == len(fields)
    field = piq.find_field("nodes", "sell_through_ratio")
    assert (field.entity, field.type, field.unit, field.min, field.max) == ("node", "number", "ratio", 0, 1)
    assert piq.find_field("node", "state").words == ("ready", "cordoned", "draining", "maintenance", "failed")
    with pytest.raises(piq.NotFound, match="no field 'rust' of a node"):
        piq.find_field("node", "rust")


def test_evaluate_takes_every_field_of_a_fleet() -> None:
    for taker in (piq.evaluate, piq.Fleet):
        assert {field.name for field in piq.fields("fleet")} <= set(inspect.signature(taker).parameters)


def test_thresholds_and_detectors() -> None:
    assert [key.name for key in piq.policy_keys()] == [row["name"] for row in rows_of("policy.csv")]
    assert all(key.default >= 0 for key in piq.policy_keys())
    detectors = piq.detectors()
    assert [d.id for d in detectors] == list(range(1, 11)) and detectors[5].name == "dark_capacity"
    assert detectors[5].entity == "node" and "unallocated" in detectors[5].subtypes and "gpuaas_provider" in detectors[5].personas
    assert all(d.rule and d.title for d in detectors)


def test_words() -> None:
    assert piq.words("severity") == ("info", "low", "medium", "high", "critical")
    assert piq.words("entity")[:2] == ("fleet", "gpu_type")
    with pytest.raises(piq.NotFound):
        piq.words("rust")


def test_versions() -> None:
    assert piq.version() == piq.__version__ == ".".join(map(str, piq.version_info()))


# ---- catalog ----


def test_catalog() -> None:
    types, models = piq.catalog("gpu_types"), piq.catalog("model")
    assert len(types) == len({entry.name for entry in types}) > 20 and len(models) > 20
    assert all(entry.facts["memory_bytes"] > 0 and entry.source for entry in types)
    assert any(entry.price is not None and entry.price.min <= entry.price.median <= entry.price.max for entry in types)
    assert all(entry.model_class for entry in models) and all(entry.model_class is None for entry in types)
    with pytest.raises(piq.NotFound):
        piq.catalog("node_types")


def test_catalog_find() -> None:
    for entry in piq.catalog("gpu_types"):
        assert piq.catalog_find("gpu_type", entry.name) == entry
    found = piq.catalog_find("gpu_types", "nvidia a100-sxm4-80gb")
    assert found.vendor == "NVIDIA" and [p.name for p in found.mig_profiles][:1] == ["1g.10gb"]
    assert found.mig_profiles[0].compute_slices_total == 7
    for name in ("H100 XYZ", "", "no such thing"):
        with pytest.raises(piq.NotFound) as caught:
            piq.catalog_find("gpu_type", name)
        assert isinstance(caught.value, LookupError)


# ---- calculator ----

LLAMA = {"architectures": ["LlamaForCausalLM"], "num_hidden_layers": 32, "hidden_size": 4096, "intermediate_size": 14336,
         "num_attention_heads": 32, "num_key_value_heads": 8, "vocab_size": 128256, "max_position_embeddings": 8192,
         "torch_dtype": "bfloat16", "tie_word_embeddings": False}


def a_gpu() -> str:
    return next(entry.name for entry in piq.catalog("gpu_types") if entry.measured and entry.price)


def test_estimate_of_a_configuration() -> None:
    config = piq.ModelConfig.from_json(LLAMA)
    assert config == piq.ModelConfig.from_json(json.dumps(LLAMA)) and config.layers == 32 and config.weight_dtype == "bf16"
    answer = piq.estimate(config, a_gpu(), gpus=2, tensor_parallel=1, use_reference_price=True)
    assert answer.model is None and answer.gpu_type == a_gpu() and answer.gpus == 2 and answer.basis == "reference"
    assert answer.parameters == pytest.approx(8.03e9, rel=0.01) and answer.fits
    assert answer.low is not None and answer.high is not None and answer.output_tokens_per_second is not None
    assert answer.low < answer.output_tokens_per_second < answer.high
    by_hand = piq.ModelConfig(layers=32, hidden_size=4096, intermediate_size=14336, attention_heads=32, kv_heads=8, vocab_size=128256,
                              max_context=8192, weight_dtype="bf16", model_class="decoder")
    assert piq.estimate(by_hand, a_gpu(), gpus=2, tensor_parallel=1, use_reference_price=True) == dataclasses.replace(answer)


def test_estimate_of_the_catalog() -> None:
    model = next(entry for entry in piq.catalog("models") if entry.model_class == "decoder" and entry.facts.get("parameters", 0) < 1e10)
    answer = piq.estimate(model.name, a_gpu(), price_per_gpu_hour=2.5, engine="sglang", kv_dtype="fp8", load="steady", weight_dtype="fp8")
    assert (answer.model, answer.basis, answer.weight_dtype) == (model.name, "declared", "fp8")
    assert answer.price_per_hour == 2.5 * answer.gpus
    ranked = piq.estimate_rank(model.name)
    assert len(ranked) > 5 and all(r.fits and r.basis in ("reference", None) for r in ranked)
    prices = [r.price_per_hour for r in ranked if r.price_per_hour is not None]
    assert prices == sorted(prices) and len(piq.estimate_rank(piq.ModelConfig.from_json(LLAMA))) > 5


def test_estimate_refuses() -> None:
    for call in (lambda: piq.estimate("no such model", a_gpu()), lambda: piq.estimate(piq.ModelConfig.from_json(LLAMA), "rust"),
                 lambda: piq.estimate("x", a_gpu(), engine="rust"), lambda: piq.estimate_rank("no such model")):
        with pytest.raises(piq.NotFound):
            call()
    with pytest.raises(piq.Error):
        piq.estimate(piq.ModelConfig.from_json(LLAMA), a_gpu(), gpu_memory_fraction=2)
    with pytest.raises(piq.Error):
        piq.estimate(piq.ModelConfig(layers=1), a_gpu())
    with pytest.raises(piq.Error) as caught:
        piq.ModelConfig.from_json('{"num_hidden_layers":\n "many"}')
    assert caught.value.line == 2


# ---- nothing of a struct is left out ----

PLUMBING = {"struct_size", "reserved"}
COUNTS = {"evidence_count", "remedy_count", "wrong_remedy_count", "relation_count", "degraded_count", "missing_count", "parameter_count",
          "from_count", "to_count", "moves", "starts", "mig_profile_count", "entity_id_length", "cluster_length"}
STRUCTS = {  # what the binding calls differently, or shows as another thing
    "piq_summary": (piq.Summary, {}),
    "piq_detector_totals": (piq.DetectorTotals, {}),
    "piq_finding": (piq.Finding, dict.fromkeys(("signal", "coverage", "window", "source", "margin"), "factors")),
    "piq_evidence": (piq.Evidence, {"name": "field", "text": "value"}),
    "piq_remedy": (piq.Remedy, {}),
    "piq_not_evaluated": (piq.NotEvaluated, {}),
    "piq_plan": (piq.Plan, {}),
    "piq_step": (piq.Step, {}),
    "piq_capacity": (piq.Capacity, {}),
    "piq_waiting": (piq.Pending, {}),
    "piq_fragmentation": (piq.Fragmentation, {}),
    "piq_map_node": (piq.MapNode, {}),
    "piq_change": (piq.Change, {}),
    "piq_field_info": (piq.Field, {}),
    "piq_policy_info": (piq.PolicyKey, {"default_value": "default", "is_boolean": "boolean"}),
    "piq_detector_info": (piq.Detector, {}),
    "piq_mig_profile": (piq.MigProfile, {}),
    "piq_catalog_entry": (piq.CatalogEntry, {**dict.fromkeys(("price_median", "price_min", "price_max", "price_date", "price_source",
                                                              "price_offers"), "price")}),
    "piq_model_config": (piq.ModelConfig, {}),
    "piq_estimate_result": (piq.Estimate, {}),
}


@pytest.mark.parametrize("struct", STRUCTS)
def test_every_member_is_shown(struct: str) -> None:
    kind, names = STRUCTS[struct]
    shown = {field.name for field in dataclasses.fields(kind)}
    members = {name for name, _ in current().ffi.typeof(struct).fields} - PLUMBING - COUNTS
    assert {names.get(member, member) for member in members} <= shown


def test_every_option_is_taken() -> None:
    ffi = current().ffi
    options = {name for name, _ in ffi.typeof("piq_estimate_query").fields} - PLUMBING - {"config"}
    assert options == set(inspect.signature(piq.estimate).parameters)
    assert options - {"gpu_type", "use_reference_price"} == set(inspect.signature(piq.estimate_rank).parameters)
    assert {name for name, _ in ffi.typeof("piq_suppression").fields} - PLUMBING == set(inspect.signature(piq.Policy.suppress).parameters) - {"self"}
    assert {name for name, _ in ffi.typeof("piq_piece").fields} == {"node", "gpus", "replica", "gpu", "gpu_length"}
    assert {name for name, _ in ffi.typeof("piq_scale_event").fields} == {"seconds_ago", "replicas", "cause", "reserved"}
    assert {name for name, _ in ffi.typeof("piq_error").fields} - PLUMBING <= set(inspect.signature(piq.Error).parameters)


def test_every_struct_of_the_header_is_considered() -> None:
    """A new public struct must be read somewhere, and named here."""
    written = {"piq_error", "piq_piece", "piq_scale_event", "piq_suppression", "piq_estimate_query", "piq_parameter", "piq_catalog_match",
               "piq_allocator", "piq_api"}  # the last two: memory is malloc's, and cffi looks up names itself
    structs = set(re.findall(r"}\s*(piq_\w+);", declarations()))
    assert structs == set(STRUCTS) | written
