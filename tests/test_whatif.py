"""Scenarios: the shipped files, the invented world by hand, and the first case's numbers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import diplograph as dg
from diplograph.answers import whatif
from diplograph.answers.answer import Answer
from diplograph.cli import main
from diplograph.errors import NotFoundError, SourceError
from diplograph.files import PACKAGE
from diplograph.sources import scenarios
from diplograph.store import Store

NORTH = PACKAGE / "example" / "scenarios" / "north-closes.toml"


def numbers(found: Answer, measure: str) -> dict[str, tuple[Any, Any]]:
    return {
        row["subject"]: (row["baseline"], row["scenario"])
        for row in found.rows
        if row["measure"] == measure
    }


def test_the_invented_world_by_hand(example: Store) -> None:
    """North carries 6 and closes; the port of the south grows to 5, but its ferry carries 4."""
    found = whatif.scenario(example, NORTH)
    assert numbers(found, "served")["XAA"] == (9.0, 4.0)
    assert numbers(found, "lost")["XAA"] == (None, 6.0)
    assert numbers(found, "rerouted")["XAA"] == (None, 1.0)
    assert numbers(found, "unserved")["XAA"] == (None, 5.0)
    assert numbers(found, "transit_share")["XCC"] == (pytest.approx(100 / 3), 100.0)
    assert numbers(found, "max_flow")["place/well-delta→XEE"] == (13.0, 4.0)
    assert numbers(found, "supply_lost")["XAA"] == (None, 60.0)
    hhi = 0.75**2 + 0.25**2  # of the 40 % that are left, 30 and 10
    assert numbers(found, "supplier_hhi")["XAA"] == (0.46, pytest.approx(hhi))
    (served,) = [r for r in found.rows if r["measure"] == "served"]
    assert served["binding"] == ["segment/ferry-beta-gamma"]
    assert (served["scenario_low"], served["scenario_high"]) == (3.0, 4.0)


def test_who_gains_most_stands_first_among_the_transit_states(example: Store) -> None:
    found = whatif.scenario(example, NORTH)
    assert list(numbers(found, "transit_share")) == ["XCC", "XEE", "XBB"]


def test_every_assumption_is_named_with_the_answer(example: Store) -> None:
    found = whatif.scenario(example, NORTH)
    assert len(found.question["assumptions"]) == 3
    assert sum(note.startswith("assumed, not a fact: ") for note in found.notes) == 3


def test_a_scenario_against_itself_changes_nothing(example: Store) -> None:
    found = whatif.scenario(example, NORTH, against=NORTH)
    changes = {r["change"] for r in found.rows if r["change"] is not None}
    assert changes == {0.0}


def test_a_sweep_gives_a_row_for_each_number(example: Store) -> None:
    rows = [r for r in whatif.sweep(example, NORTH).rows if r["measure"] == "served"]
    assert [(r["parameter"], r["scenario"]) for r in rows] == [(3, 3.0), (4, 4.0), (5, 4.0)]


def test_what_is_assumed_is_in_a_graph_of_its_own_and_no_fact(example: Store) -> None:
    pattern = "?scenario dg:assumes ?a . ?a dg:changes ?thing"
    assert len(example.select(f"SELECT ?thing WHERE {{ {pattern} }}")) == 0
    inside = example.select(f"SELECT ?g ?thing WHERE {{ GRAPH ?g {{ {pattern} }} }}")
    assert len(inside) == 3
    assert {row["g"].rsplit("/", 2)[1] for row in inside} == {"assumptions"}


@pytest.mark.parametrize("name", scenarios.names())
def test_each_shipped_scenario_runs_and_says_something(store: Store, name: str) -> None:
    found = whatif.scenario(store, name)
    assert len(found.rows) > 0
    assert not any("unknown, not zero" in note for note in found.notes), found.notes


def test_if_russia_closes_transit_the_caspian_and_china_take_what_they_can(store: Store) -> None:
    """2025: 75.8 of 78.3 Mt cross Russia. Aktau takes 5.2 in all, Atyrau–Kenkiyak 6."""
    found = whatif.scenario(store, "russia-closes-transit")
    rows = {(r["measure"], r["subject"]): r for r in found.rows if r["commodity"] == "crude-oil"}
    assert rows["lost", "KAZ"]["scenario"] == pytest.approx(75.8)
    assert rows["route_volume", "route/kaz-oil-btc"]["scenario"] == pytest.approx(5.2)
    assert rows["route_volume", "route/kaz-oil-china"]["scenario"] == pytest.approx(6.0)
    assert rows["unserved", "KAZ"]["scenario"] == pytest.approx(75.8 - (5.2 - 1.5) - (6.0 - 1.0))
    assert set(rows["served", "KAZ"]["binding"]) >= {"place/aktau", "segment/atyrau-kenkiyak"}
    assert rows["transit_share", "RUS"]["scenario"] == 0.0


def test_sixty_days_without_cpc_are_sixty_days_of_its_volume(store: Store) -> None:
    found = whatif.scenario(store, "cpc-out-60-days")
    (lost,) = [r for r in found.rows if r["measure"] == "lost"]
    assert lost["scenario"] == pytest.approx(64.8 * 60 / 365)
    assert lost["unit"] == "Mt in 60 days"


def test_the_target_of_the_tokyo_initiative_is_unallocated_and_opens_nothing(store: Store) -> None:
    found = whatif.scenario(store, "tokyo-initiative")
    rows = {r["measure"]: r for r in found.rows if r["unit"] == "JPY"}
    rest = rows["target"]["scenario"] - rows.get("committed", {"scenario": 0.0})["scenario"]
    assert rows["unallocated"]["scenario"] == rest > 0
    (flow,) = [r for r in found.rows if r["measure"] == "max_flow"]
    assert flow["change"] == 0.0


FAULTS = {
    "unknown key": ('colour = "red"\n', "the file: unknown key 'colour'"),
    "no change": ("", r"no \[\[change\]\]; write at least one"),
    "unknown kind": (
        '[[change]]\nkind = "shut"\nwhat = ["RUS"]\nbecause = "x"\n',
        "change 1: kind 'shut' is unknown; write one of close, close-transit",
    ),
    "no number": (
        '[[change]]\nkind = "reduce"\nwhat = ["RUS"]\nbecause = "x"\n',
        "change 1: 'reduce' needs a number; add percent",
    ),
    "no unit": (
        '[[change]]\nkind = "raise"\nwhat = ["RUS"]\nbecause = "x"\nvalue = 3\n',
        "change 1: 'unit' is missing",
    ),
    "below zero": (
        '[[change]]\nkind = "reduce"\nwhat = ["RUS"]\nbecause = "x"\npercent = -3\n',
        "change 1: percent is below 0",
    ),
    "no reason": ('[[change]]\nkind = "close"\nwhat = ["RUS"]\n', "change 1: 'because' is missing"),
    "no list": ('[[change]]\nkind = "close"\nwhat = "RUS"\nbecause = "x"\n', "'what' is no list"),
    "no such change to sweep": (
        '[[change]]\nkind = "close"\nwhat = ["RUS"]\nbecause = "x"\n[sweep]\nchange = 2\n'
        "numbers = [1]\n",
        "sweep: no change 2",
    ),
    "no toml": ("[[change\n", r"faulty.toml: .*mend the TOML there"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_faulty_file_is_refused_with_place_and_cure(name: str, tmp_path: Path) -> None:
    more, message = FAULTS[name]
    path = tmp_path / "faulty.toml"
    head = 'label_en = "a"\nlabel_ja = "b"\nyear = 2024\n'
    about = '[[about]]\ncommodity = "crude-oil"\norigin = "XAA"\n'
    path.write_text(head + (more + about if "colour" in more else about + more), encoding="utf-8")
    with pytest.raises(SourceError, match=message):
        scenarios.read(path)


def test_an_unknown_name_has_near_ones() -> None:
    with pytest.raises(NotFoundError, match="did you mean cpc-out-60-days"):
        scenarios.read("cpc-out")


def test_what_the_graph_does_not_know_is_an_error(example: Store, tmp_path: Path) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(NORTH.read_text(encoding="utf-8").replace("north-pipe", "north-pip"), "utf-8")
    with pytest.raises(NotFoundError, match="north-pip"):
        whatif.scenario(example, path)


def test_a_segment_is_added_and_carries(example: Store, tmp_path: Path) -> None:
    """A pipe of 2 from the well to Eta, beside the south: 3 stay, and 2 of the lost 6 go by it."""
    path = tmp_path / "new.toml"
    path.write_text(
        'label_en = "a"\nlabel_ja = "b"\nyear = 2024\n'
        '[[about]]\ncommodity = "crude-oil"\norigin = "well-delta"\ndestination = "port-eta"\n'
        '[[change]]\nkind = "add"\nwhat = ["segment/new-pipe"]\nbecause = "x"\nmode = "pipeline"\n'
        'origin = "well-delta"\ndestination = "port-eta"\nstates = ["XAA", "XCC"]\n'
        'value = 2\nunit = "Mt/yr"\n',
        encoding="utf-8",
    )
    assert list(numbers(whatif.scenario(example, path), "max_flow").values()) == [(3.0, 5.0)]


def test_the_command_lists_runs_and_compares() -> None:
    run = CliRunner()
    listed = run.invoke(main, ["scenario"])
    assert "russia-closes-transit" in listed.stdout
    found = run.invoke(main, ["scenario", "cpc-out-60-days", "--format", "json"])
    assert json.loads(found.stdout)["question"]["scenario"] == "cpc-out-60-days"
    both = run.invoke(main, ["scenario", "cpc-out-60-days", "--against", "cpc-out-60-days"])
    assert both.exit_code == 0
    curve = run.invoke(main, ["scenario", "caspian-level", "--sweep", "--format", "csv"])
    assert "parameter" in curve.stdout.splitlines()[0]
    assert (
        run.invoke(main, ["scenario", "caspian-level", "--sweep", "--against", "x"]).exit_code == 2
    )
    assert run.invoke(main, ["scenario", "cpc-out-60-days", "--sweep"]).exit_code == 1


def test_the_store_is_only_read(example: Store) -> None:
    before = len(example)
    whatif.scenario(example, NORTH)
    assert len(example) == before
    assert len(dg.example()) == before
