"""Files of the hub are sealed where they lie, and open only as they were written."""

import io
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from qingzhuang.core.jobs import work
from qingzhuang.datahub import storing
from qingzhuang.datahub.models import Intake
from qingzhuang.datahub.sealing import BrokenSeal
from qingzhuang.datahub.storing import SealedStorage, in_the_clear
from tests.datahub.conftest import number, person

WANG = number("519901", "1949-12-31", 2)


@pytest.fixture
def storage(own_files, monkeypatch):
    monkeypatch.setattr(storing, "PIECE", 16)
    return SealedStorage()


@pytest.mark.parametrize("content", [b"", b"a", b"x" * 16, (WANG * 9).encode()])
def test_what_was_written_is_read_again_and_stands_nowhere_in_the_clear(storage, content):
    name = storage.save("hub/people.csv", ContentFile(content))
    assert WANG.encode() not in Path(storage.path(name)).read_bytes()
    with storage.open(name) as file:
        assert file.read() == content
    with file.open() as again:
        assert again.read() == content
    with in_the_clear(SimpleNamespace(storage=storage, name=name)) as path:
        assert path.read_bytes() == content


def test_pieces_cut_off_moved_or_taken_from_another_file_do_not_open(storage):
    name = storage.save("hub/a.csv", ContentFile(b"0123456789abcdef" * 3))
    other = storage.save("hub/b.csv", ContentFile(b"fedcba9876543210" * 3))
    path = Path(storage.path(name))
    whole = path.read_bytes()
    piece = (len(whole) - len(storing.MARK)) // 3
    head = len(storing.MARK)
    swapped = whole[:head] + whole[head + piece : head + 2 * piece] + whole[head : head + piece] + whole[-piece:]
    for broken in (whole[:-piece], swapped, Path(storage.path(other)).read_bytes(), b"in the clear"):
        path.write_bytes(broken)
        with pytest.raises(BrokenSeal):
            storage.open(name)


def test_an_uploaded_table_is_sealed_until_it_is_in_and_then_gone(hub, take_in, settings):
    before = set(settings.MEDIA_ROOT.rglob("*.csv"))
    intake = take_in(person("王小明", WANG))
    assert (intake.step, intake.file.name) == ("done", "")
    assert set(settings.MEDIA_ROOT.rglob("*.csv")) == before


def test_nothing_under_the_files_of_the_site_shows_a_number(hub, take_in, client, settings):
    take_in(person("王小明", WANG, 联系电话="13812345678"))
    client.force_login(hub.clerk)
    sheet = io.BytesIO("姓名,公民身份号码,联系电话\r\n王小明,,\r\n".encode("utf-8-sig"))
    client.post("/data/fill/", {"file": SimpleUploadedFile("a.csv", sheet.read()), "purpose": "核对"})
    work(once=True)
    files = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert len(files) >= 3
    for path in files:
        assert path.read_bytes().startswith(storing.MARK)
    assert Intake.objects.get().file.name == ""
