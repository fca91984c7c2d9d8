#!/bin/sh
# Writes the ABI baseline anew: additions only, everything with --break. Commit what it writes together with the change, and say under
# "ABI" in CHANGELOG.md what came. Needs gcc, binutils, abigail-tools and python3.
exec python3 "$(dirname "$0")/abi.py" update "$@"
