"""What every answer shares: rows with their figures, and the evidence read from a store."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from diplograph import figures
from diplograph.analysis.uncertainty import Band
from diplograph.figures import Figure
from diplograph.store import Store
from diplograph.table import Table
from diplograph.vocab import short


@dataclass(frozen=True)
class Answer:
    """Rows with their question, sources and notes; what a command prints and a notebook gets."""

    question: Mapping[str, Any]
    rows: Table
    sources: Sequence[str] = ()
    notes: Sequence[str] = field(default_factory=list)

    def to_json(self) -> str:
        """Return the one JSON object of the command line's `--format json`."""
        content = {
            "question": dict(self.question),
            "rows": self.rows.plain_rows(),
            "sources": list(self.sources),
            "notes": list(self.notes),
        }
        return json.dumps(content, ensure_ascii=False, indent=2)

    def _repr_html_(self) -> str:
        """Return the rows with their notes and sources, escaped."""
        lists = {"Notes": self.notes, "Sources": self.sources}
        said = "".join(
            f"<details{' open' if name == 'Notes' else ''}><summary>{name} ({len(items)})</summary>"
            f"<ul>{''.join(f'<li>{html.escape(str(item))}</li>' for item in items)}</ul></details>"
            for name, items in lists.items()
            if items
        )
        return self.rows.to_html() + said

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        self.rows._repr_pretty_(printer, cycle)
        for note in self.notes:
            printer.text(f"\nnote: {note}")
        printer.text(f"\nsources: {', '.join(self.sources)}")


@dataclass(frozen=True)
class Evidence:
    """What the measures read of a store, once: counted figures, and the states a route crosses."""

    figures: list[Figure]
    crosses: dict[str, frozenset[str]]


def evidence(store: Store, commodity: str = "") -> Evidence:
    """Read the columns that the measures need, of one commodity or of all."""
    crossed: dict[str, set[str]] = {}
    for row in store.select("SELECT ?route ?state WHERE { ?route dg:crosses ?state }"):
        crossed.setdefault(short(row["route"]), set()).add(short(row["state"]))
    frozen = {route: frozenset(states) for route, states in crossed.items()}
    return Evidence(figures.counted(figures.read(store, commodity)), frozen)


def answer(
    question: Mapping[str, Any],
    columns: list[str],
    rows: list[dict[str, Any]],
    notes: Iterable[str] = (),
) -> Answer:
    """Return an answer whose sources are those of its rows."""
    named = sorted({source for row in rows for source in row.get("sources") or ()})
    whole = [{name: row.get(name) for name in columns} for row in rows]
    return Answer(question, Table(columns, whole), named, list(dict.fromkeys(notes)))


@dataclass(frozen=True)
class Row:
    """One measure: a band, its unit and year, the figures behind it, what makes the band wide."""

    measure: str
    commodity: str
    band: Band
    unit: str
    year: int
    figures: tuple[Figure, ...]
    doubt: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the row of a table; numbers carry ten significant digits at most."""
        return {
            "measure": self.measure,
            "commodity": self.commodity.removeprefix("commodity/"),
            "unit": self.unit,
            "year": self.year,
            **cells_of(self.band, self.figures, self.doubt),
        }


def cells_of(
    band: Band | None, behind: Iterable[Figure], doubt: Iterable[str] = ()
) -> dict[str, Any]:
    """Return the cells of a number, if it is known, of the figures behind it, and of its doubt.

    A band without width has no doubt.
    """
    used = list(behind)
    numbers = {name: round(number, 10) for name, number in band._asdict().items()} if band else {}
    return {
        **numbers,
        "doubt": list(doubt) if band and band.low < band.high else [],
        "sources": sorted({figure.source for figure in used}),
        "facts": sorted({figure.fact for figure in used}),
    }


def percent(band: Band) -> Band:
    """Return a band of shares in percent."""
    return Band(*(100 * x for x in band))
