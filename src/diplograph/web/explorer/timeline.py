"""A timeline as SVG: a lane for each kind of relation, a bar or dot for each with a day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from diplograph.model import partial_day

LEFT, RIGHT, WIDTH, ROW, HEAD = 210, 976, 1000, 14, 22
DEEPEST = 8  # rows of a lane; what finds no room there is in the table only
# How long these last is known by their end; without one they go on as far as the graph knows.
LASTING = {"dg:Tenure", "dg:Membership", "dg:Ownership"}


def timeline(groups: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """Return lanes, ticks and size of the picture of groups of dated rows.

    Parameters
    ----------
    groups
        Each with `label`, `kind` (a term) and `rows`: `ref`, `label`, `start`, `end` (ISO days, or
        months or years, drawn from their first day and to their last).

    Returns
    -------
    dict or None
        None where fewer than two rows have a day.
    """
    dated = [(g, [r for r in g["rows"] if r["start"] or r["end"]]) for g in groups]
    days = [_at(r[k], k) for _, rows in dated for r in rows for k in ("start", "end") if r[k]]
    if len(days) < 2:
        return None
    first, last = int(min(days)), int(max(days)) + 1
    lanes, top = [], HEAD
    for group, rows in dated:
        if rows:
            marks, deep = _marks(rows, group["kind"] in LASTING, (first, last))
            lanes.append({"label": group["label"], "top": top, "marks": marks})
            top += deep * ROW + 6
    return {"lanes": lanes, "ticks": _ticks(first, last), "width": WIDTH, "height": top, "row": ROW}


def _marks(
    rows: list[dict[str, Any]], lasting: bool, span: tuple[int, int]
) -> tuple[list[dict[str, Any]], int]:
    """Return where each row is drawn, the first free line of the lane for each, and the depth."""
    free: list[float] = []
    marks = []
    for row in sorted(rows, key=lambda r: (r["start"] or r["end"], r["ref"])):
        start = _across(row["start"] or row["end"], span)
        end = _across(row["end"], span, "end") if row["end"] else RIGHT if lasting else start
        line = next((i for i, until in enumerate(free) if until + 4 <= start), len(free))
        if line == DEEPEST:
            continue
        free[line:] = [max(end, start + 8), *free[line + 1 :]]
        wide = round(max(end - start, 0), 1)
        marks.append({**row, "x": start, "wide": wide, "line": line})
    return marks, max(len(free), 1)


def _at(day: str, side: str = "start") -> float:
    """Return a day, or the first or last one of a month or year, as a year with a fraction."""
    found = partial_day(day, last=side == "end").day
    return found.year + (found.timetuple().tm_yday - 1) / 366


def _across(day: str, span: tuple[int, int], side: str = "start") -> float:
    first, last = span
    return round(LEFT + (RIGHT - LEFT) * (_at(day, side) - first) / (last - first), 1)


def _ticks(first: int, last: int) -> list[dict[str, Any]]:
    """Return at most some twelve years, at round steps."""
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 1000) if (last - first) / s <= 12)
    years = [year for year in range(first, last + 1) if year % step == 0]
    return [{"year": year, "x": _across(f"{year:04}-01-01", (first, last))} for year in years]
