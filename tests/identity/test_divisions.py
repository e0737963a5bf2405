"""Codes of GB/T 2260 and below."""

import pytest

from qingzhuang.identity.divisions import FICTIONAL, PROVINCES, is_division_code


def test_the_thirty_four_provinces_are_named_in_both_languages():
    real = {code: name for code, name in PROVINCES.items() if code != FICTIONAL}
    assert len(real) == 34
    assert all(len(code) == 6 and code.endswith("0000") and name.zh and name.en for code, name in real.items())
    assert (real["110000"].zh, real["510000"].en, real["820000"].en) == ("北京市", "Sichuan", "Macao")


@pytest.mark.parametrize(
    ("code", "level", "parent", "valid"),
    [
        ("000000", "national", None, True),
        ("100000", "national", None, False),
        ("510000", "province", None, True),
        ("160000", "province", None, False),
        ("511700", "city", "510000", True),
        ("511703", "city", "510000", False),
        ("321700", "city", "510000", False),
        ("511724", "county", "511700", True),
        ("511824", "county", "511700", False),
        ("110101", "county", "110000", True),
        ("511724103", "township", "511724", True),
        ("511725103", "township", "511724", False),
        ("511724103201", "village", "511724103", True),
        ("511724103201", "village", "511724104", False),
        ("51172410320", "village", "511724103", False),
        ("５１１７２４", "county", None, False),
        ("51172a", "county", None, False),
        ("", "county", None, False),
    ],
)
def test_a_code_has_the_digits_of_its_level_and_begins_as_its_parent(code, level, parent, valid):
    assert is_division_code(code, level, parent) is valid
