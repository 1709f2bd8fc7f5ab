"""Judgements made by hand, one of every kind and verdict, for the tests of the report."""

from __future__ import annotations

import math
from typing import Any

from commonweal.claims.judgement import (
    AlternativeOutcome,
    Control,
    Estimate,
    EvidenceOutcome,
    FigureReading,
    Hinge,
    Judgement,
    Preregistration,
    Reading,
    Reweighting,
    Rows,
    Shares,
)
from commonweal.claims.schema import Claim
from commonweal.experiments.attribution import Attribution, Part
from commonweal.experiments.ledger import Ledger, LedgerRow

LIST_ARTICLE = {
    "author": "A. Writer", "title": "How the list is kept", "publisher": "The Weekly",
    "published": "2011-02-28", "paragraph": 8, "link": "https://example.org/list",
}  # fmt: skip
VOTE_ARTICLE = {
    "author": "B. Author", "title": "Seats and votes", "publisher": "The Weekly",
    "published": "2012-10-01", "paragraph": 3,
}  # fmt: skip


def claim(name: str, kind: str, **keys: Any) -> Claim:
    """A claim with the keys every kind needs; its regions are checked by nobody here."""
    return Claim.model_validate(
        {"schema": 1, "id": name, "kind": kind, "source": LIST_ARTICLE, "statement": "A claim.",
         "interpretation": "What is tested, in the words of the model.", **keys}
    )  # fmt: skip


def ledger_row(label: str, mean: float, *, group: str = "class", **keys: Any) -> LedgerRow:
    """A row whose interval is a third of its mean either way."""
    spread = abs(mean) / 3 + 0.05
    held: dict[str, Any] = {
        "weight": 1200.0, "low": mean - spread, "high": mean + spread, "total": 1200 * mean,
        "quantiles": {"p10": mean - 2, "p25": mean - 1, "p50": mean, "p75": mean + 1, "p90": mean + 2},
        "luck_share": 0.12, "worse_off": 0.61, "worse_off_bounds": (0.34, 0.87),
        "entries": 0.0, "exits": 0.0,
    }  # fmt: skip
    return LedgerRow(group=group, label=label, mean=mean, **{**held, **keys})


def waiting_ledger(**keys: Any) -> Ledger:
    rows = (
        ledger_row("all", 0.05, group="all"),
        ledger_row("guaranteed", -4.21, worse_off=0.04, worse_off_bounds=(0.0, 0.21)),
        ledger_row("others", 3.17),
        ledger_row("over 65", 1.4, group="age", entries=3.0),
        ledger_row("under 65", -0.62, group="age"),
    )
    held: dict[str, Any] = {
        "table": "patients", "title": "Patients by practice", "unit": "week", "better": "lower",
        "cells": True, "arm": "guarantee", "base": "first-come", "rows": rows,
    }  # fmt: skip
    return Ledger(**{**held, **keys})


def bell(mean: float, sd: float, points: int = 61) -> tuple[tuple[float, float], ...]:
    """P(effect > v) of a normal effect."""
    values = [mean + sd * (6 * at / (points - 1) - 3) for at in range(points)]
    return tuple((v, 0.5 * math.erfc((v - mean) / (sd * math.sqrt(2)))) for v in values)


def waiting_claim(name: str, **keys: Any) -> Claim:
    held: dict[str, Any] = {
        "statement": "Moving the guaranteed up the list made the others wait longer.",
        "interpretation": "The mean wait of patients without a guarantee, in the last week, with "
        "the guarantee less without it, on the same list and the same arrivals.",
        "experiment": {
            "institution": "health", "world": "steady-list",
            "arms": {"first-come": {}, "guarantee": {"waiting_list.guarantee_weeks": 8,
                                                     "waiting_list.guaranteed_share": 0.6}},
        },
        "measure": {"name": "mean_wait", "where": {"class": "others"}},
        "compare": "guarantee - first-come",
        "regions": {"claim": "> 1 week", "immaterial": "-1 .. 1 week", "opposite": "< -1 week"},
        "left_out": "Patients who pay for private care, and removals from the list.",
    }  # fmt: skip
    return claim(name, "counterfactual", **{**held, **keys})


