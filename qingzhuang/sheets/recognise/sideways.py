"""Tables that lie on their side: the first column holds the captions, every further column is one record."""

from __future__ import annotations

from qingzhuang.sheets.recognise import cues
from qingzhuang.sheets.recognise.grid import Area, Grid
from qingzhuang.sheets.recognise.headers import Header, clean_caption, find_unit
from qingzhuang.sheets.recognise.keyvalue import Known
from qingzhuang.sheets.recognise.model import Column
from qingzhuang.sheets.workbook import cell_name

_FEWEST, _MOST = 3, 60
_MIXED_SHARE = 0.4


def sideways_rows(grid: Grid, header: Header, known: Known) -> list[Area]:
    """The caption areas of a table on its side that begins where a header seemed to; empty when it is an upright one.

    It is on its side when the texts down the first column read as captions and those along the first row do not.
    """
    if header.first != header.last or header.notes or header.side is not None:
        return []
    captions: list[Area] = []
    row = header.first
    while row <= grid.n_rows and not grid.is_blank(row) and len(captions) <= _MOST:
        first = grid.areas(row)[0]
        if first.col != header.left or first.last_col >= header.right or not cues.is_label(first.text):
            break
        if cues.is_note(first.text) or cues.is_total(first.text):
            break
        captions.append(first)
        row += 1
    if not _FEWEST <= len(captions) <= _MOST or len({area.text for area in captions}) < len(captions):
        return []
    below = [area.text for area in captions[1:]]
    along = [area.text for area in grid.areas(header.first)[1:]]
    mixed = header.right == captions[0].last_col + 1 and _of_mixed_kinds(grid, captions)
    if _share(below, known) < (_MIXED_SHARE if mixed else 0.6) or _share(along, known) > 0.25:
        return []
    return captions if _holds_records(grid, captions) else []


def _holds_records(grid: Grid, captions: list[Area]) -> bool:
    """Whether the column beside the captions is one record: mostly filled, and not numbers only.

    A column of numbers beside captions is as likely a statistic of an upright cross table.
    """
    values = [grid.at(area.row, area.last_col + 1) for area in captions[1:]]
    filled = [area.text for area in values if area is not None]
    if len(filled) * 2 < len(values):
        return False
    return not all(cues.is_number(text) or cues.is_dash(text) for text in filled)


def _of_mixed_kinds(grid: Grid, captions: list[Area]) -> bool:
    """A number here, a date or a mark to tick there, words elsewhere: one thing told in two columns."""
    values = [grid.at(area.row, area.last_col + 1) for area in captions]
    kinds = {_kind(area.text) for area in values if area is not None}
    return len(kinds) >= 2 and "words" in kinds


def _kind(text: str) -> str:
    if cues.is_number(text):
        return "number"
    return "value" if cues.is_data_value(text) or cues.is_choice(text) else "words"


def _share(texts: list[str], known: Known) -> float:
    """Share of texts that read as captions."""
    if not texts:
        return 0.0
    return sum(known(t) or cues.looks_caption(t) or bool(find_unit(t)) for t in texts) / len(texts)


def read_sideways(captions: list[Area]) -> list[Column]:
    """One column of the model per caption; its first value stands to the right."""
    return [
        Column(
            caption=(clean_caption(area.text),),
            cell=cell_name(area.row, area.col),
            row=area.row,
            column=area.col,
            value_cell=cell_name(area.row, area.last_col + 1),
            required=cues.is_starred(area.text),
            unit=find_unit(area.text),
        )
        for area in captions
    ]
