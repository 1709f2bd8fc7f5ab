import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from commonweal.cli.main import cli
from tests.support.planted import plugged_in

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Said:
    """What a command line said, and the code it ended with."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def errors(self) -> list[dict[str, Any]]:
        return [json.loads(line)["error"] for line in self.err.splitlines()]


@pytest.fixture
def plugins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of installed packages, in which the planted institution is registered."""
    folder = tmp_path_factory.mktemp("plugins")
    with plugged_in(folder, "planted", "tests.support.planted:institution"):
        yield folder


@pytest.fixture
def commonweal(
    plugins: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Said]:
    """The command line, in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COMMONWEAL_RUNS", raising=False)

    def call(*words: object) -> Said:
        result = CliRunner().invoke(cli, [str(word) for word in words])
        return Said(result.exit_code, result.stdout, result.stderr)

    return call


@pytest.fixture
def environment(plugins: Path) -> dict[str, str]:
    """The environment of a process that sees the planted institution."""
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(plugins), str(ROOT)]),
        "NO_COLOR": "1",
    }


@pytest.fixture
def process(environment: dict[str, str], tmp_path: Path) -> Callable[..., Said]:
    """The command line in a process of its own, in an empty folder."""

    def call(*words: object, **changes: Any) -> Said:
        done = subprocess.run(
            [sys.executable, "-m", "commonweal.cli.main", *(str(word) for word in words)],
            cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, **changes,
        )  # fmt: skip
        return Said(done.returncode, done.stdout, done.stderr)

    return call
