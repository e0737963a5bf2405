"""The desk of duplicates: pairs found at once, decided once, asked again only when functions changed materially."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from qingzhuang.core.actions import System
from qingzhuang.core.jobs import work
from qingzhuang.core.models import Job, JournalEntry
from qingzhuang.core.policies import Denied
from qingzhuang.core.problems import Refused
from qingzhuang.core.todos import todos_for
from qingzhuang.registry import comparing
from qingzhuang.registry.actions import ask_scan, change_asset, close_asset, decide_similar, register_asset
from qingzhuang.registry.following import changed_since
from qingzhuang.registry.jobs import similar as jobs
from qingzhuang.registry.models import Asset, ClusterMember, SimilarCluster, SimilarPair
from qingzhuang.registry.queries.similar import (
    SimilarFilters,
    cluster_rows,
    clusters_for,
    pairs_for,
    precision_for,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_index")]
FUNCTIONS = ["隐患上报", "网格走访", "事件派单", "照片上传"]


def follow():
    """Let the seconds pass for which followers wait."""
    Job.objects.filter(state="queued").update(run_at=timezone.now())
    work(once=True)
    Job.objects.filter(state="done").delete()


@pytest.fixture
def twins(place, enter):
    one = enter(place.civil, name="网格巡查通", functions=FUNCTIONS, purpose="网格事件处置")
    two = enter(place.health, name="网格走访助手", functions=FUNCTIONS[::-1], purpose="网格事件处置")
    enter(place.health, name="疫苗预约", functions=["预约接种", "接种提醒"])
    follow()
    return one, two


def decide(place, *assets, decision="different", because="各有法定职责", actor=None):
    ids = [asset.pk for asset in assets]
    return decide_similar(place.office, actor=actor or place.reviewer, assets=ids, decision=decision, because=because)


def open_pairs(place):
    return list(SimilarPair.objects.visible_to(place.reviewer).open())


def test_what_enters_is_compared_at_once(place, twins):
    (pair,) = open_pairs(place)
    assert {pair.first_id, pair.second_id} == {asset.pk for asset in twins}
    assert pair.score > 0.9
    assert "shared_functions" in [reason["code"] for reason in pair.reasons]
    assert pair.cluster is not None


def test_a_change_adds_and_drops_pairs_and_an_end_drops_them(place, twins):
    third = Asset.objects.get(name="疫苗预约")
    change_asset(third, actor=place.health_officer, values={"functions": FUNCTIONS})
    follow()
    assert len(open_pairs(place)) == 3
    change_asset(third, actor=place.health_officer, values={"functions": ["预约接种", "接种提醒"]})
    follow()
    assert len(open_pairs(place)) == 1
    close_asset(twins[0], actor=place.reviewer, basis="并入")
    follow()
    assert open_pairs(place) == []


def test_only_what_changed_is_left_to_compare_and_nothing_when_nothing_did(place, twins):
    assert changed_since("similar") == []
    change_asset(twins[1], actor=place.health_officer, values={"name": "网格走访能手"})
    assert [pk for pk, _at in changed_since("similar")] == [twins[1].pk]
    follow()
    assert changed_since("similar") == []


def test_one_change_costs_the_same_in_a_register_of_any_length(place, twins, enter):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            comparing.compare([twins[0].pk])
        return len(asked)

    before = questions()
    for number in range(30):
        enter(place.health, name=f"第{number}号事", functions=[f"古桥{number}修补", f"石坊{number}清洗"])
    follow()
    assert questions() == before


def test_a_decision_is_remembered_through_slight_changes(place, twins):
    decide(place, *twins)
    change_asset(twins[0], actor=place.civil_officer, values={"name": "网格巡查通2", "functions": [*FUNCTIONS, "统计"]})
    follow()
    assert open_pairs(place) == []
    assert SimilarPair.objects.get().because == "各有法定职责"


def test_it_is_asked_again_when_functions_changed_materially_and_says_how(place, twins, client):
    decide(place, *twins)
    change_asset(
        twins[0], actor=place.civil_officer, values={"functions": [*FUNCTIONS[:2], "积分排名", "在线学习", "党员签到"]}
    )
    change_asset(
        twins[1], actor=place.health_officer, values={"functions": [*FUNCTIONS[:2], "积分排名", "在线学习", "党员签到"]}
    )
    follow()
    (pair,) = open_pairs(place)
    assert "积分排名" in pair.again["changes"]["first"]["added"]
    assert pair.again["because"] == "各有法定职责"
    client.force_login(place.reviewer)
    page = client.get(pair.cluster.get_absolute_url()).content.decode()
    assert "+积分排名" in page
    decide(place, *twins)
    follow()
    assert open_pairs(place) == []


def test_a_full_scan_finds_the_same_and_asks_nothing_again(place, twins):
    decide(place, *twins)
    before = list(SimilarPair.objects.values_list("first", "second", "decision"))
    ask_scan(place.office, actor=place.reviewer)
    follow()
    assert list(SimilarPair.objects.values_list("first", "second", "decision")) == before


def scan(place, monkeypatch, after):
    """Run one scan, as if one that was killed had come behind ``after``."""
    monkeypatch.setattr(jobs, "CHUNK", 1)
    Job.objects.all().delete()
    asked = ask_scan(place.office, actor=place.reviewer)
    Job.objects.filter(pk=asked.pk).update(checkpoint={"after": after, "entries": 0, "new": 0})
    work(once=True)
    return Job.objects.get(pk=asked.pk).result


def test_a_scan_that_stopped_goes_on_behind_its_last_piece(place, twins, monkeypatch):
    SimilarPair.objects.all().delete()
    assert scan(place, monkeypatch, twins[1].pk) == {"entries": 0, "new": 0, "clusters": 1}
    assert not SimilarPair.objects.exists()
    assert scan(place, monkeypatch, 0) == {"entries": 2, "new": 1, "clusters": 1}


def test_a_cluster_keeps_its_number_as_it_grows_and_unlike_things_part(place, twins, enter, monkeypatch):
    cluster = SimilarPair.objects.get().cluster_id
    third = enter(place.civil, name="网格巡查宝", functions=FUNCTIONS, purpose="网格事件处置")
    far = Asset.objects.get(name="疫苗预约")
    ClusterMember.objects.update_or_create(asset=far, defaults={"cluster_id": cluster})
    enter(place.health, name="疫苗提醒", functions=["预约接种", "接种提醒"])
    assert scan(place, monkeypatch, 0)["clusters"] == 2
    assert ClusterMember.objects.get(asset=third).cluster_id == cluster
    assert ClusterMember.objects.get(asset=far).cluster_id != cluster
    assert {pair.cluster_id for pair in SimilarPair.objects.filter(first=far)} == {
        ClusterMember.objects.get(asset=far).cluster_id
    }


def test_pairs_across_areas_belong_to_the_level_above(place, enter):
    enter(place.civil, name="网格巡查通", functions=FUNCTIONS)
    enter(place.other_office, name="网格巡查宝", functions=FUNCTIONS)
    follow()
    pair = SimilarPair.objects.get()
    assert pair.reach_id == place.city.pk
    assert open_pairs(place) == []
    assert not SimilarPair.objects.visible_to(place.stranger).exists()


def test_decisions_need_a_reason_two_things_and_the_office(place, twins):
    with pytest.raises(Refused):
        decide(place, *twins, because=" ")
    with pytest.raises(Refused):
        decide(place, twins[0])
    with pytest.raises(Denied):
        decide(place, *twins, actor=place.civil_officer)
    with pytest.raises(Denied):
        decide(place, *twins, actor=place.stranger)
    assert len(open_pairs(place)) == 1


def test_things_outside_the_area_are_not_decided_on(place, twins, enter):
    far = enter(place.other_office, name="网格巡查宝", functions=FUNCTIONS)
    with pytest.raises(Refused):
        decide(place, twins[0], far)


def test_one_decision_holds_for_every_pair_among_the_chosen(place, twins):
    third = Asset.objects.get(name="疫苗预约")
    assert len(decide(place, *twins, third)) == 3
    change_asset(third, actor=place.health_officer, values={"audience": "居民"})
    follow()
    assert open_pairs(place) == []


def test_precision_counts_what_people_judged_by_score(place, twins):
    third = Asset.objects.get(name="疫苗预约")
    decide(place, *twins, decision="same", because="")
    decide(place, twins[0], third)
    top = precision_for(place.reviewer)[0]
    assert (top.judged, top.same, top.share) == (1, 1, 1.0)
    decide(place, *twins, decision="different")
    assert precision_for(place.reviewer)[0].share == 0.0
    assert sum(band.judged for band in precision_for(place.stranger)) == 0


def test_the_desk_walks_from_the_list_to_a_decision(place, twins, client):
    client.force_login(place.reviewer)
    cluster = SimilarCluster.objects.get(pairs__decision="")
    assert reverse("registry:similar") in [todo.url for todo in todos_for(place.reviewer)]
    page = client.get(reverse("registry:similar")).content.decode()
    assert "网格走访助手" in page
    page = client.get(cluster.get_absolute_url()).content.decode()
    assert page.count("<mark>隐患上报</mark>") == 2
    given = {"asset": [asset.pk for asset in twins], "decision": "different", "because": ""}
    refused = client.post(reverse("registry:similar-decide", args=[cluster.pk]), given)
    assert refused.status_code == 400
    client.post(reverse("registry:similar-decide", args=[cluster.pk]), {**given, "because": "对象不同"})
    english = {"headers": {"Accept-Language": "en"}}
    decided = client.get(cluster.get_absolute_url(), **english).content.decode()
    assert "对象不同" in decided
    assert "people of this area found 0 of 1 to be the same" in " ".join(decided.split())
    assert "0 of the one pair judged so far" in client.get(reverse("registry:similar"), **english).content.decode()
    assert "网格走访助手" in client.get(reverse("registry:similar"), {"view": "different"}).content.decode()
    pair = SimilarPair.objects.get()
    client.post(reverse("registry:similar-reopen", args=[pair.pk]))
    assert len(open_pairs(place)) == 1


def test_others_see_nothing_and_the_entry_s_page_shows_what_it_resembles(place, twins, client):
    cluster = SimilarCluster.objects.get(pairs__decision="")
    client.force_login(place.stranger)
    assert client.get(cluster.get_absolute_url()).status_code == 404
    client.force_login(place.reviewer)
    assert "网格走访助手" in client.get(twins[0].get_absolute_url()).content.decode()


def test_the_export_is_written_down_and_runs_no_formula(place, twins, client):
    change_asset(twins[0], actor=place.civil_officer, values={"name": "=HYPERLINK(1)"})
    client.force_login(place.reviewer)
    answer = client.post(reverse("registry:similar-export"), {"query": "", "form": "csv"})
    text = b"".join(answer.streaming_content).decode()
    assert "'=HYPERLINK" in text
    assert "共有功能" in text
    assert JournalEntry.objects.filter(verb="registry.similar.export").exists()


def test_the_list_and_a_cluster_cost_the_same_at_any_length(place, twins, client):
    client.force_login(place.reviewer)
    cluster = SimilarCluster.objects.get(pairs__decision="")

    def queries(url):
        with CaptureQueriesContext(connection) as seen:
            client.get(url)
        return len(seen)

    urls = [reverse("registry:similar"), cluster.get_absolute_url()]
    before = [queries(url) for url in urls]
    for number in range(12):
        values = {"name": f"网格巡查{number}", "functions": FUNCTIONS, "purpose": "网格事件处置"}
        register_asset(place.civil, actor=System, kind="app", values=values, sponsor=place.civil)
        values = {
            "name": f"课后服务{number}",
            "functions": [f"报名{number // 2}", f"缴费{number // 2}", f"点名{number // 2}"],
        }
        register_asset(place.civil, actor=System, kind="app", values=values, sponsor=place.civil)
    follow()
    assert pairs_for(place.reviewer, SimilarFilters()).count() > 20
    assert [queries(url) for url in urls] == before


def test_apps_come_before_groups_and_the_wider_reach_before_the_narrower(place, enter):
    for number in range(4):
        enter(place.civil, "group", name=f"防汛联络群{number}", functions=FUNCTIONS, purpose="防汛通知", people=5000)
    for name, people in (("河长巡河", 20), ("网格巡查", 900)):
        functions = [f"{name}{each}" for each in ("签到", "上报", "派单", "统计")]
        for sponsor in (place.civil, place.health):
            enter(sponsor, name=f"{name}{sponsor.pk}", functions=functions, purpose=name, people=people)
    follow()
    found = clusters_for(place.reviewer, SimilarFilters())
    firsts = [row.some[0].name[:4] for row in cluster_rows(place.reviewer, SimilarFilters(), found)]
    assert firsts == ["网格巡查", "河长巡河", "防汛联络"]
