"""Charts as files: SVG and PNG, the same bytes for the same figure, and SVG for inside a page.

Text in SVG is drawn as paths: a chart looks right where its fonts are not installed, and labels
that were cut to their width keep it.
"""

from __future__ import annotations

import io
import re
from html import escape

from matplotlib.figure import Figure

from annotator.charts.look import Look

PRINT_DPI = 300.0

_COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_BEFORE = re.compile(r"\A.*?(?=<svg)", re.DOTALL)
_METADATA = re.compile(r"<metadata>.*?</metadata>\s*", re.DOTALL)
_ID = re.compile(r'(\bid="|url\(#|href="#)')


def svg(figure: Figure) -> bytes:
    """The figure as an SVG file, without a date."""
    file = io.BytesIO()
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return file.getvalue()


def png(figure: Figure, dpi: float = PRINT_DPI) -> bytes:
    """The figure as a PNG file; its size in inches is kept."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=dpi, metadata={"Software": None})
    return file.getvalue()


def inline_svg(figure: Figure, name: str, words: str, look: Look) -> str:
    """The figure as an element of an HTML page, of class "chart".

    name: before each id, so that charts on one page do not share ids; letters, digits and hyphens.
    words: what is read out instead. look: what it was drawn with; each of its colours becomes a
    variable, `--chart-paper` and so on, that falls back to the colour: `colour_variables` sets them
    to those of another look.
    """
    text = svg(figure).decode()
    for pattern in (_BEFORE, _METADATA, _COMMENT):
        text = pattern.sub("", text)
    text = _ID.sub(rf"\g<1>{name}-", text)
    for part, colour in look.colours.items():
        text = text.replace(colour.lower(), f"var(--chart-{part}, {colour.lower()})")
    label = f'<svg class="chart" role="img" aria-label="{escape(words)}"'
    return text.replace("<svg", label, 1).strip()


def colour_variables(look: Look) -> str:
    """Declarations for a style sheet that dress every inline chart in the colours of a look."""
    return " ".join(f"--chart-{part}: {colour.lower()};" for part, colour in look.colours.items())
