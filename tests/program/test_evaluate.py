"""The main job: formats, statuses, policy, persona, output, and a terminal's width."""

import json
import os
import pty
import re
import subprocess
import sys
import unittest

from program import DETECTORS, PROGRAM, ROOT, SEVERITIES, TOUR, Case


class Formats(Case):
    def test_json_is_one_document_and_the_same_every_time(self):
        first = self.piq("evaluate", TOUR, "--format", "json")
        self.assertEqual(1, json.loads(first)["piq_report"])
        self.assertEqual(first, self.piq("evaluate", TOUR, "--format=json"))
        self.assertEqual(first, self.piq("evaluate", "-", "--format", "json", text=TOUR.read_bytes()))

    def test_the_locale_and_the_clock_do_not_matter(self):
        first = self.piq("evaluate", TOUR, "--format", "json")
        for environment in ({"LC_ALL": "de_DE.UTF-8"}, {"LC_ALL": "C"}, {"TZ": "Asia/Tokyo"}, {"LANG": "tr_TR.UTF-8"}):
            self.assertEqual(first, self.piq("evaluate", TOUR, "--format", "json", environment=environment))

    def test_ndjson_is_a_finding_per_line(self):
        lines = self.piq("evaluate", TOUR, "--format", "ndjson").splitlines()
        self.assertEqual(self.report()["findings"], [json.loads(line) for line in lines])

    def test_the_tour_has_everything(self):
        report = self.report()
        fired = {f["detector"] for f in report["findings"] if f["state"] == "fired"}
        self.assertEqual(set(DETECTORS), fired)
        self.assertEqual(set(SEVERITIES), {f["severity"] for f in report["findings"]})
        self.assertEqual({"fired", "candidate", "observation"}, {f["state"] for f in report["findings"]})
        self.assertTrue(report["not_evaluated"] and report["pending"] and report["capacity"])
        self.assertTrue(report["consolidation"]["moves"] and report["consolidation"]["starts"])

    def test_relations_and_ids_point_somewhere(self):
        report = self.report()
        ids = [f["id"] for f in report["findings"]]
        self.assertEqual(len(ids), len(set(ids)))
        for finding in report["findings"]:
            for relation in finding["relations"]:
                self.assertIn(relation["finding"], ids)
                self.assertNotEqual(finding["id"], relation["finding"])
            self.assertEqual([i == 0 for i in range(len(finding["remedies"]))], [r["primary"] for r in finding["remedies"]])


class Table(Case):
    def fleets(self):
        yield "tour", TOUR.read_bytes()
        yield "empty", b'{"piq_snapshot": 1}'
        yield "openb", subprocess.run([sys.executable, ROOT / "examples" / "fleets" / "openb.py"], capture_output=True, check=True).stdout
        tour = json.loads(TOUR.read_bytes())
        for workload in tour["workloads"]:
            workload["id"] = "a-namespace-with-a-long-name/" * 4 + workload["id"] + "-\u4e2d\u6587-\u00e9"
        yield "long names", json.dumps(tour).encode()

    def test_eighty_columns(self):
        for name, text in self.fleets():
            with self.subTest(name):
                lines = self.piq("evaluate", "-", text=text).splitlines()
                wide = [line for line in lines if sum(2 if "\u1100" <= c <= "\uffdc" else 1 for c in line) > 80]
                self.assertEqual([], wide[:3])
                self.assertEqual([], [line for line in lines if line != line.rstrip()][:3])

    def test_says_the_totals_and_every_finding(self):
        table, report = self.piq("evaluate", TOUR), self.report()
        self.assertIn("FINDINGS: %d" % report["summary"]["findings"], table)
        for finding in report["findings"]:
            self.assertIn("%s/%s" % (finding["detector"], finding["subtype"]), table)
            self.assertIn(finding["entity_id"], table)
            if finding["state"] == "fired":
                self.assertIn(re.sub(r"\s+", "", finding["message"])[:40], re.sub(r"\s+", "", table))

    def test_ids_cannot_steer_a_terminal(self):
        text = json.dumps({"piq_snapshot": 1, "nodes": [{"id": "\u001b[31mn\u0007\n", "gpu_type": "T", "gpu_count": 8, "billed": True, "idle_seconds": 604800,
                                                         "price_per_gpu_hour": 2, "cluster": "\u001b]0;x\u0007"}]})
        for kind in ("table", "sarif", "json", "ndjson"):
            self.assertNotRegex(self.piq("evaluate", "-", "--format", kind, text=text), "[\x00-\x09\x0b-\x1f\x7f]")


