"""Figures of the store as bands: which of them count for a year, and how sources combine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from diplograph.analysis.uncertainty import Band, spanning
from diplograph.store import Store
from diplograph.vocab import short, thing

BASIS_ORDER = ("Official", "Dataset", "Agency", "Press", "Secondary", "Derived")
COUNTED = ("dg:StatusActual", "dg:StatusEstimate")
TONNES = {"t": 1.0, "kt": 1e3, "Mt": 1e6}
COLUMNS = """
SELECT ?fact ?about ?route ?origin ?destination ?partner ?commodity ?measure ?value ?low ?high
  ?unit ?start ?end ?reporter ?status ?basis ?source ?published ?accessed
WHERE {
  %s
  ?fact a dg:Figure ; dg:measure ?measure ; dg:about ?about ; dg:unit ?unit ; dg:status ?status ;
    dg:source ?source ; dg:basis ?basis ; dg:accessed ?accessed .
  FILTER NOT EXISTS { ?fact dg:scope ?part }
  OPTIONAL { ?fact dg:value ?value } OPTIONAL { ?fact dg:low ?low } OPTIONAL { ?fact dg:high ?high }
  OPTIONAL { ?fact dg:periodStart ?start } OPTIONAL { ?fact dg:periodEnd ?end }
  OPTIONAL { ?fact dg:reporter ?reporter } OPTIONAL { ?fact dg:partner ?partner }
  OPTIONAL { ?about dg:route ?route } OPTIONAL { ?source dcterms:issued ?published }
  OPTIONAL { ?about a dg:Flow ; dg:origin ?origin ; dg:destination ?destination }
  OPTIONAL { ?about a dg:RouteFlow ; dg:origin ?origin ; dg:destination ?destination }
  OPTIONAL { ?fact dg:commodity ?own } OPTIONAL { ?about a dg:Flow ; dg:commodity ?flowing }
  OPTIONAL { ?about a dg:RouteFlow ; dg:commodity ?routed }
  BIND(COALESCE(?own, ?flowing, ?routed) AS ?commodity)
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
    published: date | None
    accessed: date

    @property
    def year(self) -> int | None:
        """The calendar year that the figure covers in full, else None."""
        whole = self.start and self.end and (self.start.month, self.start.day) == (1, 1)
        if whole and self.end == date(self.start.year, 12, 31):  # type: ignore[union-attr]
            return self.start.year  # type: ignore[union-attr]
        return None


@dataclass(frozen=True)
class Known:
    """What the sources together know of one number: a band, the figures behind it, their unit.

    `doubt` says in words what makes the band wide; it is empty where nothing does.
    """

    band: Band
    unit: str
    figures: tuple[Figure, ...]
    doubt: tuple[str, ...] = ()

    @property
    def facts(self) -> list[str]:
        """References of the figures, sorted."""
        return sorted(figure.fact for figure in self.figures)

    @property
    def sources(self) -> list[str]:
        """References of the sources, sorted."""
        return sorted({figure.source for figure in self.figures})


ONE_COMMODITY = """
  { SELECT DISTINCT ?fact WHERE {
    { ?fact a dg:Figure ; dg:commodity <%(iri)s> } UNION { ?fact dg:measure dg:MeasureGdp }
    UNION { ?flow dg:commodity <%(iri)s> . ?fact dg:about ?flow }
  } }
"""


def read(store: Store, commodity: str = "") -> list[Figure]:
    """Return the figures of the store, or those of one commodity and of GDP, read once in columns.

    Figures that count a part only (with a `scope`) are left out.
    """
    only = ONE_COMMODITY % {"iri": thing(f"commodity/{commodity}").value} if commodity else ""
    return [_figure(row) for row in store.select(COLUMNS % only) if _has_number(row)]


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
        published=row["published"],
        accessed=row["accessed"],
        start=row["start"],
        end=row["end"],
        status=short(row["status"]),
        basis=short(row["basis"]).removeprefix("dg:Basis"),
    )


