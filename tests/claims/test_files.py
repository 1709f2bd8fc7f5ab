"""Reading claim files: what is accepted, and how each mistake is answered."""

import pytest

from commonweal.claims.files import claim_files, collect, find, library_files, load_folder
from commonweal.core.errors import (
    ClaimError,
    CommonwealError,
    FileError,
    ParameterError,
    UnitError,
    UnknownName,
)
from tests.support.kinds_of_claim import (
    CONSISTENCY,
    COUNTERFACTUAL,
    DATA,
    FORECAST,
    HEAD,
    RECORD,
    claim,
)


@pytest.mark.parametrize("text", [RECORD, DATA, CONSISTENCY, FORECAST, COUNTERFACTUAL])
def test_a_claim_of_each_kind_is_read(text):
    assert claim(text).id == "t1-planted"


def test_a_claim_in_a_users_own_file_may_carry_a_quotation():
    assert claim(RECORD + "quote: The author's very words.\n").quote == "The author's very words."


MISTAKES = [
    (RECORD + "reson: x\n", ClaimError, "the key 'reson' is not known", "Did you mean 'reason'", 8),
    (RECORD + "query: SELECT 1\n", ClaimError, "has no key 'query'", "kind data", 8),
    (HEAD + "kind: record\n", ClaimError, "needs the key 'reason'", "Add 'reason:'", 1),
    (HEAD + "kind: record\nreason: null\n", ClaimError, "needs the key 'reason'", "Add", 1),
    (HEAD + "kind: opinion\n", ClaimError, "'counterfactual'", "Correct the value", 6),
    (RECORD.replace("schema: 1", "schema: 2"), ClaimError, "input should be 1", "", 1),
    (RECORD.replace("t1-planted", "T1 planted"), ClaimError, "match pattern", "", 2),
    (RECORD.replace("paragraph: 3", "paragraph: 0"), ClaimError, "greater than or equal to 1", "", 4),
    (RECORD + "left_out: !!python/name:os.system x\n", FileError, "tag", "tags are not read", 8),
    (RECORD + "reason: twice\n", FileError, "given twice", "Keep one", 8),
    (DATA.replace("= 10 seats", "= 10 seets"), UnitError, "'seets'", "'seat'", 8),
    (DATA.replace("= 10 seats", "10 .. 5 seats"), ClaimError, "runs backward", "lower end", 8),
    (DATA.replace("= 10 seats", "> nan"), CommonwealError, "nan", "", 8),
    (CONSISTENCY.replace("= whole", "= hole"), UnknownName, "figure named 'hole'", "'whole'", 11),
    (CONSISTENCY.replace("exactly", "exactley"), UnknownName, "hedge", "'exactly'", 10),
    (CONSISTENCY.replace("value: 30", "value: .nan"), ClaimError, "not a number", "", 8),
    (CONSISTENCY.replace("value: 30", "value: 30, unit: stone"), UnitError, "'stone'", "", 8),
    (CONSISTENCY + "alternatives: [{name: none}]\n", ClaimError, "changes something", "", 12),
    (CONSISTENCY + "alternatives: [{name: x, world: y}]\n", ClaimError, "cannot change 'world'",
     "expression, figures", 12),
    (FORECAST.replace("unit: percent", "unit: week"), UnitError, "measures", "", 7),
    (RECORD + "evidence: [nobody-2001]\n", UnknownName, "evidence named 'nobody-2001'", "", 8),
    (COUNTERFACTUAL.replace("institution: health", "institution: helth"), UnknownName,
     "institution named 'helth'", "'health'", 8),
    (COUNTERFACTUAL.replace("waiting_list.discipline", "waiting_list.disciplin"), UnknownName,
     "lever named", "'waiting_list.discipline'", 11),
    (COUNTERFACTUAL.replace(": guarantee}", ": lottery}"), UnknownName, "lottery", "", 11),
    (COUNTERFACTUAL.replace("waiting_list.discipline: guarantee", "waiting_list.guarantee_weeks: .nan"),
     ParameterError, "finite", "", 11),
    (COUNTERFACTUAL.replace("mean_wait", "mean_weight"), UnknownName, "measure", "'mean_wait'", 12),
    (COUNTERFACTUAL.replace("class: others", "klass: others"), UnknownName, "dimension", "class", 12),
    (COUNTERFACTUAL.replace("compare: guarantee", "compare: garantee"), UnknownName, "arm",
     "'guarantee'", 13),
    (COUNTERFACTUAL.replace("> 1 week", "> 1 seat"), UnitError, "'seat' measures seat", "", 14),
    (COUNTERFACTUAL.replace("> 1 week", "> 0 week"), ClaimError, "overlap", "", 14),
    (COUNTERFACTUAL.replace("  arms:", "  draws: 150\n  arms:"), ClaimError, "200", "", 9),
    (COUNTERFACTUAL.replace("  arms:", "  world: nowhere\n  arms:"), UnknownName, "world", "", 9),
    (COUNTERFACTUAL.replace("  arms:", "  period: soon\n  arms:"), ParameterError, "not a period", "", 9),
    (COUNTERFACTUAL.replace("  arms:", "  priors: {lukc: {distribution: point, value: 1}}\n  arms:"),
     UnknownName, "uncertainty", "", 9),
    (COUNTERFACTUAL + "control: {nothing: 0}\n", UnknownName, "lever", "", 15),
    (COUNTERFACTUAL + "alternatives: [{name: x, set: {}}]\n", ClaimError, "'set' is empty", "", 15),
    (COUNTERFACTUAL + "alternatives: [{name: x, period: null}]\n", ClaimError, "is empty", "", 15),
    (DATA + "alternatives: [{name: x, query: ''}]\n", ClaimError, "'query' is empty", "", 9),
    (COUNTERFACTUAL.replace("  arms:", f"  world: {'w' * 5000}\n  arms:"), UnknownName, "world", "", 9),
    (COUNTERFACTUAL.replace("> 1 week", "> 1,5 week"), ClaimError, "parts no thousands",
     "'> 1.5 weeks'", 14),
    (CONSISTENCY.replace("value: 30", 'value: "3,0"'), ClaimError, "parts no thousands", "", 8),
    (CONSISTENCY.replace("value: 30", 'value: "30%", unit: week'), UnitError, "is a percentage",
     "unit: share", 8),
    (CONSISTENCY.replace("value: 30", "value: 1:30"), ClaimError, "'1:30' is not a number", "", 8),
    (RECORD.replace("schema: 1", "schema: true"), ClaimError, "true or false", "", 1),
    (RECORD.replace("paragraph: 3", "paragraph: yes"), ClaimError, "true or false", "", 4),
    (RECORD.replace("reason: ", 'reason: "\\ud800" #'), FileError, "nothing can show", "Take it", 7),
    (COUNTERFACTUAL.replace("waiting_list.discipline: guarantee",
     f"waiting_list.guarantee_weeks: 1{'0' * 400}"), ParameterError, "a finite number", "", 11),
    (COUNTERFACTUAL + "alternatives: [{name: x, set: {nothing: 0}}]\n", UnknownName, "lever", "", 15),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "what", "remedy", "line"), MISTAKES)
