"""Networks, maps and charts as pages: one HTML file each, which asks no host for anything."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, overload

from diplograph.answers.answer import Answer
from diplograph.files import write
from diplograph.store import Store
from diplograph.table import Table
from diplograph.views import page, registry
from diplograph.views.chart_view import ChartView
from diplograph.views.measures import answer_chart
from diplograph.views.picture import Picture
from diplograph.views.registry import DEFAULT_DAY, VIEWS

__all__ = ["DEFAULT_DAY", "VIEWS", "ChartView", "View", "view"]


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
        return write(Path(path), self.html.encode())

    def _repr_html_(self) -> str:
        return page.frame(self.html, self.picture.title)

    def __repr__(self) -> str:
        size = f"{len(self.picture.spots)} nodes and {len(self.picture.of_day)} edges"
        return f"<View {self.picture.name} of {size} at {self.picture.at}>"


@overload
def view(
    store: Store,
    name: Literal["corridors", "relations"],
    *,
    language: str = "en",
    **parameters: Any,
) -> View: ...


@overload
def view(
    store: Store,
    name: Literal["map", "dependence", "shares", "flows", "timeline"] | Answer,
    *,
    language: str = "en",
    **parameters: Any,
) -> ChartView: ...


@overload
def view(
    store: Store, name: str, *, language: str = "en", **parameters: Any
) -> View | ChartView: ...


def view(
    store: Store, name: str | Answer, *, language: str = "en", **parameters: Any
) -> View | ChartView:
    """Draw a named view of the graph, or the numbers of an answer.

    Parameters
    ----------
    store
        The graph.
    name
        `corridors` (segments and places of the transport network on the globe, with modes,
        capacities and states crossed) or `relations` (states, people, organisations, agreements and
        events, and what joins them on the day): networks to be searched and filtered.

        `map`: the same segments on an outline of the world, with the smallest set that limits a
        flow, or a scenario before and after. `dependence` (bars with bounds, or with `during` a
        series with its band), `shares` (routes stacked by year), `flows` (origin, transit, end):
        charts. `timeline`: terms, meetings, agreements, disruptions.

        An answer (of `dependence`, `compare`, `influence`, `scenario`, `series` …) is drawn as bars
        or as a series; it takes no parameters.
    language
        `en` or `ja`: of the page's words, and of the labels where the graph has them.
    **parameters
        `at`, a day as date or ISO text (networks, `map`; None means 2025-12-20, the day of the
        summit in Tokyo). `corridors`: `year` and `headline`, a table. `map`: `commodity`, `origin`,
        `destination`, `without`, `scenario` (a name or path; the first of its flows that fits).
        `dependence`: `state`, `on`, `commodity`, `year` or `during`, `measure`. `shares`: `state`,
        `commodity`, `during`. `flows`: `state`, `commodity`, `year`. `timeline`: `state` (several
        with commas), `during`. A period `during` is the first and last year.

    Returns
    -------
    View or ChartView
        With `html`, `table`, `save(path)`; in a notebook it shows itself in a sandboxed frame.
        A chart is saved as `.html`, `.svg` or `.png`.

    Raises
    ------
    NotFoundError
        If there is no such view or language, or the graph does not know what is named.
    QueryError
        If the view does not take a parameter, or needs one that is not given.
    MissingExtraError
        If a chart is asked for and Altair is not installed.
    ValueError
        If `at` is no ISO date.

    Examples
    --------
    >>> import diplograph as dg
    >>> view(dg.example(), "corridors")
    <View corridors of 7 nodes and 8 edges at 2025-12-20>
    >>> view(dg.example(), "flows", state="XAA", commodity="crude-oil")
    <ChartView flows of 2 rows>
    """
    drawn = (
        registry.draw(store, name, language, parameters)
        if isinstance(name, str)
        else answer_chart(store, name, language, **parameters)
    )
    return View(drawn) if isinstance(drawn, Picture) else ChartView(drawn)
