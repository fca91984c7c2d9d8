"""piq plan: blocked work, steps, the map, the graph; and the same in piq evaluate's table."""

import json
import re
import shutil
import subprocess
import unittest

from program import TOUR, Case


def fleet(nodes, workloads):
    types = [{"name": "H", "memory_bytes": 80000000000, "price_per_gpu_hour": 4.0}]
    return json.dumps({"piq_snapshot": 1, "gpu_types": types, "nodes": nodes, "workloads": workloads})


def node(name, gpus=8, **more):
    return dict(id=name, gpu_type="H", gpu_count=gpus, billed=True, **more)


def work(name, gpus, where, **more):
    pieces = [{"node": n, "gpus": g} for n, g in where]
    return dict(dict(id=name, kind="training", gpus=gpus, movable=True, placement=pieces), **more)


def waits(name="train", gpus=8, **more):
    return dict(dict(id=name, kind="training", state="pending", gpus=gpus, single_domain=True, pending_seconds=1800, quota_admitted=True), **more)


HALVES = fleet([node("n0"), node("n1"), node("n2", state="cordoned")],
               [work("a", 4, [("n0", 4)], restart_seconds=900), work("b", 4, [("n1", 4)], restart_seconds=900), waits()])


class Table(Case):
    def lines(self, text, *arguments):
        out = self.piq("plan", "-", *arguments, text=text)
        for line in out.splitlines():
            self.assertLessEqual(len(line), 80, line)
        return out

    def test_blocked_work_steps_and_map(self):
        out = self.lines(HALVES)
        self.assertRegex(out, r"(?m)^  train +8 +30 min +16\.00 +32\.00  starts$")
        self.assertIn("4 GPUs move", out)
        self.assertRegex(out, r"1\. move a \(replica 0, 4 GPUs\): n0 -> n1")
        self.assertRegex(out, r"2\. start train \(replica 0, 8 GPUs\): on n0")
        self.assertIn("Worth 16.00 USD of waiting; the restarts cost 4.00 USD.", out)
        self.assertRegex(out, r"(?m)^  n0 +aaaa\.\.\.\.  > AAAAAAAA$")
        self.assertRegex(out, r"(?m)^  n1 +####\.\.\.\.  > ####aaaa$")
        self.assertRegex(out, r"(?m)^  n2 +--------  cordoned$")
        self.assertIn("moved:   a a\n", out)
        self.assertIn("started: A train\n", out)

    def test_the_evaluation_shows_the_same(self):
        plan, whole = self.piq("plan", TOUR), self.piq("evaluate", TOUR)
        self.assertIn(plan.split("\n", 1)[1].strip(), whole)

    def test_the_wait_that_ends_by_itself(self):
        stays = dict(movable=False, remaining_seconds=5400)
        out = self.lines(fleet([node("n0"), node("n1")], [work("a", 4, [("n0", 4)], **stays), work("b", 4, [("n1", 4)], movable=False), waits()]))
        self.assertIn("  no plan\n      room in 1.5 h, when a ends\n", out)
        self.assertNotIn("PLAN", out)
        self.assertRegex(out, r"(?m)^  n0 +####\.\.\.\.$")

    def test_shares_and_what_is_out_of_service(self):
        shares = [dict(id="s%d" % i, kind="notebook", gpus=0.5, movable=True, placement=[dict(node="n0", gpus=0.5, gpu="x")]) for i in (1, 2)]
        out = self.lines(fleet([node("n0", 4), node("n1", 4, unhealthy_gpus=1)], shares + [waits(gpus=4)]))
        self.assertRegex(out, r"(?m)^  n0 +%\.\.\.  > AAAA$")
        self.assertRegex(out, r"(?m)^  n1 +\.\.\.!  > %\.\.!$")

    def test_racks_stand_together(self):
        rack = [node("r%d" % i, 4, domain="rack") for i in range(2)] + [node("z", 4)]
        out = self.lines(fleet(rack, [work("a", 4, [("z", 4)]), waits(gpus=8, pod_gpus=4)]))
        self.assertRegex(out, r"(?m)^  rack\n    r0 +\.\.\.\.  > AAAA\n    r1 +\.\.\.\.  > AAAA\n  z +####$")

    def test_names_that_are_long_or_steer_a_terminal(self):
        name = "x" * 300 + "\u001b[31m\u202e"
        out = self.lines(fleet([node("n0" + name), node("n1" + name)], [work("a" + name, 4, [("n0" + name, 4)]), work("b", 4, [("n1" + name, 4)]),
                                                                        waits("p" + name)]))
        self.assertNotIn("\u001b", out)
        self.assertNotIn("\u202e", out)

    def test_large_fleets_show_what_is_touched(self):
        full = [node("f%03d" % i) for i in range(60)]
        out = self.lines(fleet([node("n0"), node("n1")] + full, [work("a", 4, [("n0", 4)]), work("b", 4, [("n1", 4)]), waits()] +
                               [work("w" + n["id"], 8, [(n["id"], 8)], movable=False) for n in full]))
        self.assertIn("60 other domains stay as they are", out)
        self.assertNotIn("f000", out)

    def test_more_letters_than_the_alphabet_has(self):
        count = 30
        nodes = [node("n%02d" % i, 4) for i in range(2 * count)]
        held = [work("w%02d" % i, 2, [("n%02d" % i, 2)]) for i in range(2 * count)]
        out = self.lines(fleet(nodes, held + [waits("p%02d" % i, 4) for i in range(count)]))
        self.assertIn("+ others", out)
        self.assertIn("@ others", out)
        self.assertRegex(out, r"\+\+\.\.  > @@@@|##\.\.  > ##\+\+")

    def test_nothing_to_do(self):
        out = self.lines(fleet([node("n0")], []))
        self.assertIn("nothing to move", out)
        self.assertNotIn("MAP", out)


