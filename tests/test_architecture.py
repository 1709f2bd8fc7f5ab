"""Dependencies point one way, the library holds no code, and starting up imports nothing heavy."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import commonweal

SOURCE = Path(commonweal.__file__).parent
STOREYS = (
    {"core"},
    {"algorithms", "parameters"},
    {"institutions"},
    {"experiments"},
    {"claims"},
    {"reports"},
    {"cli", "web"},
)
HEIGHT = {room: height for height, storey in enumerate(STOREYS) for room in storey}
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "library" not in path.parts)

NAMED_FOR_TYPES_ONLY = {
    ("core/protocol.py", "commonweal.parameters.evidence"),
    ("core/protocol.py", "commonweal.parameters.levers"),
    ("core/protocol.py", "commonweal.parameters.policy"),
    ("core/protocol.py", "commonweal.parameters.priors"),
}
"""The protocol names the types of the storey above; under TYPE_CHECKING, so nothing is imported."""

HEAVY = {"numba", "scipy", "duckdb", "vl_convert", "jinja2", "pydantic", "numpy", "yaml", "rich"}


class Imports(ast.NodeVisitor):
    """The modules of this package that a module imports, and which of them for types only."""

    def __init__(self, path):
        self.package = ["commonweal", *path.relative_to(SOURCE).parts[:-1]]
        self.found = set()
        self.for_types = set()
        self.typing = False
        self.visit(ast.parse(path.read_text(encoding="utf-8")))

    def visit_If(self, node):
        self.typing = "TYPE_CHECKING" in ast.dump(node.test)
        for statement in node.body:
            self.visit(statement)
        self.typing = False
        for statement in node.orelse:
            self.visit(statement)

    def visit_Import(self, node):
        for alias in node.names:
            self.note(alias.name)

    def visit_ImportFrom(self, node):
        above = self.package[: len(self.package) - node.level + 1] if node.level else []
        base = ".".join([*above, *([node.module] if node.module else [])])
        for alias in node.names:
            below = Path(SOURCE.parent, *base.split("."), alias.name)
            is_module = below.is_dir() or below.with_suffix(".py").exists()
            self.note(f"{base}.{alias.name}" if is_module else base)

    def note(self, module):
        if module.partition(".")[0] == "commonweal":
            (self.for_types if self.typing else self.found).add(module)


def imports(path):
    """The imports of a module that bind it: all but the few named for their types."""
    seen, name = Imports(path), path.relative_to(SOURCE).as_posix()
    return seen.found | {m for m in seen.for_types if (name, m) not in NAMED_FOR_TYPES_ONLY}


def rooms(path):
    """Where a module may import from: lower storeys, and its own room."""
    parts = path.relative_to(SOURCE).parts
    own = parts[:2] if parts[0] == "institutions" and len(parts) > 2 else parts[:1]
    lower = [(room,) for room in HEIGHT if HEIGHT[room] < HEIGHT.get(parts[0], 0)]
    return [own, *lower]


def outside(path):
    """The imports of a module that its rooms do not permit."""
    permitted = [("commonweal", *room) for room in rooms(path)]
    return {
        module
        for module in imports(path)
        if module != "commonweal"
        and not any(tuple(module.split("."))[: len(room)] == room for room in permitted)
    }


def named(path):
    return path.relative_to(SOURCE).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_dependencies_point_one_way(path):
    assert outside(path) == set()


def test_every_folder_of_the_package_is_a_room_with_a_storey():
    folders = {path.name for path in SOURCE.iterdir() if path.is_dir()} - {"__pycache__"}
    assert folders - {"library"} <= HEIGHT.keys()


@pytest.mark.parametrize(
    ("path", "statement", "wrong"),
    [
        ("core/world.py", "import commonweal.parameters.levers", True),
        ("core/world.py", "from commonweal.parameters import levers", True),
        ("core/world.py", "from ..parameters.levers import Lever", True),
        ("core/world.py", "def f():\n    from commonweal.claims import schema", True),
        ("core/world.py", "if TYPE_CHECKING:\n    from commonweal.parameters import levers", True),
        (
            "core/protocol.py",
            "if TYPE_CHECKING:\n    from commonweal.parameters import levers",
            False,
        ),
        ("core/protocol.py", "from commonweal.parameters import levers", True),
        ("core/protocol.py", "if TYPE_CHECKING:\n    pass\nelse:\n    import commonweal.cli", True),
        ("parameters/levers.py", "import commonweal.algorithms", True),
        ("institutions/health/model.py", "from commonweal.institutions import taxes", True),
        ("institutions/health/model.py", "from commonweal.institutions.health import x", False),
        ("institutions/registry.py", "import commonweal.experiments", True),
        ("claims/schema.py", "from commonweal.experiments.run import run", False),
        ("claims/schema.py", "import commonweal.reports.page", True),
        ("cli/main.py", "from commonweal.reports import page", False),
        ("cli/main.py", "import commonweal.web", True),
        ("__init__.py", "import commonweal.core", True),
    ],
)
def test_the_lint_sees_what_it_should(path, statement, wrong, monkeypatch):
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: statement)
    assert bool(outside(SOURCE / path)) is wrong


def test_the_library_holds_no_code():
    code = [path for path in (SOURCE / "library").rglob("*.py") if path.read_text().strip()]
    assert code == []


def loaded(module):
    """The heavy modules that a fresh interpreter holds after importing a module."""
    listing = f"import sys, {module}; print(*sorted({HEAVY!r} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", listing], check=True, stdout=subprocess.PIPE)
    return done.stdout.decode().split()


def test_starting_the_command_line_imports_nothing_heavy():
    assert loaded("commonweal.cli.main") == []


@pytest.mark.parametrize("institution", ["health", "elections", "taxes"])
def test_an_institution_is_imported_without_the_compiler(institution):
    assert "numba" not in loaded(f"commonweal.institutions.{institution}.model")
