"""What an integrator can do: examine, propose, submit; other people's things are not there."""

import json

from qingzhuang.gate.models import Proposal


def post(client, address, **body):
    return client.post(f"/api/v1/gate/{address}", json.dumps(body), content_type="application/json")


def test_a_text_is_examined_and_nothing_is_stored(client, place):
    client.force_login(place.civil_officer)
    found = post(client, "check", kind="task", text="各村干部必须每天打卡。").json()
    assert any(f["family"] == "checkin" and f["status"] == "open" for f in found["findings"])
    wrong = post(client, "check", kind="app", values={"people": "很多"}).json()
    assert "people" in wrong["errors"]
    assert post(client, "check", kind="nothing").status_code == 404


def test_proposing_and_submitting_answer_with_problem_documents(client, place):
    client.force_login(place.civil_officer)
    made = post(client, "proposals", kind="task", values={"name": "走访"}).json()
    assert (made["state"], made["name"]) == ("draft", "走访")
    refused = post(client, f"proposals/{made['id']}/submit")
    assert refused.status_code == 400
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["type"].endswith("gate.gaps")
    client.force_login(place.stranger)
    assert client.get(f"/api/v1/gate/proposals/{made['id']}").status_code == 404
    client.logout()
    assert post(client, "check", kind="task").status_code == 401


def test_answers_to_what_is_not_asked_are_refused_by_name(client, place):
    client.force_login(place.civil_officer)
    for address in ("check", "proposals"):
        refused = post(client, address, kind="task", values={"name": "走访", "titel": "走访", "x": 1})
        assert refused.status_code == 400
        assert refused.json()["type"].endswith("gate.unknown_fields")
        assert "titel, x" in json.dumps(refused.json(), ensure_ascii=False)
    assert not Proposal.objects.exists()
