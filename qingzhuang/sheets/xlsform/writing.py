"""Writing a form as an XLSForm workbook: survey, choices and settings, labels in Chinese and English."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import groupby

import xlsxwriter

from qingzhuang.domain.text import Text
from qingzhuang.sheets.xlsform.model import Form, Question
from qingzhuang.sheets.xlsform.questions import CONCEPTS, OTHERS

ZH, EN = "中文 (zh)", "English (en)"
SURVEY = (
    "type", "name", f"label::{ZH}", f"label::{EN}", "required", "relevant", "constraint",
    f"constraint_message::{ZH}", f"constraint_message::{EN}", "appearance",
)  # fmt: skip
CHOICES = ("list_name", "name", f"label::{ZH}", f"label::{EN}")
SETTINGS = ("form_title", "form_id", "version", "default_language")


def written_form(form: Form, version: str) -> bytes:
    """The workbook; ``version`` as ODK wants it, such as 20261101."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bottom": 1})
    _sheet(book, "survey", SURVEY, _survey(form), head)
    _sheet(book, "choices", CHOICES, _choices(form), head)
    _sheet(book, "settings", SETTINGS, [(form.title, form.form_id, version, ZH)], head)
    book.close()
    return file.getvalue()


def _sheet(book, name: str, captions: Sequence[str], rows: Iterator | list, head) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for column, caption in enumerate(captions):
        sheet.write_string(0, column, caption, head)
        sheet.set_column(column, column, 24)
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if cell:
                sheet.write_string(number, column, cell)


def _survey(form: Form) -> Iterator[tuple[str, ...]]:
    for group, questions in groupby(form.questions, key=lambda each: each.group):
        said = CONCEPTS.get(group, OTHERS)
        yield ("begin_group", group, said.zh, said.en)
        for each in questions:
            yield _row(each)
        yield ("end_group",)


def _row(each: Question) -> tuple[str, ...]:
    message = each.message or Text("", "")
    return (
        f"{each.type} {each.list_name}".strip(),
        each.name,
        each.label.zh,
        each.label.en,
        "yes" if each.required else "",
        each.relevant,
        each.constraint,
        message.zh,
        message.en,
        each.appearance,
    )


def _choices(form: Form) -> Iterator[tuple[str, ...]]:
    lists = {each.list_name: each.choices for each in form.questions if each.list_name}
    for name, choices in lists.items():
        for code, label in choices:
            yield (name, code, label.zh, label.en)
