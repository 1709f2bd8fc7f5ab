"""From what was written down about a list to the measures that claims ask for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from commonweal.core.protocol import Floats, UnitTable, UnitValues
from commonweal.institutions.health.calendar import AT, Calendar

CLASSES = ("fundholding", "others")
WITHIN_WEEKS = ("8", "18", "52")
SHARES = ("50%", "92%")
"""The median, and the share that England's standard asks for."""
COUPLINGS = ("kept", "fewest", "most")
WAITED = ("under 18 weeks", "18 to 52 weeks", "52 weeks and more")
_WAITED_EDGES = (18, 52)
LABELS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "class": (*CLASSES, "all"),
        "weeks": WITHIN_WEEKS,
        "share": SHARES,
        "at": AT,
        "order": COUPLINGS,
        "waited": WAITED,
    }
)
_ID_OF_CLASS = 1_000_000
_ID_OF_WEEK_0 = 100_000


def with_all(by_class: Floats) -> Floats:
    """Append the sum over both classes: f8[n, 2, ...] to f8[n, 3, ...]."""
    return np.concatenate([by_class, by_class.sum(axis=1, keepdims=True)], axis=1)


def ratio(amount: Floats, count: Floats) -> Floats:
    """Amount by count, and 0 where nobody is counted."""
    return np.divide(amount, count, out=np.zeros_like(amount), where=count > 0)


def relative_gap(fundholding: Floats, others: Floats) -> Floats:
    """How much less the one waits than the other, as a share of the longer wait of the two.

    Between -1 and 1; 0 where nobody waits. A wait 8% below the others' gives .08.
    """
    return ratio(others - fundholding, np.maximum(fundholding, others))


def wait_measures(
    cells: Floats, counted: Floats, groups: npt.NDArray[np.int64]
) -> dict[str, Floats]:
    """Measures of completed waits, by class and year of joining.

    ``cells``: f8[n, 2, facts, cohorts], the facts being ``weekly.FACTS``; ``counted``:
    f8[n, 2, cohorts], the patients met; ``groups``: i8[cohorts], the year of joining.
    """
    (treated, still_waiting, weeks, *within, overtaken, late, guaranteed, passed, _) = np.moveaxis(
        _by_group(cells, groups), 2, 0
    )
    met = _by_group(counted, groups)
    ended = treated + still_waiting
    mean_wait = ratio(weeks, ended)
    return {
        "mean_wait": mean_wait,
        "wait_gap": mean_wait[:, 1] - mean_wait[:, 0],
        "relative_gap": relative_gap(mean_wait[:, 0], mean_wait[:, 1]),
        "share_within": np.stack([ratio(treated_by, ended) for treated_by in within], axis=2),
        "overtaken": ratio(overtaken, treated),
        "share_overtaken": ratio(passed, treated),
        "guarantee_missed": ratio(late[:, 0], guaranteed[:, 0]),
        "share_removed": ratio(met - ended, met),
        "share_untreated": ratio(still_waiting, met),
        "mean_wait_by_age": _waits_by_age(cells, groups),
    }


def _waits_by_age(cells: Floats, groups: npt.NDArray[np.int64]) -> Floats:
    """The mean wait of those on the list at the start, by weeks waited then: f8[n, 3, ages].

    The youngest cohort joined the week before, and counts as 0 weeks, as in official lists.
    """
    past = int(np.count_nonzero(groups == 0))
    of_age = np.digitize(np.arange(past)[::-1], _WAITED_EDGES)
    treated, still_waiting, weeks = (
        np.stack(
            [with_all(cells[:, :, fact, :past][..., of_age == k].sum(axis=-1)) for k in range(3)],
            axis=2,
        )
        for fact in range(3)
    )
    return ratio(weeks, treated + still_waiting)


def list_measures(state: Floats, slots: Floats) -> dict[str, Floats]:
    """Measures of those on the list at each closing week.

    ``state``: f8[n, 2, 5, groups] as ``weekly.Book`` names it; ``slots``: f8[n] a week.
    """
    patients = with_all(state[:, :, 0])
    within = [ratio(with_all(state[:, :, k]), patients) for k in (2, 3, 4)]
    return {
        "list_size": patients,
        "age_of_waiting": ratio(with_all(state[:, :, 1]), patients),
        "share_waiting_within": np.stack(within, axis=2),
        "clearance_time": patients[:, 2] / slots[:, None],
    }


