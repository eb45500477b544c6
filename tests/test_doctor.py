"""What the doctor says of queries that give nothing, and how it cuts them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from diplograph import clauses, cli, doctor, queries
from diplograph.files import folder
from diplograph.store import Store, open_store

Ask = Callable[[str], list[str]]
LIBRARY = sorted(folder("queries").rglob("*.rq"))


@pytest.fixture
def ask(example: Store) -> Ask:
    """Return what the doctor says of a query on the invented world, without a process for each."""
    return lambda text: doctor.reasons(example, text, lambda q: len(example.select(q)) > 0)


def test_a_pattern_without_any_match_is_named_with_a_near_term(ask: Ask) -> None:
    assert ask("SELECT ?s WHERE { ?s a dg:Agreement ; dg:signd ?day . ?s rdfs:label ?l }") == [
        "the pattern `?s dg:signd ?day` has no match in this store",
        "unknown term dg:signd; near: dg:signed, dg:said",
    ]


def test_the_first_filter_that_leaves_nothing_is_named_wherever_it_stands(ask: Ask) -> None:
    found = ask("SELECT ?s { FILTER(?km > 9000) ?s a dg:Segment . ?s dg:lengthKm ?km }")

    assert found == ["2 patterns match; `FILTER(?km > 9000)` leaves nothing of them"]


def test_patterns_that_match_only_apart_are_told_from_those_that_never_match(ask: Ask) -> None:
    assert ask("SELECT ?s { ?s a dg:Segment , dg:Person }") == [
        "1 pattern matches, but nothing of them also matches `?s a dg:Person`"
    ]


def test_a_text_without_its_language_is_explained(ask: Ask) -> None:
    assert ask('SELECT ?s { ?s rdfs:label "Crude oil" }')[1] == (
        'the text is there with a language or a type: write "Crude oil"@en, or use STR()'
    )


def test_each_branch_of_a_union_and_the_inside_of_a_graph_are_looked_at(ask: Ask) -> None:
    assert ask("SELECT ?s { { ?s dg:signed 5 } UNION { ?s dg:lengthKm 'x' } }")[1:] == [
        "the pattern `?s dg:signed 5` has no match in this store",
        "the pattern `?s dg:lengthKm 'x'` has no match in this store",
    ]
    assert ask("SELECT ?s { GRAPH ?g { ?s a dg:Segment ; dg:signed ?day } }")[1] == (
        "1 pattern matches, but nothing of them also matches `?s dg:signed ?day`"
    )


def test_what_follows_the_patterns_is_blamed_only_if_they_all_match(ask: Ask) -> None:
    assert ask("SELECT ?s { ?s a dg:Segment } LIMIT 0") == [
        "all patterns match; what follows them (HAVING, LIMIT, OFFSET) leaves nothing"
    ]


def test_an_unknown_thing_is_named_with_near_ones(ask: Ask) -> None:
    found = ask("SELECT ?p { <https://w3id.org/diplograph/id/state/XAAA> ?p ?o }")

    assert found[1].startswith("unknown term XAAA; near: XAA")


def test_no_reason_is_made_up_for_what_is_no_query(ask: Ask) -> None:
    assert ask("not SPARQL at all") == ask("SELECT ?s WHERE { ?s a ") == []


def test_terms_in_comments_and_texts_do_not_count(example: Store) -> None:
    text = 'SELECT ?s { ?s rdfs:label "dg:nothing" } # dg:nowhere'

    assert doctor.strange_terms(example, text) == []


def test_a_free_query_is_judged_in_a_process_of_its_own(built: Path) -> None:
    found = doctor.diagnose(open_store(built), "SELECT ?s { ?s a dg:Sgment }")

    assert found == [
        "the pattern `?s a dg:Sgment` has no match in this store",
        "unknown term dg:Sgment; near: dg:Segment, dg:segment, dg:hasSegment",
    ]


def test_the_command_tells_why_on_stderr_and_keeps_stdout_clean(built: Path) -> None:
    words = ["--store", str(built), "query", "leaders", "--at", "1900-01-01", "--format", "csv"]
    done = CliRunner().invoke(cli.main, words)

    assert done.exit_code == 0
    assert "hint: 11 patterns match; `FILTER(?start_day <= ?at" in done.stderr
    assert done.stdout.count("\n") == 1


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_every_growing_part_of_a_query_of_the_library_parses(path: Path) -> None:
    found = clauses.cut(queries.read_query(path).text if path.parent.name == "queries" else
                        path.read_text(encoding="utf-8"))  # fmt: skip
    empty = Store(ox.Store())

    assert found.pieces
    for size in range(1, len(found.pieces) + 1):
        empty.run(found.query(found.pieces[:size]), {})


@pytest.mark.parametrize("name", ["leaders", "routes_steps", "segments_state", "routes_volumes"])
def test_all_pieces_together_match_if_and_only_if_the_query_has_rows(
    example: Store, name: str
) -> None:
    found = queries.find_query(name)
    given = {"state": "XAA", "route": "route/south", "at": "2024-06-30", "year": 2024}
    terms = queries.bind(example, found, {k: v for k, v in given.items() if k in found.params})
    cut = clauses.cut(found.text)
    columns = " ".join(f"?{parameter}" for parameter in terms)

    rows = example.select(cut.query(cut.pieces, columns=columns), **terms)
    assert bool(rows) == bool(example.select(found.text, **terms))
