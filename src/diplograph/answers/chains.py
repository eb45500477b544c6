"""The routes of the graph as chains of segments: which way they take, and what binds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import networkx as nx

from diplograph.store import Store
from diplograph.vocab import short, thing

CASPIAN = frozenset(("AZE", "IRN", "KAZ", "RUS", "TKM"))
ON_WATER = ("Ferry", "SeaLeg")
WAYS = ("Russia", "Caspian", "China", "Iran", "Afghanistan", "other")
ROUTES = """
SELECT ?route ?label ?start ?segment ?mode ?states WHERE {
  ?route a dg:Route ; dg:commodity <%s> ; rdfs:label ?label . FILTER(LANG(?label) = "en")
  OPTIONAL { ?route dg:origin/dg:inTerritory ?start }
  ?step dg:stepOf ?route ; dg:segment ?segment ; dg:position ?position .
  ?segment a ?mode . ?mode rdfs:subClassOf dg:Segment
  OPTIONAL { ?segment dg:statesInOrder ?states }
} ORDER BY ?route ?position
"""
GOVERNED = """
SELECT DISTINCT ?thing ?agreement WHERE {
  ?agreement dg:governs|dg:supports ?thing
  OPTIONAL { ?agreement dg:inForce ?from } OPTIONAL { ?agreement dg:ended ?to }
  OPTIONAL { ?agreement dg:signed ?signed }
  FILTER(COALESCE(?from, ?signed, "0001-01-01"^^xsd:date) <= "%(day)s"^^xsd:date)
  FILTER(COALESCE(?to, "9999-12-31"^^xsd:date) >= "%(day)s"^^xsd:date)
} ORDER BY ?thing ?agreement
"""


@dataclass(frozen=True)
class Chain:
    """A route of the graph: its label, segments, modes on water, and the states it crosses."""

    route: str
    label: str
    start: str
    segments: tuple[str, ...]
    crosses_caspian: bool
    states: tuple[str, ...]

    @property
    def way(self) -> str:
        """The way that it takes: a route through Russia counts as Russia, Caspian leg or not."""
        for way, code in (("Russia", "RUS"), ("Caspian", ""), ("Iran", "IRN"), ("China", "CHN")):
            if code in self.states or (way == "Caspian" and self.crosses_caspian):
                return way
        return "Afghanistan" if "AFG" in self.states else "other"


def chains_of(store: Store, commodity: str) -> dict[str, Chain]:
    """Return the routes of a commodity by reference."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in store.select(ROUTES % thing(f"commodity/{commodity}").value):
        found.setdefault(short(row["route"]), []).append(row)
    return {route: _chain(route, rows) for route, rows in found.items()}


def _chain(route: str, rows: list[dict[str, Any]]) -> Chain:
    states = [s for row in rows for s in (row["states"] or "").split()]
    afloat = any(
        short(row["mode"]).removeprefix("dg:") in ON_WATER
        and len(set((row["states"] or "").split())) > 1
        and set((row["states"] or "").split()) <= CASPIAN
        for row in rows
    )
    segments = tuple(short(row["segment"]) for row in rows)
    start = short(rows[0]["start"]) if rows[0]["start"] else ""
    return Chain(route, rows[0]["label"], start, segments, afloat, tuple(dict.fromkeys(states)))


def bottleneck(chain: Chain, network: nx.MultiDiGraph) -> tuple[float, str] | None:
    """Return the smallest published capacity on a route, and the name of what has it."""
    on_route = [
        (u, v, k, d) for u, v, k, d in network.edges(keys=True, data=True) if k in chain.segments
    ]
    named = [(data["capacity"], key) for _, _, key, data in on_route]
    named += [(network.nodes[p]["capacity"], p) for u, v, _, _ in on_route for p in (u, v)]
    return min(((c, name) for c, name in named if c is not None), default=None)


def is_open(chain: Chain, network: nx.MultiDiGraph) -> bool:
    """Say whether every segment of a route is in the network of the day."""
    return set(chain.segments) <= {key for _, _, key in network.edges(keys=True)}


def agreements_in_force(store: Store, day: str) -> dict[str, list[str]]:
    """Return, by route or segment, the agreements that govern or support it on a day."""
    found: dict[str, list[str]] = {}
    for row in store.select(GOVERNED % {"day": day}):
        found.setdefault(short(row["thing"]), []).append(short(row["agreement"]))
    return found
