"""A list of persons under a rule: ``simulate`` runs it, and ``Records`` tells what came of it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from commonweal.core.errors import ParameterError
from commonweal.core.protocol import Floats
from commonweal.institutions.health.events import service
from commonweal.institutions.health.events.patients import Flags, Ints, Patients
from commonweal.institutions.health.events.rules import Rule


@dataclass(frozen=True, slots=True)
class Records:
    """What came of each patient, in the order they joined.

    ``starts``: f8[n], the week in which treatment starts, NaN for those who gave up first or
    still wait at the end.
    """

    patients: Patients
    starts: Floats

    @property
    def waits(self) -> Floats:
        """Completed waits in weeks: f8[n], NaN where there is none."""
        return self.starts - self.patients.arrives

    def of(
        self, group: int | None = None, since: float = -math.inf, until: float = math.inf
    ) -> Flags:
        """Which patients were treated, of a class, and joined within the weeks given."""
        joined = self.patients.arrives
        chosen = ~np.isnan(self.starts) & (joined >= since) & (joined < until)
        return chosen if group is None else chosen & (self.patients.group == group)

    def mean_wait(
        self, group: int | None = None, since: float = -math.inf, until: float = math.inf
    ) -> float:
        """Mean completed wait of those treated, in weeks; NaN where nobody was."""
        waits = self.waits[self.of(group, since, until)]
        return float(waits.mean()) if waits.size else math.nan

    def ages_at(self, week: float, group: int | None = None) -> Floats:
        """Weeks waited so far by those on the list at the end of a moment: f8[waiting].

        Not completed waits: they belong to a day, not to the patients who joined at some time.
        """
        joined, left = self.patients.arrives, self.patients.gives_up
        waiting = (joined <= week) & (left > week) & ~(self.starts <= week)
        if group is not None:
            waiting &= self.patients.group == group
        return week - joined[waiting]

    def overtaken(self) -> Ints:
        """How many who joined later were called before each of those treated: i8[n].

        Called at the same moment is not before, nor is joining at the same moment later.
        """
        arrives = self.patients.arrives
        is_later = np.concatenate([np.zeros(1, bool), arrives[1:] > arrives[:-1]])
        rank = np.cumsum(is_later[: arrives.size])
        treated = np.flatnonzero(~np.isnan(self.starts))
        order = treated[np.argsort(self.starts[treated], kind="stable")]
        return service.count_overtaking(rank, self.starts, order)


def simulate(
    patients: Patients,
    rule: Rule,
    *,
    servers: int | None = None,
    slots: Floats | None = None,
    opens: float = -math.inf,
) -> Records:
    """Call the patients one by one under a rule, and record what came of each.

    Either ``servers`` treat, each one patient at a time for as long as the treatment lasts,
    from the week ``opens`` on and until nobody waits; or ``slots``, f8[m] weeks in order, treat
    one patient each, and are lost where nobody waits. Raises ParameterError where neither or
    both are given, nobody can be treated, or the rule lacks a class.
    """
    if (servers is None) == (slots is None):
        raise ParameterError(
            "a list is treated either by servers or in slots",
            where="simulate",
            remedy="Give one of the two.",
        )
    if patients.classes > rule.classes:
        raise ParameterError(
            f"the rule '{rule.name}' has {rule.classes} classes, the patients {patients.classes}",
            where="simulate",
            remedy="Give the rule one number for each class.",
        )
    numbers, lines = _lines(rule)
    line, queue = service.into_lines(
        patients.group, patients.honoured, numbers, int(lines.level.size)
    )
    if servers is not None:
        if servers < 1:
            raise ParameterError(
                "without servers nobody is ever treated",
                where="servers",
                remedy="Give at least one server.",
            )
        starts = service.treat_with_servers(
            patients.arrives, patients.treatment, patients.gives_up, line, queue, lines,
            servers, float(opens),
        )  # fmt: skip
        return Records(patients, starts)
    weeks = np.asarray(slots, np.float64)
    if weeks.ndim != 1 or not np.isfinite(weeks).all() or bool((np.diff(weeks) < 0).any()):
        raise ParameterError(
            "slots must be weeks in order", where="slots", remedy="Sort them, earliest first."
        )
    return Records(
        patients,
        service.treat_in_slots(patients.arrives, patients.gives_up, line, queue, lines, weeks),
    )


def _lines(rule: Rule) -> tuple[Ints, service.Lines]:
    """One line for each class, and one more for each that has promises, some of them ignored."""
    promised = np.flatnonzero(np.isfinite(rule.call_at))
    numbers = np.repeat(np.arange(rule.classes)[:, None], 2, axis=1)
    numbers[promised, 0] = rule.classes + np.arange(promised.size)
    classes = np.concatenate([np.arange(rule.classes), promised])
    call_at = rule.call_at[classes]
    call_at[rule.classes :] = np.inf
    return numbers, service.Lines(
        rule.level[classes], rule.growth[classes], rule.head_start[classes], call_at
    )
