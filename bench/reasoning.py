"""What reasoning costs, and what it costs against others: `python bench/reasoning.py`."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox

import diplograph as dg
from diplograph.reasoning import hermit, infer
from diplograph.reasoning.axioms import Axioms
from diplograph.reasoning.closures import closures
from diplograph.reasoning.facts import Statement, facts_of, schema
from diplograph.reasoning.module import module
from diplograph.reasoning.rules import entail
from diplograph.reasoning.selection import relevant

Row = tuple[str, float, str, str]


def seconds(call: Callable[[], object], runs: int = 3) -> float:
    """Return the least wall time of some runs: the others were disturbed."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def by_reasonable(statements: list[Statement]) -> float:
    """Return the seconds that the Rust reasoner takes to read the same statements and reason."""
    import reasonable

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.ttl"
        triples = [ox.Triple(*statement) for statement in statements]  # type: ignore[arg-type]
        path.write_bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")

        def run() -> None:
            engine = reasonable.PyReasoner()
            engine.load_file(str(path))
            engine.reason()

        return seconds(run)


def main() -> None:
    """Print one line per measurement: what, figure, unit, bar."""
    store = dg.load()
    ontology = schema()
    axioms = Axioms(ontology)
    given = list(facts_of(store, ontology))
    rules = seconds(lambda: entail(facts_of(store, ontology), axioms))
    facts = facts_of(store, ontology)
    entail(facts, axioms)
    part, _ = module(facts, axioms, closures(store, facts))
    small = [*relevant(axioms, part), *part]
    judged = seconds(lambda: hermit.classify(small), 1)
    whole = seconds(lambda: infer(store, classify=False))
    rust = by_reasonable([*ontology, *given])
    rows: list[Row] = [
        ("infer, whole graph, no HermiT", whole, "s", "< 5"),
        (f"rules on {len(given)} statements", rules, "s", ""),
        ("reasonable / rules, same statements", rust / rules, "×", ""),
        ("HermiT, schema alone", seconds(lambda: hermit.classify(ontology), 1), "s", ""),
        (f"HermiT, module of {len(small)} statements", judged, "s", ""),
        ("HermiT on the module / rules on all", judged / rules, "×", ""),
    ]
    if "--all" in sys.argv:
        full = seconds(lambda: hermit.classify([*ontology, *part]), 1)
        rows.append(("HermiT, whole schema / relevant axioms", full / judged, "×", ""))
    for what, figure, unit, bar in rows:
        print(f"{what:45} {figure:8.3f} {unit:2} {bar}")


if __name__ == "__main__":
    main()