class Json(Case):
    def test_members_are_those_of_the_report(self):
        report = self.report()
        got = json.loads(self.piq("plan", TOUR, "--format", "json"))
        self.assertEqual({k: report[k] for k in ("consolidation", "pending", "capacity")}, got)

    def test_ids_that_look_like_json(self):
        odd = 'a"\n  "pending": [{]}\\'
        text = fleet([node("n0"), node("n1")], [work(odd, 4, [("n0", 4)]), work("b", 4, [("n1", 4)]), waits('"capacity": {')])
        got = json.loads(self.piq("plan", "-", "--format", "json", text=text))
        self.assertEqual([odd], [m["workload"] for m in got["consolidation"]["moves"]])
        self.assertEqual(['"capacity": {'], [p["entity_id"] for p in got["pending"]])
        self.assertEqual(["consolidation", "pending", "capacity"], list(got))


class Dot(Case):
    STATEMENT = re.compile(r'(?:"(?:[^"\\]|\\.)*"(?: -> "(?:[^"\\]|\\.)*")?|node|edge) \[(?:\w+=(?:"(?:[^"\\]|\\.)*"|\w+)(?:, )?)+\];')
    SETTING = re.compile(r'\w+=(?:"(?:[^"\\]|\\.)*"|\w+);')

    def graph(self, *arguments, text=None):
        out = self.piq("plan", *arguments, "--format", "dot", text=text)
        depth = 0
        for line in out.splitlines():
            line = line.strip()
            if line.endswith("{") and not line.endswith("];"):
                self.assertRegex(line, r"^(digraph plan|subgraph cluster_\d+) \{$")
                depth += 1
            elif line == "}":
                depth -= 1
            else:
                self.assertTrue(self.STATEMENT.fullmatch(line) or self.SETTING.fullmatch(line), line)
        self.assertEqual(0, depth)
        if shutil.which("dot"):
            drawn = subprocess.run(["dot", "-Tplain"], input=out, capture_output=True, text=True, check=False)
            self.assertEqual((0, ""), (drawn.returncode, drawn.stderr))
        return out

    def test_moves_and_starts(self):
        out = self.graph("-", text=HALVES)
        self.assertRegex(out, r'"node n0" -> "node n1" \[.*label="1\. a\\n4 GPUs"\]')
        self.assertRegex(out, r'"job train" -> "node n0" \[.*label="2\. start\\n8 GPUs"\]')
        self.assertNotIn('"node n2"', out)

    def test_the_tour_and_nothing(self):
        self.graph(TOUR)
        self.graph("-", text=fleet([node("n0")], []))

    def test_racks_and_work_on_several_nodes(self):
        rack = [node("r%d" % i, 4, domain="rack") for i in range(3)] + [node("q%d" % i, 4, domain="other") for i in range(2)]
        held = [work("wide", 4, [("r0", 2), ("r1", 2)], pod_gpus=2), work("b", 4, [("q0", 4)], movable=False)]
        out = self.graph("-", text=fleet(rack, held + [waits(gpus=12, pod_gpus=4)]))
        self.assertEqual(1, out.count('label="rack"'))
        self.assertRegex(out, r'"node r0" -> "move 1" \[.*label="2", arrowhead=none\]')
        self.assertRegex(out, r'"move 1" -> "node q1"')

    def test_ids_that_would_end_a_text(self):
        odd = 'a"b\\c\n];'
        out = self.graph("-", text=fleet([node(odd), node("n1")], [work(odd, 4, [(odd, 4)]), work("b", 4, [("n1", 4)]), waits("p" + odd)]))
        self.assertIn("digraph plan", out)


class Usage(Case):
    def test_formats(self):
        self.refuses("plan", TOUR, "--format", "sarif", say="known are table, json, dot")
        self.refuses("evaluate", TOUR, "--format", "dot", say="known are table, json, ndjson, sarif")
        self.refuses("fields", "--format", "dot", say="known are table, json")

    def test_input(self):
        self.refuses("plan", say="an argument is missing")
        self.refuses("plan", "/nonexistent/fleet.json", say="/nonexistent/fleet.json")
        self.refuses("plan", "-", "--policy", "-", text="{}", say="standard input")
        self.refuses("plan", TOUR, "--fail-on", "high", say="--fail-on")

    def test_policy_and_output(self):
        text = self.piq("plan", "-", "--set", "fragmentation_min_pending_seconds=3600", text=HALVES)
        self.assertNotIn("BLOCKED", text)
        self.assertIn("PLAN", text)
        path = self.folder / "plan.dot"
        self.assertEqual("", self.piq("plan", "-", "--format", "dot", "--output", path, text=HALVES))
        self.assertEqual(self.piq("plan", "-", "--format", "dot", text=HALVES), path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
