"""Check a graph: the SHACL shapes and the check queries, each fault led back to its table row.

pyshacl works on a copy in memory of the statements that the shapes look at. Before it runs, each
property shape is given the target classes of the node shapes that use it. By the SHACL standard
that means the same, but a property is then checked for all nodes at once instead of node by node.
The copy lies in two dictionaries, which answer what pyshacl asks in less than half the time that
the memory store of rdflib takes, since that one keeps books on the graphs of each statement.
"""

from __future__ import annotations

import gc
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from rdflib import RDF, RDFS, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH
from rdflib.store import Store as GraphStore

from diplograph.errors import MissingExtraError, SourceError
from diplograph.files import folder
from diplograph.sources import curated
from diplograph.stages import stage
from diplograph.store import Store, parse
from diplograph.table import Table
from diplograph.triples import carrier_of, iri_of
from diplograph.vocab import node, short, thing

COLUMNS = ["severity", "check", "entity", "property", "value", "message", "file", "row"]
SHAPES = "https://w3id.org/diplograph/shapes#"
SHACL = "http://www.w3.org/ns/shacl#"
SAYS = re.compile(r"^#\+ (problem|solution|severity): (.+)$", re.MULTILINE)
SEVERITIES = ("violation", "warning", "info")  # the worst first


@dataclass(frozen=True)
class Report:
    """What a check found.

    Attributes
    ----------
    rows
        One row a finding, the worst first, the vacuous shapes last: `severity` (violation: the
        data are wrong; warning: they may be, somebody must look; info: worth knowing), `check` (the
        shape or check query), `entity`, `property` and `value` at fault, `message` with the repair,
        and `file` and `row` of the table that states it; None where no row of the tables does.
    focus
        How many nodes each shape met. A shape that met none proves nothing: it is a warning.
    """

    rows: Table
    focus: dict[str, int]

    @property
    def conforms(self) -> bool:
        """Whether there is no violation; warnings and infos do not count."""
        return "violation" not in self.rows.column("severity")

    @property
    def vacuous(self) -> list[str]:
        """The shapes that met no node."""
        return [name for name, count in self.focus.items() if not count]

    @property
    def summary(self) -> str:
        """One line: how many findings of each severity, nodes and shapes."""
        counted = Counter(self.rows.column("severity"))
        verdict = "conforms" if self.conforms else "does not conform"
        found = ", ".join(f"{counted[name]} {name}s" for name in SEVERITIES)
        met = f"{sum(self.focus.values())} nodes met {len(self.focus)} shapes"
        return f"{verdict}: {found}; {met}"

    @property
    def lines(self) -> list[str]:
        """One line a finding about a thing, as an editor of the tables reads it."""
        return [_line(row) for row in self.rows if row["entity"] is not None]


def check(store: Store, *, data: Path | None = None) -> Report:
    """Check a graph against the SHACL shapes and all check queries.

    Parameters
    ----------
    store
        The graph. It is read, never changed.
    data
        Folder of the tables that the graph was built from, in which the row of each fault is
        looked up; None means the shipped data.

    Returns
    -------
    Report
        `conforms`, the findings with their table rows, and the nodes that each shape met.

    Raises
    ------
    MissingExtraError
        If pyshacl is not installed.

    Notes
    -----
    What a shape and a check query both find is reported once, by the shape unless it is the milder.

    Examples
    --------
    >>> import diplograph as dg
    >>> dg.check(dg.example()).conforms
    True
    """
    _require_pyshacl()
    by_shapes, focus = _meet(store)
    found = [*by_shapes, *_by_queries(store)]
    rows = list(_once(found))
    home = _homes(data or folder("data")) if rows else {}
    for row in rows:
        row["file"], row["row"] = home.get(row["entity"], (None, None))
    rows.sort(key=_order)
    return Report(Table(COLUMNS, rows + [_vacuous(n) for n in focus if not focus[n]]), focus)


def _meet(store: Store) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Return what the shapes find, and how many nodes each met."""
    stage("reading what the shapes look at", 0.0)
    with _uncollected():
        graph, shapes = _graph(_needed(store)), _graph(_shapes())
        targets = _hoist(shapes)
        focus = {name: len(_members(graph, kind)) for kind, name in targets.items()}
        stage("meeting the shapes", 0.3)
        return list(_by_shapes(graph, shapes, targets)), focus


@contextmanager
def _uncollected() -> Iterator[None]:
    """Put the garbage collector off: it would visit millions of terms again and again."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _require_pyshacl() -> None:
    try:
        import pyshacl  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("pyshacl", "validate") from error


