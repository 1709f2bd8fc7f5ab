"""Small extracts and lists for the tests of the loaders, in the publisher's layout."""

from __future__ import annotations

WEEKS = ("Gt 00 To 01 Weeks SUM 1", "Gt 01 To 02 Weeks SUM 1", "Gt 02 Weeks SUM 1")
HEADER = (
    "Period", "Provider Org Code", "Provider Org Name", "Commissioner Org Code",
    "RTT Part Type", "Treatment Function Code", "Treatment Function Name", *WEEKS,
    "Patients with unknown clock start date", "Total All",
)  # fmt: skip
UROLOGY = ("C_101", "Urology Service")
DERMATOLOGY = ("C_330", "Dermatology Service")
TOTAL = ("C_999", "Total")


def row(part, function, counts, total, **changes):
    """One row: counts by week, then the row's own total."""
    given = {
        "period": "RTT-November-2024", "provider": "RBD", "name": "DORSET COUNTY HOSPITAL",
        "commissioner": "11J", "unknown": "0",
    } | changes  # fmt: skip
    return [
        given["period"], given["provider"], given["name"], given["commissioner"], part, *function,
        *[str(count) for count in counts], given["unknown"], str(total),
    ]  # fmt: skip


def month(period="RTT-November-2024", **changes):
    """A whole month of one provider: 30 waiting, 4 admitted, 6 not, 12 joined."""
    stated = {"period": period, **changes}
    return [
        row("Part_1A", UROLOGY, (1, 2, 1), 4, **stated),
        row("Part_1A", TOTAL, (1, 2, 1), 4, **stated),
        row("Part_1B", DERMATOLOGY, (3, 2, 1), 6, **stated),
        row("Part_1B", TOTAL, (3, 2, 1), 6, **stated),
        row("Part_2", UROLOGY, (8, 6, 4), 18, **stated),
        row("Part_2", DERMATOLOGY, (6, 4, 2), 12, **stated),
        row("Part_2", TOTAL, (14, 10, 6), 30, **stated),
        row("Part_2A", UROLOGY, (4, 3, 2), 9, **stated),
        row("Part_2A", TOTAL, (4, 3, 2), 9, **stated),
        row("Part_3", UROLOGY, ("", "", ""), 7, **stated),
        row("Part_3", DERMATOLOGY, ("", "", ""), 5, **stated),
        row("Part_3", TOTAL, ("", "", ""), 12, **stated),
    ]


def text(rows, header=HEADER):
    """Rows as the text of a CSV file."""
    return "".join(",".join(cells) + "\n" for cells in [list(header), *rows])


def write(folder, rows, header=HEADER, *, start=""):
    """Write rows as an extract and return its path."""
    path = folder / "extract.csv"
    path.write_text(start + text(rows, header), encoding="utf-8")
    return path


def replaced(rows, number, **cells):
    """The rows with cells of one of them replaced, by column name."""
    columns = {name: HEADER.index(name) for name in cells}
    changed = list(rows[number])
    for name, place in columns.items():
        changed[place] = cells[name]
    return [*rows[:number], changed, *rows[number + 1 :]]
