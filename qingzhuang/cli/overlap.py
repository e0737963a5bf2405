"""``overlap FILE… -o OUT``: which facts several office sheets ask, with no database."""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from qingzhuang.analytics.overlap import Form, FormField, find
from qingzhuang.analytics.overlap.report import COLUMNS, as_json, rows
from qingzhuang.cli.shell import UNREADABLE, complain, language_of_the_shell
from qingzhuang.domain.burden import TIMES
from qingzhuang.sheets.neutral import neutral
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.reading import read_workbook
from qingzhuang.sheets.recognise import recognise
from qingzhuang.sheets.safety import open_upload

SHOWN = 20


def add_commands(commands: argparse._SubParsersAction) -> None:
    overlap = commands.add_parser("overlap", help="the facts that several sheets ask under whatever name, with reasons")
    overlap.add_argument("files", metavar="FILE", type=Path, nargs="+", help="office sheets: xlsx, xls, docx, csv")
    overlap.add_argument("-o", "--output", required=True, type=Path, metavar="OUT", help="OUT.json or OUT.csv")
    overlap.add_argument("--units", type=int, metavar="N", help="how many units are asked, to price the overlaps")
    overlap.add_argument("--cycle", choices=sorted(TIMES), default="", help="how often each sheet is asked")
    overlap.add_argument("--language", choices=["zh", "en"], default=language_of_the_shell())
    overlap.set_defaults(run=run)


def read_forms(files: Iterable[Path], units: int | None = None, cycle: str = "") -> tuple[list[Form], list[tuple]]:
    """Every table of some sheets as a form, named by its file; and the files that could not be read, with the error."""
    forms, troubles = [], []
    for file in files:
        try:
            found = recognise(read_workbook(open_upload(file, only_read=True)))
        except (UnreadableFile, OSError) as error:
            troubles.append((file, error))
            continue
        tables = [(sheet, table) for sheet in found.sheets for table in sheet.tables]
        for number, (sheet, table) in enumerate(tables, 1):
            asked = tuple(
                FormField(tuple(column.caption), f"{sheet.name}!{column.cell}", unit=column.unit)
                for column in table.columns
                if column.caption
            )
            name = file.name if len(tables) == 1 else f"{file.name}#{number}"
            rows = 1 if table.orientation == "key_value" else max(table.data_last - table.fill_first + 1, 1)
            forms.append(Form(f"{file}#{number}", name, asked, cycle=cycle, units=units, rows=rows))
    return forms, troubles


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 when every file was read, 2 when one could not be; the others are compared all the same."""
    forms, troubles = read_forms(arguments.files, arguments.units, arguments.cycle)
    for file, error in troubles:
        complain(str(file), error, arguments.language)
    found = find(forms)
    told = as_json(found)
    try:
        if arguments.output.suffix.lower() == ".csv":
            with arguments.output.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(COLUMNS)
                writer.writerows([neutral(cell) for cell in row] for row in rows(found))
        else:
            told["troubles"] = [_trouble(file, error) for file, error in troubles]
            arguments.output.write_text(json.dumps(told, ensure_ascii=False, indent=2), encoding="utf-8")
    except OSError as error:
        complain(str(arguments.output), error, arguments.language)
        return UNREADABLE
    print("\n".join(_lines(told, arguments.language)))
    return UNREADABLE if troubles else 0


def _trouble(file: Path, error: Exception) -> dict[str, str]:
    said = error.message.as_dict() if isinstance(error, UnreadableFile) else {"zh": str(error), "en": str(error)}
    return {"file": str(file), **said}


def _lines(told: dict[str, Any], language: str) -> Iterable[str]:
    summary = told["summary"]
    if language == "zh":
        yield "{forms} 张表、{fields} 个字段：{repeated} 项事实被不止一张表询问，{doubtful} 对存疑".format(**summary)
    else:
        yield "{forms} forms, {fields} fields: {repeated} facts asked by more than one, {doubtful} pairs doubtful".format(
            **summary
        )
    for fact in told["facts"][:SHOWN]:
        names = "、".join(dict.fromkeys(" / ".join(field["caption"]) for field in fact["fields"]))
        price = "" if fact["hours_per_year"] is None else f" · {fact['hours_per_year']:,} h"
        yield f"  {fact['forms']:>3} × {names[:80]} → {fact['element'] or '-'}{price}"
