"""The explorer: pages made on the server, with little script, each with its data beside it."""

from __future__ import annotations

from diplograph.web.explorer import editor, entity, questions, render, start, whatif

PARTS = (start, render, whatif, questions, entity, editor)
ROUTES = [route for part in PARTS for route in part.ROUTES]
