#!/usr/bin/env python3
"""Writes powers.inc: the leading 128 bits of 10^q for q from -342 to 324, as {high, low} words.

Powers with q >= 0 are cut off, those with q < 0 are rounded up. The parser needs just that; the printer needs
every power rounded up and adds one where the cut was not exact (q > 55).
"""
import os

FIRST, LAST = -342, 324


def leading_bits(q):
    if q >= 0:
        power = 5**q
        shift = power.bit_length() - 128
        return power >> shift if shift > 0 else power << -shift
    power = 5**-q
    return (1 << (power.bit_length() + 127)) // power + 1


def main():
    words = []
    for q in range(FIRST, LAST + 1):
        bits = leading_bits(q)
        assert bits >> 127 == 1 and bits + 1 < 1 << 128
        words.append("{0x%016xull, 0x%016xull}," % (bits >> 64, bits & (2**64 - 1)))
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "powers.inc")
    with open(path, "w", newline="\n") as out:
        out.write("/* Written by powers.py: 128 leading bits of 10^q, q from %d to %d. */\n" % (FIRST, LAST))
        for i in range(0, len(words), 2):
            out.write(" ".join(words[i : i + 2]) + "\n")


main()
