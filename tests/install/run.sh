#!/bin/sh
# Installs the library into a scratch folder, moves that, builds and runs every consumer of examples/consumers against it, and
# checks that the README shows what is so.
# Needs cmake, a C and a C++ compiler, make, pkg-config and python3. Ends with "N passed, N failed".
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
consumers=$root/examples/consumers
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
passed=0
failed=0
unset PKG_CONFIG_PATH CMAKE_PREFIX_PATH CFLAGS LD_LIBRARY_PATH

# check NAME COMMAND...: the command succeeds; what it prints is shown only when it does not.
check() {
    name=$1
    shift
    if "$@" >"$scratch/log" 2>&1; then
        passed=$((passed + 1))
        echo "ok      $name"
    else
        failed=$((failed + 1))
        echo "FAILED  $name"
        tail -n 30 "$scratch/log" | sed 's/^/        /'
    fi
}

configure() { # SOURCE BUILD OPTIONS...
    source=$1
    shift
    cmake -S "$source" -B "$@" && cmake --build "$1" --parallel
}

same_output() { # PROGRAM: prints what every consumer does
    "$1" >"$scratch/output" && diff "$consumers/expected.txt" "$scratch/output"
}

library_is() { # PROGRAM shared|static: how libpiq was linked
    if readelf -d "$1" | grep -q 'NEEDED.*libpiq\.so\.0'; then kind=shared; else kind=static; fi
    test "$kind" = "$2"
}

no_flag_leaks() { # BUILD: a consumer is compiled with nothing but an include folder
    ! grep -E -e '-W|-ffp|-fvisibility|-fstack|FORTIFY|-O[0-3]' "$1/compile_commands.json"
}

stays_in_place() { # nothing installed knows where it was built or first installed
    ! grep -rlF -e "$root" -e "$scratch/first" "$moved/lib/cmake" "$moved/lib/pkgconfig" "$moved/include"
}

# ---- install, and move what was installed ----
check "build and install" sh -c "
    cmake -S '$root' -B '$scratch/build' -DCMAKE_INSTALL_PREFIX='$scratch/first' -DCMAKE_INSTALL_LIBDIR=lib &&
    cmake --build '$scratch/build' --parallel && cmake --install '$scratch/build'"
moved=$scratch/moved
check "move the installed tree" mv "$scratch/first" "$moved"
check "no path stays behind" stays_in_place
only() { # COMPONENT PATTERN: what it installs, and nothing else
    rm -rf "$scratch/part" && cmake --install "$scratch/build" --prefix "$scratch/part" --component "$1" &&
        find "$scratch/part" ! -type d >"$scratch/files" && test -s "$scratch/files" && ! grep -vE "$2" "$scratch/files"
}
check "component runtime: the library alone" only runtime 'lib/libpiq\.so\.0'
check "component development: what a compiler needs" only development 'include/piq/|lib/libpiq\.(a|so)$|lib/cmake/piq/|lib/pkgconfig/'
check "component program: piq" only program 'bin/piq$'
check "the moved program runs" sh -c "'$moved/bin/piq' --version | grep -qx 'piq [0-9.]*'"

# ---- what the README shows ----
readme_quotes() { # FILE: the README holds its text, word for word
    python3 -c 'import sys; sys.exit(open(sys.argv[2]).read() not in open(sys.argv[1]).read())' "$root/README.md" "$1"
}
quickstart_prints() {
    cc -std=c11 -Wall -Wextra -Wpedantic -Werror -I"$moved/include" "$root/examples/quickstart.c" "$moved/lib/libpiq.a" \
        -o "$scratch/quickstart" && "$scratch/quickstart" >"$scratch/output" && diff "$root/examples/quickstart.expected" "$scratch/output"
}
readme_tour() { # the excerpt is how the report of the tour begins
    "$moved/bin/piq" evaluate "$root/examples/fleets/tour.json" >"$scratch/tour" &&
        sed -n '/^piq [0-9.]*, observed/,/^```/p' "$root/README.md" | sed '$d' >"$scratch/excerpt" &&
        test -s "$scratch/excerpt" && head -n "$(wc -l <"$scratch/excerpt")" "$scratch/tour" | diff "$scratch/excerpt" -
}
check "README: quotes quickstart.c" readme_quotes "$root/examples/quickstart.c"
check "README: quotes what it prints" readme_quotes "$root/examples/quickstart.expected"
check "quickstart.c: compiles and prints that" quickstart_prints
check "README: the tour's report begins as shown" readme_tour

# ---- CMake package ----
for kind in shared static; do
    case $kind in shared) option=ON ;; *) option=OFF ;; esac
    build=$scratch/find_package_$kind
    check "find_package, $kind: builds" configure "$consumers/find_package" "$build" -DCMAKE_PREFIX_PATH="$moved" \
        -DBUILD_SHARED_LIBS=$option -DCMAKE_EXPORT_COMPILE_COMMANDS=ON
    check "find_package, $kind: prints" same_output "$build/consumer"
    check "find_package, $kind: links libpiq as asked" library_is "$build/consumer" $kind
    check "find_package, $kind: inherits no flag" no_flag_leaks "$build"
