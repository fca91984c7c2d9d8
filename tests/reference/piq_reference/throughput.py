"""What a placement can deliver: the additive step-time model with rounded constants."""

from .memory import kv_cache, memory_fraction, model_of, overhead, parameters, weight_dtype, weights
from .tri import Unknown, attempt, field, gather, known, lift, merge

BANDWIDTH_EFFICIENCY = 0.85
COMPUTE_EFFICIENCY = 0.57
PREFILL_EFFICIENCY = 0.72
STEP_SECONDS = 1.5e-3
LAYER_SECONDS = 23e-6
HOP_SECONDS = 33e-6
LINK_EFFICIENCY = 0.45
FP8_FACTOR = 0.86
FP4_FACTOR = 0.55
FP32_FACTOR = 0.5
MOE_FACTOR = 0.76
STEADY_SERVING = 0.9
GROWTH = 0.8
DEFAULT_SEQUENCES = 256
PCIE_BYTES = 64e9


class Engine:
    """A workload's model on some device, cut over tp GPUs in each of pp stages; what it lacks of minor terms is left out.

    A pipeline works on as many part batches as it has stages; each part passes through all of them.
    """

    def __init__(self, workload, device, tp, pp):
        refuse_other_classes(workload)
        self.tp, self.pp = tp, pp
        row = model_of(workload)
        self.row = row.value if row.known else {}
        (self.cache, self.weights, self.parameters, self.layers, fp16) = gather(
            kv_cache(workload), weights(workload), parameters(workload),
            field(self.row, "model", "layers", positive=True) if row.known else row, device.fp16)
        self.bandwidth, self.workload, self.fp16, self.link = device.bandwidth, workload, fp16, device.link
        self.flops = peak_flops(weight_dtype(workload), device, fp16)
        self.active = min(self.row.get("active_parameters") or self.parameters, self.parameters)
        self.sparse = MOE_FACTOR if self.active < self.parameters else 1.0
        self.windowed = min(self.layers, self.row.get("sliding_layers") or 0) if self.row.get("sliding_window") else 0
        self.window = self.row.get("sliding_window") or 0
        self.hidden = self.row.get("hidden_size") or 0

    def bytes_per_parameter(self):
        return self.weights / self.parameters

    def weights_read(self, sequences):
        """Bytes of weights that one pass of so many sequences reads: of experts only those that are touched."""
        dense, routed, miss = self.parameters, 0.0, 0.0
        if self.active < self.parameters:
            experts, chosen = self.row.get("experts"), self.row.get("experts_per_token")
            if experts and chosen and chosen < experts:
                miss = 1 - chosen / experts
                routed = min(self.parameters, (self.parameters - self.active) / miss)
            else:
                miss = 1 - self.active / self.parameters
                routed = self.parameters
            dense -= routed
        embedding = (self.row.get("vocab_size") or 0) * self.hidden
        read = max(0.0, dense - embedding) + routed * (1 - power(miss, sequences) if miss else 0.0)
        return read * self.bytes_per_parameter()

    def pair_flops(self, decode):
        """Operations of attention for each pair of tokens and layer."""
        heads, dim = self.row.get("attention_heads"), self.row.get("head_dim")
        if self.cache.rank:
            width = 2 * self.cache.rank + self.cache.rope if decode else (2 * dim + self.cache.rope if dim else 0)
            return 2 * (heads or 0) * width
        return 4 * heads * dim if heads and dim else 0

    def reduce(self, tokens):
        """All-reduces of one pass."""
        if self.tp == 1:
            return 0.0
        hop = HOP_SECONDS if self.link else 3 * HOP_SECONDS
        wire = LINK_EFFICIENCY * (self.link or PCIE_BYTES) / 2
        volume = 2 * tokens * self.hidden * 2 * (self.tp - 1) / self.tp
        return 2 * self.layers * (hop + volume / wire)

    def step(self, sequences, tokens):
        """Seconds of one decode step at so many sequences of so many tokens."""
        part = max(1.0, sequences / self.pp)
        read = self.weights_read(part) / self.tp + part * self.cache.bytes(tokens, self.tp, 1)
        speed = self.tp * COMPUTE_EFFICIENCY * self.sparse
        seen = (self.layers - self.windowed) * tokens + self.windowed * min(tokens, self.window)
        compute = part * (2 * self.active / (speed * self.flops) + self.pair_flops(True) * seen / (speed * self.fp16))
        return (read / (BANDWIDTH_EFFICIENCY * self.bandwidth.get()) + compute + STEP_SECONDS
                + LAYER_SECONDS * self.layers + self.reduce(part))

    def prefill(self, tokens):
        """Seconds of one prompt."""
        speed = self.tp * PREFILL_EFFICIENCY * self.sparse
        near = min(tokens, self.window)
        pairs = (self.layers - self.windowed) * tokens * tokens / 2
        pairs += self.windowed * (near * tokens - near * near / 2)
        work = 2 * self.active * tokens / self.flops + self.pair_flops(False) * pairs / self.fp16
        return work / speed + self.reduce(tokens)

    def rate(self, sequences, prompt, output):
        """Output tokens per second."""
        step = self.step(sequences, prompt + output / 2)
        return STEADY_SERVING * sequences * output / (output * step + sequences / self.pp * self.prefill(prompt))


