"""The parts of a whole in two years → rows that tell which part brought how much of a change."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from diplograph import lookup
from diplograph.analysis.attribution import attribute, largest_apart
from diplograph.analysis.mixtures import with_rest
from diplograph.analysis.uncertainty import Band, exact
from diplograph.answers.answer import percent
from diplograph.figures import Known, in_unit
from diplograph.store import Store
from diplograph.vocab import thing

REST = "rest"
TINY = 1e-12  # what rounding leaves of nothing; `nan` is left out too
NONE = exact(0.0)
FREE = Band(0.0, 0.0, 1.0)  # how much of the rest may belong to what is measured
SHARE, HHI = "percent", "HHI, 0–1"
POINTS = "percentage points"


@dataclass(frozen=True)
class Sides:
    """The parts of a whole in two years, and the whole; both years in one unit."""

    before: dict[str, Known]
    after: dict[str, Known]
    wholes: tuple[Known, Known]

    @property
    def names(self) -> list[str]:
        """The parts that are known in one of the years or both."""
        return sorted({*self.before, *self.after})

    def stated(self, weight: Band) -> tuple[list[Band], list[Band]]:
        """Return parts, whole and the weight of the rest in both years.

        A part that nobody states stands in the rest, so its own column is 0.
        """
        return tuple(
            [*(side[n].band if n in side else NONE for n in self.names), whole.band, weight]
            for side, whole in self.pairs
        )  # type: ignore[return-value]

    @property
    def pairs(self) -> tuple[tuple[dict[str, Known], Known], ...]:
        """The parts and the whole of each year."""
        return (self.before, self.wholes[0]), (self.after, self.wholes[1])

    def known_once(self) -> list[str]:
        """Return the parts that are known in one of the two years only."""
        return sorted(set(self.before) ^ set(self.after))


def sides(
    before: tuple[dict[str, Known], Known], after: tuple[dict[str, Known], Known]
) -> Sides | None:
    """Bring two years to the unit of the first; None where the second has another kind of unit."""
    unit = before[1].unit
    parts, whole = ({n: in_unit(k, unit) for n, k in after[0].items()}, in_unit(after[1], unit))
    if {k.unit for k in [*before[0].values(), *parts.values(), whole]} != {unit}:
        return None
    return Sides(before[0], parts, (before[1], whole))


@dataclass(frozen=True)
class Change:
    """A measure of two years and what it is of."""

    measure: str
    subject: str | None
    before: Band
    after: Band
    unit: str

    @property
    def known(self) -> bool:
        """Whether the measure is a number in both years."""
        return all(x == x for x in (*self.before, *self.after))


def change_rows(
    store: Store,
    change: Change,
    known: Sides,
    measure: Callable[..., Any],
    *,
    alone: Collection[str] = (),
    weight: Band = NONE,
) -> list[dict[str, Any]]:
    """Return the row of a change and, by falling size, those of what brought it about.

    `measure` takes rows of parts, rest and weight (`analysis.mixtures`); parts of `alone` are
    never put together with others, however little they change.
    """
    old, new = known.stated(weight)
    names = [*known.names, REST]
    players = _players(known, alone)
    bands = attribute(measure, old, new, players=players, inputs=with_rest)
    groups = [
        [n for n, p in zip(names, players, strict=False) if p == player]
        for player in range(max(players) + 1)
    ]
    drivers = [
        _driver_row(store, change, known, group, band)
        for group, band in zip(groups, bands, strict=True)
        if any(abs(x) > TINY for x in band)
    ]
    drivers.sort(key=lambda row: (-abs(row["value"]), str(row["drivers"])))
    before, after = ([*side.values(), whole] for side, whole in known.pairs)
    return [change_row(store, change, before, after), *drivers]


def _players(known: Sides, alone: Collection[str]) -> list[int]:
    """Return which inputs change together: parts, rest and its weight.

    A part that only one year states goes with the rest, where it stands in the other year.
    """
    once = known.known_once()
    twice = [name for name in known.names if name not in once]
    before, after = (
        [side[name].band.value for name in twice] for side in (known.before, known.after)
    )
    rests = [w.band.value - sum(s) for w, s in zip(known.wholes, (before, after), strict=True)]
    numbers = largest_apart(
        [*before, rests[0]], [*after, rests[1]], alone=[twice.index(name) for name in alone]
    )
    player = dict(zip((*twice, REST), numbers, strict=True))
    return [player.get(name, player[REST]) for name in (*known.names, REST, REST)]


def change_row(
    store: Store, change: Change, before: Iterable[Known], after: Iterable[Known]
) -> dict[str, Any]:
    """Return the row of a whole change; its band takes the far ends of the two years."""
    old, new = (percent(b) if change.unit == SHARE else b for b in (change.before, change.after))
    band = Band(new.value - old.value, new.low - old.high, new.high - old.low)
    return {
        **_about(store, change),
        "drivers": [],
        **_cells(band),
        **{"before": round(old.value, 10), "after": round(new.value, 10), "stated_in": change.unit},
        **_evidence(before, after),
    }


def driver_row(
    store: Store, change: Change, name: str, band: Band, sides_of: tuple[Known, Known]
) -> dict[str, Any]:
    """Return the row of a driver that is one stated number a year."""
    return {
        **_about(store, change),
        "drivers": [name],
        **_cells(percent(band) if change.unit == SHARE else band),
        "before": sides_of[0].band.value,
        "after": sides_of[1].band.value,
        "stated_in": sides_of[0].unit,
        **_evidence(sides_of[:1], sides_of[1:]),
    }


def _driver_row(
    store: Store, change: Change, known: Sides, names: list[str], band: Band
) -> dict[str, Any]:
    """Return the row of one part, of the rest, or of all small parts together."""
    old, new = (
        {**side, REST: _rest(side, whole)}
        for side, whole in zip((known.before, known.after), known.wholes, strict=True)
    )
    stated = [[side[n] for n in names if n in side] for side in (old, new)]
    before, after = (round(sum(k.band.value for k in part), 10) for part in stated)
    return {
        **_about(store, change),
        "drivers": names,
        **_cells(percent(band) if change.unit == SHARE else band),
        **{"before": before, "after": after, "stated_in": known.wholes[0].unit},
        **_evidence(*stated),
    }


def _rest(side: dict[str, Known], whole: Known) -> Known:
    rest = whole.band.value - sum(k.band.value for k in side.values())
    return Known(exact(round(rest, 10)), whole.unit, whole.figures)


def _about(store: Store, change: Change) -> dict[str, Any]:
    subject = change.subject
    label = lookup.label(store, thing(subject).value) if subject else None
    unit = POINTS if change.unit == SHARE else change.unit
    return {"measure": change.measure, "subject": subject, "label": label, "unit": unit}


def _cells(band: Band) -> dict[str, float]:
    return {name: round(number, 10) for name, number in band._asdict().items()}


def _evidence(before: Iterable[Known], after: Iterable[Known]) -> dict[str, list[str]]:
    """Return the facts of the two years and the sources of both."""
    old, new = ([f for k in side for f in k.figures] for side in (before, after))
    return {
        "facts_before": sorted({f.fact for f in old}),
        "facts_after": sorted({f.fact for f in new}),
        "facts": sorted({f.fact for f in (*old, *new)}),
        "sources": sorted({f.source for f in (*old, *new)}),
    }
