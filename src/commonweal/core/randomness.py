"""Random numbers that belong to somebody: each is a pure function of whose and what for.

Every number is Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy
as 1, 2, 3", 2011) of a key and a counter::

    key     = Philox(key = seed; counter = (draw, replicate))
    number  = Philox(key;        counter = (counter, decision, entity))

so the same patient meets the same luck in every arm, whoever else draws, how often, in which
order and in which process. A *decision* names what is drawn (``decision("health.arrivals")``);
an *entity* is the persistent id of the unit it is drawn for; the *counter* tells apart several
numbers of one entity and decision, such as weeks.

Kernels call ``uniform``, ``normal``, ``exponential``, ``poisson`` and ``choice``; NumPy callers
call ``uniforms`` and its sisters, which loop over the same compiled code: NumPy's own exp and
log may differ from the compiler's in the last bit. One decision keeps to one distribution.

A Poisson number may need several attempts. Attempt a of counter c reads the word
``c + 2**24 * a``, so a Poisson counter lies below 2**24, and no attempt of one ever meets
another counter of the same entity and decision.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from commonweal.core.errors import ModelError, ParameterError
from commonweal.core.kernel import kernel
from commonweal.core.normal import normal_quantile

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint32]
Key = Keys
"""u4[2]: one row of ``Draws.keys``."""

Whole = int | np.integer[Any]
"""A whole number, Python's or NumPy's."""

_decisions: dict[int, str] = {}

# Unsigned constants throughout: numba turns a mixture of int64 and uint64 into a float.
_MASK = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_MULTIPLY_0 = np.uint64(0xD2511F53)
_MULTIPLY_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)

_LARGEST_POISSON_MEAN = 1e9
_INVERSION_BELOW = 10.0
_ATTEMPTS = 256
_ATTEMPT_STEP = 1 << 24


def decision(name: str) -> int:
    """The 32-bit number of a decision's name, the same in every process.

    Raises ModelError when another name already has the same number: their numbers would
    coincide.

    >>> decision("health.arrivals") == decision("health.arrivals")
    True
    """
    number = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), "little")
    holder = _decisions.setdefault(number, name)
    if holder != name:
        raise ModelError(
            f"the decisions '{name}' and '{holder}' have the same 32-bit number {number}",
            remedy="Rename one of the two.",
        )
    return number


def draw_keys(seed: Whole, draws: Ints, replicates: Ints) -> Keys:
    """The key of each pair of draw and replicate: i8[n] and i8[n] give u4[n, 2].

    Raises ParameterError unless the seed is a whole number from 0 to 2**64 - 1.
    """
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed < 2**64:
        raise ParameterError(
            f"the seed {seed!r} is out of range", remedy="Use a whole number from 0 to 2**64 - 1."
        )
    columns = np.broadcast_arrays(np.asarray(draws, np.int64), np.asarray(replicates, np.int64))
    keys = np.empty((columns[0].size, 2), np.uint32)
    low, high = np.uint32(int(seed) & 0xFFFFFFFF), np.uint32(int(seed) >> 32)
    _fill_keys(low, high, columns[0].ravel(), columns[1].ravel(), keys)
    return keys


@kernel(inlined=True)
def philox(
    c0: np.uint64, c1: np.uint64, c2: np.uint64, c3: np.uint64, k0: np.uint64, k1: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    """Ten rounds of Philox4x32: four words of 32 bits, each held in 64, and a key of two."""
    for _ in range(10):
        even, odd = _MULTIPLY_0 * c0, _MULTIPLY_1 * c2
        c0, c1, c2, c3 = (
            (odd >> _HALF) ^ c1 ^ k0,
            odd & _MASK,
            (even >> _HALF) ^ c3 ^ k1,
            even & _MASK,
        )
        k0, k1 = (k0 + _WEYL_0) & _MASK, (k1 + _WEYL_1) & _MASK
    return c0, c1, c2, c3


@kernel(inlined=True)
def uniform_pair(
    k0: Whole, k1: Whole, decision: Whole, entity: Whole, counter: Whole
) -> tuple[float, float]:
    """Two independent uniform numbers of one counter; the first is ``uniform``'s."""
    whose = np.int64(entity)
    w0, w1, w2, w3 = philox(
        np.uint64(counter), np.uint64(decision),
        np.uint64(whose & 0xFFFFFFFF), np.uint64((whose >> 32) & 0xFFFFFFFF),
        np.uint64(k0), np.uint64(k1),
    )  # fmt: skip
    return _open_unit(w0, w1), _open_unit(w2, w3)


@kernel(inlined=True)
def _open_unit(low: np.uint64, high: np.uint64) -> float:
    """Two words as an odd multiple of 2**-53: inside (0, 1), and so is 1 minus it, exactly."""
    bits = ((high << _HALF) | low) >> np.uint64(12)
    return (float(np.int64(bits)) + 0.5) * 2.0**-52


