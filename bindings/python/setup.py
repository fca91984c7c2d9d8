"""Builds the package. In a checkout the two files, their declarations and the licence are written anew beside this file; an sdist
brings them along."""
from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from setuptools import setup

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LIBRARY = HERE / "library"


def put(path: Path, content: bytes) -> None:
    """Writes what is new only, so that the compiler is not asked again for nothing."""
    if not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)


def generate() -> None:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, str(ROOT / "lib" / "amalgamate.py"), folder], check=True)
        header = Path(folder, "piq.h")
        declarations = subprocess.run([sys.executable, str(HERE / "cdef.py"), str(header)], check=True, capture_output=True).stdout
        put(LIBRARY / "piq.h", header.read_bytes())
        put(LIBRARY / "piq.c", Path(folder, "piq.c").read_bytes())
    put(HERE / "src" / "piq" / "_declarations.h", declarations)
    put(HERE / "LICENSE", (ROOT / "LICENSE").read_bytes())


def version() -> str:
    found = re.search(r'PIQ_VERSION_STRING "([^"]+)"', (LIBRARY / "piq.h").read_text(encoding="utf-8"))
    assert found is not None
    return found.group(1)


if (ROOT / "lib" / "amalgamate.py").is_file():
    generate()
# A free-threaded interpreter has no limited API: there the wheel is for one version.
stable = {} if sysconfig.get_config_var("Py_GIL_DISABLED") else {"bdist_wheel": {"py_limited_api": "cp39"}}
setup(version=version(), cffi_modules=["native.py:ffi"], options=stable)
