"""Vega-Lite specifications as scripts, SVG and PNG, by the libraries of the extra `maps`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import ModuleType
from typing import Any

from diplograph.errors import MissingExtraError

# Quoted, for a name with a digit is no name in CSS, and the converter then draws no text at all.
FONT = "'Source Sans 3','Segoe UI',Helvetica,Arial,'Noto Sans CJK JP','Hiragino Sans',sans-serif"
INK, SOFT, RULE = "#1d2430", "#566070", "#d5dae1"
CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": "white",
    "view": {"stroke": None},
    "axis": {
        "labelColor": SOFT, "titleColor": INK, "gridColor": "#e8ebef", "domainColor": "#8a94a3",
        "tickColor": "#8a94a3", "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": 600,
        "labelLimit": 320,
    },
    "legend": {
        "labelColor": INK, "titleColor": INK, "labelFontSize": 12, "titleFontSize": 12,
        "titleFontWeight": 600, "labelLimit": 260, "symbolStrokeWidth": 3,
    },
    "title": {
        "anchor": "start", "color": INK, "fontSize": 16, "fontWeight": 600, "subtitleColor": SOFT,
        "subtitleFontSize": 12, "offset": 12,
    },
    "header": {"labelColor": INK, "titleColor": INK, "labelFontSize": 13, "labelFontWeight": 600},
}  # fmt: skip
Data = dict[str, list[dict[str, Any]]]  # rows by name, beside the layers that draw them
SNIPPET = "window.vegaEmbed = vegaEmbed;"


def altair() -> ModuleType:
    """Return Altair.

    Raises
    ------
    MissingExtraError
        If it is not installed.
    """
    try:
        import altair as found
    except ImportError as error:
        raise MissingExtraError("Altair, which draws maps and charts,", "maps") from error
    return found


def _converter() -> ModuleType:
    try:
        import vl_convert as found
    except ImportError as error:
        raise MissingExtraError("vl-convert, which compiles maps and charts,", "maps") from error
    return found


def _version() -> str:
    """Return the version of Vega-Lite that Altair writes, as vl-convert names it."""
    return ".".join(altair().SCHEMA_VERSION.removeprefix("v").split(".")[:2])


def rows(data: Data, chosen: Sequence[Mapping[str, Any]]) -> Any:
    """Return an Altair chart of some rows, which stand in `data`: it would check and copy each."""
    listed = [dict(row) for row in chosen]
    name = next((name for name, known in data.items() if known == listed), f"rows-{len(data)}")
    data[name] = listed
    return altair().Chart(altair().NamedData(name=name))


def spec_of(chart: Any, data: Data, **config: Any) -> dict[str, Any]:
    """Return the specification of an Altair chart and its rows, in the look of our pages."""
    spec: dict[str, Any] = chart.to_dict()
    spec.pop("$schema", None)
    return spec | {"config": CONFIG | config, "datasets": data}


def compiled(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the Vega specification of a Vega-Lite one."""
    found: dict[str, Any] = _converter().vegalite_to_vega(dict(spec), vl_version=_version())
    return _clipped_once(found, "width", "height")


def _clipped_once(part: dict[str, Any], width: Any, height: Any) -> dict[str, Any]:
    """Clip a view once instead of every layer of it, which takes a renderer a second each."""
    marks = [_inside(mark) for mark in part.get("marks", ())]
    clipped = [mark for mark in marks if mark.get("clip")]
    if not clipped:
        return {**part, "marks": marks}
    size = {"width": _signal(width), "height": _signal(height)}
    bare = [{**mark, "clip": False} for mark in clipped]
    group = {"type": "group", "clip": True, "encode": {"update": size}, "marks": bare}
    return {**part, "marks": [group, *(mark for mark in marks if not mark.get("clip"))]}


def _inside(mark: dict[str, Any]) -> dict[str, Any]:
    if mark.get("type") != "group":
        return mark
    size = mark["encode"]["update"]
    return _clipped_once(mark, size.get("width"), size.get("height"))


def _signal(size: Any) -> Any:
    return {"signal": size} if isinstance(size, str) else size


@lru_cache(maxsize=1)
def library() -> str:
    """Return Vega and its embedding as one script that can stand inside a page."""
    code: str = _converter().javascript_bundle(SNIPPET, vl_version=_version())
    code = re.sub(r"//# sourceMappingURL=.*", "", code).replace("\r\n", "\n").strip("\n")
    return re.sub(r"</(?=script|body|html)", r"<\\/", code).replace("<!--", "<\\!--")


def made_with() -> str:
    """Return the names and versions of what draws a page."""
    return f"Altair {altair().__version__}, Vega-Lite {_version()}"


def svg(spec: Mapping[str, Any]) -> str:
    """Return a picture as SVG, without the texts that it hides."""
    found: str = _converter().vega_to_svg(compiled(spec))
    return re.sub(r'<text[^>]* opacity="0"[^>]*>[^<]*</text>', "", found)


def png(spec: Mapping[str, Any]) -> bytes:
    """Return a picture as PNG, at two pixels a point."""
    found: bytes = _converter().svg_to_png(svg(spec), scale=2)
    return found
