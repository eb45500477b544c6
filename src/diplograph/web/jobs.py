"""What a worker can be asked: a free query, a query of the library, what is said of a thing.

Each job takes the store and a JSON object, and returns a reply; none knows of HTTP but its status.
"""

from __future__ import annotations

import difflib
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from diplograph import doctor, lookup, provenance, queries
from diplograph.errors import NotFoundError, QueryError
from diplograph.guard import refuse
from diplograph.store import FORMATS, WITH_GRAPHS, Store, serialize
from diplograph.table import Table
from diplograph.vocab import PREFIXES, THINGS, short
from diplograph.web.examples import described
from diplograph.web.media import GRAPHS, ROWS

ALIKE = """
SELECT DISTINCT ?start ?s WHERE { ?s a ?kind FILTER(STRSTARTS(STR(?s), ?start)) } ORDER BY ?s
"""
Graphs = list[Any]  # of NamedNode; the engine wants its own union of kinds


@dataclass(frozen=True)
class Reply:
    """An answer: a body of a media type, or what is wrong (`detail`) with a status of HTTP."""

    status: int
    media: str = ""
    body: bytes = b""
    detail: str = ""
    near: list[str] = field(default_factory=list)


class TooLargeError(Exception):
    """The result is larger than the limit."""


class Bounded(io.BytesIO):
    """Bytes in memory up to a limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit

    def write(self, piece: Any) -> int:
        """Keep a piece, or raise `TooLargeError`."""
        if self.tell() + len(piece) > self.limit:
            raise TooLargeError
        return super().write(piece)


def run(store: Store, job: dict[str, Any]) -> Reply:
    """Return the reply to a job; whatever a query can do wrong becomes a status."""
    try:
        return JOBS[job["job"]](store, job)
    except NotFoundError as error:
        return Reply(404, detail=str(error), near=error.near)
    except QueryError as error:
        return Reply(400, detail=str(error))
    except TooLargeError:
        return Reply(
            507,
            detail=f"the result is larger than {job['largest']} bytes and nothing of it is sent;"
            " ask for less (LIMIT, OFFSET, fewer columns)",
        )
    except MemoryError:
        return Reply(507, detail="the query needs more memory than it may have")
    except (OSError, RuntimeError) as error:
        return Reply(500, detail=f"the store cannot be read: {error}")


def sparql(store: Store, job: dict[str, Any]) -> Reply:
    """Answer free SPARQL over the graphs that `default` and `named` list (neither: the store)."""
    try:
        refuse(job["query"])
        default, named = _dataset(store, job)
    except QueryError as error:
        return Reply(403, detail=str(error))
    try:
        result = store.engine.query(
            job["query"],
            base_iri=job["base"],
            prefixes=PREFIXES,
            default_graph=default,
            named_graphs=named,
        )
    except (SyntaxError, ValueError) as error:
        raise QueryError(f"the query does not parse: {error}") from error
    if isinstance(result, ox.QueryTriples):
        return _graph_reply(result, job)
    if job["rows"] is None:
        return Reply(406, detail="rows")
    out = Bounded(job["largest"])
    result.serialize(output=out, format=ROWS[job["rows"]])
    return Reply(200, job["rows"], out.getvalue())


def diagnosis(store: Store, job: dict[str, Any]) -> Reply:
    """Tell why a free query has no rows, as a list of lines."""
    refuse(job["query"])
    told = doctor.reasons(store, job["query"], lambda cut: len(store.select(cut)) > 0)
    return bounded(job, json.dumps(told, ensure_ascii=False).encode())


def named_diagnosis(store: Store, job: dict[str, Any]) -> Reply:
    """Tell why a query of the library has no rows, as a list of lines."""
    told = doctor.diagnose_named(store, job["name"], **job["parameters"])
    return bounded(job, json.dumps(told, ensure_ascii=False).encode())


def _dataset(store: Store, job: dict[str, Any]) -> tuple[Graphs | None, Graphs | None]:
    """Return default and named graphs of the request, None for those of the store.

    Once either is given, what is not listed is not there (SPARQL 1.1 Protocol, 2.1.4).
    """
    if not job["default"] and not job["named"]:
        return None, None
    return [_graph(store, g) for g in job["default"]], [_graph(store, g) for g in job["named"]]


def _graph(store: Store, iri: str) -> ox.NamedNode:
    try:
        graph = ox.NamedNode(iri)
    except ValueError as error:
        raise QueryError(f"{iri!r} is no IRI of a graph") from error
    if not store.engine.contains_named_graph(graph):
        raise QueryError(f"this store has no graph <{iri}>, and none is fetched")
    return graph


def _graph_reply(triples: Iterable[ox.Triple], job: dict[str, Any]) -> Reply:
    """Write triples once each and sorted, so that the same answer has the same bytes."""
    if job["graph"] is None:
        return Reply(406, detail="triples")
    name, out = GRAPHS[job["graph"]], Bounded(job["largest"])
    ordered: list[Any] = sorted(set(triples), key=str)
    if name in ("nquads", "trig"):
        ordered = [ox.Quad(t.subject, t.predicate, t.object) for t in ordered]
    ox.serialize(ordered, output=out, format=FORMATS[name], prefixes=PREFIXES)
    return Reply(200, job["graph"], out.getvalue())


def description(store: Store, job: dict[str, Any]) -> Reply:
    """Answer a CONSTRUCT query of our own, whose addresses are relative to that of the server."""
    result = store.engine.query(job["query"], base_iri=job["base"])
    assert isinstance(result, ox.QueryTriples)
    return _graph_reply(result, job)


def library(store: Store, job: dict[str, Any]) -> Reply:
    """Answer a query of the library as the command line and Python do."""
    return _table(queries.query(store, job["name"], **job["parameters"]), job)


def facts(store: Store, job: dict[str, Any]) -> Reply:
    """Return the table of what is said of a thing, and by whom."""
    return _table(provenance.show(store, known(store, job["iri"])), job)


def describe(store: Store, job: dict[str, Any]) -> Reply:
    """Return what is said of a thing, in both directions.

    Formats with graphs tell who says so, and what is only assumed; the others give the union, in
    which no assumption is, save for a thing of which nothing else is known.
    """
    about, name = ox.NamedNode(known(store, job["iri"])), GRAPHS[job["media"]]
    named = {quad for quad in _around(store, about, None) if quad.graph_name != ox.DefaultGraph()}
    union = None if name in WITH_GRAPHS else set(_around(store, about, ox.DefaultGraph()))
    return bounded(job, serialize(union or named, name))


def _around(store: Store, about: ox.NamedNode, graph: ox.DefaultGraph | None) -> Iterator[ox.Quad]:
    yield from store.engine.quads_for_pattern(about, None, None, graph)
    yield from store.engine.quads_for_pattern(None, None, about, graph)


def examples(store: Store, job: dict[str, Any]) -> Reply:
    """Return the queries of the library that `names` lists as RDF."""
    found = [queries.find_query(name) for name in job["names"]]
    return _graph_reply(described(store, found, job["base"]), job)


def _table(table: Table, job: dict[str, Any]) -> Reply:
    write: dict[str, Callable[[], str]] = {
        "application/json": table.to_json,
        "text/csv": table.to_csv,
    }
    return bounded(job, write[job["media"]]().encode())


def bounded(job: dict[str, Any], body: bytes) -> Reply:
    """Return a body as a reply, if it is within the limit."""
    if len(body) > job["largest"]:
        raise TooLargeError
    return Reply(200, job.get("media", "application/json"), body)


def known(store: Store, iri: str) -> str:
    """Return an IRI that the graph states something about.

    Raises
    ------
    NotFoundError
        With the nearest references of the same kind, or the kinds where there is none.
    """
    try:
        if lookup.exists(store, ox.NamedNode(iri)):
            return iri
    except ValueError:
        pass
    reference = iri.removeprefix(THINGS)
    kind, slash, _ = reference.partition("/")
    if not slash:
        raise NotFoundError("thing", short(iri), _meant(store, reference))
    start = f"{THINGS}{kind}/"
    alike = store.select(ALIKE, start=ox.Literal(start)).column("s")
    inside = {s.removeprefix(THINGS): s for s in alike}
    near = difflib.get_close_matches(reference, inside, n=3)
    kinds = difflib.get_close_matches(kind, lookup.KINDS, n=3)
    raise NotFoundError("thing", short(iri), near if inside else [f"{k}/…" for k in kinds])


def _meant(store: Store, name: str) -> list[str]:
    """Return the references that a code, an id without its kind, or a label may mean."""
    try:
        return [lookup.reference(store, name).value.removeprefix(THINGS)]
    except NotFoundError as error:
        return error.near


JOBS: dict[str, Callable[[Store, dict[str, Any]], Reply]] = {
    "sparql": sparql,
    "diagnosis": diagnosis,
    "named_diagnosis": named_diagnosis,
    "library": library,
    "facts": facts,
    "describe": describe,
    "description": description,
    "examples": examples,
}
