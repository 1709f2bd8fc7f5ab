"""``commonweal verify``: does a stored run come out again as it is stored?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commonweal.cli import failure, output
from commonweal.cli.grid import Grid
from commonweal.cli.institutions import Roll
from commonweal.cli.options import available_workers, output_options, quiet_option, runs_option
from commonweal.cli.progress import Progress

if TYPE_CHECKING:
    from commonweal.experiments.verify import Verification


@click.command(short_help="Recompute stored runs and compare.")
@click.argument("runs_named", nargs=-1, metavar="[RUN]...")
@click.option("--all", "every", is_flag=True, help="Every run that is stored.")
@click.option(
    "--workers", type=click.IntRange(min=1), default=None, metavar="N",
    help="Blocks recomputed at the same time; by default one a processor.",
)  # fmt: skip
@click.option("--processes", is_flag=True, help="Use processes, not threads, for the workers.")
@runs_option
@quiet_option
@output_options
def verify(
    *,
    runs_named: tuple[str, ...],
    every: bool,
    workers: int | None,
    processes: bool,
    runs: Path,
    quiet: bool,
    as_json: bool,
) -> None:
    """Recompute stored runs and compare them with what is stored.

    Exit code 1 when a run does not come out as it is stored; 2 when one cannot be verified:
    it is damaged, or was made by other code, parameters, world or schema.
    """
    from commonweal.core.errors import CommonwealError
    from commonweal.experiments.store import Store
    from commonweal.experiments.verify import verify as verify_run

    store = Store(runs)
    roll = Roll(as_json=as_json)
    done: list[Verification] = []
    asked = _asked(store, runs_named, every=every)
    with Progress("runs", quiet=quiet or as_json) as progress:
        progress.update(0, len(asked))
        for number, run in enumerate(asked, start=1):
            progress.note(run)
            try:
                done.append(
                    verify_run(
                        store, run, workers=workers or available_workers(),
                        mode="processes" if processes else "threads", progress=progress.blocks,
                    )
                )  # fmt: skip
            except CommonwealError as error:
                roll.report(error)
            progress.update(number, len(asked))
    if as_json:
        output.emit_json({"runs": [_row(one) for one in done]})
    else:
        _print(done, len(asked))
    roll.close(failure.FAILED if any(not one.passed for one in done) else failure.DONE)


def _asked(store: Any, named: tuple[str, ...], *, every: bool) -> list[str]:
    from commonweal.core.errors import RunError

    if every and named:
        raise click.UsageError("name runs, or say --all, not both")
    if named:
        return list(dict.fromkeys(_found(store, name) for name in named))
    if not every:
        raise click.UsageError("name a run, or say --all; see: commonweal list runs")
    stored: list[str] = store.ids()
    if not stored:
        raise RunError(
            "no run is stored here",
            where=str(store.folder),
            remedy="Name the folder with --runs, or make a run first: commonweal check",
        )
    return stored


def _found(store: Any, name: str) -> str:
    """A run by its id, or by the beginning of one where only one begins so."""
    stored = store.ids()
    begun = [run for run in stored if run.startswith(name)]
    return begun[0] if name not in stored and len(begun) == 1 else name


def _row(one: Verification) -> dict[str, Any]:
    return {
        "run": one.run, "state": "pass" if one.passed else "miss", "blocks": one.blocks,
        "same_environment": one.same_environment,
        "differing": [
            {"block": block, "column": column, "size": size}
            for block, column, size in one.differing
        ],
    }  # fmt: skip


def _print(done: list[Verification], asked: int) -> None:
    if done:
        heads = ("state", "run", "blocks", "compared")
        rows = tuple(
            (
                "pass" if one.passed else "miss",
                one.run,
                output.stated(one.blocks),
                "bit by bit" if one.same_environment else "to 1e-9: another environment",
            )
            for one in done
        )
        output.table(Grid(heads, rows, frozenset({"blocks"}), tight=frozenset(heads)))
    for one in done:
        for block, column, size in one.differing[:5]:
            output.line(f"{one.run}: block {block}, {column} differs by {size:.3g}")
        if len(one.differing) > 5:
            output.line(f"{one.run}: {len(one.differing) - 5} more columns differ")
    passed = sum(one.passed for one in done)
    output.line()
    output.line(
        f"{asked} {'run' if asked == 1 else 'runs'}: {passed} pass, {len(done) - passed} miss, "
        f"{asked - len(done)} could not be verified."
    )
