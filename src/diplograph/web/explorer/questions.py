"""`/dependence`, `/compare`, `/routes`, …: a form, the answer as a table with bands, its sources.

Each address has its data at the same place with `.json`, `.csv`, and as text to cite with `.md`.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from diplograph.web.asking import respond
from diplograph.web.explorer.consult import consult, told
from diplograph.web.explorer.forms import FORMS, command, given, values
from diplograph.web.explorer.render import language_of, page
from diplograph.web.jobs import Reply
from diplograph.web.security import problem

ENDINGS = {".json": "application/json", ".csv": "text/csv", ".md": "text/markdown"}
BANDS = {"value": ("low", "high"), "volume": ("volume_low", "volume_high")}
LABELS = {"subject": "label", "thing": "label", "over": "label", "other": "other_label",
          "things": "label"}  # fmt: skip
PLAIN = {"year", "rank"}  # numbers that are no quantities
HIDDEN = {
    "facts", "sources", "facts_before", "facts_after", "agreements", "volume_unit",
    "segments",
}  # fmt: skip


async def question(request: Request) -> Response:
    """Answer a question of `FORMS`."""
    name, _, ending = request.url.path.strip("/").partition(".")
    texts, media = given(name, request.query_params), ENDINGS.get(f".{ending}")
    try:
        arguments = values(name, texts)
    except ValueError as error:
        return await _page(request, name, texts, Reply(400, detail=str(error)), media)
    job = {"job": "measured", "name": name, "texts": texts, "media": media}
    job |= {"language": language_of(request)}
    return await _page(request, name, texts, await consult(request, job), media, arguments)


async def _page(
    request: Request,
    name: str,
    texts: dict[str, str],
    reply: Reply,
    media: str | None,
    arguments: dict[str, Any] | None = None,
) -> Response:
    """Return data as it is, or the page of an answer or of what is wrong with the question."""
    if media and reply.status == 200:
        return respond(reply)
    if media or reply.status not in (200, 400, 404):
        return problem(reply.status, reply.detail, near=reply.near)
    hints = sorted({field.hints for field in FORMS[name]} - {""})
    offers = await told(request, {"job": "hints", "names": hints, "language": language_of(request)})
    found = json.loads(reply.body) if reply.status == 200 else None
    return page(
        request, "question.html", status=reply.status,
        name=name, fields=FORMS[name], texts=texts, offers=offers,
        found=found, wrong=reply.detail, near=reply.near,
        table=_table(found) if found else None,
        command=command(name, arguments or {}),
        address="?" + urlencode({k: v for k, v in texts.items() if v}),
    )  # fmt: skip


def _table(found: dict[str, Any]) -> dict[str, Any]:
    """Return the columns and rows that a page shows: bands in one cell, empty columns left out."""
    bounds = {bound for pair in BANDS.values() for bound in pair}
    rows = [r for r in found["rows"] if any(r.get(k) is not None for k in ("value", "volume"))]
    rows = rows or found["rows"]
    labels = {c: label for c, label in LABELS.items() if c in found["columns"]}
    named = [c for c in found["columns"] if c not in {*bounds, *HIDDEN, *labels.values()}]
    columns = [c for c in named if any(row.get(c) not in (None, [], "") for row in rows)]
    return {
        "columns": columns,
        "bands": BANDS,
        "labels": labels,
        "numbers": [c for c in columns if c not in PLAIN and _numeric(rows, c)],
        "rows": rows,
    }


def _numeric(rows: list[dict[str, Any]], column: str) -> bool:
    return all(isinstance(row.get(column), int | float | None) for row in rows)


ROUTES = [Route(f"/{name}{end}", question) for name in FORMS for end in ("", *ENDINGS)]