@kernel(inlined=True)
def uniform(k0: Whole, k1: Whole, decision: Whole, entity: Whole, counter: Whole) -> float:
    """A number between 0 and 1, neither included, in steps of 2**-52.

    ``k0, k1``: a row of ``Draws.keys``; ``decision`` and ``counter``: 32 bits; ``entity``: i8.
    """
    return uniform_pair(k0, k1, decision, entity, counter)[0]


@kernel
def normal(k0: Whole, k1: Whole, decision: Whole, entity: Whole, counter: Whole) -> float:
    """A standard normal number, increasing in the uniform number of the same counter."""
    return normal_quantile(uniform(k0, k1, decision, entity, counter))


@kernel
def exponential(k0: Whole, k1: Whole, decision: Whole, entity: Whole, counter: Whole) -> float:
    """An exponential number of mean 1, increasing in the uniform number of the same counter."""
    return -math.log(1.0 - uniform(k0, k1, decision, entity, counter))


@kernel
def choice(
    k0: Whole, k1: Whole, decision: Whole, entity: Whole, counter: Whole, cumulative: Floats
) -> int:
    """The position of one of several options, each as likely as its share of the weights.

    ``cumulative``: f8[options], as ``cumulative_weights`` returns them.
    """
    aim = uniform(k0, k1, decision, entity, counter) * cumulative[-1]
    first, last = 0, cumulative.shape[0] - 1
    while first < last:
        middle = (first + last) // 2
        if cumulative[middle] > aim:
            last = middle
        else:
            first = middle + 1
    return first


@kernel
def poisson(
    k0: Whole, k1: Whole, decision: Whole, entity: Whole, counter: Whole, mean: float
) -> int:
    """A Poisson count: by inversion for means below 10, by transformed rejection above.

    The mean lies between 0 and 1e9 and the counter below 2**24; anything else is a ValueError.
    Inversion increases in the uniform number and in the mean: two arms stay in step.
    """
    if not 0.0 <= mean <= _LARGEST_POISSON_MEAN:
        raise ValueError("a Poisson mean must lie between 0 and 1e9")
    if not 0 <= counter < _ATTEMPT_STEP:
        raise ValueError("a Poisson counter must lie between 0 and 2**24 - 1")
    if mean < _INVERSION_BELOW:
        return _poisson_inverted(uniform(k0, k1, decision, entity, counter), mean)
    return _poisson_rejected(k0, k1, decision, entity, counter, mean)


@kernel
def _poisson_inverted(share: float, mean: float) -> int:
    """The first count whose cumulative probability reaches the share."""
    count = 0
    probability = math.exp(-mean)
    reached = probability
    # Past 200 (mean below 10) a probability no longer moves the sum, which may stop short of 1.
    while share > reached and count < 200:
        count += 1
        probability *= mean / count
        reached += probability
    return count


@kernel
def _poisson_rejected(
    k0: Whole, k1: Whole, decision: Whole, entity: Whole, counter: Whole, mean: float
) -> int:
    """Algorithm PTRS of Hörmann (1993), "The transformed rejection method for generating
    Poisson random variables", Insurance: Mathematics and Economics 12, 39-45.
    """
    b = 0.931 + 2.53 * math.sqrt(mean)
    a = -0.059 + 0.02483 * b
    inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
    v_r = 0.9277 - 3.6224 / (b - 2.0)
    for attempt in range(_ATTEMPTS):
        word = np.int64(counter) + np.int64(attempt) * _ATTEMPT_STEP
        first, v = uniform_pair(k0, k1, decision, entity, word)
        u = first - 0.5
        u_s = 0.5 - abs(u)
        count = math.floor((2.0 * a / u_s + b) * u + mean + 0.43)
        if u_s >= 0.07 and v <= v_r:
            return int(count)
        if count < 0 or (u_s < 0.013 and v > u_s):
            continue
        height = math.log(v * inverse_alpha / (a / (u_s * u_s) + b))
        if height <= count * math.log(mean) - mean - math.lgamma(count + 1.0):
            return int(count)
    # An attempt fails with probability below 0.3: this line is reached less than once in 1e133.
    return int(mean)


def uniforms(key: Key, decision: Whole, entities: Ints, counter: Whole = 0) -> Floats:
    """A uniform number for each entity: f8[m], the same as ``uniform`` gives in a kernel."""
    whose, numbers = _room_for(entities)
    _fill_uniforms(key[0], key[1], _word(decision), whose, _word(counter), numbers)
    return numbers


def normals(key: Key, decision: Whole, entities: Ints, counter: Whole = 0) -> Floats:
    """A standard normal number for each entity: f8[m]."""
    whose, numbers = _room_for(entities)
    _fill_normals(key[0], key[1], _word(decision), whose, _word(counter), numbers)
    return numbers


def exponentials(key: Key, decision: Whole, entities: Ints, counter: Whole = 0) -> Floats:
    """An exponential number of mean 1 for each entity: f8[m]."""
    whose, numbers = _room_for(entities)
    _fill_exponentials(key[0], key[1], _word(decision), whose, _word(counter), numbers)
    return numbers


