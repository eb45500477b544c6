"""`/whatif`: close a segment or a state, set a capacity, and see the flow find its way anew."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from diplograph.table import Table
from diplograph.web.asking import respond
from diplograph.web.explorer import outline
from diplograph.web.explorer.consult import consult, told
from diplograph.web.explorer.render import language_of, page
from diplograph.web.security import problem

FIRST = {"state": "KAZ", "commodity": "crude-oil"}
CAPACITY = "capacity:"
SIDES = ("origin", "destination")


@dataclass(frozen=True)
class Asked:
    """What an address asks: the flow, and what is closed or set."""

    state: str
    commodity: str
    year: int | None
    closed: tuple[str, ...] = ()
    transit: tuple[str, ...] = ()
    capacities: Mapping[str, float] = field(default_factory=dict)

    def address(self, **changed: Any) -> str:
        """Return the address of the page that asks the same with some parts changed."""
        asked = {**vars(self), **changed}
        pairs = [(k, asked[k]) for k in ("state", "commodity", "year") if asked[k]]
        pairs += [(key, name) for key in ("closed", "transit") for name in asked[key]]
        pairs += [(f"{CAPACITY}{k}", f"{v:g}") for k, v in asked["capacities"].items()]
        return "?" + urlencode(pairs)

    def toggled(self, name: str) -> str:
        """Return the address with a thing closed, or open again."""
        gone = tuple(n for n in self.closed if n != name)
        return self.address(closed=gone if name in self.closed else (*self.closed, name))


def read(query: Any) -> Asked:
    """Read an address; a number that is none raises `ValueError`."""
    numbers = {k.removeprefix(CAPACITY): v for k, v in query.items() if k.startswith(CAPACITY)}
    named = {
        key: dict.fromkeys(n for n in query.getlist(key) if n) for key in ("closed", "transit")
    }
    return Asked(
        query.get("state", FIRST["state"]),
        query.get("commodity", FIRST["commodity"]),
        int(query["year"]) if query.get("year") else None,
        tuple(named["closed"]),
        tuple(named["transit"]),
        {part: float(number) for part, number in numbers.items() if number},
    )


async def whatif(request: Request) -> Response:
    """Answer the page, or its data at `/whatif.json` and `/whatif.csv`."""
    language = language_of(request)
    try:
        asked = read(request.query_params)
    except ValueError as error:
        return _wrong(request, 400, f"year and capacities are numbers: {error}")
    flows = await told(request, {"job": "flows", "language": language})
    chosen = next((f for f in flows if _is(f, asked)), None)
    if chosen is None:
        near = {
            f"/whatif?state={flow['state']}&commodity={flow['commodity']}": ": ".join(
                flow["labels"]
            )
            for flow in flows
        }
        detail = f"no volumes by route of {asked.state} {asked.commodity} are known"
        return _wrong(request, 404, detail, near)
    year = asked.year or max(chosen["years"])
    job = {**vars(asked), "job": "what_if", "year": year, "language": language}
    found = await consult(request, {**job, "capacities": dict(asked.capacities)})
    if found.status == 404:
        near = {asked.address(closed=(), transit=()): name for name in found.near}
        return _wrong(request, 404, found.detail, near)
    ending = _ending(request)
    if ending == "json":
        return respond(found)
    content = json.loads(bytes(respond(found).body))
    if ending == "csv":
        rows = Table(content["columns"], content["rows"])
        return Response(rows.to_csv(), media_type="text/csv")
    return page(request, "whatif.html", **_shown(asked, chosen, flows, year, content))


def _ending(request: Request) -> str:
    return request.url.path.rpartition(".")[2]


def _wrong(
    request: Request, status: int, detail: str, near: Mapping[str, str] | None = None
) -> Response:
    """Say what is wrong: to a program as a problem, to a person as a page with near addresses."""
    near = near or {}
    if _ending(request) in ("json", "csv"):
        return problem(status, detail, near=list(near.values()))
    return page(request, "missing.html", status=status, wrong=detail, near=list(near.items()))


def _is(flow: Mapping[str, Any], asked: Asked) -> bool:
    return (flow["state"], flow["commodity"]) == (asked.state, asked.commodity)


def _shown(
    asked: Asked, chosen: Mapping[str, Any], flows: Any, year: int, found: dict[str, Any]
) -> dict[str, Any]:
    """Return what the template shows."""
    volumes = [s[k] for s in found["segments"] for k in ("before", "after") if s[k]]
    lines = outline.lines(found["segments"], found["places"], max(volumes, default=0.0))
    used = [line for line in lines if line["before"] is not None] or lines
    view = outline.frame(end for line in used for end in line["ends"])
    names = {s["segment"]: s["label"] for s in found["segments"]}
    names |= {name: place["label"] for name, place in found["places"].items()}
    size, lands = view[2] / 95, outline.seen(view)
    ends = {s[side]: end for s in used for side, end in zip(SIDES, s["ends"], strict=True)}
    points = [(end, names[name]) for name, end in ends.items()]
    return {
        "asked": asked, "flows": flows, "flow": chosen, "year": year, "found": found,
        "lines": lines, "view": view, "lands": lands, "names": names, "size": round(size, 1),
        "points": outline.names(points, size=size, taken=[land["at"] for land in lands]),
        "dots": list(ends.values()),
        "sliders": _sliders(asked, found, used), "rows": _headline(found["rows"]),
    }  # fmt: skip


def _sliders(asked: Asked, found: dict[str, Any], used: Iterable[dict[str, Any]]) -> list[Any]:
    """Return the parts of the routes with a published capacity, with the number that is set."""
    carrying = [segment for segment in used if segment["before"] is not None]
    on_routes = {segment[name] for segment in carrying for name in ("segment", *SIDES)}
    return [
        {"part": part, "published": number, "set": asked.capacities.get(part, number)}
        for part, number in sorted(found["capacities"].items())
        if part in on_routes
    ]


def _headline(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows that a page shows: all but those whose number is unknown on both sides."""
    return [row for row in rows if row["baseline"] is not None or row["scenario"] is not None]


ROUTES = [Route(f"/whatif{ending}", whatif) for ending in ("", ".json", ".csv")]
