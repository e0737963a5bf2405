"""Files as people send them become drafts, and bad ones say where and what to do."""

import json

import openpyxl
import pytest

from qingzhuang.cli import main
from qingzhuang.gate.intake import drafts_of
from qingzhuang.sheets.problems import UnreadableFile


def test_a_table_of_texts_gives_one_item_a_row(tmp_path):
    path = tmp_path / "texts.csv"
    path.write_bytes("编号,类型,正文\nA1,通知,各村干部每天打卡。\nA2,通知,请做好防滑提醒。\n".encode("gb18030"))
    drafts = drafts_of(path.read_bytes(), str(path))
    assert [(draft.id, draft.kind) for draft in drafts] == [("A1", "task"), ("A2", "task")]


def test_a_blank_form_becomes_a_data_request(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["困难群众摸底登记表"])
    sheet.merge_cells("A1:E1")
    sheet.append(["序号", "姓名", "身份证号", "家庭住址", "联系电话"])
    path = tmp_path / "form.xlsx"
    book.save(path)
    (draft,) = drafts_of(path.read_bytes(), str(path))
    assert draft.kind == "data_request"
    assert {"姓名", "身份证号", "家庭住址", "联系电话"} <= set(draft.values["fields"])


def test_yaml_names_its_kind_and_wrong_values_name_their_field():
    (draft,) = drafts_of("kind: app\nname: 通\n功能: 无\npeople: '１２'\n".encode(), "p.yaml")
    assert (draft.kind, draft.values["people"]) == ("app", 12)
    with pytest.raises(UnreadableFile) as bad:
        drafts_of(b"kind: app\npeople: many\n", "p.yaml")
    assert bad.value.where["field"] == "people"
    with pytest.raises(UnreadableFile):
        drafts_of(b"a: &a [x]\nb: *a\nkind: app\n", "bomb.yaml")
    with pytest.raises(UnreadableFile):
        drafts_of(b"{broken", "p.json")


def test_the_command_line_reports_and_its_exit_code_tells(tmp_path, capsys):
    bad, good, broken = tmp_path / "bad.csv", tmp_path / "good.csv", tmp_path / "broken.xlsx"
    bad.write_text("id,kind,text\n1,task,各村干部必须每天打卡并上传照片。\n")
    good.write_text("id,kind,text\n1,task,请做好防滑提醒。\n")
    broken.write_bytes(b"PK\x03\x04 not really")
    assert main(["check", str(bad), "--format", "json"]) == 1
    item = json.loads(capsys.readouterr().out)["items"][0]
    found = [finding for finding in item["findings"] if finding["status"] == "open"]
    assert {"checkin", "trace"} <= {finding["family"] for finding in found}
    assert all(finding["quote"] in bad.read_text() and finding["citations"] for finding in found)
    assert main(["check", str(good)]) == 0
    assert main(["check", str(good), str(broken)]) == 2
    assert "broken.xlsx" in capsys.readouterr().err
    assert main(["check", str(bad), "--format", "sarif"]) == 1
    assert json.loads(capsys.readouterr().out)["version"] == "2.1.0"


def test_a_ledger_is_compared_with(tmp_path, capsys):
    ledger, proposal = tmp_path / "ledger.csv", tmp_path / "new.yaml"
    ledger.write_text("编号,类型,名称,主办单位,功能\n7,应用,青溪网格,政法委,隐患上报；事件派单；网格走访\n")
    proposal.write_text("kind: app\nname: 隐患随手拍\nfunctions: 隐患上报；事件派单\n")
    main(["check", str(proposal), "--ledger", str(ledger), "--format", "json"])
    (item,) = json.loads(capsys.readouterr().out)["items"]
    assert item["similar"][0]["id"] == "7"
    assert item["similar"][0]["reasons"]
