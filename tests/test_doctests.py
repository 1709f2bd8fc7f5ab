"""The examples in docstrings give what they say."""

import doctest
import importlib
from pathlib import Path

import pytest

import commonweal

SOURCE = Path(commonweal.__file__).parent
WITH_EXAMPLES = sorted(
    ".".join(["commonweal", *path.relative_to(SOURCE).with_suffix("").parts])
    for path in SOURCE.rglob("*.py")
    if ">>>" in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_the_examples_of_a_module_hold(module):
    outcome = doctest.testmod(importlib.import_module(module))
    assert outcome.attempted > 0
    assert outcome.failed == 0
