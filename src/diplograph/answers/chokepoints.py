"""What a passage hangs on, how much is lost with it, and who controls it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

import networkx as nx

from diplograph import lookup, provenance
from diplograph.analysis import criticality as measures
from diplograph.analysis.compact import UNBOUND
from diplograph.analysis.cuts import minimum_cuts
from diplograph.analysis.routes import max_flow, without
from diplograph.answers.answer import Answer, answer
from diplograph.answers.chains import agreements_in_force
from diplograph.answers.ways import with_ends
from diplograph.networks import capacity_facts, capacity_unit, parts, transport
from diplograph.store import Store
from diplograph.vocab import short, thing

COLUMNS = [
    "measure", "kind", "things", "label", "left", "lost", "lost_percent", "unit", "states",
    "operators", "owners", "agreements", "sources", "facts",
]  # fmt: skip
OWNERS = """
SELECT ?asset ?owner ?share WHERE {
  ?fact a dg:Ownership ; dg:asset ?asset ; dg:owner ?owner
  OPTIONAL { ?fact dg:sharePercent ?share }
  OPTIONAL { ?fact dg:end ?end } FILTER(!BOUND(?end) || ?end >= "%s"^^xsd:date)
} ORDER BY ?asset DESC(?share) ?owner
"""
WORST = ("segments", "states")
CUTS = 200


def chokepoints(
    store: Store,
    origin: str,
    destination: str,
    *,
    commodity: str = "containers",
    without: Iterable[str] = (),
    k: int = 2,
    at: date | None = None,
    plans: bool = False,
) -> Answer:
    """Tell which states, places and segments a passage hangs on, and who controls them.

    Parameters
    ----------
    store
        The graph.
    origin, destination
        Places or states.
    commodity
        Slug or name.
    without
        States, places or segments that are closed already.
    k
        Size of the worst sets that are looked for, 1 to 3.
    at
        A day; None means today.
    plans
        Whether planned segments and capacities count, as in `routes`.

    Returns
    -------
    Answer
        Rows `loss` (one thing removed; the largest loss first), `most_vital` (the worst set of at
        most `k` segments or states, exactly), `minimum_cut` (each smallest set that cuts the two).
        `left` and `lost` in the unit of the commodity per year; territory, operators, owners with
        their shares, and the agreements in force on the day that govern or support the things.
        No rows where nothing can pass, or where no published capacity binds; a note says which.

    Raises
    ------
    NotFoundError
        If an end, the commodity or a closed thing is unknown.
    ValueError
        If `k` is not 1, 2 or 3.

    Examples
    --------
    >>> import diplograph as dg
    >>> rows = chokepoints(dg.example(), "well-delta", "XEE", commodity="crude-oil").rows
    >>> [(r["things"], r["left"]) for r in rows if r["measure"] == "most_vital"]
    [(['segment/ferry-beta-gamma', 'segment/north-pipe'], 0.0), (['XBB', 'XCC'], 0.0)]
    """
    if k not in (1, 2, 3):
        raise ValueError(f"k must be 1, 2 or 3, not {k}")
    slug = lookup.commodity(store, commodity)
    closed = [short(lookup.reference(store, name).value) for name in without]
    ends = [short(lookup.reference(store, name).value) for name in (origin, destination)]
    full = transport(store, slug, at=at, plans=plans)
    network = _open(full, ends, closed)
    unit = capacity_unit(store, slug)
    question = {
        "chokepoints": ends[0], "to": ends[1], "commodity": slug, "without": closed, "k": k,
        "at": full.graph["at"], "plans": plans,
    }  # fmt: skip
    whole = max_flow(network, *ends).value if set(ends) <= set(network) else 0.0
    if whole in (0.0, UNBOUND):
        why = "no way is open" if not whole else "a way without any published capacity is open"
        return answer(question, COLUMNS, [], [f"{why}: nothing binds that could be named"])
    describe = _Control(store, network, full.graph["at"], whole, unit)
    rows = [
        describe.row("loss", x.kind, [x.name], x.left) for x in measures.criticality(network, *ends)
    ]
    rows += [_worst(describe, network, ends, k, kind) for kind in WORST]
    rows += [describe.row("minimum_cut", "", list(cut), 0.0) for cut in _cuts(network, ends)]
    note = f"{whole:g} {unit} can pass as published; what nobody published does not bind"
    return answer(question, COLUMNS, rows, [note])


def _open(network: nx.MultiDiGraph, ends: list[str], closed: list[str]) -> nx.MultiDiGraph:
    return without(with_ends(network, ends), closed)


def _worst(
    describe: _Control, network: nx.MultiDiGraph, ends: list[str], k: int, kind: str
) -> dict[str, Any]:
    found = measures.most_vital(network, ends[0], ends[1], k, kind=kind)
    return describe.row("most_vital", kind, list(found.names), found.left)


def _cuts(network: nx.MultiDiGraph, ends: list[str]) -> list[tuple[str, ...]]:
    try:
        return minimum_cuts(network, ends[0], ends[1], limit=CUTS)
    except OverflowError:
        return []


class _Control:
    """Rows with who controls the things that they name."""

    def __init__(
        self, store: Store, network: nx.MultiDiGraph, day: str, whole: float, unit: str
    ) -> None:
        self.store, self.whole, self.unit = store, whole, unit
        self.data = parts(network)
        self.governed = agreements_in_force(store, day)
        self.owners: dict[str, list[str]] = defaultdict(list)
        for row in store.select(OWNERS % day):
            share = "" if row["share"] is None else f" {row['share']} %"
            owner = lookup.label(store, row["owner"])
            self.owners[short(row["asset"])].append(f"{owner}{share}")

    def row(self, measure: str, kind: str, things: list[str], left: float) -> dict[str, Any]:
        """Return the row of some things whose loss leaves so much."""
        here = [self.data[name] for name in things if name in self.data]
        states = {s for d in here for s in (*(d.get("states") or ()), d.get("state")) if s}
        operators = {d["operator"] for d in here if d.get("operator")}
        facts = capacity_facts(self.data, things)
        named = sorted({a for name in things for a in self.governed.get(name, ())})
        return {
            "measure": measure,
            "kind": kind,
            "things": things,
            "label": ", ".join(lookup.label(self.store, thing(name).value) for name in things),
            "left": round(left, 10),
            "lost": round(self.whole - left, 10),
            "lost_percent": round(100 * (self.whole - left) / self.whole, 10),
            "unit": self.unit,
            "states": sorted(states) or [n for n in things if n not in self.data],
            "operators": sorted(lookup.label(self.store, thing(o).value) for o in operators),
            "owners": sorted({o for name in things for o in self.owners.get(name, ())}),
            "agreements": named,
            "facts": facts,
            "sources": provenance.sources_of(self.store, facts),
        }
