"""``receipt verify FILE|TEXT --key KEY``: whether a receipt is genuine, offline, with no database."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

LONGEST = 20_000


def add_commands(commands: argparse._SubParsersAction) -> None:
    receipt = commands.add_parser("receipt", help="check an already-supplied receipt offline")
    steps = receipt.add_subparsers(dest="step", required=True, metavar="STEP")
    verify = steps.add_parser("verify", help="exit 0 genuine, 1 changed or signed by another site, 2 unreadable")
    verify.add_argument("receipt", metavar="FILE|TEXT", help="a file with the text of the QR code, or the text itself")
    verify.add_argument("--key", required=True, metavar="KEY", help="the site's public key, or a file that holds it")
    verify.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    # Loaded here, so that the other commands need not wait for the ciphers.
    from qingzhuang.datahub.receipts import read_receipt
    from qingzhuang.datahub.signing import BadSignature

    try:
        signed, key = _text(arguments.receipt), _key(_text(arguments.key))
    except (OSError, ValueError) as error:
        print(f"读不出来 Cannot be read: {error}", file=sys.stderr)
        return 2
    try:
        facts = read_receipt(signed, key)
    except BadSignature:
        print(
            "签名不符：内容被改动，或不是该平台签发。 Not genuine: changed, or signed by another site.", file=sys.stderr
        )
        return 1
    print(json.dumps(facts, ensure_ascii=False, indent=2))
    return 0


def _text(given: str) -> str:
    """The contents of a file of this name when there is one, else the text itself."""
    if len(given) < 256 and Path(given).is_file():
        with Path(given).open(encoding="utf-8") as file:
            return file.read(LONGEST).strip()
    return given.strip()


def _key(text: str) -> str:
    """A bare key, or the JSON published at ``/.well-known/qingzhuang-key``."""
    return json.loads(text)["public_key"] if text.startswith("{") else text
