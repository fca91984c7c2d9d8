"""An instance of the planner's tests as a snapshot, and a report's plan carried out on a snapshot."""
import copy


def pieces(placement):
    return [dict(node=p[0], gpus=p[1], **({"gpu": str(p[2])} if len(p) == 3 else {})) for p in placement]


def workload(w, state):
    accepted = w.get("gpu_type")
    row = {"id": w["id"], "kind": "training", "state": state, "gpus": w["gpus"], "pod_gpus": w.get("pod_gpus", w["gpus"]),
           "single_domain": bool(w.get("contiguous", True)), "priority": w.get("priority", 0)}
    if accepted is not None:
        row["accepted_gpu_types"] = [accepted] if isinstance(accepted, str) else list(accepted)
    for name, field in (("move_cost", "move_cost"), ("cpu", "cpu_cores"), ("memory", "host_memory_bytes")):
        if w.get(name) is not None:
            row[field] = w[name]
    if state == "running":
        row.update(movable=bool(w.get("movable", True)), placement=pieces(w["placement"]), restart_seconds=600)
    else:
        row.update(replicas=w.get("replicas", 1), pending_seconds=3600, quota_admitted=True)
    return row


def snapshot(inst, price=2.0, idle=None):
    """`idle`: seconds that nodes without work have stood empty."""
    held = {p[0] for w in inst["running"] for p in w["placement"]}
    nodes = []
    for n in inst["nodes"]:
        row = {"id": n["id"], "domain": n["domain"], "gpu_type": n["gpu_type"], "gpu_count": n["gpus"], "unhealthy_gpus": n.get("unhealthy", 0),
               "state": "cordoned" if n.get("cordoned") else "ready", "billed": True, "price_per_gpu_hour": price}
        if n.get("free_cpu") is not None:
            row["free_cpu_cores"] = n["free_cpu"]
        if n.get("free_memory") is not None:
            row["free_memory_bytes"] = n["free_memory"]
        if idle is not None and n["id"] not in held:
            row.update(idle_seconds=idle, sm_active_max=0.0)
        nodes.append(row)
    return {"piq_snapshot": 1, "observed_at": "2026-01-01T00:00:00Z",
            "gpu_types": [{"name": t, "memory_bytes": 80000000000} for t in sorted({n["gpu_type"] for n in inst["nodes"]})], "nodes": nodes,
            "workloads": [workload(w, "running") for w in inst["running"]] + [workload(p, "pending") for p in inst["pending"]]}


def place(step, side):
    return [dict(p, replica=step["replica"]) for p in step[side]]


def cores(node, pieces_, by, sign):
    """Free cores and memory of nodes follow the work."""
    for p in pieces_:
        for field, asked in (("free_cpu_cores", "cpu_cores"), ("free_memory_bytes", "host_memory_bytes")):
            row = node[p["node"]]
            if row.get(field) is not None and by.get(asked) is not None:
                row[field] = max(0, row[field] + sign * by[asked] * p["gpus"] / by["gpus"])
                if field == "free_memory_bytes":
                    row[field] = int(row[field])


def carried_out(given, plan, start):
    """The snapshot after the plan's moves, and with `start` after its starts, too."""
    after = copy.deepcopy(given)
    work = {w["id"]: w for w in after["workloads"]}
    node = {n["id"]: n for n in after["nodes"]}
    for move in plan["moves"]:
        w = work[move["workload"]]
        rest = [p for p in w["placement"] if p.get("replica", 0) != move["replica"]]
        cores(node, move["from"], w, 1)
        cores(node, move["to"], w, -1)
        w["placement"] = rest + place(move, "to")
    for step in plan["starts"] if start else []:
        w = work[step["workload"]]
        w.update(state="running", placement=w.get("placement", []) + place(step, "to"), movable=False)
        cores(node, step["to"], w, -1)
        for name in ("pending_seconds", "quota_admitted"):
            w.pop(name, None)
    for step in plan["moves"] + (plan["starts"] if start else []):
        for p in step.get("from", []) + step["to"]:
            node[p["node"]].pop("idle_seconds", None)
            node[p["node"]].pop("sm_active_max", None)
    return after
