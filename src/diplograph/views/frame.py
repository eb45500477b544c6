"""Where a map looks: Mercator, the frame around what is drawn, and which names fit into it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from diplograph.views.picture import Spot
from diplograph.views.places import CORE, PIXELS_PER_DEGREE, project

MARGIN = 0.06
# A frame wider than this many degrees looks at Central Asia first, if enough lies there.
WIDE = 75.0
NEAREST = 200.0  # about 17 degrees; nearer the outline of states grows too coarse
LEVELS = (1.0, 1.8, 3.2, 6.0, 12.0)
FONT_SIZE, STATE_SIZE, GAP = 10.5, 11.0, 6.0
Box = tuple[float, float, float, float]
Side = tuple[str, float, float]
MIDDLE: Side = ("center", 0.0, 0.0)
SIDES: tuple[Side, ...] = (
    ("left", GAP, 0.0), ("right", -GAP, 0.0), ("center", 0.0, 11.0), ("center", 0.0, -11.0)
)  # fmt: skip


@dataclass(frozen=True)
class Frame:
    """The part of the Mercator plane that a map of some pixels shows at first.

    Screen coordinates are `translate + scale · (λ, −ln tan(π/4 + φ/2))`, as d3 has them.
    """

    width: int
    height: int
    scale: float
    x: float
    y: float

    def screen(self, spot: Spot, zoom: float = 1.0) -> tuple[float, float]:
        """Return where a spot stands on the screen, the frame enlarged around its middle."""
        turn = self.scale * math.pi / 180 / PIXELS_PER_DEGREE
        x, y = self.x + turn * spot.x, self.y + turn * spot.y
        return (x - self.width / 2) * zoom + self.width / 2, (
            y - self.height / 2
        ) * zoom + self.height / 2


def frame_of(spots: Sequence[Spot], width: int, height: int) -> Frame:
    """Return the frame around some spots, or around Central Asia where they span half the world."""
    box = _box(spots)
    if box[2] - box[0] > WIDE * PIXELS_PER_DEGREE:
        core = _core()
        inside = [s for s in spots if core[0] <= s.x <= core[2] and core[1] <= s.y <= core[3]]
        box = core if 3 * len(inside) > len(spots) else box
    across, down = max(box[2] - box[0], NEAREST), max(box[3] - box[1], NEAREST)
    fit = min(width * (1 - 2 * MARGIN) / across, height * (1 - 2 * MARGIN) / down)
    middle = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    scale = fit * PIXELS_PER_DEGREE * 180 / math.pi
    return Frame(
        width,
        height,
        round(scale, 2),
        round(width / 2 - fit * middle[0], 2),
        round(height / 2 - fit * middle[1], 2),
    )


def _box(spots: Sequence[Spot]) -> Box:
    if not spots:
        return _core()
    xs, ys = [s.x for s in spots], [s.y for s in spots]
    return min(xs), min(ys), max(xs), max(ys)


def _core() -> Box:
    return (*project(CORE[0], CORE[3]), *project(CORE[2], CORE[1]))


def point(x: float, y: float) -> list[float]:
    """Return longitude and latitude of a Mercator position of the pages: the inverse of `project`.

    >>> point(120.0, 0.0)
    [10.0, 0.0]
    """
    lat = 2 * math.atan(math.exp(math.radians(-y / PIXELS_PER_DEGREE))) - math.pi / 2
    return [round(x / PIXELS_PER_DEGREE, 4), round(math.degrees(lat), 4) + 0.0]


def window_of(frame: Frame) -> list[float]:
    """Return west, south, east and north of a frame in degrees."""
    turn = frame.scale * math.pi / 180 / PIXELS_PER_DEGREE
    west, north = point(-frame.x / turn, -frame.y / turn)
    east, south = point((frame.width - frame.x) / turn, (frame.height - frame.y) / turn)
    return [west, south, east, north]


@dataclass(frozen=True)
class Name:
    """The name of a spot: the zoom from which it fits, and on which side of the spot it stands."""

    spot: Spot
    zoom: float
    align: str
    dx: float
    dy: float


def names_that_fit(
    frame: Frame,
    spots: Iterable[Spot],
    *,
    beside: Sequence[Name] = (),
    sides: Sequence[Side] = SIDES,
) -> list[Name]:
    """Return the names that fit by their spots without touching, the main ones first.

    A name is tried on each side, at growing zoom. One that fits at some zoom stays where it is at
    all larger ones, where everything else only moves further away. `beside` are names that have
    their place already.
    """
    waiting = sorted(spots, key=lambda spot: spot.rank)
    found: list[Name] = []
    for zoom in LEVELS:
        settled = [*beside, *found]
        dots = [_dot(*frame.screen(s, zoom)) for s in [*waiting, *(n.spot for n in settled)]]
        taken = [_text_box(frame, name, zoom) for name in settled if name.zoom <= zoom]
        left = []
        for spot in waiting:
            name = _fitting(frame, spot, zoom, sides, [*taken, *dots])
            if name is None:
                left.append(spot)
            else:
                found.append(name)
                taken.append(_text_box(frame, name, zoom))
        waiting = left
    return found


def _fitting(
    frame: Frame, spot: Spot, zoom: float, sides: Sequence[Side], taken: Sequence[Box]
) -> Name | None:
    own = _dot(*frame.screen(spot, zoom))
    window = (0.0, 0.0, float(frame.width), float(frame.height))
    for side in sides:
        name = Name(spot, zoom, *side)
        box = _text_box(frame, name, zoom)
        whole = box[0] >= 0 and box[2] <= frame.width and box[1] >= 0 and box[3] <= frame.height
        others = (box for box in taken if box != own)
        if (whole or not _touch(box, window)) and not any(_touch(box, t) for t in others):
            return name
    return None


def _dot(x: float, y: float) -> Box:
    return x - 3, y - 3, x + 3, y + 3


def text_width(text: str, size: float = FONT_SIZE) -> float:
    """Return about how wide a text is: letters of Chinese and Japanese are square.

    >>> round(text_width("ab", 10), 1), text_width("東京", 10)
    (11.2, 20)
    """
    return sum(size if ord(letter) > 0x2E7F else 0.56 * size for letter in text)


def _text_box(frame: Frame, name: Name, zoom: float) -> Box:
    x, y = frame.screen(name.spot, zoom)
    long, half = text_width(name.spot.label), FONT_SIZE * 0.6
    long *= 1.25 if name.spot.label.isupper() else 1.0
    left = {"left": 0.0, "right": -long, "center": -long / 2}[name.align]
    start = x + name.dx + left
    return start - 1, y + name.dy - half, start + long + 1, y + name.dy + half


def _touch(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
