"""Ways between two ends: the cheapest, what binds them, and how much can pass at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import networkx as nx

from diplograph import lookup, provenance
from diplograph.analysis import routes as measures
from diplograph.analysis.compact import UNBOUND
from diplograph.analysis.disjoint import state_disjoint_routes
from diplograph.analysis.generalised_cost import Charges, cheapest_priced, unpriced
from diplograph.answers.answer import Answer, answer
from diplograph.networks import capacity_facts, capacity_unit, parts, transport
from diplograph.store import Store
from diplograph.vocab import short

COLUMNS = [
    "measure",
    "rank",
    "value",
    "low",
    "high",
    "unit",
    "places",
    "segments",
    "states",
    "km",
    "days_low",
    "days_high",
    "capacity",
    "binding",
    "sources",
    "facts",
]
COSTS = {"km": "km", "days": "days"}


def routes(
    store: Store,
    origin: str,
    destination: str,
    *,
    commodity: str = "containers",
    without: Iterable[str] = (),
    k: int = 3,
    by: str = "km",
    charges: Charges | None = None,
    at: date | None = None,
    plans: bool = False,
) -> Answer:
    """Rank the ways between two places or states, and tell how much can pass between them.

    Parameters
    ----------
    store
        The graph.
    origin, destination
        Places (slug, reference or name) or states (any of their places).
    commodity
        Slug or name.
    without
        States, places or segments that are closed.
    k
        How many ways at most.
    by
        `km` (published length, else great-circle distance, a lower bound) or `days` (published
        transit days; a segment without them is not used).
    charges
        Rank by generalised cost instead, at these charges; None ranks by `by`.
    at
        A day; None means today.
    plans
        Whether planned segments and capacities count from the day that their source states.

    Returns
    -------
    Answer
        One row `route` per way, ranked, and one row `max_flow` with what can pass in the unit of
        the commodity per year and the smallest set that binds it. `value` of a route is its cost.
        A capacity that nobody published does not bind: `max_flow` is an upper bound and the notes
        name the segments; its value is None where nothing binds. No way is a result: no `route`
        row, and a `max_flow` of 0. A note tells how many ways there are at most of which no two
        have a third state in common.

    Raises
    ------
    NotFoundError
        If an end, the commodity or a closed thing is unknown.

    Examples
    --------
    >>> import diplograph as dg
    >>> rows = routes(dg.example(), "well-delta", "XEE", commodity="crude-oil").rows
    >>> [(row["measure"], row["value"]) for row in rows]
    [('route', 4030.0), ('route', 4400.0), ('max_flow', 13.0)]
    >>> rows[2]["binding"]
    ['place/port-beta', 'segment/north-pipe']
    """
    slug = lookup.commodity(store, commodity)
    closed = [_closed(store, name) for name in without]
    full = transport(store, slug, at=at, plans=plans)
    ends = [short(lookup.reference(store, name).value) for name in (origin, destination)]
    network = measures.without(with_ends(full, ends), closed)
    unit = capacity_unit(store, slug)
    question = {
        "routes": ends[0], "to": ends[1], "commodity": slug, "without": closed,
        "by": asdict(charges) if charges else by, "at": network.graph["at"], "plans": plans,
    }  # fmt: skip
    if not set(ends) <= set(network):
        gone = ", ".join(end for end in ends if end not in network)
        zero = _flow_row(store, full, measures.Cut(0, (), ()), (0, 0), unit)
        note = f"{gone} is not on the {slug} network as it stands: no way between the two"
        return answer(question, COLUMNS, [zero], [note])
    found, notes = _ranked(network, ends, k=k, cost=charges or COSTS[by])
    unit_of_cost = charges.currency if charges else by
    rows = [
        _route_row(store, network, path, rank, unit_of_cost) for rank, path in enumerate(found, 1)
    ]
    cuts = [
        measures.max_flow(network, *ends, capacity=name)
        for name in ("capacity", "capacity_low", "capacity_high")
    ]
    rows.append(_flow_row(store, network, cuts[0], (cuts[1].value, cuts[2].value), unit))
    notes += [*_notes(network, found, by, slug), *_disjoint(network, ends, by)]
    return answer(question, COLUMNS, rows, notes)


def _ranked(
    network: nx.MultiDiGraph, ends: Sequence[str], *, k: int, cost: str | Charges
) -> tuple[list[measures.Path], list[str]]:
    """Return the cheapest ways, and for a generalised cost what makes it up."""
    if isinstance(cost, str):
        return measures.cheapest_routes(network, ends[0], ends[1], k=k, cost=cost), []
    ways = cheapest_priced(network, ends[0], ends[1], charges=cost, k=k)
    notes = []
    for rank, way in enumerate(ways, 1):
        parts = ", ".join(f"{name} {value:.1f}" for name, value in way.parts.items())
        counts = f"{way.days:.1f} days, borders: {way.borders}, changes of mode: {way.changes}"
        notes.append(f"way {rank} costs {way.path.cost:.1f} {cost.currency}: {parts}; {counts}")
    if left := unpriced(network, cost):
        notes.append(f"a charge or length is missing for these, so no way uses: {', '.join(left)}")
    return [way.path for way in ways], notes


def _closed(store: Store, name: str) -> str:
    """Return the reference of what is to be closed."""
    return short(lookup.reference(store, name).value)


def with_ends(network: nx.MultiDiGraph, ends: Sequence[str]) -> nx.MultiDiGraph:
    """Return the network with a node for each end that is a state, joined freely to its places."""
    joined: nx.MultiDiGraph = network.copy()
    free = {
        "km": 0.0,
        "days": 0.0,
        "km_is_bound": False,
        "states": (),
        "capacity_facts": [],
        "fixed": True,
    }
    for end in ends:
        inside = [place for place, data in network.nodes(data=True) if data["state"] == end]
        for place in inside:
            joined.add_edge(end, place, f"{end}→{place}", **free)
            joined.add_edge(place, end, f"{place}→{end}", **free)
        if inside:
            joined.nodes[end]["state"] = None
    return joined


def _route_row(
    store: Store, network: nx.MultiDiGraph, path: measures.Path, rank: int, by: str
) -> dict[str, Any]:
    edges = [network.edges[edge] for edge in path.edges]
    segments = [key for _, _, key in path.edges if key.startswith("segment/")]
    binding = measures.bottleneck(network, path)
    days = [e for e in edges if e.get("days_low") is not None]
    facts = _facts(network, path)
    return {
        "measure": "route",
        "rank": rank,
        "value": round(path.cost, 1),
        "unit": by,
        "places": [place for place in path.places if place.startswith("place/")],
        "segments": segments,
        "states": measures.states_along(network, path),
        "km": round(measures.total(network, path, "km"), 1),
        "days_low": sum(e["days_low"] for e in days) if days else None,
        "days_high": sum(e["days_high"] for e in days) if days else None,
        "capacity": binding[1] if binding else None,
        "binding": [binding[0]] if binding else [],
        "facts": facts,
        "sources": provenance.sources_of(store, [*facts, *segments]),
    }


def _facts(network: nx.MultiDiGraph, path: measures.Path) -> list[str]:
    """Return the figures of capacity and days behind the parts of a way."""
    parts = [network.edges[edge] for edge in path.edges]
    parts += [network.nodes[place] for place in path.places]
    facts = {f for p in parts for k in ("capacity_facts", "days_facts") for f in p.get(k) or ()}
    return sorted(short(fact) for fact in facts)


def _flow_row(
    store: Store,
    network: nx.MultiDiGraph,
    cut: measures.Cut,
    bounds: tuple[float, float],
    unit: str,
) -> dict[str, Any]:
    binding = [*cut.places, *cut.segments]
    facts = capacity_facts(parts(network), binding)
    low, high = (None if b == UNBOUND else round(b, 10) for b in bounds)
    return {
        "measure": "max_flow",
        "value": None if cut.value == UNBOUND else round(cut.value, 10),
        "low": low,
        "high": high,
        "unit": unit,
        "binding": binding,
        "facts": facts,
        "sources": provenance.sources_of(store, facts),
    }


def _notes(
    network: nx.MultiDiGraph, found: Sequence[measures.Path], by: str, commodity: str
) -> list[str]:
    unmeasured = sorted({k for *_, k, cost in network.edges(keys=True, data=by) if cost is None})
    notes = []
    if not found:
        notes.append(f"no way for {commodity} between the two ends as the network stands")
    if unmeasured:
        notes.append(f"{by} is unknown, so these are in no ranked way: {', '.join(unmeasured)}")
    unknown = sorted({m for path in found for m in measures.missing(network, path, "capacity")})
    unknown = [name for name in unknown if name.startswith("segment/")]
    if unknown:
        notes.append(
            "no published capacity, so these do not bind and max_flow is an upper bound: "
            + ", ".join(unknown)
        )
    bound = sorted(
        {key for p in found for u, v, key in p.edges if network.edges[u, v, key].get("km_is_bound")}
    )
    if bound and by == "km":
        notes.append("great-circle length, a lower bound, for: " + ", ".join(bound))
    return notes


def _disjoint(network: nx.MultiDiGraph, ends: Sequence[str], by: str) -> list[str]:
    """Tell in a note how many ways have no third state in common, and by which states they go."""
    ways = state_disjoint_routes(network, ends[0], ends[1], cost=COSTS[by])
    own = {*ends, *(network.nodes[end]["state"] for end in ends)}
    third = [[s for s in measures.states_along(network, way) if s not in own] for way in ways]
    if not any(third):  # no way, or one that nobody between can close
        return []
    by_whom = "; ".join(" ".join(states) or "no third state" for states in third)
    if len(ways) == 1:
        return [f"any two ways have a third state in common; the cheapest crosses: {by_whom}"]
    return [f"{len(ways)} ways at most have no third state in common, such as by: {by_whom}"]
