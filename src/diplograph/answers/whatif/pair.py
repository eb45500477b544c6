"""One row of a scenario: a number before and under it, with its band, unit and evidence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from diplograph.analysis.uncertainty import Band

COLUMNS = [
    "measure", "commodity", "subject", "label", "baseline", "baseline_low", "baseline_high",
    "scenario", "scenario_low", "scenario_high", "change", "unit", "binding", "sources", "facts",
]  # fmt: skip


def pair(
    measure: str, subject: str, bands: Iterable[Band | None], unit: str, **more: Any
) -> dict[str, Any]:
    """Return a row of a number before and after; `change` needs both to be known."""
    before, after = bands
    cells = {**_cells("baseline", before), **_cells("scenario", after)}
    known = before is not None and after is not None
    change = _plain(after.value - before.value) if known else None  # type: ignore[union-attr]
    return {"measure": measure, "subject": subject, **cells, "change": change, "unit": unit, **more}


def _cells(name: str, band: Band | None) -> dict[str, float | None]:
    numbers = [None] * 3 if band is None else [_plain(x) for x in band]
    return dict(zip((name, f"{name}_low", f"{name}_high"), numbers, strict=True))


def _plain(number: float) -> float | None:
    """Return a number as a cell shows it; None for one that is not bounded or not defined."""
    return round(number, 10) + 0.0 if abs(number) != float("inf") and number == number else None
