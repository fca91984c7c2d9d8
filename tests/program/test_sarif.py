"""SARIF 2.1.0, as far as the program uses it: the subset of the standard's schema, and that it says what the report says."""

import json
import unittest

from program import Case

LEVEL = {"critical": "error", "high": "error", "medium": "warning", "low": "note", "info": "note"}


class Sarif(Case):
    def setUp(self):
        super().setUp()
        self.log = json.loads(self.piq("evaluate", self.tour(), "--format", "sarif"))
        self.run_ = self.log["runs"][0]

    @staticmethod
    def tour():
        from program import TOUR
        return TOUR

    def test_log(self):
        self.assertEqual("2.1.0", self.log["version"])
        self.assertIn("sarif-2.1.0", self.log["$schema"])
        self.assertEqual(1, len(self.log["runs"]))
        self.assertLessEqual(set(self.log), {"$schema", "version", "runs", "properties"})
        self.assertLessEqual(set(self.run_), {"tool", "results", "invocations", "columnKind", "properties", "automationDetails", "originalUriBaseIds", "artifacts", "taxonomies"})

    def test_rules(self):
        driver = self.run_["tool"]["driver"]
        self.assertEqual("piq", driver["name"])
        ids = [rule["id"] for rule in driver["rules"]]
        self.assertEqual(10, len(set(ids)))
        for rule in driver["rules"]:
            self.assertTrue(rule["shortDescription"]["text"] and rule["fullDescription"]["text"])

    def test_results_are_the_findings(self):
        findings, results = self.report()["findings"], self.run_["results"]
        rules = [rule["id"] for rule in self.run_["tool"]["driver"]["rules"]]
        fired = [f for f in findings if f["state"] == "fired"]
        self.assertEqual([f["detector"] for f in findings][:len(fired)], [r["ruleId"] for r in results][:len(fired)])
        self.assertIn(len(results), (len(findings), len(fired)))
        for finding, result in zip(findings, results):
            self.assertEqual(rules[result["ruleIndex"]], result["ruleId"])
            self.assertIn(result["level"], ("error", "warning", "note", "none"))
            if finding["state"] == "fired":
                self.assertEqual(LEVEL[finding["severity"]], result["level"])
            self.assertIn(finding["message"].rstrip("."), result["message"]["text"])
            self.assertIn(finding["id"], result["partialFingerprints"].values())
            self.assertLessEqual(set(result), {"ruleId", "ruleIndex", "kind", "level", "message", "locations", "partialFingerprints", "fingerprints", "properties", "suppressions", "rank", "guid"})
            self.assertIn(result.get("kind", "fail"), ("notApplicable", "pass", "fail", "review", "open", "informational"))
            if result.get("kind", "fail") != "fail":
                self.assertEqual("none", result["level"])  # the standard's 3.27.10

    def test_locations_name_the_entity(self):
        for finding, result in zip(self.report()["findings"], self.run_["results"]):
            names = [l.get("name", "") + l.get("fullyQualifiedName", "") for place in result["locations"] for l in place.get("logicalLocations", [])]
            self.assertTrue(any(finding["entity_id"] in name for name in names), names)


if __name__ == "__main__":
    unittest.main()
