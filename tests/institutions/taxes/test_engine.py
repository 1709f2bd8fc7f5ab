"""Compiled loops and plain rules agree; values pass between people, families and households."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.core.world import World
from commonweal.institutions.taxes import engine, people
from commonweal.institutions.taxes.engine import Structure
from commonweal.institutions.taxes.graph import Reduction
from commonweal.institutions.taxes.model import derive
from commonweal.institutions.taxes.trials import disagreement, person, policy

STRUCTURE = Structure.of(np.array([0, 0, 1, 2, 2]), np.array([0, 0, 1]))
INCOMES = np.array([1.0, 2.0, 4.0, 8.0, 16.0])

pounds = st.floats(min_value=0, max_value=300_000, allow_nan=False)
adult = st.fixed_dictionaries(
    {
        "age": st.integers(min_value=20, max_value=90),
        "employment_income": pounds,
        "self_employment_income": pounds,
        "pension_income": pounds,
    }
)
child = st.fixed_dictionaries({"age": st.integers(min_value=0, max_value=15)})
family = st.tuples(st.lists(adult, min_size=1, max_size=2), st.lists(child, max_size=4))
homes = st.lists(
    st.tuples(st.sampled_from(["London", "Scotland"]), st.lists(family, min_size=1, max_size=2)),
    min_size=1,
    max_size=5,
)


def world_of(households):
    rows = []
    units = 0
    for number, (region, families) in enumerate(households, start=1):
        for adults, children in families:
            units += 1
            rows += [
                person(len(rows) + n, household=number, benefit_unit=units, region=region, **facts)
                for n, facts in enumerate([*adults, *children], start=1)
            ]
    return people.build_world("drawn", rows, "test", {})


@settings(max_examples=25, deadline=None)
@given(homes)
def test_compiled_loops_and_plain_rules_agree_to_the_penny(households):
    assert disagreement(world_of(households), policy()) < 0.005


def test_members_values_are_summed_and_compared():
    total = Reduction("total", of="x", how="sum", entity="benefit_unit")
    largest = Reduction("largest", of="x", how="max", entity="household")
    assert STRUCTURE.reduce(INCOMES, total, "person").tolist() == [3.0, 4.0, 24.0]
    assert STRUCTURE.reduce(INCOMES, largest, "person").tolist() == [4.0, 16.0]


def test_a_households_value_reaches_each_member():
    spread = STRUCTURE.spread(np.array([7.0, 9.0]), "household", "person")
    assert spread.tolist() == [7.0, 7.0, 7.0, 9.0, 9.0]


def test_without_the_compiler_the_results_are_the_same():
    code = (
        "from commonweal.institutions.taxes import model, people, trials\n"
        "values = model.derive(people.example_households(), trials.policy())\n"
        "print(repr(float(values['household_net_income'].sum())))"
    )
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    plain = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    compiled = derive(people.example_households(), policy())["household_net_income"].sum()
    assert float(plain.stdout) == pytest.approx(float(compiled), abs=0.005)


def test_a_hundred_thousand_people_take_well_under_a_second():
    example = people.example_households()
    times = 100_000 // example["person"].size + 1
    large = repeated(example, times)
    derive(example, policy())
    start = time.perf_counter()
    values = derive(large, policy())
    assert time.perf_counter() - start < 1.0
    assert values["income_tax"].size > 100_000


def repeated(world, times):
    arrays = {name: np.tile(array, times) for name, array in world.arrays.items()}
    for name, of in (
        ("person_benefit_unit", "benefit_unit"),
        ("benefit_unit_household", "household"),
    ):
        size = world[of].size
        arrays[name] = (world[name] + size * np.arange(times)[:, None]).ravel()
    for name in ("person", "benefit_unit", "household"):
        arrays[name] = np.arange(arrays[name].size)
    return World("repeated", arrays, world.labels, {})


def test_the_loops_of_two_rules_of_one_name_are_kept_apart():
    def doubled(x):
        return 2.0 * x

    first = engine._loop(doubled, ("x",), frozenset({"x"}))

    def doubled(x):
        return 3.0 * x

    second = engine._loop(doubled, ("x",), frozenset({"x"}))
    out = np.empty(1)
    first(out, np.array([1.0]))
    assert out[0] == 2.0
    second(out, np.array([1.0]))
    assert out[0] == 3.0
