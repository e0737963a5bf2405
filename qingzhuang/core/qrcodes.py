"""QR codes: a text as a picture that a phone reads, drawn here, without asking anybody else."""

from __future__ import annotations

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def inline_code(text: str, title: str, *, scale: int = 3, error: str = "m") -> SafeString:
    """The picture as SVG to stand in a page; ``error`` is the level of correction (l, m, q, h: 7 to 30 %)."""
    # segno writes the text as dots and escapes the title.
    code = segno.make(text, error=error, micro=False)
    return mark_safe(code.svg_inline(scale=scale, unit="px", light="white", title=title))  # noqa: S308


def code_file(text: str, *, scale: int = 8) -> bytes:
    """The picture as an SVG file that can be put into any print."""
    image = io.BytesIO()
    segno.make(text, error="m", micro=False).save(image, kind="svg", scale=scale, light="white")
    return image.getvalue()
