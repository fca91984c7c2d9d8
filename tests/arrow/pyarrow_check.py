"""Fleets through the tables of other libraries: pyarrow, polars, pandas and duckdb must give the report bytes that JSON gives.

    python pyarrow_check.py build/lib/libpiq.so [FLEETS]

Needs pyarrow, polars, pandas and duckdb; ends with "N passed, N failed".
"""

import ctypes
import datetime
import json
import pathlib
import sys

import duckdb
import pandas
import polars
import pyarrow as pa

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "reference"))
import random_fleet  # noqa: E402

NUL_TERMINATED = ctypes.c_size_t(-1).value
STRICT = 1
TABLES = {"gpu_types": 2, "models": 3, "nodes": 4, "workloads": 5}
EXPORTS = {"findings": 1, "evidence": 2, "remedies": 3, "not_evaluated": 4, "pending": 5, "moves": 6, "capacity": 7,
           "wrong_remedies": 8, "relations": 9, "detectors": 10}
NUMBER, INTEGER, BOOL, STRING, TIMESTAMP, STRINGS, NUMBERS, OBJECTS = range(1, 9)
OBJECT_TYPES = {
    "placement": [("node", pa.string()), ("gpus", pa.float64()), ("replica", pa.int32()), ("gpu", pa.string())],
    "scale_events": [("t", pa.float64()), ("replicas", pa.int64()), ("cause", pa.string())],
    "mig_profiles": [("name", pa.string()), ("compute_slices", pa.int8()), ("compute_slices_total", pa.int8()),
                     ("memory_bytes", pa.int64()), ("max_instances", pa.int8())],
}


class Error(ctypes.Structure):
    _fields_ = [("struct_size", ctypes.c_uint32), ("code", ctypes.c_int32), ("field", ctypes.c_uint32),
                ("entity", ctypes.c_uint32), ("row", ctypes.c_uint64), ("line", ctypes.c_uint32),
                ("column", ctypes.c_uint32), ("message", ctypes.c_char * 480)]


class FieldInfo(ctypes.Structure):
    _fields_ = [("struct_size", ctypes.c_uint32), ("id", ctypes.c_uint32), ("entity", ctypes.c_uint32),
                ("type", ctypes.c_uint32), ("words", ctypes.c_uint32), ("since", ctypes.c_uint32),
                ("min", ctypes.c_double), ("max", ctypes.c_double), ("name", ctypes.c_char_p),
                ("unit", ctypes.c_char_p), ("used_by", ctypes.c_char_p), ("meaning", ctypes.c_char_p)]


WRITE = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.POINTER(ctypes.c_char), ctypes.c_size_t)
capsule_pointer = ctypes.pythonapi.PyCapsule_GetPointer
capsule_pointer.restype = ctypes.c_void_p
capsule_pointer.argtypes = [ctypes.py_object, ctypes.c_char_p]


class Refused(Exception):
    pass


