"""Time of loading a table of workloads from pyarrow: into a libpiq fleet, against a plain copy of its bytes and against other libraries.

    python bench/arrow_import.py build/lib/libpiq.so [--rows N] [--repeat N] [--parts] [--no-peers]

Needs pyarrow; polars, pandas and duckdb are timed where they are installed. Prints one JSON line a figure: seconds of processor
time, the least of all repetitions, and beside it what a clock on the wall showed. `--parts` times each kind of column by itself.
The goal: at most twice the copy (the faster of one to fresh memory and one to memory in use) and 60 ns for each string value and each
piece of a placement.
"""

import argparse
import ctypes
import json
import time

import numpy
import pyarrow

NODE, WORKLOAD = 4, 5
NANOSECONDS_PER_TEXT = 60


# ---- the library ----

class Error(ctypes.Structure):
    _fields_ = [("struct_size", ctypes.c_uint32), ("code", ctypes.c_int32), ("field", ctypes.c_uint32), ("entity", ctypes.c_uint32),
                ("row", ctypes.c_uint64), ("line", ctypes.c_uint32), ("column", ctypes.c_uint32), ("message", ctypes.c_char * 480)]


class Library:
    def __init__(self, path):
        self.c = ctypes.CDLL(path)
        self.pointer = ctypes.pythonapi.PyCapsule_GetPointer
        self.pointer.restype, self.pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]

    def fleet(self):
        fleet = ctypes.c_void_p()
        assert self.c.piq_fleet_new(None, ctypes.byref(fleet)) == 0
        return fleet

    def add(self, fleet, entity, table):
        error = Error(struct_size=ctypes.sizeof(Error))
        capsule = table.__arrow_c_stream__()
        stream = ctypes.c_void_p(self.pointer(capsule, b"arrow_array_stream"))
        status = self.c.piq_fleet_import_arrow_stream(fleet, ctypes.c_uint32(entity), stream, ctypes.c_uint32(1), ctypes.byref(error))
        if status != 0:
            raise SystemExit("import failed: %s" % error.message.decode())

    def free(self, fleet):
        self.c.piq_fleet_free(fleet)


# ---- the tables ----

def with_nulls(chance, values, share, kind=None):
    return pyarrow.array(values, kind, mask=chance.random(len(values)) < share if share else None)


def words(chance, rows, choices, coded):
    codes = chance.integers(0, len(choices), rows, dtype=numpy.int32)
    column = pyarrow.DictionaryArray.from_arrays(codes, pyarrow.array(choices))
    return column if coded else column.cast(pyarrow.string())


def names(prefix, numbers):
    return pyarrow.array(["%s-%08d" % (prefix, n) for n in numbers])


def ratios(chance, rows, fields, share):
    return {name: with_nulls(chance, chance.random(rows), share) for name in fields}


