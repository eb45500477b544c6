"""What people type → things of the graph, with near matches where there is none."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from diplograph import lookup
from diplograph.errors import NotFoundError
from diplograph.store import Store
from diplograph.triples import TYPE
from diplograph.vocab import node, thing


@pytest.mark.parametrize(
    "name", ["KAZ", "kaz", "Kazakhstan", "kazakhstan", "カザフスタン", "Казахстан"]
)
def test_a_state_is_found_by_code_or_name_in_each_language(name: str, store: Store) -> None:
    assert lookup.state(store, name) == "KAZ"


def test_a_code_of_no_state_of_the_graph_is_not_found(example: Store) -> None:
    with pytest.raises(NotFoundError, match="no state 'ZZZ'"):
        lookup.state(example, "ZZZ")


def test_a_misspelt_state_names_what_is_near(store: Store) -> None:
    with pytest.raises(NotFoundError) as caught:
        lookup.state(store, "Kazakstan")
    assert caught.value.near[0] == "KAZ (kazakhstan)"
    assert str(caught.value).startswith("no state 'Kazakstan'; did you mean KAZ (kazakhstan)")


@pytest.mark.parametrize("name", ["crude-oil", "Crude oil", "crude OIL", "原油", "Сырая нефть"])
def test_a_commodity_is_found_by_slug_or_name(name: str, example: Store) -> None:
    assert lookup.commodity(example, name) == "crude-oil"


def test_an_unknown_commodity_lists_all(example: Store) -> None:
    with pytest.raises(NotFoundError) as caught:
        lookup.commodity(example, "moon cheese")
    assert caught.value.near == ["containers", "crude-oil", "freight", "oil-products", "total"]


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("XAA", "XAA"),
        ("place/port-beta", "place/port-beta"),
        ("port-beta", "place/port-beta"),
        ("Port Beta", "place/port-beta"),
        ("ベータ港", "place/port-beta"),
        ("https://w3id.org/diplograph/id/place/port-beta", "place/port-beta"),
    ],
)
def test_a_thing_is_found_by_reference_slug_iri_or_label(
    text: str, reference: str, example: Store
) -> None:
    assert lookup.reference(example, text) == thing(reference)


@pytest.mark.parametrize(
    "text", ["", " ", "no such thing", "http://a b", "https://", '"><script>', "place/\x00", "}{"]
)
def test_what_can_be_no_reference_is_not_found(text: str, example: Store) -> None:
    with pytest.raises(NotFoundError):
        lookup.reference(example, text)


def test_an_ambiguous_slug_names_its_things() -> None:
    store = Store(ox.Store())
    for kind in ("place", "route"):
        store.engine.add(ox.Quad(thing(f"{kind}/north"), TYPE, node("dg:Thing")))
    with pytest.raises(NotFoundError) as caught:
        lookup.reference(store, "north")
    assert caught.value.near == ["place/north", "route/north"]


def test_existence_counts_as_subject_only(example: Store) -> None:
    assert lookup.exists(example, thing("XAA"))
    assert not lookup.exists(example, thing("XZZ"))


@pytest.mark.parametrize(
    ("language", "label"), [("en", "Port Beta"), ("ja", "ベータ港"), ("ru", "Port Beta")]
)
def test_a_label_falls_back_to_english(language: str, label: str, example: Store) -> None:
    assert lookup.label(example, thing("place/port-beta").value, language) == label


def test_a_thing_without_a_label_is_its_reference(example: Store) -> None:
    assert lookup.label(example, thing("place/nowhere").value) == "place/nowhere"
