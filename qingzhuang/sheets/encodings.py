"""Decoding text files as they come from Chinese offices: UTF-8 with or without mark, GBK/GB 18030, UTF-16."""

from __future__ import annotations

import codecs
import re

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_PRIVATE = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode_text(data: bytes) -> tuple[str, str] | None:
    """Return the text and its encoding, or None when the bytes are not text in any of the known encodings."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _try(data, encoding)
    if b"\0" in data[:4096]:
        return _try(data, _unmarked_wide(data))
    return _try(data, "utf-8") or _try(data, "gb18030")


def _unmarked_wide(data: bytes) -> str:
    """UTF-16 without a mark: line ends and commas have their zero byte on one side only."""
    head = data[:4096]
    return "utf-16-le" if head[1::2].count(0) >= head[0::2].count(0) else "utf-16-be"


def _try(data: bytes, encoding: str) -> tuple[str, str] | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    if _CONTROL.search(text):
        return None
    # GB 18030 maps nearly every byte pair to something; rubbish shows as private-use characters.
    if encoding == "gb18030" and len(_PRIVATE.findall(text)) * 50 > len(text):
        return None
    return text, encoding


def first_unreadable_line(data: bytes) -> int:
    """The line, from 1, up to which the encoding that goes furthest can read."""
    return data[: max(_first_bad(data, encoding) for encoding in ("utf-8", "gb18030"))].count(b"\n") + 1


def _first_bad(data: bytes, encoding: str) -> int:
    try:
        text, end = data.decode(encoding), len(data)
    except UnicodeDecodeError as error:
        text, end = data[: error.start].decode(encoding), error.start
    found = _CONTROL.search(text)
    return len(text[: found.start()].encode(encoding)) if found else end
