"""From a number to its sources: show, explain, cite."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from diplograph.errors import NotFoundError
from diplograph.provenance import cite, explain, show, sources, sources_of
from diplograph.queries import query
from diplograph.store import Store
from diplograph.vocab import short

FIGURE = "figure/north.XAA.world.crude-oil.quantity.Mt.2024.XAA.actual.example-office"


def test_a_thing_is_shown_in_both_directions_with_who_says_so(example: Store) -> None:
    rows = [
        (r["direction"], short(r["property"]), short(str(r["value"])), short(r["source"]))
        for r in show(example, "Port Beta")
    ]
    assert ("→", "dg:inTerritory", "XAA", "source/example-office") in rows
    assert ("→", "rdfs:label", "Port Beta", "graph/editorial") in rows
    assert ("←", "dg:origin", "segment/ferry-beta-gamma", "source/example-office") in rows


def test_a_figure_is_explained_by_itself(example: Store) -> None:
    (row,) = explain(example, FIGURE)
    assert (row["value"], row["unit"], row["locator"], row["licence"]) == (
        6,
        "Mt",
        "page 1",
        "CC0-1.0",
    )
    assert (short(row["source"]), row["publisher"], row["url"]) == (
        "source/example-office", "Office of an Invented World", "https://example.org/yearbook",
    )  # fmt: skip


def test_a_thing_is_explained_by_every_fact_about_it(example: Store) -> None:
    facts = {short(f).split("/")[0] for f in explain(example, "place/port-beta").column("fact")}
    assert facts == {"place", "figure", "segment"}


def test_no_fact_is_listed_twice_for_one_source(example: Store) -> None:
    rows = [(r["fact"], r["source"]) for r in explain(example, "XAA")]
    assert len(rows) == len(set(rows)) > 10


def test_all_sources_are_listed_with_their_licence(example: Store) -> None:
    rows = [(short(r["source"]), r["licence"]) for r in sources(example)]
    assert rows == [("source/example-office", "CC0-1.0"), ("source/example-press", None)]


def test_a_source_and_its_facts_say_when_they_were_compared_a_second_time(example: Store) -> None:
    again = date(2025, 2, 1)
    assert [r["checked"] for r in sources(example)] == [again, None]
    assert [r["checked"] for r in explain(example, FIGURE)] == [again]
    figures = query(example, "sources_checked").rows[0]
    assert (figures["kind"], figures["facts"]) == ("figure", 15)
    assert (figures["checked"], figures["percent"]) == (14, Decimal("93.3"))  # one is the gazette's


def test_a_source_cites_itself_as_bibtex(example: Store) -> None:
    assert cite(example, "example-office") == (
        "@misc{example-office,\n"
        "  title = {{Yearbook of an invented world}},\n"
        "  author = {{Office of an Invented World}},\n"
        "  year = {2025},\n"
        "  url = {https://example.org/yearbook},\n"
        "  urldate = {2025-01-01},\n"
        "}\n"
    )


def test_a_figure_cites_its_source_and_a_thing_all_of_its(example: Store) -> None:
    assert cite(example, FIGURE) == cite(example, "example-office")
    assert cite(example, "XEE").count("@misc{") == 2


def test_csl_is_json_with_dates_in_parts(example: Store) -> None:
    (entry,) = json.loads(cite(example, "example-press", style="csl"))
    assert entry == {
        "id": "example-press", "type": "webpage", "title": "News of an invented world",
        "publisher": "Invented Gazette", "URL": "https://example.org/gazette",
        "issued": {"date-parts": [[2025, 1, 2]]}, "accessed": {"date-parts": [[2025, 1, 2]]},
    }  # fmt: skip


def test_signs_that_latex_reads_are_escaped() -> None:
    from diplograph.provenance import _latex

    assert _latex("50 % of A&B_{x} #1 $") == r"50 \% of A\&B\_\{x\} \#1 \$"


def test_an_unknown_style_is_a_value_error(example: Store) -> None:
    with pytest.raises(ValueError, match="bibtex or csl"):
        cite(example, "example-office", style="apa")


@pytest.mark.parametrize("function", [show, explain, cite])
def test_what_the_graph_does_not_know_is_not_found(function: object, example: Store) -> None:
    with pytest.raises(NotFoundError):
        function(example, "place/atlantis")  # type: ignore[operator]


def test_the_sources_of_facts_are_sorted_references(example: Store) -> None:
    assert sources_of(example, [FIGURE, "figure/none"]) == ["source/example-office"]
    assert sources_of(example, []) == []
