"""The result sheet of a count: who is elected, the votes stage by stage, and what happened.

Stages stand side by side, as many as the terminal has room for, in bands below one another. A
candidate's cell holds the votes, what the stage changed, and the mark ``elected`` or
``excluded``; below the table each stage and each tie is told in a sentence.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
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


@dataclass(frozen=True)
class _Sheet:
    """A count with what is read off it again and again."""

    count: Count

    @cached_property
    def whole(self) -> bool:
        """Whether nobody ever has a fraction of a vote."""
        return all(
            amount % self.count.parts == 0
            for stage in self.count.stages
            for amount in itertools.chain(stage.tallies, (stage.exhausted, stage.lost, stage.quota))
        )

    @cached_property
    def elected_at(self) -> Mapping[int, int]:
        """The stage at which each of those elected was."""
        return {at: stage.number for stage in self.count.stages for at in stage.elected}

    @cached_property
    def excluded_at(self) -> Mapping[int, int]:
        """The stage at which each of those who went out did."""
        out: dict[int, int] = {}
        for stage in self.count.stages:
            if stage.action in ("exclusion", "transfer"):
                for at in stage.candidates:
                    if at not in self.count.elected:
                        out.setdefault(at, stage.number)
        return out

    @cached_property
    def order(self) -> Sequence[int]:
        """Those elected in order, then the others: the last to be excluded first."""
        stayed = len(self.count.stages) + 1
        others = [at for at in range(len(self.count.candidates)) if at not in self.count.elected]
        others.sort(key=lambda at: (-self.excluded_at.get(at, stayed), -self.held(at)))
        return [*self.count.elected, *others]

    @property
    def bar(self) -> str:
        """What has to be reached: under the alternative vote more than half of what is left."""
        return "majority" if self.count.rule == "av" else "quota"

    @property
    def labels(self) -> list[str]:
        """What stands below the candidates: where votes are that nobody has."""
        quotas = {stage.quota for stage in self.count.stages}
        return [
            "not transferable",
            *(["lost to rounding"] if self.change(self.count.stages[-1].lost) else []),
            *([self.bar] if len(quotas) > 1 else []),
        ]

    def held(self, candidate: int) -> int:
        """The parts a candidate has at the end, or had before going out."""
        out = self.excluded_at.get(candidate)
        return self.count.stages[out - 2 if out else -1].tallies[candidate]

    def named(self, candidates: Sequence[int]) -> str:
        """Candidates in a row of words."""
        return _listed([self.count.candidates[at] for at in candidates])

    def fate(self, candidate: int) -> str:
        """What became of a candidate, with the stage where there are several."""
        if candidate in self.excluded_at:
            return f"excluded at {self.excluded_at[candidate]}"
        if candidate not in self.count.elected:
            return "not elected"
        several = len(self.count.stages) > 1
        return f"elected at {self.elected_at[candidate]}" if several else "elected"

    def amount(self, parts: int) -> str:
        """Votes: whole where the whole count is, otherwise to two decimals."""
        value = Fraction(parts, self.count.parts)
        return f"{int(value):,}" if self.whole else f"{float(value):,.2f}"

    def change(self, parts: int) -> list[str]:
        """What a stage changed, unless that is too small to be seen."""
        text = self.amount(abs(parts))
        if not text.strip("0."):
            return []
        return [f"+{text}" if parts > 0 else f"−{text}"]


def show(ballots: BallotFile, found: Count, lot: int) -> None:
    """Print the whole sheet."""
    sheet = _Sheet(found)
    rule = ranked_rules.RULES[found.rule].title
    place = f"{ballots.title}: " if ballots.title else ""
    output.line(f"{place}{_counted(found.seats, 'seat')}, {_lowered(rule)}", style="bold")
    output.line(_facts(ballots, sheet))
    output.line()
    output.table(_result(ballots, sheet))
    output.line()
    if len(found.stages) > 1:
        for band in _bands(sheet):
            output.table(band)
            output.line()
        for stage in found.stages:
            number = f"{stage.number}. "
            output.line(number + _happened(sheet, stage), hanging=len(number))
    for tie in found.ties:
        output.line(_tied(sheet, tie, lot))
    for note in _notes(ballots):
        output.line(note)


def _facts(ballots: BallotFile, sheet: _Sheet) -> str:
    found = sheet.count
    cast = ballots.profile.votes
    said = [f"{_counted(cast, 'vote')}, {_counted(len(found.candidates), 'candidate')}"]
    if found.quota:
        first = Fraction(found.stages[0].quota, found.parts)
        last = f", {_trimmed(found.quota)} at the end" if first != found.quota else ""
        said.append(f"{sheet.bar} {_trimmed(first)}{last}")
    return "; ".join(said) + "."


def _result(ballots: BallotFile, sheet: _Sheet) -> Grid:
    """Who is elected, at which stage; then the others, those who stayed longest first."""
    found = sheet.count
    unit = _UNITS.get(found.rule, "votes")
    rows = tuple(
        (
            found.candidates[at], *((ballots.parties[at],) if ballots.parties else ()),
            sheet.fate(at), sheet.amount(sheet.held(at)),
        )
        for at in sheet.order
    )  # fmt: skip
    heads = ("candidate", *(("party",) if ballots.parties else ()), "result", unit)
    return Grid(heads, rows, right=frozenset({unit}), tight=frozenset({"result"}), spare=("party",))


def _bands(sheet: _Sheet) -> Iterator[Grid]:
    """The stages, as many side by side as there is room for."""
    found = sheet.count
    cells = [_cells(sheet, at) for at in range(len(found.stages))]
    name = min(_NAMES, max(map(len, (*found.candidates, "not transferable"))))
    room = output.width() - name
    width = GAP + max(len(text) for column in cells for cell in column for text in cell.split("\n"))
    side_by_side = max(1, room // max(width, GAP + len("stage 10")))
    labels = (*(found.candidates[at] for at in sheet.order), *sheet.labels)
    for begin in range(0, len(cells), side_by_side):
        shown = cells[begin : begin + side_by_side]
        heads = ("", *(f"stage {begin + at + 1}" for at in range(len(shown))))
        rows = tuple(zip(labels, *shown, strict=True))
        yield Grid(heads, rows, right=frozenset(heads[1:]))


def _cells(sheet: _Sheet, at: int) -> list[str]:
    """A column: for each candidate and label the amount, what changed, and a mark."""
    stage = sheet.count.stages[at]
    before = sheet.count.stages[at - 1] if at else None
    column = []
    for candidate in sheet.order:
        out = sheet.excluded_at.get(candidate)
        if out and out < stage.number and not stage.tallies[candidate]:
            column.append("")
            continue
        lines = [sheet.amount(stage.tallies[candidate])]
        if before:
            lines += sheet.change(stage.tallies[candidate] - before.tallies[candidate])
        lines += ["elected"] * (candidate in stage.elected) + ["excluded"] * (out == stage.number)
        column.append("\n".join(lines))
    for label in sheet.labels:
        name = {"not transferable": "exhausted", "lost to rounding": "lost"}.get(label, "quota")
        now = int(getattr(stage, name))
        was = int(getattr(before, name)) if before else now
        column.append("\n".join([sheet.amount(now), *sheet.change(now - was)]))
    return column


def _happened(sheet: _Sheet, stage: Stage) -> str:
    """A stage in a sentence."""
    names = sheet.named(stage.candidates)
    told = {
        "first preferences": "First preferences.",
        "surplus": f"The surplus of {names} passes on.",
        "exclusion": f"Excluded: {names}; the votes pass on.",
        "transfer": f"The votes of {names} pass on." if stage.candidates else "Surpluses pass on.",
        "points": "Points.",
    }[stage.action]
    if stage.number > 1:
        gone = stage.exhausted - sheet.count.stages[stage.number - 2].exhausted
        if gone:
            told += f" {sheet.amount(gone)} are not transferable."
    reached = [at for at in stage.elected if stage.tallies[at] >= stage.quota]
    rest = [at for at in stage.elected if at not in reached]
    if reached:
        told += f" Elected: {sheet.named(reached)}."
    if rest:
        names = sheet.named(rest)
        told += f" Elected without the {sheet.bar}, as the last left: {names}."
    return told


def _tied(sheet: _Sheet, tie: Tie, lot: int) -> str:
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
    level = sheet.named(tie.claimants)
    chosen = sheet.named(tie.chosen)
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
