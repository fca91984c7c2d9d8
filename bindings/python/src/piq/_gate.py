"""Many readers or one writer: the library gives up the interpreter's lock, so an object must guard itself."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Optional, Type


class Gate:
    """`with gate:` for a change, `with gate.reading:` for an evaluation. A change from within a change (an Arrow stream whose
    own code uses the fleet it is read into) is refused, since waiting for it would never end."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._lock = threading.RLock()
        self._idle: Optional[threading.Condition] = None  # made by the first change that has to wait
        self._readers = 0
        self._changing = False

    @property
    def reading(self) -> "_Reading":
        return _Reading(self)

    def _refuse_within(self) -> None:
        if self._changing:
            raise RuntimeError(f"the {self._what} is being changed by a call further up")

    def __enter__(self) -> None:
        self._lock.acquire()
        try:
            self._refuse_within()
            while self._readers:
                if self._idle is None:
                    self._idle = threading.Condition(self._lock)
                self._idle.wait()
            self._changing = True
        except BaseException:
            self._lock.release()
            raise

    def __exit__(self, kind: Optional[Type[BaseException]], value: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        self._changing = False
        self._lock.release()


class _Reading:
    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    def __enter__(self) -> None:
        gate = self._gate
        with gate._lock:
            gate._refuse_within()
            gate._readers += 1

    def __exit__(self, kind: Optional[Type[BaseException]], value: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        gate = self._gate
        with gate._lock:
            gate._readers -= 1
            if gate._readers == 0 and gate._idle is not None:
                gate._idle.notify_all()
