"""What the documents tell a reader to do works, and gives what they say."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.documents import ROOT, Command, File, anchors, links, masked, steps, table

TUTORIAL = ROOT / "docs" / "from-an-argument-to-a-verdict.md"
README = ROOT / "README.md"
ROOMS = sorted((ROOT / "src" / "commonweal" / "institutions").glob("*/README.md"))
PAGES = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("README.md")]
DOCUMENTS = [README, ROOT / "CONTRIBUTING.md", *sorted(PAGES)]
CONDITION = "    capacity_response: {distribution: point, value: 0}\nmeasure"


def said(words: tuple[str, ...], folder: Path, runs: Path) -> str:
    environment = {**os.environ, "COLUMNS": "80", "COMMONWEAL_RUNS": str(runs), "NO_COLOR": "1"}
    program = [sys.executable, "-m", "commonweal.cli.main"]
    done = subprocess.run(
        [*program, *words[1:]], cwd=folder, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def assert_told(lines: tuple[str, ...], output: str) -> None:
    """Every stated line is there, after the one stated before it."""
    rest = iter([masked(line) for line in output.splitlines()])
    for line in lines:
        assert line == "…" or masked(line) in rest, line


def added(text: str) -> str:
    """The copied claim with the line that the tutorial adds to its priors."""
    line = "    removal_hazard: {distribution: point, value: 0}\nmeasure"
    assert CONDITION in text
    return text.replace(CONDITION, CONDITION.replace("measure", line))


@pytest.mark.slow
def test_the_tutorial_does_what_it_says(tmp_path: Path) -> None:
    for step in steps(TUTORIAL):
        match step:
            case File(name, text):
                (tmp_path / name).write_text(text, encoding="utf-8")
            case Command(words, lines):
                assert_told(lines, said(words, tmp_path, tmp_path / "runs"))
                copy = tmp_path / "if-all-stay.yaml"
                if words[1:3] == ("new", "claim") and copy.exists():
                    copy.write_text(added(copy.read_text(encoding="utf-8")), encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("step", steps(README), ids=lambda step: " ".join(step.words[1:]))
def test_what_the_readme_shows_comes_out(step: Command, tmp_path: Path) -> None:
    assert_told(step.lines, said(step.words, ROOT, tmp_path / "runs"))


def test_the_households_that_the_documents_show_can_be_compared(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(table(ROOT / "docs" / "cli.md"), encoding="utf-8")
    words = ("commonweal", "compare", "taxes", "--world", "people.csv", "--set")
    told = said((*words, "child_benefit.charge_threshold=80000"), tmp_path, tmp_path / "runs")
    assert "families_charged" in told


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_of_a_document_leads_somewhere(document: Path) -> None:
    for link in links(document):
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("page", ROOMS, ids=lambda path: path.parent.name)
def test_what_a_room_says_of_itself_is_a_page(page: Path) -> None:
    assert len(page.read_text(encoding="utf-8").splitlines()) <= 90
