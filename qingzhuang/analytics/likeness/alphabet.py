"""Characters: folding to one form, and telling Chinese from words in letters, by table over UTF-16 units.

Texts are compared as arrays of UTF-16 code units, so that a million of them are folded in one indexing step.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import numpy as np

BREAK, IDEOGRAPH, LETTER = 0, 1, 2
_UNITS = 1 << 16
# Particles that part two words; the rest of the grammar is left to the weights.
_PARTICLES = "的了与及"
# What folding leaves as it is; most names and functions are nothing else.
_FOLDED = re.compile("[\u3400-\u9fffa-z0-9]*")


@lru_cache(maxsize=1)
def folding() -> np.ndarray:
    """uint16[65536]: each unit's NFKC lower-case form; an expansion such as ㎡ keeps its first unit."""
    table = np.arange(_UNITS, dtype=np.uint16)
    for code in range(_UNITS):
        if 0x3400 <= code <= 0x9FFF or 0xAC00 <= code <= 0xDFFF:
            continue
        folded = unicodedata.normalize("NFKC", chr(code)).lower()
        if folded:
            table[code] = ord(folded[0]) & 0xFFFF
    table.flags.writeable = False
    return table


@lru_cache(maxsize=1)
def classes() -> np.ndarray:
    """uint8[65536]: BREAK, IDEOGRAPH (surrogates too: rare characters in names) or LETTER (digits too)."""
    table = np.zeros(_UNITS, dtype=np.uint8)
    for low, high in ((0x3400, 0x9FFF), (0xD800, 0xDFFF), (0xF900, 0xFAFF)):
        table[low : high + 1] = IDEOGRAPH
    for code in range(0x3400):
        if chr(code).isalnum():
            table[code] = LETTER
    for code in range(0xAC00, 0xD7A4):
        table[code] = LETTER
    table[[ord(char) for char in _PARTICLES]] = BREAK
    table.flags.writeable = False
    return table


def units(text: str) -> np.ndarray:
    """uint16 code units of a text; a lone surrogate is kept as it is."""
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype="<u2")


def text_of(codes: np.ndarray) -> str:
    """The text of code units, the inverse of :func:`units`."""
    return codes.astype("<u2").tobytes().decode("utf-16-le", "surrogatepass")


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """One form for full and half width, upper and lower case; spaces at the ends go."""
    return text if _FOLDED.fullmatch(text) else text_of(folding()[units(text)]).strip()
