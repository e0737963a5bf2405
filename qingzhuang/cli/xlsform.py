"""``xlsform export SHEET -o OUT`` and ``xlsform import FORM``: field teams who already use ODK or Kobo. No database."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from qingzhuang.cli.shell import UNREADABLE, complain, language_of_the_shell
from qingzhuang.domain.elements import ELEMENTS
from qingzhuang.sheets.documents import fields_of_form
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.reading import read_workbook
from qingzhuang.sheets.safety import open_upload
from qingzhuang.sheets.xlsform import Question, bound, form_of, read_xlsform, written_form

NOTHING = 1


def add_commands(commands: argparse._SubParsersAction) -> None:
    group = commands.add_parser("xlsform", help="forms for ODK and Kobo: from a sheet, or read as fields")
    kinds = group.add_subparsers(dest="direction", required=True, metavar="export|import")
    export = kinds.add_parser("export", help="a sheet's recognised columns as an XLSForm")
    export.add_argument("file", metavar="SHEET", type=Path)
    export.add_argument("-o", "--output", metavar="OUT.xlsx", type=Path, required=True)
    export.add_argument("--language", choices=["zh", "en"], default=language_of_the_shell())
    export.set_defaults(run=run_export)
    read = kinds.add_parser("import", help="the fields of an XLSForm, with the data elements they are about")
    read.add_argument("file", metavar="FORM.xlsx", type=Path)
    read.add_argument("--format", choices=("text", "json"), default="text")
    read.add_argument("--language", choices=["zh", "en"], default=language_of_the_shell())
    read.set_defaults(run=run_import)


def run_export(arguments: argparse.Namespace) -> int:
    """Exit 0 when written, 1 when no column was recognised, 2 when the sheet could not be read."""
    known = {each.code: each for each in ELEMENTS}
    try:
        fields = fields_of_form(read_workbook(open_upload(arguments.file)))
        found = [each for each in fields if each.element in known]
        asked = list(dict.fromkeys(known[each.element] for each in found))
        if not asked:
            print({"zh": "没有认出任何数据元。", "en": "No column was recognised."}[arguments.language])
            return NOTHING
        required = [each.element for each in found if each.required]
        stem = arguments.file.stem
        left = [each.caption for each in fields if each.element not in known]
        form = form_of(asked, stem, f"qz_{asked[0].concept}_{len(asked)}", required, left)
        arguments.output.write_bytes(written_form(form, f"{date.today():%Y%m%d}"))
    except (UnreadableFile, OSError) as error:
        complain(str(arguments.file), error, arguments.language)
        return UNREADABLE
    left = [each.caption for each in fields if each.element not in known]
    words = {
        "zh": "写出 {n} 个问题；没有对应数据元的列：{left}",
        "en": "{n} questions; columns without an element: {left}",
    }
    print(words[arguments.language].format(n=len(asked), left="、".join(left) or "—"))
    return 0


def run_import(arguments: argparse.Namespace) -> int:
    """Exit 0 when the form was read, 2 when it could not be or is wrong."""
    try:
        form = read_xlsform(open_upload(arguments.file))
    except (UnreadableFile, OSError) as error:
        complain(str(arguments.file), error, arguments.language)
        return UNREADABLE
    fields = [_field(each) for each in bound(form, ELEMENTS)]
    if arguments.format == "json":
        print(json.dumps({"version": 1, "title": form.title, "fields": fields}, ensure_ascii=False, indent=1))
    else:
        print(f"# {form.title}")
        for each in fields:
            print(
                f"  {each['row']:>4} {each['caption']} [{each['type']}]"
                + (f" → {each['element']}" if each["element"] else "")
            )
    return 0


def _field(pair: tuple[Question, str | None]) -> dict[str, Any]:
    question, element = pair
    return {
        "row": question.row,
        "name": question.name,
        "caption": question.caption,
        "type": question.type,
        "required": question.required,
        "repeated": question.repeated,
        "element": element,
        "choices": [name for name, _label in question.choices],
    }
