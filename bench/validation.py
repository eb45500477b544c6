"""What a check costs, here and at a million statements: `python bench/validation.py`.

The large graph holds the shipped one again and again under new ids, so that every shape and check
query has that many times more to look at. Each measurement runs in a process of its own, whose peak
of memory is that of the part alone; a part that takes longer than `BOUND` is stopped and told so.
"""

from __future__ import annotations

import json
import re
import string
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pyoxigraph as ox

import diplograph as dg
from diplograph import checks, ingest
from diplograph.vocab import ID, ONT

LEAST = 1_000_000
BOUND = 600  # seconds
PARTS = ("load", "shapes", "queries", "check")
NAMES = {"http://www.w3.org/2000/01/rdf-schema#label", f"{ONT}text"}


def replicated(store: dg.Store, times: int) -> dg.Store:
    """Return a store that holds the facts of another several times, each time under new ids."""
    quads: list[Any] = list(store.engine)
    engine = ox.Store()
    engine.bulk_extend(quads)
    codes = _codes(quads)
    for copy in range(2, times + 1):
        engine.bulk_extend(_renamed(quads, copy, codes))
    return dg.Store(engine)


def _codes(quads: list[Any]) -> Iterator[str]:
    """Yield codes of three letters that no state has."""
    taken = {q.object.value for q in quads if q.predicate.value == f"{ONT}iso3"}
    every = ("".join(letters) for letters in product(string.ascii_uppercase, repeat=3))
    return (code for code in every if code not in taken)


def _renamed(quads: list[Any], copy: int, codes: Iterator[str]) -> Iterator[ox.Quad]:
    """Yield the statements about things again, about other things of other names."""

    @cache
    def code(_: str) -> str:
        return next(codes)

    @cache
    def term(value: Any) -> Any:
        if isinstance(value, ox.NamedNode) and value.value.startswith(str(ID)):
            kind, _, slug = value.value.removeprefix(str(ID)).partition("/")
            slug = code(slug) if kind == "state" else f"{slug}-copy-{copy}"
            return ox.NamedNode(f"{ID}{kind}/{slug}")
        return value

    for quad in quads:
        if not quad.subject.value.startswith(str(ID)):
            continue
        value = term(quad.object)
        if quad.predicate.value in NAMES:
            value = ox.Literal(f"{value.value} ({copy})", language=value.language)
        elif quad.predicate.value == f"{ONT}iso3":
            value = ox.Literal(code(value.value))
        yield ox.Quad(term(quad.subject), quad.predicate, value, term(quad.graph_name))


def part(name: str, store: dg.Store) -> Callable[[], int]:
    """Return a call that does one part of a check and counts what it finds."""
    return {
        "load": lambda: 0,
        "shapes": lambda: len(checks._meet(store)[0]),
        "queries": lambda: len(list(checks._by_queries(store))),
        "check": lambda: len(dg.check(store).rows),
    }[name]


def measure(name: str, path: Path) -> dict[str, float]:
    """Do one part on a store on disk; return its seconds of one core, findings, peak in MB."""
    store = dg.load(path)
    call = part(name, store)
    start = time.process_time()
    found = call()
    taken = time.process_time() - start
    return {"seconds": taken, "found": found, "peak": _peak()}


def _peak() -> float:
    """Return the most memory that this process held, in MB; getrusage tells the parent's too."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(re.findall(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)[0]) / 1024


def apart(name: str, path: Path) -> dict[str, float] | None:
    """Measure in a process of its own; None if it takes longer than the bound."""
    command = [sys.executable, __file__, name, str(path)]
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=BOUND)
    except subprocess.TimeoutExpired:
        return None
    return dict(json.loads(done.stdout))


def main() -> None:
    """Print one line a part: seconds and memory of both graphs, and the ratio a statement."""
    store = dg.load()
    size = sum(1 for _ in store.engine.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    times = -(-LEAST // size)
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "small", Path(folder) / "large"
        ingest.save(store, small, version="small")
        many = len(ingest.save(replicated(store, times), large, version="large"))
        print(f"{size} and {many} statements ({times} times)")
        for name in PARTS:
            rows = [apart(name, path) for path in (small, large)]
            print(f"{name:8}", *(_told(row) for row in rows), _ratio(rows, many / size), sep="   ")


def _told(row: dict[str, float] | None) -> str:
    if row is None:
        return f"stopped after {BOUND} s"
    return f"{row['seconds']:7.2f} s {row['peak']:6.0f} MB {row['found']:4.0f} findings"


def _ratio(rows: list[dict[str, float] | None], growth: float) -> str:
    small, large = rows
    if small is None or large is None or small["seconds"] < 0.01:
        return ""
    return f"x {large['seconds'] / small['seconds'] / growth:.2f} a statement"


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
    else:
        main()
