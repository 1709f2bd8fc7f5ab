from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from commonweal.experiments.specification import Arm, Experiment
from tests.support.planted import plugged_in


@pytest.fixture(autouse=True)
def planted_institution(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("plugins")
    with plugged_in(folder, "planted", "tests.support.planted:institution"):
        yield


@pytest.fixture
def experiment() -> Callable[..., Experiment]:
    def make(*arms: Arm, seed: int = 1) -> Experiment:
        two = (Arm("now"), Arm("tax", {"tax": 10, "grant": 4}))
        return Experiment("planted", arms or two, seed=seed)

    return make


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "runs"
