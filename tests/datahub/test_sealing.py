"""Sensitive values are sealed to their row."""

import pytest

from qingzhuang.datahub import sealing
from qingzhuang.datahub.sealing import BrokenSeal, blind, seal, unseal


@pytest.mark.parametrize("cipher", ["aes", "sm4"])
def test_a_seal_opens_in_its_own_row_only(settings, cipher):
    settings.HUB_CIPHER = cipher
    sealed = seal({"person.id_number": "11010519491231002X"}, "held 1")
    assert b"1101" not in sealed
    assert unseal(sealed, "held 1") == {"person.id_number": "11010519491231002X"}
    for row, data in (("held 2", sealed), ("held 1", sealed[:-1] + bytes([sealed[-1] ^ 1]))):
        with pytest.raises(BrokenSeal):
            unseal(data, row)


def test_seals_of_both_ciphers_are_read_whatever_is_written_now(settings):
    settings.HUB_CIPHER = "sm4"
    old = seal({"a": "1"}, "held 1")
    settings.HUB_CIPHER = "aes"
    assert unseal(old, "held 1") == {"a": "1"}


def test_an_index_is_equal_for_equal_words_under_one_key(settings, monkeypatch):
    one = blind("person", "11010519491231002X")
    assert one == blind("person", "11010519491231002X")
    assert one != blind("household", "11010519491231002X")
    assert blind("person", "ab", "c") != blind("person", "a", "bc")
    settings.HUB_KEY = b"another key of thirty-two bytes.."
    sealing._key.cache_clear()
    assert blind("person", "11010519491231002X") != one
    sealing._key.cache_clear()
