"""``commonweal health summary``: a list at a glance, from a name or a file."""

import pytest

from tests.support.rtt_files import month, write

LIST = """month,weeks_waited,waiting,treated,joined
2025-05,0,310,120,420
2025-05,1+,990,200,
2025-06,0,300,110,400
2025-06,1+,1370,220,
"""


def test_england_is_summed_up_with_the_books_of_twelve_months(commonweal) -> None:
    said = commonweal("health", "summary", "england")
    assert (said.code, said.err) == (0, "")
    assert "7,289,520" in said.out
    assert "60.6%; 59.0% to 67.6%" in said.out
    assert "2025-04  7,353,336  1,696,539  1,432,124  7,318,759     298,992   4.1%" in said.out


def test_a_summary_answers_as_json(commonweal) -> None:
    found = commonweal("health", "summary", "england", "--json").json
    assert set(found["within"]) == {"18", "52"}
    assert found["median"]["at_least"] is False
    assert len(found["reconciliation"]) == 12


def test_an_extract_is_summed_up_by_provider_and_specialty(commonweal, tmp_path) -> None:
    path = write(tmp_path, month() + month(provider="R1H", name="BARTS"))
    said = commonweal("health", "summary", path, "--provider", "R1H", "--specialty", "urology")
    assert said.out.startswith("R1H, Urology: the end of 2024-11")
    assert "at least 2.0 weeks" in said.out


def test_a_list_whose_books_do_not_add_up_is_named(commonweal, tmp_path) -> None:
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    said = commonweal("health", "summary", "list.csv")
    assert "2025-06: 23% more are waiting than the figures account for" in said.out
    assert "not known: the last age begins before" in said.out


def test_a_list_without_flows_or_month_says_what_is_not_known(commonweal, tmp_path) -> None:
    (tmp_path / "list.csv").write_text("weeks_waited,waiting\n0,*\n1,4\n", encoding="utf-8")
    said = commonweal(
        "health", "summary", "list.csv", "--month", "2025-05", "--suppressed", "2", "--json"
    )
    assert (said.json["size"], said.json["joined"], said.json["reconciliation"]) == (6, None, [])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["englnd"], "Did you mean 'england'"),
        (["absent.csv"], "the file cannot be read"),
        (["england", "--specialty", "Urologie"], "Did you mean 'Urology'"),
        (["england", "--month", "2020-01"], "It runs from 2024-05 to 2025-05"),
        (["england", "--month", "May"], "'May' is not a month"),
        (["R0B", "--specialty", "Urology"], "not kept by specialty"),
        (["england", "--suppressed", "nan"], "'nan' is not a finite number"),
    ],
)
def test_what_cannot_be_summed_up_is_refused(commonweal, arguments, message) -> None:
    said = commonweal("health", "summary", *arguments)
    assert said.code == 2
    assert message in said.err
