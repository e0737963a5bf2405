import csv
import datetime
import json

import pytest

from qingzhuang.analytics.activity.storage import Event, write_day
from qingzhuang.cli import main
from tests.analytics.activity.stores import object_store


@pytest.fixture
def events(tmp_path):
    path = tmp_path / "events.csv"
    path.write_text("资产,用户,时间\nA,u1,2025-03-01\nA,u2,2025-03-02\nB,u1,tomorrow\n", encoding="utf-8")
    return path


def test_activity_writes_the_table_and_says_what_was_left_out(events, tmp_path, capsys):
    out = tmp_path / "out.csv"
    assert main(["activity", str(events), "--as-of", "2025-03-03", "-o", str(out), "--language", "en"]) == 0
    said = capsys.readouterr()
    assert "1 assets, 2 rows; 2 days with data (2025-03-01 to 2025-03-02)." in said.out
    assert "1 rows could not be counted" in said.err
    rows = list(csv.DictReader(out.open()))
    assert [(row["asset"], row["users_7"]) for row in rows] == [("A", "2")]
    assert json.loads((tmp_path / "out.summary.json").read_text())["faults"] == {"no_time": 1}


def test_activity_refuses_what_is_no_events(tmp_path, capsys):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    assert (
        main(["activity", str(tmp_path / "x.csv"), "--as-of", "2025-03-03", "-o", str(tmp_path), "--language", "zh"])
        == 2
    )
    assert "没有找到资产列和时间列" in capsys.readouterr().err


def test_activity_reads_the_days_of_a_bucket_and_tells_when_there_is_no_key_to_it(tmp_path, capsys, monkeypatch):
    day = datetime.date(2025, 3, 1)
    asked = [
        "activity",
        "s3://usage/county",
        "--as-of",
        "2025-03-02",
        "-o",
        str(tmp_path / "o.csv"),
        "--language",
        "en",
    ]
    with object_store() as store:
        write_day(store.bucket, day, [Event("a", datetime.datetime(2025, 3, 1, 8), "li")], "1")
        for name, value in store.environment.items():
            monkeypatch.setenv(name, value)
        assert main(asked) == 0
        assert "1 assets, 1 rows; 1 days with data" in capsys.readouterr().out
        monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
        assert main(asked) == 2
    assert "AWS_SECRET_ACCESS_KEY" in capsys.readouterr().err
