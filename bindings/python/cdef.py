#!/usr/bin/env python3
"""Writes the declarations of piq.h as cffi reads them: bindings/python/cdef.py PIQ_H > FILE.

PIQ_H is the header of the two files that lib/amalgamate.py writes. What remains are types, functions, and every macro that is a
whole number on all machines; the same text serves the compiled module and a library that is loaded by its path."""
import re
import sys
from pathlib import Path

WIDTHS = {"UINT64_MAX": 2**64 - 1, "INT64_MIN": -(2**63), "INT64_MAX": 2**63 - 1, "UINT32_MAX": 2**32 - 1}
# The least 64-bit number does not survive how cffi compares a constant with the compiler's value; PIQ_STATIC is no part of the API.
LEFT_OUT = {"PIQ_MONEY_UNKNOWN", "PIQ_STATIC"}
DEFINE = re.compile(r"#\s*define\s+(\w+)\s+(\S.*?)\s*$")
NUMBER = re.compile(r"[\s0-9a-fA-FxX()|<+-]+")


def without_comments(text):
    return re.sub(r"//[^\n]*", "", re.sub(r"/\*.*?\*/", " ", text, flags=re.S)).replace("\\\n", " ")


def value_of(expression, known):
    """The number a macro stands for, or None: casts dropped, names replaced, then nothing but digits and operators."""
    expression = re.sub(r"U?INT(?:32|64)_C\((\w+)\)", r"\1", expression)
    expression = re.sub(r"\((?:piq_ref|u?int(?:32|64)_t|size_t)\)", "", expression)
    expression = re.sub(r"\b[A-Z]\w*\b", lambda m: str(known.get(m.group(), m.group())), expression)
    return eval(expression, {"__builtins__": {}}) if NUMBER.fullmatch(expression) else None  # noqa: S307


def cdef(header):
    text = re.sub(r"#ifdef __cplusplus.*?#endif", "", without_comments(header), flags=re.S)
    known, lines = dict(WIDTHS), []
    for line in text.splitlines():
        define = DEFINE.match(line)
        if define:
            value = value_of(define.group(2), known)
            if value is not None and define.group(1) not in known:
                known[define.group(1)] = value
                if define.group(1) not in LEFT_OUT:
                    lines.append(f"#define {define.group(1)} {value}")
        elif line.strip() and not line.lstrip().startswith("#"):
            lines.append(re.sub(r"\[([A-Z]\w*)\]", lambda m: f"[{known[m.group(1)]}]", re.sub(r"\bPIQ_(?:API|CHECK)\s+", "", line)).rstrip())
    return "\n".join(lines) + "\n"


def functions(text):
    """The names of the functions that a text of declarations declares."""
    return sorted(set(re.findall(r"\b(piq_\w+)\s*\((?!\s*\*)", re.sub(r"typedef[^;{]*;", "", text))))


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    sys.stdout.write(cdef(Path(sys.argv[1]).read_text(encoding="utf-8")))
