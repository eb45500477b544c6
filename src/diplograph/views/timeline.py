"""The `timeline` view: terms, meetings, agreements and disruptions of states, row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from diplograph import lookup
from diplograph.errors import QueryError
from diplograph.store import Store
from diplograph.table import Table
from diplograph.views import vega
from diplograph.views.chart import Chart, sources_of
from diplograph.views.chart_words import words
from diplograph.views.picture import Names, as_day
from diplograph.vocab import short, thing

KINDS = ("term", "meeting", "agreement", "disruption")
COLORS = dict(zip(KINDS, ("#0072B2", "#009E73", "#BF5A94", "#D55E00"), strict=True))
COLUMNS = ["kind", "label", "detail", "start", "end", "state", "source"]
WIDTH, STEP, NAME = 820, 17, 430
MOST = 400
TERMS = """
SELECT DISTINCT ?thing ?detail ?start ?end ?source ?tenure WHERE {
  ?detail dg:officeOf <%s> .
  GRAPH ?source {
    ?tenure a dg:Tenure ; dg:person ?thing ; dg:office ?detail .
    OPTIONAL { ?tenure dg:start ?start } OPTIONAL { ?tenure dg:end ?end }
  }
} ORDER BY ?start ?thing ?detail ?source
"""
MEETINGS = """
SELECT DISTINCT ?thing ?detail ?start ?end ?source WHERE {
  ?part a dg:Participation ; dg:event ?thing .
  { ?part dg:actor <%(state)s> } UNION { ?part dg:represents <%(state)s> }
  FILTER NOT EXISTS { ?thing a dg:Disruption }
  ?thing dg:start ?start ; dg:source ?source
  OPTIONAL { ?thing dg:end ?end } OPTIONAL { ?thing a ?detail . ?detail rdfs:subClassOf dg:Event }
} ORDER BY ?start ?thing ?detail ?source
"""
AGREEMENTS = """
SELECT DISTINCT ?thing ?detail ?start ?end ?source WHERE {
  ?thing dg:party <%s> ; dg:signed ?start ; dg:source ?source
  OPTIONAL { ?thing dg:ended ?end }
  OPTIONAL { ?thing a ?detail . ?detail rdfs:subClassOf dg:Agreement }
} ORDER BY ?start ?thing ?detail ?source
"""
# A disruption concerns a state that took part, or whose territory holds or crosses what it hit.
DISRUPTIONS = """
SELECT DISTINCT ?thing ?detail ?start ?end ?source WHERE {
  ?thing a dg:Disruption ; dg:start ?start ; dg:source ?source
  OPTIONAL { ?thing dg:end ?end }
  OPTIONAL { ?thing dg:disrupts|dg:place ?detail }
  FILTER(
    EXISTS { ?part dg:event ?thing ; dg:actor <%(state)s> }
    || EXISTS { ?thing dg:disrupts|dg:place ?hit . ?hit dg:crosses|dg:inTerritory <%(state)s> }
  )
} ORDER BY ?start ?thing ?detail ?source
"""
Row = dict[str, Any]


def timeline_of(
    store: Store,
    language: str,
    *,
    state: str,
    during: tuple[int, int],
) -> Chart:
    """Return what happened to one state, or to several with commas between them, in some years."""
    say, names = words(language), Names(store, language)
    codes = [lookup.state(store, name.strip()) for name in state.split(",")]
    first, last = during
    span = (date(first, 1, 1), date(last, 12, 31))
    rows = [row for code in codes for row in _of_state(store, names, say, code, span)]
    rows = _merged(rows)
    if not rows:
        raise QueryError(f"the graph dates nothing of {', '.join(codes)} in {first}–{last}")
    drawn, left = _shown(rows)
    period = f"{first}–{last}" if first != last else f"{first}"
    title = f"{', '.join(map(names, codes))}, {period}"
    return Chart(
        name="timeline", language=language,
        title=say["ask_timeline"].format(subject=title),
        summary=say["timeline_summary"],
        spec=_spec(drawn, span, say),
        table=Table(COLUMNS, [{c: (row | row["said"]).get(c) for c in COLUMNS} for row in rows]),
        headings={name: say.get(name, name) for name in COLUMNS},
        sources=sources_of(store, {s for row in rows for s in row["source"]}),
        method=say["timeline_method"],
        query="\n".join((_query(TERMS, codes[0]), _query(MEETINGS, codes[0]),
                         _query(AGREEMENTS, codes[0]), _query(DISRUPTIONS, codes[0]))),
        statements=len(store),
        notes=[say["left_undrawn"].format(n=left)] if left else [],
    )  # fmt: skip


def _query(query: str, code: str) -> str:
    iri = thing(code).value
    return (query % {"state": iri} if "%(state)s" in query else query % iri).strip()


def _of_state(
    store: Store, names: Names, say: Mapping[str, str], code: str, span: tuple[date, date]
) -> list[Row]:
    found = []
    partial = lookup.partial_days(store)
    for kind, query in zip(KINDS, (TERMS, MEETINGS, AGREEMENTS, DISRUPTIONS), strict=True):
        for row in store.select(_query(query, code)):
            start, end = as_day(row["start"]), as_day(row["end"])
            iri = row.get("tenure") or row["thing"]
            if _inside(kind, start, end, span):
                found.append(
                    {
                        "kind": say[f"kind_{kind}"], "key": (kind, row["thing"], start, end),
                        "label": names(short(row["thing"])),
                        "detail": names(short(row["detail"])) if row["detail"] else "",
                        "start": start, "end": end, "state": names(code),
                        "said": {
                            name: lookup.as_stated(partial, day, iri) or None
                            for name, day in (("start", start), ("end", end))
                        },
                        "source": [row["source"]], "sort": kind,
                    }
                )  # fmt: skip
    return found


def _inside(kind: str, start: date | None, end: date | None, span: tuple[date, date]) -> bool:
    """Say whether something lies in the span.

    Terms last until their end is stated, for offices are not empty; a disruption whose end no
    source states is known for its first day only.
    """
    if kind in ("meeting", "agreement") or (kind == "disruption" and end is None):
        return start is not None and span[0] <= start <= span[1]
    if start is None and end is None:
        return False
    return (start or span[0]) <= span[1] and (end or span[1]) >= span[0]


def _merged(rows: Iterable[Row]) -> list[Row]:
    """Return one row a thing and day: what several sources, states or classes say is joined."""
    merged: dict[Any, Row] = {}
    for row in rows:
        kept = merged.setdefault(row["key"], {**row, "details": [], "states": [], "source": []})
        for name, value in (("details", row["detail"]), ("states", row["state"])):
            if value and value not in kept[name]:
                kept[name].append(value)
        kept["source"] += [s for s in row["source"] if s not in kept["source"]]
    for row in merged.values():
        row["detail"], row["state"] = ", ".join(row["details"]), ", ".join(row["states"])
    order = [KINDS.index(row["sort"]) for row in merged.values()]
    paired = sorted(
        zip(order, merged.values(), strict=True),
        key=lambda pair: (pair[0], pair[1]["start"] or date.min, pair[1]["label"]),
    )
    return [row for _, row in paired]


def _shown(rows: Sequence[Row]) -> tuple[list[Row], int]:
    """Return the rows that a picture can hold, the newest of each kind, and how many it cannot."""
    if len(rows) <= MOST:
        return list(rows), 0
    share = MOST // len(KINDS)
    kept = [row for kind in KINDS for row in [r for r in rows if r["sort"] == kind][-share:]]
    return kept, len(rows) - len(kept)


def _spec(rows: Sequence[Row], span: tuple[date, date], say: Mapping[str, str]) -> dict[str, Any]:
    """Return a panel a kind, a line a thing: bars that last, diamonds for a day."""
    alt = vega.altair()
    data: vega.Data = {}
    panels = []
    for kind in KINDS:
        mine = [_drawn(row, span, say) for row in rows if row["sort"] == kind]
        if mine:
            panels.append(_panel(data, mine, span, kind, say))
    return vega.spec_of(
        alt.vconcat(*panels, spacing=14).resolve_scale(x="independent"),
        data,
        axis={**vega.CONFIG["axis"], "labelFontSize": 11},
    )


def _panel(
    data: vega.Data, rows: Sequence[Row], span: tuple[date, date], kind: str, say: Mapping[str, str]
) -> Any:
    alt = vega.altair()
    window = [
        alt.DateTime(year=day.year, month=day.month, date=day.day, utc=True)
        for day in (span[0], span[1] + timedelta(days=1))
    ]
    scale = alt.Scale(type="utc", domain=window, clamp=True)
    x = alt.X(
        "from:T", title=None, scale=scale,
        axis=alt.Axis(orient="top", format="%Y-%m", labelOverlap=True, grid=True),
    )  # fmt: skip
    axis = alt.Axis(labelLimit=NAME, ticks=False, domain=False, labelPadding=6)
    order = alt.Scale(domain=list(dict.fromkeys(row["row"] for row in rows)))
    y = alt.Y("row:N", sort=None, title=None, axis=axis, scale=order)
    tips = [
        alt.Tooltip(f"{name}:N", title=say.get(name, name))
        for name in ("label", "detail", "start", "end", "state", "sources")
    ]
    layers = _marks(data, rows, COLORS[kind], {"x": x, "y": y}, tips)
    title = alt.TitleParams(say[f"kind_{kind}s"], frame="group", fontSize=14)
    size = {"width": WIDTH, "height": alt.Step(STEP)}
    return alt.layer(*layers).properties(title=title, **size)


def _marks(
    data: vega.Data, rows: Sequence[Row], color: str, here: Mapping[str, Any], tips: Sequence[Any]
) -> list[Any]:
    """Return bars, diamonds, hollow diamonds and arrows, as far as there are rows for them."""
    alt = vega.altair()
    tips, scale = list(tips), here["x"].to_dict()["scale"]
    layers = []
    if lasting := [row for row in rows if row["lasts"]]:
        bar = vega.rows(data, lasting).mark_bar(height=9, cornerRadius=2, color=color, opacity=0.85)
        layers.append(bar.encode(**here, x2="to:T", tooltip=tips))
    for hollow in (False, True):
        if days := [row for row in rows if not row["lasts"] and row["hollow"] == hollow]:
            point = vega.rows(data, days).mark_point(
                shape="diamond", size=70, filled=not hollow, color=color, opacity=1
            )
            layers.append(point.encode(**here, tooltip=tips))
    if going := [row for row in rows if row["open"]]:
        more = vega.rows(data, going).mark_text(text="▸", color=color, fontSize=13, dx=5)
        layers.append(more.encode(x=alt.X("to:T", scale=scale), y=here["y"]))
    return layers


def _point(day: date) -> int:
    """Return the first moment of a day in milliseconds of UTC: no browser's own time shifts it."""
    return (day - date(1970, 1, 1)).days * 86_400_000


def _drawn(row: Row, span: tuple[date, date], say: Mapping[str, str]) -> Row:
    """Return a row as it is drawn: clipped to the span, its own days in words."""
    ended = row["sort"] != "agreement" and row["end"] not in (None, row["start"])
    lasts = row["sort"] == "term" or ended
    start, end = row["start"] or span[0], row["end"] or span[1]
    last = end if lasts else start
    wording = f"{row['label']} – {row['detail']}" if row["sort"] == "term" else row["label"]
    return {
        "row": wording, "label": row["label"], "detail": row["detail"], "state": row["state"],
        "from": _point(max(start, span[0])), "to": _point(min(last, span[1]) + timedelta(days=1)),
        "lasts": lasts, "hollow": row["sort"] == "disruption" and row["end"] is None,
        "open": lasts and (row["end"] is None or row["end"] > span[1]),
        "start": row["said"]["start"] or say["unknown"],
        "end": row["said"]["end"] or ("" if row["sort"] == "meeting" else say["end_unknown"]),
        "sources": ", ".join(short(s).removeprefix("source/") for s in row["source"]),
    }  # fmt: skip
