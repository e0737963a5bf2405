"""Steps in the life of an entry: filed, started, rectified, archived. Each is a dated fact with what requires it.

A step that has just been taken is not taken twice: the same call again, by a retry or a second click, changes nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.core.problems import Refused
from qingzhuang.domain.text import Text
from qingzhuang.registry.actions.closures import open_closure
from qingzhuang.registry.actions.telling import latest, tell
from qingzhuang.registry.models import Asset, Rectification


@action("registry.life.file", Text("登记备案", "Record the filing"))
def file_asset(
    asset: Asset,
    *,
    actor: Any,
    number: str,
    basis: str = "",
    cites: Sequence[str] = (),
    on: datetime.date | None = None,
) -> Asset:
    """Record under which number a thing was filed. What was running already goes on, lawfully from that day (MM-EXIST).

    Raises ``registry.number_needed`` and ``registry.number_taken``.
    """
    asset, number = latest(asset), " ".join(number.split())[:60]
    if not number:
        raise Refused("registry.number_needed")
    if asset.number == number and asset.filed_on:
        return _unchanged(asset)
    if other := Asset.objects.filter(number=number).exclude(pk=asset.pk).first():
        raise Refused("registry.number_taken", number=number, name=other.name)
    was_running = asset.status == "running"
    asset.number = number
    if any(each.code == "filing_number" for each in asset.definition.fields):
        asset.attributes["filing_number"] = number
    asset.save()
    journal.detail(number=number)
    asset = tell(asset, "filed", actor=actor, basis=basis, cites=cites, on=on, note=number)
    stopped = was_running and asset.status == "filed"
    return tell(asset, "started", actor=actor, basis=basis, cites=cites, on=on) if stopped else asset


@action("registry.life.start", Text("登记投入使用", "Record that it runs"))
def start_asset(
    asset: Asset, *, actor: Any, basis: str = "", cites: Sequence[str] = (), on: datetime.date | None = None
) -> Asset:
    asset = latest(asset)
    if asset.status == "running":
        return _unchanged(asset)
    return tell(asset, "started", actor=actor, basis=basis, cites=cites, on=on)


@action("registry.life.rectify", Text("要求整改", "Have it rectified"))
def begin_rectification(
    asset: Asset,
    *,
    actor: Any,
    what: str,
    due_on: datetime.date,
    basis: str = "",
    cites: Sequence[str] = (),
    on: datetime.date | None = None,
) -> Asset:
    """Say what must be put right and by when. Raises ``registry.what_needed`` and ``registry.due_past``."""
    return rectify(asset, actor=actor, what=what, due_on=due_on, basis=basis, cites=cites, on=on)


def rectify(
    asset: Asset,
    *,
    actor: Any,
    what: str,
    due_on: datetime.date,
    basis: str = "",
    cites: Sequence[str] = (),
    on: datetime.date | None = None,
) -> Asset:
    """What every action that begins a rectification does, after its own policy was asked."""
    asset, today = latest(asset), timezone.localdate()
    if not what.strip():
        raise Refused("registry.what_needed")
    if asset.rectifications.filter(done_on=None, what=what.strip(), due_on=due_on).exists():
        return _unchanged(asset)
    if due_on <= (on or today):
        raise Refused("registry.due_past", date=due_on.isoformat())
    asset = tell(asset, "rectifying", actor=actor, basis=basis, cites=cites, on=on, note=what)
    Rectification.objects.create(
        asset=asset, what=what.strip(), basis=basis.strip(), cites=list(cites), began_on=on or today, due_on=due_on
    )
    journal.detail(due_on=due_on.isoformat())
    return asset


@action("registry.life.rectified", Text("整改完成", "Record that it is put right"))
def finish_rectification(
    asset: Asset,
    *,
    actor: Any,
    result: str,
    basis: str = "",
    cites: Sequence[str] = (),
    on: datetime.date | None = None,
) -> Asset:
    """Say what was done; what required the rectification is what this fact rests on, unless another is named."""
    asset = latest(asset)
    if not result.strip():
        raise Refused("registry.what_needed")
    last = asset.rectifications.first()
    if asset.status != "rectifying" and last and last.result == result.strip():
        return _unchanged(asset)
    if last and not basis.strip() and not cites:
        basis, cites = last.basis, last.cites
    asset = tell(asset, "rectified", actor=actor, basis=basis, cites=cites, on=on, note=result)
    asset.rectifications.filter(done_on=None).update(done_on=on or timezone.localdate(), result=result.strip())
    return asset


@action("registry.life.archive", Text("归档", "Archive it"))
def archive_asset(
    asset: Asset, *, actor: Any, basis: str = "", cites: Sequence[str] = (), on: datetime.date | None = None
) -> Asset:
    """What is under a closure plan is archived by it, after its report and the disposal of its data."""
    asset = latest(asset)
    if asset.status == "archived":
        return _unchanged(asset)
    if open_closure(asset):
        raise Refused("registry.closure_planned", name=asset.name)
    return tell(asset, "archived", actor=actor, basis=basis, cites=cites, on=on)


def _unchanged(asset: Asset) -> Asset:
    journal.detail(unchanged=True)
    return asset
