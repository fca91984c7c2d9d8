#!/usr/bin/env python3
"""Checks gpus.csv and models.csv and writes the C tables made of them (gpu_table.c, model_table.c).

Run after any change of the tables; `generate.py --check` fails when the committed C is not what they say.
"""
import csv
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
SHAPE_TOLERANCE = 0.012  # derived against stated parameters
CANDIDATES_MAX = 8  # NAMES_NEAREST_MAX of names.c
# Names that callers use for types of their own; they must never find a built-in one.
FOREIGN_GPUS = ("H100-80", "A100-80", "L40S-48", "A10G-24", "L4-24", "H200-141")
VENDORS = ("nvidia-", "amd-", "intel-", "habana-")


def read(name):
    with open(HERE / name, newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))


def number(row, field, default=0.0):
    return float(row[field]) if row[field] != "" else default


# ---- names: the same folding as names.c ----

def canonical(name):
    """Lower case; each run of separators becomes one dash."""
    out = ""
    for c in name.lower():
        if c in " -_:,()/\t":
            if out and not out.endswith("-"):
                out += "-"
        else:
            out += c
    return out.rstrip("-")


def digit(c):
    return "0" <= c <= "9"


def key(canon):
    """A dash stays only between digits: there it keeps "L4-0" from reading "L40"."""
    return "".join(c for i, c in enumerate(canon)
                   if c != "-" or (0 < i < len(canon) - 1 and digit(canon[i - 1]) and digit(canon[i + 1])))


def fnv(text):
    h = 2166136261
    for b in text.encode():
        h = ((h ^ b) * 16777619) & 0xFFFFFFFF
    return h


def last_component(name):
    return name.rstrip("/").split("/")[-1]


def keys_of_gpu(row):
    """A spelling with the vendor stands for itself; one without also serves names that carry a vendor."""
    found = set()
    for name in [row["name"]] + row["aliases"].split(";"):
        canon = canonical(name)
        found.add(key(canon))
        if name == row["name"]:
            for vendor in VENDORS:
                if canon.startswith(vendor):
                    found.add(key(canon[len(vendor):]))
    return found


def keys_of_model(row):
    return {key(canonical(last_component(n))) for n in [row["name"]] + row["aliases"].split(";")}


def index(rows, keys_of, solid):
    """key -> sorted rows. With `solid`, also the spellings without any separator where they stay unique."""
    table = {}
    for i, row in enumerate(rows):
        for k in keys_of(row):
            table.setdefault(k, set()).add(i)
    if solid:
        extra = {}
        for k, found in table.items():
            if "-" in k:
                extra.setdefault(k.replace("-", ""), set()).update(found)
        for k, found in extra.items():
            table.setdefault(k, found)
    return {k: sorted(v) for k, v in table.items()}


# ---- checks ----

def fail(message):
    sys.exit("generate.py: " + message)


def check_gpus(rows):
    for r in rows:
        where = r["name"]
        for field in ("memory_gib", "bandwidth_gbps", "fp16_tflops", "domain_gpus"):
            if not number(r, field) > 0:
                fail(f"{where}: {field} missing")
        if not r["source"]:
            fail(f"{where}: no source")
        if r["memory_mib"] and not 0.9 < number(r, "memory_mib") / (1024 * number(r, "memory_gib")) < 1.05:
            fail(f"{where}: reported memory is far from nominal")
        if r["fp8_tflops"] and not 1.0 <= number(r, "fp8_tflops") / number(r, "fp16_tflops") <= 2.1:
            fail(f"{where}: FP8 rate is no multiple of FP16: is one of them a sparse number?")
        prices = [number(r, f) for f in ("price_min", "price_median", "price_max")]
        if sorted(prices) != prices or (prices[1] and not r["price_date"]):
            fail(f"{where}: prices out of order or without a date")
    table = index(rows, keys_of_gpu, True)
    for name in FOREIGN_GPUS:
        if key(canonical(name)) in table:
            fail(f"{name} finds {table[key(canonical(name))]}")
    return table


