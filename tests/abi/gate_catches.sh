#!/usr/bin/env bash
# Breaks copies of the library in the ways that slip most easily, and lets the gate find each. Needs what abi.py needs; ends with
# "N passed, N failed".
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
passed=0
failed=0

copy() { # the parts of the tree that the gate reads
  rm -rf "$scratch/tree"
  mkdir -p "$scratch/tree/tests/schema" "$scratch/tree/pkgconfig/debian"
  cp -r "$root/include" "$root/lib" "$root/CHANGELOG.md" "$scratch/tree/"
  cp -r "$here" "$scratch/tree/tests/abi"
}
edit() { # FILE EXPRESSION: by sed, and something must change
  local file=$scratch/tree/$1
  cp "$file" "$scratch/before"
  sed -i -E "$2" "$file"
  ! cmp -s "$file" "$scratch/before" || { echo "the edit $2 changes nothing in $1"; return 1; }
}
result() { # NAME STATUS
  if [ "$2" -eq 0 ]; then passed=$((passed + 1)); echo "ok      $1"
  else failed=$((failed + 1)); echo "FAILED  $1"; tail -n 20 "$scratch/log" | cut -c -300 | sed 's/^/        /'; fi
}
# catches NAME CHECK...: each of these checks must fail, and for what it checks, not for something that went wrong before it.
catches() {
  local name=$1 check status=0; shift
  python3 "$here/abi.py" check "$@" --tree "$scratch/tree" >"$scratch/log" 2>&1
  for check; do grep -q "^FAILED  $check: " "$scratch/log" || status=1; done
  grep -qE '^Traceback|fatal error|undefined reference' "$scratch/log" && status=1
  result "$name: caught by $*" $status
}
lists() { (cd "$scratch/tree" && python3 lib/exports.py); }

copy
python3 "$here/abi.py" check symbols table constants layout types --tree "$scratch/tree" >"$scratch/log" 2>&1
result "nothing changed: nothing caught" $?

copy && edit include/piq/piq.h '/^PIQ_API const char \*piq_report_degraded\(/d' && edit lib/exports.list '/^piq_report_degraded$/d' && lists &&
  catches "a function removed" symbols table layout types

copy && edit include/piq/piq.h 's/piq_word\(uint32_t words, uint32_t id\)/piq_word(uint32_t words, uint64_t id)/' &&
  edit lib/schema/words.c 's/piq_word\(uint32_t words, uint32_t id\)/piq_word(uint32_t words, uint64_t id)/' && lists &&
  catches "a parameter changed" types

copy && edit include/piq/piq.h 's/^    uint32_t line; /    uint32_t COLUMN; /; s/^    uint32_t column; /    uint32_t line; /; s/COLUMN/column/' &&
  catches "members of a struct in another order" layout types

copy && edit include/piq/piq.h 's/^    uint32_t line; .*/    uint32_t row_of_line; \/**< new *\/\n&/' && catches "a member put within a struct" layout types

copy && edit include/piq/piq.h 's/(PIQ_E_RANGE) \(-5\)/\1 (-25)/' && catches "a status renumbered" constants
copy && edit include/piq/vocabulary.h 's/(PIQ_SEVERITY_HIGH) UINT32_C\(4\)/\1 UINT32_C(6)/' && catches "a word renumbered" constants
copy && edit include/piq/vocabulary.h '/define PIQ_SEVERITY_HIGH /d' && catches "a word removed" constants

copy && edit lib/exports.list 's/^piq_word$/SWAPPED/; s/^piq_word_find$/piq_word/; s/^SWAPPED$/piq_word_find/' && lists &&
  catches "the function table in another order" table layout types

copy && edit lib/exports.list '$s/$/\n0.2\npiq_new/' && edit include/piq/piq.h 's/^(\/\*\* The version of the library in use as text)/\/** New. @since 0.2 *\/\nPIQ_API uint32_t piq_new(void);\n\n\1/' &&
  edit lib/evaluate.c '$s/$/\nuint32_t piq_new(void) { return 1; }/' && lists &&
  catches "an addition without a baseline and a word in the changelog" symbols table layout changelog types

# ---- writing the baseline anew ----
updates() { # NAME 0|1: whether the copy's baseline may be written without --break
  (cd "$scratch/tree" && tests/abi/update.sh) >"$scratch/log" 2>&1
  test $? -eq "$2"
  result "$1" $?
}
copy && edit include/piq/piq.h 's/^    const char \*currency; .*/&\n    uint64_t later; \/**< new *\//' &&
  edit lib/exports.list '$s/$/\npiq_new/' && edit include/piq/piq.h 's/^(\/\*\* The version of the library in use as text)/\/** New. @since 0.1 *\/\nPIQ_API uint32_t piq_new(void);\n\n\1/' &&
  edit lib/evaluate.c '$s/$/\nuint32_t piq_new(void) { return 1; }/' && lists && updates "update.sh takes a function and a member at the end" 0
copy && edit include/piq/piq.h 's/^    uint32_t line; .*/    uint32_t row_of_line; \/**< new *\/\n&/' && updates "update.sh refuses a member within a struct" 1
copy && edit include/piq/piq.h 's/piq_word\(uint32_t words, uint32_t id\)/piq_word(uint32_t words, uint64_t id)/' &&
  edit lib/schema/words.c 's/piq_word\(uint32_t words, uint32_t id\)/piq_word(uint32_t words, uint64_t id)/' && lists && updates "update.sh refuses a changed parameter" 1

expected=13
[ $((passed + failed)) -eq $expected ] || { failed=$((failed + 1)); echo "FAILED  only $((passed + failed - 1)) of $expected were tried"; }
echo
echo "$passed passed, $failed failed"
test "$failed" -eq 0
