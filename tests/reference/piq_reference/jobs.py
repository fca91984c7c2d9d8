"""Where a pending workload could run."""

from .tri import YES, fact, known, unknown


def cluster_of(w):
    stated = w.value("cluster")
    if stated:
        return stated
    clusters = {n.cluster for n in w.fleet.nodes}
    return clusters.pop() if len(clusters) == 1 else ""


def pod_gpus(w):
    stated = w.value("pod_gpus")
    return known(stated) if stated else w.gpus


def accepts(w, node):
    accepted = w.value("accepted_gpu_types")
    if accepted is None:
        return YES
    if node.type_name is None:
        return unknown("node.gpu_type")
    fleet = w.fleet
    names = {fleet.types[a]["name"] if a in fleet.types else a for a in accepted}
    return fact(node.canonical_type() in names)
