"""Where a header begins, how deep it goes, where the data start, and the caption path of each column.

A header is told by its shape first: merged captions over narrower ones, captions merged downwards beside deeper ones,
gaps of one row filled by labels of the next; only then by its words.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from qingzhuang.sheets.normalise import normalise_text, squeeze
from qingzhuang.sheets.recognise import cues
from qingzhuang.sheets.recognise.grid import Area, Grid
from qingzhuang.sheets.recognise.model import Column, TableNote
from qingzhuang.sheets.workbook import cell_name

MAX_LEVELS = 6


@dataclass(slots=True)
class Header:
    """Rows ``first`` to ``last``, columns ``left`` to ``right``, the first data row, and the first row free to fill.

    ``side`` is a caption standing left of the whole list, merged down beside its data (家庭主要成员).
    """

    first: int
    last: int
    left: int
    right: int
    data_first: int
    fill_first: int
    side: Area | None = None
    notes: list[TableNote] = field(default_factory=list)


def starts_header(grid: Grid, row: int) -> bool:
    """Whether a header could begin in this row: at least two captions, next to each other or with depth below."""
    areas = [area for area in grid.areas(row) if not cues.is_dash(area.text)]
    if len(areas) < 2 or cues.is_number_row(grid.texts(row)):
        return False
    if _heads_series(areas):
        return True
    labels = sum(cues.is_label(area.text) or cues.is_year(area.text) for area in areas)
    named = sum(cues.is_label(area.text) for area in areas)
    if labels * 10 < len(areas) * 6 or (named < 2 and not _has_parents(grid, row)):
        return False
    if all(cues.is_info(area.text) or cues.is_told(area.text) for area in areas):
        return False
    return not any(cues.is_note(area.text) and len(area.text) > 12 for area in areas)


def _heads_series(areas: list[Area]) -> bool:
    """姓名, then the days of a month: values that are captions because they count on from left to right."""
    run = [area.text for area in areas if not cues.is_label(area.text)]
    labels = [area for area in areas if cues.is_label(area.text)]
    return bool(labels) and labels[0] is areas[0] and len(run) >= len(labels) and cues.is_series(run)


def _has_parents(grid: Grid, row: int) -> bool:
    return any(area.width > 1 and len(_children(grid, row + 1, area)) > 1 for area in grid.areas(row))


def _children(grid: Grid, row: int, parent: Area) -> list[Area]:
    return [area for area in grid.areas(row) if parent.col <= area.col and area.last_col <= parent.last_col]


def find_header(grid: Grid, first: int) -> Header:
    """The full extent of the header that begins in row ``first``."""
    last = _last_level(grid, first)
    areas = [area for row in range(first, last + 1) for area in grid.areas(row)]
    left = min(area.col for area in areas)
    right = max(area.last_col for area in areas)
    header = Header(first, last, left, right, last + 1, last + 1)
    header.side = _side_label(grid, header)
    if header.side is not None:
        header.left = header.side.last_col + 1
    _skip_to_data(grid, header)
    return header


def _side_label(grid: Grid, header: Header) -> Area | None:
    first, *others = grid.areas(header.first)
    beside_data = first.last_row > header.last and first.height > 2 and others
    return first if beside_data and all(area.last_row <= header.last for area in others) else None


def _last_level(grid: Grid, first: int) -> int:
    last = first
    while last - first + 1 < MAX_LEVELS:
        deeper = _deeper_level(grid, first, last)
        if deeper is None:
            return last
        last = deeper
    return last


def _deeper_level(grid: Grid, first: int, last: int) -> int | None:
    """The next header row below ``last``, if the shape of the rows so far calls for one."""
    following = grid.next_filled(last)
    if following is None or following - last > 2:
        return None
    if following - last == 2 and not _is_empty_level(grid, last + 1):
        return None
    if cues.is_weekday_row(grid.texts(following)) or _is_translation(grid, last, following):
        return following
    if not _reads_as_labels(grid, following):
        return None
    if _held_open(grid, first, last, following):
        return following
    if _fits_under_parents(grid, first, last, following) or _fills_gaps(grid, first, last, following):
        return following
    return following if _is_unit_row(grid, following) else None


def _is_empty_level(grid: Grid, row: int) -> bool:
    """A blank row that is still part of a header: its cells are merged into groups, or covered from above."""
    return sum(grid.merged_at(row, column) is not None for column in range(1, grid.n_cols + 1)) * 2 >= grid.n_cols


def _reads_as_labels(grid: Grid, row: int) -> bool:
    areas = grid.areas(row)
    texts = [area.text for area in areas]
    if cues.is_number_row(texts) or (len(texts) > 1 and all(map(cues.is_required_mark, texts))):
        return False
    if cues.is_total(texts[0]) and areas[0].col == 1:
        return False
    if any(cues.is_note(text) for text in texts):
        return False
    good = sum(cues.is_label(text) or cues.is_year(text) or cues.is_unit_only(text) for text in texts)
    return good == len(texts) or (len(texts) >= 4 and good * 10 >= len(texts) * 9)


def _held_open(grid: Grid, first: int, last: int, following: int) -> bool:
    """A caption of the header is merged down past ``last``, and the row beside it holds labels elsewhere."""
    holding = [
        area
        for row in range(first, last + 1)
        for area in grid.areas(row)
        if area.last_row >= following and area.last_row - first < MAX_LEVELS
    ]
    if not holding:
        return False
    open_columns = {column for area in holding for column in range(area.col, area.last_col + 1)}
    right = max(area.last_col for row in range(first, last + 1) for area in grid.areas(row))
    others = right - min(a.col for row in range(first, last + 1) for a in grid.areas(row)) + 1 - len(open_columns)
    filled = sum(area.width for area in grid.areas(following) if area.col not in open_columns)
    return filled > 0 and filled * 3 >= others


def _leaf_columns(grid: Grid, first: int, last: int) -> tuple[list[Area], set[int]]:
    """Captions still wider than one column at the lowest level, and the columns whose caption is already single."""
    parents: list[Area] = []
    leaves: set[int] = set()
    for row in range(first, last + 1):
        for area in grid.areas(row):
            if area.last_row < last:
                continue
            if area.width > 1:
                parents.append(area)
            else:
                leaves.add(area.col)
    return parents, leaves


def _fits_under_parents(grid: Grid, first: int, last: int, following: int) -> bool:
    """Wide captions have several narrower labels below, while columns already named have none."""
    parents, leaves = _leaf_columns(grid, first, last)
    split = [parent for parent in parents if len(_children(grid, following, parent)) > 1]
    if not split:
        narrowed = [p for p in parents for child in _children(grid, following, p) if child.width < p.width]
        if not narrowed or len(grid.areas(following)) > len(narrowed):
            return False
    under_leaves = sum(area.col in leaves for area in grid.areas(following))
    return under_leaves * 5 <= max(len(leaves), 1)


def _fills_gaps(grid: Grid, first: int, last: int, following: int) -> bool:
    """Without merges (csv): the next row's labels stand in the gaps of this one, little stands under its captions."""
    areas = grid.areas(last)
    left, right = areas[0].col, max(areas[-1].last_col, grid.areas(following)[-1].last_col)
    gaps = {c for c in range(left, right + 1) if grid.at(last, c) is None and grid.merged_at(last, c) is None}
    if not gaps or first != last:
        return False
    filled = {area.col for area in grid.areas(following)}
    captioned = {area.col for area in areas}
    heads_groups = sum(column in filled and column + 1 in gaps for column in captioned)
    stray = sum(column in filled and column + 1 not in gaps for column in captioned)
    return len(filled & gaps) * 4 >= len(gaps) * 3 and heads_groups > 0 and stray * 5 <= len(captioned)


