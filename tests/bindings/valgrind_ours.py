"""Reads valgrind's report of a Python program and prints the errors that pass through the module of the package.

    tests/bindings/valgrind_ours.py LOG

The interpreter has errors of its own there: it looks at bytes of small integers before they are set. Exits with 1 where one is ours,
and where the log is no report that came to its end."""
import re
import sys
from pathlib import Path


def main():
    text = Path(sys.argv[1]).read_text(encoding="utf-8", errors="replace")
    lines = [re.sub(r"^==\d+== ?", "", line) for line in text.splitlines() if re.match(r"^==\d+==", line)]
    blocks = "\n".join(lines).split("\n\n")
    # What cffi allocates when a module of its is imported lives as long as the process.
    ours = [block for block in blocks if re.search(r"0x\w+: .*_native\.abi3\.so", block) and "PyInit__native" not in block]
    print("\n\n".join(ours))
    print(f"{len(blocks)} blocks, {len(ours)} of ours")
    return 1 if ours or not re.search(r"ERROR SUMMARY", text) else 0


if __name__ == "__main__":
    sys.exit(main())
