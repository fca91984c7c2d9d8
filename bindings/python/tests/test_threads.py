"""Many threads, and objects closed while others use them."""

from __future__ import annotations

import ctypes
import gc
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, Dict

import pyarrow as pa
import pytest
from tables import arrow_tables, fleet_fields

import piq


def together(count: int, work: Callable[[int], Any]) -> list[Any]:
    barrier = threading.Barrier(count)

    def run(number: int) -> Any:
        barrier.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_one_fleet_evaluated_by_many(tour: Dict[str, Any], tour_text: str) -> None:
    wanted = piq.evaluate(tour_text).to_bytes()
    fleet, policy = piq.Fleet.from_snapshot(tour), piq.Policy(threads=2)
    for reports in together(8, lambda _: [piq.evaluate(fleet, policy=policy).to_bytes() for _ in range(5)]):
        assert set(reports) == {wanted}


def test_fleets_of_their_own(tour: Dict[str, Any], tour_text: str) -> None:
    wanted = piq.evaluate(tour_text).to_bytes()
    tables, own = arrow_tables(tour), fleet_fields(tour)
    assert set(together(8, lambda _: piq.evaluate(**tables, **own).to_bytes())) == {wanted}


def test_one_report_read_by_many(tour_text: str) -> None:
    report = piq.evaluate(tour_text)
    wanted = list(report.findings), report.to_bytes(), pa.table(report.findings_table)
    assert all(got == wanted for got in together(8, lambda _: (list(report.findings), report.to_bytes(), pa.table(report.findings_table))))


def test_one_fleet_changed_by_many() -> None:
    fleet = piq.Fleet()

    def work(number: int) -> None:
        for i in range(50):
            fleet.add("node", f"{number}-{i}", gpu_count=8).set("billed", True)
            if i % 10 == 0:
                piq.evaluate(fleet).close()

    together(8, work)
    assert fleet.count("nodes") == 400 and piq.evaluate(fleet).summary.gpus == 3200


def test_one_policy_changed_and_used(tour_text: str) -> None:
    policy = piq.Policy()
    fleet = piq.Fleet.from_snapshot(tour_text)

    def work(number: int) -> None:
        for i in range(20):
            if number % 2:
                policy.set(dark_min_seconds=1000 + i)
                policy.suppress(entity_id=f"{number}-{i}")
            else:
                piq.evaluate(fleet, policy=policy).close()

    together(6, work)


def test_closed_while_in_use(tour_text: str) -> None:
    for _ in range(20):
        report = piq.evaluate(tour_text)

        def work(number: int) -> None:
            try:
                while True:
                    if number == 0:
                        report.close()
                    assert len(report.to_bytes()) > 1000
                    assert list(report.findings)
            except piq.ClosedError:
                pass

        together(4, work)


def big(count: int) -> piq.Fleet:
    fleet = piq.Fleet()
    fleet.add_table("nodes", {"id": [f"n{i}" for i in range(count)], "gpu_type": ["H100-80"] * count, "gpu_count": [8] * count,
                              "billed": [True] * count, "price_per_gpu_hour": [4.0] * count, "idle_seconds": [604800.0] * count})
    return fleet


def test_the_lock_is_given_up() -> None:
    """Another thread runs Python while an evaluation goes on: it counts far further than the few switches a held lock would allow."""
    fleet = big(60_000)
    begun, done, seen = threading.Event(), threading.Event(), []

    def count() -> None:
        begun.wait()
        while not done.is_set():
            seen.append(time.perf_counter())

    watcher = threading.Thread(target=count)
    watcher.start()
    begin = time.perf_counter()
    begun.set()
    report = piq.evaluate(fleet)
    end = time.perf_counter()
    done.set()
    watcher.join()
    report.close()
    inside = [t for t in seen if begin + (end - begin) * 0.2 < t < begin + (end - begin) * 0.8]
    assert len(inside) > 20, (len(inside), end - begin)


# ---- nothing is left behind ----


class Mallinfo(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks",
                                                     "fordblks", "keepcost")]


def allocated() -> int:
    """Bytes that malloc has given out, which the library and the module use; Python's small objects lie elsewhere."""
    function = ctypes.CDLL(None).mallinfo2
    function.restype = Mallinfo
    info = function()
    return int(info.uordblks + info.hblkhd)


def grows(work: Callable[[], None], rounds: int) -> int:
    """Bytes by which a round grows what is allocated, once some have warmed it up; the least of a few tries, since others allocate,
    too, but never for long."""
    for _ in range(rounds):
        work()
    tries = []
    for _ in range(3):
        gc.collect()
        before = allocated()
        for _ in range(rounds):
            work()
        gc.collect()
        tries.append((allocated() - before) // rounds)
    return min(tries)


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="asks glibc")
@pytest.mark.parametrize("close", [True, False])
def test_no_leak(tour: Dict[str, Any], tour_text: str, close: bool) -> None:
    tables, own = arrow_tables(tour), fleet_fields(tour)

    def work() -> None:
        report = piq.evaluate(**tables, **own, policy={"dark_min_seconds": 7200}, threads=2)
        list(report.findings)
        report.to_bytes()
        pa.table(report.findings_table)
        report.evidence_table.__arrow_c_stream__()
        report.compare(report)
        piq.evaluate_json(tour_text)
        for broken in ("{", json.dumps({**tour, "currency": 3})):
            try:
                piq.evaluate(broken)
            except piq.Error:
                pass
        if close:
            report.close()

    assert grows(work, 30) < 64


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="asks glibc")
def test_a_leak_would_be_seen() -> None:
    kept = []
    assert grows(lambda: kept.append(piq.Policy()), 30) > 64


def test_objects_are_freed_without_being_closed(tour_text: str) -> None:
    """Every handle is freed by its own finalizer, and no cycle keeps one alive."""
    gc.collect()
    gc.disable()
    try:
        before = len(gc.get_objects())
        for _ in range(50):
            fleet = piq.Fleet.from_snapshot(tour_text)
            report = piq.evaluate(fleet, policy=piq.Policy())
            repr(report)
            del fleet, report
        assert len(gc.get_objects()) - before < 50
    finally:
        gc.enable()
