"""What a model needs on one GPU: weights, KV cache, overhead."""

import math

from .tri import Quantity, Unknown, attempt, field, gather, known, lacking, lift, merge

WEIGHT_BYTES = {"fp32": 4, "bf16": 2, "fp16": 2, "fp8": 1, "int8": 1,
                "int4": 0.5625, "fp4": 0.5625, "mxfp4": 0.5625}
KV_BYTES = {"bf16": 2, "fp16": 2, "fp8": 1, "int8": 1}
GIB = 1024.0 ** 3


def model_of(workload):
    name = workload.value("model")
    if name is None:
        return lacking("workload.model")
    row = workload.fleet.models.get(name)
    return known(row) if row else lacking("workload.model", reason="no_catalog_entry")


def model_class(workload):
    row = model_of(workload)
    return (row.value.get("class") or "decoder") if row.known else None


def parameters(workload):
    stated = workload.value("model_parameters")
    if stated:
        return known(stated)
    row = model_of(workload)
    if not row.known:
        return row
    if not row.value.get("parameters"):
        return lacking("workload.model_parameters")
    return known(row.value["parameters"])


def weight_dtype(workload):
    return workload.value("weight_dtype") or "bf16"


def dtype_is_defaulted(workload):
    return workload.value("weight_dtype") is None and not workload.value("weight_bytes")


def weights(workload):
    """Of one replica."""
    stated = workload.value("weight_bytes")
    if stated:
        return known(stated)
    return lift(lambda p: p * WEIGHT_BYTES[weight_dtype(workload)], parameters(workload))


class KvCache:
    """Bytes that one sequence of so many tokens holds on one GPU."""

    def __init__(self, layers, heads, head_dim, rank, rope, window, windowed, dtype_bytes):
        self.layers, self.heads, self.head_dim = layers, heads, head_dim
        self.rank, self.rope = rank, rope
        self.window, self.windowed, self.dtype_bytes = window, windowed, dtype_bytes

    def shards(self, tp):
        return 1 if self.rank else min(tp, self.heads)

    def token_bytes(self, tp, pp):
        """One token in every layer, whatever windows some have."""
        return self.bytes(1, tp, pp)

    def bytes(self, tokens, tp, pp):
        if self.layers == 0:
            return 0.0
        width = self.rank + self.rope if self.rank else 2 * self.heads * self.head_dim
        full = (self.layers - self.windowed) * tokens
        held = full + self.windowed * min(tokens, self.window)
        return held * width * self.dtype_bytes / (self.shards(tp) * pp)


NOTHING = KvCache(0, 1, 0, 0, 0, 0, 0, 0)


def kv_cache(workload):
    return attempt(lambda: _kv_cache(workload))


def _kv_cache(workload):
    row = model_of(workload).get()
    kind = row.get("class") or "decoder"
    if kind == "encoder":
        return NOTHING
    if kind != "decoder":
        raise Unknown({"unsupported_signal": set()})
    latent = bool(row.get("kv_lora_rank"))
    names = ["layers", "kv_lora_rank", "rope_head_dim"] if latent else ["layers", "kv_heads", "head_dim"]
    values = gather(*[field(row, "model", name, positive=name != "rope_head_dim") for name in names])
    layers, first, second = values
    windowed = min(layers, row.get("sliding_layers") or 0) if row.get("sliding_window") else 0
    dtype = KV_BYTES[workload.value("kv_dtype") or "bf16"]
    heads, dim, rank, rope = (1, 0, first, second) if latent else (first, second, 0, 0)
    return KvCache(layers, heads, dim, rank, rope, row.get("sliding_window") or 0, windowed, dtype)


def context(workload):
    stated = workload.value("max_model_len")
    if stated:
        return known(stated)
    row = model_of(workload)
    if row.known and row.value.get("max_context"):
        return known(row.value["max_context"])
    return lacking("workload.max_model_len")


def overhead(workload, tp, pp=1):
    """Runtime bytes on one GPU: the policy's, or the derived ones where it asks for them."""
    fixed = workload.fleet.policy["overhead_bytes"]
    if fixed:
        return float(fixed)
    row = model_of(workload)
    hidden = row.value.get("hidden_size") if row.known else None
    tokens = workload.value("max_num_batched_tokens") or 8192
    activation = min(3 * GIB, max(1 * GIB, 2 * tokens * (hidden or 0) * 11.0))
    total = weights(workload)
    replicated = 0.02 * total.value / (tp * pp) if total.known else 0.0
    return replicated + activation + 0.6 * GIB + (1.8 * GIB if tp > 1 else 0.0) + 0.5 * GIB


