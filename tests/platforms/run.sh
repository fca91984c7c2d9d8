#!/usr/bin/env bash
# The same reports everywhere: builds tests/platforms/golden.c with every compiler, option and machine that is asked for and
# compares what it prints with golden.txt. Ends with `N passed, N failed`.
#   tests/platforms/run.sh            compilers and options of this machine, and a big-endian one in emulation
#   tests/platforms/run.sh --long     all machines, and the plain test driver on each
#   tests/platforms/run.sh --update   writes golden.txt anew; belongs in one commit with a line under "Numeric results", but where
#                                     only the third number has changed, the steps of the planner
set -uo pipefail
cd "$(dirname "$0")/../.."
long=0
[ "${1:-}" != --long ] || long=1
out=build/platforms
mkdir -p $out
passed=0
failed=0
golden=$(cat tests/platforms/golden.txt 2>/dev/null)

library=(lib/*.c lib/*/*.c)
program=(tests/platforms/golden.c tests/common/kit.c tests/properties/random_fleet.c tests/properties/random_doors.c)
driver=(tests/harness/plain_main.c tests/harness/checks.c tests/harness/json_text.c tests/harness/report_help.c tests/harness/expect.c
  tests/harness/fixtures.c)
for folder in tests/*/; do
  case $(basename "$folder") in abi | bindings | fuzz | harness | install | planner | platforms | reference | unit) ;; *) driver+=($(ls "$folder"*.c 2>/dev/null)) ;; esac
done

judge() { # label, what was printed
  if [ "$2" = "$golden" ]; then passed=$((passed + 1)); printf '%-44s %s\n' "$1" "$2"; return; fi
  failed=$((failed + 1)); printf '%-44s %s, not %s\n' "$1" "$2" "$golden"
}

# label, runner, compiler with its options
check() {
  local label=$1 runner=$2 name; shift 2
  name=$out/golden-$(tr -c 'a-z0-9\n' - <<<"$label").exe
  if ! "$@" -std=c11 -Iinclude -Ilib -Itests -DPIQ_STATIC=1 -DPIQ_SOURCE_DIR='"."' "${library[@]}" "${program[@]}" -o "$name" >"$name.log" 2>&1; then
    tail -5 "$name.log"; judge "$label" "does not build"; return
  fi
  judge "$label" "$($runner "$name" 2>&1 | tr -d '\r')"
  judge "$label, other floating-point mode" "$($runner "$name" --flush 2>/dev/null | tr -d '\r')"
  [ $long -eq 1 ] || return 0
  if ! "$@" -std=c11 -Iinclude -Ilib -Itests -DPIQ_STATIC=1 -DPIQ_SOURCE_DIR='"."' "${library[@]}" "${driver[@]}" -o "${name%.exe}-tests.exe" -lm -pthread >"$name.log" 2>&1; then
    tail -5 "$name.log"; judge "$label, tests" "do not build"; return
  fi
  local line
  line=$(PIQ_TEST_SCALE=0.05 $runner "${name%.exe}-tests.exe" 2>"$name.log" | tr -d '\r' | tail -1)
  case $line in
  *' passed, 0 failed') passed=$((passed + ${line%% *})); echo "  $line" ;;
  *) failed=$((failed + 1)); echo "  $label: ${line:-no count}"; grep -m5 . "$name.log" ;;
  esac
}

if [ "${1:-}" = --update ]; then
  gcc -O2 -ffp-contract=off -std=c11 -Iinclude -Ilib -Itests -DPIQ_SOURCE_DIR='"."' "${library[@]}" "${program[@]}" -o $out/golden &&
    $out/golden >tests/platforms/golden.txt && cat tests/platforms/golden.txt
  exit
fi

# No -ffp-contract=off here: the sources must hold by themselves, as in a foreign build of the two files.
check "gcc -O0" "" gcc -O0
check "gcc -O3 -march=haswell -flto" "" gcc -O3 -march=haswell -flto
check "clang -O2 -march=haswell" "" clang -O2 -march=haswell
if command -v s390x-linux-gnu-gcc >/dev/null && command -v qemu-s390x >/dev/null; then
  check "s390x gcc -O2" "qemu-s390x -L /usr/s390x-linux-gnu" s390x-linux-gnu-gcc -O2
elif [ $long -eq 1 ]; then
  judge "s390x" "needs gcc-s390x-linux-gnu and qemu-user"
fi
if [ $long -eq 1 ]; then
  check "gcc -O2" "" gcc -O2
  check "clang -O0" "" clang -O0
  check "clang -O3 -flto" "" clang -O3 -flto -fuse-ld=lld
  check "i686 gcc -O2" "" i686-linux-gnu-gcc -O2 -msse2 -mfpmath=sse -static
  check "aarch64 gcc -O3" "qemu-aarch64 -L /usr/aarch64-linux-gnu" aarch64-linux-gnu-gcc -O3
  check "musl gcc -O2" "" musl-gcc -O2
  check "mingw-w64 gcc -O2" "env WINEDEBUG=-all wine" x86_64-w64-mingw32-gcc -O2 -static
fi
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
