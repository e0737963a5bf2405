"""Sign-in clients move to the survivor with their number and secret, so that whoever signed in there still can."""

from __future__ import annotations

from typing import Any

from qingzhuang.domain.text import Text
from qingzhuang.registry.models import Asset, SignInClient
from qingzhuang.registry.movables import Movable, Moved, movables


def _count(asset: Asset) -> int:
    return SignInClient.objects.filter(asset=asset).count()


def _move(source: Asset, survivor: Asset) -> Moved:
    found = SignInClient.objects.filter(asset=source)
    receipt = list(found.values_list("pk", flat=True))
    return Moved(found.update(asset=survivor), receipt=receipt)


def _back(source: Asset, survivor: Asset, receipt: Any) -> None:
    SignInClient.objects.filter(pk__in=receipt, asset=survivor).update(asset=source)


movables.register(Movable("clients", Text("登录接入端", "Sign-in clients"), _count, _move, _back, things=("clients",)))