HINGES = (
    Hinge("waiting_list.guaranteed_share", "Share of patients with a guarantee", "share",
          0.62, 0.4, 6.1, 0.0771),
    Hinge("waiting_list.mean_wait", "Mean wait before the guarantee", "week", 0.21, 1.9, 4.4, None),
    Hinge("waiting_list.arrivals", "Patients joining a week", "patient/week", 0.04, 3.6, 2.8, None),
)  # fmt: skip
EVIDENCE = (
    EvidenceOutcome("a-2002", "Waits of covered patients were about 8% shorter.",
                    "A. Scholar and B. Other, A study of waits (2002), Journal of Studies, https://example.org/1",
                    Estimate(0.92, 0.88, 0.96, "1"), Estimate(0.86, 0.7, 0.97, "1"), "for", "reweighted"),
    EvidenceOutcome("b-1997", "Shorter waits at all four providers.", "D. Third, Four providers (1997)",
                    None, None, "neither", "shown"),
    EvidenceOutcome("c-2001", "No rise among the others.", "E. Fourth, The others (2001)",
                    Estimate(0.1, -0.4, 0.6, "week"), Estimate(3.17, 1.2, 5.5, "week"), "against", "held out"),
)  # fmt: skip


ATTRIBUTION = Attribution(
    "mean_wait", "week", "guarantee", "first-come", 3.172,
    (Part("waiting_list.guarantee_weeks", "Weeks guaranteed", 2.4, 0.9, 4.1, 0.03),
     Part("waiting_list.guaranteed_share", "Share guaranteed", 0.772, 0.1, 1.4, 0.03)),
    False,
)  # fmt: skip


def supported(**keys: Any) -> Judgement:
    """A counterfactual claim with every part of a judgement filled."""
    held: dict[str, Any] = {
        "claim": waiting_claim("n1-guarantee-displaces", control={"waiting_list.guarantee_weeks": 104}),
        "verdict": "supported",
        "qualifiers": ("depends on capacity grows by what the guarantee uses", "contested"),
        "reason": "97.8% of the priors lie in the claim's region (> 1 week).",
        "p": 0.978, "interval": (0.9631, 0.987), "shares": Shares(0.978, 0.0194, 0.0026),
        "effect": Estimate(3.172, 1.183, 5.512, "week"), "exceedance": bell(3.17, 1.1),
        "ledgers": (waiting_ledger(),), "hinges": HINGES,
        "fails_where": ("Share of patients with a guarantee below 7.7% (2.2% of the priors).",),
        "alternatives": (
            AlternativeOutcome("capacity grows by what the guarantee uses", "contradicted", 0.004,
                               (0.001, 0.02), "", Estimate(-1.6, -2.9, -1.02, "week")),
            AlternativeOutcome("the list of 2024", "supported", 0.99, (0.975, 0.996),
                               "it is not a list of the 1990s", Estimate(5.1, 2.0, 9.7, "week")),
        ),
        "control": Control({"waiting_list.guarantee_weeks": 104}, Estimate(0.0, 0.0, 0.0, "week"),
                           Shares(0.0, 1.0, 0.0)),
        "evidence": EVIDENCE, "reweighting": Reweighting(0.978, 0.941, 412.7),
        "tipping_error": 0.412, "attribution": ATTRIBUTION, "run": "health-0123456789abcdef", "seed": 1, "draws": 1000,
        "replicates": 2,
        "command": "commonweal check n1-guarantee-displaces --draws 1000 --seed 1",
        "preregistration": Preregistration("9f1c2d3e4b5a6978", "2026-11-20", False),
    }  # fmt: skip
    return Judgement(**{**held, **keys})