def _is_translation(grid: Grid, last: int, following: int) -> bool:
    """Captions in two languages, one row each: statistics have English below, exports have field names above."""
    above, below = grid.areas(last), grid.areas(following)
    if (
        following in grid.sheet.hidden_rows
        or len(below) < 2
        or not all(cues.is_label(area.text) for area in (*above, *below))
    ):
        return False
    if not {area.col for area in below} <= {area.col for area in above} or len(below) * 2 <= len(above):
        return False
    latin = [all(cues.is_latin(area.text) for area in areas) for areas in (above, below)]
    chinese = [not any(cues.is_latin(area.text) for area in areas) for areas in (above, below)]
    if latin[1]:
        return chinese[0]
    captions = sum(cues.looks_caption(area.text) for area in below)
    return latin[0] and chinese[1] and captions * 2 >= len(below)


def _is_unit_row(grid: Grid, row: int) -> bool:
    texts = grid.texts(row)
    return len(texts) >= 2 and all(map(cues.is_unit_only, texts))


def _skip_to_data(grid: Grid, header: Header) -> None:
    """Set ``data_first`` and ``fill_first``: past rows of required marks and rows that number the columns.

    Header cells are sometimes merged down over blank rows. Nothing can be written there, so ``fill_first`` is below
    them; ``data_first`` is too when data stand there, and else remains the row after the last caption.
    """
    row = _skip_marks(grid, header, header.last + 1)
    free = row
    while free <= grid.n_rows + MAX_LEVELS and _covered(grid, header, free):
        free += 1
    if free > row:
        header.fill_first = _skip_marks(grid, header, free)
        header.data_first = free if header.fill_first == free and not grid.is_blank(free) else row
    else:
        header.data_first = header.fill_first = row


