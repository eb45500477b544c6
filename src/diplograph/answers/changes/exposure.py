"""How the exposure to one partner changed between two years: by the flow, and by the GDP."""

from __future__ import annotations

from diplograph import figures
from diplograph.analysis.attribution import attribute
from diplograph.analysis.uncertainty import ratio
from diplograph.answers.changes.case import Case, Row, Told
from diplograph.answers.changes.drivers import SHARE, Change, change_row, driver_row
from diplograph.figures import Known


def exposure_changes(case: Case) -> Told:
    """Return the changes of imports and exports against GDP, if one partner is asked for."""
    if case.on is None:
        return [], []
    ends = {"inward": (case.on, case.state), "outward": (case.state, case.on)}
    return [row for name, pair in ends.items() for row in _exposure(case, name, pair)], []


def _exposure(case: Case, name: str, ends: tuple[str, str]) -> list[Row]:
    old, new = (_flow_and_gdp(case, year, ends) for year in case.years)
    if len({k.unit for k in (*old, *new)}) != 1 or len(old) + len(new) < 4:
        return []
    before, after = (ratio(flow.band, gdp.band) for flow, gdp in (old, new))
    change = Change(f"gdp_exposure_{name}", case.on, before, after, SHARE)
    bands = attribute(
        lambda rows: rows[:, 0] / rows[:, 1], [k.band for k in old], [k.band for k in new]
    )
    drivers = [
        driver_row(case.store, change, driver, band, (one, other))
        for driver, band, one, other in zip(("flow", "gdp"), bands, old, new, strict=True)
    ]
    drivers.sort(key=lambda row: -abs(row["value"]))
    return [change_row(case.store, change, old, new), *drivers]


def _flow_and_gdp(case: Case, year: int, ends: tuple[str, str]) -> tuple[Known, ...]:
    """Return the value of a flow and the GDP of a year, as far as they are known."""
    flow = figures.combine(
        f for f in case.of(year) if (f.origin, f.destination, f.measure) == (*ends, "Value")
    )
    gdp = figures.combine(
        f
        for f in case.known.figures
        if (f.about, f.measure, f.year) == (case.state, "Gdp", year) and f.band.low > 0
    )
    return tuple(known for known in (flow, gdp) if known)
