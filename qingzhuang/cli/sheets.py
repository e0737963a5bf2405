"""``recognise SHEET`` and ``fill TEMPLATE --from DATA``: with no database."""

from __future__ import annotations

import argparse
from pathlib import Path

from qingzhuang.cli.shell import UNREADABLE, complain, language_of_the_shell
from qingzhuang.domain.elements import ELEMENTS
from qingzhuang.sheets.fill import TRACES, Report, fill, read_holdings, read_template
from qingzhuang.sheets.garbage import collected_later
from qingzhuang.sheets.problems import UnreadableFile
from qingzhuang.sheets.reading import read_workbook
from qingzhuang.sheets.recognise import Recognition, Table, recognise
from qingzhuang.sheets.safety import open_upload
from qingzhuang.sheets.workbook import cell_name


def add_commands(commands: argparse._SubParsersAction) -> None:
    recognise_command = commands.add_parser("recognise", help="the tables of a sheet: headers, data, data elements")
    recognise_command.add_argument("file", metavar="SHEET", type=Path)
    recognise_command.add_argument("--format", choices=("json", "text"), default="text")
    recognise_command.add_argument("--language", choices=["zh", "en"], default=language_of_the_shell())
    recognise_command.set_defaults(run=run_recognise)
    fill_command = commands.add_parser("fill", help="fill an office's own sheet from a table, everything else kept")
    fill_command.add_argument("template", metavar="TEMPLATE", type=Path)
    fill_command.add_argument("--from", dest="data", metavar="DATA", type=Path, required=True, help="csv, xlsx, json …")
    fill_command.add_argument(
        "--key", choices=sorted(e.code for e in ELEMENTS), metavar="ELEMENT", help="what rows are found by"
    )
    fill_command.add_argument("-o", "--output", metavar="OUT", type=Path, required=True)
    fill_command.add_argument("--report", metavar="R.json", type=Path, help="source of each cell, doubts, differences")
    fill_command.add_argument("--trace", choices=TRACES, help="show the sources in the file as well")
    fill_command.add_argument("--language", choices=["zh", "en"], default=language_of_the_shell())
    fill_command.set_defaults(run=run_fill)


def run_recognise(arguments: argparse.Namespace) -> int:
    """Exit 0 when the file was read, 2 when it could not be."""
    try:
        found = recognise(read_workbook(open_upload(arguments.file, only_read=True)))
    except (UnreadableFile, OSError) as error:
        complain(str(arguments.file), error, arguments.language)
        return UNREADABLE
    if arguments.format == "json":
        print(found.to_json(indent=2))
    else:
        print("\n".join(_lines(found, arguments.language)))
    return 0


@collected_later()
def run_fill(arguments: argparse.Namespace) -> int:
    """Exit 0 when all was clear, 1 when a person should look at something, 2 when a file could not be read."""
    reading = arguments.template
    try:
        template = read_template(open_upload(reading, only_read=True))
        reading = arguments.data
        holdings = read_holdings(open_upload(reading, only_read=True))
    except (UnreadableFile, OSError) as error:
        complain(str(reading), error, arguments.language)
        return UNREADABLE
    content, report = fill(template, holdings, key=arguments.key, trace=arguments.trace, language=arguments.language)
    try:
        arguments.output.write_bytes(content)
        if arguments.report:
            arguments.report.write_text(report.to_json(), encoding="utf-8")
    except OSError as error:
        complain(str(arguments.output), error, arguments.language)
        return UNREADABLE
    print(_summary(report, arguments.language))
    clear = template.blocks and not report.findings and not any(each.doubt for each in report.filled)
    return 0 if clear else LOOK


def _summary(report: Report, language: str) -> str:
    words = _WORDS[language]
    lines = [words["filled"].format(**report.summary()), *(f"  {each.in_(language)}" for each in report.remarks)]
    for finding in report.findings[:_SHOWN]:
        place = cell_name(*report.place(finding))
        lines.append(f"  {report.sheets[finding.sheet]}!{place} [{finding.kind}] {finding.text.in_(language)}")
    for each in [each for each in report.filled if each.doubt][:_SHOWN]:
        lines.append(f"  {report.sheets[each.sheet]}!{cell_name(*report.place(each))} {each.doubt.in_(language)}")
    return "\n".join(lines)


LOOK = 1
_SHOWN = 50
_WORDS = {
    "zh": {
        "title": "标题行",
        "header": "表头行",
        "data": "数据行",
        "ask": "待确认",
        "none": "（没有表格）",
        "filled": "填入{filled}格，其中{doubtful}格存疑；{left_blank}格没有数据",
    },
    "en": {
        "title": "title rows",
        "header": "header rows",
        "data": "data rows",
        "ask": "to confirm",
        "none": "(no table)",
        "filled": "{filled} cells filled, {doubtful} of them in doubt; nothing is held for {left_blank}",
    },
}


def _lines(found: Recognition, language: str):
    words = _WORDS[language]
    for sheet in found.sheets:
        yield f"# {sheet.name}{'' if sheet.tables else ' ' + words['none']}"
        for table in sheet.tables:
            yield from _table_lines(table, words, language)


def _table_lines(table: Table, words: dict[str, str], language: str):
    titles = ", ".join(map(str, table.title_rows)) or "-"
    yield (
        f"[{table.orientation}] {table.title} · {words['title']} {titles} · "
        f"{words['header']} {table.header_first}-{table.header_last} · {words['data']} {table.data_first}-{table.data_last}"
    )
    for column in table.columns:
        said = f"  {column.cell:6} {' / '.join(column.caption)}"
        if column.element:
            asked = f" ({words['ask']})" if column.doubtful else ""
            said += f" → {column.element} {column.confidence:.2f}{asked} {column.why.in_(language)}"
        yield said
    yield from (f"  {note.row}: {note.kind}: {note.text}" for note in table.notes)
