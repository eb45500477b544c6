"""What all pages share: files, the policy, escaped JSON, links, sources, drawings of looks."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from diplograph.table import Table, text
from diplograph.views.picture import Mark, safe_address

HERE = Path(__file__).parent
DAYS = ("start", "end", "published", "accessed")
COLUMN_LOOKS = {"source": " class=cites", **dict.fromkeys(DAYS, " class=day")}


def policy(scripts: Iterable[str], style: str) -> str:
    """Return a policy under which these scripts and this style run, and nothing is fetched."""
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none';"
        f" script-src {' '.join(map(hash_of, scripts))}; style-src {hash_of(style)}"
    )


def script_json(data: Any) -> str:
    """Return JSON that no text in it can end: `<`, `>`, `&` and line separators are escaped.

    >>> script_json("</script>")
    '"\\\\u003c/script\\\\u003e"'
    """
    plain = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", plain)


def asset(name: str) -> str:
    """Return the text of a file beside this module."""
    return (HERE / name).read_text(encoding="utf-8").strip("\n")


def hash_of(code: str) -> str:
    """Return the hash of a script or style as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


def drawing_of(mark: Mark) -> str:
    """Return the small drawing of a look for a legend."""
    return _svg((_spot_svg if mark.shape else _line_svg)(mark))


def _svg(drawing: str) -> str:
    return f'<svg viewBox="0 0 36 14" width="36" height="14" aria-hidden="true">{drawing}</svg>'


def _line_svg(mark: Mark) -> str:
    dashes = f' stroke-dasharray="{" ".join(map(str, mark.dashes))}"' if mark.dashes else ""
    return f'<path d="M1 7H35" stroke="{mark.color}" stroke-width="{mark.width}"{dashes}/>'


SHAPES = {
    "tube": '<rect x="1" y="4.5" width="34" height="4"/>',
    "area": '<rect x="6" y="1" width="24" height="12"/>',
    "dot": '<circle cx="18" cy="7" r="5.5"/>',
    "square": '<rect x="13" y="2" width="10" height="10"/>',
    "triangle": '<path d="M18 1l6 11H12z"/>',
    "diamond": '<path d="M18 0l6 7-6 7-6-7z"/>',
    "star": '<path d="M18 0l1.7 4.8 5.1.1-4 3.1 1.4 4.9-4.2-2.8-4.2 2.8 1.4-4.9-4-3.1 5.1-.1z"/>',
    "hexagon": '<path d="M15 2h6l3 5-3 5h-6l-3-5z"/>',
}


def _spot_svg(mark: Mark) -> str:
    dashes = ' stroke-dasharray="3 2"' if mark.dashes else ""
    return f'<g fill="{mark.color}" stroke="#333333"{dashes}>{SHAPES[mark.shape]}</g>'


def link(wording: str, url: Any) -> str:
    """Return a link that opens apart and tells the other side nothing, or plain text."""
    address, shown = safe_address(url), html.escape(wording)
    if address is None:
        return shown
    return f'<a href="{html.escape(address)}" target="_blank" rel="noopener noreferrer">{shown}</a>'


def sources_table(sources: Table, say: Mapping[str, str]) -> str:
    """Return the sources of a page as a table, each title a link to its page."""
    names = ("title", "publisher", "published", "accessed", "licence")
    head = "".join(f'<th scope="col">{html.escape(say[name])}</th>' for name in names)
    rows = "\n".join(
        f'<tr><th scope="row" dir=auto>{link(str(row["title"]), row["url"])}</th>'
        + "".join(
            f"<td dir=auto{COLUMN_LOOKS.get(name, '')}>{html.escape(text(row[name]))}</td>"
            for name in names[1:]
        )
        + "</tr>"
        for row in sources
    )
    note = html.escape(say["sources_note"].format(n=len(sources)))
    return (
        f"<table><caption>{note}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )
