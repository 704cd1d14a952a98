"""The paper's photographs: posters drawn by code, so that the package carries no picture files.

A scene is a function that paints flat shapes on a `Canvas` of 256 colours; `photo` gives it as PNG. The picture's
coordinates are 960 × 540, the origin is top left.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Callable, Sequence
from functools import cache

WIDTH, HEIGHT = 960, 540
HORIZON = 340

Point = tuple[float, float]


class Canvas:
    """Rows of palette indexes; shapes are painted one over the other."""

    def __init__(self) -> None:
        self._rows = [bytearray(WIDTH) for _ in range(HEIGHT)]
        self._palette: dict[str, int] = {}

    def span(self, y: int, left: float, right: float, colour: str) -> None:
        """Paint one row between two columns; what lies outside the picture is cut off."""
        start, stop = max(0, round(left)), min(WIDTH, round(right))
        if 0 <= y < HEIGHT and start < stop:
            index = self._palette.setdefault(colour, len(self._palette))
            self._rows[y][start:stop] = bytes([index]) * (stop - start)

    def box(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        """Paint a rectangle."""
        for y in range(round(top), round(bottom)):
            self.span(y, left, right, colour)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        """Paint a filled circle."""
        for row in range(round(y - radius), round(y + radius) + 1):
            half = math.sqrt(max(0.0, radius**2 - (row - y) ** 2))
            self.span(row, x - half, x + half, colour)

    def shape(self, points: Sequence[Point], colour: str) -> None:
        """Paint a polygon: on every row, the spans between its edges."""
        edges = list(zip(points, [*points[1:], points[0]], strict=True))
        for y in range(max(0, int(min(p[1] for p in points))), min(HEIGHT, int(max(p[1] for p in points)) + 1)):
            crossings = sorted(
                x1 + (y - y1) * (x2 - x1) / (y2 - y1) for (x1, y1), (x2, y2) in edges if (y1 <= y) != (y2 <= y)
            )
            for left, right in zip(crossings[::2], crossings[1::2], strict=True):
                self.span(y, left, right, colour)

    def line(self, start: Point, end: Point, width: float, colour: str) -> None:
        """Paint a straight stroke."""
        (x1, y1), (x2, y2) = start, end
        length = math.hypot(x2 - x1, y2 - y1) or 1
        dx, dy = (y2 - y1) / length * width / 2, (x1 - x2) / length * width / 2
        self.shape([(x1 + dx, y1 + dy), (x2 + dx, y2 + dy), (x2 - dx, y2 - dy), (x1 - dx, y1 - dy)], colour)

    def sky(self, top: str, bottom: str, end: float = HEIGHT, steps: int = 36) -> None:
        """Paint bands from one colour to another, down to the row `end`."""
        for step in range(steps):
            colour = _mix(top, bottom, step / (steps - 1))
            self.box(0, step * end / steps, WIDTH, (step + 1) * end / steps, colour)

    def sea(self, near: str, far: str, glint: str, top: float = HORIZON) -> None:
        """Paint water from the row `top` to the bottom, with glints that widen towards the viewer."""
        for y in range(round(top), HEIGHT):
            self.span(y, 0, WIDTH, _mix(far, near, round((y - top) / (HEIGHT - top) * 20) / 20))
        for number in range(46):
            y = top + 6 + (number / 46) ** 1.7 * (HEIGHT - top - 12)
            x = (number * 397) % WIDTH
            self.box(x, y, x + 24 + number * 2.2, y + 1 + number // 16, glint)

    def png(self) -> bytes:
        """The picture as an indexed PNG."""
        colours = b"".join(bytes.fromhex(colour) for colour in self._palette)
        pixels = b"".join(b"\0" + row for row in self._rows)
        header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
        chunks = ((b"IHDR", header), (b"PLTE", colours), (b"IDAT", zlib.compress(pixels, 9)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _mix(one: str, other: str, share: float) -> str:
    """A colour between two, as six hexadecimal digits.

    >>> _mix("000000", "ff8000", 0.5)
    '804000'
    """
    pairs = zip(bytes.fromhex(one), bytes.fromhex(other), strict=True)
    return "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _boat(c: Canvas, x: float, y: float, size: float, hull: str = "2a3140") -> None:
    """A small fishing boat with a cabin and a mast."""
    c.shape(
        [
            (x - size, y),
            (x + size, y - size * 0.1),
            (x + size * 0.75, y + size * 0.34),
            (x - size * 0.8, y + size * 0.34),
        ],
        hull,
    )
    c.box(x - size * 0.45, y - size * 0.4, x + size * 0.1, y, "f2ead8")
    c.box(x - size * 0.35, y - size * 0.3, x - size * 0.1, y - size * 0.12, "2a3140")
    c.line((x + size * 0.3, y), (x + size * 0.3, y - size * 0.95), size * 0.05, hull)


def _person(c: Canvas, x: float, y: float, size: float, coat: str) -> None:
    """A figure standing at (x, y)."""
    c.shape(
        [
            (x - size * 0.2, y),
            (x + size * 0.2, y),
            (x + size * 0.16, y - size * 0.75),
            (x - size * 0.16, y - size * 0.75),
        ],
        coat,
    )
    c.disc(x, y - size * 0.86, size * 0.13, "e6b894")


def lighthouse(c: Canvas) -> None:
    """The tower on its rock at dusk, the lamp lit."""
    c.sky("20305a", "f2a66b", HORIZON + 30)
    c.disc(250, 318, 46, "fbd9a0")
    c.sea("16233f", "4b5a83", "8c86a0", 350)
    c.shape([(700, 126), (0, 40), (0, 150)], "f5cf96")
    c.shape([(700, 126), (960, 84), (960, 176)], "f5cf96")
    c.shape(
        [(520, 540), (560, 470), (610, 440), (660, 405), (760, 398), (830, 440), (900, 455), (960, 500), (960, 540)],
        "131a2c",
    )
    c.shape([(662, 420), (682, 160), (738, 160), (758, 420)], "f4ecdc")
    for top in (200, 290, 380):
        c.shape(
            [
                (678 - (top - 200) * 0.075, top),
                (742 + (top - 200) * 0.075, top),
                (745 + (top - 200) * 0.075, top + 40),
                (675 - (top - 200) * 0.075, top + 40),
            ],
            "b5402f",
        )
    c.box(668, 150, 752, 162, "131a2c")
    c.box(688, 106, 732, 150, "ffe9a8")
    c.shape([(680, 108), (710, 78), (740, 108)], "131a2c")
    for bar in (688, 709, 730):
        c.box(bar, 106, bar + 3, 150, "131a2c")
    _person(c, 764, 151, 34, "131a2c")
    _boat(c, 180, 420, 48, "131a2c")


def market(c: Canvas) -> None:
    """Stalls and lanterns by the water at night."""
    c.sky("120f2b", "4a2350", 330)
    c.sea("0d0b1e", "2b1a3f", "e79a4b", 400)
    for number in range(12):
        height = 60 + (number * 53) % 90
        c.box(number * 84, 330 - height, number * 84 + 78, 402, "1b1533")
        for window in range(3):
            if (number + window) % 2:
                c.box(
                    number * 84 + 12 + window * 22, 345 - height, number * 84 + 22 + window * 22, 362 - height, "d99a45"
                )
    for number, colour in enumerate(("c8413b", "e0a63c", "2f7f86", "c8413b", "d8d0b8")):
        left = 20 + number * 190
        c.box(left + 10, 340, left + 160, 460, "2a1c33")
        c.box(left + 14, 344, left + 156, 412, "f3b45a")
        for stripe in range(6):
            c.shape(
                [
                    (left + stripe * 28, 340),
                    (left + 28 + stripe * 28, 340),
                    (left + 32 + stripe * 26, 300),
                    (left + 6 + stripe * 26, 300),
                ],
                colour if stripe % 2 else "f4e7cc",
            )
        c.box(left + 4, 408, left + 166, 424, "6b3b2a")
        _person(c, left + 60, 412, 74, "2b2440")
        _person(c, left + 118, 500, 120, ("3a5a6b", "7a3040", "3b3560")[number % 3])
    for number in range(25):
        x = number * 40
        y = 190 + 46 * math.sin(number * 0.52) + (number % 3) * 8
        c.line((x, y - 14), (x + 40, 190 + 46 * math.sin((number + 1) * 0.52) - 14), 1.6, "3b2b4d")
        c.disc(x, y, 11, ("f7c35b", "ee7a4a", "f5e0a6")[number % 3])


def stadium(c: Canvas) -> None:
    """Players run across a floodlit pitch."""
    c.sky("1e3a4c", "7fa3a0", 240)
    for row in range(6):
        c.box(0, 170 + row * 18, WIDTH, 186 + row * 18, "24343b" if row % 2 else "2d4048")
        for seat in range(80):
            c.disc(
                6 + seat * 12 + row * 5,
                176 + row * 18,
                4,
                ("d8b08c", "b5402f", "e9dfc9", "7b5c4a", "f0d36b")[(seat * 7 + row * 3) % 5],
            )
    for x in (90, 870):
        c.box(x - 4, 30, x + 4, 180, "dfe6e2")
        c.box(x - 46, 22, x + 46, 60, "fdf6d2")
    for stripe in range(9):
        c.shape(
            [(stripe * 120 - 60, 278), (stripe * 120 + 60, 278), (stripe * 150 - 30, 540), (stripe * 150 - 180, 540)],
            "4d8c50" if stripe % 2 else "437f49",
        )
    c.box(0, 276, WIDTH, 282, "e7efe2")
    for x, y, size, colour in (
        (620, 470, 170, "d7b32c"),
        (430, 440, 130, "b5402f"),
        (330, 455, 140, "b5402f"),
        (250, 430, 120, "b5402f"),
        (760, 430, 110, "b5402f"),
    ):
        _person(c, x, y, size, colour)
        c.line((x - size * 0.15, y - size * 0.6), (x - size * 0.4, y - size * 0.95), size * 0.09, "e6b894")
        c.line((x + size * 0.15, y - size * 0.6), (x + size * 0.4, y - size * 0.95), size * 0.09, "e6b894")
    c.disc(520, 490, 16, "f5f3ea")


def tapestry(c: Canvas) -> None:
    """Woven bands: waves, herring, boats."""
    c.box(0, 0, WIDTH, HEIGHT, "cdb88a")
    for band, colour in enumerate(("7d3b2b", "33506b", "9a7c3c")):
        c.box(0, 20 + band * 12, WIDTH, 28 + band * 12, colour)
        c.box(0, 500 - band * 12, WIDTH, 508 - band * 12, colour)
    for number in range(6):
        _boat(c, 90 + number * 160, 190 + (number % 2) * 22, 52, "5a3326")
        c.shape(
            [
                (100 + number * 160, 176 + (number % 2) * 22),
                (100 + number * 160, 96 + (number % 2) * 22),
                (142 + number * 160, 166 + (number % 2) * 22),
            ],
            ("b5533c", "e6d9b4")[number % 2],
        )
    for row in range(3):
        for number in range(33):
            x, y = number * 30 - row * 15, 262 + row * 24
            c.shape([(x, y), (x + 15, y - 12), (x + 30, y), (x + 15, y + 7)], ("33506b", "4a6d86", "27405a")[row])
    for number in range(14):
        x, y = 10 + number * 70, 392 + (number % 2) * 34
        c.shape([(x, y), (x + 22, y - 11), (x + 46, y), (x + 22, y + 11)], "d9d2bf" if number % 3 else "8c9aa3")
        c.shape([(x + 42, y), (x + 60, y - 10), (x + 60, y + 10)], "d9d2bf" if number % 3 else "8c9aa3")
        c.disc(x + 11, y - 2, 2.4, "27302f")
    for x in range(0, WIDTH, 4):
        c.box(x, 0, x + 1, HEIGHT, "b9a274")


def workshop(c: Canvas) -> None:
    """A long table with linen in a bright room."""
    c.sky("e9e0cc", "d8c8a8", 360)
    for x in (90, 330, 570, 810):
        c.box(x, 50, x + 110, 260, "7b6a50")
        c.box(x + 8, 58, x + 102, 252, "dcecef")
        c.box(x + 52, 58, x + 58, 252, "7b6a50")
    c.box(0, 360, WIDTH, HEIGHT, "8d6f4e")
    for x, coat in ((200, "3a5a6b"), (430, "7a3040"), (700, "e9e3d5")):
        _person(c, x, 420, 230, coat)
    c.shape([(60, 400), (900, 400), (960, 480), (0, 480)], "f4efe2")
    c.shape([(0, 480), (960, 480), (960, 500), (0, 500)], "5a4630")
    for number in range(12):
        c.line((100 + number * 70, 402), (70 + number * 74, 478), 2, "cdb88a")


def cliffs(c: Canvas) -> None:
    """A sea stack with birds around it."""
    c.sky("a9c9d6", "eaf0e6", HORIZON)
    c.sea("2f6075", "6fa0ac", "d5e6e4", 350)
    c.shape([(330, 420), (360, 200), (400, 120), (470, 80), (540, 96), (600, 180), (640, 300), (680, 420)], "5c5648")
    c.shape([(330, 420), (360, 200), (400, 120), (470, 80), (470, 420)], "74705e")
    c.shape([(392, 130), (470, 80), (540, 96), (590, 166), (520, 130), (450, 126)], "7d9a55")
    c.shape([(0, 200), (90, 220), (170, 300), (210, 420), (0, 430)], "4a4539")
    c.shape([(0, 200), (90, 220), (150, 276), (60, 250), (0, 252)], "7d9a55")
    for number in range(40):
        x, y = 120 + (number * 173) % 780, 40 + (number * 71) % 250
        size = 6 + number % 8
        c.line((x - size, y - size * 0.5), (x, y), 2.4, "2b3032")
        c.line((x, y), (x + size, y - size * 0.5), 2.4, "2b3032")
    for number in range(30):
        c.disc(372 + (number * 37) % 250, 180 + (number * 61) % 200, 3, "f6f4ec")
    _boat(c, 800, 440, 62)


def shipyard(c: Canvas) -> None:
    """A crane and a hull on the slipway."""
    c.sky("d9835a", "f5d7a4", 420)
    c.box(0, 420, WIDTH, HEIGHT, "3a3230")
    c.shape([(120, 420), (90, 250), (560, 270), (620, 300), (560, 420)], "6b2a26")
    c.shape([(90, 250), (560, 270), (620, 300), (600, 316), (96, 290)], "ead9bd")
    for number in range(9):
        c.line((140 + number * 46, 420), (130 + number * 48, 250), 2.5, "3a3230")
    for x in (690, 800):
        c.line((x, 430), (745, 130), 9, "23304a")
    for step in range(6):
        y = 180 + step * 42
        c.line((745 - (y - 130) * 0.17, y), (745 + (y - 130) * 0.17, y + 30), 4, "23304a")
    c.line((880, 150), (330, 90), 12, "23304a")
    c.line((745, 60), (330, 90), 3, "23304a")
    c.line((745, 60), (880, 150), 3, "23304a")
    c.box(738, 56, 752, 150, "23304a")
    c.line((400, 96), (400, 220), 2.5, "23304a")
    c.box(384, 220, 416, 236, "23304a")
    for x in (640, 662, 870):
        _person(c, x, 470, 80, "d0782f")


def tram(c: Canvas) -> None:
    """A tram before a row of gables."""
    c.sky("9fb9c9", "e8e3d2", 330)
    for number, colour in enumerate(("b4694c", "d6b98a", "8d4a3e", "c98f5d", "a8a394", "b4694c")):
        left = number * 165 - 20
        c.box(left, 150, left + 160, 400, colour)
        c.shape([(left, 150), (left + 80, 76), (left + 160, 150)], "5a3a33")
        for window in range(6):
            x, y = left + 22 + (window % 3) * 46, 176 + window // 3 * 74
            c.box(x, y, x + 26, y + 46, "33454d")
    c.box(0, 400, WIDTH, HEIGHT, "6d6a66")
    for y in (476, 506):
        c.box(0, y, WIDTH, y + 4, "cfd3d2")
    c.box(170, 240, 790, 470, "1f6b5c")
    c.box(170, 240, 790, 262, "f1e8d3")
    c.box(170, 382, 790, 398, "f1e8d3")
    for number in range(8):
        c.box(190 + number * 75, 278, 250 + number * 75, 366, "cfe3e4")
    c.box(456, 410, 502, 456, "f1e8d3")
    for x in (270, 330, 630, 690):
        c.disc(x, 474, 20, "24282a")
    c.line((420, 240), (520, 150), 4, "24282a")
    c.box(0, 146, WIDTH, 149, "24282a")


def boats(c: Canvas) -> None:
    """Children in orange vests on a fishing boat in the morning."""
    c.sky("bfe0e6", "fdf0d5", HORIZON)
    c.disc(760, 250, 40, "fffbe9")
    c.shape([(0, 340), (120, 280), (260, 310), (360, 340)], "6c8f88")
    c.sea("2d7f8c", "9fd0cf", "f6fbf3", HORIZON)
    c.shape([(180, 380), (820, 366), (750, 480), (250, 484)], "24506b")
    c.shape([(180, 380), (820, 366), (814, 382), (186, 398)], "f2ead8")
    c.box(250, 250, 390, 384, "f2ead8")
    c.box(270, 270, 330, 320, "5c8a99")
    c.box(240, 240, 400, 254, "b5402f")
    for number in range(8):
        _person(c, 430 + number * 44, 382 - (number % 2) * 8, 92, "f0882e")
    c.line((700, 370), (700, 160), 6, "5a4630")
    c.shape([(704, 166), (760, 182), (704, 200)], "b5402f")


def storm(c: Canvas) -> None:
    """Workers on a power line under a torn sky."""
    c.sky("2a323c", "8b949b", 400)
    for number in range(7):
        c.shape(
            [
                (number * 160 - 120, 60 + number % 3 * 40),
                (number * 160 + 60, 40 + number % 2 * 50),
                (number * 160 + 180, 80 + number % 3 * 30),
                (number * 160, 110 + number % 2 * 40),
            ],
            "3d4650",
        )
    c.shape([(0, 430), (300, 390), (620, 410), (960, 380), (960, 540), (0, 540)], "39402f")
    for x, top in ((200, 130), (560, 110), (880, 150)):
        c.box(x - 6, top, x + 6, 430, "1d1f22")
        for arm in (0, 40):
            c.box(x - 60, top + 10 + arm, x + 60, top + 17 + arm, "1d1f22")
    for sag in (0, 40):
        for (x1, y1), (x2, y2) in (((140, 146), (500, 126)), ((500, 126), (820, 166))):
            for step in range(24):
                a, b = step / 24, (step + 1) / 24
                c.line(
                    (x1 + (x2 - x1) * a, y1 + sag + (y2 - y1) * a + 120 * a * (1 - a)),
                    (x1 + (x2 - x1) * b, y1 + sag + (y2 - y1) * b + 120 * b * (1 - b)),
                    2,
                    "1d1f22",
                )
    c.line((420, 470), (548, 250), 9, "d9a441")
    c.box(520, 220, 600, 270, "d9a441")
    _person(c, 545, 236, 70, "e36b2c")
    _person(c, 580, 236, 70, "e36b2c")
    c.box(340, 440, 480, 490, "e9e3d5")
    for x in (370, 450):
        c.disc(x, 494, 18, "1d1f22")
    for number in range(150):
        x, y = (number * 211) % WIDTH, (number * 97) % HEIGHT
        c.line((x, y), (x - 8, y + 26), 1, "aab4bb")


def belfry(c: Canvas) -> None:
    """The old hall and its tower at dusk."""
    c.sky("3b2f63", "f0a48a", 430)
    c.disc(760, 120, 34, "fbeecb")
    c.box(0, 430, WIDTH, HEIGHT, "2b2440")
    c.box(200, 270, 760, 450, "59405c")
    c.shape([(180, 272), (260, 190), (700, 190), (780, 272)], "33264a")
    for number in range(7):
        x = 224 + number * 76
        c.box(x, 330, x + 44, 450, "f5c66f")
        c.disc(x + 22, 330, 22, "f5c66f")
    c.box(420, 90, 540, 300, "6b4d67")
    c.shape([(408, 92), (480, 10), (552, 92)], "33264a")
    c.box(446, 120, 514, 190, "2b2440")
    for x in (462, 480, 498):
        c.shape([(x - 8, 172), (x + 8, 172), (x + 4, 146), (x - 4, 146)], "d9a441")
    c.disc(480, 236, 30, "f4ecdc")
    c.line((480, 236), (480, 214), 3, "2b2440")
    c.line((480, 236), (496, 244), 3, "2b2440")
    for x in (120, 300, 640, 850):
        _person(c, x, 500, 84, "1b1533")


SCENES: dict[str, Callable[[Canvas], None]] = {
    scene.__name__: scene
    for scene in (
        lighthouse,
        market,
        stadium,
        tapestry,
        workshop,
        cliffs,
        shipyard,
        tram,
        boats,
        storm,
        belfry,
    )
}
"""Scene's name, as a story's ``photo.scene`` gives it → the function that paints it."""


@cache
def photo(scene: str) -> bytes:
    """The scene of that name as PNG."""
    canvas = Canvas()
    SCENES[scene](canvas)
    return canvas.png()
