"""Figures of the store as bands: which of them count for a year, and how sources combine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from diplograph.analysis.uncertainty import Band, spanning
from diplograph.store import Store
from diplograph.vocab import node, short

BASIS_ORDER = ("Official", "Dataset", "Agency", "Press", "Secondary", "Derived")
COUNTED = ("dg:StatusActual", "dg:StatusEstimate")
COLUMNS = """
SELECT ?fact ?about ?route ?origin ?destination ?partner ?commodity ?measure ?value ?low ?high
  ?unit ?start ?end ?reporter ?status ?basis ?source
WHERE {
  ?fact a dg:Figure ; dg:measure ?measure ; dg:about ?about ; dg:unit ?unit ; dg:status ?status ;
    dg:source ?source ; dg:basis ?basis .
  OPTIONAL { ?fact dg:value ?value } OPTIONAL { ?fact dg:low ?low } OPTIONAL { ?fact dg:high ?high }
  OPTIONAL { ?fact dg:periodStart ?start } OPTIONAL { ?fact dg:periodEnd ?end }
  OPTIONAL { ?fact dg:reporter ?reporter } OPTIONAL { ?fact dg:partner ?partner }
  OPTIONAL { ?about dg:route ?route }
  OPTIONAL { ?about a dg:Flow ; dg:origin ?origin ; dg:destination ?destination }
  OPTIONAL { ?about a dg:RouteFlow ; dg:origin ?origin ; dg:destination ?destination }
  OPTIONAL { ?fact dg:commodity ?own } OPTIONAL { ?about a/rdfs:subClassOf* dg:Flow ; dg:commodity ?c }
  OPTIONAL { ?about dg:route ?r ; dg:commodity ?rc }
  BIND(COALESCE(?own, ?c, ?rc) AS ?commodity)
} ORDER BY ?about ?measure ?start ?fact
"""


@dataclass(frozen=True)
class Figure:
    """One figure as the store states it; references are short, unknown parts are empty."""

    fact: str
    about: str
    route: str
    origin: str
    destination: str
    partner: str
    commodity: str
    measure: str
    band: Band
    unit: str
    start: date | None
    end: date | None
    reporter: str
    status: str
    basis: str
    source: str

    @property
    def year(self) -> int | None:
        """The calendar year that the figure covers in full, else None."""
        whole = self.start and self.end and (self.start.month, self.start.day) == (1, 1)
        if whole and self.end == date(self.start.year, 12, 31):  # type: ignore[union-attr]
            return self.start.year  # type: ignore[union-attr]
        return None


@dataclass(frozen=True)
class Known:
    """What the sources together know of one number: a band, the figures behind it, their unit."""

    band: Band
    unit: str
    figures: tuple[Figure, ...]

    @property
    def facts(self) -> list[str]:
        """References of the figures, sorted."""
        return sorted(figure.fact for figure in self.figures)

    @property
    def sources(self) -> list[str]:
        """References of the sources, sorted."""
        return sorted({figure.source for figure in self.figures})


def read(store: Store) -> list[Figure]:
    """Return all figures of the store, read once in columns."""
    return [_figure(row) for row in store.select(COLUMNS) if _has_number(row)]


def _has_number(row: dict[str, Any]) -> bool:
    return any(row[name] is not None for name in ("value", "low", "high"))


def _figure(row: dict[str, Any]) -> Figure:
    numbers = [float(row[n]) for n in ("low", "value", "high") if row[n] is not None]
    value = float(row["value"]) if row["value"] is not None else sum(numbers) / len(numbers)
    texts = ("fact", "about", "route", "origin", "destination", "partner", "commodity", "reporter")
    return Figure(
        **{name: short(row[name]) if row[name] else "" for name in (*texts, "source")},
        measure=short(row["measure"]).removeprefix("dg:Measure"),
        band=Band(value, min(numbers), max(numbers)),
        unit=row["unit"],
        start=row["start"],
        end=row["end"],
        status=short(row["status"]),
        basis=short(row["basis"]).removeprefix("dg:Basis"),
    )


def counted(figures: Iterable[Figure]) -> list[Figure]:
    """Keep what happened: actual figures and estimates, not plans, targets or forecasts."""
    return [figure for figure in figures if figure.status in COUNTED]


def combine(figures: Iterable[Figure]) -> Known | None:
    """Return what several figures of the same number know together.

    The value is that of the best source (official before dataset, agency, press, secondary; actual
    before estimate); the bounds span all of them. Figures in another unit than the best are left
    out. None where there are no figures.
    """
    ordered = sorted(figures, key=_rank)
    if not ordered:
        return None
    same = [figure for figure in ordered if figure.unit == ordered[0].unit]
    ends = [bound for figure in same for bound in (figure.band.low, figure.band.high)]
    return Known(spanning(same[0].band.value, ends), same[0].unit, tuple(same))


def _rank(figure: Figure) -> tuple[int, int, str]:
    return (COUNTED.index(figure.status), BASIS_ORDER.index(figure.basis), figure.fact)


def by_reporter(figures: Iterable[Figure]) -> dict[str, list[Figure]]:
    """Group figures by who reports them (the source where no reporter is named).

    A share divides numbers of one reporter only: mirror statistics do not mix.
    """
    groups: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        groups[figure.reporter or figure.source].append(figure)
    return dict(groups)


def measure_name(word: str) -> str:
    """Return the snake_case name of a measure term.

    >>> measure_name("ImportShare")
    'import_share'
    """
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in word).strip("_")


def measure_iri(name: str) -> str:
    """Return the IRI of a measure by its CamelCase name."""
    return node(f"dg:Measure{name}").value
