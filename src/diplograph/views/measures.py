"""Charts of answers: bars with bounds, series with a band, shares of routes over the years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from diplograph import answers
from diplograph.answers import Answer
from diplograph.answers.chains import WAYS
from diplograph.answers.series import series
from diplograph.errors import QueryError
from diplograph.store import Store
from diplograph.table import Table, number, text
from diplograph.views import vega
from diplograph.views.chart import Chart, sources_of
from diplograph.views.chart_words import words
from diplograph.views.picture import Names
from diplograph.vocab import short

# Okabe–Ito, darkened to 3:1 on white where it is lighter.
COLORS = ("#0072B2", "#D55E00", "#009E73", "#BF5A94", "#B57B00", "#1A1A1A", "#3A8FC8")
WAY_COLORS = dict(zip(WAYS, ("#D55E00", "#0072B2", "#B57B00", "#009E73", "#BF5A94", "#767676"),
                      strict=True))  # fmt: skip
DECADE = (2016, 2025)  # where no period is given; the clock would make other bytes
MOST_BARS, MOST_LINES = 40, len(COLORS)
WIDTH, STEP = 600, 22
HIDDEN = ("facts",)
ROUTE_COLUMNS = ("label", "way", "value", "low", "high", "unit", "year", "volume", "volume_unit",
                 "capacity", "states", "sources")  # fmt: skip
Row = dict[str, Any]


def dependence_of(
    store: Store,
    language: str,
    *,
    state: str,
    on: str,
    during: tuple[int, int] | None = None,
    measure: str | None = None,
    **more: Any,
) -> Chart:
    """Return the dependence of a state on another: bars of a year, or a series of years.

    `commodity` and `year` are those of `answers.dependence`; `measure` keeps one measure.
    """
    asked = {"state": state, "on": on, **{k: v for k, v in more.items() if v is not None}}
    if during is None:
        found = _ranked(answers.dependence(store, **asked))
    elif "year" in asked:
        raise QueryError("give `year` or `during`, not both", name="dependence", parameter="year")
    else:
        found = series(store, answers.dependence, during=during, **asked)
    return answer_chart(store, _only(found, measure), language)


def _ranked(found: Answer) -> Answer:
    """Return the answer with the largest numbers of each unit first."""
    rows = sorted(found.rows, key=lambda row: (row["unit"], -(row["value"] or 0.0)))
    return Answer(found.question, Table(found.rows.columns, rows), found.sources, found.notes)


def _only(found: Answer, measure: str | None) -> Answer:
    """Return the rows of one measure, of a unit that they share."""
    if measure is None:
        return found
    rows = [row for row in found.rows if row["measure"] == measure]
    if not rows:
        known = ", ".join(sorted({row["measure"] for row in found.rows}))
        raise QueryError(f"the answer has no measure {measure!r}; it has {known or 'no rows'}")
    table = Table(found.rows.columns, rows)
    return Answer({**found.question, "measure": measure}, table, found.sources, found.notes)


def answer_chart(store: Store, found: Answer, language: str) -> Chart:
    """Return the chart of any answer whose rows have a `value`: bars, or lines over its years.

    Raises
    ------
    QueryError
        If the rows carry no `value`.
    """
    say, names = words(language), Names(store, language)
    over = "during" in found.question
    rows = [_worded(names, say, row) for row in _valued(found, say)]
    drawn = [row for row in rows if row["value"] is not None]
    chosen = _lines_of(drawn) if over else drawn[:MOST_BARS]
    left = len({r["name"] for r in drawn}) - len({r["name"] for r in chosen})
    kind = "series" if over else "bars"
    return Chart(
        name=str(next(iter(found.question))), language=language,
        title=title_of(names, say, found.question),
        summary=say[f"{kind}_summary"],
        spec=_series(chosen, say, found.question["during"]) if over else _bars(chosen, say),
        table=found.rows,
        headings={c: say.get(c, c) for c in found.rows.columns if c not in HIDDEN},
        sources=sources_of(store, found.sources),
        method=say[f"{kind}_method"],
        query=command_of(found.question),
        statements=len(store),
        notes=[*([say["left_undrawn"].format(n=left)] if left else []), *found.notes],
    )  # fmt: skip


def _valued(found: Answer, say: Mapping[str, str]) -> list[Row]:
    """Return rows with a value; a scenario has two for each, without it and under it."""
    if "value" in found.rows.columns:
        return list(found.rows)
    if "baseline" not in found.rows.columns:
        columns = ", ".join(found.rows.columns)
        raise QueryError(f"rows without a value cannot be drawn; these have {columns}")
    named = (("baseline", "without"), ("scenario", "under"))
    return [
        {
            **row, "value": row[name], "low": row[f"{name}_low"], "high": row[f"{name}_high"],
            "when": say[wording],
        }
        for row in found.rows
        for name, wording in named
    ]  # fmt: skip


def title_of(names: Names, say: Mapping[str, str], question: Mapping[str, Any]) -> str:
    """Return the question in words: what is asked, of whom, of which commodity and time."""
    first = next(iter(question))
    wording = say.get(f"ask_{first}", "{subject}").format(
        subject=question.get("label") or _label(names, question[first]),
        other=_label(names, question.get("on")),
    )  # fmt: skip
    commodity = question.get("commodity")
    parts = [wording]
    parts += [names(f"commodity/{commodity}")] if commodity else []
    parts += [say.get(question["measure"], question["measure"])] if "measure" in question else []
    when = question.get("during") or question.get("year")
    return ", ".join([*parts, *([str(when).replace("/", "–")] if when else [])])


def _label(names: Names, reference: Any) -> str:
    if not isinstance(reference, str) or not reference:
        return ""
    return names(reference)


def command_of(question: Mapping[str, Any]) -> str:
    """Return the words of the command line that give an answer again."""
    first = next(iter(question))
    given = {key: question.get(key) for key in ("on", "commodity", "year", "during", "at")}
    options = [f"--{key} {value}" for key, value in given.items() if value is not None]
    return " ".join([f"diplograph {first} {question[first]}", *options])


def _worded(names: Names, say: Mapping[str, str], row: Mapping[str, Any]) -> Row:
    """Return what is drawn of a row: its name, number, bounds and sources, in words."""
    measure = say.get(row["measure"], row["measure"].replace("_", " "))
    way = row.get("way")
    of = row.get("subject") or (say.get(f"way_{way}", way) if way else None)
    things = [_label(names, of) if row.get("subject") else of or ""]
    if row.get("commodity"):
        things.append(names(f"commodity/{row['commodity']}"))
    when = f" ({row['when']})" if "when" in row else ""
    return {
        "name": ": ".join([measure, *filter(None, things)]) + when,
        "value": _float(row["value"]),
        "low": _float(row.get("low")),
        "high": _float(row.get("high")),
        "unit": say.get(row.get("unit") or "", row.get("unit") or ""),
        "year": row.get("year"),
        "shown": amount_of(row),
        "sources": ", ".join(short(s).removeprefix("source/") for s in row.get("sources") or ()),
    }


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def amount_of(row: Mapping[str, Any]) -> str:
    """Return value and bounds of a row with four significant digits; the table has them all.

    >>> amount_of({"value": 96.3151, "low": 96.3151, "high": 96.8233})
    '96.32 (96.32–96.82)'
    """
    value, low, high = (_rounded(row.get(name)) for name in ("value", "low", "high"))
    return value if low == high else f"{value} ({low}–{high})"


def _rounded(value: Any) -> str:
    return text(None if value is None else float(f"{float(value):.4g}"))


def _lines_of(drawn: Sequence[Row]) -> list[Row]:
    """Return the rows of the names with the largest values, as many as there are colours."""
    largest: dict[str, float] = {}
    for row in drawn:
        largest[row["name"]] = max(largest.get(row["name"], 0.0), abs(row["value"]))
    kept = sorted(largest, key=lambda name: (-largest[name], name))[:MOST_LINES]
    return [row for row in drawn if row["name"] in kept]


def _tips(say: Mapping[str, str], *fields: str) -> list[Any]:
    alt = vega.altair()
    return [alt.Tooltip(f"{name}:N", title=say.get(name, name)) for name in fields]


def _bars(rows: Sequence[Row], say: Mapping[str, str]) -> dict[str, Any]:
    """Return bars by unit, one panel each, with whiskers from the low to the high bound."""
    alt = vega.altair()
    data: vega.Data = {}
    panels = []
    for place, unit in enumerate(dict.fromkeys(row["unit"] for row in rows)):
        mine = [row for row in rows if row["unit"] == unit]
        y = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=500, domain=False))
        x = alt.X("value:Q", title=unit, scale=alt.Scale(zero=True, nice=True))
        base = vega.rows(data, mine)
        tips = _tips(say, "name", "shown", "unit", "year", "sources")
        bars = base.mark_bar(color=COLORS[place % len(COLORS)], opacity=0.85, height=13)
        banded = base.transform_filter("datum.low != datum.high")
        whiskers = banded.mark_rule(color=vega.INK, strokeWidth=1.6)
        ends = [banded.mark_tick(color=vega.INK, thickness=1.6, size=9).encode(x=f"{e}:Q", y=y)
                for e in ("low", "high")]  # fmt: skip
        labels = base.mark_text(align="left", dx=7, color=vega.INK, fontSize=11)
        panels.append(
            alt.layer(
                bars.encode(x=x, y=y, tooltip=tips),
                whiskers.encode(x=alt.X("low:Q"), x2="high:Q", y=y, tooltip=tips),
                *ends,
                labels.encode(x=alt.X("high:Q"), y=y, text="shown:N"),
            ).properties(width=WIDTH, height=alt.Step(STEP))
        )
    return vega.spec_of(alt.vconcat(*panels, spacing=18), data)


def _series(rows: Sequence[Row], say: Mapping[str, str], during: str) -> dict[str, Any]:
    """Return lines over the years with the band between their bounds; a gap is no data."""
    alt = vega.altair()
    first, last = map(int, during.split("/"))
    data: vega.Data = {}
    panels = []
    for unit in dict.fromkeys(row["unit"] for row in rows):
        mine = _with_runs([row for row in rows if row["unit"] == unit])
        names = list(dict.fromkeys(row["name"] for row in mine))
        axis = alt.Axis(format="d", tickMinStep=1, grid=False)
        scale = alt.Scale(domain=[first - 0.3, last + 0.3], nice=False)
        x = alt.X("year:Q", title=None, axis=axis, scale=scale)
        color = alt.Color(
            "name:N", title=None,
            scale=alt.Scale(domain=names, range=list(COLORS[: len(names)])),
            legend=alt.Legend(orient="bottom", columns=2, labelLimit=420, symbolOpacity=1),
        )  # fmt: skip
        base = vega.rows(data, mine)
        tips = _tips(say, "name", "year", "shown", "unit", "sources")
        panels.append(
            alt.layer(
                base.mark_area(opacity=0.2).encode(
                    x=x, y=alt.Y("low:Q", title=unit), y2="high:Q", color=color, detail="run:N"
                ),
                base.mark_rule(strokeWidth=1.4).encode(x=x, y="low:Q", y2="high:Q", color=color),
                base.mark_line(strokeWidth=2).encode(x=x, y="value:Q", color=color, detail="run:N"),
                base.mark_circle(size=55, opacity=1).encode(
                    x=x, y="value:Q", color=color, tooltip=tips
                ),
            ).properties(width=980, height=360)
        )
    return vega.spec_of(alt.vconcat(*panels, spacing=18).resolve_scale(color="independent"), data)


def _with_runs(rows: Sequence[Row]) -> list[Row]:
    """Return rows numbered by run of years without a gap: no line bridges what is not known."""
    found, runs = [], 0
    for before, row in zip([None, *rows], rows, strict=False):
        if before is None or (before["name"], before["year"] + 1) != (row["name"], row["year"]):
            runs += 1
        found.append({**row, "run": f"{runs}"})
    return found


def shares_of(
    store: Store,
    language: str,
    *,
    state: str,
    commodity: str,
    during: tuple[int, int] | None = None,
) -> Chart:
    """Return the shares of the routes of a state, stacked by way, year after year."""
    say, names = words(language), Names(store, language)
    period = during or DECADE
    found = series(store, answers.compare, during=period, state=state, commodity=commodity)
    rows = [row for row in found.rows if row["measure"] == "route_share"]
    if not any(row["value"] is not None for row in rows):
        raise QueryError(
            f"no share by route of {commodity} of {state} is known for {period[0]}–{period[1]};"
            " no data is not zero. Ask for other years with `during`",
            name="shares", parameter="during",
        )  # fmt: skip
    if during is None:
        known = [row["year"] for row in rows if row["value"] is not None]
        period = (min(known), max(known))
    table = Table(found.rows.columns, [{**r, "label": names(r["subject"])} for r in rows])
    asked = {**found.question, "during": f"{period[0]}/{period[1]}"}
    return Chart(
        name="shares", language=language,
        title=title_of(names, {**say, "ask_compare": say["ask_shares"]}, asked),
        summary=say["shares_summary"],
        spec=_stack([_share(names, say, row) for row in rows if row["value"]], say, period),
        table=table,
        headings={c: say[c] for c in ROUTE_COLUMNS},
        sources=sources_of(store, {s for row in rows for s in row["sources"] or ()}),
        method=say["shares_method"],
        query=command_of(found.question),
        statements=len(store),
        notes=found.notes,
    )  # fmt: skip


def _share(names: Names, say: Mapping[str, str], row: Mapping[str, Any]) -> Row:
    volume = "–" if row["volume"] is None else f"{number(row['volume'])} {row['volume_unit']}"
    return {
        "way": say.get(f"way_{row['way']}", row["way"]),
        "order": WAYS.index(row["way"]),
        "route": names(row["subject"]),
        "value": float(row["value"]),
        "shown": f"{amount_of(row)} %",
        "volume": volume,
        "year": row["year"],
    }


def _stack(rows: Sequence[Row], say: Mapping[str, str], period: tuple[int, int]) -> dict[str, Any]:
    """Return one stacked bar a year; years without data keep their empty place."""
    alt = vega.altair()
    ways = [way for way in WAYS if any(row["order"] == WAYS.index(way) for row in rows)]
    color = alt.Color(
        "way:N", title=say["way"],
        scale=alt.Scale(
            domain=[say[f"way_{w}"] for w in ways], range=[WAY_COLORS[w] for w in ways]
        ),
        legend=alt.Legend(orient="right"),
    )  # fmt: skip
    data: vega.Data = {}
    years = list(range(period[0], period[1] + 1))
    bars = vega.rows(data, rows).mark_bar(stroke="white", strokeWidth=1.2)
    x = alt.X("year:O", title=None, scale=alt.Scale(domain=years), axis=alt.Axis(labelAngle=0))
    y = alt.Y("value:Q", title=say["percent"], scale=alt.Scale(domain=[0, 100]))
    shown = bars.encode(
        x=x, y=y, color=color, order=alt.Order("order:Q"),
        tooltip=_tips(say, "route", "way", "year", "shown", "volume"),
    )  # fmt: skip
    known = {row["year"] for row in rows}
    empty = [{"year": year, "text": say["no_data"]} for year in years if year not in known]
    gaps = vega.rows(data, empty).mark_text(angle=270, align="left", color=vega.SOFT)
    layers = [shown, gaps.encode(x=x, y=alt.datum(2), text="text:N")] if empty else [shown]
    return vega.spec_of(alt.layer(*layers).properties(width=900, height=420), data)
