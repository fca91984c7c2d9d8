"""What the shared object shows the world: piq_ functions as listed, libc as its only need, nothing writable."""

import re
import shutil
import subprocess
import tempfile
import unittest
from collections import Counter
from pathlib import Path

import library

HERE = Path(__file__).resolve().parent
# What compilers and linkers put there by themselves.
TOOLCHAIN = {"completed.0", "__dso_handle", "__TMC_END__", "_DYNAMIC", "_GLOBAL_OFFSET_TABLE_", "__bss_start", "_edata", "_end",
             "__frame_dummy_init_array_entry", "__do_global_dtors_aux_fini_array_entry", "__data_start", "data_start"}


def output(*command):
    return subprocess.run([str(c) for c in command], capture_output=True, check=True, text=True).stdout


def constant_after_loading():
    """Names in sections that the loader makes read-only once it has put addresses in."""
    return set(re.findall(r"\s\.data\.rel\.ro\S*\s+[0-9a-f]+\s+(\S+)$", output("objdump", "-t", library.SHARED), re.M))


def symbols(*options):
    for line in output("nm", *options, library.SHARED).splitlines():
        parts = line.split()
        if len(parts) >= 2:
            yield parts[-2], parts[-1].split("@")[0]


class Exports(unittest.TestCase):
    def test_as_listed(self):
        got = sorted(name for kind, name in symbols("-D", "--defined-only") if kind != "A")
        self.assertEqual((HERE / "exports.txt").read_text(encoding="utf-8").split(), got)

    def test_only_ours(self):
        for kind, name in symbols("-D", "--defined-only"):
            self.assertTrue(name.startswith("piq_") or (kind == "A" and name.startswith("PIQ_")), name)

    def test_version_script_names_the_same(self):
        script = (library.ROOT / "lib" / "exports.map").read_text(encoding="utf-8")
        self.assertEqual((HERE / "exports.txt").read_text(encoding="utf-8").split(), sorted(re.findall(r"\b(piq_\w+);", script)))

    def test_every_declared_function_is_there(self):
        declared = set()
        for header in (library.ROOT / "include" / "piq").glob("*.h"):
            text = re.sub(r"/\*.*?\*/", "", header.read_text(encoding="utf-8"), flags=re.S)
            declared |= set(re.findall(r"PIQ_API[^;{]*?\b(piq_\w+)\s*\(", text))
        self.assertEqual(sorted(declared), (HERE / "exports.txt").read_text(encoding="utf-8").split())


class Needs(unittest.TestCase):
    def test_only_libc(self):
        self.assertEqual(["libc.so.6"], re.findall(r"NEEDED.*\[(.*)\]", output("readelf", "-d", library.SHARED)))

    def test_soname(self):
        self.assertEqual(["libpiq.so.0"], re.findall(r"SONAME.*\[(.*)\]", output("readelf", "-d", library.SHARED)))

    def test_hardened(self):
        dynamic, program = output("readelf", "-d", library.SHARED), output("readelf", "-lW", library.SHARED)
        self.assertRegex(dynamic, r"BIND_NOW|FLAGS.*NOW")
        self.assertIn("GNU_RELRO", program)
        self.assertNotRegex(program, r"GNU_STACK.*E ")
        self.assertNotIn("TEXTREL", dynamic)

    def test_no_text_of_the_machine_it_was_built_on(self):
        self.assertNotIn(str(library.ROOT), output("strings", library.SHARED))


class Memory(unittest.TestCase):
    def test_no_writable_global(self):
        fixed = TOOLCHAIN | constant_after_loading()
        got = sorted((kind, name) for kind, name in symbols() if kind in "bBdDcCsSgG" and name not in fixed
                     and not name.startswith("__do_global") and not name.startswith("__frame_dummy"))
        self.assertEqual([], got)

    def test_no_constructor(self):
        for kind, name in symbols():
            self.assertFalse(kind in "tT" and re.match(r"_GLOBAL__sub_I", name), name)

    def test_no_thread_local(self):
        self.assertNotRegex(output("readelf", "-lW", library.SHARED), r"\bTLS\b")

    def test_calls_nothing_that_reads_the_world(self):
        wanted = {"malloc", "free", "realloc", "memcpy", "memset", "memmove", "memcmp", "memchr", "strlen", "strcmp", "strchr", "strncmp"}
        got = {name for kind, name in symbols("-D", "--undefined-only") if kind == "U"}
        extra = {n for n in got - wanted if not n.startswith("__")}  # checked copies and the stack's guard
        self.assertEqual(set(), extra)


class Names(unittest.TestCase):
    """All sources can be one: no static name stands in two files, so that they can be put together."""

    def test_static_names_are_unique(self):
        pattern = re.compile(r"^static\s+(?!inline\b)[\w\s\*]*?\**(\w+)\s*(?:\(|\[|=|;)", re.M)
        seen = Counter()
        for path in (library.ROOT / "lib").rglob("*.c"):
            seen.update(set(pattern.findall(path.read_text(encoding="utf-8"))))
        self.assertEqual([], sorted(name for name, count in seen.items() if count > 1))

    def test_all_sources_are_one(self):
        compiler = shutil.which("cc") or shutil.which("gcc")
        sources = sorted(p.relative_to(library.ROOT / "lib") for p in (library.ROOT / "lib").rglob("*.c"))
        with tempfile.TemporaryDirectory() as folder:
            whole = Path(folder) / "all.c"
            whole.write_text("".join('#include "%s"\n' % s for s in sources), encoding="utf-8")
            done = subprocess.run([compiler, "-std=c11", "-fsyntax-only", "-DPIQ_BUILD=1", "-Wall", "-Werror", "-I", library.ROOT / "include",
                                   "-I", library.ROOT / "lib", whole], capture_output=True, text=True, check=False)
        self.assertEqual("", done.stderr[:3000])

    def test_nothing_else_than_ours_is_global(self):
        archive = library.BUILD / "lib" / "libpiq.a"
        for line in output("nm", "--defined-only", "--extern-only", archive).splitlines():
            name = line.split()[-1] if len(line.split()) == 3 else "piq_"
            self.assertTrue(name.startswith("piq_"), name)


class Header(unittest.TestCase):
    """A header compiles by itself, first in its file, as every C and C++ that a caller may use."""

    def compiles(self, compiler, *options):
        if shutil.which(compiler) is None:
            self.skipTest(compiler + " is not installed")
        for header in sorted((library.ROOT / "include" / "piq").glob("*.h")):
            language = "c++" if "++" in compiler else "c"
            done = subprocess.run([compiler, "-x", language, "-", "-fsyntax-only", "-pedantic", "-Wall", "-Wextra", "-Wconversion", "-Wshadow",
                                   "-Wundef", "-Werror", "-I", library.ROOT / "include", *options], text=True, capture_output=True, check=False,
                                  input="#include <piq/%s>\n#include <piq/%s>\n" % (header.name, header.name))
            self.assertEqual("", done.stderr, header.name)


def as_standard(compiler, standard):
    def test(self):
        self.compiles(compiler, "-std=" + standard, *(["-Wold-style-cast"] if standard.startswith("c++") else ["-Wstrict-prototypes"]))
    return test


for _c, _cxx in (("gcc", "g++"), ("clang", "clang++")):
    for _standard in ("c99", "c11", "c17", "c++11", "c++17", "c++20"):
        _compiler = _cxx if "++" in _standard else _c
        setattr(Header, "test_%s_%s" % (_compiler.replace("++", "xx"), _standard.replace("++", "xx")), as_standard(_compiler, _standard))


if __name__ == "__main__":
    unittest.main()
