"""The runner of queries: checked parameters, and free SPARQL that reads this store only."""

from __future__ import annotations

import subprocess
import time
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

import diplograph as dg
from diplograph.errors import NotFoundError, QueryError
from diplograph.guard import DEEPEST, LONGEST, refuse
from diplograph.queries import (
    Parameter,
    Query,
    bind,
    find_query,
    list_queries,
    query,
    read_query,
    run_sparql,
)
from diplograph.store import Store, open_store
from diplograph.table import Table
from diplograph.vocab import thing

REFUSED = {
    "service": "SELECT ?s WHERE { SERVICE <http://example.org/sparql> { ?s ?p ?o } }",
    "service, lower case": "select ?s where { service <http://example.org/> { ?s ?p ?o } }",
    "service, mixed case": "SELECT ?s WHERE { SeRvIcE <http://example.org/> { ?s ?p ?o } }",
    "service silent": "SELECT ?s WHERE { SERVICE SILENT <http://example.org/> { ?s ?p ?o } }",
    "service, variable": "SELECT ?s WHERE { ?s ?p ?o . SERVICE ?o { ?s ?q ?r } }",
    "service, prefixed": "PREFIX e: <http://e.org/> SELECT ?s WHERE { SERVICE e:x { ?s ?p ?o } }",
    "service after comment": "SELECT ?s WHERE { SERVICE # why\n <http://e.org/> { ?s ?p ?o } }",
    "service in sub-select": "SELECT ?s { { SELECT ?s { SERVICE <http://e.org/> { ?s ?p ?o } } } }",
    "service in optional": "SELECT ?s { ?s ?p ?o OPTIONAL { SERVICE <http://e.org/> { "
    "?s ?q ?r } } }",
    "service in exists": "ASK { ?s ?p ?o FILTER EXISTS { SERVICE <http://e.org/> { ?s ?q ?r } } }",
    "service after a string": 'SELECT ?s { ?s ?p "x" SERVICE <http://e.org/> { ?s ?q ?r } }',
    "service after a hash in an IRI": "SELECT ?s { ?s <http://e.org/#p> ?o SERVICE <http://e.org/> "
    "{} }",
    "service glued to a brace": "SELECT ?s {SERVICE<http://e.org/>{?s ?p ?o}}",
    "service in construct": "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <http://e.org/> { ?s ?p ?o } }",
    "load": "LOAD <http://example.org/data.ttl>",
    "load silent into": "LOAD SILENT <file:///etc/passwd> INTO GRAPH <http://e.org/g>",
    "load after comment": "# harmless\nLOAD <file:///etc/passwd>",
    "insert data": "INSERT DATA { <http://e.org/s> <http://e.org/p> 1 }",
    "insert where": "INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "delete where": "DELETE WHERE { ?s ?p ?o }",
    "delete after a select": "SELECT ?s WHERE { ?s ?p ?o } ; DELETE WHERE { ?s ?p ?o }",
    "clear": "CLEAR ALL",
    "drop": "DROP GRAPH <http://e.org/g>",
    "create": "CREATE GRAPH <http://e.org/g>",
    "add": "ADD DEFAULT TO <http://e.org/g>",
    "move": "MOVE DEFAULT TO <http://e.org/g>",
    "copy": "COPY DEFAULT TO <http://e.org/g>",
    "from file": "SELECT ?s FROM <file:///etc/passwd> WHERE { ?s ?p ?o }",
    "from http": "SELECT ?s FROM <http://example.org/> WHERE { ?s ?p ?o }",
    "from named file": "SELECT ?s FROM NAMED <file:///etc/passwd> WHERE { GRAPH ?g { ?s ?p ?o } }",
    "from named http": "SELECT ?s FROM NAMED <http://e.org/> WHERE { GRAPH ?g { ?s ?p ?o } }",
    "from, lower case": "select ?s from <http://example.org/> where { ?s ?p ?o }",
    "from, comment between": "SELECT ?s FROM # "
    "<https://w3id.org/diplograph/>\n<http://e.org/> { ?s ?p ?o }",
    "from, lines between": "SELECT ?s FROM\n\n\t<http://example.org/> WHERE { ?s ?p ?o }",
    "from, second of two": "SELECT ?s FROM <https://w3id.org/diplograph/id/graph/derived> "
    "FROM <http://e.org/> WHERE { ?s ?p ?o }",
    "from a lookalike": "SELECT ?s FROM <https://w3id.org.evil.org/diplograph/> WHERE { ?s ?p ?o }",
    "deep braces": "SELECT ?s WHERE " + "{" * (DEEPEST + 1) + "}" * (DEEPEST + 1),
    "deep calls": "SELECT ?s WHERE { FILTER(" + "(" * DEEPEST + "1" + ")" * DEEPEST + ") }",
    "over-long": "SELECT ?s WHERE { ?s ?p ?o } #" + "x" * LONGEST,
}
INNOCENT = {
    "plain": "SELECT ?s WHERE { ?s a dg:State }",
    "word in a string": 'SELECT ?s WHERE { ?s rdfs:label "SERVICE" }',
    "words in a long string": 'SELECT ?s WHERE { ?s rdfs:label """DROP\nLOAD <file:x>""" }',
    "words in a quoted string": "SELECT ?s WHERE { ?s rdfs:label 'INSERT DATA' }",
    "escaped quote": r'SELECT ?s WHERE { ?s rdfs:label "a \" SERVICE <http://e.org/> {" }',
    "word in an IRI": "SELECT ?s WHERE { ?s <http://example.org/LOAD> ?o }",
    "word after a hash in an IRI": "SELECT ?s WHERE { ?s <http://example.org/#SERVICE> ?o }",
    "word in a comment": "SELECT ?s WHERE { ?s ?p ?o } # SERVICE <http://e.org/>",
    "from in a comment": "# FROM <file:///etc/passwd>\nSELECT ?s WHERE { ?s ?p ?o }",
    "word as variable": "SELECT ?load ?copy WHERE { ?load ?move ?copy }",
    "word as dollar variable": "SELECT $service WHERE { $service ?p ?o }",
    "word as local name": "SELECT ?s WHERE { ?s dg:load ?o ; dg:from ?x }",
    "word in a name": "SELECT ?s WHERE { ?s dg:service-add ?o }",
    "word as prefix": "PREFIX load: <http://e.org/> SELECT ?s WHERE { ?s load:x ?o }",
    "prefix from": "PREFIX from: <http://e.org/> SELECT ?s WHERE { ?s from:x <http://e.org/y> }",
    "from a graph of this store": "SELECT ?s FROM "
    "<https://w3id.org/diplograph/id/graph/derived> { ?s ?p ?o }",
    "nested within bounds": "SELECT ?s WHERE " + "{" * 50 + " ?s ?p ?o " + "}" * 50,
}  # fmt: skip


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_forbidden_text_is_refused(text: str) -> None:
    with pytest.raises(QueryError):
        refuse(text)


