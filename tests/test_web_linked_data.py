"""Things, the ontology and the query library by HTTP, each in the format that is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from diplograph import provenance, queries
from diplograph.files import folder
from diplograph.queries import find_query, list_queries
from diplograph.store import open_store
from diplograph.vocab import node, thing
from diplograph.web.app import make_app
from diplograph.web.pool import Limits

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def client(built: Path) -> Iterator[TestClient]:
    """Yield a client of the server over the invented world."""
    app = make_app(built, Limits(long=1, spare=1))
    with TestClient(app, base_url="http://127.0.0.1") as found:
        yield found


def said_of(built: Path, reference: str) -> set[ox.Triple]:
    """Return what the union of the graphs states about a thing, in both directions."""
    engine, about = open_store(built).engine, thing(reference)
    quads = [
        *engine.quads_for_pattern(about, None, None, ox.DefaultGraph()),
        *engine.quads_for_pattern(None, None, about, ox.DefaultGraph()),
    ]
    return {quad.triple for quad in quads}


@pytest.mark.parametrize(
    ("media", "syntax"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("application/trig", ox.RdfFormat.TRIG),
    ],
)
def test_a_thing_is_described_in_the_format_that_is_asked_for(
    client: TestClient, built: Path, media: str, syntax: ox.RdfFormat
) -> None:
    response = client.get("/id/state/XAA", headers={"Accept": media})
    assert response.headers["content-type"].split(";")[0] == media
    assert response.headers["vary"] == "Accept"
    found = {quad.triple for quad in ox.parse(response.content, syntax)}
    assert found == said_of(built, "XAA") != set()


def test_formats_with_graphs_tell_who_says_so(client: TestClient, built: Path) -> None:
    response = client.get("/id/segment/north-pipe.nq")
    quads = set(ox.parse(response.content, ox.RdfFormat.N_QUADS))
    assert quads <= set(open_store(built).engine)
    assert ox.DefaultGraph() not in {quad.graph_name for quad in quads}


def test_what_a_scenario_assumes_is_told_only_with_its_graph(client: TestClient) -> None:
    assumption = "assumption/north-closes.03"
    assert assumption not in client.get("/id/place/port-beta.nt").text
    line = next(
        line for line in client.get("/id/place/port-beta.nq").text.splitlines()
        if assumption in line
    )  # fmt: skip
    assert line.endswith("/graph/assumptions/north-closes> .")
    assert "north-closes.03" in client.get(f"/id/{assumption}.nt").text


def test_the_end_of_the_address_or_format_goes_before_the_header(client: TestClient) -> None:
    browser = {"Accept": BROWSER}
    for address in ("/id/state/XAA.ttl", "/id/state/XAA?format=ttl"):
        response = client.get(address, headers=browser)
        assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    dotted = "route-flow/north.XAA.world.crude-oil.2024"
    assert client.get(f"/id/{dotted}").status_code == 200


def test_a_browser_gets_the_facts_as_a_page_with_links(client: TestClient, built: Path) -> None:
    page = client.get("/id/segment/north-pipe", headers={"Accept": BROWSER})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert '<a href="/ont#Pipeline">' in page.text
    as_csv = client.get("/id/segment/north-pipe.csv").text
    assert as_csv == provenance.show(open_store(built), "segment/north-pipe").to_csv()


def test_what_the_graph_does_not_know_is_404_with_near_matches(client: TestClient) -> None:
    response = client.get("/id/segment/north-pip")
    assert response.status_code == 404
    assert "segment/north-pipe" in response.json()["near"]
    assert client.get("/id/segmnt/north").json()["near"][0] == "segment/…"
    assert client.get("/id/XAA").json()["near"] == ["state/XAA"]
    for odd in ("/id/", "/id/a b", "/id/state/<script>", "/id/state/XAA/x", "/id/%00"):
        assert client.get(odd).status_code == 404, odd


def test_a_format_that_there_is_not_is_406_with_the_list(client: TestClient) -> None:
    for address in ("/id/state/XAA", "/ont", "/query/leaders", "/.well-known/void", "/examples"):
        response = client.get(address, headers={"Accept": "image/png"})
        assert response.status_code == 406, address
        assert "there is" in response.json()["detail"]


def test_the_ontology_is_its_file_in_turtle_and_the_same_triples_in_json(
    client: TestClient,
) -> None:
    text = (folder("ontology") / "diplograph.ttl").read_bytes()
    assert client.get("/ont").content == text
    as_json = client.get("/ont", headers={"Accept": "application/ld+json"}).content
    triples = {quad.triple for quad in ox.parse(text, ox.RdfFormat.TURTLE)}
    found = {quad.triple for quad in ox.parse(as_json, ox.RdfFormat.JSON_LD)}
    kind = node("rdf:type")
    assert {t for t in found if t.predicate == kind} >= {
        t for t in triples if t.predicate == kind and isinstance(t.subject, ox.NamedNode)
    }
    assert len(found) == len(triples)
    assert 'id="Flow"' in client.get("/ont", headers={"Accept": BROWSER}).text


def test_a_query_of_the_library_answers_as_python_and_the_command_do(
    client: TestClient, built: Path
) -> None:
    expected = queries.query(open_store(built), "leaders", at="2025-01-01")
    assert client.get("/query/leaders.csv?at=2025-01-01").text == expected.to_csv()
    assert client.get("/query/leaders.json?at=2025-01-01").text == expected.to_json()
    assert client.get("/query/leaders?at=2025-01-01&format=csv").text == expected.to_csv()
    assert client.get("/query/leaders.rq").text == find_query("leaders").text


def test_the_library_lists_itself(client: TestClient) -> None:
    assert client.get("/query").json() == list_queries().plain_rows()
    assert client.get("/query?format=csv").text == list_queries().to_csv()
    assert '<a href="/query/leaders">' in client.get("/query", headers={"Accept": BROWSER}).text


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("/query/leders", 404, "did you mean leaders"),
        ("/query/..%2Fderived%2Fleads", 404, "Not Found"),
        ("/query/leaders?when=2025-01-01", 400, "it has at"),
        ("/query/leaders?at=yesterday", 400, "must be of type date"),
        ("/query/trade_partners?state=Nowhere", 404, "no state"),
        ("/query/leaders.png", 406, "text/csv"),
    ],
)
def test_a_wrong_name_or_parameter_is_told(
    client: TestClient, address: str, status: int, told: str
) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert told in json.loads(response.content)["detail"]
