"""How the flow of a sender goes under some assumptions, in each reading of the sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cached_property

import networkx as nx

from diplograph.analysis.scenarios import Allocation, Carrier, reallocate
from diplograph.analysis.uncertainty import Band, spanning
from diplograph.answers.chains import Chain
from diplograph.answers.whatif.assumed import Assumed
from diplograph.answers.whatif.flow import Flow
from diplograph.networks import parts

# As published; at worst, most volume on least capacity; at best. With the bound of a volume, the
# bound of a capacity, and what a part without a published capacity means for more volume.
READINGS = {
    "value": ("value", "capacity", "free"),
    "low": ("high", "capacity_low", "shut"),
    "high": ("low", "capacity_high", "free"),
}
Served = Mapping[str, float]


class Outcome:
    """A flow under some assumptions: what each route carries, in each reading."""

    def __init__(self, flow: Flow, base: nx.MultiDiGraph, assumptions: Assumed) -> None:
        self.flow, self.base, self.assumptions = flow, base, assumptions
        self.network = assumptions.network(self.base, [flow.state])

    @cached_property
    def found(self) -> dict[str, Allocation]:
        """The allocation of each reading."""
        return {reading: self._allocation(*how) for reading, how in READINGS.items()}

    def _allocation(self, bound: str, capacity: str, unknown: str) -> Allocation:
        carriers = [self._carrier(chain, bound) for chain in self.flow.chains.values()]
        load: dict[str, float] = defaultdict(float)
        for carrier in carriers:
            for part in carrier.parts:
                load[part] += carrier.volume
        before, after = self._limits(self.base, capacity), self._limits(self.network, capacity)
        # a volume above a capacity that nothing changed is a quarrel of sources, and stays possible
        limits = {
            part: max(limit, load[part]) if limit is not None and limit == before[part] else limit
            for part, limit in after.items()
            if part in load
        }
        return reallocate(carriers, limits, self.flow.others, unknown=unknown)

    @staticmethod
    def _limits(network: nx.MultiDiGraph, capacity: str) -> dict[str, float | None]:
        return {name: data.get(capacity) for name, data in parts(network).items()}

    def _carrier(self, chain: Chain, bound: str) -> Carrier:
        volume = self.flow.volumes.get(chain.route)
        lengths = [self._ends.get(s, ("", "", None))[2] for s in chain.segments]
        return Carrier(
            chain.route,
            self.parts(chain),
            getattr(volume.band, bound) if volume else 0.0,
            self.is_open(chain),
            None if None in lengths else sum(x for x in lengths if x is not None),
        )

    @cached_property
    def _ends(self) -> dict[str, tuple[str, str, float | None]]:
        """By segment its two ends and its length."""
        edges = self.base.edges(keys=True, data="km")
        return {key: (u, v, km) for u, v, key, km in edges}

    def parts(self, chain: Chain) -> tuple[str, ...]:
        """Return the segments of a route, and the places that they join."""
        here = [self._ends[s] for s in chain.segments if s in self._ends]
        return (*chain.segments, *dict.fromkeys(p for u, v, _ in here for p in (u, v)))

    def is_open(self, chain: Chain) -> bool:
        """Tell whether a route is left: whole, not named as closed, and not through shut transit.

        A route with a volume that the network of the day lacks is left as the source has it.
        """
        known = self.flow.volumes.get(chain.route)
        ends = {f.destination for f in (known.figures if known else ())} | {self.flow.state}
        shut = self.assumptions.transit_shut - ends
        if chain.route in self.assumptions.routes_shut or set(chain.states) & shut:
            return False
        left = {key for _, _, key in self.network.edges(keys=True)}
        gone = set(chain.segments) - left
        return not (gone & set(self._ends) if known else gone)

    def served(self, reading: str) -> dict[str, float]:
        """Return what each route carries in a reading; routes that carry nothing are left out."""
        found = self.found[reading]
        whole = {r: found.kept.get(r, 0.0) + found.taken.get(r, 0.0) for r in self.flow.chains}
        return {route: volume for route, volume in whole.items() if volume}

    def km(self, route: str) -> float | None:
        """Return the length of a route, None where a part has none."""
        return self._carrier(self.flow.chains[route], "value").km

    def band(self, measure: Callable[[Served], float]) -> Band:
        """Return a measure of what is served, over the readings."""
        value, *others = (measure(self.served(reading)) for reading in READINGS)
        return spanning(value, others)

    def full(self) -> list[str]:
        """Return the parts that have nothing to spare, as published."""
        return list(self.found["value"].binding)

    def notes(self) -> list[str]:
        """Say which parts of open routes have no published capacity, and which routes have none."""
        known = self._limits(self.network, "capacity")
        parts = {r: self.parts(c) for r, c in self.flow.chains.items() if self.is_open(c)}
        blind = sorted(r for r, all_ in parts.items() if all(known.get(p) is None for p in all_))
        listed = {p for route, all_ in parts.items() if route not in blind for p in all_}
        free = sorted(p for p in listed if p.startswith("segment/") and known.get(p) is None)
        said = [
            "what other senders put through the parts counts where it is published; spare capacity"
            " is an upper bound where it is not"
        ]
        if free:
            said.append(
                "no published capacity, so these do not bind (low bounds let nothing more pass"
                f" them): {', '.join(free)}"
            )
        if blind:
            said.append(
                "no published capacity at all, so these take nothing over, though they might: "
                + ", ".join(blind)
            )
        return said