def lower_bound(workload, tp, pp):
    """Weights and overhead: what is needed whatever the cache."""
    return lift(lambda w: w / (tp * pp) + overhead(workload, tp, pp), weights(workload))


def requirement(workload, tp, pp):
    """What the declared model and context need on one GPU."""
    return attempt(lambda: _requirement(workload, tp, pp))


def _requirement(workload, tp, pp):
    cache = kv_cache(workload)
    total, kv, length = gather(weights(workload), cache, tokens_held(workload, cache))
    sequences = math.ceil((workload.value("declared_concurrency") or 1) / workload.dp)  # of the fullest rank
    held = sequences * kv.bytes(length, tp, pp)
    return total / (tp * pp) + held + overhead(workload, tp, pp)


def tokens_held(workload, cache):
    """Of one sequence; of no interest where there is no cache, or none that can be told."""
    if cache.value is NOTHING or "unsupported_signal" in cache.why:
        return known(0)
    return context(workload)


def requirement_lacks(workload):
    """All that is unknown of a requirement, whatever the parallelism."""
    cache = kv_cache(workload)
    return merge(q.why for q in (weights(workload), cache, tokens_held(workload, cache)))


def cache_pool(workload, tp, pp):
    """The KV pool of one GPU where it runs now."""
    stated = workload.value("kv_cache_pool_bytes")
    if stated:
        return known(stated)
    return pool_on(workload, workload.memory(), tp, pp)


def pool_on(workload, memory, tp, pp):
    fraction = memory_fraction(workload)
    return lift(lambda m, w: max(0.0, fraction * m - w / (tp * pp) - overhead(workload, tp, pp)),
                memory, weights(workload))


def memory_fraction(workload):
    return workload.value("gpu_memory_fraction") or 0.9


def observed_need(workload, tp_to, pp_to):
    """What one GPU was seen to need, if the replica were cut tp_to * pp_to ways; None: as it is now."""
    return attempt(lambda: _observed_need(workload, tp_to, pp_to))


def _observed_need(workload, tp_to, pp_to):
    reserved = workload.preallocated().get()
    now = workload.tensor_parallel()
    as_now = tp_to is None or (now.known and (now.value, workload.pp) == (tp_to, pp_to))
    if not reserved:
        return used_need(workload, tp_to, pp_to, now, as_now)
    usage = workload.field("kv_cache_usage_max")
    cached = known(0.0)
    if not (usage.known and usage.value == 0):
        ratio = known(1.0) if as_now else shard_ratio(workload, now, tp_to, pp_to)
        cached = lift(lambda u, size, r: u * size * r, usage, present_pool(workload, now), ratio)
    stated = workload.value("non_kv_peak_bytes")
    peak = known(stated) if stated is not None else lift(lambda tp: overhead(workload, tp, workload.pp), now)
    if workload.fleet.policy["overhead_bytes"] and stated is None:
        peak = known(overhead(workload, 1))
    parts = lift(lambda tp: tp * workload.pp, now) if as_now else known(tp_to * pp_to)
    cached, total, peak, parts = gather(cached, weights(workload), peak, parts)
    return total / parts + cached + peak


def used_need(workload, tp_to, pp_to, now, as_now):
    used = workload.field("gpu_memory_used_max_bytes")
    if as_now:
        return used.get()
    used, ways = gather(used, now)
    base = min(used, overhead(workload, tp_to, pp_to))
    return base + (used - base) * (ways * workload.pp) / (tp_to * pp_to)


def present_pool(workload, now):
    stated = workload.value("kv_cache_pool_bytes")
    if stated:
        return known(stated)
    memory = workload.memory()
    if not now.known:
        return Quantity(None, merge([memory.why, weights(workload).why, now.why]))
    return pool_on(workload, memory, now.value, workload.pp)


def shard_ratio(workload, now, tp_to, pp_to):
    cache = kv_cache(workload)
    if cache.known and cache.value.rank:
        return known(workload.pp / pp_to)  # whatever the tensor parallelism
    return lift(lambda cache, tp: cache.shards(tp) * workload.pp / (cache.shards(tp_to) * pp_to),
                kv_cache(workload), now)
