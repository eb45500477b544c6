"""What scenarios stand on: the flows and networks of a store, each read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import networkx as nx

from diplograph.answers.whatif.flow import Flow, flow_of
from diplograph.networks import transport
from diplograph.sources.scenarios import About
from diplograph.store import Store


@dataclass(frozen=True)
class Ground:
    """A store that is only read, with what was read of it; make one for many scenarios.

    Reading takes most of the time of a scenario: the steps of a sweep, and the clicks of one who
    closes segment after segment, need it once.
    """

    store: Store
    _flows: dict[tuple[About, int], Flow] = field(default_factory=dict, repr=False)
    _networks: dict[Any, nx.MultiDiGraph] = field(default_factory=dict, repr=False)

    def flow(self, about: About, year: int) -> Flow:
        """Return what a state sent out in a year, and its routes."""
        if (about, year) not in self._flows:
            self._flows[about, year] = flow_of(self.store, about, year)
        return self._flows[about, year]

    def network(
        self, commodity: str, day: date, *, plans: bool, opened: Iterable[Mapping[str, Any]]
    ) -> nx.MultiDiGraph:
        """Return the transport network of a day with some segments opened; not to be changed."""
        rows = [dict(row) for row in opened]
        key = (commodity, day, plans, repr(rows))
        if key not in self._networks:
            net = transport(self.store, commodity, at=day, plans=plans, opened=rows)
            self._networks[key] = net
        return self._networks[key]
