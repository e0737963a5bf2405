"""``qz scan`` from file to files."""

import csv
import json

import duckdb
import pytest
import xlsxwriter

from qingzhuang.cli import main, scan

HEAD = ("编号", "类型", "名称", "主办单位", "主要功能", "用途", "使用对象")
ROWS = [
    ("1", "应用", "防汛通", "水利局", "防汛值班签到；水位监测预警；抢险物资调度；汛情信息上报", "防汛", "干部"),
    ("2", "小程序", "抗洪助手", "应急局", "抗洪值班打卡、水位监测预警、抢险物资调度、汛情信息上报", "防汛", "干部"),
    ("3", "应用", "助餐通", "民政局", "老人助餐预约；助餐点评价；送餐派单", "养老", "老人"),
    ("3", "应用", "高龄津贴", "民政局", "高龄津贴申领；津贴资格复核；发放公示", "养老", "老人"),
    ("5", "应用", "", "民政局", "没有名字", "", ""),
]


def as_csv(path, encoding="utf-8"):
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([HEAD, *ROWS])


def as_xlsx(path):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEAD, *ROWS]):
            sheet.write_row(number, 0, row)


def as_parquet(path):
    source = path.with_suffix(".tmp.csv")
    as_csv(source)
    duckdb.sql(f"COPY (SELECT * FROM read_csv('{source}', all_varchar=true)) TO '{path}' (FORMAT parquet)")


MAKERS = {
    "ledger.csv": as_csv,
    "old.csv": lambda path: as_csv(path, "gb18030"),
    "ledger.xlsx": as_xlsx,
    "ledger.parquet": as_parquet,
}


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", MAKERS)
def test_a_ledger_of_any_form_gives_pairs_clusters_and_a_summary(name, tmp_path, capsys):
    MAKERS[name](tmp_path / name)
    assert main(["scan", str(tmp_path / name), "-o", str(tmp_path / "out"), "--language", "zh"]) == 0
    [pair] = read(tmp_path / "out" / "pairs.csv")
    assert (pair["id_a"], pair["id_b"]) == ("1", "2")
    assert float(pair["score"]) > 0.9
    assert "防汛值班签到 ≈ 抗洪值班打卡" in pair["reasons"]
    clusters = {row["id"]: row["cluster"] for row in read(tmp_path / "out" / "clusters.csv")}
    assert clusters == {"1": "1", "2": "1", "3": "3", "3#2": "3#2"}
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert (summary["entries"], summary["pairs"], summary["clusters"]["largest"]) == (4, 1, 2)
    # Parquet has no line of captions: its rows are counted alone.
    last = 5 if name.endswith("parquet") else 6
    assert {(each["code"], each["row"]) for each in summary["problems"]} == {
        ("repeated_id", last - 1),
        ("no_name", last),
    }
    assert f"第 {last} 行" in capsys.readouterr().err


