"""The few line icons of the bar at the left, drawn here so that they follow the theme."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

from annotator.ui import theme

SIZE = 24


def _articles() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(5, 3, 14, 18), 2, 2)
    for y in (8, 12, 16):
        path.moveTo(QPointF(8.5, y))
        path.lineTo(QPointF(15.5 if y < 16 else 12.5, y))
    return path


def _code() -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(3, 4, 10, 16), 2, 2)
    path.addRoundedRect(QRectF(15.5, 4, 6, 6.5), 1.5, 1.5)
    path.addRoundedRect(QRectF(15.5, 13.5, 6, 6.5), 1.5, 1.5)
    for y in (9, 13):
        path.moveTo(QPointF(6, y))
        path.lineTo(QPointF(10, y))
    return path


def _agreement() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QRectF(2.5, 6, 12, 12))
    path.addEllipse(QRectF(9.5, 6, 12, 12))
    return path


_PATHS = {"articles": _articles, "code": _code, "agreement": _agreement}


def icon(name: str) -> QIcon:
    """An icon in the colours of the theme in force: soft, and in the accent when it is on."""
    tokens = theme.current()
    made = QIcon()
    for state, colour in ((QIcon.State.Off, tokens.soft), (QIcon.State.On, tokens.accent)):
        for scale in (1, 2):
            made.addPixmap(_pixmap(name, colour, scale), QIcon.Mode.Normal, state)
    return made


def _pixmap(name: str, colour: str, scale: int) -> QPixmap:
    pixmap = QPixmap(SIZE * scale, SIZE * scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    pixmap.setDevicePixelRatio(scale)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), 1.4))
    painter.drawPath(_PATHS[name]())
    painter.end()
    return pixmap
