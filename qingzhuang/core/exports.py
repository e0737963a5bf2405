"""One way to export rows: CSV that Excel opens in Chinese, or XLSX; nothing in it can run as a formula."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import Any

import xlsxwriter
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from qingzhuang.sheets.neutral import neutral

FORMATS = ("csv", "xlsx")
# Characters of a csv that are gathered before they are sent.
BUFFER = 65_536


def export(name: str, headers: Sequence[str], rows: Iterable[Sequence[Any]], format: str) -> HttpResponseBase:
    """Return ``name.csv`` or ``name.xlsx`` as a download; ``rows`` are read once, in order."""
    return _csv(name, headers, rows) if format == "csv" else _xlsx(name, headers, rows)


def _csv(name: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponseBase:
    def lines() -> Iterator[str]:
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        try:
            yield "\ufeff"
            writer.writerow([neutral(cell) for cell in headers])
            for row in rows:
                writer.writerow([neutral(cell) for cell in row])
                if buffer.tell() > BUFFER:
                    yield buffer.getvalue()
                    buffer.seek(0)
                    buffer.truncate()
            yield buffer.getvalue()
        finally:
            # Whoever downloads may go away: what the rows have to do at their end is done then, not some time later.
            if isinstance(rows, Generator):
                rows.close()

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.csv")
    return response


def _xlsx(name: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponseBase:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True, "bottom": 1})
    sheet.freeze_panes(1, 0)
    for column, header in enumerate(headers):
        sheet.write_string(0, column, header, bold)
        sheet.set_column(column, column, max(12, min(40, len(header) * 2 + 4)))
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            value = neutral(cell)
            if isinstance(value, bool) or not isinstance(value, int | float):
                sheet.write_string(number, column, str(value))
            else:
                sheet.write_number(number, column, value)
    book.close()
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx")
