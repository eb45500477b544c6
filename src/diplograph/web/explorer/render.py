"""Pages for people: templates, the words of a language, the policy under which a page runs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from diplograph.table import text
from diplograph.vocab import THINGS, thing
from diplograph.web.explorer.words import LANGUAGES

HERE = Path(__file__).parent
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none';"
    " base-uri 'none'",
    "Vary": "Accept, Accept-Language, Cookie",
}
FILES = {
    "explorer.css": "text/css",
    "explorer.js": "text/javascript",
    "editor.js": "text/javascript",
}


@lru_cache(maxsize=1)
def templates() -> Environment:
    """Return the templates; every value is escaped, and an unknown name is an error."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters["text"] = text
    made.filters["shown"] = shown
    made.filters["path"] = path
    made.filters["period"] = period
    return made


def shown(value: Any, unit: str) -> str:
    """Return a number rounded for reading: one digit of a percentage, three of anything else."""
    return text(value if value is None else round(float(value), 1 if unit == "percent" else 3))


def path(reference: str) -> str:
    """Return the path below `/id/` of a reference: that of a bare code is a state's."""
    return quote(thing(reference).value.removeprefix(THINGS))


def period(row: Mapping[str, Any]) -> str:
    """Return the days from `start` to `end`, as `said` where a row has that; a year as its number.

    >>> period({"start": "2024-01-01", "end": "2024-12-31"}), period({"start": None, "end": None})
    ('2024', '')
    """
    days = row.get("said", row)
    start, end = days["start"] or "", days["end"] or ""
    if start[4:] == "-01-01" and end == f"{start[:4]}-12-31":
        return start[:4]
    return start if start == end else f"{start} – {end}".strip()


def language_of(request: Request) -> str:
    """Return the language of a page: of `lang`, else the one last chosen, else the browser's."""
    for asked in (request.query_params.get("lang", ""), request.cookies.get("lang", "")):
        if asked in LANGUAGES:
            return asked
    accepted = request.headers.get("accept-language", "").lower()
    return "ja" if accepted.startswith("ja") else "en"


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    """Return a page made of a template of `templates/`, with the words of its language."""
    language = language_of(request)
    here = request.url.include_query_params
    others = {code: str(here(lang=code).replace(scheme="", netloc="")) for code in LANGUAGES}
    html = (
        templates()
        .get_template(template)
        .render(
            say=LANGUAGES[language], lang=language, path=request.url.path, others=others, **values
        )
    )
    response = HTMLResponse(html, status, headers=HEADERS)
    if request.query_params.get("lang") == language:  # links need not carry it along
        response.set_cookie("lang", language, httponly=True, samesite="lax")
    return response


async def static(request: Request) -> Response:
    """Return the style or the script of the pages."""
    name = request.path_params["name"]
    if name not in FILES:
        return Response(status_code=404)
    return Response((HERE / "static" / name).read_text("utf-8"), media_type=FILES[name])


ROUTES = [Route("/static/{name}", static)]
