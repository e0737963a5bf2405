"""Giving the file back: the parts with filled cells are new, every other part is the same bytes as before."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from qingzhuang.domain.text import Text
from qingzhuang.sheets.fill.cells import CellValue
from qingzhuang.sheets.fill.filling import Filling
from qingzhuang.sheets.fill.repack import repack
from qingzhuang.sheets.fill.sheetxml import SheetXml
from qingzhuang.sheets.fill.stale import stale_elsewhere, take_out_stale
from qingzhuang.sheets.fill.trace import Tracer
from qingzhuang.sheets.fill.word import fill_word
from qingzhuang.sheets.safety import SafeFile
from qingzhuang.sheets.spreadsheets import read_book

_NO_TRACE = Text("Word 表的来源只在报告中", "for Word forms the sources are in the report only")

_NAMED = 10
Rows = Mapping[int, Mapping[int, CellValue]]


def written(filling: Filling, trace: str | None = None, language: str = "zh") -> bytes:
    """The template's file with the planned values in place; ``trace`` (one of ``TRACES``) shows their sources in it."""
    template, report = filling.template, filling.report
    changed = _fill_word(filling) if template.word is not None else _fill_sheets(filling)
    if trace and report.filled:
        if template.word is not None:
            report.remarks.append(_NO_TRACE)
        else:
            with zipfile.ZipFile(io.BytesIO(template.file.data)) as archive:
                tracer = Tracer(archive, template.book, changed, language)
                report.remarks += tracer.add(report.cells(), trace)
    report.parts_changed = sorted(changed)
    return repack(template.file.data, changed) if changed else template.file.data


def _fill_word(filling: Filling) -> dict[str, bytes]:
    word = filling.template.word
    if not filling.values and not filling.added:
        return {}
    return {word.part: fill_word(word, filling.values, filling.added)}


def _fill_sheets(filling: Filling) -> dict[str, bytes]:
    template = filling.template
    changed: dict[str, bytes] = {}
    for sheet in {*filling.values, *(sheet for sheet, _ in filling.added)}:
        rows = dict(filling.values.get(sheet, {}))
        # From the last table up, so that the rows of those above keep their numbers.
        for last in sorted((row for at, row in filling.added if at == sheet), reverse=True):
            added = filling.added[sheet, last]
            changed |= template.grow(sheet, last, len(added))
            rows = {row + len(added) if row > last else row: values for row, values in rows.items()}
            rows |= {last + number: values for number, values in enumerate(added, 1) if values}
        template.xml[sheet].put(rows, from_1904=template.book.from_1904)
        if any(anatomy.formulas for anatomy in template.anatomies):
            _recalculate(filling, sheet, {(row, column) for row, columns in rows.items() for column in columns})
        changed[template.book.entries[sheet].part] = bytes(template.xml[sheet])
    return changed


def _recalculate(filling: Filling, sheet: int, filled: set[tuple[int, int]]) -> None:
    """Take out results that follow from what was filled, and say which of them and of other sheets' are out of date."""
    template, name = filling.template, filling.report.sheets[sheet]
    if template.anatomies[sheet].formulas:
        stale, filled = take_out_stale(template.xml[sheet], name, filled)
        filling.report.recalculated += [f"{name}!{cell}" for cell in stale]
    _tell_of_others(filling, sheet, filled)


def _tell_of_others(filling: Filling, sheet: int, changed: set[tuple[int, int]]) -> None:
    """Say which results on other sheets are out of date: those sheets stay the same bytes."""
    template, names = filling.template, filling.report.sheets
    stale = [
        f"{names[other]}!{cell}"
        for other, xml in template.xml.items()
        if other != sheet and template.anatomies[other].formulas
        for cell in stale_elsewhere(xml, names[sheet], changed)
    ]
    if stale:
        said = "、".join(stale[:_NAMED]) + ("……" if len(stale) > _NAMED else "")
        filling.report.remarks.append(
            Text(
                f"其他工作表未作改动，其中公式的结果要重新计算（打开后按 Ctrl+Alt+F9，LibreOffice 按 Ctrl+Shift+F9）：{said}",
                "Other sheets were left as they are; results of formulas there have to be calculated anew after opening "
                f"(Ctrl+Alt+F9, in LibreOffice Ctrl+Shift+F9): {said}",
            )
        )


def write_values(file: SafeFile, values: Mapping[str, Rows]) -> bytes:
    """Write ``{sheet name: {row: {column: value}}}`` into an xlsx and nothing else; styles stay as they are.

    For callers that know the cells; a name that is no sheet raises ``KeyError``.
    """
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        book = read_book(archive, file)
        parts = {entry.name: entry.part for entry in book.entries}
        changed = {}
        for name, rows in values.items():
            xml = SheetXml(archive.read(parts[name]))
            xml.put(rows, from_1904=book.from_1904)
            changed[parts[name]] = bytes(xml)
    return repack(file.data, changed)
