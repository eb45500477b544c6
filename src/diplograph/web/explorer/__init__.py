"""The explorer: pages made on the server, with little script, each with its data beside it."""

from __future__ import annotations

from diplograph.web.explorer import questions, render, start, whatif

ROUTES = [*start.ROUTES, *render.ROUTES, *whatif.ROUTES, *questions.ROUTES]
