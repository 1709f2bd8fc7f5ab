"""What is stored is whole, resumes, extends, and is verified."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from commonweal.core.errors import RunError
from commonweal.experiments.run import run
from commonweal.experiments.specification import Arm
from commonweal.experiments.store import Store
from commonweal.experiments.verify import verify
from tests.support.bits import same_bits


def test_300_draws_extended_to_1000_equal_1000_at_once(experiment, runs, tmp_path):
    store = Store(runs)
    run(experiment(), draws=300, store=store)
    extended = run(experiment(), draws=1000, store=store)
    same_bits(extended, run(experiment(), draws=1000))


def test_a_stored_run_is_read_not_computed_again(experiment, runs):
    store = Store(runs)
    first = run(experiment(), draws=100, store=store)
    told = []
    again = run(experiment(), draws=100, store=store, progress=lambda done, of: told.append(of))
    assert told == [0]
    same_bits(first, again)


def test_fewer_draws_than_stored_are_the_first_ones(experiment, runs):
    store = Store(runs)
    run(experiment(), draws=200, store=store)
    same_bits(run(experiment(), draws=100, store=store), run(experiment(), draws=100))


@pytest.mark.parametrize(
    "name", ["[b]", "b?", "b*", "b=1", "b'c", 'b"c', "b c", "{b,c}", "~b", "b\\c"]
)
def test_runs_are_kept_in_their_own_folder_whatever_its_name(
    experiment, tmp_path, monkeypatch, name
):
    monkeypatch.chdir(tmp_path)
    for folder in ("b", "bb", name):
        run(experiment(), draws=100, store=Store(Path(folder)))
    (tmp_path / "b" / run(experiment(), draws=50).id / "block-000001.parquet").unlink()
    told = []
    again = run(
        experiment(), draws=100, store=Store(Path(name)), progress=lambda _, of: told.append(of)
    )
    assert told == [0]
    same_bits(again, run(experiment(), draws=100))


def test_a_damaged_block_is_set_aside_and_computed_anew(experiment, runs):
    store = Store(runs)
    first = run(experiment(), draws=100, store=store)
    block = runs / first.id / "block-000001.parquet"
    block.write_bytes(block.read_bytes()[:200])
    same_bits(first, run(experiment(), draws=100, store=store))
    assert (runs / first.id / "block-000001.damaged").exists()


@pytest.mark.parametrize("stem", ["block-", "units-people-"])
def test_a_block_copied_over_another_is_damage(experiment, runs, stem):
    store = Store(runs)
    first = run(experiment(), draws=100, store=store)
    folder = runs / first.id
    (folder / f"{stem}000001.parquet").write_bytes((folder / f"{stem}000000.parquet").read_bytes())
    assert not verify(store, first.id).passed
    again = run(experiment(), draws=100, store=store)
    same_bits(again, first)
    assert again.ledger("tax", "now") == first.ledger("tax", "now")
    assert verify(store, first.id).passed


@pytest.mark.parametrize("name", ["table-people", "units-people-000001", "block-000001"])
@pytest.mark.parametrize(
    "query",
    ["SELECT 1 AS a", "SELECT 'x' AS draw, 'y' AS replicate, 'z' AS value, 'w' AS id"],
)
def test_a_foreign_file_in_a_run_is_told_and_replaced(experiment, runs, name, query):
    store = Store(runs)
    first = run(experiment(), draws=100, store=store)
    stamps = "KV_METADATA {rows: '1', shapes: '{\"x\": []}'}"
    path = runs / first.id / f"{name}.parquet"
    duckdb.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet, {stamps})")
    with pytest.raises(RunError):
        verify(store, first.id)
    same_bits(run(experiment(), draws=100, store=store), first)
    assert verify(store, first.id).passed


@pytest.mark.parametrize(
    "change",
    [{"identity": {}}, {"identity": None}, {"tables": {}}, {"tables": None}, {"world": 3},
     {"tables": {"people": {}}}, {"tables": {"people": {"labels": None}}}, {"environment": []}],
)  # fmt: skip
def test_a_description_that_was_tampered_with_is_told_and_written_anew(experiment, runs, change):
    store = Store(runs)
    first = run(experiment(), draws=100, store=store)
    path = runs / first.id / "run.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(RunError) as told:
        verify(store, first.id)
    assert told.value.remedy
    again = run(experiment(), draws=100, store=store)
    assert again.ledger("tax", "now") == first.ledger("tax", "now")
    assert verify(store, first.id).passed


def test_a_run_whose_description_is_lost_is_made_again(experiment, runs):
    store = Store(runs)
    first = run(experiment(), draws=50, store=store)
    (runs / first.id / "run.json").unlink()
    same_bits(first, run(experiment(), draws=50, store=store))
    assert store.ids() == [first.id]


def test_the_id_of_a_run_ignores_the_number_of_draws_but_not_the_seed(experiment):
    assert run(experiment(), draws=50).id == run(experiment(), draws=100).id
    assert run(experiment(), draws=50).id != run(experiment(seed=2), draws=50).id


def test_a_run_killed_in_the_middle_resumes_to_the_same_bits(experiment, runs):
    code = (
        "import pathlib, tempfile, sys, time\n"
        "from commonweal.experiments.run import run\n"
        "from commonweal.experiments.specification import Arm, Experiment\n"
        "from commonweal.experiments.store import Store\n"
        "from tests.support.planted import plugged_in\n"
        "with plugged_in(pathlib.Path(tempfile.mkdtemp()), 'planted',"
        " 'tests.support.planted:institution'):\n"
        "    arms = (Arm('now'), Arm('tax', {'tax': 10, 'grant': 4}))\n"
        "    run(Experiment('planted', arms), draws=100_000, store=Store(pathlib.Path(sys.argv[1])))\n"
    )
    victim = subprocess.Popen([sys.executable, "-c", code, str(runs)])
    deadline = time.monotonic() + 60
    while len(list(runs.glob("*/block-*.parquet"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    stored = len(list(runs.glob("*/block-*.parquet")))
    assert stored >= 3
    resumed = run(experiment(), draws=50 * (stored + 2), store=Store(runs))
    same_bits(resumed, run(experiment(), draws=50 * (stored + 2)))


def test_what_a_dead_process_left_half_written_is_swept_up(experiment, runs):
    done = run(experiment(), draws=50, store=Store(runs))
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = runs / done.id / f"block-000009.parquet.{dead.pid}.partial"
    left.write_bytes(b"half")
    (runs / done.id / "run.json").unlink()
    run(experiment(), draws=100, store=Store(runs))
    assert not left.exists()


def test_what_is_stored_verifies(experiment, runs):
    done = run(experiment(), draws=100, store=Store(runs))
    outcome = verify(Store(runs), done.id, workers=2)
    assert outcome.passed
    assert outcome.blocks == 2
    assert outcome.same_environment


def test_a_number_changed_in_the_store_is_found(experiment, runs):
    store = Store(runs)
    done = run(experiment(), draws=50, store=store)
    tables = store.read_tables(done.id, store.describe(done.id)["tables"])
    block = store.read(done.id, 0, tables)
    block.columns["measure|now|total_income"][3] += 1.0
    store.write(done.id, block)
    outcome = verify(store, done.id)
    assert outcome.differing == ((0, "measure|now|total_income", 1.0),)


def test_a_run_made_by_other_code_is_refused(experiment, runs):
    done = run(experiment(), draws=50, store=Store(runs))
    other = _as_if_made_otherwise(runs, done.id, "code", "0" * 32)
    with pytest.raises(RunError, match="other code"):
        verify(Store(runs), other)


def test_a_run_of_another_schema_is_refused(experiment, runs):
    done = run(experiment(), draws=50, store=Store(runs))
    path = runs / done.id / "run.json"
    path.write_text(path.read_text().replace('"schema": 1', '"schema": 99'))
    with pytest.raises(RunError, match="schema 99"):
        Store(runs).describe(done.id)


def test_an_unknown_run_is_answered_with_the_nearest_one(experiment, runs):
    done = run(experiment(), draws=50, store=Store(runs))
    with pytest.raises(RunError, match=done.id):
        Store(runs).describe(done.id[:-1] + "z")


def test_a_full_disk_is_reported_and_leaves_nothing_half_written(experiment, runs):
    script = (
        "import resource, pathlib, sys, tempfile\n"
        "from commonweal.core.errors import RunError\n"
        "from commonweal.experiments.run import run\n"
        "from commonweal.experiments.specification import Arm, Experiment\n"
        "from commonweal.experiments.store import Store\n"
        "from tests.support.planted import plugged_in\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "with plugged_in(pathlib.Path(tempfile.mkdtemp()), 'planted',"
        " 'tests.support.planted:institution'):\n"
        "    one = Experiment('planted', (Arm('now'), Arm('tax', {'tax': 10})))\n"
        "    run(one, draws=50)\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "    try:\n"
        "        run(one, draws=50, store=Store(pathlib.Path(sys.argv[1])))\n"
        "    except RunError as error:\n"
        "        print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(runs)], capture_output=True, text=True, check=False
    )
    assert "cannot be stored" in done.stdout
    assert "Traceback" not in done.stderr
    assert [path.name for path in runs.rglob("*.partial")] == []


def test_a_folder_that_cannot_be_made_is_reported(experiment, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(RunError, match="cannot be stored"):
        run(experiment(), draws=50, store=Store(tmp_path / "file" / "runs"))


def test_any_tool_that_reads_parquet_can_read_a_stored_block(experiment, runs):
    import duckdb

    done = run(experiment(), draws=50, store=Store(runs))
    with duckdb.connect() as connection:
        found = connection.execute(
            "SELECT draw, avg(value) FROM read_parquet(?) "
            "WHERE series = 'measure|tax|mean_income' AND place = 2 GROUP BY draw ORDER BY draw",
            [str(runs / done.id / "block-000000.parquet")],
        ).fetchall()
    rich = done.measure("tax", "mean_income", {"group": "rich"}).mean(axis=1)
    assert [value for _, value in found] == pytest.approx(rich.tolist())


def _as_if_made_otherwise(runs: Path, run_name: str, part: str, value: str) -> str:
    from commonweal.experiments.specification import run_id

    described = json.loads((runs / run_name / "run.json").read_text())
    described["identity"][part] = value
    other = run_id(described["identity"])
    (runs / run_name).rename(runs / other)
    (runs / other / "run.json").write_text(json.dumps(described))
    return other


def test_a_run_is_verified_whatever_order_its_arms_were_stated_in(experiment, runs):
    store = Store(runs)
    done = run(experiment(Arm("tax", {"tax": 10}), Arm("now")), draws=50, store=store)
    assert verify(store, done.id).passed


def test_a_run_of_the_same_arms_in_another_order_is_the_same_run(experiment, runs):
    one = run(experiment(Arm("tax", {"tax": 10}), Arm("now")), draws=50, store=Store(runs))
    other = run(experiment(Arm("now"), Arm("tax", {"tax": 10})), draws=50)
    assert one.id == other.id
    assert sorted(one.columns) == sorted(other.columns)
    assert one.ledger("tax", "now") == other.ledger("tax", "now")
