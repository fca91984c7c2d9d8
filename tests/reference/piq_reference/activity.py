"""The activity ladder: SM, else GR engine, else GPU utilization (which proves low use only)."""

from .tri import NO, YES, Quantity, known, unknown

SIGNAL = {"sm": 1.0, "gr": 0.9, "util": 0.7}


class Activity:
    def __init__(self, workload, statistic, first=None):
        """`first` is a better signal than the ladder's own, asked before it."""
        self.best_field = "workload.sm_active_" + statistic
        self.rung, self.value = None, None
        self.rejected = False
        rungs = [("sm", first)] if first else []
        rungs += [("sm", "sm_active_" + statistic), ("gr", "gr_engine_active_" + statistic),
                  ("util", "gpu_utilization_" + statistic)]
        for rung, name in rungs:
            value = workload.value(name)
            if value is None:
                continue
            if rung == "util" and workload.on_mig():
                self.rejected = True
                continue
            self.rung, self.value = rung, value
            break

    @property
    def signal(self):
        return SIGNAL.get(self.rung, 1.0)

    def below(self, limit):
        if self.value is None:
            reason = "unsupported_signal" if self.rejected else "missing_input"
            return unknown(self.best_field, reason=reason)
        if self.value < limit:
            return YES
        return unknown(self.best_field) if self.rung == "util" else NO

    def bound(self, limit):
        """The activity as a pessimistic number; a high GPU utilization is none."""
        verdict = self.below(limit)
        if verdict.unknown:
            return Quantity(None, verdict.why)
        return known(self.value)
