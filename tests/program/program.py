"""Running the demo program as a stranger would."""

import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("PIQ_BUILD", ROOT / "build"))
PROGRAM = BUILD / "bin" / "piq"
TOUR = ROOT / "examples" / "fleets" / "tour.json"
DETECTORS = ["tier_misplacement", "overprovisioned", "oom_risk", "cold_start", "thrashing", "dark_capacity", "batch_over_tiered",
             "batch_size", "fragmentation", "low_throughput"]
SEVERITIES = ["info", "low", "medium", "high", "critical"]


class Case(unittest.TestCase):
    maxDiff = 2000

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def piq(self, *arguments, text=None, status=0, environment=None):
        """Runs it; on failure nothing may stand on stdout, and one line on stderr; on success the other way round."""
        given = text.encode() if isinstance(text, str) else text
        done = subprocess.run([PROGRAM, *map(str, arguments)], input=given if given is not None else b"", capture_output=True, check=False,
                              env=dict(os.environ, **(environment or {})), timeout=60)
        out, err = done.stdout.decode(), done.stderr.decode()
        self.assertEqual(status, done.returncode, "%s: %s" % (arguments, err))
        if status == 2:
            self.assertEqual("", out, arguments)
            self.assertNotEqual("", err, arguments)
        else:
            self.assertEqual("", err, arguments)
        return err if status == 2 else out

    def refuses(self, *arguments, say="", text=None):
        err = self.piq(*arguments, text=text, status=2)
        self.assertTrue(err.startswith("piq: "), err)
        self.assertEqual(1, err.count("\n"), err)
        self.assertIn(say, err)
        return err

    def report(self, *arguments, **options):
        return json.loads(self.piq("evaluate", TOUR, "--format", "json", *arguments, **options))

    def file(self, name, content):
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path
