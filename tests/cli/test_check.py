"""``check`` judges claims and prints verdicts; one bad claim does not stop the others."""

import json
from pathlib import Path

import pytest

from tests.support.claimtexts import COUNTERFACTUAL, DATA, RECORD

VERDICTS = {
    "supported", "contradicted", "immaterial", "undecided", "consistent", "inconsistent", "recorded",
}  # fmt: skip


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    folder = tmp_path / "claims"
    folder.mkdir()
    (folder / "x1-rich-lose.yaml").write_text(COUNTERFACTUAL, encoding="utf-8")
    (folder / "x2-two.yaml").write_text(DATA, encoding="utf-8")
    (folder / "x3-kept.yaml").write_text(RECORD, encoding="utf-8")
    return folder


def verdicts(said) -> dict[str, str]:
    return {claim["id"]: claim["verdict"] for claim in said.json["claims"]}


def test_a_folder_is_judged_claim_by_claim(commonweal, claims) -> None:
    said = commonweal("check", claims, "--draws", 200, "--json")
    assert said.code == 0, said.err
    assert verdicts(said) == {
        "x1-rich-lose": "supported", "x2-two": "supported", "x3-kept": "recorded",
    }  # fmt: skip


def test_json_has_the_fields_that_scripts_rely_on(commonweal, claims) -> None:
    said = commonweal("check", claims / "x1-rich-lose.yaml", "--draws", 200, "--json")
    (claim,) = said.json["claims"]
    assert {"id", "kind", "verdict", "qualifiers", "reason", "p", "interval", "run"} <= set(claim)
    assert (claim["kind"], claim["p"], claim["draws"]) == ("counterfactual", 1, 200)
    assert isinstance(claim["qualifiers"], list)


def test_people_see_verdict_share_and_meaning(commonweal, claims) -> None:
    said = commonweal("check", claims, "--draws", 200)
    assert "x1-rich-lose" in said.out
    assert "✓ supported" in said.out
    assert "p = 100%" in said.out
    assert "3 claims checked: 2 supported, 1 recorded." in said.out
    assert "not a probability that it is true" in " ".join(said.out.split())
    assert max(len(line) for line in said.out.splitlines()) <= 80


