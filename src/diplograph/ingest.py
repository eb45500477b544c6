"""Build a store from the tables: read and check everything, then write a new one and swap it in."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox

from diplograph.errors import NotFoundError, SourceError
from diplograph.files import PACKAGE, cache, digest, folder
from diplograph.model import cells
from diplograph.sources import curated, iso3166, scenarios, statecodes
from diplograph.stages import stage
from diplograph.store import Store, generation_of, open_store, parse, save_stamp
from diplograph.table import Table
from diplograph.triples import DERIVED, SAID_AS, class_name, quads
from diplograph.vocab import ONT, PREFIXES, camel, node

USE = "use a word of data/README.md"
# The code that decides what a build holds; a change anywhere else leaves the store as it is.
BUILDERS = (
    "errors.py", "files.py", "guard.py", "ingest.py", "model", "sources", "stages.py", "store.py",
    "table.py", "triples.py", "vocab.py",
)  # fmt: skip


def build(data: Path | None = None, *, to: Path | None = None) -> Store:
    """Build a store from a folder of tables.

    Parameters
    ----------
    data
        Folder of the CSV tables; None means the shipped data.
    to
        Folder for the store. It is written beside the one that is there and swapped in when it is
        complete, so a reader finds the old store or the new one. None keeps the store in memory.

    Returns
    -------
    Store
        The finished store, opened for reading.

    Raises
    ------
    SourceError
        With one line per fault of any table. Nothing is written then.

    Examples
    --------
    >>> import diplograph as dg
    >>> len(dg.example().select("SELECT ?s WHERE { ?s a dg:State }"))
    5
    """
    data = data or folder("data")
    engine = _in_memory(data)
    if to is None:
        return Store(engine)
    return save(Store(engine), to, version=digest(_inputs(data)))


def save(store: Store, to: Path, *, version: str) -> Store:
    """Write a store into a folder beside the one that is there, swap it in, and open it.

    Parameters
    ----------
    store
        What to write, in memory or on disk.
    to
        The folder; a reader finds the old store or the new one.
    version
        What the store was made from, as a digest or word; it is part of the generation's name.
    """
    to.mkdir(parents=True, exist_ok=True)
    stage("saving", 0.9)
    with _one_writer(to):
        _write(store.engine, to, version)
        return open_store(to)


def without(store: Store, graphs: Iterable[str]) -> Store:
    """Return a copy in memory without some named graphs; derived edges are drawn anew.

    Parameters
    ----------
    store
        The graph; it is not changed.
    graphs
        IRIs of named graphs, as those of sources. What another graph states too remains.

    Returns
    -------
    Store
        In memory.
    """
    dropped = {*map(ox.NamedNode, graphs), DERIVED, ox.DefaultGraph()}
    union = store.engine.quads_for_pattern(None, None, None, ox.DefaultGraph())
    united = {quad.triple for quad in union}
    kept = ox.Store()
    kept.extend(quad for quad in store.engine if quad.graph_name not in dropped)
    facts = ox.Store()
    facts.extend(quad for quad in kept if quad.triple in united)  # no assumptions
    _derive(facts)
    _unite(facts)
    kept.extend(facts)
    return Store(kept)


def load(path: Path | None = None) -> Store:
    """Open the built graph; build it first into the user's cache folder if it is missing or old.

    Parameters
    ----------
    path
        Folder of a store that `build` wrote; None means the cache, or `DIPLOGRAPH_STORE`.

    Returns
    -------
    Store
        Opened for reading.

    Raises
    ------
    NotFoundError
        If `path` is given and holds no store.
    """
    own = path or (
        Path(os.environ["DIPLOGRAPH_STORE"]) if "DIPLOGRAPH_STORE" in os.environ else None
    )
    if own is not None:
        return open_store(own)
    place = default_place()
    try:
        return open_store(place)
    except NotFoundError:
        sys.stderr.write(f"diplograph: building the store in {place}\n")
        return build(to=place)


def default_place(data: Path | None = None) -> Path:
    """Return the folder of the user's cache for what is built from some tables."""
    return cache() / digest(_inputs(data or folder("data")))


def example() -> Store:
    """Return the tiny invented world on which the examples of the documentation run."""
    return build(PACKAGE / "example")


def counts(store: Store) -> Table:
    """Return the number of statements of each named graph, the largest first."""
    return store.select(
        "SELECT ?graph (COUNT(*) AS ?statements) WHERE { GRAPH ?graph { ?s ?p ?o } }"
        " GROUP BY ?graph ORDER BY DESC(?statements) ?graph"
    )


