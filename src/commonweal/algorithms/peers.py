"""Two libraries by others that count ballots, votelib and pref_voting, if they are installed.

Only what they publish for users is called. Each function counts one profile by one rule and
gives the names that the peer elects: oracles in tests, and what benchmarks are run beside.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from commonweal.algorithms.profiles import Profile
from commonweal.core.errors import MissingExtra

EXTRA = "peers"


class PeerGaveUp(Exception):  # noqa: N818 - an answer, not a failure
    """The peer does not decide: it meets a tie that it does not resolve, or never ends."""


def votelib(module: str) -> Any:
    """A module of votelib. Raises MissingExtra where it is not installed."""
    return _module("votelib", module)


def pref_voting(module: str) -> Any:
    """A module of pref_voting. Raises MissingExtra where it is not installed."""
    return _module("pref_voting", module)


def _module(package: str, module: str) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # what a peer's dependencies say is not our users' affair
            return import_module(f"{package}.{module}")
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != package:
            raise
        raise MissingExtra(package, EXTRA) from None


def as_votelib(profile: Profile) -> dict[tuple[str, ...], int]:
    """The profile as votelib takes it: voters by ranking."""
    return {
        tuple(profile.candidates[c] for c in row[:length]): voters
        for row, length, voters in zip(
            profile.rankings.tolist(),
            profile.lengths.tolist(),
            profile.weights.tolist(),
            strict=True,
        )
    }


def as_pref_voting(profile: Profile) -> Any:
    """The profile as pref_voting takes it; candidates are places from 0."""
    return pref_voting("profiles_with_ties").ProfileWithTies(
        [
            {c: rank + 1 for rank, c in enumerate(row[:length])}
            for row, length in zip(profile.rankings.tolist(), profile.lengths.tolist(), strict=True)
        ],
        rcounts=profile.weights.tolist(),
        candidates=list(range(len(profile.candidates))),
    )


def as_pref_voting_complete(profile: Profile) -> Any:
    """A profile in which every ballot ranks everybody, as pref_voting takes it."""
    return pref_voting("profiles").Profile(
        profile.rankings.tolist(), rcounts=profile.weights.tolist()
    )


def votelib_stv(profile: Profile, seats: int) -> tuple[str, ...]:
    """Votelib's transferable vote: Droop quota, Gregory transfers by exact fractions.

    Raises PeerGaveUp where it meets a tie that it does not resolve, or does not end.
    """
    selector = votelib("evaluate.sequential").TransferableVoteSelector(
        quota_function="droop", transferer="Gregory"
    )
    return _elected(selector, as_votelib(profile), seats)


def votelib_plurality(profile: Profile) -> tuple[str, ...]:
    """Votelib's plurality of first preferences."""
    votes = votelib("convert").RankedToFirstPreference().convert(as_votelib(profile))
    return _elected(votelib("evaluate.core").Plurality(), votes, 1)


def votelib_approval(profile: Profile, seats: int) -> tuple[str, ...]:
    """Votelib's approval vote, by everybody who is ranked."""
    approved: dict[frozenset[str], int] = {}
    for ranking, voters in as_votelib(profile).items():
        approved[frozenset(ranking)] = approved.get(frozenset(ranking), 0) + voters
    votes = votelib("convert").ApprovalToSimpleVotes().convert(approved)
    return _elected(votelib("evaluate.core").Plurality(), votes, seats)


def votelib_borda(profile: Profile, seats: int) -> tuple[str, ...]:
    """Votelib's Borda count: a point for each candidate below, none for those left off."""
    person = votelib("candidate").Person
    people = {
        name: person(name) for name in profile.candidates
    }  # it takes a text for a shared rank
    given = {tuple(people[name] for name in r): n for r, n in as_votelib(profile).items()}
    scorer = votelib("component.rankscore").Borda(base=0)
    points = votelib("convert").RankedToPositionalVotes(scorer).convert(given)
    votes = {name: points[people[name]] for name in profile.candidates}
    return _elected(votelib("evaluate.core").Plurality(), votes, seats)


def votelib_schulze(profile: Profile) -> tuple[str, ...]:
    """Votelib's Schulze method."""
    pairs = votelib("convert").RankedToCondorcetVotes().convert(as_votelib(profile))
    return _elected(votelib("evaluate.condorcet").Schulze(), pairs, 1)


def votelib_dhondt(votes: Sequence[int], seats: int) -> tuple[int, ...]:
    """Votelib's seats by D'Hondt, a list each."""
    evaluator = votelib("evaluate.proportional").HighestAverages("d_hondt")
    found = evaluator.evaluate(dict(enumerate(votes)), seats)
    return tuple(int(found.get(number, 0)) for number in range(len(votes)))


def _elected(evaluator: Any, votes: Any, seats: int) -> tuple[str, ...]:
    try:
        found = evaluator.evaluate(votes, seats)
    except (NotImplementedError, votelib("evaluate.core").VotingSystemError) as refused:
        raise PeerGaveUp(str(refused)) from refused
    if not all(isinstance(name, str) for name in found):
        raise PeerGaveUp("candidates are level for the last seat")
    return tuple(found)


def pref_voting_elected(
    profile: Profile, method: str, module: str, *, complete: bool = False, **options: Any
) -> tuple[str, ...]:
    """Whom a method of pref_voting elects; several candidates of a one-winner method are level."""
    given = as_pref_voting_complete(profile) if complete else as_pref_voting(profile)
    found = getattr(pref_voting(module), method)(given, **options)
    return tuple(profile.candidates[int(c)] for c in found)
