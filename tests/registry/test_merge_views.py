"""The pages of merging and closing: walked with a client, for those who may and those who may not."""

import datetime
import xml.etree.ElementTree as ET

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from qingzhuang.core.jobs import work
from qingzhuang.core.todos import todos_for
from qingzhuang.identity.models import Appointment, Person, Post
from qingzhuang.registry import actions
from qingzhuang.registry.models import Announcement, Asset, Closure, FunctionFate, Merge, Tally

from .merging import again, announced, count_all, executed, later, rehearsed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files")]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def pair(place, enter):
    big = enter(place.civil, name="网格通", facing="grassroots", functions=["隐患上报", "事件派单"])
    small = enter(place.civil, "mini_program", name="随手拍", facing="grassroots", functions=["上报隐患", "地图标注"])
    return big, small


def test_a_merge_is_walked_from_the_new_page_to_its_confirmation(place, pair, browse):
    big, small = pair
    visit = browse(place.reviewer)
    page = visit.get(reverse("registry:merge-new") + f"?asset={small.pk}&asset={big.pk}").content.decode()
    assert f'value="{big.pk}" checked' not in page.split('name="survivor"')[1]
    response = visit.post(
        reverse("registry:merge-new"), {"asset": [small.pk, big.pk], "survivor": big.pk, "basis": "县发3号"}
    )
    merge = Merge.objects.get()
    assert response["Location"] == merge.get_absolute_url()
    fates = {
        f"{part}-{row.pk}": getattr(row, part)
        for row in FunctionFate.objects.all()
        for part in ("fate", "target", "reason")
    }
    visit.post(reverse("registry:merge-map", args=[merge.pk]), fates)
    for tally in Tally.objects.all():
        visit.post(reverse("registry:tally", args=[tally.pk]), {"side": "before", "count": "1,200", "source": "后台"})
    step = lambda name, **given: visit.post(reverse("registry:merge-step", args=[merge.pk, name]), given)  # noqa: E731
    step("rehearse")
    work(once=True)
    assert "公告" in visit.get(merge.get_absolute_url()).content.decode()
    step("announce", instead="有问题请打12345。")
    merge = again(merge)
    assert merge.step == "announced"
    assert "将并入" in visit.get(merge.get_absolute_url()).content.decode()
    with later(merge.execute_from):
        browse(place.reviewer)
        step("execute")
        work(once=True)
        refused = step("confirm")
        assert refused.status_code == 409
        assert "项没有清点：" in refused.content.decode()
        for tally in Tally.objects.all():
            visit.post(reverse("registry:tally", args=[tally.pk]), {"side": "after", "count": "1200", "source": "后台"})
        told = visit.get(merge.get_absolute_url()).content.decode()
        assert "已于" in told
        assert "将并入" not in told
        step("confirm")
    assert again(merge).step == "confirmed"
    assert "并入" in visit.get(small.get_absolute_url()).content.decode()


def test_what_was_typed_stays_when_a_mapping_is_refused(place, pair, browse):
    big, small = pair
    merge = actions.draft_merge(big, actor=place.reviewer, parts=[small], basis="3号")
    row = FunctionFate.objects.get(function="地图标注")
    typed = {f"fate-{row.pk}": "kept", f"target-{row.pk}": "没有这一项", f"reason-{row.pk}": ""}
    response = browse(place.reviewer).post(reverse("registry:merge-map", args=[merge.pk]), typed)
    assert response.status_code == 400
    assert "没有这一项" in response.content.decode()


def test_others_see_neither_the_merge_nor_its_counts(place, pair, browse):
    big, small = pair
    merge = actions.draft_merge(big, actor=place.reviewer, parts=[small], basis="3号")
    tally = Tally.objects.first()
    stranger = browse(place.stranger)
    for address in (merge.get_absolute_url(), reverse("registry:tally", args=[tally.pk])):
        assert stranger.get(address).status_code == 404
    assert stranger.post(reverse("registry:merge-step", args=[merge.pk, "drop"]), {"reason": "x"}).status_code == 404
    assert "网格通" not in stranger.get(reverse("registry:merges")).content.decode()


