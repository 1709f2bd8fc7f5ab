"""The command ``commonweal``: each command is imported when it is called, not before."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

import commonweal
from commonweal.cli import failure
from commonweal.core.errors import nearest

PROGRAM = "commonweal"
_COMPLETION = "_COMMONWEAL_COMPLETE"
COMMANDS = {
    "check": "commonweal.cli.check:check",
    "compare": "commonweal.cli.compare:compare",
    "show": "commonweal.cli.show:show",
    "list": "commonweal.cli.listing:list_command",
    "explain": "commonweal.cli.explain:explain",
    "validate": "commonweal.cli.validate:validate",
    "verify": "commonweal.cli.verify:verify",
    "health": "commonweal.cli.health:health",
    "elections": "commonweal.cli.elections:elections",
    "new": "commonweal.cli.new:new",
}


class LazyGroup(click.Group):
    """A group that knows its commands by address, and tells every failure in plain words."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            advice = nearest(args[0], COMMANDS, "command")
            raise click.UsageError(f"there is no command named '{args[0]}'. {advice}", ctx)
        return super().resolve_command(ctx, args)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        *_positional: Any,
        **extra: Any,
    ) -> Any:
        """Run a command line and leave with its exit code; no failure shows a traceback."""
        words = list(sys.argv[1:] if args is None else args)
        self._complete_for_the_shell(prog_name or PROGRAM)
        failure.tolerate_narrow_encodings()
        with failure.told(words) as outcome:
            try:
                with self.make_context(prog_name or PROGRAM, words.copy(), **extra) as ctx:
                    self.invoke(ctx)
            except click.exceptions.Exit as leaving:
                outcome.code = leaving.exit_code
            sys.stdout.flush()
        sys.exit(outcome.code)

    def _complete_for_the_shell(self, program: str) -> None:
        instruction = os.environ.get(_COMPLETION)
        if instruction:
            from click.shell_completion import shell_complete

            sys.exit(shell_complete(self, {}, program, _COMPLETION, instruction))


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
    epilog="Exit codes: 0 done · 1 a hard check or a verification failed · "
    "2 a mistake to mend · 70 a mistake of ours · 130 interrupted.",
)
@click.version_option(commonweal.__version__, prog_name=PROGRAM, message="%(prog)s %(version)s")
def cli() -> None:
    """Test arguments about public policy.

    Two rulebooks, the same people: see who gains, who loses, and which rule did it.
    Start with `commonweal check`, which judges the claims that come with it.
    """


def main() -> None:
    """The entry point of the package."""
    cli.main()


if __name__ == "__main__":
    main()
