"""A ledger comes in: captions guessed, every fault with its cell, nothing doubled, nothing half written."""

import datetime

import pytest

from qingzhuang.core.jobs import work
from qingzhuang.core.models import JournalEntry
from qingzhuang.core.policies import Denied
from qingzhuang.core.problems import Refused
from qingzhuang.registry.actions import change_asset, confirm_import, match_columns, undo_import, upload_ledger
from qingzhuang.registry.actions import rows as rows_module
from qingzhuang.registry.merging.circles import successor_of
from qingzhuang.registry.models import Asset, ImportBatch, RemovedAsset, SearchEntry
from qingzhuang.registry.queries.assets import outcomes_of, search_assets, twin_imports, units_as_written

from .ledgers import CAPTIONS, csv_of, many, xlsx_of

pytestmark = pytest.mark.django_db

RIGHT = [
    [1, "A001", "云岭民政通", "APP", "云岭县民政局", "救助申请；低保查询", "2023-05-01", "在用"],
    [2, "A002", "青山便民", "微信小程序", "青山镇", "预约、取号", "2024.3.9", "运行中"],
    [3, "A003", "云岭健康", "微信公众号", "云岭县卫健局", "科普", "2022年1月2日", "停止运营"],
    [4, "A004", "青山镇防汛群", "工作群", "青山镇人民政府办", "预警", "20240601", ""],
]


def bring(place, data, name="台账.csv", kind="", mapping=None, sheet=""):
    """Upload, match as guessed (or as told), and check."""
    batch = upload_ledger(place.office, actor=place.reviewer, name=name, data=data, sheet=sheet)
    batch = match_columns(batch, actor=place.reviewer, mapping=mapping or batch.mapping, kind=kind)
    work(once=True)
    return ImportBatch.objects.get(pk=batch.pk)


def confirm(place, batch):
    confirm_import(batch, actor=place.reviewer)
    work(once=True)
    return ImportBatch.objects.get(pk=batch.pk)


def remarks(batch, number):
    return [(r["cell"], r["text"]["en"], r["wrong"]) for r in batch.rows.get(number=number).remarks]


def test_a_ledger_comes_in_as_its_captions_say(place):
    batch = confirm(place, bring(place, csv_of(RIGHT)))
    assert (batch.step, batch.added, batch.held, batch.wrong) == ("done", 4, 0, 0)
    app = Asset.objects.get(name="云岭民政通")
    assert (app.kind, app.sponsor, app.keeper, app.external_id) == ("app", place.civil, place.civil, "A001")
    assert app.functions == ["救助申请", "低保查询"]
    assert app.starts_on == datetime.date(2023, 5, 1)
    assert [event.verb for event in app.events.all()] == ["found"]
    closed = Asset.objects.get(name="云岭健康")
    assert (closed.kind, closed.status) == ("account", "closed")
    assert search_assets(place.reviewer, "救助")[0] == app


def test_an_unknown_sponsor_stays_as_written_and_the_office_keeps_the_entry(place):
    batch = confirm(place, bring(place, csv_of(RIGHT)))
    group = Asset.objects.get(name="青山镇防汛群")
    assert (group.sponsor, group.sponsor_name, group.keeper) == (None, "青山镇人民政府办", place.office)
    assert (units_as_written(batch), remarks(batch, 5)) == ((1, ["青山镇人民政府办"]), [])


def test_the_day_and_the_words_of_a_state_stay_with_the_entry(place):
    captions = ["名称", "类别", "主办单位", "运行状态", "检查日期"]
    rows = [
        ["云岭发布", "微信公众号", "青山镇", "更新不及时", "2020-07-28"],
        ["云岭通", "APP", "青山镇", "已备案", "2024-03-03"],
        ["云岭旧版", "APP", "青山镇", "注销", "2024-04-30"],
    ]
    confirm(place, bring(place, csv_of(rows, captions)))
    slow, filed, closed = (Asset.objects.get(name=row[0]) for row in rows)
    found = slow.events.get()
    assert (slow.status, found.on, found.note) == ("running", datetime.date(2020, 7, 28), "更新不及时")
    assert (filed.status, filed.filed_on) == ("filed", datetime.date(2024, 3, 3))
    assert (closed.status, closed.closed_on) == ("closed", datetime.date(2024, 4, 30))