def counted(figures: Iterable[Figure]) -> list[Figure]:
    """Keep what happened: actual figures and estimates, not plans and targets.

    An estimate of a period that was not over when it was read is a forecast, and is left out too.
    """
    return [f for f in figures if f.status in COUNTED and (f.end is None or f.end <= f.accessed)]


def combine(figures: Iterable[Figure]) -> Known | None:
    """Return what several figures of the same number know together.

    The value is that of the best figure; the bounds span all of them. What happened goes before an
    estimate, which counts only where nothing else is known; then official before dataset, agency,
    press and secondary; then the newest publication. Masses are brought to the unit of the best
    figure; figures in any other unit are left out. None where there are no figures.
    """
    ordered = sorted(figures, key=_rank)
    if not ordered:
        return None
    best = ordered[0]
    same = [f for f in ordered if f.status == best.status and _factor(f.unit, best.unit)]
    bands = [(Band(*(x * _factor(f.unit, best.unit) for x in f.band)), f) for f in same]
    ends = [x for band, _ in bands for x in band[1:]]
    return Known(spanning(best.band.value, ends), best.unit, tuple(same), doubt_of(bands))


def doubt_of(parts: Iterable[tuple[Band, Figure]]) -> tuple[str, ...]:
    """Say what makes the band over some figures wide: two sources, or one that gives a range."""
    listed = list(parts)
    low, high = min(listed, key=lambda p: p[0].low), max(listed, key=lambda p: p[0].high)
    if low[0].low == high[0].high:
        return ()
    names = sorted({figure.source.removeprefix("source/") for _, figure in (low, high)})
    return (f"{names[0]} gives a range" if len(names) == 1 else " and ".join(names) + " differ",)


def _factor(unit: str, into: str) -> float:
    """Return the factor that turns one unit into another; 0 where there is none."""
    if unit == into:
        return 1.0
    return TONNES[unit] / TONNES[into] if unit in TONNES and into in TONNES else 0.0


def _rank(figure: Figure) -> tuple[int, int, int, str]:
    newest_first = -figure.published.toordinal() if figure.published else 0
    status, basis = COUNTED.index(figure.status), BASIS_ORDER.index(figure.basis)
    return (status, basis, newest_first, figure.fact)


def in_unit(known: Known, unit: str) -> Known:
    """Return what is known in another unit of mass; unchanged where that is not possible."""
    factor = _factor(known.unit, unit)
    if not factor or unit == known.unit:
        return known
    band = Band(*(round(x * factor, 12) for x in known.band))
    return Known(band, unit, known.figures, known.doubt)


def coherent(figures: Iterable[Figure], reporter: str) -> list[Figure]:
    """Keep the figures of one reporter, or all of them where that reporter gives none.

    Parts are divided by a whole of the same reporter where one exists: two bodies count, date and
    round differently, and mixing them would tell of their habits.
    """
    listed = list(figures)
    own = [figure for figure in listed if reporter and figure.reporter == reporter]
    return own or listed


def by_reporter(figures: Iterable[Figure]) -> dict[str, list[Figure]]:
    """Group figures by who reports them (the source where no reporter is named).

    A share divides numbers of one reporter only: mirror statistics do not mix.
    """
    groups: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        groups[figure.reporter or figure.source].append(figure)
    return dict(groups)


def known_years(numbers: Iterable[int | None]) -> str:
    """Return years in a few words: runs are joined.

    >>> known_years([2019, 2021, 2020, 2024, None])
    '2019–2021, 2024'
    """
    years = sorted({year for year in numbers if year is not None})
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}–{r[-1]}" for r in runs)


def measure_name(word: str) -> str:
    """Return the snake_case name of a measure term.

    >>> measure_name("ImportShare")
    'import_share'
    """
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in word).strip("_")
