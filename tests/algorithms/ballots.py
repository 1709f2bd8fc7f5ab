"""Random profiles for the tests of counting: few voters, so that ties are common; or many."""

from hypothesis import strategies as st

from commonweal.algorithms.profiles import Profile

NAMES = ("ann", "bob", "cat", "dan", "eve", "fay", "gus")


def profiles(*, most=6, ballots=12, voters=9, complete=False, least=2):
    """Profiles of ``least`` to ``most`` candidates; ballots may stop early unless ``complete``."""
    return st.integers(least, most).flatmap(
        lambda n: st.lists(
            st.tuples(
                st.permutations(range(n)),
                st.integers(n if complete else 1, n),
                st.integers(1, voters),
            ),
            min_size=1,
            max_size=ballots,
        ).map(
            lambda drawn: Profile.of(
                [order[:length] for order, length, _ in drawn],
                [weight for _, _, weight in drawn],
                NAMES[:n],
            )
        )
    )


def with_seats(drawn):
    """Each profile with a number of seats that its candidates can fill."""
    return drawn.flatmap(
        lambda profile: st.integers(1, len(profile.candidates)).map(lambda s: (profile, s))
    )


def rows(profile):
    """Rankings as lists of places, without padding."""
    return [
        row[:length] for row, length in zip(profile.rankings.tolist(), profile.lengths, strict=True)
    ]


def renamed(profile, order):
    """The same ballots with the candidates given in another order: place i was order[i]."""
    place = {old: new for new, old in enumerate(order)}
    return Profile.of(
        [[place[c] for c in row] for row in rows(profile)],
        profile.weights,
        [profile.candidates[c] for c in order],
    )


def shuffled(profile, order):
    """The same ballots given in another order."""
    given = rows(profile)
    return Profile.of(
        [given[i] for i in order], [int(profile.weights[i]) for i in order], profile.candidates
    )