def _order(row: dict[str, Any]) -> tuple[object, ...]:
    rank = SEVERITIES.index(row["severity"])
    return (rank, row["check"], str(row["file"]), row["row"] or 0, str(row))


def _line(row: dict[str, Any]) -> str:
    """Return severity, place, check, property and value at fault, and the repair."""
    place = row["entity"] if row["file"] is None else f"{row['file']} row {row['row']}"
    at = [str(row[n]) for n in ("check", "property", "value") if row[n] is not None]
    fault = re.sub(r"https?://[^\s|]+", lambda iri: short(iri[0]), " ".join(at))
    return f"{row['severity']}: {place}, {fault}: {row['message']}"


def _vacuous(name: str) -> dict[str, Any]:
    message = "vacuous: no node of the graph is of the class of this shape"
    empty: dict[str, Any] = dict.fromkeys(COLUMNS)
    return empty | {"severity": "warning", "check": name, "message": message}


def _once(found: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Leave out what a check query finds after a shape, or another, found it as bad or worse."""
    by: dict[tuple[Any, Any], tuple[str, int]] = {}
    for row in found:
        rank = SEVERITIES.index(row["severity"])
        check, worst = by.setdefault((row["entity"], row["property"]), (row["check"], rank))
        if check == row["check"] or rank < worst or row["check"].startswith("shape:"):
            yield row


def _shapes() -> list[ox.Quad]:
    return list(parse((folder("ontology") / "shapes.ttl").read_bytes()))


def _needed(store: Store) -> Iterator[ox.Quad]:
    """Yield the statements that the shapes look at: their properties, types and subclasses."""
    named = {q.object for q in _shapes() if isinstance(q.object, ox.NamedNode)}
    for predicate in named | {node("rdf:type"), node("rdfs:subClassOf")}:
        yield from store.engine.quads_for_pattern(None, predicate, None, ox.DefaultGraph())


def _graph(quads: Iterable[ox.Quad]) -> Graph:
    """Return statements as an rdflib graph in memory; equal terms are one object, which is fast."""

    @cache
    def term(value: Any) -> Any:
        if isinstance(value, ox.NamedNode):
            return URIRef(value.value)
        if isinstance(value, ox.BlankNode):
            return BNode(value.value)
        kind = None if value.language else term(value.datatype)
        return Literal(value.value, lang=value.language, datatype=kind, normalize=False)

    graph = Graph(store=_Lean())
    for quad in quads:
        triple = (term(quad.subject), term(quad.predicate), term(quad.object))
        graph.store.add(triple, graph)
    return graph


class _Lean(GraphStore):
    """Statements of one graph by subject and by predicate; of rdflib's stores what pyshacl asks."""

    context_aware = graph_aware = True  # what pyshacl asks of a store

    def __init__(self) -> None:
        super().__init__()
        self.of: dict[Any, dict[Any, dict[Any, None]]] = {}
        self.having: dict[Any, dict[Any, dict[Any, None]]] = {}
        self.size = 0  # pyshacl asks for it at every step

    def add(self, triple: Any, context: Any, quoted: bool = False) -> None:
        """Add a statement."""
        subject, predicate, value = triple
        values = self.of.setdefault(subject, {}).setdefault(predicate, {})
        self.size += value not in values
        values[value] = None
        self.having.setdefault(predicate, {}).setdefault(value, {})[subject] = None

    def remove(self, triple: Any, context: Any = None) -> None:
        """Remove the statements of a pattern."""
        for (subject, predicate, value), _ in list(self.triples(triple)):
            del self.of[subject][predicate][value]
            del self.having[predicate][value][subject]
            self.size -= 1

    def triples(self, triple_pattern: Any, context: Any = None) -> Iterator[tuple[Any, Any]]:
        """Yield the statements of a pattern; each with its graphs, of which none is told."""
        subject, predicate, value = triple_pattern
        if subject is not None:
            for name, values in _chosen(self.of.get(subject, {}), predicate):
                for found, _ in _chosen(values, value):
                    yield (subject, name, found), ()
            return
        for name, holders in _chosen(self.having, predicate):
            for found, subjects in _chosen(holders, value):
                for holder in list(subjects):
                    yield (holder, name, found), ()

    def add_graph(self, graph: Graph) -> None:
        """Keep no list of graphs: there is one."""

    def __len__(self, context: Any = None) -> int:
        """Return the number of statements."""
        return self.size

    def bind(self, prefix: str, namespace: URIRef, override: bool = True) -> None:
        """Keep no prefix."""

    def namespaces(self) -> Iterator[tuple[str, URIRef]]:
        """Yield no prefix."""
        return iter(())

    def namespace(self, prefix: str) -> URIRef | None:
        """Return nothing: there is no prefix."""
        return None

    def prefix(self, namespace: URIRef) -> str | None:
        """Return nothing: there is no prefix."""
        return None


def _chosen(entries: dict[Any, Any], key: Any) -> list[tuple[Any, Any]]:
    """Return the entry of a key; all entries if the key is None."""
    if key is None:
        return list(entries.items())
    return [(key, entries[key])] if key in entries else []


def _hoist(shapes: Graph) -> dict[Any, str]:
    """Give property shapes their own targets; return the name of the node shape of each class."""
    targets = sorted(shapes.subject_objects(SH.targetClass))
    for shape, kind in targets:
        for found in list(shapes.objects(shape, SH.property)):
            shapes.remove((shape, SH.property, found))
            shapes.add((found, RDF.type, SH.PropertyShape))
            shapes.add((found, SH.targetClass, kind))
    return {kind: f"shape:{str(shape).removeprefix(SHAPES)}" for shape, kind in targets}


def _members(graph: Graph, kind: Any) -> set[Any]:
    """Return the nodes of a class and of its subclasses."""
    classes = {kind, *graph.transitive_subjects(RDFS.subClassOf, kind)}
    return {member for name in classes for member in graph.subjects(RDF.type, name)}


def _by_shapes(graph: Graph, shapes: Graph, names: dict[Any, str]) -> Iterator[dict[str, Any]]:
    """Run pyshacl and yield a row for each result."""
    import pyshacl

    _, results, _ = pyshacl.validate(graph, shacl_graph=shapes, inplace=True)
    if not hasattr(results, "subjects"):
        raise RuntimeError(f"pyshacl failed: {results}")
    for result in results.subjects(RDF.type, SH.ValidationResult):
        entity, value = (results.value(result, p) for p in (SH.focusNode, SH.value))
        path = results.value(result, SH.resultPath)
        yield {
            "severity": str(results.value(result, SH.resultSeverity)).removeprefix(SHACL).lower(),
            "check": _name(graph, entity, names),
            "entity": str(entity),
            "property": _path(results, path),
            "value": value.toPython() if hasattr(value, "toPython") else value,
            "message": str(results.value(result, SH.resultMessage)),
        }


def _name(graph: Graph, entity: Any, names: dict[Any, str]) -> str:
    """Return the shape of the narrowest class of a node that has one."""
    above: dict[Any, set[Any]] = {
        kind: set(graph.transitive_objects(kind, RDFS.subClassOf)) - {kind}
        for kind in graph.objects(entity, RDF.type)
    }
    classes = {kind for own, wider in above.items() for kind in {own, *wider}} & set(names)
    below = {kind for own in classes for kind in above.get(own, ())}
    return min(names[kind] for kind in classes - below)


def _path(graph: Graph, path: Any) -> str | None:
    """Return the property of a path: its IRI, or its steps as SPARQL would write them."""
    if not isinstance(path, BNode):
        return None if path is None else str(path)
    inverse, either = (graph.value(path, p) for p in (SH.inversePath, SH.alternativePath))
    if inverse is not None:
        return f"^{_path(graph, inverse)}"
    steps = [_path(graph, step) or "" for step in Collection(graph, either or path)]
    return ("|" if either else "/").join(steps)


def _by_queries(store: Store) -> Iterator[dict[str, Any]]:
    """Run the queries of `queries/checks/` and yield their rows."""
    paths = sorted((folder("queries") / "checks").glob("*.rq"))
    for place, path in enumerate(paths):
        stage(f"asking {path.stem}", 0.7 + 0.3 * place / len(paths))
        text = path.read_text(encoding="utf-8")
        said = dict(SAYS.findall(text))
        message = f"{said['problem']}. {said['solution']}."
        severity = said.get("severity", "violation")
        for row in store.select(text):
            yield {"severity": severity, "check": path.stem, **row, "message": message}


def _homes(data: Path) -> dict[str, tuple[str, int]]:
    """Return the file and row that state each node; the first where several do."""
    try:
        located = curated.read(data)
    except SourceError:
        return {}
    homes: dict[str, tuple[str, int]] = {}
    for item in located:
        for iri in _nodes(item):
            homes.setdefault(iri, (item.file, item.row))
    return homes


def _nodes(item: curated.Located) -> Iterator[str]:
    """Yield the nodes that a row makes: its own, the flow it counts, the steps of its route."""
    yield iri_of(item.record).value
    carrier = carrier_of(item.record)
    if carrier is not None:
        yield carrier.value
    values = vars(item.record)
    for position, _ in enumerate(values.get("segments") or (), start=1):
        yield thing(f"step/{values['id']}.{position:02}").value
