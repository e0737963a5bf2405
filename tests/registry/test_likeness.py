"""What is similar in the register, kept up with every change and across processes."""

import datetime

import pytest

from qingzhuang.core.jobs import enqueue, work
from qingzhuang.domain.draft import Draft, Issuer
from qingzhuang.registry import likeness
from qingzhuang.registry.actions import change_asset, close_asset
from qingzhuang.registry.examiners import accept, register_facts, similar_section
from qingzhuang.registry.models import Asset

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_index")]
FUNCTIONS = ["隐患上报", "巡查打卡", "积分排名"]


def draft(kind="app", unit=None, **values):
    issuer = Issuer(name=unit.name, organisation_id=unit.pk) if unit else None
    return Draft(id="new", kind=kind, values=values, issuer=issuer)


def test_a_thing_with_the_same_functions_is_found_with_reasons(place, enter):
    same = enter(place.civil, name="网格巡查通", functions=FUNCTIONS, purpose="网格员巡查隐患")
    enter(place.health, name="云岭健康", functions=["预约挂号", "报告查询"], purpose="居民就医")
    section = similar_section(draft(name="平安巡查", functions=FUNCTIONS, purpose="网格员巡查隐患"))
    assert [each["id"] for each in section["found"]] == [str(same.pk)]
    found = section["found"][0]
    assert found["url"] == f"/register/{same.pk}/"
    assert found["score"] > 0.7
    assert len(found["shared"]) == 3
    assert found["reasons"]
    assert section["suggestion"]["target"] == str(same.pk)
    assert section["compared"] == 2


def test_things_of_another_sort_do_not_stand_in_for_it(place, enter):
    enter(place.civil, "group", name="平安巡查群", functions=FUNCTIONS)
    mini = enter(place.civil, "mini_program", name="平安巡查", functions=FUNCTIONS)
    assert [each.id for each in likeness.similar_to(draft(name="平安巡查", functions=FUNCTIONS))] == [str(mini.pk)]
    assert likeness.similar_to(draft("task", name="平安巡查")) == []


def test_changes_and_closures_are_followed_at_once(place, enter):
    asset = enter(place.civil, name="甲", functions=["扫码登记"])
    wanted = draft(name="平安巡查", functions=FUNCTIONS)
    assert likeness.similar_to(wanted) == []
    change_asset(asset, actor=place.civil_officer, values={"functions": FUNCTIONS, "name": "乙"})
    assert [each.name for each in likeness.similar_to(wanted)] == ["乙"]
    close_asset(asset, actor=place.civil_officer, basis="停用")
    assert likeness.similar_to(wanted) == []


def test_the_saved_index_is_taken_up_and_brought_up_to_date(place, enter):
    first = enter(place.civil, name="网格巡查通", functions=FUNCTIONS)
    enqueue("registry.likeness.save")
    work(once=True)
    likeness.forget()
    second = enter(place.health, name="平安巡查", functions=FUNCTIONS)
    found = likeness.similar_to(draft(name="巡查", functions=FUNCTIONS))
    assert {each.id for each in found} == {str(first.pk), str(second.pk)}


def test_the_night_s_save_reads_only_what_changed(place, enter, monkeypatch):
    first = enter(place.civil, name="网格巡查通", functions=FUNCTIONS)
    gone = enter(place.civil, name="隐患随手拍", functions=FUNCTIONS)
    likeness.save_index()
    likeness.forget()
    second = enter(place.health, name="平安巡查", functions=FUNCTIONS)
    close_asset(gone, actor=place.civil_officer, basis="停用")
    read = []
    take_in = likeness._take_in
    monkeypatch.setattr(likeness, "_take_in", lambda shelf, unread: read.extend(unread) or take_in(shelf, unread))
    monkeypatch.setattr(likeness, "_read_all", lambda key: pytest.fail("the whole register was read"))
    monkeypatch.setattr(likeness, "LATE", datetime.timedelta(0))
    assert likeness.save_index() == 2
    assert set(read) <= {first.pk, gone.pk, second.pk}
    for _process in range(2):
        likeness.forget()
        found = likeness.similar_to(draft(name="巡查", functions=FUNCTIONS))
        assert {each.id for each in found} == {str(first.pk), str(second.pk)}
        likeness.save_index()


def test_a_damaged_index_is_built_anew(place, enter):
    asset = enter(place.civil, name="网格巡查通", functions=FUNCTIONS)
    likeness.save_index()
    for path in likeness._folder(likeness._key()).rglob("*.npy"):
        path.write_bytes(b"spoilt")
    likeness.forget()
    assert [each.id for each in likeness.similar_to(draft(name="x", functions=FUNCTIONS))] == [str(asset.pk)]


def test_many_changes_are_read_at_once(place, enter, monkeypatch):
    monkeypatch.setattr(likeness, "MANY", 2)
    likeness.similar_to(draft(name="x", functions=FUNCTIONS))
    for number in range(5):
        enter(place.civil, name=f"巡查{number}", functions=FUNCTIONS)
    assert len(likeness.similar_to(draft(name="x", functions=FUNCTIONS), limit=9)) == 5


def test_what_a_unit_runs_already_is_counted(place, enter):
    enter(place.civil, name="甲", facing="grassroots")
    enter(place.civil, "mini_program", name="乙", facing="public")
    closed = enter(place.civil, name="丙", facing="grassroots")
    close_asset(closed, actor=place.reviewer, basis="x")
    enter(place.civil, "group", name="丁群")
    enter(place.civil, "account", name="戊", platform="wechat")
    facts = register_facts(draft(unit=place.civil, name="己", facing="grassroots"))
    assert (facts["unit.grassroots_apps"], facts["unit.groups"]) == (1, 1)
    facts = register_facts(draft("account", unit=place.civil, name="庚", platform="wechat", facing="public"))
    assert facts["unit.accounts_on_platform"] == 1
    assert "unit.groups" not in register_facts(draft(name="无单位"))
    assert register_facts(draft("task", unit=place.civil, name="任务")) == {}


def test_an_accepted_proposal_becomes_an_entry_with_its_number(place):
    from qingzhuang.gate.models import Proposal

    today = datetime.date.today()
    values = {"name": "平安巡查", "facing": "grassroots", "functions": FUNCTIONS, "starts_on": "2026-01-01"}
    proposal = Proposal.objects.create(
        kind="app", name="平安巡查", sponsor=place.civil, proposer=place.civil_officer, values=values
    )
    asset = accept(proposal, actor=place.reviewer, number="YL-2026-0007")
    stored = Asset.objects.get(number="YL-2026-0007")
    assert (stored, stored.sponsor, stored.status, stored.source) == (asset, place.civil, "running", "proposal")
    assert stored.filed_on is not None
    assert abs((stored.filed_on - today).days) <= 1
    own = Draft(id=str(proposal.pk), kind="app", values=values)
    assert likeness.similar_to(own) == []
