"""Forecasts: what goes in, that nothing else does, and that the same in gives the same out."""

from pathlib import Path

import numpy as np
import pytest

from commonweal.core.errors import FileError, ParameterError, UnknownName
from commonweal.institutions.elections import forecast as forecasts
from commonweal.institutions.elections import grounds, history, swing, worlds
from commonweal.institutions.elections.polls_file import estimates

MORE = Path(__file__).parents[4] / "shared" / "data" / "elections" / "more"
POLLS = "pollster,con,lab,ld,reform,green\nA,22,39,12,16,6\nB,20,41,11,15,7\n"


@pytest.fixture
def given(tmp_path):
    def written(text, **terms):
        path = tmp_path / "file.csv"
        path.write_text(text, encoding="utf-8")
        return estimates(path, **terms)

    return written


def made(stated, base="2019-on-2024", draws=200, seed=1):
    return forecasts.forecast(stated, base, draws, seed)


def constituencies(base="2024", leave_out=(), twice=()):
    ground = forecasts.BASES[base]()
    codes = [code for code, nation in zip(ground.code, ground.nation, strict=True)
             if nation in grounds.GREAT_BRITAIN]  # fmt: skip
    rows = [code for code in codes if code not in leave_out] + list(twice)
    return "code,con,lab,ld\n" + "".join(f"{code},0.5,0.3,0.2\n" for code in rows)


def test_every_seat_is_somebodys_in_every_draw(given):
    found = made(given(POLLS))
    assert (found.seats.sum(axis=1) == 650).all()
    assert np.allclose(found.chances.sum(axis=1), 1.0)


def test_drawing_some_at_a_time_is_drawing_all(given, monkeypatch):
    stated, told = given(POLLS), []
    whole = made(stated, draws=300)
    monkeypatch.setattr(forecasts, "_AT_A_TIME", 128)
    parts = forecasts.forecast(stated, "2019-on-2024", 300, 1, lambda *done: told.append(done))
    assert np.array_equal(parts.seats, whole.seats)
    assert np.array_equal(parts.chances, whole.chances)
    assert told == [(128, 300), (256, 300), (300, 300)]


def test_the_same_file_gives_the_same_hash_and_another_seed_another(given):
    stated = given(POLLS)
    first, again, other = (made(stated, seed=seed).document()["hash"] for seed in (1, 1, 2))
    assert first == again != other


def test_the_hash_is_of_all_that_is_forecast(given):
    document = made(given(POLLS)).document()
    assert forecasts.hash_of(document) == document["hash"]
    document["constituencies"][0]["parties"]["Con"]["chance"] = 1.0
    assert forecasts.hash_of(document) != document["hash"]


def test_a_forecast_of_2024_reads_no_vote_of_2024(given, monkeypatch):
    stated = given(POLLS)
    before = made(stated).document()["hash"]

    def no_vote(*_):
        raise AssertionError("a vote of the election that is forecast was read")

    forecasts.frozen.chosen()
    monkeypatch.setattr(grounds, "general_election", no_vote)
    monkeypatch.setattr(history, "election", no_vote)
    monkeypatch.setattr(worlds, "candidacies", no_vote)
    assert made(stated).document()["hash"] == before


def test_polls_that_repeat_the_base_move_nothing(given):
    ground = forecasts.BASES["2019"]()
    base = swing.base_of(ground, ground.stood, 0.8)
    britain = [nation in grounds.GREAT_BRITAIN for nation in base.areas]
    weight = np.bincount(base.area, base.votes, len(base.areas)) * britain
    shares = weight @ base.totals() / weight.sum()
    con, lab, ld = (float(shares[ground.parties.index(party)]) for party in ("Con", "Lab", "LD"))
    stated = given(f"con,lab,ld\n{con!r},{lab!r},{ld!r}\n")
    assert np.allclose(forecasts.targets(stated, ground, base), base.totals())


def test_a_nation_with_polls_of_its_own_has_their_shares(given):
    stated = given("area,con,lab,snp\nGB,40,40,\nScotland,20,20,50\n")
    ground = forecasts.BASES["2019"]()
    base = swing.base_of(ground, forecasts.standing(ground), 0.8)
    found = forecasts.targets(stated, ground, base)
    scotland, wales = base.areas.index("Scotland"), base.areas.index("Wales")
    assert found[scotland, ground.parties.index("SNP")] == pytest.approx(0.5)
    assert found[wales, ground.parties.index("PC")] > 0.05
    assert np.allclose(found.sum(axis=1), 1.0)