@pytest.mark.parametrize("text", INNOCENT.values(), ids=INNOCENT)
def test_innocent_text_passes(text: str) -> None:
    refuse(text)


@pytest.mark.parametrize("text", INNOCENT.values(), ids=INNOCENT)
def test_innocent_text_runs(example: Store, text: str) -> None:
    assert isinstance(example.select(text), Table)


def test_unknown_parameter_is_named(example: Store) -> None:
    with pytest.raises(QueryError, match="no parameter 'day'; it has at") as caught:
        query(example, "leaders", day="2025-01-01")
    assert (caught.value.name, caught.value.parameter) == ("leaders", "day")


def test_missing_parameter_is_named(example: Store) -> None:
    with pytest.raises(QueryError, match="needs state") as caught:
        query(example, "memberships_state")
    assert caught.value.parameter == "state"


@pytest.mark.parametrize(
    ("name", "parameters", "wrong"),
    [
        ("leaders", {"at": "tomorrow"}, "at"),
        ("leaders", {"at": "2025-13-45"}, "at"),
        ("formats_summits", {"year": "last"}, "year"),
        ("formats_summits", {"year": "20.5"}, "year"),
        ("figures_disagreeing", {"tolerance": "much"}, "tolerance"),
    ],
)
def test_ill_typed_parameter_is_named(
    example: Store, name: str, parameters: dict[str, str], wrong: str
) -> None:
    with pytest.raises(QueryError, match=f"'{wrong}' must be of type") as caught:
        query(example, name, **parameters)
    assert caught.value.parameter == wrong


