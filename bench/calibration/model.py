"""The throughput model of lib/physics, with its constants as parameters.

Same formulas, same order, as lib/physics/throughput.c; check.py holds the two against each other on every row.
"""
import csv
import math
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent

BYTES = {"fp32": 4.0, "bf16": 2.0, "fp16": 2.0, "fp8": 1.0, "int8": 1.0, "int4": 0.5625, "fp4": 0.5625,
         "mxfp4": 0.5625}
OVERHEAD = 2e9        # policy overhead_bytes
MEMORY_FRACTION = 0.95  # published runs fill the card; the library takes the configured fraction


def constants():
    """name -> value, from the one table they live in."""
    text = (ROOT / "lib/physics/constants.h").read_text(encoding="utf-8")
    return {m[1]: float(m[2]) for m in re.finditer(r"X\((\w+), ([-0-9.e]+), \"", text)}


def table(name):
    with open(name, newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def fact(row, field):
    return float(row[field]) if row[field] not in ("", None) else None


class Row:
    """A published measurement, with the facts of its model and device."""

    def __init__(self, raw, gpus, models):
        g, m = gpus[raw["gpu"]], models[raw["model"]]
        self.raw = raw
        self.gpu, self.model, self.load, self.use = raw["gpu"], raw["model"], raw["load"], raw["use"]
        self.family = raw["family"]
        self.tp = float(raw["tensor_parallel"])
        self.replicas = float(raw["gpus"]) / self.tp
        self.weights, self.kv_bytes = raw["weights"], float(raw["kv_bytes"])
        self.isl, self.osl = float(raw["input"]), float(raw["output"])
        self.observed = float(raw["tokens_per_second"])
        self.concurrency = fact(raw, "concurrency")
        self.requests = fact(raw, "requests")
        self.cdna3 = g["architecture"] == "CDNA3"
        self.ampere = g["architecture"] == "Ampere"
        self.memory = (fact(g, "memory_mib") or fact(g, "memory_gib") * 1024) * 1048576
        self.bandwidth = fact(g, "bandwidth_gbps") * 1e9
        self.fp16 = fact(g, "fp16_tflops") * 1e12
        self.fp8 = (fact(g, "fp8_tflops") or 0) * 1e12
        self.fp4 = (fact(g, "fp4_tflops") or 0) * 1e12
        self.link = (fact(g, "link_gbps") or 0) * 1e9
        self.parameters, self.active = fact(m, "parameters_b") * 1e9, fact(m, "active_b") * 1e9
        for name in ("layers", "hidden_size", "attention_heads", "kv_heads", "head_dim", "vocab_size", "kv_lora_rank",
                     "rope_head_dim", "sliding_window", "sliding_layers", "experts", "experts_per_token"):
            setattr(self, name, fact(m, name) or 0.0)
        self.tied = bool(m["tied_embeddings"])
        self.max_num_seqs = self.default_sequences()

    def default_sequences(self):
        """What the engine allows at once where the row does not say: the engine's default."""
        engine = self.raw["engine"]
        if "TensorRT" in engine or "NIM" in engine:
            return 2048.0
        recent = "0.10" in engine or "SGLang" in engine or engine == "vLLM" or "2026" in engine
        big = self.memory >= 70 * 2**30 and not self.ampere
        return 1024.0 if recent and big else 256.0


def rows():
    gpus = {r["name"]: r for r in table(ROOT / "lib/catalog/gpus.csv")}
    models = {r["name"]: r for r in table(ROOT / "lib/catalog/models.csv")}
    return [Row(r, gpus, models) for r in table(HERE / "rows.csv")]


def touched(miss, batch):
    whole = math.floor(batch)
    return 1.0 - miss ** whole * (1.0 - (batch - whole) * (1.0 - miss))


def steady(r, k):
    """Shares of the pace that the kind of load leaves: of decode, of prefill."""
    if r.load == "serve-burst":
        return k["burst"], k["burst_prefill"]
    whole = k["steady"] if r.load in ("serve-conc", "batch-conc") else k["offline"]
    return whole, whole


def prepare(r, k):
    """All that does not depend on the batch, as a tuple of floats."""
    tp = r.tp
    cdna = k["cdna3_factor"] if r.cdna3 else 1.0
    dense, experts, miss = r.parameters, 0.0, 0.0
    if r.active < r.parameters:
        used = r.experts_per_token / r.experts
        experts = min(r.parameters, (r.parameters - r.active) / (1.0 - used))
        dense, miss = r.parameters - experts, 1.0 - used
    compute = cdna * (k["moe_factor"] if miss else 1.0)
    read = k["bandwidth_efficiency"] * cdna * r.bandwidth
    peak = r.fp16
    if r.weights == "fp8" and r.fp8:
        peak = r.fp8 * k["fp8_factor"]
    elif r.weights in ("fp4", "mxfp4") and r.fp4:
        peak = r.fp4 * k["fp4_factor"]
    decode, prefill = k["decode_efficiency"] * compute * tp, k["prefill_efficiency"] * compute * tp
    per_parameter = BYTES[r.weights] / (tp * read)
    reduce_pass = reduce_token = 0.0
    if tp > 1:
        one_way = k["link_efficiency"] * (r.link or k["pcie_bandwidth"]) / 2.0
        reduce_pass = 2.0 * r.layers * k["reduce_seconds"] * (1.0 if r.link else k["reduce_pcie"])
        reduce_token = 2.0 * r.layers * (2.0 * r.hidden_size) * (2.0 * (tp - 1.0) / tp) / one_way
    embedding = 0.0 if r.tied else r.vocab_size * r.hidden_size
    short = min(r.sliding_layers, r.layers) if r.sliding_window else 0.0
    full = r.layers - short
    if r.kv_lora_rank:
        layer_bytes = (r.kv_lora_rank + r.rope_head_dim) * r.kv_bytes
        pair_decode = 2.0 * r.attention_heads * (2.0 * r.kv_lora_rank + r.rope_head_dim)
        pair_prefill = 2.0 * r.attention_heads * (2.0 * r.head_dim + r.rope_head_dim)
    else:
        layer_bytes = 2.0 * r.kv_heads * r.head_dim * r.kv_bytes / max(min(tp, r.kv_heads), 1.0)
        pair_decode = pair_prefill = 4.0 * r.attention_heads * r.head_dim
    layer_seconds = layer_bytes / read + pair_decode / (decode * r.fp16)
    pair_seconds = pair_prefill / (prefill * r.fp16)
    context = r.isl + 0.5 * r.osl
    kv = layer_seconds * (full * context + short * min(context, r.sliding_window))
    pairs = 0.5 * r.isl * r.isl * full
    if short:
        w = min(r.isl, r.sliding_window)
        pairs += short * (w * r.isl - 0.5 * w * w)
    fixed = (max(0.0, dense - embedding) * per_parameter + k["step_seconds"] + k["layer_seconds"] * r.layers +
             reduce_pass)
    linear = 2.0 * r.active / (decode * peak) + reduce_token + kv
    first = reduce_pass + (2.0 * r.active / (prefill * peak) + reduce_token) * r.isl + pair_seconds * pairs
    held = r.isl + k["kv_output_share"] * r.osl
    pool = MEMORY_FRACTION * r.memory - r.parameters * BYTES[r.weights] / tp - OVERHEAD
    holds = pool / (layer_bytes * (full * held + short * min(held, r.sliding_window)))
    return fixed, linear, experts * per_parameter, miss, first, holds


def batch(r, holds):
    b = max(1.0, float(math.floor(max(holds, 0.0))))
    for bound in (r.concurrency, r.requests, r.max_num_seqs):
        if bound:
            b = min(b, bound)
    return b


def predict(r, k):
    fixed, linear, expert, miss, first, holds = prepare(r, k)
    b = batch(r, holds)
    step = fixed + (expert * touched(miss, b) if miss else 0.0) + linear * b
    decode, prefill = steady(r, k)
    return r.replicas * decode * b * r.osl / (r.osl * step + first * b * (decode / prefill))


def factor(r, k):
    """How many times too much (above 1) or too little (below 1) the model expects."""
    return predict(r, k) / r.observed


def quantile(values, q):
    """Nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(q * len(ordered)) - 1)]


def scores(factors):
    """median and 90th percentile of the error factor (always >= 1), share within two."""
    e = [max(f, 1.0 / f) for f in factors]
    return quantile(e, 0.5), quantile(e, 0.9), sum(x <= 2.0 for x in e) / len(e)
