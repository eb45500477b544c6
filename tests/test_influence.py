"""Influence by chains of dependences, with the facts behind each hop."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import diplograph as dg
from diplograph import provenance
from diplograph.answers import influence
from diplograph.answers.answer import evidence
from diplograph.answers.influence import ties
from diplograph.cli import main
from diplograph.errors import NotFoundError
from diplograph.store import Store


def test_the_invented_world_by_hand(example: Store) -> None:
    """XBB sells XAA 60 % of its oil products, and 60 % of its crude oil crosses XBB."""
    found = influence(example, "XBB", over="XAA", hops=1)
    said = [(r["by"], r["value"]) for r in found.rows if r["measure"] == "path"]
    assert (["import of oil-products 60 %"], 60.0) in said
    assert (["transit of crude-oil 60 %"], 60.0) in said
    ranks = [r["value"] for r in found.rows if r["measure"] == "pagerank"]
    assert len(ranks) == 4
    assert all(0 < value <= 100 for value in ranks)


def test_every_hop_leads_to_facts_and_sources(example: Store) -> None:
    for row in influence(example, "XBB", over="XAA").rows:
        if row["measure"] == "path":
            assert row["sources"] == provenance.sources_of(example, row["facts"])
            assert row["facts"]
            assert row["sources"]


def test_a_chain_is_as_strong_as_its_weakest_hop(store: Store) -> None:
    for row in influence(store, "RUS", over="TJK").rows:
        if row["measure"] == "path":
            shares = [float(tie.split()[-2]) for tie in row["by"]]
            assert row["value"] == pytest.approx(min(min(shares), 100.0), rel=0.01)
            assert row["hops"][0] == "RUS"
            assert row["hops"][-1] == "TJK"
            assert len(row["hops"]) <= 4


def test_russia_has_transit_and_fuel_over_the_five(store: Store) -> None:
    best = {r["over"]: r for r in influence(store, "RUS", hops=1).rows}
    assert best["KAZ"]["by"] == ["transit of crude-oil 96.3 %"]
    assert best["KGZ"]["value"] > 80
    assert best["TJK"]["by"] == ["import of oil-products 63.3 %"]


def test_a_year_keeps_figures_of_that_year_only(store: Store) -> None:
    years = {tie.year for tie in ties(evidence(store), 2023)}
    assert years == {2023}


def test_a_newer_year_that_knows_few_partners_hides_no_other(world: Path) -> None:
    """XBB sold 60 % in 2024; of 2025 only XCC is known; XDD's share of 2020 is too old."""
    with (world / "flows.csv").open("a", encoding="utf-8") as file:
        for partner, year in (("XCC", 2025), ("XDD", 2020)):
            file.write(
                f"{partner},XAA,oil-products,import_share,5,,,percent,{year},{year},XAA,actual,"
                "example-office,page 1,2026-01-15,official,\n"
            )
    of_fuel = [t for t in ties(evidence(dg.build(world))) if t.kind == "import of oil-products"]
    years = {tie.on: tie.year for tie in of_fuel if len(tie.on) == 3}
    assert years == {"XBB": 2024, "XCC": 2025}


def test_what_no_figure_tells_is_no_data_and_not_zero(example: Store) -> None:
    found = influence(example, "XDD", over="XAA")
    assert len(found.rows) == 0
    assert "no data, not zero" in found.notes[0]


def test_faults_are_refused(example: Store) -> None:
    with pytest.raises(NotFoundError):
        influence(example, "Atlantis")
    with pytest.raises(ValueError, match="hops"):
        influence(example, "XBB", hops=9)


def test_the_command_ranks() -> None:
    done = CliRunner().invoke(main, ["influence", "CHN", "--hops", "1"])
    assert done.exit_code == 0
    assert "Turkmenistan" in done.stdout
    assert "an order, not a share" in done.stderr
