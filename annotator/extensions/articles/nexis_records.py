"""The blocks of a Nexis download to records: title, source, date, labelled lines, text.

Two layouts: the old one counts its records ("1 of 10 DOCUMENTS") and has source and date over the
title; Nexis Uni has the title first and ends each record with a line ("End of Document").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from annotator.extensions.articles.dated_line import dated
from annotator.extensions.articles.nexis_words import (
    BODY_HEADS,
    COPYRIGHT,
    EDITION,
    END_MARKS,
    HEADER_LABELS,
    MARK,
    RIGHTS,
    TAIL_HEADS,
    TAIL_LABELS,
    Label,
    folded,
    label_of,
)
from annotator.extensions.articles.plain_forms import one_line

_HEADER_BLOCKS = 20
"""The labels over a text are among so many first blocks of a record."""
_TITLE_BEFORE = 5
"""So is the title of a record of the old layout: source, date and edition are all before it."""
_TAIL_BLOCKS = 40
"""A line that stands alone is a head of what follows the text only among so many last blocks."""
_LONGEST_LINE = 400
_LONGEST_NAME = 40
_SUPPLIED = re.compile(r"\s*(?:supplied|provided|distributed) by\b", re.I)
_ADDRESS = re.compile(r"https?://\S+")
_NO_TEXT = re.compile(
    r"(?:return to list|link to (?:image|pdf|the original story)\b.*|link zum .*)", re.I
)


@dataclass(slots=True)
class Record:
    """One article of a download; `labelled` holds the values by their names as they stand."""

    place: str
    title: str = ""
    source: str = ""
    date: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    labelled: dict[str, str] = field(default_factory=dict)
    body: list[str] = field(default_factory=list)

    def take(self, name: str, value: str, known: str = "") -> None:
        """Keep a value under its name, and as what it is known to give, if it is the first."""
        value = one_line(value)
        if not value:
            return
        before = self.labelled.get(name)
        self.labelled[name] = f"{before} {value}" if before else value
        if known:
            self.fields.setdefault(known, value)


def records(blocks: Sequence[str]) -> Iterator[Record]:
    """The records of a download in their order; what stands outside of them is left out."""
    blocks = [block for block in blocks if not _NO_TEXT.fullmatch(block)]
    marks = [n for n, block in enumerate(blocks) if len(block) < 60 and MARK.fullmatch(block)]
    if marks:
        for mark, end in zip(marks, [*marks[1:], len(blocks)], strict=True):
            yield _old(blocks[mark], blocks[mark + 1 : end])
        return
    ends = [n for n, block in enumerate(blocks) if is_end(block)]
    starts = [0, *(end + 1 for end in ends)]
    ends = ends or [len(blocks)]
    for number, (start, end) in enumerate(zip(starts, ends, strict=False), start=1):
        yield _new(f"{number} of {len(ends)}", blocks[start:end])


def is_end(block: str) -> bool:
    """Whether a block is the line that ends a record of Nexis Uni."""
    return _is_called(block, END_MARKS)


def _is_called(block: str, names: Collection[str]) -> bool:
    """Whether a block, a heading or not, is one of these words alone."""
    return len(block) < _LONGEST_NAME and folded(_bare(block)) in names


def _old(mark: str, blocks: Sequence[str]) -> Record:
    """A record of the old layout, without the line that counts it."""
    record = Record(" of ".join(re.findall(r"\d+", mark)))
    last = min(len(blocks), _HEADER_BLOCKS)
    labels = [label_of(block) for block in blocks[:last]]
    first = _first_label(labels)
    at = _head(record, blocks[:first], has_labels=_is_header(labels, first))
    if at == first and _is_header(labels, first):
        at = _header_labels(record, blocks, first)
    _text_and_tail(record, blocks[at:])
    return record


def _first_label(labels: Sequence[Label | None]) -> int:
    """Where the labelled lines begin; a title may begin with the word of one ("UPDATE: ...")."""
    found = [n for n, label in enumerate(labels) if label and _is_label(label)]
    if len(found) > 1 and found[0] < _TITLE_BEFORE and not _is_header(labels, found[0]):
        found = found[1:] if _is_header(labels, found[1]) else found
    return found[0] if found else len(labels)


def _is_header(labels: Sequence[Label | None], n: int) -> bool:
    label = labels[n] if n < len(labels) else None
    return label is not None and label.is_header


def _is_label(label: Label) -> bool:
    return label.is_in_capitals and (label.is_header or label.is_tail)


def _head(record: Record, blocks: Sequence[str], has_labels: bool) -> int:
    """Read source, date and title off the first blocks; gives where the next part begins."""
    dates = (
        n for n, block in enumerate(blocks[:6]) if not _is_rights(block) and dated(one_line(block))
    )
    at = next(dates, None)
    before = range(len(blocks))[: 1 if at is None else at]
    for n in before:
        if _is_rights(blocks[n]):
            record.take("COPYRIGHT", blocks[n])
        else:
            _take_source(record, blocks[n])
    if at is not None:
        _take_date(record, blocks[at])
    rest = range(len(blocks))[len(before) if at is None else at + 1 :]
    for n in rest:
        if _is_rights(blocks[n]):
            record.take("COPYRIGHT", blocks[n])
        elif _is_edition(blocks[n]):
            record.take("EDITION", blocks[n])
        elif not record.title:
            record.title = one_line(blocks[n])
        elif has_labels and len(blocks[n]) < _LONGEST_LINE:
            record.take("SUBTITLE", blocks[n])
        else:
            return n
    return len(blocks)


def _take_source(record: Record, block: str) -> None:
    """Keep the name of the paper, and apart from it who handed it on."""
    lines = block.split("\n")
    record.take("SUPPLIER", " ".join(line for line in lines if _SUPPLIED.match(line)))
    named = one_line(" ".join(line for line in lines if not _SUPPLIED.match(line)))
    record.source = named or record.source


def _take_date(record: Record, block: str) -> None:
    found = dated(one_line(block))
    if found is not None:
        record.date = found.date
        record.take("DATE", block)


def _is_edition(block: str) -> bool:
    return len(block) < 60 and EDITION.search(block) is not None


def _is_rights(block: str) -> bool:
    return len(block) < _LONGEST_LINE and bool(COPYRIGHT.match(block) or RIGHTS.search(block))


def _header_labels(record: Record, blocks: Sequence[str], start: int) -> int:
    """Read the labelled lines over the text; gives where the text begins."""
    labels = [label_of(block) for block in blocks[: start + _HEADER_BLOCKS]]
    lengths = (
        n for n, label in enumerate(labels) if label and HEADER_LABELS.get(label.key) == "length"
    )
    until = next(lengths, start)
    for n in range(start, len(labels)):
        label = labels[n]
        if label is not None and (label.is_header or _is_label(label)):
            known = HEADER_LABELS.get(label.key) or TAIL_LABELS.get(label.key, "")
            record.take(label.name, label.value, known)
        elif n < until:
            record.take("SUBTITLE", blocks[n])
        else:
            return n
    return len(labels)


def _text_and_tail(record: Record, blocks: Sequence[str]) -> None:
    """Part the text from the labelled lines and rights after it."""
    tail = next((n for n in range(len(blocks)) if _begins_tail(blocks, n)), len(blocks))
    record.body = list(blocks[:tail])
    while len(record.body) > 1 and _ADDRESS.fullmatch(record.body[-1]):
        record.take("URL", record.body.pop(), "url")
    name = ""
    for block in blocks[tail:]:
        label = label_of(block)
        if _is_rights(block):
            name = "COPYRIGHT"
            record.take(name, block)
        elif label is not None and (label.is_tail or label.is_header or label.is_in_capitals):
            name = label.name
            record.take(name, label.value, TAIL_LABELS.get(label.key, ""))
        elif _is_called(block, TAIL_HEADS):
            name = _bare(block)
        elif name and name != "COPYRIGHT":
            record.take(name, block)


def _begins_tail(blocks: Sequence[str], n: int) -> bool:
    block = blocks[n]
    label = label_of(block)
    if label is not None and label.is_tail:
        field_name = TAIL_LABELS[label.key]
        return label.is_in_capitals or (field_name != "" and _is_near_end(blocks, n))
    if _is_rights(block):
        return _is_near_end(blocks, n)
    return _is_called(block, TAIL_HEADS) and _is_near_end(blocks, n)


def _is_near_end(blocks: Sequence[str], n: int) -> bool:
    """Whether nothing but short or labelled blocks follow, and not many."""
    return len(blocks) - n <= _TAIL_BLOCKS and all(
        len(block) < _LONGEST_LINE or label_of(block) is not None for block in blocks[n + 1 :]
    )


def _new(place: str, blocks: Sequence[str]) -> Record:
    """A record of Nexis Uni, without the line that ends it."""
    record = Record(place)
    body = next((n for n, block in enumerate(blocks) if _is_called(block, BODY_HEADS)), None)
    head_end = len(blocks) if body is None else body
    dates = [n for n in range(head_end) if _is_date_line(blocks[n])]
    if body is None:
        dates = dates[:1]
    at = dates[-1] if dates else 0
    if dates:
        _take_date(record, blocks[at])
        record.source = one_line(blocks[at - 1]) if at > 0 else ""
        record.title = _bare(blocks[at - 2]) if at > 1 else ""
    elif head_end:
        record.title = _bare(blocks[0])
    start = _under_date(record, blocks[:head_end], at + 1, has_body_head=body is not None)
    _text_and_tail(record, blocks[start if body is None else body + 1 :])
    return record


def _is_date_line(block: str) -> bool:
    return (
        len(block) < 100
        and label_of(block) is None
        and not _is_rights(block)
        and dated(one_line(block)) is not None
    )


def _bare(block: str) -> str:
    """The words of a heading without its sign."""
    return one_line(block.lstrip("#"))


def _under_date(record: Record, blocks: Sequence[str], start: int, has_body_head: bool) -> int:
    """Read what stands between date and text; gives where the text begins if no line says so."""
    for n in range(start, len(blocks)):
        block = blocks[n]
        label = label_of(block)
        if _is_rights(block):
            record.take("Copyright", block)
        elif label is not None and (label.is_header or label.is_tail):
            known = HEADER_LABELS.get(label.key) or TAIL_LABELS.get(label.key, "")
            record.take(label.name, label.value, known)
        elif _is_edition(block):
            record.take("Edition", block)
        elif has_body_head:
            record.take("Header", block)
        else:
            return n
    return len(blocks)
