"""What the planning formulas must reproduce: the worked example of their authors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from commonweal.core.checks import Check, Fault
from commonweal.institutions.health import planning

_published = partial(
    Check,
    kind="closed form",
    source="Fong and others (2022), medRxiv 2022.08.23.22279117: 30 join a week, 1,200 wait",
)


def checks() -> Sequence[Check]:
    """The authors' example: a target of 52 weeks for a list whose mean wait is 63 weeks."""
    return (
        _published(
            id="planning-mean-wait",
            title="A target of 52 weeks asks for a mean wait of 13 weeks",
            expected=13.0,
            got=lambda: planning.target_mean_wait(52),
            tolerance=1e-12,
            faults=(_A_THIRD,),
        ),
        _published(
            id="planning-list",
            title="30 patients joining a week and a target of 52 weeks go with a list of 390",
            expected=390.0,
            got=lambda: planning.target_list(30, 52),
            tolerance=1e-9,
            faults=(_A_THIRD,),
        ),
        _published(
            id="planning-relief",
            title="To bring 1,200 waiting down to 390 in 26 weeks takes 61.154 slots a week",
            expected=61.154,
            got=lambda: planning.relief_capacity(30, 1_200, planning.target_list(30, 52), 26),
            tolerance=5e-4,
            faults=(_NO_DEMAND, _A_THIRD),
        ),
        _published(
            id="planning-capacity",
            title="To stay at the target takes 30.0769 slots a week",
            expected=30.0769,
            got=lambda: planning.target_capacity(30, 52),
            tolerance=5e-5,
            faults=(_A_THIRD, _NO_SPREAD),
        ),
        _published(
            id="planning-pressure",
            title="A mean wait of 63 weeks presses against a target of 52 by 2.423",
            expected=2.423,
            got=lambda: planning.pressure(63, 52),
            tolerance=5e-4,
            faults=(_ONCE,),
        ),
    )


def _fault(description: str, name: str, replacement: Callable[..., float]) -> Fault:
    return Fault(description, f"commonweal.institutions.health.planning.{name}", replacement)


_A_THIRD = _fault("a third is taken", "target_mean_wait", lambda target, *_: target / 3)
_NO_DEMAND = _fault(
    "those who join are forgotten",
    "relief_capacity",
    lambda joined, waiting, target, weeks: (waiting - target) / weeks,
)
_NO_SPREAD = _fault("nothing varies", "target_capacity", lambda joined, *_: joined)
_ONCE = _fault("the mean wait counts once", "pressure", lambda mean, target: mean / target)