def test_the_sponsor_of_a_part_maps_and_counts_but_does_not_decide(place, enter, browse):
    big = enter(place.civil, name="网格通", facing="grassroots", functions=["隐患上报"])
    small = enter(place.health, name="巡查通", facing="grassroots", functions=["上报隐患"])
    merge = actions.draft_merge(big, actor=place.reviewer, parts=[small], basis="3号")
    visit = browse(place.health_officer)
    page = visit.get(merge.get_absolute_url()).content.decode()
    assert "保存对应" in page
    assert "须由本地治理办" in page
    assert visit.post(reverse("registry:merge-step", args=[merge.pk, "announce"])).status_code == 404


def test_lists_cost_the_same_at_any_length(place, enter, browse):
    def cost(name):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browse(place.reviewer).get(reverse(name)).status_code == 200
        return len(queries)

    def add(number):
        big = enter(place.civil, name=f"大{number}", facing="public")
        parts = [enter(place.civil, name=f"小{number}-{n}", facing="public") for n in range(2)]
        actions.draft_merge(big, actor=place.reviewer, parts=parts, basis="3号")
        ending = enter(place.civil, name=f"关{number}", facing="public")
        plan = actions.plan_closure(ending, actor=place.reviewer, basis="3号", reason="停用", instead="政务网")
        actions.take_step(plan, actor=place.reviewer, step="announced")

    names = ("registry:merges", "registry:closures", "registry:announcements", "portal:home")
    add(1)
    few = [cost(name) for name in (*names, *names)][len(names) :]
    for number in range(2, 7):
        add(number)
    assert [cost(name) for name in names] == few


def test_a_closure_is_walked_with_its_proof_and_the_proof_comes_back_unchanged(place, enter, browse):
    asset = enter(place.civil, name="填报通", facing="public", collects=["姓名"])
    visit = browse(place.civil_officer)
    visit.post(
        reverse("registry:closure-new"), {"asset": asset.pk, "basis": "3号", "reason": "停用", "instead": "政务网"}
    )
    closure = Closure.objects.get()
    url = closure.get_absolute_url()
    jumped = visit.post(url, {"step": "archived"})
    assert jumped.status_code in (404, 409)
    visit.post(url, {"step": "announced"})
    closure.refresh_from_db()
    with later(closure.offline_from):
        browse(place.civil_officer)
        for step, given in (("migrated", {}), ("offline", {}), ("reported", {"note": "9号"})):
            assert visit.post(url, {"step": step, **given}).status_code == 302
        assert visit.post(url, {"step": "disposed"}).status_code == 400
        paper = SimpleUploadedFile("销毁证明.pdf", b"%PDF-1.7 proof")
        assert visit.post(url, {"step": "disposed", "file": paper}).status_code == 302
        fact = closure.facts.last()
        proof = visit.get(reverse("registry:closure-proof", args=[closure.pk, fact.pk]))
        assert b"".join(proof.streaming_content) == b"%PDF-1.7 proof"
        assert "attachment" in proof["Content-Disposition"]
        browse(place.stranger)
        assert visit.get(reverse("registry:closure-proof", args=[closure.pk, fact.pk])).status_code == 404


def test_the_public_reads_what_ends_and_where_to_go_without_signing_in(place, enter, pair, client):
    big, small = pair
    actions.add_link(small, actor=place.reviewer, address="https://Paizhao.example.gov.cn/go/")
    actions.add_link(big, actor=place.reviewer, address="https://wangge.example.gov.cn")
    Asset.objects.filter(pk=small.pk).update(attributes={"handler_phone": "13800001111", "collects": ["心里话"]})
    group = enter(place.civil, "group", name="内部群", facing="grassroots")
    other = enter(place.civil, "group", name="另一群", facing="grassroots")
    executed(big, [Asset.objects.get(pk=small.pk)], place.reviewer)
    announced(other, [group], place.reviewer)
    client.logout()
    page = client.get(reverse("registry:announcements")).content.decode()
    assert "“随手拍”已并入“网格通”" in page
    assert "内部群" not in page
    led = client.get(reverse("registry:where-address"), {"address": "https://paizhao.example.gov.cn/go"})
    assert led["Location"] == reverse("registry:where", args=[small.pk])
    told = client.get(led["Location"]).content.decode()
    assert "https://wangge.example.gov.cn" in told
    assert "地图标注" in told
    assert "13800001111" not in told
    assert "心里话" not in told
    assert client.get(reverse("registry:where", args=[group.pk])).status_code == 404
    assert client.get(reverse("registry:where", args=[big.pk])).status_code == 404


