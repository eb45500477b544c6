"""What a chart shows, before it is a file: a Vega-Lite specification with its table and sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from diplograph import provenance
from diplograph.store import Store
from diplograph.table import Table
from diplograph.views.picture import Mark
from diplograph.vocab import short

SOURCE_COLUMNS = ["title", "publisher", "published", "accessed", "licence", "url"]


@dataclass(frozen=True)
class Chart:
    """All that a page of a chart, map or timeline shows.

    Attributes
    ----------
    name, language, title, summary, at
        What is shown, in which language, as of which day; None where the rows have their years.
    spec
        Vega-Lite, as Altair makes it.
    table
        The table twin, with every row that the picture draws or had to leave out.
    headings
        The wording of each column of the table.
    looks
        What the legend of the picture itself cannot say.
    notes
        What a reader must know: assumptions, unknown numbers.
    sources
        The sources of what is shown, with their addresses.
    method, query
        How it was made, and the query or command that makes it again.
    statements
        The number of statements of the graph that it was made from.
    moves
        Whether it is a map that can be dragged and zoomed.
    """

    name: str
    language: str
    title: str
    summary: str
    spec: Mapping[str, Any]
    table: Table
    headings: Mapping[str, str]
    sources: Table
    method: str
    query: str
    statements: int
    looks: Sequence[Mark] = ()
    notes: Sequence[str] = ()
    moves: bool = False
    at: date | None = None


def sources_of(store: Store, used: Iterable[str]) -> Table:
    """Return the sources that some references name, as the pages list them."""
    wanted = {short(source) for source in used}
    rows = [row for row in provenance.sources(store) if short(row["source"]) in wanted]
    return Table(SOURCE_COLUMNS, [{c: row[c] for c in SOURCE_COLUMNS} for row in rows])