def met_by_group(counted: Floats, groups: npt.NDArray[np.int64]) -> Floats:
    """All patients met, by year of joining: f8[n, groups] from f8[n, 2, cohorts]."""
    return _by_group(counted, groups)[:, 2]


def quantile_measures(waits: Floats, ages: Floats) -> dict[str, Floats]:
    """Median and 92nd percentile of completed waits, and of the weeks waited so far.

    Both f8[n, 2, groups, weeks], patients by whole weeks. Completed waits are whole weeks: the
    fewest within which the share was treated. Those waiting stand anywhere in their week, so
    between its ends the percentile is interpolated, as official lists do.
    """
    levels = np.array([0.5, 0.92])
    return {
        "wait_percentile": _percentiles(waits, levels, between=False),
        "age_percentile": _percentiles(ages, levels, between=True),
    }


def _percentiles(patients: Floats, levels: Floats, between: bool) -> Floats:
    """f8[n, 3, levels, groups] from f8[n, 2, groups, weeks]; 0 for nobody."""
    from commonweal.institutions.health.percentiles import fill_percentiles

    found = np.empty((patients.shape[0], 3, levels.size, patients.shape[2]))
    fill_percentiles(patients, levels, between, found)
    return found


def cohort_table(calendar: Calendar, weekly_patients: Floats) -> UnitTable:
    """The units of the ledger: patients of one class who join in the same four weeks.

    ``weekly_patients``: f8[2, measured], how many each cohort stands for; empty cells are left
    out. Weights are those of the central share of fundholding practices; ``cohort_values`` gives
    those of each draw.
    """
    first_weeks, starts = np.unique(calendar.cells(), return_index=True)
    patients = np.add.reduceat(weekly_patients, starts, axis=1)
    side, cell = np.nonzero(patients > 0)
    return UnitTable(
        name="patients",
        title="Weeks waited by those who join in the same four weeks, by kind of practice",
        value_unit="week",
        better="lower",
        ids=side * _ID_OF_CLASS + _ID_OF_WEEK_0 + first_weeks[cell],
        weight=patients[side, cell],
        groups={"class": side.astype(np.int64), "joined": calendar.groups()[starts][cell]},
        labels={"class": CLASSES, "joined": AT},
        cells=True,
    )


def cohort_values(table: UnitTable, calendar: Calendar, cells: Floats, odds: Floats) -> UnitValues:
    """The expected wait of each cell: f8[n, units]; absent where nobody joined or stayed.

    ``odds``: f8[n, 2], how much larger each class is in a draw than the table has it.
    """
    first_weeks, starts = np.unique(calendar.cells(), return_index=True)
    treated, still_waiting, weeks = np.moveaxis(
        np.add.reduceat(cells[:, :, :3], starts, axis=-1), 2, 0
    )
    side = table.groups["class"]
    first_week = table.ids - side * _ID_OF_CLASS - _ID_OF_WEEK_0
    cell = np.searchsorted(first_weeks, first_week)
    ended = (treated + still_waiting)[:, side, cell]
    weight = table.weight * odds[:, side]
    return UnitValues(table, ratio(weeks[:, side, cell], ended), ended > 0, weight)


def odds_of_classes(share: Floats, central_share: float) -> Floats:
    """How much larger than at the central share each class is at those drawn: f8[n, 2].

    Without it the mean of all would not be that of the draw's patients.
    """
    return np.stack([share / central_share, (1 - share) / (1 - central_share)], axis=1)


def _by_group(by_cohort: Floats, groups: npt.NDArray[np.int64]) -> Floats:
    """Sum the last axis into years of joining, and append all classes: f8[n, 3, ..., groups]."""
    starts = np.searchsorted(groups, np.arange(len(AT)))
    return with_all(np.add.reduceat(by_cohort, starts, axis=-1))
