"""``commonweal elections power`` and ``bias``; docs/pacts.md shows both (test_elections_pact)."""

import pytest


def test_the_variants_of_a_house(commonweal) -> None:
    everybody = commonweal("elections", "power", "2010", "--present", "--json").json
    voting = commonweal("elections", "power", "2010", "--speaker", "absent", "--json").json
    assert (everybody["voting"], everybody["quota"]) == (650, 326)
    assert (voting["voting"], voting["quota"]) == (644, 323)
    assert round(everybody["parties"][0]["banzhaf"], 3) == 0.363
    assert round(voting["parties"][1]["banzhaf"], 3) == 0.229


def test_a_party_may_stay_away(commonweal) -> None:
    found = commonweal("elections", "power", "2010", "--absent", "Con", "--json").json
    assert "Con" not in {party["party"] for party in found["parties"]}
    assert found["minimal_winning"][0]["parties"] == ["Lab"]


def test_only_so_many_coalitions_are_shown(commonweal) -> None:
    said = commonweal("elections", "power", "2010", "--most", "2").out
    assert "Con + LD: 364" in said
    assert "and 17 more" in said


def test_neighbours_along_a_spectrum(commonweal) -> None:
    words = ("elections", "power", "2010", "--spectrum")
    assert "SNP + Lab + SDLP + LD: 324" in commonweal(*words, "SNP,Lab,SDLP,LD,Con").out
    assert "None: the parties named" in commonweal(*words, "Lab,LD").out
    assert commonweal(*words, "LD,Con", "--json").json["connected"] == [
        {"parties": ["LD", "Con"], "seats": 364}
    ]


def test_bias_of_every_election(commonweal) -> None:
    found = commonweal("elections", "bias", "--json").json
    assert len(found) == 29
    assert {one["election"]: one["bias"] for one in found}["2001"] == -141


def test_a_wider_margin_leaves_fewer_safe_seats(commonweal) -> None:
    shares = [
        commonweal("elections", "bias", "1983", "--safe", margin, "--json").json[0]["safe"]
        for margin in ("5%", "20%")
    ]
    assert shares[0] > shares[1]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("2010", "--absent", "Zork"), "no party with a seat named 'Zork'"),
        (("2010", "--absent", "SNP", "--present"), "not both"),
        (("2010", "--spectrum", "Lab,LD,Lab"), "'Lab' is there twice"),
        (("1951", "--speaker", "absent"), "counts the Speaker of this house with a party"),
    ],
)
def test_a_variant_that_would_change_nothing_is_refused(commonweal, words, complaint) -> None:
    said = commonweal("elections", "power", *words)
    assert (said.code, said.out) == (2, "")
    assert complaint in " ".join(said.err.split())


def test_sinn_fein_may_be_away_where_it_has_no_seat(commonweal) -> None:
    said = commonweal("elections", "power", "1951", "--absent", "SF", "--json")
    assert said.json["voting"] == 625


@pytest.mark.parametrize("words", [("power", "2011"), ("power",), ("power", "2010", "--spectrum", "Whig"), ("bias", "1800"),
                                   ("bias", "2010", "--safe", "200%")])  # fmt: skip
def test_what_is_not_known_is_refused(commonweal, words) -> None:
    said = commonweal("elections", *words)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("error: ")