def test_every_fault_is_told_with_its_cell_and_the_right_rows_come_in(place):
    rows = [
        [1, "B1", "好的应用", "应用", "青山镇", "", "2024-01-01", ""],
        [2, "Ｂ１", "重复编号", "应用", "青山镇", "", "2024-13-01", ""],
        [3, "B3", "", "应用", "青山镇", "", "2024-02-30", ""],
        [4, "B4", "不知何类", "飞机", "青山镇", "", "", ""],
    ]
    batch = bring(place, csv_of(rows))
    assert outcomes_of(batch) == {"new": 1, "held": 0, "error": 3, "added": 0}
    assert remarks(batch, 3)[0][0] == "G3"
    assert remarks(batch, 3)[1:] == [("B3", "Repeats row 2 (id “B1”); delete one of them or mend the id.", True)]
    assert [(cell, wrong) for cell, _, wrong in remarks(batch, 4)] == [("G4", True), ("C4", True)]
    assert remarks(batch, 5)[0][0] == "D5"
    assert Asset.objects.count() == 0
    assert confirm(place, batch).added == 1


def test_full_width_digits_and_real_dates_are_read(place):
    head = ["名称", "类别", "涉及基层人数", "建群时间"]
    data = xlsx_of(("群组", [head, ["甲群", "群", "１２０", datetime.date(2024, 2, 29)], ["乙群", "群", "许多", None]]))
    batch = bring(place, data, "群组.xlsx")
    assert outcomes_of(batch)["error"] == 1
    assert remarks(batch, 3)[0][0] == "群组!C3"
    confirm(place, batch)
    group = Asset.objects.get()
    assert (group.values["people"], group.starts_on) == (120, datetime.date(2024, 2, 29))


def test_a_gbk_file_and_a_file_of_one_kind_are_read(place):
    data = csv_of([["政务甲号", "微信"], ["政务乙号", "抖音"]], ["账号名称", "平台"], encoding="gb18030")
    confirm(place, bring(place, data, kind="account"))
    assert sorted(Asset.objects.values_list("platform", flat=True)) == ["douyin", "wechat"]


def test_the_same_file_twice_doubles_nothing(place):
    data = csv_of(RIGHT)
    confirm(place, bring(place, data))
    again = bring(place, data, "又一次.csv")
    assert twin_imports(again).exists()
    assert outcomes_of(again) == {"new": 0, "held": 4, "error": 0, "added": 0}
    assert Asset.objects.count() == 4


def test_one_entry_without_an_id_is_known_by_its_kind_name_and_sponsor(place):
    captions = ["名称", "类别", "主办单位"]
    confirm(place, bring(place, csv_of([["云岭　民政通", "APP", "云岭县民政局"]], captions)))
    batch = bring(place, csv_of([["云岭 民政通", "app", "云岭县民政局"], ["云岭 民政通", "app", "青山镇"]], captions))
    assert [row.outcome for row in batch.rows.all()] == ["held", "new"]


def test_an_id_that_belongs_to_another_entry_is_told(place):
    confirm(place, bring(place, csv_of(RIGHT)))
    other = [[1, "A001", "另一个应用", "APP", "青山镇", "", "", ""]]
    batch = bring(place, csv_of(other))
    assert batch.wrong == 1
    assert "云岭民政通" in remarks(batch, 2)[0][1]


def test_what_came_meanwhile_is_held_when_the_rows_are_entered(place):
    first, second = bring(place, csv_of(RIGHT)), bring(place, csv_of(RIGHT))
    confirm(place, first)
    second = confirm(place, second)
    assert (second.added, second.held, Asset.objects.count()) == (0, 4, 4)


def test_undoing_takes_everything_out_in_one_step(place):
    batch = confirm(place, bring(place, csv_of(RIGHT)))
    undone = undo_import(batch, actor=place.reviewer)
    assert (undone.step, Asset.objects.count(), SearchEntry.objects.count()) == ("undone", 0, 0)
    assert RemovedAsset.objects.count() == 4
    assert search_assets(place.reviewer, "民政") == []
    assert confirm(place, bring(place, csv_of(RIGHT))).added == 4


