#!/usr/bin/env python3
"""Lists the public functions that a binding does not reach; ends with "N passed, N failed", one test for each function.

    tests/bindings/completeness.py NAME --pattern REGEX [--allow FILE] SOURCE...

NAME     what the binding is called in the output.
SOURCE   its files or folders; of a folder every file whose name ends in one of --suffix (default: .py .go .c .h).
REGEX    how a call looks in them; its first group is the function's name. Python: '(?:lib\\.|")(piq_\\w+)', Go: 'C\\.(piq_\\w+)'.
FILE     what is left out on purpose: a function and the reason on each line, `#` begins a comment. A function that is reached or
         does not exist must not stand there.

The public functions are those of tests/schema/exports.txt, which the tests hold against lib/exports.map and the header. Other names
that match (types) do not matter."""
import argparse
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def exports():
    return set((ROOT / "tests" / "schema" / "exports.txt").read_text(encoding="utf-8").split())


def files(sources, suffixes):
    for source in map(Path, sources):
        yield from (p for p in sorted(source.rglob("*")) if p.suffix in suffixes) if source.is_dir() else [source]


def reached(paths, pattern):
    found = {}
    for path in paths:
        for match in re.finditer(pattern, path.read_text(encoding="utf-8")):
            found.setdefault(match.group(1), path)
    return found


def allowed(path):
    reasons = {}
    for line in Path(path).read_text(encoding="utf-8").splitlines() if path else []:
        name, _, reason = line.partition("#")[0].strip().partition(" ")
        if name:
            reasons[name] = reason.strip()
    return reasons


def complaints(public, found, reasons):
    for name in sorted(public - set(found) - set(reasons)):
        yield f"{name} is not reached"
    for name, reason in sorted(reasons.items()):
        if name not in public:
            yield f"{name} is left out and no public function"
        elif name in found:
            yield f"{name} is left out and called in {found[name]}"
        elif not reason:
            yield f"{name} is left out without a reason"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name")
    parser.add_argument("sources", nargs="+")
    parser.add_argument("--pattern", required=True)
    parser.add_argument("--allow")
    parser.add_argument("--suffix", nargs="*", default=[".py", ".go", ".c", ".h"])
    options = parser.parse_args()
    public, reasons = exports(), allowed(options.allow)
    found = reached(files(options.sources, options.suffix), options.pattern)
    wrong = list(complaints(public, found, reasons))
    for line in wrong:
        print(f"FAILED {options.name}: {line}")
    for name, reason in sorted(reasons.items()):
        print(f"left out of {options.name}: {name}: {reason}")
    print(f"{max(0, len(public) - len(wrong))} passed, {len(wrong)} failed")
    return 1 if wrong or not public else 0


if __name__ == "__main__":
    sys.exit(main())
