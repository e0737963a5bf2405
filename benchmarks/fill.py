"""Filling 10,000 rows of 30 columns into a styled template, beside openpyxl and beside the bare cost of the same XML.

    python -m benchmarks.fill [ROWS]

All figures come from one run, the contenders taking turns. ``cells`` writes given values (what openpyxl does);
``sheet`` is the whole way: reading the template, recognising it, binding, spelling each value as its column wants it
(the report is composed when it is asked for, and is not in the figure). ``hub`` is the same with values in their stored
spelling, as the hub holds them; ``sheet`` starts from a table as somebody typed it. Times are as a
person waits, then those of the processor: large parts are packed by two threads, the others use one. ``bare`` composes the same rows as one string and
deflates it with the standard library at its usual level (6), with nothing else. After that the files are compared: values and styles cell by cell, all other parts byte by byte.
"""

from __future__ import annotations

import io
import random
import statistics
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from datetime import date, timedelta

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from stdnum.cn import ric

from qingzhuang.domain.elements import ELEMENTS
from qingzhuang.sheets.canonical import canonical, meaning
from qingzhuang.sheets.fill import Field, Listing, Origin, Record, fill, read_template, write_values
from qingzhuang.sheets.safety import open_upload

ROUNDS = 3
FIRST = 4
ASKED = [
    "record.sequence", "person.name", "person.id_number", "person.sex", "person.birth_date", "person.ethnicity",
    "person.political_status", "person.education", "person.phone", "person.current_address", "person.hukou_address",
    "person.marital_status", "person.health_status", "person.employer", "person.job_title", "person.bank_account",
    "person.bank_name", "household.number", "household.head_name", "household.relation_to_head", "household.size",
    "household.income_annual", "household.farmland_area", "household.dwelling_area", "household.minimum_living_allowance",
    "place.township", "place.village", "place.group", "person.skill", "person.remark",
]  # fmt: skip
ELEMENT = {element.code: element for element in ELEMENTS}
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "芳伟娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰春生"


