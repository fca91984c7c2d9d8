#!/usr/bin/env bash
# Installs what the tests need, runs all of them, and closes with a line `N passed, N failed`.
#   ./tests/run.sh           what CI runs
#   ./tests/run.sh --long    the same with larger counts
set -uo pipefail
cd "$(dirname "$0")/.."
long=0
[ "${1:-}" = "--long" ] && long=1
[ $long -eq 0 ] || export PIQ_TEST_SCALE=20 PIQ_SCHEMA_FLEETS=3000 # random fleets and damaged texts in the suites
passed=0
failed=0
jobs=$(nproc 2>/dev/null || echo 2)

say() { printf '\n== %s\n' "$*"; }
good() { passed=$((passed + $1)); }
bad() { failed=$((failed + $1)); printf 'FAILED: %s\n' "$2"; }

# ---- what the tests need ------------------------------------------------------------------------------------------
packages=()
want() { command -v "$1" >/dev/null 2>&1 || packages+=("$2"); }
want cmake cmake; want ninja ninja-build; want gcc gcc; want g++ g++; want clang clang; want python3 python3
want nm binutils; want make make; want pkg-config pkg-config; want dot graphviz; want doxygen doxygen
want abidiff abigail-tools; want dpkg-buildpackage dpkg-dev; want dh debhelper; want lintian lintian
want s390x-linux-gnu-gcc gcc-s390x-linux-gnu; want qemu-s390x qemu-user; want go golang-go
want cppcheck cppcheck
[ $long -eq 0 ] || { want valgrind valgrind; want gcovr gcovr; want clang-tidy clang-tidy; want aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu
  want i686-linux-gnu-gcc gcc-i686-linux-gnu; want musl-gcc musl-tools; want ld.lld lld; want x86_64-w64-mingw32-gcc gcc-mingw-w64-x86-64
  want wine wine; }
