"""What is published about the JSON is true, and the reference is fresh."""

import json
from pathlib import Path

import jsonschema
import pytest

from qingzhuang.cli import main
from qingzhuang.cli.reference import pages
from qingzhuang.gate.schema import SCHEMA

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"


def test_reports_follow_the_published_schema(tmp_path, capsys):
    path = tmp_path / "p.yaml"
    path.write_text(
        "- {kind: app, name: 通, functions: 打卡签到}\n- {kind: task, text: 汛期应急响应期间每班签到。}\n- {kind: data_request, fields: 姓名；身份证号}\n"
    )
    main(["check", str(path), "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator(SCHEMA).validate(report)
    assert len(report["items"]) == 3


@pytest.mark.parametrize(("name", "text"), pages(), ids=lambda value: value if len(value) < 40 else "")
def test_the_reference_is_fresh(name, text):
    assert (REFERENCE / name).read_text("utf-8") == text, "run ./qz docs"
