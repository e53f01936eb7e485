"""What every chart is drawn on: a figure in points from its upper left corner; its hot areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from annotator.charts import lettering
from annotator.charts.look import Look
from annotator.charts.words import Words

MARGIN = 8.0
"""Points around a chart."""

_POINTS = 72.0
_SMALLEST = 3.0
_TO_BASE_LINE = 0.36
"""From the middle of figures and capitals down to where they stand, by the size of the text."""


@dataclass(frozen=True, slots=True)
class Spot:
    """An area that has something to say: its middle and half sizes in the data of the axes.

    name: of what is drawn there (a variable, a week, a coder), "" if it has none.
    """

    x: float
    y: float
    half_width: float
    half_height: float
    words: str
    name: str = ""

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in the area."""
        return abs(x - self.x) <= self.half_width and abs(y - self.y) <= self.half_height


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a chart left on its figure: where numbers can be asked for, and all of it in words."""

    axes: Axes
    spots: tuple[Spot, ...]
    words: str

    def at(self, x: float, y: float) -> Spot | None:
        """The area at a point in the data of the axes (`xdata`, `ydata` of a mouse event)."""
        return next((spot for spot in self.spots if spot.holds(x, y)), None)


class Sheet:
    """A figure, emptied: x runs to the right and y down, both in points.

    A figure that changes its size has to be drawn anew.
    """

    def __init__(self, figure: Figure, look: Look, words: Words) -> None:
        figure.clear()
        figure.set_facecolor(look.paper)
        self.look, self.words = look, words
        across, down = figure.get_size_inches()
        self.width, self.height = max(float(across) * _POINTS, 1.0), max(float(down) * _POINTS, 1.0)
        self.axes = figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set_xlim(0, self.width)
        self.axes.set_ylim(self.height, 0)
        self.axes.set_autoscale_on(False)

    def fitting(self, text: str, room: float, size: float = 0.0, *, in_middle: bool = False) -> str:
        """A text as it can be drawn in so many points; size 0 is that of the look.

        in_middle: it is cut there, so that names that begin alike can be told apart.
        """
        legible = lettering.legible(text, self.look.sans)
        size = size or self.look.size
        return lettering.elided(legible, self.look, size, room, in_middle=in_middle)

    def width_of(self, texts: Sequence[str], size: float = 0.0) -> float:
        """The width of the widest text, 0 if there is none."""
        sans = self.look.sans
        return max(
            (
                lettering.width(lettering.legible(text, sans), self.look, size or self.look.size)
                for text in texts
            ),
            default=0.0,
        )

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        colour: str = "",
        size: float = 0.0,
        side: str = "left",
        covers: bool = False,
    ) -> None:
        """Set a text at a point: its left or right end, or its middle ("center").

        covers: lines behind it are hidden. Too small to be made out, it is left out.
        """
        legible = lettering.legible(text, self.look.sans)
        size = size or self.look.size
        if not legible or size < _SMALLEST:
            return
        self.axes.text(
            x,
            y + size * _TO_BASE_LINE,
            legible,
            color=colour or self.look.text,
            fontsize=size,
            fontfamily=list(lettering.families(legible, self.look.sans)),
            ha=side,
            va="baseline",
            bbox={"fc": self.look.paper, "ec": "none", "pad": 1.0} if covers else None,
        )

    def line(
        self,
        first: tuple[float, float],
        last: tuple[float, float],
        colour: str,
        width: float = 0.8,
        style: str = "-",
    ) -> None:
        """Draw a straight line."""
        (x, y), (to_x, to_y) = first, last
        self.axes.plot(
            [x, to_x], [y, to_y], color=colour, lw=width, ls=style, solid_capstyle="round"
        )

    def mark(
        self, x: float, y: float, shape: str, colour: str, *, fill: str = "", size: float = 6.0
    ) -> None:
        """Draw a mark of a shape as matplotlib names them; fill "" is its colour."""
        self.axes.plot(
            [x],
            [y],
            marker=shape,
            ms=size,
            color=colour,
            mfc=fill or colour,
            mec=colour,
            mew=1.4,
            ls="none",
            clip_on=False,
        )

    def cell(
        self,
        x: float,
        y: float,
        size: tuple[float, float],
        colour: str,
        *,
        opacity: float = 1.0,
        hatch: str = "",
    ) -> None:
        """Fill an area, from its upper left corner; with a hatch it is hatched, not filled."""
        self.axes.add_patch(
            Rectangle(
                (x, y),
                *size,
                fc="none" if hatch else colour,
                ec=colour if hatch else "none",
                alpha=opacity,
                hatch=hatch or None,
                lw=0,
            )
        )

    def done(self, spots: Sequence[Spot], words: str) -> Drawn:
        """What was drawn."""
        return Drawn(self.axes, tuple(spots), words)

    def empty(self) -> Drawn:
        """A sheet that says that there is nothing to draw."""
        words = self.words.nothing
        shown = self.fitting(words, self.width - 2 * MARGIN)
        self.text(self.width / 2, self.height / 2, shown, colour=self.look.soft, side="center")
        return self.done((), words)