[ -f /usr/include/criterion/criterion.h ] || packages+=(libcriterion-dev)
python3 -c 'import venv, ensurepip' 2>/dev/null || packages+=(python3-venv)
python3 -c 'import os, sysconfig, sys; sys.exit(not os.path.isfile(sysconfig.get_paths()["include"] + "/Python.h"))' || packages+=(python3-dev)
if [ ${#packages[@]} -ne 0 ]; then
  say "installing ${packages[*]}"
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${packages[@]}" >/dev/null ||
    { echo "could not install: ${packages[*]}"; exit 1; }
fi
venv=build/venv
if ! "$venv/bin/python" -c 'import jsonschema, pyarrow, polars, pandas, duckdb' 2>/dev/null; then
  say "a Python environment in $venv: jsonschema, and those that hand tables over"
  python3 -m venv "$venv" && "$venv/bin/pip" install -q --disable-pip-version-check jsonschema pyarrow polars pandas duckdb ||
    { echo "could not make $venv"; exit 1; }
fi

go_is_new() { go version 2>/dev/null | grep -qE 'go1\.(2[4-9]|[3-9][0-9])'; }
newer_go() { # the distribution's is too old for the Go package; it fetches a newer one as a module
  local folder=$PWD/build/go1.24 version=v0.0.1-go1.24.9 from
  if [ ! -x "$folder/bin/go" ]; then
    from=$(cd "$(mktemp -d)" && go mod init fetch >/dev/null 2>&1 &&
      go mod download -json "golang.org/toolchain@$version.$(go env GOOS)-$(go env GOARCH)" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
    [ -n "$from" ] && rm -rf "$folder" && cp -r "$from" "$folder" && chmod -R u+w "$folder" && chmod +x "$folder"/pkg/tool/*/* "$folder"/bin/* || return 1
  fi
  export PATH=$folder/bin:$PATH
}
go_is_new || { say "a newer Go in build/go1.24"; newer_go; } || { echo "no Go 1.24 or later, and none could be fetched"; exit 1; }

# ---- builds -------------------------------------------------------------------------------------------------------
build() { # folder, cmake options...
  local folder=$1; shift
  cmake -S . -B "$folder" -G Ninja "$@" >"$folder.log" 2>&1 && cmake --build "$folder" -j "$jobs" >>"$folder.log" 2>&1 && return 0
  tail -40 "$folder.log"
  return 1
}
mkdir -p build
say "building: gcc and clang with warnings as errors, gcc with sanitizers"
build build/tests-gcc -DCMAKE_C_COMPILER=gcc -DPIQ_TESTS=ON -DPIQ_WERROR=ON && good 1 || bad 1 "gcc build"
build build/tests-clang -DCMAKE_C_COMPILER=clang -DPIQ_TESTS=ON -DPIQ_WERROR=ON && good 1 || bad 1 "clang build"
build build/tests-asan -DCMAKE_C_COMPILER=gcc -DCMAKE_BUILD_TYPE=Debug -DPIQ_TESTS=ON -DPIQ_SANITIZE=address,undefined && good 1 || bad 1 "sanitizer build"

# ---- counting what a program printed ------------------------------------------------------------------------------
count_lines() { # label, file, exit status: reads its last `N passed, N failed`
  local line
  line=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$2" | tail -1)
  if [ -z "$line" ]; then tail -20 "$2"; bad 1 "$1 gave no count"; return; fi
  local p=${line%% passed*} f=${line#*, }; f=${f%% failed*}
  good "$p"
  [ "$f" -eq 0 ] || { grep -vE '^(ok|pass) ' "$2" | tail -60; bad "$f" "$1"; }
  [ "$f" -ne 0 ] || [ "$3" -eq 0 ] || { tail -20 "$2"; bad 1 "$1 exited with $3"; }
}
run_counted() { local label=$1; shift; "$@" >build/run.log 2>&1; count_lines "$label" build/run.log $?; }
run_one() { local label=$1; shift; if "$@" >build/run.log 2>&1; then good 1; else tail -30 build/run.log; bad 1 "$label"; fi; }

say "the suite under Criterion"
build/tests-gcc/bin/piq_tests >build/criterion.log 2>&1; status=$?
line=$(grep -oE 'Tested: [^0-9]*[0-9]+.*Passing: [^0-9]*[0-9]+.*Failing: [^0-9]*[0-9]+.*Crashing: [^0-9]*[0-9]+' build/criterion.log | sed 's/\x1b\[[0-9;]*m//g' | tail -1)
tested=$(sed -E 's/.*Tested: ([0-9]+).*/\1/' <<<"$line"); passing=$(sed -E 's/.*Passing: ([0-9]+).*/\1/' <<<"$line")
if [ -n "$line" ] && [ "$tested" -gt 0 ]; then
  good "$passing"
  [ "$passing" -eq "$tested" ] && [ $status -eq 0 ] || { tail -60 build/criterion.log; bad $((tested - passing > 0 ? tested - passing : 1)) "Criterion: $line"; }
else
  tail -40 build/criterion.log; bad 1 "Criterion printed no synthesis"
fi

say "the same bodies by the plain driver: clang, and under AddressSanitizer and UBSan"
run_counted "plain, clang" build/tests-clang/bin/piq_tests_plain
UBSAN_OPTIONS=print_stacktrace=1 run_counted "plain, sanitizers" build/tests-asan/bin/piq_tests_plain

say "the same report, byte for byte, from every build"
same_report() { # fleet
  for folder in clang asan; do
    cmp <(build/tests-gcc/bin/piq evaluate "$1" --format json) <(build/tests-$folder/bin/piq evaluate "$1" --format json) || return 1
  done
}
python3 examples/fleets/openb.py >build/openb.json
for fleet in examples/fleets/tour.json build/openb.json; do run_one "same report on $fleet" same_report "$fleet"; done

if [ $long -eq 1 ]; then
  say "threads under ThreadSanitizer; the whole under MemorySanitizer, the integer sanitizers and valgrind"
  build build/tests-tsan -DCMAKE_C_COMPILER=clang -DCMAKE_BUILD_TYPE=Debug -DPIQ_TESTS=ON -DPIQ_SANITIZE=thread && good 1 || bad 1 "thread sanitizer build"
  PIQ_TEST_SCALE=1 run_counted "threads, thread sanitizer" build/tests-tsan/bin/piq_tests_plain same_report/
  build build/tests-msan -DCMAKE_C_COMPILER=clang -DCMAKE_BUILD_TYPE=Debug -DPIQ_TESTS=ON -DPIQ_SANITIZE=memory && good 1 || bad 1 "memory sanitizer build"
  PIQ_TEST_SCALE=1 run_counted "plain, memory sanitizer" build/tests-msan/bin/piq_tests_plain
  build build/tests-integer -DCMAKE_C_COMPILER=clang -DCMAKE_BUILD_TYPE=Debug -DPIQ_TESTS=ON -DPIQ_SANITIZE=address,undefined,integer && good 1 ||
    bad 1 "integer sanitizer build"
  PIQ_TEST_SCALE=1 run_counted "plain, integer sanitizers" build/tests-integer/bin/piq_tests_plain
  run_one "branch coverage" tests/coverage.sh
  PIQ_TEST_SCALE=0.02 run_counted "plain, valgrind" valgrind -q --error-exitcode=9 --leak-check=full build/tests-gcc/bin/piq_tests_plain
fi

say "what the checkers say is explained: cppcheck, gcc's analyzer$([ $long -eq 0 ] || echo ", clang-tidy")"
run_counted "checkers" python3 tests/checkers/check.py --tools cppcheck,gcc$([ $long -eq 0 ] || echo ,clang-tidy)

say "the same reports on every platform; kept inputs of the fuzzers, under the sanitizers"
run_counted "platforms" tests/platforms/run.sh $([ $long -eq 0 ] || echo --long)
for target in json policy api arrow planner; do
  run_counted "replay of $target" build/tests-asan/bin/replay_$target tests/fuzz/corpus/$target
done

say "what lies inside: numbers, JSON, physics, catalog, planner"
numbers=200000; [ $long -eq 1 ] && numbers=10000000
run_one "number_check" build/tests-gcc/bin/number_check $numbers
for unit in build/tests-asan/bin/*_check build/tests-asan/bin/plan_*; do
  name=$(basename "$unit")
  [ "$name" = number_check ] && { run_one "number_check, sanitizers" "$unit" 20000; continue; }
  run_one "$name, sanitizers" "$unit"
done

say "vocabulary, exported symbols, schemas, the program as a stranger uses it"
export PIQ_BUILD=$PWD/build/tests-gcc
run_one "vocabulary.h is current" python3 lib/schema/generate.py --check
run_one "catalog tables are current" python3 lib/catalog/generate.py --check
for folder in schema program; do
  ls tests/$folder/test_*.py tests/$folder/*_test.py >/dev/null 2>&1 || continue
  (cd tests/$folder && "$OLDPWD/$venv/bin/python" -m unittest -q $(ls test_*.py *_test.py 2>/dev/null | sed 's/\.py$//')) >build/run.log 2>&1
  status=$?
  ran=$(sed -nE 's/^Ran ([0-9]+) tests?.*/\1/p' build/run.log | tail -1)
  broken=$(sed -nE 's/^FAILED \((.*)\)/\1/p' build/run.log | grep -oE '(failures|errors)=[0-9]+' | cut -d= -f2 | awk '{n += $1} END {print n + 0}')
  broken=${broken:-0}; [ $status -eq 0 ] || [ "$broken" -gt 0 ] || broken=1
  good $((${ran:-0} > broken ? ${ran:-0} - broken : 0))
  [ "$broken" -eq 0 ] || { tail -60 build/run.log; bad "$broken" "tests/$folder"; }
  [ "${ran:-0}" -gt 0 ] || bad 1 "tests/$folder ran nothing"
done

say "the Python package: built, installed, tested against pyarrow, polars, pandas and duckdb"
run_counted "the Python package" tests/bindings/python.sh build/tests-gcc $([ $long -eq 0 ] || echo --long)

say "the Go package, installed consumers, Debian packages, what programs rely on: each in its own folder, two side by side"
apart() { local name=$1; shift; "$@" >"build/apart-$name.log" 2>&1; echo $? >"build/apart-$name.status"; }
apart go tests/bindings/go.sh build/tests-gcc $([ $long -eq 0 ] || echo --long) &
for name in install/run install/debian abi/gate_catches; do apart "$(basename $name)" tests/$name.sh; done
apart abi tests/abi/abi.py check
wait
count_lines "the Go package" build/apart-go.log "$(cat build/apart-go.status)"
count_lines "installed consumers" build/apart-run.log "$(cat build/apart-run.status)"
count_lines "Debian packages" build/apart-debian.log "$(cat build/apart-debian.status)"
count_lines "ABI" build/apart-abi.log "$(cat build/apart-abi.status)"
count_lines "the ABI gate, on broken copies" build/apart-gate_catches.log "$(cat build/apart-gate_catches.status)"

say "the second opinion: scenario rows and random fleets"
python3 tests/reference/scenarios.py --program build/tests-gcc/bin/piq >build/run.log 2>&1; status=$?
rows=$(grep -c '^pass ' build/run.log); wrong=$(grep -c '^FAIL' build/run.log)
good "$rows"; [ $status -eq 0 ] && [ "$rows" -gt 0 ] || { grep '^FAIL' build/run.log; bad $((wrong > 0 ? wrong : 1)) "scenario rows by the program"; }
fleets=16000; moved=600; [ $long -eq 1 ] && fleets=80000 && moved=20000
run_one "$fleets random fleets against the reference" python3 tests/reference/compare.py --program build/tests-gcc/bin/piq --count $fleets --seed 0
run_one "every proposed move of $moved random fleets" python3 tests/reference/moves.py --program build/tests-gcc/bin/piq --count $moved --seed 0
dense=$((fleets / 4))
run_one "$dense fleets on which findings meet" python3 tests/reference/compare.py --dense --program build/tests-gcc/bin/piq --count $dense --seed 0

say "the throughput model against published measurements"
run_one "calibration" python3 bench/calibration/check.py --program build/tests-gcc/bin/piq

say "tables of pyarrow, polars, pandas and duckdb: the report that JSON gives; and reports as tables"
fleets=12; [ $long -eq 1 ] && fleets=400
run_counted "Arrow" "$venv/bin/python" tests/arrow/pyarrow_check.py build/tests-gcc/lib/libpiq.so $fleets

say "the planner on random small fleets, every plan checked step by step"
if [ -f tests/planner/properties.py ]; then
  plans=400; [ $long -eq 1 ] && plans=100000
  gcc -std=c11 -O2 -ffp-contract=off -Iinclude -Ilib tests/planner/instance_driver.c build/tests-gcc/lib/libpiq.a -o build/instance_driver &&
    run_one "$plans random plans" python3 tests/planner/properties.py build/instance_driver $plans
  larger=20; tiny=40; [ $long -eq 1 ] && larger=400 && tiny=3000
  run_one "$larger larger random plans" python3 tests/planner/properties.py build/instance_driver --medium $larger
  run_one "$tiny plans against every possible plan" python3 tests/planner/properties.py build/instance_driver --exhaustive $tiny
  carried=300; [ $long -eq 1 ] && carried=20000
  run_one "$carried plans carried out" python3 tests/planner/carry_out.py build/tests-gcc/bin/piq $carried
fi

say "examples, documentation"
run_one "quickstart" bash -c 'gcc -std=c11 -Iinclude examples/quickstart.c build/tests-gcc/lib/libpiq.a -o build/quickstart && build/quickstart | diff - examples/quickstart.expected'
run_one "the header's documentation" bash -c 'cmake -S . -B build/docs -DPIQ_DOCS=ON >/dev/null && cmake --build build/docs --target docs'
run_one "presets" cmake --list-presets
run_one "top level" bash -c '! git ls-files 2>/dev/null | cut -d/ -f1 | sort -u | grep -vxE "CMakeLists.txt|CMakePresets.json|README.md|CHANGELOG.md|LICENSE|include|lib|bindings|examples|bench|tests|pkgconfig|\.ci|\.clang-format|\.clang-tidy|\.gitignore|\.gitattributes|\.editorconfig"'
if [ $long -eq 1 ]; then
  dlopen_watched() { gcc -std=c11 -g "$@" -Iinclude examples/dlopen.c -ldl -o build/dlopen; }
  dlopen_prints() { "$@" | diff examples/consumers/expected.txt -; }
  run_one "dlopen, built for valgrind" dlopen_watched
  run_one "dlopen, valgrind" dlopen_prints valgrind -q --error-exitcode=9 --leak-check=full build/dlopen build/tests-gcc/lib/libpiq.so
  run_one "dlopen, built with AddressSanitizer" dlopen_watched -fsanitize=address,undefined -fno-sanitize-recover=all
  run_one "dlopen, AddressSanitizer" dlopen_prints build/dlopen build/tests-asan/lib/libpiq.so
fi

# ---- the end ------------------------------------------------------------------------------------------------------
expected=$(cat tests/expected_count)
if [ $((passed + failed)) -lt "$expected" ]; then
  bad 1 "only $((passed + failed)) tests ran; tests/expected_count says $expected"
fi
printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
