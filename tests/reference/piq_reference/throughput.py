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
MOE_FACTOR = 0.76
STEADY_SERVING = 0.9
GROWTH = 0.8
DEFAULT_SEQUENCES = 256
PCIE_BYTES = 64e9


class Engine:
    """One tensor-parallel group of a workload's model on some device."""

    def __init__(self, workload, device, tp, pp):
        refuse_other_classes(workload)
        self.tp, self.pp = tp, pp
        row = model_of(workload)
        self.row = row.value if row.known else {}
        (self.cache, self.weights, self.parameters, self.layers, self.bandwidth, fp16) = gather(
            kv_cache(workload), weights(workload), parameters(workload),
            field(self.row, "model", "layers", positive=True) if row.known else row,
            device.bandwidth, device.fp16)
        self.memory = device.memory
        self.workload, self.fp16, self.link = workload, fp16, device.link
        self.flops = fp16
        dtype = weight_dtype(workload)
        if dtype == "fp8" and device.fp8:
            self.flops = device.fp8 * FP8_FACTOR
        if dtype in ("fp4", "mxfp4") and device.fp4:
            self.flops = device.fp4 * FP4_FACTOR
        self.active = self.row.get("active_parameters") or self.parameters
        self.sparse = MOE_FACTOR if self.active < self.parameters else 1.0
        heads, dim = self.row.get("attention_heads"), self.row.get("head_dim")
        self.attention = heads * dim if heads and dim else 0
        self.hidden = self.row.get("hidden_size") or self.attention

    def touched_weights(self, sequences):
        """Bytes of weights that one step of so many sequences reads."""
        total = self.weights
        vocabulary, hidden = self.row.get("vocab_size"), self.row.get("hidden_size")
        if vocabulary and hidden and self.parameters > 0:
            total = max(0.0, total - vocabulary * hidden * (self.weights / self.parameters))
        if self.active >= self.parameters:
            return total
        experts, chosen = self.row.get("experts"), self.row.get("experts_per_token")
        if experts and chosen and chosen < experts:
            kept = 1 - chosen / experts
            routed = min(1.0, (self.parameters - self.active) / kept / self.parameters) * self.weights
            routed = min(routed, total)
            return total - routed + routed * (1 - power(kept, sequences))
        return total * (1 - power(1 - self.active / self.parameters, sequences))

    def reduce(self, tokens):
        if self.tp == 1:
            return 0.0
        hop = HOP_SECONDS if self.link else 3 * HOP_SECONDS
        wire = LINK_EFFICIENCY * (self.link or PCIE_BYTES) / 2
        volume = 2 * tokens * self.hidden * 2 * (self.tp - 1) / self.tp
        return 2 * self.layers / self.pp * (hop + volume / wire)

    def step(self, sequences, tokens):
        """Seconds of one decode step at so many sequences of so many tokens."""
        parts = self.tp * self.pp
        read = self.touched_weights(sequences) / parts + sequences * self.cache.bytes(tokens, self.tp, self.pp)
        compute = 2 * self.active * sequences / (parts * COMPUTE_EFFICIENCY * self.sparse * self.flops)
        attention = 4 * self.layers * self.attention * tokens * sequences
        attention /= parts * COMPUTE_EFFICIENCY * self.sparse * self.fp16
        return (read / (BANDWIDTH_EFFICIENCY * self.bandwidth) + compute + attention + STEP_SECONDS
                + LAYER_SECONDS * self.layers / self.pp + self.reduce(sequences))

    def prefill(self, tokens):
        parts = self.tp * self.pp
        work = 2 * self.active * tokens / self.flops
        work += 2 * self.layers * self.attention * tokens * tokens / self.fp16
        return work / (parts * PREFILL_EFFICIENCY * self.sparse) + self.reduce(tokens)

    def rate(self, sequences, prompt, output):
        """Output tokens per second."""
        step = self.step(sequences, prompt + output / 2)
        return STEADY_SERVING * sequences * output / (output * step + sequences * self.prefill(prompt))

    def room(self, prompt, output, pool=None):
        """Sequences that the KV pool holds."""
        if pool is None:
            used = self.weights / (self.tp * self.pp) + overhead(self.workload, self.tp, self.pp)
            pool = memory_fraction(self.workload) * self.memory.get() - used
        each = self.cache.bytes(prompt + GROWTH * output, self.tp, self.pp)
        if pool <= 0:
            return 0
        return float("inf") if each <= 0 else pool / each


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
    return gather(workload.field("prompt_tokens_mean"), workload.field("output_tokens_mean", positive=True))


def batch_limit(workload, engine, prompt, output):
    limit = workload.value("max_num_seqs") or DEFAULT_SEQUENCES
    return int(min(limit, engine.room(prompt, output)))


def capacity(workload, device, tp, pp):
    """Tokens per second of one replica at its largest batch (0: not one sequence fits)."""
    return attempt(lambda: _capacity(workload, device, tp, pp))


def _capacity(workload, device, tp, pp):
    engine = attempt(lambda: Engine(workload, device, tp, pp))
    sizes = attempt(lambda: lengths(workload))
    model, (prompt, output), _ = gather(engine, sizes, device.memory)
    batch = batch_limit(workload, model, prompt, output)
    return workload.dp * model.rate(batch, prompt, output) if batch >= 1 else 0.0


def smallest_batch(workload, engine, replicas, peak, prompt, output):
    """The smallest batch at which so many replicas carry the peak, or None."""
    low, high = 1, batch_limit(workload, engine, prompt, output)

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
    tp = workload.tensor_parallel()
    device = workload.device()
    engine = lift(lambda d, t: Engine(workload, d, t, workload.pp), device, tp)
    demand = in_system(workload)
    model, (prompt, output), load = gather(engine, sizes, demand)
    room = model.room(prompt, output, workload.value("kv_cache_pool_bytes"))
    if room < 1:
        raise Unknown({"missing_input": set()})  # the model does not hold for what runs nevertheless
    return workload.dp * model.rate(min(int(room), DEFAULT_SEQUENCES, load / workload.dp), prompt, output)


def in_system(workload):
    stated = workload.value("requests_in_system_p95")
    if stated is not None:
        return known(stated)
    return lift(lambda a, b: a + b, workload.field("requests_running"), workload.field("requests_waiting"))
