#!/usr/bin/env python3
"""Writes the Go module as a module proxy serves it, so that `go get` can be tried without a network: go_get.py MODULE FOLDER.

Only what git knows, or would take, goes in: a file that was forgotten is missing there as it would be for everybody."""
import subprocess
import sys
import zipfile
from pathlib import Path

PATH, VERSION = "libpiq.org/go/piq", "v0.1.0"


def main():
    module, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2]) / PATH / "@v"
    folder.mkdir(parents=True)
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=module, capture_output=True, check=False)
    names = {n for n in listed.stdout.decode().split("\0") if n} or {p.name for p in module.iterdir() if p.is_file()}
    with zipfile.ZipFile(folder / (VERSION + ".zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(names):
            archive.write(module / name, f"{PATH}@{VERSION}/{name}")
    (folder / (VERSION + ".mod")).write_bytes((module / "go.mod").read_bytes())
    (folder / (VERSION + ".info")).write_text('{"Version": "%s", "Time": "2026-01-01T00:00:00Z"}\n' % VERSION)
    (folder / "list").write_text(VERSION + "\n")


if __name__ == "__main__":
    main()
