"""What if, on networks small enough to work out by hand."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplograph.analysis.scenarios import Carrier, Change, apply, reallocate
from diplograph.analysis.uncertainty import Band


def small() -> nx.MultiDiGraph:
    net = nx.MultiDiGraph()
    bounds = {"capacity": 10.0, "capacity_low": 8.0, "capacity_high": 12.0}
    net.add_node("port", state="AAA", **dict.fromkeys(bounds, 4.0))
    net.add_edge("well", "port", "pipe", states=("AAA",), **bounds)
    net.add_edge("port", "market", "ship", states=(), **dict.fromkeys(bounds))
    return net


def test_what_is_closed_is_gone_and_the_given_network_is_whole() -> None:
    net = small()
    assert list(apply(net, [Change("close", frozenset(["pipe"]))]).edges(keys=True)) == [
        ("port", "market", "ship")
    ]
    assert net.number_of_edges() == 2


@pytest.mark.parametrize(
    ("kind", "band", "expected"),
    [
        ("reduce", Band(0.5, 0.25, 0.75), (5.0, 2.0, 9.0)),
        ("capacity", Band(7.0, 6.0, 8.0), (7.0, 6.0, 8.0)),
        ("raise", Band(11.0, 11.0, 11.0), (11.0, 11.0, 12.0)),
    ],
)
def test_a_capacity_changes_with_its_bounds(
    kind: str, band: Band, expected: tuple[float, ...]
) -> None:
    changed = apply(small(), [Change(kind, frozenset(["pipe"]), band)])
    data = changed.edges["well", "port", "pipe"]
    assert (data["capacity"], data["capacity_low"], data["capacity_high"]) == expected


def test_a_capacity_that_nobody_published_stays_unknown_unless_it_is_set() -> None:
    half, new = Band(0.5, 0.5, 0.5), Band(3.0, 3.0, 3.0)
    for kind in ("reduce", "raise"):
        changed = apply(small(), [Change(kind, frozenset(["ship"]), half)])
        assert changed.edges["port", "market", "ship"]["capacity"] is None
    changed = apply(small(), [Change("capacity", frozenset(["ship"]), new)])
    assert changed.edges["port", "market", "ship"]["capacity"] == 3.0


@pytest.mark.parametrize("change", [Change("burn", frozenset()), Change("reduce", frozenset())])
def test_an_unknown_kind_or_a_missing_number_is_refused(change: Change) -> None:
    with pytest.raises(ValueError, match="a change must"):
        apply(small(), [change])


def test_a_lost_flow_fills_what_is_spare_elsewhere_and_the_rest_is_unserved() -> None:
    """North 6 is lost; south may take 5 − 3 = 2; 4 find no way."""
    found = reallocate(
        [
            Carrier("north", ("pipe",), 6.0, is_open=False),
            Carrier("south", ("port",), 3.0, is_open=True),
        ],
        {"port": 5.0},
    )
    assert found.kept == {"north": 0.0, "south": 3.0}
    assert found.taken == {"south": 2.0}
    assert found.unserved == 4.0
    assert found.binding == ("port",)


def test_what_others_send_leaves_less_to_spare() -> None:
    routes = [Carrier("a", ("x",), 5.0, is_open=False), Carrier("b", ("y",), 0.0, is_open=True)]
    assert reallocate(routes, {"y": 4.0}, {"y": 3.0}).taken == {"b": 1.0}


def test_of_two_ways_with_room_the_shorter_is_taken_first() -> None:
    routes = [
        Carrier("lost", ("x",), 3.0, is_open=False),
        Carrier("long", ("y",), 0.0, is_open=True, km=900.0),
        Carrier("short", ("z",), 0.0, is_open=True, km=100.0),
    ]
    assert reallocate(routes, {"y": 5.0, "z": 2.0}).taken == {"short": 2.0, "long": 1.0}


def test_two_routes_share_the_room_of_a_part_that_both_use() -> None:
    routes = [
        Carrier("lost", ("x",), 9.0, is_open=False),
        Carrier("a", ("port", "p"), 1.0, is_open=True),
        Carrier("b", ("port", "q"), 1.0, is_open=True),
    ]
    found = reallocate(routes, {"port": 5.0, "p": 9.0, "q": 9.0})
    assert sum(found.taken.values()) == pytest.approx(3.0)


@pytest.mark.parametrize(("unknown", "taken"), [("free", 0.0), ("shut", 0.0), ("open", 6.0)])
def test_a_route_without_any_published_capacity(unknown: str, taken: float) -> None:
    routes = [Carrier("n", ("p",), 6.0, is_open=False), Carrier("s", ("q",), 3.0, is_open=True)]
    assert sum(reallocate(routes, {}, unknown=unknown).taken.values()) == taken


@pytest.mark.parametrize(("unknown", "taken"), [("free", 2.0), ("shut", 0.0), ("open", 2.0)])
def test_a_route_with_one_known_part_and_one_unknown(unknown: str, taken: float) -> None:
    routes = [Carrier("n", ("p",), 6.0, is_open=False), Carrier("s", ("q", "r"), 3.0, is_open=True)]
    assert sum(reallocate(routes, {"q": 5.0}, unknown=unknown).taken.values()) == taken


def test_a_word_that_is_none_of_the_three_is_refused() -> None:
    with pytest.raises(ValueError, match="free, shut or open"):
        reallocate([], {}, unknown="maybe")


volumes = st.lists(st.integers(0, 9).map(float), min_size=1, max_size=5)


@given(volumes, st.lists(st.booleans(), min_size=5, max_size=5), st.integers(0, 9).map(float))
def test_nothing_is_made_and_nothing_exceeds_the_capacity(
    sizes: list[float], states: list[bool], room: float
) -> None:
    routes = [
        Carrier(str(i), ("port",), v, is_open=o)
        for i, (v, o) in enumerate(zip(sizes, states, strict=False))
    ]
    found = reallocate(routes, {"port": room})
    served = sum(found.kept.values()) + sum(found.taken.values())
    assert served <= room + 1e-6
    assert served + found.unserved == pytest.approx(sum(sizes))
    opened = [r for r in routes if r.is_open]
    best = min(room, sum(sizes)) if opened else 0.0
    assert served == pytest.approx(best)
