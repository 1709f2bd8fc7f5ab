"""The register: terms are fixed before the first run, and changes are never hidden."""

import json
from datetime import date

import pytest

from commonweal.claims.files import library
from commonweal.claims.preregistration import (
    hash_of,
    read_register,
    register,
    register_file,
    status,
)
from commonweal.core.errors import FileError
from tests.support.kinds_of_claim import CONSISTENCY, COUNTERFACTUAL, DATA, claim

DAY = date(2026, 11, 20)


OTHER = "alternatives: [{name: x, figures: {part: {value: 60%s}}}]\n"


def test_the_wording_of_a_claim_and_its_sources_are_not_terms():
    other = CONSISTENCY.replace("Somebody says", "Someone says").replace(
        "value: 70,", "value: 70, source: {title: A report},"
    )
    sourced = other + OTHER % ", source: {title: A report}"
    assert hash_of(claim(CONSISTENCY + OTHER % "")) == hash_of(claim(sourced))


@pytest.mark.parametrize(
    "changed",
    [
        DATA.replace("= 10 seats", "= 11 seats"),
        DATA.replace("SELECT 10", "SELECT 11"),
        DATA + "alternatives: [{name: x, query: SELECT 1 AS value}]\n",
    ],
)
def test_regions_queries_and_alternatives_are(changed):
    assert hash_of(claim(DATA)) != hash_of(claim(changed))


def test_a_prior_is_a_term():
    narrow = "  priors: {adherence: {distribution: point, value: 1}}\n  arms:"
    one, other = claim(COUNTERFACTUAL), claim(COUNTERFACTUAL.replace("  arms:", narrow))
    assert hash_of(one, ["adherence"]) != hash_of(other, ["adherence"])


def test_the_name_of_an_alternative_and_the_reason_to_set_it_aside_are_terms():
    named = DATA + "alternatives: [{name: %s, query: SELECT 1 AS value%s}]\n"
    plain, renamed = claim(named % ("x", "")), claim(named % ("y", ""))
    excluded = claim(named % ("x", ", excluded: Not meant"))
    assert len({hash_of(plain), hash_of(renamed), hash_of(excluded)}) == 3


def test_a_published_effect_is_a_term_once_it_is_covered():
    (n1,) = (found for found in library() if found.id == "n1-guarantee-displaces")
    assert hash_of(n1, (), ["propper-croxson-shearer-2002"]) != hash_of(n1)


def test_an_entry_that_covers_more_changes_nothing(tmp_path):
    path = tmp_path / "register.json"
    (n1,) = (found for found in library() if found.id == "n1-guarantee-displaces")
    earlier = {"date": "2026-11-20", "hash": hash_of(n1)}
    path.write_text(json.dumps({"schema": 1, "claims": {n1.id: [earlier]}}))
    assert register([n1], date(2026, 12, 1), path, "Covers priors and effects too.") == [n1.id]
    found = status(n1, path)
    assert (found.since, found.changed, len(found.history)) == ("2026-11-20", False, 2)
    assert found.notes == ("Covers priors and effects too.",)


def test_terms_that_were_changed_and_changed_back_are_still_reported(tmp_path):
    path = tmp_path / "register.json"
    first, second = claim(DATA), claim(DATA.replace("= 10", "= 11"))
    for each in (first, second, first):
        register([each], DAY, path)
    assert status(first, path).changed


def test_a_claim_that_was_never_registered_says_so(tmp_path):
    found = status(claim(DATA), tmp_path / "register.json")
    assert (found.since, found.changed) == (None, False)


def test_a_registered_claim_says_since_when(tmp_path):
    path = tmp_path / "register.json"
    assert register([claim(DATA)], DAY, path) == ["t1-planted"]
    found = status(claim(DATA), path)
    assert (found.since, found.changed) == ("2026-11-20", False)


def test_terms_changed_after_registration_are_reported(tmp_path):
    path = tmp_path / "register.json"
    register([claim(DATA)], DAY, path)
    assert status(claim(DATA.replace("= 10", "= 11")), path).changed


def test_registering_again_keeps_the_history(tmp_path):
    path = tmp_path / "register.json"
    first, second = claim(DATA), claim(DATA.replace("= 10", "= 11"))
    register([first], DAY, path)
    register([second], date(2026, 12, 1), path)
    found = status(second, path)
    assert found.history == (("2026-11-20", hash_of(first)), ("2026-12-01", hash_of(second)))
    assert (found.since, found.changed) == ("2026-11-20", True)


def test_registering_the_same_terms_adds_nothing(tmp_path):
    path = tmp_path / "register.json"
    register([claim(DATA)], DAY, path)
    before = path.read_text()
    assert register([claim(DATA)], date(2027, 1, 1), path) == []
    assert path.read_text() == before


@pytest.mark.parametrize("content", ["", "{}", '{"schema": 9, "claims": {}}', '{"schema": 1}'])
def test_a_damaged_register_is_refused(content, tmp_path):
    path = tmp_path / "register.json"
    path.write_text(content)
    with pytest.raises(FileError, match="register of claims cannot be read"):
        read_register(path)


def test_every_shipped_claim_is_registered_as_it_stands():
    register_of_all = read_register(register_file())
    missing = [c.id for c in library() if c.id not in register_of_all]
    assert missing == [], "run: python tools/register_claims.py"
    stale = [c.id for c in library() if register_of_all[c.id][-1].hash != status(c).hash]
    assert stale == [], "run: python tools/register_claims.py"
