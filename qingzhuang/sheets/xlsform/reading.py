"""Reading an XLSForm that somebody else made: its questions with their groups as captions, and what is wrong with it."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field

from qingzhuang.domain.text import Text
from qingzhuang.sheets.contents import read_workbook
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.safety import SafeFile
from qingzhuang.sheets.workbook import Sheet, Workbook, cell_name
from qingzhuang.sheets.xlsform.model import Form, Question

MOST_ROWS, DEEPEST = 5_000, 10
_SELECTS = ("select_one", "select_multiple", "rank")
_QUESTIONS = frozenset(
    [
        "text",
        "integer",
        "decimal",
        "range",
        "date",
        "time",
        "datetime",
        "geopoint",
        "geotrace",
        "geoshape",
        "barcode",
        "image",
        "audio",
        "video",
        "file",
        "email",
        "string",
    ]
)
# What asks nobody anything.
_SILENT = frozenset(
    [
        "note",
        "calculate",
        "hidden",
        "start",
        "end",
        "today",
        "deviceid",
        "subscriberid",
        "simserial",
        "phonenumber",
        "username",
        "audit",
        "acknowledge",
        "trigger",
        "background-audio",
        "start-geopoint",
        "xml-external",
        "csv-external",
        "begin",
        "end",
    ]
)
_ROW_TOLD = re.compile(r"\[row ?: ?(\d+)\]", re.IGNORECASE)
_CHINESE = re.compile(r"^label(?:::?.*(?:中文|chinese|\(zh).*)?$", re.IGNORECASE)
_ENGLISH = re.compile(r"^label::?.*(?:english|\(en)", re.IGNORECASE)


def is_xlsform(workbook: Workbook) -> bool:
    """Whether a workbook is one: a sheet ``survey`` whose first row has ``type`` and ``name``."""
    survey = _named(workbook, "survey")
    return survey is not None and {"type", "name"} <= _captions(survey).keys()


def read_xlsform(file: SafeFile) -> Form:
    """Read a form; raises ``UnreadableFile`` (``bad_xlsform``) naming sheet, row and cell of the first mistake."""
    workbook = read_workbook(file)
    survey = _named(workbook, "survey")
    if survey is None or not is_xlsform(workbook):
        raise _bad(file, Text("没有 survey 表，或缺 type、name 列", "no sheet survey with the columns type and name"))
    reader = _Reader(file, survey, _lists(workbook))
    questions = tuple(reader.questions())
    if not questions:
        raise _bad(file, Text("没有任何问题", "it asks nothing"), sheet=survey.name)
    _convert(file, survey)
    title, form_id = _settings(workbook)
    stem = file.name.rsplit("/", 1)[-1].rpartition(".")[0]
    return Form(title or stem or file.name, form_id or stem, questions)


def _convert(file: SafeFile, survey: Sheet) -> None:
    """What only a whole conversion finds: references to questions that are not there, names used twice."""
    if file.kind != "xlsx":
        return
    # Half a second to import, which every start of the site would pay.
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    try:
        convert(xlsform=io.BytesIO(file.data), file_type=".xlsx", validate=False)
    except (PyXFormError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        told = _ROW_TOLD.search(str(error))
        where = {"row": int(told[1])} if told else {}
        said = _ROW_TOLD.sub("", str(error)).strip()[:200] or type(error).__name__
        raise _bad(file, Text(said, said), sheet=survey.name, **where) from error


@dataclass
class _Group:
    label: str
    repeat: bool


@dataclass
class _Reader:
    file: SafeFile
    survey: Sheet
    lists: dict[str, tuple[tuple[str, Text], ...]]
    open: list[_Group] = field(default_factory=list)

    def questions(self):
        columns = _captions(self.survey)
        rows = [(number, cells) for number, cells in self.survey.rows() if number > 1]
        if len(rows) > MOST_ROWS:
            raise _bad(self.file, Text(f"超过 {MOST_ROWS} 行", f"more than {MOST_ROWS} rows"), sheet=self.survey.name)
        for number, _cells in rows:
            type_ = self._text(number, columns["type"])
            name = self._text(number, columns["name"])
            if type_.startswith("#") or not type_:
                if name and not type_:
                    raise self._wrong(number, columns["type"], Text("缺少类型", "the type is missing"))
                continue
            if not self._grouping(number, type_, columns):
                found = self._question(number, type_, name, columns)
                if found is not None:
                    yield found
        if self.open:
            raise self._wrong(rows[-1][0], columns["type"], Text("有分组没有结束", "a group is not ended"))

    def _grouping(self, number: int, type_: str, columns: dict[str, int]) -> bool:
        words = type_.lower().replace("_", " ").split()
        if words[:1] == ["begin"] and words[1:2] in (["group"], ["repeat"]):
            if len(self.open) >= DEEPEST:
                raise self._wrong(number, columns["type"], Text("分组套得太深", "groups stand too deep in each other"))
            label = self._label(number, columns).zh or self._text(number, columns["name"])
            self.open.append(_Group(label, words[1] == "repeat"))
            return True
        if words[:1] == ["end"] and words[1:2] in (["group"], ["repeat"]):
            if not self.open:
                raise self._wrong(number, columns["type"], Text("没有要结束的分组", "there is no group to end"))
            self.open.pop()
            return True
        return False

    def _question(self, number: int, type_: str, name: str, columns: dict[str, int]) -> Question | None:
        base, _, rest = type_.partition(" ")
        if base in _SILENT:
            return None
        choices: tuple[tuple[str, Text], ...] = ()
        list_name = rest.split()[0] if rest.split() else ""
        if base in _SELECTS:
            choices = self.lists.get(list_name, ())
            if not choices:
                said = Text(f"choices 表里没有“{list_name}”", f"the sheet choices has no list “{list_name}”")
                raise self._wrong(number, columns["type"], said)
        elif base not in _QUESTIONS and not base.endswith("_from_file"):
            raise self._wrong(number, columns["type"], Text(f"没有“{type_}”这种类型", f"there is no type “{type_}”"))
        if not name:
            raise self._wrong(number, columns["name"], Text("缺少名称", "the name is missing"))
        label = self._label(number, columns)
        required = self._text(number, columns.get("required", 0)).lower() in ("yes", "true", "true()", "1", "是")
        return Question(
            name=name,
            type=base,
            label=label if label.zh else Text(name, name),
            path=tuple(group.label for group in self.open if group.label),
            required=required,
            choices=choices,
            list_name=list_name if choices else "",
            constraint=self._text(number, columns.get("constraint", 0)),
            relevant=self._text(number, columns.get("relevant", 0)),
            row=number,
            repeated=any(group.repeat for group in self.open),
        )

    def _label(self, row: int, columns: dict[str, int]) -> Text:
        return _label(self.survey, row, columns)

    def _text(self, row: int, column: int) -> str:
        return self.survey.text(row, column).strip() if column else ""

    def _wrong(self, row: int, column: int, said: Text) -> UnreadableFile:
        return _bad(self.file, said, sheet=self.survey.name, row=row, cell=cell_name(row, column))


def _label(sheet: Sheet, row: int, columns: dict[str, int]) -> Text:
    """The label in both languages; a form in one language says the same in both."""
    every = [(caption, column) for caption, column in columns.items() if caption.startswith("label")]
    found = {caption: said for caption, column in every if (said := sheet.text(row, column).strip())}
    zh = next((said for caption, said in found.items() if _CHINESE.match(caption)), "")
    en = next((said for caption, said in found.items() if _ENGLISH.match(caption)), "")
    some = next(iter(found.values()), "")
    return Text(zh or en or some, en or zh or some)


def _named(workbook: Workbook, name: str) -> Sheet | None:
    return next((sheet for sheet in workbook.sheets if sheet.name.strip().lower() == name), None)


def _captions(sheet: Sheet) -> dict[str, int]:
    return {cell.text.strip().lower(): column for column, cell in sheet.row(1) if cell.text.strip()}


def _lists(workbook: Workbook) -> dict[str, tuple[tuple[str, Text], ...]]:
    sheet = _named(workbook, "choices")
    if sheet is None:
        return {}
    columns = _captions(sheet)
    list_column, name_column = columns.get("list_name") or columns.get("list name"), columns.get("name")
    if not list_column or not name_column:
        return {}
    found: dict[str, list[tuple[str, Text]]] = {}
    for number, _cells in sheet.rows():
        name = sheet.text(number, name_column).strip()
        if number > 1 and name:
            label = _label(sheet, number, columns)
            said = label if label.zh else Text(name, name)
            found.setdefault(sheet.text(number, list_column).strip(), []).append((name, said))
    return {name: tuple(choices) for name, choices in found.items()}


def _settings(workbook: Workbook) -> tuple[str, str]:
    sheet = _named(workbook, "settings")
    if sheet is None:
        return "", ""
    columns = _captions(sheet)
    title, form_id = (
        sheet.text(2, columns[each]).strip() if each in columns else "" for each in ("form_title", "form_id")
    )
    return title, form_id


def _bad(file: SafeFile, said: Text, **where: object) -> UnreadableFile:
    return UnreadableFile("bad_xlsform", detail=said.zh, detail_en=said.en, where={"file": file.name, **where})
