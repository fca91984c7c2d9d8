"""Who may be inside at once: many readers or one writer."""

from __future__ import annotations

import threading
from contextlib import ExitStack

import pytest

from piq._gate import Gate

SOON, NEVER = 20.0, 0.2


class Other:
    """A thread that enters, says so, and stays inside until it is let go."""

    def __init__(self, entry: object) -> None:
        self.inside, self.leave = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self.run, args=(entry,))
        self.thread.start()

    def run(self, entry: object) -> None:
        with entry:  # type: ignore[attr-defined]
            self.inside.set()
            self.leave.wait(SOON)

    def end(self) -> None:
        self.leave.set()
        self.thread.join(SOON)
        assert not self.thread.is_alive()


def test_readers_side_by_side() -> None:
    gate = Gate("thing")
    with ExitStack() as stack:
        for _ in range(3):
            other = Other(gate.reading)
            stack.callback(other.end)
            assert other.inside.wait(SOON)


def test_a_change_waits_for_every_reader() -> None:
    gate = Gate("thing")
    readers = [Other(gate.reading), Other(gate.reading)]
    assert all(reader.inside.wait(SOON) for reader in readers)
    change = Other(gate)
    for reader in readers:
        assert not change.inside.wait(NEVER)
        reader.end()
    assert change.inside.wait(SOON)
    change.end()


def test_everybody_waits_for_a_change() -> None:
    gate = Gate("thing")
    change = Other(gate)
    assert change.inside.wait(SOON)
    others = [Other(gate), Other(gate.reading)]
    assert not any(other.inside.wait(NEVER) for other in others)
    change.end()
    for other in others:
        other.leave.set()
    assert all(other.inside.wait(SOON) for other in others)
    for other in others:
        other.end()


def test_within_a_change_is_refused_and_leaves_it_whole() -> None:
    gate = Gate("thing")
    with gate:
        for entry in (gate, gate.reading):
            with pytest.raises(RuntimeError, match="the thing is being changed"), entry:  # type: ignore[attr-defined]
                pass
        reader = Other(gate.reading)
        assert not reader.inside.wait(NEVER), "the refusals have not opened it"
    assert reader.inside.wait(SOON)
    reader.end()
    with gate:
        pass


def test_an_error_inside_opens_it() -> None:
    gate = Gate("thing")
    for entry in (gate, gate.reading):
        with pytest.raises(KeyError), entry:  # type: ignore[attr-defined]
            raise KeyError
    with gate:
        pass
