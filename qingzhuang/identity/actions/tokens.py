"""What the provider keeps of a sign-in is who signed in where; so it is kept no longer than it opens something."""

from __future__ import annotations

from typing import Any

from allauth.idp.oidc.models import Token

from qingzhuang.core import journal
from qingzhuang.core.actions import action
from qingzhuang.domain.text import Text


@action("identity.token.forget", Text("清除过期的登录凭据", "Forget expired sign-ins"))
def forget_tokens(target: None, *, actor: Any) -> int:
    """Delete expired access and refresh tokens; returns how many."""
    forgotten, _by_model = Token.objects.expired().delete()
    journal.detail(forgotten=forgotten)
    return forgotten