class Library:
    def __init__(self, path):
        self.c = ctypes.CDLL(path)
        self.c.piq_field_count.restype = ctypes.c_size_t
        self.types = {}
        for i in range(self.c.piq_field_count()):
            info = FieldInfo(struct_size=ctypes.sizeof(FieldInfo))
            assert self.c.piq_field_at(ctypes.c_size_t(i), ctypes.byref(info)) == 0
            self.types[info.entity, info.name.decode()] = (info.id, info.type)

    def call(self, name, *arguments):
        error = Error(struct_size=ctypes.sizeof(Error))
        status = getattr(self.c, name)(*arguments, ctypes.byref(error))
        if status != 0:
            raise Refused("%s gave %d: %s" % (name, status, error.message.decode()))

    def fleet(self):
        fleet = ctypes.c_void_p()
        assert self.c.piq_fleet_new(None, ctypes.byref(fleet)) == 0
        return fleet

    def free(self, fleet):
        self.c.piq_fleet_free(fleet)

    def read(self, fleet, snapshot):
        text = json.dumps(snapshot).encode()
        self.call("piq_fleet_read_json", fleet, text, ctypes.c_size_t(len(text)))

    def set_fleet(self, fleet, snapshot):
        row = ctypes.c_uint64(1 << 32)
        for name, value in snapshot.items():
            known = self.types.get((1, name))
            if known is None or value is None:
                continue
            if isinstance(value, bool):
                self.call("piq_fleet_set_boolean", fleet, row, ctypes.c_uint32(known[0]), ctypes.c_int32(value))
            elif isinstance(value, str):
                text = value.encode()
                self.call("piq_fleet_set_string", fleet, row, ctypes.c_uint32(known[0]), text, ctypes.c_size_t(len(text)))
            else:
                self.call("piq_fleet_set_number", fleet, row, ctypes.c_uint32(known[0]), ctypes.c_double(value))

    def add(self, fleet, table, data, flags=0):
        """Anything with __arrow_c_stream__ or __arrow_c_array__."""
        entity = ctypes.c_uint32(TABLES[table])
        if hasattr(data, "__arrow_c_stream__"):
            capsule = data.__arrow_c_stream__()
            stream = ctypes.c_void_p(capsule_pointer(capsule, b"arrow_array_stream"))
            self.call("piq_fleet_import_arrow_stream", fleet, entity, stream, ctypes.c_uint32(flags))
        else:
            schema, array = data.__arrow_c_array__()
            self.call("piq_fleet_import_arrow_array", fleet, entity, ctypes.c_void_p(capsule_pointer(schema, b"arrow_schema")),
                      ctypes.c_void_p(capsule_pointer(array, b"arrow_array")), ctypes.c_uint32(flags))

    def evaluate(self, fleet):
        report = ctypes.c_void_p()
        self.call("piq_evaluate", fleet, None, ctypes.byref(report))
        return report

    def json(self, report):
        parts = []

        def write(_, text, length):
            parts.append(text[:length])
            return 0

        self.call("piq_report_write_json", report, WRITE(write), None, ctypes.c_uint32(0))
        return b"".join(parts)

    def report(self, fleet):
        report = self.evaluate(fleet)
        text = self.json(report)
        self.c.piq_report_free(report)
        return text

    def table(self, report, table):
        stream = (ctypes.c_void_p * 5)()
        self.call("piq_report_export_arrow_stream", report, ctypes.c_uint32(EXPORTS[table]), stream)
        return stream

    def count(self, fleet, table):
        self.c.piq_fleet_count.restype = ctypes.c_size_t
        return self.c.piq_fleet_count(fleet, ctypes.c_uint32(TABLES[table]))


# ---- tables of a snapshot ----

def columns(rows):
    names = {}
    for row in rows:
        names.update(dict.fromkeys(row))
    return list(names)


def arrow_type(library, table, name, text=pa.string(), number=pa.float64(), listed=pa.list_):
    _, kind = library.types[TABLES[table], name]
    if kind == OBJECTS:
        members = [(n, text if pa.types.is_string(t) else t) for n, t in OBJECT_TYPES[name]]
        return listed(pa.struct(members))
    return {NUMBER: number, INTEGER: pa.int64(), BOOL: pa.bool_(), STRING: text, STRINGS: listed(text),
            NUMBERS: listed(number)}[kind]


def typed(library, snapshot, **types):
    result = {}
    for table in TABLES:
        rows = snapshot.get(table) or []
        names = [n for n in columns(rows) if not n.startswith("x_")]
        if not rows:
            continue
        fields = [(n, arrow_type(library, table, n, **types)) for n in names]
        result[table] = pa.table({n: pa.array([row.get(n) for row in rows], t) for n, t in fields})
    return result


def inferred(library, snapshot):
    return {t: pa.Table.from_pylist([{n: row.get(n) for n in columns(snapshot[t])} for row in snapshot[t]])
            for t in TABLES if snapshot.get(t)}


