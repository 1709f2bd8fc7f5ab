"""What two other libraries do differently, each written out, so that a difference is explained
only where doing it their way gives exactly their answer."""

from fractions import Fraction

from commonweal.algorithms.counts import TiePolicy
from tests.algorithms.ballots import rows

LOTS = range(300)


def another_lot(rule, profile, seats, theirs):
    """Whether the rule elects the same once the lot falls otherwise, with or without history."""
    if not rule(profile, seats, TiePolicy()).ties:
        return False
    return any(
        set(rule(profile, seats, TiePolicy(history, seed=seed)).winners) == set(theirs)
        for history in (True, False)
        for seed in LOTS
    )


def level_for_the_seat(count, theirs):
    """Whether theirs are all among those whom we found level for the last seat."""
    level = {count.candidates[c] for tie in count.ties for c in tie.claimants}
    return set(theirs) <= level | set(count.winners)


class VotelibPiles:
    """Votelib's transferable vote: exhausted ballots are a pile, kept or dropped like a candidate's.

    So the pile can take the place of a candidate among those who stay, and two go at once; then
    fewer are left than seats, and the count does not end. All surpluses of a count move together,
    at exact values; candidates level at the bottom are refused.
    """

    def __init__(self, profile, seats):
        self.seats = seats
        self.quota = profile.votes // (seats + 1) + 1
        self.piles = {c: [] for c in range(len(profile.candidates))}
        self.exhausted = Fraction(0)
        for row, voters in zip(rows(profile), profile.weights.tolist(), strict=True):
            self.piles[row[0]].append((row[1:], Fraction(voters)))

    def total(self, candidate):
        return sum((votes for _, votes in self.piles[candidate]), Fraction(0))

    def give(self, papers, rate):
        for row, votes in papers:
            left = [c for c in row if c in self.piles]
            if left:
                after = row[row.index(left[0]) + 1 :]
                self.piles[left[0]].append((after, votes * rate))
            else:
                self.exhausted += votes * rate

    def elected(self):
        """Places in the list of candidates, or None where votelib gives up."""
        elected = set()
        while self.piles:
            won = {c for c in self.piles if self.total(c) >= self.quota}
            if len(self.piles) == self.seats - len(elected):
                return elected | set(self.piles)
            elected |= won
            if len(elected) >= self.seats:
                return elected
            out = won or self.dropped()
            if out is None:
                return None
            rates = {c: 1 - self.quota / self.total(c) if won else Fraction(1) for c in out}
            moving = {c: self.piles.pop(c) for c in out}
            for candidate, papers in moving.items():
                self.give(papers, rates[candidate])
        return None

    def dropped(self):
        """Who goes, so that one pile fewer than there are candidates stays; None at a tie."""
        totals = {c: self.total(c) for c in self.piles}
        if self.exhausted:
            totals["exhausted"] = self.exhausted
        order = sorted(totals, key=totals.__getitem__, reverse=True)
        stay = len(self.piles) - 1
        if stay and totals[order[stay - 1]] == totals[order[stay]]:
            return None
        return set(self.piles) - set(order[:stay])


def all_level_go_together(profile):
    """Pref_voting's run-off: all who are level at the bottom are excluded at once.

    The names of those elected: several where everybody left is level.
    """
    left = set(range(len(profile.candidates)))
    while True:
        votes = dict.fromkeys(left, 0)
        for row, voters in zip(rows(profile), profile.weights.tolist(), strict=True):
            standing = [c for c in row if c in left]
            if standing:
                votes[standing[0]] += voters
        majority = {c for c in left if 2 * votes[c] > sum(votes.values())}
        last = {c for c in left if votes[c] == min(votes.values())}
        if majority or last == left:
            return {profile.candidates[c] for c in majority or left}
        left -= last


def only_1997(count):
    """What happened in a count by the rules of 1997 that Newland and Britton's do not know.

    A surplus that waited; one made after the first stage, passed on by its last batch alone; a
    quota that fell; somebody elected below the quota; several excluded at once; surpluses made at
    different stages and the largest of all moved first, where theirs takes the newest.
    """
    elected_at = {c: s.number for s in count.stages for c in s.elected}

    def surpluses(stage):
        """When those were elected who have a surplus at the end of a stage."""
        by_then = {c: at for c, at in elected_at.items() if at <= stage.number}
        return {at for c, at in by_then.items() if stage.tallies[c] > stage.quota}

    after = [stage for stage in count.stages if stage.action == "exclusion"]
    found = {
        "a surplus waited": any(min(surpluses(s), default=s.number) < s.number for s in after),
        "surpluses of different stages": any(len(surpluses(s)) > 1 for s in count.stages),
        "a surplus of the last batch": any(
            s.action == "surplus" and elected_at[s.candidates[0]] > 1 for s in count.stages
        ),
        "the quota fell": len({s.quota for s in count.stages}) > 1,
        "elected below the quota": any(
            s.tallies[c] < s.quota for s in count.stages for c in s.elected
        ),
        "several excluded at once": any(len(s.candidates) > 1 for s in count.stages),
    }
    return {name for name, happened in found.items() if happened}
