"""Reports: tables, charts, and one self-contained HTML page."""

from commonweal.reports.page import write_report
from commonweal.reports.summary import VerdictRow, verdict_table

__all__ = ["VerdictRow", "verdict_table", "write_report"]
