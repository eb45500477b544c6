"""The named views: what draws each, and the parameters that it takes."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any

from diplograph.errors import NotFoundError, QueryError
from diplograph.store import Store
from diplograph.table import Table
from diplograph.views import atlas, before_after, flows, measures, timeline
from diplograph.views.chart import Chart
from diplograph.views.corridors import corridors
from diplograph.views.picture import Picture
from diplograph.views.relations import relations

# The "Central Asia + Japan" summit; a day by the clock would make the same call give other bytes.
DEFAULT_DAY = date(2025, 12, 20)
RECENT = (DEFAULT_DAY.year - 2, DEFAULT_DAY.year)
Day = date | str | None


def day_of(at: Day) -> date:
    """Return a day given as date or ISO text; None is the default day."""
    return date.fromisoformat(at) if isinstance(at, str) else at or DEFAULT_DAY


def draw_corridors(
    store: Store, language: str, *, at: Day = None, year: int | None = None,
    headline: Table | None = None,
) -> Picture:  # fmt: skip
    """Draw the transport network on the globe, to be searched and filtered."""
    return corridors(store, day_of(at), language, year=year, headline=headline)


def draw_relations(store: Store, language: str, *, at: Day = None) -> Picture:
    """Draw states, people, organisations, agreements and events, and what joins them."""
    return relations(store, day_of(at), language)


def draw_map(
    store: Store, language: str, *, at: Day = None, commodity: str | None = None,
    origin: str | None = None, destination: str | None = None, without: Iterable[str] = (),
    scenario: str | None = None,
) -> Chart:  # fmt: skip
    """Draw the map of a day, of what limits a flow, or of a scenario before and after."""
    ends = {"commodity": commodity, "origin": origin, "destination": destination}
    if scenario is None:
        return atlas.map_of(store, language, day_of(at), without=without, **ends)
    if at is not None or without:
        raise QueryError("a scenario has its own day and closures; leave out `at` and `without`")
    return before_after.scenario_map(store, language, scenario, **ends)


def draw_dependence(
    store: Store, language: str, *, state: str, on: str, commodity: str | None = None,
    year: int | None = None, during: tuple[int, int] | None = None, measure: str | None = None,
) -> Chart:  # fmt: skip
    """Draw how a state depends on another: bars of a year, or a series of years."""
    asked: dict[str, Any] = {"commodity": commodity, "year": year, "measure": measure}
    asked |= {"state": state, "on": on, "during": during}
    return measures.dependence_of(store, language, **asked)


def draw_shares(
    store: Store, language: str, *, state: str, commodity: str,
    during: tuple[int, int] | None = None,
) -> Chart:  # fmt: skip
    """Draw the shares of the routes of a state, stacked, year after year."""
    return measures.shares_of(store, language, state=state, commodity=commodity, during=during)


def draw_flows(
    store: Store, language: str, *, state: str, commodity: str, year: int | None = None
) -> Chart:
    """Draw the flow of a commodity of a state from origin by transit to where it ends."""
    asked = {"state": state, "commodity": commodity}
    return flows.flows_of(store, language, year=year, **asked)


def draw_timeline(
    store: Store, language: str, *, state: str, during: tuple[int, int] | None = None
) -> Chart:
    """Draw terms, meetings, agreements and disruptions of one state or several."""
    return timeline.timeline_of(store, language, state=state, during=during or RECENT)


VIEWS: Mapping[str, Any] = {
    "corridors": draw_corridors,
    "relations": draw_relations,
    "map": draw_map,
    "dependence": draw_dependence,
    "shares": draw_shares,
    "flows": draw_flows,
    "timeline": draw_timeline,
}


def draw(store: Store, name: str, language: str, given: Mapping[str, Any]) -> Picture | Chart:
    """Draw a view by its name.

    Raises
    ------
    NotFoundError
        If there is no such view.
    QueryError
        If the view does not take a parameter that is given, or lacks one.
    """
    if name not in VIEWS:
        raise NotFoundError("view", name, get_close_matches(name, VIEWS, n=3, cutoff=0.3))
    drawing = VIEWS[name]
    takes = inspect.signature(drawing).parameters
    offered = [key for key in takes if key not in ("store", "language")]
    for key in given:
        if key not in offered:
            raise _unknown(name, key, offered)
    for key in offered:
        if takes[key].default is inspect.Parameter.empty and given.get(key) is None:
            raise QueryError(f"view {name!r} needs `{key}`", name=name, parameter=key)
    found: Picture | Chart = drawing(store, language, **given)
    return found


def _unknown(name: str, key: str, offered: list[str]) -> QueryError:
    near = get_close_matches(key, offered, n=1)
    hint = f"; did you mean `{near[0]}`?" if near else ""
    listed = ", ".join(f"`{one}`" for one in offered)
    return QueryError(
        f"view {name!r} has no parameter `{key}`; it takes {listed}{hint}", name=name, parameter=key
    )
