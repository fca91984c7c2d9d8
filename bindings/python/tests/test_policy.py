"""Thresholds, personas, suppressions, threads."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest

import piq

IDLE = {"nodes": [{"id": "a", "gpu_type": "H100-80", "gpu_count": 8, "billed": True, "price_per_gpu_hour": 4, "idle_seconds": 86400}]}
WHEN = "2026-11-23T00:00:00Z"


def fired(policy: Any = None, **more: Any) -> int:
    with piq.evaluate(**IDLE, policy=policy, observed_at=WHEN, **more) as report:
        return report.summary.findings


def test_thresholds() -> None:
    key = next(k for k in piq.policy_keys() if k.name == "dark_min_seconds")
    policy = piq.Policy()
    assert policy.get("dark_min_seconds") == key.default == 14400 and fired(policy) == 1
    policy.set(dark_min_seconds=90000, memory_headroom=0.9)
    assert (policy.get("dark_min_seconds"), policy.get("memory_headroom"), fired(policy)) == (90000, 0.9, 0)
    with pytest.raises(piq.Error) as caught:
        policy.set({"memory_headroom": 0.5, "dark_min_seconds": -1})
    assert (caught.value.status, caught.value.field) == ("range", "dark_min_seconds")
    assert policy.get("memory_headroom") == 0.9, "all or none"
    with pytest.raises(piq.NotFound, match="no threshold 'rust'"):
        policy.set(rust=1)
    with pytest.raises(piq.NotFound):
        policy.get("rust")


def test_a_policy_file_in_every_form() -> None:
    content = {"dark_min_seconds": 90000}
    for policy in (content, json.dumps(content), json.dumps(content).encode(), piq.Policy(content)):
        assert fired(policy) == 0
    with pytest.raises(piq.Error, match="rust") as caught:
        fired({"rust": 1})
    assert caught.value.line == 1 and caught.value.column


def test_detectors_off_and_on() -> None:
    policy = piq.Policy()
    policy.disable("dark_capacity", "oom_risk")
    assert fired(policy) == 0
    policy.enable("dark_capacity")
    assert fired(policy) == 1
    with pytest.raises(piq.NotFound, match="no detector 'rust'"):
        policy.disable("rust")


def test_suppressions() -> None:
    with piq.evaluate(**IDLE) as report:
        found = report.findings[0].id
    moment = datetime.datetime(2026, 11, 24, tzinfo=datetime.timezone.utc)
    for arguments in ({"finding": found}, {"detector": "dark_capacity"}, {"entity_id": "a*", "reason": "spare", "owner": "ops"},
                      {"entity_id": "a", "until": moment}, {"entity_id": "a", "until": "2026-11-24T00:00:00Z"}):
        policy = piq.Policy()
        policy.suppress(**arguments)
        assert fired(policy) == 0, arguments
    for arguments in ({"entity_id": "b*"}, {"entity_id": "a", "until": "2026-11-22T00:00:00Z"}):
        policy = piq.Policy()
        policy.suppress(**arguments)
        assert fired(policy) == 1, arguments
    for wrong in ({}, {"finding": "12"}, {"entity_id": "a", "until": "soon"}, {"entity_id": "a\0b"}):
        with pytest.raises(ValueError):
            piq.Policy().suppress(**wrong)
    with pytest.raises(ValueError, match="time zone"):
        piq.Policy().suppress(entity_id="a", until=datetime.datetime(2026, 1, 1))


def test_personas(tour_text: str) -> None:
    everybody = len(piq.evaluate(tour_text).findings)
    for name in piq.words("persona"):
        with piq.evaluate(tour_text, persona=name) as report, piq.evaluate(tour_text, policy=piq.Policy(persona=name)) as same:
            assert report.to_bytes() == same.to_bytes()
            assert all(name in finding.personas for finding in report.findings)
            assert 0 < len(report.findings) < everybody
    policy = piq.Policy(persona="liquidity_market")
    policy.set_persona(None)
    assert len(piq.evaluate(tour_text, policy=policy).findings) == everybody
    with pytest.raises(piq.NotFound, match="platform_team"):
        piq.Policy(persona="boss")


def test_threads_change_nothing(tour_text: str) -> None:
    wanted = piq.evaluate(tour_text).to_bytes()
    for threads in (1, 2, 7, 256):
        assert piq.evaluate(tour_text, threads=threads).to_bytes() == wanted
        assert piq.evaluate_json(tour_text, threads=threads) == wanted
    for threads in (0, -1, 257):
        with pytest.raises(ValueError, match="1 to 256"):
            piq.Policy(threads=threads)


def test_one_place_for_each_thing() -> None:
    with pytest.raises(TypeError, match="on the Policy"):
        fired(piq.Policy(), persona="platform_team")
    with pytest.raises(TypeError, match="on the Policy"):
        fired(piq.Policy(), threads=2)
    with pytest.raises(TypeError, match="as it is"):
        piq.evaluate(piq.Fleet(), nodes=[])


def test_repr_and_closing() -> None:
    with piq.Policy() as policy:
        assert repr(policy) == "<piq.Policy>"
    assert repr(policy) == "<piq.Policy, closed>" and policy.closed
    policy.close()
    for use in (lambda: policy.set(dark_min_seconds=1), lambda: policy.get("dark_min_seconds"), lambda: fired(policy),
                lambda: policy.read_json("{}"), lambda: policy.disable("oom_risk"), lambda: policy.set_persona(None),
                lambda: policy.set_threads(2), lambda: policy.suppress(entity_id="a"), policy.__enter__):
        with pytest.raises(piq.ClosedError):
            use()