def test_the_feed_is_atom_in_two_languages_and_paged(place, enter, client):
    asset = enter(place.civil, name="填报通", facing="public")
    Announcement.objects.bulk_create(Announcement(asset=asset, until=datetime.date.today()) for _ in range(51))
    address = reverse("registry:announcements-feed")
    root = ET.fromstring(client.get(address, {"lang": "en"}).content)
    assert len(root.findall(f"{ATOM}entry")) == 50
    assert "ends its service" in root.find(f"{ATOM}entry/{ATOM}title").text
    following = next(link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "next")
    second = ET.fromstring(client.get(following).content)
    assert len(second.findall(f"{ATOM}entry")) == 1
    chinese = client.get(address, {"lang": "zh-hans"})
    assert "停止服务" in chinese.content.decode()
    assert chinese["Content-Type"].startswith("application/atom+xml")


def test_what_waits_is_told_to_those_it_concerns(place, pair):
    big, small = pair
    merge = actions.draft_merge(big, actor=place.reviewer, parts=[small], basis="3号")

    def leads(person):
        return [todo.lead.en for todo in todos_for(person) if todo.url == merge.get_absolute_url()]

    assert leads(place.reviewer) == leads(place.civil_officer) == ["A merge to be mapped and rehearsed"]
    assert leads(place.health_officer) == leads(place.stranger) == []
    actions.drop_merge(merge, actor=place.reviewer, reason="重来")
    merge = announced(big, [small], place.reviewer)
    assert leads(place.reviewer) == []
    with later(merge.execute_from):
        assert leads(place.reviewer) == ["Announced long enough: execute the merge"]
        actions.execute_merge(merge, actor=place.reviewer)
        work(once=True)
        assert leads(place.reviewer) == ["An executed merge: confirm it or take it back"]
        count_all(merge, place.reviewer, "after")
        actions.confirm_merge(merge, actor=place.reviewer)
        assert leads(place.reviewer) == []
        closing = [todo.lead.en for todo in todos_for(place.civil_officer)]
    assert closing == ["Closure, next: Closure reported"]


def test_old_addresses_leave_as_a_sheet_for_the_old_sites_server(place, pair, browse):
    big, small = pair
    actions.add_link(small, actor=place.reviewer, address="https://old.example.cn")
    actions.add_link(big, actor=place.reviewer, address="https://new.example.cn")
    merge = executed(big, [small], place.reviewer)
    response = browse(place.reviewer).get(reverse("registry:merge-redirects", args=[merge.pk]))
    assert "https://old.example.cn,https://new.example.cn,随手拍" in b"".join(response.streaming_content).decode()


def test_a_merge_costs_the_same_with_more_parts(place, enter, browse):
    def cost(merge):
        with CaptureQueriesContext(connection) as queries:
            assert browse(place.reviewer).get(merge.get_absolute_url()).status_code == 200
        return len(queries)

    def merged(number, parts):
        big = enter(place.civil, name=f"大{number}", facing="public", functions=["查询"])
        small = [
            enter(place.civil, name=f"小{number}-{each}", facing="public", functions=["查询", f"功能{each}"])
            for each in range(parts)
        ]
        return rehearsed(big, small, place.reviewer)

    few, many = merged(1, 1), merged(2, 6)
    cost(few)
    assert cost(many) == cost(few)


def test_whoever_is_offered_a_merge_on_an_entrys_page_can_begin_it(place, pair, browse):
    """An integrator of the sponsor may; having no post that merges anything, they come with the entry only."""
    person = Person.objects.create(username="integrator", name="徐洋")
    post = Post.objects.create(organisation=place.civil, title="集成岗", roles=["integrator"], valid_from="2024-01-01")
    Appointment.objects.create(person=person, post=post, valid_from="2024-01-01")
    address = f"{reverse('registry:merge-new')}?asset={pair[0].pk}"
    seen = browse(person)
    assert address in seen.get(pair[0].get_absolute_url()).content.decode()
    assert seen.get(address).status_code == 200
    assert seen.get(reverse("registry:merge-new")).status_code == 404
