#!/usr/bin/env python3
"""Would the tests notice? Changes one operator or constant of the sources at a time, and runs the fast tests on the result.

    tests/mutation/mutate.py [--rooms detectors,ledger,consolidation,physics] [--count 400] [--seed 1] [--jobs 2]

Takes a random sample of the places (--count 0: all of them). Prints the mutants that no test has noticed, with what was
changed, the share that was, and which tests noticed first: for each room those run first that are likeliest to. Exit status 1
below --least. What survives here is tried again under the sanitizers. tests/mutation/survivors.md explains those that no test
can notice.
"""

import argparse
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "tests/mutation/survivors.md"
FLAGS = ["-std=c11", "-ffp-contract=off", "-fPIC", "-Iinclude", "-Ilib", "-Itests", '-DPIQ_SOURCE_DIR="."', "-w"]
SANITIZE = ["-fsanitize=address,undefined,float-divide-by-zero,float-cast-overflow", "-fno-sanitize-recover=all",
            "-DPIQ_ARENA_APART"]

SWAPS = [(r"(?<=\s)<(?=\s)", "<="), (r"(?<=\s)<=(?=\s)", "<"), (r"(?<=\s)>(?=\s)", ">="), (r"(?<=\s)>=(?=\s)", ">"),
         (r"(?<=\s)==(?=\s)", "!="), (r"(?<=\s)!=(?=\s)", "=="), (r"&&", "||"), (r"\|\|", "&&"),
         (r"(?<=[\w)\]] )\+(?= )", "-"), (r"(?<=[\w)\]] )-(?= )", "+"), (r"(?<=[\w)\]] )\*(?= )", "/"), (r"(?<=[\w)\]] )/(?= )", "*"),
         (r"\btrue\b", "false"), (r"\bfalse\b", "true"), (r"\bYES\b", "NO"), (r"\bNO\b", "YES"), (r"(?<=\s)!(?=\w)", "")]
NUMBER = re.compile(r"(?<![\w.\"])(\d+(?:\.\d+)?(?:e\d+)?)(?![\w.\"])")
SIGN = re.compile(r"\? -1 : 1\b")  # of a comparison: any numbers with these signs would do
SKIPPED = re.compile(r"^\s*(#|//|/\*|\*)|static_assert|_Static_assert|NEVER\(|ALWAYS\(|UINT64_C\(0x")
# The last: how a hash is mixed shows nowhere, but for the ids of findings, which have their own tests.

FOLDERS = {"rules": ("rulings", "scenarios"), "estimate": ("estimate",), "others": ("api", "common", "memory", "properties")}
# Program, its words, seconds; those first that are likely to notice. `golden` tells a change, not whether it is wrong.
STEPS = {
    "detectors": [("rules", 5), ("golden --no-plans", 5), ("others", 50)],
    "ledger": [("rules", 5), ("golden --no-plans", 5), ("others", 50)],
    "physics": [("physics_check", 5), ("formulas_check", 5), ("estimate", 5), ("rules", 5), ("golden --no-plans", 5), ("others", 50)],
    "consolidation": [("plan_trim", 5), ("plan_improve", 5), ("plan_limits", 5), ("plan_measure", 5), ("rules", 5), ("plan_core", 10),
                      ("golden", 10), ("plan_known", 60), ("properties --exhaustive 40", 10), ("properties 60", 10),
                      ("properties --medium 3", 20), ("others", 50)],
}
UNITS = ("plan_known", "plan_core", "plan_improve", "plan_limits", "plan_measure", "plan_trim", "physics_check", "formulas_check")


