"""Help is complete, documented, and quick: nothing heavy is imported for it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from commonweal.cli.main import COMMANDS, cli

DOCUMENTATION = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
HEAVY = ["numpy", "pydantic", "rich", "numba", "scipy", "duckdb", "yaml", "jinja2", "vl_convert"]


def commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        inner = getattr(command, "commands", {})
        yield from ((f"{name} {sub}", found) for sub, found in inner.items())
        if not inner:
            yield name, command


def options() -> Iterator[tuple[str, str]]:
    for name, command in commands():
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                yield from ((name, spelling) for spelling in parameter.opts)


def section(command: str) -> str:
    _, _, rest = DOCUMENTATION.partition(f"\n### `commonweal {command}")
    shared = DOCUMENTATION.partition("\n## Options of several commands")[2].partition("\n## ")[0]
    return rest.partition("\n##")[0] + shared


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_every_command_is_documented(name: str) -> None:
    assert f"\n### `commonweal {name}" in DOCUMENTATION


@pytest.mark.parametrize(("command", "option"), list(options()))
def test_every_option_is_documented_with_its_command(command: str, option: str) -> None:
    assert f"`{option}" in section(command)


@pytest.mark.parametrize(("name", "command"), list(commands()))
def test_every_command_and_option_has_a_help_text(name: str, command: click.Command) -> None:
    assert command.help
    assert all(p.help for p in command.params if isinstance(p, click.Option))


def test_help_lists_every_command(commonweal) -> None:
    said = commonweal("--help")
    assert said.code == 0
    assert all(f"\n  {name} " in said.out for name in COMMANDS)


def test_help_stays_within_eighty_columns(commonweal) -> None:
    texts = [commonweal(*name.split(), "--help").out for name, _ in commands()]
    assert max(len(line) for text in texts for line in text.splitlines()) <= 80


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, json\n"
        "from commonweal.cli.main import cli\n"
        "try:\n    cli.main(['--help'])\n"
        "except SystemExit:\n    print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(json.loads(done.stderr)).isdisjoint(HEAVY)


def test_version_names_the_program(commonweal) -> None:
    assert commonweal("--version").out.startswith("commonweal 0.")


def test_an_unknown_command_is_answered_with_the_nearest(commonweal) -> None:
    said = commonweal("chek")
    assert said.code == 2
    assert "there is no command named 'chek'. Did you mean 'check'?" in said.err


def test_an_unknown_option_is_a_mistake_of_the_user(commonweal) -> None:
    said = commonweal("list", "--drws")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("error: no such option")


def test_the_shell_can_complete_commands(process, environment) -> None:
    environment |= {
        "_COMMONWEAL_COMPLETE": "bash_complete", "COMP_WORDS": "commonweal val", "COMP_CWORD": "1",
    }  # fmt: skip
    assert process().out == "plain,validate\n"