def shape_parameters(r):
    h, layers = number(r, "hidden_size"), number(r, "layers")
    heads = number(r, "attention_heads")
    if number(r, "kv_lora_rank"):
        rank, rope = number(r, "kv_lora_rank"), number(r, "rope_head_dim")
        query, low = heads * (number(r, "nope_head_dim") + rope), number(r, "q_lora_rank")
        attention = (low * (h + query) if low else h * query) + h * (rank + rope)
        attention += rank * heads * (number(r, "nope_head_dim") + number(r, "value_head_dim"))
        attention += heads * number(r, "value_head_dim") * h
    else:
        attention = 2 * h * number(r, "head_dim") * (heads + number(r, "kv_heads", heads))
    matrices = 2 if r["plain_mlp"] else 3
    base = number(r, "vocab_size") * h * (1 if r["tied_embeddings"] else 2) + layers * (attention + 2 * h)
    if r["class"] == "encoder":
        base += number(r, "max_context") * h
    if not number(r, "experts"):
        total = base + layers * matrices * h * number(r, "intermediate_size")
        return total, total
    dense, routed = number(r, "dense_layers"), layers - number(r, "dense_layers")
    expert = matrices * h * number(r, "expert_intermediate_size", number(r, "intermediate_size"))
    common = base + dense * matrices * h * number(r, "intermediate_size")
    common += routed * (matrices * h * number(r, "shared_intermediate_size") + h * number(r, "experts"))
    return (common + routed * number(r, "experts") * expert,
            common + routed * number(r, "experts_per_token") * expert)


def check_models(rows):
    published = 0
    for r in rows:
        where = r["name"]
        if not r["source"] or r["class"] not in CLASSES or not number(r, "parameters_b") > 0:
            fail(f"{where}: source, class or parameters missing")
        if number(r, "active_b") > number(r, "parameters_b"):
            fail(f"{where}: more active parameters than there are")
        if r["class"] not in ("decoder", "encoder"):
            continue
        total, active = shape_parameters(r)
        for derived, field in ((total, "parameters_b"), (active, "active_b")):
            if abs(derived / (1e9 * number(r, field)) - 1) > SHAPE_TOLERANCE:
                fail(f"{where}: {field} {r[field]}, its shape says {derived / 1e9:.3f}")
        if r["published_b"] and abs(total / (1e9 * number(r, "published_b")) - 1) <= SHAPE_TOLERANCE:
            published += 1
    if published < 27:
        fail(f"only {published} shapes agree with a published total")
    return index(rows, keys_of_model, False)


# ---- C ----

CLASSES = {"decoder": 0, "encoder": 1, "encoder_decoder": 2, "diffusion": 3, "other": 4}
HEAD = """/* Written by generate.py from {csv}: change that and run it again. */
#include "catalog/tables.h"
/* clang-format off */
"""
TAIL = "/* clang-format on */\n"


class Text:
    """All strings of a table in one constant block, addressed by offset: pointers would need relocation when the library
    is loaded. Offset 0 is the empty string."""
    PART = 1000  # a compiler need not take literals above 4095 bytes

    def __init__(self, name):
        self.name, self.length, self.offsets, self.parts = name, 1, {"": 0}, [[""]]

    def at(self, value):
        if value not in self.offsets:
            size = len(value.encode()) + 1
            if sum(len(s.encode()) + 1 for s in self.parts[-1]) + size > self.PART:
                self.parts.append([])
            self.parts[-1].append(value)
            self.offsets[value] = self.length
            self.length += size
        return self.offsets[value]

    def c(self):
        members, values = [], []
        for i, part in enumerate(self.parts):
            members.append(f"    char part_{i}[{sum(len(s.encode()) + 1 for s in part)}];")
            values += wrapped([quoted(s, j < len(part) - 1) for j, s in enumerate(part)], " ")
            values[-1] += ","
        return "\n".join([f"struct {self.name}_table_text {{"] + members + ["};"] +
                         [f"static const struct {self.name}_table_text {self.name}_table_text = {{"] + values +
                         ["};", f"const char *piq__{self.name}_text(uint32_t offset)", "{",
                          f"    return (const char *)&{self.name}_table_text + offset;", "}", ""])


def wrapped(items, between):
    lines = [""]
    for item in items:
        if lines[-1] and len(lines[-1]) + len(item) > 116:
            lines.append("")
        lines[-1] += (between if lines[-1] else "") + item
    return ["    " + line for line in lines]


def quoted(value, ends):
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + ("\\0" if ends else "") + '"'


def g(value):
    return repr(float(value)).replace(".0", "") if value == int(value) and abs(value) < 1e15 else repr(float(value))


def keys_c(prefix, table, text):
    """An open hash table in slot order, and the candidates of ambiguous keys."""
    size = 1
    while size < 2 * len(table):
        size *= 2
    groups, starts, slots = [], {}, [None] * size
    for k in sorted(table):
        rows = tuple(table[k])
        if len(rows) > CANDIDATES_MAX:
            fail(f"{k} could be {len(rows)} rows: too many to list")
        if len(rows) > 1 and rows not in starts:
            starts[rows] = len(groups)
            groups += list(rows) + [-1]
        slot = fnv(k) & (size - 1)
        while slots[slot] is not None:
            slot = (slot + 1) & (size - 1)
        slots[slot] = (k, rows[0] if len(rows) == 1 else -1 - starts[rows])
    out = [f"const int16_t piq__{prefix}_groups[] = {{{', '.join(map(str, groups))}}};"]
    out.append(f"const piq__catalog_key piq__{prefix}_keys[] = {{")
    out += wrapped([f"{{{text.at(s[0])}, {s[1]}}}," if s else "{0, 0}," for s in slots], "")
    out += ["};", f"const uint32_t piq__{prefix}_key_count = {size};", ""]
    return "\n".join(out)


