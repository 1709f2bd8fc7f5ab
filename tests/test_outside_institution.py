"""An institution from a package of its own: found, validated, run and judged like any other."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from commonweal.core.errors import PluginError, UnknownName
from commonweal.core.protocol import Institution
from commonweal.institutions import registry

EXAMPLE = Path(__file__).parents[1] / "examples" / "outside-institution"
BROKEN = {
    "raises": "raise RuntimeError('no licence')",
    "empty": "",
    "other-api": "from bus_fares import institution as i\n"
    "import dataclasses\ninstitution = dataclasses.replace(i, api=99)",
    "half": "class Half:\n    api, name, title = 1, 'half', 'Half an institution'\ninstitution = Half()",
}


def installed(folder, name, entry_points):
    """Lay out what an installer leaves behind, so that the entry points are found."""
    info = folder / f"{name.replace('-', '_')}-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.1.0\n")
    lines = [f"{point} = {address}" for point, address in entry_points.items()]
    (info / "entry_points.txt").write_text("\n".join([f"[{registry.GROUP}]", *lines, ""]))


@pytest.fixture
def plugins(tmp_path):
    """A folder of installed packages: the example, as its own pyproject declares it."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    folder = tmp_path / "plugins"
    folder.mkdir()
    installed(folder, project["name"], project["entry-points"][registry.GROUP])
    return folder


@pytest.fixture
def broken(plugins):
    """The same folder with four packages that do not work."""
    for name, code in BROKEN.items():
        (plugins / f"{name.replace('-', '_')}_plugin.py").write_text(code)
    addresses = {name: f"{name.replace('-', '_')}_plugin:institution" for name in BROKEN}
    installed(plugins, "broken-plugins", addresses | {"absent": "no_such_module:institution"})
    return plugins


@pytest.fixture
def commonweal(plugins, tmp_path):
    """Run the command line in a new process that has the plug-ins installed."""

    def run(*arguments):
        paths = os.pathsep.join([str(plugins), str(EXAMPLE)])
        return subprocess.run(
            [sys.executable, "-m", "commonweal.cli.main", *arguments],
            env=os.environ | {"PYTHONPATH": paths, "COLUMNS": "100"},
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip

    return run


@pytest.fixture
def found(plugins, monkeypatch):
    """Find institutions in this process, with the plug-ins installed."""
    monkeypatch.syspath_prepend(str(EXAMPLE))
    monkeypatch.syspath_prepend(str(plugins))
    registry._outside.cache_clear()
    registry._find.cache_clear()
    yield registry
    registry._outside.cache_clear()
    registry._find.cache_clear()


def test_it_is_named_beside_the_shipped_ones_before_it_is_imported(found):
    sys.modules.pop("bus_fares", None)
    assert found.names() == [*registry.SHIPPED, "bus-fares"]
    assert "bus_fares" not in sys.modules


def test_it_keeps_the_protocol(found):
    assert isinstance(found.find("bus-fares"), Institution)


def test_every_check_of_it_passes_and_fails_under_its_planted_fault(found):
    (check,) = found.find("bus-fares").checks()
    assert check.run("bus-fares").state == "pass"
    with check.faults[0].planted():
        assert check.run("bus-fares").state == "miss"


def test_an_unknown_name_is_answered_with_the_nearest(found):
    with pytest.raises(UnknownName, match="Did you mean 'bus-fares'"):
        found.find("bus-fare")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("raises", "RuntimeError: no licence"),
        ("absent", "No module named 'no_such_module'"),
        ("empty", "has no attribute 'institution'"),
        ("half", "lacks levers, uncertainties, measures"),
        ("other-api", "is written for api 99; this is api 1"),
    ],
)
def test_a_broken_one_says_what_is_wrong_and_leaves_the_others_alone(broken, found, name, message):
    with pytest.raises(PluginError, match=message):
        found.find(name)
    assert found.find("bus-fares").name == "bus-fares"


def test_the_command_line_validates_it(commonweal):
    done = commonweal("validate", "bus-fares", "--json")
    assert done.returncode == 0, done.stderr
    (check,) = json.loads(done.stdout)["checks"]
    assert (check["institution"], check["state"]) == ("bus-fares", "pass")


def test_the_command_line_judges_a_claim_about_it(commonweal, tmp_path):
    claims = str(EXAMPLE / "claims")
    done = commonweal("check", claims, "--draws", "200", "--runs", "runs", "--json")
    assert done.returncode == 0, done.stderr
    (claim,) = json.loads(done.stdout)["claims"]
    assert claim["id"] == "b1-cap-pays-for-itself"
    assert claim["verdict"] in {"supported", "contradicted", "undecided"}
    assert (tmp_path / "runs" / claim["run"] / "run.json").is_file()


def test_the_command_line_explains_its_levers(commonweal):
    done = commonweal("explain", "bus-fares.fare_cap")
    assert done.returncode == 0, done.stderr
    assert "The most that a single bus fare may cost" in done.stdout


def test_the_command_line_reports_broken_ones_and_lists_the_rest(broken, commonweal):
    done = commonweal("list", "institutions")
    assert "Bus fares: a cap on the single fare" in done.stdout
    assert done.stderr.count("cannot be loaded") == 3
    assert "Repair or uninstall the package that provides it." in done.stderr
    assert "Traceback" not in done.stderr


def test_a_claim_about_a_broken_one_is_the_users_to_mend(broken, commonweal, tmp_path):
    claim = (EXAMPLE / "claims" / "b1-cap-pays-for-itself.yaml").read_text(encoding="utf-8")
    (tmp_path / "claim.yaml").write_text(claim.replace("bus-fares", "raises"), encoding="utf-8")
    done = commonweal("check", "claim.yaml", "--draws", "200")
    assert done.returncode == 2
    assert "the institution 'raises' cannot be loaded: RuntimeError: no licence" in done.stderr
    assert "Traceback" not in done.stderr
