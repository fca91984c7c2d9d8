"""Bad input: a message with its place on stderr, nothing on stdout, status 2. And the diff of two snapshots."""

import json
import random
import subprocess
import unittest

from program import BUILD, PROGRAM, ROOT, TOUR, Case


class Garbage(Case):
    def test_files(self):
        self.refuses("evaluate", self.folder / "missing.json", say="missing.json")
        self.refuses("evaluate", self.folder, say=str(self.folder))
        self.refuses("diff", TOUR, self.folder / "missing.json", say="missing.json")
        self.refuses("diff", self.folder / "missing.json", TOUR, say="missing.json")

    def test_texts(self):
        for text, say in (("", "1:1"), (" ", "standard input"), ("null", "object"), ("[]", "object"), ("{}", "piq_snapshot"), ('{"piq_snapshot": 2}', "version 1"),
                          ('{"piq_snapshot": 1,\n "nope": 1}', "2:2: nope"), ('{"piq_snapshot": 1', "standard input:1:19"), ('{"piq_snapshot": 1} {}', "standard input:1:21"),
                          ('{"piq_snapshot": 1, "nodes": [{"id": "n", "gpu_count": -1}]}', "nodes[0].gpu_count"), ('{"piq_snapshot": 1, "nodes": [{"id": "n"}, {"id": "n"}]}', "nodes[1].id")):
            with self.subTest(text):
                self.refuses("evaluate", "-", text=text, say=say)

    def test_bytes(self):
        rng = random.Random(5)
        texts = [bytes(rng.randrange(256) for _ in range(rng.randrange(1, 400))) for _ in range(60)]
        texts += [b"\xef\xbb\xbf{}", b"\x00", b"\xff\xfe{\x00}\x00", b"PK\x03\x04", b"\x1f\x8b\x08\x00", PROGRAM.read_bytes()[:20000]]
        for text in texts:
            err = self.refuses("evaluate", "-", text=text)
            self.assertNotRegex(err, "[\x00-\x09\x0b-\x1f\x7f]")

    def test_the_tour_damaged(self):
        tour, rng = TOUR.read_bytes(), random.Random(6)
        for _ in range(150):
            place = rng.randrange(len(tour))
            damaged = tour[:place] + bytes([rng.randrange(256)]) + tour[place + 1:]
            done = subprocess.run([PROGRAM, "evaluate", "-", "--format", "json"], input=damaged, capture_output=True, check=False)
            self.assertIn(done.returncode, (0, 2))
            if done.returncode == 2:
                self.assertEqual(b"", done.stdout)
                self.assertRegex(done.stderr.decode(), r"^piq: standard input:\d+:\d+: .+\n$")
            else:
                json.loads(done.stdout)

    def test_deep_and_long(self):
        self.refuses("evaluate", "-", text='{"piq_snapshot": 1, "x_a": ' + "[" * 100000, say="1:")
        self.refuses("evaluate", "-", text='{"piq_snapshot": 1, "%s": 1}' % ("k" * 10_000_000), say="1:21")
        self.piq("evaluate", "-", text='{"piq_snapshot": 1, "nodes": [{"id": "%s"}]}' % ("n" * 10_000_000))


class Diff(Case):
    def changed(self, change):
        tour = json.loads(TOUR.read_text(encoding="utf-8"))
        change({n["id"]: n for n in tour["nodes"]}, {w["id"]: w for w in tour["workloads"]}, tour)
        return self.file("changed.json", tour)

    def counts(self, *arguments):
        text = self.piq("diff", *arguments)
        self.assertLessEqual(max(map(len, text.splitlines())), 80)
        return {line.split(":")[0]: int(line.split(":")[1].split()[0]) for line in text.splitlines() if line[:3].isupper()}

    def test_with_itself(self):
        counts = self.counts(TOUR, TOUR)
        self.assertEqual(["NEW", "WORSE", "SAME", "BETTER", "RESOLVED"], list(counts))
        self.assertEqual(sum(counts.values()), counts["SAME"])
        self.assertGreater(counts["SAME"], 20)

    def test_new_and_resolved(self):
        def change(nodes, works, tour):
            works["ocr-pages"]["gpu_oom_events"] = 0
        path = self.changed(change)
        self.assertEqual((0, 1), (self.counts(TOUR, path)["NEW"], self.counts(TOUR, path)["RESOLVED"]))
        self.assertEqual((1, 0), (self.counts(path, TOUR)["NEW"], self.counts(path, TOUR)["RESOLVED"]))
        self.assertIn("ocr-pages", self.piq("diff", TOUR, path))

    def test_worse_and_better(self):
        def change(nodes, works, tour):
            nodes["east-h100-4"]["price_per_gpu_hour"] = 4.5
        path = self.changed(change)
        self.assertEqual(1, self.counts(TOUR, path)["WORSE"])
        self.assertEqual(1, self.counts(path, TOUR)["BETTER"])

    def test_from_standard_input(self):
        self.assertEqual(self.piq("diff", TOUR, TOUR), self.piq("diff", "-", TOUR, text=TOUR.read_bytes()))
        self.assertEqual(self.piq("diff", TOUR, TOUR), self.piq("diff", TOUR, "-", text=TOUR.read_bytes()))
        self.refuses("diff", "-", "-", text="{}")

    def test_under_a_policy(self):
        policy = self.file("policy.json", {"disabled": ["low_throughput"]})
        self.assertLess(sum(self.counts(TOUR, TOUR, "--policy", policy).values()), sum(self.counts(TOUR, TOUR).values()))


class Examples(Case):
    def test_quickstart_prints_what_the_readme_shows(self):
        program = self.folder / "quickstart"
        subprocess.run(["cc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-I", ROOT / "include", ROOT / "examples" / "quickstart.c", BUILD / "lib" / "libpiq.a",
                        "-o", program], check=True)
        printed = subprocess.run([program], capture_output=True, check=True, text=True).stdout
        self.assertEqual((ROOT / "examples" / "quickstart.expected").read_text(encoding="utf-8"), printed)

    def test_openb_stand_in(self):
        script = ROOT / "examples" / "fleets" / "openb.py"
        first = subprocess.run(["python3", script], capture_output=True, check=True).stdout
        self.assertEqual(first, subprocess.run(["python3", script], capture_output=True, check=True).stdout)
        report = json.loads(self.piq("evaluate", "-", "--format", "json", text=first))
        self.assertEqual(1213, report["summary"]["nodes"])


if __name__ == "__main__":
    unittest.main()
