"""Forms that ask by label and blank: 姓名 ____ 性别 ____, one or several pairs in a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from qingzhuang.sheets.normalise import squeeze
from qingzhuang.sheets.recognise import cues
from qingzhuang.sheets.recognise.grid import Area, Grid
from qingzhuang.sheets.recognise.headers import clean_caption, find_unit
from qingzhuang.sheets.recognise.model import Column
from qingzhuang.sheets.workbook import cell_name

Known = Callable[[str], bool]
_LONGEST_LABEL = 24


@dataclass(slots=True)
class PairRow:
    """How a row reads as pairs: its keys, those followed by a blank, texts that fit nowhere, and plain questions."""

    keys: list[Area] = field(default_factory=list)
    open_keys: list[Area] = field(default_factory=list)
    loose: int = 0
    with_colon: int = 0


def blank_after(grid: Grid, area: Area) -> bool:
    """Whether the place to the right of a label is there and empty."""
    column = area.last_col + 1
    return column <= grid.edge and grid.at(area.row, column) is None


def read_pair_row(grid: Grid, row: int, known: Known, key_columns: frozenset[int] = frozenset()) -> PairRow:
    """Read a row from left to right as label and answer. ``key_columns`` are where labels stood in the rows above."""
    areas = grid.areas(row)
    if _alternates(areas, known) and (_shows_value(areas) or _alternates(grid.areas(row + 1), known)):
        return PairRow(keys=areas[::2])
    pairs = PairRow()
    index = 0
    while index < len(areas):
        area = areas[index]
        following = areas[index + 1] if index + 1 < len(areas) else None
        beside = following if following is not None and following.col == area.last_col + 1 else None
        index += _read_pair(grid, pairs, area, beside, known, key_columns)
    return pairs


def _alternates(areas: list[Area], known: Known) -> bool:
    """Captions and other texts by turns, as in a form already filled in."""
    keys, answers = areas[::2], areas[1::2]
    if len(keys) < 2 or len(keys) != len(answers) or any(cues.has_colon(area.text) for area in areas):
        return False
    if not all(cues.is_label(key.text) and (known(key.text) or cues.looks_caption(key.text)) for key in keys):
        return False
    return not any(known(answer.text) or cues.looks_caption(answer.text) for answer in answers)


def _shows_value(areas: list[Area]) -> bool:
    """Whether any answer can be no caption."""
    return any(not cues.is_label(answer.text) and not cues.is_year(answer.text) for answer in areas[1::2])


def key_columns_of(pairs: PairRow) -> frozenset[int]:
    """Where the labels of a row stand, for the rows below; those with a colon tell nothing about rows without."""
    return frozenset(area.col for area in pairs.keys if not cues.has_colon(area.text))


def _read_pair(grid: Grid, pairs: PairRow, area: Area, beside: Area | None, known: Known, key_columns) -> int:
    """Judge one text and the one on its right; return how many of them are dealt with."""
    if cues.has_colon(area.text):
        pairs.keys.append(area)
        pairs.with_colon += 1
        return 2 if beside is not None and not cues.has_colon(beside.text) else 1
    if not cues.is_label(area.text) or len(squeeze(area.text)) > _LONGEST_LABEL:
        pairs.loose += 1
    elif beside is None:
        _read_lone_label(grid, pairs, area, known, key_columns)
    elif _answers(area, beside, known, key_columns):
        pairs.keys.append(area)
        return 2
    elif beside.height >= area.height and area.col > 1:
        # Only a taller label, or the first in its row, can be the name of a group.
        pairs.loose += 1
    return 1


def _read_lone_label(grid: Grid, pairs: PairRow, area: Area, known: Known, key_columns) -> None:
    if blank_after(grid, area):
        pairs.keys.append(area)
        pairs.open_keys.append(area)
    elif pairs.keys and (known(area.text) or area.col in key_columns):
        # At the right edge the answer goes into the label's own place, as for a photograph.
        pairs.keys.append(area)
    else:
        pairs.loose += 1


def _answers(area: Area, beside: Area, known: Known, key_columns) -> bool:
    if cues.is_choice(beside.text) or not cues.is_label(beside.text):
        return not cues.is_year(beside.text)
    if known(beside.text):
        return False
    if cues.looks_caption(beside.text):
        return False
    return known(area.text) or (area.col in key_columns and beside.col not in key_columns)


def is_pair_row(
    grid: Grid, row: int, known: Known, *, within: bool = False, key_columns: frozenset[int] = frozenset()
) -> bool:
    """Whether a row asks by pairs. ``within`` is true after another such row, when one label alone is enough."""
    areas = grid.areas(row)
    if not areas or any(cues.is_note(area.text) for area in areas):
        return False
    if cues.is_total(areas[0].text) or (all(cues.is_info(a.text) for a in areas) and not within):
        return False
    if _repeats(areas):
        return False
    pairs = read_pair_row(grid, row, known, key_columns)
    if not pairs.keys or pairs.loose * 2 > len(pairs.keys):
        return False
    aligned = within and all(area.col in key_columns for area in pairs.keys)
    if not aligned and (_gaps_filled_below(grid, row, pairs.open_keys) or _only_labels(grid, row, pairs, known)):
        return False
    if within:
        return True
    if len(pairs.keys) == 1:
        return pairs.with_colon == 1 and len(areas) == 2 and pairs.loose == 0
    return pairs.loose == 0 or len(pairs.open_keys) >= 2


def _repeats(areas: list[Area]) -> bool:
    """The same captions again on the right: a list in two halves, whose gap between them is no answer."""
    texts = [squeeze(area.text) for area in areas]
    half, odd = divmod(len(texts), 2)
    return half >= 2 and not odd and texts[:half] == texts[half:]


def _only_labels(grid: Grid, row: int, pairs: PairRow, known: Known) -> bool:
    """Labels side by side with no blank, colon or value among them, and no such pairs below: the head of a list."""
    if pairs.open_keys or pairs.with_colon or not all(cues.is_label(text) for text in grid.texts(row)):
        return False
    below = [area for area in grid.areas(row + 1) if known(area.text) or cues.looks_caption(area.text)]
    key_columns = {area.col for area in pairs.keys}
    return not below or any(area.col not in key_columns for area in below)


def _gaps_filled_below(grid: Grid, row: int, open_labels: list[Area]) -> bool:
    """The blanks are the spread of a group caption: the next row puts labels under caption and blank alike."""
    following = row + 1
    if grid.is_blank(following):
        return False
    filled = 0
    for area in open_labels:
        below, beside = grid.at(following, area.col), grid.at(following, area.last_col + 1)
        separate = below and beside and below != beside and below.row == following == beside.row
        filled += bool(separate and cues.is_label(beside.text))
    return bool(open_labels) and filled * 2 > len(open_labels)


def read_pairs(grid: Grid, rows: list[int], known: Known) -> list[Column]:
    """The fields of a block of pair rows, in reading order, each with the cell for its answer."""
    fields: list[Column] = []
    key_columns: frozenset[int] = frozenset()
    for row in rows:
        pairs = read_pair_row(grid, row, known, key_columns)
        fields += [_field(grid, area) for area in pairs.keys]
        key_columns |= key_columns_of(pairs)
    return fields


def _field(grid: Grid, area: Area) -> Column:
    path = [*_groups(grid, area), clean_caption(area.text).rstrip(":").rstrip()]
    column = min(area.last_col + 1, grid.edge)
    return Column(
        caption=tuple(path),
        cell=cell_name(area.row, area.col),
        row=area.row,
        column=area.col,
        value_cell=cell_name(area.row, column) if column > area.last_col else None,
        required=cues.is_starred(area.text),
        unit=find_unit(area.text),
    )


def _groups(grid: Grid, area: Area) -> list[str]:
    """Names of the groups a label stands in: taller labels directly on its left."""
    names: list[str] = []
    column, height = area.col - 1, area.height
    while column >= 1:
        left = grid.at(area.row, column)
        if left is None or left.height <= height or not cues.is_label(left.text):
            break
        names.insert(0, clean_caption(left.text))
        column, height = left.col - 1, left.height
    return names
