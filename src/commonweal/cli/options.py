"""Options that several commands share, and what they are collected into."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import click

from commonweal.core.errors import ClaimError

Command = TypeVar("Command", bound=Callable[..., Any])

DRAWS = 1000
FEWEST_DRAWS = 200
REPLICATES = 2
RUNS_VARIABLE = "COMMONWEAL_RUNS"


@dataclass(frozen=True)
class Settings:
    """How to run: how many draws, from which seed, with how many workers, stored where.

    ``draws`` and ``seed`` are None where those of the claim or experiment are meant.
    """

    draws: int | None
    replicates: int
    seed: int | None
    workers: int
    mode: Literal["threads", "processes"]
    runs: Path


def available_workers() -> int:
    """The processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def output_options(command: Command) -> Command:
    """``--json`` and ``--traceback``, which every command has."""
    command = click.option(
        "--traceback", is_flag=True, expose_value=False,
        help="Show where in the code a failure arose.",
    )(command)  # fmt: skip
    return click.option(
        "--json", "as_json", is_flag=True, help="Print JSON, for scripts; errors too."
    )(command)


class _Folder(click.Path):
    """A folder's name; an empty one would mean the folder one happens to stand in."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        if value == "":
            self.fail("the name is empty", param, ctx)
        return Path(os.fsdecode(super().convert(value, param, ctx)))


runs_option = click.option(
    "--runs", type=_Folder(file_okay=False, path_type=Path), default=Path("runs"),
    envvar=RUNS_VARIABLE, metavar="DIR",
    help=f"Folder in which runs are stored and found again: ./runs, or ${RUNS_VARIABLE}.",
)  # fmt: skip

quiet_option = click.option(
    "--quiet", "-q", is_flag=True, help="No progress bar; print only the result."
)

_RUN_OPTIONS = (
    click.option(
        "--draws", type=int, default=None, metavar="N",
        help=f"Joint samples of what nobody knows exactly: {DRAWS} unless the file says "
        f"otherwise, and at least {FEWEST_DRAWS}.",
    ),
    click.option(
        "--replicates", type=click.IntRange(min=1), default=REPLICATES,
        metavar="N", help=f"Runs of each draw that differ by luck alone: {REPLICATES} by default.",
    ),
    click.option(
        "--seed", type=click.IntRange(min=0, max=2**64 - 1), default=None, metavar="N",
        help="Seed of every random number; by default the experiment's own.",
    ),
    click.option(
        "--workers", type=click.IntRange(min=1), default=None, metavar="N",
        help="Blocks run at the same time; by default one a processor. Results do not "
        "depend on it.",
    ),
    click.option(
        "--processes", is_flag=True, help="Use processes, not threads, for the workers."
    ),
    runs_option,
)  # fmt: skip


def run_options(command: Command) -> Callable[..., Any]:
    """The options of a command that runs experiments, handed over as ``settings``."""

    @functools.wraps(command)
    def collected(
        *, draws: int | None, replicates: int, seed: int | None, workers: int | None,
        processes: bool, runs: Path, **rest: Any,
    ) -> Any:  # fmt: skip
        if draws is not None and draws < FEWEST_DRAWS:
            raise ClaimError(
                f"{draws} draws are too few to judge by: the floor is {FEWEST_DRAWS}",
                where="--draws",
                remedy=f"Ask for {FEWEST_DRAWS} or more, or leave --draws away for {DRAWS}.",
            )
        settings = Settings(
            draws, replicates, seed, workers or available_workers(),
            "processes" if processes else "threads", runs,
        )  # fmt: skip
        return command(settings=settings, **rest)

    decorated: Callable[..., Any] = collected
    for option in reversed(_RUN_OPTIONS):
        decorated = option(decorated)
    return decorated
