"""Picture → one HTML file: pyvis' data and the vis-network that pyvis ships, in our own template.

Nothing of pyvis' template or of `show` is used: they load from hosts, print headings twice and put
titles into the page as HTML. Here a Content-Security-Policy names the only two scripts and the one
style that may run, by hash, and forbids every request.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from string import Template
from typing import Any

from diplograph.errors import MissingExtraError
from diplograph.table import Table, text
from diplograph.views.markup import (
    COLUMN_LOOKS,
    asset,
    drawing_of,
    link,
    policy,
    script_json,
    sources_table,
)
from diplograph.views.picture import Choice, Detail, Filter, Line, Picture, Spot
from diplograph.views.words import words

SCRIPT_WORDS = ("showing", "close", "search_none", "more", "reference", "from", "to", "segments",
                "places", "links", "things", "expand", "start", "end")  # fmt: skip
TWIN_ROWS = 6000  # what a browser lays out at once; the download has all


def render(picture: Picture) -> str:
    """Return the page of a picture; the same picture gives the same bytes."""
    say = words(picture.language)
    library, script, style = _library(), asset("page.js"), asset("page.css")
    data = script_json(_data(picture))
    filled = {
        **{name: html.escape(wording) for name, wording in say.items() if name.isidentifier()},
        **{name: html.escape(wording) for name, wording in _texts(picture, say, data).items()},
        "policy": html.escape(policy([library, script], style)),
        "style": style,
        "library": library,
        "script": script,
        "data": data,
        "left_out_note": _left_out(picture, say),
        "filters_html": "\n".join(_filter(item, picture) for item in picture.filters),
        "legend_html": _legend(picture, say),
        "headline_html": _headline(picture, say),
        "table_html": _twin(picture, say),
        "sources_html": sources_table(picture.sources, say),
        "core_button": _core_button(picture, say),
        "slider_html": _slider(picture, say),
    }
    return Template(asset("page.html")).substitute(filled)


def _texts(picture: Picture, say: dict[str, str], data: str) -> dict[str, str]:
    """Return the plain wordings of the page that depend on the picture."""
    lines = say[_line_word(picture)]
    return {
        "language": picture.language,
        "page_title": picture.title,
        "page_summary": picture.summary,
        "as_of": say["data_at"].format(at=picture.at),
        "skip": say["skip_table"].format(lines=lines),
        "table_title": say["table"].format(lines=lines),
        "showing": _showing(picture, len(picture.of_day), len(picture.spots)),
        "method_text": picture.method,
        "query_text": picture.query,
        "build_text": _build(picture, say, hashlib.sha256(data.encode()).hexdigest()[:12]),
    }


def _line_word(picture: Picture) -> str:
    return "segments" if picture.name == "corridors" else "links"


def frame(page: str, title: str) -> str:
    """Return a page inside a sandboxed frame, so that neither its style nor its script leaks."""
    return (
        f'<iframe title="{html.escape(title)}" width="100%" height="780"'
        ' sandbox="allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"'
        f' srcdoc="{html.escape(page)}"></iframe>'
    )


def _library() -> str:
    """Return the newest vis-network that pyvis ships, without its pointer to a source map."""
    import pyvis

    found = sorted((Path(pyvis.__file__).parent / "lib").glob("vis-*/vis-network.min.js"))
    if not found:
        raise MissingExtraError("vis-network of pyvis", "views")
    code = found[-1].read_text(encoding="utf-8")
    code = re.sub(r"//# sourceMappingURL=.*", "", code).replace("\r\n", "\n").strip("\n")
    return code.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _data(picture: Picture) -> dict[str, Any]:
    """Return what the page's script reads: pyvis' nodes and edges, grid, words."""
    from pyvis.network import Network

    net = Network(directed=True)
    number = {spot.key: index for index, spot in enumerate(picture.spots)}
    for spot in picture.spots:
        net.add_node(number[spot.key], **_node(picture, spot))
    for line, bend in zip(picture.lines, _bends(picture.lines), strict=True):
        ends = number[line.origin], number[line.destination]
        net.add_edge(*ends, id=len(net.edges), bend=bend, **_edge(picture, line))
    say = words(picture.language)
    return {
        "nodes": net.nodes,
        "edges": net.edges,
        "view": picture.name,
        "core": picture.core,
        "at": picture.at.isoformat(),
        "grid": vars(picture.grid),
        "words": {name: say[name] for name in SCRIPT_WORDS},
    }


def _node(picture: Picture, spot: Spot) -> dict[str, Any]:
    mark = picture.spot_marks[spot.kind]
    return {
        "label": spot.label,
        "shape": mark.shape,
        "color": mark.color,
        "x": spot.x,
        "y": spot.y,
        "rank": spot.rank,
        "reference": spot.key,
        "estimated": spot.estimated,
        "details": [detail.as_list() for detail in spot.details],
    }


def _edge(picture: Picture, line: Line) -> dict[str, Any]:
    return {
        "label": line.label,
        "color": picture.line_marks[line.kind].color,
        "width": round(line.width, 2),
        "dashes": list(line.dashes) or False,
        "arrows": "to" if line.directed else "",
        "reference": line.key,
        "tags": {key: list(values) for key, values in line.tags.items()},
        "days": [day and day.isoformat() for day in line.days],
        "details": [detail.as_list() for detail in line.details],
    }


def _bends(lines: Sequence[Line]) -> list[float]:
    """Return how far each line bends, so that lines between the same two spots lie side by side."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for index, line in enumerate(lines):
        groups.setdefault(tuple(sorted((line.origin, line.destination))), []).append(index)
    bends = [0.0] * len(lines)
    for ends, members in groups.items():
        for place, index in enumerate(members):
            side = 1 if lines[index].origin == ends[0] else -1
            bends[index] = side * round((place - (len(members) - 1) / 2) * 0.24, 2)
    return bends


