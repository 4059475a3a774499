"""A sheet of pixels to draw on, from the top left, and its PNG.

Each sheet is a matplotlib figure of its own that no other thread knows of; matplotlib's settings
are neither read for style nor changed. Imports matplotlib: import this only to draw.
"""

import io
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal, TypeAlias

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform
from numpy.typing import NDArray
from PIL import Image

from bot.render.fonts import sized

WIDTH, HEIGHT, _DPI = 1600, 900, 100

WHITE, INK, GREY, GRID = "#FFFFFF", "#1F2933", "#5B6670", "#DDE2E6"
# Told apart by people who see no red or green, and dark enough on white to be read as text.
COLOURS = ("#0B63B5", "#C2500A", "#00806A", "#8A3C8F", "#7A6200", "#34404A")
# Bars that something dark is drawn over, and those that count for little.
BAR, PALE = "#7DB0E3", "#E3EEF9"
# Strokes and gaps in widths of the line.
DASHES, DOTS = (0, (4, 2.2)), (0, (1, 1.6))
_SHADES = 12

Box: TypeAlias = tuple[float, float, float, float]


class Canvas:
    """A white sheet of 1600 x 900 pixels. y counts downwards."""

    def __init__(self) -> None:
        self._figure = Figure(figsize=(WIDTH / _DPI, HEIGHT / _DPI), dpi=_DPI, facecolor=WHITE)
        self._agg = FigureCanvasAgg(self._figure)
        self._drawn = 0

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: int,
        colour: str = INK,
        align: Literal["left", "center", "right"] = "left",
    ) -> None:
        """Write a drawable text in one line; y is its base line."""
        if not text:
            return
        self._add(
            Text(
                round(x),
                round(HEIGHT - y),
                text,
                color=colour,
                fontproperties=sized(size),
                horizontalalignment=align,
                verticalalignment="baseline",
                # What people call their shops is no formula.
                parse_math=False,
                usetex=False,
            )
        )

    def line(self, xs: Sequence[float], ys: Sequence[float], colour: str, **look: Any) -> None:
        """Draw a line through points; `look` as matplotlib's Line2D has it."""
        settings: dict[str, Any] = {"linestyle": "-", "marker": "None"} | look
        settings |= {"solid_capstyle": "round", "dash_capstyle": "butt", "antialiased": True}
        self._add(Line2D(list(xs), [HEIGHT - y for y in ys], color=colour, **settings))

    def rule(self, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
        """Draw a thin straight line, sharp to the pixel."""
        (x0, y0), (x1, y1) = start, end
        self.line([x0, x1], [y0, y1], colour, linewidth=1.5, snap=True)

    def boxes(self, boxes: Sequence[Box], colour: str, fill: str | None = None) -> None:
        """Fill boxes of left, top, right, bottom; with `fill`, outline them in the colour."""
        if not boxes:
            return
        # One path for all: hundreds of bars cost as much as one.
        paths = [_box(*box) for box in boxes]
        width = 0.0 if fill is None else 2.0
        self._add(
            PathPatch(
                Path.make_compound_path(*paths),
                facecolor=fill or colour,
                edgecolor=colour,
                linewidth=width,
            )
        )

    def _add(self, artist: Artist) -> None:
        artist.set_transform(IdentityTransform())
        # What is drawn later lies on top, be it line, box or text.
        self._drawn += 1
        artist.set_zorder(self._drawn)
        self._figure.add_artist(artist)

    def png(self) -> bytes:
        """Return the sheet as a PNG of few colours."""
        self._agg.draw()  # type: ignore[no-untyped-call]
        rgba = self._agg.buffer_rgba()  # type: ignore[no-untyped-call]
        pixels = np.asarray(rgba).view(np.uint32).reshape(HEIGHT, WIDTH)
        image = Image.fromarray(_indexed(pixels))
        image.putpalette(_palette().tobytes())
        out = io.BytesIO()
        image.save(out, "PNG")
        return out.getvalue()


def _box(left: float, top: float, right: float, bottom: float) -> Path:
    ends = sorted((HEIGHT - top, HEIGHT - bottom))
    corners = [(left, ends[0]), (right, ends[0]), (right, ends[1]), (left, ends[1])]
    return Path([*corners, corners[0]], closed=True)


@lru_cache(maxsize=1)
def _palette() -> NDArray[np.uint8]:
    """Return white first, then every colour in shades towards white, as edges are smoothed."""
    bases = [_rgb(c) for c in (INK, GREY, GRID, BAR, PALE, *COLOURS)]
    parts = [(i + 1) / _SHADES for i in range(_SHADES)]
    shades = [base * part + 255 * (1 - part) for base in bases for part in parts]
    colours: NDArray[np.uint8] = np.rint(np.array([_rgb(WHITE), *shades])).astype(np.uint8)
    return colours


def _rgb(colour: str) -> NDArray[np.float64]:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], dtype=np.float64)


@lru_cache(maxsize=1)
def _nearest() -> NDArray[np.uint8]:
    """Return for each colour of 5 bits a channel the nearest of the palette."""
    steps = np.arange(32) * 255 / 31
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")
    colours = np.stack([red, green, blue], axis=-1).reshape(-1, 3)
    palette = _palette().astype(np.float64)
    # |a - b|^2 without a table of 32,768 x 133 x 3.
    far = (palette**2).sum(axis=1) - 2 * colours @ palette.T
    found: NDArray[np.uint8] = far.argmin(axis=1).astype(np.uint8)
    return found


def _indexed(pixels: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Return the palette's index of each pixel of red, green, blue, full alpha."""
    flat = pixels.ravel()
    # Nearly all is white: only the rest is looked up.
    drawn = np.flatnonzero(flat != 0xFFFFFFFF)
    found = np.zeros(flat.shape, np.uint8)
    found[drawn] = _nearest()[_five_bits(flat[drawn])]
    return found.reshape(pixels.shape)


def _five_bits(pixels: NDArray[np.uint32]) -> NDArray[Any]:
    # Little-endian: red is the lowest byte.
    return ((pixels >> 3) & 31) | ((pixels >> 6) & (31 << 5)) | ((pixels >> 9) & (31 << 10))