def as_dictionary(table):
    """Every string column as a dictionary, with an index type of its own."""
    indexes = [pa.int8(), pa.uint8(), pa.int16(), pa.uint16(), pa.int32(), pa.uint32(), pa.int64(), pa.uint64()]
    fields = []
    for i, field in enumerate(table.schema):
        wide = table.num_rows < 100
        fields.append(field.with_type(pa.dictionary(indexes[i % 8 if wide else 4 + i % 4], pa.string()))
                      if pa.types.is_string(field.type) else field)
    return pa.table([table.column(f.name).cast(f.type) for f in fields], schema=pa.schema(fields))


def narrow(table):
    """Every integer column in the narrowest type that holds it."""
    fields = []
    for field in table.schema:
        kind = field.type
        if pa.types.is_int64(kind):
            values = [v for v in table.column(field.name).to_pylist() if v is not None] or [0]
            for candidate in (pa.uint8(), pa.int8(), pa.uint16(), pa.int16(), pa.uint32(), pa.int32(), pa.uint64()):
                bits = candidate.bit_width
                low, high = (0, 2 ** bits) if str(candidate).startswith("u") else (-(2 ** (bits - 1)), 2 ** (bits - 1))
                if low <= min(values) and max(values) < high:
                    kind = candidate
                    break
        fields.append(field.with_type(kind))
    return table.cast(pa.schema(fields))


def sliced(table):
    """The same rows, out of the middle of a longer table, in uneven chunks with empty ones between."""
    strange = pa.concat_tables([table.slice(0, 1)] * 3 + [table] + [table.slice(0, 1)] * 5).combine_chunks()
    inner = strange.slice(3, table.num_rows)
    parts, at, size = [], 0, 1
    while at < inner.num_rows:
        parts += [inner.slice(at, size), inner.slice(at, 0)]
        at += size
        size = size % 5 + 1
    return pa.concat_tables(parts)


def durations(library, name_of_table, table):
    fields = []
    for field in table.schema:
        values = table.column(field.name).to_pylist()
        whole = all(v is None or (v == int(v) and abs(v) < 1e9) for v in values) if pa.types.is_float64(field.type) else False
        fields.append((field, whole and field.name.endswith("_seconds")))
    units = ["s", "ms", "us", "ns"]
    arrays = []
    for i, (field, change) in enumerate(fields):
        column = table.column(field.name)
        unit = units[i % 4]
        scale = [1, 10 ** 3, 10 ** 6, 10 ** 9][i % 4]
        if change and all(v is None or v * scale < 2 ** 62 for v in column.to_pylist()):
            column = pa.array([None if v is None else int(v) * scale for v in column.to_pylist()], pa.duration(unit))
        arrays.append(column)
    return pa.table(arrays, names=table.column_names)


BACK = {"ready_seconds", "state_seconds", "stale_seconds", "idle_seconds", "pending_seconds", "seconds_since_oom"}


def moments(table, observed_at):
    """Spans that end at observed_at as the moments they began at, in several units and zones."""
    begin = int(datetime.datetime.fromisoformat(observed_at.replace("Z", "+00:00")).timestamp())
    kinds = [("s", 1, None), ("ms", 10 ** 3, "UTC"), ("us", 10 ** 6, "Europe/Paris"), ("ns", 10 ** 9, "+05:30")]
    arrays = []
    for i, name in enumerate(table.column_names):
        column = table.column(name)
        values = column.to_pylist()
        unit, scale, zone = kinds[i % 4]
        if name in BACK and all(v is None or (v == int(v) and v < 5e8) for v in values):
            column = pa.array([None if v is None else (begin - int(v)) * scale for v in values], pa.timestamp(unit, tz=zone))
        arrays.append(column)
    return pa.table(arrays, names=table.column_names)


def with_extras(table):
    extra = pa.array([None] * table.num_rows, pa.null())
    return table.append_column("x_mine", extra).append_column("unheard_of", pa.array([b"z"] * table.num_rows))


def through_duckdb(table):
    connection = duckdb.connect()
    relation = connection.from_arrow(table)
    return relation


# ---- checks ----

class Checks:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, good, what):
        self.passed += bool(good)
        self.failed += not good
        if not good:
            print("FAILED", what)


