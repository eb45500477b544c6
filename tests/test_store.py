"""The store: types of values, errors, one default graph, rdflib over it, stable exports."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from diplograph.errors import NotFoundError, QueryError, SourceError
from diplograph.store import (
    FORMATS,
    STAMP,
    WITH_GRAPHS,
    Store,
    open_store,
    parse,
    save_stamp,
    serialize,
    triples_as_turtle,
)
from diplograph.vocab import node, thing


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("1.50", Decimal("1.5")),
        ("7", 7),
        ("1.5e0", 1.5),
        ("true", True),
        ("false", False),
        ('"2025-12-20"^^xsd:date', date(2025, 12, 20)),
        ('"2025-13-45"^^xsd:date', "2025-13-45"),
        ('"abc"', "abc"),
        ('"中央"@ja', "中央"),
        ("dg:Flow", "https://w3id.org/diplograph/ont#Flow"),
        ('"12"^^<https://example.org/odd>', "12"),
    ],
)
def test_a_term_becomes_the_python_value_of_its_type(
    expression: str, value: Any, example: Store
) -> None:
    (row,) = example.select(f"SELECT ({expression} AS ?x) WHERE {{}}")
    assert (row["x"], type(row["x"])) == (value, type(value))


def test_an_unbound_variable_is_none(example: Store) -> None:
    (row,) = example.select("SELECT ?x ?y WHERE { VALUES (?x ?y) { (1 UNDEF) } }")
    assert row == {"x": 1, "y": None}


def test_columns_come_in_the_order_of_the_query(example: Store) -> None:
    assert example.select("SELECT ?c ?a ?b WHERE { ?a ?b ?c } LIMIT 1").columns == ["c", "a", "b"]


def test_a_query_without_rows_keeps_its_columns(example: Store) -> None:
    found = example.select("SELECT ?s WHERE { ?s a dg:NothingSuch }")
    assert (found.columns, found.rows) == (["s"], [])


@pytest.mark.parametrize(("kind", "answer"), [("dg:State", True), ("dg:Nothing", False)])
def test_ask_gives_one_row_named_answer(kind: str, answer: bool, example: Store) -> None:
    assert example.select(f"ASK {{ ?s a {kind} }}").rows == [{"answer": answer}]


def test_construct_gives_sorted_triples(example: Store) -> None:
    triples = example.construct("CONSTRUCT { ?s a dg:State } WHERE { ?s a dg:State }")
    assert [t.subject for t in triples] == [thing(f"X{x}{x}") for x in "ABCDE"]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT",
        "SELECT ?x WHERE { ?x }",
        "SELECT ?x WHERE { ?x nope:a ?y }",
        "",
        "\x00",
        "DROP ALL",
    ],
)
def test_what_does_not_parse_is_a_query_error(query: str, example: Store) -> None:
    with pytest.raises(QueryError, match="does not parse"):
        example.select(query)


def test_select_refuses_triples_and_construct_refuses_rows(example: Store) -> None:
    with pytest.raises(QueryError, match=r"use construct\(\)"):
        example.select("DESCRIBE id:state\\/XAA")
    with pytest.raises(QueryError, match=r"use select\(\)"):
        example.construct("ASK { ?s ?p ?o }")


def test_a_binding_narrows_a_projected_variable(example: Store) -> None:
    query = "SELECT ?kind ?s WHERE { ?s a ?kind } ORDER BY ?s"
    assert len(example.select(query, kind=node("dg:State"))) == 5


def test_the_default_graph_holds_each_statement_once(example: Store) -> None:
    everything = {
        q.triple for q in example.engine if "/graph/assumptions/" not in str(q.graph_name)
    }
    in_default = example.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")[0]["n"]
    assert len(example) == in_default == len(everything)


def test_rdflib_works_on_the_same_store_without_a_copy(example: Store) -> None:
    query = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    (row,) = example.dataset.query(query)
    assert str(row[0]) == str(len(example))  # type: ignore[index]
    assert example.dataset.store._inner is example.engine  # type: ignore[attr-defined]
    assert example.dataset is example.dataset


def test_rdflib_sees_what_is_added_later() -> None:
    store = Store(ox.Store())
    before = len(store.dataset)
    store.engine.add(ox.Quad(thing("KAZ"), node("rdf:type"), node("dg:State")))
    assert (before, len(store.dataset)) == (0, 1)


def test_rdflib_reads_a_store_on_disk_that_is_open_for_reading(built: Path) -> None:
    store = open_store(built)
    (row,) = store.dataset.query("SELECT (COUNT(*) AS ?n) WHERE { ?s a dg:State }",
                                 initNs={"dg": "https://w3id.org/diplograph/ont#"})  # fmt: skip
    assert str(row[0]) == "5"  # type: ignore[index]


def triples_of(content: bytes, name: str) -> set[ox.Triple]:
    return {q.triple for q in ox.parse(content, FORMATS[name])}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_reads_back_as_the_same_triples(name: str, example: Store) -> None:
    """Blank nodes of the ontology are compared by number, for their labels are not kept."""
    expected = {q.triple for q in example.engine}
    found = triples_of(serialize(example.engine, name), name)
    plain = {t for t in found if "_:" not in str(t)}
    assert plain == {t for t in expected if "_:" not in str(t)}
    assert len(found) == len(expected)


@pytest.mark.parametrize("name", WITH_GRAPHS)
def test_formats_with_graphs_say_who_states_each_triple(name: str, example: Store) -> None:
    graphs = {str(q.graph_name) for q in ox.parse(serialize(example.engine, name), FORMATS[name])}
    assert graphs == {str(q.graph_name) for q in example.engine} - {"DEFAULT"}


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_statements_in_another_order_give_the_same_bytes(name: str) -> None:
    quads = [
        ox.Quad(
            thing(f"state/{i}"), node("rdfs:label"), ox.Literal(str(i)), thing(f"graph/{i % 3}")
        )
        for i in range(20)
    ]
    assert serialize(quads, name) == serialize(reversed(quads), name)


def test_a_statement_of_two_graphs_is_written_once_where_there_are_no_graphs() -> None:
    graphs = [thing("graph/a"), thing("graph/b")]
    quads = [ox.Quad(thing("KAZ"), node("rdf:type"), node("dg:State"), g) for g in graphs]
    assert serialize(quads, "ntriples").count(b"\n") == 1
    assert serialize(quads, "nquads").count(b"\n") == 2


def test_turtle_of_triples_uses_the_prefixes_of_the_project() -> None:
    turtle = triples_as_turtle([ox.Triple(thing("KAZ"), node("rdf:type"), node("dg:State"))])
    assert "dg:State" in turtle
    assert triples_of(turtle.encode(), "turtle") == {
        ox.Triple(thing("KAZ"), node("rdf:type"), node("dg:State"))
    }


def test_rdf_of_our_own_files_goes_into_the_editorial_graph() -> None:
    (quad,) = parse(b"<http://a/> <http://b/> <http://c/> .")
    assert quad.graph_name == thing("graph/editorial")


def test_a_store_says_how_large_it_is_and_where(example: Store, built: Path) -> None:
    assert repr(example) == f"<Store of {len(example)} statements in memory>"
    assert repr(open_store(built)).endswith(f"statements in {built}>")


def test_a_store_on_disk_is_open_for_reading_only(built: Path) -> None:
    with pytest.raises(RuntimeError):
        open_store(built).engine.add(ox.Quad(thing("KAZ"), node("rdf:type"), node("dg:State")))


def test_a_folder_without_a_store_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError) as caught:
        open_store(tmp_path)
    assert str(tmp_path) in str(caught.value)


def test_a_stamp_that_names_a_missing_folder_is_damage(tmp_path: Path) -> None:
    save_stamp(tmp_path, "gen-lost", 5, "d")
    with pytest.raises(SourceError, match="delete it and build again"):
        open_store(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"generation": "g"}', "null", "\x00"])
def test_a_damaged_stamp_is_one_source_error(text: str, tmp_path: Path) -> None:
    (tmp_path / STAMP).write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match="damaged stamp"):
        open_store(tmp_path)
