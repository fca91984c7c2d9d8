#!/bin/sh
# Builds piq and runs it on both example fleets. Installs a compiler, cmake and python3 with apt where they are missing.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
build=${PIQ_BUILD:-$root/build}

missing=
command -v cmake >/dev/null 2>&1 || missing="$missing cmake"
command -v cc >/dev/null 2>&1 || missing="$missing gcc libc6-dev"
command -v make >/dev/null 2>&1 || command -v ninja >/dev/null 2>&1 || missing="$missing make"
command -v python3 >/dev/null 2>&1 || missing="$missing python3"
if [ -n "$missing" ]; then
    as_root=
    [ "$(id -u)" -eq 0 ] || as_root=sudo
    if ! command -v apt-get >/dev/null 2>&1 || { [ -n "$as_root" ] && ! command -v sudo >/dev/null 2>&1; }; then
        echo "demo.sh: please install$missing" >&2
        exit 2
    fi
    echo "demo.sh: installing$missing" >&2
    $as_root apt-get update -qq
    # shellcheck disable=SC2086 # a list of packages
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

cmake -S "$root" -B "$build" -DCMAKE_BUILD_TYPE=Release >/dev/null
cmake --build "$build" --parallel >/dev/null
piq=$build/bin/piq

echo "=== The tour: a small fleet on which every detector finds something ==="
"$piq" evaluate "$root/examples/fleets/tour.json"

echo
echo "=== openb: 1,213 GPU nodes of a public cluster trace ==="
python3 "$root/examples/fleets/openb.py" | "$piq" evaluate -
