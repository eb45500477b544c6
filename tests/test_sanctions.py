"""Sanctions as dated relations: whom they touch, and exceptions from them."""

from __future__ import annotations

import diplograph as dg
from diplograph.store import Store


def test_the_pipeline_of_the_consortium_has_exceptions_on_both_sides(store: Store) -> None:
    rows = dg.query(store, "sanctions_on", thing="segment/cpc").rows
    assert {r["restriction_label"] for r in rows if r["target"].endswith("segment/cpc")} == {
        "exception"
    }
    assert {"United States", "European Union"} <= {r["imposer_label"] for r in rows}


def test_an_owner_s_sanction_is_found_from_what_it_owns(store: Store) -> None:
    owned = store.select(
        "SELECT ?asset WHERE { ?s a dg:Sanction ; dg:target ?who . ?o a dg:Ownership ;"
        " dg:owner ?who ; dg:asset ?asset } ORDER BY ?asset LIMIT 1"
    )
    for row in owned:
        found = dg.query(store, "sanctions_on", thing=row["asset"]).rows
        assert any(r["target"] != row["asset"] for r in found)
    assert len(owned) == 1


def test_every_sanction_names_its_imposer_target_and_restriction(store: Store) -> None:
    count = store.select("SELECT (COUNT(?s) AS ?n) WHERE { ?s a dg:Sanction }").rows[0]["n"]
    whole = store.select(
        "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a dg:Sanction ; dg:imposer ?i ;"
        " dg:target ?t ; dg:restriction ?r ; dg:source ?source }"
    ).rows[0]["n"]
    assert count == whole >= 15
