"""Write docs/claim.schema.json, the JSON Schema of a claim file.

Usage: python tools/claim_schema.py
"""

from __future__ import annotations

import json
from pathlib import Path

from commonweal.claims.schema import json_schema

SCHEMA = Path(__file__).parents[1] / "docs" / "claim.schema.json"


def text() -> str:
    """The schema as it stands in the file."""
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    SCHEMA.write_text(text(), encoding="utf-8")
    print(SCHEMA)
