"""The vocabulary is what was promised: ids and names frozen, fields and thresholds as the design's tables have them."""

import csv
import json
import subprocess
import sys
import unittest
from pathlib import Path

import library
import list_ids

HERE = Path(__file__).resolve().parent


def table(name):
    with open(HERE / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def printed(*command):
    done = subprocess.run([library.PROGRAM, *command, "--format", "json"], capture_output=True, check=True)
    return json.loads(done.stdout)


class Frozen(unittest.TestCase):
    frozen = (HERE / "ids.txt").read_text(encoding="utf-8").splitlines()

    def test_nothing_was_changed_or_taken_away(self):
        self.assertEqual([], sorted(set(self.frozen) - set(list_ids.lines())))

    def test_what_was_added_is_frozen_too(self):
        self.assertEqual([], sorted(set(list_ids.lines()) - set(self.frozen)))

    def test_no_id_stands_twice(self):
        ids = [line.split(" ")[:3 if line.startswith("word") else 2] for line in list_ids.lines()]
        self.assertEqual(len(ids), len({tuple(i) for i in ids}))

    def test_ids_of_fields_thresholds_and_measures_are_apart(self):
        ids = [line.split(" ")[1] for line in list_ids.lines() if line.split(" ")[0] in ("field", "policy", "measure")]
        self.assertEqual(len(ids), len(set(ids)))

    def test_generated_header(self):
        done = subprocess.run([sys.executable, library.ROOT / "lib" / "schema" / "generate.py", "--check"], check=False)
        self.assertEqual(0, done.returncode)


class Fields(unittest.TestCase):
    """fields.csv beside this script is the design's own table."""
    wanted = table("fields.csv")

    def test_program_prints_them(self):
        wanted = [dict(entity=r["entity"], name=r["name"], type=r["type"], unit=r["unit"], meaning=r["meaning"],
                       used_by=r["used_by"].split()) for r in self.wanted]
        got = [{k: row[k] for k in ("entity", "name", "type", "unit", "meaning", "used_by")} for row in printed("fields")]
        self.assertEqual(wanted, [dict(r, type=r["type"].replace("_", " ")) for r in got])

    def test_by_entity(self):
        for entity in ("fleet", "gpu_type", "model", "node", "workload"):
            got = printed("fields", entity)
            self.assertEqual([r["name"] for r in self.wanted if r["entity"] == entity], [r["name"] for r in got])

    def test_ranges(self):
        piq = library.load()
        entity = {number: word for group, number, word in library.words(piq) if group == 1}
        wanted = {(r["entity"], r["name"]): (float(r["min"]), float(r["max"])) for r in self.wanted if r["min"]}
        got = {(entity[f.entity], f.name.decode()): (f.min, f.max) for f in library.fields(piq)}
        self.assertEqual(wanted, {key: got[key] for key in wanted})


class Policy(unittest.TestCase):
    wanted = table("policy.csv")

    def test_program_prints_them(self):
        wanted = [dict(name=r["name"], unit=r["unit"], detectors=r["detector"].split(), meaning=r["meaning"],
                       default=float(r["default"])) for r in self.wanted]
        got = [{k: row[k] for k in ("name", "unit", "detectors", "meaning", "default")} for row in printed("policy")]
        self.assertEqual(wanted, [dict(r, default=float(r["default"])) for r in got])


if __name__ == "__main__":
    unittest.main()