def poissons(
    key: Key, decision: Whole, entities: Ints, means: Floats | float, counter: Whole = 0
) -> Ints:
    """A Poisson count for each entity: i8[m]; ``means`` is f8[m] or one number for all.

    Raises ParameterError for a mean outside 0 to 1e9 or a counter of 2**24 or more.
    """
    whose = np.asarray(entities, np.int64)
    each = np.ascontiguousarray(np.broadcast_to(np.asarray(means, np.float64), whose.shape))
    if each.size and not bool(np.all((each >= 0.0) & (each <= _LARGEST_POISSON_MEAN))):
        raise ParameterError(
            "a Poisson mean lies outside 0 to 1e9", remedy="Check the rates that make it up."
        )
    if not 0 <= counter < _ATTEMPT_STEP:
        raise ParameterError(
            f"the counter {counter} is out of range",
            remedy="Count Poisson numbers of one entity and decision from 0 to 2**24 - 1.",
        )
    counts = np.empty(whose.shape, np.int64)
    _fill_poissons(key[0], key[1], _word(decision), whose, counter, each, counts)
    return counts


def choices(
    key: Key, decision: Whole, entities: Ints, weights: Floats | Sequence[float], counter: Whole = 0
) -> Ints:
    """The position of an option for each entity: i8[m], options as likely as their weights.

    Raises ParameterError as ``cumulative_weights`` does.
    """
    whose = np.asarray(entities, np.int64)
    positions = np.empty(whose.shape, np.int64)
    steps = cumulative_weights(weights)
    _fill_choices(key[0], key[1], _word(decision), whose, _word(counter), steps, positions)
    return positions


def cumulative_weights(weights: Floats | Sequence[float]) -> Floats:
    """The running sum of the weights of several options, for ``choice``.

    Raises ParameterError when there is none, one is negative or not finite, or all are zero.
    """
    each = np.asarray(weights, np.float64)
    if each.ndim != 1 or not each.size or not bool(np.all(np.isfinite(each) & (each >= 0.0))):
        raise ParameterError(
            "the weights of a choice must be finite numbers, none below zero",
            remedy="Give each option one weight of zero or more.",
        )
    steps: Floats = np.cumsum(each)
    if not 0.0 < steps[-1] < math.inf:
        raise ParameterError(
            "the weights of a choice must not all be zero, nor overflow",
            remedy="Give at least one option a positive weight.",
        )
    return steps


def _room_for(entities: Ints) -> tuple[Ints, Floats]:
    whose = np.asarray(entities, np.int64)
    return whose, np.empty(whose.shape, np.float64)


def _word(number: Whole) -> int:
    """A decision or counter as given, if it fits into 32 bits."""
    if not 0 <= number < 2**32:
        raise ParameterError(
            f"the number {number} does not fit into 32 bits",
            remedy="Take a decision from decision(name), and count from 0 to 2**32 - 1.",
        )
    return int(number)


@kernel
def _fill_keys(
    seed_low: Whole, seed_high: Whole, draws: Ints, replicates: Ints, keys: Keys
) -> None:
    for row in range(draws.shape[0]):
        draw, replicate = np.int64(draws[row]), np.int64(replicates[row])
        w0, w1, _, _ = philox(
            np.uint64(draw & 0xFFFFFFFF), np.uint64((draw >> 32) & 0xFFFFFFFF),
            np.uint64(replicate & 0xFFFFFFFF), np.uint64((replicate >> 32) & 0xFFFFFFFF),
            np.uint64(seed_low), np.uint64(seed_high),
        )  # fmt: skip
        keys[row, 0] = np.uint32(w0)
        keys[row, 1] = np.uint32(w1)


@kernel
def _fill_uniforms(
    k0: Whole, k1: Whole, decision: Whole, entities: Ints, counter: Whole, numbers: Floats
) -> None:
    for place in range(entities.shape[0]):
        numbers[place] = uniform(k0, k1, decision, entities[place], counter)


@kernel
def _fill_normals(
    k0: Whole, k1: Whole, decision: Whole, entities: Ints, counter: Whole, numbers: Floats
) -> None:
    _fill_uniforms(k0, k1, decision, entities, counter, numbers)
    for place in range(numbers.shape[0]):
        numbers[place] = normal_quantile(numbers[place])


@kernel
def _fill_exponentials(
    k0: Whole, k1: Whole, decision: Whole, entities: Ints, counter: Whole, numbers: Floats
) -> None:
    _fill_uniforms(k0, k1, decision, entities, counter, numbers)
    for place in range(numbers.shape[0]):
        numbers[place] = -math.log(1.0 - numbers[place])


@kernel
def _fill_poissons(
    k0: Whole, k1: Whole, decision: Whole, entities: Ints, counter: Whole,
    means: Floats, counts: Ints,
) -> None:  # fmt: skip
    for place in range(entities.shape[0]):
        counts[place] = poisson(k0, k1, decision, entities[place], counter, means[place])


@kernel
def _fill_choices(
    k0: Whole, k1: Whole, decision: Whole, entities: Ints, counter: Whole,
    cumulative: Floats, positions: Ints,
) -> None:  # fmt: skip
    for place in range(entities.shape[0]):
        positions[place] = choice(k0, k1, decision, entities[place], counter, cumulative)
