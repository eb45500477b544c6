"""What changed between two years for a state, and which facts brought how much of it."""

from __future__ import annotations

from diplograph import lookup
from diplograph.answers.answer import Answer, answer, evidence
from diplograph.answers.changes.case import Case, Row
from diplograph.answers.changes.exposure import exposure_changes
from diplograph.answers.changes.partners import partner_changes
from diplograph.answers.changes.routes import route_changes
from diplograph.store import Store

COLUMNS = [
    "measure", "subject", "label", "drivers", "value", "low", "high", "unit", "before", "after",
    "stated_in", "facts_before", "facts_after", "sources", "facts",
]  # fmt: skip
READ = (
    "a row without drivers is a whole change, the rows after it are what each driver brought of it"
    " (Shapley value); these sum to it, their bands do not"
)


def changes(
    store: Store,
    state: str,
    *,
    before: int,
    after: int,
    commodity: str = "total",
    on: str | None = None,
) -> Answer:
    """Compare a state's dependence in two years and attribute every change to what changed.

    Parameters
    ----------
    store
        The graph.
    state
        ISO code or name.
    before, after
        Two calendar years in order.
    commodity
        Slug or name; `total` compares trade partners.
    on
        Only shares of this state, as partner and as transit state, and the exposure to it; None
        takes all states that routes cross, and as partners Russia, China, Japan and the three
        largest others.

    Returns
    -------
    Answer
        For each measure that is known in both years (`transit_share`, `route_hhi`, `state_hhi`,
        `import_share`, `supplier_hhi`, `export_share`, `market_hhi`, `gdp_exposure_inward`,
        `gdp_exposure_outward`) a row with its change in percentage points or on 0–1, and after it a
        row for each driver: routes or partners and `rest`, what the published total leaves beside
        them, or flow and GDP. `before` and `after` are the numbers of
        the two years in `stated_in`; `facts_before` and `facts_after` are the figures behind them.

    Raises
    ------
    NotFoundError
        If a state or the commodity is unknown.
    ValueError
        If the years are not in order.

    Notes
    -----
    A part of which only one year has a number is unknown in the other, not zero: there it stands in
    the rest, with which it is one driver, and a note names it. Beyond twelve drivers the smallest
    are put together with the rest. Where a share is published as such, it is its own only driver.
    `low` and `high` of a change take the far ends of the two years; those of a driver are the least
    and most over the ends of the bands of all figures, and of how much of the rest may belong to
    what is measured, as in `analysis.attribution.attribute`.

    Examples
    --------
    >>> import diplograph as dg
    >>> found = changes(dg.example(), "XAA", before=2023, after=2024, commodity="crude-oil")
    >>> len(found.rows), found.notes[0].partition(";")[0]
    (0, 'routes are not compared: no volumes with a total for 2023: unknown, not zero')
    """
    if before >= after:
        raise ValueError(f"before must be a year earlier than after, not {before} and {after}")
    code, slug = lookup.state(store, state), lookup.commodity(store, commodity)
    partner = lookup.state(store, on) if on else None
    known = evidence(store, slug)
    own = [f for f in known.figures if f.commodity == f"commodity/{slug}"]
    case = Case(store, known, code, partner, own, (before, after))
    told = [
        route_changes(case),
        partner_changes(case, inward=True),
        partner_changes(case, inward=False),
        exposure_changes(case),
    ]
    rows = [row for found, _ in told for row in found]
    notes = [*([READ] if rows else []), *(note for _, said in told for note in said)]
    notes += _unattributed(rows)
    if not rows and not notes:
        notes = [
            f"no figure of the graph tells of {slug} of {code} in either year: no data, not zero"
        ]
    question = {
        "changes": code, "from": before, "to": after, "commodity": slug, "on": partner,
    }  # fmt: skip
    return answer(question, COLUMNS, rows, notes)


def _unattributed(rows: list[Row]) -> list[str]:
    """Name the changes that have no drivers, though they are no zero."""
    driven = {(r["measure"], r["subject"]) for r in rows if r["drivers"]}
    lone = [r for r in rows if r["value"] and (r["measure"], r["subject"]) not in driven]
    named = ", ".join(" of ".join(filter(None, (r["measure"], r["subject"]))) for r in lone)
    return [f"not attributed, for it is undefined between the two years: {named}"] if lone else []
