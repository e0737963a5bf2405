"""Made-up ledgers, in csv and xlsx."""

from __future__ import annotations

import csv
import datetime
import io

import xlsxwriter

CAPTIONS = ["序号", "编号", "名称", "类别", "主办单位", "主要功能", "建立日期", "状态"]


def csv_of(rows, captions=CAPTIONS, encoding="utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([captions, *rows])
    return out.getvalue().encode(encoding)


def xlsx_of(*sheets) -> bytes:
    """``(name, rows)`` pairs, the captions being each one's first row."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd"})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, datetime.date):
                    sheet.write_datetime(number, column, datetime.datetime.combine(value, datetime.time()))
                elif value is not None:
                    sheet.write(number, column, value)
    book.close()
    return out.getvalue()


def many(count: int) -> bytes:
    """A right ledger of ``count`` different groups."""
    return csv_of(
        [[i, f"Q{i:06d}", f"第{i}工作组联络群", "工作群", "青山镇", "通知", "2024-03-01", "在用"] for i in range(count)]
    )