def made(kind: str) -> Query:
    parameters = {"x": Parameter("x", kind, None, "anything")}
    return Query("made", "", "", "", "", "table", params=parameters)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("string", 'a" } DROP', 'a" } DROP'),
        ("integer", "07", "7"),
        ("decimal", "1e-2", "0.01"),
        ("date", date(2025, 12, 20), "2025-12-20"),
        ("boolean", "Yes", "true"),
        ("boolean", "false", "false"),
    ],
)
def test_value_becomes_a_literal(example: Store, kind: str, value: object, expected: str) -> None:
    assert bind(example, made(kind), {"x": value})["x"].value == expected


def test_boolean_of_another_word_is_refused(example: Store) -> None:
    with pytest.raises(QueryError, match="boolean"):
        bind(example, made("boolean"), {"x": "perhaps"})


@pytest.mark.parametrize("kind", ["decimal", "integer"])
@pytest.mark.parametrize("value", ["NaN", "Infinity", ""])
def test_number_must_be_finite(example: Store, kind: str, value: str) -> None:
    with pytest.raises(QueryError):
        bind(example, made(kind), {"x": value})


@pytest.mark.parametrize(
    "name", ["KAZ", "kaz", "Kazakhstan", "kazakhstan", "カザフスタン", "Казахстан"]
)
def test_state_is_known_by_code_and_name_in_three_languages(store: Store, name: str) -> None:
    assert bind(store, made("state"), {"x": name})["x"] == thing("KAZ")


@pytest.mark.parametrize("name", ["crude-oil", "Crude oil", "原油"])
def test_commodity_is_known_by_slug_and_name(store: Store, name: str) -> None:
    assert bind(store, made("commodity"), {"x": name})["x"] == thing("commodity/crude-oil")


@pytest.mark.parametrize(
    "name", ["route/titr", "titr", "https://w3id.org/diplograph/id/route/titr"]
)
def test_thing_is_known_by_reference_slug_and_iri(store: Store, name: str) -> None:
    assert bind(store, made("iri"), {"x": name})["x"] == thing("route/titr")


def test_misspelt_state_gets_near_matches(store: Store) -> None:
    with pytest.raises(NotFoundError) as caught:
        query(store, "memberships_state", state="Kazakstan")
    assert any("KAZ" in near for near in caught.value.near)


def test_misspelt_query_gets_near_matches() -> None:
    with pytest.raises(NotFoundError) as caught:
        find_query("leader")
    assert "leaders" in caught.value.near


@pytest.mark.parametrize("name", ["../queries/leaders", "checks/route_broken", "LEADERS", ""])
def test_query_name_is_no_path(name: str) -> None:
    with pytest.raises(NotFoundError):
        find_query(name)


def test_result_has_the_columns_of_the_header_and_no_parameter(example: Store) -> None:
    assert query(example, "leaders", at="2025-01-01").columns == list(find_query("leaders").columns)


def test_list_shows_parameters_with_their_defaults() -> None:
    shown = {row["name"]: row["parameters"] for row in list_queries()}
    assert shown["leaders"] == ["at=2025-12-20"]
    assert shown["memberships_state"][0] == "state"


