"""Describes the compiled module piq._native to cffi: the declarations of piq.h, the two files, and native.c."""
from __future__ import annotations

import os
import sys
from pathlib import Path

from cffi import FFI

HERE = Path(__file__).resolve().parent
POSIX = sys.platform != "win32"

ffi = FFI()
ffi.cdef((HERE / "src" / "piq" / "_declarations.h").read_text(encoding="utf-8"))
ffi.cdef((HERE / "native.h").read_text(encoding="utf-8"))
# The library's symbols stay inside: another libpiq in the same process must not be taken for this one, nor this one for it.
ffi.set_source(
    "piq._native",
    '#include "piq.h"\n#include "native.h"\n#include "native.c"\n',
    sources=["library/piq.c"],
    include_dirs=["library", "."],
    define_macros=[("PIQ_API", '__attribute__((visibility("hidden")))')] if POSIX else [],
    extra_compile_args=["-std=c11", "-ffp-contract=off", "-fvisibility=hidden", "-g0", *os.environ.get("PIQ_CFLAGS", "").split()] if POSIX else [],
    extra_link_args=["-pthread", *os.environ.get("PIQ_LDFLAGS", "").split()] if POSIX else [],
)
