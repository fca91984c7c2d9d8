"""The examples of the READMEs do what they show."""

from __future__ import annotations

import contextlib
import io
import re

import pytest
from conftest import ROOT


@pytest.mark.parametrize("page", ["README.md", "bindings/python/README.md"])
def test_example(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    examples = re.findall(r"```python\n(.*?)```.*?```\n(.*?)```", text, flags=re.S)
    assert examples
    for source, wanted in examples:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(source, page, "exec"), {})
        assert printed.getvalue() == wanted
