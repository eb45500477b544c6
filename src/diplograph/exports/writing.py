"""One export: which form, which bytes, which files; a file is written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pyoxigraph import DefaultGraph

from diplograph import files, networks
from diplograph.exports import codebook, edges, gephi, units
from diplograph.exports.columns import Column, Panel
from diplograph.exports.dyads import dyads
from diplograph.exports.frames import parquet
from diplograph.exports.licences import Permitted, permitted
from diplograph.exports.states import states
from diplograph.store import WITH_GRAPHS, Store, serialize
from diplograph.table import Table

RDF = {
    "turtle": ".ttl",
    "trig": ".trig",
    "ntriples": ".nt",
    "nquads": ".nq",
    "jsonld": ".jsonld",
    "rdfxml": ".rdf",
}
NETWORKS = {"graphml": ".graphml", "gexf": ".gexf"}
PANELS: dict[str, Callable[[Store, tuple[int, int] | None], Panel]] = {
    "states": states,
    "dyads": dyads,
}
FORMATS = (*RDF, *NETWORKS, "edges", *PANELS)
TABLES = ("edges", *PANELS)
TAKES = {
    "commodity": (*NETWORKS, "edges"),
    "at": (*NETWORKS, "edges"),
    "during": tuple(PANELS),
}
BY_ENDING = {ending: name for name, ending in {**RDF, **NETWORKS, "edges": ".csv"}.items()}


@dataclass(frozen=True)
class Export:
    """The bytes of an export, what to say of its licences, and files beside it by their ending."""

    content: bytes
    allowed: Permitted
    beside: Mapping[str, bytes] = field(default_factory=dict)


def format_of(path: Path) -> str | None:
    """Return the form that a file's ending names; None where none does.

    >>> format_of(Path("a.gexf")), format_of(Path("a.csv")), format_of(Path("a.parquet"))
    ('gexf', 'edges', None)
    """
    return BY_ENDING.get(path.suffix.lower())


def export(
    store: Store,
    form: str,
    *,
    commodity: str | None = None,
    at: date | None = None,
    during: tuple[int, int] | None = None,
    encoding: str = "csv",
) -> Export:
    """Return the graph in another form, without what may not be handed on.

    Parameters
    ----------
    store
        The graph.
    form
        One of `FORMATS`.
    commodity
        For `graphml gexf edges`: the places and segments that can carry it, in place of the
        relations.
    at
        For `graphml gexf edges`: a day. None means all times for relations, and for segments the
        day on which the newest source was read, so that the bytes do not change with the clock.
    during
        For `states dyads`: first and last year.
    encoding
        For `edges states dyads`: `csv` or `parquet`.

    Returns
    -------
    Export
        The same store gives the same bytes. `beside` holds the codebook of a panel.

    Raises
    ------
    NotFoundError
        If the commodity is unknown.
    MissingExtraError
        If Parquet is asked for and polars is not installed.

    Examples
    --------
    >>> import diplograph as dg
    >>> export(dg.example(), "edges").content[:23]
    b'origin,destination,kind'
    """
    allowed = permitted(store)
    if form in RDF:
        return Export(_rdf(allowed.store, form), allowed)
    if form in NETWORKS:
        return Export(_network(allowed.store, form, commodity, at), allowed)
    if form == "edges":
        listed = _edges(allowed.store, commodity, at)
        return Export(_table(listed, edges.COLUMNS, encoding), allowed)
    panel = PANELS[form](allowed.store, during)
    beside = {
        ".codebook.md": codebook.page(panel, allowed.notes).encode(),
        ".codebook.csv": codebook.codebook(panel).to_csv().encode(),
    }
    return Export(_table(panel.table, panel.columns, encoding), allowed, beside)


def write(exported: Export, path: Path) -> list[Path]:
    """Write an export and the files beside it, each whole or not at all; return their paths."""
    contents = {path: exported.content}
    contents |= {path.with_suffix(ending): bytes_ for ending, bytes_ in exported.beside.items()}
    for target, content in contents.items():
        files.write(target, content)
    return list(contents)


def _rdf(store: Store, form: str) -> bytes:
    """Return RDF; a form without graphs holds the union of the sources and no assumptions."""
    if form in WITH_GRAPHS:
        return serialize(store.engine, form)
    return serialize(store.engine.quads_for_pattern(None, None, None, DefaultGraph()), form)


def _network(store: Store, form: str, commodity: str | None, at: date | None) -> bytes:
    day = units.data_day(store)
    network = (
        networks.network(store, at=at)
        if commodity is None
        else networks.transport(store, commodity, at=at or day)
    )
    return gephi.graphml(network) if form == "graphml" else gephi.gexf(network, day=day)


def _edges(store: Store, commodity: str | None, at: date | None) -> Table:
    if commodity is None:
        return edges.relations(store, at=at)
    return edges.segments(store, commodity, at=at or units.data_day(store))


def _table(table: Table, columns: Iterable[Column], encoding: str) -> bytes:
    return parquet(table, columns) if encoding == "parquet" else table.to_csv().encode()