def blanked(text):
    """The text with comments and literals blanked out, so that places keep their position."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group(0))
    return re.sub(r'/\*.*?\*/|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'', blank, text, flags=re.S)


def places(path):
    text = path.read_text()
    at = 0
    for line in blanked(text).splitlines(keepends=True):
        if not SKIPPED.search(line):
            for pattern, other in SWAPS:
                for match in re.finditer(pattern, line):
                    yield path, at + match.start(), at + match.end(), other
            for match in NUMBER.finditer(SIGN.sub(lambda sign: " " * len(sign.group()), line)):
                word = match.group(1)
                real = "." in word or "e" in word
                other = repr(float(word) * 1.25 or 1.0) if real else str(int(word) + 1)
                yield path, at + match.start(), at + match.end(), other
        at += len(line)


def row_of(place):
    """File, change and line; of several such changes in the line, which."""
    path, start, end, other = place
    text = path.read_text()
    first = text.rfind("\n", 0, start) + 1
    line = text[first:text.find("\n", start)]
    alike = [p for p in places(path) if first <= p[1] < first + len(line) and p[3] == other and text[p[1]:p[2]] == text[start:end]]
    which = " (%d)" % (1 + [p[1] for p in alike].index(start)) if len(alike) > 1 else ""
    return str(path.relative_to(ROOT)), "%s -> %s%s" % (text[start:end], other or "nothing", which), line.strip()


def told(place):
    path, start, _, _ = place
    file, change, line = row_of(place)
    return "%s:%d: %s in: %s" % (file, path.read_text().count("\n", 0, start) + 1, change, line)


def explained():
    """The first cells of the rows of survivors.md."""
    rows = PAGE.read_text().splitlines() if PAGE.exists() else []
    cells = [[c.strip().strip("`").replace("\\|", "|") for c in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows if row.startswith("| `")]
    return {tuple(c[:3]) for c in cells}


def limited(seconds):
    """Of the processor: the machine may be busy with something else."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(command, seconds=120, **more):
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, preexec_fn=partial(limited, seconds), **more)


def suites_of(folders):
    """The names that the tests of these folders register under."""
    text = "".join(c.read_text() for f in folders for c in sorted((ROOT / "tests" / f).glob("*.c")))
    return [name + "/" for name in sorted(set(re.findall(r"^TEST\((\w+),", text, flags=re.M)))]


class Bench:
    """The library as one shared object and the tests beside it, compiled once: a mutated source is loaded in front of them."""

    def __init__(self, folder, rooms, jobs, flags, preload):
        self.folder, self.flags, self.preload = Path(folder), flags, preload
        self.folder.mkdir()
        tests = ROOT / "tests"
        library = sorted((ROOT / "lib").glob("*.c")) + sorted((ROOT / "lib").glob("*/*.c"))
        driver = [tests / "harness" / n for n in ("plain_main.c", "checks.c", "json_text.c", "report_help.c", "expect.c", "fixtures.c")]
        driver += [c for f in sum(FOLDERS.values(), ()) for c in sorted((tests / f).glob("*.c"))]
        golden = [tests / "platforms/golden.c", tests / "common/kit.c", tests / "properties/random_fleet.c", tests / "properties/random_doors.c"]
        programs = {"golden": golden, "suite": driver, "properties": [tests / "planner/instance_driver.c"]}
        programs.update((name, [tests / "unit" / (name + ".c")]) for name in UNITS)
        everything = sorted(set(library).union(*programs.values()))
        with ThreadPoolExecutor(jobs) as pool:
            done = dict(zip(everything, pool.map(lambda c: self.compile(["-c", str(c)], self.object(c)), everything)))
        failed = [str(c) for c, good in done.items() if not good]
        good = self.compile(["-shared", *(str(self.object(c)) for c in library)], self.folder / "libmutant.so")
        for name, sources in programs.items():
            good = good and self.compile([*(str(self.object(c)) for c in sources), "-L" + str(self.folder), "-lmutant", "-lm", "-pthread",
                                          "-Wl,-rpath," + str(self.folder)], self.folder / name)
        if failed or not good:
            sys.exit("does not compile: %s" % " ".join(failed))
        self.wanted = {step: self.say(step, None) for room in rooms for step in STEPS[room]
                       if not (preload and step[0] == "plan_known")}

    def object(self, source):
        return self.folder / (str(source.relative_to(ROOT)).replace("/", "-") + ".o")

    def compile(self, what, out):
        return run(["gcc", *FLAGS, *self.flags, *what, "-o", str(out)]).returncode == 0

    def command(self, name):
        program, *words = name.split()
        if program in FOLDERS:
            return [str(self.folder / "suite"), *suites_of(FOLDERS[program])]
        if program == "properties":
            return [sys.executable, str(ROOT / "tests/planner/properties.py"), str(self.folder / program), *words]
        return [str(self.folder / program), *words]

    def say(self, step, mutant):
        """What a program says with the mutant in front of the library."""
        name, seconds = step
        front = [*self.preload, *([str(mutant)] if mutant else [])]
        more = {"PIQ_TEST_SCALE": "0.05", "ASAN_OPTIONS": "detect_odr_violation=0:detect_leaks=0", "LD_PRELOAD": ":".join(front)}
        done = run(self.command(name), seconds * (4 if self.preload else 1), env=dict(os.environ, **more))
        return done.returncode, done.stdout if name.startswith("golden") else None

    def noticed(self, number, place):
        """Which step notices; "" if none does, None if the mutant is no program."""
        path, start, end, other = place
        text = path.read_text()
        source = self.folder / ("m%d-%s" % (number, path.name))
        source.write_text(text[:start] + other + text[end:])
        mutant = source.with_suffix(".so")
        good = self.compile(["-O0", "-shared", "-I" + str(path.parent), str(source)], mutant)
        source.unlink()
        if not good:
            return None
        steps = [s for s in STEPS[path.parent.name] if not (self.preload and s[0] == "plan_known")]  # minutes under the sanitizers
        seen = next((step[0] for step in steps if self.say(step, mutant) != self.wanted[step]), "")
        mutant.unlink()
        return seen


