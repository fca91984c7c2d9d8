#!/usr/bin/env bash
# Fuzzes one target, or all of them one after another, starting from the kept inputs:
#   tests/fuzz/run.sh [--afl] SECONDS [TARGET...]
# What is found stands in build/fuzz/found/; new inputs are merged into the kept ones with tests/fuzz/run.sh --keep [TARGET...].
set -euo pipefail
cd "$(dirname "$0")/../.."
engine=libfuzzer
keep=0
case "${1:-}" in
--afl) engine=afl; shift ;;
--keep) keep=1; shift ;;
esac
seconds=60
[ $keep -eq 1 ] || { seconds=${1:-60}; shift || true; }
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(json policy api arrow planner)

mkdir -p build
folder=build/fuzz
sanitize=fuzzer-no-link,address,undefined
compiler=clang
[ $engine = libfuzzer ] || { folder=build/fuzz-afl; compiler=afl-clang-fast; sanitize=; }
cmake -S . -B $folder -G Ninja -DCMAKE_C_COMPILER=$compiler -DCMAKE_BUILD_TYPE=RelWithDebInfo -DPIQ_TESTS=ON -DPIQ_FUZZ=ON \
  -DPIQ_PROGRAM=OFF -DPIQ_SANITIZE=$sanitize >$folder.log 2>&1 || { tail -20 $folder.log; exit 1; }
cmake --build $folder $(printf -- '--target fuzz_%s ' "${targets[@]}") >>$folder.log 2>&1 || { tail -20 $folder.log; exit 1; }

mkdir -p build/fuzz/found
for target in "${targets[@]}"; do
  grown=build/fuzz/corpus/$target
  kept=tests/fuzz/corpus/$target
  mkdir -p "$grown" "$kept"
  dictionary=()
  [ ! -f tests/fuzz/$target.dict ] || dictionary=(tests/fuzz/$target.dict)
  if [ $keep -eq 1 ]; then
    small=build/fuzz/small/$target
    rm -rf "$small"; mkdir -p "$small"
    $folder/bin/fuzz_$target -merge=1 -max_len=4096 "$small" "$kept" "$grown" >/dev/null 2>&1
    # The kept inputs are for replaying: the smallest of those that reach something new.
    ls -Sr "$small" | head -"${KEEP_MOST:-250}" | while read -r name; do cp "$small/$name" "$kept/"; done
    echo "$target: $(ls "$kept" | wc -l) inputs kept"
  elif [ $engine = afl ]; then
    export AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_NO_UI=1 AFL_NO_AFFINITY=1
    timeout $((seconds + 60)) afl-fuzz -V "$seconds" -t 2000 -i "$kept" -o "$folder/out-$target" ${dictionary:+-x "${dictionary[0]}"} \
      -- $folder/bin/fuzz_$target >$folder/$target.log 2>&1 || true
    grep -E '^(execs_done|saved_crashes|saved_hangs|edges_found) ' "$folder/out-$target/default/fuzzer_stats" | sed "s/^/$target: /"
  else
    $folder/bin/fuzz_$target -max_total_time="$seconds" -max_len=4096 -timeout=100 -rss_limit_mb=2000 -print_final_stats=1 \
      -artifact_prefix=build/fuzz/found/$target- ${dictionary:+-dict="${dictionary[0]}"} "$grown" "$kept" >build/fuzz/$target.log 2>&1 ||
      { tail -30 build/fuzz/$target.log; exit 1; }
    grep -E 'stat::number_of_executed_units|cov: ' build/fuzz/$target.log | tail -2 | sed "s/^/$target: /"
  fi
done
