#!/usr/bin/env bash
# Builds and tests the Go package: compiled in, linked to an installed library, and fetched as a module.
#   tests/bindings/go.sh BUILD          BUILD is a build of the library with its program
#   tests/bindings/go.sh BUILD --long   under AddressSanitizer and valgrind, too
# Needs Go 1.24, gcc, clang, objdump, cmake, pkg-config and a Go module proxy (for staticcheck). Everything goes to build/go. Ends with
# "N passed, N failed".
set -u
cd "$(dirname "$0")/../.."
root=$PWD
built=$(cd "$1" && pwd)
long=0
[ "${2:-}" = --long ] && long=1
work=$root/build/go
module=$root/bindings/go
passed=0
failed=0
unset GOFLAGS CGO_CFLAGS PKG_CONFIG_PATH LD_LIBRARY_PATH
export GOTOOLCHAIN=local GOWORK=off
mkdir -p "$work"
scratch=$(mktemp -d)
trap 'chmod -R u+w "$scratch"; rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

check() { # NAME COMMAND...: the command succeeds; what it prints is shown only when it does not
  local name=$1; shift
  if "$@" >"$work/log" 2>&1; then passed=$((passed + 1)); echo "ok      $name"
  else failed=$((failed + 1)); echo "FAILED  $name"; tail -n 40 "$work/log" | sed 's/^/        /'; fi
}

# The tests and examples that `go test -v` names; one that was skipped was to be run, so it has failed.
count() { # NAME COMMAND...
  local name=$1 good bad; shift
  "$@" >"$work/log" 2>&1
  local status=$?
  good=$(grep -c '^--- PASS' "$work/log")
  bad=$(grep -cE '^--- (FAIL|SKIP)' "$work/log")
  { [ "$status" -eq 0 ] && [ "$good" -gt 0 ]; } || [ "$bad" -gt 0 ] || bad=1
  passed=$((passed + good)); failed=$((failed + bad))
  if [ "$bad" -eq 0 ]; then echo "ok      $name: $good tests"
  else echo "FAILED  $name"; grep -v '^=== \|^--- PASS' "$work/log" | tail -n 60 | sed 's/^/        /'; fi
}

in_module() { (cd "$module" && "$@"); }
system() { # against the installed library
  PKG_CONFIG_PATH=$work/prefix/lib/pkgconfig LD_LIBRARY_PATH=$work/prefix/lib in_module "$@"
}
formatted() { test -z "$(gofmt -l "$module")"; }

check "Go is new enough" sh -c 'go version && go version | grep -qE "go1\.(2[4-9]|[3-9][0-9])"'
check "made files are current" "$module/generate.py" --check
check "gofmt" formatted
check "install the library" sh -c "rm -rf '$work/prefix' && cmake --install '$built' --prefix '$work/prefix'"
PIQ_REPORT=$work/report.json
export PIQ_REPORT
check "the program's report" sh -c "'$built/bin/piq' evaluate '$root/examples/fleets/tour.json' --format json >'$PIQ_REPORT'"

# The module needs no other, and an empty cache and no proxy show it.
count "race detector, compiled in, empty module cache" in_module env GOMODCACHE="$scratch/empty" GOPROXY=off go test -race -count=1 -v ./...
count "linked to the installed library" system go test -tags libpiq_system -count=1 -v ./...
check "go vet" in_module go vet ./...
check "go vet, linked" system go vet -tags libpiq_system ./...

checker=honnef.co/go/tools/cmd/staticcheck@v0.8.2
[ -x "$work/bin/staticcheck" ] || GOBIN=$work/bin go install $checker >"$work/staticcheck.log" 2>&1 || tail -n 5 "$work/staticcheck.log"
check "staticcheck" in_module "$work/bin/staticcheck" -checks all ./...
check "staticcheck, linked" system "$work/bin/staticcheck" -tags libpiq_system -checks all ./...

# ---- as a stranger gets it ----
# `go get` from a proxy made of files, then vendored: whoever vendors gets the C files only if they stand beside the Go files.
stranger() (
  python3 tests/bindings/go_get.py "$module" "$scratch/proxy" || return
  mkdir "$scratch/stranger" && cd "$scratch/stranger" || return
  sed -e 's/^package piq_test/package main/' -e 's/^func Example()/func main()/' -e '/^func Example[A-Z].*{$/,/^}$/d' -e '/"math"/d' \
    "$module/example_test.go" >main.go
  export GOMODCACHE="$scratch/cache" GOPROXY="file://$scratch/proxy" GONOSUMDB=libpiq.org GOFLAGS=-mod=mod
  go mod init example.org/stranger && go get libpiq.org/go/piq@v0.1.0 && go mod vendor && ls vendor/libpiq.org/go/piq/piq.[ch] &&
    GOFLAGS=-mod=vendor CGO_CFLAGS=-O0 go build -o stranger . && ./stranger | tee output &&
    grep -qx 'high node-2 8 GPUs billed and empty for 168 hours. 11680.00' output
)
check "go get, go mod vendor, build, run" stranger
check "README shows a test" python3 tests/bindings/readme.py README.md "$module/example_test.go"

[ ! -f tests/bindings/completeness.py ] || check "every public function is reached, or left out with a reason" \
  python3 tests/bindings/completeness.py Go --pattern '\b(piq_\w+)\(' --allow tests/bindings/go.allow \
  $(ls "$module"/*.go | grep -v _test) "$module/bridge.c"

# ---- cgo refuses -ffp-contract=off ----
# What the sources say of it must hold by itself where the processor could fuse; the control shows that these flags would fuse.
fused() { objdump -d "$1" | grep -c 'vfn\?m\(add\|sub\)'; }
unfused() { # COMPILER: with GNU C, the compilers' default, where gcc fuses, too
  "$1" -O1 -fexpensive-optimizations -march=haswell -c "$module/piq.c" -o "$scratch/piq.o" && test "$(fused "$scratch/piq.o")" -eq 0
}
control() { # COMPILER
  echo 'double f(double a, double b, double c) { return a * b + c; }' >"$scratch/control.c"
  "$1" -O1 -fexpensive-optimizations -march=haswell -ffp-contract=fast -c "$scratch/control.c" -o "$scratch/control.o" && test "$(fused "$scratch/control.o")" -gt 0
}
for compiler in gcc clang; do
  if ! echo 'int x;' | "$compiler" -march=haswell -x c -c - -o "$scratch/x.o" 2>/dev/null; then continue; fi # another architecture
  check "$compiler: these flags fuse" control "$compiler"
  check "$compiler: nothing is fused in piq.c" unfused "$compiler"
done

if [ "$long" -eq 1 ]; then
  count "AddressSanitizer and leaks" in_module go test -asan -count=1 -v ./...
  # Leaks are the sanitizer's matter: valgrind takes Go's own heap for leaked. Preemption by signals writes below the stack's end.
  watched() {
    system go test -tags "libpiq_system valgrind" -c -o "$work/watched" . &&
      GODEBUG=asyncpreemptoff=1 system valgrind -q --error-exitcode=9 --leak-check=no --suppressions="$root/tests/bindings/go.supp" "$work/watched" -test.v
  }
  count "valgrind" watched
fi

echo
echo "$passed passed, $failed failed"
test "$failed" -eq 0
