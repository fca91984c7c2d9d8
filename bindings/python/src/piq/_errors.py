"""What can go wrong, as exceptions."""

from __future__ import annotations

from typing import Optional


class Error(ValueError):
    """The library refused something; nothing was changed.

    Attributes:
        code: the library's status, negative; never renumbered.
        status: the same as a word: "range", "type", "reference", ...
        message: one English sentence, not for parsing.
        field: the input field or threshold it is about, or None.
        entity: "fleet", "gpu_type", "model", "node" or "workload", or None.
        row: the entity's row, from 0; for a table that is imported, the table's row; or None.
        line, column: the place in a JSON text, from 1, or None.
    """

    def __init__(self, message: str, *, code: int = 0, status: str = "", field: Optional[str] = None, entity: Optional[str] = None,
                 row: Optional[int] = None, line: Optional[int] = None, column: Optional[int] = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.status = status
        self.field = field
        self.entity = entity
        self.row = row
        self.line = line
        self.column = column


class OutOfMemory(Error, MemoryError):
    """The library got no memory; everything is as it was."""


class NotFound(Error, LookupError):
    """No field, threshold, word, row or catalog entry has this name, or more than one may be meant."""


class ClosedError(ValueError):
    """The fleet, policy or report was closed before."""


class LoadError(ImportError):
    """The shared library cannot be used: not found, another version, or functions missing."""
