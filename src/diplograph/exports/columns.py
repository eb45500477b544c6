"""What a panel is: rows with a description of each column, which is what its codebook prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from diplograph.analysis.uncertainty import Band
from diplograph.table import Table

Cells = dict[str, Any]
UNKNOWN = "empty where the graph has no figure; empty is not zero"
COUNTED = "never empty: 0 says that this graph has none, not that there was none"
BAND = (
    ("_low", "the lowest that the sources leave possible"),
    ("_high", "the highest that the sources leave possible"),
)


@dataclass(frozen=True)
class Column:
    """A column of a panel; `kind` is `text day count number`."""

    name: str
    meaning: str
    kind: str = "number"
    unit: str = ""
    source: str = "the graph"
    missing: str = UNKNOWN


@dataclass(frozen=True)
class Panel:
    """Rows of units and years; every column of `table` is described in `columns`, in its order."""

    name: str
    unit: str
    table: Table
    columns: tuple[Column, ...]

    def filled(self, name: str) -> float:
        """Return the share of rows, in [0, 1], in which a column is not empty; 0 for no rows."""
        values = self.table.column(name)
        return sum(value is not None for value in values) / len(values) if values else 0.0


def panel(name: str, unit: str, rows: Sequence[Mapping[str, Any]], *, of: list[Column]) -> Panel:
    """Return a panel of rows; a cell that a row lacks is empty."""
    names = [column.name for column in of]
    table = Table(names, [{n: row.get(n) for n in names} for row in rows])
    return Panel(name, unit, table, tuple(of))


def count(name: str, meaning: str, source: str) -> Column:
    """Return the description of a count of facts in this graph."""
    return Column(name, meaning, "count", "facts", source, COUNTED)


def banded(column: Column) -> list[Column]:
    """Return a number's column with those of its bounds and of how many sources state it."""
    bounds = [replace(column, name=column.name + end, meaning=say) for end, say in BAND]
    about = f"sources whose figures the band of {column.name} spans"
    counted = Column(f"{column.name}_sources", about, "count", "sources", column.source)
    return [column, *bounds, counted]


def band_cells(name: str, band: Band | None, sources: Iterable[str]) -> Cells:
    """Return the four cells of a banded column; none of them where nothing is known."""
    if band is None:
        return {}
    cells: Cells = {
        name + end: _whole(x) for end, x in zip(("", "_low", "_high"), band, strict=True)
    }
    return cells | {f"{name}_sources": len(set(sources))}


def _whole(number: float) -> float:
    """Return a number as an int where it is one, since a CSV of dollars needs no `.0`."""
    rounded = round(number, 9)
    return int(rounded) if rounded.is_integer() else rounded
