"""Worlds: what is saved is what is opened, and what was changed is not opened."""

import json
import pickle
from datetime import date

import numpy as np
import pytest

from commonweal.core.errors import UnknownName, WorldError
from commonweal.core.world import World


@pytest.fixture
def village():
    arrays = {"income_gbp": np.array([10.5, 20.0]), "home": np.array([[0, 1], [1, 0]])}
    facts = {"counted on": date(2021, 3, 21), "people": np.int64(2)}
    return World("village", arrays, {"home": ("hill", "vale")}, facts)


@pytest.fixture
def folder(village, tmp_path):
    return village.save(tmp_path / "village")


def changed(folder, **changes):
    """Rewrite keys of a saved world's manifest; None takes a key away."""
    manifest = json.loads((folder / "world.json").read_text()) | changes
    kept = {key: value for key, value in manifest.items() if value is not None}
    (folder / "world.json").write_text(json.dumps(kept))


def test_a_world_opens_as_it_was_saved(village, folder):
    opened = World.open(folder)
    assert opened.hash == village.hash
    assert opened["home"].tolist() == [[0, 1], [1, 0]]
    assert opened.labels["home"] == ("hill", "vale")
    assert opened.facts == {"counted on": "2021-03-21", "people": 2}


def test_arrays_are_mapped_rather_than_read_and_cannot_be_changed(folder):
    income = World.open(folder)["income_gbp"]
    assert isinstance(income.base, np.memmap) or isinstance(income, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        income[0] = 1.0


def test_a_world_crosses_between_processes(village):
    assert pickle.loads(pickle.dumps(village)).hash == village.hash


@pytest.mark.parametrize(
    "other",
    [
        World("village", {"a": np.array([1, 3])}),
        World("village", {"a": np.array([1.0, 2.0])}),
        World("village", {"a": np.array([[1, 2]])}),
        World("village", {"b": np.array([1, 2])}),
        World("village", {"a": np.array([1, 2])}, {"a": ("x",)}),
        World("village", {"a": np.array([1, 2])}, {}, {"year": 2021}),
    ],
    ids=["value", "type", "shape", "name", "label", "fact"],
)
def test_the_hash_sees_every_change_of_contents(other):
    assert other.hash != World("village", {"a": np.array([1, 2])}).hash


def test_the_hash_does_not_depend_on_the_name_or_the_order(village):
    turned = dict(reversed(list(village.arrays.items())))
    assert World("hamlet", turned, village.labels, village.facts).hash == village.hash


def test_a_changed_array_is_noticed(folder):
    np.save(folder / "income_gbp.npy", np.array([10.5, 21.0]))
    with pytest.raises(WorldError, match="the hash differs"):
        World.open(folder)


def test_a_changed_fact_is_noticed(folder):
    changed(folder, facts={"people": 3})
    with pytest.raises(WorldError, match="the hash differs"):
        World.open(folder)


@pytest.mark.parametrize("key", ["name", "hash", "schema", "arrays", "labels", "facts"])
def test_a_manifest_without_a_key_is_refused(folder, key):
    changed(folder, **{key: None})
    with pytest.raises(WorldError, match=r"cannot be opened[\s\S]*World\.save"):
        World.open(folder)


def test_a_world_of_another_schema_is_refused(folder):
    changed(folder, schema=2)
    with pytest.raises(WorldError, match="has schema 2; this version reads schema 1"):
        World.open(folder)


@pytest.mark.parametrize("text", ["", "[]", '{"schema": 1', '{"arrays": 3}', '"village"'])
def test_a_manifest_that_is_not_one_is_refused(folder, text):
    (folder / "world.json").write_text(text)
    with pytest.raises(WorldError, match="cannot be opened"):
        World.open(folder)


def test_an_array_cut_short_is_refused(folder):
    whole = (folder / "home.npy").read_bytes()
    (folder / "home.npy").write_bytes(whole[:-8])
    with pytest.raises(WorldError, match="cannot be opened"):
        World.open(folder)


def test_a_missing_array_is_refused(folder):
    (folder / "home.npy").unlink()
    with pytest.raises(WorldError, match="cannot be opened"):
        World.open(folder)


def test_text_is_refused_with_what_to_do_instead():
    with pytest.raises(WorldError, match=r"'name' holds .*[\s\S]*labels"):
        World("village", {"name": np.array(["Ada"])})


def test_an_unknown_array_is_answered_with_the_nearest(village):
    with pytest.raises(UnknownName, match="income_gbp"):
        village["income"]
