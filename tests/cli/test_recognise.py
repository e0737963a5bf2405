import json

import pytest
from jsonschema import Draft202012Validator

from qingzhuang.cli import main
from qingzhuang.sheets.recognise import schema
from tests.sheets.makers import xlsx


@pytest.fixture
def ledger(tmp_path):
    path = tmp_path / "低保.xlsx"
    path.write_bytes(xlsx([["低保户花名册"], ["序号", "户主姓名", "身份证号"], [1, None, None]], ["A1:C1"]))
    return path


def test_a_sheet_is_told_as_json_of_the_published_schema(ledger, capsys):
    assert main(["recognise", str(ledger), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    Draft202012Validator(schema()).validate(told)
    table = told["sheets"][0]["tables"][0]
    assert (table["title_rows"], table["header_rows"], table["data_first"]) == ([1], [2, 2], 3)
    assert [column["element"] for column in table["columns"]][1:] == [
        "household.head_name",
        "household.head_id_number",
    ]


def test_a_sheet_is_told_in_words(ledger, capsys):
    assert main(["recognise", str(ledger), "--language", "zh"]) == 0
    assert "户主姓名 → household.head_name" in capsys.readouterr().out


def test_what_is_no_sheet_is_refused_with_the_reason(tmp_path, capsys):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"%PDF-1.4")
    assert main(["recognise", str(path), "--language", "en"]) == 2
    assert "The name says .xlsx" in capsys.readouterr().err
