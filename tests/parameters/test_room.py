"""A room: worlds by name or path, and everything else from the files of its folder."""

from pathlib import Path

import numpy as np
import pytest

from commonweal.core.errors import WorldError
from commonweal.core.protocol import Institution, Model
from commonweal.core.world import World
from commonweal.parameters.policy import resolve
from tests.support.planted import institution


def test_a_room_is_an_institution():
    assert isinstance(institution, Institution)


def test_it_prepares_a_model():
    policy = resolve(institution, institution.period.start, {})
    model = institution.prepare(institution.open_world("village"), policy, institution.period)
    assert isinstance(model, Model)


def test_a_shipped_world_is_opened_by_its_name():
    assert institution.open_world("village").name == "village"


def test_a_saved_world_is_opened_by_its_path(tmp_path):
    World("mine", {"person": np.arange(3)}).save(tmp_path / "mine")
    assert institution.open_world(str(tmp_path / "mine")).name == "mine"


@pytest.mark.parametrize("path", ["vilage", "no/such/folder", "x" * 5000, "a\0b"])
def test_an_unknown_world_is_answered_with_those_there_are(path):
    with pytest.raises(WorldError, match=r"no world named .*[\s\S]*village"):
        institution.open_world(path)


def test_a_file_that_is_no_world_is_refused():
    with pytest.raises(WorldError, match="cannot be opened"):
        institution.open_world(str(Path(__file__)))


def test_a_folder_without_evidence_has_none():
    assert institution.evidence == {}


def test_a_room_without_checks_has_none():
    assert list(institution.checks()) == []
