"""A corpus that is the same on every machine: news articles as long and as mixed as real ones.

Of ten thousand articles, mean 4.3 kB: 17 % hold Cyrillic or Chinese, 23 % a table, 29 % a list,
5.5 % an emoji beyond U+FFFF, 2 % a line separator (U+2028) or a no-break space.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from annotator.model.article import Article

WORDS = (
    "the of and to in a on with for that by as at from talks minister president visit said foreign "
    "cooperation agreement bilateral relations meeting delegation trade security border region "
    "counterpart statement summit ambassador partnership dialogue support energy peace council "
    "sanctions capital government countries expressed readiness strengthen discussed emphasized "
    "strategic issues international joint development ties Tuesday during held met two sides"
).split()
CAPITALS = ("Beijing", "Moscow", "Geneva", "Nairobi", "Ankara", "Doha", "Brussels", "Hanoi")
PEOPLE = (
    "Wang Yi",
    "Sergey Lavrov",
    "Ana Petrović",
    "José Silva",
    "Nguyễn Văn Minh",
    "Amina Bello",
)
CYRILLIC = (
    "министр иностранных дел провёл переговоры с коллегой и подтвердил позицию страны".split()
)
CHINESE = "外交部长在北京会见来访的代表团双方就共同关心的问题交换了意见"
EMOJI = ("🤝", "🌍", "🕊️", "🇺🇳", "📰")


def articles(number: int, seed: int = 1) -> Iterator[Article]:
    """So many articles, each with an identifier of its own."""
    for index in range(number):
        chance = random.Random(f"{seed}:{index}")
        yield Article.from_text(
            _text(chance),
            source_id=f"bench-{seed}-{index:06d}",
            title=f"{chance.choice(PEOPLE)} in {chance.choice(CAPITALS)}",
            publisher="example.org",
            published=f"2025-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
            language="en",
        )


def long_article(size: int, seed: int = 1) -> Article:
    """One article of about so many bytes."""
    chance = random.Random(f"{seed}:long")
    parts: list[str] = []
    length = 0
    while length < size:
        parts.append(_text(chance))
        length += len(parts[-1].encode()) + 2
    return Article.from_text("\n\n".join(parts), source_id=f"bench-long-{seed}-{size}")


def places(text: str, number: int) -> list[tuple[int, int]]:
    """So many different words of a text, spread over it, as code points."""
    found: list[tuple[int, int]] = []
    for index in range(number):
        start = max(index * len(text) // number, found[-1][1] if found else 0)
        while 0 < start < len(text) and text[start - 1].isalnum():
            start += 1
        while start < len(text) and not text[start].isalnum():
            start += 1
        end = start
        while end < len(text) and text[end].isalnum():
            end += 1
        if end > start:
            found.append((start, end))
    return found


def _text(chance: random.Random) -> str:
    paragraphs = [f"# {_sentence(chance, 8)}"]
    length = max(600, int(chance.gauss(4000, 1500)))
    if chance.random() < 0.17:
        paragraphs.append(_foreign(chance))
    if chance.random() < 0.23:
        paragraphs.append(_table(chance))
    if chance.random() < 0.29:
        paragraphs.append("\n".join(f"- {_sentence(chance, 12)}" for _ in range(5)))
    if chance.random() < 0.055:
        paragraphs.append(f"{chance.choice(EMOJI)} {_sentence(chance, 15)}")
    if chance.random() < 0.02:
        paragraphs.append(_sentence(chance, 9).replace(" ", "\u2028", 1).replace(" ", "\u00a0", 1))
    while sum(map(len, paragraphs)) < length:
        paragraphs.append(" ".join(_sentence(chance, 22) for _ in range(3)))
    chance.shuffle(body := paragraphs[1:])
    return "\n\n".join([paragraphs[0], *body]) + "\n"


def _sentence(chance: random.Random, words: int) -> str:
    number = max(3, int(chance.gauss(words, words / 4)))
    chosen = chance.choices(WORDS, k=number)
    chosen[0] = chance.choice(PEOPLE)
    chosen[-1] = chance.choice(CAPITALS)
    return " ".join(chosen) + "."


def _foreign(chance: random.Random) -> str:
    if chance.random() < 0.5:
        return " ".join(chance.choices(CYRILLIC, k=60)).capitalize() + "."
    return "".join(chance.choices(CHINESE, k=160)) + "。"


def _table(chance: random.Random) -> str:
    rows = ["| Side | Position |", "| --- | --- |"]
    rows += [f"| {chance.choice(CAPITALS)} | {_sentence(chance, 9)} |" for _ in range(6)]
    return "\n".join(rows)