def _inputs(data: Path) -> list[Path]:
    code = (PACKAGE / name for name in BUILDERS)
    return [data, folder("ontology"), folder("queries") / "derived", *code]


def _in_memory(data: Path) -> ox.Store:
    engine = ox.Store()
    stage("reading the tables", 0.0)
    ontology = list(parse((folder("ontology") / "diplograph.ttl").read_bytes()))
    engine.extend(ontology)
    located = curated.read(data)
    problems = list(_wrong_terms(located, _terms(ontology)))
    if problems:
        raise SourceError(problems)
    stage("writing statements", 0.4)
    engine.extend(quad for item in located for quad in quads(item.record))
    states = [vars(i.record)["id"] for i in located if i.record.kind_name == "state"]
    engine.extend(iso3166.names(states))
    engine.extend(statecodes.codes(data / "codes" / "states.csv", states))
    stage("drawing direct edges", 0.7)
    _derive(engine)
    stage("uniting the sources", 0.8)
    _unite(engine)
    for name in scenarios.names(
        data
    ):  # assumptions are no facts: after the union, in no part of it
        engine.extend(scenarios.quads(scenarios.read(data / "scenarios" / f"{name}.toml")))
    return engine


def _wrong_terms(located: list[curated.Located], ontology: dict[str, set[str]]) -> Iterator[str]:
    """Yield a fault for each class, word or property that the ontology lacks or has elsewhere."""
    for item in located:
        for name, cell in cells(type(item.record)).items():
            value = getattr(item.record, name)
            term = _term(cell.kind, cell.of, value) if value is not None else None
            if term is None:
                continue
            if term not in ontology:
                yield item.fault(name, f"{value!r} needs the term dg:{term} in the ontology; {USE}")
            elif cell.kind == "class" and item.record.class_name not in ontology[term]:
                yield item.fault(name, f"{value!r} is no kind of {item.record.class_name}; {USE}")


def _terms(ontology: list[ox.Quad]) -> dict[str, set[str]]:
    """Return the terms that an ontology declares, each with itself and its superclasses."""
    parents: dict[str, set[str]] = {}
    for quad in ontology:
        term = str(quad.subject).strip("<>").removeprefix(ONT)
        above = parents.setdefault(term, set())
        if quad.predicate == node("rdfs:subClassOf") and isinstance(quad.object, ox.NamedNode):
            above.add(quad.object.value.removeprefix(ONT))
    return {term: _closure(parents, term) for term in parents}


def _closure(parents: dict[str, set[str]], term: str) -> set[str]:
    """Return a term and everything above it."""
    found: set[str] = set()
    todo = [term]
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo.extend(parents.get(one, ()))
    return found


def _term(kind: str, of: str, value: str) -> str | None:
    match kind:
        case "class":
            return class_name(value, of)
        case "word":
            return of + camel(value)
        case "property":
            return None if value in SAID_AS else value
    return None


def _derive(engine: ox.Store) -> None:
    """Add the derived direct edges: one CONSTRUCT per file of `queries/derived/`."""
    for path in sorted((folder("queries") / "derived").glob("*.rq")):
        rule = path.read_text(encoding="utf-8")
        edges = engine.query(rule, prefixes=PREFIXES, use_default_graph_as_union=True)
        assert isinstance(edges, ox.QueryTriples), path
        engine.extend([ox.Quad(e.subject, e.predicate, e.object, DERIVED) for e in edges])


def _unite(engine: ox.Store) -> None:
    """Write the union of all graphs into the default graph, each statement once.

    The engine's own union repeats a statement for every graph that makes it, so that a fact with
    two sources would be counted twice.
    """
    named = {quad.triple for quad in engine}
    engine.extend([ox.Quad(t.subject, t.predicate, t.object) for t in named])


@contextmanager
def _one_writer(to: Path) -> Iterator[None]:
    """Hold the writer's lock of a store folder; a second build waits for the first."""
    with (to / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write(engine: ox.Store, to: Path, version: str) -> None:
    """Write a new generation, swap the stamp to it, and only then remove the older ones."""
    generation = f"gen-{version}-{uuid.uuid4().hex[:12]}"
    unfinished = to / f"{generation}.tmp"
    disk = ox.Store(str(unfinished))
    disk.bulk_extend(engine)
    disk.flush()
    size = len(disk)
    del disk
    unfinished.rename(to / generation)
    save_stamp(to, generation, size, version)
    for old in to.glob("gen-*"):
        if old.name != generation_of(to):
            shutil.rmtree(old, ignore_errors=True)
