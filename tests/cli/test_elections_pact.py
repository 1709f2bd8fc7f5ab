"""``commonweal elections pact``, and the page that shows it."""

import re
from pathlib import Path

import pytest

GUIDE = (Path(__file__).parents[2] / "docs" / "pacts.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```console\n\$ commonweal (.+)\n((?:.*\n)+?)```", GUIDE)


@pytest.mark.parametrize(("command", "answer"), SHOWN, ids=[command for command, _ in SHOWN])
def test_the_guide_shows_what_the_command_says(commonweal, monkeypatch, command, answer) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert commonweal(*command.split()).out == answer


def test_every_election_since_1918_is_taken_if_none_is_named(commonweal, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = commonweal("elections", "pact").out
    assert len(re.findall(r"^\d{4}[FO]? ", said, re.MULTILINE)) == 29 + 1
    assert max(map(len, said.splitlines())) <= 80


def test_json_has_the_surface(commonweal) -> None:
    found = commonweal("elections", "pact", "2010", "--json").json
    (one,) = found["elections"]
    assert one["apart"]["con"] == 306
    assert len(found["surface"]["years"]) == len(found["surface"]["shares"]) == 21


def test_withdrawals_as_json(commonweal) -> None:
    found = commonweal("elections", "pact", "--withdrawals", "--json").json
    assert {one["party"] for one in found} == {"lib", "lab"}


def test_charts_are_written(commonweal, tmp_path) -> None:
    commonweal("elections", "pact", "1992", "--charts", "drawn")
    assert {path.name for path in (tmp_path / "drawn").iterdir()} == {
        "break-even.svg", "surface.svg",
    }  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        ("2011",),
        ("--liberals", "150%"),
        ("--labour", "50"),
        ("--stand-down", "never"),
        ("--withdrawals", "1983"),
        ("--withdrawals", "--labour", "50%"),
        ("--withdrawals", "--charts", "drawn"),
    ],
)
def test_what_cannot_be_tried_is_refused(commonweal, words) -> None:
    said = commonweal("elections", "pact", *words)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("error: ")
