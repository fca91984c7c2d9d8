#!/usr/bin/env bash
# Builds the Debian packages from the sources as an archive has them, lets lintian look at them, unpacks and uses them.
# Needs dpkg-dev, debhelper, lintian, cmake, gcc, pkg-config. Ends with "N passed, N failed".
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
passed=0
failed=0
unset PKG_CONFIG_PATH CMAKE_PREFIX_PATH CFLAGS LD_LIBRARY_PATH DEB_BUILD_OPTIONS
export LC_ALL=C.UTF-8
version=$(sed -nE 's/^project\(libpiq VERSION ([0-9.]+).*/\1/p' "$root/CMakeLists.txt")
source=$scratch/libpiq-$version
files=$scratch/root # where the packages are unpacked

check() { # NAME COMMAND...: the command succeeds; what it prints is shown only when it does not
  local name=$1; shift
  if "$@" >"$scratch/log" 2>&1; then passed=$((passed + 1)); echo "ok      $name"
  else failed=$((failed + 1)); echo "FAILED  $name"; tail -n 30 "$scratch/log" | sed 's/^/        /'; fi
}

unpack() { # the sources, as an archive without debian/, and debian/ where Debian wants it
  mkdir -p "$source" &&
    (cd "$root" && { git ls-files -z --cached --others --exclude-standard 2>/dev/null || find . -path ./build -prune -o -type f -print0; } |
      tar -c --null --no-recursion -T -) | tar -x -C "$source" &&
    tar -cJf "$scratch/libpiq_$version.orig.tar.xz" -C "$scratch" "libpiq-$version" && cp -r "$source/pkgconfig/debian" "$source/debian"
}
build() { (cd "$source" && DEB_BUILD_OPTIONS="parallel=$(nproc)" dpkg-buildpackage -us -uc); }
same_version() { test "$(dpkg-parsechangelog -l "$source/debian/changelog" -S Version)" = "$version-1"; }
clean() { # errors fail; so do overrides that are not needed any more
  lintian --fail-on error --suppress-tags initial-upload-closes-no-bugs "$scratch"/*.changes
}
unpack_all() { for package in libpiq0 libpiq-dev piq; do dpkg-deb -x "$scratch/${package}_"*.deb "$files" || return; done; }
installable() { # all that they depend on is here or among them
  dpkg --simulate -i "$scratch"/libpiq0_*.deb "$scratch"/libpiq-dev_*.deb "$scratch"/piq_*.deb
}
holds() { # PACKAGE PATTERN...: each is there
  local package=$1 pattern; shift
  dpkg-deb -c "$scratch/${package}_"*.deb >"$scratch/contents"
  for pattern; do grep -qE " \./$pattern" "$scratch/contents" || { echo "$package lacks $pattern"; cat "$scratch/contents"; return 1; }; done
}
program_runs() {
  "$files/usr/bin/piq" --version | grep -qx "piq $version" && gzip -cdf "$files"/usr/share/doc/piq/examples/tour.json* | "$files/usr/bin/piq" evaluate - >/dev/null
}
compiles() { # with nothing but what the packages brought
  local flags
  flags=$(PKG_CONFIG_LIBDIR=$(echo "$files"/usr/lib/*/pkgconfig) pkg-config --cflags --libs libpiq) &&
    cc -std=c11 "$root/examples/consumers/main.c" $flags -o "$scratch/consumer"
}
consumer_prints() {
  LD_LIBRARY_PATH=$(dirname "$files"/usr/lib/*/libpiq.so.0) "$scratch/consumer" >"$scratch/output" && diff "$root/examples/consumers/expected.txt" "$scratch/output"
}
needs() { # what a package with that program would depend on comes from the symbols, not from the newest version
  mkdir -p "$scratch/user/debian" && printf 'Source: user\n\nPackage: user\nArchitecture: any\n' >"$scratch/user/debian/control" &&
    dpkg-deb -e "$scratch"/libpiq0_*.deb "$files/DEBIAN" && (cd "$scratch/user" && dpkg-shlibdeps -O -S"$files" "$scratch/consumer") >"$scratch/needs" &&
    grep -q 'libpiq0 (>= 0\.1)' "$scratch/needs"
}
symbols() { # EXPRESSION: dpkg-gensymbols with the list of symbols changed by sed
  sed "$1" "$source/debian/libpiq0.symbols" >"$scratch/symbols" &&
    (cd "$source" && dpkg-gensymbols -c4 -plibpiq0 -v"$version-1" -I"$scratch/symbols" -e"$(echo "$files"/usr/lib/*/libpiq.so.0)" -O/dev/null)
}

check "the sources as an archive" unpack
check "the version is that of CMakeLists.txt" same_version
check "dpkg-buildpackage" build
check "lintian finds no error" clean
check "they can be installed here" installable
check "libpiq0: the library" holds libpiq0 'usr/lib/.*/libpiq\.so\.0 ' 'usr/lib/.*/libpiq\.so\.0\.'
check "libpiq-dev: headers, static library, pkg-config, CMake" holds libpiq-dev usr/include/piq/piq.h usr/include/piq/api.h 'usr/lib/.*/libpiq\.a' \
  'usr/lib/.*/libpiq\.so ' 'usr/lib/.*/pkgconfig/libpiq\.pc' 'usr/lib/.*/cmake/piq/piq-config\.cmake'
check "piq: the program" holds piq usr/bin/piq
check "unpacking" unpack_all
check "the program runs" program_runs
check "a program compiles" compiles
check "and prints" consumer_prints
check "its package would need libpiq0 of the oldest version that will do" needs
check "the symbols are those of the list" symbols ''
refused() { ! symbols "$1"; }
check "a symbol that is gone stops the build" refused 's/piq_evaluate@/piq_evaluated@/'
check "a symbol that the list lacks stops the build" refused '/ piq_evaluate@/d'

echo
echo "$passed passed, $failed failed"
test "$failed" -eq 0