class Colour(Case):
    def on_terminal(self, **environment):
        """What it writes when stdout is a terminal."""
        leader, follower = pty.openpty()
        inherited = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM")}
        with subprocess.Popen([PROGRAM, "evaluate", TOUR], stdout=follower, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                              env=dict(inherited, TERM="xterm", **environment)) as child:
            os.close(follower)
            text = b""
            while True:
                try:
                    part = os.read(leader, 65536)
                except OSError:  # the other side is gone
                    break
                if not part:
                    break
                text += part
            child.wait()
        os.close(leader)
        return text.decode().replace("\r\n", "\n")

    def test_on_a_terminal_only(self):
        self.assertNotIn("\x1b", self.piq("evaluate", TOUR))
        coloured = self.on_terminal()
        self.assertIn("\x1b[", coloured)
        self.assertEqual(self.piq("evaluate", TOUR), re.sub("\x1b\\[[0-9;]*m", "", coloured))

    def test_not_with_no_color(self):
        self.assertEqual(self.piq("evaluate", TOUR), self.on_terminal(NO_COLOR="1"))


class FailOn(Case):
    def test_status_by_severity(self):
        highest = max((SEVERITIES.index(f["severity"]) for f in self.report()["findings"] if f["state"] == "fired"))
        for place, severity in enumerate(SEVERITIES):
            out = self.piq("evaluate", TOUR, "--fail-on", severity, status=1 if place <= highest else 0)
            self.assertEqual(self.piq("evaluate", TOUR), out)

    def test_nothing_there(self):
        self.piq("evaluate", "-", "--fail-on", "info", text='{"piq_snapshot": 1}')

    def test_observations_and_candidates_do_not_count(self):
        text = json.dumps({"piq_snapshot": 1, "nodes": [{"id": "n", "gpu_type": "T", "gpu_count": 8, "billed": True, "state": "failed"}]})
        self.assertIn("unavailable_billed", self.piq("evaluate", "-", "--fail-on", "info", text=text))

    def test_only_for_what_a_persona_sees(self):
        only = self.file("fleet.json", {"piq_snapshot": 1, "nodes": [{"id": "n", "gpu_type": "T", "gpu_count": 8, "billed": True, "price_per_gpu_hour": 4, "idle_seconds": 604800}]})
        self.piq("evaluate", only, "--fail-on", "low", status=1)
        self.piq("evaluate", only, "--fail-on", "low", "--persona", "platform_team", status=0)


class Policy(Case):
    def test_set(self):
        self.assertEqual(self.report(), self.report("--set", "dark_min_seconds=14400"))
        self.assertNotEqual(self.report(), self.report("--set", "dark_min_seconds=1e9"))
        self.assertNotEqual(self.report(), self.report("--set=hours_per_month=700"))
        self.assertEqual(self.report(), self.report("--set", "use_reference_prices=false"))

    def test_set_is_refused(self):
        for setting in ("dark_min_seconds", "=1", "nope=1", "dark_min_seconds=", "dark_min_seconds=x", "dark_min_seconds=-1", "dark_min_seconds=nan", "dark_min_seconds=inf",
                        "dark_min_seconds= 1", "dark_min_seconds=1x", "use_reference_prices=2", "dark_min_seconds=true"):
            with self.subTest(setting):
                self.refuses("evaluate", TOUR, "--set", setting, say="--set")

    def test_file_and_set_wins(self):
        policy = self.file("policy.json", {"dark_min_seconds": 1e9, "disabled": ["oom_risk"], "x_note": "ours"})
        report = self.report("--policy", policy)
        self.assertEqual([], [f for f in report["findings"] if f["detector"] == "oom_risk" or f["subtype"] == "unallocated"])
        self.assertTrue([f for f in self.report("--policy", policy, "--set", "dark_min_seconds=14400")["findings"] if f["subtype"] == "unallocated"])

    def test_suppressions(self):
        report = self.report()
        first = report["findings"][0]
        policy = self.file("policy.json", {"suppressions": [{"finding": first["id"], "reason": "known", "owner": "me", "until": "2099-01-01T00:00:00Z"}]})
        after = self.report("--policy", policy)
        self.assertNotIn(first["id"], [f["id"] for f in after["findings"]])
        counts = {r["detector"]: r for r in after["summary"]["by_detector"]}
        self.assertEqual(1, counts[first["detector"]]["suppressed"])
        over = self.file("over.json", {"suppressions": [{"finding": first["id"], "until": "2020-01-01T00:00:00Z"}]})
        self.assertEqual(report, self.report("--policy", over))

    def test_file_is_refused(self):
        for content, say in (("{", "policy.json:1:2"), ('{"nope": 1}', "nope"), ('{"coverage_min": "x"}', "coverage_min"), ("[]", "policy.json"), ('{"coverage_min": -1}', "coverage_min")):
            with self.subTest(content):
                self.refuses("evaluate", TOUR, "--policy", self.file("policy.json", content), say=say)
        self.refuses("evaluate", TOUR, "--policy", self.folder / "missing.json", say="missing.json")
        self.refuses("evaluate", "-", "--policy", "-", say="standard input", text="{}")

    def test_policy_from_standard_input(self):
        self.assertNotEqual(self.report(), self.report("--policy", "-", text='{"disabled": ["oom_risk"]}'))


