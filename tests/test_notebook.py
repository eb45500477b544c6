"""The magics of a notebook, and how results show themselves in one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from IPython.lib.pretty import pretty

import diplograph as dg
from diplograph import answers, notebook
from diplograph.answers import Answer
from diplograph.errors import QueryError
from diplograph.store import Store, open_store
from diplograph.table import Table
from diplograph.views import View

shown: Any = pretty  # what IPython prints; it has no types
SEGMENTS = "SELECT ?segment ?km { ?segment a dg:Segment ; dg:lengthKm ?km } ORDER BY ?segment"


@pytest.fixture(scope="module")
def shell(built: Path) -> Iterator[Any]:
    """Return a notebook with the extension and with the invented world on disk as `world`."""
    found: Any = InteractiveShell.instance()
    found.run_line_magic("load_ext", "diplograph")
    found.push({"world": open_store(built)})
    yield found
    InteractiveShell.clear_instance()


def cell(shell: Any, line: str, body: str) -> Any:
    return shell.run_cell_magic("sparql", f"{line} --store world", body)


def test_a_cell_shows_its_rows_as_a_table(shell: Any) -> None:
    found = cell(shell, "", SEGMENTS)

    assert isinstance(found, Table)
    assert (len(found), found[0]["km"]) == (8, 480)


def test_a_cell_with_a_variable_keeps_its_result_and_shows_nothing(shell: Any) -> None:
    assert cell(shell, "kept", SEGMENTS) is None
    assert len(shell.user_ns["kept"]) == 8


def test_triples_print_as_turtle(shell: Any) -> None:
    cell(shell, "triples", "CONSTRUCT { ?s dg:lengthKm ?km } { ?s dg:lengthKm ?km }")

    assert "id:segment\\/north-pipe dg:lengthKm" in repr(shell.user_ns["triples"])


@pytest.mark.parametrize(
    ("given", "query", "rows"),
    [
        ("--param st=XAA", "SELECT ?p { ?p a dg:Port ; dg:inTerritory ?st }", 1),
        ("--param least=900", "SELECT ?s { ?s dg:lengthKm ?km FILTER(?km >= ?least) }", 6),
        ("--at 1996-01-01", "SELECT ?s { ?s dg:opened ?day FILTER(?day < ?at) }", None),
        ("-p name=Alphaland", "SELECT ?s { ?s rdfs:label ?l FILTER(STR(?l) = ?name) }", 0),
    ],
)
def test_parameters_bind_variables_of_the_query(
    shell: Any, given: str, query: str, rows: int | None
) -> None:
    found = cell(shell, given, query)
    if rows is None:
        opened = cell(shell, "", "SELECT ?s ?day { ?s dg:opened ?day }")
        rows = sum(row["day"].isoformat() < "1996-01-01" for row in opened)
        assert 0 < rows < len(opened)

    assert len(found) == rows


def test_a_parameter_cannot_break_out_of_its_text(example: Store) -> None:
    text = notebook.bound(example, "SELECT ?x { ?s ?p ?x }", {"x": 'a" } # DROP ALL'})

    assert text == 'SELECT ?x { VALUES ?x { "a\\" } # DROP ALL" } ?s ?p ?x }'


@pytest.mark.parametrize(
    ("line", "body", "message"),
    [
        ("", "SELECT ?s { ?s a ", "the query does not parse"),
        ("", "SELECT ?s { SERVICE <http://a.example/> { ?s ?p ?o } }", "SERVICE is not allowed"),
        ("", "DELETE WHERE { ?s ?p ?o }", "DELETE is not allowed"),
        ("--param x=1", SEGMENTS, r"no variable \?x"),
        ("--at soon", "SELECT ?s { ?s dg:opened ?at }", "'soon' is no day"),
        ("--view pie", SEGMENTS, "invalid choice: 'pie'"),
        ("--view map", "SELECT ?s { ?s a dg:State }", "names no place and no segment"),
        ("--view graph", "SELECT ?s { ?s a dg:State }", "nothing in the result is joined"),
        ("a b", SEGMENTS, "parameters go to --param"),
        ("--timeout x", SEGMENTS, "invalid float value"),
    ],
)
def test_a_mistake_is_one_line(shell: Any, line: str, body: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        cell(shell, line, body)
    assert "\n" not in str(caught.value)


def test_a_mistake_stops_the_run_without_a_traceback(
    shell: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    done = shell.run_cell("%sparql leeders --store world")

    assert not done.success
    said = capsys.readouterr()
    assert (
        said.out + said.err
        == "UsageError: no query 'leeders'; did you mean leaders, leaders_met, leaders_state?\n"
    )


def test_a_query_that_runs_too_long_is_killed(shell: Any) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with pytest.raises(UsageError, match=r"stopped after 0\.3 s"):
        cell(shell, "--timeout 0.3", endless)


def test_an_empty_result_says_which_pattern_empties_it(
    shell: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(cell(shell, "", "SELECT ?s { ?s a dg:Sgment }")) == 0
    assert "hint: the pattern `?s a dg:Sgment` has no match" in capsys.readouterr().err


def test_a_line_runs_a_query_of_the_library(shell: Any) -> None:
    wanted = dg.query(shell.user_ns["world"], "leaders", at="2025-01-01")

    for line in ("leaders at=2025-01-01 --store world", "leaders --at 2025-01-01 --store world"):
        assert shell.run_line_magic("sparql", line) == wanted
        assert shell.run_line_magic("diplograph", f"query {line}") == wanted
    assert shell.run_line_magic("diplograph", "list") == dg.list_queries()
    with pytest.raises(UsageError, match="write %diplograph query"):
        shell.run_line_magic("diplograph", "quarry leaders")
    with pytest.raises(UsageError, match="nobody is no store"):
        shell.run_line_magic("sparql", "leaders --store nobody")


def test_a_result_shows_as_a_network_in_a_frame_of_its_own(shell: Any) -> None:
    body = "SELECT ?segment ?origin ?destination { ?segment a dg:Segment ; "
    body += "dg:origin ?origin ; dg:destination ?destination }"
    found = cell(shell, "--view graph", body)

    assert isinstance(found, View)
    assert len(found.picture.lines) == 16
    assert {line.kind for line in found.picture.lines} == {"origin", "destination"}
    page = found._repr_html_()
    assert page.startswith("<iframe ")
    assert "allow-same-origin" not in page


def test_a_result_shows_the_segments_that_it_names_on_the_map(shell: Any) -> None:
    body = "SELECT ?s { ?s a dg:Pipeline }"
    found = cell(shell, "--view map", body)

    assert {line.key for line in found.picture.lines} == {
        "segment/north-pipe",
        "segment/north-pipe-2",
    }
    assert len(found.picture.spots) == 3


def test_triples_of_things_are_edges_of_the_network(shell: Any) -> None:
    body = "CONSTRUCT { ?s dg:memberOf ?o ; rdfs:label ?l } { ?s dg:memberOf ?o ; rdfs:label ?l }"
    found = cell(shell, "--view graph", body)

    assert {line.kind for line in found.picture.lines} == {"memberOf"}


def test_the_store_is_an_rdflib_dataset_without_a_copy(example: Store) -> None:
    count = "SELECT (COUNT(?s) AS ?n) WHERE { ?s a <https://w3id.org/diplograph/ont#Segment> }"

    rows: Any = example.dataset.query(count)
    assert [int(row.n) for row in rows] == [8]
    adapter: Any = example.dataset.store
    assert adapter._store is example.engine


def test_an_answer_shows_its_notes_and_sources_escaped() -> None:
    rows = Table(["a"], [{"a": "<b>"}])
    page = Answer({}, rows, ["source/<i>"], ["1 < 2"])._repr_html_()

    assert "<td>&lt;b&gt;</td>" in page
    assert "<li>1 &lt; 2</li>" in page
    assert "<li>source/&lt;i&gt;</li>" in page


def test_a_long_table_is_cut_in_both_its_shapes() -> None:
    table = Table(["n"], [{"n": n} for n in range(1000)])

    assert table._repr_html_().count("<tr>") == 201
    assert "200 of 1000 rows shown" in table._repr_html_()
    assert shown(table).splitlines()[-2:] == ["19", "[1000 rows]"]


def test_a_store_shows_counts_and_no_path(built: Path) -> None:
    found = open_store(built)

    assert str(built) not in found._repr_html_() + shown(found)
    assert "<td>dg:Segment</td><td>8</td>" in found._repr_html_()


def test_an_answer_prints_notes_after_its_rows(example: Store) -> None:
    found = answers.dependence(example, "XAA", "XBB", commodity="oil-products")

    assert "sources: source/example-office" in shown(found)


def test_bound_needs_a_where_clause(example: Store) -> None:
    with pytest.raises(QueryError, match="no WHERE clause"):
        notebook.bound(example, "DESCRIBE ?x", {"x": "XAA"})
