"""Free SPARQL in a process of its own: the same answers, killed in time, and without a network."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pyoxigraph as ox
import pytest

from diplograph import worker
from diplograph.errors import QueryError
from diplograph.guard import refuse
from diplograph.queries import run_sparql
from diplograph.store import Store, open_store
from diplograph.table import Table

SLOW = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
DOUBLED = "SELECT ?x WHERE {{ BIND('abcdefgh' AS ?x0) {} BIND(?x40 AS ?x) }}".format(
    " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s WHERE { ?s a dg:State } ORDER BY ?s",
        "SELECT ?x ?y WHERE { VALUES (?x ?y) { (1.5 UNDEF) ('a' true) ('b'@ja 2) } }",
        'SELECT ("2025-12-20"^^xsd:date AS ?day) WHERE {}',
        "ASK { ?s a dg:State }",
        "SELECT ?none WHERE { ?none a dg:NothingSuch }",
    ],
)
def test_the_worker_answers_as_the_store_does(query: str, built: Path) -> None:
    assert worker.run(built, query, timeout=30) == open_store(built).select(query)


def test_the_worker_gives_triples_sorted(built: Path) -> None:
    query = "CONSTRUCT { ?s a dg:State } WHERE { ?s a dg:State }"
    assert worker.run(built, query, timeout=30) == open_store(built).construct(query)


def test_a_query_that_does_not_parse_is_a_query_error(built: Path) -> None:
    with pytest.raises(QueryError, match="does not parse"):
        worker.run(built, "SELECT WHERE", timeout=30)


@pytest.mark.slow
def test_a_query_is_killed_at_its_time_limit(built: Path) -> None:
    started = time.monotonic()
    with pytest.raises(QueryError, match=r"stopped after 1\.5 s"):
        worker.run(built, SLOW, timeout=1.5)
    assert time.monotonic() - started < 1.5 + 2


@pytest.mark.slow
def test_a_query_that_needs_too_much_memory_is_an_error_and_no_crash(built: Path) -> None:
    with pytest.raises(QueryError, match="memory or nesting"):
        worker.run(built, DOUBLED, timeout=60)


def test_a_query_nested_too_deeply_is_an_error_and_no_crash(built: Path) -> None:
    query = "SELECT ?s WHERE " + "{" * 5000 + "?s ?p ?o" + "}" * 5000
    with pytest.raises(QueryError):
        worker.run(built, query, timeout=30)


@pytest.fixture
def listener() -> Iterator[tuple[int, list[object]]]:
    """Yield a server of this machine that notes who connects."""
    calls: list[object] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.2)

    def accept() -> None:
        while server.fileno() >= 0:
            try:
                connection, address = server.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            calls.append(address)
            connection.close()

    thread = threading.Thread(target=accept)
    thread.start()
    yield server.getsockname()[1], calls
    server.close()
    thread.join()


CONFINED = """
import sys
from pathlib import Path
from diplograph import store, worker
engine = store.open_store(Path(sys.argv[1])).engine
worker.confine(1 << 30)
list(engine.query(sys.argv[2]))
"""


def test_no_way_to_ask_reaches_a_host(
    built: Path, example: Store, listener: tuple[int, list[object]]
) -> None:
    """First the bare engine, which does call out, so that the test can fail."""
    port, calls = listener
    query = f"SELECT ?a WHERE {{ SERVICE <http://127.0.0.1:{port}/> {{ ?a ?b ?c }} }}"
    with pytest.raises((OSError, RuntimeError)):
        list(cast(ox.QuerySolutions, example.engine.query(query)))
    time.sleep(0.3)
    assert len(calls) == 1
    for ask in (example.select, example.construct, open_store(built).select):
        with pytest.raises(QueryError, match="SERVICE is not allowed"):
            ask(query)
    with pytest.raises(QueryError, match="SERVICE is not allowed"):
        worker.run(built, query, timeout=30)
    process = [sys.executable, "-c", CONFINED, str(built), query]
    done = subprocess.run(process, capture_output=True, text=True, check=False)
    assert "Too many open files" in done.stderr
    time.sleep(0.3)
    assert len(calls) == 1


E = "PREFIX e: <http://127.0.0.1:9/> "
HIDDEN = {
    "after a dot": "SELECT ?x { ?s ?p ?x.SERVICE e:x {?a ?b ?c} }",
    "after an IRI": "SELECT ?x { <http://a> <http://b> <http://c>.SERVICE e:x {?a ?b ?c} }",
    "after a language": 'SELECT ?x { ?s ?p "x"@en.SERVICE e:x {?a ?b ?c} }',
    "after a number": "SELECT ?x { ?s ?p 5SERVICE e:x {?a ?b ?c} }",
    "after a boolean": "SELECT ?x { ?s ?p trueSERVICE e:x {?a ?b ?c} }",
    "run together with SILENT": "SELECT ?x { ?s ?p ?x SERVICESILENT<http://a/> {?a ?b ?c} }",
    "run together with a name": "SELECT ?x { ?s ?p ?x SERVICEe:x {?a ?b ?c} }",
    "run together with an IRI": "SELECT ?x { ?s ?p ?x SERVICE<http://a/>{?a ?b ?c} }",
    "lower case": "SELECT ?x { service e:x {?x ?b ?c} }",
    "in a comparison": "SELECT ?a { ?s ?p ?a FILTER(?a<?b)SERVICE#>\n e:x{?a ?b ?c} }",
    "by a string in a comparison": "SELECT ?a { ?s ?p ?a FILTER(?a<'x>y')SERVICE e:x{?s ?p 'z'} }",
    "by a comment": "SELECT ?a { ?s ?p ?a FILTER(?a<?b#>'''\n)SERVICE e:x{?s ?p '''z'''} }",
    "by a long string": 'SELECT ?a { ?s ?p """a\\"""" .SERVICE e:x {?s ?p "z"} }',
    "by a carriage return": 'SELECT ?a { #a\r SERVICE e:x {?s ?p "z"} }',
    "by an escaped name": "SELECT ?a { e:o\\'x ?p ?q . SERVICE e:x {?s ?p e:p\\'y } }",
    "by an apostrophe in an IRI": "SELECT ?a { <http://x/o'b> ?p ?a . SERVICE e:x {?s ?p 'z'} }",
    "in a sub-query": "SELECT ?a { { SELECT ?a { SERVICE e:x { ?a ?b ?c } } } }",
    "in EXISTS": "SELECT ?a { ?a ?b ?c FILTER EXISTS { SERVICE e:x { ?a ?b ?c } } }",
}  # fmt: skip


@pytest.mark.parametrize("name", HIDDEN)
def test_service_is_refused_wherever_it_hides(name: str) -> None:
    with pytest.raises(QueryError):
        refuse(E + HIDDEN[name])


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service WHERE { ?service dg:load 'SERVICE' } # SERVICE",
        "SELECT ?s WHERE { ?s dg:service <http://x.y/service> FILTER(?s < 5 && ?b > 3) }",
        'SELECT ?s WHERE { ?s rdfs:label """say "DROP" or SERVICE""" }',
        "SELECT ?s FROM <https://w3id.org/diplograph/id/graph/derived> WHERE { ?s ?p ?o }",
    ],
)
def test_words_inside_names_literals_iris_and_comments_are_allowed(query: str) -> None:
    assert refuse(query) is None  # type: ignore[func-returns-value]


def test_a_store_in_memory_takes_no_free_queries(example: Store) -> None:
    with pytest.raises(QueryError, match="store on disk"):
        run_sparql(example, "ASK { ?s ?p ?o }")


def test_a_file_in_the_working_folder_does_not_stand_in_for_a_library(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('hijacked')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found = worker.run(built, "ASK { ?s a dg:State }", timeout=30)
    assert found == Table(["answer"], [{"answer": True}])
