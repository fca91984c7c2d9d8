#!/usr/bin/env python3
"""Holds model.py against the library on every row: same expectation to 1e-9. Needs a C compiler (CC, default cc).

With --program PATH also what was promised of the model: how far it is from published measurements, and how often
finding 10 is wrong or blind by the model alone, as the program tells.
"""
import ctypes
import os
import pathlib
import subprocess
import sys
import tempfile

import alarms
import model

MEDIAN, P90 = 1.18, 1.75             # of the error factor
FALSE_ALARMS, FOUND = 0.09, 0.80     # good rows with a stated concurrency that fire; misconfigured ones

D = ctypes.c_double
MODEL = ("parameters active_parameters layers hidden_size attention_heads kv_heads head_dim kv_lora_rank rope_head_dim "
         "sliding_window sliding_layers max_context vocab_size intermediate_size experts experts_per_token").split()
DTYPES = {"fp32": 1, "bf16": 2, "fp16": 3, "fp8": 4, "int8": 5, "int4": 6, "fp4": 7, "mxfp4": 8}


def structure(name, *fields):
    return type(name, (ctypes.Structure,), {"_fields_": list(fields)})


Model = structure("Model", *((f, D) for f in MODEL), ("model_class", ctypes.c_uint8), ("tied", ctypes.c_uint8))
Device = structure("Device", *((f, D) for f in "memory bandwidth fp16 fp8 fp4 link".split()), ("cdna3", ctypes.c_bool))
Layout = structure("Layout", *((f, D) for f in ("tensor", "pipeline", "data")))
Engine = structure("Engine", *((f, D) for f in "weight kv fraction sequences overhead steady steady_prefill".split()),
                   ("dtype", ctypes.c_uint8), ("of_free", ctypes.c_bool))
Prepared = D * 64  # more than piq__throughput holds


def library(directory):
    path = pathlib.Path(directory) / "physics.so"
    sources = [str(model.ROOT / "lib/physics" / f"{name}.c") for name in ("memory", "parameters", "throughput")]
    subprocess.run([os.environ.get("CC", "cc"), "-std=c11", "-O2", "-ffp-contract=off", "-shared", "-fPIC",
                    f"-I{model.ROOT}/include", f"-I{model.ROOT}/lib", "-o", str(path), *sources], check=True)
    lib = ctypes.CDLL(str(path))
    for name in ("piq__tokens_per_second", "piq__kv_sequences"):
        getattr(lib, name).restype = D
    return lib


def known(value):
    return value if value else float("nan")


def expectation(lib, r, k):
    m = Model(**{f: known(getattr(r, f, 0.0)) for f in MODEL if hasattr(r, f)})
    m.parameters, m.active_parameters, m.tied = r.parameters, r.active, r.tied
    d = Device(r.memory, r.bandwidth, r.fp16, known(r.fp8), known(r.fp4), known(r.link), r.cdna3)
    layout = Layout(r.tp, 1.0, r.replicas)
    e = Engine(float("nan"), r.kv_bytes, model.MEMORY_FRACTION, float("nan"), model.OVERHEAD, *model.steady(r, k),
               DTYPES[r.weights], False)
    t = Prepared()
    lib.piq__throughput_prepare(t, ctypes.byref(m), ctypes.byref(d), ctypes.byref(layout), ctypes.byref(e))
    b = model.batch(r, lib.piq__kv_sequences(t, D(r.isl), D(r.osl)))
    return lib.piq__tokens_per_second(t, D(b), D(r.isl), D(r.osl))


def promised(program):
    k, rows, kept = model.constants(), model.rows(), True
    for name, group in (("fitted", [r for r in rows if r.use == "fit"]),
                        ("all but misconfigured", [r for r in rows if r.use != "misconfigured"])):
        median, p90, _ = model.scores([model.factor(r, k) for r in group])
        print(f"check.py: {len(group)} rows, {name}: median {median:.3f}, p90 {p90:.3f}")
        kept = kept and median <= MEDIAN and p90 <= P90
    shares = []
    for group in ([r for r in rows if r.use == "fit" and r.concurrency], [r for r in rows if r.use == "misconfigured"]):
        fired = sum(f for f, _ in alarms.judged(group, program))
        shares.append(fired / len(group))
        print(f"check.py: finding 10 fires on {fired} of {len(group)}")
    return kept and shares[0] <= FALSE_ALARMS and shares[1] >= FOUND


def main():
    k, rows, worst = model.constants(), model.rows(), 0.0
    with tempfile.TemporaryDirectory() as directory:
        lib = library(directory)
        for r in rows:
            worst = max(worst, abs(expectation(lib, r, k) / model.predict(r, k) - 1.0))
    print(f"check.py: {len(rows)} rows, largest difference {worst:.1e}")
    good = worst < 1e-9
    if sys.argv[1:2] == ["--program"]:
        good = promised(sys.argv[2]) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
