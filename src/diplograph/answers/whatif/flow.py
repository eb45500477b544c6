"""What a state sends out in a year, by which routes, and what others put through the same parts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from diplograph import figures, lookup
from diplograph.answers.answer import evidence
from diplograph.answers.chains import Chain, chains_of
from diplograph.answers.partners import route_volumes
from diplograph.figures import Figure, Known
from diplograph.sources.scenarios import About
from diplograph.store import Store


@dataclass(frozen=True)
class Flow:
    """The flow of one sender in a year: its routes, their volumes, and what others send there."""

    store: Store
    state: str
    commodity: str
    volumes: Mapping[str, Known]
    unit: str
    chains: Mapping[str, Chain]
    others: Mapping[str, float]


def flow_of(store: Store, about: About, year: int) -> Flow:
    """Return what a state sent out in a year, and its routes."""
    state, slug = lookup.state(store, about.origin), lookup.commodity(store, about.commodity)
    read = evidence(store, slug).figures
    of_year = [f for f in read if f.commodity == f"commodity/{slug}" and f.year == year]
    volumes = dict(route_volumes(of_year, state)[0])
    unit = next(iter(volumes.values())).unit if volumes else ""
    every = chains_of(store, slug)
    chains = {n: c for n, c in every.items() if n in volumes or c.start == state}
    return Flow(store, state, slug, volumes, unit, chains, _others(of_year, state, every, unit))


def _others(
    of_year: list[Figure], state: str, chains: Mapping[str, Chain], unit: str
) -> dict[str, float]:
    """Return, by segment, what others are known to put through it.

    By their volumes on routes, or by what passes in all less the state's own, whichever is more.
    """
    own, foreign = defaultdict[str, float](float), defaultdict[str, float](float)
    routed = [f for f in of_year if f.route in chains and f.measure == "Quantity"]
    for route, origin, destination in sorted({(f.route, f.origin, f.destination) for f in routed}):
        ends = (route, origin, destination)
        same = [f for f in routed if (f.route, f.origin, f.destination) == ends]
        for part in chains[route].segments:
            (own if origin == state else foreign)[part] += _number(same, unit)
    passing = [f for f in of_year if f.measure == "Throughput"]
    for part in {f.about for f in passing}:
        whole = _number((f for f in passing if f.about == part), unit)
        foreign[part] = max(foreign[part], whole - own[part])
    return dict(foreign)


def _number(same: Iterable[Figure], unit: str) -> float:
    known = figures.combine(same)
    inside = figures.in_unit(known, unit) if known else None
    return inside.band.value if inside and inside.unit == unit else 0.0
