"""The function table holds every exported function, in an order that only grows; all that repeats the list of exports is current."""

import ctypes
import re
import subprocess
import sys
import unittest
from pathlib import Path

import library

HERE = Path(__file__).resolve().parent
HEAD = 8  # struct_size and abi_version


def listed():
    lines = (library.ROOT / "lib" / "exports.list").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith("piq_") and line != "piq_get_api"]


def output(*command):
    return subprocess.run([str(c) for c in command], capture_output=True, check=True, text=True).stdout


def table(loaded):
    loaded.piq_get_api.restype = ctypes.c_void_p
    loaded.piq_get_api.argtypes = [ctypes.c_uint32, ctypes.c_size_t]
    return loaded.piq_get_api(1, 0)


class List(unittest.TestCase):
    def test_what_repeats_it_is_current(self):
        done = subprocess.run([sys.executable, library.ROOT / "lib" / "exports.py", "--check"], capture_output=True, text=True, check=False)
        self.assertEqual((0, ""), (done.returncode, done.stderr))

    def test_order_only_grows(self):
        """tests/abi/table.txt is what was promised."""
        frozen = (library.ROOT / "tests" / "abi" / "table.txt").read_text(encoding="utf-8").split()
        self.assertEqual(frozen, listed()[:len(frozen)])


class Table(unittest.TestCase):
    loaded = ctypes.CDLL(str(library.SHARED))

    def test_size(self):
        size = ctypes.cast(table(self.loaded), ctypes.POINTER(ctypes.c_uint32))[0]
        self.assertEqual(HEAD + ctypes.sizeof(ctypes.c_void_p) * len(listed()), size)

    def test_every_member_is_the_function_of_its_name(self):
        rows = ctypes.cast(table(self.loaded) + HEAD, ctypes.POINTER(ctypes.c_void_p))
        for index, name in enumerate(listed()):
            self.assertEqual(ctypes.cast(getattr(self.loaded, name), ctypes.c_void_p).value, rows[index], name)

    def test_cannot_be_written(self):
        row = re.search(r"^.*\sapi_table$", output("objdump", "-t", library.SHARED), re.M)
        self.assertIsNotNone(row)
        self.assertRegex(row.group(0), r"\s\.(data\.rel\.ro(\.local)?|rodata)\s")

    def test_names_this_library_even_beside_another_copy(self):
        """A program's own piq_ functions must not get into the table: nothing in it is looked up by name."""
        self.assertNotRegex(output("readelf", "-rW", library.SHARED), r"\bpiq_")


if __name__ == "__main__":
    unittest.main()
