"""Evidence: published effects with their error, fitted or held out."""

import pytest

from commonweal.core.errors import ParameterError
from commonweal.parameters.evidence import Effect, read_evidence

EFFECT = {"measure": "wait", "relation": "difference", "value": -3.0, "unit": "week"}


def evidence(tmp_path, item):
    path = tmp_path / "evidence.yaml"
    path.write_text(f"schema: 1\nevidence:\n  e1: {{finding: F, source: {{title: S}}{item}}}\n")
    return read_evidence(path)


def test_a_missing_file_is_no_evidence(tmp_path):
    assert read_evidence(tmp_path / "evidence.yaml") == {}


def test_a_finding_knows_its_id_and_is_held_out_unless_said_otherwise(tmp_path):
    found = evidence(tmp_path, "")["e1"]
    assert (found.id, found.status, found.effect) == ("e1", "held out", None)


def test_a_published_interval_is_read_as_196_standard_errors_either_side():
    assert Effect(**EFFECT, low=-4.96, high=-1.04).error == pytest.approx(1.0, rel=1e-4)


def test_a_stated_standard_error_goes_before_the_interval():
    assert Effect(**EFFECT, standard_error=2, low=-4, high=-2).error == 2.0


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (", effect: {measure: w, relation: level, value: 1, unit: week}", "'standard_error', or"),
        (
            ", effect: {measure: w, relation: level, value: 1, unit: week, low: 2, high: 1}",
            "low must lie below its high",
        ),
        (
            ", effect: {measure: w, relation: level, value: 1, unit: week, standard_error: 0}",
            "greater than 0",
        ),
        (
            ", effect: {measure: w, relation: sum, value: 1, unit: week, standard_error: 1}",
            "'difference', 'ratio' or 'level'",
        ),
        (", status: fitted", "names the 'calibration'"),
        (", stauts: fitted", r"line 3 .*'stauts' is not known[\s\S]*'status'"),
    ],
)
def test_evidence_that_is_not_whole_is_refused(tmp_path, item, message):
    with pytest.raises(ParameterError, match=message):
        evidence(tmp_path, item)
