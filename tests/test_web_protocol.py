"""The SPARQL 1.1 Protocol over the invented world: methods, formats, datasets, refusals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from diplograph import queries
from diplograph.store import Store, open_store
from diplograph.vocab import node
from diplograph.web.app import make_app
from diplograph.web.examples import filled
from diplograph.web.media import GRAPHS, ROWS, best
from diplograph.web.pool import Limits

STATES = "SELECT ?s WHERE { ?s a dg:State } ORDER BY ?s"
DERIVED = "https://w3id.org/diplograph/id/graph/derived"
EDITORIAL = "https://w3id.org/diplograph/id/graph/editorial"
SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
FORM = "application/x-www-form-urlencoded"
RESULT_FORMATS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
GRAPH_FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/trig": ox.RdfFormat.TRIG,
}


@pytest.fixture(scope="module")
def client(built: Path) -> Iterator[TestClient]:
    """Yield a client of the endpoint over the invented world."""
    limits = Limits(long=1, spare=1, result=100_000)
    with TestClient(make_app(built, limits), base_url="http://127.0.0.1:8000") as found:
        yield found


def ask(client: TestClient, query: str, **parameters: Any) -> Any:
    """Return the response to a query by GET."""
    return client.get("/sparql", params={"query": query, **parameters})


def graph(response: Any) -> set[ox.Triple]:
    """Return the triples of a response in Turtle or N-Triples."""
    assert response.status_code == 200, response.text
    return {quad.triple for quad in ox.parse(response.content, ox.RdfFormat.TURTLE)}


def states(response: Any) -> list[str]:
    assert response.status_code == 200, response.text
    return [row["s"]["value"] for row in response.json()["results"]["bindings"]]


def test_a_query_by_get_by_form_and_direct_has_the_same_answer(
    client: TestClient, built: Path
) -> None:
    expected = open_store(built).select(STATES).column("s")
    direct = {"Content-Type": "application/sparql-query; charset=UTF-8"}
    assert states(ask(client, STATES)) == expected
    assert states(client.post("/sparql", data={"query": STATES})) == expected
    assert states(client.post("/sparql", content=STATES, headers=direct)) == expected


def test_head_has_the_headers_of_get_and_no_body(client: TestClient) -> None:
    got, head = ask(client, STATES), client.head("/sparql", params={"query": STATES})
    assert head.status_code == 200
    assert dict(head.headers) == dict(got.headers)
    assert head.content == b"" != got.content


def test_options_tells_what_is_allowed(client: TestClient) -> None:
    response = client.options("/sparql")
    assert response.status_code == 204
    assert response.headers["allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_405_and_name_those_allowed(client: TestClient, method: str) -> None:
    response = client.request(method, "/sparql", params={"query": STATES})
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize("media", RESULT_FORMATS)
def test_rows_come_in_the_format_that_is_asked_for(client: TestClient, media: str) -> None:
    response = client.get("/sparql", params={"query": STATES}, headers={"Accept": media})
    assert response.headers["content-type"].split(";")[0] == media
    rows = ox.parse_query_results(response.content, RESULT_FORMATS[media])
    assert isinstance(rows, ox.QuerySolutions)
    assert [row["s"].value for row in rows] == states(ask(client, STATES))


def test_csv_is_that_of_the_sparql_recommendation(client: TestClient) -> None:
    response = ask(client, "SELECT ?x ?y WHERE { VALUES (?x ?y) { (1 'a,b') } }", format="csv")
    assert response.text == 'x,y\r\n1,"a,b"\r\n'
    assert response.headers["content-type"] == "text/csv; charset=utf-8"


@pytest.mark.parametrize("media", GRAPH_FORMATS)
def test_triples_come_in_the_format_that_is_asked_for(
    client: TestClient, built: Path, media: str
) -> None:
    query = "CONSTRUCT { ?s a dg:State } WHERE { ?s a dg:State }"
    response = client.get("/sparql", params={"query": query}, headers={"Accept": media})
    assert response.headers["content-type"].split(";")[0] == media
    found = {quad.triple for quad in ox.parse(response.content, GRAPH_FORMATS[media])}
    assert found == set(open_store(built).construct(query))


def test_ask_and_describe_answer(client: TestClient) -> None:
    assert ask(client, "ASK { ?s a dg:State }").json()["boolean"] is True
    described = ask(client, "DESCRIBE id:state\\/XAA", format="nt")
    assert ox.Triple(node("id:state/XAA"), node("rdf:type"), node("dg:State")) in graph(described)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("text/csv;q=0.5, application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv, */*;q=0.1", "text/csv"),
        ("text/*;q=0.9, application/*;q=0.2", "text/csv"),
        ("text/turtle, text/tab-separated-values;q=0.1", "text/tab-separated-values"),
        ("application/sparql-results+json;q=0, */*", "application/json"),
        ("TEXT/CSV ; q=1.0", "text/csv"),
        ("text/csv;q=x, application/xml", "application/xml"),
        ("image/png", None),
        ("*/*;q=0", None),
    ],
)
def test_the_best_format_follows_the_q_values(accept: str, expected: str | None) -> None:
    assert best(accept, ROWS) == expected


def test_format_goes_before_the_header(client: TestClient) -> None:
    headers = {"Accept": "application/sparql-results+xml"}
    response = client.get("/sparql", params={"query": STATES, "format": "tsv"}, headers=headers)
    assert response.headers["content-type"].startswith("text/tab-separated-values")
    response = client.post("/sparql", params={"format": "csv"}, data={"query": STATES})
    assert response.headers["content-type"].startswith("text/csv")


@pytest.mark.parametrize(
    ("query", "accept", "offers"),
    [
        (STATES, "image/png", [*ROWS, *GRAPHS]),
        (STATES, "text/turtle", list(ROWS)),
        ("CONSTRUCT WHERE { ?s a dg:State }", "text/csv", list(GRAPHS)),
    ],
)
def test_406_lists_the_formats_that_the_query_has(
    client: TestClient, query: str, accept: str, offers: list[str]
) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert response.status_code == 406
    assert response.json()["detail"].endswith(", ".join(offers))


COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
COUNT_NAMED = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"


def numbers(response: Any) -> list[int]:
    assert response.status_code == 200, response.text
    return [int(row["n"]["value"]) for row in response.json()["results"]["bindings"]]


def size(built: Path, iri: str) -> int:
    engine = open_store(built).engine
    return sum(1 for _ in engine.quads_for_pattern(None, None, None, ox.NamedNode(iri)))


def test_the_default_graph_is_the_one_that_the_request_names(
    client: TestClient, built: Path
) -> None:
    assert numbers(ask(client, COUNT)) == [len(open_store(built))]
    one = {"default-graph-uri": DERIVED}
    assert numbers(ask(client, COUNT, **one)) == [size(built, DERIVED)]
    assert numbers(client.post("/sparql", data={"query": COUNT, **one})) == [size(built, DERIVED)]
    direct = {"Content-Type": "application/sparql-query"}
    response = client.post("/sparql", params=one, content=COUNT, headers=direct)
    assert numbers(response) == [size(built, DERIVED)]


def test_several_default_graphs_are_one_and_named_graphs_are_those_named(
    client: TestClient, built: Path
) -> None:
    both = {"default-graph-uri": [DERIVED, EDITORIAL]}
    assert numbers(ask(client, COUNT, **both)) == [size(built, DERIVED) + size(built, EDITORIAL)]
    named = {"named-graph-uri": [DERIVED, EDITORIAL]}
    sizes = [size(built, DERIVED), size(built, EDITORIAL)]
    assert numbers(ask(client, COUNT_NAMED, **named)) == sizes
    assert numbers(ask(client, COUNT, **named)) == [0]
    assert numbers(ask(client, COUNT_NAMED, **both)) == []


def test_the_dataset_of_the_request_goes_before_that_of_the_query(
    client: TestClient, built: Path
) -> None:
    query = COUNT.replace("WHERE", f"FROM <{EDITORIAL}> WHERE")
    assert numbers(ask(client, query)) == [size(built, EDITORIAL)]
    found = ask(client, query, **{"default-graph-uri": DERIVED})
    assert numbers(found) == [size(built, DERIVED)]


@pytest.mark.parametrize("which", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize("iri", ["http://127.0.0.1:9/x", "file:///etc/passwd", "no iri", ""])
def test_a_graph_that_is_not_in_the_store_is_refused(
    client: TestClient, which: str, iri: str
) -> None:
    assert ask(client, COUNT, **{which: iri}).status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <a:a> <a:b> 1 }",
        "DELETE WHERE { ?s ?p ?o }",
        "LOAD <http://127.0.0.1:9/x>",
        "CLEAR ALL",
        "SELECT ?a WHERE { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }",
        "SELECT ?a FROM <file:///etc/passwd> WHERE { ?a ?b ?c }",
        "SELECT ?a FROM NAMED <http://127.0.0.1:9/> WHERE { ?a ?b ?c }",
    ],
)
def test_what_writes_or_calls_out_is_403_by_every_way_in(client: TestClient, query: str) -> None:
    direct = {"Content-Type": "application/sparql-query"}
    update = {"Content-Type": "application/sparql-update"}
    assert ask(client, query).status_code == 403
    assert client.post("/sparql", data={"query": query}).status_code == 403
    assert client.post("/sparql", content=query, headers=direct).status_code == 403
    assert client.get("/sparql", params={"update": query}).status_code == 403
    assert client.post("/sparql", data={"update": query}).status_code == 403
    assert client.post("/sparql", content=query, headers=update).status_code == 403


def test_a_query_that_does_not_parse_is_400_with_the_position(client: TestClient) -> None:
    response = ask(client, "SELECT ?s WHERE {\n  ?s a dg:State ; }}")
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    assert "error at 2:" in response.json()["detail"]


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        ({"method": "POST", "data": {"other": "x"}}, 400),
        ({"method": "GET", "params": {"query": ["ASK {}", "ASK {}"]}}, 400),
        ({"method": "GET", "params": {"query": ""}}, 400),
        ({"method": "POST", "data": {"query": "ASK {}"}, "params": {"query": "ASK {}"}}, 400),
        ({"method": "POST", "content": "ASK {}"}, 415),
        ({"method": "POST", "content": "ASK {}", "headers": {"Content-Type": "text/plain"}}, 415),
        (
            {
                "method": "POST",
                "content": "ASK {}".encode("utf-16"),
                "headers": {"Content-Type": "application/sparql-query; charset=UTF-16"},
            },
            415,
        ),
        (
            {
                "method": "POST",
                "content": b"ASK { ?s ?p '\xff' }",
                "headers": {"Content-Type": "application/sparql-query"},
            },
            400,
        ),
        ({"method": "POST", "data": {"query": "#" * 65_537}}, 413),
        ({"method": "POST", "data": {"query": "#" * 400_000}}, 413),
        ({"method": "GET", "params": {"query": "ASK " + "{" * 300 + "}" * 300}}, 403),
    ],
)
def test_a_malformed_request_has_its_status(
    client: TestClient, request_: dict[str, Any], status: int
) -> None:
    response = client.request(url="/sparql", **request_)
    assert response.status_code == status
    assert response.json()["status"] == status


def test_a_result_over_the_limit_is_an_error_and_never_cut(client: TestClient) -> None:
    query = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"
    for name in ("json", "xml", "csv", "tsv"):
        response = ask(client, query, format=name)
        assert response.status_code == 507
        assert "larger than 100000 bytes" in response.json()["detail"]
    response = ask(client, "CONSTRUCT WHERE { ?s ?p ?o }", format="nt")
    assert response.status_code == 507


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil", "127.0.0.1:x", "[::1]", ""]
)
def test_a_foreign_host_name_is_refused(client: TestClient, host: str) -> None:
    assert ask(client, STATES).status_code == 200
    response = client.get("/sparql", params={"query": STATES}, headers={"Host": host})
    assert response.status_code == 421
    assert client.get("/", headers={"Host": "LOCALHOST:8000"}).status_code != 421


def test_every_response_is_guarded_and_only_reading_is_open_to_other_sites(
    client: TestClient,
) -> None:
    got, posted = ask(client, STATES), client.post("/sparql", data={"query": STATES})
    for response in (got, posted, ask(client, "nonsense"), client.get("/no-such-page")):
        assert response.headers["content-security-policy"].startswith("default-src 'none'")
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in response.headers
        assert "access-control-allow-credentials" not in response.headers
    assert got.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in posted.headers


def test_the_service_describes_itself(client: TestClient, built: Path) -> None:
    triples = graph(client.get("/sparql", headers={"Accept": "text/turtle"}))
    here = ox.NamedNode("http://127.0.0.1:8000/sparql")
    assert ox.Triple(here, ox.NamedNode(f"{SD}endpoint"), here) in triples
    names = {t.object for t in triples if t.predicate == ox.NamedNode(f"{SD}name")}
    assert names == set(open_store(built).engine.named_graphs())
    page = client.get("/sparql", headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.headers["content-type"].startswith("text/html")
    assert '<textarea id="query" name="query"' in page.text


def test_void_counts_what_is_there(client: TestClient, built: Path) -> None:
    store = open_store(built)
    triples = graph(client.get("/.well-known/void?format=ttl"))

    def value(subject: str, term: str) -> set[str]:
        wanted = (ox.NamedNode(subject), ox.NamedNode(VOID + term))
        return {t.object.value for t in triples if (t.subject, t.predicate) == wanted}  # type: ignore[union-attr]

    dataset = "http://127.0.0.1:8000/.well-known/void#dataset"
    assert value(dataset, "triples") == {str(len(store))}
    assert value(dataset, "sparqlEndpoint") == {"http://127.0.0.1:8000/sparql"}
    assert value(DERIVED, "triples") == {str(size(built, DERIVED))}
    of_state = next(iter(value(dataset, "classPartition") & _parts(triples, "dg:State")))
    assert value(of_state, "entities") == {str(len(store.select(STATES)))}


def _parts(triples: set[ox.Triple], kind: str) -> set[str]:
    named = ox.NamedNode(f"{VOID}class")
    return {t.subject.value for t in triples if (t.predicate, t.object) == (named, node(kind))}  # type: ignore[union-attr]


def test_the_examples_are_queries_that_this_endpoint_answers(
    client: TestClient, built: Path
) -> None:
    triples = graph(client.get("/examples"))
    select = ox.NamedNode("http://www.w3.org/ns/shacl#select")
    found = {
        t.subject.value.rpartition("#")[2]: t.object.value  # type: ignore[union-attr]
        for t in triples if t.predicate == select
    }  # fmt: skip
    assert "leaders" in found
    for name, text in list(found.items())[:5]:
        example = dict(p.split("=", 1) for p in queries.find_query(name).example.split())
        expected = queries.query(open_store(built), name, **example)
        rows = ask(client, text).json()["results"]["bindings"]
        assert len(rows) == len(expected), name


def test_a_library_query_with_its_parameters_written_in_answers_the_same(example: Store) -> None:
    """For every query; the terms stand in the invented world, whatever they mean there."""
    terms: dict[str, ox.NamedNode | ox.Literal] = {
        "state": node("id:state/XAA"),
        "commodity": node("id:commodity/crude-oil"),
        "iri": node("id:segment/north"),
        "string": ox.Literal("actual"),
        "date": ox.Literal("2024-12-31", datatype=node("xsd:date")),
        "integer": ox.Literal("2024", datatype=node("xsd:integer")),
        "decimal": ox.Literal("0.5", datatype=node("xsd:decimal")),
        "boolean": ox.Literal("true", datatype=node("xsd:boolean")),
    }
    answered = 0
    for query in queries.library().values():
        bound = {name: terms[parameter.type] for name, parameter in query.params.items()}
        found = example.select(filled(query.text, bound))
        assert found == example.select(query.text, **bound), query.name
        answered += bool(found)
    assert answered > 10