def peak_flops(dtype, device, fp16):
    if dtype == "fp32":
        return fp16 * FP32_FACTOR
    if dtype in ("fp8", "int8") and device.fp8:
        return device.fp8 * FP8_FACTOR
    if dtype in ("fp4", "mxfp4") and device.fp4:
        return device.fp4 * FP4_FACTOR
    return fp16


def room(workload, memory, tp, pp, prompt, output, pool=None):
    """Whole sequences that the KV pool of one rank holds."""
    cache = kv_cache(workload)
    if pool is None:
        pool = lift(lambda m, w: memory_fraction(workload) * m - w / (tp * pp) - overhead(workload, tp, pp),
                    memory, weights(workload))
    pool, cache = gather(pool, cache)
    each = cache.bytes(prompt + GROWTH * output, tp, pp)
    if pool <= 0:
        return 0
    return int(pool / each) if each > 0 else float("inf")


def refuse_other_classes(workload):
    row = model_of(workload)
    if row.known and (row.value.get("class") or "decoder") != "decoder":
        raise Unknown({"unsupported_signal": set()})


def power(base, exponent):
    """Of a whole exponent, linear in between."""
    whole = int(exponent)
    return base ** whole * (1 - (exponent - whole) * (1 - base))


def model_lacks(workload):
    """What the model of throughput lacks beside the device."""
    row = model_of(workload)
    if row.known and (row.value.get("class") or "decoder") != "decoder":
        return {"unsupported_signal": set()}
    layers = field(row.value, "model", "layers", positive=True) if row.known else row
    quantities = (kv_cache(workload), weights(workload), parameters(workload), layers, attempt(lambda: lengths(workload)))
    return merge(q.why for q in quantities)


def lengths(workload):
    refuse_other_classes(workload)
    return gather(workload.field("prompt_tokens_mean"), workload.field("output_tokens_mean", positive=True))


def batch_limit(workload, memory, tp, pp, prompt, output):
    limit = workload.value("max_num_seqs") or DEFAULT_SEQUENCES
    return min(limit, room(workload, memory, tp, pp, prompt, output))


def capacity(workload, device, tp, pp):
    """Tokens per second of one replica at its largest batch (0: not one sequence fits)."""
    return attempt(lambda: _capacity(workload, device, tp, pp))


def _capacity(workload, device, tp, pp):
    engine = attempt(lambda: Engine(workload, device, tp, pp))
    sizes = attempt(lambda: lengths(workload))
    refuse_other_classes(workload)
    batch = lift(lambda s: batch_limit(workload, device.memory, tp, pp, *s), sizes)
    if batch.known and batch.value < 1:
        return 0.0
    model, (prompt, output), batch, _, _ = gather(engine, sizes, batch, device.memory, device.bandwidth)
    return workload.dp * model.rate(batch, prompt, output)


def smallest_batch(workload, engine, most, replicas, peak, prompt, output):
    """The smallest batch up to `most` at which so many replicas carry the peak, or None."""
    low, high = 1, most

    def carries(batch):
        return replicas * workload.dp * engine.rate(batch, prompt, output) >= peak

    if high < 1 or not carries(high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if carries(middle) else (middle + 1, high)
    return low


def expected_rate(workload):
    """What the library's model expects of one replica at the load it is seen to have."""
    return attempt(lambda: _expected_rate(workload))


def _expected_rate(workload):
    sizes = attempt(lambda: lengths(workload))
    tp, device = workload.tensor_parallel(), workload.device()
    engine = lift(lambda d, t: Engine(workload, d, t, workload.pp), device, tp)
    model, (prompt, output), load = gather(engine, sizes, in_system(workload))
    stated = workload.value("kv_cache_pool_bytes")
    held = room(workload, workload.memory(), tp.value, workload.pp, prompt, output, known(stated) if stated else None)
    if held < 1:
        raise Unknown({"missing_input": set()})  # the model does not hold for what runs nevertheless
    return workload.dp * model.rate(min(held, DEFAULT_SEQUENCES, load / workload.dp), prompt, output)


def in_system(workload):
    stated = workload.value("requests_in_system_p95")
    if stated:
        return known(stated)
    return lift(lambda a, b: a + b, workload.field("requests_running"), workload.field("requests_waiting"))
