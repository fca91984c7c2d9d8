"""Each command by itself: help, versions, the vocabulary, explanations, usage errors."""

import json
import re
import unittest

from program import DETECTORS, ROOT, TOUR, Case


class Help(Case):
    commands = ["evaluate", "plan", "diff", "explain", "fields", "policy", "catalog", "estimate"]

    def test_general(self):
        self.assertEqual(self.piq("--help"), self.piq("-h"))
        self.assertEqual(self.piq("--help"), self.piq("help"))
        for command in self.commands:
            self.assertIn("piq " + command, self.piq("--help"))

    def test_of_each_command(self):
        for command in self.commands:
            with self.subTest(command):
                text = self.piq(command, "--help")
                self.assertTrue(text.startswith("piq " + command), text)
                self.assertEqual(text, self.piq("help", command))
                self.assertEqual(text, self.piq(command, "-h"))
                self.assertLessEqual(max(map(len, text.splitlines())), 80)

    def test_every_option_named_in_the_help_is_taken(self):
        for option in sorted(set(re.findall(r"--[a-z-]+", self.piq("evaluate", "--help")))):
            if option != "--help":
                self.assertNotIn("no such option", self.piq("evaluate", "/nonexistent", option, "x", status=2))

    def test_version(self):
        header = (ROOT / "include" / "piq" / "piq.h").read_text(encoding="utf-8")
        version = re.search(r'PIQ_VERSION_STRING "(.*)"', header).group(1)
        self.assertEqual("piq %s\n" % version, self.piq("--version"))
        self.assertIn("VERSION " + version, (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))


class Usage(Case):
    def test_nothing_given(self):
        self.assertIn("piq evaluate", self.piq(status=2))

    def test_unknown_words(self):
        self.refuses("judge", say="judge")
        self.refuses("help", "judge", say="judge")
        self.refuses("--verbose", say="--verbose")
        self.refuses("evaluate", TOUR, "--verbose", say="--verbose")
        self.refuses("evaluate", TOUR, "-v", say="-v")
        self.refuses("fields", "pod", say="pod")
        self.refuses("explain", "everything", say="everything")
        self.refuses("evaluate", TOUR, "--format", "xml", say="xml")
        self.refuses("fields", "--format", "sarif", say="sarif")
        self.refuses("evaluate", TOUR, "--persona", "boss", say="platform_team")
        self.refuses("evaluate", TOUR, "--fail-on", "terrible", say="critical")
        self.refuses("catalog", "cpus", say="cpus")

    def test_missing_and_spare_arguments(self):
        self.refuses("evaluate", say="missing")
        self.refuses("diff", TOUR, say="missing")
        self.refuses("explain", say="missing")
        self.refuses("evaluate", TOUR, TOUR, say="too many")
        self.refuses("policy", "x", say="too many")
        self.refuses("evaluate", TOUR, "--format", say="missing")
        self.refuses("evaluate", TOUR, "--set", say="missing")

    def test_options_that_belong_elsewhere(self):
        self.refuses("diff", TOUR, TOUR, "--fail-on", "high", say="--fail-on")
        self.refuses("explain", "oom_risk", "--policy", TOUR, say="--policy")
        self.refuses("fields", "--set", "a=1", say="--set")

    def test_a_name_that_begins_with_a_dash(self):
        self.refuses("evaluate", "--", "-nothing", say="-nothing")

    def test_control_characters_do_not_reach_the_terminal(self):
        err = self.refuses("evaluate", "\x1b[31mred\x07")
        self.assertNotRegex(err, "[\x00-\x09\x0b-\x1f\x7f]")


class Vocabulary(Case):
    def test_fields(self):
        rows = json.loads(self.piq("fields", "--format", "json"))
        for row in rows:
            self.assertEqual({"entity", "name", "type", "unit", "meaning", "used_by"}, set(row))
            self.assertIsInstance(row["used_by"], list)
        table = self.piq("fields")
        for row in rows:
            self.assertRegex(table, r"(?m)^  %s\b" % row["name"])
        self.assertLessEqual(max(map(len, table.splitlines())), 80)
        self.assertEqual([r for r in rows if r["entity"] == "node"], json.loads(self.piq("fields", "node", "--format=json")))

    def test_policy(self):
        rows = json.loads(self.piq("policy", "--format", "json"))
        for row in rows:
            self.assertEqual({"name", "default", "unit", "detectors", "meaning"}, set(row))
        table = self.piq("policy")
        for row in rows:
            self.assertRegex(table, r"(?m)^%s\b" % row["name"])
        self.assertLessEqual(max(map(len, table.splitlines())), 80)

    def test_explain_names_every_field_and_threshold_that_a_detector_reads(self):
        fields = json.loads(self.piq("fields", "--format", "json"))
        policy = json.loads(self.piq("policy", "--format", "json"))
        for number, detector in enumerate(DETECTORS, 1):
            with self.subTest(detector):
                text = self.piq("explain", detector)
                self.assertLessEqual(max(map(len, text.splitlines())), 80)
                for row in fields:
                    if str(number) in row["used_by"] or detector in row["used_by"]:
                        self.assertRegex(text, r"\b%s\b" % row["name"])
                for row in policy:
                    if str(number) in row["detectors"]:
                        self.assertRegex(text, r"\b%s\b" % row["name"])


class Catalogs(Case):
    def test_lists(self):
        for table in ("gpus", "models"):
            with self.subTest(table):
                rows = json.loads(self.piq("catalog", table, "--format", "json"))
                self.assertGreater(len(rows), 5)
                self.assertIn(rows[0]["name"], self.piq("catalog", table))
                self.piq("catalog", table, rows[0]["name"])
                self.refuses("catalog", table, "no such thing at all")


if __name__ == "__main__":
    unittest.main()
