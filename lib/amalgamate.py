#!/usr/bin/env python3
"""Writes the library as two files, piq.c and piq.h, into a folder: lib/amalgamate.py FOLDER.

piq.h is the public headers in one; piq.c is every source file, each header once, the tables expanded where they are included.
Compile piq.c with any C11 compiler; nothing else is needed, no flag either."""
import re
import sys
from pathlib import Path

LIB = Path(__file__).resolve().parent
PUBLIC = LIB.parent / "include"
HEADERS = ["piq/piq.h", "piq/arrow.h", "piq/api.h"]
ROOMS = ["support", "schema", "fleet", "catalog", "physics", "policy", "facts", "detectors", "consolidation", "ledger", "report",
         "arrow", "json"]
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+(?:"([^"]+)"|<([^>]+)>)')

NOTICE = """/* libpiq {version}, amalgamated by lib/amalgamate.py; do not edit.
   Copyright the libpiq authors. Apache License 2.0, see LICENSE. */
"""
STATIC = """
/* In the program that compiles piq.c nothing is imported. */
#if !defined(PIQ_STATIC) && !defined(PIQ_BUILD)
#define PIQ_STATIC 1
#endif
"""

# Only what the public header names is to be seen from outside; and a helper that stood in a header may go unused.
BEGIN = """
#if defined(__GNUC__) && !defined(_WIN32)
#pragma GCC visibility push(hidden)
#endif
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunused-function"
#endif
"""
END = """
#if defined(__clang__)
#pragma clang diagnostic pop
#endif
#if defined(__GNUC__) && !defined(_WIN32)
#pragma GCC visibility pop
#endif
"""


class Writer:
    """Follows #include: a header once, a table (.def, .inc) every time, what is left out never. System headers are collected."""

    def __init__(self, roots, leave_out=()):
        self.roots, self.leave_out = roots, leave_out
        self.seen, self.out, self.system = set(), [], set()

    def find(self, name):
        for root in self.roots:
            if (root / name).is_file():
                return root / name
        sys.exit(f"amalgamate.py: {name} is not found")

    def add(self, name):
        path = self.find(name)
        for line in path.read_text(encoding="utf-8").splitlines():
            match = INCLUDE.match(line)
            if match is None:
                self.out.append(line.rstrip())
            elif match.group(1) is None:
                self.system.add(f"#include <{match.group(2)}>")
            elif match.group(1) in self.leave_out:
                continue
            elif match.group(1).endswith((".def", ".inc")):
                self.add(match.group(1))
            else:
                self.once(match.group(1))

    def once(self, name):
        if name in self.seen:
            return
        self.seen.add(name)
        self.out += ["", f"/* ---- {name} ---- */"]
        self.add(name)

    def includes(self):
        return "\n".join(sorted(self.system)) + "\n"


def sources():
    rank = {room: i for i, room in enumerate(ROOMS)}
    files = [p.relative_to(LIB).as_posix() for p in LIB.glob("**/*.c")]
    return sorted(files, key=lambda f: (f.count("/") == 0, rank.get(f.split("/")[0], len(ROOMS)), f))


def version():
    text = (PUBLIC / "piq/piq.h").read_text(encoding="utf-8")
    return re.search(r'PIQ_VERSION_STRING "([^"]+)"', text).group(1)


def header():
    w = Writer([PUBLIC])
    for name in HEADERS:
        if (PUBLIC / name).is_file():
            w.once(name)
    return NOTICE.format(version=version()) + STATIC + "\n" + w.includes() + "\n".join(w.out) + "\n"


def source():
    public = [p.relative_to(PUBLIC).as_posix() for p in PUBLIC.glob("**/*.h")]
    w = Writer([LIB], leave_out=public)
    w.once("support/base.h")
    base, w.out = w.out, []
    for name in sources():
        w.out += ["", f"/* ======== {name} ======== */"]
        w.add(name)
    return (NOTICE.format(version=version()) + '#include "piq.h"\n\n' + w.includes() + "\n".join(base) + "\n" + BEGIN +
            "\n".join(w.out) + "\n" + END)


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("piq.h", header()), ("piq.c", source())):
        with open(folder / name, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)


if __name__ == "__main__":
    main()
