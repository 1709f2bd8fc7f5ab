"""``validate`` prints what was expected and what came out, and exits with 1 on a hard miss."""

from collections.abc import Callable

import pytest

from commonweal.core.checks import Check
from commonweal.core.errors import MissingExtra
from tests.support import planted


def absent_peer() -> float:
    raise MissingExtra("votelib", "peers")


def broken() -> float:
    raise ZeroDivisionError("no voters")


def check(name: str, kind: str, got: Callable[[], float]) -> Check:
    return Check(name, kind, f"Title of {name}", 2.0, got, 0.1, "by hand", ())  # type: ignore[arg-type]


GOOD = check("good", "identity", lambda: 2.05)
SOFT_MISS = check("soft", "published estimate", lambda: 3.0)
HARD_MISS = check("hard", "official result", lambda: 1.0)
NOT_RUN = check("peer", "peer", absent_peer)
BROKEN = check("broken", "identity", broken)


@pytest.fixture
def validated(commonweal, monkeypatch):
    def call(*checks: Check, words: tuple[str, ...] = ("--json",)):
        monkeypatch.setattr(type(planted.institution), "checks", lambda _: checks)
        return commonweal("validate", "planted", *words)

    return call


def test_a_pass_exits_with_0(validated) -> None:
    said = validated(GOOD)
    assert said.code == 0
    assert {
        "id": "good", "institution": "planted", "kind": "identity", "expected": 2.0,
        "got": 2.05, "tolerance": 0.1, "state": "pass",
    }.items() <= said.json["checks"][0].items()  # fmt: skip


@pytest.mark.parametrize(("planted_check", "code"), [(HARD_MISS, 1), (SOFT_MISS, 0), (NOT_RUN, 0)])
def test_only_a_hard_miss_exits_with_1(validated, planted_check, code) -> None:
    assert validated(GOOD, planted_check).code == code


def test_misses_stand_first(validated) -> None:
    rows = validated(GOOD, NOT_RUN, SOFT_MISS, HARD_MISS).json["checks"]
    assert [row["state"] for row in rows] == ["miss", "miss", "not run", "pass"]


def test_a_peer_that_is_absent_is_not_a_pass(validated) -> None:
    said = validated(NOT_RUN, words=())
    assert "not run" in said.out
    assert "pip install 'commonweal[peers]'" in " ".join(said.out.split())
    assert "0 pass" in said.out


def test_a_miss_is_shown_with_its_size(validated) -> None:
    assert "Off by 1, against 0.1 allowed." in " ".join(validated(SOFT_MISS, words=()).out.split())


def test_a_check_that_cannot_be_computed_leaves_the_others(validated) -> None:
    said = validated(BROKEN, GOOD)
    assert said.code == 2
    assert [row["id"] for row in said.json["checks"]] == ["good"]
    assert "ZeroDivisionError: no voters" in said.errors[0]["what"]


def test_a_hard_miss_counts_for_more_than_a_broken_check(validated) -> None:
    assert validated(BROKEN, HARD_MISS).code == 1


def test_an_unknown_institution_is_answered_with_the_nearest(commonweal) -> None:
    said = commonweal("validate", "plantd")
    assert said.code == 2
    assert "Did you mean 'planted'?" in said.err