def template(rows: int) -> bytes:
    """A titled, bordered sheet with merged title, column widths and ``rows`` blank styled rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "花名册"
    thin = Border(*[Side("thin")] * 4)
    sheet["A1"] = "困难家庭花名册"
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(ASKED))
    sheet["A2"] = "填报单位："
    for column, code in enumerate(ASKED, 1):
        cell = sheet.cell(FIRST - 1, column, ELEMENT[code].name.zh)
        cell.border, cell.font, cell.fill = thin, Font(name="黑体", bold=True), PatternFill("solid", "DDDDDD")
        sheet.column_dimensions[cell.column_letter].width = 14
    for row in range(FIRST, FIRST + rows):
        for column in range(1, len(ASKED) + 1):
            cell = sheet.cell(row, column)
            cell.border, cell.font = thin, Font(name="宋体", size=10)
            cell.alignment = Alignment(horizontal="center" if column % 2 else "left", wrap_text=True)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def people(rows: int) -> list[list[object]]:
    dice = random.Random(2026)
    found = []
    for number in range(1, rows + 1):
        born = date(1930, 1, 1) + timedelta(days=dice.randrange(30_000))
        name = dice.choice(SURNAMES) + dice.choice(GIVEN) + dice.choice(GIVEN)
        start = f"431102{born:%Y%m%d}{dice.randrange(1000):03}"
        group = dice.randrange(1, 20)
        found.append([
            number, name, start + ric.calc_check_digit(start + "0"), dice.choice("男女"), born.isoformat(), "汉族",
            dice.choice(["群众", "中共党员"]), dice.choice(["小学", "初中", "高中"]), f"138{dice.randrange(10**8):08}",
            f"柳叶镇青石村{group}组{dice.randrange(200)}号", f"柳叶镇青石村{group}组", dice.choice(["已婚", "未婚", "丧偶"]),
            dice.choice(["健康或良好", "患有大病"]), "务农", "村民", f"6217{dice.randrange(10**15):015}", "农村商业银行",
            f"H{number // 3:06}", name, dice.choice(["户主", "妻", "子"]), dice.randrange(1, 9), dice.randrange(90_000),
            round(dice.random() * 20, 2), dice.randrange(40, 300), dice.choice(["是", "否"]), "柳叶镇", "青石村", f"{group}组",
            dice.choice(["无", "木工", "养殖 & 种植"]), "" if dice.random() < 0.5 else f"第{number}户",
        ])  # fmt: skip
    return found


def with_cells(form: bytes, told: list[list[object]]) -> bytes:
    rows = {
        row: {column: value for column, value in enumerate(values, 1) if value != ""}
        for row, values in enumerate(told, FIRST)
    }
    return write_values(open_upload(form, "t.xlsx"), {"花名册": rows})


def with_openpyxl(form: bytes, told: list[list[object]]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(form))
    sheet = book["花名册"]
    for row, values in enumerate(told, FIRST):
        for column, value in enumerate(values, 1):
            if value != "":
                sheet.cell(row, column).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bare(told: list[list[object]]) -> bytes:
    letters = [openpyxl.utils.get_column_letter(column) for column in range(1, len(ASKED) + 1)]
    rows = []
    for row, values in enumerate(told, FIRST):
        cells = []
        for letter, value in zip(letters, values, strict=True):
            if type(value) is str:
                cells.append(f'<c r="{letter}{row}" s="4" t="inlineStr"><is><t>{value}</t></is></c>')
            else:
                cells.append(f'<c r="{letter}{row}" s="4"><v>{value}</v></c>')
        rows.append(f'<row r="{row}">{"".join(cells)}</row>')
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress("".join(rows).encode()) + packer.flush()


def held(told: list[list[object]]) -> Listing:
    fields = [Field(code, (ELEMENT[code].name.zh,), code) for code in ASKED]
    origin, records = Origin("people", "2026-06-30"), [Record() for _ in told]
    for record, row in zip(records, told, strict=True):
        record.hold({code: value for code, value in zip(ASKED, row, strict=True) if value != ""}, origin)
    return Listing(fields, records, ELEMENT)


def as_stored(listing: Listing) -> Listing:
    """The same values in the spelling in which the hub stores them."""
    origin, records = Origin("people", "2026-06-30"), [Record() for _ in listing.records]
    for record, typed in zip(records, listing.records, strict=True):
        record.hold({code: canonical(ELEMENT[code], value) for code, value in typed.values.items()}, origin)
    return Listing(listing.fields, records, ELEMENT, stored=True)


def in_words(told: list[list[object]]) -> list[list[object]]:
    """What a sheet shows of the stored values: codes in the words of their lists."""
    return [
        [
            meaning(ELEMENT[code], canonical(ELEMENT[code], value)).zh
            if ELEMENT[code].datatype.startswith("code")
            else value
            for code, value in zip(ASKED, row, strict=True)
        ]
        for row in told
    ]


def whole_sheet(form: bytes, people_held: Listing) -> bytes:
    content, report = fill(read_template(open_upload(form, "t.xlsx")), people_held)
    assert not report.findings, report.findings[:3]
    return content


def compare(form: bytes, ours: bytes, told: list[list[object]]) -> None:
    """Print how many cells differ from what was asked for, or in style from the template; raises when any part differs."""
    before, after = (openpyxl.load_workbook(io.BytesIO(content))["花名册"] for content in (form, ours))
    values = styles = 0
    model = [before.cell(FIRST, column) for column in range(1, len(ASKED) + 1)]
    for row, expected in enumerate(told, FIRST):
        for column, value in enumerate(expected, 1):
            cell = after.cell(row, column)
            values += (cell.value if cell.value is not None else "") != value
            styles += _looks(cell) != _looks(model[column - 1])
    with zipfile.ZipFile(io.BytesIO(form)) as a, zipfile.ZipFile(io.BytesIO(ours)) as b:
        other = [name for name in a.namelist() if a.read(name) != b.read(name)]
    print(
        f"  {values} cells differ in value, {styles} in style, of {len(told) * len(ASKED)}; parts that differ: {other}"
    )
    if values or styles or len(other) != 1:
        raise SystemExit(1)


def _looks(cell) -> tuple:
    font, border, alignment = cell.font, cell.border, cell.alignment
    return (
        font.name, font.size, font.bold, border.left.style, border.top.style, alignment.horizontal,
        alignment.wrap_text, cell.number_format,
    )  # fmt: skip


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    told = people(count)
    people_held = held(told)
    hub_held, worded = as_stored(people_held), in_words(told)
    for title, form in ((f"{count} blank styled rows", template(count)), ("5 blank styled rows", template(5))):
        contenders: dict[str, Callable[[], bytes]] = {
            "bare": lambda: bare(told),
            "cells": lambda form=form: with_cells(form, told),
            "hub": lambda form=form: whole_sheet(form, hub_held),
            "sheet": lambda form=form: whole_sheet(form, people_held),
            "openpyxl": lambda form=form: with_openpyxl(form, told),
        }
        if title.startswith("5 "):
            del contenders["cells"]
        times: dict[str, list[float]] = {name: [] for name in contenders}
        worked: dict[str, list[float]] = {name: [] for name in contenders}
        made: dict[str, bytes] = {}
        for _ in range(ROUNDS):
            for name, work in contenders.items():
                started, busy = time.perf_counter(), time.process_time()
                made[name] = work()
                times[name].append(time.perf_counter() - started)
                worked[name].append(time.process_time() - busy)
        medians = {name: statistics.median(taken) for name, taken in times.items()}
        print(f"{count} rows x {len(ASKED)} columns, template with {title}")
        for name, taken in times.items():
            spread = " ".join(f"{each:.2f}" for each in sorted(taken))
            ratio = medians["openpyxl"] / medians[name]
            print(
                f"  {name:9} {medians[name]:6.2f} s ({spread})  {ratio:5.1f} x openpyxl  {medians[name] / medians['bare']:5.2f} x bare"
                f"  processor {statistics.median(worked[name]):.2f} s"
            )
        for name in ("cells", "hub", "sheet"):
            if name in made:
                print(f" {name}:", end="")
                compare(form, made[name], worded if name == "hub" else told)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