def tried(bench, jobs, chosen):
    with ThreadPoolExecutor(jobs) as pool:
        for i, noticed in enumerate(pool.map(bench.noticed, range(len(chosen)), chosen)):
            if noticed == "":
                print("so far not noticed: " + told(chosen[i]), file=sys.stderr, flush=True)
            if i % 100 == 99:
                print("%d of %d" % (i + 1, len(chosen)), file=sys.stderr, flush=True)
            yield chosen[i], noticed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rooms", default="detectors,ledger,consolidation,physics")
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--least", type=float, default=0.97)
    arguments = parser.parse_args()
    rooms = arguments.rooms.split(",")
    files = [f for room in rooms for f in sorted((ROOT / "lib" / room).glob("*.c"))]
    chosen = [p for f in files for p in places(f)]
    random.Random(arguments.seed).shuffle(chosen)
    chosen = chosen[:arguments.count or None]
    known = explained()
    asked = [p for p in chosen if row_of(p) not in known]
    with tempfile.TemporaryDirectory() as folder:
        make = partial(Bench, rooms=rooms, jobs=arguments.jobs)
        first = list(tried(make(folder + "/plain", flags=["-O1"], preload=[]), arguments.jobs, asked))
        alive = [p for p, noticed in first if noticed == ""]
        if alive:
            runtime = run(["gcc", "-print-file-name=libasan.so"]).stdout.decode().strip()
            again = tried(make(folder + "/sanitized", flags=["-O1", *SANITIZE], preload=[runtime]), arguments.jobs, alive)
            alive = [p for p, noticed in again if noticed == ""]
    total = sum(noticed is not None for _, noticed in first)
    for place in sorted(alive, key=told):
        print(told(place))
    by = Counter(noticed or "the sanitizers" for p, noticed in first if noticed is not None and p not in alive)
    print("noticed first by " + ", ".join("%s %d" % pair for pair in by.most_common()))
    noticed, share = total - len(alive), (total - len(alive)) / max(1, total)
    print("%d of %d mutants noticed, %.1f%%; of those that make no difference, and are explained in survivors.md, %d more"
          % (noticed, total, 100 * share, len(chosen) - len(asked)))
    sys.exit(total == 0 or share < arguments.least)


if __name__ == "__main__":
    main()
