"""What transferable votes are checked against: themselves, papers, and published counterfactuals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from commonweal.algorithms import transfers as papers
from commonweal.algorithms.profiles import Profile
from commonweal.core.checks import Check, Fault
from commonweal.core.period import Period
from commonweal.institutions.elections import (
    counting,
    districts,
    preferential,
    reform_faults,
    slates,
    transfers,
    worlds,
)
from commonweal.institutions.elections.counting import Contest
from commonweal.parameters.policy import Policy, resolve

_HERE = "commonweal.institutions.elections"
_DAYS = ("2010-05-06", "2015-05-07", "2017-06-08", "2019-12-12", "2024-07-04")
_ADDED = "commonweal.algorithms.additional_members"
_PARTIES = ("Con", "Lab", "LD")
_STATED = {
    ("2022", "SNP", "Green"): 0.402,
    ("2022", "Con", "LD"): 0.265,
    ("2012", "Lab", "Con"): 0.048,
    ("2022", "Lab", "Con"): 0.140,
}
_STUDIES = ((284, 248, 89), (281, 262, 79), (296, 258, 67), (313, 241, 67))
"""Sanders et al., the Electoral Reform Society, Hugh-Jones, and a count from canvass returns."""
_SOCIETY = (
    ("2010-05-06", "scottish-2012", (246, 207, 162), "votes as cast, transfers from a ComRes poll"),
    ("2019-12-12", "scottish-2022", (312, 221, 59), "preferences from a YouGov poll, not votes"),
)
"""Its counts by the single transferable vote; it drew districts of its own."""
_PARTS_OF_A_VOTE = 1_000
_CLOSEST = 20
_PLURALITY = Fault(
    "votes never pass", f"{_HERE}.preferential.count", reform_faults.most_first_preferences
)
_PLURALITY_OF_DISTRICTS = Fault(
    "all members go to whoever has most votes in the district", f"{_HERE}.slates.count",
    reform_faults.all_members_to_the_first,
)  # fmt: skip


def checks() -> Sequence[Check]:
    """Identities first, then what was stated of the ballots, then studies of 2010."""
    return (
        Check(
            "av-without-transfers", "identity",
            "Seats of 2010 to 2024 that another wins by the alternative vote when nobody names a second",
            0, _unlike_first_past_the_post, 0, "Votes that cannot pass leave the leader in front",
            (Fault("votes pass all the same", f"{_HERE}.transfers.exhausted",
                   lambda: transfers.scottish("2022")),),
        ),
        Check(
            "av-loses-no-vote", "identity",
            "Votes gained or lost at any stage of any seat of 2010, at most",
            0.0, _largest_leak, 1e-6, "Tallies and exhausted votes add up to the votes cast",
            (Fault("exhausted votes are forgotten", f"{_HERE}.transfers.Preferences.passing",
                   reform_faults.nobody_exhausted_is_counted),),
        ),
        Check(
            "av-as-papers", "identity",
            "Of the closest seats of 2010, those that another wins when each order is a stack of papers",
            0, _unlike_papers, 0, "The same orders as ballots, counted whole by another count",
            (_PLURALITY,),
        ),
        Check(
            "transfers-stated", "calibration target",
            "Second preferences: SNP to Green and Con to LD in 2022; Lab to Con in 2012 and in 2022",
            list(_STATED.values()), lambda: [
                transfers.scottish(year).second(of, to) for year, of, to in _STATED
            ],
            0.0006, "Stated beforehand, from the same ballots; three decimals",
            (Fault("the years are taken for each other", f"{_HERE}.transfers.scottish",
                   reform_faults.the_other_year),),
        ),
        Check(
            "stv-one-member-is-av", "identity",
            "Seats of 2010 and 2024 that another wins by the single transferable vote of one member",
            0, _unlike_one_member, 0, "With one member the quota is more than half of the votes",
            (Fault("the quota is that of three members", f"{_HERE}.slates.count",
                   reform_faults.two_members_too_many), _PLURALITY),
        ),
        Check(
            "stv-loses-no-vote", "identity",
            "Votes gained or lost in any district of 2010 over the whole count, at most",
            0.0, _largest_loss, 1e-6,
            "Votes with members elected, with lists still in, and exhausted add up to the votes cast",
            (Fault("exhausted votes are forgotten", f"{_HERE}.transfers.Preferences.passing",
                   reform_faults.nobody_exhausted_is_counted),),
        ),
        Check(
            "ams-holds-what-it-won", "identity",
            "Lists of 2010 to 2024 that have fewer seats than merged constituencies they won",
            0, _fewer_than_held, 0, "List seats are added to constituencies, never taken from them",
            (Fault("the whole region is shared by lists", f"{_ADDED}.without_overhang",
                   reform_faults.lists_alone),),
        ),
        Check(
            "av-plus-without-transfers", "identity",
            "Lists of 2010 to 2024 whose seats differ where nobody names a second candidate",
            0, _unlike_plurality, 0, "Then whoever is first of a merged constituency wins it",
            (Fault("votes pass all the same", f"{_HERE}.transfers.exhausted",
                   lambda: transfers.scottish("2022")),),
        ),
        *_studies(),
    )  # fmt: skip


def _studies() -> Sequence[Check]:
    """Published counterfactuals of 2010. They differ from each other, and nothing was fitted to them."""
    return (
        Check(
            "av-2010-sanders", "published estimate",
            "Con, Lab and LD in 2010 by the alternative vote, votes passing as in Scotland in 2012",
            list(_STUDIES[0]), lambda: seats("scottish-2012"), 10,
            "Sanders, Clarke, Stewart and Whiteley, Parliamentary Affairs 64 (2011): voters asked to "
            "fill in a paper, first preferences unlike the votes they had cast", (_PLURALITY,),
        ),
        *(
            Check(
                f"stv-{day[:4]}-society", "published estimate",
                f"Con, Lab and LD in {day[:4]} by the single transferable vote in districts of three to "
                f"six, votes passing as in Scotland in {source[-4:]}",
                list(published), _by_stv(source, day), 10, f"Electoral Reform Society: {how}",
                (_PLURALITY_OF_DISTRICTS,),
            )
            for day, source, published, how in _SOCIETY
        ),
        Check(
            "ams-2024-society", "published estimate",
            "Lab, Con, Reform, LD, Green, SNP and PC in 2024 with additional members",
            [236, 157, 94, 77, 42, 18, 4], _with_additional_members, 2,
            "Electoral Reform Society, How the 2024 election could have looked with proportional "
            "representation, 5 July 2024; it merged constituencies in a way of its own",
            (Fault("list seats take no account of those held", f"{_ADDED}.without_overhang",
                   reform_faults.parallel),),
        ),
        *(
            Check(
                f"av-2010-range-{year}", "published estimate",
                "Seats of Con, Lab and LD in 2010 outside the range of four studies, votes passing as "
                f"in Scotland in {year}",
                [0, 0, 0], _outside(f"scottish-{year}"), 0,
                "Sanders et al. 2011 (284, 248, 89); Electoral Reform Society 2010 (281, 262, 79); "
                "Hugh-Jones 2011 (296, 258, 67, of 628 seats); "
                "canvass returns in J. G. Harston's count of 2010 (313, 241, 67)", (_PLURALITY,),
            )
            for year in ("2012", "2022")
        ),
    )  # fmt: skip


def seats(source: str, day: str = "2010-05-06", system: str = "av") -> list[int]:
    """Seats of Con, Lab and LD by a transferable vote, votes passing as a source says."""
    contest = _contest(day)
    found = counting.SYSTEMS[system](contest, _policy({"transfers.from": source}))
    party = np.zeros(found.won.size, dtype=np.int64)
    party[found.list_of] = contest.counted_for
    won = np.bincount(party, found.won, len(contest.parties))
    return [int(won[contest.parties.index(party)]) for party in _PARTIES]


def _with_additional_members() -> list[int]:
    contest = _contest("2024-07-04")
    found = counting.additional_members(contest, _policy({}))
    party = np.zeros(found.won.size, dtype=np.int64)
    party[found.list_of] = contest.counted_for
    won = np.bincount(party, found.won, len(contest.parties))
    names = ("Lab", "Con", "RUK", "LD", "Green", "SNP", "PC")
    return [int(won[contest.parties.index(name)]) for name in names]


def _fewer_than_held() -> int:
    fewer = 0
    for day in _DAYS:
        contest = _contest(day)
        found = counting.additional_members(contest, _policy({}))
        held = counting.held_in_merged(contest, found.list_of)
        fewer += int((found.won < held).sum())
    return fewer


def _unlike_plurality() -> int:
    unlike = 0
    for day in _DAYS:
        contest = _contest(day)
        policy = _policy({"transfers.from": "nobody"})
        found = counting.av_plus(contest, policy)
        held = counting.held_in_merged(contest, found.list_of, sizes=districts.PAIRED)
        expected = counting.topped_up(contest, policy, found.list_of, held)
        unlike += int((found.won != expected.won).sum())
    return unlike


def _by_stv(source: str, day: str) -> Callable[[], list[int]]:
    return lambda: seats(source, day, "stv")


def _policy(changes: Mapping[str, object]) -> Policy:
    from commonweal.institutions.elections import model

    room = model.institution
    return resolve(room, Period.parse(_DAYS[0]).start, {"electoral_system": "av", **changes})


def _contest(day: str) -> Contest:
    return counting.contest(worlds.general_election(day), _policy({}))


def _unlike_first_past_the_post() -> int:
    unlike, policy = 0, _policy({"transfers.from": "nobody"})
    for day in _DAYS:
        contest = _contest(day)
        with_av = counting.SYSTEMS["av"](contest, policy).won
        unlike += int((with_av > counting.first_past_the_post(contest, policy).won).sum())
    return unlike


def _seats_of_2010() -> tuple[Contest, preferential.Seats]:
    contest = _contest("2010-05-06")
    return contest, counting.preferential_seats(contest)


def _largest_leak() -> float:
    contest, found = _seats_of_2010()
    passing = transfers.scottish("2012").passing()
    leaks = [0.0]
    for seat in range(contest.seats):
        tallies, whose = preferential.stages(found, passing, seat)
        leaks.append(float(np.abs(tallies.sum(axis=1) - contest.votes[whose].sum()).max()))
    return max(leaks)


def _unlike_papers() -> int:
    _, found = _seats_of_2010()
    orders = transfers.scottish("2012")
    won = preferential.count(found, orders.passing()).won
    return sum(int(won[_elected_by_papers(found, orders, seat)] == 0) for seat in _closest(found))


def _closest(found: preferential.Seats) -> list[int]:
    """The seats of Great Britain with the smallest lead of first preferences over second."""
    lead = np.full(found.start.size - 1, np.inf)
    for seat in range(lead.size):
        here = slice(int(found.start[seat]), int(found.start[seat + 1]))
        if found.kinds[here, 0].min() >= 0:
            first, second = np.sort(found.votes[here])[:-3:-1]
            lead[seat] = (first - second) / found.votes[here].sum()
    return [int(seat) for seat in np.argsort(lead, kind="stable")[:_CLOSEST]]


def _elected_by_papers(found: preferential.Seats, orders: transfers.Preferences, seat: int) -> int:
    """The candidate elected where every voter is a stack of papers, one for each order."""
    here = slice(int(found.start[seat]), int(found.start[seat + 1]))
    votes, kinds = found.votes[here], found.kinds[here]
    rankings, stacks = [], []
    for candidate, cast in enumerate(votes.tolist()):
        own = np.flatnonzero(orders.supporters == kinds[candidate, 0])
        for order in own.tolist():
            then = [family for family in orders.then[order].tolist() if family >= 0]
            for ranking, part in _named(candidate, then, votes, kinds):
                stack = round(cast * float(orders.shares[order]) * part * _PARTS_OF_A_VOTE)
                if stack:
                    rankings.append(ranking)
                    stacks.append(stack)
    profile = Profile.of(rankings, stacks, [str(place) for place in range(votes.size)])
    return int(found.order[here][papers.alternative_vote(profile).elected[0]])


def _named(
    first: int, families: Sequence[int], votes: np.ndarray, kinds: np.ndarray
) -> list[tuple[list[int], float]]:
    """Rankings of candidates for an order of families; candidates of a family share its voters."""
    found: list[tuple[list[int], float]] = [([first], 1.0)]
    for family in families:
        mine = [c for c in np.flatnonzero(kinds[:, 1] == family).tolist() if c != first]
        if not mine:
            continue
        together = float(votes[mine].sum())
        # Whoever of a family is out before another leaves its voters to the other.
        found = [
            (
                [*ranking, c, *(other for other in mine if other != c)],
                part * float(votes[c]) / together,
            )
            for ranking, part in found
            for c in mine
        ]
    return found


def _unlike_one_member() -> int:
    unlike, passing = 0, transfers.scottish("2022").passing()
    for day in (_DAYS[0], _DAYS[-1]):
        contest = _contest(day)
        one_each = counting.preferential_seats(contest)
        alone, members = np.ones(contest.votes.size, np.bool_), np.ones(contest.seats, np.int64)
        won = slates.count(one_each, alone, members, passing)
        unlike += int((won > preferential.count(one_each, passing).won).sum())
    return unlike


def _largest_loss() -> float:
    from commonweal.institutions.elections import slates_kernels as kernels

    contest = _contest(_DAYS[0])
    way = districts.ways(contest.world.labels["constituency"], tuple(contest.region.tolist()))[0]
    _, members, seats, alone = counting.slates_of(contest, way)
    passing, loss = transfers.scottish("2022").passing(), 0.0
    for place, house in enumerate(members.tolist()):
        here = slice(int(seats.start[place]), int(seats.start[place + 1]))
        size = here.stop - here.start
        sitting = np.empty((size, size))
        exhausted, used = kernels.count_district(
            seats.votes[here], seats.kinds[here], alone[here], house, passing,
            np.zeros(size, np.int64), sitting,
        )  # fmt: skip
        total = exhausted + used + float(sitting.sum())
        loss = max(loss, abs(total - float(seats.votes[here].sum())))
    return loss


def _outside(source: str) -> Callable[[], list[int]]:
    def beyond() -> list[int]:
        return [
            max(min(study) - here, here - max(study), 0)
            for here, study in zip(seats(source), zip(*_STUDIES, strict=True), strict=True)
        ]

    return beyond
