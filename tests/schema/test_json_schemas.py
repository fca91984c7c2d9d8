"""Snapshots and reports are what their JSON Schemas say: the example fleets, random fleets, and the program's reports on them.

Needs jsonschema; PIQ_SCHEMA_FLEETS says how many random fleets (200).
"""

import json
import os
import subprocess
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jsonschema

import library

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "reference"))
import random_fleet  # noqa: E402

FLEETS = int(os.environ.get("PIQ_SCHEMA_FLEETS", "200"))


def validator(name):
    schema = json.loads((HERE / name).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


SNAPSHOT, REPORT = validator("snapshot.schema.json"), validator("report.schema.json")


def evaluated(text, *options):
    done = subprocess.run([library.PROGRAM, "evaluate", "-", "--format", "json", *options], input=text.encode(), capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    return json.loads(done.stdout)


def problems(check, document):
    return ["%s: %s" % ("/".join(str(p) for p in error.absolute_path), error.message[:200]) for error in check.iter_errors(document)][:5]


class Examples(unittest.TestCase):
    def test_fleets_and_their_reports(self):
        fleets = sorted((library.ROOT / "examples" / "fleets").glob("*.json"))
        self.assertTrue(fleets)
        for path in fleets:
            with self.subTest(path.name):
                text = path.read_text(encoding="utf-8")
                self.assertEqual([], problems(SNAPSHOT, json.loads(text)))
                self.assertEqual([], problems(REPORT, evaluated(text)))

    def test_findings_one_by_one(self):
        text = (library.ROOT / "examples" / "fleets" / "tour.json").read_bytes()
        done = subprocess.run([library.PROGRAM, "evaluate", "-", "--format", "ndjson"], input=text, capture_output=True, check=True)
        lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
        self.assertEqual(lines, evaluated(text.decode())["findings"])

    def test_a_report_without_anything(self):
        self.assertEqual([], problems(REPORT, evaluated('{"piq_snapshot": 1}')))


class Random(unittest.TestCase):
    def one(self, seed):
        snapshot = random_fleet.make(seed)
        try:
            return seed, problems(SNAPSHOT, snapshot), problems(REPORT, evaluated(json.dumps(snapshot)))
        except RuntimeError as error:
            return seed, [], [] if "placed on it" in str(error) or "more than 1" in str(error) else [str(error)]

    def test_fleets_and_their_reports(self):
        with ThreadPoolExecutor(2) as pool:
            for seed, snapshot, report in pool.map(self.one, range(FLEETS)):
                with self.subTest(seed):
                    self.assertEqual(([], []), (snapshot, report))


class Agreement(unittest.TestCase):
    """The library refuses what the schema refuses, for every key: the schema comes from the design, not from the library."""

    def verdicts(self, document):
        text = json.dumps(document)
        done = subprocess.run([library.PROGRAM, "evaluate", "-", "--format", "json"], input=text.encode(), capture_output=True, check=False)
        return SNAPSHOT.is_valid(document), done.returncode == 0

    def test_on_one_value_at_a_time(self):
        schema = json.loads((HERE / "snapshot.schema.json").read_text(encoding="utf-8"))
        values = [None, True, 0, 1, 0.5, -1, 2e9, 1e31, "", "text", [], [1], [{}], {}]
        documents = []
        for table in ("gpu_types", "models", "nodes", "workloads"):
            own = schema["properties"][table]["items"]
            key = own["required"][0]
            for name in own["properties"]:
                documents += [{"piq_snapshot": 1, table: [dict({key: "a"}, **{name: value})]} for value in values]
        documents += [{"piq_snapshot": 1, name: value} for name in schema["properties"] for value in values if name != "piq_snapshot"]
        with ThreadPoolExecutor(2) as pool:
            different = [d for d, (ours, theirs) in zip(documents, pool.map(self.verdicts, documents)) if ours != theirs]
        self.assertEqual([], different[:10], "%d differ" % len(different))

    def test_committed_schema_is_that_of_the_table(self):
        done = subprocess.run([sys.executable, HERE / "write_snapshot_schema.py", "--check"], check=False)
        self.assertEqual(0, done.returncode)


if __name__ == "__main__":
    unittest.main()
