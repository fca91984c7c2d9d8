#!/usr/bin/env bash
# Branch coverage of rooms of lib by the C suites; fails where a branch of them is not taken. Needs gcovr.
#   ./tests/coverage.sh               the rooms that are held at 100%
#   ./tests/coverage.sh ledger json   others
set -euo pipefail
cd "$(dirname "$0")/.."
rooms=("$@"); [ $# -ne 0 ] || rooms=(support schema fleet policy json report arrow catalog physics facts detectors ledger evaluate api)
cmake --preset coverage >/dev/null
cmake --build build/coverage -j "$(nproc)" >build/coverage.log 2>&1 || { tail -40 build/coverage.log; exit 1; }
find build/coverage -name '*.gcda' -delete
build/coverage/bin/piq_tests_plain >build/coverage.log 2>&1 || { tail -40 build/coverage.log; exit 1; }
for unit in build/coverage/bin/*_check build/coverage/bin/plan_*; do
  arguments=(); [ "$(basename "$unit")" != number_check ] || arguments=(20000)
  "$unit" "${arguments[@]}" >>build/coverage.log 2>&1 || { tail -40 build/coverage.log; exit 1; }
done
filters=(); for room in "${rooms[@]}"; do filters+=(--filter "lib/$room(/.*|[^/]*)\.[ch]"); done
gcovr --root . --object-directory build/coverage "${filters[@]}" --exclude '.*_table\.c' --branches --fail-under-branch 100 build/coverage
