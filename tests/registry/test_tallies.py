"""Counts of what lives outside: lists are counted and compared by the platform, row by row."""

import datetime
import io

import pytest
import xlsxwriter
from django.utils import timezone

from qingzhuang.core.actions import System
from qingzhuang.core.jobs import work
from qingzhuang.core.policies import Denied
from qingzhuang.core.problems import Refused
from qingzhuang.registry import actions
from qingzhuang.registry.actions.tallies import forget_lists, note_count
from qingzhuang.registry.merging.comparing import other_list, reading_of
from qingzhuang.registry.merging.lists import masked
from qingzhuang.registry.models import CountFile, Mismatch, Tally

from .merging import executed, later

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]


@pytest.fixture
def users(place, enter):
    """The line for the users of a part whose merge is executed."""
    big, small = (
        enter(place.civil, name="网格通", functions=["查询"]),
        enter(place.civil, name="随手拍", functions=["查询"]),
    )
    merge = executed(big, [small], place.reviewer)
    with later(merge.execute_from):
        yield Tally.objects.get(part__merge=merge, thing="users")


@pytest.fixture
def before(place, enter):
    big, small = (
        enter(place.civil, name="网格通", functions=["查询"]),
        enter(place.civil, name="随手拍", functions=["查询"]),
    )
    merge = actions.draft_merge(big, actor=place.reviewer, parts=[small], basis="3号")
    return Tally.objects.get(part__merge=merge, thing="users")


def csv_of(*ids, caption="用户编号"):
    return "\n".join([f"姓名,{caption}", *(f"某人,{each}" for each in ids)]).encode()


def xlsx_of(*ids):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.add_worksheet().write_column(0, 0, ["编号", *ids])
    book.close()
    return buffer.getvalue()


def upload(tally, actor, side, data, name="名单.csv", column=""):
    actions.upload_list(tally, actor=actor, side=side, name=name, data=data, column=column)
    work(once=True)
    return Tally.objects.get(pk=tally.pk)


def set_before(tally, place, data):
    """A list of before, given as it would have been before the announcement."""
    merge = tally.part.merge
    type(merge).objects.filter(pk=merge.pk).update(step="announced")
    found = upload(tally, place.reviewer, "before", data)
    type(merge).objects.filter(pk=merge.pk).update(step="executed")
    return found


def test_a_list_is_counted_by_the_column_of_its_ids(place, before):
    found = upload(before, place.reviewer, "before", csv_of("A1", "A2", "A3"))
    assert (found.before, found.missing) == (3, None)
    assert found.files.get().column == "用户编号"
    assert len(found.files.get().digest) == 64


def test_lists_of_both_sides_are_compared_whatever_their_form(place, users):
    set_before(users, place, csv_of("A1", "A2", "Ａ３"))
    found = upload(users, place.reviewer, "after", xlsx_of("A3", "A1", "A2"), "新系统.xlsx")
    assert (found.before, found.after, found.missing, found.extra, found.agrees) == (3, 3, 0, 0, True)


def test_rows_that_do_not_agree_are_listed_with_their_row_and_half_an_id(place, users):
    set_before(users, place, csv_of("510001", "510002", "510003", "510002", ""))
    found = upload(users, place.reviewer, "after", csv_of("510001", "519999", "510003"))
    assert (found.before, found.after, found.missing, found.extra, found.unclear) == (3, 3, 1, 1, 2)
    assert not found.agrees
    rows = set(Mismatch.objects.values_list("side", "row", "why"))
    assert {("before", 3, "missing"), ("after", 3, "extra"), ("before", 5, "repeated"), ("before", 6, "blank")} == rows
    assert "510002" not in "".join(Mismatch.objects.values_list("shown", flat=True))


def test_equal_numbers_of_different_rows_do_not_pass(place, users):
    set_before(users, place, csv_of("A1", "A2"))
    upload(users, place.reviewer, "after", csv_of("A1", "B9"))
    for each in Tally.objects.exclude(pk=users.pk):
        actions.state_count(each, actor=place.reviewer, side="after", count=0, source="后台")
    with pytest.raises(Refused) as refused:
        actions.confirm_merge(users.part.merge, actor=place.reviewer)
    assert (refused.value.code, refused.value.values["rows"]) == ("registry.merge_rows_differ", 2)