def profiles_c(rows, text):
    """All MIG profiles, and for each row where its own begin and how many there are."""
    lines, spans = [], []
    for r in rows:
        found = [p.split(":") for p in r["mig_profiles"].split(";") if p]
        slices = [p[1].split("/") for p in found]
        total = max((int(s[0]) for s in slices), default=0)
        spans.append((len(lines), len(found)))
        lines += [f"    {{{text.at(p[0])}, {s[0]}, {total}, {s[2]}, {g(float(s[1]) * 1e9)}}}, /* {p[0]} */"
                  for p, s in zip(found, slices)]
    return "const piq__mig_row piq__mig_rows[] = {\n" + "\n".join(lines) + "\n};\n", spans


def gpus_c(rows, table):
    text, lines = Text("gpu"), []
    keys = keys_c("gpu", table, text)
    profiles, spans = profiles_c(rows, text)
    for r, (first, count) in zip(rows, spans):
        memory = number(r, "memory_mib", number(r, "memory_gib") * 1024) * 1048576
        facts = [memory, number(r, "bandwidth_gbps") * 1e9, number(r, "fp16_tflops") * 1e12,
                 number(r, "fp8_tflops") * 1e12, number(r, "fp4_tflops") * 1e12, number(r, "link_gbps") * 1e9]
        prices = [number(r, f) for f in ("price_median", "price_min", "price_max")]
        texts = [text.at(r[f]) for f in ("name", "aliases", "vendor", "architecture", "price_date", "price_source",
                                         "source", "notes")]
        lines.append(f"    {{{', '.join(map(str, texts))}, /* {r['name']} */\n"
                     f"     {{{', '.join(g(f) for f in facts)}}}, {{{', '.join(g(p) for p in prices)}}},\n"
                     f"     {r['domain_gpus']}, {r['power_watts'] or 0}, {first}, {count}, "
                     f"{int(float(r['price_offers'] or 0))}, {r['measured_rows']}, "
                     f"{1 if r['architecture'] == 'CDNA3' else 0}}},")
    return (HEAD.format(csv="gpus.csv") + text.c() + keys + profiles + "const piq__gpu_row piq__gpu_rows[] = {\n" +
            "\n".join(lines) + "\n};\n" + f"const uint32_t piq__gpu_row_count = {len(rows)};\n" + TAIL)


def models_c(rows, table):
    small = ("vocab_size", "max_context", "sliding_window", "layers", "hidden_size", "intermediate_size",
             "attention_heads", "kv_heads", "head_dim", "kv_lora_rank", "rope_head_dim", "sliding_layers", "experts",
             "experts_per_token")
    text, lines = Text("model"), []
    keys = keys_c("model", table, text)
    for r in rows:
        values = [str(int(number(r, f))) for f in small]
        if number(r, "experts") and r["expert_intermediate_size"]:
            values[5] = r["expert_intermediate_size"]  # the field means the width of one expert then
        texts = [text.at(r[f]) for f in ("name", "aliases", "source", "notes")]
        lines.append(f"    {{{', '.join(map(str, texts))}, /* {r['name']} */\n"
                     f"     {round(number(r, 'parameters_b') * 1e9)}.0, {round(number(r, 'active_b') * 1e9)}.0, "
                     f"{', '.join(values)}, {CLASSES[r['class']]}, {1 if r['tied_embeddings'] else 0}}},")
    return (HEAD.format(csv="models.csv") + text.c() + keys + "const piq__model_row piq__model_rows[] = {\n" +
            "\n".join(lines) + "\n};\n" + f"const uint32_t piq__model_row_count = {len(rows)};\n" + TAIL)


def main():
    gpus, models = read("gpus.csv"), read("models.csv")
    outputs = {"gpu_table.c": gpus_c(gpus, check_gpus(gpus)), "model_table.c": models_c(models, check_models(models))}
    for name, content in outputs.items():
        path = HERE / name
        if "--check" in sys.argv[1:]:
            if not path.exists() or path.read_text(encoding="utf-8") != content:
                fail(f"{name} is not what the tables say: run generate.py")
        else:
            path.write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
