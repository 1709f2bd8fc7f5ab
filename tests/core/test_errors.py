"""Errors say what, where and what to do, and survive the way back from a worker process."""

import pickle
import re

import pytest

from commonweal.core import errors
from commonweal.core.errors import CommonwealError, MissingExtra, UnknownName, nearest

PLAIN = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, CommonwealError)
    if kind not in (UnknownName, MissingExtra)
]


@pytest.mark.parametrize("kind", PLAIN)
def test_an_error_crosses_between_processes_whole(kind):
    error = kind("it broke", where="here", remedy="mend it")
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is kind
    assert str(copy) == "here: it broke\n  mend it"


def test_an_unknown_name_crosses_with_what_it_knew():
    error = UnknownName("lever", "grnat", ["grant", "tax"], where="arm 'a'")
    copy = pickle.loads(pickle.dumps(error))
    assert str(copy) == str(error)
    assert (copy.kind, copy.name, copy.known) == ("lever", "grnat", ("grant", "tax"))


def test_a_missing_extra_says_how_to_install_it():
    copy = pickle.loads(pickle.dumps(MissingExtra("ciw", "peers")))
    assert "pip install 'commonweal[peers]'" in str(copy)


def test_the_users_mistake_leaves_with_2_and_a_failed_verification_with_1():
    assert {kind.exit_code for kind in PLAIN} == {1, 2}
    assert errors.VerificationFailed.exit_code == 1
    assert UnknownName.exit_code == 2


@pytest.mark.parametrize("kind", [*PLAIN, UnknownName, MissingExtra])
def test_every_error_stands_in_the_tree_of_the_modules_docstring(kind):
    assert re.search(rf"\b{kind.__name__}\b", errors.__doc__)


@pytest.mark.parametrize(
    ("name", "known", "advice"),
    [
        ("grnat", ["grant", "tax"], "Did you mean 'grant'?"),
        ("weeks", ["list.weeks", "tax"], "Did you mean 'list.weeks'?"),
        ("tax.rate", ["rate"], "Did you mean 'rate'?"),
        ("xyz", ["b", "a"], "Known: a, b."),
        ("xyz", [], "No lever is known here."),
        ("xyz", [str(n) for n in range(10, 30)], " and 8 more."),
    ],
)
def test_the_nearest_names_are_suggested(name, known, advice):
    assert nearest(name, known, "lever").endswith(advice)
