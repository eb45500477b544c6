"""The edge list: one row per relation, or per segment that can carry a commodity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import networkx as nx

from diplograph import networks
from diplograph.exports.columns import Column
from diplograph.store import Store
from diplograph.table import Table
from diplograph.vocab import short

COLUMNS = (
    Column("origin", "reference of the thing that the edge leaves", "text"),
    Column("destination", "reference of the thing that it leads to", "text"),
    Column("kind", "kind of relation, or mode of transport", "text"),
    Column("label", "the kind in full, or the segment's name", "text"),
    Column("start", "first day; of a month or year stated alone, its first", "day"),
    Column("end", "last day; of a month or year stated alone, its last", "day"),
    Column("fact", "reference of the fact or segment", "text"),
    Column("source", "ids of the sources that state it, separated by a space", "text"),
)
STATED_BY = "SELECT DISTINCT ?fact ?source WHERE { ?fact dg:source ?source } ORDER BY ?fact ?source"
PERIODS = """
SELECT ?segment ?opened ?closed WHERE {
  ?segment a dg:Segment OPTIONAL { ?segment dg:opened ?opened }
  OPTIONAL { ?segment dg:closed ?closed }
} ORDER BY ?segment ?opened ?closed
"""


def relations(store: Store, *, at: date | None = None) -> Table:
    """Return the edges of `networks.network`, sorted by their ends, kind and fact.

    Parameters
    ----------
    store
        The graph.
    at
        A day; None keeps the relations of all times.

    Returns
    -------
    Table
        origin, destination (references), kind, label, start, end (days, empty if unknown), fact
        (reference), source (ids, separated by a space). Parallel relations are rows of their own.

    Examples
    --------
    >>> import diplograph as dg
    >>> rows = relations(dg.example())
    >>> [(r["origin"], r["start"].year, r["source"]) for r in rows if r["kind"] == "member of"]
    [('XAA', 2010, 'example-office'), ('XBB', 2010, 'example-office')]
    """
    network = networks.network(store, at=at)
    edges = network.edges(keys=True, data=True)
    return _table(store, network, {key: (d["start"], d["end"]) for _, _, key, d in edges})


def segments(store: Store, commodity: str, *, at: date) -> Table:
    """Return the edges of `networks.transport`; kind is the mode, fact the segment.

    Start and end are the days on which the segment opened and closed. A segment open both ways has
    two rows.
    """
    network = networks.transport(store, commodity, at=at)
    periods = {short(r["segment"]): (r["opened"], r["closed"]) for r in store.select(PERIODS)}
    return _table(store, network, periods)


def _table(
    store: Store, network: nx.MultiDiGraph, periods: Mapping[str, Sequence[date | None]]
) -> Table:
    stated: dict[str, list[str]] = defaultdict(list)
    for row in store.select(STATED_BY):
        stated[short(row["fact"])].append(short(row["source"]).removeprefix("source/"))
    rows = [
        {
            "origin": short(origin),
            "destination": short(destination),
            "kind": data.get("kind") or data["mode"],
            "label": data["label"],
            "start": periods[key][0],
            "end": periods[key][1],
            "fact": short(key),
            "source": " ".join(stated[short(key)]),
        }
        for origin, destination, key, data in network.edges(keys=True, data=True)
    ]
    order = ("origin", "destination", "kind", "fact")
    return Table(
        [column.name for column in COLUMNS],
        sorted(rows, key=lambda row: [row[name] for name in order]),
    )
