"""Finding 1: what the model needs on paper against what its GPU has."""

from .memory import context, dtype_is_defaulted, lower_bound, requirement, requirement_lacks
from .outcome import Finding, above_margin, below_margin, clear, found, not_evaluated, structure, undecided
from .targets import Shape, WAYS, first_slice, has_features, head_count, saves, search, shapes
from .throughput import Engine, capacity
from .tri import YES, all_of, any_of, attempt, fact, known, lift, merge, opposite, test

NAME = "tier_misplacement"


def evaluate(w):
    blocked = structure(w, with_parallelism=True)
    if blocked:
        return blocked
    small = too_small(w)
    if small.true and w.pieces:
        return found(small_finding(w))
    wrong = test(lambda row: has_features(w, row).false, w.type())
    if wrong.true:
        return found(wrong_finding(w))
    if small.unknown or not w.pieces:
        return undecided(merge([w.memory().why, small.why, requirement_lacks(w), w.tensor_parallel().why]))
    if w.kind in ("training", "notebook"):
        return clear()
    if w.kind == "unknown":
        return not_evaluated("missing_input", "workload.kind")
    return too_big(w)


def present_requirement(w):
    return lift(lambda tp: requirement(w, tp, w.pp).get(), w.tensor_parallel())


def present_bound(w):
    return lift(lambda tp: lower_bound(w, tp, w.pp).get(), w.tensor_parallel())


def too_small(w):
    hard = w.fleet.policy["tier_hard_fit"]
    if w.value("weights_offloaded"):
        return YES
    memory, bound, full = w.memory(), present_bound(w), present_requirement(w)
    proven = test(lambda b, m: b > hard * m, bound, memory)
    if proven.true:
        return YES
    return test(lambda r, m: r > hard * m, full, memory)


def small_finding(w):
    f = Finding(NAME, "too_small", "workload", w.id)
    offloaded = bool(w.value("weights_offloaded"))
    startup = (w.value("startup_oom_events") or 0) >= 1
    seen = offloaded or startup
    f.severity = "critical" if seen else "high"
    need = present_requirement(w)
    if not need.known:
        f.degrade("kv_unknown")
        need = present_bound(w)
    if not offloaded:
        f.trust(margin=above_margin(need.value / w.memory().value, w.fleet.policy["tier_hard_fit"]))
    if dtype_is_defaulted(w):
        f.degrade("weight_dtype_defaulted")
        f.trust(source=1.0 if startup or offloaded else 0.60)
    enlarge(w, f)
    return f


def wrong_finding(w):
    f = Finding(NAME, "wrong_class", "workload", w.id)
    f.severity = "medium"
    f.trust(signal=0.95)
    place = cheapest_that_holds(w, w.fleet.policy["memory_headroom"], certain=False)
    if place:
        f.propose("move_gpu_type", gpu_type=place.name, gpus=place.gpus, tensor_parallel=place.tp)
    else:
        f.propose("profile")
    return f


def enlarge(w, f):
    """Raise tensor parallelism on the present type, else the cheapest type that holds it."""
    headroom = w.fleet.policy["memory_headroom"]
    raised = raise_ways(w, headroom)
    if raised:
        f.propose("raise_tensor_parallel", tensor_parallel=raised, gpus=raised * w.pp * w.dp)
        dearer(w, f, lift(lambda price, n: price * raised * w.pp * w.dp * n, w.gpu_price(), w.replicas()))
        return
    place = cheapest_that_holds(w, headroom)
    if place:
        f.propose("move_gpu_type", gpu_type=place.name, gpus=place.gpus, tensor_parallel=place.tp)
        dearer(w, f, place.cost())
        return
    f.propose("profile")


def dearer(w, f, cost):
    """What the remedy costs more a month; nothing is said where a price lacks."""
    hours = w.fleet.policy["hours_per_month"]
    change = lift(lambda after, now: (after - now) * hours, cost, w.cost())
    f.cost_to_fix = change.value if change.known else 0.0
    f.fix_known = change.known


def raise_ways(w, headroom):
    row, now = w.type(), w.tensor_parallel()
    if not (row.known and now.known) or w.on_mig() or not has_features(w, row.value).true:
        return None
    for shape in present_shapes(w, row.value):
        if shape.tp > now.value and holds(w, shape, headroom, w.pp).true:
            return shape.tp
    return None


def outgrows(w, tp, memory):
    """too_small there and not where it runs now: no move may trade one finding for the other."""
    return fact(known_short(w, tp, 1, memory).true and not too_small(w).true)


def known_short(w, tp, pp, memory):
    """The requirement, or the part of it that is known, is more than so much memory holds; unknown counts as no."""
    hard = w.fleet.policy["tier_hard_fit"]
    over = [test(lambda n, m: n > hard * m, need(w, tp, pp), memory) for need in (requirement, lower_bound)]
    return fact(any(t.true for t in over))


