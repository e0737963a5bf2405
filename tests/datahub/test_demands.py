"""An admitted request is answered from the hub; only what is missing goes down; what was supplied is answered once."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from qingzhuang.cli import main
from qingzhuang.core.actions import System
from qingzhuang.core.jobs import work
from qingzhuang.core.policies import Denied
from qingzhuang.core.problems import Refused
from qingzhuang.core.todos import todo_sources
from qingzhuang.datahub.actions import (
    answer_request,
    answer_unadmitted,
    ask_held,
    hand_in,
    make_agreement,
    make_receipt,
    save_answers,
    send_demand,
    tell_unadmitted,
)
from qingzhuang.datahub.asking import lines_of
from qingzhuang.datahub.exchanging import Asked, Key, read
from qingzhuang.datahub.models import Demand, DemandAnswer, Grant, Receipt, Subject, Unadmitted
from qingzhuang.datahub.queries.demands import admitted_as, progress
from qingzhuang.datahub.receipts import LONGEST, read_receipt, sign_receipt
from qingzhuang.datahub.sharing import rows_under
from qingzhuang.datahub.signing import BadSignature, own_public_key
from qingzhuang.datahub.tallying import hours_of
from qingzhuang.domain.burden.minutes import seconds_for_caption
from qingzhuang.gate.actions import accept_proposal, draft_proposal, submit_proposal
from qingzhuang.gate.reports import blocking_rules, write
from tests.datahub.conftest import number, person, row_locked


@pytest.fixture
def held(hub, take_in):
    rows = [
        person(f"村民{n}", number("519901", "1970-01-01", n), 性别="男", village=village, 联系电话="")
        for village, some in (("桃源村", (1, 2, 3)), ("柳溪村", (4, 5)))
        for n in some
    ]
    take_in(*rows)
    for element, sharing in (("person.sex", "conditional"), ("person.id_number", "not_shared")):
        make_agreement(hub.county, actor=System, element=element, steward=hub.place.civil, sharing=sharing)
    return hub


@pytest.fixture
def admit(held):
    def make(*fields, name="冬季取暖摸底", **raw):
        place, today = held.place, timezone.localdate()
        answers = {
            "name": name, "purpose": "安排冬季取暖补助", "legal_basis": "社会救助暂行办法", "frequency": "once",
            "fields": list(fields), "addressed_level": "village", "audience": "村干部", "people": 4, "handler_name": "李", "handler_phone": "0990-5550123", "channel": "this",
            "issued_on": today.isoformat(), "due_on": (today + datetime.timedelta(days=10)).isoformat(),
            "ends_on": (today + datetime.timedelta(days=60)).isoformat(), **raw,
        }  # fmt: skip
        proposal = draft_proposal(place.health, actor=place.health_officer, kind="data_request", raw=answers)
        submit_proposal(proposal, actor=place.health_officer)
        excused = dict.fromkeys(blocking_rules(write(proposal)), "测试")
        accept_proposal(proposal, actor=place.reviewer, reason="同意", overruled=excused)
        return Demand.objects.get(admission__proposal=proposal)

    return make


def todos(person):
    return [todo for source in todo_sources for todo in source.waiting(person)]


def test_what_is_held_is_asked_of_its_steward_and_nothing_goes_down(held, admit):
    demand = admit("性别")
    [field] = demand.fields.all()
    assert (field.element, field.answered_by, field.grant.state) == ("person.sex", "hub", "requested")
    assert field.grant.requester == held.place.health
    assert demand.not_asked == 5
    with pytest.raises(Refused) as refused:
        send_demand(demand, actor=held.place.health_officer)
    assert refused.value.code == "datahub.nothing_missing"


def test_two_who_ask_for_what_is_held_at_once_ask_once(held, admit):
    """Both have the page of the admitted request open; the second comes after the first."""
    demand = admit("性别")
    demand.fields.update(grant=None)
    Grant.objects.all().delete()
    mine, theirs = Demand.objects.get(), Demand.objects.get()
    with row_locked(Demand):
        ask_held(mine, actor=held.place.health_officer)
    with pytest.raises(Refused) as refused:
        ask_held(theirs, actor=held.place.health_officer)
    assert refused.value.code == "datahub.nothing_asked"
    assert demand.fields.get().grant == Grant.objects.get()


def test_what_may_not_be_shared_is_neither_given_nor_asked_below(admit):
    demand = admit("公民身份号码", "联系电话")
    assert [(each.element, each.answered_by) for each in demand.fields.all()] == [
        ("person.id_number", "closed"),
        ("person.phone", "units"),
    ]


def test_only_missing_cells_go_down_and_become_records_of_the_unit(held, admit):
    demand = admit("性别", "联系电话", "取暖方式")
    with pytest.raises(Denied):
        send_demand(demand, actor=held.clerk)
    demand = send_demand(demand, actor=held.place.health_officer)
    assert {each.unit.name for each in demand.returns.all()} == {"桃源村", "柳溪村"}
    assert any(demand.admission.name in str(todo.title) for todo in todos(held.clerk))
    sheet = demand.returns.get(unit=held.village)
    lines = lines_of(sheet, actor=held.clerk)
    assert len(lines) == 3
    assert [cell.field.caption for cell in lines[0].cells] == ["联系电话", "取暖方式"]
    phone, heating = (cell.field.pk for cell in lines[0].cells)
    with pytest.raises(Denied):
        save_answers(sheet, actor=held.other_clerk, answers={})
    half = {lines[0].subject.pk: {phone: "不是号码", heating: "煤炉"}}
    assert set(save_answers(sheet, actor=held.clerk, answers=half)) == {(lines[0].subject.pk, phone)}
    assert set(DemandAnswer.objects.get().values.values()) == {"煤炉"}, "the good one is kept"
    answers = {line.subject.pk: {phone: f"1380000000{n}", heating: "生物质炉"} for n, line in enumerate(lines)}
    save_answers(sheet, actor=held.clerk, answers=answers)
    stranger = Subject.objects.get(label="村民4")
    save_answers(sheet, actor=held.clerk, answers={stranger.pk: {phone: "13900000000"}})
    assert not DemandAnswer.objects.filter(subject=stranger).exists()
    assert "生物质炉" not in str(DemandAnswer.objects.values_list("sealed").first())
    sheet = hand_in(sheet, actor=held.clerk)
    work(once=True)
    assert (sheet.state, sheet.filled, sheet.prefilled) == ("returned", 6, 0)
    told = lines[0].subject.held.facts["person.phone"]
    assert told.value == "13800000000"
    assert progress(demand)["waiting"] == 1
    with pytest.raises(Refused):
        hand_in(sheet, actor=held.clerk)


def test_what_one_unit_has_is_prefilled_and_blanks_need_a_reason(held, admit, take_in):
    take_in(person("村民1", number("519901", "1970-01-01", 1), 联系电话="13800000001"))
    demand = send_demand(admit("联系电话"), actor=held.place.health_officer)
    sheet = demand.returns.get(unit=held.village)
    assert sorted(cell.held for line in lines_of(sheet, actor=held.clerk) for cell in line.cells) == [
        "",
        "",
        "13800000001",
    ]
    with pytest.raises(Refused) as refused:
        hand_in(sheet, actor=held.clerk)
    assert refused.value.code == "datahub.reason_needed"
    sheet = hand_in(sheet, actor=held.clerk, nothing=True, reason="本村无此类对象")
    assert (sheet.state, sheet.filled, sheet.prefilled) == ("nothing", 0, 1)
    assert progress(demand)["spared"] == demand.not_asked + 1


def test_a_repeat_is_answered_by_a_receipt_that_is_proven_offline(held, admit, tmp_path, capsys, client):
    demand = send_demand(admit("联系电话", "取暖方式"), actor=held.place.health_officer)
    sheet = demand.returns.get(unit=held.village)
    lines = lines_of(sheet, actor=held.clerk)
    save_answers(
        sheet, actor=held.clerk, answers={lines[0].subject.pk: {c.field.pk: "13800000009" for c in lines[0].cells}}
    )
    hand_in(sheet, actor=held.clerk, reason="其余户外出")
    receipt = make_receipt(
        held.village,
        actor=held.clerk,
        asker="县住建局",
        title="取暖情况表",
        captions=["取暖方式", "性别", "没人知道的事"],
    )
    facts = read_receipt(receipt.signed, own_public_key())
    assert facts["f"][0][:3] == ["取暖方式", "s", demand.admission.number]
    assert facts["f"][1][:2] == ["性别", "h"]
    assert facts["c"] == 2
    file = tmp_path / "receipt.txt"
    file.write_text(receipt.signed)
    assert main(["receipt", "verify", str(file), "--key", own_public_key()]) == 0
    assert receipt.number in capsys.readouterr().out
    payload, _, signature = receipt.signed.partition(".")
    for forged in (payload[:-6] + "AAAAAA." + signature, "A" * 40, sign_receipt_of_another_kind()):
        assert main(["receipt", "verify", forged, "--key", own_public_key()]) == 1
        with pytest.raises(BadSignature):
            read_receipt(forged)
    assert main(["receipt", "verify", receipt.signed, "--key", "A" * 43]) == 1
    assert client.get("/.well-known/qingzhuang-key").json()["public_key"] == own_public_key()
    client.force_login(held.clerk)
    page = client.get(receipt.get_absolute_url())
    assert "<svg" in page.content.decode()
    client.force_login(held.other_clerk)
    assert client.get(receipt.get_absolute_url()).status_code == 404
    with pytest.raises(Refused):
        make_receipt(held.village, actor=held.clerk, asker="县住建局", title="新表", captions=["没人知道的事"])
    assert Receipt.objects.count() == 1


def sign_receipt_of_another_kind():
    from qingzhuang.datahub.signing import sign

    return sign({"grant": 1})


def test_a_long_receipt_still_fits_a_code():
    items = [[f"很长的字段名称之{n}", "h", "全员人口信息库（公安局）", "2026-11-01"] for n in range(200)]
    signed = sign_receipt(number="n", unit="村", asker="局", title="表", day="2026-11-23", items=items)
    facts = read_receipt(signed)
    assert len(signed) <= LONGEST
    assert facts["c"] == 200 > len(facts["f"]) > 0


def test_the_catalogue_says_what_is_admitted_and_what_is_not_can_be_told(held, admit, client):
    demand = admit("性别")
    assert admitted_as(f"请按 {demand.admission.number} 报送") == [demand]
    assert admitted_as("请各村填报冬季取暖摸底，今天下班前") == [demand]
    assert admitted_as("光棍统计表") == []
    client.force_login(held.clerk)
    assert demand.admission.number in client.get(reverse("datahub:demands")).content.decode()
    said = client.get(reverse("datahub:demand-check"), {"q": "光棍统计表"}).content.decode()
    assert "没有答复义务" in said
    public = client.get("/api/v1/public/demands").json()
    assert [each["number"] for each in public["items"]] == [demand.admission.number]
    client.post(reverse("datahub:unadmitted-tell"), {"asker": "某科", "text": "光棍统计表"})
    assert any("光棍统计表" in str(todo.title) for todo in todos(held.place.reviewer))
    told = Unadmitted.objects.get()
    answer_unadmitted(told, actor=held.place.reviewer, answer="已要求撤回")
    with pytest.raises(Refused):
        answer_unadmitted(told, actor=held.place.reviewer, answer="另一位同时答复")
    with pytest.raises(Denied):
        tell_unadmitted(held.other, actor=held.clerk, asker="某科", text="表")


def test_pages_from_officer_to_clerk(held, admit, client):
    demand = admit("性别", "取暖方式")
    client.force_login(held.place.health_officer)
    assert "只把缺的发下去" in client.get(demand.get_absolute_url()).content.decode()
    client.post(reverse("datahub:demand-send", args=[demand.pk]))
    sheet = demand.returns.get(unit=held.village)
    assert client.get(sheet.get_absolute_url()).status_code == 404
    client.force_login(held.clerk)
    page = client.get(sheet.get_absolute_url())
    names = [f"c-{line.subject.pk}-{line.cells[0].field.pk}" for line in page.context["page"]]
    assert len(names) == 3
    client.post(sheet.get_absolute_url(), {**dict.fromkeys(names, "空调"), "step": "hand"})
    sheet.refresh_from_db()
    assert (sheet.state, sheet.filled) == ("returned", 3)
    client.force_login(held.other_clerk)
    assert client.get(sheet.get_absolute_url()).status_code == 404


def test_the_catalogue_costs_the_same_at_any_size(admit, client, held, django_assert_max_num_queries):
    for n in range(3):
        admit("性别", name=f"摸底{n}")
    client.force_login(held.clerk)
    client.get(reverse("datahub:demands"))
    with django_assert_max_num_queries(12):
        client.get(reverse("datahub:demands"))


def test_the_page_answers_first_and_says_who_holds_each_field_how_fresh_and_on_what_terms(held, admit, client):
    demand = admit("性别", "联系电话", "取暖方式")
    assert (demand.cells, demand.held, demand.not_asked, demand.goes_down) == (15, 5, 5, 10)
    for reader in (held.place.health_officer, held.clerk):
        client.force_login(reader)
        for page in (
            client.get(demand.get_absolute_url()),
            client.get(reverse("datahub:demand-check"), {"q": demand.admission.number}),
        ):
            said = page.content.decode()
            for words in (
                "15 个单元格中已有 5 个",
                "只有 10 个需要下发去问",
                "民政数据",
                "对象太少，不公布比例",
                "2026-11-01",
                "有条件共享",
            ):
                assert words in said, words


def test_the_hours_of_a_request_are_those_of_cells_that_go_down(admit, client, held):
    """Five of fifteen cells are held, and a fourth field may not be shared."""
    demand = admit("性别", "联系电话", "取暖方式", "公民身份号码", people=400)
    fields = ["性别", "联系电话", "取暖方式"]
    asked = 400 * sum(map(seconds_for_caption, fields)) / 3600
    closed = 400 * seconds_for_caption("公民身份号码") / 3600
    hours = hours_of(demand)
    assert hours.spared == pytest.approx(asked / 3 + closed)
    assert hours.costs + hours.spared == demand.admission.hours_per_year
    assert hours.costs == pytest.approx(asked * 2 / 3, abs=0.1)
    client.force_login(held.place.health_officer)
    assert "每年省下的用时" in client.get(demand.get_absolute_url()).content.decode()
    demand.fields.filter(answered_by="units").delete()
    assert hours_of(demand) == (0, demand.admission.hours_per_year)
    demand.admission.hours_per_year = None
    assert hours_of(demand) is None


def test_a_request_for_some_is_counted_for_them_alone_and_its_grants_open_nobody_else(held, admit, take_in):
    rows = [
        person(
            f"村民{n}",
            number("519901", "1970-01-01", n),
            户号=f"00{n}",
            户主姓名=f"村民{n}",
            是否低保户="是" if n < 3 else "否",
        )
        for n in (1, 2, 3)
    ]
    take_in(*rows)
    demand = admit("姓名", "性别", "取暖方式")
    make_agreement(held.county, actor=System, element="person.name", steward=held.place.civil, sharing="unconditional")
    send_demand(
        demand, actor=held.place.health_officer, filter_element="household.minimum_living_allowance", filter_value="是"
    )
    work(once=True)
    demand.refresh_from_db()
    assert (demand.cells, demand.held, demand.not_asked) == (6, 4, 2)
    ask_held(demand, actor=held.place.health_officer, form="rows")
    grant = demand.fields.get(caption="性别").grant
    assert (grant.form, grant.state) == ("rows", "requested")
    with pytest.raises(Refused):
        ask_held(demand, actor=held.place.health_officer, form="rows")
    grant = answer_request(grant, actor=held.place.civil_officer, grant_it=True, answer="同意")
    given = {str(subject) for subject, _ in rows_under(grant, actor=held.place.health_officer)}
    assert given == {"村民1", "村民2"}
    answer, _ = read(grant, Asked("冬季补助"), actor=held.place.health_officer)
    assert len(answer["items"]) == 2
    key = Key(number("519901", "1970-01-01", 3))
    answer, _ = read(grant, Asked("冬季补助", keys=[key]), actor=held.place.health_officer)
    assert answer["not_found"] == [0]
