"""Cutting a sheet into its tables: one pass from top to bottom, as a reader's eye goes."""

from __future__ import annotations

from dataclasses import dataclass, field

from qingzhuang.sheets.normalise import squeeze
from qingzhuang.sheets.recognise import cues
from qingzhuang.sheets.recognise.grid import Grid
from qingzhuang.sheets.recognise.headers import Header, clean_caption, find_header, read_columns, starts_header
from qingzhuang.sheets.recognise.keyvalue import Known, is_pair_row, key_columns_of, read_pair_row, read_pairs
from qingzhuang.sheets.recognise.model import Column, Table, TableNote
from qingzhuang.sheets.recognise.sideways import read_sideways, sideways_rows
from qingzhuang.sheets.workbook import cell_name

_ITEM_CAPTION = (
    "项目",
    "指标",
    "填表项目",
    "指标名称",
    "项目名称",
    "内容",
    "调查项目",
    "考核内容",
    "考核指标",
    "检查内容",
    "评价指标",
    "问题",
    "事项",
)
_MAX_ITEM_COLUMNS = 8


@dataclass(slots=True)
class _Pending:
    """Lines seen since the last table: candidates for the next one's title."""

    rows: list[tuple[int, str, str]] = field(default_factory=list)

    def add(self, grid: Grid, row: int) -> None:
        text = " ".join(clean_caption(t) for t in grid.texts(row))
        self.rows.append((row, _line_kind(grid, row), text))

    def take(self) -> tuple[list[int], str, list[TableNote]]:
        titles = [(row, text) for row, kind, text in self.rows if kind != "section"]
        notes = [TableNote(kind, row, text) for row, kind, text in self.rows if kind != "title"]
        heading = next((text for row, kind, text in self.rows if kind == "title"), "")
        self.rows = []
        return [row for row, _ in titles], heading, notes


def _line_kind(grid: Grid, row: int) -> str:
    texts = grid.texts(row)
    if cues.is_unit_line(texts[0]):
        return "unit"
    if all(cues.is_info(text) for text in texts):
        return "info"
    if cues.is_note(texts[0]):
        return "note"
    return "section" if cues.is_section(texts[0]) and len(texts) == 1 else "title"


def find_tables(grid: Grid, known: Known) -> list[Table]:
    """All tables of a sheet: lists in reading order, then key-value blocks. ``known`` tells captions of elements."""
    lists: list[Table] = []
    blocks: list[Table] = []
    pending = _Pending()
    row = 1
    while row <= grid.n_rows:
        if grid.is_blank(row) or _is_key_row(grid, row):
            row += 1
        elif is_pair_row(grid, row, known):
            table, row = _read_block(grid, row, known, pending)
            blocks.append(table)
        elif starts_header(grid, row):
            above = blocks[-1] if blocks and blocks[-1].data_last == row - 1 and not pending.rows else None
            table, row = _read_list(grid, row, known, pending, in_form=bool(blocks))
            if above is not None and _is_heading(grid, above):
                rows = range(above.data_first, above.data_last + 1)
                table.title_rows, table.title = [*above.title_rows, *rows], above.title
            lists.append(table)
        else:
            pending.add(grid, row)
            row += 1
    _attach_rest(lists or blocks, pending)
    if not lists and not blocks:
        lists = _single_column(grid)
    return lists + blocks


def _is_key_row(grid: Grid, row: int) -> bool:
    """A hidden row of field names for a program, above the captions that people see."""
    if row not in grid.sheet.hidden_rows or not all(map(cues.is_latin, grid.texts(row))):
        return False
    following = grid.next_filled(row)
    return following is not None and starts_header(grid, following)


def _is_heading(grid: Grid, block: Table) -> bool:
    """Lines that ask by colon (学校：, 填报时间：) between a title and its list: they head the list as well."""
    rows = range(block.data_first, block.data_last + 1)
    return all(any(cues.has_colon(text) for text in grid.texts(row)) for row in rows)


def _attach_rest(tables: list[Table], pending: _Pending) -> None:
    """Lines after the last table belong to it."""
    if tables:
        tables[-1].notes += [TableNote("note" if k == "title" else k, row, text) for row, k, text in pending.rows]


def _read_block(grid: Grid, first: int, known: Known, pending: _Pending) -> tuple[Table, int]:
    rows, row = [first], first + 1
    key_columns = key_columns_of(read_pair_row(grid, first, known))
    while row <= grid.n_rows:
        if is_pair_row(grid, row, known, within=True, key_columns=key_columns):
            rows.append(row)
            key_columns |= key_columns_of(read_pair_row(grid, row, known, key_columns))
        elif not grid.is_blank(row):
            break
        row += 1
    titles, title, notes = pending.take()
    columns = read_pairs(grid, rows, known)
    return Table("key_value", titles, first, rows[-1], first, rows[-1], columns, notes, title), row


def _read_list(grid: Grid, first: int, known: Known, pending: _Pending, *, in_form: bool) -> tuple[Table, int]:
    header = find_header(grid, first)
    titles, title, notes = pending.take()
    captions = sideways_rows(grid, header, known)
    if captions:
        last = captions[-1].row
        return Table("column", titles, first, last, first, last, read_sideways(captions), notes, title), last + 1
    end, tail = _find_end(grid, header, known, in_form)
    columns = read_columns(grid, header)
    table = Table(
        "row",
        titles,
        header.first,
        header.last,
        header.data_first,
        end,
        columns,
        notes + header.notes + tail,
        title,
        header.fill_first,
    )
    if _is_item_list(grid, table):
        table.orientation = "list"
    return table, max(end, header.last, *(note.row for note in table.notes), 0) + 1


