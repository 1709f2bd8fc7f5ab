"""docs/elections.md: the files it shows, and what the commands say of them."""

import re
from pathlib import Path

import pytest

GUIDE = (Path(__file__).parents[2] / "docs" / "elections.md").read_text(encoding="utf-8")
FILES = re.findall(r"^`([\w.-]+)`:\n\n```\w+\n((?:.*\n)+?)```", GUIDE, re.MULTILINE)
SHOWN = re.findall(r"```console\n\$ commonweal (.+)\n((?:.*\n)+?)```", GUIDE)


@pytest.fixture
def with_files(tmp_path):
    for name, text in FILES:
        (tmp_path / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("command", "answer"), SHOWN, ids=[command for command, _ in SHOWN])
def test_the_guide_shows_what_the_command_says(
    commonweal, with_files, monkeypatch, command, answer
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert commonweal(*command.split()).out == answer


def test_the_guide_shows_the_commands_of_the_group() -> None:
    assert {command.split()[1] for command, _ in SHOWN} >= {"count", "allocate"}
    assert {name for name, _ in FILES} >= {"votes.csv", "ward.blt"}
