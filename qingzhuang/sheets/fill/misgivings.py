"""What a person should know of whole columns: which are filled in doubt, and which cannot be filled at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qingzhuang.domain.text import Text
from qingzhuang.sheets.fill.anatomy import Anatomy
from qingzhuang.sheets.fill.blocks import Block, Place
from qingzhuang.sheets.fill.matching import Answer
from qingzhuang.sheets.workbook import cell_position


def column_findings(
    block: Block, answers: Sequence[Answer | None], anatomy: Anatomy
) -> Iterator[tuple[str, Place, Text]]:
    """Kind, place and words of each finding; a column that nothing answers gives none."""
    for at, (ask, answer) in enumerate(zip(block.asks, answers, strict=True)):
        if answer is None:
            continue
        place = cell_position(ask.cell)
        if answer.doubtful or ask.doubtful:
            text = Text(
                f"“{ask.label}”用“{answer.field.path[-1]}”填写，请确认：{answer.why.zh}",
                f"“{ask.label}” was filled from “{answer.field.path[-1]}”; please confirm: {answer.why.en}",
            )
            yield "doubtful_column", place, text
        if block.entries and _has_no_cell(block, at, place, anatomy):
            text = Text(
                f"“{ask.label}”没有可填的单元格（被合并的单元格盖住，或在表外），未填",
                f"“{ask.label}” has no cell to be filled (it lies under a merge or outside the form); it was left",
            )
            yield "no_room", place, text


def _has_no_cell(block: Block, at: int, place: Place, anatomy: Anatomy) -> bool:
    """Whether nothing can be written for an ask, though no formula of the sheet's own answers it."""
    if any(entry[at] for entry in block.entries):
        return False
    return not any(place[0] == row or place[1] == column for row, column in anatomy.formulas)
