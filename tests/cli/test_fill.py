import json

import pytest

from qingzhuang.cli import main
from tests.sheets.makers import xlsx

LI = "440308199901101512"


@pytest.fixture
def files(tmp_path):
    form, data = tmp_path / "花名册.xlsx", tmp_path / "人员.csv"
    form.write_bytes(xlsx([["姓名", "身份证号", "联系电话"], ["李雷", LI, None], ["韩梅", None, None]]))
    data.write_text(f"姓名,身份证号,联系电话\n李雷,{LI},13800000000\n", encoding="utf-8")
    return form, data, tmp_path / "已填.xlsx"


@pytest.mark.parametrize(
    ("language", "said", "finding"),
    [("zh", "填入1格", "没有“韩梅”的数据"), ("en", "1 cells filled", "nothing is held of “韩梅”")],
)
def test_what_was_filled_is_told_in_both_languages(files, tmp_path, capsys, language, said, finding):
    form, data, out = files
    report = tmp_path / "报告.json"
    arguments = ["fill", str(form), "--from", str(data), "-o", str(out), "--report", str(report)]
    assert main([*arguments, "--language", language]) == 1
    told = capsys.readouterr().out
    assert said in told
    assert finding in told
    assert json.loads(report.read_text(encoding="utf-8"))["summary"]["filled"] == 1
    assert out.exists()


def test_a_file_that_is_no_sheet_is_refused_and_nothing_is_written(files, capsys):
    form, data, out = files
    form.write_bytes(b"%PDF-1.4")
    assert main(["fill", str(form), "--from", str(data), "-o", str(out), "--language", "en"]) == 2
    assert form.name in capsys.readouterr().err
    assert not out.exists()


def test_a_sheet_without_a_table_is_told_so(files, capsys):
    form, data, out = files
    form.write_bytes(xlsx([[None]]))
    assert main(["fill", str(form), "--from", str(data), "-o", str(out), "--language", "zh"]) == 1
    assert "没有认出要填的表" in capsys.readouterr().out