def test_a_mistake_is_answered_with_place_and_remedy(text, kind, what, remedy, line):
    with pytest.raises(kind) as answer:
        claim(text)
    assert what in str(answer.value)
    assert remedy in answer.value.remedy
    assert answer.value.where.startswith(f"planted.yaml, line {line}")


@pytest.mark.parametrize(
    "text", ["", "just words", "[1, 2]", "schema: 1\n  bad: indent", "a: {", "\x00", "- - - -"]
)
def test_what_is_no_claim_is_refused(text):
    with pytest.raises(CommonwealError):
        claim(text)


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(FileError, match="cannot be read"):
        find(str(tmp_path / "absent.yaml"))


def test_two_claims_of_one_id_in_a_folder_are_refused(tmp_path):
    (tmp_path / "one.yaml").write_text(RECORD)
    (tmp_path / "two.yaml").write_text(RECORD)
    with pytest.raises(ClaimError, match="also that of"):
        load_folder(tmp_path)


def test_a_folder_without_claims_is_refused(tmp_path):
    with pytest.raises(ClaimError, match="no claim file"):
        load_folder(tmp_path)


def test_the_tables_and_evidence_of_a_folder_are_not_taken_for_claims(tmp_path):
    (tmp_path / "one.yaml").write_text(RECORD)
    (tmp_path / "evidence.yaml").write_text("schema: 1\nevidence: {}\n")
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "note.yaml").write_text("title: a table\n")
    assert [found.id for found in load_folder(tmp_path)] == ["t1-planted"]


def test_a_claim_may_use_the_evidence_of_its_folder(tmp_path):
    (tmp_path / "one.yaml").write_text(RECORD + "evidence: [x-2001]\n")
    (tmp_path / "evidence.yaml").write_text(
        "schema: 1\nevidence: {x-2001: {finding: It was so., source: {title: A study}}}\n"
    )
    assert [use.id for use in load_folder(tmp_path)[0].evidence] == ["x-2001"]


def test_a_shipped_claim_is_found_by_id_and_by_its_row():
    assert find("a13-people-in-east-aleppo").id == find("A13").id == "a13-people-in-east-aleppo"


def test_an_unknown_id_is_answered_with_the_nearest():
    with pytest.raises(UnknownName, match="a3-every-seventeen-hours"):
        find("a3-every-seventen-hours")


def test_claims_are_collected_from_ids_files_and_folders_once_each(tmp_path):
    (tmp_path / "one.yaml").write_text(RECORD)
    names = ["a13", str(tmp_path), "a13", str(tmp_path / "one.yaml")]
    assert [c.id for c in collect(names)] == ["a13-people-in-east-aleppo", "t1-planted"]


def test_a_shipped_claim_is_named_by_its_file():
    assert [find(path.stem).id for path in library_files()] == [p.stem for p in library_files()]


def test_numbers_in_names_count_as_numbers(tmp_path):
    for name in ("l10-b", "l2-a", "l2b-a", "l1-z", "l02-a"):
        (tmp_path / f"{name}.yaml").touch()
    names = [path.stem for path in claim_files(tmp_path)]
    assert names == ["l1-z", "l02-a", "l2-a", "l2b-a", "l10-b"]
