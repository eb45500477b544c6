"""Codes of states in the lists of political science: Correlates of War, Gleditsch and Ward."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from pathlib import Path

from pyoxigraph import Literal, Quad

from diplograph.errors import SourceError
from diplograph.vocab import node, thing

COW, GW = thing("source/cow-states-2016"), thing("source/gw-states-2020")
COLUMNS = {
    "cow": (node("dg:cowCode"), COW),
    "cow_abbr": (node("dg:cowAbbreviation"), COW),
    "gw": (node("dg:gwCode"), GW),
}


def codes(path: Path, states: Collection[str]) -> Iterator[Quad]:
    """Yield the codes of `codes/states.csv`, as text, each in the graph of its list.

    Parameters
    ----------
    path
        The table; data without one has no codes.
    states
        ISO codes that the data has.

    Raises
    ------
    SourceError
        If the header is another, or a row names a state that the data lacks or that stands twice.
    """
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines, strict=True)
        rows = list(reader)
    if reader.fieldnames != ["state", *COLUMNS]:
        raise SourceError([f"{path.name}: the header must be state,{','.join(COLUMNS)}"])
    listed = [row["state"] for row in rows]
    faults = [
        f"{path.parent.name}/{path.name} row {number}, column state: {state!r} is no state of "
        "states.csv, or stands twice; give each state one row"
        for number, state in enumerate(listed, start=2)
        if state not in states or listed.count(state) > 1
    ]
    if faults:
        raise SourceError(faults)
    for row in rows:
        for name, (predicate, source) in COLUMNS.items():
            if row[name]:
                yield Quad(thing(row["state"]), predicate, Literal(row[name]), source)
