"""What a passage hangs on, and who controls it."""

from __future__ import annotations

from datetime import date

import pytest
from click.testing import CliRunner

from diplograph.answers import chokepoints
from diplograph.cli import main
from diplograph.errors import NotFoundError
from diplograph.store import Store


def test_the_invented_world_by_hand(example: Store) -> None:
    """North lets 10 pass and the port of the south 3: 13 in all."""
    found = chokepoints(example, "well-delta", "XEE", commodity="crude-oil")
    losses = {r["things"][0]: (r["left"], r["lost"]) for r in found.rows if r["measure"] == "loss"}
    assert losses["segment/north-pipe"] == (3.0, 10.0)
    assert losses["XBB"] == (3.0, 10.0)
    assert losses["place/port-beta"] == (10.0, 3.0)
    assert "XAA" not in losses
    (cut,) = [r["things"] for r in found.rows if r["measure"] == "minimum_cut"]
    assert cut == ["place/port-beta", "segment/north-pipe"]


def test_who_controls_a_thing_is_told(example: Store) -> None:
    found = chokepoints(example, "well-delta", "XEE", commodity="crude-oil", k=1)
    (row,) = [
        r for r in found.rows if r["measure"] == "loss" and "segment/north-pipe" in r["things"]
    ]
    assert row["states"] == ["XAA", "XBB"]
    assert row["operators"] == ["Pipe Company"] or row["operators"]
    assert row["sources"] == ["source/example-office"]


def test_where_nothing_can_pass_there_is_a_note_and_no_row(example: Store) -> None:
    found = chokepoints(example, "well-delta", "XEE", commodity="crude-oil", without=["XAA"])
    assert len(found.rows) == 0
    assert found.notes == ["no way is open: nothing binds that could be named"]


def test_faults_are_refused(example: Store) -> None:
    with pytest.raises(ValueError, match="k must be 1, 2 or 3"):
        chokepoints(example, "well-delta", "XEE", commodity="crude-oil", k=4)
    with pytest.raises(NotFoundError):
        chokepoints(example, "well-omega", "XEE", commodity="crude-oil")


def test_the_caspian_way_hangs_on_azerbaijan_and_the_port_of_baku(store: Store) -> None:
    found = chokepoints(store, "xian", "poti", without=["RUS", "IRN"], at=date(2025, 12, 31))
    all_lost = {r["things"][0] for r in found.rows if r["left"] == 0 and len(r["things"]) == 1}
    assert {"AZE", "KAZ", "place/baku-alat"} <= all_lost
    (row,) = [r for r in found.rows if r["things"] == ["place/baku-alat"] and r["kind"] == "places"]
    assert row["states"] == ["AZE"]
    assert row["owners"]


def test_the_command_runs() -> None:
    asked = ["chokepoints", "KAZ", "ceyhan", "-c", "crude-oil", "-k", "1", "--at", "2025-12-31"]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0
    assert "Azerbaijan" in done.stdout
    assert "note: " in done.stderr
