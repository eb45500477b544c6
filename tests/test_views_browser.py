"""The pages of views in a real browser: they draw, filter, run nothing hostile, and call nobody."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from test_views import hostile_world

import diplograph as dg
from diplograph.store import Store
from diplograph.views import View, page, view

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
CHROMIUM = next((found for found in map(shutil.which, NAMES) if found), None)
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-default-apps", "--disable-extensions", "--disable-domain-reliability", "--no-pings",
    "--incognito", "--disable-features=NetworkTimeServiceQuerying,OptimizationHints,Translate",
    "--hide-scrollbars", "--enable-logging=stderr", "--virtual-time-budget=8000",
]  # fmt: skip

# Chromium's own calls (updates, clock, sign-in), which no flag stops altogether. That no page names
# these hosts either is shown by test_views.py.
OWN = re.compile(r"(https?://)?[\w.-]+\.(google|googleapis|gvt1)\.com(:\d+|/.*)?")


@pytest.fixture(scope="module", autouse=True)
def _browser() -> None:
    if CHROMIUM is None:
        reason = "no Chromium; install it (apt-get install chromium) to test the pages of views"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(scope="module")
def world() -> Store:
    return dg.example()


class Listener:
    """A proxy that answers nothing and notes whom a page asks for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if not OWN.fullmatch(self.path):
                    asked.append(self.path)
                self.send_error(404)

            do_CONNECT = do_POST = do_HEAD = do_OPTIONS = do_GET  # noqa: N815 http.server's names

            def log_message(self, format: str, *args: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def flags(self) -> list[str]:
        address = f"127.0.0.1:{self.server.server_port}"
        return [f"--proxy-server=http://{address}", "--proxy-bypass-list=<-loopback>"]


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.server.shutdown()
    made.server.server_close()


def browse(page: str, folder: Path, *flags: str) -> tuple[str, list[str]]:
    """Open a page in a fresh profile; return the document afterwards and what the console said."""
    path = folder / "page.html"
    path.write_text(page, encoding="utf-8")
    done = subprocess.run(
        [str(CHROMIUM), *FLAGS, f"--user-data-dir={folder / 'profile'}", *flags, path.as_uri()],
        capture_output=True,
        timeout=120,
        check=False,
    )
    shutil.rmtree(folder / "profile", ignore_errors=True)
    errors = [
        line for line in done.stderr.decode(errors="replace").splitlines() if "CONSOLE" in line
    ]
    return done.stdout.decode("utf-8", errors="replace"), errors


def probed(page: str, script: str) -> str:
    """Return the page with one more script, which the policy is told of; it sets `out`."""
    code = (
        "window.addEventListener('load', () => setTimeout(async () => { const out = {};"
        " const wait = (ms) => new Promise((go) => setTimeout(go, ms));"
        f" try {{ {script} }} catch (error) {{ out.error = String(error); }}"
        " const pre = document.createElement('pre'); pre.id = 'probe';"
        " pre.textContent = JSON.stringify(out); document.body.append(pre); }, 300));"
    )
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    allowed = html.escape(f"'sha256-{digest}' ")
    page = page.replace("script-src ", f"script-src {allowed}", 1)
    return page.replace("</body>", f"<script>{code}</script></body>")


def probe(page: str, script: str, folder: Path) -> dict[str, Any]:
    document, errors = browse(probed(page, script), folder, "--dump-dom", "--window-size=1280,800")
    assert errors == []
    found = re.search(r'<pre id="probe">(.*?)</pre>', document, re.DOTALL)
    assert found is not None, document[-2000:]
    result: dict[str, Any] = json.loads(html.unescape(found[1]))
    assert "error" not in result, result
    return result


def both(store: Store) -> list[View]:
    return [view(store, "corridors"), view(store, "relations")]


PAINTED = """
const canvas = document.querySelector('#network canvas');
const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
const colors = new Set();
for (let i = 0; i < pixels.length; i += 4)
  if (pixels[i + 3]) colors.add(pixels.slice(i, i + 3).join());
out.colors = colors.size; out.width = canvas.width; out.height = canvas.height;
out.ready = document.documentElement.dataset.ready;
"""


def test_the_pages_draw_without_a_request_or_a_console_message(
    world: Store, listener: Listener, tmp_path: Path
) -> None:
    for shown in both(world):
        document, errors = browse(shown.html, tmp_path, "--dump-dom", *listener.flags)
        assert errors == []
        assert 'data-ready="yes"' in document
        assert "<canvas" in document
    assert listener.asked == []


def test_the_listener_would_hear_a_request(listener: Listener, tmp_path: Path) -> None:
    browse('<img src="http://example.org/x.png">', tmp_path, "--dump-dom", *listener.flags)
    assert listener.asked == ["http://example.org/x.png"]


def test_the_policy_stops_what_a_page_might_still_ask_for(
    world: Store, listener: Listener, tmp_path: Path
) -> None:
    page = view(world, "corridors").html.replace(
        "</body>", '<img src="http://example.org/x.png"><script>top.evil = 1</script></body>'
    )
    _, errors = browse(page, tmp_path, "--dump-dom", *listener.flags)
    assert len(errors) >= 2
    assert listener.asked == []


def test_the_canvas_is_painted(world: Store, tmp_path: Path) -> None:
    for shown in both(world):
        found = probe(shown.html, PAINTED, tmp_path)
        assert found["ready"] == "yes"
        assert found["colors"] > 20
        assert min(found["width"], found["height"]) > 300


def test_a_screenshot_is_not_blank(world: Store, tmp_path: Path) -> None:
    picture = tmp_path / "shot.png"
    page = view(world, "corridors", language="ja").html
    browse(page, tmp_path, f"--screenshot={picture}", "--window-size=390,844")
    assert picture.stat().st_size > 10_000


ROWS = "out.{name} = [...document.querySelectorAll('tr[data-edge]:not([hidden])')].length;"


def test_the_filters_hide_lines_and_rows_alike(world: Store, tmp_path: Path) -> None:
    found = probe(
        view(world, "corridors").html,
        ROWS.format(name="before")
        + "document.querySelector('[data-filter=crosses] input[value=XBB]').click();"
        + ROWS.format(name="without")
        + "out.said = document.getElementById('showing').textContent;"
        + "document.querySelector('button[type=reset]').click(); await wait(50);"
        + ROWS.format(name="after")
        + "const pick = document.querySelector('select[data-filter=commodity]');"
        + "pick.value = 'commodity/containers';"
        + "pick.dispatchEvent(new Event('change', {bubbles: true}));"
        + ROWS.format(name="freight"),
        tmp_path,
    )
    segments = view(world, "corridors").picture.lines
    crossing = [line for line in segments if "XBB" in line.tags["crosses"]]
    freight = [line for line in segments if "commodity/containers" in line.tags["commodity"]]
    assert found["before"] == found["after"] == len(segments)
    assert found["without"] == len(segments) - len(crossing) > 0
    assert found["said"].startswith(f"Showing {found['without']} of {len(segments)} segments")
    assert found["freight"] == len(freight) > 0


SEARCH = """
const box = document.getElementById('search');
box.value = 'port GAMMA'; box.dispatchEvent(new Event('input', {bubbles: true}));
out.hits = [...document.querySelectorAll('#found button')].map((b) => b.textContent);
box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}));
const card = document.getElementById('card');
out.card = card.querySelector('strong').textContent; out.hidden = card.hidden;
out.links = [...card.querySelectorAll('a')].map((a) => [a.href, a.rel, a.target, a.textContent]);
out.neighbours = card.querySelectorAll('li button').length;
await wait(100);
const canvas = document.querySelector('#network canvas'); const r = canvas.getBoundingClientRect();
document.getElementById('out').click(); await wait(50);
// The place is chosen and framed with its neighbours; sweep the canvas for it and its lines.
const tip = document.getElementById('tip'); out.tips = [];
for (let y = r.top; y < r.bottom; y += 6) for (let x = r.left; x < r.right; x += 6) {
  canvas.dispatchEvent(new MouseEvent('mousemove', {clientX: x, clientY: y, bubbles: true}));
  if (!tip.hidden) out.tips.push(tip.querySelector('strong').textContent);
}
out.tips = [...new Set(out.tips)];
document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true}));
out.closed = card.hidden;
"""


def test_search_opens_the_card_and_hovering_the_tooltip(world: Store, tmp_path: Path) -> None:
    found = probe(view(world, "corridors").html, SEARCH, tmp_path)
    assert found["hits"] == ["Port Gamma"]
    assert (found["card"], found["hidden"]) == ("Port Gamma", False)
    assert found["neighbours"] == 2
    assert found["links"] == [
        ["https://example.org/yearbook", "noopener noreferrer", "_blank", link[3]]
        for link in found["links"]
    ]
    assert found["links"]
    assert {"Port Gamma", "Beta–Gamma ferry"} <= set(found["tips"])
    assert found["closed"] is True


SLIDER = """
const slider = document.getElementById('day'); const [year] = [document.getElementById('at')];
const leaders = () => [...document.querySelectorAll('tr[data-edge]:not([hidden])')]
  .map((r) => r.textContent).filter((t) => t.includes('leads')).map((t) => t.split('leads')[0]);
out.now = leaders();
const first = new Date(slider.dataset.first + 'T00:00:00Z');
slider.value = (new Date('2015-01-01T00:00:00Z') - first) / 864e5;
slider.dispatchEvent(new Event('input', {bubbles: true})); await wait(200);
out.then = leaders(); out.day = year.textContent;
out.said = document.getElementById('showing').textContent;
const kept = {}; const Real = Blob;  // read at once: virtual time does not wait for a blob
window.Blob = function (parts, kind) { kept.text = parts.join(''); return new Real(parts, kind); };
URL.createObjectURL = () => 'data:,';
document.getElementById('save-csv').click();
out.csv = kept.text;
out.links = [];
HTMLAnchorElement.prototype.click = function () {
  out.links.push(this.href.slice(0, 22), this.download);
};
document.getElementById('save-png').click();
"""


def test_the_time_slider_shows_another_day_and_the_files_have_what_is_shown(
    world: Store, tmp_path: Path
) -> None:
    found = probe(view(world, "relations").html, SLIDER, tmp_path)
    assert (found["now"], found["then"]) == (["Ada Alpha"], ["Bo Alpha"])
    assert found["day"] == "2015-01-01"
    of_day = view(world, "relations", at="2015-01-01").table
    lines = found["csv"].lstrip("\ufeff").splitlines()
    assert lines[0].startswith('"reference","from"')
    assert len(lines) - 1 == len([r for r in of_day if r["to"] != "North pipeline"])
    assert any('"Bo Alpha"' in line and "https://example.org/yearbook" in line for line in lines)
    assert found["links"] == ["data:image/png;base64,", "relations-2015-01-01.png"]


EXPAND = """
out.before = document.getElementById('showing').textContent;
const box = document.getElementById('search');
box.value = 'xaa'; box.dispatchEvent(new Event('input', {bubbles: true}));
[...document.querySelectorAll('#found button')].find((b) => b.textContent === 'XAA').click();
out.after = document.getElementById('showing').textContent;
"""


def test_what_a_large_network_does_not_draw_at_once_is_drawn_when_it_is_asked_for(
    world: Store, tmp_path: Path
) -> None:
    picture = replace(view(world, "relations").picture, core=0)
    found = probe(page.render(picture), EXPAND, tmp_path)
    assert found["before"].startswith("Showing 0 of")
    assert int(found["after"].split()[1]) > 1


HOSTILE = """
for (let i = 0; i < 60; i += 1) {
  const box = document.getElementById('search');
  box.value = 'a'; box.dispatchEvent(new Event('input', {bubbles: true}));
  const hits = document.querySelectorAll('#found button'); if (!hits.length) break;
  hits[i % hits.length].click();
  const links = document.querySelectorAll('#card li button');
  if (links.length) links[i % links.length].click();
}
out.owned = [window.owned, document.title.includes('owned')];
out.elements = document.querySelectorAll('img, iframe, object, embed, base, [onerror]').length;
out.scripts = document.querySelectorAll('script').length;
const web = /^(https?:|file:.*#)/;
out.badLinks = [...document.querySelectorAll('a')].filter((a) => !web.test(a.href)).length;
out.text = document.querySelector('#twin').textContent;
"""


def test_hostile_labels_run_nothing_and_read_as_they_are(tmp_path: Path) -> None:
    world, labels = hostile_world(tmp_path / "world")
    present = set()
    for shown in both(world):
        found = probe(shown.html, HOSTILE, tmp_path)
        assert found["owned"] == [None, False]
        assert found["elements"] == 0
        assert found["scripts"] == 4
        assert found["badLinks"] == 0
        present |= {label for label in labels if label in found["text"]}
    assert present == set(labels)


def test_the_notebook_frame_draws_and_keeps_to_itself(
    world: Store, listener: Listener, tmp_path: Path
) -> None:
    page = f"<!DOCTYPE html><p id=outside>outside</p>{view(world, 'relations')._repr_html_()}"
    document, errors = browse(page, tmp_path, "--dump-dom", *listener.flags)
    assert errors == []
    assert listener.asked == []
    assert "<h1>" not in document.split("<iframe", 1)[0]


MOVED = """
const size = () => [...document.querySelectorAll('#chart svg text')]
  .filter((text) => text.getAttribute('opacity') !== '0').length;
const dot = () => document.querySelector('#chart svg .mark-symbol path');
const place = () => dot().getAttribute('transform');
out.ready = document.documentElement.dataset.ready; out.before = [size(), place()];
document.getElementById('in').click(); await wait(200); out.nearer = [size(), place()];
document.getElementById('fit').click(); await wait(200); out.again = [size(), place()];
const svg = document.querySelector('#chart svg'); const box = svg.getBoundingClientRect();
const at = (x, y) => ({clientX: box.left + x, clientY: box.top + y, bubbles: true, pointerId: 1});
svg.setPointerCapture = () => {};
svg.dispatchEvent(new PointerEvent('pointerdown', at(300, 200)));
svg.dispatchEvent(new PointerEvent('pointermove', at(340, 200)));
svg.dispatchEvent(new PointerEvent('pointerup', at(340, 200)));
await wait(200); out.dragged = place();
dot().dispatchEvent(new PointerEvent('pointermove', at(300, 200)));
await wait(100); out.tip = document.getElementById('tip').textContent;
"""


def test_a_map_moves_and_tells_what_is_under_the_pointer(world: Store, tmp_path: Path) -> None:
    found = probe(view(world, "map").html, MOVED, tmp_path)
    assert found["ready"] == "yes"
    assert found["nearer"][1] != found["before"][1]
    assert found["nearer"][0] >= found["before"][0] > 7
    assert found["again"] == found["before"] != found["dragged"]
    assert found["tip"].strip() in {spot.label for spot in view(world, "corridors").picture.spots}


def test_charts_draw_without_a_request_or_a_console_message(
    world: Store, listener: Listener, tmp_path: Path
) -> None:
    asked: dict[str, Any] = {"state": "XAA", "commodity": "crude-oil"}
    for shown in (
        view(world, "dependence", on="XBB", during=(2022, 2024), **asked),
        view(world, "flows", language="ja", **asked),
        view(world, "timeline", state="XAA", during=(2018, 2024)),
    ):
        document, errors = browse(shown.html, tmp_path, "--dump-dom", *listener.flags)
        assert errors == []
        assert 'data-ready="yes"' in document
        assert "<svg" in document.split('id="chart"')[1]
    assert listener.asked == []
