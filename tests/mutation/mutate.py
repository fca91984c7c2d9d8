#!/usr/bin/env python3
"""Would the tests notice? Changes one operator or constant of the sources at a time, and runs the fast tests on the result.

    tests/mutation/mutate.py [--rooms detectors,ledger,consolidation,physics] [--count 400] [--seed 1] [--jobs 2]

Takes a random sample of the places (--count 0: all of them). Prints the mutants that no test has noticed, with what was
changed, and the share that was. Exit status 1 below --least.
tests/mutation/survivors.md explains those that are known.
"""

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FLAGS = ["-std=c11", "-O1", "-ffp-contract=off", "-fvisibility=hidden", "-Iinclude", "-Ilib", "-Itests", '-DPIQ_SOURCE_DIR="."', "-w"]

SWAPS = [(r"(?<=\s)<(?=\s)", "<="), (r"(?<=\s)<=(?=\s)", "<"), (r"(?<=\s)>(?=\s)", ">="), (r"(?<=\s)>=(?=\s)", ">"),
         (r"(?<=\s)==(?=\s)", "!="), (r"(?<=\s)!=(?=\s)", "=="), (r"&&", "||"), (r"\|\|", "&&"),
         (r"(?<=[\w)\]] )\+(?= )", "-"), (r"(?<=[\w)\]] )-(?= )", "+"), (r"(?<=[\w)\]] )\*(?= )", "/"), (r"(?<=[\w)\]] )/(?= )", "*"),
         (r"\btrue\b", "false"), (r"\bfalse\b", "true"), (r"\bYES\b", "NO"), (r"\bNO\b", "YES"), (r"(?<=\s)!(?=\w)", "")]
NUMBER = re.compile(r"(?<![\w.\"])(\d+(?:\.\d+)?(?:e\d+)?)(?![\w.\"])")
SKIPPED = re.compile(r"^\s*(#|//|/\*|\*)|static_assert|_Static_assert|NEVER\(|ALWAYS\(")


def blanked(text):
    """The text with comments and literals blanked out, so that places keep their position."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group(0))
    return re.sub(r'/\*.*?\*/|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'', blank, text, flags=re.S)


def places(path):
    text = path.read_text()
    at = 0
    for line in blanked(text).splitlines(keepends=True):
        if not SKIPPED.match(line):
            for pattern, other in SWAPS:
                for match in re.finditer(pattern, line):
                    yield path, at + match.start(), at + match.end(), other
            for match in NUMBER.finditer(line):
                word = match.group(1)
                other = repr(float(word) * 1.25) if "." in word or "e" in word else str(int(word) + 1)
                yield path, at + match.start(), at + match.end(), other
        at += len(line)


def run(command, seconds, **more):
    try:
        return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=seconds, text=True, **more)
    except subprocess.TimeoutExpired:
        return None


def compile_one(source, out):
    done = run(["gcc", *FLAGS, "-c", str(source), "-o", str(out)], 120)
    return done is not None and done.returncode == 0


class Bench:
    """Everything compiled once; a mutant replaces one object."""

    def __init__(self, folder, jobs):
        self.folder = Path(folder)
        self.library = sorted((ROOT / "lib").glob("*.c")) + sorted((ROOT / "lib").glob("*/*.c"))
        tests = ROOT / "tests"
        suites = [p for p in sorted(tests.iterdir()) if p.name in ("api", "common", "estimate", "memory", "rulings", "scenarios")]
        self.driver = [tests / "harness" / n for n in ("plain_main.c", "checks.c", "json_text.c", "report_help.c", "expect.c", "fixtures.c")]
        self.driver += [c for s in suites for c in sorted(s.glob("*.c"))]
        self.golden = [tests / "platforms/golden.c", tests / "common/kit.c", tests / "properties/random_fleet.c", tests / "properties/random_doors.c"]
        self.core = [tests / "unit/plan_core.c"]
        everything = set(self.library + self.driver + self.golden + self.core)
        with ThreadPoolExecutor(jobs) as pool:
            for source, good in zip(everything, pool.map(lambda s: compile_one(s, self.object(s)), everything)):
                if not good:
                    sys.exit("%s does not compile" % source)
        self.wanted = {}
        self.wanted = self.results(None, None, self.folder / "whole")

    def object(self, source):
        return self.folder / (str(source.relative_to(ROOT)).replace("/", "-") + ".o")

    def link(self, sources, mutated, replacement, out):
        objects = [str(replacement if s == mutated else self.object(s)) for s in self.library + sources]
        done = run(["gcc", *objects, "-o", str(out), "-lm", "-pthread"], 120)
        return done is not None and done.returncode == 0

    def results(self, mutated, replacement, stem):
        """What each test says; stops at the first that says something else than without the mutant."""
        said = {}
        steps = [("golden", self.golden, [], 60), ("suite", self.driver, ["scenarios", "rulings", "/"], 120)]
        if mutated is None or "consolidation" in str(mutated):
            steps.append(("core", self.core, [], 120))
        for name, sources, words, seconds in steps:
            program = Path("%s-%s" % (stem, name))
            if not self.link(sources, mutated, replacement, program):
                return {name: "does not link"}
            done = run([str(program), *(words if name == "suite" else [])], seconds, env=dict(os.environ, PIQ_TEST_SCALE="0.05"))
            program.unlink()
            said[name] = "hangs" if done is None else "%d %s" % (done.returncode, done.stdout[-200:])
            if self.wanted and said[name] != self.wanted[name]:
                break
        return said

    def noticed(self, number, place):
        path, start, end, other = place
        text = path.read_text()
        source = self.folder / ("m%d-%s" % (number, path.name))
        source.write_text(text[:start] + other + text[end:])
        replacement = source.with_suffix(".o")
        done = run(["gcc", *FLAGS, "-I" + str(path.parent), "-c", str(source), "-o", str(replacement)], 120)
        source.unlink()
        if done is None or done.returncode != 0:
            return None  # not a program
        said = self.results(path, replacement, self.folder / ("m%d" % number))
        replacement.unlink()
        return any(self.wanted.get(k) != v for k, v in said.items())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rooms", default="detectors,ledger,consolidation,physics")
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--least", type=float, default=0.97)
    arguments = parser.parse_args()
    files = [f for room in arguments.rooms.split(",") for f in sorted((ROOT / "lib" / room).glob("*.c"))]
    chosen = [p for f in files for p in places(f)]
    random.Random(arguments.seed).shuffle(chosen)
    chosen = chosen[:arguments.count or None]
    killed, alive = 0, []
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(folder, arguments.jobs)
        with ThreadPoolExecutor(arguments.jobs) as pool:
            for place, noticed in zip(chosen, pool.map(bench.noticed, range(len(chosen)), chosen)):
                if noticed is False:
                    alive.append(place)
                    print(told(place), flush=True)
                killed += noticed is True
    total = killed + len(alive)
    print("%d of %d mutants noticed, %.1f%%" % (killed, total, 100.0 * killed / max(1, total)))
    sys.exit(total == 0 or killed < arguments.least * total)


def told(place):
    path, start, end, other = place
    text = path.read_text()
    first = text.rfind("\n", 0, start) + 1
    line = text[first:text.find("\n", start)]
    return "%s:%d: %s -> %s in: %s" % (path.relative_to(ROOT), text.count("\n", 0, start) + 1, text[start:end], other, line.strip())


if __name__ == "__main__":
    main()
