"""The shipped claims: whole, sourced, without quotations; and what pure arithmetic must give."""

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from commonweal.claims.check import check
from commonweal.claims.files import find, library_files, load
from commonweal.claims.hedges import DATE_LEXICON, LEXICON
from commonweal.claims.schema import KINDS, Claim, json_schema
from commonweal.core.yamlfile import read_yaml
from commonweal.institutions.health.worlds import pathways

ROOT = Path(__file__).parents[2]
SHIPPED = library_files()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_claim_fits_the_published_schema(path):
    published = json.loads((ROOT / "docs" / "claim.schema.json").read_text())
    plain = json.loads(json.dumps(yaml.safe_load(path.read_text()), default=str))
    jsonschema.validate(plain, published)


def test_the_published_schema_is_fresh():
    published = json.loads((ROOT / "docs" / "claim.schema.json").read_text())
    assert published == json_schema(), "run: python tools/claim_schema.py"


def test_the_schema_refuses_a_key_of_another_kind():
    record = {"schema": 1, "id": "x", "statement": "x", "kind": "record", "reason": "x",
              "interpretation": "x", "query": "SELECT 1",
              "source": {"author": "x", "title": "x", "publisher": "x", "published": "2011"}}  # fmt: skip
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(record, json_schema())


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_claim_is_paraphrased_located_and_honest_about_its_limits(path):
    claim = load(path)
    assert claim.quote == ""
    assert claim.source.paragraph
    assert len(claim.left_out) > 40
    assert len(claim.interpretation) > 60


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_claim_lies_in_the_folder_of_its_article(path):
    folders = {"n": "nhs", "l": "labour", "g": "fairness", "r": "rochdale", "a": "aleppo"}
    assert path.parent.name == folders[path.stem[0]]


@pytest.mark.parametrize(
    "path",
    [path for path in SHIPPED if read_yaml(path).content["kind"] not in ("counterfactual", "data")],
    ids=lambda path: path.stem,
)
def test_a_claim_that_needs_no_model_has_its_verdict(path):
    judgement = check(load(path))
    assert judgement.verdict in (
        "consistent",
        "inconsistent",
        "undecided",
        "recorded",
        "supported",
        "contradicted",
    )
    json.dumps(judgement.as_json(), allow_nan=False)


@pytest.mark.parametrize("name", ["a5", "a13", "l5", "l9", "n7b"])
def test_a_data_claim_has_its_verdict_from_its_query(name):
    judgement = check(find(name))
    assert judgement.rows.values
    assert judgement.sources


def test_the_rise_towards_a_year_is_the_one_counted_by_hand():
    rows = check(find("n7b")).rows
    shown = dict(zip(rows.columns, rows.values[0], strict=True))
    admitted, awaiting = pathways("admitted"), pathways("to be admitted")
    near = admitted[44:52].sum() / awaiting[44:52].sum()
    earlier = admitted[36:44].sum() / awaiting[36:44].sum()
    assert shown["value"] == pytest.approx(near / earlier)
    assert shown["low"] < shown["value"] < shown["high"]


def test_pure_arithmetic_is_what_it_is():
    assert check(find("a3")).readings[0].left == pytest.approx((42.5, 45.1), abs=0.05)
    assert check(find("a4")).verdict == "inconsistent"
    assert check(find("n20")).readings[0].left == (2, 2)


def test_every_key_of_a_claim_is_documented():
    page = (ROOT / "docs" / "claims.md").read_text()
    keys = {"schema" if name == "schema_" else name for name in Claim.model_fields}
    assert [
        key
        for key in sorted(keys | set(KINDS))
        if f"`{key}`" not in page and f"**{key}**" not in page
    ] == []


def test_every_hedge_is_documented_with_its_widths_and_reason():
    page = (ROOT / "docs" / "claims.md").read_text()
    for hedge in (*LEXICON, *DATE_LEXICON):
        assert hedge.why in page
        assert ", ".join(word or "*(none)*" for word in hedge.words) in page
