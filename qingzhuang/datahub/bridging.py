"""Making the file that another system imports, with a signed receipt beside it in one archive."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from qingzhuang.datahub.models import Exchange, Grant, Handover, Subject
from qingzhuang.datahub.reading import look
from qingzhuang.datahub.sharing import CHUNK, covered, put_on_record, refuse_unless_in_force
from qingzhuang.datahub.signing import own_public_key, sign
from qingzhuang.datahub.terms import CONCEPTS, elements
from qingzhuang.sheets.canonical import usual
from qingzhuang.sheets.layouts import FilledLayout, fill_layout, read_layout
from qingzhuang.sheets.safety import SafeFile, open_upload


def fill_for(handover: Handover) -> tuple[FilledLayout, list[Subject]]:
    """The layout filled with everybody under the grants, as the person who asked; each chunk is logged."""
    layout, known = handover.layout, elements()
    with layout.file.open("rb") as file:
        read = read_layout(open_upload(file.read(), layout.file_name), known.values(), layout.bindings, layout.formats)
    subjects: list[Subject] = []
    records: list[dict[str, str]] = []
    for some in _chunks(handover):
        purpose = f"{handover.purpose}（{layout.system}）"
        seen = look(some, layout.codes, actor=handover.person, purpose=purpose, granted=True)
        subjects += some
        records += [
            {code: usual(known[code], each.value) for code, each in seen[subject.pk].items()} for subject in some
        ]
    return fill_layout(read, records), subjects


def _chunks(handover: Handover) -> Iterator[list[Subject]]:
    """Everybody a row is about: people if there is a grant of people, with what is granted of their households."""
    grants = list(handover.grants.select_related("area", "requester", "steward"))
    grants.sort(key=lambda each: CONCEPTS.index(each.kind))
    for grant in grants:
        refuse_unless_in_force(grant, handover.person)
    found, after = covered(grants[0]), 0
    while some := list(found.filter(pk__gt=after)[:CHUNK]):
        after = some[-1].pk
        yield some


def pack(handover: Handover, filled: FilledLayout, subjects: list[Subject]) -> bytes:
    """Sign, put on record and pack: the file, the receipt for machines and the receipt for people."""
    layout = handover.layout
    stem = layout.file_name.rpartition(".")[0] or layout.file_name
    handover.inner_name = f"{stem}.{filled.name_ending}"
    handover.digest = hashlib.sha256(filled.content).hexdigest()
    handover.rows = len(subjects)
    handover.order = [[row, subjects[number].pk] for number, row in sorted(filled.rows.items())]
    exchanges = [_exchange(handover, grant) for grant in handover.grants.select_related("requester", "steward")]
    handover.exchanges.set(exchanges)
    facts = {
        "receipt": "qingzhuang.handover/1",
        "number": handover.pk,
        "system": layout.system,
        "unit": layout.organisation.name,
        "by": str(handover.person),
        "purpose": handover.purpose,
        "file": handover.inner_name,
        "sha256": handover.digest,
        "bytes": len(filled.content),
        "rows": handover.rows,
        "grants": [each.grant_id for each in exchanges],
        "exchanges": [each.pk for each in exchanges],
        "at": timezone.now().isoformat(timespec="seconds"),
    }
    handover.receipt = sign(facts)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(handover.inner_name, filled.content)
        told = {"facts": facts, "signed": handover.receipt, "algorithm": "Ed25519", "public_key": own_public_key()}
        parts.writestr("receipt.json", json.dumps(told, ensure_ascii=False, indent=1))
        parts.writestr("receipt.txt", _for_people(facts, handover.receipt))
    return archive.getvalue()


def _exchange(handover: Handover, grant: Grant) -> Exchange:
    return put_on_record(
        grant,
        handover.person,
        handover.rows,
        handover.digest,
        purpose=f"{handover.purpose}（{handover.layout.system}）",
        codes=handover.layout.codes & set(grant.elements),
        channel="file",
    )


_LINES = (
    ("system", "外部系统", "System"),
    ("unit", "取得单位", "Unit"),
    ("by", "经办人", "By"),
    ("purpose", "用途", "Purpose"),
    ("file", "文件", "File"),
    ("rows", "行数", "Rows"),
    ("sha256", "文件 SHA-256", "SHA-256 of the file"),
    ("grants", "授权编号", "Grants"),
    ("exchanges", "交换编号", "Exchanges"),
    ("at", "时间", "At"),
)


def _for_people(facts: dict[str, Any], signed: str) -> str:
    lines = [f"数据交付回执 / Receipt #{facts['number']}", ""]
    lines += [f"{zh} / {en}: {_plain(facts[key])}" for key, zh, en in _LINES]
    lines += ["", "签名（在“核验签名”页可查）/ Signature (check it on the page “Check a signature”):", signed, ""]
    return "\r\n".join(lines)


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def handed_file(handover: Handover) -> SafeFile | None:
    """The very file that was handed over, while it is kept."""
    if not handover.file:
        return None
    with handover.file.open("rb") as file, zipfile.ZipFile(file) as parts:
        return open_upload(parts.read(handover.inner_name), handover.inner_name)
