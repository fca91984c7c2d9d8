"""Which C library is in use: the built-in one, or a shared one by its path."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Iterator

import pyarrow as pa
import pytest
from conftest import ROOT

import piq
from piq import _library

sys.path.insert(0, str(ROOT / "bindings" / "python"))
import cdef  # noqa: E402

SHARED = os.environ.get("PIQ_SHARED", "")
needs_shared = pytest.mark.skipif(not SHARED, reason="PIQ_SHARED names no libpiq.so")


@pytest.fixture(autouse=True)
def restore() -> Iterator[None]:
    before = _library._current
    yield
    _library._current = before


def test_declarations_are_those_of_the_header(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(ROOT / "lib" / "amalgamate.py"), str(tmp_path)], check=True)
    assert _library.declarations() == cdef.cdef((tmp_path / "piq.h").read_text(encoding="utf-8"))


def test_declarations_name_every_function_and_constant() -> None:
    exports = (ROOT / "tests" / "schema" / "exports.txt").read_text(encoding="utf-8").split()
    assert cdef.functions(_library.declarations()) == exports
    vocabulary = (ROOT / "include" / "piq" / "vocabulary.h").read_text(encoding="utf-8")
    for name, value in re.findall(r"#define (PIQ_\w+) UINT32_C\((\d+)\)", vocabulary):
        assert getattr(_library.current().lib, name) == int(value)


@needs_shared
def test_another_library(tour_text: str) -> None:
    piq.load()
    mine = piq.evaluate(tour_text)
    fleet, policy = piq.Fleet.from_snapshot(tour_text), piq.Policy()
    assert piq.load(Path(SHARED)) == piq.__version__
    other = piq.evaluate(tour_text, threads=2)
    assert other._library.path == SHARED and mine._library.path is None
    assert other.to_bytes() == mine.to_bytes() == piq.evaluate(fleet, policy=policy).to_bytes()
    assert pa.table(other.findings_table) == pa.table(mine.findings_table)
    assert piq.evaluate(fleet, policy={"dark_min_seconds": 14400}, persona="platform_team").summary.nodes == mine.summary.nodes
    assert list(other.findings) == list(mine.findings) and other.plan == mine.plan
    for mixed in (lambda: other.compare(mine), lambda: piq.evaluate(fleet, policy=piq.Policy()),
                  lambda: piq.evaluate_json(tour_text, policy=policy)):
        with pytest.raises(ValueError, match="librar"):
            mixed()


@needs_shared
def test_named_by_the_environment() -> None:
    script = "import piq, piq._library as l; print(piq.Fleet()._library.path, l.current().path, piq.version())"
    done = subprocess.run([sys.executable, "-c", script], env={**os.environ, "PIQ_LIBRARY": SHARED}, text=True, capture_output=True, check=True)
    assert done.stdout.split() == [SHARED, SHARED, piq.__version__]
    done = subprocess.run([sys.executable, "-c", script], env={**os.environ, "PIQ_LIBRARY": "/none.so"}, text=True, capture_output=True, check=False)
    assert done.returncode == 1 and "LoadError: /none.so cannot be loaded" in done.stderr


def made(folder: Path, leave_out: str = "") -> str:
    """A shared library that has the names, and serves nobody."""
    own = {"piq_version_string": 'const char *piq_version_string(void) { return "9.8.7"; }',
           "piq_get_api": "const void *piq_get_api(unsigned version, unsigned long size) { (void)version, (void)size; return 0; }"}
    names = set((ROOT / "tests" / "schema" / "exports.txt").read_text(encoding="utf-8").split()) - {leave_out}
    source, library = folder / "fake.c", folder / f"fake{leave_out}.so"
    source.write_text("\n".join(own.get(name, f"void {name}(void) {{}}") for name in sorted(names)), encoding="utf-8")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", str(library), str(source)], check=True)
    return str(library)


def test_what_cannot_be_used(tmp_path: Path) -> None:
    before = _library.current()
    for path, complaint in (("/none.so", "cannot be loaded"), ("libc.so.6", "is no libpiq"),
                            (made(tmp_path), "is libpiq 9.8.7, which does not serve"),
                            (made(tmp_path, "piq_estimate"), "lacks piq_estimate$")):
        with pytest.raises(piq.LoadError, match=complaint) as caught:
            piq.load(path)
        assert isinstance(caught.value, ImportError) and caught.value.path == path
        assert _library.current() is before


def test_nothing_but_the_entry_is_exported() -> None:
    """Another libpiq in the process is not mixed up with the built-in one."""
    from piq import _native

    listed = subprocess.run(["nm", "-D", "--defined-only", _native.__file__], text=True, capture_output=True, check=True).stdout
    names = {line.split()[-1] for line in listed.splitlines()}
    assert "PyInit__native" in names and not [name for name in names if name.startswith(("piq_", "py_"))]