def _skip_marks(grid: Grid, header: Header, row: int) -> int:
    while texts := grid.texts(row):
        if _marks_required(texts):
            header.notes.append(TableNote("required_marks", row, " ".join(texts)))
        elif len(texts) * 2 > header.right - header.left and cues.is_number_row(texts):
            header.notes.append(TableNote("column_numbers", row, " ".join(texts)))
        elif row in grid.sheet.hidden_rows and all(map(cues.is_latin, texts)):
            header.notes.append(TableNote("field_names", row, " ".join(texts)))
        else:
            break
        row += 1
    return row


def _marks_required(texts: list[str]) -> bool:
    """All marks, or mostly marks with an example between: 必填, 必填，18位, 否, 选填."""
    marks = sum(map(cues.is_required_mark, texts))
    return marks == len(texts) or (marks >= 3 and marks * 10 >= len(texts) * 6)


def _covered(grid: Grid, header: Header, row: int) -> bool:
    for column in range(header.left, header.right + 1):
        area = grid.merged_at(row, column)
        if area is None or not header.first <= area.row <= header.last:
            return False
    return True


def read_columns(grid: Grid, header: Header) -> list[Column]:
    """One column per position under the header, with its caption path, cell, required mark and unit."""
    required = _required_columns(grid, header)
    columns = []
    seen: set[Area] = set()
    for position in range(header.left, header.right + 1):
        path = _path(grid, header, position)
        if not path or path[-1] in seen or path[-1] == header.side:
            # A caption merged over several columns with nothing below it is one column to a person.
            continue
        seen.add(path[-1])
        columns.append(_column(path, position, position in required))
    return columns


def _required_columns(grid: Grid, header: Header) -> set[int]:
    rows = [note.row for note in header.notes if note.kind == "required_marks"]
    return {area.col for row in rows for area in grid.areas(row) if "必" in area.text or "*" in area.text}


def _path(grid: Grid, header: Header, position: int) -> list[Area]:
    path: list[Area] = [header.side] if header.side is not None else []
    for row in range(header.first, header.last + 1):
        area = grid.at(row, position)
        if area is None and row < header.last:
            area = _inherited(grid, header, row, position)
        if area is not None and area not in path:
            path.append(area)
    return path


def _inherited(grid: Grid, header: Header, row: int, position: int) -> Area | None:
    """Without merges, a blank upper cell belongs to the group caption on its left, if that one has labels below."""
    if grid.merged_at(row, position) is not None or grid.at(header.last, position) is None:
        return None
    for column in range(position - 1, header.left - 1, -1):
        area = grid.at(row, column)
        if area is not None:
            below = grid.at(header.last, area.col)
            return area if below is not None and below != area and area.width == 1 else None
    return None


def _column(path: list[Area], position: int, required: bool) -> Column:
    captions = [clean_caption(area.text) for area in path]
    leaf = path[-1]
    unit = ""
    if len(captions) > 1 and cues.is_unit_only(path[-1].text):
        unit = squeeze(path[-1].text).strip("()")
        captions = captions[:-1]
    unit = unit or find_unit(path[-1].text)
    return Column(
        caption=tuple(captions),
        cell=cell_name(leaf.row, leaf.col),
        row=leaf.row,
        column=position,
        required=required or any(cues.is_starred(area.text) for area in path),
        unit=unit,
    )


_UNITS = (
    "元",
    "万元",
    "亿元",
    "人",
    "户",
    "个",
    "次",
    "人次",
    "亩",
    "公顷",
    "㎡",
    "m2",
    "平方公里",
    "千元",
    "万户",
    "公里",
    "平方米",
    "%",
    "岁",
    "年",
    "天",
    "分",
    "万人",
    "所",
    "项",
)


def find_unit(text: str) -> str:
    """The unit given in brackets at the end of a caption: 收入（元） gives 元."""
    bare = squeeze(text).rstrip("*:")
    inside = bare[bare.rfind("(") + 1 : -1] if bare.endswith(")") and "(" in bare else ""
    is_unit = inside in _UNITS or (len(inside) <= 6 and inside.endswith(("元", "米", "人", "户", "次")))
    return inside if is_unit else ""


def clean_caption(text: str) -> str:
    """A caption as one line: padding between two Chinese characters goes, other blanks become one."""
    line = normalise_text(text)
    out = []
    for index, character in enumerate(line):
        if (
            character == " "
            and 0 < index < len(line) - 1
            and not (line[index - 1].isascii() and line[index + 1].isascii())
        ):
            continue
        out.append(character)
    return "".join(out)
