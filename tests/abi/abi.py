#!/usr/bin/env python3
"""Holds the library against what programs already rely on: tests/abi/README.md says how.

    abi.py check [NAME...] [--tree TREE]   all checks, or those named: symbols, table, constants, layout, changelog, types, programs
    abi.py update [--break]                writes the baseline anew; only additions unless --break
"""
import argparse
import platform
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import measure

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ABIDW = ["--headers-dir", "include", "--drop-private-types", "--no-show-locs", "--no-corpus-path", "--no-comp-dir-path",
         "--type-id-style", "hash"]
HOME = platform.machine() == "x86_64"  # where the baseline of types was taken
FIRST = "PIQ_0.1"  # the first version has nothing to add to


class Broken(Exception):
    """What a check found."""


def kept(name):
    path = HERE / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def run(*command, cwd=None):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False, cwd=cwd)
    return done.returncode, (done.stdout + done.stderr).strip()


def must(*command, cwd=None):
    status, text = run(*command, cwd=cwd)
    if status != 0:
        raise Broken(text)
    return text


def grown(what, before, now):
    """Whatever was there still is; what is new must be in the baseline, too."""
    gone, new = [line for line in before if line not in now], [line for line in now if line not in before]
    if gone:
        raise Broken(f"{what} that programs rely on: " + ", ".join(gone))
    if new:
        raise Broken(f"new {what}, not in the baseline yet (tests/abi/update.sh): " + ", ".join(new))


class Tree:
    """A source tree, and the library as built from it with debugging information."""

    def __init__(self, root, scratch):
        self.root, self.scratch, self.built = Path(root), Path(scratch), None

    def library(self):
        if self.built is None:
            self.built = self.scratch / "libpiq.so.0"
            whole = self.scratch / "all.c"
            sources = sorted(p.relative_to(self.root) for p in (self.root / "lib").rglob("*.c"))
            whole.write_text("".join(f'#include "{s}"\n' for s in sources), encoding="utf-8")
            must("gcc", "-std=c11", "-g", "-O0", "-w", "-fPIC", "-fvisibility=hidden", "-shared", "-DPIQ_BUILD=1", "-Iinclude", "-Ilib", "-I.",
                 "-Wl,--no-undefined-version", "-Wl,--version-script=lib/exports.map", "-Wl,-soname,libpiq.so.0", whole, "-o", self.built,
                 cwd=self.root)
            (self.scratch / "libpiq.so").unlink(missing_ok=True)
            (self.scratch / "libpiq.so").symlink_to("libpiq.so.0")
        return self.built

    def symbols(self):
        lines = must("nm", "-D", "--defined-only", self.library()).splitlines()
        return "".join(sorted(line.split()[-1].replace("@@", "@") + "\n" for line in lines if " A " not in line))

    def table(self):
        lines = (self.root / "lib" / "exports.list").read_text(encoding="utf-8").split()
        return "".join(line + "\n" for line in lines if line.startswith("piq_") and line != "piq_get_api")

    def types(self):
        text = must("abidw", *ABIDW, self.library(), cwd=self.root)
        return text + "\n"

    def compiles(self, name, *options):
        must("gcc", "-std=c11", "-fsyntax-only", f"-I{self.root / 'include'}", *options, HERE / name)


def symbols(tree):
    grown("symbols", kept("symbols.txt").split(), tree.symbols().split())


def table(tree):
    before, now = kept("table.txt").split(), tree.table().split()
    if now[:len(before)] != before:
        raise Broken("the function table's members have moved; they are only added, at the end of lib/exports.list")
    grown("members of the function table", before, now)


def constants(tree):
    tree.compiles("constants.c")
    grown("constants", re.findall(r"^SAME\((\w+),", kept("constants.c"), re.M), measure.constant_names(tree.root))


def layout(tree):
    tree.compiles("layout.c")
    if HOME:
        tree.compiles("layout.c", "-m32", "-ffreestanding")
    grown("members", re.findall(r"^AT\((.+), \d+\)", kept("layout.c").split("#elif")[0], re.M),
          [f"{kind}, {name}" for kind, names in measure.structs(tree.root) for name in names])


