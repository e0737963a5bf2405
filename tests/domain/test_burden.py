from qingzhuang.domain.burden import burden_of, filling_hours
from qingzhuang.domain.burden.minutes import CHARACTERS_PER_MINUTE, seconds_for_caption
from qingzhuang.domain.draft import Draft, Passage
from qingzhuang.domain.kinds import kinds


def test_a_monthly_form_costs_people_times_minutes_times_twelve():
    draft = Draft("1", "data_request", {"people": 183, "fields": ["姓名", "身份证号"], "frequency": "monthly"})
    burden = burden_of(draft)
    minutes = (seconds_for_caption("姓名") + seconds_for_caption("身份证号")) / 60
    assert burden.minutes_each == minutes
    assert burden.hours_per_year == 183 * 12 * minutes / 60
    assert burden.as_json()["arithmetic"][-1]["en"].startswith("183 people ×")


def test_rows_attachments_and_paper_copies_add_up():
    plain = burden_of(Draft("1", "data_request", {"fields": ["姓名"]})).minutes_each
    full = burden_of(
        Draft("1", "data_request", {"fields": ["姓名"], "rows_each": 10, "attachments": ["照片"], "paper_copy": True})
    )
    assert full.minutes_each == plain * 10 + 5 + 15


def test_the_hours_of_filling_some_fields_are_a_part_of_all():
    values = {"people": 60, "frequency": "monthly", "fields": ["姓名", "身份证号"], "rows_each": 2, "paper_copy": True}
    draft = Draft("1", "data_request", values)
    assert filling_hours(draft, ["身份证号"]) == 60 * 12 * seconds_for_caption("身份证号") * 2 / 3600
    assert filling_hours(draft, []) == 0
    assert (
        filling_hours(draft, values["fields"])
        == burden_of(draft).hours_per_year
        - burden_of(Draft("1", "data_request", {**values, "fields": []})).hours_per_year
    )
    assert filling_hours(Draft("1", "data_request", {"fields": ["姓名"]}), ["姓名"]) is None


def test_a_bare_text_names_no_people_so_no_hours_are_made_up():
    burden = burden_of(Draft("1", "task", passages=(Passage("text", "各村每天上报。" * 100),)))
    assert burden.people is None
    assert burden.hours_per_year is None
    assert burden.minutes_each == 700 / CHARACTERS_PER_MINUTE


def test_minutes_stated_by_the_proposer_replace_the_assumption():
    stated = burden_of(
        Draft("1", "task", {"functions": ["走访"], "minutes_each": 45, "people": 2, "times_per_year": 1})
    )
    assert stated.hours_per_year == 1.5
    assert [line.source for line in stated.lines] == ["given"]


def test_every_kind_has_an_effort_whose_fields_exist():
    for kind in kinds:
        codes = {field.code for field in kind.fields}
        effort = kind.effort
        named = [effort.fills, effort.rows, effort.stated, *effort.reads, effort.per_item and effort.per_item[0]]
        named += [effort.times] if isinstance(effort.times, str) else []
        assert {code for code in named if code} <= codes


def test_fields_are_declared_with_the_right_sorts_of_values():
    for kind in kinds:
        for field in kind.fields:
            assert isinstance(field.required, bool), f"{kind.code}.{field.code}"
            assert isinstance(field.read, bool)
