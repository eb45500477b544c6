"""The page of a thing, `/id/…`: facts with who says so, relations, figures, timeline and map."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from diplograph.vocab import THINGS, thing
from diplograph.web.asking import respond
from diplograph.web.explorer import outline
from diplograph.web.explorer.consult import consult
from diplograph.web.explorer.render import language_of, page
from diplograph.web.explorer.render import path as path_of
from diplograph.web.explorer.timeline import timeline

UNDATED = {"dg:Figure", "dg:Flow", "dg:RouteFlow", "dg:Statement"}  # by year, and too many
WIDE = 150 * outline.SCALE  # a state that reaches across the date line is shown by its segments
CROWDED = 70 * outline.SCALE  # a wider map has no room for the codes of states
LETTER, HIGH = 12, 336  # of a map, in pixels
SAME = ("measure", "commodity", "scope", "unit", "start", "end", "status")
VALUES = ("value", "low", "high")
OPEN = 12  # a group of at most so many rows stands open
# Where a question can be asked about a thing: by the path of its IRI.
QUESTIONS = {
    "state": (
        ("ask_compare", "/compare?state={id}"),
        ("ask_dependence", "/dependence?state={id}&on=RUS"),
        ("ask_influence", "/influence?actor={id}"),
        ("ask_between", "/between?state={id}&before=2022-02-23&after=2025-12-31"),
    ),
    "place": (("ask_routes", "/routes?origin={id}&destination=poti"),),
}


async def entity(request: Request, path: str) -> Response:
    """Return the page of a thing, or one with the nearest references where there is none."""
    job = {"job": "portrait", "iri": THINGS + path, "language": language_of(request)}
    reply = await consult(request, job)
    if reply.status == 404:
        # A near one is a reference, maybe with its label in brackets; or a kind, which is no page.
        near = [(n.partition(" (")[0], n) for n in reply.near if not n.endswith("…")]
        near = [(f"/id/{path_of(name)}", told) for name, told in near]
        return page(request, "missing.html", status=404, wrong=reply.detail, near=near)
    found = json.loads(bytes(respond(reply).body))
    kind, _, name = thing(found["reference"]).value.removeprefix(THINGS).partition("/")
    asked = [(word, a.format(id=quote(name))) for word, a in QUESTIONS.get(kind, ())]
    closed = found["reference"] if kind in ("state", "segment") else None
    return page(
        request, "entity.html",
        found=found, here="/id/" + quote(path), path_of=path, asked=asked, open=OPEN,
        supposed=[(flow, _what_if(flow, closed)) for flow in found["flows"]],
        figures=compared(found["figures"]["rows"]), map=picture(found["shape"]),
        line=timeline(_lanes(found["relations"])),
        titles={one["source"]: one for one in found["cited"]},
    )  # fmt: skip


def _lanes(relations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the relations for a timeline: by kind, and by role where a kind has several."""
    groups = [group for group in relations if group["kind"]["ref"] not in UNDATED]
    kinds = Counter(group["kind"]["label"] for group in groups)
    return [
        {
            "label": f"{kind['label']} ({group['role']['label']})"
            if kinds[kind["label"]] > 1
            else kind["label"],
            "kind": kind["ref"],
            "rows": group["rows"],
        }
        for group in groups
        for kind in [group["kind"]]
    ]


def compared(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return figures, each with whether another of the same thing and time has another value."""
    told: dict[tuple[Any, ...], set[Any]] = defaultdict(set)
    for row in rows:
        told[tuple(row[name] for name in SAME)].add(tuple(row[name] for name in VALUES))
    return [{**row, "differs": len(told[tuple(row[n] for n in SAME)]) > 1} for row in rows]


def _what_if(flow: dict[str, Any], closed: str | None) -> str:
    """Return the address of the page on which a flow is asked about with a thing closed."""
    pairs = {"state": flow["state"], "commodity": flow["commodity"]}
    own = closed in (None, flow["state"])  # a state that closes itself has no flow left
    return "/whatif?" + urlencode(pairs if own else {**pairs, "closed": closed})


def picture(shape: dict[str, Any] | None, *, wide: int = 480) -> dict[str, Any] | None:
    """Return the map of a thing in units of the drawing; None where no place of it is known.

    `wide` is the room for it on a screen, so that letters have their usual size.
    """
    if shape is None:
        return None
    points = [{**p, "at": outline.project(*p["at"])} for p in shape["points"]]
    lines = [_line(line) for line in shape["lines"]]
    shown = [p["at"] for p in points] + [end["at"] for line in lines for end in line["ends"]]
    land = next((one for one in outline.lands() if one["code"] == shape["land"]), None)
    if land and (not lines or land["box"][2] - land["box"][0] < WIDE):
        shown = [tuple(land["box"][:2]), tuple(land["box"][2:])]
    view = outline.frame(shown, margin=60)
    size = round(LETTER * max(view[2] / wide, view[3] / HIGH), 1)
    lands = outline.seen(view)
    named = {end["label"]: end["at"] for line in lines for end in line["ends"]}
    named |= {p["label"]: p["at"] for p in points}
    return {
        "points": points, "lines": lines, "land": shape["land"], "view": view, "size": size,
        "lands": lands, "coded": view[2] < CROWDED, "dots": sorted(set(named.values())),
        "names": outline.names(
            ((at, name) for name, at in named.items() if not land),
            size=size, taken=[one["at"] for one in lands] if view[2] < CROWDED else [],
        ),
    }  # fmt: skip


def _line(line: dict[str, Any]) -> dict[str, Any]:
    ends = [{**end, "at": outline.project(*end["at"])} for end in line["ends"]]
    (x0, y0), (x1, y1) = (end["at"] for end in ends)
    return {**line, "ends": ends, "path": f"M{x0:g} {y0:g}L{x1:g} {y1:g}"}


async def bibtex(request: Request) -> Response:
    """Return the sources of a thing as BibTeX: `/cite/place/aktau.bib`."""
    path = request.path_params["path"].removesuffix(".bib")
    job = {"job": "citation", "iri": THINGS + path, "media": "application/x-bibtex"}
    return respond(await consult(request, job))


ROUTES = [Route("/cite/{path:path}", bibtex)]
