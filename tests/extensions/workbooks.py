"""Small workbooks as Excel and LibreOffice write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

Rows = Sequence[Sequence[str | float | bool | None]]


def an_xlsx(path: Path, sheets: Mapping[str, Rows | str], prolog: str = "") -> Path:
    """A workbook with these sheets, each its rows or its XML; prolog: put into its first part."""
    places = range(1, len(sheets) + 1)
    named = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"/>'
        for n, name in zip(places, sheets, strict=True)
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in places
    )
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'{_XML}{prolog}<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'{_XML}<workbook xmlns="{_SHEETS}" xmlns:r="{_OFFICE}">'
            f"<sheets>{named}</sheets></workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
        )
        for number, rows in zip(places, sheets.values(), strict=True):
            content = rows if isinstance(rows, str) else sheet_of(rows)
            archive.writestr(f"xl/worksheets/sheet{number}.xml", content)
    return path


def sheet_of(rows: Rows) -> str:
    """The XML of a sheet; None leaves a cell out."""
    lines = [
        f'<row r="{n}">{"".join(_cell(cell, f"{chr(65 + at)}{n}") for at, cell in enumerate(row))}'
        "</row>"
        for n, row in enumerate(rows, start=1)
    ]
    return f'{_XML}<worksheet xmlns="{_SHEETS}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _cell(value: str | float | bool | None, place: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def an_ods(path: Path, rows: Sequence[Sequence[str]], repeated: int = 1) -> Path:
    """An OpenDocument spreadsheet; repeated: how often its last row is said to stand there."""
    lines = [
        "<table:table-row"
        + (f' table:number-rows-repeated="{repeated}"' if row is rows[-1] else "")
        + ">"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    ]
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    with ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"{_XML}<office:document-content{spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="S">{"".join(lines)}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
        archive.writestr(
            "META-INF/manifest.xml",
            f"{_XML}<manifest:manifest "
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return path
