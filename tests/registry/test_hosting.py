"""Cloud resources: bills of any make, whose a resource is, what does nothing, and what was given back."""

import datetime
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qingzhuang.core.jobs import work
from qingzhuang.core.models import Job
from qingzhuang.core.policies import Denied
from qingzhuang.core.problems import Refused
from qingzhuang.core.todos import todos_for
from qingzhuang.domain.idleness import Idleness, found_of
from qingzhuang.registry import actions
from qingzhuang.registry.hosting.bills import Bill, month_of, number_of
from qingzhuang.registry.models import Resource, ResourceMonth

pytestmark = pytest.mark.django_db
HEAD = "账期,资源ID,资源名称,产品,项目,应用名称,平均CPU使用率(%),峰值CPU使用率(%),费用(元)\n"
WANTED = Idleness(2, {"mean": 5, "peak": 20, "filled": 1, "traffic": 1})


def month(ago):
    first = timezone.localdate().replace(day=1)
    for _ in range(ago):
        first = (first - datetime.timedelta(days=1)).replace(day=1)
    return first


def row(ago, code, *, name="应用服务器", project="", app="", mean="", peak="", yuan="100.00"):
    return f"{month(ago):%Y-%m},{code},{name},云服务器,{project},{app},{mean},{peak},{yuan}\n"


@pytest.fixture
def bring(place):
    def make(*rows, head=HEAD, actor=None, office=None, name="账单.csv"):
        data = (head + "".join(rows)).encode("gb18030")
        bill = actions.upload_bill(office or place.office, actor=actor or place.reviewer, name=name, data=data)
        work(once=True)
        bill.refresh_from_db()
        return bill

    return make


def resource(code):
    return Resource.objects.get(code=code)


@pytest.mark.parametrize(
    ("measured", "state"),
    [
        ([{"cpu_mean": 1, "cpu_peak": 3}, {"cpu_mean": 2, "cpu_peak": 4}], "idle"),
        ([{"cpu_mean": 1, "cpu_peak": 3}, {"cpu_mean": 2, "cpu_peak": 40}], "used"),
        ([{"cpu_mean": 30, "cpu_peak": 90}, {"cpu_mean": 2, "cpu_peak": 4}, {"cpu_mean": 1, "cpu_peak": 2}], "idle"),
        ([{"cpu_mean": 1, "cpu_peak": 3}], "unclear"),
        ([{"cpu_mean": 1}, {"cpu_mean": 1}], "unclear"),
        ([{}, {"cpu_mean": 9}], "used"),
        ([], "unclear"),
    ],
)
def test_only_what_was_measured_low_for_long_enough_is_idle(measured, state):
    assert found_of("compute", measured, WANTED).state == state
    assert found_of("other", measured, WANTED).state == "unclear"


def test_months_and_amounts_as_bills_write_them():
    assert {
        month_of(said)
        for said in ("2026-10", "2026年10月", "202610", "2026/10", "2026-10-31", datetime.date(2026, 10, 5))
    } == {datetime.date(2026, 10, 1)}
    assert [month_of(said) for said in ("10", "2026-13", "", "明年")] == [None] * 4
    assert [float(number_of(said)) for said in ("1,234.50", "¥12", "3.5 %", "88元", "64GB")] == [
        1234.5,
        12,
        3.5,
        88,
        64,
    ]
    assert number_of("NaN") is number_of("一百") is None


def test_what_a_bill_tells_becomes_resources_with_their_owner_and_state(bring, place, enter):
    grid = enter(place.civil, name="网格通")
    two = [
        row(ago, "i-1", app="网格通", mean=1.5, peak=4) + row(ago, "i-2", app="网格通", mean=30, peak=90)
        for ago in (2, 1)
    ]
    bill = bring(*two, row(1, "i-3", project="x"))
    assert (bill.step, bill.accepted, bill.refused) == ("done", 5, 0)
    assert (resource("i-1").asset, resource("i-1").state, resource("i-1").monthly_fen) == (grid, "idle", 10_000)
    assert resource("i-2").state == "used"
    assert (resource("i-3").asset, resource("i-3").state) == (None, "unclear")


