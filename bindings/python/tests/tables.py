"""A snapshot's rows as tables of other libraries, with the columns' types taken from the library's own schema."""

from __future__ import annotations

from typing import Any, Callable, Dict, Iterator, Tuple

import duckdb
import pandas
import polars
import pyarrow as pa

import piq

TABLES = ("gpu_types", "models", "nodes", "workloads")
OBJECTS = {
    "placement": [("node", pa.string()), ("gpus", pa.float64()), ("replica", pa.int32()), ("gpu", pa.string())],
    "scale_events": [("t", pa.float64()), ("replicas", pa.int64()), ("cause", pa.string())],
    "mig_profiles": [("name", pa.string()), ("compute_slices", pa.int8()), ("compute_slices_total", pa.int8()), ("memory_bytes", pa.int64()),
                     ("max_instances", pa.int8())],
}
TYPES = {"number": pa.float64(), "integer": pa.int64(), "bool": pa.bool_(), "string": pa.string(), "string_list": pa.list_(pa.string()),
         "number_list": pa.list_(pa.float64())}


def arrow_type(table: str, name: str) -> pa.DataType:
    field = piq.find_field(table, name)
    return pa.list_(pa.struct(OBJECTS[name])) if field.type == "object_list" else TYPES[field.type]


def column_names(rows: Any) -> list[str]:
    return [name for name in dict.fromkeys(name for row in rows for name in row) if not name.startswith("x_")]


def arrow_tables(snapshot: Dict[str, Any]) -> Dict[str, pa.Table]:
    return {table: pa.table({name: pa.array([row.get(name) for row in snapshot[table]], arrow_type(table, name))
                             for name in column_names(snapshot[table])})
            for table in TABLES if snapshot.get(table)}


def duckdb_relation(table: pa.Table) -> Any:
    return duckdb.connect().from_arrow(table)


CONVERSIONS: Dict[str, Callable[[pa.Table], Any]] = {
    "pyarrow": lambda table: table,
    "pyarrow batch": lambda table: table.combine_chunks().to_batches()[0],
    "pyarrow reader": lambda table: table.to_reader(max_chunksize=3),
    "polars": polars.from_arrow,
    "pandas": lambda table: table.to_pandas(),
    "pandas, Arrow types": lambda table: table.to_pandas(types_mapper=pandas.ArrowDtype),
    "duckdb": duckdb_relation,
    "rows": lambda table: table.to_pylist(),
    "columns": lambda table: table.to_pydict(),
    "numpy columns": lambda table: {name: table.column(name).to_numpy() if pa.types.is_floating(table.column(name).type)
                                    else table.column(name).to_pylist() for name in table.column_names},
}


def fleet_fields(snapshot: Dict[str, Any]) -> Dict[str, Any]:
    return {field.name: snapshot[field.name] for field in piq.fields("fleet") if field.name in snapshot}


def ways(snapshot: Dict[str, Any]) -> Iterator[Tuple[str, Dict[str, Any]]]:
    tables = arrow_tables(snapshot)
    for name, convert in CONVERSIONS.items():
        yield name, {table: convert(data) for table, data in tables.items()}