def test_who_is_left_behind_on_purpose_is_said_and_then_it_agrees(place, users):
    set_before(users, place, csv_of("A1", "A2", "A3"))
    found = upload(users, place.reviewer, "after", csv_of("A1", "A2"))
    assert not found.agrees
    assert actions.leave_behind(found, actor=place.reviewer, count=1, reason="已注销账号").agrees


@pytest.mark.parametrize(
    ("data", "name"), [(b"MZ\x90\x00", "a.csv"), (b"", "a.csv"), (b"%PDF-1.7", "a.xlsx"), (b"hello", "a.txt")]
)
def test_what_is_no_sheet_is_refused_at_the_door(place, before, data, name):
    with pytest.raises(Refused) as refused:
        actions.upload_list(before, actor=place.reviewer, side="before", name=name, data=data)
    assert refused.value.code == "registry.file_unreadable"
    assert not before.files.exists()


def test_a_column_that_is_not_there_is_said_and_nothing_is_counted(place, before):
    found = upload(before, place.reviewer, "before", csv_of("A1"), column="身份证")
    assert found.before is None
    assert "姓名、用户编号" in found.files.get().trouble["zh"]


def test_a_count_said_by_hand_replaces_a_list(place, before):
    upload(before, place.reviewer, "before", csv_of("A1", "A1"))
    found = actions.state_count(before, actor=place.reviewer, side="before", count=7, source="后台")
    assert (found.before, found.unclear, found.files.get().count) == (7, 0, None)
    assert not Mismatch.objects.exists()


def test_a_list_that_came_meanwhile_is_compared_too(place, users):
    """Both lists are being read while neither is counted yet: the second to be noted is read again with the first."""
    set_before(users, place, csv_of("A1"))
    early = reading_of(CountFile.objects.get())
    after = actions.upload_list(users, actor=place.reviewer, side="after", name="b.csv", data=csv_of("B2"))
    work(once=True)
    assert early.other is None
    assert note_count(CountFile.objects.get(side="before"), actor=place.reviewer, reading=early) is None
    assert other_list(after) is not None
    assert (Tally.objects.get(pk=users.pk).missing, Tally.objects.get(pk=users.pk).extra) == (1, 1)


@pytest.mark.parametrize("count", [-1, 2**63])
def test_a_count_that_cannot_be_is_refused(place, before, count):
    with pytest.raises(Refused) as refused:
        actions.state_count(before, actor=place.reviewer, side="before", count=count, source="后台")
    assert refused.value.code == "registry.merge_count"


def test_counts_of_afterwards_wait_for_the_announcement(place, before):
    with pytest.raises(Refused) as refused:
        actions.state_count(before, actor=place.reviewer, side="after", count=1, source="后台")
    assert refused.value.code == "registry.merge_step"


def test_lists_are_destroyed_after_the_merge_is_over_and_their_hashes_stay(place, before):
    file = upload(before, place.reviewer, "before", csv_of("A1")).files.get()
    soon, long = (timezone.now() + datetime.timedelta(days=days) for days in (-1, 1))
    assert forget_lists(None, actor=System, before=long) == 0
    actions.drop_merge(before.part.merge, actor=place.reviewer, reason="不办了")
    assert forget_lists(None, actor=System, before=soon) == 0
    assert forget_lists(None, actor=System, before=long) == 1
    again = CountFile.objects.get()
    assert (bool(again.file), again.digest, again.count) == (False, file.digest, 1)
    assert not file.file.storage.exists(file.file.name)
    with pytest.raises(Denied):
        forget_lists(None, actor=place.reviewer, before=long)


@pytest.mark.parametrize(("key", "shown"), [("510121199001011234", "51••••••••••••34"), ("A1", "A•"), ("张三", "张•")])
def test_an_id_is_shown_in_part(key, shown):
    assert masked(key) == shown