def _showing(picture: Picture, lines: int, spots: int) -> str:
    say = words(picture.language)
    line_word, spot_word = (
        ("segments", "places") if picture.name == "corridors" else ("links", "things")
    )
    return say["showing"].format(
        lines=lines, all_lines=len(picture.lines), line_word=say[line_word],
        spots=spots, all_spots=len(picture.spots), spot_word=say[spot_word],
    )  # fmt: skip


def _slider(picture: Picture, say: dict[str, str]) -> str:
    """Return the time slider, in days from the first of the span."""
    if picture.span is None:
        return ""
    first, last = picture.span
    return (
        f'<div class="time"><label for="day">{html.escape(say["day"])}</label>'
        f'<input type="range" id="day" data-first="{first}" min="0" max="{(last - first).days}"'
        f' value="{(picture.at - first).days}"><output id="at" for="day">{picture.at}</output>'
        "</div>"
    )


def _left_out(picture: Picture, say: dict[str, str]) -> str:
    """Say what is not drawn, or not at once."""
    said = [say["left_out"].format(n=picture.left_out)] if picture.left_out else []
    said += [say["folded"].format(n=picture.core)] if len(picture.spots) > picture.core else []
    return "".join(f'<p class="help">{html.escape(note)}</p>' for note in said)


def _core_button(picture: Picture, say: dict[str, str]) -> str:
    if picture.grid.core is None:
        return ""
    return f'<button type="button" id="core">{html.escape(say["core"])}</button>'


def _filter(item: Filter, picture: Picture) -> str:
    attributes = f'data-filter="{html.escape(item.key)}" data-rule="{html.escape(item.rule)}"'
    if item.rule == "one":
        options = "".join(
            f'<option value="{html.escape(c.value)}">{html.escape(c.label)} ({c.count})</option>'
            for c in item.choices
        )
        name = html.escape(item.label)
        return f"<label class=field>{name}<select {attributes}>{options}</select></label>"
    boxes = "".join(_box(choice, picture) for choice in item.choices)
    note = f"<p>{html.escape(item.note)}</p>" if item.note else ""
    legend = f"<legend>{html.escape(item.label)}</legend>"
    return f"<fieldset {attributes}>{legend}{note}<div class=boxes>{boxes}</div></fieldset>"


def _box(choice: Choice, picture: Picture) -> str:
    """Return a checkbox; where its value is a kind of the picture, it shows the look of it."""
    drawing = ""
    if choice.value in picture.line_marks:
        drawing = drawing_of(picture.line_marks[choice.value])
    elif choice.value in picture.spot_marks:
        drawing = drawing_of(picture.spot_marks[choice.value])
    return (
        f'<label dir=auto><input type="checkbox" value="{html.escape(choice.value)}"'
        f"{' checked' if choice.chosen else ''}>{drawing} {html.escape(choice.label)}"
        f" <small>{choice.count}</small></label>"
    )