def fill(library, snapshot, tables, flags=0):
    fleet = library.fleet()
    library.set_fleet(fleet, snapshot)
    for table in TABLES:
        if table in tables:
            library.add(fleet, table, tables[table], flags)
    return fleet


def compare(checks, library, what, snapshot, wanted, tables, flags=0):
    try:
        fleet = fill(library, snapshot, tables, flags)
    except Refused as refused:
        checks.check(False, "%s: %s" % (what, refused))
        return
    got = library.report(fleet)
    library.free(fleet)
    checks.check(got == wanted, what + ": another report")


def ways(library, snapshot):
    plain = typed(library, snapshot)
    each = lambda change: {name: change(table) for name, table in plain.items()}
    yield "pyarrow, typed", plain, STRICT
    yield "pyarrow, inferred", inferred(library, snapshot), STRICT
    yield "pyarrow, large", typed(library, snapshot, text=pa.large_string(), listed=pa.large_list), 0
    yield "pyarrow, views", typed(library, snapshot, text=pa.string_view()), 0
    yield "pyarrow, dictionaries", each(as_dictionary), 0
    yield "pyarrow, narrow integers", each(narrow), 0
    yield "pyarrow, slices and chunks", each(sliced), 0
    yield "pyarrow, dictionaries in chunks", each(lambda t: sliced(as_dictionary(t))), 0
    yield "pyarrow, durations", {n: durations(library, n, t) for n, t in plain.items()}, 0
    yield "pyarrow, moments", each(lambda t: moments(t, snapshot["observed_at"])), 0
    yield "pyarrow, extra columns", each(with_extras), 0
    yield "pyarrow, record batches", each(lambda t: t.combine_chunks().to_batches()[0]), 0
    yield "polars", each(polars.from_arrow), 0
    yield "polars, categories", each(lambda t: categorical(polars.from_arrow(t))), 0
    yield "pandas", each(lambda t: t.to_pandas()), 0
    yield "pandas, arrow types", each(lambda t: t.to_pandas(types_mapper=pandas.ArrowDtype)), 0
    yield "pandas, categories", each(lambda t: pandas_categories(t.to_pandas())), 0
    yield "duckdb", each(through_duckdb), 0


def categorical(frame):
    return frame.with_columns([polars.col(n).cast(polars.Categorical) for n, t in frame.schema.items() if t == polars.String])


def pandas_categories(frame):
    for name in frame.columns:
        if frame[name].map(lambda v: isinstance(v, str) or v is None or v != v if not isinstance(v, (list, dict)) and not hasattr(v, "shape") else False).all():
            if frame[name].notna().any():
                frame[name] = frame[name].astype("category")
    return frame


def only_floats(library, snapshot):
    """float32 holds few of the values exactly: only a table whose values all do."""
    rows = [{"id": "n%d" % i, "gpu_count": 8, "billed": True, "price_per_gpu_hour": 2.5, "gpu_type": "H100-80"} for i in range(600)]
    snapshot = {"piq_snapshot": 1, "observed_at": "2026-11-23T00:00:00Z", "nodes": rows}
    table = pa.table({"id": [r["id"] for r in rows], "gpu_count": pa.array([8.0] * 600, pa.float32()), "billed": [True] * 600,
                      "price_per_gpu_hour": pa.array([2.5] * 600, pa.float32()), "gpu_type": ["H100-80"] * 600})
    return snapshot, {"nodes": table}


def check_imports(checks, library, name, snapshot):
    fleet = library.fleet()
    library.read(fleet, snapshot)
    wanted = library.report(fleet)
    library.free(fleet)
    for what, tables, flags in ways(library, snapshot):
        compare(checks, library, "%s: %s" % (name, what), snapshot, wanted, tables, flags)


def refusal(library, table, data, flags=0, before=None):
    fleet = library.fleet()
    if before:
        library.add(fleet, *before)
    counts = {t: library.count(fleet, t) for t in TABLES}
    try:
        library.add(fleet, table, data, flags)
        return "accepted"
    except Refused as refused:
        after = {t: library.count(fleet, t) for t in TABLES}
        return str(refused) if after == counts else "the fleet has changed"
    finally:
        library.free(fleet)


