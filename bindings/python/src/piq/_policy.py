"""Thresholds, what is off, who reads the report."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Optional, Type, Union

from ._errors import ClosedError, NotFound
from ._gate import Gate
from ._library import Library, current
from ._schema import detector_id, policy_key_id
from ._text import Moment, moment_text, to_bytes

MOST_THREADS = 256


class Policy:
    """Every threshold with its default, until set otherwise.

    One policy may serve any number of evaluations at once; a change waits for those that run.

    Args:
        thresholds: keys with numbers, as `set` takes them; policy_keys() lists them with their units.
        persona: whose eyes the report is for, as `set_persona` takes it.
        threads: threads that an evaluation may use.
    """

    def __init__(self, thresholds: Optional[Mapping[str, float]] = None, *, persona: Optional[str] = None, threads: int = 1,
                 _library: Optional[Library] = None) -> None:
        self._library = library = _library or current()
        self._gate = Gate("policy")
        out = library.ffi.new("piq_policy **")
        library.check(library.lib.piq_policy_new(library.ffi.NULL, out))
        self._cdata: Any = library.ffi.gc(out[0], library.lib.piq_policy_free)
        if thresholds:
            self.set(thresholds)
        if persona is not None:
            self.set_persona(persona)
        if threads != 1:
            self.set_threads(threads)

    def _open(self) -> Any:
        handle = self._cdata
        if handle is None:
            raise ClosedError("the policy is closed")
        return handle

    def close(self) -> None:
        """Gives its memory back, after the evaluations that use it. Closing twice is fine."""
        self._cdata = None

    @property
    def closed(self) -> bool:
        return self._cdata is None

    def __enter__(self) -> "Policy":
        self._open()
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], value: Optional[BaseException], trace: Optional[TracebackType]) -> None:
        self.close()

    def __repr__(self) -> str:
        return "<piq.Policy, closed>" if self.closed else "<piq.Policy>"

    # ---- thresholds ----

    def set(self, thresholds: Optional[Mapping[str, float]] = None, **more: float) -> None:
        """Sets thresholds by name, each in its unit: `policy.set(dark_min_seconds=86400)`. All of them or none."""
        library = self._library
        wanted = {**(thresholds or {}), **more}
        keys = {name: policy_key_id(library, name) for name in wanted}
        with self._gate:
            handle, error = self._open(), library.new_error()
            before = {key: library.lib.piq_policy_get(handle, key) for key in keys.values()}
            try:
                for name, value in wanted.items():
                    library.check(library.lib.piq_policy_set(handle, keys[name], float(value), error), error)
            except BaseException:
                for key, old in before.items():
                    library.lib.piq_policy_set(handle, key, old, library.ffi.NULL)
                raise

    def get(self, name: str) -> float:
        """The threshold in force, in its unit. Raises NotFound."""
        key = policy_key_id(self._library, name)
        with self._gate.reading:
            return float(self._library.lib.piq_policy_get(self._open(), key))

    # ---- what is off, what is known ----

    def enable(self, *detectors: str) -> None:
        """Turns detectors on again."""
        self._switch(detectors, 1)

    def disable(self, *detectors: str) -> None:
        """Turns detectors off: they judge nothing, and all their counts are 0."""
        self._switch(detectors, 0)

    def _switch(self, detectors: "tuple[str, ...]", on: int) -> None:
        library = self._library
        numbers = [detector_id(library, name) for name in detectors]
        with self._gate:
            handle, error = self._open(), library.new_error()
            for number in numbers:
                library.check(library.lib.piq_policy_enable(handle, number, on, error), error)

    def suppress(self, *, finding: Optional[str] = None, detector: Optional[str] = None, entity_id: Optional[str] = None,
                 reason: Optional[str] = None, owner: Optional[str] = None, until: Optional[Moment] = None) -> None:
        """Lives with a finding: it is only counted, claims no money and blocks nothing.

        Args:
            finding: a finding's id, 16 hex digits; then `detector` does not count.
            detector: only findings of this one.
            entity_id: pattern for the entity's id, `*` stands for any text.
            reason, owner: why, and who decided.
            until: RFC 3339 text or an aware datetime, compared with observed_at; None never expires.
        """
        library = self._library
        record = library.filled("piq_suppression")
        kept = []
        texts = {"finding": finding, "entity_id": entity_id, "reason": reason, "owner": owner, "until": moment_text(until)}
        for name, text in texts.items():
            if text is not None:
                data = text.encode("utf-8", "surrogatepass")
                if b"\0" in data:
                    raise ValueError(f"{name} holds a NUL")
                kept.append(library.ffi.new("char[]", data))
                setattr(record, name, kept[-1])
        record.detector = 0 if detector is None else detector_id(library, detector)
        with self._gate:
            handle, error = self._open(), library.new_error()
            library.check(library.lib.piq_policy_suppress(handle, record, error), error)

    # ---- readers, threads, files ----

    def set_persona(self, persona: Optional[str]) -> None:
        """Whose eyes the report is for: "platform_team", "gpuaas_provider", "inference_provider", "liquidity_market", or None for
        everybody. Findings that do not concern them are left out, the rest is ranked for them; totals stay the fleet's."""
        library = self._library
        number = 0 if persona is None else library.word_id(library.lib.PIQ_WORDS_PERSONA, persona, "persona")
        with self._gate:
            handle, error = self._open(), library.new_error()
            library.check(library.lib.piq_policy_set_persona(handle, number, error), error)

    def set_threads(self, threads: int) -> None:
        """How many threads an evaluation may use, 1 to 256; the report's bytes do not depend on it."""
        if not 1 <= threads <= MOST_THREADS:
            raise ValueError(f"threads must be from 1 to {MOST_THREADS}, not {threads}")
        library = self._library
        run = library.run_threads if threads > 1 else library.ffi.cast("piq_run_tasks", 0)
        with self._gate:
            handle, error = self._open(), library.new_error()
            library.check(library.lib.piq_policy_set_workers(handle, run, library.ffi.cast("void *", threads), error), error)

    def read_json(self, text: "Union[str, bytes, bytearray, memoryview]") -> None:
        """Applies a policy file: a JSON object of threshold names with numbers, `disabled` (detector names) and `suppressions`
        (objects with the parameters of `suppress`). What it does not name stays as it was."""
        library = self._library
        data = library.ffi.from_buffer(to_bytes(text))
        with self._gate:
            handle, error = self._open(), library.new_error()
            library.check(library.lib.piq_policy_read_json(handle, data, len(data), error), error)


PolicyLike = Union[Policy, Mapping[str, Any], str, bytes]


def as_policy(library: Library, policy: Optional[PolicyLike], persona: Optional[str], threads: Optional[int]) -> Optional[Policy]:
    """What an evaluation was given: a policy as it is, or a new one from a file's content."""
    if isinstance(policy, Policy):
        if persona is not None or threads is not None:
            raise TypeError("persona and threads are set on the Policy where one is given")
        return policy
    if policy is None and persona is None and threads is None:
        return None
    made = Policy(persona=persona, threads=1 if threads is None else threads, _library=library)
    if isinstance(policy, Mapping):
        made.read_json(json.dumps(policy))
    elif policy is not None:
        made.read_json(policy)
    return made
