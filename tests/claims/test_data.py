"""Data claims: the sandbox of their SQL, the answer, and their alternatives of definition."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from commonweal.claims.check import check
from commonweal.claims.data import ask, stated_unit
from commonweal.claims.sandbox import SANDBOX
from commonweal.core.errors import QueryError
from tests.support.kinds_of_claim import DATA, claim

TABLE = "aleppo.east_aleppo_population"


def test_the_value_is_judged_and_the_other_columns_are_shown():
    judgement = check(claim(DATA))
    assert judgement.verdict == "supported"
    assert judgement.effect.mean == 10
    assert (judgement.rows.columns, judgement.rows.values) == (("value", "spelt"), ((10, "ten"),))
    assert judgement.p is None


def test_a_value_beyond_the_claims_region_contradicts():
    assert check(claim(DATA.replace("SELECT 10", "SELECT 11"))).verdict == "contradicted"


def test_a_shipped_table_is_read_under_its_article():
    answer = ask(f"SELECT count(*) AS value FROM {TABLE}")
    assert answer.value == 9
    assert [table.full_name for table in answer.tables] == [TABLE]


def test_a_users_tables_lie_beside_the_claim_file(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "seats.csv").write_text("party,seats\na,4\nb,6\n")
    path = tmp_path / "mine.yaml"
    text = DATA.replace(
        "SELECT 10 AS value, 'ten' AS spelt", "SELECT sum(seats) AS value FROM here.seats"
    )
    assert check(claim(text, path)).effect.mean == 10


def test_the_sources_of_the_tables_are_cited():
    query = f"SELECT 10 AS value FROM {TABLE} LIMIT 1"
    judgement = check(claim(DATA.replace("SELECT 10 AS value, 'ten' AS spelt", query)))
    assert any("Naharnet" in cite for cite in judgement.sources)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (f"COPY {TABLE} TO 'stolen.csv'", "COPY statement"),
        ("SELECT content AS value FROM read_text('/etc/passwd')", "may not be read from"),
        ("SELECT count(*) AS value FROM read_csv('/etc/passwd')", "may not be read from"),
        ("SELECT count(*) AS value FROM glob('/*')", "may not be read from"),
        ("SELECT count(*) AS value FROM '/etc/passwd'", "does not exist"),
        ("ATTACH 'other.db'", "ATTACH statement"),
        ("INSTALL httpfs", "a claim may only read"),
        ("PRAGMA version", "PRAGMA statement"),
        ("SET threads = 4", "SET statement"),
        ("CREATE TABLE mine AS SELECT 1 AS value", "CREATE statement"),
        (f"DELETE FROM {TABLE}", "DELETE statement"),
        (
            f"WITH x AS (DELETE FROM {TABLE} RETURNING low) SELECT count(*) AS value FROM x",
            "read-only",
        ),
        ("SELECT 1 AS value; SELECT 2 AS value", "2 statements"),
        ("", "0 statements"),
        ("SELCT 1", "not SQL"),
        ("SELECT getenv('HOME') AS value", "fails"),
        ("SELECT count(*) AS value FROM duckdb_settings()", "may not be read from"),
        ("SELECT value FROM query('SELECT random() AS value')", "may not be read from"),
        ("SELECT count(*) AS value FROM sqlite_scan('x', 'y')", "may not be read from"),
        ("SELECT random() AS value", "another answer another time"),
        ("SELECT year(current_date) AS value", "another answer another time"),
        ('SELECT "random"() AS value', "'random' would give another answer"),
        ('SELECT epoch("now"()) AS value', "'now' would give another answer"),
        ("SELECT epoch(now/**/()) AS value", "'now' would give another answer"),
        ("SELECT year(age(date '1990-01-01')) AS value", "another answer another time"),
        ("SELECT epoch(ago(INTERVAL 1 DAY)) AS value", "'ago' would give another answer"),
        ("SELECT pg_sleep(1) AS value", "another answer another time"),
        ("SELECT length(version()) AS value", "another answer another time"),
        ("SELECT 1 AS value FROM range(9) TABLESAMPLE 1 ROWS", "another answer another time"),
        ("SELECT 1 AS valeu", "no column 'value'"),
        ("SELECT 1 AS value WHERE false", "0 rows"),
        ("SELECT range AS value FROM range(1000)", "more than 100 rows"),
        ("SELECT NULL AS value", "missing, not a number"),
        ("SELECT 'ten' AS value", "'ten', not a number"),
        ("SELECT 'nan'::double AS value", "not a number"),
        ("SELECT '12' AS value", "'12', not a number"),
        ("SELECT 1 AS value, 2 AS value", "2 columns 'value'"),
        ("SELECT 1 AS value, repeat('x', 20000000) AS said", "gives 20 MB"),
    ],
)
def test_sql_that_does_anything_but_answer_is_refused(query, reason, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(QueryError, match=reason) as refusal:
        ask(query, where="claim.yaml, line 7 (query)")
    assert refusal.value.where == "claim.yaml, line 7 (query)"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("SELECT 1 AS value, 'today (now())' AS said -- random()", 1),
        ("SELECT year(date_trunc('year', date '2016-07-17')) AS value", 2016),
        ("SELECT date_diff('day', date '2016-09-12', date '2016-09-19') AS value", 7),
        ("SELECT year(age(date '2016-01-01', date '1982-01-01')) AS value", 34),
        ("SELECT sum(x) AS value FROM (SELECT unnest([1, 2, 3]) AS x)", 6),
        ("WITH t AS (SELECT range AS x FROM range(4)) SELECT max(x) FILTER (x < 3) AS value FROM t",
         2),
        ("SELECT max(place) AS value FROM (SELECT rank() OVER (ORDER BY range) AS place FROM range(3))",
         3),
        ("WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 5) "
         "SELECT sum(i) AS value FROM n", 15),
    ],
)  # fmt: skip
def test_a_query_may_compute_what_stays_the_same(query, value):
    assert ask(query).value == value


def test_a_misspelt_table_is_answered_with_the_nearest():
    with pytest.raises(QueryError, match=r"Did you mean 'aleppo\.east_aleppo_population'"):
        ask("SELECT count(*) AS value FROM aleppo.east_aleppo_populatoin")


ENDLESS = "SELECT sum(a.range * b.range) AS value FROM range(10000000) a, range(100000) b"


def test_a_query_without_end_is_stopped():
    with pytest.raises(QueryError, match=r"more than 0\.3 seconds"):
        ask(ENDLESS, seconds=0.3)


@pytest.mark.slow
@pytest.mark.parametrize(
    "query",
    [
        "SELECT len(range(1000000000)) AS value",
        "SELECT len(list(range)) AS value FROM range(1000000000)",
        "WITH "
        + ", ".join(
            ["a0 AS (SELECT 1 AS n UNION ALL SELECT 2)"]
            + [f"a{n} AS (SELECT x.n FROM a{n - 1} x, a{n - 1} y)" for n in range(1, 30)]
        )
        + " SELECT count(*) AS value FROM a29",
    ],
)
def test_a_query_that_heeds_no_limit_is_ended_with_its_process(query):
    with pytest.raises(QueryError, match=r"more than 1 seconds|more memory than it may use"):
        ask(query, seconds=1)
    assert ask("SELECT 2 AS value").value == 2


def test_a_process_that_died_is_begun_anew():
    assert ask("SELECT 2 AS value").value == 2
    SANDBOX._process.kill()
    SANDBOX._process.wait()
    assert ask("SELECT 3 AS value").value == 3


def test_a_mistake_of_ours_is_not_blamed_on_the_query():
    with pytest.raises(TypeError):
        ask("SELECT '\ud800' AS value")


@pytest.mark.slow
def test_ctrl_c_stops_a_query():
    script = f"print('go', flush=True)\nfrom commonweal.claims.data import ask\nask({ENDLESS!r})"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        process.stdout.readline()
        time.sleep(3)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert "KeyboardInterrupt" in errors


def test_a_damaged_table_is_named(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "bad.parquet").write_bytes(b"not parquet")
    with pytest.raises(QueryError, match=r"the table 'here\.bad' cannot be read"):
        ask("SELECT count(*) AS value FROM here.bad", tmp_path)


@pytest.mark.parametrize("name", ["[b]", "b?", "b*", "b=1", "b'c", "b c", "~b", "{b,c}"])
def test_a_table_is_read_from_its_own_folder_whatever_its_name(tmp_path, name):
    for folder, value in ((name, 1), ("b", 2), ("bb", 3)):
        (tmp_path / folder / "tables").mkdir(parents=True)
        (tmp_path / folder / "tables" / "t.csv").write_text(f"a\n{value}\n")
    answer = ask("SELECT a AS value, count(*) OVER () AS n FROM here.t", tmp_path / name)
    assert answer.rows.values == ((1, 1),)


def test_a_table_is_one_file(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "t.csv").write_text("a\n1\n")
    (tmp_path / "tables" / "t.parquet").write_bytes(b"")
    with pytest.raises(QueryError, match=r"two files hold the table 'here\.t'"):
        ask("SELECT count(*) AS value FROM here.t", tmp_path)


def test_a_files_name_is_never_read_as_sql(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tables").mkdir()
    name = "t\" AS SELECT 1; COPY (SELECT 1) TO 'stolen.csv'; --x"
    (tmp_path / "tables" / f"{name}.csv").write_text("a\n1\n")
    ask(f"SELECT 1 AS value -- here.{name}", tmp_path)
    assert not (tmp_path / "stolen.csv").exists()


def test_a_module_beside_a_claim_is_not_run(tmp_path):
    (tmp_path / "duckdb.py").write_text("raise SystemExit('run')")
    script = "from commonweal.claims.data import ask\nprint(ask('SELECT 2 AS value').value)"
    done = subprocess.run(
        [sys.executable, "-P", "-c", script], cwd=tmp_path, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert done.stdout == "2.0\n"


OTHER = "alternatives: [{name: another count, query: SELECT 12 AS value%s}]\n"


def test_a_definition_that_turns_the_verdict_over_is_what_it_depends_on():
    judgement = check(claim(DATA + OTHER % ""))
    assert judgement.qualifiers == ("depends on another count",)
    assert judgement.alternatives[0].effect.mean == 12


def test_an_excluded_definition_is_shown_and_does_not_count():
    judgement = check(claim(DATA + OTHER % ", excluded: nobody counts so"))
    assert judgement.qualifiers == ()
    assert judgement.alternatives[0].verdict == "contradicted"


def test_a_definition_that_gives_no_verdict_makes_it_fragile():
    regions = '{claim: "> 10 seats", opposite: "< 5 seats"}'
    text = DATA.replace('{claim: "= 10 seats"}', regions).replace("SELECT 10", "SELECT 11")
    query = "alternatives: [{name: another count, query: SELECT 7 AS value}]\n"
    assert check(claim(text + query)).qualifiers == ("fragile",)


@pytest.mark.parametrize(
    ("region", "unit"),
    [("= 10 seats", "seat"), ("48.8 ± 0.1 %", "percent"), ("> 3", "1"), ("< -1 or > 1 week", "week"),
     ("1,000 .. 2,000 people", "person"), ("= 1", "1")],
)  # fmt: skip
def test_the_unit_of_an_answer_is_the_one_its_region_states(region, unit):
    assert stated_unit(region) == unit


def test_no_institution_is_imported_for_a_table_of_an_article():
    script = (
        "import sys\nfrom commonweal.claims.data import ask\n"
        f"ask('SELECT count(*) AS value FROM {TABLE}')\n"
        "print([m for m in sys.modules if m.startswith('commonweal.institutions.')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['commonweal.institutions.registry']"


def test_every_shipped_table_says_what_it_holds_and_where_it_comes_from():
    import commonweal.library
    from commonweal.claims.tables import Table

    root = Path(commonweal.library.__file__).parent
    tables = [Table("x", path.stem, path) for path in root.rglob("tables/*.csv")]
    assert tables
    assert [table.path for table in tables if table.note() is None] == []