def check_refusals(checks, library):
    nodes = pa.table({"id": ["a", "b"], "gpu_count": [8, 8]})
    cases = [
        ("half", "nodes", pa.table({"id": ["a"], "gpu_count": pa.array([1.0], pa.float16())}), 0, "16-bit"),
        ("decimal", "nodes", pa.table({"id": ["a"], "gpu_count": pa.array([1], pa.decimal128(5, 1))}), 0, "decimal"),
        ("range", "nodes", pa.table({"id": ["a", "b"], "gpu_count": [8, -1]}), 0, "nodes, column gpu_count, row 1"),
        ("word", "nodes", pa.table({"id": ["a", "b"], "state": ["ready", "sleepy"]}), 0, "nodes, column state, row 1"),
        ("twice", "nodes", pa.table({"id": ["a", "a"]}), 0, "nodes, column id, row 1"),
        ("no id", "nodes", pa.table({"gpu_count": [8]}), 0, "nodes, column id is missing"),
        ("null id", "nodes", pa.table({"id": ["a", None]}), 0, "nodes, column id, row 1 is missing"),
        ("strict", "nodes", pa.table({"id": ["a"], "colour": ["red"]}), STRICT, 'nodes, column "colour"'),
        ("unplaced", "workloads", pa.table({"id": ["w"], "placement": [[{"node": "z", "gpus": 1}]]}), 0, 'no node "z"'),
        ("overfull", "workloads", pa.table({"id": ["w"], "placement": [[{"node": "a", "gpus": 9}]]}), 0, "row 0"),
        ("number as text", "workloads", pa.table({"id": ["w"], "gpus": ["1"]}), 0, "workloads, column gpus has Arrow type"),
    ]
    for what, table, data, flags, wanted in cases:
        got = refusal(library, table, data, flags, before=("nodes", nodes) if table == "workloads" else None)
        checks.check(wanted in got, "%s: %s" % (what, got))

    def failing():
        yield pa.record_batch({"id": ["a"]})
        raise ValueError("the disk is on fire")

    reader = pa.RecordBatchReader.from_batches(pa.schema([("id", pa.string())]), failing())
    got = refusal(library, "nodes", reader)
    checks.check("the disk is on fire" in got, "a failing stream: " + got)


def read_exports(library, report):
    tables = {}
    for name in EXPORTS:
        stream = library.table(report, name)
        tables[name] = pa.RecordBatchReader._import_from_c(ctypes.addressof(stream))
    return tables


def same_money(json_value, table_value):
    """JSON has 0 for what is not known."""
    return micros(json_value) == (table_value or 0)


def micros(value):
    return None if value is None else round(value * 1e6)


def as_columns(row, names):
    """An object of the JSON report as the row of the table that it should be; what only one of the two has makes them differ."""
    money = {name for name in names if name.endswith("_micros")}
    return {key + "_micros" if key + "_micros" in money else key: micros(value) if key + "_micros" in money else value for key, value in row.items()}


def check_findings(checks, wanted, got):
    checks.check([f["id"] for f in wanted] == [f["id"] for f in got["findings"]], "findings: ids")
    for w, g in zip(wanted, got["findings"]):
        same = all(w[k] == g[k] for k in ("detector", "subtype", "entity", "entity_id", "cluster", "state", "severity", "confidence",
                                          "gpu_hours_per_month", "degraded_by", "personas", "message"))
        factors = all(w["confidence_factors"][k] == g[k] for k in ("signal", "coverage", "window", "source", "margin"))
        amounts = all(same_money(w[k], g[k + "_micros"]) for k in ("waste_per_hour", "standalone_per_month", "recoverable_per_month",
                                                                 "cost_to_fix_per_month"))
        checks.check(same and factors and amounts, "finding %s: %s" % (w["id"], g))
    evidence = [[f["id"], e["field"], None if isinstance(e["value"], str) else e["value"], e["value"] if isinstance(e["value"], str) else None,
                 e["comparison"], e["threshold"], e["unit"], e["policy"]] for f in wanted for e in f["evidence"]]
    checks.check(evidence == [list(row.values()) for row in got["evidence"]], "evidence")
    remedies = [(f["id"], r["action"], r["primary"], r["parameters"], r["verify"]) for f in wanted for r in f["remedies"]]
    found = [(r["finding"], r["action"], r["primary"], {p["name"]: p["text"] if p["text"] is not None else p["value"] for p in r["parameters"]},
              r["verify"]) for r in got["remedies"]]
    checks.check(remedies == found, "remedies")
    wrong = [[f["id"], r["action"], r["reason"]] for f in wanted for r in f["wrong_remedies"]]
    checks.check(wrong == [list(row.values()) for row in got["wrong_remedies"]], "wrong_remedies")
    relations = [[f["id"], r["type"], r["finding"]] for f in wanted for r in f["relations"]]
    checks.check(relations == [list(row.values()) for row in got["relations"]], "relations")