def _find_end(grid: Grid, header: Header, known: Known, in_form: bool) -> tuple[int, list[TableNote]]:
    """The last data row, and the totals, notes and signatures met on the way or right after."""
    notes: list[TableNote] = []
    end = header.data_first - 1
    after_break = closed = False
    for row in range(header.fill_first, grid.n_rows + 1):
        if grid.is_blank(row):
            after_break = True
            continue
        kind = _tail_kind(grid, row)
        if _begins_anew(grid, row, header, known, after_break or closed, in_form):
            break
        if kind in ("note", "signature"):
            notes.append(TableNote(kind, row, " ".join(clean_caption(t) for t in grid.texts(row))))
            closed = True
        elif closed:
            break
        else:
            if kind:
                notes.append(TableNote(kind, row, clean_caption(grid.texts(row)[0])))
            end = row
        after_break = False
    return max(end, header.data_first), notes


def _tail_kind(grid: Grid, row: int) -> str:
    areas = grid.areas(row)
    texts = [area.text for area in areas]
    if len(areas) <= 2 and cues.is_note(texts[0]):
        return "note"
    if any(cues.is_total(text) for text in texts[:2]):
        return "total"
    if all(cues.is_signature(text) or cues.is_info(text) for text in texts):
        return "signature"
    return "section" if len(areas) == 1 and cues.is_section(texts[0]) else ""


def _begins_anew(grid: Grid, row: int, header: Header, known: Known, after_break: bool, in_form: bool) -> bool:
    """Whether another table begins here: the same captions again, or a title or gap with a plain header below it."""
    areas = grid.areas(row)
    if after_break and len(areas) > 1 and is_pair_row(grid, row, known):
        return in_form or any(known(area.text) for area in areas)
    if len(areas) > 1:
        # Without a gap before it only the same captions can begin a table: the cheap question for every data row.
        if _same_captions(grid, row, header):
            return True
        return after_break and starts_header(grid, row) and _is_plain_header(grid, row, header, known)
    if len(areas) == 1 and not cues.is_data_value(areas[0].text) and (after_break or areas[0].width > 1):
        following = grid.next_filled(row)
        if following is not None and following - row <= 2 and starts_header(grid, following):
            return _same_captions(grid, following, header) or _is_plain_header(grid, following, header, known)
    return False


def _same_captions(grid: Grid, row: int, header: Header) -> bool:
    if squeeze(grid.areas(row)[0].text) != squeeze(grid.areas(header.first)[0].text):
        return False
    here, there = [squeeze(t) for t in grid.texts(row)], [squeeze(t) for t in grid.texts(header.first)]
    return here == there and len(here) > 1


def _is_plain_header(grid: Grid, row: int, above: Header, known: Known) -> bool:
    """Depth, or mostly words that captions end in, and no values; a pair of row captions is not enough."""
    texts = grid.texts(row)
    if any(cues.is_data_value(text) and not cues.is_year(text) for text in texts):
        return False
    found = find_header(grid, row)
    if found.right - found.left < min(2, above.right - above.left):
        return False
    if found.last > row:
        return True
    captions = sum(known(text) or cues.looks_caption(text) for text in texts)
    return len(texts) >= 3 and (captions * 10 >= len(texts) * 7 or _words_over_values(grid, row, above))


def _words_over_values(grid: Grid, row: int, above: Header) -> bool:
    """Words alone where the next row has values, below a title of their own: 村名 男 女 over 东村 12 13."""
    title = next((r for r in range(row - 1, above.data_first, -1) if not grid.is_blank(r)), None)
    following = grid.next_filled(row)
    if title is None or following != row + 1 or len(grid.areas(title)) != 1 or cues.is_section(grid.texts(title)[0]):
        return False
    areas = grid.areas(row)
    below = [grid.at(following, area.col) for area in areas]
    values = sum(area is not None and cues.is_data_value(area.text) for area in below)
    return values * 2 >= len(areas) and len({squeeze(area.text) for area in areas}) == len(areas)


def _is_item_list(grid: Grid, table: Table) -> bool:
    """One question per row: the items are printed, and the answer column beside them is blank or numbers."""
    if len(table.columns) > _MAX_ITEM_COLUMNS or table.header_first != table.header_last:
        return False
    item = next((c for c in table.columns if squeeze(c.label).strip("*:") in _ITEM_CAPTION), None)
    if item is None:
        return False
    rows = [row for row in range(table.data_first, table.data_last + 1) if not grid.is_blank(row)]
    printed = sum(any(a.col >= item.column and cues.is_label(a.text) for a in grid.areas(row)) for row in rows)
    answers = [c for c in table.columns if c.column > item.column]
    if len(rows) < 3 or printed * 10 < len(rows) * 8 or not answers:
        return False
    last = answers[-1].column
    written = [grid.at(row, last) for row in rows]
    return sum(area is not None and not cues.is_number(area.text) for area in written) * 10 <= len(rows) * 3


def _single_column(grid: Grid) -> list[Table]:
    """A sheet of one column: a short caption over a list."""
    rows = sorted(grid.rows)
    if not rows or any(len(grid.areas(row)) > 1 for row in rows):
        return []
    top = grid.areas(rows[0])[0]
    if not cues.is_label(top.text) or len(squeeze(top.text)) > 20 or any(grid.areas(r)[0].col != top.col for r in rows):
        return []
    if len(rows) > 1 and not any(
        cues.is_label(grid.texts(r)[0]) or cues.is_data_value(grid.texts(r)[0]) for r in rows[1:]
    ):
        return []
    column = Column((clean_caption(top.text),), cell_name(top.row, top.col), top.row, top.col)
    return [Table("row", [], top.row, top.row, top.row + 1, max(rows[-1], top.row + 1), [column])]
