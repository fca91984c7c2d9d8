"""Three values and quantities that may be unknown, each with the reason why.

A reason is a mapping from a not_evaluated reason to the fields that would lift it.
"""

PRECEDENCE = ["unsupported_signal", "ambiguous_demand", "no_catalog_entry", "missing_input"]


def merge(whys):
    union = {}
    for why in whys:
        for reason, fields in why.items():
            union.setdefault(reason, set()).update(fields)
    return union


def because(reason, *fields):
    return {reason: set(fields)}


class Unknown(Exception):
    def __init__(self, why):
        super().__init__(why)
        self.why = why


class Quantity:
    def __init__(self, value=None, why=None):
        self.value = value
        self.why = why or {}

    @property
    def known(self):
        return not self.why

    def get(self):
        if self.why:
            raise Unknown(self.why)
        return self.value


def known(value):
    return Quantity(value)


def lacking(*fields, reason="missing_input"):
    return Quantity(None, because(reason, *fields))


def field(record, entity, name, positive=False):
    """A field of a record; `positive` is for divisors, of which 0 counts as absent."""
    value = record.get(name)
    if value is None or value != value or (positive and value == 0):
        return lacking(entity + "." + name)
    return known(value)


def gather(*quantities):
    """The values, or Unknown with the reasons of all that lack one."""
    why = merge(q.why for q in quantities if not q.known)
    if why:
        raise Unknown(why)
    return [q.value for q in quantities]


def attempt(function):
    try:
        return known(function())
    except Unknown as unknown:
        return Quantity(None, unknown.why)


def lift(function, *quantities):
    return attempt(lambda: function(*gather(*quantities)))


class Tri:
    def __init__(self, value, why=None):
        self.value = value
        self.why = why or {}

    @property
    def true(self):
        return self.value is True

    @property
    def false(self):
        return self.value is False

    @property
    def unknown(self):
        return self.value is None


YES = Tri(True)
NO = Tri(False)


def fact(value):
    return YES if value else NO


def unknown(*fields, reason="missing_input"):
    return Tri(None, because(reason, *fields))


def test(function, *quantities):
    outcome = lift(function, *quantities)
    return fact(outcome.value) if outcome.known else Tri(None, outcome.why)


def all_of(*conjuncts):
    if any(c.false for c in conjuncts):
        return NO
    if any(c.unknown for c in conjuncts):
        return Tri(None, merge(c.why for c in conjuncts if c.unknown))
    return YES


def any_of(*disjuncts):
    if any(d.true for d in disjuncts):
        return YES
    if any(d.unknown for d in disjuncts):
        return Tri(None, merge(d.why for d in disjuncts if d.unknown))
    return NO


def opposite(tri):
    return tri if tri.unknown else fact(tri.false)


def reason_of(why):
    return next(reason for reason in PRECEDENCE if reason in why)


def fields_of(why):
    return set().union(*why.values()) if why else set()
