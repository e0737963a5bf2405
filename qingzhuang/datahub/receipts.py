"""Already-supplied receipts: a compact signed text that fits a QR code and is checked offline with a public key.

The text is ``payload.signature``, both base64url without padding (see :mod:`qingzhuang.datahub.signing`); the payload
is JSON: ``t`` "qzr1" · ``n`` number · ``u`` unit · ``a`` who asked · ``m`` what was asked · ``d`` day · ``c`` how many
fields · ``h`` SHA-256 of all of them as JSON, 16 bytes in hex · ``f`` the first fields, as many as fit, each
``[caption, how, reference, as of]``, ``how`` being "s" supplied under a number or "h" held by the named source.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from qingzhuang.datahub.signing import BadSignature, sign, verify
from qingzhuang.domain.text import Text

FORMAT = "qzr1"
# A QR code of version 40 at level L takes 2,953 bytes; one of half that is still read by a phone from paper.
LONGEST = 1_400
HOW = {"s": Text("已报送", "Supplied"), "h": Text("已有数据源", "Held by a source")}


def digest(items: Sequence[Sequence[str]]) -> str:
    return hashlib.sha256(json.dumps(list(items), ensure_ascii=False).encode()).hexdigest()[:32]


def sign_receipt(*, number: str, unit: str, asker: str, title: str, day: str, items: Sequence[Sequence[str]]) -> str:
    """Sign a receipt; fields that do not fit are covered by the digest and printed beside the code."""
    facts: dict[str, Any] = {
        "t": FORMAT, "n": number, "u": unit[:40], "a": asker[:40], "m": title[:40], "d": day, "c": len(items),
        "h": digest(items),
    }  # fmt: skip
    shown = [list(item) for item in items]
    while True:
        signed = sign({**facts, "f": shown})
        if len(signed) <= LONGEST or not shown:
            return signed
        shown = shown[:-1]


def read_receipt(signed: str, public_key: str | None = None) -> dict[str, Any]:
    """The facts of a receipt, given as its signed text or as the address its QR code holds; raises :class:`BadSignature` when it was changed, or is no receipt."""
    facts = verify("".join(signed.split()).rpartition("signed=")[2], public_key)
    if not isinstance(facts, dict) or facts.get("t") != FORMAT:
        raise BadSignature("not a receipt")
    return facts
