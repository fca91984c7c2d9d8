"""Brings the program's report and the reference's to one form, so that one check reads both."""

import json
import subprocess
import tempfile


def run_program(program, snapshot, policy=None):
    command = [program, "evaluate", "-", "--format", "json"]
    if policy is None:
        return finish(command, snapshot)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(policy, file)
        file.flush()
        return finish(command + ["--policy", file.name], snapshot)


def finish(command, snapshot):
    done = subprocess.run(command, input=json.dumps(snapshot).encode(), capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError("exit %d: %s" % (done.returncode, done.stderr.decode(errors="replace").strip()))
    return normal(json.loads(done.stdout))


def normal(report):
    """Relations by detector and entity instead of id; the primary remedy taken out."""
    by_id = {f["id"]: f for f in report["findings"] if "id" in f}
    for finding in report["findings"]:
        if "remedies" in finding:
            primary = [r for r in finding["remedies"] if r.get("primary")]
            finding["primary"] = primary[0] if primary else None
        for relation in finding.get("relations") or []:
            if "finding" in relation:
                other = by_id.get(relation["finding"], {})
                relation["detector"] = other.get("detector")
                relation["entity_id"] = other.get("entity_id")
    return report


class View:
    """What the checks ask of a report."""

    def __init__(self, report):
        self.report = report

    def findings(self, detector, entity_id=None, state=None):
        return [f for f in self.report["findings"] if f["detector"] == detector
                and (entity_id is None or f["entity_id"] == entity_id)
                and (state is None or f["state"] == state)]

    def one(self, detector, entity_id=None, state=None):
        found = self.findings(detector, entity_id, state)
        assert len(found) == 1, "%d findings of %s, not_evaluated %s" % (
            len(found), detector, self.report["not_evaluated"])
        return found[0]

    def missing(self, detector, entity_id):
        rows = [r for r in self.report["not_evaluated"]
                if r["detector"] == detector and r["entity_id"] == entity_id]
        assert len(rows) == 1, "%s of %s is not not_evaluated" % (detector, entity_id)
        return rows[0]["reason"], rows[0]["missing"]

    def count(self, detector):
        return next(r for r in self.report["summary"]["by_detector"] if r["detector"] == detector)

    def state(self, entity_id):
        return next(p["state"] for p in self.report["pending"] if p["entity_id"] == entity_id)

    def blocks(self):
        return {r["block"]: r["now"] for r in self.report["capacity"] if r["now"]}
