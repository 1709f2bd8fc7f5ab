"""The claims a command is about: found by id, file or folder, judged, and written out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from commonweal.cli.options import Settings

if TYPE_CHECKING:
    from commonweal.claims.judgement import Judgement
    from commonweal.claims.schema import Claim
    from commonweal.cli.institutions import Roll
