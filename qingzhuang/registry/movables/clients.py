"""Sign-in clients move to the survivor with their number and secret, so that whoever signed in there still can."""

from __future__ import annotations

from qingzhuang.domain.text import Text
from qingzhuang.registry.models import SignInClient
from qingzhuang.registry.movables import Movable, movables

movables.register(Movable.of_rows("clients", Text("登录接入端", "Sign-in clients"), SignInClient, things=("clients",)))
