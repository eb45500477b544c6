"""How the shares of partners and their concentration changed between two years."""

from __future__ import annotations

from math import isclose

from diplograph import figures
from diplograph.analysis.mixtures import concentration as parts_hhi
from diplograph.analysis.mixtures import share_of, squares
from diplograph.analysis.uncertainty import Band, exact, share_of_total
from diplograph.answers.changes.case import Case, Told, sides_notes
from diplograph.answers.changes.drivers import (
    FREE,
    HHI,
    SHARE,
    Change,
    Sides,
    change_row,
    change_rows,
    driver_row,
    sides,
)
from diplograph.answers.corridors import PARTNERS
from diplograph.answers.partners import OTHER, WORLD, concentration, partner_shares
from diplograph.figures import Figure, Known


def partner_changes(case: Case, *, inward: bool) -> Told:
    """Return the changes of the shares of partners and of their concentration."""
    name, hhi = ("import_share", "supplier_hhi") if inward else ("export_share", "market_hhi")
    shares = {y: partner_shares(case.of(y), case.state, inward=inward) for y in case.years}
    if not any(shares.values()):
        return [], []
    missing = [year for year in case.years if not shares[year]]
    if missing:
        years = {f.year for f in case.figures if f.year}
        others = [y for y in years if partner_shares(case.of(y), case.state, inward=inward)]
        return case.lacking(f"{name} is not compared: no shares", missing, others)
    first, last = (shares[year] for year in case.years)
    rows, notes = [], []
    for partner in _listed(case, last, first):
        if partner in first and partner in last:
            change = Change(name, partner, first[partner].band, last[partner].band, SHARE)
            found, said = _share(case, change, (first[partner], last[partner]), inward=inward)
            rows += found
            notes += said
        else:
            year = case.years[partner in first]
            notes.append(f"{name} of {partner} is not compared: no figure for {year}, not zero")
    found, said = _hhi(case, hhi, (first, last), inward=inward)
    return rows + found, notes + said


def _listed(case: Case, last: dict[str, Known], first: dict[str, Known]) -> list[str]:
    """Return the partners of whom shares are told."""
    if case.on:
        return [case.on] if case.on in last or case.on in first else []
    others = [p for p in last if p not in PARTNERS and not p.startswith("area/")]
    others.sort(key=lambda p: -last[p].band.value)
    return [*(p for p in PARTNERS if p in last or p in first), *others[:3]]


def _share(case: Case, change: Change, shares: tuple[Known, Known], *, inward: bool) -> Told:
    """Attribute the change of a share to amounts, or to itself where it is published."""
    partner = str(change.subject)
    amounts = [
        _amounts(case, y, share, inward=inward) for y, share in zip(case.years, shares, strict=True)
    ]
    known = sides(amounts[0], amounts[1]) if amounts[0] and amounts[1] else None
    if known is None:
        alone = _far_change(*(s.band for s in shares))
        whole = change_row(case.store, change, shares[:1], shares[1:])
        return [whole, driver_row(case.store, change, partner, alone, shares)], []
    members = share_of([float(name == partner) for name in known.names])
    rows = change_rows(case.store, change, known, members, alone=[partner])
    return rows, sides_notes(case, known, "amount")


def _far_change(old: Band, new: Band) -> Band:
    return Band(new.value - old.value, new.low - old.high, new.high - old.low)


def _amounts(
    case: Case, year: int, share: Known, *, inward: bool
) -> tuple[dict[str, Known], Known] | None:
    """Return what each state brings or takes by the reporter of a share, and the whole.

    None where the share is not worked out of amounts, but published as such.
    """
    best = figures.combine(share.figures).figures[0]  # type: ignore[union-attr]
    if best.measure not in ("Value", "Quantity"):
        return None
    flows = [
        f for f in case.of(year)
        if (f.destination if inward else f.origin) == case.state and not f.route
        and (f.measure, f.unit) == (best.measure, best.unit)
    ]  # fmt: skip
    by_partner: dict[str, list[Figure]] = {}
    for figure in figures.by_reporter(flows)[best.reporter or best.source]:
        by_partner.setdefault(figure.origin if inward else figure.destination, []).append(figure)
    by_partner[best.origin if inward else best.destination] = [best]
    found = {p: figures.combine(some) for p, some in by_partner.items()}
    whole = found.get(WORLD)
    parts = {p: k for p, k in found.items() if k and not p.startswith("area/")}
    return (parts, whole) if whole and whole.band.value else None


def _hhi(
    case: Case, name: str, shares: tuple[dict[str, Known], dict[str, Known]], *, inward: bool
) -> Told:
    """Attribute the change of a concentration to the amounts of partners, or to their shares."""
    listed = [{p: k for p, k in side.items() if p != OTHER} for side in shares]
    bands = [concentration([k.band.value for k in side.values()]) for side in listed]
    if bands[0] is None or bands[1] is None or case.on:
        return [], []
    change = Change(name, None, bands[0], bands[1], HHI)
    largest = [max(side.values(), key=lambda k: k.band.value) for side in listed]
    amounts = [
        _amounts(case, year, share, inward=inward)
        for year, share in zip(case.years, largest, strict=True)
    ]
    known = sides(amounts[0], amounts[1]) if amounts[0] and amounts[1] else None
    if known and _same(known, bands):
        return change_rows(case.store, change, known, parts_hhi, weight=FREE), []
    one = Known(exact(1.0), "share", ())
    published = Sides(listed[0], listed[1], (one, one))
    rows = change_rows(case.store, change, published, squares, weight=FREE)
    return rows, sides_notes(case, published, "share")


def _same(known: Sides, bands: list[Band | None]) -> bool:
    """Say whether amounts give the concentrations that the shares of all sources give."""
    for (side, whole), band in zip(known.pairs, bands, strict=True):
        hhi = sum(share_of_total(k.band, whole.band).value ** 2 for k in side.values())
        if band is None or not isclose(hhi, band.value, abs_tol=1e-9):
            return False
    return True
