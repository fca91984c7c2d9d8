"""What a model needs, and what a GPU type gives it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Dict, Optional, Tuple, Union

from ._catalog import entry_at
from ._errors import NotFound
from ._library import Library, current
from ._read import known
from ._text import Text, to_bytes


@dataclass(frozen=True)
class ModelConfig:
    """A model as its config.json describes it; None means that the entry is not there."""

    layers: Optional[float] = None  #: needed
    hidden_size: Optional[float] = None  #: needed
    intermediate_size: Optional[float] = None  #: needed unless experts or parameters say it
    attention_heads: Optional[float] = None  #: needed
    vocab_size: Optional[float] = None  #: needed unless parameters say it
    kv_heads: Optional[float] = None  #: default: attention_heads
    head_dim: Optional[float] = None  #: default: hidden_size / attention_heads
    kv_lora_rank: Optional[float] = None  #: latent attention: compressed width of keys and values
    rope_head_dim: Optional[float] = None  #: latent attention: rotary part of a head
    q_lora_rank: Optional[float] = None  #: latent attention: compressed width of queries
    nope_head_dim: Optional[float] = None  #: latent attention: the rest of a head
    value_head_dim: Optional[float] = None  #: latent attention: width of a head's values
    sliding_window: Optional[float] = None  #: tokens
    sliding_layers: Optional[float] = None  #: layers that have that window
    experts: Optional[float] = None  #: routed experts of a layer
    experts_per_token: Optional[float] = None  #: of those, used for a token
    expert_intermediate_size: Optional[float] = None  #: width of one expert
    shared_intermediate_size: Optional[float] = None  #: all shared experts of a layer together
    dense_layers: Optional[float] = None  #: layers without routed experts
    max_context: Optional[float] = None  #: tokens
    positions: Optional[float] = None  #: rows of a learned position table
    parameters: Optional[float] = None  #: where published
    active_parameters: Optional[float] = None  #: used for a token, where published
    model_class: Optional[str] = None  #: "decoder" unless given
    weight_dtype: Optional[str] = None  #: that the weights are stored in
    tied_embeddings: bool = False  #: one table for input and output
    plain_mlp: bool = False  #: two matrices (BERT, GPT-2, OPT, Falcon) instead of three

    @classmethod
    def from_json(cls, config: Union[Text, Mapping[str, Any]]) -> "ModelConfig":
        """Reads a config.json as model repositories publish it, or what it parses to; of a multimodal one the text part.

        Raises:
            Error: an entry that is needed is missing, or a value makes no sense; it names line and column.
        """
        library = current()
        data = json.dumps(config).encode() if isinstance(config, Mapping) else to_bytes(config)
        made, error = library.filled("piq_model_config"), library.new_error()
        text = library.ffi.from_buffer(data)
        library.check(library.lib.piq_model_config_read_json(made, text, len(text), error), error)
        values: Dict[str, Any] = {name: bool(getattr(made, name)) for name in _FLAGS}
        for f in fields(cls):
            if f.name in _WORDS:
                values[f.name] = library.word(getattr(library.lib, _WORDS[f.name]), getattr(made, f.name))
            elif f.name not in _FLAGS:
                values[f.name] = known(getattr(made, f.name)) or None
        return cls(**values)

    def _struct(self, library: Library) -> Any:
        struct = library.filled("piq_model_config")
        for f in fields(self):
            value = getattr(self, f.name)
            if value is not None:
                setattr(struct, f.name, _word(library, f.name, value) if f.name in _WORDS else value)
        return struct


_WORDS = {"model_class": "PIQ_WORDS_CLASS", "weight_dtype": "PIQ_WORDS_DTYPE", "kv_dtype": "PIQ_WORDS_KV_DTYPE",
          "engine": "PIQ_WORDS_ENGINE", "load": "PIQ_WORDS_LOAD"}
_FLAGS = ("tied_embeddings", "plain_mlp")


def _word(library: Library, name: str, value: str) -> int:
    return library.word_id(getattr(library.lib, _WORDS[name]), value, name.replace("_", " "))


@dataclass(frozen=True)
class Estimate:
    """An answer of the calculator. Unknown numbers are None: only decoders have a throughput model, and other classes than decoder
    and encoder no cache model."""

    gpu_type: str  #: name in the catalog
    model: Optional[str]  #: name in the catalog; None for a configuration
    fits: bool  #: one request at full length, and the concurrency asked for, fit the engine's share of the memory
    bound: Optional[str]  #: what most of the time goes to, or that memory holds fewer than asked for
    extrapolated: bool  #: no published measurement on this GPU type, or a replica larger than its scale-up domain
    basis: Optional[str]  #: of the prices: "declared" or "reference"
    weight_dtype: Optional[str]  #: that was reckoned with
    gpus: float  #: in all
    tensor_parallel: float  #: GPUs of one replica
    parameters: Optional[float]  #: of the model
    active_parameters: Optional[float]  #: of those, used for a token
    weights_bytes: Optional[float]  #: of the whole model
    kv_bytes_per_token: Optional[float]  #: over all GPUs of a replica
    overhead_bytes: Optional[float]  #: per GPU
    required_bytes_per_gpu: Optional[float]  #: weights, overhead and cache of the requests in flight
    device_bytes: Optional[float]  #: memory of one GPU
    max_concurrency: Optional[float]  #: requests in all replicas
    output_tokens_per_second: Optional[float]  #: of all replicas
    low: Optional[float]  #: of that; 9 of 10 published measurements lie between low and high
    high: Optional[float]  #: of that
    batch: Optional[float]  #: requests in flight in all replicas
    confidence: Optional[float]  #: 0 to 1
    ttft_seconds: Optional[float]  #: to the first token on an idle engine
    tpot_seconds: Optional[float]  #: one decode step at that batch
    price_per_hour: Optional[float]  #: of all GPUs; currency of the price given, USD for a reference price
    price_per_million_output_tokens: Optional[float]  #: in the same currency


class _Query:
    """A question, and the memory that it points to."""

    def __init__(self, library: Library, model: Union[str, ModelConfig], gpu_type: Optional[str], options: Mapping[str, Any]) -> None:
        self.struct = struct = library.filled("piq_estimate_query")
        if isinstance(model, ModelConfig):
            self.config = struct.config = model._struct(library)
        else:
            self.model = struct.model = library.ffi.new("char[]", model.encode("utf-8", "surrogatepass"))
        if gpu_type is not None:
            self.gpu_type = struct.gpu_type = library.ffi.new("char[]", gpu_type.encode("utf-8", "surrogatepass"))
        for name, value in options.items():
            if value is not None:
                setattr(struct, name, _word(library, name, value) if name in _WORDS else value)


def _answer(library: Library, r: Any) -> Estimate:
    lib, word = library.lib, library.word
    exact = {"gpu_type", "model", "fits", "bound", "extrapolated", "basis", "weight_dtype", "gpus", "tensor_parallel"}
    numbers = {f.name: known(getattr(r, f.name)) for f in fields(Estimate) if f.name not in exact}
    model = None if r.model == 0xFFFFFFFF else entry_at(library, lib.PIQ_ENTITY_MODEL, r.model).name
    return Estimate(gpu_type=entry_at(library, lib.PIQ_ENTITY_GPU_TYPE, r.gpu_type).name, model=model, fits=bool(r.fits),
                    bound=word(lib.PIQ_WORDS_BOUND, r.bound), extrapolated=bool(r.extrapolated), basis=word(lib.PIQ_WORDS_BASIS, r.basis),
                    weight_dtype=word(lib.PIQ_WORDS_DTYPE, r.weight_dtype), gpus=r.gpus, tensor_parallel=r.tensor_parallel, **numbers)


def estimate(model: Union[str, ModelConfig], gpu_type: str, *, gpus: Optional[float] = None, tensor_parallel: Optional[float] = None,
             input_tokens: Optional[float] = None, output_tokens: Optional[float] = None, concurrency: Optional[float] = None,
             gpu_memory_fraction: Optional[float] = None, price_per_gpu_hour: Optional[float] = None, use_reference_price: bool = False,
             weight_dtype: Optional[str] = None, kv_dtype: Optional[str] = None, engine: Optional[str] = None,
             load: Optional[str] = None) -> Estimate:
    """Reckons memory, throughput and price of a model on a GPU type.

    Args:
        model: a name of the catalog, or a model of the caller's.
        gpu_type: a name of the catalog.
        gpus: in all; default: tensor_parallel. More than that are further replicas that share the load.
        tensor_parallel: GPUs of one replica; default: the most that divides gpus and the attention heads.
        input_tokens, output_tokens: of one request; default: 512 and 256.
        concurrency: requests in flight in all; default: as many as memory holds.
        gpu_memory_fraction: above 0 to 1; default: 0.9.
        price_per_gpu_hour: default: none.
        use_reference_price: where no price is given, the catalog's median in USD stands in, and `basis` says so.
        weight_dtype: default: the configuration's, else "bf16".
        kv_dtype: default: 16 bit.
        engine: default: "vllm".
        load: default: "steady".

    Raises:
        NotFound: a name is unknown or ambiguous; the message gives the nearest.
        Error: a value is out of range, or the configuration lacks an entry.
    """
    library = current()
    query = _Query(library, model, gpu_type, {
        "gpus": gpus, "tensor_parallel": tensor_parallel, "input_tokens": input_tokens, "output_tokens": output_tokens,
        "concurrency": concurrency, "gpu_memory_fraction": gpu_memory_fraction, "price_per_gpu_hour": price_per_gpu_hour,
        "use_reference_price": int(use_reference_price), "weight_dtype": weight_dtype, "kv_dtype": kv_dtype, "engine": engine, "load": load})
    result, error = library.filled("piq_estimate_result"), library.new_error()
    _check(library, library.lib.piq_estimate(query.struct, result, error), error)
    return _answer(library, result)


def estimate_rank(model: Union[str, ModelConfig], *, gpus: Optional[float] = None, tensor_parallel: Optional[float] = None,
                  input_tokens: Optional[float] = None, output_tokens: Optional[float] = None, concurrency: Optional[float] = None,
                  gpu_memory_fraction: Optional[float] = None, price_per_gpu_hour: Optional[float] = None,
                  weight_dtype: Optional[str] = None, kv_dtype: Optional[str] = None, engine: Optional[str] = None,
                  load: Optional[str] = None) -> Tuple[Estimate, ...]:
    """Tries every GPU type of the catalog and keeps what fits, each with the fewest GPUs that do unless `gpus` says how many;
    reference prices count unless a price is given. Cheapest hour first, then cheapest tokens; unpriced ones last. Arguments and
    errors as in estimate()."""
    library = current()
    query = _Query(library, model, None, {
        "gpus": gpus, "tensor_parallel": tensor_parallel, "input_tokens": input_tokens, "output_tokens": output_tokens,
        "concurrency": concurrency, "gpu_memory_fraction": gpu_memory_fraction, "price_per_gpu_hour": price_per_gpu_hour,
        "weight_dtype": weight_dtype, "kv_dtype": kv_dtype, "engine": engine, "load": load})
    room = library.lib.piq_catalog_count(library.lib.PIQ_ENTITY_GPU_TYPE)
    results, count, error = library.ffi.new("piq_estimate_result[]", room), library.ffi.new("size_t *"), library.new_error()
    for result in results:
        result.struct_size = library.ffi.sizeof("piq_estimate_result")
    _check(library, library.lib.piq_estimate_rank(query.struct, results, room, count, error), error)
    return tuple(_answer(library, results[i]) for i in range(min(room, count[0])))


def _check(library: Library, status: int, error: Any) -> None:
    if status in (library.lib.PIQ_E_REFERENCE, library.lib.PIQ_E_AMBIGUOUS):
        raise library.exception(status, error, NotFound)
    library.check(status, error)
