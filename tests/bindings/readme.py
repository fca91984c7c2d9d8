#!/usr/bin/env python3
"""The README's Go example is, word for word, the body of a test: readme.py README TEST_FILE."""
import re
import sys
import textwrap
from pathlib import Path

readme, tests = (Path(name).read_text(encoding="utf-8") for name in sys.argv[1:])
blocks = re.findall(r"^```go\n(.*?)^```$", readme, re.M | re.S)
missing = [block for block in blocks if textwrap.indent(block, "\t") not in tests]
if not blocks or missing:
    sys.exit("no test has this example of the README:\n" + "\n".join(missing or ["(there is none)"]))
