"""Policies: a value for every lever, and a reform laid over it."""

import pickle
from datetime import date

import pytest

from commonweal.core.errors import ModelError, ParameterError, UnitError, UnknownName
from commonweal.parameters.catalogue import read_catalogue
from commonweal.parameters.policy import Policy, resolve
from tests.support.planted import institution as planted

DAY = date(2025, 4, 6)
DATED = """
schema: 1
levers:
  cap:
    title: Cap
    unit: GBP
    values: [{from: 2023-01-01, value: 2}]
    law: An Act
  bands:
    kind: table
    title: Bands
    unit: share
    keys: [basic, higher]
    values: [{from: 2023-01-01, value: {basic: 0.2, higher: 0.4}}]
    law: An Act
measures: {m: {title: M, unit: share}}
"""


@pytest.fixture
def dated(tmp_path):
    """Something with levers whose history begins in 2023."""
    path = tmp_path / "parameters.yaml"
    path.write_text(DATED)
    catalogue = read_catalogue(path)
    return type("Dated", (), {"name": "dated", "levers": catalogue.levers})()


def test_a_reform_without_changes_is_the_policy_in_force():
    policy = resolve(planted, DAY, {})
    assert policy.values == {
        "grant": 0.0, "tax": 0.0, "match": 0.0, "idle_numbers": 0.0, "luck": "on", "newcomers": 0.0,
    }  # fmt: skip


def test_stating_a_value_as_it_is_changes_nothing():
    assert resolve(planted, DAY, {"tax": "0 GBP/year"}) == resolve(planted, DAY, {})


def test_a_change_replaces_one_value():
    policy = resolve(planted, DAY, {"tax": "10 GBP/week"})
    assert policy.number("tax") == 520.0
    assert policy.number("grant") == 0.0


def test_a_changed_entry_is_laid_over_the_table_in_force(dated):
    policy = resolve(dated, DAY, {"bands": {"higher": 0.5}})
    assert policy.table("bands") == {"basic": 0.2, "higher": 0.5}


def test_a_reform_may_set_what_no_law_lays_down_on_that_day(dated):
    changes = {"cap": 3, "bands": {"basic": 0.1, "higher": 0.1}}
    policy = resolve(dated, date(2020, 1, 1), changes)
    assert policy.number("cap") == 3.0
    assert policy.table("bands") == {"basic": 0.1, "higher": 0.1}


def test_part_of_a_table_needs_the_rest_to_be_in_force(dated):
    with pytest.raises(ParameterError, match="'bands' has no value on 2020-01-01"):
        resolve(dated, date(2020, 1, 1), {"cap": 3, "bands": {"higher": 0.5}})


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"taxx": 1}, UnknownName, "arm 'a': there is no lever named 'taxx'\n  Did you mean 'tax'"),
        ({"tax": "1 week"}, UnitError, "'week' measures time"),
        ({"grant": -1}, ParameterError, "explain grant"),
    ],
)
def test_a_wrong_change_names_its_arm_and_its_remedy(changes, error, message):
    with pytest.raises(error, match=message):
        resolve(planted, DAY, changes, where="arm 'a'")


def test_a_dated_path_holds_from_its_last_date():
    policy = Policy("x", DAY, {"path": {"2025-01-01": 1.0, "2026-01-01": 2.0}})
    assert policy.path("path", date(2025, 12, 31)) == 1.0
    assert policy.path("path", date(2026, 1, 1)) == 2.0
    assert policy.path("path", date(2024, 1, 1)) == 1.0


def test_asking_for_the_wrong_kind_is_the_models_mistake():
    policy = Policy("x", DAY, {"number": 1.0, "choice": "a", "table": {"b": 1.0}})
    with pytest.raises(ModelError, match="'choice' is not a number"):
        policy.number("choice")
    with pytest.raises(ModelError, match="'number' is not a choice"):
        policy.choice("number")
    with pytest.raises(ModelError, match="'choice' is not a table"):
        policy.table("choice")
    with pytest.raises(UnknownName, match="no lever named 'nummber'"):
        policy.number("nummber")


def test_a_policy_crosses_between_processes():
    policy = resolve(planted, DAY, {"tax": 3})
    assert pickle.loads(pickle.dumps(policy)) == policy
