"""What is told of each asset, from clean and from bad events, and what could not be seen at all."""

import datetime
import json
import os

import pytest

from qingzhuang.analytics.activity import WINDOWS, measure, pairs, write
from qingzhuang.sheets.problems import UnreadableFile
from tests.analytics.activity.makers import AS_OF, counted, many, parquet


def by_asset(activity):
    return {row["asset"]: row for row in activity.rows()}


@pytest.mark.parametrize(
    "user",
    [
        "(h >> 8) % 90",
        "((h >> 8) % 90)::INTEGER - 40",
        "'u' || ((h >> 8) % 90)::VARCHAR",
        "CASE WHEN h % 5 > 0 THEN (h >> 8) % 90 END",
        "((h >> 8) % 90) * 100000000000000000",
    ],
    ids=["numbers", "negative numbers", "text", "some missing", "numbers too wide to pack"],
)
def test_active_users_are_exact_in_every_window(tmp_path, user):
    folder = many(tmp_path / "events", user)
    truth = counted(folder)
    found = by_asset(measure(folder, AS_OF))
    assert set(found) == set(truth)
    for asset, row in found.items():
        assert row["users"] == len(truth[asset][0])
        assert [row[f"users_{days}"] for days in WINDOWS] == [len(truth[asset][days]) for days in WINDOWS]


def test_assets_and_users_may_be_numbers_and_times_dates(tmp_path):
    path = parquet(
        tmp_path / "e.parquet",
        "SELECT i % 3 AS app_id, i % 5 AS uid, DATE '2025-04-20' + (i % 4)::INTEGER AS date FROM range(60) r(i)",
    )
    found = by_asset(measure(path, AS_OF))
    assert {asset: (row["uses"], row["users"], row["days_seen"]) for asset, row in found.items()} == {
        "0": (20, 5, 4), "1": (20, 5, 4), "2": (20, 5, 4),
    }  # fmt: skip
    assert found["0"]["last_use"] == datetime.datetime(2025, 4, 23)
    assert found["0"]["first_seen"] == datetime.date(2025, 4, 20)


def test_partitions_may_differ_in_their_columns_and_types(tmp_path):
    old = """SELECT '7' AS asset, TIMESTAMP '2025-04-01' AS "at" FROM range(3)"""
    new = """SELECT 7 AS asset, i AS "user", TIMESTAMP '2025-04-02' AS "at" FROM range(4) r(i)"""
    parquet(tmp_path / "e" / "day=2025-04-01" / "part.parquet", old)
    parquet(tmp_path / "e" / "day=2025-04-02" / "part.parquet", new)
    for together in (1, 1 << 30):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pairs, "_BYTES_TOGETHER", together)
            row = by_asset(measure(tmp_path / "e", AS_OF))["7"]
        assert (row["uses"], row["uses_unnamed"], row["users"], row["days_seen"]) == (7, 3, 4, 2)


def test_windows_end_with_the_day_asked_for_and_begin_inclusively(tmp_path):
    days = ["2025-04-30", "2025-04-24", "2025-04-23", "2025-04-01", "2025-03-31"]
    rows = "\n".join(f"a,u{n},{day} 23:59:59" for n, day in enumerate(days))
    (tmp_path / "e.csv").write_text(f"asset,user,at\n{rows}\n")
    row = by_asset(measure(tmp_path / "e.csv", AS_OF))["a"]
    assert (row["uses_7"], row["users_7"], row["days_seen_7"]) == (2, 2, 2)
    assert (row["uses_30"], row["users_30"], row["days_seen_30"]) == (4, 4, 4)
    assert (row["uses_90"], row["uses"]) == (5, 5)


