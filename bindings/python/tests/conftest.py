"""What the tests share: the repository around them, a fleet on which every detector finds something, random ones."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Dict

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(ROOT / "tests" / "reference"))


@pytest.fixture(scope="session")
def tour_text() -> str:
    return (ROOT / "examples" / "fleets" / "tour.json").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def tour(tour_text: str) -> Dict[str, Any]:
    parsed: Dict[str, Any] = json.loads(tour_text)
    return parsed