def nodes(rows):
    count = max(1, rows // 4)
    return pyarrow.table({"id": names("node", range(count)), "gpu_count": numpy.full(count, 8.0), "billed": numpy.full(count, True)})


def placement(chance, rows):
    order = chance.permutation(rows) // 4
    count = max(1, rows // 4)
    node = names("node", range(count)).take(pyarrow.array(numpy.minimum(order, count - 1)))
    piece = pyarrow.StructArray.from_arrays([node, pyarrow.array(numpy.full(rows, 1.0))], ["node", "gpus"])
    return pyarrow.ListArray.from_arrays(numpy.arange(rows + 1, dtype=numpy.int32), piece)


def ids(rows):
    return {"id": names("workload", range(rows))}


def floats(chance, rows):
    whole = ratios(chance, rows, ["coverage_ratio", "sm_active_mean", "sm_active_peak", "tensor_active_mean", "tensor_active_p95",
                                  "dram_active_mean", "dram_active_p95", "gr_engine_active_mean"], 0)
    rare = ratios(chance, rows, ["ttft_p95_seconds", "tpot_p95_seconds", "kv_cache_usage_max", "kv_cache_usage_p95",
                                 "cold_start_p50_seconds", "cold_start_p95_seconds", "output_tokens_per_second",
                                 "host_memory_peak"], 0.05)
    half = ratios(chance, rows, ["cpu_utilization_p95", "items_per_second"], 0.5)
    return {**whole, **rare, **half}


def integers(chance, rows):
    wide = {name: with_nulls(chance, chance.integers(0, 80 * 10 ** 9, rows), 0.05)
            for name in ("gpu_memory_used_max_bytes", "requests", "memory_base_bytes", "bytes_per_item", "items_remaining")}
    narrow = {name: with_nulls(chance, chance.integers(0, 100, rows, dtype=numpy.int32), 0)
              for name in ("max_model_len", "declared_concurrency", "preemptions")}
    times = {"idle_seconds": with_nulls(chance, chance.integers(0, 10 ** 6, rows), 0.05, pyarrow.duration("s")),
             "stale_seconds": with_nulls(chance, chance.integers(0, 120, rows).astype(numpy.float32), 0)}
    return {**wide, **narrow, **times}


def booleans(chance, rows):
    return {name: with_nulls(chance, chance.random(rows) < 0.5, 0.05) for name in ("user_facing", "movable")}


def coded(chance, rows):
    return {"kind": words(chance, rows, ["llm_serving", "serving", "batch", "training", "notebook"], True),
            "engine": words(chance, rows, ["vllm", "sglang", "tgi"], True),
            "model": words(chance, rows, ["model-%d" % i for i in range(40)], True)}


def plain(chance, rows):
    return {"cluster": words(chance, rows, ["cluster-%03d" % i for i in range(250)], False),
            "owner": words(chance, rows, ["team %d of the house" % i for i in range(2000)], False),
            "environment": words(chance, rows, ["prod", "dev"], False),
            "weight_dtype": words(chance, rows, ["bf16", "fp8", "int4"], False),
            "state": words(chance, rows, ["running"], False)}


def kinds(rows):
    """Name, columns, texts and pieces in a row of them."""
    chance = numpy.random.default_rng(1)
    yield "ids", {}, 1
    yield "float64", floats(chance, rows), 0
    yield "integers and times", integers(chance, rows), 0
    yield "booleans", booleans(chance, rows), 0
    yield "dictionaries", coded(chance, rows), 3
    yield "texts", plain(chance, rows), 5
    yield "placement", {"placement": placement(chance, rows)}, 1


# ---- timing ----

def least(repeat, action):
    best = [float("inf")] * 2
    for _ in range(repeat):
        wall, processor = time.perf_counter(), time.process_time()
        kept = action()
        best = [min(best[0], time.process_time() - processor), min(best[1], time.perf_counter() - wall)]
        del kept
    return best


def say(what, seconds, wall, **more):
    print(json.dumps({"what": what, "seconds": round(seconds, 4), "wall": round(wall, 4), **more}), flush=True)


def buffers(array):
    """Every buffer of an array, once, as the bytes that its elements take."""
    return [numpy.frombuffer(b, numpy.uint8) for b in array.buffers() if b is not None] + (
        buffers(array.dictionary) if pyarrow.types.is_dictionary(array.type) else [])


def time_copy(table, repeat):
    parts = [b for column in table.columns for chunk in column.chunks for b in buffers(chunk)]
    size = sum(b.nbytes for b in parts)
    fresh = least(repeat, lambda: [b.copy() for b in parts])
    targets = [numpy.ones_like(b) for b in parts]
    again = least(repeat, lambda: [numpy.copyto(t, b) for t, b in zip(targets, parts)])
    return size, fresh, again


def time_import(library, table, placed, repeat):
    """Without the nodes that placements name: they are in the fleet before."""
    best = [float("inf")] * 2
    for _ in range(repeat):
        fleet = library.fleet()
        if placed is not None:
            library.add(fleet, NODE, placed)
        once = least(1, lambda: library.add(fleet, WORKLOAD, table))
        best = [min(a, b) for a, b in zip(best, once)]
        library.free(fleet)
    return best


def compare(library, what, table, texts, repeat):
    rows, placed = table.num_rows, nodes(table.num_rows) if "placement" in table.column_names else None
    size, fresh, again = time_copy(table, repeat)
    seconds, wall = time_import(library, table, placed, repeat)
    allowed = 2 * min(fresh[0], again[0]) + texts * rows * NANOSECONDS_PER_TEXT * 1e-9
    say(what, seconds, wall, rows=rows, columns=table.num_columns, bytes=size, copy_to_fresh_memory=round(fresh[0], 4), copy=round(again[0], 4),
        texts_and_pieces=texts * rows, allowed=round(allowed, 4), share_of_allowed=round(seconds / allowed, 2),
        ns_per_value=round(seconds * 1e9 / rows / table.num_columns, 2))
    return seconds


def time_peers(table, repeat):
    half = table.num_rows // 2
    say("pyarrow: concat_tables and combine_chunks",
        *least(repeat, lambda: pyarrow.concat_tables([table.slice(0, half), table.slice(half)]).combine_chunks()))
    try:
        import polars
        say("polars: from_arrow", *least(repeat, lambda: polars.from_arrow(table)))
    except ImportError:
        pass
    try:
        import pandas  # noqa: F401
        say("pandas: to_pandas", *least(repeat, table.to_pandas))
    except ImportError:
        pass
    try:
        import duckdb
        say("duckdb: create table as select", *least(repeat, lambda: duckdb_table(duckdb, table)))
    except ImportError:
        pass


def duckdb_table(duckdb, table):
    connection = duckdb.connect()
    connection.register("source", table)
    connection.execute("create table fleet as select * from source")
    return connection


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("library")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--parts", action="store_true")
    parser.add_argument("--no-peers", action="store_true")
    options = parser.parse_args()
    library, whole, texts = Library(options.library), {}, 0
    for name, columns, in_row in kinds(options.rows):
        whole.update(columns if columns else ids(options.rows))
        texts += in_row
        if options.parts:
            table = pyarrow.table({**ids(options.rows), **columns})
            compare(library, "import: " + name, table, in_row + (1 if columns else 0), options.repeat)
    table = pyarrow.table(whole)
    assert table.num_columns == 40
    compare(library, "import", table, texts, options.repeat)
    if not options.no_peers:
        time_peers(table, options.repeat)


if __name__ == "__main__":
    main()
