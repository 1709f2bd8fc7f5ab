"""``commonweal health``: lists, trajectories, plans and backtests."""

import re
from pathlib import Path

import pytest

GUIDE = (Path(__file__).parents[2] / "docs" / "health.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```console\n\$ commonweal (.+)\n((?:.*\n)+?)```", GUIDE)


@pytest.mark.slow
@pytest.mark.parametrize(("command", "answer"), SHOWN, ids=[command for command, _ in SHOWN])
def test_the_guide_shows_what_the_command_says(commonweal, monkeypatch, command, answer) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert commonweal(*command.split()).out == answer


def test_the_guide_shows_the_plan_for_england_and_the_backtest_on_the_other_half() -> None:
    commands = [command for command, _ in SHOWN]
    assert "health plan england --target 0.92 --by 2029-03" in commands
    assert "health backtest --half test" in commands


def test_lists_are_listed(commonweal) -> None:
    rows = commonweal("health", "list", "--json").json["lists"]
    assert len(rows) == 40
    assert rows[0]["name"] == "england"
    assert round(rows[0]["waiting"]) == 7_289_520


def test_a_plan_answers_as_json_with_its_assumptions(commonweal) -> None:
    found = commonweal(
        "health", "plan", "england", "--target", 0.92, "--by", "2029-03", "--draws", 200, "--json"
    ).json
    assert found["draws_meeting_target"] == 1
    extra = found["extra_treatments_a_week"]
    assert 0 < extra["low"] < extra["median"] < extra["high"]
    assert len(found["assumptions"]) == 5


def test_a_plan_out_of_reach_is_named_as_such(commonweal) -> None:
    said = commonweal(
        "health", "plan", "england", "--target", 0.92, "--by", "2026-03", "--at-most", 500,
        "--draws", 200,
    )  # fmt: skip
    assert said.code == 0
    assert said.out.startswith("NOT MET for England: 92% within 18 weeks")
    assert "nearest feasible answer" in " ".join(said.out.split())


def test_a_trajectory_is_written_as_a_planning_table(commonweal, tmp_path) -> None:
    said = commonweal("health", "trajectory", "R0B", "--months", 3, "--csv", "t.csv")
    assert (said.code, said.err) == (0, "")
    assert (tmp_path / "t.csv").read_text().startswith("measure,unit,estimate,2024-05")


def test_a_trajectory_is_drawn(commonweal, tmp_path) -> None:
    said = commonweal("health", "trajectory", "R0B", "--months", 14, "--charts", "drawn")
    assert (said.code, said.err) == (0, "")
    assert sorted(path.name for path in (tmp_path / "drawn").iterdir()) == [
        "by-age.svg", "over-52-weeks.svg", "waiting-list.svg", "within-18-weeks.svg",
    ]  # fmt: skip


def test_a_plan_is_drawn(commonweal, tmp_path) -> None:
    words = ("--target", 0.7, "--by", "2025-09", "--draws", 200, "--charts", "drawn")
    said = commonweal("health", "plan", "R0B", *words)
    assert (said.code, said.err) == (0, "")
    assert sorted(path.name for path in (tmp_path / "drawn").iterdir()) == [
        "enough.svg", "treated-by-age.svg",
    ]  # fmt: skip


def test_a_backtest_is_drawn(commonweal, tmp_path) -> None:
    said = commonweal("health", "backtest", "--draws", 200, "--charts", "drawn")
    assert (said.code, said.err) == (0, "")
    assert sorted(path.name for path in (tmp_path / "drawn").iterdir()) == [
        "list-size.svg", "share-within-18-weeks.svg",
    ]  # fmt: skip


def test_charts_that_cannot_be_written_are_told_of(commonweal, tmp_path) -> None:
    (tmp_path / "taken").write_text("")
    said = commonweal("health", "backtest", "--draws", 200, "--charts", "taken/drawn")
    assert (said.code, said.out) == (2, "")
    assert "the charts cannot be written" in said.err


