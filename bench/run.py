"""Ratios and wall times in one run: `make bench`. Medians of five; no test depends on them."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pyoxigraph as ox

import diplograph as dg
from diplograph import answers, ingest, queries
from diplograph.store import Substitutions, serialize
from diplograph.vocab import PREFIXES

RUNS = 5
NAMED = ("leaders", "summit_facts", "memberships_matrix", "routes_volumes", "trade_turnover")
Row = tuple[str, float, str, str]


def median(call: Callable[[], object]) -> float:
    """Return the median seconds of a call over `RUNS` runs, after one that is not counted."""
    call()
    return statistics.median(seconds(call) for _ in range(RUNS))


def process(*words: str) -> Callable[[], object]:
    """Return a call that runs the command line as a user does."""
    command = [str(Path(sys.executable).with_name("diplograph")), *words]
    return lambda: subprocess.run(command, check=True, capture_output=True)


def named_against_engine(store: dg.Store) -> list[Row]:
    """Compare library queries with the same SPARQL and bindings on the bare engine."""
    rows = []
    for name in NAMED:
        found = queries.find_query(name)
        given = dict(pair.split("=", 1) for pair in found.example.split())
        rows.append((f"query {name} / bare engine", ratio(store, found, given), "×", "≤ 1.3"))
    return rows


def ratio(store: dg.Store, found: queries.Query, given: dict[str, str]) -> float:
    """Return the median of a library query through that of its text on the engine, in turn."""
    terms = queries.bind(store, found, given)
    bound: Substitutions = {ox.Variable(name): term for name, term in terms.items()}
    ours = partial(dg.query, store, found.name, **given)
    bare = partial(on_engine, store, found.text, bound)
    times = [(seconds(ours), seconds(bare)) for _ in range(20)]
    return statistics.median(a for a, _ in times) / statistics.median(b for _, b in times)


def seconds(call: Callable[[], object]) -> float:
    """Return the seconds that one call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def on_engine(store: dg.Store, text: str, bound: Substitutions) -> list[list[object]]:
    """Run a query on the engine alone and read every value of every row."""
    result = store.engine.query(text, prefixes=PREFIXES, substitutions=bound)
    assert isinstance(result, ox.QuerySolutions)
    return [[row[v] for v in result.variables] for row in result]


def parsing_against_rdflib(store: dg.Store) -> Row:
    """Compare loading the exported graph by the engine's parser with rdflib's."""
    from rdflib import Graph

    text = serialize(store.engine, "ntriples")
    engine = median(lambda: ox.Store().load(text, ox.RdfFormat.N_TRIPLES))
    start = time.perf_counter()
    Graph().parse(data=text, format="nt")
    return ("load by rdflib / by the engine", (time.perf_counter() - start) / engine, "×", "> 1")


def main() -> None:
    """Print one line per measurement: what, figure, unit, bar."""
    store = dg.load()
    with tempfile.TemporaryDirectory() as folder:
        building = median(lambda: ingest.build(to=Path(folder) / "store"))
    rows: list[Row] = [
        ("build of the shipped data", building, "s", "< 10"),
        ("diplograph --help", median(process("--help")), "s", "< 0.3"),
        ("diplograph query leaders", median(process("query", "leaders")), "s", "< 0.6"),
        (
            "diplograph compare KAZ crude-oil",
            median(process("compare", "KAZ", "-c", "crude-oil")),
            "s",
            "",
        ),
        (
            "compare, in process",
            median(lambda: answers.compare(store, "KAZ", commodity="crude-oil")),
            "s",
            "",
        ),
        parsing_against_rdflib(store),
        *named_against_engine(store),
    ]
    for what, figure, unit, bar in rows:
        print(f"{what:45} {figure:8.3f} {unit:2} {bar}")


if __name__ == "__main__":
    main()