def contradicted() -> Judgement:
    return supported(
        claim=waiting_claim(
            "n6-ratio", compare="guarantee / first-come", statement="The others waited no longer.",
            regions={"claim": "< 0.95", "immaterial": "0.95 .. 1.05", "opposite": "> 1.05"},
        ),
        verdict="contradicted", qualifiers=(), p=0.001, interval=(0.0, 0.007),
        shares=Shares(0.001, 0.009, 0.99), effect=Estimate(1.31, 1.11, 1.62, "1"),
        exceedance=bell(1.31, 0.12), ledgers=(waiting_ledger(cells=False),), control=None,
        hinges=(), evidence=(), fails_where=(), alternatives=(), reweighting=None,
        reason="99% of the priors lie in the opposite region (> 1.05).",
    )  # fmt: skip


def immaterial() -> Judgement:
    rows = tuple(
        ledger_row(f"decile {at}", 0.001 * at - 0.004, group="income") for at in range(1, 19)
    )
    return supported(
        claim=waiting_claim(
            "g2-share", statement="The rule raised the share of children in poverty.",
            measure={"name": "poverty", "where": {"age": "children"}, "at": "2006-07"},
            regions={"claim": "> 1 %", "immaterial": "-1 .. 1 %", "opposite": "< -1 %"},
        ),
        verdict="immaterial", qualifiers=("fragile",), p=0.011, interval=(0.005, 0.023),
        shares=Shares(0.011, 0.985, 0.004), effect=Estimate(0.0012, -0.006, 0.0084, "share"),
        exceedance=bell(0.0012, 0.0044),
        ledgers=(waiting_ledger(unit="share", better="higher", rows=rows, cells=False),),
        reason="98.5% of the priors lie in the immaterial region.",
        preregistration=Preregistration(
            "aa", "2026-11-01", True, (("2026-11-01", "bb"), ("2026-11-20", "aa"))
        ),
    )  # fmt: skip


def undecided() -> Judgement:
    return supported(
        claim=waiting_claim(
            "t3-money", statement="Families gain more than £1,000 a year.", compare="guarantee",
            measure={"name": "net_income"},
            regions={"claim": "> 1000 GBP/year", "opposite": "< 0 GBP/year"},
        ),
        verdict="undecided", qualifiers=("by construction",), p=0.61, interval=(0.57, 0.65),
        shares=Shares(0.61, 0.0, 0.13), effect=Estimate(1320.4, -410.0, 3055.0, "GBP/year"),
        exceedance=bell(1320.0, 1050.0), reason="The priors allow either answer: too imprecise.",
        ledgers=(waiting_ledger(unit="GBP/year", better="neither"),), attribution=None,
        condition="It holds whenever the guarantee is kept.", discrepancy=210.0,
    )  # fmt: skip


def by_rank() -> Judgement:
    return supported(
        claim=waiting_claim(
            "n7-rank", compare="rank(guarantee)", regions={"claim": "= 1", "opposite": "> 1.5"}
        ),
        effect=Estimate(1.0, 1.0, 1.0, "1"), exceedance=((1.0, 0.0),), p=1.0, interval=(1.0, 1.0),
        shares=Shares(1.0, 0.0, 0.0), ledgers=(), hinges=(), tipping_error=None, qualifiers=(),
        reason="The figure lies in the claim's region (= 1).", attribution=None,
    )  # fmt: skip


def of_tables() -> Judgement:
    return Judgement(
        claim(
            "l8-south", "data", source=VOTE_ARTICLE, unit="seat",
            statement="South of the line Labour holds 10 of 197 seats.",
            query="SELECT count(*) AS value\nFROM elections.results\nWHERE party = 'Labour' AND south",
            regions={"claim": "= 10 seats", "opposite": "< 9 or > 11 seats"},
        ),
        "supported", (), "The figure lies in the claim's region (= 10 seats).", 1.0, (1.0, 1.0),
        Shares(1.0, 0.0, 0.0), Estimate(10.0, 10.0, 10.0, "seat"),
        rows=Rows(("region", "value", "votes", "share"),
                  (("South East", 4, 1_234_567, 0.162), ("South West", 4, 432_694, 0.154),
                   ("Eastern", 2, None, 0.196))),
        alternatives=(AlternativeOutcome("by county", "contradicted", None, None, "",
                                         Estimate(12.0, 12.0, 12.0, "seat")),),
        command="commonweal check l8-south", sources=("The Library, Results (2010)",),
    )  # fmt: skip