def test_a_trajectory_answers_as_json(commonweal) -> None:
    found = commonweal("health", "trajectory", "R0B", "--months", 3, "--json").json
    assert found["months"] == ["2025-06", "2025-07", "2025-08"]
    assert set(found["measures"][0]["intervals"]) == {"50%", "80%", "95%"}


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["plan", "england", "--target", "92", "--by", "2029-03"], "a target is a share"),
        (["plan", "england", "--target", ".92", "--by", "March"], "'March' is not a month"),
        (["plan", "nowhere", "--target", ".92", "--by", "2029-03"], "there is no list named"),
        (["trajectory", "gone.csv"], "gone.csv"),
        (["trajectory", "R0B", "--months", "0"], "from 1 to 120 months"),
        (["trajectory", "england", "--specialty", "Cardiolgy"], "Did you mean 'Cardiology'"),
        (["trajectory", "R0B", "--specialty", "Urology"], "'R0B' is not kept by specialty"),
        (["trajectory", "R0B", "--provider", "R1H"], "'R0B' is not kept by provider"),
        (["trajectory", "england", "--provider", "R1H"], "not kept by provider"),
        (["trajectory", "R0B", "--referral-growth", "nan"], "'nan' is not a finite number"),
        (["backtest", "--months", "13"], "leave none to score"),
        (["backtest", "--months", "2"], "too few months"),
    ],
)
def test_a_mistake_is_told_and_ends_with_2(commonweal, words, complaint) -> None:
    said = commonweal("health", *words)
    assert (said.code, said.out) == (2, "")
    assert complaint in said.err


OWN = "month,months_waited,waiting,treated,joined\n"


def months(treated=5):
    """Four months of thirteen ages."""
    return OWN + "".join(
        f"2025-0{month},{age},10,{treated},{70 if age == 0 else ''}\n"
        for month in range(1, 5)
        for age in range(13)
    )


def test_a_list_of_your_own_is_planned(commonweal, tmp_path) -> None:
    (tmp_path / "mine.csv").write_text(months())
    said = commonweal("health", "plan", "mine.csv", "--target", 0.92, "--by", "2026-03")
    assert (said.code, said.err) == (0, "")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (months(treated=0), "with no capacity"),
        (months().replace("2025-02,3,10,5,\n", ""), "no row for 3"),
        (months().replace("2025-02,3,10", "2025-02,3,-10"), "-10"),
        (months().replace("2025-02,3,10", "2025-02,3,nan"), "nan"),
        (months().replace("waiting", "wartend"), "wartend"),
        (months() + "2025-02,3,10,5,\n", "already"),
        (OWN, "no rows"),
        (months().replace("2025-03", "2025-07"), "does not follow"),
    ],
    ids=["no capacity", "cut", "negative", "nan", "translated", "twice", "empty", "gap"],
)
def test_a_broken_list_is_refused(commonweal, tmp_path, text, complaint) -> None:
    (tmp_path / "mine.csv").write_text(text)
    said = commonweal("health", "plan", "mine.csv", "--target", 0.92, "--by", "2026-03")
    assert (said.code, said.out) == (2, "")
    assert complaint in said.err


def weeks(last="52+"):
    """Four months of fifty-three weeks."""
    ages = [*map(str, range(52)), last]
    return "month,weeks_waited,waiting,treated,joined\n" + "".join(
        f"2025-0{month},{age},10,3,{160 if age == '0' else ''}\n"
        for month in range(1, 5)
        for age in ages
    )


def test_a_list_by_week_is_planned_by_month(commonweal, tmp_path) -> None:
    (tmp_path / "mine.csv").write_text(weeks())
    said = commonweal("health", "plan", "mine.csv", "--target", 0.92, "--by", "2026-03")
    assert (said.code, said.err) == (0, "")
    assert "within 18 weeks at the end" in said.out


def test_weeks_that_end_before_a_year_are_refused(commonweal, tmp_path) -> None:
    (tmp_path / "mine.csv").write_text("".join(weeks().splitlines(keepends=True)[:20]))
    said = commonweal("health", "trajectory", "mine.csv")
    assert (said.code, said.out) == (2, "")
    assert "weeks waited end at 18" in said.err


def test_one_extract_alone_shows_no_flows(commonweal, tmp_path) -> None:
    (tmp_path / "mine.csv").write_text("".join(weeks().splitlines(keepends=True)[:54]))
    said = commonweal("health", "trajectory", "mine.csv")
    assert (said.code, said.out) == (2, "")
    assert "1 in a row are too few months" in said.err


def test_errors_are_told_as_json_too(commonweal) -> None:
    said = commonweal("health", "plan", "england", "--target", 2, "--by", "2029-03", "--json")
    assert (said.code, said.out) == (2, "")
    assert said.errors[0]["where"] == "--target"
