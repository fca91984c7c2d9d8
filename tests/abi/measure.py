"""What the public headers promise in numbers: constants, and the sizes and offsets of structs, as C files that assert them."""
import re
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

# Not numbers, or meant to change: compilers and guards, versions, initialisers.
NO_PROMISE = re.compile(r"PIQ_(\w+_H|H|API|CHECK|STATIC|ERROR_INIT|VERSION_\w+|API_SIZE)$")
BY_WORD = {"PIQ_NUL_TERMINATED": "SIZE_MAX"}  # another number on another machine
HEADERS = ["piq.h", "arrow.h", "api.h"]


def version(root):
    text = (root / "include" / "piq" / "piq.h").read_text(encoding="utf-8")
    return "_".join(re.search(rf"PIQ_VERSION_{part} (\d+)", text).group(1) for part in ("MAJOR", "MINOR"))


def bare(text):
    return re.sub(r"/\*.*?\*/", "", text, flags=re.S)


def constant_names(root):
    text = '#include <piq/api.h>\n'
    done = subprocess.run(["gcc", "-std=c11", "-E", "-dM", f"-I{root / 'include'}", "-x", "c", "-"], input=text, capture_output=True, text=True,
                          check=True)
    names = re.findall(r"^#define ((?:PIQ|ARROW_FLAG)_\w+) \S", done.stdout, re.M)
    return sorted(name for name in names if not NO_PROMISE.match(name))


def structs(root):
    """(type, [members]) of every public struct whose members are named."""
    found = []
    for header in HEADERS:
        text = bare((root / "include" / "piq" / header).read_text(encoding="utf-8"))
        for name, body in re.findall(r"^typedef struct (\w+) \{\n(.*?)^\} \1;", text, re.M | re.S):
            found.append((name, members(body)))
        for name, body in re.findall(r"^struct (\w+) \{\n(.*?)^\};", text, re.M | re.S):
            found.append(("struct " + name, members(body)))
    return found


def members(body):
    names = []
    for declaration in body.split(";"):
        pointer = re.search(r"\(\*(\w+)\)", declaration)
        plain = re.search(r"(\w+)\s*(\[\w+\])?\s*$", declaration.strip())
        if pointer or plain:
            names.append((pointer or plain).group(1))
    return names


def values(root, expressions, *options):
    """Each expression's value on the machine that the options name, as [(is negative, 64 bits)], without running anything."""
    with tempfile.TemporaryDirectory() as folder:
        source, built, data = (Path(folder) / name for name in ("v.c", "v.o", "v.bin"))
        rows = "".join(f"    (uint64_t)({e}), (uint64_t)(({e}) < 0),\n" for e in expressions)
        source.write_text("#include <piq/api.h>\n__attribute__((section(\"measured\"), used)) static const uint64_t values[] = {\n" + rows + "};\n",
                          encoding="utf-8")
        subprocess.run(["gcc", "-std=c11", "-w", "-c", f"-I{root / 'include'}", *options, str(source), "-o", str(built)], check=True)
        subprocess.run(["objcopy", "-O", "binary", "-j", "measured", str(built), str(data)], check=True)
        numbers = [n for n, in struct.iter_unpack("<Q", data.read_bytes())]
    return list(zip(numbers[1::2], numbers[0::2]))


def literal(negative, bits):
    if not negative:
        return f"UINT64_C({bits})"
    return "INT64_MIN" if bits == 1 << 63 else f"INT64_C({bits - (1 << 64)})"


def constants(root):
    names = constant_names(root)
    found = dict(zip(names, values(root, names)))
    rows = "".join(f"SAME({name}, {BY_WORD.get(name) or literal(*found[name])})\n" for name in names)
    return ("/* Every constant of the public headers: written by tests/abi/update.sh. That it compiles is the test. */\n#include <piq/api.h>\n\n"
            '#define SAME(name, value) _Static_assert((name) == (value), #name " is renumbered");\n\n' + rows)


def asserted(root, *options):
    kinds = structs(root)
    expressions = []
    for kind, names in kinds:
        expressions += [f"sizeof({kind})"] + [f"offsetof({kind}, {name})" for name in names]
    numbers = iter(values(root, expressions, *options))
    text = ""
    for kind, names in kinds:
        text += f"SIZE({kind}, {next(numbers)[1]})\n" + "".join(f"AT({kind}, {name}, {next(numbers)[1]})\n" for name in names)
    return text


def layout(root):
    return ("/* Sizes and offsets of every public struct: written by tests/abi/update.sh. That it compiles is the test. Structs that start with\n"
            "   struct_size may grow at their end, which is an addition; with ADDITIONS only what was there is looked at. */\n"
            "#include <piq/api.h>\n\n#ifdef ADDITIONS\n"
            '#define SIZE(type, bytes) _Static_assert(sizeof(type) >= (bytes), "size of " #type);\n#else\n'
            '#define SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), "size of " #type);\n#endif\n'
            '#define AT(type, member, bytes) _Static_assert(offsetof(type, member) == (bytes), #type "." #member);\n\n'
            "#if UINTPTR_MAX > UINT32_MAX\n" + asserted(root) + "#elif defined(__i386__)\n" + asserted(root, "-m32", "-ffreestanding") + "#endif\n")


def header(root):
    """The public headers in one, as programs of this version were compiled, without their comments."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, str(root / "lib" / "amalgamate.py"), folder], check=True)
        text = bare((Path(folder) / "piq.h").read_text(encoding="utf-8"))
    text = re.sub(r"[ \t]+$", "", text, flags=re.M)
    return "/* The public headers of this version: written by tests/abi/update.sh. */\n" + re.sub(r"\n{2,}", "\n", text).lstrip("\n")
