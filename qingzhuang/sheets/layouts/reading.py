"""Reading a template as a layout: its columns, what each is about, and how its values are to be written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from qingzhuang.domain.elements import Element
from qingzhuang.sheets.contents import read_workbook
from qingzhuang.sheets.fill.anatomy import Anatomy
from qingzhuang.sheets.fill.blocks import Ask, Block, blocks_of
from qingzhuang.sheets.fill.template import Template, read_template
from qingzhuang.sheets.layouts.formats import FORMATS
from qingzhuang.sheets.layouts.text import TextHand, read_hand
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.recognise import Confirmed, caption_key, recognise
from qingzhuang.sheets.recognise.binding import binder_for
from qingzhuang.sheets.recognise.grid import Grid
from qingzhuang.sheets.safety import SafeFile
from qingzhuang.sheets.workbook import cell_position


@dataclass(frozen=True, slots=True)
class LayoutColumn:
    """One column: its caption path, the key that choices are kept by, its cell, what it seems to be about."""

    caption: tuple[str, ...]
    key: str
    cell: str
    element: str | None
    confidence: float
    required: bool

    @property
    def number(self) -> int:
        """Its column in the sheet, from 1."""
        return cell_position(self.cell)[1]


@dataclass(slots=True)
class Layout:
    """A template ready to be filled: either ``template`` (xlsx) or ``hand`` (csv) is there."""

    file: SafeFile
    block: Block
    header_last: int
    elements: dict[str, Element]
    template: Template | None = None
    hand: TextHand | None = None

    @property
    def columns(self) -> list[LayoutColumn]:
        return [
            LayoutColumn(ask.caption, caption_key(ask.caption), ask.cell, ask.element, ask.confidence, ask.required)
            for ask in self.block.asks
        ]


def read_layout(
    file: SafeFile,
    elements: Iterable[Element],
    bindings: Mapping[str, str] | None = None,
    formats: Mapping[str, str] | None = None,
) -> Layout:
    """Read a template. ``bindings`` ({caption key: element code, "" for none}) and ``formats`` ({caption key: one of
    ``FORMATS``}) are what a person chose. Raises ``UnreadableFile`` (``no_table`` when no header was found)."""
    known = {each.code: each for each in elements}
    layout = _read(file, known, None)
    if bindings is not None:
        layout = _read(layout.file if layout.template else file, known, {layout.block.family: bindings})
    layout.block.asks = [_chosen(ask, formats or {}) for ask in layout.block.asks]
    return layout


def _chosen(ask: Ask, formats: Mapping[str, str]) -> Ask:
    chosen = FORMATS.get(formats.get(caption_key(ask.caption), ""))
    return replace(ask, wanted=chosen.on(ask.wanted)) if chosen else ask


def _read(file: SafeFile, known: dict[str, Element], confirmed: Confirmed | None) -> Layout:
    if file.kind == "csv":
        return _read_text(file, known, confirmed)
    template = read_template(file, known.values(), confirmed)
    if template.word is not None:
        raise UnreadableFile("cannot_fill", found="docx", where={"file": file.name})
    blocks = [block for block in template.blocks if block.orientation == "row"]
    if not blocks:
        raise UnreadableFile("no_table", where={"file": file.name})
    block = max(blocks, key=lambda each: len(each.asks))
    template.blocks = [block]
    return Layout(template.file, block, 0, known, template=template)


def _read_text(file: SafeFile, known: dict[str, Element], confirmed: Confirmed | None) -> Layout:
    elements = tuple(known.values())
    book = read_workbook(file)
    seen = recognise(book, elements, confirmed).sheets[0]
    tables = [each for each in seen.tables if each.orientation == "row"]
    if not tables:
        raise UnreadableFile("no_table", where={"file": file.name})
    table = max(tables, key=lambda each: len(each.columns))
    [block] = blocks_of(0, Grid(book.sheets[0]), [table], Anatomy(), binder_for(elements), known)
    return Layout(file, block, table.header_last, known, hand=read_hand(file, table.header_last))
