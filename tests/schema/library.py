"""The built library through ctypes: what it says of its own vocabulary."""

import ctypes
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("PIQ_BUILD", ROOT / "build"))
PROGRAM = BUILD / "bin" / "piq"
SHARED = BUILD / "lib" / "libpiq.so"

U32, TEXT, DOUBLE = ctypes.c_uint32, ctypes.c_char_p, ctypes.c_double


class FieldInfo(ctypes.Structure):
    _fields_ = [("struct_size", U32), ("id", U32), ("entity", U32), ("type", U32), ("words", U32), ("since", U32),
                ("min", DOUBLE), ("max", DOUBLE), ("name", TEXT), ("unit", TEXT), ("used_by", TEXT), ("meaning", TEXT)]


class PolicyInfo(ctypes.Structure):
    _fields_ = [("struct_size", U32), ("id", U32), ("since", U32), ("is_boolean", U32), ("default_value", DOUBLE),
                ("name", TEXT), ("unit", TEXT), ("detectors", TEXT), ("meaning", TEXT)]


class DetectorInfo(ctypes.Structure):
    _fields_ = [("struct_size", U32), ("id", U32), ("entity", U32), ("personas", U32), ("name", TEXT), ("title", TEXT),
                ("subtypes", TEXT), ("rule", TEXT)]


def load():
    library = ctypes.CDLL(str(SHARED))
    for name in ("piq_field_count", "piq_policy_key_count", "piq_detector_count"):
        getattr(library, name).restype = ctypes.c_size_t
    library.piq_word.restype = library.piq_name.restype = TEXT
    library.piq_word.argtypes = [U32, U32]
    library.piq_name.argtypes = [U32]
    for name in ("piq_field_at", "piq_policy_key_at", "piq_detector_at"):
        getattr(library, name).argtypes = [ctypes.c_size_t, ctypes.c_void_p]
    return library


def rows(library, kind, count, at):
    for index in range(count()):
        info = kind()
        info.struct_size = ctypes.sizeof(kind)
        assert at(index, ctypes.byref(info)) == 0
        yield info


def fields(library):
    return list(rows(library, FieldInfo, library.piq_field_count, library.piq_field_at))


def policy(library):
    return list(rows(library, PolicyInfo, library.piq_policy_key_count, library.piq_policy_key_at))


def detectors(library):
    return list(rows(library, DetectorInfo, library.piq_detector_count, library.piq_detector_at))


GROUPS, WORDS, IDS = 200, 2000, 20000  # far above what is in use


def words(library):
    for group in range(1, GROUPS):
        for number in range(1, WORDS):
            word = library.piq_word(group, number)
            if word is not None:
                yield group, number, word.decode()


def names(library):
    for number in range(1, IDS):
        name = library.piq_name(number)
        if name is not None:
            yield number, name.decode()