def _legend(picture: Picture, say: dict[str, str]) -> str:
    """Return the legend of line styles; colours and shapes stand beside the filters."""
    if not picture.styles:
        return ""
    items = "".join(
        f"<li>{drawing_of(mark)} {html.escape(mark.label)}</li>" for mark in picture.styles
    )
    return f"<h2>{html.escape(say['legend'])}</h2><ul class=legend>{items}</ul>"


def _twin(picture: Picture, say: dict[str, str]) -> str:
    """Return the table twin: every line of the picture with the same facts, one row each."""
    caption = say["caption"].format(
        title=picture.title, n=len(picture.of_day), at=picture.at, lines=say[_line_word(picture)]
    )
    more = len(picture.lines) - TWIN_ROWS
    rest = f"<p>{html.escape(say['rest'].format(n=more))}</p>" if more > 0 else ""
    head = "".join(f'<th scope="col">{html.escape(n)}</th>' for n in picture.columns.values())
    rows = "\n".join(
        f'<tr data-edge="{index}"{"" if line.holds(picture.at) else " hidden"}>'
        f"{''.join(_cells(line, picture.columns))}</tr>"
        for index, line in enumerate(picture.lines[:TWIN_ROWS])
    )
    return (
        f'<table id="twin"><caption>{html.escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody></table>{rest}"
    )


def _cells(line: Line, columns: Iterable[str]) -> Iterable[str]:
    for place, name in enumerate(columns):
        parts = "<br>".join(_part(detail) for detail in line.cells[name]) or "–"
        if place == 0:
            yield f'<th scope="row" dir=auto>{parts}</th>'
        else:
            yield f"<td dir=auto{COLUMN_LOOKS.get(name, '')}>{parts}</td>"


def _part(detail: Detail) -> str:
    return link(detail.text, detail.url)


def _headline(picture: Picture, say: dict[str, str]) -> str:
    """Return the headline numbers as a list: value with bounds, what it is of, measure and year."""
    table = picture.headline
    if table is None or not len(table):
        return ""
    kinds = dict.fromkeys((r.get("of"), r.get("measure"), r.get("year")) for r in table)
    groups = "".join(
        _headline_group(
            [r for r in table if (r.get("of"), r.get("measure"), r.get("year")) == k], say
        )
        for k in kinds
    )
    name = html.escape(say["headline"])
    sources = f'<a href="#sources">{html.escape(say["sources"])}</a>'
    return f'<section class="headline" aria-label="{name}">{groups}{sources}</section>'


def _headline_group(rows: Sequence[dict[str, Any]], say: dict[str, str]) -> str:
    first = rows[0]
    measure = say.get(str(first.get("measure")), str(first.get("measure") or ""))
    title = ", ".join(text(x) for x in (first.get("of"), measure, first.get("year")) if x)
    items = "".join(
        f"<li dir=auto><b>{html.escape(_amount(r))}</b> {html.escape(text(r.get('label')))}</li>"
        for r in rows
    )
    return f"<div><h2>{html.escape(title)}</h2><ul>{items}</ul></div>"


def _amount(row: dict[str, Any]) -> str:
    value, low, high = (row.get(name) for name in ("value", "low", "high"))
    if value is None:
        return text(None)
    band = "" if low is None or high is None or low == high else f" ({_short(low)}–{_short(high)})"
    unit = {"percent": " %"}.get(str(row.get("unit")), f" {row.get('unit') or ''}")
    return f"{_short(value)}{unit.rstrip()}{band}"


def _short(value: Any) -> str:
    """Return a number with three significant digits or more, as a headline carries it."""
    size = abs(float(value))
    digits = 2 if size < 1 else 1 if size < 100 else 0
    return text(round(float(value), digits))


def _build(picture: Picture, say: dict[str, str], digest: str) -> str:
    found = re.search(r"@version (\S+)", _library())
    return say["build"].format(
        version=version("diplograph"), statements=picture.statements, digest=digest,
        pyvis=version("pyvis"), vis=found[1] if found else "?",
    )  # fmt: skip


def table_of(picture: Picture) -> Table:
    """Return the table twin as a `Table`: one row an edge of the day, its cells as text."""
    rows = [
        {name: "; ".join(detail.text for detail in line.cells[name]) for name in picture.columns}
        for line in picture.of_day
    ]
    return Table(list(picture.columns), rows)
