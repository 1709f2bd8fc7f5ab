"""Register the terms of the shipped claims before they first run.

Usage: python tools/register_claims.py [--date 2026-11-20] [--note TEXT] [ID…]

New and changed claims are added to src/commonweal/library/preregistration.json; what is
registered already is never altered. A note is kept with what is added, and every report of the
claim shows it.
"""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime

from commonweal.claims.files import find, library
from commonweal.claims.preregistration import register, register_file


def main() -> None:
    parser = argparse.ArgumentParser(description="Register the terms of the shipped claims.")
    parser.add_argument("ids", nargs="*", metavar="ID", help="claims to register (all)")
    parser.add_argument("--date", type=date.fromisoformat, default=datetime.now(UTC).date())
    parser.add_argument("--note", default="", help="what a reader should know of it")
    arguments = parser.parse_args()
    claims = [find(name) for name in arguments.ids] or list(library())
    added = register(claims, arguments.date, register_file(), arguments.note)
    print(f"{len(added)} registered: {', '.join(added)}" if added else "Nothing new.")


if __name__ == "__main__":
    main()
