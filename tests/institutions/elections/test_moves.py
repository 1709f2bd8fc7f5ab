"""How far each party moved between two elections."""

import numpy as np
import pytest

from commonweal.core.errors import UnknownName, WorldError
from commonweal.institutions.elections import history
from commonweal.institutions.elections.moves import moves


def of(group, before, after):
    (found,) = [one for one in moves(before, after) if one.group == group]
    return found


def test_moves_are_those_of_the_votes_where_a_party_stood_at_both():
    found = of("lab", "2015", "2017")
    place = found.name.index("Aldershot")
    before, after = (history.election(year) for year in ("2015", "2017"))
    at = after.name.index("Aldershot")
    lab = history.GROUPS.index("lab")
    assert found.after[place] == after.votes[at, lab] / after.votes[at].sum()
    assert found.code[place] in before.code


def test_no_move_is_made_of_a_party_that_did_not_stand():
    stood = [history.election(year).stood[:, 1] for year in ("1951", "1950")]
    assert len(of("lib", "1950", "1951").code) <= min(there.sum() for there in stood)


def test_nobody_moves_beyond_all_the_votes():
    for found in moves("1929", "1931"):
        assert np.all(np.abs(found.change) <= 1)
        assert np.all((found.after > 0) & (found.after <= 1))


def test_other_boundaries_are_refused_with_those_that_fit():
    with pytest.raises(WorldError, match="no earlier election on the boundaries") as told:
        moves("1979", "1983")
    assert "1987" in str(told.value.remedy)


def test_an_unknown_election_is_refused():
    with pytest.raises(UnknownName):
        moves("1978", "1979")
