"""From the assumptions of a scenario to changes of a network: who and what is meant by each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import networkx as nx

from diplograph import lookup
from diplograph.analysis.routes import without
from diplograph.analysis.scenarios import Change, apply
from diplograph.analysis.uncertainty import Band
from diplograph.answers.whatif.ground import Ground
from diplograph.networks import capacity_unit
from diplograph.sources.scenarios import About, Assumption, Scenario
from diplograph.store import Store
from diplograph.vocab import node, short, thing

PARTS = """
SELECT DISTINCT ?part WHERE {
  ?step dg:stepOf <%s> ; dg:segment/(dg:origin|dg:destination)? ?part
} ORDER BY ?part
"""
HELD = """
SELECT DISTINCT ?asset WHERE {
  { ?asset dg:operator <%(who)s> } UNION { ?asset ^dg:asset ?share . ?share dg:owner <%(who)s> }
} ORDER BY ?asset
"""
SUPPORTED = """
SELECT DISTINCT ?asset WHERE {
  { <%(who)s> dg:supports ?asset } UNION { ?part dg:partOf <%(who)s> ; dg:supports ?asset }
} ORDER BY ?asset
"""


@dataclass
class Assumed:
    """What the assumptions of a scenario mean for one commodity."""

    changes: list[Change] = field(default_factory=list)
    transit_shut: set[str] = field(default_factory=set)
    routes_shut: set[str] = field(default_factory=set)
    stopped: set[str] = field(default_factory=set)
    segments: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def network(self, base: nx.MultiDiGraph, ends: Iterable[str] = ()) -> nx.MultiDiGraph:
        """Return the network under the assumptions, for a flow between some states.

        A state whose transit is shut is closed to all flows but those that begin or end in it.
        """
        shut = frozenset(self.transit_shut - set(ends))
        return apply(base, [*self.changes, Change("close", shut)])


def assumed(store: Store, scenario: Scenario | None, commodity: str) -> Assumed:
    """Return what a scenario means for a commodity; None assumes nothing.

    Raises
    ------
    NotFoundError
        If the graph does not know what an assumption names.
    """
    found = Assumed()
    for assumption in scenario.change if scenario else ():
        named = assumption.what if assumption.kind != "add" else ()
        things = [short(lookup.reference(store, name).value) for name in named]
        _add(found, store, assumption, things, commodity)
    return found


def _add(
    found: Assumed, store: Store, assumption: Assumption, things: list[str], commodity: str
) -> None:
    match assumption.kind:
        case "close":
            found.routes_shut |= {t for t in things if t.startswith("route/")}
            found.changes.append(Change("close", frozenset(things)))
        case "close-transit":
            found.transit_shut |= set(things)
        case "stop":
            found.stopped |= set(things)
        case "sanction":
            held = {a for who in things for a in _assets(store, HELD, who)}
            found.changes.append(Change("close", frozenset(held)))
            found.notes.append(
                f"held by {', '.join(things)}: {', '.join(sorted(held)) or 'nothing'}"
            )
        case "reduce" | "capacity" | "raise":
            _add_number(found, store, assumption, things, commodity)
        case "open":
            found.segments += [{"segment": thing(t).value, **OPEN} for t in things]
        case "add":
            if not assumption.commodities or commodity in assumption.commodities:
                row = _new_segment(store, assumption)
                found.segments.append(row)
                if assumption.unit == capacity_unit(store, commodity):
                    new = frozenset([short(row["segment"])])
                    found.changes.append(
                        Change("capacity", new, _band(assumption, assumption.value))
                    )
        case "initiative":
            _add_initiative(found, store, things)


OPEN = {"status": node("dg:AssetOperating").value, "opened": None, "closed": None}


def _add_number(
    found: Assumed, store: Store, assumption: Assumption, things: list[str], commodity: str
) -> None:
    """Add a change of capacities, if it is in the unit of the commodity; a share has none."""
    parts = {p for t in things for p in (_parts(store, t) if t.startswith("route/") else [t])}
    if assumption.kind == "reduce":
        band = Band(*(x / 100 for x in _band(assumption, assumption.percent)))
    elif assumption.unit == capacity_unit(store, commodity):
        band = _band(assumption, assumption.value)
    else:
        return
    found.changes.append(Change(assumption.kind, frozenset(parts), band))


def _band(assumption: Assumption, value: float | None) -> Band:
    number = float(value or 0.0)
    low, high = assumption.low, assumption.high
    return Band(number, number if low is None else low, number if high is None else high)


def _parts(store: Store, route: str) -> list[str]:
    return [short(iri) for iri in store.select(PARTS % thing(route).value).column("part")]


def _assets(store: Store, query: str, who: str) -> list[str]:
    """Return the segments and places among the assets that a query finds."""
    rows = store.select(query % {"who": thing(who).value}).column("asset")
    return [short(iri) for iri in rows if short(iri).startswith(("segment/", "place/"))]


def _new_segment(store: Store, assumption: Assumption) -> dict[str, Any]:
    """Return an added segment as `networks` reads one from the store."""
    ends = [
        lookup.reference(store, end).value for end in (assumption.origin, assumption.destination)
    ]
    return {
        "segment": thing(f"segment/{assumption.what[0].removeprefix('segment/')}").value,
        "mode": node(f"dg:{assumption.mode.capitalize()}").value,
        "origin": ends[0],
        "destination": ends[1],
        "direction": node("dg:DirectionBoth").value,
        "states": " ".join(assumption.states),
        "km": None,
        "operator": None,
        **OPEN,
    }


def _add_initiative(found: Assumed, store: Store, things: list[str]) -> None:
    """Open what the documents of an initiative support and is not open yet; say what has no number.

    A document that supports a route changes no capacity unless a figure says by how much; the
    planned capacities of what is opened count where they are published.
    """
    for who in things:
        rows = store.select(SUPPORTED % {"who": thing(who).value}).column("asset")
        named = [short(iri) for iri in rows]
        found.segments += [
            {"segment": thing(n).value, **OPEN} for n in named if n.startswith("segment/")
        ]
        if named:
            found.notes.append(
                f"{who} and its parts support, without a capacity: {', '.join(named)}"
            )


def base_network(
    ground: Ground, scenario: Scenario, about: About, opened: list[dict[str, Any]]
) -> nx.MultiDiGraph:
    """Return the network of the day that a scenario names, with the segments that it opens."""
    day = scenario.at or date(scenario.year, 12, 31)
    slug = lookup.commodity(ground.store, about.commodity)
    whole = ground.network(slug, day, plans=scenario.plans, opened=opened)
    left = {m.casefold() for m in about.modes}
    other = [
        k for *_, k, d in whole.edges(keys=True, data=True) if d["mode"].casefold() not in left
    ]
    closed = [short(lookup.reference(ground.store, name).value) for name in about.without]
    return without(whole, [*closed, *(other if left else ())])


def with_number(scenario: Scenario, change: int, number: float) -> Scenario:
    """Return the scenario with another number in one of its changes, counted from 1."""
    old = scenario.change[change - 1]
    name = "percent" if old.kind == "reduce" else "value"
    new = replace(old, **{name: number, "low": None, "high": None})  # type: ignore[arg-type]
    changes = [new if c is old else c for c in scenario.change]
    return replace(scenario, change=tuple(changes))