def test_a_narrow_terminal_gets_narrow_lines(commonweal, claims, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    said = commonweal("check", claims, "--draws", 200)
    assert max(len(line) for line in said.out.splitlines()) <= 60


def test_what_the_tables_give_stands_beside_what_the_claim_says(commonweal, claims) -> None:
    said = commonweal("check", claims / "x2-two.yaml")
    assert "The tables give 2, as the claim says" in said.out


def test_the_run_is_stored_where_it_is_asked_for(commonweal, claims, tmp_path) -> None:
    said = commonweal("check", claims, "--draws", 200, "--runs", tmp_path / "kept", "--json")
    run = said.json["claims"][0]["run"]
    assert (tmp_path / "kept" / run / "run.json").exists()
    assert not (tmp_path / "runs").exists()


def test_the_folder_of_runs_may_come_from_the_environment(
    commonweal, claims, tmp_path, monkeypatch
) -> None:
    monkeypatch.setenv("COMMONWEAL_RUNS", str(tmp_path / "mine"))
    said = commonweal("check", claims, "--draws", 200, "--json")
    assert (tmp_path / "mine" / said.json["claims"][0]["run"]).is_dir()


def test_the_seed_moves_the_draws_and_is_told(commonweal, claims) -> None:
    path = claims / "x1-rich-lose.yaml"
    first, second = (
        commonweal("check", path, "--draws", 200, "--seed", seed, "--json").json["claims"][0]
        for seed in (1, 2)
    )
    assert (first["seed"], second["seed"]) == (1, 2)
    assert first["effect"]["mean"] != second["effect"]["mean"]


def test_workers_change_nothing(commonweal, claims, tmp_path) -> None:
    path = claims / "x1-rich-lose.yaml"
    one, two = (
        commonweal(
            "check", path, "--draws", 200, "--workers", n, "--runs", tmp_path / f"runs{n}", "--json"
        ).json
        for n in (1, 2)
    )
    assert one == two


def test_one_bad_file_is_reported_and_the_others_are_judged(commonweal, claims) -> None:
    (claims / "x0-bad.yaml").write_text("schema: 1\nid: x0-bad\ncolour: red\n", encoding="utf-8")
    said = commonweal("check", claims, "--draws", 200, "--json")
    assert said.code == 2
    assert len(said.json["claims"]) == 3
    assert [error["what"][:28] for error in said.errors] == ["the key 'colour' is not know"]


def test_two_claims_of_one_id_are_refused(commonweal, claims) -> None:
    (claims / "x9-copy.yaml").write_text(DATA, encoding="utf-8")
    said = commonweal("check", claims, "--draws", 200, "--json")
    assert said.code == 2
    assert "the id 'x2-two' is also that of" in said.errors[0]["what"]


def test_a_claim_named_twice_is_judged_once(commonweal, claims) -> None:
    said = commonweal("check", claims / "x2-two.yaml", claims / "x2-two.yaml", "--json")
    assert list(verdicts(said)) == ["x2-two"]


def test_the_beginning_of_an_id_names_a_shipped_claim(commonweal) -> None:
    assert list(verdicts(commonweal("check", "n20", "--json"))) == ["n20-phones-licence-then-sale"]


def test_an_unknown_id_is_answered_with_the_nearest(commonweal) -> None:
    said = commonweal("check", "n20-phones-licence-then-sales")
    assert said.code == 2
    assert "Did you mean 'n20-phones-licence-then-sale'" in said.err


def test_an_empty_folder_is_a_mistake(commonweal, tmp_path) -> None:
    (tmp_path / "empty").mkdir()
    said = commonweal("check", "empty")
    assert said.code == 2
    assert "holds no claim file" in said.err


def test_the_report_is_one_page_with_every_claim(commonweal, claims, tmp_path) -> None:
    said = commonweal("check", claims, "--draws", 200, "--report", "out/report.html")
    assert said.code == 0, said.err
    html = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert all(name in html for name in ("x1-rich-lose", "x2-two", "x3-kept"))


def test_the_charts_of_the_report_are_kept_with_their_run(commonweal, claims, tmp_path) -> None:
    path = claims / "x1-rich-lose.yaml"
    said = commonweal("check", path, "--draws", 200, "--report", "report.html", "--json")
    kept = tmp_path / "runs" / said.json["claims"][0]["run"] / "charts" / "x1-rich-lose"
    assert (kept / "ledger.svg").read_text(encoding="utf-8").startswith("<svg")
    assert commonweal("verify", "--all").code == 0


def test_the_claim_review_names_claim_and_reviewer(commonweal, claims, tmp_path) -> None:
    commonweal(
        "check", claims / "x2-two.yaml", "--claimreview", "review.json", "--reviewer", "We"
    )  # fmt: skip
    (review,) = json.loads((tmp_path / "review.json").read_text(encoding="utf-8"))
    assert (review["@type"], review["identifier"]) == ("ClaimReview", "x2-two")
    assert review["author"]["name"] == "We"


def test_show_tells_everything_on_one_claim(commonweal, claims) -> None:
    said = commonweal("show", claims / "x1-rich-lose.yaml", "--draws", 200)
    assert said.code == 0, said.err
    for part in ("What was tested", "Who gains and who loses", "What is left out", "more than 1"):
        assert part in said.out
    assert f"commonweal check {claims / 'x1-rich-lose.yaml'}" in said.out


def test_show_answers_in_json(commonweal, claims) -> None:
    said = commonweal("show", claims / "x3-kept.yaml", "--json")
    assert (said.json["id"], said.json["verdict"]) == ("x3-kept", "recorded")


def test_show_wants_one_claim(commonweal, claims) -> None:
    said = commonweal("show", claims)
    assert said.code == 2
    assert "names 3 claims" in said.err


def test_list_claims_names_the_shipped_ones(commonweal) -> None:
    claims = commonweal("list", "claims", "--json").json["claims"]
    assert "n20-phones-licence-then-sale" in [claim["id"] for claim in claims]


def test_every_verdict_has_a_colour() -> None:
    from commonweal.cli.output import STYLES

    assert set(STYLES) >= VERDICTS


def test_the_floor_of_draws_is_that_of_the_judge() -> None:
    from commonweal.claims.schema import FEWEST_DRAWS as OF_THE_JUDGE
    from commonweal.cli.options import FEWEST_DRAWS

    assert FEWEST_DRAWS == OF_THE_JUDGE
