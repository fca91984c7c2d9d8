"""The C library in use: the one compiled into the wheel, or a shared one that is named by its path."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple, Type

from . import _native
from ._errors import Error, LoadError, NotFound, OutOfMemory

ENTITIES = ("fleet", "gpu_type", "model", "node", "workload", "cluster")
TABLES = {"gpu_types": "gpu_type", "models": "model", "nodes": "node", "workloads": "workload"}
UNKNOWN_MONEY = -(2**63)


class Library:
    """libpiq through cffi, with what every call needs at hand. Objects made with one library are used with that one only."""

    def __init__(self, ffi: Any, lib: Any, path: Optional[str]) -> None:
        self.ffi = ffi
        self.lib = lib
        self.path = path
        self.none = int(lib.PIQ_NONE)
        self.error_type = ffi.typeof("piq_error *")
        self.error_size = ffi.sizeof("piq_error")
        self.append = self._lent("piq_write", "py_text_append")
        self.run_threads = self._lent("piq_run_tasks", "py_run_threads")
        self.entities = {name: self._word_id(lib.PIQ_WORDS_ENTITY, name) for name in ENTITIES}
        self.entities.update({table: self.entities[name] for table, name in TABLES.items()})
        self._words: Dict[Tuple[int, int], Optional[str]] = {}
        self._names: Dict[int, Optional[str]] = {0: None}
        self._structs: Dict[str, Tuple[Any, int]] = {}
        self.cache: Dict[Any, Any] = {}

    def _lent(self, kind: str, name: str) -> Any:
        """A C function of the compiled module, as a type of this library."""
        address = _native.ffi.cast("uintptr_t", _native.ffi.addressof(_native.lib, name))
        return self.ffi.cast(kind, int(address))

    # ---- errors ----

    def new_error(self) -> Any:
        error = self.ffi.new(self.error_type)
        error.struct_size = self.error_size
        error.row = self.none
        return error

    def check(self, status: int, error: Any = None, kind: Type[Error] = Error) -> None:
        """Raises what a status says, with the error that came along."""
        if status != 0:
            raise self.exception(status, error, kind)

    def exception(self, status: int, error: Any = None, kind: Type[Error] = Error) -> Error:
        if status == self.lib.PIQ_E_NOMEM:
            kind = OutOfMemory
        if error is None or error.code == 0:
            return self.fail(status, None, kind)
        return self.fail(status, self.string(error.message), kind, field=self.name(error.field),
                         entity=self.word(self.lib.PIQ_WORDS_ENTITY, error.entity), row=None if error.row == self.none else int(error.row),
                         line=error.line or None, column=error.column or None)

    def fail(self, status: int, message: Optional[str], kind: Type[Error] = Error, **place: Any) -> Error:
        """An error of a known status, also where it is noticed before the library is asked."""
        word = self.string(self.lib.piq_status_name(status))
        return kind(message or word, code=status, status=word, **place)

    # ---- text ----

    def string(self, text: Any) -> str:
        return str(self.ffi.string(text).decode("utf-8", "replace"))

    def optional(self, text: Any) -> Optional[str]:
        """None for NULL, and for the empty text, where the library says that there is none."""
        return (self.string(text) or None) if text != self.ffi.NULL else None

    def counted(self, text: Any, length: int) -> str:
        return bytes(self.ffi.buffer(text, length)).decode("utf-8", "replace")

    def written(self, write: Callable[[Any, Any], int], error: Any) -> bytes:
        """What a function writes through its sink: write(sink, user) calls it."""
        text = _native.ffi.new("py_text *")
        try:
            status = write(self.append, self.ffi.cast("void *", int(_native.ffi.cast("uintptr_t", text))))
            if status == self.lib.PIQ_E_SINK:
                raise self.fail(self.lib.PIQ_E_NOMEM, None, OutOfMemory)
            self.check(status, error)
            return bytes(_native.ffi.buffer(text.bytes, text.length)) if text.length else b""
        finally:
            _native.lib.py_text_clear(text)

    # ---- the vocabulary ----

    def name(self, number: int) -> Optional[str]:
        """Name of a field, measure or threshold by its id."""
        if number not in self._names:
            text = self.lib.piq_name(number)
            self._names[number] = None if text == self.ffi.NULL else self.string(text)
        return self._names[number]

    def word(self, group: int, number: int) -> Optional[str]:
        key = (group, number)
        if key not in self._words:
            text = self.lib.piq_word(group, number) if number else self.ffi.NULL
            self._words[key] = None if text == self.ffi.NULL else self.string(text)
        return self._words[key]

    def _word_id(self, group: int, word: str) -> int:
        data = word.encode("utf-8", "surrogatepass")
        return int(self.lib.piq_word_find(group, data, len(data)))

    def words(self, group: int) -> Tuple[str, ...]:
        key = f"words {group}"
        if key not in self.cache:
            found = (self.word(group, number) for number in range(1, 1000))
            self.cache[key] = tuple(word for word in found if word is not None)
        words: Tuple[str, ...] = self.cache[key]
        return words

    def word_id(self, group: int, word: str, what: str) -> int:
        number = self._word_id(group, word)
        if number == 0:
            raise self.fail(self.lib.PIQ_E_VALUE, f"{word!r} is no {what}: it is one of {', '.join(self.words(group))}", NotFound)
        return number

    def entity(self, name: str, rows_only: bool = True) -> int:
        number = self.entities.get(name, 0)
        if number == 0 or (rows_only and name in ("fleet", "cluster")):
            raise self.fail(self.lib.PIQ_E_FIELD, f"{name!r} is no table: it is one of {', '.join(TABLES)}", NotFound)
        return number

    def filled(self, kind: str) -> Any:
        """A new struct that states its size."""
        known = self._structs.get(kind)
        if known is None:
            known = self._structs[kind] = (self.ffi.typeof(kind + " *"), self.ffi.sizeof(kind))
        struct = self.ffi.new(known[0])
        struct.struct_size = known[1]
        return struct


# ---- which library ----

_builtin = Library(_native.ffi, _native.lib, None)
VERSION = _builtin.string(_builtin.lib.piq_version_string())  # of the package, which the built-in library gives it
_current = _builtin
_opened: List[Library] = []  # never closed: streams handed out may still need their code


def current() -> Library:
    return _current


def declarations() -> str:
    return (Path(__file__).resolve().parent / "_declarations.h").read_text(encoding="utf-8")


def _open(path: str) -> Library:
    import cffi

    ffi = cffi.FFI()
    text = declarations()
    ffi.cdef(text)
    try:
        lib = ffi.dlopen(path)
    except OSError as refused:
        raise LoadError(f"{path} cannot be loaded: {refused}", path=path) from refused
    names = sorted(set(re.findall(r"\b(piq_\w+)\s*\((?!\s*\*)", re.sub(r"typedef[^;{]*;", "", text))))
    missing = [name for name in names if not hasattr(lib, name)]
    if missing == names:
        raise LoadError(f"{path} is no libpiq", path=path)
    if missing:
        raise LoadError(f"{path} lacks {', '.join(missing)}", path=path)
    if lib.piq_get_api(lib.PIQ_ABI_VERSION, ffi.sizeof("piq_api")) == ffi.NULL:
        version = ffi.string(lib.piq_version_string()).decode()
        raise LoadError(f"{path} is libpiq {version}, which does not serve programs made for {VERSION}", path=path)
    return Library(ffi, lib, path)


def load(path: "Optional[os.PathLike[str] | str]" = None) -> str:
    """Uses another library from now on: the shared one at `path`, or with None the one built into this package.

    What was made before keeps the library it was made with. The environment variable PIQ_LIBRARY names a path from the start.

    Returns:
        That library's version.

    Raises:
        LoadError: there is none, it is another version, or it lacks a function.
    """
    global _current
    if path is None:
        _current = _builtin
    else:
        library = _open(os.fspath(path))
        _opened.append(library)
        _current = library
    return version()


def version() -> str:
    """The version of the C library in use, "0.1.0"."""
    return _current.string(_current.lib.piq_version_string())


def version_info() -> Tuple[int, int, int]:
    """The version of the C library in use, (0, 1, 0)."""
    number = int(_current.lib.piq_version())
    return number >> 16, number >> 8 & 255, number & 255


if os.environ.get("PIQ_LIBRARY"):
    load(os.environ["PIQ_LIBRARY"])
