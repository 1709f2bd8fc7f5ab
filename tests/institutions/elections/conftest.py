"""A small island for tests: three seats in two regions, and one way to count anything."""

import numpy as np
import pytest

from commonweal.core.protocol import Draws
from commonweal.core.world import World
from commonweal.institutions.elections.history import UNKNOWN, GroupElection
from commonweal.institutions.elections.model import institution
from commonweal.parameters.policy import resolve


def island(**changes):
    arrays = {
        "constituency": np.array([0, 0, 0, 1, 1, 2, 2, 2]),
        "party": np.array([0, 1, 2, 0, 1, 0, 2, 2]),
        "votes": np.array([500, 300, 200, 400, 600, 300, 450, 450]),
        "region": np.array([0, 0, 1]),
        "nation": np.array([0, 0, 0]),
        **changes,
    }
    labels = {
        "constituency": ("Bay", "Cape", "Dale"),
        "party": ("Red", "Blue", "Ind"),
        "region": ("North", "South"),
        "nation": ("Island",),
    }
    return World("island", arrays, labels, {})


@pytest.fixture
def small_world():
    return island


@pytest.fixture
def counted():
    def count(world, **levers):
        changes = {name.replace("__", "."): value for name, value in levers.items()}
        policy = resolve(institution, institution.period.start, changes)
        return institution.prepare(world, policy, institution.period)

    return count


@pytest.fixture
def draws():
    def some(rows):
        index = np.arange(rows, dtype=np.int64)
        keys = np.stack([index + 7, index * 0 + 3], axis=1).astype(np.uint32)
        return Draws(index, index * 0, {}, keys)

    return some


def group_election(votes):
    """An election by groups in England: one member a constituency, 60,000 electors each."""
    places = len(votes)
    return GroupElection(
        "2000-01-01", "old", tuple(f"c{at}" for at in range(places)), ("Place",) * places,
        ("England",) * places, ("North",) * places, np.asarray(votes), np.asarray(votes) > 0,
        np.zeros((places, 5), dtype=np.int64), np.ones(places, dtype=np.int64),
        np.full(places, 60_000.0), np.full(places, UNKNOWN),
    )  # fmt: skip
