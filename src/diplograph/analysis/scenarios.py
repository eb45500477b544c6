"""What if: a network with parts closed, reduced or enlarged, and a flow that finds its way anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import networkx as nx

from diplograph.analysis.routes import without
from diplograph.analysis.uncertainty import Band

BOUNDS = ("capacity", "capacity_low", "capacity_high")
TOLERANCE = 1e-9


class Change(NamedTuple):
    """One assumption about a network.

    `kind` is `close`, `reduce` (`band` is the share of the capacity that is left, 0–1), `capacity`
    (`band` is the new one) or `raise` (capacities below `band` are lifted to it). `things` are
    states, places and segment keys.
    """

    kind: str
    things: frozenset[str]
    band: Band | None = None


def apply(network: nx.MultiDiGraph, changes: Iterable[Change]) -> nx.MultiDiGraph:
    """Return the network under some changes, one after the other.

    Parameters
    ----------
    network
        A transport network with `capacity`, `capacity_low` and `capacity_high` on nodes and edges;
        it is not changed.
    changes
        What is assumed. Things that are not in the network change nothing; a capacity that nobody
        published can be set but neither reduced nor raised, since it is unknown.

    Returns
    -------
    networkx.MultiDiGraph
        A copy.

    Raises
    ------
    ValueError
        For an unknown kind, or a kind that needs a band and has none.

    Examples
    --------
    >>> net = nx.MultiDiGraph()
    >>> _ = net.add_edge("a", "b", "x", capacity=10.0, capacity_low=8.0, capacity_high=10.0)
    >>> half = Change("reduce", frozenset(["x"]), Band(0.5, 0.5, 0.75))
    >>> apply(net, [half]).edges["a", "b", "x"]
    {'capacity': 5.0, 'capacity_low': 4.0, 'capacity_high': 7.5}
    """
    result = network.copy()
    for change in changes:
        if change.kind == "close":
            result = without(result, change.things)
            continue
        if change.kind not in ("reduce", "capacity", "raise") or change.band is None:
            raise ValueError(f"a change must be one that has its number, not {change}")
        parts = [d for _, _, key, d in result.edges(keys=True, data=True) if key in change.things]
        parts += [d for place, d in result.nodes(data=True) if place in change.things]
        for data in parts:
            for name, number in zip(BOUNDS, change.band, strict=True):
                data[name] = _changed(change.kind, data.get(name), number)
    return result


def _changed(kind: str, old: float | None, number: float) -> float | None:
    if kind == "capacity":
        return number
    if old is None:
        return None
    return old * number if kind == "reduce" else max(old, number)


class Carrier(NamedTuple):
    """A route that carries a flow, or could.

    `parts` are its places and segments, `volume` what it carries now (0 where it carries none),
    `is_open` whether the scenario leaves it open, `km` its length, None where unknown.
    """

    name: str
    parts: tuple[str, ...]
    volume: float
    is_open: bool
    km: float | None = None


class Allocation(NamedTuple):
    """How a flow goes after a change: by route what it keeps and what it takes over."""

    kept: dict[str, float]
    taken: dict[str, float]
    unserved: float
    binding: tuple[str, ...]


def reallocate(
    carriers: Sequence[Carrier],
    capacities: Mapping[str, float | None],
    others: Mapping[str, float] | None = None,
    *,
    unknown: str = "free",
) -> Allocation:
    r"""Send a flow over the routes that are left: first as before, then by what is spare.

    Three linear programs, one after the other, each holding the optimum of the last: the most that
    stays where it is, the most that other routes can take over, and of those ways the shortest.

    .. math:: \max \sum_r k_r,\quad \max \sum_r x_r,\quad \min \sum_r d_r (k_r + x_r)
       \quad\text{s.t.}\quad \sum_{r \ni p} (k_r + x_r) + o_p \le c_p,\;
       k_r \le v_r,\; \sum_r (k_r + x_r) \le \sum_r v_r

    where $v_r$ is the volume of route $r$ now, $k_r$ what it keeps, $x_r$ what it takes over, $c_p$
    the capacity of a part $p$ and $o_p$ what others send through it.

    Parameters
    ----------
    carriers
        The routes of one sender, in one unit per year.
    capacities
        By part, in the same unit per year; None or missing means that nobody published one.
    others
        By part, what other senders put through it; missing counts as nothing, so that spare
        capacity is then an upper bound.
    unknown
        What a part without a published capacity means for taking over: `free` does not bind, but
        a route without any published capacity takes nothing; `shut` lets no route with such a part
        take over (a lower bound); `open` never binds (an upper bound).

    Returns
    -------
    Allocation
        `unserved` is what finds no way; `binding` are the parts that are full.

    Raises
    ------
    ValueError
        If `unknown` is none of the three words.

    Notes
    -----
    Pipelines and ports take over at no loss of time here, qualities of oil mix, and nobody bids:
    the result bounds what could pass, and forecasts nothing. Where routes compete for a part that
    is too small for both, which of them keeps its volume is not determined.

    Examples
    --------
    >>> routes = [Carrier("north", ("pipe",), 6.0, is_open=False),
    ...           Carrier("south", ("port",), 3.0, is_open=True)]
    >>> found = reallocate(routes, {"port": 5.0})
    >>> found.taken, found.unserved, found.binding
    ({'south': 2.0}, 4.0, ('port',))
    """
    if unknown not in ("free", "shut", "open"):
        raise ValueError(f"unknown must be free, shut or open, not {unknown!r}")
    program = _Program(carriers, capacities, others or {}, unknown)
    flows = program.solve()
    count = len(carriers)
    kept = {c.name: flows[i] for i, c in enumerate(carriers) if c.volume}
    taken = {c.name: flows[count + i] for i, c in enumerate(carriers) if flows[count + i]}
    unserved = round(sum(c.volume for c in carriers) - sum(flows), 9)
    return Allocation(kept, taken, max(0.0, unserved), program.full(flows))


class _Program:
    """The three linear programs over the same rows: kept volumes first, taken volumes after."""

    def __init__(
        self,
        carriers: Sequence[Carrier],
        capacities: Mapping[str, float | None],
        others: Mapping[str, float],
        unknown: str,
    ) -> None:
        self.carriers = carriers
        self.parts = sorted({p for c in carriers for p in c.parts if capacities.get(p) is not None})
        spare = {p: (capacities[p] or 0.0) - others.get(p, 0.0) for p in self.parts}
        self.limits = [max(0.0, spare[p]) for p in self.parts]
        self.takes = [c.is_open and self._takes(c, set(self.parts), unknown) for c in carriers]

    def _takes(self, carrier: Carrier, measured: set[str], unknown: str) -> bool:
        known = measured & set(carrier.parts)
        if unknown == "shut":
            return known == set(carrier.parts)
        return unknown == "open" or bool(known)

    def solve(self) -> list[float]:
        """Return kept and taken volumes, rounded to what a solver can tell."""
        import numpy as np
        from scipy.optimize import linprog

        count = len(self.carriers)
        whole = sum(c.volume for c in self.carriers)
        through = [[float(p in c.parts) for c in self.carriers] for p in self.parts]
        rows = [row + row for row in through] + [[1.0] * (2 * count)]
        limits = [*self.limits, whole]
        upper = [c.volume if c.is_open else 0.0 for c in self.carriers]
        upper += [whole if takes else 0.0 for takes in self.takes]
        distance = [c.km if c.km is not None else 0.0 for c in self.carriers]
        goals = [[-1.0] * count + [0.0] * count, [0.0] * count + [-1.0] * count, distance * 2]
        equal: list[list[float]] = []
        reached: list[float] = []
        for goal in goals:
            found = linprog(
                goal,
                A_ub=np.array(rows), b_ub=limits,
                A_eq=np.array(equal) if equal else None, b_eq=reached or None,
                bounds=[(0.0, top) for top in upper], method="highs",
            )  # fmt: skip
            equal, reached = [*equal, goal], [*reached, found.fun]
        return [round(float(x), 9) + 0.0 for x in found.x]

    def full(self, flows: Sequence[float]) -> tuple[str, ...]:
        """Return the parts with nothing to spare that carry something."""
        count = len(self.carriers)
        loads = {
            part: sum(
                flows[i] + flows[count + i] for i, c in enumerate(self.carriers) if part in c.parts
            )
            for part in self.parts
        }
        full = [
            part
            for part, limit in zip(self.parts, self.limits, strict=True)
            if loads[part] >= limit - 1e-6 and loads[part] > TOLERANCE
        ]
        return tuple(full)
