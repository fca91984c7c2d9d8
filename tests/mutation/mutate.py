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
                real = "." in word or "e" in word
                other = repr(float(word) * 1.25 or 1.0) if real else str(int(word) + 1)
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


def combine(objects, out):
    return run(["ld", "-r", *map(str, objects), "-o", str(out)], 120)


RULES = ("rulings", "scenarios")  # folders whose tests are likeliest to notice
OTHERS = ("api", "common", "estimate", "memory")


def suites_of(folders):
    """The suite names that the tests of these folders register under."""
    text = "".join(c.read_text() for f in folders for c in sorted((ROOT / "tests" / f).glob("*.c")))
    return sorted(set(re.findall(r"^TEST\((\w+),", text, flags=re.M)))


class Bench:
    """Everything compiled once, and the tests made one object each; a mutant replaces one object of the library."""

    def __init__(self, folder, jobs):
        self.folder = Path(folder)
        self.library = sorted((ROOT / "lib").glob("*.c")) + sorted((ROOT / "lib").glob("*/*.c"))
        tests = ROOT / "tests"
        driver = [tests / "harness" / n for n in ("plain_main.c", "checks.c", "json_text.c", "report_help.c", "expect.c", "fixtures.c")]
        driver += [c for f in RULES + OTHERS for c in sorted((tests / f).glob("*.c"))]
        golden = [tests / "platforms/golden.c", tests / "common/kit.c", tests / "properties/random_fleet.c", tests / "properties/random_doors.c"]
        programs = {"golden": golden, "suite": driver, "core": [tests / "unit/plan_core.c"], "physics": [tests / "unit/physics_check.c"]}
        everything = sorted(set(self.library).union(*programs.values()))
        with ThreadPoolExecutor(jobs) as pool:
            for source, good in zip(everything, pool.map(lambda s: compile_one(s, self.object(s)), everything)):
                if not good:
                    sys.exit("%s does not compile" % source)
        for name, sources in programs.items():
            combine([self.object(c) for c in sources], self.folder / (name + ".all"))
        rules = [s + "/" for s in suites_of(RULES)]
        others = [s + "/" for s in suites_of(OTHERS)]
        self.steps = [("golden", [], 60), ("suite", rules, 60), ("suite", others, 120), ("core", [], 120), ("physics", [], 60)]
        self.rooms = {"core": "consolidation", "physics": "physics"}  # programs that look at one room only
        self.wanted = {}
        self.wanted = self.results(None, None, self.folder / "whole")

    def object(self, source):
        return self.folder / (str(source.relative_to(ROOT)).replace("/", "-") + ".o")

    def link(self, name, mutated, replacement, out):
        objects = [str(replacement if s == mutated else self.object(s)) for s in self.library]
        done = run(["gcc", str(self.folder / (name + ".all")), *objects, "-o", str(out), "-lm", "-pthread"], 120)
        return done is not None and done.returncode == 0

    def results(self, mutated, replacement, stem):
        """What each test says; stops at the first that says something else than without the mutant."""
        said = {}
        for number, (name, words, seconds) in enumerate(self.steps):
            if mutated is not None and self.rooms.get(name, "lib") not in str(mutated):
                continue
            program = Path("%s-%s" % (stem, name))
            if not program.exists() and not self.link(name, mutated, replacement, program):
                said[number] = "does not link"
                break
            done = run([str(program), *words], seconds, env=dict(os.environ, PIQ_TEST_SCALE="0.05"))
            said[number] = "hangs" if done is None else "%d %s" % (done.returncode, done.stdout[-200:])
            if self.wanted and said[number] != self.wanted[number]:
                break
        for name in {name for name, _, _ in self.steps}:
            Path("%s-%s" % (stem, name)).unlink(missing_ok=True)
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


def explained():
    """Rows of survivors.md: file, change, line; a change of one place in several lines of the same text counts for all."""
    page = ROOT / "tests/mutation/survivors.md"
    rows = page.read_text().splitlines() if page.exists() else []
    cells = [[c.strip().strip("`").replace("\\|", "|") for c in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows if row.startswith("| `")]
    return {tuple(c[:3]) for c in cells}


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
    known, killed, alike, alive = explained(), 0, 0, []
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(folder, arguments.jobs)
        with ThreadPoolExecutor(arguments.jobs) as pool:
            for place, noticed in zip(chosen, pool.map(bench.noticed, range(len(chosen)), chosen)):
                if noticed is False and row_of(place) in known:
                    alike += 1
                elif noticed is False:
                    alive.append(place)
                    print(told(place), flush=True)
                killed += noticed is True
    total = killed + alike + len(alive)
    print("%d of %d mutants noticed, %d more explained in survivors.md, %d of %d are neither: %.1f%% noticed of those that tests could notice"
          % (killed, total, alike, len(alive), total, 100.0 * killed / max(1, total - alike)))
    sys.exit(total == 0 or killed < arguments.least * (total - alike))


def row_of(place):
    path, start, end, other = place
    text = path.read_text()
    first = text.rfind("\n", 0, start) + 1
    line = text[first:text.find("\n", start)]
    return str(path.relative_to(ROOT)), "%s -> %s" % (text[start:end], other or "nothing"), line.strip()


def told(place):
    path, start, _, _ = place
    file, change, line = row_of(place)
    return "%s:%d: %s in: %s" % (file, path.read_text().count("\n", 0, start) + 1, change, line)


if __name__ == "__main__":
    main()
