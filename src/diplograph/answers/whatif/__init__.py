"""What changes if: flows, ways and shares before and under a scenario, side by side."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from diplograph.answers.answer import Answer, answer
from diplograph.answers.whatif.assumed import with_number
from diplograph.answers.whatif.ground import Ground
from diplograph.answers.whatif.intake import intake_rows
from diplograph.answers.whatif.money import money_rows
from diplograph.answers.whatif.outflow import outflow_rows
from diplograph.answers.whatif.pair import COLUMNS
from diplograph.answers.whatif.passage import passage_rows
from diplograph.sources import scenarios
from diplograph.sources.scenarios import About, Scenario
from diplograph.stages import stage
from diplograph.store import Store
from diplograph.table import Table

IN_CURVE = ("served", "unserved", "max_flow", "supply_lost", "transit_share")


def scenario(
    store: Store | Ground, name: str | Path | Scenario, *, against: str | Path | None = None
) -> Answer:
    """Set volumes, ways and shares under a scenario beside those without it.

    Parameters
    ----------
    store
        The graph. It is only read; what a scenario assumes is never stated in it. A `Ground` of
        it keeps what was read for the next scenario.
    name
        A scenario of `data/scenarios`, the path of a TOML file, or a scenario as it was read.
    against
        Another scenario to compare with; None compares with what the graph states. The flows, year
        and day are those of `name`.

    Returns
    -------
    Answer
        Rows with `baseline`, `scenario` (each with bounds) and `change`. For a sender: `served`,
        `lost`, `rerouted`, `unserved`, `route_volume`, `way_share`, `transit_share` (by falling
        gain: who gains leverage stands first), `route_hhi`, `mean_length`. Between two ends:
        `max_flow`, `shortest_km`, `shortest_days`. For a taker: `supply_lost`, `import_share`,
        `supplier_hhi`. For an initiative: money by currency, with what is `unallocated`.
        `question` lists the assumptions, and so do the notes.

    Raises
    ------
    NotFoundError
        If there is no such scenario, or the graph does not know what it names.
    SourceError
        If the file is not well formed.

    Notes
    -----
    Bounds span three readings of the sources: as published; at worst, where the highest volumes
    meet the lowest capacities and nothing more passes where no capacity is published; and at best.

    Examples
    --------
    >>> import diplograph as dg
    >>> from diplograph.files import PACKAGE
    >>> north = PACKAGE / "example" / "scenarios" / "north-closes.toml"
    >>> found = scenario(dg.example(), north)
    >>> [(r["baseline"], r["scenario"]) for r in found.rows if r["measure"] == "served"]
    [(9.0, 4.0)]
    """
    chosen = name if isinstance(name, Scenario) else scenarios.read(name)
    ground = store if isinstance(store, Ground) else Ground(store)
    other = scenarios.read(against) if against is not None else None
    rows, notes = _rows(ground, chosen, other)
    question = {
        "scenario": chosen.name, "label": chosen.label_en, "year": chosen.year,
        "at": str(chosen.at or f"{chosen.year}-12-31"), "days": chosen.days,
        "against": other.name if other else "the graph as it stands",
        "assumptions": [_said(a) for a in chosen.change],
    }  # fmt: skip
    said = [f"assumed, not a fact: {_said(a)}" for a in chosen.change]
    return answer(
        question, COLUMNS, rows, [*said, chosen.note, *notes] if chosen.note else [*said, *notes]
    )


def catalogue() -> Table:
    """Return the shipped scenarios: name, label, year, and what each assumes."""
    found = [scenarios.read(name) for name in scenarios.names()]
    rows = [
        {"name": s.name, "label": s.label_en, "year": s.year,
         "assumes": [_said(a) for a in s.change], "sweep": "yes" if s.sweep else None}
        for s in found
    ]  # fmt: skip
    return Table(["name", "label", "year", "assumes", "sweep"], rows)


def sweep(store: Store, name: str | Path) -> Answer:
    """Run a scenario for each number of its `sweep`, as a curve.

    Returns
    -------
    Answer
        The rows of `scenario` for the measures of a curve (`served`, `unserved`, `max_flow`,
        `supply_lost`, `transit_share`), each with `parameter`, the number that was set.

    Raises
    ------
    NotFoundError, SourceError
        As `scenario`; also if the file has no `[sweep]`.
    """
    chosen = scenarios.read(name)
    if chosen.sweep is None:
        raise scenarios.no_sweep(chosen)
    ground = Ground(store)
    rows: list[dict[str, Any]] = []
    numbers = chosen.sweep.numbers
    for place, number in enumerate(numbers):
        stage(f"with {number:g}", place / len(numbers))
        found, _ = _rows(ground, with_number(chosen, chosen.sweep.change, number), None)
        rows += [{**row, "parameter": number} for row in found if row["measure"] in IN_CURVE]
    rows.sort(key=lambda row: (row["measure"], row["subject"]))
    swept = chosen.change[chosen.sweep.change - 1]
    question = {"sweep": chosen.name, "of": _said(swept), "numbers": list(chosen.sweep.numbers)}
    said = [f"assumed, not a fact: {_said(a)}" for a in chosen.change]
    columns = [*COLUMNS[:4], "parameter", *COLUMNS[4:]]
    return answer(question, columns, rows, said)


def _rows(
    ground: Ground, chosen: Scenario, other: Scenario | None
) -> tuple[list[dict[str, Any]], Iterable[str]]:
    rows: list[dict[str, Any]] = []
    notes: list[str] = []
    for about in chosen.about:
        found, said = _effect(about)(ground, about, chosen, other)
        rows, notes = [*rows, *found], [*notes, *said]
    return [*rows, *money_rows(ground.store, chosen)], notes


def _effect(about: About) -> Any:
    if about.origin and about.destination:
        return passage_rows
    return outflow_rows if about.origin else intake_rows


def _said(assumption: scenarios.Assumption) -> str:
    """Return an assumption in words, with the sources of its number."""
    number = assumption.percent if assumption.kind == "reduce" else assumption.value
    unit = "percent of capacity left" if assumption.kind == "reduce" else assumption.unit
    much = f" to {number:g} {unit}" if number is not None else ""
    behind = f" [{', '.join(assumption.sources)}]" if assumption.sources else ""
    return f"{assumption.kind} {', '.join(assumption.what)}{much}: {assumption.because}{behind}"
