"""The codebook of a panel, as a table and as a page: what each column says, how much is filled."""

from __future__ import annotations

from collections.abc import Iterable

from diplograph.exports.columns import Panel
from diplograph.table import Table

COLUMNS = ["name", "meaning", "type", "unit", "source", "missing", "filled_percent"]


def codebook(panel: Panel) -> Table:
    """Return a row per column of a panel: name, meaning, type, unit, rules, share of filled cells.

    Examples
    --------
    >>> import diplograph as dg
    >>> from diplograph.exports.states import states
    >>> codebook(states(dg.example(), (2024, 2024)))[0]["filled_percent"]
    100.0
    """
    rows = [
        {
            "name": column.name,
            "meaning": column.meaning,
            "type": column.kind,
            "unit": column.unit,
            "source": column.source,
            "missing": column.missing,
            "filled_percent": round(100 * panel.filled(column.name), 1),
        }
        for column in panel.columns
    ]
    return Table(COLUMNS, rows)


def page(panel: Panel, notes: Iterable[str]) -> str:
    """Return the codebook as Markdown, with notes on the licences of the sources."""
    head = [
        f"# Codebook of the panel `{panel.name}`",
        "",
        f"One row per {panel.unit}; {len(panel.table)} rows. Empty is unknown and never zero. "
        "Counts are of facts in this graph. Where sources differ, a number stands with its lowest "
        "and highest value and the number of sources.",
        "",
        *(f"- {note}" for note in notes),
        "",
        "| " + " | ".join(COLUMNS) + " |",
        "|" + "---|" * len(COLUMNS),
    ]
    rows = [
        "| " + " | ".join(_cell(row[name]) for name in COLUMNS) + " |" for row in codebook(panel)
    ]
    return "\n".join([*head, *rows, ""])


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|")
