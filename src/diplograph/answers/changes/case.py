"""What one comparison of two years is about, and what is to be noted of its parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from diplograph.answers.answer import Evidence
from diplograph.answers.changes.drivers import Sides
from diplograph.figures import Figure, known_years
from diplograph.store import Store

Row = dict[str, Any]
Told = tuple[list[Row], list[str]]  # rows and notes


@dataclass(frozen=True)
class Case:
    """The state, partner, commodity's figures and years that one comparison is about."""

    store: Store
    known: Evidence
    state: str
    on: str | None
    figures: list[Figure]
    years: tuple[int, int]

    def of(self, year: int) -> list[Figure]:
        """Return the figures of a year."""
        return [f for f in self.figures if f.year == year]

    def lacking(self, what: str, missing: list[int], others: Iterable[int | None]) -> Told:
        """Say for which years there is nothing to compare, and which others could be."""
        years = known_years(missing)
        return [], [f"{what} for {years}: unknown, not zero; known years: {known_years(others)}"]


def sides_notes(case: Case, known: Sides, what: str) -> list[str]:
    """Say what of a change may be a matter of who counted what."""
    once = ", ".join(known.known_once())
    notes = [f"no {what} in one of the years, so unknown there and one with the rest: {once}"]
    by = [f.reporter or f.source for whole in known.wholes for f in whole.figures[:1]]
    if len(set(by)) > 1:
        years = " and ".join(f"{who} for {y}" for who, y in zip(by, case.years, strict=True))
        notes.append(f"the totals have two reporters, {years}: a part of the changes may be theirs")
    return notes if once else notes[1:]