def of_figures(
    verdict: str = "consistent", *, strict: bool = False, loose: bool = True
) -> Judgement:
    figures = (
        FigureReading("killed", "500,000", 450_000.0, 550_000.0, "person", "all deaths", "rounded"),
        FigureReading("share", "11.5%", 0.1145, 0.1155, "share", "", "as written"),
        FigureReading("since", "mid-July", 736158.0, 736168.0, "date", "", "the middle of a month"),
    )
    reading = {"expression": "killed / people == share", "figures": figures, "severity": 0.83}
    return Judgement(
        claim("a1-toll", "consistency", expression="killed / people == share", source=VOTE_ARTICLE,
              figures={"killed": {"value": "500,000", "unit": "person"}},
              statement="The dead and wounded are 11.5% of the people."),
        verdict, ("mixed sources",), "The loose reading holds.",
        readings=(
            Reading("strict", strict, left=(0.101, 0.109), right=(0.1145, 0.1155), **reading),
            Reading("loose", loose, left=(0.09, 0.12), right=(0.11, 0.12), **reading,
                    passed_share={"killed": 0.21}),
        ),
        command="commonweal check a1-toll",
    )  # fmt: skip


def forecast() -> Judgement:
    return Judgement(
        claim("g0g-stays", "forecast", statement="Without change the level will stay.",
              regions={"claim": "3 ± 0.2 million people", "opposite": "< 2.5 or > 3.5 million people"},
              resolution={"value": 2.3, "unit": "million people", "date": "2012-06-14",
                          "source": {"title": "Low incomes", "publisher": "The Department",
                                     "link": "https://example.org/2"}}),
        "contradicted", (), "The figure lies in the opposite region.",
        effect=Estimate(2.3, 2.2, 2.4, "million people"),
    )  # fmt: skip


def recorded() -> Judgement:
    return Judgement(
        claim("n12-handoffs", "record", statement="Patients had to be referred on.",
              reason="No figures on referral chains are published."),
        "recorded", (), "No figures on referral chains are published.",
    )  # fmt: skip


def hostile() -> Judgement:
    """A claim whose every text tries to break out of the page."""
    evil = "\"'><script>alert('x')</script><img src=x onerror=alert(1)> & </title></svg>{{ 7 * 7 }}"
    ledger = waiting_ledger(
        title=evil, rows=(ledger_row("all", 1.0, group="all"), ledger_row(evil, 2.0)), arm=evil
    )
    source = {"author": evil, "title": evil, "publisher": evil, "published": "2011",
              "link": "javascript:alert(1)"}  # fmt: skip
    return supported(
        claim=waiting_claim("x1-hostile", statement=evil, interpretation=evil, left_out=evil,
                            source=source, experiment={"institution": evil, "arms": {"a": {evil: evil}, "b": {}}},
                            compare="a - b", measure={"name": evil}),
        qualifiers=(evil, f"depends on {evil}"), reason=evil, ledgers=(ledger,),
        hinges=(Hinge(evil, evil, "week", 0.5, 1.0, 2.0, 1.0),), fails_where=(evil,),
        alternatives=(AlternativeOutcome(evil, "supported", 1.0, (0.99, 1.0), evil),),
        evidence=(EvidenceOutcome(evil, evil, evil),), run=evil, command=evil,
    )  # fmt: skip


def every_kind() -> list[Judgement]:
    """One judgement of every kind and every verdict."""
    return [
        supported(), of_tables(), contradicted(), immaterial(), undecided(), by_rank(),
        of_figures(), of_figures("inconsistent", loose=False), forecast(), recorded(),
    ]  # fmt: skip
