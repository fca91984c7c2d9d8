"""Benchmark instances as problem text for instance_driver, and its plans back in the benchmark's form."""
import json, subprocess, sys

WHOLE = 5040000
NONE = 4294967295


def types_of(given):
    return None if given is None else [given] if isinstance(given, str) else list(given)


def ranks(names):
    order = {name: k for k, name in enumerate(sorted(names))}
    return [order[name] for name in names]


def number(x):
    return "nan" if x is None else repr(float(x))


class Problem:
    """The text of an instance and the names needed to read a plan back."""

    def __init__(self, inst):
        self.inst = inst
        self.nodes = [n["id"] for n in inst["nodes"]]
        self.at = {n: k for k, n in enumerate(self.nodes)}
        self.types = sorted({n["gpu_type"] for n in inst["nodes"]})
        self.sets = []
        rows = self.node_rows() + self.item_rows() + self.job_rows()
        head = ["%d %d" % (len(self.types), len(self.sets))] + ["%d %s" % (len(s), " ".join(map(str, s))) for s in self.sets]
        self.text = "\n".join(head + rows) + "\n"

    def set_of(self, given):
        names = types_of(given)
        if names is None:
            names = self.types
        s = sorted(self.types.index(t) for t in set(names) if t in self.types)
        if s not in self.sets:
            self.sets.append(s)
        return self.sets.index(s)

    def node_rows(self):
        nodes = self.inst["nodes"]
        domains = sorted({n["domain"] for n in nodes})
        out = ["%d %d" % (len(domains), len(nodes))]
        for n, rank in zip(nodes, ranks(self.nodes)):
            out.append("%d %d %d %d %d %d %s %s" % (rank, domains.index(n["domain"]), self.types.index(n["gpu_type"]), n["gpus"],
                       n["gpus"] - n.get("unhealthy", 0), 0 if n.get("cordoned") else 1, number(n.get("free_cpu")), number(n.get("free_memory"))))
        return out

    def item_rows(self):
        run = self.inst["running"]
        out = ["%d %d" % (len(run), sum(len(r["placement"]) for r in run))]
        for r, rank in zip(run, ranks([r["id"] for r in run])):
            whole = r["gpus"] >= 1
            pieces = " ".join("%d %d %d %d" % ((self.at[p[0]], p[1], 0, 0) if len(p) == 2 else (self.at[p[0]], 0, round(p[1] * WHOLE), p[2]))
                              for p in r["placement"])
            out.append("%d %d %d %d %d %d %d %s %s %s %d %s" % (rank, 1 if r.get("movable", True) else 0, r.get("priority", 0), r["gpus"] if whole else 0,
                       r.get("pod_gpus", 1) if whole else 0, 1 if r.get("contiguous", True) else 0, self.set_of(r.get("gpu_type")),
                       number(r.get("move_cost")), number(r.get("cpu")), number(r.get("memory")), len(r["placement"]), pieces))
        return out

    def job_rows(self):
        jobs = self.inst["pending"]
        out = ["%d" % len(jobs)]
        for j, rank in zip(jobs, ranks([j["id"] for j in jobs])):
            out.append("%d %d %d %d %d %d %d %s %s" % (rank, j["gpus"], j.get("replicas", 1), j.get("pod_gpus", j["gpus"]), 1 if j.get("contiguous", True) else 0,
                       self.set_of(j.get("gpu_type")), j.get("priority", 0), number(j.get("cpu")), number(j.get("memory"))))
        return out

    def back(self, pieces):
        return [[self.nodes[p[0]], p[1]] if len(p) == 2 else [self.nodes[p[0]], p[2] / WHOLE, p[3]] for p in pieces]

    def plan(self, answer):
        run, jobs = self.inst["running"], self.inst["pending"]
        place = {}
        for s in answer["starts"]:
            place.setdefault(jobs[s["job"]]["id"], []).append(self.back(s["to"]))
        classes = {"fits": [], "blocked": [], "shortage": []}
        for j, c in zip(jobs, answer["class"]):
            classes[("fits", "blocked", "shortage", "blocked")[c]].append(j["id"])
        return {"moves": [{"id": run[m["item"]]["id"], "from": self.back(m["from"]), "to": self.back(m["to"])} for m in answer["moves"]],
                "place": [{"id": k, "to": v} for k, v in place.items()], "classes": classes, "gpus_moved": answer["gpus_moved"],
                "runs": answer["runs"], "runs_bound": answer["runs_bound"], "optimal": answer["optimal"], "work": answer["work"]}


def main():
    inst = json.load(open(sys.argv[2]))
    problem = Problem(inst)
    run = subprocess.run([sys.argv[1]] + sys.argv[3:], input=problem.text, capture_output=True, text=True)
    if run.returncode:
        sys.exit("driver failed: %d %s" % (run.returncode, run.stderr))
    print(json.dumps(problem.plan(json.loads(run.stdout))))


if __name__ == "__main__":
    main()
