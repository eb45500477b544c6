"""Networks as pages: one HTML file each, which asks no host for anything."""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from diplograph.errors import NotFoundError
from diplograph.store import Store
from diplograph.table import Table
from diplograph.views import page
from diplograph.views.corridors import corridors
from diplograph.views.picture import Picture
from diplograph.views.relations import relations

__all__ = ["DEFAULT_DAY", "VIEWS", "View", "view"]

VIEWS = ("corridors", "relations")
# The "Central Asia + Japan" summit; a day by the clock would make the same call give other bytes.
DEFAULT_DAY = date(2025, 12, 20)


@dataclass(frozen=True)
class View:
    """A picture of a network as one HTML page that needs no network and shows itself in a notebook.

    Attributes
    ----------
    picture
        What the page shows: spots, lines, filters, sources.
    """

    picture: Picture

    @cached_property
    def html(self) -> str:
        """The page: the same store and arguments give the same bytes."""
        return page.render(self.picture)

    @cached_property
    def table(self) -> Table:
        """The table twin: one row an edge."""
        return page.table_of(self.picture)

    def save(self, path: Path | str) -> Path:
        """Write the page to a file, in one step, and return its path. Nothing else is written."""
        target = Path(path)
        new = target.with_name(f".{target.name}.{os.getpid()}.new")
        try:
            new.write_text(self.html, encoding="utf-8", newline="\n")
            new.replace(target)
        finally:
            new.unlink(missing_ok=True)
        return target

    def _repr_html_(self) -> str:
        return page.frame(self.html, self.picture.title)

    def __repr__(self) -> str:
        size = f"{len(self.picture.spots)} nodes and {len(self.picture.of_day)} edges"
        return f"<View {self.picture.name} of {size} at {self.picture.at}>"


def view(
    store: Store,
    name: str,
    *,
    at: date | str | None = None,
    year: int | None = None,
    language: str = "en",
    headline: Table | None = None,
) -> View:
    """Draw a named view of the graph.

    Parameters
    ----------
    store
        The graph.
    name
        `corridors` (segments and places of the transport network on the globe, with modes,
        capacities and states crossed) or `relations` (states, people, organisations, agreements and
        events, and what joins them on the day).
    at
        A day, as date or ISO text; None means 2025-12-20, the day of the summit in Tokyo.
    year
        Calendar year of the headline numbers of `corridors`; None takes the newest with figures.
    language
        `en` or `ja`: of the page's words, and of the labels where the graph has them.
    headline
        Table to set above the picture of `corridors`; None takes the ways of Kazakh crude oil from
        `compare` where the graph has them.

    Returns
    -------
    View
        With `html`, `table`, `save(path)`; in a notebook it shows itself in a sandboxed frame.

    Raises
    ------
    NotFoundError
        If there is no such view or language.
    ValueError
        If `at` is no ISO date.

    Examples
    --------
    >>> import diplograph as dg
    >>> view(dg.example(), "corridors")
    <View corridors of 7 nodes and 8 edges at 2025-12-20>
    """
    if name not in VIEWS:
        raise NotFoundError("view", name, difflib.get_close_matches(name, VIEWS, n=3, cutoff=0.3))
    day = date.fromisoformat(at) if isinstance(at, str) else at or DEFAULT_DAY
    if name == "relations":
        return View(relations(store, day, language))
    return View(corridors(store, day, language, year=year, headline=headline))