def test_an_import_is_not_undone_once_somebody_worked_on_it(place):
    batch = confirm(place, bring(place, csv_of(RIGHT)))
    change_asset(Asset.objects.get(name="青山便民"), actor=place.reviewer, values={"purpose": "办事"})
    with pytest.raises(Refused) as refused:
        undo_import(batch, actor=place.reviewer)
    assert refused.value.code == "registry.import_touched"
    assert Asset.objects.count() == 4


def test_steps_out_of_turn_are_refused(place):
    batch = bring(place, csv_of(RIGHT))
    with pytest.raises(Refused):
        undo_import(batch, actor=place.reviewer)
    confirm(place, batch)
    with pytest.raises(Refused):
        confirm_import(batch, actor=place.reviewer)
    with pytest.raises(Refused):
        match_columns(batch, actor=place.reviewer, mapping=batch.mapping)


def test_only_the_office_of_the_area_brings_in_ledgers(place):
    for actor in (place.civil_officer, place.stranger, place.township):
        with pytest.raises(Denied):
            upload_ledger(place.office, actor=actor, name="台账.csv", data=csv_of(RIGHT))
    batch = bring(place, csv_of(RIGHT))
    with pytest.raises(Denied):
        confirm_import(batch, actor=place.stranger)


@pytest.mark.parametrize(
    ("mapping", "kind", "code"),
    [
        ({"3": "kind"}, "", "registry.name_unmapped"),
        ({"2": "name"}, "", "registry.kind_unmapped"),
        ({"2": "name", "4": "name"}, "app", "registry.column_twice"),
        ({"2": "name"}, "task", "registry.kind_unmapped"),
        ({"99": "name", "x": "name"}, "app", "registry.name_unmapped"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused(place, mapping, kind, code):
    batch = upload_ledger(place.office, actor=place.reviewer, name="台账.csv", data=csv_of(RIGHT))
    with pytest.raises(Refused) as refused:
        match_columns(batch, actor=place.reviewer, mapping=mapping, kind=kind)
    assert refused.value.code == code


def test_a_ledger_with_the_same_captions_is_matched_as_before(place):
    told = {"2": "name", "5": "audience"}
    bring(place, csv_of(RIGHT), kind="app", mapping=told)
    again = upload_ledger(place.office, actor=place.reviewer, name="b.csv", data=csv_of(RIGHT[:1]))
    assert (again.mapping, again.kind) == (told, "app")


def test_another_sheet_of_the_file_can_be_chosen(place):
    data = xlsx_of(
        ("应用", [["应用名称", "类型"], ["甲", "APP"]]), ("群", [["群名称", "成员数"], ["乙群", 5], ["丙群", 6]])
    )
    batch = upload_ledger(place.office, actor=place.reviewer, name="两张.xlsx", data=data)
    assert (batch.sheet, batch.sheets) == ("应用", ["应用", "群"])
    batch = match_columns(batch, actor=place.reviewer, mapping={}, sheet="群")
    assert (batch.step, batch.captions, batch.total) == ("uploaded", ["群名称", "成员数"], 2)
    assert batch.mapping == {"0": "name", "1": "people"}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("空.xlsx", b""),
        ("坏.xlsx", b"PK\x03\x04 not a workbook"),
        ("乱.csv", b"\xff\xfe\x00\xd8\x00"),
        ("x.exe", b"MZ\x90"),
    ],
)
def test_unreadable_files_are_refused_with_what_to_do(place, name, data):
    with pytest.raises(Refused) as refused:
        upload_ledger(place.office, actor=place.reviewer, name=name, data=data)
    assert name in str(refused.value.in_("en"))
    assert ImportBatch.objects.count() == 0


def test_every_step_stands_in_the_journal(place):
    confirm(place, bring(place, csv_of(RIGHT)))
    verbs = list(JournalEntry.objects.filter(verb__startswith="registry.").values_list("verb", flat=True))
    steps = ("upload", "match", "check", "confirm", "run")
    assert verbs == [f"registry.import.{step}" for step in steps]


def test_rows_are_entered_batch_by_batch(place, monkeypatch):
    monkeypatch.setattr(rows_module, "CHUNK", 7)
    batch = confirm(place, bring(place, many(25)))
    assert (batch.added, Asset.objects.count()) == (25, 25)
    assert JournalEntry.objects.filter(verb="registry.import.run").count() == 4


def test_a_repeat_in_a_later_batch_is_still_found(place, monkeypatch):
    monkeypatch.setattr(rows_module, "CHUNK", 2)
    rows = [[i, f"C{i}", f"群{i}", "群", "青山镇", "", "", ""] for i in range(5)]
    rows.append([9, "C0", "又一个", "群", "青山镇", "", "", ""])
    rows.append([10, "", "群1", "群", "青山镇", "", "", ""])
    batch = bring(place, csv_of(rows, CAPTIONS))
    assert [row.number for row in batch.rows.filter(outcome="error")] == [7, 8]


def test_a_formula_in_a_ledger_stays_text(place):
    rows = [[1, "D1", '=HYPERLINK("http://x")', "APP", "青山镇", "", "", ""]]
    confirm(place, bring(place, csv_of(rows)))
    assert Asset.objects.get().name == '=HYPERLINK("http://x")'


def test_a_month_or_a_year_alone_is_entered_with_a_note(place):
    rows = [["甲", "群", "2019"], ["乙", "群", "2021年3月"], ["丙", "群", "2019-13"]]
    batch = bring(place, csv_of(rows, ["名称", "类别", "建立时间"]))
    assert [row.outcome for row in batch.rows.all()] == ["new", "new", "error"]
    assert remarks(batch, 3) == [("C3", "“2021年3月” names no day; entered as 2021-03-01.", False)]


def test_a_caption_is_not_believed_against_its_values(place):
    data = csv_of([["a.example", "Ohio"], ["b.example", "Utah"]], ["Domain name", "State"])
    batch = upload_ledger(place.office, actor=place.reviewer, name="x.csv", data=data)
    assert batch.mapping == {"0": "name"}


def test_a_state_column_is_known_by_its_different_values(place):
    rows = [[f"账号{n}", "账号", "更新不及时"] for n in range(6)] + [["账号末", "账号", "注销"]]
    batch = confirm(place, bring(place, csv_of(rows, ["名称", "类别", "运行状态"])))
    assert batch.mapping["2"] == "status"
    assert sorted(Asset.objects.values_list("status", flat=True)) == ["closed", *["running"] * 6]


def test_what_a_ledger_says_went_into_another_leads_there_where_one_alone_bears_the_name(place):
    captions = ["名称", "类别", "主办单位", "状态", "备注"]
    rows = [
        ["旧号", "微信公众号", "云岭县民政局", "注销", "merged into 云岭民政 (old name)"],
        ["旧站", "微信公众号", "云岭县民政局", "注销", "2024年已并入“云岭民政”。"],
        ["老号", "微信公众号", "云岭县民政局", "注销", "并入不在台账的号"],
        ["疑号", "微信公众号", "云岭县民政局", "注销", "整合至两处同名"],
        ["在用号", "微信公众号", "云岭县民政局", "在用", "拟并入云岭民政"],
        ["云岭民政", "微信公众号", "云岭县民政局", "在用", ""],
        ["两处同名", "微信公众号", "云岭县民政局", "在用", ""],
        ["两处同名", "微信公众号", "云岭县卫健局", "在用", ""],
    ]
    batch = confirm(place, bring(place, csv_of(rows, captions)))
    into = {asset.name: successor_of(asset) for asset in Asset.objects.filter(batch=batch)}
    assert {name: other.name for name, other in into.items() if other} == {"旧号": "云岭民政", "旧站": "云岭民政"}
    assert "Replaced by “云岭民政”." in [text for _cell, text, _wrong in remarks(batch, 2)]
    undo_import(batch, actor=place.reviewer)
    assert not Asset.objects.filter(batch=batch).exists()