def test_header_that_lacks_a_key_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.rq"
    path.write_text("#+ summary: x\n#+ view: table\n\nASK {}\n", encoding="utf-8")
    with pytest.raises(QueryError, match=r"broken\.rq: the header lacks description"):
        read_query(path)


def test_malformed_parameter_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.rq"
    head = "#+ summary: x\n#+ description: x\n#+ params:\n#+   at: day, the day\n"
    path.write_text(head + "#+ columns:\n#+ example: \n#+ view: table\n", encoding="utf-8")
    with pytest.raises(QueryError, match="'at' must read"):
        read_query(path)


@pytest.fixture(scope="module")
def on_disk(built: Path) -> Store:
    return open_store(built)


def test_free_query_needs_a_store_on_disk(example: Store) -> None:
    with pytest.raises(QueryError, match="needs a store on disk"):
        run_sparql(example, "ASK { ?s ?p ?o }")


def test_free_select_and_ask_give_tables(on_disk: Store) -> None:
    text = "SELECT (COUNT(?s) AS ?n) WHERE { ?s a dg:State }"
    counted = run_sparql(on_disk, text)
    assert isinstance(counted, Table) and counted.rows == [{"n": 5}]
    asked = run_sparql(on_disk, "ASK { ?s a dg:State }")
    assert isinstance(asked, Table) and asked.rows == [{"answer": True}]


@pytest.mark.parametrize(
    "text", ["CONSTRUCT { ?s a dg:State } WHERE { ?s a dg:State }", "DESCRIBE id:state\\/XAA"]
)
def test_free_construct_and_describe_give_triples(on_disk: Store, text: str) -> None:
    result = run_sparql(on_disk, text)
    assert isinstance(result, list) and result
    assert all(isinstance(triple, ox.Triple) for triple in result)


def test_free_query_that_does_not_parse_is_an_error(on_disk: Store) -> None:
    with pytest.raises(QueryError, match="does not parse"):
        run_sparql(on_disk, "SELECT WHERE {")


def test_free_query_does_not_see_files(on_disk: Store) -> None:
    with pytest.raises(QueryError, match="only name graphs of this store"):
        run_sparql(on_disk, "SELECT ?s FROM <file:///etc/passwd> { ?s ?p ?o }")


def workers() -> set[str]:
    """Return the command lines of all running worker processes of this test's store."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if "diplograph.worker" in line:
            found.add(line)
    return found


RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"


def test_runaway_query_is_stopped_and_its_process_is_gone(on_disk: Store) -> None:
    began = time.monotonic()
    with pytest.raises(QueryError, match="stopped after 1 s"):
        run_sparql(on_disk, RUNAWAY, timeout=1)
    assert time.monotonic() - began < 3
    assert not [line for line in workers() if str(on_disk.path) in line]


def test_memory_bomb_is_an_error_and_leaves_this_process_alive(on_disk: Store) -> None:
    doubled = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(30))
    text = f'SELECT (STRLEN(?x30) AS ?n) {{ BIND("{"x" * 64}" AS ?x0) {doubled} }}'
    with pytest.raises(QueryError, match="more memory"):
        run_sparql(on_disk, text, timeout=60)
    assert run_sparql(on_disk, "ASK { ?s ?p ?o }")


def test_worker_that_crashes_is_an_error(on_disk: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*args: object, **kwargs: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess([], -6, b"", b"abort")

    monkeypatch.setattr(subprocess, "run", crash)
    with pytest.raises(QueryError, match="more memory or nesting"):
        run_sparql(on_disk, "ASK { ?s ?p ?o }")


def test_query_of_the_package_is_the_query_of_the_module(example: Store) -> None:
    assert dg.query is query
    assert dg.query(example, "leaders", at=date(2015, 1, 1)).column("person_label") == ["Bo Alpha"]
