"""Taking people into the hub, against a bare bulk load of the same rows into the same database.

    ./qz bench intake --people 100000

Prints rows a second, the ratio to the bare load, what one form's prefill costs afterwards (p50, p95), and what it takes
to fill a sheet of 10,000 of these people, named by number, from the hub: finding, opening seals and the log included,
against openpyxl loading it, writing the same cells and saving. The bare load inserts one row a person with the same values as JSON, in the same batches: no checks, keys, seals or views.
Runs in a database of its own, made and removed here: SQLite in a temporary folder, or with QZ_DATABASE_URL PostgreSQL.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import random
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from stdnum.cn import ric

BATCH = 2_000
COLUMNS = {
    "姓名": "person.name", "公民身份号码": "person.id_number", "性别": "person.sex", "民族": "person.ethnicity",
    "出生日期": "person.birth_date", "婚姻状况": "person.marital_status", "政治面貌": "person.political_status",
    "学历": "person.education", "联系电话": "person.phone", "现住址": "person.current_address",
    "户籍地址": "person.hukou_address", "户口性质": "person.hukou_type", "工作单位": "person.employer",
    "职业": "person.occupation", "就业状况": "person.employment_status", "健康状况": "person.health_status",
    "医疗保险": "person.medical_insurance", "养老保险": "person.pension_insurance", "银行账号": "person.bank_account",
    "开户银行": "person.bank_name", "劳动能力": "person.labour_capacity", "毕业学校": "person.school",
    "户号": "household.number", "户主姓名": "household.head_name", "与户主关系": "household.relation_to_head",
    "家庭人口": "household.size", "家庭住址": "household.address", "家庭年收入": "household.income_annual",
    "是否低保户": "household.minimum_living_allowance", "村（社区）": "place.village",
}  # fmt: skip
SURNAMES, GIVEN = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗",
    "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华玉兰红建国文",
)


def people(count: int, villages: list[str], seed: int = 7):
    """Made-up people, four a household, as rows of text."""
    chance = random.Random(seed)
    first, head = date(1930, 1, 1), ""
    for n in range(count):
        born = first + timedelta(days=chance.randrange(33_000))
        digits = f"990121{born:%Y%m%d}{n % 1000:03d}"
        household, village = n // 4, villages[(n // 4) % len(villages)]
        name = chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(GIVEN)
        head = name if n % 4 == 0 else head
        yield [
            name, digits + ric.calc_check_digit(digits + "0"), "男" if n % 2 else "女", "汉族", born.isoformat(), "已婚", "群众",
            "初中", f"13{chance.randrange(10**9):09d}", f"{village}{household}号", f"{village}{household}号", "农业", "务农", "农民",
            "在业", "健康", "居民医保", "城乡居保", f"6217{chance.randrange(10**15):015d}", "农村信用社", "有", "第二中学",
            f"{household:06d}", head, "户主" if n % 4 == 0 else "子", "4", f"{village}{household}号", "32000", "否", village,
        ]  # fmt: skip


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--people", type=int, default=50_000)
    arguments.add_argument("--probes", type=int, default=200)
    arguments.add_argument("--rows", type=int, default=10_000, help="of the sheet that is filled from the hub")
    wanted = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["QZ_STATE"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        import django

        django.setup()
        from django.test.runner import DiscoverRunner

        runner = DiscoverRunner(verbosity=0, interactive=False)
        if "QZ_DATABASE_URL" not in os.environ:
            from django.conf import settings

            settings.DATABASES["default"]["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        databases = runner.setup_databases()
        try:
            measure(wanted.people, wanted.probes, wanted.rows, Path(folder))
        finally:
            runner.teardown_databases(databases)


def measure(count: int, probes: int, rows: int, folder: Path) -> None:
    from django.core.files import File
    from django.db import connection

    from qingzhuang.core.actions import System
    from qingzhuang.core.jobs.running import Run
    from qingzhuang.core.models import Job
    from qingzhuang.datahub.actions import open_source, run_intake, upload_table
    from qingzhuang.datahub.jobs.intakes import take_table
    from qingzhuang.datahub.models import Subject
    from qingzhuang.datahub.reading import look
    from qingzhuang.identity.models import Organisation, Person

    since = {"valid_from": date(2020, 1, 1), "nature": "area"}
    county = Organisation.add_root(code="990121", name="青溪县", level="county", **since)
    names = [f"第{n}村" for n in range(1, 184)]
    for order, name in enumerate(names):
        Organisation.objects.get(pk=county.pk).add_child(
            code=f"990121001{order:03d}", name=name, level="village", **since
        )
    county = Organisation.objects.get(pk=county.pk)
    Person.objects.create(username="steward", name="steward")
    source = open_source(county, actor=System, code="bench", name="人口")
    path = folder / "people.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(people(count, names))
    bare = _bare(connection, path)
    steward = _steward(county)
    with path.open("rb") as file:
        intake = upload_table(
            source, actor=steward, area=county, file=File(file), name="people.csv", observed="2026-11-01"
        )
    mapping = {str(number): code for number, code in enumerate(COLUMNS.values())}
    guessed = sum(intake.mapping.get(number) == code for number, code in mapping.items())
    run_intake(intake, actor=steward, mapping=mapping)
    queued = Job.objects.get(name="datahub.intake.take")
    Job.objects.filter(pk=queued.pk).update(state="running", worker="bench", attempts=1)
    queued.refresh_from_db()
    started = time.perf_counter()
    take_table(Run(queued), intake.pk)
    taken = time.perf_counter() - started
    intake.refresh_from_db()
    print(
        f"{connection.vendor}: {count:,} people x {len(COLUMNS)} elements, columns recognised {guessed}/{len(COLUMNS)}"
    )
    print(
        f"intake {taken:.1f} s, {count / taken:,.0f} rows/s; bare load {bare:.1f} s, {count / bare:,.0f} rows/s; ratio {taken / bare:.1f}"
    )
    print(f"new {intake.new:,} known {intake.known:,} doubtful {intake.doubtful:,} wrong {intake.wrong:,}")
    chance, times = random.Random(1), []
    ids = Subject.objects.filter(kind="person").values_list("pk", flat=True).order_by("pk")
    low, high = ids.first(), ids.last()
    codes = list(COLUMNS.values())
    while len(times) < probes:
        subject = Subject.objects.filter(kind="person", pk__gte=chance.randint(low, high)).order_by("pk").first()
        started = time.perf_counter()
        look([subject], codes, actor=steward, purpose="prefill")
        times.append(time.perf_counter() - started)
    times.sort()
    print(
        f"prefill of one form: p50 {times[len(times) // 2] * 1000:.1f} ms, p95 {times[int(len(times) * 0.95)] * 1000:.1f} ms, its log written"
    )
    told = random.Random(2).sample(list(people(count, names)), min(rows, count))
    fill_from_hub(told, county, steward)


def fill_from_hub(told: list[list[str]], county, steward) -> None:
    """Fill a sheet that names people by name and number, and write the same cells with openpyxl."""
    import openpyxl

    from qingzhuang.datahub.answering import HubHoldings
    from qingzhuang.datahub.terms import elements
    from qingzhuang.sheets.fill import fill, read_template
    from qingzhuang.sheets.safety import open_upload

    form = _form(told)
    known = elements()
    started = time.perf_counter()
    template = read_template(open_upload(form, "t.xlsx"), known.values())
    holdings = HubHoldings(county, known, template.blocks, actor=steward, purpose="bench")
    find, looked = holdings.find, []

    def found(asked, key=None):
        began = time.perf_counter()
        answers = find(asked, key)
        looked.append(time.perf_counter() - began)
        return answers

    holdings.find = found
    _filled, report = fill(template, holdings)
    taken = time.perf_counter() - started
    started = time.perf_counter()
    book = openpyxl.load_workbook(io.BytesIO(form))
    for cell in report.filled:
        book.active.cell(cell.row, cell.column).value = cell.value
    book.save(io.BytesIO())
    peer = time.perf_counter() - started
    print(
        f"a sheet of {len(told):,} people, {len(report.filled):,} cells filled: {taken:.2f} s, of which the hub {sum(looked):.2f} s;"
        f" openpyxl writing the same cells {peer:.2f} s, {peer / taken:.1f} times as long"
    )


def _form(told: list[list[str]]) -> bytes:
    import openpyxl
    from openpyxl.styles import Border, Side

    book = openpyxl.Workbook()
    book.active.append(list(COLUMNS))
    thin = Border(*[Side("thin")] * 4)
    for number, row in enumerate(told, 2):
        for column in range(1, len(COLUMNS) + 1):
            cell = book.active.cell(number, column, row[column - 1] if column <= 2 else None)
            cell.border = thin
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _steward(county):
    from qingzhuang.identity.models import Appointment, Person, Post

    person, since = Person.objects.get(username="steward"), date(2020, 1, 1)
    post = Post.objects.create(organisation=county, title="steward", roles=["data_steward"], valid_from=since)
    Appointment.objects.create(person=person, post=post, valid_from=since)
    return person


def _bare(connection, path: Path) -> float:
    """Read the file and insert its rows as JSON, nothing else."""
    started = time.perf_counter()
    with connection.cursor() as cursor, path.open(encoding="utf-8-sig", newline="") as file:
        cursor.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT)")
        batch = []
        for number, row in enumerate(csv.DictReader(file)):
            batch.append((number, json.dumps(row, ensure_ascii=False)))
            if len(batch) == BATCH:
                cursor.executemany("INSERT INTO bare VALUES (%s, %s)", batch)
                batch = []
        cursor.executemany("INSERT INTO bare VALUES (%s, %s)", batch)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
