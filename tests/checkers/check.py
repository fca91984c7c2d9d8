"""Static checkers over the library and the program: what they say must be in explained.tsv, and all that is there must be said.

    python3 tests/checkers/check.py [--tools cppcheck,gcc,clang-tidy] [--jobs N] [--list]

explained.tsv names a tool, a file, a check, the text of the line and the reason why it stays: line numbers may move. Ends with
`N passed, N failed`; one test is one tool on one file, and one entry of the list.
"""

import argparse
import csv
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
EXPLAINED = HERE / "explained.tsv"
FLAGS = "-std=c11 -ffp-contract=off -Iinclude -Ilib -DPIQ_BUILD=1".split()
WARNING = re.compile(r"^(?P<file>[^\s:][^:]*):(?P<line>\d+):\d+: warning: (?P<text>.*) \[(?P<check>[^\[\]]+)\]$")


def sources():
    """Without the generated tables, which have no code."""
    found = sorted(ROOT.glob("lib/*.c")) + sorted(ROOT.glob("lib/*/*.c")) + sorted(ROOT.glob("examples/piq/*.c"))
    return [str(p.relative_to(ROOT)) for p in found if not p.name.endswith("_table.c")]


def output_of(command):
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def cppcheck(source):
    status, text = output_of(["cppcheck", "--std=c11", "--enable=warning,performance,portability", "--inline-suppr",
                              "--quiet", "--template={file}:{line}:{column}: warning: {message} [{id}]",
                              "--template-location=", "-Iinclude", "-Ilib", "-DPIQ_BUILD=1", source])
    return status, text


def gcc(source):
    """At -O2: without inlining the paths end at every call."""
    return output_of(["gcc", *FLAGS, "-O2", "-fanalyzer", "-fdiagnostics-path-format=none", "-fno-diagnostics-show-cwe",
                      "-c", source, "-o", os.devnull])


def clang_tidy(source):
    return output_of(["clang-tidy", "--quiet", source, "--", *FLAGS])


TOOLS = {"cppcheck": cppcheck, "gcc": gcc, "clang-tidy": clang_tidy}


def line_of(name, number, cache={}):
    if name not in cache:
        cache[name] = (ROOT / name).read_text().splitlines()
    return " ".join(cache[name][number - 1].split())


def warnings(text):
    """(file, check, text of the line): (number, what was said)."""
    found = {}
    for line in text.splitlines():
        match = WARNING.match(line)
        if match is None:
            continue
        name = os.path.relpath(ROOT / match["file"], ROOT)
        if not name.startswith(".."):
            number = int(match["line"])
            found[name, match["check"], line_of(name, number)] = (number, match["text"])
    return found


def explained():
    with open(EXPLAINED, newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    entries = {}
    for at, row in enumerate(rows[1:], 2):
        if len(row) != 5 or not row[4].strip() or row[0] not in TOOLS:
            sys.exit("%s:%d: five fields are needed: tool, file, check, text of the line, reason" % (EXPLAINED, at))
        entries[tuple(row[:4])] = row[4]
    return entries


def run(tool, jobs, entries, listing):
    """How many files had nothing to say that is not explained, how many had, and the entries that were met."""
    good, bad, met = 0, 0, set()
    names = sources()
    with ThreadPoolExecutor(jobs) as pool:
        for name, (status, text) in zip(names, pool.map(TOOLS[tool], names)):
            found = {(tool, *key): said for key, said in warnings(text).items()}
            met.update(key for key in found if key in entries)
            fresh = {key: said for key, said in found.items() if key not in entries}
            for (_, where, check, line), (number, said) in sorted(fresh.items()):
                if listing:
                    print("\t".join([tool, where, check, line, ""]))
                else:
                    print("%s: %s:%d: %s [%s]\n    %s" % (tool, where, number, said, check, line))
            broken = status != 0 and not found
            if broken:
                print("%s failed on %s:\n%s" % (tool, name, text[-2000:]))
            bad += bool(fresh) or broken
            good += not (fresh or broken)
    return good, bad, met


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tools", default=",".join(TOOLS), help="which, with commas between")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--list", action="store_true", help="print what is not explained as lines for the list")
    arguments = parser.parse_args()
    entries, passed, failed = explained(), 0, 0
    for tool in arguments.tools.split(","):
        good, bad, met = run(tool, arguments.jobs, entries, arguments.list)
        passed, failed = passed + good + len(met), failed + bad
        for key in sorted(key for key in entries if key[0] == tool and key not in met):
            print("no longer said: %s" % "\t".join(key))
            failed += 1
    print("%d passed, %d failed" % (passed, failed))
    sys.exit(failed != 0)


if __name__ == "__main__":
    main()