def changelog(tree):
    """A symbol that came after the first version is named below a heading "ABI"."""
    text = (tree.root / "CHANGELOG.md").read_text(encoding="utf-8")
    said = "\n".join(re.findall(r"^### ABI\n(.*?)(?=^##|\Z)", text, re.M | re.S))
    silent = [s.split("@")[0] for s in tree.symbols().split() if s.split("@")[1] != FIRST and s.split("@")[0] not in said]
    if silent:
        raise Broken("CHANGELOG.md says nothing of these below ABI: " + ", ".join(silent))


def types(tree, *options):
    now = tree.scratch / "now.abi"
    now.write_text(tree.types(), encoding="utf-8")
    status, text = run("abidiff", *options, HERE / "libpiq.abi", now)
    if status != 0:
        raise Broken(f"abidiff gives {status}\n{text}")


def programs(tree):
    """Programs as they were compiled then, by their own header, run with the library of today."""
    sources = sorted(HERE.glob("program_*.c"))
    if not sources:
        raise Broken("there is none")
    library = tree.library()
    for source in sources:
        program = tree.scratch / source.stem
        must("gcc", "-std=c11", "-Wall", "-Wextra", "-Wno-unused-result", f"-I{HERE}", source, f"-L{tree.scratch}", "-lpiq", "-o", program)
        done = must("env", f"LD_LIBRARY_PATH={library.parent}", program)
        if done.strip() != kept(source.stem + ".expected").strip():
            (tree.scratch / "printed").write_text(done + "\n", encoding="utf-8")
            raise Broken(source.name + " prints\n" + run("diff", HERE / (source.stem + ".expected"), tree.scratch / "printed")[1])


CHECKS = [symbols, table, constants, layout, changelog] + ([types] if HOME else []) + [programs]


def check(tree, names):
    failed = 0
    wanted = [c for c in CHECKS if not names or c.__name__ in names]
    for one in wanted:
        try:
            one(tree)
            print("ok      " + one.__name__)
        except Broken as broken:
            failed += 1
            print(f"FAILED  {one.__name__}: {broken}")
    print(f"{len(wanted) - failed} passed, {failed} failed")
    return 1 if failed or not wanted else 0


def additions_only(tree):
    """Raises Broken where something that is in the baseline has changed."""
    missing = [line for line in kept("symbols.txt").split() if line not in tree.symbols().split()]
    if missing:
        raise Broken("gone: " + ", ".join(missing))
    before = kept("table.txt").split()
    if tree.table().split()[:len(before)] != before:
        raise Broken("the function table's members have moved")
    for name in ("constants.c", "layout.c"):
        if kept(name):
            must("gcc", "-std=c11", "-fsyntax-only", "-DADDITIONS=1", f"-I{tree.root / 'include'}", HERE / name)
    if kept("libpiq.abi"):
        types(tree, "--no-added-syms", "--suppressions", HERE / "growth.ini")


def update(tree, everything):
    try:
        additions_only(tree)
    except Broken as broken:
        if not everything:
            print(f"{broken}\n\nThis breaks programs that are compiled already. Before a first release, or with a new soname and "
                  "PIQ_ABI_VERSION: update.sh --break")
            return 1
    files = {"symbols.txt": tree.symbols(), "table.txt": tree.table(), "constants.c": measure.constants(tree.root),
             "layout.c": measure.layout(tree.root), "libpiq.abi": tree.types()}
    files[f"header_{measure.version(tree.root)}.h"] = measure.header(tree.root)
    for name, text in files.items():
        print(("same     " if kept(name) == text else "written  ") + name)
        (HERE / name).write_text(text, encoding="utf-8")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["check", "update"])
    parser.add_argument("names", nargs="*")
    parser.add_argument("--tree", default=ROOT)
    parser.add_argument("--break", dest="everything", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        tree = Tree(options.tree, scratch)
        return check(tree, options.names) if options.what == "check" else update(tree, options.everything)


if __name__ == "__main__":
    sys.exit(main())
