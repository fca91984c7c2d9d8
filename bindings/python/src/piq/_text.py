"""Text, moments and documents as the library reads them."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any, Optional, Union

Moment = Union[str, datetime.datetime]
Text = Union[str, bytes, bytearray, memoryview]
TEXT = (str, bytes, bytearray, memoryview)


def to_bytes(text: Text) -> Any:
    """UTF-8 bytes; what is bytes already is not copied."""
    if isinstance(text, str):
        return text.encode("utf-8", "surrogatepass")
    if isinstance(text, TEXT):
        return text
    raise TypeError(f"JSON is text or bytes, not {type(text).__name__}")


def moment_text(moment: Optional[Moment]) -> Optional[str]:
    """RFC 3339."""
    if not isinstance(moment, datetime.datetime):
        return moment
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    return moment.astimezone(datetime.timezone.utc).isoformat().replace("+00:00", "Z")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return moment_text(value)
    if hasattr(value, "tolist"):  # what numpy holds
        return value.tolist()
    raise TypeError(f"{type(value).__name__} has no place in a snapshot")


def _without_nan(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_nan(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without_nan(item) for item in value]
    return None if isinstance(value, float) and value != value else value


def snapshot_json(snapshot: Mapping[str, Any]) -> bytes:
    """A snapshot as JSON text; NaN, which JSON does not have, is unknown."""
    if not isinstance(snapshot, Mapping):
        raise TypeError(f"a snapshot is a mapping, or JSON text or bytes, not {type(snapshot).__name__}")
    return json.dumps(_without_nan(snapshot), default=_plain, ensure_ascii=False, allow_nan=False).encode("utf-8", "surrogatepass")
