"""Logs name no resident."""

import json
import logging
import subprocess
import sys

import pytest

from qingzhuang.core.logs import mask, masked


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("号码11010119900307453X。", "号码110101************。"),
        ("call +86 138-1234-5678", "call +86 138********"),
        ("order 1101011990030745301234", "order 1101011990030745301234"),
        ("2026-11-23 12:00", "2026-11-23 12:00"),
    ],
)
def test_numbers_of_residents_and_telephones_are_masked(said, shown):
    assert masked(said) == shown


def test_masking_goes_as_deep_as_the_event():
    event = mask(None, "info", {"rows": [{"id": 110101199003074530}], "n": 3, "ok": True})
    assert event == {"rows": [{"id": "110101************"}], "n": 3, "ok": True}


def test_a_traceback_of_the_standard_library_is_one_masked_json_line():
    code = (
        "import django; django.setup()\n"
        "import logging; from qingzhuang.core import logs; logs.configure()\n"
        "try: int('13812345678x')\n"
        "except ValueError: logging.getLogger('x').exception('bad %s', '13812345678')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    [line] = done.stderr.splitlines()
    event = json.loads(line)
    assert event["level"] == logging.getLevelName(logging.ERROR).lower()
    assert "13812345678" not in line
