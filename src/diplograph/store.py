"""The RDF store: open, add, select, construct, save; the one home of the query engine."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from diplograph.errors import NotFoundError, QueryError, SourceError
from diplograph.guard import refuse
from diplograph.table import Table, python_value
from diplograph.triples import EDITORIAL
from diplograph.vocab import PREFIXES

if TYPE_CHECKING:
    from rdflib import Dataset

Term = ox.NamedNode | ox.Literal
Substitutions = dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]
STAMP = "diplograph.json"
FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
COUNTS = """
SELECT ?kind (COUNT(?thing) AS ?things) WHERE {
  VALUES ?kind { dg:State dg:Organisation dg:Person dg:Agreement dg:Event dg:Commitment dg:Flow
    dg:Place dg:Segment dg:Route dg:Figure dg:Source }
  ?thing a ?kind
} GROUP BY ?kind ORDER BY ?kind
"""
WITH_GRAPHS = ("nquads", "trig", "jsonld")


@dataclass(frozen=True)
class Store:
    """A graph of sourced facts: one named graph per source, queried as their union.

    The default graph holds the union, each statement once. `engine` is the `pyoxigraph.Store`;
    nothing of it is hidden. `path` is its folder, or None in memory.
    """

    engine: ox.Store
    path: Path | None = None

    def __len__(self) -> int:
        """Return the number of distinct statements."""
        default = self.engine.quads_for_pattern(None, None, None, ox.DefaultGraph())
        return sum(1 for _ in default)

    def __repr__(self) -> str:
        return f"<Store of {len(self)} statements in {self.path or 'memory'}>"

    def _repr_html_(self) -> str:
        """Return how many statements, sources and things of each kind there are; no path."""
        graphs = sum(1 for _ in self.engine.named_graphs())
        counted = self.select(COUNTS)
        return f"<p>{len(self)} statements in {graphs} named graphs</p>{counted.to_html()}"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(f"<Store of {len(self)} statements>")

    def select(self, query: str, **bindings: Term) -> Table:
        """Return the rows of a SELECT (or ASK) query over the union of all sources.

        Parameters
        ----------
        query
            SPARQL 1.1; the prefixes of `vocab.PREFIXES` need no declaration.
        **bindings
            Terms for variables; the engine binds only variables that are projected.

        Returns
        -------
        Table
            Values as Python objects: IRIs as str, decimals, ints, dates; None where unbound.

        Raises
        ------
        QueryError
            If the query does not parse, or is a CONSTRUCT or DESCRIBE.

        Examples
        --------
        >>> import diplograph as dg
        >>> dg.example().select("SELECT (COUNT(?s) AS ?n) WHERE { ?s a dg:Segment }").rows
        [{'n': 8}]
        """
        result = self.run(query, bindings)
        if isinstance(result, ox.QueryTriples):
            raise QueryError("this query gives triples; use construct()")
        return as_table(result)

    def construct(self, query: str, **bindings: Term) -> list[ox.Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE query, sorted."""
        result = self.run(query, bindings)
        if not isinstance(result, ox.QueryTriples):
            raise QueryError("this query gives rows; use select()")
        return sorted(result, key=str)

    def run(
        self, query: str, bindings: Mapping[str, Term]
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Return the engine's own result; `select` and `construct` make it a table or triples.

        A query that has the word SERVICE anywhere is held to the rules of `guard.refuse`, since the
        engine would call out.
        """
        if "service" in query.lower():
            refuse(query)
        values: Substitutions = {ox.Variable(name): term for name, term in bindings.items()}
        try:
            return self.engine.query(query, prefixes=PREFIXES, substitutions=values)
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"the query does not parse: {error}") from error

    @cached_property
    def dataset(self) -> Dataset:
        """The same store as an `rdflib.Dataset`, without a copy.

        rdflib's own engine answers prepared queries and `base=`; `select` never uses it.
        """
        from oxrdflib import OxigraphStore
        from rdflib import Dataset

        return Dataset(store=OxigraphStore(store=self.engine))


def as_table(result: ox.QuerySolutions | ox.QueryBoolean) -> Table:
    """Return a query result as a `Table`; ASK gives one column, `answer`."""
    if isinstance(result, ox.QueryBoolean):
        return Table(["answer"], [{"answer": bool(result)}])
    columns = [variable.value for variable in result.variables]
    rows = [{name: python_value(row[name]) for name in columns} for row in result]
    return Table(columns, rows)


def open_store(path: Path) -> Store:
    """Open a built store for reading, after checking the stamp that the build left.

    Raises
    ------
    NotFoundError
        If there is no built store at `path`.
    SourceError
        If the store does not hold the number of quads that was built.
    """
    stamp = _stamp(path)
    try:
        store = Store(ox.Store.read_only(str(path / stamp["generation"])), path)
        fault = _miscount(len(store.engine), stamp["quads"])
    except (OSError, RuntimeError) as error:
        fault = f"damaged store ({error})"
    if not fault:
        return store
    if _stamp(path) != stamp:  # a build swapped in a newer store meanwhile
        return open_store(path)
    raise SourceError([f"{path}: {fault}; delete it and build again"])


def _miscount(found: int, built: int) -> str:
    return "" if found == built else f"{found} quads, built {built}"


def generation_of(path: Path) -> str:
    """Return the name of the folder, inside `path`, of the store that is in force."""
    return str(_stamp(path)["generation"])


def save_stamp(path: Path, generation: str, quads: int, digest: str) -> None:
    """Put a finished generation in force: the stamp is replaced in one step."""
    content = {"generation": generation, "quads": quads, "digest": digest}
    new = path / f"{STAMP}.new"
    new.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    new.replace(path / STAMP)


def _stamp(path: Path) -> dict[str, Any]:
    if not (path / STAMP).exists():
        raise NotFoundError("store", str(path))
    try:
        content: dict[str, Any] = json.loads((path / STAMP).read_text(encoding="utf-8"))
        return {"generation": content["generation"], "quads": content["quads"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SourceError(
            [f"{path / STAMP}: damaged stamp ({error!r}); delete {path} and build again"]
        ) from error


def parse(text: bytes, format: str = "turtle") -> Iterator[ox.Quad]:
    """Parse RDF of our own files with the engine's parser into the editorial graph.

    Blank nodes are numbered in the order of the file, for the parser's own labels are random.
    """
    numbered: dict[ox.BlankNode, ox.BlankNode] = {}

    def steady(term: Any) -> Any:
        if isinstance(term, ox.BlankNode):
            return numbered.setdefault(term, ox.BlankNode(f"b{len(numbered)}"))
        return term

    for quad in ox.parse(text, FORMATS[format]):
        yield ox.Quad(steady(quad.subject), quad.predicate, steady(quad.object), EDITORIAL)


def triples_as_turtle(triples: Iterable[ox.Triple]) -> str:
    """Return triples as sorted Turtle with the prefixes of the project."""
    ordered = sorted(triples, key=str)
    return (ox.serialize(ordered, format=FORMATS["turtle"], prefixes=PREFIXES) or b"").decode()


def serialize(statements: Iterable[ox.Quad], format: str) -> bytes:
    """Return statements as sorted RDF: the same statements give the same bytes.

    Formats without graphs (`turtle ntriples rdfxml`) give the union of all graphs.
    """
    kind = FORMATS[format]
    if format in WITH_GRAPHS:
        named = (quad for quad in statements if quad.graph_name != ox.DefaultGraph())
        quads = sorted(named, key=lambda quad: (str(quad.graph_name), str(quad)))
        return ox.serialize(quads, format=kind, prefixes=PREFIXES) or b""
    triples = sorted({quad.triple for quad in statements}, key=str)
    return ox.serialize(triples, format=kind, prefixes=PREFIXES) or b""