done
check "C++: builds" configure "$consumers/cxx" "$scratch/cxx" -DCMAKE_PREFIX_PATH="$moved"
check "C++: prints" same_output "$scratch/cxx/consumer"

# ---- pkg-config ----
PKG_CONFIG_PATH=$moved/lib/pkgconfig
export PKG_CONFIG_PATH
for kind in shared static; do
    mkdir "$scratch/pkg_config_$kind"
    check "pkg-config, $kind: builds" make -C "$consumers/pkg_config" $kind OUT="$scratch/pkg_config_$kind" CFLAGS=-Werror
    LD_LIBRARY_PATH=$moved/lib
    export LD_LIBRARY_PATH
    check "pkg-config, $kind: prints" same_output "$scratch/pkg_config_$kind/consumer"
    unset LD_LIBRARY_PATH
    check "pkg-config, $kind: links libpiq as asked" library_is "$scratch/pkg_config_$kind/consumer" $kind
done
unset PKG_CONFIG_PATH

# ---- found at run time ----
refuses() { # TEXT LIBRARY: the program says so, prints nothing else, and ends well
    "$scratch/dlopen/consumer" "$2" >"$scratch/output" 2>"$scratch/errors"
    test $? -eq 1 && test ! -s "$scratch/output" && test "$(wc -l <"$scratch/errors")" -eq 1 && grep -qF -e "$1" "$scratch/errors"
}
older() { # NAME: a library as it was, or will be: one of those that older_library.c describes
    cc -shared -fPIC -std=c11 -Wall -Wextra -Werror -D"$1" -I"$moved/include" "$root/tests/install/older_library.c" -o "$scratch/$1.so"
}
PKG_CONFIG_PATH=$moved/lib/pkgconfig
export PKG_CONFIG_PATH
mkdir "$scratch/dlopen"
check "dlopen: builds" make -C "$consumers/dlopen" OUT="$scratch/dlopen" CFLAGS="-Wall -Wextra -Wpedantic -Werror"
unset PKG_CONFIG_PATH
check "dlopen: links no libpiq" library_is "$scratch/dlopen/consumer" static
printf '#!/bin/sh\nexec "%s" "%s"\n' "$scratch/dlopen/consumer" "$moved/lib/libpiq.so.0" >"$scratch/dlopen/by_path"
chmod +x "$scratch/dlopen/by_path"
check "dlopen: prints, the library given by its path" same_output "$scratch/dlopen/by_path"
LD_LIBRARY_PATH=$moved/lib
export LD_LIBRARY_PATH
check "dlopen: prints, the library found by the loader" same_output "$scratch/dlopen/consumer"
unset LD_LIBRARY_PATH
check "dlopen: no library, a sentence" refuses "cannot be loaded" "$scratch/nothing.so"
for kind in WITHOUT_TABLE SHORTER_TABLE OTHER_ABI; do check "dlopen: stub of another library, $kind" older $kind; done
check "dlopen: a library without a table is refused" refuses "libpiq of another kind cannot serve" "$scratch/WITHOUT_TABLE.so"
check "dlopen: an older library is refused by its version" refuses "libpiq 0.0.9 cannot serve" "$scratch/SHORTER_TABLE.so"
check "dlopen: another ABI is refused" refuses "libpiq of another kind cannot serve" "$scratch/OTHER_ABI.so"

# ---- sources ----
check "add_subdirectory: builds" configure "$consumers/add_subdirectory" "$scratch/add_subdirectory" -DPIQ_SOURCE="$root" \
    -DCMAKE_EXPORT_COMPILE_COMMANDS=ON
check "add_subdirectory: prints" same_output "$scratch/add_subdirectory/consumer"
check "add_subdirectory: no build type is forced" grep -qx 'CMAKE_BUILD_TYPE:STRING=' "$scratch/add_subdirectory/CMakeCache.txt"
for compiler in gcc clang; do
    command -v $compiler >/dev/null 2>&1 || continue
    mkdir "$scratch/amalgamation_$compiler"
    check "amalgamation, $compiler: builds without a flag" make -C "$consumers/amalgamation" CC=$compiler \
        OUT="$scratch/amalgamation_$compiler"
    check "amalgamation, $compiler: prints" same_output "$scratch/amalgamation_$compiler/consumer"
    check "amalgamation, $compiler: no warning" $compiler -std=c11 -O2 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wundef \
        -Wredundant-decls -Werror -c "$scratch/amalgamation_$compiler/piq/piq.c" -o "$scratch/piq.o"
done

echo
echo "$passed passed, $failed failed"
test "$failed" -eq 0
