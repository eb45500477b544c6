"""How results look on a terminal: rows for people, CSV or JSON on stdout, words on stderr."""

from __future__ import annotations

import sys
from typing import Any

import click

from diplograph.errors import QueryError
from diplograph.table import Table, text
from diplograph.vocab import short

KNOWN = ("value", "volume", "baseline", "scenario", "left")  # a row with none of these says nothing
BANDS = {
    "value": ("low", "high"),
    "baseline": ("baseline_low", "baseline_high"),
    "scenario": ("scenario_low", "scenario_high"),
    "change": ("change", "change"),
}


def print_result(result: Any, format_: str) -> None:
    """Print rows, or triples as Turtle."""
    if isinstance(result, Table):
        if format_ == "turtle":
            raise QueryError("Turtle is for CONSTRUCT and DESCRIBE; this query gives rows")
        print_rows(result, format_)
        return
    from diplograph.store import triples_as_turtle

    click.echo(triples_as_turtle(result), nl=False)


def print_answer(found: Any, format_: str, hidden: tuple[str, ...]) -> None:
    """Print the rows of an answer and its notes; `hidden` columns are left out for people."""
    if format_ == "json":
        click.echo(found.to_json())
        return
    in_full = "during" in found.question  # in a series a gap says something too
    rows = _for_people(found.rows, hidden, in_full=in_full) if format_ == "table" else found.rows
    print_rows(rows, format_)
    for note in found.notes:
        click.echo(f"note: {note}", err=True)


def _for_people(table: Table, hidden: tuple[str, ...], *, in_full: bool) -> Table:
    """Leave out empty columns and rows of unknown value, and write each number with its band."""
    known = [
        r for r in table if in_full or any(r.get(name) is not None for name in KNOWN)
    ] or table.rows
    banded = {name: bounds for name, bounds in BANDS.items() if name in table.columns}
    bounds = {bound for pair in banded.values() for bound in pair}
    columns = [c for c in table.columns if c not in bounds and c not in hidden]
    rows = [{**row, **{n: _band(row, n, *banded[n]) for n in banded}} for row in known]
    kept = [c for c in columns if any(row.get(c) not in (None, [], "–") for row in rows)]
    return Table(kept, rows)


def _band(row: dict[str, Any], name: str, lower: str, upper: str) -> str:
    """Return a number rounded for reading, with its bounds where they differ."""
    digits = 1 if row.get("unit") == "percent" else 3

    def shown(value: Any) -> str:
        return text(value if value is None else round(float(value), digits))

    value, low, high = (shown(row.get(key)) for key in (name, lower, upper))
    dash = " to " if low.startswith("-") else "–"
    return value if low == high or low == "–" else f"{value} ({low}{dash}{high})"


def print_rows(table: Table, format_: str) -> None:
    """Print a table for people, or as CSV or JSON."""
    if format_ == "csv":
        click.echo(table.to_csv(), nl=False)
    elif format_ == "json":
        click.echo(table.to_json())
    else:
        _print_table(table)


def print_facts(table: Table, format_: str) -> None:
    """Print facts with their sources: a paragraph each for people, since a row would not fit."""
    if format_ != "table":
        print_rows(table, format_)
        return
    for row in table:
        click.echo(f"{_said(row)}\n    {short(row['fact'])}")
        licence = f", licence {row['licence']}" if row["licence"] else ""
        again = f", compared again {row['checked']}" if row["checked"] else ""
        read = f"read {row['accessed']}{again}"
        click.echo(f"    {row['publisher']}, {row['locator']}, {read}{licence}")
        if row["url"]:
            click.echo(f"    {row['url']}")
        if row["note"]:
            click.echo(f"    note: {row['note']}")


def _said(row: dict[str, Any]) -> str:
    """Return what a fact states, as far as it is a number or a period."""
    low, high = row["low"], row["high"]
    band = f" ({text(low)}–{text(high)})" if (low, high) != (None, None) else ""
    number = (
        "" if row["value"] is None and not band else f" {text(row['value'])}{band} {row['unit']}"
    )
    ends = [text(row["start"]), text(row["end"])]
    period = "" if ends == ["–", "–"] else f", {ends[0]} to {ends[1]}"
    return f"{row['kind']}{number}{period}" + (f", {row['status']}" if row["status"] else "")


def _print_table(table: Table) -> None:
    """Print a table for people; rich costs as much as a query, so it is loaded only here."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table as RichTable

    shown = RichTable(box=SIMPLE_HEAD, pad_edge=False)
    columns = [c for c in table.columns if any(row.get(c) not in (None, []) for row in table)]
    for name in columns or table.columns:
        numeric = name == "value" or all(
            isinstance(v, int | float) for v in table.column(name) if v
        )
        align: Any = "right" if numeric else "left"
        shown.add_column(name.replace("_", " "), justify=align, overflow="fold")
    for row in table:
        shown.add_row(*(text(row.get(name)) for name in columns))
    wide = None if sys.stdout.isatty() else 160
    console = Console(width=wide, markup=False, highlight=False)
    console.print(shown)
    if not table.rows:
        click.echo("no rows", err=True)
