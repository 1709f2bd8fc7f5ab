"""The claims a command is about: found by id, file or folder, judged, and written out."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from commonweal.cli.institutions import Roll, blamed
from commonweal.cli.options import Settings
from commonweal.core.errors import ClaimError, FileError

if TYPE_CHECKING:
    from commonweal.claims.judgement import Judgement
    from commonweal.claims.schema import Claim

Progress = Callable[[int, int], None]


def named(names: Sequence[str], roll: Roll) -> list[Claim]:
    """The claims that ids, files and folders name, each once; all shipped ones for no names.

    One that cannot be read, and a second one of the same id, is reported and left out.
    """
    claims: dict[str, Claim] = {}
    for load in _loaders(names, roll):
        try:
            claim = load()
            _refuse_twin(claim, claims.get(claim.id))
        except Exception as error:
            roll.report(error)
        else:
            claims[claim.id] = claim
    return list(claims.values())


def judge(claim: Claim, settings: Settings, progress: Progress | None = None) -> Judgement:
    """Judge one claim under the settings of the command line, from its stored run or anew."""
    from commonweal.claims.check import check
    from commonweal.experiments.store import Store

    institution = claim.experiment.institution if claim.experiment else ""
    with blamed(institution):
        return check(
            claim, draws=settings.draws, replicates=settings.replicates, seed=settings.seed,
            workers=settings.workers, mode=settings.mode, store=Store(settings.runs),
            progress=progress,
        )  # fmt: skip


def runs_of(claim: Claim) -> int:
    """How many runs a verdict takes at most: its own, each alternative's, and the control's."""
    if claim.experiment is None:
        return 1
    return 1 + len(claim.alternatives) + bool(claim.control)


def ensure_writable(path: Path | None) -> None:
    """Refuse a file that could not be written, before the work rather than after it."""
    if path is None:
        return
    if path.exists() and not path.is_file():
        raise FileError(
            "this is not a file that can be replaced",
            where=str(path),
            remedy="Name a file in a folder that can be written to.",
        )
    folder = path.absolute().parent
    while not folder.exists():
        folder = folder.parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise FileError(
            "nothing can be written here",
            where=str(folder),
            remedy="Choose another folder, or change its permissions.",
        )


def write_report(
    judgements: Sequence[Judgement], path: Path, runs: Path, progress: Progress | None = None
) -> None:
    """Write the HTML page on these claims; the charts of a run are kept in the run's folder."""
    from commonweal.reports import write_report as write

    def charts(judgement: Judgement) -> Path | None:
        return runs / judgement.run / "charts" if judgement.run else None

    write(judgements, path, claims_checked=len(judgements), charts=charts, progress=progress)


def write_claimreview(judgements: Sequence[Judgement], path: Path, reviewer: str) -> None:
    """Write the verdicts as a list of schema.org ClaimReview objects, dated today."""
    from datetime import UTC, datetime

    from commonweal.claims.claimreview import claim_review

    today = datetime.now(tz=UTC).date()
    reviews = [claim_review(one, reviewer=reviewer, published=today) for one in judgements]
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    try:
        partial.write_text(
            json.dumps(reviews, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _loaders(names: Sequence[str], roll: Roll) -> Iterator[Callable[[], Claim]]:
    """One call a claim, so that each may fail on its own."""
    from commonweal.claims import files

    if not names:
        yield from (_reader(path) for path in files.library_files())
    for name in names:
        if not Path(name).is_dir():
            yield lambda name=name: files.find(name)  # type: ignore[misc]
            continue
        found = files.claim_files(Path(name))
        if not found:
            roll.report(
                ClaimError(
                    "the folder holds no claim file",
                    where=name,
                    remedy="Claim files end in .yaml; write one with: commonweal new claim ID",
                )
            )
        yield from (_reader(path) for path in found)


def _reader(path: Path) -> Callable[[], Claim]:
    from commonweal.claims import files

    return lambda: files.load(path)


def _refuse_twin(claim: Claim, other: Claim | None) -> None:
    if other is not None and other.path != claim.path:
        raise ClaimError(
            f"the id '{claim.id}' is also that of {other.path}",
            where=claim.where("id"),
            remedy="Give one of them another id, or check them one at a time.",
        )
