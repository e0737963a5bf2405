"""Filling the form: every line with its value and where that is known from, or with who could know it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.registry.filing.elsewhere import REGISTER, Known, known_elsewhere
from qingzhuang.registry.filing.form import EXTRA, FORM, KINDS, MAY_BE_BLANK, VERSION, FormBlock
from qingzhuang.registry.models import Asset


def pack_of(asset: Asset) -> dict[str, Any]:
    """The filled form as plain data of the published shape (``docs/reference/filing.schema.json``).

    What the entry itself says goes before what other rooms know. Questions that do not apply to it are left out.
    Raises ``registry.no_filing_form`` for kinds without one.
    """
    if asset.kind not in KINDS:
        raise Refused("registry.no_filing_form", kind=asset.definition.label)
    known = dict(known_elsewhere(asset)) | dict(_answers(asset))
    blocks = [_block(asset, block, known) for block in FORM]
    return {
        "version": VERSION,
        "form": "MG-FORM",
        "made_on": timezone.localdate().isoformat(),
        "asset": {"id": asset.pk, "kind": asset.kind, "name": asset.name, "number": asset.number},
        "blocks": blocks,
        "missing": sum(item["needed"] for block in blocks for item in block["items"]),
    }


def missing_by_who(pack: dict[str, Any]) -> list[tuple[Text, list[Text]]]:
    """What is needed and missing, by who could know it."""
    found: dict[Text, list[Text]] = {}
    for item in (item for block in pack["blocks"] for item in block["items"] if item["needed"]):
        found.setdefault(Text.of(item["who"]), []).append(Text.of(item["label"]))
    return list(found.items())


def _block(asset: Asset, block: FormBlock, known: dict[str, Known]) -> dict[str, Any]:
    items = []
    fields = {each.code: each for each in asset.definition.fields}
    values = asset.values | {line: value for line, (value, _shown, _source) in known.items()}
    for line in block.lines:
        if line in fields and not fields[line].asked(values):
            continue
        label = fields[line].label if line in fields else EXTRA[line]
        value, shown, source = known.get(line, (None, None, None))
        items.append(
            {
                "code": line,
                "label": label.as_dict(),
                "known": value is not None,
                "needed": value is None and line not in MAY_BE_BLANK,
                "value": value,
                "shown": shown.as_dict() if shown else None,
                "source": source.as_dict() if source else None,
                "who": None if value is not None else block.who_knows(line).as_dict(),
            }
        )
    return {"number": block.number, "label": block.label.as_dict(), "items": items}


def _answers(asset: Asset) -> Iterator[tuple[str, Known]]:
    """The entry's own answers: told in its proposal, or brought in by a ledger, and changed since."""
    source = Text("提议与台账", "the proposal and the register") if asset.proposal_id else REGISTER
    for field, value in asset.answers(secret=True):
        yield field.code, (value, Text(field.show(value, "zh-hans"), field.show(value, "en")), source)
