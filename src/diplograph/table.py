"""Rows with named columns: what every query and measure returns."""

from __future__ import annotations

import csv
import html
import io
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from diplograph.errors import MissingExtraError
from diplograph.vocab import PREFIXES, short

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    import polars as pl

HTML_ROWS = 200
PLAIN = 20
SMALLEST = 0.00005  # what four decimals would show as 0
XSD = PREFIXES["xsd"]
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Table(Sequence[dict[str, Any]]):
    """A sequence of row dicts with an order of columns; `pandas.DataFrame(table)` works.

    None is "unknown", never zero.
    """

    columns: list[str]
    rows: list[dict[str, Any]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: Any) -> Any:
        return self.rows[index]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.rows)

    def column(self, name: str) -> list[Any]:
        """Return the values of one column."""
        return [row.get(name) for row in self.rows]

    def to_csv(self) -> str:
        """Return CSV; a text cell that a spreadsheet would run as a formula gets a leading `'`."""
        rows = ([_csv_cell(row.get(name)) for name in self.columns] for row in self.rows)
        return "".join(_csv_line(row) for row in [self.columns, *rows])

    def to_json(self) -> str:
        """Return a JSON array of row objects; decimals become numbers, unknown becomes null."""
        return json.dumps(self.plain_rows(), ensure_ascii=False, indent=2)

    def plain_rows(self) -> list[dict[str, Any]]:
        """Return the rows with JSON types only."""
        return [{name: _plain(row.get(name)) for name in self.columns} for row in self.rows]

    def to_html(self) -> str:
        """Return an escaped HTML table of at most 200 rows, saying how many there are."""
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>"
            + "".join(f"<td>{html.escape(text(row.get(n)))}</td>" for n in self.columns)
            + "</tr>"
            for row in self.rows[:HTML_ROWS]
        )
        more = len(self) - HTML_ROWS
        note = f"<p>{HTML_ROWS} of {len(self)} rows shown</p>" if more > 0 else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"

    _repr_html_ = to_html

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """Print the first rows in columns, for IPython: the whole `repr` may have megabytes."""
        cells = [self.columns, *([text(r.get(n)) for n in self.columns] for r in self.rows[:PLAIN])]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        for line in cells:
            words = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
            printer.text("  ".join(words).rstrip() + "\n")
        printer.text(f"[{len(self)} rows]")

    def to_pandas(self) -> pd.DataFrame:
        """Return a `pandas.DataFrame`; decimals become floats, unknown stays missing."""
        import pandas as pd

        return pd.DataFrame(self.plain_rows(), columns=self.columns)

    def to_polars(self) -> pl.DataFrame:
        """Return a `polars.DataFrame`; a column with one float is of floats, unknown is null."""
        try:
            import polars as pl
        except ImportError as error:
            raise MissingExtraError("polars", "frames") from error
        rows = self.plain_rows()
        data = {name: [row[name] for row in rows] for name in self.columns}
        return pl.DataFrame(data, strict=False)

    def to_networkx(self, origin: str, destination: str) -> nx.MultiDiGraph:
        """Return a network with an edge for each row, from one column to another.

        Parameters
        ----------
        origin, destination
            Columns of the ends. A row in which one is unknown gives no edge.

        Returns
        -------
        networkx.MultiDiGraph
            Edge keys are row numbers; the other columns are attributes, None where unknown.

        Raises
        ------
        KeyError
            If there is no such column.

        Examples
        --------
        >>> table = Table(["a", "b", "n"], [{"a": "x", "b": "y", "n": 1}])
        >>> list(table.to_networkx("a", "b").edges(data=True))
        [('x', 'y', {'n': 1})]
        """
        import networkx as nx

        missing = {origin, destination} - set(self.columns)
        if missing:
            raise KeyError(f"no column {min(missing)!r}; there are {', '.join(self.columns)}")
        network = nx.MultiDiGraph()
        others = [name for name in self.columns if name not in (origin, destination)]
        for number, row in enumerate(self.rows):
            if row[origin] is not None and row[destination] is not None:
                rest = {name: row.get(name) for name in others}
                network.add_edge(row[origin], row[destination], number, **rest)
        return network


def python_value(term: Any) -> Any:
    """Return an RDF term as a Python value: an IRI as str, numbers, dates, else text."""
    if term is None:
        return None
    if not isinstance(term, ox.Literal):
        return term.value
    kind = term.datatype.value.removeprefix(XSD)
    try:
        return CONVERT[kind](term.value) if kind in CONVERT else term.value
    except (ValueError, ArithmeticError):
        return term.value


CONVERT: dict[str, Any] = {
    "integer": int,
    "decimal": Decimal,
    "double": float,
    "boolean": lambda value: value in ("true", "1"),
    "date": date.fromisoformat,
}


def text(value: Any) -> str:
    """Return a value as a person reads it: short references, grouped digits, `–` for unknown."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return short(value).removeprefix("source/")
    if isinstance(value, int | float | Decimal):
        return number(value)
    if isinstance(value, list | tuple):
        return ", ".join(text(item).rsplit("/", 1)[-1] for item in value)
    return str(value)


def number(value: float | Decimal) -> str:
    """Return a number with at most four decimals; digits are grouped from five on.

    >>> number(0.82338), number(100000), number(2025), number(Decimal("4.484"))
    ('0.8234', '100 000', '2025', '4.484')
    >>> number(0.0000123), number(float("nan"))
    ('1.2e-05', '–')
    """
    size = abs(float(value))
    if not math.isfinite(size):
        return "–" if math.isnan(value) else f"{value}".replace("inf", "∞")
    if 0 < size < SMALLEST:
        return f"{value:.2g}"
    grouped = "," if size >= 10_000 else ""
    return f"{value:{grouped}.4f}".rstrip("0").rstrip(".").replace(",", " ")


def _csv_line(cells: Sequence[Any]) -> str:
    """Return a row of CSV; the writer quotes a carriage return only where it ends its lines."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue().removesuffix("\r\n") + "\n"


def _csv_cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        value = " ".join(map(str, value))
    if isinstance(value, str):
        return "'" + value if value.startswith(FORMULA_STARTS) else value
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
