#!/usr/bin/env python3
"""Prints every id and name of the vocabulary, one per line.

ids.txt beside this script is that list, frozen: an id that is in use never gets another name, type or meaning, and none is
ever taken away. After adding some: python3 tests/schema/list_ids.py > tests/schema/ids.txt, and look at the difference.
"""

import library


def lines():
    piq = library.load()
    entity = {number: word for group, number, word in library.words(piq) if group == 1}
    kind = {number: word for group, number, word in library.words(piq) if group == 2}
    known = set()
    for f in library.fields(piq):
        known.add(f.id)
        yield "field %d %s.%s %s" % (f.id, entity[f.entity], f.name.decode(), kind[f.type])
    for p in library.policy(piq):
        known.add(p.id)
        yield "policy %d %s%s" % (p.id, p.name.decode(), " bool" if p.is_boolean else "")
    for d in library.detectors(piq):
        yield "detector %d %s %s: %s" % (d.id, d.name.decode(), entity[d.entity], d.subtypes.decode())
    for number, name in library.names(piq):
        if number not in known:
            yield "measure %d %s" % (number, name)
    for group, number, word in library.words(piq):
        yield "word %d %d %s" % (group, number, word)


if __name__ == "__main__":
    print("\n".join(lines()))
