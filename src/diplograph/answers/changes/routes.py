"""How the shares of transit states and the concentration of routes changed between two years."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from diplograph.analysis.mixtures import concentration as parts_hhi
from diplograph.analysis.mixtures import concentration_of_states, share_of
from diplograph.analysis.routes import transit_share
from diplograph.analysis.uncertainty import Band, exact, share_of_total
from diplograph.answers.changes.case import Case, Told, sides_notes
from diplograph.answers.changes.drivers import (
    FREE,
    HHI,
    NONE,
    SHARE,
    Change,
    Sides,
    change_rows,
    sides,
)
from diplograph.answers.partners import concentration, crossings, route_volumes, state_hhi

Measure = Callable[[Any], Any]


def route_changes(case: Case) -> Told:
    """Return the changes of transit shares and of the concentration of routes and states."""
    years = {f.year for f in case.figures if f.year and f.route and f.origin == case.state}
    found = {year: route_volumes(case.of(year), case.state) for year in years}
    if years.isdisjoint(case.years):
        return [], []
    parts = {
        y: (dict(volumes), total)
        for y, (volumes, total) in found.items()
        if volumes and total and total.band.value
    }
    missing = [year for year in case.years if year not in parts]
    if missing:
        return case.lacking("routes are not compared: no volumes with a total", missing, parts)
    known = sides(parts[case.years[0]], parts[case.years[1]])
    if known is None:
        return [], ["routes are not compared: the units of the two years differ"]
    rows = [row for change, measure, weight in _measures(case, known) if change.known
            for row in change_rows(case.store, change, known, measure, weight=weight)]  # fmt: skip
    return rows, sides_notes(case, known, "volume")


def _measures(case: Case, known: Sides) -> Iterator[tuple[Change, Measure, Band]]:
    """Yield each measure on routes: its numbers of both years, as a function, its rest's weight."""
    crossed = {
        name: case.known.crosses.get(name, frozenset()) - {case.state} for name in known.names
    }
    states = sorted({state for some in crossed.values() for state in some})
    matrix = [[float(state in crossed[name]) for state in states] for name in known.names]
    both = [
        (crossings(case.known, side.items(), case.state), whole.band) for side, whole in known.pairs
    ]
    for number, state in enumerate(states):
        if case.on in (None, state):
            old, new = (transit_share(routes, state, total=whole) for routes, whole in both)
            members = [row[number] for row in matrix]
            yield Change("transit_share", state, old, new, SHARE), share_of(members), FREE
    if case.on:
        return
    first, last = (
        concentration([share_of_total(k.band, whole.band).value for k in side.values()])
        for side, whole in known.pairs
    )
    if first and last:
        yield Change("route_hhi", None, first, last, HHI), parts_hhi, FREE
    first, last = (exact(state_hhi(*one)) for one in both)
    yield Change("state_hhi", None, first, last, HHI), concentration_of_states(matrix), NONE
