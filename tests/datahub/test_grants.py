"""Data are had under a grant, for a purpose and a term; counts never point at somebody; every answer is provable."""

import datetime
import itertools
from collections import Counter

import pytest
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from qingzhuang.core.actions import System
from qingzhuang.core.policies import Denied
from qingzhuang.core.problems import Refused
from qingzhuang.datahub.actions import answer_request, make_agreement, request_data, revoke_grant
from qingzhuang.datahub.models import AccessedSubject, Exchange, Grant, Subject
from qingzhuang.datahub.reading import look
from qingzhuang.datahub.sealing import blind
from qingzhuang.datahub.sharing import OFF_BY, Cell, counts_under, rows_under, suppressed
from qingzhuang.datahub.signing import BadSignature, verify
from tests.datahub.conftest import number, person


@pytest.fixture
def agreed(hub, take_in):
    take_in(
        *[
            person(
                f"村民{n}", number("519901", "1970-01-01", n), 性别="男" if n % 2 else "女", 联系电话=f"1380000{n:04d}"
            )
            for n in range(1, 21)
        ]
    )
    for element, sharing in (
        ("person.sex", "unconditional"), ("person.phone", "conditional"), ("person.id_number", "not_shared"),
    ):  # fmt: skip
        make_agreement(hub.county, actor=System, element=element, steward=hub.place.civil, sharing=sharing)
    return hub


@pytest.fixture
def ask(agreed):
    def make(*codes, form="counts", days=30, purpose="低保动态复核", basis="社会救助暂行办法"):
        return request_data(
            agreed.place.health,
            actor=agreed.place.health_officer,
            area=agreed.county,
            codes=codes,
            purpose=purpose,
            basis=basis,
            until=timezone.localdate() + datetime.timedelta(days=days),
            form=form,
        )

    return make


def test_each_class_of_sharing_is_answered_in_its_way(ask):
    grants = {grant.elements[0]: grant for grant in ask("person.sex", "person.phone", "person.id_number")}
    assert grants["person.sex"].state == "granted"
    assert grants["person.id_number"].state == "refused"
    assert grants["person.phone"].state == "requested"
    assert grants["person.phone"].due > timezone.localdate()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"purpose": ""}, "datahub.purpose_needed"),
        ({"purpose": "工作"}, "datahub.purpose_vague"),
        ({"basis": " "}, "datahub.basis_needed"),
        ({"days": 0}, "datahub.bad_term"),
        ({"days": 800}, "datahub.bad_term"),
    ],
)
def test_a_request_without_purpose_basis_or_term_is_refused(ask, changed, code):
    with pytest.raises(Refused) as refused:
        ask("person.sex", **changed)
    assert refused.value.code == code


def test_the_steward_answers_and_only_the_asker_fetches(agreed, ask):
    [grant] = ask("person.phone", form="rows")
    with pytest.raises(Denied):
        answer_request(grant, actor=agreed.place.health_officer, grant_it=True, answer="")
    grant = answer_request(grant, actor=agreed.place.civil_officer, grant_it=True, answer="仅限本次")
    with pytest.raises(Denied):
        list(rows_under(grant, actor=agreed.place.civil_officer))
    rows = list(rows_under(grant, actor=agreed.place.health_officer))
    assert len(rows) == 20
    assert all(set(seen) == {"person.phone"} for _, seen in rows)
    assert AccessedSubject.objects.filter(subject=rows[0][0]).count() == 1
    exchange = Exchange.objects.get()
    facts = verify(exchange.signed)
    assert (facts["subjects"], facts["purpose"]) == (20, "低保动态复核")
    with pytest.raises(BadSignature):
        verify(exchange.signed[:-4] + "AAAA")
    revoke_grant(grant, actor=agreed.place.civil_officer, reason="任务已结束")
    grant.refresh_from_db()
    with pytest.raises(Refused):
        list(rows_under(grant, actor=agreed.place.health_officer))


@pytest.mark.parametrize(("pieces", "given"), [(1, None), (4, 3), (40, 20)])
def test_rows_given_until_a_download_breaks_off_are_on_record_as_such(agreed, ask, client, monkeypatch, pieces, given):
    """The byte order mark comes first, then a row a piece."""
    monkeypatch.setattr("qingzhuang.core.exports.BUFFER", 0)
    [grant] = ask("person.phone", form="rows")
    answer_request(grant, actor=agreed.place.civil_officer, grant_it=True, answer="仅限本次")
    client.force_login(agreed.place.health_officer)
    file = client.post(reverse("datahub:grant-fetch", args=[grant.pk]), {"as": "csv"})
    read = b"".join(itertools.islice(file.streaming_content, pieces)).decode("utf-8-sig")
    # What the test client wraps the stream in closes the answer, but not the connection in which this test is rolled back.
    file._iterator.close()
    exchange = Exchange.objects.first()
    if given is None:
        assert exchange is None
        return
    assert read.count("1380000") == given == exchange.subjects == verify(exchange.signed)["subjects"]
    assert exchange.broken_off == verify(exchange.signed).get("broken_off", False) == (given < 20)
    page = client.get(reverse("datahub:exchanges")).content.decode()
    assert ("（中断）" in page) == (given < 20)
    page = client.get(reverse("datahub:signature"), {"signed": exchange.signed}).content.decode()
    assert ("中断" in page) == (given < 20)


