"""``qz overlap`` from sheets to JSON and csv, with no database."""

import csv
import json

import jsonschema
import xlsxwriter

from qingzhuang.analytics.overlap.report import COLUMNS, schema
from qingzhuang.cli import main

SHEETS = {
    "民政.xlsx": ("姓名", "公民身份号码", "联系电话", "家庭人口", "=1+1"),
    "卫健.xlsx": ("居民姓名", "身份证号", "手机号", "户籍人口", "=1+1"),
}


def sheets(folder):
    for name, captions in SHEETS.items():
        with xlsxwriter.Workbook(folder / name, {"strings_to_formulas": False}) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, captions)
            for row in range(1, 4):
                sheet.write_row(row, 0, ["张三", "", "13800000000", 3, "甲"])
    return [str(folder / name) for name in SHEETS]


def test_json_follows_the_published_schema(tmp_path, capsys):
    out = tmp_path / "out.json"
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK not a sheet")
    options = ["--units", "10", "--cycle", "monthly", "--language", "zh", "-o", str(out)]
    assert main(["overlap", *sheets(tmp_path), str(broken), *options]) == 2
    told = json.loads(out.read_text(encoding="utf-8"))
    jsonschema.validate(told, schema())
    assert {"person.name", "person.id_number", "person.phone"} <= {fact["element"] for fact in told["facts"]}
    assert told["facts"][0]["hours_per_year"] > 0
    assert [(each["one"], each["other"]) for each in told["doubtful"]] == [("家庭人口", "户籍人口")]
    assert told["troubles"][0]["file"].endswith("坏.xlsx")
    captured = capsys.readouterr()
    assert "2 张表" in captured.out
    assert "坏.xlsx" in captured.err


def test_csv_has_a_row_for_each_field_and_nothing_that_runs(tmp_path):
    out = tmp_path / "out.csv"
    assert main(["overlap", *sheets(tmp_path), "-o", str(out)]) == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert tuple(rows[0]) == COLUMNS
    assert len([row for row in rows if row[1] == "person.id_number"]) == 2
    assert not any(cell.startswith("=") for row in rows for cell in row)
