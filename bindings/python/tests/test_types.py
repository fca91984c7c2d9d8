"""The package is typed, for itself and for who uses it, and reads as the oldest Python it is for."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from conftest import HERE, ROOT

import piq

PACKAGE = Path(piq.__file__).resolve().parent


def mypy(*arguments: str) -> str:
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(ROOT / "build" / "python" / "mypy"), *arguments]
    done = subprocess.run(command, cwd=ROOT / "bindings" / "python", text=True, capture_output=True, check=False)
    return done.stdout + done.stderr


def test_the_package() -> None:
    assert "Success" in mypy("-p", "piq")


def test_a_program_that_uses_it() -> None:
    assert (PACKAGE / "py.typed").is_file()
    said = mypy(str(HERE / "typed_use.py"))
    assert "Success" in said, said


def test_the_program_is_really_checked(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text("import piq\nx: int = piq.evaluate('{}').findings[0].severity\npiq.evaluate(nodes=3)\n", encoding="utf-8")
    said = mypy(str(wrong))
    assert "[assignment]" in said and "[arg-type]" in said, said


def test_syntax_of_the_oldest_python() -> None:
    for path in PACKAGE.glob("*.py"):
        ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 9))


def test_everything_public_is_described() -> None:
    for name in piq.__all__:
        thing = getattr(piq, name)
        if isinstance(thing, type) or callable(thing) and hasattr(thing, "__code__"):
            assert thing.__doc__ and not thing.__doc__.startswith(name + "("), name
            for member, value in vars(thing).items() if isinstance(thing, type) else ():
                if not member.startswith("_") and (callable(value) or isinstance(value, property)) and name not in ("ArrowArray", "ArrowStream"):
                    assert value.__doc__ or member in ("closed", "count", "index"), f"{name}.{member}"