def test_polls_of_britain_leave_northern_ireland_and_the_snp_where_they_were(given):
    ground = forecasts.BASES["2019"]()
    base = swing.base_of(ground, forecasts.standing(ground), 0.8)
    found = forecasts.targets(given(POLLS), ground, base)
    ulster = base.areas.index("Northern Ireland")
    assert np.allclose(found[ulster], base.totals()[ulster])


def test_chances_are_larger_for_whoever_is_ahead(given):
    found = made(given(POLLS))
    likely = found.shares.argmax(axis=1)
    assert (found.chances.argmax(axis=1) == likely).mean() > 0.9


def test_estimates_by_constituency_take_the_place_of_swing(given):
    found = made(given(constituencies()), base="2024")
    hartlepool = found.ground.name.index("Hartlepool")
    con = found.ground.parties.index("Con")
    assert found.shares[hartlepool, con] == pytest.approx(0.5)
    assert found.named()[0] == "Con"


def test_a_constituency_that_is_missing_is_named(given):
    with pytest.raises(ParameterError, match="1 constituencies are not there: Aldershot"):
        made(given(constituencies(leave_out=("E14001063",))), base="2024")


def test_a_constituency_of_other_boundaries_is_refused(given):
    with pytest.raises(UnknownName, match="E14001063"):
        made(given(constituencies()), base="2019")


def test_a_constituency_that_is_there_twice_is_refused(given):
    with pytest.raises(FileError, match=r"line 634: 'E14001063' is there twice"):
        given(constituencies(twice=("E14001063",)))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("con,lab\n40,-1\n", "'-1' is no share"),
        ("con,lab\n40,nan\n", "'nan' is no share"),
        ("con,lab\n40,forty\n", "line 2, column 'lab'"),
        ("con,lab\n60,70\n", "add up to 130%"),
        ("pollster,con,lab\nA,,\n", "add up to 0%"),
        ("area,con,lab\nBritain,40,40\n", "'Britain' is no area"),
        ("con,labor\n40,40\n", "the column 'labor' is not known"),
        ("pollster\nA\n", "no column of a party"),
        ("con,lab\n", "no rows"),
        ("party,share\nConn,40\n", "'Conn' is no party"),
        ("party,share\nCon,40\nCon,41\n", "'Con' is there twice"),
        ("code,con,lab\nE14001063,40,40\n", "add up to 80%"),
    ],
)  # fmt: skip
def test_a_file_with_a_mistake_is_refused_where_it_is(given, text, complaint):
    with pytest.raises((FileError, ParameterError), match=complaint):
        given(text)


def test_shares_and_percentages_are_the_same(given):
    percent, shares = given("con,lab\n40,30\n"), given("con,lab\n0.4,0.3\n")
    assert percent.rows[0].shares == pytest.approx(shares.rows[0].shares)


def test_a_release_that_is_not_there_is_an_error(given):
    with pytest.raises(UnknownName, match="no release named 'newest'"):
        given("release,con,lab\nnew,40,30\n", release="newest")
    with pytest.raises(FileError, match="'release' is missing"):
        given("con,lab\n40,30\n", release="new")


def test_a_nation_that_no_poll_is_of_is_an_error(given):
    with pytest.raises(ParameterError, match="no poll of England"):
        made(given("area,con,lab\nScotland,20,30\n"))


def test_one_per_cent_alone_on_a_row_is_no_whole(given):
    stated = given("area,con,lab,pc\nGB,40,30,\nWales,,,1\n")
    assert stated.rows[1].shares == {"PC": 0.01}


def test_a_release_is_taken_from_a_long_file(given):
    text = "release,party,pct\nold,Con,40\nold,Lab,40\nnew,Con,30\nnew,Lab,50\n"
    assert given(text, release="new").rows[0].shares == {"Con": 0.3, "Lab": 0.5}


@pytest.mark.real
@pytest.mark.skipif(not MORE.is_dir(), reason="the folder ../shared is not there")
@pytest.mark.parametrize(
    ("name", "terms", "base", "first"),
    [
        ("polls_2024_last_poll_per_pollster.csv", {}, "2019-on-2024", "Lab"),
        ("mrp_2024_economist_unrounded_openinnovations.csv", {}, "2019-on-2024", "Lab"),
        ("mrp_2019_yougov_constituency_long.csv", {"release": "2019-12-10"}, "2017", "Con"),
    ],
)
def test_real_polls_and_estimates_are_read_and_name_the_largest_party(name, terms, base, first):
    found = made(estimates(MORE / name, **terms), base)
    low, high = found.interval(first, 0.95)
    came = {"2019-on-2024": 411, "2017": 365}[base]
    assert found.named()[0] == first
    assert low < came < high
