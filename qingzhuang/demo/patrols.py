"""A list as a platform would give it, compared with the register: some accounts are not in it, some stand elsewhere."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from qingzhuang.registry import actions
from qingzhuang.registry.actions.imports import read_ledger
from qingzhuang.registry.actions.patrols import compare_list
from qingzhuang.registry.models import Asset

if TYPE_CHECKING:
    from qingzhuang.demo.county import County


def seed(county: County) -> int:
    """Run one patrol of public accounts; returns how many differences it found."""
    accounts = list(
        Asset.objects.alive().filter(kind="account", platform="wechat").select_related("sponsor").order_by("pk")
    )
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["账号名称", "主办单位", "平台"])
    for number, account in enumerate(accounts):
        name = f"{account.name}发布厅" if number % 17 == 5 else account.name
        if number % 13 != 7:
            rows.writerow([name, account.sponsor_shown, "微信公众号"])
    for name, unit in (("青溪夜市", "青溪县商会"), ("青溪交警微提示", "青溪县公安局"), ("清河镇微资讯", "清河镇")):
        rows.writerow([name, unit, "微信公众号"])
    data = text.getvalue().encode()
    patrol = actions.upload_patrol(
        county.office, actor=county.reviewer, source="微信公众平台", name="认证账号清单.csv", data=data
    )
    patrol = actions.start_patrol(patrol, actor=county.reviewer, kind="account", complete="account")
    # The queued job finds nothing left to do; the county is built without a worker.
    ledger = read_ledger(data, patrol.file_name)
    patrol = compare_list(patrol, actor=county.reviewer, ledger=ledger, between=lambda _patrol: None)
    return patrol.findings.count()
