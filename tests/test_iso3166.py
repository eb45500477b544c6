"""Names of states come from the Unicode CLDR and ISO 3166-1, each in a graph of its own."""

from __future__ import annotations

from pyoxigraph import Literal

from diplograph.sources.iso3166 import CLDR, ISO, names
from diplograph.triples import LABEL
from diplograph.vocab import node, thing


def label(code: str, language: str) -> list[str]:
    found = [q.object for q in names([code]) if q.predicate == LABEL]
    return [o.value for o in found if isinstance(o, Literal) and o.language == language]


def test_a_state_has_its_short_name_in_three_languages() -> None:
    """The Unicode CLDR's own names: Unicode CLDR, territories KZ."""
    assert label("KAZ", "en") == ["Kazakhstan"]
    assert label("KAZ", "ja") == ["カザフスタン"]
    assert label("KAZ", "ru") == ["Казахстан"]


def test_the_iso_name_and_alpha_2_code_are_iso_s() -> None:
    quads = {(q.predicate, q.object) for q in names(["KAZ"]) if q.graph_name == ISO}
    assert quads == {
        (node("dg:isoName"), Literal("Kazakhstan")),
        (node("dg:iso2"), Literal("KZ")),
    }


def test_labels_are_stated_in_the_graph_of_the_cldr() -> None:
    assert {q.graph_name for q in names(["JPN"]) if q.predicate == LABEL} == {CLDR}


def test_a_code_that_iso_does_not_assign_is_its_own_label() -> None:
    assert label("XAA", "en") == ["XAA"]
    assert {q.graph_name for q in names(["XAA"])} == {ISO}


def test_every_statement_is_about_the_state_asked_for() -> None:
    assert {q.subject for q in names(["KAZ", "UZB"])} == {thing("KAZ"), thing("UZB")}


def test_no_code_gives_no_statement() -> None:
    assert list(names([])) == []
