#!/usr/bin/env bash
# Builds the Python package, installs it where no compiler is, and runs its tests against pyarrow, polars, pandas and duckdb, with the
# built-in library and with a shared one.
#   tests/bindings/python.sh BUILD          BUILD has lib/libpiq.so and bin/piq
#   tests/bindings/python.sh BUILD --long   also other interpreters that are there, pandas 2, AddressSanitizer, valgrind
# Needs a C compiler, Python.h and a package index. Everything goes to build/python. Ends with "N passed, N failed".
set -u
cd "$(dirname "$0")/../.."
root=$PWD
built=$(cd "$1" && pwd)
long=0
[ "${2:-}" = --long ] && long=1
work=$root/build/python
python=$work/venv/bin/python
passed=0
failed=0
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIQ_SHARED=$built/lib/libpiq.so
unset PIQ_LIBRARY PYTHONPATH
mkdir -p "$work"

check() { # NAME COMMAND...
  local name=$1; shift
  if "$@" >"$work/log" 2>&1; then passed=$((passed + 1)); echo "ok      $name"
  else failed=$((failed + 1)); echo "FAILED  $name"; tail -n 40 "$work/log" | sed 's/^/        /'; fi
}

# The counts of pytest; what it skips was to be tested, so it has failed.
count() { # NAME COMMAND...
  local name=$1 line n; shift
  "$@" >"$work/log" 2>&1
  local status=$?
  line=$(grep -E '^[0-9].* in [0-9.]+s' "$work/log" | tail -n 1)
  n() { grep -oE "[0-9]+ $1" <<<"$line" | cut -d' ' -f1; }
  local good bad
  good=$(n passed); good=${good:-0}
  bad=$(($(n failed || true) + $(n error || true) + $(n skipped || true) + 0))
  [ "$status" -eq 0 ] && [ "$good" -gt 0 ] || [ "$bad" -gt 0 ] || bad=1
  passed=$((passed + good)); failed=$((failed + bad))
  [ "$bad" -eq 0 ] && echo "ok      $name: $good" || { echo "FAILED  $name: $line"; tail -n 80 "$work/log" | sed 's/^/        /'; }
}

tests() { "$python" -m pytest -q -p no:cacheprovider bindings/python/tests "$@"; }

# ---- an environment with the libraries whose tables go in, the package built, installed ----
environment() {
  "$python" -c 'import build, mypy, pytest, pyarrow, polars, pandas, duckdb, numpy' 2>/dev/null && return
  python3 -m venv "$work/venv" && "$python" -m pip install -q build mypy pytest pyarrow polars pandas duckdb numpy "setuptools>=77" cffi
}
check "an environment with pyarrow, polars, pandas and duckdb" environment
rm -rf "$work/dist" "$work/clean"
check "python -m build makes sdist and wheel" "$python" -m build bindings/python --outdir "$work/dist"
wheel=$(ls "$work"/dist/piq-*.whl 2>/dev/null)
check "the wheel is for every Python from 3.9 on" grep -q -- '-cp39-abi3-' <<<"$wheel"
check "the sdist brings the two files" sh -c "tar tzf '$work'/dist/piq-*.tar.gz | grep -c -e /library/piq.c -e /library/piq.h -e /_declarations.h -e /LICENSE | grep -qx 4"

# ---- where nothing but Python is ----
without_compiler() { # a PATH that has no compiler
  python3 -m venv "$work/clean" &&
    PATH=$work/clean/bin CC=/nonexistent "$work/clean/bin/python" -m pip install -q --only-binary :all: "$wheel" &&
    "$work/clean/bin/python" -m pip list --format=freeze | grep -v -E '^(pip|setuptools|piq|cffi|pycparser)(==| @)' | { ! grep .; }
}
same_bytes() {
  "$work/clean/bin/python" -c '
import sys, piq
sys.stdout.buffer.write(piq.evaluate(open(sys.argv[1], "rb").read()).to_bytes())' "$root/examples/fleets/tour.json" >"$work/clean.json" &&
    "$built/bin/piq" evaluate "$root/examples/fleets/tour.json" --format json | cmp - "$work/clean.json"
}
check "the wheel installs without a compiler, and brings nothing but cffi" without_compiler
check "there it gives the bytes that the program gives" same_bytes

