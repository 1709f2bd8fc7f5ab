"""The result sheet of a count: who is elected, the votes stage by stage, and what happened.

Stages stand side by side, as many as the terminal has room for, in bands below one another. A
candidate's cell holds the votes, what the stage changed, and the mark ``elected`` or
``excluded``; below the table each stage and each tie is told in a sentence.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from commonweal.algorithms import ranked_rules
from commonweal.cli import output
from commonweal.cli.grid import GAP, Grid

if TYPE_CHECKING:
    from commonweal.algorithms.counts import Count, Stage, Tie
    from commonweal.institutions.elections.ballots import BallotFile

_UNITS = {"borda": "points", "approval": "approvals", "schulze": "rivals held off"}
_NAMES = 24
"""Names are given this much room, and wrapped where they need more."""


def show(ballots: BallotFile, found: Count, lot: int) -> None:
    """Print the whole sheet."""
    rule = ranked_rules.RULES[found.rule].title
    place = f"{ballots.title}: " if ballots.title else ""
    output.line(f"{place}{_counted(found.seats, 'seat')}, {_lowered(rule)}", style="bold")
    output.line(_facts(ballots, found))
    output.line()
    output.table(_result(ballots, found))
    output.line()
    if len(found.stages) > 1:
        for band in _bands(found):
            output.table(band)
            output.line()
        for stage in found.stages:
            output.line(f"{stage.number}. {_happened(found, stage)}", hanging=3)
    for tie in found.ties:
        output.line(_tied(found, tie, lot))
    for note in _notes(ballots):
        output.line(note)


def _facts(ballots: BallotFile, found: Count) -> str:
    cast = ballots.profile.votes
    said = [f"{_counted(cast, 'vote')}, {_counted(len(found.candidates), 'candidate')}"]
    if found.quota:
        first = Fraction(found.stages[0].quota, found.parts)
        last = f", {_trimmed(found.quota)} at the end" if first != found.quota else ""
        said.append(f"{_bar(found)} {_trimmed(first)}{last}")
    return "; ".join(said) + "."


def _result(ballots: BallotFile, found: Count) -> Grid:
    """Who is elected, at which stage; then the others, those who stayed longest first."""
    unit = _UNITS.get(found.rule, "votes")
    rows = tuple(
        (
            found.candidates[at], *((ballots.parties[at],) if ballots.parties else ()),
            _fate(found, at), _amount(found, _held(found, at)),
        )
        for at in _order(found)
    )  # fmt: skip
    heads = ("candidate", *(("party",) if ballots.parties else ()), "result", unit)
    return Grid(heads, rows, right=frozenset({unit}), tight=frozenset({"result"}), spare=("party",))


def _fate(found: Count, candidate: int) -> str:
    """What became of a candidate, with the stage where there are several."""
    when = "" if len(found.stages) == 1 else f" at {_elected_at(found, candidate)}"
    if candidate in found.elected:
        return f"elected{when}"
    out = _excluded_at(found, candidate)
    return f"excluded at {out}" if out else "not elected"


def _bands(found: Count) -> Iterator[Grid]:
    """The stages, as many side by side as there is room for."""
    order = _order(found)
    cells = [_cells(found, order, at) for at in range(len(found.stages))]
    name = min(_NAMES, max(map(len, (*found.candidates, "not transferable"))))
    room = output.width() - name
    width = GAP + max(len(text) for column in cells for cell in column for text in cell.split("\n"))
    side_by_side = max(1, room // max(width, GAP + len("stage 10")))
    labels = (*(found.candidates[at] for at in order), *_labels(found))
    for begin in range(0, len(cells), side_by_side):
        shown = cells[begin : begin + side_by_side]
        heads = ("", *(f"stage {begin + at + 1}" for at in range(len(shown))))
        rows = tuple(zip(labels, *shown, strict=True))
        yield Grid(heads, rows, right=frozenset(heads[1:]))


def _labels(found: Count) -> list[str]:
    """What stands below the candidates: where votes are that nobody has."""
    return [
        "not transferable",
        *(["lost to rounding"] if _change(found, found.stages[-1].lost) else []),
        *([_bar(found)] if len({stage.quota for stage in found.stages}) > 1 else []),
    ]


def _bar(found: Count) -> str:
    """What a candidate has to reach: under the alternative vote more than half of what is left."""
    return "majority" if found.rule == "av" else "quota"


def _cells(found: Count, order: Sequence[int], at: int) -> list[str]:
    """A column: for each candidate and label the amount, what changed, and a mark."""
    stage = found.stages[at]
    before = found.stages[at - 1] if at else None
    column = []
    for candidate in order:
        out = _excluded_at(found, candidate)
        if out and out < stage.number and not stage.tallies[candidate]:
            column.append("")
            continue
        lines = [_amount(found, stage.tallies[candidate])]
        if before:
            lines += _change(found, stage.tallies[candidate] - before.tallies[candidate])
        lines += ["elected"] * (candidate in stage.elected) + ["excluded"] * (out == stage.number)
        column.append("\n".join(lines))
    for label in _labels(found):
        name = {"not transferable": "exhausted", "lost to rounding": "lost"}.get(label, "quota")
        now = int(getattr(stage, name))
        was = int(getattr(before, name)) if before else now
        column.append("\n".join([_amount(found, now), *_change(found, now - was)]))
    return column


def _happened(found: Count, stage: Stage) -> str:
    """A stage in a sentence."""
    names = _listed([found.candidates[at] for at in stage.candidates])
    told = {
        "first preferences": "First preferences.",
        "surplus": f"The surplus of {names} passes on.",
        "exclusion": f"Excluded: {names}; the votes pass on.",
        "transfer": f"The votes of {names} pass on." if stage.candidates else "Surpluses pass on.",
        "points": "Points.",
    }[stage.action]
    if stage.number > 1:
        gone = stage.exhausted - found.stages[stage.number - 2].exhausted
        if gone:
            told += f" {_amount(found, gone)} are not transferable."
    reached = [at for at in stage.elected if stage.tallies[at] >= stage.quota]
    rest = [at for at in stage.elected if at not in reached]
    if reached:
        told += f" Elected: {_listed([found.candidates[at] for at in reached])}."
    if rest:
        names = _listed([found.candidates[at] for at in rest])
        told += f" Elected without the {_bar(found)}, as the last left: {names}."
    return told


def _tied(found: Count, tie: Tie, lot: int) -> str:
    """A tie in a sentence: who was level, over what, and what settled it."""
    over = {
        "exclusion": f"who is excluded after stage {tie.stage}",
        "surplus": f"whose surplus passes after stage {tie.stage}",
        "seat": "who is elected",
    }[tie.over]
    settled = {
        "history": "earlier stages decided",
        "lot": f"the lot decided (seed {lot})",
        "order": "the order of the file decided",
    }[tie.settled_by]
    level = _listed([found.candidates[at] for at in tie.claimants])
    chosen = _listed([found.candidates[at] for at in tie.chosen])
    return f"Tie over {over}: {level} are level; {settled}: {chosen}."


def _notes(ballots: BallotFile) -> Iterator[str]:
    if ballots.blank:
        yield f"{_counted(ballots.blank, 'blank ballot')} left out: they are no valid votes."
    if ballots.shortened:
        yield (
            f"{_counted(ballots.shortened, 'ballot')} skipped, repeated or ranked equally, and "
            "counted by the rule asked for."
        )
    if ballots.withdrawn:
        yield f"Withdrawn, and passed over on every ballot: {_listed(list(ballots.withdrawn))}."


def _order(found: Count) -> list[int]:
    """Those elected in order, then the others: the last to be excluded first."""
    others = [at for at in range(len(found.candidates)) if at not in found.elected]
    stayed = len(found.stages) + 1
    others.sort(key=lambda at: (-(_excluded_at(found, at) or stayed), -_held(found, at)))
    return [*found.elected, *others]


def _held(found: Count, candidate: int) -> int:
    """The parts a candidate has at the end, or had before going out."""
    out = _excluded_at(found, candidate)
    return found.stages[out - 2 if out else -1].tallies[candidate]


def _elected_at(found: Count, candidate: int) -> int | None:
    return next((s.number for s in found.stages if candidate in s.elected), None)


def _excluded_at(found: Count, candidate: int) -> int | None:
    """The stage at which a candidate went out; None for those who never did."""
    if candidate in found.elected:
        return None
    return next(
        (
            stage.number for stage in found.stages
            if stage.action in ("exclusion", "transfer") and candidate in stage.candidates
        ), None,
    )  # fmt: skip


def _whole(found: Count) -> bool:
    return all(
        tally % found.parts == 0
        for stage in found.stages
        for tally in itertools.chain(stage.tallies, (stage.exhausted, stage.lost, stage.quota))
    )


def _amount(found: Count, parts: int) -> str:
    return _number(Fraction(parts, found.parts), found)


def _change(found: Count, parts: int) -> list[str]:
    """What a stage changed, unless that is too small to be seen."""
    text = _number(Fraction(abs(parts), found.parts), found)
    if not text.strip("0."):
        return []
    return [f"+{text}" if parts > 0 else f"−{text}"]


def _number(value: Fraction, found: Count) -> str:
    """Votes: whole where the whole count is, otherwise to two decimals."""
    return f"{int(value):,}" if _whole(found) else f"{float(value):,.2f}"


def _trimmed(value: Fraction) -> str:
    """A quota: whole, or to as many decimals as it takes, at most five."""
    return f"{float(value):,.5f}".rstrip("0").rstrip(".")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _lowered(title: str) -> str:
    """A title within a sentence: small unless it begins with a name."""
    names = ("Scottish", "Meek", "ERS", "Borda", "Schulze", "Condorcet")
    return title if title.startswith(names) else title[:1].lower() + title[1:]


def _listed(names: Sequence[str]) -> str:
    if not names:
        return "nobody"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