def pieces(wanted):
    rows = []
    for step, name in (("move", "moves"), ("start", "starts")):
        for index, m in enumerate(wanted["consolidation"][name]):
            for direction in ("from", "to"):
                for p in m.get(direction, []):
                    rows.append([step, index, m["workload"], m["replica"], direction, p["node"], p["gpus"], p.get("gpu")])
    return rows


def check_exports(checks, library, snapshot, rows):
    fleet = library.fleet()
    library.read(fleet, snapshot)
    report = library.evaluate(fleet)
    wanted = json.loads(library.json(report))
    readers = read_exports(library, report)
    library.free(fleet)
    library.c.piq_report_free(report)  # the streams outlive it
    tables = {name: reader.read_all() for name, reader in readers.items()}
    for name, table in tables.items():
        table.validate(full=True)
        rows[name] = rows.get(name, 0) + table.num_rows
    got = {name: table.to_pylist() for name, table in tables.items()}
    check_findings(checks, wanted["findings"], got)
    blanks = [[b["detector"], b["entity"], b["entity_id"], b["reason"], b["missing"]] for b in wanted["not_evaluated"]]
    checks.check(blanks == [list(row.values()) for row in got["not_evaluated"]], "not_evaluated")
    for name in ("pending", "capacity"):
        checks.check([as_columns(row, tables[name].column_names) for row in wanted[name]] == got[name], name)
    moves = [[r["step"], r["index"], r["workload"], r["replica"], r["direction"], r["node"], r["piece_gpus"], r["gpu"]] for r in got["moves"]]
    checks.check(pieces(wanted) == moves, "moves")
    for row in got["detectors"]:
        row.update({k: row[k] or 0 for k in ("waste_per_hour_micros", "recoverable_per_month_micros")})
    totals = [[d[k] for k in ("detector", "fired", "clear", "not_evaluated", "not_applicable", "suppressed", "candidates")]
              + [micros(d["waste_per_hour"]), micros(d["recoverable_per_month"])] for d in wanted["summary"]["by_detector"]]
    checks.check(totals == [list(row.values()) for row in got["detectors"]], "detectors")


def main():
    library = Library(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 40
    checks = Checks()
    tour = json.loads((HERE.parents[1] / "examples" / "fleets" / "tour.json").read_text())
    fleets = [("tour", tour)] + [("fleet %d" % seed, random_fleet.make(seed)) for seed in range(count)]
    rows = {}
    for name, snapshot in fleets:
        snapshot.setdefault("observed_at", "2026-11-23T00:00:00Z")
        check_imports(checks, library, name, snapshot)
        check_exports(checks, library, snapshot, rows)
    snapshot, tables = only_floats(library, tour)
    fleet = library.fleet()
    library.read(fleet, snapshot)
    compare(checks, library, "float32", snapshot, library.report(fleet), tables)
    library.free(fleet)
    check_refusals(checks, library)
    checks.check(sorted(n for n in rows if rows[n] > 0) == sorted(EXPORTS), "a table never had rows: %s" % rows)
    print("%d passed, %d failed" % (checks.passed, checks.failed))
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
