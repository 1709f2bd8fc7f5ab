"""Whatever is wrong with the input: a message with place and remedy, exit code 2, no traceback."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.claimtexts import COUNTERFACTUAL, DATA

CONSISTENCY = """\
schema: 1
id: x4-parts
statement: A quarter.
source: {author: A, title: T, publisher: P, published: 2020-01-01}
kind: consistency
interpretation: As it stands.
figures:
  part: {value: 300, unit: person}
  whole: {value: 1200, unit: person}
expression: part / whole = 0.25
"""


@pytest.fixture
def refused(commonweal, tmp_path: Path) -> Callable[..., str]:
    """Check a claim file; it must be refused, and the message is returned."""

    def check(text: str, *words: str) -> str:
        path = tmp_path / "claim.yaml"
        path.write_text(text, encoding="utf-8")
        said = commonweal("check", path, *words)
        assert (said.code, said.out) == (2, "")
        assert said.err.startswith("error: ")
        assert "Traceback" not in said.err
        return said.err

    return check


@pytest.mark.parametrize(
    ("old", "new", "what", "line", "remedy"),
    [
        ("kind: counter", "colour: red\nkind: counter", "the key 'colour' is not known", 5, ""),
        ("measure: {name", "measure: {nmae", "the key 'nmae' is not known", 14, "'name'"),
        ("institution: planted", "institution: plnted", "no institution named", 9, "'planted'"),
        ("tax: {tax: 10}", "tax: {tx: 10}", "no lever named 'tx'", 13, "'tax'"),
        ("mean_income", "main_income", "no measure named 'main_income'", 14, "'mean_income'"),
        ("group: rich", "grup: rich", "no dimension named 'grup'", 14, "'group'"),
        ("group: rich", "group: ritch", "no group named 'ritch'", 14, "'rich'"),
        (", where: {group: rich}", "", "has one value for each group", 14, "rich"),
        ("world: village", "world: vilage", "no world named 'vilage'", 10, "'village'"),
        ("> 1 GBP/year", "> 1 GBP/yaer", "no unit named 'GBP/yaer'", 16, "'GBP/year'"),
        ("> 1 GBP/year", "> 1 week", "measures time", 16, "GBP/year"),
        ("> 1 GBP/year", "> one", "", 16, "> 1 week"),
        ("> 1 GBP/year", "5 .. 1 GBP/year", "", 16, ""),
        ("> 1 GBP/year", "> -5 GBP/year", "", 16, ""),
        ("now - tax", "now - tex", "no arm named 'tex'", 15, "'tax'"),
        ("tax: {tax: 10}", "tax: !!python/name:os.system", "a YAML tag", 13, "tags are not read"),
        ("tax: {tax: 10}", "tax: {tax: ten}", "must be a number of GBP/year", 13, "explain tax"),
        ("schema: 1", "schema: 2", "input should be 1", 1, ""),
        ("kind: counterfactual", "kind: guess", "input should be", 5, ""),
        ("statement:", "statement: [", "", 4, "brackets"),
        ("  world: village", "\tworld: village", "", 10, "indentation"),
    ],
)
def test_a_claim_that_cannot_be_asked_names_line_and_remedy(
    refused, old: str, new: str, what: str, line: int, remedy: str
) -> None:
    assert old in COUNTERFACTUAL
    told = refused(COUNTERFACTUAL.replace(old, new, 1), "--draws", "200")
    assert what in told
    assert f"claim.yaml, line {line}" in told
    assert remedy in told


def test_too_few_draws_are_refused(refused) -> None:
    told = refused(COUNTERFACTUAL, "--draws", "199")
    assert "199 draws are too few" in told
    assert "--draws" in told


def test_too_few_draws_in_the_file_are_refused(refused) -> None:
    told = refused(COUNTERFACTUAL.replace("world: village", "world: village\n  draws: 20"))
    assert "claim.yaml, line 11 (experiment, draws)" in told


def test_an_empty_file_is_refused(refused) -> None:
    assert "the file is empty" in refused("")


def test_a_file_that_is_no_text_is_refused(commonweal, tmp_path) -> None:
    (tmp_path / "claim.yaml").write_bytes(b"\xff\xfe\x00claim")
    said = commonweal("check", "claim.yaml")
    assert said.code == 2
    assert "not UTF-8" in said.err


def test_a_file_that_is_absent_is_refused(commonweal) -> None:
    said = commonweal("check", "absent.yaml")
    assert said.code == 2
    assert "absent.yaml" in said.err


@pytest.mark.parametrize(
    "query",
    [
        "COPY (SELECT 1 AS value) TO 'stolen.csv'",
        "CREATE TABLE t AS SELECT 1 AS value",
        "ATTACH 'other.db'",
        "SELECT 1 AS value; SELECT 2 AS value",
        "SELECT count(*) AS value FROM read_csv('/etc/passwd')",
        "SELECT count(*) AS value FROM '/etc/passwd'",
        "SELECT count(*) AS value FROM read_text('/etc/passwd')",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SELECT 1 AS figure",
        "SELECT * FROM (VALUES (1), (2)) AS t(value)",
        "SELECT value FROM nowhere",
        "SELEC 1 AS value",
        "SELECT 1/0 AS value",
        "SELECT 'two' AS value",
    ],
)
def test_a_query_that_writes_reads_files_or_gives_no_value_is_refused(
    refused, tmp_path, query: str
) -> None:
    told = refused(DATA.replace("SELECT 2 AS value", query))
    assert "claim.yaml" in told
    assert not (tmp_path / "stolen.csv").exists()


@pytest.mark.parametrize(
    "expression",
    ["__import__('os').system('true') = 1", "part / hole = 0.25", "part /", "part ** 9 ** 9 = 1"],
)
def test_an_expression_that_is_no_arithmetic_is_refused(refused, expression: str) -> None:
    told = refused(CONSISTENCY.replace("part / whole = 0.25", expression))
    assert "claim.yaml" in told


def test_a_damaged_block_is_set_aside_and_computed_again(commonweal, tmp_path) -> None:
    (tmp_path / "claim.yaml").write_text(COUNTERFACTUAL, encoding="utf-8")
    first = commonweal("check", "claim.yaml", "--draws", 200, "--json").json
    blocks = list((tmp_path / "runs").glob("*/block-000002.parquet"))
    for block in blocks:
        block.write_bytes(block.read_bytes()[:100])
    second = commonweal("check", "claim.yaml", "--draws", 200, "--json")
    assert (second.code, second.json) == (0, first)
    assert commonweal("verify", "--all").code == 0


def test_a_run_of_another_schema_is_told_apart(commonweal, tmp_path) -> None:
    (tmp_path / "claim.yaml").write_text(COUNTERFACTUAL, encoding="utf-8")
    run = commonweal("check", "claim.yaml", "--draws", 200, "--json").json["claims"][0]["run"]
    path = tmp_path / "runs" / run / "run.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"schema": 1', '"schema": 7'))
    said = commonweal("list", "runs")
    assert said.code == 2
    assert "schema 7" in said.err
    assert "run.json" in said.err


@pytest.mark.parametrize("option", ["--report", "--claimreview"])
@pytest.mark.parametrize("target", ["/dev/full", "folder", "file/page.html"])
def test_an_output_that_cannot_be_written_is_refused_before_the_work(
    commonweal, tmp_path, option: str, target: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "claim.yaml").write_text(COUNTERFACTUAL, encoding="utf-8")
    said = commonweal("check", "claim.yaml", "--draws", 200, option, target)
    assert said.code == 2
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--runs", "", "the name is empty"),
        ("--seed", "18446744073709551616", "not in the range"),
        ("--draws", "1" + "0" * 30, "rows that a run may hold"),
        ("--replicates", "1" + "0" * 30, "rows that a run may hold"),
    ],
)
def test_an_option_out_of_bounds_is_refused_and_nothing_stored(
    commonweal, tmp_path, option: str, value: str, said: str
) -> None:
    (tmp_path / "claim.yaml").write_text(COUNTERFACTUAL, encoding="utf-8")
    told = commonweal("check", "claim.yaml", option, value)
    assert told.code == 2
    assert said in told.err
    assert [path.name for path in tmp_path.iterdir()] == ["claim.yaml"]


def test_runs_that_cannot_be_stored_say_how_to_go_on(commonweal, tmp_path) -> None:
    (tmp_path / "claim.yaml").write_text(COUNTERFACTUAL, encoding="utf-8")
    (tmp_path / "file").write_text("", encoding="utf-8")
    said = commonweal("check", "claim.yaml", "--draws", 200, "--runs", "file/runs")
    assert said.code == 2
    assert "--runs" in said.err


@pytest.mark.slow
def test_a_full_disk_keeps_what_is_stored_and_the_same_command_resumes(process, tmp_path) -> None:
    (tmp_path / "claim.yaml").write_text(COUNTERFACTUAL, encoding="utf-8")
    command = ("check", "claim.yaml", "--draws", 200, "--json")

    def smaller_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    full = process(*command, preexec_fn=smaller_files)
    assert full.code == 2, full.err
    assert "--runs" in full.errors[0]["remedy"]
    assert list(tmp_path.rglob("*.partial")) == []
    assert process(*command).code == 0


@pytest.mark.slow
def test_output_to_a_full_disk_is_told(process, tmp_path) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "commonweal.cli.main", "list", "institutions"],
            cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert "the disk is full" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.slow
def test_a_reader_that_goes_away_is_no_error(environment, tmp_path) -> None:
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m commonweal.cli.main list levers planted --json | head -c 1"],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("{", "")


@pytest.mark.slow
def test_a_home_and_cache_that_cannot_be_written_do_not_matter(
    process, environment, tmp_path
) -> None:
    (tmp_path / "claim.yaml").write_text(COUNTERFACTUAL, encoding="utf-8")
    environment |= {"HOME": "/proc/nowhere", "XDG_CACHE_HOME": "/proc/nowhere/cache"}
    said = process("check", "claim.yaml", "--draws", 200, "--json")
    assert said.code == 0, said.err


@pytest.fixture
def broken_plugin(plugins: Path) -> None:
    """A second installed package whose import fails."""
    info = plugins / "wrecked-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: wrecked\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[commonweal.institutions]\nwrecked = wrecked_module:institution\n"
    )
    (plugins / "wrecked_module.py").write_text("raise RuntimeError('out of order')\n")


@pytest.mark.slow
@pytest.mark.usefixtures("broken_plugin")
def test_a_broken_plugin_is_reported_and_the_others_are_listed(process) -> None:
    said = process("list", "institutions", "--json")
    assert said.code == 2
    assert "planted" in [row["name"] for row in said.json["institutions"]]
    assert [error["type"] for error in said.errors] == ["PluginError"]
    assert "out of order" in said.errors[0]["what"]


@pytest.mark.slow
@pytest.mark.usefixtures("broken_plugin")
def test_a_broken_plugin_does_not_touch_a_claim_on_another(process, tmp_path) -> None:
    (tmp_path / "claim.yaml").write_text(COUNTERFACTUAL, encoding="utf-8")
    assert process("check", "claim.yaml", "--draws", 200).code == 0


def test_a_plugin_that_fails_while_running_is_named(commonweal, tmp_path, monkeypatch) -> None:
    from tests.support.planted import PlantedModel

    def fail(*_: object) -> None:
        raise ZeroDivisionError("nobody there")

    monkeypatch.setattr(PlantedModel, "run", fail)
    (tmp_path / "claim.yaml").write_text(COUNTERFACTUAL, encoding="utf-8")
    said = commonweal("check", "claim.yaml", "--draws", 200)
    assert said.code == 2
    assert "the institution 'planted' failed: ZeroDivisionError: nobody there" in said.err


def test_a_reader_who_goes_away_is_no_failure(environment, tmp_path) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "commonweal.cli.main", "elections", "bias"],
        cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert running.stdout is not None and running.stderr is not None
    running.stdout.close()
    assert (running.wait(timeout=60), running.stderr.read()) == (141, b"")
    running.stderr.close()


@pytest.fixture
def long_check(environment: dict[str, str], tmp_path: Path) -> Callable[[], subprocess.Popen[str]]:
    """Start a check that would take a minute, and wait until its first block is stored."""
    text = COUNTERFACTUAL.replace("now: {}", "now: {idle_numbers: 40}")
    (tmp_path / "claim.yaml").write_text(text, encoding="utf-8")

    def start() -> subprocess.Popen[str]:
        running = subprocess.Popen(
            [sys.executable, "-m", "commonweal.cli.main", "check", "claim.yaml", "--draws", "20000",
             "--workers", "2"],
            cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        until = time.monotonic() + 60
        while not list(tmp_path.glob("runs/*/block-*.parquet")) and time.monotonic() < until:
            time.sleep(0.05)
        return running

    return start


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "code", "told"),
    [(signal.SIGINT, 130, "the same command resumes"), (signal.SIGKILL, -9, "")],
)
def test_interrupted_work_leaves_whole_blocks_and_resumes(
    long_check, process, number: int, code: int, told: str
) -> None:
    running = long_check()
    os.kill(running.pid, number)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (code, "")
    assert told in err
    assert "Traceback" not in err
    assert process("verify", "--all").code == 0
    again = process("check", "claim.yaml", "--draws", 200, "--json")
    afresh = process("check", "claim.yaml", "--draws", 200, "--runs", "fresh", "--json")
    assert (again.code, again.json) == (0, afresh.json)