def test_a_threshold_is_obeyed_and_more_synonyms_are_taken(tmp_path):
    as_csv(tmp_path / "a.csv")
    out = tmp_path / "out"
    (tmp_path / "words.csv").write_text("canonical,role,words\n青黛,object,墨竹\n", encoding="utf-8")
    assert main(["scan", str(tmp_path / "a.csv"), "-o", str(out), "--threshold", "1"]) == 0
    assert all(float(row["score"]) >= 1 for row in read(out / "pairs.csv"))
    assert main(["scan", str(tmp_path / "a.csv"), "-o", str(out), "--synonyms", str(tmp_path / "words.csv")]) == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"\x7fELF\x02\x01\x01"),
        ("a.parquet", b"PAR1 but not really"),
        ("a.csv", "编号,功能\n1,没有名称列\n".encode()),
        ("a.csv", b"id,name\n" + b"1,a\n" * 100_000 + "2,\ud800x\n".encode("utf-8", "surrogatepass")),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_written(name, content, tmp_path, capsys):
    (tmp_path / name).write_bytes(content)
    assert main(["scan", str(tmp_path / name), "-o", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.strip()
    assert not (tmp_path / "out").exists()


def scanned(path, capsys, *more):
    """The exit code, the pairs written and what was said of the ledger."""
    out = path.parent / "out"
    code = main(["scan", str(path), "-o", str(out), *more])
    return code, read(out / "pairs.csv") if out.exists() else None, capsys.readouterr().err


def test_all_sheets_of_a_workbook_are_one_ledger(tmp_path, capsys):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet("填报说明").write_row(0, 0, ["请逐项填写", "不得漏报"])
        for name, rows in (
            ("水利局", ROWS[:1]),
            ("应急局", [(ROWS[1][0], "小程序", "", *ROWS[1][3:]), ("1", *ROWS[1][1:])]),
        ):
            sheet = book.add_worksheet(name)
            for number, row in enumerate([HEAD, *rows]):
                sheet.write_row(number, 0, row)
    code, [pair], said = scanned(tmp_path / "a.xlsx", capsys, "--language", "zh")
    assert (code, pair["id_a"], pair["id_b"]) == (0, "1", "1#2")
    assert "工作表“填报说明”没有“名称”列" in said
    assert "工作表“应急局”：第 2 行没有名称" in said
    assert "工作表“应急局”：第 3 行的编号“1”重复" in said


@pytest.mark.parametrize("name", ["really.csv", "really.parquet"])
def test_a_workbook_under_another_name_is_read_for_what_it_is(name, tmp_path, capsys):
    as_xlsx(tmp_path / "a.xlsx")
    (tmp_path / "a.xlsx").rename(tmp_path / name)
    code, pairs, _said = scanned(tmp_path / name, capsys)
    assert (code, len(pairs)) == (0, 1)


def test_rows_that_shifted_and_ids_that_are_missing_are_told(tmp_path, capsys):
    text = "id,name,functions\n1,a,flood watch,patrol\n,b,flood watch\n3,c,\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    code, _pairs, said = scanned(tmp_path / "a.csv", capsys, "--language", "en")
    assert code == 0
    assert "Row 2 has more values" in said
    assert "Row 3 has no id, taken as “3”" in said


def test_reasons_speak_the_language_of_the_ledger(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    as_csv(tmp_path / "a.csv")
    assert "共有功能 4 项" in scanned(tmp_path / "a.csv", capsys)[1][0]["reasons"]


def test_an_id_cannot_run_as_a_formula(tmp_path, capsys):
    rows = [("=1+1", *ROWS[0][1:]), ("@b", *ROWS[1][1:])]
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])
    [pair] = scanned(tmp_path / "a.csv", capsys)[1]
    assert (pair["id_a"], pair["id_b"]) == ("'=1+1", "'@b")


def test_several_processes_tell_the_same_as_one(tmp_path, monkeypatch):
    rows = [(str(n), "应用", f"防汛通{n}", f"{n}局", ROWS[n % 3][4], "防汛", "干部") for n in range(40)]
    with (tmp_path / "l.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])
    assert main(["scan", str(tmp_path / "l.csv"), "-o", str(tmp_path / "one")]) == 0
    monkeypatch.setattr(scan, "CHUNK", 7)
    assert main(["scan", str(tmp_path / "l.csv"), "-o", str(tmp_path / "several")]) == 0
    told = [(tmp_path / folder / "pairs.csv").read_bytes() for folder in ("one", "several")]
    assert told[0] == told[1]
    assert told[0].count(b"\n") > 7 * scan.WORTH_PROCESSES


def test_a_ledger_of_captions_alone_gives_empty_lists(tmp_path, capsys):
    (tmp_path / "a.csv").write_text("编号,名称\n", encoding="utf-8")
    assert scanned(tmp_path / "a.csv", capsys)[:2] == (0, [])


def test_where_nothing_can_be_written_is_said_before_the_work(tmp_path, capsys):
    as_csv(tmp_path / "a.csv")
    assert main(["scan", str(tmp_path / "a.csv"), "-o", str(tmp_path / "a.csv" / "out")]) == 2
    assert "a.csv" in capsys.readouterr().err


def test_the_line_that_breaks_an_old_encoding_is_named(tmp_path, capsys):
    lines = [",".join(row) for row in (HEAD, *ROWS[:2])]
    (tmp_path / "a.csv").write_bytes("\n".join(lines).encode("gbk") + b"\n9,\xff\xfe\x80,x\n")
    code, _pairs, said = scanned(tmp_path / "a.csv", capsys, "--language", "zh")
    assert code == 2
    assert "第 4 行" in said