def test_lines_of_one_bill_add_up_a_later_bill_replaces_and_the_same_file_counts_once(bring):
    twice = (row(1, "i-1", yuan="100.00"), row(1, "i-1", yuan="20.50"))
    bring(*twice)
    assert ResourceMonth.objects.get().fen == 12_050
    assert bring(*twice).pk == bring(*twice).pk
    assert ResourceMonth.objects.get().fen == 12_050
    bring(row(1, "i-1", yuan="90"), name="更正.csv")
    assert ResourceMonth.objects.get().fen == 9_000


def test_fen_shares_and_sheets_are_read_as_their_column_says(place, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Instance ID", "Billing cycle", "Amount（分）", "CPU mean", "Disk used"])
    book.active.append(["i-1", month(1), 12345, 0.031, "45%"])
    book.active.append(["i-2", month(1), 1, 0.9, "7%"])
    file = tmp_path / "bill.xlsx"
    book.save(file)
    one, two = Bill(file, "bill.xlsx").read(0, 2).lines
    assert (one.fen, one.measured, two.measured) == (
        12345,
        {"cpu_mean": 3.1, "filled": 45},
        {"cpu_mean": 90, "filled": 7},
    )


def test_bad_rows_are_named_and_the_others_taken(bring, client, place):
    ahead = f"{timezone.localdate().year + 1}-01,i-9,,,,,,,5\n"
    bill = bring(row(1, ""), row(1, "i-1", yuan="面议"), row(1, "i-2", mean=130), ahead, row(1, "i-3"))
    assert [(each["row"], each["why"]) for each in bill.rows_refused] == [
        (2, "no_code"), (3, "not_number"), (4, "out_of_range"), (5, "ahead"),
    ]  # fmt: skip
    assert set(Resource.objects.values_list("code", flat=True)) == {"i-2", "i-3"}
    client.force_login(place.reviewer)
    shown = client.get(bill.get_absolute_url()).content.decode()
    assert "面议" in shown
    assert "不是数" in shown or "not a number" in shown


def test_a_file_without_the_columns_or_of_another_kind_is_refused_with_what_to_do(bring):
    assert bring("a,b\n", head="甲,乙\n").trouble["title"]["zh"].startswith("账单里找不到")
    bill = bring("PK\x03\x04 not a workbook", head="", name="账单.xlsx")
    assert bill.step == "failed"


def test_a_project_once_explained_is_known_on_later_bills(bring, place, enter):
    grid = enter(place.civil, name="网格通")
    bring(row(2, "i-1", project="grid-prod"), row(2, "i-2", project="grid-prod"))
    actions.assign_resource(resource("i-1"), actor=place.reviewer, asset=grid, whole_project=True)
    bring(row(1, "i-3", project="grid-prod"))
    assert {each.asset for each in Resource.objects.all()} == {grid}
    with pytest.raises(Denied):
        actions.assign_resource(resource("i-1"), actor=place.stranger, asset=grid)


def test_two_entries_of_one_name_own_nothing_until_somebody_says(bring, place, enter):
    enter(place.civil, name="网格通")
    enter(place.health, name="网格通")
    bring(row(1, "i-1", app="网格通"))
    assert resource("i-1").asset is None


def test_what_is_released_is_read_from_the_next_bill_never_from_the_promise(bring, place, enter, client):
    enter(place.civil, name="网格通")
    low = {"app": "网格通", "mean": 1, "peak": 2}
    bring(*(row(ago, "i-1", **low) + row(ago, "i-2", app="网格通", mean=50, peak=60) for ago in (3, 2)))
    assert [each.title for each in todos_for(place.civil_officer) if "应用服务器" in str(each.title)]
    with pytest.raises(Refused):
        actions.answer_resource(resource("i-1"), actor=place.civil_officer, answer="release")
    with pytest.raises(Denied):
        actions.answer_resource(resource("i-1"), actor=place.health_officer, answer="keep", because="备用")
    actions.answer_resource(resource("i-1"), actor=place.civil_officer, answer="release", by_on=timezone.localdate())
    client.force_login(place.reviewer)
    assert client.get("/register/hosting/").context["given_back_fen"] == 0
    bring(row(1, "i-2", app="网格通", mean=50, peak=60))
    assert (resource("i-1").state, resource("i-1").answer) == ("released", "release")
    page = client.get("/register/hosting/").context
    assert (page["given_back_fen"], page["fen"]) == (10_000, 10_000)


def test_a_table_of_use_releases_nothing_and_costs_nothing(bring, place, enter):
    enter(place.civil, name="网格通")
    bring(*(row(ago, code, app="网格通", mean=1, peak=2) for ago in (3, 2) for code in ("i-1", "i-2")))
    head = "账期,资源ID,平均CPU使用率(%),峰值CPU使用率(%)\n"
    bring(f"{month(1):%Y-%m},i-2,1,2\n", head=head, name="用量.csv")
    assert [(resource(code).state, resource(code).monthly_fen) for code in ("i-1", "i-2")] == [("idle", 10_000)] * 2


def test_use_without_a_provider_joins_the_resource_that_is_billed(bring):
    bring(f"{month(1):%Y-%m},i-1,甲云,100.00\n", head="账期,资源ID,服务商,费用(元)\n")
    bring(f"{month(1):%Y-%m},i-1,41\n", head="账期,资源ID,平均CPU使用率(%)\n", name="用量.csv")
    told = ResourceMonth.objects.get(resource=resource("i-1"))
    assert (told.fen, told.measured) == (10_000, {"cpu_mean": 41})


def test_months_with_a_gap_between_them_are_not_in_a_row(bring, place, enter):
    bring(row(4, "i-1", mean=1, peak=2), row(1, "i-1", mean=1, peak=2))
    assert resource("i-1").state == "unclear"


def test_what_is_kept_is_not_asked_again_until_it_is_used_and_idle_anew(bring, place, enter):
    enter(place.civil, name="网格通")
    for ago, mean in ((5, 1), (4, 1), (3, 1), (2, 60), (1, 60)):
        bring(row(ago, "i-1", app="网格通", mean=mean, peak=mean + 1))
        if ago == 4:
            actions.answer_resource(resource("i-1"), actor=place.civil_officer, answer="keep", because="汛期备用")
        if ago == 3:
            assert not resource("i-1").waits
    assert (resource("i-1").state, resource("i-1").answer) == ("used", "")


def test_resources_of_what_has_ended_are_found(bring, place, enter):
    grid = enter(place.civil, name="网格通")
    bring(row(1, "i-1", app="网格通", mean=50, peak=60))
    assert resource("i-1").state == "used"
    actions.close_asset(grid, actor=place.civil_officer, on=timezone.localdate(), basis="关停")
    Job.objects.filter(state="queued").update(run_at=timezone.now())
    work(once=True)
    assert resource("i-1").state == "of_ended"


def test_pages_are_for_those_they_concern_and_cost_the_same_at_any_length(bring, place, enter, client):
    enter(place.civil, name="网格通")
    bring(row(1, "i-0", app="网格通", mean=1, peak=2))
    client.force_login(place.stranger)
    assert client.get(resource("i-0").get_absolute_url()).status_code == 404
    assert "i-0" not in client.get("/register/hosting/").content.decode()
    client.force_login(place.civil_officer)
    assert client.get(resource("i-0").get_absolute_url()).status_code == 200
    assert "应用服务器" in client.get(resource("i-0").asset.get_absolute_url()).content.decode()
    client.force_login(place.reviewer)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get("/register/hosting/").status_code == 200
        counts.append(len(asked))
        bring(*(row(1, f"i-{n}", app="网格通") for n in range(1, 40)), name="多.csv")
    assert counts[0] == counts[1]
    file = client.get("/register/hosting/?format=xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(b"".join(file.streaming_content))).active.values)
    assert len(rows) == 41


def test_the_office_answers_in_the_browser(bring, place, client):
    bring(*(row(ago, "i-1", project="旧项目", mean=1, peak=2) for ago in (2, 1)))
    client.force_login(place.reviewer)
    page = resource("i-1").get_absolute_url()
    assert client.post(page, {"answer": "keep"}).status_code == 400
    assert client.post(page, {"asset": "没有的应用"}).status_code == 404
    assert client.post(page, {"answer": "keep", "because": "迁移期间保留"}).status_code == 302
    assert resource("i-1").because == "迁移期间保留"