# ---- the tests ----
check "the wheel beside the libraries" "$python" -m pip install -q --force-reinstall --no-deps "$wheel"
count "tests, built-in library" tests
PIQ_LIBRARY=$PIQ_SHARED count "tests, shared library" tests -k "not test_types"
check "a call costs at most 50 microseconds beyond C" "$python" bench/python_call.py "$built/lib/libpiq.a" 50
python3 tests/bindings/completeness.py python --pattern '(?:lib\.|")(piq_\w+)' --allow tests/bindings/python.allow bindings/python/src >"$work/log" 2>&1
line=$(tail -n 1 "$work/log"); grep FAILED "$work/log"
passed=$((passed + ${line%% *})); line=${line#*, }; failed=$((failed + ${line%% *}))

# ---- more ----
sanitized() { # the module built with AddressSanitizer and UBSan, and the sanitizers loaded before Python
  rm -rf "$work/asan" && mkdir -p "$work/asan" &&
    PIQ_CFLAGS="-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -O1 -g" \
      PIQ_LDFLAGS="-fsanitize=address,undefined" \
      "$python" -m pip install -q --no-deps --no-build-isolation --target "$work/asan" ./bindings/python
}
under_asan() { # leaks of the interpreter and of what it loads are not looked for; test_threads.py looks for ours
  PYTHONPATH=$work/asan PYTHONMALLOC=malloc ASAN_OPTIONS=detect_leaks=0:strict_string_checks=1 \
    LD_PRELOAD="$(gcc -print-file-name=libasan.so) $(gcc -print-file-name=libubsan.so) $(gcc -print-file-name=libstdc++.so)" "$@"
}
loads_sanitized() { under_asan "$python" -c 'import sys, piq; sys.exit(not piq.__file__.startswith(sys.argv[1]))' "$work/asan" && nm -D "$work"/asan/piq/_native*.so | grep -q __asan_report; }
under_valgrind() { # what passes through the module; one loss of cffi's own, at import, is not ours
  PYTHONMALLOC=malloc valgrind --num-callers=40 --leak-check=full --show-leak-kinds=definite --log-file="$work/valgrind.log" \
    "$python" tests/bindings/python_plain.py 3 && python3 tests/bindings/valgrind_ours.py "$work/valgrind.log"
}
pandas2() {
  rm -rf "$work/pandas2" && "$python" -m pip install -q --target "$work/pandas2" "pandas>=2.1,<2.2" "numpy<2" "pyarrow<20" &&
    PYTHONPATH=$work/pandas2 "$python" tests/bindings/python_pandas2.py
}
elsewhere() { # INTERPRETER: the same wheel, and cffi as that one gets it
  rm -rf "$work/other" && "$1" -m venv "$work/other" && "$work/other/bin/python" -m pip install -q --only-binary :all: "$wheel" &&
    "$work/other/bin/python" tests/bindings/python_plain.py 5
}
if [ $long -eq 1 ]; then
  for other in python3.9 python3.10 python3.11 python3.12 python3.13 python3.14; do
    "$other" -c 'import ensurepip, venv' 2>/dev/null && check "the same wheel under $other" elsewhere "$other"
  done
  check "pandas 2 through pyarrow" pandas2
  check "a module with AddressSanitizer" sanitized
  check "it is the one that is loaded" loads_sanitized
  count "tests, AddressSanitizer" under_asan tests -k 'not test_types and not leak' # mallinfo tells nothing there
  check "valgrind" under_valgrind
fi
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
