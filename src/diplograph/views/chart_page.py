"""Chart → one HTML file: the specification, Vega, the table twin and the sources.

As on the pages of networks, a Content-Security-Policy names the scripts and the style by hash and
forbids every request; expressions of the specification are interpreted, never compiled.
"""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from importlib.metadata import version
from string import Template
from typing import Any
from urllib.parse import quote

from diplograph.table import text
from diplograph.views import markup, vega
from diplograph.views.chart import Chart
from diplograph.views.chart_words import words

ROWS = 500
FOLDED = 4  # more notes than these are folded


def render(chart: Chart) -> str:
    """Return the page of a chart; the same chart gives the same bytes."""
    say = words(chart.language)
    library, script = vega.library(), markup.asset("chart.js")
    style = f"{markup.asset('page.css')}\n{markup.asset('chart.css')}"
    data = markup.script_json(_data(chart))
    wordings = {**say, **_texts(chart, say, data)}
    filled = {
        **{name: html.escape(wording) for name, wording in wordings.items()},
        "policy": html.escape(markup.policy([library, script], style)),
        "style": style, "library": library, "script": script, "data": data,
        "zoom_html": _zoom(say) if chart.moves else "",
        "csv_html": _csv(chart, say),
        "looks_html": _looks(chart),
        "notes_html": _notes(chart, say),
        "table_html": _table(chart, say),
        "sources_html": markup.sources_table(chart.sources, say),
    }  # fmt: skip
    return Template(markup.asset("chart.html")).substitute(filled)


def _data(chart: Chart) -> dict[str, Any]:
    """Return what the page's script reads."""
    spec = vega.compiled(chart.spec)
    panels = chart.spec.get("usermeta", {})
    return {"name": chart.name, "moves": chart.moves, "spec": spec, **panels}


def _texts(chart: Chart, say: Mapping[str, str], data: str) -> dict[str, str]:
    digest = hashlib.sha256(data.encode()).hexdigest()[:12]
    return {
        "language": chart.language,
        "page_title": chart.title,
        "page_summary": chart.summary,
        "as_of": as_of(chart, say),
        "skip": say["skip_rows"],
        "table_title": say["rows_title"].format(n=len(chart.table)),
        "method_text": chart.method,
        "query_text": chart.query,
        "build_text": say["chart_build"].format(
            version=version("diplograph"), statements=chart.statements, digest=digest,
            made=vega.made_with(),
        ),
    }  # fmt: skip


def as_of(chart: Chart, say: Mapping[str, str]) -> str:
    """Return the day of the picture, else the day when the newest of its sources was read."""
    if chart.at is not None:
        return say["data_at"].format(at=chart.at)
    read = [row["accessed"] for row in chart.sources if row["accessed"] is not None]
    return say["data_read"].format(at=max(read)) if read else ""


def _zoom(say: Mapping[str, str]) -> str:
    names = (("out", "−", "zoom_out"), ("in", "+", "zoom_in"))
    buttons = "".join(
        f'<button type="button" id="{key}" aria-label="{html.escape(say[name])}">{sign}</button>'
        for key, sign, name in names
    )
    return f'{buttons}<button type="button" id="fit">{html.escape(say["reset"])}</button>'


def _csv(chart: Chart, say: Mapping[str, str]) -> str:
    address = f"data:text/csv;charset=utf-8,{quote(chart.table.to_csv())}"
    name = html.escape(f"{chart.name}.csv")
    return f'<a download="{name}" href="{address}">{html.escape(say["download"])}</a>'


def _looks(chart: Chart) -> str:
    items = "".join(
        f"<li>{markup.drawing_of(mark)} {html.escape(mark.label)}</li>" for mark in chart.looks
    )
    return f"<ul>{items}</ul>" if items else ""


def _notes(chart: Chart, say: Mapping[str, str]) -> str:
    """Return the notes; where there are many they are folded."""
    if not chart.notes:
        return ""
    items = "".join(f"<li dir=auto>{html.escape(note)}</li>" for note in chart.notes)
    title = html.escape(f"{say['notes_title']} ({len(chart.notes)})")
    is_open = " open" if len(chart.notes) <= FOLDED else ""
    return f'<details class="notes"{is_open}><summary>{title}</summary><ul>{items}</ul></details>'


def _table(chart: Chart, say: Mapping[str, str]) -> str:
    """Return the table twin: the first 500 rows, saying how many there are."""
    columns = [name for name in chart.table.columns if name in chart.headings]
    head = "".join(f'<th scope="col">{html.escape(chart.headings[c])}</th>' for c in columns)
    body = "\n".join(
        f"<tr data-row>{''.join(_cell(row.get(c), i) for i, c in enumerate(columns))}</tr>"
        for row in chart.table.rows[:ROWS]
    )
    shown = min(ROWS, len(chart.table))
    caption = html.escape(say["rows_shown"].format(shown=shown, n=len(chart.table)))
    return (
        f'<table id="twin"><caption>{caption}</caption><thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}\n</tbody></table>"
    )


def _cell(value: Any, place: int) -> str:
    shown = html.escape(text(value))
    if place == 0:
        return f'<th scope="row" dir=auto>{shown}</th>'
    numeric = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    look = " class=number" if numeric else " class=day" if isinstance(value, date) else ""
    return f"<td dir=auto{look}>{shown}</td>"


def titled(chart: Chart) -> dict[str, Any]:
    """Return the specification with title and day inside, for a picture without a page."""
    say = words(chart.language)
    subtitle = [chart.summary, as_of(chart, say), *(m.label for m in chart.looks)]
    spec: dict[str, Any] = json.loads(json.dumps(dict(chart.spec)))
    title = {"text": chart.title, "subtitle": subtitle}
    return {**spec, "title": title, "datasets": _in_window(spec)}


def _in_window(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rows that a map shows at first; a picture without a page cannot be moved."""
    west, south, east, north = spec.get("usermeta", {}).get("window", (-180, -90, 180, 90))
    return {
        name: [
            row
            for row in rows
            if "lon" not in row or (west <= row["lon"] <= east and south <= row["lat"] <= north)
        ]
        for name, rows in spec.get("datasets", {}).items()
    }
