"""How alike two texts are: the share of word sequences that both have.

A wire story that two papers print, one of them cut or edited, keeps most of its sequences of four
words; two stories about one event, told by two people, share hardly any. A text is brought down to
numbers, one for each sequence, so that comparing two is arithmetic on sorted rows.

To find what may be alike among 100,000 texts without comparing all with all, each gives some
`keys`: its smallest numbers. As they are as good as drawn by lot, but the same for the same words,
texts that share many sequences share keys, also when one is a part of the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from annotator.model.searchable import searchable

Numbers = NDArray[np.uint64]

ALIKE = 0.4
"""Texts that share this part of all their sequences repeat each other: at most one word in eight
was changed, or a quarter of the sentences. Different stories on one event stay below a tenth."""

CONTAINED = 0.7
"""So does a story that was cut short: this part of the sequences of the shorter text is in the
longer one. Lower, and background paragraphs that a paper repeats for weeks would do."""

_N_WORDS, _N_CHARACTERS = 4, 6
"""Sequences of words; where a text has no blanks between words, of characters."""

_UNSPACED = 3.5
"""Bytes of a word on average, at most, where most words are one Chinese or Thai character."""

_SHORTEST = 40
"""Sequences that a text needs to count as a story cut short, not as a phrase or a notice."""

_LEAST_PART = 0.2
"""What is shorter than this part of the other text is quoted in it, not cut from it."""

_READ = 60_000
"""Bytes that are compared: texts that are the same so far are alike whatever comes behind."""

_N_KEYS = (12, 64)
"""Keys of a text, at least and at most, of one in `_SAMPLED` sequences."""

_SAMPLED = 48

_HEADER = 60
"""Letters of a line above the text, at most."""


_SIGNS = re.compile(r"[^\w\u0900-\u0963\u0966-\u0dff\x00-\x7f]+")
_WORDS_ALONE = bytes(code if chr(code).isalnum() or code in b"_" else 32 for code in range(128))
_WORDS_ALONE = _WORDS_ALONE.lower() + bytes(range(128, 256))
"""What each byte of UTF-8 becomes, so that only small letters, digits and blanks are left."""

_DIGIT = re.compile(r"\d")
_MULTIPLIERS = np.array(
    [
        *(0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9),
        *(0xD6E8FEB86659FD93, 0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53),
    ],
    dtype=np.uint64,
)
_HALF = np.uint64(33)


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprint:
    """A text as numbers.

    sequences: one for each sequence of words, sorted. digest: equal for texts with the same words,
    whatever their capitals, blanks, punctuation and the date above them.
    """

    sequences: Numbers
    digest: int

    def keys(self) -> list[int]:
        """What texts that may be alike share some of; the first is shared by equal texts."""
        if not self.sequences.size:
            return []
        limit = np.uint64(2**64 // _SAMPLED)
        least, most = _N_KEYS
        n_keys = min(max(int(np.searchsorted(self.sequences, limit)), least), most)
        sample = self.sequences[:n_keys] >> np.uint64(16)  # shorter in the file, still unlike
        return [self.digest, *sample.tolist()]


def fingerprint(text: str) -> Fingerprint:
    """The numbers of a text."""
    words = _words(text)
    whole = b" ".join(words)
    digest = int.from_bytes(blake2b(whole, digest_size=6).digest(), "big")
    if len(whole) > _READ:
        words = whole[:_READ].split()
    return Fingerprint(_sequences(words), digest)


def alike(one: Fingerprint, other: Fingerprint) -> float:
    """How alike two texts are, from 0 to 1; 1 only for equal ones.

    The part of all their sequences that both have; of a story that was cut short, the part of its
    own sequences that the longer text has.
    """
    if not (one.sequences.size and other.sequences.size):
        return 0.0
    if one.digest == other.digest:
        return 1.0
    small, large = sorted((one.sequences.size, other.sequences.size))
    n_shared = np.intersect1d(one.sequences, other.sequences, assume_unique=True).size
    share = n_shared / (small + large - n_shared)
    part = n_shared / small
    if part >= CONTAINED and small >= _SHORTEST and small >= _LEAST_PART * large:
        share = max(share, part)
    return min(share, 0.99)


def _words(text: str) -> list[bytes]:
    """The words of a text, in UTF-8, without the lines above it that hold a date."""
    lines = text.lstrip().split("\n", 6)
    for at in range(len(lines) - 2, -1, -1):
        if len(lines[at]) <= _HEADER and _DIGIT.search(lines[at]):
            del lines[at]
    rest = searchable("\n".join(lines))
    if not rest.isascii():
        rest = _SIGNS.sub(" ", rest.casefold())
    return rest.encode().translate(_WORDS_ALONE).split()


def _sequences(words: list[bytes]) -> Numbers:
    """A number for each sequence of words, sorted, each once."""
    if not words:
        return np.empty(0, np.uint64)
    mean = sum(map(len, words)) / len(words)
    is_unspaced = mean <= _UNSPACED and not all(map(bytes.isascii, words[:100]))
    length = min(_N_CHARACTERS if is_unspaced else _N_WORDS, len(words))
    numbers = np.fromiter(map(crc32, words), np.uint64, len(words))
    n_sequences = len(words) - length + 1
    apart = _scattered(_MULTIPLIERS[:length, np.newaxis] * numbers)
    mixed = apart[0, :n_sequences]
    for at in range(1, length):
        mixed ^= apart[at, at : at + n_sequences]
    return np.unique(_scattered(mixed))


def _scattered(numbers: Numbers) -> Numbers:
    """Numbers as evenly spread as if drawn by lot (the end of MurmurHash3)."""
    spread = numbers ^ (numbers >> _HALF)
    spread *= np.uint64(0xFF51AFD7ED558CCD)
    spread ^= spread >> _HALF
    spread *= np.uint64(0xC4CEB9FE1A85EC53)
    spread ^= spread >> _HALF
    return spread