class Personas(Case):
    first = {"platform_team": {"tier_misplacement", "overprovisioned", "oom_risk", "batch_over_tiered", "batch_size"}, "gpuaas_provider": {"dark_capacity", "fragmentation"},
             "inference_provider": {"low_throughput", "tier_misplacement"}, "liquidity_market": {"dark_capacity"}}
    never = {"platform_team": {"dark_capacity", "fragmentation"}, "gpuaas_provider": {"oom_risk", "cold_start", "thrashing", "batch_size", "low_throughput"},
             "inference_provider": {"batch_over_tiered", "batch_size"}, "liquidity_market": {"oom_risk", "cold_start", "thrashing", "batch_size", "low_throughput"}}

    def test_filter_rank_and_totals(self):
        everybody = self.report()
        for persona in self.first:
            with self.subTest(persona):
                report = self.report("--persona", persona)
                self.assertEqual(everybody["summary"], report["summary"])
                seen = [f["detector"] for f in report["findings"]]
                self.assertEqual(set(), set(seen) & self.never[persona])
                self.assertIn(seen[0], self.first[persona])
                wanted = sorted(f["id"] for f in everybody["findings"] if persona in f["personas"])
                self.assertEqual(wanted, sorted(f["id"] for f in report["findings"]))


class Output(Case):
    def test_to_a_file(self):
        path = self.folder / "report.json"
        self.assertEqual("", self.piq("evaluate", TOUR, "--format", "json", "--output", path))
        self.assertEqual(self.piq("evaluate", TOUR, "--format", "json"), path.read_text(encoding="utf-8"))
        self.assertEqual([path], list(self.folder.iterdir()))

    def test_a_failure_leaves_the_old_file(self):
        path = self.file("report.json", "old")
        self.refuses("evaluate", "-", "--output", path, text="{")
        self.assertEqual("old", path.read_text(encoding="utf-8"))
        self.assertEqual([path], list(self.folder.iterdir()))

    def test_findings_that_fail_on_still_write(self):
        path = self.folder / "report.sarif"
        self.piq("evaluate", TOUR, "--format", "sarif", "--fail-on", "low", "--output", path, status=1)
        self.assertEqual("2.1.0", json.loads(path.read_text(encoding="utf-8"))["version"])

    def test_where_nothing_can_be_written(self):
        self.refuses("evaluate", TOUR, "--output", self.folder / "no" / "such", say="such")
        self.refuses("evaluate", TOUR, "--output", self.folder, say=str(self.folder))
        self.refuses("evaluate", TOUR, "--output", "", say=":")

    @unittest.skipUnless(os.path.exists("/dev/full"), "no /dev/full")
    def test_a_full_disk(self):
        self.refuses("evaluate", TOUR, "--output", "/dev/full")
        for kind in ("table", "json", "ndjson", "sarif"):
            with open("/dev/full", "wb") as full:
                done = subprocess.run([PROGRAM, "evaluate", TOUR, "--format", kind], stdout=full, stderr=subprocess.PIPE, check=False)
            self.assertEqual(2, done.returncode, kind)
            self.assertIn(b"standard output", done.stderr)


if __name__ == "__main__":
    unittest.main()
