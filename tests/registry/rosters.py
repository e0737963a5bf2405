"""Made-up lists of groups and members in the shapes of the chat products."""

import csv
import io

import xlsxwriter


def table(headers, rows, name="list.csv"):
    """``(name, bytes)`` of a csv or xlsx with these rows."""
    if name.endswith(".xlsx"):
        out = io.BytesIO()
        book = xlsxwriter.Workbook(out, {"in_memory": True})
        sheet = book.add_worksheet()
        for number, row in enumerate([headers, *rows]):
            for column, value in enumerate(row):
                sheet.write(number, column, value)
        book.close()
        return name, out.getvalue()
    text = io.StringIO()
    csv.writer(text).writerows([headers, *rows])
    return name, text.getvalue().encode()


def people(first, last):
    """Phones of made-up people, numbered."""
    return [f"139000{number:05d}" for number in range(first, last)]


def members_file(groups, name="成员.csv"):
    """``{group name: phones}`` as a list of members."""
    rows = [[group, f"人员{phone[-4:]}", phone, "前沟村"] for group, phones in groups.items() for phone in phones]
    return table(["群名称", "姓名", "手机号", "部门"], rows, name)
