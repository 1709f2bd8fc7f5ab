"""``commonweal elections forecast``: what the guide shows, what is kept, and what is refused."""

import json
import re
from pathlib import Path

import pytest

GUIDE = (Path(__file__).parents[2] / "docs" / "forecast.md").read_text(encoding="utf-8")
FILES = re.findall(r"^`([\w.-]+)`:\n\n```\w+\n((?:.*\n)+?)```", GUIDE, re.MULTILINE)
SHOWN = re.findall(r"```console\n\$ commonweal (.+)\n((?:.*\n)+?)SHA-256 …\n```", GUIDE)


@pytest.fixture
def polls(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in FILES:
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / "polls.csv"


def test_the_guide_shows_what_the_command_says(commonweal, polls, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    ((command, answer),) = SHOWN
    said = commonweal(*command.split()).out
    assert said.rpartition("SHA-256 ")[0] == answer


def test_the_forecast_that_is_kept_is_the_one_that_is_said(commonweal, polls):
    said = commonweal(
        "elections", "forecast", "polls.csv", "--draws", "200", "--freeze", "kept.json", "--json"
    )
    kept = json.loads(Path("kept.json").read_text(encoding="utf-8"))
    assert said.json == kept
    assert len(kept["hash"]) == 64
    assert len(kept["constituencies"]) == 650


def test_a_frozen_forecast_is_never_replaced(commonweal, polls):
    Path("kept.json").write_text("before", encoding="utf-8")
    said = commonweal(
        "elections", "forecast", "polls.csv", "--draws", "200", "--freeze", "kept.json"
    )
    assert said.code == 2
    assert "is not replaced" in said.err
    assert Path("kept.json").read_text(encoding="utf-8") == "before"


def test_the_charts_are_drawn(commonweal, polls):
    said = commonweal("elections", "forecast", "polls.csv", "--draws", "200", "--charts", "drawn")
    assert said.code == 0
    assert "a majority in" in Path("drawn/seats.svg").read_text(encoding="utf-8")
    assert "of 650 seats nobody wins" in Path("drawn/hexagons.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("con,lab\n60,70\n", "add up to 130%"),
        ("con,labor\n40,40\n", "Did you mean"),
        ("con,lab\n0.4,0.4\n40,40\n", "line 2"),
        ("con,lab\n40%,0.4\n", "'0.4' is written without %"),
        ("area,con,lab\nGB,40,40\nWales,40%,40\n", "'40%' is written with %"),
        ("con,conservative\n20,20\n", "'con' and 'conservative' are of one party"),
        ("code,con,lab\nE1,50,50\n", "no constituency named 'E1'"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_its_place(commonweal, polls, text, complaint):
    polls.write_text(text, encoding="utf-8")
    said = commonweal("elections", "forecast", "polls.csv")
    assert said.code == 2
    assert complaint in said.err
    assert "polls.csv" in said.err
    assert "Traceback" not in said.err
