"""The page: whole, self-contained, readable by everybody, and safe whatever a claim says."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from commonweal.claims.judgement import Estimate, Hinge, Judgement, Preregistration
from commonweal.core.errors import FileError
from commonweal.reports import write_report
from tests.support.htmlpage import Page, read
from tests.support.judgements import (
    every_kind,
    forecast,
    hostile,
    immaterial,
    ledger_row,
    of_figures,
    of_tables,
    recorded,
    supported,
    undecided,
    waiting_ledger,
)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Page:
    return page_of(every_kind(), tmp_path_factory.mktemp("page"), claims_checked=25)


def odd_hinge(title: str, high: float = 2.0) -> Hinge:
    return Hinge("odd", title, "week", 0.5, 1.0, high)


def page_of(judgements: list[Judgement], folder: Path, claims_checked: int = 1) -> Page:
    path = write_report(judgements, folder / "report.html", claims_checked=claims_checked)
    return read(path.read_text(encoding="utf-8"))


# -- self-contained -------------------------------------------------------------------------


def test_the_page_loads_nothing_from_anywhere(full: Page) -> None:
    assert full.loads == []
    assert re.search(r"url\(|@import|@font-face", full.html) is None


def test_the_page_needs_no_script(full: Page) -> None:
    assert full.count("script") == 0
    assert full.count("noscript") == 0
    assert full.handlers == []


def test_every_link_inside_the_page_leads_somewhere(full: Page) -> None:
    targets = {link.removeprefix("#") for link in full.links if link.startswith("#")}
    assert targets
    assert targets <= set(full.ids)


def test_a_page_of_twenty_five_claims_stays_under_three_megabytes(tmp_path: Path) -> None:
    path = write_report([supported()] * 25, tmp_path / "r.html", claims_checked=25)
    assert path.stat().st_size < 3_000_000


# -- sound HTML -----------------------------------------------------------------------------


def test_every_element_is_closed_in_its_place(full: Page) -> None:
    assert full.unbalanced == []


def test_no_id_is_used_twice(full: Page) -> None:
    assert len(full.ids) == len(set(full.ids))


def test_a_claim_shown_twice_still_has_ids_of_its_own(tmp_path: Path) -> None:
    page = page_of([supported(), supported()], tmp_path)
    assert len(page.ids) == len(set(page.ids))


def test_headings_descend_one_level_at_a_time(full: Page) -> None:
    steps = [after - before for before, after in zip(full.levels, full.levels[1:], strict=False)]
    assert full.levels[0] == 1
    assert full.levels.count(1) == 1
    assert max(steps) <= 1


def test_the_page_says_its_language_and_its_width(full: Page) -> None:
    assert '<html lang="en-GB">' in full.html
    assert 'content="width=device-width, initial-scale=1"' in full.html


def test_every_table_has_a_caption_and_its_headers_a_scope(full: Page) -> None:
    assert full.count("caption") == full.count("table") > 0
    assert full.count("th") == full.html.count(' scope="')


def test_a_reader_can_skip_to_the_verdicts(full: Page) -> None:
    assert full.links[0] == "#verdicts"


def test_what_scrolls_can_be_reached_by_keyboard_and_has_a_name(full: Page) -> None:
    regions = re.findall(r'<(?:div|pre)[^>]*role="region"[^>]*>', full.html)
    assert regions
    assert all('tabindex="0"' in region and "aria-labelledby=" in region for region in regions)


def test_each_chart_has_a_title_and_a_description(full: Page) -> None:
    charts = re.findall(r"<svg .*?</svg>", full.html, flags=re.DOTALL)
    assert len(charts) > 5
    assert all(chart.count("<title ") == chart.count("<desc ") == 1 for chart in charts)
    assert all(' role="img"' in chart and "aria-labelledby=" in chart for chart in charts)


# -- what stands on it ----------------------------------------------------------------------


def test_the_articles_are_listed_with_a_link_to_each_claim(full: Page) -> None:
    contents = full.html.partition('<nav class="contents"')[2].partition("</nav>")[0]
    assert [f"#article.{at}" for at in (1, 2)] == re.findall(r'"(#article\.\d)"', contents)
    assert contents.count('class="unseen"') == 10


def test_the_verdict_table_shows_what_the_tables_give(tmp_path: Path) -> None:
    assert '<td role="cell" class="n found">10 seats' in page_of([of_tables()], tmp_path).html


def test_the_verdict_table_leaves_the_list_of_sources_to_the_claim(tmp_path: Path) -> None:
    judgement = replace(of_figures(), qualifiers=["mixed sources: the study; the census"])
    html = page_of([judgement], tmp_path).html
    assert html.count('<span class="qualifier">mixed sources</span>') == 1
    assert html.count("mixed sources: the study; the census</span>") == 1


def test_on_a_phone_each_cell_names_its_column(full: Page) -> None:
    cells = re.findall(r"<td[^>]*>", full.html.partition('<section class="of-article"')[2])
    assert cells
    assert all('data-head="' in cell for cell in cells)


def test_the_charts_of_a_claim_go_where_it_is_said(tmp_path: Path) -> None:
    write_report(
        [supported(), of_tables()], tmp_path / "r.html", claims_checked=2,
        charts=lambda judgement: tmp_path / judgement.run if judgement.run else None,
    )  # fmt: skip
    kept = tmp_path / "health-0123456789abcdef" / "n1-guarantee-displaces"
    assert {path.name for path in kept.iterdir()} >= {"exceedance.svg", "exceedance.vl.json"}


OF_EVERY_CLAIM = [
    "What was tested", "Evidence for and against", "What is left out",
    "How to disagree with this", "Run, registration, citation",
]  # fmt: skip
OF_A_MODEL = [
    "How large the effect is", "Who gains and who loses", "Which rule did it",
    "What the answer hinges on", "Where the claim fails", "Under other choices",
    "With the mechanism switched off",
]  # fmt: skip


@pytest.mark.parametrize("heading", OF_EVERY_CLAIM)
@pytest.mark.parametrize("make", [supported, of_tables, of_figures, forecast, recorded])
def test_every_claim_has_the_section(make, heading: str, tmp_path: Path) -> None:
    assert heading in page_of([make()], tmp_path).headings


@pytest.mark.parametrize("heading", OF_A_MODEL)
def test_a_claim_tested_by_a_model_has_the_section(heading: str, full: Page) -> None:
    assert heading in full.headings


def test_a_data_claim_shows_its_rows_its_query_and_its_tables(tmp_path: Path) -> None:
    text = page_of([of_tables()], tmp_path).text
    assert "1,234,567" in text
    assert "WHERE party = 'Labour' AND south" in text
    assert "The Library, Results (2010)" in text


def of_shares(**keys: Any) -> Judgement:
    """The waiting claim with an effect that is a share, and regions in bare numbers."""
    claim = supported().claim
    regions = {"claim": "> 0.02", "immaterial": "-0.02 .. 0.02", "opposite": "< -0.02"}
    claim = claim.model_copy(update={"regions": claim.regions.model_copy(update=regions)})
    return supported(claim=claim, effect=Estimate(0.03, 0.01, 0.05, "share"), **keys)


def test_effects_in_points_name_them_once_for_the_whole_table_of_hinges(tmp_path: Path) -> None:
    hinge = Hinge("odd", "An odd share", "share", 0.5, 0.01, 0.048)
    text = page_of([of_shares(hinges=(hinge,))], tmp_path).text
    assert "Hinges, the most important first; effects in percentage points" in text
    assert "+1+4.8nowhere in its range" in text


def test_a_region_of_shares_is_told_in_the_points_of_its_effect(tmp_path: Path) -> None:
    text = page_of([of_shares()], tmp_path).text
    assert "claim (more than 2 percentage points)" in text
    assert "holds here where the result is more than 2 percentage points" in text


def test_a_consistency_claim_shows_both_readings(tmp_path: Path) -> None:
    text = page_of([of_figures()], tmp_path).text
    assert "Read strictly, the figures cannot agree" in text
    assert "Read loosely, the figures agree" in text
    assert "11.45 to 11.55%" in text
    assert "2016-07-13 to 2016-07-23" in text


def test_readings_that_come_to_the_same_are_told_once(tmp_path: Path) -> None:
    judgement = of_figures(strict=True)
    strict = replace(judgement.readings[0], name="strict")
    same = replace(judgement, readings=(strict, replace(strict, name="loose")))
    text = page_of([same], tmp_path).text
    assert text.count("Read strictly or loosely, the figures agree") == 1
    assert "Read loosely, " not in text


def test_a_verdict_is_told_in_a_sentence_with_its_interval(tmp_path: Path) -> None:
    text = page_of([supported()], tmp_path).text
    assert (
        "In this model, the claim holds: “Mean wait until treatment” (others) is 3.17 weeks higher under "
        "‘guarantee’ than under ‘first-come’ (difference: 1.18 to 5.51 weeks over 90% of the "
        "weighted priors)." in text
    )


def test_p_is_called_a_share_of_priors_and_not_a_probability_of_truth(tmp_path: Path) -> None:
    text = page_of([supported()], tmp_path).text
    assert "p = 97.8% (96.3 to 98.7%): the share of the weighted priors" in text
    assert "not a probability that the claim is true" in text


def test_cells_are_called_cells_and_bounds_name_the_coupling(tmp_path: Path) -> None:
    text = page_of([supported()], tmp_path).text
    assert "The rows count cells of a cohort model" in text
    assert "61% (34 to 87%)" in text
    assert "both arms meet the same luck" in text


def test_evidence_shows_what_was_published_what_was_predicted_and_its_use(tmp_path: Path) -> None:
    text = page_of([supported()], tmp_path).text
    assert "+0.1 weeks (−0.4 to 0.6)" in text
    assert "+3.17 weeks (1.2 to 5.5)" in text
    assert "held out: not used to fit or weight" in text
    assert "from 97.8% to 94.1%; the weighted draws are worth 413 equal ones" in text
    assert "misstates the effect by more than 0.412 weeks" in text


def test_a_fitted_error_of_the_model_is_told(tmp_path: Path) -> None:
    assert "is £210 a year (standard deviation)" in page_of([undecided()], tmp_path).text


def test_a_verdict_by_construction_states_its_condition(tmp_path: Path) -> None:
    text = page_of([undecided()], tmp_path).text
    assert "It holds whenever the guarantee is kept." in text


def test_terms_changed_after_the_first_run_are_announced(tmp_path: Path) -> None:
    assert "Changed after the first run." in page_of([immaterial()], tmp_path).text
    assert "Changed after the first run." not in page_of([supported()], tmp_path).text


def test_evidence_that_weighs_the_priors_is_named_beside_the_answer(tmp_path: Path) -> None:
    said = "each draw counting as far as it agrees with published evidence; without it, p would be"
    assert said in page_of([supported()], tmp_path).text
    assert "published evidence; without it" not in page_of([recorded()], tmp_path).text


@pytest.mark.parametrize(
    ("reweighting", "priors"), [(supported().reweighting, "weighted"), (None, "stated")]
)
def test_every_interval_says_what_it_is_an_interval_of(reweighting, priors, tmp_path: Path) -> None:
    ledger = replace(waiting_ledger(), weighted=reweighting is not None)
    text = page_of([supported(reweighting=reweighting, ledgers=(ledger,))], tmp_path).text
    assert f"weeks over 90% of the {priors} priors" in text
    assert f"the share of the {priors} priors under which the effect is larger" in text
    assert f"central 90% of the group's mean over the {priors} priors" in text
    assert f"97.8% of the {priors} priors bear the claim out" in text


def test_the_error_of_the_model_is_said_to_be_outside_the_interval(tmp_path: Path) -> None:
    text = page_of([supported(discrepancy=0.5)], tmp_path).text
    assert "p counts it in, the interval of the effect does not." in text
    assert "The model's own error, which p and the shares of the regions count in" in text


def test_what_should_be_known_of_a_registration_is_said(tmp_path: Path) -> None:
    history = (("2026-11-20", "aa"), ("2026-11-20", "bb"))
    fixed = Preregistration("bb", "2026-11-20", False, history, ("First run with 200 draws.",))
    text = page_of([supported(preregistration=fixed)], tmp_path).text
    assert "First run with 200 draws." in text
    assert "Earlier entry, of fewer terms" in text


def test_the_foot_says_how_many_claims_were_checked(full: Page) -> None:
    assert "25 claims were checked in all; 10 are shown here." in full.text


def test_a_reader_who_disagrees_is_told_what_to_change_and_run(tmp_path: Path) -> None:
    text = page_of([supported()], tmp_path).text
    assert "Give waiting_list.guaranteed_share, or another uncertainty, your own" in text
    assert "commonweal new claim my-n1 --from n1-guarantee-displaces.yaml" in text
    assert "commonweal check my-n1.yaml" in text


def test_the_range_to_change_is_shown_as_it_stands(tmp_path: Path) -> None:
    hinge = Hinge("capacity_response", "New slots", "share", 0.5, 1.0, 2.0)
    judgement = replace(supported(), hinges=(hinge,))
    assert (
        "capacity_response: {distribution: uniform, low: -0.25, high: 1.25}"
        in page_of([judgement], tmp_path).text
    )


def test_the_command_and_the_run_stand_with_the_claim(tmp_path: Path) -> None:
    text = page_of([supported()], tmp_path).text
    assert "commonweal check n1-guarantee-displaces --draws 1000 --seed 1" in text
    assert "Run health-0123456789abcdef." in text


def test_a_page_without_claims_says_so(tmp_path: Path) -> None:
    page = page_of([], tmp_path, claims_checked=0)
    assert "No claim was judged" in page.text
    assert page.unbalanced == []


# -- safety ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Page:
    return page_of([hostile()], tmp_path_factory.mktemp("hostile"))


def test_no_text_of_a_claim_becomes_an_element(attacked: Page) -> None:
    assert attacked.count("script") == attacked.count("img") == 0
    assert attacked.handlers == []
    assert attacked.unbalanced == []


def test_hostile_text_is_shown_as_it_was_written(attacked: Page) -> None:
    assert "<script>alert('x')</script>" in attacked.text
    assert "{{ 7 * 7 }}" in attacked.text


def test_only_links_to_the_web_are_made(attacked: Page, full: Page) -> None:
    outward = [link for link in attacked.links + full.links if not link.startswith("#")]
    assert outward
    assert all(link.startswith(("https://", "http://")) for link in outward)


def test_characters_that_no_page_can_hold_are_marked(tmp_path: Path) -> None:
    judgement = supported(reason="a\x0bb\ud800c", hinges=(odd_hinge("d\x0be\u2028f"),))
    text = page_of([judgement], tmp_path).text
    assert "A\ufffdb\ufffdc" in text
    assert "d\ufffde\ufffdf" in text


def test_numbers_that_are_not_finite_are_not_drawn_and_not_hidden(tmp_path: Path) -> None:
    ledger = waiting_ledger(rows=(ledger_row("all", float("nan"), group="all"),))
    page = page_of([supported(ledgers=(ledger,), hinges=(odd_hinge("h", float("inf")),))], tmp_path)
    assert "not known" in page.text
    assert "+∞ weeks" in page.text


# -- writing --------------------------------------------------------------------------------


def test_the_same_judgements_give_the_same_bytes(tmp_path: Path) -> None:
    first = write_report(every_kind(), tmp_path / "a.html", claims_checked=10).read_bytes()
    second = write_report(every_kind(), tmp_path / "b.html", claims_checked=10).read_bytes()
    assert first == second


def test_progress_is_told_claim_by_claim(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    write_report(
        [of_tables(), recorded()], tmp_path / "r.html", claims_checked=2,
        progress=lambda done, whole: told.append((done, whole)),
    )  # fmt: skip
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_charts_are_kept_with_the_run_as_drawing_and_specification(tmp_path: Path) -> None:
    write_report([supported()], tmp_path / "r.html", claims_checked=1, charts=tmp_path / "charts")
    kept = sorted(path.name for path in (tmp_path / "charts/n1-guarantee-displaces").iterdir())
    assert kept == [
        "exceedance.svg", "exceedance.vl.json", "hinges.svg", "hinges.vl.json",
        "ledger.svg", "ledger.vl.json",
    ]  # fmt: skip


def test_nothing_is_left_beside_the_page(tmp_path: Path) -> None:
    write_report([recorded()], tmp_path / "sub/r.html", claims_checked=1)
    assert [path.name for path in (tmp_path / "sub").iterdir()] == ["r.html"]


def test_a_page_that_cannot_be_written_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    with pytest.raises(FileError, match="the report cannot be written"):
        write_report([recorded()], tmp_path / "file/r.html", claims_checked=1)


def test_an_interrupted_write_leaves_the_old_page(tmp_path: Path, monkeypatch) -> None:
    path = write_report([recorded()], tmp_path / "r.html", claims_checked=1)
    before = path.read_bytes()
    monkeypatch.setattr("os.fsync", _full_disk)
    with pytest.raises(FileError, match="No space left"):
        write_report([of_tables()], path, claims_checked=1)
    assert path.read_bytes() == before
    assert [item.name for item in tmp_path.iterdir()] == ["r.html"]


def _full_disk(_descriptor: int) -> None:
    raise OSError(28, "No space left on device")