TABLE = """资产编号,用户,时间,类型,次数
A1,u1,2025-03-01 08:00,使用,1
A1,u2,2025/3/2,,3
A2,,2025年3月5日,更新,
A2,u1,20250306,登录,2
A3,u1,2025.3.4 9:30,use,0
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_with_chinese_captions_and_dates_as_people_write_them(tmp_path, encoding):
    (tmp_path / "使用.csv").write_bytes(TABLE.encode(encoding))
    activity = measure(tmp_path / "使用.csv", AS_OF)
    assert activity.faults == ()
    found = by_asset(activity)
    assert (found["A1"]["uses"], found["A1"]["users"]) == (4, 2)
    assert found["A1"]["last_use"] == datetime.datetime(2025, 3, 2)
    assert found["A2"]["last_update"] == datetime.datetime(2025, 3, 5)
    assert (found["A2"]["uses"], found["A2"]["last_use"]) == (2, datetime.datetime(2025, 3, 6))


def test_a_report_of_no_use_is_seen_but_is_no_use(tmp_path):
    (tmp_path / "e.csv").write_text(TABLE)
    row = by_asset(measure(tmp_path / "e.csv", AS_OF))["A3"]
    assert (row["uses"], row["users"], row["last_use"], row["days_seen"]) == (0, 0, None, 1)
    assert row["last_seen"] == datetime.datetime(2025, 3, 4, 9, 30)


BAD = """asset,user,at,kind,count
a,u1,2025-03-01,use,1
,u1,2025-03-01,use,1
a,u1,someday,use,1
a,u1,2025-03-01,use,-4
a,u1,2025-03-01,dance,4
a,u1,2025-03-01,use,1.5
a,u1,2025-03-01,use,99999999999
a,u1,2025-05-01,use,1
a,u1,1970-01-01,use,1
a,u1,2025-02-30,use,1
a,u2,2025-03-02,use,1,too,many
a,u3,2025-03-03,use,oops
a,u4,2025-03-03,use,2
"""


def test_rows_that_cannot_be_counted_are_named_by_row_and_left_out(tmp_path):
    (tmp_path / "e.csv").write_text(BAD)
    activity = measure(tmp_path / "e.csv", AS_OF)
    assert {(row.row, row.code) for row in activity.faults} == {
        (3, "no_asset"), (4, "no_time"), (5, "impossible_count"), (6, "unknown_kind"), (7, "impossible_count"),
        (8, "impossible_count"), (9, "after_as_of"), (10, "too_early"), (11, "no_time"), (12, "unreadable_row"),
        (13, "impossible_count"),
    }  # fmt: skip
    assert {row.file for row in activity.faults} == {"e.csv"}
    row = by_asset(activity)["a"]
    assert (row["uses"], row["users"]) == (3, 2)
    assert sum(activity.summary["faults"].values()) == 11


def test_faulty_rows_of_partitions_are_named_by_partition_and_row(tmp_path):
    folder = many(tmp_path / "events", days=3)
    parquet(
        folder / "day=2025-01-04" / "part.parquet",
        """SELECT CASE WHEN i <> 2 THEN 'A1' END AS asset, i AS "user", TIMESTAMP '2025-01-04' AS "at" FROM range(4) r(i)""",
    )
    activity = measure(folder, AS_OF)
    assert [(row.file, row.row, row.code) for row in activity.faults] == [
        ("day=2025-01-04/part.parquet", 3, "no_asset")
    ]
    assert activity.summary["rows"] == 3 * 60 + 3


def test_silence_is_counted_only_where_there_are_data(tmp_path):
    (tmp_path / "e.csv").write_text("asset,at\na,2025-04-01\nb,2025-04-01\nb,2025-04-02\nb,2025-04-20\n")
    activity = measure(tmp_path / "e.csv", AS_OF)
    assert by_asset(activity)["a"]["silent_days"] == 2
    observed = activity.summary["observed"]
    assert (observed["first_day"], observed["last_day"], observed["days"]) == ("2025-04-01", "2025-04-20", 3)
    assert observed["missing"] == [
        {"first_day": "2025-04-03", "last_day": "2025-04-19"},
        {"first_day": "2025-04-21", "last_day": "2025-04-30"},
    ]
    assert observed["in_windows"]["7"] == 0
    assert activity.summary["users_told"] is False


def test_a_day_whose_partition_is_empty_was_observed(tmp_path):
    folder = many(tmp_path / "events", days=2)
    parquet(
        folder / "day=2025-01-03" / "part.parquet",
        """SELECT '' AS asset, 1 AS "user", TIMESTAMP '2025-01-03' AS "at" LIMIT 0""",
    )
    assert measure(folder, datetime.date(2025, 1, 3)).summary["observed"]["missing"] == []


def test_times_with_a_zone_are_told_by_the_countrys_clocks(tmp_path):
    path = parquet(tmp_path / "e.parquet", """SELECT 'a' AS asset, TIMESTAMPTZ '2025-04-01 20:00:00+00' AS "at" """)
    assert by_asset(measure(path, AS_OF))["a"]["last_use"] == datetime.datetime(2025, 4, 2, 4)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("e.csv", b"", "empty"),
        ("e.csv", b"name,when\na,2025-01-01\n", "no_event_columns"),
        ("e.parquet", b"PAR1 cut short", "broken_content"),
    ],
)
def test_what_is_no_events_is_refused_with_the_reason(tmp_path, name, content, code):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableFile) as refused:
        measure(tmp_path / name, AS_OF)
    assert refused.value.code == code


def test_a_folder_without_parquet_is_refused(tmp_path):
    with pytest.raises(UnreadableFile) as refused:
        measure(tmp_path, AS_OF)
    assert refused.value.code == "no_parquet"


def test_the_table_is_written_with_its_summary_and_cannot_run_as_a_formula(tmp_path):
    (tmp_path / "e.csv").write_text("asset,at\n=1+1,2025-04-01\nb,soon\n")
    activity = measure(tmp_path / "e.csv", AS_OF)
    table, summary, faults = write(activity, tmp_path / "out")
    assert table.read_text().splitlines()[1].startswith("'=1+1,2025-04-01")
    assert json.loads(summary.read_text())["faults"] == {"no_time": 1}
    assert faults.read_text("utf-8-sig").splitlines()[1].startswith("e.csv,3,no_time,")
    table, summary, _ = write(activity, tmp_path / "x.parquet")
    assert table.read_bytes()[:4] == b"PAR1"
    assert summary.name == "x.summary.json"


@pytest.mark.spark
@pytest.mark.skipif(not os.environ.get("QZ_DEMAND_ALL"), reason="Spark takes half a minute to start: ./qz test --all")
def test_spark_answers_the_same(tmp_path):
    folder = many(tmp_path / "events", "CASE WHEN h % 5 > 0 THEN (h >> 8) % 90 END::BIGINT", days=10)
    (tmp_path / "e.csv").write_text(BAD)
    for path in (folder, tmp_path / "e.csv"):
        here, there = measure(path, AS_OF), measure(path, AS_OF, "spark")
        assert there.rows() == here.rows()
        assert there.summary == here.summary
        assert there.faults == here.faults