def present_shapes(w, row):
    heads = head_count(w)
    for tp in WAYS:
        if tp <= (row.get("domain_gpus") or 1) and not (heads and heads % tp):
            yield Shape(w, row, tp)


def holds(w, shape, headroom, pp=1):
    """Its memory holds the requirement, or the lower bound where only that is known."""
    need = requirement(w, shape.tp, pp)
    if not need.known:
        need = lower_bound(w, shape.tp, pp)
    return test(lambda r, m: r <= headroom * m, need, shape.device.memory)


def cheapest_that_holds(w, headroom, certain=True):
    """Of another type with a price; what lacks a feature moves even where nothing says how much memory it needs."""
    places = []
    for shape in shapes(w):
        fits = holds(w, shape, headroom)
        if not shape.same_type() and shape.has_features().true and shape.hourly().known:
            if fits.true or not (certain or fits.false):
                places.append(shape)
    return min(places, key=lambda s: (s.hourly().value, s.gpus) + s.key()) if places else None


def too_big(w):
    target, verdict = own_target(w)
    if verdict.true:
        return found(big_finding(w, target))
    others = [row for row in w.fleet.targets() if w.type().value is not row]
    if not others:
        return undecided(merge([verdict.why, {"no_catalog_entry": set()}]))
    return undecided(verdict.why) if verdict.unknown else clear()


def own_target(w):
    """The cheapest target by finding 1's own tests, and the verdict of the search."""
    triples = [(s, all_of(admits(w, s), saves(w, s)), s.ratio().value) for s in shapes(w)]
    target, verdict = search(triples)
    if verdict.true:
        return target, verdict
    piece, sliced = first_slice(w, lambda s: admits_slice(w, s))
    if sliced.true:
        return piece, sliced
    return None, any_of(verdict, sliced)


def admits(w, shape, replicas=None):
    """Requirement, features and declared needs; not the price."""
    headroom = w.fleet.policy["memory_headroom"]
    need = requirement(w, shape.tp, 1)
    fits = test(lambda r, m: r <= headroom * m, need, shape.device.memory)
    declared = opposite(outgrows(w, shape.tp, shape.device.memory))
    return all_of(fits, declared, shape.has_features(), declared_needs(w, shape.device, shape.tp, 1, replicas))


def admits_slice(w, piece):
    headroom = w.fleet.policy["memory_headroom"]
    memory = piece.profile["memory_bytes"]
    fits = test(lambda r: r <= headroom * memory, requirement(w, 1, 1))
    return all_of(fits, opposite(outgrows(w, 1, known(memory))))


def declares_needs(w):
    return any(w.value(n) is not None
               for n in ("required_tokens_per_second", "tpot_slo_seconds", "ttft_slo_seconds"))


def declared_needs(w, device, tp, pp, replicas=None):
    if not declares_needs(w):
        return YES
    policy = w.fleet.policy
    cap = policy["compute_cap_batch" if w.kind == "batch" else "compute_cap_online"]
    tests = []
    rate, tpot, ttft = (w.value(n) for n in
                        ("required_tokens_per_second", "tpot_slo_seconds", "ttft_slo_seconds"))
    if rate is not None:
        count = known(replicas) if replicas else w.replicas()
        tests.append(test(lambda c, n: rate <= cap * n * c, capacity(w, device, tp, pp), count))
    engine = attempt(lambda: Engine(w, device, tp, pp))
    if tpot is not None:
        sequences = max(1, (w.value("declared_concurrency") or 1) / w.dp)
        tests.append(test(lambda e, t: e.step(sequences, t) <= tpot, engine, asked(engine, decode_context(w))))
    if ttft is not None:
        tests.append(test(lambda e, t: e.prefill(t) <= ttft, engine, asked(engine, prompt_length(w))))
    return all_of(*tests)


def asked(engine, length):
    """The length, but where no length would tell: of other classes there is no model."""
    return known(0.0) if not engine.known and "unsupported_signal" in engine.why else length


def decode_context(w):
    prompt, output = w.value("prompt_tokens_mean"), w.value("output_tokens_mean")
    if prompt is not None and output is not None:
        return known(prompt + output / 2)
    return context(w)


def prompt_length(w):
    prompt = w.value("prompt_tokens_mean")
    return known(prompt) if prompt is not None else context(w)


def big_finding(w, target):
    f = Finding(NAME, "too_big", "workload", w.id)
    f.target = target
    if dtype_is_defaulted(w):
        f.degrade("weight_dtype_defaulted")
    f.trust(margin=below_margin(target.ratio().value, 1 - w.fleet.policy["min_saving_ratio"]))
    if declares_needs(w):
        f.trust(source=0.85 if target.kind == "shape" else 1.0)
    else:
        f.trust(source=0.60)
        f.degrade("slo_unknown")
    return f
