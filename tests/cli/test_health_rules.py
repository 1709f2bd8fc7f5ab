"""``commonweal health rules``: who waits longer under each rule of calling."""

import pytest

QUICK = ("--draws", 200, "--rule", "strict")


def weeks(last=1):
    """One month of a list by week, to 2 weeks and more."""
    head = "month,weeks_waited,waiting,treated,joined\n"
    return head + f"2025-05,0,310,120,320\n2025-05,1,290,60,\n2025-05,2+,50,{last},\n"


def test_rules_are_compared_on_a_real_list(commonweal) -> None:
    said = commonweal("health", "rules", *QUICK)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("dorset-2024-11")
    assert "Loses most: others under ‘strict’" in " ".join(said.out.split())
    assert "central 90% over 200 draws" in " ".join(said.out.split())


def test_rules_are_drawn(commonweal, tmp_path) -> None:
    said = commonweal("health", "rules", *QUICK, "--charts", "drawn")
    assert (said.code, said.err) == (0, "")
    assert sorted(path.name for path in (tmp_path / "drawn").iterdir()) == [
        "by-class.svg", "by-place.svg", "by-weeks-waited.svg", "untreated.svg",
    ]  # fmt: skip


def test_rules_answer_as_json(commonweal) -> None:
    found = commonweal("health", "rules", "steady-list", *QUICK, "--json").json
    assert (found["against"], found["joined"], found["interval"]) == ("first-come", "long run", 0.9)
    by_class = found["views"][0]
    assert by_class["levels"]["others"]["unit"] == "week"
    change = by_class["changes"]["strict"]["others"]
    assert 0 < change["low"] < change["mean"] < change["high"]


def test_a_rule_without_what_it_needs_is_left_out_and_named(commonweal) -> None:
    found = commonweal("health", "rules", "R0B", "--draws", 200, "--json").json
    assert "profile" not in found["views"][0]["changes"]
    assert found["notes"][-1].startswith("profile: left out")


def test_a_list_of_your_own_is_called_by_every_rule(commonweal, tmp_path) -> None:
    (tmp_path / "mine.csv").write_text(weeks())
    found = commonweal("health", "rules", "mine.csv", "--draws", 200, "--json").json
    assert len(found["views"][0]["changes"]) == 6
    assert found["list"] == "mine"


def test_a_group_of_nobody_is_called_nobody(commonweal, tmp_path) -> None:
    (tmp_path / "mine.csv").write_text(weeks())
    said = commonweal("health", "rules", "mine.csv", *QUICK)
    assert "nobody" in said.out


def test_levers_are_set_under_every_rule(commonweal) -> None:
    words = ("--rule", "guarantee", "--set", "waiting_list.guarantee_weeks=18", "--draws", 200)
    said = commonweal("health", "rules", *words)
    assert "guarantee_weeks = 18" in " ".join(said.out.split())


def test_any_rule_is_compared_with(commonweal) -> None:
    found = commonweal("health", "rules", *QUICK, "--against", "profile", "--json").json
    assert list(found["views"][0]["changes"]) == ["strict"]


def test_a_list_that_grows_is_called_a_lower_bound(commonweal) -> None:
    words = ("steady-list", "--set", "waiting_list.capacity=0.5")
    said = commonweal("health", "rules", *words, *QUICK)
    assert "lower bounds" in " ".join(said.out.split())


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--rule", "last-come"], "last-come"),
        (["--against", "strickt"], "Did you mean 'strict'"),
        (["--rule", "first-come"], "compare"),
        (["R0B", "--rule", "profile"], "leaves open how long"),
        (["nowhere"], "there is no list named"),
        (["gone.csv"], "gone.csv"),
        (["--set", "waiting_list.discipline=strict"], "what is compared"),
        (["--set", "waiting_list.capacity=0"], "nobody is ever treated"),
        (["--set", "waiting_list.target=everybody"], "a limit for everybody"),
        (["england", "--specialty", "Cardiolgy"], "Did you mean 'Cardiology'"),
        (["R0B", "--specialty", "Urology"], "'R0B' is not kept by specialty"),
        (["steady-list", "--specialty", "Urology"], "'steady-list' is a world"),
        (["steady-list", "--provider", "R0B"], "neither providers nor specialties"),
        (["--draws", "20"], "--draws"),
    ],
)
def test_a_mistake_is_told_and_ends_with_2(commonweal, words, complaint) -> None:
    said = commonweal("health", "rules", *words)
    assert (said.code, said.out) == (2, "")
    assert complaint in " ".join(said.err.split())


def test_a_list_without_flows_is_refused(commonweal, tmp_path) -> None:
    (tmp_path / "mine.csv").write_text("month,weeks_waited,waiting\n2025-05,0,5\n")
    said = commonweal("health", "rules", "mine.csv")
    assert (said.code, said.out) == (2, "")
    assert "how many joined" in said.err
