"""Closed forms of queues in the long run, which the list of persons must reproduce.

Patients join at random at ``joining`` a week, ``servers`` treat one patient each, and a
treatment takes an exponential time of mean 1 / ``pace`` weeks, unless a function says otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from commonweal.core.errors import ParameterError


def waiting_chance(servers: int, load: float) -> float:
    """The chance that a patient has to wait at all (Erlang's C formula).

    ``load``: treatments' weeks that join a week, below the number of servers. Raises
    ParameterError otherwise. Erlang (1917), by the recursion of his B formula.

    >>> round(waiting_chance(5, 4.5), 6)
    0.762493
    """
    _must_be_stable(servers, load)
    blocked = 1.0
    for busy in range(1, servers + 1):
        blocked = load * blocked / (busy + load * blocked)
    return blocked / (1 - load / servers * (1 - blocked))


def mean_wait(servers: int, joining: float, pace: float = 1.0) -> float:
    """Mean weeks waited under first come, first served."""
    return waiting_chance(servers, joining / pace) / (servers * pace - joining)


def strict_priority_waits(servers: int, joining: Sequence[float], pace: float = 1.0) -> list[float]:
    """Mean weeks waited by each class, the first class going first (Cobham 1954).

    >>> [round(wait, 6) for wait in strict_priority_waits(5, [1.2, 3.3])]
    [0.200656, 2.006561]
    """
    ahead = [sum(joining[:count]) / (servers * pace) for count in range(len(joining) + 1)]
    residual = waiting_chance(servers, sum(joining) / pace) / (servers * pace)
    return [residual / ((1 - before) * (1 - after)) for before, after in pairwise(ahead)]


def accumulating_priority_waits(
    servers: int, joining: tuple[float, float], growth: tuple[float, float], pace: float = 1.0
) -> tuple[float, float]:
    """Mean weeks waited by two classes whose claims grow at different rates, the first faster.

    Kleinrock (1964); Stanford, Taylor and Ziedins (2014) for several servers.
    """
    faster, slower = (rate / (servers * pace) for rate in joining)
    everybody = mean_wait(servers, sum(joining), pace)
    less = 1 - growth[1] / growth[0]
    second = everybody / (1 - faster * less)
    return everybody - slower * second * less, second


def kingman_wait(
    joining: float, mean_treatment: float, arrival_variation: float, treatment_variation: float
) -> float:
    """Mean weeks waited for one server that is nearly always busy (Kingman 1961).

    The variations are standard deviation over mean, of the gaps between arrivals and of the
    treatments. Exact where arrivals are at random (Pollaczek 1930, Khinchine 1932).
    """
    load = joining * mean_treatment
    _must_be_stable(1, load)
    variation = (arrival_variation**2 + treatment_variation**2) / 2
    return load / (1 - load) * variation * mean_treatment


def even_arrivals_wait(joining: float, pace: float = 1.0) -> float:
    """Mean weeks waited for one server when patients join evenly and treatments are exponential.

    The share who wait is the root below 1 of s = exp(-(1 - s) pace / joining).
    """
    _must_be_stable(1, joining / pace)
    low, high = 0.0, 1.0
    for _ in range(60):  # halves the bracket to the last bit
        middle = (low + high) / 2
        if math.log(middle) < -(1 - middle) * pace / joining:
            low = middle
        else:
            high = middle
    return low / (pace * (1 - low))


def halfin_whitt_chance(spare: float) -> float:
    """The chance of waiting where many servers have spare capacity of ``spare`` × their root.

    The limit of ``waiting_chance(c, c - spare √c)`` as c grows (Halfin and Whitt 1981).
    """
    density = math.exp(-spare * spare / 2) / math.sqrt(2 * math.pi)
    below = 0.5 * math.erfc(-spare / math.sqrt(2))
    return 1 / (1 + spare * below / density)


def _must_be_stable(servers: int, load: float) -> None:
    if servers < 1 or not 0 <= load < servers:
        raise ParameterError(
            f"{servers} servers cannot keep up with a load of {load:g}",
            where="load",
            remedy="Give more servers than the load: at a load of as many, waits grow for ever.",
        )
