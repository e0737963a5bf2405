"""Field forms in the browser, and the answers that come back from ODK Central and Kobo."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from qingzhuang.datahub.models import Held, Subject
from qingzhuang.domain.elements import ELEMENTS
from qingzhuang.gate.models import Admission, Proposal
from qingzhuang.sheets.safety import open_upload
from qingzhuang.sheets.xlsform import form_of, read_xlsform, written_form
from tests.datahub.conftest import number, person

CODES = ("person.name", "person.id_number", "person.phone", "household.minimum_living_allowance")


def upload(name="入户.xlsx"):
    asked = [each for each in ELEMENTS if each.code in CODES]
    return SimpleUploadedFile(name, written_form(form_of(asked, "入户走访", "visit"), "20261101"))


def test_a_form_is_made_of_elements_and_of_a_sheet(hub, client):
    client.force_login(hub.clerk)
    address = reverse("datahub:xlsforms")
    assert client.get(address).status_code == 200
    sheet = SimpleUploadedFile("表.csv", "姓名,联系电话,心情\n".encode())
    answer = client.post(
        address, {"step": "make", "title": "走访", "element": ["person.sex", "no.such"], "sheet": sheet}
    )
    form = read_xlsform(open_upload(io.BytesIO(answer.content).getvalue(), "走访.xlsx"))
    assert {each.name for each in form.questions} == {"person_sex", "person_name", "person_phone", "q1"}
    assert form.questions[-1].label.zh == "心情"
    assert client.post(address, {"step": "make", "title": "走访"}).status_code == 400


def test_a_form_is_made_of_what_an_admitted_request_asks(hub, client, place):
    fields = ["家庭 / 是否低保户", "姓名", "满意程度"]
    proposal = Proposal.objects.create(
        kind="data_request", sponsor=place.civil, proposer=place.civil_officer, state="accepted",
        values={"name": "困难家庭走访", "fields": fields},
    )  # fmt: skip
    Admission.objects.create(
        number="DR-2026-0001", proposal=proposal, kind="data_request", name="困难家庭走访", owner=place.civil
    )
    client.force_login(hub.clerk)
    assert "DR-2026-0001" in client.get(reverse("datahub:xlsforms")).content.decode()
    answer = client.post(reverse("datahub:xlsforms"), {"step": "make", "admission": "DR-2026-0001"})
    form = read_xlsform(open_upload(answer.content, "走访.xlsx"))
    assert form.title == "困难家庭走访"
    assert [each.name for each in form.questions] == ["household_minimum_living_allowance", "person_name", "q1"]
    assert client.post(reverse("datahub:xlsforms"), {"step": "make", "admission": "none"}).status_code == 404


def test_a_form_is_read_beside_what_is_held_and_becomes_a_request(hub, client, take_in):
    take_in(person("王小花", number("519901", "1970-01-01", 1), 联系电话="13800000001"))
    client.force_login(hub.place.health_officer)
    page = client.post(reverse("datahub:xlsforms"), {"step": "look", "file": upload()}).content.decode()
    assert "人员 / 公民身份号码" in page
    assert "对象太少" in page
    started = client.post(reverse("datahub:xlsforms"), {"step": "propose", "file": upload()})
    proposal = Proposal.objects.get()
    assert started.url == proposal.edit_url
    assert (proposal.kind, list(proposal.values["fields"])) == (
        "data_request",
        ["人员 / 姓名", "人员 / 公民身份号码", "人员 / 联系电话", "家庭 / 是否低保户"],
    )


def test_the_gate_takes_a_dropped_form_as_a_data_request(hub, client):
    client.force_login(hub.place.health_officer)
    client.post(reverse("gate:proposal-new"), {"file": upload()})
    assert "人员 / 联系电话" in Proposal.objects.get().values["fields"]


def test_a_wrong_or_hostile_form_is_refused_with_its_place(hub, client):
    client.force_login(hub.clerk)
    for name, data in (("a.xlsx", b"PK\x03\x04x"), ("a.xlsx", b""), ("a.csv", "甲,乙\n".encode())):
        answer = client.post(reverse("datahub:xlsforms"), {"step": "look", "file": SimpleUploadedFile(name, data)})
        assert answer.status_code == 400, name
    assert client.post(reverse("datahub:xlsforms"), {"step": "look"}).status_code == 404


def test_answers_come_back_from_central_and_from_kobo(hub, take_in):
    first = number("519901", "1970-01-01", 1)
    central = (
        "SubmissionDate,person-person_name,person-person_id_number,person-person_sex,household-household_size,meta-instanceID,KEY\n"
        f"2026-11-02T08:00:00Z,王小花,{first},1,3,uuid:1,uuid:1\n"
        "2026-11-02T08:05:00Z,李四,12345,2,2,uuid:2,uuid:2\n"
    )
    taken = take_in(data=central.encode(), name="visit.csv")
    codes = {"person.name", "person.id_number", "person.sex"}
    assert codes <= set(taken.mapping.values())
    assert (taken.new, taken.wrong) == (1, 1)
    kobo = f"start;person/person_name;person/person_id_number;person/person_phone;_id;_uuid\nx;王小花;{first};13911112222;7;u1\n"
    taken = take_in(data=kobo.encode(), name="kobo.csv", observed="2026-11-03")
    assert (taken.new, taken.known) == (0, 1)
    held = Held.objects.get(subject=Subject.objects.get(kind="person")).facts
    assert (held["person.phone"].value, held["person.sex"].value) == ("13911112222", "1")
