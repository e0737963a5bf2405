"""From a file as people send it to drafts the gate can examine. No Django, no database.

A table of texts (columns id, kind, text) or a ledger gives one draft a row; a blank form or an XLSForm a data request;
a table of indicators a scheme; a notice a task; YAML or JSON whatever it names.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from qingzhuang.domain.draft import Draft, Passage
from qingzhuang.domain.elements import ELEMENTS
from qingzhuang.domain.kinds import Kind, kind_named, kinds
from qingzhuang.domain.text import Text
from qingzhuang.gate.tables import drafts_of_rows
from qingzhuang.sheets.documents import clauses_of_notice, fields_of_form, indicators_of
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.reading import Workbook, read_records, read_workbook
from qingzhuang.sheets.safety import SafeFile, open_upload
from qingzhuang.sheets.workbook import cell_name
from qingzhuang.sheets.xlsform import is_xlsform, read_xlsform

STRUCTURED = (".json", ".yaml", ".yml")
PROSE = 12


class BadEntry(UnreadableFile):
    """A file that opens, but holds something a proposal cannot take; ``where`` names the item and the field."""

    def __init__(self, message: Text, where: Mapping[str, object]) -> None:
        Exception.__init__(self, message.en)
        self.code, self.message, self.where = "bad_entry", message, dict(where)
        self.what_to_do = Text("请按提示修改后重新上传。", "Correct it as said and upload again.")


class _NoAliases(yaml.SafeLoader):
    """YAML without aliases: a few bytes of them can stand for gigabytes."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("aliases are not allowed")
        return super().compose_node(parent, index)


def drafts_of(data: bytes, name: str, kind: str | None = None) -> list[Draft]:
    """Read one file into drafts; ``kind`` overrides what the file seems to be.

    Raises :class:`UnreadableFile` with where and what to do.
    """
    file = open_upload(data, name)
    wanted = kind_named(kind) if kind else None
    if name.lower().endswith(STRUCTURED):
        return list(_structured(file, wanted))
    if file.kind in ("xlsx", "xls") and is_xlsform(read_workbook(file)):
        return [_field_form(file)]
    if file.kind in ("xlsx", "xls", "csv") and (rows := _rows(file, wanted)):
        return rows
    return [_document(file, wanted)]


def _rows(file: SafeFile, wanted: Kind | None) -> list[Draft]:
    """Drafts of a header-first table of texts or of a ledger; none when it is a form or has no header."""
    try:
        return drafts_of_rows(read_records(file), file.name, wanted)
    except UnreadableFile:
        return []


def _structured(file: SafeFile, wanted: Kind | None) -> Iterator[Draft]:
    try:
        loaded = json.loads(file.data) if file.name.lower().endswith(".json") else yaml.load(file.data, _NoAliases)  # noqa: S506
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        raise _unreadable(file.name, Text(f"文件格式有误：{error}", f"The file is malformed: {error}")) from None
    entries = loaded if isinstance(loaded, list) else [loaded]
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry, Mapping):
            raise _unreadable(file.name, Text(f"第 {number} 项不是“字段: 值”。", f"Item {number} is not a mapping."))
        yield draft_of_mapping(entry, file.name, number, wanted)


def draft_of_mapping(entry: Mapping[str, Any], source: str, number: int, wanted: Kind | None) -> Draft:
    """A draft from ``{kind, field code or label: value, text}``; a wrong value raises with its field."""
    try:
        definition = wanted or kind_named(str(entry.get("kind", "")))
    except KeyError:
        codes = ", ".join(kinds.codes())
        raise _unreadable(
            source,
            Text(f"第 {number} 项的 kind 须是：{codes}", f"Item {number}: kind must be one of {codes}"),
            field="kind",
        ) from None
    raw = {field.code: value for field in definition.fields if (value := _answer(entry, field)) is not None}
    values, errors = definition.parse(raw)
    for code, text in errors.items():
        raise _unreadable(source, text, field=code, item=number)
    texts = entry.get("text") if not _has_field(definition, "text") else None
    passages = (Passage("text", str(texts)),) if texts else ()
    return Draft(str(entry.get("id") or source.rsplit("/", 1)[-1]), definition.code, values, passages, source=source)


def _answer(entry: Mapping[str, Any], field: Any) -> Any:
    for key in (field.code, field.label.zh, field.label.en):
        if key in entry:
            return entry[key]
    return None


def _has_field(definition: Kind, code: str) -> bool:
    return any(field.code == code for field in definition.fields)


def _document(file: SafeFile, wanted: Kind | None) -> Draft:
    """A blank form, a table of indicators, or a notice."""
    if file.kind == "txt":
        return _notice(file, wanted or kinds.get("task"))
    workbook = read_workbook(file)
    indicators = indicators_of(workbook)
    if indicators and (wanted is None or wanted.code == "scheme"):
        return _scheme(file, indicators)
    fields = fields_of_form(workbook, ELEMENTS)
    prose = file.kind == "docx" and len(fields) < 3
    if (wanted and wanted.code != "data_request") or prose:
        return _notice(file, wanted or kinds.get("task"))
    values = {"name": _title(file), "fields": list(dict.fromkeys(f.caption for f in fields))}
    return Draft(_base(file), "data_request", values, _prose(workbook, values["fields"]), source=file.name)


def _field_form(file: SafeFile) -> Draft:
    """A form for ODK or Kobo: what it asks, groups before the question, is what a data request asks."""
    form = read_xlsform(file)
    asked = list(dict.fromkeys(question.caption for question in form.questions))
    return Draft(_base(file), "data_request", {"name": form.title, "fields": asked}, (), source=file.name)


def _prose(workbook: Workbook, captions: list[str]) -> tuple[Passage, ...]:
    """Titles, instructions and notes of a form: longer cells that are no captions, with where they stand."""
    known = set(captions)
    return tuple(
        Passage(f"{sheet.name}!{cell_name(row, column)}", cell.text)
        for sheet in workbook.sheets
        for (row, column), cell in sheet.cells.items()
        if len(cell.text) >= PROSE and cell.text not in known
    )


def _scheme(file: SafeFile, indicators: list[Any]) -> Draft:
    values = {"name": _title(file)}
    passages = tuple(Passage(_place(each.where), each.text) for each in indicators)
    return Draft(_base(file), "scheme", values, passages, source=file.name)


def _place(where: Mapping[str, object]) -> str:
    return "!".join(str(part) for part in (where.get("sheet"), where.get("cell") or where.get("row")) if part)


def _notice(file: SafeFile, definition: Kind) -> Draft:
    notice = clauses_of_notice(file)
    values: dict[str, Any] = {"name": notice.title or _title(file)}
    if _has_field(definition, "due_on") and notice.deadline:
        values["due_on"] = notice.deadline.isoformat()
    if _has_field(definition, "issued_on") and notice.issued:
        values["issued_on"] = notice.issued.isoformat()
    passages = tuple(Passage(f"¶{p.number}", p.text) for p in notice.paragraphs)
    return Draft(_base(file), definition.code, values, passages, source=file.name)


def _base(file: SafeFile) -> str:
    """The file's own name, without the folders before it."""
    return file.name.rsplit("/", 1)[-1]


def _title(file: SafeFile) -> str:
    return _base(file).rsplit(".", 1)[0]


def _unreadable(name: str, message: Text, **where: Any) -> UnreadableFile:
    return BadEntry(message, {"file": name, **where})
