"""Three months of the county's cloud bill: used, idle, of an app that has ended, and nobody's."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from qingzhuang.registry import actions
from qingzhuang.registry.actions.hosting import read_bill
from qingzhuang.registry.hosting.bills import Bill
from qingzhuang.registry.models import Resource

if TYPE_CHECKING:
    from qingzhuang.demo.county import County

HEAD = (
    "账期",
    "资源ID",
    "资源名称",
    "产品",
    "项目",
    "CPU核数",
    "内存(GB)",
    "存储容量(GB)",
    "平均CPU使用率(%)",
    "峰值CPU使用率(%)",
    "磁盘使用率(%)",
    "费用(元)",
)
# Id, name, product, project, cores, memory, storage, mean and peak CPU, filled, yuan; months from the latest it is billed.
RESOURCES = (
    ("ecs-1001", "网格应用服务器", "云服务器 ECS", "青溪网格", 16, 64, 500, 41, 88, 63, "2860.00", 0),
    ("rds-1002", "网格数据库", "云数据库 RDS", "青溪网格", 8, 32, 1000, 22, 61, 48, "1980.00", 0),
    ("ecs-1003", "政务门户服务器", "云服务器 ECS", "青溪政务", 16, 64, 500, 35, 79, 52, "2860.00", 0),
    ("ecs-1004", "党建云服务器", "云服务器 ECS", "青溪党建云", 32, 128, 1000, 1.2, 6, 4, "5720.00", 0),
    ("ecs-1005", "田长通服务器", "云服务器 ECS", "田长通", 8, 32, 200, 0.8, 3, 5, "1430.00", 0),
    ("oss-1006", "旧影像存储", "对象存储 OSS", "yx-archive", "", "", 20480, "", "", 0.4, "3276.80", 0),
    ("ecs-1007", "测试环境", "云服务器 ECS", "test-2021", 8, 16, 200, "", "", "", "1120.00", 0),
    ("ecs-1008", "森林防火旧服务器", "云服务器 ECS", "森林防火通", 8, 32, 200, 0.5, 2, 3, "1430.00", 1),
)  # fmt: skip


def seed(county: County) -> int:
    """Bring in the bills of three months, decide on one resource; returns how many resources stand."""
    for ago in (3, 2, 1):
        bill = actions.upload_bill(
            county.office,
            actor=county.reviewer,
            name=f"政务云账单-{_month(county.today, ago):%Y-%m}.csv",
            data=_bill(county.today, ago),
        )
        # The queued job finds nothing left to do; the county is built without a worker.
        file = Bill(Path(bill.file.path), bill.file_name)
        read_bill(bill, actor=county.reviewer, lines=file.read(0, len(file)), rows=len(file), total=len(file))
        if ago == 2:
            _release(county)
    return Resource.objects.count()


def _release(county: County) -> None:
    gone = Resource.objects.get(code="ecs-1008")
    officer = county.officers[gone.asset.sponsor.sector]
    by_on = county.today + timedelta(days=10)
    actions.answer_resource(gone, actor=officer, answer="release", by_on=by_on)


def _bill(today: date, ago: int) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(HEAD)
    for *cells, gone in RESOURCES:
        if ago > gone:
            writer.writerow([f"{_month(today, ago):%Y-%m}", *cells])
    return stream.getvalue().encode("gb18030")


def _month(today: date, ago: int) -> date:
    months = today.year * 12 + today.month - 1 - ago
    return date(months // 12, months % 12 + 1, 1)
