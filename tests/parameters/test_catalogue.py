"""The file parameters.yaml: every mistake is answered with its line."""

import pytest

from commonweal.core.errors import CommonwealError
from commonweal.parameters.catalogue import read_catalogue

LEVER = "title: T, unit: week, assumption: why"


def catalogue(tmp_path, levers="", uncertainties="", measures="m: {title: M, unit: week}"):
    path = tmp_path / "parameters.yaml"
    path.write_text(
        f"schema: 1\nlevers: {{{levers}}}\nuncertainties: {{{uncertainties}}}\n"
        f"measures: {{{measures}}}\n"
    )
    return read_catalogue(path)


def test_levers_uncertainties_and_measures_are_read_with_their_lines(tmp_path):
    read = catalogue(
        tmp_path,
        "wait: {title: Wait, unit: weeks, value: 8, min: 0, law: An Act}",
        "share: {title: Share, unit: '%', value: 5, assumption: why, "
        "prior: {distribution: uniform, low: 0, high: 10}}",
        "size: {title: Size, unit: patients, dimensions: [at], better: lower}",
    )
    assert read.levers["wait"].unit == "week"
    assert read.levers["wait"].history[0].value == 8.0
    assert read.uncertainties["share"].unit == "percent"
    assert read.measures["size"].dimensions == ("at",)
    assert read.lines == {"wait": 2, "share": 3, "size": 4}


def test_dated_values_are_put_in_order(tmp_path):
    values = "[{from: 2010-01-01, value: 2}, {from: 2000-01-01, value: 1}]"
    read = catalogue(tmp_path, f"x: {{{LEVER}, values: {values}}}")
    assert [dated.value for dated in read.levers["x"].history] == [1.0, 2.0]


@pytest.mark.parametrize(
    ("lever", "message"),
    [
        (f"x: {{{LEVER}}}", "either 'value' or dated 'values'"),
        (f"x: {{{LEVER}, value: 1, values: [{{from: 2000-01-01, value: 1}}]}}", "either 'value'"),
        ("x: {title: T, unit: week, value: 1}", "'source', a 'law', or says its 'assumption'"),
        ("x: {title: T, unit: weak, value: 1, assumption: a}", "no unit named 'weak'"),
        (f"x: {{{LEVER}, value: -1, min: 0}}", "between 0 and inf week"),
        (f"x: {{{LEVER}, value: 1, minn: 0}}", "line 2 .*'minn' is not known[\\s\\S]*'min'"),
        (f"x: {{{LEVER}, kind: choice, value: a}}", "lists its 'options'"),
        (f"x: {{{LEVER}, kind: choice, value: b, options: {{a: A}}}}", "no option named 'b'"),
        (f"x: {{{LEVER}, kind: table, value: {{a: 1}}, keys: [a, b]}}", "lacks 'b'"),
        (f"x: {{{LEVER}, kind: table, value: {{c: 1}}, keys: [a, b]}}", "no entry named 'c'"),
        (
            f"x: {{{LEVER}, values: [{{from: 2000-01-01, value: 1}}, "
            "{from: 2000-01-01, value: 2}]}",
            "two values from the same day",
        ),
        (f"x: {{{LEVER}, value: 1, source: {{title: S, published: 20}}}}", "match pattern"),
    ],
)
def test_a_lever_that_is_not_whole_is_refused(tmp_path, lever, message):
    with pytest.raises(CommonwealError, match=message):
        catalogue(tmp_path, lever)


@pytest.mark.parametrize(
    ("uncertainty", "message"),
    [
        ("u: {title: U, unit: week, value: 1, assumption: a}", "the key 'prior' is missing"),
        (
            "u: {title: U, unit: week, value: 1, prior: {distribution: point, value: 1}}",
            "'source' or says its 'assumption'",
        ),
        (
            "u: {title: U, unit: week, value: 1, assumption: a, prior: {distribution: uniform}}",
            "needs 'low'",
        ),
        (
            "u: {title: U, unit: week, value: 1, assumption: a, prior: {distribution: unifrom}}",
            "line 3 .*it holds 'unifrom'",
        ),
        (
            "u: {title: U, unit: week, value: .nan, assumption: a, "
            "prior: {distribution: point, value: 1}}",
            "finite number",
        ),
    ],
)
def test_an_uncertainty_that_is_not_whole_is_refused(tmp_path, uncertainty, message):
    with pytest.raises(CommonwealError, match=message):
        catalogue(tmp_path, uncertainties=uncertainty)


@pytest.mark.parametrize(
    ("measure", "message"),
    [
        ("m: {title: M}", "the key 'unit' is missing"),
        ("m: {title: M, unit: wek}", "line 4 .*no unit named 'wek'"),
        ("m: {title: M, unit: week, better: bigger}", "'higher', 'lower' or 'neither'"),
        ("m: {title: '', unit: week}", "at least 1 character"),
    ],
)
def test_a_measure_that_is_not_whole_is_refused(tmp_path, measure, message):
    with pytest.raises(CommonwealError, match=message):
        catalogue(tmp_path, measures=measure)


def test_a_source_may_be_dated_by_its_year_alone(tmp_path):
    read = catalogue(
        tmp_path, "x: {title: T, unit: week, value: 1, source: {title: S, published: 2011}}"
    )
    assert read.levers["x"].history[0].source.cite() == "S (2011)"
