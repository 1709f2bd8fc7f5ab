"""What a guarantee does to a steady list: the closed form.

On a list that neither grows nor shrinks, patients cannot all be moved forward. If the
guaranteed are treated after D weeks instead of W, the weeks they are spared are waited by
the others: W_F = D and W_N = W + φ/(1 − φ) (W − D), φ being the share guaranteed. This is
Little's law used twice, on the whole list and on the guaranteed part of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from commonweal.core.errors import ParameterError
from commonweal.core.protocol import Floats


@dataclass(frozen=True, slots=True)
class SteadyWaits:
    """Weeks waited on a steady list, each f8[n].

    ``moved_up`` are the patients whose guarantee is honoured, ``fundholding`` all patients of
    fundholding practices, ``others`` the rest, ``everyone`` the mean of all.
    """

    moved_up: Floats
    fundholding: Floats
    others: Floats
    everyone: Floats


def steady_waits(
    wait: Floats, share: Floats, honoured: Floats, target: float, response: Floats
) -> SteadyWaits:
    """Weeks waited under a guarantee, on a list that was steady under first come.

    ``wait`` W: weeks everybody waited before; ``share`` φ: patients of fundholding practices;
    ``honoured`` η: share of these whose guarantee is kept; ``target`` D: weeks at which they
    are moved up; ``response`` κ: share of the slots brought forward that new capacity
    supplies. All f8[n] but the target. Holds while W > D, no patient leaves untreated, and
    fewer are guaranteed than are treated (φη < 1); at W ≤ D the guarantee never bites and
    nothing changes. Raises ParameterError where φη reaches 1.

    >>> one = np.ones(1)
    >>> round(float(steady_waits(20 * one, 0.6 * one, one, 8, 0 * one).others[0]), 9)
    38.0
    """
    covered = share * honoured
    if bool(np.any(covered >= 1)):
        raise ParameterError(
            "the guarantee covers everybody, so nobody is left to give way",
            where="fundholding_share",
            remedy="Keep the prior of fundholding_share below 1.",
        )
    bites = wait > target
    spared = np.where(bites, covered * (wait - target), 0.0)
    everyone = np.maximum(wait - response * spared, 0.0)
    still_bites = bites & (everyone > target)
    moved_up = np.where(still_bites, target, everyone)
    others = (everyone - covered * moved_up) / (1 - covered)
    fundholding = honoured * moved_up + (1 - honoured) * others
    return SteadyWaits(moved_up, fundholding, others, everyone)


def others_wait_with_removals(
    wait: Floats, covered: Floats, target: float, hazard: Floats, response: Floats
) -> Floats:
    """The others' wait when patients also leave untreated at a constant weekly hazard.

    Of a cohort, s^a are left after a weeks, s being 1 - h. Called earlier, fewer of the
    guaranteed have gone, so they take more of the slots, and ``steady_waits`` understates what
    the others pay. From the balance of slots, s^W before, of which new ones supply κ of what
    is taken: s^W + κφ(s^D - s^W) = φ s^D + (1 - φ) s^W_N, with 0 < h < 1, W > D and φ the
    share ``covered``. ``inf`` where the guaranteed take every slot. All f8[n] but the target.
    """
    stay = 1 - hazard
    taken = covered * (stay**target - stay**wait)
    left = stay**wait - (1 - response) * taken / (1 - covered)
    with np.errstate(divide="ignore"):
        return np.where(left > 0, np.log(np.maximum(left, 0)) / np.log(stay), np.inf)
