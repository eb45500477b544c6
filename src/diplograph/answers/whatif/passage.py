"""What can pass between two ends, and the shortest way, before and under a scenario."""

from __future__ import annotations

from typing import Any

import networkx as nx

from diplograph import lookup, provenance
from diplograph.analysis import routes as measures
from diplograph.analysis.compact import UNBOUND
from diplograph.analysis.uncertainty import Band
from diplograph.answers.ways import with_ends
from diplograph.answers.whatif.assumed import assumed, base_network
from diplograph.answers.whatif.ground import Ground
from diplograph.answers.whatif.pair import pair
from diplograph.networks import capacity_facts, capacity_unit, parts
from diplograph.sources.scenarios import About, Scenario
from diplograph.vocab import short, thing

CAPACITIES = ("capacity", "capacity_low", "capacity_high")


def passage_rows(
    ground: Ground, about: About, scenario: Scenario, against: Scenario | None
) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the most that can pass and the shortest ways by km and days, before and after."""
    store = ground.store
    slug = lookup.commodity(store, about.commodity)
    ends = [short(lookup.reference(store, n).value) for n in (about.origin, about.destination)]
    networks = []
    notes: list[str] = []
    for chosen in (against, scenario):
        assumptions = assumed(store, chosen, slug)
        base = base_network(ground, scenario, about, assumptions.segments)
        own = [s for e in ends for s in (e, base.nodes[e]["state"] if e in base else None) if s]
        networks.append(with_ends(assumptions.network(base, own), ends))
        notes = assumptions.notes
    beside = f" without {', '.join(about.without)}" if about.without else ""
    subject = f"{ends[0]}→{ends[1]}{beside}"
    named = " → ".join(lookup.label(store, thing(end).value) for end in ends) + beside
    cuts = [_cut(network, ends) for network in networks]
    binding = [*cuts[1][1].places, *cuts[1][1].segments]
    facts = capacity_facts(parts(networks[1]), binding)
    unit = capacity_unit(store, slug)
    rows = [
        pair("max_flow", subject, (cuts[0][0], cuts[1][0]), unit, commodity=slug, binding=binding,
             label=f"{named}: the most that published capacities let pass", facts=facts,
             sources=provenance.sources_of(store, facts))
    ]  # fmt: skip
    for by in ("km", "days"):
        bands = [_shortest(network, ends, by) for network in networks]
        if any(bands):
            label = f"{named}: the way of fewest {by}, over the segments that publish them"
            rows.append(pair(f"shortest_{by}", subject, bands, by, commodity=slug, label=label))
    return rows, notes


def _cut(network: nx.MultiDiGraph, ends: list[str]) -> tuple[Band | None, measures.Cut]:
    """Return the maximum flow with its bounds, and the cut; no band where nothing binds."""
    if not set(ends) <= set(network):
        return Band(0.0, 0.0, 0.0), measures.Cut(0.0, (), ())
    cuts = [measures.max_flow(network, *ends, capacity=name) for name in CAPACITIES]
    bounded = cuts[0].value != UNBOUND
    return (Band(*(float(c.value) for c in cuts)) if bounded else None), cuts[0]


def _shortest(network: nx.MultiDiGraph, ends: list[str], by: str) -> Band | None:
    if not set(ends) <= set(network):
        return None
    found = measures.cheapest_routes(network, *ends, k=1, cost=by)
    return Band(*[round(found[0].cost, 1)] * 3) if found else None
