"""What began, ended or changed between two days, from offices to capacities."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from diplograph import lookup
from diplograph.answers.answer import Answer, answer
from diplograph.store import Store
from diplograph.vocab import short, thing

COLUMNS = [
    "kind", "what", "day", "thing", "label", "other", "other_label", "before", "after", "unit",
    "sources", "facts",
]  # fmt: skip
# By kind: what is stated of ?thing and perhaps ?other, its first and last day, and what makes it a
# matter of ?state.
PATTERNS = {
    "tenure": (
        "?fact a dg:Tenure ; dg:person ?thing ; dg:office ?other",
        "?fact dg:start ?start", "?fact dg:end ?end", "?other dg:officeOf ?state",
    ),
    "membership": (
        "?fact a dg:Membership ; dg:member ?thing ; dg:organisation ?other",
        "?fact dg:start ?start", "?fact dg:end ?end", "?fact dg:member ?state",
    ),
    "agreement": (
        "?fact a dg:Agreement BIND(?fact AS ?thing)",
        "OPTIONAL { ?fact dg:signed ?signed } OPTIONAL { ?fact dg:inForce ?force }"
        " BIND(COALESCE(?force, ?signed) AS ?start)",
        "?fact dg:ended ?end", "?by dg:agreement ?fact ; dg:signatory ?state",
    ),
    "segment": (
        "?fact a dg:Segment ; dg:assetStatus ?status BIND(?fact AS ?thing)"
        " FILTER(?status IN (dg:AssetOperating, dg:AssetClosed))",
        "?fact dg:opened ?start", "?fact dg:closed ?end", "?fact dg:inTerritory ?state",
    ),
    "ownership": (
        "?fact a dg:Ownership ; dg:owner ?thing ; dg:asset ?other",
        "?fact dg:start ?start", "?fact dg:end ?end", "?fact dg:owner ?state",
    ),
    "sanction": (
        "?fact a dg:Sanction ; dg:imposer ?thing ; dg:target ?other",
        "?fact dg:start ?start", "?fact dg:end ?end", "?fact dg:imposer|dg:target ?state",
    ),
    "disruption": (
        "?fact a dg:Disruption BIND(?fact AS ?thing) OPTIONAL { ?fact dg:disrupts ?other }",
        "?fact dg:start ?start", "?fact dg:end ?end",
        "?fact dg:disrupts|dg:place ?where . ?where dg:inTerritory ?state",
    ),
}  # fmt: skip
DATED = """
SELECT DISTINCT ?fact ?thing ?other ?start ?end ?source WHERE {
  %s . ?fact dg:source ?source . OPTIONAL { %s } OPTIONAL { %s } %s
} ORDER BY ?thing ?other ?fact ?source
"""
CAPACITIES = """
SELECT DISTINCT ?fact ?thing ?other ?value ?low ?high ?unit ?start ?end ?source WHERE {
  ?fact a dg:Figure ; dg:measure dg:MeasureCapacity ; dg:about ?thing ; dg:unit ?unit ;
    dg:status ?status ; dg:source ?source .
  FILTER(?status IN (dg:StatusActual, dg:StatusEstimate))
  FILTER NOT EXISTS { ?fact dg:scope ?part }
  OPTIONAL { ?fact dg:commodity ?other }
  OPTIONAL { ?fact dg:value ?value } OPTIONAL { ?fact dg:low ?low } OPTIONAL { ?fact dg:high ?high }
  OPTIONAL { ?fact dg:periodStart ?start } OPTIONAL { ?fact dg:periodEnd ?end }
  %s
} ORDER BY ?thing ?other ?unit ?start ?fact ?source
"""
Row = dict[str, Any]


def between(store: Store, before: date, after: date, *, state: str | None = None) -> Answer:
    """Tell which facts began, ended or changed after one day and up to another.

    Parameters
    ----------
    store
        The graph.
    before, after
        Two days in order: what holds on the first and no more on the second has ended, what holds
        on the second and not yet on the first has begun.
    state
        ISO code or name: only its officers, memberships, agreements, shares, the sanctions that it
        imposes or suffers, and what lies in its territory. None tells of the whole graph.

    Returns
    -------
    Answer
        Rows by `kind` (`tenure membership agreement segment ownership sanction disruption
        capacity`) and `day`: `what` is `began` or `ended` (an agreement begins with its entry
        into force, or where that is unknown with its signature), with `day` the first or the last
        day as ISO text, or the month or year where no source states more. Of a capacity that is
        published anew it is `changed`, with the newest numbers `before` and `after` in `unit`,
        since the `day` on which the new one begins to hold. Where sources date a thing differently
        each has its row.

    Raises
    ------
    NotFoundError
        If the state is unknown.
    ValueError
        If the days are not in order.

    Notes
    -----
    A fact without a first day is not told to have begun, nor one without a last day to have ended;
    the notes count those without a first day. Segments and capacities that are planned are left
    out. That a later capacity differs may be a matter of who counts.

    Examples
    --------
    >>> import diplograph as dg
    >>> found = between(dg.example(), date(2019, 6, 1), date(2020, 12, 31))
    >>> [(r["what"], r["day"], r["thing"]) for r in found.rows if r["kind"] == "tenure"]
    [('ended', '2019-12-31', 'person/bo-alpha'), ('began', '2020-01-01', 'person/ada-alpha')]
    """
    if before >= after:
        raise ValueError(f"two days in order are needed, not {before} and {after}")
    code = lookup.state(store, state) if state else None
    found: dict[tuple[Any, ...], Row] = {}
    undated: Counter[str] = Counter()
    partial = lookup.partial_days(store)
    for kind, (stated, first, last, concerns) in PATTERNS.items():
        facts = set()
        for row in store.select(DATED % (stated, first, last, _of_state(concerns, code))):
            if row["start"] is None and (row["end"] is None or row["end"] > before):
                facts.add(row["fact"])
            for what, day in _turns(row, before, after):
                said = lookup.as_stated(partial, day, row["fact"])
                _add(found, row, {"kind": kind, "what": what, "day": said})
        undated[kind] = len(facts)
    for row, cells in _capacities(store, before, after, code, partial):
        _add(found, row, {"kind": "capacity", **cells})
    rows = [_named(store, row) for row in found.values()]
    rows.sort(key=lambda r: ((*PATTERNS, "capacity").index(r["kind"]), r["day"], r["thing"]))
    question = {"between": before.isoformat(), "and": after.isoformat(), "state": code}
    return answer(question, COLUMNS, rows, _undated(undated))


def _of_state(concerns: str, code: str | None) -> str:
    """Return the pattern that keeps what is a matter of a state."""
    if code is None:
        return ""
    return f"FILTER EXISTS {{ {concerns.replace('?state', f'<{thing(code).value}>')} }}"


def _turns(row: Row, before: date, after: date) -> Iterator[tuple[str, date]]:
    """Yield the first day if it lies after the first of two days, and the last if before the other.

    A last day is the last on which something holds.
    """
    if row["start"] is not None and before < row["start"] <= after:
        yield "began", row["start"]
    if row["end"] is not None and before <= row["end"] < after:
        yield "ended", row["end"]


def _add(found: dict[tuple[Any, ...], Row], row: Row, cells: Row) -> None:
    """Add a fact to the row of what it is about; several sources of one day share it."""
    key = (*cells.values(), row["thing"], row["other"])
    kept = found.setdefault(
        key, {**cells, "thing": short(row["thing"]), "sources": [], "facts": []}
    )
    kept["other"] = short(row["other"]) if row["other"] else None
    for name in ("source", "fact"):
        if (value := short(row[name])) not in kept[f"{name}s"]:
            kept[f"{name}s"].append(value)


def _capacities(
    store: Store, before: date, after: date, code: str | None, partial: Mapping[str, Sequence[str]]
) -> Iterator[tuple[Row, Row]]:
    """Yield each figure behind a capacity that is another on the second day, with its change."""
    concerns = "?thing dg:inTerritory ?state"
    stated: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in store.select(CAPACITIES % _of_state(concerns, code)):
        stated[row["thing"], row["other"], row["unit"]].append(row)
    for (_, _, unit), rows in stated.items():
        old, new = _newest(rows, before), _newest(rows, after)
        first, last = _number(old), _number(new)
        if not new or first == last or new[0]["start"] is None or new[0]["start"] <= before:
            continue
        what = "changed" if old else "began"
        day = lookup.as_stated(partial, new[0]["start"], *(row["fact"] for row in new))
        cells = {"what": what, "day": day, "before": first, "after": last, "unit": unit}
        for row in (*old, *new):
            yield row, cells


def _newest(rows: list[Row], day: date) -> list[Row]:
    """Return the figures that hold on a day and begin last."""
    held = [
        row
        for row in rows
        if (row["start"] is None or row["start"] <= day)
        and (row["end"] is None or row["end"] >= day)
    ]
    newest = max((row["start"] or date.min for row in held), default=None)
    return [row for row in held if (row["start"] or date.min) == newest]


def _number(rows: list[Row]) -> float | None:
    """Return the first number stated of some figures of one day."""
    numbers = (row[n] for n in ("value", "low", "high") for row in rows if row[n] is not None)
    return next(map(float, numbers), None)


def _named(store: Store, row: Row) -> Row:
    """Add the English names."""
    label = lookup.label(store, thing(row["thing"]).value)
    other = lookup.label(store, thing(row["other"]).value) if row["other"] else None
    return {**row, "label": label, "other_label": other}


def _undated(undated: Counter[str]) -> list[str]:
    listed = ", ".join(f"{count} of kind {kind}" for kind, count in undated.items() if count)
    return [f"no first day is known, so none was looked at for a beginning: {listed}"] * bool(
        listed
    )
