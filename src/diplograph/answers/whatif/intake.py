"""What a state takes in by supplier, before and after some of them sell nothing."""

from __future__ import annotations

from typing import Any

from diplograph import lookup
from diplograph.analysis.uncertainty import Band, add, exact
from diplograph.answers.answer import evidence, percent
from diplograph.answers.partners import concentration, partner_shares
from diplograph.answers.whatif.assumed import assumed
from diplograph.answers.whatif.ground import Ground
from diplograph.answers.whatif.pair import pair
from diplograph.figures import Known
from diplograph.sources.scenarios import About, Scenario
from diplograph.vocab import thing


def intake_rows(
    ground: Ground, about: About, scenario: Scenario, against: Scenario | None
) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the share of each supplier before and after, what is lost, and concentration.

    Nobody is assumed to sell more: what is lost is what others would have to replace.
    """
    store = ground.store
    state, slug = lookup.state(store, about.destination), lookup.commodity(store, about.commodity)
    known = evidence(store, slug).figures
    year = about.year or scenario.year
    of_year = [f for f in known if f.commodity == f"commodity/{slug}" and f.year == year]
    shares = partner_shares(of_year, state, inward=True)
    if not shares:
        note = f"no shares of suppliers of {slug} to {state} are known for {year}"
        return [], [f"{note} (unknown, not zero)"]
    gone = assumed(store, scenario, slug).stopped
    gone_before = assumed(store, against, slug).stopped
    rows = [
        pair(
            "import_share", partner, [_left(share.band, partner, g) for g in (gone_before, gone)],
            "percent", commodity=slug, label=lookup.label(store, thing(partner).value),
            sources=share.sources, facts=share.facts,
        )
        for partner, share in sorted(shares.items(), key=lambda s: -s[1].band.value)
    ]  # fmt: skip
    bands = [_hhi(shares, stopped) for stopped in (gone_before, gone)]
    left = pair("supplier_hhi", state, bands, "HHI, 0–1", commodity=slug,
                label="of the suppliers that are left")  # fmt: skip
    return [_lost(shares, gone, state, slug), *rows, left], []


def _lost(shares: dict[str, Known], gone: set[str], state: str, slug: str) -> dict[str, Any]:
    """Return the share of all that a state takes in which the stopped suppliers gave."""
    used = [share for partner, share in shares.items() if partner in gone]
    return pair(
        "supply_lost", state, (None, add(percent(share.band) for share in used)), "percent",
        commodity=slug, label="of what it takes in",
        sources=sorted({s for share in used for s in share.sources}),
        facts=sorted({f for share in used for f in share.facts}),
    )  # fmt: skip


def _hhi(shares: dict[str, Known], gone: set[str]) -> Band | None:
    kept = [share.band.value for partner, share in shares.items() if partner not in gone]
    whole = sum(kept) if gone else 1.0
    return concentration([s / whole for s in kept]) if whole else None


def _left(share: Band, partner: str, gone: set[str]) -> Band:
    return exact(0.0) if partner in gone else percent(share)