def test_counts_come_without_rows_and_small_ones_are_hidden(agreed, ask):
    [grant] = ask("person.sex")
    [first, second] = counts_under(grant, actor=agreed.place.health_officer)["person.sex"]
    assert {first[0], second[0]} == {"1", "2"}
    assert all(abs(count - 10) <= OFF_BY for _, count in (first, second))
    assert counts_under(grant, actor=agreed.place.health_officer)["person.sex"] == [first, second]
    with pytest.raises(Refused):
        rows_under(grant, actor=agreed.place.health_officer)
    Grant.objects.update(until=timezone.localdate() - datetime.timedelta(days=1))
    grant.refresh_from_db()
    with pytest.raises(Refused):
        counts_under(grant, actor=agreed.place.health_officer)


def cells(**counts):
    return {value: Cell(count, count) for value, count in counts.items()}


def test_a_hidden_count_cannot_be_worked_out_from_the_total():
    assert suppressed(cells(a=40, b=9, c=2), exact=True, listed="abc") == [("a", 40), ("b", None), ("c", None)]
    assert suppressed(cells(a=40, b=3, c=2), exact=True, listed="abc") == [("a", 40), ("b", None), ("c", None)]
    assert suppressed(cells(a=40, c=2, b=3), exact=True, listed="abc")[1:] == [("b", None), ("c", None)]
    assert suppressed(cells(a=40, b=9), exact=True, listed="abc") == [("a", 40), ("b", 9)]
    assert suppressed(cells(a=40, b=3, y=1, z=2), exact=True, listed="abc") == [("a", 40), ("b", None), ("", None)]
    assert suppressed(cells(**{f"v{n}": 9 for n in range(80)})) == []


def test_counting_does_not_name_what_few_have(agreed, ask):
    make_agreement(
        agreed.county, actor=System, element="person.phone", steward=agreed.place.civil, sharing="unconditional"
    )
    [grant] = ask("person.phone")
    assert counts_under(grant, actor=agreed.place.health_officer) == {"person.phone": [("", None)]}


def test_the_difference_of_two_answers_does_not_tell_of_one_person():
    """A township less all its villages but one, or today less yesterday: one person more shows as anything near."""
    seen = Counter()
    for case in range(200):
        without = Cell()
        for subject in range(20):
            without.add(int.from_bytes(blind("counted", f"{case} {subject}")))
        one_more = Cell(without.count, without.key)
        one_more.add(int.from_bytes(blind("counted", f"{case} one more")))
        assert abs(without.told - 20) <= OFF_BY
        seen[one_more.told - without.told] += 1
    assert set(seen) == set(range(1 - 2 * OFF_BY, 2 + 2 * OFF_BY))
    assert max(seen.values()) < 80


def test_the_pages_of_a_request_from_asking_to_the_file(agreed, client):
    client.force_login(agreed.place.health_officer)
    until = (timezone.localdate() + datetime.timedelta(days=30)).isoformat()
    given = {"element": ["person.phone"], "form": "rows", "purpose": "随访电话核对", "basis": "职责", "until": until}
    assert client.post(reverse("datahub:grants"), {**given, "purpose": ""}).status_code == 400
    client.post(reverse("datahub:grants"), given)
    grant = Grant.objects.get()
    client.force_login(agreed.place.civil_officer)
    assert "随访电话核对" in client.get("/").content.decode()
    client.post(reverse("datahub:grant-answer", args=[grant.pk]), {"decision": "grant", "answer": "同意"})
    client.force_login(agreed.place.health_officer)
    file = client.post(reverse("datahub:grant-fetch", args=[grant.pk]), {"as": "csv"})
    assert b"".join(file.streaming_content).decode("utf-8-sig").count("1380000") == 20
    page = client.get(reverse("datahub:grant", args=[grant.pk])).content.decode()
    assert "核验签名" in page
    signed = Exchange.objects.get().signed
    client.logout()
    assert "未被改动" in client.get(reverse("datahub:signature"), {"signed": signed}).content.decode()
    assert "请勿采信" in client.get(reverse("datahub:signature"), {"signed": signed + "x"}).content.decode()
    client.force_login(agreed.place.stranger)
    assert client.get(reverse("datahub:grant", args=[grant.pk])).status_code == 404


def test_nobody_reads_beyond_a_grant(agreed):
    with pytest.raises((Denied, Http404)):
        look(Subject.objects.all()[:1], ["person.phone"], actor=agreed.place.health_officer, purpose="顺便看看")
